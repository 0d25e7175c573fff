//! The calendar of the site: the months to come with all events in them, and the files that calendars subscribe to.

use std::collections::BTreeMap;

use time::{Date, Month};

use super::calendar::{self, Entry};
use super::context::RenderInputs;
use super::jobs::{Job, Listing};
use super::lists;
use super::pages::{Ready, page_link};
use super::view::{CalendarDay, CalendarEntry, CalendarMonth, CalendarView};
use crate::content::{Details, Event, Kind, Moment, When, format_date, print_of};
use crate::link::{Page, PageId};

/// Where the page lies.
pub(super) const URL: &str = "event-calendar/";

/// Months that the page shows at most, the present one included.
const MONTHS: usize = 6;

/// What calendars are told of the event that `page` is.
pub(super) fn entry<'a>(inputs: &RenderInputs<'a>, page: &'a Page, event: &'a Event) -> Entry<'a> {
    let meta = &page.draft.meta;
    let changed = meta.updated_at.as_ref().or(meta.published_at.as_ref());
    Entry {
        uid: format!("{}@shuyuan", page.url.trim_end_matches('/')),
        title: &meta.title.value,
        description: meta.summary.as_deref(),
        url: inputs.config.base_url.as_ref().map(|base| format!("{base}{}", page.url)),
        event,
        stamp: changed.map_or(Moment::day(inputs.as_of), |at| at.value),
        zone: &inputs.config.utc_offset,
    }
}

/// The page, and the files of the site and of each folder with events.
pub(super) fn jobs<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    let site = listing.site;
    let events: Vec<PageId> =
        site.iter().filter(|(_, page)| page.draft.kind == Kind::Event).map(|(id, _)| id).collect();
    if events.is_empty() {
        return;
    }
    let key = print_of(&listing.lasting(&events));
    let shown = events.clone();
    out.push(Job::made(URL, key, move |inputs| page(inputs, &shown)));
    let mut below: BTreeMap<Option<PageId>, Vec<PageId>> = BTreeMap::from([(None, events.clone())]);
    for id in events {
        let folders = site.ancestors(id).into_iter().filter(|folder| site.page(*folder).parent.is_some());
        folders.for_each(|folder| below.entry(Some(folder)).or_default().push(id));
    }
    for (folder, events) in below {
        let url = folder.map(|id| site.page(id).url.clone()).unwrap_or_default();
        let path = format!("{url}calendar.ics");
        let key = print_of(&listing.lasting(&events));
        out.push(Job::file(&path.clone(), key, move |inputs| {
            let name = folder.map_or(inputs.config.title.as_str(), |id| inputs.site.name(id).title);
            let entries: Vec<Entry<'_>> = events
                .iter()
                .filter_map(|id| match &inputs.site.page(*id).draft.details {
                    Details::Event(event) => Some(entry(inputs, inputs.site.page(*id), event)),
                    _ => None,
                })
                .collect();
            vec![(path.clone(), Ok(calendar::ics(Some(name), &entries)))]
        }));
    }
}

/// The file of a folder, if events lie below it.
pub(super) fn folder_ics(inputs: &RenderInputs<'_>, id: PageId) -> Option<String> {
    let has_event = |of: &PageId| inputs.site.page(*of).draft.kind == Kind::Event;
    inputs.site.children(id).iter().any(has_event).then(|| format!("{}calendar.ics", inputs.site.page(id).url))
}

