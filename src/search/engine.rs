//! The search itself, without input or output: it says what bytes it needs, and goes on when it has them.
//!
//! A query takes two rounds: posting lists, and texts of the best hits. Long words are verified in the
//! texts, in the order of their score, until enough hits have them in one piece; this is what lets the index do
//! without positions.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, Cost, Count, TitleHit};
use super::choose::{Choice, choose, nearest};
use super::codec::Damaged;
use super::dictionary::{Entry, entries};
use super::layout::{FACETS, KIND, Layout, STATUS};
use super::list::Order;
use super::names::{self, By, Name, Sounded};
use super::present::{Ranked, date_text};
use super::query::{Query, parse};
use super::rank::{Candidate, List, Scores};
use super::store::{Fetch, Place, Store};
use super::texts::Run;
use super::versions::Fold;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub query: String,
    pub limit: usize,
    pub offset: usize,
    /// Brings hits of one page together, in the place of the first.
    pub grouped: bool,
    /// Only hits of this page, by its number.
    pub page: Option<u32>,
    /// The reader's day as `YYYYMMDD`, which tells the version in force; 0 if unknown.
    pub today: u32,
    pub by_date: bool,
    /// Allowed values of each facet; empty for all.
    pub filters: [Vec<String>; FACETS.len()],
}

impl Request {
    pub fn new(query: &str) -> Self {
        let filters = Default::default();
        Request {
            query: query.to_owned(),
            limit: 10,
            offset: 0,
            grouped: true,
            page: None,
            today: 0,
            by_date: false,
            filters,
        }
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
    sounds: Option<Vec<Sounded>>,
}

/// A query on its way.
pub struct Search {
    pub(super) request: Request,
    pub(super) query: Query,
    started: Option<Cost>,
    pub(super) ranked: Option<Ranked>,
    /// Whether it is known what else the query may have meant.
    guessed: bool,
    /// What it is taken to mean, until the lists of that are read.
    pub(super) meant: Vec<String>,
    /// Blocks of texts that have been read, by place.
    pub(super) texts: BTreeMap<u64, Vec<Run>>,
}

impl Search {
    pub(super) fn new(request: Request, query: Query) -> Self {
        Self { request, query, started: None, ranked: None, guessed: false, meant: Vec::new(), texts: BTreeMap::new() }
    }
}

impl Engine {
    /// Opens an index by its start data.
    pub fn open(start_data: &[u8]) -> Result<Engine, Damaged> {
        let (layout, inline) = Layout::open(start_data)?;
        Ok(Engine { layout, store: Store::new(inline), names: None, sounds: None })
    }

    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// One object of the store, or what must be fetched for it; for exports.
    pub fn missing(&mut self, place: Place) -> Vec<Fetch> {
        self.store.trim();
        self.store.missing([place], &self.layout)
    }

    pub fn object(&self, place: Place) -> Option<&[u8]> {
        self.store.get(place)
    }

    pub(super) fn missing_of(&mut self, places: &[Place]) -> Vec<Fetch> {
        self.store.missing(places.iter().copied(), &self.layout)
    }

    pub(super) fn spent(&self) -> Cost {
        self.store.cost
    }

    /// Begins a query.
    pub fn search(&mut self, request: Request) -> Search {
        self.store.trim();
        let query = parse(&request.query, &self.layout.synonyms, request.today);
        Search::new(request, query)
    }

    /// Takes in bytes of a file of the store.
    pub fn supply(&mut self, part: u32, start: u32, bytes: &[u8]) {
        self.store.supply(&self.layout, part, start, bytes);
    }

    /// Goes on with a query as far as the bytes at hand allow.
    pub fn step(&mut self, search: &mut Search) -> Result<Step<Answer>, Damaged> {
        let started = *search.started.get_or_insert(self.store.cost);
        if search.query.is_empty() {
            return Ok(Step::Done(Answer {
                query: search.request.query.clone(),
                exact: true,
                complete: true,
                facets: FACETS.iter().map(|&name| (name, Vec::new())).collect(),
                ..Answer::default()
            }));
        }
        if let Step::Need(fetches) = self.find(search)? {
            return Ok(Step::Need(fetches));
        }
        if !search.guessed {
            if let Step::Need(fetches) = self.guess(search)? {
                return Ok(Step::Need(fetches));
            }
            search.guessed = true;
            // It may mean another query, whose lists are to be read.
            if let Step::Need(fetches) = self.find(search)? {
                return Ok(Step::Need(fetches));
            }
        }
        self.verify(search, started)
    }

