//! Two versions side by side, article by article.

mod marks;
mod pairs;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

pub use marks::marks;
use pairs::pair;

use crate::content::{Node, NodeType, PolicyText};

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// 未变
    Same,
    /// 修改
    Changed,
    /// 移动: only its number differs
    Moved,
    /// 新增
    Added,
    /// 删除
    Removed,
}

impl Change {
    /// `same`, `changed` …
    pub fn name(self) -> &'static str {
        match self {
            Change::Same => "same",
            Change::Changed => "changed",
            Change::Moved => "moved",
            Change::Added => "added",
            Change::Removed => "removed",
        }
    }

    /// The word on the page.
    pub fn label(self) -> &'static str {
        match self {
            Change::Same => "未变",
            Change::Changed => "修改",
            Change::Moved => "移动",
            Change::Added => "新增",
            Change::Removed => "删除",
        }
    }
}

/// A run of characters that both versions have, or one of them only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Whether only this version has it.
    pub changed: bool,
    /// The characters; a line break stands between 款 and 项.
    pub text: String,
}

/// One side of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowText {
    /// `第十二条`
    pub label: String,
    /// `art-12`
    pub anchor: String,
    /// Its text.
    pub pieces: Vec<Piece>,
}

/// An article in both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What became of it.
    pub change: Change,
    /// Whether its number differs.
    pub renumbered: bool,
    /// In the older version.
    pub old: Option<RowText>,
    /// In the newer version.
    pub new: Option<RowText>,
}

/// A comparison, in the order of the newer version; what was removed stands where it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many rows there are of each kind.
    pub counts: BTreeMap<Change, usize>,
}

/// For each article of a newer version the article of the older one that it was, by their places in the texts.
pub(super) type Pairs = [Option<usize>];

/// The [`Pairs`] of versions that were found so far: the page of an older version asks for them, and the page that
/// compares it with a newer one.
#[derive(Default)]
pub struct Pairings(Mutex<HashMap<(usize, usize), Arc<Pairs>>>);

impl Pairings {
    /// The pairs of `old` and `new`, which are the documents of these numbers.
    fn of(&self, numbers: (usize, usize), old: &[Entry], new: &[Entry]) -> Arc<Pairs> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pairs) = known().get(&numbers) {
            return Arc::clone(pairs);
        }
        // Nobody waits for another's search, which is spread over all threads and may itself take up who would wait.
        let pairs: Arc<Pairs> = pair(old, new).into();
        known().insert(numbers, Arc::clone(&pairs));
        pairs
    }
}

/// Compares two versions of a text, each with the number of its document.
pub fn compare(old: (usize, &PolicyText), new: (usize, &PolicyText), known: &Pairings) -> Comparison {
    let numbers = (old.0, new.0);
    let (old, new) = (entries(old.1), entries(new.1));
    let places = places(&known.of(numbers, &old, &new), old.len());
    let rows: Vec<Row> = places.into_iter().map(|(o, n)| row(o.map(|o| &old[o]), n.map(|n| &new[n]))).collect();
    let mut counts = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.change).or_default() += 1;
    }
    Comparison { rows, counts }
}

/// What became of the articles of `old` in `new`, in the order of [`compare`], by their names alone: 第十二条.
pub fn changes(old: (usize, &PolicyText), new: (usize, &PolicyText), known: &Pairings) -> Vec<(Change, String)> {
    let numbers = (old.0, new.0);
    let (old, new) = (entries(old.1), entries(new.1));
    let places = places(&known.of(numbers, &old, &new), old.len());
    let named = |(o, n): (Option<usize>, Option<usize>)| {
        let (old, new) = (o.map(|o| &old[o]), n.map(|n| &new[n]));
        Some((change(old, new), new.or(old)?.label.clone()))
    };
    places.into_iter().filter_map(named).collect()
}

