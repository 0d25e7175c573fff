//! What was made once and need not be made again: a folder that may be deleted at any time.
//!
//! An entry is found by a hash of *all* that it was made from, and carries a checksum. One that is cut off, altered or
//! of another version is the same as none, so the cache can cost time but never change an output. Nothing here fails: in
//! a folder that cannot be written the cache is simply empty.
//!
//! Entries of different builds of the program never meet: they lie in a folder named after version and executable, so
//! that a changed parser cannot meet results of its former self.

mod hash;
mod layers;
mod pack;
mod spool;

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

pub use hash::Hash;
pub use layers::{LayerKeys, Layers};
pub use pack::Pack;
use pack::PackWriter;
pub use spool::Spool;

/// Name of the cache folder in a site's root.
pub const FOLDER: &str = ".shuyuan-cache";

/// Changes whenever the form of an entry does.
const FORMAT: &str = "1";
const MAGIC: &[u8; 4] = b"SYC1";
/// Other versions' entries are kept this long, so that two installed versions do not empty each other's cache.
const FOREIGN_AGE: Duration = Duration::from_secs(14 * 24 * 3600);

/// A cache folder, or nothing that behaves like one.
#[derive(Debug)]
pub struct Cache {
    home: Option<PathBuf>,
    session: Option<File>,
    trusts_times: bool,
    serial: AtomicU64,
}

impl Cache {
    /// Opens `folder` (usually [`FOLDER`] in the site's root), making it if needed.
    pub fn open(folder: &Path) -> Self {
        let home = folder.join(generation());
        if fs::create_dir_all(&home).is_err() {
            return Self::disabled();
        }
        sign(folder);
        let (session, trusts_times) = match Session::begin(&home) {
            Some(session) => (Some(session.file), session.clean),
            None => (None, false),
        };
        Self { home: Some(home), session, trusts_times, serial: AtomicU64::new(0) }
    }

    /// A cache that holds nothing and keeps nothing.
    pub fn disabled() -> Self {
        Self { home: None, session: None, trusts_times: false, serial: AtomicU64::new(0) }
    }

    /// Whether what was derived from files' times may be believed: the last user of the folder ended in good order, and
    /// no other process uses it now.
    pub fn trusts_times(&self) -> bool {
        self.trusts_times
    }

    /// The value stored under `kind` and `key`, if it is whole.
    pub fn get(&self, kind: &str, key: &Hash) -> Option<Vec<u8>> {
        let mut entry = fs::read(self.place(kind, key)?).ok()?;
        let head = MAGIC.len() + 32;
        let sum = entry.get(MAGIC.len()..head)?;
        let whole = entry.starts_with(MAGIC) && sum == checksum(kind, key, &entry[head..]).0;
        whole.then(|| entry.split_off(head))
    }

    /// Stores `value`; a failure to do so costs time later and nothing else.
    pub fn put(&self, kind: &str, key: &Hash, value: &[u8]) {
        let Some(place) = self.place(kind, key) else {
            return;
        };
        let sum = checksum(kind, key, value);
        self.write(&place, &mut |out| [&MAGIC[..], &sum.0, value].iter().try_for_each(|part| out.write_all(part)));
    }

    /// A file for what this process will read again; none in a folder that cannot be written.
    pub fn spool(&self) -> Option<Spool> {
        Spool::new(self.home.as_ref()?)
    }

    /// All small entries of one kind, which are read and written together.
    pub fn pack(&self, kind: &str) -> Pack {
        self.pack_place(kind).and_then(|place| fs::read(place).ok()).and_then(Pack::decode).unwrap_or_default()
    }

