//! 沿革: what happened to a text, by what, and what each amendment changed where the texts before and after it are there.

use time::Date;

use super::context::RenderInputs;
use super::pages::page_link;
use super::view::{HistoryView, Link};
use crate::content::{Details, HistoryEvent, Policy, format_date, quoted};
use crate::link::PageId;
use crate::link::policy::{Change, changes, event_title};

/// So many articles are named; of more, their number is said: the comparison names them.
const NAMED: usize = 40;

pub(super) fn view(inputs: &RenderInputs<'_>, id: PageId, policy: &Policy) -> Vec<HistoryView> {
    let made = inputs.site.policies(id).events.get(&id.0);
    let by = |i: usize| made.and_then(|made| made.get(i).copied().flatten()).map(PageId);
    let mut all: Vec<HistoryView> =
        policy.history.iter().enumerate().map(|(i, event)| self::event(inputs, event, by(i))).collect();
    for pair in pairs(inputs, id) {
        let Some(at) = pair.amendment(&policy.history) else { continue };
        all[at].comparison = Some(Link {
            title: inputs.words.get("history_compare").to_owned(),
            url: super::compare::url(inputs, pair.old, pair.new),
            external: false,
        });
        all[at].changes = changed(inputs, &pair);
    }
    all
}

/// An event, with a link to what brought it about if the library has it.
fn event(inputs: &RenderInputs<'_>, event: &HistoryEvent, by: Option<PageId>) -> HistoryView {
    let date = event.date.map(format_date).unwrap_or_default();
    let words = format!("{}{}", event.by.as_deref().unwrap_or_default(), event.event);
    let Some(by) = by else {
        return HistoryView { date, before: words, ..HistoryView::default() };
    };
    let mut link = page_link(inputs, by);
    let (before, title, after) = match event_title(&words) {
        // With the marks around the title.
        Some((start, end)) => {
            let (start, end) = (start - '《'.len_utf8(), end + '》'.len_utf8());
            (words[..start].to_owned(), words[start..end].to_owned(), words[end..].to_owned())
        }
        None => (words, quoted(&link.title), String::new()),
    };
    link.title = title;
    HistoryView { date, before, link: Some(link), after, ..HistoryView::default() }
}

/// Two neighbouring versions, and the days by which each had its words.
struct Pair {
    old: PageId,
    new: PageId,
    since: Date,
    until: Date,
}

impl Pair {
    /// The amendment between the two. With two of them a version is missing, and nobody can tell which of them did what.
    fn amendment(&self, history: &[HistoryEvent]) -> Option<usize> {
        let between = |event: &HistoryEvent| event.date.is_some_and(|day| self.since < day && day <= self.until);
        let mut found = history.iter().enumerate().filter(|(_, event)| amends(event) && between(event));
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at)
    }
}

/// 修订, 修正, 修改, with the day on which that was decided; not the day on which it was made known (公布) or begins (施行).
fn amends(event: &HistoryEvent) -> bool {
    let words = event.event.to_lowercase();
    ["修", "amend", "revis"].iter().any(|word| words.contains(word))
}

fn words_it(event: &HistoryEvent) -> bool {
    let words = event.event.to_lowercase();
    amends(event) || ["通过", "批准", "制定", "adopt", "approv", "pass"].iter().any(|word| words.contains(word))
}

/// The versions of the text in pairs, as far as their days are known.
fn pairs(inputs: &RenderInputs<'_>, id: PageId) -> Vec<Pair> {
    let policies = inputs.site.policies(id);
    let Some(family) = policies.family_of.get(&id.0).map(|family| &policies.families[*family]) else {
        return Vec::new();
    };
    let pair = |pair: &[usize]| {
        let (old, new) = (PageId(pair[0]), PageId(pair[1]));
        Some(Pair { old, new, since: worded_by(inputs, old)?, until: worded_by(inputs, new)? })
    };
    family.members.windows(2).filter_map(pair).collect()
}

/// The day by which a version had its words: that of the last event that gave them, else of its adoption, else of its beginning.
fn worded_by(inputs: &RenderInputs<'_>, id: PageId) -> Option<Date> {
    let Details::Policy(policy) = &inputs.site.page(id).draft.details else { return None };
    let last = policy.history.iter().filter(|event| words_it(event)).filter_map(|event| event.date).max();
    let days = [&policy.adopted_on, &policy.signed_on, &policy.effective_on];
    last.or_else(|| days.into_iter().flatten().next().map(|day| day.value))
}

/// What an amendment did, by kind of change, and to which articles. Articles that only got another number are not named.
fn changed(inputs: &RenderInputs<'_>, pair: &Pair) -> Vec<(String, String)> {
    let text = |id: PageId| inputs.site.body(id).policy.as_deref();
    let (Some(old), Some(new)) = (text(pair.old), text(pair.new)) else { return Vec::new() };
    let all = changes((pair.old.0, old), (pair.new.0, new), inputs.pairings);
    let of = |kind: Change| {
        let names: Vec<&str> =
            all.iter().filter(|(change, _)| *change == kind).map(|(_, label)| label.as_str()).collect();
        let words = match names.len() {
            0 => return None,
            many if many > NAMED => inputs.words.with("history_many", &many.to_string()),
            _ => names.join(inputs.words.get("list_comma")),
        };
        // What was taken out has the numbers of the older version, which may be others' now.
        let key = if kind == Change::Removed { "history_removed" } else { &format!("change_{}", kind.name()) };
        Some((inputs.words.get(key).to_owned(), words))
    };
    [Change::Changed, Change::Added, Change::Removed].into_iter().filter_map(of).collect()
}
