//! Small files and the clock of this machine.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

/// Seconds since 1970 by this machine's clock.
pub(super) fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A name that nobody else has.
pub(super) fn unique() -> String {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let here = &raw const nanos as usize;
    crate::cache::Hash::of(format!("{nanos} {} {here}", std::process::id()).as_bytes()).short(24)
}

/// A folder for files on their way.
pub(super) fn scratch() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("shuyuan-").tempdir()
}

pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes)
}

pub(super) fn forget(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Writes a file and the folders above it.
pub(super) fn write_below(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, bytes)
}
