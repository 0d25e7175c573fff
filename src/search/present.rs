//! The last part of a query: verifying words in texts, and what is shown of the hits.

use std::collections::BTreeMap;

use super::answer::{Answer, Cost, Count, Hit};
use super::codec::Damaged;
use super::engine::{Engine, Search, Step};
use super::excerpt::{Comparable, excerpt, marks};
use super::layout::{COLUMN, KIND, STATUS};
use super::list::{Listing, Order, Pages};
use super::query::{Query, Word};
use super::rank::{Candidate, Scores};
use super::store::{Fetch, Place};
use super::texts::{Run, SectionText, read_block};
use super::versions::{Fold, others};

/// The candidates of a query while their texts are looked at.
#[derive(Default)]
pub struct Ranked {
    pub pages: Pages,
    pub scores: Option<Scores>,
    /// Terms that were not looked up, because they are in most documents.
    pub satisfied: u64,
    /// Versions that stand behind others.
    pub fold: Fold,
    /// Of documents that were looked at, whether all words stand there in one piece.
    pub contiguous: BTreeMap<u32, bool>,
    /// Of pages that were looked at, whether they hold all phrases and nothing that was excluded.
    pub wanted: BTreeMap<u32, bool>,
    pub facets: Vec<(&'static str, Vec<Count>)>,
    pub complete_pages: u32,
    pub partial_pages: u32,
    /// The number of pages may change when their texts are looked at.
    pub about: bool,
    pub nearest: Vec<String>,
    /// Titles that are written a little differently than the query.
    pub meant: Vec<String>,
    /// The pages were found by how their titles are read.
    pub by_sound: bool,
}

impl Ranked {
    pub fn new(candidates: Vec<Candidate>, order: &Order, fold: Fold) -> Self {
        Ranked { pages: Pages::new(candidates, order), fold, ..Ranked::default() }
    }
}

impl Engine {
    /// Looks at texts until enough hits are certain, then answers.
    pub(super) fn verify(&mut self, search: &mut Search, started: Cost) -> Result<Step<Answer>, Damaged> {
        let Some(mut ranked) = search.ranked.take() else { return Err(Damaged) };
        let listing = loop {
            let listing = self.list(search, &mut ranked);
            // Their texts come along, not in a round of their own.
            let likely = listing.likely.iter().copied().filter(|_| !listing.unread.is_empty());
            let fetches = self.texts(listing.unread.iter().copied().chain(likely), search)?;
            if !fetches.is_empty() {
                search.ranked = Some(ranked);
                return Ok(Step::Need(fetches));
            }
            if listing.unread.is_empty() {
                break listing;
            }
        };
        let fetches = self.texts(listing.hits.iter().map(|hit| hit.doc), search)?;
        if !fetches.is_empty() {
            search.ranked = Some(ranked);
            return Ok(Step::Need(fetches));
        }
        let mut answer = self.answer(&ranked, search, &listing);
        answer.hits = listing.hits.iter().filter_map(|hit| self.hit(hit, search, &ranked)).collect();
        if search.request.grouped {
            group(&mut answer.hits, search.query.is_whole());
            without_twins(&mut answer.hits);
        }
        let spent = self.spent();
        answer.cost = Cost {
            rounds: spent.rounds - started.rounds,
            bytes: spent.bytes - started.bytes,
            requests: spent.requests - started.requests,
        };
        // A score may still have to be explained.
        search.ranked = Some(ranked);
        Ok(Step::Done(answer))
    }

    /// Whether all words stand in a document in one piece; none if its text is not there yet.
    pub(super) fn stands(&self, doc: u32, search: &Search) -> Option<bool> {
        self.document(doc, search).map(|document| {
            document.holds(&search.query, |fields| search.query.words.iter().all(|word| stands(word, fields)))
        })
    }

    /// Whether one word stands in a document in one piece; none if its text is not there yet.
    pub(super) fn holds(&self, doc: u32, word: &Word, search: &Search) -> Option<bool> {
        self.document(doc, search).map(|document| document.holds(&search.query, |fields| stands(word, fields)))
    }

    /// What must be fetched to know the texts of documents; reads those that are there.
    fn texts(&mut self, docs: impl Iterator<Item = u32>, search: &mut Search) -> Result<Vec<Fetch>, Damaged> {
        let places: Vec<Place> = docs.filter_map(|doc| self.text_place(doc).map(|(place, _)| place)).collect();
        let unread: Vec<Place> = places.into_iter().filter(|place| !search.texts.contains_key(&place.0)).collect();
        let fetches = self.missing_of(&unread);
        if fetches.is_empty() {
            for place in unread {
                if let std::collections::btree_map::Entry::Vacant(slot) = search.texts.entry(place.0) {
                    slot.insert(read_block(self.object(place).ok_or(Damaged)?)?);
                }
            }
        }
        Ok(fetches)
    }

