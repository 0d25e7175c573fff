//! What an import costs: documents made here in the way offices write them.
//!
//! `cargo bench --bench import -- [PAGES] [DOCUMENTS]`: a document of so many pages (300) alone, then so many small ones
//! (1,000). Says the time, and on Linux the most memory that was held.
// A bench prints what it measures and ends where it cannot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, unreachable_pub)]
#![allow(clippy::disallowed_methods, reason = "the clock, and the system's word on memory")]

use std::io::{Cursor, Write as _};
use std::time::Instant;

use shuyuan::import::{Options, convert};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Articles on a page of A4 with the sizes of the norm for official documents.
const ON_A_PAGE: usize = 4;

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let pages = numbers.first().copied().unwrap_or(300);
    let documents = numbers.get(1).copied().unwrap_or(1000);
    let long = document(pages * ON_A_PAGE, 7);
    let (articles, seconds) = one(&long);
    println!("{pages} pages: {articles} articles, {} KB, {seconds:.3} s{}", long.len() / 1024, memory());
    let small: Vec<Vec<u8>> = (0..documents).map(|i| document(4 + i % 13, i)).collect();
    let started = Instant::now();
    let articles: usize = small.iter().map(|bytes| one(bytes).0).sum();
    let seconds = started.elapsed().as_secs_f64();
    println!("{documents} documents: {articles} articles, {seconds:.3} s on one core{}", memory());
}

/// Imports a document; its articles and the seconds that it took.
fn one(bytes: &[u8]) -> (usize, f64) {
    let started = Instant::now();
    let pages = convert("办法.docx", bytes, &Options::default(), &|_| None).expect("a document that was made here");
    (pages.iter().map(|page| page.source.counts.articles).sum(), started.elapsed().as_secs_f64())
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    most.map_or_else(String::new, |kb| format!(", at most {} MB", kb / 1024))
}

/// A text of chapters and articles that Word numbers, with items, stressed words in short runs, a table in each chapter
/// and a signature; `seed` tells documents apart.
fn document(articles: usize, seed: usize) -> Vec<u8> {
    let mut body = paragraph(
        "<w:jc w:val=\"center\"/>",
        &run("<w:sz w:val=\"44\"/>", &format!("示例学习中心第{seed}号学习室管理办法")),
    );
    for article in 0..articles {
        if article % 12 == 0 {
            body.push_str(&numbered(0, "学习室的开放和管理"));
            body.push_str(&table(8));
        }
        let words = format!("学习室由学习中心统一管理，第{article}组负责日常的开放和维护，");
        let runs = run("", "第一款　") + &run("<w:b/>", "读者") + &run("", &words) + &run("", "并接受读者的监督。");
        body.push_str(&paragraph(NUMBER_OF_ARTICLE, &runs));
        for item in ["按时开放；", "爱护图书和桌椅，用完放回原处；", "保持安静。"] {
            body.push_str(&numbered(2, item));
        }
        body.push_str(&paragraph(
            "",
            &run("", &"凡是来学习室读书的人，都要保持安静，爱护图书，看完以后放回原处。".repeat(3)),
        ));
    }
    body.push_str(&paragraph("<w:jc w:val=\"right\"/>", &run("", "示例学习中心")));
    body.push_str(&paragraph("<w:jc w:val=\"right\"/>", &run("", "2026年3月2日")));
    package(&body)
}

const NUMBER_OF_ARTICLE: &str = "<w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr>";

fn numbered(level: usize, text: &str) -> String {
    paragraph(&format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>"), &run("", text))
}

fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

fn run(properties: &str, text: &str) -> String {
    let fonts = "<w:rFonts w:ascii=\"仿宋_GB2312\" w:eastAsia=\"仿宋_GB2312\"/>";
    format!("<w:r><w:rPr>{fonts}{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn table(rows: usize) -> String {
    let cell =
        |text: String| format!("<w:tc><w:tcPr><w:tcW w:w=\"2000\"/></w:tcPr>{}</w:tc>", paragraph("", &run("", &text)));
    let row = |at: usize| {
        format!("<w:tr>{}{}{}</w:tr>", cell(format!("学习室{at}")), cell("上午九时".to_owned()), cell(format!("{at}")))
    };
    format!("<w:tbl>{}</w:tbl>", (0..rows).map(row).collect::<String>())
}

fn package(body: &str) -> Vec<u8> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let level = |at: usize, format: &str, text: &str, more: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let levels = level(0, "chineseCountingThousand", "第%1章", "")
        + &level(1, "chineseCountingThousand", "第%2条", "<w:lvlRestart w:val=\"0\"/>")
        + &level(2, "japaneseCounting", "（%3）", "");
    let files = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/numbering\" Target=\"numbering.xml\"/></Relationships>"
            ),
        ),
        (
            "word/numbering.xml",
            format!(
                "<w:numbering {WORD}><w:abstractNum w:abstractNumId=\"1\">{levels}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>"
            ),
        ),
        ("word/document.xml", format!("<w:document {WORD}><w:body>{body}</w:body></w:document>")),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (path, text) in files {
        zip.start_file(path, options).expect("a file in memory");
        zip.write_all(format!("{HEAD}{text}").as_bytes()).expect("memory");
    }
    zip.finish().expect("a package in memory").into_inner()
}
