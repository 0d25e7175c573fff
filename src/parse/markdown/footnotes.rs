//! Footnotes: numbered as they are referred to, listed at the end of the page, with a way back.

use std::collections::BTreeMap;
use std::ops::Range;

use super::faults;
use super::writer::{Frame, Writer};
use crate::diagnostics::Span;

/// Footnotes by their labels.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Number and number of references, by label.
    pub referred: BTreeMap<String, (usize, usize)>,
    defined: BTreeMap<String, (Frame, Span)>,
    /// The definition being written.
    open: Option<(String, String, Span)>,
}

impl Footnotes {
    /// Notes to which only the title refers stay on the page, first in order.
    pub(super) fn of_title(&mut self, dropped: BTreeMap<String, (usize, usize)>) {
        for (label, (number, _)) in dropped {
            self.referred.entry(label).or_insert((number, 0));
        }
    }
}

impl Writer<'_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str, range: &Range<usize>) {
        self.break_before(None);
        let _ = range;
        let next = self.footnotes.referred.len() + 1;
        let entry = self.footnotes.referred.entry(key(label)).or_insert((next, 0));
        entry.1 += 1;
        let (number, times) = *entry;
        let id = reference_id(number, times);
        self.anchors.claim(&id);
        self.frame().html.push_str(&format!(
            "<sup class=\"footnote-ref\"><a id=\"{id}\" href=\"#fn-{number}\" role=\"doc-noteref\" aria-label=\"脚注{number}\">{number}</a></sup>"
        ));
    }

    pub(super) fn note_start(&mut self, label: &str, range: Range<usize>) {
        let label = self.source.strip(label).into_owned();
        let original = self.source.original(&range);
        let line = self.file_text[original.clone()].find('\n').map_or(original.end, |i| original.start + i);
        self.plain.block();
        self.footnotes.open = Some((key(&label), label, self.span(original.start..line)));
        self.frames.push(Frame::default());
    }

    pub(super) fn note_end(&mut self) {
        self.plain.block();
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if let Some((key, _, span)) = self.footnotes.open.take() {
            self.footnotes.defined.entry(key).or_insert((frame, span));
        }
    }

    /// Whether a footnote is being written.
    pub(super) fn in_note(&self) -> bool {
        self.footnotes.open.is_some()
    }

    /// Puts the notes at the end of the page and reports those that nothing refers to.
    pub(super) fn footnotes(&mut self) {
        let Footnotes { referred, mut defined, .. } = std::mem::take(&mut self.footnotes);
        let mut order: Vec<(String, (usize, usize))> = referred.into_iter().collect();
        order.sort_by_key(|(_, (number, _))| *number);
        let mut notes = Frame::default();
        for (label, (number, times)) in order {
            let Some((frame, _)) = defined.remove(&label) else {
                continue;
            };
            self.anchors.claim(&format!("fn-{number}"));
            notes.html.push_str(&format!("<li id=\"fn-{number}\">"));
            notes.append(frame);
            let back: String = (1..=times.min(20)).map(|n| back_link(number, n)).collect();
            if back.is_empty() {
                notes.html.push_str("</li>\n");
                continue;
            }
            // The way back stands at the end of the last paragraph rather than below it.
            if notes.html.ends_with("</p>\n") {
                let end = notes.html.len() - "</p>\n".len();
                notes.html.truncate(end);
                notes.html.push_str(&format!("{back}</p>\n</li>\n"));
            } else {
                notes.html.push_str(&format!("<p>{}</p>\n</li>\n", back.trim_start()));
            }
        }
        let mut unused: Vec<(Span, String)> = defined.into_iter().map(|(label, (_, span))| (span, label)).collect();
        unused.sort();
        for (span, label) in unused {
            self.fault(faults::unused_footnote(span, &label));
        }
        if !notes.html.is_empty() {
            let page = self.frame();
            page.html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n");
            page.append(notes);
            page.html.push_str("</ol>\n</section>\n");
        }
    }
}

fn back_link(number: usize, n: usize) -> String {
    let id = reference_id(number, n);
    let (which, mark) =
        if n == 1 { (String::new(), String::new()) } else { (format!("（{n}）"), format!("<sup>{n}</sup>")) };
    format!(
        " <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"返回正文脚注{number}{which}\">↩{mark}</a>"
    )
}

fn reference_id(number: usize, n: usize) -> String {
    if n == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{n}") }
}

/// Labels match without regard to case and blanks.
fn key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
