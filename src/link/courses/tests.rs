use std::sync::Arc;

use super::*;

fn span(at: usize) -> Span {
    let file: Arc<str> = "content/a/_index.md".into();
    Span::new(&file, at..at + 1)
}

fn at<T>(value: T, at: usize) -> Spanned<T> {
    Spanned { value, span: span(at) }
}

fn unit(id: usize, minutes: u32, hours: Option<f64>) -> UnitDoc {
    UnitDoc {
        id,
        title: format!("单元{id}"),
        at: span(id),
        minutes,
        hours: hours.map(|h| at(h, id)),
        parts: Vec::new(),
    }
}

/// A course with one unit; its title is its number.
fn course(id: usize, needs: &[usize]) -> CourseDoc {
    CourseDoc {
        id,
        title: id.to_string(),
        at: span(id),
        hours: None,
        prerequisites: needs.iter().map(|n| at(GoalPage::Course(*n), 100 * id + n)).collect(),
        units: vec![unit(1000 + id, 30, Some(0.5))],
    }
}

fn path(courses: &[usize]) -> PathDoc {
    let goal = |(i, id): (usize, &usize)| at(GoalPage::Course(*id), i);
    PathDoc { id: 9, at: span(0), courses: courses.iter().enumerate().map(goal).collect() }
}

/// Severity and code, place, Chinese and English message, then the hints.
fn said(found: &[Diagnostic]) -> Vec<String> {
    let mut lines = Vec::new();
    for fault in found {
        let place = fault.span.as_ref().map_or(0, |s| s.start);
        lines.push(format!("{:?} {} @{place}", fault.severity, fault.code));
        for text in std::iter::once(&fault.message).chain(&fault.hints) {
            lines.push(text.zh.clone());
            lines.push(text.en.clone());
        }
    }
    lines
}

fn check_courses(courses: Vec<CourseDoc>, expected: &[&str]) {
    assert_eq!(said(&check(&Catalogue { courses, ..Catalogue::default() })), expected);
}

#[test]
fn adds_up_and_finds_neighbours() {
    let mut one = course(1, &[]);
    one.units = vec![unit(11, 40, Some(1.0)), unit(12, 20, None), unit(13, 25, Some(0.5))];
    assert_eq!(totals(&one), Totals { units: 3, minutes: 85, hours: Some(1.5), without_hours: 1 });
    assert_eq!(hours(&one), Some(1.5));
    one.hours = Some(at(2.0, 5));
    assert_eq!(hours(&one), Some(2.0));
    assert_eq!(position(&one, 11), Some(Position { number: 1, of: 3, previous: None, next: Some(12) }));
    assert_eq!(position(&one, 12), Some(Position { number: 2, of: 3, previous: Some(11), next: Some(13) }));
    assert_eq!(position(&one, 13), Some(Position { number: 3, of: 3, previous: Some(12), next: None }));
    assert_eq!(position(&one, 99), None);
    let both = [one, course(2, &[])];
    let sum = path_totals(&path(&[1, 2, 1, 7]), &both);
    assert_eq!(sum, Totals { units: 4, minutes: 115, hours: Some(2.0), without_hours: 1 });
}

#[test]
fn minutes_never_overflow() {
    let mut one = course(1, &[]);
    one.units = vec![unit(1, u32::MAX, None), unit(2, 1, None)];
    assert_eq!(totals(&one).minutes, u32::MAX);
}

#[test]
fn hours_that_add_up_are_fine_even_when_not_exact() {
    let mut one = course(1, &[]);
    one.units = (0..3).map(|i| unit(i, 5, Some(0.1))).collect();
    one.hours = Some(at(0.3, 5));
    check_courses(vec![one], &[]);
}

#[test]
fn hours_that_do_not_add_up() {
    let mut one = course(1, &[]);
    one.hours = Some(at(2.0, 5));
    check_courses(
        vec![one.clone()],
        &[
            "Warning course-hours @5",
            "课程写的是 2 学时，各单元加起来是 0.5 学时",
            "the course states 2 credit hours, but its units add up to 0.5",
            "改成“credit_hours: 0.5”，或者删去这一行，由程序相加。",
            "write `credit_hours: 0.5`, or remove the line and let the program add them up.",
        ],
    );
    one.units.push(unit(7, 5, None));
    check_courses(
        vec![one],
        &[
            "Warning course-hours @5",
            "课程写的是 2 学时，各单元加起来是 0.5 学时",
            "the course states 2 credit hours, but its units add up to 0.5",
            "有 1 个单元没有写学时，先补上它们的“credit_hours”。",
            "1 of the units state no hours; add their `credit_hours` first.",
            "改成“credit_hours: 0.5”，或者删去这一行，由程序相加。",
            "write `credit_hours: 0.5`, or remove the line and let the program add them up.",
        ],
    );
}

