//! Raw HTML, tag by tag: what is kept, what is removed and said to be, and which references become holes.
//!
//! This reads tags roughly as browsers do and writes them anew from what it understood, so that nothing gets through
//! that it did not. In the default mode the page then goes through [`super::sanitize::clean`] as a whole.

use std::collections::BTreeMap;
use std::ops::Range;

use super::escape::{escape, unescape};
use super::links::{self, Target};
use super::writer::Writer;
use super::{RawHtml, faults, sanitize};
use crate::content::{Fill, Hole, Reference};

/// More unclosed elements than this are not written: repairing them costs their product with what follows.
const OPEN: usize = 100;
const OPEN_FORMATTING: usize = 16;

/// What the HTML of a page left behind.
#[derive(Default)]
pub(super) struct RawState {
    open: usize,
    formatting: usize,
    /// How many `<rt>` and `<rp>` are open: how a character is read is no word of the text.
    pub readings: usize,
    /// What was removed: tag and attribute, the first place, how often.
    removed: BTreeMap<(String, String), (Range<usize>, usize)>,
}

/// A piece of raw HTML as the parser gave it, line by line.
#[derive(Default)]
pub(super) struct RawPiece {
    pub text: String,
    /// Where lines begin: in `text` and in the file.
    pub lines: Vec<(usize, usize)>,
    /// Whether its end lies inside a comment.
    pub in_comment: bool,
}

impl RawPiece {
    /// Adds a line that stands at `place` in the file.
    pub(super) fn push(&mut self, line: &str, place: usize) {
        self.lines.push((self.text.len(), place));
        self.text.push_str(line);
        let mut rest = line;
        while let Some(at) = rest.find(if self.in_comment { "-->" } else { "<!--" }) {
            self.in_comment = !self.in_comment;
            rest = &rest[at + 3..];
        }
    }

    fn place(&self, range: Range<usize>) -> Range<usize> {
        let find = |at: usize| {
            let next = self.lines.partition_point(|(start, _)| *start <= at);
            next.checked_sub(1).map_or(0, |i| self.lines[i].1 + at - self.lines[i].0)
        };
        let start = find(range.start);
        start..find(range.end).max(start)
    }
}

struct RawTag<'a> {
    name: String,
    closing: bool,
    attributes: Vec<RawAttribute<'a>>,
    range: Range<usize>,
}

struct RawAttribute<'a> {
    name: String,
    value: Option<&'a str>,
    value_range: Range<usize>,
}

impl Writer<'_, '_> {
    /// Writes a piece of raw HTML.
    pub(super) fn raw_html(&mut self, piece: &RawPiece) {
        let text = piece.text.as_str();
        let mut at = 0;
        while let Some(found) = text[at..].find('<') {
            let start = at + found;
            self.raw_text(&text[at..start]);
            at = self.raw_markup(piece, start);
        }
        self.raw_text(&text[at..]);
    }

