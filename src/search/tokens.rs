//! The one tokenizer: character pairs for Han text, whole words for other letters and digits.
//!
//! A run of Han characters gives every pair of neighbours and its last character alone. Any two neighbours of a text are
//! therefore a token of it, and every single character is the beginning of one. `第二十三条` and `第23条` also give
//! the same word, so that either finds the other.

use std::ops::Range;

use super::days::day_at;

/// What a text is found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token<'a> {
    /// Two neighbouring Han characters.
    Pair(char, char),
    /// The last character of a run of Han characters.
    Last(char),
    /// A word of other letters and digits.
    Word(&'a str),
    /// The number of an article, chapter and so on, in digits: `第23条`; or a day: `2026年10月12日`.
    Ordinal(&'a str),
}

/// Longest word kept; the rest of a longer one is cut off, in text and query alike.
const LONGEST_WORD: usize = 40;

/// Calls `emit` with every token of a folded text and the characters it covers.
pub fn tokenize(chars: &[char], mut emit: impl FnMut(Token<'_>, Range<usize>)) {
    let mut word = String::new();
    let mut at = 0;
    while at < chars.len() {
        let character = chars[at];
        if let Some((day, end)) = day_at(chars, at) {
            emit(Token::Ordinal(&day), at..end);
        }
        if is_han(character) {
            if character == '第'
                && let Some((number, end)) = ordinal_at(chars, at)
            {
                emit(Token::Ordinal(&number), at..end);
            }
            match chars.get(at + 1) {
                Some(&next) if is_han(next) => emit(Token::Pair(character, next), at..at + 2),
                _ => {
                    emit(Token::Last(character), at..at + 1);
                    if let Some(next) = padded(chars, at) {
                        emit(Token::Pair(character, next), at..at + 3);
                    }
                }
            }
            at += 1;
        } else if character.is_alphanumeric() {
            let start = at;
            word.clear();
            while at < chars.len() && chars[at].is_alphanumeric() && !is_han(chars[at]) {
                if at - start < LONGEST_WORD {
                    word.push(chars[at]);
                }
                at += 1;
            }
            emit(Token::Word(&word), start..at);
        } else {
            at += 1;
        }
    }
}

/// The character that follows one that stands alone, behind a blank: 李　明, 通　知.
fn padded(chars: &[char], at: usize) -> Option<char> {
    let han = |place: Option<usize>| place.and_then(|place| chars.get(place)).copied().filter(|&c| is_han(c));
    let alone = |place: usize| han(place.checked_sub(1)).is_none() && han(Some(place + 1)).is_none();
    let next = han(Some(at + 2)).filter(|_| chars[at + 1] == ' ');
    next.filter(|_| alone(at) && alone(at + 2))
}

/// Whether a character belongs to text written without spaces between words.
pub fn is_han(character: char) -> bool {
    matches!(character,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '々' | '〇' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}' | 'ー' | '\u{31f0}'..='\u{31ff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Reads `第…条` and its like at a position: the same with digits, and where it ends.
fn ordinal_at(chars: &[char], at: usize) -> Option<(String, usize)> {
    let digits = chars[at + 1..].iter().take(12).take_while(|&&c| c.is_ascii_digit() || han_digit(c).is_some()).count();
    let end = at + 1 + digits;
    let unit = *chars.get(end)?;
    if !matches!(unit, '条' | '章' | '节' | '款' | '项' | '编') {
        return None;
    }
    let number = parse_number(&chars[at + 1..end])?;
    Some((format!("第{number}{unit}"), end + 1))
}

/// Value of a number in digits or in Han numerals (`一千零六十二`, `二〇二四`).
pub fn parse_number(chars: &[char]) -> Option<u64> {
    if chars.is_empty() || chars.len() > 12 {
        return None;
    }
    if chars.iter().all(char::is_ascii_digit) {
        return chars.iter().collect::<String>().parse().ok();
    }
    let values: Vec<u64> = chars.iter().map(|&c| han_digit(c)).collect::<Option<_>>()?;
    if values.iter().all(|&value| value < 10) {
        return Some(values.iter().fold(0, |sum, value| sum * 10 + value));
    }
    let (mut sum, mut digit) = (0, None);
    for value in values {
        if value < 10 {
            digit = Some(value);
        } else {
            sum += digit.take().unwrap_or(1) * value;
        }
    }
    Some(sum + digit.unwrap_or(0))
}

/// Whether a character is a digit, or a numeral as Han characters write them.
pub fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || han_digit(character).is_some()
}

fn han_digit(character: char) -> Option<u64> {
    Some(match character {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// Writes every `第…条` and every day of a folded text with digits, so that both ways of writing compare as equal.
pub fn with_digits(chars: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        if chars[at] == '第'
            && let Some((number, end)) = ordinal_at(chars, at)
        {
            out.extend(number.chars());
            at = end;
        } else if let Some((day, end)) = day_at(chars, at) {
            out.extend(day.chars());
            at = end;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    fn check(input: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        tokenize(&fold(input), |token, _| {
            tokens.push(match token {
                Token::Pair(first, second) => format!("{first}{second}"),
                Token::Last(last) => format!("{last}|"),
                Token::Word(word) => word.to_owned(),
                Token::Ordinal(ordinal) => format!("={ordinal}"),
            });
        });
        assert_eq!(tokens, expected);
    }

    #[test]
    fn pairs_words_and_ordinals() {
        check("党课，iPhone手机", &["党课", "课|", "iphone", "手机", "机|"]);
        check("第23条", &["=第23条", "第|", "23", "条|"]);
        check("第二十三条之一", &["=第23条", "第二", "二十", "十三", "三条", "条之", "之一", "一|"]);
        check("李　明，通 知", &["李|", "李明", "明|", "通|", "通知", "知|"]);
        check("李 小明", &["李|", "小明", "明|"]);
        check("2026-10-12", &["=2026年10月12日", "2026", "10", "12"]);
        check("第条 第第", &["第条", "条|", "第第", "第|"]);
        check("", &[]);
    }

    #[test]
    fn numbers_in_han_numerals() {
        for (text, value) in [("一千零六十二", 1062), ("十", 10), ("二十", 20), ("二〇二四", 2024), ("三百零五", 305)]
        {
            assert_eq!(parse_number(&fold(text)), Some(value), "{text}");
        }
        assert_eq!(parse_number(&fold("一a")), None);
    }
}
