//! A text in lines: what is a paragraph, what is a block of another kind, what is a heading.

use std::ops::Range;

use super::labels::{self, Mark};
use super::signature;

/// A piece of the text that the structure parser takes as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Text(Line),
    /// A table, quotation, image, fenced block, list, shortcode or the like.
    Raw(Range<usize>),
    /// `<!-- INFO END -->`: all above is the header.
    InfoEnd(Range<usize>),
}

/// A paragraph or heading without its surrounding space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The text; never empty.
    pub(super) range: Range<usize>,
    /// 1 to 6 for a Markdown heading, else 0.
    pub(super) heading: u8,
}

impl Block {
    /// Where it stands.
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Block::Text(line) => line.range.clone(),
            Block::Raw(range) | Block::InfoEnd(range) => range.clone(),
        }
    }
}

/// Space of any kind, also the kinds that nobody sees.
pub(in crate::parse) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// Whether `text` begins with one of `words`, which are Han. Their first characters are compared without a call each,
/// since a law asks this a million times.
pub(super) fn begins_with_any<'w>(text: &str, words: impl IntoIterator<Item = &'w &'w str>) -> bool {
    let first = text.as_bytes().first_chunk::<3>();
    words.into_iter().any(|word| word.as_bytes().first_chunk() == first && text.starts_with(*word))
}

/// Whether `text` ends with one of `words`, which are Han.
pub(super) fn ends_with_any<'w>(text: &str, words: impl IntoIterator<Item = &'w &'w str>) -> bool {
    let last = text.as_bytes().last_chunk::<3>();
    words.into_iter().any(|word| word.as_bytes().last_chunk() == last && text.ends_with(*word))
}

/// `range` without the space at its ends.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let front = slice.len() - slice.trim_start_matches(is_space).len();
    let trimmed = slice.trim_matches(is_space).len();
    range.start + front..range.start + front + trimmed
}

/// Splits `body` of `text` into blocks.
pub(super) fn blocks(text: &str, body: Range<usize>) -> Vec<Block> {
    let breaks = text.as_bytes()[body.clone()].iter().filter(|b| **b == b'\n').count();
    let mut out = Vec::with_capacity(breaks + 1);
    let mut lines = Lines { text, at: body.start, end: body.end, unclosed: Vec::new() };
    let spaced = is_spaced(&text[body.clone()]);
    let (mut joinable, mut across) = (false, false);
    while let Some(whole) = lines.next() {
        let range = trim(text, whole.clone());
        if range.is_empty() {
            joinable = across;
            continue;
        }
        let line = &text[range.clone()];
        if is_page_number(line) {
            // The sentence that the page cut in two goes on below it.
            joinable = matches!(out.last(), Some(Block::Text(last)) if !ends_sentence(&text[last.range.clone()]));
            across = joinable;
            continue;
        }
        if line.starts_with("<!--") {
            let range = comment(text, &mut lines, range);
            if text[range.clone()].contains("INFO END") {
                out.push(Block::InfoEnd(range));
            }
            joinable = false;
            continue;
        }
        if let Some(close) = opens_raw(line) {
            out.push(Block::Raw(raw(text, &mut lines, range, &close)));
            joinable = false;
            continue;
        }
        let indented = text[whole].starts_with(['\u{3000}', '\t']);
        match out.last_mut() {
            Some(Block::Text(last)) if joinable && !indented && continues(text, last, line, spaced || across) => {
                last.range.end = range.end;
            }
            _ => out.extend(heading(text, range).map(Block::Text)),
        }
        (joinable, across) = (true, false);
    }
    out
}

struct Lines<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    /// Closing marks known to be absent from here on, so that none is searched for twice.
    unclosed: Vec<String>,
}

impl Lines<'_> {
    /// The next line without its line break.
    fn next(&mut self) -> Option<Range<usize>> {
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        let stop = self.text[start..self.end].find('\n').map_or(self.end, |i| start + i);
        self.at = (stop + 1).min(self.end);
        Some(start..stop)
    }
}

fn heading(text: &str, range: Range<usize>) -> Option<Line> {
    let line = &text[range.clone()];
    let marks = line.bytes().take_while(|b| *b == b'#').count();
    if !(1..=6).contains(&marks) {
        return Some(Line { range, heading: 0 });
    }
    let inner = trim(text, range.start + marks..range.end);
    (!inner.is_empty()).then_some(Line { range: inner, heading: marks as u8 })
}

