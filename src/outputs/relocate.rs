//! Source files get other places and texts, all or none.
//!
//! Everything new is written beside the content first, with a copy of all that will be replaced and a list of what is to
//! happen; then the names change, which no full disk can stop half-way. Whoever is killed in between leaves the list, and
//! the next one who looks takes back what was begun.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::lock::{Refusal, Workshop};
use crate::diagnostics::{Diagnostic, system_words};

/// Where a move is prepared, in the content folder: names that begin with a dot are no pages.
const FOLDER: &str = ".shuyuan-move";
const LIST: &str = "list.json";

/// What is to happen.
#[derive(Debug, Default)]
pub struct Relocation {
    /// Files and folders with their new places, where nothing may lie.
    pub renames: Vec<(PathBuf, PathBuf)>,
    /// Files that get another text then.
    pub writes: Vec<Write>,
}

/// A file that gets another text.
#[derive(Debug)]
pub struct Write {
    /// Where it lies after the renames.
    pub place: PathBuf,
    /// Where it lies before them, and what is in it; none if there is no such file yet.
    pub before: Option<(PathBuf, Arc<[u8]>)>,
    /// What it is to hold.
    pub bytes: Vec<u8>,
}

/// What is to happen, for who finds it begun.
#[derive(Serialize, Deserialize)]
struct List {
    renames: Vec<(PathBuf, PathBuf)>,
    /// Where each text goes, and whether it replaces one.
    writes: Vec<(PathBuf, bool)>,
    /// Folders that are made for it, the outer ones first.
    folders: Vec<PathBuf>,
}

/// Does all of `relocation`, or nothing.
///
/// # Errors
/// Something lies in a new place, a file is no longer what it was, another move is under way, or the disk refuses.
pub fn relocate(content: &Path, relocation: &Relocation) -> Result<(), Box<Diagnostic>> {
    recover(content);
    let content = std::path::absolute(content).map_err(|error| failed(content, &error))?;
    let workshop = Workshop::enter(&content.join(FOLDER)).map_err(|refusal| match refusal {
        Refusal::Busy(_) => Box::new(busy()),
        Refusal::Failed(path, error) => failed(&path, &error),
    })?;
    within(&content, relocation)?;
    let list = prepare(&workshop, relocation).inspect_err(|_| clear(&workshop))?;
    let done = carry_out(&workshop, &list);
    if done.is_err() {
        take_back(&workshop, &list);
    }
    clear(&workshop);
    if done.is_ok() {
        for (old, _) in &list.renames {
            // Folders that hold nothing any more go; the others stay.
            let _ = old.parent().filter(|folder| *folder != content).map(fs::remove_dir);
        }
    }
    done
}

/// Refuses new places that a link takes out of the content folder: no build would find there what was moved.
fn within(content: &Path, relocation: &Relocation) -> Result<(), Box<Diagnostic>> {
    let real = content.canonicalize().map_err(|error| failed(content, &error))?;
    for (_, new) in &relocation.renames {
        let new = std::path::absolute(new).map_err(|error| failed(new, &error))?;
        let folder = new.ancestors().skip(1).find(|folder| folder.symlink_metadata().is_ok());
        let inside = folder
            .and_then(|folder| folder.canonicalize().ok())
            .is_some_and(|real_folder| real_folder.starts_with(&real));
        if !inside {
            return Err(Box::new(outside(&new)));
        }
    }
    Ok(())
}

/// Takes back what a move that was killed has begun; whether there was one.
pub fn recover(content: &Path) -> bool {
    let Ok(content) = std::path::absolute(content) else { return false };
    let folder = content.join(FOLDER);
    if !folder.is_dir() {
        return false;
    }
    // Held by one that is under way.
    let Ok(workshop) = Workshop::enter(&folder) else { return false };
    let list = fs::read(workshop.path(LIST)).ok().and_then(|json| serde_json::from_slice::<List>(&json).ok());
    if let Some(list) = &list {
        take_back(&workshop, list);
    }
    clear(&workshop);
    list.is_some()
}

