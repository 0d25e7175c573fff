//! Which course comes before which.

use std::collections::{BTreeMap, BTreeSet};

use super::{CourseDoc, Goal, PathDoc, by_id, course_of, faults};
use crate::diagnostics::Diagnostic;

/// Courses that, by way of others, are prerequisites of themselves: every circle that a walk along the prerequisites
/// closes, at the reference that closes it. A course that names itself is reported elsewhere.
pub(super) fn cycles(courses: &[CourseDoc]) -> Vec<Diagnostic> {
    let by_id = by_id(courses);
    let mut done: BTreeSet<usize> = BTreeSet::new();
    let mut found = Vec::new();
    for start in courses {
        walk(start, &by_id, &mut done, &mut found);
    }
    found
}

/// Depth first with a stack of its own: prerequisites may be as deep as there are courses.
fn walk<'a>(
    start: &'a CourseDoc,
    by_id: &BTreeMap<usize, &'a CourseDoc>,
    done: &mut BTreeSet<usize>,
    found: &mut Vec<Diagnostic>,
) {
    if done.contains(&start.id) {
        return;
    }
    let mut depth: BTreeMap<usize, usize> = BTreeMap::from([(start.id, 0)]);
    let mut stack: Vec<(&CourseDoc, std::slice::Iter<'a, Goal>)> = vec![(start, start.prerequisites.iter())];
    while let Some((course, goals)) = stack.last_mut() {
        let here = course.id;
        let Some(goal) = goals.next() else {
            stack.pop();
            depth.remove(&here);
            done.insert(here);
            continue;
        };
        let Some(next) = course_of(goal).filter(|id| *id != here && !done.contains(id)) else {
            continue;
        };
        match (depth.get(&next), by_id.get(&next)) {
            (Some(from), _) => {
                let circle: Vec<&str> = stack[*from..].iter().map(|(course, _)| course.title.as_str()).collect();
                found.push(faults::cycle(&goal.span, &circle));
            }
            (None, Some(course)) => {
                depth.insert(next, stack.len());
                stack.push((course, course.prerequisites.iter()));
            }
            (None, None) => {}
        }
    }
}

/// Courses of a path that come before one of their own prerequisites in the same path.
pub(super) fn too_early(path: &PathDoc, courses: &[CourseDoc]) -> Vec<Diagnostic> {
    let by_id = by_id(courses);
    let mut place: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, goal) in path.courses.iter().enumerate() {
        if let Some(id) = course_of(goal) {
            place.entry(id).or_insert(i);
        }
    }
    let mut found = Vec::new();
    for (id, at) in &place {
        let Some(course) = by_id.get(id) else {
            continue;
        };
        for needed in course.prerequisites.iter().filter_map(course_of) {
            if let (Some(later), Some(other)) = (place.get(&needed), by_id.get(&needed))
                && later > at
            {
                found.push(faults::too_early(&path.courses[*at].span, &course.title, &other.title));
            }
        }
    }
    found
}
