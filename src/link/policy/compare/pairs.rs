//! Which article of the newer version is which of the older one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::Entry;

/// For each new article the old one that it was.
pub(super) fn pair(old: &[Entry], new: &[Entry]) -> Vec<Option<usize>> {
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

/// What the same number counts for. An article keeps its number unless another one is clearly more like it.
const NUMBER: u32 = 150;

/// The score of two articles that are wholly alike; with the same number it is more.
const ALIKE: u32 = 1000;

/// What remains to be paired: an article's place among all, and what it is compared by.
type Open = (usize, Features);

fn pair_alike(old: &[Entry], new: &[Entry], pairs: &mut [Option<usize>], free: &mut BTreeSet<usize>) {
    let features = |of: &[Entry], at: usize| (at, Features::of(&of[at].text));
    let open = (0..new.len()).filter(|n| pairs[*n].is_none());
    let mut open: Vec<Open> = open.map(|n| features(new, n)).collect();
    let mut left: Vec<Open> = free.iter().map(|o| features(old, *o)).collect();
    for (n, o) in plain_pairs(old, new, &left, &open) {
        pairs[n] = Some(o);
        free.remove(&o);
    }
    open.retain(|(n, _)| pairs[*n].is_none());
    left.retain(|(o, _)| free.contains(o));
    let wide = open.len().saturating_mul(left.len()) > 250_000;
    // Of two codes this is more than all the rest of the site, so it is shared among all cores.
    let candidates_of = |(n, features): &Open| {
        let n = *n;
        let place = n * old.len().max(1) / new.len().max(1);
        let near = left.iter().filter(move |(o, _)| !wide || o.abs_diff(place) <= NEAR);
        let candidate = |(o, other): &Open| {
            let same = old[*o].number == new[n].number;
            let likeness = other.likeness(features, if same { LEAST_SAME } else { LEAST })?;
            let score = likeness + if same { NUMBER } else { 0 };
            Some((ALIKE + NUMBER - score, o.abs_diff(place), n, *o))
        };
        near.filter_map(candidate).collect::<Vec<_>>()
    };
    let mut candidates: Vec<(u32, usize, usize, usize)> = open.par_iter().flat_map_iter(candidates_of).collect();
    candidates.sort_unstable();
    for (_, _, n, o) in candidates {
        if pairs[n].is_none() && free.remove(&o) {
            pairs[n] = Some(o);
        }
    }
}

/// Pairs that no other article can dispute: of the same number, which none of the others has, and so alike that even the
/// same words under another number would count for less. Most of an amended text is this.
fn plain_pairs(old: &[Entry], new: &[Entry], left: &[Open], open: &[Open]) -> Vec<(usize, usize)> {
    let (before, after) = (by_number(old, left), by_number(new, open));
    let pair = |(number, at): (&&str, &Option<usize>)| {
        let (n, was) = (&open[(*at)?], &left[before.get(number).copied()??]);
        let likeness = was.1.likeness(&n.1, (ALIKE - NUMBER + 1) as usize)?;
        (likeness + NUMBER > ALIKE).then_some((n.0, was.0))
    };
    after.iter().filter_map(pair).collect()
}

/// Numbers and whose they are; none if several have the same.
fn by_number<'a>(of: &'a [Entry], some: &[Open]) -> HashMap<&'a str, Option<usize>> {
    let mut found: HashMap<&str, Option<usize>> = HashMap::new();
    for (i, (at, _)) in some.iter().enumerate() {
        found.entry(&of[*at].number).and_modify(|first| *first = None).or_insert(Some(i));
    }
    found
}

/// What a text is compared by.
struct Features {
    /// Pairs of neighbouring characters as numbers, sorted.
    grams: Vec<u64>,
    sketch: Sketch,
}

impl Features {
    fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().filter(|c| *c != '\n').collect();
        let gram = |w: &[char]| u64::from(u32::from(w[0])) << 32 | u64::from(u32::from(w[1]));
        let mut grams: Vec<u64> = chars.windows(2).map(gram).collect();
        grams.sort_unstable();
        let sketch = Sketch::of(&grams);
        Self { grams, sketch }
    }

    /// Shared pairs of characters in thousandths, if that is `least` or more.
    fn likeness(&self, new: &Self, least: usize) -> Option<u32> {
        let (a, b) = (self.grams.as_slice(), new.grams.as_slice());
        let total = a.len() + b.len();
        if total == 0 || a.len() * 4 < b.len() || b.len() * 4 < a.len() {
            return None;
        }
        let thousandths = |shared: usize| shared * 2000 / total;
        if self.sketch.most_shared(&new.sketch).is_some_and(|most| thousandths(most) < least) {
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
}

/// How many pairs of characters fall on each of many numbers: tells at once that two texts have little in common.
struct Sketch(Box<[u8; SKETCH]>);

const SKETCH: usize = 256;

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
