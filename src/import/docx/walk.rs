//! From elements to blocks: paragraphs with their numbers, tables, content controls, text boxes.

use std::collections::HashMap;

use super::fields::{self, Field, Use};
use super::numbering::Counters;
use super::parts::Parts;
use super::runs::Seen;
use super::styles::{self, Format};
use super::table;
use crate::import::model::{Block, Document, Form, Inline, List, Look, Paragraph, Remark, is_space};
use crate::import::package::Package;
use crate::import::xml::Element;

/// The state of a walk over a document.
pub(super) struct Walk {
    pub(super) parts: Parts,
    pub(super) document: Document,
    counters: Counters,
    /// Fields that have begun, outermost first; they may run over several paragraphs.
    pub(super) fields: Vec<Field>,
    /// Text boxes anchored in the paragraph that is read, with their height on the page.
    pub(super) boxes: Vec<(i64, Vec<Block>)>,
    /// What a paragraph whose mark was deleted hands on to the next one.
    carried: Option<Paragraph>,
    /// Notes that have been met, by their kind and id.
    pub(super) notes: HashMap<(bool, String), usize>,
    /// Pictures that have been met, by their path in the package.
    pub(super) pictures: HashMap<String, usize>,
    pub(super) page_break: bool,
    pub(super) seen: Seen,
    /// How many characters of the paragraph belong to a table of contents that ends in it.
    pub(super) contents_end: Option<usize>,
    /// How deep in boxes, cells and notes.
    depth: usize,
    cut: bool,
}

/// Boxes in cells in boxes …; the trees are bounded too, this bounds the walk.
const DEEPEST: usize = 40;

impl Walk {
    pub(super) fn new(parts: Parts) -> Self {
        Self {
            parts,
            document: Document::default(),
            counters: Counters::default(),
            fields: Vec::new(),
            boxes: Vec::new(),
            carried: None,
            notes: HashMap::new(),
            pictures: HashMap::new(),
            page_break: false,
            seen: Seen::default(),
            contents_end: None,
            depth: 0,
            cut: false,
        }
    }

    /// What a child of the body, of a cell or of a box becomes.
    pub(super) fn block(&mut self, element: &Element, out: &mut Vec<Block>) {
        match element.name() {
            "w:p" => self.paragraph(element, out),
            "w:tbl" => {
                self.carry_out(out);
                let table = table::read(self, element);
                if table.rows.iter().any(|row| !row.is_empty()) {
                    out.push(Block::Table(table));
                }
            }
            "w:sdt" if self.is_prompt(element) => {}
            "w:sdt" => self.control(element, out),
            "mc:AlternateContent" => {
                for child in chosen(element).into_iter().flat_map(Element::elements) {
                    self.block(child, out);
                }
            }
            "w:del" | "w:moveFrom" => self.document.tally.deletions += 1,
            "w:ins" | "w:moveTo" | "w:customXml" | "w:smartTag" | "w:sdtContent" => {
                for child in element.elements() {
                    self.block(child, out);
                }
            }
            "w:altChunk" | "w:subDoc" => self.foreign_part(),
            // A formula may stand between paragraphs.
            "m:oMathPara" | "m:oMath" => {
                let mut inlines = Vec::new();
                self.inlines(element, &Format::default(), None, &mut inlines);
                out.push(Block::Paragraph(Paragraph { inlines, ..Paragraph::default() }));
            }
            _ => {}
        }
    }

    /// All that a cell, a box or a note holds.
    pub(super) fn blocks_of(&mut self, element: &Element) -> Vec<Block> {
        let mut out = Vec::new();
        if self.depth >= DEEPEST {
            self.cut_table();
            return out;
        }
        self.depth += 1;
        // A box stands inside a paragraph, whose state must survive it.
        let seen = std::mem::take(&mut self.seen);
        let boxes = std::mem::take(&mut self.boxes);
        let (carried, contents_end) = (self.carried.take(), self.contents_end);
        for child in element.elements() {
            self.block(child, &mut out);
        }
        self.carry_out(&mut out);
        (self.seen, self.boxes, self.carried, self.contents_end) = (seen, boxes, carried, contents_end);
        self.depth -= 1;
        out
    }

    /// A content control is transparent; what is in a generated table of contents is marked, to be left out and told.
    fn control(&mut self, element: &Element, out: &mut Vec<Block>) {
        let gallery = element.at(&["w:sdtPr", "w:docPartObj", "w:docPartGallery"]).and_then(Element::val);
        let contents = gallery.is_some_and(|g| g.eq_ignore_ascii_case("table of contents"));
        let start = out.len();
        for child in element.elements().filter(|e| e.name() == "w:sdtContent").flat_map(Element::elements) {
            self.block(child, out);
        }
        if contents {
            for block in out.iter_mut().skip(start) {
                if let Block::Paragraph(p) = block {
                    p.look.is_contents = true;
                }
            }
        }
    }

