//! Self-tests: the YAML of ```` ```quiz ```` and ```` ```quiz-draw ```` blocks and of `*.quiz.yaml` files.
//!
//! Each function takes the whole file and the range of the YAML in it, so that every fault names its place in the
//! file. Whether a citation or a bank exists is decided in `link`; here nothing is looked up.

mod answer;
mod draw;
#[cfg(test)]
mod draw_tests;
mod faults;
mod fields;
mod inline;
mod question;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use draw::draw;

use crate::content::{Details, Draft, Fill, Hole, QuizQuestion};
use crate::diagnostics::{Checked, Diagnostic, Span};
use crate::parse::yaml::{self, Node, Value};
use fields::items;

/// The questions in `range` of `text`: one mapping or a list of them.
///
/// A question without an `id` is called `q` and its number, counted from `first_number`. A question with a fault is
/// reported and left out.
pub fn questions(file: &Arc<str>, text: &str, range: Range<usize>, first_number: usize) -> Checked<Vec<QuizQuestion>> {
    let whole = Span::new(file, trimmed(text, range.clone()));
    let mut diagnostics = Vec::new();
    let Some(root) = yaml::parse(file, text, range).drain_into(&mut diagnostics) else {
        return Checked::with(Vec::new(), diagnostics);
    };
    let nodes: Vec<&Node> = match &root.value {
        Value::Map(_) => vec![&root],
        _ => items(&root),
    };
    if nodes.is_empty() {
        diagnostics.push(faults::no_questions(whole));
        return Checked::with(Vec::new(), diagnostics);
    }
    let mut found = Vec::new();
    for (i, node) in nodes.into_iter().enumerate() {
        let number = first_number.saturating_add(i);
        found.extend(question::read(file, node, number).drain_into(&mut diagnostics));
    }
    diagnostics.extend(repeated(found.iter().map(|q| (0, q)), |_, _| true));
    Checked::with(found, diagnostics)
}

/// Reports ids that two blocks of one page share; ids shared inside a block are reported by [`questions`].
pub fn repeated_between<'a>(blocks: impl IntoIterator<Item = &'a [QuizQuestion]>) -> Vec<Diagnostic> {
    let all = blocks.into_iter().enumerate().flat_map(|(block, questions)| questions.iter().map(move |q| (block, q)));
    repeated(all, |first, second| first != second)
}

/// Says so where questions are to be asked during a video and the page has none.
pub fn unasked(draft: &Draft) -> Option<Diagnostic> {
    let question = draft.body.questions.iter().find(|question| question.at.is_some())?;
    let plays =
        |hole: &Hole| matches!(&hole.fill, Fill::Shortcode(call) if call.name == "video" || call.name == "audio");
    let of_unit = match &draft.details {
        Details::Unit(unit) => unit.video.is_some() || unit.audio.is_some(),
        _ => false,
    };
    (!of_unit && !draft.body.holes.iter().any(plays)).then(|| faults::no_media(question.span.clone()))
}

/// Reports ids that occur again, where `counts` holds for the blocks of both.
fn repeated<'a>(
    questions: impl IntoIterator<Item = (usize, &'a QuizQuestion)>,
    counts: impl Fn(usize, usize) -> bool,
) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, (usize, &Span)> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (block, question) in questions {
        match first.get(question.id.as_str()) {
            None => {
                first.insert(&question.id, (block, &question.span));
            }
            Some((holder, span)) if counts(*holder, block) => {
                diagnostics.push(faults::repeated_id(question.span.clone(), &question.id, span));
            }
            Some(_) => {}
        }
    }
    diagnostics
}

/// `range` without the white space around what it holds.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let end = range.end.min(text.len());
    let start = range.start.min(end);
    let Some(inner) = text.get(start..end) else {
        return start..end;
    };
    let lead = inner.len() - inner.trim_start().len();
    let kept = inner.trim().len();
    start + lead..start + lead + kept
}
