//! The top of a document: secrecy, letterhead, number, title.

use super::{Lines, bare, title};
use crate::import::model::{Align, Block, Paragraph, Remark};
use crate::parse::policy;

/// Lines above the title of an official document, and a few more.
pub(super) const REACH: usize = 24;

/// Takes what stands above the text and the title.
pub(super) fn take(lines: &mut Lines, headers: &[String]) {
    redden(lines);
    if !super::proclaimed::take(lines) {
        take_top(lines, headers);
    }
}

/// In a plain text a letterhead is known by the number below it: 示例学习中心文件, 示学〔2026〕12号.
fn redden(lines: &mut Lines) {
    let is_one = |i: &usize| {
        let plain = bare(&lines.words(*i));
        plain.ends_with("文件")
            && (4..=30).contains(&plain.chars().count())
            && !plain.contains(['。', '，', '《'])
            && !plain.contains("关于")
            && is_whole_number(&lines.words(*i + 1))
    };
    let found = (0..lines.blocks.len().min(5)).find(is_one);
    if let Some(Block::Paragraph(p)) = found.and_then(|at| lines.blocks.get_mut(at)) {
        p.look.red = true;
    }
}

/// Tells the words of headers and footers that stand nowhere on the page.
pub(super) fn tell_frame(lines: &mut Lines, headers: &[String], footers: &[String]) {
    let frame = headers.iter().chain(footers).filter(|line| !is_known(lines, line));
    let left: Vec<Remark> = frame
        .map(|line| {
            Remark::new(
                "page-frame",
                "页眉、页脚里的这些字没有导入：需要的请写进正文",
                "these words of the page's header or footer were not imported: write into the text what is needed",
            )
            .at(line)
        })
        .collect();
    lines.shaped.remarks.extend(left);
}

/// Whether a line of a header or footer is a page number, or stands on the page anyway.
fn is_known(lines: &Lines, line: &str) -> bool {
    let plain = bare(line);
    let words: String = plain
        .chars()
        .filter(|c| c.is_alphanumeric() && !c.is_ascii_digit() && !matches!(c, '第' | '共' | '页' | '０'..='９'))
        .collect();
    let shaped = &lines.shaped;
    let has_number = shaped.kind == Some(crate::content::Kind::Policy);
    let number = |line: &str| {
        has_number && number_in(line).is_some_and(|n| Some(bare(&n)) == shaped.doc_no.as_deref().map(bare))
    };
    words.is_empty()
        || number(line)
        || bare(&shaped.title).contains(&plain)
        || shaped.issuers.iter().any(|issuer| plain.trim_end_matches("文件") == bare(issuer))
        || (0..lines.blocks.len()).any(|i| bare(&lines.words(i)).contains(&plain))
}

fn take_top(lines: &mut Lines, headers: &[String]) {
    let title = title::find(lines);
    let kept = match title {
        Some((start, count)) => {
            let kept = above(lines, start);
            title::take(lines, kept, count);
            kept
        }
        None => above(lines, leading_marks(lines)),
    };
    below(lines, kept);
    if title.is_some() {
        speaker(lines, kept);
    }
    if lines.shaped.doc_no.is_none() {
        lines.shaped.doc_no = headers.iter().find_map(|line| number_in(line));
    }
}

/// Without a title, only what is plainly head matter is taken.
fn leading_marks(lines: &Lines) -> usize {
    let is_head = |i: &usize| {
        let plain = bare(&lines.words(*i));
        is_secrecy(&plain) || is_mark(&plain) && lines.paragraph(*i).is_some() || is_whole_number(&plain)
    };
    (0..lines.blocks.len().min(REACH)).take_while(is_head).count()
}

/// Sorts out the first `count` lines and returns how many of them stay.
fn above(lines: &mut Lines, count: usize) -> usize {
    let mut kept = 0;
    for _ in 0..count {
        let words = lines.words(kept);
        let plain = bare(&words);
        let paragraph = lines.paragraph(kept).cloned().unwrap_or_default();
        if matches!(lines.blocks.get(kept), Some(super::Block::Table(_))) {
            kept += usize::from(!table_above(lines, kept));
        } else if plain.is_empty() {
            // A picture above the title, such as a logo.
            kept += usize::from(!paragraph.is_empty());
            if paragraph.is_empty() {
                lines.blocks.remove(kept);
            }
        } else if is_secrecy(&plain) {
            lines.shaped.remarks.push(secrecy(&words));
            lines.drop_line(kept, "密级、紧急程度", "secrecy or urgency");
        } else if let Some(number) = number_in(&words) {
            lines.shaped.doc_no.get_or_insert(number);
            lines.drop_line(kept, "发文字号", "document number");
        } else if is_letterhead(&plain, &paragraph) {
            issuer_of_letterhead(lines, &plain);
            lines.drop_line(kept, "红头", "letterhead");
        } else if is_mark(&plain) {
            lines.drop_line(kept, "版头", "head matter");
        } else {
            // What is not known stays in the text.
            kept += 1;
        }
    }
    kept
}

