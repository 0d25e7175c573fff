//! Blocks: paragraphs, headings, quotations, lists, tables, code, HTML.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, HeadingLevel};

use super::escape::escape;
use super::faults;
use super::raw::RawPiece;
use super::writer::{Frame, Writer};
use crate::content::{Fill, Heading, slug};
use crate::diagnostics::Span;

/// A code block that is being read.
pub(super) struct CodeBlock {
    pub info: String,
    pub fenced: bool,
    pub text: String,
    /// In the file.
    pub range: Range<usize>,
}

/// A table that is being written.
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

/// A heading that is being read.
pub(super) struct HeadingStart {
    id: Option<String>,
    classes: Vec<String>,
    span: Span,
    pub text: String,
    /// The footnotes referred to before it: a heading that becomes the title takes its own references with it.
    notes: std::collections::BTreeMap<String, (usize, usize)>,
}

impl Writer<'_, '_> {
    pub(super) fn open_block(&mut self, tag: &str) {
        self.plain.block();
        self.frame().html.push_str(tag);
    }

    pub(super) fn close_block(&mut self, tag: &str) {
        self.line_break = None;
        self.plain.block();
        self.frame().html.push_str(tag);
    }

    /// Opens a quotation, list or the like.
    pub(super) fn container_start(&mut self, range: Range<usize>, open: impl FnOnce(&mut Self)) {
        self.containers.push(self.next_container);
        self.next_container += 1;
        self.plain.block();
        if self.deeper(&range) {
            open(self);
        }
    }

    pub(super) fn container_end(&mut self, close: &str) {
        self.close_calls_of_container();
        self.containers.pop();
        let written = self.shallower();
        self.close_block(if written { close } else { "" });
    }

    pub(super) fn paragraph_start(&mut self) {
        if self.inline {
            return;
        }
        self.plain.block();
        let plain = self.plain.current().len();
        let frame = self.frame();
        let start = (frame.html.len(), frame.holes.len());
        frame.html.push_str("<p>");
        self.paragraph = (start.0, start.1, plain);
    }

    pub(super) fn paragraph_end(&mut self) {
        self.line_break = None;
        self.raw.readings = 0;
        if self.inline {
            return;
        }
        let (html, holes, plain) = self.paragraph;
        self.plain.block();
        if self.figure(html, holes) {
            return;
        }
        if self.frames.len() == 1 {
            self.plain.paragraph(plain);
        }
        self.frame().html.push_str("</p>\n");
    }

    /// Turns a paragraph that holds an image and nothing else into a figure with the image's title as its caption.
    fn figure(&mut self, html: usize, holes: usize) -> bool {
        let frame = self.frame();
        let start = html + "<p>".len();
        let [hole] = &mut frame.holes[holes..] else {
            return false;
        };
        let Fill::Image { title, .. } = &mut hole.fill else {
            return false;
        };
        if hole.offset != start || frame.html.len() != start {
            return false;
        }
        let caption = title.take();
        frame.html.truncate(html);
        frame.html.push_str("<figure class=\"figure\">");
        hole.offset = frame.html.len();
        if let Some(caption) = caption {
            frame.html.push_str("<figcaption>");
            escape(&mut frame.html, &caption);
            frame.html.push_str("</figcaption>");
            self.plain.text(&caption);
            self.plain.block();
        }
        self.frame().html.push_str("</figure>\n");
        true
    }

    pub(super) fn heading_start(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'_>>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
        range: Range<usize>,
    ) {
        self.plain.block();
        let span = self.heading_span(&range);
        for (name, _) in attributes {
            let name = self.source.strip(name);
            self.fault(faults::heading_attribute(span.clone(), &name));
        }
        self.heading = Some(HeadingStart {
            id: id.map(|id| self.source.strip(&id).into_owned()),
            classes: classes.iter().map(|class| self.source.strip(class).into_owned()).collect(),
            span,
            text: String::new(),
            notes: if level == HeadingLevel::H1 { self.footnotes.referred.clone() } else { Default::default() },
        });
        self.frames.push(Frame::default());
    }

    fn heading_span(&self, range: &Range<usize>) -> Span {
        let range = self.source.original(range);
        let text = self.file_text[range.clone()].trim_end();
        self.span(range.start..range.start + text.len())
    }

    pub(super) fn heading_end(&mut self, level: HeadingLevel, _: &Range<usize>) {
        self.line_break = None;
        let (Some(heading), Some(frame)) = (self.heading.take(), self.frames.pop()) else {
            return;
        };
        let level = level as u8;
        let text = heading.text.trim().to_owned();
        let own = self.containers.is_empty() && !self.in_note();
        if text.is_empty() && frame.holes.is_empty() {
            self.fault(faults::empty_heading(heading.span));
            return;
        }
        if level == 1 && own && self.is_title(&text, &heading.span) {
            let dropped = std::mem::replace(&mut self.footnotes.referred, heading.notes);
            self.footnotes.of_title(dropped);
            return;
        }
        if own {
            self.heading_order(level, &heading.span);
        }
        let anchor = self.anchor(&heading, &text);
        if own {
            self.plain.heading(level, &text, &anchor);
            let span = heading.span.clone();
            self.headings.push(Heading { level, text: text.clone(), anchor: anchor.clone(), span });
        } else {
            self.plain_text(&text);
            self.plain.block();
        }
        self.write_heading(level, &heading.classes, &anchor, &text, frame);
    }

