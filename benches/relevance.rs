//! Measures the search engine: index size and time, rounds and bytes per query, and how often the gold answers are found.
//!
//! `cargo bench --bench relevance -- CORPUS QUERIES`, where CORPUS is a folder of Markdown laws (title line, history,
//! `<!-- INFO END -->`, articles) and QUERIES a file of lines `{"keywords": …, "gold": ["…第…条", …]}`. Options:
//! `--repeat N` indexes the corpus N times under changed names and words, for scale; `--show QUERY` prints the hits of one
//! query; `--write DIR` puts the index below DIR, to be searched in a browser; `--site DIR` asks the index of a built site of the
//! same texts instead.
//! Asked are the keywords, the question of the same line, and known items: a short title and a phrase of one of its articles.
//! The queries are split for good by their words: ranking is tuned on one half, the other is held out; both are reported, and
//! so are two halves of the laws, since many queries share an answer.
//! A copy of a whole text under another name counts as that text, since a reader finds the same words in it.
//! Without arguments it does nothing, so that `cargo bench` needs no data.
// A bench prints what it measures and ends where it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    unreachable_pub
)]

mod citations;
mod laws;
mod sites;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use laws::{Article, Scaled, gold_article, law_name, read_corpus};
use shuyuan::search::answer::Hit;
use shuyuan::search::document::{IndexSettings, PageDocument, SectionDocument};
use shuyuan::search::engine::{Engine, Request, Step};
use shuyuan::search::host::Host;
use shuyuan::search::index::{Documents as _, IndexCache, write_index};
use shuyuan::search::kept::PieceName;
use shuyuan::search::layout::index_id;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let mut places = Vec::new();
    let mut edits = 0;
    let (mut repeat, mut show, mut target, mut site) = (1, None, None, None);
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--repeat" => repeat = rest.next().and_then(|n| n.parse().ok()).unwrap_or(1),
            "--edits" => edits = rest.next().and_then(|n| n.parse().ok()).unwrap_or(0),
            "--show" => show = rest.next(),
            "--write" => target = rest.next(),
            "--site" => site = rest.next(),
            _ => places.push(argument),
        }
    }
    let [corpus, queries @ ..] = &places[..] else {
        println!("usage: cargo bench --bench relevance -- CORPUS [QUERIES] [--repeat N] [--show QUERY] [--write DIR]");
        return;
    };
    let corpus = Scaled { pages: read_corpus(Path::new(corpus)), repeat };
    let sections = || corpus.pages.iter().flat_map(|page| &page.sections);
    println!(
        "corpus: {} texts, {} sections, {:.1} MB",
        corpus.count(),
        sections().count() * repeat,
        (sections().map(|section| section.text.len()).sum::<usize>() * repeat) as f64 / 1e6
    );
    let mut cache = IndexCache::default();
    let before = sites::forget_peak();
    let started = Instant::now();
    let files = write_index(&corpus, &IndexSettings::default(), &mut cache).expect("the corpus can be indexed");
    let seconds = started.elapsed().as_secs_f64();
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    let hot = files.iter().find(|file| file.path.contains("hot-")).map_or(0, |file| file.bytes.len());
    println!("index: {seconds:.2} s, {} files, {:.1} MB, start data {hot} bytes", files.len(), size as f64 / 1e6);
    println!("memory: {}", memory_of(before));
    println!("{}", kept(&mut cache));
    let pages = if edits > 0 || !queries.is_empty() { corpus.all() } else { Vec::new() };
    let known: BTreeMap<&str, usize> = files.iter().map(|file| (file.path.as_str(), file.bytes.len())).collect();
    let pages = measure_edits(pages, &mut cache, edits, &known);
    drop(cache);
    let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|file| (file.path, file.bytes.to_vec())).collect();
    print_shares(&files);
    if let Some(target) = target {
        std::fs::create_dir_all(Path::new(&target).join("search")).expect("the folder can be made");
        for (path, bytes) in &files {
            std::fs::write(Path::new(&target).join(path), bytes).expect("the index can be written");
        }
    }
    // Of a built site, what readers of its pages get: the program's own reading of the texts.
    let files = site.map_or(files, |site| site_files(Path::new(&site)));
    if let Some(query) = show {
        show_query(&files, &query);
    }
    if let Some(queries) = queries.first() {
        evaluate(&files, &pages, Path::new(queries));
    }
}

