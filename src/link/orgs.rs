//! Which organisation each one is part of.

use std::collections::BTreeSet;

use super::{PageId, Pages, faults};
use crate::content::{Details, Kind, Reference};
use crate::diagnostics::Diagnostic;

/// Reports organisations that are part of something else than an organisation, or of themselves.
pub(super) fn check(site: &Pages, diagnostics: &mut Vec<Diagnostic>) {
    let mut in_circle: BTreeSet<PageId> = BTreeSet::new();
    for (id, _) in site.iter() {
        let Some((parent, reference)) = parent(site, id) else { continue };
        if site.page(parent).draft.kind != Kind::Org {
            diagnostics.push(faults::parent_no_org(reference, site.page(parent)));
        } else if !in_circle.contains(&id) {
            let above = above(site, id);
            if above.last() == Some(&id) {
                diagnostics.push(faults::org_circle(reference, above.iter().map(|id| site.page(*id))));
                in_circle.extend(above);
            }
        }
    }
}

fn parent(site: &Pages, id: PageId) -> Option<(PageId, &Reference)> {
    let Details::Org(org) = &site.page(id).draft.details else { return None };
    let reference = org.parent.as_ref()?;
    Some((site.target_page(id, &reference.value)?, reference))
}

/// What `id` is part of, nearest first, up to where it comes round.
fn above(site: &Pages, id: PageId) -> Vec<PageId> {
    let mut chain = Vec::new();
    let mut at = id;
    while let Some((parent, _)) = parent(site, at) {
        if chain.contains(&parent) {
            break;
        }
        chain.push(parent);
        at = parent;
    }
    chain
}