fn issuer_of_letterhead(lines: &mut Lines, plain: &str) {
    let name = plain.trim_end_matches("文件").to_owned();
    if lines.shaped.issuers.is_empty() && is_body(&name) {
        lines.shaped.issuers.push(name);
    }
}

fn secrecy(words: &str) -> Remark {
    Remark::new(
        "secrecy",
        format!("原件标有“{words}”：确认可以公开后再发布"),
        format!("the document is marked “{words}”: make sure that it may be published"),
    )
    .at(words)
}

/// A letterhead may be set as a table: 发文字号 on the left, 签发人 on the right.
/// Says whether it was taken away.
fn table_above(lines: &mut Lines, at: usize) -> bool {
    let Some(super::Block::Table(table)) = lines.blocks.get(at) else { return false };
    let paragraphs = table.rows.iter().flatten().flat_map(|c| &c.blocks);
    let cells: Vec<(String, bool)> = paragraphs
        .filter_map(|b| if let super::Block::Paragraph(p) = b { Some((super::words(p), p)) } else { None })
        .map(|(words, p)| {
            let plain = bare(&words);
            let head = plain.ends_with("文件") && !plain.contains("关于") || is_letterhead(&plain, p);
            (words, head)
        })
        .collect();
    let number = cells.iter().find_map(|(c, _)| number_in(c));
    let heads = cells.iter().all(|(c, letterhead)| {
        let plain = bare(c);
        plain.is_empty() || *letterhead || number_in(c).is_some() || is_mark(&plain) || plain.chars().count() < 4
    });
    if let Some(number) = number {
        lines.shaped.doc_no.get_or_insert(number);
    }
    if heads {
        for (words, letterhead) in cells.into_iter().filter(|(words, _)| !words.is_empty()) {
            if letterhead {
                issuer_of_letterhead(lines, &bare(&words));
            }
            let (zh, en) = if letterhead { ("红头", "letterhead") } else { ("版头", "head matter") };
            lines.shaped.dropped.push((zh, en, words));
        }
        lines.blocks.remove(at);
    }
    heads
}

/// Who speaks or writes, and when, in lines of their own below the title: 某某, （2026年4月23日）.
fn speaker(lines: &mut Lines, start: usize) {
    let centred = |at: usize| lines.paragraph(at).is_some_and(|p| p.look.align == Align::Center && !p.look.is_title);
    let day = |at: usize| {
        let plain = bare(&lines.words(at));
        let inner = plain.strip_prefix(['（', '(']).and_then(|p| p.strip_suffix(['）', ')'])).unwrap_or(&plain);
        super::tail::date_at_end(inner).filter(|(_, before)| centred(at) && before.is_empty()).map(|(date, _)| date)
    };
    let named = |at: usize| {
        let plain = bare(&lines.words(at));
        let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}' | '·');
        let person = (2..=4).contains(&plain.chars().count()) && plain.chars().all(han);
        let office = super::issuers::ends_as_body(&plain) || plain.ends_with(['表', '录', '言', '稿']);
        (person && !office && centred(at)).then_some(plain)
    };
    let (name, date) = match (named(start), day(start)) {
        (Some(name), _) => (Some(name), day(start + 1)),
        (None, Some(date)) => (named(start + 1), Some(date)),
        (None, None) => return,
    };
    // A name alone is one where the title has a second line: ——在某会上的讲话.
    let Some(name) = name.filter(|_| date.is_some() || !lines.shaped.subtitle.is_empty()) else { return };
    lines.shaped.author = name;
    lines.take_line(start);
    if date.is_some() {
        lines.shaped.signed_on = date;
        lines.take_line(start);
    }
}

/// The number below the title, where it stands alone. That of an order or an announcement is part of its name: 某馆公告
/// and （2026年第3号）.
pub(super) fn below(lines: &mut Lines, start: usize) {
    for at in start..lines.blocks.len().min(start + 5) {
        let words = lines.words(at);
        let order = policy::doc_no_in(&[&lines.shaped.title, &words]).filter(|_| is_number_of_order(&words));
        if is_whole_number(&words) || order.is_some() {
            let number = order.or_else(|| number_in(&words));
            if lines.shaped.doc_no.is_none() {
                lines.shaped.doc_no = number;
            }
            lines.drop_line(at, "发文字号", "document number");
            return;
        }
        if words.ends_with(['：', ':']) || words.ends_with('。') {
            return;
        }
    }
}

/// 第3号, （2026年第3号）, 〔2026〕第3号: counts within what the line above names.
pub(super) fn is_number_of_order(words: &str) -> bool {
    let plain = bare(words);
    plain.chars().count() <= 16 && plain.contains('第') && plain.trim_end_matches(['）', ')']).ends_with('号')
}

pub(super) fn is_whole_number(words: &str) -> bool {
    let plain = bare(words);
    let plain = plain.trim_matches(['（', '）', '(', ')']);
    number_in(plain).is_some()
        && plain.chars().count() <= 30
        && plain.ends_with(['号', '令'])
        && !plain.contains(['，', '。', '《'])
}

