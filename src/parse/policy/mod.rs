//! A policy text: its structure, its header and what it cites.
//!
//! One file at a time: what a citation points to is decided in `link`.

mod assemble;
pub mod citations;
mod cite_names;
mod commencement;
mod doc_no;
mod effect;
mod faults;
mod history;
mod html;
mod inline;
mod labels;
mod letterhead;
mod lines;
mod markup;
mod numbering;
mod outline;
mod signature;
mod structure;
mod titles;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use time::Date;

pub(crate) use commencement::{Commencement, Until, valid as valid_in};
pub use doc_no::doc_no;
pub(crate) use doc_no::ordered as is_order;
pub(crate) use effect::{Event, When, effective as effective_in};
pub use letterhead::{Guess, doc_no_in, effective_on_in, guess, issuers_in, signed_on_in};
pub(super) use lines::is_space;
pub use outline::{OutlineNode, body_start, outline, outline_text};
pub(crate) use titles::unspread;

use crate::content::{Anchors, Body, HistoryEvent, Long, PolicyText, Spanned};
use crate::diagnostics::{Checked, Diagnostic, Span};
use crate::parse::markdown::{MarkdownOptions, length};

/// Whether `line` begins with 第X条, 一、, （一）, 1. or another label of a numbered text.
pub(crate) fn begins_item(line: &str) -> bool {
    labels::recognise(line, 0).is_some()
}

/// Whether `line` is a date and nothing else.
pub(crate) fn whole_date(line: &str) -> bool {
    signature::whole_date(line).is_some()
}

/// How to read a policy text.
#[derive(Clone, Copy, Default)]
pub struct PolicyOptions<'a> {
    /// The title from the front matter; the first heading if absent.
    pub title: Option<&'a str>,
    /// How to read Markdown inside paragraphs, and tables and the like between them.
    pub markdown: MarkdownOptions<'a>,
}

/// A policy text and what its header says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PolicyPage {
    /// The body with its structure.
    pub body: Body,
    /// The first-level heading, if there is one.
    pub title: Option<(String, Span)>,
    /// The part of a code that the text is (合同编), if its header says so.
    pub part: Option<String>,
    /// Dates, bodies and events of the header.
    pub history: Vec<Spanned<HistoryEvent>>,
    /// 发文字号 as written in the header.
    pub doc_no: Option<Spanned<String>>,
    /// The date of the signature.
    pub signed_on: Option<Spanned<Date>>,
    /// The bodies that sign.
    pub issuers: Vec<String>,
    /// What the text says of its validity.
    pub(crate) commencement: Commencement,
}

/// Reads the policy text in `body` of `text`. Every span counts from the start of `text`.
pub fn policy(file: &Arc<str>, text: &str, body: Range<usize>, options: &PolicyOptions<'_>) -> Checked<PolicyPage> {
    let blocks = lines::blocks(text, body);
    let layout = structure::layout(file, text, &blocks);
    let title = layout.title.clone().map(|range| {
        let words = unspread(&inline::plain(&text[range.clone()]));
        (words, Span::new(file, range))
    });
    let name = options.title.or(title.as_ref().map(|(t, _)| t.as_str())).unwrap_or("").to_owned();
    let made = assemble::assemble(file, text, layout.flats);
    // The 编 of a code that is a file of its own goes on counting.
    let excerpt = name.contains("修正案") || name.contains("节选") || layout.part.is_some();
    let (written, read) =
        rayon::join(|| html::write(file, text, &made, &name, options), || Read::of(text, &made, &name, excerpt));
    let Read { mut diagnostics, lead, length, commencement } = read;
    diagnostics.extend(written.diagnostics);
    let doc_no = layout.doc_no.map(|range| {
        let span = Span::new(file, range.clone());
        let written = text[range].trim_matches(|c| lines::is_space(c) || matches!(c, '（' | '('));
        // The number of an order stands in a line below its head.
        let joined: String = written.split('\n').map(|line| line.trim_matches(lines::is_space)).collect();
        let value = doc_no::doc_no(&joined, &span).drain_into(&mut diagnostics);
        Spanned { value, span }
    });
    let signed_on = layout.signed.and_then(|range| {
        let value = signature::whole_date(&text[range.clone()])?;
        Some(Spanned { value, span: Span::new(file, range) })
    });
    let issuers = layout.signature.map_or_else(Vec::new, |range| letterhead::bodies(&text[range]));
    let mut anchors: Vec<&str> = made.iter().map(|made| made.node.anchor.as_str()).collect();
    if !written.anchors.is_empty() {
        // Those of blocks of Markdown may be the same as others.
        anchors.extend(written.anchors.iter().flat_map(Anchors::iter));
        let mut seen = HashSet::with_capacity(anchors.len());
        anchors.retain(|anchor| seen.insert(*anchor));
    }
    let anchors = anchors.into_iter().collect();
    let part = layout.part.map(|range| inline::plain(&text[range]));
    let first = made.iter().map(|made| &made.node).find(|node| node.kind == crate::content::NodeType::Article);
    let first = first.map_or_else(String::new, |article| article.number.clone());
    let (html, nodes) = rayon::join(
        || Long::new(written.html.html.into()),
        || Long::new(structure::nest(file, made.into_iter().map(|m| (m.rank, m.node)).collect())),
    );
    let body = Body {
        html,
        holes: written.html.holes,
        headings: written.headings,
        anchors,
        lead,
        length,
        sections: Long::new(written.sections),
        policy: Some(Arc::new(PolicyText { nodes, citations: Long::new(written.citations), first })),
        citations: Long::default(),
        questions: written.questions,
    };
    let page = PolicyPage { body, title, part, history: layout.history, doc_no, signed_on, issuers, commencement };
    Checked::with(page, diagnostics)
}

/// What is read of the nodes besides their HTML.
struct Read {
    diagnostics: Vec<Diagnostic>,
    lead: String,
    length: usize,
    commencement: Commencement,
}

impl Read {
    fn of(text: &str, made: &[assemble::Made], name: &str, excerpt: bool) -> Self {
        let words = || made.iter().map(|m| m.node.text.as_str());
        Self {
            diagnostics: numbering::check(text, made.iter().map(|m| &m.node), excerpt),
            lead: lead(words()),
            length: words().map(length).sum(),
            commencement: commencement::commencement(made, name),
        }
    }
}

/// The first sentences, at most about 120 characters.
fn lead<'a>(paragraphs: impl Iterator<Item = &'a str>) -> String {
    let mut lead = String::new();
    for text in paragraphs.filter(|t| t.ends_with('。')) {
        for sentence in text.split_inclusive('。') {
            let length = lead.chars().count() + sentence.chars().count();
            if length > 120 && !lead.is_empty() {
                return lead;
            }
            lead.push_str(sentence);
            if length > 120 {
                return format!("{}…", lead.chars().take(119).collect::<String>());
            }
        }
    }
    lead
}