/// Writes everything that is new, and copies of what is old.
fn prepare(workshop: &Workshop, relocation: &Relocation) -> Result<List, Box<Diagnostic>> {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut list = List { renames: Vec::new(), writes: Vec::new(), folders: Vec::new() };
    for (old, new) in &relocation.renames {
        let (old, new) = (whole(old), whole(new));
        // A name in other letters is the same file where the disk does not tell them apart.
        if new.symlink_metadata().is_ok() && !is_same(&old, &new) {
            return Err(failed(&new, &io::ErrorKind::AlreadyExists.into()));
        }
        list.renames.push((old, new));
    }
    for (number, write) in relocation.writes.iter().enumerate() {
        let mut place = whole(&write.place);
        if let Some((old, bytes)) = &write.before {
            let now = fs::read(old).map_err(|error| failed(old, &error))?;
            if now[..] != bytes[..] {
                return Err(Box::new(changed(old)));
            }
            if *old == write.place {
                // Through a link the file itself is written, not the link replaced.
                place = place.canonicalize().unwrap_or(place);
            }
            durable(&old_name(workshop, number), bytes, old).map_err(|error| failed(old, &error))?;
        } else if place.symlink_metadata().is_ok() {
            return Err(failed(&place, &io::ErrorKind::AlreadyExists.into()));
        }
        let like = write.before.as_ref().map_or(write.place.as_path(), |(old, _)| old.as_path());
        durable(&new_name(workshop, number), &write.bytes, like).map_err(|error| failed(&write.place, &error))?;
        list.writes.push((place, write.before.is_some()));
    }
    list.folders = missing_folders(&list);
    let json = serde_json::to_vec(&list).map_err(|error| failed(&workshop.path(LIST), &io::Error::other(error)))?;
    let beside = workshop.path("list.new");
    durable(&beside, &json, &beside)
        .and_then(|()| fs::rename(&beside, workshop.path(LIST)))
        .map_err(|error| failed(&workshop.path(LIST), &error))?;
    Ok(list)
}

