//! The text of a paragraph: as plain text and as HTML with holes.

use std::borrow::Cow;

use super::lines::is_page_number;
use crate::content::{Fill, Hole};

/// Characters that may be Markdown inside a paragraph. All are ASCII, so that text can be searched byte by byte.
const MARKUP: [bool; 256] = table(b"*_[]`<&\\~!");

/// Characters that HTML writes as entities.
const ENTITIES: [bool; 256] = table(b"<>&\"");

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
}

fn any(text: &str, table: &[bool; 256]) -> bool {
    text.bytes().any(|b| table[b as usize])
}

/// Whether `text` holds anything that inline Markdown could change.
pub(super) fn has_markup(text: &str) -> bool {
    any(text, &MARKUP)
}

/// A paragraph without the line breaks made by hand and the page numbers between its lines.
pub(super) struct Flat {
    /// The text in one line.
    pub(super) text: String,
    /// Where each piece of it begins, here and in the source.
    pieces: Vec<(usize, usize)>,
}

impl Flat {
    /// The lines of `text` as one.
    pub(super) fn of(text: &str) -> Self {
        let mut flat = Self { text: String::with_capacity(text.len()), pieces: Vec::new() };
        let mut at = 0;
        for line in text.split('\n') {
            let start = at + (line.len() - line.trim_start().len());
            at += line.len() + 1;
            let line = line.trim();
            if !is_page_number(line) {
                flat.pieces.push((flat.text.len(), start));
                flat.text.push_str(line);
            }
        }
        flat
    }

    /// Where byte `at` of the text stands in the source.
    pub(super) fn source(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.pieces.get(piece).map_or(at, |(start, source)| source + at - start)
    }
}

/// `text` without Markdown's marks and hand-made line breaks.
pub(super) fn plain(text: &str) -> String {
    if text.contains('\n') {
        return plain_line(&Flat::of(text).text);
    }
    plain_line(text)
}

fn plain_line(text: &str) -> String {
    if !has_markup(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '*' | '`' => after,
            '~' if after.starts_with('~') => &after[1..],
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.push_str(&after[..1]);
                &after[1..]
            }
            '!' if after.starts_with('[') => match link(after) {
                Some((_, after)) => after,
                None => keep(&mut out, c, after),
            },
            '[' => match link(rest) {
                Some((words, after)) => {
                    out.push_str(words);
                    after
                }
                None => keep(&mut out, c, after),
            },
            _ => keep(&mut out, c, after),
        };
    }
    out
}

fn keep<'a>(out: &mut String, c: char, after: &'a str) -> &'a str {
    out.push(c);
    after
}

/// `[words](target)` or `[^note]` at the start of `text`: the words, and what follows.
fn link(text: &str) -> Option<(&str, &str)> {
    // A link's words and target are short; the bound keeps a row of brackets from costing a quadratic search.
    let window = &text[..floor(text, 600)];
    let close = window.find(']')?;
    let words = &window[1..close];
    if words.starts_with('^') {
        return Some(("", &text[close + 1..]));
    }
    let target = window[close + 1..].strip_prefix('(')?;
    let end = target.find(')')?;
    Some((words, &text[close + 2 + end + 1..]))
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// HTML under construction, with its holes.
#[derive(Debug, Default)]
pub(super) struct Html {
    /// The HTML so far.
    pub(super) html: String,
    /// The holes so far.
    pub(super) holes: Vec<Hole>,
}

impl Html {
    /// Adds finished HTML.
    pub(super) fn raw(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) {
        self.html.push_str(&escape(text));
    }

    /// Leaves a hole.
    pub(super) fn hole(&mut self, fill: Fill) {
        self.holes.push(Hole { offset: self.html.len(), fill });
    }

    /// Adds HTML that has holes of its own.
    pub(super) fn append(&mut self, html: &str, holes: Vec<Hole>) {
        let base = self.html.len();
        self.html.push_str(html);
        self.holes.extend(holes.into_iter().map(|hole| Hole { offset: hole.offset + base, ..hole }));
    }
}

/// `text` for HTML and for attribute values in double quotes.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !any(text, &ENTITIES) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_no_marks() {
        for (text, expected) in [
            ("为了**学习**，", "为了学习，"),
            ("见[办法](a.md)第三条[^1]", "见办法第三条"),
            ("甲，\n  乙", "甲，乙"),
            ("图![图](a.png)后", "图后"),
            ("3 \\* 4 [甲", "3 * 4 [甲"),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected);
        }
        assert_eq!(plain(&"[".repeat(50_000)).len(), 50_000);
        assert_eq!(escape("a<b>\"&"), "a&lt;b&gt;&quot;&amp;");
    }
}
