//! Values of front matter as a form holds them: texts, lists of texts, and rows of named values.

use serde_json::{Map, Value as Json};

use crate::parse::front_matter::keys::{Key, Row, Shape};
use crate::parse::yaml::{Node, Value};

/// The value of `node` in the form; `Null` if it is empty, none if the form has no way to show it.
pub(crate) fn of_node(key: &Key, node: &Node) -> Option<Json> {
    if node.is_null() {
        return Some(Json::Null);
    }
    match key.shape {
        Shape::Cascade | Shape::Anything => None,
        Shape::Texts | Shape::OldUrls | Shape::References => {
            let texts: Option<Vec<Json>> = match &node.value {
                Value::List(list) => list.iter().map(text).collect(),
                _ => Some(vec![text(node)?]),
            };
            texts.map(|texts| filled(Json::Array(texts)))
        }
        Shape::Rows(row) => {
            let rows: Option<Vec<Json>> = match &node.value {
                Value::List(list) => list.iter().map(|node| row_of(row, node)).collect(),
                _ => Some(vec![row_of(row, node)?]),
            };
            rows.map(|rows| filled(Json::Array(rows)))
        }
        _ => text(node).map(filled),
    }
}

fn text(node: &Node) -> Option<Json> {
    node.as_text().map(|text| Json::String(text.trim().to_owned()))
}

/// An entry of a list of rows; keys that no row has are left to the file.
pub(super) fn row_of(row: &Row, node: &Node) -> Option<Json> {
    let mut fields = Map::new();
    match &node.value {
        Value::Scalar(_) if row.text_is_first => {
            fields.insert(row.keys.first()?.name.to_owned(), text(node)?);
        }
        Value::Map(entries) => {
            for key in row.keys {
                let Some(entry) = entries.iter().find(|entry| entry.key == key.name) else { continue };
                match of_node(key, &entry.value)? {
                    Json::Null => {}
                    value => _ = fields.insert(key.name.to_owned(), value),
                }
            }
        }
        _ => return None,
    }
    Some(Json::Object(fields))
}

/// What a form sent for `key`, in the one form in which values are compared: no empty texts, entries or lists.
pub(crate) fn clean(key: &Key, value: &Json) -> Json {
    match key.shape {
        Shape::Cascade | Shape::Anything => Json::Null,
        Shape::Texts | Shape::OldUrls | Shape::References => {
            let texts = value.as_array().map(Vec::as_slice).unwrap_or_default();
            filled(Json::Array(texts.iter().map(plain).filter(|text| !text.is_null()).collect()))
        }
        Shape::Rows(row) => {
            let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
            let rows = rows.iter().map(|given| clean_row(row, given)).filter(|row| !row.is_null());
            filled(Json::Array(rows.collect()))
        }
        _ => plain(value),
    }
}

fn clean_row(row: &Row, given: &Json) -> Json {
    let mut fields = Map::new();
    for key in row.keys {
        match given.get(key.name).map_or(Json::Null, |value| clean(key, value)) {
            Json::Null => {}
            value => _ = fields.insert(key.name.to_owned(), value),
        }
    }
    if fields.is_empty() { Json::Null } else { Json::Object(fields) }
}

fn plain(value: &Json) -> Json {
    let text = match value {
        Json::String(text) => text.replace("\r\n", "\n").trim().to_owned(),
        Json::Number(number) => number.to_string(),
        Json::Bool(truth) => truth.to_string(),
        _ => String::new(),
    };
    filled(Json::String(text))
}

/// `Null` for what is empty.
fn filled(value: Json) -> Json {
    let empty = match &value {
        Json::String(text) => text.is_empty(),
        Json::Array(list) => list.is_empty(),
        _ => false,
    };
    if empty { Json::Null } else { value }
}
