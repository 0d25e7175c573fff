//! The order in a folder, and who comes before and after whom.

use std::cmp::{Ordering, Reverse};

use time::Date;

use super::{PageId, Site};
use crate::content::{Details, Draft, Kind, SortBy, When};

/// Sorts the children of every folder and sets previous and next.
pub(super) fn sort(site: &mut Site, today: Date) {
    for i in 0..site.pages.len() {
        let mut children = std::mem::take(&mut site.pages[i].children);
        let by = order_of(site, PageId(i));
        children.sort_by(|a, b| compare(site, (by, today), *a, *b));
        site.pages[i].children = children;
    }
    chain_folders(site);
    chain_courses(site);
}

fn order_of(site: &Site, folder: PageId) -> SortBy {
    match &site.page(folder).draft.details {
        Details::Column(column) => column.sort.unwrap_or(SortBy::Weight),
        _ => SortBy::Weight,
    }
}

fn compare(site: &Site, (by, today): (SortBy, Date), a: PageId, b: PageId) -> Ordering {
    let titles = (&site.page(a).facts.sort_key, &site.page(b).facts.sort_key);
    let (a, b) = (&site.page(a).draft, &site.page(b).draft);
    let weight = |d: &crate::content::Draft| d.meta.weight.unwrap_or(i64::MAX);
    let date = |d: &crate::content::Draft| Reverse(d.meta.published_at.as_ref().map(|at| at.value));
    match by {
        SortBy::Weight if a.kind == Kind::Event && b.kind == Kind::Event => {
            weight(a).cmp(&weight(b)).then_with(|| coming(a, today).cmp(&coming(b, today)))
        }
        SortBy::Weight => weight(a).cmp(&weight(b)).then_with(|| date(a).cmp(&date(b))),
        SortBy::Date => date(a).cmp(&date(b)),
        SortBy::Title => titles.0.cmp(titles.1),
    }
    .then_with(|| a.path.cmp(&b.path))
}

/// Events that come, soonest first; then those that are over, the latest first.
fn coming(event: &Draft, today: Date) -> (bool, Option<When>, Reverse<Option<When>>) {
    let Details::Event(event) = &event.details else { return (true, None, Reverse(None)) };
    match event.next(today) {
        Some(next) => (false, Some(next.start), Reverse(None)),
        None => (true, None, Reverse(Some(event.shown(today).start))),
    }
}

/// Neighbours among the leaves of one folder; folders themselves are not stepped through.
fn chain_folders(site: &mut Site) {
    for i in 0..site.pages.len() {
        let leaves: Vec<PageId> =
            site.pages[i].children.iter().copied().filter(|c| !site.page(*c).draft.kind.is_folder()).collect();
        chain(site, &leaves);
    }
}

/// In a course one goes from the last unit of a part to the first of the next.
fn chain_courses(site: &mut Site) {
    for i in 0..site.pages.len() {
        if site.pages[i].draft.kind == Kind::Course {
            let units = site.descendants(PageId(i));
            chain(site, &units);
        }
    }
}

fn chain(site: &mut Site, pages: &[PageId]) {
    for pair in pages.windows(2) {
        site.pages[pair[0].0].next = Some(pair[1]);
        site.pages[pair[1].0].previous = Some(pair[0]);
    }
}
