//! Events as iCalendar files (RFC 5545), and recurrence rules in words.

use time::{Date, PrimitiveDateTime};

use super::Words;
use crate::content::when::zone;
use crate::content::{Event, Moment, When};

/// What a calendar is told of an event.
pub(super) struct Entry<'a> {
    /// Names the event for good.
    pub(super) uid: String,
    pub(super) title: &'a str,
    pub(super) description: Option<&'a str>,
    /// The page of the event on the web.
    pub(super) url: Option<String>,
    pub(super) event: &'a Event,
    /// When it was last changed.
    pub(super) stamp: Moment,
    /// What clocks show here, `+08:00`.
    pub(super) zone: &'a str,
}

/// The file for calendars: all events of a list that has a name, or a single event.
pub(super) fn ics(name: Option<&str>, entries: &[Entry<'_>]) -> String {
    let mut out = String::new();
    let mut line = |text: String| fold(&mut out, &text);
    for fixed in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//shuyuan//shuyuan//ZH", "CALSCALE:GREGORIAN"] {
        line(fixed.into());
    }
    if let Some(name) = name {
        line(format!("X-WR-CALNAME:{}", escape(name)));
    }
    if let Some(entry) = entries.iter().find(|entry| matches!(Time::of(entry.event), Time::Clock(..))) {
        let name = zone_name(entry.zone);
        let shown = entry.zone.replace(':', "");
        line("BEGIN:VTIMEZONE".into());
        line(format!("TZID:{name}"));
        line("BEGIN:STANDARD".into());
        line("DTSTART:19700101T000000".into());
        line(format!("TZOFFSETFROM:{shown}"));
        line(format!("TZOFFSETTO:{shown}"));
        line("END:STANDARD".into());
        line("END:VTIMEZONE".into());
    }
    entries.iter().for_each(|entry| vevent(entry, &mut line));
    line("END:VCALENDAR".into());
    out
}

fn vevent(entry: &Entry<'_>, line: &mut dyn FnMut(String)) {
    let event = entry.event;
    let offset = zone(entry.zone);
    let time = Time::of(event);
    let name = zone_name(entry.zone);
    line("BEGIN:VEVENT".into());
    line(format!("UID:{}", escape(&entry.uid)));
    line(format!("DTSTAMP:{}Z", date_time(When::Clock(entry.stamp.0).in_utc(offset))));
    match &time {
        Time::Days(start, end) => {
            line(format!("DTSTART;VALUE=DATE:{}", day(*start)));
            line(format!("DTEND;VALUE=DATE:{}", day(*end)));
        }
        Time::Clock(start, end) => {
            line(format!("DTSTART;TZID={name}:{}", date_time(*start)));
            if let Some(end) = end {
                line(format!("DTEND;TZID={name}:{}", date_time(*end)));
            }
        }
    }
    if let Some(rule) = &event.recurrence {
        line(format!("RRULE:{}", rule_for(&rule.value, matches!(time, Time::Days(..)), offset)));
    }
    line(format!("SUMMARY:{}", escape(entry.title)));
    if let Some(location) = &event.location {
        line(format!("LOCATION:{}", escape(location)));
    }
    if let Some(description) = entry.description {
        line(format!("DESCRIPTION:{}", escape(description)));
    }
    if let Some(url) = &entry.url {
        line(format!("URL:{}", url.replace(|c: char| c.is_control(), "")));
    }
    line("END:VEVENT".into());
}

/// Beginning and end as calendars want them: of one type, the end behind the last moment.
enum Time {
    /// From a day to the one behind the last.
    Days(Date, Date),
    Clock(PrimitiveDateTime, Option<PrimitiveDateTime>),
}

impl Time {
    fn of(event: &Event) -> Self {
        let start = event.start.value;
        let end = event.end.as_ref().map(|end| end.value);
        let behind = |day: Date| day.next_day().unwrap_or(day);
        match (start, end) {
            (When::Day(first), None) => Self::Days(first, behind(first)),
            (When::Day(first), Some(When::Day(last))) => Self::Days(first, behind(last)),
            _ => {
                let end = match end {
                    Some(When::Day(last)) => Some(Moment::day(behind(last)).0),
                    Some(When::Clock(end)) => Some(end),
                    None => None,
                };
                Self::Clock(start.moment().0, end.filter(|end| *end > start.moment().0))
            }
        }
    }
}

/// The rule with an `UNTIL` of the type that the beginning has: a day, or a time in UTC.
fn rule_for(rule: &str, days: bool, offset: time::UtcOffset) -> String {
    let part = |part: &str| {
        let part = part.trim();
        match part.split_once('=') {
            Some((name, value)) if name.eq_ignore_ascii_case("UNTIL") => match until_moment(value) {
                Some((last, _)) if days => format!("UNTIL={}", day(last.date())),
                Some((last, true)) => format!("UNTIL={}Z", date_time(last)),
                Some((last, false)) => format!("UNTIL={}Z", date_time(When::Clock(last).in_utc(offset))),
                None => part.to_owned(),
            },
            _ => part.to_ascii_uppercase(),
        }
    };
    let body = rule.trim().trim_start_matches("RRULE:");
    body.split(';').filter(|part| !part.trim().is_empty()).map(part).collect::<Vec<_>>().join(";")
}

