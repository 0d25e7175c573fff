//! What a publication changes, in the words of those who wrote the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::store::{Kept, Store, read_site};
use crate::cache::Hash;
use crate::outputs::Manifest;

/// Pages that differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Pages that were not there: address and title.
    pub new: Vec<(String, String)>,
    /// Pages whose text is another one.
    pub changed: Vec<(String, String)>,
    /// Pages of which only what surrounds the text differs: menus, lists, the theme.
    pub around: usize,
    /// Pages that are no longer there.
    pub removed: Vec<(String, String)>,
    /// Pages with the same text under another address: former address, address, title.
    pub moved: Vec<(String, String, String)>,
    /// Pictures, documents and other files that are new or differ.
    pub files: Vec<String>,
    /// Such files that are no longer there.
    pub files_removed: Vec<String>,
}

impl Difference {
    /// Whether readers see no difference.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A page as it is compared.
#[derive(Clone)]
struct Page {
    title: String,
    text: Hash,
}

/// What makes the site in `site` differ from what was published. Of the former pages the text is known as far as this
/// machine has kept it; where it is not, a page that differs counts as changed.
pub fn difference(former: &Manifest, store: &Store, site: &Path, wanted: &Manifest) -> Difference {
    let kept = |hash: &Hash| store.file(hash).map(|bytes| page(&bytes));
    let ours = |path: &str| read_site(site, path).ok().map(|bytes| page(&bytes));
    compare(former, wanted, &kept, &ours)
}

/// The same for any two sites: `old` has the bytes of a former file by its hash, as far as they are known, and `new` those
/// of a wanted one by its path.
pub fn between(
    former: &Manifest,
    wanted: &Manifest,
    old: &dyn Fn(&Hash) -> Option<Vec<u8>>,
    new: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Difference {
    compare(former, wanted, &|hash| old(hash).map(|bytes| page(&bytes)), &|path| new(path).map(|bytes| page(&bytes)))
}

/// The last publication that this machine keeps.
pub fn last(store: &Store) -> Option<Kept> {
    store.kept().pop()
}

fn compare(
    former: &Manifest,
    wanted: &Manifest,
    kept: &dyn Fn(&Hash) -> Option<Page>,
    ours: &dyn Fn(&str) -> Option<Page>,
) -> Difference {
    let mut found = Difference::default();
    let mut gone: BTreeMap<String, Option<Page>> = BTreeMap::new();
    for (path, entry) in former.files.iter().filter(|(path, _)| !wanted.files.contains_key(*path)) {
        if is_page(path) {
            gone.insert(path.clone(), kept(&entry.sha256));
        } else if is_content(path) {
            found.files_removed.push(path.clone());
        }
    }
    let mut moved_from = BTreeSet::new();
    for (path, entry) in &wanted.files {
        let before = former.files.get(path);
        if before == Some(entry) || (!is_page(path) && !is_content(path)) {
            continue;
        }
        if !is_page(path) {
            found.files.push(path.clone());
            continue;
        }
        let Some(page) = ours(path) else { continue };
        match before {
            Some(before) if kept(&before.sha256).is_some_and(|old| old.text == page.text) => found.around += 1,
            Some(_) => found.changed.push((address(path), page.title)),
            None => {
                let from = gone.iter().find(|(old, was)| {
                    !moved_from.contains(*old) && was.as_ref().is_some_and(|was| was.text == page.text)
                });
                match from {
                    Some((old, _)) => {
                        moved_from.insert(old.clone());
                        found.moved.push((address(old), address(path), page.title));
                    }
                    None => found.new.push((address(path), page.title)),
                }
            }
        }
    }
    let removed = gone.into_iter().filter(|(path, _)| !moved_from.contains(path));
    found.removed =
        removed.map(|(path, page)| (address(&path), page.map(|page| page.title).unwrap_or_default())).collect();
    found
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// Whether editors put the file there.
fn is_content(path: &str) -> bool {
    // The worker for reading offline is the program's own, and no preview has it.
    let made = path == "offline.js" || ["assets/", "search/"].iter().any(|folder| path.starts_with(folder));
    !made && !["xml", "json", "txt", "gz", "br"].iter().any(|end| path.ends_with(&format!(".{end}")))
}

/// As readers see it: `a/b/` for `a/b/index.html`.
fn address(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some("") => "/".to_owned(),
        Some(folder) => folder.to_owned(),
        None => path.to_owned(),
    }
}

/// Title and text of a page.
fn page(html: &[u8]) -> Page {
    let html = String::from_utf8_lossy(html);
    let inside = |from: &str, to: &str| {
        let start = html.find(from)?;
        let start = start + html[start..].find('>')? + 1;
        Some(&html[start..start + html[start..].find(to)?])
    };
    let title = inside("<h1", "</h1>").or_else(|| inside("<title", "</title>")).unwrap_or_default();
    let main = inside("<main", "</main>").unwrap_or(&html);
    Page { title: words(title), text: Hash::of(words(main).as_bytes()) }
}

/// The text between tags, each run of spaces as one.
fn words(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' if inside => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::ManifestEntry;

    fn site(files: &[(&str, &str)]) -> (Manifest, BTreeMap<Hash, String>, BTreeMap<String, String>) {
        let mut manifest = Manifest::default();
        let (mut by_hash, mut by_path) = (BTreeMap::new(), BTreeMap::new());
        for (path, text) in files {
            let hash = Hash::of(text.as_bytes());
            manifest.files.insert((*path).to_owned(), ManifestEntry { size: text.len() as u64, sha256: hash });
            by_hash.insert(hash, (*text).to_owned());
            by_path.insert((*path).to_owned(), (*text).to_owned());
        }
        (manifest, by_hash, by_path)
    }

    #[test]
    fn pages_are_new_changed_moved_or_gone() {
        let (former, kept, _) = site(&[
            ("a/index.html", "<nav>1</nav><main><h1>甲</h1>一</main>"),
            ("b/index.html", "<nav>1</nav><main><h1>乙</h1>二</main>"),
            ("c/index.html", "<nav>1</nav><main><h1>丙</h1>三</main>"),
            ("d/index.html", "<nav>1</nav><main><h1>丁</h1>四</main>"),
            ("d/x.pdf", "x"),
            ("feed.xml", "1"),
        ]);
        let (wanted, _, ours) = site(&[
            ("a/index.html", "<nav>2</nav><main><h1>甲</h1>一</main>"),
            ("b/index.html", "<nav>2</nav><main><h1>乙</h1>二二</main>"),
            ("e/index.html", "<nav>2</nav><main><h1>丙</h1>三</main>"),
            ("f/index.html", "<nav>2</nav><main><h1 id=x>戊 &amp; 己</h1>五</main>"),
            ("f/y.jpg", "y"),
            ("feed.xml", "2"),
        ]);
        let text = |(path, title): (&str, &str)| (path.to_owned(), title.to_owned());
        let found = compare(&former, &wanted, &|hash| kept.get(hash).map(|html| page(html.as_bytes())), &|path| {
            ours.get(path).map(|html| page(html.as_bytes()))
        });
        assert_eq!(found.new, [text(("f/", "戊 & 己"))]);
        assert_eq!(found.changed, [text(("b/", "乙"))]);
        assert_eq!(found.around, 1);
        assert_eq!(found.removed, [text(("d/", "丁"))]);
        assert_eq!(found.moved, [("c/".to_owned(), "e/".to_owned(), "丙".to_owned())]);
        assert_eq!((found.files, found.files_removed), (vec!["f/y.jpg".to_owned()], vec!["d/x.pdf".to_owned()]));
        let unknown = compare(&former, &wanted, &|_| None, &|path| ours.get(path).map(|html| page(html.as_bytes())));
        assert_eq!((unknown.changed.len(), unknown.new.len(), unknown.removed.len()), (2, 2, 2));
    }
}