    fn raw_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.raw_mode() == RawHtml::Escape {
            escape(&mut self.frame().html, text);
            self.plain.text(text);
        } else {
            self.frame().html.push_str(&text.replace('\0', "\u{FFFD}"));
            let plain = unescape(text);
            self.plain_text(&plain);
        }
    }

    /// Handles what begins with the `<` at `start`; the place after it.
    fn raw_markup(&mut self, piece: &RawPiece, start: usize) -> usize {
        let text = piece.text.as_str();
        let rest = &text[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            return match comment.find("-->") {
                Some(end) => {
                    let end = start + 4 + end + 3;
                    // What is said to the program is nothing for readers.
                    let own = comment.trim_start().starts_with("shuyuan:");
                    if self.raw_mode() == RawHtml::Allow && !own {
                        self.frame().html.push_str(&text[start..end]);
                    }
                    end
                }
                None => {
                    let span = self.span(piece.place(start..start + 4));
                    self.fault(faults::unclosed_comment(span));
                    text.len()
                }
            };
        }
        if self.raw_mode() == RawHtml::Escape {
            let end = rest[1..].find('<').map_or(text.len(), |i| start + 1 + i);
            self.raw_text(&text[start..end]);
            return end;
        }
        let Some(tag) = read_tag(text, start) else {
            let name = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let line = rest.lines().next().unwrap_or("").trim_end().len();
                let span = self.span(piece.place(start..start + line.min(20)));
                self.fault(faults::unclosed_tag(span));
                // Nothing of what the editor wrote may vanish; as text it does no harm.
                escape(&mut self.frame().html, "<");
                self.plain_text("<");
                return start + 1;
            }
            if rest[1..].starts_with(['!', '?']) {
                let end = rest.find('>').map_or(text.len(), |end| start + end + 1);
                self.declaration(piece, start..end);
                return end;
            }
            escape(&mut self.frame().html, "<");
            self.plain_text("<");
            return start + 1;
        };
        let end = tag.range.end;
        let keep = self.raw_mode() == RawHtml::Allow || sanitize::allows_tag(&tag.name);
        if keep {
            self.raw_tag(piece, &tag);
            return end;
        }
        if !tag.closing {
            self.removed(&tag.name, "", piece.place(tag.range.clone()));
        }
        match tag.name.as_str() {
            "script" | "style" if !tag.closing => content_end(text, end, &tag.name).unwrap_or(text.len()),
            // Without its end only the tag goes, and what follows stays.
            "iframe" | "noscript" | "template" | "object" | "svg" | "math" if !tag.closing => {
                content_end(text, end, &tag.name).unwrap_or(end)
            }
            _ => end,
        }
    }

    fn declaration(&mut self, piece: &RawPiece, range: Range<usize>) {
        if self.raw_mode() == RawHtml::Allow {
            self.frame().html.push_str(&piece.text[range]);
        } else {
            let word = piece.text[range.start + 1..range.end]
                .split_whitespace()
                .next()
                .unwrap_or("!")
                .trim_end_matches(['>', '?']);
            let word: String = word.chars().take(20).collect();
            self.removed(&word, "", piece.place(range));
        }
    }

    fn removed(&mut self, tag: &str, attribute: &str, place: Range<usize>) {
        let removed = &mut self.raw.removed;
        if removed.len() < 1_000 {
            removed.entry((tag.to_owned(), attribute.to_owned())).or_insert((place, 0)).1 += 1;
        }
    }

    /// Reports what was removed, each kind once.
    pub(super) fn report_removed(&mut self) {
        for ((tag, attribute), (place, count)) in std::mem::take(&mut self.raw.removed) {
            let span = self.span(place);
            self.fault(match attribute.as_str() {
                "" => faults::removed_tag(span, &tag, count),
                name => faults::removed_attribute(span, name, &tag, count),
            });
        }
    }

    fn raw_tag(&mut self, piece: &RawPiece, tag: &RawTag<'_>) {
        if !self.count_open(piece, tag) {
            return;
        }
        match (tag.name.as_str(), tag.closing) {
            ("rt" | "rp", false) => self.raw.readings += 1,
            ("rt" | "rp", true) => self.raw.readings = self.raw.readings.saturating_sub(1),
            // Their ends may be left out.
            ("ruby" | "rb", _) => self.raw.readings = 0,
            _ => {}
        }
        if breaks_text(&tag.name) {
            self.plain.block();
        } else if matches!(tag.name.as_str(), "td" | "th") && tag.closing {
            self.plain.text(" ");
        }
        if !matches!(tag.name.as_str(), "br" | "hr" | "wbr") || !tag.attributes.is_empty() {
            self.frame().raw = true;
        }
        if tag.closing {
            let name = &tag.name;
            self.frame().html.push_str(&format!("</{name}>"));
        } else if !self.simple_image(piece, tag) {
            self.opening(piece, tag);
        }
    }

    /// Keeps count of open elements; whether the tag may be written.
    fn count_open(&mut self, piece: &RawPiece, tag: &RawTag<'_>) -> bool {
        if self.raw_mode() == RawHtml::Allow || is_void(&tag.name) {
            return true;
        }
        let formatting = is_formatting(&tag.name);
        let limit = if formatting { OPEN_FORMATTING } else { OPEN };
        let open = if formatting { &mut self.raw.formatting } else { &mut self.raw.open };
        if tag.closing {
            *open = open.saturating_sub(1);
        } else if *open >= limit {
            let place = piece.place(tag.range.clone());
            self.too_deep(place, limit);
            return false;
        } else {
            *open += 1;
        }
        true
    }

    fn opening(&mut self, piece: &RawPiece, tag: &RawTag<'_>) {
        self.frame().html.push('<');
        self.frame().html.push_str(&tag.name);
        let allow = self.raw_mode() == RawHtml::Allow;
        let mut leaves = false;
        for attribute in &tag.attributes {
            if !allow && !sanitize::allows_attribute(&tag.name, &attribute.name) {
                let place = piece.place(attribute.value_range.clone());
                self.removed(&tag.name, &attribute.name, place);
                continue;
            }
            if tag.name == "a" && attribute.name == "rel" && !allow {
                continue;
            }
            let value = attribute.value.map(unescape);
            leaves |= tag.name == "a" && attribute.name == "href" && value.as_deref().is_some_and(links::leaves_site);
            self.attribute(piece, &tag.name, attribute, value);
        }
        if leaves {
            self.frame().html.push_str(" rel=\"noopener noreferrer\"");
        }
        if tag.name == "img" {
            let has_alt = tag.attributes.iter().any(|a| a.name == "alt");
            if !has_alt {
                let span = self.span(piece.place(tag.range.clone()));
                self.fault(faults::missing_alt_of_tag(span));
            }
        }
        self.frame().html.push('>');
    }

    fn attribute(&mut self, piece: &RawPiece, of: &str, attribute: &RawAttribute<'_>, value: Option<String>) {
        let name = attribute.name.as_str();
        let Some(value) = value else {
            self.frame().html.push_str(&format!(" {name}"));
            return;
        };
        let place = piece.place(attribute.value_range.clone());
        // Browsers find `<a name>` too.
        if name == "id" || name == "name" && of == "a" {
            self.own_anchor(&value, self.span(place.clone()));
        }
        let mut reference = None;
        if sanitize::is_url(name) {
            match links::target(&value) {
                Target::Source => {
                    reference = Some(Reference { value: value.trim().to_owned(), span: self.span(place) })
                }
                Target::External | Target::Empty => {}
                Target::Unsafe(scheme) => {
                    let span = self.span(place);
                    self.fault(faults::unsafe_link(span, scheme));
                    return;
                }
                Target::Unknown(scheme) => {
                    let span = self.span(place);
                    self.fault(faults::unknown_scheme(span, scheme));
                    return;
                }
            }
        }
        self.frame().html.push_str(&format!(" {name}=\""));
        match reference {
            Some(reference) => self.hole(Fill::Href(reference)),
            None => escape(&mut self.frame().html, &value),
        }
        self.frame().html.push('"');
    }

    /// An `<img>` that says nothing but what Markdown could say becomes an image like any other.
    fn simple_image(&mut self, piece: &RawPiece, tag: &RawTag<'_>) -> bool {
        let simple = tag.attributes.iter().all(|a| matches!(a.name.as_str(), "src" | "alt" | "title"));
        let value = |name: &str| {
            let found = tag.attributes.iter().find(|a| a.name == name)?;
            Some((unescape(found.value.unwrap_or("")), found.value_range.clone()))
        };
        if tag.name != "img" || !simple {
            return false;
        }
        let Some((src, range)) = value("src") else {
            return false;
        };
        if links::target(&src) != Target::Source {
            return false;
        }
        let alt = value("alt");
        if alt.is_none() {
            let span = self.span(piece.place(tag.range.clone()));
            self.fault(faults::missing_alt_of_tag(span));
        }
        let alt = alt.map(|(alt, _)| alt).unwrap_or_default();
        self.plain_text(&alt);
        let src = Reference { value: src.trim().to_owned(), span: self.span(piece.place(range)) };
        self.hole(Fill::Image { src, alt, title: value("title").map(|(title, _)| title) });
        true
    }

    pub(super) fn hole(&mut self, fill: Fill) {
        let frame = self.frame();
        frame.holes.push(Hole { offset: frame.html.len(), fill });
    }
}

