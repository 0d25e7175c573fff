//! A proclamation (公告, 令) that makes a text known stands before it: the page is that text, the proclamation its preface.

use super::head::{REACH, below, is_body, is_letterhead, is_number_of_order, is_whole_number, number_in};
use super::issuers::ends_as_body;
use super::{Lines, bare};
use crate::parse::policy;

/// Takes title and number of the text that is made known; says whether there is one.
pub(super) fn take(lines: &mut Lines) -> bool {
    let reach = REACH.min(lines.blocks.len());
    let opens = (0..reach.min(6)).any(|i| {
        let plain = bare(&lines.words(i));
        plain.chars().count() <= 40 && (plain.ends_with("公告") || plain.ends_with('令'))
    });
    let sentence = (0..reach).find_map(|i| Some((i, named(&bare(&lines.words(i)))?)));
    let Some((said, name)) = sentence.filter(|_| opens) else { return false };
    let Some((start, end)) = find(lines, said + 1, &name) else { return false };
    let mut title = String::new();
    for _ in start..=end {
        super::title::join(&mut title, &lines.words(start));
        lines.take_line(start);
    }
    lines.shaped.title = title;
    let mut at = 0;
    let mut text = start.min(lines.blocks.len());
    while at < text {
        let words = lines.words(at);
        let plain = bare(&words);
        let before = at.checked_sub(1).map(|before| lines.words(before)).unwrap_or_default();
        let order = policy::doc_no_in(&[&bare(&before), &plain]).filter(|_| is_number_of_order(&words));
        if let Some(number) = order {
            // The number of an order stays below its head.
            lines.shaped.doc_no.get_or_insert(number);
            issued_by(lines, bare(&before).trim_end_matches("公告").trim_end_matches('令'));
            at += 1;
        } else if is_whole_number(&words) {
            lines.shaped.doc_no = number_in(&words).or(lines.shaped.doc_no.take());
            lines.drop_line(at, "发文字号", "document number");
            text -= 1;
        } else if lines.paragraph(at).is_some_and(|p| is_letterhead(&plain, p)) {
            lines.drop_line(at, "红头", "letterhead");
            text -= 1;
        } else {
            at += 1;
        }
    }
    below(lines, text);
    true
}

fn issued_by(lines: &mut Lines, name: &str) {
    if is_body(name) && lines.shaped.issuers.is_empty() {
        lines.shaped.issuers.push(name.to_owned());
    }
}

/// The name in a sentence such as 《…规定》已于…通过，现予公布, also behind those who make it known.
fn named(sentence: &str) -> Option<String> {
    let (before, rest) = sentence.split_once('《')?;
    let (inner, rest) = rest.rsplit_once('》')?;
    // What follows may name others: the first name is the one that was adopted.
    let inner = inner.split_once("》已").map_or(inner, |(name, _)| name);
    let known = ["通过", "公布", "施行", "修订", "发布"]
        .iter()
        .any(|v| rest.contains(v) || sentence.contains(&format!("》已{v}")));
    let by = before.trim_start_matches("现将").trim_start_matches("现公布").trim_start_matches("现发布");
    let led = by.chars().count() <= 40
        && !by.contains(['。', '；'])
        && !["根据", "依照", "按照", "为了"].iter().any(|w| by.contains(w));
    (known && led && inner.chars().count() <= 90 && !inner.contains('。')).then(|| inner.to_owned())
}

/// The lines of the title of the text itself, from block `from` on. Those who issue it may stand before its name, in the
/// same line or in one above.
fn find(lines: &Lines, from: usize, name: &str) -> Option<(usize, usize)> {
    let wanted = key(name);
    if wanted.is_empty() {
        return None;
    }
    let (start, end) = (from..lines.blocks.len().min(from + 40)).find_map(|start| {
        let mut joined = String::new();
        (start..lines.blocks.len().min(start + 6)).find_map(|end| {
            let line = key(&lines.words(end));
            // A line that is empty, or belongs to something else, begins no title.
            if line.is_empty() && end == start {
                return None;
            }
            joined.push_str(&line);
            let by = joined.strip_suffix(wanted.as_str())?;
            let whole = by.is_empty() || lines.words(start).contains("关于") && ends_as_body(by) && is_body(by);
            whole.then_some((start, end))
        })
    })?;
    let above = start.checked_sub(1).filter(|above| *above >= from && name.starts_with("关于"));
    let names = |at: usize| {
        let line = policy::unspread(&lines.words(at));
        let mut parts = line.split([' ', '\u{3000}', '、']).filter(|part| !part.is_empty()).peekable();
        parts.peek().is_some() && parts.all(|part| is_body(part) && ends_as_body(part))
    };
    Some((above.filter(|above| names(*above)).unwrap_or(start), end))
}

/// A name without what differs from place to place: space, marks of names and quotation.
fn key(text: &str) -> String {
    let marks = |c: &char| {
        !matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '＜' | '＞' | '“' | '”' | '"' | '、' | ',' | '，')
    };
    bare(text).chars().filter(marks).collect()
}
