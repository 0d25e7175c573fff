//! `shuyuan import`: documents written by hand ([`crate::support::docx`]) become the pages that an editor expects.

mod again;
mod banks;
mod books;
mod example;
mod hostile;
mod notices;
mod offices;
mod round_trip;
mod trees;
mod web;
mod word;

use std::sync::Arc;

use shuyuan::content::Kind;
use shuyuan::import::{Options, Page, convert};
use shuyuan::parse::cascade::Cascade;
use shuyuan::parse::markdown::RawHtml;
use shuyuan::parse::{ParseOptions, parse};

/// The one page that a file becomes.
pub(crate) fn page(name: &str, bytes: &[u8]) -> Page {
    let options = Options { column: "a".to_owned(), ..Options::default() };
    let mut pages = convert(name, bytes, &options, &|_| None).unwrap_or_else(|fault| panic!("{fault:?}"));
    assert_eq!(pages.len(), 1);
    let page = pages.remove(0);
    assert!(page.found.iter().all(|f| f.severity != shuyuan::diagnostics::Severity::Error), "{:?}", page.found);
    page
}

/// The text of a page behind its front matter.
pub(crate) fn body(page: &Page) -> &str {
    let rest = page.text.strip_prefix("---\n").expect("front matter");
    rest.split_once("\n---\n").expect("its end").1.trim()
}

/// The value of a key of the front matter, without quotes.
pub(crate) fn key<'p>(page: &'p Page, key: &str) -> &'p str {
    let front = page.text.split("\n---\n").next().unwrap_or_default();
    let line = front.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    line.unwrap_or("-").trim_matches('"')
}

/// Codes of what is noted.
pub(crate) fn codes(page: &Page) -> Vec<&str> {
    page.source.noted.iter().map(|noted| noted.code.as_str()).collect()
}

/// The words of a page as a reader sees them, without space.
pub(crate) fn seen(page: &Page) -> String {
    let path: Arc<str> = page.path.strip_prefix("content/").unwrap_or(&page.path).into();
    let file: Arc<str> = page.path.as_str().into();
    let options = ParseOptions { kind: Kind::Article, cascade: Cascade::default(), raw_html: RawHtml::Sanitize };
    let draft = parse(&path, &file, &page.text, &options).value.draft.expect("the page is read");
    let mut out = String::new();
    let html = draft.body.html.get();
    let mut rest: &str = &html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    for (from, to) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        out = out.replace(from, to);
    }
    out.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The sentence with which a file is refused, and what to do.
pub(crate) fn refused(name: &str, bytes: &[u8]) -> (String, String) {
    let fault = convert(name, bytes, &Options::default(), &|_| None).expect_err("it is refused");
    let hint = fault.hints.first().map(|hint| hint.zh.clone()).unwrap_or_default();
    (fault.message.zh.clone(), hint)
}
