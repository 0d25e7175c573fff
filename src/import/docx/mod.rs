//! .docx, .docm and .dotx as Word, WPS and LibreOffice write them, strict and transitional.
//!
//! The body is walked child by child ([`walk`]); what a reader of the paper sees is what comes out: numbers counted
//! ([`numbering`]), results of fields ([`fields`]), tracked changes accepted, text boxes in their place.

mod drawing;
mod fields;
mod formats;
mod math;
mod numbering;
mod parts;
mod runs;
mod signs;
mod styles;
mod table;
mod walk;

use super::model::{Document, Properties, Remark};
use super::package::{Package, PackageFault};
use super::xml::{Element, Reader, XmlFault};
use parts::Parts;
use walk::Walk;

/// Why there is no document in a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocxFault {
    /// No package.
    Package(PackageFault),
    /// A package of another sort: a sheet, slides, or any zip file.
    NoText(&'static str),
    /// The XML of the text is damaged before its first paragraph.
    Broken,
    /// More than any document.
    TooLarge,
}

/// Reads the file `name`.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Document, DocxFault> {
    let mut package = Package::open(name, bytes).map_err(DocxFault::Package)?;
    let Some(main) = parts::main_part(&mut package) else {
        return Err(DocxFault::NoText(what_else(&package)));
    };
    let Some(text) = package.text(&main) else {
        let whole = package.too_large.is_empty();
        return Err(if whole { DocxFault::Broken } else { DocxFault::TooLarge });
    };
    let parts = Parts::read(&mut package, &main);
    let properties = properties(&mut package);
    let mut walk = Walk::new(parts);
    walk_body(&mut walk, &text)?;
    let mut document = walk.finish(&mut package);
    document.properties = properties;
    for path in std::mem::take(&mut package.too_large) {
        document.remarks.push(Remark::new(
            "part-too-large",
            format!("文件里的“{path}”解压后过大，没有导入"),
            format!("`{path}` inside the file unpacks to too much and was left out"),
        ));
    }
    Ok(document)
}

fn walk_body(walk: &mut Walk, text: &str) -> Result<(), DocxFault> {
    let mut reader = Reader::new(text);
    match reader.enter("w:body") {
        Ok(true) => {}
        Ok(false) => return Ok(()),
        Err(_) => return Err(DocxFault::Broken),
    }
    let mut blocks = Vec::new();
    let mut first = true;
    loop {
        match reader.next_child() {
            Ok(Some(child)) => {
                walk.block(&child, &mut blocks);
                first = false;
            }
            Ok(None) => break,
            Err(XmlFault::TooLarge) => return Err(DocxFault::TooLarge),
            Err(XmlFault::Broken) if first => return Err(DocxFault::Broken),
            Err(XmlFault::Broken) => {
                let place = blocks.iter().rev().find_map(last_words).unwrap_or_default();
                walk.document.remarks.push(
                    Remark::new(
                        "broken-xml",
                        "文件到这里损坏了，后面的内容没有读出来：请用 Word 打开原件修复后重新导入",
                        "the file is damaged from here on and the rest was not read: open and repair it in Word, then import again",
                    )
                    .at(&place),
                );
                break;
            }
        }
    }
    walk.close(&mut blocks);
    if reader.too_deep {
        walk.document.remarks.push(Remark::new(
            "too-deep",
            "文件里有嵌套太深的内容，最里层没有导入",
            "something in the file is nested too deeply; its innermost part was left out",
        ));
    }
    walk.document.blocks = blocks;
    Ok(())
}

fn last_words(block: &super::model::Block) -> Option<String> {
    match block {
        super::model::Block::Paragraph(p) => Some(p.text()).filter(|t| !t.trim().is_empty()),
        super::model::Block::Table(_) => None,
    }
}

fn properties(package: &mut Package<'_>) -> Properties {
    let root = package.text("docProps/core.xml").and_then(|text| Reader::new(&text).root().ok());
    let text = |root: &Element, name: &str| root.child(name).map(Element::text).unwrap_or_default().trim().to_owned();
    root.map(|root| Properties { title: text(&root, "dc:title"), author: text(&root, "dc:creator") })
        .unwrap_or_default()
}

/// What a package without a text is.
fn what_else(package: &Package<'_>) -> &'static str {
    let kinds = [("xl/", "xlsx"), ("ppt/", "pptx"), ("content.xml", "odt"), ("OEBPS/", "epub")];
    kinds.into_iter().find(|(folder, _)| !package.below(folder).is_empty()).map_or("zip", |(_, kind)| kind)
}
