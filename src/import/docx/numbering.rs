//! The numbers that a word processor shows before paragraphs, counted as it counts them.

use std::collections::HashMap;

use super::formats;
use crate::import::xml::Element;

/// Lists are at most nine levels deep.
const LEVELS: usize = 9;

/// A level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<u32>,
    format: String,
    /// `第%1条`.
    text: String,
    /// `tab`, `space` or `nothing`.
    after: String,
    /// From 1; 0 never restarts.
    restart: Option<u32>,
    /// All numbers in plain digits.
    legal: bool,
    /// The paragraph style that is numbered by this level.
    style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct List {
    levels: Vec<Level>,
    /// The name of the style that this list is the definition of.
    is_style: Option<String>,
    /// The name of the style whose list this one uses.
    uses_style: Option<String>,
}

/// A number that refers to a list and may begin anew.
#[derive(Debug, Clone, Default)]
struct Use {
    list: String,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

/// The definitions of `numbering.xml`.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, List>,
    uses: HashMap<String, Use>,
}

/// How far each list has been counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    counts: HashMap<String, [Option<u32>; LEVELS]>,
    /// Uses that have shown a number on this level: a start of their own counts only the first time.
    begun: std::collections::HashSet<(String, usize)>,
}

/// A number as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// `第三条`, `1.1`; empty for a bullet.
    pub(super) label: String,
    /// What stands between it and the text.
    pub(super) after: &'static str,
    /// Whether it is a mark without a number.
    pub(super) bullet: bool,
    /// The number, if the label is `1.` and nothing else.
    pub(super) plain: Option<u32>,
}

impl Numbering {
    /// Reads the root of `numbering.xml`.
    pub(super) fn read(root: &Element) -> Self {
        let mut numbering = Self::default();
        for element in root.elements() {
            match element.name() {
                "w:abstractNum" => {
                    let id = element.get("w:abstractNumId").unwrap_or_default().to_owned();
                    numbering.lists.insert(id, list(element));
                }
                "w:num" => {
                    let id = element.get("w:numId").unwrap_or_default().to_owned();
                    numbering.uses.insert(id, one_use(element));
                }
                _ => {}
            }
        }
        numbering
    }

    /// The list behind a number, also where it is defined through a style of lists.
    fn list_of(&self, number: &str) -> Option<(&str, &List)> {
        let id = &self.uses.get(number)?.list;
        let (id, list) = self.lists.get_key_value(id.as_str())?;
        let Some(style) = list.uses_style.as_ref().filter(|_| list.levels.is_empty()) else {
            return Some((id, list));
        };
        let defined = self.lists.iter().find(|(_, l)| l.is_style.as_ref() == Some(style));
        defined.map(|(id, list)| (id.as_str(), list)).or(Some((id, list)))
    }

    /// The level of a list that numbers paragraphs of a style.
    pub(super) fn level_of_style(&self, number: &str, style: &str) -> Option<usize> {
        self.list_of(number)?.1.levels.iter().position(|level| level.style.as_deref() == Some(style))
    }

    /// Counts one paragraph and says what is shown before it.
    pub(super) fn next(&self, counters: &mut Counters, number: &str, level: usize) -> Option<Shown> {
        let own = self.uses.get(number)?;
        let (id, list) = self.list_of(number)?;
        let level = level.min(LEVELS - 1);
        let definition = |at: usize| own.levels.get(&at).or_else(|| list.levels.get(at));
        let start = |at: usize| {
            let given = own.starts.get(&at).copied();
            given.or_else(|| definition(at)?.start).unwrap_or(1)
        };
        let counts = counters.counts.entry(id.to_owned()).or_default();
        let first = counters.begun.insert((number.to_owned(), level));
        counts[level] = Some(match counts[level] {
            Some(_) if first && own.starts.contains_key(&level) => start(level),
            Some(count) => count.saturating_add(1),
            None => start(level),
        });
        for (at, count) in counts.iter_mut().enumerate() {
            if at < level && count.is_none() {
                *count = Some(start(at));
            }
            let restarts = match definition(at).and_then(|d| d.restart) {
                Some(0) => false,
                Some(after) => level < after as usize,
                None => true,
            };
            if at > level && restarts {
                *count = None;
            }
        }
        Some(shown(definition(level)?, level, counts, &definition))
    }
}

fn shown<'l>(
    own: &Level,
    level: usize,
    counts: &[Option<u32>; LEVELS],
    definition: &impl Fn(usize) -> Option<&'l Level>,
) -> Shown {
    let mut label = String::new();
    let mut rest = own.text.as_str();
    while let Some(at) = rest.find('%') {
        label.push_str(&rest[..at]);
        let digit = rest[at + 1..].chars().next().and_then(|c| c.to_digit(10)).filter(|d| *d > 0);
        let Some(digit) = digit else {
            label.push('%');
            rest = &rest[at + 1..];
            continue;
        };
        let at_level = digit as usize - 1;
        let format = definition(at_level).map_or("decimal", |d| d.format.as_str());
        let format = if own.legal { "decimal" } else { format };
        if at_level <= level {
            label.push_str(&formats::number(format, counts[at_level].unwrap_or(1)));
        }
        rest = &rest[at + 2..];
    }
    label.push_str(rest);
    let bullet = own.format == "bullet";
    let plain = (!bullet && own.format == "decimal" && own.text == format!("%{}.", level + 1))
        .then_some(counts[level])
        .flatten();
    let after = if own.after == "nothing" || label.is_empty() { "" } else { gap(&label) };
    Shown { label: if bullet { String::new() } else { label }, after, bullet, plain }
}

