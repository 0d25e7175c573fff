//! 落款: the issuing bodies and the date at the end of a document.

use time::Date;

use super::labels;
use super::lines::{Block, is_space};
use crate::content::numeral;

/// The block after the signature that begins at block `at`, if one does.
pub(super) fn end(text: &str, blocks: &[Block], at: usize) -> Option<usize> {
    // Several bodies may sign.
    for (i, block) in blocks.iter().enumerate().skip(at).take(6) {
        let Block::Text(line) = block else {
            return None;
        };
        let words = &text[line.range.clone()];
        if whole_date(words).is_some() || line.heading == 0 && body_and_date(words).is_some() {
            return Some(i + 1);
        }
        if line.heading > 0 || !is_body(words) {
            return None;
        }
    }
    None
}

fn is_body(line: &str) -> bool {
    line.chars().count() <= 40
        && !line.contains(['。', '；', '：', '，', '！', '？', ':', '“', '《'])
        && !line.starts_with("特此")
        && labels::recognise(line, 0).is_none()
}

/// The date that `line` consists of.
pub(super) fn whole_date(line: &str) -> Option<Date> {
    let line = line.trim_matches(is_space);
    let line = line.strip_prefix(['（', '(']).and_then(|l| l.strip_suffix(['）', ')'])).unwrap_or(line);
    let (date, length) = date_prefix(line)?;
    (length == line.len()).then_some(date)
}

/// 某某办公室　2026年3月5日: a body and the date of its signature in one line, apart by space.
pub(super) fn body_and_date(line: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 45;
    if line.chars().count() > LONGEST || !line.ends_with(['日', '）', ')']) {
        return None;
    }
    let spaces = line.char_indices().filter(|(_, c)| is_space(*c));
    let parts = spaces.map(|(i, c)| (&line[..i], &line[i + c.len_utf8()..]));
    parts.into_iter().find(|(body, date)| {
        whole_date(date).is_some()
            && is_body(body.trim_matches(is_space))
            && body.trim_matches(is_space).chars().count() > 1
    })
}

/// The date that `line` consists of, or ends with behind a body.
pub(super) fn date_at_end(line: &str) -> Option<Date> {
    let line = line.trim_matches(is_space);
    whole_date(line).or_else(|| whole_date(body_and_date(line)?.1))
}

/// The date that `text` begins with and its length in bytes: 2026年3月5日, ２０２６年３月５日, 二〇二六年三月五日.
pub(super) fn date_prefix(text: &str) -> Option<(Date, usize)> {
    let mut rest = text;
    let mut values = [0u32; 3];
    for (value, unit) in values.iter_mut().zip(['年', '月', '日']) {
        let spaced = rest.trim_start_matches(is_space);
        let (number, after) = numeral::parse_prefix(spaced)?;
        *value = number;
        rest = after.trim_start_matches(is_space).strip_prefix(unit)?;
    }
    let month = time::Month::try_from(u8::try_from(values[1]).ok()?).ok()?;
    let (year, day) = (i32::try_from(values[0]).ok()?, u8::try_from(values[2]).ok()?);
    if !(1000..=9999).contains(&year) {
        return None;
    }
    let date = Date::from_calendar_date(year, month, day).ok()?;
    Some((date, text.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn dates_as_documents_write_them() {
        for (line, expected) in [
            ("2026年3月5日", Some(date!(2026 - 03 - 05))),
            ("２０２６年０３月０５日", Some(date!(2026 - 03 - 05))),
            ("二〇二六年十二月三十一日", Some(date!(2026 - 12 - 31))),
            ("（2026 年 3 月 5 日）", Some(date!(2026 - 03 - 05))),
            ("2026年13月5日", None),
            ("2026年2月30日", None),
            ("2026年3月5日起", None),
            ("26年3月5日", None),
            ("", None),
        ] {
            assert_eq!(whole_date(line), expected, "{line}");
        }
    }

    #[test]
    fn a_body_and_a_date_in_one_line() {
        assert_eq!(date_at_end("书院单位办公室　2026年3月5日"), Some(date!(2026 - 03 - 05)));
        assert_eq!(date_at_end("书院单位办公室 2026 年 3 月 5 日"), Some(date!(2026 - 03 - 05)));
        assert_eq!(date_at_end("截止时间为 2026年3月5日"), Some(date!(2026 - 03 - 05)));
        assert_eq!(date_at_end("会议改期，时间 2026年3月5日"), None);
    }

    #[test]
    fn bodies_then_a_date() {
        let text = "书院单位办公室\n书院单位宣传科\n2026年3月5日\n办法";
        let blocks = super::super::lines::blocks(text, 0..text.len());
        assert_eq!(end(text, &blocks, 0), Some(3));
        assert_eq!(end(text, &blocks, 2), Some(3));
        assert_eq!(end(text, &blocks, 3), None);
    }
}
