//! Policy texts as Akoma Ntoso 3.0, the OASIS standard for legislative documents (LegalDocML).
//!
//! 编 is `part`, 分编 `subpart`, 章 `chapter`, 节 `section`, 条 `article`, 款 `paragraph`, 项 `point`, 目 `indent`; the
//! levels 一、 of a text without articles are `level`. What has no level in the standard (tables, pictures) is an
//! `hcontainer`. A text that an “印发…的通知” carries, and each 附件, is a document of its own in `attachments`.
//! `eId`s follow the naming convention (part 2 of the standard, section 5): `art_12__para_2__point_3`.

use std::collections::BTreeMap;

use super::frbr::{self, Uris};
use super::xml::Xml;
use crate::content::{Node, NodeType, PolicyText};
use crate::link::{PageId, Site};

/// The namespace of Akoma Ntoso 3.0.
pub const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// The policy text `id` of `site` as an Akoma Ntoso document; none if the page is no policy.
pub fn akoma_ntoso(site: &Site, id: PageId) -> Option<String> {
    let text = site.page(id).draft.body.policy.as_deref()?;
    let refs = Refs::of(site, id, text);
    let uris = Uris::of(site, id);
    let mut writer = Writer { uris: &uris, xml: Xml::document(), refs, blocks: 0 };
    writer.xml.open("akomaNtoso", &[("xmlns", NAMESPACE)]).line();
    writer.document(
        &text.nodes.get(),
        &|xml| frbr::meta(xml, site, id, &uris),
        Some(&site.page(id).draft.meta.title.value),
    );
    writer.xml.close();
    Some(writer.xml.finish())
}

/// The `eId` of what has `anchor` on the page: `part-1-ch-2` is `part_1__chp_2`, `art-120-1-p2-i3` is
/// `art_120-1__para_2__point_3`.
pub fn eid(anchor: &str) -> String {
    let mut out = String::new();
    let mut bare = false;
    for token in anchor.split('-') {
        let numbered = |letter: char| {
            token.strip_prefix(letter).filter(|n| n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty())
        };
        let name = match token {
            "part" => Some("part"),
            "sub" | "subpart" => Some("subpart"),
            "ch" => Some("chp"),
            "s" => Some("sec"),
            "art" => Some("art"),
            "sec" => Some("lvl"),
            "doc" | "att" => Some("att"),
            "preamble" => Some("preamble"),
            "signature" => Some("conclusions"),
            "contents" => Some("toc"),
            _ => None,
        };
        let separator = if out.is_empty() { "" } else { "__" };
        if let Some(name) = name {
            out.push_str(separator);
            out.push_str(name);
            bare = true;
        } else if let Some(number) = numbered('p') {
            out.push_str(&format!("{separator}para_{number}"));
            bare = false;
        } else if let Some((name, number)) =
            numbered('i').map(|n| ("point", n)).or_else(|| numbered('s').map(|n| ("indent", n)))
        {
            out.push_str(&format!("{separator}{name}_{number}"));
            bare = false;
        } else {
            out.push(if bare { '_' } else { '-' });
            out.push_str(token);
            bare = false;
        }
    }
    out
}

/// Words of the text that cite something → where it lies.
struct Refs {
    /// By the anchor of the node in which they stand, in order.
    by_node: BTreeMap<String, Vec<(String, String)>>,
}

impl Refs {
    fn of(site: &Site, id: PageId, text: &PolicyText) -> Self {
        Self { by_node: references(site, id, text) }
    }
}

/// The citations of a text that lead somewhere, words and address, by the anchor of the node in which they stand.
pub(super) fn references(site: &Site, id: PageId, text: &PolicyText) -> BTreeMap<String, Vec<(String, String)>> {
    let mut by_node: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (index, citation) in text.citations.get().iter().enumerate() {
        let Some(href) = href(site, id, index) else { continue };
        by_node.entry(citation.within.clone()).or_default().push((citation.text.clone(), href));
    }
    by_node
}

