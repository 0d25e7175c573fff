//! Lines that were broken by hand, by a mail program or by the page they were copied from: those of one paragraph are
//! joined. Poems, lists and addresses have short lines, or lines that no mark of a sentence shows to go on.

use super::head::is_page_number;
use super::{bare, levels};
use crate::import::model::{Align, Block, Form, Inline, Paragraph, Span, is_space};
use crate::parse::policy;

/// A line while it is looked at.
#[derive(Debug)]
struct Line {
    text: String,
    /// Begins with space: a paragraph of its own.
    indented: bool,
    /// Space stands above it.
    apart: bool,
    /// Of a text, not of a title, a list or a table.
    plain: bool,
}

/// The paragraphs of a plain text.
pub(in crate::import) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let mut lines: Vec<Line> = Vec::new();
    let mut apart = false;
    for raw in text.split(['\n', '\u{c}']) {
        let words = raw.trim_matches(is_space);
        if words.is_empty() {
            apart = true;
            continue;
        }
        let indented = width(&raw[..raw.len() - raw.trim_start_matches(is_space).len()]) > 2;
        lines.push(Line { text: words.to_owned(), indented, apart, plain: true });
        apart = false;
    }
    let goes_on = joints(&lines, 1);
    let mut out: Vec<Paragraph> = Vec::new();
    let mut before = String::new();
    for (i, line) in lines.into_iter().enumerate() {
        let joined = goes_on[i];
        if goes_on.get(i + 1) == Some(&true) && is_page_number(&bare(&line.text)) {
            // Stood between the two halves of a paragraph; it is told of with the others.
            out.push(Paragraph::plain(&line.text));
        } else if joined {
            before.push_str(&seam(&before, &line.text));
            before.push_str(&line.text);
        } else {
            flush(&mut out, &mut before);
            before = line.text;
        }
    }
    flush(&mut out, &mut before);
    out
}

/// Takes paragraphs apart whose lines are points or articles: 一、甲<br>内容<br>二、乙, as pages and Word's soft breaks have it.
pub(in crate::import) fn split_points(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Paragraph(p) if p.list.is_none() && p.form != Form::Code && p.inlines.contains(&Inline::Break) => {
                out.extend(points(p).into_iter().map(Block::Paragraph));
            }
            block => out.push(block),
        }
    }
    out
}

fn points(paragraph: Paragraph) -> Vec<Paragraph> {
    let lines: Vec<Vec<Inline>> = paragraph.inlines.split(|i| *i == Inline::Break).map(<[Inline]>::to_vec).collect();
    // Lines of one paragraph that are all set in by hand are paragraphs.
    let is_set_in =
        |line: &Vec<Inline>| matches!(line.first(), Some(Inline::Text(s)) if s.text.starts_with("\u{3000}\u{3000}"));
    let set_in = lines.len() > 1 && lines.iter().skip(1).any(is_set_in);
    let said = |line: &Vec<Inline>| bare(&Paragraph { inlines: line.clone(), ..Paragraph::default() }.text());
    let words: Vec<String> = lines.iter().map(said).collect();
    let labelled = |i: usize| words.get(i).is_some_and(|words| levels::label(words).is_some());
    let heads = |i: usize| {
        labelled(i) && words[i].chars().count() <= 30 && !words[i].ends_with(['。', '；', '，', '：', ';', ',', ':'])
    };
    if set_in {
        let begins = |line: &Vec<Inline>| is_set_in(line) || said(line).starts_with(['（', '(']);
        return joined_unless(lines, &paragraph, begins);
    }
    if !(1..words.len()).any(labelled) {
        return vec![paragraph];
    }
    let mut out: Vec<Paragraph> = Vec::new();
    for (i, line) in lines.into_iter().enumerate() {
        match out.last_mut() {
            Some(last) if !labelled(i) && !heads(i - 1) => {
                last.inlines.push(Inline::Break);
                last.inlines.extend(line);
            }
            _ => {
                let label = if i == 0 { paragraph.label.clone() } else { String::new() };
                out.push(Paragraph { inlines: line, label, ..paragraph.clone() });
            }
        }
    }
    out.retain(|p| !p.is_empty());
    out
}

