//! Identity of a policy text in Akoma Ntoso: work, expression and manifestation (FRBR), life cycle and status.
//!
//! `/akn/cn/act/2024-01-01/guanli-banfa` is the work, which all versions share: it has the date and the address of the
//! oldest; `…/zho@2026-03-01` is the version that begins on that day.

use time::Date;

use super::xml::Xml;
use crate::content::{Details, HistoryEvent, Policy, format_date, slug};
use crate::link::{PageId, Site};

/// Who made the statements in `meta`.
const SOURCE: &str = "#shuyuan";
/// The date of a text that has none. The standard wants one, and no text is as old as this.
const UNDATED: Date = time::macros::date!(0001 - 01 - 01);

/// The addresses of a text.
pub(super) struct Uris {
    /// Of the text in all of its versions.
    work: String,
    /// Of this version.
    pub(super) expression: String,
    /// The first day of the work.
    begun: Date,
    /// The first day of this version.
    day: Date,
}

impl Uris {
    /// Of the text in all of its versions.
    pub(super) fn work(&self) -> &str {
        &self.work
    }

    pub(super) fn of(site: &Site, id: PageId) -> Self {
        let family = site.policies.family_of.get(&id.0).map(|family| &site.policies.families[*family]);
        let oldest = family.and_then(|family| family.members.first()).map_or(id, |first| PageId(*first));
        let (begun, day) = (begins(site, oldest), begins(site, id));
        let name = site.page(oldest).url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let work = format!("/akn/cn/act/{}/{name}", format_date(begun));
        let expression = format!("{work}/zho@{}", format_date(day));
        Self { work, expression, begun, day }
    }
}

/// The day from which a text counts: 施行, else 通过, 成文, the last day of its history, publication.
fn begins(site: &Site, id: PageId) -> Date {
    let page = site.page(id);
    let published = page.draft.meta.published_at.as_ref().map(|at| at.value.date());
    let Details::Policy(policy) = &page.draft.details else { return published.unwrap_or(UNDATED) };
    let stated = [&policy.effective_on, &policy.adopted_on, &policy.signed_on];
    stated
        .into_iter()
        .find_map(|day| day.as_ref().map(|d| d.value))
        .or_else(|| policy.history.iter().filter_map(|event| event.date).max())
        .or(published)
        .unwrap_or(UNDATED)
}

/// `<meta>` of the text `id`.
pub(super) fn meta(xml: &mut Xml, site: &Site, id: PageId, uris: &Uris) {
    let page = site.page(id);
    let none = Policy::default();
    let policy = match &page.draft.details {
        Details::Policy(policy) => policy,
        _ => &none,
    };
    xml.open("meta", &[]).line();
    identification(xml, uris, policy);
    lifecycle(xml, uris, policy);
    analysis(xml, site, id, uris);
    references(xml, uris, policy, &page.draft.meta.title.value);
    if let Some(facts) = site.policies.status.get(&id.0) {
        xml.open("proprietary", &[("source", SOURCE), ("xmlns:sy", "https://shuyuan.example/ns/1")]);
        xml.empty("sy:status", &[("value", facts.status.name()), ("showAs", facts.status.label())]);
        xml.close().line();
    }
    xml.close().line();
}

fn identification(xml: &mut Xml, uris: &Uris, policy: &Policy) {
    xml.open("identification", &[("source", SOURCE)]).line();
    let author =
        policy.issuers.first().map_or_else(|| "#editor".to_owned(), |issuer| format!("#{}", organisation(issuer)));
    let level = |xml: &mut Xml, name, uri: &str, day: Date, what: &str| {
        xml.open(name, &[]);
        xml.empty("FRBRthis", &[("value", &format!("{uri}/!main"))]);
        xml.empty("FRBRuri", &[("value", uri)]);
        xml.empty("FRBRdate", &[("date", &format_date(day)), ("name", what)]);
        xml.empty("FRBRauthor", &[("href", &author)]);
    };
    level(xml, "FRBRWork", &uris.work, uris.begun, "Generation");
    xml.empty("FRBRcountry", &[("value", "cn")]);
    if let Some(number) = &policy.doc_no {
        xml.empty("FRBRnumber", &[("value", &number.value)]);
    }
    xml.close().line();
    level(xml, "FRBRExpression", &uris.expression, uris.day, "Version");
    xml.empty("FRBRlanguage", &[("language", "zho")]).close().line();
    level(xml, "FRBRManifestation", &format!("{}.xml", uris.expression), uris.day, "Version");
    xml.empty("FRBRformat", &[("value", "application/akn+xml")]).close().line();
    xml.close().line();
}

