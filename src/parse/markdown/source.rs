//! The text as the parser sees it, and the way back to the file.
//!
//! Before parsing, a line with a shortcode tag becomes a processing instruction (which Markdown leaves alone, lets
//! interrupt a paragraph and keeps as text inside a code fence), and emphasis gets the helpers of [`super::cjk`]. Both
//! use marks: characters that the file itself does not contain.

use std::borrow::Cow;
use std::ops::Range;

use super::cjk;
use super::prose::{self, Edit, Slip};

/// Characters that do not occur in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Counts as a letter.
    pub letter: char,
    /// Counts as punctuation.
    pub punctuation: char,
    /// Stands around numbers, for holes and shortcode tags.
    pub slot: char,
}

/// Noncharacters and punctuation that no living text uses; the first of each that is absent is taken.
const LETTERS: [char; 8] =
    ['\u{FDD0}', '\u{FDD1}', '\u{FDD2}', '\u{FDD3}', '\u{FDD4}', '\u{FDD5}', '\u{FDD6}', '\u{FDD7}'];
const SLOTS: [char; 8] =
    ['\u{FDD8}', '\u{FDD9}', '\u{FDDA}', '\u{FDDB}', '\u{FDDC}', '\u{FDDD}', '\u{FDDE}', '\u{FDDF}'];
const PUNCTUATION: [char; 4] = ['\u{1BC9F}', '\u{16AF5}', '\u{11A9A}', '\u{12474}'];

impl Marks {
    /// Marks that `text` does not contain; `None` for a text made to contain all of them.
    pub(super) fn absent_from(text: &str) -> Option<Self> {
        // Noncharacters begin with the bytes EF B7 and the punctuation lies beyond the basic plane, so that for nearly
        // all texts two searches for one byte decide.
        let finder = memchr::memmem::find(text.as_bytes(), b"\xEF\xB7").is_some()
            || memchr::memchr(0xF0, text.as_bytes()).is_some();
        let free = |candidates: &[char]| candidates.iter().copied().find(|c| !finder || !text.contains(*c));
        Some(Self { letter: free(&LETTERS)?, punctuation: free(&PUNCTUATION)?, slot: free(&SLOTS)? })
    }

    /// Takes the helpers out of a piece of parsed text.
    pub(super) fn strip<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if memchr::memmem::find(text.as_bytes(), b"\xEF\xB7").is_none()
            && memchr::memchr(0xF0, text.as_bytes()).is_none()
        {
            return Cow::Borrowed(text);
        }
        if text.contains([self.letter, self.punctuation]) {
            Cow::Owned(text.replace([self.letter, self.punctuation], ""))
        } else {
            Cow::Borrowed(text)
        }
    }
}

/// A text with changes, and where each place of it stands in the file.
pub(super) struct Source<'t> {
    /// What the parser reads.
    pub text: Cow<'t, str>,
    /// Where `text` begins in the file.
    base: usize,
    /// Pieces as (offset in `text`, offset in the original, verbatim), ascending.
    pieces: Vec<Piece>,
    /// The lines with shortcode tags, in the file; a processing instruction names each by its index.
    pub tags: Vec<Range<usize>>,
    /// The first line with more block markers than a person writes, in the file; such lines are read as text, since the
    /// parser's work grows with their number for each line that follows.
    pub deep: Option<Range<usize>>,
    /// What is to be said about what was read otherwise than it is written, with its place in the file.
    pub slips: Vec<(Range<usize>, Slip)>,
    pub marks: Option<Marks>,
}

#[derive(Clone, Copy)]
struct Piece {
    at: usize,
    original: usize,
}

impl<'t> Source<'t> {
    /// The body of a page.
    pub(super) fn page(text: &'t str, range: Range<usize>) -> Self {
        Self::build(text, range, Kind::Page)
    }

    /// A run of inline Markdown: nothing in it begins a block.
    pub(super) fn inline(text: &'t str, range: Range<usize>) -> Self {
        Self::build(text, range, Kind::Inline)
    }

    fn build(text: &'t str, range: Range<usize>, kind: Kind) -> Self {
        let body = &text[range.clone()];
        let marks = Marks::absent_from(body);
        let Read { edits, tags, deep, slips } = marks.map_or_else(Default::default, |marks| edits(body, &marks, kind));
        let in_file = |r: Range<usize>| r.start + range.start..r.end + range.start;
        let deep = deep.map(in_file);
        let tags = tags.into_iter().map(in_file).collect();
        let slips = slips.into_iter().map(|(place, slip)| (in_file(place), slip)).collect();
        if edits.is_empty() {
            let text = Cow::Borrowed(body);
            return Self { text, base: range.start, pieces: Vec::new(), tags, deep, slips, marks };
        }
        let mut changed = String::with_capacity(body.len() + edits.len() * 8);
        let mut pieces = Vec::with_capacity(edits.len() + 1);
        let mut at = 0;
        for edit in edits {
            changed.push_str(&body[at..edit.range.start]);
            changed.push_str(&edit.with);
            at = edit.range.end;
            pieces.push(Piece { at: changed.len(), original: at });
        }
        changed.push_str(&body[at..]);
        Self { text: Cow::Owned(changed), base: range.start, pieces, tags, deep, slips, marks }
    }

