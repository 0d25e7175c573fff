//! Fields: their results are text, and some have none and are drawn from their instruction.

use super::formats;
use crate::import::xml::Element;

/// A field that has begun and not ended.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    pub(super) instruction: String,
    /// Whether the result has begun.
    pub(super) in_result: bool,
    /// What a field of a form shows that has no result: ☑, or the entry that was chosen.
    pub(super) shown: Option<String>,
}

/// What a box to tick or a list to choose from shows.
pub(super) fn filled_in(data: &Element) -> Option<String> {
    let on = |element: &Element, name: &str| {
        element.child(name).map(|mark| !matches!(mark.val(), Some("0" | "false" | "off")))
    };
    if let Some(tick) = data.child("w:checkBox") {
        let ticked = on(tick, "w:checked").or_else(|| on(tick, "w:default")).unwrap_or(false);
        return Some(if ticked { "☑" } else { "☐" }.to_owned());
    }
    let list = data.child("w:ddList")?;
    let number = |name: &str| list.child(name).and_then(Element::val).and_then(|n| n.parse::<usize>().ok());
    let at = number("w:result").or_else(|| number("w:default")).unwrap_or(0);
    list.elements().filter(|e| e.name() == "w:listEntry").nth(at).and_then(Element::val).map(str::to_owned)
}

/// What is to be done with the result of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    /// It is text.
    Show,
    /// It leads somewhere.
    Link(String),
    /// Page numbers and tables of contents mean nothing on a web page.
    Drop,
    /// A table of contents.
    Contents,
}

/// What the result of the field with this instruction is for.
pub(super) fn use_of(instruction: &str) -> Use {
    let mut words = instruction.split_whitespace();
    let name = words.next().unwrap_or_default().to_ascii_uppercase();
    match name.as_str() {
        "TOC" | "TOA" | "INDEX" => Use::Contents,
        "PAGE" | "PAGEREF" | "XE" | "TC" | "RD" | "FILLIN" | "ASK" | "SET" => Use::Drop,
        "HYPERLINK" => link(instruction).map_or(Use::Show, Use::Link),
        _ => Use::Show,
    }
}

/// The address in `HYPERLINK "https://…"`; nothing for a place in the document itself.
fn link(instruction: &str) -> Option<String> {
    let mut rest = instruction.trim_start().get("HYPERLINK".len()..)?.trim_start();
    if let Some(after) = rest.strip_prefix("\\l") {
        let _ = after;
        return None;
    }
    if let Some(quoted) = rest.strip_prefix(['"', '“']) {
        rest = quoted.split(['"', '”']).next()?;
    } else {
        rest = rest.split_whitespace().next()?;
    }
    Some(rest.to_owned()).filter(|r| !r.is_empty())
}

