//! 项, 目, and 一、 in texts without articles.

use std::ops::Range;

use super::super::labels::Label;
use super::super::lines::Line;
use super::super::{labels, titles};
use super::{ARTICLE, Builder, CHAPTER, Flat, ITEM, quote_stays_open};
use crate::content::NodeType;
use labels::Mark;

impl Builder<'_> {
    /// Takes a line with the label of an item; `above` if it is 一、 and articles stand below it.
    pub(super) fn item(&mut self, line: &Line, label: &Label, above: bool) -> bool {
        let offset = line.range.start;
        let rest = offset + label.rest.start..offset + label.rest.end;
        let whole = Some(offset + label.label.start..offset + label.label.end);
        if label.mark == Mark::Dun && self.place.article.is_none() {
            self.heading(line, label, rest, whole, above);
            return true;
        }
        if self.place.quoted {
            return false;
        }
        self.resume(label);
        let place = &mut self.place;
        while place.items.last().is_some_and(|m| *m > label.mark) {
            place.items.pop();
        }
        if place.items.last() != Some(&label.mark) {
            place.items.push(label.mark);
        }
        let depth = (place.items.len() - 1) as u8;
        self.place.quoted = quote_stays_open(self.str(&rest), false);
        let kind = if depth == 0 { NodeType::Item } else { NodeType::Subitem };
        self.place.lists.retain(|(mark, ..)| *mark != label.mark);
        self.place.lists.push((label.mark, label.number.0, self.out.flats.len()));
        self.out.flats.push(Flat {
            kind,
            rank: ITEM + depth,
            number: label.number_text(),
            heading: None,
            label: whole,
            text: Some(rest).filter(|r| !r.is_empty()),
            span: line.range.clone(),
            raw: false,
        });
        true
    }

    /// Takes up a list that paragraphs seemed to end: what comes between （一） and （二） belongs to （一）.
    fn resume(&mut self, label: &Label) {
        let place = &mut self.place;
        if label.number.0 < 2 || place.items.contains(&label.mark) {
            return;
        }
        let Some(&(mark, number, at)) = place.lists.iter().find(|(mark, ..)| *mark == label.mark) else {
            return;
        };
        // Only outermost lists are taken up; it is they that paragraphs end.
        if number + 1 != label.number.0 || self.out.flats[at].rank != ITEM {
            return;
        }
        let mut ended = false;
        for flat in &mut self.out.flats[at + 1..] {
            match flat.kind {
                NodeType::Paragraph => {
                    (flat.kind, flat.rank) = (NodeType::Block, ITEM + 1);
                    ended = true;
                }
                NodeType::Block => flat.rank = flat.rank.max(ITEM + 1),
                // What came before the paragraph is below （一） already.
                NodeType::Item | NodeType::Subitem if !ended => {}
                NodeType::Item | NodeType::Subitem => {
                    (flat.kind, flat.rank) = (NodeType::Subitem, (flat.rank + 1).min(ITEM + 5));
                }
                _ => return,
            }
        }
        place.items = vec![mark];
    }

    /// Whether 一、 is the name of a part with articles: a heading by its mark or by the article that follows.
    pub(super) fn stands_above_articles(&self, at: usize, line: &Line, label: &Label) -> bool {
        let rest = &self.str(&line.range)[label.rest.clone()];
        if self.place.quoted || !titles::is_title(rest) {
            return false;
        }
        let next = self.line(at + 1).and_then(|next| labels::recognise(self.str(&next.range), next.heading));
        let before_article = next.is_some_and(|next| next.mark == Mark::Article);
        before_article || line.heading > 0 && self.place.article.is_some()
    }

    /// 一、 in a text without articles, or above some.
    fn heading(&mut self, line: &Line, label: &Label, rest: Range<usize>, whole: Option<Range<usize>>, above: bool) {
        self.structure();
        let (rest, below) = match self.run_in(&rest) {
            Some(cut) => (rest.start..cut, Some(cut..rest.end)),
            None => (rest, None),
        };
        let text = self.str(&rest);
        let is_title = line.heading > 0 || titles::is_title(text);
        self.out.flats.push(Flat {
            kind: NodeType::Heading,
            rank: if above { CHAPTER } else { ARTICLE },
            number: label.number_text(),
            heading: is_title.then(|| rest.clone()).filter(|r| !r.is_empty()),
            label: whole,
            text: None,
            span: line.range.clone(),
            raw: false,
        });
        self.close_paragraph();
        self.place.heading_open = true;
        self.place.quoted = false;
        if !is_title && !rest.is_empty() {
            self.paragraph(rest, 0);
        }
        let below = below.and_then(|range| Some((labels::recognise(self.str(&range), 0)?, range)));
        if let Some((label, range)) = below {
            self.item(&Line { range, heading: 0 }, &label, false);
        }
    }

    /// Where （一） begins in the line of its heading: 一、总体要求（一）指导思想。以…为指导. Not in 违反第三条第（一）项.
    fn run_in(&self, rest: &Range<usize>) -> Option<usize> {
        const LONGEST: usize = 24;
        let text = self.str(rest);
        let at = ["（一）", "(一)"].iter().filter_map(|mark| text.find(mark)).min()?;
        let (head, below) = (text[..at].trim_end(), &text[at..]);
        let after = below.trim_start_matches(['（', '(', '一', '）', ')']);
        let names = titles::is_title(head) && head.chars().count() <= LONGEST && !head.ends_with('第');
        let says = after.chars().count() > 3 && !after.starts_with(['项', '款', '、', '至', '和', '目']);
        (names && says).then_some(rest.start + at)
    }
}
