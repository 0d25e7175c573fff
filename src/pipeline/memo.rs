//! What one build leaves for the next in the same process. Never changes an output: every entry is kept together with
//! all that it was made from.

use std::collections::HashMap;
use std::sync::Arc;

use crate::cache::Hash;
use crate::diagnostics::Checked;
use crate::parse::{ParseOptions, Parsed};
use crate::search::index::IndexCache;

/// Results of pure stages by what they were made from.
#[derive(Default)]
pub struct Memo {
    /// By path; asked for single paths only, so its order shows nowhere.
    drafts: HashMap<Arc<str>, (Hash, ParseOptions, Checked<Parsed>)>,
    /// What the last search index has in common with the next.
    pub(super) index: IndexCache,
}

impl Memo {
    /// The draft of `path` if it was made from the same bytes and options.
    pub(super) fn draft(&self, path: &Arc<str>, hash: &Hash, options: &ParseOptions) -> Option<&Checked<Parsed>> {
        let (old_hash, old_options, parsed) = self.drafts.get(path)?;
        (old_hash == hash && old_options == options).then_some(parsed)
    }

    /// Keeps a draft.
    pub(super) fn keep(&mut self, path: Arc<str>, hash: Hash, options: ParseOptions, parsed: Checked<Parsed>) {
        self.drafts.insert(path, (hash, options, parsed));
    }

    /// Forgets drafts of files that are no more.
    pub(super) fn retain(&mut self, exists: impl Fn(&str) -> bool) {
        self.drafts.retain(|path, _| exists(path));
    }
}
