//! Bookmarks of a PDF file (ISO 32000-1, 12.3.3), written behind it as its next version (7.5.6): nothing that the browser
//! wrote is touched. Browsers make bookmarks of headings themselves only of late, and cut the titles as the lines fall.

use memchr::memmem;

use super::places::{number, object, places};

/// A place that the reader of a file goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// How deep it lies, from 1.
    pub depth: usize,
    /// The name of the place in the file.
    pub place: String,
    /// What is shown.
    pub title: String,
}

/// `pdf` with bookmarks to those of the places that it has. A file of another form than expected stays as it is.
pub fn with_bookmarks(mut pdf: Vec<u8>, bookmarks: &[Bookmark]) -> Vec<u8> {
    let more = version(&pdf, bookmarks).unwrap_or_default();
    pdf.extend(more);
    pdf
}

fn version(pdf: &[u8], bookmarks: &[Bookmark]) -> Option<Vec<u8>> {
    let known = places(pdf);
    let bookmarks: Vec<&Bookmark> = bookmarks.iter().filter(|mark| known.contains_key(&mark.place)).collect();
    let trailer = &pdf[memmem::rfind(pdf, b"trailer")?..];
    let after = |key: &[u8]| number(&trailer[memmem::find(trailer, key)? + key.len()..]).map(|(number, _)| number);
    let (size, root, former) = (after(b"/Size ")?, after(b"/Root ")?, after(b"startxref\n")?);
    let catalogue = String::from_utf8(object(pdf, root)?.to_vec()).ok()?;
    let inner = catalogue.trim().strip_suffix(">>")?;
    if bookmarks.is_empty() || inner.contains("/Outlines") || inner.contains("/PageMode") {
        return None;
    }
    let mut out = Vec::from("\n".as_bytes());
    let mut offsets = Vec::new();
    let mut write = |id: u32, text: String| {
        offsets.push(pdf.len() + out.len());
        out.extend(format!("{id} 0 obj\n{text}\nendobj\n").into_bytes());
    };
    write(root, format!("{inner}\n/Outlines {size} 0 R\n/PageMode /UseOutlines>>"));
    let tree = Tree::of(&bookmarks, size);
    write(size, tree.root());
    for (at, mark) in bookmarks.iter().enumerate() {
        write(tree.id(at), tree.item(at, mark));
    }
    let start = pdf.len() + out.len();
    let entry = |offset: &usize| format!("{offset:010} 00000 n \n");
    let table: String = offsets[1..].iter().map(entry).collect();
    let count = offsets.len() - 1;
    // Where the file says what it is called and by whom it was made.
    let info = after(b"/Info ").map(|info| format!("\n/Info {info} 0 R")).unwrap_or_default();
    out.extend(
        format!(
            "xref\n{root} 1\n{}{size} {count}\n{table}trailer\n<</Size {}\n/Root {root} 0 R{info}\n/Prev {former}>>\n\
             startxref\n{start}\n%%EOF\n",
            entry(&offsets[0]),
            size as usize + count,
        )
        .into_bytes(),
    );
    Some(out)
}

/// How bookmarks hang together.
struct Tree {
    /// The object number of all of them; those of single ones follow.
    first: u32,
    /// For each the one that it lies below.
    parents: Vec<Option<usize>>,
}

impl Tree {
    fn of(bookmarks: &[&Bookmark], first: u32) -> Self {
        let mut parents = Vec::new();
        let mut above: Vec<usize> = Vec::new();
        for (at, mark) in bookmarks.iter().enumerate() {
            while above.last().is_some_and(|last| bookmarks[*last].depth >= mark.depth) {
                above.pop();
            }
            parents.push(above.last().copied());
            above.push(at);
        }
        Self { first, parents }
    }

    fn id(&self, at: usize) -> u32 {
        // A file of four thousand million bookmarks is not made.
        self.first + 1 + u32::try_from(at).unwrap_or(u32::MAX / 2)
    }

    fn below(&self, parent: Option<usize>) -> Vec<usize> {
        let from = parent.map_or(0, |at| at + 1);
        (from..self.parents.len())
            .take_while(|at| parent.is_none() || self.parents[*at] >= parent)
            .filter(|at| self.parents[*at] == parent)
            .collect()
    }

    fn ends(&self, children: &[usize]) -> String {
        match (children.first(), children.last()) {
            (Some(first), Some(last)) => format!("\n/First {} 0 R\n/Last {} 0 R", self.id(*first), self.id(*last)),
            _ => String::new(),
        }
    }

