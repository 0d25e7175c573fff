//! Questions as a form holds them. Each is a piece of the source; one that is not touched stays byte for byte, and one that
//! the form does not understand can be moved or removed, but not changed.
//!
//! What was written is read back before it is handed out: if it reads as anything but what the form said, nothing is written.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entries;
use crate::parse::yaml::{self, Node, Value};

/// A question in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The number of the piece of the source that it was; none if it is new.
    pub(crate) from: Option<usize>,
    /// Its source, where the form does not understand it.
    pub(crate) source: Option<String>,
    /// `single`, `multiple`, `true_false`, `fill`, `order` or `match`.
    pub(crate) form: String,
    pub(crate) question: String,
    /// Options, entries in their right order, or left sides.
    pub(crate) options: Vec<String>,
    /// Right sides.
    pub(crate) right: Vec<String>,
    /// Letters, `true` or `false`, or what belongs into each blank, others that are right too behind `|`.
    pub(crate) answer: Vec<String>,
    pub(crate) explanation: String,
    pub(crate) cites: Vec<String>,
    pub(crate) topic: String,
    pub(crate) id: String,
    pub(crate) shuffle: bool,
}

/// Why nothing can be shown, or was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unable;

/// The pieces of a source: what stands before the first question, and each question up to the next.
struct Pieces {
    head: Range<usize>,
    each: Vec<(Range<usize>, Node)>,
}

/// The questions of `text`, a list in YAML.
pub(crate) fn read(text: &str) -> Result<Vec<Asked>, Unable> {
    let pieces = pieces(text)?;
    Ok(pieces.each.iter().enumerate().map(|(at, (range, node))| asked(at, &text[range.clone()], node)).collect())
}

/// `text` with `wanted` for its questions.
pub(crate) fn write(text: &str, wanted: &[Asked]) -> Result<String, Unable> {
    let pieces = pieces(text)?;
    let former = read(text)?;
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // Lists may stand further in.
    let first = pieces.each.first().map_or("", |(range, _)| &text[range.clone()]);
    let indent = &first[..first.len() - first.trim_start_matches(' ').len()];
    let mut out = text[pieces.head.clone()].to_owned();
    for one in wanted {
        let kept = one.from.and_then(|at| Some((former.get(at)?, &pieces.each.get(at)?.0)));
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str(eol);
        }
        match kept {
            Some((was, range)) if was == one || was.source.is_some() => out.push_str(&text[range.clone()]),
            _ if one.source.is_some() => return Err(Unable),
            _ => {
                let made = written(one, eol);
                made.split_inclusive('\n').for_each(|line| out.extend([indent, line]));
            }
        }
    }
    if !text.ends_with('\n') && !text.is_empty() && wanted.last().is_some_and(|last| last.from.is_some()) {
        out.truncate(out.trim_end_matches(['\r', '\n']).len());
    }
    let bare = |asked: &Asked| Asked { from: None, source: asked.source.as_deref().map(same_source), ..asked.clone() };
    let now: Vec<Asked> = read(&out)?.iter().map(bare).collect();
    let said: Vec<Asked> = wanted.iter().map(|one| bare(&cleaned(one))).collect();
    if now == said { Ok(out) } else { Err(Unable) }
}

/// Line breaks at the end of a piece belong to its place.
fn same_source(source: &str) -> String {
    source.trim_end().to_owned()
}

fn pieces(text: &str) -> Result<Pieces, Unable> {
    let file: Arc<str> = "quiz.yaml".into();
    if text.trim().is_empty() {
        return Ok(Pieces { head: 0..text.len(), each: Vec::new() });
    }
    let parsed = yaml::parse(&file, text, 0..text.len());
    if crate::diagnostics::has_errors(&parsed.diagnostics) {
        return Err(Unable);
    }
    let nodes = match parsed.value.map(|node| node.value) {
        Some(Value::List(nodes)) => nodes,
        // Comments and nothing else.
        None | Some(Value::Null) => return Ok(Pieces { head: 0..text.len(), each: Vec::new() }),
        Some(_) => return Err(Unable),
    };
    let ranges = entries::ranges(text, &nodes).map_err(|_| Unable)?;
    let head = 0..ranges.first().map_or(text.len(), |range| range.start);
    Ok(Pieces { head, each: ranges.into_iter().zip(nodes).collect() })
}

/// A question as the form shows it; its source alone if it holds what the form has no place for.
fn asked(at: usize, source: &str, node: &Node) -> Asked {
    let understood = understood(node).filter(|one| !entries::comments_inside(source) && one.is_plain());
    match understood {
        Some(one) => Asked { from: Some(at), ..one },
        None => Asked { from: Some(at), source: Some(source.to_owned()), ..Asked::default() },
    }
}

