//! Numbers that belong to a person and were published by mistake. Only what its own check digit confirms is told.

use std::ops::Range;

use crate::check::prose::PageText;
use crate::check::{Context, Rule};
use crate::content::parse_date;
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
        let here = runs(&page.words).into_iter().filter(|(_, kind)| *kind == wanted);
        found.extend(here.map(|(range, _)| fault(page, range, wanted)));
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
    let digits = &page.text[range.clone()];
    let (head, tail) = (&digits[..3.min(digits.len())], &digits[digits.len().saturating_sub(2)..]);
    rule.fault(format!("这里有一个{zh}（{head}…{tail}）"), format!("this is {en} ({head}…{tail})")).at(page.span(range)).hint(
        format!("删去，或者中间用星号代替；确实应当公开的，在上一行写 <!-- shuyuan: allow {} 理由 -->。", rule.id),
        format!("Remove it, or put asterisks in its middle; if it shall be public, write <!-- shuyuan: allow {} reason --> above it.", rule.id),
    )
}

/// The runs of digits that are such numbers.
fn runs(text: &str) -> Vec<(Range<usize>, Number)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit).map(|i| at + i) {
        let mut end = start;
        let mut digits = String::new();
        // Groups such as 138 0000 1234 or 6222-0212-3456 belong together.
        while let Some(byte) = bytes.get(end) {
            let grouped = matches!(byte, b' ' | b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            match byte {
                b'0'..=b'9' => digits.push(char::from(*byte)),
                b'X' | b'x' if digits.len() == 17 => digits.push('X'),
                _ if grouped => {}
                _ => break,
            }
            end += 1;
        }
        at = end.max(start + 1);
        let joined = |byte: Option<&u8>| {
            byte.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'/' | b'=' | b'%'))
        };
        let before = start.checked_sub(1).and_then(|i| bytes.get(i));
        let ends = bytes.get(end).filter(|b| **b != b'.' || bytes.get(end + 1).is_some_and(u8::is_ascii_digit));
        if !joined(before)
            && !joined(ends)
            && let Some(kind) = kind(&digits, &text[start..end])
        {
            found.push((start..end, kind));
        }
    }
    found
}

fn kind(digits: &str, written: &str) -> Option<Number> {
    let groups: Vec<usize> = written.split([' ', '-']).map(str::len).collect();
    let whole = groups.len() == 1;
    if digits.len() == 18 && is_identity(digits) {
        return Some(Number::Identity);
    }
    let mobile = digits.len() == 11 && digits.starts_with('1') && digits.as_bytes()[1] >= b'3';
    if mobile && (whole || groups == [3, 4, 4]) {
        return Some(Number::Mobile);
    }
    let bank = match digits.len() {
        16 => digits.starts_with(['4', '5']) || digits.starts_with("62"),
        17..=19 => digits.starts_with("62"),
        _ => false,
    };
    let grouped = whole || groups[..groups.len() - 1].iter().all(|length| *length == 4);
    (bank && grouped && luhn(digits)).then_some(Number::Bank)
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
    }
}
