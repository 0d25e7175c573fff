//! What lies on the host beside the site: whose it is, what was published when, what waits to be removed, and the mark of
//! a publication on its way.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::remote::{Remote, RemoteError, Upload};
use crate::cache::Hash;
use crate::outputs::{MANIFEST, Manifest};

/// Folder on the host for what is not of the site.
pub(super) const FOLDER: &str = "shuyuan-deploy";
const STATE: &str = "shuyuan-deploy/state.json";
const MARK: &str = "shuyuan-deploy/unfinished.json";

/// Where a file lies until it takes its place.
pub(super) fn beside(hash: &Hash) -> String {
    format!("{FOLDER}/new/{hash}")
}

/// What a host knows of its publications.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Which site it is: its address, else its title.
    pub(super) site: String,
    /// Publications, the last one last.
    pub(super) publications: Vec<Publication>,
    /// What is to be removed when nobody can still ask for it.
    #[serde(default)]
    pub(super) waiting: Vec<Waiting>,
}

/// One publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Counted from 1.
    pub number: u64,
    /// When, in seconds since 1970 by the publisher's clock.
    pub at: u64,
    /// The hash of its manifest.
    pub manifest: Hash,
    /// How many files it has.
    pub files: usize,
}

/// A file that waits to be removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) path: String,
    /// Since when, in seconds since 1970.
    pub(super) since: u64,
}

/// Left on the host from the first change until the last: whoever finds it takes none of the files it names for granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Who: drawn anew for each publication.
    pub(super) id: String,
    /// When it began, in seconds since 1970.
    pub(super) at: u64,
    /// The manifest that was there.
    pub(super) from: Hash,
    /// The manifest that is to be there.
    pub(super) to: Hash,
    /// Every file that is written or removed, and what earlier unfinished ones named.
    pub(super) files: Vec<String>,
}

impl Mark {
    /// Of a host that cannot say what was being done.
    pub(super) fn unknown() -> Self {
        let none = Hash::of(b"");
        Self { id: String::new(), at: 0, from: none, to: none, files: Vec::new() }
    }
}

/// Everything that is known of a host before anything is done.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) manifest: Manifest,
    /// The hash of the manifest's bytes; none without one.
    pub(super) print: Option<Hash>,
    pub(super) state: Option<State>,
    pub(super) mark: Option<Mark>,
}

/// Why a host's own account of itself is of no use.
pub(super) enum Unreadable {
    /// The host does not answer.
    Remote(RemoteError),
    /// This file is damaged.
    Damaged(&'static str),
}

impl From<RemoteError> for Unreadable {
    fn from(error: RemoteError) -> Self {
        Self::Remote(error)
    }
}

/// Reads what the host says of itself.
pub(super) fn read(remote: &mut dyn Remote) -> Result<Known, Unreadable> {
    let mark = match json(remote, MARK) {
        // Cut off while it was written, before anything else was touched.
        Err(Unreadable::Damaged(_)) => Some(Mark::unknown()),
        other => other?,
    };
    let mut known = Known { state: json(remote, STATE)?, mark, ..Known::default() };
    if let Some(bytes) = remote.read(MANIFEST)? {
        known.print = Some(Hash::of(&bytes));
        known.manifest = Manifest::parse(&bytes).ok_or(Unreadable::Damaged(MANIFEST))?;
    }
    Ok(known)
}

fn json<T: DeserializeOwned>(remote: &mut dyn Remote, path: &'static str) -> Result<Option<T>, Unreadable> {
    let Some(bytes) = remote.read(path)? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|_| Unreadable::Damaged(path))
}

/// Whose mark there is now.
pub(super) fn marked_by(remote: &mut dyn Remote) -> Result<Option<String>, RemoteError> {
    // A mark that is being replaced can be half there on hosts that know no renaming: it is not ours then.
    let bytes = remote.read(MARK)?;
    Ok(bytes.map(|bytes| serde_json::from_slice::<Mark>(&bytes).map_or_else(|_| String::new(), |mark| mark.id)))
}

pub(super) fn write_mark(remote: &mut dyn Remote, mark: &Mark) -> Result<(), RemoteError> {
    write(remote, MARK, mark)
}

pub(super) fn write_state(remote: &mut dyn Remote, state: &State) -> Result<(), RemoteError> {
    write(remote, STATE, state)
}

pub(super) fn remove_mark(remote: &mut dyn Remote) -> Result<(), RemoteError> {
    remote.remove(MARK)
}

fn write<T: Serialize>(remote: &mut dyn Remote, path: &str, value: &T) -> Result<(), RemoteError> {
    // Texts and numbers always have a form in JSON.
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    remote.put(path, Upload { bytes: &bytes, known_as: path })
}
