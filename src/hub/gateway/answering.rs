//! What an engine found, as the search page shows it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::asked::{Asked, MOST_HITS};
use super::phrasing::{self, field_of, names};
use super::protocol::{Found, Wanted, read, request};
use super::{Engine, Unanswered};
use crate::diagnostics::Text;
use crate::export::sections::SectionLine;
use crate::search::answer::{Answer, Count, Hit, TitleHit, titles_to_json};
use crate::search::excerpt::{Comparable, excerpt, marks};
use crate::search::layout::FACETS;
use crate::search::query::{Alternative, Query, Word, parse};
use crate::search::tokens::with_digits;

/// Lines that are asked for at most.
const MOST_LINES: usize = 600;

/// Fewest lines that are asked for: some are left out, and one page may have many.
const FEWEST_LINES: usize = 100;

/// What each further hit of a page counts of the one before, as in the browser.
const FURTHER: f32 = 0.95;

/// The answer to a question, as JSON.
///
/// # Errors
/// The engine gave none.
pub fn answer(engine: &dyn Engine, asked: &Asked, synonyms: &[Vec<String>]) -> Result<String, Unanswered> {
    let query = parse(&asked.query, synonyms, asked.today);
    if query.is_empty() {
        let facets = FACETS.iter().map(|&name| (name, Vec::new())).collect();
        return Ok(json(
            Answer { query: asked.query.clone(), complete: true, exact: true, facets, ..Answer::default() },
            &[],
        ));
    }
    let wanted = asked.offset + asked.limit;
    let of_pages = phrasing::is_of_pages(&query);
    let mut complete = true;
    let mut main = if of_pages { phrasing::pages(&query) } else { phrasing::sections(&query, true) };
    let mut found = hits_of(engine, &main, asked, wanted)?;
    if found.total == 0 && !of_pages && !query.words.iter().any(|word| word.quoted) {
        complete = false;
        main = phrasing::sections(&query, false);
        found = hits_of(engine, &main, asked, wanted)?;
    }
    let facets = facets(engine, &main, asked, &found)?;
    let (total, seen) = (found.pages(), found.lines.len() as u64);
    let all_seen = found.total <= seen;
    if of_pages {
        found.lines.truncate(wanted + 1);
        found.lines = sections_of(engine, &query, asked, found.lines)?;
    }
    let (mut hits, left_out) = hits(&query, found.lines, complete);
    let more = hits.len() > wanted || !all_seen && wanted < MOST_HITS;
    let in_pages = hits.iter().fold(BTreeMap::<String, u32>::new(), |mut pages, hit| {
        *pages.entry(hit.0.clone()).or_default() += 1;
        pages
    });
    let total = if all_seen && left_out { in_pages.len() as u32 } else { total };
    let exact = all_seen || !left_out;
    hits = hits.into_iter().skip(asked.offset).take(asked.limit).collect();
    hits.iter_mut().for_each(|(page, hit)| hit.in_page = in_pages.get(page).copied().unwrap_or(1));
    let pages: Vec<String> = hits.iter().map(|(page, _)| page.clone()).collect();
    let hits = hits.into_iter().map(|(_, hit)| hit).collect();
    Ok(json(
        Answer { query: asked.query.clone(), total, complete, exact, more, hits, facets, ..Answer::default() },
        &pages,
    ))
}

/// An answer as the page's script reads it. Pages are named by their addresses: an engine does not number them.
fn json(answer: Answer, pages: &[String]) -> String {
    let text = answer.to_json();
    let Ok(mut value) = serde_json::from_str::<Value>(&text) else { return text };
    if let Some(hits) = value.get_mut("hits").and_then(Value::as_array_mut) {
        for (hit, page) in hits.iter_mut().zip(pages) {
            hit["page"] = Value::from(page.as_str());
        }
    }
    value["gateway"] = Value::from(true);
    value.to_string()
}

/// Titles for what has been typed, as JSON.
///
/// # Errors
/// The engine gave none.
pub fn suggest(engine: &dyn Engine, typed: &str, limit: usize) -> Result<String, Unanswered> {
    let Some(query) = phrasing::titles(typed) else { return Ok("[]".to_owned()) };
    let found = ask(engine, Wanted { query, most: limit, by_date: false, counts: Vec::new(), pages: false })?;
    let typed = parse(typed, &[], 0);
    let title = |line: SectionLine<'static>| TitleHit {
        marks: marks(&line.title, &typed),
        title: line.title.into_owned(),
        url: line.page,
        kind: (line.kind.into_owned(), line.kind_label.into_owned()),
        date: line.date.unwrap_or_default().into_owned(),
        status: line.status.unwrap_or_default().into_owned(),
        by: "title",
        name: String::new(),
    };
    Ok(titles_to_json(&found.lines.into_iter().map(title).collect::<Vec<_>>()))
}

