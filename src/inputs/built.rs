//! Files of a built portal, which `shuyuan search` reads in pieces as a browser would.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

/// A whole file, or as much of a range as it has.
///
/// # Errors
/// The file is missing or cannot be read.
pub fn read(path: &Path, range: Option<Range<u64>>) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    match range {
        None => file.read_to_end(&mut bytes)?,
        Some(range) => {
            file.seek(SeekFrom::Start(range.start))?;
            file.take(range.end.saturating_sub(range.start)).read_to_end(&mut bytes)?
        }
    };
    Ok(bytes)
}