fn breaks_text(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "br"
            | "hr"
            | "li"
            | "tr"
            | "dt"
            | "dd"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "summary"
            | "figcaption"
            | "caption"
            | "blockquote"
            | "section"
            | "article"
            | "table"
            | "ul"
            | "ol"
            | "pre"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

/// The place after `</name …>`, if there is one.
fn content_end(text: &str, from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    while let Some(found) = text[at..].find("</") {
        let start = at + found + 2;
        let end = start + name.len();
        if text.get(start..end).is_some_and(|t| t.eq_ignore_ascii_case(name)) {
            return Some(text[end..].find('>').map_or(text.len(), |i| end + i + 1));
        }
        at = start;
    }
    None
}

fn read_tag(text: &str, start: usize) -> Option<RawTag<'_>> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    let closing = bytes.get(at) == Some(&b'/');
    at += usize::from(closing);
    let name_start = at;
    if !bytes.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    while bytes.get(at).is_some_and(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C' | b'/' | b'>')) {
        at += 1;
    }
    let name = text[name_start..at].to_ascii_lowercase();
    // A name with anything else in it could be read otherwise by a browser. Word writes <o:p>.
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':')) {
        return None;
    }
    let mut attributes: Vec<RawAttribute<'_>> = Vec::new();
    loop {
        while bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
            at += 1;
        }
        if *bytes.get(at)? == b'>' {
            let range = start..at + 1;
            return Some(RawTag { name, closing, attributes, range });
        }
        let attribute = read_attribute(text, &mut at)?;
        let known = attributes.len() >= 100 || attributes.iter().any(|a| a.name == attribute.name);
        if !known && !closing {
            attributes.push(attribute);
        }
    }
}