impl Asked {
    /// Whether the form can show all of it: a text of several lines has its breaks from YAML's blocks.
    fn is_plain(&self) -> bool {
        let lists = self.options.iter().chain(&self.right).chain(&self.answer).chain(&self.cites);
        lists.chain([&self.topic, &self.id]).all(|text| !text.contains('\n'))
    }
}

fn understood(node: &Node) -> Option<Asked> {
    let Value::Map(entries) = &node.value else { return None };
    let mut one = Asked::default();
    for entry in entries {
        let value = &entry.value;
        let text = || value.as_text().map(|text| text.trim().to_owned());
        let texts = || -> Option<Vec<String>> {
            match &value.value {
                Value::List(nodes) => nodes.iter().map(|node| Some(node.as_text()?.trim().to_owned())).collect(),
                _ => Some(vec![value.as_text()?.trim().to_owned()]),
            }
        };
        match entry.key.as_str() {
            "type" => one.form = text()?,
            "question" => one.question = text()?,
            "explanation" => one.explanation = text()?,
            "topic" => one.topic = text()?,
            "id" => one.id = text()?,
            "shuffle" => one.shuffle = text()? == "true",
            "cites" => one.cites = texts()?,
            "options" | "match" if one.form == "match" => (one.options, one.right) = sides(value)?,
            "options" => one.options = texts()?,
            "answer" => one.answer = answers(&one.form, value)?,
            _ => return None,
        }
    }
    let known = ["single", "multiple", "true_false", "fill", "order", "match"];
    known.contains(&one.form.as_str()).then_some(one)
}

/// Pairs of left and right.
fn sides(node: &Node) -> Option<(Vec<String>, Vec<String>)> {
    let Value::List(nodes) = &node.value else { return None };
    let pair = |node: &Node| {
        let Value::Map(entries) = &node.value else { return None };
        let side = |name: &str| {
            let entry = entries.iter().find(|entry| entry.key == name)?;
            Some(entry.value.as_text()?.trim().to_owned())
        };
        (entries.len() == 2).then_some(())?;
        Some((side("left")?, side("right")?))
    };
    Some(nodes.iter().map(pair).collect::<Option<Vec<_>>>()?.into_iter().unzip())
}

fn answers(form: &str, node: &Node) -> Option<Vec<String>> {
    match (form, &node.value) {
        ("single" | "multiple", Value::List(nodes)) => nodes.iter().map(|node| letter(node.as_text()?)).collect(),
        ("single" | "multiple", _) => {
            let text = node.as_text()?.trim();
            text.split([',', '、', '，', ' '])
                .filter(|part| !part.is_empty())
                .map(letters)
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat())
        }
        ("true_false", _) => {
            let text = node.as_text()?.trim().to_owned();
            ["true", "false"].contains(&text.as_str()).then(|| vec![text])
        }
        ("fill", Value::List(blanks)) => blanks
            .iter()
            .map(|blank| match &blank.value {
                Value::List(also) => {
                    let all: Option<Vec<&str>> = also.iter().map(|node| node.as_text().map(str::trim)).collect();
                    all.filter(|all| all.iter().all(|text| !text.contains('|'))).map(|all| all.join("|"))
                }
                _ => blank.as_text().map(|text| text.trim().to_owned()).filter(|text| !text.contains('|')),
            })
            .collect(),
        ("fill", _) => node.as_text().map(|text| vec![text.trim().to_owned()]).filter(|all| !all[0].contains('|')),
        _ => None,
    }
}

fn letter(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() == 1 && text.as_bytes()[0].is_ascii_alphabetic()).then(|| text.to_ascii_uppercase())
}

fn letters(text: &str) -> Option<Vec<String>> {
    text.chars().map(|c| c.is_ascii_alphabetic().then(|| c.to_ascii_uppercase().to_string())).collect()
}