/// The rows of a comparison: which article of the older version, and which of the newer one.
fn places(pairs: &Pairs, olds: usize) -> Vec<(Option<usize>, Option<usize>)> {
    let mut rows = Vec::with_capacity(pairs.len());
    let of_old = of_old(pairs);
    let mut taken = 0;
    for (n, pair) in pairs.iter().enumerate() {
        if let Some(o) = *pair {
            // What was removed before this article's old place comes first.
            rows.extend((taken..o).filter(|gone| !of_old.contains_key(gone)).map(|gone| (Some(gone), None)));
            taken = taken.max(o + 1);
        }
        rows.push((*pair, Some(n)));
    }
    rows.extend((taken..olds).filter(|gone| !of_old.contains_key(gone)).map(|gone| (Some(gone), None)));
    rows
}

/// Where the articles of `old` stand in `new`, as anchors: those that stand under another one, or, with none, nowhere.
/// Each text comes with the number of its document.
pub fn moved(old: (usize, &PolicyText), new: (usize, &PolicyText), known: &Pairings) -> Vec<(String, Option<String>)> {
    let numbers = (old.0, new.0);
    let (old, new) = (entries(old.1), entries(new.1));
    let of_old = of_old(&known.of(numbers, &old, &new));
    let now = |o: usize| of_old.get(&o).map(|n| new[*n].anchor.clone());
    let places = old.into_iter().enumerate().map(|(o, entry)| (entry.anchor, now(o)));
    places.filter(|(old, new)| new.as_ref() != Some(old)).collect()
}

/// For each paired article of the older version its place in the newer one.
fn of_old(pairs: &Pairs) -> BTreeMap<usize, usize> {
    pairs.iter().enumerate().filter_map(|(n, o)| Some(((*o)?, n))).collect()
}

/// An article, or another part that has text of its own.
struct Entry {
    number: String,
    label: String,
    anchor: String,
    text: String,
}

fn entries(text: &PolicyText) -> Vec<Entry> {
    let mut out = Vec::new();
    let nodes = text.nodes.get();
    let mut open: Vec<&Node> = nodes.iter().rev().collect();
    while let Some(node) = open.pop() {
        match node.kind {
            NodeType::Article | NodeType::Heading | NodeType::Preamble => {
                let label = if node.label.is_empty() { "序言".to_owned() } else { node.label.clone() };
                let (number, anchor) = (node.number.clone(), node.anchor.clone());
                out.push(Entry { number, label, anchor, text: whole(node) });
            }
            NodeType::Contents | NodeType::Signature => {}
            _ => open.extend(node.children.iter().rev()),
        }
    }
    out
}

/// The text of a node with its 款 and 项, one on each line.
fn whole(node: &Node) -> String {
    let mut lines = Vec::new();
    let mut open: Vec<(&Node, bool)> = vec![(node, true)];
    while let Some((at, top)) = open.pop() {
        let label = if top { "" } else { at.label.as_str() };
        let line = format!("{label}{}{}", at.heading, at.text);
        if !line.is_empty() {
            lines.push(line);
        }
        open.extend(at.children.iter().rev().map(|child| (child, false)));
    }
    lines.join("\n")
}

fn change(old: Option<&Entry>, new: Option<&Entry>) -> Change {
    match (old, new) {
        (Some(old), Some(new)) if old.text != new.text => Change::Changed,
        (Some(old), Some(new)) if old.number != new.number => Change::Moved,
        (Some(_), Some(_)) => Change::Same,
        (Some(_), None) => Change::Removed,
        (None, _) => Change::Added,
    }
}

fn row(old: Option<&Entry>, new: Option<&Entry>) -> Row {
    let side = |entry: &Entry, pieces| RowText { label: entry.label.clone(), anchor: entry.anchor.clone(), pieces };
    let plain = |entry: &Entry, changed| vec![Piece { changed, text: entry.text.clone() }];
    let change = change(old, new);
    let (before, after) = match (old, new) {
        (Some(old), Some(new)) if change == Change::Changed => {
            let (before, after) = marks(&old.text, &new.text);
            (Some(before), Some(after))
        }
        (Some(old), Some(new)) => (Some(plain(old, false)), Some(plain(new, false))),
        (old, new) => (old.map(|old| plain(old, true)), new.map(|new| plain(new, true))),
    };
    Row {
        change,
        renumbered: old.zip(new).is_some_and(|(old, new)| old.number != new.number),
        old: old.zip(before).map(|(old, pieces)| side(old, pieces)),
        new: new.zip(after).map(|(new, pieces)| side(new, pieces)),
    }
}
