//! The anchors of a text by number.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use crate::content::{Node, NodeType, PolicyText};

/// Where the articles of a text and of its attachments stand.
pub(super) struct Articles {
    /// In the order of the text.
    containers: Vec<Container>,
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
///
/// All texts of a library are held like this at once while citations are resolved: as trees of nodes those of 34,750 laws
/// were 1.6 GB, more than all else of a build.
struct Container {
    /// What their anchors begin with (`att-1-`, or nothing).
    prefix: String,
    /// Articles with their 款, 项 and 目, in the order of the text.
    spots: Vec<Spot>,
    /// The number and the anchor of each spot, one after the other.
    words: String,
    /// Each article: its place among all articles of the text, and its spot.
    articles: Vec<(u32, u32)>,
    /// How many are numbered 1, 2, 3 … from the first on.
    regular: usize,
    /// Number → index of the first article that has it; made when an irregular one is asked for.
    by_number: OnceLock<HashMap<String, usize>>,
}

/// An article, 款, 项 or 目.
struct Spot {
    kind: NodeType,
    /// Whether its anchor begins with that of what it lies in, which is then left out of `words`.
    shortened: bool,
    /// Where its number begins in the container's `words`.
    number: u32,
    /// Where its anchor begins, after the number; it ends where the next spot's number begins.
    anchor: u32,
    /// The first spot that does not lie below it.
    after: u32,
}

/// A spot of a text as it is asked for.
pub(super) struct Part<'a> {
    container: &'a Container,
    at: usize,
    /// Its anchor.
    pub(super) anchor: String,
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

impl Container {
    fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
            spots: Vec::new(),
            words: String::new(),
            articles: Vec::new(),
            regular: 0,
            by_number: OnceLock::new(),
        }
    }

    /// Adds `node` and what can be cited of it. Not by recursion: lists may be deep.
    fn push(&mut self, place: usize, node: &Node) {
        if self.regular == self.articles.len() && whole(&node.number) == Some(self.regular + 1) {
            self.regular += 1;
        }
        self.articles.push((place as u32, self.spots.len() as u32));
        enum Step<'n> {
            Enter(&'n Node, &'n str),
            Leave(usize),
        }
        let mut steps = vec![Step::Enter(node, "")];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(node, above) => {
                    steps.push(Step::Leave(self.spots.len()));
                    self.add(node, above);
                    let cited = |n: &&Node| matches!(n.kind, NodeType::Paragraph | NodeType::Item | NodeType::Subitem);
                    let children = node.children.iter().rev().filter(cited);
                    steps.extend(children.map(|child| Step::Enter(child, &node.anchor)));
                }
                Step::Leave(spot) => self.spots[spot].after = self.spots.len() as u32,
            }
        }
    }

    fn add(&mut self, node: &Node, above: &str) {
        let rest = node.anchor.strip_prefix(above).filter(|_| !above.is_empty());
        let number = self.words.len() as u32;
        self.words.push_str(&node.number);
        let anchor = self.words.len() as u32;
        self.words.push_str(rest.unwrap_or(&node.anchor));
        self.spots.push(Spot { kind: node.kind, shortened: rest.is_some(), number, anchor, after: 0 });
    }

    fn number(&self, spot: usize) -> &str {
        &self.words[self.spots[spot].number as usize..self.spots[spot].anchor as usize]
    }

    /// `above` is the anchor of what it lies in.
    fn anchor(&self, spot: usize, above: &str) -> String {
        let end = self.spots.get(spot + 1).map_or(self.words.len(), |next| next.number as usize);
        let own = &self.words[self.spots[spot].anchor as usize..end];
        if self.spots[spot].shortened { format!("{above}{own}") } else { own.to_owned() }
    }

    /// The article at `index`, with its place.
    fn article(&self, index: usize) -> Option<(usize, Part<'_>)> {
        let (place, spot) = *self.articles.get(index)?;
        let at = spot as usize;
        Some((place as usize, Part { container: self, at, anchor: self.anchor(at, "") }))
    }

    fn articles(&self) -> impl Iterator<Item = (usize, Part<'_>)> {
        (0..self.articles.len()).filter_map(|index| self.article(index))
    }

    fn get(&self, number: &str) -> Option<(usize, Part<'_>)> {
        let at = match whole(number).filter(|n| (1..=self.regular).contains(n)) {
            Some(n) => n - 1,
            None => *self.by_number().get(number)?,
        };
        self.article(at)
    }

    /// How many numbers there are.
    fn len(&self) -> usize {
        if self.regular == self.articles.len() { self.regular } else { self.by_number().len() }
    }

    fn by_number(&self) -> &HashMap<String, usize> {
        self.by_number.get_or_init(|| {
            let mut by_number = HashMap::new();
            for (index, (_, spot)) in self.articles.iter().enumerate() {
                by_number.entry(self.number(*spot as usize).to_owned()).or_insert(index);
            }
            by_number
        })
    }
}

