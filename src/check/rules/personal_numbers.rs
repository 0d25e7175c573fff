//! Numbers that belong to a person and were published by mistake. Only what its own check digit confirms is told.

use std::ops::Range;

use crate::check::prose::PageText;
use crate::check::{Context, Rule};
use crate::content::{numeral, parse_date};
use crate::diagnostics::{Diagnostic, Severity};

/// 身份证号
pub(in crate::check) const IDENTITY: Rule = Rule {
    id: "identity-number",
    severity: Severity::Warning,
    what: ("页面上有居民身份证号", "a page holds an identity-card number"),
    mend: ("删去，或者只留前后几位，中间用星号", "remove it, or put asterisks in its middle"),
    find: Some(|context| found(context, Number::Identity)),
    in_build: false,
};

/// 手机号
pub(in crate::check) const MOBILE: Rule = Rule {
    id: "mobile-number",
    severity: Severity::Warning,
    what: ("页面上有手机号", "a page holds a mobile number"),
    mend: (
        "换成办公电话；确实要公开的，用注释放行",
        "give the office's number; allow by a comment what is meant to be public",
    ),
    find: Some(|context| found(context, Number::Mobile)),
    in_build: false,
};

/// 银行卡号
pub(in crate::check) const BANK: Rule = Rule {
    id: "bank-number",
    severity: Severity::Warning,
    what: ("页面上有银行卡号", "a page holds the number of a bank card"),
    mend: ("删去；确实要公开的账号，用注释放行", "remove it; allow by a comment an account that is meant to be public"),
    find: Some(|context| found(context, Number::Bank)),
    in_build: false,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Identity,
    Mobile,
    Bank,
}

fn found(context: &Context<'_>, wanted: Number) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in context.pages() {
        let here: Vec<Range<usize>> =
            runs(&page.words).into_iter().filter(|(_, kind)| *kind == wanted).map(|(range, _)| range).collect();
        // A number that only a link dials.
        let dialled = page.links.iter().filter_map(|(link, to)| {
            let number = ["tel:", "sms:"].iter().find_map(|scheme| to.strip_prefix(scheme))?;
            let kind = runs(number).first().map(|(_, kind)| *kind)?;
            let at = link.start + page.text[link.clone()].rfind(number)?;
            let told = here.iter().any(|range| link.contains(&range.start));
            (kind == wanted && !told).then_some(at..at + number.len())
        });
        let dialled: Vec<Range<usize>> = dialled.collect();
        found.extend(here.into_iter().chain(dialled).map(|range| fault(page, range, wanted)));
    }
    found
}

fn fault(page: &PageText<'_>, range: Range<usize>, number: Number) -> Diagnostic {
    let (rule, zh, en) = match number {
        Number::Identity => (&IDENTITY, "居民身份证号", "an identity-card number"),
        Number::Mobile => (&MOBILE, "手机号", "a mobile number"),
        Number::Bank => (&BANK, "银行卡号", "the number of a bank card"),
    };
    // Reports for machines are passed on, and hold no more of it than is needed to find it.
    let digits: Vec<char> = page.text[range.clone()].chars().collect();
    let head: String = digits.iter().take(3).collect();
    let tail: String = digits[digits.len().saturating_sub(2)..].iter().collect();
    rule.fault(format!("这里有一个{zh}（{head}…{tail}）"), format!("this is {en} ({head}…{tail})")).at(page.span(range)).hint(
        format!("删去，或者中间用星号代替；确实应当公开的，在上一行写 <!-- shuyuan: allow {} 理由 -->。", rule.id),
        format!("Remove it, or put asterisks in its middle; if it shall be public, write <!-- shuyuan: allow {} reason --> above it.", rule.id),
    )
}

/// The runs of digits that are such numbers.
fn runs(text: &str) -> Vec<(Range<usize>, Number)> {
    let mut found = Vec::new();
    // The old numbers have no check digit, so the page has to speak of them.
    let of_cards = ["身份证", "证件号"].iter().any(|word| text.contains(word));
    let mut at = 0;
    while let Some(start) = text[at..].find(|c| digit(c).is_some()).map(|i| at + i) {
        let groups = groups(text, start);
        let end = groups.last().map_or(start + 1, |(range, _)| range.end);
        at = end;
        if !stands_alone(text, start, end) {
            continue;
        }
        // Two numbers may stand beside each other, or one of another kind before it.
        let mut first = 0;
        while first < groups.len() {
            let ends = (first + 1..=groups.len()).rev();
            let old =
                |groups: &[(Range<usize>, String)]| of_cards && groups.len() == 1 && is_old_identity(&groups[0].1);
            let of = |groups| kind(groups).or_else(|| old(groups).then_some(Number::Identity));
            let known = ends.filter_map(|last| Some((last, of(&groups[first..last])?))).next();
            if let Some((last, kind)) = known {
                let end = groups[last - 1].0.end;
                // 13812345678 元 is a sum.
                let sum =
                    kind == Number::Mobile && text[end..].trim_start_matches(' ').starts_with(['元', '万', '亿', '吨']);
                if !sum {
                    found.push((groups[first].0.start..end, kind));
                }
            }
            first = known.map_or(first + 1, |(last, _)| last);
        }
    }
    found
}

/// A digit of either width, as one of ASCII.
fn digit(c: char) -> Option<char> {
    numeral::digit(c).and_then(|value| char::from_digit(value, 10))
}

