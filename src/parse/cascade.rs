//! Front matter defaults that a folder's `_index.md` gives to all that lies below.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::content::Kind;
use crate::parse::yaml::{Entry, Node, Value};

/// Defaults with the places where they were given. Cheap to clone; part of what decides the parse of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Cascade(Arc<Vec<Entry>>);

impl Cascade {
    /// Defaults from entries that have been checked.
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        Self(Arc::new(entries))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The defaults.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The default of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// The kind of pages that do not say theirs.
    pub fn kind(&self) -> Option<Kind> {
        Kind::from_name(self.get("kind")?.as_text()?)
    }

    /// These defaults with those of a nearer folder on top; `extra` is joined key by key.
    #[must_use]
    pub fn under(&self, nearer: &Cascade) -> Cascade {
        if nearer.is_empty() {
            return self.clone();
        }
        let mut entries: Vec<Entry> = self.0.to_vec();
        for entry in nearer.entries() {
            match entries.iter_mut().find(|e| e.key == entry.key) {
                Some(old) if entry.key == "extra" => {
                    old.value = joined(&old.value, &entry.value);
                }
                Some(old) => *old = entry.clone(),
                None => entries.push(entry.clone()),
            }
        }
        Cascade::new(entries)
    }

    /// The same without `key`.
    #[must_use]
    pub fn without(&self, key: &str) -> Cascade {
        if self.get(key).is_none() {
            return self.clone();
        }
        Cascade::new(self.0.iter().filter(|e| e.key != key).cloned().collect())
    }

    /// The defaults as plain values.
    pub fn to_json(&self) -> BTreeMap<String, serde_json::Value> {
        self.0.iter().map(|e| (e.key.clone(), e.value.to_json())).collect()
    }
}

/// The entries of both mappings; those of `near` win.
pub(super) fn joined(far: &Node, near: &Node) -> Node {
    let (Value::Map(far_map), Value::Map(near_map)) = (&far.value, &near.value) else {
        return near.clone();
    };
    let mut map = near_map.clone();
    let added = far_map.iter().filter(|e| near_map.iter().all(|n| n.key != e.key));
    map.extend(added.cloned());
    Node { value: Value::Map(map), span: near.span.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::yaml;

    fn cascade(text: &str) -> Cascade {
        let file: Arc<str> = "content/_index.md".into();
        match yaml::parse(&file, text, 0..text.len()).value {
            Some(Node { value: Value::Map(map), .. }) => Cascade::new(map),
            _ => Cascade::default(),
        }
    }

    fn check(far: &str, near: &str, expected: &str) {
        let merged = cascade(far).under(&cascade(near));
        let json = serde_json::to_string(&merged.to_json()).expect("json");
        assert_eq!(json, expected);
    }

    #[test]
    fn the_nearer_wins() {
        check("source: 甲\nauthor: 乙", "source: 丙", r#"{"author":"乙","source":"丙"}"#);
        check("keywords: [甲]", "keywords: [乙]", r#"{"keywords":["乙"]}"#);
        check("extra: {a: 1, b: 2}", "extra: {b: 3}", r#"{"extra":{"a":1,"b":3}}"#);
        check("source: 甲", "", r#"{"source":"甲"}"#);
        check("", "source: 甲", r#"{"source":"甲"}"#);
    }

    #[test]
    fn the_kind_is_known_by_name_or_label() {
        assert_eq!(cascade("kind: guide").kind(), Some(Kind::Guide));
        assert_eq!(cascade("kind: 办事指南").kind(), Some(Kind::Guide));
        assert_eq!(cascade("kind: guide").without("kind").kind(), None);
    }
}
