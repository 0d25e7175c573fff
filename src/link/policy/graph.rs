//! The citation graph as JSON.

use serde::Serialize;

use super::{PolicyDoc, PolicyLinks};

#[derive(Serialize)]
struct Graph<'a> {
    nodes: Vec<GraphNode<'a>>,
    edges: Vec<Edge<'a>>,
}

#[derive(Serialize)]
struct GraphNode<'a> {
    path: &'a str,
    url: &'a str,
    title: &'a str,
    kind: &'static str,
    status: Option<&'static str>,
}

#[derive(Serialize)]
struct Edge<'a> {
    from: &'a str,
    from_anchor: &'a str,
    to: &'a str,
    to_anchor: &'a str,
    place: &'a str,
    text: &'a str,
}

/// Every text that cites or is cited and every citation that resolves, in the order of `docs` and of their text.
pub fn citations_json(docs: &[PolicyDoc<'_>], links: &PolicyLinks) -> String {
    let mut used = vec![false; docs.len()];
    let mut edges = Vec::new();
    for (from, targets) in links.citations.iter().enumerate() {
        for (citation, target) in docs[from].citations.iter().zip(targets) {
            let Some(target) = target else {
                continue;
            };
            (used[from], used[target.doc]) = (true, true);
            edges.push(Edge {
                from: docs[from].path,
                from_anchor: &citation.within,
                to: docs[target.doc].path,
                to_anchor: target.anchor.as_deref().unwrap_or(""),
                place: &target.place,
                text: &citation.text,
            });
        }
    }
    let nodes = docs
        .iter()
        .enumerate()
        .filter(|(i, _)| used[*i])
        .map(|(i, doc)| GraphNode {
            path: doc.path,
            url: doc.url,
            title: doc.title,
            kind: if doc.policy.is_some() { "policy" } else { "page" },
            status: links.status.get(&i).map(|facts| facts.status.name()),
        })
        .collect();
    // Strings and lists only: this cannot fail.
    serde_json::to_string(&Graph { nodes, edges }).unwrap_or_default()
}
