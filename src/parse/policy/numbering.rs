//! Gaps, repeats and order faults in the numbers.

use super::{faults, labels};
use crate::content::{Node, NodeType, numeral};
use crate::diagnostics::{Diagnostic, Span};

/// Checks the numbers of `nodes`, in the order of `text`.
pub(super) fn check<'a>(text: &'a str, nodes: impl Iterator<Item = &'a Node>, excerpt: bool) -> Vec<Diagnostic> {
    let found = Found { text, list: Vec::new() };
    let mut series = Series { excerpt, found, ..Series::default() };
    for node in nodes {
        series.take(node);
    }
    series.found.list
}

/// What was found, and the text in which places are looked up.
#[derive(Default)]
struct Found<'a> {
    text: &'a str,
    list: Vec<Diagnostic>,
}

impl Found<'_> {
    fn push(&mut self, fault: Diagnostic) {
        self.list.push(fault);
    }

    /// Whether the point before stands inside a paragraph: 判决：一、甲。二、乙。三、丙。 and then 四、 in a line of its own.
    fn run_in(&self, node: &Node, number: u32) -> bool {
        let before = self.text.get(..node.span.start).unwrap_or_default();
        let mark = format!("{}、", numeral::to_chinese(number.saturating_sub(1)));
        node.kind == NodeType::Heading
            && before.match_indices(&mark).any(|(at, _)| before[..at].ends_with(['。', '；', '：', ':']))
    }

    /// Whether the article before says what it puts here: 增加五条，分别作为第一百二十三条至第一百二十七条。内容如下：
    fn announced(&self, last: &Node, node: &Node) -> bool {
        let between = self.text.get(last.span.start..node.span.start).unwrap_or_default();
        let label = node.label.trim_start_matches(labels::TYPO);
        node.kind == NodeType::Article && !label.is_empty() && between.contains("增加") && between.contains(label)
    }

    /// The label, which is enough to find the place; marks such as `**` may stand before it.
    fn at(&self, node: &Node) -> Span {
        let Span { file, start, end } = &node.span;
        match self.text.get(*start..*end).and_then(|whole| whole.find(node.label.as_str())) {
            Some(before) => Span::new(file, start + before..start + before + node.label.len()),
            None => node.span.clone(),
        }
    }
}

#[derive(Default)]
struct Series<'a> {
    excerpt: bool,
    part: Counter<'a>,
    subpart: Counter<'a>,
    chapter: Counter<'a>,
    section: Counter<'a>,
    article: Counter<'a>,
    heading: Counter<'a>,
    items: Vec<(usize, Counter<'a>)>,
    found: Found<'a>,
}

/// The last number of one series.
#[derive(Default, Clone)]
struct Counter<'a> {
    last: Option<&'a Node>,
    /// Chapters may go on through 编 or begin anew in each.
    may_restart: bool,
}

impl<'a> Series<'a> {
    fn take(&mut self, node: &'a Node) {
        if node.label.starts_with(labels::TYPO) {
            let place = self.found.at(node);
            self.found.push(faults::label_typo(&node.label, place));
        }
        match node.kind {
            NodeType::Document | NodeType::Attachment => {
                let found = std::mem::take(&mut self.found);
                *self =
                    Series { excerpt: self.excerpt || node.kind == NodeType::Attachment, found, ..Series::default() };
            }
            NodeType::Part => {
                self.part.step(node, true, &mut self.found);
                self.subpart = Counter::default();
                self.chapter.may_restart = true;
                self.section = Counter::default();
            }
            NodeType::Subpart => {
                self.subpart.step(node, true, &mut self.found);
                self.chapter.may_restart = true;
                self.section = Counter::default();
            }
            NodeType::Chapter => {
                self.chapter.step(node, self.excerpt, &mut self.found);
                self.section = Counter::default();
            }
            NodeType::Section => self.section.step(node, true, &mut self.found),
            NodeType::Article => {
                self.article.step(node, self.excerpt, &mut self.found);
                self.items.clear();
            }
            NodeType::Heading => {
                self.heading.step(node, self.excerpt, &mut self.found);
                self.items.clear();
            }
            NodeType::Paragraph if opens_another(&node.text) => {
                self.items.clear();
                (self.heading, self.excerpt) = (Counter::default(), true);
            }
            NodeType::Paragraph | NodeType::Preamble | NodeType::Signature => self.items.clear(),
            NodeType::Item | NodeType::Subitem => self.item(node),
            NodeType::Contents | NodeType::Block => {}
        }
    }

    fn item(&mut self, node: &'a Node) {
        // The depth is the number of `-i` and `-s` steps of the anchor.
        let depth = node.anchor.rsplit('-').take_while(|s| s.starts_with(['i', 's'])).count();
        self.items.retain(|(d, _)| *d <= depth);
        match self.items.last_mut() {
            Some((d, counter)) if *d == depth => counter.step(node, true, &mut self.found),
            _ => {
                let mut counter = Counter::default();
                counter.step(node, true, &mut self.found);
                self.items.push((depth, counter));
            }
        }
    }
}

/// Whether another text begins below this line: （1998年11月4日通过） below the title of a decision that is appended.
fn opens_another(text: &str) -> bool {
    text.starts_with(['（', '(']) && text.ends_with(['）', ')']) && super::history::is_history(text)
}

impl<'a> Counter<'a> {
    fn step(&mut self, node: &'a Node, excerpt: bool, found: &mut Found<'a>) {
        let Some(number) = value(&node.number) else {
            return;
        };
        let restart = std::mem::take(&mut self.may_restart) && number == (1, 0);
        let last = self.last.replace(node);
        let (Some(last), false) = (last, restart) else {
            if number != (1, 0) && !excerpt && last.is_none() && !found.run_in(node, number.0) {
                let place = found.at(node);
                found.push(faults::start(&node.label, place));
            }
            return;
        };
        let Some(before) = value(&last.number) else {
            return;
        };
        if number == before {
            found.push(faults::repeat(&node.label, found.at(node), found.at(last)));
        } else if number < before {
            found.push(faults::order(&last.label, &node.label, found.at(node), found.at(last)));
        } else if number != (before.0 + 1, 0) && number != (before.0, before.1 + 1) && !found.announced(last, node) {
            let missing = missing(node.kind, before, number);
            found.push(faults::gap(&last.label, &node.label, &missing, found.at(node), found.at(last)));
        }
    }
}

fn value(number: &str) -> Option<(u32, u32)> {
    let mut parts = number.split('-');
    let first = parts.next()?.parse().ok()?;
    Some((first, parts.next().and_then(|p| p.parse().ok()).unwrap_or(0)))
}

/// 第四条, or 第四条至第六条.
fn missing(kind: NodeType, before: (u32, u32), after: (u32, u32)) -> String {
    let unit = match kind {
        NodeType::Part => "编",
        NodeType::Subpart => "分编",
        NodeType::Chapter => "章",
        NodeType::Section => "节",
        NodeType::Article => "条",
        _ => "",
    };
    let name = |n: u32| {
        if unit.is_empty() { numeral::to_chinese(n) } else { format!("第{}{unit}", numeral::to_chinese(n)) }
    };
    let (first, last) = if after.1 > 1 && after.0 == before.0 {
        let sub = |n: u32| format!("{}之{}", name(after.0), numeral::to_chinese(n));
        (sub(before.1 + 1), sub(after.1 - 1))
    } else if after.1 > 0 {
        (name(before.0 + 1), name(after.0))
    } else {
        (name(before.0 + 1), name(after.0.saturating_sub(1)))
    };
    if first == last { format!("“{first}”") } else { format!("“{first}”至“{last}”") }
}
