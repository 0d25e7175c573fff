//! What publishing one edited page costs: which files of a site change, and how many bytes they are.
//!
//! `cargo bench --bench delta -- [PAGES | CONTENT-FOLDER]...`
//!
//! Every kind of edit is made to three pages that lie apart: a sentence is exchanged for one as long, one is added, one
//! paragraph (an article of a policy) is added; then a short page comes and goes again. A changed file is sent whole, as `shuyuan deploy` does. Without arguments it does
//! nothing.
// A bench prints what it measures and ends where it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    unreachable_pub
)]

mod sites;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::process::Command;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if wanted.is_empty() {
        println!("usage: cargo bench --bench delta -- [PAGES | CONTENT-FOLDER]...");
        return;
    }
    sites::each(wanted, measure);
}

/// Hash and size of every file, by its path.
type Files = HashMap<String, (u64, u64)>;

fn measure(root: &Path) {
    build(root);
    let mut before = published(root);
    let all: u64 = before.values().map(|(_, size)| size).sum();
    println!("  {} files, {:.1} MB", before.len(), all as f64 / 1e6);
    let pages = sites::pages(&root.join("content"));
    for (name, edit) in
        [("as long", exchange as fn(&str) -> String), ("a sentence more", lengthen), ("an article more", add)]
    {
        for place in 1..=3 {
            let page = &pages[place * 7919 % pages.len()];
            let text = fs::read_to_string(page).expect("a page");
            fs::write(page, edit(&text)).expect("a temporary file");
            build(root);
            let after = published(root);
            report(
                &format!("{name}, {}", page.file_name().unwrap_or_default().to_string_lossy()),
                &before,
                &after,
                all,
            );
            before = after;
        }
    }
    let new = pages[pages.len() / 2].with_file_name("a-new-page.md");
    fs::write(&new, "# 关于阅览室开放时间的规定\n\n第一条　阅览室每日开放。\n\n第二条　节假日的时间另行公布。\n")
        .expect("a temporary file");
    for edit in ["a page more", "a page less"] {
        build(root);
        let after = published(root);
        report(edit, &before, &after, all);
        before = after;
        let _ = fs::remove_file(&new);
    }
}

fn report(edit: &str, before: &Files, after: &Files, all: u64) {
    let changed: Vec<(&String, u64)> = after
        .iter()
        .filter(|(path, file)| before.get(*path) != Some(file))
        .map(|(path, (_, size))| (path, *size))
        .collect();
    let gone = before.keys().filter(|path| !after.contains_key(*path)).count();
    let sum: u64 = changed.iter().map(|(_, size)| size).sum();
    println!(
        "  {edit}: {} files to send, {:.2} MB, {:.2} % of the site; {gone} to delete",
        changed.len(),
        sum as f64 / 1e6,
        sum as f64 * 100.0 / all as f64
    );
    let mut kinds: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for (path, size) in changed {
        let kind = kinds.entry(kind(path)).or_default();
        *kind = (kind.0 + 1, kind.1 + size);
    }
    for (kind, (files, bytes)) in kinds {
        println!("    {kind:<40} {files:>5} files {:>9.1} KB", bytes as f64 / 1e3);
    }
}

/// Paths with their digits and names of content taken out.
fn kind(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let first = folder.split('/').next().unwrap_or_default();
    let short = match name.split_once('-') {
        Some((begins, rest)) if first == "search" => {
            format!("{begins}-*.{}", rest.rsplit_once('.').map_or("", |(_, extension)| extension))
        }
        _ if name.chars().any(|c| c.is_ascii_digit()) => {
            format!("*.{}", name.rsplit_once('.').map_or("", |(_, extension)| extension))
        }
        _ => name.to_owned(),
    };
    if folder.is_empty() { short } else { format!("{first}/…/{short}") }
}

/// Where a sentence of the text ends.
fn sentence(text: &str) -> Option<usize> {
    let body = text.find("INFO END").unwrap_or(text.len() / 2);
    text[body..].match_indices('。').map(|(at, _)| body + at).nth(3).or_else(|| text.rfind('。'))
}

fn exchange(text: &str) -> String {
    let Some(end) = sentence(text) else { return text.replace('年', "月") };
    let cut: Vec<(usize, char)> = text[..end].char_indices().rev().take(4).collect();
    let start = cut.last().map_or(end, |(at, _)| *at);
    format!("{}另行公布{}", &text[..start], &text[end..])
}

fn lengthen(text: &str) -> String {
    let end = sentence(text).map_or(text.len(), |at| at + '。'.len_utf8());
    format!("{}具体办法由主管部门会同有关单位另行制定。{}", &text[..end], &text[end..])
}

fn add(text: &str) -> String {
    format!("{}\n\n第九百九十九条　本规定的解释工作由主管部门负责，未尽事宜按照有关规定办理。\n", text.trim_end())
}

fn build(root: &Path) {
    let built = Command::new(env!("CARGO_BIN_EXE_shuyuan"))
        .args(["build", "--as-of", "2026-01-01", "--root"])
        .arg(root)
        .output()
        .expect("the program runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
}

fn published(root: &Path) -> Files {
    let public = root.join("public");
    let files = walkdir::WalkDir::new(&public).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    let read = |entry: walkdir::DirEntry| {
        let bytes = fs::read(entry.path()).ok()?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let path = entry.path().strip_prefix(&public).ok()?.to_string_lossy().replace('\\', "/");
        Some((path, (hasher.finish(), bytes.len() as u64)))
    };
    files.filter_map(read).collect()
}
