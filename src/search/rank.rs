//! From posting lists to candidates in order: what scores how much, and what ranks before what.

use super::codec::Damaged;
use super::layout::{AUTHORITY, LOCAL, Layout, STATUS};
use super::postings::decode;
use super::query::{Query, Word};
use super::versions::Fold;

/// How much of its page's score (title, names, keywords, summary) a section inherits.
pub(super) const PAGE_SHARE: f32 = 0.25;

/// What a section keeps of its score when none of the words stand there or in what is said of its page; each word adds its
/// share of the rest.
const COVER: f32 = 0.3;

/// What a full step of authority adds; there are fifteen half steps.
const CITED: f32 = 0.3;

/// What of its score a text keeps that is no longer in force.
const SUPERSEDED: f32 = 0.5;

/// What of its score a local rule keeps: who does not name the place means the country's.
const LOCAL_SHARE: f32 = 0.8;

/// Advantage of the newest page over the oldest.
const NEWER: f32 = 0.03;

/// Advantage of a page whose own title has all words.
pub(super) const TITLE: f32 = 2.0;

/// What counts of a synonym beside the word itself.
const SYNONYM: f32 = 0.7;

/// What counts of a word that texts may use for an everyday one.
const RELATED: f32 = 0.6;

/// What counts of a pair of characters that hardly is a piece of a word: 的房.
const FAINT: f32 = 0.3;

/// An impact that counts as one.
const IMPACT: f32 = 3.5;

/// A posting list that was found for a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List<'a> {
    /// Position of the term in the query.
    pub term: usize,
    pub segment: usize,
    pub doc_freq: u32,
    pub bytes: &'a [u8],
}

/// A document that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub doc: u32,
    pub page: u32,
    /// The day of its page.
    pub date: u32,
    pub score: f32,
    /// The query names exactly this page or article.
    pub jump: bool,
    /// Every word of the query stands in the section or in what is said of its page.
    pub complete: bool,
}

/// Scores of all documents, collected list by list.
pub struct Scores {
    score: Vec<f32>,
    mask: Vec<u64>,
    weights: Vec<f32>,
}

impl Scores {
    /// `doc_freqs` of all terms say how rare each is.
    pub fn new(layout: &Layout, doc_freqs: &[u32], query: &Query) -> Self {
        let docs = layout.docs() as usize;
        let rarity = |freq: u32| logarithm(1.0 + (docs as f32 - freq as f32 + 0.5).max(0.5) / (freq as f32 + 0.5));
        let mut weights: Vec<f32> = doc_freqs.iter().map(|&freq| rarity(freq)).collect();
        let mut own = vec![false; weights.len()];
        for &(term, _) in query.words.iter().flat_map(|word| &word.alternatives[0].terms) {
            own[term] = true;
        }
        let related: Vec<usize> = query.related.iter().flat_map(|related| &related.terms).copied().collect();
        for (term, weight) in weights.iter_mut().enumerate() {
            *weight *= match own[term] {
                true if query.terms[term].faint => FAINT,
                true => 1.0,
                false if related.contains(&term) => RELATED,
                false => SYNONYM,
            };
        }
        Scores { score: vec![0.0; docs], mask: vec![0; docs], weights }
    }

    /// Adds a list; `scoring` is false for terms that only tell which documents they are in.
    ///
    /// What only stands in texts that cite a section has an impact of 1: it scores, but it is not found there.
    pub fn add(&mut self, list: &List<'_>, layout: &Layout, scoring: bool) -> Result<(), Damaged> {
        let segment = &layout.segments[list.segment];
        let base = segment.base as usize;
        let weight = if scoring { self.weights[list.term] / IMPACT } else { 0.0 };
        let bit = 1 << list.term;
        decode(list.bytes, list.doc_freq, segment.docs, |doc, impact| {
            let doc = base + doc as usize;
            self.mask[doc] |= if impact > 1 { bit } else { 0 };
            self.score[doc] += weight * impact as f32;
        })
    }

