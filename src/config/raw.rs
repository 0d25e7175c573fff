//! The file as it is written: tables whose keys are looked up one by one, each with its place.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::faults;
use crate::content::Spanned;
use crate::diagnostics::{Diagnostic, Span};

/// A table of the file. Keys that nobody asked for are unknown; [`Table::finish`] reports them.
pub(super) struct Table<'a> {
    file: &'a Arc<str>,
    /// `output` for `[output]`, empty for the top.
    name: String,
    entries: Option<DeTable<'a>>,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// Parses the file. What is no TOML is reported; the rest counts.
pub(super) fn read<'a>(file: &'a Arc<str>, text: &'a str, found: &mut Vec<Diagnostic>) -> Table<'a> {
    let (table, errors) = DeTable::parse_recoverable(text);
    // One slip is often reported at several places of its line.
    let mut last_line = None;
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let start = boundary(text, range.start);
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        if last_line.replace(line_start) == Some(line_start) {
            continue;
        }
        let line = text[line_start..].lines().next().unwrap_or_default();
        let end = boundary(text, range.end).max(start);
        found.push(faults::syntax(Span::new(file, start..end), error.message(), line));
    }
    Table { file, name: String::new(), entries: Some(table.into_inner()), asked: RefCell::default() }
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl<'a> Table<'a> {
    fn value(&self, key: &'static str) -> Option<(&DeValue<'a>, Range<usize>)> {
        self.asked.borrow_mut().insert(key);
        let value = self.entries.as_ref()?.get(key)?;
        Some((value.get_ref(), value.span()))
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    fn wrong(&self, key: &str, range: Range<usize>, zh: &str, en: &str, found: &mut Vec<Diagnostic>) {
        found.push(faults::wrong_type(self.span(range), &self.path(key), zh, en));
    }

    /// `output.minify`
    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    /// The start of the file.
    pub(super) fn start(&self) -> Span {
        Span::file(self.file)
    }

    /// A text; one of nothing but spaces counts as absent.
    pub(super) fn text(&self, key: &'static str, found: &mut Vec<Diagnostic>) -> Option<Spanned<String>> {
        let (value, range) = self.value(key)?;
        match value.as_str() {
            Some(text) if text.trim().is_empty() => None,
            Some(text) => Some(Spanned { value: text.trim().to_owned(), span: self.span(range) }),
            None => {
                self.wrong(key, range, "加引号的文字", "a quoted text", found);
                None
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn switch(&self, key: &'static str, default: bool, found: &mut Vec<Diagnostic>) -> bool {
        let Some((value, range)) = self.value(key) else {
            return default;
        };
        value.as_bool().unwrap_or_else(|| {
            self.wrong(key, range, " true 或 false", "true or false", found);
            default
        })
    }

    /// A whole number in `allowed`.
    pub(super) fn number(
        &self,
        key: &'static str,
        allowed: std::ops::RangeInclusive<u32>,
        default: u32,
        found: &mut Vec<Diagnostic>,
    ) -> u32 {
        let Some((value, range)) = self.value(key) else {
            return default;
        };
        match whole(value) {
            Some(number) if allowed.contains(&number) => number,
            _ => {
                let (low, high) = (allowed.start(), allowed.end());
                let zh = format!(" {low} 到 {high} 之间的整数");
                let en = format!("a whole number from {low} to {high}");
                self.wrong(key, range, &zh, &en, found);
                default
            }
        }
    }

    /// A list of widths in pixels.
    pub(super) fn numbers(&self, key: &'static str, default: &[u32], found: &mut Vec<Diagnostic>) -> Vec<u32> {
        let Some((value, range)) = self.value(key) else {
            return default.to_vec();
        };
        let numbers: Option<Vec<u32>> =
            value.as_array().and_then(|list| list.iter().map(|item| whole(item.get_ref())).collect());
        if numbers.iter().flatten().any(|n| !(16..=8192).contains(n)) {
            found.push(faults::bad_width(self.span(range)));
            return default.to_vec();
        }
        numbers.unwrap_or_else(|| {
            self.wrong(key, range, "整数的列表，例如 [480, 960]", "a list of whole numbers such as [480, 960]", found);
            default.to_vec()
        })
    }

    /// A list of texts, in lower case and without a leading dot.
    pub(super) fn words(&self, key: &'static str, found: &mut Vec<Diagnostic>) -> Vec<String> {
        let Some((value, range)) = self.value(key) else { return Vec::new() };
        let word = |text: &str| text.trim().trim_start_matches('.').to_ascii_lowercase();
        let words: Option<Vec<String>> =
            value.as_array().and_then(|list| list.iter().map(|item| item.get_ref().as_str().map(word)).collect());
        words.unwrap_or_else(|| {
            self.wrong(key, range, "文字的列表，例如 [\"xml\"]", "a list of texts such as [\"xml\"]", found);
            Vec::new()
        })
    }

    /// A list of texts as they are written; none if absent.
    pub(super) fn names(&self, key: &'static str, found: &mut Vec<Diagnostic>) -> Option<Vec<Spanned<String>>> {
        let (value, range) = self.value(key)?;
        let names = self.list(value);
        if names.is_none() {
            self.wrong(key, range, "文字的列表，例如 [\"一审\"]", "a list of texts such as [\"一审\"]", found);
        }
        names
    }

    fn list(&self, value: &DeValue<'a>) -> Option<Vec<Spanned<String>>> {
        let name = |item: &toml::Spanned<DeValue<'a>>| {
            let value = item.get_ref().as_str()?.trim().to_owned();
            Some(Spanned { value, span: self.span(item.span()) })
        };
        value.as_array()?.iter().map(name).collect()
    }

    /// All entries of a table whose keys are the site's own and whose values are lists of texts, in the order of the keys.
    pub(super) fn lists(&self, found: &mut Vec<Diagnostic>) -> Vec<(Spanned<String>, Vec<Spanned<String>>)> {
        let mut entries = Vec::new();
        for (key, value) in self.entries.iter().flat_map(DeTable::iter) {
            let name = Spanned { value: key.get_ref().to_string(), span: self.span(key.span()) };
            match self.list(value.get_ref()) {
                Some(list) => entries.push((name, list)),
                None => {
                    let (zh, en) = ("文字的列表，例如 [\"一审\"]", "a list of texts such as [\"一审\"]");
                    self.wrong(key.get_ref(), value.span(), zh, en, found);
                }
            }
        }
        entries.sort_by(|a, b| a.0.value.cmp(&b.0.value));
        entries
    }

    /// A day, with quotation marks or without.
    pub(super) fn day(&self, key: &'static str, found: &mut Vec<Diagnostic>) -> Option<time::Date> {
        let (value, range) = self.value(key)?;
        let written = match value {
            DeValue::Datetime(at) => at.to_string(),
            value => value.as_str().unwrap_or_default().to_owned(),
        };
        let day = crate::content::parse_date(&written);
        if day.is_none() {
            self.wrong(key, range, "日期，例如 2026-03-05", "a day such as 2026-03-05", found);
        }
        day
    }

    /// Whether the file has this table.
    pub(super) fn is_given(&self) -> bool {
        self.entries.is_some()
    }

    /// A table below this one; empty if absent.
    pub(super) fn table(&self, key: &'static str, found: &mut Vec<Diagnostic>) -> Table<'a> {
        let entries = match self.value(key) {
            Some((value, range)) => match value.as_table() {
                Some(table) => Some(table.clone()),
                None => {
                    self.wrong(key, range, "一个小节，例如 [output]", "a table such as [output]", found);
                    None
                }
            },
            None => None,
        };
        Table { file: self.file, name: self.path(key), entries, asked: RefCell::default() }
    }

    /// A list of tables (`[[menu]]`).
    pub(super) fn tables(&self, key: &'static str, found: &mut Vec<Diagnostic>) -> Vec<(Table<'a>, Span)> {
        let Some((value, range)) = self.value(key) else {
            return Vec::new();
        };
        let Some(list) = value.as_array() else {
            self.wrong(key, range, "用 [[…]] 写的小节", "tables written as [[…]]", found);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in list.iter() {
            match item.get_ref().as_table() {
                Some(table) => tables.push((
                    Table {
                        file: self.file,
                        name: key.to_owned(),
                        entries: Some(table.clone()),
                        asked: RefCell::default(),
                    },
                    self.span(item.span()),
                )),
                None => self.wrong(key, item.span(), "用 [[…]] 写的小节", "tables written as [[…]]", found),
            }
        }
        tables
    }

    /// The tables below this one, whose names are the site's own, in the order of the names.
    pub(super) fn tables_by_name(&self, found: &mut Vec<Diagnostic>) -> Vec<(String, Table<'a>, Span)> {
        let mut tables = Vec::new();
        for (key, value) in self.entries.iter().flat_map(DeTable::iter) {
            let name = key.get_ref().to_string();
            match value.get_ref().as_table() {
                Some(table) => {
                    let whole = self.path(&name);
                    let table =
                        Table { file: self.file, name: whole, entries: Some(table.clone()), asked: RefCell::default() };
                    tables.push((name, table, self.span(key.span())));
                }
                None => self.wrong(
                    &name,
                    value.span(),
                    "一个小节，例如 [deploy.main]",
                    "a table such as [deploy.main]",
                    found,
                ),
            }
        }
        tables.sort_by(|a, b| a.0.cmp(&b.0));
        tables
    }

    /// All entries of a table whose keys are the site's own, in the order of the keys.
    pub(super) fn texts(&self, found: &mut Vec<Diagnostic>) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut entries = Vec::new();
        for (key, value) in self.entries.iter().flat_map(DeTable::iter) {
            match value.get_ref().as_str() {
                Some(text) => entries.push((
                    Spanned { value: key.get_ref().to_string(), span: self.span(key.span()) },
                    Spanned { value: text.to_owned(), span: self.span(value.span()) },
                )),
                None => self.wrong(key.get_ref(), value.span(), "加引号的文字", "a quoted text", found),
            }
        }
        entries.sort_by(|a, b| a.0.value.cmp(&b.0.value));
        entries
    }

    /// The table as JSON, for what is the site's own.
    pub(super) fn json(&self) -> serde_json::Value {
        self.entries.as_ref().map_or(serde_json::Value::Null, json_table)
    }

    /// Reports keys that nobody asked for.
    pub(super) fn finish(&self, found: &mut Vec<Diagnostic>) {
        let asked = self.asked.borrow();
        for (key, _) in self.entries.iter().flat_map(DeTable::iter) {
            if !asked.contains(key.get_ref().as_ref()) {
                found.push(faults::unknown_key(
                    self.span(key.span()),
                    &self.path(key.get_ref()),
                    key.get_ref(),
                    &asked,
                ));
            }
        }
    }
}

fn whole(value: &DeValue<'_>) -> Option<u32> {
    let integer = value.as_integer()?;
    u32::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn json_table(table: &DeTable<'_>) -> serde_json::Value {
    table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref()))).collect()
}

fn json(value: &DeValue<'_>) -> serde_json::Value {
    use serde_json::Value;
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Value::Null, Value::from),
        DeValue::Boolean(switch) => Value::from(*switch),
        DeValue::Datetime(moment) => Value::from(moment.to_string()),
        DeValue::Array(list) => list.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => json_table(table),
    }
}
