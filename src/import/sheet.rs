//! Sheets (.xlsx, .xls, .ods, .csv): a table on a page with its data beside it, or a question bank.

mod bounds;
mod percent;
mod repeats;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, Sheets, open_workbook_auto_from_rs};

use super::bank::{self, Bank};
use super::model::{Block, Table};
use bounds::Old;

/// A sheet as texts, without empty rows and columns around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// A title that stands above the table.
    pub(super) title: String,
    /// Further lines between that and the table.
    pub(super) above: Vec<String>,
    /// The first is the head.
    pub(super) rows: Vec<Vec<String>>,
    /// For each row its line in the file, from 1.
    pub(super) lines: Vec<usize>,
    /// Whether a quotation mark has no partner, so that where cells end was guessed.
    pub(super) torn: bool,
    /// Whether rows or columns were cut off.
    pub(super) cut: bool,
}

/// Why a workbook cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SheetFault {
    Protected,
    Damaged,
    /// Of Excel 4.0 or older.
    Ancient,
    TooLarge,
}

/// A page with more rows is no page.
const MOST_ROWS: usize = 20_000;
const MOST_COLUMNS: usize = 200;
/// Cells that a sheet may claim: one cell in the last row of the last column makes seventeen thousand million.
const MOST_CELLS: u64 = 40_000_000;

/// Reads the sheets of a workbook.
pub(super) fn workbook(bytes: &[u8]) -> Result<Vec<Sheet>, SheetFault> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") && memchr::memmem::find(bytes, &name).is_some() {
        return Err(SheetFault::Protected);
    }
    let is_package = bytes.starts_with(b"PK");
    if is_package && !(bounds::package_fits(bytes) && repeats::fit(bytes, bounds::MOST_CELLS)) {
        return Err(SheetFault::TooLarge);
    }
    if !is_package {
        match bounds::old(bytes) {
            Old::Book => {}
            Old::Ancient => return Err(SheetFault::Ancient),
            Old::TooLarge => return Err(SheetFault::TooLarge),
            Old::Damaged => return Err(SheetFault::Damaged),
        }
    }
    // Records that are cut short stop the reader in its tracks, and must not stop the import.
    catch_unwind(AssertUnwindSafe(|| opened(bytes))).unwrap_or(Err(SheetFault::Damaged))
}

fn opened(bytes: &[u8]) -> Result<Vec<Sheet>, SheetFault> {
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| {
        let words = error.to_string().to_lowercase();
        if words.contains("password") || words.contains("encrypt") {
            SheetFault::Protected
        } else {
            SheetFault::Damaged
        }
    })?;
    let percents = if bytes.starts_with(b"PK") { percent::styles(bytes) } else { Vec::new() };
    let names = workbook.sheet_names();
    let mut sheets = Vec::new();
    for name in names.into_iter().take(200) {
        let Some((rows, cut)) = rows_of(&mut workbook, &name, &percents) else { continue };
        let mut sheet = shaped(name, rows);
        sheet.cut = cut;
        if !sheet.rows.is_empty() {
            sheets.push(sheet);
        }
    }
    Ok(sheets)
}

/// The rows of a sheet by their line, and whether some were left out.
type Rows = (Vec<(usize, Vec<String>)>, bool);

