//! What the score of a hit is made of, for `shuyuan search --explain` and for `shuyuan check`, which says why another page
//! came first. The browser's engine does without it.

use super::answer::Hit;
use super::choose::choose;
use super::codec::Damaged;
use super::dictionary::display;
use super::engine::{Engine, Search};
use super::list::{COMPLETE, IN_PIECES};
use super::postings::decode;
use super::rank::{Masks, PAGE_SHARE, Recency, TITLE, standing};

/// The parts of a score. The sum of `own` and `page`, times all that follows, is what hits are ordered by, before each further
/// hit of a page is discounted.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What every word of the query that was looked up gives.
    pub words: Vec<WordShare>,
    /// The words of the section itself.
    pub own: f32,
    /// The section's share of what its page has in title, names, keywords and summary.
    pub page: f32,
    /// How many of the query's words are there at all.
    pub cover: f32,
    /// How many other texts name the page.
    pub authority: f32,
    /// Below one when it is no longer in force.
    pub in_force: f32,
    /// Below one when it is a local rule.
    pub local: f32,
    /// Slightly above one for new pages.
    pub newer: f32,
    /// Above one when the title alone has all words.
    pub title: f32,
    /// Above one when all words are there, more so when each stands in one piece.
    pub complete: f32,
    /// The query names exactly this page or article, which comes before everything else.
    pub jump: bool,
}

/// What one piece of the query's words gives.
#[derive(Clone, Debug, PartialEq)]
pub struct WordShare {
    pub text: String,
    /// Sections that have it; 0 for a piece that is so frequent that it was not looked up.
    pub sections: u32,
    /// What it adds to the section's own words, and to its page's.
    pub own: f32,
    pub page: f32,
}

impl Explanation {
    /// What hits are ordered by.
    pub fn score(&self) -> f32 {
        self.hit_score() * self.complete
    }

    /// The score as an answer has it.
    pub fn hit_score(&self) -> f32 {
        (self.own + self.page) * self.cover * self.authority * self.in_force * self.local * self.newer * self.title
    }
}

impl Engine {
    /// Takes the score of a hit of an answered query apart; none if the page was found by how its title is read.
    pub fn explain(&self, search: &Search, hit: &Hit) -> Result<Option<Explanation>, Damaged> {
        let Some((ranked, scores)) = search.ranked.as_ref().and_then(|ranked| Some((ranked, ranked.scores.as_ref()?)))
        else {
            return Ok(None);
        };
        let layout = self.layout();
        let first = layout.page_starts[hit.page as usize];
        let masks = Masks::new(&search.query);
        let of_page = scores.mask(first) | ranked.satisfied;
        let is_page = hit.doc == first;
        let [authority, in_force, local] = standing(layout, hit.page, &ranked.fold);
        let complete = match (hit.partial || hit.jump, hit.contiguous) {
            (true, _) => 1.0,
            (_, true) => COMPLETE,
            (_, false) => IN_PIECES,
        };
        Ok(Some(Explanation {
            words: self.words(search, hit.doc, first)?,
            own: scores.of(hit.doc),
            page: if is_page { 0.0 } else { PAGE_SHARE * scores.of(first) },
            cover: masks.cover(scores.mask(hit.doc) | of_page),
            authority,
            in_force,
            local,
            newer: Recency::new(layout).factor(layout.dates[hit.page as usize]),
            title: if is_page && masks.complete(of_page) { TITLE } else { 1.0 },
            complete,
            jump: hit.jump,
        }))
    }

    fn words(&self, search: &Search, doc: u32, first: u32) -> Result<Vec<WordShare>, Damaged> {
        let query = &search.query;
        let Some(scores) = search.ranked.as_ref().and_then(|ranked| ranked.scores.as_ref()) else {
            return Ok(Vec::new());
        };
        let mut terms: Vec<usize> = query
            .words
            .iter()
            .flat_map(|word| &word.alternatives)
            .flat_map(|o| &o.terms)
            .map(|(term, _)| *term)
            .chain(query.related.iter().flat_map(|related| related.terms.iter().copied()))
            .collect();
        terms.sort_unstable();
        terms.dedup();
        let empty =
            |&term: &usize| WordShare { text: display(&query.terms[term].key), sections: 0, own: 0.0, page: 0.0 };
        let mut shares: Vec<WordShare> = terms.iter().map(empty).collect();
        for list in self.lists(query, &choose(self.layout(), query))? {
            let Ok(place) = terms.binary_search(&list.term) else { continue };
            let segment = &self.layout().segments[list.segment];
            let (share, weight) = (&mut shares[place], scores.weight(list.term));
            share.sections += list.doc_freq;
            decode(list.bytes, list.doc_freq, segment.docs, |at, impact| {
                let at = segment.base + at;
                share.own += if at == doc { weight * impact as f32 } else { 0.0 };
                share.page += if at == first && at != doc { weight * impact as f32 } else { 0.0 };
            })?;
        }
        Ok(shares)
    }
}
