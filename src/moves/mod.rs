//! A page or folder gets another place: which files move, what changes in which files so that every reference still means
//! what it meant, and which old addresses lead on.
//!
//! | part | what it does |
//! |---|---|
//! | [`target`] | what moves, and where to |
//! | [`rewrite`] | what a reference names, and how it is written after the move |
//! | [`written`] | where a reference stands in its file, and in which signs |
//! | [`mentions`](mod@mentions) | references in templates and tables |
//! | [`settings`] | references in the site's configuration |
//! | [`signatures`] | what becomes of the signatures of pages that change |
//! | [`plan`](mod@plan) | all changes together, tried on the site before anybody makes them |
//! | [`proof`] | what the site says before and after |
//!
//! Nothing is written here; `outputs::relocate` does that, for the command line and the desk alike.

mod faults;
mod mentions;
mod plan;
mod proof;
mod rewrite;
mod settings;
mod signatures;
mod target;
mod written;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostics::Diagnostic;
use crate::inputs::{Inputs, Roots};
use crate::outputs::relocate::{Relocation, Write};

pub use plan::plan;

/// What a move changes.
#[derive(Debug, Default)]
pub struct Plan {
    /// The file or folder that moves, below the content folder.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// Every file that moves, below the content folder, with its new path.
    pub files: BTreeMap<String, String>,
    /// The files whose text changes, in the order of their paths.
    pub changes: Vec<Change>,
    /// Old addresses that lead on, with the page that says so, by its new path.
    pub aliases: Vec<(String, String)>,
    /// What the site says after the move and did not say before; nothing of it is an error.
    pub noted: Vec<Diagnostic>,
    /// Addresses of documents that nothing leads on.
    pub gone: Vec<String>,
    /// Pages whose signatures go along, because nothing but addresses of links has changed in them; by their new paths.
    pub signed: Vec<String>,
    /// Pages whose signatures are void after the move; by their new paths.
    pub void: Vec<String>,
    /// The site after the move, for the places of [`Plan::noted`].
    pub after: Inputs,
}

/// A file whose text changes.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its path before the move, from the site's root; for a new file the one that it gets.
    pub file: Arc<str>,
    /// Its path after the move, from the site's root.
    pub new_file: Arc<str>,
    /// Its text before; empty for a new file.
    pub before: Arc<str>,
    /// Its text after.
    pub after: String,
    /// Whether it begins with a byte order mark.
    mark: bool,
    /// Whether there is no such file yet.
    pub is_new: bool,
}

/// Why nothing moves.
#[derive(Debug)]
pub struct Refused {
    /// What is wrong.
    pub found: Vec<Diagnostic>,
    /// The site as it would be, if that is what is wrong.
    pub after: Option<Box<Inputs>>,
}

impl From<Diagnostic> for Refused {
    fn from(fault: Diagnostic) -> Self {
        Self { found: vec![fault], after: None }
    }
}

impl From<Box<Diagnostic>> for Refused {
    fn from(fault: Box<Diagnostic>) -> Self {
        (*fault).into()
    }
}

impl Plan {
    /// What has to happen on the disk.
    ///
    /// # Errors
    /// A file is no longer what was read.
    pub fn relocation(&self, inputs: &Inputs, roots: &Roots, content: &str) -> Result<Relocation, Box<Diagnostic>> {
        let whole = |path: &str| format!("{content}/{path}");
        let is_file = self.files.contains_key(&self.from);
        let renames = if is_file {
            let pair = |(old, new): (&String, &String)| (place(inputs, roots, &whole(old)), roots.disk(&whole(new)));
            self.files.iter().map(pair).collect()
        } else {
            vec![(self.folder(inputs, roots, content), roots.disk(&whole(&self.to)))]
        };
        let mut writes = Vec::new();
        for change in &self.changes {
            let mut bytes = if change.mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
            bytes.extend_from_slice(change.after.as_bytes());
            let old = inputs.get(&change.file).filter(|_| !change.is_new);
            let old_place = place(inputs, roots, &change.file);
            let moved = change.file != change.new_file;
            let place = if moved || change.is_new { roots.disk(&change.new_file) } else { old_place.clone() };
            let before = match old {
                Some(input) => Some((old_place, input.checked_bytes(&change.file)?)),
                None => None,
            };
            writes.push(Write { place, before, bytes });
        }
        Ok(Relocation { renames, writes })
    }

    /// Where the folder that moves lies, whatever Unicode form the disk has its name in.
    fn folder(&self, inputs: &Inputs, roots: &Roots, content: &str) -> PathBuf {
        let usual = roots.disk(&format!("{content}/{}", self.from));
        if usual.symlink_metadata().is_ok() {
            return usual;
        }
        let first = self.files.keys().next().and_then(|file| {
            let depth = file.matches('/').count() - self.from.matches('/').count();
            place(inputs, roots, &format!("{content}/{file}")).ancestors().nth(depth).map(PathBuf::from)
        });
        first.unwrap_or(usual)
    }
}

/// Where a file lies.
fn place(inputs: &Inputs, roots: &Roots, file: &str) -> PathBuf {
    let known = inputs.get(file).and_then(|input| Some(input.disk_path()?.to_owned()));
    known.unwrap_or_else(|| roots.disk(file))
}
