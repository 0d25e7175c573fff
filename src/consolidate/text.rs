//! A policy text that can be edited: its nodes in a row, each with the piece of the source that is its own.
//!
//! What no instruction touches is written again byte for byte, with its links, tables and notes.

use std::sync::Arc;

use crate::content::{CitedDocument, Node, NodeType};
use crate::parse::policy::{self, PolicyOptions};

/// A policy text in pieces.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// All before the first node: front matter, title, history.
    pub(super) head: String,
    /// The nodes in the order of the text.
    pub(super) lines: Vec<Line>,
    /// What stands before 第X条 in its line, such as marks of bold letters.
    lead: String,
    /// What stands between 第X条 and its text.
    pub(super) separator: String,
    /// What stands between paragraphs.
    pub(super) gap: String,
    /// The title.
    pub(super) title: String,
    /// The empty lines at the end.
    tail: String,
}

/// A node without its children.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its level; all that is in an annex counts as [`NodeType::Attachment`], so that no 条 ends behind it.
    pub(super) kind: NodeType,
    /// The number that it had: of a 条 as written, of a 款 its place.
    pub(super) number: String,
    /// `第十二条`, `（三）`.
    pub(super) label: String,
    /// The heading of a 章.
    pub(super) heading: String,
    /// Its piece of the source; of a 条 only the label.
    pub(super) raw: String,
    /// Words of it that cite this same text.
    pub(super) cites: Vec<String>,
    /// The number that the decision gives it.
    pub(super) pin: Option<String>,
    /// The label of the heading that the decision puts it under.
    pub(super) under: Option<String>,
    /// Whether the decision brought it.
    pub(super) fresh: bool,
    /// Whether it stands where it belongs although the decision brought it.
    pub(super) placed: bool,
}

