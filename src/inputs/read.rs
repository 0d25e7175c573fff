//! What is in the files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Body, Decoded, InputFile, LONGEST_SOURCE, Stats, encoding, faults};
use crate::cache::{Hash, Spool};
use crate::diagnostics::Diagnostic;

type Files = BTreeMap<Arc<str>, Arc<InputFile>>;
type Faults = BTreeMap<Arc<str>, Vec<Diagnostic>>;

/// Whether the file is one that editors write: these must be readable as text, and not endless.
pub fn is_source(path: &str) -> bool {
    has_extension(path, &["md", "markdown", "toml", "yaml", "yml", "csv", "html", "htm", "tera"])
}

/// Whether the file is decoded: what editors write, and text that the site only passes on.
pub fn is_text(path: &str) -> bool {
    is_source(path) || has_extension(path, &["css", "js", "json", "svg", "txt", "vtt", "xml"])
}

/// Reads `found` in parallel; the result does not depend on the order in which that happens.
pub(super) fn read_all(found: Vec<(Arc<str>, PathBuf)>, stats: &Stats, spool: Option<&Arc<Spool>>) -> (Files, Faults) {
    let read: Vec<_> = found
        .into_par_iter()
        .map(|(path, disk)| {
            let (file, faults) = read_one(&path, &disk, stats, spool);
            (path, file, faults)
        })
        .collect();
    let (mut files, mut faults) = (Files::new(), Faults::new());
    for (path, file, found) in read {
        if !found.is_empty() {
            faults.entry(Arc::clone(&path)).or_default().extend(found);
        }
        if let Some(file) = file {
            files.insert(path, Arc::new(file));
        }
    }
    (files, faults)
}

fn read_one(
    path: &Arc<str>,
    disk: &Path,
    stats: &Stats,
    spool: Option<&Arc<Spool>>,
) -> (Option<InputFile>, Vec<Diagnostic>) {
    let len = match fs::metadata(disk) {
        Ok(meta) => meta.len(),
        // Removed between being listed and being read: as if it had never been there.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (None, Vec::new()),
        Err(error) => return (None, vec![faults::unreadable(path, &error)]),
    };
    if is_source(path) && len > LONGEST_SOURCE {
        return (None, vec![faults::too_long(path, len, LONGEST_SOURCE)]);
    }
    let read = if is_text(path) && len <= LONGEST_SOURCE {
        read_text(path, disk, spool)
    } else {
        hash_media(disk, stats).map(|file| (file, Vec::new()))
    };
    match read {
        Ok((file, faults)) => (Some(file), faults),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (None, Vec::new()),
        Err(error) => (None, vec![faults::unreadable(path, &error)]),
    }
}

fn read_text(path: &Arc<str>, disk: &Path, spool: Option<&Arc<Spool>>) -> io::Result<(InputFile, Vec<Diagnostic>)> {
    let bytes = fs::read(disk)?;
    let hash = Hash::of(&bytes);
    let len = bytes.len() as u64;
    let (text, faults) = encoding::decode_file(path, &bytes);
    let text = text.map(|text| Decoded::new(text, spool));
    Ok((InputFile { hash, len, text, body: Body::Disk(disk.to_owned()) }, faults))
}

fn hash_media(disk: &Path, stats: &Stats) -> io::Result<InputFile> {
    let mut file = File::open(disk)?;
    let meta = file.metadata()?;
    let body = Body::Disk(disk.to_owned());
    if let Some(hash) = stats.get(disk, &meta) {
        return Ok(InputFile { hash, len: meta.len(), text: None, body });
    }
    let (len, hash) = Hash::of_reader(&mut file)?;
    if len == meta.len() {
        stats.put(disk, &meta, &hash);
    }
    Ok(InputFile { hash, len, text: None, body })
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, end)| extensions.iter().any(|e| e.eq_ignore_ascii_case(end)))
}
