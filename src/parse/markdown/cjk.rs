//! What Chinese needs of Markdown's emphasis and line breaks.
//!
//! CommonMark decides by the neighbours of `**` whether it may open or close, and counts `。` and `“` like their ASCII
//! cousins; so `**注意：**请` would not be bold. The CJK-friendly amendments
//! (<https://github.com/tats-u/markdown-cjk-friendly>) mend the rule. pulldown-cmark has the old one built in, so
//! [`amend`] finds the runs where the two differ and puts a character beside them that makes the old rule come to the
//! new answer. The characters are taken out again when the text is written.

use super::source::Marks;

/// Where to insert which character so that emphasis follows the amended rules. Offsets count from the start of `text`
/// and ascend.
pub(super) fn amend(text: &str, marks: &Marks, insert: &mut impl FnMut(usize, char)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'*', b'_', b'~', &bytes[at..]) {
        let start = at + found;
        let delimiter = bytes[start];
        let length = bytes[start..].iter().take_while(|b| **b == delimiter).count();
        at = start + length;
        if is_escaped(bytes, start) {
            // The first one is text; a run may begin after it.
            if length > 1 {
                beside(text, start + 1..at, marks, insert);
            }
        } else {
            beside(text, start..at, marks, insert);
        }
    }
}

fn is_escaped(bytes: &[u8], at: usize) -> bool {
    // Only so many backslashes are looked at that a line of them cannot make the search quadratic.
    let slashes = bytes[..at].iter().rev().take(64).take_while(|b| **b == b'\\').count();
    slashes % 2 == 1
}

fn beside(text: &str, run: std::ops::Range<usize>, marks: &Marks, insert: &mut impl FnMut(usize, char)) {
    let delimiter = text.as_bytes()[run.start];
    let length = run.len();
    if delimiter == b'~' && length != 2 {
        return;
    }
    let (before, after) = (&text[..run.start], &text[run.end..]);
    let (Some(prev), Some(next)) = (Neighbour::before(before), Neighbour::after(after)) else {
        return;
    };
    let wanted = amended(delimiter, length, prev, next);
    if wanted == (false, false) || wanted == plain_rule(delimiter, prev, next) {
        return;
    }
    let (letter, punctuation) = (Neighbour::LETTER, Neighbour::PUNCTUATION);
    let choices = [
        (None, Some(letter)),
        (Some(letter), None),
        (None, Some(punctuation)),
        (Some(punctuation), None),
        (Some(letter), Some(letter)),
        (Some(punctuation), Some(letter)),
        (Some(letter), Some(punctuation)),
        (Some(punctuation), Some(punctuation)),
    ];
    let fits = |(p, n): &(Option<Neighbour>, Option<Neighbour>)| {
        plain_rule(delimiter, p.unwrap_or(prev), n.unwrap_or(next)) == wanted
    };
    let Some((left, right)) = choices.into_iter().find(fits) else {
        return;
    };
    let mark = |n: Neighbour| {
        if n.punctuation { marks.punctuation } else { marks.letter }
    };
    if let Some(left) = left {
        insert(run.start, mark(left));
    }
    if let Some(right) = right {
        insert(run.end, mark(right));
    }
}

/// What the rules want to know about the character beside a run.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Neighbour {
    space: bool,
    punctuation: bool,
    cjk: bool,
}

impl Neighbour {
    const SPACE: Self = Self { space: true, punctuation: false, cjk: false };
    const LETTER: Self = Self { space: false, punctuation: false, cjk: false };
    const PUNCTUATION: Self = Self { space: false, punctuation: true, cjk: false };

    /// `None` where nothing must be inserted: beside the cell border of a table.
    fn before(text: &str) -> Option<Self> {
        let mut chars = text.chars().rev();
        let Some(mut last) = chars.next() else {
            return Some(Self::SPACE);
        };
        if last == '|' {
            return None;
        }
        if last == '>' && begins_line(text) {
            return Some(Self::SPACE);
        }
        // An ideographic variation selector stands for the character that it follows.
        if ('\u{E0100}'..='\u{E01EF}').contains(&last) {
            return Some(Self { cjk: true, ..Self::LETTER });
        }
        let selector = ('\u{FE00}'..='\u{FE0E}').contains(&last).then_some(last);
        if selector.is_some() {
            last = chars.next().unwrap_or(' ');
        }
        let mut found = Self::of(last);
        // A curly quotation mark with this selector is the fullwidth form.
        found.cjk |= selector == Some('\u{FE01}') && matches!(last, '‘' | '’' | '“' | '”');
        Some(found)
    }

    fn after(text: &str) -> Option<Self> {
        match text.chars().next() {
            None => Some(Self::SPACE),
            Some('|') => None,
            Some(c) => Some(Self::of(c)),
        }
    }

    fn of(c: char) -> Self {
        Self { space: c.is_whitespace(), punctuation: is_punctuation(c), cjk: is_cjk(c) }
    }

    fn foreign_punctuation(self) -> bool {
        self.punctuation && !self.cjk
    }
}

/// Whether only quote markers stand before the end of `text` in its last line.
fn begins_line(text: &str) -> bool {
    text.bytes().rev().take(256).take_while(|b| *b != b'\n').all(|b| matches!(b, b'>' | b' ' | b'\t'))
}

