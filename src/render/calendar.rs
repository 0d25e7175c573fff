//! Events as iCalendar files (RFC 5545), and recurrence rules in words.

use crate::content::{Event, Moment};

/// The file for calendars. `uid` names the event for good, `stamp` is when it was last changed.
pub(super) fn ics(uid: &str, title: &str, description: Option<&str>, event: &Event, stamp: Moment) -> String {
    let mut out = String::new();
    let mut line = |text: String| fold(&mut out, &text);
    line("BEGIN:VCALENDAR".into());
    line("VERSION:2.0".into());
    line("PRODID:-//shuyuan//shuyuan//ZH".into());
    line("BEGIN:VEVENT".into());
    line(format!("UID:{}", escape(uid)));
    line(format!("DTSTAMP:{}Z", date_time(stamp)));
    line(start_or_end("DTSTART", event.start.value));
    if let Some(end) = &event.end {
        line(start_or_end("DTEND", end.value));
    }
    if let Some(rule) = &event.recurrence {
        line(format!("RRULE:{}", rule.value.trim().trim_start_matches("RRULE:").replace(['\r', '\n'], "")));
    }
    line(format!("SUMMARY:{}", escape(title)));
    if let Some(location) = &event.location {
        line(format!("LOCATION:{}", escape(location)));
    }
    if let Some(description) = description {
        line(format!("DESCRIPTION:{}", escape(description)));
    }
    line("END:VEVENT".into());
    line("END:VCALENDAR".into());
    out
}

/// An event without a clock lasts whole days.
fn start_or_end(name: &str, at: Moment) -> String {
    if at.0.time() == time::Time::MIDNIGHT {
        let day = at.date();
        return format!("{name};VALUE=DATE:{:04}{:02}{:02}", day.year(), u8::from(day.month()), day.day());
    }
    format!("{name}:{}", date_time(at))
}

fn date_time(at: Moment) -> String {
    let (day, time) = (at.date(), at.0.time());
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}",
        day.year(),
        u8::from(day.month()),
        day.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace("\r\n", "\\n").replace('\n', "\\n")
}

/// Lines longer than 75 bytes are folded (RFC 5545, 3.1).
fn fold(out: &mut String, line: &str) {
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
pub(super) fn in_words(rule: &str) -> Option<String> {
    let mut unit = None;
    let mut interval = 1u32;
    let mut days = String::new();
    let mut end = String::new();
    for part in rule.trim().trim_start_matches("RRULE:").split(';').filter(|p| !p.is_empty()) {
        let (key, value) = part.split_once('=')?;
        match key.to_ascii_uppercase().as_str() {
            "FREQ" => unit = Some(unit_name(value)?),
            "INTERVAL" => interval = value.parse().ok()?,
            "COUNT" => end = format!("，共{}次", value.parse::<u32>().ok()?),
            "UNTIL" => end = format!("，至{}", until(value)?),
            "BYDAY" => days = value.split(',').map(weekday).collect::<Option<Vec<_>>>()?.join("、"),
            "BYMONTHDAY" => days = format!("{}日", value.replace(',', "、")),
            _ => return None,
        }
    }
    let unit = unit?;
    let every = if interval == 1 { format!("每{unit}") } else { format!("每{interval}{}", counted(unit)) };
    let when = if days.is_empty() { "一次".to_owned() } else { format!("的{days}") };
    Some(format!("{every}{when}{end}"))
}

fn unit_name(value: &str) -> Option<&'static str> {
    Some(match value.to_ascii_uppercase().as_str() {
        "DAILY" => "天",
        "WEEKLY" => "周",
        "MONTHLY" => "月",
        "YEARLY" => "年",
        _ => return None,
    })
}

fn counted(unit: &str) -> String {
    if unit == "月" { "个月".to_owned() } else { unit.to_owned() }
}

fn weekday(value: &str) -> Option<String> {
    let at = value.len().checked_sub(2)?;
    let name = match value.get(at..)?.to_ascii_uppercase().as_str() {
        "MO" => "周一",
        "TU" => "周二",
        "WE" => "周三",
        "TH" => "周四",
        "FR" => "周五",
        "SA" => "周六",
        "SU" => "周日",
        _ => return None,
    };
    Some(match value.get(..at)? {
        "" => name.to_owned(),
        "-1" => format!("最后一个{name}"),
        number => format!("第{}个{name}", number.parse::<u8>().ok()?),
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
        let check = |rule, expected: Option<&str>| assert_eq!(in_words(rule).as_deref(), expected, "{rule}");
        check("FREQ=WEEKLY;COUNT=8", Some("每周一次，共8次"));
        check("FREQ=MONTHLY;BYDAY=1MO", Some("每月的第1个周一"));
        check("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20261231", Some("每月的最后一个周五，至2026-12-31"));
        check("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15", Some("每2个月的15日"));
        check("FREQ=SECONDLY", None);
        check("", None);
        check("FREQ=WEEKLY;BYDAY=周", None);
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        fold(&mut out, &"学".repeat(60));
        assert!(out.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", "").trim_end(), "学".repeat(60));
    }
}
