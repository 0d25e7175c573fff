//! Instructions carried out on a text.

use std::ops::Range;

use super::Why;
use super::arrange;
use super::grammar::Op;
use super::place::{self, Place};
use super::text::{Line, Text};
use crate::content::{NodeType, numeral};

/// A text that is being amended.
pub(super) struct Work {
    /// The text.
    pub(super) text: Text,
    /// Whether the 条 get numbers in a row again.
    pub(super) reorder: bool,
    /// Headings that go before the 条 that comes next.
    pub(super) waiting: Vec<Line>,
}

/// Carried out, or why not.
pub(super) type Done = Result<(), Why>;

impl Work {
    /// `text`, as yet unchanged.
    pub(super) fn new(text: Text) -> Self {
        Self { text, reorder: false, waiting: Vec::new() }
    }

    /// The text as amended.
    pub(super) fn finish(mut self) -> (Text, Vec<Why>) {
        let mut faults = Vec::new();
        if let Some(line) = self.waiting.first() {
            faults.push(Why::NoPlace(line.label.clone()));
        }
        if self.reorder {
            faults.extend(arrange::arrange(&mut self.text));
        }
        (self.text, faults)
    }

    /// Carries all of `ops` out, or leaves the text as it was.
    pub(super) fn apply_all(&mut self, ops: &[Op]) -> Done {
        let before = (self.text.clone(), self.reorder, self.waiting.clone());
        let done = ops.iter().try_for_each(|op| self.apply(op));
        if done.is_err() {
            (self.text, self.reorder, self.waiting) = before;
        }
        done
    }

    fn apply(&mut self, op: &Op) -> Done {
        if op.is_more_than_words_of_an_annex() {
            return Err(Why::Unknown);
        }
        match op {
            Op::Nothing => Ok(()),
            Op::Reorder => {
                self.reorder = true;
                Ok(())
            }
            Op::Replace { places, with } => self.replace(places, with),
            Op::Words { places, pairs } => self.words(places, pairs),
            Op::AddWords { places, beside, after, add } => {
                let new = if *after { format!("{beside}{add}") } else { format!("{add}{beside}") };
                self.words(places, &[(beside.clone(), new)])
            }
            Op::Append { place, add } => self.append(place, add),
            Op::Beside { place, after, level, with } => self.beside(place, *after, *level, with),
            Op::Delete { places } => self.delete(places),
            Op::DropHeadings { places } => {
                let mut ranges = places.iter().map(|place| self.find(place)).collect::<Result<Vec<_>, _>>()?;
                ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
                ranges.into_iter().for_each(|range| drop(self.text.lines.drain(range)));
                arrange::renumber_headings(&mut self.text);
                Ok(())
            }
            Op::Renumber { from, to } => self.renumber(from, to),
            Op::Insert { at, to, level, with } => self.insert(at.as_ref(), to, *level, with),
            Op::Gather { from, to, with } => self.gather(from, to, with),
            Op::Rename { place, with } => self.rename(place, with),
            Op::Retitle { with } => self.retitle(with),
        }
    }

    /// Where `place` stands, from its first line to behind its last.
    pub(super) fn find(&self, place: &Place) -> Result<Range<usize>, Why> {
        let missing = || Why::NoPlace(shown(place));
        let lines = &self.text.lines;
        if let Some((kind, number)) = &place.heading {
            let at =
                lines.iter().position(|l| l.kind == *kind && !l.fresh && l.number == *number).ok_or_else(missing)?;
            return Ok(at..at + 1);
        }
        if let Some(name) = &place.annex {
            return self.annex(name).ok_or_else(missing);
        }
        let top = if place.preamble {
            lines.iter().position(|line| line.kind == NodeType::Preamble)
        } else {
            place.article.as_deref().and_then(|number| self.text.article(number))
        };
        let start = top.ok_or_else(missing)?;
        let mut range = start..self.text.article_end(start);
        if let Some(paragraph) = place.paragraph {
            range = self.part(&(start + 1..range.end), NodeType::Paragraph, paragraph).ok_or_else(missing)?;
        }
        if let Some(item) = place.item {
            range = self.part(&(range.start..range.end), NodeType::Item, item).ok_or_else(missing)?;
        }
        if let Some(subitem) = place.subitem {
            range = self.part(&(range.start + 1..range.end), NodeType::Subitem, subitem).ok_or_else(missing)?;
        }
        Ok(range)
    }

