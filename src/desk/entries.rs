//! The entries of a list in YAML as pieces of its source: each from its dash, with the comments directly above, to the next.

use std::ops::Range;

use crate::parse::yaml::Node;

/// The list is written in a way that cannot be cut into lines: in brackets, or two entries on one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unable;

/// Where each of `nodes` stands in `text`; what stands above the first one belongs to the file.
pub(super) fn ranges(text: &str, nodes: &[Node]) -> Result<Vec<Range<usize>>, Unable> {
    let mut starts = Vec::with_capacity(nodes.len());
    for node in nodes {
        // The line of the dash.
        let start = text[..node.span.start].rfind('\n').map_or(0, |at| at + 1);
        let dash = text[start..node.span.start].trim();
        let before =
            if dash == "-" { start } else { dash_above(text, start).filter(|_| dash.is_empty()).ok_or(Unable)? };
        if starts.last().is_some_and(|last| *last >= before) {
            return Err(Unable);
        }
        starts.push(before);
    }
    let begin = |at: usize| if at == 0 { starts[0] } else { comments_above(text, starts[at - 1], starts[at]) };
    let end = |at: usize| if at + 1 < starts.len() { begin(at + 1) } else { text.len() };
    Ok((0..starts.len()).map(|at| begin(at)..end(at)).collect())
}

/// The line with nothing but a dash above the line at `start`.
fn dash_above(text: &str, start: usize) -> Option<usize> {
    let above = text[..start].trim_end();
    let line = above.rfind('\n').map_or(0, |at| at + 1);
    (above[line..].trim() == "-").then_some(line)
}

/// Where the comments begin that stand directly above the entry at `next`: they are about it.
fn comments_above(text: &str, from: usize, next: usize) -> usize {
    let mut at = next;
    while at > from {
        let line = text[..at - 1].rfind('\n').map_or(0, |end| end + 1);
        if line <= from || !text[line..at].trim_start().starts_with('#') {
            break;
        }
        at = line;
    }
    at
}

/// A comment between the lines of an entry would be lost if it were written anew.
pub(super) fn comments_inside(source: &str) -> bool {
    let mut lines = source.lines().skip_while(|line| line.trim_start().starts_with('#') || line.trim().is_empty());
    lines.any(|line| line.trim_start().starts_with('#') || has_comment(line))
}

/// Whether ` #` stands in a line outside of quotes.
fn has_comment(line: &str) -> bool {
    let (mut quote, mut before, mut escaped) = (None, ' ', false);
    for c in line.chars() {
        match quote {
            _ if std::mem::take(&mut escaped) => {}
            Some('"') if c == '\\' => escaped = true,
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if c == '#' && before.is_whitespace() => return true,
            // An apostrophe inside a word is none that quotes.
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | ',' | ':' | '{') => quote = Some(c),
            None => {}
        }
        before = c;
    }
    false
}
