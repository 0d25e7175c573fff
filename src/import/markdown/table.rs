//! Tables: in Markdown where it has the means, else in HTML.

use super::Style;
use super::inline::{escape, line};
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
    if filled <= 1 || table.rows.len() == 1 && (count <= 3 || longest > 3) || longest > 12 || nested && count <= 4 {
        return Form::Unfold;
    }
    let widths: Vec<usize> = table.rows.iter().map(|row| row.iter().map(|c| c.columns).sum()).collect();
    let regular = widths.iter().all(|w| Some(w) == widths.first());
    let simple = cells().all(|c| c.columns == 1 && c.rows == 1 && c.blocks.len() <= 2);
    let head = table.rows.first().is_some_and(|row| row.iter().filter(|c| !is_blank(c)).count() * 2 >= row.len());
    if simple && regular && head && !nested && table.rows.len() > 1 && longest_line(table) <= 400 {
        Form::Pipes
    } else {
        Form::Html
    }
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
    let mut out = Vec::new();
    for block in table.rows.iter().flatten().flat_map(|c| &c.blocks) {
        match block {
            Block::Paragraph(p) => out.push(super::paragraph(p, 0, document, style)),
            Block::Table(t) => out.push(write(t, document, style)),
        }
    }
    out.retain(|text| !text.trim().is_empty());
    out.join("\n\n")
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
    for row in &table.rows {
        if row.is_empty() {
            continue;
        }
        out.push_str("<tr>\n");
        for cell in row {
            let columns = if cell.columns > 1 { format!(" colspan=\"{}\"", cell.columns) } else { String::new() };
            let rows = if cell.rows > 1 { format!(" rowspan=\"{}\"", cell.rows) } else { String::new() };
            out.push_str(&format!("<td{columns}{rows}>{}</td>\n", cell_html(cell, document, style)));
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
