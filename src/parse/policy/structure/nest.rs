use std::sync::Arc;

use crate::content::Node;

/// Nests the flat list: each node goes below the nearest earlier one of lower rank.
pub(in crate::parse::policy) fn nest(file: &Arc<str>, nodes: Vec<(u8, Node)>) -> Vec<Node> {
    let mut top = Vec::new();
    let mut open: Vec<(u8, Node)> = Vec::new();
    let close = |open: &mut Vec<(u8, Node)>, top: &mut Vec<Node>| {
        if let Some((_, node)) = open.pop() {
            match open.last_mut() {
                Some((_, parent)) => {
                    // Most have one or two children, and room for four would be half of a law's memory.
                    if parent.children.len() < 3 {
                        parent.children.reserve_exact(1);
                    }
                    parent.span.end = parent.span.end.max(node.span.end);
                    parent.children.push(node);
                }
                None => top.push(node),
            }
        }
    };
    for (rank, node) in nodes {
        while open.last().is_some_and(|(r, _)| *r >= rank) {
            close(&mut open, &mut top);
        }
        open.push((rank, node));
    }
    while !open.is_empty() {
        close(&mut open, &mut top);
    }
    debug_assert!(top.iter().all(|n: &Node| n.span.file == *file));
    top
}
