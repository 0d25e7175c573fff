//! The list of all that was published, which tells our files from others'.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Outputs;
use crate::cache::Hash;

/// Name of the manifest in the site's root.
pub const MANIFEST: &str = "shuyuan-manifest.json";

const GENERATOR: &str = "shuyuan";
const VERSION: u32 = 1;

/// What the manifest says of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Length in bytes.
    pub size: u64,
    /// Hash of the bytes.
    pub sha256: Hash,
}

/// Every file of a site except the manifest itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Path → size and hash.
    pub files: BTreeMap<String, ManifestEntry>,
}

#[derive(Serialize, Deserialize)]
struct File {
    generator: String,
    version: u32,
    files: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    path: String,
    size: u64,
    sha256: Hash,
}

impl Manifest {
    /// The manifest of `outputs`.
    pub fn of(outputs: &Outputs) -> Self {
        let files: Vec<_> = outputs.iter().collect();
        let files: Vec<_> = files
            .into_par_iter()
            .map(|(path, content)| {
                let entry = ManifestEntry { size: content.len(), sha256: content.hash() };
                (path.to_owned(), entry)
            })
            .collect();
        Self { files: files.into_iter().collect() }
    }

    /// The manifest as it is published: JSON, one file to a line, sorted by path.
    pub fn to_json(&self) -> String {
        let mut json = format!("{{\"generator\":\"{GENERATOR}\",\"version\":{VERSION},\"files\":[");
        for (i, (path, entry)) in self.files.iter().enumerate() {
            let row = Row { path: path.clone(), size: entry.size, sha256: entry.sha256 };
            json.push_str(if i == 0 { "\n" } else { ",\n" });
            // Strings and numbers always have a form in JSON.
            json.push_str(&serde_json::to_string(&row).unwrap_or_default());
        }
        json.push_str("\n]}\n");
        json
    }

    /// Reads a published manifest; none if it is not whole or not one of ours.
    pub fn parse(json: &[u8]) -> Option<Self> {
        match Found::in_bytes(json) {
            Found::Whole(manifest) => Some(manifest),
            Found::Damaged(_) | Found::Other => None,
        }
    }

    /// The manifest in `folder`: an error if it cannot be read.
    pub(super) fn read(folder: &Path) -> io::Result<Found> {
        fs::read(folder.join(MANIFEST)).map(|json| Found::in_bytes(&json))
    }

    fn of_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        let entry = |row: Row| (row.path, ManifestEntry { size: row.size, sha256: row.sha256 });
        Self { files: rows.into_iter().map(entry).collect() }
    }
}

/// What lies under the manifest's name.
#[derive(Debug)]
pub(super) enum Found {
    /// All of it.
    Whole(Manifest),
    /// What a power failure or a broken copy left of one of ours: those of its lines that can be read, perhaps none.
    Damaged(Manifest),
    /// A manifest of another program or of another version of this one.
    Other,
}

impl Found {
    fn in_bytes(json: &[u8]) -> Self {
        match serde_json::from_slice::<File>(json) {
            Ok(file) if file.generator == GENERATOR && file.version == VERSION => {
                Self::Whole(Manifest::of_rows(file.files))
            }
            Err(_) if serde_json::from_slice::<serde_json::Value>(json).is_err() => {
                let lines = json.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b",").unwrap_or(line));
                Self::Damaged(Manifest::of_rows(lines.filter_map(|line| serde_json::from_slice(line).ok())))
            }
            _ => Self::Other,
        }
    }

    /// What is known of the files, and whether that may not be all.
    pub(super) fn into_known(self) -> (Manifest, bool) {
        match self {
            Self::Whole(manifest) => (manifest, false),
            Self::Damaged(manifest) => (manifest, true),
            Self::Other => (Manifest::default(), false),
        }
    }
}

/// Whether a file of this name and length can only be what a power failure left of one: nobody puts an empty page or
/// picture into a site, but files such as `.nojekyll` are empty on purpose.
pub(super) fn is_emptied(name: &str, len: u64) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    len == 0 && file.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && !extension.is_empty())
}
