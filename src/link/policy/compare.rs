//! Two versions side by side, article by article.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use similar::{ChangeTag, TextDiff};

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

/// Compares two versions of a text.
pub fn compare(old: &PolicyText, new: &PolicyText) -> Comparison {
    let (old, new) = (entries(old), entries(new));
    let pairs = pair(&old, &new);
    let mut rows = Vec::with_capacity(new.len());
    let of_old: BTreeMap<usize, usize> = pairs.iter().enumerate().filter_map(|(n, o)| Some(((*o)?, n))).collect();
    let mut taken = 0;
    for (n, entry) in new.iter().enumerate() {
        let Some(o) = pairs[n] else {
            rows.push(row(None, Some(entry)));
            continue;
        };
        // What was removed before this article's old place comes first.
        while taken < o {
            if !of_old.contains_key(&taken) {
                rows.push(row(Some(&old[taken]), None));
            }
            taken += 1;
        }
        taken = taken.max(o + 1);
        rows.push(row(Some(&old[o]), Some(entry)));
    }
    rows.extend((taken..old.len()).filter(|o| !of_old.contains_key(o)).map(|o| row(Some(&old[o]), None)));
    let mut counts = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.change).or_default() += 1;
    }
    Comparison { rows, counts }
}

/// Where the articles of `old` stand in `new`, as anchors: those that stand under another one, or, with none, nowhere.
pub fn moved(old: &PolicyText, new: &PolicyText) -> Vec<(String, Option<String>)> {
    let (old, new) = (entries(old), entries(new));
    let of_old: BTreeMap<usize, usize> =
        pair(&old, &new).iter().enumerate().filter_map(|(n, o)| Some(((*o)?, n))).collect();
    let now = |o: usize| of_old.get(&o).map(|n| new[*n].anchor.clone());
    let places = old.into_iter().enumerate().map(|(o, entry)| (entry.anchor, now(o)));
    places.filter(|(old, new)| new.as_ref() != Some(old)).collect()
}

/// An article, or another part that has text of its own.
struct Entry {
    number: String,
    label: String,
    anchor: String,
    text: String,
    /// Pairs of neighbouring characters as numbers, sorted.
    grams: Vec<u64>,
    sketch: Sketch,
}

/// How many pairs of characters fall on each of many numbers: tells at once that two texts have little in common.
struct Sketch(Box<[u8; SKETCH]>);

const SKETCH: usize = 512;

impl Sketch {
    fn of(grams: &[u64]) -> Self {
        let mut counts = Box::new([0u8; SKETCH]);
        for gram in grams {
            // The upper bits of a product depend on all bits of its factors.
            let place = gram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SKETCH.ilog2());
            counts[place as usize] = counts[place as usize].saturating_add(1);
        }
        Self(counts)
    }

    /// At least as many pairs as both texts share; none if that cannot be told.
    fn most_shared(&self, other: &Self) -> Option<usize> {
        let pairs = || self.0.iter().zip(other.0.iter()).map(|(a, b)| *a.min(b));
        if pairs().fold(0, u8::max) == u8::MAX {
            return None;
        }
        Some(pairs().map(usize::from).sum())
    }
}

