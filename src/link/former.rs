//! The site of the last link, kept where an edit touched nothing that linking looks at.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use time::Date;

use super::tree::TreeMemo;
use super::visibility::Split;
use super::{Hung, LinkOptions, Page, PageId, Site, Target, references};
use crate::content::Draft;
use crate::diagnostics::Diagnostic;

/// The last site and all that it was made from. What follows from policy texts is not kept here.
pub(super) struct Former {
    title_and_content: (String, String),
    /// The order of events follows from the day.
    day: Date,
    files: BTreeSet<Arc<str>>,
    hidden: BTreeSet<Arc<str>>,
    /// Without the folders that nobody described.
    public: Vec<Arc<Draft>>,
    site: Arc<Site>,
    found: Vec<Diagnostic>,
}

impl Former {
    pub(super) fn new(
        split: &Split,
        files: &BTreeSet<Arc<str>>,
        options: &LinkOptions,
        site: &Arc<Site>,
        found: Vec<Diagnostic>,
    ) -> Self {
        Self {
            title_and_content: (options.site_title.clone(), options.content.clone()),
            day: options.as_of.date(),
            files: files.clone(),
            hidden: split.hidden.clone(),
            public: split.public.clone(),
            site: Arc::clone(site),
            found,
        }
    }

    /// The pages with the drafts of `split`, and what was wrong with it, if linking would find nothing new in them.
    pub(super) fn again(
        self,
        split: &Split,
        files: &BTreeSet<Arc<str>>,
        options: &LinkOptions,
        memo: &mut TreeMemo,
    ) -> Option<(Hung, Vec<Diagnostic>)> {
        let same_site = (&self.title_and_content.0, &self.title_and_content.1)
            == (&options.site_title, &options.content)
            && self.day == options.as_of.date()
            && self.public.len() == split.public.len()
            && self.hidden == split.hidden
            && self.files == *files;
        if !same_site {
            return None;
        }
        let is_new = |(old, new): &(&Arc<Draft>, &Arc<Draft>)| !Arc::ptr_eq(old, new);
        let pairs: Vec<(&Arc<Draft>, &Arc<Draft>)> = self.public.iter().zip(&split.public).filter(is_new).collect();
        if !pairs.iter().all(|(old, new)| links_alike(old, new)) {
            return None;
        }
        let moved: HashMap<PageId, (&Draft, &Draft)> = pairs
            .iter()
            .filter(|(old, new)| old.body.anchors != new.body.anchors || !headings(old).eq(headings(new)))
            .filter_map(|(old, new)| Some((*self.site.by_path.get(&new.path)?, (&***old, &***new))))
            .collect();
        if !moved.is_empty() && self.site.pages.iter().any(|page| leads_elsewhere(page, &moved)) {
            return None;
        }
        // What was said of a file that changed may stand at another place now.
        let edited: BTreeSet<&str> = pairs.iter().map(|(_, new)| &*new.meta.span.file).collect();
        if self.found.iter().any(|fault| mentions(fault, &edited)) {
            return None;
        }
        let changed = pairs.into_iter().map(|(_, new)| new);
        let Site { linked: mut pages, lists, related, interpreted_by, .. } = Arc::unwrap_or_clone(self.site);
        for new in changed {
            let id = pages.by_path.get(&new.path)?;
            pages.pages[id.0].draft = Arc::clone(new);
            memo.holds_for(new);
        }
        Some((Hung { pages, lists, related, interpreted_by }, self.found))
    }
}

/// Whether two drafts are the same to everything but rendering, the index, and what follows from policy texts or leads
/// to their anchors.
pub(super) fn links_alike(old: &Draft, new: &Draft) -> bool {
    let values = |draft| references::references(draft).into_iter().map(|r| r.value);
    old.path == new.path
        && old.kind == new.kind
        && old.meta == new.meta
        && old.details == new.details
        && values(old).eq(values(new))
}

/// What is offered to who names an anchor that does not exist.
fn headings(draft: &Draft) -> impl Iterator<Item = (&str, &str)> {
    draft.body.headings.iter().map(|heading| (heading.text.as_str(), heading.anchor.as_str()))
}

/// Whether `page` refers to an anchor of one of `changed` that is not in both its drafts.
fn leads_elsewhere(page: &Page, changed: &HashMap<PageId, (&Draft, &Draft)>) -> bool {
    let has = |draft: &Draft, anchor: &String| draft.body.anchors.contains(anchor);
    page.targets.values().any(|target| match target {
        Target::Page { id, anchor: Some(anchor) } => {
            changed.get(id).is_some_and(|(old, new)| !has(old, anchor) || !has(new, anchor))
        }
        _ => false,
    })
}

fn mentions(fault: &Diagnostic, files: &BTreeSet<&str>) -> bool {
    let spans = fault.span.iter().chain(fault.related.iter().map(|(span, _)| span));
    spans.into_iter().any(|span| files.contains(&*span.file))
}
