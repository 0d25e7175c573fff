//! The title of a document: where it begins, how many lines it has, and how they become one.

use super::head::{REACH, is_date, is_letterhead, is_mark, is_secrecy, is_whole_number, number_in};
use super::{Lines, bare};
use crate::import::model::{Align, Face, Form, Paragraph, Remark, is_space};
use crate::parse::policy;

/// Titles that tell nothing in a list of pages.
const NAMELESS: [&str; 7] = ["通知", "公告", "通告", "启事", "公示", "通报", "声明"];

/// Where the title begins, and how many lines it has.
pub(super) fn find(lines: &Lines) -> Option<(usize, usize)> {
    let reach = REACH.min(lines.blocks.len());
    // Text begins where a sentence does.
    let is_text = |i: &usize| {
        let words = lines.words(*i);
        words.ends_with('。') && words.chars().count() > 30 || words.chars().count() > 120
    };
    // A table is no letterhead if it holds more than a few cells; what stands below it is no title.
    let is_grid = |i: &usize| matches!(&lines.blocks[*i], super::Block::Table(t) if t.rows.iter().map(Vec::len).sum::<usize>() > 6);
    let end = (0..reach).find(|i| is_text(i) || is_grid(i)).unwrap_or(reach).max(1).min(reach);
    let styled = (0..end).find(|i| lines.paragraph(*i).is_some_and(|p| p.look.is_title));
    let can = |i: usize| lines.paragraph(i).is_some_and(can_be_title);
    let start = styled.or_else(|| {
        let largest = (0..end).filter(|i| can(*i)).map(|i| rank(lines.paragraph(i))).max()?;
        (0..end).find(|i| can(*i) && rank(lines.paragraph(*i)) == largest)
    })?;
    let first = lines.paragraph(start)?;
    // Something must be left to read.
    if lines.blocks.len() == 1 {
        return None;
    }
    // A first line that is not set off is a title only if it reads like one.
    let set_off = first.look.align == Align::Center
        || first.look.is_title
        || first.look.level == Some(1)
        || first.look.size >= 36;
    let short = bare(&lines.words(start)).chars().count() <= 50;
    // In a plain text a letterhead, a number or 特急 may stand above it.
    let headed = (0..start).all(|i| {
        let plain = bare(&lines.words(i));
        let red = lines.paragraph(i).is_some_and(|p| p.look.red);
        red || is_whole_number(&plain) || is_mark(&plain) || is_secrecy(&plain)
    });
    if !set_off && !(headed && short && (first.look.bold || reads_as_title(&lines.words(start)))) {
        return None;
    }
    if !set_off || first.look.align != Align::Center {
        return Some((start, plain_lines(lines, start)));
    }
    let mut count = 1;
    while count < 5 && start + count < lines.blocks.len() {
        let Some(next) = lines.paragraph(start + count) else { break };
        let same = next.look.align == first.look.align
            && next.look.size == first.look.size
            && next.look.face == first.look.face;
        if !same || !can_be_title(next) || is_complete(lines, start, count) {
            break;
        }
        count += 1;
    }
    Some((start, count))
}

/// How many lines a title has that no look sets off, as in plain text: up to the one that ends as titles do.
fn plain_lines(lines: &Lines, start: usize) -> usize {
    let level = lines.paragraph(start).and_then(|p| p.look.level);
    let mut so_far = String::new();
    for count in 0..4 {
        let Some(next) = lines.paragraph(start + count) else { break };
        if count > 0 && (next.look.level != level || !can_be_title(next)) {
            break;
        }
        so_far.push_str(&bare(&super::words(next)));
        if ends_as_title(&so_far) {
            return count + 1;
        }
    }
    1
}

fn ends_as_title(plain: &str) -> bool {
    let name = plain.trim_end_matches(['）', ')']);
    let name = name
        .rsplit_once(['（', '('])
        .map_or(name, |(name, inner)| if inner.chars().count() < 9 { name } else { plain });
    let open = plain.matches('《').count() > plain.matches('》').count();
    let ends: [&[&str]; 4] = [&super::POLICY_ENDS, &super::OFFICIAL_ENDS, &super::NOTICE_ENDS, &OTHER_ENDS];
    !open && ends.into_iter().flatten().any(|end| name.ends_with(end))
}

/// What other titles end with than those whose kind is told by it.
const OTHER_ENDS: [&str; 7] = ["令", "计划", "要点", "说明", "总结", "倡议书", "讲话"];

/// Whether the lines taken so far already end as titles do and the next one begins something else.
fn is_complete(lines: &Lines, start: usize, count: usize) -> bool {
    let so_far: String = (start..start + count).map(|i| bare(&lines.words(i))).collect();
    let next = bare(&lines.words(start + count));
    // “关于…的” at the end of a line goes on.
    (ends_as_title(&so_far) && !next.starts_with(['（', '(']) && !next.starts_with("的"))
        || next.starts_with("——")
        || so_far.chars().count() + next.chars().count() > 120
}

