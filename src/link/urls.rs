//! The second step: where every page lies. URLs are ASCII, lower case and a pure function of the files' names and slugs.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::tree::Tree;
use super::{PageId, Redirect, faults};
use crate::content::{Draft, index_of, slug};
use crate::diagnostics::Diagnostic;
use crate::parse::file_name;

/// Top-level names that the program itself fills; a page may not lie there.
pub(crate) const RESERVED: [&str; 13] = [
    "assets",
    "search",
    "topics",
    "keywords",
    "years",
    "az",
    "library",
    "glossary",
    "event-calendar",
    "study-record",
    "media",
    "offline",
    "figures",
];

/// Files that the program itself makes; feeds lie in columns too.
const GENERATED: [&str; 6] =
    ["404.html", "robots.txt", "sitemap.xml", "citations.json", "shuyuan-manifest.json", "offline.js"];

/// Whether the program itself makes the file at `url`, which is in lower case.
fn is_generated(url: &str) -> bool {
    let path = url.trim_end_matches('/');
    GENERATED.contains(&path) || matches!(path.rsplit('/').next(), Some("feed.xml" | "calendar.ics"))
}

const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%');

/// Percent-encodes an anchor.
pub(super) fn encode_fragment(anchor: &str) -> String {
    utf8_percent_encode(anchor, FRAGMENT).to_string()
}

/// A tree whose pages have addresses.
pub(super) struct Placed {
    pub(super) tree: Tree,
    /// Of every page, relative to the site's root with a trailing slash; empty for the home page.
    pub(super) urls: Vec<String>,
    /// Old URL → where it leads.
    pub(super) redirects: BTreeMap<String, Redirect>,
}

/// Gives every page its URL and reports collisions, also those that only a file system blind to case would have.
pub(super) fn place(tree: Tree, diagnostics: &mut Vec<Diagnostic>) -> Placed {
    let mut urls = vec![String::new(); tree.nodes.len()];
    // Parents first: a page's URL begins with its folder's.
    let mut waiting: Vec<PageId> = tree.by_path.get(&*index_of("")).copied().into_iter().collect();
    while let Some(id) = waiting.pop() {
        let node = tree.node(id);
        if let Some(parent) = node.parent {
            let (component, found) = &node.facts.component;
            diagnostics.extend(found.iter().cloned());
            urls[id.0] = format!("{}{component}/", urls[parent.0]);
        }
        waiting.extend(node.children.iter().copied());
    }
    let taken = report_collisions(&tree, &urls, diagnostics);
    let redirects = redirects(&tree, &taken, diagnostics);
    Placed { tree, urls, redirects }
}

/// The last component of a page's URL, and what is wrong with the slug that the editor wrote.
pub(super) fn component(draft: &Draft) -> (String, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    if let Some(given) = &draft.meta.slug {
        let made = slug(&given.value);
        if given.value.contains(['/', '\\']) || given.value.contains("..") {
            diagnostics.push(faults::slug_with_path(given));
        } else if made != given.value {
            diagnostics.push(faults::slug_changed(given, &made));
        }
        if !made.is_empty() {
            return (made, diagnostics);
        }
    }
    let own_name = if draft.place().has_folder() { draft.folder() } else { draft.path.as_ref() };
    (name_component(own_name), diagnostics)
}

/// The component of a file or folder that gives no slug.
pub(super) fn name_component(path: &str) -> String {
    let stem = file_name::read(path).for_url();
    let made = slug(&stem);
    // A name of nothing but symbols still needs a place.
    if made.is_empty() { format!("p-{:08x}", crc32(stem.as_bytes())) } else { made }
}

/// Reports pages that would lie at one place; returns who lies where, by lower-case URL.
fn report_collisions(tree: &Tree, urls: &[String], diagnostics: &mut Vec<Diagnostic>) -> HashMap<String, PageId> {
    let mut taken: HashMap<String, PageId> = HashMap::with_capacity(urls.len());
    for ((id, page), url) in tree.iter().zip(urls) {
        let top = url.split('/').next().unwrap_or_default();
        if RESERVED.contains(&top) {
            diagnostics.push(faults::reserved_url(&page.draft, top));
        }
        if let Some(first) = taken.insert(url.to_lowercase(), id) {
            diagnostics.push(faults::url_collision(&page.draft, tree.draft(first), url));
        }
    }
    taken
}

