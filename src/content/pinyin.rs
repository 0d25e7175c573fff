//! Pinyin of titles: for sorting, for A–Z lists and for search by sound.

use pinyin::ToPinyin;

/// A key that sorts Chinese titles by pinyin, before that digits, and Latin letters among the pinyin.
pub fn sort_key(text: &str) -> String {
    // 358 of 388 laws begin with the name of the state, which tells none of them from another.
    let text = text.strip_prefix("中华人民共和国").filter(|rest| !rest.is_empty()).unwrap_or(text);
    let mut key = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c.to_pinyin() {
            Some(sound) => {
                key.push_str(sound.plain());
                key.push(' ');
            }
            None if c.is_alphanumeric() => key.extend(c.to_lowercase()),
            // 《》 and the like must not decide the order.
            None => {}
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
    typed(text, |sound| &sound[..1])
}

/// Each character of `text` with its reading, in ASCII (`ü` is `v`); none for what is not Han.
pub fn sounds(text: &str) -> Vec<(char, Option<&'static str>)> {
    text.chars().map(|c| (c, c.to_pinyin().map(|sound| plain_ascii(sound.plain())))).collect()
}

fn typed(text: &str, part: impl Fn(&'static str) -> &'static str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.to_pinyin() {
            Some(sound) => out.push_str(part(plain_ascii(sound.plain()))),
            None if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            None => {}
        }
    }
    out
}

/// `plain` writes ü as such (`lü`); a first byte of a longer character must never be cut off.
fn plain_ascii(sound: &'static str) -> &'static str {
    match sound {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        sound if sound.is_ascii() && !sound.is_empty() => sound,
        _ => "x",
    }
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
    fn every_han_character_has_ascii_sounds() {
        for code in 0x4E00..=0x9FFF {
            let text: String = char::from_u32(code).into_iter().collect();
            assert!(full(&text).is_ascii() && initials(&text).is_ascii());
        }
    }
}
