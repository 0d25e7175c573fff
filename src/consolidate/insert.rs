//! What is new: where it goes, and what it takes over from what stands beside it.

use super::Why;
use super::apply::{Done, Work, shown};
use super::arrange;
use super::place::Place;
use super::text::Line;
use crate::content::{NodeType, numeral};

impl Work {
    /// Puts what is new to the place that it is given; `at` is the place that was named.
    pub(super) fn insert(&mut self, at: Option<&Place>, to: &[Place], level: NodeType, with: &[Vec<String>]) -> Done {
        if with.iter().all(Vec::is_empty) {
            return Err(Why::NoWords);
        }
        match level {
            NodeType::Article => self.insert_articles(at, to, with),
            NodeType::Paragraph => self.insert_paragraphs(at.ok_or(Why::NoTarget)?, to, with),
            NodeType::Item => self.insert_items(at.ok_or(Why::NoTarget)?, to, with),
            _ => self.insert_heading(to, level, with),
        }
    }

    fn insert_articles(&mut self, at: Option<&Place>, to: &[Place], with: &[Vec<String>]) -> Done {
        let numbers: Vec<&String> = to.iter().filter_map(|place| place.article.as_ref()).collect();
        let Some(first) = numbers.first() else { return Err(Why::NoTarget) };
        let mut fresh = Vec::new();
        if with.len() == numbers.len() {
            for (number, quote) in numbers.iter().zip(with) {
                fresh.extend(self.text.fragment(quote, Some(&numeral::article_name(number))));
            }
        } else {
            fresh = self.text.fragment(&with.concat(), Some(&numeral::article_name(first)));
        }
        let count = fresh.iter().filter(|line| line.kind == NodeType::Article).count();
        if count != numbers.len() {
            return Err(Why::Unequal);
        }
        // 第三章增加一条: the first of a 章 may have the number that follows the 章 before it.
        if let Some(place) = at.filter(|place| place.heading.is_some()) {
            let heading = self.find(place)?.start;
            fresh[0].under = Some(self.text.lines[heading].label.clone());
        }
        self.place_articles(fresh)
    }

    /// Puts one 条, 款 or 项 before or behind another.
    pub(super) fn beside(&mut self, place: &Place, after: bool, level: NodeType, with: &[Vec<String>]) -> Done {
        let words = with.concat();
        if words.is_empty() {
            return Err(Why::NoWords);
        }
        let range = self.find(place)?;
        let at = if after { range.end } else { range.start };
        let mut fresh = match level {
            NodeType::Item => self.item(&words, &self.text.lines[range.start]),
            NodeType::Article => {
                let number = place.article.clone().ok_or(Why::NoTarget)?;
                self.text.fragment(&words, Some(&numeral::article_name(&number)))
            }
            _ => self.text.fragment(&words, None),
        };
        if fresh.iter().filter(|line| line.kind == level).count() != 1 {
            return Err(Why::Unequal);
        }
        if let Some(line) = fresh.first_mut().filter(|line| line.kind == NodeType::Article) {
            // Its number follows from where it stands.
            (line.pin, line.placed) = (None, true);
            self.reorder = true;
        }
        self.splice(at, fresh);
        if level == NodeType::Item {
            arrange::relabel_items(&mut self.text, at);
        }
        Ok(())
    }

    /// Puts `fresh` at `at`. What stood there keeps its distance to what follows: the 项 of a list stand closer than 条 do.
    fn splice(&mut self, at: usize, mut fresh: Vec<Line>) {
        let tail = |raw: &str| raw[raw.trim_end().len()..].to_owned();
        let is = |line: Option<&Line>, kind: NodeType| line.is_some_and(|line| line.kind == kind);
        if is(fresh.first(), NodeType::Item) {
            let near = |at: usize| self.text.lines.get(at).filter(|line| line.kind == NodeType::Item);
            let before = at.checked_sub(1).and_then(near);
            let (inner, end) = match (before, near(at)) {
                (Some(line), Some(_)) => (tail(&line.raw), None),
                (None, Some(line)) => (tail(&line.raw), None),
                (Some(line), None) => {
                    let first = at.checked_sub(2).and_then(near);
                    (first.map_or_else(|| self.text.gap.clone(), |line| tail(&line.raw)), Some(tail(&line.raw)))
                }
                (None, None) => (self.text.gap.clone(), None),
            };
            let last = fresh.len() - 1;
            for (n, line) in fresh.iter_mut().enumerate() {
                let tail = end.as_ref().filter(|_| n == last).unwrap_or(&inner);
                line.raw = format!("{}{tail}", line.raw.trim_end());
            }
            if end.is_some() {
                let line = &mut self.text.lines[at - 1];
                line.raw = format!("{}{inner}", line.raw.trim_end());
            }
        }
        self.text.lines.splice(at..at, fresh);
    }

    /// Puts new 条 where their numbers say: 第十二条之一 behind 第十二条 at once, the others when all is put in order.
    pub(super) fn place_articles(&mut self, mut fresh: Vec<Line>) -> Done {
        let number = fresh.first().map(|line| line.number.clone()).unwrap_or_default();
        if let Some((base, part)) = number.rsplit_once('-') {
            let before = match part.parse::<u32>() {
                Ok(n) if n > 1 => format!("{base}-{}", n - 1),
                _ => base.to_owned(),
            };
            let start = self.text.article(&before).ok_or_else(|| Why::NoPlace(numeral::article_name(&before)))?;
            if self.text.article(&number).is_some() {
                return Err(Why::Exists(numeral::article_name(&number)));
            }
            let end = self.text.article_end(start);
            self.text.lines.splice(end..end, fresh);
            return Ok(());
        }
        self.reorder = true;
        let mut lead = std::mem::take(&mut self.waiting);
        lead.append(&mut fresh);
        let end = self.text.lines.len();
        self.text.lines.splice(end..end, lead);
        Ok(())
    }

