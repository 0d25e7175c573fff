//! Days as readers write them: 2026年10月12日 and 2026-10-12 are the same, and 本周 means seven of them.

use super::tokens::{is_digit, parse_number};

/// Reads a whole day at a position of a folded text: the way it is compared, and where it ends.
pub fn day_at(chars: &[char], at: usize) -> Option<(String, usize)> {
    if !matches!(chars.get(at), Some('1' | '2' | '一' | '二')) || at > 0 && is_digit(chars[at - 1]) {
        return None;
    }
    let number = |from: usize, most: usize| {
        let length = chars[from..].iter().take(most).take_while(|&&c| is_digit(c)).count();
        parse_number(&chars[from..from + length]).map(|value| (value, from + length))
    };
    let (year, end) = number(at, 4)?;
    let sign = *chars.get(end)?;
    let (month, end) = number(end + 1, 3)?;
    let between = *chars.get(end)?;
    let (day, end) = number(end + 1, 3)?;
    let written = match (sign, between, chars.get(end)) {
        ('年', '月', Some('日' | '号')) => end + 1,
        ('-' | '/' | '.', second, next) if sign == second && !next.is_some_and(|&c| is_digit(c)) => end,
        _ => return None,
    };
    let real = (1000..3000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    real.then(|| (named(year as u32, month as u32, day as u32), written))
}

fn named(year: u32, month: u32, day: u32) -> String {
    format!("{year}年{month}月{day}日")
}

/// What stands for days, counted from the reader's: the first of them and how many, or the whole of a week.
enum Meant {
    Day(i64),
    Week(i64),
    Weekend(i64),
}

const WORDS: [(&str, Meant); 17] = [
    ("今天", Meant::Day(0)),
    ("今日", Meant::Day(0)),
    ("明天", Meant::Day(1)),
    ("明日", Meant::Day(1)),
    ("后天", Meant::Day(2)),
    ("昨天", Meant::Day(-1)),
    ("本周末", Meant::Weekend(0)),
    ("这周末", Meant::Weekend(0)),
    ("下周末", Meant::Weekend(1)),
    ("周末", Meant::Weekend(0)),
    ("本周", Meant::Week(0)),
    ("这周", Meant::Week(0)),
    ("这个星期", Meant::Week(0)),
    ("这星期", Meant::Week(0)),
    ("下周", Meant::Week(1)),
    ("下星期", Meant::Week(1)),
    ("上周", Meant::Week(-1)),
];

/// The word for days with which something that was typed begins: its length, and the days as texts have them. `today` is
/// `YYYYMMDD`; on an unknown day such words are words like others.
pub fn meant(chars: &[char], today: u32) -> Option<(usize, Vec<String>)> {
    let begins = |word: &str| word.chars().enumerate().all(|(place, c)| chars.get(place) == Some(&c));
    let (word, meant) = WORDS.iter().find(|(word, _)| begins(word)).filter(|_| today > 0)?;
    let today = number_of(today);
    // Weeks begin on Monday; the day of number 0 was a Thursday.
    let monday = today - (today + 3).rem_euclid(7);
    let days = match meant {
        Meant::Day(from) => today + from..today + from + 1,
        Meant::Week(from) => monday + 7 * from..monday + 7 * from + 7,
        Meant::Weekend(from) => monday + 7 * from + 5..monday + 7 * from + 7,
    };
    Some((word.chars().count(), days.map(text_of).collect()))
}

/// Days since 1970-01-01 of a day as `YYYYMMDD`.
fn number_of(day: u32) -> i64 {
    let (year, month, day) = (i64::from(day / 10_000), i64::from(day / 100 % 100), i64::from(day % 100));
    // Years are counted from March, so that the leap day is the last of one.
    let year = if month < 3 { year - 1 } else { year };
    let since_march = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + since_march - 719_468
}

fn text_of(number: i64) -> String {
    let days = number + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    named(year as u32, month as u32, (of_year - (153 * shifted + 2) / 5 + 1) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_however_they_are_written() {
        for (text, expected) in [
            ("2026年10月12日", Some("2026年10月12日")),
            ("2026-10-02", Some("2026年10月2日")),
            ("2026/1/2起", Some("2026年1月2日")),
            ("二〇二六年十月十二日", Some("2026年10月12日")),
            ("2026年10月12号", Some("2026年10月12日")),
            ("2026年13月1日", None),
            ("2026-10-123", None),
            ("2026.10", None),
            ("9704-2012", None),
            ("2026年", None),
        ] {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(day_at(&chars, 0).map(|(day, _)| day).as_deref(), expected, "{text}");
        }
        assert_eq!(day_at(&"12026-10-12".chars().collect::<Vec<_>>(), 1), None);
    }

    #[test]
    fn weeks_begin_on_monday() {
        let of = |text: &str, today| meant(&text.chars().collect::<Vec<_>>(), today);
        // A Wednesday.
        let week = |first: &str, last: &str, found: Option<(usize, Vec<String>)>| {
            let (_, days) = found.unwrap();
            assert_eq!((days.first().map(String::as_str), days.last().map(String::as_str)), (Some(first), Some(last)));
        };
        week("2026年10月12日", "2026年10月18日", of("本周有什么活动", 20_261_014));
        week("2026年10月19日", "2026年10月25日", of("下周", 20_261_014));
        week("2026年12月28日", "2027年1月3日", of("这周", 20_261_231));
        week("2024年2月26日", "2024年3月3日", of("本周", 20_240_229));
        week("2026年10月17日", "2026年10月18日", of("本周末", 20_261_014));
        assert_eq!(of("明天", 20_240_228), Some((2, vec!["2024年2月29日".to_owned()])));
        assert_eq!(of("昨天", 20_260_101), Some((2, vec!["2025年12月31日".to_owned()])));
        assert_eq!(of("本周", 0), None);
        assert_eq!(of("本子", 20_261_014), None);
    }
}
