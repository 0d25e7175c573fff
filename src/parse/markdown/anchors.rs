//! The anchors of a page: each is given once.

use std::collections::{BTreeMap, BTreeSet};

/// Anchors in use, and where to go on counting.
#[derive(Default)]
pub(super) struct Anchors {
    used: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Anchors {
    /// Takes `anchor`; whether it was free.
    pub(super) fn claim(&mut self, anchor: &str) -> bool {
        !anchor.is_empty() && self.used.insert(anchor.to_owned())
    }

    /// Takes `base`, or `base-2`, `base-3` and so on if it is in use.
    pub(super) fn unique(&mut self, base: &str) -> String {
        if self.used.insert(base.to_owned()) {
            return base.to_owned();
        }
        let next = self.next.entry(base.to_owned()).or_insert(2);
        loop {
            let anchor = format!("{base}-{next}");
            *next += 1;
            if self.used.insert(anchor.clone()) {
                return anchor;
            }
        }
    }

    /// All of them, in the order of their letters.
    pub(super) fn into_all(self) -> crate::content::Anchors {
        self.used.into_iter().collect()
    }
}
