//! The front matter of an imported page.

use crate::content::{Kind, format_date};

/// Writes front matter key by key.
#[derive(Debug, Default)]
pub(super) struct Front {
    lines: String,
}

impl Front {
    /// `key: "value"`, unless it is empty.
    pub(super) fn text(&mut self, key: &str, value: &str) {
        if !value.trim().is_empty() {
            self.lines.push_str(&format!("{key}: {}\n", quoted(value)));
        }
    }

    /// `key: ["a", "b"]`
    pub(super) fn texts(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(|v| quoted(v)).collect();
            self.lines.push_str(&format!("{key}: [{}]\n", values.join(", ")));
        }
    }

    /// `key: value`, for what needs no quotes.
    pub(super) fn plain(&mut self, key: &str, value: &str) {
        self.lines.push_str(&format!("{key}: {value}\n"));
    }

    pub(super) fn date(&mut self, key: &str, date: Option<time::Date>) {
        if let Some(date) = date {
            self.plain(key, &format_date(date));
        }
    }

    pub(super) fn kind(&mut self, kind: Kind) {
        self.plain("kind", kind.name());
    }

    /// Whether there is such a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.lines.lines().any(|line| line.split_once(':').is_some_and(|(name, _)| name == key))
    }

    /// The whole page: front matter and `body`.
    pub(super) fn page(&self, body: &str) -> String {
        format!("---\n{}---\n\n{}", self.lines, body.trim_start_matches('\n'))
    }
}

/// `text` as a YAML scalar, whatever it contains.
pub(super) fn quoted(text: &str) -> String {
    let clean = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') { ' ' } else { c };
    let line: String = text.chars().map(clean).collect();
    format!("\"{}\"", line.trim().replace('\\', "\\\\").replace('"', "\\\""))
}
