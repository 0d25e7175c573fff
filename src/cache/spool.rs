//! A file without a name, in which a build puts aside what it will read again. The system removes it with the process,
//! however that ends.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Bytes on disk for as long as the value lives. Threads read and write there without waiting for each other.
#[derive(Debug)]
pub struct Spool {
    file: File,
    end: AtomicU64,
    /// The disk is full, or cannot be written any more.
    closed: AtomicBool,
    lost: AtomicBool,
}

impl Spool {
    /// In `folder`; none if nothing can be written there.
    pub fn new(folder: &Path) -> Option<Self> {
        let file = tempfile::tempfile_in(folder).ok()?;
        Some(Self { file, end: AtomicU64::new(0), closed: AtomicBool::new(false), lost: AtomicBool::new(false) })
    }

    /// Adds `bytes` and says where they begin; none if the disk does not take them.
    pub fn put(&self, bytes: &[u8]) -> Option<u64> {
        if self.closed.load(Ordering::Relaxed) {
            return None;
        }
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let written = write_all_at(&self.file, bytes, at);
        if written.is_err() {
            self.closed.store(true, Ordering::Relaxed);
        }
        written.ok().map(|()| at)
    }

    /// The bytes that were put at a place.
    ///
    /// # Errors
    /// The disk does not give them back; [`Spool::has_lost`] from then on.
    pub fn load(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; len];
        let read = read_exact_at(&self.file, &mut bytes, at);
        if read.is_err() {
            self.give_up();
        }
        read.map(|()| bytes)
    }

    /// Notes that something that was put there is of no use any more.
    pub fn give_up(&self) {
        self.lost.store(true, Ordering::Relaxed);
    }

    /// Whether something that was put there could not be read again.
    pub fn has_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let n = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        if n == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[n..];
        at += n as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let n = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[n..];
        at += n as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn many_threads_read_what_many_have_written() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let text = |i: usize| format!("{i}").repeat(i % 50);
        let places: Vec<u64> = (0..500).into_par_iter().map(|i| spool.put(text(i).as_bytes()).unwrap()).collect();
        places.par_iter().enumerate().for_each(|(i, at)| {
            assert_eq!(spool.load(*at, text(i).len()).unwrap(), text(i).as_bytes());
        });
        assert!(!spool.has_lost());
        assert!(spool.load(1 << 20, 10).is_err());
        assert!(spool.has_lost());
    }

    #[test]
    fn where_nothing_can_be_written_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Spool::new(&folder.path().join("missing")).is_none());
    }
}
