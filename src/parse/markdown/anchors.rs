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

    /// Takes `anchor` for something of the editor's own; whether it was free and is none of the page's frame.
    pub(super) fn claim_own(&mut self, anchor: &str) -> bool {
        !is_reserved(anchor) && self.claim(anchor)
    }

    /// Takes `base`, or `base-2`, `base-3` and so on if it is in use.
    pub(super) fn unique(&mut self, base: &str) -> String {
        if !is_reserved(base) && self.used.insert(base.to_owned()) {
            return base.to_owned();
        }
        // A number more would still be one of theirs.
        if is_reserved(&format!("{base}-2")) {
            return self.unique(&format!("section-{base}"));
        }
        let next = self.next.entry(base.to_owned()).or_insert(2);
        loop {
            let anchor = format!("{base}-{next}");
            *next += 1;
            if !is_reserved(&anchor) && self.used.insert(anchor.clone()) {
                return anchor;
            }
        }
    }

    /// All of them, in the order of their letters.
    pub(super) fn into_all(self) -> crate::content::Anchors {
        self.used.into_iter().collect()
    }
}

/// Whether the frame of a page, its footnotes or its self-tests have this anchor.
fn is_reserved(anchor: &str) -> bool {
    const FRAME: [&str; 6] = ["main", "page-contents", "page-search", "search-app", "site-menu", "site-search"];
    const NUMBERED: [&str; 8] = ["fn-", "fnref-", "test-", "cited-", "letter-", "unit-", "q", "u"];
    // What follows the number may be the id of a question, which the editor chose.
    let numbered = |prefix: &&str| {
        let Some(rest) = anchor.strip_prefix(*prefix) else { return false };
        let number = rest.split('-').next().unwrap_or(rest);
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    };
    FRAME.contains(&anchor) || NUMBERED.iter().any(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_of_a_page_keeps_its_anchors() {
        let mut anchors = Anchors::default();
        for (base, given) in [
            ("main", "main-2"),
            ("main", "main-3"),
            ("test-1", "section-test-1"),
            ("fn-12", "section-fn-12"),
            ("test-1-a", "section-test-1-a"),
            ("jia", "jia"),
        ] {
            assert_eq!(anchors.unique(base), given);
        }
        assert!(!anchors.claim_own("site-search") && anchors.claim_own("biao"));
    }
}
