//! The site's files: read, kept, made and put away. The only part of the desk that touches the disk.
//!
//! A path is a name below the content folder. Nothing is read or written outside of it, through links neither, but for the
//! drafts and the bin, which lie in [`FOLDER`] beside it. A file is the old one or the new one at any moment.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use unicode_normalization::UnicodeNormalization;

use crate::cache::Hash;
use crate::content::page_stem;
use crate::diagnostics::{Text, system_words};
use crate::inputs::{LONGEST_SOURCE, TEMPLATES, ignored, name_fault, one_file};

/// What the desk keeps of a site beside its pages.
pub(crate) const FOLDER: &str = ".shuyuan";

/// Where a site lies.
pub(crate) struct Folders {
    site: PathBuf,
    content: PathBuf,
    /// Two desks write one after the other.
    writing: Mutex<()>,
}

/// Why nothing was done.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The name is none that a file of the site may have.
    Name,
    /// It leads out of the content folder.
    Outside,
    /// There is no such file.
    Missing,
    /// There is one already.
    Taken,
    /// Another program has changed it; its bytes now, none if it is gone.
    Changed(Option<Vec<u8>>),
    /// Somebody has said that it is not to be changed.
    ReadOnly,
    /// The disk refuses.
    Disk(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::AlreadyExists => Self::Taken,
            _ => Self::Disk(error),
        }
    }
}

impl Refused {
    /// What to tell the editor.
    pub(crate) fn words(&self) -> Text {
        match self {
            Self::Name => Text::new(
                "这个名称不能用：不能有“..”“:”“?”“*”等，不能以点开头，也不能是 con、nul 等 Windows 保留的名称",
                "this name cannot be used: no `..`, `:`, `?` or `*`, no dot at its beginning, none that Windows reserves",
            ),
            Self::Outside => Text::new("这个路径不在内容文件夹里", "this path is not inside the content folder"),
            Self::Missing => Text::new(
                "没有这个文件，可能已被删除或改名",
                "there is no such file; it may have been removed or renamed",
            ),
            Self::Taken => Text::new("已经有同名的文件，换一个名称", "there is a file of that name; choose another"),
            Self::Changed(_) => Text::new("文件在别处改过了", "the file was changed elsewhere"),
            Self::ReadOnly => Text::new(
                "这个文件是只读的，没有保存。在文件的“属性”里去掉“只读”以后再保存",
                "this file is read-only and was not saved. Take “read-only” off its properties first",
            ),
            Self::Disk(error) => {
                let why = system_words(error);
                Text::new(format!("磁盘出错：{}", why.zh), format!("the disk refuses: {}", why.en))
            }
        }
    }
}

impl Folders {
    pub(crate) fn new(site: PathBuf, content: PathBuf) -> Self {
        Self { site, content, writing: Mutex::default() }
    }

    /// The bytes of a file that editors write.
    pub(crate) fn read(&self, path: &str) -> Result<Vec<u8>, Refused> {
        checked(path)?;
        Ok(one_file(&self.existing(path)?)?)
    }

    /// Writes `bytes` in the place of what has the hash `known`.
    pub(crate) fn save(&self, path: &str, known: &Hash, bytes: &[u8]) -> Result<Hash, Refused> {
        checked(path)?;
        if bytes.len() as u64 > LONGEST_SOURCE {
            return Err(Refused::Disk(io::ErrorKind::FileTooLarge.into()));
        }
        let _one = self.alone();
        let place = match self.existing(path) {
            Err(Refused::Missing) => return Err(Refused::Changed(None)),
            place => place?,
        };
        self.unchanged(&place, known)?;
        // Where a folder may be written in, a new file could take its place all the same.
        if fs::metadata(&place)?.permissions().readonly() {
            return Err(Refused::ReadOnly);
        }
        replace(&place, bytes)?;
        Ok(Hash::of(bytes))
    }

    /// Writes a file that was not there.
    pub(crate) fn create(&self, path: &str, bytes: &[u8]) -> Result<(), Refused> {
        let _one = self.alone();
        let place = self.new_place(path)?;
        let folder = place.parent().ok_or(Refused::Name)?;
        fs::create_dir_all(folder)?;
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        beside.write_all(bytes)?;
        beside.persist_noclobber(&place).map_err(|error| error.error)?;
        Ok(())
    }

