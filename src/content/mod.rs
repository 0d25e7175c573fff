//! The plain model: what a file says (a [`Draft`]), with no place on the site yet.
//!
//! Values only; nothing here reads, resolves or renders. What depends on other files stays a [`Reference`] and is
//! resolved in `link`.

mod anchors;
mod aside;
mod body;
mod details;
mod kind;
mod meta;
pub mod numeral;
mod period;
pub mod pinyin;
mod place;
mod policy;
mod prints;
pub mod recurrence;
mod slug;
pub mod when;

pub use anchors::Anchors;
pub use aside::{Aside, Long, Store};
pub use body::*;
pub use details::*;
pub use kind::Kind;
pub use meta::*;
pub use period::Period;
pub use pinyin::sort_key;
pub use place::{Place, bundle_of, folder_named, folder_of, index_of};
pub use policy::*;
pub use prints::{Prints, print_of, print_of_written};
pub use slug::slug;
pub use when::When;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One source file after parsing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Path below the content folder with `/`, for example `publicity/2026-03-05-a.md`.
    pub path: Arc<str>,
    /// What it is.
    pub kind: Kind,
    /// Front matter that all kinds share.
    pub meta: Meta,
    /// Front matter of its kind.
    pub details: Details,
    /// The rendered body with holes for what `link` decides.
    pub body: Body,
    /// What it was made from.
    pub prints: Prints,
}

impl Draft {
    /// The part of a code that it is (合同编), if it is a policy that is published in parts.
    pub fn part(&self) -> Option<&str> {
        let part = self.meta.subtitle.as_deref()?;
        (self.kind == Kind::Policy && is_part_name(part)).then_some(part)
    }

    /// The same with its prints; `made_from` is the print of all that it was made from.
    pub fn printed(mut self, made_from: u64) -> Self {
        let facts = (&self.path, self.kind, &self.meta, &self.details, &self.body.lead);
        self.prints = Prints { whole: made_from, facts: print_of_written(&facts) };
        self
    }

    /// Whether this is the `_index.md` of a folder.
    pub fn is_index(&self) -> bool {
        self.place().is_index()
    }

    /// What its file stands for.
    pub fn place(&self) -> Place {
        Place::of(&self.path)
    }

    /// The folder it lies in, without a trailing slash; empty for the content root.
    pub fn folder(&self) -> &str {
        folder_of(&self.path)
    }
}

/// `path` without `.md` or `.markdown`, in capitals or not; none if it is the path of something else than a page.
pub(crate) fn page_stem(path: &str) -> Option<&str> {
    let (stem, end) = path.rsplit_once('.')?;
    ["md", "markdown"].iter().any(|e| e.eq_ignore_ascii_case(end)).then_some(stem)
}
