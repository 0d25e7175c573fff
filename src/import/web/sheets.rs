//! Sheets that are pages or XML inside: what systems hand out as `.xls`.

use super::tree::{self, Element};
use crate::import::sheet::{Sheet, of_rows};

/// The tables of a page, one sheet each; those that only frame others are none.
pub(in crate::import) fn html_sheets(html: &str) -> Vec<Sheet> {
    let root = tree::parse(html);
    let cut = root.is_full();
    let mut sheets = Vec::new();
    for table in root.all(&|e| e.name == "table") {
        if table.elements_below(&|e| e.name == "table") {
            continue;
        }
        let rows: Vec<Vec<String>> = grid(&table.all(&|e| e.name == "tr"));
        let name = format!("表 {}", sheets.len() + 1);
        let sheet = of_rows(&name, rows, cut);
        if !sheet.rows.is_empty() {
            sheets.push(sheet);
        }
    }
    sheets
}

/// Rows with the words of merged cells in the first of them.
fn grid(rows: &[&Element]) -> Vec<Vec<String>> {
    // For each column how many rows a cell from above still covers.
    let mut covered: Vec<usize> = Vec::new();
    let mut out = Vec::new();
    // One row more than a sheet takes, so that it is told to be cut.
    for row in rows.iter().take(MOST + 1) {
        let mut texts: Vec<String> = Vec::new();
        let cells = row.elements().filter(|e| matches!(e.name.as_str(), "td" | "th"));
        for cell in cells {
            skip(&mut texts, &mut covered);
            if texts.len() >= WIDEST {
                break;
            }
            let span = |name: &str| cell.get(name).and_then(|v| v.trim().parse().ok()).unwrap_or(1_usize).clamp(1, 200);
            let (start, columns, rows) = (texts.len(), span("colspan"), span("rowspan"));
            texts.push(words(cell));
            texts.resize(start + columns, String::new());
            covered.resize(covered.len().max(texts.len()), 0);
            covered[start..texts.len()].fill(rows - 1);
        }
        skip(&mut texts, &mut covered);
        out.push(texts);
    }
    out
}

fn skip(texts: &mut Vec<String>, covered: &mut [usize]) {
    while let Some(left) = covered.get_mut(texts.len()).filter(|left| **left > 0) {
        *left -= 1;
        texts.push(String::new());
    }
}

fn words(cell: &Element) -> String {
    let lines = cell.typed();
    let lines = lines.split('\n').map(super::one_line).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The sheets of a workbook in XML, as Excel 2003 writes it and many systems still do.
pub(in crate::import) fn xml_sheets(xml: &str) -> Vec<Sheet> {
    let root = tree::parse(xml);
    let cut = root.is_full();
    let mut sheets = Vec::new();
    for sheet in root.all(&|e| local(e) == "worksheet") {
        let name = attribute(sheet, "name").unwrap_or_default().to_owned();
        let mut rows: Vec<Vec<String>> = Vec::new();
        for row in sheet.all(&|e| local(e) == "row") {
            if rows.len() > MOST {
                break;
            }
            // Empty rows are left out and counted.
            let place = attribute(row, "index").and_then(|i| i.parse::<usize>().ok()).unwrap_or(rows.len() + 1);
            if place > rows.len() + 1 && place < MOST {
                rows.resize(place - 1, Vec::new());
            }
            rows.push(xml_cells(row));
        }
        let sheet = of_rows(&name, rows, cut);
        if !sheet.rows.is_empty() {
            sheets.push(sheet);
        }
    }
    sheets
}

/// Rows and columns that a file may claim.
const MOST: usize = 20_000;
const WIDEST: usize = 300;

fn xml_cells(row: &Element) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for cell in row.elements().filter(|e| local(e) == "cell") {
        let place = attribute(cell, "index").and_then(|i| i.parse::<usize>().ok()).unwrap_or(texts.len() + 1);
        if texts.len() >= WIDEST {
            break;
        }
        if place > texts.len() + 1 && place < WIDEST {
            texts.resize(place - 1, String::new());
        }
        let data = cell.elements().find(|e| local(e) == "data");
        let text = data.map(|d| d.text().trim().to_owned()).unwrap_or_default();
        texts.push(match data.and_then(|d| attribute(d, "type")) {
            Some("DateTime") => text.trim_end_matches(".000").trim_end_matches("T00:00:00").replace('T', " "),
            Some("Boolean") => if text == "1" { "是" } else { "否" }.to_owned(),
            _ => text,
        });
        let merged = attribute(cell, "mergeacross").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        texts.resize(texts.len() + merged.min(200), String::new());
    }
    texts
}

/// The name without its prefix; names are in small letters here.
fn local(element: &Element) -> &str {
    element.name.rsplit(':').next().unwrap_or_default()
}

fn attribute<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    element.get(&format!("ss:{name}")).or_else(|| element.get(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_called_a_sheet() {
        let html = "<html><body><table><tr><td colspan=3>借阅统计</td></tr><tr><th rowspan=2>部门<th colspan=2>册数</tr><tr><th>上年<th>本年</tr>\
                    <tr><td>一部<td>3<td>4<br>（估）</td></tr></table></body></html>";
        let sheets = html_sheets(html);
        assert_eq!(sheets.len(), 1);
        assert_eq!(sheets[0].title, "借阅统计");
        assert_eq!(sheets[0].rows[0], ["部门", "册数·上年", "册数·本年"]);
        assert_eq!(sheets[0].rows[1], ["一部", "3", "4\n（估）"]);
    }

    #[test]
    fn a_workbook_in_xml() {
        let xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
                   <Styles><Style ss:ID=\"a\"><Font/></Style></Styles><Worksheet ss:Name=\"名册\"><Table><Row><Cell><Data ss:Type=\"String\">姓名</Data></Cell><Cell><Data ss:Type=\"String\">日期</Data></Cell><Cell><Data ss:Type=\"String\">人数</Data></Cell></Row>\
                   <Row ss:Index=\"3\"><Cell><Data ss:Type=\"String\">甲 &amp; 乙</Data></Cell><Cell ss:Index=\"2\"><Data ss:Type=\"DateTime\">2026-04-01T00:00:00.000</Data></Cell><Cell><Data ss:Type=\"Number\">3</Data></Cell></Row></Table></Worksheet></Workbook>";
        let sheets = xml_sheets(xml);
        assert_eq!((sheets.len(), sheets[0].name.as_str()), (1, "名册"));
        assert_eq!(sheets[0].rows, [["姓名", "日期", "人数"], ["甲 & 乙", "2026-04-01", "3"]]);
        assert_eq!(sheets[0].lines, [1, 3]);
    }

    /// Cells that claim two hundred columns, hundreds of thousands of times.
    #[test]
    fn claims_have_an_end() {
        let html = format!("<table>{}</table>", "<tr><td colspan=200>甲<td>乙</tr>".repeat(30_000));
        let sheets = html_sheets(&html);
        assert!(sheets[0].cut && sheets[0].rows.len() <= MOST, "{}", sheets[0].rows.len());
        let wide = format!("<table><tr>{}</tr></table>", "<td colspan=200>甲".repeat(50_000));
        assert!(html_sheets(&wide)[0].rows[0].len() <= WIDEST + 200);
    }
}
