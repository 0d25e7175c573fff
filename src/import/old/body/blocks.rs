//! Blocks of PyMdown, as sites of MkDocs have them: `/// note | 标题` … `///`.

use super::super::lines::fenced;
use super::Work;
use crate::import::old::generator::Program;

/// Blocks that only say how something is drawn; what is in them is text.
const DRAWN: [&str; 5] = ["html", "caption", "figure-caption", "table-caption", "define"];

impl Work<'_> {
    /// A block that begins at `at`; where it ends. More slashes than those around it begin one inside.
    pub(super) fn slashes(&mut self, lines: &[&str], at: usize, depth: usize, out: &mut Vec<String>) -> Option<usize> {
        let words = lines[at].trim();
        let count = words.len() - words.trim_start_matches('/').len();
        let (name, title) = words[count..].split_once('|').unwrap_or((&words[count..], ""));
        let name = name.trim();
        let named = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let whole = self.tree.program() == Program::MkDocs;
        if name.is_empty() {
            // An end without its beginning.
            return whole.then_some(at + 1);
        }
        let end = end_of(lines, at + 1, count);
        // In a folder of Markdown it is a block only if it has an end.
        if !name.chars().all(named) || !whole && end == lines.len() {
            return None;
        }
        // Settings stand indented below the head.
        let settings =
            lines[at + 1..end].iter().take_while(|line| line.starts_with("    ") && line.contains(':')).count();
        let kind = lines[at + 1..at + 1 + settings].iter().find_map(|line| line.trim().strip_prefix("type:"));
        let inner = self.blocks(&lines[at + 1 + settings..end], depth + 1);
        if DRAWN.contains(&name) {
            out.extend(inner);
        } else {
            let name = kind.map(str::trim).filter(|_| name == "admonition").unwrap_or(name);
            self.boxed(name, title.trim(), inner, lines[at], out);
        }
        Some((end + 1).min(lines.len()))
    }
}

/// The line of as many slashes alone, outside of code.
fn end_of(lines: &[&str], from: usize, count: usize) -> usize {
    let mut at = from;
    while at < lines.len() {
        if let Some(end) = fenced(lines, at) {
            at = end;
            continue;
        }
        let line = lines[at].trim();
        if line.len() == count && line.bytes().all(|b| b == b'/') {
            return at;
        }
        at += 1;
    }
    lines.len()
}
