//! Values that are written anew.

use serde_json::Value as Json;

use super::super::scalar::{self, Quote};
use super::{Writer, item};
use crate::parse::front_matter::keys::{Key, Row, Shape};
use crate::parse::yaml::Node;

impl Writer<'_> {
    /// `key: value` with its line break, its lines after `column` blanks.
    pub(super) fn entry(&self, key: &Key, value: &Json, column: usize) -> String {
        let pad = " ".repeat(column);
        format!("{pad}{}{}", self.key_and_value(key, value, column), self.eol)
    }

    pub(super) fn key_and_value(&self, key: &Key, value: &Json, column: usize) -> String {
        match value {
            Json::Array(items) => format!("{}:{}", key.name, self.list(key, items, column)),
            value => {
                let text = value.as_str().unwrap_or_default();
                let block = scalar::block(text, column + 2, self.eol);
                format!("{}: {}", key.name, block.unwrap_or_else(|| scalar::line(text, key.shape, Quote::Plain)))
            }
        }
    }

    /// What stands behind `key:` for a list: short texts in brackets, else an entry a line.
    pub(super) fn list(&self, key: &Key, items: &[Json], column: usize) -> String {
        let short = !matches!(key.shape, Shape::Rows(_)) && !key.example.starts_with('\n');
        if short && items.iter().all(|item| item.as_str().is_some_and(|text| text.chars().count() <= 30)) {
            return format!(" {}", self.flow_list(key, &[], items));
        }
        let lines: String = items.iter().map(|item| self.entry_of_list(key, item, column + 2)).collect();
        format!("{}{}", self.eol, lines.trim_end_matches(['\r', '\n']))
    }

    /// `- …` with its line break.
    pub(super) fn entry_of_list(&self, key: &Key, item: &Json, column: usize) -> String {
        let pad = " ".repeat(column);
        let text = match (item, key.shape) {
            (Json::Object(_), Shape::Rows(row)) => {
                let given = row.keys.iter().filter_map(|key| Some((key, item.get(key.name)?)));
                let lines = given.map(|(key, value)| self.key_and_value(key, value, column + 2));
                lines.collect::<Vec<_>>().join(&format!("{}{pad}  ", self.eol))
            }
            _ => scalar::line(item.as_str().unwrap_or_default(), key.shape, Quote::Plain),
        };
        format!("{pad}- {text}{}", self.eol)
    }

    pub(super) fn flow_list(&self, key: &Key, nodes: &[Node], items: &[Json]) -> String {
        let old: Vec<Option<Json>> = nodes.iter().map(|node| item(key, node)).collect();
        let mut same = vec![false; nodes.len()];
        let texts = items.iter().enumerate().map(|(at, new)| {
            let known = old.iter().enumerate().position(|(i, old)| !same[i] && old.as_ref() == Some(new));
            if let Some(i) = known {
                same[i] = true;
                return self.text[nodes[i].span.start..nodes[i].span.end].to_owned();
            }
            match key.shape {
                Shape::Rows(row) => self.flow_row(row, nodes.get(at).filter(|_| items.len() == nodes.len()), new),
                shape => flow_text(new.as_str().unwrap_or_default(), shape),
            }
        });
        format!("[{}]", texts.collect::<Vec<_>>().join(", "))
    }

    pub(super) fn flow_row(&self, row: &Row, old: Option<&Node>, new: &Json) -> String {
        let mut parts = Vec::new();
        for key in row.keys {
            match new.get(key.name) {
                None => {}
                Some(Json::Array(items)) => parts.push(format!("{}: {}", key.name, self.flow_list(key, &[], items))),
                Some(value) => {
                    parts.push(format!("{}: {}", key.name, flow_text(value.as_str().unwrap_or_default(), key.shape)));
                }
            }
        }
        for entry in old.and_then(Node::as_map).unwrap_or_default() {
            if row.keys.iter().all(|key| key.name != entry.key) {
                let written = &self.text[entry.value.span.start..entry.value.span.end];
                parts.push(format!("{}: {written}", &self.text[entry.key_span.start..entry.key_span.end]));
            }
        }
        format!("{{{}}}", parts.join(", "))
    }
}

/// A text between brackets, where commas part.
fn flow_text(text: &str, shape: Shape) -> String {
    let line = scalar::line(text, shape, Quote::Plain);
    if line.starts_with('"') || !line.contains([',', '[', ']', '{', '}', ':']) {
        return line;
    }
    scalar::line(text, shape, Quote::Double)
}
