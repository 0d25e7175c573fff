//! All that a template may see, as plain values.
//!
//! Conventions: every `url` is relative to the site's root, without a leading slash (`""` is the home page), percent-
//! encoded, and a template writes `{{ root }}{{ item.url }}`; a [`Link`] with `external` is written as it is.
//! Dates are `YYYY-MM-DD`. `*_html` and `content` are safe HTML, everything else is text and is escaped.
//! The context of a page template is [`PageContext`] (`site`, `page`, `root`, `list`, …).

mod appearance;
mod calendar;
mod files;
mod policy;
mod study;

use std::collections::BTreeMap;

use serde::Serialize;

pub use appearance::*;
pub use calendar::*;
pub use files::*;
pub use policy::*;
pub use study::*;

/// What a template is given.
#[derive(Debug, Clone, Serialize)]
pub struct PageContext {
    /// From this page to the site's root: `./`, `../`, `../../` …
    pub root: String,
    /// The page.
    pub page: PageView,
    /// The list that a column, topic, year … shows.
    pub list: Option<ListView>,
}

/// The same for every page; templates see it as `site`.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// 站点名称
    pub title: String,
    /// A second line under the title.
    pub subtitle: Option<String>,
    /// For search engines.
    pub description: Option<String>,
    /// `zh-CN`
    pub language: String,
    /// Absolute, with a trailing slash; absent when not configured.
    pub base_url: Option<String>,
    /// Shown in the footer.
    pub author: Option<String>,
    /// For example that the unit is invented; shown in the footer and on the home page.
    pub unit_notice: Option<String>,
    /// 版权
    pub copyright: Option<String>,
    /// Top-level columns with their sub-columns, in order.
    pub columns: Vec<NavItem>,
    /// Further menu entries of the configuration.
    pub menu: Vec<Link>,
    /// Links to the site-wide lists that exist (all topics, keywords, years, A–Z, glossary, policy library, study record …).
    pub lists: Vec<Link>,
    /// The theme's strings in the site's language, by key.
    pub strings: BTreeMap<String, String>,
    /// Fingerprinted URL of each static file of the theme, by its name in the theme (`css/site.css`).
    pub assets: BTreeMap<String, String>,
    /// Atom feed of the whole site.
    pub feed_url: String,
    /// URL of the search page.
    pub search_url: String,
    /// Whether readers may keep pages for reading without a network.
    pub offline: bool,
    /// Whether the search finds pages of other portals too.
    pub hub: bool,
    /// The path on the same host at which an engine answers the search page, if there is one.
    pub gateway: Option<String>,
    /// 网站标识码
    pub site_id_code: Option<String>,
    /// Name and version of this program.
    pub generator: String,
    /// The day for which the site was built.
    pub as_of: String,
    /// What the site changes of the theme.
    pub appearance: AppearanceView,
    /// `extra` of the configuration.
    pub extra: serde_json::Value,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// Its title.
    pub title: String,
    /// Relative to the root.
    pub url: String,
    /// First component of the URL; a page is inside when `page.column.slug` equals it.
    pub slug: String,
    /// Its summary.
    pub summary: Option<String>,
    /// Sub-columns.
    pub children: Vec<NavItem>,
}

/// Something to click on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Link {
    /// Its text.
    pub title: String,
    /// Relative to the root unless `external`.
    pub url: String,
    /// Whether it leaves the site.
    pub external: bool,
}

/// A page in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Card {
    /// Its title.
    pub title: String,
    /// Relative to the root, with an anchor where a part is meant.
    pub url: String,
    /// `article`, `policy` …
    pub kind: String,
    /// 文章, 政策文件 …
    pub kind_label: String,
    /// Publication day.
    pub date: Option<String>,
    /// Plain text.
    pub summary: Option<String>,
    /// 题图
    pub cover: Option<Image>,
    /// Title of its column.
    pub column: Option<String>,
    /// Facts in a few words for the right edge of a list (发文字号, 学时, 时长 …).
    pub facts: Vec<String>,
    /// For policies.
    pub status: Option<StatusView>,
    /// A remark (reading lists).
    pub note: Option<String>,
    /// For courses: the URLs of the units in order, for the reader's progress.
    pub units: Vec<String>,
    /// Heading of the group that begins with this entry (a letter in A–Z, a year), else none.
    pub group: Option<String>,
}

