//! The anchors of a text by number.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use crate::content::{Node, NodeType, PolicyText};

/// Where the articles of a text and of its attachments stand.
pub(super) struct Articles<'a> {
    /// In the order of the text.
    containers: Vec<Container<'a>>,
    /// 编, 章 and 节 in the order of the text.
    divisions: Vec<Division>,
    /// Kind, number and anchor of every node, as one number.
    shape: u64,
}

/// 编, 章 or 节.
struct Division {
    anchor: String,
    /// Its heading, if that is 总则 or 分则.
    half: &'static str,
    /// How many articles stand before it.
    before: usize,
}

/// Articles that are numbered together: those of the text itself, or of one of its attachments.
struct Container<'a> {
    /// What their anchors begin with (`att-1-`, or nothing).
    prefix: String,
    /// In the order of the text, with their place among all articles of it.
    nodes: Vec<(usize, Cow<'a, Node>)>,
    /// How many are numbered 1, 2, 3 … from the first on.
    regular: usize,
    /// Number → index of the first that has it; made when an irregular one is asked for.
    by_number: OnceLock<HashMap<String, usize>>,
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

impl<'a> Container<'a> {
    fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), nodes: Vec::new(), regular: 0, by_number: OnceLock::new() }
    }

    fn push(&mut self, place: usize, node: Cow<'a, Node>) {
        if self.regular == self.nodes.len() && whole(&node.number) == Some(self.regular + 1) {
            self.regular += 1;
        }
        self.nodes.push((place, node));
    }

    fn get(&self, number: &str) -> Option<(usize, &Node)> {
        let at = match whole(number).filter(|n| (1..=self.regular).contains(n)) {
            Some(n) => n - 1,
            None => *self.by_number().get(number)?,
        };
        self.nodes.get(at).map(|(place, node)| (*place, &**node))
    }

    /// How many numbers there are.
    fn len(&self) -> usize {
        if self.regular == self.nodes.len() { self.regular } else { self.by_number().len() }
    }

    fn by_number(&self) -> &HashMap<String, usize> {
        self.by_number.get_or_init(|| {
            let mut by_number = HashMap::new();
            for (index, (_, node)) in self.nodes.iter().enumerate() {
                by_number.entry(node.number.clone()).or_insert(index);
            }
            by_number
        })
    }
}

/// The number of an article that has no 之.
fn whole(number: &str) -> Option<usize> {
    number.parse().ok()
}

impl<'a> Articles<'a> {
    pub(super) fn new(text: &'a PolicyText) -> Self {
        let mut articles = Self { containers: Vec::new(), divisions: Vec::new(), shape: 0 };
        let mut shape = DefaultHasher::new();
        let (mut headings, mut points) = (Container::new(""), Container::new(""));
        let mut place = 0;
        let mut open = match text.nodes.get() {
            Cow::Borrowed(nodes) => held(nodes),
            Cow::Owned(nodes) => read(nodes),
        };
        while let Some(mut node) = open.pop() {
            (node.kind, &node.number, &node.anchor).hash(&mut shape);
            if matches!(node.kind, NodeType::Part | NodeType::Chapter | NodeType::Section) {
                let half = ["总则", "分则"].into_iter().find(|half| *half == node.heading).unwrap_or_default();
                articles.divisions.push(Division { anchor: node.anchor.clone(), half, before: place });
            }
            if node.kind != NodeType::Article {
                open.extend(children(&mut node));
            }
            match node.kind {
                NodeType::Article => {
                    place += 1;
                    articles.container_mut(&node).push(place, without_words(node));
                }
                NodeType::Item if node.anchor.starts_with("sec-") && numeral_stop(&node.label) => {
                    place += 1;
                    points.push(place, without_words(node));
                }
                NodeType::Heading if node.anchor.starts_with("sec-") => {
                    place += 1;
                    headings.push(place, without_words(node));
                }
                _ => {}
            }
        }
        articles.shape = shape.finish();
        // Amendments number their points 一、 and are cited by 条.
        if articles.containers.is_empty() && !headings.nodes.is_empty() {
            // Older interpretations count 1. to 137. through all of 一、二、三、, and 本规定第41条 is one of these.
            let through = points.regular == points.nodes.len() && points.nodes.len() > headings.nodes.len();
            articles.containers.push(if through { points } else { headings });
        }
        articles
    }

