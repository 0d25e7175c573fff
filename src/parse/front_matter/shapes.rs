//! One value against its shape.

use std::collections::BTreeMap;

use time::Date;

use super::faults;
use super::keys::{Key, Row, Shape};
use crate::content::{Moment, Period, Spanned, When, format_date, numeral, parse_date};
use crate::diagnostics::{Diagnostic, Span};
use crate::parse::yaml::{Node, Value};

/// A value that fits its shape.
#[derive(Debug, Clone)]
pub(super) enum Field {
    Text(Spanned<String>),
    Texts(Vec<Spanned<String>>),
    Truth(bool),
    Whole(i64),
    Amount(Spanned<f64>),
    Day(Spanned<Date>),
    Moment(Spanned<When>),
    Rows(Vec<Fields>),
    Node(Node),
}

/// Values by key.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(BTreeMap<&'static str, Field>);

impl Fields {
    pub(super) fn insert(&mut self, name: &'static str, field: Field) {
        self.0.insert(name, field);
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn spanned(&mut self, name: &str) -> Option<Spanned<String>> {
        match self.0.remove(name)? {
            Field::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.spanned(name).map(|text| text.value)
    }

    pub(super) fn spanned_texts(&mut self, name: &str) -> Vec<Spanned<String>> {
        match self.0.remove(name) {
            Some(Field::Texts(texts)) => texts,
            _ => Vec::new(),
        }
    }

    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let texts = self.spanned_texts(name).into_iter();
        texts.map(|text| text.value).collect()
    }

    pub(super) fn truth(&mut self, name: &str) -> Option<bool> {
        match self.0.remove(name)? {
            Field::Truth(truth) => Some(truth),
            _ => None,
        }
    }

    pub(super) fn whole(&mut self, name: &str) -> Option<i64> {
        match self.0.remove(name)? {
            Field::Whole(whole) => Some(whole),
            _ => None,
        }
    }

    /// A whole number whose shape keeps it within `T`.
    pub(super) fn number<T: TryFrom<i64>>(&mut self, name: &str) -> Option<T> {
        T::try_from(self.whole(name)?).ok()
    }

    pub(super) fn amount(&mut self, name: &str) -> Option<Spanned<f64>> {
        match self.0.remove(name)? {
            Field::Amount(amount) => Some(amount),
            _ => None,
        }
    }

    pub(super) fn day(&mut self, name: &str) -> Option<Spanned<Date>> {
        match self.0.remove(name)? {
            Field::Day(day) => Some(day),
            _ => None,
        }
    }

    pub(super) fn moment(&mut self, name: &str) -> Option<Spanned<Moment>> {
        match self.0.remove(name)? {
            Field::Moment(when) => Some(Spanned { value: when.value.moment(), span: when.span }),
            _ => None,
        }
    }

    pub(super) fn time(&mut self, name: &str) -> Option<Spanned<When>> {
        match self.0.remove(name)? {
            Field::Moment(when) => Some(when),
            _ => None,
        }
    }

    pub(super) fn rows(&mut self, name: &str) -> Vec<Fields> {
        match self.0.remove(name) {
            Some(Field::Rows(rows)) => rows,
            _ => Vec::new(),
        }
    }

    pub(super) fn node(&mut self, name: &str) -> Option<Node> {
        match self.0.remove(name)? {
            Field::Node(node) => Some(node),
            _ => None,
        }
    }

    /// The moment of a day or moment and where it stands, left in place.
    pub(super) fn when(&self, name: &str) -> Option<(Moment, Span)> {
        match self.0.get(name)? {
            Field::Day(day) => Some((Moment::day(day.value), day.span.clone())),
            Field::Moment(when) => Some((when.value.moment(), when.span.clone())),
            _ => None,
        }
    }
}

/// The value of `key`; `None` if it is empty or, with a diagnostic, if it does not fit.
pub(super) fn read(key: &Key, node: &Node, sink: &mut Vec<Diagnostic>) -> Option<Field> {
    if node.is_null() {
        return None;
    }
    match key.shape {
        Shape::Texts | Shape::OldUrls | Shape::References => texts(key, node, sink),
        Shape::Rows(row) => rows(key, row, node, sink),
        Shape::Anything | Shape::Cascade => match node.value {
            Value::Map(_) => Some(Field::Node(node.clone())),
            _ => refuse(sink, faults::wrong_type(key, node)),
        },
        Shape::Truth => match node.as_bool() {
            Some(truth) => Some(Field::Truth(truth)),
            None => refuse(sink, faults::wrong_type(key, node)),
        },
        Shape::Whole(least, most) => match node.as_i64() {
            Some(n) if (least..=most).contains(&n) => Some(Field::Whole(n)),
            Some(_) => refuse(sink, faults::out_of_range(key, node, least, most)),
            None => refuse(sink, faults::wrong_type(key, node)),
        },
        Shape::Amount => match node.as_f64() {
            Some(n) if n >= 0.0 => Some(Field::Amount(spanned(n, node))),
            Some(_) => refuse(sink, faults::negative(key, node)),
            None => refuse(sink, faults::wrong_type(key, node)),
        },
        Shape::Day | Shape::Moment => date(key, node, sink),
        Shape::Text
        | Shape::Address
        | Shape::Slug
        | Shape::Reference
        | Shape::Choice(_)
        | Shape::Recurrence
        | Shape::Period => text(key, node, sink).map(Field::Text),
    }
}

fn refuse<T>(sink: &mut Vec<Diagnostic>, fault: Diagnostic) -> Option<T> {
    sink.push(fault);
    None
}

fn spanned<T>(value: T, node: &Node) -> Spanned<T> {
    Spanned { value, span: node.span.clone() }
}

/// A single text that fits the shape of `key` or of one entry of its list.
fn text(key: &Key, node: &Node, sink: &mut Vec<Diagnostic>) -> Option<Spanned<String>> {
    let Some(text) = node.as_text() else {
        return refuse(sink, faults::wrong_type(key, node));
    };
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let fault = match key.shape {
        Shape::Address if !is_address(text) => Some(faults::bad_address(key, node, text)),
        Shape::Slug if !is_slug(text) => Some(faults::bad_slug(key, node, text)),
        Shape::OldUrls if !is_old_url(text) => Some(faults::bad_old_url(key, node, text)),
        Shape::Reference if key.name == "cover" && is_other_file(text) => {
            Some(faults::cover_no_picture(key, node, text))
        }
        Shape::Reference | Shape::References => reference_fault(key, node, text),
        Shape::Period if Period::parse(text).is_none() => Some(faults::bad_period(key, node, text)),
        Shape::Recurrence => recurrence_fault(text).map(|part| faults::bad_recurrence(key, node, part)),
        Shape::Choice(choices) => {
            // Labels are taken too, for they are what pages and messages call the choice.
            return match choices.iter().find(|(n, l)| *n == text || *l == text) {
                Some((name, _)) => Some(spanned((*name).to_owned(), node)),
                None => refuse(sink, faults::bad_choice(key, node, text, choices)),
            };
        }
        _ => None,
    };
    match fault {
        Some(fault) => refuse(sink, fault),
        None => Some(spanned(text.to_owned(), node)),
    }
}

/// Whether `text` names a file by an ending that no picture has: a sheet or a document cannot be shown as one.
fn is_other_file(text: &str) -> bool {
    const PICTURES: [&str; 11] = ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "avif", "jfif", "tif", "tiff"];
    if text.starts_with("http") {
        return false;
    }
    let name = text.rsplit('/').next().unwrap_or(text);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| !ending.is_empty() && !PICTURES.contains(&ending.as_str()))
}

