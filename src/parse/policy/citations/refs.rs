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
    /// 编, 章 or 节 as a whole, as its anchor.
    pub(super) part: String,
}

/// A list of references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refs {
    /// Each with the last article of its range and its place.
    pub(super) list: Vec<Entry>,
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
    const ALL: [Level; 4] = [Level::Article, Level::Paragraph, Level::Item, Level::Subitem];

    fn unit(self) -> char {
        match self {
            Level::Article => '条',
            Level::Paragraph => '款',
            Level::Item => '项',
            Level::Subitem => '目',
        }
    }

    fn of_unit(unit: char) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.unit() == unit)
    }
}

/// A list that begins with an article at byte `at`; 第X编, 第X章 and 第X节 may stand before it.
pub(super) fn articles(text: &str, at: usize) -> Option<Refs> {
    let mut from = at;
    for _ in 0..4 {
        match numbered(text, from)?.unit {
            unit @ ('编' | '章' | '节') => from = ordinal(text, from, unit)?.1,
            _ => break,
        }
    }
    if ordinal(text, from, '条').is_none() && shared(text, from).is_none_or(|(level, _)| level != Level::Article) {
        return None;
    }
    list(text, at, from, Ref::default(), Level::Article)
}

/// A list of 编, 章 or 节 as wholes that begins at byte `at`: 第四章, 第二编第六章第三节, 第二章第二节、第三节, 第三章至第五章.
pub(super) fn divisions(text: &str, at: usize) -> Option<Refs> {
    const LEVELS: [(char, &str); 3] = [('编', "part"), ('章', "ch"), ('节', "s")];
    let mut list: Vec<Entry> = Vec::new();
    let (mut from, mut begin) = (at, at);
    let mut path: [Option<u32>; 3] = [None; 3];
    loop {
        let mut lowest = None;
        while let Some(found) = numbered(text, from).filter(|found| found.marked) {
            let level = LEVELS.iter().position(|(unit, _)| *unit == found.unit);
            let Some(level) = level.filter(|level| lowest.is_none_or(|lowest| *level > lowest)) else {
                break;
            };
            path[level] = Some(found.number);
            path[level + 1..].fill(None);
            (lowest, from) = (Some(level), text.len() - found.rest.len());
        }
        // 第三章第十二条 is the article.
        if lowest.is_none() || ordinal(text, from, '条').is_some() {
            break;
        }
        let part = LEVELS.iter().zip(path).filter_map(|((_, name), number)| Some(format!("{name}-{}", number?)));
        let part = part.collect::<Vec<_>>().join("-");
        if let Some((_, end)) = range_mark(text, from).and_then(|next| ordinal(text, next, LEVELS[lowest?].0)) {
            from = end;
        }
        list.push((Ref { part, ..Ref::default() }, None, begin..from));
        match joined(text, from, &["、", "和", "与", "以及", "及", "或者", "或"]) {
            Some(next) => (from, begin) = (next, next),
            None => break,
        }
    }
    let end = list.last()?.2.end;
    Some(Refs { list, end })
}

/// The 款 or 项 at byte `at` and its number.
pub(super) fn first_below(text: &str, at: usize) -> Option<(Level, u32)> {
    let find = |level: Level| Some((level, ordinal(text, at, level.unit())?.0.0));
    find(Level::Paragraph).or_else(|| find(Level::Item))
}

/// A list that begins at byte `at` at `level` or below it, within `start`.
pub(super) fn below(text: &str, at: usize, start: Ref, level: Level) -> Option<Refs> {
    let first = numbered(text, at).and_then(|found| Level::of_unit(found.unit));
    let first = first.filter(|level| ordinal(text, at, level.unit()).is_some());
    if first.or_else(|| Some(shared(text, at)?.0)).is_none_or(|first| first < level || first == Level::Article) {
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
        let Some(next) = joined(text, end, &["、", "和", "与", "以及", "及", "或者", "或"]) else {
            break;
        };
        if let Some((last, ..)) = list.last() {
            current = last.clone();
        }
        (at, begin) = (next, next);
    }
    let end = list.last()?.2.end;
    Some(Refs { list, end })
}

/// A reference, the last article of its range, and its place.
type Entry = (Ref, Option<String>, Range<usize>);

