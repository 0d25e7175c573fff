//! What pages of the default theme weigh, as a reader's browser gets them, and that each links the sheets of what it shows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use crate::support::run_in;

/// The example portal as it is published, by path.
static PORTAL: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("site");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // A copy: what is kept between builds belongs to the folder.
    let copy = folder.path().join("portal");
    for part in ["content", "themes"] {
        for (path, bytes) in crate::support::tree(&root.join(part)) {
            let to = copy.join(part).join(path);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, bytes).unwrap();
        }
    }
    std::fs::copy(root.join("site-config.toml"), copy.join("site-config.toml")).unwrap();
    let run = run_in(&copy, &["build", "--no-sync", "--as-of", "2026-11-01", "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    crate::support::tree(&out)
});

/// The largest home, article or regulation that a reader on a phone should wait for.
const MOST: usize = 40 * 1024;

fn compressed(bytes: &[u8]) -> usize {
    let mut small = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut small, 4096, 5, 22);
    writer.write_all(bytes).unwrap();
    drop(writer);
    small.len()
}

/// What stands in `html` between `before` and the next quotation mark.
fn values<'a>(html: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    html.match_indices(before).filter_map(move |(at, _)| html[at + before.len()..].split(['"', '>']).next())
}

fn kind(html: &str) -> &str {
    values(html, "<body data-kind=\"").next().unwrap_or_default()
}

/// The path of what the page at `path` calls `address`.
fn resolved(path: &str, address: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Pages with their kind, path and text; the page for what is not found names its files from the root of the host.
fn pages() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    PORTAL.iter().filter(|(path, _)| path.ends_with("index.html")).filter_map(|(path, bytes)| {
        let html = std::str::from_utf8(bytes).unwrap();
        Some((kind(html), path.as_str(), html)).filter(|(kind, ..)| !kind.is_empty())
    })
}

#[test]
fn home_articles_and_regulations_arrive_in_forty_kilobytes() {
    let mut seen = BTreeMap::new();
    for (kind, path, html) in pages().filter(|(kind, ..)| matches!(*kind, "home" | "article" | "notice" | "policy")) {
        let loaded = values(html, "<link rel=\"stylesheet\" href=\"").chain(values(html, "<script src=\""));
        let files: Vec<String> = loaded.map(|address| resolved(path, address)).collect();
        assert!(files.iter().any(|file| file.contains("/css/site.")), "{path}: {files:?}");
        let total = compressed(html.as_bytes()) + files.iter().map(|file| compressed(&PORTAL[file])).sum::<usize>();
        assert!(total <= MOST, "{path}: {total} bytes with {files:?}");
        *seen.entry(kind).or_insert(0) += 1;
    }
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), ["article", "home", "notice", "policy"]);
}

/// The classes that a sheet has rules for on a screen.
fn classes(sheet: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = sheet;
    while let Some(open) = rest.find('{') {
        let selector = rest[..open].rsplit(['}', ';']).next().unwrap_or_default();
        if selector.trim_start().starts_with("@media print") {
            rest = rest[open..].find("}}").map_or("", |end| &rest[open + end + 2..]);
            continue;
        }
        if !selector.contains('@') {
            // `.a .b` and `.a.b` are for pages that have `.a`: `.b` may be something else on others.
            for one in selector.split(',') {
                let name = one.split_once('.').map_or("", |(_, rest)| rest);
                let name = name.split([' ', '>', '+', '~', '.', ':', '[', '#', '*', ')']).next().unwrap_or_default();
                if !name.is_empty() {
                    found.insert(name.to_owned());
                }
            }
        }
        rest = &rest[open + 1..];
    }
    found
}

/// Whoever moves a rule from one sheet to another finds out here on which pages it is missing. Sheets that scripts fetch style
/// what scripts make.
#[test]
fn a_page_links_every_sheet_that_styles_what_it_shows() {
    let name = |path: &str| path.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap().to_owned();
    let sheets: BTreeMap<&str, BTreeSet<String>> = PORTAL
        .iter()
        .filter(|(path, _)| path.ends_with(".css") && !path.contains("/print"))
        .map(|(path, bytes)| (path.as_str(), classes(std::str::from_utf8(bytes).unwrap())))
        .collect();
    let mut styled: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, classes) in &sheets {
        classes.iter().for_each(|class| styled.entry(class).or_default().push(path));
    }
    let mut missing = BTreeSet::new();
    for (kind, path, html) in pages() {
        let linked: Vec<String> =
            values(html, "<link rel=\"stylesheet\" href=\"").map(|address| resolved(path, address)).collect();
        for class in values(html, " class=\"").flat_map(str::split_whitespace) {
            // A class that only one sheet styles; one that two style is a part of something larger in the second.
            let [only] = styled.get(class).map_or(&[][..], Vec::as_slice) else { continue };
            if !linked.iter().any(|file| file == only) {
                missing.insert(format!("{kind}: .{class} of {}", name(only)));
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}
