//! What is public on the day of the build.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::LinkOptions;
use crate::content::{Draft, Meta};

/// Drafts by whether they are public.
pub(super) struct Split {
    pub(super) public: Vec<Arc<Draft>>,
    /// Paths of what exists but must not be seen.
    pub(super) hidden: BTreeSet<Arc<str>>,
    /// Those of the hidden that only wait for their day.
    pub(super) scheduled: Vec<Arc<Draft>>,
}

/// Separates what is public. A folder whose `_index.md` is not public hides all that lies in it.
pub(super) fn split(mut drafts: Vec<Arc<Draft>>, options: &LinkOptions) -> Split {
    drafts.sort_by(|a, b| a.path.cmp(&b.path));
    let (public, hidden) = part(drafts, |meta| is_public(meta, options));
    let paths = hidden.iter().map(|d| Arc::clone(&d.path)).collect();
    let (scheduled, _) = part(hidden, |meta| will_be_public(meta, options));
    Split { public, hidden: paths, scheduled }
}

/// Those that are `shown` and lie in no folder that is not, and the others.
fn part(drafts: Vec<Arc<Draft>>, shown: impl Fn(&Meta) -> bool) -> (Vec<Arc<Draft>>, Vec<Arc<Draft>>) {
    let hidden_folders: BTreeSet<String> =
        drafts.iter().filter(|d| d.is_index() && !shown(&d.meta)).map(|d| d.folder().to_owned()).collect();
    let in_hidden_folder = |folder: &str| {
        let mut at = Some(folder).filter(|_| !hidden_folders.is_empty());
        while let Some(folder) = at {
            if hidden_folders.contains(folder) {
                return true;
            }
            at = if folder.is_empty() { None } else { Some(folder.rsplit_once('/').map_or("", |(up, _)| up)) };
        }
        false
    };
    drafts.into_iter().partition(|d| shown(&d.meta) && !in_hidden_folder(d.folder()))
}

fn is_public(meta: &Meta, options: &LinkOptions) -> bool {
    let waiting = meta.publish_at.as_ref().is_some_and(|at| at.value > options.as_of);
    !waiting && will_be_public(meta, options)
}

/// Whether nothing but its day keeps a page from being public.
fn will_be_public(meta: &Meta, options: &LinkOptions) -> bool {
    let expired = meta.expire_at.as_ref().is_some_and(|at| at.value <= options.as_of);
    (!meta.draft || options.drafts) && !expired
}
