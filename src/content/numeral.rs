//! Chinese numerals and numbers, both ways.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The numeral as law writes it: 12 is 十二, 101 is 一百零一 (never 〇), 110 is 一百一十.
pub fn to_chinese(number: u32) -> String {
    let mut out = String::new();
    push_chinese(&mut out, number);
    out
}

/// Writes the numeral at the end of `out`.
pub fn push_chinese(out: &mut String, number: u32) {
    if number == 0 {
        return out.push(DIGITS[0]);
    }
    let start = out.len();
    for (unit, group) in [("亿", number / 100_000_000), ("万", number / 10_000 % 10_000), ("", number % 10_000)] {
        if group == 0 {
            continue;
        }
        if out.len() > start && group < 1000 {
            out.push('零');
        }
        push_group(out, group);
        out.push_str(unit);
    }
    // 十二, not 一十二.
    if out[start..].starts_with("一十") {
        out.remove(start);
    }
}

fn push_group(out: &mut String, group: u32) {
    let mut open = false;
    let mut zero = false;
    for (unit, value) in [("千", group / 1000), ("百", group / 100 % 10), ("十", group / 10 % 10), ("", group % 10)]
    {
        if value == 0 {
            zero = open;
            continue;
        }
        if zero {
            out.push('零');
            zero = false;
        }
        out.push(DIGITS[value as usize]);
        out.push_str(unit);
        open = true;
    }
}

/// Reads a whole numeral: Chinese (十二, 一百零一, 两千), ASCII or full-width digits. At most 99,999,999.
pub fn parse(text: &str) -> Option<u32> {
    let (value, rest) = parse_prefix(text)?;
    rest.is_empty().then_some(value)
}

/// Reads the numeral that `text` begins with and returns what follows it.
pub fn parse_prefix(text: &str) -> Option<(u32, &str)> {
    let end = |accept: fn(char) -> bool| text.char_indices().find(|(_, c)| !accept(*c)).map_or(text.len(), |(i, _)| i);
    let digits = end(|c| digit(c).is_some());
    if digits > 0 {
        let mut value = 0u32;
        for c in text[..digits].chars() {
            value = value.checked_mul(10)?.checked_add(digit(c)?)?;
        }
        return (value < 100_000_000).then_some((value, &text[digits..]));
    }
    let han = end(is_numeral);
    (han > 0).then(|| Some((chinese(&text[..han])?, &text[han..])))?
}

/// Whether `c` may stand in a Chinese numeral.
pub fn is_numeral(c: char) -> bool {
    han_digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万')
}

/// The value of an ASCII or full-width digit.
pub fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn han_digit(c: char) -> Option<u32> {
    match c {
        '〇' | '○' => Some(0),
        '两' => Some(2),
        _ => (0u32..).zip(DIGITS).find(|(_, d)| *d == c).map(|(i, _)| i),
    }
}

fn chinese(text: &str) -> Option<u32> {
    // Longest is 九千九百九十九万九千九百九十九; anything longer is no number.
    if text.chars().count() > 16 {
        return None;
    }
    if text.chars().count() > 1 && text.chars().all(|c| han_digit(c).is_some()) {
        return positional(text);
    }
    let (mut total, mut group, mut pending) = (0u32, 0u32, None::<u32>);
    let mut last_unit = u32::MAX;
    for c in text.chars() {
        if let Some(value) = han_digit(c) {
            if pending.is_some_and(|p| p != 0) {
                return None;
            }
            pending = Some(value);
            continue;
        }
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                if total > 0 {
                    return None;
                }
                total = (group + pending.take().unwrap_or(0)) * 10_000;
                if total == 0 {
                    return None;
                }
                (group, last_unit) = (0, u32::MAX);
                continue;
            }
        };
        if unit >= last_unit {
            return None;
        }
        // 十二 begins with its unit; 零十 and 百 are read as one of it.
        group += pending.take().filter(|p| *p > 0).unwrap_or(1) * unit;
        last_unit = unit;
    }
    Some(total + group + pending.unwrap_or(0))
}

/// 二〇二六, 一二: digits by place.
fn positional(text: &str) -> Option<u32> {
    if text.chars().count() > 8 {
        return None;
    }
    text.chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(han_digit(c)?))
}

/// The number in a single character such as ㈠ ⑴ ① ⒈, and how it is drawn.
pub fn enclosed(c: char) -> Option<(Enclosure, u32)> {
    let from = |first: char| c as u32 - first as u32 + 1;
    Some(match c {
        '㈠'..='㈩' => (Enclosure::HanParenthesis, from('㈠')),
        '⑴'..='⒇' => (Enclosure::Parenthesis, from('⑴')),
        '①'..='⑳' => (Enclosure::Circle, from('①')),
        '⒈'..='⒛' => (Enclosure::Stop, from('⒈')),
        _ => return None,
    })
}

/// How a number within one character is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enclosure {
    /// ㈠
    HanParenthesis,
    /// ⑴
    Parenthesis,
    /// ①
    Circle,
    /// ⒈
    Stop,
}

/// `第十二条`, `第一百二十条之一`: the name of an article whose number is `12` or `120-1`; empty if it is neither.
pub fn article_name(number: &str) -> String {
    let mut name = String::new();
    push_article_name(&mut name, number);
    name
}

/// Writes the name of an article at the end of `out`.
pub fn push_article_name(out: &mut String, number: &str) {
    let mut parts = number.split('-').map(str::parse::<u32>);
    let Some(Ok(first)) = parts.next() else {
        return;
    };
    out.push('第');
    push_chinese(out, first);
    out.push('条');
    for part in parts.flatten() {
        out.push('之');
        push_chinese(out, part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_survives_the_round_trip() {
        for n in (1..=9999).chain([10_000, 10_001, 10_010, 12_345, 100_000, 1_010_101, 99_999_999]) {
            assert_eq!(parse(&to_chinese(n)), Some(n), "{}", to_chinese(n));
        }
    }

    #[test]
    fn numerals_are_written_as_in_law() {
        for (number, expected) in [
            (0, "零"),
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (112, "一百一十二"),
            (1000, "一千"),
            (1001, "一千零一"),
            (1010, "一千零一十"),
            (1260, "一千二百六十"),
            (10_000, "一万"),
            (10_001, "一万零一"),
            (10_100, "一万零一百"),
            (100_000, "十万"),
        ] {
            assert_eq!(to_chinese(number), expected);
        }
    }

    #[test]
    fn reads_what_editors_write() {
        for (text, expected) in [
            ("12", Some(12)),
            ("１２", Some(12)),
            ("一百二十", Some(120)),
            ("百二十", Some(120)),
            ("两千零二", Some(2002)),
            ("二〇二六", Some(2026)),
            ("", None),
            ("条", None),
            ("一二十", None),
            ("十百", None),
            ("万", None),
            ("12a", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(parse(&"一".repeat(100_000)), None);
    }

    #[test]
    fn reads_enclosed_numbers_and_names_articles() {
        assert_eq!(enclosed('㈠'), Some((Enclosure::HanParenthesis, 1)));
        assert_eq!(enclosed('⑿'), Some((Enclosure::Parenthesis, 12)));
        assert_eq!(enclosed('③'), Some((Enclosure::Circle, 3)));
        assert_eq!(enclosed('条'), None);
        assert_eq!(article_name("12"), "第十二条");
        assert_eq!(article_name("120-1"), "第一百二十条之一");
        assert_eq!(article_name("x"), "");
    }
}