    /// The annex of this name; without a number it is meant only if there are no others.
    fn annex(&self, name: &str) -> Option<Range<usize>> {
        let lines = &self.text.lines;
        let within = |line: &Line| line.kind == NodeType::Attachment;
        let called = |line: &Line| -> Option<String> {
            let label: String = line.label.chars().filter(|c| !c.is_whitespace()).collect();
            place::annex(&label).filter(|_| within(line)).map(|(name, _)| name)
        };
        let starts: Vec<usize> = (0..lines.len()).filter(|at| called(&lines[*at]).is_some()).collect();
        let mut named = starts.iter().copied().filter(|at| called(&lines[*at]).as_deref() == Some(name));
        let (start, None) = (named.next()?, named.next()) else { return None };
        let ends = |at: &usize| !within(&lines[*at]) || starts.contains(at);
        Some(start..(start + 1..lines.len()).find(ends).unwrap_or(lines.len()))
    }

    /// The part of `range` that had the number `number` among those of its kind, or, if the decision brought it, has it.
    pub(super) fn part(&self, range: &Range<usize>, kind: NodeType, number: u32) -> Option<Range<usize>> {
        let lines = &self.text.lines;
        let starts = self.text.starts(range.clone(), kind);
        let named = number.to_string();
        let old = starts.iter().position(|at| !lines[*at].fresh && lines[*at].number == named);
        let at = old.or_else(|| (number as usize).checked_sub(1).filter(|n| *n < starts.len()))?;
        let start = starts[at];
        let ends = |line: &Line| match kind {
            NodeType::Paragraph => line.kind == NodeType::Paragraph,
            NodeType::Item => matches!(line.kind, NodeType::Item | NodeType::Paragraph),
            _ => matches!(line.kind, NodeType::Subitem | NodeType::Item | NodeType::Paragraph),
        };
        let end = lines[start + 1..range.end].iter().position(ends).map_or(range.end, |n| start + 1 + n);
        Some(start..end)
    }

    fn replace(&mut self, places: &[Place], with: &[Vec<String>]) -> Done {
        if with.is_empty() || with.iter().any(Vec::is_empty) {
            return Err(Why::NoWords);
        }
        // 将第一款、第二款修改为 one quotation of two paragraphs.
        let texts: Vec<Vec<String>> = match (places.len(), with) {
            (1, _) => vec![with.concat()],
            (count, [one]) if one.len() == count => one.iter().map(|p| vec![p.clone()]).collect(),
            (count, _) if count == with.len() => with.to_vec(),
            (_, [one]) if places.iter().all(|p| p.paragraph.is_some() && p.item.is_none()) => {
                let [first, rest @ ..] = places else { return Err(Why::NoWords) };
                let first = self.find(first)?;
                let last = rest.last().map_or(Ok(first.clone()), |place| self.find(place))?;
                let fresh = self.text.fragment(one, None);
                self.put(first.start..last.end, fresh);
                return Ok(());
            }
            _ => return Err(Why::Unequal),
        };
        for (place, words) in places.iter().zip(texts) {
            let range = self.find(place)?;
            let lines = match place {
                Place { item: Some(_), .. } => self.item(&words, &self.text.lines[range.start]),
                Place { paragraph: Some(_), .. } => self.text.fragment(&words, None),
                _ => {
                    let fresh = self.text.fragment(&words, None);
                    self.put(range.start + 1..range.end, fresh);
                    continue;
                }
            };
            let items = place.item.is_some() && lines.iter().filter(|line| line.kind == NodeType::Item).count() > 1;
            let at = range.start;
            self.put(range, lines);
            if items {
                arrange::relabel_items(&mut self.text, at);
            }
        }
        Ok(())
    }

    /// Puts `lines` where `range` was; each takes over the number of the line that it replaces.
    fn put(&mut self, range: Range<usize>, mut lines: Vec<Line>) {
        for kind in [NodeType::Paragraph, NodeType::Item] {
            let old: Vec<String> =
                self.text.lines[range.clone()].iter().filter(|l| l.kind == kind).map(|l| l.number.clone()).collect();
            for (line, number) in lines.iter_mut().filter(|line| line.kind == kind).zip(old) {
                line.number = number;
                line.fresh = false;
            }
        }
        self.text.lines.splice(range, lines);
    }

    /// A 项 of these words; it takes its label from `like` if it has none.
    pub(super) fn item(&self, words: &[String], like: &Line) -> Vec<Line> {
        let mut words = words.to_vec();
        if let Some(first) = words.first_mut()
            && !first.starts_with(['（', '('])
            && first.chars().next().is_none_or(|c| !c.is_ascii_digit())
        {
            *first = format!("{}{first}", like.label);
        }
        words.insert(0, "〇：".to_owned());
        let mut lines = self.text.fragment(&words, None);
        lines.remove(0);
        lines
    }

