//! The objects of an index that have been fetched so far, and what is missing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::answer::Cost;
use super::layout::Layout;

/// Ranges nearer than this are fetched as one.
const GAP: u32 = 1024;

/// Browsers open so many connections to a host; requests beyond them wait for a whole round trip.
const CONNECTIONS: usize = 6;

/// Bytes that come in the time of a round trip on a slow line: 150 ms at 1.6 Mbit/s.
const ROUND_TRIP: u32 = 30_000;

/// Fetched bytes that are kept for later queries.
const KEPT: usize = 24 << 20;

/// An object of the store: place and bytes.
pub type Place = (u64, u32);

/// A stretch of a file that the engine needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    pub part: u32,
    /// Name of the file in the index's folder.
    pub file: String,
    pub start: u32,
    pub end: u32,
    /// Length of the whole file, for hosts that deliver nothing less, and against cut-off files.
    pub file_bytes: u32,
}

#[derive(Default)]
pub struct Store {
    inline: Vec<u8>,
    objects: BTreeMap<u64, Vec<u8>>,
    order: VecDeque<u64>,
    kept: usize,
    wanted: BTreeSet<Place>,
    pub cost: Cost,
}

impl Store {
    /// A store whose objects came with the start data, or an empty one.
    pub fn new(inline: Vec<u8>) -> Self {
        Store { inline, ..Store::default() }
    }

    pub fn get(&self, place: Place) -> Option<&[u8]> {
        let (at, bytes) = (place.0, place.1 as usize);
        if let Some(object) = self.objects.get(&at) {
            return Some(object);
        }
        let start = usize::try_from(at).ok()?;
        self.inline.get(start..start.checked_add(bytes)?)
    }

    /// What of the given objects must be fetched; nothing when all are there.
    pub fn missing(&mut self, places: impl IntoIterator<Item = Place>, layout: &Layout) -> Vec<Fetch> {
        let missing: BTreeSet<Place> =
            places.into_iter().filter(|&place| place.1 > 0 && self.get(place).is_none()).collect();
        let mut fetches: Vec<Fetch> = Vec::new();
        for &(at, bytes) in &missing {
            // A place outside of all files would be damage that the checksum of the start data has ruled out.
            let Some((part, start)) = layout.locate(at) else { continue };
            match fetches.last_mut() {
                Some(last) if last.part == part && start <= last.end.saturating_add(GAP) => {
                    last.end = last.end.max(start + bytes);
                }
                _ => {
                    let known = &layout.parts[part as usize];
                    let (file, file_bytes) = (known.file_name(), known.bytes);
                    fetches.push(Fetch { part, file, start, end: start + bytes, file_bytes });
                }
            }
        }
        join_nearest(&mut fetches);
        self.wanted = missing;
        if !fetches.is_empty() {
            self.cost.rounds += 1;
            self.cost.requests += fetches.len() as u32;
            self.cost.bytes += fetches.iter().map(|fetch| u64::from(fetch.end - fetch.start)).sum::<u64>();
        }
        fetches
    }

    /// Takes in fetched bytes: at least what was asked for.
    pub fn supply(&mut self, layout: &Layout, part: u32, start: u32, bytes: &[u8]) {
        let before: u64 = layout.parts.iter().take(part as usize).map(|part| u64::from(part.bytes)).sum();
        let from = before + u64::from(start);
        let until = from + bytes.len() as u64;
        let inside: Vec<Place> = self
            .wanted
            .range((from, 0)..(until, 0))
            .copied()
            .filter(|&(at, length)| at + u64::from(length) <= until)
            .collect();
        for place in inside {
            let offset = (place.0 - from) as usize;
            self.keep(place.0, bytes[offset..offset + place.1 as usize].to_vec());
            self.wanted.remove(&place);
        }
    }

    /// Forgets objects fetched long ago; only between queries, so that a query never loses what it fetched itself.
    pub fn trim(&mut self) {
        while self.kept > KEPT {
            let Some(oldest) = self.order.pop_front() else { break };
            self.forget(oldest);
        }
    }

    /// Forgets a damaged object, so that it is fetched anew.
    pub fn forget(&mut self, at: u64) {
        if let Some(object) = self.objects.remove(&at) {
            self.kept -= object.len();
        }
    }

    fn keep(&mut self, at: u64, object: Vec<u8>) {
        self.kept += object.len();
        self.order.push_back(at);
        if let Some(old) = self.objects.insert(at, object) {
            self.kept -= old.len();
        }
    }
}

/// Joins the nearest ranges of a file where that costs less than the round trip for which requests beyond the browser's
/// connections wait.
fn join_nearest(fetches: &mut Vec<Fetch>) {
    while fetches.len() > CONNECTIONS {
        let surplus = (fetches.len() - 1) % CONNECTIONS + 1;
        let gap = |pair: &[Fetch]| {
            if pair[0].part == pair[1].part { pair[1].start.saturating_sub(pair[0].end) } else { ROUND_TRIP }
        };
        let mut gaps: Vec<(u32, usize)> = fetches.windows(2).map(gap).zip(0..).collect();
        gaps.sort_unstable();
        gaps.truncate(surplus);
        if gaps.iter().map(|(gap, _)| gap).sum::<u32>() >= ROUND_TRIP {
            return;
        }
        let mut joined: Vec<usize> = gaps.into_iter().map(|(_, first)| first).collect();
        joined.sort_unstable();
        for first in joined.into_iter().rev() {
            let second = fetches.remove(first + 1);
            fetches[first].end = fetches[first].end.max(second.end);
        }
    }
}