/// The index of a built site.
fn site_files(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(site.join("search")).expect("the site has an index").filter_map(Result::ok);
    let read = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        Some((format!("search/{name}"), std::fs::read(entry.path()).ok()?))
    };
    entries.filter_map(read).collect()
}

/// What the index takes after an edit of one page, as an editor waits for it.
fn measure_edits(
    mut pages: Vec<PageDocument>,
    cache: &mut IndexCache,
    edits: usize,
    known: &BTreeMap<&str, usize>,
) -> Vec<PageDocument> {
    let mut times = Vec::new();
    let all: usize = known.values().sum();
    for edit in 0..edits {
        let at = edit * 7919 % pages.len();
        let before = pages[at].clone();
        match edit % 3 {
            0 => pages[at].sections[0].text.push_str("新增一句。"),
            1 => pages[at]
                .sections
                .push(SectionDocument { text: "新增一条。".to_owned(), ..SectionDocument::default() }),
            _ => pages[at].title.push('改'),
        }
        let started = Instant::now();
        let files = write_index(&pages, &IndexSettings::default(), cache).expect("the corpus can be indexed");
        times.push(started.elapsed().as_millis());
        let new: Vec<usize> =
            files.iter().filter(|file| !known.contains_key(file.path.as_str())).map(|file| file.bytes.len()).collect();
        let bytes: usize = new.iter().sum();
        println!(
            "edit {edit}: {} files of the index change, {:.2} MB, {:.1} % of it",
            new.len(),
            bytes as f64 / 1e6,
            bytes as f64 * 100.0 / all as f64
        );
        pages[at] = before;
    }
    if !times.is_empty() {
        println!("after an edit of one page: {times:?} ms");
    }
    pages
}

fn print_shares(files: &BTreeMap<String, Vec<u8>>) {
    let host = Host::open(files.clone()).expect("the index opens");
    let layout = host.engine().layout();
    let sum = |numbers: &mut dyn Iterator<Item = u32>| numbers.map(u64::from).sum::<u64>() as f64 / 1e6;
    let segments = || layout.segments.iter();
    println!(
        "index {}; of these: texts {:.1} MB, dictionary and lists {:.1} MB in {} blocks, titles {:.2} MB",
        index_id(start_data(files)),
        sum(&mut segments().flat_map(|segment| segment.text_bytes.iter().copied())),
        sum(&mut segments().flat_map(|segment| segment.dictionary.iter().map(|block| block.bytes))),
        segments().map(|segment| segment.dictionary.len()).sum::<usize>(),
        f64::from(layout.names_bytes) / 1e6
    );
}

/// What was held when indexing began (the documents), what it has added at most, and what it has left.
fn memory_of(before: Option<u64>) -> String {
    let (Some(before), Some(peak), Some(after)) = (before, sites::peak_memory(), sites::memory()) else {
        return "unknown".to_owned();
    };
    let megabytes = |kilobytes: u64| kilobytes as f64 * 1024.0 / 1e6;
    format!(
        "{:.0} MB before, at most {:.0} MB more ({:.0} MB in all), {:.0} MB more afterwards",
        megabytes(before),
        megabytes(peak.saturating_sub(before)),
        megabytes(peak),
        megabytes(after.saturating_sub(before))
    )
}

/// How much is kept for the next index, besides the files of this one.
fn kept(cache: &mut IndexCache) -> String {
    let (mut pages, mut terms) = (0, 0);
    for name in cache.pieces() {
        let of_its_sort = if matches!(name, PieceName::Page { .. }) { &mut pages } else { &mut terms };
        *of_its_sort += cache.piece(name).len();
    }
    format!("kept: prepared pages {:.1} MB, terms {:.1} MB", pages as f64 / 1e6, terms as f64 / 1e6)
}

fn show_query(files: &BTreeMap<String, Vec<u8>>, query: &str) {
    let mut host = Host::open(files.clone()).expect("the index opens");
    let answer = host.search(Request::new(query)).expect("the query is answered");
    println!(
        "{query}: {} pages, exact {}, {:?}, nearest {:?}",
        answer.total, answer.exact, answer.cost, answer.nearest
    );
    for hit in answer.hits {
        println!(
            "  {:.2} {}{}{} {} {} | {}",
            hit.score,
            if hit.contiguous { "=" } else { " " },
            if hit.partial { "~" } else { " " },
            if hit.jump { "!" } else { " " },
            hit.title,
            hit.section,
            hit.excerpt
        );
    }
}