    /// Replaces the pack of `kind`; what is not in `entries` is forgotten, and the last one under a key counts.
    pub fn put_pack<'a>(&self, kind: &str, entries: impl Iterator<Item = (&'a Hash, &'a [u8])>) {
        let mut entries = entries;
        // A pack that cannot be stored is empty the next time.
        let _ = self.store_pack(kind, &mut |writer| entries.try_for_each(|(key, value)| writer.push(key, value)));
    }

    /// The sum of what was stored; none if nothing was.
    fn store_pack(&self, kind: &str, fill: &mut dyn FnMut(&mut PackWriter<'_>) -> io::Result<()>) -> Option<Hash> {
        let mut sum = None;
        let written = self.write(&self.pack_place(kind)?, &mut |out| {
            let mut writer = PackWriter::new(out)?;
            fill(&mut writer)?;
            sum = Some(writer.finish()?);
            Ok(())
        });
        sum.filter(|_| written)
    }

    /// Removes the oldest entries until the rest takes at most `limit` bytes, and what other versions left long ago.
    pub fn prune(&self, limit: u64) {
        let Some(home) = &self.home else { return };
        if let Some(folder) = home.parent() {
            prune_others(folder, home);
        }
        let mut entries: Vec<(SystemTime, PathBuf, u64)> = walkdir::WalkDir::new(home)
            .min_depth(2)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| {
                let meta = entry.metadata().ok()?;
                Some((meta.modified().ok()?, entry.into_path(), meta.len()))
            })
            .collect();
        entries.sort();
        let mut total: u64 = entries.iter().map(|(.., len)| len).sum();
        for (_, path, len) in entries {
            if total <= limit {
                break;
            }
            if fs::remove_file(path).is_ok() {
                total -= len;
            }
        }
    }

    fn place(&self, kind: &str, key: &Hash) -> Option<PathBuf> {
        let hex = key.to_string();
        let home = self.home.as_ref()?;
        Some(home.join(kind).join(&hex[..2]).join(&hex[2..]))
    }

    fn pack_place(&self, kind: &str) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join("packs").join(kind))
    }

    /// Writes beside and renames, so that nobody ever reads half an entry. Whether it could be done.
    fn write(&self, place: &Path, fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> bool {
        let Some(folder) = place.parent() else { return false };
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!("new-{}-{serial}", std::process::id()));
        let written = fs::create_dir_all(folder).and_then(|()| {
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&beside)?);
            fill(&mut out)?;
            out.flush()?;
            drop(out);
            fs::rename(&beside, place)
        });
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written.is_ok()
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        if let Some(file) = &mut self.session {
            let _ = write_state(file, b"closed");
        }
    }
}

/// The right to believe in times: held by one process, and lost when that process did not end in good order.
struct Session {
    file: File,
    clean: bool,
}

impl Session {
    fn begin(home: &Path) -> Option<Self> {
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(home.join("session")).ok()?;
        file.try_lock().ok()?;
        let mut state = Vec::new();
        file.read_to_end(&mut state).ok()?;
        write_state(&mut file, b"open").ok()?;
        Some(Self { clean: state == b"closed", file })
    }
}

fn write_state(file: &mut File, state: &[u8]) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(state)
}

fn checksum(kind: &str, key: &Hash, value: &[u8]) -> Hash {
    Hash::of_parts([kind.as_bytes(), &key.0, value])
}

/// Names the entries that this very program may read.
fn generation() -> String {
    let executable = std::env::current_exe().and_then(fs::metadata);
    let stamp = executable.map_or_else(|_| String::new(), |meta| format!("{} {:?}", meta.len(), meta.modified().ok()));
    let version = env!("CARGO_PKG_VERSION");
    let hash = Hash::of_parts([FORMAT.as_bytes(), version.as_bytes(), stamp.as_bytes()]);
    format!("v{FORMAT}-{version}-{}", hash.short(8))
}

/// Tells version control and backup programs that nothing here is worth keeping.
fn sign(folder: &Path) {
    let files = [
        (".gitignore", "*\n"),
        (
            "CACHEDIR.TAG",
            "Signature: 8a477f597d28d172789f06886806bc55\n# shuyuan: may be deleted at any time / 可随时删除\n",
        ),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        if !path.exists() {
            let _ = fs::write(path, text);
        }
    }
}

fn prune_others(folder: &Path, home: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let ours = entry.file_name().to_string_lossy().starts_with('v');
        let age = fs::metadata(path.join("session"))
            .and_then(|meta| meta.modified())
            .ok()
            .and_then(|at| SystemTime::now().duration_since(at).ok());
        if ours && path != home && path.is_dir() && age.is_none_or(|age| age > FOREIGN_AGE) {
            let _ = fs::remove_dir_all(path);
        }
    }
}

#[cfg(test)]
mod tests;
