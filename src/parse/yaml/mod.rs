//! YAML text → a tree of values with byte places. The only user of `serde_yaml`.
//!
//! Deliberately absent: anchors, aliases, tags and merge keys. Editors never need them, and a value that begins with
//! `*`, `&` or `!` is nearly always prose that lacks its quotes.

mod faults;
mod locate;
mod mend;
mod read;

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostics::{Checked, Span, Text};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands; for lists and mappings without brackets from the first entry to the end of the last.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Value {
    /// Nothing, or `~`, or `null`.
    Null,
    /// Text, number or boolean, as written.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order written; no key occurs twice.
    Map(Vec<Entry>),
}

/// A scalar as written; what it means depends on who asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scalar {
    /// Its text, without quotes.
    pub text: String,
    /// Whether it stood in quotes or was a block, so that it cannot be a number or a boolean.
    pub quoted: bool,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Reads `text[range]`; the places count from the start of `text`. Empty input gives a null.
///
/// `None` only if nothing could be made of it; the diagnostics say why.
pub fn parse(file: &Arc<str>, text: &str, range: Range<usize>) -> Checked<Option<Node>> {
    read::parse(file, text, range)
}

impl Node {
    /// Whether it is empty.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The text of a scalar.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The boolean, if it is `true` or `false` without quotes.
    pub fn as_bool(&self) -> Option<bool> {
        match self.plain()? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The whole number, if it is one without quotes.
    pub fn as_i64(&self) -> Option<i64> {
        self.plain()?.parse().ok()
    }

    /// The number, if it is a finite one without quotes.
    pub fn as_f64(&self) -> Option<f64> {
        let text = self.plain()?;
        // `parse` would also take "inf" and "nan", which are prose here.
        let numeric = text.bytes().any(|b| b.is_ascii_digit())
            && text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        let number = numeric.then(|| text.parse::<f64>().ok())??;
        number.is_finite().then_some(number)
    }

    /// The entries of a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The entries of a mapping.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The value of `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// The value as JSON; numbers and booleans are recognised.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::List(list) => list.iter().map(Node::to_json).collect(),
            Value::Map(map) => {
                map.iter().map(|e| (e.key.clone(), e.value.to_json())).collect::<serde_json::Map<_, _>>().into()
            }
            Value::Scalar(scalar) => {
                if let Some(truth) = self.as_bool() {
                    truth.into()
                } else if has_leading_zero(&scalar.text) {
                    // `0512` is a dialling code, not a number.
                    scalar.text.clone().into()
                } else if let Some(whole) = self.as_i64() {
                    whole.into()
                } else if let Some(number) = self.as_f64() {
                    number.into()
                } else {
                    scalar.text.clone().into()
                }
            }
        }
    }

    /// What it is, for “must be …, not …”.
    pub fn describe(&self) -> Text {
        match &self.value {
            Value::Null => Text::new("空的", "empty"),
            Value::List(_) => Text::new("一个列表", "a list"),
            Value::Map(_) => Text::new("一组“键: 值”", "a mapping"),
            Value::Scalar(scalar) => {
                let short = shorten(&scalar.text);
                if scalar.quoted && (self.looks_numeric() || looks_boolean(&scalar.text)) {
                    Text::new(format!("带引号的文字“{short}”"), format!("the quoted text `{short}`"))
                } else if self.as_bool().is_some() {
                    Text::new(format!("是非值 {short}"), format!("the boolean `{short}`"))
                } else if self.as_f64().is_some() {
                    Text::new(format!("数字 {short}"), format!("the number `{short}`"))
                } else {
                    Text::new(format!("文字“{short}”"), format!("the text `{short}`"))
                }
            }
        }
    }

    fn plain(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if !scalar.quoted => Some(&scalar.text),
            _ => None,
        }
    }

    fn looks_numeric(&self) -> bool {
        self.as_text().is_some_and(|text| text.trim().parse::<f64>().is_ok())
    }
}

fn looks_boolean(text: &str) -> bool {
    matches!(text, "true" | "false")
}

fn has_leading_zero(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit()
}

/// At most 24 characters of `text`, on one line.
pub(crate) fn shorten(text: &str) -> String {
    let line: String = text.chars().take(25).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() > 24 {
        let head: String = line.chars().take(23).collect();
        format!("{head}…")
    } else {
        line
    }
}

#[cfg(test)]
mod tests;
