//! Which line breaks end a paragraph.
//!
//! Markdown joins lines, since its authors break them by hand. Word, WPS and Notepad have one line for each paragraph, and
//! a notice pasted from there would become one block. The reader's eye decides: what begins like a paragraph is one, and so
//! is what follows a line that ends with its sentence before the margin.

use super::super::cjk::is_cjk;
use super::Amended;
use super::lines::{Kind, Line};
use crate::parse::policy;

/// Narrower lines were not broken at a margin, in columns.
const NARROWEST_MARGIN: usize = 50;
/// Lines that are all narrower stand below each other on purpose, in columns.
const NARROWEST_VERSE: usize = 36;
/// Nor were wider ones.
const WIDEST_MARGIN: usize = 130;

/// Ends paragraphs where they end for the eye.
pub(super) fn amend(body: &str, lines: &[Line], taken: &[bool], found: &mut Amended) {
    let mut at = 0;
    while at < lines.len() {
        let mut end = at + 1;
        while end < lines.len() && goes_on(lines, taken, end) {
            end += 1;
        }
        if end - at > 1 {
            run(body, &lines[at..end], found);
        }
        at = end;
    }
}

/// Whether line `i` belongs to the block of the line before it as far as Markdown knows.
fn goes_on(lines: &[Line], taken: &[bool], i: usize) -> bool {
    let (before, line) = (&lines[i - 1], &lines[i]);
    line.kind == Kind::Text
        && matches!(before.kind, Kind::Text | Kind::Item)
        && before.quotes == line.quotes
        && !taken[i]
        && !taken[i - 1]
        && !(line.in_list && line.indent >= 2)
}

/// Lines without a blank line between them.
fn run(body: &str, lines: &[Line], found: &mut Amended) {
    let texts: Vec<&str> = lines.iter().map(|l| l.text(body)).collect();
    if lines[0].indent >= 4 && !lines[0].in_list && !super::is_prose_of_code(texts[0]) {
        return;
    }
    let widths: Vec<usize> = texts.iter().map(|t| width(t)).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let begins: Vec<bool> = (0..lines.len()).map(|i| begins(body, lines, &texts, i)).collect();
    let pasted = begins.iter().any(|b| *b) || salutation(texts[0]);
    // Nobody breaks lines by hand at so narrow a margin: verses, addresses, rows with commas.
    let stops = texts.iter().filter(|text| text.contains(['，', '。', '；', '！', '？'])).count();
    let verses = lines.len() > 2 && stops > 1 && widest < NARROWEST_VERSE && lines.iter().all(|l| l.kind == Kind::Text);
    for i in 1..lines.len() {
        let (before, here) = (texts[i - 1], texts[i]);
        if body[lines[i - 1].range.clone()].ends_with("  ") || before.ends_with('\\') || before.ends_with("<br>") {
            continue;
        }
        let (_, last) = ends(before);
        let full = widths[i - 1] * 5 >= widest * 4 && (NARROWEST_MARGIN..=WIDEST_MARGIN).contains(&widths[i - 1]);
        let ends_paragraph = match last {
            End::Open => begins[i] && !before.ends_with(['（', '“', '《', '〔', '(']),
            _ if begins[i] => true,
            End::Sentence => pasted || !full,
            End::Middle => {
                let short = widths[i - 1] < NARROWEST_MARGIN && widths[i - 1] * 5 < widest * 4;
                salutation(before) || pasted && (short || begins_short(before)) || labelled(before) && labelled(here)
            }
        };
        if !ends_paragraph && verses && before.chars().next_back().is_some_and(is_cjk) {
            found.insert(lines[i - 1].start + before.len(), "\\");
        }
        if ends_paragraph {
            let line = &lines[i];
            // Four blanks would make code of what is a paragraph now.
            let with = format!("{}\n", ">".repeat(line.quotes));
            found.insert(line.range.start, with);
            if line.indent >= 4 {
                found.replace(line.start - line.blanks(body)..line.start, "");
            }
        }
    }
}

/// Whether line `i` begins a paragraph, whatever stands before it.
fn begins(body: &str, lines: &[Line], texts: &[&str], i: usize) -> bool {
    let (line, text) = (&lines[i], texts[i]);
    if line.kind == Kind::Item {
        return false;
    }
    let indented = text.starts_with('\u{3000}') || line.indent >= 4 && super::is_prose_of_code(text);
    let inner = text.trim_start_matches(policy::is_space);
    indented
        || body[line.start..].starts_with('\u{3000}')
        || starts_item(inner)
        || policy::whole_date(inner)
        || texts.get(i + 1).is_some_and(|next| policy::whole_date(next) && could_sign(inner))
}

/// 一、, （一）, 1., ①, 第一条, 附件：, ● and the like.
fn starts_item(line: &str) -> bool {
    let Some(first) = line.chars().next() else { return false };
    const BULLETS: [char; 20] =
        ['·', '•', '●', '○', '■', '□', '◆', '◇', '★', '☆', '▲', '△', '▪', '◎', '➢', '✓', '▶', '※', '・', '\u{f0b7}'];
    policy::begins_item(line.trim_start_matches("**")) || BULLETS.contains(&first)
}

/// 各乡镇： — short, and without a sentence in it.
fn salutation(line: &str) -> bool {
    line.ends_with(['：', ':']) && width(line) <= 80 && !line.contains(['。', '；'])
}

/// A heading without marks, such as 一、总体要求 or （一）时间.
fn begins_short(line: &str) -> bool {
    starts_item(line.trim_start_matches(policy::is_space)) && width(line) < NARROWEST_MARGIN
}

/// Who signs above a date.
fn could_sign(line: &str) -> bool {
    let count = line.chars().filter(|c| !policy::is_space(*c)).count();
    (2..=40).contains(&count) && !line.contains(['。', '；', '，', '！', '？', '：'])
}

/// 联系人：李四 — such lines stand below each other.
fn labelled(line: &str) -> bool {
    let Some((label, value)) = line.split_once(['：', ':']) else { return false };
    let label = label.trim_matches(|c| policy::is_space(c) || c == '*');
    let count = label.chars().filter(|c| !policy::is_space(*c)).count();
    (2..=10).contains(&count)
        && label.chars().all(|c| is_cjk(c) && !matches!(c, '，' | '。' | '“'))
        && !value.is_empty()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// At the end of a sentence.
    Sentence,
    /// Where a sentence must go on.
    Open,
    Middle,
}

fn ends(line: &str) -> (usize, End) {
    let bare = line.trim_end_matches(['”', '’', '」', '』', '）', '》', ')', '*', '~']);
    let end = match bare.chars().next_back() {
        Some('。' | '！' | '？' | '；' | '…') => End::Sentence,
        _ if line.ends_with(['，', '、', '（', '“', '《', '〔', '—', ',', '(']) => End::Open,
        _ => End::Middle,
    };
    (bare.len(), end)
}

/// In columns; Han takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}