    /// Takes the first heading of level one as the title, or drops it where it repeats the title.
    fn is_title(&mut self, text: &str, span: &Span) -> bool {
        let first = !std::mem::replace(&mut self.first_title_seen, true);
        match self.options.title {
            Some(title) => first && same_words(title, text),
            None if first && !self.inline => {
                self.title = Some((text.to_owned(), span.clone()));
                true
            }
            None => false,
        }
    }

    fn heading_order(&mut self, level: u8, span: &Span) {
        let before = self.headings.last().map_or(1, |h| h.level);
        if level == 1 {
            self.fault(faults::second_title(span.clone()));
        } else if level > before + 1 {
            self.fault(faults::heading_jump(span.clone(), before, level));
        }
    }

    fn anchor(&mut self, heading: &HeadingStart, text: &str) -> String {
        if let Some(id) = heading.id.as_deref().filter(|id| !id.is_empty()) {
            if self.own_anchor(id, heading.span.clone()) {
                return id.to_owned();
            }
            return self.anchors.unique(id);
        }
        let made = slug(text);
        let base = if made.is_empty() { "section" } else { &made };
        let base = format!("{}{base}", self.options.heading_prefix);
        self.anchors.unique(&base)
    }

    /// Takes an anchor that the editor gave, or says that it is taken.
    pub(super) fn own_anchor(&mut self, anchor: &str, span: Span) -> bool {
        let free = self.anchors.claim_own(anchor);
        if !free && !anchor.is_empty() {
            self.fault(faults::duplicate_anchor(span, anchor));
        }
        free
    }

    fn write_heading(&mut self, level: u8, classes: &[String], anchor: &str, text: &str, inner: Frame) {
        let frame = self.frame();
        frame.html.push_str(&format!("<h{level} id=\""));
        escape(&mut frame.html, anchor);
        if !classes.is_empty() {
            frame.html.push_str("\" class=\"");
            escape(&mut frame.html, &classes.join(" "));
        }
        frame.html.push_str("\">");
        frame.append(inner);
        frame.html.push_str(" <a class=\"permalink\" href=\"#");
        escape(&mut frame.html, anchor);
        frame.html.push_str("\" aria-label=\"本节链接：");
        escape(&mut frame.html, text);
        frame.html.push_str(&format!("\">#</a></h{level}>\n"));
    }

