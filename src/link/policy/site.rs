//! The pages of a site as [`PolicyDoc`]s.

use super::PolicyDoc;
use crate::content::{Details, Reference};
use crate::link::{PageId, Pages};

/// Every page of `site`; a document's index is its page's.
pub fn documents(site: &Pages) -> Vec<PolicyDoc<'_>> {
    site.iter()
        .map(|(id, page)| {
            let draft = &page.draft;
            let policy = match &draft.details {
                Details::Policy(policy) => Some(policy),
                _ => None,
            };
            let pages = |references: Option<&Vec<Reference>>| named(site, id, references);
            let text = draft.body.policy.as_deref();
            PolicyDoc {
                draft: Some(draft),
                path: &draft.path,
                url: &page.url,
                title: &draft.meta.title.value,
                span: draft.meta.title.span.clone(),
                part: draft.part().filter(|_| policy.is_some()),
                policy,
                text: text.filter(|_| policy.is_some()),
                citations: text.map_or(&draft.body.citations, |text| &text.citations),
                published: draft.meta.published_at.as_ref().map(|at| at.value.date()),
                supersedes: pages(policy.map(|p| &p.supersedes)),
                superseded_by: pages(policy.map(|p| &p.superseded_by)),
                amends: pages(policy.map(|p| &p.amends)),
            }
        })
        .collect()
}

/// The policies that `references` on page `id` name.
fn named(site: &Pages, id: PageId, references: Option<&Vec<Reference>>) -> Vec<usize> {
    references
        .into_iter()
        .flatten()
        .filter_map(|reference| site.target_page(id, &reference.value))
        .filter(|target| matches!(site.page(*target).draft.details, Details::Policy(_)))
        .map(|target| target.0)
        .collect()
}
