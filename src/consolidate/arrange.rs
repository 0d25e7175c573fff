//! 对条文顺序作相应调整: numbers in a row again, and the citations that name them.

use std::collections::BTreeMap;

use super::Why;
use super::text::{Line, Text};
use crate::content::{NodeType, numeral};

/// A 条 with all that is in it and the headings that come with it, or another line.
struct Block {
    lines: Vec<Line>,
    article: bool,
}

/// Puts every 条 at the place that its number says and numbers all in a row; the citations of the text to itself follow.
pub(super) fn arrange(text: &mut Text) -> Vec<Why> {
    let lines = std::mem::take(&mut text.lines);
    let blocks = blocks(lines);
    // A 条 that is only given another number mostly comes there by itself. One that does not was moved.
    let natural = numbers(&order(&blocks, &BTreeMap::new()), &blocks);
    let moved: BTreeMap<usize, u32> = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| Some((at, head(block)?.pin.as_deref()?.parse::<u32>().ok()?)))
        .filter(|(at, pin)| {
            head(&blocks[*at]).is_some_and(|line| !line.fresh || line.placed)
                && natural.get(at) != Some(&pin.to_string())
        })
        .collect();
    let order = order(&blocks, &moved);
    let numbers = numbers(&order, &blocks);
    let mut faults = Vec::new();
    let mut now: BTreeMap<String, String> = BTreeMap::new();
    for (at, number) in &numbers {
        let Some(line) = head(&blocks[*at]) else { continue };
        if let Some(pin) = &line.pin
            && pin != number
        {
            faults.push(Why::OtherNumber(numeral::article_name(pin), numeral::article_name(number)));
        }
        if !line.fresh && line.number != *number {
            now.insert(line.number.clone(), number.clone());
        }
    }
    let mut open: Vec<Option<Block>> = blocks.into_iter().map(Some).collect();
    for at in order {
        let Some(mut block) = open[at].take() else { continue };
        for line in &mut block.lines {
            if let (NodeType::Article, Some(number)) = (line.kind, numbers.get(&at)) {
                let label = numeral::article_name(number);
                line.raw = line.raw.replacen(line.label.as_str(), &label, 1);
                line.label = label;
            }
            recite(line, &now);
        }
        text.lines.append(&mut block.lines);
    }
    renumber_headings(text);
    faults
}

fn blocks(lines: Vec<Line>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut lead: Vec<Line> = Vec::new();
    for line in lines {
        let heading = matches!(line.kind, NodeType::Part | NodeType::Subpart | NodeType::Chapter | NodeType::Section);
        let inner = matches!(line.kind, NodeType::Paragraph | NodeType::Item | NodeType::Subitem | NodeType::Block);
        if heading && line.fresh {
            lead.push(line);
        } else if line.kind == NodeType::Article {
            let mut lines = std::mem::take(&mut lead);
            lines.push(line);
            out.push(Block { lines, article: true });
        } else if let Some(last) = out.last_mut().filter(|last| inner && last.article) {
            last.lines.push(line);
        } else {
            out.push(Block { lines: vec![line], article: false });
        }
    }
    if !lead.is_empty() {
        out.push(Block { lines: lead, article: false });
    }
    out
}

/// The line that names the 条 of a block.
fn head(block: &Block) -> Option<&Line> {
    block.lines.iter().find(|line| line.kind == NodeType::Article)
}

/// The label of a 章 or its like that is a block of its own.
fn heading(block: &Block) -> Option<String> {
    let line = block.lines.first().filter(|_| !block.article)?;
    let is = matches!(line.kind, NodeType::Part | NodeType::Subpart | NodeType::Chapter | NodeType::Section);
    is.then(|| line.label.clone())
}

/// Whether the block is a 条 with a number of its own in the row, so no 第X条之Y.
fn counts(block: &Block) -> bool {
    head(block).is_some_and(|line| !line.number.contains('-'))
}

/// The blocks in the order of the new text. What is new, and what is in `moved`, goes to the number that it is given;
/// all others stay in their order.
fn order(blocks: &[Block], moved: &BTreeMap<usize, u32>) -> Vec<usize> {
    let mut pinned: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, block) in blocks.iter().enumerate().filter(|(_, block)| counts(block)) {
        let fresh =
            head(block).filter(|line| line.fresh && !line.placed).and_then(|line| line.pin.as_deref()?.parse().ok());
        if let Some(number) = fresh.or_else(|| moved.get(&at).copied()) {
            pinned.entry(number).or_insert(at);
        }
    }
    let is_pinned: Vec<bool> = (0..blocks.len()).map(|at| pinned.values().any(|pin| *pin == at)).collect();
    let last = (0..blocks.len()).rev().find(|at| blocks[*at].article && !is_pinned[*at]);
    let (mut out, mut next) = (Vec::with_capacity(blocks.len()), 1);
    for at in (0..blocks.len()).filter(|at| !is_pinned[*at]) {
        // What is new follows the 条 before it, in the same 章, unless it brings a heading of its own.
        if counts(&blocks[at]) || !blocks[at].article {
            let below = |pin: &usize| head(&blocks[*pin]).is_some_and(|line| line.under == heading(&blocks[at]));
            let waits = |pin: &usize| !blocks[at].article && heading(&blocks[at]).is_some() && below(pin);
            while let Some(pin) = pinned.get(&next).copied().filter(|pin| !waits(pin)) {
                pinned.remove(&next);
                out.push(pin);
                next += 1;
            }
        }
        out.push(at);
        next += u32::from(counts(&blocks[at]));
        if Some(at) == last {
            while let Some(pin) = pinned.remove(&next) {
                out.push(pin);
                next += 1;
            }
        }
    }
    let rest = out.len() - out.iter().rev().take_while(|at| !blocks[**at].article).count();
    out.splice(rest..rest, pinned.into_values());
    out
}

