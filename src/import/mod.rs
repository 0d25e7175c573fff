//! What an office has becomes pages: Word documents, sheets, question banks, saved web pages.
//!
//! Bytes in, pages out; the disk is the caller's. Each format is read into a [`model::Document`]; [`shape`] finds title,
//! number and signature in it; [`markdown`] writes it so that it reads back as the same document.

mod again;
mod bank;
mod clip;
mod convert;
mod docx;
mod front;
mod list;
mod markdown;
mod model;
mod old;
mod package;
mod page;
mod pictures;
mod refusals;
mod report;
pub mod report_page;
mod shape;
mod sheet;
mod web;
mod xml;

pub use again::{State, state, without_print};
pub use clip::{Clip, clip};
pub use report::{Counts, Noted, Outcome, Report, Source};

use crate::content::Kind;
use crate::diagnostics::Diagnostic;

/// How to import.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the pages are to be; guessed from the text if absent.
    pub kind: Option<Kind>,
    /// The folder below `content` into which they go, without slashes at its ends.
    pub column: String,
}

/// A page that an import makes, with the files that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Below the site's folder: `content/…`.
    pub path: String,
    /// The whole file.
    pub text: String,
    /// Pictures and other files beside it.
    pub files: Vec<(String, Vec<u8>)>,
    /// What came in and what did not.
    pub source: Source,
    /// What the program itself says of the page.
    pub found: Vec<Diagnostic>,
}

pub use convert::convert;
pub use list::{Row, list};
pub use old::Tree;

/// Whether a file of this name is one that an import takes when it is given a folder.
pub fn is_known(name: &str) -> bool {
    const KNOWN: [&str; 22] = [
        "docx", "docm", "dotx", "dotm", "doc", "wps", "wpt", "rtf", "odt", "pdf", "xlsx", "xlsm", "xls", "et", "ods",
        "csv", "gift", "txt", "html", "htm", "mhtml", "mht",
    ];
    let extension = extension(name);
    KNOWN.contains(&extension.as_str())
}

/// Formats that another program must turn into .docx or text first.
pub fn is_foreign(name: &str, bytes: &[u8]) -> bool {
    let extension = extension(name);
    let old = bytes.starts_with(b"\xD0\xCF\x11\xE0") && matches!(extension.as_str(), "doc" | "wps" | "wpt" | "dot");
    old || matches!(extension.as_str(), "rtf" | "odt" | "pdf") && !bytes.is_empty()
}

fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
}

/// The name of a file without folders and extension, fit for every system.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let clean = |c: char| match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '/' | '#' | '%' => '-',
        c if c.is_control() => '-',
        c => c,
    };
    let mut stem: String = stem.chars().map(clean).collect();
    // Systems take names of 255 bytes.
    while stem.len() > 150 {
        stem.pop();
    }
    let stem = stem.trim_matches(['.', ' ', '\u{3000}', '_']).to_owned();
    let reserved = crate::inputs::name_fault(&stem).is_some();
    if stem.is_empty() || reserved { format!("{stem}-1") } else { stem }
}