    fn paragraph(&mut self, element: &Element, out: &mut Vec<Block>) {
        let properties = element.child("w:pPr");
        let style_id = properties.and_then(|p| p.child("w:pStyle")).and_then(Element::val);
        let style_id = style_id.map(str::to_owned).or_else(|| self.parts.styles.default.clone());
        let style = style_id.as_deref().and_then(|id| self.parts.styles.get(id)).cloned().unwrap_or_default();
        let own = properties.map(Format::of_paragraph).unwrap_or_default();
        let format = own.clone().or(&style.format).or(&self.parts.styles.base);
        let in_contents = self.in_contents();
        self.seen = Seen::default();
        self.contents_end = None;
        let mut inlines = Vec::new();
        self.inlines(element, &format, None, &mut inlines);
        // WPS puts the end of the table of contents into the first chapter's paragraph, before its words.
        let in_contents = in_contents && self.contents_end.is_none_or(|listed| listed * 2 > self.seen.count());
        let mark = properties.and_then(|p| p.child("w:rPr"));
        let mut paragraph = Paragraph { inlines, ..Paragraph::default() };
        let empty = paragraph.is_empty();
        self.number(&own, &format, style_id.as_deref(), empty, &mut paragraph);
        paragraph.look = self.look(&own, &format, &style, in_contents);
        paragraph.form = styles::form_of(&style.name);
        if paragraph.form != Form::Text {
            without_marks_of_style(&mut paragraph);
        }
        if properties.is_some_and(|p| p.child("w:sectPr").is_some()) {
            self.page_break = true;
        }
        self.boxes_out(out);
        if let Some(mut before) = self.carried.take() {
            before.inlines.append(&mut paragraph.inlines);
            paragraph.inlines = before.inlines;
            if !before.label.is_empty() {
                paragraph.label = before.label;
            }
        }
        // A first letter that is set large over several lines is a paragraph of its own, and the beginning of the next.
        let initial = properties.and_then(|p| p.child("w:framePr")).and_then(|frame| frame.get("w:dropCap"));
        if initial.is_some_and(|kind| kind != "none") && !paragraph.is_empty() {
            self.carried = Some(paragraph);
            return;
        }
        if mark.is_some_and(|m| m.child("w:del").is_some() || m.child("w:moveFrom").is_some()) {
            self.document.tally.deletions += 1;
            self.carried = Some(paragraph);
            return;
        }
        if paragraph.is_empty() {
            self.document.tally.empty += 1;
            // A number without text counts, and an empty article is worth being seen.
            if !paragraph.label.trim().is_empty() && paragraph.list.is_none() && !paragraph.look.is_contents {
                out.push(Block::Paragraph(paragraph));
            }
            return;
        }
        out.push(Block::Paragraph(paragraph));
    }

    fn number(&mut self, own: &Format, format: &Format, style: Option<&str>, empty: bool, paragraph: &mut Paragraph) {
        let Some(number) = format.number.as_deref().filter(|n| *n != "0") else { return };
        // Word shows numbers of empty paragraphs; those are spacing by intention only without a number of their own.
        if empty && own.number.is_none() {
            return;
        }
        let of_style = || style.and_then(|s| self.parts.numbering.level_of_style(number, s));
        let level = match own.number_level {
            Some(level) => level,
            None => of_style().or(format.number_level).unwrap_or(0),
        };
        let Some(shown) = self.parts.numbering.next(&mut self.counters, number, level) else { return };
        let depth = u8::try_from(level).unwrap_or(0);
        if shown.bullet {
            paragraph.list = Some(List { depth, number: None });
        } else if shown.plain.is_some() {
            paragraph.list = Some(List { depth, number: shown.plain });
        }
        if !shown.label.is_empty() {
            paragraph.label = format!("{}{}", shown.label.trim_end(), shown.after);
        }
    }

    fn look(&mut self, own: &Format, format: &Format, style: &styles::Style, in_contents: bool) -> Look {
        let outline = own.outline.filter(|o| *o < 9).map(|o| o + 1);
        let of_style = style.heading.or_else(|| style.format.outline.filter(|o| *o < 9).map(|o| o + 1));
        let level = if own.outline == Some(9) { None } else { outline.or(of_style) };
        Look {
            level,
            is_title: styles::is_title(&style.name),
            is_contents: in_contents || styles::is_contents(&style.name),
            size: self.seen.size().or(format.size).unwrap_or(0),
            bold: self.seen.all_bold(),
            align: format.align.unwrap_or_default(),
            face: self.seen.face().or(format.face).unwrap_or_default(),
            red: self.seen.is_red(),
            new_page: std::mem::take(&mut self.page_break) || format.new_page == Some(true),
        }
    }

