//! What is written reads back as the same text with the same marks.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::import::model::{Cell, Inline, Marks, Span, Table};
use crate::parse::markdown::{MarkdownOptions, markdown};

/// The visible text of a page, and the words in bold.
fn read_back(text: &str) -> (String, String) {
    let file: Arc<str> = "a.md".into();
    let page = markdown(&file, text, 0..text.len(), &MarkdownOptions { title: Some("题"), ..Default::default() });
    // Dollar signs and the like are printed as they are, which is what is wanted here; editors are asked whether they meant it.
    let faults: Vec<_> =
        page.diagnostics.iter().filter(|fault| fault.severity == crate::diagnostics::Severity::Error).collect();
    assert!(faults.is_empty(), "{text}: {faults:?}");
    let html = page.value.body.html.get().to_string();
    let (mut all, mut bold, mut depth, mut rest) = (String::new(), String::new(), 0, html.as_str());
    while let Some(at) = rest.find('<') {
        push(&mut all, &mut bold, depth, &rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |e| at + e + 1);
        match &rest[at..end] {
            "<strong>" => depth += 1,
            "</strong>" => depth -= 1,
            _ => {}
        }
        rest = &rest[end..];
    }
    push(&mut all, &mut bold, depth, rest);
    (all, bold)
}

fn push(all: &mut String, bold: &mut String, depth: i32, text: &str) {
    let text = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |t, (from, to)| t.replace(from, to));
    let text: String = text.chars().filter(|c| !is_space(*c)).collect();
    all.push_str(&text);
    if depth > 0 {
        bold.push_str(&text);
    }
}

fn paragraph(parts: &[(&str, bool)]) -> Paragraph {
    let inlines = parts.iter().map(|(text, bold)| {
        let marks = Marks { bold: *bold, ..Marks::default() };
        Inline::Text(Span { text: (*text).to_owned(), marks, link: None })
    });
    Paragraph { inlines: inlines.collect(), ..Paragraph::default() }
}

fn check(parts: &[(&str, bool)]) {
    let piece = Piece { block: Block::Paragraph(paragraph(parts)), heading: 0 };
    let text = write(&[piece], &Document::default(), Style::default());
    let bare = |only: bool| -> String {
        parts.iter().filter(|(_, b)| !only || *b).flat_map(|(t, _)| t.chars()).filter(|c| !is_space(*c)).collect()
    };
    assert_eq!(read_back(&text), (bare(false), bare(true)), "{text}");
}

#[test]
fn bold_beside_punctuation() {
    check(&[
        ("请", false),
        ("“认真”", true),
        ("学习《", false),
        ("办法", true),
        ("》：", false),
        ("注意：", true),
        ("甲", false),
    ]);
    check(&[("重点 ", true), ("是 ", false), (" 记录", true)]);
    check(&[("甲", true), ("（乙）", false), ("。丙。", true), ("丁", false)]);
}

#[test]
fn what_looks_like_markdown_is_text() {
    for text in [
        "1. 甲",
        "# 甲",
        "- 甲",
        "> 甲",
        "a*b*c",
        "[甲](乙)",
        "<b>甲</b>",
        "`甲`",
        "C:\\甲",
        "&lt;",
        "~~甲~~",
        "---",
        "___",
        "甲|乙",
        "![甲](乙)",
        "+ 甲",
        "===",
        "[^1]",
        "2) 甲",
        "{{< 甲 >}}",
        ":: 甲",
        "_甲_",
    ] {
        check(&[(text, false)]);
    }
}

#[test]
fn tables_in_markdown_and_in_html() {
    let cell = |text: &str, columns: usize| Cell {
        blocks: vec![Block::Paragraph(paragraph(&[(text, false)]))],
        columns,
        rows: 1,
    };
    let plain = Table { rows: vec![vec![cell("名称", 1), cell("数|量", 1)], vec![cell("甲", 1), cell("2", 1)]] };
    let style = Style::default();
    let document = Document::default();
    assert_eq!(table::write(&plain, &document, style), "| 名称 | 数\\|量 |\n|---|---|\n| 甲 | 2 |");
    let merged = Table { rows: vec![vec![cell("合", 2)], vec![cell("甲", 1), cell("a<b", 1)]] };
    assert_eq!(
        table::write(&merged, &document, style),
        "<table>\n<tr>\n<td colspan=\"2\">合</td>\n</tr>\n<tr>\n<td>甲</td>\n<td>a&lt;b</td>\n</tr>\n</table>"
    );
}

proptest! {
    #[test]
    fn any_text_reads_back(parts in proptest::collection::vec(("[甲乙丙a1。，：“”《》（）*_`\\[\\]<>#.| -]{1,6}", any::<bool>()), 1..6)) {
        let parts: Vec<(&str, bool)> = parts.iter().map(|(t, b)| (t.as_str(), *b)).collect();
        // Two neighbours alike are one.
        check(&parts);
    }
}