/// Word's tab behind a number is as wide as the page likes; typed texts have these.
fn gap(label: &str) -> &'static str {
    let last = label.trim_end().chars().next_back().unwrap_or(' ');
    match last {
        '条' | '章' | '节' | '编' | '款' | '部' | '分' | '篇' => "\u{3000}",
        '、' | '）' | '．' | '。' | '：' | '】' | '〕' => "",
        c if ('①'..='⒛').contains(&c) => "",
        _ => " ",
    }
}

fn list(element: &Element) -> List {
    let named = |name: &str| element.child(name).and_then(Element::val).map(str::to_owned);
    let mut levels = Vec::new();
    for child in element.elements().filter(|e| e.name() == "w:lvl") {
        let at = child.get("w:ilvl").and_then(|v| v.parse().ok()).unwrap_or(levels.len()).min(LEVELS - 1);
        while levels.len() <= at {
            levels.push(Level::default());
        }
        levels[at] = level(child);
    }
    List { levels, is_style: named("w:styleLink"), uses_style: named("w:numStyleLink") }
}

fn level(element: &Element) -> Level {
    let text = |name: &str| element.child(name).and_then(Element::val).map(str::to_owned);
    let whole = |name: &str| text(name).and_then(|v| v.trim().parse::<u32>().ok());
    // `w14:custom` formats stand in an alternative; the fallback is what other programs see.
    let format = element.child("w:numFmt").or_else(|| element.find("mc:Fallback")?.child("w:numFmt"));
    Level {
        start: whole("w:start"),
        format: format.and_then(Element::val).unwrap_or("decimal").to_owned(),
        // A pattern stands before every paragraph of its level; no label is longer.
        text: text("w:lvlText").map(|text| text.chars().take(LONGEST).collect()).unwrap_or_default(),
        after: text("w:suff").unwrap_or_default(),
        restart: whole("w:lvlRestart"),
        legal: element.switch("w:isLgl") == Some(true),
        style: text("w:pStyle"),
    }
}

/// Characters of a pattern: 第%1章, %1.%2.%3.%4, 附件%1：.
const LONGEST: usize = 60;

fn one_use(element: &Element) -> Use {
    let mut found = Use {
        list: element.child("w:abstractNumId").and_then(Element::val).unwrap_or_default().to_owned(),
        ..Use::default()
    };
    for change in element.elements().filter(|e| e.name() == "w:lvlOverride") {
        let Some(at) = change.get("w:ilvl").and_then(|v| v.parse::<usize>().ok()) else { continue };
        if let Some(start) = change.child("w:startOverride").and_then(Element::val).and_then(|v| v.parse().ok()) {
            found.starts.insert(at, start);
        }
        if let Some(own) = change.child("w:lvl") {
            found.levels.insert(at, level(own));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::xml::Reader;

    const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

    fn numbering(levels: &str, uses: &str) -> Numbering {
        let text = format!(
            "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\">{levels}</w:abstractNum>{uses}</w:numbering>"
        );
        Numbering::read(&Reader::new(&text).root().expect("read"))
    }

    fn lvl(at: usize, format: &str, text: &str, more: &str) -> String {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    }

    fn labels(numbering: &Numbering, steps: &[(&str, usize)]) -> Vec<String> {
        let mut counters = Counters::default();
        steps
            .iter()
            .map(|(n, l)| numbering.next(&mut counters, n, *l).map_or_else(|| "-".to_owned(), |s| s.label))
            .collect()
    }

    #[test]
    fn articles_run_on_over_chapters_and_items_begin_anew() {
        let levels = lvl(0, "chineseCountingThousand", "第%1章", "")
            + &lvl(1, "chineseCountingThousand", "第%2条", "<w:lvlRestart w:val=\"0\"/>")
            + &lvl(2, "japaneseCounting", "（%3）", "");
        let n = numbering(&levels, "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
        let steps = [("1", 0), ("1", 1), ("1", 2), ("1", 2), ("1", 1), ("1", 0), ("1", 1), ("1", 2), ("9", 0)];
        assert_eq!(
            labels(&n, &steps),
            ["第一章", "第一条", "（一）", "（二）", "第二条", "第二章", "第三条", "（一）", "-"]
        );
    }

    #[test]
    fn a_second_use_goes_on_unless_it_has_a_start() {
        let uses = "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
                    <w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/></w:num>\
                    <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>";
        let n = numbering(&lvl(0, "decimal", "%1.", ""), uses);
        assert_eq!(labels(&n, &[("1", 0), ("2", 0), ("3", 0), ("3", 0), ("1", 0)]), ["1.", "2.", "1.", "2.", "3."]);
    }

    #[test]
    fn levels_above_are_shown_in_their_format_or_in_digits() {
        let levels = lvl(0, "chineseCounting", "%1、", "") + &lvl(1, "decimal", "%1.%2", "<w:isLgl/>");
        let n = numbering(&levels, "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
        assert_eq!(labels(&n, &[("1", 0), ("1", 0), ("1", 1), ("1", 1)]), ["一、", "二、", "2.1", "2.2"]);
        assert_eq!(labels(&n, &[("1", 1)]), ["1.1"]);
    }
}
