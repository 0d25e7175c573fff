//! Terms as small numbers, and prepared pages in these numbers: what is kept of a page from one build to the next.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::codec::{Reader, put_size, put_varint};
use super::dictionary::push_char;
use super::document::PageDocument;
use super::kept::{Held, Shelf};
use super::prepare::{FIRST_PAIR, Prepared};

/// Keys below this are places in the list of words, all others pairs of Han characters.
const FIRST_PAIR_KEY: u64 = 1 << 32;

/// Every term that any page has had, numbered as they came. Numbers never reach a file: lists are written in the order of
/// the keys.
#[derive(Default)]
pub struct Terms {
    pairs: PairTable,
    words: HashMap<Arc<[u8]>, u32>,
    word_keys: Vec<Arc<[u8]>>,
    /// Of each number: the pair, or the place in `word_keys`.
    keys: Vec<u64>,
    /// Numbers by key; those that came since the last sorting stand at the end.
    order: Vec<u32>,
    /// A name for the numbering: a hash of its first stretch.
    numbering: u64,
    /// Where each stretch ends. Numbers are stored by stretches, each with what came since the one before.
    stretches: Vec<usize>,
}

impl Terms {
    /// Makes a stretch of the numbers that are in none, and names the numbering.
    pub fn close_stretch(&mut self) -> u64 {
        let start = self.stretches.last().copied().unwrap_or(0);
        if self.keys.len() > start {
            self.stretches.push(self.keys.len());
        }
        if start == 0 && !self.stretches.is_empty() {
            let mut hasher = DefaultHasher::new();
            (&self.keys, &self.word_keys).hash(&mut hasher);
            self.numbering = hasher.finish();
        }
        self.numbering
    }

    pub fn stretches(&self) -> usize {
        self.stretches.len()
    }

    /// The keys of a stretch: a pair as its number, a word as zero, length and bytes.
    pub fn write_stretch(&self, stretch: usize, out: &mut Vec<u8>) {
        let start = stretch.checked_sub(1).map_or(0, |before| self.stretches[before]);
        for &key in &self.keys[start..self.stretches[stretch]] {
            if key < FIRST_PAIR_KEY {
                put_varint(out, 0);
                put_size(out, self.word_keys[key as usize].len());
                out.extend_from_slice(&self.word_keys[key as usize]);
            } else {
                put_varint(out, key);
            }
        }
    }

