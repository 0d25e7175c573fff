//! Two pages side by side.

use std::collections::HashMap;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::blocks::Block;
use crate::link::policy::{Piece, marks};

/// A line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// `h1` to `h6`, `li`, `tr` or `p`.
    pub form: &'static str,
    /// Whether both sides say the same.
    pub same: bool,
    /// What was there.
    pub old: Side,
    /// What will be.
    pub new: Side,
}

/// The words of one side: each piece with whether only this side has it; empty if the side has nothing here.
pub type Side = Vec<(bool, String)>;

/// Blocks less alike than this, in thousandths, are not one that was changed.
const LEAST: usize = 400;

/// How many of the blocks that follow may be the same one.
const NEAR: usize = 40;

/// The two pages in rows.
pub(super) fn rows(old: &[Block], new: &[Block]) -> Vec<Row> {
    let mut rows = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                rows.extend(old[old_index..old_index + len].iter().map(|block| {
                    let side = vec![(false, block.text.clone())];
                    Row { form: block.form, same: true, old: side.clone(), new: side }
                }));
            }
            op => replaced(&old[op.old_range()], &new[op.new_range()], &mut rows),
        }
    }
    rows
}

/// Blocks that took the place of others: those that are alike stand side by side.
fn replaced(old: &[Block], new: &[Block], rows: &mut Vec<Row>) {
    let grams: Vec<HashMap<(char, char), usize>> = old.iter().map(|block| pairs(&block.text)).collect();
    let mut at = 0;
    for block in new {
        let own = pairs(&block.text);
        let near = at..old.len().min(at + NEAR);
        let best = near.map(|i| (likeness(&grams[i], &own), i)).filter(|(like, _)| *like >= LEAST);
        // Of two that are as much alike, the first.
        if let Some((_, i)) = best.max_by_key(|(like, i)| (*like, usize::MAX - i)) {
            rows.extend(old[at..i].iter().map(gone));
            let (before, after) = marks(&old[i].text, &block.text);
            rows.push(Row { form: block.form, same: false, old: side(before), new: side(after) });
            at = i + 1;
        } else {
            let new = vec![(true, block.text.clone())];
            rows.push(Row { form: block.form, same: false, old: Vec::new(), new });
        }
    }
    rows.extend(old[at..].iter().map(gone));
}

fn gone(block: &Block) -> Row {
    Row { form: block.form, same: false, old: vec![(true, block.text.clone())], new: Vec::new() }
}

fn side(pieces: Vec<Piece>) -> Side {
    pieces.into_iter().map(|piece| (piece.changed, piece.text)).collect()
}

fn pairs(text: &str) -> HashMap<(char, char), usize> {
    let mut found = HashMap::new();
    // A text of one character has no pair.
    for pair in std::iter::once('\n').chain(text.chars()).zip(text.chars()) {
        *found.entry(pair).or_default() += 1;
    }
    found
}

/// Shared pairs of characters, in thousandths.
fn likeness(old: &HashMap<(char, char), usize>, new: &HashMap<(char, char), usize>) -> usize {
    let total: usize = old.values().chain(new.values()).sum();
    let shared: usize = old.iter().map(|(pair, count)| (*count).min(new.get(pair).copied().unwrap_or_default())).sum();
    (shared * 2000).checked_div(total).unwrap_or_default()
}
