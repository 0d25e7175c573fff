//! What courses, paths and reading lists can contradict themselves in.

use crate::content::Spanned;
use crate::diagnostics::{Diagnostic, Span};

pub(super) fn no_units(at: &Span) -> Diagnostic {
    Diagnostic::warning("course-empty", "这门课程还没有单元", "the course has no units").at(at.clone()).hint(
        "在课程的文件夹里放入单元，每个单元一个 .md 文件。",
        "put units into the folder of the course, one .md file each.",
    )
}

/// `sum` is what the units state together, `without` how many of them state nothing.
pub(super) fn hours_differ(stated: &Spanned<f64>, sum: f64, without: usize) -> Diagnostic {
    let (own, sum) = (number(stated.value), number(sum));
    let fault = Diagnostic::warning(
        "course-hours",
        format!("课程写的是 {own} 学时，各单元加起来是 {sum} 学时"),
        format!("the course states {own} credit hours, but its units add up to {sum}"),
    )
    .at(stated.span.clone());
    let fault = match without {
        0 => fault,
        _ => fault.hint(
            format!("有 {without} 个单元没有写学时，先补上它们的“credit_hours”。"),
            format!("{without} of the units state no hours; add their `credit_hours` first."),
        ),
    };
    fault.hint(
        format!("改成“credit_hours: {sum}”，或者删去这一行，由程序相加。"),
        format!("write `credit_hours: {sum}`, or remove the line and let the program add them up."),
    )
}

pub(super) fn not_a_course(at: &Span, key: &str, title: &str) -> Diagnostic {
    Diagnostic::error(
        "course-expected",
        format!("“{key}”里只能写课程，《{title}》不是课程"),
        format!("`{key}` names courses only, and `{title}` is not a course"),
    )
    .at(at.clone())
    .hint(
        "写课程文件夹里的“_index.md”，例如“/education/kecheng/_index.md”。",
        "name the `_index.md` of the folder of a course, for example `/education/course/_index.md`.",
    )
}

pub(super) fn repeated_course(at: &Span, first: &Span) -> Diagnostic {
    Diagnostic::error("course-repeated", "这门课程写了两次", "the course is named twice")
        .at(at.clone())
        .also(first.clone(), "第一次在这里", "the first is here")
        .hint("删去其中一个。", "remove one of them.")
}

pub(super) fn own_prerequisite(at: &Span) -> Diagnostic {
    Diagnostic::error("course-cycle", "课程把自己写成了先修课程", "the course is a prerequisite of itself")
        .at(at.clone())
        .hint("删去这一项。", "remove the entry.")
}

/// `circle` are the titles along the way, from the course that the reference leads back to.
pub(super) fn cycle(at: &Span, circle: &[&str]) -> Diagnostic {
    let mut shown: Vec<String> = circle.iter().take(8).map(|title| format!("《{title}》")).collect();
    if circle.len() > shown.len() {
        shown.push("……".to_owned());
    }
    shown.extend(circle.first().map(|title| format!("《{title}》")));
    let way = shown.join(" → ");
    Diagnostic::error(
        "course-cycle",
        format!("先修课程绕成了一圈：{way}"),
        format!("the prerequisites go round in a circle: {way}"),
    )
    .at(at.clone())
    .hint(
        "想一想哪门课先学，在它的“prerequisites”里删去后学的课程。",
        "decide which course comes first and remove the later one from its `prerequisites`.",
    )
}

pub(super) fn empty_path(at: &Span) -> Diagnostic {
    Diagnostic::warning("path-empty", "这条学习路径里没有课程", "the learning path has no courses")
        .at(at.clone())
        .hint("在“courses”里按次序写出课程。", "list the courses in order under `courses`.")
}

pub(super) fn too_early(at: &Span, course: &str, needed: &str) -> Diagnostic {
    Diagnostic::warning(
        "path-order",
        format!("《{course}》要先修《{needed}》，在路径里却排在它前面"),
        format!("`{course}` needs `{needed}`, yet comes before it in the path"),
    )
    .at(at.clone())
    .hint(format!("把《{needed}》移到《{course}》前面。"), format!("move `{needed}` before `{course}`."))
}

pub(super) fn empty_list(at: &Span) -> Diagnostic {
    Diagnostic::warning("reading-list-empty", "这份阅读清单是空的", "the reading list is empty")
        .at(at.clone())
        .hint("在“items”里写出要读的页面。", "list the pages to read under `items`.")
}

pub(super) fn repeated_item(at: &Span, first: &Span) -> Diagnostic {
    Diagnostic::warning("reading-list-repeated", "同一内容在清单里写了两次", "the list names the same thing twice")
        .at(at.clone())
        .also(first.clone(), "第一次在这里", "the first is here")
        .hint("删去其中一个。", "remove one of them.")
}

/// At most two digits after the point, none needlessly.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
