//! Workbooks: old ones, ones that hold more than questions, and ones that claim to be larger than any.

use super::{body, codes, key, page, refused};
use crate::support::docx::zip;
use crate::support::xls::{book, label, number, record};

#[test]
fn a_book_of_excel_5() {
    let cells = [label(0, 0, "名单"), label(1, 0, "姓名"), label(1, 1, "册数"), label(2, 0, "张某"), number(2, 1, 3.5)];
    let page = page("名单.xls", &book(&[cells.concat()]));
    assert_eq!(key(&page, "title"), "名单");
    assert_eq!(body(&page), "| 姓名 | 册数 |\n|---|---|\n| 张某 | 3.5 |");
}

#[test]
fn books_before_excel_5_are_told_in_words() {
    for start in [[0x09, 0, 4, 0, 2, 0, 0x10, 0], [0x09, 2, 6, 0, 0, 3, 0x10, 0], [0x09, 4, 6, 0, 0, 4, 0x10, 0]] {
        let (said, hint) = refused("甲.xls", &start);
        assert_eq!(said, "“甲.xls”是 Excel 4.0 或更早的表格");
        assert!(hint.contains("另存为 .xlsx"), "{hint}");
    }
}

/// A cell in the first row and one in the last column of the last: the reader would lay out all between.
#[test]
fn what_a_book_claims_is_not_laid_out() {
    let wide = [number(0, 0, 1.0), number(65_535, 255, 1.0)].concat();
    let everything = record(0x0200, &[&[9, 0, 0, 0][..], &[1, 0, 0, 0], &[9, 0], &[0xff, 0xff], &[0, 0]].concat());
    for sheets in [vec![wide.clone(), wide], vec![[everything, number(0, 0, 1.0)].concat()]] {
        let (said, _) = refused("甲.xls", &book(&sheets));
        assert!(said.contains("超出"), "{said}");
    }
    let cut = record(0x0204, &[0, 0]);
    let (said, _) = refused("甲.xls", &book(&[cut]));
    assert!(said.contains("损坏"), "{said}");
}

fn xlsx(strings: &str, sheets: &[(&str, &str)]) -> Vec<u8> {
    xlsx_with(strings, sheets, None)
}

fn xlsx_with(strings: &str, sheets: &[(&str, &str)], styles: Option<&str>) -> Vec<u8> {
    const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    const LINK: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let mut named = String::new();
    let mut related = format!(
        "<Relationship Id=\"s\" Type=\"{LINK}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"t\" Type=\"{LINK}/styles\" Target=\"styles.xml\"/>"
    );
    let mut parts = Vec::new();
    for (i, (name, rows)) in sheets.iter().enumerate() {
        named.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"r{i}\"/>", i + 1));
        related
            .push_str(&format!("<Relationship Id=\"r{i}\" Type=\"{LINK}/worksheet\" Target=\"worksheets/{i}.xml\"/>"));
        let sheet = format!("<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/{i}.xml"), sheet));
    }
    parts.extend([
        ("[Content_Types].xml".to_owned(), format!("<Types xmlns=\"{PACKAGE}/content-types\"/>")),
        (
            "_rels/.rels".to_owned(),
            format!("<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"w\" Type=\"{LINK}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
        ("xl/workbook.xml".to_owned(), format!("<workbook {MAIN} xmlns:r=\"{LINK}\"><sheets>{named}</sheets></workbook>")),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{related}</Relationships>"),
        ),
        ("xl/sharedStrings.xml".to_owned(), format!("<sst {MAIN} {strings}/>")),
    ]);
    if let Some(styles) = styles {
        parts.push(("xl/styles.xml".to_owned(), styles.to_owned()));
    }
    zip(&parts.into_iter().map(|(path, text)| (path, text.into_bytes())).collect::<Vec<_>>())
}

fn row(number: u32, cells: &[(&str, &str)]) -> String {
    let cell = |(column, words): &(&str, &str)| {
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{words}</t></is></c>")
    };
    format!("<row r=\"{number}\">{}</row>", cells.iter().map(cell).collect::<String>())
}

