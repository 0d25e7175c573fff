//! What there is to render: each output that is made by itself, with what it depends on beside its readings.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::context::{RenderInputs, RenderSite, root_of};
use super::pages::Ready;
use super::view::{Group, Link, ListView, PageView};
use super::{Rendered, compare, details, feeds, figures, finish, library, lists, months, provisions, self_test, study};
use crate::content::{Kind, print_of};
use crate::diagnostics::Diagnostic;
use crate::link::{PageId, Redirect, Site};

/// One or several files that are made together.
pub(super) struct Job<'a> {
    /// Its name in every build: the path of a source file, or where the first of its files goes.
    pub(super) name: Arc<str>,
    /// The print of what it was given. What it reads from the site is noted while it is made.
    pub(super) key: u64,
    make: Box<dyn Fn(&RenderInputs<'_>) -> Rendered + Send + Sync + 'a>,
}

impl<'a> Job<'a> {
    pub(super) fn new(
        name: Arc<str>,
        key: u64,
        make: impl Fn(&RenderInputs<'_>) -> Rendered + Send + Sync + 'a,
    ) -> Self {
        Self { name, key, make: Box::new(make) }
    }

    /// A page at `url` that no source file stands for.
    pub(super) fn made(url: &str, key: u64, make: impl Fn(&RenderInputs<'_>) -> Ready + Send + Sync + 'a) -> Self {
        Self::new(made_name(url), key, move |inputs| finish(inputs, make(inputs), Vec::new()))
    }

    /// Files for machines, each from a template.
    pub(super) fn file(
        path: &str,
        key: u64,
        make: impl Fn(&RenderInputs<'_>) -> Vec<(String, Result<String, Diagnostic>)> + Send + Sync + 'a,
    ) -> Self {
        Self::new(made_name(path), key, move |inputs| {
            let mut out = Rendered::default();
            for (path, text) in make(inputs) {
                match text {
                    Ok(text) => out.files.push((path.into(), text.into_bytes().into())),
                    Err(fault) => out.diagnostics.push(fault),
                }
            }
            out
        })
    }

    pub(super) fn run(&self, inputs: &RenderInputs<'_>) -> Rendered {
        (self.make)(inputs)
    }
}

/// No source file can have such a name.
fn made_name(url: &str) -> Arc<str> {
    Arc::from(format!("\0{url}"))
}

/// What jobs are made from.
pub(super) struct Listing<'a> {
    /// For what jobs are given; nothing is noted.
    pub(super) inputs: RenderInputs<'a>,
    /// The site.
    pub(super) site: &'a Site,
    /// Numbers of the pages that mean the same in every build.
    pub(super) lasting: &'a [u32],
}

impl Listing<'_> {
    /// The lasting numbers of `ids`.
    pub(super) fn lasting(&self, ids: &[PageId]) -> Vec<u32> {
        ids.iter().map(|id| self.lasting[id.0]).collect()
    }
}

/// Everything that there is to render, in order.
pub(super) fn all<'a>(whole: &'a RenderSite<'a>, lasting: &'a [u32]) -> Vec<Job<'a>> {
    let gather = |add: &dyn Fn(&Listing<'a>, &mut Vec<Job<'a>>)| {
        let listing = Listing { inputs: whole.inputs(None), site: whole.site, lasting };
        let mut jobs = Vec::new();
        add(&listing, &mut jobs);
        jobs
    };
    let ((mut jobs, lists), (library, rest)) = rayon::join(
        || rayon::join(|| gather(&page_jobs), || gather(&lists::site_jobs)),
        || {
            let rest = |listing: &Listing<'a>, jobs: &mut Vec<Job<'a>>| {
                compare_jobs(listing, jobs);
                made_jobs(listing, jobs);
                months::jobs(listing, jobs);
                figures::jobs(listing, jobs);
                feeds::jobs(listing, jobs);
                feeds::sitemap_job(listing, jobs);
            };
            rayon::join(|| gather(&library::jobs), || gather(&rest))
        },
    );
    jobs.extend(lists.into_iter().chain(library).chain(rest));
    jobs
}

fn page_jobs<'a>(listing: &Listing<'a>, jobs: &mut Vec<Job<'a>>) {
    // Of pages that would lie at one place, which was reported, one is enough.
    let mut places: HashSet<&str> = HashSet::with_capacity(listing.site.pages.len());
    for (id, page) in listing.site.iter().filter(|(_, page)| places.insert(&page.url)) {
        if page.draft.kind.is_folder() {
            lists::folder_jobs(listing, id, jobs);
        } else {
            let name = Arc::clone(&page.draft.path);
            jobs.push(Job::new(name, 0, move |inputs| super::page_files(inputs, id, None)));
        }
    }
}

