//! Tables: rows without a line of dashes, with fullwidth bars, with more cells than the header, or pasted from Excel.

use super::lines::{Kind, Line};
use super::{Amended, Slip};

/// Amends the tables of `body`; which lines belong to one.
pub(super) fn amend(body: &str, lines: &[Line], found: &mut Amended) -> Vec<bool> {
    let mut taken = vec![false; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let end = match () {
            () if is_row(body, &lines[at]) => bars(body, lines, at, found),
            () if tabs(body, &lines[at]) > 0 => tabbed(body, lines, at, found),
            () => at,
        };
        taken[at..end].fill(true);
        at = end.max(at + 1);
    }
    taken
}

/// Whether a line could be a row of a table.
fn is_row(body: &str, line: &Line) -> bool {
    line.kind == Kind::Text
        && (line.indent < 4 || line.in_list)
        && body[line.start..line.range.end].contains(['|', '｜'])
}

fn begins_with_bar(body: &str, line: &Line) -> bool {
    line.text(body).starts_with(['|', '｜'])
}

/// The line after the table that begins at line `at`, or `at` if none does.
fn bars(body: &str, lines: &[Line], at: usize, found: &mut Amended) -> usize {
    let rows = lines[at..].iter().take_while(|l| is_row(body, l) && l.quotes == lines[at].quotes).count();
    let end = at + rows;
    let dashes = rows > 1 && dashes(body, &lines[at + 1]).is_some();
    let framed = lines[at..end].iter().take_while(|l| begins_with_bar(body, l)).count();
    let end = match dashes {
        true => end,
        false if framed > 1 => at + framed,
        false => return at,
    };
    let (head, body_rows) = (&lines[at], &lines[at + 1 + usize::from(dashes)..end]);
    let columns = |line: &Line| cells(line.text(body)).len();
    let header = columns(head);
    let given = if dashes { self::dashes(body, &lines[at + 1]).unwrap_or_default() } else { Vec::new() };
    let most = body_rows.iter().map(columns).chain([header]).max().unwrap_or(header);
    if let Some(row) = body_rows.iter().find(|row| columns(row) > header) {
        found.slip(row.start..row.range.end, Slip::Cells { header, row: columns(row) });
    }
    let quotes = ">".repeat(head.quotes);
    let before = at.checked_sub(1).map(|i| &lines[i]);
    if before.is_some_and(|l| l.kind == Kind::Text && l.quotes == head.quotes) {
        found.insert(head.range.start, format!("{quotes}\n"));
    }
    if most > header {
        let closed = head.text(body).ends_with(['|', '｜']) && !head.text(body).ends_with("\\|");
        let more = format!("{}{}", if closed { "" } else { " |" }, " |".repeat(most - header));
        found.insert(head.start + head.text(body).len(), more);
    }
    if !dashes {
        found.insert(head.range.end, format!("\n{quotes}{}", rule(&[], most)));
    } else if given.len() != most {
        let line = &lines[at + 1];
        found.replace(line.start..line.range.end, rule(&given, most));
    }
    for line in lines[at..end].iter().filter(|l| begins_with_bar(body, l) && l.text(body).contains('｜')) {
        let is_rule = dashes && *line == lines[at + 1];
        if !(is_rule && given.len() != most) {
            narrow(body, line, is_rule, found);
        }
    }
    apart(body, lines, end, found);
    end
}

/// Text right below a table is no row of it.
fn apart(body: &str, lines: &[Line], end: usize, found: &mut Amended) {
    let Some(after) = lines.get(end).filter(|l| l.kind == Kind::Text && l.quotes == lines[end - 1].quotes) else {
        return;
    };
    if !after.text(body).is_empty() {
        found.insert(after.range.start, format!("{}\n", ">".repeat(after.quotes)));
    }
}

/// Writes the fullwidth bars and dashes of a row as Markdown knows them.
fn narrow(body: &str, line: &Line, dashes: bool, found: &mut Amended) {
    for (i, c) in body[line.start..line.range.end].char_indices() {
        let place = line.start + i..line.start + i + c.len_utf8();
        match c {
            '｜' => found.replace(place, "|"),
            '－' | '—' | '–' if dashes => found.replace(place, "-"),
            '：' if dashes => found.replace(place, ":"),
            _ => {}
        }
    }
}

