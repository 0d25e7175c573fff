//! A book as one page that a browser prints: title page, contents with page numbers, chapters; every entry of the contents
//! becomes a bookmark of the PDF file.
//!
//! Browsers cannot say in a page on which page of paper something lands. So it is printed twice: the file of the first
//! time tells where each entry of the contents lies, the second has the numbers. They stand in a column of fixed width,
//! so that nothing moves between the two.

mod bookmarks;
mod places;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use bookmarks::{Bookmark, with_bookmarks};
pub use places::places;

use super::epub::{Book, Chapter};
use super::xhtml::{NOWHERE, encoded, xhtml};

/// What a browser is to print.
#[derive(Debug)]
pub struct Printout {
    /// The page.
    pub html: String,
    /// Name and bytes of each picture that it shows.
    pub pictures: Vec<(String, Arc<[u8]>)>,
    /// What its contents lists, whose numbers need a second time; empty if it has none.
    pub contents: Vec<Bookmark>,
}

const STYLE: &str = "@page { size: A4; margin: 24mm 22mm 22mm; @bottom-center { content: counter(page) ' / ' counter(pages); font-size: 9pt; } }
@page title { @bottom-center { content: none; } }
html { font: 11pt/1.75 'Source Han Serif SC', 'Noto Serif CJK SC', 'Songti SC', SimSun, NSimSun, serif; }
body { margin: 0; }
h1, h2, h3, h4, h5, h6 { line-height: 1.4; break-after: avoid; font-family: 'Source Han Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', SimHei, sans-serif; }
.chapter > :is(h1, h2, h3, h4, h5, h6):first-child { text-align: center; font-size: 17pt; margin: 0 0 1em; }
h2 { font-size: 14pt; } h3 { font-size: 12.5pt; } h4, h5, h6 { font-size: 11pt; }
p { margin: 0.4em 0; orphans: 2; widows: 2; }
.fact { text-align: center; font-size: 10pt; }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; }
th, td { border: 0.5pt solid; padding: 2pt 4pt; vertical-align: top; }
tr, img, figure { break-inside: avoid; }
img { max-width: 100%; max-height: 200mm; height: auto; }
figure { margin: 1em 0; text-align: center; } figcaption { font-size: 9.5pt; }
pre { white-space: pre-wrap; font-size: 9pt; }
blockquote, aside { border-left: 2pt solid; margin: 1em 0; padding-left: 1em; }
a { color: inherit; text-decoration: none; }
.title { page: title; break-after: page; text-align: center; padding-top: 60mm; }
.title .name { font-size: 24pt; line-height: 1.5; font-weight: bold; }
.contents { break-after: page; }
.contents p { margin: 0; }
.contents .head { text-align: center; font-size: 15pt; font-weight: bold; margin-bottom: 1em; }
.contents a { display: flex; align-items: baseline; break-inside: avoid; }
.contents .dots { flex: 1 1 1em; border-bottom: 0.5pt dotted; margin: 0 0.4em; }
.contents .number { flex: 0 0 3em; text-align: right; }
.chapter { break-before: page; }
.title + .chapter, .contents + .chapter, .chapter:first-child { break-before: auto; }
";

/// `book` as a page to print, with a title page and a contents if it has several chapters or `booklet` asks for them.
/// `numbers` are the pages of paper on which entries of the contents lie, from a first time.
pub fn printout(book: &Book, booklet: bool, numbers: &BTreeMap<String, usize>) -> Printout {
    let contents = if booklet || book.chapters.len() > 1 { entries(book) } else { Vec::new() };
    let names: BTreeMap<&str, String> = book
        .pictures
        .iter()
        .enumerate()
        .map(|(at, (url, bytes))| (url.as_str(), format!("p{at:03}.{}", ending(bytes))))
        .collect();
    let mut body = String::new();
    if !contents.is_empty() {
        let creators: String = book.creators.iter().map(|c| format!("<p>{}</p>\n", encoded(c))).collect();
        body.push_str(&format!(
            "<section class=\"title\"><p class=\"name\">{}</p>\n{creators}</section>\n",
            encoded(&book.title)
        ));
        body.push_str(&table(book, &contents, numbers));
    }
    for (at, part) in book.chapters.iter().enumerate() {
        body.push_str(&chapter(book, &names, at, part));
    }
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head>\n\
         <body>{body}</body>\n</html>\n",
        encoded(&book.language),
        encoded(&book.title)
    );
    let pictures = book.pictures.iter().map(|(url, bytes)| (names[url.as_str()].clone(), Arc::clone(bytes))).collect();
    Printout { html, pictures, contents }
}

/// Browsers know a picture by its bytes; only SVG must be told.
fn ending(bytes: &[u8]) -> &'static str {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    if head.contains("<svg") { "svg" } else { "img" }
}

/// The deepest level of the contents.
const DEEPEST: usize = 4;

