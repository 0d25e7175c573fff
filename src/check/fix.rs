//! What `check --fix` changes: only where there is one right answer, and where no comment silences the rule.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use super::Context;
use super::rules::{punctuation, word_list};
use super::settle::Comments;
use crate::diagnostics::{Diagnostic, Span};

/// A change of a file: these bytes become this text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, from the site's root.
    pub file: Arc<str>,
    /// The bytes that go.
    pub range: Range<usize>,
    /// What comes.
    pub text: String,
}

impl Edit {
    pub(super) fn new(file: &Arc<str>, range: Range<usize>, text: String) -> Self {
        Self { file: Arc::clone(file), range, text }
    }
}

/// All changes of the site, by file and place, none overlapping another.
pub fn edits(context: &Context<'_>) -> Vec<Edit> {
    let comments = Comments::of(context.inputs);
    let off = |id: &str| context.built.config.rules.iter().any(|rule| rule.id.value == id && rule.severity.is_none());
    let words = word_list::read(context).value;
    let mut all = Vec::new();
    for page in context.pages() {
        let mut add = |rule: &str, edits: Vec<Edit>| {
            let allowed = |edit: &Edit| {
                let place = Diagnostic::note(rule, "", "").at(Span::new(&edit.file, edit.range.clone()));
                !comments.silence(context.inputs, &place)
            };
            if !off(rule) {
                all.extend(edits.into_iter().filter(allowed));
            }
        };
        add(punctuation::MIXED.id, punctuation::mixed_edits(page));
        add(word_list::WORDS.id, word_list::edits(page, &words));
    }
    all.sort_by(|a, b| (&a.file, a.range.start).cmp(&(&b.file, b.range.start)));
    all.dedup_by(|next, first| next.file == first.file && next.range.start < first.range.end);
    all
}

/// `text` after `edits`, which belong to one file and are in order.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The difference as `diff -u` shows it.
pub fn unified(file: &str, before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    let mut out = String::new();
    // Writing into a text cannot fail.
    let _ = write!(out, "{}", diff.unified_diff().context_radius(1).header(&format!("a/{file}"), &format!("b/{file}")));
    out
}
