//! Which format a file is in, and what becomes of it.

use std::sync::Arc;

use super::bank::{self, Bank};
use super::front::Front;
use super::model::{Align, Block, Document, Look, Paragraph, Remark};
use super::package::PackageFault;
use super::refusals::{self, Refusal};
use super::report::{Counts, Noted, Source};
use super::shape::Shaped;
use super::sheet::{self, Sheet, SheetFault};
use super::{Options, Page, again, docx, extension, markdown, page, stem, web};
use crate::content::Kind;
use crate::diagnostics::Diagnostic;
use crate::inputs::encoding::{self, Encoding};
use crate::parse::quiz;

/// Turns the file called `name` into pages. `beside` gives the bytes of a file that a saved web page refers to.
///
/// # Errors
/// The file cannot be read; the refusal says what it is and what to do.
pub fn convert(
    name: &str,
    bytes: &[u8],
    options: &Options,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Vec<Page>, Box<Diagnostic>> {
    let made = match () {
        () if bytes.is_empty() => Err(Refusal::Package(PackageFault::Empty)),
        () => by_kind(name, bytes, options, beside),
    };
    made.map_err(|refusal| Box::new(refusals::diagnostic(name, refusal)))
}

fn by_kind(
    name: &str,
    bytes: &[u8],
    options: &Options,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Vec<Page>, Refusal> {
    match extension(name).as_str() {
        "xlsx" | "xlsm" | "xls" | "et" | "ods" | "xlsb" => {
            if name.rsplit(['/', '\\']).next().is_some_and(|n| n.starts_with("~$")) {
                return Err(Refusal::Package(PackageFault::Lock));
            }
            let sheets = match foreign_sheets(name, bytes) {
                Some(sheets) => sheets,
                None => sheet::workbook(bytes).map_err(|fault| match fault {
                    SheetFault::Protected => Refusal::SheetProtected,
                    SheetFault::Damaged => Refusal::SheetDamaged,
                    SheetFault::Ancient => Refusal::SheetAncient,
                    SheetFault::TooLarge => Refusal::TooLarge,
                })?,
            };
            of_sheets(name, &sheets, options)
        }
        "csv" => of_sheets(name, &[sheet::separated(&stem(name), &text_of(bytes)?)], options),
        "gift" => of_bank(name, &bank::gift(&text_of(bytes)?), options),
        "md" | "markdown" => of_markdown(name, &text_of(bytes)?, options),
        "txt" | "text" => of_text(name, &text_of(bytes)?, options),
        "html" | "htm" => of_web(name, &html_text(bytes), options, beside),
        "mhtml" | "mht" => {
            let message = web::unpack(bytes).ok_or(Refusal::NoWords)?;
            let mut pages = of_web(name, &html_text(&message.page), options, &|place| message.file(place))?;
            if web::is_cut(bytes) {
                let remark = Remark::new(
                    "cut-off",
                    "文件没有结尾，后面的内容可能丢了：请重新另存网页再导入",
                    "the file has no end, so that something may be lost: save the page anew and import that",
                );
                pages.iter_mut().for_each(|page| page.source.noted.push(Noted::from(remark.clone())));
            }
            Ok(pages)
        }
        _ => of_word(name, bytes, options),
    }
}

/// Systems that hand out lists call a page, a table in XML or separated values `.xls`, because Excel opens them.
fn foreign_sheets(name: &str, bytes: &[u8]) -> Option<Vec<Sheet>> {
    let is_book = [&b"PK"[..], b"\xD0\xCF\x11\xE0", b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"];
    if is_book.iter().any(|magic| bytes.starts_with(magic)) {
        return None;
    }
    let decoded = encoding::decode(bytes);
    if decoded.encoding == Encoding::Binary {
        return None;
    }
    let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    let head: String = text.chars().take(2000).collect::<String>().to_lowercase();
    if head.contains("<workbook") && head.contains(":office:spreadsheet") {
        return Some(web::xml_sheets(&text));
    }
    if ["<html", "<table", "<!doctype", "<meta"].iter().any(|tag| head.contains(tag)) {
        return Some(web::html_sheets(&html_text(bytes)));
    }
    (!head.trim_start().starts_with(['<', '{'])).then(|| vec![sheet::separated(&stem(name), &text)])
}

/// The questions in a document's tables that are banks, with the lines between them.
fn bank_of_tables(document: &Document) -> Option<Bank> {
    let mut whole = Bank::default();
    let mut lines = Vec::new();
    for block in &document.blocks {
        let found = if let Block::Table(table) = block { sheet::bank(&sheet::of_table(table)) } else { None };
        match found {
            Some(bank) => {
                whole.questions.extend(bank.questions);
                whole.unread.extend(bank.unread);
            }
            None => lines.extend(lines_of(block).into_iter().filter(|line| !line.trim().is_empty())),
        }
    }
    // Answers of others may be in a table too; a form is no bank.
    (whole.questions.len() > whole.unread.len()).then(|| {
        whole.left.extend(lines);
        whole
    })
}

fn of_word(name: &str, bytes: &[u8], options: &Options) -> Result<Vec<Page>, Refusal> {
    let mut document = docx::read(name, bytes).map_err(Refusal::from)?;
    if let Some(bank) = options.kind.is_none().then(|| bank_of_tables(&document)).flatten() {
        return of_bank(name, &bank, options);
    }
    let lines: Vec<String> = document.blocks.iter().flat_map(lines_of).collect();
    if options.kind.is_none() && bank::is_bank(&lines) {
        return of_bank(name, &bank::list(&lines), options);
    }
    if document.blocks.is_empty() {
        return Err(Refusal::NoWords);
    }
    Ok(vec![page::of_document(name, &mut document, options)])
}

/// The lines of a block as a list of questions has them.
fn lines_of(block: &Block) -> Vec<String> {
    match block {
        Block::Paragraph(p) => p.text().split('\n').map(str::to_owned).collect(),
        Block::Table(table) => {
            let blocks = table.rows.iter().flatten().flat_map(|c| &c.blocks);
            blocks.filter_map(|b| if let Block::Paragraph(p) = b { Some(p.text()) } else { None }).collect()
        }
    }
}

fn text_of(bytes: &[u8]) -> Result<String, Refusal> {
    let decoded = encoding::decode(bytes);
    match decoded.encoding {
        Encoding::Binary => Err(Refusal::Package(PackageFault::Unknown)),
        _ => Ok(decoded.text.replace("\r\n", "\n").replace('\r', "\n")),
    }
}

/// A page says its encoding itself.
fn html_text(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let named = head.split("charset=").nth(1).map(|r| r.trim_start_matches(['"', '\'']).to_owned());
    let label = named
        .map(|r| r.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect::<String>());
    match label.and_then(|l| encoding_rs::Encoding::for_label(l.as_bytes())) {
        Some(codec) if std::str::from_utf8(bytes).is_err() => codec.decode(bytes).0.into_owned(),
        _ => encoding::decode(bytes).text,
    }
}

/// Plain text: a list of questions, GIFT, or a document of paragraphs.
fn of_text(name: &str, text: &str, options: &Options) -> Result<Vec<Page>, Refusal> {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let is_gift =
        lines.iter().filter(|l| l.trim_start().starts_with("::") || l.contains("{=") || l.contains("{~")).count() > 1;
    if options.kind.is_none() && is_gift {
        return of_bank(name, &bank::gift(text), options);
    }
    if options.kind.is_none() && bank::is_bank(&lines) {
        return of_bank(name, &bank::list(&lines), options);
    }
    let blocks: Vec<Block> = super::shape::paragraphs(text).into_iter().map(Block::Paragraph).collect();
    if blocks.is_empty() {
        return Err(Refusal::NoWords);
    }
    let mut document = Document { blocks, ..Document::default() };
    Ok(vec![page::of_document(name, &mut document, options)])
}

/// A page in Markdown, from a list of pages: it stays as it is.
fn of_markdown(name: &str, text: &str, options: &Options) -> Result<Vec<Page>, Refusal> {
    let (matter, body) = super::old::split(text);
    if body.trim().is_empty() {
        return Err(Refusal::NoWords);
    }
    let title = matter.text("title").unwrap_or_else(|| stem(name));
    let kind = options.kind.unwrap_or(Kind::Article);
    let mut front = Front::default();
    let noted = super::old::write_front(&mut front, &matter, &title, Some(kind), &matter.aliases());
    again::origin(&mut front, name);
    let source = Source {
        name: name.to_owned(),
        title,
        kind: kind.name().to_owned(),
        counts: Counts { paragraphs: body.split("\n\n").filter(|p| !p.trim().is_empty()).count(), ..Counts::default() },
        dropped: Vec::new(),
        noted: noted.into_iter().map(Noted::from).collect(),
    };
    let place = path(options, &format!("{}.md", stem(name)));
    Ok(vec![page::finish(place, &front, body, Vec::new(), source)])
}

fn path(options: &Options, file: &str) -> String {
    let column = options.column.trim_matches('/');
    let slash = if column.is_empty() { "" } else { "/" };
    format!("content/{column}{slash}{file}")
}

fn of_bank(name: &str, bank: &Bank, options: &Options) -> Result<Vec<Page>, Refusal> {
    if bank.questions.is_empty() {
        return Err(Refusal::NoQuestions);
    }
    let path = path(options, &format!("{}.quiz.yaml", stem(name)));
    let text = again::with_print(&bank::file(bank, name));
    let file: Arc<str> = path.as_str().into();
    let found = quiz::questions(&file, &text, 0..text.len(), 1).diagnostics;
    let noted = bank.unread.iter().map(|unread| {
        let number = if unread.number.is_empty() { String::new() } else { format!("第 {} 题，", unread.number) };
        let number_en = if unread.number.is_empty() { String::new() } else { format!("question {}, ", unread.number) };
        let remark = Remark::new(
            "question-left-out",
            format!("{number}第 {} 行没有导入：{}", unread.line, unread.zh),
            format!("{number_en}line {} was left out: {}", unread.line, unread.en),
        );
        Noted::from(remark.at(&unread.text))
    });
    let source = Source {
        name: name.to_owned(),
        title: stem(name),
        kind: "quiz".to_owned(),
        counts: Counts { questions: bank.questions.len(), ..Counts::default() },
        dropped: bank
            .left
            .iter()
            .map(|words| Noted::dropped("题目以外的文字", "words beside the questions", words))
            .collect(),
        noted: noted.collect(),
    };
    Ok(vec![Page { path, text, files: Vec::new(), source, found }])
}

/// Rows that a page shows; what is longer stays a file of data and is shown in part.
const SHOWN_ROWS: usize = 300;

fn of_sheets(name: &str, sheets: &[Sheet], options: &Options) -> Result<Vec<Page>, Refusal> {
    let banks: Vec<Option<Bank>> = sheets.iter().map(sheet::bank).collect();
    if banks.iter().any(Option::is_some) && options.kind.is_none() {
        let mut whole = Bank::default();
        let mut left = Vec::new();
        for (bank, sheet) in banks.into_iter().zip(sheets) {
            match bank {
                Some(bank) => {
                    whole.questions.extend(bank.questions);
                    whole.unread.extend(bank.unread);
                }
                None => left.push(Noted::from(no_bank().at(&sheet.name))),
            }
        }
        let mut pages = of_bank(name, &whole, options)?;
        pages.iter_mut().for_each(|page| page.source.noted.extend(left.iter().cloned()));
        return Ok(pages);
    }
    if sheets.iter().all(|s| s.rows.is_empty()) {
        return Err(Refusal::NoWords);
    }
    let mut front = Front::default();
    let title = sheets
        .iter()
        .find(|s| !s.title.is_empty())
        .filter(|_| sheets.len() == 1)
        .map_or_else(|| stem(name), |s| s.title.clone());
    front.text("title", &title);
    let kind = options.kind.unwrap_or(Kind::Page);
    front.kind(kind);
    let (mut body, mut files, mut noted) = (String::new(), Vec::new(), Vec::new());
    for (i, sheet) in sheets.iter().enumerate() {
        if sheets.len() > 1 {
            body.push_str(&format!(
                "## {}\n\n",
                markdown::escape(if sheet.title.is_empty() { &sheet.name } else { &sheet.title })
            ));
        }
        for line in &sheet.above {
            body.push_str(&format!("{}\n\n", markdown::escape(line)));
        }
        if sheet.torn {
            let remark = Remark::new(
                "sheet-torn",
                "有一个英文引号没有配对，单元格的界线可能不对：请核对表格，或者在 Excel 里另存一次再导入",
                "a quotation mark has no partner, so that cells may end elsewhere: compare the table, or save it anew in Excel",
            );
            noted.push(Noted::from(remark.at(&sheet.name)));
        }
        let shown = &sheet.rows[..sheet.rows.len().min(SHOWN_ROWS + 1)];
        if shown.iter().all(|row| row.len() == 1) && shown.len() <= 30 {
            // Notes to those who fill the sheets in: lines, no table.
            let lines = shown.iter().flatten().flat_map(|cell| cell.lines()).filter(|line| !line.trim().is_empty());
            lines.for_each(|line| body.push_str(&format!("{}\n\n", markdown::escape(line.trim()))));
            continue;
        }
        body.push_str(&markdown::of_texts(shown));
        body.push('\n');
        if sheet.rows.len() > shown.len() {
            let file = format!("data-{}.csv", i + 1);
            body.push_str(&format!("[完整的数据（{} 行）]({file})\n\n", sheet.rows.len() - 1));
            files.push((path(options, &format!("{}/{file}", stem(name))), separated(&sheet.rows)));
        }
        if sheet.cut {
            let remark = Remark::new(
                "sheet-cut",
                "工作表太大，只导入了前面的部分",
                "the sheet is too large and was imported in part",
            );
            noted.push(Noted::from(remark.at(&sheet.name)));
        }
    }
    again::origin(&mut front, name);
    let place = if files.is_empty() { format!("{}.md", stem(name)) } else { format!("{}/index.md", stem(name)) };
    let source = Source {
        name: name.to_owned(),
        title,
        kind: kind.name().to_owned(),
        counts: Counts { tables: sheets.len(), ..Counts::default() },
        dropped: Vec::new(),
        noted,
    };
    Ok(vec![page::finish(path(options, &place), &front, &body, files, source)])
}

/// A workbook of questions may hold other sheets: how it is filled in, or who passed.
fn no_bank() -> Remark {
    Remark::new(
        "sheet-left-out",
        "这个工作表不是题目，没有和题库一起导入：需要的另存为单独的文件再导入",
        "this sheet holds no questions and was left out of the bank: save it as a file of its own and import that if it is needed",
    )
}

fn separated(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing to memory does not fail, and every row has as many cells as the first.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

fn of_web(
    name: &str,
    html: &str,
    options: &Options,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Vec<Page>, Refusal> {
    let mut saved = web::read(html, beside).map_err(Refusal::Gone)?;
    saved.document.blocks = super::shape::split_points(std::mem::take(&mut saved.document.blocks));
    let mut remarks = Vec::new();
    if saved.title.is_empty() {
        saved.title = stem(name);
        remarks.push(Remark::new(
            "title-guessed",
            "没有认出标题，用了文件名",
            "no title was recognised; the file's name is used",
        ));
    }
    let articles = saved
        .document
        .blocks
        .iter()
        .filter(|b| matches!(b, Block::Paragraph(p) if crate::import::shape::is_article(p)))
        .count();
    let kind = options.kind.unwrap_or(if articles >= 3 { Kind::Policy } else { Kind::Article });
    let blocks = std::mem::take(&mut saved.document.blocks);
    // A government's page of an official document: its number, 落款 and day are read as in Word.
    if options.kind.is_none_or(|kind| kind == Kind::Policy) && super::shape::is_numbered(&blocks) {
        let look = Look { is_title: true, align: Align::Center, ..Look::default() };
        let title = Paragraph { look, ..Paragraph::plain(&saved.title) };
        saved.document.blocks = std::iter::once(Block::Paragraph(title)).chain(blocks).collect();
        let mut shaped = super::shape::shape(&mut saved.document, options.kind, &stem(name));
        shaped.remarks.extend(remarks);
        return Ok(vec![of_saved(name, saved, shaped, options)]);
    }
    let shaped = Shaped {
        kind: Some(kind),
        title: saved.title.clone(),
        author: saved.author.clone(),
        articles,
        pieces: super::shape::pieces(blocks, kind == Kind::Policy, articles, &saved.title),
        remarks,
        ..Shaped::default()
    };
    Ok(vec![of_saved(name, saved, shaped, options)])
}

fn of_saved(name: &str, mut saved: web::Saved, shaped: Shaped, options: &Options) -> Page {
    let (source, address, date) = (saved.source.clone(), saved.address.clone(), saved.date);
    let policy = shaped.kind == Some(Kind::Policy);
    page::of_shaped(name, &mut saved.document, shaped, options, |front| {
        // What is not a policy has the unit that signed it as its source already.
        front.text("source", if policy || !front.has("source") { &source } else { "" });
        front.text("source_url", &address);
        front.date("published_at", date.filter(|_| !front.has("published_at")));
    })
}
