//! Which files there are.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::roots::{Mount, absolute, to_path};
use super::{Roots, faults, ignored, is_at_or_below, name_fault};
use crate::diagnostics::Diagnostic;

/// Folders deeper than this are not entered; no real site comes near it, and every system can still name the files.
const DEEPEST: usize = 64;
/// A path leads through at most so many links. Links to folders that again hold links would otherwise multiply.
const MOST_LINKS: usize = 4;

/// A link to a folder or file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    /// The path of the link.
    pub(super) path: String,
    /// Where the link lies.
    pub(super) disk: PathBuf,
    /// What it leads to.
    pub(super) target: PathBuf,
}

/// A folder or file to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) disk: PathBuf,
}

/// What a walk has found so far.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) found: Vec<(Arc<str>, PathBuf)>,
    pub(super) faults: Vec<(Arc<str>, Diagnostic)>,
    pub(super) links: Vec<Link>,
}

impl Walk {
    /// Walks all of `mount`; that it is missing altogether is for the configuration to say.
    pub(super) fn mount(&mut self, roots: &Roots, mount: &Mount) {
        if mount.disk.exists() {
            Tree { roots, disk: &mount.disk, path: &mount.path, depth: 0 }.walk(self);
        }
    }

    /// Walks what is now at `place`, if anything is and if its folders' names do not hide it.
    pub(super) fn place(&mut self, roots: &Roots, place: &Place) {
        if place.disk.symlink_metadata().is_err() {
            return;
        }
        let mounts = roots.mounts();
        let Some(mount) = mounts.iter().find(|mount| is_at_or_below(&place.path, &mount.path)) else {
            return;
        };
        let names: Vec<&str> = place.path[mount.path.len()..].split('/').filter(|name| !name.is_empty()).collect();
        let hidden = names.iter().any(|name| ignored(name));
        let excluded = place.disk.ancestors().any(|folder| roots.excludes(folder));
        if !hidden && !excluded && names.len() <= DEEPEST {
            Tree { roots, disk: &place.disk, path: &place.path, depth: names.len() }.walk(self);
        }
    }
}

/// A folder or file to walk.
struct Tree<'a> {
    roots: &'a Roots,
    disk: &'a Path,
    path: &'a str,
    /// How deep it lies below the place that the user gave; that place itself may have any name and be a link.
    depth: usize,
}

