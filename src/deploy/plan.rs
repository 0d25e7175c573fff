//! What has to be done to make a host's site into this one, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use super::headers::is_fingerprinted;
use crate::cache::Hash;
use crate::outputs::Manifest;

/// Turns in which files take their places; all of one turn are there before the next begins.
pub const TURNS: usize = 4;

/// What is to be done. All lists are sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to be sent, by turn.
    pub send: [Vec<Sent>; TURNS],
    /// Files to be removed as soon as the new site is there.
    pub remove: Vec<String>,
    /// Files that the site no longer has, but pages that readers have open may ask for.
    pub wait: Vec<String>,
    /// Files that stay as they are.
    pub kept: usize,
}

/// One file to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Where it belongs.
    pub path: String,
    /// Its length.
    pub size: u64,
    /// Its hash.
    pub hash: Hash,
    /// Whether the host has no such file yet.
    pub new: bool,
}

impl Plan {
    /// From what the host's manifest says to `wanted`. What is `unsure` (named by a publication that was not finished, or
    /// found to be altered) is sent whatever the manifest says, unless the host is known to have it by `known`.
    pub fn new(
        former: &Manifest,
        wanted: &Manifest,
        unsure: &BTreeSet<String>,
        known: &BTreeMap<String, Hash>,
    ) -> Self {
        let mut plan = Self::default();
        for (path, entry) in &wanted.files {
            let before = former.files.get(path);
            let same = match known.get(path) {
                Some(hash) => *hash == entry.sha256,
                None => before == Some(entry) && !unsure.contains(path),
            };
            if same {
                plan.kept += 1;
            } else {
                plan.send[turn(path, wanted)].push(Sent {
                    path: path.clone(),
                    size: entry.size,
                    hash: entry.sha256,
                    new: before.is_none(),
                });
            }
        }
        let gone = former.files.keys().chain(unsure).filter(|path| !wanted.files.contains_key(*path));
        for path in gone.collect::<BTreeSet<_>>() {
            if is_fingerprinted(path) { &mut plan.wait } else { &mut plan.remove }.push(path.clone());
        }
        plan
    }

    /// Whether there is nothing to do.
    pub fn is_done(&self) -> bool {
        self.files() == 0 && self.remove.is_empty() && self.wait.is_empty()
    }

    /// How many files are sent.
    pub fn files(&self) -> usize {
        self.send.iter().map(Vec::len).sum()
    }

    /// How many bytes are sent.
    pub fn bytes(&self) -> u64 {
        self.sent().map(|sent| sent.size).sum()
    }

    /// Everything that is sent, in order.
    pub fn sent(&self) -> impl Iterator<Item = &Sent> {
        self.send.iter().flatten()
    }
}

/// When the file takes its place: first what pages need, then pages, then what leads to pages, at last the file by which
/// the search finds its index.
fn turn(path: &str, wanted: &Manifest) -> usize {
    let plain = path.strip_suffix(".gz").or_else(|| path.strip_suffix(".br")).unwrap_or(path);
    let name = plain.rsplit('/').next().unwrap_or_default();
    if plain == "search/start.json" {
        return 3;
    }
    if matches!(name, "sitemap.xml" | "robots.txt" | "feed.xml" | "citations.json") || plain == "offline.js" {
        return 2;
    }
    if !name.ends_with(".html") {
        return 0;
    }
    if leads_on(plain.strip_suffix("index.html").unwrap_or("-"), wanted) { 2 } else { 1 }
}

/// Whether there are pages below this folder: then its page is a list of them.
fn leads_on(folder: &str, wanted: &Manifest) -> bool {
    let below = wanted.files.range(folder.to_owned()..).map(|(path, _)| path.as_str());
    below
        .take_while(|path| path.starts_with(folder))
        .any(|path| path.ends_with("/index.html") && path[folder.len()..].contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::ManifestEntry;

    fn site(files: &[(&str, &str)]) -> Manifest {
        let entry = |text: &str| ManifestEntry { size: text.len() as u64, sha256: Hash::of(text.as_bytes()) };
        Manifest { files: files.iter().map(|(path, text)| ((*path).to_owned(), entry(text))).collect() }
    }

    fn paths(plan: &Plan) -> Vec<Vec<&str>> {
        plan.send.iter().map(|turn| turn.iter().map(|sent| sent.path.as_str()).collect()).collect()
    }

    #[test]
    fn what_pages_need_comes_first_and_what_leads_to_them_last() {
        let wanted = site(&[
            ("404.html", ""),
            ("a/b/index.html", ""),
            ("a/feed.xml", ""),
            ("a/index.html", ""),
            ("a/p.jpg", ""),
            ("assets/s.0123456789.css", ""),
            ("index.html", ""),
            ("search/hot-0123456789abcdef.bin", ""),
            ("search/index.html", ""),
            ("search/start.json", ""),
            ("sitemap.xml", ""),
        ]);
        let plan = Plan::new(&Manifest::default(), &wanted, &BTreeSet::new(), &BTreeMap::new());
        assert_eq!(
            paths(&plan),
            [
                vec!["a/p.jpg", "assets/s.0123456789.css", "search/hot-0123456789abcdef.bin"],
                vec!["404.html", "a/b/index.html", "search/index.html"],
                vec!["a/feed.xml", "a/index.html", "index.html", "sitemap.xml"],
                vec!["search/start.json"],
            ]
        );
    }

    #[test]
    fn only_what_differs_is_sent_and_open_pages_keep_what_they_may_ask_for() {
        let former = site(&[("a.html", "1"), ("b.html", "1"), ("gone.html", ""), ("assets/s.0123456789.css", "")]);
        let wanted = site(&[("a.html", "1"), ("b.html", "2"), ("c.html", "1")]);
        let plan = Plan::new(&former, &wanted, &BTreeSet::new(), &BTreeMap::new());
        assert_eq!(paths(&plan)[1], ["b.html", "c.html"]);
        assert_eq!((plan.kept, plan.remove), (1, vec!["gone.html".to_owned()]));
        assert_eq!(plan.wait, ["assets/s.0123456789.css"]);
    }

    #[test]
    fn what_an_unfinished_publication_names_is_not_taken_for_granted() {
        let former = site(&[("a.html", "1"), ("b.html", "1")]);
        let wanted = site(&[("a.html", "1"), ("b.html", "1")]);
        let unsure = ["a.html", "b.html", "left.html"].map(str::to_owned).into();
        let known = [("b.html".to_owned(), Hash::of(b"1"))].into();
        let plan = Plan::new(&former, &wanted, &unsure, &known);
        assert_eq!(paths(&plan)[1], ["a.html"]);
        assert_eq!(plan.remove, ["left.html"]);
        let known = [("b.html".to_owned(), Hash::of(b"2"))].into();
        assert_eq!(paths(&Plan::new(&former, &wanted, &BTreeSet::new(), &known))[1], ["b.html"]);
    }
}