fn texts(key: &Key, node: &Node, sink: &mut Vec<Diagnostic>) -> Option<Field> {
    let entries = match &node.value {
        Value::List(list) => list.as_slice(),
        Value::Scalar(_) => std::slice::from_ref(node),
        _ => return refuse(sink, faults::wrong_type(key, node)),
    };
    let mut texts = Vec::with_capacity(entries.len());
    for entry in entries {
        if entry.is_null() {
            sink.push(faults::empty_entry(key, entry));
        } else if let Some(text) = text(key, entry, sink) {
            let joined = text.value.contains(['，', '、', '；', '［', '］']);
            if joined && matches!(key.name, "keywords" | "topics") {
                sink.push(faults::separators(key, entry, &text.value));
            }
            texts.push(text);
        }
    }
    Some(Field::Texts(texts))
}

fn rows(key: &Key, row: &'static Row, node: &Node, sink: &mut Vec<Diagnostic>) -> Option<Field> {
    let entries = match &node.value {
        Value::List(list) => list.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        match &entry.value {
            Value::Null => sink.push(faults::empty_entry(key, entry)),
            Value::Scalar(_) if row.text_is_first => {
                let mut fields = Fields::default();
                if let Some((first, field)) =
                    row.keys.first().and_then(|first| Some((first, read(first, entry, sink)?)))
                {
                    fields.insert(first.name, field);
                    rows.push(fields);
                }
            }
            Value::Map(_) => rows.extend(self::row(key, row, entry, sink)),
            _ => sink.push(faults::wrong_type(key, entry)),
        }
    }
    Some(Field::Rows(rows))
}

