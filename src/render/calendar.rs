//! Events as iCalendar files (RFC 5545), and recurrence rules in words.

use super::Words;
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