fn compare_jobs<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    for (old, new) in listing.site.policies.neighbours() {
        let (old, new) = (PageId(old), PageId(new));
        let url = compare::url(&listing.inputs, old, new);
        let key = print_of(&listing.lasting(&[old, new]));
        out.push(Job::new(made_name(&url), key, move |inputs| match compare::page(inputs, old, new) {
            Some(ready) => finish(inputs, ready, Vec::new()),
            None => Rendered::default(),
        }));
    }
    for members in listing.site.policies.families.iter().map(|family| &family.members) {
        let Some(url) = provisions::url(&listing.inputs, members) else { continue };
        let ids: Vec<PageId> = members.iter().map(|doc| PageId(*doc)).collect();
        let key = print_of(&listing.lasting(&ids));
        out.push(Job::new(made_name(&url), key, move |inputs| match provisions::page(inputs, members) {
            Some(ready) => finish(inputs, ready, Vec::new()),
            None => Rendered::default(),
        }));
    }
}

/// Pages that exist once.
fn made_jobs<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    let site = listing.site;
    let has = |kind: Kind| site.pages.iter().any(|page| page.draft.kind == kind);
    let single = |url: &'static str, kind: &'static str, template: &'static str, title: &'static str| {
        Job::made(url, 0, move |inputs| {
            lists::ready(template, url.to_owned(), lists::made_page(inputs, url, kind, inputs.words.get(title)), None)
        })
    };
    if has(Kind::Term) {
        out.push(Job::made("glossary/", 0, |inputs| {
            let mut view = lists::made_page(inputs, "glossary/", "glossary", inputs.words.get("glossary"));
            view.details.terms = details::terms(inputs);
            lists::ready("glossary.html", "glossary/".to_owned(), view, None)
        }));
    }
    if study::is_there(site) {
        study_jobs(out);
    }
    out.push(single("search/", "search", "search.html", "search"));
    if listing.inputs.config.offline {
        out.push(single("offline/", "offline", "offline.html", "offline"));
    }
    out.push(Job::made("404.html", 0, not_found));
    for (old, redirect) in &site.redirects {
        out.push(moved(listing, old.clone(), redirect));
    }
    // A topic that gets a page of its own stays where its list was.
    for term in &site.lists.topics.terms {
        let old = format!("{}{}/", lists::TOPICS, term.slug);
        if term.page.is_some_and(|page| site.page(page).url != old) && !site.redirects.contains_key(&old) {
            out.push(moved(listing, old, &Redirect { to: term.page, queries: BTreeMap::new() }));
        }
    }
}

/// What the reader's browser keeps, on pages of their own.
fn study_jobs(out: &mut Vec<Job<'_>>) {
    let page = |url: &'static str, kind: &'static str, title: &'static str| {
        Job::made(url, 0, move |inputs| {
            let mut view = lists::made_page(inputs, url, kind, inputs.words.get(title));
            if url != study::RECORD {
                let title = inputs.words.get("study_record").to_owned();
                view.breadcrumb.push(Link { title, url: study::RECORD.to_owned(), external: false });
            }
            if kind == "study_review" {
                view.content = self_test::every(inputs, &root_of(url));
            } else {
                view.details.study = Some(study::all(inputs));
            }
            lists::ready(&format!("{kind}.html"), url.to_owned(), view, None)
        })
    };
    out.push(page(study::RECORD, "study_record", "study_record"));
    out.push(page("study-record/wrong-answers/", "study_review", "study_review"));
    out.push(page("study-record/completed/", "study_completed", "study_completed"));
}

/// The page at an old URL: it leads on by script, with the anchor and the query of who came, and by a link without.
fn moved<'a>(listing: &Listing<'a>, old: String, redirect: &Redirect) -> Job<'a> {
    let redirect = redirect.clone();
    let ids: Vec<PageId> = redirect.to.iter().chain(redirect.queries.values()).copied().collect();
    let key = print_of(&(listing.lasting(&ids), redirect.queries.keys().collect::<Vec<_>>()));
    Job::made(&old.clone(), key, move |inputs| {
        let page = |id: PageId| inputs.site.page(id);
        let mut view = match redirect.to.map(page) {
            Some(page) => lists::made_page(inputs, &page.url, "redirect", &page.draft.meta.title.value),
            None => PageView { canonical: None, url: String::new(), ..lists::made_page(inputs, &old, "redirect", "") },
        };
        view.breadcrumb.clear();
        let group = |(query, id): (&String, &PageId)| Group {
            title: page(*id).draft.meta.title.value.clone(),
            url: page(*id).url.clone(),
            count: 1,
            summary: Some(query.clone()),
            heading: None,
            name: None,
        };
        let groups: Vec<Group> = redirect.queries.iter().map(group).collect();
        let list = (!groups.is_empty()).then(|| ListView { groups, ..ListView::default() });
        let root = root_of(&old);
        let mut ready = lists::ready("redirect.html", old.clone(), view, list);
        ready.context.root = root;
        ready
    })
}

/// A host shows this page at any depth, so its links must not be relative to where it lies.
fn not_found(inputs: &RenderInputs<'_>) -> Ready {
    let mut view = lists::made_page(inputs, "404.html", "not_found", inputs.words.get("not_found"));
    view.canonical = None;
    let mut ready = lists::ready("not_found.html", "404.html".to_owned(), view, None);
    ready.context.root = inputs.config.base_path();
    ready
}
