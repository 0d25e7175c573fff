//! The text of a file, in memory or put aside.

use std::sync::Arc;

use crate::cache::Spool;

/// Shorter texts cost more to find again than to hold.
const LONG: usize = 2048;

/// What a file says.
#[derive(Debug, Clone)]
pub(super) enum Decoded {
    Here(Arc<str>),
    /// Place and length in a spool.
    Aside(Arc<Spool>, u64, usize),
}

impl Decoded {
    pub(super) fn here(text: impl Into<Arc<str>>) -> Self {
        Self::Here(text.into())
    }

    /// In `spool`, if there is one and it takes the text.
    pub(super) fn new(text: String, spool: Option<&Arc<Spool>>) -> Self {
        let place = spool.filter(|_| text.len() >= LONG).and_then(|spool| Some((spool, spool.put(text.as_bytes())?)));
        match place {
            Some((spool, at)) => Self::Aside(Arc::clone(spool), at, text.len()),
            None => Self::here(text),
        }
    }

    /// None if it cannot be read again.
    pub(super) fn get(&self) -> Option<Arc<str>> {
        match self {
            Self::Here(text) => Some(Arc::clone(text)),
            Self::Aside(spool, at, len) => {
                let text = String::from_utf8(spool.load(*at, *len).ok()?).ok();
                // Other bytes than were put there: as if there were none.
                if text.is_none() {
                    spool.give_up();
                }
                text.map(Arc::from)
            }
        }
    }
}
