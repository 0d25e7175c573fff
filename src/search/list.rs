//! The order in which hits are listed: best first, each further hit of a page counting less.
//!
//! The list is made anew whenever more texts are there, and takes what is not known yet to be well: what it then lists is
//! what must be looked at. Measured on unseen queries over 3,475 laws: at most three hits of a page .499 of articles
//! among ten, at most six .546, no limit .566 but two points of laws less; the discount .563 with the laws as they were.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::engine::{Engine, Request, Search};
use super::present::Ranked;
use super::query::{Query, Word};
use super::rank::Candidate;

/// What each further hit of a page counts of the one before.
const FURTHER: f32 = 0.95;

/// The same for a whole question, which several articles of one text answer more often: articles among ten .543 → .553 and
/// .500 → .503, laws .922 → .914 and .909 → .900.
const FURTHER_OF_A_QUESTION: f32 = 0.97;

/// What a hit that has every word counts more. More would put any place with all the words above the text that is meant.
pub(super) const COMPLETE: f32 = 2.0;

/// The same for one whose words are there, but not each in one piece.
pub(super) const IN_PIECES: f32 = 1.6;

/// Most sections whose texts are fetched to see whether a word that is not quoted stands there in one piece.
const MOST_CHECKS: usize = 160;

/// Texts looked at beyond what is needed if all of them hold the words in one piece.
const SPARE: usize = 2;

/// Candidates by page, the best of each page first.
#[derive(Default)]
pub struct Pages {
    pages: Vec<(u32, Vec<Candidate>)>,
}

impl Pages {
    pub fn new(mut candidates: Vec<Candidate>, order: &Order) -> Self {
        candidates.sort_by_cached_key(|c| (c.page, Reverse(order.key(c, None))));
        let pages = candidates.chunk_by(|one, other| one.page == other.page);
        Pages { pages: pages.map(|page| (page[0].page, page.to_vec())).collect() }
    }

    fn of(&self, page: u32) -> &[Candidate] {
        let place = self.pages.binary_search_by_key(&page, |(page, _)| *page);
        place.map_or(&[], |place| &self.pages[place].1)
    }

    /// How many hits a page has: with all words, or when there are none, with some.
    pub fn hits_of(&self, page: u32) -> u32 {
        let complete = self.of(page).iter().filter(|c| c.complete || c.jump).count();
        if complete > 0 { complete as u32 } else { self.of(page).len() as u32 }
    }
}

/// What was listed.
#[derive(Default)]
pub struct Listing {
    pub hits: Vec<Candidate>,
    /// Documents whose texts must be there before the list is certain.
    pub unread: Vec<u32>,
    /// What is listed as it stands, and what comes next if some of it does not hold.
    pub likely: Vec<u32>,
    pub more: bool,
    /// Every candidate with all words was looked at, and so many pages hold them.
    pub all: bool,
    pub pages: u32,
}

/// What ranks first: the text or article that was named; for a single word what has it in one piece; the day, where hits
/// are sorted by it; the score.
type Key = (u8, u32, u32, Reverse<u32>);

/// What decides the order of the hits of a query.
pub struct Order {
    /// One word or quoted ones: pieces of it are no match as good as the whole.
    whole: bool,
    by_date: bool,
}

impl Order {
    pub fn new(request: &Request, query: &Query) -> Self {
        Order { whole: query.is_whole(), by_date: request.by_date }
    }

    /// `held` says whether all words stand in one piece; none if that is not known.
    fn key(&self, candidate: &Candidate, held: Option<bool>) -> Key {
        let complete = candidate.complete;
        let tier = match held {
            _ if candidate.jump && !self.by_date => 4,
            _ if self.whole || self.by_date => u8::from(complete) * if held == Some(false) { 1 } else { 2 },
            _ => 0,
        };
        let bonus = match held {
            Some(false) => IN_PIECES,
            _ if complete => COMPLETE,
            _ => 1.0,
        };
        let date = if self.by_date { candidate.date } else { 0 };
        (tier, date, (candidate.score * bonus).to_bits(), Reverse(candidate.doc))
    }
}

/// What is left of a page: candidates that may still have all words in one piece, and others, best first.
struct Queue<'a> {
    lowered: BinaryHeap<(Key, usize)>,
    all: &'a [Candidate],
    next: usize,
    /// What the next hit counts of itself: less with each that was listed. Multiplied out, so that the bits are the same
    /// everywhere, and kept, because a page may have ten thousand hits.
    discount: f32,
}

