//! The words of the pages as their editors wrote them, with their places: what rules about wording look at. Code, HTML,
//! comments, shortcodes and addresses are no words.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Context;
use crate::content::Draft;
use crate::diagnostics::Span;
use crate::parse::policy::body_start;

/// Stands for every byte that is no word.
pub(super) const NOTHING: char = '\0';

/// The words of a page.
pub(super) struct PageText<'a> {
    /// What was read of it.
    pub(super) draft: &'a Draft,
    /// Its file, from the site's root.
    pub(super) file: Arc<str>,
    /// The whole file.
    pub(super) text: Arc<str>,
    /// As long as the file, with [`NOTHING`] for all but words; the values of the front matter are words.
    pub(super) words: String,
    /// Paragraphs, headings, cells: where words hang together. Those of the body only.
    pub(super) blocks: Vec<Range<usize>>,
    /// Where the body begins.
    pub(super) body: usize,
    /// Where links and pictures lead, with the whole of their markup.
    pub(super) links: Vec<(Range<usize>, String)>,
}

impl PageText<'_> {
    /// A place in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(&self.file, range)
    }
}

/// The words of every public page that has a file.
pub(super) fn pages<'a>(context: &Context<'a>) -> Vec<PageText<'a>> {
    use rayon::prelude::*;
    let pages = context.built.site.pages.par_iter();
    pages
        .filter_map(|page| {
            let file = context.file(&page.draft.path);
            let text = context.inputs.get(&file)?.text()?;
            Some(read(&page.draft, file, text))
        })
        .collect()
}

fn read(draft: &Draft, file: Arc<str>, text: Arc<str>) -> PageText<'_> {
    let body = body_start(&text);
    let mut words = Words { bytes: vec![0; text.len()], text: &text };
    for (at, _) in text.match_indices('\n') {
        words.bytes[at] = b'\n';
    }
    front(&text[..body], &mut words);
    let (blocks, links) = markdown(body, &mut words);
    shortcodes(&text, body, &mut words.bytes);
    // Whole events were copied and whole tags blanked out, so this is UTF-8.
    let words = String::from_utf8(words.bytes).unwrap_or_default();
    PageText { draft, file, text, words, blocks, body, links }
}

struct Words<'t> {
    bytes: Vec<u8>,
    text: &'t str,
}

impl Words<'_> {
    fn keep(&mut self, range: Range<usize>) {
        self.bytes[range.clone()].copy_from_slice(&self.text.as_bytes()[range]);
    }
}

/// The values of front matter: what follows the key, up to a comment.
fn front(text: &str, words: &mut Words<'_>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_start();
        if bare.starts_with('#') || bare.starts_with("---") {
            continue;
        }
        let end = line.find(" #").unwrap_or_else(|| line.trim_end().len());
        let from = line.find(": ").map_or_else(|| line.len() - bare.len(), |colon| colon + 2);
        if from < end {
            words.keep(start + from..start + end);
        }
    }
}

type Blocks = (Vec<Range<usize>>, Vec<(Range<usize>, String)>);

fn markdown(body: usize, words: &mut Words<'_>) -> Blocks {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let (mut blocks, mut links) = (Vec::<Range<usize>>::new(), Vec::new());
    let (mut code, mut open) = (false, false);
    let text = words.text;
    for (event, range) in Parser::new_ext(&text[body..], options).into_offset_iter() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => (code, open) = (false, false),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push((range, dest_url.into_string()));
            }
            Event::Text(_) if !code => {
                words.keep(range.clone());
                match blocks.last_mut().filter(|_| open) {
                    Some(block) => block.end = block.end.max(range.end),
                    None => blocks.push(range),
                }
                open = true;
            }
            Event::Start(tag) if is_block(&tag.to_end()) => open = false,
            Event::End(tag) if is_block(&tag) => open = false,
            _ => {}
        }
    }
    (blocks, links)
}

fn is_block(tag: &TagEnd) -> bool {
    !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// Blanks out `{{< … >}}` and `{{% … %}}`, which Markdown takes for words.
fn shortcodes(text: &str, body: usize, bytes: &mut [u8]) {
    let mut at = body;
    while let Some(start) = text[at..].find("{{").map(|i| at + i) {
        let end = text[start..].find("}}").map_or(text.len(), |i| start + i + 2);
        for byte in bytes[start..end].iter_mut().filter(|byte| **byte != b'\n') {
            *byte = 0;
        }
        at = end;
    }
}

/// Whether `c` is a Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}