/// `20261231` is its last second here; the flag says that the time is one of UTC.
fn until_moment(value: &str) -> Option<(PrimitiveDateTime, bool)> {
    let number = |range: std::ops::Range<usize>| value.get(range)?.parse::<u8>().ok();
    let month = time::Month::try_from(number(4..6)?).ok()?;
    let day = Date::from_calendar_date(value.get(..4)?.parse().ok()?, month, number(6..8)?).ok()?;
    let clock = match value.len() {
        8 => time::Time::from_hms(23, 59, 59).ok()?,
        _ => time::Time::from_hms(number(9..11)?, number(11..13)?, number(13..15)?).ok()?,
    };
    Some((PrimitiveDateTime::new(day, clock), value.ends_with('Z')))
}

/// Calendars know the zone of China by this name; any other is named by what it is.
fn zone_name(offset: &str) -> String {
    if offset == "+08:00" { "Asia/Shanghai".to_owned() } else { format!("UTC{offset}") }
}

fn day(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), u8::from(day.month()), day.day())
}

fn date_time(at: PrimitiveDateTime) -> String {
    format!("{}T{:02}{:02}{:02}", day(at.date()), at.hour(), at.minute(), at.second())
}

/// A text as calendar files want it (RFC 5545, 3.3.11).
pub(crate) fn escape(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    // Other control characters end the file for some calendars.
    text.replace('\n', "\\n").replace(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}', "")
}

/// Writes a line; one longer than 75 bytes is folded (RFC 5545, 3.1).
pub(crate) fn fold(out: &mut String, line: &str) {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// A recurrence rule in words, `FREQ=WEEKLY;COUNT=8` → `每周一次，共8次`; none if it says more than can be put simply.
pub(super) fn in_words(rule: &str, words: &Words) -> Option<String> {
    let mut unit = None;
    let mut interval = 1u32;
    let mut days = String::new();
    let mut end = String::new();
    for part in rule.trim().trim_start_matches("RRULE:").split(';').filter(|p| !p.is_empty()) {
        let (key, value) = part.split_once('=')?;
        match key.to_ascii_uppercase().as_str() {
            "FREQ" => unit = Some(unit_key(value)?),
            "INTERVAL" => interval = value.parse().ok()?,
            "COUNT" => end = words.with("recur_count", &value.parse::<u32>().ok()?.to_string()),
            "UNTIL" => end = words.with("recur_until", &until(value)?),
            "BYDAY" => {
                days = value
                    .split(',')
                    .map(|day| weekday(day, words))
                    .collect::<Option<Vec<_>>>()?
                    .join(words.get("comma"))
            }
            "BYMONTHDAY" if value == "-1" => days = words.get("recur_month_end").to_owned(),
            // The last day but one has no words of its own.
            "BYMONTHDAY" if value.contains('-') => return None,
            "BYMONTHDAY" => days = words.with("recur_month_day", &value.replace(',', words.get("comma"))),
            _ => return None,
        }
    }
    let unit = unit?;
    let every = match interval {
        1 => words.with("recur_every", words.get(unit)),
        _ => {
            let counted = format!("{unit}s");
            words.filled("recur_every_n", &[("number", &interval.to_string()), ("unit", words.get(&counted))])
        }
    };
    let when = if days.is_empty() { words.get("recur_once").to_owned() } else { words.with("recur_on", &days) };
    Some(format!("{every}{when}{end}"))
}

fn unit_key(value: &str) -> Option<&'static str> {
    Some(match value.to_ascii_uppercase().as_str() {
        "DAILY" => "recur_day",
        "WEEKLY" => "recur_week",
        "MONTHLY" => "recur_month",
        "YEARLY" => "recur_year",
        _ => return None,
    })
}

fn weekday(value: &str, words: &Words) -> Option<String> {
    let at = value.len().checked_sub(2)?;
    let name = match value.get(at..)?.to_ascii_uppercase().as_str() {
        "MO" => "weekday_mo",
        "TU" => "weekday_tu",
        "WE" => "weekday_we",
        "TH" => "weekday_th",
        "FR" => "weekday_fr",
        "SA" => "weekday_sa",
        "SU" => "weekday_su",
        _ => return None,
    };
    let name = words.get(name);
    Some(match value.get(..at)? {
        "" => name.to_owned(),
        "-1" => words.with("recur_last", name),
        number => words.filled("recur_nth", &[("number", &number.parse::<u8>().ok()?.to_string()), ("day", name)]),
    })
}

