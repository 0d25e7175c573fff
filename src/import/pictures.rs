//! Pictures: named by what their bytes are, and cleaned as the program cleans all pictures.

use super::model::{Document, Remark};
use crate::images::{ImageFault, Settings, process};

/// The files of a document's pictures.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// By the picture's place; empty for one that is left out.
    pub(super) names: Vec<String>,
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) remarks: Vec<Remark>,
}

/// Names and cleans the pictures of `document`.
pub(super) fn files(document: &mut Document) -> Files {
    let mut made = Files::default();
    // The smaller copies are made when the site is built.
    let settings = Settings { widths: Vec::new(), ..Settings::default() };
    for (i, picture) in document.pictures.iter_mut().enumerate() {
        let bytes = std::mem::take(&mut picture.bytes);
        let name = match kind(&bytes) {
            Some(extension) => format!("image-{}.{extension}", i + 1),
            None => String::new(),
        };
        if bytes.is_empty() {
            made.names.push(String::new());
        } else if name.ends_with(".emf") || name.ends_with(".wmf") {
            made.remarks.push(metafile(&name));
            made.names.push(name.clone());
            made.files.push((name, bytes));
        } else {
            match process(&name, &bytes, &settings) {
                Ok(done) => {
                    made.names.push(name.clone());
                    made.files.push((name, done.clean.unwrap_or(bytes)));
                }
                Err(fault) => {
                    made.remarks.push(unusable(i + 1, &fault));
                    made.names.push(String::new());
                }
            }
        }
    }
    let silent = document.pictures.iter().zip(&made.names).filter(|(p, name)| p.alt.is_empty() && !name.is_empty());
    let silent = silent.count();
    if silent > 0 {
        made.remarks.push(Remark::new(
            "missing-alt",
            format!("{silent} 张图片没有文字说明：在方括号里写明图上有什么，纯装饰的可以不写"),
            format!("{silent} pictures have no text: say in the brackets what they show, unless they only decorate"),
        ));
    }
    made
}

/// What the bytes of a picture are, as an extension.
pub(super) fn kind(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 9] = [
        (b"\x89PNG", "png"),
        (b"\xFF\xD8\xFF", "jpg"),
        (b"GIF8", "gif"),
        (b"BM", "bmp"),
        (b"\xD7\xCD\xC6\x9A", "wmf"),
        (b"\x01\0\x09\0", "wmf"),
        (b"II*\0", "tif"),
        (b"MM\0*", "tif"),
        (b"\x01\0\0\0", "emf"),
    ];
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("webp");
    }
    if let Some((_, kind)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1000)]);
    start.contains("<svg").then_some("svg")
}

fn metafile(name: &str) -> Remark {
    Remark::new(
        "metafile",
        format!("“{name}”是浏览器不能显示的图（EMF、WMF），已作为文件保留：请在 Word 里另存为 PNG 后替换"),
        format!("`{name}` is a drawing (EMF, WMF) that browsers do not show; it is kept as a file: save it as PNG in Word and replace it"),
    )
    .at(name)
}

fn unusable(number: usize, fault: &ImageFault) -> Remark {
    let name: std::sync::Arc<str> = format!("image-{number}").into();
    let words = crate::images::faults::diagnostic(&name, fault);
    Remark::new(
        "picture-unusable",
        format!("第 {number} 张图片没有导入：{}", words.message.zh),
        format!("picture {number} was left out: {}", words.message.en),
    )
}
