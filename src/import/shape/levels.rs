//! Levels from styles where there are any, else from the text: 第一章, 一、, （一）, 黑体.

use super::{Lines, bare, words};
use crate::content::numeral;
use crate::import::markdown::Piece;
use crate::import::model::{Align, Block, Face, Inline, Paragraph, Span};

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

/// How many 条 the text has.
pub(super) fn count_articles(lines: &Lines) -> usize {
    (0..lines.blocks.len()).filter(|i| label(&bare(&lines.words(*i))) == Some(Label::Article)).count()
}

/// Each block with its level.
pub(in crate::import) fn pieces(blocks: Vec<Block>, policy: bool, articles: usize, title: &str) -> Vec<Piece> {
    let issued = issued(&blocks);
    let blocks = if policy { blocks } else { named_annexes(blocks) };
    let mut pieces: Vec<Piece> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let heading = match &block {
            Block::Paragraph(p) if policy => of_policy(p, articles, &issued, title, pieces.len()),
            Block::Paragraph(p) => of_article(p),
            Block::Table(_) => 0,
        };
        pieces.push(Piece { block, heading });
    }
    if !policy {
        even(&mut pieces);
    }
    pieces
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

/// 附件2 on a line of its own.
fn is_annex(plain: &str) -> bool {
    let Some(rest) = plain.strip_prefix("附件") else { return false };
    let (number, after) = numeral::parse_prefix(rest).map_or((0, rest), |(number, after)| (number, after));
    number < 100 && after.trim_start_matches(['：', ':', '　']).is_empty()
}

/// The name of an annex stands below its number and is part of the heading: 附件2, 报名表.
fn named_annexes(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut open = false;
    for block in blocks {
        let Block::Paragraph(p) = &block else {
            open = false;
            out.push(block);
            continue;
        };
        let plain = bare(&words(p));
        let names = open
            && (2..=40).contains(&plain.chars().count())
            && label(&plain).is_none()
            && !is_annex(&plain)
            && !plain.contains(['。', '；', '：', ':', '，']);
        if let Some(Block::Paragraph(number)) = out.last_mut().filter(|_| names) {
            number.inlines.push(Inline::Text(Span { text: "　".to_owned(), ..Span::default() }));
            number.inlines.extend(p.inlines.iter().cloned());
        } else {
            out.push(block);
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
    if plain.is_empty() || length > 60 {
        return 0;
    }
    if is_annex(&plain)
        || text.starts_with("附件") && text.contains('　') && is_annex(text.split('　').next().unwrap_or(&text))
    {
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
    let set_off = p.look.bold || p.look.face != Face::Text;
    match label(&plain) {
        Some(Label::Part | Label::Chapter | Label::Dun) => 2,
        Some(Label::Section | Label::Paren) => 3,
        Some(Label::Stop) if set_off => 4,
        None if set_off
            && length <= 30
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