/// An image and its smaller versions.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Image {
    /// The original.
    pub url: String,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// What it shows.
    pub alt: String,
    /// WebP versions, ascending in width.
    pub variants: Vec<ImageVariant>,
}

impl Image {
    /// The same picture shown `width` pixels wide, from the smallest file that is sharp on a fine screen.
    pub(crate) fn narrow(&mut self, width: u32) {
        let (Some(full), Some(height)) = (self.width, self.height) else { return };
        if let Some(small) = self.variants.iter().find(|v| v.width >= width.saturating_mul(2)) {
            self.url.clone_from(&small.url);
        }
        self.variants.clear();
        let scaled = u64::from(height) * u64::from(width) / u64::from(full.max(1));
        (self.width, self.height) = (Some(width), u32::try_from(scaled.max(1)).ok());
    }
}

/// A smaller version of an image.
#[derive(Debug, Clone, Serialize)]
pub struct ImageVariant {
    /// Its file.
    pub url: String,
    /// Pixels.
    pub width: u32,
}

/// 时效性; the page recomputes it against the reader's date from `effective_on`, `valid_until`, `repealed_on`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StatusView {
    /// `in_force`, `amended`, `repealed`, `expired`, `not_yet`
    pub name: String,
    /// 有效 …
    pub label: String,
    /// 施行日期
    pub effective_on: Option<String>,
    /// 有效期至
    pub valid_until: Option<String>,
    /// 废止日期
    pub repealed_on: Option<String>,
    /// The day from which another version or an amendment holds.
    pub amended_on: Option<String>,
}

/// A page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PageView {
    /// Relative to the root.
    pub url: String,
    /// Absolute; absent without a base URL.
    pub canonical: Option<String>,
    /// The absolute address as a QR code, for paper and for handing over a page; absent without a base URL.
    pub qr: Option<QrCode>,
    /// How to cite the page as a whole.
    pub citation: Option<String>,
    /// `article`, `policy` … or of the pages made by the program: `home`, `search`, `topics`, `keywords`, `keyword`, `years`, `year`, `az`, `library`,
    /// `library_list`, `compare`, `glossary`, `study_record`, `not_found`.
    pub kind: String,
    /// 文章 …
    pub kind_label: String,
    /// Its source file below the content folder, absent for pages made by the program.
    pub source_path: Option<String>,
    /// 标题
    pub title: String,
    /// 副标题
    pub subtitle: Option<String>,
    /// 内容概述, or the first sentences.
    pub summary: Option<String>,
    /// Whether `summary` was written by an editor (only then is it shown above the text).
    pub summary_given: bool,
    /// 发布日期
    pub published_at: Option<String>,
    /// 更新日期
    pub updated_at: Option<String>,
    /// When somebody should look at the page again, which readers are told from then on; none if nobody has to.
    pub review: Option<ReviewView>,
    /// 来源
    pub source: Option<String>,
    /// 原文链接
    pub source_url: Option<String>,
    /// 作者
    pub author: Option<String>,
    /// 责任编辑
    pub editor: Option<String>,
    /// Links to the keyword pages.
    pub keywords: Vec<Link>,
    /// Links to the topics.
    pub topics: Vec<Link>,
    /// 题图
    pub cover: Option<Image>,
    /// 附件
    pub attachments: Vec<AttachmentView>,
    /// The page in other formats.
    pub downloads: Vec<DownloadView>,
    /// 相关内容
    pub related: Vec<Card>,
    /// From the home page down to the page's folder.
    pub breadcrumb: Vec<Link>,
    /// The top-level column.
    pub column: Option<NavItem>,
    /// Previous page in the folder's order.
    pub previous: Option<Link>,
    /// Next page in the folder's order.
    pub next: Option<Link>,
    /// Headings as a tree.
    pub toc: Vec<TocEntry>,
    /// The body.
    pub content: String,
    /// Han characters and words.
    pub length: usize,
    /// At 400 characters a minute, at least 1.
    pub reading_minutes: usize,
    /// `<meta name content>` in the words of Chinese government sites.
    pub government_meta: Vec<(String, String)>,
    /// `<meta property content>` of Open Graph.
    pub open_graph: Vec<(String, String)>,
    /// JSON-LD, safe inside `<script type="application/ld+json">`.
    pub json_ld: Option<String>,
    /// Atom feed of the column.
    pub feed_url: Option<String>,
    /// A draft shown only with `--drafts`.
    pub draft: bool,
    /// `extra` of the front matter.
    pub extra: serde_json::Value,
    /// What only its kind has; exactly the field of its kind is set.
    pub details: DetailsView,
}

