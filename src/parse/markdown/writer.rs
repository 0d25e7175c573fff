//! Events → HTML with holes. This file holds the state and sends each event to its place: [`super::blocks`],
//! [`super::inlines`], [`super::calls`] (shortcodes and self-tests) or [`super::raw`].

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::anchors::Anchors;
use super::blocks::{CodeBlock, HeadingStart, Table};
use super::calls::OpenCall;
use super::footnotes::Footnotes;
use super::inlines::{ImageStart, LinkStart};
use super::plain::Plain;
use super::raw::{RawPiece, RawState};
use super::source::Source;
use super::{MarkdownOptions, RawHtml, faults, sanitize};
use crate::content::{Citation, Heading, Hole, QuizQuestion};
use crate::diagnostics::{Diagnostic, Span};

/// Containers and emphasis nested deeper than this are flattened, as an error; browsers stop at 512 elements.
pub(super) const DEEPEST: usize = 100;

/// A stretch of HTML that ends up somewhere as a whole.
#[derive(Default)]
pub(super) struct Frame {
    pub html: String,
    pub holes: Vec<Hole>,
    /// Whether raw HTML went into it.
    pub raw: bool,
}

impl Frame {
    /// Puts `other` at the end.
    pub(super) fn append(&mut self, other: Frame) {
        let shift = self.html.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|hole| Hole { offset: hole.offset + shift, ..hole }));
        self.raw |= other.raw;
    }

    /// Takes away what was written since a place.
    pub(super) fn split_off(&mut self, html: usize, holes: usize) -> Frame {
        let holes = self.holes.split_off(holes);
        Frame {
            html: self.html.split_off(html),
            holes: holes.into_iter().map(|hole| Hole { offset: hole.offset - html, ..hole }).collect(),
            raw: self.raw,
        }
    }
}

/// What is being written.
pub(super) struct Writer<'a, 't> {
    pub file: &'a Arc<str>,
    /// The whole file.
    pub file_text: &'t str,
    pub source: &'a Source<'t>,
    pub options: &'a MarkdownOptions<'a>,
    pub faults: Vec<Diagnostic>,
    /// The page, and what is open above it: headings and footnotes.
    pub frames: Vec<Frame>,
    pub plain: Plain,
    pub anchors: Anchors,
    pub headings: Vec<Heading>,
    pub heading: Option<HeadingStart>,
    pub title: Option<(String, Span)>,
    pub first_title_seen: bool,
    pub footnotes: Footnotes,
    pub raw: RawState,
    pub raw_piece: Option<RawPiece>,
    pub code: Option<CodeBlock>,
    pub table: Option<Table>,
    pub links: Vec<LinkStart>,
    pub image: Option<ImageStart>,
    pub strikes: Vec<bool>,
    pub calls: Vec<OpenCall>,
    pub questions: Vec<QuizQuestion>,
    /// The questions of each block, for ids that two blocks share.
    pub blocks_of_questions: Vec<Range<usize>>,
    pub citations: Vec<Citation>,
    /// Where the current paragraph began: in the HTML, in the holes, in the plain text.
    pub paragraph: (usize, usize, usize),
    /// Quotations, lists and the like that are open; each has a number of its own.
    pub containers: Vec<usize>,
    pub next_container: usize,
    nesting: usize,
    deep_reported: bool,
    /// The character before a line break that is not written yet.
    pub line_break: Option<Option<char>>,
    /// Whether blocks leave no trace, for a run of inline Markdown.
    pub inline: bool,
    pub has_tags: bool,
}

impl<'a, 't> Writer<'a, 't> {
    pub(super) fn new(
        file: &'a Arc<str>,
        file_text: &'t str,
        source: &'a Source<'t>,
        options: &'a MarkdownOptions<'a>,
        inline: bool,
    ) -> Self {
        let html = String::with_capacity(source.text.len() + source.text.len() / 8);
        Self {
            file,
            file_text,
            source,
            options,
            faults: Vec::new(),
            frames: vec![Frame { html, ..Frame::default() }],
            plain: Plain::default(),
            anchors: Anchors::default(),
            headings: Vec::new(),
            heading: None,
            title: None,
            first_title_seen: false,
            footnotes: Footnotes::default(),
            raw: RawState::default(),
            raw_piece: None,
            code: None,
            table: None,
            links: Vec::new(),
            image: None,
            strikes: Vec::new(),
            calls: Vec::new(),
            questions: Vec::new(),
            blocks_of_questions: Vec::new(),
            citations: Vec::new(),
            paragraph: (0, 0, 0),
            containers: Vec::new(),
            next_container: 0,
            nesting: 0,
            deep_reported: false,
            line_break: None,
            inline,
            has_tags: memchr::memmem::find(source.text.as_bytes(), b"{{").is_some(),
        }
    }

