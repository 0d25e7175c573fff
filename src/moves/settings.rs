//! References in the site's configuration: pages and files from the content folder (`/about.md`) or from the site's root
//! (`content/data/words.yaml`), and folders that have settings of their own.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::rewrite::{Moved, Places};
use super::target::Wanted;
use super::written::{self, Edit};

/// What the configuration names is looked up here.
pub(super) struct Known<'a> {
    pub(super) content: &'a str,
    pub(super) wanted: &'a Wanted,
    pub(super) places: &'a Places<'a>,
    pub(super) moved: &'a Moved<'a>,
}

/// All that changes in `text`.
pub(super) fn edits(text: &str, known: &Known<'_>) -> Vec<Edit> {
    let mut found = Vec::new();
    for (key, value) in DeTable::parse_recoverable(text).0.get_ref() {
        // Folders of hosts are no folders of this site, though they may have the same names.
        if key.get_ref() != "deploy" {
            value_of(text, value.get_ref(), value.span(), known, &mut found);
        }
        if let ("review", DeValue::Table(review)) = (key.get_ref().as_ref(), value.get_ref()) {
            let columns = review.iter().find(|(key, _)| key.get_ref() == "columns");
            if let Some(DeValue::Table(columns)) = columns.map(|(_, columns)| columns.get_ref()) {
                found.extend(columns.iter().filter_map(|(key, _)| column(key, known)));
            }
        }
    }
    found
}

/// A folder by its name in a key.
fn column(key: &Spanned<std::borrow::Cow<'_, str>>, known: &Known<'_>) -> Option<Edit> {
    let folder = key.get_ref();
    let bare = folder.trim_matches('/');
    let (from, to) = (known.wanted.from.as_str(), known.wanted.to.as_str());
    // A page is named without its ending.
    let stem = |path: &'_ str| path.strip_suffix(".md").map(str::to_owned);
    let new = match bare.strip_prefix(from) {
        Some("") => to.to_owned(),
        Some(rest) if rest.starts_with('/') => format!("{to}{rest}"),
        _ if stem(from).as_deref() == Some(bare) => stem(to)?,
        _ => return None,
    };
    let new = if folder.starts_with('/') { format!("/{new}") } else { new };
    Some(Edit { range: key.span(), text: format!("\"{}\"", new.replace('\\', "\\\\").replace('"', "\\\"")) })
}

fn value_of(text: &str, value: &DeValue<'_>, range: Range<usize>, known: &Known<'_>, found: &mut Vec<Edit>) {
    match value {
        DeValue::String(value) => {
            let from_root = value.strip_prefix(known.content).and_then(|rest| rest.strip_prefix('/'));
            let new = match from_root {
                Some(path) => known.wanted.files.get(path).map(|new| format!("{}/{new}", known.content)),
                None if value.starts_with('/') && value.contains('.') => known.moved.rewritten(known.places, "", value),
                None => None,
            };
            found.extend(new.and_then(|new| written::scalar(text, range, value, &new)));
        }
        DeValue::Array(list) => {
            list.iter().for_each(|item| value_of(text, item.get_ref(), item.span(), known, found));
        }
        DeValue::Table(table) => {
            table.iter().for_each(|(_, value)| value_of(text, value.get_ref(), value.span(), known, found));
        }
        _ => {}
    }
}