    /// Adds a stretch as it was written; none if it is not one.
    pub fn read_stretch(&mut self, bytes: &[u8]) -> Option<()> {
        let mut reader = Reader::new(bytes);
        self.pairs.reserve(bytes.len() / 6, &self.keys);
        while !reader.is_empty() {
            let next = self.keys.len() as u32;
            let number = match reader.varint().ok()? {
                0 => {
                    let length = reader.size().ok()?;
                    self.word(reader.take(length).ok()?)
                }
                pair if pair >= FIRST_PAIR_KEY => self.pair(pair),
                _ => return None,
            };
            if number != next {
                return None;
            }
        }
        self.close_stretch();
        Some(())
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Puts all numbers in the order of their keys.
    pub fn sort(&mut self) {
        self.order.extend(self.order.len() as u32..self.keys.len() as u32);
        let (keys, words) = (&self.keys, &self.word_keys);
        let word = |key: u64| (key < FIRST_PAIR_KEY).then(|| &words[key as usize]);
        // A stable sort merges what is sorted already with the few that are new.
        self.order.sort_by(|&a, &b| {
            let (a, b) = (keys[a as usize], keys[b as usize]);
            match (word(a), word(b)) {
                (Some(a), Some(b)) => a.cmp(b),
                _ => a.cmp(&b),
            }
        });
    }

    /// All numbers in the order of their keys, as of the last sorting.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The key of a number as the dictionary has it.
    pub fn key(&self, number: u32, out: &mut Vec<u8>) {
        out.clear();
        let key = self.keys[number as usize];
        if key < FIRST_PAIR_KEY {
            out.extend_from_slice(&self.word_keys[key as usize]);
            return;
        }
        for code in [key >> 21, key & (FIRST_PAIR - 1)] {
            if code != 0 {
                // Both halves of a pair came from characters.
                push_char(out, char::from_u32(code as u32).unwrap_or('\u{fffd}'));
            }
        }
    }

    fn pair(&mut self, pair: u64) -> u32 {
        self.pairs.number(pair, &mut self.keys)
    }

    fn word(&mut self, word: &[u8]) -> u32 {
        if let Some(&number) = self.words.get(word) {
            return number;
        }
        let number = self.keys.len() as u32;
        let word: Arc<[u8]> = word.into();
        self.keys.push(self.word_keys.len() as u64);
        self.word_keys.push(Arc::clone(&word));
        self.words.insert(word, number);
        number
    }
}

/// A prepared page in a fifth of the room.
#[derive(Debug, Default)]
pub struct KeptPage {
    /// Of each document: terms ascending, each as `distance from the one before << 3 | impact - 1`.
    entries: Held,
    /// How many terms each document has.
    counts: Box<[u32]>,
    /// Section and bytes of its text, of each document but the first.
    pieces: Box<[(u32, u32, u32)]>,
    /// Hashes of the names that it cites.
    cites: Box<[u64]>,
    /// The page as it is written down, if it lies on a shelf; the entries are its end.
    written: Option<Held>,
}

impl KeptPage {
    pub fn new(prepared: &Prepared, terms: &mut Terms) -> Self {
        let words: Vec<u32> = prepared.words.iter().map(|word| terms.word(word)).collect();
        let mut entries = Vec::with_capacity(prepared.entries.len() * 3);
        let mut counts = Vec::with_capacity(prepared.ends.len());
        let mut document = Vec::new();
        let mut start = 0;
        for &end in &prepared.ends {
            document.clear();
            document.extend(prepared.entries[start..end as usize].iter().map(|&entry| {
                let (term, level) = (entry >> 4, entry & 15);
                let number = if term < FIRST_PAIR { words[term as usize] } else { terms.pair(term) };
                u64::from(number) << 3 | level
            }));
            document.sort_unstable();
            let mut last = 0;
            for &entry in &document {
                put_varint(&mut entries, ((entry >> 3) - last) << 3 | (entry & 7));
                last = entry >> 3;
            }
            counts.push(document.len() as u32);
            start = end as usize;
        }
        let pieces = prepared.pieces.iter().map(|(section, range)| (*section, range.start as u32, range.end as u32));
        // Copied, because an allocator may leave a vector that is made smaller the room that it had.
        KeptPage {
            entries: Held::Here(entries.as_slice().into()),
            counts: counts.into(),
            pieces: pieces.collect(),
            cites: prepared.cites.as_slice().into(),
            written: None,
        }
    }

    /// Puts what is long onto `shelf`.
    pub fn put_aside(&mut self, shelf: &Arc<dyn Shelf>) {
        let Held::Here(entries) = &self.entries else { return };
        let mut written = Vec::with_capacity(entries.len() + 16 * self.counts.len());
        self.write(&mut written);
        let (long, all) = (entries.len(), written.len());
        if let Some(at) = shelf.put(&written) {
            self.entries = Held::Aside(Arc::clone(shelf), at + (all - long) as u64, long);
            self.written = Some(Held::Aside(Arc::clone(shelf), at, all));
        }
    }

    /// The page as it is written down, if it lies on a shelf.
    pub(super) fn written(&self) -> Option<&Held> {
        self.written.as_ref()
    }

    /// Writes the page down, in the numbers of its terms.
    pub fn write(&self, out: &mut Vec<u8>) {
        put_size(out, self.counts.len());
        self.counts.iter().for_each(|&count| put_varint(out, u64::from(count)));
        put_size(out, self.pieces.len());
        for &(section, start, end) in &self.pieces {
            [section, start, end].iter().for_each(|&number| put_varint(out, u64::from(number)));
        }
        put_size(out, self.cites.len());
        self.cites.iter().for_each(|cited| out.extend_from_slice(&cited.to_le_bytes()));
        out.extend_from_slice(&self.entries.get());
    }

