//! The top of a document: secrecy, letterhead, number, title.

use super::{Lines, bare};
use crate::import::model::{Align, Face, Paragraph, Remark, is_space};

/// Lines above the title of an official document, and a few more.
const REACH: usize = 24;

/// Takes what stands above the text and the title.
pub(super) fn take(lines: &mut Lines, headers: &[String]) {
    if announced(lines) {
        return;
    }
    let title = find_title(lines);
    let kept = match title {
        Some((start, count)) => {
            let kept = above(lines, start);
            take_title(lines, kept, count);
            kept
        }
        None => above(lines, leading_marks(lines)),
    };
    below(lines, kept);
    if lines.shaped.doc_no.is_none() {
        lines.shaped.doc_no = headers.iter().find_map(|line| number_in(line));
    }
}

/// A proclamation (公告, 令) that makes a text known stands before it: the page is that text, the proclamation its preface.
fn announced(lines: &mut Lines) -> bool {
    let reach = REACH.min(lines.blocks.len());
    let opens = (0..reach.min(6)).any(|i| {
        let plain = bare(&lines.words(i));
        plain.chars().count() <= 40 && (plain.ends_with("公告") || plain.ends_with('令'))
    });
    let sentence = (0..reach).map(|i| bare(&lines.words(i))).find(|w| w.starts_with('《') || w.starts_with("现公布《"));
    let name = sentence.and_then(|w| {
        let (inner, rest) = w.trim_start_matches("现公布").strip_prefix('《')?.rsplit_once('》')?;
        let known = ["通过", "公布", "施行", "修订"].iter().any(|v| rest.contains(v));
        Some(inner.to_owned()).filter(|n| known && n.chars().count() <= 90 && !n.contains('。'))
    });
    let Some(name) = name.filter(|_| opens) else { return false };
    // The title of the text itself, in as many lines as it has.
    let found = (0..lines.blocks.len().min(40)).find_map(|start| {
        let mut joined = String::new();
        (start..lines.blocks.len().min(start + 6)).find_map(|end| {
            joined.push_str(&bare(&lines.words(end)));
            (joined == bare(&name)).then_some((start, end))
        })
    });
    let Some((start, end)) = found else { return false };
    lines.blocks.drain(start..=end);
    lines.shaped.title = name;
    let mut at = 0;
    while at < start.min(lines.blocks.len()) {
        let words = lines.words(at);
        let plain = bare(&words);
        if is_whole_number(&words) {
            lines.shaped.doc_no = number_in(&words).or(lines.shaped.doc_no.take());
            lines.drop_line(at, "发文字号", "document number");
        } else if lines.paragraph(at).is_some_and(|p| is_letterhead(&plain, p)) {
            lines.drop_line(at, "红头", "letterhead");
        } else {
            at += 1;
        }
    }
    true
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
        } else if is_secrecy(&plain) {
            lines.shaped.remarks.push(secrecy(&words));
            lines.drop_line(kept, "密级、紧急程度", "secrecy or urgency");
        } else if let Some(number) = number_in(&words) {
            lines.shaped.doc_no.get_or_insert(number);
            lines.drop_line(kept, "发文字号", "document number");
        } else if is_letterhead(&plain, &paragraph) {
            let name = plain.trim_end_matches("文件").to_owned();
            if lines.shaped.issuers.is_empty() && is_body(&name) {
                lines.shaped.issuers.push(name);
            }
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
    let cells: Vec<String> = table
        .rows
        .iter()
        .flatten()
        .flat_map(|c| &c.blocks)
        .filter_map(|b| if let super::Block::Paragraph(p) = b { Some(super::words(p)) } else { None })
        .collect();
    let number = cells.iter().find_map(|c| number_in(c));
    let heads = cells.iter().all(|c| {
        let plain = bare(c);
        plain.is_empty()
            || number_in(c).is_some()
            || is_mark(&plain)
            || plain.ends_with("文件")
            || plain.chars().count() < 4
    });
    if let Some(number) = number {
        lines.shaped.doc_no.get_or_insert(number);
    }
    if heads {
        lines.shaped.dropped.push(("版头", "head matter", cells.join(" ")));
        lines.blocks.remove(at);
    }
    heads
}

