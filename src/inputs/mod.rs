//! Disk → [`Inputs`]: every file that a build may depend on, with its hash and, if it is text, its decoded text.
//!
//! A file is known by its path relative to the site's root, with `/` between the parts and in Unicode NFC, whatever the
//! system's own form is. What lies outside the root (`--content /elsewhere`) is shown as if it lay in its usual place.
//! Text is held in memory, or put aside in a file where nobody waits for an edit; media are only hashed, so that a site with
//! gigabytes of video needs no more memory than one without. Reading uses the current rayon pool and gives the same value for any
//! number of threads.

pub mod built;
mod decoded;
pub mod encoding;
mod faults;
mod names;
mod read;
mod roots;
mod stat;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use decoded::Decoded;
pub(crate) use faults::name_reason;
pub use names::{NameFault, fold, ignored, name_fault};
pub use read::{is_source, is_text};
pub use roots::Roots;
pub use stat::Stats;

use crate::cache::{Cache, Hash, Spool};
use crate::diagnostics::draw::Sources;
use crate::diagnostics::{Checked, Diagnostic};

/// The longest file that editors write by hand and that is read whole, in bytes.
pub const LONGEST_SOURCE: u64 = 20 * 1024 * 1024;

/// The folder of the site's own templates for new pages.
pub const TEMPLATES: &str = "templates";

