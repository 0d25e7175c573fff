//! The text of a paragraph with its marks.

use super::Style;
use crate::import::model::{Document, Inline, Marks, Paragraph, Span, is_space};

/// A paragraph on one line, or on several with a backslash at each end.
pub(super) fn line(paragraph: &Paragraph, heading: bool, document: &Document, style: Style<'_>) -> String {
    let spans = tidy(paragraph, heading, style);
    let mut out = String::new();
    // A list numbers its entries itself.
    if !paragraph.label.is_empty() && (paragraph.list.is_none() || style.policy || heading) {
        out.push_str(&escape(&paragraph.label));
    }
    for (i, inline) in spans.iter().enumerate() {
        match inline {
            Inline::Text(span) => {
                let next = match spans.get(i + 1) {
                    Some(Inline::Text(next)) => next.text.chars().next(),
                    _ => None,
                };
                text(&mut out, span, next);
            }
            Inline::Break => {
                let end = out.trim_end_matches(is_space).len();
                out.truncate(end);
                out.push_str(if style.policy { "\n\n" } else { "\\\n" });
            }
            Inline::Note(i) if document.notes.get(*i).is_some_and(|n| !n.is_empty()) => {
                out.push_str(&format!("[^{}]", i + 1));
            }
            Inline::Note(_) => {}
            Inline::Picture(i) => picture(&mut out, *i, document, style),
        }
    }
    // Lines between breaks must neither be empty nor begin as something else.
    let lines = out.split('\n').map(|line| line_start(line.trim_matches(is_space), heading, style));
    let joined = lines.collect::<Vec<_>>().join("\n");
    let trimmed = joined.trim_matches(is_space);
    let trimmed = if style.policy { trimmed } else { without_last_breaks(trimmed) };
    drop_empty_breaks(trimmed).to_owned()
}

/// A break at the end is an odd backslash; a pair of them is one that was typed.
fn without_last_breaks(mut text: &str) -> &str {
    while (text.len() - text.trim_end_matches('\\').len()) % 2 == 1 {
        text = text[..text.len() - 1].trim_end_matches(is_space);
    }
    text
}

fn drop_empty_breaks(text: &str) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.retain(|line| *line != "\\");
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines.join("\n")
}

fn picture(out: &mut String, index: usize, document: &Document, style: Style<'_>) {
    let Some(name) = style.pictures.get(index).filter(|n| !n.is_empty()) else { return };
    let alt = document.pictures.get(index).map(|p| p.alt.as_str()).unwrap_or_default();
    let shown = !name.ends_with(".emf") && !name.ends_with(".wmf");
    if shown {
        out.push_str(&format!("![{}]({})", bracketed(&escape(alt)), destination(name)));
    } else {
        out.push_str(&format!("[{}]({})", bracketed(&escape(name)), destination(name)));
    }
}

/// Spans as they are written: joined where they look the same, spaces outside of marks.
fn tidy(paragraph: &Paragraph, heading: bool, style: Style<'_>) -> Vec<Inline> {
    let all_bold = paragraph.look.bold;
    let mut out: Vec<Inline> = Vec::new();
    for inline in &paragraph.inlines {
        let Inline::Text(span) = inline else {
            out.push(inline.clone());
            continue;
        };
        let mut span = span.clone();
        // A heading is bold by itself; a policy's paragraph in bold is its style, not a stress.
        if heading || style.policy && all_bold {
            span.marks.bold = false;
        }
        if span.text.chars().all(is_space) && span.link.is_none() {
            span.marks = Marks { strike: span.marks.strike, ..neighbour(&out) };
        }
        match out.last_mut() {
            Some(Inline::Text(last)) if last.marks == span.marks && last.link == span.link => {
                last.text.push_str(&span.text);
            }
            _ => out.push(Inline::Text(span)),
        }
    }
    out
}

/// Space between two bold words belongs to either.
fn neighbour(out: &[Inline]) -> Marks {
    match out.last() {
        Some(Inline::Text(span)) => span.marks,
        _ => Marks::default(),
    }
}

fn text(out: &mut String, span: &Span, next: Option<char>) {
    let inner = span.text.trim_matches(is_space);
    if inner.is_empty() {
        out.push_str(&spaces(&span.text));
        return;
    }
    let at = span.text.find(inner).unwrap_or(0);
    out.push_str(&spaces(&span.text[..at]));
    if let Some(code) = code(span, inner) {
        out.push_str(&code);
        out.push_str(&spaces(&span.text[at + inner.len()..]));
        return;
    }
    let escaped = escape(inner);
    let linked = match span.link.as_deref().and_then(address) {
        Some(link) => format!("[{}]({link})", bracketed(&escaped)),
        None => escaped,
    };
    let next = if span.text.ends_with(inner) { next } else { Some(' ') };
    let (open, close) = marks(span.marks, !stars_hold(out, &linked, next));
    out.push_str(&format!("{open}{linked}{close}"));
    out.push_str(&spaces(&span.text[at + inner.len()..]));
}

/// More backquotes than stand together in `text`, and at least so many.
pub(super) fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat((longest + 1).max(least))
}

