use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::recurrence::{Occurrence, Recurrence};
use super::{Reference, Repeal, Said, Spanned, When};

/// Front matter of one kind. Kinds without keys of their own have [`Details::None`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "there is one per page, and most pages are the large ones")]
pub enum Details {
    /// `notice`, `page`, `part`.
    None,
    /// 文章
    Article(Article),
    /// 政策文件
    Policy(Policy),
    /// 课程
    Course(Course),
    /// 课程单元
    Unit(Unit),
    /// 学习路径
    Path(LearningPath),
    /// 阅读清单
    ReadingList(ItemList),
    /// 专题
    Topic(ItemList),
    /// 办事指南
    Guide(Guide),
    /// 常见问题
    Faq(Faq),
    /// 公开事项
    Disclosure(Disclosure),
    /// 组织机构
    Org(Org),
    /// 日程
    Event(Event),
    /// 名词解释
    Term(Term),
    /// 模板表格
    Template(Template),
    /// 栏目
    Column(Column),
}

impl Details {
    /// What the page explains, as written.
    pub fn interprets(&self) -> &[Reference] {
        match self {
            Details::Article(article) => &article.interprets,
            Details::Policy(policy) => &policy.interprets,
            Details::Faq(faq) => &faq.interprets,
            _ => &[],
        }
    }
}

/// `article`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Article {
    /// 解读对象: the policies that this article explains.
    pub interprets: Vec<Reference>,
}

/// 时效性
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 有效
    InForce,
    /// 已修改
    Amended,
    /// 已废止
    Repealed,
    /// 失效
    Expired,
    /// 尚未生效
    NotYet,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 5] = [Status::InForce, Status::Amended, Status::Repealed, Status::Expired, Status::NotYet];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Status::InForce => "in_force",
            Status::Amended => "amended",
            Status::Repealed => "repealed",
            Status::Expired => "expired",
            Status::NotYet => "not_yet",
        }
    }

    /// The name on pages.
    pub fn label(self) -> &'static str {
        match self {
            Status::InForce => "有效",
            Status::Amended => "已修改",
            Status::Repealed => "已废止",
            Status::Expired => "失效",
            Status::NotYet => "尚未生效",
        }
    }

    /// The status with this name or label.
    pub fn from_name(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.name() == name || s.label() == name)
    }
}

/// One event in the life of a policy text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEvent {
    /// When.
    pub date: Option<Date>,
    /// 通过 公布 发布 批准 施行 修订 修正 第N次修正 修改 废止
    pub event: String,
    /// By whom.
    pub by: Option<String>,
}

/// `policy`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Policy {
    /// 发文字号
    pub doc_no: Option<Spanned<String>>,
    /// 文种
    pub doc_type: Option<String>,
    /// 发文机关
    pub issuers: Vec<String>,
    /// 发文机关标志, as it stands in red above the title.
    pub letterhead: Option<String>,
    /// 抄送
    pub copies_to: Option<String>,
    /// 印发机关和印发日期
    pub printed: Option<String>,
    /// 索引号
    pub index_no: Option<String>,
    /// 主题分类
    pub subject: Option<String>,
    /// 成文日期
    pub signed_on: Option<Spanned<Date>>,
    /// 通过日期
    pub adopted_on: Option<Spanned<Date>>,
    /// 施行日期
    pub effective_on: Option<Spanned<Date>>,
    /// 有效期至
    pub valid_until: Option<Spanned<Date>>,
    /// 废止日期
    pub repealed_on: Option<Spanned<Date>>,
    /// 沿革
    pub history: Vec<HistoryEvent>,
    /// 版本族: a name that all versions of one text share.
    pub version_of: Option<Spanned<String>>,
    /// Texts that this one replaces.
    pub supersedes: Vec<Reference>,
    /// Texts that replace this one.
    pub superseded_by: Vec<Reference>,
    /// Texts that this one changes.
    pub amends: Vec<Reference>,
    /// 制定依据
    pub basis: Vec<Reference>,
    /// 解读对象
    pub interprets: Vec<Reference>,
    /// 简称
    pub short_titles: Vec<String>,
    /// 时效性 as the editor states it; must not contradict the dates.
    pub status: Option<Spanned<Status>>,
    /// The sentence that 施行日期 was taken from, if no editor wrote it.
    pub effective_said: Option<Said>,
    /// The sentence that 有效期至 was taken from, if no editor wrote it.
    pub valid_said: Option<Said>,
    /// What the text says it repeals.
    pub repeals: Vec<Repeal>,
    /// Titles of the texts that it says it amends.
    pub amends_said: Vec<String>,
}