/// A QR code to draw as SVG.
#[derive(Debug, Clone, Serialize)]
pub struct QrCode {
    /// Width and height in modules, the quiet zone included.
    pub size: i32,
    /// A picture of it, a point a module, as an address that holds all of it (`data:`).
    pub picture: String,
}

/// A heading of the table of contents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TocEntry {
    /// Plain text.
    pub title: String,
    /// Anchor on the page.
    pub anchor: String,
    /// Headings below it.
    pub children: Vec<TocEntry>,
}

/// A page of a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListView {
    /// What is on this page of the list.
    pub items: Vec<Card>,
    /// `list`, `cards` or `none`
    pub style: String,
    /// From 1.
    pub number: usize,
    /// How many pages there are.
    pub pages: usize,
    /// How many entries there are.
    pub total: usize,
    /// For the pager: the first page, those around this one, the last, and the gaps between them.
    pub pager: Vec<PagerStep>,
    /// The page before.
    pub previous: Option<Link>,
    /// The page after.
    pub next: Option<Link>,
    /// Groups to jump to or to choose from (letters, years, columns), with counts.
    pub groups: Vec<Group>,
}

/// A page of a list that the pager of another one leads to.
#[derive(Debug, Clone, Serialize)]
pub struct PagerStep {
    /// From 1.
    pub number: usize,
    /// None for several pages that are left out, of which `number` is the first.
    pub url: Option<String>,
}

/// A group of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// A letter, a year, a topic …
    pub title: String,
    /// Its page, or `#anchor` on this page.
    pub url: String,
    /// How many entries it has.
    pub count: usize,
    /// A summary (topics).
    pub summary: Option<String>,
    /// A heading that several groups share (policy library: 发文机关, 文种, 主题, 年份, 时效性).
    pub heading: Option<String>,
    /// What the heading means, in any language: `issuer`, `type`, `subject`, `year`, `status`, `az`.
    pub name: Option<String>,
}

/// What only one kind has.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DetailsView {
    /// Home page.
    pub home: Option<HomeView>,
    /// 栏目
    pub column: Option<ColumnView>,
    /// 政策文件
    pub policy: Option<PolicyView>,
    /// 解读: the policies an article explains.
    pub interprets: Vec<Card>,
    /// 课程
    pub course: Option<CourseView>,
    /// 课程单元, 单元组
    pub unit: Option<UnitView>,
    /// Study record, wrong answers, completed courses: what the site has to study.
    pub study: Option<StudyView>,
    /// 学习路径, 阅读清单, 专题
    pub items: Option<ItemsView>,
    /// 办事指南
    pub guide: Option<GuideView>,
    /// 常见问题
    pub faq: Option<Vec<QuestionView>>,
    /// 公开事项: label and value.
    pub facts: Vec<(String, String)>,
    /// 组织机构
    pub org: Option<OrgView>,
    /// 日程
    pub event: Option<EventView>,
    /// 名词解释
    pub term: Option<TermView>,
    /// Glossary: every term.
    pub terms: Vec<TermView>,
    /// 模板表格: the form to download.
    pub form: Option<AttachmentView>,
    /// The site in figures.
    pub figures: Option<super::figures::FiguresView>,
    /// Comparison of two versions.
    pub compare: Option<CompareView>,
    /// What became of each article of a text from version to version.
    pub provisions: Option<ProvisionsView>,
    /// The months to come with their events.
    pub calendar: Option<CalendarView>,
    /// Where all texts of this list are printed as one book, if its editor wants that.
    pub compendium_url: Option<String>,
    /// The book itself.
    pub compendium: Option<CompendiumView>,
    /// The script that hands over all texts of the policy library.
    pub texts_url: Option<String>,
}

