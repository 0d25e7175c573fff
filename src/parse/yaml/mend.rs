//! Finds the slips of the keyboard that make YAML unreadable, and mends them in a copy of equal length, so that one run
//! reports all of them and every place stays true.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::{faults, locate};
use crate::diagnostics::{Diagnostic, Span};

/// The text with its slips mended, as long as before, and what was found. Places are shifted by `base`.
pub(super) fn mend<'t>(file: &Arc<str>, text: &'t str, base: usize) -> (Cow<'t, str>, Vec<Diagnostic>) {
    let mut scan =
        Scan { file, text, base, patches: Vec::new(), found: Vec::new(), inside: Inside::Nothing, last_key: None };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        scan.line(start..start + line.trim_end_matches(['\n', '\r']).len());
        start += line.len();
    }
    let Scan { mut patches, found, .. } = scan;
    if patches.is_empty() {
        return (Cow::Borrowed(text), found);
    }
    let mut mended = String::with_capacity(text.len());
    let mut from = 0;
    patches.sort_by_key(|(range, _)| range.start);
    for (range, with) in patches {
        if range.start < from {
            continue;
        }
        mended.push_str(&text[from..range.start]);
        mended.push_str(with);
        mended.extend(std::iter::repeat_n(' ', range.len() - with.len()));
        from = range.end;
    }
    mended.push_str(&text[from..]);
    (Cow::Owned(mended), found)
}

/// Where brackets are nested more than `deepest` deep. libyaml would need time in proportion to the square of the depth.
pub(super) fn too_deep(text: &str, deepest: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    // Whether a value may begin here, so that a bracket or a quotation mark is more than a character of prose.
    let mut opening = true;
    let mut at = 0;
    while let Some(b) = bytes.get(at) {
        match b {
            b'"' | b'\'' if opening && depth > 0 => {
                at += locate::quoted_length(&text[at..], char::from(*b)) - 1;
                opening = false;
            }
            b'[' | b'{' if opening || depth > 0 => {
                depth += 1;
                opening = true;
                if depth > deepest {
                    return Some(at);
                }
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                opening = false;
            }
            b',' => opening = depth > 0,
            b'\n' | b'\r' | b':' | b'-' | b'?' => opening = true,
            b' ' | b'\t' => {}
            _ => opening = false,
        }
        at += 1;
    }
    None
}

/// What a line continues.
#[derive(Clone, Copy)]
enum Inside {
    Nothing,
    /// A block scalar whose key stands at this column.
    Block(usize),
    /// Quoted text that is not closed yet.
    Quotes(char),
    /// Brackets, with this many open.
    Brackets(i64),
}

struct LastKey {
    column: usize,
    has_value: bool,
}

