//! Tables that only set a page: 简报 in a frame, a form with a cell for an essay.

use super::{bare, words};
use crate::import::model::{Block, Cell, Table};

/// Whether a row of `table` is one cell from side to side that holds running text.
pub(super) fn holds_text(table: &Table) -> bool {
    let width = width(table);
    table.rows.iter().any(|row| is_text(row, width))
}

/// The rows of such a table as what they are: text, and smaller tables between.
pub(super) fn opened(table: Table) -> Vec<Block> {
    let width = width(&table);
    let mut out = Vec::new();
    let mut open: Vec<Vec<Cell>> = Vec::new();
    for row in table.rows {
        // The name of the whole stands alone in the first row.
        let name = out.is_empty() && open.is_empty() && row.len() == 1;
        if !name && !is_text(&row, width) {
            open.push(row);
            continue;
        }
        close(&mut open, &mut out);
        let blocks = row.into_iter().flat_map(|cell| cell.blocks);
        out.extend(blocks.filter(|block| !matches!(block, Block::Paragraph(p) if p.is_empty())));
    }
    close(&mut open, &mut out);
    out
}

fn close(open: &mut Vec<Vec<Cell>>, out: &mut Vec<Block>) {
    if !open.is_empty() {
        out.push(Block::Table(Table { rows: std::mem::take(open) }));
    }
}

/// How many columns there are; none where a single one makes every row a cell from side to side.
fn width(table: &Table) -> usize {
    let widest = table.rows.iter().map(|row| row.iter().map(|cell| cell.columns).sum()).max().unwrap_or(0);
    let several = table.rows.iter().any(|row| row.len() > 1);
    if several { widest } else { 0 }
}

/// Three paragraphs with sentences; a note below a table has one.
fn is_text(row: &[Cell], width: usize) -> bool {
    let [cell] = row else { return false };
    if width < 2 || cell.columns != width || cell.rows != 1 {
        return false;
    }
    let lines: Vec<String> = cell
        .blocks
        .iter()
        .filter_map(|b| if let Block::Paragraph(p) = b { Some(bare(&words(p))) } else { None })
        .collect();
    let said = lines.iter().filter(|line| !line.is_empty()).count();
    let sentences = lines.iter().filter(|line| line.contains('。')).count();
    said >= 3 && sentences >= 1 && lines.iter().map(|line| line.chars().count()).sum::<usize>() >= 36
}
