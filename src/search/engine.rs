//! The search itself, without input or output: it says what bytes it needs, and goes on when it has them.
//!
//! A query takes three rounds: dictionary blocks, posting lists, texts of the best hits. Long words are verified in the
//! texts, in the order of their score, until enough hits have them in one piece; this is what lets the index do
//! without positions.

use std::collections::BTreeMap;

use super::answer::{Answer, Cost, Count, Hit, TitleHit};
use super::codec::{Damaged, LIST_SUM, unseal};
use super::dictionary::{Entry, entries};
use super::excerpt::{Comparable, excerpt, marks};
use super::layout::{COLUMN, FACETS, KIND, Layout, STATUS};
use super::names::{self, By, Name};
use super::query::{Query, Word, parse};
use super::rank::{Candidate, List, Scores};
use super::store::{Fetch, Place, Store};
use super::texts::{Run, read_block};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub query: String,
    pub limit: usize,
    pub offset: usize,
    /// Most hits of one page; 0 for no limit and no grouping.
    pub per_page: usize,
    pub by_date: bool,
    /// Allowed values of each facet; empty for all.
    pub filters: [Vec<String>; FACETS.len()],
}

impl Request {
    pub fn new(query: &str) -> Self {
        let filters = Default::default();
        Request { query: query.to_owned(), limit: 10, offset: 0, per_page: 3, by_date: false, filters }
    }
}

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<T> {
    /// Fetch these, hand them to [`Engine::supply`], and ask again.
    Need(Vec<Fetch>),
    Done(T),
}

/// An opened index.
pub struct Engine {
    layout: Layout,
    store: Store,
    names: Option<Vec<Name>>,
}

/// A query on its way.
pub struct Search {
    request: Request,
    query: Query,
    started: Option<Cost>,
    lists: Option<Vec<List>>,
    ranked: Option<Ranked>,
    texts: BTreeMap<u64, Vec<Run>>,
}

struct Ranked {
    /// Not yet verified, best first.
    waiting: std::collections::VecDeque<Candidate>,
    contiguous: Vec<Candidate>,
    pieces: Vec<Candidate>,
    partial: Vec<Candidate>,
    checked: usize,
    facets: Vec<(&'static str, Vec<Count>)>,
    complete_pages: u32,
    partial_pages: u32,
    nearest: Vec<String>,
}

/// Most sections whose texts are fetched to see whether an unquoted word stands there in one piece.
const MOST_CHECKS: usize = 160;

/// Posting lists beyond this are left out when a word has rarer terms enough.
const LIST_BUDGET: u32 = 96 << 10;

/// Most bytes of lists for a single character.
const PREFIX_BUDGET: u32 = 192 << 10;

/// Hits of one page are brought together within windows of this size, so that "more hits" go on where these end.
const WINDOW: usize = 12;

impl Engine {
    /// Opens an index by its start data.
    pub fn open(start_data: &[u8]) -> Result<Engine, Damaged> {
        let (layout, inline) = Layout::open(start_data)?;
        Ok(Engine { layout, store: Store::new(inline), names: None })
    }

    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Begins a query.
    pub fn search(&mut self, request: Request) -> Search {
        self.store.trim();
        let query = parse(&request.query, &self.layout.synonyms);
        Search { request, query, started: None, lists: None, ranked: None, texts: BTreeMap::new() }
    }

    /// Takes in bytes of a file of the store.
    pub fn supply(&mut self, part: u32, start: u32, bytes: &[u8]) {
        self.store.supply(&self.layout, part, start, bytes);
    }

    /// Goes on with a query as far as the bytes at hand allow.
    pub fn step(&mut self, search: &mut Search) -> Result<Step<Answer>, Damaged> {
        let started = *search.started.get_or_insert(self.store.cost);
        if search.query.is_empty() {
            return Ok(Step::Done(Answer { query: search.request.query.clone(), exact: true, complete: true,
                facets: FACETS.iter().map(|&name| (name, Vec::new())).collect(), ..Answer::default() }));
        }
        if search.lists.is_none() {
            let fetches = self.store.missing(dictionary_places(&self.layout, &search.query), &self.layout);
            if !fetches.is_empty() {
                return Ok(Step::Need(fetches));
            }
            search.lists = Some(self.lists(&search.query)?);
        }
        if search.ranked.is_none() {
            let lists = search.lists.clone().unwrap_or_default();
            let chosen = choose(&lists, &search.query);
            let fetches = self.store.missing(chosen.iter().map(|list| (list.at, list.bytes)), &self.layout);
            if !fetches.is_empty() {
                return Ok(Step::Need(fetches));
            }
            search.ranked = Some(self.rank(search, &lists, &chosen)?);
        }
        self.verify(search, started)
    }