    fn in_contents(&self) -> bool {
        self.fields.iter().any(|f| f.in_result && fields::use_of(&f.instruction) == Use::Contents)
    }

    /// Text boxes come before the paragraph that they hang on, from top to bottom.
    fn boxes_out(&mut self, out: &mut Vec<Block>) {
        let mut boxes = std::mem::take(&mut self.boxes);
        boxes.sort_by_key(|(y, _)| *y);
        out.extend(boxes.into_iter().flat_map(|(_, blocks)| blocks));
    }

    fn carry_out(&mut self, out: &mut Vec<Block>) {
        if let Some(paragraph) = self.carried.take().filter(|p| !p.is_empty()) {
            out.push(Block::Paragraph(paragraph));
        }
    }

    /// Hands out what waits for a next paragraph that does not come.
    pub(super) fn close(&mut self, out: &mut Vec<Block>) {
        self.carry_out(out);
    }

    pub(super) fn remark(&mut self, code: &'static str, zh: &str, en: &str, place: &str) {
        self.document.remarks.push(Remark::new(code, zh, en).at(place));
    }

    pub(super) fn cut_table(&mut self) {
        if !std::mem::replace(&mut self.cut, true) {
            self.remark(
                "table-too-large",
                "有表格太大或者嵌套太深，超出的部分没有导入：请另存为 .xlsx 后导入",
                "a table is too large or nested too deeply and was cut: save it as .xlsx and import that",
                "",
            );
        }
    }

    /// Reads the notes' texts, the pictures' bytes and the headers.
    pub(super) fn finish(mut self, package: &mut Package<'_>) -> Document {
        self.read_notes();
        self.document.tally.comments = self.parts.comments;
        let headers = std::mem::take(&mut self.parts.headers);
        self.document.headers = self.lines_of(&headers);
        let footers = std::mem::take(&mut self.parts.footers);
        self.document.footers = self.lines_of(&footers);
        super::drawing::load(&mut self, package);
        self.document
    }

    /// The lines of headers or footers; each stands there once, though first, odd and even pages have their own.
    fn lines_of(&mut self, parts: &[Element]) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut open: Vec<Block> = parts.iter().flat_map(|part| self.blocks_of(part)).collect();
        open.reverse();
        while let Some(block) = open.pop() {
            match block {
                Block::Paragraph(p) => {
                    let words = p.text().trim_matches(is_space).to_owned();
                    if !words.is_empty() && !lines.contains(&words) {
                        lines.push(words);
                    }
                }
                Block::Table(table) => {
                    let cells = table.rows.into_iter().flatten().rev();
                    open.extend(cells.flat_map(|cell| cell.blocks.into_iter().rev()));
                }
            }
        }
        lines
    }

    /// Notes may have notes; each is read once.
    fn read_notes(&mut self) {
        let mut done = 0;
        while done < self.notes.len() && done < 20_000 {
            let Some(((end, id), place)) = self.notes.iter().find(|(_, place)| **place == done) else { break };
            let (end, id, place) = (*end, id.clone(), *place);
            let from = if end { &mut self.parts.endnotes } else { &mut self.parts.footnotes };
            let element = from.remove(&id);
            let blocks = element.map(|e| self.blocks_of(&e)).unwrap_or_default();
            if self.document.notes.len() <= place {
                self.document.notes.resize(place + 1, Vec::new());
            }
            self.document.notes[place] = blocks;
            done += 1;
        }
    }
}

/// All of a quotation may be slanted or bold; that is its style and no stress.
fn without_marks_of_style(paragraph: &mut Paragraph) {
    let bold = paragraph.look.bold;
    paragraph.look.bold = false;
    for inline in &mut paragraph.inlines {
        if let Inline::Text(span) = inline {
            span.marks.italic = false;
            span.marks.bold &= !bold;
        }
    }
}

/// One branch of an alternative: the first that holds anything we read, else the fallback.
pub(super) fn chosen(element: &Element) -> Option<&Element> {
    const READ: [&str; 6] = ["w:t", "w:txbxContent", "a:blip", "v:imagedata", "w:drawing", "m:t"];
    let readable = |e: &&Element| READ.iter().any(|name| e.find(name).is_some());
    let choice = element.elements().filter(|e| e.name() == "mc:Choice").find(readable);
    choice.or_else(|| element.child("mc:Fallback")).or_else(|| element.child("mc:Choice"))
}

/// Puts `text` behind `out`, joined with a span of the same looks.
pub(super) fn push_text(out: &mut Vec<Inline>, span: crate::import::model::Span) {
    match out.last_mut() {
        Some(Inline::Text(last)) if last.marks == span.marks && last.link == span.link => {
            last.text.push_str(&span.text)
        }
        _ if span.text.is_empty() => {}
        _ => out.push(Inline::Text(span)),
    }
}
