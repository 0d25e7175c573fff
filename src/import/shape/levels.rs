//! Levels from styles where there are any, else from the text: 第一章, 一、, （一）, 黑体.

use super::{Lines, bare, words};
use crate::content::numeral;
use crate::import::markdown::Piece;
use crate::import::model::{Align, Block, Face, Form, Inline, Look, Paragraph, Span};

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    Part,
    Chapter,
    Section,
    Article,
    /// 一、
    Dun,
    /// （一）
    Paren,
    /// 1.
    Stop,
    /// （1）
    ParenDigit,
    /// ①
    Circle,
}

/// What `plain`, a text without spaces, begins with.
pub(super) fn label(plain: &str) -> Option<Label> {
    if let Some(rest) = plain.strip_prefix('第') {
        let (_, rest) = numeral::parse_prefix(rest)?;
        return [
            ("条", Label::Article),
            ("章", Label::Chapter),
            ("节", Label::Section),
            ("编", Label::Part),
            ("分编", Label::Part),
        ]
        .into_iter()
        .find(|(unit, _)| rest.starts_with(unit))
        .map(|(_, label)| label);
    }
    let first = plain.chars().next()?;
    if let Some((form, _)) = numeral::enclosed(first) {
        return Some(match form {
            numeral::Enclosure::HanParenthesis => Label::Paren,
            numeral::Enclosure::Parenthesis => Label::ParenDigit,
            numeral::Enclosure::Circle => Label::Circle,
            numeral::Enclosure::Stop => Label::Stop,
        });
    }
    if let Some(inner) = plain.strip_prefix(['（', '(']) {
        let digits = inner.starts_with(|c| numeral::digit(c).is_some());
        let (number, rest) = numeral::parse_prefix(inner)?;
        let closed = number < 200 && rest.starts_with(['）', ')']);
        return closed.then_some(if digits { Label::ParenDigit } else { Label::Paren });
    }
    // 壹、總則, where 一、 stands below.
    if is_formal(first) && plain.trim_start_matches(is_formal).starts_with('、') {
        return Some(Label::Part);
    }
    let digits = numeral::digit(first).is_some();
    let (number, rest) = numeral::parse_prefix(plain)?;
    let next = rest.chars().nth(1);
    match rest.chars().next()? {
        _ if number == 0 || number > 500 => None,
        '、' | '.' | '．' if !digits => Some(Label::Dun),
        '、' | '．' | '.' if next.is_none_or(|c| numeral::digit(c).is_none()) => Some(Label::Stop),
        _ => None,
    }
}

/// The numerals of cheques, with which reports and older documents count their parts.
fn is_formal(c: char) -> bool {
    "壹贰叁肆伍陆柒捌玖拾貳參肆陸".contains(c)
}

/// How many 条 the text has.
pub(super) fn count_articles(lines: &Lines) -> usize {
    (0..lines.blocks.len()).filter(|i| label(&bare(&lines.words(*i))) == Some(Label::Article)).count()
}

/// Each block with its level.
pub(in crate::import) fn pieces(blocks: Vec<Block>, policy: bool, articles: usize, title: &str) -> Vec<Piece> {
    let issued = issued(&blocks);
    let texts = if policy { texts(&blocks) } else { Vec::new() };
    let blocks = if policy { blocks } else { named_annexes(blocks) };
    let mut pieces: Vec<Piece> = Vec::with_capacity(blocks.len());
    let mut in_annex = false;
    let formal = blocks
        .iter()
        .any(|b| matches!(b, Block::Paragraph(p) if bare(&words(p)).starts_with(is_formal) && of_article(p) > 0));
    for (at, block) in blocks.into_iter().enumerate() {
        let heading = match &block {
            Block::Paragraph(p) if p.form != Form::Text => 0,
            Block::Paragraph(_) if texts.contains(&at) => 1,
            Block::Paragraph(p) if policy => of_policy(p, articles, &issued, title, pieces.len()),
            Block::Paragraph(p) => {
                in_annex |= heads_annex(&words(p));
                // 一、 of an annex stands below its name.
                let below = in_annex && p.look.level.is_none() && !heads_annex(&words(p));
                let under =
                    formal && p.look.level.is_none() && !matches!(label(&bare(&words(p))), Some(Label::Part) | None);
                match of_article(p) {
                    0 => 0,
                    level => level + u8::from(below) + u8::from(under),
                }
            }
            Block::Table(_) => 0,
        };
        pieces.push(Piece { block, heading });
    }
    if !policy {
        even(&mut pieces);
    }
    pieces
}

