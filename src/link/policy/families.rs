//! Versions of one text.

use std::collections::BTreeMap;
use std::sync::Arc;

use time::Date;

use super::names::normal;
use super::{PolicyDoc, faults};
use crate::diagnostics::Diagnostic;

/// A text and its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The name that its versions share.
    pub name: String,
    /// Its versions in the order of time.
    pub members: Vec<usize>,
    /// The version in force on the day of the build.
    pub in_force: Option<usize>,
    /// Second copies of a version, and copies without a date, which have no place in the order.
    pub copies: Vec<usize>,
}

impl Family {
    /// The version that counted on `day`: the last that had begun, else the first.
    pub fn on(&self, docs: &[PolicyDoc<'_>], day: Date) -> Option<usize> {
        let begun = self.members.iter().rev().find(|doc| docs[**doc].date().is_some_and(|date| date <= day));
        begun.or(self.members.first()).copied()
    }
}

/// The name of a text, and which part of it a page is: the eight parts of 民法典 have one title and count from one day or from
/// two, where a part does not say when, and are no versions of one another for that.
type Named = (String, Option<String>);

/// Groups `docs` into families: by `version_of`, else by the same title with different dates.
pub(super) fn families(docs: &[PolicyDoc<'_>], as_of: Date, found: &mut Vec<Diagnostic>) -> Vec<Family> {
    let mut by_title: BTreeMap<Named, Vec<usize>> = BTreeMap::new();
    let mut by_name: BTreeMap<Named, Vec<usize>> = BTreeMap::new();
    let mut name_of_title: BTreeMap<Named, String> = BTreeMap::new();
    for (i, doc) in docs.iter().enumerate() {
        let Some(policy) = doc.policy else {
            continue;
        };
        let part = doc.part.map(plain_part);
        let title = (normal(doc.title), part.clone());
        match &policy.version_of {
            Some(name) => {
                by_name.entry((name.value.clone(), part)).or_default().push(i);
                name_of_title.entry(title).or_insert_with(|| name.value.clone());
            }
            None => by_title.entry(title).or_default().push(i),
        }
    }
    for (title, members) in by_title {
        // A version without `version_of` belongs to its namesakes.
        match name_of_title.get(&title) {
            Some(name) => by_name.entry((name.clone(), title.1)).or_default().extend(members),
            None if members.len() > 1 && has_versions(docs, &members) && !are_parts(docs, &members) => {
                let name = docs[members[0]].title.to_owned();
                by_name.entry((name, title.1)).or_default().extend(members);
            }
            None => {}
        }
    }
    by_name
        .into_iter()
        .filter(|(_, members)| members.len() > 1)
        .map(|((name, part), members)| {
            let name = match part {
                Some(part) => format!("{name}（{part}）"),
                None => name,
            };
            family(docs, name, members, as_of, found)
        })
        .collect()
}

/// 附　则 and 附则 are one part.
fn plain_part(part: &str) -> String {
    part.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The parts of each code that is published in parts: texts of one title that say which part they are, or that all begin with
/// another article.
pub(super) fn parts(docs: &[PolicyDoc<'_>]) -> BTreeMap<usize, Arc<[usize]>> {
    let mut by_title: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, doc) in docs.iter().enumerate().filter(|(_, doc)| doc.policy.is_some()) {
        by_title.entry(normal(doc.title)).or_default().push(i);
    }
    let code = |texts: Vec<usize>| {
        let named: Vec<usize> = texts.iter().copied().filter(|i| docs[*i].part.is_some()).collect();
        if named.len() > 1 {
            Some(named)
        } else {
            Some(texts).filter(|texts| texts.len() > 1 && are_parts(docs, texts))
        }
    };
    let of_code = |parts: Vec<usize>| {
        let parts: Arc<[usize]> = parts.into();
        parts.iter().map(|part| (*part, Arc::clone(&parts))).collect::<Vec<_>>()
    };
    by_title.into_values().filter_map(code).flat_map(of_code).collect()
}

/// Whether there are two of different dates. Two of one date may be texts of different bodies with the same title; a
/// copy beside two versions is a copy.
fn has_versions(docs: &[PolicyDoc<'_>], members: &[usize]) -> bool {
    let mut dates = members.iter().filter_map(|i| docs[*i].date());
    let first = dates.next();
    dates.any(|date| Some(date) != first)
}

/// Whether they are the 编 of one law, each a file of its own whose articles go on where another's end: versions all begin
/// with the same article.
fn are_parts(docs: &[PolicyDoc<'_>], members: &[usize]) -> bool {
    let mut begins: Vec<&str> = members.iter().filter_map(|i| docs[*i].text).map(|text| text.first.as_str()).collect();
    begins.sort_unstable();
    begins.dedup();
    begins.len() == members.len() && !begins.contains(&"")
}

/// Takes the copies out of `members`, which are in order, and says so.
fn take_copies(
    docs: &[PolicyDoc<'_>],
    name: &str,
    members: &mut Vec<usize>,
    found: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let dated = members.iter().filter(|i| docs[**i].date().is_some()).count();
    let (mut kept, mut copies) = (Vec::<usize>::new(), Vec::new());
    for i in members.drain(..) {
        let twin = kept.last().copied().filter(|last| docs[*last].date() == docs[i].date());
        match twin {
            Some(twin) => {
                found.push(faults::same_date(name, &docs[twin], &docs[i]));
                copies.push(i);
            }
            None if docs[i].date().is_none() && dated > 0 => {
                found.push(faults::undated(name, &docs[i]));
                copies.push(i);
            }
            None => kept.push(i),
        }
    }
    *members = kept;
    copies
}

fn family(
    docs: &[PolicyDoc<'_>],
    name: String,
    mut members: Vec<usize>,
    as_of: Date,
    found: &mut Vec<Diagnostic>,
) -> Family {
    members.sort_by(|a, b| (docs[*a].date(), docs[*a].path).cmp(&(docs[*b].date(), docs[*b].path)));
    let copies = take_copies(docs, &name, &mut members, found);
    let in_force = members.iter().rev().copied().find(|i| {
        let policy = docs[*i].policy;
        let over = |date: Option<Date>, inclusive: bool| {
            date.is_some_and(|date| if inclusive { date <= as_of } else { date < as_of })
        };
        let repealed = policy.and_then(|p| p.repealed_on.as_ref()).map(|d| d.value);
        let ends = policy.and_then(|p| p.valid_until.as_ref()).map(|d| d.value);
        docs[*i].date().is_none_or(|date| date <= as_of) && !over(repealed, true) && !over(ends, false)
    });
    // An older version does not come back into force when the newest is repealed.
    let begun = members.iter().rev().copied().find(|i| docs[*i].date().is_none_or(|date| date <= as_of));
    Family { name, in_force: in_force.filter(|i| Some(*i) == begun), members, copies }
}
