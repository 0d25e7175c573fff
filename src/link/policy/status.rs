//! 时效性, from dates and relations.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::repeals;
use super::{PolicyDoc, PolicyLinks, faults};
use crate::content::{Policy, Said, Spanned, Status};
use crate::diagnostics::Diagnostic;

/// The status of a text and what it rests on, so that a page can work it out again for its reader's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusFacts {
    /// On the day of the build.
    pub status: Status,
    /// 施行
    pub effective_on: Option<Date>,
    /// The last day on which it counts.
    pub valid_until: Option<Date>,
    /// The day from which it no longer counts: repealed, or replaced by `successor`.
    pub repealed_on: Option<Date>,
    /// The day from which a newer version or an amendment counts.
    pub amended_on: Option<Date>,
    /// The text that replaced it, or its next version.
    pub successor: Option<usize>,
    /// An amendment that no version contains yet, and its day: the text is still the one before it.
    pub unconsolidated: Option<(usize, Date)>,
    /// The sentences that its status was taken from.
    pub reasons: Vec<Reason>,
}

/// A sentence that says something of the status of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The text that says so: the text itself, or one that repeals it.
    pub doc: usize,
    /// The sentence and where it stands.
    pub said: Said,
}

impl StatusFacts {
    /// The status on `day`.
    pub fn on(&self, day: Date) -> Status {
        if self.repealed_on.is_some_and(|d| d <= day) {
            Status::Repealed
        } else if self.valid_until.is_some_and(|d| d < day) {
            Status::Expired
        } else if self.effective_on.is_some_and(|d| d > day) {
            Status::NotYet
        } else if self.amended_on.is_some_and(|d| d <= day) {
            Status::Amended
        } else {
            Status::InForce
        }
    }

    /// The days on which the status may become another one, in order.
    pub fn changes(&self) -> BTreeSet<Date> {
        let ended = self.valid_until.and_then(Date::next_day);
        [self.effective_on, ended, self.repealed_on, self.amended_on].into_iter().flatten().collect()
    }
}

