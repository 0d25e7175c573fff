//! The pages of a portal as files for hubs.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cache::Hash;
use crate::search::codec::{checksum, deflate};
use crate::search::index::Documents;

/// Where the files lie in the site.
pub const FOLDER: &str = "hub/";

/// The file that names the others.
pub const HEAD: &str = "hub/portal.json";

/// The version of the format.
pub(super) const FORMAT: u32 = 1;

/// Bytes of JSON from which a file may end, and after which it does.
const SHORTEST: usize = 256 << 10;
const LONGEST: usize = 4 << 20;

/// One page of so many ends a file that is long enough.
const CUT: u64 = 8;

/// Pages that are made at a time.
const BATCH: usize = 256;

/// What a portal says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portal {
    /// The version of this format.
    pub format: u32,
    /// What readers call it.
    pub title: String,
    /// Its `base_url`, if that is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// `zh-CN`
    pub language: String,
    /// The files with its pages, in order.
    pub files: Vec<PortalFile>,
}

/// A file with pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalFile {
    /// From the site's root.
    pub path: String,
    /// How many pages it has.
    pub pages: usize,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its hash, in hexadecimal digits.
    pub sha256: String,
}

/// Whose pages they are.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// What readers call the portal.
    pub title: &'a str,
    /// Its address.
    pub address: Option<&'a str>,
    /// `zh-CN`
    pub language: &'a str,
}

/// The files of a portal with these pages: paths from the site's root, and bytes.
pub fn files<D: Documents + ?Sized>(documents: &D, about: About<'_>) -> Vec<(String, Vec<u8>)> {
    let mut open = (Vec::new(), 0);
    let mut made = Vec::new();
    let mut listed = Vec::new();
    let mut close = |(text, pages): (Vec<u8>, usize)| {
        let bytes = deflate(&text);
        let sha256 = Hash::of(&bytes).to_string();
        let path = format!("{FOLDER}{}.pages", &sha256[..16]);
        listed.push(PortalFile { path: path.clone(), pages, bytes: bytes.len() as u64, sha256 });
        made.push((path, bytes));
    };
    for start in (0..documents.count()).step_by(BATCH) {
        let batch = start..documents.count().min(start + BATCH);
        let lines: Vec<(bool, Vec<u8>)> = batch
            .into_par_iter()
            .map(|at| {
                let page = documents.document(at);
                // Strings and numbers have always a form in JSON.
                let mut line = serde_json::to_vec(&*page).unwrap_or_default();
                line.push(b'\n');
                (checksum(page.url.as_bytes()).is_multiple_of(CUT), line)
            })
            .collect();
        for (ends, line) in lines {
            open.0.extend(line);
            open.1 += 1;
            if open.0.len() >= LONGEST || ends && open.0.len() >= SHORTEST {
                close(std::mem::take(&mut open));
            }
        }
    }
    if open.1 > 0 {
        close(open);
    }
    let head = Portal {
        format: FORMAT,
        title: about.title.to_owned(),
        address: about.address.map(str::to_owned),
        language: about.language.to_owned(),
        files: listed,
    };
    let head = serde_json::to_vec_pretty(&head).unwrap_or_default();
    made.push((HEAD.to_owned(), head));
    made
}
