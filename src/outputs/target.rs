//! The folder in which the site is published.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::durable::sync_tree;
use super::lock::{Refusal, Workshop};
use super::manifest::Found;
use super::plan::{Plan, Survey};
use super::stage::stage;
use super::{MANIFEST, Manifest, Outputs, faults, swap};
use crate::diagnostics::Diagnostic;
use crate::inputs::Roots;

/// A folder that may be published to, by this process alone as long as the value lives.
///
/// Opening it checks that it may be replaced and finishes what a killed process left there, so do it before the long
/// work begins.
#[derive(Debug)]
pub struct Target {
    out: PathBuf,
    workshop: Workshop,
    sync: bool,
}

/// What publishing has done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Files that are new or different.
    pub written: usize,
    /// Files that were already there.
    pub unchanged: usize,
    /// Files that are no longer part of the site.
    pub removed: usize,
    /// Files of others that stayed.
    pub foreign: usize,
    /// Size of the whole site.
    pub bytes: u64,
    /// What was found in the folder that its owner should know.
    pub findings: Vec<Diagnostic>,
}

impl Target {
    /// Makes sure that the site at `roots` may be published to the folder `out`, which need not exist.
    pub fn open(out: &Path, roots: &Roots) -> Result<Self, Box<Diagnostic>> {
        let out = real_place(out)?;
        keep_off_sources(&out, roots)?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(Box::new(faults::no_name(&out)));
        };
        fs::create_dir_all(parent).map_err(|error| Box::new(faults::write_failed(parent, &error)))?;
        let mut shop = std::ffi::OsString::from(".");
        shop.push(name);
        shop.push(".shuyuan");
        let workshop = Workshop::enter(&parent.join(shop)).map_err(|refusal| {
            Box::new(match refusal {
                Refusal::Busy(process) => faults::busy(&out, process),
                Refusal::Failed(path, error) => faults::write_failed(&path, &error),
            })
        })?;
        let target = Self { out, workshop, sync: true };
        swap::recover(&target.workshop, &target.out).map_err(|error| target.unwritable(&error))?;
        target.former()?;
        Ok(target)
    }

    /// Publishes without waiting for the disk, for those who can build again at any time.
    #[must_use]
    pub fn without_sync(mut self) -> Self {
        self.sync = false;
        self
    }

    /// The folder, as an absolute path.
    pub fn folder(&self) -> &Path {
        &self.out
    }

    /// Makes the folder equal to `outputs`, and adds the manifest. Whatever happens on the way, even the death of this
    /// process, the folder holds either the former site or this one, whole; on an error it holds the former one. Files in it
    /// that are not ours stay as they are.
    ///
    /// On Windows, and on the few file systems that cannot exchange two folders, a process killed between two renames can
    /// leave the folder out of sight for a moment; the next [`Target::open`] puts it back.
    ///
    /// The files are on the disk before the folders are exchanged, and the exchange before the former site is removed, so
    /// this holds for a power failure too, unless the target is [without](Self::without_sync) that. What a power failure
    /// did to a site that was published so, or copied here by others, is mended.
    pub fn publish(&self, outputs: &Outputs) -> Result<Report, Box<Diagnostic>> {
        let former = self.former()?;
        let survey = match &former {
            Some((former, damaged)) => Survey::of(&self.out, former, damaged.then_some(outputs))?,
            None => Survey::default(),
        };
        let (former, damaged) = former.unwrap_or_default();
        let plan = Plan::new(outputs, &self.out, &former, survey)?;
        let manifest = Manifest::of(outputs);
        let report = Report {
            written: plan.write.len(),
            unchanged: plan.keep.len(),
            removed: plan.remove.len(),
            foreign: plan.carry.len(),
            bytes: outputs.bytes(),
            findings: if damaged { vec![faults::repaired(&self.out, plan.carry.clone())] } else { Vec::new() },
        };
        if plan.is_done() && manifest == former && !damaged && self.out.join(MANIFEST).exists() {
            return Ok(report);
        }
        let part = self.workshop.path("part");
        let staged = stage(&plan, &self.out, &part, &manifest.to_json())
            .and_then(|()| self.finish(&part).map_err(|error| self.unwritable(&error)));
        if staged.is_err() {
            // What cannot be removed now is removed by the next one who comes.
            let _ = swap::recover(&self.workshop, &self.out);
        }
        staged.map(|()| report)
    }

    fn finish(&self, part: &Path) -> io::Result<()> {
        if self.sync {
            sync_tree(part)?;
        }
        swap::publish(&self.workshop, &self.out, self.sync)
    }

    /// The manifest of what is published now, and whether it is damaged; none if nothing is published.
    fn former(&self) -> Result<Option<(Manifest, bool)>, Box<Diagnostic>> {
        let out = &self.out;
        match fs::symlink_metadata(out) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unwritable(&error)),
            Ok(meta) if meta.is_symlink() => {
                return Err(Box::new(faults::is_link(out, fs::canonicalize(out).ok().as_deref())));
            }
            Ok(meta) if !meta.is_dir() => return Err(Box::new(faults::not_a_folder(out))),
            Ok(_) => {}
        }
        match Manifest::read(out) {
            Ok(Found::Other) => Err(Box::new(faults::other_manifest(out))),
            Ok(found) => Ok(Some(found.into_known())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match first_entry(out) {
                Ok(None) => Ok(None),
                Ok(Some(name)) => Err(Box::new(faults::foreign_folder(out, &name))),
                Err(error) => Err(Box::new(faults::read_failed(out, &error))),
            },
            Err(error) => Err(Box::new(faults::read_failed(&out.join(MANIFEST), &error))),
        }
    }

    fn unwritable(&self, error: &io::Error) -> Box<Diagnostic> {
        Box::new(faults::write_failed(&self.out, error))
    }
}

