//! Where a reference stands in its file, and in which signs it is written there.

use std::ops::Range;

use percent_encoding::{CONTROLS, utf8_percent_encode};
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::rewrite::path_of;

/// A part of a file that becomes another text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// The change that writes `path` for the path of `reference`, which stands in `range` of `text`, whose body begins at
/// `body`. None if it cannot be found there.
pub(super) fn edit(text: &str, body: usize, range: Range<usize>, reference: &str, path: &str) -> Option<Edit> {
    let range = clipped(text, range);
    if range.start < body {
        return scalar(text, range, reference, path);
    }
    let old = path_of(reference);
    let place = literal(text, &range, reference)
        .map(|at| at..at + old.len())
        .or_else(|| destination(text, &range, reference))
        .or_else(|| definition(text, body, reference))?;
    let quoted = text[..place.start].ends_with(['"', '<', '“', '\'']);
    Some(Edit { text: as_before(old, encoded(path, quoted)), range: place })
}

/// The same for a value of YAML: it is written anew where signs of the new path would be read as YAML's.
pub(super) fn scalar(text: &str, range: Range<usize>, reference: &str, path: &str) -> Option<Edit> {
    let range = clipped(text, range);
    let old = path_of(reference);
    let whole = format!("{}{}", as_before(old, encoded(path, true)), &reference[old.len()..]);
    let Some(at) = literal(text, &range, reference) else {
        // Written with escapes of YAML, or not at all in this place.
        let quoted = text[range.clone()].starts_with(['"', '\'']);
        return quoted.then(|| Edit { range, text: double_quoted(&whole) });
    };
    let place = at..at + reference.len();
    let text = match text[..at].chars().next_back() {
        Some('"') => whole.replace('\\', "\\\\").replace('"', "\\\""),
        Some('\'') => whole.replace('\'', "''"),
        _ if is_plain(&whole) => whole,
        _ => double_quoted(&whole),
    };
    Some(Edit { range: place, text })
}

/// The change that writes `path` for the path of the reference in `range` of a template or table. None where signs of the
/// new path would end it, such as a comma in a table.
pub(super) fn mentioned(text: &str, range: Range<usize>, path: &str) -> Option<Edit> {
    let old = path_of(&text[range.clone()]);
    let quoted = text[..range.start].ends_with(['"', '<', '“', '\'']);
    let new = as_before(old, encoded(path, false));
    let fits = quoted || !new.contains([',', '，', '、', '。', '；', '：', '\t', '}']);
    fits.then(|| Edit { range: range.start..range.start + old.len(), text: new })
}

fn double_quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether YAML reads `value` as a text without quotes, in brackets too.
fn is_plain(value: &str) -> bool {
    let safe_start = value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.'));
    let number = value.parse::<f64>().is_ok();
    let marks = [',', '[', ']', '{', '}', '"', '\'', '`', '|', '>', '&', '*', '!'];
    safe_start
        && !number
        && !value.contains(marks)
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with([' ', ':'])
}

fn clipped(text: &str, range: Range<usize>) -> Range<usize> {
    let at = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = at(range.start);
    start..at(range.end).max(start)
}

/// Where `reference` stands in `range` as it is. The words of a link and its title may say the same as its target.
fn literal(text: &str, range: &Range<usize>, reference: &str) -> Option<usize> {
    let slice = &text[range.clone()];
    let all: Vec<usize> = slice.match_indices(reference).map(|(at, _)| range.start + at).collect();
    let opened = |at: &usize| text[..*at].ends_with("](") || text[..*at].ends_with("](<");
    all.iter().rev().find(|at| opened(at)).or(all.last()).copied()
}

/// The target of an inline link in `range` that is written with escapes.
fn destination(text: &str, range: &Range<usize>, reference: &str) -> Option<Range<usize>> {
    let slice = &text[range.clone()];
    slice.match_indices("](").find_map(|(at, _)| {
        let rest = &slice[at + 2..];
        let blank = rest.len() - rest.trim_start().len();
        let start = at + 2 + blank;
        let raw = raw_target(&slice[start..]);
        let same = is_target(raw, reference);
        same.then(|| {
            let skip = usize::from(raw.starts_with('<'));
            let bare = &raw[skip..raw.len() - skip];
            let end = bare.find(['#', '?']).unwrap_or(bare.len());
            range.start + start + skip..range.start + start + skip + end
        })
    })
}

/// The target at the beginning of `text`, with its angle brackets.
fn raw_target(text: &str) -> &str {
    if text.starts_with('<') {
        return text.find('>').map_or(text, |end| &text[..=end]);
    }
    let (mut depth, mut escaped) = (0_usize, false);
    let end = text.find(|c: char| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match c {
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            c if c.is_whitespace() => return true,
            _ => {}
        }
        false
    });
    &text[..end.unwrap_or(text.len())]
}

