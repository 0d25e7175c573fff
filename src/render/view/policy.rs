use serde::Serialize;

use super::{Card, Link, StatusView, TocEntry};

/// A policy text.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PolicyView {
    /// 发文机关标志, in red above the title.
    pub letterhead: Option<String>,
    /// 抄送
    pub copies_to: Option<String>,
    /// 印发机关 and 印发日期
    pub printed: Option<(String, String)>,
    /// Rows of the table above the text.
    pub rows: Vec<PolicyRow>,
    /// 时效性
    pub status: StatusView,
    /// Sentences to show above the text (not in force, replaced by …), with a link.
    pub banners: Vec<BannerView>,
    /// The sentences that the status was taken from, with where they stand.
    pub reasons: Vec<ReasonView>,
    /// The text that takes the place of this one, or will; the page needs it when the reader comes later than the build.
    pub successor: Option<Link>,
    /// Articles whose place in the current version has another anchor: `art-24:art-27`, `art-9:` for one that is gone,
    /// with spaces between them.
    pub places: String,
    /// All versions of the text, oldest first; empty if it is the only one.
    pub versions: Vec<VersionView>,
    /// Comparisons with the version before and after.
    pub comparisons: Vec<Link>,
    /// 解读
    pub interpretations: Vec<Card>,
    /// Explanations, cases and answers that name one article: anchor → links.
    pub explained: Vec<CitedBy>,
    /// The page that follows each article through all versions, if there are several.
    pub provisions: Option<String>,
    /// Whether this is the newest version, whose articles that page is arranged by.
    pub newest: bool,
    /// What cites articles of this text: anchor → links, in the text itself by their anchor alone (`#art-7`).
    pub cited_by: Vec<CitedBy>,
    /// 沿革
    pub history: Vec<HistoryView>,
    /// The part of a code that the text is (合同编); its title tells it from no other part.
    pub part: Option<String>,
    /// The outline (编, 章, 节 with their articles' range).
    pub outline: Vec<TocEntry>,
    /// How to cite the text: 《…》（文号）
    pub citation: String,
}

/// An event in the life of a policy text.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HistoryView {
    /// When.
    pub date: String,
    /// Who and what, up to the text that is linked: 第七次会议通过的
    pub before: String,
    /// The amendment or decision, if the library has it.
    pub link: Option<Link>,
    /// What follows it.
    pub after: String,
    /// The comparison of the texts before and after, if both are there and nothing else came between.
    pub comparison: Option<Link>,
    /// What it changed: kind of change (修改), and the articles (第三条、第七条).
    pub changes: Vec<(String, String)>,
}

/// The texts of a list as one book.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CompendiumView {
    /// The page that lists them.
    pub of: Link,
    /// In their order.
    pub texts: Vec<CompendiumText>,
}

/// A text of a book.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CompendiumText {
    /// Its title.
    pub title: String,
    /// Its anchor on the page.
    pub anchor: String,
    /// Its own page, relative to the root.
    pub url: String,
    /// `policy`, `article` …
    pub kind: String,
    /// 发文字号, day and 时效性, or author and day.
    pub facts: Vec<String>,
    /// What it is about, if it has no text of its own.
    pub summary: Option<String>,
    /// The text, with anchors that no other text of the book has.
    pub content: String,
}

/// A row of a policy's table.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyRow {
    /// `doc_no`, `issuer`, `effective_on` … whatever the language.
    pub name: String,
    /// 发文字号 …
    pub label: String,
    /// Values, each with a link if there is a list for it (`url` empty: none).
    pub values: Vec<Link>,
}

/// A sentence above a policy text.
#[derive(Debug, Clone, Serialize)]
pub struct BannerView {
    /// `repealed`, `amended`, `expired`, `not_yet`, `older_version`
    pub name: String,
    /// The sentence.
    pub text: String,
    /// Where to go instead.
    pub link: Option<Link>,
}

/// A sentence on when a text counts.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonView {
    /// The sentence.
    pub sentence: String,
    /// The article that says so, of this text (`第九条`) or of another (`《…》第九条`).
    pub link: Link,
}

/// A version of a text.
#[derive(Debug, Clone, Serialize)]
pub struct VersionView {
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// The day it took effect, or was made.
    pub date: Option<String>,
    /// 时效性
    pub status: StatusView,
    /// Whether this is the page shown.
    pub current_page: bool,
    /// Whether this is the version in force.
    pub canonical: bool,
}

/// What cites one article.
#[derive(Debug, Clone, Serialize)]
pub struct CitedBy {
    /// Anchor of the article; empty for the text as a whole.
    pub anchor: String,
    /// `第十二条`
    pub label: String,
    /// Pages, with the anchor of the citing place; the title says both.
    pub links: Vec<Link>,
}

/// A comparison of two versions, article by article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CompareView {
    /// The older version.
    pub old: Link,
    /// The newer version.
    pub new: Link,
    /// Day of the older.
    pub old_date: Option<String>,
    /// Day of the newer.
    pub new_date: Option<String>,
    /// How many articles were added, removed, moved, changed, kept.
    pub counts: Vec<(String, usize)>,
    /// The articles.
    pub rows: Vec<CompareRow>,
}

/// An article in both versions.
#[derive(Debug, Clone, Serialize)]
pub struct CompareRow {
    /// `added`, `removed`, `moved`, `changed`, `same`
    pub change: String,
    /// 新增 …
    pub change_label: String,
    /// Label and link of the article in the older version.
    pub old: Option<Link>,
    /// Label and link of the article in the newer version.
    pub new: Option<Link>,
    /// The older text, removed characters in `<del>`.
    pub old_html: String,
    /// The newer text, added characters in `<ins>`.
    pub new_html: String,
}

/// What became of each article of a text from version to version.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProvisionsView {
    /// Articles that were not always the same, in the order of the newest version.
    pub changed: Vec<ProvisionView>,
    /// Articles that every version has in the same words.
    pub unchanged: Vec<Link>,
}

/// An article through all versions.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProvisionView {
    /// `第十二条`
    pub label: String,
    /// Its anchor in the newest version; empty if it is gone.
    pub anchor: String,
    /// Whether the newest version has it no more.
    pub gone: bool,
    /// How often it became another.
    pub changes: usize,
    /// Newest first.
    pub steps: Vec<ProvisionStep>,
}

/// What one version made of an article.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProvisionStep {
    /// The version, at the article.
    pub version: Link,
    /// Its day.
    pub date: Option<String>,
    /// `first`, `changed`, `moved`, `added`, `removed`
    pub change: String,
    /// 修改 …
    pub change_label: String,
    /// The label in that version.
    pub label: String,
    /// The text of that version, with what is new in `<ins>`; empty for what was taken out.
    pub html: String,
}
