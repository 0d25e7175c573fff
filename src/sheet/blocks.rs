//! A finished page as readers have it: the blocks of its main part, without what surrounds the text.

use crate::check::html::{Tag, tags, value};

/// A paragraph, a heading, an entry of a list, a row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Block {
    /// `h1` to `h6`, `li`, `tr`, `p`.
    pub(super) form: &'static str,
    pub(super) text: String,
}

const FORMS: [&str; 9] = ["h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "p"];

/// What ends a block, whatever its form.
const BREAKS: [&str; 30] = [
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "figure",
    "figcaption",
    "blockquote",
    "pre",
    "hr",
    "details",
    "summary",
    "fieldset",
    "legend",
    "form",
    "address",
    "aside",
    "video",
    "audio",
    "caption",
];

/// What is there to be pressed, or leads elsewhere, and is no text of the page.
const PASSED: [&str; 7] = ["nav", "button", "svg", "dialog", "template", "select", "noscript"];

/// The same by class: what the theme adds to every text.
const AROUND: [&str; 6] = ["share", "print-source", "no-print", "js-only", "banner-review", "byline-tools"];

/// The blocks of a page.
pub(super) fn blocks(html: &[u8]) -> Vec<Block> {
    let mut page = Page { html, out: Vec::new(), text: Vec::new(), form: "p", from: None, passed: Vec::new() };
    tags(html, |tag| page.tag(tag));
    // Of a page that is cut off, what is there.
    page.take(html.len());
    page.flush();
    page.out
}

/// Whether an element has no end.
fn is_void(tag: &Tag<'_>) -> bool {
    ["img", "br", "hr", "input", "source", "wbr", "col", "track"].iter().any(|name| tag.is(name))
}

struct Page<'h> {
    html: &'h [u8],
    out: Vec<Block>,
    /// The words of the open block, as they are written.
    text: Vec<u8>,
    form: &'static str,
    /// Where the words go on; none outside of the main part.
    from: Option<usize>,
    /// The open elements that are passed over.
    passed: Vec<Vec<u8>>,
}

impl Page<'_> {
    fn tag(&mut self, tag: Tag<'_>) {
        if tag.is("main") {
            self.take(tag.start);
            self.flush();
            self.from = (!tag.closing).then_some(tag.end);
            return;
        }
        if self.from.is_none() {
            return;
        }
        let is_around = |(name, value): (&[u8], &[u8])| {
            let value = String::from_utf8_lossy(value);
            name == b"hidden" || name == b"class" && value.split_whitespace().any(|class| AROUND.contains(&class))
        };
        let passed = (!is_void(&tag) && tag.attributes().any(is_around))
            || PASSED.iter().any(|name| tag.is(name))
            || tag.is("script")
            || tag.is("style");
        if let Some(open) = self.passed.last() {
            if tag.closing && tag.name().eq_ignore_ascii_case(open) {
                self.passed.pop();
            } else if !tag.closing && tag.name().eq_ignore_ascii_case(open) {
                self.passed.push(tag.name().to_ascii_lowercase());
            }
            self.from = Some(tag.end);
            return;
        }
        self.take(tag.start);
        self.from = Some(tag.end);
        if passed && !tag.closing {
            self.passed.push(tag.name().to_ascii_lowercase());
        } else if let Some(form) = FORMS.iter().find(|form| tag.is(form)) {
            self.flush();
            self.form = if tag.closing { "p" } else { form };
        } else if BREAKS.iter().any(|name| tag.is(name)) {
            self.flush();
        } else if tag.is("img") {
            self.picture(&tag);
        } else if tag.is("br") {
            self.text.push(b' ');
        } else if (tag.is("td") || tag.is("th")) && tag.closing {
            self.text.extend_from_slice(" ｜ ".as_bytes());
        }
    }

    fn picture(&mut self, tag: &Tag<'_>) {
        let alt = tag.attributes().find(|(name, _)| name.eq_ignore_ascii_case(b"alt")).map(|(_, alt)| alt);
        self.text.extend_from_slice("〔图".as_bytes());
        if let Some(alt) = alt.filter(|alt| !alt.is_empty()) {
            self.text.extend_from_slice("：".as_bytes());
            self.text.extend_from_slice(alt);
        }
        self.text.extend_from_slice("〕".as_bytes());
    }

    /// The words up to `end`.
    fn take(&mut self, end: usize) {
        if let Some(from) = self.from.filter(|from| *from <= end && self.passed.is_empty()) {
            self.text.extend_from_slice(&self.html[from..end]);
        }
    }

    fn flush(&mut self) {
        let text = value(&self.text).split_whitespace().collect::<Vec<_>>().join(" ");
        self.text.clear();
        let text = text.trim_end_matches(" ｜").trim();
        // The sign behind a heading by which its address is copied.
        let text = if self.form.starts_with('h') { text.trim_end_matches(" #") } else { text };
        if !text.is_empty() {
            self.out.push(Block { form: self.form, text: text.to_owned() });
        }
    }
}
