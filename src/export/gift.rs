//! Self-tests as GIFT, the text format of Moodle; `shuyuan import` reads it back as the same questions.

use std::collections::BTreeMap;

use crate::content::{QuizQuestion, QuizType, RichText};
use crate::diagnostics::Diagnostic;

/// The questions as one file, those without a topic first, then topic by topic; and what GIFT has no form for.
pub fn gift<'q>(questions: impl IntoIterator<Item = &'q QuizQuestion>) -> (String, usize, Vec<Diagnostic>) {
    let mut by_topic: BTreeMap<(usize, &str), Vec<String>> = BTreeMap::new();
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut count, mut left_out) = (0, Vec::new());
    for question in questions {
        let topic = question.topic.as_deref().unwrap_or_default();
        let next = order.len() + 1;
        let place = if topic.is_empty() { 0 } else { *order.entry(topic).or_insert(next) };
        match one(question) {
            Some(text) => {
                count += 1;
                by_topic.entry((place, topic)).or_default().push(text);
            }
            None => left_out.push(no_form(question)),
        }
    }
    let mut out = String::new();
    for ((_, topic), texts) in by_topic {
        if !topic.is_empty() {
            // A slash would begin a category below.
            out.push_str(&format!("$CATEGORY: {}\n\n", topic.replace('/', "／")));
        }
        for text in texts {
            out.push_str(&text);
            out.push_str("\n\n");
        }
    }
    (out, count, left_out)
}

/// What stands for a blank in the text of a question.
const BLANK: &str = "____";

fn one(question: &QuizQuestion) -> Option<String> {
    let text = words(&question.question);
    let options: Vec<String> = question.options.iter().map(words).collect();
    let (mut before, mut after) = (text.as_str(), "");
    let answers = match question.form {
        QuizType::Single => choices(&options, |i| if question.correct.contains(&i) { "=" } else { "~" }.to_owned()),
        QuizType::Multiple => {
            let right = question.correct.len().max(1);
            let wrong = (options.len() - question.correct.len().min(options.len())).max(1);
            choices(&options, |i| {
                if question.correct.contains(&i) {
                    format!("~%{}%", share(right))
                } else {
                    format!("~%-{}%", share(wrong))
                }
            })
        }
        QuizType::TrueFalse => if question.correct.first() == Some(&0) { "TRUE" } else { "FALSE" }.to_owned(),
        QuizType::Fill => {
            let [accepted] = question.blanks.as_slice() else { return None };
            (before, after) = text.split_once(BLANK)?;
            accepted.iter().map(|a| format!("={}", escaped(a))).collect::<Vec<_>>().join(" ")
        }
        QuizType::Match => {
            let right = question.right.iter().map(words);
            let pairs = options.iter().zip(right).map(|(l, r)| format!("={} -> {}", side(l), side(&r)));
            pairs.collect::<Vec<_>>().join("\n  ")
        }
        QuizType::Order => return None,
    };
    let explanation = question.explanation.as_ref().map(words).filter(|e| !e.is_empty());
    let said = explanation.map(|e| format!(" ####{}", escaped(&e))).unwrap_or_default();
    let broken = if answers.contains('\n') { "\n" } else { "" };
    Some(format!(
        "::{}:: {}{{{}{answers}{said}{broken}}}{}",
        escaped(&question.id),
        escaped(before),
        if broken.is_empty() { "" } else { "\n  " },
        escaped(after)
    ))
}

fn choices(options: &[String], mark: impl Fn(usize) -> String) -> String {
    let lines = options.iter().enumerate().map(|(i, option)| format!("{}{}", mark(i), escaped(option)));
    lines.collect::<Vec<_>>().join("\n  ")
}

/// The share of one of `count` answers as Moodle knows it: 33.33333.
fn share(count: usize) -> String {
    let share = format!("{:.5}", 100.0 / f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    share.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn side(text: &str) -> String {
    escaped(&text.replace("->", "→"))
}

/// Signs that mean something to GIFT behind a backslash; tags as words.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.contains(['<', '&']) {
        out.push_str("[html]");
    }
    for c in text.chars() {
        match c {
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' if out.starts_with("[html]") => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The words of a text without its tags.
fn words(text: &RichText) -> String {
    let mut out = String::new();
    let mut rest = text.html.as_str();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    html_escape::decode_html_entities(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn no_form(question: &QuizQuestion) -> Diagnostic {
    let (zh, en) = match question.form {
        QuizType::Order => ("排序题", "questions of order"),
        _ => ("有几个空的填空题", "questions with several blanks"),
    };
    Diagnostic::warning(
        "gift-left-out",
        format!("GIFT 没有{zh}，“{}”没有导出", question.plain),
        format!("GIFT has no {en}; `{}` was left out", question.plain),
    )
    .at(question.span.clone())
    .hint("需要时在题库系统里手工补上", "add it by hand where the questions go")
}
