//! What has to be done to make a folder equal to [`Outputs`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::manifest::is_emptied;
use super::published::changed;
use super::{Content, MANIFEST, Manifest, ManifestEntry, Outputs, faults};
use crate::cache::Hash;
use crate::diagnostics::Diagnostic;

/// What lies in a published folder.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Files that the folder's manifest lists.
    ours: BTreeMap<String, Metadata>,
    /// Everything else except folders, relative to the folder.
    foreign: Vec<PathBuf>,
    /// Folders in which nothing of ours lies or ever lay.
    foreign_folders: Vec<PathBuf>,
}

/// What to do with each file. Paths are relative to the site's root.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    /// Files that are already there with the same bytes.
    pub(super) keep: Vec<(&'a str, &'a Content)>,
    /// Files that are new or different.
    pub(super) write: Vec<(&'a str, &'a Content)>,
    /// Files of ours that are no longer wanted.
    pub(super) remove: Vec<String>,
    /// Files that are not ours, which stay.
    pub(super) carry: Vec<PathBuf>,
    /// Folders that are not ours, which stay.
    pub(super) carry_folders: Vec<PathBuf>,
}

impl Survey {
    /// Looks at `out`, whose manifest is `former`. If that is damaged, `repair` is what is to be published: a file in one of
    /// its places is then taken for ours.
    pub(super) fn of(out: &Path, former: &Manifest, repair: Option<&Outputs>) -> Result<Self, Box<Diagnostic>> {
        let our_folders = folders_of(former.files.keys().map(String::as_str));
        let mut survey = Self::default();
        for entry in WalkDir::new(out).min_depth(1) {
            let entry = entry.map_err(|error| failed(out, error))?;
            let Ok(below) = entry.path().strip_prefix(out) else {
                continue;
            };
            let name = to_name(below);
            if entry.file_type().is_dir() {
                if repair.is_none() && name.is_none_or(|name| !our_folders.contains(&*name)) {
                    survey.foreign_folders.push(below.to_owned());
                }
                continue;
            }
            match name.filter(|_| entry.file_type().is_file()) {
                Some(name) if name == MANIFEST => {}
                Some(name) => {
                    let meta = entry.metadata().map_err(|error| failed(out, error))?;
                    let lost = |new: &Outputs| new.get(&name).is_some() || is_emptied(&name, meta.len());
                    if former.files.contains_key(&name) || repair.is_some_and(lost) {
                        survey.ours.insert(name, meta);
                    } else {
                        survey.foreign.push(below.to_owned());
                    }
                }
                None => survey.foreign.push(below.to_owned()),
            }
        }
        Ok(survey)
    }
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        outputs: &'a Outputs,
        out: &Path,
        former: &Manifest,
        survey: Survey,
    ) -> Result<Self, Box<Diagnostic>> {
        let mut plan = Self { carry_folders: survey.foreign_folders, ..Self::default() };
        let foreign: BTreeSet<String> = survey.foreign.iter().filter_map(|path| to_name(path)).collect();
        let files: Vec<(&str, &Content)> = outputs.iter().collect();
        let finished = fs::metadata(out.join(MANIFEST)).ok().and_then(|meta| changed(&meta));
        let states: Vec<State> = files
            .par_iter()
            .map(|(path, content)| {
                let place = out.join(path);
                match survey.ours.get(*path) {
                    Some(meta) => compare(content, &place, meta, former.files.get(*path), finished),
                    // Someone else's file with the very bytes that we would write may become ours.
                    None if foreign.contains(*path) && has_bytes_of(content, &place) => State::Same,
                    None if foreign.contains(*path) => State::Taken,
                    None => State::Different,
                }
            })
            .collect();
        let mut taken: Vec<String> = Vec::new();
        for ((path, content), state) in files.into_iter().zip(states) {
            match state {
                State::Same => plan.keep.push((path, content)),
                State::Different => plan.write.push((path, content)),
                State::Taken => taken.push(path.to_owned()),
            }
        }
        plan.carry = survey
            .foreign
            .into_iter()
            .filter(|path| to_name(path).is_none_or(|name| outputs.get(&name).is_none()))
            .collect();
        for (path, meta) in survey.ours.into_iter().filter(|(path, _)| outputs.get(path).is_none()) {
            // A file of ours that someone has replaced since is no longer ours to remove, but one that a power failure
            // emptied is.
            let unaltered = |entry: &ManifestEntry| is_unaltered(&out.join(&path), entry);
            if is_emptied(&path, meta.len()) || former.files.get(&path).is_some_and(unaltered) {
                plan.remove.push(path);
            } else {
                plan.carry.push(PathBuf::from(path));
            }
        }
        taken.extend(plan.clashes(outputs));
        if taken.is_empty() { Ok(plan) } else { Err(Box::new(faults::in_the_way(out, &taken))) }
    }

    /// Whether the folder is as it should be.
    pub(super) fn is_done(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }

    /// Others' files where we need a folder, and others' folders where we need a file.
    fn clashes(&self, outputs: &Outputs) -> Vec<String> {
        let needed = folders_of(outputs.iter().map(|(path, _)| path));
        let kept: Vec<String> = self.carry.iter().filter_map(|path| to_name(path)).collect();
        let mut kept_folders = folders_of(kept.iter().map(String::as_str));
        let folders: Vec<String> = self.carry_folders.iter().filter_map(|path| to_name(path)).collect();
        kept_folders.extend(folders.iter().map(String::as_str));
        let files = kept.iter().filter(|path| needed.contains(path.as_str())).cloned();
        let folders = kept_folders.into_iter().filter(|path| outputs.get(path).is_some()).map(str::to_owned);
        files.chain(folders).collect()
    }
}

