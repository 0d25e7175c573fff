//! A table as a list in YAML: of mappings (`- {姓名: 甲, 电话: 乙}`, or a line for each), of lists whose first one names
//! the columns, or of lists below `rows:` whose columns stand in `columns:` above.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::{Row, Unable, bare};
use crate::desk::entries;
use crate::desk::scalar::{self, Quote};
use crate::diagnostics::has_errors;
use crate::parse::front_matter::keys::Shape;
use crate::parse::yaml::{self, Entry, Node, Value};

/// A table and where it stands.
struct Source {
    /// Whether each row is a list, not a mapping.
    lists: bool,
    columns: Vec<String>,
    /// The rows, without the one that names the columns.
    rows: Vec<Piece>,
    /// What stands before the first row; of lists with the one that names the columns.
    head: Range<usize>,
    /// The row that names the columns, or the lines of `columns:`.
    names: Option<Piece>,
    /// Whether the columns stand in `columns:`; then there may be no row.
    parts: bool,
    /// The value of a `rows:` that has none.
    no_rows: Range<usize>,
}

struct Piece {
    range: Range<usize>,
    node: Node,
}

pub(super) fn read(text: &str) -> Result<Vec<Row>, Unable> {
    let source = source(text)?;
    let names = Row { from: Some(0), cells: source.columns.clone() };
    let rows = source.rows.iter().enumerate().map(|(at, piece)| {
        let mut cells = vec![String::new(); source.columns.len()];
        for (name, value) in cells_of(&source, &piece.node) {
            if let Some(place) = source.columns.iter().position(|column| *column == name) {
                cells[place] = value;
            }
        }
        Row { from: Some(at + 1), cells }
    });
    Ok(std::iter::once(names).chain(rows).collect())
}

fn source(text: &str) -> Result<Source, Unable> {
    let file: Arc<str> = "table.yaml".into();
    let parsed = yaml::parse(&file, text, 0..text.len());
    let nodes = match parsed.value.map(|node| node.value) {
        Some(Value::List(nodes)) if !has_errors(&parsed.diagnostics) && !nodes.is_empty() => nodes,
        Some(Value::Map(parts)) if !has_errors(&parsed.diagnostics) => return in_parts(text, parts),
        _ => return Err(Unable),
    };
    let ranges = entries::ranges(text, &nodes).map_err(|_| Unable)?;
    let lists = nodes.iter().all(|node| node.as_list().is_some());
    let fits = |node: &Node| match &node.value {
        Value::List(cells) => lists && cells.iter().all(is_cell),
        Value::Map(entries) => !lists && entries.iter().all(|entry| is_cell(&entry.value)),
        _ => false,
    };
    if !nodes.iter().all(fits) {
        return Err(Unable);
    }
    let mut rows: Vec<Piece> = ranges.into_iter().zip(nodes).map(|(range, node)| Piece { range, node }).collect();
    let names = lists.then(|| rows.remove(0));
    let columns: Vec<String> = match &names {
        Some(piece) => piece.node.as_list().unwrap_or_default().iter().map(cell).collect(),
        None => {
            let mut seen = BTreeSet::new();
            let keys = rows.iter().flat_map(|row| row.node.as_map().unwrap_or_default());
            keys.map(|entry| entry.key.clone()).filter(|key| seen.insert(key.clone())).collect()
        }
    };
    let source = Source { lists, columns, head: 0..start_of(text, &rows), rows, names, parts: false, no_rows: 0..0 };
    if source.is_even() { Ok(source) } else { Err(Unable) }
}

/// `columns: [姓名, 电话]` and below it `rows:`, a list of lists.
fn in_parts(text: &str, parts: Vec<Entry>) -> Result<Source, Unable> {
    let [columns, rows] = <[Entry; 2]>::try_from(parts).map_err(|_| Unable)?;
    if (columns.key.as_str(), rows.key.as_str()) != ("columns", "rows") {
        return Err(Unable);
    }
    let line = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let (above, below) = (line(columns.key_span.start), line(rows.key_span.start));
    let names = Piece { range: above..below, node: columns.value };
    let (nodes, no_rows) = match rows.value.value {
        Value::Null => (Vec::new(), rows.value.span.start..rows.value.span.end),
        Value::List(nodes) if nodes.is_empty() => (nodes, rows.value.span.start..rows.value.span.end),
        Value::List(nodes) => (nodes, 0..0),
        _ => return Err(Unable),
    };
    let ranges = entries::ranges(text, &nodes).map_err(|_| Unable)?;
    let cells = |node: &Node| node.as_list().is_some_and(|cells| cells.iter().all(is_cell));
    // All on one line, or a row on the line of `rows:`.
    let apart = above < below && ranges.first().is_none_or(|range| range.start > rows.key_span.start);
    if !apart || !cells(&names.node) || !nodes.iter().all(cells) {
        return Err(Unable);
    }
    let columns = names.node.as_list().unwrap_or_default().iter().map(cell).collect();
    let rows: Vec<Piece> = ranges.into_iter().zip(nodes).map(|(range, node)| Piece { range, node }).collect();
    let head = 0..start_of(text, &rows);
    let source = Source { lists: true, columns, rows, head, names: Some(names), parts: true, no_rows };
    if source.is_even() { Ok(source) } else { Err(Unable) }
}

