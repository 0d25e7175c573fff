//! When an event comes again: the recurrence rules of RFC 5545 that front matter may have, and the days that they give.

use time::{Date, Duration, Month, Weekday};

use super::When;

/// A recurrence rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    every: Every,
    interval: u32,
    end: End,
    /// The days of the week, with which of them in the month or year (`-1` is the last).
    by_day: Vec<(Option<i32>, Weekday)>,
    by_month_day: Vec<i32>,
    by_month: Vec<u8>,
    by_set_pos: Vec<i32>,
    week_start: Weekday,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Never,
    Count(u32),
    /// The last day on which it may begin.
    Until(Date),
}

/// So many periods without a day are looked at before a rule is held to give none: leap days on one weekday are 40 years
/// apart, which is 14,610 days.
const EMPTY: u32 = 15_000;

impl Recurrence {
    /// Reads a rule such as `FREQ=WEEKLY;BYDAY=TH;COUNT=8`; none if it makes no sense.
    pub fn parse(rule: &str) -> Option<Self> {
        let mut out = Self {
            every: Every::Day,
            interval: 1,
            end: End::Never,
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            by_month: Vec::new(),
            by_set_pos: Vec::new(),
            week_start: Weekday::Monday,
        };
        let mut says_how_often = false;
        for part in rule.trim().trim_start_matches("RRULE:").split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => {
                    out.every = frequency(value)?;
                    says_how_often = true;
                }
                "INTERVAL" => out.interval = value.parse().ok().filter(|n| *n > 0)?,
                "COUNT" => out.end = End::Count(value.parse().ok()?),
                "UNTIL" => out.end = End::Until(until(value)?),
                "BYDAY" => out.by_day = value.split(',').map(by_day).collect::<Option<_>>()?,
                "BYMONTHDAY" => out.by_month_day = numbers(value)?,
                "BYMONTH" => out.by_month = value.split(',').map(|v| v.parse().ok()).collect::<Option<_>>()?,
                "BYSETPOS" => out.by_set_pos = numbers(value)?,
                "WKST" => out.week_start = weekday(value)?,
                _ => return None,
            }
        }
        says_how_often.then_some(out)
    }

    /// The last day on which it may begin, if the rule names one.
    pub fn until(&self) -> Option<Date> {
        match self.end {
            End::Until(day) => Some(day),
            End::Never | End::Count(_) => None,
        }
    }

    /// The days on which an event begins that first begins on `start`, in order.
    pub fn days(&self, start: Date) -> impl Iterator<Item = Date> + '_ {
        let mut period = 0u32;
        let mut empty = 0u32;
        let mut ready: std::vec::IntoIter<Date> = Vec::new().into_iter();
        let mut left = match self.end {
            End::Count(count) => count,
            End::Never | End::Until(_) => u32::MAX,
        };
        std::iter::from_fn(move || {
            while left > 0 && empty < EMPTY {
                if let Some(day) = ready.next() {
                    let over = matches!(self.end, End::Until(last) if day > last);
                    left = if over { 0 } else { left - 1 };
                    empty = 0;
                    return (!over).then_some(day);
                }
                let days = self.period(start, period)?;
                period += 1;
                empty += 1;
                ready = days.into_iter().filter(|day| *day >= start).collect::<Vec<_>>().into_iter();
            }
            None
        })
    }

    /// The days of the period with this number, counted from that of `start`; none beyond the calendar.
    fn period(&self, start: Date, number: u32) -> Option<Vec<Date>> {
        let steps = i64::from(number) * i64::from(self.interval);
        let mut days = match self.every {
            Every::Day => self.limited(vec![start.checked_add(Duration::days(steps))?]),
            Every::Week => {
                let into = (7 + i64::from(start.weekday().number_days_from_monday())
                    - i64::from(self.week_start.number_days_from_monday()))
                    % 7;
                let first = start.checked_add(Duration::days(7 * steps - into))?;
                let week = (0..7).filter_map(|day| first.checked_add(Duration::days(day)));
                let wanted = |day: &Date| match self.by_day.is_empty() {
                    true => day.weekday() == start.weekday(),
                    false => self.by_day.iter().any(|(_, weekday)| *weekday == day.weekday()),
                };
                week.filter(wanted).filter(|day| self.has_month(*day)).collect()
            }
            Every::Month => {
                let months = i64::from(start.year()) * 12 + i64::from(u8::from(start.month())) - 1 + steps;
                let (year, month) = (i32::try_from(months / 12).ok()?, u8::try_from(months % 12).ok()? + 1);
                Date::from_calendar_date(year, Month::January, 1).ok()?;
                self.month(year, month, start)
            }
            Every::Year => {
                let year = i32::try_from(i64::from(start.year()) + steps).ok()?;
                Date::from_calendar_date(year, Month::January, 1).ok()?;
                self.year(year, start)
            }
        };
        days.sort();
        days.dedup();
        if self.by_set_pos.is_empty() {
            return Some(days);
        }
        let len = i32::try_from(days.len()).unwrap_or(0);
        let at = |position: &i32| if *position > 0 { *position - 1 } else { len + *position };
        let mut chosen: Vec<Date> =
            self.by_set_pos.iter().filter_map(|p| days.get(usize::try_from(at(p)).ok()?).copied()).collect();
        chosen.sort();
        chosen.dedup();
        Some(chosen)
    }

    fn year(&self, year: i32, start: Date) -> Vec<Date> {
        let months =
            |list: &[u8]| -> Vec<Date> { list.iter().flat_map(|month| self.month(year, *month, start)).collect() };
        match (self.by_month.is_empty(), self.by_month_day.is_empty(), self.by_day.is_empty()) {
            (false, ..) => months(&self.by_month),
            (true, false, _) => months(&(1..=12).collect::<Vec<u8>>()),
            (true, true, false) => {
                let all: Vec<Date> = (1..=12).flat_map(|month| days_of(year, month)).collect();
                by_weekday(&all, &self.by_day)
            }
            (true, true, true) => Date::from_calendar_date(year, start.month(), start.day()).into_iter().collect(),
        }
    }

    /// The days of a month that the rule wants, or the day of the month on which the event began.
    fn month(&self, year: i32, month: u8, start: Date) -> Vec<Date> {
        if !self.by_month.is_empty() && !self.by_month.contains(&month) {
            return Vec::new();
        }
        let all = days_of(year, month);
        match (self.by_day.is_empty(), self.by_month_day.is_empty()) {
            (true, true) => all.into_iter().filter(|day| day.day() == start.day()).collect(),
            (true, false) => all.into_iter().filter(|day| self.has_month_day(*day)).collect(),
            (false, true) => by_weekday(&all, &self.by_day),
            (false, false) => {
                by_weekday(&all, &self.by_day).into_iter().filter(|day| self.has_month_day(*day)).collect()
            }
        }
    }

    fn limited(&self, mut days: Vec<Date>) -> Vec<Date> {
        days.retain(|day| {
            self.has_month(*day)
                && (self.by_month_day.is_empty() || self.has_month_day(*day))
                && (self.by_day.is_empty() || self.by_day.iter().any(|(_, weekday)| *weekday == day.weekday()))
        });
        days
    }

    fn has_month(&self, day: Date) -> bool {
        self.by_month.is_empty() || self.by_month.contains(&u8::from(day.month()))
    }

    fn has_month_day(&self, day: Date) -> bool {
        let length = i32::from(day.month().length(day.year()));
        self.by_month_day.iter().any(|n| i32::from(day.day()) == if *n > 0 { *n } else { length + 1 + *n })
    }
}

