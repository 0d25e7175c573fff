//! Pages that go together: those the editor names, then those that share topics and keywords.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Lists, PageId, Pages, Term};

/// How many related pages are shown.
const MOST: usize = 6;
/// A keyword that half the site has relates nothing, and pairing all its pages would be quadratic.
const COMMON: usize = 200;

/// For every page those that go together with it, best first.
pub(super) fn relate(site: &Pages, lists: &Lists) -> Vec<Vec<PageId>> {
    let terms = terms_of_pages(site, lists);
    terms.par_iter().enumerate().with_min_len(64).map(|(i, terms)| related(site, PageId(i), terms)).collect()
}

/// For every page the terms that relate it to others, and how much each counts.
fn terms_of_pages<'a>(site: &Pages, lists: &'a Lists) -> Vec<Vec<(&'a Term, u32)>> {
    let mut all = vec![Vec::new(); site.pages.len()];
    for (terms, weight) in [(&lists.topics.terms, 3), (&lists.keywords.terms, 2)] {
        for term in terms.iter().filter(|t| (2..=COMMON).contains(&t.pages.len())) {
            for page in &term.pages {
                all[page.0].push((term, weight));
            }
        }
    }
    all
}

fn related(site: &Pages, id: PageId, terms: &[(&Term, u32)]) -> Vec<PageId> {
    let mut related: Vec<PageId> = Vec::new();
    for reference in &site.page(id).draft.meta.related {
        if let Some(other) = site.target_page(id, &reference.value)
            && other != id
            && !related.contains(&other)
        {
            related.push(other);
        }
    }
    let mut scores: HashMap<PageId, u32> = HashMap::new();
    for (term, weight) in terms {
        for other in term.pages.iter().filter(|other| **other != id) {
            *scores.entry(*other).or_default() += weight;
        }
    }
    let mut shared: Vec<(PageId, u32)> = scores.into_iter().collect();
    // A total order: that of the map shows nowhere.
    shared.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| newer_first(site, a.0, b.0)));
    for (other, _) in shared {
        if related.len() >= MOST {
            break;
        }
        if !related.contains(&other) {
            related.push(other);
        }
    }
    related
}

fn newer_first(site: &Pages, a: PageId, b: PageId) -> std::cmp::Ordering {
    let date = |id: PageId| site.page(id).draft.meta.published_at.as_ref().map(|at| at.value);
    date(b).cmp(&date(a)).then(a.cmp(&b))
}