/// The numbers of the 条 in this order.
fn numbers(order: &[usize], blocks: &[Block]) -> BTreeMap<usize, String> {
    let (mut next, mut out) = (0u32, BTreeMap::new());
    for at in order {
        let Some(line) = head(&blocks[*at]) else { continue };
        let number = match line.number.split_once('-') {
            Some((_, part)) => format!("{next}-{part}"),
            None => {
                next += 1;
                next.to_string()
            }
        };
        out.insert(*at, number);
    }
    out
}

/// 第X条 in the words that cite this text gets the number that the 条 has now.
fn recite(line: &mut Line, now: &BTreeMap<String, String>) {
    let mut from = 0;
    for words in std::mem::take(&mut line.cites) {
        let Some(at) = line.raw[from..].find(&words).map(|at| from + at) else { continue };
        let new = relabelled(&words, now);
        line.raw.replace_range(at..at + words.len(), &new);
        from = at + new.len();
    }
}

fn relabelled(words: &str, now: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('第') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let read = super::place::places(rest.split(['、', '至', '和', '款']).next().unwrap_or(rest));
        let number = read.and_then(|(places, _)| places.first()?.article.clone());
        let old = number.map(|number| (numeral::article_name(&number), number));
        match old.and_then(|(label, number)| Some((rest.strip_prefix(label.as_str())?, now.get(&number)?))) {
            Some((after, new)) => {
                out.push_str(&numeral::article_name(new));
                rest = after;
            }
            None => {
                out.push('第');
                rest = &rest['第'.len_utf8()..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// 章 and 节 in a row again: 节 begin anew in each 章.
pub(super) fn renumber_headings(text: &mut Text) {
    let (mut chapter, mut section) = (0u32, 0u32);
    for line in &mut text.lines {
        let number = match line.kind {
            // 编 of a code have 章 of their own.
            NodeType::Part | NodeType::Subpart => {
                (chapter, section) = (0, 0);
                continue;
            }
            NodeType::Chapter => {
                (chapter, section) = (chapter + 1, 0);
                chapter
            }
            NodeType::Section => {
                section += 1;
                section
            }
            _ => continue,
        };
        let unit = if line.kind == NodeType::Chapter { '章' } else { '节' };
        let label = format!("第{}{unit}", numeral::to_chinese(number));
        if line.label.starts_with('第') && line.label.ends_with(unit) && line.label != label {
            line.raw = line.raw.replacen(line.label.as_str(), &label, 1);
            line.label = label;
        }
    }
}

/// The 项 of the 款 around `at` in a row again, and marks at their ends that fit: the last one ends the sentence.
pub(super) fn relabel_items(text: &mut Text, at: usize) {
    let inner = |line: &Line| matches!(line.kind, NodeType::Item | NodeType::Subitem);
    let mut start = at.min(text.lines.len());
    while start > 0 && inner(&text.lines[start - 1]) {
        start -= 1;
    }
    let end = text.lines[start..].iter().position(|line| !inner(line)).map_or(text.lines.len(), |n| start + n);
    let items: Vec<usize> = (start..end).filter(|at| text.lines[*at].kind == NodeType::Item).collect();
    for (n, at) in items.iter().enumerate() {
        let line = &mut text.lines[*at];
        let arabic: String = line.label.chars().filter(char::is_ascii_digit).collect();
        let han: String = line.label.chars().filter(|c| numeral::is_numeral(*c)).collect();
        let (digits, number) = match arabic.is_empty() {
            true => (han, numeral::to_chinese(n as u32 + 1)),
            false => (arabic, (n + 1).to_string()),
        };
        if !digits.is_empty() {
            let label = line.label.replace(&digits, &number);
            line.raw = line.raw.replacen(line.label.as_str(), &label, 1);
            line.label = label;
        }
        let last = n + 1 == items.len();
        let words = line.raw.trim_end();
        let (from, to) = if last { ('；', "。") } else { ('。', "；") };
        if words.ends_with(from) && !words[..words.len() - from.len_utf8()].contains('。') {
            let cut = words.len() - from.len_utf8();
            line.raw.replace_range(cut..cut + from.len_utf8(), to);
        }
    }
}
