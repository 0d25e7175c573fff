//! Lists of questions as Chinese units write them in Word and Notepad, and Aiken, which is the same in English.

mod answers;
mod fullwidth;
mod keys;
mod options;

use super::key::{self, Key};
use super::{Answer, Bank, Question};
use crate::content::numeral;
use answers::{blanks, filled_in, truth_of_options};
use options::{options_in, starred};

/// What a part of the list asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Single,
    Multiple,
    Truth,
    Fill,
    /// 简答 and the like, for which there is no self-test.
    Essay,
}

/// What a line is.
#[derive(Debug, PartialEq)]
enum Line<'t> {
    Blank,
    Section(Form),
    Topic(&'t str),
    /// 参考答案, alone: answers to all questions follow.
    Keys,
    Start(String, &'t str),
    Options(Vec<(char, &'t str)>),
    Tag(Tag, &'t str),
    Text(&'t str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Answer,
    Explanation,
    Topic,
    Form,
    Ignored,
}

/// Whether a text is a list of questions: several have options or an answer.
pub(in crate::import) fn is_bank(lines: &[String]) -> bool {
    let (mut starts, mut options, mut answers) = (0, 0, 0);
    let lines: Vec<String> = lines.iter().map(|line| fullwidth::number(line)).collect();
    for line in &lines {
        match line_of(line) {
            Line::Start(_, text) => {
                starts += 1;
                let (text, told) = keys::told_in_line(text);
                answers += usize::from(told.is_some() || take_key(text).1.is_some());
            }
            Line::Options(found) => options += found.len(),
            Line::Tag(Tag::Answer, _) | Line::Keys => answers += 1,
            _ => {}
        }
    }
    answers += keys::count(&lines);
    answers >= 2 && (options >= 4 || starts >= 2) && (answers * 3 + options) * 4 >= lines.len()
}

/// The state of reading.
#[derive(Default)]
struct Reading {
    bank: Bank,
    open: Option<Open>,
    form: Option<Form>,
    topic: String,
    /// Questions that wait for an answer at the end: by their section and number.
    waiting: Vec<(usize, Open)>,
    section: usize,
    key_section: Option<usize>,
    /// Questions answered in writing, by their section and number.
    essays: Vec<(usize, String)>,
}

/// A question being read.
#[derive(Default, Clone)]
struct Open {
    question: Question,
    key: Option<Key>,
    form: Option<Form>,
    section: usize,
    in_explanation: bool,
}

/// Reads `lines`.
pub(in crate::import) fn read(lines: &[String]) -> Bank {
    let mut reading = Reading::default();
    for (i, text) in lines.iter().enumerate() {
        reading.line(i + 1, &fullwidth::number(text));
    }
    reading.close();
    for (_, open) in std::mem::take(&mut reading.waiting) {
        finish(&mut reading.bank, open);
    }
    let order = |line: &usize| *line;
    reading.bank.questions.sort_by_key(|q| order(&q.line));
    reading.bank
}

impl Reading {
    fn line(&mut self, number: usize, text: &str) {
        let line = line_of(text);
        if let Some(section) = self.key_section {
            if !matches!(line, Line::Topic(_)) {
                self.key_line(number, section, text);
            }
            return;
        }
        match line {
            Line::Blank => {}
            Line::Section(form) => {
                self.close();
                self.form = Some(form);
                self.section += 1;
            }
            Line::Topic(topic) => {
                self.close();
                self.topic = topic.to_owned();
            }
            Line::Keys => {
                self.close();
                // 参考答案：1.A 2.B
                self.key_line(number, 0, text);
            }
            Line::Start(count, rest) => self.start(number, count, rest),
            Line::Options(found) => self.options(number, text, &found),
            Line::Tag(tag, rest) => self.tag(number, tag, rest),
            Line::Text(text) => self.text(number, text),
        }
    }

    fn start(&mut self, line: usize, number: String, text: &str) {
        self.close();
        let (text, form) = take_form(text);
        let (text, told) = keys::told_in_line(text);
        let led = text.starts_with(['（', '(', '[', '【', '［']);
        let (text, key) = take_key(text);
        let (key, explanation) = match told {
            Some((told, more)) => (told.or(key), more.unwrap_or_default().to_owned()),
            None => (key, String::new()),
        };
        let text = match start(&text).filter(|(again, _)| led && *again == number) {
            Some((_, rest)) => rest.to_owned(),
            None => text,
        };
        // Options may follow on the same line.
        let (text, options) = match options_in(&text, true) {
            Some((at, found)) => (text[..at].trim().to_owned(), found.iter().map(|(_, o)| (*o).to_owned()).collect()),
            None => (text, Vec::new()),
        };
        let topic = self.topic.clone();
        let question = Question { number, line, text, options, explanation, topic, ..Question::default() };
        self.open =
            Some(Open { question, key, form: form.or(self.form), section: self.section, in_explanation: false });
    }

    fn options(&mut self, line: usize, text: &str, found: &[(char, &str)]) {
        let expected = |open: &Open| char::from(b'A' + u8::try_from(open.question.options.len().min(25)).unwrap_or(0));
        match &mut self.open {
            Some(open) if !open.in_explanation && found[0].0 == expected(open) => {
                for (_, option) in found {
                    let (option, key) = starred(option);
                    if key {
                        let place = open.question.options.len();
                        match &mut open.key {
                            Some(Key::Letters(letters)) => letters.push(place),
                            other => *other = Some(Key::Letters(vec![place])),
                        }
                    }
                    open.question.options.push(option.to_owned());
                }
            }
            _ => self.text(line, text.trim()),
        }
    }

    fn tag(&mut self, line: usize, tag: Tag, rest: &str) {
        let Some(open) = &mut self.open else {
            match tag {
                Tag::Topic => rest.clone_into(&mut self.topic),
                // Its question was not seen as one: that must not go without a word.
                Tag::Answer => self.unasked(line, String::new(), rest),
                _ => {}
            }
            return;
        };
        match tag {
            Tag::Answer => {
                // 答案：A 解析：…
                let (answer, more) = split_tag(rest);
                open.key = key::read(answer).or(open.key.take());
                // What is answered in writing may take several lines.
                open.in_explanation = open.form == Some(Form::Essay);
                if let Some(more) = more {
                    open.question.explanation = more.to_owned();
                    open.in_explanation = true;
                }
            }
            Tag::Explanation => {
                open.question.explanation = rest.to_owned();
                open.in_explanation = true;
            }
            Tag::Topic => open.question.topic = rest.to_owned(),
            Tag::Form => open.form = form_of(rest).or(open.form),
            Tag::Ignored => {}
        }
    }

    fn text(&mut self, line: usize, text: &str) {
        let answered =
            self.open.as_ref().is_some_and(|o| o.key.is_some() && !o.question.options.is_empty() && !o.in_explanation);
        match &mut self.open {
            Some(open) if open.in_explanation => open.question.explanation.push_str(text),
            // Without numbers, a text behind an answer begins the next question.
            Some(_) if answered => self.start(line, String::new(), text),
            Some(open) if open.question.options.is_empty() => {
                let (text, key) = take_key(text);
                open.question.text.push_str(&text);
                open.key = open.key.take().or(key);
            }
            Some(open) => {
                if let Some(last) = open.question.options.last_mut() {
                    last.push_str(text);
                }
            }
            None => self.start(line, String::new(), text),
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        // A line of text that nothing followed was a heading or an instruction.
        let idle = open.question.number.is_empty() && open.key.is_none() && open.question.options.is_empty();
        if idle {
            self.bank.left.push(open.question.text);
            return;
        }
        if open.form == Some(Form::Essay) {
            self.essays.push((open.section, open.question.number.clone()));
        }
        if open.key.is_none() && !open.question.number.is_empty() && open.form != Some(Form::Essay) {
            self.waiting.push((open.section, open));
        } else {
            finish(&mut self.bank, open);
        }
    }
}

fn finish(bank: &mut Bank, open: Open) {
    let Open { mut question, key, form, .. } = open;
    if form == Some(Form::Essay) {
        bank.unread.push(super::Unread {
            number: question.number,
            line: question.line,
            text: question.text,
            zh: "简答、论述一类的题不能自动判分，没有导入".to_owned(),
            en: "questions to be answered in writing are not part of self-tests".to_owned(),
        });
        return;
    }
    let key = key.or_else(|| filled_in(&mut question, form));
    let has_options = question.options.len() >= 2;
    let key = truth_of_options(&mut question, key);
    let has_options = has_options && question.options.len() >= 2;
    question.answer = match key {
        Some(Key::Letters(right)) if has_options => {
            let several = right.len() > 1 || form == Some(Form::Multiple);
            Answer::Options(right, several)
        }
        Some(Key::Truth(truth)) if has_options => {
            let right = question.options.iter().position(|o| key::truth(o) == Some(truth));
            right.map_or(Answer::None, |r| Answer::Options(vec![r], false))
        }
        Some(Key::Truth(truth)) => Answer::Truth(truth),
        // 判断题 answered with A and B.
        Some(Key::Letters(right)) if form == Some(Form::Truth) && right.len() == 1 => Answer::Truth(right[0] == 0),
        Some(Key::Letters(_)) if super::write::blanks(&question.text) == 0 => Answer::Options(Vec::new(), false),
        Some(Key::Letters(right)) => {
            let letters: String = right.iter().map(|i| char::from(b'A' + u8::try_from(*i).unwrap_or(0))).collect();
            if form == Some(Form::Fill) {
                Answer::Blanks(vec![vec![letters]])
            } else {
                Answer::Options(Vec::new(), false)
            }
        }
        Some(Key::Text(text)) if has_options => {
            let right = question.options.iter().position(|o| o.trim() == text.trim());
            right.map_or(Answer::None, |r| Answer::Options(vec![r], false))
        }
        Some(Key::Text(text)) if form == Some(Form::Fill) || super::write::blanks(&question.text) > 0 => {
            Answer::Blanks(blanks(&text, super::write::blanks(&question.text)))
        }
        Some(Key::Text(_)) | None => Answer::None,
    };
    bank.add(question);
}

fn line_of(text: &str) -> Line<'_> {
    let line = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    if line.is_empty() || line.chars().all(|c| matches!(c, '-' | '=' | '—' | '_' | '*' | '─')) {
        return Line::Blank;
    }
    if let Some((tag, rest)) = tag_of(line) {
        // 我的答案: B 正确答案: C, as learning platforms print it.
        let right = ["正确答案", "参考答案", "标准答案"].iter().filter_map(|word| rest.find(word)).min();
        let (tag, rest) =
            right.filter(|_| tag == Tag::Ignored).and_then(|at| tag_of(&rest[at..])).unwrap_or((tag, rest));
        let alone = rest.trim().is_empty() && tag == Tag::Answer;
        // 参考答案：1.A 2.B 3.C
        let list = tag == Tag::Answer
            && key::several(rest).len() >= 2
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        return if alone || list { Line::Keys } else { Line::Tag(tag, rest) };
    }
    if let Some(form) = section(line) {
        return Line::Section(form);
    }
    // 选项A：甲
    let bare = line.strip_prefix("选项").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    if let Some((0, found)) = options_in(bare.unwrap_or(line), false) {
        return Line::Options(found);
    }
    if let Some((number, rest)) = start(line) {
        return Line::Start(number, rest);
    }
    if is_topic(line) {
        return Line::Topic(line);
    }
    Line::Text(line)
}

fn tag_of(line: &str) -> Option<(Tag, &str)> {
    const TAGS: [(&str, Tag); 26] = [
        ("参考答案", Tag::Answer),
        ("正确答案", Tag::Answer),
        ("标准答案", Tag::Answer),
        ("答案解析", Tag::Explanation),
        ("答案及解析", Tag::Answer),
        ("我的答案", Tag::Ignored),
        ("学生答案", Tag::Ignored),
        ("答案", Tag::Answer),
        ("正确选项", Tag::Answer),
        ("ANSWER", Tag::Answer),
        ("Answer", Tag::Answer),
        ("答", Tag::Answer),
        ("试题解析", Tag::Explanation),
        ("解析", Tag::Explanation),
        ("解释", Tag::Explanation),
        ("解答", Tag::Explanation),
        ("依据", Tag::Explanation),
        ("出处", Tag::Explanation),
        ("知识点", Tag::Topic),
        ("章节", Tag::Topic),
        ("题型", Tag::Form),
        ("类型", Tag::Form),
        ("难度", Tag::Ignored),
        ("分值", Tag::Ignored),
        ("分数", Tag::Ignored),
        ("得分", Tag::Ignored),
    ];
    let inner = line.trim_start_matches(['【', '[', '［', '（', '(']);
    let bracketed = inner.len() < line.len();
    let (word, tag) = TAGS.iter().find(|(word, _)| inner.starts_with(word))?;
    let rest = inner[word.len()..].trim_start_matches(char::is_whitespace);
    let closed = rest.strip_prefix(['】', ']', '］', '）', ')']).filter(|_| bracketed);
    let rest = closed.unwrap_or(rest);
    let colon = rest.strip_prefix(['：', ':']);
    let alone = rest.trim().is_empty() && *word != "答";
    // 答案A, without a colon.
    let letter = word.ends_with("答案") && key::letters(rest).is_some() && rest.len() <= 12;
    match (colon, closed) {
        (Some(rest), _) => Some((*tag, rest.trim())),
        (None, Some(rest)) => Some((*tag, rest.trim())),
        _ if alone || letter => Some((*tag, rest.trim())),
        _ => None,
    }
}

/// An answer and the explanation behind it on the same line.
fn split_tag(text: &str) -> (&str, Option<&str>) {
    for word in ["【解析】", "解析：", "解析:", "答案解析：", "（解析", "[解析]"] {
        if let Some((answer, rest)) = text.split_once(word) {
            let more = rest.trim().trim_start_matches(['：', ':']).trim_end_matches('）');
            return (answer.trim(), Some(more).filter(|m| !m.is_empty()));
        }
    }
    (text.trim(), None)
}

const FORMS: [(&str, Form); 18] = [
    ("单选", Form::Single),
    ("单项选择", Form::Single),
    ("多选", Form::Multiple),
    ("多项选择", Form::Multiple),
    ("不定项", Form::Multiple),
    ("判断", Form::Truth),
    ("是非", Form::Truth),
    ("填空", Form::Fill),
    ("简答", Form::Essay),
    ("论述", Form::Essay),
    ("问答", Form::Essay),
    ("名词解释", Form::Essay),
    ("材料分析", Form::Essay),
    ("案例分析", Form::Essay),
    ("辨析", Form::Essay),
    ("材料题", Form::Essay),
    ("主观题", Form::Essay),
    ("选择题", Form::Single),
];

fn form_of(text: &str) -> Option<Form> {
    FORMS.iter().find(|(word, _)| text.contains(word)).map(|(_, form)| *form)
}

/// 一、单项选择题（每题2分，共20分）
fn section(line: &str) -> Option<Form> {
    if line.chars().count() > 45 {
        return None;
    }
    let inner = line.trim_start_matches(|c: char| {
        numeral::is_numeral(c)
            || matches!(c, '、' | '.' | '（' | '）' | '(' | ')' | '第' | '#' | ' ' | '【' | '．' | '*')
            || c == '\u{3000}'
    });
    let head: String = inner.chars().take(8).collect();
    let form = form_of(&head)?;
    let name_ends = inner.contains('题') || inner.chars().count() <= 4;
    // 第3题：【判断】…
    let numbered = line.starts_with('第') && start(line).is_some();
    (name_ends
        && !inner.contains('？')
        && key::letters(inner).is_none()
        && !line.starts_with(|c: char| c.is_ascii_digit())
        && !numbered
        && !inner.contains('_'))
    .then_some(form)
}

fn is_topic(line: &str) -> bool {
    let Some(rest) = line.trim_start_matches(['#', ' ']).strip_prefix('第') else { return false };
    let Some((_, rest)) = numeral::parse_prefix(rest.trim_start()) else { return false };
    let named = ["章", "讲", "节", "单元", "专题", "部分", "课", "模块", "编", "篇"]
        .iter()
        .any(|u| rest.trim_start().starts_with(u));
    named && line.chars().count() <= 40 && !line.ends_with('。') && !line.contains(['（', '(', '_'])
}

/// `1.`, `1、`, `（1）`, `第1题`, `[单选] 1.`: the number, and what follows.
fn start(line: &str) -> Option<(String, &str)> {
    if line.starts_with(['[', '【', '［', '（', '(']) {
        let close = line.find([']', '】', '］', '）', ')'])?;
        let first = line.chars().next()?.len_utf8();
        let inner = &line[first..close];
        let width = line[close..].chars().next()?.len_utf8();
        let rest = line[close + width..].trim_start();
        if inner.chars().count() <= 8 && form_of(inner).is_some() {
            let (number, _) = start(rest).unwrap_or_default();
            // The form stays in front of the text, from where it is read.
            return Some((number, line));
        }
        // ( √ )1、甲: the answer stands in front of the number, and stays there to be read.
        let answer = inner.trim();
        if answer.chars().count() <= 6
            && (key::truth(answer).is_some() || key::letters(answer).is_some())
            && let Some((number, _)) = start(rest).filter(|(number, _)| !number.is_empty())
        {
            return Some((number, line));
        }
        let number: String = inner.trim().to_owned();
        return (!number.is_empty() && number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit()))
            .then_some((number, rest));
    }
    let inner = line
        .strip_prefix("题目")
        .or_else(|| line.strip_prefix("题"))
        .or_else(|| line.strip_prefix('第'))
        .or_else(|| line.strip_prefix(['Q', 'q']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
        .unwrap_or(line);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 {
        let stem =
            line.strip_prefix("题干").or_else(|| line.strip_prefix("题目")).or_else(|| line.strip_prefix("问题"))?;
        return stem.trim_start().strip_prefix(['：', ':']).map(|rest| (String::new(), rest.trim_start()));
    }
    let number = inner[..digits].to_owned();
    let after = inner[digits..].trim_start_matches([' ', '\u{3000}']);
    let after_word = after.strip_prefix('题').unwrap_or(after);
    let rest = after_word.strip_prefix(['、', '.', '．', ')', '）', ':', '：', '。', ',', '，']);
    let tabbed = inner[digits..].starts_with('\t').then_some(after);
    // 1 几点开门（A）: with nothing but a blank behind the number, an answer must stand in the line.
    let blank = inner[digits..].starts_with([' ', '\u{3000}']) && digits < 4;
    let spaced = (blank && take_key(after).1.is_some()).then_some(after);
    let rest = rest.or(tabbed).or(spaced).or_else(|| (after_word.len() < after.len()).then_some(after_word))?;
    // 1.5 倍 is no number of a question.
    let decimal = inner[digits..].starts_with('.') && rest.starts_with(|c: char| c.is_ascii_digit());
    (!decimal && !rest.trim().is_empty()).then_some((number, rest.trim_start()))
}

/// `[单选]` before the text, or 【单选题】 behind it.
fn take_form(text: &str) -> (&str, Option<Form>) {
    let trimmed = text.trim_start();
    for (open, close) in [('[', ']'), ('【', '】'), ('（', '）'), ('(', ')'), ('［', '］')] {
        if let Some((inner, rest)) = trimmed.strip_prefix(open).and_then(|r| r.split_once(close))
            && inner.chars().count() <= 8
            && let Some(form) = form_of(inner)
        {
            let rest = rest.trim_start();
            // [单选] [C] 题干, [单选] 1. 题干
            let rest = start(rest).filter(|(n, _)| !n.is_empty()).map_or(rest, |(_, r)| r);
            return (rest, Some(form));
        }
        // 下列属于易燃物的是（　）。[多选题]
        if let Some((before, inner)) = trimmed.trim_end().strip_suffix(close).and_then(|r| r.rsplit_once(open))
            && inner.chars().count() <= 8
            && (inner.ends_with('题') || inner.ends_with('选'))
            && let Some(form) = form_of(inner)
        {
            return (before.trim_end(), Some(form));
        }
    }
    (trimmed, None)
}

/// The answer in the brackets of a text: 题干（A）。 The brackets stay and are empty.
fn take_key(text: &str) -> (String, Option<Key>) {
    let mut found: Option<(usize, usize, Key)> = None;
    for (open, c) in text.char_indices().filter(|(_, c)| matches!(c, '（' | '(' | '[' | '【' | '［')) {
        let start = open + c.len_utf8();
        // An answer is short: what has no end near by is none, and a line of a million brackets is soon read.
        let near = text[start..].char_indices().take(40);
        let closes = |c: char| matches!(c, '）' | ')' | ']' | '】' | '］');
        let Some(end) = near.into_iter().find(|(_, c)| closes(*c)).map(|(i, _)| i + start) else { continue };
        let inner = text[start..end].trim_matches([' ', '\u{3000}', '_']);
        let key = match key::truth(inner) {
            Some(truth) if !inner.is_ascii() || inner.len() == 1 => Some(Key::Truth(truth)),
            _ => key::letters(inner)
                .filter(|_| {
                    inner.chars().count() <= 12
                        && inner
                            .chars()
                            .any(|c| c.is_ascii_uppercase() || ('Ａ'..='Ｚ').contains(&c) || inner.len() == 1)
                })
                .map(Key::Letters),
        };
        if let Some(key) = key {
            let width = text[end..].chars().next().map_or(1, char::len_utf8);
            found = Some((open, end + width, key));
        }
    }
    match found {
        Some((from, to, key)) => {
            // （A）是诗歌总集: the gap is part of the text, unless there is another; [C] before a text is only its answer.
            let others = format!("{}{}", &text[..from], &text[to..]);
            let bare: String = others.chars().filter(|c| !c.is_whitespace()).collect();
            let is_gap = text.starts_with(['（', '('])
                && matches!(key, Key::Letters(_))
                && !["（）", "()", "__"].iter().any(|gap| bare.contains(gap));
            let at_edge = from == 0 && !is_gap
                || text[to..].trim_matches(['。', '.', ' ', '\u{3000}']).is_empty() && matches!(key, Key::Truth(_));
            let between = if at_edge { "" } else { "（　）" };
            (format!("{}{between}{}", &text[..from], &text[to..]).trim().to_owned(), Some(key))
        }
        None => (text.trim().to_owned(), None),
    }
}

#[cfg(test)]
mod tests;
