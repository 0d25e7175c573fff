//! What two versions of a text have in common, character by character.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Piece;

/// The longest pair of texts, in bytes, that is compared by characters rather than by lines.
const LONGEST: usize = 12_000;

/// `old` and `new` in pieces that say what only the one or the other has.
pub fn marks(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let by_lines = old.len() + new.len() > LONGEST;
    let ops = if by_lines { diff(&lines(old), &lines(new)) } else { diff(&chars(old), &chars(new)) };
    let (mut old_rest, mut new_rest) = (old, new);
    let mut sides = (Vec::new(), Vec::new());
    for (i, op) in ops.iter().enumerate() {
        let before = cut(&mut old_rest, op.old_range().len(), by_lines);
        let after = cut(&mut new_rest, op.new_range().len(), by_lines);
        let inside = i > 0 && i + 1 < ops.len();
        let changed = !matches!(op, DiffOp::Equal { .. }) || inside && is_lone_character(before);
        push(&mut sides.0, changed, before);
        push(&mut sides.1, changed, after);
    }
    sides
}

fn diff<T: Eq + std::hash::Hash + Ord>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    capture_diff_slices(Algorithm::Myers, old, new)
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Takes so many lines or characters off the beginning of `rest`.
fn cut<'a>(rest: &mut &'a str, count: usize, by_lines: bool) -> &'a str {
    let end = match count {
        0 => Some(0),
        _ if by_lines => rest.match_indices('\n').nth(count - 1).map(|(at, _)| at + 1),
        _ => rest.char_indices().nth(count).map(|(at, _)| at),
    };
    let (taken, left) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = left;
    taken
}

/// A single character between two changes counts as changed too: readers see words, not characters.
fn is_lone_character(text: &str) -> bool {
    text.chars().count() == 1 && !text.contains(['，', '。', '；', '：', '、', '\n'])
}

fn push(pieces: &mut Vec<Piece>, changed: bool, text: &str) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(last) if last.changed == changed => last.text.push_str(text),
        _ => pieces.push(Piece { changed, text: text.to_owned() }),
    }
}
