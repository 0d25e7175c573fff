//! New source files for editors; never in the place of one that exists.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostic, system_words};

/// Writes `files` (paths with `/`, below `root`) and the folders they need; all of them or none.
///
/// # Errors
/// A file exists already, or the disk refuses; what was written until then is removed again.
pub fn create(root: &Path, files: &[(&str, &str)]) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    create_bytes(root, &files)
}

/// As [`create`], for files that are no text.
///
/// # Errors
/// As [`create`].
pub fn create_bytes(root: &Path, files: &[(&str, &[u8])]) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let paths: Vec<PathBuf> =
        files.iter().map(|(name, _)| name.split('/').fold(root.to_owned(), |p, part| p.join(part))).collect();
    if let Some(taken) = paths.iter().find(|path| path.symlink_metadata().is_ok()) {
        return Err(Box::new(exists(taken)));
    }
    let mut written: Vec<PathBuf> = Vec::new();
    for (path, (_, bytes)) in paths.into_iter().zip(files) {
        if let Err(error) = write(&path, bytes, &mut written) {
            for path in written.iter().rev() {
                // Folders that hold something else stay; there is nothing better to do than to go on.
                let _ = if path.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) };
            }
            return Err(Box::new(match error.kind() {
                io::ErrorKind::AlreadyExists => exists(&path),
                _ => refused(&path, &error),
            }));
        }
    }
    written.retain(|path| path.is_file());
    Ok(written)
}

/// Writes `files` over what is there, each in one step: a file is the old one or the new one at any moment.
///
/// # Errors
/// The disk refuses.
pub fn replace(root: &Path, files: &[(&str, &[u8])]) -> Result<(), Box<Diagnostic>> {
    for (name, bytes) in files {
        let path = name.split('/').fold(root.to_owned(), |p, part| p.join(part));
        replace_one(&path, bytes).map_err(|error| Box::new(refused(&path, &error)))?;
    }
    Ok(())
}

fn replace_one(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut beside = tempfile::NamedTempFile::new_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    beside.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// Whether `root` looks like the folder of a site.
pub fn is_site(root: &Path) -> bool {
    root.join("site-config.toml").is_file() || root.join("content").is_dir()
}

/// Whether there is anything at `path`.
pub fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Notes in `written` every folder and file that it makes, in this order.
fn write(path: &Path, bytes: &[u8], written: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> =
        path.ancestors().skip(1).take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        written.push(folder.to_owned());
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    written.push(path.to_owned());
    file.write_all(bytes)
}

fn exists(path: &Path) -> Diagnostic {
    let path = path.display();
    Diagnostic::error(
        "file-exists",
        format!("“{path}”已经存在，没有改动它"),
        format!("`{path}` exists already and was left alone"),
    )
    .hint(
        "换一个名称；确实不要旧文件时，先自己删除或改名",
        "choose another name, or remove or rename the old file first",
    )
}

fn refused(path: &Path, error: &io::Error) -> Diagnostic {
    let path = path.display();
    let why = system_words(error);
    Diagnostic::error(
        "unwritable",
        format!("无法写入“{path}”：{}", why.zh),
        format!("cannot write `{path}`: {}", why.en),
    )
    .hint(
        "检查文件夹的权限和磁盘的剩余空间，或者换一个文件夹",
        "check the folder's permissions and the free space, or choose another folder",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(root: &Path) -> Vec<String> {
        let mut names: Vec<String> = walkdir::WalkDir::new(root)
            .min_depth(1)
            .into_iter()
            .map(|e| {
                let path = e.expect("an entry").into_path();
                let below = path.strip_prefix(root).expect("below");
                below.to_string_lossy().replace('\\', "/")
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn makes_files_and_folders() {
        let root = tempfile::tempdir().expect("a folder");
        let site = root.path().join("新站点");
        let made = create(&site, &[("a/b.md", "甲"), ("c.md", "乙")]).expect("written");
        assert_eq!(made, [site.join("a").join("b.md"), site.join("c.md")]);
        assert_eq!(listed(root.path()), ["新站点", "新站点/a", "新站点/a/b.md", "新站点/c.md"]);
        assert_eq!(fs::read_to_string(site.join("c.md")).expect("text"), "乙");
    }

    #[test]
    fn never_overwrites_and_leaves_nothing_half_done() {
        let root = tempfile::tempdir().expect("a folder");
        fs::write(root.path().join("c.md"), "旧").expect("written");
        let taken = root.path().join("c.md");
        let fault = create(root.path(), &[("a/b.md", "甲"), ("c.md", "乙")]).expect_err("taken");
        assert_eq!(fault.message.zh, format!("“{}”已经存在，没有改动它", taken.display()));
        assert_eq!(fault.message.en, format!("`{}` exists already and was left alone", taken.display()));
        assert_eq!(fault.hints[0].zh, "换一个名称；确实不要旧文件时，先自己删除或改名");
        assert_eq!(listed(root.path()), ["c.md"]);
        // A file where a folder is needed: what was written before is taken back.
        let fault = create(root.path(), &[("a/b.md", "甲"), ("c.md/d.md", "乙")]).expect_err("blocked");
        assert_eq!(fault.code, "unwritable");
        assert_eq!(listed(root.path()), ["c.md"]);
        assert_eq!(fs::read_to_string(taken).expect("text"), "旧");
    }
}
