//! What the newest build knows of the site, for the desk to show.

use std::sync::{Arc, Mutex, PoisonError};

use crate::config::SiteConfig;
use crate::content::{Draft, Moment};
use crate::diagnostics::Diagnostic;
use crate::inputs::Inputs;
use crate::link::Site;
use crate::pipeline::Ready;

/// One build.
pub(in crate::serve) struct Known {
    /// Counts builds.
    pub(in crate::serve) number: u64,
    /// What pages that are being typed are rendered against.
    pub(in crate::serve) ready: Arc<Ready>,
    /// The files, with the drafts that desks have open.
    pub(in crate::serve) inputs: Inputs,
    /// Every page that could be read, public or not.
    pub(in crate::serve) drafts: Vec<Arc<Draft>>,
    pub(in crate::serve) site: Arc<Site>,
    pub(in crate::serve) config: Arc<SiteConfig>,
    pub(in crate::serve) found: Vec<Diagnostic>,
    pub(in crate::serve) as_of: Moment,
}

/// The newest build, for whoever asks.
#[derive(Default)]
pub(in crate::serve) struct Book(Mutex<Option<Arc<Known>>>);

impl Book {
    /// None before the first build has ended.
    pub(in crate::serve) fn now(&self) -> Option<Arc<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// `make` gets the number of the new build.
    pub(in crate::serve) fn put(&self, make: impl FnOnce(u64) -> Known) {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = book.as_ref().map_or(0, |known| known.number) + 1;
        *book = Some(Arc::new(make(number)));
    }
}
