//! The calendar page, the files that calendars subscribe to, and the tree of offices.

use std::collections::BTreeMap;

use crate::support::Site;

/// A page without the quotation marks that shrinking may take away.
fn bare(portal: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8_lossy(&portal[path]).replace('"', "")
}

fn build(site: &Site, day: &str) -> BTreeMap<String, Vec<u8>> {
    site.publish(&["--as-of", day])
}

/// The part of the page from one day of the calendar to the next.
fn day<'a>(page: &'a str, day: &str) -> &'a str {
    let start = page.find(&format!("data-day={day}")).unwrap_or_else(|| panic!("no {day} in {page}"));
    let rest = &page[start..];
    &rest[..rest[1..].find("data-day=").map_or(rest.len(), |end| end + 1)]
}

fn events() -> Site {
    let site = Site::small();
    let event = |name: &str, text: &str| {
        site.write(&format!("content/hd/{name}.md"), format!("---\nkind: event\n{text}---\n"));
    };
    site.write("content/hd/_index.md", "---\ntitle: 活动\n---\n");
    event("weekly", "title: 夜读会\nstart: 2026-05-07 19:00\nrecurrence: FREQ=WEEKLY;COUNT=5\nlocation: 书屋\n");
    event("fair", "title: 书市\nstart: 2026-05-30\nend: 2026-06-01\n");
    event("past", "title: 去年的会\nstart: 2025-03-01\n");
    site
}

#[test]
fn every_time_of_an_event_stands_on_its_day() {
    let portal = build(&events(), "2026-05-10");
    let page = bare(&portal, "event-calendar/index.html");
    for shown in ["2026-05-07", "2026-05-14", "2026-05-28", "2026-06-04"] {
        assert!(day(&page, shown).contains("19:00") && day(&page, shown).contains("夜读会"), "{shown}: {page}");
    }
    for shown in ["2026-05-30", "2026-05-31", "2026-06-01"] {
        assert!(day(&page, shown).contains("书市"), "{shown}");
    }
    assert!(!day(&page, "2026-06-11").contains("夜读会"), "it was held five times");
    assert!(!page.contains("2026-07-01"), "months behind the last event are left out");
    assert!(!page.contains("去年的会"));
    let ics = String::from_utf8_lossy(&portal["calendar.ics"]).into_owned();
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), 3, "{ics}");
    assert_eq!((ics.matches("BEGIN:VTIMEZONE").count(), ics.matches("BEGIN:VCALENDAR").count()), (1, 1), "{ics}");
    assert!(String::from_utf8_lossy(&portal["hd/calendar.ics"]).contains("X-WR-CALNAME:活动\r\n"));
    assert!(bare(&portal, "hd/index.html").contains("href=../hd/calendar.ics"));
}

#[test]
fn after_the_last_event_the_month_says_that_there_is_nothing() {
    let page = bare(&build(&events(), "2026-09-10"), "event-calendar/index.html");
    assert!(page.contains("2026年9月") && page.contains("本月没有安排") && !page.contains("夜读会"), "{page}");
    let none = Site::small().publish(&[]);
    assert!(!none.contains_key("event-calendar/index.html") && !none.contains_key("calendar.ics"));
}

#[test]
fn a_folder_of_offices_is_a_tree() {
    let site = Site::small();
    site.write("content/jg/_index.md", "---\ntitle: 机构\n---\n");
    site.write("content/jg/a.md", "---\ntitle: 中心\nkind: org\n---\n");
    site.write("content/jg/b.md", "---\ntitle: 编辑组\nkind: org\nparent: a.md\nsummary: 编稿\n---\n");
    let page = bare(&site.publish(&[]), "jg/index.html");
    let tree = page.split("org-chart").nth(1).unwrap_or_else(|| panic!("{page}"));
    assert!(tree.contains("中心") && tree.contains("编辑组") && tree.contains("编稿"), "{tree}");
    // With anything else beside them, nothing may be hidden.
    site.write("content/jg/c.md", "---\ntitle: 值班表\n---\n\n正文\n");
    assert!(!bare(&site.publish(&[]), "jg/index.html").contains("org-chart"));
}
