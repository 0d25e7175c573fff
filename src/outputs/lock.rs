//! One publisher at a time for each folder.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// A folder beside the target, on the same file system, in which everything unfinished lies. It is ours alone as long as
/// this value lives: the system gives the lock back when a process dies, so no lock can ever be stale.
#[derive(Debug)]
pub(super) struct Workshop {
    folder: PathBuf,
    // Held for its lock.
    _lock: File,
}

/// Why the workshop could not be entered.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Another process is in it; its number if it can be read.
    Busy(Option<u32>),
    Failed(PathBuf, io::Error),
}

impl Workshop {
    pub(super) fn enter(folder: &Path) -> Result<Self, Refusal> {
        let path = folder.join("lock");
        let failed = |error| Refusal::Failed(folder.to_owned(), error);
        // A process that leaves removes the folder, perhaps between our steps; that cannot go on for ever.
        for _ in 0..100 {
            match fs::create_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(failed(error));
                }
                _ => {}
            }
            let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
            let file = match file {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                other => other.map_err(failed)?,
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(Refusal::Busy(owner(&path))),
                // Some network shares know no locks; a build there is better than none.
                Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                    return Err(failed(error));
                }
                _ => {}
            }
            // The former owner may have removed the file between our opening and locking it.
            if is_same(&file, &path) {
                let _ = file.set_len(0).and_then(|()| (&file).write_all(std::process::id().to_string().as_bytes()));
                return Ok(Self { folder: folder.to_owned(), _lock: file });
            }
        }
        Err(Refusal::Busy(None))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // Removed while still locked: whoever opened it before sees that it is no longer the one at its path.
        let _ = fs::remove_file(self.folder.join("lock"));
        // Stays if something in it could not be finished.
        let _ = fs::remove_dir(&self.folder);
    }
}

fn is_same(file: &File, path: &Path) -> bool {
    let ours = file.try_clone().and_then(same_file::Handle::from_file);
    match (ours, same_file::Handle::from_path(path)) {
        (Ok(ours), Ok(theirs)) => ours == theirs,
        _ => false,
    }
}

fn owner(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path).ok()?.take(20).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
