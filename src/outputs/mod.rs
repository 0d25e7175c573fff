//! Path → bytes, and how that becomes a folder: the only writer of a site.
//!
//! [`Outputs`] is the whole site as a value. A server shows it from memory, so that an edit is visible without touching a
//! disk; [`Target::publish`] makes a folder equal to it. There is one way of publishing: the new site is completed beside
//! the old one (unchanged files are hard links, so this costs little) and then the two folders change places in one step.
//! Replacing single files in place would be faster for one page, but an edit nearly always touches several (lists, feeds,
//! index), and a reader or a killed process in between would see half of it.

mod compress;
mod durable;
mod faults;
mod lock;
mod manifest;
mod paths;
pub mod plain;
mod plan;
pub mod print;
mod published;
pub mod relocate;
pub mod scaffold;
mod stage;
mod swap;
mod target;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

pub use compress::{Compressed, Encoding, compressible, encode, precompress, precompress_all};
pub use manifest::{MANIFEST, Manifest, ManifestEntry};
pub use published::{addresses, folder_print, gone, published, published_file};
pub use target::{Report, Target};

use crate::cache::Hash;
use crate::content::Aside;
use crate::diagnostics::{Checked, Diagnostic};
use crate::inputs::InputFile;

/// What a file of the site holds. Cheap to clone; two clones are seen to be equal without comparing bytes.
#[derive(Debug, Clone)]
pub enum Content {
    /// Bytes that were made.
    Bytes(Arc<Blob>),
    /// A file of the site that is passed on as it is, and never held in memory.
    CopyOf(Arc<Original>),
    /// Bytes that were made and put aside until they are written.
    Aside(Aside, Hash),
}

/// Bytes with their hash, which is found once.
#[derive(Debug)]
pub struct Blob {
    bytes: Arc<[u8]>,
    hash: OnceLock<Hash>,
}

/// A file on disk that is to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Where it lies.
    pub source: PathBuf,
    /// Its length in bytes.
    pub len: u64,
    /// Its hash; publishing fails if the file has another one by then.
    pub hash: Hash,
}

impl Content {
    /// Bytes that were made.
    pub fn bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::Bytes(Arc::new(Blob { bytes: bytes.into(), hash: OnceLock::new() }))
    }

    /// Bytes whose hash is known.
    pub fn hashed(bytes: impl Into<Arc<[u8]>>, hash: Hash) -> Self {
        Self::Bytes(Arc::new(Blob { bytes: bytes.into(), hash: hash.into() }))
    }

    /// Bytes that were made and put aside.
    pub fn aside(aside: Aside, hash: Hash) -> Self {
        Self::Aside(aside, hash)
    }

    /// An input passed on as it is.
    pub fn copy_of(file: &InputFile) -> std::io::Result<Self> {
        Ok(match file.disk_path() {
            Some(source) => {
                Self::CopyOf(Arc::new(Original { source: source.to_owned(), len: file.len, hash: file.hash }))
            }
            None => Self::bytes(file.bytes()?),
        })
    }

    /// Length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(blob) => blob.bytes.len() as u64,
            Self::CopyOf(original) => original.len,
            Self::Aside(aside, _) => aside.len() as u64,
        }
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Hash of the bytes.
    pub fn hash(&self) -> Hash {
        match self {
            Self::Bytes(blob) => *blob.hash.get_or_init(|| Hash::of(&blob.bytes)),
            Self::CopyOf(original) => original.hash,
            Self::Aside(_, hash) => *hash,
        }
    }

    /// The bytes, read from disk if they are not in memory.
    ///
    /// # Errors
    /// The file cannot be read any more.
    pub fn load(&self) -> std::io::Result<Arc<[u8]>> {
        match self {
            Self::Bytes(blob) => Ok(Arc::clone(&blob.bytes)),
            Self::CopyOf(original) => Ok(std::fs::read(&original.source)?.into()),
            Self::Aside(aside, _) => Ok(aside.load()?.into()),
        }
    }

    /// The bytes of what the build made, also if they were put aside; none for the copy of a file, and none if they cannot be
    /// read any more, which their store remembers.
    pub fn made(&self) -> Option<Arc<[u8]>> {
        match self {
            Self::CopyOf(_) => None,
            Self::Bytes(_) | Self::Aside(..) => self.load().ok(),
        }
    }

    /// The bytes, if they are in memory.
    pub fn in_memory(&self) -> Option<&Arc<[u8]>> {
        match self {
            Self::Bytes(blob) => Some(&blob.bytes),
            Self::CopyOf(_) | Self::Aside(..) => None,
        }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(a), Self::Bytes(b)) if Arc::ptr_eq(a, b) || Arc::ptr_eq(&a.bytes, &b.bytes) => true,
            (Self::Bytes(a), Self::Bytes(b)) => a.bytes == b.bytes,
            _ => self.len() == other.len() && self.hash() == other.hash(),
        }
    }
}

