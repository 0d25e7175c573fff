//! Tables of contents, signatures, and the document that a notice carries.

use super::super::lines::Line;
use super::super::{labels, letterhead, signature, titles};
use super::{ATTACHMENT, Builder, DOCUMENT, Flat, ITEM, PARAGRAPH};
use crate::content::NodeType;
use labels::Mark;

impl Builder<'_> {
    /// Whether 附件 at block `at` only lists what is attached: the signature is still to come.
    pub(super) fn is_listing(&self, at: usize) -> bool {
        for next in at + 1..self.blocks.len().min(at + 30) {
            let Some(line) = self.line(next) else {
                return false;
            };
            if signature::end(self.text, self.blocks, next).is_some() {
                return true;
            }
            let label = labels::recognise(self.str(&line.range), line.heading);
            // 附件1：甲 and 附件2：乙 may be listed in lines of their own.
            if label.is_none_or(|l| !l.mark.is_item() && l.mark != Mark::Attachment) {
                return false;
            }
        }
        false
    }

    /// Takes the lines of a table of contents; returns the first block after it.
    pub(super) fn contents(&mut self, from: usize) -> usize {
        let mut seen: Vec<String> = Vec::new();
        let mut at = from;
        while let Some(line) = self.line(at) {
            let text = self.str(&line.range);
            let label = labels::recognise(text, line.heading);
            let entry = match &label {
                Some(l) => l.mark != Mark::Article && !l.mark.is_item() && l.mark != Mark::Contents,
                None => false,
            };
            // The first name that comes again is the chapter itself.
            let key = titles::contents_key(text);
            let again = seen.first() == Some(&key);
            if !entry
                || again
                || line.heading > 0 && !seen.is_empty() && at == from + seen.len() && self.repeats(at, &seen)
            {
                break;
            }
            seen.push(key);
            self.out
                .flats
                .push(Flat { text: Some(line.range.clone()), ..Flat::new(NodeType::Block, ITEM, line.range.clone()) });
            at += 1;
        }
        at
    }

    /// A table of contents without the word 目录: three or more chapters right below each other, whose first comes again.
    /// Returns the first block after it.
    pub(super) fn unnamed_contents(&mut self, at: usize, mark: Mark) -> Option<usize> {
        let level =
            |mark: Mark| matches!(mark, Mark::Part | Mark::Subpart | Mark::Chapter | Mark::Section | Mark::Supplement);
        if self.place.structured || !level(mark) {
            return None;
        }
        let mut end = at;
        while self
            .line(end)
            .and_then(|l| labels::recognise(self.str(&l.range), l.heading))
            .is_some_and(|l| level(l.mark))
        {
            end += 1;
        }
        let first = titles::contents_key(self.str(&self.line(at)?.range));
        let again = (at + 2..self.blocks.len())
            .find(|later| self.line(*later).is_some_and(|line| titles::contents_key(self.str(&line.range)) == first))?;
        let end = end.min(again);
        if end < at + 3 {
            return None;
        }
        let span = self.line(at)?.range.clone();
        self.out.flats.push(Flat::new(NodeType::Contents, PARAGRAPH, span));
        for entry in at..end {
            let range = self.line(entry)?.range.clone();
            self.out.flats.push(Flat { text: Some(range.clone()), ..Flat::new(NodeType::Block, ITEM, range) });
        }
        Some(end)
    }

    pub(super) fn repeats(&self, at: usize, seen: &[String]) -> bool {
        self.line(at).is_some_and(|line| seen.contains(&titles::contents_key(self.str(&line.range))))
    }

    /// 落款: issuing bodies and a date.
    pub(super) fn signature(&mut self, at: usize) -> Option<usize> {
        if self.out.flats.is_empty() || self.line(at)?.heading > 0 {
            return None;
        }
        let end = signature::end(self.text, self.blocks, at)?;
        let mut date = self.line(end - 1)?.range.clone();
        let span = self.blocks[at].range().start..date.end;
        self.close_paragraph();
        (self.place.article, self.place.heading_open, self.place.quoted) = (None, false, false);
        if let Some((_, day)) = signature::body_and_date(self.str(&date)) {
            date.start = date.end - day.len();
        }
        if !self.place.in_attachment && self.place.first == 0 {
            self.out.signed = Some(date);
            self.out.signature = Some(span.clone());
        }
        self.out.flats.push(Flat { text: Some(span.clone()), ..Flat::new(NodeType::Signature, ATTACHMENT, span) });
        self.signed = true;
        Some(end)
    }

    /// The document that an “印发…的通知” carries.
    pub(super) fn document(&mut self, at: usize, line: &Line) -> Option<usize> {
        if self.place.structured && self.place.last_article.is_some() {
            return None;
        }
        let text = self.str(&line.range);
        if self.names_annex(at, line) {
            if let Some(last) = self.out.flats.last_mut() {
                last.heading = Some(line.range.clone());
            }
            return Some(at + 1);
        }
        let bare = titles::bare(text);
        let announced = self.issued.contains(&bare);
        let likely = (self.signed || line.heading == 1) && titles::is_title(text) && !letterhead::is_remark(text);
        if self.out.flats.is_empty() || !(announced || likely && self.structure_follows(at + 1)) {
            return None;
        }
        // A title right below 附件 names the attachment and needs no level of its own.
        let names = self.out.flats.last().filter(|f| f.kind == NodeType::Attachment && f.heading.is_none());
        if names.is_some() {
            if let Some(last) = self.out.flats.last_mut() {
                last.heading = Some(line.range.clone());
            }
            self.place.in_attachment = false;
            self.place.header_open = true;
            self.place.first = self.out.flats.len();
            return Some(at + 1);
        }
        self.open(false);
        self.out.flats.push(Flat {
            kind: NodeType::Document,
            rank: DOCUMENT,
            number: String::new(),
            heading: Some(line.range.clone()),
            label: None,
            text: None,
            span: line.range.clone(),
            raw: false,
        });
        self.place.first = self.out.flats.len();
        Some(at + 1)
    }

    /// Whether the line at `at`, right below 附件2, is its name: a title with something to follow that is no text of
    /// articles, which [`Self::document`] takes. 略 is none.
    fn names_annex(&self, at: usize, line: &Line) -> bool {
        let text = self.str(&line.range);
        self.out.flats.last().is_some_and(|f| f.kind == NodeType::Attachment && f.heading.is_none())
            && titles::is_title(text)
            && text.chars().count() >= 3
            && !letterhead::is_remark(text)
            && at + 1 < self.blocks.len()
            && signature::end(self.text, self.blocks, at).is_none()
            && !self.structure_follows(at + 1)
    }

    /// Whether a level begins within the next few blocks.
    pub(super) fn structure_follows(&self, from: usize) -> bool {
        (from..self.blocks.len().min(from + 12)).any(|at| {
            self.line(at).is_some_and(|line| {
                labels::recognise(self.str(&line.range), line.heading).is_some_and(|l| {
                    matches!(l.mark, Mark::Part | Mark::Chapter | Mark::Article | Mark::Dun | Mark::Contents)
                })
            })
        })
    }
}
