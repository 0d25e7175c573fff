//! What this machine keeps of each target: the last publications with their files, to go back to, and what is known of
//! one that was not finished. A file that publications share is kept once, and costs no room where the disk knows links.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::state::Publication;
use crate::cache::Hash;
use crate::outputs::Manifest;

/// The folder of one target.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    // Held for its lock, which the system gives back when a process dies.
    _lock: File,
}

/// How far a publication had come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The mark that it left on the host.
    pub(super) id: String,
    /// Files that are in their places.
    pub(super) placed: BTreeMap<String, Hash>,
    /// Contents that lie beside the site.
    pub(super) beside: BTreeSet<Hash>,
}

/// A publication that can be gone back to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    /// Its number, time and print.
    pub publication: Publication,
    /// Its files.
    #[serde(skip)]
    pub manifest: Manifest,
}

impl Store {
    /// Opens the folder for this process alone; none if another one publishes to the same target.
    pub fn open(folder: &Path) -> io::Result<Option<Self>> {
        fs::create_dir_all(folder.join("files"))?;
        let lock = File::options().read(true).write(true).create(true).truncate(false).open(folder.join("lock"))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(None),
            // Some network drives know no locks; the mark on the host is there as well.
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => Err(error),
            _ => Ok(Some(Self { folder: folder.to_owned(), _lock: lock })),
        }
    }

    /// The publications kept, the last one last.
    pub fn kept(&self) -> Vec<Kept> {
        let names = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut kept: Vec<Kept> = names
            .filter_map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let number = name.strip_suffix(".publication.json")?;
                let mut kept: Kept = serde_json::from_slice(&fs::read(entry.path()).ok()?).ok()?;
                let bytes = fs::read(self.folder.join(format!("{number}.manifest.json"))).ok()?;
                kept.manifest = Manifest::parse(&bytes)?;
                (Hash::of(&bytes) == kept.publication.manifest).then_some(kept)
            })
            .collect();
        kept.sort_by_key(|kept| (kept.publication.number, kept.publication.at));
        kept
    }

    /// The kept bytes of this hash, if they are whole.
    pub fn file(&self, hash: &Hash) -> Option<Vec<u8>> {
        let bytes = fs::read(self.path(hash)).ok()?;
        (Hash::of(&bytes) == *hash).then_some(bytes)
    }

    /// Whether there are bytes of this hash.
    pub(super) fn has(&self, hash: &Hash) -> bool {
        self.path(hash).exists()
    }

    /// Keeps bytes.
    pub(super) fn keep_bytes(&self, hash: &Hash, bytes: &[u8]) -> io::Result<()> {
        write_whole(&self.path(hash), bytes)
    }

    /// Keeps a publication whose files lie in `site`, and forgets all but the last `most`.
    pub(super) fn keep(
        &self,
        publication: &Publication,
        manifest: &Manifest,
        site: &Path,
        most: usize,
    ) -> io::Result<()> {
        for (path, entry) in &manifest.files {
            let place = self.path(&entry.sha256);
            if place.exists() {
                continue;
            }
            let (size, hash) = Hash::of_reader(&mut File::open(site.join(path))?)?;
            if (size, hash) != (entry.size, entry.sha256) {
                return Err(io::Error::other(format!("{path}: {}", super::remote::RemoteError::changed())));
            }
            // A site's files are never written to again, only replaced, so a link stays what it is.
            if fs::hard_link(site.join(path), &place).is_err() {
                write_whole(&place, &fs::read(site.join(path))?)?;
            }
        }
        let number = publication.number;
        write_whole(&self.folder.join(format!("{number}.manifest.json")), manifest.to_json().as_bytes())?;
        let kept = Kept { publication: publication.clone(), manifest: Manifest::default() };
        let json = serde_json::to_vec(&kept).map_err(io::Error::other)?;
        write_whole(&self.folder.join(format!("{number}.publication.json")), &json)?;
        self.forget_old(most)
    }

    fn forget_old(&self, most: usize) -> io::Result<()> {
        let kept = self.kept();
        let (old, rest) = kept.split_at(kept.len().saturating_sub(most.max(1)));
        for kept in old {
            let number = kept.publication.number;
            fs::remove_file(self.folder.join(format!("{number}.publication.json")))?;
            fs::remove_file(self.folder.join(format!("{number}.manifest.json")))?;
        }
        let needed: BTreeSet<String> =
            rest.iter().flat_map(|kept| kept.manifest.files.values().map(|entry| entry.sha256.to_string())).collect();
        for entry in fs::read_dir(self.folder.join("files"))? {
            let entry = entry?;
            if !needed.contains(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// What is known of an unfinished publication.
    pub(super) fn journal(&self) -> Journal {
        let journal = fs::read(self.folder.join("journal.json")).ok();
        journal.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Notes how far it has come; a failure costs time later and nothing else.
    pub(super) fn note(&self, journal: &Journal) {
        if let Ok(bytes) = serde_json::to_vec(journal) {
            let _ = write_whole(&self.folder.join("journal.json"), &bytes);
        }
    }

    /// Forgets it.
    pub(super) fn finished(&self) {
        let _ = fs::remove_file(self.folder.join("journal.json"));
    }

    fn path(&self, hash: &Hash) -> PathBuf {
        self.folder.join("files").join(hash.to_string())
    }
}

/// The bytes of a file of the site that is to be published.
pub(super) fn read_site(site: &Path, path: &str) -> io::Result<Vec<u8>> {
    fs::read(site.join(path))
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    drop(file);
    fs::rename(&part, path)
}
