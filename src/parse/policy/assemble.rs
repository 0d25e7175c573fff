//! The flat layout → nodes with anchors.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use super::inline::plain;
use super::structure::{Flat, ITEM, span};
use crate::content::{Node, NodeType};

/// A node with what the HTML needs besides the tree.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// Its rank, for nesting.
    pub(super) rank: u8,
    /// The node, without children.
    pub(super) node: Node,
    /// Its own text in the source.
    pub(super) text: Option<Range<usize>>,
    /// Whether the text is Markdown of block level.
    pub(super) raw: bool,
}

/// Gives every node of `flats` its anchor.
pub(super) fn assemble(file: &Arc<str>, text: &str, flats: Vec<Flat>) -> Vec<Made> {
    let mut anchors = Anchors { main: main_container(&flats), ..Anchors::default() };
    flats
        .into_iter()
        .map(|flat| {
            let anchor = anchors.of(&flat);
            let slice = |range: &Option<Range<usize>>| range.clone().map_or("", |r| &text[r]);
            let heading = collapse(slice(&flat.heading));
            let own = if flat.kind == NodeType::Signature {
                slice(&flat.text).split_whitespace().collect::<Vec<_>>().join(" ")
            } else {
                plain(slice(&flat.text))
            };
            Made {
                rank: flat.rank,
                node: Node {
                    kind: flat.kind,
                    number: flat.number,
                    heading,
                    label: slice(&flat.label).to_owned(),
                    anchor,
                    text: own,
                    // A label in bold begins behind its asterisks.
                    span: span(file, &(flat.label.as_ref().map_or(flat.span.start, |l| l.start)..flat.span.end)),
                    children: Vec::new(),
                },
                text: flat.text,
                raw: flat.raw,
            }
        })
        .collect()
}

/// 附　则 → 附则, but longer headings keep their spaces.
fn collapse(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let word: String = text.chars().filter(|c| !super::lines::is_space(*c)).collect();
    if word.chars().count() <= 4 { word } else { plain(text).trim().to_owned() }
}

/// The number of the first document or attachment that has articles: 0 is the text itself. Its articles get the plain
/// anchors `art-12`, whether or not a covering notice stands before them.
fn main_container(flats: &[Flat]) -> usize {
    let mut container = 0;
    for flat in flats {
        match flat.kind {
            NodeType::Document | NodeType::Attachment => container += 1,
            NodeType::Article => return container,
            _ => {}
        }
    }
    0
}

#[derive(Default)]
struct Anchors {
    main: usize,
    container: usize,
    documents: u32,
    attachments: u32,
    prefix: String,
    part: String,
    /// Anchor of the open 分编 and a dash, or else of the 编, or empty.
    subpart: String,
    chapter: String,
    /// Anchor of what holds paragraphs now, such as `art-12`.
    holder: String,
    paragraphs: u32,
    /// Anchor of the open 款, or empty.
    paragraph: String,
    /// Anchors of the open items by depth.
    items: Vec<String>,
    /// Anchors of levels down to 条; those of 款 follow from them.
    used: HashMap<String, u32>,
    /// Anchors of the items since the last 款.
    used_items: HashMap<String, u32>,
}

impl Anchors {
    fn of(&mut self, flat: &Flat) -> String {
        let number = &flat.number;
        match flat.kind {
            NodeType::Document | NodeType::Attachment => self.container(flat),
            NodeType::Part => {
                self.part.clear();
                self.chapter.clear();
                let anchor = self.level("part", number);
                self.part = format!("{anchor}-");
                self.subpart.clone_from(&self.part);
                anchor
            }
            NodeType::Subpart => {
                self.chapter.clear();
                let anchor = self.level(&format!("{}sub", self.part), number);
                self.subpart = format!("{anchor}-");
                anchor
            }
            NodeType::Chapter => {
                self.chapter.clear();
                let anchor = self.level(&format!("{}ch", self.subpart), number);
                self.chapter = format!("{anchor}-");
                anchor
            }
            NodeType::Section => {
                let above = if self.chapter.is_empty() { &self.subpart } else { &self.chapter };
                self.level(&format!("{above}s"), number)
            }
            NodeType::Article => self.hold([&self.prefix, "art-", number].concat()),
            NodeType::Heading => self.hold(format!("{}sec-{number}", self.prefix)),
            NodeType::Preamble => self.hold(format!("{}preamble", self.prefix)),
            NodeType::Contents => self.unique(format!("{}contents", self.prefix)),
            NodeType::Signature => self.hold(format!("{}signature", self.prefix)),
            NodeType::Paragraph => self.paragraph(),
            NodeType::Item | NodeType::Subitem => self.item(flat),
            NodeType::Block => String::new(),
        }
    }