fn href(site: &Site, id: PageId, index: usize) -> Option<String> {
    let target = site.policies.target(id.0, index)?;
    let fragment = target.anchor.as_deref().map(|anchor| format!("#{}", eid(anchor))).unwrap_or_default();
    if target.doc == id.0 {
        return (!fragment.is_empty()).then_some(fragment);
    }
    Some(format!("{}{fragment}", Uris::of(site, PageId(target.doc)).expression))
}

struct Writer<'a> {
    uris: &'a Uris,
    xml: Xml,
    refs: Refs,
    /// Blocks without an anchor, counted for their `eId`s.
    blocks: usize,
}

impl Writer<'_> {
    /// An `act` if there are articles, else a `doc`.
    fn document(&mut self, nodes: &[Node], meta: &dyn Fn(&mut Xml), title: Option<&str>) {
        let is = |node: &Node, kinds: &[NodeType]| kinds.contains(&node.kind);
        let annexes = || nodes.iter().filter(|n| is(n, &[NodeType::Attachment, NodeType::Document]));
        let aside =
            [NodeType::Attachment, NodeType::Document, NodeType::Signature, NodeType::Contents, NodeType::Preamble];
        let body: Vec<&Node> = nodes.iter().filter(|n| !is(n, &aside)).collect();
        let act = body.iter().any(|node| has_article(node));
        let (name, main) = if act { ("act", "body") } else { ("doc", "mainBody") };
        self.xml.open(name, &[("name", if act { "act" } else { "document" })]).line();
        meta(&mut self.xml);
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            self.xml.open("preface", &[]).open("longTitle", &[]).open("p", &[]);
            self.xml.leaf("docTitle", &[], title).close().close().close().line();
        }
        let preamble: Vec<&Node> = nodes.iter().filter(|n| is(n, &[NodeType::Preamble])).collect();
        self.words("preamble", &preamble);
        self.xml.open(main, &[]).line();
        body.iter().for_each(|node| self.node(node, ""));
        if body.is_empty() {
            self.xml.empty("p", &[]);
        }
        self.xml.close().line();
        let signatures: Vec<&Node> = nodes.iter().filter(|n| is(n, &[NodeType::Signature])).collect();
        self.words("conclusions", &signatures);
        if annexes().next().is_some() {
            self.xml.open("attachments", &[]).line();
            annexes().for_each(|node| self.annex(node));
            self.xml.close().line();
        }
        self.xml.close().line();
    }

    /// A part that is nothing but paragraphs.
    fn words(&mut self, name: &'static str, nodes: &[&Node]) {
        let mut lines = Vec::new();
        nodes.iter().for_each(|node| gather(node, &mut lines));
        if lines.is_empty() {
            return;
        }
        self.xml.open(name, &[]);
        for (anchor, text) in lines {
            self.paragraph(&text, &anchor);
        }
        self.xml.close().line();
    }

    fn annex(&mut self, node: &Node) {
        self.xml.open("attachment", &[("eId", &eid(&node.anchor))]);
        let heading = [node.label.as_str(), node.heading.as_str()].concat();
        if !heading.is_empty() {
            self.xml.leaf("heading", &[], &heading);
        }
        let own = (!node.text.is_empty()).then(|| Node {
            kind: NodeType::Block,
            children: Vec::new(),
            anchor: String::new(),
            heading: String::new(),
            label: String::new(),
            ..node.clone()
        });
        let nodes: Vec<Node> = own.into_iter().chain(node.children.iter().cloned()).collect();
        let component = eid(&node.anchor);
        let uris = self.uris;
        self.document(&nodes, &|xml| frbr::annex_meta(xml, uris, &component), None);
        self.xml.close().line();
    }

    fn node(&mut self, node: &Node, above: &str) {
        let name = match element(node.kind) {
            "preamble" | "conclusions" | "toc" | "attachment" => "hcontainer",
            name => name,
        };
        let own = if node.anchor.is_empty() { self.block(above) } else { eid(&node.anchor) };
        match name {
            "hcontainer" => self.xml.open(name, &[("eId", &own), ("name", "block")]),
            _ => self.xml.open(name, &[("eId", &own)]),
        };
        if !node.label.is_empty() {
            self.xml.leaf("num", &[], &node.label);
        }
        if !node.heading.is_empty() {
            self.xml.leaf("heading", &[], &node.heading);
        }
        if node.children.is_empty() {
            self.xml.open("content", &[]);
            self.lines(&node.text, &node.anchor);
            self.xml.close();
        } else {
            if !node.text.is_empty() {
                self.xml.open("intro", &[]);
                self.lines(&node.text, &node.anchor);
                self.xml.close();
            }
            node.children.iter().for_each(|child| self.node(child, &own));
        }
        self.xml.close();
        if matches!(node.kind, NodeType::Article | NodeType::Chapter | NodeType::Part | NodeType::Section) {
            self.xml.line();
        }
    }

    fn block(&mut self, above: &str) -> String {
        self.blocks += 1;
        let separator = if above.is_empty() { "" } else { "__" };
        format!("{above}{separator}hcontainer_{}", self.blocks)
    }

    fn lines(&mut self, text: &str, anchor: &str) {
        if text.is_empty() {
            self.xml.empty("p", &[]);
        }
        text.lines().filter(|line| !line.is_empty()).for_each(|line| self.paragraph(line, anchor));
    }

    /// `<p>` with the citations of the node at `anchor` marked. Each citation is found once, in the order of the text.
    fn paragraph(&mut self, line: &str, anchor: &str) {
        self.xml.open("p", &[]);
        let mut rest = line;
        if let Some(refs) = self.refs.by_node.get_mut(anchor) {
            while let Some((words, href)) = refs.first().cloned() {
                let Some(at) = rest.find(&words) else { break };
                self.xml.text(&rest[..at]).leaf("ref", &[("href", &href)], &words);
                rest = &rest[at + words.len()..];
                refs.remove(0);
            }
        }
        self.xml.text(rest).close();
    }
}

