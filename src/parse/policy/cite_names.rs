//! What each node is called in a citation: 第十二条第二款第（三）项.

use super::assemble::Made;
use super::structure::ITEM;
use crate::content::{NodeType, numeral};

/// The name of a node and its place in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CiteName {
    /// `第十二条第二款`; empty for what cannot be cited.
    pub(super) name: String,
    /// Number of the article; empty outside articles.
    pub(super) article: String,
    /// The 款.
    pub(super) paragraph: Option<u32>,
    /// The 项.
    pub(super) item: Option<u32>,
    /// Whether this 款 has 项.
    pub(super) has_items: bool,
}

/// The names of `nodes`, which are in the order of the text.
pub(super) fn names(nodes: &[Made]) -> Vec<CiteName> {
    let mut names = vec![CiteName::default(); nodes.len()];
    let mut at = 0;
    while at < nodes.len() {
        let kind = nodes[at].node.kind;
        let end = (at + 1..nodes.len())
            .find(|i| nodes[*i].rank <= nodes[at].rank)
            .unwrap_or(nodes.len());
        if matches!(kind, NodeType::Article | NodeType::Heading) {
            holder(nodes, at..end, &mut names);
            at = end;
        } else {
            at += 1;
        }
    }
    names
}

/// Names an article and all that it holds.
fn holder(nodes: &[Made], range: std::ops::Range<usize>, names: &mut [CiteName]) {
    let first = &nodes[range.start].node;
    let is_article = first.kind == NodeType::Article;
    let base = if is_article {
        numeral::article_name(&first.number)
    } else {
        format!("第{}部分", first.label.trim_end_matches(['、', '.', '．']))
    };
    let article = if is_article { first.number.clone() } else { String::new() };
    let several = range
        .clone()
        .filter(|i| nodes[*i].node.kind == NodeType::Paragraph)
        .nth(1)
        .is_some();
    names[range.start] = CiteName { name: base.clone(), article: article.clone(), ..CiteName::default() };
    let (mut paragraph, mut open) = (0u32, None::<usize>);
    let mut above = vec![base.clone()];
    let mut item = None;
    for i in range.skip(1) {
        let Made { node, rank, .. } = &nodes[i];
        let mut name = String::new();
        match node.kind {
            NodeType::Paragraph => {
                paragraph += 1;
                open = Some(i);
                name = if several && is_article {
                    format!("{base}第{}款", numeral::to_chinese(paragraph))
                } else {
                    base.clone()
                };
                above = vec![name.clone()];
                item = None;
            }
            NodeType::Item | NodeType::Subitem => {
                let depth = usize::from(*rank - ITEM);
                above.truncate(depth + 1);
                let unit = if depth == 0 { "项" } else { "目" };
                let upper = above.last().map_or("", String::as_str);
                name = format!("{upper}第{}{unit}", item_number(&node.label));
                above.push(name.clone());
                if depth == 0 {
                    item = node.number.parse().ok();
                    if let Some(open) = open {
                        names[open].has_items = true;
                    }
                }
            }
            _ => {}
        }
        names[i] = CiteName {
            name,
            article: article.clone(),
            paragraph: (paragraph > 0).then_some(paragraph),
            item,
            has_items: matches!(node.kind, NodeType::Item | NodeType::Subitem),
        };
    }
}

/// （三） and 1 as they stand in a citation.
fn item_number(label: &str) -> &str {
    label.trim_end_matches(['.', '．', '、'])
}
