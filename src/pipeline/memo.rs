//! What one build leaves for the next. Never changes an output: every entry is kept together with
//! all that it was made from.

use std::collections::HashMap;
use std::sync::Arc;

use super::kept::{KeptDrafts, StoredKeys};
use super::media::MediaMemo;
use super::theme::LoadedTheme;
use crate::cache::{Hash, Spool};
use crate::content::Moment;
use crate::diagnostics::Checked;
use crate::link::LinkMemo;
use crate::outputs::CollectMemo;
use crate::parse::{ParseOptions, Parsed};
use crate::render::RenderMemo;
use crate::search::index::IndexCache;

/// Results of pure stages by what they were made from.
#[derive(Default)]
pub struct Memo {
    /// By path; asked for single paths only, so its order shows nowhere.
    pub(super) drafts: HashMap<Arc<str>, (Hash, ParseOptions, Checked<Parsed>)>,
    pub(super) kept_drafts: KeptDrafts,
    /// What linking keeps.
    pub(super) links: LinkMemo,
    pub(super) theme: Option<Arc<LoadedTheme>>,
    pub(super) media: MediaMemo,
    /// Where the files of the site lie.
    pub outputs: CollectMemo,
    /// Rendered files.
    pub render: RenderMemo,
    /// Prepared pages of the search index.
    pub index: IndexCache,
    /// How many drafts the last build had to make.
    pub(super) parsed: usize,
    /// What the cache has of all this.
    pub stored: StoredKeys,
    /// Where a build puts what it will read again; none for who shows the site from memory.
    pub(super) spool: Option<Arc<Spool>>,
}

/// What a build had to make because it could not be taken from an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Source files.
    pub parsed: usize,
    /// Outputs that are rendered by themselves: pages, lists, feeds.
    pub rendered: usize,
}

impl Memo {
    /// What the last build had to make.
    pub fn work(&self) -> Work {
        Work { parsed: self.parsed, rendered: self.render.made() }
    }

    /// The draft of `path` if it was made from the same bytes and options.
    pub(super) fn draft(&self, path: &Arc<str>, hash: &Hash, options: &ParseOptions) -> Option<&Checked<Parsed>> {
        let (old_hash, old_options, parsed) = self.drafts.get(path)?;
        (old_hash == hash && old_options == options).then_some(parsed)
    }

    /// The same from an earlier process.
    pub(super) fn kept_draft(&self, file: &str, hash: &Hash, options: &ParseOptions) -> Option<Checked<Parsed>> {
        self.kept_drafts.get(file, hash, options)
    }

    /// Keeps a draft.
    pub(super) fn keep(&mut self, path: Arc<str>, hash: Hash, options: ParseOptions, parsed: Checked<Parsed>) {
        self.drafts.insert(path, (hash, options, parsed));
    }

    /// The first moment after `now` at which something becomes public or ceases to be; of the sources of the last build.
    pub fn next_change(&self, now: Moment) -> Option<Moment> {
        self.moments().filter(|at| *at > now).min()
    }

    /// The last such moment up to `now`.
    pub fn last_change(&self, now: Moment) -> Option<Moment> {
        self.moments().filter(|at| *at <= now).max()
    }

    fn moments(&self) -> impl Iterator<Item = Moment> + '_ {
        let drafts = self.drafts.values().filter_map(|(.., parsed)| parsed.value.draft.as_ref());
        let moments = drafts.flat_map(|draft| [&draft.meta.publish_at, &draft.meta.expire_at]);
        moments.flatten().map(|at| at.value)
    }

    /// Forgets drafts of files that are no more; `files` is how many there are.
    pub(super) fn retain(&mut self, files: usize, exists: impl Fn(&str) -> bool) {
        if self.drafts.len() > files {
            self.drafts.retain(|path, _| exists(path));
        }
    }
}
