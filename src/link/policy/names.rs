//! Titles, and what a text may be called instead.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::{PolicyDoc, PolicyLinks};
use crate::content::CitedDocument;
use crate::parse::policy::citations::{may_precede_a_name, without_version};

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

/// Every name of every text. Asked for single names only, so the order of its maps shows nowhere.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Name in normal form → how good the name is (0 is a title or an alias) and the texts.
    all: HashMap<String, (u8, Meaning)>,
    /// The last two characters of names → how many bytes such names have, longest first.
    lengths: HashMap<[char; 2], Vec<usize>>,
}

const STATE: &str = "中华人民共和国";

impl Names {
    pub(super) fn new(docs: &[PolicyDoc<'_>], links: &PolicyLinks, aliases: &BTreeMap<String, String>) -> Self {
        let mut names = Self::default();
        for (i, doc) in docs.iter().enumerate() {
            let Some(policy) = doc.policy else {
                continue;
            };
            let id = match links.family_of.get(&i) {
                Some(family) => TextId::Family(*family),
                None => TextId::Single(i),
            };
            for title in [doc.title].into_iter().chain(policy.version_of.as_ref().map(|v| v.value.as_str())) {
                let exact = exact(title);
                let normal = normal_of(&exact);
                if normal != exact {
                    names.add(normal, 1, id);
                }
                names.add(&exact, 0, id);
            }
            for short in &policy.short_titles {
                names.add(&exact(short), 0, id);
            }
        }
        for (alias, title) in aliases {
            if let Some(Meaning::One(id)) = names.find(title) {
                let id = *id;
                names.add(&exact(alias), 0, id);
            }
        }
        names.sort();
        names
    }

    /// The names of texts of other portals.
    pub(super) fn of<'n>(named: impl Iterator<Item = (&'n str, TextId)>) -> Self {
        let mut names = Self::default();
        for (name, id) in named {
            let exact = exact(name);
            let normal = normal_of(&exact);
            if normal != exact {
                names.add(normal, 1, id);
            }
            names.add(&exact, 0, id);
        }
        names.sort();
        names
    }

    fn sort(&mut self) {
        for lengths in self.lengths.values_mut() {
            lengths.sort_by(|a, b| b.cmp(a));
        }
    }

    fn add(&mut self, name: &str, rank: u8, id: TextId) {
        let Some(end) = last_two(name) else {
            return;
        };
        let lengths = self.lengths.entry(end).or_default();
        if !lengths.contains(&name.len()) {
            lengths.push(name.len());
        }
        match self.all.get_mut(name) {
            None => {
                self.all.insert(name.to_owned(), (rank, Meaning::One(id)));
            }
            Some((known, meaning)) if rank < *known => (*known, *meaning) = (rank, Meaning::One(id)),
            Some((known, _)) if rank > *known => {}
            Some((_, meaning)) => meaning.also(id),
        }
    }

    /// The text with this title.
    pub(super) fn find(&self, title: &str) -> Option<&Meaning> {
        let exact = exact(title);
        self.get(&exact).or_else(|| self.get(normal_of(&exact)))
    }

    /// The text whose name is the longest that `words` end with, and where in `words` the name begins. Words before it
    /// that make it another name, as 劳动 does of 合同法, leave nothing.
    pub(super) fn ending(&self, words: &str) -> Option<(&Meaning, usize)> {
        let without = || Some(without_version(words)).filter(|name| name.len() < words.len());
        self.known_end(words).or_else(|| self.known_end(without()?))
    }

    fn known_end(&self, words: &str) -> Option<(&Meaning, usize)> {
        let plain = exact(words);
        let lengths = self.lengths.get(&last_two(&plain)?)?;
        let (meaning, length) = lengths
            .iter()
            .find_map(|length| Some((self.get(plain.get(plain.len().checked_sub(*length)?..)?)?, *length)))?;
        let mut start = start_of(words, length);
        start = words[..start].strip_suffix(STATE).map_or(start, str::len);
        let begins = may_precede_a_name(&words[..start]) || says_all(&words[start..]);
        begins.then_some((meaning, start))
    }

    /// The names that mean something else than in `before`.
    pub(super) fn differing(&self, before: &Names) -> HashSet<String> {
        let changed = self.all.iter().filter(|(name, (_, meaning))| before.get(name) != Some(meaning));
        let gone = before.all.keys().filter(|name| !self.all.contains_key(*name));
        changed.map(|(name, _)| name).chain(gone).cloned().collect()
    }

    fn get(&self, name: &str) -> Option<&Meaning> {
        self.all.get(name).map(|(_, meaning)| meaning)
    }
}

