//! GIFT, the format of Moodle.

use super::{Answer, Bank, Question, Unread};

/// Stand for escaped signs while a question is taken apart.
const ESCAPED: [(char, char); 7] = [
    ('~', '\u{E010}'),
    ('=', '\u{E011}'),
    ('#', '\u{E012}'),
    ('{', '\u{E013}'),
    ('}', '\u{E014}'),
    (':', '\u{E015}'),
    ('\\', '\u{E016}'),
];

/// Reads a file.
pub(in crate::import) fn read(text: &str) -> Bank {
    let mut bank = Bank::default();
    let mut topic = String::new();
    let mut block = String::new();
    let mut start = 1;
    let end = std::iter::once("");
    for (i, line) in text.lines().chain(end).enumerate() {
        let trimmed = line.trim();
        if trimmed.starts_with("//") {
            continue;
        }
        if let Some(category) = trimmed.strip_prefix("$CATEGORY:") {
            topic = category.rsplit('/').next().unwrap_or_default().trim().to_owned();
            continue;
        }
        if trimmed.is_empty() {
            if !block.trim().is_empty() {
                one(&mut bank, &block, start, &topic);
            }
            block.clear();
            continue;
        }
        if block.is_empty() {
            start = i + 1;
        }
        block.push_str(line);
        block.push('\n');
    }
    bank
}

fn one(bank: &mut Bank, block: &str, line: usize, topic: &str) {
    let hidden = hide(block);
    let mut text = hidden.trim();
    let mut number = String::new();
    if let Some(rest) = text.strip_prefix("::")
        && let Some((title, rest)) = rest.split_once("::")
    {
        number = shown(title);
        text = rest.trim();
    }
    let mut unread = |zh: &str, en: &str| {
        bank.unread.push(Unread {
            number: number.clone(),
            line,
            text: plain(text),
            zh: zh.to_owned(),
            en: en.to_owned(),
        });
    };
    let Some((before, rest)) = text.split_once('{') else {
        if text.contains('}') {
            unread("少了左花括号“{”", "the opening brace is missing");
        }
        // Without braces it is a description and asks nothing.
        return;
    };
    let Some((inner, after)) = rest.split_once('}') else {
        unread(
            "少了右花括号“}”，或者题目中间有空行",
            "the closing brace is missing, or an empty line stands in the question",
        );
        return;
    };
    if after.contains(['{', '}']) || inner.contains('{') {
        unread(
            "花括号不成对：题目里的“{”“}”要写成“\\{”“\\}”",
            "the braces do not match: write `\\{` and `\\}` in texts",
        );
        return;
    }
    let after = plain(after);
    let (answers, general) = inner.split_once("####").unwrap_or((inner, ""));
    let mut question = Question { number: number.clone(), line, topic: topic.to_owned(), ..Question::default() };
    question.text = plain(before);
    match answer(answers.trim(), &mut question) {
        Ok(()) => {}
        Err((zh, en)) => {
            unread(zh, en);
            return;
        }
    }
    let has_tail = after.chars().any(char::is_alphanumeric);
    if has_tail || matches!(question.answer, Answer::Blanks(_)) {
        // Between Han characters there is no space.
        let gap = |c: Option<char>| if c.is_some_and(|c| c.is_ascii_alphanumeric()) { " " } else { "" };
        let blank = format!("{}____{}", gap(question.text.chars().next_back()), gap(after.chars().next()));
        let blank = if question.text.contains("__") { String::new() } else { blank };
        question.text = format!("{}{blank}{after}", question.text).trim().to_owned();
    }
    let general = plain(general);
    if !general.is_empty() {
        let gap = if question.explanation.is_empty() { "" } else { " " };
        question.explanation = format!("{}{gap}{general}", question.explanation);
    }
    bank.add(question);
}

type Fault = (&'static str, &'static str);

