//! Which blocks of the dictionary a query fetches, and which parts of it occur at all.

use std::ops::Range;

use super::dictionary::NAME;
use super::layout::{Layout, Segment};
use super::query::Query;
use super::store::Place;

/// Long lists beyond this are left out when a word has rarer terms enough.
const LIST_BUDGET: u32 = 96 << 10;

/// Most bytes of blocks for a single character.
const PREFIX_BUDGET: u32 = 256 << 10;

/// A block in which a term may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub term: usize,
    pub segment: usize,
    pub place: Place,
    alone: bool,
}

/// What a query reads of the dictionary.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub blocks: Vec<Wanted>,
    /// Of every term, whether it is known to exist and has lists that are not read.
    pub left_out: Vec<bool>,
}

/// Blocks to fetch: all, unless they are long lists of words that have rarer terms.
pub fn choose(layout: &Layout, query: &Query) -> Choice {
    let all = wanted(layout, query);
    let mut sizes = vec![0u32; query.terms.len()];
    for block in all.iter().filter(|block| block.alone) {
        sizes[block.term] = sizes[block.term].saturating_add(block.place.1);
    }
    let needed = needed(query, &sizes);
    let mut choice = Choice { blocks: Vec::new(), left_out: needed.iter().map(|&needed| !needed).collect() };
    let of_prefix = |block: &Wanted| query.terms[block.term].prefix;
    choice.blocks.extend(all.iter().filter(|block| !of_prefix(block) && needed[block.term]));
    // Of a single character, what stands in most sections goes first.
    let mut prefixed: Vec<&Wanted> = all.iter().filter(|block| of_prefix(block)).collect();
    prefixed.sort_by_key(|block| (!block.alone, block.alone.then_some(std::cmp::Reverse(block.place.1)), block.place));
    let mut budget = PREFIX_BUDGET;
    for block in prefixed {
        match budget.checked_sub(block.place.1) {
            Some(rest) => budget = rest,
            None => continue,
        }
        choice.blocks.push(*block);
    }
    choice
}

/// Terms without which a word would not be found, and others as far as their lists are short.
fn needed(query: &Query, sizes: &[u32]) -> Vec<bool> {
    let mut needed = vec![true; sizes.len()];
    let others = || query.words.iter().flat_map(|word| &word.alternatives);
    for other in others().filter(|other| other.terms.len() > 2) {
        let mut by_size: Vec<usize> = other.terms.iter().map(|(term, _)| *term).collect();
        by_size.sort_by_key(|&term| (sizes[term], term));
        for &term in &by_size[2..] {
            needed[term] = false;
        }
    }
    // What texts may say instead is worth no long list.
    for &term in query.related.iter().flat_map(|related| &related.terms) {
        needed[term] = false;
    }
    for (term, _) in others().filter(|other| other.terms.len() <= 2).flat_map(|other| &other.terms) {
        needed[*term] = true;
    }
    let mut spent: u32 = (0..sizes.len()).filter(|&term| needed[term]).map(|term| sizes[term]).sum();
    let mut optional: Vec<usize> = (0..sizes.len()).filter(|&term| !needed[term]).collect();
    optional.sort_by_key(|&term| (sizes[term], term));
    for term in optional {
        spent = spent.saturating_add(sizes[term]);
        needed[term] = sizes[term] == 0 || spent <= LIST_BUDGET;
    }
    needed
}

/// All blocks that may hold terms of a query.
fn wanted(layout: &Layout, query: &Query) -> Vec<Wanted> {
    let mut all = Vec::new();
    for (segment, known) in layout.segments.iter().enumerate() {
        let starts = block_starts(known);
        for (term, wanted) in query.terms.iter().enumerate() {
            for block in blocks_of(known, &wanted.key, wanted.prefix) {
                let found = &known.dictionary[block];
                let absent = !wanted.prefix
                    && (found.alone && found.first_key != wanted.key
                        || wanted.key[0] == NAME && !known.may_have_name(&wanted.key));
                if !absent {
                    all.push(Wanted { term, segment, place: (starts[block], found.bytes), alone: found.alone });
                }
            }
        }
    }
    all
}

fn block_starts(segment: &Segment) -> Vec<u64> {
    let mut at = segment.dictionary_at;
    let start = |block: &super::layout::DictionaryBlock| {
        at += u64::from(block.bytes);
        at - u64::from(block.bytes)
    };
    segment.dictionary.iter().map(start).collect()
}

/// Blocks of a segment's dictionary that a key, or keys beginning with it, may be in.
fn blocks_of(segment: &Segment, key: &[u8], prefix: bool) -> Range<usize> {
    let blocks = &segment.dictionary;
    let first = blocks.partition_point(|block| block.first_key.as_slice() <= key).saturating_sub(1);
    if !prefix {
        return first..(first + 1).min(blocks.len());
    }
    let end = blocks.partition_point(|block| block.first_key.as_slice() <= key || block.first_key.starts_with(key));
    first..end
}

/// Parts of the query that do occur somewhere, longest first.
pub fn nearest(query: &Query, doc_freqs: &[u32]) -> Vec<String> {
    let mut parts: Vec<Vec<char>> = Vec::new();
    for word in &query.words {
        let own = &word.alternatives[0];
        let mut reached: Option<Range<usize>> = None;
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
