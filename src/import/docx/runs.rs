//! What stands in a paragraph: runs, links, fields, notes, ruby, symbols, formulas.

use super::drawing;
use super::fields::{self, Field, Use};
use super::math;
use super::signs::symbol;
use super::styles::Format;
use super::walk::{Walk, chosen, push_text};
use crate::import::model::{Face, Inline, Marks, Span, is_space};
use crate::import::xml::{Element, Node};

/// What the characters of a paragraph look like.
#[derive(Debug, Default)]
pub(super) struct Seen {
    sizes: Vec<(u16, usize)>,
    faces: Vec<(Face, usize)>,
    bold: usize,
    red: usize,
    all: usize,
}

impl Seen {
    fn add(&mut self, text: &str, format: &Format) {
        let count = text.chars().filter(|c| !is_space(*c)).count();
        self.all += count;
        self.bold += if format.bold == Some(true) { count } else { 0 };
        self.red += if format.red == Some(true) { count } else { 0 };
        add(&mut self.sizes, format.size, count);
        add(&mut self.faces, format.face, count);
    }

    /// How many there are so far.
    pub(super) fn count(&self) -> usize {
        self.all
    }

    /// In which most characters stand.
    pub(super) fn size(&self) -> Option<u16> {
        most(&self.sizes)
    }

    pub(super) fn face(&self) -> Option<Face> {
        most(&self.faces)
    }

    pub(super) fn all_bold(&self) -> bool {
        self.all > 0 && self.bold == self.all
    }

    pub(super) fn is_red(&self) -> bool {
        self.red * 2 > self.all
    }
}

fn add<T: PartialEq>(counts: &mut Vec<(T, usize)>, value: Option<T>, count: usize) {
    let Some(value) = value else { return };
    match counts.iter_mut().find(|(v, _)| *v == value) {
        Some((_, n)) => *n += count,
        None => counts.push((value, count)),
    }
}

fn most<T: Copy>(counts: &[(T, usize)]) -> Option<T> {
    counts.iter().filter(|(_, n)| *n > 0).max_by_key(|(_, n)| *n).map(|(v, _)| *v)
}

impl Walk {
    /// Reads the content of a paragraph, a link or a content control.
    pub(super) fn inlines(&mut self, parent: &Element, base: &Format, link: Option<&str>, out: &mut Vec<Inline>) {
        for element in parent.elements() {
            match element.name() {
                "w:r" => self.run(element, base, link, out),
                "w:hyperlink" => {
                    let target = element.get("r:id").and_then(|id| self.parts.relations.get(id));
                    let address = target.filter(|t| t.external).map(|t| t.path.clone());
                    let address = address.or_else(|| link.map(str::to_owned));
                    self.inlines(element, base, address.as_deref(), out);
                }
                "w:ins" | "w:moveTo" => {
                    self.document.tally.insertions += 1;
                    self.inlines(element, base, link, out);
                }
                "w:del" | "w:moveFrom" => self.document.tally.deletions += 1,
                "w:fldSimple" => {
                    let instruction = element.get("w:instr").unwrap_or_default().to_owned();
                    let empty = element.elements().next().is_none();
                    self.fields.push(Field { instruction, in_result: !empty, shown: None });
                    self.inlines(element, base, link, out);
                    self.end_field(base, link, out);
                }
                "w:sdt" if self.is_prompt(element) => {}
                "w:sdt" => {
                    for content in element.elements().filter(|e| e.name() == "w:sdtContent") {
                        self.inlines(content, base, link, out);
                    }
                }
                "mc:AlternateContent" => {
                    if let Some(branch) = chosen(element) {
                        self.inlines(branch, base, link, out);
                    }
                }
                "m:oMath" => self.formula(element, base, link, out),
                "w:smartTag" | "w:customXml" | "w:dir" | "w:bdo" | "m:oMathPara" | "w:sdtContent" => {
                    self.inlines(element, base, link, out);
                }
                "w:subDoc" => self.foreign_part(),
                _ => {}
            }
        }
    }

    fn run(&mut self, run: &Element, base: &Format, link: Option<&str>, out: &mut Vec<Inline>) {
        let properties = run.child("w:rPr");
        let style = properties.and_then(|p| p.child("w:rStyle")).and_then(Element::val);
        let style = style.and_then(|id| self.parts.styles.get(id)).map(|s| s.format.clone()).unwrap_or_default();
        let format = properties.map(Format::of_run).unwrap_or_default().or(&style).or(base);
        if format.hidden == Some(true) {
            self.document.tally.hidden += usize::from(run.find("w:t").is_some());
            // Fields are hidden or shown as a whole, so their marks count all the same.
            self.run_content(run, &format, link, &mut Vec::new());
            return;
        }
        self.run_content(run, &format, link, out);
    }

