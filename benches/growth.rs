//! Whether what a build or a search does grows with a site as the site does, and not faster.
//!
//! `cargo bench --bench growth`
//!
//! Each line doubles one thing and says what it took, and what that is for each piece of it: about the same in all columns where
//! the work is linear.
// A bench prints what it measures and ends where it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    unreachable_pub
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use shuyuan::cache::Cache;
use shuyuan::content::Moment;
use shuyuan::inputs::Inputs;
use shuyuan::outputs::Outputs;
use shuyuan::pipeline::{self, AsOf, BuildOptions, Memo, Silent};
use shuyuan::render::glossary::{Glossary, GlossaryTerm, link_terms};
use shuyuan::search::document::{IndexSettings, PageDocument, SectionDocument};
use shuyuan::search::engine::Request;
use shuyuan::search::host::Host;
use shuyuan::search::index::{IndexCache, write_index};

fn main() {
    line("all hits in one page, by its sections", &[1_250, 2_500, 5_000, 10_000], hits);
    line("200 hits in one page, by its sections", &[1_250, 2_500, 5_000, 10_000], some_hits);
    line("5,000 wrong links, by pages", &[4_375, 8_750, 17_500, 35_000], |pages| wrong_links(pages, 5_000));
    line("wrong links among 35,000 pages, by links", &[625, 1_250, 2_500, 5_000], |links| wrong_links(35_000, links));
    line("a glossary on 200 pages, by its terms", &[500, 1_000, 2_000, 4_000], glossary);
    line("a glossary of 1,000 terms, by characters of a page", &[25_000, 50_000, 100_000, 200_000], glossary_in);
    line("keywords, by pages with three each", &[2_500, 5_000, 10_000, 20_000], |pages| keywords(pages, pages / 4));
    line("one keyword of all, by pages", &[2_500, 5_000, 10_000, 20_000], |pages| keywords(pages, 1));
}

/// Measures each size three times and takes the best.
fn line(what: &str, sizes: &[usize], measure: impl Fn(usize) -> Duration) {
    println!("{what}");
    for &size in sizes {
        let best = (0..3).map(|_| measure(size)).min().unwrap_or_default().as_secs_f64();
        println!("  {size:>8}  {:>9.1} ms  {:>8.2} µs each", best * 1e3, best * 1e6 / size as f64);
    }
}

fn hits(sections: usize) -> Duration {
    search(sections, sections)
}

fn some_hits(sections: usize) -> Duration {
    search(sections, 200)
}

/// A page whose sections all have the words, beside a hundred pages that have them once.
fn search(sections: usize, wanted: usize) -> Duration {
    let section = |at: usize| SectionDocument {
        anchor: format!("art-{at}"),
        heading: format!("第{at}条"),
        text: format!("学习中心应当按月公布第{at}号场地登记台账。"),
        ..SectionDocument::default()
    };
    let page = |number: usize, sections: usize| PageDocument {
        url: format!("{number}/"),
        title: format!("第{number}号办法"),
        sections: (1..=sections).map(section).collect(),
        ..PageDocument::default()
    };
    let pages: Vec<PageDocument> =
        (0..101).map(|number| page(number, if number == 50 { sections } else { 1 })).collect();
    let files = write_index(&pages, &IndexSettings::default(), &mut IndexCache::default()).expect("an index");
    let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|file| (file.path, file.bytes.to_vec())).collect();
    let mut host = Host::open(files).expect("the index opens");
    let mut request = Request::new("场地登记");
    (request.page, request.limit) = (Some(50), wanted);
    let started = Instant::now();
    let answer = host.search(request).expect("the index answers");
    let took = started.elapsed();
    assert!(!answer.hits.is_empty());
    took
}

fn options() -> BuildOptions {
    BuildOptions {
        config: "site-config.toml".to_owned(),
        content: "content".to_owned(),
        base_url: None,
        drafts: false,
        as_of: AsOf::Day(Moment::parse("2026-01-01").expect("a day")),
    }
}

fn site(pages: impl Iterator<Item = String>) -> Inputs {
    let files = pages.enumerate().map(|(number, text)| (format!("content/a/{number:06}-ye.md"), text.into_bytes()));
    let config = ("site-config.toml".to_owned(), b"title = \"\xe6\xb5\x8b\xe9\x87\x8f\"\n".to_vec());
    let files: Vec<(String, Vec<u8>)> = std::iter::once(config).chain(files).collect();
    Inputs::from_memory(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
}

/// What so many wrong links add to reading, parsing and linking a site.
fn wrong_links(pages: usize, links: usize) -> Duration {
    let text = |number: usize, wrong: bool| {
        let link = if wrong { format!("[见](../b/{number:06}-bu-cun-zai.md)") } else { "见".to_owned() };
        format!("---\ntitle: 第{number}号通知\n---\n\n按月登记。{link}\n")
    };
    let prepared = |links: usize| {
        let inputs =
            site((0..pages).map(|number| text(number, number * links / pages != (number + 1) * links / pages)));
        let (mut memo, mut found, started) = (Memo::default(), Vec::new(), Instant::now());
        pipeline::prepare(&inputs, &options(), &mut memo, &Cache::disabled(), &Silent, &mut found);
        let took = started.elapsed();
        assert_eq!(found.iter().filter(|fault| fault.code == "reference-missing").count(), links.min(pages));
        took
    };
    prepared(links).saturating_sub(prepared(0))
}

fn words(count: usize) -> Glossary {
    // Many begin with the same character, as the terms of one field do.
    let term = |at: usize| {
        let word = format!("学习{}", name(at));
        GlossaryTerm {
            title: word.clone(), word, url: format!("glossary/{at}/"), definition: "指学习。".to_owned()
        }
    };
    Glossary::new((0..count).map(term))
}

fn name(mut at: usize) -> String {
    const SIGNS: [char; 10] = ['书', '院', '馆', '室', '课', '程', '章', '节', '题', '库'];
    let mut out = String::new();
    loop {
        out.push(SIGNS[at % 10]);
        at /= 10;
        if at == 0 {
            return out;
        }
    }
}

fn linked(glossary: &Glossary, characters: usize, pages: usize) -> Duration {
    let html: String =
        (0..characters / 20).map(|at| format!("<p>按月学习登记，学习{}等材料应当公布。</p>", name(at))).collect();
    let started = Instant::now();
    let length: usize = (0..pages).map(|_| link_terms(&html, glossary, "../", "a/").len()).sum();
    assert!(length > 0);
    started.elapsed()
}

fn glossary(terms: usize) -> Duration {
    linked(&words(terms), 2_000, 200)
}

fn glossary_in(characters: usize) -> Duration {
    linked(&words(1_000), characters, 1)
}

/// A site whose pages have keywords out of `distinct`.
fn keywords(pages: usize, distinct: usize) -> Duration {
    let text = |number: usize| {
        let word = |times: usize| format!("词{}", number * times % distinct.max(1));
        format!("---\ntitle: 第{number}号通知\nkeywords: [{}, {}, {}]\n---\n\n按月登记。\n", word(1), word(7), word(13))
    };
    let inputs = site((0..pages).map(text));
    let (mut memo, mut found, started) = (Memo::default(), Vec::new(), Instant::now());
    let ready = pipeline::prepare(&inputs, &options(), &mut memo, &Cache::disabled(), &Silent, &mut found);
    let outputs = pipeline::pages(&ready, &inputs, &mut memo, &Outputs::default(), &Silent, &mut found);
    let took = started.elapsed();
    assert!(outputs.len() > pages);
    took
}