fn answer(text: &str, question: &mut Question) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(("问答题不能自动判分，没有导入", "questions to be answered in writing are not part of self-tests"));
    }
    let (first, feedback) = text.split_once('#').unwrap_or((text, ""));
    match first.trim() {
        "T" | "TRUE" | "True" | "true" | "F" | "FALSE" | "False" | "false" => {
            question.answer = Answer::Truth(first.trim().starts_with(['T', 't']));
            // The first feedback is for a wrong answer, the second for a right one.
            question.explanation = plain(&feedback.replace('#', " "));
            return Ok(());
        }
        "" => return numerical(feedback, question),
        _ => {}
    }
    if !text.starts_with(['=', '~']) {
        return Err(("答案前面少了“=”或者“~”", "a `=` or `~` before the answers is missing"));
    }
    let choices = choices(text);
    if choices.iter().all(|c| c.right && c.text.contains("->")) {
        let pair = |c: &Choice| c.text.split_once("->").map(|(l, r)| (plain(l), plain(r)));
        question.answer =
            Answer::Pairs(choices.iter().filter_map(pair).filter(|(l, r)| !l.is_empty() && !r.is_empty()).collect());
        return Ok(());
    }
    let said = |c: &&Choice| (c.right || c.weight > 0.0) && !c.feedback.is_empty();
    question.explanation = choices.iter().find(said).map(|c| plain(&c.feedback)).unwrap_or_default();
    if choices.iter().all(|c| c.right) {
        let full = choices.iter().filter(|c| c.weight >= 100.0 || c.weight == 0.0);
        question.answer = Answer::Blanks(vec![full.map(|c| plain(&c.text)).filter(|t| !t.is_empty()).collect()]);
        return Ok(());
    }
    question.options = choices.iter().map(|c| plain(&c.text)).collect();
    let only = choices.iter().filter(|c| c.right).count() == 1;
    // Without a `=`, all that is worth something is right together.
    let right = |c: &Choice| if only || choices.iter().any(|c| c.right) { c.right } else { c.weight > 0.0 };
    let right: Vec<usize> = choices.iter().enumerate().filter(|(_, c)| right(c)).map(|(i, _)| i).collect();
    let several = right.len() > 1;
    question.answer = Answer::Options(right, several);
    Ok(())
}

/// 1822:5 and 1..5; whole numbers in between are listed.
fn numerical(text: &str, question: &mut Question) -> Result<(), Fault> {
    let mut accepted = Vec::new();
    for part in text.split(['=', '~']).map(|p| p.split('#').next().unwrap_or_default().trim()) {
        let part = part.rsplit('%').next().unwrap_or(part).trim();
        if part.is_empty() {
            continue;
        }
        let part = shown(part);
        let bounds = match (part.split_once(".."), part.split_once(':')) {
            (Some((low, high)), _) => (low.trim().parse::<f64>(), high.trim().parse::<f64>()),
            (None, Some((middle, around))) => {
                let (m, a) = (middle.trim().parse::<f64>(), around.trim().parse::<f64>());
                match (m, a) {
                    (Ok(m), Ok(a)) => (Ok(m - a), Ok(m + a)),
                    (m, a) => (m, a),
                }
            }
            _ => (part.trim().parse::<f64>(), part.trim().parse::<f64>()),
        };
        let (Ok(low), Ok(high)) = bounds else {
            return Err(("数值题的答案不是数", "the answer is no number"));
        };
        if low == high {
            accepted.push(low.to_string());
        } else if low.fract() == 0.0 && high.fract() == 0.0 && high - low <= 50.0 && high > low {
            accepted.extend((low as i64..=high as i64).map(|n| n.to_string()));
        } else {
            return Err(("数值题允许的误差无法照样表示", "the tolerance of a numerical answer cannot be kept"));
        }
    }
    accepted.dedup();
    question.answer = Answer::Blanks(vec![accepted]);
    Ok(())
}

struct Choice {
    right: bool,
    weight: f64,
    text: String,
    feedback: String,
}