    fn run_content(&mut self, run: &Element, format: &Format, link: Option<&str>, out: &mut Vec<Inline>) {
        let font = symbol_font(run);
        for node in &run.children {
            let Node::Element(element) = node else { continue };
            match element.name() {
                "w:t" if font.is_some() => self.signs(font.unwrap_or_default(), &element.text(), format, link, out),
                "w:t" => self.text(&element.text(), format, link, out),
                "w:instrText" => {
                    if let Some(field) = self.fields.last_mut().filter(|f| !f.in_result && f.instruction.len() < 4096) {
                        field.instruction.push_str(&element.text());
                    }
                }
                "w:fldChar" => self.field_mark(element, format, link, out),
                "w:tab" | "w:ptab" => self.text(" ", format, link, out),
                "w:br" if element.get("w:type") == Some("page") => self.page_break = true,
                "w:br" | "w:cr" if self.is_shown() && element.get("w:type") != Some("column") => {
                    out.push(Inline::Break);
                }
                "w:noBreakHyphen" => self.text("-", format, link, out),
                "w:sym" => {
                    let font = element.get("w:font").unwrap_or_default();
                    let code = element.get("w:char").and_then(|c| u32::from_str_radix(c, 16).ok());
                    match code.and_then(|code| symbol(font, code)) {
                        Some(text) => self.text(&text, format, link, out),
                        None => self.unknown_sign(font),
                    }
                }
                "w:footnoteReference" => self.note(element, false, out),
                "w:endnoteReference" => self.note(element, true, out),
                "w:ruby" => {
                    if let Some(below) = element.child("w:rubyBase") {
                        self.inlines(below, format, link, out);
                    }
                }
                "mc:AlternateContent" => {
                    if let Some(branch) = chosen(element) {
                        self.run_content(branch, format, link, out);
                    }
                }
                "w:drawing" | "w:pict" | "w:object" => drawing::read(self, element, out),
                _ => {}
            }
        }
    }

    /// Whether text is shown: not in an instruction, nor in a result that means nothing on a page.
    pub(super) fn is_shown(&self) -> bool {
        self.fields.iter().all(|f| f.in_result && !matches!(fields::use_of(&f.instruction), Use::Drop | Use::Contents))
    }

    /// Adds text, unless it stands in an instruction.
    fn text(&mut self, text: &str, format: &Format, link: Option<&str>, out: &mut Vec<Inline>) {
        let in_contents = self.fields.iter().all(|f| f.in_result)
            && self.fields.iter().any(|f| fields::use_of(&f.instruction) == Use::Contents)
            && !self.fields.iter().any(|f| fields::use_of(&f.instruction) == Use::Drop);
        // What a table of contents shows is kept here and dropped with its paragraph.
        if text.is_empty() || !(self.is_shown() || in_contents) {
            return;
        }
        self.seen.add(text, format);
        let of_field = self.fields.iter().rev().find_map(|f| match fields::use_of(&f.instruction) {
            Use::Link(address) => Some(address),
            _ => None,
        });
        let link = of_field.or_else(|| link.map(str::to_owned));
        let marks = Marks {
            bold: format.bold == Some(true),
            italic: format.italic == Some(true),
            strike: format.strike == Some(true),
            above: format.raised == Some(1),
            below: format.raised == Some(-1),
            code: false,
        };
        let text: String =
            text.chars().filter(|c| !c.is_control() || *c == '\t').map(|c| if c == '\t' { ' ' } else { c }).collect();
        push_text(out, Span { text, marks, link });
    }