    /// Titles for what has been typed.
    pub fn suggest(&mut self, typed: &str, limit: usize) -> Result<Step<Vec<TitleHit>>, Damaged> {
        if self.names.is_none() {
            let place = (self.layout.names_at, self.layout.names_bytes);
            let fetches = self.store.missing([place], &self.layout);
            if !fetches.is_empty() {
                return Ok(Step::Need(fetches));
            }
            self.names = Some(names::read(self.store.get(place).ok_or(Damaged)?)?);
        }
        let table = self.names.as_deref().unwrap_or_default();
        let found = names::suggest(table, typed, limit);
        Ok(Step::Done(found.into_iter().map(|found| self.title_hit(&table[found.name], &found)).collect()))
    }

    fn title_hit(&self, name: &Name, found: &names::Suggestion) -> TitleHit {
        let kinds = &self.layout.facets[KIND].values;
        let (by, other) = match found.by {
            By::Title => ("title", ""),
            By::Name(other) => ("name", name.others[other].as_str()),
            By::Pinyin => ("pinyin", ""),
            By::Initials => ("initials", ""),
        };
        TitleHit {
            title: name.title.clone(),
            url: name.url.clone(),
            kind: (name.kind as usize).checked_sub(1).and_then(|kind| kinds.get(kind)).cloned().unwrap_or_default(),
            by,
            name: other.to_owned(),
            marks: found.marks.clone(),
        }
    }

    fn lists(&self, query: &Query) -> Result<Vec<List>, Damaged> {
        let mut lists = Vec::new();
        for (segment, layout) in self.layout.segments.iter().enumerate() {
            let starts = BlockStarts::new(layout);
            for (term, wanted) in query.terms.iter().enumerate() {
                for block in blocks_of(layout, &wanted.key, wanted.prefix) {
                    let bytes = self.store.get(starts.place(layout, block)).ok_or(Damaged)?;
                    let matches = |entry: &Entry| {
                        if wanted.prefix { entry.key.starts_with(&wanted.key) } else { entry.key == wanted.key }
                    };
                    lists.extend(entries(bytes)?.into_iter().filter(matches).map(|entry| List {
                        term,
                        segment,
                        doc_freq: entry.doc_freq,
                        at: starts.postings[block] + u64::from(entry.start),
                        bytes: entry.bytes,
                    }));
                }
            }
        }
        Ok(lists)
    }

    fn rank(&self, search: &Search, all: &[List], chosen: &[List]) -> Result<Ranked, Damaged> {
        let query = &search.query;
        let mut doc_freqs = vec![0u32; query.terms.len()];
        for list in all {
            doc_freqs[list.term] = doc_freqs[list.term].saturating_add(list.doc_freq);
        }
        let mut scoring = vec![false; query.terms.len()];
        for &(term, _) in query.words.iter().flat_map(|word| &word.alternatives).flat_map(|other| &other.terms) {
            scoring[term] = true;
        }
        let mut scores = Scores::new(&self.layout, &doc_freqs, query);
        for list in chosen {
            let sealed = self.store.get((list.at, list.bytes)).ok_or(Damaged)?;
            scores.add(unseal(sealed, LIST_SUM)?, list, &self.layout, scoring[list.term])?;
        }
        // Terms that exist but were too frequent to be fetched count as present; the text will tell.
        let satisfied = (0..query.terms.len())
            .filter(|&term| doc_freqs[term] > 0 && !chosen.iter().any(|list| list.term == term))
            .fold(0, |mask, term| mask | 1u64 << term);
        let filters = self.filters(&search.request);
        let candidates = scores.candidates(query, &self.layout, satisfied, search.request.by_date, |page| {
            filters.iter().filter(|filter| !filter.passes(&self.layout, page)).count() <= 1
        });
        Ok(self.ranked(candidates, &filters, query, &doc_freqs))
    }

