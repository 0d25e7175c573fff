use std::fmt;

use serde::{Deserialize, Serialize};

/// What a page is; decides which front matter it may have and which template shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 文章
    Article,
    /// 通知公告
    Notice,
    /// 页面
    Page,
    /// 政策文件
    Policy,
    /// 课程: the `_index.md` of its folder.
    Course,
    /// 课程单元
    Unit,
    /// 单元组: a folder of units inside a course.
    Part,
    /// 学习路径: several courses in order.
    Path,
    /// 阅读清单
    ReadingList,
    /// 专题
    Topic,
    /// 办事指南
    Guide,
    /// 常见问题
    Faq,
    /// 公开事项
    Disclosure,
    /// 组织机构
    Org,
    /// 日程
    Event,
    /// 名词解释
    Term,
    /// 模板表格
    Template,
    /// 栏目: the `_index.md` of a folder.
    Column,
}

impl Kind {
    /// Every kind, in the order in which messages and menus list them.
    pub const ALL: [Kind; 18] = [
        Kind::Article,
        Kind::Notice,
        Kind::Page,
        Kind::Policy,
        Kind::Course,
        Kind::Unit,
        Kind::Part,
        Kind::Path,
        Kind::ReadingList,
        Kind::Topic,
        Kind::Guide,
        Kind::Faq,
        Kind::Disclosure,
        Kind::Org,
        Kind::Event,
        Kind::Term,
        Kind::Template,
        Kind::Column,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Article => "article",
            Kind::Notice => "notice",
            Kind::Page => "page",
            Kind::Policy => "policy",
            Kind::Course => "course",
            Kind::Unit => "unit",
            Kind::Part => "part",
            Kind::Path => "path",
            Kind::ReadingList => "reading_list",
            Kind::Topic => "topic",
            Kind::Guide => "guide",
            Kind::Faq => "faq",
            Kind::Disclosure => "disclosure",
            Kind::Org => "org",
            Kind::Event => "event",
            Kind::Term => "term",
            Kind::Template => "template",
            Kind::Column => "column",
        }
    }

    /// The name on pages and in Chinese messages.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Article => "文章",
            Kind::Notice => "通知公告",
            Kind::Page => "页面",
            Kind::Policy => "政策文件",
            Kind::Course => "课程",
            Kind::Unit => "课程单元",
            Kind::Part => "单元组",
            Kind::Path => "学习路径",
            Kind::ReadingList => "阅读清单",
            Kind::Topic => "专题",
            Kind::Guide => "办事指南",
            Kind::Faq => "常见问题",
            Kind::Disclosure => "公开事项",
            Kind::Org => "组织机构",
            Kind::Event => "日程",
            Kind::Term => "名词解释",
            Kind::Template => "模板表格",
            Kind::Column => "栏目",
        }
    }

    /// The kind with this name in files, or with this Chinese label.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name || kind.label() == name)
    }

    /// Whether it stands for a folder (its file is `_index.md`).
    pub fn is_folder(self) -> bool {
        matches!(self, Kind::Column | Kind::Course | Kind::Part)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
