//! A draw of questions from a bank.

use std::ops::Range;
use std::sync::Arc;

use super::fields::{Fields, text_of};
use super::{faults, trimmed};
use crate::content::{QuizDraw, Spanned};
use crate::diagnostics::{Checked, Diagnostic, Span, has_errors};
use crate::parse::yaml;

const COUNT: (&str, &str) = ("一个大于零的整数", "a whole number above zero");

/// The draw in `range` of `text`; nothing if it has a fault. Without a `seed` the path of the file is the seed, so
/// that two pages do not draw the same questions.
pub fn draw(file: &Arc<str>, text: &str, range: Range<usize>) -> Checked<Option<QuizDraw>> {
    let whole = Span::new(file, trimmed(text, range.clone()));
    let mut sink = Vec::new();
    let Some(root) = yaml::parse(file, text, range).drain_into(&mut sink) else {
        return Checked::with(None, sink);
    };
    let keys = faults::DRAW_KEYS;
    let Some(fields) = Fields::read(file, &root, &keys, faults::unknown_draw_key, &mut sink) else {
        sink.push(faults::not_a_draw(whole));
        return Checked::with(None, sink);
    };
    let bank = fields.text("bank", &mut sink);
    if bank.is_none() && fields.given("bank").is_none() {
        let example = "/education/bank/basics.quiz.yaml";
        sink.push(faults::draw_missing(fields.place("bank"), "bank", example));
    }
    let count = count(&fields, &mut sink);
    let topic = fields.text("topic", &mut sink).map(|t| t.value.to_owned());
    let seed = fields.text("seed", &mut sink).map_or_else(|| file.to_string(), |seed| seed.value.to_owned());
    let weekly = fields.truth("weekly", &mut sink);
    let value = match (bank, count) {
        (Some(bank), Some(count)) if !has_errors(&sink) => Some(QuizDraw {
            bank: Spanned { value: bank.value.to_owned(), span: bank.span },
            count,
            topic,
            seed,
            weekly,
            span: whole,
        }),
        _ => None,
    };
    Checked::with(value, sink)
}

fn count(fields: &Fields<'_>, sink: &mut Vec<Diagnostic>) -> Option<usize> {
    let Some(node) = fields.given("count") else {
        sink.push(faults::draw_missing(fields.place("count"), "count", "5"));
        return None;
    };
    let count = text_of(node).and_then(|text| text.parse::<usize>().ok()).filter(|count| *count > 0);
    if count.is_none() {
        sink.push(faults::wrong_value(node.span.clone(), "count", COUNT));
    }
    count
}