/// Whether `line` goes on with the paragraph `last`. A sentence that stops in the middle was broken by hand or by the
/// PDF it was copied from; Word's paragraphs, titles and signatures must stay apart.
fn continues(text: &str, last: &Line, line: &str, spaced: bool) -> bool {
    if last.heading > 0 || line.starts_with('#') {
        return false;
    }
    let before = &text[last.range.clone()];
    if ends_sentence(before) || labels::recognise(line, 0).is_some() || signature::whole_date(line).is_some() {
        return false;
    }
    let label = labels::recognise(before, 0);
    if label.as_ref().is_some_and(|label| label.mark < Mark::Article || label.rest.is_empty()) {
        return false;
    }
    // Nothing ends with 依照本办法第 or 前 or 和.
    let open = before
        .ends_with(['，', '、', ',', '《', '（', '“', '第', '前', '和', '与', '及', '或', '的', '对', '由', '将'])
        || before.rfind('《') > before.rfind('》');
    // Where paragraphs stand apart by blank lines, a line break within one is no end. A sentence begins with a label or
    // has marks of its own; a title or a body that signs has none. （一）加强领导 right above its text is a heading.
    let sentence = label.is_some() || before.contains(['，', '。', '；', '：', '、', ',']);
    open || before.len() > 90 || spaced && sentence
}

/// Whether most paragraphs of `body` have a blank line before them.
fn is_spaced(body: &str) -> bool {
    let (mut apart, mut close, mut blank) = (0usize, 0usize, true);
    for line in body.lines() {
        let empty = line.chars().all(is_space);
        match (empty, blank) {
            (false, true) => apart += 1,
            (false, false) => close += 1,
            _ => {}
        }
        blank = empty;
    }
    apart > 1 && apart >= close
}

/// Whether `text` ends as a sentence or its part does, or not with a word at all.
fn ends_sentence(text: &str) -> bool {
    text.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '，' | '、' | ',' | '《' | '“' | '（'))
}

/// Whether `line` is the number of a page: - 2 -, — 2 —, 第 2 页 共 9 页.
pub(super) fn is_page_number(line: &str) -> bool {
    const LONGEST: usize = 20;
    let dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―');
    if line.len() > LONGEST * 3 || !line.starts_with(|c| dash(c) || c == '第') {
        return false;
    }
    if let Some(inner) = line.strip_prefix(dash).and_then(|inner| inner.strip_suffix(dash)) {
        let inner = inner.trim_matches(|c| is_space(c) || dash(c));
        return !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    }
    let plain: String = line.chars().filter(|c| !is_space(*c) && !matches!(c, '，' | '/')).collect();
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (page, rest) = plain.strip_prefix('第').and_then(|p| p.split_once('页')).unwrap_or(("", "?"));
    let all = rest.strip_prefix('共').and_then(|r| r.strip_suffix('页'));
    number(page) && (rest.is_empty() || all.is_some_and(number))
}

enum Close {
    /// At the next blank line.
    Blank,
    /// At a line that begins with this.
    Mark(String),
    /// With this line.
    Now,
}

fn opens_raw(line: &str) -> Option<Close> {
    if line.starts_with('｜') {
        return Some(Close::Blank);
    }
    // All of these marks are ASCII, and most lines begin with Han.
    if !line.starts_with(|c: char| c.is_ascii()) {
        return None;
    }
    if let Some(fence) = ["```", "~~~"].into_iter().find(|f| line.starts_with(f)) {
        return Some(Close::Mark(fence.to_owned()));
    }
    if let Some(call) = line.strip_prefix("{{<") {
        let name: String =
            call.trim_start().chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).collect();
        let has_body = matches!(name.as_str(), "callout");
        return Some(if has_body { Close::Mark(format!("{{{{< /{name}")) } else { Close::Now });
    }
    if line.starts_with(['|', '>']) || line.starts_with("[^") && line.contains("]:") {
        return Some(Close::Blank);
    }
    if line.starts_with("![") || is_rule(line) {
        return Some(Close::Now);
    }
    let bullet = ["- ", "* ", "+ "].iter().any(|b| line.starts_with(b));
    let element = line
        .strip_prefix('<')
        .is_some_and(|rest| rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()));
    (bullet || element).then_some(Close::Blank)
}

fn is_rule(line: &str) -> bool {
    // Few lines begin with such a mark; only they are read to their end.
    ['-', '*', '_']
        .into_iter()
        .filter(|mark| line.starts_with(*mark))
        .any(|mark| line.chars().filter(|c| *c == mark).count() >= 3 && line.chars().all(|c| c == mark || is_space(c)))
}

