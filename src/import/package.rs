//! The parts of a zip package (.docx, .xlsx), bounded in number and size.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The largest part of text, unpacked: about ten thousand pages.
const LARGEST_TEXT: u64 = 160 << 20;
/// The largest picture.
const LARGEST_PICTURE: u64 = 64 << 20;
/// All that one package may unpack to.
const LARGEST_WHOLE: u64 = 640 << 20;
/// No document has more parts.
const MOST_PARTS: usize = 20_000;

/// Why a file is no package that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PackageFault {
    /// Zero bytes.
    Empty,
    /// The lock file `~$…` that Word leaves beside an open document.
    Lock,
    /// An OLE file with an encrypted package: it has a password.
    Encrypted,
    /// An OLE file: the old format with a new name.
    OldFormat,
    /// A file of text with this name.
    Text,
    /// An HTML page with this name.
    Html,
    /// Rich text with this name.
    Rtf,
    /// A PDF with this name.
    Pdf,
    /// It begins as a package, and its end is missing.
    CutOff,
    /// It begins as a package, and its list of contents is damaged.
    Damaged,
    /// Parts that unpack to more than any document.
    Bomb,
    /// Anything else.
    Unknown,
}

/// An open package.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
    /// Parts that were too large to unpack.
    pub(super) too_large: Vec<String>,
}

impl<'b> Package<'b> {
    /// Opens `bytes` of a file called `name`.
    pub(super) fn open(name: &str, bytes: &'b [u8]) -> Result<Self, PackageFault> {
        if name.rsplit(['/', '\\']).next().is_some_and(|n| n.starts_with("~$")) {
            return Err(PackageFault::Lock);
        }
        if !bytes.starts_with(b"PK") {
            return Err(what_else(bytes));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| without_end(bytes))?;
        if archive.len() > MOST_PARTS {
            return Err(PackageFault::Bomb);
        }
        Ok(Self { archive, left: LARGEST_WHOLE, too_large: Vec::new() })
    }

    /// Whether there is a part at `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.archive.index_for_name(path).is_some()
    }

    /// The names of the parts below a folder.
    pub(super) fn below(&self, folder: &str) -> Vec<String> {
        let names = self.archive.file_names().flatten().map(|n| n.into_owned());
        let mut names: Vec<String> = names.filter(|n| n.starts_with(folder)).collect();
        names.sort();
        names
    }

    /// The text of a part of XML.
    pub(super) fn text(&mut self, path: &str) -> Option<String> {
        let bytes = self.bytes_up_to(path, LARGEST_TEXT)?;
        Some(match bytes.as_slice() {
            [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
            [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
            _ => String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()),
        })
    }

    /// A picture or another file inside.
    pub(super) fn bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        self.bytes_up_to(path, LARGEST_PICTURE)
    }

    /// What a header claims of a part's size is not believed.
    fn bytes_up_to(&mut self, path: &str, most: u64) -> Option<Vec<u8>> {
        // Windows programs of old wrote backslashes.
        let index = self.archive.index_for_name(path).or_else(|| {
            let names = self.archive.file_names().flatten();
            let wanted = path.to_ascii_lowercase();
            let found = names.map(|n| n.into_owned()).find(|n| n.replace('\\', "/").to_ascii_lowercase() == wanted)?;
            self.archive.index_for_name(&found)
        })?;
        let mut file = self.archive.by_index(index).ok()?;
        let most = most.min(self.left);
        let mut bytes = Vec::new();
        let read = (&mut file).take(most + 1).read_to_end(&mut bytes);
        self.left = self.left.saturating_sub(bytes.len() as u64);
        if bytes.len() as u64 > most {
            self.too_large.push(path.to_owned());
            return None;
        }
        read.ok().map(|_| bytes)
    }
}

/// A package whose list of contents cannot be found: cut off, or damaged.
fn without_end(bytes: &[u8]) -> PackageFault {
    let tail = &bytes[bytes.len().saturating_sub(66_000)..];
    let has_end = memchr::memmem::find(tail, b"PK\x05\x06").is_some();
    if has_end { PackageFault::Damaged } else { PackageFault::CutOff }
}

fn what_else(bytes: &[u8]) -> PackageFault {
    if bytes.iter().all(|b| *b == 0) {
        return PackageFault::Empty;
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = memchr::memmem::find(bytes, &name).is_some();
        return if encrypted { PackageFault::Encrypted } else { PackageFault::OldFormat };
    }
    if bytes.starts_with(b"{\\rtf") {
        return PackageFault::Rtf;
    }
    if bytes.starts_with(b"%PDF") {
        return PackageFault::Pdf;
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]).to_lowercase();
    if ["<html", "<!doctype html", "<head", "mime-version:"].iter().any(|tag| start.contains(tag)) {
        return PackageFault::Html;
    }
    let controls = bytes.iter().take(2000).filter(|b| **b < 9).count();
    if controls == 0 { PackageFault::Text } else { PackageFault::Unknown }
}