/// One file on its way into [`Outputs`].
#[derive(Debug, Clone)]
pub struct Output {
    /// Where it goes, relative to the site's root, with `/`.
    pub path: Arc<str>,
    /// What it holds.
    pub content: Content,
    /// The input that it was made from, to be named if something is wrong with the path.
    pub origin: Option<Arc<str>>,
}

impl Output {
    /// A file that was made from no input in particular.
    pub fn new(path: impl Into<Arc<str>>, content: Content) -> Self {
        Self { path: path.into(), content, origin: None }
    }
}

/// A whole site, by path. Every path in it is one that every system can hold, and no two meet on any system.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outputs {
    files: BTreeMap<Arc<str>, Content>,
}

/// What gathering one site leaves for the next: where its files lie, if nothing was wrong with that.
#[derive(Debug, Default)]
pub struct CollectMemo {
    places: Vec<(Arc<str>, Option<Arc<str>>)>,
    outputs: Outputs,
}

/// How one site differs from another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Paths that are new or hold something else, sorted.
    pub written: Vec<String>,
    /// Paths that are gone, sorted.
    pub removed: Vec<String>,
}

impl Outputs {
    /// Gathers files; what cannot be published is reported and left out. For two files on one path the one that comes
    /// first counts. Sites whose files lie where those of the last one did need not be looked through.
    pub fn collect(files: impl IntoIterator<Item = Output>, memo: &mut CollectMemo) -> Checked<Self> {
        let files: Vec<Output> = files.into_iter().collect();
        if !files.is_empty() && memo.is_for(&files) {
            for Output { path, content, .. } in files {
                if let Some(known) = memo.outputs.files.get_mut(&path)
                    && *known != content
                {
                    *known = content;
                }
            }
            return Checked::clean(memo.outputs.clone());
        }
        let mut outputs = Self::default();
        let mut guard = paths::Guard::default();
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        let mut places = Vec::with_capacity(files.len());
        for Output { path, content, origin } in files {
            if let Err(fault) = guard.admit(&path, origin.as_ref()) {
                diagnostics.push(*fault);
                continue;
            }
            places.push((Arc::clone(&path), origin));
            if let Entry::Vacant(place) = outputs.files.entry(path) {
                place.insert(content);
            }
        }
        *memo = match diagnostics.as_slice() {
            [] => CollectMemo { places, outputs: outputs.clone() },
            _ => CollectMemo::default(),
        };
        Checked::with(outputs, diagnostics)
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&Content> {
        self.files.get(path)
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Content)> {
        self.files.iter().map(|(path, content)| (&**path, content))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(Content::len).sum()
    }

    /// The files whose paths `is_first` takes, and the rest.
    #[must_use]
    pub fn split(self, is_first: impl Fn(&str) -> bool) -> (Self, Self) {
        let (first, rest) = self.files.into_iter().partition(|(path, _)| is_first(path));
        (Self { files: first }, Self { files: rest })
    }

    /// These files and those of `other`; where both have one, this one's counts.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let mut files = other.files.clone();
        files.extend(self.files.iter().map(|(path, content)| (path.clone(), content.clone())));
        Self { files }
    }

    /// What has to change to make `former` into this. Contents shared by both cost nothing to compare.
    pub fn changes_since(&self, former: &Self) -> Changes {
        let mut changes = Changes::default();
        let mut old = former.iter().peekable();
        for (path, content) in self.iter() {
            while let Some((gone, _)) = old.next_if(|(former, _)| *former < path) {
                changes.removed.push(gone.to_owned());
            }
            if old.next_if(|(former, _)| *former == path).is_none_or(|(_, former)| former != content) {
                changes.written.push(path.to_owned());
            }
        }
        changes.removed.extend(old.map(|(gone, _)| gone.to_owned()));
        changes
    }
}

impl CollectMemo {
    /// Whether `files` lie, one by one, where those of the last site did.
    fn is_for(&self, files: &[Output]) -> bool {
        files.len() == self.places.len()
            && files.iter().zip(&self.places).all(|(file, (path, origin))| {
                (Arc::ptr_eq(&file.path, path) || file.path == *path) && file.origin == *origin
            })
    }
}

#[cfg(test)]
mod tests;
