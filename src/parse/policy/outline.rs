//! The tree of a policy text for `shuyuan outline`.

use serde::Serialize;

use crate::content::{Node, NodeType};

/// A node as machines read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutlineNode {
    /// `part`, `subpart`, `chapter`, `section`, `article`, `paragraph`, `item`, `subitem`, `attachment` …
    #[serde(rename = "type")]
    pub kind: NodeType,
    /// `12`, `120-1` or empty.
    pub number: String,
    /// The heading without its number.
    pub heading: String,
    /// For example `art-12-p2`.
    pub anchor: String,
    /// From 1.
    pub line: usize,
    /// Characters from its first to its last, children included.
    pub length: usize,
    /// What it contains.
    pub children: Vec<OutlineNode>,
}

/// Where the body of `text` begins: after the front matter, if it has any.
pub fn body_start(text: &str) -> usize {
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut at = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        match i {
            0 if !is_fence(line.trim_start_matches('\u{feff}')) => return 0,
            0 => {}
            _ if is_fence(line) => return at,
            _ => {}
        }
    }
    0
}

/// The outline of `nodes`, which stand in `text`.
pub fn outline(text: &str, nodes: &[Node]) -> Vec<OutlineNode> {
    let breaks: Vec<usize> = text.match_indices('\n').map(|(i, _)| i).collect();
    // The tree is at most as deep as there are levels, so recursion is safe.
    nodes.iter().map(|node| one(text, &breaks, node)).collect()
}

fn one(text: &str, breaks: &[usize], node: &Node) -> OutlineNode {
    OutlineNode {
        kind: node.kind,
        number: node.number.clone(),
        heading: node.heading.clone(),
        anchor: node.anchor.clone(),
        line: breaks.partition_point(|i| *i < node.span.start) + 1,
        length: text.get(node.span.start..node.span.end).map_or(0, |t| t.chars().count()),
        children: node.children.iter().map(|child| one(text, breaks, child)).collect(),
    }
}

/// The outline as people read it: one line per node, children indented.
pub fn outline_text(nodes: &[Node]) -> String {
    let mut out = String::new();
    let mut open: Vec<(usize, &Node)> = nodes.iter().rev().map(|node| (0, node)).collect();
    while let Some((depth, node)) = open.pop() {
        let name = match (node.label.is_empty(), node.heading.is_empty()) {
            (false, false) => format!("{} {}", node.label, node.heading),
            (true, true) => name(node.kind).to_owned(),
            _ => format!("{}{}", node.label, node.heading),
        };
        let start: String = node.text.chars().take(24).collect();
        let dots = if node.text.chars().nth(24).is_some() { "…" } else { "" };
        let space = if start.is_empty() { "" } else { " " };
        let anchor = if node.anchor.is_empty() { String::new() } else { format!("  #{}", node.anchor) };
        out.push_str(&format!("{}{name}{space}{start}{dots}{anchor}\n", "  ".repeat(depth)));
        open.extend(node.children.iter().rev().map(|child| (depth + 1, child)));
    }
    out
}

fn name(kind: NodeType) -> &'static str {
    match kind {
        NodeType::Part => "编",
        NodeType::Subpart => "分编",
        NodeType::Chapter => "章",
        NodeType::Section => "节",
        NodeType::Article => "条",
        NodeType::Paragraph => "款",
        NodeType::Item => "项",
        NodeType::Subitem => "目",
        NodeType::Heading => "部分",
        NodeType::Preamble => "序言",
        NodeType::Contents => "目录",
        NodeType::Attachment => "附件",
        NodeType::Signature => "落款",
        NodeType::Document => "正文",
        NodeType::Block => "其他",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::policy::{PolicyOptions, policy};

    #[test]
    fn json_has_the_keys_that_are_promised() {
        let text = "---\ntitle: 办法\n---\n第一条 甲：\n（一）乙。\n";
        let start = body_start(text);
        let page = policy(&"a.md".into(), text, start..text.len(), &PolicyOptions::default()).value;
        let tree = page.body.policy.expect("a tree");
        assert_eq!(
            serde_json::to_string(&outline(text, &tree.nodes.get())).expect("plain data"),
            "[{\"type\":\"article\",\"number\":\"1\",\"heading\":\"\",\"anchor\":\"art-1\",\"line\":4,\"length\":12,\"children\":[\
             {\"type\":\"paragraph\",\"number\":\"\",\"heading\":\"\",\"anchor\":\"art-1-p1\",\"line\":4,\"length\":8,\"children\":[\
             {\"type\":\"item\",\"number\":\"1\",\"heading\":\"\",\"anchor\":\"art-1-p1-i1\",\"line\":5,\"length\":5,\"children\":[]}]}]}]"
        );
        assert_eq!(body_start("---\ntitle: 甲"), 0);
        assert_eq!(body_start(""), 0);
    }
}
