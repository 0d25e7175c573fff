//! The text of a page without markup: sections for the search index, the lead and the length.

use super::cjk;
use crate::content::{SLOT, TextSection};

/// Collects text while the HTML is written.
#[derive(Default)]
pub(super) struct Plain {
    sections: Vec<TextSection>,
    current: TextSection,
    /// Headings that the current section lies under: level and text.
    above: Vec<(u8, String)>,
    lead: String,
}

/// The lead is cut from this many characters at most.
const LEAD_SOURCE: usize = 4_000;
const LEAD: usize = 120;

impl Plain {
    /// Text of a paragraph, a cell, an image.
    pub(super) fn text(&mut self, text: &str) {
        if text.contains(SLOT) {
            return self.current.text.push_str(&text.replace(SLOT, ""));
        }
        self.current.text.push_str(text);
    }

    /// Where what stands at `place` in the file shows its words.
    pub(super) fn slot(&mut self, place: usize) {
        self.block();
        self.current.text.push_str(&format!("{SLOT}{place}{SLOT}"));
        self.block();
    }

    /// The text so far; what follows may look at its end.
    pub(super) fn current(&self) -> &str {
        &self.current.text
    }

    /// Ends a block.
    pub(super) fn block(&mut self) {
        let text = &mut self.current.text;
        let end = text.trim_end_matches([' ', '\n']).len();
        text.truncate(end);
        if !text.is_empty() {
            text.push('\n');
        }
    }

    /// Adds what was written since `start` to the lead.
    pub(super) fn paragraph(&mut self, start: usize) {
        if self.lead.len() < LEAD_SOURCE {
            let text = self.current.text.get(start..).unwrap_or("").trim_matches([' ', '\n']);
            let end = floor(text, LEAD_SOURCE);
            if let (Some(a), Some(b)) = (self.lead.chars().next_back(), text.chars().next())
                && !cjk::joins(a, b)
            {
                self.lead.push(' ');
            }
            self.lead.push_str(&text[..end]);
        }
    }

    /// Begins the section of a heading.
    pub(super) fn heading(&mut self, level: u8, text: &str, anchor: &str) {
        self.finish_section();
        while self.above.last().is_some_and(|(l, _)| *l >= level) {
            self.above.pop();
        }
        let path: Vec<&str> = self.above.iter().map(|(_, t)| t.as_str()).collect();
        self.current = TextSection {
            anchor: anchor.to_owned(),
            heading: text.to_owned(),
            path: path.join(" "),
            ..TextSection::default()
        };
        self.above.push((level, text.to_owned()));
    }

    fn finish_section(&mut self) {
        self.block();
        let mut section = std::mem::take(&mut self.current);
        if section.text.ends_with('\n') {
            section.text.pop();
        }
        if !section.anchor.is_empty() || !section.text.is_empty() {
            self.sections.push(section);
        }
    }

    /// Sections, lead, length.
    pub(super) fn finish(mut self) -> (Vec<TextSection>, String, usize) {
        self.finish_section();
        let bare = |text: &str| TextSection::filled(text, |_| String::new());
        let length = self.sections.iter().map(|s| length(&s.heading) + length(&bare(&s.text))).sum();
        // A page of lists, tables and boxes alone has a lead too.
        let first = || self.sections.iter().map(|s| bare(&s.text)).find(|text| !text.trim().is_empty());
        let lead = match self.lead.trim().is_empty() {
            true => lead(&first().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")),
            false => lead(&self.lead),
        };
        (self.sections, lead, length)
    }

    /// The text of an inline run.
    pub(super) fn into_text(self) -> String {
        self.current.text
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first sentences of `text`, at most [`LEAD`] characters; cut with `…` where no sentence ends.
fn lead(text: &str) -> String {
    let text = text.trim();
    let Some((limit, _)) = text.char_indices().nth(LEAD) else {
        return text.to_owned();
    };
    let head = &text[..limit];
    let end =
        head.char_indices().rfind(|(_, c)| matches!(c, '。' | '！' | '？' | '!' | '?')).map(|(i, c)| i + c.len_utf8());
    // A closing quotation mark belongs to its sentence.
    let end = end.map(|end| match text[end..].chars().next() {
        Some(c @ ('”' | '」' | '）' | '’')) => end + c.len_utf8(),
        _ => end,
    });
    match end {
        Some(end) if end >= limit / 3 => text[..end].to_owned(),
        _ => {
            let last = head.char_indices().next_back().map_or(0, |(i, _)| i);
            format!("{}…", head[..last].trim_end())
        }
    }
}

/// Han characters and words.
pub(in crate::parse) fn length(text: &str) -> usize {
    let (mut han, mut words, mut inside) = (0, 0, false);
    let mut rest = text.as_bytes();
    let mut at = 0;
    while let Some(first) = rest.first() {
        // U+4000 to U+9FFF, which is nearly all there is, without decoding.
        if (0xE4..=0xE9).contains(first) {
            han += 1;
            inside = false;
            at += 3;
        } else if let Some(c) = text[at..].chars().next() {
            at += c.len_utf8();
            match c {
                '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}' | '〇' => {
                    han += 1;
                    inside = false;
                }
                // These stand inside words and numbers.
                '\'' | '’' | '-' | '.' | ',' | '_' => {}
                '\u{2000}'..='\u{33FF}' | '\u{FE10}'..='\u{FFEF}' => inside = false,
                c if c.is_alphanumeric() => {
                    words += usize::from(!inside);
                    inside = true;
                }
                _ => inside = false,
            }
        }
        rest = &text.as_bytes()[at..];
    }
    han + words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_han_and_words() {
        assert_eq!(length("第十二条 the editor's 3.5 km"), 4 + 4);
        assert_eq!(length("，。！"), 0);
        assert_eq!(length("2026年"), 2);
    }

    #[test]
    fn the_lead_ends_with_a_sentence() {
        let sentence = "党课记录由联络员整理，宣传委员核对后归档。";
        assert_eq!(lead(sentence), sentence);
        assert_eq!(lead(&sentence.repeat(20)), sentence.repeat(5));
        let endless = lead(&"长".repeat(500));
        assert_eq!(endless.chars().count(), 120);
        assert!(endless.ends_with('…'));
    }
}
