//! What an example, a template or a note to oneself left in a page that readers see.

use std::ops::Range;

use crate::check::prose::{PageText, is_han};
use crate::check::{Context, Rule};
use crate::content::Kind;
use crate::diagnostics::{Diagnostic, Severity};
use crate::parse::front_matter::keys::{self, Key};

/// Sample text was left in.
pub(in crate::check) const RULE: Rule = Rule {
    id: "sample-text",
    severity: Severity::Warning,
    what: ("示例文字或者待补的内容没有换掉", "sample text or a gap was left in"),
    mend: ("换成真实的内容，没有的删去", "put the real content in its place, or remove it"),
    find: Some(find),
    in_build: false,
};

/// What the pages of `shuyuan new` say, and nobody else does.
const TEMPLATES: &[&str] = &[
    "在这里写正文",
    "在这里写课文",
    "在这里写一两段介绍",
    "在这里写详细的解释",
    "这里写第一个问题",
    "这里写第二个问题",
    "这里写题目",
    "这里写回答",
    "这里写解析",
    "这里写单选题",
    "这里写多选题",
    "这里写判断题",
    "为了……，制定本办法",
    "本办法适用于……",
];

/// What Word, WPS and people write where something is to be put.
const LEFT_OVER: &[&str] = &[
    "此处填写",
    "在此填写内容",
    "请替换为",
    "点击此处输入",
    "点击此处添加",
    "点击或点击此处",
    "点击这里输入",
    "单击此处输入",
    "单击此处添加",
    "此处插入",
    "此处省略",
    "【请填写",
    "【请补充",
    "【请输入",
    "【待补",
    "【待定",
    "【待核",
    "【待确认",
    "【待填",
    "（请填写）",
    "（请补充）",
    "（待定稿）",
    "[请填写",
    "[请输入",
];

fn find(context: &Context<'_>) -> Vec<Diagnostic> {
    context.pages().iter().flat_map(of_page).collect()
}

fn of_page(page: &PageText<'_>) -> Vec<Diagnostic> {
    let mut places = Vec::new();
    for words in TEMPLATES.iter().chain(LEFT_OVER) {
        places.extend(page.words.match_indices(words).map(|(at, _)| at..at + words.len()));
    }
    gaps(page, &mut places);
    hosts(page, &mut places);
    examples(page, &mut places);
    places.sort_by_key(|range| range.start);
    places.dedup_by(|next, first| next.start < first.end);
    places.into_iter().map(|range| fault(page, range)).collect()
}

fn fault(page: &PageText<'_>, range: Range<usize>) -> Diagnostic {
    let words = &page.text[range.clone()];
    RULE.fault(format!("“{words}”像是没有换掉的示例"), format!("`{words}` looks like sample text that was left in"))
        .at(page.span(range))
        .hint("换成真实的内容；这一项没有内容的，整行删去。", "Put the real content in its place, or remove the line.")
}

