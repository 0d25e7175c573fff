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

/// Whether `line` begins with a date, perhaps in a parenthesis, and is no sentence.
pub(super) fn begins(line: &str) -> bool {
    let inner = line.trim_start_matches(['（', '(']).trim_start_matches(is_space);
    date_prefix(inner).is_some() && !line.contains('。') && line.chars().count() <= 300
}

/// Whether `line` ends with what happened: 第五次会议批准）.
pub(super) fn ends(line: &str) -> bool {
    let line = line.trim_end_matches(|c| is_space(c) || closing(c));
    EVENTS.iter().any(|event| line.ends_with(event))
}

/// Adds the events of the header line at `range` to `events`. A line without a date goes on with the one before. Returns
/// whether the events say all of it: a header may hold what is no history, as 最高人民法院发布 above a case.
#[must_use]
pub(super) fn line(file: &Arc<str>, text: &str, range: Range<usize>, events: &mut Vec<Spanned<HistoryEvent>>) -> bool {
    let starts = dates(text, &range);
    if starts.is_empty() {
        return continue_last(text, range, events);
    }
    let mut whole = text[range.start..starts[0].1].trim_matches(|c| is_space(c) || closing(c)).is_empty();
    for (i, (date, start, after)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(range.end, |next| next.1);
        let said = text[*after..end].trim_matches(|c| is_space(c) || closing(c));
        let span = Span::new(file, *start..end);
        whole &= push(events, *date, said, &span);
    }
    whole
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

/// Adds what happened on a day; false if nothing did.
fn push(events: &mut Vec<Spanned<HistoryEvent>>, date: Date, said: &str, span: &Span) -> bool {
    let (by, names) = split(said);
    let said = !names.is_empty();
    for event in names {
        events.push(Spanned { value: HistoryEvent { date: Some(date), event, by: by.clone() }, span: span.clone() });
    }
    said
}

/// What leads over to the next date of a line: 2000年7月8日…第一次修正根据2009年8月27日…第二次修正.
const LEADS_ON: [&str; 6] = ["根据", "并经", "并于", "并由", "经", "自"];

/// `某会议通过` → 某会议 and 通过; `公告公布施行` → 公告 and 公布, 施行; what was adopted stays with it: 通过的《…修正案》.
fn split(said: &str) -> (Option<String>, Vec<String>) {
    let trim = |text| str::trim_matches(text, |c| is_space(c) || closing(c));
    let mut rest = trim(said);
    rest = rest.strip_prefix('起').unwrap_or(rest);
    while let Some(before) = LEADS_ON.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = trim(before);
    }
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
    let by = trim(rest).trim_end_matches('自');
    if names.is_empty() {
        // 某会议通过的《…修正案》, 修订发布（…） and the like: from the first event outside 《》.
        if let Some((i, _)) = first_event(by) {
            names.push(by[i..].to_owned());
            return (some(&by[..i]), names);
        }
        return (None, vec![by.to_owned()].into_iter().filter(|e| !e.is_empty()).collect());
    }
    (some(by), names)
}

fn some(by: &str) -> Option<String> {
    // A line that was broken in two is one.
    let by = by.replace(['\r', '\n'], "");
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

fn continue_last(text: &str, range: Range<usize>, events: &mut Vec<Spanned<HistoryEvent>>) -> bool {
    let Some((last, date)) = events.last().and_then(|last| Some((last.clone(), last.value.date?))) else {
        return false;
    };
    // Only a line that was cut before its event goes on.
    let event = &last.value.event;
    let ended = EVENTS.iter().any(|e| event.ends_with(e)) && first_event(&text[range.clone()]).is_none();
    let whole = EVENTS.iter().any(|e| event == e || event.starts_with('第')) && last.value.by.is_some();
    if ended || whole {
        return false;
    }
    events.pop();
    let said = format!("{}{}{}", last.value.by.unwrap_or_default(), last.value.event, &text[range.clone()]);
    let span = Span { end: range.end, ..last.span };
    push(events, date, &said, &span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &str, expected: &[(&str, &str, &str)]) {
        let file: Arc<str> = "a.md".into();
        let mut events = Vec::new();
        let mut at = 0;
        for part in lines.split_inclusive('\n') {
            let _ = line(&file, lines, at..at + part.trim_end().len(), &mut events);
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
    fn what_was_adopted_stays_with_the_event() {
        check(
            "2025年3月5日 书院单位第三次全体会议通过的《学习办法修正案》",
            &[("2025-03-05", "通过的《学习办法修正案》", "书院单位第三次全体会议")],
        );
        check(
            "2025年3月5日 全体会议《关于修改〈学习办法〉的决定》第一次修正根据2026年1月2日 书院单位第五次会议《决定》第二次修正",
            &[
                ("2025-03-05", "第一次修正", "全体会议《关于修改〈学习办法〉的决定》"),
                ("2026-01-02", "第二次修正", "书院单位第五次会议《决定》"),
            ],
        );
        check(
            "2025年3月5日青禾区会议通过并经2025年6月30日上级会议批准",
            &[("2025-03-05", "通过", "青禾区会议"), ("2025-06-30", "批准", "上级会议")],
        );
    }

    #[test]
    fn what_is_no_history_is_told() {
        let file: Arc<str> = "a.md".into();
        for (text, whole) in [
            ("学习案例", false),
            ("2026-03-15", false),
            ("书院单位发布", false),
            ("据称2025年3月5日通过", false),
            ("2025年3月5日通过", true),
            ("（2025年3月5日会议通过　自2025年4月1日起施行）", true),
        ] {
            assert_eq!(line(&file, text, 0..text.len(), &mut Vec::new()), whole, "{text}");
        }
    }

    #[test]
    fn what_is_no_history() {
        assert!(is_history("（2025年3月5日书院单位会议通过）"));
        assert!(!is_history("2025年3月5日，全体会议通过了本办法。"));
        assert!(!is_history("第一条 甲"));
        check("", &[]);
    }
}