/// A 发文字号 in `text`: 银发〔2022〕139号, （2020）第5号, 第12号令.
pub(super) fn number_in(text: &str) -> Option<String> {
    let plain = bare(text);
    for (open, close) in [('〔', '〕'), ('[', ']'), ('【', '】'), ('［', '］'), ('（', '）'), ('(', ')'), ('﹝', '﹞')]
    {
        let mut from = 0;
        while let Some(at) = plain[from..].find(open).map(|i| i + from) {
            from = at + open.len_utf8();
            let Some((inner, after)) = plain[from..].split_once(close) else { break };
            let year: String = inner.trim_end_matches('年').chars().filter_map(ascii_digit).collect();
            if year.len() != 4 || inner.chars().count() > 5 {
                continue;
            }
            let after = after.trim_start_matches('第');
            let digits: String = after.chars().map_while(ascii_digit).collect();
            let rest = after.trim_start_matches(|c| ascii_digit(c).is_some());
            let name: Vec<char> = plain[..at].chars().rev().take_while(|c| is_name(*c)).take(20).collect();
            let name: String = name.into_iter().rev().collect();
            if !digits.is_empty() && digits.len() <= 5 && rest.starts_with('号') && !name.is_empty() {
                let number = digits.trim_start_matches('0');
                return Some(format!("{name}〔{year}〕{number}号"));
            }
        }
    }
    if let Some(number) = policy::doc_no_in(&[&plain]).filter(|n| n.starts_with(['〔', '[', '（', '('])) {
        // 〔81〕法民字第2号, as documents of the time have it.
        return Some(number);
    }
    let order = plain.trim_matches(['（', '）', '(', ')']);
    if let Some(number) = order.strip_prefix('第').and_then(|r| r.strip_suffix('号').or_else(|| r.strip_suffix("号令")))
        && (1..=6).contains(&number.chars().count())
        && number.chars().all(|c| ascii_digit(c).is_some() || crate::content::numeral::is_numeral(c))
        && order.ends_with("号令")
    {
        return Some(order.to_owned());
    }
    None
}

fn ascii_digit(c: char) -> Option<char> {
    crate::content::numeral::digit(c).and_then(|d| char::from_digit(d, 10))
}

/// What the short name of a body is made of.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '号' | '据' | '照')
}

pub(super) fn is_secrecy(plain: &str) -> bool {
    const WORDS: [&str; 9] = ["绝密", "机密", "秘密", "内部", "特急", "加急", "平急", "特提", "急件"];
    plain.chars().count() <= 10
        && WORDS.iter().any(|w| {
            plain.starts_with(w)
                && (plain.len() == w.len()
                    || plain[w.len()..].starts_with(['★', '☆', '＊', '*', '资', '文', '长', '·']))
        })
}

/// XX文件 in large red letters.
pub(super) fn is_letterhead(plain: &str, p: &Paragraph) -> bool {
    let length = plain.chars().count();
    (3..=40).contains(&length)
        && !plain.contains(['。', '，', '《'])
        && (plain.ends_with("文件")
            && (p.look.red || p.look.size >= 44 || p.look.align == Align::Center && !plain.contains("关于"))
            || p.look.red && (p.look.size >= 40 || length <= 20))
}

/// 份号, 签发人, page numbers, lines drawn with signs.
pub(super) fn is_mark(plain: &str) -> bool {
    plain.is_empty()
        || plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_digit())
        || ["签发人", "所属通知", "份号", "收文", "编号："].iter().any(|w| plain.starts_with(w))
            && plain.chars().count() < 60
        || is_page_number(plain)
        || plain.chars().count() >= 3
            && plain.chars().all(|c| matches!(c, '—' | '-' | '_' | '=' | '★' | '━' | '─' | '－'))
}

/// — 1 —, - 2 -, 第 3 页 共 9 页.
pub(super) fn is_page_number(plain: &str) -> bool {
    let dash = |c: char| matches!(c, '—' | '-' | '－' | '–' | '·');
    let inner = plain.trim_matches(dash);
    let digits = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if inner.len() < plain.len() && plain.starts_with(dash) && plain.ends_with(dash) && digits(inner) {
        return true;
    }
    let Some(rest) = plain.strip_prefix('第') else { return false };
    let Some((page, rest)) = rest.split_once('页') else { return false };
    digits(page)
        && (rest.is_empty()
            || rest
                .trim_start_matches(['/', '，'])
                .strip_prefix('共')
                .and_then(|r| r.strip_suffix('页'))
                .is_some_and(digits))
}

/// Whether `name` can be that of a body that issues documents.
pub(super) fn is_body(name: &str) -> bool {
    let length = name.chars().count();
    (3..=40).contains(&length)
        && !name.contains(['。', '，', '；', '：', '《', '“', '！', '？', '〔', ':'])
        && !name.starts_with("特此")
        && super::levels::label(name).is_none()
}

pub(super) fn is_date(plain: &str) -> bool {
    super::tail::date_at_end(plain).is_some_and(|(_, before)| before.is_empty())
}
