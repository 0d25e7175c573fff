//! The files of an index: objects are packed into parts, parts are named by their content, and start data describe all.

use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::document::IndexFile;
use super::layout::{Layout, Part, index_id};

/// Folder of the index below the site root.
pub const FOLDER: &str = "search/";

/// The file that says which index is current; the only one whose name never changes.
pub const START: &str = "search/start.json";

/// Up to this size the store travels with the start data: what a query does not need of it costs less than asking again. A
/// store of 170 KB made the start data of a portal of 112 pages 189 KB, which hosts do not compress.
const SMALL: usize = 24_000;

/// What the objects of a file are. An edited page changes one or two blocks of texts, but a list for each word that it has
/// more or less, all over the dictionary: files of lists are small, so that less is published anew, and those of texts are
/// large, so that all of them are few. A host that knows no ranges delivers a file whole.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Texts,
    Lists,
}

impl Sort {
    fn bytes(self) -> usize {
        match self {
            Sort::Texts => 768 << 10,
            Sort::Lists => 320 << 10,
        }
    }
}

/// The store while it is written: objects in files, none across a file's end.
#[derive(Default)]
pub struct Store {
    full: Vec<Arc<[u8]>>,
    open: Vec<u8>,
    sort: Sort,
    written: u64,
}

impl Store {
    /// Where the next object will lie.
    pub fn at(&self) -> u64 {
        self.written
    }

    /// Ends the open file; what comes is of another sort.
    pub fn begin(&mut self, sort: Sort) {
        if !self.open.is_empty() {
            self.close();
        }
        self.sort = sort;
    }

    pub fn push(&mut self, object: &[u8]) -> u64 {
        let at = self.written;
        if !self.open.is_empty() && self.open.len() + object.len() > self.sort.bytes() {
            self.close();
        }
        self.open.extend_from_slice(object);
        self.written += object.len() as u64;
        at
    }

    fn close(&mut self) {
        // Copied to its size; the room is used again for the next part.
        self.full.push(self.open.as_slice().into());
        self.open.clear();
    }

    /// The parts, one behind the other.
    pub fn into_parts(mut self) -> Vec<Arc<[u8]>> {
        if !self.open.is_empty() {
            self.close();
        }
        self.full
    }
}

/// All files of an index; of a small one the store is within the start data.
pub fn files(mut layout: Layout, parts: &[Arc<[u8]>]) -> Vec<IndexFile> {
    let mut files = Vec::new();
    let mut inline = Vec::new();
    if parts.iter().map(|part| part.len()).sum::<usize>() <= SMALL {
        inline = parts.concat();
    } else {
        let hashes: Vec<[u8; 32]> = parts.par_iter().map(|part| Sha256::digest(part).into()).collect();
        for (bytes, hash) in parts.iter().zip(hashes) {
            let part = Part { name: hash[..8].to_vec(), bytes: bytes.len() as u32 };
            files.push(IndexFile { path: format!("{FOLDER}{}", part.file_name()), bytes: Arc::clone(bytes) });
            layout.parts.push(part);
        }
    }
    let pages = layout.page_docs.len();
    let hot = layout.write(&inline);
    let id = index_id(&hot);
    let path = format!("hot-{id}.bin");
    let start =
        format!("{{\"format\":1,\"id\":\"{id}\",\"pages\":{pages},\"hot\":\"{path}\",\"bytes\":{}}}\n", hot.len());
    files.push(IndexFile { path: format!("{FOLDER}{path}"), bytes: hot.into() });
    files.push(IndexFile { path: START.to_owned(), bytes: start.into_bytes().into() });
    // Two parts with the same content are one file.
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    files
}