    fn root(&self) -> String {
        let children = self.below(None);
        format!("<</Type /Outlines{}\n/Count {}>>", self.ends(&children), children.len())
    }

    /// Those below an item are folded away: `Count` is below zero.
    fn item(&self, at: usize, mark: &Bookmark) -> String {
        let parent = self.parents[at];
        let before = (0..at).rev().find(|other| self.parents[*other] == parent);
        let after = (at + 1..self.parents.len())
            .take_while(|other| parent.is_none() || self.parents[*other] >= parent)
            .find(|other| self.parents[*other] == parent);
        let side = |key: &str, other: Option<usize>| {
            other.map(|other| format!("\n/{key} {} 0 R", self.id(other))).unwrap_or_default()
        };
        let children = self.below(Some(at));
        let count = if children.is_empty() { String::new() } else { format!("\n/Count -{}", children.len()) };
        let title: String = mark.title.trim().encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        format!(
            "<</Title <FEFF{title}>\n/Parent {} 0 R{}{}{}{count}\n/Dest /{}>>",
            parent.map_or(self.first, |parent| self.id(parent)),
            side("Prev", before),
            side("Next", after),
            self.ends(&children),
            mark.place
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        b"%PDF-1.4\n1 0 obj\n<</Type /Catalog\n/Pages 2 0 R\n/Dests 4 0 R>>\nendobj\n\
          2 0 obj\n<</Type /Pages\n/Kids [3 0 R]>>\nendobj\n3 0 obj\n<</Type /Page>>\nendobj\n\
          4 0 obj\n<</c0 [3 0 R /XYZ 0 0 0]\n/c0-a [3 0 R /XYZ 0 0 0]\n/c1 [3 0 R /XYZ 0 0 0]>>\nendobj\n\
          xref\n0 5\ntrailer\n<</Size 5\n/Root 1 0 R\n/Info 3 0 R>>\nstartxref\n200\n%%EOF\n"
            .to_vec()
    }

    fn marks() -> Vec<Bookmark> {
        [(1, "c0", "甲"), (2, "c0-a", "乙"), (2, "c9", "没有"), (1, "c1", "丙")]
            .map(|(depth, place, title)| Bookmark { depth, place: place.into(), title: title.into() })
            .to_vec()
    }

    #[test]
    fn a_file_gets_a_next_version_with_bookmarks() {
        let before = file();
        let after = with_bookmarks(before.clone(), &marks());
        assert!(after.starts_with(&before));
        let more = String::from_utf8(after[before.len()..].to_vec()).unwrap();
        for part in [
            "/Dests 4 0 R\n/Outlines 5 0 R\n/PageMode /UseOutlines>>",
            "5 0 obj\n<</Type /Outlines\n/First 6 0 R\n/Last 8 0 R\n/Count 2>>",
            "6 0 obj\n<</Title <FEFF7532>\n/Parent 5 0 R\n/Next 8 0 R\n/First 7 0 R\n/Last 7 0 R\n/Count -1\n/Dest /c0>>",
            "7 0 obj\n<</Title <FEFF4E59>\n/Parent 6 0 R\n/Dest /c0-a>>",
            "8 0 obj\n<</Title <FEFF4E19>\n/Parent 5 0 R\n/Prev 6 0 R\n/Dest /c1>>",
            "trailer\n<</Size 9\n/Root 1 0 R\n/Info 3 0 R\n/Prev 200>>",
        ] {
            assert!(more.contains(part), "{part} in {more}");
        }
        // Every offset of the new table is that of its object.
        let (table, _) = more.split_once("xref\n").unwrap().1.split_once("trailer").unwrap();
        let offsets: Vec<usize> =
            table.lines().filter(|line| line.ends_with("n ")).map(|line| line[..10].parse().unwrap()).collect();
        for (id, offset) in [1, 5, 6, 7, 8].into_iter().zip(offsets) {
            assert!(after[offset..].starts_with(format!("{id} 0 obj").as_bytes()), "{id}");
        }
    }

    #[test]
    fn a_file_of_another_form_stays_as_it_is() {
        let whole = file();
        for end in 0..whole.len() {
            with_bookmarks(whole[..end].to_vec(), &marks());
        }
        assert_eq!(with_bookmarks(whole.clone(), &[]), whole);
        assert_eq!(with_bookmarks(b"rubbish".to_vec(), &marks()), b"rubbish");
        let twice = with_bookmarks(whole, &marks());
        assert_eq!(with_bookmarks(twice.clone(), &marks()), twice);
    }
}
