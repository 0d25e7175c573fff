//! Word documents written by hand, so that each test says what stands in its file.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const NAMES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math""#;
const STRICT: &str = r#"xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main" xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships""#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A document under construction.
#[derive(Debug, Clone, Default)]
pub struct Docx {
    /// Inside of `w:body`.
    pub body: String,
    /// Parts beside the text: path below `word/`, kind of the relation, bytes.
    parts: Vec<(String, String, Vec<u8>)>,
    strict: bool,
}

impl Docx {
    pub fn new() -> Self {
        Self::default()
    }

    /// With the namespaces of ISO 29500 strict.
    pub fn strict() -> Self {
        Self { strict: true, ..Self::default() }
    }

    /// XML of the body as it is.
    pub fn xml(mut self, xml: &str) -> Self {
        self.body.push_str(xml);
        self
    }

    /// A plain paragraph.
    pub fn p(self, text: &str) -> Self {
        let xml = paragraph("", &run(text));
        self.xml(&xml)
    }

    /// Several of them.
    pub fn lines(self, texts: &[&str]) -> Self {
        texts.iter().fold(self, |docx, text| docx.p(text))
    }

    /// A centred line in 小标宋, as titles are set.
    pub fn title(self, text: &str) -> Self {
        let xml = paragraph(CENTER, &styled("<w:rFonts w:eastAsia=\"方正小标宋简体\"/><w:sz w:val=\"44\"/>", text));
        self.xml(&xml)
    }

    /// A paragraph that Word numbers.
    pub fn numbered(self, list: u32, level: u32, text: &str) -> Self {
        let xml = paragraph(
            &format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>"),
            &run(text),
        );
        self.xml(&xml)
    }

    /// A part beside the text with the relation that leads to it; its id is `r` and its number from 1.
    pub fn part(mut self, path: &str, kind: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.parts.push((path.to_owned(), kind.to_owned(), bytes.into()));
        self
    }

    /// A part of XML with the usual namespaces.
    pub fn xml_part(self, path: &str, kind: &str, root: &str, inner: &str) -> Self {
        let names = if self.strict { STRICT } else { NAMES };
        self.part(path, kind, format!("{HEAD}<{root} {names}>{inner}</{root}>"))
    }

    /// Lists: each is a number and its levels as (format, text, more XML).
    pub fn numbering(self, lists: &[(u32, &[(&str, &str, &str)])], uses: &str) -> Self {
        let mut xml = String::new();
        for (id, levels) in lists {
            xml.push_str(&format!("<w:abstractNum w:abstractNumId=\"{id}\">"));
            for (at, (format, text, more)) in levels.iter().enumerate() {
                xml.push_str(&format!("<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/></w:lvl>"));
            }
            xml.push_str("</w:abstractNum>");
        }
        for (id, _) in lists {
            xml.push_str(&format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{id}\"/></w:num>"));
        }
        xml.push_str(uses);
        self.xml_part("numbering.xml", "numbering", "w:numbering", &xml)
    }

    /// The text as XML.
    pub fn document(&self) -> String {
        let names = if self.strict { STRICT } else { NAMES };
        format!("{HEAD}<w:document {names}><w:body>{}</w:body></w:document>", self.body)
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let document = self.document();
        self.bytes_with("word/document.xml", document.as_bytes())
    }

    /// The file with another text.
    pub fn bytes_with(&self, main: &str, document: &[u8]) -> Vec<u8> {
        let office = if self.strict { "http://purl.oclc.org/ooxml/officeDocument/relationships" } else { OFFICE };
        let mut relations = String::new();
        for (at, (path, kind, _)) in self.parts.iter().enumerate() {
            let id = at + 1;
            relations.push_str(&format!("<Relationship Id=\"r{id}\" Type=\"{office}/{kind}\" Target=\"{path}\"/>"));
        }
        let root = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
        let mut files = vec![
            ("[Content_Types].xml".to_owned(), b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>".to_vec()),
            ("_rels/.rels".to_owned(), format!("{HEAD}<Relationships {root}><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"{main}\"/></Relationships>").into_bytes()),
            (main.to_owned(), document.to_vec()),
            ("word/_rels/document.xml.rels".to_owned(), format!("{HEAD}<Relationships {root}>{relations}</Relationships>").into_bytes()),
        ];
        files.extend(self.parts.iter().map(|(path, _, bytes)| (format!("word/{path}"), bytes.clone())));
        zip(&files)
    }
}

pub const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub const CENTER: &str = "<w:jc w:val=\"center\"/>";
pub const RIGHT: &str = "<w:jc w:val=\"right\"/>";

/// A paragraph with properties and runs.
pub fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

pub fn run(text: &str) -> String {
    styled("", text)
}

pub fn bold(text: &str) -> String {
    styled("<w:b/>", text)
}

pub fn styled(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A cell with properties.
pub fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph("", &run(text)))
}

/// Rows of cells.
pub fn table(rows: &[&[String]]) -> String {
    let rows: String = rows.iter().map(|cells| format!("<w:tr>{}</w:tr>", cells.concat())).collect();
    format!("<w:tbl>{rows}</w:tbl>")
}

/// A text box as Word writes it: twice, once for old programs.
pub fn text_box(paragraphs: &str) -> String {
    format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{paragraphs}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
}

/// A picture by the id of its relation.
pub fn picture(id: &str, words: &str) -> String {
    format!(
        "<w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"x\" descr=\"{words}\"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed=\"{id}\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}

/// A small picture.
pub fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::from_fn(40, 20, |x, y| image::Rgb([x as u8 * 6, y as u8 * 12, 90]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// A package of `files`, the same bytes each time.
pub fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