    /// What a document has of its own words.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn of(&self, doc: u32) -> f32 {
        self.score[doc as usize]
    }

    /// What an impact of one counts for a term: how rare it is.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn weight(&self, term: usize) -> f32 {
        self.weights[term] / IMPACT
    }

    /// The terms of a document as bits.
    pub fn mask(&self, doc: u32) -> u64 {
        self.mask[doc as usize]
    }

    /// Whether a document of a page has all pieces of a word.
    pub fn may_hold(&self, layout: &Layout, page: u32, word: &Word, satisfied: u64) -> bool {
        let docs = layout.page_starts[page as usize]..layout.page_starts[page as usize + 1];
        let own = word.alternatives[0].terms.iter().fold(0, |mask, (term, _)| mask | 1u64 << term);
        docs.into_iter().any(|doc| (self.mask(doc) | satisfied) & own == own)
    }

    /// Documents that pass the filter. `satisfied` are the bits of terms that were not looked up.
    pub fn candidates(
        &self,
        query: &Query,
        layout: &Layout,
        satisfied: u64,
        fold: &Fold,
        passes: impl Fn(u32) -> bool,
    ) -> Vec<Candidate> {
        let masks = Masks::new(query);
        let recency = Recency::new(layout);
        let mut found = Vec::new();
        for page in 0..layout.pages() {
            let (start, end) = (layout.page_starts[page as usize], layout.page_starts[page as usize + 1]);
            if self.mask[start as usize..end as usize].iter().all(|&mask| mask == 0) || !passes(page) {
                continue;
            }
            let page_mask = self.mask[start as usize];
            let all = &self.mask[start as usize..end as usize];
            if all.iter().any(|&mask| masks.excludes(mask)) {
                continue;
            }
            // Phrases may stand in several places of a page: 甲 in its third article and 乙 in its ninth.
            let anywhere = if masks.by_page { all.iter().fold(0, |any, mask| any | mask) } else { 0 };
            let context = PageContext {
                page,
                mask: page_mask,
                score: self.score[start as usize],
                anywhere,
                date: layout.dates[page as usize],
                factor: recency.factor(layout.dates[page as usize])
                    * standing(layout, page, fold).iter().product::<f32>(),
                names_article: masks.names_article(page_mask),
            };
            self.page_candidates(start..end, &context, &masks, satisfied, &mut found);
        }
        found
    }

    fn page_candidates(
        &self,
        docs: std::ops::Range<u32>,
        page: &PageContext,
        masks: &Masks,
        satisfied: u64,
        found: &mut Vec<Candidate>,
    ) {
        let before = found.len();
        let first = docs.start;
        for doc in docs.skip(1) {
            let mask = self.mask[doc as usize];
            if mask & masks.all == 0 && !(page.names_article && masks.is_article(mask)) {
                continue;
            }
            let jump = page.names_article && masks.is_article(mask);
            let together = mask | page.mask | satisfied;
            let complete = masks.complete(together | page.anywhere);
            let own = self.score[doc as usize] + PAGE_SHARE * page.score;
            let score = own * masks.cover(together) * page.factor;
            found.push(Candidate { doc, page: page.page, date: page.date, score, jump, complete });
        }
        let complete = masks.complete(page.mask | satisfied | page.anywhere) && page.mask & masks.all != 0;
        let jump = masks.names_page(page.mask);
        if complete || jump || (found.len() == before && page.mask & masks.all != 0) {
            let title = if masks.complete(page.mask | satisfied) { TITLE } else { 1.0 };
            let score = page.score * page.factor * title * masks.cover(page.mask | satisfied);
            found.push(Candidate { doc: first, page: page.page, date: page.date, score, jump, complete });
        }
    }
}

/// Natural logarithm of a number above 1, from operations that give the same bits on every machine: the standard
/// library's differs between the browser and the command line, and with it the order of near ties.
fn logarithm(number: f32) -> f32 {
    let (mut rest, mut halvings) = (number, 0.0);
    while rest > 1.5 {
        rest /= 2.0;
        halvings += 1.0;
    }
    let step = (rest - 1.0) / (rest + 1.0);
    let square = step * step;
    let series = 1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0)));
    halvings * std::f32::consts::LN_2 + 2.0 * step * series
}

/// What a page's score is multiplied with for what it is: its authority, that it is no longer in force, that it is local.
pub(super) fn standing(layout: &Layout, page: u32, fold: &Fold) -> [f32; 3] {
    let standing = layout.standing[page as usize];
    let gone = fold.before(page).is_some()
        || layout.facets[STATUS].value_of(page).is_some_and(|(status, _)| status == "repealed" || status == "expired");
    [
        1.0 + CITED * (standing & AUTHORITY) as f32 / 2.0,
        if gone { SUPERSEDED } else { 1.0 },
        if standing & LOCAL == 0 { 1.0 } else { LOCAL_SHARE },
    ]
}