    /// Where `article` is numbered.
    fn container_mut(&mut self, article: &Node) -> &mut Container<'a> {
        let prefix = article.anchor.find("art-").map_or("", |i| &article.anchor[..i]);
        let at = match self.containers.iter().rposition(|c| c.prefix == prefix) {
            Some(at) => at,
            None => {
                self.containers.push(Container::new(prefix));
                self.containers.len() - 1
            }
        };
        &mut self.containers[at]
    }

    /// A number that two copies of one text share.
    pub(super) fn shape(&self) -> u64 {
        self.shape
    }

    /// The anchor of 编, 章 or 节: `ch-3` may stand below a 编 that the citation does not name, if no other 编 has it too.
    /// `本章/s-1` is within the 章 where `within` stands, `分则/ch-3` below the heading 分则.
    pub(super) fn division(&self, part: &str, within: &str) -> Option<String> {
        let (half, part) = part.split_once('/').unwrap_or(("", part));
        let above = match half {
            "" => None,
            "本编" => Some(self.around(within, "part")?),
            "本章" => Some(self.around(within, "ch")?),
            "本节" => Some(self.around(within, "s")?),
            half => Some(self.divisions.iter().find(|division| division.half == half)?.anchor.as_str()),
        };
        let fits = |anchor: &str| match above {
            Some(above) => anchor.strip_prefix(above).and_then(|rest| rest.strip_prefix('-')) == Some(part),
            None => anchor == part || anchor.strip_suffix(part).is_some_and(|rest| rest.ends_with('-')),
        };
        let mut fitting = self.divisions.iter().map(|division| &division.anchor).filter(|anchor| fits(anchor));
        let first = fitting.next()?;
        (first == part || fitting.next().is_none()).then(|| first.clone())
    }

    /// The anchor of the 编 (`part`), 章 (`ch`) or 节 (`s`) in which the anchor `within` stands.
    fn around(&self, within: &str, unit: &str) -> Option<&str> {
        let holds =
            |anchor: &str| within.strip_prefix(anchor).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        let mut nodes = self.containers.iter().flat_map(|container| &container.nodes);
        let (place, _) = nodes.find(|(_, node)| holds(&node.anchor))?;
        let last = self.divisions.iter().rev().find(|division| division.before < *place)?;
        // part-2-ch-3-s-1 is in ch-3 of part-2.
        let mut end = 0;
        let mut found = None;
        let pieces: Vec<&str> = last.anchor.split('-').collect();
        for (i, piece) in pieces.iter().enumerate() {
            end += piece.len() + usize::from(i > 0);
            if i > 0 && pieces[i - 1] == unit {
                found = Some(end);
            }
        }
        // A number with 之 has a second piece.
        found.map(|end| {
            let rest = &last.anchor[end..];
            let more = rest.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let digits = more.map_or(0, |more| 1 + more.bytes().take_while(u8::is_ascii_digit).count());
            &last.anchor[..end + digits]
        })
    }

    /// Whether there is anything to cite.
    pub(super) fn is_empty(&self) -> bool {
        self.containers.is_empty()
    }

    /// How many articles the main document has; two of one number are one.
    pub(super) fn len(&self) -> usize {
        self.containers.iter().find(|c| c.prefix.is_empty()).map_or(0, Container::len)
    }

    fn container(&self, within: &str) -> Option<&Container<'a>> {
        let own = self.containers.iter().filter(|c| !c.prefix.is_empty() && within.starts_with(&c.prefix));
        own.max_by_key(|c| c.prefix.len()).or_else(|| self.containers.iter().find(|c| c.prefix.is_empty()))
    }

    /// The article with this number, as seen from the node `within`, and its place in the text, from 1.
    pub(super) fn article(&self, within: &str, number: &str) -> Option<(usize, &Node)> {
        self.container(within)?.get(number)
    }

    /// The articles from `first` to `last`.
    pub(super) fn range(&self, within: &str, first: &str, last: &str) -> Vec<(usize, &Node)> {
        let key = |number: &str| {
            let mut parts = number.split('-').map(|p| p.parse::<u32>().unwrap_or(0));
            (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
        };
        let range = key(first)..=key(last);
        let nodes = self.container(within).map_or(&[][..], |c| &c.nodes);
        let nodes = nodes.iter().map(|(place, node)| (*place, &**node));
        nodes.filter(|(_, node)| range.contains(&key(&node.number))).collect()
    }

    /// Where 第X条第Y款第Z项 stands.
    pub(super) fn find(&self, within: &str, cited: &crate::content::Citation) -> Found {
        let Some((_, article)) = self.article(within, &cited.article) else {
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

/// Whether `label` is 41. or ４１．
fn numeral_stop(label: &str) -> bool {
    label.ends_with(['.', '．', '、']) && label.starts_with(|c| crate::content::numeral::digit(c).is_some())
}

/// The nodes one by one, the first at the end.
fn held(nodes: &[Node]) -> Vec<Cow<'_, Node>> {
    nodes.iter().rev().map(Cow::Borrowed).collect()
}

/// The same of nodes that were read for this.
fn read<'a>(nodes: Vec<Node>) -> Vec<Cow<'a, Node>> {
    nodes.into_iter().rev().map(Cow::Owned).collect()
}

/// What lies below `node`, the first at the end. What was read for this is taken out of a node that needs it no more: a
/// part or chapter is not cited, and the points of an amendment keep theirs.
fn children<'a>(node: &mut Cow<'a, Node>) -> Vec<Cow<'a, Node>> {
    match node {
        Cow::Borrowed(node) => held(&node.children),
        Cow::Owned(node) if node.kind == NodeType::Heading => read(node.children.clone()),
        Cow::Owned(node) => read(std::mem::take(&mut node.children)),
    }
}

/// What was read for this without its words, which are most of it.
fn without_words(mut node: Cow<'_, Node>) -> Cow<'_, Node> {
    if let Cow::Owned(node) = &mut node {
        // Not by recursion: lists may be deep.
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            (node.text, node.label, node.heading) = Default::default();
            open.extend(node.children.iter_mut());
        }
    }
    node
}

fn paragraphs(article: &Node) -> impl Iterator<Item = &Node> {
    article.children.iter().filter(|n| n.kind == NodeType::Paragraph)
}

/// The 项 or 目 of `node` with this number.
fn child(node: &Node, number: u32) -> Option<&Node> {
    let number = number.to_string();
    node.children.iter().find(|n| matches!(n.kind, NodeType::Item | NodeType::Subitem) && n.number == number)
}
