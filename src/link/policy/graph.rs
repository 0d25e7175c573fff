//! The citation graph as JSON.

use std::sync::Arc;

use serde::Serialize;

use super::cites::Outcome;
use super::{CiteTarget, PolicyDoc, PolicyLinks};
use crate::content::Citation;

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

/// Every text that cites or is cited and every citation that resolves, in the order of `docs` and of their text. With
/// `consume` the outcomes lose their part as it is written, for a site whose citations are too many to be held twice.
pub(super) fn citations_json(
    docs: &[PolicyDoc<'_>],
    links: &PolicyLinks,
    outcomes: &mut [Outcome],
    consume: bool,
) -> String {
    let mut used = vec![false; docs.len()];
    for (from, outcome) in outcomes.iter().enumerate().filter(|(_, outcome)| !outcome.edges.is_empty()) {
        used[from] = true;
        for outgoing in &outcome.resolved.outgoing {
            used[outgoing.doc] = true;
        }
    }
    let nodes: Vec<GraphNode<'_>> = docs
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
    let nodes = serde_json::to_string(&nodes).unwrap_or_default();
    let edges = outcomes.iter().map(|outcome| outcome.edges.len() + 1);
    let mut graph = String::with_capacity(nodes.len() + edges.sum::<usize>() + 32);
    graph.push_str("{\"nodes\":");
    graph.push_str(&nodes);
    graph.push_str(",\"edges\":[");
    let mut first = true;
    for outcome in outcomes.iter_mut().filter(|outcome| !outcome.edges.is_empty()) {
        if !std::mem::take(&mut first) {
            graph.push(',');
        }
        graph.push_str(&outcome.edges);
        if consume {
            outcome.edges = Arc::default();
        }
    }
    graph.push_str("]}");
    graph
}

/// The citations of document `from` as they stand in the list of edges, without its brackets.
pub(super) fn edges(
    docs: &[PolicyDoc<'_>],
    from: usize,
    citations: &[Citation],
    targets: &[Option<CiteTarget>],
) -> String {
    let mut out = Vec::new();
    for (citation, target) in citations.iter().zip(targets) {
        let Some(target) = target else {
            continue;
        };
        if !out.is_empty() {
            out.push(b',');
        }
        let edge = Edge {
            from: docs[from].path,
            from_anchor: &citation.within,
            to: docs[target.doc].path,
            to_anchor: target.anchor.as_deref().unwrap_or(""),
            place: &target.place,
            text: citation.text.get(target.skip..).unwrap_or(&citation.text),
        };
        // Strings only, into memory: this cannot fail.
        let _ = serde_json::to_writer(&mut out, &edge);
    }
    String::from_utf8(out).unwrap_or_default()
}
