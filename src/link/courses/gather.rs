//! A linked site → its courses, paths and reading lists.

use super::{Catalogue, CourseDoc, Goal, GoalPage, ListDoc, PathDoc, UnitDoc};
use crate::content::{Details, Kind, Reference, Spanned};
use crate::link::{Page, PageId, Pages, Target};

/// What `site` has to study. `minutes` tells how long a unit takes that does not say so itself.
pub fn gather(site: &Pages, minutes: impl Fn(PageId) -> u32) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (id, page) in site.iter() {
        let at = page.draft.meta.title.span.clone();
        match &page.draft.details {
            Details::Course(course) => catalogue.courses.push(CourseDoc {
                id: id.0,
                title: page.draft.meta.title.value.clone(),
                at,
                hours: course.credit_hours.clone(),
                prerequisites: goals(site, page, &course.prerequisites),
                units: units(site, id, &minutes),
            }),
            Details::Path(path) => {
                catalogue.paths.push(PathDoc { id: id.0, at, courses: goals(site, page, &path.courses) });
            }
            Details::ReadingList(list) => {
                let item = |target: &Reference| Spanned { value: identity(page, target), span: target.span.clone() };
                let items = list.items.iter().map(|i| item(&i.target)).collect();
                catalogue.lists.push(ListDoc { id: id.0, at, items });
            }
            _ => {}
        }
    }
    catalogue
}

fn goals(site: &Pages, page: &Page, references: &[Reference]) -> Vec<Goal> {
    let meaning = |reference: &Reference| match page.targets.get(&reference.value) {
        Some(Target::Page { id, .. }) => {
            let target = &site.page(*id).draft;
            match target.kind {
                Kind::Course => GoalPage::Course(id.0),
                _ => GoalPage::Other(target.meta.title.value.clone()),
            }
        }
        Some(Target::Media(path)) => GoalPage::Other(path.to_string()),
        Some(Target::Hidden | Target::Missing) | None => GoalPage::Nowhere,
    };
    references.iter().map(|r| Spanned { value: meaning(r), span: r.span.clone() }).collect()
}

/// Two spellings of one place are the same entry; what leads nowhere is itself only.
fn identity(page: &Page, reference: &Reference) -> String {
    match page.targets.get(&reference.value) {
        Some(Target::Page { id, anchor }) => {
            format!("{}#{}", id.0, anchor.as_deref().unwrap_or_default())
        }
        _ => reference.value.clone(),
    }
}

/// Units depth first; nested parts are walked with a stack, their titles kept.
fn units(site: &Pages, course: PageId, minutes: &impl Fn(PageId) -> u32) -> Vec<UnitDoc> {
    let mut units = Vec::new();
    let children = |id: PageId| site.page(id).children.iter().rev().copied();
    let mut stack: Vec<(PageId, Vec<String>)> = children(course).map(|id| (id, Vec::new())).collect();
    while let Some((id, parts)) = stack.pop() {
        let page = site.page(id);
        let title = &page.draft.meta.title;
        if let Details::Unit(unit) = &page.draft.details {
            units.push(UnitDoc {
                id: id.0,
                title: title.value.clone(),
                at: title.span.clone(),
                minutes: unit.duration_min.unwrap_or_else(|| minutes(id)),
                hours: unit.credit_hours.clone(),
                parts: parts.clone(),
            });
        }
        if page.draft.kind == Kind::Course {
            continue;
        }
        let mut inner = parts;
        inner.push(title.value.clone());
        stack.extend(children(id).map(|child| (child, inner.clone())));
    }
    units
}