fn start_of(text: &str, rows: &[Piece]) -> usize {
    rows.first().map_or(text.len(), |row| row.range.start)
}

impl Source {
    /// Whether each column has a name of its own, and each list a cell for each.
    fn is_even(&self) -> bool {
        let different: BTreeSet<&String> = self.columns.iter().collect();
        let width = |row: &Piece| row.node.as_list().map_or(0, <[Node]>::len);
        let ragged = self.lists && self.rows.iter().any(|row| width(row) != self.columns.len());
        !self.columns.is_empty() && different.len() == self.columns.len() && !ragged
    }
}

fn is_cell(node: &Node) -> bool {
    node.is_null() || node.as_text().is_some()
}

fn cell(node: &Node) -> String {
    node.as_text().unwrap_or_default().to_owned()
}

/// The cells of a row by the names of their columns.
fn cells_of(source: &Source, row: &Node) -> Vec<(String, String)> {
    match &row.value {
        Value::List(cells) => source.columns.iter().cloned().zip(cells.iter().map(cell)).collect(),
        Value::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), cell(&entry.value))).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn write(text: &str, wanted: &[Row]) -> Result<String, Unable> {
    let source = source(text)?;
    let (head, rows) = wanted.split_first().ok_or(Unable)?;
    let rows: Vec<&Row> = rows.iter().filter(|row| row.from.is_some() || !bare(&row.cells).is_empty()).collect();
    let width = wanted.iter().map(|row| bare(&row.cells).len()).max().unwrap_or(0);
    let mut columns: Vec<String> = head.cells.iter().map(|name| name.trim().to_owned()).collect();
    columns.resize(width, String::new());
    let different: BTreeSet<&String> = columns.iter().collect();
    let no_rows = rows.is_empty() && !source.parts;
    if columns.is_empty() || no_rows || columns.iter().any(String::is_empty) || different.len() < columns.len() {
        return Err(Unable);
    }
    let writer =
        Writer { text, source: &source, columns: &columns, eol: if text.contains("\r\n") { "\r\n" } else { "\n" } };
    let mut out = writer.head(!rows.is_empty())?;
    for row in &rows {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str(writer.eol);
        }
        out.push_str(&writer.row(row)?);
    }
    if !text.ends_with('\n') && rows.last().is_some_and(|last| last.from.is_some()) {
        out.truncate(out.trim_end_matches(['\r', '\n']).len());
    }
    let says = |rows: &[Row]| -> Vec<BTreeMap<String, String>> {
        let named =
            |row: &Row| columns.iter().cloned().zip(row.cells.iter().cloned()).filter(|(_, v)| !v.is_empty()).collect();
        rows.iter().map(named).collect()
    };
    let now = self::read(&out)?;
    let said: Vec<Row> = rows.iter().map(|row| (*row).clone()).collect();
    let known: BTreeSet<&String> = now[0].cells.iter().collect();
    // A column of mappings in which nothing stands is no column.
    let same_columns = columns.iter().enumerate().all(|(at, name)| {
        known.contains(name) || !source.lists && said.iter().all(|row| row.cells.get(at).is_none_or(String::is_empty))
    });
    let now = by_name(&now, &columns);
    if same_columns && says(&now) == says(&said) { Ok(out) } else { Err(Unable) }
}

/// The rows with their cells in the order of `columns`.
fn by_name(rows: &[Row], columns: &[String]) -> Vec<Row> {
    let Some((head, rows)) = rows.split_first() else { return Vec::new() };
    let place = |name: &String| head.cells.iter().position(|cell| cell == name);
    let ordered = |row: &Row| {
        let cells =
            columns.iter().map(|name| place(name).and_then(|at| row.cells.get(at).cloned()).unwrap_or_default());
        Row { from: row.from, cells: cells.collect() }
    };
    rows.iter().map(ordered).collect()
}

