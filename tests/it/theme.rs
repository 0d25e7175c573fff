//! Every template of the default theme renders a made-up page of its kind.
//!
//! With `SHUYUAN_SAMPLES=DIR` the pages are also written to `DIR`, to be looked at in a browser.

mod policies;
mod reference;
mod samples;
mod services;
mod study;

use std::path::Path;

use serde_json::json;
use shuyuan::render::theme::{self, Theme};
use shuyuan::render::view::PageContext;

#[test]
fn every_template_renders() {
    let theme = Theme::load(&[]);
    assert_eq!(theme.diagnostics, []);
    let theme = theme.value.unwrap();
    let assets = theme.assets("zh-CN", false, "");
    let site = theme::shared(&samples::site(theme.strings("zh-CN"), assets.urls.clone()));
    let folder = std::env::var_os("SHUYUAN_SAMPLES");
    let write = |name: &str, bytes: &[u8]| {
        if let Some(folder) = &folder {
            let path = Path::new(folder).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    };
    for (path, bytes) in &assets.files {
        write(path, bytes);
    }
    let test = study::TestContext { root: "./", test: study::self_test() };
    let test = match theme.render("partials/self_test.html", &test, &site) {
        Ok(html) => html,
        Err(fault) => panic!("partials/self_test.html: {fault:#?}"),
    };
    let study = study::pages(&test).into_iter().map(|(name, template, page)| (name, template, page, None));
    for (name, template, page, list) in samples::samples().into_iter().chain(study) {
        let context = PageContext { root: "./".into(), page, list };
        match theme.render(template, &context, &site) {
            Ok(html) => write(&format!("{name}.html"), html.as_bytes()),
            Err(fault) => panic!("{template}: {fault:#?}"),
        }
    }
}

/// What Chromium 78 does not know, or what a strict content security policy forbids.
#[test]
fn browser_code_is_old_and_strict_enough() {
    let scripts = ["?.", "??", ".replaceAll(", ".at(", "eval(", "innerHTML", "http://", "https://"];
    let styles = [
        ":is(",
        ":where(",
        ":has(",
        "inset:",
        "aspect-ratio",
        "clamp(",
        " min(",
        " max(",
        "@layer",
        "http://",
        "https://",
    ];
    let templates = ["javascript:", " onclick=", " onload=", " onchange=", " style=\"", "<script>", "<style"];
    // The editing desk is written for the same browsers.
    let own = ["src/serve", "src/serve/desk/page"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let own = own.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let own: Vec<(String, Vec<u8>)> = own
        .filter(|path| path.extension().is_some_and(|end| end == "js" || end == "css"))
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    assert!(own.len() > 8);
    let theme = shuyuan::render::default_theme::files();
    let files = theme.iter().map(|(path, bytes)| (path.to_string(), bytes.to_vec())).chain(own);
    let mut found = Vec::new();
    for (path, bytes) in files {
        let Ok(text) = std::str::from_utf8(&bytes) else {
            continue;
        };
        let forbidden: &[&str] = match path.rsplit('.').next() {
            Some("js") => &scripts,
            Some("css") => &styles,
            Some("html") => &templates,
            _ => &[],
        };
        // Comments may name addresses and older ways.
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with(['*', '/'])).collect();
        for word in forbidden {
            found.extend(
                code.iter().filter(|line| line.contains(word)).map(|line| format!("{path}: {word}: {}", line.trim())),
            );
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// Files that machines read, and shortcodes, have contexts of their own.
#[test]
fn parts_render() {
    let theme = Theme::load(&[]).value.unwrap();
    let site = theme::shared(&samples::site(theme.strings("zh-CN"), theme.assets("zh-CN", true, "").urls));
    let check = |template: &str, context: serde_json::Value, expected: &str| {
        let text = theme.render(template, &context, &site).unwrap();
        assert_eq!(text.trim(), expected, "{template}");
    };
    check("robots.txt", json!({ "sitemap_url": null }), "User-agent: *\nAllow: /");
    check(
        "robots.txt",
        json!({ "sitemap_url": "https://a.example/sitemap.xml" }),
        "User-agent: *\nAllow: /\n\nSitemap: https://a.example/sitemap.xml",
    );
    check(
        "sitemap.xml",
        json!({ "urls": [{ "loc": "https://a.example/?a&b", "lastmod": "2026-01-01" }] }),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://a.example/?a&amp;b</loc><lastmod>2026-01-01</lastmod></url>\n</urlset>",
    );
    let shortcode = |extra: serde_json::Value| {
        let mut context = json!({ "root": "../", "args": {}, "body": null, "image": null, "file": null, "captions": null, "table": null, "page": null });
        for (key, value) in extra.as_object().unwrap() {
            context[key] = value.clone();
        }
        context
    };
    check(
        "shortcodes/callout.html",
        shortcode(json!({ "args": { "type": "tip" }, "body": "<p>好</p>" })),
        "<aside class=\"callout callout-tip\">\n<p class=\"callout-title\">提示</p>\n<p>好</p>\n</aside>",
    );
    check(
        "shortcodes/table.html",
        shortcode(json!({ "table": { "columns": ["甲"], "rows": [["<1>"]] } })),
        "<div class=\"table-wrap\" tabindex=\"0\" role=\"region\"><table>\n<thead><tr><th scope=\"col\">甲</th></tr></thead>\n<tbody><tr><td>&lt;1&gt;</td></tr>\n</tbody></table></div>",
    );
    for name in ["figure", "video", "audio", "attachment", "table", "callout", "embed"] {
        let template = format!("shortcodes/{name}.html");
        let full = shortcode(json!({
            "args": { "caption": "题", "title": "题", "width": 400 },
            "body": "x",
            "image": samples::picture("a b.png"),
            "file": { "title": "录音", "url": "a.mp3", "format": "MP3", "size": "1 MB" },
            "captions": "a.vtt",
            "table": { "columns": ["a"], "rows": [["b"]] },
            "page": samples::card("article", "文章", "一篇", "2026-01-01"),
        }));
        for context in [full, shortcode(json!({}))] {
            if let Err(fault) = theme.render(&template, &context, &site) {
                panic!("{template}: {fault:#?}");
            }
        }
    }
    let entry = json!({ "title": "一 & 二", "id": "x", "url": "y", "published": "p", "updated": "u", "summary": null, "author": null, "category": "栏" });
    let feed = json!({ "feed": { "title": "t", "subtitle": null, "id": "i", "url": "u", "self_url": "s", "updated": "d", "author": "a", "language": "zh-CN", "generator": "g", "entries": [entry] } });
    let text = theme.render("feed.xml", &feed, &site).unwrap();
    assert!(text.contains("<title>一 &amp; 二</title>"), "{text}");
}