fn ask(engine: &dyn Engine, wanted: Wanted) -> Result<Found, Unanswered> {
    let answer = engine.ask(&request(engine.kind(), &wanted))?;
    read(engine.kind(), &answer).ok_or_else(|| Unanswered {
        late: false,
        words: Text::new(
            "引擎的回答看不懂：索引不是用 shuyuan export 的定义建的，或者网址指向别的服务",
            "the engine's answer is not understood: the index was not made by the definition of `shuyuan export`, or the address is that of another server",
        ),
    })
}

/// What readers may narrow a search by, each with the field that says what a value is called.
fn counted(facet: usize) -> (&'static str, Option<&'static str>) {
    let label = match FACETS[facet] {
        "kind" => Some("kind_label"),
        "column" => Some("portal"),
        _ => None,
    };
    (field_of(facet), label)
}

fn hits_of(engine: &dyn Engine, main: &str, asked: &Asked, wanted: usize) -> Result<Found, Unanswered> {
    ask(
        engine,
        Wanted {
            query: phrasing::narrowed(main.to_owned(), asked, None),
            most: (3 * wanted).clamp(FEWEST_LINES, MOST_LINES),
            by_date: asked.by_date,
            counts: (0..FACETS.len()).map(counted).collect(),
            pages: true,
        },
    )
}

/// Counts by facet. A facet's own filter does not narrow its counts, so each that is filtered by is asked for again.
fn facets(
    engine: &dyn Engine,
    main: &str,
    asked: &Asked,
    found: &Found,
) -> Result<Vec<(&'static str, Vec<Count>)>, Unanswered> {
    let mut facets = Vec::new();
    for (facet, &name) in FACETS.iter().enumerate() {
        let open = if asked.filters[facet].is_empty() {
            None
        } else {
            let query = phrasing::narrowed(main.to_owned(), asked, Some(facet));
            Some(ask(engine, Wanted { query, most: 0, by_date: false, counts: vec![counted(facet)], pages: false })?)
        };
        let values = open.as_ref().unwrap_or(found).values(field_of(facet));
        let year = |value: &str, label: String| if name == "year" { format!("{value}年") } else { label };
        let count = |(value, label, count): (String, String, u32)| Count { label: year(&value, label), value, count };
        facets.push((name, values.into_iter().map(count).collect()));
    }
    Ok(facets)
}

/// The sections of pages that have any of the words, in the order of the pages; a page without any stands for itself.
fn sections_of(
    engine: &dyn Engine,
    query: &Query,
    asked: &Asked,
    pages: Vec<SectionLine<'static>>,
) -> Result<Vec<SectionLine<'static>>, Unanswered> {
    if pages.is_empty() {
        return Ok(pages);
    }
    let places: BTreeMap<String, usize> = pages.iter().zip(0..).map(|(line, at)| (line.page.clone(), at)).collect();
    let query = phrasing::places(query, pages.iter().map(|line| line.page.as_str()));
    let narrowed = phrasing::narrowed(query, asked, None);
    let found =
        ask(engine, Wanted { query: narrowed, most: MOST_LINES, by_date: false, counts: Vec::new(), pages: false })?;
    let mut of_page: Vec<Vec<SectionLine<'static>>> = pages.iter().map(|_| Vec::new()).collect();
    for line in found.lines {
        if let Some(&at) = places.get(&line.page) {
            of_page[at].push(line);
        }
    }
    let own =
        |(page, sections): (SectionLine<'static>, Vec<_>)| if sections.is_empty() { vec![page] } else { sections };
    Ok(pages.into_iter().zip(of_page).flat_map(own).collect())
}

/// A hit with what decides its place.
struct Placed {
    hit: Hit,
    page: String,
    /// It stands for the page as a whole.
    is_page: bool,
    score: f32,
}

