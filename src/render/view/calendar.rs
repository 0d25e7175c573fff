use serde::Serialize;

use super::Link;

/// The calendar of the site.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CalendarView {
    /// From the present month on.
    pub months: Vec<CalendarMonth>,
    /// The file of all events for calendars.
    pub ics_url: String,
}

/// A month.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CalendarMonth {
    /// 2026年11月
    pub title: String,
    /// `m2026-11`
    pub id: String,
    /// From Monday on.
    pub weekdays: Vec<String>,
    /// Seven days each; those of other months have no number.
    pub weeks: Vec<Vec<CalendarDay>>,
    /// Whether there is any event in it.
    pub filled: bool,
}

/// A day of a month.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CalendarDay {
    /// From 1; 0 for a day of another month.
    pub number: u8,
    /// `YYYY-MM-DD`
    pub date: String,
    /// Its day of the week.
    pub weekday: String,
    /// What takes place on it.
    pub entries: Vec<CalendarEntry>,
}

/// An event on a day.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CalendarEntry {
    /// Its page.
    pub link: Link,
    /// `HH:MM`, if it begins on this day at a known time.
    pub time: Option<String>,
    /// 地点
    pub location: Option<String>,
}