/// What a field without a result shows: `eq \o\ac(○,1)` is ①.
pub(super) fn drawn(instruction: &str) -> Option<String> {
    let trimmed = instruction.trim();
    let (name, rest) = trimmed.split_at_checked(2)?;
    if !name.eq_ignore_ascii_case("eq") {
        return symbol(trimmed);
    }
    let text = equation(rest, 0);
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// `SYMBOL 254 \f Wingdings`.
fn symbol(instruction: &str) -> Option<String> {
    let rest = instruction.strip_prefix("SYMBOL").or_else(|| instruction.strip_prefix("symbol"))?;
    let number = rest.split_whitespace().next()?;
    let code = match number.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let font = rest.split("\\f").nth(1).unwrap_or_default();
    super::signs::symbol(font.trim().trim_matches('"'), code)
}

/// Equations are nested at most this deep; more are hostile.
const DEEPEST: usize = 20;

fn equation(text: &str, depth: usize) -> String {
    let mut out = String::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        if c != '\\' {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let name: String = rest[1..].chars().take_while(|c| c.is_ascii_alphabetic() || *c == '*').collect();
        if name.is_empty() {
            // An escaped bracket or comma.
            let next = rest[1..].chars().next();
            out.extend(next);
            rest = &rest[1 + next.map_or(0, char::len_utf8)..];
            continue;
        }
        let after = &rest[1 + name.len()..];
        // Options such as \ac, \al, \up9 and \* hps10 come before the brackets.
        let (options, arguments, end) = arguments(after);
        let name = name.to_ascii_lowercase();
        match arguments {
            Some(arguments) if depth < DEEPEST => {
                out.push_str(&one(&name, &options, &arguments, depth));
                rest = end;
            }
            _ => rest = skip_option(after, &name),
        }
    }
    out
}

fn one(name: &str, options: &str, arguments: &[&str], depth: usize) -> String {
    let part = |i: usize| arguments.get(i).map(|a| equation(a, depth + 1).trim().to_owned()).unwrap_or_default();
    let all = || (0..arguments.len()).map(part).collect::<Vec<_>>();
    match name {
        "o" if arguments.len() == 2 => overlaid(&part(0), &part(1), arguments[0]),
        "o" => all().concat(),
        "f" => format!("{}/{}", part(0), part(1)),
        "r" if arguments.len() == 2 && !part(0).is_empty() => format!("{}√({})", part(0), part(1)),
        "r" => format!("√({})", all().concat()),
        // A raised text over another is its reading, which comes as an overlay; alone it is an exponent.
        "s" if options.contains("do") => format!("_{}", part(0)),
        "s" if options.contains("up") && part(0).chars().all(|c| c.is_ascii_digit()) => format!("^{}", part(0)),
        "s" => all().concat(),
        "b" => format!("({})", all().concat()),
        "i" => format!("∫{}", all().concat()),
        "l" | "a" => all().join(","),
        _ => all().concat(),
    }
}

/// ○ over 1 is ①; a reading over a character is that character.
fn overlaid(first: &str, second: &str, source: &str) -> String {
    if matches!(first, "○" | "〇" | "◯" | "O" | "o" | "⚪") {
        if let Ok(number) = second.parse::<u32>() {
            return formats::circled(number);
        }
        return second.to_owned();
    }
    if matches!(second, "○" | "〇" | "◯") {
        return overlaid(second, first, "");
    }
    if source.contains("\\s") {
        return second.to_owned();
    }
    if matches!(first, "□" | "△") { second.to_owned() } else { format!("{first}{second}") }
}

/// What stands before the brackets, the arguments in them, and what follows.
fn arguments(text: &str) -> (String, Option<Vec<&str>>, &str) {
    let Some(open) = text.find(['(', '（']) else { return (String::new(), None, text) };
    let before = &text[..open];
    // `\* jc2 \* "Font:宋体" \* hps10 \o\ad(…)`: the brackets belong to the last name.
    if !before.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '\\' | ' ' | '-')) || before.contains("\\o") {
        return (String::new(), None, text);
    }
    let width = text[open..].chars().next().map_or(1, char::len_utf8);
    let inner = &text[open + width..];
    let mut level = 1_usize;
    let mut start = 0;
    let mut found = Vec::new();
    let mut escaped = false;
    for (i, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = inner[i + 1..].starts_with(['(', ')', ',', '\\']),
            '(' | '（' => level += 1,
            ')' | '）' => {
                level -= 1;
                if level == 0 {
                    found.push(&inner[start..i]);
                    return (before.to_lowercase(), Some(found), &inner[i + c.len_utf8()..]);
                }
            }
            ',' | ';' | '，' | '；' if level == 1 => {
                found.push(&inner[start..i]);
                start = i + c.len_utf8();
            }
            _ => {}
        }
    }
    (before.to_lowercase(), None, text)
}

/// Behind an option such as `\* "Font:宋体"`.
fn skip_option<'t>(after: &'t str, name: &str) -> &'t str {
    if name != "*" {
        return after;
    }
    let after = after.trim_start();
    if let Some(quoted) = after.strip_prefix('"') {
        return quoted.split_once('"').map_or("", |(_, rest)| rest);
    }
    after.find(|c: char| c == '\\' || c.is_whitespace()).map_or("", |i| &after[i..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_of_chinese_documents() {
        for (instruction, expected) in [
            (" eq \\o\\ac(○,1)", "①"),
            ("EQ \\o\\ac(○,21)", "㉑"),
            ("eq \\o\\ac(○,密)", "密"),
            ("EQ \\* jc2 \\* \"Font:宋体\" \\* hps10 \\o\\ad(\\s\\up 9(hàn),汉)", "汉"),
            ("eq \\f(1,2)", "1/2"),
            ("eq x\\s\\up5(2)", "x^2"),
            ("eq \\r(3,x)", "3√(x)"),
            ("eq \\o\\al(○,3)", "③"),
        ] {
            assert_eq!(drawn(instruction).as_deref(), Some(expected), "{instruction}");
        }
        assert_eq!(drawn("PAGE"), None);
        let deep = format!("eq {}1{}", "\\f(".repeat(5000), ",2)".repeat(5000));
        assert!(drawn(&deep).is_some());
    }

    #[test]
    fn what_results_are_for() {
        assert_eq!(use_of(" TOC \\o \"1-3\" "), Use::Contents);
        assert_eq!(use_of("HYPERLINK \"https://a.example/x\" \\t"), Use::Link("https://a.example/x".to_owned()));
        assert_eq!(use_of("HYPERLINK \\l \"_Toc1\""), Use::Show);
        assert_eq!(use_of("page"), Use::Drop);
        assert_eq!(use_of("MERGEFIELD 姓名"), Use::Show);
    }
}
