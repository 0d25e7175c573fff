//! 《…》同时废止: texts that another says it repeals or amends.

use std::collections::{BTreeMap, HashMap};

use time::Date;

use super::PolicyDoc;
use super::names::normal;
use crate::content::{Repeal, Said};

/// Repealed text → the first that repeals it, and its sentence. Only where one text can be meant: by its title (or its
/// 发文字号, if that is said), older than the text that repeals it.
pub(super) fn by_their_words(docs: &[PolicyDoc<'_>]) -> BTreeMap<usize, (usize, Said)> {
    let mut all: BTreeMap<usize, (usize, Said)> = BTreeMap::new();
    let repealing = |doc: &PolicyDoc<'_>| doc.policy.is_some_and(|policy| !policy.repeals.is_empty());
    if !docs.iter().any(repealing) {
        return all;
    }
    let by_title = by_title(docs);
    for (by, doc) in docs.iter().enumerate() {
        let Some(day) = doc.date() else { continue };
        for repeal in doc.policy.iter().flat_map(|policy| &policy.repeals) {
            let named = by_title.get(&normal(&repeal.title)).map_or(&[][..], Vec::as_slice);
            // Of a text without any day only this is known, that its repeal came later.
            let alone = named.len() == 1;
            let older = |old: &&usize| **old != by && docs[**old].date().map_or(alone, |date| date < day);
            let meant = |old: &&usize| has_number(&docs[**old], repeal) && same_trial(docs[**old].title, &repeal.title);
            for old in named.iter().filter(older).filter(meant) {
                let known = all.get(old).and_then(|(known, _)| docs[*known].date());
                if known.is_none_or(|known| day < known) {
                    all.insert(*old, (by, repeal.said.clone()));
                }
            }
        }
    }
    all
}

/// Amended text → the first day on which an amendment counts that says so in its own words, and that amendment. Of several
/// versions the newest before that day is meant; one whose history goes on after it contains it.
pub(super) fn amended_by_words(docs: &[PolicyDoc<'_>]) -> BTreeMap<usize, (Date, usize)> {
    let mut all: BTreeMap<usize, (Date, usize)> = BTreeMap::new();
    let amending = |doc: &PolicyDoc<'_>| doc.policy.is_some_and(|policy| !policy.amends_said.is_empty());
    if !docs.iter().any(amending) {
        return all;
    }
    let by_title = by_title(docs);
    for (by, doc) in docs.iter().enumerate() {
        let (Some(day), Some(policy)) = (doc.date(), doc.policy) else { continue };
        let days = [&policy.adopted_on, &policy.signed_on].into_iter().flatten().map(|known| known.value);
        let known = policy.history.iter().filter_map(|event| event.date);
        let decided = days.chain(known).chain([day]).chain(doc.published).min().unwrap_or(day);
        for title in &policy.amends_said {
            let named = by_title.get(&normal(title)).map_or(&[][..], Vec::as_slice);
            // Of a text without any day nothing says that the amendment is in it.
            let alone = named.len() == 1;
            let before = |old: &usize| docs[*old].date().map_or(alone, |date| date < day);
            let older = named.iter().copied().filter(|old| *old != by && before(old));
            let Some(newest) = older.max_by_key(|old| docs[*old].date()) else { continue };
            let events = docs[newest].policy.iter().flat_map(|policy| &policy.history);
            let goes_on = events.filter_map(|event| event.date).any(|date| date >= decided);
            let published = docs[newest].published.is_some_and(|date| date >= decided);
            if !goes_on && !published {
                all.entry(newest).and_modify(|known| *known = (day, by).min(*known)).or_insert((day, by));
            }
        }
    }
    all
}

fn by_title(docs: &[PolicyDoc<'_>]) -> HashMap<String, Vec<usize>> {
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, doc) in docs.iter().enumerate().filter(|(_, doc)| doc.policy.is_some()) {
        by_title.entry(normal(doc.title)).or_default().push(i);
    }
    by_title
}

/// 《诉讼法（试行）》同时废止, which every version of 诉讼法 goes on saying, repeals none of these versions.
fn same_trial(own: &str, said: &str) -> bool {
    ["试行", "暂行"].iter().all(|word| {
        let on_trial = |title: &str| title.rsplit_once(['（', '(']).is_some_and(|(_, remark)| remark.contains(word));
        !on_trial(said) || on_trial(own)
    })
}

/// Whether nothing speaks against `doc` being the text of that number.
fn has_number(doc: &PolicyDoc<'_>, repeal: &Repeal) -> bool {
    let plain = |number: &str| number.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    match (&repeal.doc_no, doc.policy.and_then(|policy| policy.doc_no.as_ref())) {
        (Some(said), Some(own)) => plain(said) == plain(&own.value),
        _ => true,
    }
}
