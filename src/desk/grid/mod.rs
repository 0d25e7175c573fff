//! Data tables as a grid: cells as written, each row a piece of the source; one that is not touched stays byte for byte.

mod listed;
mod separated;

use serde::{Deserialize, Serialize};

/// A row of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// The number of the row of the source that it was; none if it is new.
    pub(crate) from: Option<usize>,
    pub(crate) cells: Vec<String>,
}

/// The table is written in a way that no grid can show, or what was written reads as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unable;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Cells between such bytes.
    Separated(u8),
    /// A list in YAML.
    Listed,
}

fn form(path: &str) -> Option<Form> {
    let path = path.to_ascii_lowercase();
    let (_, ending) = path.rsplit_once('.')?;
    match ending {
        "csv" => Some(Form::Separated(b',')),
        "tsv" => Some(Form::Separated(b'\t')),
        // Questions have an editor of their own.
        "yaml" | "yml" if !path.ends_with(".quiz.yaml") => Some(Form::Listed),
        _ => None,
    }
}

/// Whether the file at `path` may be a table, by its name.
pub(crate) fn is_table(path: &str) -> bool {
    form(path).is_some()
}

/// Whether a grid can show what the file at `path` says. All that a spreadsheet writes is a table; a list of words is none.
pub(crate) fn is_shown(path: &str, text: &str) -> bool {
    match form(path) {
        Some(Form::Separated(_)) => true,
        Some(Form::Listed) => listed::read(text).is_ok(),
        None => false,
    }
}

/// The rows of `text`, the names of the columns first. All have as many cells.
pub(crate) fn read(path: &str, text: &str) -> Result<Vec<Row>, Unable> {
    match form(path).ok_or(Unable)? {
        Form::Separated(separator) => separated::read(text, separator),
        Form::Listed => listed::read(text),
    }
}

/// `text` with `wanted` for its rows.
pub(crate) fn write(path: &str, text: &str, wanted: &[Row]) -> Result<String, Unable> {
    match form(path).ok_or(Unable)? {
        Form::Separated(separator) => separated::write(text, separator, wanted),
        Form::Listed => listed::write(text, wanted),
    }
}

/// Cells without those at the end that hold nothing.
fn bare(cells: &[String]) -> &[String] {
    let end = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    &cells[..end]
}