    /// Ranks what the posting lists have, unless that is done.
    pub(super) fn find(&mut self, search: &mut Search) -> Result<Step<()>, Damaged> {
        if search.ranked.is_none() {
            let choice = choose(&self.layout, &search.query);
            let fetches = self.store.missing(choice.blocks.iter().map(|block| block.place), &self.layout);
            if !fetches.is_empty() {
                return Ok(Step::Need(fetches));
            }
            let meant = std::mem::take(&mut search.meant);
            search.ranked = Some(Ranked { meant, ..self.rank(search, &choice)? });
        }
        Ok(Step::Done(()))
    }

    /// Pages that were found by how their titles are read, as an answer of their own.
    pub(super) fn by_sound(&self, candidates: Vec<Candidate>, search: &Search) -> Ranked {
        let fold = Fold::new(&self.layout, &search.query, search.request.today);
        Ranked { by_sound: true, ..self.ranked(candidates, search, &[], fold, &BTreeSet::new()) }
    }

    /// The table of titles; empty before it is loaded.
    pub(super) fn names(&self) -> &[Name] {
        self.names.as_deref().unwrap_or_default()
    }

    pub(super) fn load_names(&mut self) -> Result<Step<()>, Damaged> {
        if self.names.is_none() {
            let place = (self.layout.names_at, self.layout.names_bytes);
            let fetches = self.store.missing([place], &self.layout);
            if !fetches.is_empty() {
                return Ok(Step::Need(fetches));
            }
            self.names = Some(names::read(self.store.get(place).ok_or(Damaged)?)?);
        }
        Ok(Step::Done(()))
    }

    /// Words of the texts that are read as was typed, or what must be fetched to know.
    pub(super) fn read_so(&mut self, typed: &str) -> Result<Step<Vec<String>>, Damaged> {
        if self.sounds.is_none() {
            let place = (self.layout.sounds_at, self.layout.sounds_bytes);
            let fetches = self.store.missing([place], &self.layout);
            if !fetches.is_empty() {
                return Ok(Step::Need(fetches));
            }
            self.sounds = Some(names::read_sounds(self.store.get(place).ok_or(Damaged)?)?);
        }
        Ok(Step::Done(names::read_so(self.sounds.as_deref().unwrap_or_default(), typed)))
    }

    /// Whether a page is no longer in force, or not the version that is.
    pub(super) fn is_former(&self, page: usize) -> bool {
        matches!(self.status(page), "repealed" | "expired" | "amended")
    }

    /// Titles for what has been typed.
    pub fn suggest(&mut self, typed: &str, limit: usize) -> Result<Step<Vec<TitleHit>>, Damaged> {
        if let Step::Need(fetches) = self.load_names()? {
            return Ok(Step::Need(fetches));
        }
        let table = self.names();
        let found = names::suggest(table, typed, limit, |page| self.is_former(page));
        Ok(Step::Done(found.into_iter().map(|found| self.title_hit(&table[found.name], &found)).collect()))
    }

    fn status(&self, page: usize) -> &str {
        if page >= self.layout.dates.len() {
            return "";
        }
        self.layout.facets[STATUS].value_of(page as u32).map_or("", |(status, _)| status)
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
            date: self.layout.dates.get(found.name).copied().map(date_text).unwrap_or_default(),
            status: self.status(found.name).to_owned(),
            by,
            name: other.to_owned(),
            marks: found.marks.clone(),
        }
    }

