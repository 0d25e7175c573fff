//! Where the words of a query stand in a text, and the stretch of it that a result shows.

use super::fold::{Folded, fold_with_origins};
use super::query::{Alternative, Query, Word};
use super::tokens::with_digits;

/// Characters of an excerpt.
const LENGTH: usize = 96;

/// Characters shown before the first match.
const LEAD: usize = 18;

/// A text prepared for comparison.
pub struct Comparable {
    folded: Folded,
    digits: Option<Vec<char>>,
}

impl Comparable {
    /// `with_ordinals` when the query has some and they must compare in digits, too.
    pub fn new(text: &str, with_ordinals: bool) -> Self {
        let folded = fold_with_origins(text);
        let digits = with_ordinals.then(|| with_digits(&folded.chars));
        Comparable { folded, digits }
    }

    /// Whether a word or something that means the same stands in the text in one piece.
    pub fn contains(&self, word: &Word) -> bool {
        word.alternatives.iter().any(|other| self.contains_alternative(other))
    }

    fn contains_alternative(&self, other: &Alternative) -> bool {
        if find(&self.folded.chars, &other.chars, 0).is_some() {
            return true;
        }
        let digits = other.digits.as_ref().unwrap_or(&other.chars);
        self.digits.as_ref().is_some_and(|text| find(text, digits, 0).is_some())
    }

    /// Matches of the query as ranges of the original's characters, each with the word that it belongs to.
    fn matches(&self, query: &Query) -> Vec<(u32, u32, usize)> {
        let mut matches = Vec::new();
        for (index, word) in query.words.iter().enumerate() {
            let before = matches.len();
            for other in &word.alternatives {
                self.collect(&other.chars, index, &mut matches);
            }
            if matches.len() == before && !word.quoted {
                for (_, range) in word
                    .alternatives
                    .iter()
                    .flat_map(|other| other.terms.iter().map(move |t| (other, t)))
                    .map(|(other, (_, range))| (other, &other.chars[range.clone()]))
                {
                    self.collect(range, index, &mut matches);
                }
            }
        }
        matches.sort_unstable();
        matches
    }

    fn collect(&self, needle: &[char], word: usize, matches: &mut Vec<(u32, u32, usize)>) {
        let mut from = 0;
        while let Some(at) = find(&self.folded.chars, needle, from) {
            let origins = &self.folded.origins;
            matches.push((origins[at], origins[at + needle.len() - 1] + 1, word));
            from = at + 1;
            if matches.len() > 2000 {
                return;
            }
        }
    }
}

/// Marks of the query's words in a short text, such as a title.
pub fn marks(text: &str, query: &Query) -> Vec<(u32, u32)> {
    merge(Comparable::new(text, false).matches(query).into_iter().map(|(start, end, _)| (start, end)))
}

/// The part of a text that shows most of the query's words, with their places in it.
pub fn excerpt(text: &str, query: &Query) -> (String, Vec<(u32, u32)>) {
    let chars: Vec<char> = text.chars().collect();
    let matches = Comparable::new(text, false).matches(query);
    let start = best_start(&matches).map_or(0, |first| lead_in(&chars, first as usize));
    let end = (start + LENGTH).min(chars.len());
    let mut shown = String::new();
    let cut_before = start > 0;
    if cut_before {
        shown.push('…');
    }
    shown.extend(chars[start..end].iter().map(|&c| if c == '\n' { ' ' } else { c }));
    if end < chars.len() {
        shown.push('…');
    }
    let shift = u32::from(cut_before);
    let (start, end) = (start as u32, end as u32);
    let inside = matches
        .into_iter()
        .filter(|&(from, to, _)| from >= start && from < end && to > start)
        .map(|(from, to, _)| (from - start + shift, to.min(end) - start + shift));
    (shown, merge(inside))
}

/// The match from which a window shows most different words, then most characters of them.
fn best_start(matches: &[(u32, u32, usize)]) -> Option<u32> {
    let window = (LENGTH - LEAD) as u32;
    let mut best: Option<((u32, u32), u32)> = None;
    for (index, &(start, ..)) in matches.iter().enumerate() {
        let inside = matches[index..].iter().take_while(|&&(_, end, _)| end <= start + window).take(60);
        let (mut words, mut covered, mut reached) = (0u64, 0, 0);
        for &(from, to, word) in inside {
            words |= 1 << word.min(63);
            covered += to.saturating_sub(from.max(reached));
            reached = reached.max(to);
        }
        let key = (words.count_ones(), covered);
        if best.is_none_or(|(known, _)| key > known) {
            best = Some((key, start));
        }
    }
    best.map(|(_, start)| start)
}

/// Goes back from a match to the beginning of its sentence, if that is near.
fn lead_in(chars: &[char], first: usize) -> usize {
    let earliest = first.saturating_sub(LEAD);
    if earliest == 0 {
        return 0;
    }
    let boundary = chars[earliest..first].iter().position(|c| matches!(c, '\n' | '。' | '；' | '，' | '：'));
    boundary.map_or(earliest, |offset| earliest + offset + 1)
}

fn merge(ranges: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, u32)> {
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for (start, end) in ranges {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// Plain search; the texts are short.
fn find(text: &[char], needle: &[char], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let last = text.len().checked_sub(needle.len())?;
    let mut at = from;
    while at <= last {
        at += text[at..=last].iter().position(|&c| c == first)?;
        if text[at..at + needle.len()] == *needle {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::query::parse;
    use super::*;

    fn check(text: &str, query: &str, excerpt_is: &str, marked: &[&str]) {
        let (shown, marks) = excerpt(text, &parse(query, &[], 0));
        assert_eq!(shown, excerpt_is);
        let chars: Vec<char> = shown.chars().collect();
        let words: Vec<String> =
            marks.iter().map(|&(start, end)| chars[start as usize..end as usize].iter().collect()).collect();
        assert_eq!(words, marked);
    }

    #[test]
    fn matches_are_marked() {
        check("支部每月上一次黨課，由书记主持。", "党课 书记", "支部每月上一次黨課，由书记主持。", &["黨課", "书记"]);
        check("课堂记录与党员名册", "党课记录", "课堂记录与党员名册", &["记录"]);
        check("没有相干的话", "党课", "没有相干的话", &[]);
        check("", "党课", "", &[]);
    }

    #[test]
    fn long_texts_are_cut_around_the_match() {
        let text = format!("{}。在这里讲党课的内容。{}", "前文很长".repeat(60), "后文也长".repeat(60));
        let (shown, marks) = excerpt(&text, &parse("讲党课", &[], 0));
        assert!(shown.starts_with("…在这里讲党课的内容。后文"), "{shown}");
        assert_eq!(marks, [(4, 7)]);
        assert_eq!(shown.chars().count(), LENGTH + 2);
    }
}