fn raw(text: &str, lines: &mut Lines<'_>, first: Range<usize>, close: &Close) -> Range<usize> {
    let mut end = first.end;
    let before = lines.at;
    match close {
        Close::Now => {}
        Close::Blank => loop {
            let back = lines.at;
            let Some(range) = lines.next().map(|r| trim(text, r)) else {
                break;
            };
            if range.is_empty() || labels::recognise(&text[range.clone()], 0).is_some() {
                lines.at = back;
                break;
            }
            end = range.end;
        },
        Close::Mark(mark) if lines.unclosed.contains(mark) => {}
        Close::Mark(mark) => {
            let mut closed = false;
            while let Some(range) = lines.next().map(|r| trim(text, r)) {
                end = range.end.max(end);
                if text[range].starts_with(mark.as_str()) {
                    closed = true;
                    break;
                }
            }
            // An unclosed fence must not swallow the rest of a law.
            if !closed {
                lines.unclosed.push(mark.clone());
                lines.at = before;
                end = first.end;
            }
        }
    }
    first.start..end
}

/// The comment that begins at `first`; the rest of the line that closes it is text again.
fn comment(text: &str, lines: &mut Lines<'_>, first: Range<usize>) -> Range<usize> {
    const CLOSE: &str = "-->";
    if lines.unclosed.iter().any(|mark| mark == CLOSE) {
        return first;
    }
    let Some(i) = text[first.start..lines.end].find(CLOSE) else {
        lines.unclosed.push(CLOSE.to_owned());
        return first;
    };
    lines.at = first.start + i + CLOSE.len();
    first.start..lines.at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = blocks(text, 0..text.len())
            .iter()
            .map(|block| {
                let inner = &text[block.range()];
                match block {
                    Block::Text(line) => format!("{}:{inner}", line.heading),
                    Block::Raw(_) => format!("raw:{inner}"),
                    Block::InfoEnd(_) => "end".to_owned(),
                }
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_are_paragraphs_and_space_is_dropped() {
        check(
            "# 办法\n\n　　第一条　甲。\r\n\u{200b}\n第二条 乙。\n##第二章\n",
            &["1:办法", "0:第一条　甲。", "0:第二条 乙。", "2:第二章"],
        );
    }

    #[test]
    fn a_line_broken_in_mid_sentence_goes_on() {
        check("甲，\n乙。\n丙、\n（一）丁", &["0:甲，\n乙。", "0:丙、", "0:（一）丁"]);
    }

    #[test]
    fn lines_that_were_broken_by_hand_are_one_paragraph() {
        check("第二条　依照第一条\n规定办理。\n\n乙。", &["0:第二条　依照第一条\n规定办理。", "0:乙。"]);
        // Without a blank line anywhere, what cannot be an end shows it.
        check(
            "第二条　依照本办法第\n一条、第三条和\n前款规定办理。\n第三条　甲。",
            &["0:第二条　依照本办法第\n一条、第三条和\n前款规定办理。", "0:第三条　甲。"],
        );
        // Titles, chapters and those who sign have lines of their own.
        check(
            "书院单位\n学习办法\n第一章 总则\n为了学习，制定本办法。\n书院单位办公室\n2026年3月5日",
            &[
                "0:书院单位",
                "0:学习办法",
                "0:第一章 总则",
                "0:为了学习，制定本办法。",
                "0:书院单位办公室",
                "0:2026年3月5日",
            ],
        );
    }

    #[test]
    fn the_number_of_a_page_cuts_nothing() {
        check("第二条 依照第一条\n- 2 -\n规定办理。", &["0:第二条 依照第一条\n- 2 -\n规定办理。"]);
        check("第二条 甲。\n\n— 12 —\n\n第三条 乙。\n第 3 页 共 9 页", &["0:第二条 甲。", "0:第三条 乙。"]);
        check("- 2 个\n- 3 个", &["raw:- 2 个\n- 3 个"]);
    }

    #[test]
    fn other_blocks_stay_whole() {
        check(
            "| 甲 | 乙 |\n|---|---|\n\n> 第三条 引文\n> 续\n\n```\n第四条\n```\n---\n![图](a.png)\n<!-- 注\n二 -->余\n<!-- INFO END -->",
            &[
                "raw:| 甲 | 乙 |\n|---|---|",
                "raw:> 第三条 引文\n> 续",
                "raw:```\n第四条\n```",
                "raw:---",
                "raw:![图](a.png)",
                "0:余",
                "end",
            ],
        );
    }

    #[test]
    fn what_is_never_closed_swallows_nothing() {
        check("```\n第一条 甲", &["raw:```", "0:第一条 甲"]);
        check("<!-- 注\n第一条 甲", &["0:第一条 甲"]);
        check("", &[]);
    }
}
