//! What moves, and where to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::faults;
use crate::content::{Draft, Place, folder_named, page_stem};
use crate::diagnostics::Diagnostic;
use crate::inputs::fold;
use crate::link;

/// A move as it was asked for, with all files that it takes along.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) from: String,
    pub(super) to: String,
    /// Below the content folder: old path → new path.
    pub(super) files: BTreeMap<String, String>,
}

/// Reads the request; `all` are the files below the content folder, `drafts` those of them that are pages.
pub(super) fn read(
    all: &BTreeSet<&str>,
    drafts: &[Arc<Draft>],
    content: &str,
    (old, new): (&str, &str),
) -> Result<Wanted, Box<Diagnostic>> {
    let from = below(content, old);
    let from = folder_named(&from).unwrap_or(&from).to_owned();
    // An editor who copies a title from the file manager may have no ending.
    let paged = format!("{from}.md");
    let is_folder = all.iter().any(|file| file.starts_with(&format!("{from}/")));
    let from = if !is_folder && all.contains(paged.as_str()) { paged } else { from };
    let is_file = all.contains(from.as_str());
    if from.is_empty() || Place::of(&from) == Place::Home || !is_file && !is_folder {
        return Err(Box::new(faults::nothing_there(old, all.iter().copied())));
    }
    let to = target(all, &from, below(content, new), new.ends_with(['/', '\\']), is_file);
    faults::possible(&from, &to, is_file)?;
    let files = moved(all, drafts, &from, &to, is_file);
    // Windows and macOS hold names for the same that differ in letter case only.
    let staying: BTreeSet<String> =
        all.iter().filter(|file| !files.contains_key(**file)).map(|file| fold(file)).collect();
    if let Some(taken) = files.values().find(|path| staying.contains(&fold(path))) {
        return Err(Box::new(faults::taken(taken)));
    }
    if !is_file && staying.iter().any(|file| file.starts_with(&format!("{}/", fold(&to)))) {
        return Err(Box::new(faults::taken(&to)));
    }
    if let Some(file) = staying.iter().find(|file| fold(&to).starts_with(&format!("{file}/"))) {
        return Err(Box::new(faults::taken(file)));
    }
    Ok(Wanted { from, to, files })
}

/// A path as it is below the content folder.
fn below(content: &str, given: &str) -> String {
    let given: String = given.trim().replace('\\', "/").nfc().collect();
    let bare = given.trim_start_matches("./").trim_matches('/');
    let rest = bare.strip_prefix(content).filter(|_| !content.is_empty());
    match rest {
        Some("") => String::new(),
        Some(rest) if rest.starts_with('/') => rest.trim_matches('/').to_owned(),
        _ => bare.to_owned(),
    }
}

/// Where it goes: into a folder that is there, or to the path itself, a page with its ending.
fn target(all: &BTreeSet<&str>, from: &str, to: String, is_folder: bool, is_file: bool) -> String {
    let name = from.rsplit('/').next().unwrap_or(from);
    let exists = to != from && all.iter().any(|file| file.starts_with(&format!("{to}/")));
    if to.is_empty() || is_folder || exists {
        return format!("{to}/{name}").trim_start_matches('/').to_owned();
    }
    let ending = name.rfind('.').map_or("", |at| &name[at..]);
    let other = to.rsplit('/').next().and_then(page_stem).is_some();
    if is_file && !to.ends_with(ending) && !other { format!("{to}{ending}") } else { to }
}

/// The files that move. Questions beside a page, and pictures and files that only it uses, go with it.
fn moved(all: &BTreeSet<&str>, drafts: &[Arc<Draft>], from: &str, to: &str, is_file: bool) -> BTreeMap<String, String> {
    if !is_file {
        let inside = format!("{from}/");
        let files = all.iter().filter_map(|file| Some((*file, file.strip_prefix(&inside)?)));
        return files.map(|(file, rest)| (file.to_owned(), format!("{to}/{rest}"))).collect();
    }
    let mut files = BTreeMap::from([(from.to_owned(), to.to_owned())]);
    if page_stem(from).is_none() {
        return files;
    }
    let stem = |path: &str| page_stem(path).unwrap_or(path).to_owned();
    let beside = format!("{}.quiz.yaml", stem(from));
    if all.contains(beside.as_str()) {
        files.insert(beside, format!("{}.quiz.yaml", stem(to)));
    }
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let (old_folder, new_folder) = (folder(from), folder(to));
    if old_folder == new_folder {
        return files;
    }
    let mut users: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for draft in drafts {
        for path in link::named_paths(draft) {
            users.entry(path).or_default().insert(&draft.path);
        }
    }
    for (path, users) in users {
        let own = users.len() == 1 && users.contains(from);
        let beside = path.strip_prefix(&old_folder).is_some_and(|name| !name.contains('/'));
        let media = page_stem(&path).is_none() && all.contains(path.as_str());
        if own && beside && media {
            let name = path[old_folder.len()..].to_owned();
            files.insert(path, format!("{new_folder}{name}"));
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: Result<&str, &str>) {
        let all = BTreeSet::from(["_index.md", "a/x.md", "a/b/index.md", "a/p.png", "c/_index.md", "c/X.md", "d.md"]);
        let read = read(&all, &[], "content", (old, new));
        let read = read.as_ref().map(|wanted| wanted.to.as_str()).map_err(|fault| fault.code.as_str());
        assert_eq!(read, expected, "{old} → {new}");
    }

    #[test]
    fn where_it_goes() {
        check("a/x.md", "a/y", Ok("a/y.md"));
        check("content/a/x.md", "content/e/y.md", Ok("e/y.md"));
        check(r".\content\a\x.md", r"e\", Ok("e/x.md"));
        check("a/x", "e/", Ok("e/x.md"));
        check("d.md", "a", Ok("a/d.md"));
        check("a/b/index.md", "c", Ok("c/b"));
        check("a", "c/", Ok("c/a"));
        check("c/_index.md", "e", Ok("e"));
        check("a/x.md", "content", Ok("x.md"));
        check("a/p.png", "c/q.png", Ok("c/q.png"));
        // The same letters in another case.
        check("a/x.md", "a/X.md", Ok("a/X.md"));
        check("a/x.md", "c/", Err("move-taken"));
        check("a/x.md", "d.md/", Err("move-taken"));
        check("a/x.md", "a/x.md", Err("move-place"));
        check("a", "a/e", Err("move-place"));
        check("a/x.md", "../x.md", Err("move-place"));
        check("a/x.md", "a/.x.md", Err("move-place"));
        check("a/x.md", "a/con.md", Err("move-place"));
        check("_index.md", "e.md", Err("move-nothing"));
        check("", "e", Err("move-nothing"));
        check("a/z.md", "e", Err("move-nothing"));
    }
}