/// Where the texts of a collection begin, if articles count from the first again: the title above each 第一条.
fn texts(blocks: &[Block]) -> Vec<usize> {
    let plain: Vec<String> =
        blocks.iter().map(|b| if let Block::Paragraph(p) = b { bare(&words(p)) } else { String::new() }).collect();
    let is_first = |text: &String| ["第一条", "第1条"].iter().any(|first| text.starts_with(first));
    let above = |first: usize| {
        let mut at = first;
        while at > 0 {
            at -= 1;
            let text = &plain[at];
            // 第一章, （试行）, （2026年3月1日通过）
            let between = text.is_empty()
                || text.starts_with(['（', '('])
                || matches!(label(text), Some(Label::Part | Label::Chapter | Label::Section));
            if !between {
                let titled = (3..=60).contains(&text.chars().count())
                    && label(text).is_none()
                    && !text.contains(['。', '；', '，', '：'])
                    && !text.ends_with('日');
                let of_annex = heads_annex(text) || at > 0 && heads_annex(&plain[at - 1]);
                return (titled && !of_annex).then_some(at);
            }
        }
        None
    };
    let found: Vec<usize> = (0..plain.len()).filter(|at| is_first(&plain[*at])).filter_map(above).collect();
    if found.len() > 1 { found } else { Vec::new() }
}

/// Titles of texts that a notice issues.
fn issued(blocks: &[Block]) -> Vec<String> {
    let mut titles = Vec::new();
    for block in blocks.iter().take(30) {
        let Block::Paragraph(p) = block else { continue };
        let plain = bare(&words(p));
        if ["印发", "公布", "发布", "转发", "下发"].iter().any(|v| plain.contains(v)) {
            titles.extend(plain.split('《').skip(1).filter_map(|part| Some(part.split_once('》')?.0.to_owned())));
        }
    }
    titles
}

fn of_policy(p: &Paragraph, articles: usize, issued: &[String], title: &str, place: usize) -> u8 {
    let plain = bare(&words(p));
    if plain.chars().count() > 60 || plain.ends_with(['。', '；', '：']) {
        return 0;
    }
    if place > 1 && issued.contains(&plain) && plain != bare(title) {
        return 1;
    }
    match label(&plain) {
        Some(Label::Part | Label::Chapter) if articles > 0 => 2,
        Some(Label::Section) if articles > 0 => 3,
        _ if articles > 0 && plain == "附则" => 2,
        _ => 0,
    }
}

/// 附件2, 附件2-1 on a line of its own.
fn is_annex(plain: &str) -> bool {
    let Some(rest) = plain.strip_prefix("附件") else { return false };
    let (number, after) = numeral::parse_prefix(rest).map_or((0, rest), |(number, after)| (number, after));
    let part =
        |rest: &str| rest.strip_prefix(['-', '－', '—']).and_then(numeral::parse_prefix).map(|(_, rest)| rest.len());
    let after = part(after).map_or(after, |left| &after[after.len() - left..]);
    number < 100 && after.trim_start_matches(['：', ':', '　']).is_empty()
}

/// 附件2, also with its name behind it.
fn heads_annex(text: &str) -> bool {
    is_annex(&bare(text))
        || text.starts_with("附件") && text.contains('　') && is_annex(text.split('　').next().unwrap_or(text))
}

