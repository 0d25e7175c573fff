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
        let file: File = serde_json::from_slice(json).ok()?;
        let ours = file.generator == GENERATOR && file.version == VERSION;
        ours.then(|| Self {
            files: file
                .files
                .into_iter()
                .map(|row| (row.path, ManifestEntry { size: row.size, sha256: row.sha256 }))
                .collect(),
        })
    }

    /// The manifest in `folder`: an error if it cannot be read, none if it is there but not whole.
    pub(super) fn read(folder: &Path) -> io::Result<Option<Self>> {
        fs::read(folder.join(MANIFEST)).map(|json| Self::parse(&json))
    }
}