    /// A page as it was written; none if it is not one in the numbers below `terms`.
    pub fn read(bytes: &[u8], terms: usize) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let number = |reader: &mut Reader<'_>| u32::try_from(reader.varint().ok()?).ok();
        let counts = (0..reader.count().ok()?).map(|_| number(&mut reader)).collect::<Option<_>>()?;
        let pieces = (0..reader.count().ok()?)
            .map(|_| Some((number(&mut reader)?, number(&mut reader)?, number(&mut reader)?)))
            .collect::<Option<_>>()?;
        let cites = (0..reader.count().ok()?)
            .map(|_| Some(u64::from_le_bytes(reader.take(8).ok()?.try_into().ok()?)))
            .collect::<Option<_>>()?;
        let entries = Held::Here(reader.take(reader.rest()).ok()?.into());
        let page = Self { entries, counts, pieces, cites, written: None };
        page.is_whole(terms).then_some(page)
    }

    /// Whether there is a text for every document but the first, and its terms are known ones in ascending order.
    fn is_whole(&self, terms: usize) -> bool {
        let entries = self.entries.get();
        let mut reader = Reader::new(&entries);
        let mut document = |count: u32| {
            let mut term = 0;
            (0..count).all(|place| {
                let step = reader.varint().map_or(u64::MAX, |entry| entry >> 3);
                let ascends = place == 0 || step > 0;
                term = u64::saturating_add(term, step);
                ascends && term < terms as u64
            })
        };
        let known = self.counts.iter().all(|&count| document(count));
        known && reader.is_empty() && self.counts.len() == self.pieces.len() + 1
    }

    /// Whether the page has the texts that this says it has.
    pub fn is_of(&self, page: &PageDocument) -> bool {
        self.pieces.iter().all(|&(section, start, end)| {
            let section = page.sections.get(section as usize);
            section.is_some_and(|section| section.text.get(start as usize..end as usize).is_some())
        })
    }

    /// Hashes of the names that the page cites, each once.
    pub fn cites(&self) -> &[u64] {
        &self.cites
    }

    pub fn docs(&self) -> usize {
        self.counts.len()
    }

    /// How many numbers of documents the page takes. Some are left free, so that an article more does not give every page behind
    /// it other numbers, and with them every list another content. Free numbers cost a byte of text each and a twentieth of a
    /// bit in the lists.
    pub fn numbers(&self) -> usize {
        let docs = self.docs();
        let step = match docs {
            0..16 => 2,
            16..32 => 4,
            32..512 => 8,
            _ => 16,
        };
        docs.next_multiple_of(step)
    }

    /// Section and bytes of the text of a document; the first one has none.
    pub fn piece(&self, doc: usize) -> Option<(usize, Range<usize>)> {
        let &(section, start, end) = self.pieces.get(doc.checked_sub(1)?)?;
        Some((section as usize, start as usize..end as usize))
    }

    /// Calls `each` with document, term and impact - 1.
    pub fn entries(&self, mut each: impl FnMut(u32, u32, u32)) {
        let entries = self.entries.get();
        let mut bytes = entries.iter();
        for (doc, &count) in self.counts.iter().enumerate() {
            let mut term = 0;
            for _ in 0..count {
                let entry = varint(&mut bytes);
                term += (entry >> 3) as u32;
                each(doc as u32, term, (entry & 7) as u32);
            }
        }
    }
}

/// Reads what was written above and is known to be whole.
fn varint(bytes: &mut std::slice::Iter<'_, u8>) -> u64 {
    let (mut value, mut shift) = (0, 0);
    for &byte in bytes {
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
        shift += 7;
    }
    value
}

/// Numbers of pairs, found by the pair. The pairs themselves stand in the list of keys, so a place takes four bytes, a
/// quarter of what a map from pairs to numbers takes; a large site has millions.
#[derive(Default)]
struct PairTable {
    /// A number plus one, or zero; a power of two of them, of which at most two thirds are taken.
    places: Vec<u32>,
    taken: usize,
}

