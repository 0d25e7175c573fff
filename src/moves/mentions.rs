//! References from the content folder (`/news/a.md`) in texts that are no pages: templates for new pages, whose placeholders
//! no parser reads, and tables.

use std::ops::Range;

/// What ends a reference.
const ENDS: [char; 18] =
    [')', ']', '>', '}', '"', '\'', '`', '|', ',', '，', '。', '；', '、', '”', '’', '）', '》', '\u{3000}'];

/// What may stand before one: nothing else, so that neither the middle of a path nor a date is taken for one.
const STARTS: [char; 15] = ['(', '[', '<', '{', '"', '\'', '`', '|', ',', '=', '“', '‘', '（', '：', '\u{3000}'];

/// Where the references of `text` stand.
pub(super) fn mentions(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut last = 0;
    for (at, _) in text.match_indices('/') {
        let before = text[..at].chars().next_back();
        let is_host = text[at + 1..].starts_with('/');
        if at < last || is_host || before.is_some_and(|c| !c.is_whitespace() && !STARTS.contains(&c)) {
            continue;
        }
        let end = text[at..].find(|c: char| c.is_whitespace() || ENDS.contains(&c)).map_or(text.len(), |end| at + end);
        if end > at + 1 {
            found.push(at..end);
        }
        last = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_in_texts_of_all_kinds() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = mentions(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("title: {{title}}\nrelated: [/a/甲.md, \"/b/\"]\n", &["/a/甲.md", "/b/"]);
        check("见[甲](/a/甲.md#一)。![图](</m/p q.png>)", &["/a/甲.md#一", "/m/p"]);
        check("甲,/a/x.md,2026/03/05\n\"/b/y.md\",http://a.example/c/d", &["/a/x.md", "/b/y.md"]);
        check("和/或、1 / 2、//cdn.example/x", &[]);
        check("/a.md", &["/a.md"]);
    }
}
