//! What readers will see anew: the pages of a build beside those of the last publication, as readers have them, for those
//! who sign them.
//!
//! | part | what it does |
//! |---|---|
//! | [`blocks`] | a finished page as paragraphs, headings and cells |
//! | [`rows`](mod@rows) | two pages side by side, with marks at what differs |
//! | [`paper`](mod@paper) | 审核单: all of it on paper, with room for signatures |
//! | [`prints`](mod@prints) | what each page said itself when the site was published |
//!
//! Both sides are the HTML that readers get, so that nothing is signed which they would see otherwise.

mod blocks;
mod paper;
pub mod prints;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

pub use paper::{Paper, paper};
pub use rows::{Row, Side};

use crate::cache::{Cache, Hash};
use crate::config::SiteConfig;
use crate::content::{Draft, format_date};
use crate::deploy::diff::{Difference, between};
use crate::diagnostics::Text;
use crate::inputs::Inputs;
use crate::link::{Page, Site, Target};
use crate::outputs::{Manifest, Outputs};
use crate::review::{self, Given};
use prints::{Prints, file_of};

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
    /// What each of its pages said itself; none if another computer has built it.
    pub prints: Option<Prints>,
}

impl Former {
    /// With what this computer knows of its pages.
    #[must_use]
    pub fn recalled(mut self, cache: &Cache) -> Self {
        self.prints = prints::kept(cache, &self.manifest);
        self
    }
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
    /// Addresses and titles of such pages that say themselves what they said: other pages have changed what stands around
    /// it. Nobody has to sign them.
    pub others: Vec<(String, String)>,
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
    /// Its pictures and documents that are new or differ.
    pub files: Vec<String>,
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
    let mut found = between(&former.manifest, &wanted, &|hash| (former.file)(hash), &new);
    let prints = former.prints.is_some().then(|| prints::prints(now.site, now.inputs, now.content));
    let known = former.prints.as_ref().zip(prints.as_ref());
    let files = std::mem::take(&mut found.files);
    let changed: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    let look = Look { now, known, changed, by_url: by_url(now) };
    let (mut pages, mut others, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    let moved = look.moved(&mut found);
    let here = found.new.into_iter().map(|(address, title)| (What::New, address, None, title));
    let here = here.chain(found.changed.into_iter().map(|(address, title)| (What::Changed, address, None, title)));
    let here =
        here.chain(found.moved.into_iter().chain(moved).map(|(from, to, title)| (What::Moved, to, Some(from), title)));
    for (what, address, from, title) in here {
        match look.source(&address) {
            Some(_) if what == What::Changed && look.says_the_same(&address) => others.push((address, title)),
            Some(page) => pages.push(look.change(page, what, address, from)),
            None => lists.push((address, title)),
        }
    }
    pages.extend(look.silent(&pages));
    pages.extend(found.removed.into_iter().map(|(address, title)| removed(address, title)));
    Changes { pages, others, lists, files, files_removed: found.files_removed }
}

fn by_url<'a>(now: Now<'a>) -> BTreeMap<&'a str, &'a Page> {
    // A folder that nobody described has a page but no file.
    let written = |page: &&Page| now.inputs.get(&format!("{}/{}", now.content, page.draft.path)).is_some();
    now.site.pages.iter().filter(written).map(|page| (page.url.as_str(), page)).collect()
}

fn removed(address: String, title: String) -> Change {
    let (stages, files) = (Vec::new(), Vec::new());
    Change { what: What::Removed, address, from: None, title, path: None, stages, print: String::new(), files }
}

/// What is known of both sites.
struct Look<'a> {
    now: Now<'a>,
    /// The prints of the former pages and of those now.
    known: Option<(&'a Prints, &'a Prints)>,
    /// Pictures and documents that are new or differ.
    changed: BTreeSet<&'a str>,
    by_url: BTreeMap<&'a str, &'a Page>,
}

impl<'a> Look<'a> {
    /// The page that somebody has written for an address.
    fn source(&self, address: &str) -> Option<&'a Page> {
        self.by_url.get(address.trim_start_matches('/')).copied()
    }

    /// Whether the page at an address says itself what it said.
    fn says_the_same(&self, address: &str) -> bool {
        let path = file_of(address);
        self.known.is_some_and(|(old, new)| old.get(&path).is_some_and(|print| new.get(&path) == Some(print)))
    }

    /// Pages that say the same at another address, though what stands around it differs; they are no longer new, nor gone.
    fn moved(&self, found: &mut Difference) -> Vec<(String, String, String)> {
        let Some((old, new)) = self.known else { return Vec::new() };
        let mut moved = Vec::new();
        found.new.retain(|(to, title)| {
            let print = new.get(&file_of(to));
            let same = |(from, _): &(String, String)| print.is_some() && old.get(&file_of(from)) == print;
            let Some(at) = found.removed.iter().position(same) else { return true };
            moved.push((found.removed.remove(at).0, to.clone(), title.clone()));
            false
        });
        moved
    }

    /// Pages whose words are the same and that have changed all the same: by a picture, or a link that leads elsewhere.
    fn silent(&self, told: &[Change]) -> Vec<Change> {
        let Some((old, new)) = self.known else { return Vec::new() };
        let told: BTreeSet<&str> = told.iter().map(|change| change.address.trim_start_matches('/')).collect();
        let differs = |page: &&&Page| {
            let path = file_of(&page.url);
            !told.contains(page.url.as_str()) && old.get(&path).is_some_and(|print| new.get(&path) != Some(print))
        };
        let address = |page: &Page| if page.url.is_empty() { "/".to_owned() } else { page.url.clone() };
        self.by_url.values().filter(differs).map(|page| self.change(page, What::Changed, address(page), None)).collect()
    }

    fn change(&self, page: &Page, what: What, address: String, from: Option<String>) -> Change {
        let draft = &page.draft;
        let (stages, print) = stages(self.now, draft);
        let (title, path) = (draft.meta.title.value.clone(), Some(Arc::clone(&draft.path)));
        let shown = page.targets.values().filter_map(|target| match target {
            Target::Media(path) => self.now.site.media.get(path).map(String::as_str),
            _ => None,
        });
        let files: BTreeSet<&str> = shown.filter(|url| self.changed.contains(url)).collect();
        let files = files.into_iter().map(str::to_owned).collect();
        Change { what, address, from, title, path, stages, print, files }
    }
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
    let before = file_of(change.from.as_ref().unwrap_or(&change.address));
    let entry = former.manifest.files.get(&before).filter(|_| change.what != What::New);
    let old = entry.and_then(|entry| (former.file)(&entry.sha256));
    let new = now.outputs.get(&file_of(&change.address)).filter(|_| change.what != What::Removed);
    let new = new.and_then(|content| content.load().ok());
    let of = |html: Option<&[u8]>| html.map(blocks::blocks).unwrap_or_default();
    (rows::rows(&of(old.as_deref()), &of(new.as_deref())), entry.is_none() || old.is_some())
}

#[cfg(test)]
mod tests;
