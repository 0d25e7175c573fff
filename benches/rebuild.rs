//! What `shuyuan build` costs when it is run again: whole, on the unchanged site, after one page was edited, without its cache.
//!
//! `cargo bench --bench rebuild -- [PAGES | CONTENT-FOLDER]...`
//!
//! Every build is a process of its own, as for its user. Without arguments: 1000 and 10000 invented pages.
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

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

fn main() {
    let wanted = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    sites::each(wanted, measure);
}

fn measure(root: &Path) {
    let whole = build(root, "whole");
    build(root, "unchanged");
    let pages = sites::pages(&root.join("content"));
    for round in 1..=3 {
        let page = &pages[round * 7919 % pages.len()];
        let text = fs::read_to_string(page).expect("a page");
        fs::write(page, format!("{text}\n\n补充第{round}条说明。\n")).expect("a temporary file");
        let edited = build(root, "one page edited");
        println!("  {:<18} {:>7.1} times", "whole / edited", whole / edited);
    }
    let cache = root.join(".shuyuan-cache");
    println!("  {:<18} {:>7.1} MB", "cache", size(&cache) as f64 / 1e6);
    fs::remove_dir_all(cache).expect("the cache may be deleted");
    build(root, "without the cache");
}

/// Seconds that a build takes.
fn build(root: &Path, what: &str) -> f64 {
    let started = Instant::now();
    let built = Command::new(env!("CARGO_BIN_EXE_shuyuan"))
        .args(["build", "--as-of", "2026-01-01", "--root"])
        .arg(root)
        .output()
        .expect("the program runs");
    let seconds = started.elapsed().as_secs_f64();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    println!("  {what:<18} {seconds:>7.2} s");
    seconds
}

fn size(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    files.filter_map(|entry| entry.metadata().ok()).filter(|meta| meta.is_file()).map(|meta| meta.len()).sum()
}