#[derive(Default)]
struct Measure {
    queries: usize,
    article: [f64; 3],
    law: [f64; 3],
    article_rank: f64,
    law_rank: f64,
}

const CUTS: [usize; 3] = [5, 10, 30];

/// The law of every page by its address: of a copy, the law that it is a copy of.
struct Laws {
    names: BTreeMap<String, String>,
    copies: usize,
}

impl Laws {
    fn new(pages: &[PageDocument]) -> Self {
        let originals: BTreeMap<&str, &PageDocument> = pages.iter().map(|page| (page.url.as_str(), page)).collect();
        let mut first: BTreeMap<Vec<&str>, String> = BTreeMap::new();
        let mut laws = Laws { names: BTreeMap::new(), copies: 0 };
        for page in pages {
            // Copies that `--repeat` made have other words; their addresses say what they are copies of.
            let made = page.url.split_once('/').filter(|(number, _)| number.parse::<u32>().is_ok());
            let original = made.and_then(|(_, url)| originals.get(url)).copied().unwrap_or(page);
            let own = law_name(&page.title);
            let texts = original.sections.iter().map(|section| section.text.as_str()).collect();
            let name = first.entry(texts).or_insert_with(|| law_name(&original.title)).clone();
            laws.copies += usize::from(name != own);
            laws.names.insert(page.url.clone(), name);
        }
        laws
    }

    /// The hits as articles in the order shown; `as_one` leaves the first of several copies only.
    fn ranked(&self, hits: &[Hit], as_one: bool) -> Vec<Article> {
        let mut seen = BTreeSet::new();
        let mut ranked = Vec::new();
        for hit in hits {
            let number = hit.anchor.trim_start_matches("art-").to_owned();
            let law = self.names.get(&hit.url).cloned().unwrap_or_else(|| law_name(&hit.title));
            let article = (law, number.clone());
            let key = if as_one { article.clone() } else { (law_name(&hit.title), number) };
            if seen.insert(key) {
                ranked.push(article);
            }
        }
        ranked
    }
}

/// Whether a query, or a law, belongs to the half that ranking is tuned on.
fn tuned(words: &str) -> bool {
    hash(words).is_multiple_of(2)
}

fn hash(words: &str) -> u64 {
    // FNV-1a: the same on every machine and with every compiler.
    let hash = words
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash >> 32
}

/// What queries had to fetch, each as the rounds that it took.
#[derive(Default)]
struct Costs {
    first: Vec<Vec<Round>>,
    further: Vec<Vec<Round>>,
    times: Vec<u64>,
}

/// Requests that are sent together, and the bytes that they bring.
#[derive(Clone, Copy)]
struct Round {
    requests: usize,
    bytes: u64,
}

impl Round {
    /// Milliseconds at 1.6 Mbit/s with round trips of 150 ms: beyond six requests some wait for others.
    fn time(self) -> u64 {
        self.requests.div_ceil(6) as u64 * 150 + self.bytes / 200
    }
}

impl Costs {
    /// Measures every tenth query as the first of a visit, and every tenth as a further one.
    fn measure(&mut self, files: &BTreeMap<String, Vec<u8>>, keywords: &str, number: usize) {
        if !number.is_multiple_of(5) {
            return;
        }
        let mut fresh = Engine::open(start_data(files)).expect("the index opens");
        if number.is_multiple_of(10) {
            self.first.push(rounds(&mut fresh, files, keywords));
            return;
        }
        rounds(&mut fresh, files, "合同 解除 赔偿");
        self.further.push(rounds(&mut fresh, files, keywords));
        let started = Instant::now();
        rounds(&mut fresh, files, keywords);
        self.times.push(started.elapsed().as_micros() as u64);
    }
}

fn start_data(files: &BTreeMap<String, Vec<u8>>) -> &[u8] {
    files.iter().find(|(path, _)| path.contains("hot-")).map(|(_, bytes)| &bytes[..]).unwrap_or_default()
}

