//! Diagnostics for people and for machines.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::{Diagnostic, Lang, Severity, Span};

/// Where the drawer finds the text of a file.
pub trait Sources {
    /// The decoded text of `file`, as the spans count it; `None` if it has none.
    fn text(&self, file: &str) -> Option<Cow<'_, str>>;
}

/// A place as people count: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// The place of byte `offset` in `text`.
pub fn place(text: &str, offset: usize) -> Place {
    let offset = floor_char_boundary(text, offset);
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Place { line: before.bytes().filter(|b| *b == b'\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// Whether a character has those around it shown in another order than they have.
pub(crate) fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// `text` as a terminal may show it: what would move the cursor, set colours or turn the reading direction, as names of
/// files may, is shown as a mark of its own.
pub fn visible(text: &str) -> String {
    let harmful = |c: char| (c.is_control() && c != '\n') || turns(c);
    text.chars().map(|c| if harmful(c) { '\u{fffd}' } else { c }).collect()
}

/// Draws one diagnostic with its source line, ending in a line break.
pub fn human(diagnostic: &Diagnostic, sources: &dyn Sources, lang: Lang) -> String {
    let mut out = String::new();
    let label = match (diagnostic.severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Note, Lang::Zh) => "说明",
        (Severity::Error, Lang::En) => "error",
        (Severity::Warning, Lang::En) => "warning",
        (Severity::Note, Lang::En) => "note",
    };
    let _ = writeln!(out, "{label}[{}]: {}", diagnostic.code, diagnostic.message.get(lang));
    if let Some(span) = &diagnostic.span {
        snippet(&mut out, span, sources);
    }
    for (span, text) in &diagnostic.related {
        let _ = writeln!(out, "  {}", text.get(lang));
        snippet(&mut out, span, sources);
    }
    let remedy = if lang == Lang::Zh { "改法" } else { "help" };
    for hint in &diagnostic.hints {
        let _ = writeln!(out, "  = {remedy}: {}", hint.get(lang));
    }
    visible(&out)
}

/// One diagnostic as machines read it.
#[derive(Debug, Serialize)]
pub struct Json<'a> {
    /// Stable name.
    pub code: &'a str,
    /// `error`, `warning` or `note`.
    pub severity: Severity,
    /// In the chosen language.
    pub message: &'a str,
    /// Relative to the site's root.
    pub file: Option<&'a str>,
    /// From 1.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
    /// The place where the span ends.
    pub end_line: Option<usize>,
    /// One past the last character.
    pub end_column: Option<usize>,
    /// The line `line` as it stands in the file, so that no one needs to open it; cut off if it is endless.
    pub source: Option<String>,
    /// What to do.
    pub hints: Vec<&'a str>,
    /// Further places.
    pub related: Vec<JsonRelated<'a>>,
}

/// A further place of a diagnostic.
#[derive(Debug, Serialize)]
pub struct JsonRelated<'a> {
    /// Relative to the site's root.
    pub file: &'a str,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is there.
    pub message: &'a str,
}

/// The form of `diagnostic` for machines.
pub fn json<'a>(diagnostic: &'a Diagnostic, sources: &'a dyn Sources, lang: Lang) -> Json<'a> {
    let find = |span: &Span, offset| sources.text(&span.file).map(|text| place(&text, offset));
    let start = diagnostic.span.as_ref().and_then(|s| find(s, s.start));
    let end = diagnostic.span.as_ref().and_then(|s| find(s, s.end));
    Json {
        code: &diagnostic.code,
        severity: diagnostic.severity,
        message: diagnostic.message.get(lang),
        file: diagnostic.span.as_ref().map(|s| &*s.file),
        line: start.map(|p| p.line),
        column: start.map(|p| p.column),
        end_line: end.map(|p| p.line),
        end_column: end.map(|p| p.column),
        source: diagnostic.span.as_ref().and_then(|s| Some(source_line(&sources.text(&s.file)?, s.start).to_owned())),
        hints: diagnostic.hints.iter().map(|h| h.get(lang)).collect(),
        related: diagnostic
            .related
            .iter()
            .map(|(span, text)| {
                let at = find(span, span.start).unwrap_or(Place { line: 1, column: 1 });
                JsonRelated { file: &span.file, line: at.line, column: at.column, message: text.get(lang) }
            })
            .collect(),
    }
}