/// The name of an annex stands below its number and is part of the heading: 附件2, 报名表.
fn named_annexes(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let (mut open, mut named) = (false, None::<Look>);
    for block in blocks {
        let Block::Paragraph(p) = &block else {
            (open, named) = (false, None);
            out.push(block);
            continue;
        };
        let plain = bare(&words(p));
        let length = plain.chars().count();
        let set_off = p.look.align == Align::Center && p.look.level.is_none();
        let names = (2..=40).contains(&length) && !plain.contains(['。', '；', '：', ':', '，'])
            || set_off && (2..=80).contains(&length) && !plain.ends_with(['。', '；', '：', ':']);
        let names = names && label(&plain).is_none() && !is_annex(&plain) && !plain.starts_with(['（', '(']);
        // A long name takes two lines that look the same.
        let goes_on = named.as_ref().is_some_and(|look| set_off && *look == p.look);
        match out.last_mut() {
            Some(Block::Paragraph(number)) if names && (open || goes_on) => {
                let space = if open { "　" } else { "" };
                number.inlines.push(Inline::Text(Span { text: space.to_owned(), ..Span::default() }));
                number.inlines.extend(p.inlines.iter().cloned());
                named = Some(p.look.clone()).filter(|_| open);
            }
            _ => {
                out.push(block.clone());
                named = None;
            }
        }
        open = is_annex(&plain);
    }
    out
}

/// 表1 借阅情况, 图2-1 平面图: the name of a table or picture, which is bold and centred and heads nothing.
fn is_caption(plain: &str) -> bool {
    let Some(rest) = plain.strip_prefix(['表', '图']) else { return false };
    let rest = rest.trim_start_matches(|c: char| {
        c.is_ascii_digit() || numeral::is_numeral(c) || matches!(c, '-' | '.' | '—' | '－')
    });
    rest.len() + '表'.len_utf8() < plain.len() && !rest.starts_with(['、', '章', '节', '条'])
}

fn of_article(p: &Paragraph) -> u8 {
    let text = words(p);
    let plain = bare(&text);
    let length = plain.chars().count();
    if plain.is_empty() || length > 60 && !heads_annex(&text) {
        return 0;
    }
    if heads_annex(&text) {
        return 2;
    }
    if p.look.level.is_none() && is_caption(&plain) {
        return 0;
    }
    if let Some(level) = p.look.level {
        return if plain.ends_with('。') && length > 30 { 0 } else { level.saturating_add(1).min(6) };
    }
    let ends = plain.ends_with(['。', '；', '，', '：', ':', ';', '、', '？', '！', '”']);
    if ends || p.list.is_some() || length > 40 {
        return 0;
    }
    // The title of a text that a notice hands on begins a page of its own.
    let begins = p.look.new_page && p.look.align == Align::Center && length >= 4;
    if begins && label(&plain).is_none() && !plain.starts_with(['（', '(']) && !super::head::is_date(&plain) {
        return 2;
    }
    let set_off = p.look.bold || p.look.face != Face::Text;
    match label(&plain) {
        Some(Label::Part | Label::Chapter | Label::Dun) => 2,
        Some(Label::Section | Label::Paren) => 3,
        Some(Label::Stop) if set_off => 4,
        // （参考格式） and a day belong to what stands above them.
        None if set_off
            && length <= 30
            && !plain.starts_with(['（', '('])
            && !super::head::is_date(&plain)
            && (p.look.align == Align::Center || p.look.bold && p.look.face == Face::Hei) =>
        {
            2
        }
        _ => 0,
    }
}

/// The highest level is the second (the first is the title), and none is skipped.
fn even(pieces: &mut [Piece]) {
    let highest = pieces.iter().map(|p| p.heading).filter(|h| *h > 0).min().unwrap_or(2);
    let mut last = 1;
    for piece in pieces.iter_mut().filter(|p| p.heading > 0) {
        let level = (piece.heading - highest + 2).min(last + 1).min(6);
        piece.heading = level;
        last = level;
    }
}
