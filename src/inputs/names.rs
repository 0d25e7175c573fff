//! Names that some system cannot hold.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::faults;
use crate::diagnostics::Diagnostic;

/// Why Windows refuses a file or folder name, or mangles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameFault {
    /// The name of a device, with or without an extension: `con`, `aux.md`, `com1`.
    Reserved,
    /// A character that separates or matches: `< > : " | ? * \`, or a control character.
    Character(char),
    /// A dot or a space at the end, which Windows drops.
    Tail,
    /// More than 255 bytes, which no common system holds.
    TooLong,
}

/// What is wrong with `name`, one part of a path.
pub fn name_fault(name: &str) -> Option<NameFault> {
    if let Some(bad) =
        name.chars().find(|c| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\') || c.is_control())
    {
        return Some(NameFault::Character(bad));
    }
    if name.ends_with(['.', ' ']) {
        return Some(NameFault::Tail);
    }
    if name.len() > 255 {
        return Some(NameFault::TooLong);
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let device = matches!(&*stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || stem
            .strip_prefix("com")
            .or_else(|| stem.strip_prefix("lpt"))
            .is_some_and(|n| matches!(n, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"));
    device.then_some(NameFault::Reserved)
}

/// The form in which systems that ignore case and Unicode form compare names.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().flat_map(char::to_lowercase).collect()
}

/// Whether a name belongs to an editor, a system or version control and never to the site.
pub fn ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#') && name.len() > 1)
        || ["swp", "swx", "tmp", "crdownload", "part"]
            .iter()
            .any(|end| name.rsplit_once('.').is_some_and(|(_, e)| e.eq_ignore_ascii_case(end)))
        || ["thumbs.db", "desktop.ini", "4913", "__macosx"].contains(&&*name.to_ascii_lowercase())
}

/// One fault for each pair of neighbours that differ only by letter case.
pub(super) fn collisions<'a>(paths: impl Iterator<Item = &'a Arc<str>>) -> Vec<Diagnostic> {
    let mut first: HashMap<String, &Arc<str>> = HashMap::new();
    let mut found = Vec::new();
    for path in paths {
        match first.entry(fold(path)) {
            Entry::Occupied(other) => found.push(faults::same_but_for_case(other.get(), path)),
            Entry::Vacant(place) => _ = place.insert(path),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expected: Option<NameFault>) {
        for name in names {
            assert_eq!(name_fault(name), expected, "{name}");
        }
    }

    #[test]
    fn knows_what_windows_refuses() {
        check(
            &["con", "CON.md", "aux", "nul.tar.gz", "com1", "LPT9.txt", "con .md", "COM¹"],
            Some(NameFault::Reserved),
        );
        check(&["a:b.md", "12:30"], Some(NameFault::Character(':')));
        check(&["what?.md"], Some(NameFault::Character('?')));
        check(&["a\nb"], Some(NameFault::Character('\n')));
        check(&["a.", "a ", "..."], Some(NameFault::Tail));
        check(&[&"长".repeat(86)], Some(NameFault::TooLong));
        check(&["com0", "com10", "console.md", "a.con", "条例（试行）.md", "a b.md", "icon.png", ".nojekyll"], None);
    }

    #[test]
    fn leftovers_of_editors_are_no_pages() {
        for name in [".git", "a.md~", "#a.md#", ".a.md.swp", "~$通知.docx", "Thumbs.db", "4913", "a.TMP"] {
            assert!(ignored(name), "{name}");
        }
        for name in ["a.md", "#", "tmp.md", "part.md", "~a.md", "_index.md"] {
            assert!(!ignored(name), "{name}");
        }
    }
}