/// 待补, TODO, ×× and numbers of nought.
fn gaps(page: &PageText<'_>, places: &mut Vec<Range<usize>>) {
    let words = page.words.as_str();
    for mark in ["TODO", "TBD", "FIXME"] {
        for (at, _) in words.match_indices(mark) {
            let range = at..at + mark.len();
            let alone = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
            if alone(words[..at].chars().next_back()) && alone(words[range.end..].chars().next()) {
                places.push(range);
            }
        }
    }
    for (at, mark) in words.match_indices("待补") {
        let after = words[at + mark.len()..].chars().next();
        // 待补偿, 待补缴 and 待补选 are what a text may speak of.
        if after.is_none_or(|c| !is_han(c)) {
            places.push(at..at + mark.len());
        }
    }
    // 材料不全的，待补充后受理 is a sentence; what stands alone in brackets or behind a colon is a gap.
    for mark in ["待补充", "待完善", "待更新", "待填写", "待填"] {
        for (at, _) in words.match_indices(mark) {
            let apart = |c: Option<char>| c.is_none_or(|c| !is_han(c) && c != '、');
            if apart(words[..at].chars().next_back()) && apart(words[at + mark.len()..].chars().next()) {
                places.push(at..at + mark.len());
            }
        }
    }
    for (at, _) in words.match_indices("Lorem ipsum") {
        places.push(at..at + "Lorem ipsum".len());
    }
    for (at, _) in words.match_indices("-0000000") {
        let area = words[..at].len() - words[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let zeros = words[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        if area >= 3 && words[at + 1..at + 1 + zeros].bytes().all(|b| b == b'0') {
            places.push(at - area..at + 1 + zeros);
        }
    }
    for (at, mark) in words.match_indices("000-0000") {
        if !words[..at].ends_with(|c: char| c.is_ascii_digit() && c != '0') {
            let more = words[at + mark.len()..].bytes().take_while(u8::is_ascii_digit).count();
            places.push(at..at + mark.len() + more);
        }
    }
    // A form to be filled in keeps its gaps.
    if page.draft.kind != Kind::Template && page.draft.kind != Kind::Policy {
        crosses(words, places);
    }
}

/// ×× or XX beside Chinese, where a name or number should stand. A single × is a multiplication.
fn crosses(words: &str, places: &mut Vec<Range<usize>>) {
    let is_cross = |c: char| matches!(c, '×' | 'X' | 'x' | 'Ｘ');
    let mut end = 0;
    while let Some(start) = words[end..].find(is_cross).map(|i| end + i) {
        let length: usize = words[start..].chars().take_while(|c| is_cross(*c)).map(char::len_utf8).sum();
        end = start + length;
        let run = &words[start..end];
        let before = words[..start].chars().next_back();
        let after = words[end..].chars().next();
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        // xx月 is a gap, as XX月 is; xx alone may be anything.
        let small = after.is_some_and(|c| "年月日时号元人".contains(c)) && run.chars().all(|c| c == 'x');
        let kind = run.chars().all(|c| c == '×') || run.chars().all(|c| c != '×' && c != 'x') || small;
        let count = run.chars().count();
        let long = count >= 2 && kind;
        // 电话：XXXXXXXX。
        let value = count >= 4 && kind && matches!(before, Some('：' | ':' | ' ' | '-')) && !joined(after);
        if (long && after.is_some_and(is_han) || value) && !joined(before) {
            places.push(start..end);
        }
    }
}

/// The hosts that the standards keep for examples.
fn hosts(page: &PageText<'_>, places: &mut Vec<Range<usize>>) {
    let mut look = |from: usize, text: &str| {
        for host in ["example.org", "example.com", "example.net", "xxx.com", "xxx.cn", "xxx.gov.cn", "xxxx.com"] {
            for (at, _) in text.match_indices(host) {
                let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
                if !text[..at].ends_with(word) && !text[at + host.len()..].starts_with(word) {
                    places.push(from + at..from + at + host.len());
                }
            }
        }
    };
    look(0, &page.words);
    for (range, _) in &page.links {
        look(range.start, &page.text[range.clone()]);
    }
}

/// Values that stand as `shuyuan new` wrote them.
fn examples(page: &PageText<'_>, places: &mut Vec<Range<usize>>) {
    let front = &page.text[..page.body];
    for key in keys::COMMON.iter().chain(keys::own(page.draft.kind)).filter(|key| is_telling(key)) {
        let gap = if key.example.starts_with('\n') { "" } else { " " };
        let line = format!("\n{}:{gap}{}", key.name, key.example);
        let found = front.find(&line).filter(|at| {
            let rest = &front[at + line.len()..];
            rest.starts_with(['\n', '\r'])
        });
        if let Some(at) = found {
            let value = key.example.trim_start();
            places.push(at + line.len() - value.len()..at + line.len());
        }
    }
}

/// Whether nobody would write the example of this key by chance: long enough and not of a closed list.
fn is_telling(key: &Key) -> bool {
    let sure =
        ["author", "editor", "lecturer", "audience", "summary", "materials", "contacts", "office_hours", "issuers"];
    sure.contains(&key.name) || key.example.chars().filter(|c| is_han(*c)).count() >= 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crosses_are_gaps_only_in_place_of_words() {
        let check = |text: &str, expected: &[&str]| {
            let mut places = Vec::new();
            crosses(text, &mut places);
            let found: Vec<&str> = places.into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("请××同志于XX月到会", &["××", "XX"]);
        check("定于xx月xx日", &["xx", "xx"]);
        check("电话：XXXXXXXX，传真 010-XXXXXXXX", &["XXXXXXXX", "XXXXXXXX"]);
        check("长×宽×高，3×4，XXL号，MAXX牌，xx，A××型", &[]);
    }
}
