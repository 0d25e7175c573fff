//! Pinyin of Chinese texts: for addresses, for sorting, for A–Z lists and for search by sound. All of them read a text in
//! one way, by its words: 重庆 is `chongqing` in its address, under C in a list and in the search box.
//!
//! - [`words()`]: the words of a run of Han characters with their readings;
//! - [`sounds`]: each character of any text with its reading;
//! - [`full`], [`initials`]: what is typed to find a text; [`sort_key`], [`letter`]: where it stands in a list.

mod words;

pub use words::{Word, is_han, words};

use unicode_normalization::UnicodeNormalization;

/// A key that sorts Chinese titles by pinyin, before that digits, and Latin letters among the pinyin.
pub fn sort_key(text: &str) -> String {
    // 358 of 388 laws begin with the name of the state, which tells none of them from another.
    let text = text.strip_prefix("中华人民共和国").filter(|rest| !rest.is_empty()).unwrap_or(text);
    let mut key = String::with_capacity(text.len() * 2);
    for (c, sound) in sounds(text) {
        match sound {
            Some(sound) => {
                key.push_str(sound);
                key.push(' ');
            }
            // Fullwidth letters and letters with marks stand among the plain ones; 《》 and the like decide nothing.
            None => key.extend(std::iter::once(c).nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)),
        }
    }
    // Ties of sound are broken by the characters themselves.
    key.push('\u{1}');
    key.push_str(text);
    key
}

/// The letter under which an A–Z list shows `text`; `#` for what has none.
pub fn letter(text: &str) -> char {
    letter_of_key(&sort_key(text))
}

/// [`letter`] of the text with this [`sort_key`].
pub fn letter_of_key(key: &str) -> char {
    match key.chars().next() {
        Some(c) if c.is_ascii_alphabetic() => c.to_ascii_uppercase(),
        _ => '#',
    }
}

/// Full pinyin without spaces (`dangke`); Latin letters and digits stay, in lower case.
pub fn full(text: &str) -> String {
    typed(text, |sound| sound)
}

/// Initials (`dk`); Latin letters and digits stay, in lower case.
pub fn initials(text: &str) -> String {
    typed(text, |sound| sound.get(..1).unwrap_or_default())
}

fn typed(text: &str, part: impl Fn(&'static str) -> &'static str) -> String {
    let mut out = String::with_capacity(text.len());
    for (c, sound) in sounds(text) {
        match sound {
            Some(sound) => out.push_str(part(sound)),
            None => out
                .extend(std::iter::once(c).nfkd().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase())),
        }
    }
    out
}

/// Each character of `text` with its reading among its neighbours, in ASCII (`ü` is `v`); none for what is not Han.
pub fn sounds(text: &str) -> Vec<(char, Option<&'static str>)> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::with_capacity(chars.len());
    for run in chars.chunk_by(|a, b| is_han(*a) == is_han(*b)) {
        if is_han(run[0]) {
            let sounds = words(run).into_iter().flat_map(|word| word.sounds);
            out.extend(run.iter().copied().zip(sounds.map(Some)));
        } else {
            out.extend(run.iter().map(|c| (*c, None)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_of_titles() {
        assert_eq!(full("党课2026"), "dangke2026");
        assert_eq!(initials("党课A"), "dka");
        assert_eq!(full("旅行"), "lvxing");
        assert_eq!(letter("《安全条例》"), 'A');
        assert_eq!(letter("2026年计划"), '#');
        assert_eq!(letter("Rust 入门"), 'R');
        assert!(sort_key("办法") < sort_key("条例"));
    }

    #[test]
    fn words_decide_the_reading() {
        let check = |text, letter_, full_, initials_| {
            assert_eq!(
                (letter(text), full(text).as_str(), initials(text).as_str()),
                (letter_, full_, initials_),
                "{text}"
            );
        };
        check("重庆", 'C', "chongqing", "cq");
        check("长春", 'C', "changchun", "cc");
        check("单县", 'S', "shanxian", "sx");
        check("六安市", 'L', "luanshi", "las");
        check("银行行长", 'Y', "yinhanghangzhang", "yhhz");
        check("Ａ级", 'A', "aji", "aj");
        check("étude", 'E', "etude", "etude");
    }

    #[test]
    fn every_han_character_has_ascii_sounds() {
        for code in (0x3400..=0x4DBF).chain(0x4E00..=0x9FFF) {
            let text: String = char::from_u32(code).into_iter().collect();
            let (full, initials) = (full(&text), initials(&text));
            assert!(full.is_ascii() && initials.is_ascii());
            assert_eq!(full.is_empty(), initials.is_empty(), "{text}");
        }
    }
}