/// Which of `days`, a whole month or year, `wanted` means.
fn by_weekday(days: &[Date], wanted: &[(Option<i32>, Weekday)]) -> Vec<Date> {
    let mut out = Vec::new();
    for (which, weekday) in wanted {
        let those: Vec<Date> = days.iter().copied().filter(|day| day.weekday() == *weekday).collect();
        let len = i32::try_from(those.len()).unwrap_or(0);
        match which {
            None => out.extend(those),
            Some(n) => {
                let at = if *n > 0 { *n - 1 } else { len + *n };
                out.extend(usize::try_from(at).ok().and_then(|at| those.get(at).copied()));
            }
        }
    }
    out
}

fn days_of(year: i32, month: u8) -> Vec<Date> {
    let Ok(month) = Month::try_from(month) else { return Vec::new() };
    (1..=month.length(year)).filter_map(|day| Date::from_calendar_date(year, month, day).ok()).collect()
}

fn frequency(value: &str) -> Option<Every> {
    Some(match value.to_ascii_uppercase().as_str() {
        "DAILY" => Every::Day,
        "WEEKLY" => Every::Week,
        "MONTHLY" => Every::Month,
        "YEARLY" => Every::Year,
        _ => return None,
    })
}

fn numbers(value: &str) -> Option<Vec<i32>> {
    value.split(',').map(|v| v.parse().ok().filter(|n| *n != 0)).collect()
}

