//! Courses, units and self-tests as their templates see them.

use super::bound::Binding;
use super::context::{RenderInputs, root_of};
use super::pages::{Ready, page_link};
use super::view::{BookletUnit, CourseUnits, CourseView, Link, StudyView, SyllabusEntry, UnitView};
use super::{lists, self_test};
use crate::content::{Body, Details, Fill, Kind};
use crate::diagnostics::Diagnostic;
use crate::link::{PageId, Site};

/// Percent needed to pass where neither unit nor course says.
const PASS_SCORE: u8 = 60;

/// Where the reader's record lies.
pub(super) const RECORD: &str = "study-record/";

/// Whether there is anything that a browser could keep a record of.
pub(super) fn is_there(site: &Site) -> bool {
    site.pages.iter().any(|page| page.draft.kind == Kind::Course || super::reads::asks(page))
}

/// All tests and courses.
pub(super) fn all(inputs: &RenderInputs<'_>) -> StudyView {
    let courses = inputs.of_kind(Kind::Course).into_iter().map(|id| CourseUnits {
        course: page_link(inputs, id),
        credit_hours: course(inputs, id).credit_hours,
        units: units(inputs, id).into_iter().map(|unit| page_link(inputs, unit)).collect(),
    });
    StudyView { courses: courses.collect(), tests: self_test::known(inputs) }
}

/// The home page of a course.
pub(super) fn course(inputs: &RenderInputs<'_>, id: PageId) -> CourseView {
    let page = inputs.site.page(id);
    let Details::Course(course) = &page.draft.details else { return CourseView::default() };
    let units = units(inputs, id);
    CourseView {
        id: page.url.clone(),
        credit_hours: course.credit_hours.as_ref().map(|h| h.value).or_else(|| sum_of_hours(inputs, &units)),
        total_minutes: units.iter().map(|unit| inputs.minutes(*unit)).sum(),
        unit_count: units.len(),
        objectives: course.objectives.clone(),
        audience: course.audience.clone(),
        lecturer: course.lecturer.clone(),
        pass_score: course.pass_score,
        prerequisites: inputs.cards(id, &course.prerequisites),
        syllabus: syllabus(inputs, id, None),
        booklet_url: (!units.is_empty()).then(|| booklet_url(inputs, id)),
        booklet: Vec::new(),
        has_answers: false,
    }
}

/// Where the printable booklet of a course lies.
pub(super) fn booklet_url(inputs: &RenderInputs<'_>, course: PageId) -> String {
    format!("{}booklet/", inputs.site.page(course).url)
}

/// The units of a course in order.
pub(super) fn units(inputs: &RenderInputs<'_>, course: PageId) -> Vec<PageId> {
    let mut units = inputs.site.descendants(course);
    units.retain(|id| inputs.site.page(*id).draft.kind == Kind::Unit);
    units
}

fn sum_of_hours(inputs: &RenderInputs<'_>, units: &[PageId]) -> Option<f64> {
    let hours: Vec<f64> = units.iter().filter_map(|id| unit_hours(inputs, *id)).collect();
    (!hours.is_empty()).then(|| hours.iter().sum())
}

fn unit_hours(inputs: &RenderInputs<'_>, id: PageId) -> Option<f64> {
    match &inputs.site.page(id).draft.details {
        Details::Unit(unit) => unit.credit_hours.as_ref().map(|h| h.value),
        _ => None,
    }
}

/// Units and parts of a course; `current` is the page on which the list is shown.
fn syllabus(inputs: &RenderInputs<'_>, course: PageId, current: Option<PageId>) -> Vec<SyllabusEntry> {
    let mut entries = Vec::new();
    let mut stack: Vec<(PageId, usize)> = inputs.site.children(course).iter().rev().map(|child| (*child, 0)).collect();
    while let Some((id, depth)) = stack.pop() {
        let page = inputs.site.page(id);
        let is_unit = page.draft.kind == Kind::Unit;
        entries.push(SyllabusEntry {
            title: page.draft.meta.title.value.clone(),
            url: page.url.clone(),
            id: if is_unit { page.url.clone() } else { String::new() },
            depth,
            minutes: is_unit.then(|| inputs.minutes(id)),
            credit_hours: unit_hours(inputs, id),
            has_test: has_test(inputs.site.body(id)),
            current: current == Some(id),
        });
        stack.extend(inputs.site.children(id).iter().rev().map(|child| (*child, depth + 1)));
    }
    entries
}

fn has_test(body: &Body) -> bool {
    body.holes.iter().any(|hole| matches!(hole.fill, Fill::Quiz { .. } | Fill::QuizDraw(_)))
}