    /// Separates what passes all filters from what only the facets' counts need.
    fn ranked(&self, candidates: Vec<Candidate>, filters: &[Filter], query: &Query, doc_freqs: &[u32]) -> Ranked {
        let failing = |page: u32| filters.iter().position(|filter| !filter.passes(&self.layout, page));
        let complete = candidates.iter().any(|candidate| {
            (candidate.complete || candidate.jump) && failing(candidate.page).is_none()
        });
        let facets = self.facets(&candidates, filters, complete);
        let passing: Vec<Candidate> = candidates.into_iter().filter(|c| failing(c.page).is_none()).collect();
        let pages = |wanted: bool| {
            let mut pages: Vec<u32> =
                passing.iter().filter(|c| (c.complete || c.jump) == wanted).map(|c| c.page).collect();
            pages.sort_unstable();
            pages.dedup();
            pages.len() as u32
        };
        let (complete_pages, partial_pages) = (pages(true), pages(false));
        let quoted = query.words.iter().any(|word| word.quoted);
        let (waiting, mut partial): (Vec<_>, Vec<_>) = passing.into_iter().partition(|c| c.complete || c.jump);
        if quoted {
            partial.clear();
        }
        let nearest = if complete { Vec::new() } else { nearest(query, doc_freqs) };
        Ranked {
            waiting: waiting.into(),
            contiguous: Vec::new(),
            pieces: Vec::new(),
            partial,
            checked: 0,
            facets,
            complete_pages,
            partial_pages,
            nearest,
        }
    }

    fn filters(&self, request: &Request) -> Vec<Filter> {
        let allowed = |facet: usize| {
            let known = &self.layout.facets[facet].values;
            let positions = request.filters[facet].iter().filter_map(|v| known.iter().position(|(value, _)| value == v));
            positions.map(|position| position as u32).collect()
        };
        (0..FACETS.len())
            .filter(|&facet| !request.filters[facet].is_empty())
            .map(|facet| Filter { facet, allowed: allowed(facet) })
            .collect()
    }

    fn facets(&self, candidates: &[Candidate], filters: &[Filter], complete: bool) -> Vec<(&'static str, Vec<Count>)> {
        let mut pages: Vec<u32> =
            candidates.iter().filter(|c| c.complete || c.jump || !complete).map(|c| c.page).collect();
        pages.sort_unstable();
        pages.dedup();
        (0..FACETS.len())
            .map(|facet| {
                let known = &self.layout.facets[facet];
                let mut counts = vec![0; known.values.len()];
                for &page in &pages {
                    if filters.iter().all(|filter| filter.facet == facet || filter.passes(&self.layout, page)) {
                        known.of_page(page).iter().for_each(|&value| counts[value as usize] += 1);
                    }
                }
                let mut counts: Vec<Count> = known
                    .values
                    .iter()
                    .zip(counts)
                    .filter(|&(_, count)| count > 0)
                    .map(|((value, label), count)| Count { value: value.clone(), label: label.clone(), count })
                    .collect();
                counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
                (FACETS[facet], counts)
            })
            .collect()
    }

    /// Looks at texts until enough hits are certain, then answers.
    fn verify(&mut self, search: &mut Search, started: Cost) -> Result<Step<Answer>, Damaged> {
        let uncertain = search.query.words.iter().any(|w| w.alternatives.iter().any(|other| other.uncertain));
        let quoted = search.query.words.iter().any(|word| word.quoted);
        let Some(mut ranked) = search.ranked.take() else { return Err(Damaged) };
        let wanted = search.request.offset + search.request.limit + 1;
        let target = wanted.div_ceil(WINDOW) * WINDOW;
        let mut batch = target.min(24) + 2;
        while uncertain && !ranked.waiting.is_empty() && grouped(&ranked.contiguous, search.request.per_page).len() < wanted
            && (quoted || ranked.checked < MOST_CHECKS)
        {
            let count = batch.min(ranked.waiting.len()).min(target.saturating_sub(ranked.contiguous.len()).max(WINDOW));
            let docs: Vec<u32> = ranked.waiting.iter().take(count).map(|c| c.doc).collect();
            let fetches = self.texts(&docs, search)?;
            if !fetches.is_empty() {
                search.ranked = Some(ranked);
                return Ok(Step::Need(fetches));
            }
            for candidate in ranked.waiting.drain(..count).collect::<Vec<_>>() {
                let contiguous = self.is_contiguous(candidate.doc, search);
                let list = if contiguous { &mut ranked.contiguous } else { &mut ranked.pieces };
                if contiguous || !quoted || candidate.jump {
                    list.push(candidate);
                }
            }
            ranked.checked += count;
            batch = (batch * 2).min(128);
        }
        let (hits, more) = self.order(&ranked, &search.request, uncertain, quoted);
        let docs: Vec<u32> = hits.iter().map(|(candidate, _)| candidate.doc).collect();
        let fetches = self.texts(&docs, search)?;
        if !fetches.is_empty() {
            search.ranked = Some(ranked);
            return Ok(Step::Need(fetches));
        }
        let answer = self.answer(&hits, more, ranked, search, started, quoted && uncertain);
        Ok(Step::Done(answer))
    }

