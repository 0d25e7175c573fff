//! Blocks → the tree of 编, 章, 节, 条, 款, 项 and 目.
//!
//! The text is first laid out flat, each node with the rank of its level; nesting by rank then needs no recursion.

use std::ops::Range;
use std::sync::Arc;

use super::history;
use super::labels::{self, Label, Mark};
use super::lines::{Block, Line};
use super::signature;
use super::titles;
use crate::content::{HistoryEvent, Node, NodeType, Spanned};
use crate::diagnostics::Span;

/// A node before nesting.
#[derive(Debug, Clone)]
pub(super) struct Flat {
    /// Its level.
    pub(super) kind: NodeType,
    /// Lower ranks contain higher ones.
    pub(super) rank: u8,
    /// `12`, `120-1` or empty.
    pub(super) number: String,
    /// The heading without its number.
    pub(super) heading: Option<Range<usize>>,
    /// The label as written.
    pub(super) label: Option<Range<usize>>,
    /// The node's own text, without label and heading.
    pub(super) text: Option<Range<usize>>,
    /// The block it came from.
    pub(super) span: Range<usize>,
    /// Whether the text is Markdown of block level.
    pub(super) raw: bool,
}

/// What the structure parser found.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The nodes in the order of the text.
    pub(super) flats: Vec<Flat>,
    /// The title, if the text begins with one.
    pub(super) title: Option<Range<usize>>,
    /// 发文字号 in the header.
    pub(super) doc_no: Option<Range<usize>>,
    /// The header's dates and bodies.
    pub(super) history: Vec<Spanned<HistoryEvent>>,
    /// The date of the last signature before any inner document.
    pub(super) signed: Option<Range<usize>>,
}

const DOCUMENT: u8 = 1;
const ATTACHMENT: u8 = 2;
const PART: u8 = 3;
const SUBPART: u8 = 4;
const CHAPTER: u8 = 5;
const SECTION: u8 = 6;
const ARTICLE: u8 = 7;
pub(super) const PARAGRAPH: u8 = 8;
/// Items have this rank plus their depth.
pub(super) const ITEM: u8 = 9;

/// Lays out `blocks` of `text`.
pub(super) fn layout(file: &Arc<str>, text: &str, blocks: &[Block]) -> Layout {
    let mut builder = Builder::new(file, text, blocks);
    let start = builder.header();
    let mut at = start;
    while at < blocks.len() {
        at = builder.block(at);
    }
    builder.out
}

struct Builder<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    blocks: &'a [Block],
    out: Layout,
    /// Titles in 《》 that the text says it issues (印发, 公布).
    issued: Vec<String>,
    place: Place,
    signed: bool,
    part_heading: u8,
}

/// Where in its document the builder stands; begins anew with every document and attachment.
#[derive(Default)]
struct Place {
    /// First node of this document in the flat list.
    first: usize,
    structured: bool,
    in_attachment: bool,
    article: Option<(u32, u32)>,
    last_article: Option<(u32, u32)>,
    heading_open: bool,
    paragraph_open: bool,
    items: Vec<Mark>,
    /// The last item of each form in this article: its number and its index in the flat list.
    lists: Vec<(Mark, u32, usize)>,
    /// Whether a quotation opened in an earlier paragraph is still open.
    quoted: bool,
    /// Whether lines may still be the document's history.
    header_open: bool,
}

impl<'a> Builder<'a> {
    fn new(file: &'a Arc<str>, text: &'a str, blocks: &'a [Block]) -> Self {
        Self {
            file,
            text,
            blocks,
            out: Layout::default(),
            issued: Vec::new(),
            place: Place { header_open: true, ..Place::default() },
            signed: false,
            part_heading: 0,
        }
    }

