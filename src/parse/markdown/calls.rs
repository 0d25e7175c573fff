//! Shortcodes and self-tests.

use std::ops::Range;

use super::blocks::CodeBlock;
use super::faults;
use super::shortcode::{self, Tag};
use super::writer::Writer;
use crate::content::{Body, Fill, Long, Shortcode};
use crate::diagnostics::Span;
use crate::parse::quiz;

/// Shortcodes may hold shortcodes, but not more than this many deep.
const DEEPEST: usize = 16;

/// A call that may yet turn out to have a body.
pub(super) struct OpenCall {
    name: String,
    span: Span,
    frame: usize,
    container: Option<usize>,
    /// Its hole, and the place in the HTML behind it.
    hole: usize,
    html: usize,
}

impl Writer<'_, '_> {
    /// Handles a tag, given its range in the file.
    pub(super) fn shortcode(&mut self, range: Range<usize>) {
        self.line_break = None;
        self.plain.block();
        match shortcode::read(self.file, self.file_text, range.clone()) {
            Err(fault) => self.fault(*fault),
            Ok(Tag::Open { name, args }) => {
                self.plain.slot(range.start);
                let span = self.span(range);
                let call = Shortcode { name: name.clone(), args, body: None, span: span.clone() };
                let container = self.containers.last().copied();
                let frame = self.frames.len();
                self.hole(Fill::Shortcode(Box::new(call)));
                let now = self.frame();
                now.html.push('\n');
                let (hole, html) = (now.holes.len() - 1, now.html.len());
                self.calls.push(OpenCall { name, span, frame, container, hole, html });
            }
            Ok(Tag::Close { name }) => self.close_call(&name, range),
        }
    }

    /// Cuts out what was written since the call and makes it the body of the call.
    fn close_call(&mut self, name: &str, range: Range<usize>) {
        let (frame, container) = (self.frames.len(), self.containers.last().copied());
        let fits = |call: &OpenCall| call.name == name && call.frame == frame && call.container == container;
        // Only so many calls are looked at that closing tags without a call cannot make this quadratic.
        let found = self.calls.iter().enumerate().rev().take(1_000).find(|(_, call)| fits(call)).map(|(i, _)| i);
        let Some(index) = found else {
            let span = self.span(range);
            return self.fault(faults::unopened_shortcode(span, name));
        };
        // Calls in between have no body.
        let inner = self.calls.split_off(index + 1);
        self.report_unclosed(inner);
        let Some(call) = self.calls.pop() else {
            return;
        };
        let inner = self.frame().split_off(call.html, call.hole + 1);
        if depth(&inner.holes) >= DEEPEST {
            self.fault(faults::shortcode_depth(call.span, DEEPEST));
            return;
        }
        for hole in &inner.holes {
            if let Fill::QuizDraw(draw) = &hole.fill {
                let span = draw.span.clone();
                self.fault(faults::quiz_place(span));
            } else if let Fill::Quiz { from, .. } = hole.fill
                && let Some(question) = self.questions.get(from)
            {
                let span = question.span.clone();
                self.fault(faults::quiz_place(span));
            }
        }
        let (html, mut holes) = self.finished(inner);
        holes.retain(|hole| !matches!(hole.fill, Fill::Quiz { .. } | Fill::QuizDraw(_)));
        let body = Body { html: Long::new(html.into()), holes, ..Body::default() };
        if let Some(Fill::Shortcode(shortcode)) = self.frame().holes.get_mut(call.hole).map(|hole| &mut hole.fill) {
            shortcode.body = Some(body);
        }
    }

    fn report_unclosed(&mut self, calls: Vec<OpenCall>) {
        for call in calls {
            if shortcode::needs_body(&call.name) {
                self.fault(faults::unclosed_shortcode(call.span, &call.name));
            }
        }
    }

    /// Calls in a quotation or list cannot be closed outside it.
    pub(super) fn close_calls_of_container(&mut self) {
        let container = self.containers.last().copied();
        let keep = self.calls.iter().rposition(|call| call.container != container).map_or(0, |i| i + 1);
        let open = self.calls.split_off(keep);
        self.report_unclosed(open);
    }

    /// At the end of the page.
    pub(super) fn close_all_calls(&mut self) {
        let open = std::mem::take(&mut self.calls);
        self.report_unclosed(open);
    }

    /// Reads a `quiz` or `quiz-draw` block.
    pub(super) fn quiz(&mut self, code: &CodeBlock, draws: bool, closed: bool) {
        let text = self.file_text;
        let first_line = text[code.range.clone()].find('\n').map_or(code.range.end, |i| code.range.start + i);
        if !self.containers.is_empty() || self.frames.len() > 1 || self.inline {
            let span = self.span(code.range.start..first_line);
            return self.fault(faults::quiz_place(span));
        }
        let whole = text[code.range.clone()].trim_end();
        let end = match (closed, whole.rfind('\n')) {
            (true, Some(last)) => code.range.start + last + 1,
            _ => code.range.end,
        };
        let yaml = (first_line + 1).min(end)..end;
        self.plain.block();
        if draws {
            let draw = quiz::draw(self.file, text, yaml).drain_into(&mut self.faults);
            if let Some(draw) = draw {
                self.plain.slot(draw.span.start);
                self.hole(Fill::QuizDraw(Box::new(draw)));
            }
        } else {
            let from = self.questions.len();
            let read = quiz::questions(self.file, text, yaml, from + 1).drain_into(&mut self.faults);
            self.questions.extend(read);
            let to = self.questions.len();
            if from == to {
                return;
            }
            self.plain.slot(self.questions[from].span.start);
            self.blocks_of_questions.push(from..to);
            // A link may lead to it.
            self.anchors.claim(&format!("test-{}", from + 1));
            self.hole(Fill::Quiz { from, to, weekly: None });
        }
        self.frame().html.push('\n');
    }
}

/// How deep shortcodes with bodies are nested in `holes`. Bodies are never deeper than [`DEEPEST`], so neither is this.
fn depth(holes: &[crate::content::Hole]) -> usize {
    holes
        .iter()
        .filter_map(|hole| match &hole.fill {
            Fill::Shortcode(call) => call.body.as_ref(),
            _ => None,
        })
        .map(|body| 1 + depth(&body.holes))
        .max()
        .unwrap_or(0)
}
