//! The fourth step: what every reference means.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::near::KnownNames;
use super::order::Arranged;
use super::urls::Placed;
use super::{Page, PageId, Pages, faults, tree, urls};
use crate::content::{Body, Details, Draft, Fill, Hole, Reference, bundle_of, index_of};
use crate::diagnostics::{Diagnostic, Span};

/// A reference where it stands; arguments of shortcodes are references too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ref<'a> {
    pub(crate) value: &'a str,
    pub(crate) span: &'a Span,
}

impl<'a> From<&'a Reference> for Ref<'a> {
    fn from(reference: &'a Reference) -> Self {
        Self { value: &reference.value, span: &reference.span }
    }
}

/// What a reference means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page, or a place on it.
    Page {
        /// The page.
        id: PageId,
        /// The place.
        anchor: Option<String>,
    },
    /// A file beside the pages, by its path below the content folder.
    Media(Arc<str>),
    /// A page that exists but is not public; shown without a link.
    Hidden,
    /// Nothing; reported.
    Missing,
}

/// A reference without its anchor as a path below the content folder; `from` is the folder of the file it stands in.
/// None if it climbs above the content folder.
pub fn relative_path(from: &str, reference: &str) -> Option<String> {
    let (start, path) = match reference.strip_prefix('/') {
        Some(absolute) => ("", absolute),
        None => (from, reference),
    };
    let mut parts: Vec<&str> = start.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path of a reference and the place on the page, decoded.
pub(super) fn path_and_anchor(reference: &str) -> (Cow<'_, str>, Option<String>) {
    let (path, anchor) = match reference.split_once('#') {
        Some((path, anchor)) => (path, Some(percent_decode_str(anchor).decode_utf8_lossy().into_owned())),
        None => (reference, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    (percent_decode_str(path).decode_utf8_lossy(), anchor.filter(|a| !a.is_empty() && a != "top"))
}

/// What `get` has of the file that `path` names: itself, the page of a folder, or a page without its ending.
pub(super) fn file_of<T>(path: &str, get: impl Fn(&str) -> Option<T>) -> Option<T> {
    get(path).or_else(|| get(&index_of(path))).or_else(|| get(&bundle_of(path))).or_else(|| get(&format!("{path}.md")))
}

/// Resolves all references of all pages, reports those that lead nowhere, and finds out which files are used.
pub(super) fn resolve(
    arranged: Arranged,
    files: &BTreeSet<Arc<str>>,
    hidden: &BTreeSet<Arc<str>>,
    content: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Pages {
    let Arranged { placed, neighbours } = arranged;
    let nodes = &placed.tree.nodes;
    let resolver = Resolver { placed: &placed, files, hidden, by_url: OnceLock::new(), names: OnceLock::new() };
    let resolved: Vec<(BTreeMap<String, Target>, Vec<Diagnostic>)> = nodes
        .par_iter()
        .enumerate()
        .with_min_len(64)
        .map(|(i, page)| {
            let mut faults = Vec::new();
            let targets = resolver.page(PageId(i), page, &mut faults);
            (targets, faults)
        })
        .collect();
    let mut found: Vec<BTreeMap<String, Target>> = Vec::with_capacity(nodes.len());
    for (targets, faults) in resolved {
        found.push(targets);
        diagnostics.extend(faults);
    }
    let mut used: BTreeSet<Arc<str>> = BTreeSet::new();
    for (page, targets) in nodes.iter().zip(&found) {
        used.extend(targets.iter().filter_map(|(reference, target)| match target {
            // A table may leave out columns that nobody is to see.
            Target::Media(path) if is_source(path) && only_drawn(&page.draft, reference) => None,
            Target::Media(path) => Some(Arc::clone(path)),
            _ => None,
        }));
    }
    used.extend(files_in_bundles(&placed, files));
    let media = urls::media(&placed, used, content, diagnostics);
    let Placed { tree: tree::Tree { nodes, by_path }, urls, redirects } = placed;
    let pages = nodes.into_iter().zip(urls).zip(neighbours).zip(found);
    let pages = pages
        .map(|(((node, url), (previous, next)), targets)| {
            let tree::Node { draft, facts, parent, children } = node;
            Page { draft, facts, url, parent, children, previous, next, targets }
        })
        .collect();
    Pages { pages, by_path, media, redirects }
}

/// Everything in the folder of a public bundle is public with it, except sources and data.
fn files_in_bundles(placed: &Placed, files: &BTreeSet<Arc<str>>) -> Vec<Arc<str>> {
    let drafts = placed.tree.nodes.iter().map(|node| &*node.draft);
    let bundles: BTreeSet<&str> = drafts.filter(|draft| tree::is_bundle(draft)).map(Draft::folder).collect();
    files
        .iter()
        .filter(|f| f.rsplit_once('/').is_some_and(|(folder, _)| bundles.contains(folder)))
        .filter(|f| !is_source(f))
        .cloned()
        .collect()
}

/// Files that are read to make pages and are not published as they are.
fn is_source(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    [".md", ".markdown", ".yaml", ".yml", ".csv", ".tsv"].iter().any(|end| lower.ends_with(end))
}

/// Whether `draft` names the file only to draw tables from it, and leads no reader to it.
fn only_drawn(draft: &Draft, reference: &str) -> bool {
    fn drawn(body: &Body, reference: &str) -> usize {
        let calls = body.holes.iter().filter_map(|hole| match &hole.fill {
            Fill::Shortcode(call) => Some(call),
            _ => None,
        });
        calls
            .map(|call| {
                let here = call.args.iter().filter(|(n, v, _)| n == "data" && v.as_str() == Some(reference)).count();
                here + call.body.as_ref().map_or(0, |inner| drawn(inner, reference))
            })
            .sum()
    }
    let all = references(draft).iter().filter(|r| r.value == reference).count();
    all == drawn(&draft.body, reference)
}

/// All pages by names and titles, and all other files by names.
pub(super) fn known<'a>(pages: impl Iterator<Item = &'a Arc<Draft>>, files: &'a BTreeSet<Arc<str>>) -> KnownNames<'a> {
    let pages = pages.map(|draft| (&*draft.path, draft.meta.title.value.as_str()));
    KnownNames::new(pages.chain(files.iter().map(|path| (&**path, ""))))
}

/// Pages by their `urls` without trailing slashes.
pub(super) fn pages_by_url<'a>(urls: impl Iterator<Item = &'a String>) -> HashMap<String, PageId> {
    urls.enumerate().map(|(i, url)| (url.trim_end_matches('/').to_owned(), PageId(i))).collect()
}

struct Resolver<'a> {
    placed: &'a Placed,
    files: &'a BTreeSet<Arc<str>>,
    hidden: &'a BTreeSet<Arc<str>>,
    /// Made when a reference is found to be no path.
    by_url: OnceLock<HashMap<String, PageId>>,
    /// Made when a reference leads nowhere.
    names: OnceLock<KnownNames<'a>>,
}

impl Resolver<'_> {
    fn page(&self, id: PageId, page: &tree::Node, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Target> {
        let mut targets = BTreeMap::new();
        if !page.facts.refers {
            return targets;
        }
        let folder = page.draft.folder();
        for reference in references(&page.draft) {
            // The same mistake in two places is reported at both, but looked up once.
            let target = match targets.get(reference.value) {
                Some(Target::Page { .. } | Target::Media(_)) => continue,
                _ => self.one(id, folder, reference, diagnostics),
            };
            targets.insert(reference.value.to_owned(), target);
        }
        targets
    }

    fn one(&self, from: PageId, folder: &str, reference: Ref<'_>, diagnostics: &mut Vec<Diagnostic>) -> Target {
        let (decoded, anchor) = path_and_anchor(reference.value);
        if decoded.is_empty() {
            return self.place(from, anchor, reference, diagnostics);
        }
        let Some(wanted) = relative_path(folder, &decoded) else {
            diagnostics.push(faults::reference_escapes(reference));
            return Target::Missing;
        };
        if let Some(id) = self.find_page(&wanted) {
            return self.place(id, anchor, reference, diagnostics);
        }
        if let Some(path) = self.files.get(wanted.as_str()) {
            return Target::Media(Arc::clone(path));
        }
        if self.hidden.contains(wanted.as_str()) {
            diagnostics.push(faults::reference_hidden(reference));
            return Target::Hidden;
        }
        let drafts = || self.placed.tree.nodes.iter().map(|node| &node.draft);
        let names = self.names.get_or_init(|| known(drafts(), self.files));
        diagnostics.push(faults::reference_missing(reference, &wanted, names));
        Target::Missing
    }

    /// The page whose file is `path`, or whose folder, or whose URL.
    fn find_page(&self, path: &str) -> Option<PageId> {
        let by_url = || self.by_url.get_or_init(|| pages_by_url(self.placed.urls.iter()));
        file_of(path, |p| self.placed.tree.by_path.get(p).copied())
            .or_else(|| by_url().get(path.trim_end_matches('/')).copied())
    }

    fn place(
        &self,
        id: PageId,
        anchor: Option<String>,
        reference: Ref<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Target {
        let page = self.placed.tree.draft(id);
        if let Some(wanted) = &anchor
            && !page.body.anchors.contains(wanted)
        {
            diagnostics.push(faults::anchor_missing(reference, wanted, page));
        }
        Target::Page { id, anchor }
    }
}

/// Arguments of shortcodes that name a file or page.
pub(crate) const REFERENCE_ARGUMENTS: [&str; 6] = ["src", "poster", "captions", "file", "data", "page"];

/// Every reference of a draft, front matter first.
pub(super) fn references(draft: &Draft) -> Vec<Ref<'_>> {
    let mut found = Found(Vec::new());
    found.all(&draft.meta.cover);
    found.all(draft.meta.attachments.iter().map(|a| &a.file));
    found.all(&draft.meta.related);
    found.details(&draft.details);
    found.body(&draft.body);
    found.0.retain(|r| !is_external(r.value));
    found.0
}

/// The files and pages that a draft names, as paths below the content folder, whether they exist or not.
pub fn named_paths(draft: &Draft) -> impl Iterator<Item = String> {
    references(draft).into_iter().filter_map(|reference| {
        let path = reference.value.split(['#', '?']).next().unwrap_or_default();
        relative_path(draft.folder(), &percent_decode_str(path).decode_utf8_lossy())
    })
}

/// Every reference of a draft as written, and where.
pub fn references_of(draft: &Draft) -> Vec<(&str, &Span)> {
    references(draft).into_iter().map(|reference| (reference.value, reference.span)).collect()
}

/// Whether a reference leaves the site.
pub fn is_external(reference: &str) -> bool {
    let bytes = reference.as_bytes();
    ["http://", "https://", "mailto:", "tel:", "//"]
        .iter()
        .any(|scheme| bytes.get(..scheme.len()).is_some_and(|b| b.eq_ignore_ascii_case(scheme.as_bytes())))
}

struct Found<'a>(Vec<Ref<'a>>);

impl<'a> Found<'a> {
    fn all(&mut self, references: impl IntoIterator<Item = &'a Reference>) {
        self.0.extend(references.into_iter().map(Ref::from));
    }

    fn details(&mut self, details: &'a Details) {
        match details {
            Details::Article(_) | Details::Faq(_) => self.all(details.interprets()),
            Details::Policy(policy) => {
                for list in
                    [&policy.supersedes, &policy.superseded_by, &policy.amends, &policy.basis, &policy.interprets]
                {
                    self.all(list);
                }
            }
            Details::Course(course) => self.all(&course.prerequisites),
            Details::Unit(unit) => {
                self.all([&unit.video, &unit.audio, &unit.captions, &unit.transcript].into_iter().flatten());
            }
            Details::Path(path) => self.all(&path.courses),
            Details::ReadingList(list) | Details::Topic(list) => self.all(list.items.iter().map(|i| &i.target)),
            Details::Guide(guide) => {
                self.all(&guide.legal_basis);
                self.all(guide.materials.iter().filter_map(|m| m.template.as_ref()));
            }
            Details::Column(column) => {
                self.all(column.home.iter().filter_map(|block| block.column.as_ref()));
                let items = column.home.iter().flat_map(|block| &block.items);
                self.all(items.flat_map(|item| std::iter::once(&item.target).chain(&item.cover)));
            }
            Details::Org(org) => self.all(&org.parent),
            Details::Template(template) => self.all(&template.form),
            Details::None | Details::Disclosure(_) | Details::Event(_) | Details::Term(_) => {}
        }
    }

    fn body(&mut self, body: &'a Body) {
        self.holes(&body.holes);
        for question in &body.questions {
            self.all(&question.cites);
            let texts = question.options.iter().chain(&question.right).chain(&question.explanation);
            for text in std::iter::once(&question.question).chain(texts) {
                self.holes(&text.holes);
            }
        }
    }

    fn holes(&mut self, holes: &'a [Hole]) {
        for hole in holes {
            match &hole.fill {
                Fill::Href(reference) => self.0.push(reference.into()),
                Fill::Image { src, .. } => self.0.push(src.into()),
                Fill::Shortcode(call) => {
                    for (name, value, span) in &call.args {
                        if let (true, Some(value)) = (REFERENCE_ARGUMENTS.contains(&name.as_str()), value.as_str()) {
                            self.0.push(Ref { value, span });
                        }
                    }
                    if let Some(inner) = &call.body {
                        self.body(inner);
                    }
                }
                Fill::QuizDraw(draw) => self.0.push((&draw.bank).into()),
                Fill::Quiz { .. } | Fill::CiteOpen(_) | Fill::CiteClose(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_relative_to_a_folder() {
        assert_eq!(relative_path("a/b", "c.md"), Some("a/b/c.md".into()));
        assert_eq!(relative_path("a/b", "../c.md"), Some("a/c.md".into()));
        assert_eq!(relative_path("a/b", "/c.md"), Some("c.md".into()));
        assert_eq!(relative_path("a", r"..\图\1.png"), Some("图/1.png".into()));
        assert_eq!(relative_path("a", "../../etc/passwd"), None);
        assert_eq!(relative_path("", ".."), None);
    }

    #[test]
    fn what_leaves_the_site() {
        assert!(is_external("HTTPS://example.org/") && is_external("mailto:a@example.org"));
        assert!(!is_external("http.md") && !is_external("图") && !is_external(""));
    }
}