/// The element of a level inside the body.
pub(super) fn element(kind: NodeType) -> &'static str {
    match kind {
        NodeType::Part => "part",
        NodeType::Subpart => "subpart",
        NodeType::Chapter => "chapter",
        NodeType::Section => "section",
        NodeType::Article => "article",
        NodeType::Paragraph => "paragraph",
        NodeType::Item => "point",
        NodeType::Subitem => "indent",
        NodeType::Heading => "level",
        NodeType::Preamble => "preamble",
        NodeType::Signature => "conclusions",
        NodeType::Contents => "toc",
        NodeType::Attachment | NodeType::Document => "attachment",
        NodeType::Block => "hcontainer",
    }
}

fn has_article(node: &Node) -> bool {
    node.kind == NodeType::Article || node.children.iter().any(has_article)
}

/// Every line of `node` with the anchor of what holds it.
fn gather(node: &Node, lines: &mut Vec<(String, String)>) {
    let text = [node.label.as_str(), node.text.as_str()].concat();
    lines.extend(text.lines().filter(|line| !line.is_empty()).map(|line| (node.anchor.clone(), line.to_owned())));
    node.children.iter().for_each(|child| gather(child, lines));
}

#[cfg(test)]
mod tests {
    use super::eid;

    #[test]
    fn anchors_become_eids_by_the_naming_convention() {
        for (anchor, expected) in [
            ("art-12", "art_12"),
            ("art-120-1-p2-i3", "art_120-1__para_2__point_3"),
            ("art-1-p1-i2-s1", "art_1__para_1__point_2__indent_1"),
            ("part-1-ch-2-s-3", "part_1__chp_2__sec_3"),
            ("part-last", "part_last"),
            ("sec-4-p1", "lvl_4__para_1"),
            ("doc-2-art-3", "att_2__art_3"),
        ] {
            assert_eq!(eid(anchor), expected, "{anchor}");
        }
    }
}