fn by_day(value: &str) -> Option<(Option<i32>, Weekday)> {
    let (which, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
    let which = match which {
        "" => None,
        n => Some(n.parse().ok().filter(|n| *n != 0)?),
    };
    Some((which, weekday(day)?))
}

fn weekday(value: &str) -> Option<Weekday> {
    Some(match value.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

/// The day of `20261231` or `20261231T235959Z`.
fn until(value: &str) -> Option<Date> {
    let day = value.get(..8).filter(|day| day.bytes().all(|b| b.is_ascii_digit()))?;
    super::parse_date(&format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]))
}

/// An event as it takes place once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// When it begins.
    pub start: When,
    /// When it ends; its own day or hour if that is not known.
    pub end: Option<When>,
}

impl Occurrence {
    /// The last day that it touches.
    pub fn last_day(&self) -> Date {
        let end = self.end.unwrap_or(self.start);
        match end {
            // What ends at midnight ends with the day before.
            When::Clock(at) if at.time() == time::Time::MIDNIGHT && end > self.start => {
                at.date().previous_day().unwrap_or(at.date()).max(self.start.date())
            }
            _ => end.date(),
        }
    }

    /// The one that is on, or comes, on `day`; none if the last is over. `self` is the first.
    pub fn on_or_after(self, day: Date, rule: Option<&Recurrence>) -> Option<Self> {
        self.all(rule).find(|occurrence| occurrence.last_day() >= day)
    }

