//! Courses, units and self-tests as their templates see them.

use super::body::BodyWriter;
use super::bound::Binding;
use super::context::{RenderInputs, root_of};
use super::escape::escaped;
use super::pages::{Ready, page_link};
use super::view::{BookletUnit, CourseView, Link, QuestionCard, SelfTestView, SyllabusEntry, UnitView};
use super::{Words, lists};
use crate::content::{Body, Details, Fill, Kind, QuizQuestion, QuizType, numeral};
use crate::diagnostics::Diagnostic;
use crate::link::PageId;

/// Percent needed to pass where neither unit nor course says.
const PASS_SCORE: u8 = 60;

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

fn pass_score(inputs: &RenderInputs<'_>, id: PageId) -> u8 {
    let of = |id: PageId| match &inputs.site.page(id).draft.details {
        Details::Unit(unit) => unit.pass_score,
        Details::Course(course) => course.pass_score,
        _ => None,
    };
    of(id).or_else(|| of(course_of(inputs, id)?)).unwrap_or(PASS_SCORE)
}

/// A self-test as HTML.
pub(super) fn self_test(writer: &mut BodyWriter<'_>, questions: &[QuizQuestion], id: &str) -> String {
    if questions.is_empty() {
        return String::new();
    }
    let inputs = writer.inputs;
    let cards = questions.iter().enumerate().map(|(i, q)| card(writer, q, i + 1)).collect();
    let view = SelfTestView {
        id: id.to_owned(),
        page_id: inputs.site.page(writer.id).url.clone(),
        pass_score: pass_score(inputs, writer.id),
        questions: cards,
    };
    #[derive(serde::Serialize)]
    struct Context<'a> {
        root: &'a str,
        test: SelfTestView,
    }
    match inputs.part("partials/self_test.html", &Context { root: writer.root, test: view }) {
        Ok(html) => html,
        Err(fault) => {
            writer.diagnostics.push(fault);
            String::new()
        }
    }
}

fn card(writer: &mut BodyWriter<'_>, question: &QuizQuestion, number: usize) -> QuestionCard {
    let inputs = writer.inputs;
    let rich = Rich {
        options: question.options.iter().map(|o| writer.rich(o)).collect(),
        right: question.right.iter().map(|o| writer.rich(o)).collect(),
    };
    let mut rich = rich;
    if question.form == QuizType::TrueFalse {
        rich.options = ["true", "false"].map(|key| inputs.words.get(key).to_owned()).to_vec();
    }
    let (options, correct) = shown_options(question, &rich);
    QuestionCard {
        id: question.id.clone(),
        number,
        form: form_name(question.form).to_owned(),
        form_label: inputs.words.get(form_label(question.form)).to_owned(),
        question_html: writer.rich(&question.question),
        letters: (0..options.len()).map(letter).collect(),
        answer_html: answer(inputs.words, question, &rich),
        options_html: options,
        right_html: rich.right,
        correct,
        blanks: question.blanks.clone(),
        explanation_html: question.explanation.as_ref().map(|e| writer.rich(e)),
        cites: question.cites.iter().map(|r| inputs.link(writer.id, r)).filter(|link| !link.url.is_empty()).collect(),
        shuffle: question.shuffle,
    }
}

/// The texts of a question as HTML.
struct Rich {
    options: Vec<String>,
    right: Vec<String>,
}

/// Options in the order to show, and which are right. The right order of an `order` question must not be the shown one:
/// they are shown by their text.
fn shown_options(question: &QuizQuestion, rich: &Rich) -> (Vec<String>, Vec<usize>) {
    match question.form {
        QuizType::TrueFalse => (rich.options.clone(), question.correct.clone()),
        QuizType::Order => {
            let mut shown: Vec<usize> = (0..rich.options.len()).collect();
            shown.sort_by(|a, b| rich.options[*a].cmp(&rich.options[*b]));
            if shown.windows(2).all(|pair| pair[0] < pair[1]) {
                shown.reverse();
            }
            let right = (0..shown.len()).filter_map(|i| shown.iter().position(|s| *s == i)).collect();
            (shown.into_iter().map(|i| rich.options[i].clone()).collect(), right)
        }
        QuizType::Match => (rich.options.clone(), (0..rich.options.len()).collect()),
        _ => (rich.options.clone(), question.correct.clone()),
    }
}

fn letter(index: usize) -> String {
    u8::try_from(index)
        .ok()
        .filter(|i| *i < 26)
        .map_or_else(|| (index + 1).to_string(), |i| char::from(b'A' + i).to_string())
}

fn answer(words: &Words, question: &QuizQuestion, rich: &Rich) -> String {
    match question.form {
        QuizType::Single | QuizType::Multiple => {
            let right = |i: &usize| Some(format!("{}. {}", letter(*i), rich.options.get(*i)?));
            question.correct.iter().filter_map(right).collect::<Vec<_>>().join("；")
        }
        QuizType::TrueFalse => question.correct.first().and_then(|i| rich.options.get(*i)).cloned().unwrap_or_default(),
        QuizType::Fill => {
            let blank = |accepted: &Vec<String>| escaped(&accepted.join(words.get("or")));
            question.blanks.iter().map(blank).collect::<Vec<_>>().join("；")
        }
        QuizType::Order => {
            let step = |(i, option): (usize, &String)| format!("{}. {option}", numeral_or_digit(i + 1));
            rich.options.iter().enumerate().map(step).collect::<Vec<_>>().join("；")
        }
        QuizType::Match => {
            let pairs = rich.options.iter().zip(&rich.right);
            pairs.map(|(left, right)| format!("{left} — {right}")).collect::<Vec<_>>().join("；")
        }
    }
}

fn numeral_or_digit(n: usize) -> String {
    u32::try_from(n).map_or_else(|_| n.to_string(), numeral::to_chinese)
}

fn form_name(form: QuizType) -> &'static str {
    match form {
        QuizType::Single => "single",
        QuizType::Multiple => "multiple",
        QuizType::TrueFalse => "true_false",
        QuizType::Fill => "fill",
        QuizType::Order => "order",
        QuizType::Match => "match",
    }
}

/// The key of the words for a form.
fn form_label(form: QuizType) -> &'static str {
    match form {
        QuizType::Single => "question_single",
        QuizType::Multiple => "question_multiple",
        QuizType::TrueFalse => "question_true_false",
        QuizType::Fill => "question_fill",
        QuizType::Order => "question_order",
        QuizType::Match => "question_match",
    }
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
        BookletUnit {
            title: inputs.site.page(*unit).draft.meta.title.value.clone(),
            content: binding.bind(&html, i + 1),
        }
    });
    let booklet: Vec<BookletUnit> = booklet.collect();
    diagnostics.extend(seen.into_iter().filter(|d| d.span.is_none()));
    view.details.course = Some(CourseView { booklet, ..course(inputs, id) });
    Some(lists::ready("course_booklet.html", url, view, None))
}
