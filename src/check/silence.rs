//! Comments that silence a rule at a place: `<!-- shuyuan: allow heading-order -->` in text, `# shuyuan: allow date-order`
//! in YAML and TOML, `{# shuyuan: allow output-link #}` in templates. What follows the ids is the editor's reason.

use std::cell::Cell;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use super::registry::Rule;
use crate::diagnostics::{Severity, Span};

/// A comment that silences nothing.
pub(super) const UNUSED: Rule = Rule {
    id: "unused-allow",
    severity: Severity::Warning,
    what: ("放行注释没有放行任何信息", "a comment allows what is not found there"),
    mend: ("删去这条注释，或者改正规则的编号", "remove it, or correct the rule's id"),
    find: None,
    in_build: false,
};

/// One rule that a comment silences.
pub(super) struct Allow {
    /// The rule's id as written.
    pub(super) id: String,
    /// Where the id stands.
    pub(super) span: Span,
    /// The lines whose findings it silences, from 0.
    pub(super) lines: RangeInclusive<usize>,
    /// Whether it silenced anything.
    pub(super) used: Cell<bool>,
}

const MARK: &str = "shuyuan:";

/// The comments of `text`, in order. What stands in a code block or between backticks is an example and counts for nothing.
pub(super) fn allows(file: &Arc<str>, text: &str) -> Vec<Allow> {
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let lines = lines(text);
    let zones = zones(file, text, &lines);
    let mut found = Vec::new();
    for (number, range) in lines.iter().enumerate() {
        let line = &text[range.clone()];
        for (at, _) in line.match_indices(MARK) {
            let Some(comment) = comment(text, range, at, zones[number]) else { continue };
            let ids = ids(text, range.start + at + MARK.len());
            if ids.is_empty() {
                continue;
            }
            let covered = covered(text, &lines, &zones, number, &comment);
            found.extend(ids.into_iter().map(|id| Allow {
                id: text[id.clone()].to_owned(),
                span: Span::new(file, id),
                lines: covered.clone(),
                used: Cell::new(false),
            }));
        }
    }
    found
}

/// What kind of text a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Zone {
    /// Comments are `<!-- … -->`.
    Markdown,
    /// Comments begin with `#`.
    Yaml,
    /// Comments are `{# … #}` or `<!-- … -->`.
    Template,
    /// There are none.
    Code,
}

/// The byte ranges of the lines, without their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.trim_end_matches(['\n', '\r']).len();
            start += line.len();
            range
        })
        .collect()
}

fn zones(file: &str, text: &str, lines: &[Range<usize>]) -> Vec<Zone> {
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "md" | "markdown" => markdown_zones(text, lines),
        "yaml" | "yml" | "toml" => vec![Zone::Yaml; lines.len()],
        "html" | "htm" | "xml" | "txt" => vec![Zone::Template; lines.len()],
        _ => vec![Zone::Code; lines.len()],
    }
}

fn markdown_zones(text: &str, lines: &[Range<usize>]) -> Vec<Zone> {
    let mut zones = Vec::with_capacity(lines.len());
    let mut in_front = lines.first().is_some_and(|line| text[line.clone()].trim_end() == "---");
    let mut fence: Option<(char, usize, Zone)> = None;
    for (number, range) in lines.iter().enumerate() {
        let line = text[range.clone()].trim_matches([' ', '\t', '>']);
        if in_front {
            in_front = number == 0 || line != "---";
            zones.push(Zone::Yaml);
            continue;
        }
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~')).unwrap_or(' ');
        let length = line.chars().take_while(|c| *c == mark).count();
        match fence {
            Some((open, least, zone)) => {
                if mark == open && length >= least && line.len() == length {
                    fence = None;
                }
                zones.push(zone);
            }
            None if mark != ' ' && length >= 3 && !(mark == '`' && line[length..].contains('`')) => {
                let language = line[length..].trim();
                let zone = if language.starts_with("quiz") { Zone::Yaml } else { Zone::Code };
                fence = Some((mark, length, zone));
                zones.push(Zone::Code);
            }
            None => zones.push(Zone::Markdown),
        }
    }
    zones
}

/// The comment whose mark stands at `at` of the line at `line`, if there is one.
fn comment(text: &str, line: &Range<usize>, at: usize, zone: Zone) -> Option<Range<usize>> {
    let before = text[line.start..line.start + at].trim_end();
    let close = |close: &str| {
        let from = line.start + at;
        text[from..].find(close).map_or(line.end, |i| from + i + close.len())
    };
    let opened = |open: &str| before.strip_suffix(open).map(|rest| line.start + rest.len());
    match zone {
        Zone::Code => None,
        Zone::Yaml => Some(opened("#")?..line.end),
        // An odd number of backticks before it means that it stands in code.
        Zone::Markdown => {
            opened("<!--").filter(|_| before.matches('`').count().is_multiple_of(2)).map(|at| at..close("-->"))
        }
        Zone::Template => opened("{#")
            .or_else(|| opened("{#-"))
            .map(|at| at..close("#}"))
            .or_else(|| opened("<!--").map(|at| at..close("-->"))),
    }
}