/// Answers a query and says what was fetched for it, round by round.
fn rounds(engine: &mut Engine, files: &BTreeMap<String, Vec<u8>>, query: &str) -> Vec<Round> {
    let mut search = engine.search(Request::new(query));
    let mut rounds = Vec::new();
    while let Step::Need(fetches) = engine.step(&mut search).expect("the index is whole") {
        let bytes = fetches.iter().map(|fetch| u64::from(fetch.end - fetch.start)).sum();
        rounds.push(Round { requests: fetches.len(), bytes });
        for fetch in fetches {
            let file = &files[&format!("search/{}", fetch.file)];
            engine.supply(fetch.part, fetch.start, &file[fetch.start as usize..fetch.end as usize]);
        }
    }
    rounds
}

/// A query with the articles that answer it.
struct Asked {
    words: String,
    golds: BTreeSet<Article>,
}

fn evaluate(files: &BTreeMap<String, Vec<u8>>, pages: &[PageDocument], queries: &Path) {
    let laws = Laws::new(pages);
    let known: BTreeSet<Article> = pages
        .iter()
        .flat_map(|page| {
            let law = &laws.names[&page.url];
            page.sections.iter().map(move |section| (law.clone(), section.number.clone().unwrap_or_default()))
        })
        .collect();
    println!("{} of {} texts are copies of another", laws.copies, pages.len());
    let text = std::fs::read_to_string(queries).expect("queries can be read");
    let read = |field: &str| -> Vec<Asked> { text.lines().filter_map(|line| query(line, field, &known)).collect() };
    let keywords = read("keywords");
    let mut shared = Host::open(files.clone()).expect("the index opens");
    for (kind, asked) in
        [("keywords", &keywords), ("questions", &read("question")), ("known", &known_items(pages, &laws))]
    {
        println!("== {kind}");
        measure(&mut shared, &laws, asked);
    }
    let mut costs = Costs::default();
    for (asked, number) in keywords.iter().zip(1..) {
        costs.measure(files, &asked.words, number);
    }
    print_costs("first query", &costs.first);
    print_costs("further query", &costs.further);
    costs.times.sort_unstable();
    println!(
        "engine time per query, all bytes at hand: median {} µs",
        costs.times.get(costs.times.len() / 2).unwrap_or(&0)
    );
}

/// Asks and counts: by halves of queries, and in each also with copies as one text; then by halves of laws.
fn measure(host: &mut Host<BTreeMap<String, Vec<u8>>>, laws: &Laws, all: &[Asked]) {
    let mut measures: [[Measure; 2]; 2] = Default::default();
    let mut by_law: [Measure; 2] = Default::default();
    for asked in all {
        let mut request = Request::new(&asked.words);
        request.limit = if laws.copies > 0 { 200 } else { 40 };
        request.grouped = false;
        let answer = host.search(request).expect("the query is answered");
        for as_one in [false, true] {
            let ranked = laws.ranked(&answer.hits, as_one);
            measures[usize::from(!tuned(&asked.words))][usize::from(as_one)].count(&ranked, &asked.golds);
        }
        let law = asked.golds.first().map_or("", |(law, _)| law.as_str());
        by_law[usize::from(!tuned(law))].count(&laws.ranked(&answer.hits, true), &asked.golds);
    }
    for (half, [shown, as_one]) in ["tuned on", "held out"].iter().zip(&measures) {
        shown.print(half, "");
        if laws.copies > 0 {
            as_one.print(half, ", copies as one text");
        }
    }
    for (half, measure) in ["one half of the laws", "the other half of the laws"].iter().zip(&by_law) {
        measure.print(half, "");
    }
}

/// Words and gold answers of a line; none if the corpus has none of its answers.
fn query(line: &str, field: &str, known: &BTreeSet<Article>) -> Option<Asked> {
    // Lines without keywords carry NaN there, which is not JSON.
    let value = serde_json::from_str::<serde_json::Value>(&line.replace(": NaN", ": null")).ok()?;
    let golds: BTreeSet<Article> = value["gold"]
        .as_array()?
        .iter()
        .filter_map(|gold| gold_article(gold.as_str().unwrap_or_default()))
        .filter(|gold| known.contains(gold))
        .collect();
    let words = value[field].as_str()?.to_owned();
    (!golds.is_empty()).then_some(Asked { words, golds })
}

