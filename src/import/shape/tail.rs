//! The end of a document: signature, date of effect, and what belongs to the paper only.

use time::{Date, Month};

use super::head::{is_body, is_page_number};
use super::issuers::{self, ends_as_body};
use super::{Lines, bare};
use crate::content::{Kind, numeral};
use crate::import::model::{Align, Block, Remark};
use crate::parse::policy;

/// Drops what belongs to the paper wherever it stands: page numbers, 抄送, 印发 line.
pub(super) fn drop_marks(lines: &mut Lines) {
    let mut at = 0;
    while at < lines.blocks.len() {
        let words = match &lines.blocks[at] {
            Block::Paragraph(_) => lines.words(at),
            Block::Table(table) => table_words(table),
        };
        let plain = bare(&words);
        let what = if plain.chars().count() > 400 {
            None
        } else if is_page_number(&plain) {
            Some(("页码", "page number"))
        } else if is_public_mark(&plain) {
            Some(("公开标注", "mark of publication"))
        } else if is_copied(&plain) {
            Some(("抄送", "copies"))
        } else if is_printed(&plain) {
            Some(PRINTED)
        } else if plain.starts_with("主题词：") || plain.starts_with("主题词:") {
            Some(("主题词", "subject words"))
        } else {
            None
        };
        match what {
            Some((zh, en)) => {
                if let Block::Table(table) = &lines.blocks[at] {
                    // 抄送 and the imprint are often rows of one table.
                    for row in table.rows.iter().map(|row| cell_words(row.iter())).filter(|row| !bare(row).is_empty()) {
                        let (zh, en) = if is_printed(&bare(&row)) { PRINTED } else { (zh, en) };
                        lines.shaped.dropped.push((zh, en, row));
                    }
                    lines.blocks.remove(at);
                } else {
                    lines.drop_line(at, zh, en);
                }
            }
            None => at += 1,
        }
    }
}

const PRINTED: (&str, &str) = ("印发栏", "imprint");

fn table_words(table: &crate::import::model::Table) -> String {
    let cells = table.rows.iter().flatten();
    if cells.clone().count() > 8 { String::new() } else { cell_words(cells) }
}

fn cell_words<'c>(cells: impl Iterator<Item = &'c crate::import::model::Cell>) -> String {
    let words = |b: &Block| if let Block::Paragraph(p) = b { Some(super::words(p)) } else { None };
    // A name that takes two lines of a cell is one word.
    let cells = cells.map(|cell| cell.blocks.iter().filter_map(words).collect::<String>());
    cells.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("　")
}

fn is_public_mark(plain: &str) -> bool {
    let inner = plain.trim_matches(['（', '）', '(', ')']);
    matches!(
        inner,
        "此件公开发布"
            | "此件主动公开"
            | "此文件公开发布"
            | "主动公开"
            | "依申请公开"
            | "此件删减后公开"
            | "公开属性：主动公开"
            | "公开方式：主动公开"
            | "信息公开选项：主动公开"
            | "此件公开"
    )
}

fn is_copied(plain: &str) -> bool {
    ["抄送：", "抄送:", "抄报：", "抄报:", "分送：", "分送:"].iter().any(|w| plain.starts_with(w))
}

fn is_printed(plain: &str) -> bool {
    let Some(rest) = plain.strip_suffix("印发").or_else(|| plain.strip_suffix("印")) else { return false };
    plain.chars().count() <= 60 && date_at_end(rest).is_some()
}

/// Reads signature and dates, and looks for what should not be published unseen.
pub(super) fn take(lines: &mut Lines) {
    signature(lines);
    if lines.shaped.issuers.is_empty() {
        lines.shaped.issuers = issuers::of_title(&lines.shaped.title);
    }
    if lines.shaped.issuers.is_empty() {
        lines.shaped.issuers = issuers::of_adoption(lines);
    }
    if lines.shaped.kind == Some(Kind::Policy) {
        effect(lines);
    }
    contacts(lines);
}

