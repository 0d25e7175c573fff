//! One line of a log: the common and the combined form of nginx and Apache, and IIS's, which names its columns.

use std::borrow::Cow;

/// What a line says that counts. The reader's address is not among it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// `2026-03-05`
    pub day: String,
    /// `GET`
    pub method: &'a str,
    /// The path as it was asked for.
    pub path: Cow<'a, str>,
    /// What stood behind its `?`.
    pub query: Cow<'a, str>,
    /// `200`
    pub status: u16,
    /// Empty or `-` if unknown.
    pub referrer: &'a str,
    /// Empty or `-` if unknown.
    pub agent: &'a str,
}

/// The columns of IIS's form, once it has named them.
#[derive(Debug, Default)]
pub struct Columns {
    names: Vec<String>,
}

/// Reads a line: none if it is no line of a log, and none in it if it is a remark.
pub fn parse<'a>(line: &'a str, columns: &mut Columns) -> Option<Option<Entry<'a>>> {
    if let Some(remark) = line.strip_prefix('#') {
        if let Some(names) = remark.strip_prefix("Fields:") {
            columns.names = names.split_whitespace().map(str::to_owned).collect();
        }
        return Some(None);
    }
    // Logs of several servers may follow each other.
    let named = if columns.names.is_empty() { None } else { iis(line, columns) };
    named.or_else(|| combined(line)).map(Some)
}

/// `address - user [day:time zone] "GET /path HTTP/1.1" status bytes "referrer" "agent"`
fn combined(line: &str) -> Option<Entry<'_>> {
    // Names of users may have brackets, too: the moment is what can be read as one.
    let (moment, rest) = line.match_indices('[').find_map(|(at, _)| {
        let (moment, rest) = line[at + 1..].split_once(']')?;
        Some((day(moment)?, rest))
    })?;
    let (request, rest) = quoted(rest)?;
    let mut words = request.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let status = rest.split_whitespace().next()?.parse().ok()?;
    let (referrer, rest) = quoted(rest).unwrap_or_default();
    let agent = quoted(rest).map_or("unknown", |(agent, _)| agent);
    Some(Entry { day: moment, method, path: bytes(path), query: bytes(query), status, referrer, agent })
}

/// What stands in the next quotation marks, and what follows them. A mark behind `\` is one of the words themselves.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = &text[text.find('"')? + 1..];
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => return Some((&text[..at], &text[at + 1..])),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

/// `\xE5` as `%E5`: so servers write bytes that came as they are.
fn bytes(text: &str) -> Cow<'_, str> {
    if text.contains("\\x") { Cow::Owned(text.replace("\\x", "%")) } else { Cow::Borrowed(text) }
}

/// `05/Mar/2026:…` as `2026-03-05`.
fn day(moment: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = moment.split(':').next()?.split('/');
    let (day, month, year): (u8, &str, u16) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?.parse().ok()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Some(format!("{year}-{month:02}-{day:02}"))
}

fn iis<'a>(line: &'a str, columns: &Columns) -> Option<Entry<'a>> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let field = |name: &str| {
        let at = columns.names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        fields.get(at).copied()
    };
    let given = |name: &str| field(name).filter(|value| *value != "-").unwrap_or_default();
    let day = field("date")?;
    let is_day = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    Some(Entry {
        day: is_day.then(|| day.to_owned())?,
        method: field("cs-method")?,
        path: field("cs-uri-stem")?.into(),
        query: given("cs-uri-query").into(),
        status: field("sc-status")?.parse().ok()?,
        referrer: given("cs(Referer)"),
        agent: field("cs(User-Agent)").unwrap_or("unknown"),
    })
}
