//! Courses, learning paths and reading lists: what they add up to, and what contradicts itself in them.
//!
//! Plain values in, values out; [`gather()`] makes them from a linked site. A reference that leads nowhere is no concern
//! of this module: resolving references has reported it.

mod faults;
mod gather;
mod order;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use gather::gather;

use crate::content::Spanned;
use crate::diagnostics::{Diagnostic, Span};

/// All that study consists of on one site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    /// Courses, in the order of the site.
    pub courses: Vec<CourseDoc>,
    /// Learning paths.
    pub paths: Vec<PathDoc>,
    /// Reading lists.
    pub lists: Vec<ListDoc>,
}

/// A course.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseDoc {
    /// Its page, as a number that the caller knows.
    pub id: usize,
    /// Its title.
    pub title: String,
    /// Where its title stands.
    pub at: Span,
    /// 学时 as its front matter states them.
    pub hours: Option<Spanned<f64>>,
    /// 先修, in the order written.
    pub prerequisites: Vec<Goal>,
    /// Units in order, those of parts where the part stands.
    pub units: Vec<UnitDoc>,
}

/// A unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitDoc {
    /// Its page.
    pub id: usize,
    /// Its title.
    pub title: String,
    /// Where its title stands.
    pub at: Span,
    /// Minutes it takes.
    pub minutes: u32,
    /// 学时
    pub hours: Option<Spanned<f64>>,
    /// Titles of the parts it lies in, outermost first.
    pub parts: Vec<String>,
}

/// A learning path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathDoc {
    /// Its page.
    pub id: usize,
    /// Where its title stands.
    pub at: Span,
    /// Its courses in order.
    pub courses: Vec<Goal>,
}

/// A reading list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListDoc {
    /// Its page.
    pub id: usize,
    /// Where its title stands.
    pub at: Span,
    /// Identity of each entry (page and anchor) and where it stands.
    pub items: Vec<Spanned<String>>,
}

/// A reference to a course, where it stands.
pub type Goal = Spanned<GoalPage>;

/// What a reference to a course leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoalPage {
    /// The course with this page.
    Course(usize),
    /// A page of another kind: its title.
    Other(String),
    /// A page that is not public, or nothing.
    Nowhere,
}

/// What a course or path adds up to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// Number of units.
    pub units: usize,
    /// Minutes of all units.
    pub minutes: u32,
    /// 学时 of all units that state them; none if no unit does.
    pub hours: Option<f64>,
    /// How many units state no 学时.
    pub without_hours: usize,
}

/// Where a unit stands in its course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub number: usize,
    /// Number of units.
    pub of: usize,
    /// The page of the unit before.
    pub previous: Option<usize>,
    /// The page of the unit after.
    pub next: Option<usize>,
}

/// What the units of a course add up to.
pub fn totals(course: &CourseDoc) -> Totals {
    sum(&course.units)
}

/// What the courses of a path add up to; a course named twice counts once.
pub fn path_totals(path: &PathDoc, courses: &[CourseDoc]) -> Totals {
    let by_id = by_id(courses);
    let wanted: BTreeSet<usize> = path.courses.iter().filter_map(course_of).collect();
    sum(wanted.iter().filter_map(|id| by_id.get(id)).flat_map(|course| &course.units))
}

/// The hours to show for a course: its own, else what its units add up to.
pub fn hours(course: &CourseDoc) -> Option<f64> {
    course.hours.as_ref().map(|hours| hours.value).or_else(|| totals(course).hours)
}

/// Where the unit with page `unit` stands in `course`; none if it is not one of its units.
pub fn position(course: &CourseDoc, unit: usize) -> Option<Position> {
    let at = course.units.iter().position(|u| u.id == unit)?;
    let page = |i: usize| course.units.get(i).map(|u| u.id);
    Some(Position {
        number: at + 1,
        of: course.units.len(),
        previous: at.checked_sub(1).and_then(page),
        next: page(at + 1),
    })
}

/// Everything that contradicts itself in `catalogue`.
pub fn check(catalogue: &Catalogue) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for course in &catalogue.courses {
        check_course(course, &mut found);
    }
    found.extend(order::cycles(&catalogue.courses));
    for path in &catalogue.paths {
        check_path(path, &catalogue.courses, &mut found);
    }
    for list in &catalogue.lists {
        if list.items.is_empty() {
            found.push(faults::empty_list(&list.at));
        }
        found.extend(repeats(&list.items).map(|(again, first)| faults::repeated_item(&again.span, &first.span)));
    }
    found
}

fn sum<'a>(units: impl IntoIterator<Item = &'a UnitDoc>) -> Totals {
    let mut totals = Totals::default();
    for unit in units {
        totals.units += 1;
        totals.minutes = totals.minutes.saturating_add(unit.minutes);
        match &unit.hours {
            Some(hours) => *totals.hours.get_or_insert(0.0) += hours.value,
            None => totals.without_hours += 1,
        }
    }
    totals
}

fn by_id(courses: &[CourseDoc]) -> BTreeMap<usize, &CourseDoc> {
    courses.iter().map(|course| (course.id, course)).collect()
}

fn course_of(goal: &Goal) -> Option<usize> {
    match goal.value {
        GoalPage::Course(id) => Some(id),
        _ => None,
    }
}

fn check_course(course: &CourseDoc, found: &mut Vec<Diagnostic>) {
    if course.units.is_empty() {
        found.push(faults::no_units(&course.at));
    }
    let totals = totals(course);
    if let (Some(stated), Some(sum)) = (&course.hours, totals.hours)
        && differ(stated.value, sum)
    {
        found.push(faults::hours_differ(stated, sum, totals.without_hours));
    }
    check_goals(&course.prerequisites, "prerequisites", found);
    for goal in &course.prerequisites {
        if course_of(goal) == Some(course.id) {
            found.push(faults::own_prerequisite(&goal.span));
        }
    }
}

fn check_path(path: &PathDoc, courses: &[CourseDoc], found: &mut Vec<Diagnostic>) {
    if path.courses.is_empty() {
        found.push(faults::empty_path(&path.at));
    }
    check_goals(&path.courses, "courses", found);
    found.extend(order::too_early(path, courses));
}

/// Every goal is a course, and none is named twice.
fn check_goals(goals: &[Goal], key: &str, found: &mut Vec<Diagnostic>) {
    for goal in goals {
        if let GoalPage::Other(title) = &goal.value {
            found.push(faults::not_a_course(&goal.span, key, title));
        }
    }
    let known: Vec<Spanned<usize>> =
        goals.iter().filter_map(|goal| Some(Spanned { value: course_of(goal)?, span: goal.span.clone() })).collect();
    found.extend(repeats(&known).map(|(again, first)| faults::repeated_course(&again.span, &first.span)));
}

/// Entries whose value occurred before, with the first of their like.
fn repeats<T: Ord>(entries: &[Spanned<T>]) -> impl Iterator<Item = (&Spanned<T>, &Spanned<T>)> {
    let mut first: BTreeMap<&T, &Spanned<T>> = BTreeMap::new();
    entries.iter().filter_map(move |entry| match first.get(&entry.value) {
        Some(before) => Some((entry, *before)),
        None => {
            first.insert(&entry.value, entry);
            None
        }
    })
}

/// Hours are written with a digit or two after the point; sums of them are not exact.
fn differ(a: f64, b: f64) -> bool {
    (a - b).abs() > 0.001
}
