//! What one build leaves for the next. Never changes an output: every entry is kept together with
//! all that it was made from.
//!
//! # How a build is kept
//!
//! Each stage keeps what it made under a print of all that it was made from. A print that fits gives the former value;
//! anything else, and whatever is damaged, is made anew. Nothing is believed because of its place or its time, except that
//! a file of the same time and length is taken to be the same, as long as the last process ended in good order.
//!
//! | what | found again by | while the process lives | for the next process |
//! |---|---|---|---|
//! | source files | time and length | [`crate::inputs::Inputs::update`] | [`crate::inputs::Stats`] |
//! | drafts | path, bytes, options of the folders above | [`Memo`] | [`super::kept`], in layers of the cache |
//! | the theme | its files | [`Memo`] | made anew |
//! | pictures | bytes and options | the memo of media | one entry of the cache for each |
//! | links | the drafts themselves | [`LinkMemo`] | made anew |
//! | rendered files | their job, and the prints of all that it has read of the site | [`RenderMemo`] | what it depends on in the cache; the files in the published folder |
//! | the index | the words of each page | [`IndexCache`] | prepared pages and terms in the cache; blocks of texts in the published folder |
//! | places of files | their paths | [`CollectMemo`] | made anew |
//! | the whole site | everything that a build reads, and the folder as it was left | - | [`super::record`] |
//!
//! Beside these, [`super::aside`] holds on disk what a build will read once more. That is no memory of anything: it goes
//! with the process. A build that puts aside is the only one of its process, so that it keeps nothing of links, and of the
//! index only what the cache is to have.

use std::collections::HashMap;
use std::sync::Arc;

use super::kept::{KeptDrafts, StoredKeys};
use super::media::MediaMemo;
use super::theme::LoadedTheme;
use crate::cache::{Hash, Spool};
use crate::content::Moment;
use crate::diagnostics::Checked;
use crate::link::LinkMemo;
use crate::link::policy::Elsewhere;
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
    /// What the lists of other portals' texts were read from, and what they say.
    pub(super) elsewhere: Option<(u64, Arc<Elsewhere>)>,
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
    /// For a build that no other follows: its index keeps nothing for the next.
    pub fn once() -> Self {
        Self { index: IndexCache::once(), ..Self::default() }
    }

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
