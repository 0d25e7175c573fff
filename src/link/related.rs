//! Pages that go together: those the editor names, then those that share topics and keywords.

use std::collections::BTreeMap;

use super::{PageId, Site, Term};

/// How many related pages are shown.
const MOST: usize = 6;
/// A keyword that half the site has relates nothing, and pairing all its pages would be quadratic.
const COMMON: usize = 200;

/// Fills in `related` of every page.
pub(super) fn relate(site: &mut Site) {
    let mut scores: Vec<BTreeMap<PageId, u32>> = vec![BTreeMap::new(); site.pages.len()];
    score(&site.lists.topics.terms, 3, &mut scores);
    score(&site.lists.keywords.terms, 2, &mut scores);
    let mut found: Vec<Vec<PageId>> = Vec::with_capacity(site.pages.len());
    for (id, page) in site.iter() {
        let mut related: Vec<PageId> = Vec::new();
        for reference in &page.draft.meta.related {
            if let Some(other) = site.target_page(id, &reference.value)
                && other != id
                && !related.contains(&other)
            {
                related.push(other);
            }
        }
        let mut shared: Vec<(PageId, u32)> = scores[id.0].iter().map(|(other, score)| (*other, *score)).collect();
        shared.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| newer_first(site, a.0, b.0)));
        for (other, _) in shared {
            if related.len() >= MOST {
                break;
            }
            if !related.contains(&other) {
                related.push(other);
            }
        }
        found.push(related);
    }
    for (page, related) in site.pages.iter_mut().zip(found) {
        page.related = related;
    }
}

fn score(terms: &[Term], weight: u32, scores: &mut [BTreeMap<PageId, u32>]) {
    for term in terms.iter().filter(|t| t.pages.len() <= COMMON) {
        for a in &term.pages {
            for b in term.pages.iter().filter(|b| *b != a) {
                *scores[a.0].entry(*b).or_default() += weight;
            }
        }
    }
}

fn newer_first(site: &Site, a: PageId, b: PageId) -> std::cmp::Ordering {
    let date = |id: PageId| site.page(id).draft.meta.published_at.as_ref().map(|at| at.value);
    date(b).cmp(&date(a)).then(a.cmp(&b))
}
