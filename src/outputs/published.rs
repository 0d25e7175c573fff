//! What lies in a published folder, to see later whether it is still the same.

use std::fs::Metadata;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use walkdir::WalkDir;

use super::manifest::Found;
use super::plan::to_name;
use super::{Content, MANIFEST, Manifest, Original, Outputs, faults};
use crate::cache::Hash;
use crate::diagnostics::Diagnostic;

/// The print of a published folder: path, length and times of each file in it, ours or not. None if it cannot be read or
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
        text.push_str(&format!("{name}\n{} {} {:?}\n", meta.len(), at.as_nanos(), changed(&meta)));
    }
    published.then(|| Hash::of(text.as_bytes()))
}

/// When a file was last changed in any way. Whoever alters it can set back the time of its content, but not this one.
/// None where the system does not tell.
pub(super) fn changed(meta: &Metadata) -> Option<(i64, i64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Some((meta.ctime(), meta.ctime_nsec()))
    }
    #[cfg(not(unix))]
    {
        let _ = meta;
        None
    }
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

/// What a reader may have kept the address of: pages, and documents that are offered for download. What the program counts
/// and names by itself, such as the third page of a list or a smaller version of a picture, comes and goes.
fn is_address(path: &str) -> bool {
    const MADE: [&str; 8] = ["assets/", "search/", "keywords/", "topics/", "years/", "az/", "library/", "media/"];
    const OFFERED: [&str; 12] =
        [".html", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".zip", ".mp3", ".mp4"];
    OFFERED.iter().any(|ending| path.ends_with(ending))
        && !MADE.iter().any(|folder| path.starts_with(folder))
        && !path.contains("/page/")
}

/// The files of a site that a reader may have kept the address of.
pub fn addresses(outputs: &Outputs) -> impl Iterator<Item = &str> {
    outputs.iter().map(|(path, _)| path).filter(|path| is_address(path))
}

/// Tells which addresses of the site in `folder` lead nowhere in `outputs`; none if all still do.
pub fn gone(folder: &Path, outputs: &Outputs) -> Option<Diagnostic> {
    let Ok(Found::Whole(manifest)) = Manifest::read(folder) else { return None };
    let gone: Vec<&str> = manifest
        .files
        .keys()
        .map(String::as_str)
        .filter(|path| is_address(path) && outputs.get(path).is_none())
        .map(|path| path.strip_suffix("index.html").unwrap_or(path))
        .collect();
    (!gone.is_empty()).then(|| faults::addresses_gone(&gone))
}
