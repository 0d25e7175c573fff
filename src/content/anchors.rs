use serde::{Deserialize, Serialize};

/// The anchors of a page, in the order of its text where that is known.
///
/// A law has some hundreds of them, and a site of laws a million, of which links name a few: they are kept as one string
/// and looked through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Anchors(Box<str>);

/// Stands before the first, between two and after the last. An anchor that holds one cannot be named by a link.
const BREAK: char = '\n';

impl Anchors {
    /// Whether a link may name `anchor`.
    pub fn contains(&self, anchor: &str) -> bool {
        !anchor.is_empty()
            && !anchor.contains(BREAK)
            && memchr::memmem::find_iter(self.0.as_bytes(), anchor).any(|at| {
                let is_break = |b: Option<&u8>| b == Some(&(BREAK as u8));
                is_break(self.0.as_bytes()[..at].last()) && is_break(self.0.as_bytes().get(at + anchor.len()))
            })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(BREAK).filter(|anchor| !anchor.is_empty())
    }
}

impl<S: AsRef<str>> FromIterator<S> for Anchors {
    fn from_iter<I: IntoIterator<Item = S>>(anchors: I) -> Self {
        let mut all = String::new();
        for anchor in anchors {
            let anchor = anchor.as_ref();
            if !anchor.is_empty() && !anchor.contains(BREAK) {
                if all.is_empty() {
                    all.push(BREAK);
                }
                all.push_str(anchor);
                all.push(BREAK);
            }
        }
        Self(all.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_anchors_are_found() {
        let anchors: Anchors = ["art-1", "", "art-12", "第\n条", "附"].into_iter().collect();
        assert_eq!(anchors.iter().collect::<Vec<_>>(), ["art-1", "art-12", "附"]);
        for anchor in ["art-1", "art-12", "附"] {
            assert!(anchors.contains(anchor), "{anchor}");
        }
        for anchor in ["", "art-", "rt-1", "art-2", "\n", "art-12\n附", "第\n条"] {
            assert!(!anchors.contains(anchor), "{anchor}");
        }
        assert!(!Anchors::default().contains("art-1"));
        assert_eq!(Anchors::default(), Anchors(Box::default()));
    }
}