/// What somebody asks who knows the text: its short title and a phrase of an article. Articles are drawn by a hash, about six
/// hundred of them; the phrase is the first between two signs that is neither very short nor long.
fn known_items(pages: &[PageDocument], laws: &Laws) -> Vec<Asked> {
    let sections: usize = pages.iter().map(|page| page.sections.len()).sum();
    let all = pages.iter().flat_map(|page| page.sections.iter().map(move |section| (page, section)));
    let drawn = all.filter(|(page, section)| {
        hash(&format!("{}#{}", page.url, section.anchor)).is_multiple_of((sections as u64 / 600).max(1))
    });
    drawn
        .filter_map(|(page, section)| {
            let signs = |c: char| !c.is_alphanumeric();
            let phrase = section.text.split(signs).find(|phrase| (5..=12).contains(&phrase.chars().count()))?;
            let golds = BTreeSet::from([(laws.names[&page.url].clone(), section.number.clone()?)]);
            Some(Asked { words: format!("{} {phrase}", law_name(&page.title)), golds })
        })
        .collect()
}

impl Measure {
    fn count(&mut self, ranked: &[(String, String)], golds: &BTreeSet<(String, String)>) {
        let laws: BTreeSet<&str> = golds.iter().map(|(law, _)| law.as_str()).collect();
        let mut ranked_laws: Vec<&str> = Vec::new();
        for (law, _) in ranked {
            if !ranked_laws.contains(&law.as_str()) {
                ranked_laws.push(law);
            }
        }
        self.queries += 1;
        for (position, cut) in CUTS.into_iter().enumerate() {
            let found = golds.iter().filter(|gold| ranked.iter().take(cut).any(|hit| hit == *gold)).count();
            self.article[position] += found as f64 / golds.len() as f64;
            // Laws are counted among the laws of the first hits, as a reader sees them.
            let seen: BTreeSet<&str> = ranked.iter().take(cut).map(|(law, _)| law.as_str()).collect();
            self.law[position] += laws.iter().filter(|law| seen.contains(*law)).count() as f64 / laws.len() as f64;
        }
        let first = ranked.iter().take(10).position(|hit| golds.contains(hit));
        self.article_rank += first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
        let first = ranked_laws.iter().take(10).position(|law| laws.contains(law));
        self.law_rank += first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64);
    }

    fn print(&self, half: &str, how: &str) {
        let share = |sum: f64| sum / self.queries.max(1) as f64;
        println!("{half}{how}: {} queries with gold in the corpus", self.queries);
        for (name, recall, rank) in [("article", self.article, self.article_rank), ("law", self.law, self.law_rank)] {
            println!(
                "{name:8} R@5 {:.3}  R@10 {:.3}  R@30 {:.3}  MRR@10 {:.3}",
                share(recall[0]),
                share(recall[1]),
                share(recall[2]),
                share(rank)
            );
        }
    }
}

fn print_costs(name: &str, costs: &[Vec<Round>]) {
    if costs.is_empty() {
        return;
    }
    let spread = |of: &dyn Fn(&[Round]) -> u64| {
        let mut values: Vec<u64> = costs.iter().map(|rounds| of(rounds)).collect();
        values.sort_unstable();
        format!("median {} p90 {}", values[values.len() / 2], values[values.len() * 9 / 10])
    };
    let within = costs.iter().filter(|rounds| rounds.len() <= 3).count() as f64 / costs.len() as f64;
    println!(
        "{name}: bytes {}, requests {}, rounds at most {} ({:.0}% within 3), ms at 1.6 Mbit/s and 150 ms {}",
        spread(&|rounds| rounds.iter().map(|round| round.bytes).sum()),
        spread(&|rounds| rounds.iter().map(|round| round.requests as u64).sum()),
        costs.iter().map(Vec::len).max().unwrap_or(0),
        within * 100.0,
        spread(&|rounds| rounds.iter().map(|round| round.time()).sum()),
    );
    for at in 0..costs.iter().map(Vec::len).max().unwrap_or(0) {
        let of = |number: &dyn Fn(&Round) -> u64| {
            let mut values: Vec<u64> = costs.iter().filter_map(|rounds| rounds.get(at)).map(number).collect();
            values.sort_unstable();
            format!("{} (p90 {})", values[values.len() / 2], values[values.len() * 9 / 10])
        };
        println!(
            "  round {}: {} queries, bytes {}, requests {}",
            at + 1,
            costs.iter().filter(|rounds| rounds.len() > at).count(),
            of(&|round| round.bytes),
            of(&|round| round.requests as u64)
        );
    }
}