/// The hits among lines, each with the address of its page, in the order in which they are shown; and whether lines were left
/// out because a phrase does not stand there.
fn hits(query: &Query, lines: Vec<SectionLine<'static>>, complete: bool) -> (Vec<(String, Hit)>, bool) {
    let all = lines.len();
    let mut placed: Vec<Placed> = Vec::new();
    let mut of_page: BTreeMap<String, i32> = BTreeMap::new();
    for (line, at) in lines.into_iter().zip(0..) {
        let Some(hit) = hit(query, &line, complete) else { continue };
        let further = of_page.entry(line.page.clone()).or_default();
        // Engines' scores of different parts cannot be compared; their order can.
        let score = (1.0 / (10.0 + at as f32)) * FURTHER.powi(*further);
        *further += 1;
        placed.push(Placed { hit, is_page: line.level == "page", page: line.page, score });
    }
    let left_out = placed.len() < all;
    // That a page is called by some of the words says nothing where a place of it has them, too.
    let several: BTreeSet<String> = of_page.into_iter().filter(|(_, hits)| *hits > 1).map(|(page, _)| page).collect();
    placed.retain(|one| !(one.hit.partial && one.is_page && several.contains(&one.page)));
    let tier = |placed: &Placed| (placed.hit.jump, !placed.hit.partial && (!query.is_whole() || placed.hit.contiguous));
    placed.sort_by(|one, other| tier(other).cmp(&tier(one)).then(other.score.total_cmp(&one.score)));
    let mut first: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for (at, one) in placed.iter().enumerate() {
        first.entry((one.page.clone(), tier(one).1)).or_insert(at);
    }
    placed.sort_by_key(|one| first.get(&(one.page.clone(), tier(one).1)).copied());
    (placed.into_iter().map(|one| (one.page, one.hit)).collect(), left_out)
}

/// None if a phrase does not stand there in one piece.
fn hit(query: &Query, line: &SectionLine<'static>, complete: bool) -> Option<Hit> {
    let ordinals = query.words.iter().flat_map(|word| &word.alternatives).any(|other| other.digits.is_some());
    let fields = [line.text.as_ref(), &line.heading, &line.path, &line.title]
        .into_iter()
        .chain(line.subtitle.as_deref())
        .chain(line.doc_no.as_deref())
        .chain(line.called.iter().map(String::as_str));
    let fields: Vec<Comparable> = fields.map(|field| Comparable::new(field, ordinals)).collect();
    let stands = |word: &Word| fields.iter().any(|field| field.contains(word));
    let jump = is_named(query, line);
    let is_page = line.level == "page";
    // Keywords and all of a page's sections are not at hand; what stands there the engine has to know.
    let phrases = query.words.iter().filter(|word| word.quoted);
    if !jump && !is_page && query.words.iter().any(|word| word.quoted) && !phrases.clone().any(stands) {
        return None;
    }
    // An engine that was asked for pages found their words in different places, perhaps.
    let here = is_page
        || !phrasing::is_of_pages(query)
        || query.words.iter().any(|word| word.quoted)
        || query.words.iter().all(|word| pieces(word, &fields));
    let (excerpt, marked) = excerpt(&line.text, query);
    let text = |text: &Option<std::borrow::Cow<'static, str>>| text.as_deref().unwrap_or_default().to_owned();
    Some(Hit {
        in_page: 1,
        url: line.page.clone(),
        anchor: line.anchor.clone().into_owned(),
        title: line.title.clone().into_owned(),
        subtitle: text(&line.subtitle),
        doc_no: text(&line.doc_no),
        section: line.heading.clone().into_owned(),
        path: line.path.clone().into_owned(),
        kind: (line.kind.clone().into_owned(), line.kind_label.clone().into_owned()),
        column: (line.portal_url.clone().into_owned(), line.portal.clone().into_owned()),
        date: text(&line.date),
        status: text(&line.status),
        effective_on: text(&line.effective_on),
        contiguous: complete && query.words.iter().all(stands),
        partial: !(jump || complete && here),
        jump,
        excerpt,
        marks: marked,
        title_marks: marks(&line.title, query),
        ..Hit::default()
    })
}

/// Whether all pieces of a word stand in these.
fn pieces(word: &Word, fields: &[Comparable]) -> bool {
    let piece = |chars: &[char]| {
        let digits = Some(with_digits(chars)).filter(|digits| digits != chars);
        let alone = Alternative { chars: chars.to_vec(), digits, ..Alternative::default() };
        let word = Word { quoted: true, alternatives: vec![alone] };
        fields.iter().any(|field| field.contains(&word))
    };
    word.alternatives.iter().any(|other| other.terms.iter().all(|(_, range)| piece(&other.chars[range.clone()])))
}

/// Whether the query names exactly this text or article.
fn is_named(query: &Query, line: &SectionLine<'static>) -> bool {
    let called = |terms: &[usize]| {
        let names: BTreeSet<String> = names(query, terms).into_iter().collect();
        line.called.iter().any(|name| names.contains(name))
    };
    let number = query.article.and_then(|term| phrasing::key(query, term));
    match (number, line.level == "page") {
        (Some(number), false) => line.number.as_deref() == Some(number.as_str()) && called(&query.article_names),
        (None, true) => called(&query.names) || called(query.doc_no.as_slice()),
        _ => false,
    }
}