    /// Whether there is anything at `path`, in letters of whatever case.
    pub(crate) fn is_taken(&self, path: &str) -> bool {
        self.existing(path).is_ok()
            || path.split('/').fold(self.content.clone(), |p, part| p.join(part)).symlink_metadata().is_ok()
    }

    /// Puts a page into the bin, a page in a folder of its own with all that lies in it; what it is called there.
    pub(crate) fn discard(&self, path: &str, known: &Hash, stamp: &str) -> Result<String, Refused> {
        checked(path)?;
        let _one = self.alone();
        let place = self.existing(path)?;
        self.unchanged(&place, known)?;
        let folder = path.strip_suffix("/index.md").filter(|_| place.parent().is_some_and(is_of_one_page));
        let (path, place) = match (folder, place.parent()) {
            (Some(folder), Some(parent)) => (folder, parent.to_owned()),
            _ => (path, place),
        };
        let bin = self.site.join(FOLDER).join("bin");
        let name = (1..1000).map(|n| format!("{stamp}-{n}")).find(|name| !bin.join(name).exists());
        let name = name.ok_or(Refused::Taken)?;
        let to = path.split('/').fold(bin.join(&name), |p, part| p.join(part));
        fs::create_dir_all(to.parent().unwrap_or(&bin))?;
        fs::rename(&place, &to)?;
        Ok(name)
    }

    /// Puts back what [`Folders::discard`] has taken; the paths of its pages.
    pub(crate) fn restore(&self, name: &str) -> Result<Vec<String>, Refused> {
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !plain {
            return Err(Refused::Name);
        }
        let _one = self.alone();
        let bin = self.site.join(FOLDER).join("bin").join(name);
        let files: Vec<(String, PathBuf)> = walkdir::WalkDir::new(&bin)
            .sort_by_file_name()
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| {
                let below = entry.path().strip_prefix(&bin).ok()?;
                let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
                Some((parts?.join("/"), entry.into_path()))
            })
            .collect();
        if files.is_empty() {
            return Err(Refused::Missing);
        }
        let places: Vec<PathBuf> = files.iter().map(|(path, _)| self.new_place(path)).collect::<Result<_, _>>()?;
        for ((_, from), to) in files.iter().zip(&places) {
            fs::create_dir_all(to.parent().unwrap_or(&self.content))?;
            fs::rename(from, to)?;
        }
        // Empty folders are all that is left.
        let _ = fs::remove_dir_all(&bin);
        Ok(files.into_iter().map(|(path, _)| path).filter(|path| page_stem(path).is_some()).collect())
    }

    /// Keeps what was typed into a page and not saved.
    pub(crate) fn keep(&self, path: &str, draft: &[u8]) -> Result<(), Refused> {
        checked(path)?;
        let place = self.draft_place(path);
        fs::create_dir_all(place.parent().unwrap_or(&self.site))?;
        Ok(replace(&place, draft)?)
    }

    /// What was kept of a page.
    pub(crate) fn kept(&self, path: &str) -> Option<Vec<u8>> {
        one_file(&self.draft_place(path)).ok()
    }

    /// Forgets what was kept of a page.
    pub(crate) fn forget(&self, path: &str) {
        // None may be there.
        let _ = fs::remove_file(self.draft_place(path));
    }

    /// When a file was changed, in seconds since 1970; 0 if nobody knows.
    pub(crate) fn changed(&self, path: &str) -> u64 {
        let place = path.split('/').fold(self.content.clone(), |p, part| p.join(part));
        let changed = fs::metadata(place).and_then(|meta| meta.modified()).ok();
        changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_secs())
    }

    /// The site's own templates: their names and texts.
    pub(crate) fn templates(&self) -> Vec<(String, String)> {
        let files = walkdir::WalkDir::new(self.site.join(TEMPLATES)).max_depth(1).sort_by_file_name();
        let named = files.into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
        named
            .filter_map(|entry| {
                let name = entry.file_name().to_str()?.to_owned();
                let stem = page_stem(&name)?.to_owned();
                let bytes = one_file(entry.path()).ok()?;
                Some((stem, crate::inputs::encoding::decode(&bytes).text))
            })
            .collect()
    }

    /// Does `work` while no desk writes.
    pub(crate) fn alone_with<T>(&self, work: impl FnOnce() -> T) -> T {
        let _one = self.alone();
        work()
    }

    /// What was kept of the page at `old` is kept of the page at `new`.
    pub(crate) fn keep_as(&self, old: &str, new: &str) {
        // None may be there.
        let _ = fs::rename(self.draft_place(old), self.draft_place(new));
    }

    fn alone(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unchanged(&self, place: &Path, known: &Hash) -> Result<(), Refused> {
        let now = one_file(place)?;
        if Hash::of(&now) == *known { Ok(()) } else { Err(Refused::Changed(Some(now))) }
    }

    fn draft_place(&self, path: &str) -> PathBuf {
        let name = Hash::of(path.as_bytes()).short(24).to_string();
        self.site.join(FOLDER).join("drafts").join(format!("{name}.json"))
    }

    /// The file at `path`, wherever links lead, if that is inside the content folder.
    fn existing(&self, path: &str) -> Result<PathBuf, Refused> {
        named(path)?;
        let mut place = self.content.clone();
        for part in path.split('/') {
            let next = place.join(part);
            place =
                if next.symlink_metadata().is_ok() { next } else { same_name(&place, part).ok_or(Refused::Missing)? };
        }
        let real = place.canonicalize()?;
        if !real.starts_with(self.content.canonicalize()?) {
            return Err(Refused::Outside);
        }
        Ok(real)
    }

    /// Where a new file at `path` goes, if its folder is, or will be, inside the content folder.
    fn new_place(&self, path: &str) -> Result<PathBuf, Refused> {
        named(path)?;
        let content = self.content.canonicalize()?;
        let place = path.split('/').fold(content.clone(), |p, part| p.join(part));
        if place.symlink_metadata().is_ok() {
            return Err(Refused::Taken);
        }
        let above =
            place.ancestors().skip(1).find(|folder| folder.symlink_metadata().is_ok()).ok_or(Refused::Outside)?;
        if !above.canonicalize()?.starts_with(&content) {
            return Err(Refused::Outside);
        }
        Ok(place)
    }
}