#[test]
fn a_course_without_units() {
    let mut one = course(1, &[]);
    one.units.clear();
    one.hours = Some(at(2.0, 5));
    check_courses(
        vec![one],
        &[
            "Warning course-empty @1",
            "这门课程还没有单元",
            "the course has no units",
            "在课程的文件夹里放入单元，每个单元一个 .md 文件。",
            "put units into the folder of the course, one .md file each.",
        ],
    );
}

#[test]
fn prerequisites_that_are_no_courses_or_named_twice() {
    let mut one = course(1, &[2, 2]);
    one.prerequisites.push(at(GoalPage::Other("读报".to_owned()), 300));
    one.prerequisites.push(at(GoalPage::Nowhere, 301));
    check_courses(
        vec![one, course(2, &[])],
        &[
            "Error course-expected @300",
            "“prerequisites”里只能写课程，《读报》不是课程",
            "`prerequisites` names courses only, and `读报` is not a course",
            "写课程文件夹里的“_index.md”，例如“/education/kecheng/_index.md”。",
            "name the `_index.md` of the folder of a course, for example `/education/course/_index.md`.",
            "Error course-repeated @102",
            "这门课程写了两次",
            "the course is named twice",
            "删去其中一个。",
            "remove one of them.",
        ],
    );
}

const CIRCLE_HINTS: [&str; 2] = [
    "想一想哪门课先学，在它的“prerequisites”里删去后学的课程。",
    "decide which course comes first and remove the later one from its `prerequisites`.",
];

#[test]
fn circles_of_prerequisites() {
    check_courses(
        vec![course(1, &[1])],
        &[
            "Error course-cycle @101",
            "课程把自己写成了先修课程",
            "the course is a prerequisite of itself",
            "删去这一项。",
            "remove the entry.",
        ],
    );
    check_courses(
        vec![course(1, &[2]), course(2, &[3]), course(3, &[2, 4]), course(4, &[])],
        &[
            "Error course-cycle @302",
            "先修课程绕成了一圈：《2》 → 《3》 → 《2》",
            "the prerequisites go round in a circle: 《2》 → 《3》 → 《2》",
            CIRCLE_HINTS[0],
            CIRCLE_HINTS[1],
        ],
    );
    check_courses(vec![course(1, &[2, 3]), course(2, &[4]), course(3, &[4]), course(4, &[])], &[]);
}

#[test]
fn a_chain_of_a_hundred_thousand_courses_is_walked() {
    let last = 100_000;
    let chain = |closing: &[usize]| {
        let mut courses: Vec<CourseDoc> = (0..last).map(|i| course(i, &[i + 1])).collect();
        courses.push(course(last, closing));
        courses
    };
    check_courses(chain(&[]), &[]);
    let found = check(&Catalogue { courses: chain(&[0]), ..Catalogue::default() });
    assert_eq!(
        found[0].message.zh,
        "先修课程绕成了一圈：《0》 → 《1》 → 《2》 → 《3》 → 《4》 → 《5》 → 《6》 → 《7》 → …… → 《0》",
    );
}

fn check_path_of(courses: &[usize], expected: &[&str]) {
    let catalogue =
        Catalogue { courses: vec![course(1, &[]), course(2, &[1])], paths: vec![path(courses)], lists: Vec::new() };
    assert_eq!(said(&check(&catalogue)), expected);
}

#[test]
fn learning_paths() {
    check_path_of(&[1, 2], &[]);
    check_path_of(
        &[],
        &[
            "Warning path-empty @0",
            "这条学习路径里没有课程",
            "the learning path has no courses",
            "在“courses”里按次序写出课程。",
            "list the courses in order under `courses`.",
        ],
    );
    check_path_of(
        &[2, 1],
        &[
            "Warning path-order @0",
            "《2》要先修《1》，在路径里却排在它前面",
            "`2` needs `1`, yet comes before it in the path",
            "把《1》移到《2》前面。",
            "move `1` before `2`.",
        ],
    );
}

#[test]
fn reading_lists() {
    let list = |items: &[&str]| ListDoc {
        id: 1,
        at: span(0),
        items: items.iter().enumerate().map(|(i, item)| at((*item).to_owned(), i + 1)).collect(),
    };
    let catalogue =
        Catalogue { lists: vec![list(&["5#", "6#art-1", "6#art-2", "5#"]), list(&[])], ..Catalogue::default() };
    assert_eq!(
        said(&check(&catalogue)),
        [
            "Warning reading-list-repeated @4",
            "同一内容在清单里写了两次",
            "the list names the same thing twice",
            "删去其中一个。",
            "remove one of them.",
            "Warning reading-list-empty @0",
            "这份阅读清单是空的",
            "the reading list is empty",
            "在“items”里写出要读的页面。",
            "list the pages to read under `items`.",
        ],
    );
}
