//! The third step: the order in a folder, and who comes before and after whom.

use std::cmp::{Ordering, Reverse};

use time::Date;

use super::PageId;
use super::tree::{Tree, descendants};
use super::urls::Placed;
use crate::content::{Details, Draft, Kind, SortBy, When};

/// Pages with addresses, in the order in which readers go through them.
pub(super) struct Arranged {
    pub(super) placed: Placed,
    /// Of every page the one before it in its folder, or in its course, and the one after it.
    pub(super) neighbours: Vec<Neighbours>,
}

/// The page before and the page after.
pub(super) type Neighbours = (Option<PageId>, Option<PageId>);

/// Sorts the children of every folder and finds who comes before and after whom.
pub(super) fn arrange(mut placed: Placed, today: Date) -> Arranged {
    let sorted: Vec<Vec<PageId>> = placed
        .tree
        .nodes
        .iter()
        .map(|node| {
            let mut children = node.children.clone();
            let by = order_of(&node.draft);
            children.sort_by(|a, b| compare(&placed.tree, (by, today), *a, *b));
            children
        })
        .collect();
    for (node, children) in placed.tree.nodes.iter_mut().zip(sorted) {
        node.children = children;
    }
    let neighbours = neighbours(&placed.tree);
    Arranged { placed, neighbours }
}

fn order_of(folder: &Draft) -> SortBy {
    match &folder.details {
        Details::Column(column) => column.sort.unwrap_or(SortBy::Weight),
        _ => SortBy::Weight,
    }
}

fn compare(tree: &Tree, (by, today): (SortBy, Date), a: PageId, b: PageId) -> Ordering {
    let titles = (&tree.node(a).facts.sort_key, &tree.node(b).facts.sort_key);
    let (a, b) = (tree.draft(a), tree.draft(b));
    let weight = |d: &Draft| d.meta.weight.unwrap_or(i64::MAX);
    let date = |d: &Draft| Reverse(d.meta.published_at.as_ref().map(|at| at.value));
    match by {
        SortBy::Weight if a.kind == Kind::Event && b.kind == Kind::Event => {
            weight(a).cmp(&weight(b)).then_with(|| coming(a, today).cmp(&coming(b, today)))
        }
        SortBy::Weight => weight(a).cmp(&weight(b)).then_with(|| date(a).cmp(&date(b))),
        SortBy::Date => date(a).cmp(&date(b)),
        SortBy::Title => titles.0.cmp(titles.1),
    }
    .then_with(|| a.path.cmp(&b.path))
}

/// Events that come, soonest first; then those that are over, the latest first.
fn coming(event: &Draft, today: Date) -> (bool, Option<When>, Reverse<Option<When>>) {
    let Details::Event(event) = &event.details else { return (true, None, Reverse(None)) };
    match event.next(today) {
        Some(next) => (false, Some(next.start), Reverse(None)),
        None => (true, None, Reverse(Some(event.shown(today).start))),
    }
}

/// Neighbours are the leaves of one folder, whose folders are not stepped through; in a course one goes from the last unit
/// of a part to the first of the next.
fn neighbours(tree: &Tree) -> Vec<Neighbours> {
    let mut neighbours = vec![(None, None); tree.nodes.len()];
    let is_leaf = |id: &PageId| !tree.draft(*id).kind.is_folder();
    for node in &tree.nodes {
        chain(&mut neighbours, node.children.iter().copied().filter(is_leaf));
    }
    for (id, _) in tree.iter().filter(|(_, node)| node.draft.kind == Kind::Course) {
        chain(&mut neighbours, descendants(id, |id| (tree.draft(id).kind, &tree.node(id).children)));
    }
    neighbours
}

fn chain(neighbours: &mut [Neighbours], pages: impl IntoIterator<Item = PageId>) {
    let mut before: Option<PageId> = None;
    for id in pages {
        if let Some(before) = before.replace(id) {
            neighbours[before.0].1 = Some(id);
            neighbours[id.0].0 = Some(before);
        }
    }
}
