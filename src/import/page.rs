//! A document → a page with its pictures.

use std::sync::Arc;

use super::front::Front;
use super::markdown::{self, Piece, Style};
use super::model::{Block, Document, Remark};
use super::report::{Counts, Noted, Source};
use super::shape::{self, Shaped};
use super::{Options, Page, again, pictures, stem};
use crate::content::Kind;
use crate::diagnostics::Diagnostic;
use crate::parse::cascade::Cascade;
use crate::parse::markdown::RawHtml;
use crate::parse::{ParseOptions, parse};

/// Turns `document`, which came from the file `name`, into a page.
pub(super) fn of_document(name: &str, document: &mut Document, options: &Options) -> Page {
    let stem = stem(name);
    let shaped = shape::shape(document, options.kind, &stem);
    of_shaped(name, document, shaped, options, |_| {})
}

/// Writes what was found in a document; `more` adds to its front matter.
pub(super) fn of_shaped(
    name: &str,
    document: &mut Document,
    shaped: Shaped,
    options: &Options,
    more: impl FnOnce(&mut Front),
) -> Page {
    let stem = stem(name);
    let files = pictures::files(document);
    let style = Style { policy: shaped.kind == Some(Kind::Policy), pictures: &files.names };
    let body = markdown::write(&shaped.pieces, document, style);
    let mut front = front(&shaped);
    more(&mut front);
    again::origin(&mut front, name);
    let column = options.column.trim_matches('/');
    let slash = if column.is_empty() { "" } else { "/" };
    // A page with pictures is a folder, so that they lie beside it.
    let (folder, path) = if files.files.is_empty() {
        (String::new(), format!("content/{column}{slash}{stem}.md"))
    } else {
        (format!("content/{column}{slash}{stem}/"), format!("content/{column}{slash}{stem}/index.md"))
    };
    let mut remarks = document.remarks.clone();
    remarks.extend(shaped.remarks.iter().cloned());
    remarks.extend(files.remarks);
    remarks.extend(tally_remarks(document));
    let source = source(name, &shaped, document, remarks, files.files.len());
    let files = files.files.into_iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes)).collect();
    finish(path, &front, &body, files, source)
}

/// Adds the print and asks the program what it says of the page.
pub(super) fn finish(path: String, front: &Front, body: &str, files: Vec<(String, Vec<u8>)>, source: Source) -> Page {
    let text = again::with_print(&front.page(body));
    let found = check(&path, &text);
    Page { path, text, files, source, found }
}

fn front(shaped: &Shaped) -> Front {
    let mut front = Front::default();
    front.text("title", &shaped.title);
    front.kind(shaped.kind.unwrap_or(Kind::Article));
    front.text("subtitle", &shaped.subtitle);
    if shaped.kind == Some(Kind::Policy) {
        front.text("doc_no", shaped.doc_no.as_deref().unwrap_or_default());
        front.texts("issuers", &shaped.issuers);
        for (key, name) in HEAD_AND_FOOT {
            front.text(key, &head_or_foot(shaped, name));
        }
        front.date("signed_on", shaped.signed_on);
        front.date("effective_on", shaped.effective_on);
    } else {
        front.text("source", &shaped.issuers.join("、"));
        front.date("published_at", shaped.signed_on);
    }
    front.text("author", &shaped.author);
    front
}

/// What stands around an official document and has a key of its own: the key, and the name among what is not in the text.
const HEAD_AND_FOOT: [(&str, &str); 3] = [("letterhead", "红头"), ("copies_to", "抄送"), ("printed", "印发栏")];

/// The words of a part of the head or foot; of 抄送 without the word itself.
fn head_or_foot(shaped: &Shaped, name: &str) -> String {
    let words = shaped.dropped.iter().filter(|(zh, ..)| *zh == name).map(|(.., words)| words.trim());
    let words =
        words.map(|words| words.strip_prefix("抄送").map_or(words, |rest| rest.trim_start_matches(['：', ':', ' '])));
    words.collect::<Vec<_>>().join(if name == "红头" { " " } else { "；" })
}

fn source(name: &str, shaped: &Shaped, document: &Document, remarks: Vec<Remark>, pictures: usize) -> Source {
    let blocks = |is: fn(&Block) -> bool| shaped.pieces.iter().filter(|p: &&Piece| is(&p.block)).count();
    let counts = Counts {
        paragraphs: blocks(|b| matches!(b, Block::Paragraph(_))),
        articles: shaped.articles,
        tables: blocks(|b| matches!(b, Block::Table(_))),
        pictures,
        notes: document.notes.len(),
        questions: 0,
    };
    let policy = shaped.kind == Some(Kind::Policy);
    let is_kept = |zh: &str| policy && HEAD_AND_FOOT.iter().any(|(_, name)| *name == zh);
    let dropped =
        shaped.dropped.iter().filter(|(zh, ..)| !is_kept(zh)).map(|(zh, en, words)| Noted::dropped(zh, en, words));
    Source {
        name: name.to_owned(),
        title: shaped.title.clone(),
        kind: shaped.kind.unwrap_or(Kind::Article).name().to_owned(),
        counts,
        dropped: dropped.collect(),
        noted: remarks.into_iter().map(Noted::from).collect(),
    }
}

/// What was accepted or left out without being asked.
fn tally_remarks(document: &Document) -> Vec<Remark> {
    let tally = document.tally;
    let mut remarks = Vec::new();
    if tally.insertions + tally.deletions > 0 {
        let (i, d) = (tally.insertions, tally.deletions);
        remarks.push(Remark::new(
            "tracked-changes",
            format!("原件里有修订：接受了 {i} 处插入，去掉了 {d} 处删除的文字"),
            format!("tracked changes: {i} insertions were accepted, {d} deletions removed"),
        ));
    }
    if tally.comments > 0 {
        remarks.push(Remark::new(
            "comments",
            format!("原件里有 {} 条批注，没有导入", tally.comments),
            format!("{} comments were not imported", tally.comments),
        ));
    }
    if tally.hidden > 0 {
        remarks.push(Remark::new(
            "hidden-text",
            format!("原件里有 {} 处隐藏的文字，没有导入", tally.hidden),
            format!("{} pieces of hidden text were not imported", tally.hidden),
        ));
    }
    remarks
}

/// What a build would say of the page by itself.
pub(super) fn check(path: &str, text: &str) -> Vec<Diagnostic> {
    let below: Arc<str> = path.strip_prefix("content/").unwrap_or(path).into();
    let file: Arc<str> = path.into();
    let options = ParseOptions { kind: Kind::Article, cascade: Cascade::default(), raw_html: RawHtml::Sanitize };
    parse(&below, &file, text, &options).diagnostics
}