/// The digits from `start` on, in the groups that single blanks or hyphens make, with an X where only a check digit is one.
fn groups(text: &str, start: usize) -> Vec<(Range<usize>, String)> {
    let mut groups = vec![(start..start, String::new())];
    let mut chars = text[start..].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().and_then(|(_, next)| digit(*next));
        let count: usize = groups.iter().map(|(_, digits)| digits.len()).sum();
        let Some((range, digits)) = groups.last_mut() else { break };
        match digit(c) {
            Some(digit) => digits.push(digit),
            None if matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ') && (digits.len() == 17 || count == 17) => digits.push('X'),
            None if matches!(c, ' ' | '-') && next.is_some() => {
                let from = start + i + c.len_utf8();
                groups.push((from..from, String::new()));
                continue;
            }
            None => break,
        }
        range.end = start + i + c.len_utf8();
    }
    groups
}

/// Whether what stands from `start` to `end` is no part of a word, a decimal number or an address; a stroke between two
/// numbers parts them.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joins = |c: Option<char>, beyond: Option<char>| match c {
        Some('/') => beyond.is_none_or(|c| digit(c).is_none()),
        Some(c) => c.is_ascii_alphanumeric() || matches!(c, '_' | '=' | '%'),
        None => false,
    };
    let (mut before, mut after) = (text[..start].chars().rev(), text[end..].chars());
    let (before, beyond) = (before.next(), before.next());
    let (after, further) = (after.next(), after.next());
    let decimal = before == Some('.') || after == Some('.') && further.is_some_and(|c| digit(c).is_some());
    !decimal && !joins(before, beyond) && !joins(after, further)
}

/// What groups of digits are together.
fn kind(groups: &[(Range<usize>, String)]) -> Option<Number> {
    let lengths: Vec<usize> = groups.iter().map(|(_, digits)| digits.len()).collect();
    let digits: String = groups.iter().map(|(_, digits)| digits.as_str()).collect();
    let whole = groups.len() == 1;
    if digits.len() == 18 && is_identity(&digits) {
        return Some(Number::Identity);
    }
    // With the number of the country, or without.
    let bare = ["0086", "86"].iter().find_map(|country| digits.strip_prefix(country)).unwrap_or(&digits);
    let mobile = bare.len() == 11 && bare.starts_with('1') && bare.as_bytes()[1] >= b'3';
    let own = if lengths.first().is_some_and(|length| *length == digits.len() - bare.len()) { 1 } else { 0 };
    if mobile && (whole || matches!(lengths[own..], [11] | [3, 4, 4] | [3, 8] | [7, 4])) {
        return Some(Number::Mobile);
    }
    let bank = match digits.len() {
        16 => digits.starts_with(['4', '5']) || digits.starts_with("62"),
        17..=19 => digits.starts_with("62"),
        _ => false,
    };
    let grouped = whole || lengths[..lengths.len() - 1].iter().all(|length| *length == 4);
    (bank && grouped && luhn(&digits)).then_some(Number::Bank)
}

/// GB 11643: a day of birth in the middle and a check digit at the end.
fn is_identity(number: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let born = format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14]);
    let plausible = parse_date(&born).is_some_and(|day| (1880..2100).contains(&day.year()));
    let digits = number.bytes().map(|b| u32::from(b.wrapping_sub(b'0')));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    plausible && number.starts_with(|c| ('1'..='9').contains(&c)) && number.as_bytes()[17] == CHECK[(sum % 11) as usize]
}

/// A number of fifteen digits, as cards had until 1999: a province, and a day of birth of the last century.
fn is_old_identity(number: &str) -> bool {
    if number.len() != 15 || number.contains('X') {
        return false;
    }
    let province = matches!(number[..2].parse(), Ok(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65));
    province && parse_date(&format!("19{}-{}-{}", &number[6..8], &number[8..10], &number[10..12])).is_some()
}

fn luhn(number: &str) -> bool {
    let digits = number.bytes().rev().map(|b| u32::from(b.wrapping_sub(b'0')));
    let sum: u32 =
        digits.enumerate().map(|(i, digit)| if i % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons() {
        let check = |text: &str, expected: &[Number]| {
            let found: Vec<Number> = runs(text).into_iter().map(|(_, kind)| kind).collect();
            assert_eq!(found, expected, "{text}");
        };
        // The number of the standard's own example.
        check("身份证11010519491231002X。", &[Number::Identity]);
        check("身份证110105194912310021", &[]);
        check("电话13800138000，139-0013-8000", &[Number::Mobile, Number::Mobile]);
        check("6222021234567890127", &[]);
        check("6222021234567890128", &[Number::Bank]);
        check("卡号 4111 1111 1111 1111", &[Number::Bank]);
        check("编号113800138000，A13800138000，0.13800138000，20260305123456", &[]);
        check("2026-03-05 2027-01-02 000-5550100", &[]);
        // As they stand in lists of contacts.
        check("13800138000 13900139000、13800138000/13900139000", &[Number::Mobile; 4]);
        check("+86 13800138000，+86-139-0013-8000，008613800138000，138 00138000", &[Number::Mobile; 4]);
        check("电话：１３８００１３８０００，证号110105 19491231 002x", &[Number::Mobile, Number::Identity]);
        check("2026-03-05 13800138000", &[Number::Mobile]);
        check("https://a.example/13800138000/x，文号20260013800138000，1380013800", &[]);
        check("旧身份证号110105491231002，编号110105491331002", &[Number::Identity]);
        check("序号110105491231002", &[]);
        check("总数13812345678 元，电话13812345678，元旦", &[Number::Mobile]);
        check("卡号6222 0212 3456 7890 128，账号 1100 1016 5000 5300 0001", &[Number::Bank]);
    }
}
