//! Files that are broken, or made to do harm: refused in words, or read as far as they go, in bounded room.

use shuyuan::import::{Options, convert};

use super::{body, codes, page, refused};
use crate::support::docx::{Docx, HEAD, paragraph, run, zip};

fn good() -> Docx {
    Docx::new().title("读书的说明").lines(&["说明如下，请大家照办。", "第二段。"])
}

#[test]
fn what_is_no_document_is_called_by_its_name() {
    let whole = good().bytes();
    let mut damaged = whole.clone();
    let list = memchr::memmem::find(&damaged, b"PK\x01\x02").unwrap();
    let end = damaged.len() - 22;
    damaged[list..end].fill(0xff);
    let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    encrypted.resize(2000, 0);
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let sheet = zip(&[("xl/workbook.xml".to_owned(), b"<workbook/>".to_vec())]);
    for (name, bytes, words) in [
        ("甲.docx", Vec::new(), "“甲.docx”是空文件"),
        ("~$甲.docx", whole.clone(), "“~$甲.docx”是 Word 打开文档时留下的锁定文件，不是文档"),
        ("甲.docx", encrypted, "“甲.docx”加了密码"),
        ("甲.docx", whole[..whole.len() / 2].to_vec(), "“甲.docx”不完整，后半部分没有了"),
        ("甲.docx", damaged, "“甲.docx”已经损坏，打不开"),
        ("甲.docx", b"%PDF-1.7 x".to_vec(), "“甲.docx”其实是 PDF"),
        ("甲.docx", b"{\\rtf1 x}".to_vec(), "“甲.docx”其实是 RTF 文档"),
        ("甲.docx", "第一条　纯文本。".as_bytes().to_vec(), "“甲.docx”其实是纯文本"),
        ("甲.docx", b"<html><body>x</body></html>".to_vec(), "“甲.docx”其实是网页"),
    ] {
        let (said, hint) = refused(name, &bytes);
        assert_eq!(said, words);
        assert!(hint.chars().count() > 8, "{said}: {hint}");
    }
    let (said, _) = refused("甲.docx", &sheet);
    assert!(said.contains("甲.docx"), "{said}");
}

#[test]
fn cut_off_anywhere_it_is_refused_or_read() {
    let whole = good().bytes();
    for end in (1..whole.len()).step_by(7) {
        let made = convert("甲.docx", &whole[..end], &Options::default(), &|_| None);
        let fault = made.expect_err("without its list of contents there is no package");
        assert!(!fault.message.zh.is_empty() && !fault.hints.is_empty(), "{end}");
    }
}

#[test]
fn a_bomb_does_not_go_off() {
    // 165 MB of one letter pack into 200 kB.
    let mut document = format!(
        "{HEAD}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>"
    );
    document.push_str(&"a".repeat(165 << 20));
    let bytes = Docx::new().bytes_with("word/document.xml", document.as_bytes());
    assert!(bytes.len() < 2 << 20);
    let (said, hint) = refused("甲.docx", &bytes);
    assert!(said.contains("解压") || said.contains("大"), "{said} {hint}");
    let many: Vec<(String, Vec<u8>)> = (0..21_000).map(|i| (format!("word/{i}"), Vec::new())).collect();
    let (said, _) = refused("甲.docx", &zip(&many));
    assert_eq!(said, "“甲.docx”里面的文件多得不像文档，没有读取");
}

#[test]
fn paths_stay_in_the_package_and_on_the_page() {
    let docx = good()
        .part("../../../../etc/passwd", "image", b"\x89PNG\r\n\x1a\nx".to_vec())
        .xml(&paragraph("", &crate::support::docx::picture("r1", "x")));
    let page = page("../../甲.docx", &docx.bytes());
    assert!(page.path.starts_with("content/a/甲"), "{}", page.path);
    for (path, _) in &page.files {
        assert!(path.starts_with("content/a/甲/") && !path.contains(".."), "{path}");
    }
}

#[test]
fn entities_are_not_read_from_outside() {
    let text = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE w:document [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY a \"ha\"><!ENTITY b \"{}\">]>{}",
        "&a;".repeat(1000),
        good().xml(&paragraph("", "<w:r><w:t>前&x;后&b;</w:t></w:r>")).document().trim_start_matches(HEAD)
    );
    match convert(
        "甲.docx",
        &Docx::new().bytes_with("word/document.xml", text.as_bytes()),
        &Options::default(),
        &|_| None,
    ) {
        Ok(pages) => assert!(!pages[0].text.contains("root:") && !pages[0].text.contains("haha"), "{}", pages[0].text),
        Err(fault) => assert!(!fault.hints.is_empty()),
    }
}

#[test]
fn nesting_and_width_have_an_end() {
    let deep = |n: usize| {
        let (open, close) = ("<w:sdt><w:sdtContent>".repeat(n), "</w:sdtContent></w:sdt>".repeat(n));
        good().xml(&format!("{open}{}{close}", paragraph("", &run("深")))).p("后面的话。").bytes()
    };
    // Past what the parser of XML counts, the file ends there.
    let deepest = super::page("甲.docx", &deep(50_000));
    assert!(body(&deepest).contains("第二段。") && codes(&deepest).contains(&"broken-xml"), "{:?}", codes(&deepest));
    let page = page("甲.docx", &deep(20_000));
    assert!(body(&page).contains("第二段。") && body(&page).contains("后面的话。"), "{:?}", codes(&page));
    assert!(codes(&page).contains(&"too-deep"), "{:?}", codes(&page));
    let mut tables = paragraph("", &run("里"));
    for _ in 0..200 {
        tables = format!("<w:tbl><w:tr><w:tc>{tables}</w:tc></w:tr></w:tbl>");
    }
    let page = super::page("甲.docx", &good().xml(&tables).bytes());
    assert!(body(&page).contains("第二段。"));
}

#[test]
fn damage_in_the_middle_keeps_what_stands_before() {
    let text = good().document().replace("第二段。", "第二<w:段。");
    let page = page("甲.docx", &Docx::new().bytes_with("word/document.xml", text.as_bytes()));
    assert!(body(&page).contains("说明如下"), "{}", page.text);
    assert!(codes(&page).contains(&"broken-xml"), "{:?}", codes(&page));
}

#[test]
fn a_million_rows_are_shown_in_part() {
    let mut text = String::from("序号,名称\n");
    (0..1_000_000).for_each(|i| text.push_str(&format!("{i},书\n")));
    let page = page("书目.csv", text.as_bytes());
    assert!(page.text.len() < 100_000, "{}", page.text.len());
    assert!(codes(&page).contains(&"sheet-cut") || page.files.iter().any(|(_, bytes)| bytes.len() > 5_000_000));
}

/// Labels as long as a book before each paragraph; a line of brackets without their ends.
#[test]
fn patterns_and_brackets_have_an_end() {
    let pattern = "%1".repeat(30_000);
    let docx = (0..500).fold(good().numbering(&[(1, &[("cardinalText", pattern.as_str(), "")])], ""), |docx, _| {
        docx.numbered(1, 0, "甲")
    });
    let page = page("甲.docx", &docx.bytes());
    assert!(page.text.len() < 1 << 20, "{}", page.text.len());
    let brackets = format!("{}\n{}\n", "1.（A".repeat(200_000), "2.（B）".repeat(3));
    let made = convert("甲.txt", brackets.as_bytes(), &Options::default(), &|_| None);
    assert!(made.is_ok_and(|pages| !pages.is_empty()));
}