impl Policy {
    /// The day from which this version of the text counts, as far as the text says so.
    pub(crate) fn counts_from(&self) -> Option<Date> {
        let day = |date: &Option<Spanned<Date>>| date.as_ref().map(|d| d.value);
        // A text that was amended many times was adopted long before this version of it.
        let newest = self.history.iter().filter_map(|event| event.date).max();
        day(&self.effective_on).or_else(|| newest.max(day(&self.adopted_on))).or_else(|| day(&self.signed_on))
    }
}

/// `course`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Course {
    /// 学时
    pub credit_hours: Option<Spanned<f64>>,
    /// 学习目标
    pub objectives: Vec<String>,
    /// 适用对象
    pub audience: Option<String>,
    /// 先修
    pub prerequisites: Vec<Reference>,
    /// 主讲
    pub lecturer: Option<String>,
    /// 合格线, percent.
    pub pass_score: Option<u8>,
    /// Whether passing the self-tests of a unit marks it as read.
    pub test_marks_unit: bool,
}

/// `unit`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Unit {
    /// 时长, minutes.
    pub duration_min: Option<u32>,
    /// 学时
    pub credit_hours: Option<Spanned<f64>>,
    /// 视频
    pub video: Option<Reference>,
    /// 音频
    pub audio: Option<Reference>,
    /// 字幕 (WebVTT)
    pub captions: Option<Reference>,
    /// 文字稿
    pub transcript: Option<Reference>,
    /// 合格线, percent; the course's when absent.
    pub pass_score: Option<u8>,
}

/// `path`: courses in the order in which to take them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LearningPath {
    /// 课程
    pub courses: Vec<Reference>,
}

/// `topic` and `reading_list`: pages in an order of the editor's.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ItemList {
    /// The entries.
    pub items: Vec<ListItem>,
    /// Whether to show them along a time line.
    pub timeline: bool,
    /// Whether their texts are also one page to be printed as a book.
    pub compendium: bool,
}

/// An entry of a topic or reading list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// The page, with an anchor where only a part is meant.
    pub target: Reference,
    /// The text to show instead of the page's title.
    pub label: Option<String>,
    /// The date on the time line; the page's own when absent.
    pub date: Option<Date>,
    /// Why it is worth reading.
    pub note: Option<String>,
}

/// `guide`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Guide {
    /// 办理依据
    pub legal_basis: Vec<Reference>,
    /// 办理条件
    pub conditions: Vec<String>,
    /// 申请材料
    pub materials: Vec<Material>,
    /// 办理流程
    pub steps: Vec<Step>,
    /// 办理时限
    pub time_limit: Option<String>,
    /// 办理地点
    pub place: Option<String>,
    /// 办公时间
    pub office_hours: Option<String>,
    /// 联系电话
    pub phone: Option<String>,
    /// 收费
    pub fee: Option<String>,
}

/// A paper to bring.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Material {
    /// What.
    pub name: String,
    /// 原件 or 复印件, paper or electronic.
    pub form: Option<String>,
    /// How many.
    pub copies: Option<u32>,
    /// A remark.
    pub note: Option<String>,
    /// The form to fill in.
    pub template: Option<Reference>,
}

/// A step of a guide.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub title: String,
    /// What happens.
    pub text: Option<String>,
}

/// `faq`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Faq {
    /// Questions given in the front matter; further ones are the `##` headings of the body.
    pub items: Vec<Question>,
    /// 解读对象: the policies that the answers explain.
    pub interprets: Vec<Reference>,
}

/// A question and its answer, both plain text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Question {
    /// 问
    pub question: String,
    /// 答
    pub answer: String,
}

/// `disclosure`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Disclosure {
    /// 公开内容
    pub content: Option<String>,
    /// 公开范围
    pub scope: Option<String>,
    /// 公开方式
    pub method: Option<String>,
    /// 公开时限
    pub deadline: Option<String>,
    /// 责任单位
    pub unit: Option<String>,
}

