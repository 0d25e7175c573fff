//! A document as the importers hand it to the writer, whatever format it came from.

/// What came in.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Document {
    /// The text, in reading order.
    pub(super) blocks: Vec<Block>,
    /// Footnotes and endnotes, in the order of their marks.
    pub(super) notes: Vec<Vec<Block>>,
    /// Pictures that are shown.
    pub(super) pictures: Vec<Picture>,
    /// What stands in the headers of the pages, a letterhead perhaps.
    pub(super) headers: Vec<String>,
    /// What stands in their footers.
    pub(super) footers: Vec<String>,
    /// What its properties say.
    pub(super) properties: Properties,
    /// What was counted on the way.
    pub(super) tally: Tally,
    /// What did not map.
    pub(super) remarks: Vec<Remark>,
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Properties {
    pub(super) title: String,
    pub(super) author: String,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Paragraph {
    /// What it consists of.
    pub(super) inlines: Vec<Inline>,
    /// The number that the word processor shows before it, such as 第一条.
    pub(super) label: String,
    /// An entry of a list of this depth.
    pub(super) list: Option<List>,
    /// How it looks.
    pub(super) look: Look,
    /// What it is set off as.
    pub(super) form: Form,
}

/// What a paragraph is set off as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// Text, a heading or an entry of a list.
    #[default]
    Text,
    /// Words of somebody else.
    Quote,
    /// Lines that are shown as they were typed.
    Code,
}

/// An entry of a list that Markdown can number itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct List {
    /// From 0.
    pub(super) depth: u8,
    /// `1.`, or a bullet.
    pub(super) number: Option<u32>,
}

/// What a reader of the paper sees of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Look {
    /// 1 for the highest level, if a style or the outline says so.
    pub(super) level: Option<u8>,
    /// The style is that of titles.
    pub(super) is_title: bool,
    /// An entry of a table of contents.
    pub(super) is_contents: bool,
    /// In half points, of most of its characters; 0 if unknown.
    pub(super) size: u16,
    /// All of it.
    pub(super) bold: bool,
    pub(super) align: Align,
    pub(super) face: Face,
    /// Text in red: a letterhead.
    pub(super) red: bool,
    /// Begins a page.
    pub(super) new_page: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Align {
    #[default]
    Left,
    Center,
    Right,
}

/// The typefaces that the norm for official documents tells levels by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Face {
    /// 宋体, 仿宋 and all others.
    #[default]
    Text,
    /// 黑体: first level.
    Hei,
    /// 楷体: second level.
    Kai,
    /// 小标宋: titles.
    Title,
}

/// Part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inline {
    /// Text.
    Text(Span),
    /// A line break inside a paragraph.
    Break,
    /// The mark of a note, by its place in [`Document::notes`].
    Note(usize),
    /// A picture, by its place in [`Document::pictures`].
    Picture(usize),
}

/// Text that looks the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) marks: Marks,
    /// Where it leads.
    pub(super) link: Option<String>,
}

/// How text is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) strike: bool,
    pub(super) above: bool,
    pub(super) below: bool,
    /// Shown as it was typed: the name of a command or a file.
    pub(super) code: bool,
}

/// A table; every row has cells only where one begins.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) blocks: Vec<Block>,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// A picture and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Picture {
    /// Without the extension.
    pub(super) name: String,
    /// By its content: `png`, `emf`.
    pub(super) extension: String,
    pub(super) alt: String,
    pub(super) bytes: Vec<u8>,
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) insertions: usize,
    pub(super) deletions: usize,
    pub(super) comments: usize,
    pub(super) hidden: usize,
    pub(super) empty: usize,
    pub(super) formulas: usize,
    pub(super) boxes: usize,
}

/// Something an editor should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    /// Stable name in kebab-case.
    pub(super) code: &'static str,
    pub(super) zh: String,
    pub(super) en: String,
    /// The words where it stands; empty for the whole document.
    pub(super) place: String,
}

impl Remark {
    pub(super) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into(), place: String::new() }
    }

    pub(super) fn at(mut self, place: &str) -> Self {
        let place = place.trim();
        self.place = place.chars().take(24).collect();
        if place.chars().nth(24).is_some() {
            self.place.push('…');
        }
        self
    }
}

impl Paragraph {
    /// A paragraph of plain text.
    pub(super) fn plain(text: &str) -> Self {
        let span = Span { text: text.to_owned(), ..Span::default() };
        Self { inlines: vec![Inline::Text(span)], ..Self::default() }
    }

    /// Its text with its label and without marks.
    pub(super) fn text(&self) -> String {
        let mut out = self.label.clone();
        for inline in &self.inlines {
            match inline {
                Inline::Text(span) => out.push_str(&span.text),
                Inline::Break => out.push('\n'),
                Inline::Note(_) | Inline::Picture(_) => {}
            }
        }
        out
    }

    /// Whether nothing is to be seen of it.
    pub(super) fn is_empty(&self) -> bool {
        self.inlines.iter().all(|inline| match inline {
            Inline::Text(span) => span.text.chars().all(is_space),
            Inline::Break => true,
            Inline::Note(_) | Inline::Picture(_) => false,
        })
    }
}

/// Space of any kind, also the kinds that nobody sees.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}