struct Scan<'f, 't> {
    file: &'f Arc<str>,
    text: &'t str,
    base: usize,
    /// The replacement is never longer than what it replaces.
    patches: Vec<(Range<usize>, &'static str)>,
    found: Vec<Diagnostic>,
    inside: Inside,
    last_key: Option<LastKey>,
}

impl Scan<'_, '_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.base + range.start..self.base + range.end)
    }

    fn line(&mut self, range: Range<usize>) {
        let line = &self.text[range.clone()];
        self.control_characters(&range);
        let content = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{a0}']);
        if content.is_empty() {
            return;
        }
        let indent = line.len() - content.len();
        match self.inside {
            Inside::Block(column) if indent > column => return,
            Inside::Quotes(quote) => {
                if closes(line, quote) {
                    self.inside = Inside::Nothing;
                }
                return;
            }
            Inside::Brackets(open) => {
                let open = open + balance(line);
                self.inside = if open > 0 { Inside::Brackets(open) } else { Inside::Nothing };
                return;
            }
            _ => self.inside = Inside::Nothing,
        }
        if content.starts_with('#') {
            return;
        }
        self.indentation(range.start, &line[..indent]);
        self.content(range.start + indent, indent, content);
    }

    fn control_characters(&mut self, range: &Range<usize>) {
        let mut first = true;
        for (i, c) in self.text[range.clone()].char_indices() {
            let allowed = matches!(c, '\t' | '\r' | '\u{85}');
            if (c.is_control() && !allowed) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}') {
                let at = range.start + i..range.start + i + c.len_utf8();
                if first {
                    self.found.push(faults::control_character(self.span(at.clone()), c));
                }
                first = false;
                self.patches.push((at, ""));
            }
        }
    }

    fn indentation(&mut self, start: usize, blanks: &str) {
        if blanks.bytes().all(|b| b == b' ') {
            return;
        }
        let range = start..start + blanks.len();
        let fault = if blanks.contains('\t') {
            faults::tab(self.span(range.clone()))
        } else {
            faults::wide_space(self.span(range.clone()))
        };
        self.found.push(fault);
        self.patches.push((range, ""));
    }

    fn content(&mut self, start: usize, indent: usize, content: &str) {
        let item = content.trim_start_matches(['-', ' ']);
        let dashes = content.len() - item.len();
        let is_item = content.starts_with("- ");
        let (item, dashes) = if is_item { (item, dashes) } else { (content, 0) };
        let column = indent + dashes;
        // What stands deeper than a key that has its value already continues that value.
        let continues = !is_item && self.last_key.as_ref().is_some_and(|last| last.has_value && column > last.column);
        if continues {
            return;
        }
        let Some((key, rest)) = split_key(item) else {
            self.value(column, item);
            return;
        };
        let at = start + dashes + key.len();
        let lower = key.len() >= 2 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let wide = rest.starts_with('：');
        let value = &rest[if wide { '：'.len_utf8() } else { 1 }..];
        let han_key = indent == 0 && !is_item && !key.is_ascii();
        if wide && (lower || (!is_item && key.is_ascii()) || han_key) {
            let range = at..at + '：'.len_utf8();
            self.found.push(faults::wide_colon(self.span(range.clone()), key.trim_end()));
            self.patches.push((range, ":"));
        } else if !wide && self.glued(is_item, lower, value) {
            self.found.push(faults::no_space_after_colon(self.span(at..at + 1), key, value.trim()));
            self.patches.push((start..start + 1, "#"));
        } else if wide {
            self.value(column, item);
            return;
        }
        self.last_key = Some(LastKey { column, has_value: !value.trim().is_empty() });
        self.value(column, value.trim_start());
    }

    /// Whether `key:value` lacks its space; `http://…` and clock times are prose.
    fn glued(&self, is_item: bool, lower: bool, value: &str) -> bool {
        let Some(first) = value.chars().next() else {
            return false;
        };
        if first.is_whitespace() || value.starts_with("//") || !lower {
            return false;
        }
        !is_item || !first.is_ascii()
    }

    /// Notes what the next lines may continue.
    fn value(&mut self, column: usize, value: &str) {
        self.inside = match value.chars().next() {
            Some('|' | '>') => Inside::Block(column),
            Some(quote @ ('"' | '\'')) if !closes(&value[1..], quote) => Inside::Quotes(quote),
            Some('[' | '{') if balance(value) > 0 => Inside::Brackets(balance(value)),
            _ => Inside::Nothing,
        };
    }
}

/// `key` and what follows it, colon included, if the line begins like one.
fn split_key(item: &str) -> Option<(&str, &str)> {
    let end = item.find([':', '：'])?;
    let key = &item[..end];
    let word = key.trim_end();
    let ascii = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    let han = word.chars().count() <= 12 && word.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let starts = word.chars().next().is_some_and(|c| !c.is_ascii_digit());
    (starts && (ascii || han)).then_some((key, &item[end..]))
}

fn closes(text: &str, quote: char) -> bool {
    let mut escaped = false;
    for c in text.chars() {
        if escaped {
            escaped = false;
        } else if quote == '"' && c == '\\' {
            escaped = true;
        } else if c == quote {
            return true;
        }
    }
    false
}

fn balance(line: &str) -> i64 {
    line.bytes()
        .map(|b| match b {
            b'[' | b'{' => 1,
            b']' | b'}' => -1,
            _ => 0,
        })
        .sum()
}
