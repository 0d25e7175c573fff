//! One text as YAML writes it.

use crate::parse::front_matter::keys::Shape;

/// How a text is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    Plain,
    Single,
    Double,
}

impl Quote {
    /// How the value that begins with `written` is.
    pub(super) fn of(written: &str) -> Self {
        match written.as_bytes().first() {
            Some(b'"') => Self::Double,
            Some(b'\'') => Self::Single,
            _ => Self::Plain,
        }
    }
}

/// `text` on one line. `wish` is followed where that means the same; dates, numbers and choices never stand in quotes.
pub(super) fn line(text: &str, shape: Shape, wish: Quote) -> String {
    let bare = matches!(
        shape,
        Shape::Day | Shape::Moment | Shape::Whole(..) | Shape::Amount | Shape::Truth | Shape::Choice(_)
    );
    match wish {
        _ if bare && is_bare_word(text) => text.to_owned(),
        Quote::Plain if !bare && is_plain(text) => text.to_owned(),
        Quote::Single if !text.contains(['\n', '\\']) && !text.chars().any(is_odd) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        _ => double(text),
    }
}

/// `text` as a block of lines behind `key:`, each after `indent` blanks; none if a block could not give it back.
pub(super) fn block(text: &str, indent: usize, eol: &str) -> Option<String> {
    let fits = text.contains('\n')
        && !text.starts_with([' ', '\t', '\n', '\u{3000}'])
        && !text.ends_with('\n')
        && !text.chars().any(|c| c != '\n' && is_odd(c));
    if !fits {
        return None;
    }
    let pad = " ".repeat(indent);
    let lines = text.split('\n').map(|line| match line.trim().is_empty() {
        true => eol.to_owned(),
        false => format!("{eol}{pad}{line}"),
    });
    Some(format!("|-{}", lines.collect::<String>()))
}

fn double(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => {}
            c if is_odd(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that end a line somewhere, or that nobody sees.
fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A date, a number or a word of a table of choices.
fn is_bare_word(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" -+._:".contains(&b))
        && !text.starts_with([' ', ':'])
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains("--")
        && (!text.starts_with('-') || text[1..].starts_with(|c: char| c.is_ascii_digit()))
}

/// What nobody can take for anything but a text: letters with the marks that mean nothing to YAML.
fn is_plain(text: &str) -> bool {
    const MARKS: &str = "-_/.()（）《》〔〕【】“”‘’、，。；！？·—…+ ";
    let starts_well =
        text.chars().next().is_some_and(|c| c.is_alphabetic() || matches!(c, '《' | '（' | '〔' | '“' | '/'));
    let word = text.to_ascii_lowercase();
    starts_well
        && !text.ends_with(' ')
        && text.chars().all(|c| c.is_alphanumeric() || MARKS.contains(c))
        && !matches!(&*word, "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_they_need_it() {
        let check = |text: &str, expected: &str| assert_eq!(line(text, Shape::Text, Quote::Plain), expected);
        check("学习月", "学习月");
        check("《办法》（试行）", "《办法》（试行）");
        check("a: b", "\"a: b\"");
        check("# 甲", "\"# 甲\"");
        check("true", "\"true\"");
        check("2026", "\"2026\"");
        check("- 甲", "\"- 甲\"");
        check("甲\"乙\"\\", "\"甲\\\"乙\\\"\\\\\"");
        check("甲\n乙", "\"甲\\n乙\"");
        assert_eq!(line("2026-03-05 09:30", Shape::Moment, Quote::Double), "2026-03-05 09:30");
        assert_eq!(line("明天", Shape::Day, Quote::Plain), "\"明天\"");
        assert_eq!(line("it's", Shape::Text, Quote::Single), "'it''s'");
        assert_eq!(line("-3", Shape::Whole(-9, 9), Quote::Plain), "-3");
    }

    #[test]
    fn lines_make_a_block() {
        assert_eq!(block("甲\n\n乙", 2, "\n").as_deref(), Some("|-\n  甲\n\n  乙"));
        assert_eq!(block("甲", 2, "\n"), None);
        assert_eq!(block(" 甲\n乙", 2, "\n"), None);
    }
}