    /// The range of the file for a range of [`Self::text`].
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..self.place(range.end).max(start)
    }

    fn place(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|p| p.at <= at);
        let here = match next.checked_sub(1) {
            Some(i) => self.pieces[i].original + (at - self.pieces[i].at),
            None => at,
        };
        // Inside an insertion the place is that of what follows it.
        let limit = self.pieces.get(next).map_or(usize::MAX, |p| p.original);
        self.base + here.min(limit)
    }

    /// Takes the helpers out of a piece of parsed text.
    pub(super) fn strip<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match &self.marks {
            Some(marks) if !self.pieces.is_empty() => marks.strip(text),
            _ => Cow::Borrowed(text),
        }
    }

    /// Puts the shortcode tags of a code block back; `file` is the whole text.
    pub(super) fn restore(&self, code: &str, file: &str) -> String {
        let Some(marks) = &self.marks else {
            return code.to_owned();
        };
        let mut out = String::with_capacity(code.len());
        let mut rest = code;
        while let Some((before, index, after)) = next_tag(rest, marks) {
            out.push_str(before);
            if let Some(range) = self.tags.get(index) {
                out.push_str(file[range.clone()].trim());
            }
            rest = after;
        }
        out.push_str(rest);
        match marks.strip(&out) {
            Cow::Borrowed(_) => out,
            Cow::Owned(stripped) => stripped,
        }
    }

    /// The tag that a piece of HTML stands for.
    pub(super) fn tag(&self, html: &str) -> Option<Range<usize>> {
        let (before, index, _) = next_tag(html, self.marks.as_ref()?)?;
        before.trim().is_empty().then(|| self.tags.get(index).cloned())?
    }
}

fn next_tag<'a>(text: &'a str, marks: &Marks) -> Option<(&'a str, usize, &'a str)> {
    let open = ['<', '?', marks.slot].iter().collect::<String>();
    let (before, rest) = text.split_once(&open)?;
    let (index, after) = rest.split_once(marks.slot)?;
    Some((before, index.parse().ok()?, after.strip_prefix("?>")?))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Inline,
}

/// What is to be changed in a text before it is parsed.
#[derive(Default)]
struct Read {
    edits: Vec<Edit>,
    tags: Vec<Range<usize>>,
    deep: Option<Range<usize>>,
    slips: Vec<(Range<usize>, Slip)>,
}

fn edits(body: &str, marks: &Marks, kind: Kind) -> Read {
    let mut edits = Vec::new();
    let (mut tags, mut deep) = (Vec::new(), None);
    let slips;
    match kind {
        Kind::Page => {
            tags = tag_lines(body);
            deep = deep_lines(body, marks, &mut edits);
            let amended = prose::amend(body);
            edits.extend(amended.edits);
            slips = amended.slips;
        }
        Kind::Inline => {
            line_starts(body, marks, &mut edits);
            let amended = prose::amend_inline(body);
            edits.extend(amended.edits);
            slips = amended.slips;
        }
    }
    cjk::amend(body, marks, &mut |at, mark| {
        edits.push(Edit { range: at..at, with: mark.to_string() });
    });
    if !tags.is_empty() {
        let slot = marks.slot;
        // What stands inside a tag is no emphasis.
        edits.retain(|e| {
            let after = tags.partition_point(|t| t.end <= e.range.start);
            tags.get(after).is_none_or(|t| e.range.start <= t.start)
        });
        edits.extend(
            tags.iter()
                .enumerate()
                .map(|(i, range)| Edit { range: range.clone(), with: format!("<?{slot}{i}{slot}?>") }),
        );
    }
    edits.sort_by_key(|e| (e.range.start, e.range.end));
    // What is replaced is replaced once.
    let mut end = 0;
    edits.retain(|e| {
        let free = e.range.start >= end;
        end = end.max(e.range.end);
        free
    });
    Read { edits, tags, deep, slips }
}

/// Puts a mark and a space before each line, so that nothing there reads as a heading, list or the like.
fn line_starts(body: &str, marks: &Marks, edits: &mut Vec<Edit>) {
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        edits.push(Edit { range: at..at + blank, with: format!("{} ", marks.letter) });
        at += line.len();
    }
}

/// Keeps lines with very many block markers from beginning blocks; the first of them.
fn deep_lines(body: &str, marks: &Marks, edits: &mut Vec<Edit>) -> Option<Range<usize>> {
    const MOST: usize = 200;
    let mut first = None;
    let mut at = 0;
    while at < body.len() {
        let end = memchr::memchr(b'\n', &body.as_bytes()[at..]).map_or(body.len(), |i| at + i);
        if end - at > MOST && block_markers(&body.as_bytes()[at..end]) > MOST {
            edits.push(Edit { range: at..at, with: marks.letter.to_string() });
            first.get_or_insert(at..end);
        }
        at = end + 1;
    }
    first
}

/// How many quotation and list markers a line begins with.
fn block_markers(line: &[u8]) -> usize {
    let blank_follows = |i: usize| line.get(i + 1).is_none_or(|b| matches!(b, b' ' | b'\t'));
    line.iter()
        .enumerate()
        .take_while(|(_, b)| b" \t>*+-.)0123456789".contains(b))
        .filter(|(i, b)| **b == b'>' || b"*+-.)".contains(b) && blank_follows(*i))
        .count()
}

/// The lines that hold nothing but a shortcode tag, from `{{<` or `{{%` to the last character that is not blank. Before
/// it may stand what marks quotations and list items; the parser decides whether it does.
fn tag_lines(body: &str) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let bytes = body.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"{{") {
        let start = at + found;
        let line_start = memchr::memrchr(b'\n', &bytes[at..start]).map_or(at, |i| at + i + 1);
        let line_end = memchr::memchr(b'\n', &bytes[start..]).map_or(body.len(), |i| start + i);
        at = line_end;
        let opens = matches!(bytes.get(start + 2), Some(b'<' | b'%'));
        let alone = bytes[line_start..start].iter().all(|b| b"\n \t>*+-.)0123456789".contains(b));
        if opens && alone {
            tags.push(start..start + body[start..line_end].trim_end().len());
        }
    }
    tags
}
