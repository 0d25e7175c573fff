//! Diagnostics on the terminal or as JSON, and the line that closes a run.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diagnostics::draw::{self, Sources};
use crate::diagnostics::{Diagnostic, Lang, Severity, Span, Text};

/// How to write a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// For people, on standard error.
    Human,
    /// For machines, on standard output.
    Json,
}

impl Format {
    /// The value of `--format`.
    pub(super) fn from_name(name: &str) -> Self {
        if name == "json" { Format::Json } else { Format::Human }
    }
}

/// How many of each severity there are.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
}

/// Counts `diagnostics` by severity.
pub(super) fn count(diagnostics: &[Diagnostic]) -> Counts {
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    Counts { errors: of(Severity::Error), warnings: of(Severity::Warning), notes: of(Severity::Note) }
}

/// In the order in which an editor mends them: by file and place, what has no place last.
pub(super) fn sort(diagnostics: &mut Vec<Diagnostic>) {
    fn key(d: &Diagnostic) -> (bool, &Option<Span>, Severity, &str, &Text) {
        (d.span.is_none(), &d.span, d.severity, &d.code, &d.message)
    }
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup();
}

/// Writes all diagnostics for people; what is said often with the same words is one entry.
pub(super) fn human(diagnostics: &[Diagnostic], sources: &dyn Sources, lang: Lang) {
    for group in groups(diagnostics) {
        eprintln!("{}", entry(&group, sources, lang));
    }
}

/// So many findings with the same words are still shown one by one.
const FEW: usize = 3;

/// All that a finding says beside its place.
type Words<'a> = (Severity, &'a str, &'a Text, &'a [Text]);

fn words(diagnostic: &Diagnostic) -> Words<'_> {
    (diagnostic.severity, &diagnostic.code, &diagnostic.message, &diagnostic.hints)
}

/// Whether a finding has one place and no other.
fn is_simple(diagnostic: &Diagnostic) -> bool {
    diagnostic.related.is_empty() && diagnostic.span.is_some()
}

/// Findings that say the same of different places, in the order of the first of each.
fn groups(diagnostics: &[Diagnostic]) -> Vec<Vec<&Diagnostic>> {
    let mut counts: BTreeMap<Words<'_>, usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|d| is_simple(d)) {
        *counts.entry(words(diagnostic)).or_default() += 1;
    }
    let mut places: BTreeMap<Words<'_>, usize> = BTreeMap::new();
    let mut out: Vec<Vec<&Diagnostic>> = Vec::new();
    for diagnostic in diagnostics {
        let many = is_simple(diagnostic) && counts.get(&words(diagnostic)).is_some_and(|n| *n > FEW);
        match places.get(&words(diagnostic)).filter(|_| many) {
            Some(at) => out[*at].push(diagnostic),
            None => {
                if many {
                    places.insert(words(diagnostic), out.len());
                }
                out.push(vec![diagnostic]);
            }
        }
    }
    out
}

/// A finding, and how often and where else the same was found: three places in all, and how many each file has.
fn entry(group: &[&Diagnostic], sources: &dyn Sources, lang: Lang) -> String {
    let Some((first, others)) = group.split_first() else { return String::new() };
    let mut out = draw::human(first, sources, lang);
    if others.is_empty() {
        return out;
    }
    let place = |d: &Diagnostic| {
        let span = d.span.as_ref()?;
        let at = sources.text(&span.file).map(|text| draw::place(&text, span.start));
        Some(at.map_or_else(|| span.file.to_string(), |at| format!("{}:{}:{}", span.file, at.line, at.column)))
    };
    let shown: Vec<String> = others.iter().take(FEW - 1).filter_map(|d| place(d)).collect();
    let files: BTreeSet<&str> = group.iter().filter_map(|d| d.span.as_ref()).map(|span| &*span.file).collect();
    let (count, files) = (group.len(), files.len());
    out.push_str(&match lang {
        Lang::Zh => format!("  同样的共 {count} 处，在 {files} 个文件里，另见：{}\n", shown.join("、")),
        Lang::En => format!(
            "  {count} of these in {files} file{}, also at {}\n",
            if files == 1 { "" } else { "s" },
            shown.join(", ")
        ),
    });
    out
}

/// `3 个错误、1 个警告`, or nothing.
pub(super) fn summary(counts: Counts, lang: Lang) -> String {
    let parts: Vec<String> = match lang {
        Lang::Zh => [(counts.errors, "个错误"), (counts.warnings, "个警告"), (counts.notes, "条说明")]
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}"))
            .collect(),
        Lang::En => [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")]
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}{}", if *n == 1 { "" } else { "s" }))
            .collect(),
    };
    parts.join(if lang == Lang::Zh { "、" } else { ", " })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostics::Span;

    struct One;

    impl Sources for One {
        fn text(&self, _: &str) -> Option<std::borrow::Cow<'_, str>> {
            Some("甲\n乙\n丙\n丁\n".into())
        }
    }

    fn findings(count: usize) -> Vec<Diagnostic> {
        let file: Arc<str> = "content/a.md".into();
        let at = |i: usize| Span::new(&file, i * 4..i * 4 + 3);
        (0..count).map(|i| Diagnostic::warning("missing-alt", "没有替代文字", "no text").at(at(i))).collect()
    }

    #[test]
    fn many_of_one_kind_are_one_entry_with_three_places() {
        let mut found = findings(4);
        found.insert(1, Diagnostic::error("other", "别的", "another"));
        let shown: Vec<String> = groups(&found).iter().map(|group| entry(group, &One, Lang::Zh)).collect();
        let first = "警告[missing-alt]: 没有替代文字\n  --> content/a.md:1:1\n   |\n 1 | 甲\n   | ^^\n";
        let others = "  同样的共 4 处，在 1 个文件里，另见：content/a.md:2:1、content/a.md:3:1\n";
        assert_eq!(shown, [format!("{first}{others}"), "错误[other]: 别的\n".to_owned()]);
    }

    #[test]
    fn a_few_are_shown_one_by_one() {
        assert_eq!(groups(&findings(3)).len(), 3);
    }
}
