//! Dates in the text that the calendar does not have, and weekdays that are not theirs.

use std::ops::Range;

use time::{Date, Month, Weekday};

use super::written_times::impossible_times;
use crate::check::Rule;
use crate::check::prose::PageText;
use crate::content::{format_date, numeral};
use crate::diagnostics::{Diagnostic, Severity};

/// There is no such day.
pub(in crate::check) const IMPOSSIBLE: Rule = Rule {
    id: "impossible-date",
    severity: Severity::Warning,
    what: ("正文里的日期或者时刻是没有的", "the text names a day or a time of day that does not exist"),
    mend: ("核对日期和时间，改正", "check the date or the time and correct it"),
    find: Some(|context| {
        context.pages().iter().flat_map(|page| [impossible(page), wrong_times(page)].concat()).collect()
    }),
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
    let more: Vec<Written> = found.iter().flat_map(|written| days_that_follow(text, written)).collect();
    found.extend(more);
    found.sort_by_key(|written| written.range.start);
    found
}

/// What stands between two days of one month, or two weekdays.
const BETWEEN: [char; 12] = ['至', '到', '、', '和', '与', '及', '-', '—', '–', '－', '~', '～'];

/// 25日 of 11月23日至25日 and of 11月23日（星期一）、25日: days of the same month, later ones each.
fn days_that_follow(text: &str, first: &Written) -> Vec<Written> {
    let mut found: Vec<Written> = Vec::new();
    if !text[first.range.clone()].ends_with(['日', '号']) {
        return found;
    }
    let (mut end, mut last) = (first.range.end, first.day);
    loop {
        let mut rest = text[end..].trim_start_matches(' ');
        // A weekday in brackets.
        if let Some(close) = rest.strip_prefix(['（', '(']).and_then(|inner| inner.find(['）', ')']))
            && close <= 18
        {
            rest = rest.trim_start_matches(['（', '(']);
            rest = rest[close..].trim_start_matches(['）', ')']);
        }
        let apart = rest.trim_start_matches(|c| BETWEEN.contains(&c) || c == ' ');
        let Some((day, after)) = numeral::parse_prefix(apart).filter(|_| apart.len() < rest.len()) else { break };
        let Some(after) = after.trim_start_matches(' ').strip_prefix(['日', '号']) else { break };
        // 3日内 is a span of time.
        if day <= last || day > 99 || after.starts_with(['内', '后']) {
            break;
        }
        let start = text.len() - apart.len();
        (end, last) = (text.len() - after.len(), day);
        found.push(Written { year: first.year, month: first.month, day, range: start..end });
    }
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
            let words = match page.text[range.clone()].contains(['月', '-', '/', '.']) {
                true => page.text[range.clone()].to_owned(),
                false => format!("{}月{}日", day.month, day.day),
            };
            IMPOSSIBLE
                .fault(format!("日历上没有“{words}”"), format!("there is no `{words}` in the calendar"))
                .at(page.span(range))
                .hint("核对日期，改正月或者日。", "Check the date and correct month or day.")
        })
        .collect()
}

fn wrong_times(page: &PageText<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for block in &page.blocks {
        for range in impossible_times(&page.words[block.clone()]) {
            let range = block.start + range.start..block.start + range.end;
            let words = &page.text[range.clone()];
            let fault = IMPOSSIBLE
                .fault(format!("没有“{words}”这个时刻"), format!("there is no `{words}` in a day"))
                .at(page.span(range))
                .hint("核对时间，改正小时或者分。", "Check the time and correct hour or minute.");
            found.push(fault);
        }
    }
    found
}

fn weekdays(page: &PageText<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let published = page.draft.meta.published_at.as_ref().map(|at| at.value.date());
    for block in &page.blocks {
        let text = &page.words[block.clone()];
        for (range, date, weekday) in wrong_weekdays(text, published) {
            found.push(wrong_weekday(page, block.start + range.start..block.start + range.end, date, weekday));
        }
    }
    found
}

/// The places of `text` where a weekday is not that of its date, what day that is, and what is written.
fn wrong_weekdays(text: &str, published: Option<Date>) -> Vec<(Range<usize>, Date, Weekday)> {
    let mut found = Vec::new();
    let mut known: Option<(i32, u32)> = None;
    let all = dates(text);
    let mut next = 0;
    while next < all.len() {
        // 11月26日、27日（周四、周五）: as many weekdays as days.
        let chain = 1 + all[next..].windows(2).take_while(|two| are_joined(text, &two[0], &two[1])).count();
        let last = &all[next + chain - 1];
        let (listed, length) = weekdays_after(&text[last.range.end..]);
        let days = if listed.len() == chain && chain > 1 { chain } else { 1 };
        for at in next..next + days {
            let written = &all[at];
            let years = years_of(written, known, published);
            known = written.year.map(|year| (year, written.month)).or(known);
            let own = || {
                let after = weekday_after(&text[written.range.end..]).map(|(weekday, length)| (weekday, 0, length));
                let before =
                    || weekday_before(&text[..written.range.start]).map(|(weekday, length)| (weekday, length, 0));
                // As many weekdays as days, or nobody knows which is whose; from 9月1日 to 12月11日（周一至周五） are those of
                // every week.
                let unclear = listed.len() > 1 && std::ptr::eq(written, last);
                after.filter(|_| !unclear).or_else(before)
            };
            let of_list = (days > 1).then(|| (listed[at - next], 0, last.range.end + length - written.range.end));
            let Some((weekday, ahead, length)) = of_list.or_else(own) else { continue };
            let dates: Vec<Date> = years.iter().filter_map(|year| written.date(*year)).collect();
            if let Some(date) = dates.first().filter(|_| dates.iter().all(|date| date.weekday() != weekday)) {
                found.push((written.range.start - ahead..written.range.end + length, *date, weekday));
            }
        }
        next += days;
    }
    found
}