    /// Writes one event.
    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.image.is_some() && self.inside_image(&event, &range) {
            return;
        }
        match event {
            Event::Text(text) => self.text(&text, &range),
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.end(end, &range),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.hard_break(),
            Event::Code(code) => self.inline_code(&code),
            Event::Html(html) => self.html_line(&html, &range),
            Event::InlineHtml(html) => self.inline_html(&html, &range),
            Event::FootnoteReference(label) => self.footnote_reference(&label, &range),
            Event::Rule => self.rule(),
            Event::TaskListMarker(done) => self.task(done),
            // Mathematics is not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, &range),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }) {
            self.break_before_markup(&range);
        }
        match tag {
            Tag::Paragraph => self.paragraph_start(),
            Tag::Heading { level, id, classes, attrs } => self.heading_start(level, id, &classes, &attrs, range),
            Tag::BlockQuote(kind) => self.container_start(range, |w| w.quote_start(kind)),
            Tag::List(start) => self.container_start(range, |w| w.list_start(start)),
            Tag::Item => self.container_start(range, |w| w.frame().html.push_str("<li>")),
            Tag::DefinitionList => self.container_start(range, |w| w.open_block("<dl>\n")),
            Tag::DefinitionListTitle => self.open_block("<dt>"),
            Tag::DefinitionListDefinition => self.container_start(range, |w| w.open_block("<dd>")),
            Tag::CodeBlock(kind) => self.code_start(kind, range),
            Tag::HtmlBlock => self.raw_piece = Some(RawPiece::default()),
            Tag::FootnoteDefinition(label) => self.note_start(&label, range),
            Tag::Table(alignments) => self.table_start(alignments),
            Tag::TableHead => self.table_head_start(),
            Tag::TableRow => self.frame().html.push_str("<tr>"),
            Tag::TableCell => self.cell_start(),
            Tag::Emphasis => self.nested(range, "<em>"),
            Tag::Strong => self.nested(range, "<strong>"),
            Tag::Strikethrough => self.strike_start(range),
            Tag::Link { link_type, dest_url, title, .. } => self.link_start(link_type, &dest_url, &title, range),
            Tag::Image { link_type, dest_url, title, .. } => self.image_start(link_type, &dest_url, &title, range),
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, end: TagEnd, range: &Range<usize>) {
        match end {
            TagEnd::Paragraph => self.paragraph_end(),
            TagEnd::Heading(level) => self.heading_end(level, range),
            TagEnd::BlockQuote(kind) => {
                self.container_end(if kind.is_some() { "</aside>\n" } else { "</blockquote>\n" })
            }
            TagEnd::List(ordered) => self.container_end(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.container_end("</li>\n"),
            TagEnd::DefinitionList => self.container_end("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close_block("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.container_end("</dd>\n"),
            TagEnd::CodeBlock => self.code_end(),
            TagEnd::HtmlBlock => self.html_end(),
            TagEnd::FootnoteDefinition => self.note_end(),
            TagEnd::Table => self.table_end(),
            TagEnd::TableHead => self.table_head_end(),
            TagEnd::TableRow => self.row_end(),
            TagEnd::TableCell => self.cell_end(),
            TagEnd::Emphasis => self.nested_end("</em>"),
            TagEnd::Strong => self.nested_end("</strong>"),
            TagEnd::Strikethrough => self.strike_end(),
            TagEnd::Link => self.link_end(range),
            TagEnd::Image => self.image_end(range),
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// The frame that is being written.
    pub(super) fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// A span for a range of the file; an end inside a character moves behind it.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let boundary = |at: usize| {
            (at..self.file_text.len()).find(|i| self.file_text.is_char_boundary(*i)).unwrap_or(self.file_text.len())
        };
        Span::new(self.file, boundary(range.start)..boundary(range.end))
    }

    /// A span for a range of what the parser read.
    pub(super) fn place(&self, range: &Range<usize>) -> Span {
        self.span(self.source.original(range))
    }

    pub(super) fn fault(&mut self, fault: Diagnostic) {
        // A hostile file must not be answered with a message for each of its bytes.
        if self.faults.len() < 1_000 {
            self.faults.push(fault);
        }
    }

    /// Says what was read otherwise than it is written.
    pub(super) fn slips(&mut self) {
        let source = self.source;
        for (place, slip) in &source.slips {
            let fault = slip.fault(self.span(place.clone()));
            self.fault(fault);
        }
    }

    pub(super) fn too_deep(&mut self, range: Range<usize>, limit: usize) {
        if !self.deep_reported {
            self.deep_reported = true;
            let span = self.span(range.start..range.end.min(range.start + 40));
            self.fault(faults::too_deep(span, limit));
        }
    }

    /// What to do with raw HTML. Without marks there is no way through the sanitiser, so it is shown as text.
    pub(super) fn raw_mode(&self) -> RawHtml {
        match self.options.raw_html {
            RawHtml::Sanitize if self.source.marks.is_none() => RawHtml::Escape,
            mode => mode,
        }
    }

    /// Opens one more level; whether it may be written.
    pub(super) fn deeper(&mut self, range: &Range<usize>) -> bool {
        self.nesting += 1;
        if self.nesting > DEEPEST {
            let range = self.source.original(range);
            self.too_deep(range, DEEPEST);
        }
        self.nesting <= DEEPEST
    }

    /// Closes a level; whether it was written.
    pub(super) fn shallower(&mut self) -> bool {
        self.nesting = self.nesting.saturating_sub(1);
        self.nesting < DEEPEST
    }

    /// Cleans a finished frame if raw HTML went into it.
    pub(super) fn finished(&self, frame: Frame) -> (String, Vec<Hole>) {
        match &self.source.marks {
            Some(marks) if frame.raw && self.raw_mode() == RawHtml::Sanitize => {
                sanitize::clean(&frame.html, &frame.holes, marks)
            }
            _ => (frame.html, frame.holes),
        }
    }
}
