//! Header lines: 2025年3月5日 某会议通过 … 自2025年4月1日起施行.

use std::ops::Range;
use std::sync::Arc;

use time::Date;

use super::lines::is_space;
use super::signature::date_prefix;
use crate::content::{HistoryEvent, Spanned, numeral};
use crate::diagnostics::Span;

const EVENTS: [&str; 11] = ["通过", "公布", "发布", "批准", "施行", "实施", "修订", "修正", "修改", "废止", "印发"];

/// Whether `line` is a line of history: it begins with a date or a parenthesis with one, and says what happened.
pub(super) fn is_history(line: &str) -> bool {
    let inner = line.trim_start_matches(['（', '(']).trim_start_matches(is_space);
    line.chars().count() <= 300
        && !line.ends_with('。')
        && date_prefix(inner).is_some()
        && EVENTS.iter().any(|event| line.contains(event))
}

/// Adds the events of the header line at `range` to `events`. A line without a date goes on with the one before.
pub(super) fn line(file: &Arc<str>, text: &str, range: Range<usize>, events: &mut Vec<Spanned<HistoryEvent>>) {
    let starts = dates(text, &range);
    if starts.is_empty() {
        return continue_last(text, range, events);
    }
    for (i, (date, start, after)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(range.end, |next| next.1);
        let said = text[*after..end].trim_matches(|c| is_space(c) || closing(c));
        let span = Span::new(file, *start..end);
        push(events, *date, said, &span);
    }
}

fn closing(c: char) -> bool {
    matches!(c, '（' | '）' | '(' | ')' | '，' | '。' | '；' | ',')
}

/// Dates outside 《》 with their start and end.
fn dates(text: &str, range: &Range<usize>) -> Vec<(Date, usize, usize)> {
    let line = &text[range.clone()];
    let mut found = Vec::new();
    let (mut depth, mut skip) = (0usize, 0usize);
    let mut previous = None;
    for (i, c) in line.char_indices() {
        match c {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let numeral = numeral::digit(c).is_some() || numeral::is_numeral(c);
        let begins = numeral && !previous.is_some_and(|p| numeral::digit(p).is_some() || numeral::is_numeral(p));
        previous = Some(c);
        if depth > 0 || i < skip || !begins {
            continue;
        }
        if let Some((date, length)) = date_prefix(&line[i..]) {
            skip = i + length;
            found.push((date, range.start + i, range.start + skip));
        }
    }
    found
}

fn push(events: &mut Vec<Spanned<HistoryEvent>>, date: Date, said: &str, span: &Span) {
    let (by, names) = split(said);
    for event in names {
        events.push(Spanned { value: HistoryEvent { date: Some(date), event, by: by.clone() }, span: span.clone() });
    }
}

/// `某会议通过` → 某会议 and 通过; `公告公布施行` → 公告 and 公布, 施行.
fn split(said: &str) -> (Option<String>, Vec<String>) {
    let mut rest = said.trim_matches(|c| is_space(c) || closing(c));
    rest = rest.strip_prefix('起').unwrap_or(rest);
    let mut names = Vec::new();
    while let Some((before, name)) = EVENTS.iter().find_map(|e| Some((rest.strip_suffix(e)?, *e))) {
        let (before, name) = nth(before, name);
        names.push(name);
        rest = before.trim_end_matches(|c| is_space(c) || closing(c) || matches!(c, '并' | '、'));
        if names.len() == 3 {
            break;
        }
    }
    names.reverse();
    let by = rest.trim_matches(|c| is_space(c) || closing(c)).trim_end_matches('自');
    if names.is_empty() {
        // 修订发布。根据… and the like: the first event outside 《》.
        if let Some((i, name)) = first_event(by) {
            names.push(name.to_owned());
            return (some(&by[..i]), names);
        }
        return (None, vec![by.to_owned()].into_iter().filter(|e| !e.is_empty()).collect());
    }
    (some(by), names)
}

fn some(by: &str) -> Option<String> {
    let by = by.trim_matches(|c| is_space(c) || closing(c));
    (!by.is_empty()).then(|| by.to_owned())
}

fn nth<'a>(before: &'a str, name: &str) -> (&'a str, String) {
    if let Some(head) = before.strip_suffix('次')
        && let Some((i, _)) = head.char_indices().rev().take(4).find(|(_, c)| *c == '第')
        && numeral::parse(&head[i + '第'.len_utf8()..]).is_some()
    {
        return (&before[..i], format!("{}{name}", &before[i..]));
    }
    (before, name.to_owned())
}

