//! 《…》同时废止: texts that another says it repeals.

use std::collections::{BTreeMap, HashMap};

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
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, doc) in docs.iter().enumerate().filter(|(_, doc)| doc.policy.is_some()) {
        by_title.entry(normal(doc.title)).or_default().push(i);
    }
    for (by, doc) in docs.iter().enumerate() {
        let Some(day) = doc.date() else { continue };
        for repeal in doc.policy.iter().flat_map(|policy| &policy.repeals) {
            let named = by_title.get(&normal(&repeal.title)).map_or(&[][..], Vec::as_slice);
            let older = |old: &&usize| **old != by && docs[**old].date().is_some_and(|date| date < day);
            for old in named.iter().filter(older).filter(|old| has_number(&docs[**old], repeal)) {
                let known = all.get(old).and_then(|(known, _)| docs[*known].date());
                if known.is_none_or(|known| day < known) {
                    all.insert(*old, (by, repeal.said.clone()));
                }
            }
        }
    }
    all
}

/// Whether nothing speaks against `doc` being the text of that number.
fn has_number(doc: &PolicyDoc<'_>, repeal: &Repeal) -> bool {
    let plain = |number: &str| number.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    match (&repeal.doc_no, doc.policy.and_then(|policy| policy.doc_no.as_ref())) {
        (Some(said), Some(own)) => plain(said) == plain(&own.value),
        _ => true,
    }
}
