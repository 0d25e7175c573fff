//! Policy texts as their template sees them.

use std::collections::HashSet;

use time::Date;

use super::context::RenderInputs;
use super::pages::page_link;
use super::reads::Seen;
use super::view::{BannerView, CitedBy, Link, PolicyRow, PolicyView, ReasonView, StatusView, VersionView};
use super::{Words, library};
use crate::content::{Details, Policy, Spanned, Status, format_date, quoted};
use crate::link::policy::{CitedPlace, StatusFacts, moved};
use crate::link::{PageId, Target};

/// The view of a policy text.
pub(super) fn view(inputs: &RenderInputs<'_>, id: PageId) -> PolicyView {
    let page = inputs.site.page(id);
    let Details::Policy(policy) = &page.draft.details else { return PolicyView::default() };
    PolicyView {
        letterhead: policy.letterhead.clone(),
        copies_to: policy.copies_to.clone(),
        printed: policy.printed.as_deref().map(printed),
        rows: rows(inputs.words, policy, &page.draft.meta.title.value),
        status: status_view(inputs, id),
        banners: banners(inputs, id),
        reasons: reasons(inputs, id),
        successor: successor(inputs, id),
        places: places(inputs, id),
        versions: versions(inputs, id),
        comparisons: comparisons(inputs, id),
        interpretations: interpretations(inputs, id),
        explained: explained(inputs, id),
        provisions: family(inputs, id).and_then(|members| super::provisions::url(inputs, members)),
        newest: family(inputs, id).is_some_and(|members| members.last() == Some(&id.0)),
        cited_by: cited_by(inputs, id),
        history: super::history::view(inputs, id, policy),
        part: super::context::part_of(page).map(str::to_owned),
        outline: super::pages::toc(&inputs.site.body(id).headings),
        citation: citation(&page.draft.meta.title.value, policy, inputs.config.language.starts_with("zh")),
    }
}

/// 示范单位办公室 2026年3月2日印发: who, and on which day.
fn printed(line: &str) -> (String, String) {
    match line.trim().rsplit_once(char::is_whitespace) {
        Some((who, when)) => (who.trim().to_owned(), when.to_owned()),
        None => (line.trim().to_owned(), String::new()),
    }
}

/// How to cite the text as a whole: its number tells it from others, its day from other versions.
fn citation(title: &str, policy: &Policy, chinese: bool) -> String {
    let number = policy.doc_no.as_ref().map(|no| no.value.clone());
    let day = |date: &Option<Spanned<Date>>, words: &str| {
        let english = |d: &Spanned<Date>| {
            format!("{}{}", if words.is_empty() { "" } else { "in force from " }, format_date(d.value))
        };
        if !chinese {
            return date.as_ref().map(english);
        }
        date.as_ref().map(|d| format!("{}年{}月{}日{words}", d.value.year(), u8::from(d.value.month()), d.value.day()))
    };
    let when = day(&policy.effective_on, "起施行").or_else(|| day(&policy.signed_on, ""));
    let known: Vec<String> = number.into_iter().chain(when).collect();
    let known = match (known.is_empty(), chinese) {
        (true, _) => String::new(),
        (false, true) => format!("（{}）", known.join("，")),
        (false, false) => format!(" ({})", known.join(", ")),
    };
    format!("{}{known}", quoted(title))
}

fn rows(words: &Words, policy: &Policy, title: &str) -> Vec<PolicyRow> {
    let plain = |text: &str| vec![Link { title: text.to_owned(), ..Link::default() }];
    let listed = |facet: library::Facet, text: &str| {
        vec![Link { title: text.to_owned(), url: library::url(facet, text), external: false }]
    };
    let day = |date: &Option<Spanned<Date>>| date.as_ref().map(|d| plain(&format_date(d.value)));
    let issuers: Vec<Link> = policy.issuers.iter().flat_map(|i| listed(library::Facet::Issuer, i)).collect();
    [
        ("policy_name", Some(plain(title))),
        ("index_no", policy.index_no.as_deref().map(plain)),
        ("doc_no", policy.doc_no.as_ref().map(|no| plain(&no.value))),
        ("doc_type", policy.doc_type.as_deref().map(|t| listed(library::Facet::Type, t))),
        ("issuer", (!issuers.is_empty()).then_some(issuers)),
        ("subject", policy.subject.as_deref().map(|s| listed(library::Facet::Subject, s))),
        ("signed_on", day(&policy.signed_on)),
        ("adopted_on", day(&policy.adopted_on)),
        ("effective_on", day(&policy.effective_on)),
        ("valid_until", day(&policy.valid_until)),
        ("repealed_on", day(&policy.repealed_on)),
    ]
    .into_iter()
    .filter_map(|(label, values)| {
        Some(PolicyRow { name: label.to_owned(), label: words.get(label).to_owned(), values: values? })
    })
    .collect()
}

