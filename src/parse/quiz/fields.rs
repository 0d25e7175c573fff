//! The keys of a mapping, each taken once, the unknown ones reported.

use std::sync::Arc;

use super::faults;
use crate::content::{Reference, Spanned};
use crate::diagnostics::{Diagnostic, Span};
use crate::parse::yaml::{Node, Value};

const TEXT: (&str, &str) = ("一段文字", "text");
const LIST_OF_TEXT: (&str, &str) = ("一段文字，或者由文字组成的列表", "text or a list of texts");
const TRUTH: (&str, &str) = ("true 或者 false", "`true` or `false`");

/// The values of a mapping by key, with the file they stand in.
pub(super) struct Fields<'n> {
    pub(super) file: &'n Arc<str>,
    /// The start of the mapping, for what is missing.
    pub(super) at: Span,
    found: Vec<(&'n str, &'n Node)>,
}

impl<'n> Fields<'n> {
    /// Reads the mapping `node`; `unknown` words the fault of a key outside `keys`. Nothing if it is no mapping.
    pub(super) fn read(
        file: &'n Arc<str>,
        node: &'n Node,
        keys: &[&str],
        unknown: fn(Span, &str) -> Diagnostic,
        sink: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            return None;
        };
        let mut found: Vec<(&str, &Node)> = Vec::new();
        for entry in entries {
            let at = || entry.key_span.clone();
            if !keys.contains(&entry.key.as_str()) {
                sink.push(unknown(at(), &entry.key));
            } else if found.iter().any(|(key, _)| *key == entry.key) {
                sink.push(faults::repeated_key(at(), &entry.key));
            } else {
                found.push((&entry.key, &entry.value));
            }
        }
        let at = entries.first().map_or_else(|| node.span.clone(), |entry| entry.key_span.clone());
        Some(Self { file, at, found })
    }

    /// What stands after `key:`, even if it is nothing.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.found.iter().find(|(name, _)| *name == key).map(|(_, node)| *node)
    }

    /// What stands after `key:`, unless it is nothing.
    pub(super) fn given(&self, key: &str) -> Option<&'n Node> {
        self.get(key).filter(|node| !is_blank(node))
    }

    /// The place of `key`, or of the mapping without it.
    pub(super) fn place(&self, key: &str) -> Span {
        self.get(key)
            .filter(|node| node.span.start < node.span.end)
            .map_or_else(|| self.at.clone(), |node| node.span.clone())
    }

    /// The text of `key`; a list or mapping is reported.
    pub(super) fn text(&self, key: &str, sink: &mut Vec<Diagnostic>) -> Option<Spanned<&'n str>> {
        let node = self.given(key)?;
        let text = text_of(node);
        if text.is_none() {
            sink.push(faults::wrong_value(node.span.clone(), key, TEXT));
        }
        text.map(|value| Spanned { value, span: node.span.clone() })
    }

    /// `true` or `false`; false when absent.
    pub(super) fn truth(&self, key: &str, sink: &mut Vec<Diagnostic>) -> bool {
        match self.given(key).map(|node| (node, text_of(node))) {
            None | Some((_, Some("false"))) => false,
            Some((_, Some("true"))) => true,
            Some((node, _)) => {
                sink.push(faults::wrong_value(node.span.clone(), key, TRUTH));
                false
            }
        }
    }

    /// References, one or a list of them.
    pub(super) fn references(&self, key: &str, sink: &mut Vec<Diagnostic>) -> Vec<Reference> {
        let mut references = Vec::new();
        for node in self.given(key).map_or_else(Vec::new, items) {
            match text_of(node).filter(|text| !text.is_empty()) {
                Some(text) => references.push(Spanned { value: text.to_owned(), span: node.span.clone() }),
                None => sink.push(faults::wrong_value(node.span.clone(), key, LIST_OF_TEXT)),
            }
        }
        references
    }
}

/// The text of a scalar, without white space around it.
pub(super) fn text_of(node: &Node) -> Option<&str> {
    node.as_text().map(str::trim)
}

/// Whether nothing is written here.
pub(super) fn is_blank(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Scalar(scalar) => scalar.text.trim().is_empty(),
        Value::List(entries) => entries.is_empty(),
        Value::Map(entries) => entries.is_empty(),
    }
}

/// The entries of a list; a single value is a list of one, nothing an empty list.
pub(super) fn items(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::Null => Vec::new(),
        Value::List(entries) => entries.iter().collect(),
        _ => vec![node],
    }
}