    /// The hits that were asked for, each with whether it is contiguous, and whether there are more.
    fn order(
        &self,
        ranked: &Ranked,
        request: &Request,
        uncertain: bool,
        quoted: bool,
    ) -> (Vec<(Candidate, bool)>, bool) {
        let certain: Vec<Candidate>;
        let (first, mut rest) = if uncertain {
            (&ranked.contiguous, ranked.pieces.clone())
        } else {
            certain = ranked.waiting.iter().copied().collect();
            (&certain, Vec::new())
        };
        if uncertain && !quoted {
            rest.extend(ranked.waiting.iter().copied());
        }
        rest.extend(ranked.partial.iter().copied());
        let wanted = request.offset + request.limit + 1;
        let mut hits: Vec<(Candidate, bool)> = Vec::new();
        // A named article comes first even where its text does not repeat the words of the query.
        let (jumps, rest): (Vec<Candidate>, Vec<Candidate>) = rest.into_iter().partition(|c| c.jump && !request.by_date);
        hits.extend(jumps.into_iter().map(|c| (c, false)));
        hits.extend(grouped(first, request.per_page).into_iter().map(|c| (c, c.complete)));
        if request.by_date {
            // Dates order all complete hits together, in one piece or not.
            hits.sort_by_key(|(c, _)| (!c.complete, std::cmp::Reverse(self.layout.dates[c.page as usize])));
        }
        if hits.len() < wanted {
            hits.extend(grouped(&rest[..rest.len().min(wanted * 8)], request.per_page).into_iter().map(|c| (c, false)));
        }
        let more = hits.len() >= wanted || (uncertain && !ranked.waiting.is_empty() && quoted);
        (hits.into_iter().skip(request.offset).take(request.limit).collect(), more)
    }

    /// What must be fetched to know the texts of documents; reads those that are there.
    fn texts(&mut self, docs: &[u32], search: &mut Search) -> Result<Vec<Fetch>, Damaged> {
        let places: Vec<Place> = docs.iter().filter_map(|&doc| self.text_place(doc).map(|(place, _)| place)).collect();
        let unread: Vec<Place> = places.into_iter().filter(|place| !search.texts.contains_key(&place.0)).collect();
        let fetches = self.store.missing(unread.iter().copied(), &self.layout);
        if fetches.is_empty() {
            for place in unread {
                if let std::collections::btree_map::Entry::Vacant(slot) = search.texts.entry(place.0) {
                    slot.insert(read_block(self.store.get(place).ok_or(Damaged)?)?);
                }
            }
        }
        Ok(fetches)
    }

    /// The block of a document and its position there.
    fn text_place(&self, doc: u32) -> Option<(Place, u32)> {
        let segment = self.layout.segments.iter().rfind(|segment| segment.base <= doc)?;
        let mut rest = doc - segment.base;
        let mut at = segment.texts_at;
        for (&docs, &bytes) in segment.text_docs.iter().zip(&segment.text_bytes) {
            if rest < docs {
                return Some(((at, bytes), rest));
            }
            rest -= docs;
            at += u64::from(bytes);
        }
        None
    }