    fn field_mark(&mut self, element: &Element, format: &Format, link: Option<&str>, out: &mut Vec<Inline>) {
        match element.get("w:fldCharType") {
            Some("begin") if self.fields.len() < 100 => {
                let shown = element.child("w:ffData").and_then(fields::filled_in);
                self.fields.push(Field { shown, ..Field::default() });
            }
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_result = true;
                }
            }
            Some("end") => self.end_field(format, link, out),
            _ => {}
        }
    }

    fn end_field(&mut self, format: &Format, link: Option<&str>, out: &mut Vec<Inline>) {
        let Some(field) = self.fields.pop() else { return };
        if fields::use_of(&field.instruction) == Use::Contents {
            self.contents_end = Some(self.seen.count());
        }
        if let Some(shown) = field.shown {
            self.text(&shown, format, link, out);
            return;
        }
        let is_equation = field.instruction.trim_start().get(..2).is_some_and(|n| n.eq_ignore_ascii_case("eq"));
        if field.in_result && !is_equation {
            return;
        }
        if let Some(text) = fields::drawn(&field.instruction) {
            // An equation inside an instruction belongs to that instruction.
            if let Some(outer) = self.fields.last_mut().filter(|f| !f.in_result) {
                outer.instruction.push_str(&text);
            } else {
                self.text(&text, format, link, out);
            }
        }
    }

    fn note(&mut self, element: &Element, end: bool, out: &mut Vec<Inline>) {
        let Some(id) = element.get("w:id") else { return };
        let known = if end { &self.parts.endnotes } else { &self.parts.footnotes };
        let key = (end, id.to_owned());
        if !self.is_shown() {
            return;
        }
        if !(known.contains_key(id) || self.notes.contains_key(&key)) {
            let place = out.iter().filter_map(|i| if let Inline::Text(t) = i { Some(t.text.as_str()) } else { None });
            let place: String = place.collect();
            self.remark(
                "note-lost",
                "这里的脚注在原件里找不到内容：请打开原件核对",
                "the text of the note here is not in the file: compare the original",
                &place,
            );
            return;
        }
        let place = self.notes.len();
        out.push(Inline::Note(*self.notes.entry(key).or_insert(place)));
    }

    fn formula(&mut self, element: &Element, format: &Format, link: Option<&str>, out: &mut Vec<Inline>) {
        let text = math::text(element);
        if text.trim().is_empty() {
            return;
        }
        self.document.tally.formulas += 1;
        if self.document.tally.formulas <= 20 {
            self.remark(
                "formula",
                "公式改写成了一行文字：请核对，复杂的公式截图插入",
                "a formula became a line of text: compare it, and use a picture for a complex one",
                &text,
            );
        }
        self.text(text.trim(), format, link, out);
    }
}

impl Walk {
    /// A content control that nobody has filled in shows what is to be written there: 单击此处输入文字。
    pub(super) fn is_prompt(&mut self, control: &Element) -> bool {
        let prompt = control
            .at(&["w:sdtPr", "w:showingPlcHdr"])
            .is_some_and(|mark| !matches!(mark.val(), Some("0" | "false" | "off")));
        if prompt && self.is_shown() {
            let words = words(control);
            self.remark(
                "prompt",
                "没有填写的控件，提示文字没有导入",
                "a control that was not filled in; its prompt was not imported",
                &words,
            );
        }
        prompt
    }

    pub(super) fn foreign_part(&mut self) {
        self.remark(
            "foreign-part",
            "这里嵌入了另一份文件，没有导入：请在 Word 里打开，全选复制到新文档再导入",
            "another document is embedded here and was not read: open it in Word, copy all into a new document and import that",
            "",
        );
    }

    /// Text in a font of symbols: what is typed as R in Wingdings 2 is ☑.
    fn signs(&mut self, font: &str, text: &str, format: &Format, link: Option<&str>, out: &mut Vec<Inline>) {
        let mut shown = String::new();
        for c in text.chars() {
            if c.is_whitespace() || u32::from(c) > 0xff && !(0xf000..0xf100).contains(&u32::from(c)) {
                // Han has no place in such a font and is shown in another.
                shown.push(c);
                continue;
            }
            match symbol(font, u32::from(c)) {
                Some(sign) => shown.push_str(&sign),
                None => self.unknown_sign(font),
            }
        }
        self.text(&shown, format, link, out);
    }

    fn unknown_sign(&mut self, font: &str) {
        let told = self.document.remarks.iter().any(|r| r.code == "sign" && r.place == font);
        if !told && self.is_shown() {
            self.remark(
                "sign",
                "用这种符号字体写的符号没有对应的文字，没有导入：请打开原件核对",
                "signs in this font of symbols have no counterpart and were left out: compare the original",
                font,
            );
        }
    }
}

/// What is written in `element`.
fn words(element: &Element) -> String {
    let mut open = vec![element];
    let mut out = String::new();
    while let Some(element) = open.pop() {
        if element.name() == "w:t" {
            out.push_str(&element.text());
        }
        let inner: Vec<&Element> = element.elements().collect();
        open.extend(inner.into_iter().rev());
    }
    out
}

/// The font of symbols that a run is set in.
fn symbol_font(run: &Element) -> Option<&str> {
    let fonts = run.at(&["w:rPr", "w:rFonts"])?;
    let font = fonts.get("w:ascii").or_else(|| fonts.get("w:hAnsi"))?;
    let lower = font.to_lowercase();
    (lower.starts_with("wingdings") || lower.starts_with("webdings") || lower == "symbol").then_some(font)
}
