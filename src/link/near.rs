//! What a wrong reference may have meant: the pages and files of a site by their names, looked up in one table for all
//! faults of a build, because a folder that was renamed makes thousands of them.

use std::collections::HashMap;

use crate::content::folder_named;
use crate::diagnostics::nearest_several;

/// Comparing with a hundred thousand names for each of many faults would take minutes.
const COMPARED: usize = 5_000;

/// Pages with their titles, and other files.
#[derive(Debug, Default)]
pub(super) struct KnownNames<'a> {
    files: Vec<KnownFile<'a>>,
    /// Sort and name in lower case → files, in order.
    by_name: HashMap<(Sort, String), Vec<usize>>,
    /// The first files of each sort.
    compared: HashMap<Sort, Vec<usize>>,
}

#[derive(Debug)]
struct KnownFile<'a> {
    path: &'a str,
    /// Of the file and of the page, in lower case.
    names: [Name; 2],
}

#[derive(Debug)]
struct Name {
    text: String,
    shape: Shape,
}

/// What a glance tells of a word: which characters it has, and how many.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// One bit for each character, many to a bit.
    characters: u64,
    length: usize,
    /// Without the signs that count for nothing.
    bare: usize,
}

impl Shape {
    fn of(word: &str) -> Self {
        let bare = || word.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
        let bit = |c: char| 1u64 << ((c as u32).wrapping_mul(0x9E37_79B1) >> 26);
        Self { characters: bare().fold(0, |all, c| all | bit(c)), length: word.chars().count(), bare: bare().count() }
    }

    /// Whether the two could be 0.6 alike: each edit mends one character at most, so more missing ones than may be edited
    /// settle it. Nine names in ten are left out by that.
    fn may_be_like(self, other: Self) -> bool {
        let edits = self.length.max(other.length) * 2 / 5;
        let missing =
            (self.characters & !other.characters).count_ones().max((other.characters & !self.characters).count_ones());
        self.bare.abs_diff(other.bare) <= edits && missing as usize <= edits
    }
}

impl<'a> KnownNames<'a> {
    /// The table of `known`: paths with titles, empty for other files than pages.
    pub(super) fn new(known: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut table = Self::default();
        for (path, title) in known {
            let at = table.files.len();
            let sort = Sort::of(path);
            let names = [name_of(path).to_lowercase(), title.to_lowercase()];
            for name in &names {
                let same = table.by_name.entry((sort, name.clone())).or_default();
                if same.last() != Some(&at) {
                    same.push(at);
                }
            }
            let compared = table.compared.entry(sort).or_default();
            if compared.len() < COMPARED {
                compared.push(at);
            }
            let names = names.map(|text| Name { shape: Shape::of(&text), text });
            table.files.push(KnownFile { path, names });
        }
        table
    }

    /// Pages and files of the same sort whose names or titles are that of `wanted`, then those that look alike.
    pub(super) fn near(&self, wanted: &str) -> Vec<&'a str> {
        const MOST: usize = 3;
        let (sort, name) = (Sort::of(wanted), name_of(wanted).to_lowercase());
        let called = |name: &str| self.by_name.get(&(sort, name.to_owned())).map_or(&[][..], Vec::as_slice);
        let mut near: Vec<usize> = called(&name).iter().copied().take(MOST).collect();
        let compared = self.compared.get(&sort).map_or(&[][..], Vec::as_slice);
        let shape = Shape::of(&name);
        let names = compared
            .iter()
            .flat_map(|at| &self.files[*at].names)
            .filter(|known| shape.may_be_like(known.shape))
            .map(|known| known.text.as_str());
        for alike in nearest_several(&name, names, MOST) {
            for at in called(alike) {
                if near.len() < MOST && compared.binary_search(at).is_ok() && !near.contains(at) {
                    near.push(*at);
                }
            }
        }
        near.into_iter().map(|at| self.files[at].path).collect()
    }
}

/// What a path names: nobody means a picture who writes the name of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sort {
    Page,
    Image,
    Other,
}

impl Sort {
    fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        match name.rsplit_once('.').map(|(_, ending)| ending) {
            None | Some("md" | "markdown" | "html" | "htm") => Self::Page,
            Some("png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "avif" | "bmp" | "tif" | "tiff") => Self::Image,
            Some(_) => Self::Other,
        }
    }
}

/// The name of a file without its ending; a folder's page is called as the folder.
fn name_of(path: &str) -> &str {
    let path = folder_named(path).unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_comes_first_then_what_looks_alike() {
        let known = [
            ("a/kaifang.md", "开放办法"),
            ("b/open-day.md", "开放日"),
            ("b/open-days.md", "开放日（二）"),
            ("c/open-day/index.md", "见面会"),
            ("c/open_day.png", ""),
        ];
        let table = KnownNames::new(known.into_iter());
        assert_eq!(table.near("x/open-day.md"), ["b/open-day.md", "c/open-day/index.md", "b/open-days.md"]);
        assert_eq!(table.near("x/openday.png"), ["c/open_day.png"]);
        assert_eq!(table.near("开放日.md"), ["b/open-day.md"]);
        assert!(table.near("x/zzz.md").is_empty());
    }

    proptest::proptest! {
        /// The glance leaves nothing out that a close look would find.
        #[test]
        fn shapes_leave_out_only_what_is_not_alike(a in "[a-d_ 甲乙-]{0,9}", b in "[a-d_ 甲乙-]{0,9}") {
            let alike = !nearest_several(&a, [b.as_str()], 1).is_empty();
            proptest::prop_assert!(!alike || Shape::of(&a).may_be_like(Shape::of(&b)), "{a} {b}");
        }
    }
}
