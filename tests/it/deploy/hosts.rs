//! The configurations that `host-config` prints, in the servers they are for: types, caches, compression, headers, the page
//! for what does not exist, and former addresses with their queries.

use std::fs;
use std::path::Path;

use shuyuan::deploy::hosts::{Described, configuration};
use shuyuan::deploy::verify::{self, Findings};

use super::servers::{self, Server};
use crate::support::Site;

fn described<'a>(root: &'a str, redirects: &'a [(String, String)]) -> Described<'a> {
    Described { name: "_", root, base: "/", redirects }
}

/// A site whose every kind of file is asked for.
fn site() -> Site {
    let site = Site::fixture("portal");
    site.publish(&[]);
    site
}

fn redirects() -> Vec<(String, String)> {
    let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    vec![pair("/article.php?id=12", "/about/"), pair("/old.html", "/")]
}

fn check(server: &Server, root: &Path) {
    let url = format!("http://127.0.0.1:{}", server.port);
    let found = verify::address(&url, None, 4).unwrap();
    let nothing = Findings {
        looked: found.looked,
        ranges: Some(true),
        compresses: Some(true),
        says_404: Some(true),
        search: found.search.clone(),
        ..Findings::default()
    };
    assert_eq!(found, nothing);
    assert!(found.is_whole() && matches!(found.search, Some(Ok(pages)) if pages > 0), "{:?}", found.search);
    assert!(found.looked > 20);
    let head = |path: &str| servers::get(server.port, path);
    let moved = head("/article.php?id=12");
    assert!(moved.starts_with("HTTP/1.1 301") && moved.contains("/about/\r\n"), "{moved}");
    assert!(!moved.contains("id=12\r\n"), "{moved}");
    assert!(head("/article.php?id=13").starts_with("HTTP/1.1 404"));
    assert!(head("/old.html").starts_with("HTTP/1.1 301"));
    let folder = fs::read_dir(root).unwrap().flatten().find(|entry| entry.path().join("index.html").exists()).unwrap();
    let folder = folder.file_name().into_string().unwrap();
    assert!(head(&format!("/{folder}/")).starts_with("HTTP/1.1 200"));
    let led = head(&format!("/{folder}"));
    assert!(led.starts_with("HTTP/1.1 30") && led.contains(&format!("/{folder}/\r\n")), "{led}");
    fs::create_dir_all(root.join("shuyuan-deploy")).unwrap();
    fs::write(root.join("shuyuan-deploy/state.json"), "{}").unwrap();
    assert!(head("/shuyuan-deploy/state.json").starts_with("HTTP/1.1 404"));
}

#[test]
fn nginx_does_all_that_its_configuration_promises() {
    let (site, redirects) = (site(), redirects());
    let root = site.out().display().to_string();
    let text = configuration("nginx", &described(&root, &redirects)).unwrap();
    let Some(server) = servers::nginx(&text) else { return };
    check(&server, &site.out());
}

#[test]
fn apache_does_all_that_its_configuration_promises() {
    let (site, redirects) = (site(), redirects());
    let root = site.out().display().to_string();
    let text = configuration("apache", &described(&root, &redirects)).unwrap();
    let Some(server) = servers::apache(&text, &root) else { return };
    check(&server, &site.out());
}

#[test]
fn caddy_does_all_that_its_configuration_promises() {
    let (site, redirects) = (site(), redirects());
    let root = site.out().display().to_string();
    let text = configuration("caddy", &described(&root, &redirects)).unwrap();
    let Some(server) = servers::caddy(&text) else { return };
    check(&server, &site.out());
}
