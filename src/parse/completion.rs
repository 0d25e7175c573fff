//! What a policy text says of itself stands in for front matter that is missing, where it is certain.

use time::{Date, Duration};

use super::front_matter::Head;
use super::policy::{self, Event, Until, When};
use crate::content::{Details, Moment, NodeType, Policy, Spanned};
use crate::diagnostics::Diagnostic;

/// Fills in what header, signature and last article of `page` say.
pub(super) fn complete(head: &mut Head, page: &policy::PolicyPage, found: &mut Vec<Diagnostic>) {
    let Details::Policy(details) = &mut head.details else { return };
    if head.meta.subtitle.is_none() {
        head.meta.subtitle.clone_from(&page.part);
    }
    if details.history.is_empty() {
        details.history = page.history.iter().map(|event| event.value.clone()).collect();
    }
    match &mut details.doc_no {
        Some(given) => given.value = policy::doc_no(&given.value, &given.span).drain_into(found),
        None => details.doc_no = page.doc_no.clone().or_else(|| order(page)),
    }
    if details.signed_on.is_none() {
        details.signed_on.clone_from(&page.signed_on);
    }
    if details.issuers.is_empty() {
        details.issuers.clone_from(&page.issuers);
    }
    if details.adopted_on.is_none() {
        details.adopted_on = adopted(page);
    }
    effective(details, page);
    validity(details, page);
    details.repeals.clone_from(&page.commencement.repeals);
    details.amends_said.clone_from(&page.commencement.amends);
    if head.meta.published_at.is_none() {
        let last = page.history.iter().rev().find_map(|e| Some((e.value.date?, e.span.clone())));
        let published = details.signed_on.as_ref().map(|d| (d.value, d.span.clone())).or(last);
        head.meta.published_at = published.map(|(date, span)| Spanned { value: Moment::day(date), span });
    }
}

/// The number of the order that made the text known, if the header names only one: 某政府令第12号公布.
fn order(page: &policy::PolicyPage) -> Option<Spanned<String>> {
    let published = page.history.iter().filter(|event| ["公布", "发布"].iter().any(|name| happened(event, name)));
    let orders = published.filter_map(|event| Some((event.value.by.as_deref()?, &event.span)));
    let mut orders = orders.filter(|(by, _)| policy::is_order(by));
    let (number, span) = orders.next()?;
    orders.next().is_none().then(|| Spanned { value: number.to_owned(), span: span.clone() })
}

/// The day on which the text was first adopted. A law that was amended twelve times was adopted once; its amendments
/// were adopted too, by name.
fn adopted(page: &policy::PolicyPage) -> Option<Spanned<Date>> {
    page.history.iter().find_map(|e| {
        let names = |text: &str| text.contains("修正案") || text.contains("关于修改") || text.contains("通过的《");
        let amendment = e.value.by.as_deref().is_some_and(names) || names(&e.value.event);
        let date = e.value.date.filter(|_| e.value.event.contains("通过") && !amendment)?;
        Some(Spanned { value: date, span: e.span.clone() })
    })
}

/// The newest day that the header names.
fn newest(page: &policy::PolicyPage) -> Option<Date> {
    page.history.iter().filter_map(|e| e.value.date).max()
}

/// Whether an event is of this name, whatever was adopted may be called: 通过的《关于公布…的决定》.
fn happened(event: &Spanned<crate::content::HistoryEvent>, name: &str) -> bool {
    event.value.event.split('《').next().is_some_and(|said| said.contains(name))
}

/// What the header says of the newest version: what happened first says nothing of one that was revised later.
fn newest_event(page: &policy::PolicyPage, names: &[&str]) -> Option<Spanned<Date>> {
    let newest = newest(page);
    let mut events =
        page.history.iter().filter(|e| e.value.date >= newest && names.iter().any(|name| happened(e, name)));
    events.find_map(|e| Some(Spanned { value: e.value.date?, span: e.span.clone() }))
}

fn effective(details: &mut Policy, page: &policy::PolicyPage) {
    if details.effective_on.is_some() {
        return;
    }
    details.effective_on = newest_event(page, &["施行"]);
    let (None, Some((when, said))) = (&details.effective_on, &page.commencement.from) else { return };
    let signed = details.signed_on.as_ref().map(|d| d.value);
    let known = |event: Event| match event {
        Event::Published => {
            newest_event(page, &["公布", "发布"]).map(|d| d.value).or(signed.filter(|_| page.history.is_empty()))
        }
        Event::Issued => signed.filter(|_| page.history.is_empty()),
        Event::Adopted => newest_event(page, &["通过"]).map(|d| d.value),
    };
    let day = when.day(known).filter(|day| match when {
        // The last article of a text that was amended later still says from when its first version counted.
        When::Day(_) => newest(page).or(signed).map_or_else(|| !was_amended(page), |newest| *day >= newest),
        When::On(_) | When::After(..) => true,
    });
    if let Some(value) = day {
        details.effective_on = Some(Spanned { value, span: said.span.clone() });
        details.effective_said = Some(said.clone());
    }
}