/// What the head of a policy says of it besides its title, number and issuers, and its 沿革, as readers see it.
pub(super) fn facts(words: &Words, policy: &Policy) -> Vec<String> {
    let known = ["policy_name", "doc_no", "issuer"];
    let mut lines: Vec<String> = rows(words, policy, "")
        .into_iter()
        .filter(|row| !known.contains(&row.name.as_str()))
        .flat_map(|row| row.values.into_iter().map(|value| value.title))
        .collect();
    lines.extend([&policy.letterhead, &policy.copies_to, &policy.printed].into_iter().flatten().cloned());
    lines.extend(policy.history.iter().map(|event| {
        let date = event.date.map(format_date).unwrap_or_default();
        let by = event.by.clone().unwrap_or_default();
        [date, by, event.event.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }));
    lines
}

/// 时效性 of a text, and what it rests on.
pub(super) fn status_view(inputs: &RenderInputs<'_>, id: PageId) -> StatusView {
    inputs.site.status(id).map(|facts| status_of(inputs.words, facts)).unwrap_or_default()
}

fn status_of(words: &Words, facts: &StatusFacts) -> StatusView {
    StatusView {
        name: facts.status.name().to_owned(),
        label: words.get(&format!("status_{}", facts.status.name())).to_owned(),
        effective_on: facts.effective_on.map(format_date),
        valid_until: facts.valid_until.map(format_date),
        repealed_on: facts.repealed_on.map(format_date),
        amended_on: facts.amended_on.map(format_date),
    }
}

/// What a reader must know before reading: that the text does not count, and what counts instead.
fn banners(inputs: &RenderInputs<'_>, id: PageId) -> Vec<BannerView> {
    let site = inputs.site;
    let Some(facts) = site.policies(id).status.get(&id.0) else { return Vec::new() };
    // Without a day, what is said of the status has none either.
    let says = |key: &str, day: Option<Date>| match day {
        Some(day) => inputs.words.with(key, &format_date(day)),
        None => inputs.words.get(&format!("{key}_undated")).to_owned(),
    };
    let successor = successor(inputs, id);
    let mut banners = Vec::new();
    let mut push = |name: &str, text: String, link: Option<Link>| {
        banners.push(BannerView { name: name.to_owned(), text, link });
    };
    match facts.status {
        Status::Repealed => push("repealed", says("banner_repealed", facts.repealed_on), successor),
        Status::Expired => push("expired", says("banner_expired", facts.valid_until), successor),
        Status::NotYet => push("not_yet", says("banner_not_yet", facts.effective_on), None),
        Status::Amended => push("amended", says("banner_amended", facts.amended_on), successor),
        Status::InForce => {}
    }
    if let Some((by, day)) = facts.unconsolidated {
        let text = inputs.words.with("banner_unconsolidated", &format_date(day));
        push("unconsolidated", text, Some(page_link(inputs, PageId(by))));
    }
    let canonical = PageId(site.policies(id).canonical(id.0));
    let already = banners.iter().any(|b| b.link.as_ref().is_some_and(|l| l.url == site.name(canonical).url));
    if canonical != id && !already {
        let text = inputs.words.get("banner_older_version").to_owned();
        let link = Some(page_link(inputs, canonical));
        banners.push(BannerView { name: "older_version".to_owned(), text, link });
    }
    banners
}

/// What the texts themselves say of the status.
fn reasons(inputs: &RenderInputs<'_>, id: PageId) -> Vec<ReasonView> {
    let Some(facts) = inputs.site.status(id) else { return Vec::new() };
    let reason = |reason: &crate::link::policy::Reason| {
        let said = &reason.said;
        let name = inputs.site.name(PageId(reason.doc));
        let other = reason.doc != id.0;
        let whose = if other { quoted(name.title) } else { String::new() };
        let place = if other || !said.place.is_empty() { said.place.as_str() } else { "正文" };
        let link =
            Link { title: format!("{whose}{place}"), url: format!("{}#{}", name.url, said.anchor), external: false };
        ReasonView { sentence: said.sentence.clone(), link }
    };
    facts.reasons.iter().map(reason).collect()
}

fn successor(inputs: &RenderInputs<'_>, id: PageId) -> Option<Link> {
    let facts = inputs.site.policies(id).status.get(&id.0)?;
    facts.successor.map(|doc| page_link(inputs, PageId(doc)))
}

/// Where the articles of an older version stand in the current one, or in the one that is going to be.
fn places(inputs: &RenderInputs<'_>, id: PageId) -> String {
    let policies = inputs.site.policies(id);
    let canonical = policies.canonical(id.0);
    let next = policies.status.get(&id.0).and_then(|facts| facts.successor);
    let later = if canonical == id.0 { next } else { Some(canonical) };
    let family = policies.family_of.get(&id.0);
    let current = later.filter(|doc| family.is_some() && policies.family_of.get(doc) == family);
    let Some(current) = current.map(PageId) else { return String::new() };
    let text = |id: PageId| inputs.site.body(id).policy.as_deref();
    let (Some(old), Some(new)) = (text(id), text(current)) else { return String::new() };
    let places = moved((id.0, old), (current.0, new), inputs.pairings)
        .into_iter()
        .map(|(old, new)| format!("{old}:{}", new.unwrap_or_default()));
    places.collect::<Vec<_>>().join(" ")
}

fn versions(inputs: &RenderInputs<'_>, id: PageId) -> Vec<VersionView> {
    let policies = inputs.site.policies(id);
    let Some(family) = policies.family_of.get(&id.0).map(|f| &policies.families[*f]) else { return Vec::new() };
    if family.members.len() < 2 {
        return Vec::new();
    }
    family
        .members
        .iter()
        .map(|doc| {
            let link = page_link(inputs, PageId(*doc));
            VersionView {
                title: link.title,
                url: link.url,
                date: version_date(inputs, PageId(*doc)),
                status: status_view(inputs, PageId(*doc)),
                current_page: *doc == id.0,
                canonical: family.in_force == Some(*doc),
            }
        })
        .collect()
}

/// The day that tells a version from the others.
pub(super) fn version_date(inputs: &RenderInputs<'_>, id: PageId) -> Option<String> {
    let page = inputs.site.page(id);
    let Details::Policy(policy) = &page.draft.details else { return None };
    let day = |date: &Option<Spanned<Date>>| date.as_ref().map(|d| d.value);
    // A text that was amended many times was adopted long before this version of it.
    let newest = policy.history.iter().filter_map(|event| event.date).max();
    day(&policy.effective_on)
        .or_else(|| newest.max(day(&policy.adopted_on)))
        .or_else(|| day(&policy.signed_on))
        .or_else(|| page.draft.meta.published_at.as_ref().map(|at| at.value.date()))
        .map(format_date)
}

/// Links to the comparisons with the version before and after.
fn comparisons(inputs: &RenderInputs<'_>, id: PageId) -> Vec<Link> {
    inputs
        .site
        .policies(id)
        .neighbours_of(id.0)
        .map(|(old, new)| {
            let title = inputs.words.get(if new == id.0 { "compare_previous" } else { "compare_next" });
            Link {
                title: title.to_owned(),
                url: super::compare::url(inputs, PageId(old), PageId(new)),
                external: false,
            }
        })
        .collect()
}

/// Pages that explain the text, by `interprets` of theirs.
fn interpretations(inputs: &RenderInputs<'_>, id: PageId) -> Vec<super::view::Card> {
    inputs.site.interpreted_by(id).iter().map(|other| inputs.card(*other)).collect()
}

/// Explanations, cases and answers that name one article of the text (`interprets: x.md#art-7`), in its order.
fn explained(inputs: &RenderInputs<'_>, id: PageId) -> Vec<CitedBy> {
    let mut by_place: Vec<(String, Vec<Link>)> = Vec::new();
    for other in inputs.site.interpreted_by(id) {
        for reference in inputs.site.page(*other).draft.details.interprets() {
            let Some(Target::Page { id: target, anchor: Some(anchor) }) = inputs.site.target(*other, &reference.value)
            else {
                continue;
            };
            if *target != id {
                continue;
            }
            let link = page_link(inputs, *other);
            match by_place.iter_mut().find(|(place, _)| place == anchor) {
                Some((_, links)) => links.push(link),
                None => by_place.push((anchor.clone(), vec![link])),
            }
        }
    }
    if by_place.is_empty() {
        return Vec::new();
    }
    let body = inputs.site.body(id);
    let place = |anchor: &str| body.anchors.iter().position(|known| known == anchor).unwrap_or(usize::MAX);
    by_place.sort_by_cached_key(|(anchor, _)| place(anchor));
    let places = super::anchors::Places::of(body);
    let view = by_place.into_iter().map(|(anchor, links)| CitedBy {
        label: places.label(&anchor).unwrap_or_default(),
        anchor,
        links,
    });
    view.collect()
}

/// The versions of the text, oldest first.
fn family<'a>(inputs: &RenderInputs<'a>, id: PageId) -> Option<&'a [usize]> {
    let policies = inputs.site.policies(id);
    policies.family_of.get(&id.0).map(|family| policies.families[*family].members.as_slice())
}

