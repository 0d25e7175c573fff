//! 沿革: which text of the library an event speaks of, so that its line leads there.

use std::collections::{BTreeMap, HashMap};

use super::names::normal;
use super::{Family, PolicyDoc};
use crate::content::HistoryEvent;

/// Policy → for each event of its history the text that made it: an amendment or decision. Without those that have none.
pub(super) fn by_history(
    docs: &[PolicyDoc<'_>],
    families: &[Family],
    family_of: &BTreeMap<usize, usize>,
) -> BTreeMap<usize, Vec<Option<usize>>> {
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, doc) in docs.iter().enumerate().filter(|(_, doc)| doc.policy.is_some()) {
        by_title.entry(normal(doc.title)).or_default().push(i);
    }
    let mut amending: HashMap<usize, Vec<usize>> = HashMap::new();
    for (by, doc) in docs.iter().enumerate() {
        for target in &doc.amends {
            amending.entry(*target).or_default().push(by);
        }
    }
    let mut all = BTreeMap::new();
    for (i, doc) in docs.iter().enumerate() {
        let Some(policy) = doc.policy.filter(|policy| !policy.history.is_empty()) else { continue };
        let own = [i];
        let versions = family_of.get(&i).map_or(&own[..], |family| families[*family].members.as_slice());
        let amenders = || versions.iter().filter_map(|version| amending.get(version)).flatten().copied();
        let made = policy.history.iter().map(|event| {
            named(event, i, &by_title).or_else(|| {
                let mut same_day = amenders().filter(|by| *by != i && is_of(event, &docs[*by]));
                same_day.next().filter(|first| same_day.all(|other| other == *first))
            })
        });
        let made: Vec<Option<usize>> = made.collect();
        if made.iter().any(Option::is_some) {
            all.insert(i, made);
        }
    }
    all
}

/// The only text with the title that an event names: 通过的《…修正案》, 根据《关于修改…的决定》修正.
fn named(event: &HistoryEvent, own: usize, by_title: &HashMap<String, Vec<usize>>) -> Option<usize> {
    let words = [event.by.as_deref().unwrap_or_default(), &event.event];
    words.into_iter().find_map(|words| {
        let (start, end) = event_title(words)?;
        match by_title.get(&normal(&words[start..end]))?.as_slice() {
            [one] if *one != own => Some(*one),
            _ => None,
        }
    })
}

/// Where the title that `words` name stands, without its marks.
pub(crate) fn event_title(words: &str) -> Option<(usize, usize)> {
    let start = words.find('《')? + '《'.len_utf8();
    let mut depth = 1;
    for (i, c) in words[start..].char_indices() {
        match c {
            '《' => depth += 1,
            '》' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((start, start + i));
        }
    }
    None
}

/// Whether an event without a name is what `by`, which amends the text, made of it: on the day of one of its dates.
fn is_of(event: &HistoryEvent, by: &PolicyDoc<'_>) -> bool {
    let amends = ["修正", "修改", "修订"].iter().any(|word| event.event.contains(word));
    let (Some(day), Some(policy), true) = (event.date, by.policy, amends) else { return false };
    let days = [&policy.adopted_on, &policy.signed_on, &policy.effective_on];
    days.into_iter().flatten().any(|known| known.value == day) || by.published == Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_in_events() {
        let title = |words: &str| event_title(words).map(|(start, end)| words[start..end].to_owned());
        assert_eq!(title("第五次会议通过的《学习法修正案（二）》").as_deref(), Some("学习法修正案（二）"));
        assert_eq!(title("根据《关于修改《学习法》的决定》修正").as_deref(), Some("关于修改《学习法》的决定"));
        assert_eq!(title("第一次修正"), None);
        assert_eq!(title("《没有写完"), None);
    }
}