/// Whether what stands above the first article speaks of amendments, in words that are no lines of history.
fn was_amended(page: &policy::PolicyPage) -> bool {
    let nodes = page.body.policy.as_ref().map(|text| text.nodes.get());
    let above = nodes.iter().flat_map(|nodes| nodes.iter().take(8));
    let paragraphs = above.flat_map(|node| std::iter::once(node).chain(node.children.iter().take(8)));
    paragraphs
        .filter(|node| node.kind == NodeType::Paragraph && !node.anchor.contains("art-"))
        .any(|node| node.text.contains("修正") || node.text.contains("修订"))
}

fn validity(details: &mut Policy, page: &policy::PolicyPage) {
    let (None, Some((until, said))) = (&details.valid_until, &page.commencement.until) else { return };
    let effective = details.effective_on.as_ref().map(|d| d.value);
    let last = match until {
        Until::Day(day) => Some(*day).filter(|day| effective.is_none_or(|from| from <= *day)),
        Until::Months(months) => effective.and_then(|from| after(from, *months)),
    };
    if let Some(value) = last {
        details.valid_until = Some(Spanned { value, span: said.span.clone() });
        details.valid_said = Some(said.clone());
    }
}

/// The last day of `months` that begin on `from`.
pub(crate) fn after(from: Date, months: i32) -> Option<Date> {
    let first = |months: i32| {
        let month = time::Month::try_from(u8::try_from(months.rem_euclid(12) + 1).ok()?).ok()?;
        Some((months.div_euclid(12), month))
    };
    let end = from.year() * 12 + i32::from(u8::from(from.month())) - 1 + months;
    let (year, month) = first(end)?;
    // A year from 29 February ends on 28 February.
    let next = Date::from_calendar_date(year, month, from.day()).ok().or_else(|| {
        let (year, month) = first(end + 1)?;
        Date::from_calendar_date(year, month, 1).ok()
    })?;
    next.checked_sub(Duration::DAY)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use time::macros::date;

    use crate::content::{Details, Kind, Policy};
    use crate::parse::cascade::Cascade;
    use crate::parse::markdown::RawHtml;
    use crate::parse::{ParseOptions, parse};

    fn read(text: &str) -> Policy {
        let options = ParseOptions { kind: Kind::Policy, cascade: Cascade::default(), raw_html: RawHtml::default() };
        let path: Arc<str> = "a.md".into();
        let draft = parse(&path, &path, text, &options).value.draft.expect("a page");
        match &draft.details {
            Details::Policy(policy) => policy.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn effective(text: &str) -> Option<time::Date> {
        read(text).effective_on.map(|d| d.value)
    }

    #[test]
    fn the_last_article_says_from_when_a_text_counts() {
        let text = "# 某条例\n\n2026年11月1日 某会通过\n\n<!-- INFO END -->\n\n第一条　甲。\n\n第二条　本条例自2027年1月1日起施行。\n";
        let policy = read(text);
        assert_eq!(policy.effective_on.map(|d| d.value), Some(date!(2027 - 01 - 01)));
        let said = policy.effective_said.expect("a sentence");
        assert_eq!((said.sentence.as_str(), said.place.as_str()), ("本条例自2027年1月1日起施行。", "第二条"));
        assert_eq!(said.anchor, "art-2-p1");
        assert_eq!(
            effective("# 办法\n\n2026年3月1日 某局公布\n\n第一条 本办法自公布之日起施行。\n"),
            Some(date!(2026 - 03 - 01))
        );
        // The day of publication is not counted, and thirty days are over first.
        assert_eq!(
            effective("# 办法\n\n2026年3月1日 某局公布\n\n第一条 本办法自公布之日起30日后施行。\n"),
            Some(date!(2026 - 04 - 01))
        );
        assert_eq!(
            effective("# 通知\n\n本通知自印发之日起施行。\n\n某办公室\n\n2026年3月1日\n"),
            Some(date!(2026 - 03 - 01))
        );
    }

    #[test]
    fn a_version_that_was_amended_later_keeps_its_own_day() {
        let text = "# 某法\n\n1979年7月1日 某会通过\n\n2023年12月29日 某会《某法修正案（十二）》通过\n\n<!-- INFO END -->\n\n第一条　本法自1980年1月1日起施行。\n";
        let policy = read(text);
        assert_eq!(policy.effective_on, None);
        assert_eq!(policy.adopted_on.map(|d| d.value), Some(date!(1979 - 07 - 01)));
    }

    #[test]
    fn a_text_says_until_when_it_counts() {
        let policy = read("---\ntitle: 办法\n---\n第一条 本办法自2024年2月29日起施行，有效期五年。\n");
        assert_eq!(policy.valid_until.map(|d| d.value), Some(date!(2029 - 02 - 28)));
        let policy = read("---\ntitle: 办法\n---\n第一条 本办法自2024年1月1日起施行，有效期至2025年12月31日。\n");
        assert_eq!(policy.valid_until.map(|d| d.value), Some(date!(2025 - 12 - 31)));
        // What the editor writes is not overwritten.
        let policy = read("---\ntitle: 办法\neffective_on: 2024-05-01\n---\n第一条 本办法自2024年1月1日起施行。\n");
        assert_eq!(policy.effective_on.map(|d| d.value), Some(date!(2024 - 05 - 01)));
        assert_eq!(policy.effective_said, None);
    }
}
