//! Where the front matter begins and ends.

use std::ops::Range;
use std::sync::Arc;

use super::{faults, meanings};
use crate::diagnostics::{Checked, Span};

/// The front matter of a file.
pub(super) struct Block {
    /// Its lines without the fences; `None` if there is none.
    pub(super) yaml: Option<Range<usize>>,
    /// Where the body begins.
    pub(super) body_start: usize,
}

pub(super) fn find(file: &Arc<str>, text: &str) -> Checked<Block> {
    let none = Block { yaml: None, body_start: 0 };
    let mut lines = Lines { text, at: 0 };
    let Some((first, opening)) = lines.by_ref().find(|(_, line)| !line.trim().is_empty()) else {
        return Checked::clean(none);
    };
    // Some editors indent the whole of it.
    let indented = opening.starts_with([' ', '\t']) && text[lines.at..].lines().next().is_some_and(begins_with_key);
    let opens = opening.trim_end() == "---" || indented && opening.trim() == "---";
    if !opens {
        let fence = looks_like_fence(opening.trim_end());
        let span = Span::new(file, first..first + opening.trim_end().len());
        let keyed = lines.next().is_some_and(|(_, line)| begins_with_key(line));
        if let Some(block) = without_opening(text, first) {
            let end = block.yaml.as_ref().map_or(0, |yaml| yaml.end);
            let closed = text[end..].starts_with("---");
            return Checked::with(block, vec![faults::missing_opening(span, closed)]);
        }
        return match fence {
            Some(faults::Fence::Toml) if keyed || text.contains("\n+++") => {
                Checked::with(none, vec![faults::wrong_fence(span, opening.trim_end())])
            }
            Some(faults::Fence::Dashes) if keyed => {
                Checked::with(none, vec![faults::wrong_fence(span, opening.trim_end())])
            }
            _ => Checked::clean(none),
        };
    }
    let start = lines.at;
    // A rule (`---`) at the top of a page without front matter is followed by a blank line or prose.
    let mut likely_end = None;
    let mut keys = 0;
    for (at, line) in lines.by_ref() {
        let trimmed = if indented { line.trim() } else { line.trim_end() };
        if trimmed == "---" || trimmed == "..." {
            let body_start = (at + line.len() + line_break(&text[at + line.len()..])).min(text.len());
            return Checked::clean(Block { yaml: Some(start..at), body_start });
        }
        if likely_end.is_none() {
            keys += usize::from(begins_with_key(line));
            if trimmed.is_empty() || trimmed.starts_with("# ") || trimmed.starts_with("## ") {
                likely_end = Some(at);
            }
        }
    }
    if keys == 0 {
        return Checked::clean(none);
    }
    let end = likely_end.unwrap_or(text.len());
    let block = Block { yaml: Some(start..end), body_start: end };
    let span = Span::new(file, first..first + 3);
    Checked::with(block, vec![faults::unclosed(span)])
}

/// Keys that this site knows from the first line at `from` to a `---`, or a title and others to a blank line: the `---`
/// around them were forgotten. In Markdown they would be a heading, or the first paragraph.
fn without_opening(text: &str, from: usize) -> Option<Block> {
    let mut lines = Lines { text, at: from };
    let (mut keys, mut titled) = (0, false);
    for (at, line) in lines.by_ref() {
        if line.trim_end() == "---" {
            return (keys > 0).then_some(Block { yaml: Some(from..at), body_start: lines.at });
        }
        if line.trim().is_empty() {
            return titled.then_some(Block { yaml: Some(from..at), body_start: lines.at });
        }
        let key = line.split_once([':', '：']).map(|(key, _)| key.trim_end());
        let known = key.is_some_and(|key| !super::candidates(key).is_empty() || meanings::of(key).is_some());
        titled |= keys == 0 && matches!(key, Some("title" | "标题"));
        let goes_on = keys > 0 && (line.starts_with([' ', '-', '#']) || begins_with_key(line));
        if !known && !goes_on {
            return None;
        }
        keys += usize::from(known);
    }
    titled.then_some(Block { yaml: Some(from..text.len()), body_start: text.len() })
}

/// Lines with their offsets, without line breaks.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        let rest = self.text.get(at..).filter(|rest| !rest.is_empty())?;
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        self.at = (at + line.len() + 1).min(self.text.len());
        Some((at, line.strip_suffix('\r').unwrap_or(line)))
    }
}

fn line_break(rest: &str) -> usize {
    if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) }
}

/// A line of characters that an input method or a word processor makes of `---`, or one of another generator.
fn looks_like_fence(line: &str) -> Option<faults::Fence> {
    let dashes = |c: char| matches!(c, '-' | '－' | '—' | '–' | '―' | '−' | '─');
    if line == "+++" {
        Some(faults::Fence::Toml)
    } else if !line.is_empty() && line.chars().all(dashes) {
        Some(faults::Fence::Dashes)
    } else {
        None
    }
}

fn begins_with_key(line: &str) -> bool {
    let end = line.find([':', '：']).unwrap_or(0);
    let key = line[..end].trim();
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-')
}