    /// The posting lists in the blocks that were chosen.
    pub(super) fn lists(&self, query: &Query, choice: &Choice) -> Result<Vec<List<'_>>, Damaged> {
        let mut blocks: BTreeMap<Place, Vec<Entry>> = BTreeMap::new();
        let mut lists = Vec::new();
        for wanted in &choice.blocks {
            let block = self.store.get(wanted.place).ok_or(Damaged)?;
            let found = match blocks.entry(wanted.place) {
                std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::btree_map::Entry::Vacant(slot) => slot.insert(entries(block)?),
            };
            let term = &query.terms[wanted.term];
            let matches = |entry: &&Entry| {
                if term.prefix { entry.key.starts_with(&term.key) } else { entry.key == term.key }
            };
            lists.extend(found.iter().filter(matches).map(|entry| List {
                term: wanted.term,
                segment: wanted.segment,
                doc_freq: entry.doc_freq,
                bytes: &block[entry.list.clone()],
            }));
        }
        Ok(lists)
    }

    fn rank(&self, search: &Search, choice: &Choice) -> Result<Ranked, Damaged> {
        let query = &search.query;
        let lists = self.lists(query, choice)?;
        let mut doc_freqs: Vec<u32> = choice.left_out.iter().map(|&left_out| u32::from(left_out)).collect();
        for list in &lists {
            doc_freqs[list.term] = doc_freqs[list.term].saturating_add(list.doc_freq);
        }
        let mut scoring = vec![false; query.terms.len()];
        for &(term, _) in query.words.iter().flat_map(|word| &word.alternatives).flat_map(|other| &other.terms) {
            scoring[term] = true;
        }
        let related = query.related.iter().flat_map(|related| &related.terms);
        related.for_each(|&term| scoring[term] = true);
        let mut scores = Scores::new(&self.layout, &doc_freqs, query);
        for list in &lists {
            scores.add(list, &self.layout, scoring[list.term])?;
        }
        // Terms that exist but were too frequent to be fetched count as present; the text will tell. What only may be said instead
        // does not.
        let mut own = vec![false; query.terms.len()];
        query.words_and_excluded().for_each(|&(term, _)| own[term] = true);
        let satisfied = (0..query.terms.len())
            .filter(|&term| choice.left_out[term] && own[term])
            .fold(0, |mask, term| mask | 1u64 << term);
        let filters = self.filters(&search.request);
        let only = search.request.page;
        let fold = Fold::new(&self.layout, query, search.request.today);
        let candidates = scores.candidates(query, &self.layout, satisfied, &fold, |page| {
            only.is_none_or(|only| only == page)
                && filters.iter().filter(|filter| !filter.passes(&self.layout, page)).count() <= 1
        });
        // These have all pieces of what was excluded; the texts will tell whether they have it whole.
        let doubtful = candidates
            .iter()
            .map(|candidate| candidate.page)
            .filter(|&page| query.excluded.iter().any(|word| scores.may_hold(&self.layout, page, word, satisfied)))
            .collect();
        let mut ranked = self.ranked(candidates, search, &doc_freqs, fold, &doubtful);
        ranked.scores = Some(scores);
        ranked.satisfied = satisfied;
        Ok(ranked)
    }

    /// Separates what passes all filters from what only the facets' counts need.
    fn ranked(
        &self,
        candidates: Vec<Candidate>,
        search: &Search,
        doc_freqs: &[u32],
        fold: Fold,
        doubtful: &BTreeSet<u32>,
    ) -> Ranked {
        let (filters, query) = (self.filters(&search.request), &search.query);
        let failing = |page: u32| filters.iter().any(|filter| !filter.passes(&self.layout, page));
        let full = |candidate: &Candidate| candidate.complete || candidate.jump;
        let complete = candidates.iter().any(|candidate| full(candidate) && !failing(candidate.page));
        let counted: Vec<Candidate> = candidates.iter().filter(|c| !doubtful.contains(&c.page)).copied().collect();
        let facets = self.facets(&counted, &filters, complete);
        let passing: Vec<Candidate> = candidates.into_iter().filter(|c| !failing(c.page)).collect();
        let pages = |wanted: bool| -> BTreeSet<u32> {
            passing.iter().filter(|c| full(c) == wanted).map(|candidate| candidate.page).collect()
        };
        let (all, partial) = (pages(true), pages(false));
        let folded = |page: &u32| {
            search.request.page.is_none() && fold.before(*page).is_some_and(|before| all.contains(&before))
        };
        let shown = all.iter().filter(|page| !folded(page) && !doubtful.contains(*page)).count();
        let nearest = if complete || doc_freqs.is_empty() { Vec::new() } else { nearest(query, doc_freqs) };
        Ranked {
            facets,
            complete_pages: shown as u32,
            partial_pages: partial.len() as u32,
            about: !doubtful.is_empty() || all.iter().any(folded),
            nearest,
            ..Ranked::new(passing, &Order::new(&search.request, query), fold)
        }
    }

    fn filters(&self, request: &Request) -> Vec<Filter> {
        let allowed = |facet: usize| {
            let known = &self.layout.facets[facet].values;
            let positions =
                request.filters[facet].iter().filter_map(|v| known.iter().position(|(value, _)| value == v));
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