/// Adds one reference and the range that it may begin; returns where it ends.
fn push_one(list: &mut Vec<Entry>, text: &str, begin: usize, target: Ref, end: usize, highest: Level) -> usize {
    let (mut end, mut last) = (end, None);
    if let Some(after) = range_mark(text, end) {
        if let Some((upper, upper_end)) = one(text, after, &target, highest) {
            end = upper_end;
            if upper.article != target.article {
                last = Some(upper.article);
            }
        } else if let Some((number, upper_end)) = bare_end(text, after, target.level()) {
            // 第三条至五条
            end = upper_end;
            last = (target.level() == Level::Article).then(|| number.to_string());
        }
    }
    list.push((target, last, begin..end));
    end
}

impl Ref {
    /// The lowest level that it names.
    fn level(&self) -> Level {
        match self {
            Ref { subitem: Some(_), .. } => Level::Subitem,
            Ref { item: Some(_), .. } => Level::Item,
            Ref { paragraph: Some(_), .. } => Level::Paragraph,
            _ => Level::Article,
        }
    }
}

/// What joins the ends of a range: 至, 到 and the dashes that are typed for them.
const RANGE: [&str; 8] = ["至", "到", "—", "－", "～", "-", "~", "–"];

fn range_mark(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches([' ', '\u{3000}']);
    let rest = RANGE.iter().find_map(|word| rest.strip_prefix(word))?;
    // —— is one dash of two characters.
    let rest = rest.strip_prefix('—').unwrap_or(rest).trim_start_matches([' ', '\u{3000}']);
    Some(text.len() - rest.len())
}

/// A number without 第 and its unit, which must be that of `level`.
fn bare_end(text: &str, at: usize, level: Level) -> Option<(u32, usize)> {
    let (number, after) = numeral::parse_prefix(&text[at..])?;
    let after = after.strip_prefix(level.unit())?;
    Some((number, text.len() - after.len()))
}

/// Adds references that share their unit; the first begins at `begin`.
fn push_shared(list: &mut Vec<Entry>, numbers: &[Entry], begin: usize) -> usize {
    let mut end = begin;
    for (i, (target, last, range)) in numbers.iter().enumerate() {
        end = range.end;
        list.push((target.clone(), last.clone(), if i == 0 { begin..end } else { range.clone() }));
    }
    end
}

/// 第一、二款 and 第（一）、（二）项 at byte `at`; only levels below those that `after` names, if it is given.
fn shared_below(text: &str, at: usize, context: &Ref, highest: Level, after: Option<&Ref>) -> Option<Vec<Entry>> {
    let open = |level: Level| match (level, after) {
        (_, None) => level >= highest,
        (Level::Article, _) => false,
        (Level::Paragraph, Some(target)) => target.paragraph.is_none() && target.item.is_none(),
        (Level::Item, Some(target)) => target.item.is_none(),
        (Level::Subitem, Some(target)) => target.item.is_some() && target.subitem.is_none(),
    };
    let (level, numbers) = shared(text, at).filter(|(level, _)| open(*level))?;
    let target = |number: u32| match level {
        Level::Article => Ref { article: number.to_string(), ..Ref::default() },
        Level::Paragraph => Ref { paragraph: Some(number), item: None, subitem: None, ..context.clone() },
        Level::Item => Ref { item: Some(number), subitem: None, ..context.clone() },
        Level::Subitem => Ref { subitem: Some(number), ..context.clone() },
    };
    let last = |shared: &Shared| shared.last.filter(|_| level == Level::Article).map(|last| last.to_string());
    Some(numbers.into_iter().map(|shared| (target(shared.first), last(&shared), shared.range)).collect())
}

/// A number, or the two ends of a range, among those that share a unit.
struct Shared {
    first: u32,
    last: Option<u32>,
    range: Range<usize>,
}

