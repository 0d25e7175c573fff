//! The theme's templates: parsed once, all their faults found at once, rendered many times.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera, Value};

use super::faults;
use crate::diagnostics::{Checked, Diagnostic, Span};

/// A template's source and the file it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Path from the site's root.
    pub(crate) file: Arc<str>,
    /// Decoded text.
    pub(crate) text: Arc<str>,
}

/// Templates ready to render, by name (`article.html`, `shortcodes/figure.html`).
pub(crate) struct Templates {
    engine: Tera,
    sources: BTreeMap<String, Source>,
}

/// What the engine offers; it does not tell.
const FILTERS: &[&str] = &[
    "safe",
    "default",
    "upper",
    "lower",
    "wordcount",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
];
const TESTS: &[&str] = &[
    "string",
    "number",
    "map",
    "bool",
    "array",
    "integer",
    "float",
    "none",
    "iterable",
    "defined",
    "undefined",
    "odd",
    "even",
    "divisible_by",
    "starting_with",
    "ending_with",
    "containing",
];

impl Templates {
    /// Parses all of `sources`; `None` if any has a fault.
    pub(crate) fn new(sources: BTreeMap<String, Source>) -> Checked<Option<Self>> {
        let mut this = Self { engine: Tera::default(), sources };
        let mut found = this.syntax_faults();
        if found.is_empty() {
            let texts: Vec<_> =
                this.sources.iter().map(|(name, source)| (name.clone(), Arc::clone(&source.text))).collect();
            if let Err(error) = this.engine.add_raw_templates(texts) {
                found = this.faults(error.kind(), false);
            }
        }
        if found.is_empty() { Checked::clean(Some(this)) } else { Checked::with(None, found) }
    }

    /// Whether there is a template `name`.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.sources.contains_key(name)
    }

    /// The names of all templates, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// Renders `name` with the fields of `context` and `site`.
    // A fault ends the build, so that its size costs nothing.
    #[allow(clippy::result_large_err)]
    pub(crate) fn render(&self, name: &str, context: &impl Serialize, site: &Value) -> Result<String, Diagnostic> {
        let mut out = Vec::new();
        self.render_to(name, context, site, &mut out)?;
        String::from_utf8(out).map_err(|error| faults::other(&error.to_string()))
    }

    /// As [`Templates::render`]; adds the UTF-8 to `out`.
    #[allow(clippy::result_large_err)]
    pub(crate) fn render_to(
        &self,
        name: &str,
        context: &impl Serialize,
        site: &Value,
        out: &mut Vec<u8>,
    ) -> Result<(), Diagnostic> {
        if !self.contains(name) {
            return Err(faults::no_template(name, None, self.names()));
        }
        let mut values = Context::from_serialize(context).map_err(|error| faults::other(&error.to_string()))?;
        // A value is shared by counting references, so that the site costs nothing per page.
        if let Some(words) = site.as_map().and_then(|map| map.get(&"strings".into())) {
            values.insert_value("t", words.clone());
        }
        values.insert_value("site", site.clone());
        self.engine.render_to(name, &values, out).map_err(|error| self.first_fault(error.kind()))
    }

    /// The engine stops at the first template that it cannot parse; an editor wants to see all of them.
    fn syntax_faults(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (name, source) in &self.sources {
            let mut alone = Tera::default();
            if let Err(error) = alone.add_raw_template(name, &source.text)
                && let ErrorKind::SyntaxError(_) = error.kind()
            {
                found.extend(self.faults(error.kind(), false));
            }
        }
        found
    }

    fn first_fault(&self, kind: &ErrorKind) -> Diagnostic {
        self.faults(kind, true).into_iter().next().unwrap_or_else(|| faults::other(&kind.to_string()))
    }

    fn faults(&self, kind: &ErrorKind, rendering: bool) -> Vec<Diagnostic> {
        let known = faults::Known {
            filters: FILTERS,
            tests: TESTS,
            components: self.component_names(),
            templates: self.names().collect(),
        };
        match kind {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let span = self
                    .sources
                    .get(report.filename())
                    .map(|source| Span::new(&source.file, report.span().range.clone()));
                vec![faults::in_template(report.message(), span, rendering, &known)]
            }
            ErrorKind::CircularExtend { tpl, inheritance_chain: chain }
            | ErrorKind::CircularInclude { tpl, include_chain: chain } => {
                vec![faults::circle(self.file_of(tpl), tpl, chain)]
            }
            ErrorKind::MissingParent { current, parent } => {
                let asked_by = self.place_of(current, parent);
                vec![faults::no_template(parent, asked_by, self.names())]
            }
            ErrorKind::TemplateNotFound(name) => {
                vec![faults::no_template(name, None, self.names())]
            }
            other => {
                let message = other.to_string();
                let reports = reports(&message);
                if reports.is_empty() {
                    return vec![faults::other(&message)];
                }
                let fault =
                    |report: &Report<'_>| faults::in_template(report.message, self.span_of(report), false, &known);
                reports.iter().map(fault).collect()
            }
        }
    }

    fn file_of(&self, template: &str) -> Option<Arc<str>> {
        self.sources.get(template).map(|source| Arc::clone(&source.file))
    }

    /// Where `template` names `other`.
    fn place_of(&self, template: &str, other: &str) -> Option<Span> {
        let source = self.sources.get(template)?;
        let start = source.text.find(other)?;
        Some(Span::new(&source.file, start..start + other.len()))
    }

    fn span_of(&self, report: &Report<'_>) -> Option<Span> {
        let source = self.sources.get(report.file)?;
        let line_start: usize =
            source.text.split_inclusive('\n').take(report.line.saturating_sub(1)).map(str::len).sum();
        let line = source.text.get(line_start..)?.lines().next().unwrap_or("");
        let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(i, _)| i);
        let first = report.column.saturating_sub(1);
        Some(Span::new(&source.file, line_start + byte(first)..line_start + byte(first + report.width)))
    }

    /// Components that the templates define, read off their text because the engine keeps none after a fault.
    fn component_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .sources
            .values()
            .flat_map(|source| source.text.split("{% component ").skip(1))
            .filter_map(|rest| rest.split(['(', ' ']).next())
            .collect();
        names.sort_unstable();
        names
    }
}

/// A fault that the engine only tells in a drawn report.
struct Report<'a> {
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    width: usize,
}

/// Reads `error: message` / `--> file:line:column` / … / `| ^^^^` back.
fn reports(text: &str) -> Vec<Report<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let Some(message) = line.strip_prefix("error: ") else {
            continue;
        };
        let place = lines.get(i + 1).and_then(|l| l.trim_start().strip_prefix("--> "));
        let Some((rest, column)) = place.and_then(|p| p.rsplit_once(':')) else {
            continue;
        };
        let Some((file, line)) = rest.rsplit_once(':') else {
            continue;
        };
        let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else {
            continue;
        };
        let carets = lines.get(i + 4).map_or(1, |l| l.matches('^').count());
        found.push(Report { message, file, line, column, width: carets.max(1) });
    }
    found
}