/// As it was typed, between more marks than stand inside; none where a table or a shortcode would take a sign in it for its
/// own.
fn code(span: &Span, inner: &str) -> Option<String> {
    let plain = Marks { code: true, ..Marks::default() };
    if span.marks != plain || span.link.is_some() || inner.contains(['|', '\n', '\r']) || inner.contains("{{") {
        return None;
    }
    let fence = fence(inner, 1);
    let space = if inner.starts_with('`') || inner.ends_with('`') { " " } else { "" };
    Some(format!("{fence}{space}{inner}{space}{fence}"))
}

/// A tab or a line break in the middle of a text is a space.
fn spaces(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect()
}

/// Whether stars around `written` would be taken for emphasis: not beside other stars, nor where a mark stands inside at
/// the edge and a letter outside of it.
fn stars_hold(before: &str, written: &str, next: Option<char>) -> bool {
    let letter = |c: char| c.is_alphanumeric();
    let wide = |c: char| matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let quote = |c: char| matches!(c, '“' | '”' | '‘' | '’' | '…' | '—');
    let free = |c: Option<char>| c.is_none_or(|c| is_space(c) || wide(c));
    let previous = before.chars().next_back();
    let edge = |edge: Option<char>, outside: Option<char>| {
        edge.is_some_and(|c| letter(c) || wide(c) || quote(c) && free(outside))
    };
    let plain_edges = !written.ends_with(['\\', '*', '_', '~']) && !written.starts_with(['*', '_', '~']);
    let neighbours = !matches!(previous, Some('*' | '_' | '~')) && !matches!(next, Some('*' | '_' | '~'));
    plain_edges && neighbours && edge(written.chars().next(), previous) && edge(written.chars().next_back(), next)
}

fn marks(marks: Marks, tags: bool) -> (String, String) {
    let (mut open, mut close) = (String::new(), String::new());
    let mut add = |on: bool, left: &str, right: &str| {
        if on {
            open.push_str(left);
            close.insert_str(0, right);
        }
    };
    let one = [marks.strike, marks.bold, marks.italic].iter().filter(|on| **on).count() < 2;
    if tags || !one {
        add(marks.strike, "<del>", "</del>");
        add(marks.bold, "<strong>", "</strong>");
        add(marks.italic, "<em>", "</em>");
    } else {
        add(marks.strike, "~~", "~~");
        add(marks.bold, "**", "**");
        add(marks.italic, "*", "*");
    }
    add(marks.above, "<sup>", "</sup>");
    add(marks.below, "<sub>", "</sub>");
    (open, close)
}

/// Only addresses that a reader may follow.
fn address(link: &str) -> Option<String> {
    let lower = link.trim().to_ascii_lowercase();
    let known = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme));
    known.then(|| destination(link.trim()))
}

fn destination(path: &str) -> String {
    let plain =
        path.chars().all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '(' | ')' | '<' | '>' | '\\'));
    if plain {
        return path.to_owned();
    }
    let clean: String = path
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '\\' => "%5C".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("<{clean}>")
}

/// The words of a link. Elsewhere a closing bracket means nothing, and `\[…\]` would look like a formula.
fn bracketed(escaped: &str) -> String {
    escaped.replace(']', "\\]")
}

/// `text` so that Markdown takes nothing in it for a mark.
pub(in crate::import) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut last = ' ';
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        let marks = match c {
            '\\' | '`' | '*' | '[' | '<' => true,
            // Inside of a word it is a letter.
            '_' => !(last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric()),
            // One alone strikes out what stands up to the next one, across other marks.
            '~' => true,
            '&' => next == '#' || next.is_ascii_alphabetic(),
            // {{< shortcodes >}}, {#anchors} and {.classes}; a tag may follow the last one.
            '{' => true,
            '!' => next == '[',
            '|' => true,
            // www. and https:// stay what they are.
            _ => false,
        };
        if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\t') {
            out.push(' ');
        } else {
            if marks {
                out.push('\\');
            }
            out.push(c);
        }
        last = c;
    }
    out
}

/// What a line must not begin with, if it is to stay a paragraph.
fn line_start(line: &str, heading: bool, style: Style<'_>) -> String {
    let Some(first) = line.chars().next() else { return String::new() };
    if heading {
        // Signs at its end would be taken for the end of the heading.
        return line.strip_suffix('#').map_or_else(|| line.to_owned(), |rest| format!("{rest}\\#"));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && digits < 10 && !style.policy {
        let after = &line[digits..];
        if after.starts_with(['.', ')']) && after[1..].chars().next().is_none_or(|c| c == ' ' || c == '\t') {
            return format!("{}\\{after}", &line[..digits]);
        }
        return line.to_owned();
    }
    let rule = line.len() >= 3 && matches!(first, '-' | '_' | '=') && line.chars().all(|c| c == first || c == ' ');
    let alone = |c: char| line[c.len_utf8()..].chars().next().is_none_or(|c| c == ' ' || c == '\t');
    let marks = match first {
        // The program takes `#甲`, as it is often typed, for a heading too.
        '#' => true,
        '>' | '=' => true,
        '+' | '-' => rule || alone(first),
        '~' => line.starts_with("~~~"),
        ':' => alone(':') || line.starts_with(":::"),
        _ => rule,
    };
    if marks { format!("\\{line}") } else { line.to_owned() }
}