struct PageContext {
    page: u32,
    mask: u64,
    score: f32,
    date: u32,
    /// The terms of all its documents, where the query asks for that.
    anywhere: u64,
    factor: f32,
    names_article: bool,
}

/// The query's words as bits of their terms.
pub(super) struct Masks {
    words: Vec<Vec<u64>>,
    excluded: Vec<u64>,
    all: u64,
    names: u64,
    article_names: u64,
    article: u64,
    /// What texts may say, and what that stands for.
    related: Vec<(u64, u64)>,
    /// Several phrases are asked for, which may stand in different places of a page.
    by_page: bool,
}

impl Masks {
    pub(super) fn new(query: &Query) -> Self {
        let bits = |terms: &[usize]| terms.iter().fold(0, |mask, &term| mask | 1u64 << term);
        let of = |other: &super::query::Alternative| other.terms.iter().fold(0, |mask, (term, _)| mask | 1u64 << term);
        let words: Vec<Vec<u64>> = query.words.iter().map(|word| word.alternatives.iter().map(of).collect()).collect();
        Masks {
            all: words.iter().flatten().fold(0, |all, mask| all | mask)
                | query.related.iter().fold(0, |all, related| all | bits(&related.terms)),
            related: query.related.iter().map(|related| (bits(&related.terms), bits(&related.typed))).collect(),
            by_page: query.words.len() > 1 && query.words.iter().any(|word| word.quoted),
            excluded: query.excluded.iter().map(|w| &w.alternatives[0]).filter(|o| !o.uncertain).map(of).collect(),
            names: bits(&query.names) | query.doc_no.map_or(0, |term| 1 << term),
            article_names: bits(&query.article_names),
            article: query.article.map_or(0, |term| 1 << term),
            words,
        }
    }

    pub(super) fn complete(&self, mask: u64) -> bool {
        self.words.iter().all(|others| others.iter().any(|&word| mask & word == word))
    }

    /// Factor for the words that are there, each as far as its terms are.
    pub(super) fn cover(&self, mask: u64) -> f32 {
        let said = |mask: u64, &(terms, typed): &(u64, u64)| if mask & terms == terms { mask | typed } else { mask };
        let mask = self.related.iter().fold(mask, said);
        let of = |word: u64| (mask & word).count_ones() as f32 / word.count_ones().max(1) as f32;
        let sum: f32 = self.words.iter().map(|others| others.iter().map(|&word| of(word)).fold(0.0, f32::max)).sum();
        COVER + (1.0 - COVER) * sum / self.words.len().max(1) as f32
    }

    fn excludes(&self, mask: u64) -> bool {
        self.excluded.iter().any(|&word| word != 0 && mask & word == word)
    }

    fn names_page(&self, mask: u64) -> bool {
        mask & self.names != 0
    }

    fn names_article(&self, mask: u64) -> bool {
        mask & self.article_names != 0
    }

    fn is_article(&self, mask: u64) -> bool {
        mask & self.article != 0
    }
}

pub(super) struct Recency {
    newest: f32,
    span: f32,
}

impl Recency {
    pub(super) fn new(layout: &Layout) -> Self {
        let known = || layout.dates.iter().copied().filter(|&date| date > 0);
        let (newest, oldest) = (known().max().unwrap_or(0), known().min().unwrap_or(0));
        Recency { newest: newest as f32, span: (newest - oldest).max(10_000) as f32 }
    }

    /// Pages without a date count as neither new nor old.
    pub(super) fn factor(&self, date: u32) -> f32 {
        let age = if date == 0 { 0.5 } else { ((self.newest - date as f32) / self.span).clamp(0.0, 1.0) };
        1.0 + NEWER * (1.0 - age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_near_those_of_the_standard_library() {
        for number in [1.0f32, 1.2, 1.5, 2.0, 3.7, 100.0, 167_531.0, 3e6] {
            assert!((logarithm(number) - number.ln()).abs() < 1e-4, "{number}");
        }
    }
}
