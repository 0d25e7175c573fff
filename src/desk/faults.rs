//! What a build says of a page, beside the field or the line that it means.

use serde::Serialize;

use super::edit::entries;
use super::lines::body_start;
use crate::diagnostics::draw::place;
use crate::diagnostics::{Diagnostic, Lang, Severity};
use crate::parse::front_matter;
use crate::parse::yaml::{Node, Value};

/// A finding as the desk shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Fault {
    code: String,
    severity: Severity,
    message: String,
    hints: Vec<String>,
    /// The file, below the site's root.
    file: Option<String>,
    /// From 1, in the file.
    line: Option<usize>,
    /// The field that it means: `title`, or `attachments.0.file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Where in the body, as browsers count characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<(usize, usize)>,
}

impl Fault {
    /// `diagnostic` of a file whose text is `text`, if it is known.
    pub(crate) fn new(diagnostic: &Diagnostic, text: Option<&str>, lang: Lang) -> Self {
        let span = diagnostic.span.as_ref();
        Self {
            code: diagnostic.code.clone(),
            severity: diagnostic.severity,
            message: diagnostic.message.get(lang).to_owned(),
            hints: diagnostic.hints.iter().map(|hint| hint.get(lang).to_owned()).collect(),
            file: span.map(|span| span.file.to_string()),
            line: span.and_then(|span| Some(place(text?, span.start).line)),
            field: None,
            body: None,
        }
    }
}

/// What is said of the file `file`, whose text is `text`, with its places.
pub(crate) fn of_page(found: &[Diagnostic], file: &str, text: &str, lang: Lang) -> Vec<Fault> {
    let (region, _) = front_matter::parts(&file.into(), text);
    let body_start = body_start(text);
    let entries = entries(text).unwrap_or_default();
    let own = found.iter().filter(|d| d.span.as_ref().is_some_and(|span| *span.file == *file));
    own.map(|diagnostic| {
        let mut fault = Fault::new(diagnostic, Some(text), lang);
        let (start, end) = diagnostic.span.as_ref().map_or((0, 0), |span| (span.start, span.end));
        if diagnostic.code == "title-missing" {
            fault.field = Some("title".to_owned());
        } else if region.as_ref().is_some_and(|region| start >= region.start && start < body_start) {
            let at = entries.iter().rposition(|entry| entry.key_span.start <= start);
            fault.field = at.map(|at| format!("{}{}", entries[at].key, within(&entries[at].value, start)));
        } else if end > 0 && start >= body_start {
            fault.body = Some((units(text, body_start, start), units(text, body_start, end)));
        }
        fault
    })
    .collect()
}

/// The way into a list of rows: `.0.file`.
fn within(node: &Node, at: usize) -> String {
    match &node.value {
        Value::List(list) => match list.iter().rposition(|node| node.span.start <= at) {
            Some(i) => format!(".{i}{}", within(&list[i], at)),
            None => String::new(),
        },
        Value::Map(map) => match map.iter().rposition(|entry| entry.key_span.start <= at) {
            Some(i) => format!(".{}{}", map[i].key, within(&map[i].value, at)),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// UTF-16 units from `from` to `to`, a line break counting as one.
fn units(text: &str, from: usize, to: usize) -> usize {
    let mut to = to.min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let part = text.get(from..to).unwrap_or_default();
    part.encode_utf16().count() - part.matches("\r\n").count()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostics::Span;

    #[test]
    fn a_finding_stands_beside_what_it_means() {
        let text = "---\r\ntitle: 题\r\nattachments:\r\n  - file: a.docx\r\n    title: 表\r\n---\r\n𠮷甲\r\n乙丙\r\n";
        let file: Arc<str> = "content/a.md".into();
        let check = |word: &str, field: Option<&str>, body: Option<(usize, usize)>| {
            let at = text.find(word).expect("there");
            let found = [Diagnostic::error("x", "错", "wrong").at(Span::new(&file, at..at + word.len()))];
            let faults = of_page(&found, &file, text, Lang::Zh);
            assert_eq!((faults[0].field.as_deref(), faults[0].body), (field, body), "{word}");
        };
        check("题", Some("title"), None);
        check("a.docx", Some("attachments.0.file"), None);
        check("表", Some("attachments.0.title"), None);
        check("丙", None, Some((5, 6)));
        let other = [Diagnostic::error("x", "错", "wrong").at(Span::file(&"content/b.md".into()))];
        assert_eq!(of_page(&other, &file, text, Lang::En), []);
    }
}
