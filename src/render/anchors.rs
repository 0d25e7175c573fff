//! Names for places on a page.

use std::borrow::Cow;

use crate::content::{Body, Heading, Node, NodeType};

/// The places of a page, read once for all that are asked for.
pub(super) struct Places<'a> {
    nodes: Cow<'a, Vec<Node>>,
    headings: &'a [Heading],
}

impl<'a> Places<'a> {
    pub(super) fn of(body: &'a Body) -> Self {
        let nodes = body.policy.as_ref().map(|policy| policy.nodes.get());
        Self { nodes: nodes.unwrap_or_default(), headings: &body.headings }
    }

    /// What a reader would call the place `anchor`: `第十二条第二款` or the heading.
    pub(super) fn label(&self, anchor: &str) -> Option<String> {
        let heading = || self.headings.iter().find(|h| h.anchor == anchor).map(|h| h.text.clone());
        in_nodes(&self.nodes, anchor).or_else(heading)
    }
}

fn in_nodes(nodes: &[Node], anchor: &str) -> Option<String> {
    // The anchor of a 条 begins those of its 款 and 项, so one article is enough to descend into.
    let article = anchor.split("-p").next().unwrap_or(anchor);
    let mut stack: Vec<&Node> = nodes.iter().rev().collect();
    while let Some(node) = stack.pop() {
        if node.anchor == article {
            let rest = anchor[article.len()..].split('-').filter(|p| !p.is_empty()).filter_map(level);
            return Some(std::iter::once(node.label.clone()).chain(rest).collect());
        }
        if node.kind != NodeType::Article || article.starts_with(&node.anchor) {
            stack.extend(node.children.iter().rev());
        }
    }
    None
}

/// `p2` → 第二款, `i3` → 第三项, `s1` → 第一目.
fn level(part: &str) -> Option<String> {
    let unit = match part.get(..1)? {
        "p" => "款",
        "i" => "项",
        "s" => "目",
        _ => return None,
    };
    let number: u32 = part.get(1..)?.parse().ok()?;
    Some(format!("第{}{unit}", crate::content::numeral::to_chinese(number)))
}
