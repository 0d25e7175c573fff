//! Which posting lists a query fetches, and which parts of it occur at all.

use super::query::Query;
use super::rank::List;

/// Posting lists beyond this are left out when a word has rarer terms enough.
const LIST_BUDGET: u32 = 96 << 10;

/// Most bytes of lists for a single character.
const PREFIX_BUDGET: u32 = 192 << 10;

/// Lists to fetch: all, unless they are too large and their words have rarer ones.
pub fn choose(lists: &[List], query: &Query) -> Vec<List> {
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
    for (term, _) in query
        .words
        .iter()
        .flat_map(|word| &word.alternatives)
        .filter(|other| other.terms.len() <= 2)
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

/// Parts of the query that do occur somewhere, longest first.
pub fn nearest(query: &Query, doc_freqs: &[u32]) -> Vec<String> {
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