fn cited_by(inputs: &RenderInputs<'_>, id: PageId) -> Vec<CitedBy> {
    let site = inputs.site;
    let Some(places) = site.policies(id).cited_by.get(&id.0) else { return Vec::new() };
    let named = super::anchors::Places::of(site.body(id));
    places
        .iter()
        .map(|place| CitedBy {
            anchor: place.anchor.clone(),
            label: named.label(&place.anchor).unwrap_or_default(),
            links: citing_links(site, id, place),
        })
        .collect()
}

/// Places that cite, each name once: two paragraphs of one article that cite the same read alike. A code cites itself most of
/// all; its own articles need neither its address nor its name.
fn citing_links(site: Seen<'_>, id: PageId, place: &CitedPlace) -> Vec<Link> {
    let mut named = HashSet::new();
    let links = place.links.iter().filter(|link| named.insert((link.doc, &link.place)));
    let view = links.map(|link| {
        let name = site.name(PageId(link.doc));
        let within = if link.within.is_empty() { String::new() } else { format!("#{}", link.within) };
        if link.doc == id.0 && !within.is_empty() && !link.place.is_empty() {
            return Link { title: link.place.clone(), url: within, external: false };
        }
        Link {
            title: format!("{}{}", quoted(name.title), link.place),
            url: format!("{}{within}", name.url),
            external: false,
        }
    });
    view.collect()
}