/// The course that `id` belongs to.
fn course_of(inputs: &RenderInputs<'_>, id: PageId) -> Option<PageId> {
    inputs.site.ancestors(id).into_iter().rev().find(|a| inputs.site.page(*a).draft.kind == Kind::Course)
}

/// A unit; none if it lies in no course.
pub(super) fn unit(inputs: &RenderInputs<'_>, id: PageId) -> Option<UnitView> {
    let page = inputs.site.page(id);
    let Details::Unit(unit) = &page.draft.details else { return None };
    let course = course_of(inputs, id)?;
    let units = units(inputs, course);
    let file = |reference: &Option<crate::content::Reference>| {
        reference.as_ref().map(|r| inputs.link(id, r)).filter(|link| !link.url.is_empty())
    };
    Some(UnitView {
        id: page.url.clone(),
        course: page_link(inputs, course),
        course_id: inputs.site.page(course).url.clone(),
        position: units.iter().position(|u| *u == id).map_or(0, |i| i + 1),
        of: units.len(),
        minutes: inputs.minutes(id),
        credit_hours: unit.credit_hours.as_ref().map(|h| h.value),
        pass_score: pass_score(inputs, id),
        test_marks: matches!(&inputs.site.page(course).draft.details, Details::Course(course) if course.test_marks_unit),
        video: file(&unit.video).map(|link| link.url),
        audio: file(&unit.audio).map(|link| link.url),
        captions: file(&unit.captions).map(|link| link.url),
        transcript: file(&unit.transcript)
            .map(|link| Link { title: inputs.words.get("transcript").to_owned(), ..link }),
        syllabus: syllabus(inputs, course, Some(id)),
    })
}

/// A part of a course: like a unit without a text of its own.
pub(super) fn part(inputs: &RenderInputs<'_>, id: PageId) -> Option<UnitView> {
    let course = course_of(inputs, id)?;
    Some(UnitView {
        course: page_link(inputs, course),
        course_id: inputs.site.page(course).url.clone(),
        of: units(inputs, course).len(),
        syllabus: syllabus(inputs, course, Some(id)),
        ..UnitView::default()
    })
}

pub(super) fn pass_score(inputs: &RenderInputs<'_>, id: PageId) -> u8 {
    let of = |id: PageId| match &inputs.site.page(id).draft.details {
        Details::Unit(unit) => unit.pass_score,
        Details::Course(course) => course.pass_score,
        _ => None,
    };
    of(id).or_else(|| of(course_of(inputs, id)?)).unwrap_or(PASS_SCORE)
}

/// The printable booklet of a course: all its units on one page; none if it has no units.
pub(super) fn booklet(inputs: &RenderInputs<'_>, id: PageId, diagnostics: &mut Vec<Diagnostic>) -> Option<Ready> {
    let units = units(inputs, id);
    if units.is_empty() {
        return None;
    }
    let page = inputs.site.page(id);
    let url = booklet_url(inputs, id);
    let title = inputs.words.with("booklet_title", &page.draft.meta.title.value);
    let mut view = lists::made_page(inputs, &url, "course_booklet", &title);
    view.breadcrumb = super::pages::breadcrumb(inputs, id);
    view.breadcrumb.push(page_link(inputs, id));
    view.column = inputs.site.column(id).map(|column| super::pages::nav_item(inputs, column));
    let root = root_of(&url);
    // The units' own pages report what is wrong in them.
    let mut seen = Vec::new();
    view.content = super::pages::content(inputs, id, &root, inputs.site.body(id), &mut seen);
    let parts = units.iter().enumerate().map(|(i, unit)| (inputs.site.name(*unit).url, i + 1)).collect();
    let binding = Binding { root: &root, parts, prefix: "u", whole: "unit-" };
    let booklet = units.iter().enumerate().map(|(i, unit)| {
        let html = super::pages::content(inputs, *unit, &root, inputs.site.body(*unit), &mut seen);
        let answers = self_test::answers(inputs, *unit, &root);
        BookletUnit {
            has_answers: !answers.is_empty(),
            answers,
            title: inputs.site.page(*unit).draft.meta.title.value.clone(),
            content: binding.bind(&html, i + 1),
        }
    });
    let booklet: Vec<BookletUnit> = booklet.collect();
    diagnostics.extend(seen.into_iter().filter(|d| d.span.is_none()));
    view.details.course =
        Some(CourseView { has_answers: booklet.iter().any(|unit| unit.has_answers), booklet, ..course(inputs, id) });
    Some(lists::ready("course_booklet.html", url, view, None))
}