fn choices(text: &str) -> Vec<Choice> {
    let mut found = Vec::new();
    let starts: Vec<usize> = text.char_indices().filter(|(_, c)| matches!(c, '=' | '~')).map(|(i, _)| i).collect();
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(text.len());
        let inner = text[start + 1..end].trim();
        let (weight, inner) = match inner.strip_prefix('%').and_then(|r| r.split_once('%')) {
            Some((weight, rest)) => (weight.trim().parse().unwrap_or(0.0), rest),
            None => (0.0, inner),
        };
        let (answer, feedback) = inner.split_once('#').unwrap_or((inner, ""));
        let right = text[*start..].starts_with('=');
        found.push(Choice { right, weight, text: answer.trim().to_owned(), feedback: feedback.trim().to_owned() });
    }
    found
}

/// Escaped signs as others that mean nothing.
fn hide(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        match (c, next.and_then(|n| ESCAPED.iter().find(|(sign, _)| *sign == n))) {
            ('\\', Some((_, stand))) => {
                out.push(*stand);
                characters.next();
            }
            ('\\', None) if next == Some('n') => {
                out.push(' ');
                characters.next();
            }
            _ => out.push(c),
        }
    }
    out
}

fn shown(text: &str) -> String {
    let back = |c: char| ESCAPED.iter().find(|(_, stand)| *stand == c).map_or(c, |(sign, _)| *sign);
    text.chars().map(back).collect::<String>().trim().to_owned()
}

/// The words without the name of the format, tags and line breaks.
fn plain(text: &str) -> String {
    let text = shown(text);
    let format = ["[html]", "[markdown]", "[moodle]", "[plain]"].iter().find_map(|f| text.strip_prefix(f));
    let is_html = format.is_some() && text.starts_with("[html]")
        || text.contains("</")
        || text.contains("<br")
        || text.contains("<p>");
    let text = format.unwrap_or(&text);
    let text = if is_html { without_tags(text) } else { text.to_owned() };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a piece of HTML.
pub(super) fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        match rest[at..].find('>') {
            Some(end) if rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') => {
                if ["<br", "<p", "</p", "<li", "<div"].iter().any(|t| rest[at..].starts_with(t)) {
                    out.push(' ');
                }
                rest = &rest[at + end + 1..];
            }
            _ => {
                out.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(out, |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_gift() {
        let text = "$CATEGORY: a/制度\n\n// 说明\n::一::记录保存几年？{~一年 =三年#见第三条 ~五年}\n\n\
            记录可以代签。{F}\n\n保存____年。{=三 =3}\n\n哪一年？{#1822:1}\n\n连线{=甲->子 =乙->丑}\n\n\
            选两项{~%50%甲 ~%50%乙 ~%-100%丙}\n\n1\\=1 对吗\\: {T}\n\n谈谈。{}\n\n说明文字\n\n缺括号{=甲\n";
        let bank = read(text);
        let seen: Vec<_> = bank.questions.iter().map(|q| q.answer.clone()).collect();
        let text = |s: &str| s.to_owned();
        assert_eq!(
            seen,
            [
                Answer::Options(vec![1], false),
                Answer::Truth(false),
                Answer::Blanks(vec![vec![text("三"), text("3")]]),
                Answer::Blanks(vec![vec![text("1821"), text("1822"), text("1823")]]),
                Answer::Pairs(vec![(text("甲"), text("子")), (text("乙"), text("丑"))]),
                Answer::Options(vec![0, 1], true),
                Answer::Truth(true),
            ]
        );
        assert_eq!((bank.questions[0].topic.as_str(), bank.questions[0].explanation.as_str()), ("制度", "见第三条"));
        assert_eq!(bank.questions[6].text, "1=1 对吗:");
        assert_eq!(bank.unread.iter().map(|u| u.line).collect::<Vec<_>>(), [18, 22]);
    }
}