/// `org`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Org {
    /// 上级机构
    pub parent: Option<Reference>,
    /// 职责
    pub duties: Vec<String>,
    /// 联系方式
    pub contacts: Vec<Contact>,
}

/// How to reach an office.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Name of the office or post.
    pub name: Option<String>,
    /// 电话
    pub phone: Option<String>,
    /// 地址
    pub address: Option<String>,
    /// 办公时间
    pub hours: Option<String>,
}

/// `event`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it begins, the first time.
    pub start: Spanned<When>,
    /// When it ends, the first time.
    pub end: Option<Spanned<When>>,
    /// A recurrence rule in the words of RFC 5545, for example `FREQ=WEEKLY;COUNT=8`.
    pub recurrence: Option<Spanned<String>>,
    /// 地点
    pub location: Option<String>,
}

impl Event {
    /// As it takes place for the first time. An end without a time is the end of its day, so a beginning with one goes with
    /// it as a day would.
    pub fn first(&self) -> Occurrence {
        Occurrence { start: self.start.value, end: self.end.as_ref().map(|end| end.value) }
    }

    /// The rule by which it comes again, if it does and the rule makes sense.
    pub fn rule(&self) -> Option<Recurrence> {
        self.recurrence.as_ref().and_then(|rule| Recurrence::parse(&rule.value))
    }

    /// What a page shows on `day`: the time that is on or comes, else the last one.
    pub fn shown(&self, day: time::Date) -> Occurrence {
        let last = || {
            let rule = self.rule();
            self.first().all(rule.as_ref()).take_while(|occurrence| occurrence.last_day() < day).last()
        };
        self.next(day).or_else(last).unwrap_or_else(|| self.first())
    }

    /// The time that is on, or comes, on `day`; none if the last is over.
    pub fn next(&self, day: time::Date) -> Option<Occurrence> {
        self.first().on_or_after(day, self.rule().as_ref())
    }
}

/// `term`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Term {
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// 释义, short and plain; the body's first paragraph when absent.
    pub definition: Option<String>,
}

/// `template`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Template {
    /// The form as a file to download.
    pub form: Option<Reference>,
}

/// How a column orders its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// By `weight`, then newest first.
    Weight,
    /// Newest first.
    Date,
    /// By title, in pinyin order.
    Title,
}

/// How a column lists its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListStyle {
    /// Titles and dates.
    List,
    /// With covers and summaries.
    Cards,
    /// Not at all; the body says it all.
    None,
}

/// `column`; a course and a part may have the cascade too.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Column {
    /// Front matter defaults for all that lies below, as written.
    pub cascade: BTreeMap<String, serde_json::Value>,
    /// Entries on a page of its list; the site's when absent.
    pub page_size: Option<u32>,
    /// The order of its list.
    pub sort: Option<SortBy>,
    /// The look of its list.
    pub list: Option<ListStyle>,
    /// Whether the texts in it are also one page to be printed as a book.
    pub compendium: bool,
    /// What the home page shows, from top to bottom; of the topmost column only.
    pub home: Vec<HomeBlock>,
}

/// A block of the home page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HomeBlock {
    /// `lead`, `notices`, `latest`, `agenda`, `study`, `topics`, `policies`, `courses`, `columns`, `entries`, `search`, `text`.
    pub block: String,
    /// Its heading, if not the usual one.
    pub title: Option<String>,
    /// The column that its entries come from.
    pub column: Option<Reference>,
    /// The most entries it shows.
    pub count: Option<u32>,
    /// Entries that the editor chose.
    pub items: Vec<HomeItem>,
}

/// An entry of a block of the home page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeItem {
    /// Where it leads.
    pub target: Reference,
    /// Its words, if not the title of the page.
    pub label: Option<String>,
    /// A line below them.
    pub note: Option<String>,
    /// A picture, if not the cover of the page.
    pub cover: Option<Reference>,
    /// What the picture shows.
    pub cover_alt: Option<String>,
    /// A sign for quick entries.
    pub icon: Option<String>,
    /// The first day on which it is shown.
    pub from: Option<Date>,
    /// The last day on which it is shown.
    pub until: Option<Date>,
}
