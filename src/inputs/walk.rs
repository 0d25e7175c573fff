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
            self.tree(roots, &mount.disk, &mount.path, 0);
        }
    }

    /// Walks what is now at `place`, if anything is and if its folders' names do not hide it.
    pub(super) fn place(&mut self, roots: &Roots, place: &Place) {
        if place.disk.symlink_metadata().is_err() {
            return;
        }
        let hidden = roots
            .mounts()
            .iter()
            .find(|mount| is_at_or_below(&place.path, &mount.path))
            .is_none_or(|mount| {
                place.path[mount.path.len()..]
                    .split('/')
                    .any(|part| !part.is_empty() && ignored(part))
            });
        let excluded = place.disk.ancestors().any(|folder| roots.excludes(folder));
        if !hidden && !excluded {
            self.tree(
                roots,
                &place.disk,
                &place.path,
                place.path.matches('/').count(),
            );
        }
    }

    fn tree(&mut self, roots: &Roots, disk: &Path, path: &str, depth: usize) {
        // How many links lead to the entry at each depth.
        let mut links = vec![0; DEEPEST + 2];
        let mut walker = WalkDir::new(disk)
            .follow_links(true)
            .max_depth(DEEPEST.saturating_sub(depth) + 1)
            .sort_by_file_name()
            .into_iter();
        while let Some(step) = walker.next() {
            let entry = match step {
                Ok(entry) => entry,
                Err(error) => {
                    self.failed(disk, path, &error);
                    continue;
                }
            };
            let known = self.look(roots, disk, path, &entry, &mut links, depth);
            if known.is_none() && entry.file_type().is_dir() {
                walker.skip_current_dir();
            }
        }
    }

    /// Takes note of one entry; none if it does not belong to the site.
    fn look(
        &mut self,
        roots: &Roots,
        disk: &Path,
        path: &str,
        entry: &DirEntry,
        links: &mut [usize],
        depth: usize,
    ) -> Option<()> {
        let at = entry.depth();
        let name = entry.file_name();
        if at > 0 && name.to_str().is_some_and(ignored) {
            return None;
        }
        if at > 0 && entry.file_type().is_dir() && roots.excludes(entry.path()) {
            return None;
        }
        let below = entry.path().strip_prefix(disk).ok()?;
        let Some(below) = to_path(below) else {
            let shown: Arc<str> = join(path, &below.to_string_lossy().replace('\\', "/")).into();
            self.faults
                .push((Arc::clone(&shown), faults::not_unicode(&shown)));
            return None;
        };
        let shown: Arc<str> = join(path, &below).into();
        links[at] = if at == 0 { 0 } else { links[at - 1] }
            + usize::from(at > 0 && entry.path_is_symlink());
        if at > 0 && entry.path_is_symlink() {
            self.link(roots, &shown, entry, links[at])?;
        }
        if let Some(fault) = name.to_str().filter(|_| at > 0).and_then(name_fault) {
            self.faults
                .push((Arc::clone(&shown), faults::bad_name(&shown, fault)));
        }
        if entry.file_type().is_dir() {
            if at + depth >= DEEPEST {
                self.faults
                    .push((Arc::clone(&shown), faults::too_deep(&shown, DEEPEST)));
                return None;
            }
        } else if entry.file_type().is_file() {
            self.found.push((shown, entry.path().to_owned()));
        } else {
            self.faults
                .push((Arc::clone(&shown), faults::not_a_file(&shown)));
        }
        Some(())
    }

    fn link(
        &mut self,
        roots: &Roots,
        shown: &Arc<str>,
        entry: &DirEntry,
        links: usize,
    ) -> Option<()> {
        let target = match entry.path().canonicalize() {
            Ok(target) => target,
            Err(error) => {
                self.faults
                    .push((Arc::clone(shown), faults::unreadable(shown, &error)));
                return None;
            }
        };
        if !roots.owns(&target) {
            self.faults
                .push((Arc::clone(shown), faults::link_outside(shown, &target)));
            return None;
        }
        if links > MOST_LINKS {
            self.faults
                .push((Arc::clone(shown), faults::too_many_links(shown, MOST_LINKS)));
            return None;
        }
        self.links.push(Link {
            path: shown.to_string(),
            disk: entry.path().to_owned(),
            target,
        });
        Some(())
    }

    fn failed(&mut self, disk: &Path, path: &str, error: &walkdir::Error) {
        let below = error
            .path()
            .and_then(|failed| failed.strip_prefix(disk).ok())
            .map(|below| below.to_string_lossy().replace('\\', "/"))
            .unwrap_or_default();
        if below
            .rsplit('/')
            .next()
            .is_some_and(|name| !name.is_empty() && ignored(name))
        {
            return;
        }
        let shown: Arc<str> = join(path, &below).into();
        let broken_link = error.path().is_some_and(|p| p.is_symlink() && !p.exists());
        let fault = if error.loop_ancestor().is_some() {
            faults::link_loop(&shown)
        } else if broken_link {
            faults::broken_link(&shown)
        } else {
            let other = io::Error::other(error.to_string());
            faults::unreadable(&shown, error.io_error().unwrap_or(&other))
        };
        self.faults.push((shown, fault));
    }
}

/// Sorts faults by path.
pub(super) fn merge(
    into: &mut BTreeMap<Arc<str>, Vec<Diagnostic>>,
    faults: Vec<(Arc<str>, Diagnostic)>,
) {
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
                if let Some(below) = to_path(below) {
                    found.push(Place {
                        path: join(&mount.path, &below),
                        disk: mount.disk.join(changed.strip_prefix(root).unwrap_or(disk)),
                    });
                }
            } else if root.starts_with(&changed) {
                found.push(Place {
                    path: mount.path.clone(),
                    disk: mount.disk.clone(),
                });
            }
        };
        let given = absolute(&mount.disk);
        add(&given);
        if let Some(real) = mount.disk.canonicalize().ok().filter(|real| *real != given) {
            add(&real);
        }
    }
    for link in links {
        if let Ok(below) = changed.strip_prefix(&link.target)
            && let Some(shown) = to_path(below)
        {
            let disk = if below.as_os_str().is_empty() {
                link.disk.clone()
            } else {
                link.disk.join(below)
            };
            found.push(Place {
                path: join(&link.path, &shown),
                disk,
            });
        }
    }
    found
}

fn join(folder: &str, name: &str) -> String {
    match (folder.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}
