//! Measures the search engine: index size and time, rounds and bytes per query, and how often the gold answers are found.
//!
//! `cargo bench --bench relevance -- CORPUS QUERIES`, where CORPUS is a folder of Markdown laws (title line, history,
//! `<!-- INFO END -->`, articles) and QUERIES a file of lines `{"keywords": …, "gold": ["…第…条", …]}`. Options:
//! `--repeat N` indexes the corpus N times under changed names and words, for scale; `--show QUERY` prints the hits of one
//! query; `--write DIR` puts the index below DIR, to be searched in a browser.
//! The queries are split for good by their words: ranking is tuned on one half, the other is held out; both are reported.
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
mod sites;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use shuyuan::search::answer::Hit;
use shuyuan::search::document::{IndexSettings, PageDocument, SectionDocument};
use shuyuan::search::engine::{Engine, Request, Step};
use shuyuan::search::fold::compact;
use shuyuan::search::host::Host;
use shuyuan::search::index::{Documents, IndexCache, write_index};
use shuyuan::search::kept::PieceName;
use shuyuan::search::layout::index_id;
use shuyuan::search::tokens::parse_number;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let mut places = Vec::new();
    let mut edits = 0;
    let (mut repeat, mut show, mut target) = (1, None, None);
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--repeat" => repeat = rest.next().and_then(|n| n.parse().ok()).unwrap_or(1),
            "--edits" => edits = rest.next().and_then(|n| n.parse().ok()).unwrap_or(0),
            "--show" => show = rest.next(),
            "--write" => target = rest.next(),
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
    let pages = measure_edits(pages, &mut cache, edits);
    drop(cache);
    let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|file| (file.path, file.bytes.to_vec())).collect();
    print_shares(&files);
    if let Some(target) = target {
        std::fs::create_dir_all(Path::new(&target).join("search")).expect("the folder can be made");
        for (path, bytes) in &files {
            std::fs::write(Path::new(&target).join(path), bytes).expect("the index can be written");
        }
    }
    if let Some(query) = show {
        show_query(&files, &query);
    }
    if let Some(queries) = queries.first() {
        evaluate(&files, &pages, Path::new(queries));
    }
}

/// What the index takes after an edit of one page, as an editor waits for it.
fn measure_edits(mut pages: Vec<PageDocument>, cache: &mut IndexCache, edits: usize) -> Vec<PageDocument> {
    let mut times = Vec::new();
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
        drop(files);
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

/// Law and number of an article.
type Article = (String, String);

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
            let article = (self.names.get(&hit.url).cloned().unwrap_or_default(), number.clone());
            let key = if as_one { article.clone() } else { (law_name(&hit.title), number) };
            if seen.insert(key) {
                ranked.push(article);
            }
        }
        ranked
    }
}

/// Whether a query belongs to the half that ranking is tuned on.
fn tuned(keywords: &str) -> bool {
    // FNV-1a: the same on every machine and with every compiler.
    let hash = keywords
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32).is_multiple_of(2)
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

fn evaluate(files: &BTreeMap<String, Vec<u8>>, pages: &[PageDocument], queries: &Path) {
    let laws = Laws::new(pages);
    let known: BTreeSet<Article> = pages
        .iter()
        .flat_map(|page| {
            let law = &laws.names[&page.url];
            page.sections.iter().map(move |section| (law.clone(), section.number.clone().unwrap_or_default()))
        })
        .collect();
    let text = std::fs::read_to_string(queries).expect("queries can be read");
    // By half, and within each by whether copies are counted as one text.
    let mut measures: [[Measure; 2]; 2] = Default::default();
    let mut costs = Costs::default();
    let mut shared = Host::open(files.clone()).expect("the index opens");
    for (number, (keywords, golds)) in text.lines().filter_map(|line| query(line, &known)).enumerate() {
        let mut request = Request::new(&keywords);
        request.limit = if laws.copies > 0 { 200 } else { 40 };
        request.grouped = false;
        let answer = shared.search(request).expect("the query is answered");
        for as_one in [false, true] {
            let ranked = laws.ranked(&answer.hits, as_one);
            measures[usize::from(!tuned(&keywords))][usize::from(as_one)].count(&ranked, &golds);
        }
        costs.measure(files, &keywords, number + 1);
    }
    println!("{} of {} texts are copies of another", laws.copies, pages.len());
    for (half, [shown, as_one]) in ["tuned on", "held out"].iter().zip(&measures) {
        shown.print(half, "");
        if laws.copies > 0 {
            as_one.print(half, ", copies as one text");
        }
    }
    print_costs("first query", &costs.first);
    print_costs("further query", &costs.further);
    costs.times.sort_unstable();
    println!(
        "engine time per query, all bytes at hand: median {} µs",
        costs.times.get(costs.times.len() / 2).unwrap_or(&0)
    );
}

/// Words and gold answers of a line; none if the corpus has none of its answers.
fn query(line: &str, known: &BTreeSet<Article>) -> Option<(String, BTreeSet<Article>)> {
    // Lines without keywords carry NaN there, which is not JSON.
    let value = serde_json::from_str::<serde_json::Value>(line).ok()?;
    let golds: BTreeSet<Article> = value["gold"]
        .as_array()?
        .iter()
        .filter_map(|gold| gold_article(gold.as_str().unwrap_or_default()))
        .filter(|gold| known.contains(gold))
        .collect();
    let keywords = value["keywords"].as_str()?.to_owned();
    (!golds.is_empty()).then_some((keywords, golds))
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

fn read_corpus(folder: &Path) -> Vec<PageDocument> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let mut pages: Vec<PageDocument> =
        files.iter().filter_map(|file| Some(law(&std::fs::read_to_string(file).ok()?, file))).collect();
    mark_versions(&mut pages);
    citations::add(&mut pages);
    pages
}

