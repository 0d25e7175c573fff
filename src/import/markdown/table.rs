//! Tables: in Markdown where it has the means, else in HTML.

use super::inline::{escape, line};
use super::{Piece, Style};
use crate::import::model::{Block, Cell, Document, Table, is_space};

/// What a table is to be.
enum Form {
    /// A frame around text, or a line of letterhead: its cells one after the other.
    Unfold,
    Pipes,
    Html,
}

pub(super) fn write(table: &Table, document: &Document, style: Style<'_>) -> String {
    match form(table) {
        Form::Unfold => unfold(table, document, style),
        Form::Pipes => pipes(table, document, style),
        Form::Html => html(table, document, style),
    }
}

fn form(table: &Table) -> Form {
    let cells = || table.rows.iter().flatten();
    let count = cells().count();
    let filled = cells().filter(|c| !is_blank(c)).count();
    let longest = cells().map(|c| c.blocks.len()).max().unwrap_or(0);
    let nested = cells().any(|c| c.blocks.iter().any(|b| matches!(b, Block::Table(_))));
    // A text in a frame; a cell with pages of text and tables of its own.
    let frame = table.rows.iter().all(|row| row.len() <= 1) || longest > 3;
    if filled <= 1
        || table.rows.len() == 1 && (count <= 3 || longest > 3)
        || longest > 12
        || nested && frame && count <= 4
    {
        return Form::Unfold;
    }
    let widths: Vec<usize> = table.rows.iter().map(|row| row.iter().map(|c| c.columns).sum()).collect();
    let regular = widths.iter().all(|w| Some(w) == widths.first());
    let simple = cells().all(|c| c.columns == 1 && c.rows == 1 && c.blocks.len() <= 2);
    let head = table.rows.first().is_some_and(|row| row.iter().filter(|c| !is_blank(c)).count() * 2 >= row.len());
    if simple
        && regular
        && head
        && !heads_at_the_side(table)
        && !nested
        && table.rows.len() > 1
        && longest_line(table) <= 400
    {
        Form::Pipes
    } else {
        Form::Html
    }
}

/// 时间 | 2026年5月6日: each row is a name and what it is, and none of them heads the others.
fn heads_at_the_side(table: &Table) -> bool {
    let names = table.rows.iter().all(|row| row.len() == 2 && is_name(&row[0], 6));
    names && table.rows.len() > 1 && table.rows[0].get(1).is_some_and(|cell| !is_name(cell, 8))
}

/// The first row names the columns: a few words in each cell.
fn heads_on_top(table: &Table) -> bool {
    table.rows.len() > 2 && table.rows[0].len() > 1 && table.rows[0].iter().all(|cell| is_name(cell, 16))
}

fn is_name(cell: &Cell, longest: usize) -> bool {
    let text: String = cell
        .blocks
        .iter()
        .map(|block| if let Block::Paragraph(p) = block { p.text() } else { "0".to_owned() })
        .flat_map(|text| text.chars().filter(|c| !is_space(*c)).collect::<Vec<_>>())
        .collect();
    (1..=longest).contains(&text.chars().count()) && !text.contains(|c: char| c.is_ascii_digit())
}

fn longest_line(table: &Table) -> usize {
    let texts = table.rows.iter().flatten().flat_map(|c| &c.blocks).map(|block| match block {
        Block::Paragraph(p) => p.text().chars().count(),
        Block::Table(_) => usize::MAX,
    });
    texts.max().unwrap_or(0)
}

fn is_blank(cell: &Cell) -> bool {
    cell.blocks.iter().all(|block| matches!(block, Block::Paragraph(p) if p.is_empty()))
}

fn unfold(table: &Table, document: &Document, style: Style<'_>) -> String {
    let blocks = table.rows.iter().flatten().flat_map(|c| &c.blocks);
    let pieces: Vec<Piece> = blocks.map(|block| Piece { block: block.clone(), heading: 0 }).collect();
    super::body(&pieces, document, style)
}

