//! Makes sure that a site has reached the disk before it takes the place of the former one.
//!
//! A file system may write the names of files long before what they hold; if the power fails in between, a site that was
//! exchanged without waiting has the right names and hundreds of empty files.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use walkdir::WalkDir;

/// Up to this many files and folders are waited for one by one, many at a time. Of more, the whole file system is asked
/// at once where the system offers that: it takes as long for ten thousand files as for a thousand, but waits for what
/// other programs write too.
const ONE_BY_ONE: usize = 1000;

/// How many files are waited for at a time. They share what the disk does, and hardly any processor.
const AT_A_TIME: usize = 16;

/// Waits until all that lies in `tree` is on the disk.
pub(super) fn sync_tree(tree: &Path) -> io::Result<()> {
    let entries: Vec<(PathBuf, bool)> = WalkDir::new(tree)
        .into_iter()
        .filter_map(|entry| match entry {
            Ok(entry) if entry.file_type().is_symlink() => None,
            Ok(entry) => Some(Ok((entry.path().to_owned(), entry.file_type().is_dir()))),
            Err(error) => Some(Err(error.into())),
        })
        .collect::<io::Result<_>>()?;
    if entries.len() > ONE_BY_ONE && sync_file_system(tree)? {
        return Ok(());
    }
    let next = AtomicUsize::new(0);
    let work = || loop {
        match entries.get(next.fetch_add(1, Ordering::Relaxed)) {
            Some((path, true)) => sync_folder(path)?,
            Some((path, false)) => sync_file(path)?,
            None => return Ok(()),
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_A_TIME.min(entries.len())).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread died"))))
    })
}

/// Waits until the names in `folder` are on the disk. Systems on which a folder cannot be opened keep them safe themselves.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder).and_then(|folder| flush(&folder)).or_else(forgive) } else { Ok(()) }
}

fn sync_file(path: &Path) -> io::Result<()> {
    match File::options().read(true).write(cfg!(windows)).open(path) {
        Ok(file) => flush(&file).or_else(forgive),
        // What others put into the site may be closed to us; then it is not for us to keep either.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
    }
}

/// Some network shares and drivers cannot wait for a file; publishing there is better than not.
fn forgive(error: io::Error) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    if matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) { Ok(()) } else { Err(error) }
}

/// The library's way empties the disk's own memory for each file on macOS, which takes thousands of times as long.
#[cfg(target_os = "macos")]
fn flush(file: &File) -> io::Result<()> {
    Ok(rustix::fs::fsync(file)?)
}

#[cfg(not(target_os = "macos"))]
fn flush(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// Waits for the whole file system on which `tree` lies; false if the system cannot.
#[cfg(target_os = "linux")]
fn sync_file_system(tree: &Path) -> io::Result<bool> {
    rustix::fs::syncfs(File::open(tree)?)?;
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn sync_file_system(_: &Path) -> io::Result<bool> {
    Ok(false)
}