impl Part<'_> {
    /// What lies directly below it.
    fn children(&self) -> impl Iterator<Item = Self> {
        let spots = &self.container.spots;
        let end = spots[self.at].after as usize;
        let first = Some(self.at + 1).filter(|at| *at < end);
        let next = move |at: &usize| Some(spots[*at].after as usize).filter(|at| *at < end);
        std::iter::successors(first, next).map(|at| Self {
            container: self.container,
            at,
            anchor: self.container.anchor(at, &self.anchor),
        })
    }

    fn kind(&self) -> NodeType {
        self.container.spots[self.at].kind
    }

    fn paragraphs(&self) -> impl Iterator<Item = Self> {
        self.children().filter(|part| part.kind() == NodeType::Paragraph)
    }

    /// Its 项 or 目 with this number.
    fn child(&self, number: u32) -> Option<Self> {
        let number = number.to_string();
        let named = |part: &Self| matches!(part.kind(), NodeType::Item | NodeType::Subitem);
        self.children().find(|part| named(part) && part.container.number(part.at) == number)
    }
}

/// The number of an article that has no 之.
fn whole(number: &str) -> Option<usize> {
    number.parse().ok()
}

impl Articles {
    pub(super) fn new(text: &PolicyText) -> Self {
        let mut articles = Self { containers: Vec::new(), divisions: Vec::new(), shape: 0 };
        let mut shape = DefaultHasher::new();
        let (mut headings, mut points) = (Container::new(""), Container::new(""));
        let mut place = 0;
        let nodes = text.nodes.get();
        let mut open: Vec<&Node> = nodes.iter().rev().collect();
        while let Some(node) = open.pop() {
            (node.kind, &node.number, &node.anchor).hash(&mut shape);
            if matches!(node.kind, NodeType::Part | NodeType::Chapter | NodeType::Section) {
                let half = ["总则", "分则"].into_iter().find(|half| *half == node.heading).unwrap_or_default();
                articles.divisions.push(Division { anchor: node.anchor.clone(), half, before: place });
            }
            if node.kind != NodeType::Article {
                open.extend(node.children.iter().rev());
            }
            match node.kind {
                NodeType::Article => {
                    place += 1;
                    articles.container_mut(node).push(place, node);
                }
                NodeType::Item if node.anchor.starts_with("sec-") && numeral_stop(&node.label) => {
                    place += 1;
                    points.push(place, node);
                }
                NodeType::Heading if node.anchor.starts_with("sec-") => {
                    place += 1;
                    headings.push(place, node);
                }
                _ => {}
            }
        }
        articles.shape = shape.finish();
        // Amendments number their points 一、 and are cited by 条.
        if articles.containers.is_empty() && !headings.articles.is_empty() {
            // Older interpretations count 1. to 137. through all of 一、二、三、, and 本规定第41条 is one of these.
            let through = points.regular == points.articles.len() && points.articles.len() > headings.articles.len();
            articles.containers.push(if through { points } else { headings });
        }
        articles
    }