/// The home page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HomeView {
    /// From top to bottom.
    pub blocks: Vec<HomeBlock>,
}

/// A block of the home page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HomeBlock {
    /// `lead`, `notices`, `latest`, `agenda`, `study`, `topics`, `policies`, `courses`, `columns`, `entries`, `search`, `text`.
    pub kind: String,
    /// Its heading.
    pub title: String,
    /// Where there is more of it.
    pub more: Option<Link>,
    /// What it shows.
    pub items: Vec<HomeItem>,
    /// For `columns`: each column and its first entries.
    pub columns: Vec<HomeColumn>,
}

/// An entry of a block of the home page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct HomeItem {
    /// The page.
    pub card: Card,
    /// Whether its address leaves the site.
    pub external: bool,
    /// The name of a sign.
    pub icon: Option<String>,
    /// The first day on which it is shown.
    pub from: Option<String>,
    /// The last day on which it is shown.
    pub until: Option<String>,
}

/// A column on the home page.
#[derive(Debug, Clone, Serialize)]
pub struct HomeColumn {
    /// The column.
    pub column: NavItem,
    /// Its first entries.
    pub items: Vec<Card>,
}

/// A column's own page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ColumnView {
    /// Sub-columns and courses.
    pub children: Vec<Card>,
    /// The offices in it as a tree, if there is nothing else in it.
    pub orgs: Vec<OrgNode>,
    /// The file of its events for calendars, if it has any.
    pub ics_url: Option<String>,
}

/// A learning path, reading list or topic.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ItemsView {
    /// In the editor's order.
    pub items: Vec<Card>,
    /// What has no date, if the others stand along a time line.
    pub undated: Vec<Card>,
    /// Show along a time line.
    pub timeline: bool,
    /// Pages that name the topic but are not among `items`.
    pub others: Vec<Card>,
}

/// A guide.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GuideView {
    /// 办理依据
    pub legal_basis: Vec<Link>,
    /// 办理条件
    pub conditions: Vec<String>,
    /// 申请材料
    pub materials: Vec<MaterialView>,
    /// 办理流程
    pub steps: Vec<StepView>,
    /// 时限, 地点, 时间, 电话, 收费: label and value.
    pub facts: Vec<(String, String)>,
}

/// A paper to bring.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MaterialView {
    /// What.
    pub name: String,
    /// 原件 …
    pub form: Option<String>,
    /// How many.
    pub copies: Option<u32>,
    /// A remark.
    pub note: Option<String>,
    /// The form to fill in.
    pub template: Option<Link>,
}

/// A step of a guide.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StepView {
    /// Its name.
    pub title: String,
    /// What happens.
    pub text: Option<String>,
}

/// A question and its answer.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView {
    /// 问
    pub question: String,
    /// 答
    pub answer: String,
}

/// An office.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OrgView {
    /// 上级机构
    pub parent: Option<Link>,
    /// 下属机构, nested.
    pub children: Vec<OrgNode>,
    /// 职责
    pub duties: Vec<String>,
    /// 联系方式: each a list of label and value.
    pub contacts: Vec<Vec<(String, String)>>,
}

/// An office in the tree.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OrgNode {
    /// Its page.
    pub link: Link,
    /// Its summary.
    pub summary: Option<String>,
    /// 下属机构
    pub children: Vec<OrgNode>,
}

/// An event.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EventView {
    /// `YYYY-MM-DD HH:MM`; of a recurring event the time that is on or comes, else the last.
    pub start: String,
    /// The same.
    pub end: Option<String>,
    /// When it began for the first time, if that is another.
    pub first: Option<String>,
    /// Whether the last time is over.
    pub over: bool,
    /// In words: 每周一次，共8次
    pub recurrence: Option<String>,
    /// 地点
    pub location: Option<String>,
    /// The file for calendars.
    pub ics_url: String,
}

/// A glossary term.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TermView {
    /// The word.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// 释义
    pub definition: String,
    /// Its letter in A–Z.
    pub letter: String,
}

/// A page that is to be looked at again.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReviewView {
    /// The day, as `2026-03-05`.
    pub due: String,
    /// Who looks after it.
    pub owner: Option<String>,
}