fn until(value: &str) -> Option<String> {
    let digits = value.get(..8)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_in_words() {
        let theme = crate::render::theme::Theme::load(&[]).value.unwrap();
        let words = Words::new(theme.strings("zh-CN"));
        let check = |rule, expected: Option<&str>| assert_eq!(in_words(rule, &words).as_deref(), expected, "{rule}");
        check("FREQ=WEEKLY;COUNT=8", Some("每周一次，共8次"));
        check("FREQ=MONTHLY;BYDAY=1MO", Some("每月的第1个周一"));
        check("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20261231", Some("每月的最后一个周五，至2026-12-31"));
        check("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15", Some("每2个月的15日"));
        check("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", Some("每月的最后一天，共3次"));
        check("FREQ=MONTHLY;BYMONTHDAY=-2", None);
        check("FREQ=SECONDLY", None);
        check("", None);
        check("FREQ=WEEKLY;BYDAY=周", None);
    }

    /// The lines of the file that say when.
    fn check(start: &str, end: Option<&str>, rule: Option<&str>, expected: &[&str]) {
        use crate::content::Spanned;
        use crate::diagnostics::Span;
        let span = || Span::file(&"a.md".into());
        let when = |text: &str| Spanned { value: When::parse(text).unwrap(), span: span() };
        let event = Event {
            start: when(start),
            end: end.map(when),
            recurrence: rule.map(|rule| Spanned { value: rule.to_owned(), span: span() }),
            location: Some("一楼；东\u{b}侧,\r\n大厅".to_owned()),
        };
        let ics = ics(
            None,
            &[Entry {
                uid: "a/b@shuyuan".to_owned(),
                title: "夜校\u{7}",
                description: None,
                url: Some("https://portal.example/a/b/".into()),
                event: &event,
                stamp: Moment::parse("2026-08-01 07:00").unwrap(),
                zone: "+08:00",
            }],
        );
        assert!(!ics.replace("\r\n", "").contains(|c: char| c.is_control()), "{ics}");
        assert!(
            ics.contains("SUMMARY:夜校\r\nLOCATION:一楼；东侧\\,\\n大厅\r\nURL:https://portal.example/a/b/\r\n"),
            "{ics}"
        );
        assert!(ics.contains("\r\nDTSTAMP:20260731T230000Z\r\n"), "{ics}");
        let event = ics.split("BEGIN:VEVENT").nth(1).unwrap();
        let times = event
            .split("\r\n")
            .filter(|l| l.starts_with("DTSTART") || l.starts_with("DTEND") || l.starts_with("RRULE"));
        assert_eq!(times.collect::<Vec<_>>(), expected);
        assert_eq!(ics.contains("BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\n"), expected[0].contains("TZID"));
    }

    #[test]
    fn beginning_and_end() {
        let days = |end| ["DTSTART;VALUE=DATE:20260901", end];
        check("2026-09-01", Some("2026-09-03"), None, &days("DTEND;VALUE=DATE:20260904"));
        check("2026-09-05", None, None, &["DTSTART;VALUE=DATE:20260905", "DTEND;VALUE=DATE:20260906"]);
        check("2026-09-01", Some("2026-09-01"), None, &days("DTEND;VALUE=DATE:20260902"));
        let at = "DTSTART;TZID=Asia/Shanghai:20260901T190000";
        check("2026-09-01 19:00", Some("2026-09-01 21:00"), None, &[at, "DTEND;TZID=Asia/Shanghai:20260901T210000"]);
        check("2026-09-01 19:00", Some("2026-09-02"), None, &[at, "DTEND;TZID=Asia/Shanghai:20260903T000000"]);
        check("2026-09-01 19:00", Some("2026-09-01 19:00"), None, &[at]);
        check("2026-09-01 19:00", None, None, &[at]);
        check("2026-09-01 00:00", None, None, &["DTSTART;TZID=Asia/Shanghai:20260901T000000"]);
        check(
            "2026-09-01",
            Some("2026-09-01 12:00"),
            None,
            &["DTSTART;TZID=Asia/Shanghai:20260901T000000", "DTEND;TZID=Asia/Shanghai:20260901T120000"],
        );
    }

    #[test]
    fn the_last_day_of_a_rule_has_the_type_of_the_first() {
        let day = ["DTSTART;VALUE=DATE:20260901", "DTEND;VALUE=DATE:20260902"];
        check(
            "2026-09-01",
            None,
            Some("FREQ=DAILY;UNTIL=20261231T235959"),
            &[day[0], day[1], "RRULE:FREQ=DAILY;UNTIL=20261231"],
        );
        let at = "DTSTART;TZID=Asia/Shanghai:20260901T190000";
        for (until, expected) in [
            ("20261231", "20261231T155959Z"),
            ("20261231T190000", "20261231T110000Z"),
            ("20261231T110000Z", "20261231T110000Z"),
        ] {
            let rule = format!("RRULE:FREQ=WEEKLY;UNTIL={until}");
            check("2026-09-01 19:00", None, Some(&rule), &[at, &format!("RRULE:FREQ=WEEKLY;UNTIL={expected}")]);
        }
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        fold(&mut out, &"学".repeat(60));
        assert!(out.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", "").trim_end(), "学".repeat(60));
    }
}