fn row(of: &Key, row: &'static Row, node: &Node, sink: &mut Vec<Diagnostic>) -> Option<Fields> {
    let mut fields = Fields::default();
    let entries = node.as_map().unwrap_or_default();
    for entry in entries {
        match row.keys.iter().find(|key| key.name == entry.key) {
            None => {
                let span = entry.key_span.clone();
                sink.push(faults::unknown_row_key(&entry.key, span, row.keys, of));
            }
            Some(key) => {
                if let Some(field) = read(key, &entry.value, sink) {
                    fields.insert(key.name, field);
                }
            }
        }
    }
    let mut whole = true;
    for name in row.required {
        let Some(key) = row.keys.iter().find(|key| key.name == *name) else {
            continue;
        };
        let given = node.get(name).is_some_and(|value| !value.is_null());
        if !given {
            let start = node.span.start;
            let first_key = entries.first().map_or(start + 1, |e| e.key_span.end);
            let span = Span::new(&node.span.file, start..first_key);
            sink.push(faults::missing_row_key(of, key, span));
        }
        whole &= fields.has(name);
    }
    whole.then_some(fields)
}

fn date(key: &Key, node: &Node, sink: &mut Vec<Diagnostic>) -> Option<Field> {
    let Some(text) = node.as_text() else {
        return refuse(sink, faults::wrong_type(key, node));
    };
    let when = When::parse(text);
    match (key.shape, when) {
        (Shape::Moment, Some(when)) => Some(Field::Moment(spanned(when, node))),
        (_, Some(when)) => match parse_date(text) {
            Some(day) => Some(Field::Day(spanned(day, node))),
            None => refuse(sink, faults::day_with_time(key, node, &format_date(when.date()))),
        },
        (_, None) => refuse(sink, unread_date(key, node, text)),
    }
}

/// What is wrong with a date that cannot be read, and what it seems to mean.
fn unread_date(key: &Key, node: &Node, text: &str) -> Diagnostic {
    let Some((day, rest)) = meant_date(text) else {
        return faults::bad_date(key, node, text, None);
    };
    let clock = if key.shape == Shape::Moment { meant_clock(&rest) } else { Clock::None };
    match clock {
        Clock::None => faults::bad_date(key, node, text, Some(day)),
        Clock::At(hour, minute) => faults::bad_date(key, node, text, Some(format!("{day} {hour:02}:{minute:02}"))),
        Clock::Impossible => faults::bad_time(key, node, text, &day),
        Clock::OfElsewhere => faults::bad_date(key, node, text, None),
    }
}

/// The time of day that stands behind a date.
enum Clock {
    None,
    At(u32, u32),
    /// Hours or minutes that no clock shows.
    Impossible,
    /// In another time zone than that of China; the day itself may be another.
    OfElsewhere,
}