fn missing_folders(list: &List) -> Vec<PathBuf> {
    let places = list.renames.iter().map(|(_, new)| new).chain(list.writes.iter().map(|(place, _)| place));
    // What lies in a folder that moves is there by then.
    let moved = |folder: &Path| list.renames.iter().any(|(_, new)| folder.starts_with(new));
    let mut folders: Vec<PathBuf> = places
        .flat_map(|place| place.ancestors().skip(1).take_while(|folder| !folder.is_dir()))
        .filter(|folder| !moved(folder))
        .map(Path::to_owned)
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

fn carry_out(workshop: &Workshop, list: &List) -> Result<(), Box<Diagnostic>> {
    for folder in &list.folders {
        fs::create_dir(folder).map_err(|error| failed(folder, &error))?;
    }
    for (old, new) in &list.renames {
        rename_new(old, new).map_err(|error| failed(new, &error))?;
    }
    for (number, (place, replaces)) in list.writes.iter().enumerate() {
        let from = new_name(workshop, number);
        let done = if *replaces { fs::rename(&from, place) } else { rename_new(&from, place) };
        done.map_err(|error| failed(place, &error))?;
    }
    Ok(())
}

/// As [`fs::rename`], but nothing is replaced.
fn rename_new(old: &Path, new: &Path) -> io::Result<()> {
    if new.symlink_metadata().is_ok() && !is_same(old, new) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(old, new)
}

/// Undoes what was done of `list`, in whatever step it stopped. Nothing better can be done with a step that fails than to
/// go on.
fn take_back(workshop: &Workshop, list: &List) {
    for (number, (place, replaces)) in list.writes.iter().enumerate().rev() {
        let begun = !new_name(workshop, number).exists();
        if begun && *replaces {
            let _ = fs::rename(old_name(workshop, number), place);
        } else if begun {
            let _ = fs::remove_file(place);
        }
    }
    for (old, new) in list.renames.iter().rev() {
        if new.symlink_metadata().is_ok() && (old.symlink_metadata().is_err() || is_same(old, new)) {
            let _ = fs::rename(new, old);
        }
    }
    for folder in list.folders.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

/// Removes what was prepared; the list first, for without it nobody takes anything back.
fn clear(workshop: &Workshop) {
    let _ = fs::remove_file(workshop.path(LIST));
    let folder = workshop.path("lock").parent().and_then(|folder| fs::read_dir(folder).ok());
    for entry in folder.into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_some_and(|end| end == "old" || end == "new") {
            let _ = fs::remove_file(path);
        }
    }
}

fn old_name(workshop: &Workshop, number: usize) -> PathBuf {
    workshop.path(&format!("{number}.old"))
}

fn new_name(workshop: &Workshop, number: usize) -> PathBuf {
    workshop.path(&format!("{number}.new"))
}

/// Writes a file that a power failure does not empty, with the rights of `like`.
fn durable(path: &Path, bytes: &[u8], like: &Path) -> io::Result<()> {
    use std::io::Write as _;
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    if let Ok(meta) = fs::metadata(like) {
        // Where rights cannot be given, it has those of any new file.
        let _ = file.set_permissions(meta.permissions());
    }
    Ok(())
}

fn is_same(one: &Path, other: &Path) -> bool {
    same_file::is_same_file(one, other).unwrap_or(false)
}

fn failed(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let (why, path) = (system_words(error), path.display());
    Box::new(
        Diagnostic::error(
            "move-failed",
            format!("没有移动：“{path}”：{}", why.zh),
            format!("nothing was moved: `{path}`: {}", why.en),
        )
        .hint(
            "所有文件都和原来一样；排除了这个原因再移动一次。",
            "All files are as they were; remove the cause and move again.",
        ),
    )
}

/// Tells that a move which was cut off has been undone.
pub fn taken_back() -> Diagnostic {
    Diagnostic::warning(
        "move-taken-back",
        "上一次移动（shuyuan move）中断了，已经恢复原状",
        "the last move (`shuyuan move`) was cut off and has been taken back",
    )
    .hint("还要移动的话，再移动一次。", "Move again if it is still wanted.")
}

fn changed(path: &Path) -> Diagnostic {
    let path = path.display();
    Diagnostic::error(
        "move-failed",
        format!("没有移动：“{path}”刚刚被改过"),
        format!("nothing was moved: `{path}` has just been changed"),
    )
    .hint("再移动一次。", "Move again.")
}

fn outside(path: &Path) -> Diagnostic {
    let path = path.display();
    Diagnostic::error(
        "move-failed",
        format!("没有移动：“{path}”经过一个链接，不在内容文件夹里"),
        format!("nothing was moved: a link takes `{path}` out of the content folder"),
    )
    .hint("换一个文件夹。", "Choose another folder.")
}

fn busy() -> Diagnostic {
    Diagnostic::error("move-failed", "没有移动：另一次移动正在进行", "nothing was moved: another move is under way")
        .hint("等它结束再移动一次。", "Wait for it to end and move again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(root: &Path) -> Vec<(String, String)> {
        let files = walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name();
        let one = |entry: walkdir::DirEntry| {
            let name = entry.path().strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(entry.path()).unwrap_or_default())
        };
        files.into_iter().map(|entry| one(entry.expect("an entry"))).collect()
    }

    fn site() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in [("a/x.md", "甲"), ("a/p.png", "图"), ("b.md", "乙"), ("c/z.md", "丙")] {
            fs::create_dir_all(root.path().join(path).parent().expect("a folder")).expect("made");
            fs::write(root.path().join(path), text).expect("written");
        }
        root
    }

    fn relocation(root: &Path) -> Relocation {
        let at = |path: &str| root.join(path);
        let before = |path: &str| Some((at(path), fs::read(at(path)).expect("read").into()));
        Relocation {
            renames: vec![(at("a"), at("n/m/a"))],
            writes: vec![
                Write { place: at("n/m/a/x.md"), before: before("a/x.md"), bytes: "甲改".into() },
                Write { place: at("b.md"), before: before("b.md"), bytes: "乙改".into() },
                Write { place: at("n/_index.md"), before: None, bytes: "新".into() },
            ],
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out() {
        let root = site();
        let elsewhere = tempfile::tempdir_in(root.path().parent().expect("a folder")).expect("a folder");
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join("out")).expect("a link");
        std::os::unix::fs::symlink(root.path().join("c"), root.path().join("in")).expect("a link");
        let to = |new: &str| Relocation {
            renames: vec![(root.path().join("b.md"), root.path().join(new))],
            writes: Vec::new(),
        };
        for new in ["out/b.md", "out/n/b.md"] {
            let fault = relocate(root.path(), &to(new)).expect_err("refused");
            assert!(fault.message.zh.contains("链接"), "{}", fault.message.zh);
        }
        assert_eq!((listed(elsewhere.path()), root.path().join("b.md").is_file()), (Vec::new(), true));
        relocate(root.path(), &to("in/b.md")).expect("inside all the same");
        assert!(root.path().join("c/b.md").is_file());
    }

    #[test]
    fn everything_or_nothing() {
        let root = site();
        let was = listed(root.path());
        relocate(root.path(), &relocation(root.path())).expect("moved");
        let names: Vec<String> = listed(root.path()).into_iter().map(|(name, text)| format!("{name} {text}")).collect();
        assert_eq!(
            names,
            [
                "b.md 乙改",
                "c ",
                "c/z.md 丙",
                "n ",
                "n/_index.md 新",
                "n/m ",
                "n/m/a ",
                "n/m/a/p.png 图",
                "n/m/a/x.md 甲改"
            ]
        );
        // The last of the writes finds its place taken.
        let root = site();
        let mut wrong = relocation(root.path());
        wrong.writes[2].place = root.path().join("c/z.md");
        assert_eq!(relocate(root.path(), &wrong).expect_err("taken").code, "move-failed");
        assert_eq!(listed(root.path()), was);
        // Something has come into the new place.
        let mut wrong = relocation(root.path());
        wrong.renames[0].1 = root.path().join("c");
        assert!(relocate(root.path(), &wrong).is_err());
        assert_eq!(listed(root.path()), was);
        // A file was changed meanwhile.
        let late = relocation(root.path());
        fs::write(root.path().join("b.md"), "别人").expect("written");
        assert!(relocate(root.path(), &late).expect_err("changed").message.zh.contains("刚刚被改过"));
        assert_eq!(listed(root.path()).iter().find(|(name, _)| name == "a/x.md").expect("there").1, "甲");
    }

    /// Killed after each step, the next who looks finds everything as it was.
    #[test]
    fn what_was_killed_is_taken_back() {
        for steps in 0..6 {
            let root = site();
            let was = listed(root.path());
            {
                let content = std::path::absolute(root.path()).expect("a path");
                let workshop = Workshop::enter(&content.join(FOLDER)).expect("free");
                let list = prepare(&workshop, &relocation(root.path())).expect("prepared");
                let mut left = steps;
                let mut step = |act: &dyn Fn() -> io::Result<()>| {
                    if left > 0 {
                        left -= 1;
                        act().expect("done");
                    }
                };
                for folder in &list.folders {
                    step(&|| fs::create_dir(folder));
                }
                for (old, new) in &list.renames {
                    step(&|| fs::rename(old, new));
                }
                for (number, (place, _)) in list.writes.iter().enumerate() {
                    step(&|| fs::rename(new_name(&workshop, number), place));
                }
            }
            assert!(recover(root.path()), "after {steps} steps");
            assert_eq!(listed(root.path()), was, "after {steps} steps");
            assert!(!recover(root.path()));
        }
    }
}