/// Cells are taken one by one where the format allows it: one in the first row and one in the last row of the last column
/// span seventeen thousand million, which the reader would lay out.
fn rows_of(workbook: &mut Sheets<Cursor<&[u8]>>, name: &str, percents: &[Option<usize>]) -> Option<Rows> {
    match workbook {
        Sheets::Xlsx(book) => {
            let mut cells = book.worksheet_cells_reader(name).ok()?;
            Some(gathered(|| {
                let (cell, style) = cells.next_cell_with_style_id().ok().flatten()?;
                let share = percents.get(style).copied().flatten();
                let words = match (cell.get_value(), share) {
                    (DataRef::Float(number), Some(decimals)) => percent::shown(*number, decimals),
                    (value, _) => text(&Data::from(value.clone())),
                };
                Some((cell.get_position(), words))
            }))
        }
        Sheets::Xlsb(book) => {
            let mut cells = book.worksheet_cells_reader(name).ok()?;
            Some(gathered(|| {
                let cell = cells.next_cell().ok().flatten()?;
                Some((cell.get_position(), text(&Data::from(cell.get_value().clone()))))
            }))
        }
        book => {
            let range = book.worksheet_range(name).ok()?;
            if (range.height() as u64) * (range.width() as u64) > MOST_CELLS {
                return Some((Vec::new(), true));
            }
            let top = range.start().map_or(0, |(row, _)| row as usize);
            let cells = |row: &[Data]| row.iter().take(MOST_COLUMNS).map(text).collect();
            let rows = range.rows().take(MOST_ROWS).enumerate().map(|(i, row)| (top + i + 1, cells(row))).collect();
            Some((rows, range.height() > MOST_ROWS || range.width() > MOST_COLUMNS))
        }
    }
}

/// The rows of cells that come one by one.
fn gathered(mut next: impl FnMut() -> Option<((u32, u32), String)>) -> Rows {
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut cut = false;
    while let Some(((row, column), words)) = next() {
        if words.is_empty() {
            continue;
        }
        let Some(column) = usize::try_from(column).ok().filter(|column| *column < MOST_COLUMNS) else {
            cut = true;
            continue;
        };
        if rows.len() >= MOST_ROWS && !rows.contains_key(&row) {
            cut = true;
            break;
        }
        let cells = rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = words;
    }
    (rows.into_iter().map(|(row, cells)| (row as usize + 1, cells)).collect(), cut)
}

/// Reads separated values.
pub(super) fn separated(name: &str, text: &str) -> Sheet {
    // With a mark that has no partner, half the table would be one cell.
    let torn = text.matches('"').count() % 2 == 1;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(!torn)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let records = reader.records().flatten().take(MOST_ROWS + 1);
    let line = |r: &csv::StringRecord| r.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
    let cells = |r: &csv::StringRecord| r.iter().take(MOST_COLUMNS).map(|c| c.trim().to_owned()).collect();
    let rows: Vec<(usize, Vec<String>)> = records.map(|r| (line(&r), cells(&r))).collect();
    let cut = rows.len() > MOST_ROWS;
    Sheet { cut, torn, ..shaped(name.to_owned(), rows) }
}

/// A table of a document; merged cells have their words in the first.
pub(super) fn of_table(table: &Table) -> Sheet {
    let mut rows: Vec<Vec<String>> = Vec::new();
    // For each column how many rows a cell from above still covers.
    let mut covered: Vec<usize> = Vec::new();
    for row in table.rows.iter().take(MOST_ROWS) {
        let mut texts: Vec<String> = Vec::new();
        let skip = |texts: &mut Vec<String>, covered: &mut Vec<usize>| {
            while let Some(left) = covered.get_mut(texts.len()).filter(|left| **left > 0) {
                *left -= 1;
                texts.push(String::new());
            }
        };
        for cell in row {
            skip(&mut texts, &mut covered);
            let words =
                cell.blocks.iter().filter_map(|b| if let Block::Paragraph(p) = b { Some(p.text()) } else { None });
            let words = words.map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("\n");
            let start = texts.len();
            texts.push(words);
            texts.resize((start + cell.columns).min(MOST_COLUMNS), String::new());
            covered.resize(covered.len().max(texts.len()), 0);
            covered[start.min(texts.len())..texts.len()].fill(cell.rows.saturating_sub(1));
        }
        skip(&mut texts, &mut covered);
        rows.push(texts);
    }
    shaped(String::new(), rows.into_iter().enumerate().map(|(i, row)| (i + 1, row)).collect())
}

