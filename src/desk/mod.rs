//! The editing desk: what a browser needs to find, write and keep the pages of a site without seeing their YAML.
//!
//! | part | what it does |
//! |---|---|
//! | [`form`] | the form of a kind, made from the table that reads front matter |
//! | [`value`], [`edit`], [`scalar`] | one value of the front matter is changed in place; every other byte stays |
//! | [`lines`] | line breaks come back as they were |
//! | [`list`] | all pages, as a table shows them |
//! | [`faults`] | what a build says of a page, beside the field or the line that it means |
//! | [`grid`] | data tables, each row a piece of the source |
//! | [`entries`] | the entries of a list in YAML as such pieces |
//! | [`quiz`] | questions as a form holds them, each a piece of the source |
//! | [`place`], [`sample`] | where a new page may lie, and what it begins with |
//! | [`clips`] | what is pasted or dropped becomes Markdown, pictures and pages |
//! | [`files`] | the disk: the only part that touches it |
//!
//! Nothing here knows of HTTP; `serve` has the door.

pub(crate) mod clips;
pub(crate) mod edit;
mod english;
mod entries;
pub(crate) mod faults;
#[allow(
    clippy::disallowed_methods,
    reason = "keeps the pages that are edited; no other part of the desk touches the disk"
)]
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod grid;
pub(crate) mod lines;
pub(crate) mod list;
pub(crate) mod place;
pub(crate) mod quiz;
pub(crate) mod sample;
mod scalar;
pub(crate) mod value;

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "reads the example site")]
mod edit_tests;
