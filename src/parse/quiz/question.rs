//! One question.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::fields::{Fields, is_blank, text_of};
use super::{answer, faults, inline};
use crate::content::{QuizQuestion, QuizType, RichText};
use crate::diagnostics::{Checked, Diagnostic, Span, has_errors};
use crate::parse::yaml::{Node, Value};

const OPTION: (&str, &str) = ("一段文字", "text");
const MOMENT: (&str, &str) =
    ("视频里的时刻，写成“分:秒”，例如“03:20”", "a moment of the video as minutes and seconds, such as `03:20`");
const ENTRIES: (&str, &str) = ("由若干项组成的列表", "a list");

/// Reads `node`; the question is left out if anything is wrong with it.
pub(super) fn read(file: &Arc<str>, node: &Node, number: usize) -> Checked<Option<QuizQuestion>> {
    let mut sink = Vec::new();
    let keys = faults::KEYS;
    let Some(fields) = Fields::read(file, node, &keys, faults::unknown_key, &mut sink) else {
        return Checked::with(None, vec![faults::not_a_question(node.span.clone())]);
    };
    let id = id(&fields, number, &mut sink);
    let form = form(&fields, &mut sink);
    let prompt = prompt(&fields, &mut sink);
    let explanation =
        fields.text("explanation", &mut sink).map(|text| inline::rich(file, text.value, &text.span, &mut sink));
    let cites = fields.references("cites", &mut sink);
    let topic = fields.text("topic", &mut sink).map(|t| t.value.to_owned());
    let shuffle = fields.truth("shuffle", &mut sink);
    let at = moment(&fields, &mut sink);
    let body = form.map(|form| body(&fields, form, prompt.blanks, &mut sink));
    let (Some(form), Some(body), true) = (form, body, !has_errors(&sink)) else {
        return Checked::with(None, sink);
    };
    let question = QuizQuestion {
        id,
        form,
        question: prompt.text,
        options: body.options,
        right: body.right,
        correct: body.correct,
        blanks: body.blanks,
        explanation,
        cites,
        topic,
        shuffle,
        plain: prompt.plain,
        at,
        banked: None,
        span: node.span.clone(),
    };
    Checked::with(Some(question), sink)
}

/// The second at which it is asked, from `03:20` or `1:02:05`.
fn moment(fields: &Fields<'_>, sink: &mut Vec<Diagnostic>) -> Option<u32> {
    let node = fields.given("at")?;
    let seconds = text_of(node).and_then(seconds);
    if seconds.is_none() {
        sink.push(faults::wrong_value(node.span.clone(), "at", MOMENT));
    }
    seconds
}

/// Chinese input methods write a fullwidth colon. A number alone would be read as minutes by one and as seconds by another.
fn seconds(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split([':', '：']).map(str::trim).collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let mut seconds: u32 = 0;
    for (i, part) in parts.iter().enumerate() {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        let value: u32 = if digits { part.parse().ok()? } else { return None };
        if i > 0 && value > 59 {
            return None;
        }
        seconds = seconds * 60 + value;
    }
    Some(seconds)
}

/// What depends on the form.
#[derive(Default)]
struct Body {
    options: Vec<RichText>,
    right: Vec<RichText>,
    correct: Vec<usize>,
    blanks: Vec<Vec<String>>,
}

fn id(fields: &Fields<'_>, number: usize, sink: &mut Vec<Diagnostic>) -> String {
    let Some(given) = fields.text("id", sink) else {
        return format!("q{number}");
    };
    let id = given.value;
    let allowed = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if id.chars().count() > 64 || !id.chars().all(allowed) {
        let shown: String = id.chars().take(64).collect();
        sink.push(faults::bad_id(given.span, &shown));
    }
    id.to_owned()
}

fn form(fields: &Fields<'_>, sink: &mut Vec<Diagnostic>) -> Option<QuizType> {
    let Some(name) = fields.text("type", sink) else {
        if fields.given("type").is_none() {
            sink.push(faults::missing(fields.place("type"), "type"));
        }
        return None;
    };
    let form = faults::FORMS.iter().find(|(known, ..)| *known == name.value).map(|(.., form)| *form);
    if form.is_none() {
        sink.push(faults::unknown_form(name.span, name.value));
    }
    form
}

fn prompt(fields: &Fields<'_>, sink: &mut Vec<Diagnostic>) -> inline::Prompt {
    let Some(text) = fields.text("question", sink) else {
        match fields.get("question") {
            None => sink.push(faults::missing(fields.at.clone(), "question")),
            Some(node) if is_blank(node) => {
                sink.push(faults::empty_question(fields.place("question")));
            }
            Some(_) => {}
        }
        return inline::Prompt::default();
    };
    inline::prompt(fields.file, text.value, &text.span, sink)
}

