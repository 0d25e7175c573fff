//! Citations in running text: 《…》第X条, 本办法第X条第Y款, 前款, and laws named without 《》.
//!
//! A scanner sees one paragraph at a time and knows nothing of other files. A law named without 《》 is therefore only a
//! candidate ([`CitedDocument::Ending`]): which title the words end with is decided when all titles are known.

mod amending;
mod names;
mod refs;

use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::lines::is_space;
use crate::content::{Citation, CitedDocument};
use crate::diagnostics::Span;
pub(super) use amending::announced;
pub(super) use names::{amended as amended_title, closing};
pub use names::{may_precede_a_name, without_version};
use refs::{Ref, Refs};

/// Where in its text a paragraph stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// Anchor of the paragraph or item.
    pub anchor: &'a str,
    /// Number of the article; empty outside articles.
    pub article: &'a str,
    /// How many 款 the article has.
    pub paragraphs: u32,
    /// The 款, from 1.
    pub paragraph: Option<u32>,
    /// The 项, from 1.
    pub item: Option<u32>,
    /// Whether this 款 has 项.
    pub has_items: bool,
    /// Whether any 款 of the article has 项.
    pub any_items: bool,
    /// Numbers of the articles before this one.
    pub before: &'a [String],
}

/// Reads the paragraphs of one text in order.
#[derive(Debug, Clone)]
pub struct Scanner {
    /// Whether a bare 第X条 means this text.
    policy: bool,
    /// The text's own title, if known.
    title: String,
    /// What the title says it is: 办法, 条例 …
    kind: Option<&'static str>,
    /// What an amendment amends.
    amended: Option<String>,
    /// Whether it amends several texts, so that an article of which none is named is not known to be its own.
    amends_many: bool,
    /// Whether a quotation is open that an earlier paragraph began.
    quoting: bool,
    /// The article that the 款 before a list says is violated: 违反本条例第十条，有下列行为之一的.
    lead: Option<Ref>,
    /// Short names that the text introduces: 以下简称《…》.
    shorts: Vec<(String, String)>,
}

impl Scanner {
    /// For a policy text with this title (empty if unknown).
    pub fn policy(title: &str) -> Self {
        let mut scanner = Self { policy: true, ..Self::page() };
        scanner.enter(title);
        scanner
    }

    /// Goes on with a document of another title within the same text; short names stay known.
    pub(super) fn enter(&mut self, title: &str) {
        self.title = title.to_owned();
        self.kind = names::kind(title);
        self.amended = names::amended(title);
        self.amends_many = self.amended.is_none() && amending::amends_several(title);
        (self.quoting, self.lead) = (false, None);
        if let Some((word, base)) = names::carried_out(title) {
            self.shorts.push((word.to_owned(), base.to_owned()));
        }
    }

    /// For pages of other kinds, where only a named text can be cited.
    pub fn page() -> Self {
        Self {
            policy: false,
            title: String::new(),
            kind: None,
            amended: None,
            amends_many: false,
            quoting: false,
            lead: None,
            shorts: Vec::new(),
        }
    }

    /// The citations in `text` with their ranges in it; `text` begins at byte `base` of `file`.
    pub fn scan(
        &mut self,
        file: &Arc<str>,
        base: usize,
        text: &str,
        place: &Place<'_>,
    ) -> Vec<(Range<usize>, Citation)> {
        if place.item.is_none() {
            self.lead = None;
        }
        let quotes = self.open_quotes(text);
        // One character at a time: each of these searches is as fast as memory.
        if !['第', '《', '前', '法', '例'].iter().any(|mark| text.contains(*mark)) && !text.contains("规定") {
            return Vec::new();
        }
        self.announce(text);
        let mut run = Run {
            scanner: self,
            file,
            base,
            text,
            place,
            titles: Vec::new(),
            last: None,
            quotes,
            end: 0,
            found: Vec::new(),
        };
        run.all();
        let found = run.found;
        if place.item.is_none() && text.trim_end_matches(is_space).ends_with(['：', ':']) {
            self.lead = violated(text, &found);
        }
        found
    }
}

/// The first article of this text that `text` says is violated.
fn violated(text: &str, found: &[(Range<usize>, Citation)]) -> Option<Ref> {
    let own = |c: &&(Range<usize>, Citation)| {
        c.1.document == CitedDocument::This && !c.1.article.is_empty() && c.1.range_end.is_none()
    };
    let (_, cited) = found.iter().filter(own).find(|(range, _)| text[..range.start].ends_with("违反"))?;
    Some(Ref { article: cited.article.clone(), paragraph: cited.paragraph, ..Ref::default() })
}

