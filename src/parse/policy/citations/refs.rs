//! 第X条第Y款第（Z）项, with lists and ranges.

use std::ops::Range;

use super::super::labels::with_sub;
use super::super::lines::is_space;
use crate::content::numeral;

/// What is cited within a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ref {
    /// `12`, `120-1`, or empty.
    pub(super) article: String,
    /// 款
    pub(super) paragraph: Option<u32>,
    /// 项
    pub(super) item: Option<u32>,
    /// 目
    pub(super) subitem: Option<u32>,
}

/// A list of references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refs {
    /// Each with the last article of its range and its place.
    pub(super) list: Vec<(Ref, Option<String>, Range<usize>)>,
    /// Where the list ends.
    pub(super) end: usize,
}

/// A level below 条 at which a list may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// 条
    Article,
    /// 款
    Paragraph,
    /// 项
    Item,
}

impl Level {
    fn unit(self) -> char {
        match self {
            Level::Article => '条',
            Level::Paragraph => '款',
            Level::Item => '项',
        }
    }
}

/// A list that begins with an article at byte `at`; 第X编, 第X章 and 第X节 may stand before it.
pub(super) fn articles(text: &str, at: usize) -> Option<Refs> {
    let mut from = at;
    for _ in 0..4 {
        match ['编', '章', '节'].into_iter().find_map(|unit| ordinal(text, from, unit)) {
            Some((_, end)) => from = end,
            None => break,
        }
    }
    ordinal(text, from, '条')?;
    list(text, at, from, Ref::default(), Level::Article)
}

/// The 款 or 项 at byte `at` and its number.
pub(super) fn first_below(text: &str, at: usize) -> Option<(Level, u32)> {
    let find = |level: Level| Some((level, ordinal(text, at, level.unit())?.0.0));
    find(Level::Paragraph).or_else(|| find(Level::Item))
}

/// A list that begins at byte `at` at `level` or below it, within `start`.
pub(super) fn below(text: &str, at: usize, start: Ref, level: Level) -> Option<Refs> {
    let begins = [Level::Paragraph, Level::Item]
        .into_iter()
        .filter(|l| *l >= level)
        .any(|l| ordinal(text, at, l.unit()).is_some());
    if !begins {
        return None;
    }
    list(text, at, at, start, level)
}

fn list(text: &str, start: usize, from: usize, context: Ref, highest: Level) -> Option<Refs> {
    let mut list: Vec<(Ref, Option<String>, Range<usize>)> = Vec::new();
    let (mut at, mut begin) = (from, start);
    let mut current = context;
    while let Some((target, end)) = one(text, at, &current, highest) {
        let mut end = end;
        let mut last = None;
        if let Some(after) = joined(text, end, &["至", "到", "－", "—"])
            && let Some((upper, upper_end)) = one(text, after, &target, highest)
        {
            end = upper_end;
            if upper.article != target.article {
                last = Some(upper.article.clone());
            }
        }
        list.push((target.clone(), last, begin..end));
        current = target;
        // A hostile list of a million entries is cut into several.
        let Some(next) = joined(text, end, &["、", "和", "与", "以及", "及", "或者", "或"]) else {
            break;
        };
        (at, begin) = (next, next);
    }
    let end = list.last()?.2.end;
    Some(Refs { list, end })
}

/// One reference at byte `at`; levels that it leaves out come from `context`.
fn one(text: &str, at: usize, context: &Ref, highest: Level) -> Option<(Ref, usize)> {
    let mut found = context.clone();
    let mut at = at;
    let mut any = false;
    if highest == Level::Article
        && let Some(((number, sub), end)) = ordinal(text, at, '条')
    {
        let article = if sub > 0 { format!("{number}-{sub}") } else { number.to_string() };
        found = Ref { article, ..Ref::default() };
        (at, any) = (end, true);
    }
    if highest <= Level::Paragraph
        && let Some(((number, _), end)) = ordinal(text, at, '款')
    {
        (found.paragraph, found.item, found.subitem) = (Some(number), None, None);
        (at, any) = (end, true);
    }
    if let Some(((number, _), end)) = ordinal(text, at, '项') {
        (found.item, found.subitem) = (Some(number), None);
        (at, any) = (end, true);
    }
    if found.item.is_some()
        && let Some(((number, _), end)) = ordinal(text, at, '目')
    {
        found.subitem = Some(number);
        (at, any) = (end, true);
    }
    any.then_some((found, at))
}

/// 第X条, 第（三）项, （三）项: the number and where it ends. Only 条 may have 之一.
fn ordinal(text: &str, at: usize, unit: char) -> Option<((u32, u32), usize)> {
    let rest = text[at..].trim_start_matches([' ', '\u{3000}', '\u{a0}']);
    let (rest, marked) = match rest.strip_prefix('第') {
        Some(rest) => (rest.trim_start_matches(is_space), true),
        None => (rest, false),
    };
    if !(marked || unit == '项' && rest.starts_with(['（', '('])) {
        return None;
    }
    if let Some(first) = rest.chars().next()
        && let Some((_, number)) = numeral::enclosed(first)
    {
        let rest = rest[first.len_utf8()..].strip_prefix(unit)?;
        return Some(((number, 0), text.len() - rest.len()));
    }
    let (number, rest) = match rest.strip_prefix(['（', '(']) {
        Some(inner) => {
            let (number, rest) = numeral::parse_prefix(inner.trim_start_matches(is_space))?;
            (number, rest.trim_start_matches(is_space).strip_prefix(['）', ')'])?)
        }
        None => numeral::parse_prefix(rest)?,
    };
    let rest = rest.trim_start_matches(is_space).strip_prefix(unit)?;
    let (number, rest) = if unit == '条' { with_sub(number, rest) } else { ((number, 0), rest) };
    (number.0 > 0).then_some((number, text.len() - rest.len()))
}

/// Where the next reference would begin, if one of `words` joins it.
fn joined(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    let rest = text[at..].trim_start_matches([' ', '\u{3000}']);
    let rest = words.iter().find_map(|word| rest.strip_prefix(word))?;
    let rest = rest.trim_start_matches([' ', '\u{3000}']);
    let begins = rest.starts_with('第') || rest.starts_with(['（', '(']);
    begins.then_some(text.len() - rest.len())
}

/// 前款, 前两条.
pub(super) struct Former {
    /// 款, 条 or 项.
    pub(super) unit: char,
    /// How many.
    pub(super) count: u32,
    /// Where the words end.
    pub(super) end: usize,
}

/// Reads 前款, 前条, 前项, 前两款, 前三条 at byte `at`.
pub(super) fn former(text: &str, at: usize) -> Option<Former> {
    let rest = text[at..].strip_prefix('前')?;
    let (count, rest) = match numeral::parse_prefix(rest) {
        Some((count, rest)) if (1..=20).contains(&count) => (count, rest),
        Some(_) => return None,
        None => (1, rest),
    };
    let unit = rest.chars().next().filter(|c| matches!(c, '款' | '条' | '项'))?;
    let rest = &rest[unit.len_utf8()..];
    // 前条件, 前项目, 前款项 are other words.
    if rest.starts_with(['件', '例', '约', '目']) || unit == '款' && rest.starts_with('项') {
        return None;
    }
    Some(Former { unit, count, end: text.len() - rest.len() })
}
