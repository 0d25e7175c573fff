//! Hashes of media that did not change since they were last read.
//!
//! Hashing gigabytes of video on every build would take longer than everything else. A file with the same length and times
//! as before is taken to be the same, but only if the cache ended in good order last time, and if the file had already
//! been at rest when it was hashed: one written within the same tick of the clock could have changed unnoticed.

use std::fs::Metadata;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use crate::cache::{Cache, Hash, Pack};

const KIND: &str = "stat";
/// No common file system counts time more coarsely.
const COARSEST_CLOCK: Duration = Duration::from_secs(3);

/// Known hashes, and those learnt now.
#[derive(Debug, Default)]
pub struct Stats {
    known: Pack,
    learnt: Mutex<Vec<(Hash, Hash)>>,
}

impl Stats {
    /// What `cache` knows, if it can be trusted.
    pub fn load(cache: &Cache) -> Self {
        let known = if cache.trusts_times() { cache.pack(KIND) } else { Pack::default() };
        Self { known, learnt: Mutex::default() }
    }

    /// Keeps what was used and learnt for the next time.
    pub fn store(self, cache: &Cache) {
        let learnt = self.learnt.into_inner().unwrap_or_default();
        cache.put_pack(KIND, learnt.iter().map(|(key, hash)| (key, &hash.0[..])));
    }

    pub(super) fn get(&self, path: &Path, meta: &Metadata) -> Option<Hash> {
        let key = key(path, meta)?;
        let hash = Hash(self.known.get(&key)?.try_into().ok()?);
        self.keep(&key, &hash);
        Some(hash)
    }

    pub(super) fn put(&self, path: &Path, meta: &Metadata, hash: &Hash) {
        let at_rest = meta
            .modified()
            .ok()
            .and_then(|at| SystemTime::now().duration_since(at).ok())
            .is_some_and(|age| age > COARSEST_CLOCK);
        if let Some(key) = key(path, meta).filter(|_| at_rest) {
            self.keep(&key, hash);
        }
    }

    fn keep(&self, key: &Hash, hash: &Hash) {
        if let Ok(mut learnt) = self.learnt.lock() {
            learnt.push((*key, *hash));
        }
    }
}

fn key(path: &Path, meta: &Metadata) -> Option<Hash> {
    let modified = meta.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let path = super::roots::absolute(path);
    Some(Hash::of_parts([
        path.as_os_str().as_encoded_bytes(),
        &meta.len().to_le_bytes(),
        &modified.as_nanos().to_le_bytes(),
        &inode(meta),
    ]))
}

/// What else changes when a file does, where the system tells.
#[cfg(unix)]
fn inode(meta: &Metadata) -> [u8; 32] {
    use std::os::unix::fs::MetadataExt;
    let mut bytes = [0; 32];
    for (place, value) in
        bytes.chunks_exact_mut(8).zip([meta.dev(), meta.ino(), meta.ctime() as u64, meta.ctime_nsec() as u64])
    {
        place.copy_from_slice(&value.to_le_bytes());
    }
    bytes
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> [u8; 32] {
    [0; 32]
}
