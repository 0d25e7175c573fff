//! The tags of an HTML page, in one pass: no tree, no recursion, and time in proportion to the bytes whatever they are.
//!
//! A tree builder (html5ever) would see where a browser moves misplaced elements to, which no rule asks for, and takes
//! many times as long on a site of hundreds of megabytes.

use std::borrow::Cow;

/// An opening or closing tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a> {
    /// As written; compare without regard to case.
    pub(super) name: &'a [u8],
    /// Whether it is a closing tag.
    pub(crate) closing: bool,
    /// Where its `<` stands.
    pub(crate) start: usize,
    /// One past its `>`.
    pub(crate) end: usize,
    attributes: &'a [u8],
}

/// Hands every tag of `html` to `each`; comments, declarations and the contents of scripts, styles and the like are passed
/// over. What is never closed ends with the page.
pub(crate) fn tags<'a>(html: &'a [u8], mut each: impl FnMut(Tag<'a>)) {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &html[at..]) {
        let start = at + found;
        let rest = &html[start + 1..];
        if rest.starts_with(b"!--") {
            let Some(end) = memchr::memmem::find(&rest[3..], b"-->") else { return };
            at = start + 1 + 3 + end + 3;
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name_start = usize::from(closing);
        if !rest.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            // A declaration or a lone `<`.
            at = start + 1;
            continue;
        }
        let name_end = rest[name_start..].iter().position(|b| is_space(*b) || matches!(b, b'/' | b'>'));
        let Some(name_end) = name_end.map(|i| name_start + i) else { return };
        let Some(tag_end) = end_of_tag(rest, name_end) else { return };
        let name = &rest[name_start..name_end];
        at = start + 1 + tag_end + 1;
        each(Tag { name, closing, start, end: at, attributes: &rest[name_end..tag_end] });
        if !closing && holds_text_only(name) {
            match closing_tag(&html[at..], name) {
                Some(skip) => at += skip,
                None => return,
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0x0c)
}

/// The `>` that ends the tag: one inside of quotes does not.
fn end_of_tag(rest: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &rest[at..])?;
        let quote = rest[at];
        if quote == b'>' {
            return Some(at);
        }
        // Only a quote behind `=` opens a value; others are part of a name.
        let opens = rest[from..at].iter().rev().find(|b| !is_space(**b)) == Some(&b'=');
        at += 1;
        if opens {
            at += memchr::memchr(quote, &rest[at..])? + 1;
        }
    }
}

fn holds_text_only(name: &[u8]) -> bool {
    [&b"script"[..], b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes"]
        .iter()
        .any(|raw| name.eq_ignore_ascii_case(raw))
}

/// Where `</name` begins.
fn closing_tag(html: &[u8], name: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(html, b"</")
        .find(|at| html.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)))
}

impl<'a> Tag<'a> {
    /// Whether it is a tag of this name, in lower case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// Its name as written.
    pub(crate) fn name(&self) -> &'a [u8] {
        self.name
    }

    /// Its attributes: name, and value as written; one without a value has an empty one.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = skip(rest, |b| is_space(b) || b == b'/');
            if rest.is_empty() {
                return None;
            }
            // An equals sign at the start of a name is part of it.
            let name_end =
                1 + rest[1..].iter().position(|b| is_space(*b) || matches!(b, b'=' | b'/')).unwrap_or(rest.len() - 1);
            let name = &rest[..name_end];
            let after = skip(&rest[name_end..], is_space);
            let Some(value) = after.strip_prefix(b"=") else {
                rest = &rest[name_end..];
                return Some((name, &b""[..]));
            };
            let value = skip(value, is_space);
            let (value, next) = match value.first() {
                Some(quote @ (b'"' | b'\'')) => {
                    let end = memchr::memchr(*quote, &value[1..]).map_or(value.len(), |i| i + 1);
                    (&value[1..end], value.get(end + 1..).unwrap_or_default())
                }
                _ => value.split_at(value.iter().position(|b| is_space(*b)).unwrap_or(value.len())),
            };
            rest = next;
            Some((name, value))
        })
    }
}

