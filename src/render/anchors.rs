//! Names for places on a page.

use std::collections::HashMap;

use crate::content::{Body, Heading, Node};

/// The places of a page, read once for all that are asked for: each of a thousand articles may be cited.
pub(super) struct Places<'a> {
    /// Of every node of a policy text that can be cited, by its anchor.
    labels: HashMap<String, String>,
    headings: &'a [Heading],
}

impl<'a> Places<'a> {
    pub(super) fn of(body: &'a Body) -> Self {
        let mut labels = HashMap::new();
        if let Some(policy) = &body.policy {
            let nodes = policy.nodes.get();
            let mut open: Vec<&Node> = nodes.iter().rev().collect();
            while let Some(node) = open.pop() {
                if !node.anchor.is_empty() && !labels.contains_key(&node.anchor) {
                    labels.insert(node.anchor.clone(), node.label.clone());
                }
                open.extend(node.children.iter().rev());
            }
        }
        Self { labels, headings: &body.headings }
    }

    /// What a reader would call the place `anchor`: `第十二条第二款` or the heading.
    pub(super) fn label(&self, anchor: &str) -> Option<String> {
        // The anchor of a 条 begins those of its 款 and 项.
        let article = anchor.split("-p").next().unwrap_or(anchor);
        if let Some(label) = self.labels.get(article) {
            let rest = anchor[article.len()..].split('-').filter(|p| !p.is_empty()).filter_map(level);
            return Some(std::iter::once(label.clone()).chain(rest).collect());
        }
        self.headings.iter().find(|h| h.anchor == anchor).map(|h| h.text.clone())
    }
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