struct Writer<'a> {
    text: &'a str,
    source: &'a Source,
    columns: &'a [String],
    eol: &'a str,
}

impl Writer<'_> {
    /// What stands before the rows, if there are `any`.
    fn head(&self, any: bool) -> Result<String, Unable> {
        let Source { head, no_rows, .. } = self.source;
        let mut out = self.text[head.clone()].to_owned();
        if any && !no_rows.is_empty() {
            // `rows: []`
            out.replace_range(self.text[..no_rows.start].trim_end().len()..no_rows.end, "");
        }
        let Some(names) = self.source.names.as_ref().filter(|_| self.columns != self.source.columns) else {
            return Ok(out);
        };
        let cells: Vec<(&str, &str)> = self.columns.iter().map(|name| ("", name.as_str())).collect();
        let made = match self.source.parts && self.columns.len() != self.source.columns.len() {
            true => self.names(&self.text[names.range.clone()])?,
            false => self.changed(names, &cells)?,
        };
        out.replace_range(names.range.clone(), &made);
        Ok(out)
    }

    /// `columns:` with another number of columns than `text`, its lines, says.
    fn names(&self, text: &str) -> Result<String, Unable> {
        let key = text.find("columns").ok_or(Unable)?;
        if entries::comments_inside(text) {
            return Err(Unable);
        }
        let all: Vec<String> = self.columns.iter().map(|name| value(name, Quote::Plain)).collect();
        Ok(format!("{}columns: [{}]{}", &text[..key], all.join(", "), self.eol))
    }

    fn row(&self, row: &Row) -> Result<String, Unable> {
        let empty = String::new();
        let cells: Vec<(&str, &str)> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, name)| (name.as_str(), row.cells.get(at).unwrap_or(&empty).as_str()))
            .filter(|(_, value)| self.source.lists || !value.is_empty())
            .collect();
        let former = row.from.and_then(|at| self.source.rows.get(at.checked_sub(1)?));
        let Some(piece) = former else { return Ok(self.fresh(&cells)) };
        let all = cells_of(self.source, &piece.node);
        let was: Vec<(&str, &str)> = all
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(_, value)| self.source.lists || !value.is_empty())
            .collect();
        let same = if self.source.lists {
            was.iter().map(|(_, value)| value).eq(cells.iter().map(|(_, value)| value))
        } else {
            was.iter().collect::<BTreeSet<_>>() == cells.iter().collect::<BTreeSet<_>>()
        };
        if same { Ok(self.text[piece.range.clone()].to_owned()) } else { self.changed(piece, &cells) }
    }

    /// A row with other cells: only these are written anew, if it has the same ones.
    fn changed(&self, piece: &Piece, cells: &[(&str, &str)]) -> Result<String, Unable> {
        let text = &self.text[piece.range.clone()];
        let values: Vec<(Option<&str>, &Node)> = match &piece.node.value {
            Value::List(list) => list.iter().map(|node| (None, node)).collect(),
            Value::Map(map) => map.iter().map(|entry| (Some(entry.key.as_str()), &entry.value)).collect(),
            _ => Vec::new(),
        };
        let named: BTreeMap<&str, &str> = cells.iter().copied().collect();
        let kept = match self.source.lists {
            true => values.len() == cells.len() && values.iter().all(|(_, node)| !node.is_null()),
            false => {
                let has = |name: &str| values.iter().any(|(key, node)| *key == Some(name) && !node.is_null());
                cells.iter().all(|(name, _)| has(name))
                    && values.iter().all(|(key, _)| key.is_some_and(|key| named.contains_key(key)))
            }
        };
        if !kept {
            if entries::comments_inside(text) {
                return Err(Unable);
            }
            let dash = text.lines().take_while(|line| line.trim_start().starts_with('#'));
            let above: usize = dash.map(|line| line.len() + self.eol.len()).sum();
            let below = text.len() - text.trim_end().len();
            let tail = if text.ends_with('\n') { &text[text.len() - below..] } else { "" };
            let made = self.fresh(cells);
            return Ok(format!(
                "{}{}{}",
                text.get(..above).unwrap_or_default(),
                made.trim_end(),
                if tail.is_empty() { self.eol } else { tail }
            ));
        }
        let mut out = String::with_capacity(text.len() + 32);
        let mut at = piece.range.start;
        for (number, (key, node)) in values.iter().enumerate() {
            let new = match key {
                Some(key) => named.get(key).copied(),
                None => cells.get(number).map(|(_, value)| *value),
            };
            let new = new.ok_or(Unable)?;
            if node.as_text() == Some(new) {
                continue;
            }
            let place = node.span.start..node.span.end;
            let written = self.text.get(place.clone()).ok_or(Unable)?;
            // A block of lines, whose indentation nobody here knows.
            if place.start < at || written.starts_with(['|', '>', '&', '*', '!']) {
                return Err(Unable);
            }
            out.push_str(&self.text[at..place.start]);
            out.push_str(&value(new, Quote::of(written)));
            at = place.end;
        }
        out.push_str(&self.text[at..piece.range.end]);
        Ok(out)
    }

    /// A new row, written as the first one is.
    fn fresh(&self, cells: &[(&str, &str)]) -> String {
        let model = self.source.rows.first().or(self.source.names.as_ref().filter(|_| !self.source.parts));
        let source = model.map_or("", |piece| &self.text[piece.range.clone()]);
        let dash = source.lines().find(|line| line.trim_start().starts_with('-')).unwrap_or("- {");
        let indent = &dash[..dash.len() - dash.trim_start().len()];
        let pair =
            |(name, text): &(&str, &str)| format!("{}: {}", value(name, Quote::Plain), value(text, Quote::Plain));
        if self.source.lists {
            let all: Vec<String> = cells.iter().map(|(_, text)| value(text, Quote::Plain)).collect();
            return format!("{indent}- [{}]{}", all.join(", "), self.eol);
        }
        let all: Vec<String> = cells.iter().map(pair).collect();
        if dash.trim_start().trim_start_matches('-').trim_start().starts_with('{') {
            return format!("{indent}- {{{}}}{}", all.join(", "), self.eol);
        }
        format!("{indent}- {}{}", all.join(&format!("{}{indent}  ", self.eol)), self.eol)
    }
}