/// What happened to the text: its history, and the days on which it begins and ends.
fn lifecycle(xml: &mut Xml, uris: &Uris, policy: &Policy) {
    let mut events: Vec<(Date, &str, String)> = policy.history.iter().filter_map(event).collect();
    if events.iter().all(|(_, kind, _)| *kind != "generation") {
        events.push((uris.begun, "generation", "generation".to_owned()));
    }
    for (day, name) in
        [(&policy.effective_on, "施行"), (&policy.repealed_on, "废止"), (&policy.valid_until, "有效期至")]
    {
        let kind = if name == "施行" { "generation" } else { "repeal" };
        events.extend(day.as_ref().map(|day| (day.value, kind, name.to_owned())));
    }
    events.sort();
    events.dedup_by(|a, b| (a.0, a.1) == (b.0, b.1));
    xml.open("lifecycle", &[("source", SOURCE)]);
    for (number, (day, kind, name)) in events.iter().enumerate() {
        let id = format!("e_{}", number + 1);
        let day = format_date(*day);
        xml.empty(
            "eventRef",
            &[
                ("eId", &id),
                ("date", &day),
                ("source", "#original"),
                ("type", kind),
                ("refersTo", &format!("#{}", term(name))),
            ],
        );
    }
    xml.close().line();
}

fn event(event: &HistoryEvent) -> Option<(Date, &'static str, String)> {
    let kind = match event.event.as_str() {
        "废止" => "repeal",
        name if name.contains('修') => "amendment",
        _ => "generation",
    };
    Some((event.date?, kind, event.event.clone()))
}

/// The texts that this one changes, as far as its editors say so.
fn analysis(xml: &mut Xml, site: &Site, id: PageId, uris: &Uris) {
    let page = site.page(id);
    let Details::Policy(policy) = &page.draft.details else { return };
    let amended: Vec<String> = policy
        .amends
        .iter()
        .filter_map(|reference| match page.targets.get(&reference.value) {
            Some(crate::link::Target::Page { id, .. }) => Some(Uris::of(site, *id).expression),
            _ => None,
        })
        .collect();
    if amended.is_empty() {
        return;
    }
    xml.open("analysis", &[("source", SOURCE)]).open("activeModifications", &[]);
    for (number, uri) in amended.iter().enumerate() {
        let id = format!("am_{}", number + 1);
        xml.open("textualMod", &[("eId", &id), ("type", "substitution")]);
        xml.empty("source", &[("href", &uris.expression)]).empty("destination", &[("href", uri)]).close();
    }
    xml.close().close().line();
}

fn references(xml: &mut Xml, uris: &Uris, policy: &Policy, title: &str) {
    xml.open("references", &[("source", SOURCE)]);
    xml.empty("original", &[("eId", "original"), ("href", &uris.work), ("showAs", title)]);
    xml.empty(
        "TLCOrganization",
        &[("eId", "shuyuan"), ("href", "/akn/ontology/organization/shuyuan"), ("showAs", "Shuyuan")],
    );
    if policy.issuers.is_empty() {
        xml.empty(
            "TLCOrganization",
            &[("eId", "editor"), ("href", "/akn/ontology/organization/editor"), ("showAs", "—")],
        );
    }
    let mut issuers: Vec<&String> = policy.issuers.iter().collect();
    issuers.sort();
    issuers.dedup();
    for issuer in issuers {
        let id = organisation(issuer);
        let href = format!("/akn/ontology/organization/cn/{id}");
        xml.empty("TLCOrganization", &[("eId", &id), ("href", &href), ("showAs", issuer)]);
    }
    let mut names: Vec<&str> = policy.history.iter().map(|event| event.event.as_str()).collect();
    names.extend(["generation", "施行", "废止", "有效期至"]);
    names.sort_unstable();
    names.dedup();
    for name in names {
        let id = term(name);
        let href = format!("/akn/ontology/event/{id}");
        xml.empty("TLCEvent", &[("eId", &id), ("href", &href), ("showAs", name)]);
    }
    xml.close().line();
}

/// `<meta>` of a text that stands behind another; `component` tells it from others there.
pub(super) fn annex_meta(xml: &mut Xml, uris: &Uris, component: &str) {
    xml.open("meta", &[]).open("identification", &[("source", SOURCE)]);
    let level = |xml: &mut Xml, name, uri: &str, day: Date, what: &str| {
        xml.open(name, &[]);
        xml.empty("FRBRthis", &[("value", &format!("{uri}/!{component}"))]);
        xml.empty("FRBRuri", &[("value", uri)]);
        xml.empty("FRBRdate", &[("date", &format_date(day)), ("name", what)]);
        xml.empty("FRBRauthor", &[("href", "#original")]);
    };
    level(xml, "FRBRWork", &uris.work, uris.begun, "Generation");
    xml.empty("FRBRcountry", &[("value", "cn")]).close();
    level(xml, "FRBRExpression", &uris.expression, uris.day, "Version");
    xml.empty("FRBRlanguage", &[("language", "zho")]).close();
    level(xml, "FRBRManifestation", &format!("{}.xml", uris.expression), uris.day, "Version");
    xml.empty("FRBRformat", &[("value", "application/akn+xml")]).close();
    xml.close().close().line();
}

/// The `eId` of an organisation.
fn organisation(name: &str) -> String {
    format!("org_{}", slug(name))
}

/// The `eId` of a kind of event.
fn term(name: &str) -> String {
    format!("event_{}", slug(name))
}