impl PairTable {
    /// The number of a pair, which is put behind the other keys if it is new.
    fn number(&mut self, pair: u64, keys: &mut Vec<u64>) -> u32 {
        self.reserve(1, keys);
        let mut at = self.first_place(pair);
        loop {
            match self.places[at] {
                0 => break,
                taken if keys[taken as usize - 1] == pair => return taken - 1,
                _ => at = (at + 1) & (self.places.len() - 1),
            }
        }
        keys.push(pair);
        self.places[at] = keys.len() as u32;
        self.taken += 1;
        keys.len() as u32 - 1
    }

    /// Makes room for so many more pairs.
    fn reserve(&mut self, more: usize, keys: &[u64]) {
        let needed = (self.taken + more) * 3 / 2 + 1;
        if needed <= self.places.len() {
            return;
        }
        let former = std::mem::replace(&mut self.places, vec![0; needed.next_power_of_two().max(1 << 10)]);
        for taken in former.into_iter().filter(|&taken| taken != 0) {
            let mut at = self.first_place(keys[taken as usize - 1]);
            while self.places[at] != 0 {
                at = (at + 1) & (self.places.len() - 1);
            }
            self.places[at] = taken;
        }
    }

    /// Where to look first. The hash is a quick one; nobody can choose pairs to collide without publishing them.
    fn first_place(&self, pair: u64) -> usize {
        let mixed = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ mixed >> 32) as usize & (self.places.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::SectionDocument;
    use super::super::prepare::prepare;
    use super::*;

    fn kept(text: &str, terms: &mut Terms) -> Vec<(u32, String, u32)> {
        let section = SectionDocument { text: text.to_owned(), ..SectionDocument::default() };
        let page = PageDocument { title: "题".to_owned(), sections: vec![section], ..PageDocument::default() };
        let page = KeptPage::new(&prepare(&page), terms);
        let mut found = Vec::new();
        page.entries(|doc, term, level| {
            let mut key = Vec::new();
            terms.key(term, &mut key);
            found.push((doc, super::super::dictionary::display(&key), level));
        });
        found.sort();
        found
    }

    #[test]
    fn a_page_is_the_same_whatever_came_before() {
        let text = "党课记录，B2区第23条。";
        let expected = kept(text, &mut Terms::default());
        let mut terms = Terms::default();
        kept("先来的是别的字：记录在前，第23条。", &mut terms);
        assert_eq!(kept(text, &mut terms), expected);
        let texts: Vec<&str> = expected.iter().map(|(_, text, _)| text.as_str()).collect();
        assert_eq!(texts, ["=题", "题", "23", "b2", "党课", "区第", "录", "条", "第", "第23条", "记录", "课记"]);
    }

    #[test]
    fn every_pair_has_one_number() {
        let (mut table, mut keys) = (PairTable::default(), Vec::new());
        // Neighbours, and pairs that look alike to a hash of few bits.
        let pairs: Vec<u64> =
            (0..3000).flat_map(|n| [FIRST_PAIR_KEY + n, FIRST_PAIR_KEY + (n << 40)]).skip(1).collect();
        for round in 0..2 {
            for (&pair, number) in pairs.iter().zip(0..) {
                assert_eq!(table.number(pair, &mut keys), number, "{pair:x} in round {round}");
            }
        }
        assert_eq!(keys, pairs);
        assert!(table.places.len() < 2 * table.taken * 3 / 2);
    }

    #[test]
    fn terms_are_sorted_as_the_dictionary_is() {
        let mut terms = Terms::default();
        let sorted = |terms: &mut Terms| -> Vec<Vec<u8>> {
            terms.sort();
            let order = terms.order().to_vec();
            let key = |&number: &u32| {
                let mut key = Vec::new();
                terms.key(number, &mut key);
                key
            };
            order.iter().map(key).collect()
        };
        kept("学习贯彻 zeta", &mut terms);
        let first = sorted(&mut terms);
        assert!(first.is_sorted() && first.len() > 5);
        kept("一二三 alpha 𠀀𠀁学", &mut terms);
        let second = sorted(&mut terms);
        assert!(second.is_sorted() && second.len() > first.len());
    }
}