/// A cell as YAML writes it; numbers need no quotes, for a table reads them as they stand.
fn value(text: &str, wish: Quote) -> String {
    let number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !text.starts_with('.');
    if number && wish == Quote::Plain { text.to_owned() } else { scalar::line(text, Shape::Text, wish) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "# 学习点\n- {名称: 甲点, 电话: 0512-1, 时间: \"9:00—17:00\"}   # 总馆\n# 新的\n- 名称: '乙点'\n  电话: 2\n\n- {名称: 丙点}\n";

    fn cells(rows: &[Row]) -> Vec<Vec<&str>> {
        rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn nothing_changes_by_itself() {
        for text in [SOURCE, "- [a, b]\n- [1, ~]\n", "- {a: 1}", "- a: 1\r\n  b: 2\r\n- a: 3\r\n"] {
            let rows = read(text).expect("read");
            assert_eq!(write(text, &rows).as_deref(), Ok(text), "{text:?}");
        }
        let rows = read(SOURCE).expect("read");
        assert_eq!(
            cells(&rows),
            [
                vec!["名称", "电话", "时间"],
                vec!["甲点", "0512-1", "9:00—17:00"],
                vec!["乙点", "2", ""],
                vec!["丙点", "", ""]
            ]
        );
    }

    #[test]
    fn cells_are_changed_where_they_stand() {
        let mut rows = read(SOURCE).expect("read");
        rows[1].cells[2] = "全天: 是".to_owned();
        rows[2].cells[0] = "it's".to_owned();
        rows[2].cells[1] = "0513".to_owned();
        rows[3].cells[1] = "3, 4".to_owned();
        rows.push(Row { from: None, cells: vec!["丁".into(), "".into(), "- x".into()] });
        let made = write(SOURCE, &rows).expect("written");
        assert_eq!(
            made,
            "# 学习点\n- {名称: 甲点, 电话: 0512-1, 时间: \"全天: 是\"}   # 总馆\n# 新的\n- 名称: 'it''s'\n  电话: 0513\n\n\
             - {名称: 丙点, 电话: \"3, 4\"}\n- {名称: 丁, 时间: \"- x\"}\n"
        );
    }

    #[test]
    fn rows_and_columns_come_and_go() {
        let mut rows = read("- a: 1\n  b: 2\n- a: 3\n").expect("read");
        rows.iter_mut().for_each(|row| row.cells.insert(1, String::new()));
        rows[0].cells[1] = "备注".into();
        rows[2].cells[1] = "x".into();
        assert_eq!(write("- a: 1\n  b: 2\n- a: 3\n", &rows).as_deref(), Ok("- a: 1\n  b: 2\n- a: 3\n  备注: x\n"));
        rows.remove(1);
        assert_eq!(write("- a: 1\n  b: 2\n- a: 3\n", &rows).as_deref(), Ok("- a: 3\n  备注: x\n"));
        let mut lists = read("- [a, b]\n- [1, 2]\n").expect("read");
        lists.iter_mut().for_each(|row| row.cells.truncate(1));
        lists[0].cells[0] = "新".into();
        assert_eq!(write("- [a, b]\n- [1, 2]\n", &lists).as_deref(), Ok("- [新]\n- [1]\n"));
        // A name that stands twice, or none at all.
        lists[0].cells = vec!["a".into(), "a".into()];
        assert_eq!(write("- [a, b]\n- [1, 2]\n", &lists), Err(Unable));
    }

    #[test]
    fn columns_may_have_a_key_of_their_own() {
        let source = "# 名单\ncolumns: [姓名, \"电话\"]   # 公开的\nrows:\n  # 一\n  - [甲, 1]\n  - [乙, '2']   # 新\n";
        let mut rows = read(source).expect("read");
        assert_eq!(cells(&rows), [vec!["姓名", "电话"], vec!["甲", "1"], vec!["乙", "2"]]);
        assert_eq!(write(source, &rows).as_deref(), Ok(source));
        rows[0].cells[1] = "手机".into();
        rows[2].cells[1] = "3".into();
        rows.push(Row { from: None, cells: vec!["丙".into(), "a: b".into()] });
        assert_eq!(
            write(source, &rows).as_deref(),
            Ok(
                "# 名单\ncolumns: [姓名, \"手机\"]   # 公开的\nrows:\n  # 一\n  - [甲, 1]\n  - [乙, '3']   # 新\n  - [丙, \"a: b\"]\n"
            )
        );
        // A comment would be lost with the line that is written anew.
        rows.iter_mut().for_each(|row| row.cells.push("x".into()));
        assert_eq!(write(source, &rows), Err(Unable));
        let source = "columns:\r\n- a\r\n- b\r\nrows:\r\n- [1, 2]\r\n- [3, 4]\r\n";
        let mut rows = read(source).expect("read");
        assert_eq!(write(source, &rows).as_deref(), Ok(source));
        rows.iter_mut().for_each(|row| row.cells.truncate(1));
        assert_eq!(write(source, &rows).as_deref(), Ok("columns: [a]\r\nrows:\r\n- [1]\r\n- [3]\r\n"));
        for empty in
            ["columns: [a]\nrows: []\n", "columns: [a]\nrows:\n", "columns: [a]\nrows: ~\n", "columns: [a]\nrows:"]
        {
            let mut rows = read(empty).expect("read");
            assert_eq!((rows.len(), write(empty, &rows).as_deref()), (1, Ok(empty)));
            rows.push(Row { from: None, cells: vec!["1".into()] });
            assert_eq!(write(empty, &rows).as_deref(), Ok("columns: [a]\nrows:\n- [1]\n"), "{empty}");
        }
        let mut rows = read("columns: [a]\nrows:\n- [1]\n").expect("read");
        rows.truncate(1);
        assert_eq!(write("columns: [a]\nrows:\n- [1]\n", &rows).as_deref(), Ok("columns: [a]\nrows:\n"));
        for odd in [
            "{columns: [a], rows: [[1]]}\n",
            "columns: [a]\nrows: [[1]]\n",
            "rows:\n- [1]\ncolumns: [a]\n",
            "columns: [a]\n",
            "columns: [a]\nrows:\n- [1, 2]\n",
            "columns: [a]\nrows:\n- {a: 1}\n",
            "columns: [a]\nnote: x\nrows:\n- [1]\n",
            "columns: a\nrows:\n- [1]\n",
            "columns: [a, a]\nrows:\n- [1, 2]\n",
        ] {
            assert_eq!(read(odd), Err(Unable), "{odd}");
        }
    }

    #[test]
    fn what_is_no_table_is_none() {
        for text in [
            "",
            "a: 1\n",
            "- 甲\n- 乙\n",
            "- [甲, 乙]\n- 丙\n",
            "- {a: [1]}\n",
            "[{a: 1}, {a: 2}]\n",
            "- [a, b]\n- [1]\n",
            "- {a: 1\n",
        ] {
            assert_eq!(read(text), Err(Unable), "{text:?}");
        }
    }
}