    fn document<'a>(&self, doc: u32, search: &'a Search) -> Option<Document<'a>> {
        let ((at, _), mut rest) = self.text_place(doc)?;
        for run in search.texts.get(&at)? {
            match run.sections.get(rest as usize) {
                Some(section) => return Some(Document { run, section }),
                None => rest -= run.sections.len() as u32,
            }
        }
        None
    }

    fn is_contiguous(&self, doc: u32, search: &Search) -> bool {
        let Some(document) = self.document(doc, search) else { return false };
        let ordinals = search.query.words.iter().any(|word| word.alternatives.iter().any(|o| o.digits.is_some()));
        let fields: Vec<Comparable> =
            document.fields().into_iter().map(|field| Comparable::new(field, ordinals)).collect();
        let stands = |word: &Word| fields.iter().any(|field| field.contains(word));
        search.query.words.iter().all(stands)
    }

    fn answer(
        &self,
        hits: &[(Candidate, bool)],
        more: bool,
        ranked: Ranked,
        search: &Search,
        started: Cost,
        upper_bound: bool,
    ) -> Answer {
        let spent = self.store.cost;
        let all_checked = upper_bound && ranked.waiting.is_empty();
        let mut total = ranked.complete_pages;
        if all_checked {
            let mut pages: Vec<u32> = ranked.contiguous.iter().chain(&ranked.pieces).map(|c| c.page).collect();
            pages.sort_unstable();
            pages.dedup();
            total = pages.len() as u32;
        }
        let complete = total > 0 || upper_bound;
        Answer {
            query: search.request.query.clone(),
            total: if complete { total } else { ranked.partial_pages },
            complete: total > 0 || ranked.partial_pages == 0,
            exact: !upper_bound || all_checked,
            more,
            hits: hits.iter().filter_map(|(candidate, contiguous)| self.hit(candidate, *contiguous, search)).collect(),
            facets: ranked.facets,
            nearest: ranked.nearest,
            cost: Cost {
                rounds: spent.rounds - started.rounds,
                bytes: spent.bytes - started.bytes,
                requests: spent.requests - started.requests,
            },
        }
    }

    fn hit(&self, candidate: &Candidate, contiguous: bool, search: &Search) -> Option<Hit> {
        let document = self.document(candidate.doc, search)?;
        let (page, section) = (&document.run.page, document.section);
        let value = |facet: usize| self.layout.facets[facet].value_of(candidate.page).cloned().unwrap_or_default();
        let (excerpt, marks_in_excerpt) = excerpt(&section.text, &search.query);
        let date = self.layout.dates[candidate.page as usize];
        Some(Hit {
            url: page.url.clone(),
            anchor: section.anchor.clone(),
            title: page.title.clone(),
            subtitle: page.subtitle.clone(),
            doc_no: page.doc_no.clone(),
            section: section.heading.clone(),
            path: section.path.clone(),
            kind: value(KIND),
            column: value(COLUMN),
            date: if date == 0 {
                String::new()
            } else {
                format!("{:04}-{:02}-{:02}", date / 10_000, date / 100 % 100, date % 100)
            },
            status: value(STATUS).0,
            effective_on: page.effective_on.clone(),
            score: candidate.score,
            contiguous,
            partial: !candidate.complete && !candidate.jump,
            jump: candidate.jump,
            excerpt,
            marks: marks_in_excerpt,
            title_marks: marks(&page.title, &search.query),
        })
    }
}

struct Document<'a> {
    run: &'a Run,
    section: &'a super::texts::SectionText,
}

impl<'a> Document<'a> {
    /// Everything that a word may stand in.
    fn fields(&self) -> Vec<&'a str> {
        let (page, section) = (&self.run.page, self.section);
        let mut fields = vec![section.text.as_str(), &section.heading, &section.path];
        fields.extend([page.title.as_str(), &page.subtitle, &page.doc_no]);
        fields.extend(page.names.iter().map(String::as_str));
        fields
    }
}

struct Filter {
    facet: usize,
    allowed: Vec<u32>,
}

impl Filter {
    fn passes(&self, layout: &Layout, page: u32) -> bool {
        layout.facets[self.facet].of_page(page).iter().any(|value| self.allowed.contains(value))
    }
}

/// Places of a segment's dictionary blocks and of their lists.
struct BlockStarts {
    blocks: Vec<u64>,
    postings: Vec<u64>,
}

impl BlockStarts {
    fn new(segment: &super::layout::Segment) -> Self {
        let (mut block, mut postings) = (segment.dictionary_at, segment.postings_at);
        let mut starts = BlockStarts { blocks: Vec::new(), postings: Vec::new() };
        for known in &segment.dictionary {
            starts.blocks.push(block);
            starts.postings.push(postings);
            block += u64::from(known.bytes);
            postings += u64::from(known.postings_bytes);
        }
        starts
    }

    fn place(&self, segment: &super::layout::Segment, block: usize) -> Place {
        (self.blocks[block], segment.dictionary[block].bytes)
    }
}