impl Engine {
    /// Lists as many hits as were asked for.
    pub(super) fn list(&self, search: &Search, ranked: &mut Ranked) -> Listing {
        let wanted = search.request.offset + search.request.limit;
        let pages = std::mem::take(&mut ranked.pages);
        let mut walk = Walk::new(self, search, ranked, &pages);
        let mut listing = walk.list(wanted + 1);
        listing.more = listing.hits.len() > wanted;
        listing.likely = listing.hits.iter().map(|hit| hit.doc).collect();
        listing.hits.truncate(wanted);
        listing.hits.drain(..search.request.offset.min(listing.hits.len()));
        ranked.pages = pages;
        listing
    }
}

struct Walk<'a, 'b> {
    engine: &'a Engine,
    search: &'a Search,
    ranked: &'b mut Ranked,
    queues: Vec<Queue<'a>>,
    heap: BinaryHeap<(Key, usize)>,
    unread: Vec<u32>,
    order: Order,
    quoted: bool,
    uncertain: bool,
    excluding: bool,
    checked: usize,
}

impl<'a, 'b> Walk<'a, 'b> {
    fn new(engine: &'a Engine, search: &'a Search, ranked: &'b mut Ranked, pages: &'a Pages) -> Self {
        let query = &search.query;
        let uncertain = |word: &Word| word.alternatives.iter().any(|other| other.uncertain);
        let quoted = query.words.iter().any(|word| word.quoted);
        // 公司法2018 asks for a version, and hardly any text has it as one word: looking for one took round after round.
        let named = query.of_year && !quoted && pages.pages.iter().flat_map(|(_, all)| all).any(|c| c.jump);
        let queue =
            |(_, all): &'a (u32, Vec<Candidate>)| Queue { lowered: BinaryHeap::new(), all, next: 0, discount: 1.0 };
        let mut walk = Walk {
            engine,
            search,
            queues: pages.pages.iter().map(queue).collect(),
            heap: BinaryHeap::new(),
            unread: Vec::new(),
            order: Order::new(&search.request, query),
            quoted,
            // Days order hits whether or not they hold the words in one piece.
            uncertain: query.words.iter().any(uncertain) && (quoted || !search.request.by_date) && !named,
            excluding: query.excluded.iter().any(uncertain),
            checked: ranked.contiguous.len(),
            ranked,
        };
        for queue in 0..walk.queues.len() {
            walk.push(queue);
        }
        walk
    }

    fn list(&mut self, wanted: usize) -> Listing {
        let mut listing = Listing::default();
        let mut pages = BTreeSet::new();
        let mut spare = SPARE + self.checked.min(MOST_CHECKS);
        while let Some((_, at)) = self.heap.pop() {
            if listing.hits.len() >= wanted {
                // Some of what has not been looked at will not hold.
                match spare.checked_sub(1) {
                    Some(rest) if !self.unread.is_empty() => spare = rest,
                    _ => {
                        self.heap.push(((0, 0, 0, Reverse(0)), at));
                        break;
                    }
                }
            }
            if let Some(hit) = self.take(at) {
                if hit.complete || hit.jump {
                    pages.insert(hit.page);
                }
                listing.hits.push(hit);
            }
            self.push(at);
        }
        listing.all = self.heap.is_empty() && self.unread.is_empty();
        listing.pages = pages.len() as u32;
        listing.unread = std::mem::take(&mut self.unread);
        listing
    }

    /// Puts what is best of a page among the best of all pages.
    fn push(&mut self, at: usize) {
        let queue = &self.queues[at];
        let fresh = queue.all.get(queue.next).map(|candidate| self.order.key(candidate, None));
        let lowered = self.queues[at].lowered.peek().map(|(key, _)| *key);
        if let Some(key) = fresh.max(lowered) {
            self.heap.push((self.discounted(key, at), at));
        }
    }

    fn discounted(&self, key: Key, at: usize) -> Key {
        (key.0, key.1, (f32::from_bits(key.2) * self.queues[at].discount).to_bits(), key.3)
    }

    /// The best of a page, if it is a hit.
    fn take(&mut self, at: usize) -> Option<Candidate> {
        let queue = &self.queues[at];
        let fresh = queue.all.get(queue.next).map(|candidate| self.order.key(candidate, None));
        let lowered = self.queues[at].lowered.peek().map(|(key, _)| *key);
        let candidate = if fresh >= lowered {
            let queue = &mut self.queues[at];
            let place = queue.next;
            let candidate = *queue.all.get(place)?;
            queue.next += 1;
            if self.is_behind(&candidate) || !self.page_is_wanted(candidate.page) {
                let queue = &mut self.queues[at];
                queue.next = queue.all.len();
                queue.lowered.clear();
                return None;
            }
            if candidate.complete && !self.in_one_piece(&candidate) {
                if self.quoted && !candidate.jump {
                    return None;
                }
                let key = self.order.key(&candidate, Some(false));
                self.queues[at].lowered.push((key, place));
                return None;
            }
            if self.quoted && !candidate.complete && !candidate.jump {
                return None;
            }
            candidate
        } else {
            let (_, place) = self.queues[at].lowered.pop()?;
            self.queues[at].all[place]
        };
        let further = if self.search.query.question { FURTHER_OF_A_QUESTION } else { FURTHER };
        self.queues[at].discount *= further;
        Some(candidate)
    }