/// The ids behind `allow` at `from`.
fn ids(text: &str, from: usize) -> Vec<Range<usize>> {
    let rest = &text[from..];
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let trimmed = line.trim_start();
    let Some(list) = trimmed.strip_prefix("allow").filter(|list| list.starts_with([' ', '\t', ':', '\u{3000}'])) else {
        return Vec::new();
    };
    let mut at = from + line.len() - list.len();
    let mut found = Vec::new();
    loop {
        let rest = &text[at..from + line.len()];
        let space = rest.len() - rest.trim_start_matches([' ', '\t', '\u{3000}', ',', '，', '、', ':']).len();
        let word = &rest[space..];
        let length = word.bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-').count();
        let id = word[..length].trim_end_matches('-');
        // A reason may follow in words of its own.
        let closed = word[..length].ends_with("--") && word[length..].starts_with('>');
        let whole = closed || word[length..].chars().next().is_none_or(|c| " \t\u{3000},，、#-（(".contains(c));
        if id.is_empty() || !whole {
            return found;
        }
        found.push(at + space..at + space + id.len());
        at += space + length;
    }
}

/// The lines that a comment speaks of: its own, and if it stands alone, the paragraph, table or key that follows.
fn covered(
    text: &str,
    lines: &[Range<usize>],
    zones: &[Zone],
    first: usize,
    comment: &Range<usize>,
) -> RangeInclusive<usize> {
    let last = lines[first..].iter().position(|line| line.end >= comment.end).map_or(first, |i| first + i);
    let alone = text[lines[first].start..comment.start].trim().is_empty()
        && text[comment.end..lines[last].end.max(comment.end)].trim().is_empty();
    if !alone {
        return first..=last;
    }
    let line = |number: usize| &text[lines[number].clone()];
    let is_comment = |number: usize| {
        let line = line(number).trim();
        match zones[number] {
            Zone::Yaml => line.starts_with('#'),
            _ => {
                (line.starts_with("<!--") && line.ends_with("-->")) || (line.starts_with("{#") && line.ends_with("#}"))
            }
        }
    };
    let Some(next) = (last + 1..lines.len()).find(|n| !line(*n).trim().is_empty() && !is_comment(*n)) else {
        return first..=last;
    };
    let indent = |number: usize| line(number).len() - line(number).trim_start().len();
    let goes_on = |number: &usize| match zones[*number] {
        Zone::Yaml => zones[next] == Zone::Yaml && indent(*number) > indent(next),
        _ => !line(*number).trim().is_empty() && zones[next] != Zone::Yaml,
    };
    first..=(next + 1..lines.len()).take_while(goes_on).last().unwrap_or(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, text: &str, expected: &[(&str, RangeInclusive<usize>)]) {
        let found = allows(&Arc::from(file), text);
        let found: Vec<(&str, RangeInclusive<usize>)> =
            found.iter().map(|a| (a.id.as_str(), a.lines.clone())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn comments_in_markdown() {
        check("a.md", "<!-- shuyuan: allow heading-order -->\n\n#### 甲\n乙\n\n丙", &[("heading-order", 0..=3)]);
        check("a.md", "甲 <!-- shuyuan:allow a-b，c 原文如此 -->\n乙", &[("a-b", 0..=0), ("c", 0..=0)]);
        check("a.md", "甲\r\n<!--\nshuyuan: allow a -->", &[]);
        check("a.md", "<!-- shuyuan: allow a\n原文如此 -->\r\n| 甲 |\r\n|---|\r\n", &[("a", 0..=3)]);
        check("a.md", "<!-- shuyuan: allow a--><!-- shuyuan: allow b-->\n甲", &[("a", 0..=0), ("b", 0..=0)]);
    }

    #[test]
    fn comments_in_front_matter_and_yaml() {
        let text = "---\n# shuyuan: allow a\n# 说明\nhistory:\n  - 甲\n  - 乙\ndate: 1 # shuyuan: allow b\n---\n# shuyuan: allow c\n";
        check("a.md", text, &[("a", 1..=5), ("b", 6..=6)]);
        check("a.yaml", "- 甲 # shuyuan: allow b\n", &[("b", 0..=0)]);
        check("a.csv", "# shuyuan: allow b\n", &[]);
        check("a.html", "{# shuyuan: allow b #}<a href=x>\n", &[("b", 0..=0)]);
    }

    #[test]
    fn examples_are_no_comments() {
        check("a.md", "```md\n<!-- shuyuan: allow a -->\n```\n`<!-- shuyuan: allow b -->`\n", &[]);
        check("a.md", "```quiz\n# shuyuan: allow a\n- 甲\n```\n", &[("a", 1..=2)]);
        check("a.md", "shuyuan: allow a\n<!-- shuyuan: allows b -->\n<!-- shuyuan: allow 甲 -->", &[]);
    }
}