/// What the contents of `book` lists.
fn entries(book: &Book) -> Vec<Bookmark> {
    let mut listed = Vec::new();
    let mut entry = |depth: usize, place: String, title: &str| {
        listed.push(Bookmark { depth, place, title: title.trim().to_owned() });
    };
    for (at, chapter) in book.chapters.iter().enumerate() {
        let own = chapter.depth.max(1);
        entry(own, place(at, ""), &chapter.title);
        for (level, anchor, text) in &chapter.headings {
            let depth = own + usize::from(level.saturating_sub(1).max(1));
            if depth <= DEEPEST && !anchor.is_empty() && !text.trim().is_empty() {
                entry(depth, place(at, anchor), text);
            }
        }
    }
    listed
}

fn table(book: &Book, entries: &[Bookmark], numbers: &BTreeMap<String, usize>) -> String {
    let mut out = format!("<section class=\"contents\"><p class=\"head\">{}</p>\n", encoded(&book.contents_label));
    for Bookmark { depth, place, title } in entries {
        let number = numbers.get(place).map(usize::to_string).unwrap_or_default();
        out.push_str(&format!(
            "<p><a href=\"#{place}\" style=\"padding-left:{}em\"><span>{}</span><span class=\"dots\"></span>\
             <span class=\"number\">{number}</span></a></p>\n",
            (depth - 1) * 2,
            encoded(title)
        ));
    }
    out.push_str("</section>\n");
    out
}

/// The `id` of what has `anchor` in chapter `at`, in letters that PDF files write as they are.
fn place(at: usize, anchor: &str) -> String {
    let mut out = format!("c{at}");
    if !anchor.is_empty() {
        out.push('-');
    }
    for c in anchor.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => out.push(c),
            c => out.push_str(&format!("_{:x}_", u32::from(c))),
        }
    }
    out
}

fn chapter(book: &Book, names: &BTreeMap<&str, String>, at: usize, chapter: &Chapter) -> String {
    let attribute = |element: &str, name: &str, value: &str| -> Option<String> {
        match (element, name) {
            (_, "id") => Some(place(at, value)),
            ("a", "href") => Some(href(book, at, value)),
            ("img", "src") => names.get(value).cloned(),
            ("img", "alt" | "width" | "height") => Some(value.to_owned()),
            ("td" | "th", "colspan" | "rowspan") | ("ol", "start" | "type") | ("li", "value") => Some(value.to_owned()),
            (_, "class" | "lang" | "dir") => Some(value.to_owned()),
            _ => None,
        }
    };
    let depth = chapter.depth.clamp(1, 6);
    let body = lowered(xhtml(&chapter.html, &attribute), depth - 1);
    let facts: String = chapter.facts.iter().map(|fact| format!("<p class=\"fact\">{}</p>\n", encoded(fact))).collect();
    format!(
        "<section class=\"chapter\"><h{depth} id=\"{}\">{}</h{depth}>\n{facts}{body}</section>\n",
        place(at, ""),
        encoded(&chapter.title)
    )
}

fn href(book: &Book, at: usize, href: &str) -> String {
    let (url, anchor) = href.split_once('#').unwrap_or((href, ""));
    let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
    let chapter = if url.is_empty() { Some(at) } else { book.chapters.iter().position(|chapter| chapter.url == url) };
    let absolute = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme));
    match (chapter, &book.base_url) {
        (Some(chapter), _) => format!("#{}", place(chapter, &anchor)),
        (None, _) if absolute => href.to_owned(),
        (None, Some(base)) if !url.contains(':') => format!("{base}{href}"),
        _ => NOWHERE.to_owned(),
    }
}

/// Headings `by` levels lower, below that of their chapter.
fn lowered(xhtml: String, by: usize) -> String {
    let mut out = xhtml;
    for level in (1..=6).rev() {
        let lower = (level + by).min(6);
        if by == 0 {
            break;
        }
        for (begin, end) in [("<h", ">"), ("<h", " "), ("</h", ">")] {
            out = out.replace(&format!("{begin}{level}{end}"), &format!("{begin}{lower}{end}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_has_contents_and_a_page_has_none() {
        let chapter = |url: &str, depth, html: &str| Chapter {
            url: url.into(),
            title: format!("章 {url}"),
            depth,
            html: html.into(),
            headings: vec![(2, "一".into(), "一节".into())],
            ..Chapter::default()
        };
        let mut book = Book {
            title: "书".into(),
            language: "zh-CN".into(),
            contents_label: "目录".into(),
            chapters: vec![
                chapter("a/", 1, "<h2 id=\"一\">一节</h2><a href=\"b/#%E4%B8%80\">乙</a>"),
                chapter("b/", 2, "<h2 id=\"一\">一节</h2>"),
            ],
            ..Book::default()
        };
        let numbers = BTreeMap::from([("c1-_4e00_".to_owned(), 7)]);
        let html = printout(&book, false, &numbers).html;
        for part in [
            "<h1 id=\"c0\">章 a/</h1>",
            "<a href=\"#c1-_4e00_\">乙</a>",
            "<h2 id=\"c1\">章 b/</h2>",
            "<h3 id=\"c1-_4e00_\">一节</h3>",
            "<a href=\"#c1-_4e00_\" style=\"padding-left:4em\"><span>一节</span><span class=\"dots\"></span><span class=\"number\">7</span></a>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        book.chapters.truncate(1);
        assert!(printout(&book, false, &numbers).contents.is_empty());
        assert!(printout(&book, true, &numbers).html.contains("class=\"contents\""));
    }
}
