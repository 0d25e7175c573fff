//! What machines fetch: Atom feeds, sitemap, robots.

use std::collections::BTreeMap;

use serde::Serialize;

use super::context::RenderInputs;
use super::jobs::{Job, Listing};
use crate::content::{Moment, format_date, print_of};
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

/// The feeds of the site and of each column and sub-column.
pub(super) fn jobs<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    let site = listing.site;
    let limit = listing.inputs.config.feed_limit;
    let all = &site.lists.dated[..site.lists.dated.len().min(limit)];
    job(listing, None, all.to_vec(), out);
    let mut below: BTreeMap<PageId, Vec<PageId>> = site
        .iter()
        .filter(|(_, page)| page.draft.kind.is_folder() && page.parent.is_some())
        .map(|(id, _)| (id, Vec::new()))
        .collect();
    for id in &site.lists.dated {
        let mut at = site.page(*id).parent;
        while let Some(folder) = at {
            if let Some(entries) = below.get_mut(&folder).filter(|entries| entries.len() < limit) {
                entries.push(*id);
            }
            at = site.page(folder).parent;
        }
    }
    for (folder, entries) in below {
        job(listing, Some(folder), entries, out);
    }
}

fn job<'a>(listing: &Listing<'a>, folder: Option<PageId>, entries: Vec<PageId>, out: &mut Vec<Job<'a>>) {
    let url = folder.map(|id| listing.site.page(id).url.clone()).unwrap_or_default();
    let path = format!("{url}feed.xml");
    let key = print_of(&listing.lasting(&entries));
    out.push(Job::file(&path.clone(), key, move |inputs| {
        #[derive(Serialize)]
        struct Context {
            feed: Feed,
        }
        let site_title = &inputs.config.title;
        let feed = match folder {
            Some(id) => {
                let meta = &inputs.site.page(id).draft.meta;
                let title = format!("{} - {site_title}", meta.title.value);
                feed(inputs, &url, &title, meta.summary.clone(), &entries)
            }
            None => feed(inputs, "", site_title, None, &entries),
        };
        vec![(path.clone(), inputs.part("feed.xml", &Context { feed }))]
    }));
}

fn feed(inputs: &RenderInputs<'_>, url: &str, title: &str, subtitle: Option<String>, pages: &[PageId]) -> Feed {
    let newest = pages.iter().filter_map(|id| changed(inputs, *id)).max();
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
        entries: pages.iter().filter_map(|id| entry(inputs, *id)).collect(),
    }
}

fn entry(inputs: &RenderInputs<'_>, id: PageId) -> Option<Entry> {
    let page = inputs.site.page(id);
    let meta = &page.draft.meta;
    let published = meta.published_at.as_ref()?.value;
    let summary =
        meta.summary.clone().or_else(|| (!page.draft.body.lead.is_empty()).then(|| page.draft.body.lead.clone()));
    Some(Entry {
        title: for_xml(&meta.title.value),
        id: identity(inputs, &page.url),
        url: absolute(inputs, &page.url),
        published: rfc3339(inputs, published),
        updated: rfc3339(inputs, changed(inputs, id).unwrap_or(published)),
        summary: summary.as_deref().map(for_xml),
        author: meta.author.as_deref().map(for_xml),
        category: inputs.site.column(id).map(|c| inputs.site.name(c).title.to_owned()),
    })
}

/// Text as XML may hold it: an escape in the front matter can bring in what no file holds.
fn for_xml(text: &str) -> String {
    let allowed =
        |c: &char| matches!(c, '\t' | '\n' | '\r') || !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(allowed).collect()
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
pub(super) fn sitemap_job<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    let site = listing.site;
    let changed =
        |meta: &crate::content::Meta| meta.updated_at.as_ref().or(meta.published_at.as_ref()).map(|at| at.value);
    let urls: Vec<(&str, Option<Moment>)> =
        site.pages.iter().map(|page| (page.url.as_str(), changed(&page.draft.meta))).collect();
    out.push(Job::file("sitemap.xml", print_of(&urls), move |inputs| sitemap(inputs, &urls)));
}

#[derive(Serialize)]
struct Url {
    loc: String,
    lastmod: Option<String>,
}

#[derive(Serialize, Default)]
struct SitemapContext {
    urls: Vec<Url>,
    sitemaps: Vec<String>,
    sitemap_url: Option<String>,
}

fn sitemap(inputs: &RenderInputs<'_>, urls: &[(&str, Option<Moment>)]) -> Vec<(String, Result<String, Diagnostic>)> {
    let mut out = Vec::new();
    let mut render = |template: &str, path: String, context: &SitemapContext| {
        out.push((path, inputs.part(template, context)));
    };
    let has_base = inputs.config.base_url.is_some();
    if has_base {
        let parts: Vec<_> = urls.chunks(SITEMAP_LIMIT).collect();
        let split = parts.len() > 1;
        let mut sitemaps = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let path = if split { format!("sitemap-{}.xml", i + 1) } else { "sitemap.xml".to_owned() };
            sitemaps.push(absolute(inputs, &path));
            let day = |at: &Option<Moment>| at.map(|at| format_date(at.date()));
            let urls = part.iter().map(|(url, at)| Url { loc: absolute(inputs, url), lastmod: day(at) }).collect();
            render("sitemap.xml", path, &SitemapContext { urls, ..SitemapContext::default() });
        }
        if split {
            let context = SitemapContext { sitemaps, ..SitemapContext::default() };
            render("sitemap_index.xml", "sitemap.xml".to_owned(), &context);
        }
    }
    let sitemap_url = has_base.then(|| absolute(inputs, "sitemap.xml"));
    render("robots.txt", "robots.txt".to_owned(), &SitemapContext { sitemap_url, ..SitemapContext::default() });
    out
}