    fn container(&mut self, flat: &Flat) -> String {
        self.container += 1;
        self.part.clear();
        self.subpart.clear();
        self.chapter.clear();
        let name = if flat.kind == NodeType::Document {
            self.documents += 1;
            match self.documents {
                1 => "doc".to_owned(),
                n => format!("doc-{n}"),
            }
        } else {
            self.attachments += 1;
            match flat.number.as_str() {
                "" => format!("att-{}", self.attachments),
                number => format!("att-{number}"),
            }
        };
        let anchor = self.unique(name);
        self.prefix = if self.container == self.main { String::new() } else { format!("{anchor}-") };
        self.hold_at(&anchor);
        anchor
    }

    /// An anchor for 编, 章 or 节; 附则 without a number has its own name.
    fn level(&mut self, name: &str, number: &str) -> String {
        let own = if self.subpart.is_empty() && self.chapter.is_empty() || !name.starts_with(&self.prefix) {
            self.prefix.as_str()
        } else {
            ""
        };
        let anchor = match number {
            "" => format!("{own}{name}-last"),
            number => format!("{own}{name}-{number}"),
        };
        self.hold(anchor)
    }

    fn hold(&mut self, anchor: String) -> String {
        let anchor = if anchor.is_empty() { anchor } else { self.unique(anchor) };
        self.hold_at(&anchor);
        anchor
    }

    fn hold_at(&mut self, anchor: &str) {
        self.holder.clear();
        self.holder.push_str(anchor);
        self.paragraphs = 0;
        self.paragraph.clear();
        self.forget_items();
    }

    fn paragraph(&mut self) -> String {
        self.paragraphs += 1;
        let (above, dash) = if self.holder.is_empty() { (&self.prefix, "p") } else { (&self.holder, "-p") };
        // The holder is unique and so is the count.
        let anchor = [above, dash, &self.paragraphs.to_string()].concat();
        self.paragraph.clone_from(&anchor);
        self.forget_items();
        anchor
    }

    fn item(&mut self, flat: &Flat) -> String {
        let depth = usize::from(flat.rank - ITEM);
        self.items.truncate(depth);
        let paragraph = Some(&self.paragraph).filter(|paragraph| !paragraph.is_empty());
        let above = self.items.last().or(paragraph).unwrap_or(&self.holder);
        let letter = if depth == 0 { "i" } else { "s" };
        let dash = if above.is_empty() { "" } else { "-" };
        let anchor = [above, dash, letter, &flat.number].concat();
        let anchor = unique(&mut self.used_items, anchor);
        self.items.push(anchor.clone());
        anchor
    }

    fn forget_items(&mut self) {
        self.items.clear();
        // A new map, since clearing one that was large once costs as much every time.
        if !self.used_items.is_empty() {
            self.used_items = HashMap::new();
        }
    }

    fn unique(&mut self, anchor: String) -> String {
        unique(&mut self.used, anchor)
    }
}

/// `anchor`, or `anchor--2` for what comes twice.
fn unique(used: &mut HashMap<String, u32>, anchor: String) -> String {
    // Nearly every anchor comes once.
    let anchor = match used.entry(anchor) {
        Entry::Vacant(free) => {
            let name = free.key().clone();
            free.insert(1);
            return name;
        }
        Entry::Occupied(taken) => taken.key().clone(),
    };
    let mut name = anchor.clone();
    while used.contains_key(&name) {
        let count = used.entry(anchor.clone()).or_insert(1);
        *count += 1;
        name = format!("{anchor}--{count}");
    }
    used.insert(name.clone(), 1);
    name
}
