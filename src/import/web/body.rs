//! The text of a saved page: paragraphs, headings guessed from looks, pictures, tables; styles are dropped.

use super::one_line;
use super::tree::{Element, Node};
use crate::import::model::{
    Align, Block, Cell, Document, Form, Inline, List, Look, Marks, Paragraph, Picture, Remark, Span, Table, is_space,
};

/// Collects blocks.
pub(super) struct Body<'b> {
    document: Document,
    beside: &'b dyn Fn(&str) -> Option<Vec<u8>>,
    open: Paragraph,
    marks: Marks,
    link: Option<String>,
    size: f32,
    lists: Vec<Option<u32>>,
    quoted: bool,
    media: usize,
    missing: usize,
}

const BLOCKS: [&str; 26] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "figure",
    "figcaption",
    "header",
    "pre",
    "table",
    "dl",
    "dt",
    "dd",
    "hr",
    "center",
    "fieldset",
];
const DROPPED: [&str; 17] = [
    "script",
    "style",
    "noscript",
    "nav",
    "footer",
    "aside",
    "form",
    "button",
    "input",
    "select",
    "svg",
    "mp-style-type",
    "template",
    "mp-common-profile",
    "qqmusic",
    "head",
    "mpprofile",
];
const MEDIA: [&str; 7] = ["mpvoice", "mp-common-mpaudio", "iframe", "video", "audio", "embed", "mpvideosnap"];

impl<'b> Body<'b> {
    pub(super) fn new(beside: &'b dyn Fn(&str) -> Option<Vec<u8>>) -> Self {
        Self {
            document: Document::default(),
            beside,
            open: Paragraph::default(),
            marks: Marks::default(),
            link: None,
            size: 0.0,
            lists: Vec::new(),
            quoted: false,
            media: 0,
            missing: 0,
        }
    }

    /// Reads an element with all below it; the tree is bounded in depth.
    pub(super) fn element(&mut self, element: &Element, level: u8) {
        let name = element.name.as_str();
        let class = element.get("class").unwrap_or_default();
        let hidden = element.get("style").is_some_and(|s| s.replace(' ', "").contains("display:none"));
        let bar = ["qr_code", "js_share", "rich_media_tool", "breadcrumb", "share", "comment"]
            .iter()
            .any(|b| class.contains(b));
        // The bullet or number that Word writes before an entry of a list.
        let bullet = element.get("style").is_some_and(|s| s.replace(' ', "").contains("mso-list:Ignore"));
        if DROPPED.contains(&name) || hidden || bullet || bar && level > 0 {
            // What moves or unfolds in an article is often drawn so, with words that readers see.
            if (name == "svg" || hidden) && !bullet && !bar {
                self.unseen(element);
            }
            return;
        }
        if MEDIA.contains(&name) {
            self.media += 1;
            return;
        }
        match name {
            "br" => self.open.inlines.push(Inline::Break),
            "img" => self.picture(element),
            "table" => {
                self.close();
                self.table(element);
            }
            "pre" | "textarea" => self.code(element),
            _ => self.nested(element, level),
        }
    }

    /// Lines as they were typed.
    fn code(&mut self, element: &Element) {
        self.close();
        let text = element.typed();
        if !text.trim().is_empty() {
            let paragraph = Paragraph { form: Form::Code, ..Paragraph::plain(text.trim_matches('\n')) };
            self.document.blocks.push(Block::Paragraph(paragraph));
        }
    }

    fn unseen(&mut self, element: &Element) {
        const MOST: usize = 12;
        let words = super::one_line(&element.text());
        let told = self.document.remarks.iter().filter(|r| r.code == "unseen-text").count();
        if words.chars().filter(|c| c.is_alphabetic()).count() > 1 && told < MOST {
            let remark = Remark::new(
                "unseen-text",
                "图形里或者隐藏的文字没有导入：需要的请自己补上",
                "words in drawings or hidden ones were not imported: add what is needed",
            );
            self.document.remarks.push(remark.at(&words));
        }
    }