/// The lines as paragraphs, each with those behind it that begin none.
fn joined_unless(lines: Vec<Vec<Inline>>, of: &Paragraph, begins: impl Fn(&Vec<Inline>) -> bool) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    for line in lines {
        match out.last_mut() {
            Some(last) if !begins(&line) => {
                last.inlines.push(Inline::Break);
                last.inlines.extend(line);
            }
            last => {
                let label = if last.is_none() { of.label.clone() } else { String::new() };
                out.push(Paragraph { inlines: line, label, ..of.clone() });
            }
        }
    }
    out.retain(|p| !p.is_empty());
    out
}

fn flush(out: &mut Vec<Paragraph>, text: &mut String) {
    if !text.is_empty() {
        out.push(Paragraph::plain(text));
        text.clear();
    }
}

/// The paragraphs of a document in which each line is one.
pub(super) fn unwrap(blocks: Vec<Block>) -> Vec<Block> {
    let lines: Vec<Line> = blocks.iter().map(line_of).collect();
    // In a document a single line without its full stop is a slip.
    let goes_on = joints(&lines, 2);
    if !goes_on.contains(&true) {
        return blocks;
    }
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut numbers = Vec::new();
    for (block, joined) in blocks.into_iter().zip(goes_on) {
        match block {
            Block::Paragraph(next) if joined => {
                // The number of a page stood between the two halves.
                while let Some(Block::Paragraph(p)) = out.last()
                    && is_page_number(&bare(&super::words(p)))
                {
                    numbers.extend(out.pop());
                }
                if let Some(Block::Paragraph(last)) = out.last_mut() {
                    let seam = seam(&last.text(), &next.text());
                    last.inlines.push(Inline::Text(Span { text: seam, ..Span::default() }));
                    last.inlines.extend(next.inlines);
                }
                out.append(&mut numbers);
            }
            block => out.push(block),
        }
    }
    out
}

fn line_of(block: &Block) -> Line {
    let Block::Paragraph(p) = block else {
        return Line { text: String::new(), indented: false, apart: true, plain: false };
    };
    let whole = p.text();
    let look = &p.look;
    Line {
        text: whole.trim_matches(is_space).to_owned(),
        indented: whole.starts_with(['\u{3000}', '\t']) || whole.starts_with("   ") || !p.label.is_empty(),
        apart: look.new_page || p.is_empty(),
        plain: look.level.is_none()
            && !look.is_title
            && !look.is_contents
            && look.align == Align::Left
            && p.list.is_none()
            && p.form == Form::Text
            && !whole.trim_matches(is_space).contains('\n'),
    }
}

/// For each line whether it goes on with the one before.
fn joints(lines: &[Line], least: usize) -> Vec<bool> {
    let mut joined = vec![false; lines.len()];
    let Some(full) = full_width(lines, least) else { return joined };
    // Where paragraphs are indented, a line at the edge goes on even behind a full stop.
    let starts = lines.iter().filter(|l| l.indented && l.plain).count();
    let edges = starts * 4 >= lines.len() && starts >= 2;
    let mut sentence = String::new();
    let mut last: Option<usize> = None;
    for (i, line) in lines.iter().enumerate() {
        // A page ends in the middle of a paragraph.
        if is_page_number(&bare(&line.text)) {
            continue;
        }
        let before = last.and_then(|b| lines.get(b).map(|l| (b, l)));
        last = Some(i);
        if let Some((b, before)) = before {
            let paged = b + 1 < i;
            let can = before.plain && line.plain && (!line.apart || paged) && !line.indented;
            let filled = width(&before.text) + 8 >= full;
            let open = stops_inside(&before.text) || edges && ends(&before.text) && !paged;
            // No line begins with a full stop of its own.
            let hanging = line.text.starts_with(['，', '。', '；', '、', '）', '》', '”', '：', '！', '？']);
            let marked = hanging || sentence.contains(MARKS) || line.text.contains(MARKS);
            if can && (filled || hanging) && (open || hanging) && marked && !begins(&line.text) {
                joined[i] = true;
                sentence.push_str(&line.text);
                continue;
            }
        }
        line.text.clone_into(&mut sentence);
    }
    joined
}

const MARKS: [char; 7] = ['，', '。', '；', '：', '、', ',', '！'];