/// A question without blank entries, as the form may send them.
fn cleaned(one: &Asked) -> Asked {
    let list = |all: &[String]| -> Vec<String> {
        all.iter().map(|text| one_line(text)).filter(|text| !text.is_empty()).collect()
    };
    if one.source.is_some() {
        return Asked { from: one.from, source: one.source.clone(), ..Asked::default() };
    }
    let pairs: Vec<(String, String)> =
        one.options.iter().zip(&one.right).map(|(left, right)| (one_line(left), one_line(right))).collect();
    let (left, right): (Vec<String>, Vec<String>) =
        pairs.into_iter().filter(|(left, right)| !left.is_empty() || !right.is_empty()).unzip();
    let is_match = one.form == "match";
    let has_options = ["single", "multiple", "order"].contains(&one.form.as_str());
    Asked {
        from: one.from,
        source: None,
        form: one.form.clone(),
        question: lines(&one.question),
        options: if is_match {
            left
        } else if has_options {
            list(&one.options)
        } else {
            Vec::new()
        },
        right: if is_match { right } else { Vec::new() },
        answer: if is_match || one.form == "order" { Vec::new() } else { list(&one.answer) },
        explanation: lines(&one.explanation),
        cites: list(&one.cites),
        topic: one_line(&one.topic),
        id: one_line(&one.id),
        shuffle: one.shuffle,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines, without blanks at their ends.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// A question written anew.
fn written(one: &Asked, eol: &str) -> String {
    let one = cleaned(one);
    let mut out = format!("- type: {}{eol}", one.form);
    let mut line = |key: &str, value: &str| out.push_str(&format!("  {key}: {value}{eol}"));
    if !one.id.is_empty() {
        line("id", &quoted(&one.id));
    }
    line("question", &quoted(&one.question));
    if one.form == "match" {
        let pairs = one
            .options
            .iter()
            .zip(&one.right)
            .map(|(left, right)| format!("    - {{left: {}, right: {}}}", quoted(left), quoted(right)));
        line("match", &pairs.fold(String::new(), |all, pair| all + eol + &pair));
    } else if !one.options.is_empty() {
        let all = one.options.iter().map(|option| format!("    - {}", quoted(option)));
        line("options", &all.fold(String::new(), |all, option| all + eol + &option));
    }
    match one.form.as_str() {
        "single" | "multiple" if one.answer.len() == 1 => line("answer", &one.answer[0]),
        "single" | "multiple" => line("answer", &format!("[{}]", one.answer.join(", "))),
        "true_false" => line("answer", one.answer.first().map_or("", String::as_str)),
        "fill" => {
            let blank = |text: &String| match text.split_once('|') {
                None => quoted(text),
                Some(_) => {
                    format!("[{}]", text.split('|').map(|part| quoted(part.trim())).collect::<Vec<_>>().join(", "))
                }
            };
            line("answer", &format!("[{}]", one.answer.iter().map(blank).collect::<Vec<_>>().join(", ")));
        }
        _ => {}
    }
    if one.shuffle {
        line("shuffle", "true");
    }
    if !one.explanation.is_empty() {
        line("explanation", &quoted(&one.explanation));
    }
    if !one.cites.is_empty() {
        line("cites", &format!("[{}]", one.cites.iter().map(|cite| quoted(cite)).collect::<Vec<_>>().join(", ")));
    }
    if !one.topic.is_empty() {
        line("topic", &quoted(&one.topic));
    }
    // `key: ` before a list of lines ends in a blank.
    out.replace(&format!(": {eol}"), &format!(":{eol}"))
}

/// A text in double quotes, in which YAML reads the escapes of JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "# 题目\n\n- type: single   \n  question: 开放到几点？\n  options: [五点, 六点]\n  answer: B\n\n\
# 第二题\n- type: multiple\n  question: \"选: 哪些\"\n  options:\n    - 甲\n    - 乙\n    - 丙\n  answer: [A, C]\n  explanation: |\n    第一行\n    第二行\n\
- type: single # 说明\n  question: 有注释\n  options: [甲, 乙]\n  answer: A\n- type: fill\n  question: 每周___开放___小时\n  answer: [[一, 周一], \"8\"]\n\
- type: match\n  question: 连线\n  options:\n    - {left: 左, right: 右}\n    - {left: 上, right: 下}\n- type: order\n  question: 先后\n  options: [一, 二, 三]\n- type: true_false\n  question: 对吗\n  answer: true\n  cites: /a.md#art-1\n  extra: 1\n";

    #[test]
    fn reads_what_it_understands() {
        let all = read(SOURCE).expect("read");
        let forms: Vec<&str> = all.iter().map(|one| one.form.as_str()).collect();
        assert_eq!(forms, ["single", "multiple", "", "fill", "match", "order", ""]);
        assert_eq!(all[0].answer, ["B"]);
        assert_eq!((all[1].question.as_str(), all[1].explanation.as_str()), ("选: 哪些", "第一行\n第二行"));
        assert_eq!(
            all[2].source.as_deref(),
            Some("- type: single # 说明\n  question: 有注释\n  options: [甲, 乙]\n  answer: A\n")
        );
        assert_eq!(all[3].answer, ["一|周一", "8"]);
        assert_eq!((all[4].options[1].as_str(), all[4].right[1].as_str()), ("上", "下"));
        assert!(all[6].source.is_some(), "a key that the form does not know");
        assert_eq!(read("a: 1\n"), Err(Unable));
        assert_eq!(read("[{type: single}]\n"), Err(Unable));
        assert_eq!(read("- [\n"), Err(Unable));
        assert_eq!(read("# 还没有题\n"), Ok(Vec::new()));
    }

    #[test]
    fn nothing_changes_by_itself() {
        let all = read(SOURCE).expect("read");
        assert_eq!(write(SOURCE, &all).as_deref(), Ok(SOURCE));
        let windows = SOURCE.replace('\n', "\r\n");
        assert_eq!(write(&windows, &read(&windows).expect("read")).as_deref(), Ok(windows.as_str()));
    }

    #[test]
    fn one_is_changed_and_the_others_stay() {
        let mut all = read(SOURCE).expect("read");
        all[0].question = "几点 “关门”: \"六点\"？#1".to_owned();
        let made = write(SOURCE, &all).expect("written");
        let rest = &SOURCE[SOURCE.find("# 第二题").expect("there")..];
        assert!(made.ends_with(rest), "{made}");
        assert!(
            made.starts_with(
                "# 题目\n\n- type: single\n  question: \"几点 “关门”: \\\"六点\\\"？#1\"\n  options:\n    - \"五点\"\n"
            ),
            "{made}"
        );
    }

    #[test]
    fn sorted_added_and_removed() {
        let mut all = read(SOURCE).expect("read");
        all.swap(0, 2);
        all.remove(5);
        all.push(Asked {
            form: "multiple".into(),
            question: "新的\n两行".into(),
            options: vec!["甲 ".into(), String::new(), "乙: #".into()],
            answer: vec!["A".into(), "B".into()],
            topic: "x".into(),
            ..Asked::default()
        });
        let made = write(SOURCE, &all).expect("written");
        let now = read(&made).expect("read");
        assert_eq!(now.len(), 7);
        assert!(now[0].source.as_deref().is_some_and(|source| source.contains("有注释")));
        assert_eq!((now[6].question.as_str(), now[6].options[1].as_str()), ("新的\n两行", "乙: #"));
        assert_eq!(write("", &all[6..]).map(|text| text.lines().count()), Ok(7));
        // What nobody understood cannot be made anew.
        let odd = Asked { source: Some("- x\n".into()), ..Asked::default() };
        assert_eq!(write(SOURCE, &[odd]), Err(Unable));
    }

    /// Every question that a form can make reads back as it was said.
    #[test]
    fn what_is_written_reads_back() {
        let odd = [
            "甲",
            "a: b",
            "- x",
            "# y",
            "“引”",
            "\"q\"",
            "'s'",
            "true",
            "1",
            "~",
            "[x]",
            "{y}",
            "a\\n",
            "末尾:",
            "*x*",
            "&y",
            "| z",
            "😀",
        ];
        for text in odd {
            for form in ["single", "multiple", "true_false", "fill", "order", "match"] {
                let answer = match form {
                    "single" | "multiple" => vec!["B".to_owned()],
                    "true_false" => vec!["false".to_owned()],
                    "fill" => vec![text.replace('|', ""), "b|c".to_owned()],
                    _ => Vec::new(),
                };
                let one = Asked {
                    form: form.into(),
                    question: if form == "fill" { format!("{text} ___ 和 ___") } else { text.into() },
                    options: vec![text.into(), "乙".into()],
                    right: vec!["右".into(), text.into()],
                    answer,
                    explanation: format!("{text}\n\n{text}"),
                    cites: vec!["/a.md#x".into()],
                    topic: text.into(),
                    shuffle: true,
                    ..Asked::default()
                };
                let made = write("", std::slice::from_ref(&one)).unwrap_or_else(|_| panic!("{form} {text}"));
                assert!(read(&made).expect("read")[0].source.is_none(), "{made}");
                let file: Arc<str> = "a.quiz.yaml".into();
                let asked = crate::parse::quiz::questions(&file, &made, 0..made.len(), 1);
                assert!(!crate::diagnostics::has_errors(&asked.diagnostics), "{made}\n{:#?}", asked.diagnostics);
                assert_eq!(asked.value.len(), 1, "{made}");
            }
        }
    }
}
