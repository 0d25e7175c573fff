//! The files of an index: objects are packed into parts, parts are named by their content, and start data describe all.

use std::collections::HashSet;
use std::sync::Arc;

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

/// The store while it is written: objects in files, none across a file's end. Each file is given away as soon as it is full,
/// because all of them are as large as the texts.
pub struct Store<'t> {
    take: &'t mut dyn FnMut(IndexFile),
    /// Whether the bytes are held all the same.
    holds: bool,
    closed: Vec<Closed>,
    /// Two parts with the same content are one file.
    paths: HashSet<String>,
    open: Vec<u8>,
    sort: Sort,
    written: u64,
}

/// A full file.
pub struct Closed {
    /// Where it goes.
    pub path: String,
    pub len: u64,
    /// None if only those who took the file have them.
    pub bytes: Option<Arc<[u8]>>,
    hash: [u8; 32],
    given: bool,
}

impl<'t> Store<'t> {
    /// `holds` says whether the bytes are wanted again.
    pub fn new(holds: bool, take: &'t mut dyn FnMut(IndexFile)) -> Self {
        Store {
            take,
            holds,
            closed: Vec::new(),
            paths: HashSet::new(),
            open: Vec::new(),
            sort: Sort::default(),
            written: 0,
        }
    }

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
        let bytes: Arc<[u8]> = self.open.as_slice().into();
        self.open.clear();
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        let path = format!("{FOLDER}{}", part(&hash, bytes.len()).file_name());
        self.closed.push(Closed { path, len: bytes.len() as u64, bytes: Some(bytes), hash, given: false });
        if self.written > SMALL as u64 {
            self.give();
        }
    }

    /// Gives away what is full; only when it is certain that the store does not travel with the start data.
    fn give(&mut self) {
        for closed in self.closed.iter_mut().rev().take_while(|closed| !closed.given) {
            closed.given = true;
            let bytes = if self.holds { closed.bytes.clone() } else { closed.bytes.take() };
            if let Some(bytes) = bytes.filter(|_| self.paths.insert(closed.path.clone())) {
                (self.take)(IndexFile { path: closed.path.clone(), bytes, hash: closed.hash });
            }
        }
    }

    /// Gives away the rest, and the start data last; returns all files of the store, one behind the other.
    pub fn finish(mut self, mut layout: Layout) -> Vec<Closed> {
        if !self.open.is_empty() {
            self.close();
        }
        let mut inline = Vec::new();
        if self.written <= SMALL as u64 {
            self.closed
                .iter()
                .filter_map(|closed| closed.bytes.as_ref())
                .for_each(|bytes| inline.extend_from_slice(bytes));
        } else {
            layout.parts = self.closed.iter().map(|closed| part(&closed.hash, closed.len as usize)).collect();
        }
        let pages = layout.page_docs.len();
        let hot = layout.write(&inline);
        let id = index_id(&hot);
        let path = format!("hot-{id}.bin");
        let start =
            format!("{{\"format\":1,\"id\":\"{id}\",\"pages\":{pages},\"hot\":\"{path}\",\"bytes\":{}}}\n", hot.len());
        for (path, bytes) in [(format!("{FOLDER}{path}"), hot), (START.to_owned(), start.into_bytes())] {
            (self.take)(IndexFile::new(path, bytes));
        }
        self.closed
    }
}

fn part(hash: &[u8; 32], len: usize) -> Part {
    Part { name: hash[..8].to_vec(), bytes: len as u32 }
}