/// A clock in digits: 下午三点半 is 下午3点30分, 8点1刻 is 8点15分. 半夜 is no half hour.
fn in_digits(clock: &str) -> String {
    let mut digits = String::new();
    let mut rest = clock;
    while let Some(first) = rest.chars().next() {
        let two = rest.strip_prefix('两').map(|after| (2, after));
        let spelled = two
            .or_else(|| numeral::parse_prefix(rest))
            .filter(|(_, after)| after.starts_with(['点', '时', '分', '刻']));
        match spelled {
            Some((quarters @ 1..=3, after)) if after.starts_with('刻') => {
                digits.push_str(&format!("{}分", quarters * 15));
                rest = &after['刻'.len_utf8()..];
            }
            Some((number, after)) => {
                digits.push_str(&number.to_string());
                rest = after;
            }
            None if first == '半' && digits.ends_with(['点', '时', ':']) => {
                digits.push_str("30分");
                rest = &rest[first.len_utf8()..];
            }
            None => {
                // ＰＭ is PM.
                let narrow = matches!(first, '！'..='～').then(|| char::from_u32(u32::from(first) - 0xFEE0)).flatten();
                digits.push(narrow.unwrap_or(first));
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    digits
}

/// Reads what is left of a date: `T10:00:00+08:00`, ` 10时30分`, ` 下午3点半`, ` 3:00 PM`, ` 25:00`.
fn meant_clock(rest: &str) -> Clock {
    let rest = in_digits(rest);
    let (clock, zone) = rest.split_at(rest.find(['+', '-', 'Z', 'z']).unwrap_or(rest.len()));
    let zone: String = zone.chars().filter(|c| *c != ':').collect();
    let groups: Vec<&str> = clock.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let number = |at: usize| groups.get(at).map_or(Some(0), |group| group.parse::<u32>().ok());
    let minute = if clock.contains('差') { None } else { number(1) };
    match (groups.is_empty(), zone.trim()) {
        (true, _) if clock.contains("中午") || clock.contains("正午") => Clock::At(12, 0),
        (true, _) => Clock::None,
        (_, "" | "+0800" | "+08") => match (number(0).and_then(|hour| hour_of_day(hour, clock)), minute, number(2)) {
            (Some(hour @ 0..24), Some(minute @ 0..60), Some(0..60)) => Clock::At(hour, minute),
            _ => Clock::Impossible,
        },
        _ => Clock::OfElsewhere,
    }
}

/// The hour on a clock of 24 hours: 下午3点 is 15, 晚上12点 is the midnight behind the day, which has no time on it.
fn hour_of_day(hour: u32, clock: &str) -> Option<u32> {
    let lower = clock.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let morning = says(&["凌晨", "清晨", "早", "上午", "am", "a.m"]);
    // Longer words first: 中午 holds 午, 下午 does too.
    let evening = says(&["下午", "午后", "傍晚", "黄昏", "晚", "夜", "pm", "p.m"]);
    match hour {
        // 晚上12点 and 夜里1点 are of the day behind, or not: nobody but the writer knows.
        12 | 1..=4 if says(&["晚", "夜"]) && !says(&["傍晚"]) => None,
        12 if morning && !says(&["上午"]) => Some(0),
        1..=11 if evening => Some(hour + 12),
        1..=2 if says(&["中午", "正午"]) => Some(hour + 12),
        _ => Some(hour),
    }
}

/// The day that `2026/3/5`, `2026.3.5`, `２０２６年3月5日` or a time stamp means, and what stands behind it.
fn meant_date(text: &str) -> Option<(String, String)> {
    if text.len() > 100 {
        return None;
    }
    let ascii: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
            _ => Some(c),
        })
        .map(|c| c.unwrap_or(' '))
        .collect();
    let mut rest = ascii.as_str();
    let first = next_digits(&mut rest)?;
    let day = if first.len() == 8 {
        format!("{}-{}-{}", &first[..4], &first[4..6], &first[6..])
    } else {
        format!("{first}-{}-{}", next_digits(&mut rest)?, next_digits(&mut rest)?)
    };
    parse_date(&day).map(|day| (format_date(day), rest.to_owned()))
}

/// The next digits of `rest`, which then begins behind them.
fn next_digits<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let text = &rest[rest.find(|c: char| c.is_ascii_digit())?..];
    let (digits, behind) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    *rest = behind;
    Some(digits)
}

fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "\"<>\\".contains(c))
    })
}

/// Whether `text` can be the last component of a URL on every system.
pub(super) fn is_slug(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b);
    !text.is_empty()
        && text.len() <= 120
        && text.bytes().all(allowed)
        && !text.starts_with('.')
        && !text.ends_with('.')
        && !is_reserved(text)
}

/// Names that Windows keeps for devices, with any extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || stem
            .strip_prefix("com")
            .or_else(|| stem.strip_prefix("lpt"))
            .is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
}