/// Whether what `cited` means may depend on one of `names`.
pub(super) fn may_mean(cited: &CitedDocument, names: &HashSet<String>) -> bool {
    match cited {
        CitedDocument::This => false,
        CitedDocument::Title(title) => {
            let exact = exact(title);
            names.contains(&*exact) || names.contains(normal_of(&exact))
        }
        CitedDocument::Ending(words) | CitedDocument::Known(words) => {
            let ends = |words: &str| {
                let words = exact(words);
                words.char_indices().any(|(start, _)| names.contains(&words[start..]))
            };
            // As [`Names::ending`] looks: 学习办法（2024年修订） may mean 学习办法.
            ends(words) || ends(without_version(words))
        }
    }
}

impl Meaning {
    /// Adds a text, in the order of texts.
    fn also(&mut self, id: TextId) {
        match self {
            Meaning::One(known) if *known == id => {}
            Meaning::One(known) => *self = Meaning::Several(vec![id.min(*known), id.max(*known)]),
            Meaning::Several(known) => {
                if let Err(at) = known.binary_search(&id) {
                    known.insert(at, id);
                }
            }
        }
    }
}

/// Whether a name is so long that it is no part of a longer one: 海事诉讼特别程序法, whatever stands before it. Of rules that
/// places and bodies make, that is not so: 某市物业管理条例.
fn says_all(name: &str) -> bool {
    const LEAST: usize = 6;
    name.ends_with('法') && !name.ends_with("办法") && name.chars().count() >= LEAST
}

fn last_two(name: &str) -> Option<[char; 2]> {
    let mut from_end = name.chars().rev();
    let (last, before) = (from_end.next()?, from_end.next()?);
    Some([before, last])
}

/// Where the last `length` bytes of the exact form of `words` begin in `words`.
fn start_of(words: &str, length: usize) -> usize {
    let mut left = length;
    for (i, c) in words.char_indices().rev().filter(|(_, c)| !dropped(*c)) {
        left = left.saturating_sub(c.len_utf8());
        if left == 0 {
            return i;
        }
    }
    0
}

fn dropped(c: char) -> bool {
    c.is_whitespace() || matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '\u{200b}' | '“' | '”')
}

/// A title without what writers are free to vary: space, kinds of brackets.
fn exact(title: &str) -> Cow<'_, str> {
    if !title.contains(|c: char| dropped(c) || matches!(c, '(' | ')')) {
        return Cow::Borrowed(title);
    }
    let kept = title.chars().filter(|c| !dropped(*c)).map(|c| match c {
        '(' => '（',
        ')' => '）',
        _ => c,
    });
    Cow::Owned(kept.collect())
}

/// [`exact`], also without 中华人民共和国 at the start and a remark on the version at the end.
pub(super) fn normal(title: &str) -> String {
    normal_of(&exact(title)).to_owned()
}

fn normal_of(exact: &str) -> &str {
    let title = match exact.strip_prefix(STATE) {
        Some(rest) if last_two(rest).is_some() => rest,
        _ => exact,
    };
    without_version(title)
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
            ("学习条例（修正草案）", "学习条例（修正草案）"),
            ("学习条例（修改征求意见稿）", "学习条例（修改征求意见稿）"),
            ("学习办法（2024修正文本）（试行）", "学习办法"),
            ("学习办法（某市）", "学习办法（某市）"),
            ("关于修改〈学习办法〉的决定", "关于修改学习办法的决定"),
            ("学 习 办 法", "学习办法"),
            ("", ""),
        ] {
            assert_eq!(normal(title), expected, "{title}");
        }
    }

    /// A link that remembers the last one goes by this.
    #[test]
    fn what_finds_a_name_may_mean_it() {
        let mut names = Names::default();
        names.all.insert("学习办法".to_owned(), (0, Meaning::One(TextId::Single(0))));
        names.lengths.insert(last_two("学习办法").unwrap(), vec!["学习办法".len()]);
        let known = HashSet::from(["学习办法".to_owned()]);
        for words in ["学习办法", "依照学习办法", "学习办法（2024年修订）", "依照学习办法（试行）", "学习办法（2024）"]
        {
            assert!(names.ending(words).is_some(), "{words}");
            for cited in [CitedDocument::Ending(words.to_owned()), CitedDocument::Known(words.to_owned())] {
                assert!(may_mean(&cited, &known), "{words}");
            }
        }
        for words in ["值班规定", "值班规定（试行）"] {
            assert!(names.ending(words).is_none() && !may_mean(&CitedDocument::Ending(words.to_owned()), &known));
        }
    }
}