/// The first date on a line of its own, with the bodies above it; a date right below the title counts if none follows.
fn signature(lines: &mut Lines) {
    let mut below_title = None;
    for at in 0..lines.blocks.len() {
        let Some(paragraph) = lines.paragraph(at) else { continue };
        let plain = bare(&super::words(paragraph));
        // What is attached has signatures of its own.
        if at > 3 && matches!(plain.as_str(), "附" | "附：" | "附:" | "附件" | "附件：" | "附件1" | "附件一")
        {
            break;
        }
        if plain.chars().count() > 60 || plain.starts_with(['（', '(']) {
            continue;
        }
        let Some((date, before)) = date_at_end(&plain) else { continue };
        let bodies = if before.is_empty() { bodies_above(lines, at) } else { vec![before.to_owned()] };
        if !before.is_empty() && (!is_body(before) || !ends_as_body(before)) {
            continue;
        }
        if bodies.is_empty() && at < 3 && lines.paragraph(at).is_some_and(|p| p.look.align != Align::Right) {
            below_title.get_or_insert(date);
            continue;
        }
        lines.shaped.signed_on = Some(date);
        let signed: Vec<String> = bodies.into_iter().filter(|b| ends_as_body(b)).collect();
        // A letterhead is shorter than what signs.
        if !signed.is_empty() {
            lines.shaped.issuers = signed;
        }
        return;
    }
    lines.shaped.signed_on = below_title.or(lines.shaped.signed_on);
}

/// Those who sign above the date at `at`, also in one line, also with space between the characters of a name.
fn bodies_above(lines: &Lines, at: usize) -> Vec<String> {
    let mut bodies: Vec<String> = Vec::new();
    let mut above = at;
    while above > 0 && bodies.len() < 8 {
        above -= 1;
        let words = policy::unspread(&lines.words(above));
        let plain = bare(&words);
        if !is_body(&plain) || plain.contains("附件") {
            break;
        }
        let parts = words.split([' ', '\u{3000}']).filter(|w| w.chars().count() >= 3);
        let mut parts: Vec<String> = parts.map(str::to_owned).collect();
        parts.reverse();
        bodies.append(&mut parts);
    }
    bodies.reverse();
    bodies
}

/// 自2026年4月1日起施行, or 自印发之日起施行.
fn effect(lines: &mut Lines) {
    let verbs = ["施行", "实施", "执行", "生效"];
    for at in (0..lines.blocks.len()).rev() {
        let plain = bare(&lines.words(at));
        let Some(verb) = verbs.iter().filter_map(|v| plain.rfind(&format!("起{v}"))).max() else { continue };
        let before = &plain[..verb];
        let Some(from) = before.rfind(['自', '从']) else { continue };
        let when = &before[from + '自'.len_utf8()..];
        if let Some((date, rest)) = date_at_start(when)
            && rest.chars().count() <= 2
        {
            lines.shaped.effective_on = Some(date);
            return;
        }
        if ["印发之日", "发布之日", "公布之日", "下发之日", "颁布之日", "即日"].contains(&when) {
            lines.shaped.effective_on = lines.shaped.signed_on;
            if lines.shaped.signed_on.is_some() {
                return;
            }
        }
    }
}

/// A person's name and number are asked about before they are published.
fn contacts(lines: &mut Lines) {
    let found: Vec<String> = (0..lines.blocks.len())
        .map(|at| lines.words(at))
        .filter(|words| {
            let named = words.contains("联系人") || words.contains("联系电话") || words.contains("手机");
            named && words.chars().filter(char::is_ascii_digit).count() >= 7
        })
        .collect();
    for words in found.into_iter().take(5) {
        lines.shaped.remarks.push(
            Remark::new(
                "contact",
                "这里有联系人和电话：确认可以公开，否则删去",
                "a person and a telephone number stand here: make sure that they may be published, or delete them",
            )
            .at(&words),
        );
    }
}

/// The date with which `text` (without spaces) ends, and what stands before it.
pub(super) fn date_at_end(text: &str) -> Option<(Date, &str)> {
    if !text.ends_with('日') {
        return None;
    }
    let year = text.rfind('年')?;
    let is_digit =
        |c: char| numeral::digit(c).is_some() || numeral::is_numeral(c) || matches!(c, '○' | 'Ｏ' | 'O' | '0');
    let digits = text[..year].chars().rev().take_while(|c| is_digit(*c)).map(char::len_utf8).sum::<usize>();
    let start = year - digits;
    let (date, rest) = date_at_start(&text[start..])?;
    rest.is_empty().then_some((date, &text[..start]))
}

/// The date with which `text` begins, and what follows it.
pub(super) fn date_at_start(text: &str) -> Option<(Date, &str)> {
    let mut rest = text;
    let mut values = [0_u32; 3];
    for (value, unit) in values.iter_mut().zip(['年', '月', '日']) {
        let (number, after) = numeral::parse_prefix(rest)?;
        *value = number;
        rest = after.strip_prefix(unit)?;
    }
    let year = i32::try_from(values[0]).ok().filter(|y| (1900..=2200).contains(y))?;
    let month = Month::try_from(u8::try_from(values[1]).ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, u8::try_from(values[2]).ok()?).ok()?;
    Some((date, rest))
}
