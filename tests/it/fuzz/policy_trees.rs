//! The structure of policy texts, and the links between two of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use shuyuan::content::{Node, Policy, PolicyText};
use shuyuan::diagnostics::Span;
use shuyuan::link::policy::{Pairings, PolicyDoc, compare, link_policies};
use shuyuan::parse::policy::{PolicyOptions, outline, outline_text, policy};

use super::{POLICIES, run_text, sound};

const SEEDS: &[&str] = &[
    "# 学习办法\n\n2025年3月5日 全体会议通过\n\n<!-- INFO END -->\n\n## 第一章　总　则\n\n第一条 甲。\n\n第二条 下列事项：\n\n（一）乙；\n\n1. 丙；\n\n（二）丁。\n\n前款规定。\n",
    "# 关于印发《办法》的通知\n\n书院发[2026]3号\n\n现将《办法》印发给你们。\n\n附件：1. 表\n\n办公室\n\n2026年3月5日\n\n办法\n\n目　录\n第一章　总则\n第一章　总则\n第一条 依照《学习办法》第三条至第五条、第六条第一款第（一）、（二）项。\n\n附件1\n\n第一条 本办法第三条之一。",
    "一、将第三条修改为：“第三条 甲。\n\n“第四条 乙。”\n\n二、删去第五条。\n\n| 甲 | 乙 |\n|---|---|\n\n> 引\n\n[^1]: 注\n",
];

/// Every node lies within the one that contains it.
fn nested(text: &str, nodes: &[Node], within: &Span) {
    for node in nodes {
        assert!(within.start <= node.span.start && node.span.end <= within.end, "{:?}", node.anchor);
        assert!(text.is_char_boundary(node.span.start) && text.is_char_boundary(node.span.end));
        nested(text, &node.children, &node.span);
    }
}

fn tree(text: &str) -> Arc<PolicyText> {
    let file: Arc<str> = "a.md".into();
    let checked = policy(&file, text, 0..text.len(), &PolicyOptions::default());
    sound(text, &checked.diagnostics);
    assert!(checked.diagnostics.iter().all(|fault| fault.span.is_some()));
    let body = checked.value.body;
    let mut last = 0;
    for hole in &body.holes {
        assert!(hole.offset >= last && body.html.get().is_char_boundary(hole.offset));
        last = hole.offset;
    }
    let unique: BTreeSet<&str> = body.anchors.iter().collect();
    assert_eq!(unique.len(), body.anchors.iter().count());
    let tree = body.policy.expect("a tree");
    nested(text, &tree.nodes.get(), &Span::new(&file, 0..text.len()));
    for citation in tree.citations.get().iter() {
        let words = text.get(citation.span.start..citation.span.end).expect("at whole characters");
        assert!(!words.is_empty());
    }
    outline(text, &tree.nodes.get());
    outline_text(&tree.nodes.get());
    tree
}

fn linked(one: &PolicyText, other: &PolicyText) {
    let details = Policy::default();
    let doc = |path, title, text| PolicyDoc {
        draft: None,
        path,
        url: path,
        title,
        span: Span::file(&"a.md".into()),
        part: None,
        policy: Some(&details),
        text: Some(text),
        citations: &text.citations,
        published: None,
        supersedes: Vec::new(),
        superseded_by: Vec::new(),
        amends: Vec::new(),
    };
    let docs = [doc("a.md", "学习办法", one), doc("b.md", "办法", other)];
    link_policies(&docs, &BTreeMap::new(), time::macros::date!(2026 - 01 - 01));
    let rows = compare((0, one), (1, other), &Pairings::default()).rows;
    assert!(rows.iter().all(|row| row.old.is_some() || row.new.is_some()));
}

#[test]
fn policy_trees_and_links() {
    let corpus = [POLICIES, SEEDS].concat();
    run_text(&corpus, |text, random| linked(&tree(text), &tree(random.one::<&str>(&corpus))));
}
