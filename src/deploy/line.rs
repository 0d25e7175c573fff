//! Connections that break and are made anew, and several at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::remote::{Host, Remote, RemoteError};

/// How often to try again, and how long to wait before: each time twice as long.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Attempts at one step.
    pub attempts: u32,
    /// The first pause.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { attempts: 6, pause: Duration::from_millis(400) }
    }
}

/// A connection that is made when it is needed, and anew when it breaks.
pub(super) struct Line<'a> {
    host: &'a dyn Host,
    patience: Patience,
    remote: Option<Box<dyn Remote>>,
}

impl<'a> Line<'a> {
    pub(super) fn new(host: &'a dyn Host, patience: Patience) -> Self {
        Self { host, patience, remote: None }
    }

    /// Does a step, again if the connection fails on the way.
    pub(super) fn with<T>(
        &mut self,
        step: &mut dyn FnMut(&mut dyn Remote) -> Result<T, RemoteError>,
    ) -> Result<T, RemoteError> {
        let mut attempt = 0;
        loop {
            match self.once(step) {
                Err(error) if error.may_pass() => {
                    self.remote = None;
                    attempt += 1;
                    if attempt >= self.patience.attempts {
                        return Err(error);
                    }
                    thread::sleep(self.patience.pause * 2u32.pow(attempt - 1));
                }
                other => return other,
            }
        }
    }

    fn once<T>(&mut self, step: &mut dyn FnMut(&mut dyn Remote) -> Result<T, RemoteError>) -> Result<T, RemoteError> {
        let remote = match &mut self.remote {
            Some(remote) => remote,
            none => none.insert(self.host.connect()?),
        };
        step(remote.as_mut())
    }
}

/// Several connections that share the work.
pub(super) struct Crew<'a> {
    host: &'a dyn Host,
    size: usize,
    patience: Patience,
    /// Connections that wait for more work.
    idle: Mutex<Vec<Line<'a>>>,
}

impl<'a> Crew<'a> {
    pub(super) fn new(host: &'a dyn Host, size: usize, patience: Patience) -> Self {
        Self { host, size: size.max(1), patience, idle: Mutex::default() }
    }

    /// Does `job` for each of `items`. After the first fault no new ones are begun; it comes with the item's place.
    pub(super) fn each<T: Sync>(
        &self,
        items: &[T],
        job: &(dyn Fn(&mut Line<'_>, &T) -> Result<(), RemoteError> + Sync),
    ) -> Result<(), (usize, RemoteError)> {
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let fault = Mutex::new(None);
        thread::scope(|scope| {
            for _ in 0..self.size.min(items.len()) {
                scope.spawn(|| {
                    let mut line = self.line();
                    while !stop.load(Ordering::Relaxed) {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(at) else { break };
                        if let Err(error) = job(&mut line, item) {
                            stop.store(true, Ordering::Relaxed);
                            if let Ok(mut fault) = fault.lock() {
                                fault.get_or_insert((at, error));
                            }
                        }
                    }
                    if let Ok(mut idle) = self.idle.lock() {
                        idle.push(line);
                    }
                });
            }
        });
        fault.into_inner().ok().flatten().map_or(Ok(()), Err)
    }

    /// Does a single step on one of the connections.
    pub(super) fn with<T>(
        &self,
        step: &mut dyn FnMut(&mut dyn Remote) -> Result<T, RemoteError>,
    ) -> Result<T, RemoteError> {
        let mut line = self.line();
        let done = line.with(step);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(line);
        }
        done
    }

    fn line(&self) -> Line<'a> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        idle.unwrap_or_else(|| Line::new(self.host, self.patience))
    }
}