impl Tree<'_> {
    fn walk(&self, found: &mut Walk) {
        // How many links lead to the entry at each depth.
        let mut links = vec![0; DEEPEST + 2];
        let mut walker = WalkDir::new(self.disk)
            .follow_links(true)
            .max_depth(DEEPEST - self.depth + 1)
            .sort_by_file_name()
            .into_iter();
        while let Some(step) = walker.next() {
            let entry = match step {
                Ok(entry) => entry,
                Err(error) => {
                    self.failed(found, &error);
                    continue;
                }
            };
            if self.look(found, &entry, &mut links).is_none() && entry.file_type().is_dir() {
                walker.skip_current_dir();
            }
        }
    }

    /// Takes note of one entry; none if it does not belong to the site.
    fn look(&self, found: &mut Walk, entry: &DirEntry, links: &mut [usize]) -> Option<()> {
        let (at, is_dir) = (entry.depth(), entry.file_type().is_dir());
        let given = at + self.depth == 0;
        let name = entry.file_name().to_str();
        if !given && (name.is_some_and(ignored) || (is_dir && self.roots.excludes(entry.path()))) {
            return None;
        }
        let below = entry.path().strip_prefix(self.disk).ok()?;
        let Some(below) = to_path(below) else {
            let shown: Arc<str> = join(self.path, &below.to_string_lossy().replace('\\', "/")).into();
            found.faults.push((Arc::clone(&shown), faults::not_unicode(&shown)));
            return None;
        };
        let shown: Arc<str> = join(self.path, &below).into();
        let is_link = !given && entry.path_is_symlink();
        links[at] = if at == 0 { 0 } else { links[at - 1] } + usize::from(is_link);
        if is_link {
            self.link(found, &shown, entry, links[at])?;
        }
        if let Some(fault) = name.filter(|_| !given).and_then(name_fault) {
            found.faults.push((Arc::clone(&shown), faults::bad_name(&shown, fault)));
        }
        if is_dir && at + self.depth >= DEEPEST {
            found.faults.push((Arc::clone(&shown), faults::too_deep(&shown, DEEPEST)));
            return None;
        }
        if entry.file_type().is_file() {
            found.found.push((shown, entry.path().to_owned()));
        } else if !is_dir {
            found.faults.push((Arc::clone(&shown), faults::not_a_file(&shown)));
        }
        Some(())
    }

    fn link(&self, found: &mut Walk, shown: &Arc<str>, entry: &DirEntry, links: usize) -> Option<()> {
        let target = match entry.path().canonicalize() {
            Ok(target) => target,
            Err(error) => {
                found.faults.push((Arc::clone(shown), faults::unreadable(shown, &error)));
                return None;
            }
        };
        if !self.roots.owns(&target) {
            found.faults.push((Arc::clone(shown), faults::link_outside(shown, &target)));
            return None;
        }
        if links > MOST_LINKS {
            found.faults.push((Arc::clone(shown), faults::too_many_links(shown, MOST_LINKS)));
            return None;
        }
        found.links.push(Link { path: shown.to_string(), disk: entry.path().to_owned(), target });
        Some(())
    }

    fn failed(&self, found: &mut Walk, error: &walkdir::Error) {
        let below = error
            .path()
            .and_then(|failed| failed.strip_prefix(self.disk).ok())
            .map(|below| below.to_string_lossy().replace('\\', "/"))
            .unwrap_or_default();
        if below.rsplit('/').next().is_some_and(|name| !name.is_empty() && ignored(name)) {
            return;
        }
        let shown: Arc<str> = join(self.path, &below).into();
        let broken_link = error.path().is_some_and(|p| p.is_symlink() && !p.exists());
        let fault = if error.loop_ancestor().is_some() {
            faults::link_loop(&shown)
        } else if broken_link {
            faults::broken_link(&shown)
        } else {
            let other = io::Error::other(error.to_string());
            faults::unreadable(&shown, error.io_error().unwrap_or(&other))
        };
        found.faults.push((shown, fault));
    }
}

/// Sorts faults by path.
pub(super) fn merge(into: &mut BTreeMap<Arc<str>, Vec<Diagnostic>>, faults: Vec<(Arc<str>, Diagnostic)>) {
    for (path, fault) in faults {
        into.entry(path).or_default().push(fault);
    }
}

/// Every place under which the changed path `disk` is known: its own, and those of links that lead to it.
pub(super) fn places(mounts: &[Mount], links: &[Link], disk: &Path) -> Vec<Place> {
    // A watcher may report the real path of a folder that was given through a link.
    let changed = absolute(disk);
    let mut found = Vec::new();
    for mount in mounts {
        let mut add = |root: &Path| {
            if let Ok(below) = changed.strip_prefix(root) {
                found.extend(mount.place(below));
            } else if root.starts_with(&changed) {
                found.push(Place { path: mount.path.clone(), disk: mount.disk.clone() });
            }
        };
        let given = absolute(&mount.disk);
        add(&given);
        if let Some(real) = mount.disk.canonicalize().ok().filter(|real| *real != given) {
            add(&real);
        }
    }
    for link in links {
        let at = Mount { disk: link.disk.clone(), path: link.path.clone() };
        found.extend(changed.strip_prefix(&link.target).ok().and_then(|below| at.place(below)));
    }
    found
}

/// Whether the way from the mount to `place` leads through a link. What lies behind one depends on where it stands, so
/// that its whole mount has to be walked again.
pub(super) fn is_behind_link<'a>(mounts: &'a [Mount], place: &Place) -> Option<&'a Mount> {
    let mount = mounts.iter().find(|mount| is_at_or_below(&place.path, &mount.path))?;
    let mut on_the_way = place.disk.ancestors().take_while(|folder| *folder != mount.disk);
    on_the_way.any(Path::is_symlink).then_some(mount)
}

impl Mount {
    /// The place that lies `below` this one; none if its name is not Unicode.
    pub(super) fn place(&self, below: &Path) -> Option<Place> {
        let path = join(&self.path, &to_path(below)?);
        // Joining nothing would add a separator, and a file has no inside.
        let disk = if below.as_os_str().is_empty() { self.disk.clone() } else { self.disk.join(below) };
        Some(Place { path, disk })
    }
}

fn join(folder: &str, name: &str) -> String {
    match (folder.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}
