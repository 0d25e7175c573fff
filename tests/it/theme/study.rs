//! A made-up course with a unit that has a self-test of every form, and what else belongs to study.

use serde::Serialize;
use shuyuan::render::view::*;

use super::samples::link;

/// The context of `partials/self_test.html`.
#[derive(Serialize)]
pub struct TestContext {
    pub root: &'static str,
    pub test: SelfTestView,
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn question(number: usize, form: &str, label: &str, question: &str) -> QuestionCard {
    QuestionCard {
        id: format!("q{number}"),
        number,
        form: form.into(),
        form_label: label.into(),
        question_html: question.into(),
        explanation_html: Some("依据<a href=\"policy.html#art-3\">第三条</a>。".into()),
        cites: vec![link("《党课记录管理办法》第三条", "policy.html#art-3")],
        ..QuestionCard::default()
    }
}

pub fn self_test() -> SelfTestView {
    let blank = "<span class=\"quiz-blank\">____</span>";
    SelfTestView {
        id: "test-1".into(),
        anchor: "test-1".into(),
        page_id: "unit.html".into(),
        pass_score: 60,
        questions: vec![
            QuestionCard {
                options_html: texts(&["联络员", "宣传委员", "值班员"]),
                letters: texts(&["A", "B", "C"]),
                correct: vec![0],
                answer_html: "A. 联络员".into(),
                shuffle: true,
                ..question(1, "single", "单选题", "党课记录由谁负责整理？")
            },
            QuestionCard {
                options_html: texts(&["时间", "天气", "主题"]),
                letters: texts(&["A", "B", "C"]),
                correct: vec![0, 2],
                answer_html: "A. 时间；C. 主题".into(),
                ..question(2, "multiple", "多选题", "记录里要写明哪些？")
            },
            QuestionCard {
                options_html: texts(&["正确", "错误"]),
                letters: texts(&["A", "B"]),
                correct: vec![1],
                answer_html: "错误".into(),
                ..question(3, "true_false", "判断题", "记录可以不核对。")
            },
            QuestionCard {
                blanks: vec![texts(&["三", "3"]), texts(&["主讲人"])],
                answer_html: "三 或 3；主讲人".into(),
                ..question(4, "fill", "填空题", &format!("{blank}日内整理好，由{blank}核对。"))
            },
            QuestionCard {
                options_html: texts(&["核对", "归档", "整理"]),
                correct: vec![2, 0, 1],
                answer_html: "一. 整理；二. 核对；三. 归档".into(),
                ..question(5, "order", "排序题", "按先后排好。")
            },
            QuestionCard {
                options_html: texts(&["主持人", "记录人"]),
                right_html: texts(&["掌握进程", "写下要点"]),
                correct: vec![0, 1],
                answer_html: "主持人 — 掌握进程；记录人 — 写下要点".into(),
                ..question(6, "match", "连线题", "把人和事连起来。")
            },
        ],
        ..SelfTestView::default()
    }
}

fn page(kind: &str, label: &str, title: &str, url: &str, details: DetailsView) -> PageView {
    PageView {
        url: url.into(),
        kind: kind.into(),
        kind_label: label.into(),
        title: title.into(),
        summary: Some("一句话说明这一页讲什么。".into()),
        summary_given: true,
        breadcrumb: vec![link("首页", ""), link("教育培训", "peixun/")],
        details,
        ..PageView::default()
    }
}

fn syllabus(current: &str) -> Vec<SyllabusEntry> {
    let entry = |title: &str, url: &str, depth: usize| SyllabusEntry {
        title: title.into(),
        url: url.into(),
        id: if depth == 0 { String::new() } else { url.into() },
        depth,
        minutes: (depth > 0).then_some(1),
        credit_hours: (depth > 0).then_some(0.5),
        has_test: url == "unit.html",
        current: url == current,
    };
    vec![entry("第一部分", "part.html", 0), entry("怎样记录", "unit.html", 1), entry("怎样归档", "unit-2.html", 1)]
}

fn unit(title: &str, url: &str, position: usize, content: String) -> PageView {
    let view = UnitView {
        id: url.into(),
        course: link("联络员入门", "course.html"),
        course_id: "course.html".into(),
        position,
        of: 2,
        minutes: 1,
        credit_hours: Some(0.5),
        pass_score: 60,
        audio: Some("media/a.wav".into()),
        captions: Some("media/a.vtt".into()),
        transcript: Some(link("文字稿", "media/a.txt")),
        syllabus: syllabus(url),
        ..UnitView::default()
    };
    let details = DetailsView { unit: Some(view), ..DetailsView::default() };
    PageView { content, ..page("unit", "课程单元", title, url, details) }
}

fn course(booklet: bool, test: &str) -> CourseView {
    CourseView {
        id: "course.html".into(),
        credit_hours: Some(1.0),
        total_minutes: 2,
        unit_count: 2,
        objectives: texts(&["会写一份党课记录", "知道记录交给谁"]),
        audience: Some("新任联络员".into()),
        lecturer: Some("镇宣传办公室".into()),
        pass_score: Some(60),
        prerequisites: vec![],
        syllabus: syllabus(""),
        booklet_url: Some("booklet.html".into()),
        booklet: if booklet {
            vec![BookletUnit {
                title: "怎样记录".into(),
                content: test.to_owned(),
                answers: Vec::new(),
                has_answers: false,
            }]
        } else {
            Vec::new()
        },
        has_answers: false,
    }
}

/// Name, template and page; `test` is the rendered self-test.
pub fn pages(test: &str) -> Vec<(&'static str, &'static str, PageView)> {
    let paragraphs =
        "<p>党课结束以后，联络员把时间、地点、人数、主题和主要内容写下来，请主讲人核对，再交给档案室。</p>".repeat(40);
    let term = "<p>由<a class=\"term\" href=\"term.html\" data-term=\"联络员\" data-definition=\"由村民小组推选、负责传达通知的人员。\">联络员</a>整理。</p>";
    let details = |course: CourseView| DetailsView { course: Some(course), ..DetailsView::default() };
    let items = || DetailsView {
        items: Some(ItemsView {
            items: vec![Card {
                title: "联络员入门".into(),
                url: "course.html".into(),
                kind_label: "课程".into(),
                note: Some("先学这一门。".into()),
                ..Card::default()
            }],
            ..ItemsView::default()
        }),
        ..DetailsView::default()
    };
    let term_view = TermView {
        title: "联络员".into(),
        url: "term.html".into(),
        synonyms: texts(&["信息员"]),
        definition: "由村民小组推选、负责传达通知的人员。".into(),
        letter: "L".into(),
    };
    let part = DetailsView {
        unit: Some(UnitView {
            course: link("联络员入门", "course.html"),
            syllabus: syllabus("part.html"),
            ..UnitView::default()
        }),
        ..DetailsView::default()
    };
    vec![
        ("unit", "unit.html", unit("怎样记录", "unit.html", 1, format!("{term}{paragraphs}{test}"))),
        ("unit-2", "unit.html", unit("怎样归档", "unit-2.html", 2, paragraphs.clone())),
        ("course", "course.html", page("course", "课程", "联络员入门", "course.html", details(course(false, "")))),
        (
            "booklet",
            "course_booklet.html",
            page("course_booklet", "", "联络员入门（合订本）", "booklet.html", details(course(true, test))),
        ),
        ("part", "part.html", page("part", "单元组", "第一部分", "part.html", part)),
        ("path", "path.html", page("path", "学习路径", "新联络员起步", "path.html", items())),
        (
            "reading_list",
            "reading_list.html",
            page("reading_list", "阅读清单", "联络员读什么", "reading_list.html", items()),
        ),
        (
            "term",
            "term.html",
            page(
                "term",
                "名词解释",
                "联络员",
                "term.html",
                DetailsView { term: Some(term_view), ..DetailsView::default() },
            ),
        ),
        (
            "study_record",
            "study_record.html",
            page("study_record", "", "学习记录", "study_record.html", DetailsView::default()),
        ),
    ]
}
