//! The document behind a page of the example portal, and that page: what the import makes of the one is the other.
//!
//! `SHUYUAN_WRITE_EXAMPLE=1` writes both anew.

use std::path::Path;

use shuyuan::import::{Options, convert, without_print};

use crate::support::docx::{CENTER, Docx, RIGHT, bold, cell, paragraph, run, styled, table};

fn document() -> Vec<u8> {
    let red = styled("<w:color w:val=\"FF0000\"/><w:sz w:val=\"72\"/>", "云麓市青禾区融媒与学习中心文件");
    let lists: &[(u32, &[(&str, &str, &str)])] =
        &[(1, &[("japaneseCounting", "%1、", ""), ("japaneseCounting", "（%2）", "")])];
    let grid = table(&[
        &[cell("", "篇幅"), cell("", "交稿日期"), cell("", "交到哪里")],
        &[cell("", "三百字以内"), cell("", "10月20日"), cell("", "各学习点")],
        &[cell("", "三百字以上"), cell("", "10月31日"), cell("", "学习中心办公室")],
    ]);
    Docx::new()
        .numbering(lists, "")
        .xml(&paragraph(CENTER, &red))
        .xml(&paragraph(CENTER, &run("青融学〔2026〕18号")))
        .title("云麓市青禾区融媒与学习中心")
        .title("关于征集读书笔记的通知")
        .lines(&["各学习点：", "为了交流读书的收获，学习中心向全区读者征集读书笔记，有关事项通知如下。"])
        .numbered(1, 0, "征集什么")
        .numbered(1, 1, "读今年书单上任意一本书以后写的笔记；")
        .xml(&paragraph(
            "<w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr>",
            &(run("写自己的话，") + &bold("不要抄书。")),
        ))
        .numbered(1, 0, "怎样交稿")
        .p("篇幅和日期见下表。")
        .xml(&grid)
        .numbered(1, 0, "怎样使用")
        .p("选出的笔记刊登在门户的“读书”专题里，署名由作者自己定。")
        .xml(&paragraph(RIGHT, &run("云麓市青禾区融媒与学习中心")))
        .xml(&paragraph(RIGHT, &run("2026年9月25日")))
        .lines(&["（此件公开发布）", "青禾区学习服务委员会办公室　　2026年9月25日印发"])
        .bytes()
}

#[test]
fn the_page_of_the_example_portal_is_what_its_document_becomes() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = project.join("tests/fixtures/import/征集读书笔记.docx");
    let page = project.join("content/publicity/notices/征集读书笔记.md");
    let options = Options { column: "publicity/notices".to_owned(), ..Options::default() };
    let made = |bytes: &[u8]| convert("征集读书笔记.docx", bytes, &options, &|_| None).unwrap().remove(0).text;
    if std::env::var_os("SHUYUAN_WRITE_EXAMPLE").is_some() {
        std::fs::create_dir_all(source.parent().unwrap()).unwrap();
        std::fs::write(&source, document()).unwrap();
        std::fs::write(&page, made(&document())).unwrap();
    }
    let bytes = std::fs::read(&source).unwrap();
    let text = std::fs::read_to_string(&page).unwrap();
    assert_eq!(without_print(&made(&bytes)), without_print(&text));
    assert_eq!(without_print(&made(&document())), without_print(&text), "the generator still writes this document");
}
