//! Styles, resolved through what they are based on.

use std::collections::HashMap;

use crate::import::model::{Align, Face, Form};
use crate::import::xml::Element;

/// What a style or a paragraph says of its looks; what is absent is taken from below.
#[derive(Debug, Clone, Default)]
pub(super) struct Format {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) strike: Option<bool>,
    pub(super) hidden: Option<bool>,
    /// 1 above, -1 below.
    pub(super) raised: Option<i8>,
    pub(super) size: Option<u16>,
    pub(super) face: Option<Face>,
    pub(super) red: Option<bool>,
    pub(super) align: Option<Align>,
    /// From 0; 9 is running text.
    pub(super) outline: Option<u8>,
    pub(super) new_page: Option<bool>,
    /// The number, `0` for none.
    pub(super) number: Option<String>,
    pub(super) number_level: Option<usize>,
}

impl Format {
    /// Fills what is absent from `below`.
    pub(super) fn or(mut self, below: &Format) -> Self {
        macro_rules! fill {
            ($($field:ident),*) => { $(if self.$field.is_none() { self.$field.clone_from(&below.$field); })* };
        }
        fill!(bold, italic, strike, hidden, raised, size, face, red, align, outline, new_page, number, number_level);
        self
    }

    /// Reads `w:rPr`.
    pub(super) fn of_run(properties: &Element) -> Self {
        let value = |name: &str| properties.child(name).and_then(Element::val);
        let struck = properties.switch("w:strike").or_else(|| properties.switch("w:dstrike"));
        let fonts = properties.child("w:rFonts");
        let font = fonts.and_then(|f| f.get("w:eastAsia").or_else(|| f.get("w:ascii")));
        Self {
            bold: properties.switch("w:b"),
            italic: properties.switch("w:i"),
            strike: struck,
            hidden: properties.switch("w:vanish").or_else(|| properties.switch("w:webHidden")),
            raised: value("w:vertAlign").map(|v| match v {
                "superscript" => 1,
                "subscript" => -1,
                _ => 0,
            }),
            size: value("w:sz").and_then(|v| v.trim().parse::<f32>().ok()).map(|v| v as u16),
            face: font.map(face),
            red: value("w:color").map(is_red),
            ..Self::default()
        }
    }

    /// Reads `w:pPr`, without the properties of its mark.
    pub(super) fn of_paragraph(properties: &Element) -> Self {
        let value = |name: &str| properties.child(name).and_then(Element::val);
        let numbers = properties.child("w:numPr");
        let number = |name: &str| numbers.and_then(|n| n.child(name)).and_then(Element::val);
        Self {
            align: value("w:jc").map(|v| match v {
                "center" => Align::Center,
                "right" | "end" => Align::Right,
                _ => Align::Left,
            }),
            outline: value("w:outlineLvl").and_then(|v| v.parse().ok()),
            new_page: properties.switch("w:pageBreakBefore"),
            number: number("w:numId").map(str::to_owned),
            number_level: number("w:ilvl").and_then(|v| v.parse().ok()),
            ..Self::default()
        }
    }
}

fn face(name: &str) -> Face {
    let lower = name.to_lowercase();
    if name.contains("标宋") || name.contains("大标") {
        Face::Title
    } else if name.contains("黑") || lower.contains("hei") {
        Face::Hei
    } else if name.contains("楷") || lower.contains("kai") {
        Face::Kai
    } else {
        Face::Text
    }
}

/// Red as letterheads have it.
fn is_red(color: &str) -> bool {
    let part = |range| color.get(range).and_then(|p| u8::from_str_radix(p, 16).ok());
    matches!((part(0..2), part(2..4), part(4..6)), (Some(r), Some(g), Some(b)) if r > 180 && g < 80 && b < 80)
}

