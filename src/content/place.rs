//! What the file of a page stands for by its name: decided here, once.

/// The place of a page's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The `_index.md` of the content folder.
    Home,
    /// Another `_index.md`: the page of a folder of pages.
    Folder,
    /// The `index.md` of a folder: one page with all that belongs to it.
    Bundle,
    /// Any other file.
    Leaf,
}

impl Place {
    /// The place of the file at `path`, with `/`, below the content folder.
    pub fn of(path: &str) -> Self {
        match path.rsplit_once('/') {
            None if path == "_index.md" => Self::Home,
            Some((_, "_index.md")) => Self::Folder,
            Some((_, "index.md")) => Self::Bundle,
            _ => Self::Leaf,
        }
    }

    /// Whether it is the page of a folder of pages.
    pub fn is_index(self) -> bool {
        matches!(self, Self::Home | Self::Folder)
    }

    /// Whether the page stands for the folder that its file lies in.
    pub fn has_folder(self) -> bool {
        self != Self::Leaf
    }
}

/// The folder that a file lies in, without a trailing slash; empty for the content folder.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folder that the page at `path` stands for; none for leaves, and for the home page, whose folder has no name.
pub fn folder_named(path: &str) -> Option<&str> {
    matches!(Place::of(path), Place::Folder | Place::Bundle).then(|| folder_of(path))
}

/// The file of the page of `folder`, which may be empty for the content folder.
pub fn index_of(folder: &str) -> String {
    if folder.is_empty() { "_index.md".to_owned() } else { format!("{folder}/_index.md") }
}

/// The file of the one page that `folder` is, if it is a bundle.
pub fn bundle_of(folder: &str) -> String {
    format!("{folder}/index.md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let check = |path, place, named| assert_eq!((Place::of(path), folder_named(path)), (place, named), "{path}");
        check("_index.md", Place::Home, None);
        check("a/_index.md", Place::Folder, Some("a"));
        check("a/b/index.md", Place::Bundle, Some("a/b"));
        // The content folder is no page.
        check("index.md", Place::Leaf, None);
        check("a/b.md", Place::Leaf, None);
        check("a/_index.MD", Place::Leaf, None);
        check("a_index.md", Place::Leaf, None);
        assert_eq!((index_of(""), index_of("a")), ("_index.md".to_owned(), "a/_index.md".to_owned()));
    }
}
