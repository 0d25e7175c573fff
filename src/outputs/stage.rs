//! The whole new site beside the old one.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::plan::{Plan, folders_of, to_name};
use super::{Content, MANIFEST, Original, faults};
use crate::cache::Hash;
use crate::diagnostics::Diagnostic;

type Outcome<T = ()> = Result<T, Box<Diagnostic>>;

/// Makes the site of `plan` in the new folder `stage`: what `out` already has becomes a hard link, the rest is written, and
/// the manifest comes last, so that a folder with a manifest is whole.
pub(super) fn stage(plan: &Plan<'_>, out: &Path, stage: &Path, manifest: &str) -> Outcome {
    make_folders(plan, out, stage)?;
    let links = Links { refused: AtomicBool::new(false) };
    plan.keep.par_iter().try_for_each(|(path, content)| {
        let to = stage.join(path);
        if links.link(&out.join(path), &to) { Ok(()) } else { write(content, &to) }
    })?;
    plan.write.par_iter().try_for_each(|(path, content)| write(content, &stage.join(path)))?;
    plan.carry.par_iter().try_for_each(|path| {
        let (from, to) = (out.join(path), stage.join(path));
        if links.link_or_copy(&from, &to)? { Ok(()) } else { Err(clash(out, path)) }
    })?;
    let list = stage.join(MANIFEST);
    write_new(&list, manifest.as_bytes()).map_err(|error| unwritable(&list, &error))
}

/// Hard links, as long as the file system makes them.
struct Links {
    refused: AtomicBool,
}

impl Links {
    fn link(&self, from: &Path, to: &Path) -> bool {
        if self.refused.load(Ordering::Relaxed) {
            return false;
        }
        let linked = fs::hard_link(from, to);
        if let Err(error) = &linked
            && !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::TooManyLinks)
        {
            self.refused.store(true, Ordering::Relaxed);
        }
        linked.is_ok()
    }

    /// Carries somebody else's file over; false if another file already has its name.
    fn link_or_copy(&self, from: &Path, to: &Path) -> Outcome<bool> {
        let kind = fs::symlink_metadata(from).map_err(|error| unreadable(from, &error))?;
        if to.symlink_metadata().is_ok() {
            return Ok(false);
        }
        if kind.is_symlink() {
            return copy_link(from, to).map(|()| true).map_err(|error| unwritable(to, &error));
        }
        if !self.link(from, to) {
            copy_with_times(from, to).map_err(|error| unwritable(to, &error))?;
        }
        Ok(true)
    }
}

fn make_folders(plan: &Plan<'_>, out: &Path, stage: &Path) -> Outcome {
    let made = |path: &Path| fs::create_dir_all(path).map_err(|error| unwritable(path, &error));
    made(stage)?;
    let ours = plan.keep.iter().chain(&plan.write).map(|(path, _)| *path);
    // Sorted, so every folder comes after the one that holds it.
    for folder in folders_of(ours) {
        let path = stage.join(folder);
        match fs::create_dir(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(unwritable(&path, &error));
            }
            _ => {}
        }
    }
    for folder in
        plan.carry.iter().filter_map(|path| path.parent()).chain(plan.carry_folders.iter().map(PathBuf::as_path))
    {
        made(&stage.join(folder))?;
        like(&out.join(folder), &stage.join(folder));
    }
    like(out, stage);
    Ok(())
}

/// Gives `new` the rights and, as far as we may, the owner of `old`.
fn like(old: &Path, new: &Path) {
    let Ok(meta) = fs::metadata(old) else { return };
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        if fs::metadata(new).is_ok_and(|now| (now.uid(), now.gid()) != (meta.uid(), meta.gid())) {
            let _ = chown(new, Some(meta.uid()), Some(meta.gid()));
        }
    }
    let _ = fs::set_permissions(new, meta.permissions());
}

fn write(content: &Content, to: &Path) -> Outcome {
    match content {
        Content::Bytes(blob) => write_new(to, &blob.bytes).map_err(|error| unwritable(to, &error)),
        Content::CopyOf(original) => copy_checked(original, to),
        Content::Aside(aside, _) => {
            let bytes = aside.load().map_err(|error| unreadable(to, &error))?;
            write_new(to, &bytes).map_err(|error| unwritable(to, &error))
        }
    }
}

fn write_new(to: &Path, bytes: &[u8]) -> io::Result<()> {
    File::create_new(to)?.write_all(bytes)
}

/// Copies and hashes in one go: what the manifest says of a file is then true.
fn copy_checked(original: &Original, to: &Path) -> Outcome {
    let source = &original.source;
    let mut from = File::open(source).map_err(|error| unreadable(source, &error))?;
    let mut file = File::create_new(to).map_err(|error| unwritable(to, &error))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let n = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(source, &error)),
        };
        hasher.update(&buffer[..n]);
        file.write_all(&buffer[..n]).map_err(|error| unwritable(to, &error))?;
    }
    if Hash(hasher.finalize().into()) != original.hash {
        return Err(Box::new(faults::changed_meanwhile(source)));
    }
    // A copy without its original's time is only copied again the next time.
    let _ = from.metadata().and_then(|meta| file.set_modified(meta.modified()?));
    Ok(())
}

fn copy_with_times(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    let at = fs::metadata(from)?.modified()?;
    let _ = File::options().write(true).open(to).and_then(|file| file.set_modified(at));
    Ok(())
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(windows)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    let target = fs::read_link(from)?;
    if from.is_dir() {
        std::os::windows::fs::symlink_dir(target, to)
    } else {
        std::os::windows::fs::symlink_file(target, to)
    }
}

fn clash(out: &Path, path: &Path) -> Box<Diagnostic> {
    let name = to_name(path).unwrap_or_else(|| path.to_string_lossy().into_owned());
    Box::new(faults::in_the_way(out, &[name]))
}

fn unwritable(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    Box::new(faults::write_failed(path, error))
}

fn unreadable(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    Box::new(faults::read_failed(path, error))
}
