//! A second, tiny theme: the program depends on nothing that only the default theme has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::{Site, tree};

/// The example's content in the theme `tests/fixtures/plain`.
fn plain() -> BTreeMap<String, Vec<u8>> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::small();
    for (path, bytes) in tree(&project.join("content")) {
        site.write(&format!("content/{path}"), bytes);
    }
    for (path, bytes) in tree(&project.join("tests/fixtures/plain")) {
        site.write(&format!("themes/plain/{path}"), bytes);
    }
    let config = std::fs::read_to_string(project.join("site-config.toml")).unwrap();
    let config = config.replace("theme = \"default\"", "theme = \"plain\"");
    assert!(config.contains("theme = \"plain\""));
    site.write("site-config.toml", config);
    site.publish(&["--as-of", "2026-11-23"])
}

/// The addresses of links in a page, resolved from where it lies.
fn links(path: &str, html: &str) -> Vec<String> {
    let folder: Vec<&str> = path.split('/').collect();
    let mut found = Vec::new();
    for piece in html.split("href=").skip(1) {
        let piece = piece.strip_prefix('"').unwrap_or(piece);
        let end = piece.find(['"', '>', ' ']).unwrap_or(piece.len());
        let link = piece[..end].split(['#', '?']).next().unwrap_or_default();
        if link.is_empty() || link.contains(':') {
            continue;
        }
        let mut parts: Vec<&str> = folder[..folder.len() - 1].to_vec();
        for part in link.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let joined = parts.join("/");
        let file =
            link.rsplit('/').next().unwrap_or_default().contains('.') && !link.ends_with("..") && !link.ends_with("./");
        found.push(match (file, joined.as_str()) {
            (true, _) => joined,
            (false, "") => "index.html".to_owned(),
            (false, _) => format!("{joined}/index.html"),
        });
    }
    found
}

#[test]
fn every_page_is_reached_and_nothing_is_of_the_default_look() {
    let built = plain();
    let page = |path: &str| built.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut waiting = vec!["index.html".to_owned()];
    while let Some(path) = waiting.pop() {
        let Some(html) = page(&path) else { panic!("{path} is linked to and not there") };
        for link in links(&path, &html).into_iter().filter(|link| link.ends_with(".html")) {
            if seen.insert(link.clone()) {
                waiting.push(link);
            }
        }
    }
    let redirects = |html: &str| html.contains("js/redirect.");
    let pages = built.keys().filter(|path| path.ends_with(".html") && *path != "404.html");
    let lost: Vec<&String> =
        pages.filter(|path| !seen.contains(*path) && !page(path).is_some_and(|html| redirects(&html))).collect();
    assert_eq!(lost, Vec::<&String>::new());
    assert!(seen.len() > 100, "{}", seen.len());
    for path in &seen {
        let html = page(path).unwrap();
        assert!(html.contains("class=plain-frame") || html.contains("class=\"plain-frame\""), "{path}");
        for own in ["css/site.", "js/site.", "js/early.", "js/policy.", "class=masthead"] {
            assert!(!html.contains(own), "{path} has {own}");
        }
    }
}
