//! A table as spreadsheets write it.

use super::{Row, Unable, bare};

/// The rows of `text`, the names of the columns first. All have as many cells.
pub(super) fn read(text: &str, separator: u8) -> Result<Vec<Row>, Unable> {
    let pieces = pieces(text, separator)?;
    let width = pieces.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let row = |(at, (_, mut cells)): (usize, (usize, Vec<String>))| {
        cells.resize(width, String::new());
        Row { from: Some(at), cells }
    };
    Ok(pieces.into_iter().enumerate().map(row).collect())
}

/// `text` with `wanted` for its rows.
pub(super) fn write(text: &str, separator: u8, wanted: &[Row]) -> Result<String, Unable> {
    let pieces = pieces(text, separator)?;
    let eol = if text.contains("\r\n") || text.is_empty() && cfg!(windows) { "\r\n" } else { "\n" };
    let bare = |cells: &[String]| bare(cells).to_vec();
    let mut out = String::with_capacity(text.len() + 256);
    for row in wanted {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str(eol);
        }
        let former = row.from.and_then(|at| Some((at, pieces.get(at)?)));
        match former {
            Some((at, (start, cells))) if bare(cells) == bare(&row.cells) => {
                let end = pieces.get(at + 1).map_or(text.len(), |next| next.0);
                out.push_str(&text[*start..end]);
            }
            _ => out.push_str(&line(&row.cells, separator, eol)?),
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        out.truncate(out.trim_end_matches(['\r', '\n']).len());
    }
    let now: Vec<Vec<String>> = read(&out, separator)?.iter().map(|row| bare(&row.cells)).collect();
    // Rows of nothing are no rows.
    let said: Vec<Vec<String>> = wanted.iter().map(|row| bare(&row.cells)).filter(|cells| !cells.is_empty()).collect();
    let now: Vec<Vec<String>> = now.into_iter().filter(|cells| !cells.is_empty()).collect();
    if now == said { Ok(out) } else { Err(Unable) }
}

/// Where each row begins, and its cells. The first begins at the beginning, whatever stands there.
fn pieces(text: &str, separator: u8) -> Result<Vec<(usize, Vec<String>)>, Unable> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut pieces: Vec<(usize, Vec<String>)> = Vec::new();
    while reader.read_record(&mut record).map_err(|_| Unable)? {
        let at = record.position().and_then(|place| usize::try_from(place.byte()).ok()).ok_or(Unable)?;
        if !text.is_char_boundary(at) {
            return Err(Unable);
        }
        // The reader may begin between the two signs of a line break.
        let at = if text[..at].ends_with('\r') && text[at..].starts_with('\n') { at + 1 } else { at };
        let start = if pieces.is_empty() { 0 } else { at };
        // Line breaks before a row belong to it: the reader begins there.
        pieces.push((start, record.iter().map(str::to_owned).collect()));
    }
    Ok(pieces)
}

/// A row as spreadsheets write it.
fn line(cells: &[String], separator: u8, eol: &str) -> Result<String, Unable> {
    let end = csv::Terminator::Any(b'\n');
    let mut writer =
        csv::WriterBuilder::new().delimiter(separator).terminator(end).flexible(true).from_writer(Vec::new());
    writer.write_record(cells).map_err(|_| Unable)?;
    let bytes = writer.into_inner().map_err(|_| Unable)?;
    let text = String::from_utf8(bytes).map_err(|_| Unable)?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned() + eol)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "姓名,电话,说明\r\n\"甲\" ,0512-1,\"一,二\"\r\n\r\n乙,,\"多\r\n行\"\r\n丙,3\r\n";

    fn cells(rows: &[Row]) -> Vec<Vec<&str>> {
        rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn nothing_changes_by_itself() {
        for text in [SOURCE, "a,b\n1,2", "a\n", "", "\n\na,b\n\n\n1,2\n\n"] {
            let rows = read(text, b',').expect("read");
            assert_eq!(write(text, b',', &rows).as_deref(), Ok(text), "{text:?}");
        }
        let rows = read(SOURCE, b',').expect("read");
        assert_eq!(cells(&rows)[2], ["乙", "", "多\r\n行"]);
        assert_eq!(cells(&rows)[3], ["丙", "3", ""]);
    }

    #[test]
    fn one_cell_is_changed_and_the_other_rows_stay() {
        let mut rows = read(SOURCE, b',').expect("read");
        rows[3].cells[1] = "=1+\"2\", 三".to_owned();
        rows.swap(1, 3);
        rows.push(Row { from: None, cells: vec!["丁".into(), "".into(), "x".into()] });
        let made = write(SOURCE, b',', &rows).expect("written");
        assert!(made.starts_with("姓名,电话,说明\r\n丙,\"=1+\"\"2\"\", 三\",\r\n"), "{made}");
        assert!(made.contains("\"甲\" ,0512-1,\"一,二\"\r\n") && made.ends_with("丁,,x\r\n"), "{made}");
        let tabs = write("a\tb\n", b'\t', &[Row { from: None, cells: vec!["x\ty".into(), "z".into()] }]);
        assert_eq!(tabs.as_deref(), Ok("\"x\ty\"\tz\n"));
    }

    #[test]
    fn columns_come_and_go() {
        let mut rows = read("a,b\n1,2\n", b',').expect("read");
        rows.iter_mut().for_each(|row| row.cells.insert(1, "n".into()));
        assert_eq!(write("a,b\n1,2\n", b',', &rows).as_deref(), Ok("a,n,b\n1,n,2\n"));
    }
}
