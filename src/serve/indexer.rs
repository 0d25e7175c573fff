//! Writes the search index beside the loop.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use super::guard::{Part, guarded};
use super::session::Signal;
use crate::outputs::Outputs;
use crate::pipeline::{self, IndexCache, Ready};

/// A written index.
pub(super) struct Indexed {
    pub(super) files: Option<Outputs>,
    pub(super) cache: IndexCache,
    pub(super) took: Duration,
}

/// Writes the index beside the loop; at most one is written at a time.
pub(super) struct Indexer {
    pub(super) signals: Sender<Signal>,
    /// What was prepared for the last index; absent while a thread has it.
    pub(super) cache: Option<IndexCache>,
    /// The newest site that has no index yet.
    waiting: Option<Arc<Ready>>,
}

impl Indexer {
    /// For a site that has no index yet; `signals` is told of each that was written.
    pub(super) fn new(signals: Sender<Signal>) -> Self {
        Self { signals, cache: Some(IndexCache::default()), waiting: None }
    }

    /// The index of `ready` is wanted; one that waits for an older site is not any more.
    pub(super) fn want(&mut self, ready: Arc<Ready>) {
        self.waiting = Some(ready);
        self.go_on();
    }

    /// Nobody needs the cache any more.
    pub(super) fn give_back(&mut self, cache: IndexCache) {
        self.cache = Some(cache);
        self.go_on();
    }

    fn go_on(&mut self) {
        let Some(mut cache) = self.cache.take() else { return };
        let Some(ready) = self.waiting.take() else {
            self.cache = Some(cache);
            return;
        };
        let signals = self.signals.clone();
        std::thread::spawn(move || {
            let started = Instant::now();
            let files = guarded(|| beside(|| index(&ready, &mut cache)));
            let files = files.unwrap_or_else(|| {
                cache = IndexCache::default();
                let _ = signals.send(Signal::Broke(Part::Index));
                None
            });
            let indexed = Indexed { files, cache, took: started.elapsed() };
            // Nobody listens when the program ends.
            let _ = signals.send(Signal::Indexed(Box::new(indexed)));
        });
    }
}

fn index(ready: &Ready, cache: &mut IndexCache) -> Option<Outputs> {
    let index = pipeline::index(ready, cache, &pipeline::Silent);
    (!index.has_errors()).then_some(index.value)
}

/// Leaves a core to the pages that somebody waits for.
fn beside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() / 2).max(1);
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}
