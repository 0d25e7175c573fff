//! From posting lists to candidates in order: what scores how much, and what ranks before what.

use super::codec::Damaged;
use super::layout::{Layout, STATUS};
use super::postings::decode;
use super::query::Query;

/// How much of its page's score (title, names, keywords, summary) a section inherits.
const PAGE_SHARE: f32 = 0.25;

/// What of its score a text that is no longer in force keeps among partial matches.
const REPEALED: f32 = 0.5;

/// Advantage of the newest page over the oldest.
const NEWER: f32 = 0.03;

/// Advantage of a page whose own title has all words.
const TITLE: f32 = 1.4;

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
    pub score: f32,
    /// The query names exactly this page or article.
    pub jump: bool,
    /// Every word of the query stands in the section or in what is said of its page.
    pub complete: bool,
    /// In force, as far as known.
    pub valid: bool,
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
        for (term, weight) in weights.iter_mut().enumerate() {
            *weight *= if own[term] { 1.0 } else { 0.7 };
        }
        Scores { score: vec![0.0; docs], mask: vec![0; docs], weights }
    }

    /// Adds a list; `scoring` is false for terms that only tell which documents they are in.
    pub fn add(&mut self, list: &List<'_>, layout: &Layout, scoring: bool) -> Result<(), Damaged> {
        let segment = &layout.segments[list.segment];
        let base = segment.base as usize;
        let weight = if scoring { self.weights[list.term] / 3.5 } else { 0.0 };
        let bit = 1 << list.term;
        decode(list.bytes, list.doc_freq, segment.docs, |doc, impact| {
            let doc = base + doc as usize;
            self.mask[doc] |= bit;
            self.score[doc] += weight * impact as f32;
        })
    }

    /// Documents that pass the filter, in order. `satisfied` are the bits of terms that were not looked up.
    pub fn candidates(
        &self,
        query: &Query,
        layout: &Layout,
        satisfied: u64,
        by_date: bool,
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
            if masks.excludes(page_mask) {
                continue;
            }
            let context = PageContext {
                page,
                mask: page_mask,
                score: self.score[start as usize],
                valid: !layout.facets[STATUS].value_of(page).is_some_and(|(s, _)| s == "repealed" || s == "expired"),
                factor: recency.factor(layout.dates[page as usize]),
                names_article: masks.names_article(page_mask),
            };
            self.page_candidates(start..end, &context, &masks, satisfied, &mut found);
        }
        sort(&mut found, layout, by_date);
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
            if mask & masks.all == 0 && !(page.names_article && masks.is_article(mask)) || masks.excludes(mask) {
                continue;
            }
            let jump = page.names_article && masks.is_article(mask);
            let together = mask | page.mask | satisfied;
            let complete = masks.complete(together);
            let mut score = (self.score[doc as usize] + PAGE_SHARE * page.score) * page.factor;
            if !complete {
                score *= if page.valid { 1.0 } else { REPEALED };
                score *= masks.share(together);
            }
            found.push(Candidate { doc, page: page.page, score, jump, complete, valid: page.valid });
        }
        let complete = masks.complete(page.mask | satisfied) && page.mask & masks.all != 0;
        let jump = masks.names_page(page.mask);
        if complete || jump || (found.len() == before && page.mask & masks.all != 0) {
            let mut score = page.score * page.factor * if complete { TITLE } else { 1.0 };
            if !complete {
                score *= masks.share(page.mask | satisfied) * if page.valid { 1.0 } else { REPEALED };
            }
            found.push(Candidate { doc: first, page: page.page, score, jump, complete, valid: page.valid });
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

struct PageContext {
    page: u32,
    mask: u64,
    score: f32,
    valid: bool,
    factor: f32,
    names_article: bool,
}

/// The query's words as bits of their terms.
struct Masks {
    words: Vec<Vec<u64>>,
    excluded: Vec<u64>,
    all: u64,
    names: u64,
    article_names: u64,
    article: u64,
}

impl Masks {
    fn new(query: &Query) -> Self {
        let bits = |terms: &[usize]| terms.iter().fold(0, |mask, &term| mask | 1u64 << term);
        let of = |other: &super::query::Alternative| other.terms.iter().fold(0, |mask, (term, _)| mask | 1u64 << term);
        let words: Vec<Vec<u64>> = query.words.iter().map(|word| word.alternatives.iter().map(of).collect()).collect();
        Masks {
            all: words.iter().flatten().fold(0, |all, mask| all | mask),
            excluded: query.excluded.iter().map(|word| of(&word.alternatives[0])).collect(),
            names: bits(&query.names) | query.doc_no.map_or(0, |term| 1 << term),
            article_names: bits(&query.article_names),
            article: query.article.map_or(0, |term| 1 << term),
            words,
        }
    }

    fn complete(&self, mask: u64) -> bool {
        self.words.iter().all(|others| others.iter().any(|&word| mask & word == word))
    }

    /// Share of the words that are there, each as far as its terms are.
    fn share(&self, mask: u64) -> f32 {
        let of = |word: u64| (mask & word).count_ones() as f32 / word.count_ones().max(1) as f32;
        let sum: f32 = self.words.iter().map(|others| others.iter().map(|&word| of(word)).fold(0.0, f32::max)).sum();
        0.4 + 0.6 * sum / self.words.len().max(1) as f32
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

struct Recency {
    newest: f32,
    span: f32,
}

impl Recency {
    fn new(layout: &Layout) -> Self {
        let known = || layout.dates.iter().copied().filter(|&date| date > 0);
        let (newest, oldest) = (known().max().unwrap_or(0), known().min().unwrap_or(0));
        Recency { newest: newest as f32, span: (newest - oldest).max(10_000) as f32 }
    }

    /// Pages without a date count as neither new nor old.
    fn factor(&self, date: u32) -> f32 {
        let age = if date == 0 { 0.5 } else { ((self.newest - date as f32) / self.span).clamp(0.0, 1.0) };
        1.0 + NEWER * (1.0 - age)
    }
}

fn sort(found: &mut [Candidate], layout: &Layout, by_date: bool) {
    let date = |c: &Candidate| if by_date { layout.dates[c.page as usize] } else { 0 };
    found.sort_by(|a, b| {
        (b.jump && !by_date)
            .cmp(&(a.jump && !by_date))
            .then(b.complete.cmp(&a.complete))
            .then(date(b).cmp(&date(a)))
            .then((b.valid && b.complete && !by_date).cmp(&(a.valid && a.complete && !by_date)))
            .then(b.score.total_cmp(&a.score))
            .then(a.doc.cmp(&b.doc))
    });
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
