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
}

/// Separates what is public. A folder whose `_index.md` is not public hides all that lies in it.
pub(super) fn split(mut drafts: Vec<Arc<Draft>>, options: &LinkOptions) -> Split {
    drafts.sort_by(|a, b| a.path.cmp(&b.path));
    let hidden_folders: BTreeSet<String> =
        drafts.iter().filter(|d| d.is_index() && !is_public(&d.meta, options)).map(|d| d.folder().to_owned()).collect();
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
    let (public, hidden): (Vec<_>, Vec<_>) =
        drafts.into_iter().partition(|d| is_public(&d.meta, options) && !in_hidden_folder(d.folder()));
    Split { public, hidden: hidden.into_iter().map(|d| Arc::clone(&d.path)).collect() }
}

fn is_public(meta: &Meta, options: &LinkOptions) -> bool {
    if meta.draft && !options.drafts {
        return false;
    }
    let waiting = meta.publish_at.as_ref().is_some_and(|at| at.value > options.as_of);
    let expired = meta.expire_at.as_ref().is_some_and(|at| at.value <= options.as_of);
    !waiting && !expired
}
