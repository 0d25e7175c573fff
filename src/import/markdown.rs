//! Our own Markdown: what is written here reads back as the same document, also where bold touches punctuation, where a
//! text begins like a list, and where it holds what Markdown would take for marks.

mod inline;
mod table;

use super::model::{Block, Document, Paragraph, is_space};
pub(super) use inline::escape;
pub(super) use table::of_texts;

/// How to write.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style<'a> {
    /// A policy text: labels stay as they are, since its own reader knows them.
    pub(super) policy: bool,
    /// Names of the pictures' files, by their place.
    pub(super) pictures: &'a [String],
}

/// A block with what the shape of the document made of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) block: Block,
    /// 1 to 6 for a heading.
    pub(super) heading: u8,
}

/// The body as Markdown; ends with a line break.
pub(super) fn write(pieces: &[Piece], document: &Document, style: Style<'_>) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for piece in pieces {
        let (text, is_list) = match &piece.block {
            Block::Paragraph(p) => {
                (paragraph(p, piece.heading, document, style), p.list.is_some() && piece.heading == 0)
            }
            Block::Table(t) => (table::write(t, document, style), false),
        };
        if text.trim().is_empty() {
            continue;
        }
        if !out.is_empty() {
            // Entries of one list stand together; a text after it is set off by the empty line.
            out.push_str(if in_list && is_list && !style.policy { "\n" } else { "\n\n" });
        }
        out.push_str(&text);
        in_list = is_list;
    }
    out.push('\n');
    notes(&mut out, document, style);
    out
}

fn paragraph(paragraph: &Paragraph, heading: u8, document: &Document, style: Style<'_>) -> String {
    let line = inline::line(paragraph, heading > 0, document, style);
    if heading > 0 {
        let line = line.replace("\\\n", " ").replace('\n', " ");
        return format!("{} {}", "#".repeat(usize::from(heading.min(6))), line.trim_matches(is_space));
    }
    match paragraph.list.filter(|_| !style.policy) {
        Some(list) => {
            let indent = "    ".repeat(usize::from(list.depth.min(6)));
            let mark = list.number.map_or_else(|| "- ".to_owned(), |n| format!("{n}. "));
            let under = format!("\n{indent}{}", " ".repeat(mark.len()));
            format!("{indent}{mark}{}", line.replace('\n', &under))
        }
        None => line,
    }
}

fn notes(out: &mut String, document: &Document, style: Style<'_>) {
    for (i, blocks) in document.notes.iter().enumerate() {
        let text = blocks.iter().filter_map(|block| match block {
            Block::Paragraph(p) => Some(inline::line(p, false, document, style).trim_matches(is_space).to_owned()),
            Block::Table(_) => None,
        });
        let text = text.filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n\n    ");
        if !text.is_empty() && out.contains(&format!("[^{}]", i + 1)) {
            out.push_str(&format!("\n[^{}]: {text}\n", i + 1));
        }
    }
}

#[cfg(test)]
mod tests;
