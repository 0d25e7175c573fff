//! Who has which page open.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A desk that says nothing for so long has gone; browsers let a hidden page speak once a minute.
const GONE: Duration = Duration::from_secs(90);

/// The desks that are open: what each has open, and when it last said so.
#[derive(Default)]
pub(super) struct Seats(Mutex<BTreeMap<String, (String, Instant)>>);

impl Seats {
    /// `desk` has `page` open (nothing if empty); how many others have it open too.
    pub(super) fn sit(&self, desk: &str, page: &str, now: Instant) -> usize {
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seats.retain(|_, (_, last)| now.duration_since(*last) < GONE);
        if page.is_empty() {
            seats.remove(desk);
            return 0;
        }
        // A run has a handful of desks; whoever makes up thousands of names gets no seat.
        if seats.len() < 1000 || seats.contains_key(desk) {
            seats.insert(desk.to_owned(), (page.to_owned(), now));
        }
        seats.iter().filter(|(other, (open, _))| *other != desk && open == page).count()
    }

    /// The pages that are open.
    pub(super) fn open(&self, now: Instant) -> Vec<String> {
        let seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seats.values().filter(|(_, last)| now.duration_since(*last) < GONE).map(|(page, _)| page.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_counted_until_they_go() {
        let (seats, now) = (Seats::default(), Instant::now());
        assert_eq!(seats.sit("a", "x.md", now), 0);
        assert_eq!(seats.sit("b", "x.md", now), 1);
        assert_eq!(seats.sit("c", "y.md", now), 0);
        assert_eq!(seats.sit("b", "", now), 0);
        assert_eq!(seats.sit("a", "x.md", now), 0);
        assert_eq!(seats.sit("b", "x.md", now + GONE), 0);
        assert_eq!(seats.open(now + GONE), ["x.md"]);
    }
}
