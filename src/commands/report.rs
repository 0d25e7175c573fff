//! Diagnostics on the terminal or as JSON, and the line that closes a run.

use serde::Serialize;

use crate::diagnostics::draw::{self, Sources};
use crate::diagnostics::{Diagnostic, Lang, Severity};

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
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.span.is_none(), d.span.clone(), d.severity, d.code.clone(), d.message.clone());
        key(a).cmp(&key(b))
    });
    diagnostics.dedup();
}

/// Writes all diagnostics for people.
pub(super) fn human(diagnostics: &[Diagnostic], sources: &dyn Sources, lang: Lang) {
    for diagnostic in diagnostics {
        eprintln!("{}", draw::human(diagnostic, sources, lang));
    }
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