    fn insert_paragraphs(&mut self, at: &Place, to: &[Place], with: &[Vec<String>]) -> Done {
        let article = Place { paragraph: None, item: None, subitem: None, ..at.clone() };
        let range = self.find(&article)?;
        let starts = self.text.starts(range.start + 1..range.end, NodeType::Paragraph);
        let wanted = to.first().and_then(|place| place.paragraph).map_or(starts.len() + 1, |n| n as usize);
        if wanted == 0 || wanted > starts.len() + 1 {
            return Err(Why::NoPlace(to.first().map(shown).unwrap_or_default()));
        }
        let fresh = self.text.fragment(&with.concat(), None);
        let count = fresh.iter().filter(|line| line.kind == NodeType::Paragraph).count();
        if count != to.len().max(1) {
            return Err(Why::Unequal);
        }
        let at = starts.get(wanted - 1).copied().unwrap_or(range.end);
        self.text.lines.splice(at..at, fresh);
        Ok(())
    }

    fn insert_items(&mut self, at: &Place, to: &[Place], with: &[Vec<String>]) -> Done {
        let outer = Place { item: None, subitem: None, ..at.clone() };
        let range = self.find(&outer)?;
        let items = self.text.starts(range.clone(), NodeType::Item);
        let Some(like) = items.last().map(|at| self.text.lines[*at].clone()) else {
            return Err(Why::NoPlace(format!("{}第一项", shown(&outer))));
        };
        let wanted = to.first().and_then(|place| place.item).map_or(items.len() + 1, |n| n as usize);
        if wanted == 0 || wanted > items.len() + 1 {
            return Err(Why::NoPlace(to.first().map(shown).unwrap_or_default()));
        }
        let count = to.len().max(1);
        let words = match with.concat().as_slice() {
            // （四）甲；（五）乙。 in one paragraph.
            [one] if count > 1 => separated(one),
            words => words.to_vec(),
        };
        let fresh: Vec<Line> = if count == 1 {
            self.item(&words, &like)
        } else {
            words.iter().flat_map(|word| self.item(std::slice::from_ref(word), &like)).collect()
        };
        if fresh.iter().filter(|line| line.kind == NodeType::Item).count() != count {
            return Err(Why::Unequal);
        }
        let end = self.part(&range, NodeType::Item, 1).map_or(range.end, |_| {
            let last = items[items.len() - 1];
            let after = |l: &Line| matches!(l.kind, NodeType::Item | NodeType::Paragraph);
            self.text.lines[last + 1..range.end].iter().position(after).map_or(range.end, |n| last + 1 + n)
        });
        let at = items.get(wanted - 1).copied().unwrap_or(end);
        self.splice(at, fresh);
        arrange::relabel_items(&mut self.text, at);
        Ok(())
    }

    /// A new 章 or 节, with its 条 if they are quoted with it; else it waits for the 条 that comes next.
    fn insert_heading(&mut self, to: &[Place], level: NodeType, with: &[Vec<String>]) -> Done {
        let number = to.first().and_then(|p| p.heading.as_ref()).map(|(_, n)| n.clone()).ok_or(Why::NoTarget)?;
        let unit = match level {
            NodeType::Part => '编',
            NodeType::Section => '节',
            _ => '章',
        };
        let label = format!("第{}{unit}", numeral::to_chinese(number.parse().unwrap_or(0)));
        let mut words = with.concat();
        let first = words.first_mut().ok_or(Why::NoWords)?;
        if !first.starts_with(&label) {
            *first = format!("{label}\u{3000}{first}");
        }
        let like = self.text.lines.iter().find(|line| line.kind == level).map(|line| line.raw.clone());
        let prefix: String = like.unwrap_or_default().chars().take_while(|c| matches!(c, '#' | ' ')).collect();
        let mut fresh = self.text.fragment(&words, Some(&label));
        fresh.retain(|line| !line.raw.is_empty());
        for line in fresh.iter_mut().filter(|line| line.kind == level) {
            line.raw = format!("{prefix}{}", line.raw.trim_start_matches(['#', ' ']));
        }
        if !fresh.iter().any(|line| line.kind == level) {
            return Err(Why::NoWords);
        }
        if fresh.iter().any(|line| line.kind == NodeType::Article) {
            self.waiting = Vec::new();
            return self.place_articles(fresh);
        }
        self.waiting = fresh;
        Ok(())
    }
}

/// The 项 that follow each other in one paragraph.
fn separated(words: &str) -> Vec<String> {
    let begins = |text: &str| {
        let number = text.strip_prefix(['（', '(']).and_then(numeral::parse_prefix);
        number.is_some_and(|(_, rest)| rest.starts_with(['）', ')']))
    };
    let (mut out, mut from) = (Vec::new(), 0);
    for (at, mark) in words.match_indices(['；', ';']) {
        let end = at + mark.len();
        if begins(words[end..].trim_start()) {
            out.push(words[from..end].to_owned());
            from = end + (words[end..].len() - words[end..].trim_start().len());
        }
    }
    out.push(words[from..].to_owned());
    out
}