/// Two or more numbers with one unit after the last of them: 第一、二款, （一）、（二）两项, 第三、第四条, 第（一）至（三）项.
fn shared(text: &str, at: usize) -> Option<(Level, Vec<Shared>)> {
    let marked = text[at..].starts_with('第');
    let mut numbers: Vec<Shared> = Vec::new();
    let (mut start, mut count) = (at, 0);
    let mut ranges = false;
    loop {
        let (number, after) = shared_number(text, start)?;
        count += 1;
        let end = text.len() - after.len();
        match numbers.last_mut().filter(|_| ranges) {
            Some(open) => (open.last, open.range.end) = (Some(number), end),
            None => numbers.push(Shared { first: number, last: None, range: start..end }),
        }
        let counted = numeral::parse_prefix(after).filter(|(said, _)| *said as usize == count);
        let counted = counted.map_or(after, |(_, after)| after);
        if let Some((unit, level)) = counted.chars().next().and_then(|unit| Some((unit, Level::of_unit(unit)?))) {
            let end = text.len() - counted.len() + unit.len_utf8();
            numbers.last_mut()?.range.end = end;
            let whole = count > 1 && numbers.iter().all(|n| n.first > 0 && n.last.is_none_or(|last| last > n.first));
            return (whole && (marked || level == Level::Item)).then_some((level, numbers));
        }
        // A hostile list is not followed to its end.
        if count >= 40 {
            return None;
        }
        let spaced = after.trim_start_matches([' ', '\u{3000}']);
        let joint = ["、", "和", "及", "与", "以及", "或者", "或"].iter().find_map(|mark| spaced.strip_prefix(mark));
        start = match joint {
            Some(rest) => text.len() - rest.len(),
            None => range_mark(text, end).filter(|_| !ranges)?,
        };
        ranges = joint.is_none();
    }
}

/// One of several numbers: 第三, 三, （三）, ㈢.
fn shared_number(text: &str, at: usize) -> Option<(u32, &str)> {
    let rest = text[at..].trim_start_matches([' ', '\u{3000}']);
    let rest = rest.strip_prefix('第').unwrap_or(rest).trim_start_matches(is_space);
    let first = rest.chars().next()?;
    if let Some((_, number)) = numeral::enclosed(first) {
        return Some((number, &rest[first.len_utf8()..]));
    }
    match rest.strip_prefix(['（', '(']) {
        Some(inner) => {
            let (number, after) = numeral::parse_prefix(inner.trim_start_matches(is_space))?;
            Some((number, after.trim_start_matches(is_space).strip_prefix(['）', ')'])?))
        }
        None => numeral::parse_prefix(rest),
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

/// A number with the word after it.
struct Numbered<'a> {
    number: u32,
    /// Whether 第 stands before it.
    marked: bool,
    unit: char,
    /// What follows the unit.
    rest: &'a str,
}

/// The number at byte `at`: 第三, 第（三）, （三）, 第㈢.
fn numbered(text: &str, at: usize) -> Option<Numbered<'_>> {
    let rest = text[at..].trim_start_matches([' ', '\u{3000}', '\u{a0}']);
    let (rest, marked) = match rest.strip_prefix('第') {
        Some(rest) => (rest.trim_start_matches(is_space), true),
        None => (rest, false),
    };
    let inner = rest.strip_prefix(['（', '(']);
    if !marked && inner.is_none() {
        return None;
    }
    let first = rest.chars().next()?;
    let (number, rest) = match (numeral::enclosed(first), inner) {
        (Some((_, number)), _) => (number, &rest[first.len_utf8()..]),
        (None, Some(inner)) => {
            let (number, rest) = numeral::parse_prefix(inner.trim_start_matches(is_space))?;
            (number, rest.trim_start_matches(is_space).strip_prefix(['）', ')'])?)
        }
        (None, None) => numeral::parse_prefix(rest)?,
    };
    let rest = rest.trim_start_matches(is_space);
    let unit = rest.chars().next()?;
    let rest = &rest[unit.len_utf8()..];
    (number > 0).then_some(Numbered { number, marked, unit, rest })
}

/// 第X条, 第（三）项, （三）项: the number and where it ends. Only 条 may have 之一, only 项 do without 第.
fn ordinal(text: &str, at: usize, unit: char) -> Option<((u32, u32), usize)> {
    let found = numbered(text, at).filter(|found| found.unit == unit && (found.marked || unit == '项'))?;
    let (number, rest) =
        if unit == '条' { with_sub(found.number, found.rest) } else { ((found.number, 0), found.rest) };
    Some((number, text.len() - rest.len()))
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
