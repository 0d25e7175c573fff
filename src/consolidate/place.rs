//! 第三条第二款第（一）项、第二项, 附件2: the places that an instruction names.

use crate::content::{NodeType, numeral};

/// A place in a text; what is absent is meant to be that of the place named before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// 编, 章 or 节 with its number.
    pub(super) heading: Option<(NodeType, String)>,
    /// 序言.
    pub(super) preamble: bool,
    /// 附件, 附表 and their kind, with its number if it has one: `附件2`.
    pub(super) annex: Option<String>,
    /// `12`, `120-1`.
    pub(super) article: Option<String>,
    /// 款 or 自然段, from 1.
    pub(super) paragraph: Option<u32>,
    /// 项, from 1.
    pub(super) item: Option<u32>,
    /// 目, from 1.
    pub(super) subitem: Option<u32>,
}

/// More places than this are no list that anybody wrote.
const MOST: u32 = 400;

impl Place {
    /// Whether it is a 条 and no part of one.
    pub(super) fn is_article(&self) -> bool {
        self.article.is_some() && self.paragraph.is_none() && self.item.is_none()
    }

    /// With what is absent taken from `above`.
    pub(super) fn within(&self, above: &Place) -> Place {
        let mut place = self.clone();
        if place.article.is_some() || place.heading.is_some() || place.preamble || place.annex.is_some() {
            return place;
        }
        place.article = above.article.clone();
        place.preamble = above.preamble;
        if place.paragraph.is_none() {
            place.paragraph = above.paragraph;
            if place.item.is_none() {
                place.item = above.item;
            }
        }
        place
    }
}

/// The places that `text` begins with, and what follows them.
pub(super) fn places(text: &str) -> Option<(Vec<Place>, &str)> {
    let (first, mut rest) = one(text)?;
    let mut out = vec![first];
    loop {
        let range = rest.strip_prefix('至').or_else(|| rest.strip_prefix('到')).and_then(one);
        if let Some((last, after)) = range {
            extend(&mut out, &last);
            rest = after;
            continue;
        }
        let joined = ["、", "和", "以及", "及", "与"].iter().find_map(|mark| rest.strip_prefix(mark)).and_then(one);
        let Some((next, after)) = joined else { return Some((out, rest)) };
        let next = match out.last() {
            Some(last) => next.within(&Place { item: None, ..last.clone() }),
            None => next,
        };
        out.push(next);
        rest = after;
    }
}

/// The places from the last of `out` to `last`.
fn extend(out: &mut Vec<Place>, last: &Place) {
    let Some(from) = out.last().cloned() else { return };
    let plain = |number: &Option<String>| number.as_deref().and_then(|n| n.parse::<u32>().ok());
    let mut push = |first: u32, end: u32, place: &dyn Fn(u32) -> Place| {
        (first + 1..=end.min(first + MOST)).for_each(|n| out.push(place(n)));
    };
    match (last, plain(&from.article), plain(&last.article)) {
        (_, Some(a), Some(b)) => push(a, b, &|n| Place { article: Some(n.to_string()), ..Place::default() }),
        (Place { item: Some(b), .. }, ..) => {
            push(from.item.unwrap_or(*b), *b, &|n| Place { item: Some(n), ..from.clone() });
        }
        (Place { paragraph: Some(b), .. }, ..) => {
            push(from.paragraph.unwrap_or(*b), *b, &|n| Place { paragraph: Some(n), ..from.clone() });
        }
        _ => out.push(last.clone()),
    }
}

/// `附件2` and what follows it. The 条 of an annex are none of the text's: with one of them it is no place.
pub(super) fn annex(text: &str) -> Option<(String, &str)> {
    let word = ["附件", "附表", "附录", "附图"].into_iter().find(|word| text.starts_with(word))?;
    let rest = text[word.len()..].trim_start();
    let (name, rest) = match numeral::parse_prefix(rest) {
        Some((number, rest)) => (format!("{word}{number}"), rest),
        None => (word.to_owned(), &text[word.len()..]),
    };
    (!rest.starts_with('第')).then_some((name, rest))
}

