//! Titles, and what a text may be called instead.

use std::collections::{BTreeMap, BTreeSet};

use super::{PolicyDoc, PolicyLinks};

/// A text that can be cited: a family of versions, or a single document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TextId {
    Family(usize),
    Single(usize),
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    One(TextId),
    /// Several texts have this name.
    Several(Vec<TextId>),
}

/// Every name of every text.
pub(super) struct Names {
    /// Name in normal form → how good the name is (0 is a title or an alias) and the texts.
    all: BTreeMap<String, BTreeMap<u8, BTreeSet<TextId>>>,
    /// Characters of the longest name.
    longest: usize,
}

const STATE: &str = "中华人民共和国";

impl Names {
    pub(super) fn new(docs: &[PolicyDoc<'_>], links: &PolicyLinks, aliases: &BTreeMap<String, String>) -> Self {
        let mut names = Self { all: BTreeMap::new(), longest: 0 };
        for (i, doc) in docs.iter().enumerate() {
            let Some(policy) = doc.policy else {
                continue;
            };
            let id = match links.family_of.get(&i) {
                Some(family) => TextId::Family(*family),
                None => TextId::Single(i),
            };
            for title in [doc.title].into_iter().chain(policy.version_of.as_ref().map(|v| v.value.as_str())) {
                names.add(&exact(title), 0, id);
                names.add(&normal(title), 1, id);
            }
            for short in &policy.short_titles {
                names.add(&exact(short), 0, id);
            }
        }
        for (alias, title) in aliases {
            if let Some(Meaning::One(id)) = names.find(title) {
                names.add(&exact(alias), 0, id);
            }
        }
        names
    }

    fn add(&mut self, name: &str, rank: u8, id: TextId) {
        if name.chars().count() < 2 {
            return;
        }
        self.longest = self.longest.max(name.chars().count());
        self.all.entry(name.to_owned()).or_default().entry(rank).or_default().insert(id);
    }

    /// The text with this title.
    pub(super) fn find(&self, title: &str) -> Option<Meaning> {
        let exact = exact(title);
        self.get(&exact).or_else(|| self.get(&normal(title)))
    }

    /// The text whose name is the longest that `words` end with.
    pub(super) fn ending(&self, words: &str) -> Option<Meaning> {
        let words = exact(words);
        let length = words.chars().count();
        words.char_indices().skip(length.saturating_sub(self.longest)).find_map(|(start, _)| self.get(&words[start..]))
    }

    fn get(&self, name: &str) -> Option<Meaning> {
        let (_, ids) = self.all.get(name)?.first_key_value()?;
        let mut ids = ids.iter().copied();
        let first = ids.next()?;
        let rest: Vec<TextId> = ids.collect();
        if rest.is_empty() {
            return Some(Meaning::One(first));
        }
        Some(Meaning::Several([vec![first], rest].concat()))
    }
}

/// A title without what writers are free to vary: space, kinds of brackets.
fn exact(title: &str) -> String {
    title
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '\u{200b}' | '“' | '”'))
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            _ => c,
        })
        .collect()
}

/// [`exact`], also without 中华人民共和国 at the start and a remark on the version at the end.
pub(super) fn normal(title: &str) -> String {
    let mut title = exact(title);
    if let Some(rest) = title.strip_prefix(STATE)
        && rest.chars().count() >= 2
    {
        title = rest.to_owned();
    }
    while let Some((head, remark)) = title.rsplit_once('（') {
        let inner = remark.strip_suffix('）').unwrap_or("年月");
        let about_version = ["修订", "修正", "修改", "施行", "试行", "暂行", "版"].iter().any(|w| inner.ends_with(w))
            || !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit() || matches!(c, '年' | '-' | '月' | '日'));
        if !about_version || !remark.ends_with('）') || head.is_empty() {
            break;
        }
        title = head.to_owned();
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_in_normal_form() {
        for (title, expected) in [
            ("中华人民共和国学习法", "学习法"),
            ("学习办法（试行）", "学习办法"),
            ("学习办法(2024年修订)", "学习办法"),
            ("学习办法（2024）", "学习办法"),
            ("学习条例修正案（二）", "学习条例修正案（二）"),
            ("关于修改〈学习办法〉的决定", "关于修改学习办法的决定"),
            ("学 习 办 法", "学习办法"),
            ("", ""),
        ] {
            assert_eq!(normal(title), expected, "{title}");
        }
    }
}