/// Texts of the same name and of different days are versions of one, as the program itself finds out.
fn mark_versions(pages: &mut [PageDocument]) {
    let mut days: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for page in pages.iter() {
        days.entry(law_name(&page.title)).or_default().push(page.date.clone());
    }
    for page in pages {
        let name = law_name(&page.title);
        let all = &days[&name];
        let different = all.iter().flatten().collect::<BTreeSet<_>>().len() == all.len();
        page.family = different.then_some(name);
        page.version_from.clone_from(&page.date);
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

/// Splits a law at its lines that begin with `第…条`.
fn law(text: &str, file: &Path) -> PageDocument {
    let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default().trim().to_owned();
    let body = text.split_once("<!-- INFO END -->").map_or(text, |(_, body)| body);
    let mut sections: Vec<SectionDocument> = Vec::new();
    let mut headings: Vec<String> = Vec::new();
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('#') {
            let depth = line.chars().take_while(|&c| c == '#').count();
            headings.truncate(depth.saturating_sub(2));
            headings.push(line.trim_start_matches('#').trim().to_owned());
            continue;
        }
        match article_line(line) {
            Some((number, heading, rest)) => sections.push(SectionDocument {
                anchor: format!("art-{number}"),
                heading,
                path: headings.join(" "),
                number: Some(number),
                text: rest,
                cited: Vec::new(),
            }),
            None => match sections.last_mut() {
                Some(section) => section.text = format!("{}\n{line}", section.text),
                None => sections.push(SectionDocument { text: line.to_owned(), ..SectionDocument::default() }),
            },
        }
    }
    let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let date = name.split(['(', '（']).find_map(|part| part.get(..10)).filter(|date| date.starts_with(['1', '2']));
    PageDocument {
        url: format!("laws/{}/", name.replace(['(', ')'], "-")),
        title,
        kind: "policy".to_owned(),
        kind_label: "政策文件".to_owned(),
        column: "laws".to_owned(),
        column_label: "法律法规".to_owned(),
        year: date.and_then(|date| date.get(..4)?.parse().ok()),
        date: date.map(str::to_owned),
        sections,
        ..PageDocument::default()
    }
}

fn article_line(line: &str) -> Option<(String, String, String)> {
    let chars: Vec<char> = line.chars().collect();
    if chars.first() != Some(&'第') {
        return None;
    }
    let end = chars.iter().take(14).position(|&c| c == '条')?;
    let main = parse_number(&chars[1..end])?;
    let mut after = end + 1;
    let mut number = main.to_string();
    if chars.get(after) == Some(&'之') {
        let digits = chars[after + 1..].iter().take(4).take_while(|&&c| parse_number(&[c]).is_some()).count();
        if let Some(second) = parse_number(&chars[after + 1..after + 1 + digits]) {
            number = format!("{main}-{second}");
            after += 1 + digits;
        }
    }
    let heading: String = chars[..after].iter().collect();
    Some((number, heading, chars[after..].iter().collect::<String>().trim().to_owned()))
}

/// Name of a law without the state's name and without what tells revisions apart.
fn law_name(title: &str) -> String {
    let name = compact(title.split(['(', '（']).next().unwrap_or_default());
    name.strip_prefix("中华人民共和国").map_or(name.clone(), str::to_owned)
}

fn gold_article(gold: &str) -> Option<(String, String)> {
    let at = gold.rfind('第')?;
    let (number, ..) = article_line(&gold[at..])?;
    Some((law_name(&gold[..at]), number))
}

/// The corpus several times over. Copies exchange some characters for rare ones, so that vocabulary grows as it does with
/// more texts; they are made as they are asked for, so that measured memory is the index's.
struct Scaled {
    pages: Vec<PageDocument>,
    repeat: usize,
}

impl Scaled {
    fn all(&self) -> Vec<PageDocument> {
        (0..self.count()).map(|at| self.document(at).into_owned()).collect()
    }
}

impl Documents for Scaled {
    fn count(&self) -> usize {
        self.pages.len() * self.repeat
    }

    fn document(&self, at: usize) -> Cow<'_, PageDocument> {
        let (copy, page) = (at / self.pages.len(), &self.pages[at % self.pages.len()]);
        if copy == 0 {
            return Cow::Borrowed(page);
        }
        let mut page = page.clone();
        page.url = format!("{copy}/{}", page.url);
        page.title = changed(&page.title, copy as u32);
        for section in &mut page.sections {
            section.text = changed(&section.text, copy as u32);
        }
        Cow::Owned(page)
    }
}

fn changed(text: &str, copy: u32) -> String {
    let shift = |(at, character): (usize, char)| {
        let mixed = (at as u32).wrapping_mul(2_654_435_761) ^ copy.wrapping_mul(40_503);
        if ('\u{4e00}'..'\u{9f00}').contains(&character) && mixed.is_multiple_of(7) {
            char::from_u32(0x4e00 + (character as u32 - 0x4e00 + copy * 37 + at as u32 % 3) % 0x4000)
                .unwrap_or(character)
        } else {
            character
        }
    };
    text.chars().enumerate().map(shift).collect()
}
