//! Where the places of a printed page lie in its PDF file (ISO 32000), as Chromium writes it: objects that are not
//! compressed, places by name in the dictionary `Dests` of the catalogue.

use std::collections::BTreeMap;

use memchr::memmem;

/// The deepest nesting of the tree of pages that is followed.
const DEEPEST: usize = 32;

/// Name of a place → number of its page, from 1. Empty if the file is not as it is expected.
pub fn places(pdf: &[u8]) -> BTreeMap<String, usize> {
    let objects = objects(pdf);
    let Some(root) = memmem::find(pdf, b"/Type /Catalog").and_then(|at| reference(pdf, enclosing(pdf, at), b"/Pages "))
    else {
        return BTreeMap::new();
    };
    let mut pages = Vec::new();
    leaves(pdf, &objects, root, 0, &mut pages);
    let numbers: BTreeMap<u32, usize> = pages.into_iter().zip(1..).collect();
    named(pdf).into_iter().filter_map(|(name, page)| Some((name, *numbers.get(&page)?))).collect()
}

/// Number of each object → where it begins.
fn objects(pdf: &[u8]) -> BTreeMap<u32, usize> {
    memmem::find_iter(pdf, b" 0 obj")
        .filter_map(|at| {
            let start = pdf[..at].iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |i| i + 1);
            let number = std::str::from_utf8(&pdf[start..at]).ok()?.parse().ok()?;
            Some((number, at))
        })
        .collect()
}

/// What the object `id` holds.
pub(super) fn object(pdf: &[u8], id: u32) -> Option<&[u8]> {
    let from = objects(pdf).get(&id)? + b" 0 obj".len();
    Some(&pdf[from..from + memmem::find(&pdf[from..], b"endobj")?])
}

/// From where the object begins that `at` lies in.
fn enclosing(pdf: &[u8], at: usize) -> usize {
    memmem::rfind(&pdf[..at], b" 0 obj").unwrap_or(0)
}

/// The object that `key` names in the object that begins at `from`.
fn reference(pdf: &[u8], from: usize, key: &[u8]) -> Option<u32> {
    let object = &pdf[from..from + memmem::find(&pdf[from..], b"endobj")?];
    number(&object[memmem::find(object, key)? + key.len()..]).map(|(number, _)| number)
}

/// The number that `bytes` begin with, and how long it is.
pub(super) fn number(bytes: &[u8]) -> Option<(u32, usize)> {
    let len = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    Some((std::str::from_utf8(&bytes[..len]).ok()?.parse().ok()?, len))
}

fn leaves(pdf: &[u8], objects: &BTreeMap<u32, usize>, id: u32, depth: usize, pages: &mut Vec<u32>) {
    let Some(from) = objects.get(&id).copied().filter(|_| depth < DEEPEST) else { return };
    let end = memmem::find(&pdf[from..], b"endobj").map_or(pdf.len(), |at| from + at);
    let object = &pdf[from..end];
    let Some(kids) = memmem::find(object, b"/Kids [") else {
        pages.push(id);
        return;
    };
    let list = &object[kids + 7..];
    let list = &list[..memchr::memchr(b']', list).unwrap_or(list.len())];
    for part in String::from_utf8_lossy(list).split('R') {
        if let Some(kid) = part.split_whitespace().next().and_then(|word| word.parse().ok()) {
            leaves(pdf, objects, kid, depth + 1, pages);
        }
    }
}

/// Every name of a place with the object of its page: `/c3-art-2 [17 0 R /XYZ …]`.
fn named(pdf: &[u8]) -> Vec<(String, u32)> {
    memmem::find_iter(pdf, b" [")
        .filter_map(|at| {
            let start = pdf[..at].iter().rposition(|byte| !(byte.is_ascii_alphanumeric() || b"-_".contains(byte)))?;
            let name = &pdf[start + 1..at];
            let (page, len) = number(&pdf[at + 2..])?;
            let is_place =
                pdf[start] == b'/' && name.first() == Some(&b'c') && pdf[at + 2 + len..].starts_with(b" 0 R /");
            Some((String::from_utf8_lossy(name).into_owned(), page)).filter(|_| is_place)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lie_on_the_pages_of_the_tree() {
        let pdf = b"%PDF-1.4\n1 0 obj\n<</Type /Catalog\n/Pages 9 0 R\n/Dests 5 0 R>>\nendobj\n\
            9 0 obj\n<</Type /Pages\n/Kids [8 0 R 4 0 R]>>\nendobj\n8 0 obj\n<</Type /Pages\n/Kids [2 0 R 3 0 R]>>\nendobj\n\
            2 0 obj\n<</Type /Page>>\nendobj\n3 0 obj\n<</Type /Page>>\nendobj\n4 0 obj\n<</Type /Page>>\nendobj\n\
            5 0 obj\n<</c0 [3 0 R /XYZ 6 775 0]\n/c1-_4e00_ [4 0 R /XYZ 6 8 0]>>\nendobj\n";
        assert_eq!(places(pdf), BTreeMap::from([("c0".to_owned(), 2), ("c1-_4e00_".to_owned(), 3)]));
        // Whatever is cut off or rubbish has no places, and no panic.
        for end in 0..pdf.len() {
            places(&pdf[..end]);
        }
        assert!(places(b"").is_empty() && places(b" 0 obj /Type /Catalog /Pages 1 [").is_empty());
    }
}