/// Old URLs and where they lead; `taken` are those where pages lie.
fn redirects(
    tree: &Tree,
    taken: &HashMap<String, PageId>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Redirect> {
    let mut redirects: BTreeMap<String, Redirect> = BTreeMap::new();
    let mut seen: BTreeMap<String, PageId> = BTreeMap::new();
    // An old URL in another case is written once, as it came first.
    let mut spelt: BTreeMap<String, String> = BTreeMap::new();
    for (id, page) in tree.iter() {
        for alias in &page.draft.meta.aliases {
            let Some((url, query)) = alias_url(&alias.value) else {
                diagnostics.push(faults::bad_alias(alias));
                continue;
            };
            let key = url.to_lowercase();
            if is_generated(&key) || RESERVED.contains(&key.split('/').next().unwrap_or_default()) {
                diagnostics.push(faults::reserved_alias(alias));
                continue;
            }
            let place = key.strip_suffix("index.html").map_or(key.clone(), str::to_owned);
            if let (Some(other), Some(_)) = (taken.get(&place), &query) {
                diagnostics.push(faults::alias_query_on_page(alias, tree.draft(*other)));
                continue;
            }
            let asked = query.as_ref().map_or(place.clone(), |query| format!("{place}?{query}"));
            if let Some(other) = taken.get(&place).or_else(|| seen.get(&asked)) {
                if *other != id {
                    diagnostics.push(faults::alias_taken(alias, tree.draft(*other)));
                }
                continue;
            }
            seen.insert(asked, id);
            let redirect = redirects.entry(spelt.entry(place).or_insert(url).clone()).or_default();
            match query {
                Some(query) => _ = redirect.queries.insert(query, id),
                None => redirect.to = Some(id),
            }
        }
    }
    redirects
}

/// An old URL as a path below the root that is safe to write: no `..`, no drive; and its query, if it has one. It may be
/// written as the browser shows it or as it copies it (`/old/%E5%85%9A/`).
fn alias_url(alias: &str) -> Option<(String, Option<String>)> {
    let whole = alias.trim().split('#').next().unwrap_or_default();
    let (path, query) = match whole.split_once('?') {
        Some((path, query)) => (path, Some(query.trim_matches('&')).filter(|query| !query.is_empty())),
        None => (whole, None),
    };
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    let path = path.trim_start_matches('/');
    let bad =
        |part: &str| part == "." || part == ".." || part.is_empty() || part.ends_with(['.', ' ']) || !is_portable(part);
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() || trimmed.len() > 400 || trimmed.split('/').any(bad) {
        return None;
    }
    let query = match query {
        Some(query) if query.len() > 400 || query.chars().any(|c| c.is_control() || c.is_whitespace()) => return None,
        query => query.map(str::to_owned),
    };
    let url = if trimmed.ends_with(".html") || trimmed.ends_with(".htm") {
        trimmed.to_owned()
    } else {
        format!("{trimmed}/")
    };
    Some((url, query))
}

/// Whether a file of this name can exist on Windows too.
pub(super) fn is_portable(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered =
        (stem.starts_with("com") || stem.starts_with("lpt")) && stem.len() == 4 && stem.as_bytes()[3].is_ascii_digit();
    !name.chars().any(|c| c.is_control() || r#"<>:"|?*\"#.contains(c)) && !DEVICES.contains(&stem.as_str()) && !numbered
}

/// URL of a file beside the pages: its path with every component made safe.
pub(super) fn media_url(path: &str, folder_urls: &BTreeMap<String, String>) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut rest: Vec<String> = Vec::new();
    let mut at = folder;
    // The nearest folder that is a page gives the beginning, so that pictures lie beside their page.
    let base = loop {
        if let Some(url) = folder_urls.get(at) {
            break url.clone();
        }
        match at.rsplit_once('/') {
            Some((up, last)) => {
                rest.push(slug(last));
                at = up;
            }
            None if at.is_empty() => break String::new(),
            None => {
                rest.push(slug(at));
                at = "";
            }
        }
    };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = match slug(stem) {
        made if made.is_empty() => format!("file-{:08x}", crc32(stem.as_bytes())),
        made => made,
    };
    let mut url = base;
    for part in rest.iter().rev() {
        url.push_str(part);
        url.push('/');
    }
    url.push_str(&stem);
    if !extension.is_empty() {
        url.push('.');
        url.push_str(&extension.to_ascii_lowercase());
    }
    url
}

/// URL of each folder that is a page, by its path; bundles included.
fn folder_urls(placed: &Placed) -> BTreeMap<String, String> {
    let pages = placed.tree.nodes.iter().map(|node| &*node.draft).zip(&placed.urls);
    pages
        .filter(|(draft, _)| draft.place().has_folder())
        .map(|(draft, url)| (draft.folder().to_owned(), url.clone()))
        .collect()
}

/// The URL of each used file. Two files that would lie at one place are reported: a number would move the address of
/// the one when the other comes.
pub(super) fn media(
    placed: &Placed,
    used: impl IntoIterator<Item = Arc<str>>,
    content: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Arc<str>, String> {
    let folders = folder_urls(placed);
    let mut media = BTreeMap::new();
    let mut taken: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for path in used {
        let url = media_url(&path, &folders);
        let mut unique = url.clone();
        let mut n = 2;
        if is_generated(&url) {
            diagnostics.push(faults::reserved_media(content, &path, &url));
            taken.insert(url.clone(), Arc::clone(&path));
        } else if let Some(first) = taken.get(&url) {
            diagnostics.push(faults::media_collision(content, &path, first, &url));
        }
        while taken.contains_key(&unique) {
            let (stem, extension) = url.rsplit_once('.').unwrap_or((&url, ""));
            unique = format!("{stem}-{n}.{extension}");
            n += 1;
        }
        taken.insert(unique.clone(), Arc::clone(&path));
        media.insert(path, unique);
    }
    media
}

/// A short name for what has none, stable as long as the file keeps its name.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_urls() {
        let check = |alias, expected: Option<(&str, Option<&str>)>| {
            let found = alias_url(alias);
            assert_eq!(found.as_ref().map(|(url, query)| (url.as_str(), query.as_deref())), expected, "{alias}");
        };
        check("/old/page", Some(("old/page/", None)));
        check("old/a.html#top", Some(("old/a.html", None)));
        check("/old/%E5%85%9A%E8%AF%BE/", Some(("old/党课/", None)));
        check("/old/党课/", Some(("old/党课/", None)));
        check("/show.asp?id=12", Some(("show.asp/", Some("id=12"))));
        check("/show.asp?", Some(("show.asp/", None)));
        check("/a/?cat=3&id=12", Some(("a/", Some("cat=3&id=12"))));
        check("/%B5%B3%BF%CE/", None);
        check("/%2e%2e/x", None);
        check("/a%2F..%2Fb", None);
        check("/?id=12", None);
        check("/a%00b", None);
        check("c:/x", None);
        check("", None);
    }
}