impl Text {
    /// Reads `source`, whose file is `file`.
    pub(super) fn read(file: &str, source: &str) -> Self {
        let file: Arc<str> = file.into();
        let start = policy::body_start(source);
        let page = policy::policy(&file, source, start..source.len(), &PolicyOptions::default()).value;
        let front = source[..start].lines().find_map(|line| line.strip_prefix("title:"));
        let front = front.map(|title| title.trim().trim_matches(['"', '\'']).to_owned());
        let title = page.title.map(|(title, _)| title).or(front).unwrap_or_default();
        let tree = page.body.policy.unwrap_or_default();
        let mut nodes = Vec::new();
        let (top, citations) = (tree.nodes.get(), tree.citations.get());
        top.iter().for_each(|node| flatten(node, false, &mut nodes));
        let starts: Vec<usize> = nodes.iter().map(|(node, _)| line_start(source, node)).collect();
        let head = source[..starts.first().copied().unwrap_or(source.len())].to_owned();
        let mut lines: Vec<Line> = Vec::with_capacity(nodes.len());
        for (at, (node, fixed)) in nodes.iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(source.len()).max(starts[at]);
            let within = citations.iter().filter(|c| c.document == CitedDocument::This && !c.article.is_empty());
            let cites = within.filter(|c| starts[at] <= c.span.start && c.span.start < end).map(|c| c.text.clone());
            lines.push(Line {
                kind: if *fixed { NodeType::Attachment } else { node.kind },
                number: node.number.clone(),
                label: node.label.clone(),
                heading: node.heading.clone(),
                raw: source[starts[at]..end].to_owned(),
                cites: cites.collect(),
                pin: None,
                under: None,
                fresh: false,
                placed: false,
            });
        }
        number_paragraphs(&mut lines);
        let lead = lines.iter().find(|line| line.kind == NodeType::Article).and_then(|line| {
            let (lead, _) = line.raw.split_once(line.label.as_str())?;
            Some(lead.trim_start().to_owned())
        });
        let separator = lines.iter().find(|line| line.kind == NodeType::Article).and_then(|line| {
            let after = line.raw.split_once(line.label.as_str())?.1;
            (!after.is_empty() && !after.contains('\n')).then(|| after.trim_end_matches('*').to_owned())
        });
        let line = if source.contains("\r\n") { "\r\n" } else { "\n" };
        let gap = line.repeat(if source.contains("\n\n") || source.contains("\n\r\n") { 2 } else { 1 });
        let separator = separator.unwrap_or_else(|| "\u{3000}".to_owned());
        let tail = source[source.trim_end().len()..].to_owned();
        let tail = if tail.is_empty() { line.to_owned() } else { tail };
        // What is added behind the last line keeps its distance to it, whatever the file ends with.
        if let Some(last) = lines.last_mut() {
            last.raw = format!("{}{gap}", last.raw.trim_end());
        }
        Self { head, lines, lead: lead.unwrap_or_default(), separator, gap, title, tail }
    }

    /// The text as a file.
    pub(super) fn write(&self) -> String {
        let mut out = self.head.clone();
        let (mut open_label, mut annex) = (true, false);
        for line in self.lines.iter().filter(|line| !line.raw.is_empty()) {
            // The 条 of an annex are pieces of their own too: label and text belong together.
            let within = std::mem::replace(&mut annex, line.kind == NodeType::Attachment) && annex;
            let fresh_start = !(matches!(line.kind, NodeType::Paragraph) && open_label || within);
            if fresh_start && !out.is_empty() && !out.ends_with('\n') {
                out.push_str(&self.gap);
            }
            out.push_str(&line.raw);
            open_label = line.kind == NodeType::Article && !line.raw.ends_with('\n');
        }
        // What is new or the last now brings the distance to what followed it.
        out.truncate(out.trim_end().len());
        out.push_str(&self.tail);
        out
    }

    /// Where the 条 begins that had the number `number`, or that the decision brought under it.
    pub(super) fn article(&self, number: &str) -> Option<usize> {
        let is = |line: &&Line| line.kind == NodeType::Article;
        let old = self.lines.iter().position(|line| is(&line) && !line.fresh && line.number == number);
        old.or_else(|| self.lines.iter().position(|line| is(&line) && line.fresh && line.number == number))
    }

    /// The end of the 条 that begins at `start`.
    pub(super) fn article_end(&self, start: usize) -> usize {
        let inner = |line: &Line| {
            matches!(line.kind, NodeType::Paragraph | NodeType::Item | NodeType::Subitem | NodeType::Block)
        };
        self.lines[start + 1..].iter().position(|line| !inner(line)).map_or(self.lines.len(), |n| start + 1 + n)
    }

    /// Where the 款 of the range begin.
    pub(super) fn starts(&self, range: std::ops::Range<usize>, kind: NodeType) -> Vec<usize> {
        range.filter(|at| self.lines[*at].kind == kind).collect()
    }

    /// Paragraphs of a decision as lines of this text: 条 if `label` is one, else 款 and 项.
    pub(super) fn fragment(&self, paragraphs: &[String], label: Option<&str>) -> Vec<Line> {
        let words = paragraphs.join("\n\n");
        let labelled = words.trim_start().starts_with('第')
            && (begins_article(&words) || paragraphs.len() > 1 && begins_article(&paragraphs[1]));
        let source = match label {
            Some(label) if labelled || words.starts_with(label) => format!("# 〇\n\n{words}\n\n"),
            Some(label) => format!("# 〇\n\n{label}\u{3000}{words}\n\n"),
            None if begins_article(&words) => format!("# 〇\n\n{words}\n\n"),
            None => format!("# 〇\n\n第一条\u{3000}{words}\n\n"),
        };
        let mut lines = Text::read("", &source).lines;
        for line in &mut lines {
            line.fresh = true;
            line.cites.clear();
            if line.kind == NodeType::Article {
                line.raw = format!("{}{}{}", self.lead, line.label, self.separator);
                line.pin = label.is_some().then(|| line.number.clone());
            } else if !line.raw.is_empty() {
                line.raw = format!("{}{}", line.raw.trim(), self.gap);
            }
        }
        if label.is_none() {
            // Only what is below the 条 replaces what was below it.
            lines.retain(|line| line.kind != NodeType::Article);
        }
        lines
    }
}

/// Whether `text` begins with 第X条 and a space, as quoted articles do.
pub(super) fn begins_article(text: &str) -> bool {
    let Some((_, rest)) = text.strip_prefix('第').and_then(crate::content::numeral::parse_prefix) else {
        return false;
    };
    let Some(rest) = rest.strip_prefix('条') else { return false };
    let rest = match rest.strip_prefix('之').and_then(crate::content::numeral::parse_prefix) {
        Some((_, rest)) => rest,
        None => rest,
    };
    rest.starts_with(char::is_whitespace)
}

fn flatten<'n>(node: &'n Node, fixed: bool, out: &mut Vec<(&'n Node, bool)>) {
    let fixed = fixed || node.kind == NodeType::Attachment;
    out.push((node, fixed));
    node.children.iter().for_each(|child| flatten(child, fixed, out));
}

/// The start of `node`, with the marks of Markdown before it in its line.
fn line_start(source: &str, node: &Node) -> usize {
    let start = node.span.start.min(source.len());
    let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let marks = |c: char| matches!(c, '#' | '*' | '_' | '>') || c.is_whitespace();
    if source[line..start].chars().all(marks) { line } else { start }
}

/// 款 have no number of their own: their place in the 条 is one.
fn number_paragraphs(lines: &mut [Line]) {
    let mut count = 0;
    for line in lines {
        match line.kind {
            NodeType::Paragraph => {
                count += 1;
                line.number = count.to_string();
            }
            NodeType::Item | NodeType::Subitem | NodeType::Block => {}
            _ => count = 0,
        }
    }
}