/// The first name in a folder, by alphabet, so that the message is always the same.
fn first_entry(folder: &Path) -> io::Result<Option<String>> {
    let names: io::Result<Vec<_>> = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect();
    Ok(names?.into_iter().min().map(|name| name.to_string_lossy().into_owned()))
}

/// `out` as an absolute path without links above it. The folder itself must not be one: it is going to be replaced.
fn real_place(out: &Path) -> Result<PathBuf, Box<Diagnostic>> {
    let no_name = || Box::new(faults::no_name(out));
    let whole = std::path::absolute(out).map_err(|_| no_name())?;
    // `.` and `..` at the end have no name that could be replaced, but the folder that they mean has.
    let whole = match whole.components().next_back() {
        Some(std::path::Component::Normal(_)) => whole,
        _ => whole.canonicalize().map_err(|_| no_name())?,
    };
    if fs::symlink_metadata(&whole).is_ok_and(|meta| meta.is_symlink()) {
        return Err(Box::new(faults::is_link(&whole, fs::canonicalize(&whole).ok().as_deref())));
    }
    Ok(real_path(&whole))
}

/// `path` with links resolved as far as it exists.
fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.components().next_back()) {
        (Some(parent), Some(std::path::Component::ParentDir)) => {
            real_path(parent).parent().map_or_else(PathBuf::new, Path::to_owned)
        }
        (Some(parent), Some(name)) => real_path(parent).join(name),
        _ => path.to_owned(),
    }
}

fn keep_off_sources(out: &Path, roots: &Roots) -> Result<(), Box<Diagnostic>> {
    let sources = [&roots.site, &roots.config, &roots.content].into_iter().chain(&roots.themes);
    for source in sources {
        if real_path(source).starts_with(out) {
            return Err(Box::new(faults::holds_sources(out, source)));
        }
    }
    for source in [&roots.content].into_iter().chain(&roots.themes) {
        if out.starts_with(real_path(source)) {
            return Err(Box::new(faults::inside_sources(out, source)));
        }
    }
    Ok(())
}
