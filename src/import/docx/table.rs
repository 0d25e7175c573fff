//! Tables: merged cells become cells that span.

use super::walk::Walk;
use crate::import::model::{Block, Cell, Table};
use crate::import::xml::Element;

/// No table is wider.
const MOST_COLUMNS: usize = 200;
/// A table of more cells is data and belongs into a sheet.
const MOST_CELLS: usize = 200_000;

/// A cell with the column in which it begins and whether it goes on with the one above.
struct Placed {
    at: usize,
    cell: Cell,
    goes_on: bool,
}

/// Reads `w:tbl`.
pub(super) fn read(walk: &mut Walk, element: &Element) -> Table {
    let mut rows: Vec<Vec<Placed>> = Vec::new();
    let mut cells = 0;
    for row in rows_of(element) {
        if row.at(&["w:trPr", "w:del"]).is_some() {
            walk.document.tally.deletions += 1;
            continue;
        }
        let before = row.at(&["w:trPr", "w:gridBefore"]).and_then(Element::val).and_then(|v| v.parse().ok());
        let mut at: usize = before.unwrap_or(0).min(MOST_COLUMNS);
        let mut placed: Vec<Placed> = Vec::new();
        for cell in cells_of(row) {
            cells += 1;
            if at >= MOST_COLUMNS || cells > MOST_CELLS {
                walk.cut_table();
                break;
            }
            let properties = cell.child("w:tcPr");
            let value = |name: &str| properties.and_then(|p| p.child(name));
            let span = value("w:gridSpan").and_then(Element::val).and_then(|v| v.parse().ok()).unwrap_or(1_usize);
            let span = span.clamp(1, MOST_COLUMNS - at);
            let blocks = walk.blocks_of(cell);
            // Older files merge sideways by a mark in each cell.
            if value("w:hMerge").is_some_and(|m| m.val() != Some("restart"))
                && let Some(last) = placed.last_mut()
            {
                last.cell.columns += span;
                last.cell.blocks.extend(blocks);
            } else {
                let goes_on = value("w:vMerge").is_some_and(|m| m.val() != Some("restart"));
                placed.push(Placed { at, cell: Cell { blocks, columns: span, rows: 1 }, goes_on });
            }
            at += span;
        }
        rows.push(placed);
    }
    merge(rows)
}

/// Rows, also inside content controls and tracked changes.
fn rows_of(element: &Element) -> Vec<&Element> {
    through(element, "w:tr")
}

fn cells_of(row: &Element) -> Vec<&Element> {
    through(row, "w:tc")
}

fn through<'e>(element: &'e Element, wanted: &str) -> Vec<&'e Element> {
    let mut found = Vec::new();
    let mut open: Vec<&Element> = element.elements().collect();
    open.reverse();
    while let Some(next) = open.pop() {
        match next.name() {
            name if name == wanted => found.push(next),
            "w:sdt" | "w:sdtContent" | "w:ins" | "w:customXml" | "w:smartTag" | "mc:AlternateContent" | "mc:Choice" => {
                let start = open.len();
                open.extend(next.elements());
                open[start..].reverse();
            }
            _ => {}
        }
    }
    found
}

/// Cells that go on with the one above are added to it.
fn merge(mut rows: Vec<Vec<Placed>>) -> Table {
    // For each column the row and place of the cell that can be gone on with.
    let mut open: Vec<Option<(usize, usize)>> = vec![None; MOST_COLUMNS + 1];
    for row in 0..rows.len() {
        for index in 0..rows[row].len() {
            let Placed { at, goes_on, .. } = rows[row][index];
            if let (true, Some((above_row, above_index))) = (goes_on, open[at]) {
                let blocks = std::mem::take(&mut rows[row][index].cell.blocks);
                let above = &mut rows[above_row][above_index].cell;
                above.rows = row - above_row + 1;
                above.blocks.extend(blocks.into_iter().filter(|b| !matches!(b, Block::Paragraph(p) if p.is_empty())));
            } else {
                rows[row][index].goes_on = false;
                open[at] = Some((row, index));
            }
        }
    }
    let rows = rows.into_iter().map(|row| row.into_iter().filter(|p| !p.goes_on).map(|p| p.cell).collect());
    Table { rows: rows.collect() }
}