/// One place, from the widest level named to the narrowest.
fn one(text: &str) -> Option<(Place, &str)> {
    if let Some((annex, rest)) = annex(text) {
        return Some((Place { annex: Some(annex), ..Place::default() }, rest));
    }
    let mut place = Place::default();
    let mut rest = text;
    let mut depth = 0;
    if let Some(after) = rest.strip_prefix("序言") {
        (place.preamble, rest, depth) = (true, after, 2);
    }
    while let Some((number, level, after)) = level(rest) {
        let deep = match level {
            '编' | '章' | '节' => 1,
            '条' => 2,
            '款' | '段' => 3,
            '项' => 4,
            _ => 5,
        };
        // 第三章第二节 names the 节; 第二条第二条 is two places.
        if deep < depth || deep == depth && deep > 1 {
            break;
        }
        depth = deep;
        rest = after;
        let count = number.parse().ok();
        match level {
            '编' => place.heading = Some((NodeType::Part, number)),
            '章' => place.heading = Some((NodeType::Chapter, number)),
            '节' => place.heading = Some((NodeType::Section, number)),
            '条' => place.article = Some(number),
            '款' | '段' => place.paragraph = count,
            '项' => place.item = count,
            _ => place.subitem = count,
        }
        if place.article.is_some() {
            place.heading = None;
        }
    }
    (depth > 0).then_some((place, rest))
}

/// `第十二条`, `第一百二十条之一`, `第（三）项`, `第七自然段`: number, level and what follows.
fn level(text: &str) -> Option<(String, char, &str)> {
    let rest = text.strip_prefix('第')?;
    let inner = rest.strip_prefix(['（', '(']);
    let (number, rest) = numeral::parse_prefix(inner.unwrap_or(rest))?;
    let rest = if inner.is_some() { rest.strip_prefix(['）', ')'])? } else { rest };
    if let Some(rest) = rest.strip_prefix("自然段") {
        return Some((number.to_string(), '段', rest));
    }
    let level = rest.chars().next().filter(|c| "编章节条款项目".contains(*c))?;
    let rest = &rest[level.len_utf8()..];
    let more = rest.strip_prefix('之').filter(|_| level == '条').and_then(numeral::parse_prefix);
    match more {
        Some((second, rest)) => Some((format!("{number}-{second}"), level, rest)),
        None => Some((number.to_string(), level, rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str], rest: &str) {
        let (found, after) = places(text).unwrap_or_default();
        let shown = |p: &Place| {
            let part = |n: Option<u32>| n.map_or(String::new(), |n| format!("/{n}"));
            let top = p.heading.as_ref().map_or(String::new(), |(kind, n)| format!("{kind:?}{n}"));
            let top = p.annex.clone().unwrap_or(top);
            format!("{top}{}{}{}", p.article.as_deref().unwrap_or(""), part(p.paragraph), part(p.item))
        };
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected, "{text}");
        if !expected.is_empty() {
            assert_eq!(after, rest);
        }
    }

    #[test]
    fn places_are_read_with_lists_and_ranges() {
        check("第三条第二款修改为", &["3/2"], "修改为");
        check("第一百二十条之一第一款", &["120-1/1"], "");
        check("第五条第（三）项、第四项删去", &["5/3", "5/4"], "删去");
        check("第一款、第二款", &["/1", "/2"], "");
        check("第三条至第五条改", &["3", "4", "5"], "改");
        check("第七项至第九项", &["/7", "/8", "/9"], "");
        check("第三章第二节章名", &["Section2"], "章名");
        check("第三条、第五条第二款", &["3", "5/2"], "");
        check("序言第七自然段中", &["/7"], "中");
        check("附件一中的", &["附件1"], "中的");
        check("附件第三条", &[], "");
        check("甲", &[], "");
    }
}
