//! `[review]`: which stages a page passes before it is published.

use std::collections::BTreeMap;

use time::Date;

use super::faults;
use super::raw::Table;
use crate::content::{Kind, Spanned};
use crate::diagnostics::Diagnostic;

/// Who signs before a page is published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Review {
    /// Every stage, the first one first.
    pub stages: Vec<String>,
    /// Whether nobody may sign a page at two stages.
    pub one_person_one_stage: bool,
    /// Pages whose last day lies before this one need no signature.
    pub since: Option<Date>,
    /// Other stages for a kind.
    kinds: BTreeMap<&'static str, Vec<String>>,
    /// Other stages for a folder below the content folder and for all in it, whatever their kind.
    pub columns: Vec<(Spanned<String>, Vec<String>)>,
}

impl Review {
    /// The stages of the page at `path` below the content folder: those of the nearest folder that has any of its own,
    /// else those of its kind, else all. What only lists other pages has none unless its kind is named.
    pub fn stages_of(&self, kind: Kind, path: &str) -> &[String] {
        let inside = |folder: &str| {
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') || rest == ".md")
        };
        let lists = matches!(kind, Kind::Column | Kind::Part);
        let column = self.columns.iter().filter(|(folder, _)| inside(&folder.value) && !lists);
        match (column.max_by_key(|(folder, _)| folder.value.len()), self.kinds.get(kind.name())) {
            (Some((_, stages)), _) | (None, Some(stages)) => stages,
            (None, None) if lists => &[],
            (None, None) => &self.stages,
        }
    }
}

/// Reads the table; none if there is none.
pub(super) fn read(table: &Table<'_>, found: &mut Vec<Diagnostic>) -> Option<Review> {
    if !table.is_given() {
        return None;
    }
    let given = table.names("stages", found);
    if given.as_ref().is_none_or(Vec::is_empty) {
        found.push(faults::no_stages(table.start()));
    }
    let mut stages: Vec<String> = Vec::new();
    for stage in given.unwrap_or_default() {
        if stage.value.is_empty() || stages.contains(&stage.value) {
            found.push(faults::bad_stage(&stage));
        } else {
            stages.push(stage.value);
        }
    }
    let review = Review {
        one_person_one_stage: table.switch("one_person_one_stage", true, found),
        since: table.day("since", found),
        kinds: kinds(&table.table("kinds", found), &stages, found),
        columns: columns(&table.table("columns", found), &stages, found),
        stages,
    };
    table.finish(found);
    Some(review)
}

fn kinds(table: &Table<'_>, stages: &[String], found: &mut Vec<Diagnostic>) -> BTreeMap<&'static str, Vec<String>> {
    let mut kinds = BTreeMap::new();
    for (name, list) in table.lists(found) {
        match Kind::from_name(&name.value) {
            Some(kind) => _ = kinds.insert(kind.name(), known(&list, stages, found)),
            None => {
                let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
                found.push(faults::not_one_of(&name, "review.kinds", &all));
            }
        }
    }
    kinds
}

fn columns(table: &Table<'_>, stages: &[String], found: &mut Vec<Diagnostic>) -> Vec<(Spanned<String>, Vec<String>)> {
    let folder = |written: &str| {
        let written = written.trim().replace('\\', "/");
        let below = written.trim_start_matches('/');
        let below = below.strip_prefix("content/").unwrap_or(below);
        below.trim_end_matches("_index.md").trim_end_matches('/').to_owned()
    };
    let lists = table.lists(found);
    let column = |(name, list): (Spanned<String>, Vec<Spanned<String>>)| {
        let value = folder(&name.value);
        (Spanned { value, span: name.span }, known(&list, stages, found))
    };
    lists.into_iter().map(column).collect()
}

/// The stages of `list` in the order of all; those that are none are told.
fn known(list: &[Spanned<String>], stages: &[String], found: &mut Vec<Diagnostic>) -> Vec<String> {
    let all: Vec<&str> = stages.iter().map(String::as_str).collect();
    for stage in list.iter().filter(|stage| !stages.contains(&stage.value)) {
        found.push(faults::not_one_of(stage, "review", &all));
    }
    stages.iter().filter(|stage| list.iter().any(|one| one.value == **stage)).cloned().collect()
}
