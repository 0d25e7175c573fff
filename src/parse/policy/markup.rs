//! Paragraphs and blocks that hold Markdown.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::citations::{Place, Scanner};
use super::inline::{Html, escape};
use crate::content::{Citation, Fill, Hole, Long};
use crate::diagnostics::{Checked, Diagnostic};
use crate::parse::markdown::{self, MarkdownOptions, MarkdownPage};

/// A paragraph with its holes and citations, numbered from 0.
#[derive(Default)]
pub(super) struct Paragraph {
    pub(super) html: String,
    pub(super) holes: Vec<Hole>,
    pub(super) citations: Vec<Citation>,
}

/// A paragraph of `text`. Footnotes of a policy are shown where they are defined.
pub(super) fn paragraph(
    file: &Arc<str>,
    text: &str,
    range: Range<usize>,
    scanner: &mut Scanner,
    place: &Place<'_>,
    options: &MarkdownOptions<'_>,
) -> Checked<Paragraph> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut html = Html::default();
    let mut citations = Vec::new();
    let scanner = Mutex::new(scanner);
    let scan = |run: &str| match scanner.lock() {
        Ok(mut scanner) => scanner.scan(file, 0, run, place),
        Err(_) => Vec::new(),
    };
    let options = MarkdownOptions { citations: Some(&scan), ..*options };
    for piece in pieces(&text[range.clone()]) {
        match piece {
            Piece::Run(run) => {
                let run = range.start + run.start..range.start + run.end;
                let inline = markdown::inline(file, text, run, &options).drain_into(&mut found);
                html.append(&inline.html, renumber(inline.holes, citations.len(), 0));
                citations.extend(inline.citations);
            }
            Piece::Note(name) => {
                let name = escape(name);
                html.raw(&format!("<sup class=\"footnote-ref\"><a href=\"#note-{name}\">{name}</a></sup>"));
            }
        }
    }
    for citation in &mut citations {
        place.anchor.clone_into(&mut citation.within);
    }
    Checked::with(Paragraph { html: html.html, holes: html.holes, citations }, found)
}

/// A table, list, quotation, image or note between paragraphs.
pub(super) fn block(
    file: &Arc<str>,
    text: &str,
    range: Range<usize>,
    options: &MarkdownOptions<'_>,
) -> Checked<MarkdownPage> {
    let options = MarkdownOptions { citations: None, title: None, ..*options };
    let Some((name, body)) = note(&text[range.clone()]) else {
        return markdown::markdown(file, text, range, &options);
    };
    let start = range.end - body.len();
    let mut checked = markdown::markdown(file, text, start..range.end, &options);
    let anchor = format!("note-{}", escape(name));
    let open = format!("<aside class=\"footnote\" id=\"{anchor}\"><span class=\"label\">{}</span> ", escape(name));
    let page = &mut checked.value.body;
    page.html = Long::new(format!("{open}{}</aside>", page.html.get()).into());
    for hole in &mut page.holes {
        hole.offset += open.len();
    }
    page.anchors = page.anchors.iter().chain([anchor.as_str()]).collect();
    checked
}

/// `[^name]: text`.
fn note(block: &str) -> Option<(&str, &str)> {
    let (name, rest) = block.strip_prefix("[^")?.split_once("]:")?;
    is_name(name).then_some((name, rest))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 60 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

enum Piece<'a> {
    Run(Range<usize>),
    Note(&'a str),
}

/// Splits a paragraph at its references to notes.
fn pieces(run: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut done = 0;
    for (at, _) in run.match_indices("[^") {
        let inner = &run[at + 2..];
        let end = inner.char_indices().take(61).find(|(_, c)| *c == ']').map(|(i, _)| i);
        let Some(name) = end.map(|end| &inner[..end]).filter(|name| is_name(name)) else {
            continue;
        };
        if at > done {
            out.push(Piece::Run(done..at));
        }
        out.push(Piece::Note(name));
        done = at + 2 + name.len() + 1;
    }
    if done < run.len() {
        out.push(Piece::Run(done..run.len()));
    }
    out
}

/// Counts citations from `citations` and questions from `questions` on.
pub(super) fn renumber(mut holes: Vec<Hole>, citations: usize, questions: usize) -> Vec<Hole> {
    for hole in &mut holes {
        match &mut hole.fill {
            Fill::CiteOpen(i) | Fill::CiteClose(i) => *i += citations,
            Fill::Quiz { from, to, .. } => {
                *from += questions;
                *to += questions;
            }
            _ => {}
        }
    }
    holes
}
