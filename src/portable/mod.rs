//! A site that opens by double click, from a disk, a stick or a share, without any server.
//!
//! Three things are different there. A link to a folder shows the folder, so each leads to its `index.html`. Scripts may
//! read no files, so what the search reads lies there once more as scripts that hand over pieces (`disk.js` says how).
//! And only classic scripts run, which ours are.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::check::html::{tags, value};
use crate::outputs::{CollectMemo, Content, Output, Outputs};

/// Bytes of a file in one script; whole groups of three, so that Base64 fills nothing up.
const PIECE: usize = 48 * 1024;

/// `outputs` for the disk.
pub fn portable(outputs: &Outputs) -> Outputs {
    let mut files: Vec<Output> = Vec::with_capacity(outputs.len() * 2);
    let mut lengths = serde_json::Map::new();
    for (path, content) in outputs.iter() {
        match content.in_memory() {
            Some(bytes) if path.ends_with(".html") => {
                files.push(Output::new(path, Content::bytes(page(path, bytes))));
            }
            Some(bytes) if is_read_by_scripts(path) => {
                lengths.insert(path.to_owned(), bytes.len().into());
                files.extend(pieces(path, bytes));
                // The worker's and the engine's own files serve nobody on a disk, but whoever puts the folder on a host.
                files.push(Output::new(path, content.clone()));
            }
            _ => files.push(Output::new(path, content.clone())),
        }
    }
    let list = format!("shuyuanFiles({});\n", serde_json::Value::Object(lengths));
    files.push(Output::new("portable/files.js", Content::bytes(list.into_bytes())));
    files.push(Output::new("portable/disk.js", Content::bytes(include_bytes!("disk.js").as_slice())));
    Outputs::collect(files, &mut CollectMemo::default()).value
}

/// What the search fetches.
fn is_read_by_scripts(path: &str) -> bool {
    let of_search = path.starts_with("search/") && (path.ends_with(".bin") || path.ends_with(".json"));
    let name = path.rsplit('/').next().unwrap_or_default();
    of_search || path.ends_with(".wasm") || (name.starts_with("worker") && name.ends_with(".js"))
}

fn pieces(path: &str, bytes: &[u8]) -> Vec<Output> {
    let count = bytes.len().div_ceil(PIECE).max(1);
    let piece = |number: usize| {
        let part = &bytes[number * PIECE..bytes.len().min((number + 1) * PIECE)];
        let name = serde_json::Value::from(format!("{path}/{number}"));
        let script = format!("shuyuanPiece({name},\"{}\");\n", STANDARD.encode(part));
        Output::new(format!("portable/{path}/{number}.js"), Content::bytes(script.into_bytes()))
    };
    (0..count).map(piece).collect()
}

/// The page with links that end in a file, and with `disk.js` before its first script.
fn page(path: &str, html: &[u8]) -> Vec<u8> {
    let place = |part: &[u8]| {
        // `part` is a piece of `html`.
        let start = part.as_ptr() as usize - html.as_ptr() as usize;
        start..start + part.len()
    };
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut has_script = false;
    tags(html, |tag| {
        if tag.closing {
            return;
        }
        if tag.is("script") && !has_script {
            has_script = true;
            let root = "../".repeat(path.matches('/').count());
            let script = format!("<script src=\"{root}portable/disk.js\" data-piece=\"{PIECE}\"></script>");
            changes.push((tag.start..tag.start, script));
        }
        for (name, written) in tag.attributes() {
            let leads = name.eq_ignore_ascii_case(b"href") || name.eq_ignore_ascii_case(b"action");
            if leads && let Some(led) = led_on(&value(written)) {
                changes.push((place(written), led.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;")));
            }
        }
    });
    let mut out = Vec::with_capacity(html.len() + 64 * changes.len());
    let mut at = 0;
    for (range, text) in changes {
        out.extend_from_slice(&html[at..range.start]);
        out.extend_from_slice(text.as_bytes());
        at = range.end;
    }
    out.extend_from_slice(&html[at..]);
    out
}

/// Where a link to a folder leads on to; none if it does not lead to a folder of this site.
fn led_on(link: &str) -> Option<String> {
    let end = link.find(['?', '#']).unwrap_or(link.len());
    let (path, rest) = link.split_at(end);
    let scheme = path.find(':').is_some_and(|colon| !path[..colon].contains('/'));
    if path.is_empty() || scheme || path.starts_with('/') {
        return None;
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    match last {
        "" => Some(format!("{path}index.html{rest}")),
        "." | ".." => Some(format!("{path}/index.html{rest}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(link: &str, expected: Option<&str>) {
        assert_eq!(led_on(link).as_deref(), expected, "{link}");
    }

    #[test]
    fn links_to_folders_lead_to_their_pages() {
        check("../a/", Some("../a/index.html"));
        check("./", Some("./index.html"));
        check("..", Some("../index.html"));
        check("a/?q=x/#y", Some("a/index.html?q=x/#y"));
        for other in ["", "#a", "?q=1", "a/b.pdf", "https://h/a/", "mailto:a@b/", "//h/", "/a/"] {
            check(other, None);
        }
    }

    #[test]
    fn a_page_keeps_all_else() {
        let html = "<head><title>a/</title><script src=x.js></script></head><body><a href=../a/>1</a><a href='b/?x=1&amp;y=\"2\"'>\
                    <form action=\"../search/\"><p title=\"c/\">a/<script>var a=\"<a href=d/>\"</script>";
        let expected = "<head><title>a/</title><script src=\"../portable/disk.js\" data-piece=\"49152\"></script><script src=x.js></script></head>\
                        <body><a href=../a/index.html>1</a><a href='b/index.html?x=1&amp;y=&quot;2&quot;'>\
                        <form action=\"../search/index.html\"><p title=\"c/\">a/<script>var a=\"<a href=d/>\"</script>";
        assert_eq!(String::from_utf8(page("p/index.html", html.as_bytes())).unwrap(), expected);
    }

    #[test]
    fn files_are_cut_into_scripts() {
        let bytes: Vec<u8> = (0..PIECE + 1).map(|n| n as u8).collect();
        let scripts = pieces("search/x.bin", &bytes);
        assert_eq!(scripts.len(), 2);
        assert_eq!(&*scripts[1].path, "portable/search/x.bin/1.js");
        assert_eq!(&**scripts[1].content.in_memory().unwrap(), b"shuyuanPiece(\"search/x.bin/1\",\"AA==\");\n");
        assert_eq!(pieces("search/empty.bin", b"").len(), 1);
    }
}
