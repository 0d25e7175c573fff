//! Dates in the text that the calendar does not have, and weekdays that are not theirs.

use std::ops::Range;

use time::{Date, Month, Weekday};

use crate::check::Rule;
use crate::check::prose::PageText;
use crate::content::{format_date, numeral};
use crate::diagnostics::{Diagnostic, Severity};

/// There is no such day.
pub(in crate::check) const IMPOSSIBLE: Rule = Rule {
    id: "impossible-date",
    severity: Severity::Warning,
    what: ("正文里的日期是日历上没有的", "the text names a day that does not exist"),
    mend: ("核对日期，改正月或者日", "check the date and correct it"),
    find: Some(|context| context.pages().iter().flat_map(impossible).collect()),
    in_build: false,
};

/// The weekday is another one.
pub(in crate::check) const WEEKDAY: Rule = Rule {
    id: "weekday",
    severity: Severity::Warning,
    what: ("写的星期与日期不符", "the weekday is not that of the date"),
    mend: ("核对日历，改正日期或者星期", "look at a calendar and correct either of them"),
    find: Some(|context| context.pages().iter().flat_map(weekdays).collect()),
    in_build: false,
};

/// A date with at least month and day.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) year: Option<i32>,
    pub(super) month: u32,
    pub(super) day: u32,
    pub(super) range: Range<usize>,
}

impl Written {
    /// The day in the calendar, in `year` if it names none.
    pub(super) fn date(&self, year: i32) -> Option<Date> {
        let month = Month::try_from(u8::try_from(self.month).ok()?).ok()?;
        Date::from_calendar_date(self.year.unwrap_or(year), month, u8::try_from(self.day).ok()?).ok()
    }
}

/// The dates of `text`: 2026年3月5日, 3月5日, 三月五日, 2026-03-05.
pub(super) fn dates(text: &str) -> Vec<Written> {
    let mut found = in_digits(text);
    for (at, _) in text.match_indices('月') {
        let Some((month, start)) = number_before(text, at) else { continue };
        let Some((day, rest)) = numeral::parse_prefix(text[at + '月'.len_utf8()..].trim_start_matches(' ')) else {
            continue;
        };
        let Some(rest) = rest.trim_start_matches(' ').strip_prefix(['日', '号']) else { continue };
        let year_end = text[..start].trim_end_matches(' ');
        let year = year_end.strip_suffix('年').and_then(|before| number_before(text, before.len()));
        let start = year.map_or(start, |(_, start)| start);
        // 农历 has other months, and in 1—2月30日 the first number may be a day.
        let before = &text[..start];
        let lunar = ["农历", "阴历", "旧历", "夏历"]
            .iter()
            .any(|word| before.char_indices().rev().nth(11).map_or(before, |(i, _)| &before[i..]).contains(word));
        if !lunar && !before.ends_with(['.', '-', '—', '～', '~', '/', '第']) {
            let year = year.and_then(|(year, _)| i32::try_from(year).ok()).filter(|year| (1000..3000).contains(year));
            found.push(Written { year, month, day, range: start..text.len() - rest.len() });
        }
    }
    found.sort_by_key(|written| written.range.start);
    found
}

/// 2026-03-05, 2026/3/5 and 2026.3.5. What has no month of the calendar, or a day that no month has, is a number of another
/// kind: of a document, a version, a place in a list.
fn in_digits(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|i| at + i) {
        let run = &text[start..];
        let end = run.find(|c: char| !c.is_ascii_digit() && !"-/.".contains(c)).unwrap_or(run.len());
        at = start + end;
        let run = run[..end].trim_end_matches(['-', '/', '.']);
        let Some(sign) = ['-', '/', '.'].into_iter().find(|sign| run.contains(*sign)) else { continue };
        let parts: Vec<&str> = run.split(sign).collect();
        let [year, month, day] = parts[..] else { continue };
        let number = |part: &str, most| (1..=most).contains(&part.len()).then(|| part.parse::<u32>().ok()).flatten();
        let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
            continue;
        };
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || "_/-.%=".contains(c));
        let alone = !joined(text[..start].chars().next_back()) && !joined(text[at..].chars().next());
        if alone && (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day) {
            found.push(Written { year: i32::try_from(year).ok(), month, day, range: start..start + run.len() });
        }
    }
    found
}

/// The number that ends at `end`, and where it begins.
fn number_before(text: &str, end: usize) -> Option<(u32, usize)> {
    let bare = text[..end].trim_end_matches(' ');
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let is_numeral = |c: char| "〇零○一二三四五六七八九十".contains(c);
    let of = |accept: &dyn Fn(char) -> bool| bare.trim_end_matches(accept).len();
    let start = match of(&is_digit) {
        start if start < bare.len() => start,
        _ => of(&is_numeral),
    };
    match numeral::parse_prefix(&bare[start..]) {
        Some((number, "")) => Some((number, start)),
        _ => None,
    }
}

fn impossible(page: &PageText<'_>) -> Vec<Diagnostic> {
    let days = dates(&page.words[page.body..]);
    let wrong = days.into_iter().filter(|day| day.date(2024).is_none());
    wrong
        .map(|day| {
            let range = day.range.start + page.body..day.range.end + page.body;
            let words = &page.text[range.clone()];
            IMPOSSIBLE
                .fault(format!("日历上没有“{words}”"), format!("there is no `{words}` in the calendar"))
                .at(page.span(range))
                .hint("核对日期，改正月或者日。", "Check the date and correct month or day.")
        })
        .collect()
}