    fn nested(&mut self, element: &Element, level: u8) {
        let name = element.name.as_str();
        let block = BLOCKS.contains(&name);
        let (marks, link, size, quoted) = (self.marks, self.link.clone(), self.size, self.quoted);
        if block {
            self.close();
        }
        self.look(element);
        match name {
            "ul" => self.lists.push(None),
            "ol" => self.lists.push(Some(0)),
            "li" => self.entry(),
            "blockquote" => self.quoted |= is_quotation(element),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.open.look.level = name[1..].parse().ok();
            }
            _ => {}
        }
        if let Some(list) = entry_of_word(element).filter(|_| block) {
            self.open.list = Some(list);
        }
        for node in &element.children {
            match node {
                Node::Text(text) => self.text(text),
                Node::Element(child) => self.element(child, level.saturating_add(1)),
            }
        }
        if block {
            self.close();
        }
        if matches!(name, "ul" | "ol") {
            self.lists.pop();
        }
        (self.marks, self.link, self.size, self.quoted) = (marks, link, size, quoted);
    }

    fn look(&mut self, element: &Element) {
        let style = element.get("style").unwrap_or_default().replace(' ', "").to_lowercase();
        match element.name.as_str() {
            "b" | "strong" => self.marks.bold = true,
            "i" | "em" => self.marks.italic = true,
            "s" | "del" | "strike" => self.marks.strike = true,
            "sup" => self.marks.above = true,
            "sub" => self.marks.below = true,
            "code" | "kbd" | "samp" => self.marks.code = true,
            "a" => self.link = element.get("href").filter(|h| h.starts_with("http")).map(str::to_owned),
            _ => {}
        }
        if ["font-weight:bold", "font-weight:700", "font-weight:600"].iter().any(|w| style.contains(w)) {
            self.marks.bold = true;
        }
        if let Some((_, rest)) = style.split_once("font-size:")
            && let Some(size) = rest.split("px").next().and_then(|s| s.parse::<f32>().ok())
        {
            self.size = size;
        }
        if style.contains("text-align:center") {
            self.open.look.align = Align::Center;
        }
    }

    fn entry(&mut self) {
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(0);
        let number = self.lists.last_mut().and_then(|l| {
            l.as_mut().map(|n| {
                *n += 1;
                *n
            })
        });
        self.open.list = Some(List { depth, number });
    }

    fn text(&mut self, text: &str) {
        let mut clean = String::new();
        for c in text.chars() {
            match c {
                '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' => {}
                c if c.is_whitespace() && c != '\u{3000}' => {
                    if !clean.ends_with(' ') {
                        clean.push(' ');
                    }
                }
                c if c.is_control() => {}
                c => clean.push(c),
            }
        }
        if clean.is_empty() || self.open.inlines.is_empty() && clean == " " {
            return;
        }
        let size = self.size as u16;
        if clean.trim() != "" {
            self.open.look.size = self.open.look.size.max(size);
        }
        let span = Span { text: clean, marks: self.marks, link: self.link.clone() };
        match self.open.inlines.last_mut() {
            Some(Inline::Text(last)) if last.marks == span.marks && last.link == span.link => {
                last.text.push_str(&span.text)
            }
            _ => self.open.inlines.push(Inline::Text(span)),
        }
    }

    fn picture(&mut self, element: &Element) {
        let given = ["src", "data-src", "data-original"].iter().filter_map(|n| element.get(n));
        let places: Vec<&str> = given.collect();
        let bytes = places.iter().find_map(|p| data_address(p).or_else(|| (self.beside)(p)));
        let Some(bytes) = bytes else {
            self.missing += 1;
            return;
        };
        let alt = one_line(element.get("alt").unwrap_or_default());
        let alt = if ["图片", "image", "Image"].contains(&alt.as_str()) { String::new() } else { alt };
        self.open.inlines.push(Inline::Picture(self.document.pictures.len()));
        self.document.pictures.push(Picture { alt, bytes, ..Picture::default() });
    }

    fn table(&mut self, element: &Element) {
        let mut rows = Vec::new();
        let mut open = vec![element];
        let mut found = Vec::new();
        while let Some(next) = open.pop() {
            if next.name == "tr" {
                found.push(next);
                continue;
            }
            let inner = next.children.iter().filter_map(|n| if let Node::Element(e) = n { Some(e) } else { None });
            let start = open.len();
            open.extend(inner.filter(|e| matches!(e.name.as_str(), "tbody" | "thead" | "tfoot" | "tr")));
            open[start..].reverse();
        }
        for row in found {
            let mut cells = Vec::new();
            for node in &row.children {
                let Node::Element(cell) = node else { continue };
                if !matches!(cell.name.as_str(), "td" | "th") {
                    continue;
                }
                let span = |name: &str| cell.get(name).and_then(|v| v.parse().ok()).unwrap_or(1_usize).clamp(1, 200);
                let outer = std::mem::take(&mut self.document.blocks);
                self.nested(cell, 1);
                self.close();
                let blocks = std::mem::replace(&mut self.document.blocks, outer);
                cells.push(Cell { blocks, columns: span("colspan"), rows: span("rowspan") });
            }
            rows.push(cells);
        }
        if rows.iter().any(|r| !r.is_empty()) {
            self.document.blocks.push(Block::Table(Table { rows }));
        }
    }

    fn close(&mut self) {
        let mut done = std::mem::take(&mut self.open);
        if done.is_empty() {
            // An entry of a list often holds a paragraph of its own.
            self.open.list = done.list;
            return;
        }
        let words = done.inlines.iter().filter_map(|i| if let Inline::Text(s) = i { Some(s) } else { None });
        done.look.bold = words.clone().all(|s| s.marks.bold || s.text.trim().is_empty()) && words.count() > 0;
        if self.quoted && done.list.is_none() && done.look.level.is_none() {
            done.form = Form::Quote;
        }
        self.document.blocks.push(Block::Paragraph(done));
    }

    /// Guesses headings and hands out the document.
    pub(super) fn finish(mut self, title: &str) -> Document {
        self.close();
        let title: String = title.chars().filter(|c| !is_space(*c)).collect();
        let is_title = |b: &Block| matches!(b, Block::Paragraph(p) if p.text().chars().filter(|c| !is_space(*c)).collect::<String>() == title);
        if self.document.blocks.first().is_some_and(is_title) {
            self.document.blocks.remove(0);
        }
        let mut sizes: Vec<u16> =
            self.paragraphs().filter(|p| p.text().chars().count() > 30).map(|p| p.look.size).collect();
        sizes.sort_unstable();
        let usual = sizes.get(sizes.len() / 2).copied().unwrap_or(0);
        for block in &mut self.document.blocks {
            let Block::Paragraph(p) = block else { continue };
            let words = p.text();
            let length = words.trim().chars().count();
            let short =
                (2..=30).contains(&length) && !words.trim().ends_with(['。', '，', '；', '：', '！', '？', '…']);
            let larger = usual > 0 && p.look.size > usual + 1;
            if p.look.level.is_none()
                && p.form == Form::Text
                && p.list.is_none()
                && short
                && (larger && (p.look.bold || p.look.size >= usual + 4) || p.look.bold && p.look.align == Align::Center)
            {
                p.look.level = Some(2);
            }
            let Look { level, .. } = p.look.clone();
            p.look = Look { level, bold: p.look.bold, ..Look::default() };
        }
        self.remarks();
        self.document
    }

    fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        self.document.blocks.iter().filter_map(|b| if let Block::Paragraph(p) = b { Some(p) } else { None })
    }

    fn remarks(&mut self) {
        if self.missing > 0 {
            self.document.remarks.push(Remark::new(
                "picture-missing",
                format!("{} 张图片不在保存的网页旁边，没有导入（不会联网下载）：用浏览器“网页，全部”另存后再导入", self.missing),
                format!("{} pictures do not lie beside the saved page and were left out (nothing is fetched): save it as a complete page and import again", self.missing),
            ));
        }
        if self.media > 0 {
            self.document.remarks.push(Remark::new(
                "media-left-out",
                format!("{} 处音视频没有导入：找到文件后用 audio、video 短代码插入", self.media),
                format!(
                    "{} pieces of audio or video were left out: insert the files with the shortcodes audio and video",
                    self.media
                ),
            ));
        }
    }
}