    /// The block of a document and its position there.
    fn text_place(&self, doc: u32) -> Option<(Place, u32)> {
        let segment = self.layout().segments.iter().rfind(|segment| segment.base <= doc)?;
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

    fn versions(&self, page: u32) -> Vec<(String, String)> {
        others(self.layout(), page).into_iter().map(|other| (date_text(other.from), other.url.clone())).collect()
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

    fn answer(&self, ranked: &Ranked, search: &Search, listing: &Listing) -> Answer {
        let query = &search.query;
        let uncertain = |word: &Word| word.alternatives.iter().any(|other| other.uncertain);
        let looked = query.words.iter().chain(&query.excluded).any(uncertain);
        let quoted = query.words.iter().any(|word| word.quoted);
        // What was looked at to the end is known exactly.
        let total = if listing.all && looked { listing.pages } else { ranked.complete_pages };
        let complete = total > 0 || ranked.partial_pages == 0 || quoted;
        Answer {
            query: search.request.query.clone(),
            total: if complete { total } else { ranked.partial_pages },
            complete,
            exact: !complete || !looked || listing.all || !quoted && !ranked.about,
            more: listing.more,
            facets: ranked.facets.clone(),
            nearest: ranked.nearest.clone(),
            meant: ranked.meant.clone(),
            by_sound: ranked.by_sound,
            ..Answer::default()
        }
    }

    fn hit(&self, candidate: &Candidate, search: &Search, ranked: &Ranked) -> Option<Hit> {
        let document = self.document(candidate.doc, search)?;
        let (page, section) = (&document.run.page, document.section);
        let layout = self.layout();
        let value = |facet: usize| layout.facets[facet].value_of(candidate.page).cloned().unwrap_or_default();
        let (excerpt, marks_in_excerpt) = excerpt(&section.text, &search.query);
        Some(Hit {
            page: candidate.page,
            doc: candidate.doc,
            in_page: ranked.pages.hits_of(candidate.page),
            url: page.url.clone(),
            anchor: section.anchor.clone(),
            title: page.title.clone(),
            subtitle: page.subtitle.clone(),
            doc_no: page.doc_no.clone(),
            section: section.heading.clone(),
            path: if self.layout().page_starts.binary_search(&candidate.doc).is_ok() {
                String::new()
            } else {
                section.path.clone()
            },
            kind: value(KIND),
            column: value(COLUMN),
            date: date_text(layout.dates[candidate.page as usize]),
            status: value(STATUS).0,
            effective_on: page.effective_on.clone(),
            score: candidate.score,
            contiguous: candidate.complete && self.stands(candidate.doc, search).unwrap_or(false),
            partial: !candidate.complete && !candidate.jump,
            jump: candidate.jump,
            versions: self.versions(candidate.page),
            excerpt,
            marks: marks_in_excerpt,
            title_marks: marks(&page.title, &search.query),
        })
    }
}

pub(super) fn date_text(date: u32) -> String {
    match date {
        0 => String::new(),
        date => format!("{:04}-{:02}-{:02}", date / 10_000, date / 100 % 100, date % 100),
    }
}

struct Document<'a> {
    run: &'a Run,
    section: &'a SectionText,
}

impl<'a> Document<'a> {
    fn holds(&self, query: &Query, holds: impl Fn(&[Comparable]) -> bool) -> bool {
        let words = query.words.iter().chain(&query.excluded);
        let ordinals = words.flat_map(|word| &word.alternatives).any(|other| other.digits.is_some());
        let fields: Vec<Comparable> = self.fields().into_iter().map(|field| Comparable::new(field, ordinals)).collect();
        holds(&fields)
    }

    /// Everything that a word may stand in.
    fn fields(&self) -> Vec<&'a str> {
        let (page, section) = (&self.run.page, self.section);
        let mut fields = vec![section.text.as_str(), &section.heading, &section.path];
        fields.extend([page.title.as_str(), &page.subtitle, &page.doc_no]);
        fields.extend(page.names.iter().map(String::as_str));
        fields
    }
}

/// Whether a word stands in one of these in one piece.
fn stands(word: &Word, fields: &[Comparable]) -> bool {
    fields.iter().any(|field| field.contains(word))
}

/// Leaves out what shows the same place with the same words as the hit before it: a summary that is the first paragraph, too.
fn without_twins(hits: &mut Vec<Hit>) {
    hits.dedup_by(|next, before| {
        next.page == before.page
            && next.anchor == before.anchor
            && (next.excerpt.is_empty() || before.excerpt.contains(next.excerpt.trim_matches('…')))
    });
}

/// Brings hits of one page together, each page in the place of its best hit. What only has pieces of the word that is looked
/// for does not come before what has it whole.
fn group(hits: &mut [Hit], whole: bool) {
    let key = |hit: &Hit| (hit.page, whole && !hit.contiguous && !hit.jump);
    let mut places: BTreeMap<(u32, bool), usize> = BTreeMap::new();
    for (place, hit) in hits.iter().enumerate() {
        places.entry(key(hit)).or_insert(place);
    }
    hits.sort_by_key(|hit| places[&key(hit)]);
}
