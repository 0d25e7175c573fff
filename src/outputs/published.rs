//! What lies in a published folder, to see later whether it is still the same.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use walkdir::WalkDir;

use super::manifest::Found;
use super::plan::to_name;
use super::{Content, MANIFEST, Manifest, Original, Outputs};
use crate::cache::Hash;

/// The print of a published folder: path, length and time of each file in it, ours or not. None if it cannot be read or
/// has no manifest.
pub fn folder_print(folder: &Path) -> Option<Hash> {
    let mut text = String::new();
    let mut published = false;
    for entry in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let entry = entry.ok()?;
        if entry.file_type().is_dir() {
            continue;
        }
        let meta = entry.metadata().ok()?;
        let at = meta.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let name = to_name(entry.path().strip_prefix(folder).ok()?)?;
        published |= name == MANIFEST;
        text.push_str(&format!("{name}\n{} {}\n", meta.len(), at.as_nanos()));
    }
    published.then(|| Hash::of(text.as_bytes()))
}

/// The file at `path` in a published folder, if it still has this hash.
pub fn published_file(folder: &Path, path: &str, hash: &Hash) -> Option<Arc<[u8]>> {
    let bytes = std::fs::read(folder.join(path)).ok()?;
    (Hash::of(&bytes) == *hash).then(|| bytes.into())
}

/// The site in a published folder, each file to be read from there when it is needed.
pub fn published(folder: &Path) -> Option<Outputs> {
    let Found::Whole(manifest) = Manifest::read(folder).ok()? else { return None };
    let files = manifest.files.into_iter().map(|(path, entry)| {
        let original = Original { source: folder.join(&path), len: entry.size, hash: entry.sha256 };
        (Arc::from(path), Content::CopyOf(Arc::new(original)))
    });
    Some(Outputs { files: files.collect() })
}