    /// Whether another version of the page stands for it: one that is found as well, and where that is not certain from the
    /// index, whose text holds the words in one piece.
    fn is_behind(&mut self, candidate: &Candidate) -> bool {
        let Some(before) = self.ranked.fold.before(candidate.page) else { return false };
        let Ok(place) = self.queues.binary_search_by_key(&before, |queue| queue.all[0].page) else { return false };
        let all = self.queues[place].all;
        let as_well = (all[0].jump, all[0].complete) >= (candidate.jump, candidate.complete);
        if self.search.request.page.is_some() || !as_well {
            return false;
        }
        if !self.uncertain || !candidate.complete || all[0].jump {
            return true;
        }
        if self.quoted && self.search.query.words.len() > 1 {
            return self.page_is_wanted(before);
        }
        all.iter().filter(|other| other.complete).any(|other| self.in_one_piece(other))
    }

    /// Whether every word stands in one piece; what cannot be known yet is taken to.
    fn in_one_piece(&mut self, candidate: &Candidate) -> bool {
        if !self.uncertain {
            return true;
        }
        if self.quoted && self.search.query.words.len() > 1 {
            let words = self.search.query.words.iter();
            let some =
                words.map(|word| self.engine.holds(candidate.doc, word, self.search)).collect::<Option<Vec<_>>>();
            return match some {
                Some(some) => some.contains(&true),
                None => {
                    self.unread.push(candidate.doc);
                    true
                }
            };
        }
        if let Some(&known) = self.ranked.contiguous.get(&candidate.doc) {
            return known;
        }
        if !self.quoted && self.checked >= MOST_CHECKS {
            return false;
        }
        match self.engine.stands(candidate.doc, self.search) {
            Some(stands) => {
                self.checked += 1;
                self.ranked.contiguous.insert(candidate.doc, stands);
                stands
            }
            None => {
                self.unread.push(candidate.doc);
                true
            }
        }
    }

    /// Whether a page holds every phrase somewhere and nothing that was excluded.
    fn page_is_wanted(&mut self, page: u32) -> bool {
        let phrases = self.quoted && self.search.query.words.len() > 1;
        if !phrases && !self.excluding {
            return true;
        }
        if let Some(&known) = self.ranked.wanted.get(&page) {
            return known;
        }
        let query = &self.search.query;
        let mut known = true;
        if phrases {
            for word in &query.words {
                match self.anywhere(page, word) {
                    Some(true) => {}
                    Some(false) => return self.decide(page, false),
                    None => known = false,
                }
            }
        }
        for word in &query.excluded {
            match self.anywhere(page, word) {
                Some(false) => {}
                Some(true) => return self.decide(page, false),
                None => known = false,
            }
        }
        if known { self.decide(page, true) } else { true }
    }

    fn decide(&mut self, page: u32, wanted: bool) -> bool {
        self.ranked.wanted.insert(page, wanted);
        wanted
    }

    /// Whether a word stands anywhere on a page; none if that takes texts which are not there yet.
    fn anywhere(&mut self, page: u32, word: &Word) -> Option<bool> {
        let starts = &self.engine.layout().page_starts;
        let docs = starts[page as usize]..starts[page as usize + 1];
        let bits =
            |terms: &[(usize, std::ops::Range<usize>)]| terms.iter().fold(0u64, |mask, (term, _)| mask | 1 << term);
        let others: Vec<u64> = word.alternatives.iter().map(|other| bits(&other.terms)).collect();
        let scores = self.ranked.scores.as_ref()?;
        let satisfied = self.ranked.satisfied;
        let may = |doc: &u32| others.iter().any(|&other| (scores.mask(*doc) | satisfied) & other == other);
        let mut unread = Vec::new();
        for doc in docs.filter(may) {
            match self.engine.holds(doc, word, self.search) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unread.push(doc),
            }
        }
        let known = unread.is_empty();
        self.unread.extend(unread);
        known.then_some(false)
    }
}
