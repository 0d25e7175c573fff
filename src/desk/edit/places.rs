//! Where things begin and end in the text.

use super::{Writer, is_block};
use crate::parse::yaml::{Entry, Node, Value};

impl Writer<'_> {
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |i| i + 1)
    }

    /// Before the line break.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |i| at + i);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }

    pub(super) fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |i| at + i + 1)
    }

    pub(super) fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    pub(super) fn colon_end(&self, entry: &Entry) -> usize {
        let from = entry.key_span.end;
        let rest = &self.text[from..];
        match rest.char_indices().find(|(_, c)| matches!(c, ':' | '：')) {
            Some((i, c)) => from + i + c.len_utf8(),
            None => from,
        }
    }

    /// Where the value of an entry ends, before its line break and any comment on its line.
    pub(super) fn extent(&self, entry: &Entry, bound: usize) -> usize {
        if entry.value.is_null() {
            let colon = self.colon_end(entry);
            let word = self.text[colon..self.line_end(colon)].trim_start();
            let is_word = ["~", "null", "Null", "NULL"].iter().find(|w| word.starts_with(**w));
            let blank = self.text[colon..].len() - self.text[colon..].trim_start_matches([' ', '\t']).len();
            return is_word.map_or(colon, |word| colon + blank + word.len());
        }
        self.node_end(&entry.value, bound)
    }

    pub(super) fn node_end(&self, node: &Node, bound: usize) -> usize {
        let written = &self.text[node.span.start..];
        let end = match &node.value {
            Value::Null => node.span.end,
            Value::Scalar(_) if is_block(written) => {
                self.text[..node.span.end.min(bound)].trim_end().len().max(node.span.start)
            }
            Value::Scalar(_) if written.starts_with(['"', '\'']) => node.span.end,
            Value::Scalar(_) => self.folded_end(node.span.end, bound),
            Value::List(_) if written.starts_with('[') => node.span.end,
            Value::Map(_) if written.starts_with('{') => node.span.end,
            Value::List(list) => list.last().map_or(node.span.end, |last| self.node_end(last, bound)),
            Value::Map(map) => map.last().map_or(node.span.end, |last| self.extent(last, bound)),
        };
        end.min(bound).max(node.span.start)
    }

    /// A text without quotes goes on in the lines below it that are no comments.
    pub(super) fn folded_end(&self, first: usize, bound: usize) -> usize {
        let mut end = first;
        let mut at = self.next_line(first);
        while at < bound {
            let next = self.next_line(at);
            let line = self.text[at..next.min(bound)].trim();
            if line.starts_with('#') {
                break;
            }
            if !line.is_empty() {
                end = at + self.text[at..next.min(bound)].trim_end().len();
            }
            at = next;
        }
        end
    }

    /// The comments from the key of `entry` to the end of the line of `end`, as lines of their own.
    pub(super) fn comments(&self, entry: &Entry, end: usize, column: usize) -> String {
        let mut kept = String::new();
        let from = entry.key_span.end;
        let is_text = is_block(&self.text[entry.value.span.start..]);
        let to = self.line_end(end.max(from));
        for line in self.text[from..to].lines().filter(|_| !is_text) {
            if let Some(at) = comment(line) {
                kept.push_str(&format!("{}{}{}", " ".repeat(column), line[at..].trim_end(), self.eol));
            }
        }
        kept
    }
}

/// Where a comment begins in a line.
fn comment(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && before.is_whitespace() => return Some(at),
            None if matches!(c, '"' | '\'') && !before.is_alphanumeric() => quote = Some(c),
            None => {}
        }
        before = c;
    }
    None
}