/// The sheet of a table that was read elsewhere; `cut` says whether its end was left out.
pub(super) fn of_rows(name: &str, rows: Vec<Vec<String>>, cut: bool) -> Sheet {
    let cut = cut || rows.len() > MOST_ROWS;
    let numbered = rows.into_iter().take(MOST_ROWS).enumerate().map(|(i, row)| (i + 1, row)).collect();
    Sheet { cut, ..shaped(name.to_owned(), numbered) }
}

/// What separates the cells: the mark of which most lines have equally many. A title above the head has none.
fn separator(text: &str) -> u8 {
    let regular = |by: &u8| {
        let counts = text.lines().take(50).map(|line| line.matches(char::from(*by)).count()).filter(|n| *n > 0);
        let mut counts: Vec<usize> = counts.collect();
        counts.sort_unstable();
        counts.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0)
    };
    // Of equals the first wins.
    [b';', b'\t', b','].into_iter().max_by_key(regular).unwrap_or(b',')
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float(*number),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => date(moment.as_f64(), moment.is_duration()),
    }
}

/// Without the tail that arithmetic leaves: 0.30000000000000004.
fn float(number: f64) -> String {
    let rounded = format!("{number:.10}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A day of the calendar of sheets, which begins with 1900 and takes that for a leap year.
fn date(days: f64, duration: bool) -> String {
    let seconds = ((days - days.floor()) * 86400.0).round() as i64;
    let clock = |s: i64| {
        let end = if s % 60 == 0 { String::new() } else { format!(":{:02}", s % 60) };
        format!("{:02}:{:02}{end}", s / 3600, s / 60 % 60)
    };
    if duration {
        return clock((days * 86400.0).round() as i64);
    }
    if days < 1.0 {
        return clock(seconds);
    }
    let shift = if days < 60.0 { 1 } else { 0 };
    let start = time::macros::date!(1899 - 12 - 30);
    let Some(day) = start.checked_add(time::Duration::days(days.floor() as i64 + shift)) else { return float(days) };
    let day = crate::content::format_date(day);
    if seconds == 0 { day } else { format!("{day} {}", clock(seconds)) }
}

/// Takes empty rows and columns away, and a title that stands above the head.
fn shaped(name: String, mut numbered: Vec<(usize, Vec<String>)>) -> Sheet {
    numbered.retain(|(_, row)| row.iter().any(|cell| !cell.is_empty()));
    let (mut lines, mut rows): (Vec<usize>, Vec<Vec<String>>) = numbered.into_iter().unzip();
    let width = rows.iter().map(|row| row.iter().rposition(|c| !c.is_empty()).map_or(0, |i| i + 1)).max().unwrap_or(0);
    let start = rows.iter().filter_map(|row| row.iter().position(|c| !c.is_empty())).min().unwrap_or(0);
    for row in &mut rows {
        row.resize(width, String::new());
        row.drain(..start.min(width));
    }
    let mut title = String::new();
    let mut above = Vec::new();
    while rows.len() > 1 && rows[0].len() > 1 {
        let filled = |row: &Vec<String>| row.iter().filter(|c| !c.is_empty()).count();
        // Two or three lines may stand above the head: the name, and who made it.
        if filled(&rows[0]) != 1 || rows[1..].iter().take(3).all(|row| filled(row) < 2) {
            break;
        }
        lines.remove(0);
        let words = rows.remove(0).into_iter().find(|c| !c.is_empty()).unwrap_or_default().replace('\n', "");
        if title.is_empty() {
            title = words;
        } else {
            above.push(words);
        }
    }
    let before = rows.len();
    head(&mut rows);
    if rows.len() < before {
        lines.remove(1);
    }
    Sheet { name, title, above, rows, lines, ..Sheet::default() }
}

/// A head of two rows, the upper one merged over several columns, becomes one.
fn head(rows: &mut Vec<Vec<String>>) {
    if rows.len() < 3 || rows[0].iter().all(|c| !c.is_empty()) {
        return;
    }
    let below_fills = rows[0].iter().zip(&rows[1]).all(|(a, b)| !a.is_empty() || !b.is_empty());
    let both = rows[0].iter().zip(&rows[1]).any(|(a, b)| a.is_empty() && !b.is_empty());
    let words = rows[1].iter().all(|c| c.parse::<f64>().is_err());
    if !(below_fills && both && words && rows[1].iter().any(String::is_empty)) {
        return;
    }
    let below = rows.remove(1);
    let mut group = String::new();
    for (upper, lower) in rows[0].iter_mut().zip(below) {
        if !upper.is_empty() {
            group.clone_from(upper);
        }
        *upper = match (lower.is_empty(), group.is_empty()) {
            (true, _) => upper.clone(),
            (false, true) => lower,
            (false, false) => format!("{group}·{lower}"),
        };
    }
}

/// The bank that a sheet holds, if its head has a column of questions and one of answers.
pub(super) fn bank(sheet: &Sheet) -> Option<Bank> {
    let head: Vec<String> =
        sheet.rows.first()?.iter().map(|c| c.split_whitespace().collect::<String>().to_uppercase()).collect();
    let column = |names: &[&str]| {
        head.iter().position(|h| {
            names.iter().any(|n| h == n || h.starts_with(n) && h.chars().count() <= n.chars().count() + 4)
        })
    };
    let question = column(&["题目", "题干", "试题", "问题", "QUESTION"])?;
    let answer = column(&["答案", "正确答案", "标准答案", "参考答案", "正确选项", "ANSWER"])?;
    let form = column(&["题型", "题目类型", "试题类型", "类型", "TYPE"]);
    let explanation = column(&["解析", "答案解析", "试题解析", "说明", "依据"]);
    let topic = column(&["章节", "知识点", "分类", "专题", "类别"]);
    let options: Vec<usize> = (0..head.len())
        .filter(|i| {
            let name = head[*i].trim_start_matches("答案选项").trim_matches(['选', '项']).trim_start_matches("OPTION");
            (head[*i].contains("选项") && *i != answer && *i != question || head[*i].len() == 1)
                && (name.len() <= 3)
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "一二三四五六".contains(c))
        })
        .collect();
    let mut lines: Vec<String> = Vec::new();
    let cell = |row: &Vec<String>, at: Option<usize>| {
        at.and_then(|i| row.get(i)).map(|c| c.replace('\n', " ")).unwrap_or_default()
    };
    // The line of each question, and rows without one.
    let (mut places, mut empty) = (Vec::new(), Vec::new());
    for (row, place) in sheet.rows.iter().zip(&sheet.lines).skip(1) {
        let text = cell(row, Some(question));
        if text.trim().is_empty() {
            let words: Vec<&str> = row.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
            empty.push(bank::Unread {
                number: String::new(),
                line: *place,
                text: words.join(" "),
                zh: "这一行没有题干".to_owned(),
                en: "this row has no question".to_owned(),
            });
            continue;
        }
        places.push(*place);
        // Written as a list, a row is read as any other question.
        let number = lines.iter().filter(|l| l.starts_with('\u{E020}')).count() + 1;
        let of_form = cell(row, form);
        let form = if of_form.is_empty() { String::new() } else { format!("[{}]", of_form.trim()) };
        lines.push(format!("\u{E020}{number}、{form}{}", text.trim()));
        // All options in one cell: A.10|B.20|C.30.
        if let [only] = options[..] {
            lines.push(cell(row, Some(only)).replace(['|', '｜', ';', '；'], "  "));
        }
        let mut letters = 'A'..='J';
        let several = options.len() > 1;
        for option in options.iter().filter_map(|i| row.get(*i)).filter(|o| several && !o.trim().is_empty()) {
            let letter = letters.next().unwrap_or('J');
            let own = option
                .trim()
                .strip_prefix(letter)
                .map(|r| r.trim_start_matches(['.', '、', '．', ':', '：', ' ']))
                .filter(|r| r.len() + 1 < option.trim().len());
            lines.push(format!("{letter}、{}", own.unwrap_or(option.trim()).replace('\n', " ")));
        }
        lines.push(format!("答案：{}", cell(row, Some(answer)).trim()));
        let explained = cell(row, explanation);
        if !explained.trim().is_empty() {
            lines.push(format!("解析：{}", explained.trim()));
        }
        let of_topic = cell(row, topic);
        if !of_topic.trim().is_empty() {
            lines.push(format!("章节：{}", of_topic.trim()));
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|l| l.replace('\u{E020}', "")).collect();
    let mut bank = bank::list(&lines);
    // The line of a question is that of its row.
    for unread in &mut bank.unread {
        let place = unread.number.parse::<usize>().ok().and_then(|n| places.get(n.checked_sub(1)?));
        unread.line = place.copied().unwrap_or(unread.line);
    }
    bank.unread.extend(empty);
    Some(bank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Sheet {
        separated("表", text)
    }

    #[test]
    fn titles_and_heads_of_two_rows() {
        let sheet = rows("服务登记表,,,\n地点,座位,,备注\n,楼上,楼下,\n总馆,40,20,\n分馆,10,5,午休\n");
        assert_eq!(sheet.title, "服务登记表");
        assert_eq!(sheet.rows[0], ["地点", "座位·楼上", "座位·楼下", "备注"]);
        assert_eq!(sheet.rows.len(), 3);
    }

    #[test]
    fn dates_and_numbers() {
        assert_eq!(date(45_000.0, false), "2023-03-15");
        assert_eq!(date(45_000.5, false), "2023-03-15 12:00");
        assert_eq!(date(1.0, false), "1900-01-01");
        assert_eq!((float(0.1 + 0.2), float(3.0)), ("0.3".to_owned(), "3".to_owned()));
    }

    #[test]
    fn a_sheet_of_questions() {
        let sheet = rows(
            "序号,题型,题目,选项A,选项B,选项C,正确答案,解析\n1,单选,记录保存几年？,一年,三年,五年,B,见第三条\n2,判断,可以代签。,,,,错,\n3,单选,缺答案？,甲,乙,,,\n",
        );
        let bank = bank(&sheet).expect("a bank");
        assert_eq!((bank.questions.len(), bank.unread.len()), (2, 1), "{bank:?}");
        assert_eq!(bank.questions[0].options, ["一年", "三年", "五年"]);
        assert_eq!(bank.unread[0].line, 4);
    }

    /// The head stands below the name and who made it; options share a cell; a row has no question.
    #[test]
    fn banks_as_offices_keep_them() {
        let sheet = rows(
            "2026年读书题库\n编制：值班室\n\n序号,题目,选项,正确答案\n1,借期几天,A.10|B.20|C.30,C\n2,,A.1|B.2,A\n3,要登记,,√\n4,缺答案,A.1|B.2,\n",
        );
        assert_eq!(
            (sheet.title.as_str(), sheet.above.as_slice()),
            ("2026年读书题库", &["编制：值班室".to_owned()][..])
        );
        let bank = bank(&sheet).expect("a bank");
        assert_eq!(bank.questions.len(), 2, "{bank:?}");
        assert_eq!(bank.questions[0].options, ["10", "20", "30"]);
        let unread: Vec<(usize, &str)> = bank.unread.iter().map(|u| (u.line, u.zh.as_str())).collect();
        assert_eq!(unread, [(8, "没有认出答案"), (6, "这一行没有题干")]);
    }

    #[test]
    fn marks_between_cells() {
        assert_eq!(rows("单位;比例\n一科;3,5%\n二科;4,5%\n").rows[1], ["一科", "3,5%"]);
        assert_eq!(rows("统计表\n\n单位,人数\n一科,3\n").rows, [["单位", "人数"], ["一科", "3"]]);
        let torn = rows("单位,人数\n\"一科,3\n二科,4\n");
        assert!(torn.torn);
        assert_eq!(torn.rows.len(), 3);
    }
}