/// Whether Markdown reads `raw` as the target `reference`.
fn is_target(raw: &str, reference: &str) -> bool {
    let link = format!("[x]({raw})");
    let mut events = Parser::new_ext(&link, Options::empty());
    events.any(|event| matches!(event, Event::Start(Tag::Link { dest_url, .. }) if *dest_url == *reference))
}

/// The target in a line `[name]: target` of the body.
fn definition(text: &str, body: usize, reference: &str) -> Option<Range<usize>> {
    let parser = Parser::new_ext(&text[body..], Options::empty());
    let old = path_of(reference);
    let place = parser.reference_definitions().iter().find_map(|(_, definition)| {
        let span = body + definition.span.start..body + definition.span.end;
        let line = &text[span.clone()];
        let from = line.find("]:")? + 2;
        let at = line[from..].find(reference)?;
        (*definition.dest == *reference).then_some(span.start + from + at)
    });
    place.map(|at| at..at + old.len())
}

/// A path whose letters were percent-encoded, as browsers copy it, stays so.
fn as_before(old: &str, path: String) -> String {
    let encoded = old.is_ascii() && old.contains('%');
    if encoded && !path.is_ascii() { utf8_percent_encode(&path, CONTROLS).to_string() } else { path }
}

/// `path` with what would end a target, or mean something in it, percent-encoded.
fn encoded(path: &str, quoted: bool) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.chars();
    while let Some(c) = rest.next() {
        match c {
            '#' | '?' | '"' | '<' | '>' | '&' | '\\' | '”' => push(&mut out, c),
            '%' if rest.as_str().as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)) => {
                push(&mut out, c);
            }
            // Markdown would read them in a target that stands in no quotes.
            ' ' | '(' | ')' | '|' | '`' | '[' | ']' if !quoted => push(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

fn push(out: &mut String, c: char) {
    let mut buffer = [0; 4];
    for byte in c.encode_utf8(&mut buffer).bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, body: usize, reference: &str, path: &str, expected: &str) {
        let edit = edit(text, body, 0..text.len(), reference, path).expect("found");
        let made = format!("{}{}{}", &text[..edit.range.start], edit.text, &text[edit.range.end..]);
        assert_eq!(made, expected);
    }

    #[test]
    fn links_in_every_way_that_markdown_has() {
        check("[甲](a.md)", 0, "a.md", "b/a.md", "[甲](b/a.md)");
        check("[a.md](a.md \"见 a.md\")", 0, "a.md", "b.md", "[a.md](b.md \"见 a.md\")");
        check("[甲](<a b.md#一>)", 0, "a b.md#一", "c d.md", "[甲](<c d.md#一>)");
        check("[甲](a%20b.md)", 0, "a%20b.md", "c (d).md", "[甲](c%20%28d%29.md)");
        check("[甲](a\\_b.md#x)", 0, "a_b.md#x", "c.md", "[甲](c.md#x)");
        check("[甲](a&amp;b.md)", 0, "a&b.md", "c&d.md", "[甲](c%26d.md)");
        check("[甲][一]\n\n[一]: a.md#x \"题\"\n", 0, "a.md#x", "b.md", "[甲][一]\n\n[一]: b.md#x \"题\"\n");
        check("![图](a(1).png)", 0, "a(1).png", "b/a(1).png", "![图](b/a%281%29.png)");
        check("{{< figure src=\"a.png\" >}}", 0, "a.png", "图 (1).png", "{{< figure src=\"图 (1).png\" >}}");
        check("<a href='a.md'>甲</a>", 0, "a.md", "b.md", "<a href='b.md'>甲</a>");
    }

    #[test]
    fn values_of_front_matter() {
        let all = usize::MAX;
        check("related: /a.md", all, "/a.md", "/b/c.md", "related: /b/c.md");
        check("related: [/a.md#x]", all, "/a.md#x", "/b,c.md", "related: [\"/b,c.md#x\"]");
        check("cover: 'a.png'", all, "a.png", "it's.png", "cover: 'it''s.png'");
        check("cover: a.png", all, "a.png", "- b.png", "cover: \"- b.png\"");
        check("cover: a.png", all, "a.png", "b #1.png", "cover: b %231.png");
        let text = "\"\\u7532.md\"";
        check(text, all, "甲.md", "乙.md", "\"乙.md\"");
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        assert_eq!(edit("[甲](b.md)", 0, 0..12, "a.md", "c.md"), None);
    }
}
