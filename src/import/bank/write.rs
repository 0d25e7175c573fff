//! Questions as the file that the program reads.

use super::{Answer, Bank, Question};
use crate::import::front::quoted;
use crate::import::markdown::escape;

/// The file of a bank that came from `name`.
pub(in crate::import) fn file(bank: &Bank, name: &str) -> String {
    let source = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let mut out = format!("# imported_from: {}\n# imported_print: 0\n", quoted(source));
    let ids = ids(bank);
    for question in &bank.questions {
        out.push('\n');
        one(&mut out, question, ids.contains(question.number.as_str()));
    }
    out
}

/// Names of questions that can be their ids: by these, marks that readers have set are found again. A number is only the
/// place in a list.
fn ids(bank: &Bank) -> std::collections::BTreeSet<&str> {
    let names = || bank.questions.iter().map(|q| q.number.as_str());
    let fit = |n: &&str| {
        n.len() <= 64
            && n.starts_with(|c: char| c.is_ascii_alphabetic())
            && n.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    // All or none: those without a name are called by their place, which must not be the name of another.
    let all: std::collections::BTreeSet<&str> = names().filter(fit).collect();
    if all.len() == bank.questions.len() { all } else { std::collections::BTreeSet::new() }
}

fn one(out: &mut String, question: &Question, named: bool) {
    let form = match &question.answer {
        Answer::Options(_, false) => "single",
        Answer::Options(_, true) => "multiple",
        Answer::Truth(_) => "true_false",
        Answer::Blanks(_) | Answer::None => "fill",
        Answer::Pairs(_) => "match",
    };
    out.push_str(&format!("- type: {form}\n"));
    if named {
        out.push_str(&format!("  id: {}\n", quoted(&question.number)));
    }
    if !question.topic.is_empty() {
        out.push_str(&format!("  topic: {}\n", quoted(&question.topic)));
    }
    let (text, accepted) = prompt(question);
    out.push_str(&format!("  question: {}\n", quoted(&text)));
    match &question.answer {
        Answer::Options(right, _) => {
            out.push_str("  options:\n");
            for option in &question.options {
                out.push_str(&format!("    - {}\n", quoted(&escape(option))));
            }
            let letters: String = right.iter().map(|i| letter(*i)).collect();
            out.push_str(&format!("  answer: {letters}\n"));
        }
        Answer::Truth(truth) => out.push_str(&format!("  answer: {truth}\n")),
        Answer::Blanks(_) | Answer::None => {
            let blanks: Vec<String> = accepted
                .iter()
                .map(|texts| format!("[{}]", texts.iter().map(|t| quoted(t)).collect::<Vec<_>>().join(", ")))
                .collect();
            out.push_str(&format!("  answer: [{}]\n", blanks.join(", ")));
        }
        Answer::Pairs(pairs) => {
            out.push_str("  options:\n");
            for (left, right) in pairs {
                out.push_str(&format!(
                    "    - {{left: {}, right: {}}}\n",
                    quoted(&escape(left)),
                    quoted(&escape(right))
                ));
            }
        }
    }
    if !question.explanation.trim().is_empty() {
        out.push_str(&format!("  explanation: {}\n", quoted(&escape(question.explanation.trim()))));
    }
}

/// The text with its blanks, and what each of them accepts.
fn prompt(question: &Question) -> (String, Vec<Vec<String>>) {
    let Answer::Blanks(accepted) = &question.answer else {
        return (escape(&question.text), Vec::new());
    };
    let mut text = with_blanks(&question.text);
    let count = text.matches("____").count();
    let mut accepted = accepted.clone();
    if count == 0 {
        for _ in 0..accepted.len() {
            text.push_str("____");
            text.push_str(if accepted.len() > 1 { " " } else { "" });
        }
    } else if count == 1 && accepted.len() > 1 {
        // One blank and several answers: each of them is right.
        accepted = vec![accepted.into_iter().flatten().collect()];
    }
    let parts: Vec<String> = text.split("____").map(escape).collect();
    (parts.join("____").trim().to_owned(), accepted)
}

/// How many blanks a text has.
pub(super) fn blanks(text: &str) -> usize {
    with_blanks(text).matches("____").count()
}

/// （　　）, ___ and ＿＿ are blanks.
fn with_blanks(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = |of: &[char]| rest.len() - rest.trim_start_matches(|c| of.contains(&c)).len();
        let line = run(&['_', '＿']);
        if line >= 2 || rest.starts_with('＿') {
            out.push_str("____");
            rest = &rest[line..];
            continue;
        }
        if matches!(c, '（' | '(' | '【') {
            let inner = &rest[c.len_utf8()..];
            let after = inner.trim_start_matches(|c: char| c.is_whitespace() || c == '_');
            if let Some(close) = after.chars().next().filter(|c| matches!(c, '）' | ')' | '】')) {
                out.push_str("____");
                rest = &after[close.len_utf8()..];
                continue;
            }
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

fn letter(index: usize) -> char {
    char::from(b'A' + u8::try_from(index.min(25)).unwrap_or(0))
}