#[test]
fn far_cells_and_announced_strings() {
    let rows = [
        row(1, &[("A", "姓名"), ("B", "册数")]),
        row(2, &[("A", "张某"), ("B", "3")]),
        row(1_048_576, &[("XFD", "远")]),
    ];
    let far = page("甲.xlsx", &xlsx("uniqueCount=\"3\"", &[("表", &rows.concat())]));
    assert_eq!(body(&far), "| 姓名 | 册数 |\n|---|---|\n| 张某 | 3 |");
    assert_eq!(codes(&far), ["sheet-cut"]);
    for announced in ["uniqueCount=\"99999999999\"", "count='1' uniqueCount = '99999999999999999999999999'"] {
        let (said, _) = refused("甲.xlsx", &xlsx(announced, &[("表", &rows[..2].concat())]));
        assert!(said.contains("超出"), "{said}");
    }
}

/// Nothing of them need be announced or used: the reader makes room for each.
#[test]
fn more_strings_than_a_page_has_cells() {
    let rows = row(1, &[("A", "姓名")]);
    for one in ["<si/>", "<x:si/>"] {
        let many = format!("><{0}</sst><sst", one.repeat(4_100_000).trim_start_matches('<'));
        let (said, _) = refused("甲.xlsx", &xlsx(&many, &[("表", &rows)]));
        assert!(said.contains("超出"), "{said}");
    }
}

#[test]
fn a_bank_with_another_sheet_beside_it() {
    let bank = [
        row(1, &[("A", "题目"), ("B", "选项A"), ("C", "选项B"), ("D", "答案")]),
        row(2, &[("A", "几点开门？"), ("B", "八点"), ("C", "九点"), ("D", "B")]),
    ];
    let other = [row(1, &[("A", "姓名"), ("B", "成绩")]), row(2, &[("A", "张某"), ("B", "90")])];
    let page = page("题库.xlsx", &xlsx("", &[("题目", &bank.concat()), ("成绩单", &other.concat())]));
    assert_eq!((page.source.counts.questions, codes(&page)), (1, vec!["sheet-left-out"]));
    assert_eq!(page.source.noted[0].place, "成绩单");
}

#[test]
fn shares_are_shown_as_shares() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>馆</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>占比</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>一馆</t></is></c><c r=\"B2\" s=\"1\"><v>0.345</v></c></row><row r=\"3\"><c r=\"A3\"><v>2</v></c><c r=\"B3\" s=\"2\"><v>0.5</v></c></row>";
    let styles = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts><numFmt numFmtId=\"176\" formatCode=\"0.0%\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"176\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>";
    let page = page("甲.xlsx", &xlsx_with("", &[("表", rows)], Some(styles)));
    assert_eq!(body(&page), "| 馆 | 占比 |\n|---|---|\n| 一馆 | 34.5% |\n| 2 | 50% |");
}

/// A row of a million, each with sixteen thousand cells, in a file of a thousand bytes.
#[test]
fn repeated_cells_are_not_laid_out() {
    let names = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";
    let sheet = |rows: &str| {
        let content = format!(
            "<office:document-content {names}><office:body><office:spreadsheet><table:table table:name=\"a\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        zip(&[
            ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
            ("content.xml".to_owned(), content.into_bytes()),
            (
                "META-INF/manifest.xml".to_owned(),
                b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>".to_vec(),
            ),
        ])
    };
    let cell = |times: u32, text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{times}\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |times: u32, cells: &str| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let (said, _) = refused("甲.ods", &sheet(&row(1_000_000, &cell(16_000, "x"))));
    assert!(said.contains("超出"), "{said}");
    let rows = row(1, &(cell(1, "姓名") + &cell(1, "册数"))) + &row(2, &(cell(1, "张某") + &cell(1, "3")));
    let empty = "<table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let page = page("甲.ods", &sheet(&(rows + empty)));
    assert_eq!(body(&page), "| 姓名 | 册数 |\n|---|---|\n| 张某 | 3 |\n| 张某 | 3 |");
}