fn reads_as_title(words: &str) -> bool {
    let plain = bare(words);
    let length = plain.chars().count();
    // 通　知: two characters over the width of a line are a title.
    let spread = length >= 2 && words.chars().count() >= length + 2;
    (4..=50).contains(&length) | spread
        && !plain.ends_with(['。', '；', '，', '：', ':', '？', '！', ','])
        && !starts_numbered(&plain)
}

fn starts_numbered(plain: &str) -> bool {
    super::levels::label(plain).is_some()
}

fn can_be_title(p: &Paragraph) -> bool {
    let plain = bare(&super::words(p));
    let length = plain.chars().count();
    let dated = plain.contains("通过") && plain.contains('年') && plain.starts_with(['（', '(']);
    (2..=90).contains(&length)
        && !p.look.red
        && p.list.is_none()
        && p.form != Form::Code
        && number_in(&plain).is_none_or(|n| plain.chars().count() > n.chars().count() + 6)
        && !is_letterhead(&plain, p)
        && !is_mark(&plain)
        && !is_secrecy(&plain)
        && !dated
        && !plain.ends_with(['。', '；', '：', ':', '，'])
        && (p.look.is_title || !plain.ends_with(['.', '!', '?']))
        && !plain.starts_with("附件")
        && !is_date(&plain)
        && (p.look.is_title || !starts_numbered(&plain))
}

/// Titles are large, centred, and in 小标宋 or 黑体.
fn rank(p: Option<&Paragraph>) -> (bool, u16, u8) {
    p.map_or((false, 0, 0), |p| {
        let face = match p.look.face {
            Face::Title => 3,
            Face::Hei => 2,
            _ => u8::from(p.look.bold || p.look.level == Some(1)),
        };
        let centred = p.look.align == Align::Center || p.look.is_title;
        (centred, p.look.size, face)
    })
}

pub(super) fn take(lines: &mut Lines, start: usize, count: usize) {
    // Kept lines stand between; look for the first that can be a title again.
    let mut title = String::new();
    let mut subtitle = String::new();
    for i in 0..count {
        if start >= lines.blocks.len() {
            break;
        }
        let words = lines.words(start).replace('\n', "");
        let words = words.trim_matches(is_space).to_owned();
        lines.take_line(start);
        if i > 0 && words.starts_with("——") {
            subtitle = words;
        } else {
            join(&mut title, &words);
        }
    }
    let next = lines.words(start);
    let next_plain = bare(&next);
    if is_closing_remark(&next_plain) {
        title.push_str(&next_plain);
        lines.take_line(start);
    } else if next_plain.starts_with("——") && next_plain.chars().count() <= 60 && subtitle.is_empty() {
        subtitle = next;
        lines.take_line(start);
    }
    let title = without_number(&title, &mut lines.shaped.doc_no);
    if NAMELESS.contains(&title.as_str()) {
        lines.shaped.remarks.push(Remark::new(
            "title-bare",
            format!("标题只有“{title}”二字：读者在目录里看不出是什么事，请写成“关于……的{title}”"),
            format!("the title says `{title}` and no more: name what it is about, so that it can be told in lists"),
        ));
    }
    lines.shaped.title = title;
    lines.shaped.subtitle = subtitle.trim_start_matches('—').trim().to_owned();
}

/// （试行） and the like belong to the title.
fn is_closing_remark(plain: &str) -> bool {
    let inner = plain.strip_prefix(['（', '(']).and_then(|p| p.strip_suffix(['）', ')']));
    inner.is_some_and(|i| {
        ["试行", "暂行", "修订", "征求意见稿", "草案", "送审稿", "讨论稿", "修正", "稿", "节选", "摘要"]
            .iter()
            .any(|w| i.ends_with(w))
            && i.chars().count() <= 12
    })
}

/// 关于印发〈…〉的通知（银发〔2022〕139号): the number goes into a field of its own.
fn without_number(title: &str, doc_no: &mut Option<String>) -> String {
    let trimmed = title.trim_end();
    // The brackets of the year may be the same: （银发（2022）139号）.
    let mut depth = 0;
    let opening = trimmed.char_indices().rev().find(|(_, c)| {
        depth += match c {
            '）' | ')' => 1,
            '（' | '(' => -1,
            _ => 0,
        };
        depth == 0
    });
    let Some((open, _)) = opening.filter(|_| trimmed.ends_with(['）', ')'])) else {
        return trimmed.to_owned();
    };
    // （详见某发〔2022〕139号的说明） is more than a number.
    match number_in(&trimmed[open..]).filter(|_| is_whole_number(&trimmed[open..])) {
        Some(number) => {
            doc_no.get_or_insert(number);
            trimmed[..open].trim_end().to_owned()
        }
        None => trimmed.to_owned(),
    }
}

/// Lines of a title are one; between Latin words stands a space.
pub(super) fn join(title: &mut String, words: &str) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if latin(title.chars().next_back()) && latin(words.chars().next()) {
        title.push(' ');
    }
    title.push_str(&policy::unspread(words));
}
