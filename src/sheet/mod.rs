//! What readers will see anew: the pages of a build beside those of the last publication, as readers have them, for those
//! who sign them.
//!
//! | part | what it does |
//! |---|---|
//! | [`blocks`] | a finished page as paragraphs, headings and cells |
//! | [`rows`](mod@rows) | two pages side by side, with marks at what differs |
//! | [`paper`](mod@paper) | 审核单: all of it on paper, with room for signatures |
//!
//! Both sides are the HTML that readers get, so that nothing is signed which they would see otherwise.

mod blocks;
mod paper;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

pub use paper::{Paper, paper};
pub use rows::{Row, Side};

use crate::cache::Hash;
use crate::config::SiteConfig;
use crate::content::{Draft, format_date};
use crate::deploy::diff::between;
use crate::diagnostics::Text;
use crate::inputs::Inputs;
use crate::link::Site;
use crate::outputs::{Manifest, Outputs};
use crate::review::{self, Given};

/// The bytes of a file with this hash, as far as this computer has them.
pub type Bytes = Box<dyn Fn(&Hash) -> Option<Vec<u8>> + Send + Sync>;

/// What was published last.
pub struct Former {
    /// All of its files.
    pub manifest: Manifest,
    /// What they hold.
    pub file: Bytes,
    /// Which publication it is, in words.
    pub name: Text,
}

/// A build.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    /// Its files; those of the search index may be missing.
    pub outputs: &'a Outputs,
    /// Its pages.
    pub site: &'a Site,
    /// Its configuration.
    pub config: &'a SiteConfig,
    /// What it was made from.
    pub inputs: &'a Inputs,
    /// The path under which the content folder is known.
    pub content: &'a str,
}

/// All that differs.
#[derive(Default)]
pub struct Changes {
    /// Pages that somebody has written, or had.
    pub pages: Vec<Change>,
    /// Addresses and titles of pages that the program makes: lists, topics, years.
    pub lists: Vec<(String, String)>,
    /// Pictures and documents that are new or differ.
    pub files: Vec<String>,
    /// Such files that are no longer there.
    pub files_removed: Vec<String>,
}

/// A page that differs.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// How.
    pub what: What,
    /// Its address below the site's root; the former one of a page that is gone.
    pub address: String,
    /// The former address of a page that has moved.
    pub from: Option<String>,
    /// Its title.
    pub title: String,
    /// Its file below the content folder; none for a page that is gone.
    pub path: Option<Arc<str>>,
    /// The stages that it needs.
    pub stages: Vec<Stage>,
    /// The print of what readers see of it; empty if nobody has to sign.
    pub print: String,
}

/// How a page differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// It was not there.
    New,
    /// It says something else.
    Changed,
    /// It has another address.
    Moved,
    /// It is gone.
    Removed,
}

/// A stage of a page.
#[derive(Debug, Clone, Serialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// `no`, `void` or `valid`.
    pub given: &'static str,
    /// Who has signed.
    pub by: String,
    /// When.
    pub date: String,
}

/// All that makes `now` differ from `former`.
pub fn changes(former: &Former, now: Now<'_>) -> Changes {
    let wanted = Manifest::of(now.outputs);
    let new = |path: &str| Some(now.outputs.get(path)?.load().ok()?.to_vec());
    let found = between(&former.manifest, &wanted, &|hash| (former.file)(hash), &new);
    let by_url: BTreeMap<&str, &Arc<Draft>> =
        now.site.pages.iter().map(|page| (page.url.as_str(), &page.draft)).collect();
    // A folder that nobody described has a page but no file.
    let source = |address: &str| {
        let draft = by_url.get(address.trim_start_matches('/'))?;
        now.inputs.get(&format!("{}/{}", now.content, draft.path)).map(|_| *draft)
    };
    let mut changes = Changes { files: found.files, files_removed: found.files_removed, ..Changes::default() };
    let here = found.new.into_iter().map(|(address, title)| (What::New, address, None, title));
    let here = here.chain(found.changed.into_iter().map(|(address, title)| (What::Changed, address, None, title)));
    let here = here.chain(found.moved.into_iter().map(|(from, to, title)| (What::Moved, to, Some(from), title)));
    for (what, address, from, title) in here {
        match source(&address) {
            Some(draft) => changes.pages.push(change(now, draft, what, address, from)),
            None => changes.lists.push((address, title)),
        }
    }
    for (address, title) in found.removed {
        changes.pages.push(Change {
            what: What::Removed,
            address,
            from: None,
            title,
            path: None,
            stages: Vec::new(),
            print: String::new(),
        });
    }
    changes
}

fn change(now: Now<'_>, draft: &Draft, what: What, address: String, from: Option<String>) -> Change {
    let (stages, print) = stages(now, draft);
    let (title, path) = (draft.meta.title.value.clone(), Some(Arc::clone(&draft.path)));
    Change { what, address, from, title, path, stages, print }
}

/// The stages of a page, and the print of what readers see of it.
pub fn stages(now: Now<'_>, draft: &Draft) -> (Vec<Stage>, String) {
    let files = review::files(now.inputs, now.content);
    let state = now.config.review.as_ref().and_then(|asked| review::state(draft, asked, &files));
    let Some(state) = state else { return (Vec::new(), String::new()) };
    let stage = |stage: &review::Stage<'_>| {
        let (given, signature) = match stage.given {
            Given::No => ("no", None),
            Given::Void(signature) => ("void", Some(signature)),
            Given::Valid(signature) => ("valid", Some(signature)),
        };
        let date = signature.and_then(|signature| signature.date.as_ref()).map(|date| format_date(date.value));
        let by = signature.map(|signature| signature.name.clone()).unwrap_or_default();
        Stage { name: stage.name.to_owned(), given, by, date: date.unwrap_or_default() }
    };
    (state.stages.iter().map(stage).collect(), state.print)
}

/// A page side by side with what it was; none of a side that is not there. The second is whether the former page is known
/// here: it may have been published from another computer.
pub fn rows(former: &Former, now: Now<'_>, change: &Change) -> (Vec<Row>, bool) {
    let path = |address: &str| {
        let address = address.trim_start_matches('/');
        if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() }
    };
    let before = path(change.from.as_ref().unwrap_or(&change.address));
    let entry = former.manifest.files.get(&before).filter(|_| change.what != What::New);
    let old = entry.and_then(|entry| (former.file)(&entry.sha256));
    let new = now.outputs.get(&path(&change.address)).filter(|_| change.what != What::Removed);
    let new = new.and_then(|content| content.load().ok());
    let of = |html: Option<&[u8]>| html.map(blocks::blocks).unwrap_or_default();
    (rows::rows(&of(old.as_deref()), &of(new.as_deref())), entry.is_none() || old.is_some())
}

#[cfg(test)]
mod tests;
