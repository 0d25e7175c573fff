//! What an edit costs once a site has been built: the editing loop of `shuyuan serve` without its network.
//!
//! `cargo bench --bench edit -- [--edits N] [PAGES | CONTENT-FOLDER]...`
//!
//! Changes the text of one page after the other and says for each stage the median and the slowest. Without arguments:
//! 1000 and 10000 invented pages, 20 edits.
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
use std::sync::Mutex;
use std::time::{Duration, Instant};

use shuyuan::cache::Cache;
use shuyuan::diagnostics::has_errors;
use shuyuan::inputs::{Inputs, Roots, Stats};
use shuyuan::outputs::Outputs;
use shuyuan::pipeline::{self, AsOf, BuildOptions, Memo, Progress, Stage};

fn main() {
    let mut edits = 20;
    let mut wanted: Vec<String> = Vec::new();
    let mut rest = std::env::args().skip(1).filter(|a| a != "--bench");
    while let Some(argument) = rest.next() {
        if argument == "--edits" {
            edits = rest.next().and_then(|n| n.parse().ok()).expect("--edits takes a number");
        } else {
            wanted.push(argument);
        }
    }
    sites::each(wanted, |root| measure(root, edits));
}

/// The stages of one edit.
const STAGES: [&str; 7] = ["read", "parse", "link", "media", "render", "page visible", "index"];

fn measure(root: &Path, edits: usize) {
    let roots = Roots::of_site(root);
    let cache = Cache::disabled();
    let stats = Stats::load(&cache);
    let options = BuildOptions {
        config: roots.config_path(),
        content: roots.content_path(),
        base_url: None,
        drafts: false,
        as_of: AsOf::Day(shuyuan::content::Moment::parse("2026-01-01").expect("a day")),
    };
    let mut memo = Memo::default();
    let started = Instant::now();
    let mut inputs = Inputs::read(&roots, &stats).value;
    let mut outputs = Outputs::default();
    build(&inputs, &options, &mut memo, &cache, &mut outputs);
    println!("first build {:.2} s", started.elapsed().as_secs_f64());
    let pages = sites::pages(&root.join("content"));
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); STAGES.len()];
    let before = sites::memory();
    for number in 0..edits {
        let page = &pages[number * 7919 % pages.len()];
        let text = fs::read_to_string(page).expect("a page");
        // In place of what an earlier round added, and with words that come again, so that the site does not grow.
        let text = text.split("\n\n补充第").next().unwrap_or_default();
        let text = format!("{text}\n\n补充第{}条说明。\n", number % 97);
        fs::write(page, text).expect("a temporary file");
        let started = Instant::now();
        inputs = inputs.update(&roots, std::slice::from_ref(page), &stats).value;
        times[0].push(started.elapsed());
        let [parse, link, media, render, index] = build(&inputs, &options, &mut memo, &cache, &mut outputs);
        let visible = times[0][number] + parse + link + media + render;
        for (stage, time) in [parse, link, media, render, visible, index].into_iter().enumerate() {
            times[stage + 1].push(time);
        }
    }
    for (stage, times) in STAGES.iter().zip(&mut times) {
        times.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        if let (Some(median), Some(slowest)) = (times.get(times.len() / 2), times.last()) {
            println!("  {stage:<14} {:>8.1} ms   slowest {:>8.1} ms", ms(*median), ms(*slowest));
        }
    }
    if let (Some(before), Some(after)) = (before, sites::memory()) {
        println!(
            "memory after the first build {:.0} MB, after {edits} edits {:.0} MB",
            before as f64 / 1e3,
            after as f64 / 1e3
        );
    }
}

/// Notes when each stage began.
#[derive(Default)]
struct Watch(Mutex<Vec<(Stage, Instant)>>);

impl Progress for Watch {
    fn begin(&self, stage: Stage, _steps: usize) {
        self.0.lock().expect("no thread panics holding it").push((stage, Instant::now()));
    }

    fn step(&self) {}
}

impl Watch {
    fn began(&self, wanted: Stage) -> Instant {
        let stages = self.0.lock().expect("no thread panics holding it");
        stages.iter().find(|(stage, _)| *stage == wanted).expect("every build has all stages").1
    }
}

/// Builds as `serve` does: pages first, the index after them. How long each stage after reading took.
fn build(
    inputs: &Inputs,
    options: &BuildOptions,
    memo: &mut Memo,
    cache: &Cache,
    outputs: &mut Outputs,
) -> [Duration; 5] {
    let mut found = Vec::new();
    let watch = Watch::default();
    let started = Instant::now();
    let ready = pipeline::prepare(inputs, options, memo, cache, &watch, &mut found);
    let prepared = Instant::now();
    *outputs = pipeline::pages(&ready, inputs, memo, &Outputs::default(), &watch, &mut found);
    let rendered = Instant::now();
    pipeline::index(&ready, &mut memo.index, &watch).drain_into(&mut found);
    let indexed = Instant::now();
    assert!(!has_errors(&found), "{:?}", found.iter().find(|d| has_errors(std::slice::from_ref(d))));
    let (link, media) = (watch.began(Stage::Link), watch.began(Stage::Media));
    let ends = [started, link, media, prepared, rendered, indexed];
    std::array::from_fn(|stage| ends[stage + 1] - ends[stage])
}
