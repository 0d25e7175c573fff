//! `[downloads]`: formats that pages offer beside themselves.

use super::faults;
use super::raw::Table;
use crate::content::Kind;
use crate::diagnostics::Diagnostic;

/// What is made beside the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Downloads {
    /// Kinds of pages that are e-books too.
    pub epub: Vec<Kind>,
    /// Whether courses are packages for learning platforms too.
    pub scorm: bool,
    /// Whether policy texts are Akoma Ntoso and JSON too.
    pub akn: bool,
}

pub(super) fn read(table: &Table<'_>, found: &mut Vec<Diagnostic>) -> Downloads {
    let mut downloads = Downloads {
        epub: Vec::new(),
        scorm: table.switch("scorm", false, found),
        akn: table.switch("akn", false, found),
    };
    for word in table.names("epub", found).unwrap_or_default() {
        match Kind::from_name(&word.value) {
            Some(kind) => downloads.epub.push(kind),
            None => found.push(faults::not_one_of(&word, "downloads.epub", &Kind::ALL.map(Kind::name))),
        }
    }
    table.finish(found);
    downloads
}