/// The cells of a line of dashes, each `---`, `:--` and so on; `None` for another line.
fn dashes(body: &str, line: &Line) -> Option<Vec<String>> {
    let text = line.text(body);
    let all = text.chars().all(|c| matches!(c, '|' | '｜' | '-' | '－' | '—' | '–' | ':' | '：' | ' ' | '\t'));
    if !all || !text.contains(['-', '－', '—', '–']) {
        return None;
    }
    let form = |cell: &str| {
        let cell = cell.trim().replace('：', ":");
        let (left, right) = (cell.starts_with(':'), cell.len() > 1 && cell.ends_with(':'));
        format!("{}---{}", if left { ":" } else { "" }, if right { ":" } else { "" })
    };
    Some(cells(text).into_iter().map(form).collect())
}

fn rule(given: &[String], columns: usize) -> String {
    let cell = |i: usize| given.get(i).map_or("---", String::as_str);
    let mut out = String::from("|");
    for i in 0..columns {
        out.push_str(cell(i));
        out.push('|');
    }
    out
}

/// The cells of a row, as Markdown divides it.
fn cells(row: &str) -> Vec<&str> {
    let fullwidth = row.starts_with('｜');
    let is_bar = |c: char| c == '|' || c == '｜' && (fullwidth || row.starts_with('|'));
    let row = row.trim();
    let row = row.strip_prefix(is_bar).unwrap_or(row);
    let escaped = row.strip_suffix(is_bar).is_some_and(|r| r.ends_with('\\'));
    let row = if escaped { row } else { row.strip_suffix(is_bar).unwrap_or(row) };
    let (mut out, mut start, mut slash) = (Vec::new(), 0, false);
    for (i, c) in row.char_indices() {
        if is_bar(c) && !slash {
            out.push(&row[start..i]);
            start = i + c.len_utf8();
        }
        slash = c == '\\' && !slash;
    }
    out.push(&row[start..]);
    out
}

/// How many tabs stand between the cells of a line.
fn tabs(body: &str, line: &Line) -> usize {
    if line.kind != Kind::Text || line.in_list || line.indent > 0 {
        return 0;
    }
    body[line.start..line.range.end].bytes().filter(|b| *b == b'\t').count()
}

/// Rows copied out of Excel have a tab between cells.
fn tabbed(body: &str, lines: &[Line], at: usize, found: &mut Amended) -> usize {
    let count = tabs(body, &lines[at]);
    // Excel leaves out the empty cells at the end of a row once somebody has been at it.
    let is_row = |l: &&Line| (1..=count).contains(&tabs(body, l)) && l.quotes == lines[at].quotes;
    let rows = lines[at..].iter().take_while(is_row).count();
    if lines[at..at + rows].iter().filter(|l| tabs(body, l) == count).count() < 2 {
        return at;
    }
    let quotes = ">".repeat(lines[at].quotes);
    let before = at.checked_sub(1).map(|i| &lines[i]);
    if before.is_some_and(|l| l.kind == Kind::Text && l.quotes == lines[at].quotes) {
        found.insert(lines[at].range.start, format!("{quotes}\n"));
    }
    for (i, line) in lines[at..at + rows].iter().enumerate() {
        found.insert(line.start, "| ");
        for (place, c) in body[line.start..line.range.end].char_indices() {
            let place = line.start + place;
            match c {
                '\t' => found.replace(place..place + 1, " | "),
                '|' => found.replace(place..place + 1, "\\|"),
                _ => {}
            }
        }
        let rule = if i == 0 { format!("\n{quotes}{}", rule(&[], count + 1)) } else { String::new() };
        let missing = " |".repeat(count - tabs(body, line));
        found.insert(line.range.end, format!(" |{missing}{rule}"));
    }
    apart(body, lines, at + rows, found);
    at + rows
}
