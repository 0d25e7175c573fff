//! What goes wrong on a later day although nobody touches the site: two pages that will lie at one address, an organisation
//! whose parent has gone. A day may change what is shown, but never break a build, so this is reported today.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{LinkOptions, Pages, courses, faults, hang_together, policy, tree, visibility};
use crate::content::{Draft, Kind, Moment};
use crate::diagnostics::{Diagnostic, Severity};

/// So many days are looked at; who schedules more has the others told when they come nearer.
const DAYS: usize = 60;

/// The drafts of a site some of which become public, or cease to be, later.
pub(super) struct Later {
    drafts: Vec<Arc<Draft>>,
    moments: BTreeSet<Moment>,
}

impl Later {
    pub(super) fn of(drafts: &[Arc<Draft>], options: &LinkOptions) -> Self {
        // Who looks at drafts looks at what will never be published together.
        let dates = drafts
            .iter()
            .filter(|draft| !options.drafts && !draft.meta.draft)
            .flat_map(|draft| [&draft.meta.publish_at, &draft.meta.expire_at]);
        let moments: BTreeSet<Moment> =
            dates.flatten().map(|at| at.value).filter(|at| *at > options.as_of).take(10 * DAYS).collect();
        let drafts = if moments.is_empty() { Vec::new() } else { drafts.to_vec() };
        Self { drafts, moments }
    }

    /// Reports the errors of later days that today does not have.
    pub(super) fn check(self, files: &BTreeSet<Arc<str>>, options: &LinkOptions, diagnostics: &mut Vec<Diagnostic>) {
        for as_of in self.moments.iter().take(DAYS) {
            let then = LinkOptions { as_of: *as_of, ..options.clone() };
            for fault in errors(self.drafts.clone(), files, &then) {
                if !diagnostics.iter().any(|known| known.message == fault.message && known.span == fault.span) {
                    diagnostics.push(fault.hint(
                        format!("现在还没有这个问题，到 {as_of} 才会出现；那一天可能没有人来改，请现在就改。"),
                        format!("This is not so today but from {as_of} on; mend it now, for then nobody may be there."),
                    ));
                }
            }
        }
    }
}

fn errors(drafts: Vec<Arc<Draft>>, files: &BTreeSet<Arc<str>>, options: &LinkOptions) -> Vec<Diagnostic> {
    let scheduled_policies = drafts
        .iter()
        .any(|draft| draft.kind == Kind::Policy && (draft.meta.publish_at.is_some() || draft.meta.expire_at.is_some()));
    let split = visibility::split(drafts, options);
    let (site, mut found) = hang_together(&split, files, options, &mut tree::TreeMemo::default());
    found.extend(courses::check(&courses::gather(&site.pages, |_| 0)));
    // What one text says of another changes with the texts only; their dates make warnings.
    if scheduled_policies {
        let docs = policy::documents(&site.pages);
        let linked = policy::PolicyMemo::default().link(
            &docs,
            &options.policy_aliases,
            &options.elsewhere,
            options.as_of.date(),
        );
        found.extend(linked.diagnostics);
    }
    found.retain(|fault| fault.severity == Severity::Error);
    found
}

/// Pages that are public although they say that they were published later.
pub(super) fn dates_to_come(site: &Pages, options: &LinkOptions, diagnostics: &mut Vec<Diagnostic>) {
    for page in &site.pages {
        if let Some(at) = page.draft.meta.published_at.as_ref().filter(|at| at.value.date() > options.as_of.date()) {
            diagnostics.push(faults::date_ahead(at));
        }
    }
}
