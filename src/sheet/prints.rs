//! What each page said when a site was published: the prints of its pages, kept beside the publication on this computer.
//!
//! A published page has more on it than its own words: lists, neighbours, what cites it. By its print it is known again
//! when only those have changed, and a page is seen to have changed when its words are the same: another picture, a link
//! that leads elsewhere.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cache::{Cache, Hash};
use crate::inputs::Inputs;
use crate::link::Site;
use crate::outputs::Manifest;
use crate::review::{self, seen};

/// Path of a page in the published folder → the print of what it says itself.
pub type Prints = BTreeMap<String, String>;

/// What they are kept under.
const KIND: &str = "prints";

/// The prints of all pages that somebody has written. `content` is the path under which their folder is known.
pub fn prints(site: &Site, inputs: &Inputs, content: &str) -> Prints {
    let files = review::files(inputs, content);
    // A folder that nobody described has a page but no file.
    let written = |path: &str| inputs.get(&format!("{content}/{path}")).is_some();
    let pages: Vec<_> = site.pages.iter().filter(|page| written(&page.draft.path)).collect();
    pages.par_iter().map(|page| (file_of(&page.url), seen::print(&page.draft, &files))).collect()
}

/// Keeps the prints of the site that `manifest` lists.
pub fn keep(cache: &Cache, manifest: &Manifest, prints: &Prints) {
    // Texts always have a form in JSON; what is not kept costs a longer list later.
    if let Ok(json) = serde_json::to_vec(prints) {
        cache.put(KIND, &key(manifest), &json);
    }
}

/// The prints of the site that `manifest` lists, if this computer has built it.
pub(super) fn kept(cache: &Cache, manifest: &Manifest) -> Option<Prints> {
    serde_json::from_slice(&cache.get(KIND, &key(manifest))?).ok()
}

/// The same for the same files, wherever they were sent.
fn key(manifest: &Manifest) -> Hash {
    let files: Vec<(&[u8], [u8; 32])> =
        manifest.files.iter().map(|(path, entry)| (path.as_bytes(), entry.sha256.0)).collect();
    Hash::of_parts(files.iter().flat_map(|(path, hash)| [*path, &hash[..]]))
}

/// The file of the page at an address.
pub(super) fn file_of(address: &str) -> String {
    let address = address.trim_start_matches('/');
    if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() }
}
