//! From an old list to a new one.

use serde_json::Value as Json;

/// One step from an old list to a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Keep(usize),
    Change(usize, usize),
    Remove(usize),
    Add(usize),
}

/// The shortest way from `old` to `new`; what stands at one place between entries that stay is one entry that changed.
pub(super) fn steps(old: &[Json], new: &[Json]) -> Vec<Step> {
    let mut length = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            length[i][j] = match old[i] == new[j] {
                true => length[i + 1][j + 1] + 1,
                false => length[i + 1][j].max(length[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            out.push(Step::Keep(i));
            (i, j) = (i + 1, j + 1);
            continue;
        }
        // As far as nothing is kept.
        let (from, first) = (i, j);
        while (i < old.len() || j < new.len()) && !(i < old.len() && j < new.len() && old[i] == new[j]) {
            if j == new.len() || i < old.len() && length[i + 1][j] >= length[i][j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        let moves = |j: usize| old.contains(&new[j]);
        let pairs = if (first..j).any(moves) { 0 } else { (i - from).min(j - first) };
        out.extend((0..pairs).map(|n| Step::Change(from + n, first + n)));
        out.extend((from + pairs..i).map(Step::Remove));
        out.extend((first + pairs..j).map(Step::Add));
    }
    out
}
