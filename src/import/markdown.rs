//! Our own Markdown: what is written here reads back as the same document, also where bold touches punctuation, where a
//! text begins like a list, and where it holds what Markdown would take for marks.

mod inline;
mod table;

use super::model::{Block, Document, Form, Paragraph, is_space};
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
    let mut out = body(pieces, document, style);
    out.push('\n');
    notes(&mut out, document, style);
    out
}

/// What a block is to the one below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Apart,
    Entry,
    Quote,
    Code,
}

fn place_of(piece: &Piece, style: Style<'_>) -> Place {
    match &piece.block {
        Block::Paragraph(p) if piece.heading == 0 && !style.policy => match p.form {
            _ if p.list.is_some() => Place::Entry,
            Form::Quote => Place::Quote,
            Form::Code => Place::Code,
            Form::Text => Place::Apart,
        },
        _ => Place::Apart,
    }
}

/// The blocks one below the other, without notes.
fn body(pieces: &[Piece], document: &Document, style: Style<'_>) -> String {
    let mut out = String::new();
    let mut above = Place::Apart;
    let mut nest = Nest::default();
    let mut rest = pieces;
    while let Some((piece, below)) = rest.split_first() {
        rest = below;
        let place = place_of(piece, style);
        if place != Place::Entry {
            nest = Nest::default();
        }
        let text = match &piece.block {
            Block::Paragraph(p) if place == Place::Code => {
                let more = below.iter().take_while(|next| place_of(next, style) == Place::Code).count();
                rest = &below[more..];
                code(p, &below[..more])
            }
            Block::Paragraph(p) if place == Place::Entry => entry(p, &mut nest, document, style),
            Block::Paragraph(p) => paragraph(p, piece.heading, document, style),
            Block::Table(t) => table::write(t, document, style),
        };
        if text.trim().is_empty() {
            continue;
        }
        let text = if place == Place::Quote { format!("> {}", text.replace('\n', "\n> ")) } else { text };
        if !out.is_empty() {
            // Entries of one list stand together; a text after it is set off by the empty line.
            out.push_str(match (above, place) {
                (Place::Entry, Place::Entry) => "\n",
                (Place::Quote, Place::Quote) => "\n>\n",
                _ => "\n\n",
            });
        }
        out.push_str(&text);
        above = place;
    }
    out
}

fn paragraph(paragraph: &Paragraph, heading: u8, document: &Document, style: Style<'_>) -> String {
    let line = inline::line(paragraph, heading > 0, document, style);
    if heading > 0 {
        let line = line.replace("\\\n", " ").replace('\n', " ");
        return format!("{} {}", "#".repeat(usize::from(heading.min(6))), line.trim_matches(is_space));
    }
    line
}

/// The entries that a next one may stand inside of: how deep the document has each, and where its words begin. A document
/// may begin a list with its third level, which Markdown would take for a piece of code.
#[derive(Debug, Default)]
struct Nest(Vec<(u8, usize)>);

fn entry(paragraph: &Paragraph, nest: &mut Nest, document: &Document, style: Style<'_>) -> String {
    const DEEPEST: usize = 7;
    let line = inline::line(paragraph, false, document, style);
    let Some(list) = paragraph.list.filter(|_| !line.trim().is_empty()) else { return line };
    nest.0.retain(|(depth, _)| *depth < list.depth);
    nest.0.truncate(DEEPEST - 1);
    let column = nest.0.last().map_or(0, |(_, begins)| *begins);
    let indent = " ".repeat(column);
    let mark = list.number.map_or_else(|| "- ".to_owned(), |n| format!("{n}. "));
    nest.0.push((list.depth, column + mark.len().max(4)));
    let under = format!("\n{indent}{}", " ".repeat(mark.len()));
    format!("{indent}{mark}{}", line.replace('\n', &under))
}

/// Lines as they were typed, between fences longer than any inside.
fn code(first: &Paragraph, more: &[Piece]) -> String {
    let more = more.iter().filter_map(|p| if let Block::Paragraph(p) = &p.block { Some(p) } else { None });
    let text = std::iter::once(first).chain(more).map(Paragraph::text).collect::<Vec<_>>().join("\n");
    let fence = inline::fence(&text, 3);
    format!("{fence}\n{}\n{fence}", text.trim_matches('\n'))
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
