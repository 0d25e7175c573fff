//! The last part of a query: verifying words in texts, and what is shown of the hits.

use std::collections::{BTreeMap, VecDeque};

use super::answer::{Answer, Cost, Count, Hit};
use super::codec::Damaged;
use super::engine::{Engine, Search, Step};
use super::excerpt::{Comparable, excerpt, marks};
use super::layout::{COLUMN, KIND, STATUS};
use super::query::Word;
use super::rank::Candidate;
use super::store::{Fetch, Place};
use super::texts::{Run, SectionText, read_block};

/// Most sections whose texts are fetched to see whether an unquoted word stands there in one piece.
const MOST_CHECKS: usize = 160;

/// Texts fetched beyond what is needed if all of them hold the words in one piece.
const SPARE: usize = 2;

/// Hits of one page are brought together within windows of this size, so that "more hits" go on where these end.
const WINDOW: usize = 12;

/// The candidates of a query while their texts are looked at.
#[derive(Default)]
pub struct Ranked {
    /// Not yet verified, best first.
    pub waiting: VecDeque<Candidate>,
    pub contiguous: Vec<Candidate>,
    pub pieces: Vec<Candidate>,
    /// Only some of the words.
    pub partial: Vec<Candidate>,
    pub checked: usize,
    pub facets: Vec<(&'static str, Vec<Count>)>,
    pub complete_pages: u32,
    pub partial_pages: u32,
    pub nearest: Vec<String>,
}

impl Ranked {
    /// The next candidates to verify: as many as are needed if all hold, and a few more.
    fn batch(&self, wanted: usize, per_page: usize) -> usize {
        let mut shown = self.contiguous.clone();
        let mut spare = SPARE + self.checked;
        for (index, &candidate) in self.waiting.iter().enumerate() {
            if grouped(&shown, per_page).len() >= wanted {
                match spare.checked_sub(1) {
                    Some(rest) => spare = rest,
                    None => return index,
                }
            }
            shown.push(candidate);
        }
        self.waiting.len()
    }

    /// Whether a page already has all the hits that it may have.
    fn is_full(&self, page: u32, per_page: usize) -> bool {
        per_page > 0 && self.contiguous.iter().filter(|known| known.page == page).count() >= per_page
    }
}

impl Engine {
    /// Looks at texts until enough hits are certain, then answers.
    pub(super) fn verify(&mut self, search: &mut Search, started: Cost) -> Result<Step<Answer>, Damaged> {
        let Some(mut ranked) = search.ranked.take() else { return Err(Damaged) };
        let quoted = search.query.words.iter().any(|word| word.quoted);
        let uncertain = search.query.words.iter().any(|word| word.alternatives.iter().any(|other| other.uncertain));
        // Dates order hits whether or not they hold the words in one piece.
        let verifying = uncertain && (quoted || !search.request.by_date);
        if !verifying {
            ranked.contiguous.extend(ranked.waiting.drain(..));
        }
        let fetches = self.verify_waiting(search, &mut ranked, quoted)?;
        if !fetches.is_empty() {
            search.ranked = Some(ranked);
            return Ok(Step::Need(fetches));
        }
        let (hits, more) = order(&ranked, search);
        let fetches = self.texts(hits.iter().map(|hit| hit.doc), search)?;
        if !fetches.is_empty() {
            search.ranked = Some(ranked);
            return Ok(Step::Need(fetches));
        }
        let mut answer = self.answer(ranked, search, quoted && uncertain);
        answer.more = more;
        answer.hits = hits.iter().filter_map(|hit| self.hit(hit, search)).collect();
        let spent = self.spent();
        answer.cost = Cost {
            rounds: spent.rounds - started.rounds,
            bytes: spent.bytes - started.bytes,
            requests: spent.requests - started.requests,
        };
        Ok(Step::Done(answer))
    }

