//! What is wrong in pages that wait for their day. It is reported at once: on the day nobody may be there to mend it.
//!
//! Runs on every link, after what is kept from the last one, and costs nothing where no page waits.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::near::KnownNames;
use super::references::{self, Ref};
use super::visibility::Split;
use super::{Pages, Target, faults, tree, urls};
use crate::content::{Draft, index_of};
use crate::diagnostics::Diagnostic;

/// Reports references of scheduled pages that will lead nowhere, and places on them that do not exist.
pub(super) fn check(site: &Pages, split: &Split, files: &BTreeSet<Arc<str>>, diagnostics: &mut Vec<Diagnostic>) {
    if split.scheduled.is_empty() {
        return;
    }
    let by_path = split.scheduled.iter().map(|draft| (&*draft.path, &**draft)).collect();
    let later = Later { site, split, files, by_path, by_url: OnceLock::new(), names: OnceLock::new() };
    for draft in &split.scheduled {
        for reference in references::references(draft) {
            diagnostics.extend(later.fault(draft, reference));
        }
    }
    let leads_to_hidden = |targets: &BTreeMap<String, Target>| targets.values().any(|t| *t == Target::Hidden);
    for page in site.pages.iter().filter(|page| leads_to_hidden(&page.targets)) {
        let hidden = |r: &Ref<'_>| page.targets.get(r.value) == Some(&Target::Hidden);
        for reference in references::references(&page.draft).into_iter().filter(hidden) {
            diagnostics.extend(later.fault(&page.draft, reference));
        }
    }
}

/// The site as it will be once every scheduled page is public.
struct Later<'a> {
    site: &'a Pages,
    split: &'a Split,
    files: &'a BTreeSet<Arc<str>>,
    by_path: HashMap<&'a str, &'a Draft>,
    /// Made when a reference is found to be no path.
    by_url: OnceLock<HashMap<String, &'a Draft>>,
    /// Made when a reference leads nowhere.
    names: OnceLock<KnownNames<'a>>,
}

impl<'a> Later<'a> {
    fn fault(&self, from: &Draft, reference: Ref<'_>) -> Option<Diagnostic> {
        let (path, anchor) = references::path_and_anchor(reference.value);
        let missing_on = |draft: &Draft| {
            let anchor = anchor.as_deref().filter(|a| !draft.body.anchors.contains(a))?;
            Some(faults::anchor_missing(reference, anchor, draft))
        };
        if path.is_empty() {
            return missing_on(from);
        }
        let Some(wanted) = references::relative_path(from.folder(), &path) else {
            return Some(faults::reference_escapes(reference));
        };
        if let Some(draft) = references::file_of(&wanted, |p| self.draft(p)) {
            return missing_on(draft);
        }
        if self.files.contains(wanted.as_str()) || self.split.hidden.contains(wanted.as_str()) {
            return None;
        }
        match self.by_url.get_or_init(|| self.drafts_by_url()).get(wanted.trim_end_matches('/')) {
            Some(draft) => missing_on(draft),
            None => {
                let names = self
                    .names
                    .get_or_init(|| references::known(self.site.pages.iter().map(|page| &page.draft), self.files));
                Some(faults::reference_missing(reference, &wanted, names))
            }
        }
    }

    fn draft(&self, path: &str) -> Option<&'a Draft> {
        let public = || self.site.by_path.get(path).map(|id| &*self.site.page(*id).draft);
        self.by_path.get(path).copied().or_else(public)
    }

    fn drafts_by_url(&self) -> HashMap<String, &'a Draft> {
        let public = references::pages_by_url(self.site.pages.iter().map(|page| &page.url)).into_iter();
        let mut all: HashMap<String, &Draft> = public.map(|(url, id)| (url, &*self.site.page(id).draft)).collect();
        all.extend(self.by_path.values().map(|draft| (self.url(draft), *draft)));
        all
    }

    /// Without a trailing slash.
    fn url(&self, draft: &Draft) -> String {
        let Some(folder) = tree::parent_folder(draft) else { return String::new() };
        join(&self.folder_url(folder), &urls::component(draft).0)
    }

    fn folder_url(&self, folder: &str) -> String {
        let index = index_of(folder);
        match (self.site.by_path.get(index.as_str()), self.by_path.get(index.as_str())) {
            (Some(id), _) => self.site.page(*id).url.trim_end_matches('/').to_owned(),
            (None, Some(draft)) => self.url(draft),
            (None, None) if folder.is_empty() => String::new(),
            (None, None) => join(&self.folder_url(tree::up(folder)), &urls::name_component(folder)),
        }
    }
}

fn join(folder: &str, component: &str) -> String {
    if folder.is_empty() { component.to_owned() } else { format!("{folder}/{component}") }
}