fn weekdays(page: &PageText<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let published = page.draft.meta.published_at.as_ref().map(|at| at.value.date().year());
    for block in &page.blocks {
        let text = &page.words[block.clone()];
        let mut year = None;
        for written in dates(text) {
            year = written.year.or(year);
            let after = weekday_after(&text[written.range.end..]).map(|(weekday, length)| (weekday, 0, length));
            let before = || weekday_before(&text[..written.range.start]).map(|(weekday, length)| (weekday, length, 0));
            let Some((weekday, ahead, length)) = after.or_else(before) else { continue };
            // A date without a year is of this year, or of the next one at its turn.
            let years = match (year, published) {
                (Some(year), _) => vec![year],
                (None, Some(year)) => vec![year, year + 1],
                (None, None) => continue,
            };
            let dates: Vec<Date> = years.iter().filter_map(|year| written.date(*year)).collect();
            if let Some(date) = dates.first().filter(|_| dates.iter().all(|date| date.weekday() != weekday)) {
                let start = block.start + written.range.start - ahead;
                found.push(wrong_weekday(page, start..block.start + written.range.end + length, *date, weekday));
            }
        }
    }
    found
}

fn wrong_weekday(page: &PageText<'_>, range: Range<usize>, date: Date, written: Weekday) -> Diagnostic {
    let day = format_date(date);
    let (right, wrong) = (name(date.weekday()), name(written));
    WEEKDAY
        .fault(
            format!("{day} 是星期{right}，写的是星期{wrong}"),
            format!("{day} is a {}, not a {written}", date.weekday()),
        )
        .at(page.span(range))
        .hint("核对日历，改正日期或者星期。", "Look at a calendar and correct the date or the weekday.")
}

const DAYS: [(char, Weekday); 9] = [
    ('一', Weekday::Monday),
    ('二', Weekday::Tuesday),
    ('三', Weekday::Wednesday),
    ('四', Weekday::Thursday),
    ('五', Weekday::Friday),
    ('六', Weekday::Saturday),
    ('日', Weekday::Sunday),
    ('天', Weekday::Sunday),
    ('末', Weekday::Sunday),
];

fn name(weekday: Weekday) -> char {
    DAYS.iter().find(|(_, day)| *day == weekday).map_or('日', |(name, _)| *name)
}

/// The weekday before a date in brackets, 星期四（3月5日）, and how long that is with its bracket.
fn weekday_before(text: &str) -> Option<(Weekday, usize)> {
    let bare = text.strip_suffix(['（', '('])?.trim_end_matches(' ');
    let day = bare.chars().next_back()?;
    let (_, weekday) = DAYS.iter().find(|(name, _)| *name == day && day != '末')?;
    let before = &bare[..bare.len() - day.len_utf8()];
    let name = ["星期", "礼拜", "周"].iter().find(|word| before.ends_with(**word))?;
    Some((*weekday, text.len() - before.len() + name.len()))
}

/// The weekday that follows a date, and how long that is with its brackets. The time of day may stand between them.
fn weekday_after(text: &str) -> Option<(Weekday, usize)> {
    let bare = text.trim_start_matches(' ');
    let bare = ["上午", "下午", "晚上", "晚"].iter().find_map(|time| bare.strip_prefix(time)).unwrap_or(bare);
    let inner = bare.strip_prefix(['（', '(']);
    let words = inner.unwrap_or(bare);
    let rest = ["星期", "礼拜", "周"].iter().find_map(|word| words.strip_prefix(word))?;
    let day = rest.chars().next()?;
    let (_, weekday) = DAYS.iter().find(|(name, _)| *name == day && day != '末')?;
    let rest = &rest[day.len_utf8()..];
    let after = rest.chars().next();
    // 3月5日周一平到会 is a name; brackets and 星期 leave no doubt.
    let name = inner.is_none()
        && words.starts_with('周')
        && after.is_some_and(|c| crate::check::prose::is_han(c) && !"上下中晚早起至到的前后在".contains(c));
    (!name).then_some((*weekday, text.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_they_are_written() {
        let check = |text: &str, expected: &[(Option<i32>, u32, u32)]| {
            let found: Vec<_> = dates(text).into_iter().map(|d| (d.year, d.month, d.day)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("定于2026年3月5日（星期四）", &[(Some(2026), 3, 5)]);
        check("二〇二六年九月三十一日至10月 8 日", &[(Some(2026), 9, 31), (None, 10, 8)]);
        check("三个月内，农历二月三十日，6月份，每月5日", &[]);
        check("2026-02-30、2026/9/31；2026.3.5。", &[(Some(2026), 2, 30), (Some(2026), 9, 31), (Some(2026), 3, 5)]);
        check("2026-13-05，2026-1，v2026.3.5，192.168.1.30，2026-03-32，2026-03-05-7，x/2026/02/30", &[]);
    }

    #[test]
    fn weekdays_that_follow() {
        let check = |text: &str, expected| assert_eq!(weekday_after(text).map(|(day, _)| day), expected, "{text}");
        check("（星期四）上午", Some(Weekday::Thursday));
        check(" 周日下午", Some(Weekday::Sunday));
        check("周一平到会", None);
        check("周年纪念", None);
        check("上午（周五）", Some(Weekday::Friday));
        check("上午，周五", None);
        assert_eq!(weekday_before("定于星期四（"), Some((Weekday::Thursday, 12)));
        assert_eq!(weekday_before("定于星期四"), None);
        assert_eq!(weekday_before("每周（"), None);
    }
}