    /// All of them, from `self`, the first.
    pub fn all(self, rule: Option<&Recurrence>) -> Box<dyn Iterator<Item = Self> + '_> {
        match rule {
            None => Box::new(std::iter::once(self)),
            Some(rule) => Box::new(rule.days(self.start.date()).filter_map(move |day| self.moved_to(day))),
        }
    }

    fn moved_to(self, day: Date) -> Option<Self> {
        let by = day - self.start.date();
        let end = match self.end {
            Some(end) => Some(end.checked_add(by)?),
            None => None,
        };
        Some(Self { start: self.start.checked_add(by)?, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{format_date, parse_date};

    fn check(start: &str, rule: &str, expected: &str) {
        let days = Recurrence::parse(rule).unwrap();
        let days: Vec<String> = days.days(parse_date(start).unwrap()).take(8).map(format_date).collect();
        assert_eq!(days.join(" "), expected, "{start} {rule}");
    }

    /// What python-dateutil makes of the same rules.
    #[test]
    fn days_of_rules() {
        check("2026-09-03", "FREQ=WEEKLY;BYDAY=TH;COUNT=4", "2026-09-03 2026-09-10 2026-09-17 2026-09-24");
        check("2026-09-03", "FREQ=DAILY;INTERVAL=3;COUNT=5", "2026-09-03 2026-09-06 2026-09-09 2026-09-12 2026-09-15");
        check(
            "2026-09-03",
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=6",
            "2026-09-25 2026-10-30 2026-11-27 2026-12-25 2027-01-29 2027-02-26",
        );
        check(
            "2026-09-03",
            "FREQ=MONTHLY;BYDAY=2SA;UNTIL=20270131",
            "2026-09-12 2026-10-10 2026-11-14 2026-12-12 2027-01-09",
        );
        check(
            "2026-09-03",
            "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5",
            "2026-10-31 2026-12-31 2027-01-31 2027-03-31 2027-05-31",
        );
        check("2026-09-03", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4", "2026-09-30 2026-10-31 2026-11-30 2026-12-31");
        check("2026-09-03", "FREQ=YEARLY;COUNT=3", "2026-09-03 2027-09-03 2028-09-03");
        check(
            "2026-09-03",
            "FREQ=YEARLY;BYMONTH=3,7;COUNT=5",
            "2027-03-03 2027-07-03 2028-03-03 2028-07-03 2029-03-03",
        );
        check(
            "2026-09-03",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU;COUNT=6",
            "2026-09-04 2026-09-14 2026-09-18 2026-09-28 2026-10-02 2026-10-12",
        );
        check(
            "2026-09-03",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=6",
            "2026-09-06 2026-09-14 2026-09-20 2026-09-28 2026-10-04 2026-10-12",
        );
        check(
            "2026-09-03",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=4",
            "2026-09-30 2026-10-30 2026-11-30 2026-12-31",
        );
        check("2026-09-03", "FREQ=YEARLY;BYDAY=1MO,-1SU;COUNT=4", "2026-12-27 2027-01-04 2027-12-26 2028-01-03");
        check("2026-09-03", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3", "2026-11-26 2027-11-25 2028-11-23");
        check("2026-09-03", "FREQ=DAILY;BYMONTH=10;BYDAY=MO;COUNT=4", "2026-10-05 2026-10-12 2026-10-19 2026-10-26");
        check("2026-09-03", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;COUNT=3", "2026-11-13 2027-08-13 2028-10-13");
        check("2026-09-03", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2", "2028-02-29 2032-02-29");
        check("2026-09-03", "FREQ=WEEKLY;UNTIL=20260924T235959Z", "2026-09-03 2026-09-10 2026-09-17 2026-09-24");
        check("2026-09-03", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15;COUNT=3", "2026-09-15 2026-11-15 2027-01-15");
        check("2026-08-31", "FREQ=WEEKLY;BYDAY=TH;COUNT=4", "2026-09-03 2026-09-10 2026-09-17 2026-09-24");
        check("2026-08-31", "FREQ=DAILY;INTERVAL=3;COUNT=5", "2026-08-31 2026-09-03 2026-09-06 2026-09-09 2026-09-12");
        check(
            "2026-08-31",
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=6",
            "2026-09-25 2026-10-30 2026-11-27 2026-12-25 2027-01-29 2027-02-26",
        );
        check(
            "2026-08-31",
            "FREQ=MONTHLY;BYDAY=2SA;UNTIL=20270131",
            "2026-09-12 2026-10-10 2026-11-14 2026-12-12 2027-01-09",
        );
        check(
            "2026-08-31",
            "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5",
            "2026-08-31 2026-10-31 2026-12-31 2027-01-31 2027-03-31",
        );
    }

    #[test]
    fn a_rule_that_gives_no_day_ends() {
        check("2026-09-03", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "");
        check("2026-09-03", "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2", "");
        check("9999-12-30", "FREQ=DAILY", "9999-12-30 9999-12-31");
        check("2026-09-03", "FREQ=MONTHLY;INTERVAL=4294967295", "2026-09-03");
    }

    #[test]
    fn rules_that_make_no_sense() {
        for rule in
            ["", "FREQ=HOURLY", "COUNT=3", "FREQ=DAILY;X=1", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;UNTIL=2026", "每周四"]
        {
            assert_eq!(Recurrence::parse(rule), None, "{rule}");
        }
    }

    #[test]
    fn what_comes_next() {
        let when = |text: &str| When::parse(text).unwrap();
        let check = |start, end: &str, rule: &str, day, expected: Option<&str>| {
            let end = Some(end).filter(|end| !end.is_empty()).map(when);
            let rule = Recurrence::parse(rule);
            let next = Occurrence { start: when(start), end }.on_or_after(parse_date(day).unwrap(), rule.as_ref());
            let shown =
                next.map(|next| format!("{}~{}", next.start, next.end.map_or(String::new(), |end| end.to_string())));
            assert_eq!(shown.as_deref(), expected, "{start} {day}");
        };
        let weekly = "FREQ=WEEKLY;COUNT=4";
        check("2026-09-03 19:00", "2026-09-03 21:00", weekly, "2026-09-04", Some("2026-09-10 19:00~2026-09-10 21:00"));
        check("2026-09-03 19:00", "", weekly, "2026-09-24", Some("2026-09-24 19:00~"));
        check("2026-09-03 19:00", "", weekly, "2026-09-25", None);
        check("2026-11-03", "2026-11-05", "", "2026-11-05", Some("2026-11-03~2026-11-05"));
        check("2026-11-03", "2026-11-05", "", "2026-11-06", None);
        // What ends at midnight is over when the day begins.
        check("2026-11-03 20:00", "2026-11-04 00:00", "", "2026-11-04", None);
    }
}
