//! What stands inside a paragraph: text, emphasis, links, images.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::escape::escape;
use super::links::{self, Target};
use super::raw::RawPiece;
use super::writer::Writer;
use super::{cjk, faults};
use crate::content::{Fill, Reference};
use crate::diagnostics::Span;

/// A link that is open.
pub(super) struct LinkStart {
    /// Whether `<a …>` was written.
    written: bool,
    html: usize,
    holes: usize,
}

/// An image whose alternative text is being read.
pub(super) struct ImageStart {
    alt: String,
    /// Images inside its alternative text.
    depth: usize,
    target: String,
    title: String,
    span: Span,
}

impl Writer<'_, '_> {
    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            return;
        }
        let stripped = self.source.strip(text);
        let text: &str = if self.inline {
            stripped.strip_prefix(' ').filter(|_| text.len() > stripped.len()).unwrap_or(&stripped)
        } else {
            &stripped
        };
        if text.is_empty() {
            return;
        }
        self.break_before(text.chars().next());
        self.look_for_slips(text, range);
        if self.options.citations.is_some() && self.links.is_empty() && self.heading.is_none() {
            self.text_with_citations(text, range);
        } else {
            escape(&mut self.frame().html, text);
        }
        self.plain_text(text);
    }

    /// Adds text to what has no markup: the heading that is open, or the page.
    pub(super) fn plain_text(&mut self, text: &str) {
        match &mut self.heading {
            _ if self.raw.readings > 0 => {}
            Some(heading) => heading.text.push_str(text),
            None if text.contains('\0') => self.plain.text(&text.replace('\0', "\u{FFFD}")),
            None => self.plain.text(text),
        }
    }

    /// Undefined footnotes and shortcodes inside a line are text to the parser.
    fn look_for_slips(&mut self, text: &str, range: &Range<usize>) {
        let source = self.source;
        if text.starts_with('^')
            && source.text[..range.start].ends_with('[')
            && source.text[range.end..].starts_with(']')
        {
            let span = self.place(&(range.start - 1..range.end + 1));
            self.fault(faults::undefined_footnote(span, &text[1..]));
        }
        if self.has_tags && (text.ends_with("{{") && source.text[range.end..].starts_with('<') || text.contains("{{%"))
        {
            let range = source.original(range);
            let text = &self.file_text[range.start..];
            let mut limit = text.len().min(200);
            while !text.is_char_boundary(limit) {
                limit -= 1;
            }
            let line = text[..limit].lines().next().unwrap_or("");
            let start = line.find("{{").unwrap_or(0);
            let end = line[start..].find("}}").map_or(line.len(), |i| start + i + 2);
            let span = self.span(range.start + start..range.start + end);
            self.fault(faults::shortcode_inline(span));
        }
    }

    fn text_with_citations(&mut self, text: &str, range: &Range<usize>) {
        let Some(scan) = self.options.citations else {
            return;
        };
        let place = self.source.original(range);
        let verbatim = place.len() == text.len();
        let within = self.headings.last().map(|h| h.anchor.clone()).unwrap_or_default();
        let mut at = 0;
        for (found, mut citation) in scan(text) {
            let fits = found.start >= at
                && found.start < found.end
                && text.is_char_boundary(found.start)
                && text.is_char_boundary(found.end.min(text.len()))
                && found.end <= text.len();
            if !fits {
                continue;
            }
            escape(&mut self.frame().html, &text[at..found.start]);
            let span = if verbatim { place.start + found.start..place.start + found.end } else { place.clone() };
            citation.span = self.span(span);
            citation.within.clone_from(&within);
            self.hole(Fill::CiteOpen(self.citations.len()));
            escape(&mut self.frame().html, &text[found.clone()]);
            self.hole(Fill::CiteClose(self.citations.len()));
            self.citations.push(citation);
            at = found.end;
        }
        escape(&mut self.frame().html, &text[at..]);
    }

    pub(super) fn soft_break(&mut self) {
        if self.code.is_none() {
            let text = self.heading.as_ref().map_or(self.plain.current(), |h| &h.text);
            self.line_break = Some(text.chars().next_back());
        }
    }

    pub(super) fn hard_break(&mut self) {
        self.line_break = None;
        self.frame().html.push_str("<br>\n");
        self.plain_text(if self.heading.is_some() { " " } else { "\n" });
    }

    /// Writes the line break that is due, unless Chinese stands on both sides of it.
    pub(super) fn break_before(&mut self, next: Option<char>) {
        let Some(prev) = self.line_break.take() else {
            return;
        };
        if let (Some(prev), Some(next)) = (prev, next)
            && cjk::joins(prev, next)
        {
            return;
        }
        self.frame().html.push('\n');
        self.plain_text(" ");
    }

    /// The same before markup, whose first character stands behind its delimiters.
    pub(super) fn break_before_markup(&mut self, range: &Range<usize>) {
        if self.line_break.is_none() {
            return;
        }
        let text = self.source.text.get(range.clone()).unwrap_or("");
        let marks = self.source.marks;
        let is_mark = |c: &char| marks.is_some_and(|m| *c == m.letter || *c == m.punctuation);
        let next = text.chars().take(64).find(|c| !matches!(c, '*' | '_' | '~' | '[' | '!' | '`') && !is_mark(c));
        self.break_before(next);
    }

    pub(super) fn nested(&mut self, range: Range<usize>, tag: &str) {
        if self.deeper(&range) {
            self.frame().html.push_str(tag);
        }
    }

    pub(super) fn nested_end(&mut self, tag: &str) {
        if self.shallower() {
            self.frame().html.push_str(tag);
        }
    }

    /// One tilde is a range (`3~5天`), two strike through.
    pub(super) fn strike_start(&mut self, range: Range<usize>) {
        let double = self.source.text[range.clone()].starts_with("~~");
        self.strikes.push(double);
        if double {
            self.nested(range, "<del>");
        } else {
            self.frame().html.push('~');
            self.plain_text("~");
        }
    }

    pub(super) fn strike_end(&mut self) {
        if self.strikes.pop() == Some(false) {
            self.frame().html.push('~');
            self.plain_text("~");
        } else {
            self.nested_end("</del>");
        }
    }

    pub(super) fn inline_code(&mut self, code: &str) {
        let code = match self.has_tags {
            true => self.source.restore(code, self.file_text).into(),
            false => self.source.strip(code),
        };
        self.break_before(code.chars().next());
        let frame = self.frame();
        frame.html.push_str("<code>");
        escape(&mut frame.html, &code);
        frame.html.push_str("</code>");
        self.plain_text(&code);
    }

    pub(super) fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        self.break_before(None);
        if self.source.tag(html).is_some() {
            let span = self.place(range);
            return self.fault(faults::shortcode_inline(span));
        }
        let mut piece = RawPiece::default();
        piece.push(&self.source.strip(html), self.source.original(range).start);
        self.raw_html(&piece);
    }

    pub(super) fn link_start(&mut self, kind: LinkType, dest: &str, title: &str, range: Range<usize>) {
        let dest = self.source.strip(dest).into_owned();
        let dest = if kind == LinkType::Email { format!("mailto:{dest}") } else { dest };
        let title = self.source.strip(title).into_owned();
        let span = self.target_span(kind, &dest, &range);
        let written = match links::target(&dest) {
            Target::Source => {
                self.frame().html.push_str("<a href=\"");
                self.hole(Fill::Href(Reference { value: dest.trim().to_owned(), span }));
                true
            }
            Target::External => {
                if links::is_preview(&dest) {
                    self.fault(faults::preview_link(span));
                }
                self.frame().html.push_str("<a href=\"");
                let url = encode(&dest);
                escape(&mut self.frame().html, &url);
                if links::leaves_site(dest.trim()) {
                    self.frame().html.push_str("\" rel=\"noopener noreferrer");
                }
                true
            }
            Target::Unsafe(scheme) => {
                self.fault(faults::unsafe_link(span, scheme));
                false
            }
            Target::Unknown(scheme) => {
                self.fault(faults::unknown_scheme(span, scheme));
                false
            }
            Target::Empty => {
                let span = self.place(&range);
                self.fault(faults::empty_target(span));
                false
            }
        };
        if written {
            if !title.is_empty() {
                self.frame().html.push_str("\" title=\"");
                escape(&mut self.frame().html, &title);
            }
            self.frame().html.push_str("\">");
        }
        let frame = self.frame();
        let (html, holes) = (frame.html.len(), frame.holes.len());
        self.links.push(LinkStart { written, html, holes });
    }

    pub(super) fn link_end(&mut self, range: &Range<usize>) {
        let Some(link) = self.links.pop() else {
            return;
        };
        let frame = self.frame();
        let empty = frame.holes.len() == link.holes && frame.html[link.html.min(frame.html.len())..].trim().is_empty();
        if link.written {
            frame.html.push_str("</a>");
        }
        if empty {
            let span = self.place(range);
            self.fault(faults::empty_link_text(span));
        }
    }

    /// Where the target of a link stands; the whole link if it is not written there as it is.
    fn target_span(&self, kind: LinkType, dest: &str, range: &Range<usize>) -> Span {
        let original = self.source.original(range);
        let text = &self.file_text[original.clone()];
        let dest = dest.trim();
        // Only the end is searched, so that nested images stay cheap.
        let from = text.len().saturating_sub(dest.len() + 400);
        let from = (from..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
        let found = match kind {
            LinkType::Inline if !dest.is_empty() => text[from..].rfind(dest).map(|i| from + i),
            _ => None,
        };
        match found {
            Some(at) => self.span(original.start + at..original.start + at + dest.len()),
            None => self.span(original),
        }
    }

    pub(super) fn image_start(&mut self, kind: LinkType, dest: &str, title: &str, range: Range<usize>) {
        let target = self.source.strip(dest).into_owned();
        let span = self.target_span(kind, &target, &range);
        let title = self.source.strip(title).into_owned();
        self.image = Some(ImageStart { alt: String::new(), depth: 0, target, title, span });
    }

    /// Collects the alternative text; whether the event was part of it.
    pub(super) fn inside_image(&mut self, event: &Event<'_>, _: &Range<usize>) -> bool {
        let source = self.source;
        let Some(image) = &mut self.image else {
            return false;
        };
        match event {
            Event::End(TagEnd::Image) if image.depth == 0 => return false,
            Event::End(TagEnd::Image) => image.depth -= 1,
            Event::Start(Tag::Image { .. }) => image.depth += 1,
            Event::Text(text) | Event::Code(text) => image.alt.push_str(&source.strip(text)),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
        true
    }

    pub(super) fn image_end(&mut self, range: &Range<usize>) {
        let Some(image) = self.image.take() else {
            return;
        };
        let place = self.place(range);
        let alt = image.alt.trim().replace('\0', "\u{FFFD}");
        if alt.is_empty() {
            self.fault(faults::missing_alt(place.clone()));
        }
        self.plain_text(&alt);
        match links::target(&image.target) {
            Target::Source => {
                let src = Reference { value: image.target.trim().to_owned(), span: image.span };
                let title = Some(image.title).filter(|title| !title.is_empty());
                self.hole(Fill::Image { src, alt, title });
            }
            Target::External => {
                self.fault(faults::external_image(image.span));
                let url = encode(&image.target);
                let html = &mut self.frame().html;
                html.push_str("<img src=\"");
                escape(html, &url);
                html.push_str("\" alt=\"");
                escape(html, &alt);
                html.push_str("\" loading=\"lazy\">");
            }
            Target::Unsafe(scheme) if scheme.eq_ignore_ascii_case("data") => {
                self.fault(faults::picture_in_text(image.span));
            }
            Target::Unsafe(scheme) => self.fault(faults::unsafe_link(image.span, scheme)),
            Target::Unknown(scheme) => self.fault(faults::unknown_scheme(image.span, scheme)),
            Target::Empty => self.fault(faults::empty_target(place)),
        }
    }
}

/// A URL as it may stand in an attribute: blanks and control characters are percent-encoded.
fn encode(url: &str) -> String {
    const SET: &percent_encoding::AsciiSet =
        &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');
    percent_encoding::utf8_percent_encode(url.trim(), SET).to_string()
}
