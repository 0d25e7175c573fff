//! A text as published against the text that its 修改决定 makes of the version before it.

use crate::check::{Context, Rule};
use crate::consolidate::{self, Source};
use crate::content::{Details, Policy};
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::link::{Page, PageId, Target};

/// An article of an amended text is not what the decision makes it.
pub(in crate::check) const RULE: Rule = Rule {
    id: "differs-from-published",
    severity: Severity::Warning,
    what: (
        "修改后的文本与按修改决定改出来的不一致",
        "an amended text is not what the decision on its amendments makes it",
    ),
    mend: ("对照修改决定，改正文本或者决定里抄错的字", "compare with the decision and correct what was copied wrongly"),
    find: Some(find),
    in_build: false,
};

fn find(context: &Context<'_>) -> Vec<Diagnostic> {
    let site = &context.built.site;
    let mut found = Vec::new();
    for (old, new) in site.policies.neighbours() {
        let (old, new) = (PageId(old), PageId(new));
        let decisions: Vec<&Page> = site.iter().map(|(_, page)| page).filter(|page| amends(page, old)).collect();
        // With two decisions it is not known which of them, and in what order, made the new text.
        if let [decision] = decisions.as_slice() {
            found.extend(differences(context, site.page(old), decision, site.page(new)));
        }
    }
    found
}

fn amends(page: &Page, old: PageId) -> bool {
    let Details::Policy(policy) = &page.draft.details else { return false };
    let Policy { amends, .. } = policy;
    amends.iter().any(|named| matches!(page.targets.get(&named.value), Some(Target::Page { id, .. }) if *id == old))
}

fn differences(context: &Context<'_>, old: &Page, decision: &Page, new: &Page) -> Vec<Diagnostic> {
    let text = |page: &Page| {
        let path = context.file(&page.draft.path);
        Some((path.clone(), context.inputs.get(&path)?.text()?))
    };
    let (Some(old), Some(decision), Some(new)) = (text(old), text(decision), text(new)) else { return Vec::new() };
    let made = consolidate::consolidate(
        Source { path: &old.0, text: &old.1 },
        Source { path: &decision.0, text: &decision.1 },
    );
    // What was not understood leaves differences that are no fault of the text.
    let (done, not) = made.counts();
    if done == 0 || not > 0 || !made.faults.is_empty() {
        return Vec::new();
    }
    let published = Source { path: &new.0, text: &new.1 };
    let compared = consolidate::compare(&made.text, published);
    consolidate::differences(&compared)
        .into_iter()
        .map(|difference| {
            let at = difference.label.as_deref().and_then(|label| new.1.find(label)).unwrap_or(0);
            let end = at + difference.label.as_deref().map_or(0, str::len);
            RULE.fault(difference.zh, difference.en)
                .at(Span::new(&new.0, at..end))
                .hint(format!("修改决定是 {}。", decision.0), format!("The decision is {}.", decision.0))
        })
        .collect()
}