/// The line of `text` in which byte `offset` lies.
fn source_line(text: &str, offset: usize) -> &str {
    let offset = floor_char_boundary(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |i| i + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    clip(line, LONGEST_FOR_MACHINES)
}

/// The longest source line that is shown whole, in display columns.
const WIDEST: usize = 110;

/// The same for machines, which have no margin to keep.
const LONGEST_FOR_MACHINES: usize = 1000;

fn snippet(out: &mut String, span: &Span, sources: &dyn Sources) {
    let Some(text) = sources.text(&span.file) else {
        let _ = writeln!(out, "  --> {}", span.file);
        return;
    };
    let text = &*text;
    let start = floor_char_boundary(text, span.start);
    let end = floor_char_boundary(text, span.end).max(start);
    let at = place(text, start);
    let _ = writeln!(out, "  --> {}:{}:{}", span.file, at.line, at.column);
    let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let line = text[line_start..line_end].trim_end_matches('\r');
    if line.trim().is_empty() {
        return;
    }
    let head_end = (start - line_start).min(line.len());
    let (cut, head) = clip_head(&line[..head_end]);
    let marked_end = (end.min(line_end) - line_start).clamp(head_end, line.len());
    let marked = clip(&line[head_end..marked_end], WIDEST / 2);
    let whole = marked.len() == marked_end - head_end;
    // What follows a mark that was cut off does not belong right behind it.
    let tail =
        if whole { clip(&line[marked_end..], WIDEST.saturating_sub(head.width() + marked.width())) } else { "…" };
    let number = at.line.to_string();
    let gutter = " ".repeat(number.len());
    let printable = |s: &str| s.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let (head, marked, tail) = (printable(head), printable(marked), printable(tail));
    let lead = if cut { "…" } else { "" };
    let _ = writeln!(out, " {gutter} |");
    let _ = writeln!(out, " {number} | {lead}{head}{marked}{tail}");
    let blank = " ".repeat(lead.width() + head.width());
    let _ = writeln!(out, " {gutter} | {blank}{}", "^".repeat(marked.width().max(1)));
}

/// The end of what stands before the fault, if all of it is too wide to show.
fn clip_head(head: &str) -> (bool, &str) {
    if head.width() <= WIDEST / 2 {
        return (false, head);
    }
    let mut width = 0;
    let cut = head
        .char_indices()
        .rev()
        .find(|(_, c)| {
            width += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
            width > WIDEST / 2
        })
        .map_or(0, |(i, c)| i + c.len_utf8());
    (true, &head[cut..])
}

fn clip(text: &str, widest: usize) -> &str {
    let mut width = 0;
    let cut = text.char_indices().find(|(_, c)| {
        width += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
        width > widest
    });
    cut.map_or(text, |(i, _)| &text[..i])
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    struct One(&'static str);

    impl Sources for One {
        fn text(&self, file: &str) -> Option<Cow<'_, str>> {
            (file == "content/a.md").then_some(self.0.into())
        }
    }

    fn check(text: &'static str, range: std::ops::Range<usize>, expected: &str) {
        let file: Arc<str> = "content/a.md".into();
        let diagnostic = Diagnostic::error("unknown-key", "不认识的键“titel”", "unknown key `titel`")
            .at(Span::new(&file, range))
            .did_you_mean("titel", ["title"]);
        assert_eq!(human(&diagnostic, &One(text), Lang::Zh), expected);
    }

    #[test]
    fn underlines_the_place() {
        check(
            "---\ntitel: 甲\n---\n",
            4..9,
            "错误[unknown-key]: 不认识的键“titel”\n  --> content/a.md:2:1\n   |\n 2 | titel: 甲\n   | ^^^^^\n  = 改法: 您是不是想写“title”？\n",
        );
    }

    #[test]
    fn nothing_reaches_a_terminal_that_is_not_meant_to_be_read() {
        let file: Arc<str> = "content/\u{1b}[31mred\u{7}\u{202e}.md".into();
        let diagnostic =
            Diagnostic::error("x", "坏\u{1b}]0;t\u{7}", "bad\u{9b}1m").at(Span::file(&file)).hint("改\r", "mend");
        assert_eq!(
            human(&diagnostic, &One(""), Lang::Zh),
            "错误[x]: 坏\u{fffd}]0;t\u{fffd}\n  --> content/\u{fffd}[31mred\u{fffd}\u{fffd}.md\n  = 改法: 改\u{fffd}\n"
        );
    }

    #[test]
    fn wide_characters_take_two_columns() {
        check(
            "标题：甲\n",
            6..9,
            "错误[unknown-key]: 不认识的键“titel”\n  --> content/a.md:1:3\n   |\n 1 | 标题：甲\n   |     ^^\n  = 改法: 您是不是想写“title”？\n",
        );
    }

    #[test]
    fn machines_get_the_line_too() {
        let file: Arc<str> = "content/a.md".into();
        let source = |text: &'static str, start: usize| {
            let diagnostic = Diagnostic::error("unknown-key", "", "").at(Span::new(&file, start..start + 1));
            json(&diagnostic, &One(text), Lang::Zh).source
        };
        assert_eq!(source("---\r\ntitel: 甲\r\n---\r\n", 8).as_deref(), Some("titel: 甲"));
        assert_eq!(source("甲", 99).as_deref(), Some("甲"));
        assert_eq!(source("", 0).as_deref(), Some(""));
        let endless: &'static str = "甲".repeat(600).leak();
        assert_eq!(source(endless, 0), Some("甲".repeat(500)));
        let nowhere = Diagnostic::error("unknown-key", "", "");
        assert_eq!(json(&nowhere, &One("甲"), Lang::Zh).source, None);
    }

    #[test]
    fn a_place_beyond_the_end_or_inside_a_character_does_not_panic() {
        check(
            "标",
            1..99,
            "错误[unknown-key]: 不认识的键“titel”\n  --> content/a.md:1:1\n   |\n 1 | 标\n   | ^^\n  = 改法: 您是不是想写“title”？\n",
        );
    }
}
