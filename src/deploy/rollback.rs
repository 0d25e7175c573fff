//! Back to a former publication.

use std::path::PathBuf;

use tempfile::TempDir;

use super::faults::Fault;
use super::store::{Kept, Store};
use super::work;
use crate::diagnostics::Text;

/// A former publication as a folder that can be published.
pub struct Former {
    /// Which one it is.
    pub kept: Kept,
    /// Its files.
    pub folder: PathBuf,
    _scratch: TempDir,
}

/// Lays out the publication `number`, or without one the last but one.
pub fn lay_out(store: &Store, number: Option<u64>) -> Result<Former, Fault> {
    let mut kept = store.kept();
    let numbers: Vec<u64> = kept.iter().map(|kept| kept.publication.number).collect();
    let at = match number {
        Some(number) => numbers.iter().position(|known| *known == number),
        None => kept.len().checked_sub(2),
    };
    let kept = kept.swap_remove(at.ok_or(Fault::NothingKept(numbers))?);
    let local = |path: &str, error: &std::io::Error| Fault::Remote {
        doing: Text::new("取出保存的文件", "laying out what was kept"),
        path: path.to_owned(),
        error: super::remote::RemoteError::local(error),
    };
    let scratch = work::scratch().map_err(|error| local("", &error))?;
    for (path, entry) in &kept.manifest.files {
        let bytes = store.file(&entry.sha256);
        let bytes = bytes.ok_or_else(|| local(path, &std::io::ErrorKind::NotFound.into()))?;
        let place = scratch.path().join(path);
        work::write_below(&place, &bytes).map_err(|error| local(path, &error))?;
    }
    Ok(Former { kept, folder: scratch.path().to_owned(), _scratch: scratch })
}
