use serde::Serialize;

use super::{Card, Link};

/// A course.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CourseView {
    /// Its identity in study records (its URL).
    pub id: String,
    /// 学时
    pub credit_hours: Option<f64>,
    /// Minutes of all units.
    pub total_minutes: u32,
    /// Number of units.
    pub unit_count: usize,
    /// 学习目标
    pub objectives: Vec<String>,
    /// 适用对象
    pub audience: Option<String>,
    /// 主讲
    pub lecturer: Option<String>,
    /// 合格线
    pub pass_score: Option<u8>,
    /// 先修
    pub prerequisites: Vec<Card>,
    /// Units in order; an entry with `depth` 0 and no unit id is a part.
    pub syllabus: Vec<SyllabusEntry>,
    /// The printable booklet.
    pub booklet_url: Option<String>,
    /// For the booklet itself: each unit's title and content.
    pub booklet: Vec<BookletUnit>,
    /// For the booklet: whether any unit has a self-test, and so answers for the key.
    pub has_answers: bool,
}

/// A unit or part in the syllabus.
#[derive(Debug, Clone, Serialize)]
pub struct SyllabusEntry {
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Identity in study records (its URL), empty for a part.
    pub id: String,
    /// 0 for units and parts of the course, 1 for units of a part …
    pub depth: usize,
    /// 时长
    pub minutes: Option<u32>,
    /// 学时
    pub credit_hours: Option<f64>,
    /// Whether it has a self-test.
    pub has_test: bool,
    /// Whether this is the page shown.
    pub current: bool,
}

/// A unit in a booklet.
#[derive(Debug, Clone, Serialize)]
pub struct BookletUnit {
    /// Its title.
    pub title: String,
    /// Its body.
    pub content: String,
    /// The answers of its self-tests, for the key at the end.
    pub answers: Vec<TestAnswers>,
    /// Whether there are any.
    pub has_answers: bool,
}

/// The answers of one self-test.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TestAnswers {
    /// In the order of the questions.
    pub answers: Vec<AnswerView>,
}

/// The answer of a question, for paper.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AnswerView {
    /// The number of the question in its test.
    pub number: usize,
    /// The answer in words, safe HTML.
    pub answer_html: String,
    /// 解析
    pub explanation_html: Option<String>,
}

/// What a site has to study, for pages that speak of all of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StudyView {
    /// Every self-test (study record).
    pub tests: Vec<KnownTest>,
    /// Every course with its units (study record, completed courses).
    pub courses: Vec<CourseUnits>,
}

/// A self-test as it stands now.
#[derive(Debug, Clone, Default, Serialize)]
pub struct KnownTest {
    /// What results are kept under: the page's URL, `#` and the test's id.
    pub key: String,
    /// Changes when the questions do.
    pub hash: String,
}

/// A course with its units.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CourseUnits {
    /// The course.
    pub course: Link,
    /// 学时
    pub credit_hours: Option<f64>,
    /// Its units in order.
    pub units: Vec<Link>,
}

/// A unit.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UnitView {
    /// Identity in study records (its URL).
    pub id: String,
    /// Its course.
    pub course: Link,
    /// Identity of the course.
    pub course_id: String,
    /// From 1.
    pub position: usize,
    /// Number of units.
    pub of: usize,
    /// 时长, or the reading time.
    pub minutes: u32,
    /// 学时
    pub credit_hours: Option<f64>,
    /// Percent needed to pass the self-test.
    pub pass_score: u8,
    /// Whether passing its self-tests marks it as read.
    pub test_marks: bool,
    /// 视频
    pub video: Option<String>,
    /// 音频
    pub audio: Option<String>,
    /// 字幕
    pub captions: Option<String>,
    /// 文字稿
    pub transcript: Option<Link>,
    /// The course's units.
    pub syllabus: Vec<SyllabusEntry>,
}

/// A self-test; the context of `partials/self_test.html` (`test`, `root`).
#[derive(Debug, Clone, Default, Serialize)]
pub struct SelfTestView {
    /// Unique on its own page; with `page_id` its identity in study records.
    pub id: String,
    /// Anchor of the test where it is shown; `id` except where tests of several pages meet.
    pub anchor: String,
    /// Identity of its page in study records.
    pub page_id: String,
    /// Title of its page.
    pub title: String,
    /// Changes when the questions do, so that old results are told apart.
    pub hash: String,
    /// A quiz of the week: `questions` are those that the browser draws from.
    pub weekly: Option<WeeklyView>,
    /// Percent needed to pass.
    pub pass_score: u8,
    /// Questions.
    pub questions: Vec<QuestionCard>,
}

/// How the questions of a week are drawn.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WeeklyView {
    /// How many.
    pub count: usize,
    /// With the week, what the draw depends on.
    pub seed: String,
}

/// A question of a self-test.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QuestionCard {
    /// Unique on its page.
    pub id: String,
    /// Identity in the book of wrong answers; a question drawn from a bank has the same on every page.
    pub key: String,
    /// Changes when what is asked or what is right does.
    pub hash: String,
    /// The second of the page's video or sound at which it is asked.
    pub at: Option<u32>,
    /// The same as players show it, `03:20`.
    pub at_label: Option<String>,
    /// From 1.
    pub number: usize,
    /// `single` …
    pub form: String,
    /// 单选题 …
    pub form_label: String,
    /// Safe inline HTML.
    pub question_html: String,
    /// Safe inline HTML, in the order to show without JavaScript.
    pub options_html: Vec<String>,
    /// Letters of the options: A, B, C …
    pub letters: Vec<String>,
    /// Right sides for `match`.
    pub right_html: Vec<String>,
    /// Indices of the right options; for `order` the right order; for `match` the right side for each left.
    pub correct: Vec<usize>,
    /// For `fill`.
    pub blanks: Vec<Vec<String>>,
    /// The answer in words, safe HTML.
    pub answer_html: String,
    /// 解析
    pub explanation_html: Option<String>,
    /// 出处
    pub cites: Vec<Link>,
    /// Whether to show options in random order.
    pub shuffle: bool,
}
