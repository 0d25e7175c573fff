//! Asks other sites whether what this site links to is still there: politely, and only when somebody says so. Neither `build`
//! nor `serve` ever comes here.
//!
//! - One request at a time to a host, with a pause between two; several hosts at once.
//! - HEAD, and GET only where that is refused; nothing of a page is read.
//! - No address of a private network is asked, wherever a name or a redirect leads.
//! - Answers are kept with their day, so that the next run asks only for what is old.

mod ask;
mod certificate;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cache::{Cache, Hash};
use crate::check::external::Verdict;
use ask::Asker;

/// What answers are kept under.
const KIND: &str = "external";

/// How to ask.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Between two requests to one host.
    pub pause: Duration,
    /// For one answer.
    pub patience: Duration,
    /// How often an address may lead on.
    pub redirects: usize,
    /// Whether private networks are asked too.
    pub private: bool,
    /// The certificates (PEM) of the authorities that are trusted instead of the usual ones.
    pub authorities: Option<Arc<[u8]>>,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(1),
            patience: Duration::from_secs(20),
            redirects: 5,
            private: false,
            authorities: None,
        }
    }
}

/// How long an answer counts, in seconds: a page that is there stays there for a while, what failed may come back.
const FRESH: i64 = 7 * 24 * 3600;
const FRESH_FAULT: i64 = 24 * 3600;

/// Hosts that are asked at the same time.
const AT_ONCE: usize = 8;

/// So many hosts are tried before the network is taken to be away.
const PROBES: usize = 3;

/// What is known of the links.
#[derive(Debug, Default)]
pub struct Answers {
    /// Of each address that was asked for now or not long ago.
    pub verdicts: BTreeMap<String, Verdict>,
    /// How many were asked for now.
    pub asked: usize,
    /// How many could not be asked for, because there is no network.
    pub offline: usize,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    at: i64,
    verdict: Verdict,
}

/// Asks for `addresses`, at `now` (seconds since 1970). `step` is called after each answer with how many are left.
pub fn ask(addresses: &[String], cache: &Cache, now: i64, manners: &Manners, step: &(dyn Fn(usize) + Sync)) -> Answers {
    let mut answers = Answers::default();
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for address in addresses {
        match kept(cache, address, now) {
            Some(verdict) => _ = answers.verdicts.insert(address.clone(), verdict),
            None => hosts.entry(host(address)).or_default().push(address),
        }
    }
    let wanted: usize = hosts.values().map(Vec::len).sum();
    if wanted == 0 {
        return answers;
    }
    let asker = Asker::new(manners);
    let probes: Vec<&str> = hosts.values().filter_map(|list| list.first().copied()).take(PROBES).collect();
    let mut found: BTreeMap<String, Verdict> =
        probes.iter().map(|address| ((*address).to_owned(), asker.verdict(address))).collect();
    if found.values().all(|verdict| matches!(verdict, Verdict::NoHost | Verdict::Silent(_) | Verdict::Unconnected)) {
        answers.offline = wanted;
        return answers;
    }
    let left = std::sync::atomic::AtomicUsize::new(wanted - found.len());
    let queue = std::sync::Mutex::new(
        hosts
            .values()
            .map(|list| list.iter().copied().filter(|address| !found.contains_key(*address)).collect::<Vec<_>>())
            .collect::<Vec<_>>(),
    );
    let next = || queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
    let work = || {
        let mut made = Vec::new();
        while let Some(list) = next() {
            for address in list {
                // The first of a host may have been asked a moment ago.
                std::thread::sleep(manners.pause);
                made.push((address.to_owned(), asker.verdict(address)));
                step(left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed).saturating_sub(1));
            }
        }
        made
    };
    let made: Vec<Vec<(String, Verdict)>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE.min(hosts.len())).map(|_| scope.spawn(work)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    found.extend(made.into_iter().flatten());
    answers.asked = found.len();
    for (address, verdict) in &found {
        keep(cache, address, now, verdict);
    }
    answers.verdicts.extend(found);
    answers
}

/// Host and port, as written.
fn host(address: &str) -> &str {
    let rest = address.split_once("//").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn kept(cache: &Cache, address: &str, now: i64) -> Option<Verdict> {
    let kept: Kept = serde_json::from_slice(&cache.get(KIND, &Hash::of(address.as_bytes()))?).ok()?;
    let fresh = match kept.verdict {
        Verdict::Fine | Verdict::Moved(_) => FRESH,
        _ => FRESH_FAULT,
    };
    // A clock that was set back makes every answer old.
    (0..fresh).contains(&(now - kept.at)).then_some(kept.verdict)
}

fn keep(cache: &Cache, address: &str, now: i64, verdict: &Verdict) {
    let kept = Kept { at: now, verdict: verdict.clone() };
    if let Ok(bytes) = serde_json::to_vec(&kept) {
        cache.put(KIND, &Hash::of(address.as_bytes()), &bytes);
    }
}