/// Blocks of a segment's dictionary that a key, or keys beginning with it, may be in.
fn blocks_of(segment: &super::layout::Segment, key: &[u8], prefix: bool) -> std::ops::Range<usize> {
    let blocks = &segment.dictionary;
    let first = blocks.partition_point(|block| block.first_key.as_slice() <= key).saturating_sub(1);
    if !prefix {
        return first..(first + 1).min(blocks.len());
    }
    let end = blocks.partition_point(|block| block.first_key.as_slice() <= key || block.first_key.starts_with(key));
    first..end
}

fn dictionary_places(layout: &Layout, query: &Query) -> Vec<Place> {
    let mut places = Vec::new();
    for segment in &layout.segments {
        let starts = BlockStarts::new(segment);
        for term in &query.terms {
            places.extend(blocks_of(segment, &term.key, term.prefix).map(|block| starts.place(segment, block)));
        }
    }
    places
}

/// Lists to fetch: all, unless they are too large and their words have rarer ones.
fn choose(lists: &[List], query: &Query) -> Vec<List> {
    let mut sizes = vec![0u32; query.terms.len()];
    for list in lists {
        sizes[list.term] = sizes[list.term].saturating_add(list.bytes);
    }
    let mut needed = vec![true; query.terms.len()];
    for other in query.words.iter().flat_map(|word| &word.alternatives).filter(|other| other.terms.len() > 2) {
        let mut by_size: Vec<usize> = other.terms.iter().map(|(term, _)| *term).collect();
        by_size.sort_by_key(|&term| (sizes[term], term));
        for &term in &by_size[2..] {
            needed[term] = false;
        }
    }
    for (term, _) in query.words.iter().flat_map(|word| &word.alternatives).filter(|other| other.terms.len() <= 2)
        .flat_map(|other| &other.terms)
    {
        needed[*term] = true;
    }
    let mut spent: u32 = (0..sizes.len()).filter(|&term| needed[term]).map(|term| sizes[term]).sum();
    let mut optional: Vec<usize> = (0..sizes.len()).filter(|&term| !needed[term]).collect();
    optional.sort_by_key(|&term| (sizes[term], term));
    for term in optional {
        spent = spent.saturating_add(sizes[term]);
        needed[term] = spent <= LIST_BUDGET;
    }
    let mut chosen: Vec<List> =
        lists.iter().filter(|list| needed[list.term] && !query.terms[list.term].prefix).copied().collect();
    let mut prefixed: Vec<List> = lists.iter().filter(|list| query.terms[list.term].prefix).copied().collect();
    prefixed.sort_by_key(|list| (std::cmp::Reverse(list.doc_freq), list.at));
    let mut budget = PREFIX_BUDGET;
    for list in prefixed {
        match budget.checked_sub(list.bytes) {
            Some(rest) => budget = rest,
            None => continue,
        }
        chosen.push(list);
    }
    chosen
}

/// Brings hits of one page together within each window, best first, and keeps at most `per_page` of each.
fn grouped(candidates: &[Candidate], per_page: usize) -> Vec<Candidate> {
    if per_page == 0 {
        return candidates.to_vec();
    }
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    let mut ordered = Vec::new();
    for window in candidates.chunks(WINDOW) {
        let mut groups: Vec<(u32, Vec<Candidate>)> = Vec::new();
        for &candidate in window {
            let count = seen.entry(candidate.page).or_default();
            *count += 1;
            if *count > per_page {
                continue;
            }
            match groups.iter_mut().find(|(page, _)| *page == candidate.page) {
                Some((_, group)) => group.push(candidate),
                None => groups.push((candidate.page, vec![candidate])),
            }
        }
        ordered.extend(groups.into_iter().flat_map(|(_, group)| group));
    }
    ordered
}

/// Parts of the query that do occur somewhere, longest first.
fn nearest(query: &Query, doc_freqs: &[u32]) -> Vec<String> {
    let mut parts: Vec<Vec<char>> = Vec::new();
    for word in &query.words {
        let own = &word.alternatives[0];
        let mut reached: Option<std::ops::Range<usize>> = None;
        for (term, range) in &own.terms {
            let exists = doc_freqs[*term] > 0;
            reached = match reached {
                Some(known) if exists && range.start < known.end => Some(known.start..range.end),
                Some(known) => {
                    parts.push(own.chars[known].to_vec());
                    exists.then(|| range.clone())
                }
                None => exists.then(|| range.clone()),
            };
        }
        parts.extend(reached.map(|known| own.chars[known].to_vec()));
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let mut texts: Vec<String> = parts.into_iter().map(|part| part.into_iter().collect()).collect();
    texts.dedup();
    texts.truncate(5);
    texts
}