/// The years that a date may be of: its own; else the one that was written before, or the next where the months begin anew;
/// else whichever is near the day on which the page was published.
fn years_of(written: &Written, known: Option<(i32, u32)>, published: Option<Date>) -> Vec<i32> {
    match (written.year.or(known.map(|(year, _)| year)), published) {
        (Some(year), _) => {
            let anew = written.year.is_none() && known.is_some_and(|(_, month)| written.month < month);
            (year..=year + i32::from(anew)).collect()
        }
        (None, Some(day)) => {
            let near =
                |year: &i32| written.date(*year).is_some_and(|date| (-300..=270).contains(&(date - day).whole_days()));
            [0, 1, -1].iter().map(|more| day.year() + more).filter(near).collect()
        }
        (None, None) => Vec::new(),
    }
}

/// Whether nothing but a stroke or the like parts two dates, and no more than a week lies between them: what is longer is
/// open on these weekdays.
fn are_joined(text: &str, one: &Written, other: &Written) -> bool {
    let between = text[one.range.end..other.range.start].trim_matches(' ');
    let week = match (one.date(2024), other.date(2024)) {
        (Some(one), Some(other)) => (1..=6).contains(&(other - one).whole_days()),
        _ => false,
    };
    week && !between.is_empty() && between.chars().all(|c| BETWEEN.contains(&c))
}

/// The weekdays in brackets behind a date, （周四、周五） or （星期二至星期四）, and how long they are.
fn weekdays_after(text: &str) -> (Vec<Weekday>, usize) {
    let bare = text.trim_start_matches(' ');
    let Some(mut rest) = bare.strip_prefix(['（', '(']) else { return (Vec::new(), 0) };
    let mut found = Vec::new();
    loop {
        let named = ["星期", "礼拜", "周"].iter().find_map(|word| rest.strip_prefix(word));
        let words = if found.is_empty() { named } else { named.or(Some(rest)) };
        let day = words.and_then(|words| words.chars().next());
        let known = day.and_then(|day| DAYS.iter().find(|(name, _)| *name == day && day != '末'));
        let (Some(words), Some((day, weekday))) = (words, known) else { break };
        found.push(*weekday);
        rest = words[day.len_utf8()..].trim_start_matches(|c| BETWEEN.contains(&c) || c == ' ');
    }
    if rest.starts_with(['）', ')']) { (found, text.len() - rest.len()) } else { (Vec::new(), 0) }
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
    // 9:00（星期三）
    let timed = bare.trim_start_matches(|c: char| c.is_ascii_digit() || ":：时点分半-—至".contains(c));
    let is_time = bare[..bare.len() - timed.len()].contains([':', '：', '时', '点']);
    let bare = if timed.starts_with(['（', '(']) && is_time { timed } else { bare };
    let inner = bare.strip_prefix(['（', '(']);
    if let Some(found) = inner.and_then(english) {
        return Some((found.0, text.len() - found.1.len()));
    }
    let words = inner.unwrap_or(bare);
    // 本周四, 下星期二
    let plain = words.strip_prefix(['本', '下', '上', '这']);
    let words = plain.filter(|words| words.starts_with("周") || words.starts_with("星期")).unwrap_or(words);
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

/// (Tuesday) or (Tue.) without its first bracket, and what follows it.
fn english(text: &str) -> Option<(Weekday, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text[..length].to_ascii_lowercase();
    let (_, weekday) =
        DAYS.iter().find(|(_, day)| word.len() >= 3 && day.to_string().to_lowercase().starts_with(&word))?;
    let rest = text[length..].trim_start_matches('.');
    rest.starts_with(['）', ')']).then_some((*weekday, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_of_several_days() {
        let published = Date::from_calendar_date(2026, Month::November, 2).ok();
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> =
                wrong_weekdays(text, published).into_iter().map(|(range, ..)| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("11月23日至25日（星期一至星期三）", &[]);
        check("11月23日至25日（星期二至星期三）", &["11月23日至25日（星期二至星期三"]);
        check("11月26日、27日（周五、六）停电", &["11月26日、27日（周五、六", "27日（周五、六"]);
        check("11月23日（星期一）至25日（星期四）", &["25日（星期四"]);
        check("11月9日至12月11日（周一至周五）每天开放", &[]);
        check("11月14日、15日（周日）", &[]);
        // The year of a date without one is the nearest; after December comes January.
        check("11月12日（周五）前；12月28日（周一）至1月3日（周日）", &["11月12日（周五"]);
        check("2026年12月28日（星期一）至1月3日（星期日）", &[]);
        check(
            "11月20日（本周四），11月10日9:00（星期三），2026年11月30日(Tuesday)",
            &["11月20日（本周四", "11月10日9:00（星期三", "2026年11月30日(Tuesday"],
        );
        check("11月20日（本周五），11月10日上午9时（星期二），2026年11月30日(Mon.)，每周五", &[]);
    }

    #[test]
    fn dates_as_they_are_written() {
        let check = |text: &str, expected: &[(Option<i32>, u32, u32)]| {
            let found: Vec<_> = dates(text).into_iter().map(|d| (d.year, d.month, d.day)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("定于2026年3月5日（星期四）", &[(Some(2026), 3, 5)]);
        check("二〇二六年九月三十一日至10月 8 日", &[(Some(2026), 9, 31), (None, 10, 8)]);
        check("11月23日至25日、31日，11月1日、3日内", &[(None, 11, 23), (None, 11, 25), (None, 11, 31), (None, 11, 1)]);
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