/// Whether `path` names something that can lie in the content folder of every system.
fn named(path: &str) -> Result<(), Refused> {
    let good = path.split('/').all(|part| !part.is_empty() && !ignored(part) && name_fault(part).is_none());
    if good && path.len() < 1000 { Ok(()) } else { Err(Refused::Name) }
}

/// Whether `path` names a text that the desk may read and write.
fn checked(path: &str) -> Result<(), Refused> {
    named(path)?;
    let text = page_stem(path).is_some() || path.ends_with(".quiz.yaml") || super::grid::is_table(path);
    if text { Ok(()) } else { Err(Refused::Name) }
}

/// The entry of `folder` whose name is the same but for its Unicode form, as files from a Mac have it.
fn same_name(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let same = |entry: &fs::DirEntry| entry.file_name().to_str().is_some_and(|other| other.nfc().eq(name.nfc()));
    entries.filter(same).map(|entry| entry.path()).next()
}

/// Whether a folder holds one page and nothing but files.
fn is_of_one_page(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    let entries: Vec<fs::DirEntry> = entries.filter_map(Result::ok).collect();
    let is_page = |entry: &fs::DirEntry| entry.file_name().to_str().is_some_and(|name| page_stem(name).is_some());
    entries.iter().filter(|entry| is_page(entry)).count() == 1
        && entries.iter().all(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
}

fn replace(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    if let Ok(meta) = fs::metadata(place) {
        // The file keeps who may read it; where that cannot be said, it is as any new file is.
        let _ = beside.as_file().set_permissions(meta.permissions());
    }
    beside.persist(place).map(|_| ()).map_err(|error| error.error)
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