    /// Where `article` is numbered.
    fn container_mut(&mut self, article: &Node) -> &mut Container {
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
            // A text without any 编 is itself one of a code that is published in parts.
            "本编" if !self.divisions.iter().any(|division| division.anchor.starts_with("part-")) => None,
            "本编" => Some(self.around(within, "part")?),
            "本章" => Some(self.around(within, "ch")?),
            "本节" => Some(self.around(within, "s")?),
            half => Some(self.divisions.iter().find(|division| division.half == half)?.anchor.as_str()),
        };
        let fits = |anchor: &str| {
            let anchor = without_subpart(anchor);
            match above {
                Some(above) => anchor.strip_prefix(above).and_then(|rest| rest.strip_prefix('-')) == Some(part),
                None => anchor == part || anchor.strip_suffix(part).is_some_and(|rest| rest.ends_with('-')),
            }
        };
        let mut fitting = self.divisions.iter().map(|division| &division.anchor).filter(|anchor| fits(anchor));
        let first = fitting.next()?;
        (first == part || fitting.next().is_none()).then(|| first.clone())
    }

    /// The anchor of the 编 (`part`), 章 (`ch`) or 节 (`s`) in which the anchor `within` stands.
    fn around(&self, within: &str, unit: &str) -> Option<&str> {
        let holds =
            |anchor: &str| within.strip_prefix(anchor).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
        let mut articles = self.containers.iter().flat_map(Container::articles);
        let (place, _) = articles.find(|(_, part)| holds(&part.anchor))?;
        let last = self.divisions.iter().rev().find(|division| division.before < place)?;
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

    fn container(&self, within: &str) -> Option<&Container> {
        let own = self.containers.iter().filter(|c| !c.prefix.is_empty() && within.starts_with(&c.prefix));
        own.max_by_key(|c| c.prefix.len()).or_else(|| self.containers.iter().find(|c| c.prefix.is_empty()))
    }

    /// The article with this number, as seen from the node `within`, and its place in the text, from 1.
    pub(super) fn article(&self, within: &str, number: &str) -> Option<(usize, Part<'_>)> {
        self.container(within)?.get(number)
    }

    /// The articles from `first` to `last`.
    pub(super) fn range(&self, within: &str, first: &str, last: &str) -> Vec<(usize, Part<'_>)> {
        let key = |number: &str| {
            let mut parts = number.split('-').map(|p| p.parse::<u32>().unwrap_or(0));
            (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
        };
        let range = key(first)..=key(last);
        let Some(container) = self.container(within) else {
            return Vec::new();
        };
        let numbers = container.articles.iter().map(|(_, spot)| container.number(*spot as usize)).enumerate();
        let within = numbers.filter(|(_, number)| range.contains(&key(number)));
        within.filter_map(|(index, _)| container.article(index)).collect()
    }

    /// Where 第X条第Y款第Z项 stands.
    pub(super) fn find(&self, within: &str, cited: &crate::content::Citation) -> Found {
        let Some((_, article)) = self.article(within, &cited.article) else {
            return Found::NoArticle;
        };
        let paragraph = match cited.paragraph {
            None => None,
            Some(number) => match (number as usize).checked_sub(1).and_then(|i| article.paragraphs().nth(i)) {
                Some(paragraph) => Some(paragraph),
                None => return Found::NoPart(article.anchor),
            },
        };
        let Some(number) = cited.item else {
            return Found::Exact(paragraph.unwrap_or(article).anchor);
        };
        // Without 款 the only one is meant, or the one with the list.
        let item = match &paragraph {
            Some(paragraph) => paragraph.child(number),
            None => article.child(number).or_else(|| article.paragraphs().find_map(|p| p.child(number))),
        };
        let Some(item) = item else {
            return Found::NoPart(paragraph.unwrap_or(article).anchor);
        };
        match cited.subitem.map(|number| item.child(number)) {
            None => Found::Exact(item.anchor),
            Some(Some(sub)) => Found::Exact(sub.anchor),
            Some(None) => Found::NoPart(item.anchor),
        }
    }
}

/// An anchor without its 分编, which no citation names: part-3-sub-2-ch-9 is the ninth 章 of the third 编. That of a 分编
/// itself stays.
fn without_subpart(anchor: &str) -> Cow<'_, str> {
    let Some(at) = anchor.find("sub-").filter(|at| *at == 0 || anchor.as_bytes()[at - 1] == b'-') else {
        return Cow::Borrowed(anchor);
    };
    let rest = &anchor[at + "sub-".len()..];
    let below = ["ch-", "s-"].iter().find_map(|unit| rest.find(&format!("-{unit}")));
    below.map_or(Cow::Borrowed(anchor), |below| Cow::Owned([&anchor[..at], &rest[below + 1..]].concat()))
}

/// Whether `label` is 41. or ４１．
fn numeral_stop(label: &str) -> bool {
    label.ends_with(['.', '．', '、']) && label.starts_with(|c| crate::content::numeral::digit(c).is_some())
}
