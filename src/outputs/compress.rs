//! Compressed forms beside text files, for hosts that hand them out as they are.

use std::io::Write;

use flate2::{Compression, GzBuilder};
use rayon::prelude::*;

use super::{Content, Output, Outputs};
use crate::cache::{Cache, Hash};

/// Smaller files fit in one packet anyway.
const SMALLEST: u64 = 256;
/// Raise whenever the bytes that the encoders give could differ.
const KIND: &str = "compressed-1";

/// A file in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compressed {
    /// For `Content-Encoding: gzip`.
    pub gz: Vec<u8>,
    /// For `Content-Encoding: br`.
    pub br: Vec<u8>,
}

/// Whether the file at `path` is of a kind that becomes smaller.
pub fn compressible(path: &str) -> bool {
    let end = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end);
    matches!(
        end,
        Some("html" | "css" | "js" | "json" | "xml" | "svg" | "txt" | "ics" | "vtt" | "csv" | "wasm" | "webmanifest")
    )
}

/// Compresses `bytes`; the same bytes always give the same forms. None if the file is of no use compressed.
pub fn precompress(path: &str, bytes: &[u8]) -> Option<Compressed> {
    if !compressible(path) || (bytes.len() as u64) < SMALLEST {
        return None;
    }
    let compressed = Compressed { gz: gzip(bytes, Compression::best())?, br: brotli(bytes, quality(path))? };
    (compressed.gz.len() < bytes.len() && compressed.br.len() < bytes.len()).then_some(compressed)
}

/// `outputs` with a `.gz` and a `.br` beside each file that becomes smaller, made once for each content.
pub fn precompress_all(outputs: &Outputs, cache: &Cache) -> Outputs {
    let files: Vec<_> = outputs.iter().filter(|(path, _)| compressible(path)).collect();
    let made: Vec<Output> = files
        .into_par_iter()
        .filter_map(|(path, content)| Some((path, cached(path, content, cache)?)))
        .flat_map_iter(|(path, compressed)| {
            [("gz", compressed.gz), ("br", compressed.br)].map(|(end, bytes)| Output {
                path: format!("{path}.{end}").into(),
                content: Content::bytes(bytes),
                origin: None,
            })
        })
        .collect();
    let mut all = outputs.clone();
    for Output { path, content, .. } in made {
        // A site that brings its own compressed form keeps it.
        all.files.entry(path).or_insert(content);
    }
    all
}

fn cached(path: &str, content: &Content, cache: &Cache) -> Option<Compressed> {
    let bytes = match content {
        Content::CopyOf(_) => return None,
        // What cannot be read is reported by who writes it.
        made => made.load().ok()?,
    };
    let key = Hash::of_parts([&content.hash().0[..], &quality(path).to_le_bytes()]);
    if let Some(compressed) = cache.get(KIND, &key).and_then(decode) {
        return Some(compressed);
    }
    let compressed = precompress(path, &bytes)?;
    let mut entry = (compressed.gz.len() as u64).to_le_bytes().to_vec();
    entry.extend(&compressed.gz);
    entry.extend(&compressed.br);
    cache.put(KIND, &key, &entry);
    Some(compressed)
}

fn decode(mut entry: Vec<u8>) -> Option<Compressed> {
    let len: [u8; 8] = entry.get(..8)?.try_into().ok()?;
    let end = usize::try_from(u64::from_le_bytes(len)).ok()?.checked_add(8)?;
    if end > entry.len() {
        return None;
    }
    let br = entry.split_off(end);
    Some(Compressed { gz: entry.split_off(8), br })
}

/// A form in which a file may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `br`
    Brotli,
    /// `gzip`
    Gzip,
}

impl Encoding {
    /// As HTTP names it.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Gzip => "gzip",
        }
    }
}

/// Compresses `bytes` for somebody who waits: quickly rather than well. None if they are not worth it.
pub fn encode(bytes: &[u8], encoding: Encoding) -> Option<Vec<u8>> {
    if (bytes.len() as u64) < SMALLEST {
        return None;
    }
    match encoding {
        Encoding::Brotli => brotli(bytes, 3),
        Encoding::Gzip => gzip(bytes, Compression::fast()),
    }
}

/// The last levels of Brotli take ten times as long, which only files that every page loads are worth.
fn quality(path: &str) -> u32 {
    let shared = ["js", "css", "wasm", "svg"].iter().any(|end| path.ends_with(&format!(".{end}")));
    if shared { 11 } else { 9 }
}

fn gzip(bytes: &[u8], level: Compression) -> Option<Vec<u8>> {
    // Neither time nor system goes into the header.
    let mut encoder = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), level);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(bytes: &[u8], quality: u32) -> Option<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 4096, quality, 22);
    writer.write_all(bytes).ok()?;
    drop(writer);
    Some(compressed)
}
