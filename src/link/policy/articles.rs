//! The anchors of a text by number.

use std::collections::BTreeMap;

use crate::content::{Node, NodeType, PolicyText};

/// Where the articles of a text and of its attachments stand.
pub(super) struct Articles<'a> {
    /// What its anchors begin with (`att-1-`, or nothing) → number → node.
    containers: BTreeMap<String, BTreeMap<&'a str, &'a Node>>,
}

/// Where a reference within a text leads.
pub(super) enum Found {
    /// To this anchor.
    Exact(String),
    /// No such article.
    NoArticle,
    /// The article is there, but not the 款, 项 or 目; this is the nearest that is.
    NoPart(String),
}

impl<'a> Articles<'a> {
    pub(super) fn new(text: &'a PolicyText) -> Self {
        let mut articles = Self { containers: BTreeMap::new() };
        let mut open: Vec<&Node> = text.nodes.iter().collect();
        let mut headings: BTreeMap<&str, &Node> = BTreeMap::new();
        while let Some(node) = open.pop() {
            match node.kind {
                NodeType::Article => {
                    let prefix = node.anchor.find("art-").map_or("", |i| &node.anchor[..i]);
                    let container = articles.containers.entry(prefix.to_owned()).or_default();
                    // The first of two with one number has the plain anchor.
                    let entry = container.entry(&node.number).or_insert(node);
                    if node.span.start < entry.span.start {
                        *entry = node;
                    }
                }
                NodeType::Heading if node.anchor.starts_with("sec-") => {
                    headings.entry(&node.number).or_insert(node);
                }
                _ => {}
            }
            if node.kind != NodeType::Article {
                open.extend(&node.children);
            }
        }
        // Amendments number their points 一、 and are cited by 条.
        if articles.containers.is_empty() && !headings.is_empty() {
            articles.containers.insert(String::new(), headings);
        }
        articles
    }

    /// Whether there is anything to cite.
    pub(super) fn is_empty(&self) -> bool {
        self.containers.is_empty()
    }

    /// How many articles the main document has.
    pub(super) fn len(&self) -> usize {
        self.containers.get("").map_or(0, BTreeMap::len)
    }

    fn container(&self, within: &str) -> Option<&BTreeMap<&'a str, &'a Node>> {
        let own = self
            .containers
            .iter()
            .rev()
            .find(|(prefix, _)| !prefix.is_empty() && within.starts_with(prefix.as_str()))
            .map(|(_, container)| container);
        own.or_else(|| self.containers.get(""))
    }

    /// The article with this number, as seen from the node `within`.
    pub(super) fn article(&self, within: &str, number: &str) -> Option<&'a Node> {
        self.container(within)?.get(number).copied()
    }

    /// The articles from `first` to `last`.
    pub(super) fn range(&self, within: &str, first: &str, last: &str) -> Vec<&'a Node> {
        let key = |number: &str| {
            let mut parts = number.split('-').map(|p| p.parse::<u32>().unwrap_or(0));
            (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
        };
        let (low, high) = (key(first), key(last));
        let mut nodes: Vec<&Node> = self
            .container(within)
            .into_iter()
            .flatten()
            .filter(|(number, _)| (low..=high).contains(&key(number)))
            .map(|(_, node)| *node)
            .collect();
        nodes.sort_by_key(|node| node.span.start);
        nodes
    }

    /// Where 第X条第Y款第Z项 stands.
    pub(super) fn find(&self, within: &str, cited: &crate::content::Citation) -> Found {
        let Some(article) = self.article(within, &cited.article) else {
            return Found::NoArticle;
        };
        let mut at = article;
        if let Some(number) = cited.paragraph {
            match (number as usize).checked_sub(1).and_then(|i| paragraphs(article).nth(i)) {
                Some(paragraph) => at = paragraph,
                None => return Found::NoPart(article.anchor.clone()),
            }
        }
        let Some(number) = cited.item else {
            return Found::Exact(at.anchor.clone());
        };
        // Without 款 the only one is meant, or the one with the list.
        let item = if cited.paragraph.is_some() {
            child(at, number)
        } else {
            child(article, number).or_else(|| paragraphs(article).find_map(|p| child(p, number)))
        };
        let Some(item) = item else {
            return Found::NoPart(at.anchor.clone());
        };
        match cited.subitem {
            None => Found::Exact(item.anchor.clone()),
            Some(number) => match child(item, number) {
                Some(sub) => Found::Exact(sub.anchor.clone()),
                None => Found::NoPart(item.anchor.clone()),
            },
        }
    }
}

fn paragraphs(article: &Node) -> impl Iterator<Item = &Node> {
    article.children.iter().filter(|n| n.kind == NodeType::Paragraph)
}

/// The 项 or 目 of `node` with this number.
fn child(node: &Node, number: u32) -> Option<&Node> {
    let number = number.to_string();
    node.children.iter().find(|n| matches!(n.kind, NodeType::Item | NodeType::Subitem) && n.number == number)
}
