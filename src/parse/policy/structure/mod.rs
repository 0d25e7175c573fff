//! Blocks → the tree of 编, 章, 节, 条, 款, 项 and 目.
//!
//! The text is first laid out flat, each node with the rank of its level; nesting by rank then needs no recursion.

mod inner;
mod lists;
mod nest;

use std::ops::Range;
use std::sync::Arc;

use super::history;
use super::labels::{self, Label, Mark};
use super::lines::{Block, Line};
use super::{letterhead, titles};
use crate::content::{HistoryEvent, NodeType, Spanned};
use crate::diagnostics::Span;

pub(super) use nest::nest;

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

impl Flat {
    /// A node of this level without number, label or text.
    fn new(kind: NodeType, rank: u8, span: Range<usize>) -> Self {
        Self { kind, rank, number: String::new(), heading: None, label: None, text: None, span, raw: false }
    }
}

/// What the structure parser found.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The nodes in the order of the text.
    pub(super) flats: Vec<Flat>,
    /// The title, if the text begins with one.
    pub(super) title: Option<Range<usize>>,
    /// The part of a code that the text is, from a second heading as large as the title: 合同编 below 民法典.
    pub(super) part: Option<Range<usize>>,
    /// 发文字号 in the header.
    pub(super) doc_no: Option<Range<usize>>,
    /// The header's dates and bodies.
    pub(super) history: Vec<Spanned<HistoryEvent>>,
    /// The date of the last signature before any inner document.
    pub(super) signed: Option<Range<usize>>,
    /// The signature that this date stands in.
    pub(super) signature: Option<Range<usize>>,
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
    /// The first block after lines that were taken together, or 0.
    skip_to: usize,
    /// An article that begins in the line of the one before, and what it begins with.
    run_on: Vec<(Line, Label)>,
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
            out: Layout { flats: Vec::with_capacity(blocks.len() * 2), ..Layout::default() },
            issued: Vec::new(),
            place: Place { header_open: true, ..Place::default() },
            signed: false,
            part_heading: 0,
            skip_to: 0,
            run_on: Vec::new(),
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
            self.header_line(line.range.clone(), false);
            at = 1;
        }
        if let Some(line) = self.line(at)
            && at == 1
            && line.heading == 1
            && crate::content::is_part_name(self.str(&line.range))
        {
            self.out.part = Some(line.range.clone());
            at = 2;
        }
        if let Some(end) = marker {
            while at < end {
                if let Some(line) = self.line(at) {
                    let range = line.range.clone();
                    // A marker says that it belongs to the header, not that all of it is history: it stays to be read.
                    if !self.header_line(range.clone(), true) {
                        let flat = Flat::new(NodeType::Paragraph, PARAGRAPH, range.clone());
                        self.out.flats.push(Flat { text: Some(range), ..flat });
                    }
                }
                at += 1;
            }
            self.place.header_open = false;
            return end + 1;
        }
        at
    }

    /// Takes a line of the header; `sure` if a marker says that it is one. False for one that still has to be shown.
    fn header_line(&mut self, range: Range<usize>, sure: bool) -> bool {
        let line = self.str(&range);
        if let Some(number) = letterhead::number_in(line) {
            let start = range.start + (number.as_ptr() as usize - line.as_ptr() as usize);
            self.out.doc_no.get_or_insert(start..start + number.len());
            // A title keeps the number in its brackets.
            if !titles::is_title(line) || super::doc_no::is_doc_no(line) {
                return true;
            }
            return false;
        }
        if !sure && !history::is_history(line) {
            return false;
        }
        history::line(self.file, self.text, range, &mut self.out.history)
    }

    /// The lines that a line of history was broken into, which Word does in the middle of a name: （2019年1月5日某市第三次
    /// 会议通过　2019年3月1日某省 and 第五次会议批准）; and the first block after them.
    fn broken_history(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let first = self.line(at)?;
        let text = self.str(&first.range);
        let open = |text: &str| text.matches(['（', '(']).count() > text.matches(['）', ')']).count();
        if !history::begins(text) || history::is_history(text) && !open(text) {
            return None;
        }
        for next in at + 1..=at + 2 {
            let line = self.line(next)?;
            let added = self.str(&line.range);
            if labels::recognise(added, 0).is_some() || history::begins(added) {
                return None;
            }
            let whole = first.range.start..line.range.end;
            if history::ends(added) && history::is_history(self.str(&whole)) && !open(self.str(&whole)) {
                return Some((whole, next + 1));
            }
        }
        None
    }

    /// Takes the number of an order: 第532号 below …令. The head itself stays what it is.
    fn order_number(&mut self, at: usize, line: &Line) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.line(before));
        let Some(head) = before.filter(|head| letterhead::numbers_order(self.str(&head.range), self.str(&line.range)))
        else {
            return false;
        };
        self.out.doc_no.get_or_insert(head.range.start..line.range.end);
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
            if label.is_none()
                && let Some((whole, next)) = self.broken_history(at)
            {
                if self.header_line(whole, true) {
                    return next;
                }
            } else if label.is_none() && self.header_line(line.range.clone(), false) {
                return at + 1;
            }
            if label.is_none() && self.order_number(at, line) {
                return at + 1;
            }
            // A title in several lines, or one that is repeated, may stand above the 发文字号.
            self.place.header_open = label.is_none() && self.out.flats.len() < 8 && super::titles::is_title(text);
        }
        if let Some(label) = label
            && self.label(at, line, &label)
        {
            let skipped = std::mem::take(&mut self.skip_to);
            return if label.mark == Mark::Contents { self.contents(at + 1) } else { skipped.max(at + 1) };
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
            let above = label.mark == Mark::Dun && self.stands_above_articles(at, line, label);
            if above {
                self.place.article = None;
            }
            return self.item(line, label, above);
        }
        if label.mark == Mark::Article {
            let taken = self.article(line, label);
            while let Some((line, label)) = self.run_on.pop() {
                self.article(&line, &label);
            }
            return taken;
        }
        if self.place.quoted && line.heading == 0 && self.place.last_article.is_none() {
            return false;
        }
        if let Some(next) = self.unnamed_contents(at, label.mark) {
            self.skip_to = next;
            return true;
        }
        let (kind, rank) = match label.mark {
            Mark::Part => (NodeType::Part, PART),
            Mark::Subpart => (NodeType::Subpart, SUBPART),
            Mark::Chapter => (NodeType::Chapter, CHAPTER),
            Mark::Section => (NodeType::Section, SECTION),
            Mark::Supplement if line.heading > 0 && line.heading == self.part_heading => (NodeType::Part, PART),
            Mark::Supplement => (NodeType::Chapter, CHAPTER),
            Mark::Preamble => (NodeType::Preamble, ARTICLE),
            Mark::Contents => (NodeType::Contents, PARAGRAPH),
            _ => (NodeType::Attachment, ATTACHMENT),
        };
        if kind == NodeType::Contents && self.place.structured || kind == NodeType::Attachment && self.is_listing(at) {
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
        let below = if rest.is_empty() && !named { self.name_below(at, rank) } else { None };
        if below.is_some() {
            self.skip_to = at + 2;
        }
        let heading = below.or(Some(rest).filter(|r| !r.is_empty()));
        self.out.flats.push(Flat {
            kind,
            rank,
            number: label.number_text(),
            heading: if named { Some(whole.clone()) } else { heading },
            label: (!named).then_some(whole),
            text: None,
            span: line.range.clone(),
            raw: false,
        });
        self.close_paragraph();
        (self.place.article, self.place.heading_open, self.place.quoted) = (None, false, false);
        true
    }

    /// The name of a chapter that stands in the line below its number: short, no sentence, with an article or section next.
    fn name_below(&self, at: usize, rank: u8) -> Option<Range<usize>> {
        const LONGEST: usize = 20;
        let line = self.line(at + 1).filter(|_| (PART..=SECTION).contains(&rank))?;
        let text = self.str(&line.range);
        let plain = labels::recognise(text, 0).is_none() && titles::is_title(text) && text.chars().count() <= LONGEST;
        let after = self.line(at + 2).and_then(|next| labels::recognise(self.str(&next.range), next.heading));
        let level = after.is_some_and(|after| !after.mark.is_item());
        (plain && level).then(|| line.range.clone())
    }

    /// Takes an article, and those that run on in its line: 第一条 甲。第二条 乙。
    fn article(&mut self, line: &Line, label: &Label) -> bool {
        let text = self.str(&line.range);
        let next = label.number.0 + 1;
        let rest = &text[label.rest.clone()];
        let follows = |(i, _): &(usize, &str)| {
            let after = &rest[i + '。'.len_utf8()..];
            labels::recognise(after, 0).filter(|l| {
                l.mark == Mark::Article
                    && l.number == (next, 0)
                    && after[l.label.end..].starts_with(super::lines::is_space)
            })
        };
        // In a quotation the articles are another text's.
        let run_on = if rest.contains(['“', '”']) {
            None
        } else {
            rest.match_indices("。第").find_map(|m| Some((m.0, follows(&m)?)))
        };
        let Some((cut, found)) = run_on else {
            return self.one_article(line, label);
        };
        let cut = label.rest.start + cut + '。'.len_utf8();
        let start = line.range.start + cut;
        let first = Line { range: line.range.start..start, heading: line.heading };
        let own = Label { rest: label.rest.start..cut, ..label.clone() };
        if !self.one_article(&first, &own) {
            return false;
        }
        // A line of a thousand articles is taken one after the other; each call sees a shorter line.
        let rest = Line { range: start..line.range.end, heading: 0 };
        self.run_on.push((rest, found));
        true
    }

    fn one_article(&mut self, line: &Line, label: &Label) -> bool {
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
        self.out.flats.push(Flat { text: Some(range.clone()), ..Flat::new(NodeType::Paragraph, PARAGRAPH, range) });
    }

    fn push_block(&mut self, range: Range<usize>) {
        self.out.flats.push(Flat {
            text: Some(range.clone()),
            raw: true,
            ..Flat::new(NodeType::Block, PARAGRAPH, range)
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
        self.out.flats.insert(first, Flat::new(NodeType::Preamble, ARTICLE, span));
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
    if !text.contains('“') && !text.contains('”') {
        return depth > 0;
    }
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
