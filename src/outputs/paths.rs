//! Paths that every system can hold, side by side.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::MANIFEST;
use super::faults;
use crate::diagnostics::Diagnostic;
use crate::inputs::{NameFault, fold, name_fault};

/// A path is relative and shorter than this in bytes, so that it can be copied to any web host.
const LONGEST: usize = 1024;

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathFault {
    Empty,
    Absolute,
    Dots,
    TooLong,
    Ours,
    Name(NameFault),
}

/// Lets paths in one by one, and none that is unsafe or meets another.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// Folded path → the path itself and what it was made from. Only ever asked for single keys.
    files: HashMap<String, (String, Option<Arc<str>>)>,
    /// Folded folder → the folder and the first file in it.
    folders: HashMap<String, (String, String)>,
    /// Folders whose parts were all looked at already.
    known: HashSet<String>,
}

impl Guard {
    pub(super) fn admit(&mut self, path: &str, origin: Option<&Arc<str>>) -> Result<(), Box<Diagnostic>> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(fault) = path_fault(path) {
            return Err(Box::new(faults::bad_path(path, fault, origin)));
        }
        let folded = fold(path);
        if let Some((other, other_origin)) = self.files.get(&folded) {
            return Err(Box::new(faults::collision(path, origin, other, other_origin.as_ref())));
        }
        if let Some((_, inside)) = self.folders.get(&folded) {
            return Err(Box::new(faults::file_and_folder(path, origin, inside, None)));
        }
        if !folder.is_empty() && !self.known.contains(folder) {
            self.admit_folder(folder, path, origin)?;
        }
        self.files.insert(folded, (path.to_owned(), origin.cloned()));
        Ok(())
    }

    fn admit_folder(&mut self, folder: &str, path: &str, origin: Option<&Arc<str>>) -> Result<(), Box<Diagnostic>> {
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        let parents: Vec<&str> = ends.map(|end| &folder[..end]).collect();
        for parent in &parents {
            let folded = fold(parent);
            if let Some((file, file_origin)) = self.files.get(&folded) {
                return Err(Box::new(faults::file_and_folder(file, file_origin.as_ref(), path, origin)));
            }
            if let Some((other, inside)) = self.folders.get(&folded).filter(|(other, _)| other != parent) {
                return Err(Box::new(faults::folder_case(parent, other, inside, path, origin)));
            }
        }
        for parent in parents {
            self.folders.entry(fold(parent)).or_insert_with(|| (parent.to_owned(), path.to_owned()));
        }
        self.known.insert(folder.to_owned());
        Ok(())
    }
}

pub(super) fn path_fault(path: &str) -> Option<PathFault> {
    if path.is_empty() || path.ends_with('/') {
        return Some(PathFault::Empty);
    }
    if path.starts_with('/') {
        return Some(PathFault::Absolute);
    }
    if path.len() > LONGEST {
        return Some(PathFault::TooLong);
    }
    if fold(path) == MANIFEST {
        return Some(PathFault::Ours);
    }
    path.split('/').find_map(|part| match part {
        "" => Some(PathFault::Empty),
        "." | ".." => Some(PathFault::Dots),
        part => name_fault(part).map(PathFault::Name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expected: Option<PathFault>) {
        for path in paths {
            assert_eq!(path_fault(path), expected, "{path}");
        }
    }

    #[test]
    fn only_safe_paths() {
        check(&["index.html", "a/b/index.html", ".well-known/x", "图.png"], None);
        check(&["", "a//b", "a/"], Some(PathFault::Empty));
        check(&["/etc/passwd", "//host/x"], Some(PathFault::Absolute));
        check(&["../a", "a/../../b", "a/./b", ".."], Some(PathFault::Dots));
        check(&["C:/x", "C:"], Some(PathFault::Name(NameFault::Character(':'))));
        check(&["a\\..\\b"], Some(PathFault::Name(NameFault::Character('\\'))));
        check(&["con/index.html", "a/aux"], Some(PathFault::Name(NameFault::Reserved)));
        check(&["a\0b"], Some(PathFault::Name(NameFault::Character('\0'))));
        check(&["shuyuan-manifest.json", "Shuyuan-Manifest.json"], Some(PathFault::Ours));
        check(&["a/".repeat(600).trim_end_matches('/')], Some(PathFault::TooLong));
    }
}