    fn str(&self, range: &Range<usize>) -> &'a str {
        &self.text[range.clone()]
    }

    fn line(&self, at: usize) -> Option<&'a Line> {
        match self.blocks.get(at)? {
            Block::Text(line) => Some(line),
            _ => None,
        }
    }

    /// Reads title, 发文字号 and history; returns the first block after them.
    fn header(&mut self) -> usize {
        let marker = self.blocks.iter().position(|b| matches!(b, Block::InfoEnd(_)));
        let mut at = 0;
        if let Some(line) = self.line(0)
            && line.heading == 1
            && labels::recognise(self.str(&line.range), 0).is_none_or(|l| l.mark.is_item())
        {
            self.out.title = Some(line.range.clone());
            at = 1;
        }
        if let Some(end) = marker {
            while at < end {
                if let Some(line) = self.line(at) {
                    self.header_line(line.range.clone(), true);
                }
                at += 1;
            }
            self.place.header_open = false;
            return end + 1;
        }
        at
    }

    /// Takes a line of the header; `sure` if a marker says that it is one.
    fn header_line(&mut self, range: Range<usize>, sure: bool) -> bool {
        let line = self.str(&range);
        if super::doc_no::is_doc_no(line) {
            self.out.doc_no.get_or_insert(range);
            return true;
        }
        if !sure && !history::is_history(line) {
            return false;
        }
        history::line(self.file, self.text, range, &mut self.out.history);
        true
    }

    /// Takes the block at `at`; returns the next one to take.
    fn block(&mut self, at: usize) -> usize {
        match &self.blocks[at] {
            Block::InfoEnd(_) => at + 1,
            Block::Raw(range) => {
                self.place.header_open = false;
                self.push_block(range.clone());
                at + 1
            }
            Block::Text(line) => self.text_block(at, line),
        }
    }

    fn text_block(&mut self, at: usize, line: &'a Line) -> usize {
        let text = self.str(&line.range);
        let label = labels::recognise(text, line.heading);
        if self.place.header_open {
            if label.is_none() && self.header_line(line.range.clone(), false) {
                return at + 1;
            }
            self.place.header_open = false;
        }
        if let Some(label) = label
            && self.label(at, line, &label)
        {
            return if label.mark == Mark::Contents { self.contents(at + 1) } else { at + 1 };
        }
        if let Some(next) = self.signature(at) {
            return next;
        }
        if let Some(next) = self.document(at, line) {
            return next;
        }
        self.paragraph(line.range.clone(), line.heading);
        at + 1
    }

    /// Takes a labelled line; `false` if in its place it is a paragraph after all.
    fn label(&mut self, at: usize, line: &Line, label: &Label) -> bool {
        if label.mark.is_item() {
            return self.item(line, label);
        }
        if label.mark == Mark::Article {
            return self.article(line, label);
        }
        if self.place.quoted && line.heading == 0 && self.place.last_article.is_none() {
            return false;
        }
        let (kind, rank) = match label.mark {
            Mark::Part => (NodeType::Part, PART),
            Mark::Subpart => (NodeType::Subpart, SUBPART),
            Mark::Chapter => (NodeType::Chapter, CHAPTER),
            Mark::Section => (NodeType::Section, SECTION),
            Mark::Supplement if line.heading > 0 && line.heading == self.part_heading => {
                (NodeType::Part, PART)
            }
            Mark::Supplement => (NodeType::Chapter, CHAPTER),
            Mark::Preamble => (NodeType::Preamble, ARTICLE),
            Mark::Contents => (NodeType::Contents, PARAGRAPH),
            _ => (NodeType::Attachment, ATTACHMENT),
        };
        if kind == NodeType::Contents && self.place.structured
            || kind == NodeType::Attachment && self.is_listing(at)
        {
            return false;
        }
        if label.mark == Mark::Part {
            self.part_heading = line.heading;
        }
        if rank == ATTACHMENT {
            self.open(true);
        } else if kind != NodeType::Contents {
            self.structure();
        }
        let offset = line.range.start;
        let rest = offset + label.rest.start..offset + label.rest.end;
        // 附则 and 序言 are a name, not a number.
        let named = matches!(label.mark, Mark::Supplement | Mark::Preamble | Mark::Contents);
        let whole = offset + label.label.start..offset + label.label.end;
        self.out.flats.push(Flat {
            kind,
            rank,
            number: label.number_text(),
            heading: if named { Some(whole.clone()) } else { Some(rest).filter(|r| !r.is_empty()) },
            label: (!named).then_some(whole),
            text: None,
            span: line.range.clone(),
            raw: false,
        });
        self.close_paragraph();
        (self.place.article, self.place.heading_open, self.place.quoted) = (None, false, false);
        true
    }

    /// Whether 附件 at block `at` only lists what is attached: the signature is still to come.
    fn is_listing(&self, at: usize) -> bool {
        for next in at + 1..self.blocks.len().min(at + 30) {
            let Some(line) = self.line(next) else {
                return false;
            };
            if signature::end(self.text, self.blocks, next).is_some() {
                return true;
            }
            let label = labels::recognise(self.str(&line.range), line.heading);
            if label.is_none_or(|l| !l.mark.is_item()) {
                return false;
            }
        }
        false
    }

    fn article(&mut self, line: &Line, label: &Label) -> bool {
        let place = &mut self.place;
        let expected = place.last_article.map_or(label.number == (1, 0), |last| {
            label.number == (last.0 + 1, 0) || label.number == (last.0, last.1 + 1)
        });
        // Inside a quotation only the number that is due can be an article of this text.
        if place.quoted && !(expected && place.last_article.is_some()) && line.heading == 0 {
            return false;
        }
        self.structure();
        let offset = line.range.start;
        let mut rest = offset + label.rest.start..offset + label.rest.end;
        let heading = titles::article_heading(self.text, &mut rest, line.heading);
        self.out.flats.push(Flat {
            kind: NodeType::Article,
            rank: ARTICLE,
            number: label.number_text(),
            heading,
            label: Some(offset + label.label.start..offset + label.label.end),
            text: None,
            span: line.range.clone(),
            raw: false,
        });
        self.close_paragraph();
        self.place.article = Some(label.number);
        self.place.last_article = Some(label.number);
        self.place.heading_open = false;
        self.place.quoted = false;
        if !rest.is_empty() {
            self.paragraph(rest, 0);
        }
        true
    }

    fn item(&mut self, line: &Line, label: &Label) -> bool {
        let offset = line.range.start;
        let rest = offset + label.rest.start..offset + label.rest.end;
        let whole = Some(offset + label.label.start..offset + label.label.end);
        if label.mark == Mark::Dun && self.place.article.is_none() {
            self.heading(line, label, rest, whole);
            return true;
        }
        if self.place.quoted {
            return false;
        }
        self.resume(label);
        let place = &mut self.place;
        while place.items.last().is_some_and(|m| *m > label.mark) {
            place.items.pop();
        }
        if place.items.last() != Some(&label.mark) {
            place.items.push(label.mark);
        }
        let depth = (place.items.len() - 1) as u8;
        self.place.quoted = quote_stays_open(self.str(&rest), false);
        let kind = if depth == 0 { NodeType::Item } else { NodeType::Subitem };
        self.place.lists.retain(|(mark, ..)| *mark != label.mark);
        self.place.lists.push((label.mark, label.number.0, self.out.flats.len()));
        self.out.flats.push(Flat {
            kind,
            rank: ITEM + depth,
            number: label.number_text(),
            heading: None,
            label: whole,
            text: Some(rest).filter(|r| !r.is_empty()),
            span: line.range.clone(),
            raw: false,
        });
        true
    }

    /// Takes up a list that paragraphs seemed to end: what comes between （一） and （二） belongs to （一）.
    fn resume(&mut self, label: &Label) {
        let place = &mut self.place;
        if label.number.0 < 2 || place.items.contains(&label.mark) {
            return;
        }
        let Some(&(mark, number, at)) = place.lists.iter().find(|(mark, ..)| *mark == label.mark) else {
            return;
        };
        // Only outermost lists are taken up; it is they that paragraphs end.
        if number + 1 != label.number.0 || self.out.flats[at].rank != ITEM {
            return;
        }
        for flat in &mut self.out.flats[at + 1..] {
            match flat.kind {
                NodeType::Paragraph => (flat.kind, flat.rank) = (NodeType::Block, ITEM + 1),
                NodeType::Block => flat.rank = flat.rank.max(ITEM + 1),
                NodeType::Item | NodeType::Subitem => {
                    (flat.kind, flat.rank) = (NodeType::Subitem, (flat.rank + 1).min(ITEM + 5));
                }
                _ => return,
            }
        }
        place.items = vec![mark];
    }

    /// 一、 in a text without articles.
    fn heading(&mut self, line: &Line, label: &Label, rest: Range<usize>, whole: Option<Range<usize>>) {
        self.structure();
        let text = self.str(&rest);
        let is_title = line.heading > 0 || titles::is_title(text);
        self.out.flats.push(Flat {
            kind: NodeType::Heading,
            rank: ARTICLE,
            number: label.number_text(),
            heading: is_title.then(|| rest.clone()).filter(|r| !r.is_empty()),
            label: whole,
            text: None,
            span: line.range.clone(),
            raw: false,
        });
        self.close_paragraph();
        self.place.heading_open = true;
        self.place.quoted = false;
        if !is_title && !rest.is_empty() {
            self.paragraph(rest, 0);
        }
    }

    /// A 款, or a paragraph of whatever is open.
    fn paragraph(&mut self, range: Range<usize>, heading: u8) {
        let text = self.str(&range);
        let follows_quote = self.place.quoted
            && (text.starts_with(['“', '「', '‘'])
                || text.matches('”').count() > text.matches('“').count()
                || labels::recognise(text, 0).is_some());
        self.place.quoted = quote_stays_open(text, self.place.quoted);
        titles::issued(text, &mut self.issued);
        if heading > 0 || follows_quote {
            let rank = PARAGRAPH + u8::from(follows_quote && self.place.paragraph_open);
            self.out.flats.push(Flat {
                kind: NodeType::Block,
                rank,
                number: String::new(),
                heading: (heading > 0).then(|| range.clone()),
                label: None,
                text: (heading == 0).then(|| range.clone()),
                span: range,
                raw: false,
            });
            return;
        }
        self.place.paragraph_open = true;
        self.place.items.clear();
        self.out.flats.push(Flat {
            kind: NodeType::Paragraph,
            rank: PARAGRAPH,
            number: String::new(),
            heading: None,
            label: None,
            text: Some(range.clone()),
            span: range,
            raw: false,
        });
    }

    fn push_block(&mut self, range: Range<usize>) {
        self.out.flats.push(Flat {
            kind: NodeType::Block,
            rank: PARAGRAPH,
            number: String::new(),
            heading: None,
            label: None,
            text: Some(range.clone()),
            span: range,
            raw: true,
        });
    }

    fn close_paragraph(&mut self) {
        self.place.lists.clear();
        self.place.paragraph_open = false;
        self.place.items.clear();
    }

    /// Marks the document as structured; what stood before its first level is its preamble.
    fn structure(&mut self) {
        if std::mem::replace(&mut self.place.structured, true) || self.place.in_attachment {
            return;
        }
        let mut first = self.place.first;
        // The preamble begins after the table of contents.
        if let Some(i) = self.out.flats[first..].iter().rposition(|f| f.kind == NodeType::Contents) {
            first += i + 1;
            first += self.out.flats[first..].iter().take_while(|f| f.rank == ITEM).count();
        }
        let Some(span) = self.out.flats.get(first).map(|f| f.span.clone()) else {
            return;
        };
        self.out.flats.insert(first, Flat {
            kind: NodeType::Preamble,
            rank: ARTICLE,
            number: String::new(),
            heading: None,
            label: None,
            text: None,
            span,
            raw: false,
        });
    }

    /// Takes the lines of a table of contents; returns the first block after it.
    fn contents(&mut self, from: usize) -> usize {
        let mut seen: Vec<String> = Vec::new();
        let mut at = from;
        while let Some(line) = self.line(at) {
            let text = self.str(&line.range);
            let label = labels::recognise(text, line.heading);
            let entry = match &label {
                Some(l) => l.mark != Mark::Article && !l.mark.is_item() && l.mark != Mark::Contents,
                None => false,
            };
            // The first name that comes again is the chapter itself.
            let key = titles::contents_key(text);
            let again = seen.first() == Some(&key);
            if !entry || again || line.heading > 0 && !seen.is_empty() && at == from + seen.len() && self.repeats(at, &seen) {
                break;
            }
            seen.push(key);
            self.out.flats.push(Flat {
                kind: NodeType::Block,
                rank: ITEM,
                number: String::new(),
                heading: None,
                label: None,
                text: Some(line.range.clone()),
                span: line.range.clone(),
                raw: false,
            });
            at += 1;
        }
        at
    }

    fn repeats(&self, at: usize, seen: &[String]) -> bool {
        self.line(at)
            .is_some_and(|line| seen.contains(&titles::contents_key(self.str(&line.range))))
    }

    /// 落款: issuing bodies and a date.
    fn signature(&mut self, at: usize) -> Option<usize> {
        if self.out.flats.is_empty() || self.line(at)?.heading > 0 {
            return None;
        }
        let end = signature::end(self.text, self.blocks, at)?;
        let date = self.line(end - 1)?.range.clone();
        let span = self.blocks[at].range().start..date.end;
        self.close_paragraph();
        (self.place.article, self.place.heading_open, self.place.quoted) = (None, false, false);
        if !self.place.in_attachment && self.place.first == 0 {
            self.out.signed = Some(date);
        }
        self.out.flats.push(Flat {
            kind: NodeType::Signature,
            rank: ATTACHMENT,
            number: String::new(),
            heading: None,
            label: None,
            text: Some(span.clone()),
            span,
            raw: false,
        });
        self.signed = true;
        Some(end)
    }

    /// The document that an “印发…的通知” carries.
    fn document(&mut self, at: usize, line: &Line) -> Option<usize> {
        if self.place.structured && self.place.last_article.is_some() {
            return None;
        }
        let text = self.str(&line.range);
        let bare = titles::bare(text);
        let announced = self.issued.contains(&bare);
        let likely = (self.signed || line.heading == 1) && titles::is_title(text);
        if self.out.flats.is_empty() || !(announced || likely && self.structure_follows(at + 1)) {
            return None;
        }
        // A title right below 附件 names the attachment and needs no level of its own.
        let names = self.out.flats.last().filter(|f| {
            f.kind == NodeType::Attachment && f.heading.is_none()
        });
        if names.is_some() {
            if let Some(last) = self.out.flats.last_mut() {
                last.heading = Some(line.range.clone());
            }
            self.place.in_attachment = false;
            self.place.header_open = true;
            self.place.first = self.out.flats.len();
            return Some(at + 1);
        }
        self.open(false);
        self.out.flats.push(Flat {
            kind: NodeType::Document,
            rank: DOCUMENT,
            number: String::new(),
            heading: Some(line.range.clone()),
            label: None,
            text: None,
            span: line.range.clone(),
            raw: false,
        });
        self.place.first = self.out.flats.len();
        Some(at + 1)
    }

    /// Whether a level begins within the next few blocks.
    fn structure_follows(&self, from: usize) -> bool {
        (from..self.blocks.len().min(from + 12)).any(|at| {
            self.line(at).is_some_and(|line| {
                labels::recognise(self.str(&line.range), line.heading).is_some_and(|l| {
                    matches!(l.mark, Mark::Part | Mark::Chapter | Mark::Article | Mark::Dun | Mark::Contents)
                })
            })
        })
    }

    fn open(&mut self, attachment: bool) {
        self.place = Place {
            first: self.out.flats.len() + 1,
            in_attachment: attachment,
            header_open: !attachment,
            ..Place::default()
        };
    }
}

/// Whether a quotation is open after `text`, if it was `open` before.
fn quote_stays_open(text: &str, open: bool) -> bool {
    // Every paragraph of a longer quotation begins with “ again and only its last one ends with ”.
    let mut depth = i32::from(open && !text.starts_with('“'));
    for c in text.chars() {
        match c {
            '“' => depth += 1,
            '”' => depth = (depth - 1).max(0),
            _ => {}
        }
    }
    depth > 0
}

/// A span of `file`.
pub(super) fn span(file: &Arc<str>, range: &Range<usize>) -> Span {
    Span::new(file, range.clone())
}
