use std::ops::Range;

use crate::content::{Body, Citation, Hole};
use crate::diagnostics::Span;

/// What to do with HTML that stands in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum RawHtml {
    /// Keep what is harmless and report what was removed.
    #[default]
    Sanitize,
    /// Keep all of it, for sites whose editors are trusted with scripts.
    Allow,
    /// Show it as text.
    Escape,
}

/// How to read a body.
#[derive(Clone, Copy, Default)]
pub struct MarkdownOptions<'a> {
    /// What to do with HTML.
    pub raw_html: RawHtml,
    /// What every anchor made from a heading's text begins with; empty for most pages.
    pub heading_prefix: &'a str,
    /// The title of the page. A first-level heading that repeats it is dropped; without a title the first such heading
    /// becomes the title.
    pub title: Option<&'a str>,
    /// Who finds citations in running text.
    pub citations: Option<&'a CitationScanner<'a>>,
}

/// Finds citations in a run of plain text: where, and what is cited. `span` and `within` of the citation are filled in
/// by the caller.
pub type CitationScanner<'a> = dyn Fn(&str) -> Vec<(Range<usize>, Citation)> + Sync + 'a;

/// A body and what belongs to the page rather than to the body.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MarkdownPage {
    /// The body.
    pub body: Body,
    /// The first-level heading, if the page had no title.
    pub title: Option<(String, Span)>,
    /// What the citation scanner found, in order; `CiteOpen` holes index it.
    pub citations: Vec<Citation>,
}

/// A run of inline Markdown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InlineHtml {
    /// Sanitised HTML without a block around it.
    pub html: String,
    /// Holes in ascending order.
    pub holes: Vec<Hole>,
    /// The text without markup.
    pub plain: String,
    /// What the citation scanner found, in order; `CiteOpen` holes index it.
    pub citations: Vec<Citation>,
}