/// The paragraphs of a cell, on one line.
fn cell_line(cell: &Cell, document: &Document, style: Style<'_>) -> String {
    let lines = cell.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(p) => {
            let mut inner = p.clone();
            let number = inner.list.take().and_then(|l| l.number);
            if inner.label.is_empty() {
                inner.label = number.map_or_else(String::new, |n| format!("{n}. "));
            }
            let text = line(&inner, false, document, Style { policy: false, ..style });
            Some(text.replace("\\\n", "<br>").replace('\n', "<br>"))
        }
        Block::Table(_) => None,
    });
    lines.filter(|l| !l.trim_matches(is_space).is_empty()).collect::<Vec<_>>().join("<br>")
}

fn pipes(table: &Table, document: &Document, style: Style<'_>) -> String {
    let mut out = String::new();
    for (i, row) in table.rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| cell_line(cell, document, style)).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
        if i == 0 {
            out.push_str(&format!("|{}\n", "---|".repeat(row.len())));
        }
    }
    out.trim_end().to_owned()
}

/// One cell on a line, so that no line can be taken for anything else.
fn html(table: &Table, document: &Document, style: Style<'_>) -> String {
    let mut out = String::from("<table>\n");
    let side = heads_at_the_side(table);
    // Below cells that cover two rows stand the names of what is in them.
    let covered = table.rows.first().into_iter().flatten().map(|cell| cell.rows).max().unwrap_or(1);
    let top = if heads_on_top(table) && covered < table.rows.len() { covered } else { 0 };
    for (at, row) in table.rows.iter().enumerate() {
        if row.is_empty() {
            continue;
        }
        out.push_str("<tr>\n");
        for (place, cell) in row.iter().enumerate() {
            let tag = if at < top || side && place == 0 { "th" } else { "td" };
            let columns = if cell.columns > 1 { format!(" colspan=\"{}\"", cell.columns) } else { String::new() };
            let rows = if cell.rows > 1 { format!(" rowspan=\"{}\"", cell.rows) } else { String::new() };
            out.push_str(&format!("<{tag}{columns}{rows}>{}</{tag}>\n", cell_html(cell, document, style)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>");
    out
}

fn cell_html(cell: &Cell, document: &Document, style: Style<'_>) -> String {
    use crate::import::model::Inline;
    let mut lines = Vec::new();
    for block in &cell.blocks {
        match block {
            Block::Table(t) => lines.push(html(t, document, style).replace('\n', "")),
            Block::Paragraph(p) => {
                let mut text = html_escape(&p.label);
                for inline in &p.inlines {
                    match inline {
                        Inline::Text(span) if span.marks.bold && !span.text.trim_matches(is_space).is_empty() => {
                            text.push_str(&format!("<strong>{}</strong>", html_escape(&span.text)));
                        }
                        Inline::Text(span) => text.push_str(&html_escape(&span.text)),
                        Inline::Break => text.push_str("<br>"),
                        Inline::Picture(i) => {
                            if let Some(name) = style.pictures.get(*i).filter(|n| !n.is_empty()) {
                                let alt = document.pictures.get(*i).map(|p| p.alt.as_str()).unwrap_or_default();
                                text.push_str(&format!(
                                    "<img src=\"{}\" alt=\"{}\">",
                                    html_escape(name),
                                    html_escape(alt)
                                ));
                            }
                        }
                        Inline::Note(i) => {
                            let note = document.notes.get(*i).into_iter().flatten();
                            let words =
                                note.filter_map(|b| if let Block::Paragraph(p) = b { Some(p.text()) } else { None });
                            text.push_str(&html_escape(&format!("（注：{}）", words.collect::<String>().trim())));
                        }
                    }
                }
                lines.push(text.trim_matches(is_space).to_owned());
            }
        }
    }
    lines.retain(|l| !l.is_empty());
    lines.join("<br>")
}

fn html_escape(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace("{{", "{&#123;")
}

/// A plain table of texts, the first row its head.
pub(in crate::import) fn of_texts(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (i, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().map(|c| c.trim().split('\n').map(escape).collect::<Vec<_>>().join("<br>")).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
        if i == 0 {
            out.push_str(&format!("|{}\n", "---|".repeat(row.len())));
        }
    }
    out
}