/// The status of every policy among `docs`.
pub(super) fn derive(
    docs: &[PolicyDoc<'_>],
    links: &PolicyLinks,
    as_of: Date,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<usize, StatusFacts> {
    let successors = successors(docs, found);
    let amendments = amendments(docs);
    let repeals = repeals::by_their_words(docs);
    let mut all = BTreeMap::new();
    for (i, doc) in docs.iter().enumerate() {
        let Some(policy) = doc.policy else {
            continue;
        };
        let mut facts = facts(docs, links, &successors, &amendments, i, policy);
        repealed_by_words(&mut facts, docs, repeals.get(&i));
        let derived = facts.on(as_of);
        facts.status = derived;
        if let Some(stated) = &policy.status {
            if contradicts(stated.value, derived, &facts) {
                found.push(faults::contradiction(stated, derived, &facts, docs, as_of));
            } else {
                facts.status = stated.value;
                // What will be wrong by itself is told before its day.
                let later = facts.changes().into_iter().filter(|day| *day > as_of);
                if let Some(day) = later.into_iter().find(|day| contradicts(stated.value, facts.on(*day), &facts)) {
                    found.push(faults::contradiction(stated, facts.on(day), &facts, docs, day));
                }
            }
        }
        all.insert(i, facts);
    }
    all
}

fn facts(
    docs: &[PolicyDoc<'_>],
    links: &PolicyLinks,
    successors: &BTreeMap<usize, usize>,
    amendments: &BTreeMap<usize, (Date, usize)>,
    doc: usize,
    policy: &Policy,
) -> StatusFacts {
    let day = |date: &Option<Spanned<Date>>| date.as_ref().map(|d| d.value);
    let replaced_by = successors.get(&doc).copied();
    let replaced = replaced_by.and_then(|i| docs[i].date());
    let repealed = day(&policy.repealed_on);
    let next = links.family_of.get(&doc).and_then(|family| {
        let members = &links.families[*family].members;
        match members.iter().position(|m| *m == doc) {
            Some(at) => members.get(at + 1).copied(),
            // A second copy is followed by what follows its twin.
            None => members.iter().copied().find(|m| docs[doc].date().is_some() && docs[*m].date() > docs[doc].date()),
        }
    });
    let newer = next.and_then(|i| docs[i].date());
    let amended = amendments.get(&doc).copied();
    // 试行三年 counts no more once a version after it took effect.
    let overtaken = |end: Date| policy.valid_said.is_some() && newer.or(replaced).is_some_and(|newer| newer <= end);
    let valid_until = day(&policy.valid_until).filter(|end| !overtaken(*end));
    // A successor within the same family is a new version, which amends rather than repeals.
    let same_family = replaced_by
        .is_some_and(|i| links.family_of.contains_key(&i) && links.family_of.get(&i) == links.family_of.get(&doc));
    StatusFacts {
        status: Status::InForce,
        effective_on: day(&policy.effective_on),
        valid_until,
        repealed_on: if same_family { repealed } else { earlier(repealed, replaced) },
        amended_on: earlier(newer, amended.map(|(date, _)| date)),
        successor: replaced_by.or(next),
        // A later version contains it, also one that was dated by its own commencement.
        unconsolidated: amended.filter(|_| replaced_by.or(next).is_none()).map(|(date, by)| (by, date)),
        reasons: own_reasons(doc, policy, valid_until.is_some()),
    }
}

/// Takes what other texts say: 《…》同时废止. An editor's own date is not overruled.
fn repealed_by_words(facts: &mut StatusFacts, docs: &[PolicyDoc<'_>], by: Option<&(usize, Said)>) {
    let Some((by, said)) = by else { return };
    let Some(day) = docs[*by].date().filter(|day| facts.repealed_on.is_none_or(|known| *day < known)) else { return };
    facts.repealed_on = Some(day);
    facts.successor = Some(*by);
    facts.reasons.push(Reason { doc: *by, said: said.clone() });
}

/// The text's own sentences on when it counts.
fn own_reasons(doc: usize, policy: &Policy, ends: bool) -> Vec<Reason> {
    let said = [policy.effective_said.as_ref(), policy.valid_said.as_ref().filter(|_| ends)];
    let mut reasons: Vec<Reason> = said.into_iter().flatten().map(|said| Reason { doc, said: said.clone() }).collect();
    reasons.dedup_by(|a, b| a.said.sentence == b.said.sentence);
    reasons
}

fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        _ => a.or(b),
    }
}

/// Text → the text that replaces it, from both sides of the relation.
fn successors(docs: &[PolicyDoc<'_>], found: &mut Vec<Diagnostic>) -> BTreeMap<usize, usize> {
    let mut all: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, doc) in docs.iter().enumerate() {
        let pairs = doc.supersedes.iter().map(|old| (*old, i));
        let pairs: Vec<(usize, usize)> = pairs.chain(doc.superseded_by.iter().map(|new| (i, *new))).collect();
        for (old, new) in pairs {
            if old == new {
                found.push(faults::replaces_itself(doc));
                continue;
            }
            if let (Some(before), Some(after)) = (docs[old].date(), docs[new].date())
                && after < before
            {
                found.push(faults::successor_older(&docs[old], &docs[new], doc));
                continue;
            }
            // The earliest successor is the one that ended the text.
            let entry = all.entry(old).or_insert(new);
            if docs[new].date() < docs[*entry].date() {
                *entry = new;
            }
        }
    }
    one_sided(docs, found);
    circles(docs, &all, found);
    all
}

/// 甲 replaces 乙, but 乙 says that only 丙 replaces it.
fn one_sided(docs: &[PolicyDoc<'_>], found: &mut Vec<Diagnostic>) {
    for (i, doc) in docs.iter().enumerate() {
        for old in doc.supersedes.iter().filter(|old| **old != i) {
            let says = &docs[*old].superseded_by;
            if !says.is_empty() && !says.contains(&i) {
                found.push(faults::one_sided(doc, &docs[*old]));
            }
        }
    }
}

fn circles(docs: &[PolicyDoc<'_>], successors: &BTreeMap<usize, usize>, found: &mut Vec<Diagnostic>) {
    // 0 unseen, 1 on the way, 2 done.
    let mut seen = vec![0u8; docs.len()];
    for start in successors.keys() {
        let mut way = Vec::new();
        let mut at = *start;
        while seen[at] == 0 {
            seen[at] = 1;
            way.push(at);
            match successors.get(&at) {
                Some(next) => at = *next,
                None => break,
            }
        }
        if seen[at] == 1
            && let Some(first) = way.iter().position(|i| *i == at)
            && successors.contains_key(&way[way.len() - 1])
        {
            found.push(faults::circle(docs, &way[first..]));
        }
        for i in way {
            seen[i] = 2;
        }
    }
}

/// Text → the first day on which an amendment to it counts.
fn amendments(docs: &[PolicyDoc<'_>]) -> BTreeMap<usize, (Date, usize)> {
    let mut all: BTreeMap<usize, (Date, usize)> = BTreeMap::new();
    for (by, doc) in docs.iter().enumerate() {
        let Some(date) = doc.date() else {
            continue;
        };
        for target in &doc.amends {
            // A version made after the amendment contains it.
            if docs[*target].date().is_none_or(|own| own < date) {
                all.entry(*target).and_modify(|known| *known = (date, by).min(*known)).or_insert((date, by));
            }
        }
    }
    for (target, said) in repeals::amended_by_words(docs) {
        all.entry(target).and_modify(|known| *known = said.min(*known)).or_insert(said);
    }
    all
}

/// Whether what the editor states cannot be, given the facts. Where the facts say nothing, the editor's word counts.
fn contradicts(stated: Status, derived: Status, facts: &StatusFacts) -> bool {
    if stated == derived {
        return false;
    }
    match stated {
        Status::InForce => true,
        Status::Amended => derived != Status::InForce,
        Status::Repealed => facts.repealed_on.is_some() || derived == Status::NotYet,
        Status::Expired => facts.valid_until.is_some() || derived != Status::InForce,
        Status::NotYet => facts.effective_on.is_some() || derived != Status::InForce,
    }
}
