//! The right answer of each form.

use unicode_normalization::UnicodeNormalization;

use super::faults;
use super::fields::{Fields, is_blank, items, text_of};
use super::question::folded;
use crate::content::QuizType;
use crate::diagnostics::{Diagnostic, Span};
use crate::parse::yaml::{Node, Value};

const LETTERS: (&str, &str) = ("选项的字母", "letters of options");
const TEXTS: (&str, &str) = ("一段文字，或者由文字组成的列表", "text or a list of texts");

/// The indices of the right options, ascending. `A`, `a`, `Ａ`, `[A, C]`, `AC` and `A、C` are all understood.
pub(super) fn letters(
    fields: &Fields<'_>,
    form: QuizType,
    options: &[(&str, Span)],
    sink: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let Some(given) = fields.given("answer") else {
        sink.push(faults::no_answer(fields.place("answer"), form));
        return Vec::new();
    };
    if options.is_empty() {
        // That they are missing is reported; no letter could be right.
        return Vec::new();
    }
    let mut correct: Vec<usize> = Vec::new();
    for node in items(given) {
        let span = node.span.clone();
        let Some(text) = text_of(node) else {
            sink.push(faults::wrong_value(span, "answer", LETTERS));
            continue;
        };
        let found = match split(text) {
            Some(letters) => letters,
            None => {
                let shown: String = text.chars().take(40).collect();
                let meant = meant(text, options);
                sink.push(faults::answer_outside(span, &shown, options.len(), meant));
                continue;
            }
        };
        for letter in found {
            let index = usize::from(letter as u8 - b'A');
            if index >= options.len() {
                let fault = faults::answer_outside(span.clone(), &letter.to_string(), options.len(), None);
                sink.push(fault);
            } else if correct.contains(&index) {
                sink.push(faults::repeated_answer(span.clone(), letter));
            } else {
                correct.push(index);
            }
        }
    }
    if form == QuizType::Single && correct.len() > 1 {
        let fault = faults::several_answers(given.span.clone(), correct.len());
        sink.push(fault);
    }
    correct.sort_unstable();
    correct
}

/// The letters in `text`, capital; nothing if it holds anything but letters and separators.
fn split(text: &str) -> Option<Vec<char>> {
    // A sentence is never a row of letters; do not walk through megabytes to learn that.
    if text.len() > 256 {
        return None;
    }
    let mut letters = Vec::new();
    for c in text.nfkc() {
        match c.to_ascii_uppercase() {
            c @ 'A'..='Z' => letters.push(c),
            ',' | ';' | '、' | ' ' => {}
            _ => return None,
        }
    }
    (!letters.is_empty()).then_some(letters)
}

/// The letter of the option that `text` repeats.
fn meant(text: &str, options: &[(&str, Span)]) -> Option<char> {
    let wanted = folded(text);
    options.iter().position(|(option, _)| folded(option) == wanted).map(faults::letter)
}

/// 0 for true, 1 for false.
pub(super) fn truth(fields: &Fields<'_>, sink: &mut Vec<Diagnostic>) -> Option<usize> {
    let Some(given) = fields.given("answer") else {
        sink.push(faults::no_answer(fields.place("answer"), QuizType::TrueFalse));
        return None;
    };
    let text = text_of(given).map(str::to_lowercase);
    match text.as_deref() {
        Some("true" | "对" | "正确" | "√") => Some(0),
        Some("false" | "错" | "错误" | "×") => Some(1),
        Some(other) => {
            let shown: String = other.chars().take(40).collect();
            sink.push(faults::not_true_or_false(given.span.clone(), &shown));
            None
        }
        None => {
            let fault = faults::wrong_value(given.span.clone(), "answer", ("“对”或者“错”", "`true` or `false`"));
            sink.push(fault);
            None
        }
    }
}

/// The accepted texts of each of `count` blanks.
pub(super) fn blanks(fields: &Fields<'_>, count: usize, sink: &mut Vec<Diagnostic>) -> Vec<Vec<String>> {
    let Some(given) = fields.given("answer") else {
        sink.push(faults::no_answer(fields.place("answer"), QuizType::Fill));
        return Vec::new();
    };
    let nodes = items(given);
    if fields.given("question").is_some() && count == 0 {
        sink.push(faults::no_blanks(fields.place("question")));
    } else if count > 0 && nodes.len() != count {
        let fault = faults::blanks_differ(given.span.clone(), count, nodes.len());
        sink.push(fault);
    }
    nodes.into_iter().enumerate().map(|(i, node)| alternatives(fields, node, i + 1, sink)).collect()
}

fn alternatives(fields: &Fields<'_>, blank: &Node, number: usize, sink: &mut Vec<Diagnostic>) -> Vec<String> {
    let place = |node: &Node| {
        if node.span.start == node.span.end { fields.place("answer") } else { node.span.clone() }
    };
    let nodes = match &blank.value {
        Value::List(items) if !items.is_empty() => items.iter().collect(),
        _ => vec![blank],
    };
    let mut texts = Vec::new();
    for node in nodes {
        match text_of(node) {
            // A text of nothing but punctuation is fine, one of nothing but space cannot be typed.
            Some(text) if !folded(text).is_empty() => texts.push(text.to_owned()),
            Some(_) => sink.push(faults::empty_blank(place(node), number)),
            None if is_blank(node) => sink.push(faults::empty_blank(place(node), number)),
            None => sink.push(faults::wrong_value(place(node), "answer", TEXTS)),
        }
    }
    texts
}