/// A style.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    /// Its name in lower case: `heading 1`, `标题 1`, `title`.
    pub(super) name: String,
    based_on: Option<String>,
    own: Format,
    /// With all that it is based on.
    pub(super) format: Format,
    /// 1 to 9 if its name, or that of a style it is based on, is that of a heading.
    pub(super) heading: Option<u8>,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    pub(super) default: Option<String>,
    /// What holds where no style says otherwise.
    pub(super) base: Format,
}

impl Styles {
    /// Reads the root of `styles.xml`.
    pub(super) fn read(root: &Element) -> Self {
        let mut styles = Self::default();
        if let Some(run) = root.at(&["w:docDefaults", "w:rPrDefault", "w:rPr"]) {
            styles.base = Format::of_run(run);
        }
        for element in root.elements().filter(|e| e.name() == "w:style") {
            let Some(id) = element.get("w:styleId") else { continue };
            let is_default = matches!(element.get("w:default"), Some("1" | "true" | "on"));
            if is_default && element.get("w:type") == Some("paragraph") {
                styles.default = Some(id.to_owned());
            }
            styles.styles.insert(id.to_owned(), style(element));
        }
        styles.resolve();
        styles
    }

    /// The style of this id.
    pub(super) fn get(&self, id: &str) -> Option<&Style> {
        self.styles.get(id)
    }

    fn resolve(&mut self) {
        let ids: Vec<String> = self.styles.keys().cloned().collect();
        for id in ids {
            let (mut format, mut heading) = (Format::default(), None);
            let mut next = Some(id.clone());
            // Styles may be based on each other in a circle.
            for _ in 0..20 {
                let Some(style) = next.as_ref().and_then(|id| self.styles.get(id)) else { break };
                format = format.or(&style.own);
                heading = heading.or_else(|| heading_of(&style.name));
                next.clone_from(&style.based_on);
            }
            if let Some(style) = self.styles.get_mut(&id) {
                style.format = format;
                style.heading = heading;
            }
        }
    }
}

fn style(element: &Element) -> Style {
    let run = element.child("w:rPr").map(Format::of_run).unwrap_or_default();
    let paragraph = element.child("w:pPr").map(Format::of_paragraph).unwrap_or_default();
    Style {
        name: element.child("w:name").and_then(Element::val).unwrap_or_default().trim().to_lowercase(),
        based_on: element.child("w:basedOn").and_then(Element::val).map(str::to_owned),
        own: run.or(&paragraph),
        ..Style::default()
    }
}

/// 1 for `heading 1` and `标题 1`.
fn heading_of(name: &str) -> Option<u8> {
    let rest = ["heading", "标题", "標題", "überschrift", "titre"].iter().find_map(|word| name.strip_prefix(word))?;
    let digit = rest.trim().chars().next()?.to_digit(10)?;
    (1..=9).contains(&digit).then(|| u8::try_from(digit).unwrap_or(9))
}

/// Whether a style of this name is that of titles.
pub(super) fn is_title(name: &str) -> bool {
    matches!(
        name,
        "title" | "标题" | "標題" | "公文标题" | "文章标题" | "大标题" | "主标题" | "文档标题" | "公文大标题"
    )
}

/// What paragraphs of a style of this name are set off as.
pub(super) fn form_of(name: &str) -> Form {
    match name {
        "quote" | "intense quote" | "block text" | "block quote" | "blockquote" | "quotations" | "引用"
        | "明显引用" | "引文" => Form::Quote,
        "html preformatted" | "html 预设格式" | "source code" | "code" | "代码" | "preformatted text" => {
            Form::Code
        }
        _ => Form::Text,
    }
}

/// Whether a style of this name is that of entries of a table of contents.
pub(super) fn is_contents(name: &str) -> bool {
    let rest = name.strip_prefix("toc").or_else(|| name.strip_prefix("目录")).or_else(|| name.strip_prefix("contents"));
    rest.is_some_and(|rest| rest.trim().chars().next().is_some_and(|c| c.is_ascii_digit()) || rest.trim() == "heading")
}
