//! Values separated by commas or tabs, as spreadsheets write them.

use std::sync::Arc;

use super::{Table, check_columns, faults};
use crate::diagnostics::{Checked, Diagnostic, Span};

pub(super) fn read(file: &Arc<str>, text: &str, separator: u8) -> Checked<Option<Table>> {
    let mut sink = Vec::new();
    if let Some(at) = open_quote(text, separator) {
        sink.push(faults::open_quote(line_span(file, text, at)));
        return Checked::with(None, sink);
    }
    let mut records =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut table: Option<Table> = None;
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and rows may be ragged, so the only errors left would be those of reading memory.
    while matches!(records.read_record(&mut record), Ok(true)) {
        let at = record.position().map_or(0, |p| p.byte() as usize);
        let span = || line_span(file, text, at);
        let mut cells: Vec<String> = record.iter().map(|c| c.trim().to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        match &mut table {
            None => {
                trim_end(&mut cells, 1);
                if let Some(fault) = wrong_separator(&cells, separator, span()) {
                    sink.push(fault);
                    return Checked::with(None, sink);
                }
                if check_columns(&cells, &span(), &mut sink).is_none() {
                    return Checked::with(None, sink);
                }
                table = Some(Table { columns: cells, rows: Vec::new() });
            }
            Some(table) => {
                trim_end(&mut cells, table.columns.len());
                if cells.len() == table.columns.len() {
                    table.rows.push(cells);
                } else {
                    sink.push(faults::ragged(span(), cells.len(), &table.columns));
                }
            }
        }
    }
    if table.is_none() {
        sink.push(faults::empty(Span::file(file)));
    }
    Checked::with(table, sink)
}

/// Drops the empty cells that spreadsheets write beyond the last column.
fn trim_end(cells: &mut Vec<String>, keep: usize) {
    while cells.len() > keep && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
}

/// A single column whose name holds another separator was hardly meant.
fn wrong_separator(cells: &[String], separator: u8, span: Span) -> Option<Diagnostic> {
    let [only] = cells else { return None };
    let found = ['\t', ';', '，', '；', '|', ',']
        .into_iter()
        .find(|c| only.contains(*c) && u32::from(*c) != u32::from(separator))?;
    Some(faults::wrong_separator(span, found))
}

/// The place of a quotation mark that opens a cell and is never closed.
fn open_quote(text: &str, separator: u8) -> Option<usize> {
    let mut opened = None;
    let mut at_start = true;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((i, b)) = bytes.next() {
        if opened.is_some() {
            if b == b'"' {
                if bytes.peek().is_some_and(|(_, next)| *next == b'"') {
                    bytes.next();
                } else {
                    opened = None;
                }
            }
        } else if b == b'"' && at_start {
            opened = Some(i);
        }
        at_start = b == separator || b == b'\n' || b == b'\r';
    }
    opened
}

/// The line at `at`, or the next one that is not blank.
fn line_span(file: &Arc<str>, text: &str, at: usize) -> Span {
    let rest = text.get(at..).unwrap_or("");
    let start = at + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
    let line = text.get(start..).unwrap_or("").lines().next().unwrap_or("");
    Span::new(file, start..start + line.trim_end().len())
}