    fn verify_waiting(
        &mut self,
        search: &mut Search,
        ranked: &mut Ranked,
        quoted: bool,
    ) -> Result<Vec<Fetch>, Damaged> {
        let (wanted, per_page) = (search.request.offset + search.request.limit, search.request.per_page);
        while !ranked.waiting.is_empty()
            && (quoted || ranked.checked < MOST_CHECKS)
            && grouped(&ranked.contiguous, per_page).len() < wanted
        {
            let count = ranked.batch(wanted, per_page);
            let mut docs: Vec<u32> = ranked
                .waiting
                .iter()
                .take(count)
                .filter(|candidate| !ranked.is_full(candidate.page, per_page))
                .map(|candidate| candidate.doc)
                .collect();
            if count < wanted {
                // There will be room for hits with some of the words: their texts come along.
                docs.extend(ranked.partial.iter().take(wanted - count).map(|candidate| candidate.doc));
            }
            let fetches = self.texts(docs.into_iter(), search)?;
            if !fetches.is_empty() {
                return Ok(fetches);
            }
            for candidate in ranked.waiting.drain(..count).collect::<Vec<_>>() {
                if ranked.is_full(candidate.page, per_page) {
                    continue;
                }
                ranked.checked += 1;
                if self.is_contiguous(candidate.doc, search) {
                    ranked.contiguous.push(candidate);
                } else if !quoted || candidate.jump {
                    ranked.pieces.push(candidate);
                }
            }
        }
        Ok(Vec::new())
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

    fn answer(&self, ranked: Ranked, search: &Search, upper_bound: bool) -> Answer {
        let all_checked = upper_bound && ranked.waiting.is_empty();
        let mut total = ranked.complete_pages;
        if all_checked {
            let mut pages: Vec<u32> = ranked.contiguous.iter().chain(&ranked.pieces).map(|c| c.page).collect();
            pages.sort_unstable();
            pages.dedup();
            total = pages.len() as u32;
        }
        let complete = total > 0 || upper_bound || ranked.partial_pages == 0;
        Answer {
            query: search.request.query.clone(),
            total: if complete { total } else { ranked.partial_pages },
            complete,
            exact: !upper_bound || all_checked,
            facets: ranked.facets,
            nearest: ranked.nearest,
            ..Answer::default()
        }
    }

    fn hit(&self, candidate: &Candidate, search: &Search) -> Option<Hit> {
        let document = self.document(candidate.doc, search)?;
        let (page, section) = (&document.run.page, document.section);
        let layout = self.layout();
        let value = |facet: usize| layout.facets[facet].value_of(candidate.page).cloned().unwrap_or_default();
        let (excerpt, marks_in_excerpt) = excerpt(&section.text, &search.query);
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
            date: date_text(layout.dates[candidate.page as usize]),
            status: value(STATUS).0,
            effective_on: page.effective_on.clone(),
            score: candidate.score,
            contiguous: candidate.complete && self.is_contiguous(candidate.doc, search),
            partial: !candidate.complete && !candidate.jump,
            jump: candidate.jump,
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

/// The hits that were asked for, and whether there are more.
fn order(ranked: &Ranked, search: &Search) -> (Vec<Candidate>, bool) {
    let request = &search.request;
    let wanted = request.offset + request.limit + 1;
    // A named article comes first even where its text does not repeat the words of the query.
    let (mut hits, pieces): (Vec<Candidate>, Vec<Candidate>) = ranked.pieces.iter().partition(|c| c.jump);
    hits.extend(grouped(&ranked.contiguous, request.per_page));
    let quoted = search.query.words.iter().any(|word| word.quoted);
    if hits.len() < wanted {
        let mut rest = pieces;
        if !quoted {
            rest.extend(&ranked.waiting);
        }
        rest.extend(&ranked.partial);
        rest.truncate(wanted.saturating_mul(8));
        hits.extend(grouped(&rest, request.per_page));
    }
    let more = hits.len() >= wanted || !ranked.waiting.is_empty();
    (hits.into_iter().skip(request.offset).take(request.limit).collect(), more)
}

struct Document<'a> {
    run: &'a Run,
    section: &'a SectionText,
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