fn is_old_url(text: &str) -> bool {
    // What old systems put behind `?` or `#` is part of the address as it was known.
    let (path, asked) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    let path = path.strip_prefix('/').unwrap_or(path);
    !path.is_empty()
        && !asked.chars().any(|c| c.is_control() || c.is_whitespace() || "\\\"<>|".contains(c))
        && text.len() <= 500
        && !path.contains("//")
        && !path.chars().any(|c| c.is_control() || c.is_whitespace() || "\\:*\"<>|".contains(c))
        && path
            .trim_end_matches('/')
            .split('/')
            .all(|part| !part.starts_with('.') && !part.ends_with('.') && !is_reserved(part))
}

fn reference_fault(key: &Key, node: &Node, text: &str) -> Option<Diagnostic> {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let drive = scheme.is_some_and(|s| s.len() == 1);
    let script = scheme
        .is_some_and(|s| ["javascript", "vbscript", "data", "file"].contains(&s.trim().to_ascii_lowercase().as_str()));
    if text.is_empty() || drive || script || text.chars().any(char::is_control) {
        Some(faults::bad_reference(key, node, text))
    } else if text.contains('\\') {
        Some(faults::backslash(key, node, text))
    } else {
        None
    }
}

/// The first part of a recurrence rule that makes no sense.
pub(super) fn recurrence_fault(rule: &str) -> Option<&str> {
    let body = rule.strip_prefix("RRULE:").unwrap_or(rule);
    let number = |v: &str, most: u32| v.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    let weekday = |v: &str| {
        let day = v.trim_start_matches(['+', '-']).trim_start_matches(|c: char| c.is_ascii_digit());
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].contains(&day)
    };
    let mut seen: Vec<&str> = Vec::new();
    for part in body.split(';') {
        let Some((name, value)) = part.split_once('=') else {
            return Some(part);
        };
        let signed = |v: &str, most| number(v.strip_prefix('-').unwrap_or(v), most);
        let mut values = value.split(',');
        let fits = !value.is_empty()
            && match name {
                "FREQ" => ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].contains(&value),
                "COUNT" | "INTERVAL" => number(value, 10_000),
                "UNTIL" => is_until(value),
                "BYDAY" => values.all(weekday),
                "BYMONTHDAY" => values.all(|v| signed(v, 31)),
                "BYMONTH" => values.all(|v| number(v, 12)),
                "BYSETPOS" => values.all(|v| signed(v, 366)),
                "WKST" => weekday(value) && value.len() == 2,
                _ => false,
            };
        if !fits || seen.contains(&name) {
            return Some(part);
        }
        seen.push(name);
    }
    (!seen.contains(&"FREQ") || (seen.contains(&"COUNT") && seen.contains(&"UNTIL"))).then_some(rule)
}

/// `20261231` or `20261231T235959Z`.
fn is_until(value: &str) -> bool {
    let (day, clock) = match value.split_once('T') {
        Some((day, clock)) => (day, clock.strip_suffix('Z').unwrap_or(clock)),
        None => (value, "000000"),
    };
    let digits = |s: &str, n| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    digits(day, 8) && digits(clock, 6) && parse_date(&format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])).is_some()
}

/// Paths in `node` that do not begin at the content root.
pub(super) fn relative_paths(shape: Shape, node: &Node) -> Vec<&Node> {
    match (shape, &node.value) {
        (Shape::Reference | Shape::References, Value::Scalar(scalar))
            if !scalar.text.starts_with('/') && !is_address(&scalar.text) =>
        {
            vec![node]
        }
        (Shape::References | Shape::Rows(_), Value::List(list)) => {
            list.iter().flat_map(|entry| relative_paths(shape, entry)).collect()
        }
        (Shape::Rows(row), Value::Map(map)) => map
            .iter()
            .filter_map(|e| Some((row.keys.iter().find(|k| k.name == e.key)?, &e.value)))
            .flat_map(|(key, value)| relative_paths(key.shape, value))
            .collect(),
        (Shape::Rows(row), Value::Scalar(_)) if row.text_is_first => {
            row.keys.first().map_or_else(Vec::new, |key| relative_paths(key.shape, node))
        }
        _ => Vec::new(),
    }
}