/// Where the title begins, and how many lines it has.
fn find_title(lines: &Lines) -> Option<(usize, usize)> {
    let reach = REACH.min(lines.blocks.len());
    // Text begins where a sentence does.
    let is_text = |i: &usize| {
        let words = lines.words(*i);
        words.ends_with('。') && words.chars().count() > 30 || words.chars().count() > 120
    };
    let end = (0..reach).find(is_text).unwrap_or(reach).max(1).min(reach);
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
    if !set_off && !(start == 0 && short && (first.look.bold || reads_as_title(&lines.words(start)))) {
        return None;
    }
    let mut count = 1;
    while count < 5 && start + count < lines.blocks.len() {
        let Some(next) = lines.paragraph(start + count) else { break };
        let same = next.look.align == first.look.align
            && next.look.size == first.look.size
            && next.look.face == first.look.face;
        if !same || !can_be_title(next) || first.look.align != Align::Center || is_complete(lines, start, count) {
            break;
        }
        count += 1;
    }
    Some((start, count))
}

/// Whether the lines taken so far already end as titles do and the next one begins something else.
fn is_complete(lines: &Lines, start: usize, count: usize) -> bool {
    let so_far: String = (start..start + count).map(|i| bare(&lines.words(i))).collect();
    let next = bare(&lines.words(start + count));
    let ends = ["法", "条例", "规定", "办法", "细则", "规则", "通知", "决定", "意见", "公告", "批复", "解释"];
    // “关于…的” at the end of a line goes on.
    (ends.iter().any(|e| so_far.ends_with(e)) && !next.starts_with(['（', '(']) && !next.starts_with("的"))
        || next.starts_with("——")
        || so_far.chars().count() + next.chars().count() > 120
}

fn reads_as_title(words: &str) -> bool {
    let plain = bare(words);
    let length = plain.chars().count();
    (4..=50).contains(&length)
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

fn take_title(lines: &mut Lines, start: usize, count: usize) {
    // Kept lines stand between; look for the first that can be a title again.
    let mut title = String::new();
    let mut subtitle = String::new();
    for i in 0..count {
        if start >= lines.blocks.len() {
            break;
        }
        let words = lines.words(start).replace('\n', "");
        let words = words.trim_matches(is_space).to_owned();
        lines.blocks.remove(start);
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
        lines.blocks.remove(start);
    } else if next_plain.starts_with("——") && next_plain.chars().count() <= 60 && subtitle.is_empty() {
        subtitle = next;
        lines.blocks.remove(start);
    }
    let title = without_number(&title, &mut lines.shaped.doc_no);
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
    let Some(open) = trimmed.rfind(['（', '(']).filter(|_| trimmed.ends_with(['）', ')'])) else {
        return trimmed.to_owned();
    };
    match number_in(&trimmed[open..]) {
        Some(number) => {
            doc_no.get_or_insert(number);
            trimmed[..open].trim_end().to_owned()
        }
        None => trimmed.to_owned(),
    }
}

/// Lines of a title are one; between Latin words stands a space.
fn join(title: &mut String, words: &str) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if latin(title.chars().next_back()) && latin(words.chars().next()) {
        title.push(' ');
    }
    // Spaces that stretch a title over its line are no part of it.
    let spaced = words.chars().filter(|c| is_space(*c)).count() * 2 + 1 >= words.chars().count();
    title.push_str(&if spaced { bare(words) } else { words.to_owned() });
}

/// The number below the title, where it stands alone.
fn below(lines: &mut Lines, start: usize) {
    for at in start..lines.blocks.len().min(start + 4) {
        let words = lines.words(at);
        if is_whole_number(&words) {
            let number = number_in(&words);
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

fn is_whole_number(words: &str) -> bool {
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

fn is_secrecy(plain: &str) -> bool {
    const WORDS: [&str; 9] = ["绝密", "机密", "秘密", "内部", "特急", "加急", "平急", "特提", "急件"];
    plain.chars().count() <= 10
        && WORDS.iter().any(|w| {
            plain.starts_with(w)
                && (plain.len() == w.len()
                    || plain[w.len()..].starts_with(['★', '☆', '＊', '*', '资', '文', '长', '·']))
        })
}

/// XX文件 in large red letters.
fn is_letterhead(plain: &str, p: &Paragraph) -> bool {
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
        && !starts_numbered(name)
}

fn is_date(plain: &str) -> bool {
    super::tail::date_at_end(plain).is_some_and(|(_, before)| before.is_empty())
}
