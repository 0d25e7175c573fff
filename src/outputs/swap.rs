//! The moment in which the new site takes the place of the old one, and what is left to do if it was interrupted.
//!
//! In the workshop beside the published folder lie, under these names:
//! - `part`: a new site that is not finished; worthless.
//! - `new`: a finished site that is about to be published, or the former one if that has just happened.
//! - `old`: the former site, for the moment in which neither is in place (only where two folders cannot be exchanged).
//! - `gone-N`: a former site that is being removed.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::durable::sync_folder;
use super::lock::Workshop;
use super::manifest::{Found, is_emptied};
use super::plan::to_name;
use super::{MANIFEST, Manifest};

/// Puts the finished site `part` in the place of `out` and removes the former one.
///
/// Unless `sync` is off, the names are on the disk before the former site is removed: otherwise a power failure could
/// bring back a folder whose files are gone.
pub(super) fn publish(workshop: &Workshop, out: &Path, sync: bool) -> io::Result<()> {
    let new = workshop.path("new");
    fs::rename(workshop.path("part"), &new)?;
    let settle = || if sync { settle(workshop, out) } else { Ok(()) };
    if !exists(out) {
        rename(&new, out)?;
        return settle();
    }
    if !exchange(&new, out)? {
        let old = workshop.path("old");
        rename(out, &old)?;
        if let Err(error) = rename(&new, out) {
            // The former site must not stay out of sight.
            rename(&old, out)?;
            return Err(error);
        }
    }
    // The new site is in sight. If the disk does not say that it knows, the former one waits for the next who comes.
    settle()?;
    retire_all(workshop, out);
    Ok(())
}

/// Waits until the names of the published folder and of the workshop are on the disk.
fn settle(workshop: &Workshop, out: &Path) -> io::Result<()> {
    let shop = workshop.path("");
    [Some(shop.as_path()), out.parent()].into_iter().flatten().try_for_each(sync_folder)
}

/// Finishes or undoes what a killed process left, so that `out` is whole.
pub(super) fn recover(workshop: &Workshop, out: &Path) -> io::Result<()> {
    let (part, new, old) = (workshop.path("part"), workshop.path("new"), workshop.path("old"));
    if exists(&part) {
        fs::remove_dir_all(&part)?;
    }
    if !exists(out) {
        if exists(&new) {
            rename(&new, out)?;
        } else if exists(&old) {
            rename(&old, out)?;
        }
    }
    retire_all(workshop, out);
    Ok(())
}

/// Removes former sites. Failing is harmless: the next one who enters the workshop tries again.
fn retire_all(workshop: &Workshop, out: &Path) {
    let gone = |n: usize| workshop.path(&format!("gone-{n}"));
    let mut next = 0;
    for name in ["new", "old"] {
        let tree = workshop.path(name);
        if exists(&tree) && exists(out) {
            while exists(&gone(next)) {
                next += 1;
            }
            // Under its new name it can never be taken for a whole site again.
            let _ = fs::rename(&tree, gone(next));
        }
    }
    let Some(Ok(entries)) = gone(0).parent().map(fs::read_dir) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with("gone-") {
            let _ = retire(&entry.path(), out);
        }
    }
}

/// Removes `tree` except for files of others that `out` does not have: those were put there while we were publishing, and
/// go to `out`.
fn retire(tree: &Path, out: &Path) -> io::Result<()> {
    let (ours, damaged) = Manifest::read(tree).map_or_else(|_| Default::default(), Found::into_known);
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in WalkDir::new(tree).contents_first(true) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            folders.push(entry.into_path());
        } else if entry.path() != tree.join(MANIFEST) {
            files.push(entry.into_path());
        }
    }
    let stays: BTreeSet<PathBuf> = files
        .into_par_iter()
        .filter_map(|file| {
            let below = file.strip_prefix(tree).ok()?.to_owned();
            let emptied = |name: &str| {
                damaged && file.symlink_metadata().is_ok_and(|meta| meta.is_file() && is_emptied(name, meta.len()))
            };
            let known = to_name(&below).is_some_and(|name| ours.files.contains_key(&name) || emptied(&name));
            let disposable = known || exists(&out.join(&below));
            (!disposable || fs::remove_file(&file).is_err()).then_some(below)
        })
        .collect();
    if exists(out) {
        for below in &stays {
            let to = out.join(below);
            if !exists(&to) && !to_name(below).is_some_and(|name| ours.files.contains_key(&name)) {
                to.parent().map_or(Ok(()), fs::create_dir_all)?;
                fs::rename(tree.join(below), to)?;
            }
        }
    }
    for folder in folders.iter().filter(|folder| *folder != tree) {
        fs::remove_dir(folder)?;
    }
    // The list of what is ours goes when nothing is left that it could explain.
    match fs::remove_file(tree.join(MANIFEST)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::remove_dir(tree),
    }
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Exchanges two folders in one step; false if the system or the file system cannot.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(a: &Path, b: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Renames a folder. On Windows a virus scanner or an Explorer window may hold a file in it for a moment.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let mut tries = 0;
    loop {
        match fs::rename(from, to) {
            Err(error) if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied && tries < 20 => {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            other => return other,
        }
    }
}