/// Whether a run may open and close, by the amended rules.
///
/// Two `_` beside Han are emphasis like two `*`: the rule for `_` is made for names with underscores in them, and Chinese
/// has no blanks around words.
fn amended(delimiter: u8, length: usize, prev: Neighbour, next: Neighbour) -> (bool, bool) {
    let left = !next.space && (!next.foreign_punctuation() || prev.space || prev.foreign_punctuation() || prev.cjk);
    let right = !prev.space && (!prev.foreign_punctuation() || next.space || next.foreign_punctuation() || next.cjk);
    if delimiter == b'_' && !(length == 2 && (prev.cjk || next.cjk)) {
        return (left && (!right || prev.punctuation), right && (!left || next.punctuation));
    }
    (left, right)
}

/// Whether pulldown-cmark lets a run open and close.
fn plain_rule(delimiter: u8, prev: Neighbour, next: Neighbour) -> (bool, bool) {
    let outer = |n: Neighbour| n.space || n.punctuation;
    let open = match delimiter {
        b'*' => !next.punctuation || outer(prev),
        b'~' => true,
        _ => outer(prev),
    };
    let close = match delimiter {
        b'*' | b'~' => !prev.punctuation || outer(next),
        _ => outer(next),
    };
    (!next.space && open, !prev.space && close)
}

/// Whether two lines that end and begin so are joined without a space.
pub(super) fn joins(end: char, start: char) -> bool {
    let joinable = |c: char| is_wide(c) || is_shared_punctuation(c);
    joinable(end) && joinable(start)
}

/// Han characters, kana and fullwidth punctuation; not Hangul, which is written with spaces.
fn is_wide(c: char) -> bool {
    is_cjk(c)
        && !matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{A960}'..='\u{A97C}'
        | '\u{AC00}'..='\u{D7FB}' | '\u{FFA0}'..='\u{FFDC}')
}

/// Punctuation that Chinese shares with other scripts.
fn is_shared_punctuation(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Whether `c` counts as punctuation in Markdown: the general categories P and S.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    if matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{FF01}'..='\u{FF0F}' | '\u{2010}'..='\u{2027}')
    {
        return true;
    }
    // Circled letters are symbols that count as alphabetic.
    let circled = matches!(u32::from(c), 0x24B6..=0x24E9 | 0x1F130..=0x1F189);
    if c.is_alphanumeric() && !circled || c.is_whitespace() {
        return false;
    }
    // The parser itself is asked, so that both always agree: `.*` may close before punctuation only.
    let mut probe = String::with_capacity(12);
    probe.push_str("*.*");
    probe.push(c);
    pulldown_cmark::Parser::new(&probe)
        .any(|event| matches!(event, pulldown_cmark::Event::Start(pulldown_cmark::Tag::Emphasis)))
}

/// A “CJK character” of the amendments: East Asian Width W, F or H and not an emoji, or Hangul (Unicode 16).
#[rustfmt::skip]
pub(super) fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x11FF | 0x20A9 | 0x2329..=0x232A | 0x2630..=0x2637 | 0x268A..=0x268F | 0x2E80..=0x2E99
        | 0x2E9B..=0x2EF3 | 0x2F00..=0x2FD5 | 0x2FF0..=0x303E | 0x3041..=0x3096 | 0x3099..=0x30FF
        | 0x3105..=0x312F | 0x3131..=0x318E | 0x3190..=0x31E5 | 0x31EF..=0x321E | 0x3220..=0x3247
        | 0x3250..=0xA48C | 0xA490..=0xA4C6 | 0xA960..=0xA97C | 0xAC00..=0xD7A3 | 0xD7B0..=0xD7C6
        | 0xD7CB..=0xD7FB | 0xF900..=0xFAFF | 0xFE10..=0xFE19 | 0xFE30..=0xFE52 | 0xFE54..=0xFE66
        | 0xFE68..=0xFE6B | 0xFF01..=0xFFBE | 0xFFC2..=0xFFC7 | 0xFFCA..=0xFFCF | 0xFFD2..=0xFFD7
        | 0xFFDA..=0xFFDC | 0xFFE0..=0xFFE6 | 0xFFE8..=0xFFEE | 0x16FE0..=0x16FE4 | 0x16FF0..=0x16FF6
        | 0x17000..=0x18CD5 | 0x18CFF..=0x18D1E | 0x18D80..=0x18DF2 | 0x1AFF0..=0x1AFF3 | 0x1AFF5..=0x1AFFB
        | 0x1AFFD..=0x1AFFE | 0x1B000..=0x1B122 | 0x1B132 | 0x1B150..=0x1B152 | 0x1B155 | 0x1B164..=0x1B167
        | 0x1B170..=0x1B2FB | 0x1D300..=0x1D356 | 0x1D360..=0x1D376 | 0x1F200 | 0x1F202 | 0x1F210..=0x1F219
        | 0x1F21B..=0x1F22E | 0x1F230..=0x1F231 | 0x1F237 | 0x1F23B | 0x1F240..=0x1F248 | 0x1F260..=0x1F265
        | 0x20000..=0x3FFFD)
}
