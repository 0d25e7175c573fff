//! Characters as they are compared: NFKC, half-width, lower case, simplified; white space runs become one space.
//!
//! Index, query and excerpt all fold with the functions of this file, so that they can never disagree.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::simplified::PAIRS;

/// Folded characters, and for each of them which character of the original it came from.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    pub chars: Vec<char>,
    pub origins: Vec<u32>,
}

/// Folds a text, remembering origins.
pub fn fold_with_origins(text: &str) -> Folded {
    let mut folded = Folded::default();
    fold_each(text, |character, origin| {
        folded.chars.push(character);
        folded.origins.push(origin);
    });
    folded
}

/// Folds a text into a buffer that the caller reuses.
pub fn fold_into(text: &str, out: &mut Vec<char>) {
    out.clear();
    fold_each(text, |character, _| out.push(character));
}

/// Folds a text into a new list of characters.
pub fn fold(text: &str) -> Vec<char> {
    let mut out = Vec::new();
    fold_into(text, &mut out);
    out
}

/// Only letters, digits and Han characters of a folded text: titles and document numbers are compared in this form.
pub fn compact(text: &str) -> String {
    fold(text)
        .into_iter()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn fold_each(text: &str, mut emit: impl FnMut(char, u32)) {
    let mut chars = text.chars().enumerate().peekable();
    let mut space_before = true;
    while let Some((position, character)) = chars.next() {
        let origin = position as u32;
        if character.is_whitespace() || character.is_control() {
            if !space_before {
                emit(' ', origin);
            }
            space_before = true;
            continue;
        }
        if is_invisible(character) {
            continue;
        }
        space_before = false;
        let marked = chars
            .peek()
            .is_some_and(|&(_, next)| next >= '\u{300}' && is_mark(next));
        if !marked && let Some(simple) = fold_simple(character) {
            emit(simple, origin);
            continue;
        }
        let mut cluster = String::from(character);
        while let Some((_, mark)) = chars.next_if(|&(_, next)| is_mark(next)) {
            cluster.push(mark);
        }
        for part in cluster.nfkc().flat_map(char::to_lowercase) {
            emit(simplify(part), origin);
        }
    }
}

/// The characters that nearly all text consists of; `None` sends a character through full normalisation.
fn fold_simple(character: char) -> Option<char> {
    match character {
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Some(simplify(character)),
        ' '..='~' => Some(character.to_ascii_lowercase()),
        '、' | '。' | '《' | '》' | '“' | '”' | '‘' | '’' | '〔' | '〕' | '—' | '·' | '【'
        | '】' | '〇' => Some(character),
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(character as u32 - 0xfee0).map(|narrow| narrow.to_ascii_lowercase())
        }
        _ => None,
    }
}

fn is_mark(character: char) -> bool {
    ('\u{300}'..'\u{2e80}').contains(&character) && is_combining_mark(character)
        || matches!(character, '\u{3099}' | '\u{309a}')
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}')
}

fn simplify(character: char) -> char {
    match u16::try_from(character as u32) {
        Ok(code) if code >= 0x3400 => {
            char::from_u32(u32::from(simplified_table()[usize::from(code) - 0x3400]))
                .unwrap_or(character)
        }
        _ => character,
    }
}

fn simplified_table() -> &'static [u16] {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: Vec<u16> = (0x3400..=0xffff).collect();
        let mut chars = PAIRS.chars();
        while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
            if from as u32 >= 0x3400 {
                table[from as usize - 0x3400] = to as u16;
            }
        }
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(fold(input).into_iter().collect::<String>(), expected);
    }

    #[test]
    fn folds_width_case_and_traditional_characters() {
        check("ＡＢＣ１２３，", "abc123,");
        check("萬國公約", "万国公约");
        check("　两个\n\n空格 ", "两个 空格 ");
        check("e\u{301}ﬁ①㈱", "éfi1(株)");
        check("\u{f900}", "岂");
        check("党\u{200b}课", "党课");
    }

    #[test]
    fn origins_count_characters_of_the_original() {
        let folded = fold_with_origins("㈱萬 \n x");
        assert_eq!(folded.chars, ['(', '株', ')', '万', ' ', 'x']);
        assert_eq!(folded.origins, [0, 0, 0, 1, 2, 5]);
    }
}
