//! Site + theme → output files.

mod anchors;
pub mod assets;
mod body;
mod calendar;
mod compare;
mod context;
pub mod default_theme;
mod details;
mod escape;
mod faults;
mod feeds;
pub mod glossary;
mod library;
mod lists;
mod meta;
pub mod minify;
mod pages;
mod policy;
mod search_documents;
mod site;
mod study;
pub mod templates;
pub mod theme;
pub mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

pub use context::{ImageFacts, MediaFile, RenderInputs};
pub use details::glossary_terms;
pub use search_documents::search_documents;
pub use site::site_view;

use crate::content::{Details, Kind};
use crate::diagnostics::{Checked, Diagnostic};
use crate::link::PageId;
use pages::Ready;

/// Name and version of this program, for `<meta name="generator">` and feeds.
pub(crate) fn generator() -> String {
    format!("shuyuan {}", env!("CARGO_PKG_VERSION"))
}

/// Renders the whole site: path of each output below the output folder → bytes.
/// `step` is called after each page, from several threads.
pub fn render(inputs: &RenderInputs<'_>, step: &(dyn Fn() + Sync)) -> Checked<BTreeMap<String, Arc<[u8]>>> {
    let ids: Vec<PageId> = inputs.site.iter().map(|(id, _)| id).collect();
    let mut results: Vec<Rendered> = ids
        .par_iter()
        .map(|id| {
            let files = page_files(inputs, *id);
            step();
            files
        })
        .collect();
    let made: Vec<Ready> = made_pages(inputs);
    results.extend(made.into_par_iter().map(|ready| finish(inputs, ready, Vec::new())).collect::<Vec<_>>());
    results.push(machine_files(inputs));
    let mut files = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for result in results {
        diagnostics.extend(result.diagnostics);
        for (path, bytes) in result.files {
            files.insert(path, bytes);
        }
    }
    Checked::with(files, diagnostics)
}

#[derive(Default)]
struct Rendered {
    /// Of exactly the size needed: a template leaves room at the end that a large site would pay for.
    files: Vec<(String, Arc<[u8]>)>,
    diagnostics: Vec<Diagnostic>,
}

impl Rendered {
    fn join(&mut self, other: Rendered) {
        self.files.extend(other.files);
        self.diagnostics.extend(other.diagnostics);
    }
}

/// All files that one page of the site makes.
fn page_files(inputs: &RenderInputs<'_>, id: PageId) -> Rendered {
    let page = inputs.site.page(id);
    let mut diagnostics = Vec::new();
    let ready = pages::page(inputs, id, &mut diagnostics);
    let mut out = finish(inputs, ready, diagnostics);
    if page.draft.kind.is_folder() {
        for further in lists::column_pages(inputs, id) {
            out.join(finish(inputs, further, Vec::new()));
        }
    }
    if page.draft.kind == Kind::Course {
        let mut diagnostics = Vec::new();
        if let Some(booklet) = study::booklet(inputs, id, &mut diagnostics) {
            out.join(finish(inputs, booklet, diagnostics));
        }
    }
    if let Details::Event(event) = &page.draft.details {
        let meta = &page.draft.meta;
        let stamp = meta.updated_at.as_ref().or(meta.published_at.as_ref()).map_or(event.start.value, |at| at.value);
        let uid = format!("{}@shuyuan", page.url.trim_end_matches('/'));
        let ics = calendar::ics(&uid, &meta.title.value, meta.summary.as_deref(), event, stamp);
        out.files.push((format!("{}event.ics", page.url), ics.into_bytes().into()));
    }
    out
}

/// Pages that no file stands for.
fn made_pages(inputs: &RenderInputs<'_>) -> Vec<Ready> {
    let mut out = lists::site_lists(inputs);
    out.extend(library::pages(inputs));
    out.extend(compare::pages(inputs));
    let terms = details::terms(inputs);
    if !terms.is_empty() {
        let mut view = lists::made_page(inputs, "glossary/", "glossary", "名词解释");
        view.details.terms = terms;
        out.push(lists::ready("glossary.html", "glossary/".to_owned(), view, None));
    }
    if inputs.site.iter().any(|(_, p)| p.draft.kind == Kind::Course) {
        let view = lists::made_page(inputs, "study-record/", "study_record", "学习记录");
        out.push(lists::ready("study_record.html", "study-record/".to_owned(), view, None));
    }
    let view = lists::made_page(inputs, "search/", "search", "搜索");
    out.push(lists::ready("search.html", "search/".to_owned(), view, None));
    out.push(not_found(inputs));
    out.extend(inputs.site.redirects.iter().map(|(old, id)| {
        let title = &inputs.site.page(*id).draft.meta.title.value;
        let mut view = lists::made_page(inputs, &inputs.site.page(*id).url, "redirect", title);
        view.breadcrumb.clear();
        lists::ready("redirect.html", old.clone(), view, None)
    }));
    out
}

/// A host shows this page at any depth, so its links must not be relative to where it lies.
fn not_found(inputs: &RenderInputs<'_>) -> Ready {
    let mut view = lists::made_page(inputs, "404.html", "not_found", "找不到页面");
    view.canonical = None;
    let mut ready = lists::ready("not_found.html", "404.html".to_owned(), view, None);
    ready.context.root = inputs.config.base_path();
    ready
}

fn machine_files(inputs: &RenderInputs<'_>) -> Rendered {
    let mut diagnostics = Vec::new();
    let mut made = feeds::feeds(inputs, &mut diagnostics);
    let urls: Vec<(String, Option<String>)> = inputs
        .site
        .pages
        .iter()
        .map(|page| {
            let meta = &page.draft.meta;
            let changed = meta.updated_at.as_ref().or(meta.published_at.as_ref());
            (page.url.clone(), changed.map(|at| crate::content::format_date(at.value.date())))
        })
        .collect();
    made.extend(feeds::sitemap(inputs, &urls, &mut diagnostics));
    Rendered { files: made.into_iter().map(|made| (made.path, made.text.into_bytes().into())).collect(), diagnostics }
}

fn finish(inputs: &RenderInputs<'_>, ready: Ready, mut diagnostics: Vec<Diagnostic>) -> Rendered {
    let path = if ready.url.is_empty() || ready.url.ends_with('/') {
        format!("{}index.html", ready.url)
    } else {
        ready.url.clone()
    };
    match inputs.theme.render(&ready.template, &ready.context, &inputs.site_view) {
        Ok(html) => {
            let html = if inputs.config.minify { minify::html(&html) } else { html };
            Rendered { files: vec![(path, html.into_bytes().into())], diagnostics }
        }
        Err(mut fault) => {
            if !inputs.theme.has_template(&ready.template) {
                fault.span = ready.template_span.or(fault.span);
            }
            diagnostics.push(fault);
            Rendered { files: Vec::new(), diagnostics }
        }
    }
}
