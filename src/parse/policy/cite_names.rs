//! Where each node stands in its article, for what 前款 and 本条 mean there.

use super::assemble::Made;
use super::structure::ITEM;
use crate::content::NodeType;

/// Where a node stands in its article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CitePlace {
    /// The article or heading, as one more than its index; 0 outside.
    holder: u32,
    /// The 款, from 1; 0 for none.
    paragraph: u32,
    /// The 项; 0 for none.
    item: u32,
    /// How many 款 the article has.
    pub(super) paragraphs: u32,
    /// Whether this 款 has 项.
    pub(super) has_items: bool,
    /// Whether any 款 of the article has 项.
    pub(super) any_items: bool,
}

impl CitePlace {
    /// Number of the article; empty outside articles.
    pub(super) fn article(self, nodes: &[Made]) -> &str {
        match self.holder.checked_sub(1).map(|i| &nodes[i as usize].node) {
            Some(node) if node.kind == NodeType::Article => &node.number,
            _ => "",
        }
    }

    /// The 款, from 1.
    pub(super) fn paragraph(self) -> Option<u32> {
        (self.paragraph > 0).then_some(self.paragraph)
    }

    /// The 项, from 1.
    pub(super) fn item(self) -> Option<u32> {
        (self.item > 0).then_some(self.item)
    }
}

/// The places of `nodes`, which are in the order of the text.
pub(super) fn places(nodes: &[Made]) -> Vec<CitePlace> {
    let mut places = vec![CitePlace::default(); nodes.len()];
    let mut at = 0;
    while at < nodes.len() {
        let next = at + 1;
        if matches!(nodes[at].node.kind, NodeType::Article | NodeType::Heading) {
            // An article is no part of the heading above it when it is cited.
            let ends = |i: &usize| nodes[*i].rank <= nodes[at].rank || nodes[*i].node.kind == NodeType::Article;
            let end = (next..nodes.len()).find(ends).unwrap_or(nodes.len());
            holder(nodes, at..end, &mut places);
            at = end;
        } else {
            at = next;
        }
    }
    places
}

/// Places an article and all that it holds.
fn holder(nodes: &[Made], range: std::ops::Range<usize>, places: &mut [CitePlace]) {
    let index = |i: usize| u32::try_from(i + 1).unwrap_or(0);
    let holder = index(range.start);
    let paragraphs = range.clone().filter(|i| nodes[*i].node.kind == NodeType::Paragraph).count();
    let paragraphs = u32::try_from(paragraphs).unwrap_or(u32::MAX);
    let any_items = range.clone().any(|i| nodes[i].rank >= ITEM && nodes[i].node.kind != NodeType::Block);
    places[range.start].holder = holder;
    let (mut paragraph, mut open, mut item) = (0u32, None::<usize>, 0);
    for i in range.skip(1) {
        let Made { node, rank, .. } = &nodes[i];
        let mut place = CitePlace { holder, paragraphs, any_items, ..CitePlace::default() };
        match node.kind {
            NodeType::Paragraph => {
                paragraph += 1;
                (open, item) = (Some(i), 0);
            }
            NodeType::Item | NodeType::Subitem => {
                if *rank == ITEM {
                    item = node.number.parse().unwrap_or(0);
                    if let Some(open) = open {
                        places[open].has_items = true;
                    }
                }
                place.has_items = true;
            }
            _ => {}
        }
        (place.paragraph, place.item) = (paragraph, item);
        places[i] = place;
    }
}