fn body(fields: &Fields<'_>, form: QuizType, blanks: usize, sink: &mut Vec<Diagnostic>) -> Body {
    if form != QuizType::Match && fields.given("match").is_some() {
        sink.push(faults::pairs_not_wanted(fields.place("match")));
    }
    match form {
        QuizType::Single | QuizType::Multiple => {
            let options = choices(fields, sink);
            let correct = answer::letters(fields, form, &options, sink);
            Body { options: rendered(fields, &options, sink), correct, ..Body::default() }
        }
        QuizType::TrueFalse => {
            unwanted_options(fields, form, sink);
            Body {
                options: ["正确", "错误"].map(inline::plain).to_vec(),
                correct: answer::truth(fields, sink).into_iter().collect(),
                ..Body::default()
            }
        }
        QuizType::Fill => {
            unwanted_options(fields, form, sink);
            Body { blanks: answer::blanks(fields, blanks, sink), ..Body::default() }
        }
        QuizType::Order => {
            unwanted_answer(fields, form, sink);
            let options = ordered(fields, sink);
            Body { options: rendered(fields, &options, sink), ..Body::default() }
        }
        QuizType::Match => {
            unwanted_answer(fields, form, sink);
            let (left, right) = pairs(fields, sink);
            Body { options: rendered(fields, &left, sink), right: rendered(fields, &right, sink), ..Body::default() }
        }
    }
}

fn unwanted_options(fields: &Fields<'_>, form: QuizType, sink: &mut Vec<Diagnostic>) {
    if fields.given("options").is_some() {
        sink.push(faults::options_not_wanted(fields.place("options"), form));
    }
}

fn unwanted_answer(fields: &Fields<'_>, form: QuizType, sink: &mut Vec<Diagnostic>) {
    if fields.given("answer").is_some() {
        sink.push(faults::answer_not_wanted(fields.place("answer"), form));
    }
}

fn rendered(fields: &Fields<'_>, options: &[(&str, Span)], sink: &mut Vec<Diagnostic>) -> Vec<RichText> {
    options.iter().map(|(text, span)| inline::rich(fields.file, text, span, sink)).collect()
}

/// The options of a choice.
fn choices<'n>(fields: &Fields<'n>, sink: &mut Vec<Diagnostic>) -> Vec<(&'n str, Span)> {
    let Some(entries) = entries(fields, "options", sink) else {
        return Vec::new();
    };
    if entries.len() < 2 {
        sink.push(faults::few_options(fields.place("options"), entries.len()));
    }
    if entries.len() > 26 {
        sink.push(faults::many_options(fields.place("options"), entries.len()));
    }
    texts(fields, &entries, "options", sink)
}

/// The entries of an ordering, in the right order.
fn ordered<'n>(fields: &Fields<'n>, sink: &mut Vec<Diagnostic>) -> Vec<(&'n str, Span)> {
    let Some(entries) = entries(fields, "options", sink) else {
        return Vec::new();
    };
    if entries.len() < 2 {
        let fault = faults::few_entries(fields.place("options"), QuizType::Order, entries.len());
        sink.push(fault);
    }
    texts(fields, &entries, "options", sink)
}

type Texts<'n> = Vec<(&'n str, Span)>;

/// Left and right sides.
fn pairs<'n>(fields: &Fields<'n>, sink: &mut Vec<Diagnostic>) -> (Texts<'n>, Texts<'n>) {
    // The pairs stand under `match`, or under `options` as with the other forms.
    let key = if fields.given("options").is_none() { "match" } else { "options" };
    if key == "options" && fields.given("match").is_some() {
        sink.push(faults::pairs_twice(fields.place("options")));
    }
    let Some(entries) = entries(fields, key, sink) else {
        return (Vec::new(), Vec::new());
    };
    if entries.len() < 2 {
        let fault = faults::few_entries(fields.place(key), QuizType::Match, entries.len());
        sink.push(fault);
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for node in entries {
        match pair(node) {
            Some((l, r)) => {
                left.push(l);
                right.push(r);
            }
            None => sink.push(faults::bad_pair(node.span.clone())),
        }
    }
    let left = texts(fields, &left, "left", sink);
    (left, texts(fields, &right, "right", sink))
}

fn pair(node: &Node) -> Option<(&Node, &Node)> {
    let Value::Map(entries) = &node.value else {
        return None;
    };
    let side = |key: &str| entries.iter().find(|e| e.key == key).map(|e| &e.value);
    (entries.len() == 2).then_some((side("left")?, side("right")?))
}

/// The list after `key:`.
fn entries<'n>(fields: &Fields<'n>, key: &str, sink: &mut Vec<Diagnostic>) -> Option<Vec<&'n Node>> {
    match fields.get(key).map(|node| (node, &node.value)) {
        None => {
            sink.push(faults::missing(fields.at.clone(), key));
            None
        }
        Some((_, Value::List(items))) => Some(items.iter().collect()),
        Some((_, Value::Null)) => Some(Vec::new()),
        Some((node, _)) => {
            let fault = faults::wrong_value(node.span.clone(), key, ENTRIES);
            sink.push(fault);
            None
        }
    }
}

/// The texts of `nodes`, none empty and no two alike.
fn texts<'n>(fields: &Fields<'_>, nodes: &[&'n Node], key: &str, sink: &mut Vec<Diagnostic>) -> Vec<(&'n str, Span)> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut texts = Vec::new();
    for node in nodes {
        let span = node.span.clone();
        if is_blank(node) {
            let place = if span.start == span.end { fields.place("options") } else { span };
            sink.push(faults::empty_option(place));
            continue;
        }
        let Some(text) = text_of(node) else {
            sink.push(faults::wrong_value(span, key, OPTION));
            continue;
        };
        match seen.get(&folded(text)) {
            Some(first) => {
                sink.push(faults::repeated_option(span.clone(), text, first.clone()));
            }
            None => {
                seen.insert(folded(text), span.clone());
            }
        }
        texts.push((text, span));
    }
    texts
}

/// Options that differ only in white space, full width or case look alike to a reader.
pub(super) fn folded(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