fn first_event(text: &str) -> Option<(usize, &'static str)> {
    let mut depth = 0usize;
    for (i, c) in text.char_indices() {
        match c {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            _ if depth == 0 => {
                if let Some(event) = EVENTS.iter().find(|e| text[i..].starts_with(**e)) {
                    return Some((i, event));
                }
            }
            _ => {}
        }
    }
    None
}

fn continue_last(text: &str, range: Range<usize>, events: &mut Vec<Spanned<HistoryEvent>>) {
    let Some(last) = events.pop() else {
        return;
    };
    let Some(date) = last.value.date else {
        return;
    };
    // Only a line that was cut before its event goes on.
    if EVENTS.iter().any(|e| last.value.event.ends_with(e)) && first_event(&text[range.clone()]).is_none() {
        return events.push(last);
    }
    if EVENTS.iter().any(|e| last.value.event == *e || last.value.event.starts_with('第')) && last.value.by.is_some() {
        return events.push(last);
    }
    let said = format!("{}{}", last.value.by.unwrap_or(last.value.event), &text[range.clone()]);
    let span = Span { end: range.end, ..last.span };
    push(events, date, &said, &span);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &str, expected: &[(&str, &str, &str)]) {
        let file: Arc<str> = "a.md".into();
        let mut events = Vec::new();
        let mut at = 0;
        for part in lines.split_inclusive('\n') {
            line(&file, lines, at..at + part.trim_end().len(), &mut events);
            at += part.len();
        }
        let found: Vec<_> = events
            .iter()
            .map(|e| {
                (
                    e.value.date.map(crate::content::format_date).unwrap_or_default(),
                    e.value.event.clone(),
                    e.value.by.clone().unwrap_or_default(),
                )
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(d, e, b)| ((*d).to_owned(), (*e).to_owned(), (*b).to_owned())).collect();
        assert_eq!(found, expected, "{lines}");
    }

    #[test]
    fn dates_bodies_and_events() {
        check("2025年3月5日 书院单位第三次全体会议通过", &[("2025-03-05", "通过", "书院单位第三次全体会议")]);
        check(
            "2026年1月2日 书院单位第五次全体会议《关于修改〈学习办法〉的决定》第二次修正",
            &[("2026-01-02", "第二次修正", "书院单位第五次全体会议《关于修改〈学习办法〉的决定》")],
        );
        check(
            "2026年3月14日 全体会议公告公布施行",
            &[("2026-03-14", "公布", "全体会议公告"), ("2026-03-14", "施行", "全体会议公告")],
        );
        check("２０２６年１月１日 施行", &[("2026-01-01", "施行", "")]);
    }

    #[test]
    fn several_dates_in_parentheses() {
        check(
            "（2025年3月5日书院单位全体会议通过　2025年3月8日公布　自2025年4月1日起施行）",
            &[("2025-03-05", "通过", "书院单位全体会议"), ("2025-03-08", "公布", ""), ("2025-04-01", "施行", "")],
        );
    }

    #[test]
    fn a_broken_line_goes_on() {
        check(
            "2025年3月5日 书院单位会议《关于修改〈甲办法〉\n〈乙办法〉的决定》第一次修正\n书院单位学习办法",
            &[("2025-03-05", "第一次修正", "书院单位会议《关于修改〈甲办法〉〈乙办法〉的决定》")],
        );
    }

    #[test]
    fn what_is_no_history() {
        assert!(is_history("（2025年3月5日书院单位会议通过）"));
        assert!(!is_history("2025年3月5日，全体会议通过了本办法。"));
        assert!(!is_history("第一条 甲"));
        check("", &[]);
    }
}
