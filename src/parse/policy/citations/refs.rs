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
    /// 目
    Subitem,
}

impl Level {
    fn unit(self) -> char {
        match self {
            Level::Article => '条',
            Level::Paragraph => '款',
            Level::Item => '项',
            Level::Subitem => '目',
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
    if ordinal(text, from, '条').is_none() && shared(text, from, Level::Article).is_none() {
        return None;
    }
    list(text, at, from, Ref::default(), Level::Article)
}

/// The 款 or 项 at byte `at` and its number.
pub(super) fn first_below(text: &str, at: usize) -> Option<(Level, u32)> {
    let find = |level: Level| Some((level, ordinal(text, at, level.unit())?.0.0));
    find(Level::Paragraph).or_else(|| find(Level::Item))
}

/// A list that begins at byte `at` at `level` or below it, within `start`.
pub(super) fn below(text: &str, at: usize, start: Ref, level: Level) -> Option<Refs> {
    let begins = [Level::Paragraph, Level::Item, Level::Subitem]
        .into_iter()
        .filter(|l| *l >= level)
        .any(|l| ordinal(text, at, l.unit()).is_some() || shared(text, at, l).is_some());
    if !begins {
        return None;
    }
    list(text, at, at, start, level)
}

fn list(text: &str, start: usize, from: usize, context: Ref, highest: Level) -> Option<Refs> {
    let mut list: Vec<(Ref, Option<String>, Range<usize>)> = Vec::new();
    let (mut at, mut begin) = (from, start);
    let mut current = context;
    loop {
        let end;
        if let Some(numbers) = shared_below(text, at, &current, highest, None) {
            end = push_shared(&mut list, &numbers, begin);
        } else if let Some((target, after)) = one(text, at, &current, highest) {
            end = match shared_below(text, after, &target, highest, Some(&target)) {
                Some(numbers) => push_shared(&mut list, &numbers, begin),
                None => push_one(&mut list, text, begin, target, after, highest),
            };
        } else {
            break;
        }
        if let Some((last, ..)) = list.last() {
            current = last.clone();
        }
        let Some(next) = joined(text, end, &["、", "和", "与", "以及", "及", "或者", "或"]) else {
            break;
        };
        (at, begin) = (next, next);
    }
    let end = list.last()?.2.end;
    Some(Refs { list, end })
}

type Entry = (Ref, Option<String>, Range<usize>);

/// Adds one reference and the range that it may begin; returns where it ends.
fn push_one(list: &mut Vec<Entry>, text: &str, begin: usize, target: Ref, end: usize, highest: Level) -> usize {
    let (mut end, mut last) = (end, None);
    if let Some(after) = joined(text, end, &["至", "到", "－", "—"])
        && let Some((upper, upper_end)) = one(text, after, &target, highest)
    {
        end = upper_end;
        if upper.article != target.article {
            last = Some(upper.article);
        }
    }
    list.push((target, last, begin..end));
    end
}

/// Adds references that share their unit; the first begins at `begin`.
fn push_shared(list: &mut Vec<Entry>, numbers: &[(Ref, Range<usize>)], begin: usize) -> usize {
    let mut end = begin;
    for (i, (target, range)) in numbers.iter().enumerate() {
        end = range.end;
        list.push((target.clone(), None, if i == 0 { begin..end } else { range.clone() }));
    }
    end
}

/// 第一、二款 and 第（一）、（二）项 at byte `at`; only levels below those that `after` names, if it is given.
fn shared_below(
    text: &str,
    at: usize,
    context: &Ref,
    highest: Level,
    after: Option<&Ref>,
) -> Option<Vec<(Ref, Range<usize>)>> {
    let open = |level: Level| match (level, after) {
        (_, None) => level >= highest,
        (Level::Article, _) => false,
        (Level::Paragraph, Some(target)) => target.paragraph.is_none() && target.item.is_none(),
        (Level::Item, Some(target)) => target.item.is_none(),
        (Level::Subitem, Some(target)) => target.item.is_some() && target.subitem.is_none(),
    };
    let levels = [Level::Article, Level::Paragraph, Level::Item, Level::Subitem];
    let (level, numbers) =
        levels.into_iter().filter(|level| open(*level)).find_map(|level| Some((level, shared(text, at, level)?)))?;
    let target = |number: u32| match level {
        Level::Article => Ref { article: number.to_string(), ..Ref::default() },
        Level::Paragraph => Ref { paragraph: Some(number), item: None, subitem: None, ..context.clone() },
        Level::Item => Ref { item: Some(number), subitem: None, ..context.clone() },
        Level::Subitem => Ref { subitem: Some(number), ..context.clone() },
    };
    Some(numbers.into_iter().map(|(number, range)| (target(number), range)).collect())
}

/// Two or more numbers with one 第 before and one unit after them, as in 第一、二款 and （一）、（二）两项.
fn shared(text: &str, at: usize, level: Level) -> Option<Vec<(u32, Range<usize>)>> {
    let bare_items = level == Level::Item && text[at..].starts_with(['（', '(']);
    let mut rest = if bare_items { &text[at..] } else { text[at..].strip_prefix('第')? };
    let mut numbers: Vec<(u32, Range<usize>)> = Vec::new();
    let mut start = at;
    loop {
        let (number, after) = match rest.strip_prefix(['（', '(']) {
            Some(inner) => {
                let (number, after) = numeral::parse_prefix(inner)?;
                (number, after.strip_prefix(['）', ')'])?)
            }
            None => numeral::parse_prefix(rest)?,
        };
        let end = text.len() - after.len();
        numbers.push((number, start..end));
        let counted = numeral::parse_prefix(after).filter(|(count, _)| *count as usize == numbers.len());
        if let Some(after) = counted.map_or(after, |(_, after)| after).strip_prefix(level.unit()) {
            if let Some(last) = numbers.last_mut() {
                last.1.end = text.len() - after.len();
            }
            return (numbers.len() > 1 && numbers.iter().all(|(n, _)| *n > 0)).then_some(numbers);
        }
        // A hostile list is not followed to its end.
        rest = ["、", "和"].iter().find_map(|mark| after.strip_prefix(mark)).filter(|_| numbers.len() < 40)?;
        start = text.len() - rest.len();
    }
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
    let bare_item = unit == '项' && rest.starts_with(['（', '(']);
    if !marked && !bare_item {
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