/// Whether words are quoted, and not all of the article framed, as editors of WeChat do it, or a heading drawn.
fn is_quotation(element: &Element) -> bool {
    let frames = |e: &Element| matches!(e.name.as_str(), "img" | "table" | "section" | "h1" | "h2" | "h3");
    let length = element.text().chars().filter(|c| !is_space(*c)).count();
    (8..=1500).contains(&length) && element.find(&frames).is_none()
}

/// Word copies an entry of a list as a paragraph with `mso-list:l0 level1 lfo1` and its bullet or number as text.
fn entry_of_word(element: &Element) -> Option<List> {
    let style = element.get("style")?;
    let (_, rest) = style.split_once("mso-list:")?;
    let level = rest.split("level").nth(1)?.chars().next()?.to_digit(10)?;
    let bullet = element.find(&|e| e.get("style").is_some_and(|s| s.replace(' ', "").contains("mso-list:Ignore")))?;
    let digits: String = bullet.text().trim().chars().take_while(char::is_ascii_digit).collect();
    Some(List { depth: u8::try_from(level.saturating_sub(1)).unwrap_or(0), number: digits.parse().ok() })
}

/// `data:image/png;base64,…`
fn data_address(address: &str) -> Option<Vec<u8>> {
    let (kind, data) = address.strip_prefix("data:")?.split_once(',')?;
    (kind.starts_with("image/") && kind.ends_with(";base64")).then(|| super::mhtml::base64(data))
}