/// The bytes of one file that the command line names; an error of the kind `InvalidInput` if it is none, such as a
/// device that never ends, and of `FileTooLarge` if it is longer than what is read.
pub fn one_file(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST_SOURCE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST_SOURCE { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// All that a build reads from the site, in the order of the paths.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    files: BTreeMap<Arc<str>, Arc<InputFile>>,
    /// What is wrong with a path, kept so that it is said again after an update that does not touch it.
    faults: BTreeMap<Arc<str>, Vec<Diagnostic>>,
    /// Links among the files: where they stand and what they lead to.
    links: Vec<walk::Link>,
    /// Names that some system holds for the same.
    collisions: Vec<Diagnostic>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Hash of the bytes as they are on disk, before decoding.
    pub hash: Hash,
    /// Length in bytes on disk.
    pub len: u64,
    text: Option<Decoded>,
    body: Body,
}

#[derive(Debug, Clone)]
enum Body {
    Memory(Arc<[u8]>),
    Disk(PathBuf),
}

impl InputFile {
    /// A file that lies in no folder, such as one of the built-in theme, or one in a test.
    pub fn in_memory(path: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let text = read::is_text(path).then(|| std::str::from_utf8(&bytes).ok().map(Decoded::here)).flatten();
        Self { hash: Hash::of(&bytes), len: bytes.len() as u64, text, body: Body::Memory(bytes) }
    }

    /// The decoded text, for kinds of files that are text; none as well if it was put aside and cannot be read again, which the
    /// spool remembers.
    pub fn text(&self) -> Option<Arc<str>> {
        self.text.as_ref()?.get()
    }

    /// Whether the file is one that is decoded, and could be.
    pub fn is_text(&self) -> bool {
        self.text.is_some()
    }

    /// Where the file lies, if it is not in memory.
    pub fn disk_path(&self) -> Option<&Path> {
        match &self.body {
            Body::Memory(_) => None,
            Body::Disk(path) => Some(path),
        }
    }

    /// The bytes, read from disk if need be. An error also if the file is no longer the one that was hashed, so that a
    /// value made from it always belongs to [`InputFile::hash`].
    pub fn bytes(&self) -> io::Result<Arc<[u8]>> {
        let path = match &self.body {
            Body::Memory(bytes) => return Ok(Arc::clone(bytes)),
            Body::Disk(path) => path,
        };
        let mut bytes = Vec::new();
        // One byte more than expected is enough to see that a file has grown.
        File::open(path)?.take(self.len + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != self.len || Hash::of(&bytes) != self.hash {
            return Err(io::Error::other("changed while the site was being built"));
        }
        Ok(bytes.into())
    }

    /// The first `most` bytes, which need not be those that were hashed.
    pub fn head(&self, most: usize) -> io::Result<Vec<u8>> {
        match &self.body {
            Body::Memory(bytes) => Ok(bytes[..bytes.len().min(most)].to_vec()),
            Body::Disk(path) => {
                let mut head = Vec::new();
                File::open(path)?.take(most as u64).read_to_end(&mut head)?;
                Ok(head)
            }
        }
    }

    /// [`InputFile::bytes`], with the failure as a diagnostic about `path`.
    pub fn checked_bytes(&self, path: &Arc<str>) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        self.bytes().map_err(|error| Box::new(faults::unreadable(path, &error)))
    }
}

impl Inputs {
    /// Reads everything below `roots`.
    pub fn read(roots: &Roots, stats: &Stats) -> Checked<Self> {
        Self::read_with(roots, stats, None)
    }

    /// [`Inputs::read`], with long texts put into `spool` until they are asked for.
    pub fn read_aside(roots: &Roots, stats: &Stats, spool: &Arc<Spool>) -> Checked<Self> {
        Self::read_with(roots, stats, Some(spool))
    }

    fn read_with(roots: &Roots, stats: &Stats, spool: Option<&Arc<Spool>>) -> Checked<Self> {
        let mut walk = walk::Walk::default();
        for mount in roots.mounts() {
            walk.mount(roots, &mount);
        }
        let (files, mut faults) = read::read_all(walk.found, stats, spool);
        walk::merge(&mut faults, walk.faults);
        let collisions = names::collisions(files.keys());
        Self { files, faults, links: walk.links, collisions }.finish()
    }

    /// The same inputs after the files or folders at `changed` were edited, made, removed or renamed: costs what changed,
    /// and gives what [`Inputs::read`] would give.
    pub fn update(&self, roots: &Roots, changed: &[PathBuf], stats: &Stats) -> Checked<Self> {
        let mounts = roots.mounts();
        let mut places: Vec<walk::Place> = changed
            .iter()
            .flat_map(|path| walk::places(&mounts, &self.links, path))
            .filter_map(|place| match walk::is_behind_link(&mounts, &place) {
                Some(mount) => mount.place(Path::new("")),
                None => Some(place),
            })
            .collect();
        places.sort();
        places.dedup();
        let all = places.clone();
        // What lies in a folder that is walked anyway must not be reported twice.
        places.retain(|place| {
            !all.iter().any(|other| other.path != place.path && is_at_or_below(&place.path, &other.path))
        });
        let mut next = self.clone();
        let mut gone: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut walk = walk::Walk::default();
        for place in &places {
            let below = |path: &str| is_at_or_below(path, &place.path);
            let there: Vec<Arc<str>> = next.below(&place.path).map(|(path, _)| Arc::clone(path)).collect();
            there.iter().for_each(|path| _ = next.files.remove(path));
            gone.extend(there);
            next.faults.retain(|path, _| !below(path));
            next.links.retain(|link| !below(&link.path));
            walk.place(roots, place);
        }
        let (files, mut faults) = read::read_all(walk.found, stats, None);
        walk::merge(&mut faults, walk.faults);
        let same_names = files.keys().eq(&gone);
        next.files.extend(files);
        if !same_names {
            next.collisions = names::collisions(next.files.keys());
        }
        next.faults.extend(faults);
        next.links.extend(walk.links);
        next.finish()
    }

    /// Inputs from values, for tests and built-in files.
    pub fn from_memory<'a, B: Into<Arc<[u8]>>>(files: impl IntoIterator<Item = (&'a str, B)>) -> Self {
        let mut inputs = Self::default();
        for (path, bytes) in files {
            inputs.insert(path, InputFile::in_memory(path, bytes));
        }
        inputs
    }

    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: &str, file: InputFile) {
        self.files.insert(Arc::from(path), Arc::new(file));
    }

    /// The same with the site's templates for new pages, which no build reads, below [`TEMPLATES`].
    #[must_use]
    pub fn with_templates(mut self, roots: &Roots) -> Self {
        // Where everything is content the templates are too.
        if !roots.content_path().is_empty() {
            let mut walk = walk::Walk::default();
            walk.mount(roots, &roots.templates());
            let (files, _) = read::read_all(walk.found, &Stats::load(&Cache::disabled()), None);
            self.files.extend(files);
        }
        self
    }

    /// Knows the file at `from` by the path `to`, wherever it lies.
    pub fn rename(&mut self, from: &str, to: &str) {
        if let Some(file) = self.files.remove(from) {
            self.files.insert(Arc::from(to), file);
        }
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&Arc<InputFile>> {
        self.files.get(path)
    }

    /// All files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<InputFile>)> {
        self.files.iter()
    }

    /// The files below the folder `prefix` (for example `content`, or nothing for all), by their whole paths.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<InputFile>)> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded))
            .take_while(move |(path, _)| path.starts_with(prefix))
            .filter(move |(path, _)| is_at_or_below(path, prefix))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Everything that is wrong with the files as such.
    fn finish(self) -> Checked<Self> {
        let mut diagnostics: Vec<Diagnostic> = self.faults.values().flatten().cloned().collect();
        diagnostics.extend(self.collisions.iter().cloned());
        Checked::with(self, diagnostics)
    }
}

impl Sources for Inputs {
    fn text(&self, file: &str) -> Option<Cow<'_, str>> {
        match self.files.get(file)?.text.as_ref()? {
            Decoded::Here(text) => Some(Cow::Borrowed(text)),
            aside => Some(Cow::Owned(aside.get()?.as_ref().to_owned())),
        }
    }
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
