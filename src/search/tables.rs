//! The tables of [`super::fold`] as the engine carries them: laid out while the program is compiled, so that they compress well.
//!
//! In the browser every kilobyte is waited for. Ascending characters are told by the steps between them, and the bytes of
//! one sort stand together: a table takes three fifths of what its text takes, compressed.

use super::simplified::PAIRS;

/// Characters in ascending order, each by its distance from the one before.
struct Steps<const N: usize> {
    low: [u8; N],
    high: [u8; N],
    top: [u8; N],
}

impl<const N: usize> Steps<N> {
    const NONE: Self = Steps { low: [0; N], high: [0; N], top: [0; N] };

    const fn push(&mut self, at: usize, step: u32) {
        self.low[at] = step as u8;
        self.high[at] = (step >> 8) as u8;
        self.top[at] = (step >> 16) as u8;
    }

    fn chars(&self) -> impl Iterator<Item = char> {
        let mut code = 0;
        self.low.iter().zip(&self.high).zip(&self.top).map(move |((&low, &high), &top)| {
            code += u32::from_le_bytes([low, high, top, 0]);
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
        })
    }
}

/// The character at a place of a text, and how many bytes it takes.
const fn char_at(text: &[u8], at: usize) -> (u32, usize) {
    let first = text[at] as u32;
    if first < 0x80 {
        (first, 1)
    } else if first < 0xe0 {
        ((first & 0x1f) << 6 | (text[at + 1] as u32 & 0x3f), 2)
    } else if first < 0xf0 {
        ((first & 0xf) << 12 | (text[at + 1] as u32 & 0x3f) << 6 | (text[at + 2] as u32 & 0x3f), 3)
    } else {
        let (above, below) = ((first & 7) << 18 | (text[at + 1] as u32 & 0x3f) << 12, text[at + 3] as u32 & 0x3f);
        (above | (text[at + 2] as u32 & 0x3f) << 6 | below, 4)
    }
}

const fn char_count(text: &str) -> usize {
    let text = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < text.len() {
        at += char_at(text, at).1;
        count += 1;
    }
    count
}

const fn line_count(text: &str) -> usize {
    let text = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < text.len() {
        count += (text[at] == b'\n') as usize;
        at += 1;
    }
    count
}

const SIMPLIFIED: usize = char_count(PAIRS) / 2;

/// Traditional characters, and bytes of what they are written as.
struct Simplified {
    from: Steps<SIMPLIFIED>,
    low: [u8; SIMPLIFIED],
    high: [u8; SIMPLIFIED],
}

static SIMPLIFIED_TABLE: Simplified = {
    let text = PAIRS.as_bytes();
    let mut table = Simplified { from: Steps::NONE, low: [0; SIMPLIFIED], high: [0; SIMPLIFIED] };
    let (mut at, mut pair, mut last) = (0, 0, 0);
    while pair < SIMPLIFIED {
        let (from, bytes) = char_at(text, at);
        let (to, more) = char_at(text, at + bytes);
        table.from.push(pair, from - last);
        table.low[pair] = to as u8;
        table.high[pair] = (to >> 8) as u8;
        (at, pair, last) = (at + bytes + more, pair + 1, from);
    }
    table
};

/// Every traditional character with the simplified one.
pub(super) fn simplified() -> impl Iterator<Item = (char, u16)> {
    let table = &SIMPLIFIED_TABLE;
    let to = table.low.iter().zip(&table.high).map(|(&low, &high)| u16::from(low) | u16::from(high) << 8);
    table.from.chars().zip(to)
}

/// A character and its NFKC form in lower case and without marks, in lines.
const LINES: &str = include_str!("compatible.txt");
const COMPATIBLE: usize = line_count(LINES);

const fn first_chars(text: &[u8]) -> usize {
    let (mut at, mut bytes) = (0, 0);
    while at < text.len() {
        let first = char_at(text, at).1;
        bytes += first;
        at += first;
        while text[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    bytes
}

/// What the lines hold behind their first characters.
const FORMS: usize = LINES.len() - first_chars(LINES.as_bytes());

struct Compatible {
    from: Steps<COMPATIBLE>,
    forms: [u8; FORMS],
}

static COMPATIBLE_TABLE: Compatible = {
    let text = LINES.as_bytes();
    let mut table = Compatible { from: Steps::NONE, forms: [0; FORMS] };
    let (mut at, mut line, mut last, mut form) = (0, 0, 0, 0);
    while line < COMPATIBLE {
        let (from, bytes) = char_at(text, at);
        table.from.push(line, from - last);
        (at, line, last) = (at + bytes, line + 1, from);
        loop {
            let byte = text[at];
            table.forms[form] = byte;
            (at, form) = (at + 1, form + 1);
            if byte == b'\n' {
                break;
            }
        }
    }
    table
};

/// Every character that stands for others, with these.
pub(super) fn compatible() -> impl Iterator<Item = (char, &'static str)> {
    // The forms are whole lines of a text.
    let forms = std::str::from_utf8(&COMPATIBLE_TABLE.forms).unwrap_or_default();
    COMPATIBLE_TABLE.from.chars().zip(forms.lines())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_hold_what_their_texts_say() {
        let pairs: String =
            simplified().flat_map(|(from, to)| [from, char::from_u32(u32::from(to)).unwrap()]).collect();
        assert_eq!(pairs, PAIRS);
        let lines: String = compatible().map(|(from, form)| format!("{from}{form}\n")).collect();
        assert_eq!(lines, LINES);
    }
}