fn page(inputs: &RenderInputs<'_>, events: &[PageId]) -> Ready {
    let mut view = lists::made_page(inputs, URL, "calendar", inputs.words.get("calendar"));
    let first = inputs.as_of.replace_day(1).unwrap_or(inputs.as_of);
    let months: Vec<Date> = std::iter::successors(Some(first), |day| next_month(*day)).take(MONTHS + 1).collect();
    let end = months.get(MONTHS).copied().unwrap_or(Date::MAX);
    let mut by_day: BTreeMap<Date, Vec<(When, CalendarEntry)>> = BTreeMap::new();
    for id in events {
        let Details::Event(event) = &inputs.site.page(*id).draft.details else { continue };
        gather(inputs, *id, event, (first, end), &mut by_day);
    }
    by_day.values_mut().for_each(|entries| entries.sort_by(|a, b| (a.0, &a.1.link.url).cmp(&(b.0, &b.1.link.url))));
    let mut months: Vec<CalendarMonth> =
        months.iter().take(MONTHS).map(|month| self::month(inputs, *month, &mut by_day)).collect();
    // The months behind the last event are left out, the present one never.
    while months.len() > 1 && months.last().is_some_and(|month| !month.filled) {
        months.pop();
    }
    view.details.calendar = Some(CalendarView { months, ics_url: "calendar.ics".to_owned() });
    lists::ready("calendar.html", URL.to_owned(), view, None)
}

fn next_month(day: Date) -> Option<Date> {
    let month = day.month().next();
    let year = if month == Month::January { day.year().checked_add(1)? } else { day.year() };
    Date::from_calendar_date(year, month, 1).ok()
}

/// Adds each day of each time at which the event takes place between `start` and `end`.
fn gather(
    inputs: &RenderInputs<'_>,
    id: PageId,
    event: &Event,
    (start, end): (Date, Date),
    by_day: &mut BTreeMap<Date, Vec<(When, CalendarEntry)>>,
) {
    let rule = event.rule();
    let times = event.first().all(rule.as_ref()).take_while(|time| time.start.date() < end);
    for time in times.filter(|time| time.last_day() >= start) {
        let begins = time.start.date();
        let days = std::iter::successors(Some(begins), |day| day.next_day());
        for day in days.take_while(|day| *day <= time.last_day() && *day < end).filter(|day| *day >= start) {
            let clock = match time.start {
                When::Clock(at) if day == begins => Some(format!("{:02}:{:02}", at.hour(), at.minute())),
                _ => None,
            };
            let entry = CalendarEntry { link: page_link(inputs, id), time: clock, location: event.location.clone() };
            by_day.entry(day).or_default().push((time.start, entry));
        }
    }
}

fn month(
    inputs: &RenderInputs<'_>,
    first: Date,
    by_day: &mut BTreeMap<Date, Vec<(When, CalendarEntry)>>,
) -> CalendarMonth {
    let words = inputs.words;
    let number = u8::from(first.month());
    let title = words.filled(
        "calendar_month",
        &[("year", &first.year().to_string()), ("month", &number.to_string()), ("name", &first.month().to_string())],
    );
    let before = usize::from(first.weekday().number_days_from_monday());
    let mut cells: Vec<CalendarDay> = (0..before).map(|_| CalendarDay::default()).collect();
    let mut filled = false;
    let days = std::iter::successors(Some(first), |day| day.next_day());
    for day in days.take_while(|day| (day.year(), day.month()) == (first.year(), first.month())) {
        let entries: Vec<CalendarEntry> =
            by_day.remove(&day).unwrap_or_default().into_iter().map(|(_, entry)| entry).collect();
        filled |= !entries.is_empty();
        let weekday = WEEKDAYS[usize::from(day.weekday().number_days_from_monday())];
        cells.push(CalendarDay {
            number: day.day(),
            date: format_date(day),
            weekday: words.get(weekday).to_owned(),
            entries,
        });
    }
    while !cells.len().is_multiple_of(7) {
        cells.push(CalendarDay::default());
    }
    let weeks = cells.chunks(7).map(<[CalendarDay]>::to_vec).collect();
    let weekdays = WEEKDAYS.iter().map(|key| words.get(key).to_owned()).collect();
    CalendarMonth { title, id: format!("m{}-{number:02}", first.year()), weekdays, weeks, filled }
}

const WEEKDAYS: [&str; 7] =
    ["weekday_mo", "weekday_tu", "weekday_we", "weekday_th", "weekday_fr", "weekday_sa", "weekday_su"];