/// Every folder that one of `paths` lies in.
pub(super) fn folders_of<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let mut rest = path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if !folders.insert(folder) {
                break;
            }
            rest = folder;
        }
    }
    folders
}

/// A relative path as the manifest writes it; none if it is not Unicode.
pub(super) fn to_name(below: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

enum State {
    Same,
    Different,
    Taken,
}

/// `finished` is when the former publication was written to its end.
fn compare(
    content: &Content,
    place: &Path,
    meta: &Metadata,
    former: Option<&ManifestEntry>,
    finished: Option<(i64, i64)>,
) -> State {
    let same = meta.len() == content.len()
        && match content {
            // Reading is quick, and sees files that a power failure emptied.
            Content::Bytes(_) | Content::Aside(..) => has_bytes_of(content, place),
            // Copies have the time of their original, so that gigabytes need not be read. One that was touched since the
            // publication is read all the same: whoever altered it may have set its time back.
            Content::CopyOf(original) => {
                let touched = changed(meta).zip(finished).is_some_and(|(changed, finished)| changed >= finished);
                (!touched || has_bytes_of(content, place))
                    && former.is_some_and(|entry| entry.sha256 == original.hash)
                    && fs::metadata(&original.source)
                        .and_then(|source| Ok(source.modified()? == meta.modified()?))
                        .unwrap_or(false)
            }
        };
    if same { State::Same } else { State::Different }
}

fn has_bytes_of(content: &Content, place: &Path) -> bool {
    match content {
        Content::Bytes(blob) => fs::read(place).is_ok_and(|bytes| *bytes == *blob.bytes),
        Content::CopyOf(_) | Content::Aside(..) => hash_file(place).is_ok_and(|(_, hash)| hash == content.hash()),
    }
}

fn is_unaltered(place: &Path, entry: &ManifestEntry) -> bool {
    hash_file(place).is_ok_and(|found| found == (entry.size, entry.sha256))
}

fn hash_file(place: &Path) -> io::Result<(u64, Hash)> {
    Hash::of_reader(&mut File::open(place)?)
}

fn failed(out: &Path, error: walkdir::Error) -> Box<Diagnostic> {
    let path = error.path().unwrap_or(out).to_owned();
    Box::new(faults::read_failed(&path, &error.into()))
}
