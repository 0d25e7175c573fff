//! What the name of a file says: a date, a place in the order, and the rest.

use crate::content::{Moment, Place, folder_of, page_stem, parse_date};

/// The parts of a file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// What is left without date, number and `.md`; the URL is made from it, and the title if there is no other.
    pub stem: String,
    /// From `2026-03-05-name.md`, `20260305 name.md`, `2026年3月5日name.md` or `name(2015-07-01).md`.
    pub date: Option<Moment>,
    /// From `01-name.md`.
    pub weight: Option<i64>,
    /// Whether the date stood at the end in brackets: there it tells versions of one text apart.
    pub is_version: bool,
}

impl FileName {
    /// What the URL is made from: the stem, with the date where it tells versions apart.
    pub fn for_url(&self) -> String {
        match self.date.filter(|_| self.is_version) {
            Some(date) => format!("{}-{date}", self.stem),
            None => self.stem.clone(),
        }
    }
}

/// Reads the last component of `path`; for `index.md` and `_index.md`, which name their folder, the one before.
pub fn read(path: &str) -> FileName {
    let last = |path: &'_ str| path.rsplit('/').next().map_or(0, |name| path.len() - name.len());
    let name = match Place::of(path) {
        Place::Home => "",
        Place::Folder | Place::Bundle => &folder_of(path)[last(folder_of(path))..],
        Place::Leaf => page_stem(&path[last(path)..]).unwrap_or(&path[last(path)..]),
    };
    let is_version = leading_date(name).is_none() && trailing_date(name).is_some();
    let (date, rest) = match leading_date(name).or_else(|| trailing_date(name)) {
        Some((date, rest)) => (Some(Moment::day(date)), rest),
        None => (None, name),
    };
    let (weight, stem) = match leading_number(rest) {
        Some((weight, rest)) => (Some(weight), rest),
        None => (None, rest),
    };
    FileName { stem: stem.trim().to_owned(), date, weight, is_version }
}

/// A date as offices write it before a name: `2026-11-01-x`, `2026-11-1 x`, `2026.11.01 x`, `20261101-x`,
/// `2026年11月1日x`.
fn leading_date(name: &str) -> Option<(time::Date, &str)> {
    let (year, rest) = digits(name, 4..=4)?;
    let (day, rest) = match rest.chars().next()? {
        '年' => {
            let (month, rest) = digits(&rest['年'.len_utf8()..], 1..=2)?;
            let (day, rest) = digits(rest.strip_prefix('月')?, 1..=2)?;
            let rest = rest.strip_prefix(['日', '号'])?;
            (format!("{year}-{month}-{day}"), rest.trim_start_matches(BETWEEN))
        }
        sign @ ('-' | '_' | '.') => {
            let (month, rest) = digits(&rest[1..], 1..=2)?;
            let (day, rest) = digits(rest.strip_prefix(sign)?, 1..=2)?;
            (format!("{year}-{month}-{day}"), rest.strip_prefix(BETWEEN)?.trim_start_matches(BETWEEN))
        }
        _ => {
            let (day, rest) = digits(rest, 4..=4)?;
            let day = format!("{year}-{}-{}", &day[..2], &day[2..]);
            (day, rest.strip_prefix(BETWEEN)?.trim_start_matches(BETWEEN))
        }
    };
    // A number of eight digits, or of a standard, is seldom a day.
    let date = parse_date(&day).filter(|day| (1900..2100).contains(&day.year()))?;
    Some((date, rest)).filter(|_| !rest.trim().is_empty())
}

/// What stands between a date and a name.
const BETWEEN: [char; 7] = ['-', '_', '.', ' ', '\u{3000}', '、', '—'];

/// The digits at the start of `text`, all of them, if there are so many; and the rest.
fn digits(text: &str, many: std::ops::RangeInclusive<usize>) -> Option<(&str, &str)> {
    let found = text.bytes().take_while(u8::is_ascii_digit).count();
    // A year runs into the digits of its month.
    let taken = if *many.start() == 4 && found >= 4 { 4 } else { found };
    (many.contains(&taken) && (taken == found || found == 8)).then(|| text.split_at(taken))
}

fn trailing_date(name: &str) -> Option<(time::Date, &str)> {
    let inner = name.strip_suffix([')', '）'])?;
    let (rest, day) = inner.rsplit_once(['(', '（'])?;
    Some((whole_date(day)?, rest)).filter(|_| !rest.trim().is_empty())
}

/// `YYYY-MM-DD` with all its digits.
fn whole_date(day: &str) -> Option<time::Date> {
    (day.len() == 10).then(|| parse_date(day))?
}

/// At most three digits, for four are a year.
fn leading_number(name: &str) -> Option<(i64, &str)> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return None;
    }
    let rest = name[digits..].strip_prefix(['-', '_'])?;
    let weight = name[..digits].parse().ok()?;
    (!rest.trim().is_empty()).then_some((weight, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, stem: &str, date: Option<&str>, weight: Option<i64>) {
        let date = date.map(|d| Moment::parse(d).expect("a date"));
        let expected =
            FileName { stem: stem.to_owned(), is_version: path.contains(['(', '（']) && date.is_some(), date, weight };
        assert_eq!(read(path), expected, "{path}");
    }

    #[test]
    fn date_number_and_the_rest() {
        check("a/2026-03-05-学习.md", "学习", Some("2026-03-05"), None);
        check("2026-03-05-01-x.md", "x", Some("2026-03-05"), Some(1));
        check("a/01-导言.md", "导言", None, Some(1));
        check("国家安全法(2015-07-01).md", "国家安全法", Some("2015-07-01"), None);
        check("刑法修正案（七）.md", "刑法修正案（七）", None, None);
        check("宪法（2018-03-11）.md", "宪法", Some("2018-03-11"), None);
        check("a/2026-03-05-会议/index.md", "会议", Some("2026-03-05"), None);
        check("02-组织工作/_index.md", "组织工作", None, Some(2));
        check("_index.md", "", None, None);
    }

    #[test]
    fn dates_as_offices_write_them() {
        let day = Some("2026-11-01");
        for name in [
            "2026-11-01 通知三",
            "2026-11-1-通知三",
            "2026.11.01 通知三",
            "2026.11.1.通知三",
            "2026_11_01_通知三",
            "20261101-通知三",
            "20261101 通知三",
            "2026年11月1日-通知三",
            "2026年11月01日通知三",
            "2026年11月1日　通知三",
        ] {
            check(&format!("a/{name}.md"), "通知三", day, None);
        }
    }

    #[test]
    fn what_is_no_date_or_number_stays_in_the_name() {
        check("2026-02-30-x.md", "2026-02-30-x", None, None);
        check("2026-计划.md", "2026-计划", None, None);
        check("2026-03-05.md", "2026-03-05", None, None);
        check("01-.md", "01-", None, None);
        check("12.md", "12", None, None);
        check("(2015-07-01).md", "(2015-07-01)", None, None);
        check("", "", None, None);
        check("学习学习学习-x.md", "学习学习学习-x", None, None);
        check("20261301-x.md", "20261301-x", None, None);
        check("20261101x.md", "20261101x", None, None);
        check("202611011-x.md", "202611011-x", None, None);
        check("12345678-x.md", "12345678-x", None, None);
        check("2026年11月1日.md", "2026年11月1日", None, None);
        check("2026年11月计划.md", "2026年11月计划", None, None);
        check("2026.11.01.md", "2026.11.01", None, None);
    }
}
