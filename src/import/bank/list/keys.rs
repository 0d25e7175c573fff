//! Answers that stand at the end of a paper, by section and number.

use super::{Line, Reading, finish, line_of};
use crate::content::numeral;
use crate::import::bank::{Unread, key};

/// How many answers the lines below 答案 give.
pub(super) fn count(lines: &[String]) -> usize {
    let below = lines.iter().skip_while(|line| !matches!(line_of(line), Line::Keys)).skip(1);
    below.take(400).map(|line| key::several(headed(line).1).len()).sum()
}

/// The number of the section that a line begins with (二、1．AB), and what follows it.
fn headed(line: &str) -> (Option<usize>, &str) {
    let plain = line.trim_start().trim_start_matches(['（', '(', '第']);
    let han = plain.starts_with(|c: char| numeral::is_numeral(c) && numeral::digit(c).is_none());
    let found = numeral::parse_prefix(plain).filter(|(number, _)| han && (1..=20).contains(number));
    match found {
        Some((number, rest)) if rest.starts_with(['、', '.', '．', '）', ')', '大', '部', '题']) => {
            (Some(number as usize), rest.trim_start_matches(['、', '.', '．', '）', ')']))
        }
        _ => (None, line),
    }
}

/// 迟还要罚款。答案：错误 解析：… on the line of the question: the question, and what it says of the answer.
#[allow(clippy::type_complexity, reason = "a pair of a pair")]
pub(super) fn told_in_line(text: &str) -> (&str, Option<(Option<key::Key>, Option<&str>)>) {
    const WORDS: [&str; 8] =
        ["【答案】", "（答案：", "(答案：", "(答案:", "参考答案：", "正确答案：", "答案：", "答案:"];
    let at = WORDS.iter().filter_map(|word| Some((text.find(word)?, *word))).min_by_key(|(at, _)| *at);
    let Some((at, word)) = at.filter(|(at, _)| *at > 0) else {
        return (text, None);
    };
    let (answer, more) = super::split_tag(text[at + word.len()..].trim_end_matches(['）', ')']));
    match key::read(answer) {
        Some(key) => (text[..at].trim_end(), Some((Some(key), more))),
        None => (text, None),
    }
}

impl Reading {
    /// A line below 答案: the head of a section, answers, or both on one line (二、判断题：1．√ 2．×).
    pub(super) fn key_line(&mut self, number: usize, before: usize, text: &str) {
        let (section, rest) = headed(text);
        let is_head = matches!(line_of(text), Line::Section(_));
        let now = section.unwrap_or(if is_head { before + 1 } else { before });
        self.key_section = Some(now);
        // The points of a head are no answers: 一、单选题（每题2分）.
        let rest = match rest.split_once(['）', ')']).filter(|(head, _)| is_head && head.contains(['（', '('])) {
            Some((_, after)) => after,
            None => rest,
        };
        self.keys(now.max(1), number, rest);
    }

    /// Answers to questions of a section by their number.
    fn keys(&mut self, section: usize, line: usize, text: &str) {
        for (number, key) in key::several(text) {
            let wanted = number.to_string();
            let fits = |(s, open): &(usize, super::Open)| {
                open.question.number == wanted && (*s == section || *s == 0 || self.section <= 1)
            };
            match self.waiting.iter().position(fits) {
                Some(at) => {
                    let (_, mut open) = self.waiting.remove(at);
                    open.key = Some(key);
                    finish(&mut self.bank, open);
                }
                None => self.bank.unread.push(Unread {
                    number: wanted,
                    line,
                    text: text.trim().to_owned(),
                    zh: "这个答案没有对应的题，或者那道题已经有答案".to_owned(),
                    en: "no question that waits for an answer has this number".to_owned(),
                }),
            }
        }
    }
}
