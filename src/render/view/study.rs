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
    /// Unique on the page.
    pub id: String,
    /// Identity in study records.
    pub page_id: String,
    /// Percent needed to pass.
    pub pass_score: u8,
    /// Questions.
    pub questions: Vec<QuestionCard>,
}

/// A question of a self-test.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QuestionCard {
    /// Unique on the page.
    pub id: String,
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