    fn words(&mut self, places: &[Place], pairs: &[(String, String)]) -> Done {
        let everywhere = places.is_empty();
        let ranges: Vec<Range<usize>> = if everywhere {
            vec![0..self.text.lines.len()]
        } else {
            places.iter().map(|place| self.find(place)).collect::<Result<_, _>>()?
        };
        let stands = |range: &Range<usize>, old: &str| {
            self.text.lines[range.clone()].iter().any(|line| words_of(line).contains(old))
        };
        let nowhere = |old: &String| old.is_empty() || !ranges.iter().any(|range| stands(range, old));
        // In each of the places something is to be changed: else the text is another than the one that is amended.
        let idle = ranges.iter().any(|range| !pairs.iter().any(|(old, _)| stands(range, old)));
        if let Some((old, _)) = pairs.iter().find(|(old, _)| nowhere(old)).or(pairs.first().filter(|_| idle)) {
            return Err(Why::NotThere(old.clone()));
        }
        for range in ranges {
            for line in &mut self.text.lines[range] {
                for (old, new) in pairs.iter().filter(|_| line.kind != NodeType::Signature) {
                    let start = line.raw.len() - words_of(line).len();
                    let changed = exchanged(&line.raw[start..], old, new);
                    line.raw.truncate(start);
                    line.raw.push_str(&changed);
                    if line.raw.trim().is_empty() {
                        line.raw.clear();
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds a sentence, or words before the mark that ends the last one.
    fn append(&mut self, place: &Place, add: &str) -> Done {
        let range = self.find(place)?;
        let inner = |line: &&mut Line| {
            matches!(line.kind, NodeType::Paragraph | NodeType::Item | NodeType::Subitem) && !line.raw.trim().is_empty()
        };
        let line = self.text.lines[range].iter_mut().rfind(inner).ok_or_else(|| Why::NoPlace(shown(place)))?;
        let end = line.raw.trim_end().len();
        let mark = line.raw[..end].chars().next_back().filter(|c| "。；;.".contains(*c)).unwrap_or_default();
        let (goes_on, is_sentence) = (add.starts_with(['，', ',', '、', '；']), add.ends_with(['。', '；']));
        let at = if mark != char::default() && (mark == '；' || goes_on || !is_sentence) {
            if is_sentence && mark != '；' {
                line.raw.replace_range(end - mark.len_utf8()..end, "");
            }
            end - mark.len_utf8()
        } else {
            end
        };
        let add = if mark == '；' { add.trim_end_matches(['。', '；']) } else { add };
        line.raw.insert_str(at, add);
        Ok(())
    }

    fn delete(&mut self, places: &[Place]) -> Done {
        // All are looked up before the first is taken away.
        let whole = |place: &Place| self.find(place).map(|range| self.with_what_is_below(range));
        let mut ranges = places.iter().map(whole).collect::<Result<Vec<_>, _>>()?;
        ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
        for (range, place) in ranges.into_iter().zip(places.iter().rev()) {
            let heading = place.heading.is_some();
            self.text.lines.drain(range.clone());
            // A 条 of one 款 is not left without words: what was meant is another text's.
            let bare = place.paragraph.is_some() && place.item.is_none() && place.article.is_some() && {
                let article = range.start.checked_sub(1).filter(|at| self.text.lines[*at].kind == NodeType::Article);
                article.is_some_and(|at| self.text.article_end(at) == at + 1)
            };
            if bare {
                return Err(Why::NoPlace(shown(place)));
            }
            if place.item.is_some() {
                arrange::relabel_items(&mut self.text, range.start);
            }
            if heading {
                self.reorder = true;
                arrange::renumber_headings(&mut self.text);
            }
        }
        Ok(())
    }

    /// A heading with all that stands below it; anything else as it is.
    fn with_what_is_below(&self, range: Range<usize>) -> Range<usize> {
        let rank = |line: &Line| match line.kind {
            NodeType::Part => 1,
            NodeType::Subpart => 2,
            NodeType::Chapter => 3,
            NodeType::Section => 4,
            NodeType::Signature | NodeType::Attachment => 0,
            _ => 5,
        };
        let lines = &self.text.lines;
        let own = rank(&lines[range.start]);
        if !(1..5).contains(&own) {
            return range;
        }
        let next = lines[range.end..].iter().position(|line| rank(line) <= own);
        range.start..next.map_or(lines.len(), |n| range.end + n)
    }

    fn renumber(&mut self, from: &[Place], to: &[Place]) -> Done {
        for (from, to) in from.iter().zip(to) {
            if let (Some((kind, number)), Some((_, new))) = (&from.heading, &to.heading) {
                let found = self.text.lines.iter_mut().find(|l| l.kind == *kind && !l.fresh && l.number == *number);
                let line = found.ok_or_else(|| Why::NoPlace(shown(from)))?;
                line.pin = Some(new.clone());
                continue;
            }
            let range = self.find(from)?;
            // The places of 款 and 项 follow from what comes before them.
            if from.is_article() {
                self.text.lines[range.start].pin.clone_from(&to.article);
                self.reorder = true;
            }
        }
        if from.iter().any(|place| place.heading.is_some()) {
            arrange::renumber_headings(&mut self.text);
        }
        Ok(())
    }

    fn gather(&mut self, from: &[Place], to: &Place, with: &[Vec<String>]) -> Done {
        let number = to.article.clone().ok_or(Why::NoTarget)?;
        let ranges = from.iter().map(|place| self.find(place)).collect::<Result<Vec<_>, _>>()?;
        let body: Vec<Line> = if with.is_empty() {
            let lines = ranges.iter().flat_map(|range| self.text.lines[range.clone()].iter().cloned());
            lines.filter(|line| line.kind != NodeType::Article).map(|line| Line { fresh: true, ..line }).collect()
        } else {
            self.text.fragment(&with.concat(), None)
        };
        let label = numeral::article_name(&number);
        let mut fresh = self.text.fragment(&["〇".to_owned()], Some(&label));
        fresh.truncate(1);
        fresh.extend(body);
        // What takes the place of whole 条 stands where the first of them stood.
        let whole =
            from.iter().zip(&ranges).filter(|(place, _)| place.is_article()).map(|(_, range)| range.start).min();
        self.delete(from)?;
        let Some(at) = whole else { return self.place_articles(fresh) };
        fresh[0].placed = true;
        self.reorder = true;
        self.text.lines.splice(at..at, fresh);
        Ok(())
    }

    fn rename(&mut self, place: &Place, with: &str) -> Done {
        let range = self.find(place)?;
        let line = &mut self.text.lines[range.start];
        let name = with.trim_start_matches(line.label.as_str()).trim();
        let end = line.raw.trim_end().len();
        let start = line.raw.find(line.label.as_str()).map_or(0, |at| at + line.label.len());
        let space: String = line.raw[start..end].chars().take_while(|c| c.is_whitespace()).collect();
        let space = if space.is_empty() { "\u{3000}" } else { &space };
        let old = line.raw[start..end].trim().to_owned();
        line.raw = format!("{}{space}{name}{}", &line.raw[..start], &line.raw[end..]);
        line.heading = name.to_owned();
        // The table of contents names it too.
        let label = line.label.clone();
        for line in self.text.lines.iter_mut().filter(|line| line.kind == NodeType::Contents) {
            if let Some(at) = line.raw.find(&label).and_then(|at| Some(at + line.raw[at..].find(&old)?)) {
                line.raw.replace_range(at..at + old.len(), name);
            }
        }
        Ok(())
    }

    fn retitle(&mut self, with: &str) -> Done {
        let title = self.text.title.clone();
        let new = with.trim_start_matches('《').trim_end_matches('》');
        if title.is_empty() || !self.text.head.contains(&title) {
            return Err(Why::NoPlace("标题".to_owned()));
        }
        self.text.head = self.text.head.replace(&title, new);
        Ok(())
    }
}

/// What `line` says without the number of its 条 or heading, which no exchange of words changes.
fn words_of(line: &Line) -> &str {
    let numbered = matches!(
        line.kind,
        NodeType::Part | NodeType::Subpart | NodeType::Chapter | NodeType::Section | NodeType::Article
    );
    let label = line.raw.find(line.label.as_str()).filter(|_| numbered);
    label.map_or(line.raw.as_str(), |at| &line.raw[at + line.label.len()..])
}

/// `raw` with `old` exchanged for `new` wherever it stands. Where `new` contains `old`, what already reads `new` stays.
fn exchanged(raw: &str, old: &str, new: &str) -> String {
    if new.is_empty() || !new.contains(old) {
        return raw.replace(old, new);
    }
    raw.split(new).map(|piece| piece.replace(old, new)).collect::<Vec<_>>().join(new)
}

/// `第三条第二款第一项`
pub(super) fn shown(place: &Place) -> String {
    let mut out = String::new();
    if let Some((kind, number)) = &place.heading {
        let unit = match kind {
            NodeType::Part => "编",
            NodeType::Section => "节",
            _ => "章",
        };
        out.push_str(&format!("第{}{unit}", numeral::to_chinese(number.parse().unwrap_or(0))));
    }
    if place.preamble {
        out.push_str("序言");
    }
    out.push_str(place.annex.as_deref().unwrap_or_default());
    out.push_str(&place.article.as_deref().map(numeral::article_name).unwrap_or_default());
    for (number, unit) in [(place.paragraph, "款"), (place.item, "项"), (place.subitem, "目")] {
        if let Some(number) = number {
            out.push_str(&format!("第{}{unit}", numeral::to_chinese(number)));
        }
    }
    out
}