/// A citation as the page links it.
pub(super) struct CiteLink {
    /// Relative to the root, or `#anchor` on the page itself.
    pub(super) url: String,
    /// What it leads to, in words.
    pub(super) title: String,
    /// How many bytes of the citation's words stand before the link.
    pub(super) skip: usize,
    /// The day of the version that it leads to, if that is younger than the page.
    pub(super) later: Option<String>,
}

/// Where citation `index` of page `id` leads.
pub(super) fn cite_link(inputs: &RenderInputs<'_>, id: PageId, index: usize) -> Option<CiteLink> {
    let policies = inputs.site.policies(id);
    if let Some(abroad) = policies.abroad(id.0, index) {
        let later = abroad.later.map(format_date);
        let title = format!("{}{}（{}）", quoted(&abroad.title), abroad.place, abroad.portal);
        return Some(CiteLink { url: abroad.url.clone(), title, skip: abroad.skip, later });
    }
    let target = policies.target(id.0, index)?;
    let page = inputs.site.name(PageId(target.doc));
    let later = target.later.map(format_date);
    let note = later.as_ref().map(|day| format!("（本文引用的是更早的版本，这里是{day}的版本，条文可能不同）"));
    let title = format!("{}{}{}", quoted(page.title), target.place, note.unwrap_or_default());
    let url = match &target.anchor {
        Some(anchor) if target.doc == id.0 => format!("#{anchor}"),
        Some(anchor) => format!("{}#{anchor}", page.url),
        None if target.doc == id.0 => return None,
        None => page.url.to_owned(),
    };
    Some(CiteLink { url, title, skip: target.skip, later })
}