    pub(super) fn quote_start(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            return self.open_block("<blockquote>\n");
        };
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", "说明"),
            BlockQuoteKind::Tip => ("tip", "提示"),
            BlockQuoteKind::Important => ("important", "重要"),
            BlockQuoteKind::Warning => ("warning", "注意"),
            BlockQuoteKind::Caution => ("caution", "警告"),
        };
        self.open_block(&format!(
            "<aside class=\"alert alert-{class}\" aria-label=\"{title}\">\n<p class=\"alert-title\">{title}</p>\n"
        ));
    }

    pub(super) fn list_start(&mut self, start: Option<u64>) {
        match start {
            None => self.open_block("<ul>\n"),
            Some(1) => self.open_block("<ol>\n"),
            Some(start) => self.open_block(&format!("<ol start=\"{start}\">\n")),
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        let frame = self.frame();
        for (plain, task) in [("<li>", "<li class=\"task\">"), ("<li><p>", "<li class=\"task\"><p>")] {
            if frame.html.ends_with(plain) {
                let end = frame.html.len() - plain.len();
                frame.html.truncate(end);
                frame.html.push_str(task);
            }
        }
        frame.html.push_str(match done {
            true => "<input type=\"checkbox\" disabled checked aria-label=\"已完成\"> ",
            false => "<input type=\"checkbox\" disabled aria-label=\"未完成\"> ",
        });
    }

    pub(super) fn rule(&mut self) {
        self.open_block("<hr>\n");
    }

    pub(super) fn table_start(&mut self, alignments: Vec<Alignment>) {
        self.open_block("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"表格\"><table>\n");
        self.table = Some(Table { alignments, column: 0, head: false });
    }

    pub(super) fn table_head_start(&mut self) {
        self.frame().html.push_str("<thead><tr>");
        if let Some(table) = &mut self.table {
            table.head = true;
        }
    }

    pub(super) fn cell_start(&mut self) {
        let Some(table) = &mut self.table else {
            return;
        };
        let align = table.alignments.get(table.column).copied();
        table.column += 1;
        let class = match align {
            Some(Alignment::Left) => " class=\"align-left\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        let tag = if table.head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") };
        self.frame().html.push_str(&tag);
    }

    pub(super) fn cell_end(&mut self) {
        self.line_break = None;
        self.plain.text(" ");
        let head = self.table.as_ref().is_some_and(|t| t.head);
        self.frame().html.push_str(if head { "</th>" } else { "</td>" });
    }

    pub(super) fn row_end(&mut self) {
        self.close_block("</tr>\n");
        self.next_row();
    }

    fn next_row(&mut self) {
        if let Some(table) = &mut self.table {
            table.column = 0;
            table.head = false;
        }
    }

    pub(super) fn table_end(&mut self) {
        let html = &mut self.frame().html;
        // A table without rows has no body either.
        if html.ends_with("<tbody>\n") {
            let end = html.len() - "<tbody>\n".len();
            html.truncate(end);
            self.close_block("</table></div>\n");
        } else {
            self.close_block("</tbody>\n</table></div>\n");
        }
        self.table = None;
    }

    pub(super) fn table_head_end(&mut self) {
        self.close_block("</tr></thead>\n<tbody>\n");
        self.next_row();
    }

    pub(super) fn code_start(&mut self, kind: CodeBlockKind<'_>, range: Range<usize>) {
        let (info, fenced) = match kind {
            CodeBlockKind::Indented => (String::new(), false),
            CodeBlockKind::Fenced(info) => (self.source.strip(&info).into_owned(), true),
        };
        let range = self.source.original(&range);
        self.code = Some(CodeBlock { info, fenced, text: String::new(), range });
    }

    pub(super) fn code_end(&mut self) {
        let Some(code) = self.code.take() else {
            return;
        };
        let closed = !code.fenced || self.fence_is_closed(&code);
        let language = code.info.split([' ', '\t', ',']).next().unwrap_or("");
        if code.fenced && matches!(language, "quiz" | "quiz-draw") {
            return self.quiz(&code, language == "quiz-draw", closed);
        }
        self.plain.block();
        let text = self.source.restore(&code.text, self.file_text);
        self.plain.text(&text);
        self.plain.block();
        let frame = self.frame();
        frame.html.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            frame.html.push_str(" class=\"language-");
            escape(&mut frame.html, language);
            frame.html.push('"');
        }
        frame.html.push('>');
        escape(&mut frame.html, &text);
        frame.html.push_str("</code></pre>\n");
    }

    /// Whether the last line of the block closes its fence; if not, that is reported.
    fn fence_is_closed(&mut self, code: &CodeBlock) -> bool {
        let text = &self.file_text[code.range.clone()];
        let fence_char = text.chars().next().unwrap_or('`');
        let length = text.chars().take_while(|c| *c == fence_char).count();
        let closed = text.trim_end().rsplit_once('\n').is_some_and(|(_, last)| {
            let last = last.trim_matches(|c: char| matches!(c, ' ' | '\t' | '>' | '\r'));
            last.len() >= length && last.chars().all(|c| c == fence_char)
        });
        if !closed {
            let first = text.lines().next().unwrap_or("").len();
            let span = self.span(code.range.start..code.range.start + first);
            let fence: String = std::iter::repeat_n(fence_char, length.min(40)).collect();
            self.fault(faults::unclosed_fence(span, &fence));
        }
        closed
    }

    pub(super) fn html_line(&mut self, html: &str, range: &Range<usize>) {
        if let Some(tag) = self.source.tag(html)
            && !self.raw_piece.as_ref().is_some_and(|piece| piece.in_comment)
        {
            self.flush_html();
            self.shortcode(tag);
            self.raw_piece = Some(RawPiece::default());
            return;
        }
        let start = self.source.original(range).start;
        let html = match self.has_tags {
            true => self.source.restore(html, self.file_text),
            false => self.source.strip(html).into_owned(),
        };
        let piece = self.raw_piece.get_or_insert_default();
        piece.push(&html, start);
    }

    pub(super) fn html_end(&mut self) {
        self.flush_html();
        self.raw_piece = None;
    }

    fn flush_html(&mut self) {
        let piece = self.raw_piece.take().unwrap_or_default();
        if !piece.text.trim().is_empty() {
            self.plain.block();
            let (start, holes) = (self.frame().html.len(), self.frame().holes.len());
            self.raw_html(&piece);
            self.plain.block();
            let frame = self.frame();
            if frame.holes.len() == holes && frame.html[start..].trim().is_empty() {
                // A comment, or something removed, leaves no empty line.
                frame.html.truncate(start);
            } else if !frame.html.ends_with('\n') {
                frame.html.push('\n');
            }
        }
    }
}

fn same_words(a: &str, b: &str) -> bool {
    let squeeze = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    squeeze(a) == squeeze(b)
}
