//! What machines fetch: Atom feeds, sitemap, robots.

use serde::Serialize;

use super::context::RenderInputs;
use crate::content::{Moment, format_date};
use crate::diagnostics::Diagnostic;
use crate::link::PageId;

/// A sitemap file may hold 50,000 URLs (sitemaps.org).
const SITEMAP_LIMIT: usize = 50_000;

#[derive(Serialize)]
struct Feed {
    title: String,
    subtitle: Option<String>,
    /// IRI that never changes.
    id: String,
    /// Of the page.
    url: String,
    /// Of the feed itself.
    self_url: String,
    updated: String,
    author: String,
    language: String,
    generator: String,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    title: String,
    id: String,
    url: String,
    published: String,
    updated: String,
    summary: Option<String>,
    author: Option<String>,
    category: Option<String>,
}

/// A file made from one of the theme's machine-read templates.
pub(super) struct Made {
    pub(super) path: String,
    pub(super) text: String,
}

/// The feeds of the site and of each top-level column and sub-column that has dated pages.
pub(super) fn feeds(inputs: &RenderInputs<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Made> {
    let site = inputs.site;
    let mut out = Vec::new();
    let all = &site.lists.dated;
    make(inputs, &feed(inputs, "", &inputs.config.title, None, all), "feed.xml", &mut out, diagnostics);
    for (id, page) in site.iter().filter(|(_, p)| p.draft.kind.is_folder() && p.parent.is_some()) {
        let entries: Vec<PageId> = all.iter().copied().filter(|e| is_below(inputs, *e, id)).collect();
        let title = format!("{} - {}", page.draft.meta.title.value, inputs.config.title);
        let summary = page.draft.meta.summary.clone();
        let feed = feed(inputs, &page.url, &title, summary, &entries);
        make(inputs, &feed, &format!("{}feed.xml", page.url), &mut out, diagnostics);
    }
    out
}

fn is_below(inputs: &RenderInputs<'_>, page: PageId, folder: PageId) -> bool {
    let mut at = inputs.site.page(page).parent;
    while let Some(parent) = at {
        if parent == folder {
            return true;
        }
        at = inputs.site.page(parent).parent;
    }
    false
}

fn make(inputs: &RenderInputs<'_>, feed: &Feed, path: &str, out: &mut Vec<Made>, diagnostics: &mut Vec<Diagnostic>) {
    #[derive(Serialize)]
    struct Context<'a> {
        feed: &'a Feed,
    }
    match inputs.part("feed.xml", &Context { feed }) {
        Ok(text) => out.push(Made { path: path.to_owned(), text }),
        Err(fault) => diagnostics.push(fault),
    }
}

fn feed(inputs: &RenderInputs<'_>, url: &str, title: &str, subtitle: Option<String>, pages: &[PageId]) -> Feed {
    let shown = &pages[..pages.len().min(inputs.config.feed_limit)];
    let newest = shown.iter().filter_map(|id| changed(inputs, *id)).max();
    Feed {
        title: title.to_owned(),
        subtitle,
        id: identity(inputs, url),
        url: absolute(inputs, url),
        self_url: absolute(inputs, &format!("{url}feed.xml")),
        // A feed must say when it changed; one without entries never did.
        updated: newest.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |at| rfc3339(inputs, at)),
        author: inputs.config.author.clone().unwrap_or_else(|| inputs.config.title.clone()),
        language: inputs.config.language.clone(),
        generator: super::generator(),
        entries: shown.iter().filter_map(|id| entry(inputs, *id)).collect(),
    }
}

fn entry(inputs: &RenderInputs<'_>, id: PageId) -> Option<Entry> {
    let page = inputs.site.page(id);
    let meta = &page.draft.meta;
    let published = meta.published_at.as_ref()?.value;
    let summary =
        meta.summary.clone().or_else(|| (!page.draft.body.lead.is_empty()).then(|| page.draft.body.lead.clone()));
    Some(Entry {
        title: meta.title.value.clone(),
        id: identity(inputs, &page.url),
        url: absolute(inputs, &page.url),
        published: rfc3339(inputs, published),
        updated: rfc3339(inputs, changed(inputs, id).unwrap_or(published)),
        summary,
        author: meta.author.clone(),
        category: inputs.site.column(id).map(|c| inputs.site.page(c).draft.meta.title.value.clone()),
    })
}

fn changed(inputs: &RenderInputs<'_>, id: PageId) -> Option<Moment> {
    let meta = &inputs.site.page(id).draft.meta;
    meta.updated_at.as_ref().or(meta.published_at.as_ref()).map(|at| at.value)
}

/// Absolute where the site knows its address, else relative to the site's root, as `xml:base` allows.
fn absolute(inputs: &RenderInputs<'_>, url: &str) -> String {
    match &inputs.config.base_url {
        Some(base) => format!("{base}{url}"),
        None => format!("/{url}"),
    }
}

fn identity(inputs: &RenderInputs<'_>, url: &str) -> String {
    match &inputs.config.base_url {
        Some(base) => format!("{base}{url}"),
        None => format!("urn:shuyuan:/{url}"),
    }
}

fn rfc3339(inputs: &RenderInputs<'_>, at: Moment) -> String {
    let time = at.0.time();
    format!(
        "{}T{:02}:{:02}:{:02}{}",
        format_date(at.date()),
        time.hour(),
        time.minute(),
        time.second(),
        inputs.config.utc_offset
    )
}

/// Sitemap and robots. A sitemap needs absolute URLs, so there is none without a base URL.
pub(super) fn sitemap(
    inputs: &RenderInputs<'_>,
    urls: &[(String, Option<String>)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Made> {
    #[derive(Serialize)]
    struct Url {
        loc: String,
        lastmod: Option<String>,
    }
    #[derive(Serialize)]
    struct Context {
        urls: Vec<Url>,
        sitemaps: Vec<String>,
        sitemap_url: Option<String>,
    }
    let mut out = Vec::new();
    let mut render = |template: &str, path: String, context: &Context| match inputs.part(template, context) {
        Ok(text) => out.push(Made { path, text }),
        Err(fault) => diagnostics.push(fault),
    };
    let has_base = inputs.config.base_url.is_some();
    if has_base {
        let parts: Vec<&[(String, Option<String>)]> = urls.chunks(SITEMAP_LIMIT).collect();
        let split = parts.len() > 1;
        let mut sitemaps = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let path = if split { format!("sitemap-{}.xml", i + 1) } else { "sitemap.xml".to_owned() };
            sitemaps.push(absolute(inputs, &path));
            let urls = part.iter().map(|(url, day)| Url { loc: absolute(inputs, url), lastmod: day.clone() }).collect();
            render("sitemap.xml", path, &Context { urls, sitemaps: Vec::new(), sitemap_url: None });
        }
        if split {
            let context = Context { urls: Vec::new(), sitemaps, sitemap_url: None };
            render("sitemap_index.xml", "sitemap.xml".to_owned(), &context);
        }
    }
    let sitemap_url = has_base.then(|| absolute(inputs, "sitemap.xml"));
    render("robots.txt", "robots.txt".to_owned(), &Context { urls: Vec::new(), sitemaps: Vec::new(), sitemap_url });
    out
}
