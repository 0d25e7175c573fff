//! Data tables for pages: `*.csv`, `*.tsv` and `*.yaml`.
//!
//! Cells are texts as written; nothing is guessed about numbers, so that `0512` and `1.50` stay what they are.

mod faults;
mod separated;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostics::{Checked, Diagnostic, Span};
use crate::parse::yaml::{self, Entry, Node, Value};

/// A table. Invariant: every row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Table {
    /// Names of the columns, each once, none empty.
    pub columns: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// Reads the table in `file`, whose name says what it is written in.
///
/// Faulty rows are reported and left out; `None` if there are no columns either.
pub fn table(file: &Arc<str>, text: &str) -> Checked<Option<Table>> {
    let name = file.to_lowercase();
    if name.ends_with(".csv") {
        separated::read(file, text, b',')
    } else if name.ends_with(".tsv") {
        separated::read(file, text, b'\t')
    } else {
        from_yaml(file, text)
    }
}

fn from_yaml(file: &Arc<str>, text: &str) -> Checked<Option<Table>> {
    let mut sink = Vec::new();
    let Some(root) = yaml::parse(file, text, 0..text.len()).drain_into(&mut sink) else {
        return Checked::with(None, sink);
    };
    let table = match &root.value {
        Value::List(rows) if rows.iter().all(|row| row.as_list().is_some()) => from_lists(rows, &mut sink),
        Value::List(rows) => from_mappings(rows, &mut sink),
        Value::Map(map) => from_parts(&root, map, &mut sink),
        Value::Null => None,
        Value::Scalar(_) => {
            sink.push(faults::not_a_table(root.span.clone()));
            return Checked::with(None, sink);
        }
    };
    if table.is_none() && sink.is_empty() {
        sink.push(faults::empty(Span::file(file)));
    }
    Checked::with(table, sink)
}

/// `- {姓名: 甲, 电话: 乙}`: the columns are all keys, in the order of their first appearance.
fn from_mappings(rows: &[Node], sink: &mut Vec<Diagnostic>) -> Option<Table> {
    let mut columns: Vec<String> = Vec::new();
    let mut places = BTreeMap::new();
    let mut kept: Vec<&[Entry]> = Vec::new();
    for row in rows {
        let Some(map) = row.as_map() else {
            sink.push(faults::row_is_no_mapping(row));
            continue;
        };
        for entry in map {
            if !places.contains_key(entry.key.as_str()) {
                places.insert(entry.key.as_str(), columns.len());
                columns.push(entry.key.clone());
            }
        }
        kept.push(map);
    }
    if columns.is_empty() {
        return None;
    }
    let mut table = Table { rows: Vec::with_capacity(kept.len()), columns };
    for map in kept {
        let mut row = vec![String::new(); table.columns.len()];
        for entry in map {
            if let Some(place) = places.get(entry.key.as_str()) {
                row[*place] = cell(&entry.value, sink);
            }
        }
        table.rows.push(row);
    }
    Some(table)
}

/// `- [姓名, 电话]` and so on: the first row names the columns.
fn from_lists(rows: &[Node], sink: &mut Vec<Diagnostic>) -> Option<Table> {
    let (head, rows) = rows.split_first()?;
    let columns = cells(head, sink)?;
    check_columns(&columns, &head.span, sink)?;
    let mut table = Table { columns, rows: Vec::new() };
    add_rows(&mut table, rows, sink);
    Some(table)
}

/// `columns: [姓名, 电话]` and `rows: [[甲, 乙]]`.
fn from_parts(root: &Node, map: &[Entry], sink: &mut Vec<Diagnostic>) -> Option<Table> {
    if let Some(strange) = map.iter().find(|e| !matches!(e.key.as_str(), "columns" | "rows")) {
        sink.push(faults::not_a_table(strange.key_span.clone()));
        return None;
    }
    let Some(head) = root.get("columns") else {
        sink.push(faults::not_a_table(root.span.clone()));
        return None;
    };
    let columns = cells(head, sink)?;
    check_columns(&columns, &head.span, sink)?;
    let mut table = Table { columns, rows: Vec::new() };
    match root.get("rows").map(|rows| (rows, &rows.value)) {
        None | Some((_, Value::Null)) => {}
        Some((_, Value::List(rows))) => add_rows(&mut table, rows, sink),
        Some((rows, _)) => sink.push(faults::not_a_table(rows.span.clone())),
    }
    Some(table)
}

fn add_rows(table: &mut Table, rows: &[Node], sink: &mut Vec<Diagnostic>) {
    for row in rows {
        let Some(cells) = cells(row, sink) else {
            continue;
        };
        if cells.len() == table.columns.len() {
            table.rows.push(cells);
        } else {
            sink.push(faults::ragged(row.span.clone(), cells.len(), &table.columns));
        }
    }
}

fn cells(row: &Node, sink: &mut Vec<Diagnostic>) -> Option<Vec<String>> {
    let Some(list) = row.as_list() else {
        sink.push(faults::row_is_no_list(row));
        return None;
    };
    Some(list.iter().map(|value| cell(value, sink)).collect())
}

fn cell(node: &Node, sink: &mut Vec<Diagnostic>) -> String {
    match &node.value {
        Value::Null => String::new(),
        Value::Scalar(scalar) => scalar.text.trim().to_owned(),
        Value::List(_) | Value::Map(_) => {
            sink.push(faults::cell_is_a_collection(node));
            String::new()
        }
    }
}

/// Every column needs a name of its own.
fn check_columns(columns: &[String], span: &Span, sink: &mut Vec<Diagnostic>) -> Option<()> {
    if columns.is_empty() {
        return None;
    }
    let mut seen = std::collections::BTreeSet::new();
    for (i, column) in columns.iter().enumerate() {
        if column.is_empty() {
            sink.push(faults::nameless_column(span.clone(), i + 1));
            return None;
        }
        if !seen.insert(column) {
            sink.push(faults::column_twice(span.clone(), column));
            return None;
        }
    }
    Some(())
}
