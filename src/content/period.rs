//! How long something may stand before somebody looks at it again.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month};

use super::numeral;

/// Months and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    months: u16,
    days: u16,
}

/// The longest that makes sense: a page that nobody reads again for longer is no page that is looked after.
const MOST_MONTHS: u32 = 1200;

impl Period {
    /// Reads `6 months`, `90 days`, `2 weeks`, `1 year`, `6个月`, `90天`, `两周`, `一年`, `半年`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if bare == "半年" {
            return Some(Self { months: 6, days: 0 });
        }
        let end = bare.find(|c: char| !(c.is_ascii_digit() || numeral::is_numeral(c) || c == '两' || c == '半'))?;
        let (number, unit) = bare.split_at(end);
        let number = match number {
            "两" => 2,
            number if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok()?,
            number => numeral::parse(number)?,
        };
        let (months, days) = match unit {
            "day" | "days" | "d" | "天" | "日" => (0, number),
            "week" | "weeks" | "w" | "周" | "个星期" | "星期" => (0, number.checked_mul(7)?),
            "month" | "months" | "m" | "个月" | "月" => (number, 0),
            "year" | "years" | "y" | "年" => (number.checked_mul(12)?, 0),
            _ => return None,
        };
        let fits = number > 0 && months <= MOST_MONTHS && days <= MOST_MONTHS * 31;
        fits.then_some(Self { months: u16::try_from(months).ok()?, days: u16::try_from(days).ok()? })
    }

    /// The day so long after `date`; the last of the month if that has fewer days.
    pub fn after(self, date: Date) -> Date {
        let months = i32::from(u8::from(date.month())) - 1 + i32::from(self.months);
        let year = date.year() + months / 12;
        let month = Month::January.nth_next(u8::try_from(months % 12).unwrap_or_default());
        let day = date.day().min(month.length(year));
        let at = Date::from_calendar_date(year, month, day).unwrap_or(Date::MAX);
        at.checked_add(Duration::days(i64::from(self.days))).unwrap_or(Date::MAX)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.months, self.days) {
            (0, days) => write!(f, "{days} days"),
            (months, _) => write!(f, "{months} months"),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn periods_as_people_write_them() {
        let check = |text: &str, expected: Option<Date>| {
            assert_eq!(Period::parse(text).map(|period| period.after(date!(2026 - 01 - 31))), expected, "{text}");
        };
        for text in ["6 months", "6个月", " 六个月 ", "半年", "6 Month"] {
            check(text, Some(date!(2026 - 07 - 31)));
        }
        check("1 month", Some(date!(2026 - 02 - 28)));
        check("1 year", Some(date!(2027 - 01 - 31)));
        check("两年", Some(date!(2028 - 01 - 31)));
        check("90天", Some(date!(2026 - 05 - 01)));
        check("2 weeks", Some(date!(2026 - 02 - 14)));
        for text in ["", "6", "months", "0 days", "半", "soon", "6 个", "-1 days", "99999 years", "4294967295周"] {
            check(text, None);
        }
        assert_eq!(Period::parse("100 years").map(|period| period.after(date!(9999 - 12 - 31))), Some(Date::MAX));
    }
}
