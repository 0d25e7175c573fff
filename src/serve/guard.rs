//! Work in threads of their own that cannot end without a word.
//!
//! A thread that panics just ends: the preview would stay as it is for hours while its editor saves and waits.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The part of the preview that has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What tells of changed files.
    Watch,
    /// What builds the pages.
    Build,
    /// What writes the search index.
    Index,
    /// What leaves the site for the next run.
    Leave,
}

/// What `work` gives, or nothing if it panics. What it had in its hands then must not be used again.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_and_not_passed_on() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| -> u8 { std::panic::panic_any("a fault of the program") }), None);
    }
}
