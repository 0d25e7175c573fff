//! Files for other tools, written into a folder as they are; those of the same name are replaced.

use std::fs;
use std::io;
use std::path::Path;

/// Writes files below `folder`, which is made if it is missing.
///
/// # Errors
/// The disk refuses; the message names the file.
pub fn write<'a>(folder: &Path, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> io::Result<()> {
    fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(|error| named(&path, &error))?;
    }
    Ok(())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