/// Reads the runs of text of a page that is no policy, in order; short names that it introduces stay known. Places count
/// from the start of each run.
pub fn page_scanner(file: &Arc<str>) -> impl Fn(&str) -> Vec<(Range<usize>, Citation)> + Sync + '_ {
    let scanner = Mutex::new(Scanner::page());
    move |run| match scanner.lock() {
        Ok(mut scanner) => scanner.scan(file, 0, run, &Place::default()),
        Err(_) => Vec::new(),
    }
}

struct Run<'a> {
    scanner: &'a mut Scanner,
    file: &'a Arc<str>,
    base: usize,
    text: &'a str,
    place: &'a Place<'a>,
    /// Titles in 《》 so far; empty for that of the text itself.
    titles: Vec<String>,
    /// The text named last in this paragraph, which 该法 means.
    last: Option<CitedDocument>,
    quotes: u32,
    /// End of the last citation.
    end: usize,
    found: Vec<(Range<usize>, Citation)>,
}

impl Run<'_> {
    fn all(&mut self) {
        let mut at = 0;
        while let Some(c) = self.text[at..].chars().next() {
            let next = match c {
                '《' => self.titled(at),
                '第' => self.bare(at),
                '前' => self.former(at),
                '本' => self.own(at),
                // 合同法第三条 and 共同法 are names, not 同法.
                '同' if self.text[..at].ends_with(['合', '共', '不', '相', '协', '等']) => None,
                '该' | '同' => self.same(at),
                '的' | '有' | '规' => self.named(at),
                '依' | '按' | '根' | '比' | '参' | '对' | '遵' | '违' | '触' | '适' | '准' | '援' | '引' | '不' => {
                    self.governed(at)
                }
                _ => None,
            };
            match c {
                '“' => self.quotes += 1,
                '”' => self.quotes = self.quotes.saturating_sub(1),
                _ => {}
            }
            at = next.filter(|next| *next > at).unwrap_or(at + c.len_utf8());
        }
    }

    /// Whether the words here are quoted from the text that this one amends.
    fn quoted(&self) -> bool {
        self.quotes > 0 && (self.scanner.amended.is_some() || self.scanner.amends_many)
    }

    /// The text that 本法 or a bare 第X条 means here; none if it cannot be told.
    fn this(&self) -> Option<CitedDocument> {
        match &self.scanner.amended {
            Some(title) => Some(CitedDocument::Title(title.clone())),
            None if self.scanner.amends_many => None,
            None => Some(CitedDocument::This),
        }
    }

    /// 《…》, then perhaps articles.
    fn titled(&mut self, at: usize) -> Option<usize> {
        let close = names::closing(self.text, at)?;
        let written = &self.text[at + '《'.len_utf8()..close - '》'.len_utf8()];
        let title = self
            .scanner
            .shorts
            .iter()
            .rev()
            .find(|(short, _)| short == written)
            .map_or(written, |(_, full)| full.as_str());
        let own = self.scanner.policy && title == self.scanner.title && !title.is_empty();
        let document = if own { CitedDocument::This } else { CitedDocument::Title(title.to_owned()) };
        let (after, short) = names::remark(self.text, close);
        let introduces = !short.is_empty();
        self.titles.push(match &document {
            CitedDocument::Title(title) => title.clone(),
            _ => String::new(),
        });
        // 根据《甲法》、《乙条例》（以下简称《甲》、《乙》）: as many texts as names.
        if let Some(first) = self.titles.len().checked_sub(short.len()) {
            let pairs = short.into_iter().zip(&self.titles[first..]).filter(|(_, title)| !title.is_empty());
            let room = 200usize.saturating_sub(self.scanner.shorts.len());
            self.scanner.shorts.extend(pairs.map(|(short, title)| (short, title.clone())).take(room));
        }
        self.last = Some(document.clone());
        let from = names::skip_particle(self.text, after);
        if let Some(refs) = self.cited_from(from) {
            return Some(self.emit(document, at, refs));
        }
        if !own {
            self.push(document, at..close, Ref::default(), None);
        }
        Some(if introduces { after } else { close })
    }

    /// 本办法第X条, 本条第X款, 本款第X项, 本项第X目.
    fn own(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at + '本'.len_utf8()..];
        let here = self.place;
        if rest.starts_with(['款', '项']) || rest.starts_with('条') && !rest.starts_with("条例") {
            if here.article.is_empty() || self.quoted() {
                return None;
            }
            let mut start = Ref { article: here.article.to_owned(), ..Ref::default() };
            let level = if rest.starts_with('款') {
                start.paragraph = here.paragraph;
                refs::Level::Item
            } else if rest.starts_with('项') {
                (start.paragraph, start.item) = (here.paragraph, Some(here.item?));
                refs::Level::Subitem
            } else {
                refs::Level::Paragraph
            };
            let refs = refs::below(self.text, at + "本条".len(), start, level)?;
            return Some(self.emit(CitedDocument::This, at, refs));
        }
        if let Some(unit) = rest.chars().next().filter(|c| matches!(c, '编' | '章' | '节'))
            && let Some(mut refs) = refs::divisions(self.text, at + '本'.len_utf8() + unit.len_utf8())
        {
            if !self.scanner.policy || self.quoted() {
                return Some(refs.end);
            }
            // Which 章 it is shows the place of the citation.
            refs.list.iter_mut().for_each(|(target, ..)| target.part = format!("本{unit}/{}", target.part));
            return Some(self.emit(CitedDocument::This, at, refs));
        }
        let named = names::own_word(rest);
        // 本要点: a text calls itself by what its title ends with, whatever that is.
        let length = match named {
            Some((_, length)) => length,
            None => names::calls_itself(rest, &self.scanner.title)?,
        };
        let from = names::skip_particle(self.text, at + '本'.len_utf8() + length);
        let refs = self.cited_from(from)?;
        if !self.scanner.policy || named.is_some_and(|(word, _)| !names::can_be_own(self.scanner.kind, word)) {
            return Some(refs.end);
        }
        // 本决定 is the decision, not what it amends.
        let itself = named.is_some_and(|(word, _)| matches!(word, "决定" | "决议")) && !self.quoted();
        let document = if itself { CitedDocument::This } else { self.this()? };
        Some(self.emit(document, at, refs))
    }

    /// Articles, or 编, 章 and 节, at byte `from`; 总则 and 分则 may stand before them.
    fn cited_from(&self, from: usize) -> Option<Refs> {
        let (half, at) = match names::half(&self.text[from..]) {
            Some(half) => (half, from + half.len()),
            None => ("", from),
        };
        if let Some(refs) = refs::articles(self.text, at) {
            return Some(refs);
        }
        let mut refs = refs::divisions(self.text, at)?;
        if !half.is_empty() {
            refs.list.iter_mut().for_each(|(target, ..)| target.part = format!("{half}/{}", target.part));
        }
        Some(refs)
    }

    /// 该办法第X条: the text named last.
    fn same(&mut self, at: usize) -> Option<usize> {
        let first = self.text[at..].chars().next()?;
        let (_, length) = names::own_word(&self.text[at + first.len_utf8()..])?;
        let from = names::skip_particle(self.text, at + first.len_utf8() + length);
        let refs = self.cited_from(from)?;
        match self.last.clone() {
            Some(document) => Some(self.emit(document, at, refs)),
            None => Some(refs.end),
        }
    }

    /// 前款, 前条, 前两款, 前项, each perhaps with 第X款第Y项.
    fn former(&mut self, at: usize) -> Option<usize> {
        let here = self.place;
        let before = self.text[..at].chars().next_back();
        let word = before.is_some_and(|c| "目此之当提先日年月天空".contains(c));
        if !self.scanner.policy || here.article.is_empty() || word || self.quoted() {
            return None;
        }
        let former = refs::former(self.text, at)?;
        let mut target = Ref { article: here.article.to_owned(), ..Ref::default() };
        match former.unit {
            '款' => target.paragraph = Some(here.paragraph?.checked_sub(former.count).filter(|p| *p > 0)?),
            '项' => {
                target.paragraph = here.paragraph;
                target.item = Some(here.item?.checked_sub(former.count).filter(|i| *i > 0)?);
            }
            _ => {
                let index = here.before.len().checked_sub(former.count as usize)?;
                target.article = here.before.get(index)?.clone();
                if former.count > 1 {
                    let last = here.before.last().cloned();
                    self.push(CitedDocument::This, at..former.end, target, last);
                    return Some(former.end);
                }
            }
        }
        let level = match former.unit {
            '款' if former.count == 1 => Some(refs::Level::Item),
            '条' => Some(refs::Level::Paragraph),
            '项' if former.count == 1 => Some(refs::Level::Subitem),
            _ => None,
        };
        if let Some(refs) = level.and_then(|level| refs::below(self.text, former.end, target.clone(), level)) {
            return Some(self.emit(CitedDocument::This, at, refs));
        }
        self.push(CitedDocument::This, at..former.end, target, None);
        Some(former.end)
    }

    /// 第X条, 第X款 and 第X项 without a word before them that names a text.
    fn bare(&mut self, at: usize) -> Option<usize> {
        let words = names::run_before(&self.text[self.end.min(at)..at]);
        // 刑法分则第三章第三节, 刑法分则第二百条.
        let half = ["总则", "分则"].into_iter().find(|half| words.ends_with(half)).unwrap_or_default();
        let named = &words[..words.len() - half.len()];
        if names::names_a_text(named)
            && let Some(refs) = self.cited_from(at - half.len())
        {
            return Some(self.unmarked(at - half.len(), named, refs));
        }
        // 民法典人格权编第九百九十条
        let book = names::book(words);
        if !book.is_empty()
            && let Some(refs) = refs::articles(self.text, at)
        {
            return Some(self.unmarked(at - book.len(), &words[..words.len() - book.len()], refs));
        }
        if let Some(refs) = refs::articles(self.text, at) {
            if !self.scanner.policy
                || self.quoted() && !names::own_part(words)
                || names::foreign(words)
                || self.text[refs.end..].starts_with("相应改为")
                || names::noun_follows(&self.text[refs.end..])
            {
                return Some(refs.end);
            }
            return Some(self.emit_own(at, words, refs));
        }
        let here = self.place;
        if !self.scanner.policy || here.article.is_empty() || self.quoted() || self.scanner.amended.is_some() {
            return None;
        }
        // 刑法第二百三十六第三款: the 条 was forgotten, and the 款 is not one of this text.
        let number = self.text[..at].trim_end_matches(|c| crate::content::numeral::is_numeral(c) || c.is_ascii_digit());
        if number.len() < at && number.ends_with('第') {
            return refs::below(self.text, at, Ref::default(), refs::Level::Paragraph).map(|refs| refs.end);
        }
        // （一）违反第一项规定的, below 违反本条例第十条规定，有下列行为之一的: the items of that article are meant.
        let violates = self.text[..at].is_empty() || ["违反", "有"].iter().any(|word| self.text[..at].ends_with(word));
        if let Some(lead) = self.scanner.lead.clone().filter(|_| here.item.is_some() && violates) {
            let level = if lead.paragraph.is_some() { refs::Level::Item } else { refs::Level::Paragraph };
            if let Some(refs) = refs::below(self.text, at, lead, level) {
                return Some(self.emit(CitedDocument::This, at, refs));
            }
        }
        let start = Ref {
            article: here.article.to_owned(),
            paragraph: here.paragraph.filter(|_| here.has_items),
            ..Ref::default()
        };
        let (document, start) = self.list_meant(at, start);
        let refs = refs::below(self.text, at, start, refs::Level::Paragraph)?;
        let after = &self.text[refs.end..];
        let marked = ["第（", "第("].iter().any(|mark| self.text[at..].starts_with(mark));
        // 第一款第一项 says whose item it is; a bare 第一项 may be any.
        let is_item = refs::first_below(self.text, at).is_none_or(|(level, _)| level == refs::Level::Item)
            && refs.list.first()?.0.item.is_some();
        // （二）不能采取第一项措施的: an item before the one that speaks.
        let earlier = here.item.is_some_and(|own| refs.list[0].0.item.is_some_and(|item| item < own))
            && after.starts_with("措施");
        let other = is_item && !names::follows_item(after, here.any_items) || names::noun_follows(after);
        if !marked && !earlier && other {
            return Some(refs.end);
        }
        Some(self.emit(document, at, refs))
    }

    /// Where a bare 第X款 or 第X项 is to be looked for: here if this article has such a thing, else where the paragraph
    /// last spoke of an article.
    fn list_meant(&self, at: usize, start: Ref) -> (CitedDocument, Ref) {
        let level = refs::first_below(self.text, at);
        let here = match level {
            Some((refs::Level::Item, _)) => self.place.any_items,
            Some((_, number)) => number <= self.place.paragraphs,
            None => true,
        };
        let last = match self.found.last() {
            Some((_, last)) if !here && !last.article.is_empty() => last,
            _ => return (CitedDocument::This, start),
        };
        let target = Ref { article: last.article.clone(), paragraph: last.paragraph, ..Ref::default() };
        (last.document.clone(), target)
    }

    /// A law named without 《》.
    fn unmarked(&mut self, at: usize, words: &str, refs: Refs) -> usize {
        let likely = names::likely_title(words);
        let short = self.scanner.shorts.iter().rev().find(|(short, _)| likely == short || names::ends_in(words, short));
        let before_own = words.strip_suffix(self.scanner.title.as_str()).filter(|_| !self.scanner.title.is_empty());
        let own = self.scanner.policy && before_own.is_some_and(names::may_precede_a_name);
        let (document, length) = match short {
            _ if own => (CitedDocument::This, self.scanner.title.len()),
            Some((short, full)) => (CitedDocument::Title(full.clone()), short.len()),
            // Which of the words are the name is known when all titles are; the link begins with it.
            None => (CitedDocument::Ending(words.to_owned()), words.len()),
        };
        self.last = Some(document.clone());
        self.emit(document, at - length, refs)
    }

    /// A bare 第X条 of this text, unless a text is known by the words before it.
    fn emit_own(&mut self, at: usize, words: &str, refs: Refs) -> usize {
        let Some(document) = self.this() else {
            return refs.end;
        };
        // 第二章和第三条 names no text.
        let may_name = words.chars().nth(2).is_some()
            && !words.contains('第')
            && !names::may_precede_a_name(words)
            && !names::own_part(words);
        if document == CitedDocument::This && may_name {
            return self.emit(CitedDocument::Known(words.to_owned()), at - words.len(), refs);
        }
        self.emit(document, at, refs)
    }

    /// Laws as a whole behind a verb: 根据宪法和学习法，制定本条例; 触犯刑法，构成犯罪的. What is followed by 的规定 is left to
    /// [`Self::named`].
    fn governed(&mut self, at: usize) -> Option<usize> {
        let mut from = names::governed(self.text, at)?;
        let mut ranges = Vec::new();
        while ranges.len() < 8
            && let Some(end) = names::whole_name(self.text, from)
        {
            ranges.push(from..end);
            match names::next_name(self.text, end) {
                Some(next) => from = next,
                None => break,
            }
        }
        let end = ranges.last()?.end;
        if names::provides(&self.text[end..]) {
            return None;
        }
        for range in ranges {
            self.push_whole(range.clone(), &self.text[range]);
        }
        Some(end)
    }

    /// Adds the text that `range` names, as a whole; which end of `words` is its name is known when all titles are.
    fn push_whole(&mut self, range: Range<usize>, words: &str) {
        let name = &self.text[range.clone()];
        if name == self.scanner.title {
            return;
        }
        let full = self.scanner.shorts.iter().rev().find(|(short, _)| short == name).map(|(_, full)| full);
        let document = match full {
            Some(full) => CitedDocument::Title(full.clone()),
            None => CitedDocument::Ending(words.to_owned()),
        };
        self.last = Some(document.clone());
        self.push(document, range, Ref::default(), None);
    }

    /// Laws as a whole, named without 《》: 依照学习法和奖励条例的规定.
    fn named(&mut self, at: usize) -> Option<usize> {
        if !names::provides(&self.text[at..]) {
            return None;
        }
        let mut ranges = Vec::new();
        let mut end = at;
        // From the last to the first; a hostile list is not followed to its start.
        while ranges.len() < 8 {
            let before = &self.text[self.end.min(end)..end];
            let words = names::run_before(before);
            if !names::names_a_text(words) {
                break;
            }
            let name = names::likely_title(words);
            if !names::is_name(name) && !self.scanner.shorts.iter().any(|(short, _)| short == name) {
                break;
            }
            ranges.push((end - name.len()..end, words));
            let before = &before[..before.len() - name.len()];
            match names::without_joint(before) {
                Some(rest) => end -= name.len() + before.len() - rest.len(),
                None => break,
            }
        }
        for (range, words) in ranges.into_iter().rev() {
            self.push_whole(range, words);
        }
        None
    }

    /// Adds the citations of `refs`; the first link begins at `from`.
    fn emit(&mut self, document: CitedDocument, from: usize, refs: Refs) -> usize {
        for (i, (target, last, range)) in refs.list.into_iter().enumerate() {
            let start = if i == 0 { from } else { range.start };
            self.push(document.clone(), start..range.end, target, last);
        }
        refs.end
    }

    fn push(&mut self, document: CitedDocument, range: Range<usize>, target: Ref, range_end: Option<String>) {
        self.end = range.end;
        let citation = Citation {
            document,
            article: target.article,
            part: target.part,
            paragraph: target.paragraph,
            item: target.item,
            subitem: target.subitem,
            range_end,
            within: self.place.anchor.to_owned(),
            text: self.text[range.clone()].trim_matches(is_space).to_owned(),
            span: Span::new(self.file, self.base + range.start..self.base + range.end),
        };
        self.found.push((range, citation));
    }
}

#[cfg(test)]
mod tests;
