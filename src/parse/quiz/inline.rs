//! The texts of a question: inline Markdown, and blanks.

use std::borrow::Cow;
use std::sync::Arc;

use crate::content::{Fill, Hole, RichText};
use crate::diagnostics::{Diagnostic, Span};
use crate::parse::markdown::{self, InlineHtml, MarkdownOptions};

/// Stands for a blank while Markdown is read, which would take a row of underscores for emphasis.
const BLANK: char = '\u{E000}';

const BLANK_HTML: &str = "<span class=\"quiz-blank\">____</span>";

/// A question as read.
#[derive(Default)]
pub(super) struct Prompt {
    pub(super) text: RichText,
    pub(super) plain: String,
    /// How many blanks it has.
    pub(super) blanks: usize,
}

/// Reads `text`, which stands at `at`.
pub(super) fn rich(file: &Arc<str>, text: &str, at: &Span, sink: &mut Vec<Diagnostic>) -> RichText {
    prompt(file, text, at, sink).text
}

/// Reads `text`, which stands at `at`, with its blanks.
pub(super) fn prompt(file: &Arc<str>, text: &str, at: &Span, sink: &mut Vec<Diagnostic>) -> Prompt {
    let marked = mark_blanks(text);
    let options = MarkdownOptions::default();
    let read = markdown::inline(file, &marked, 0..marked.len(), &options);
    // YAML may have folded and unescaped the text, so a place inside it is known only as a whole.
    sink.extend(read.diagnostics.into_iter().map(|fault| fault.at(at.clone())));
    let InlineHtml { html, mut holes, plain, .. } = read.value;
    for hole in &mut holes {
        move_reference(hole, at);
    }
    let (text, blanks) = unmark(&html, holes);
    Prompt { text, plain: plain.replace(BLANK, "____"), blanks }
}

/// Text that is no Markdown.
pub(super) fn plain(text: &str) -> RichText {
    RichText { html: text.to_owned(), holes: Vec::new() }
}

fn move_reference(hole: &mut Hole, at: &Span) {
    match &mut hole.fill {
        Fill::Href(reference) | Fill::Image { src: reference, .. } => {
            reference.span = at.clone();
        }
        _ => {}
    }
}

/// Puts [`BLANK`] for each row of three or more underscores, or two or more full-width ones.
fn mark_blanks(text: &str) -> Cow<'_, str> {
    if !text.contains(['_', '＿', BLANK]) {
        return Cow::Borrowed(text);
    }
    let mut marked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let least = match c {
            '_' => 3,
            '＿' => 2,
            _ => usize::MAX,
        };
        let run = rest.chars().take_while(|next| *next == c).count();
        let (row, after) = rest.split_at(run * c.len_utf8());
        if run >= least {
            marked.push(BLANK);
        } else if c != BLANK {
            marked.push_str(row);
        }
        rest = after;
    }
    Cow::Owned(marked)
}

/// Writes the blanks into `html` and counts them; the holes move along.
fn unmark(html: &str, holes: Vec<Hole>) -> (RichText, usize) {
    let mut text = RichText::default();
    let mut holes = holes.into_iter().peekable();
    let mut blanks = 0;
    let mut in_tag = false;
    for (offset, c) in html.char_indices() {
        while let Some(mut hole) = holes.next_if(|hole| hole.offset <= offset) {
            hole.offset = text.html.len();
            text.holes.push(hole);
        }
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        match c {
            BLANK if in_tag => text.html.push_str("____"),
            BLANK => {
                text.html.push_str(BLANK_HTML);
                blanks += 1;
            }
            _ => text.html.push(c),
        }
    }
    for mut hole in holes {
        hole.offset = text.html.len();
        text.holes.push(hole);
    }
    (text, blanks)
}
