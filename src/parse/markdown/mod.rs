//! Markdown → HTML with holes.
//!
//! The way of a page: [`source`] prepares the text ([`prose`] amends what no Markdown author wrote, [`cjk`] mends
//! emphasis, shortcode tags become marks) → pulldown-cmark
//! → [`writer`] turns events into HTML, holes, headings and plain text → [`sanitize`] if raw HTML went in.

mod anchors;
mod blocks;
mod calls;
mod cjk;
mod escape;
mod faults;
mod footnotes;
mod inlines;
mod links;
mod options;
mod plain;
mod prose;
mod raw;
mod sanitize;
mod shortcode;
mod source;
#[cfg(test)]
mod tests;
mod writer;

use std::ops::Range;
use std::sync::Arc;

pub use options::*;
pub(super) use plain::length;
use pulldown_cmark::{Options, Parser};
use source::Source;
use writer::Writer;

use crate::content::{Body, Long};
use crate::diagnostics::Checked;
use crate::parse::quiz;

/// Reads the Markdown in `body` of `text`. Every span counts from the start of `text`.
pub fn markdown(
    file: &Arc<str>,
    text: &str,
    body: Range<usize>,
    options: &MarkdownOptions<'_>,
) -> Checked<MarkdownPage> {
    let source = Source::page(text, body);
    let mut writer = Writer::new(file, text, &source, options, false);
    if let Some(deep) = source.deep.clone() {
        writer.too_deep(deep, writer::DEEPEST);
    }
    writer.slips();
    for (event, range) in Parser::new_ext(&source.text, EXTENSIONS).into_offset_iter() {
        writer.event(event, range);
    }
    writer.close_all_calls();
    writer.footnotes();
    writer.report_removed();
    let blocks = writer.blocks_of_questions.iter().map(|range| &writer.questions[range.clone()]);
    let repeated = quiz::repeated_between(blocks);
    writer.faults.extend(repeated);
    let frame = std::mem::take(writer.frame());
    let (html, holes) = writer.finished(frame);
    let (sections, lead, length) = writer.plain.finish();
    let body = Body {
        html: Long::new(html.into()),
        holes,
        headings: writer.headings,
        anchors: writer.anchors.into_all(),
        sections: Long::new(sections),
        lead,
        length,
        policy: None,
        citations: Long::default(),
        questions: writer.questions,
    };
    let page = MarkdownPage { body, title: writer.title, citations: writer.citations };
    Checked::with(page, writer.faults)
}

/// Reads one run of inline Markdown, such as a paragraph of a policy. Every span counts from the start of `text`.
pub fn inline(file: &Arc<str>, text: &str, range: Range<usize>, options: &MarkdownOptions<'_>) -> Checked<InlineHtml> {
    let run = &text[range.clone()];
    if is_plain(run) && options.citations.is_none() {
        let plain = run.trim_matches([' ', '\t']).to_owned();
        return Checked::clean(InlineHtml { html: plain.clone(), holes: Vec::new(), plain, citations: Vec::new() });
    }
    let source = Source::inline(text, range);
    let mut writer = Writer::new(file, text, &source, options, true);
    writer.slips();
    for (event, range) in Parser::new_ext(&source.text, INLINE_EXTENSIONS).into_offset_iter() {
        writer.event(event, range);
    }
    writer.report_removed();
    let frame = std::mem::take(writer.frame());
    let (html, holes) = writer.finished(frame);
    let value = InlineHtml { html, holes, plain: writer.plain.into_text(), citations: writer.citations };
    Checked::with(value, writer.faults)
}

const INLINE_EXTENSIONS: Options = Options::ENABLE_STRIKETHROUGH;

const EXTENSIONS: Options = INLINE_EXTENSIONS
    .union(Options::ENABLE_TABLES)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST);

/// Whether `text` means itself in Markdown and in HTML. Most paragraphs of most policies do.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| !SPECIAL[b as usize])
}

static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let special = b"\\*_~`[]!<>&\"\n\r\0{";
    let mut i = 0;
    while i < special.len() {
        table[special[i] as usize] = true;
        i += 1;
    }
    table
};
