//! Builds large sites and says what each stage costs.
//!
//! `cargo bench --bench site -- [--write DIR] [--without-index] [PAGES | FOLDER | PAGES@FOLDER]...`
//!
//! A number makes a site of so many pages of invented text (half articles, half policy texts); a folder is built as the
//! content of a site of its own, and with a number before it, so many pages are made of its policy texts by altering copies.
//! With `--write` the generated content stays in DIR, for comparison with other programs.
//! Most of those make no search index; `--without-index` leaves out ours.
//! Every site is built in a process of its own, so that its peak memory is its own. Without arguments: 1000 and 10000.
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

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use shuyuan::cache::Cache;
use shuyuan::diagnostics::Checked;
use shuyuan::inputs::{Inputs, Roots, Stats};
use shuyuan::outputs::{Outputs, Target};
use shuyuan::pipeline::{self, AsOf, BuildOptions, Memo, Progress, Stage};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [only, root, out, index] = arguments.as_slice()
        && only == "--measure"
    {
        measure(Path::new(root), Path::new(out), index == "index");
        return;
    }
    let mut index = "index";
    let mut keep: Option<PathBuf> = None;
    let mut wanted: Vec<String> = Vec::new();
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        if argument == "--write" {
            keep = rest.next().map(PathBuf::from);
        } else if argument == "--without-index" {
            index = "none";
        } else {
            wanted.push(argument);
        }
    }
    if wanted.is_empty() {
        wanted = vec!["1000".to_owned(), "10000".to_owned()];
    }
    for site in wanted {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = keep.clone().unwrap_or_else(|| folder.path().join("site"));
        sites::make(&site, &root);
        println!("\n== {site}");
        let this = std::env::current_exe().expect("the bench's own path");
        let out = folder.path().join("public");
        let status = Command::new(this)
            .arg("--measure")
            .arg(&root)
            .arg(&out)
            .arg(index)
            .status()
            .expect("the bench runs itself");
        assert!(status.success(), "the build of {site} failed");
    }
}

/// Notes when each stage began, what memory was held then, and the most that the stage before it held.
#[derive(Default)]
struct Watch(Mutex<Vec<(Stage, Mark)>>);

struct Mark {
    at: Instant,
    memory: Option<u64>,
    peak: Option<u64>,
}

impl Mark {
    fn now() -> Self {
        let peak = sites::peak_memory();
        Self { at: Instant::now(), memory: sites::forget_peak(), peak }
    }
}

impl Progress for Watch {
    fn begin(&self, stage: Stage, _steps: usize) {
        self.0.lock().expect("no thread panics holding it").push((stage, Mark::now()));
    }

    fn step(&self) {}
}

/// What `serve` shows first: everything but the search index.
fn pages_only(inputs: &Inputs, options: &BuildOptions, memo: &mut Memo, watch: &Watch) -> Checked<(usize, Outputs)> {
    let mut found = Vec::new();
    let ready = pipeline::prepare(inputs, options, memo, &Cache::disabled(), watch, &mut found);
    let outputs = pipeline::pages(&ready, inputs, memo, &Outputs::default(), watch, &mut found);
    Checked::with((ready.site.pages.len(), outputs), found)
}

fn measure(root: &Path, out: &Path, with_index: bool) {
    let watch = Watch::default();
    let started = Instant::now();
    let mut roots = Roots::of_site(root);
    roots.excluded = vec![out.to_owned()];
    watch.begin(Stage::Read, 0);
    let cache = if with_index { Cache::open(&out.with_extension("cache")) } else { Cache::disabled() };
    let (stats, spool) = (Stats::load(&Cache::disabled()), cache.spool().map(Arc::new));
    let inputs = match &spool {
        Some(spool) => Inputs::read_aside(&roots, &stats, spool).value,
        None => Inputs::read(&roots, &stats).value,
    };
    let day = shuyuan::content::Moment::parse("2026-01-01").expect("a day");
    let options = BuildOptions {
        config: roots.config_path(),
        content: roots.content_path(),
        base_url: None,
        drafts: false,
        as_of: AsOf::Day(day),
    };
    let mut memo = Memo::default();
    let built = match with_index {
        true => {
            memo.put_aside_in(spool);
            let built = pipeline::build(&inputs, &options, &mut memo, &cache, &watch);
            Checked::with((built.value.pages, built.value.outputs), built.diagnostics)
        }
        false => pages_only(&inputs, &options, &mut memo, &watch),
    };
    if built.has_errors() {
        let first = built.diagnostics.iter().find(|d| d.severity == shuyuan::diagnostics::Severity::Error);
        println!("errors: {first:?}");
        std::process::exit(1);
    }
    let (pages, outputs) = built.value;
    watch.begin(Stage::Write, 0);
    let target = Target::open(out, &roots).expect("the output folder is new");
    let report = target.publish(&outputs).expect("the disk takes the site");
    let end = Mark::now();
    let total = end.at.duration_since(started);
    println!(
        "{pages} pages, {} files, {:.1} MB in {:.2} s: {:.0} pages/s",
        report.written,
        report.bytes as f64 / 1e6,
        total.as_secs_f64(),
        pages as f64 / total.as_secs_f64()
    );
    let stages = watch.0.into_inner().expect("no thread panics holding it");
    let ends: Vec<&Mark> = stages.iter().skip(1).map(|(_, mark)| mark).chain([&end]).collect();
    if let Some(peak) = ends.iter().filter_map(|end| end.peak).max() {
        println!("peak memory {:.0} MB, {:.1} KB a page", peak as f64 / 1e3, peak as f64 / pages as f64);
    }
    for ((stage, start), end) in stages.iter().zip(ends) {
        let took = end.at.duration_since(start.at);
        let share = 100.0 * took.as_secs_f64() / total.as_secs_f64();
        let memory = end.peak.zip(end.memory).map_or_else(String::new, |(peak, then)| {
            format!("   at most {:>6.0} MB, then {:>6.0} MB", peak as f64 / 1e3, then as f64 / 1e3)
        });
        println!("  {:<10} {:>7.2} s {share:>3.0} %{memory}", format!("{stage:?}"), took.as_secs_f64());
    }
}
