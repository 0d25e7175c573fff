//! A folder: on this machine, a drive, or a share of the network.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::remote::{Host, Remote, RemoteError, Upload};

/// A folder.
#[derive(Debug, Clone)]
pub(super) struct Folder(pub(super) PathBuf);

impl Host for Folder {
    fn connect(&self) -> Result<Box<dyn Remote>, RemoteError> {
        // The folder may be new, but not what it lies in: that is a drive or share that is not connected.
        if !self.0.exists() && !self.0.parent().is_none_or(|parent| parent.as_os_str().is_empty() || parent.exists()) {
            return Err(RemoteError::system(&ErrorKind::NotFound.into()));
        }
        Ok(Box::new(self.clone()))
    }

    fn renames(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        self.0.display().to_string()
    }
}

impl Remote for Folder {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, RemoteError> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(RemoteError::system(&error)),
        }
    }

    fn put(&mut self, path: &str, file: Upload<'_>) -> Result<(), RemoteError> {
        let place = self.0.join(path);
        let part = part_of(&place);
        let written = above(&place).and_then(|()| {
            let mut to = fs::File::create(&part)?;
            to.write_all(file.bytes)?;
            drop(to);
            fs::rename(&part, &place)
        });
        written.map_err(|error| {
            // What a full disk took of the file only takes room.
            let _ = fs::remove_file(&part);
            RemoteError::system(&error)
        })
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), RemoteError> {
        let to = self.0.join(to);
        above(&to).and_then(|()| fs::rename(self.0.join(from), to)).map_err(|error| RemoteError::system(&error))
    }

    fn remove(&mut self, path: &str) -> Result<(), RemoteError> {
        match fs::remove_file(self.0.join(path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(RemoteError::system(&error)),
            _ => {}
        }
        let mut folder = Path::new(path).parent();
        // Folders that are empty now; one that is not stays.
        while let Some(name) = folder.filter(|name| !name.as_os_str().is_empty()) {
            if fs::remove_dir(self.0.join(name)).is_err() {
                break;
            }
            folder = name.parent();
        }
        Ok(())
    }

    fn exists(&mut self, path: &str) -> Result<bool, RemoteError> {
        Ok(self.0.join(path).exists())
    }

    fn list(&mut self) -> Result<Vec<(String, u64)>, RemoteError> {
        let mut files = Vec::new();
        if !self.0.exists() {
            return Ok(files);
        }
        for entry in WalkDir::new(&self.0).min_depth(1) {
            let entry = entry.map_err(|error| RemoteError::system(&error.into()))?;
            if !entry.file_type().is_dir() {
                let below = entry.path().strip_prefix(&self.0).unwrap_or(entry.path());
                let name = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                files.push((name, entry.metadata().map_or(0, |meta| meta.len())));
            }
        }
        Ok(files)
    }
}

fn above(place: &Path) -> io::Result<()> {
    place.parent().map_or(Ok(()), fs::create_dir_all)
}

fn part_of(place: &Path) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".shuyuan-part");
    place.with_file_name(name)
}
