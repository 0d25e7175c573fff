//! What a reference names, and how it is written when files have moved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use percent_encoding::percent_decode_str;

use crate::content::{bundle_of, folder_named, folder_of, index_of, page_stem};
use crate::link::{Site, relative_path};

/// A site's files and addresses, to see what references name.
pub(super) struct Places<'a> {
    /// Below the content folder.
    pub(super) files: BTreeSet<&'a str>,
    /// Address without its last slash → the page.
    by_url: HashMap<&'a str, &'a str>,
}

/// What a reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal<'a> {
    /// A file, by one of the ways to write it: see [`forms`].
    File(&'a str, usize),
    /// A page by its address.
    Url(&'a str),
}

impl<'a> Goal<'a> {
    pub(super) fn file(self) -> &'a str {
        match self {
            Goal::File(file, _) | Goal::Url(file) => file,
        }
    }
}

impl<'a> Places<'a> {
    pub(super) fn new(files: BTreeSet<&'a str>, site: &'a Site) -> Self {
        let by_url = site.pages.iter().map(|page| (page.url.trim_end_matches('/'), &*page.draft.path)).collect();
        Self { files, by_url }
    }

    /// What `reference`, as the resolver of links reads it, names from the folder `folder`.
    pub(super) fn goal(&self, folder: &str, reference: &str) -> Option<Goal<'a>> {
        let written = path_of(reference);
        if written.is_empty() {
            return None;
        }
        let path = relative_path(folder, &percent_decode_str(written).decode_utf8_lossy())?;
        for candidate in [path.clone(), index_of(&path), bundle_of(&path), format!("{path}.md")] {
            if let Some(file) = self.files.get(candidate.as_str()) {
                let form = forms(file).iter().position(|form| *form == path).unwrap_or(0);
                return Some(Goal::File(file, form));
            }
        }
        self.by_url.get(path.as_str()).map(|page| Goal::Url(page))
    }
}

/// A reference without its query and place on the page.
pub(super) fn path_of(reference: &str) -> &str {
    reference.split(['#', '?']).next().unwrap_or_default()
}

/// How a path names a file: the file itself, its folder, or a page without its ending.
pub(super) fn forms(file: &str) -> Vec<String> {
    let mut forms = vec![file.to_owned()];
    if let Some(folder) = folder_named(file) {
        forms.push(folder.to_owned());
    } else if let Some(stem) = page_stem(file).filter(|stem| !stem.is_empty()) {
        forms.push(stem.to_owned());
    }
    forms
}

/// What moved: files by their paths below the content folder, and the addresses of pages after the move by their new paths.
pub(super) struct Moved<'a> {
    pub(super) files: &'a BTreeMap<String, String>,
    pub(super) urls: &'a BTreeMap<String, String>,
}

impl Moved<'_> {
    /// Where a file lies after the move.
    pub(super) fn now<'b>(&'b self, file: &'b str) -> &'b str {
        self.files.get(file).map_or(file, String::as_str)
    }

    /// The path part of `reference`, written in `file`, as it has to be after the move; none if it stays as it is. What it
    /// names is asked of `before`.
    pub(super) fn rewritten(&self, before: &Places<'_>, file: &str, reference: &str) -> Option<String> {
        let goal = before.goal(folder_of(file), reference)?;
        let written = path_of(reference);
        let decoded = percent_decode_str(written).decode_utf8_lossy();
        let new_file = self.now(goal.file());
        let new_path = match goal {
            Goal::File(_, form) => forms(new_file).get(form).cloned().unwrap_or_else(|| new_file.to_owned()),
            Goal::Url(_) => self.urls.get(new_file)?.trim_end_matches('/').to_owned(),
        };
        let from = folder_of(self.now(file));
        // Both may have moved together. A page that comes back to what stayed needs no way around through its own folder.
        let around = from != folder_of(file) && new_file == goal.file() && !decoded.starts_with('/');
        let holds = relative_path(from, &decoded).as_deref() == Some(new_path.as_str());
        if holds && !around {
            return None;
        }
        let end = if decoded.ends_with('/') { "/" } else { "" };
        let new = match decoded.starts_with('/') {
            true => format!("/{new_path}{end}"),
            false => format!("{}{end}", relative(from, &new_path)),
        };
        (*decoded != new).then_some(new)
    }
}

/// The way from `folder` to `path`.
fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let same = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = vec![".."; from.len() - same];
    let way = up.into_iter().chain(to[same..].iter().copied()).collect::<Vec<_>>().join("/");
    // A name with a colon would be read as the scheme of an address.
    if way.split('/').next().is_some_and(|first| first.contains(':')) { format!("./{way}") } else { way }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_keep_their_form() {
        let site = Site::default();
        let before = Places::new(
            BTreeSet::from(["a/x.md", "a/p.png", "b/y.md", "c/_index.md", "c/z.md", "e/f/index.md", "e/f/1.png"]),
            &site,
        );
        let pairs = [
            ("a/x.md", "b/n/w.md"),
            ("c/_index.md", "d/_index.md"),
            ("c/z.md", "d/z.md"),
            ("e/f/index.md", "g/index.md"),
            ("e/f/1.png", "g/1.png"),
        ];
        let files: BTreeMap<String, String> = pairs.map(|(a, b)| (a.into(), b.into())).into();
        let moved = Moved { files: &files, urls: &BTreeMap::new() };
        let check = |page: &str, value: &str, expected: Option<&str>| {
            assert_eq!(moved.rewritten(&before, page, value).as_deref(), expected, "{page}: {value}");
        };
        check("b/y.md", "/a/x.md#t", Some("/b/n/w.md"));
        check("b/y.md", "../a/x", Some("n/w"));
        check("b/y.md", "../a/%78.md", Some("n/w.md"));
        check("b/y.md", r"..\a\x.md", Some("n/w.md"));
        check("a/x.md", "p.png", Some("../../a/p.png"));
        check("a/x.md", "/a/p.png", None);
        check("c/z.md", "_index.md", None);
        check("b/y.md", "/c/", Some("/d/"));
        check("b/y.md", "../c/_index.md", Some("../d/_index.md"));
        check("c/z.md", "../a/p.png", None);
        check("b/y.md", "#t", None);
        check("b/y.md", "/e/f", Some("/g"));
        check("b/y.md", "../e/f/1.png?x", Some("../g/1.png"));
        check("e/f/index.md", "1.png", None);
        check("b/y.md", "nothing.md", None);
    }
}
