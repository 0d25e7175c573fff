//! A file without a name, in which a build puts aside what it will read again. The system removes it with the process,
//! however that ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes on disk for as long as the value lives.
#[derive(Debug)]
pub struct Spool {
    file: Mutex<Tail>,
    lost: AtomicBool,
}

#[derive(Debug)]
struct Tail {
    file: File,
    end: u64,
    /// The disk is full, or cannot be written any more.
    closed: bool,
}

impl Spool {
    /// In `folder`; none if nothing can be written there.
    pub fn new(folder: &Path) -> Option<Self> {
        let file = tempfile::tempfile_in(folder).ok()?;
        Some(Self { file: Mutex::new(Tail { file, end: 0, closed: false }), lost: AtomicBool::new(false) })
    }

    /// Adds `bytes` and says where they begin; none if the disk does not take them.
    pub fn put(&self, bytes: &[u8]) -> Option<u64> {
        let mut tail = self.file.lock().ok()?;
        if tail.closed {
            return None;
        }
        let at = tail.end;
        let written = tail.file.seek(SeekFrom::Start(at)).and_then(|_| tail.file.write_all(bytes));
        match written {
            Ok(()) => {
                tail.end += bytes.len() as u64;
                Some(at)
            }
            Err(_) => {
                tail.closed = true;
                None
            }
        }
    }

    /// The bytes that were put at a place.
    ///
    /// # Errors
    /// The disk does not give them back; [`Spool::has_lost`] from then on.
    pub fn load(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let read = || {
            let mut tail = self.file.lock().map_err(|_| io::Error::other("a thread that wrote has died"))?;
            tail.file.seek(SeekFrom::Start(at))?;
            let mut bytes = vec![0; len];
            tail.file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let read = read();
        if read.is_err() {
            self.lost.store(true, Ordering::Relaxed);
        }
        read
    }

    /// Whether something that was put there could not be read again.
    pub fn has_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
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
