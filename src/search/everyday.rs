//! Words of everyday speech, and what rules and laws call the same: 辞退 is 解除劳动合同 there.
//!
//! Members ask in their own words. The table (`everyday.txt`) is general knowledge of the language; it names no text. What
//! stands for a word is looked for beside it and counts less, so that a text with the word itself stays first. Of the site's
//! synonyms, those that stand inside a longer word of the query are used in the same way.

use std::ops::Range;

use super::fold::compact;

const TABLE: &str = include_str!("everyday.txt");

/// More words that people type as they are read; the engine of the browser has no need of them.
#[cfg(not(target_arch = "wasm32"))]
const VOCABULARY: &str = include_str!("vocabulary.txt");

/// The words of both tables, each once.
#[cfg(not(target_arch = "wasm32"))]
pub fn words() -> Vec<&'static str> {
    let lines = VOCABULARY.lines().chain(TABLE.lines()).filter(|line| !line.starts_with('#'));
    let mut words: Vec<&str> = lines.flat_map(|line| line.split([' ', '>'])).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Parts of a word with what else they may be called, from the left and the longest of those that begin at a place.
pub fn everyday<'a>(chars: &[char], synonyms: &'a [Vec<String>]) -> Vec<(Range<usize>, Vec<&'a str>)> {
    let members = synonyms.iter().flat_map(|group| group.iter().map(move |member| (compact(member), member, group)));
    let members: Vec<Member<'a>> = members.collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        // No sorting: each kind of it is a kilobyte and more of the engine that readers fetch.
        let (length, others) = longest(&chars[at..], chars.len(), &members);
        if length > 0 {
            found.push((at..at + length, others));
        }
        at += length.max(1);
    }
    found
}

/// A word of the site's table as it is compared and as it is written, and its group.
type Member<'a> = (String, &'a String, &'a Vec<String>);

fn longest<'a>(rest: &[char], whole: usize, members: &[Member<'a>]) -> (usize, Vec<&'a str>) {
    let mut best: (usize, Vec<&'a str>) = (0, Vec::new());
    let length = |word: &str| {
        let chars = word.chars().count();
        if chars > in_common(rest, word) { 0 } else { chars }
    };
    for line in TABLE.split('\n') {
        let Some((typed, meant)) = line.split_once('>') else { continue };
        for word in typed.split(' ') {
            let length = length(word);
            if length > best.0 {
                best = (length, meant.trim_ascii().split(' ').filter(|&other| other != word).collect());
            }
        }
    }
    // A query that is the word itself has the site's synonyms as alternatives.
    for (word, member, group) in members {
        let length = length(word);
        if length >= best.0.max(2) && length < whole {
            best = (length, group.iter().filter(|other| other != member).take(2).map(String::as_str).collect());
        }
    }
    best
}

/// How many of its characters a word has in common with the beginning of `rest`.
fn in_common(rest: &[char], word: &str) -> usize {
    word.chars().zip(rest).take_while(|(one, other)| one == *other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        let mut seen = std::collections::BTreeSet::new();
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (typed, meant) = line.split_once(" > ").unwrap_or_else(|| panic!("no arrow: {line}"));
            for word in typed.split(' ') {
                assert!(seen.insert(word.to_owned()), "{word} stands there twice");
            }
            // Words are compared as they are folded.
            for word in typed.split(' ').chain(meant.split(' ')) {
                assert!(!word.is_empty() && compact(word) == word, "{line}");
            }
        }
    }

    #[test]
    fn of_overlapping_words_the_longest_is_taken() {
        let found = |text: &str| -> Vec<String> {
            let chars: Vec<char> = text.chars().collect();
            everyday(&chars, &[]).into_iter().map(|(range, _)| chars[range].iter().collect()).collect()
        };
        assert_eq!(found("酒后开车撞人"), ["酒后开车", "撞人"]);
        assert_eq!(found("学习中心管理办法"), Vec::<String>::new());
    }
}
