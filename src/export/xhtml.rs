//! HTML as our own writers make it → XHTML for e-books: every element closed, every attribute quoted, no entity but
//! XML's own, nothing that an e-book may not hold.

use super::xml::escape;

/// Elements without an end tag.
const VOID: [&str; 8] = ["br", "hr", "img", "wbr", "col", "input", "source", "track"];
/// Elements that do nothing without our scripts, or that play what an e-book does not carry; their content stays.
const UNWRAPPED: [&str; 9] = ["button", "form", "video", "audio", "source", "track", "input", "iframe", "label"];
/// What an `href` holds that leads to nothing in or outside the book; the words stay, without a link.
pub(super) const NOWHERE: &str = "about:nowhere";

/// `html` as XHTML. Each attribute's value passes through `attribute(element, name, value)`; None drops it.
pub(super) fn xhtml(html: &str, attribute: &dyn Fn(&str, &str, &str) -> Option<String>) -> String {
    rewritten(html, &UNWRAPPED, attribute)
}

/// As [`xhtml`], with other elements of which only the content stays. Browsers read the result as HTML just as well.
pub(super) fn rewritten(
    html: &str,
    unwrapped: &[&str],
    attribute: &dyn Fn(&str, &str, &str) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text(&rest[..at], &mut out);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
            continue;
        }
        if let Some(after) = skipped(rest) {
            rest = after;
            continue;
        }
        let Some(end) = tag_end(rest) else {
            text(rest, &mut out);
            rest = "";
            break;
        };
        tag(&rest[1..end], unwrapped, attribute, &mut open, &mut out);
        rest = &rest[end + 1..];
    }
    text(rest, &mut out);
    while let Some((name, shown)) = open.pop() {
        close(&name, shown, &mut out);
    }
    out
}

/// What follows a script, style sheet or template that `html` begins with: no reader is meant to see what is in them.
fn skipped(html: &str) -> Option<&str> {
    let name = ["script", "style", "template"].into_iter().find(|name| {
        html.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && html[1 + name.len()..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace())
    })?;
    let close = format!("</{name}>");
    Some(html.find(&close).map_or("", |end| &html[end + close.len()..]))
}

/// Where the tag that `html` begins with ends; quotation marks may hide a `>`.
fn tag_end(html: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (Some(mark), byte) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at),
            (None, _) => {}
        }
    }
    None
}

fn tag(
    inner: &str,
    unwrapped: &[&str],
    attribute: &dyn Fn(&str, &str, &str) -> Option<String>,
    open: &mut Vec<(String, bool)>,
    out: &mut String,
) {
    if let Some(name) = inner.strip_prefix('/') {
        let name = name.trim().to_ascii_lowercase();
        // An end tag that closes nothing is left out; what it closes closes what is open within.
        if let Some(at) = open.iter().rposition(|(open, _)| *open == name) {
            for (name, shown) in open.drain(at..).rev().collect::<Vec<_>>() {
                close(&name, shown, out);
            }
        }
        return;
    }
    let inner = inner.trim_end_matches('/').trim();
    let (name, rest) = inner.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((inner, ""));
    let name = name.to_ascii_lowercase();
    if !is_name(&name) {
        text(&format!("<{inner}>"), out);
        return;
    }
    let void = VOID.contains(&name.as_str());
    let written = attributes(&name, rest, attribute);
    let nowhere = name == "a" && written.contains(NOWHERE);
    let shown = !(nowhere || unwrapped.contains(&name.as_str()));
    if shown {
        out.push('<');
        out.push_str(&name);
        out.push_str(&written);
        out.push_str(if void { "/>" } else { ">" });
    }
    if !void {
        open.push((name, shown));
    }
}

/// Whether XML takes it as a name, without the prefix of a namespace that nobody declares.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn close(name: &str, shown: bool, out: &mut String) {
    if shown {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

fn attributes(element: &str, mut rest: &str, attribute: &dyn Fn(&str, &str, &str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut seen: Vec<&str> = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return out;
        }
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let value = match rest.strip_prefix('=') {
            None => name,
            Some(after) => {
                let after = after.trim_start();
                let (value, left) = quoted(after);
                rest = left;
                value
            }
        };
        if name.is_empty() {
            // A stray `=`; without this the loop would stand still.
            rest = rest.get(1..).unwrap_or("");
            continue;
        }
        if seen.contains(&name) || !is_name(name) {
            continue;
        }
        seen.push(name);
        if let Some(value) = attribute(element, name, &decoded(value)) {
            out.push_str(&format!(" {name}=\"{}\"", encoded(&value)));
        }
    }
}

/// The value at the start of `text`, and what follows it.
fn quoted(text: &str) -> (&str, &str) {
    for mark in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(mark) {
            let end = inner.find(mark).unwrap_or(inner.len());
            return (&inner[..end], inner.get(end + 1..).unwrap_or(""));
        }
    }
    let end = text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len());
    text.split_at(end)
}

fn text(html: &str, out: &mut String) {
    out.push_str(&encoded(&decoded(html)));
}

fn decoded(html: &str) -> String {
    html_escape::decode_html_entities(html).into_owned()
}

/// Escaped for text and attributes, without the characters that XML cannot hold.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(html: &str) -> String {
        xhtml(html, &|_, _, value| Some(value.to_owned()))
    }

    #[test]
    fn what_html_allows_becomes_what_xml_allows() {
        for (html, expected) in [
            ("<p>a<br>b&nbsp;c</p>", "<p>a<br/>b\u{a0}c</p>"),
            ("<input checked><p>x", "<p>x</p>"),
            ("<img src=a.png alt='\"'>", "<img src=\"a.png\" alt=\"&quot;\"/>"),
            ("<ol><li>a<b>c</li></ol>", "<ol><li>a<b>c</b></li></ol>"),
            ("</p>甲<!-- 乙 -->", "甲"),
            ("<a href=\"about:nowhere\">甲</a>", "甲"),
            ("<p id=a id=b title=\"x>y\">", "<p id=\"a\" title=\"x&gt;y\"></p>"),
            ("a < b\u{b}", "a &lt; b "),
            ("甲<script>if (a<b) {}</script>乙", "甲乙"),
            ("<-><x:y><b a:c=1 2=3>d", "&lt;-&gt;&lt;x:y&gt;<b>d</b>"),
            ("<p", "&lt;p"),
        ] {
            assert_eq!(plain(html), expected, "{html}");
        }
    }

    proptest::proptest! {
        #[test]
        fn anything_becomes_well_formed(html in "[<>/a-c =\"'&;!\\-甲\u{b}]{0,60}") {
            let document = format!("<x>{}</x>", plain(&html));
            roxmltree::Document::parse(&document).map_err(|e| proptest::test_runner::TestCaseError::fail(format!("{e}: {document}")))?;
        }
    }
}
