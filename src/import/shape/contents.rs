//! A typed table of contents: it repeats the chapters, and would make each of them come twice.

use std::collections::HashMap;

use super::{Lines, bare};

/// Drops generated and typed tables of contents.
pub(super) fn drop(lines: &mut Lines) {
    let generated: Vec<usize> =
        (0..lines.blocks.len()).filter(|i| lines.paragraph(*i).is_some_and(|p| p.look.is_contents)).collect();
    let mut entries: Vec<String> = generated.iter().map(|at| lines.words(*at)).filter(|w| !w.is_empty()).collect();
    for at in generated.into_iter().rev() {
        lines.blocks.remove(at);
    }
    let was_generated = !entries.is_empty();
    let mut at = 0;
    while at < lines.blocks.len().min(400) {
        let word = bare(&lines.words(at));
        if matches!(word.as_str(), "目录" | "目次" | "目錄" | "Contents" | "CONTENTS") {
            let end = end_of(lines, at + 1);
            // The word alone is a heading like any other.
            if was_generated || end > at + 1 {
                entries.extend((at + 1..end).map(|i| lines.words(i)));
                lines.blocks.drain(at..end);
                continue;
            }
        }
        at += 1;
    }
    if !entries.is_empty() {
        lines.shaped.dropped.push(("目录", "table of contents", entries.join("；")));
    }
}

/// The line after the last entry of the table that begins at `start`.
fn end_of(lines: &Lines, start: usize) -> usize {
    let keys: Vec<String> = (start..lines.blocks.len()).map(|i| key(&lines.words(i))).collect();
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (i, key) in keys.iter().enumerate().filter(|(_, k)| !k.is_empty()) {
        last.insert(key, i);
    }
    let mut end = 0;
    let mut missed = 0;
    for (i, key) in keys.iter().enumerate() {
        let words = lines.words(start + i);
        let comes_again = last.get(key.as_str()).is_some_and(|at| *at > i);
        let numbered = has_page_number(&words);
        if key.is_empty() || words.chars().count() > 80 || words.ends_with(['。', '；']) {
            break;
        }
        // The first entry itself, coming again, begins the text.
        if i > 0 && keys[0] == *key {
            break;
        }
        if comes_again || numbered {
            end = i + 1;
            missed = 0;
        } else {
            missed += 1;
            if missed > 2 {
                break;
            }
        }
    }
    start + end
}

/// The words without dots, page number and space.
fn key(text: &str) -> String {
    let ends = |c: char| {
        super::is_space(c) || c.is_ascii_digit() || matches!(c, '.' | '…' | '·' | '—' | '-' | '（' | '）' | '(' | ')')
    };
    bare(text.trim_end_matches(ends))
}

fn has_page_number(text: &str) -> bool {
    let without = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ')' | '(' | '（' | '）'));
    let dots = without.trim_end_matches(super::is_space);
    without.len() < text.len()
        && (dots.ends_with(['…', '·', '.']) || dots.len() < without.len() && without.ends_with(' '))
}