fn skip(bytes: &[u8], what: impl Fn(u8) -> bool) -> &[u8] {
    let start = bytes.iter().position(|b| !what(*b)).unwrap_or(bytes.len());
    &bytes[start..]
}

/// The value of an attribute as the browser understands it.
pub(crate) fn value(written: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(written);
    match text {
        Cow::Borrowed(text) => html_escape::decode_html_entities(text),
        Cow::Owned(text) => Cow::Owned(html_escape::decode_html_entities(&text).into_owned()),
    }
}

/// The words of the heading that begins at `from`, at most a line of them.
pub(super) fn heading_text(html: &[u8], from: usize) -> String {
    let mut pieces = Vec::new();
    let mut last = from;
    let mut done = false;
    // A heading that is never closed need not be read to its end.
    let part = &html[..html.len().min(from + 4000)];
    tags(&part[from..], |tag| {
        if done {
            return;
        }
        pieces.extend_from_slice(&part[last..from + tag.start]);
        last = from + tag.end;
        done = tag.closing && matches!(tag.name, [b'h' | b'H', b'1'..=b'6']);
    });
    let text = value(&pieces).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.strip_suffix(" #").unwrap_or(&text);
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[&str]) {
        let mut found = Vec::new();
        tags(html.as_bytes(), |tag| {
            let mut line = format!("{}{}", if tag.closing { "/" } else { "" }, String::from_utf8_lossy(tag.name));
            for (name, written) in tag.attributes() {
                line.push_str(&format!(" {}={}", String::from_utf8_lossy(name), value(written)));
            }
            assert!(html.as_bytes()[tag.start] == b'<' && html.as_bytes()[tag.end - 1] == b'>');
            found.push(line);
        });
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn tags_and_attributes() {
        check("<a href=\"x>y\" title='a \"b\"'>甲</a><br/>", &["a href=x>y title=a \"b\"", "/a", "br"]);
        check("<img src=a.png alt><p\nid = x >", &["img src=a.png alt=", "p id=x"]);
        check("<a href=?a=1&amp;b=&#20013;&#x6587;&bad>", &["a href=?a=1&b=中文&bad"]);
        check("<A HREF=a/b/>", &["A HREF=a/b/"]);
    }

    #[test]
    fn what_is_no_tag() {
        check("a < b <!doctype html><!-- <a> --><?x?><3><p>", &["p"]);
        check("<script>if (a<b) '<p>'</script><i>", &["script", "/script", "i"]);
        check("<title><a></TITLE><style>a>b{}</style >", &["title", "/TITLE", "style", "/style"]);
    }

    #[test]
    fn what_never_ends() {
        check("<p><a href=\"x", &["p"]);
        check("<p><!-- <a>", &["p"]);
        check("<p><script><a>", &["p", "script"]);
        check("<p><a", &["p"]);
        check("<", &[]);
        check("<a b\"c>d<p \">", &["a b\"c=", "p \"="]);
    }

    #[test]
    fn words_of_a_heading() {
        let html = b"<h2 id=a>\n\xe7\x94\xb2 <b>x</b>&amp; <a href=\"#a\">#</a></h2><p>y";
        assert_eq!(heading_text(html, 0), "甲 x&");
    }

    /// Doubling hostile input must about double the time; a quadratic scan would take minutes here.
    #[test]
    fn hostile_pages_take_time_in_proportion() {
        let count = 400_000;
        for piece in
            ["<", "<a", "<a ", "<a \"", "<a '=", "<!--", "<script>", "<div>", "<p =\"", "</", "<title>", "&", "<a b='"]
        {
            let html = piece.repeat(count);
            let mut seen = 0;
            tags(html.as_bytes(), |tag| seen += tag.attributes().inspect(|(_, v)| _ = value(v)).count());
            assert!(seen <= html.len());
            let _ = heading_text(html.as_bytes(), 0);
        }
    }
}
