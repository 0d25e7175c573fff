//! Question banks: lists as Chinese units write them, GIFT, Aiken, sheets.
//!
//! What cannot be read is listed with its number and line, and the rest comes in.

mod gift;
mod key;
mod list;
mod write;

pub(super) use gift::read as gift;
pub(super) use list::{is_bank, read as list};
pub(super) use write::file;

/// A question, whatever it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Question {
    /// As its source counts it; empty if it does not.
    pub(super) number: String,
    /// From 1.
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) options: Vec<String>,
    pub(super) answer: Answer,
    pub(super) explanation: String,
    pub(super) topic: String,
}

/// What is right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Answer {
    #[default]
    None,
    /// Places of options; `bool`: several may be right.
    Options(Vec<usize>, bool),
    Truth(bool),
    /// For each blank what is accepted.
    Blanks(Vec<Vec<String>>),
    Pairs(Vec<(String, String)>),
}

/// A question that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread {
    pub(super) number: String,
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) zh: String,
    pub(super) en: String,
}

/// All that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bank {
    pub(super) questions: Vec<Question>,
    pub(super) unread: Vec<Unread>,
    /// Lines that belong to no question.
    pub(super) left: Vec<String>,
}

impl Bank {
    /// Takes a question, or says what is wrong with it.
    pub(super) fn add(&mut self, question: Question) {
        match fault(&question) {
            None => self.questions.push(question),
            Some((zh, en)) => self.unread.push(Unread {
                number: question.number,
                line: question.line,
                text: question.text,
                zh: zh.to_owned(),
                en: en.to_owned(),
            }),
        }
    }
}

/// What keeps a question from being asked.
fn fault(question: &Question) -> Option<(&'static str, &'static str)> {
    let options = question.options.len();
    let repeated =
        question.options.iter().enumerate().any(|(i, o)| question.options[..i].iter().any(|p| p.trim() == o.trim()));
    match &question.answer {
        _ if question.text.trim().is_empty() => Some(("没有题干", "it has no text")),
        Answer::None => Some(("没有认出答案", "no answer was recognised")),
        Answer::Options(right, _) => {
            if options < 2 {
                Some(("选项不到两个", "it has fewer than two options"))
            } else if options > 26 {
                Some(("选项太多", "it has too many options"))
            } else if repeated {
                Some(("有两个选项相同", "two of its options are the same"))
            } else if question.options.iter().any(|o| o.trim().is_empty()) {
                Some(("有选项是空的", "one of its options is empty"))
            } else if right.is_empty() {
                Some(("没有正确选项", "none of its options is right"))
            } else if right.iter().any(|r| *r >= options) {
                Some(("答案不在选项里", "the answer is none of its options"))
            } else {
                None
            }
        }
        Answer::Blanks(blanks) => {
            let count = write::blanks(&question.text);
            if blanks.is_empty() || blanks.iter().any(|b| b.iter().all(|t| t.trim().is_empty())) {
                Some(("填空题没有答案", "a blank has no answer"))
            } else if count != blanks.len() && count > 0 && !(count == 1 && blanks.len() > 1) {
                Some(("空的个数和答案的个数不同", "it has another number of blanks than of answers"))
            } else {
                None
            }
        }
        Answer::Pairs(pairs) if pairs.len() < 2 => Some(("连线题不到两组", "it has fewer than two pairs")),
        Answer::Truth(_) | Answer::Pairs(_) => None,
    }
}