fn read_attribute<'a>(text: &'a str, at: &mut usize) -> Option<RawAttribute<'a>> {
    let bytes = text.as_bytes();
    let is = |at: usize, set: &[u8]| bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || set.contains(b));
    let name_start = *at;
    *at += 1;
    while *at < bytes.len() && !is(*at, b"/>=") {
        *at += 1;
    }
    while !text.is_char_boundary(*at) {
        *at += 1;
    }
    let name = text[name_start..*at].to_ascii_lowercase();
    // The tag was never finished, or is none: what follows is text.
    if name.contains('<') || !name.is_ascii() {
        return None;
    }
    let name_range = name_start..*at;
    let sane = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'));
    // An attribute with a strange name is removed under a name that nothing allows.
    let name = if sane { name } else { String::from("?") };
    let mut after = *at;
    while is(after, b"") {
        after += 1;
    }
    if bytes.get(after) != Some(&b'=') {
        return Some(RawAttribute { name, value: None, value_range: name_range });
    }
    after += 1;
    while is(after, b"") {
        after += 1;
    }
    let quote = *bytes.get(after)?;
    let (start, end, next) = if matches!(quote, b'"' | b'\'') {
        let end = after + 1 + memchr::memchr(quote, &bytes[after + 1..])?;
        (after + 1, end, end + 1)
    } else {
        let mut end = after;
        while end < bytes.len() && !is(end, b">") {
            end += 1;
        }
        (after, end, end)
    };
    *at = next;
    Some(RawAttribute { name, value: Some(&text[start..end]), value_range: start..end })
}
