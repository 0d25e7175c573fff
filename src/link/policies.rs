//! The pages of a site as policy texts and as what cites them.

use std::collections::BTreeMap;

use super::policy::{PolicyDoc, PolicyLinks, citations_json, link_policies};
use super::{Page, PageId, Site};
use crate::content::{Citation, Details, Policy, Reference};
use crate::diagnostics::Diagnostic;

/// Finds out what the site's policy texts are to each other. Documents are numbered as the pages are.
pub(super) fn relate(
    site: &Site,
    aliases: &BTreeMap<String, String>,
    as_of: time::Date,
    found: &mut Vec<Diagnostic>,
) -> (PolicyLinks, Option<String>) {
    let is_policy = |page: &Page| matches!(page.draft.details, Details::Policy(_));
    if !site.pages.iter().any(is_policy) {
        return (PolicyLinks::default(), None);
    }
    let docs: Vec<PolicyDoc<'_>> = site.iter().map(|(id, page)| document(site, id, page)).collect();
    let links = link_policies(&docs, aliases, as_of).drain_into(found);
    let graph = citations_json(&docs, &links);
    (links, Some(graph))
}

fn document<'a>(site: &'a Site, id: PageId, page: &'a Page) -> PolicyDoc<'a> {
    let policy: Option<&Policy> = match &page.draft.details {
        Details::Policy(policy) => Some(policy),
        _ => None,
    };
    let named = |references: fn(&Policy) -> &Vec<Reference>| -> Vec<usize> {
        let all = policy.map(references).into_iter().flatten();
        all.filter_map(|r| site.target_page(id, &r.value)).map(|page| page.0).collect()
    };
    PolicyDoc {
        path: &page.draft.path,
        url: &page.url,
        title: &page.draft.meta.title.value,
        span: page.draft.meta.title.span.clone(),
        policy,
        text: page.draft.body.policy.as_deref(),
        citations: citations(page),
        published: page.draft.meta.published_at.as_ref().map(|at| at.value.date()),
        supersedes: named(|p| &p.supersedes),
        superseded_by: named(|p| &p.superseded_by),
        amends: named(|p| &p.amends),
    }
}

/// What a page cites, in the order of the holes of its body.
fn citations(page: &Page) -> &[Citation] {
    match &page.draft.body.policy {
        Some(policy) => &policy.citations,
        None => &page.draft.body.citations,
    }
}
