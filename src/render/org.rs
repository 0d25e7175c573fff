//! Offices as a tree.

use super::context::RenderInputs;
use super::pages::page_link;
use super::view::OrgNode;
use crate::content::{Details, Kind};
use crate::link::PageId;

/// Office above → office below, for all of the site.
pub(super) fn parents(inputs: &RenderInputs<'_>) -> Vec<(PageId, PageId)> {
    let pair = |(child, page): (PageId, &crate::link::Page)| match &page.draft.details {
        Details::Org(org) => {
            let parent = inputs.site.target_page(child, &org.parent.as_ref()?.value)?;
            Some((parent, child))
        }
        _ => None,
    };
    inputs.site.all().iter().filter_map(pair).collect()
}

/// Offices below `id`; `above` keeps offices that name each other as parents from going round for ever.
pub(super) fn below(
    inputs: &RenderInputs<'_>,
    id: PageId,
    parents: &[(PageId, PageId)],
    above: &mut Vec<PageId>,
) -> Vec<OrgNode> {
    let mut children: Vec<PageId> =
        parents.iter().filter(|(parent, child)| *parent == id && !above.contains(child)).map(|(_, c)| *c).collect();
    children.sort_by_key(|c| (inputs.site.page(*c).draft.meta.weight.unwrap_or(i64::MAX), *c));
    children
        .into_iter()
        .map(|child| {
            above.push(child);
            let below = self::below(inputs, child, parents, above);
            above.pop();
            node(inputs, child, below)
        })
        .collect()
}

fn node(inputs: &RenderInputs<'_>, id: PageId, children: Vec<OrgNode>) -> OrgNode {
    OrgNode { link: page_link(inputs, id), summary: inputs.site.page(id).draft.meta.summary.clone(), children }
}

/// The offices of a folder as one tree, if nothing else lies in it and each has its place there.
pub(super) fn of_folder(inputs: &RenderInputs<'_>, id: PageId) -> Vec<OrgNode> {
    let offices = inputs.site.children(id);
    if offices.is_empty() || offices.iter().any(|id| inputs.site.page(*id).draft.kind != Kind::Org) {
        return Vec::new();
    }
    let parents = parents(inputs);
    let is_top = |id: &&PageId| !parents.iter().any(|(parent, child)| child == *id && offices.contains(parent));
    let tops = offices.iter().filter(is_top);
    let tree: Vec<OrgNode> =
        tops.map(|top| node(inputs, *top, below(inputs, *top, &parents, &mut vec![*top]))).collect();
    // Offices that are part of each other have no top, and a tree without them would hide them.
    if tree.iter().map(count).sum::<usize>() < offices.len() { Vec::new() } else { tree }
}

fn count(node: &OrgNode) -> usize {
    1 + node.children.iter().map(count).sum::<usize>()
}
