//! The parts of a package beside its text: styles, numbers, notes and where relations lead.

use std::collections::HashMap;

use super::numbering::Numbering;
use super::styles::Styles;
use crate::import::package::Package;
use crate::import::xml::{Element, Reader};

/// Where a relation leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// A path in the package, or an address.
    pub(super) path: String,
    /// Outside of the package.
    pub(super) external: bool,
}

/// All that the text refers to.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    pub(super) relations: HashMap<String, Target>,
    pub(super) footnotes: HashMap<String, Element>,
    pub(super) endnotes: HashMap<String, Element>,
    /// Of the headers of pages.
    pub(super) headers: Vec<Element>,
    /// Of their footers.
    pub(super) footers: Vec<Element>,
    pub(super) comments: usize,
}

/// The path of the main text.
pub(super) fn main_part(package: &mut Package<'_>) -> Option<String> {
    let relations = relations(package, "");
    let main = relations.values().find(|(_, kind)| kind.ends_with("/officeDocument")).map(|(t, _)| t.path.clone());
    let main = main.filter(|path| package.has(path)).unwrap_or_else(|| "word/document.xml".to_owned());
    // Sheets and slides have a main part too.
    let is_text = package.has(&main) && !main.starts_with("xl/") && !main.starts_with("ppt/");
    is_text.then_some(main)
}

type Relations = HashMap<String, (Target, String)>;

/// The relations of the part at `path`; of the package itself if that is empty.
fn relations(package: &mut Package<'_>, path: &str) -> Relations {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let slash = if folder.is_empty() { "" } else { "/" };
    let root = read(package, &format!("{folder}{slash}_rels/{name}.rels"));
    let mut found = HashMap::new();
    for element in root.iter().flat_map(Element::elements) {
        let (Some(id), Some(target)) = (element.get("Id"), element.get("Target")) else { continue };
        let external = element.get("TargetMode") == Some("External");
        let path = if external { target.to_owned() } else { join(folder, target) };
        let kind = element.get("Type").unwrap_or_default().to_owned();
        found.insert(id.to_owned(), (Target { path, external }, kind));
    }
    found
}

/// `../media/a.png` from `word`; never out of the package.
fn join(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

fn read(package: &mut Package<'_>, path: &str) -> Option<Element> {
    let text = package.text(path)?;
    Reader::new(&text).root().ok()
}

impl Parts {
    /// Reads what belongs to the text at `main`.
    pub(super) fn read(package: &mut Package<'_>, main: &str) -> Self {
        let relations = relations(package, main);
        let mut of_kind = |kind: &str| -> Vec<Element> {
            let mut paths: Vec<&str> =
                relations.values().filter(|(_, k)| k.ends_with(kind)).map(|(t, _)| t.path.as_str()).collect();
            paths.sort_unstable();
            paths.into_iter().filter_map(|path| read(package, path)).collect()
        };
        let mut notes = |kind: &str, name: &str| {
            let roots = of_kind(kind);
            let notes = roots.iter().flat_map(Element::elements).filter(|e| e.name() == name);
            let real =
                notes.filter(|e| !e.get("w:type").is_some_and(|t| t.contains("eparator") || t.contains("Notice")));
            real.filter_map(|e| Some((e.get("w:id")?.to_owned(), e.clone()))).collect()
        };
        let (footnotes, endnotes) = (notes("/footnotes", "w:footnote"), notes("/endnotes", "w:endnote"));
        Self {
            styles: of_kind("/styles").first().map(Styles::read).unwrap_or_default(),
            numbering: of_kind("/numbering").first().map(Numbering::read).unwrap_or_default(),
            footnotes,
            endnotes,
            headers: of_kind("/header"),
            footers: of_kind("/footer"),
            comments: of_kind("/comments").iter().flat_map(Element::elements).count(),
            relations: relations.into_iter().map(|(id, (target, _))| (id, target)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_stay_in_the_package() {
        for (folder, target, path) in [
            ("word", "media/a.png", "word/media/a.png"),
            ("word", "../media/a.png", "media/a.png"),
            ("word", "/word/media/a.png", "word/media/a.png"),
            ("word", "..\\..\\..\\etc/passwd", "etc/passwd"),
            ("", "word/document.xml", "word/document.xml"),
        ] {
            assert_eq!(join(folder, target), path);
        }
    }
}