fn entries(text: &PolicyText) -> Vec<Entry> {
    let mut out = Vec::new();
    let mut open: Vec<&Node> = text.nodes.iter().rev().collect();
    while let Some(node) = open.pop() {
        match node.kind {
            NodeType::Article | NodeType::Heading | NodeType::Preamble => {
                let text = whole(node);
                let chars: Vec<char> = text.chars().filter(|c| *c != '\n').collect();
                let gram = |w: &[char]| u64::from(u32::from(w[0])) << 32 | u64::from(u32::from(w[1]));
                let mut grams: Vec<u64> = chars.windows(2).map(gram).collect();
                grams.sort_unstable();
                let label = if node.label.is_empty() { "序言".to_owned() } else { node.label.clone() };
                let sketch = Sketch::of(&grams);
                out.push(Entry {
                    number: node.number.clone(),
                    label,
                    anchor: node.anchor.clone(),
                    text,
                    grams,
                    sketch,
                });
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

/// For each new article the old one that it was.
fn pair(old: &[Entry], new: &[Entry]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; new.len()];
    let mut free: BTreeSet<usize> = (0..old.len()).collect();
    // The same words under the same number, then the same words anywhere.
    for same_number in [true, false] {
        let mut by_text: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for o in free.iter().rev() {
            let number = if same_number { old[*o].number.as_str() } else { "" };
            by_text.entry((number, &old[*o].text)).or_default().push(*o);
        }
        for (n, entry) in new.iter().enumerate().filter(|(_, e)| !e.text.is_empty()) {
            let number = if same_number { entry.number.as_str() } else { "" };
            if pairs[n].is_none()
                && let Some(o) = by_text.get_mut(&(number, entry.text.as_str())).and_then(Vec::pop)
            {
                pairs[n] = Some(o);
                free.remove(&o);
            }
        }
    }
    pair_alike(old, new, &mut pairs, &mut free);
    pairs
}

/// How far apart two articles may stand and still be compared in very long texts.
const NEAR: usize = 150;

/// Articles less alike than this, in thousandths, are not the same one, unless they have the same number.
const LEAST: usize = 450;

/// The same for articles with the same number.
const LEAST_SAME: usize = 250;

fn pair_alike(old: &[Entry], new: &[Entry], pairs: &mut [Option<usize>], free: &mut BTreeSet<usize>) {
    let open: Vec<usize> = (0..new.len()).filter(|n| pairs[*n].is_none()).collect();
    let wide = open.len().saturating_mul(free.len()) > 250_000;
    let left: Vec<usize> = free.iter().copied().collect();
    // Of two codes this is more than all the rest of the site, so it is shared among all cores.
    let candidates_of = |n: usize| {
        let place = n * old.len().max(1) / new.len().max(1);
        let near = left.iter().copied().filter(move |o| !wide || o.abs_diff(place) <= NEAR);
        near.filter_map(move |o| {
            let same = old[o].number == new[n].number;
            let least = if same { LEAST_SAME } else { LEAST };
            let likeness = likeness(&old[o], &new[n], least)?;
            // An article keeps its number unless another one is clearly more like it.
            let score = likeness + if same { 150 } else { 0 };
            Some((1200 - score.min(1200), o.abs_diff(place), n, o))
        })
    };
    let mut candidates: Vec<(u32, usize, usize, usize)> = open.into_par_iter().flat_map_iter(candidates_of).collect();
    candidates.sort_unstable();
    for (_, _, n, o) in candidates {
        if pairs[n].is_none() && free.remove(&o) {
            pairs[n] = Some(o);
        }
    }
}

/// Shared pairs of characters in thousandths, if that is `least` or more.
fn likeness(old: &Entry, new: &Entry, least: usize) -> Option<u32> {
    let (a, b) = (old.grams.as_slice(), new.grams.as_slice());
    let total = a.len() + b.len();
    if total == 0 || a.len() * 4 < b.len() || b.len() * 4 < a.len() {
        return None;
    }
    let thousandths = |shared: usize| shared * 2000 / total;
    if old.sketch.most_shared(&new.sketch).is_some_and(|most| thousandths(most) < least) {
        return None;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    // Without branches: which is the smaller one cannot be foreseen.
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    u32::try_from(thousandths(shared)).ok().filter(|likeness| *likeness as usize >= least)
}

fn row(old: Option<&Entry>, new: Option<&Entry>) -> Row {
    let side = |entry: &Entry, pieces| RowText { label: entry.label.clone(), anchor: entry.anchor.clone(), pieces };
    let plain = |entry: &Entry, changed| vec![Piece { changed, text: entry.text.clone() }];
    match (old, new) {
        (Some(old), Some(new)) => {
            let renumbered = old.number != new.number;
            let same = old.text == new.text;
            let change = match (same, renumbered) {
                (true, false) => Change::Same,
                (true, true) => Change::Moved,
                (false, _) => Change::Changed,
            };
            let (before, after) =
                if same { (plain(old, false), plain(new, false)) } else { marks(&old.text, &new.text) };
            Row { change, renumbered, old: Some(side(old, before)), new: Some(side(new, after)) }
        }
        (Some(old), None) => {
            Row { change: Change::Removed, renumbered: false, old: Some(side(old, plain(old, true))), new: None }
        }
        (None, new) => {
            Row { change: Change::Added, renumbered: false, old: None, new: new.map(|new| side(new, plain(new, true))) }
        }
    }
}

/// The longest pair of texts that is compared by characters rather than by lines.
const LONGEST: usize = 12_000;

/// What only the older and what only the newer text has.
fn marks(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let diff =
        if old.len() + new.len() > LONGEST { TextDiff::from_lines(old, new) } else { TextDiff::from_chars(old, new) };
    let changes: Vec<(ChangeTag, &str)> = diff.iter_all_changes().map(|c| (c.tag(), c.value())).collect();
    let mut sides = (Vec::new(), Vec::new());
    for (tag, text) in joined(&changes) {
        match tag {
            ChangeTag::Equal => {
                push(&mut sides.0, false, &text);
                push(&mut sides.1, false, &text);
            }
            ChangeTag::Delete => push(&mut sides.0, true, &text),
            ChangeTag::Insert => push(&mut sides.1, true, &text),
        }
    }
    sides
}

/// Joins runs, and takes a single character between two changes as changed too: readers see words, not characters.
fn joined(changes: &[(ChangeTag, &str)]) -> Vec<(ChangeTag, String)> {
    let mut runs: Vec<(ChangeTag, String)> = Vec::new();
    for (tag, text) in changes {
        match runs.last_mut() {
            Some((last, run)) if last == tag => run.push_str(text),
            _ => runs.push((*tag, (*text).to_owned())),
        }
    }
    let mut out = Vec::with_capacity(runs.len());
    for (i, (tag, text)) in runs.iter().enumerate() {
        let inside = i > 0 && i + 1 < runs.len();
        let short = text.chars().count() == 1 && !text.contains(['，', '。', '；', '：', '、', '\n']);
        if *tag == ChangeTag::Equal && inside && short {
            out.push((ChangeTag::Delete, text.clone()));
            out.push((ChangeTag::Insert, text.clone()));
        } else {
            out.push((*tag, text.clone()));
        }
    }
    out
}

fn push(pieces: &mut Vec<Piece>, changed: bool, text: &str) {
    match pieces.last_mut() {
        Some(last) if last.changed == changed => last.text.push_str(text),
        _ => pieces.push(Piece { changed, text: text.to_owned() }),
    }
}
