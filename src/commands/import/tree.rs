//! Folders that are the site of another generator, and lists of the pages of an old site.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostics::{Diagnostic, system_words};
use crate::import::{self, Options, Page, Row, Tree};
use crate::inputs;

/// More files than any site of texts.
const MOST_FILES: usize = 300_000;

/// A tree and where it lies.
pub(super) struct Found {
    root: PathBuf,
    tree: Tree,
}

/// Recognises the site of another generator in the folder `root`.
pub(super) fn recognise(root: &Path, sitemap: Option<&str>, options: &Options) -> Option<Arc<Found>> {
    let skipped = |name: &str| matches!(name, "node_modules" | ".git" | ".cache" | "resources" | "dist" | "_site");
    let walk = walkdir::WalkDir::new(root).sort_by_file_name().max_depth(40).into_iter();
    let walk = walk.filter_entry(|e| e.depth() == 0 || !skipped(&e.file_name().to_string_lossy()));
    let mut files = Vec::new();
    for entry in walk.flatten().filter(|e| e.file_type().is_file()).take(MOST_FILES) {
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        files.push(below.to_string_lossy().replace('\\', "/"));
    }
    let tree = Tree::of(&files, &|path| read(root, path), sitemap, &options.column)?;
    Some(Arc::new(Found { root: root.to_owned(), tree }))
}

/// A file of the tree; the tree names only what lies in it.
fn read(root: &Path, path: &str) -> Option<Vec<u8>> {
    inputs::one_file(&path.split('/').fold(root.to_owned(), |p, part| p.join(part))).ok()
}

impl Found {
    pub(super) fn sources(&self) -> Vec<String> {
        self.tree.sources().map(str::to_owned).collect()
    }

    /// The generator, and how many pages it has.
    pub(super) fn told(&self) -> (String, String) {
        let (name, count) = (self.tree.name(), self.tree.sources().count());
        let (zh, en) = match self.tree.drafts() {
            0 => (String::new(), String::new()),
            n => (
                format!("；另有 {n} 篇草稿（_drafts）没有导入：要用的移到文章一起再导入"),
                format!("; {n} drafts in _drafts were left out: move those to be used to the posts and import again"),
            ),
        };
        (format!("认出了 {name} 站点，{count} 个页面{zh}"), format!("found a {name} site of {count} pages{en}"))
    }

    pub(super) fn page(&self, source: &str, options: &Options) -> Result<Vec<Page>, Box<Diagnostic>> {
        let bytes = inputs::one_file(&source.split('/').fold(self.root.clone(), |p, part| p.join(part)))
            .map_err(|error| unreadable(source, &error))?;
        Ok(vec![self.tree.page(source, &bytes, &|path| read(&self.root, path), options)])
    }

    pub(super) fn folders(&self, options: &Options) -> Vec<Page> {
        self.tree.folders(options)
    }

    /// Addresses of the old map of the site that lead to no page: one entry with three of them.
    pub(super) fn unknown(&self) -> Option<Diagnostic> {
        let unknown = &self.tree.unknown;
        let first = unknown.iter().take(3).map(String::as_str).collect::<Vec<_>>();
        (!unknown.is_empty()).then(|| {
            Diagnostic::warning(
                "sitemap-unknown",
                format!("旧站地图里有 {} 个网址没有找到对应的页面，例如 {}", unknown.len(), first.join("、")),
                format!(
                    "{} addresses of the old sitemap belong to no page, such as {}",
                    unknown.len(),
                    first.join(", ")
                ),
            )
            .hint(
                "列表、标签这样的页面可以不管；文章的，在新的页面里写 aliases",
                "lists and tags may be left; for articles write `aliases` in the new page",
            )
        })
    }
}

pub(super) fn unreadable(name: &str, error: &std::io::Error) -> Box<Diagnostic> {
    let why = system_words(error);
    Box::new(Diagnostic::error(
        "unreadable",
        format!("读不了“{name}”：{}", why.zh),
        format!("cannot read `{name}`: {}", why.en),
    ))
}

/// A row of a list with the name under which its page is made.
pub(super) struct Listed {
    pub(super) row: Row,
    pub(super) path: PathBuf,
    /// Unlike those of all other rows of its column.
    pub(super) name: String,
}

/// The pages of the list at `path`; none if it is a sheet of something else.
pub(super) fn list(path: &Path) -> Option<Vec<Listed>> {
    let bytes = inputs::one_file(path).ok()?;
    let rows = import::list(&bytes)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut taken = BTreeSet::new();
    let mut listed = Vec::new();
    for row in rows {
        let file = row.file.rsplit('/').next().unwrap_or_default().to_owned();
        let (stem, end) = file.rsplit_once('.').map_or((file.as_str(), ""), |(s, e)| (s, e));
        let above = row.file.rsplit('/').nth(1).unwrap_or_default();
        let mut name = stem.to_owned();
        let mut n = 1;
        while !taken.insert((row.column.clone(), name.to_lowercase())) {
            name = if n == 1 && !above.is_empty() { format!("{above}-{stem}") } else { format!("{stem}-{n}") };
            n += 1;
        }
        let inside = |part: &&str| !part.is_empty() && *part != "." && *part != "..";
        let place = row.file.split('/').filter(inside).fold(folder.to_owned(), |p, part| p.join(part));
        listed.push(Listed { path: place, name: format!("{name}.{end}"), row });
    }
    Some(listed)
}

impl Listed {
    /// Converts the file of the row.
    pub(super) fn pages(&self, options: &Options) -> Result<Vec<Page>, Box<Diagnostic>> {
        let row = &self.row;
        if row.file.is_empty() {
            return Err(Box::new(no_file(row, "没有写文件", "names no file")));
        }
        let bad = row.column.split('/').any(|p| p == ".." || inputs::name_fault(p).is_some()) && !row.column.is_empty();
        if bad {
            return Err(Box::new(no_file(row, "的栏目名称不能用", "has a column of an unusable name")));
        }
        let Ok(bytes) = inputs::one_file(&self.path) else {
            return Err(Box::new(no_file(
                row,
                &format!("的文件“{}”不存在", row.file),
                &format!("names the file `{}`, which is not there", row.file),
            )));
        };
        let column = [options.column.as_str(), row.column.as_str()];
        let column = column.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("/");
        let options = Options { column, ..options.clone() };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut pages = if import::is_foreign(&self.name, &bytes) {
            super::super::office::convert(&self.path, &self.name, &options)?
        } else {
            import::convert(&self.name, &bytes, &options, &|place| super::beside(folder, place))?
        };
        for page in &mut pages {
            row.amend(page);
            page.source.name.clone_from(&row.file);
        }
        Ok(pages)
    }
}

fn no_file(row: &Row, zh: &str, en: &str) -> Diagnostic {
    let line = row.line;
    Diagnostic::error("import-list", format!("清单第 {line} 行{zh}"), format!("line {line} of the list {en}")).hint(
        "文件从清单所在的文件夹写起，例如 html/12.html",
        "name files from the folder of the list, such as html/12.html",
    )
}
