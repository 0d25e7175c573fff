//! Answers that stand at the end of a paper, by section and number.

use super::{Form, Line, Open, Reading, finish, fullwidth, line_of};
use crate::content::numeral;
use crate::import::bank::{Unread, key};

/// How many answers the lines below 答案 give.
pub(super) fn count(lines: &[String]) -> usize {
    // 答案：1-4 ABDA stands on the line of the word itself.
    let below = lines.iter().skip_while(|line| !matches!(line_of(line), Line::Keys));
    below.take(400).map(|line| key::several(&fullwidth::digits(headed(line).1)).len()).sum()
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

/// `7. 2026；5`: the number, and what follows it.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let rest = rest.strip_prefix(['.', '．', '、', '：', ':', ')', '）']).map(str::trim);
    rest.filter(|rest| (1..=3).contains(&digits) && !rest.is_empty()).map(|rest| (number, rest))
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
        self.keys(now, number, rest);
    }

    /// Answers to questions of a section by their number.
    fn keys(&mut self, section: usize, line: usize, text: &str) {
        let text = fullwidth::digits(text);
        if self.in_words(section, line, text.trim_start()) {
            return;
        }
        for (number, key) in key::several(&text) {
            let wanted = number.to_string();
            match self.waiting_for(section, &wanted) {
                Some(at) => {
                    let (_, mut open) = self.waiting.remove(at);
                    open.key = Some(key);
                    finish(&mut self.bank, open);
                }
                None => self.unasked(line, wanted, &text),
            }
        }
    }

    /// Answers of 填空题 are words, in which numbers may stand: 7. 2026；5. Whether `text` begins with such.
    fn in_words(&mut self, section: usize, line: usize, text: &str) -> bool {
        let Some((number, answer)) = numbered(text) else { return false };
        if self.essays.iter().any(|(s, n)| (*s == section.max(1) || self.section <= 1) && n == number) {
            // That the question is answered in writing was said already.
            return true;
        }
        let Some(at) = self.waiting_for(section, number) else { return false };
        if self.waiting[at].1.form != Some(Form::Fill) {
            return false;
        }
        // The next answer may stand on the same line.
        let next = number.parse::<u32>().map(|n| (n + 1).to_string()).unwrap_or_default();
        let splits = answer.match_indices(next.as_str()).map(|(at, _)| at).filter(|at| *at > 0);
        let next = splits.filter(|at| answer[..*at].ends_with(char::is_whitespace)).find(|at| {
            numbered(&answer[*at..]).is_some_and(|(n, _)| n == next && self.waiting_for(section, &next).is_some())
        });
        let (answer, rest) = answer.split_at(next.unwrap_or(answer.len()));
        let (_, mut open) = self.waiting.remove(at);
        open.key = key::read(answer);
        finish(&mut self.bank, open);
        if !rest.is_empty() {
            self.keys(section, line, rest);
        }
        true
    }

    /// The place of the question that waits for the answer `number` of a section; 0 where the answers name none.
    fn waiting_for(&self, section: usize, number: &str) -> Option<usize> {
        let same = |(_, (_, open)): &(usize, &(usize, Open))| open.question.number == number;
        let mut of_number = self.waiting.iter().enumerate().filter(same).map(|(at, _)| at);
        let only = of_number.next().filter(|_| section == 0 && of_number.next().is_none());
        let section = section.max(1);
        let fits = |(s, open): &(usize, Open)| {
            open.question.number == number && (*s == section || *s == 0 || self.section <= 1)
        };
        // Numbers may run through all sections.
        self.waiting.iter().position(fits).or(only)
    }

    /// An answer without a question is told with its line.
    pub(super) fn unasked(&mut self, line: usize, number: String, text: &str) {
        self.bank.unread.push(Unread {
            number,
            line,
            text: text.trim().to_owned(),
            zh: "这个答案没有对应的题，或者那道题已经有答案".to_owned(),
            en: "no question that waits for an answer has this number".to_owned(),
        });
    }
}