/// How wide the lines are, if they were broken at a width: at least so many stop inside a sentence there, none is much
/// longer.
fn full_width(lines: &[Line], least: usize) -> Option<usize> {
    const NARROWEST: usize = 26;
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let stops =
        |l: &Line, next: &Line| l.plain && next.plain && !next.apart && stops_inside(&l.text) && !begins(&next.text);
    let broken: Vec<usize> =
        pairs.filter(|(l, next)| stops(l, next)).map(|(l, _)| width(&l.text)).filter(|w| *w >= NARROWEST).collect();
    // The width at which most of them end.
    let near = |full: usize| broken.iter().filter(|w| (full.saturating_sub(8)..=full).contains(*w)).count();
    let full = broken.iter().copied().max_by_key(|full| (near(*full), *full))?;
    let longer = lines.iter().filter(|l| width(&l.text) > full + 6).count();
    (near(full) >= least && near(full) * 2 >= broken.len() && longer * 8 <= near(full)).then_some(full)
}

/// Begins something of its own: 第三条, 一、, a date, an entry of a form.
fn begins(text: &str) -> bool {
    let plain = bare(text);
    levels::label(&plain).is_some()
        || policy::whole_date(&plain)
        || plain.starts_with("附件")
        // 邮政编码：215000
        || plain.split_once(['：', ':']).is_some_and(|(key, _)| (1..=8).contains(&key.chars().count()) && !key.contains(MARKS))
        || plain.starts_with("抄送")
        || text.starts_with(['—', '•', '●', '■', '◆', '○', '□', '☐', '※', '·', '-', '*'])
}

fn stops_inside(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '，' | '、' | ',' | '《' | '“' | '（' | '》' | '”' | '）' | '-')
    })
}

fn ends(text: &str) -> bool {
    text.ends_with(['。', '；', '！', '？', '：'])
}

/// What stands between two joined lines: a space between Latin words, nothing between Han; a divided word is whole again.
fn seam(before: &str, after: &str) -> String {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | ';' | ')'));
    let next = after.chars().next();
    let space = latin(before.chars().next_back()) && next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '(');
    if space { " ".to_owned() } else { String::new() }
}

/// In halves of a Han character.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = paragraphs(text).iter().map(Paragraph::text).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_of_a_paragraph_are_joined() {
        check(
            "关于开放学习室的通知\n\n各学习小组：\n　　定于十一月五日下午三时召开学习交流会，请各小组组长准时参加，并\n于会前将发言提纲送交办公室。\n　　一、地点在二楼会议室，遇有大风大雨等天气另行通知，请注意查看\n门户首页的提示。\n示例学习中心\n2026年11月2日\n",
            &[
                "关于开放学习室的通知",
                "各学习小组：",
                "定于十一月五日下午三时召开学习交流会，请各小组组长准时参加，并于会前将发言提纲送交办公室。",
                "一、地点在二楼会议室，遇有大风大雨等天气另行通知，请注意查看门户首页的提示。",
                "示例学习中心",
                "2026年11月2日",
            ],
        );
    }

    #[test]
    fn a_page_may_end_in_mid_sentence() {
        check(
            "第一条　为了规范学习室的开放管理，根据有关规定，结合本区实际，制\n定本办法。\n第二条　学习室由学习中心统一管理，各街道学习站负责日常的开放和维\n- 3 -\n护，并接受读者的监督。",
            &[
                "第一条　为了规范学习室的开放管理，根据有关规定，结合本区实际，制定本办法。",
                "- 3 -",
                "第二条　学习室由学习中心统一管理，各街道学习站负责日常的开放和维护，并接受读者的监督。",
            ],
        );
    }

    #[test]
    fn poems_lists_and_addresses_stay() {
        let poem = "山路弯弯通向云边\n一盏灯照着归来的人\n他说今年的稻子很好\n雨水也刚刚好";
        check(poem, &poem.split('\n').collect::<Vec<_>>());
        let list = "示例市第一实验小学读书角　林一\n示例市第二实验小学读书角　陈二\n示例市第三实验小学读书角　王三";
        check(list, &list.split('\n').collect::<Vec<_>>());
        let address = "联系地址：示例市南大街十二号学习中心二楼办公室\n邮政编码：215000\n电子邮箱：a@example.org";
        check(address, &address.split('\n').collect::<Vec<_>>());
    }

    #[test]
    fn paragraphs_of_a_document_stay_where_lines_are_longer() {
        let text = "学习室每天上午九时到下午五时开放，节假日另行公布\n请大家互相转告，凡是来学习室读书的人，都要保持安静，爱护图书，看完以后放回原处，不在书上写字画线，不把书带出学习室。";
        check(text, &text.split('\n').collect::<Vec<_>>());
    }
}
