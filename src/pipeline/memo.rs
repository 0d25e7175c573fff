//! What one build leaves for the next in the same process. Never changes an output: every entry is kept together with
//! all that it was made from.

use std::collections::HashMap;
use std::sync::Arc;

use super::media::MediaMemo;
use super::theme::LoadedTheme;
use crate::cache::Hash;
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
    drafts: HashMap<Arc<str>, (Hash, ParseOptions, Checked<Parsed>)>,
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
