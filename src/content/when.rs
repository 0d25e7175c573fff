//! When something takes place: on a day, or at a time of a day. `2026-09-01` and `2026-09-01 00:00` are two things.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, PrimitiveDateTime, UtcOffset};

use super::{Moment, format_date};

/// A day, or a time of a day, in the site's own zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// The whole of a day.
    Day(Date),
    /// A time.
    Clock(PrimitiveDateTime),
}

impl When {
    /// Reads what [`Moment::parse`] reads.
    pub fn parse(text: &str) -> Option<Self> {
        let Moment(at) = Moment::parse(text)?;
        Some(if text.trim().contains(['T', ' ']) { Self::Clock(at) } else { Self::Day(at.date()) })
    }

    /// The day.
    pub fn date(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Clock(at) => at.date(),
        }
    }

    /// The first moment of it.
    pub fn moment(self) -> Moment {
        match self {
            Self::Day(day) => Moment::day(day),
            Self::Clock(at) => Moment(at),
        }
    }

    /// Whether it is a day without a time.
    pub fn is_day(self) -> bool {
        matches!(self, Self::Day(_))
    }

    /// The same at another time; none beyond the calendar.
    pub fn checked_add(self, by: Duration) -> Option<Self> {
        Some(match self {
            Self::Day(day) => Self::Day(day.checked_add(by)?),
            Self::Clock(at) => Self::Clock(at.checked_add(by)?),
        })
    }

    /// In universal time, if clocks here show `zone`.
    pub fn in_utc(self, zone: UtcOffset) -> PrimitiveDateTime {
        let at = self.moment().0;
        let utc = at.checked_sub(Duration::seconds(i64::from(zone.whole_seconds())));
        utc.unwrap_or(at)
    }
}

impl Ord for When {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |when: &Self| (when.moment(), !when.is_day());
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for When {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for When {
    /// `2026-09-01`, or `2026-09-01 00:00` with a time.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", format_date(self.date()))?;
        match self {
            Self::Day(_) => Ok(()),
            Self::Clock(at) if at.second() == 0 => write!(f, " {:02}:{:02}", at.hour(), at.minute()),
            Self::Clock(at) => write!(f, " {:02}:{:02}:{:02}", at.hour(), at.minute(), at.second()),
        }
    }
}

impl Serialize for When {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        When::parse(&text).ok_or_else(|| serde::de::Error::custom("not a date"))
    }
}

/// The offset that a site writes, `+08:00`.
pub fn zone(offset: &str) -> UtcOffset {
    let parts = || {
        let (sign, rest) = match offset.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, offset.strip_prefix('+').unwrap_or(offset)),
        };
        let (hours, minutes) = rest.split_once(':')?;
        UtcOffset::from_hms(sign * hours.parse::<i8>().ok()?, sign * minutes.parse::<i8>().ok()?, 0).ok()
    };
    parts().unwrap_or(UtcOffset::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_its_midnight_are_two_things() {
        let (day, clock) = (When::parse("2026-09-01").unwrap(), When::parse("2026-09-01 00:00").unwrap());
        assert!(day.is_day() && !clock.is_day() && day != clock && day < clock);
        assert_eq!((day.to_string().as_str(), clock.to_string().as_str()), ("2026-09-01", "2026-09-01 00:00"));
        assert_eq!(day.moment(), clock.moment());
        for when in [day, clock] {
            assert_eq!(When::parse(&when.to_string()), Some(when));
        }
    }

    #[test]
    fn zones() {
        assert_eq!(zone("+08:00").whole_seconds(), 28_800);
        assert_eq!(zone("-03:30").whole_seconds(), -12_600);
        let nine = When::parse("2026-09-01 07:00").unwrap();
        assert_eq!(nine.in_utc(zone("+08:00")).to_string(), "2026-08-31 23:00:00.0");
    }
}
