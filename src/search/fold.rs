//! Characters as they are compared: NFKC, half-width, lower case, simplified, without accents; white space runs become one
//! space.
//!
//! Index, query and excerpt all fold with the functions of this file, so that they can never disagree.

use std::sync::OnceLock;

use super::tables;

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
    fold(text).into_iter().filter(|c| c.is_alphanumeric()).collect()
}

fn fold_each(text: &str, mut emit: impl FnMut(char, u32)) {
    let mut space_before = true;
    for (position, character) in text.chars().enumerate() {
        let origin = position as u32;
        if let Some(simple) = fold_simple(character) {
            space_before = false;
            emit(simple, origin);
        } else if character.is_whitespace() || character.is_control() {
            if !space_before {
                emit(' ', origin);
            }
            space_before = true;
        } else if !is_mark(character) && !is_invisible(character) {
            space_before = false;
            fold_other(character, |part| emit(part, origin));
        }
    }
}

/// The characters that nearly all text consists of.
fn fold_simple(character: char) -> Option<char> {
    match character {
        '\u{9ad9}' => Some('高'),
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => Some(simplify(character)),
        '!'..='~' => Some(character.to_ascii_lowercase()),
        '、' | '。' | '《' | '》' | '“' | '”' | '‘' | '’' | '〔' | '〕' | '—' | '·' | '【' | '】' | '〇' => {
            Some(character)
        }
        '○' | '◯' => Some('〇'),
        '\u{30a1}'..='\u{30f6}' => Some(simplify(character)),
        '\u{2e80}'..='\u{2ef3}' => LOOKALIKES.chars().zip(MEANT.chars()).find(|(c, _)| *c == character).map(|(_, c)| c),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).map(|narrow| narrow.to_ascii_lowercase()),
        _ => None,
    }
}

/// Radicals that look like characters and come out of PDF files in their place; Unicode does not call them equal.
const LOOKALIKES: &str = "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳";
const MEANT: &str = "母民虎西见角贝车长长长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟";

/// Compatibility forms become what they stand for, letters with marks the plain letter.
fn fold_other(character: char, mut emit: impl FnMut(char)) {
    let table = compatible_table();
    let code = character as u32;
    if let 0x1d400..=0x1d6a3 = code {
        // Letters in mathematical alphabets, 26 capital and 26 small ones each.
        emit(char::from(b'a' + ((code - 0x1d400) % 26) as u8));
    } else if let 0x1d7ce..=0x1d7ff = code {
        emit(char::from(b'0' + ((code - 0x1d7ce) % 10) as u8));
    } else if let Ok(found) = table.binary_search_by_key(&character, |&(from, _)| from) {
        table[found].1.chars().for_each(|part| emit(simplify(part)));
    } else {
        character.to_lowercase().map(simplify).filter(|&part| !is_mark(part)).for_each(emit);
    }
}

/// Accents and other marks of Latin, Greek and Cyrillic letters and of symbols; marks of other scripts carry meaning.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// Characters and their NFKC form in lower case and without marks. The table of the Unicode standard takes a tenth of the room in
/// this form, which matters to the engine in the browser.
fn compatible_table() -> &'static [(char, &'static str)] {
    static TABLE: OnceLock<Vec<(char, &'static str)>> = OnceLock::new();
    TABLE.get_or_init(|| tables::compatible().collect())
}

fn simplify(character: char) -> char {
    // Both kana are read alike.
    if let '\u{30a1}'..='\u{30f6}' = character {
        return char::from_u32(character as u32 - 0x60).unwrap_or(character);
    }
    match u16::try_from(character as u32) {
        Ok(code) if code >= 0x3400 => {
            char::from_u32(u32::from(simplified_table()[usize::from(code) - 0x3400])).unwrap_or(character)
        }
        _ => character,
    }
}

fn simplified_table() -> &'static [u16] {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: Vec<u16> = (0x3400..=0xffff).collect();
        for (from, to) in tables::simplified() {
            if let Some(place) = (from as usize).checked_sub(0x3400).and_then(|place| table.get_mut(place)) {
                *place = to;
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
        check("e\u{301}éﬁ①㈱𝐀𝟗", "eefi1(株)a9");
        check("\u{f900}", "岂");
        check("二○一九⻓期⻚髙", "二〇一九长期页高");
        check("カタかた", "かたかた");
        check("党\u{200b}课", "党课");
    }

    /// Everything that NFKC makes equal is equal here; the general implementation is the judge.
    #[test]
    fn agrees_with_the_unicode_standard() {
        use unicode_normalization::UnicodeNormalization;
        // Presentation forms of Arabic, a half-width circle that no text has, and letters that Unicode has had for only a year.
        let left_out = |code: u32| matches!(code, 0xfb50..=0xfdff | 0xfe70..=0xfeff | 0xffee | 0x558 | 0x58b | 0x58c | 0x209d..=0x209f | 0xa7f1);
        for character in ('\u{a0}'..='\u{ffff}').filter(|&c| !left_out(c as u32)) {
            let normal: String = std::iter::once(character).nfkc().collect();
            let spaceless = |text: &str| fold(text).into_iter().filter(|&c| c != ' ').collect::<String>();
            let (expected, is) = (spaceless(&normal), spaceless(&character.to_string()));
            assert_eq!(is, expected, "{character} ({:x})", character as u32);
        }
    }

    #[test]
    fn origins_count_characters_of_the_original() {
        let folded = fold_with_origins("㈱萬 \n x");
        assert_eq!(folded.chars, ['(', '株', ')', '万', ' ', 'x']);
        assert_eq!(folded.origins, [0, 0, 0, 1, 2, 5]);
    }
}
