//! The one table of front matter: every key with its Chinese label, its shape, an example and a word of advice. The
//! reader, the messages and the pages that `shuyuan new` writes all follow it.

use crate::content::Kind;

/// A key.
#[derive(Debug)]
pub struct Key {
    /// As written in files.
    pub name: &'static str,
    /// 中文名
    pub label: &'static str,
    /// What its value must be.
    pub shape: Shape,
    /// What stands after `name: ` in an example; begins with a line break if it is a list or mapping.
    pub example: &'static str,
    /// 说明, for the comments that `shuyuan new` writes.
    pub advice: &'static str,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// A list of texts, or a single one.
    Texts,
    /// `true` or `false`.
    Truth,
    /// A whole number in this range.
    Whole(i64, i64),
    /// A number that is not negative.
    Amount,
    /// A day.
    Day,
    /// A day, or a minute of a day.
    Moment,
    /// An `http` address.
    Address,
    /// The last component of a URL.
    Slug,
    /// Former URLs of this site.
    OldUrls,
    /// Another source file.
    Reference,
    /// Several, or a single one.
    References,
    /// One of these names, with their labels.
    Choice(&'static [(&'static str, &'static str)]),
    /// A recurrence rule.
    Recurrence,
    /// How long: `6 months`.
    Period,
    /// A list of mappings, or a single one.
    Rows(&'static Row),
    /// Defaults for what lies below.
    Cascade,
    /// Anything at all.
    Anything,
}

/// What the entries of a list of mappings are made of.
#[derive(Debug)]
pub struct Row {
    /// Their keys.
    pub keys: &'static [Key],
    /// Whether an entry may be a plain text, which stands for the first key.
    pub text_is_first: bool,
    /// Keys that no entry may lack.
    pub required: &'static [&'static str],
}

// Rows are compared only to tell shapes apart, and there is one of each.
impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Row {}

const fn key(
    name: &'static str,
    label: &'static str,
    shape: Shape,
    example: &'static str,
    advice: &'static str,
) -> Key {
    Key { name, label, shape, example, advice }
}

/// The keys of every kind.
#[rustfmt::skip]
pub static COMMON: [Key; 28] = [
    key("title", "标题", Shape::Text, "关于开展学习月活动的通知", "必填；不写时取正文的第一个标题"),
    key("kind", "内容类型", Shape::Choice(&KINDS), "article", "不写时按所在栏目决定"),
    key("subtitle", "副标题", Shape::Text, "致全体读者", "可不填"),
    key("summary", "内容概述", Shape::Text, "一两句话说明这一页讲什么。", "显示在列表和搜索结果里；不写时取正文开头"),
    key("topics", "专题", Shape::Texts, "[学习月]", "归入哪些专题，写专题的标题，可写多个"),
    key("keywords", "关键词", Shape::Texts, "[学习, 通知]", "用半角逗号隔开"),
    key("source", "来源", Shape::Text, "宣传科", "转载时写原发布单位"),
    key("source_url", "原文链接", Shape::Address, "https://www.example.org/a.html", "转载时写原文网址"),
    key("author", "作者", Shape::Text, "张三", "可不填"),
    key("editor", "责任编辑", Shape::Text, "李四", "可不填"),
    key("published_at", "发布日期", Shape::Moment, "2026-03-05", "年-月-日，可以加时间，例如 2026-03-05 09:30"),
    key("updated_at", "更新日期", Shape::Moment, "2026-03-06", "内容有修改时填写"),
    key("publish_at", "定时发布", Shape::Moment, "2026-03-05 09:00", "到这个时间才出现在网站上"),
    key("expire_at", "撤稿时间", Shape::Moment, "2026-12-31", "从这个时间起不再出现在网站上"),
    key("draft", "草稿", Shape::Truth, "true", "true 表示还没写完，不发布"),
    key("cover", "题图", Shape::Reference, "cover.jpg", "图片文件，放在同一个文件夹里"),
    key("cover_alt", "题图说明", Shape::Text, "会场全景", "图上有什么，给看不见图的读者"),
    key("attachments", "附件", Shape::Rows(&ATTACHMENT), "\n  - file: 报名表.docx\n    title: 报名表", "供下载的文件"),
    key("related", "相关内容", Shape::References, "\n  - /publicity/a.md", "别的页面的文件路径，以 / 开头表示从 content 文件夹算起"),
    key("weight", "次序", Shape::Whole(-1_000_000, 1_000_000), "10", "数字小的排在前面"),
    key("slug", "网址名", Shape::Slug, "xuexi-yue", "网址的最后一段；不写时由文件名的拼音得出"),
    key("aliases", "旧网址", Shape::OldUrls, "[old/xuexi/]", "旧网址会自动转到这一页"),
    key("template", "页面模板", Shape::Text, "article", "主题里的模板名；一般不填"),
    key("review_in", "复核周期", Shape::Period, "6 months", "从更新日期算起，过了这么久就该再看一遍，到期后提醒读者；例如 6 months、90 days、1 year，也可以写 6个月、一年"),
    key("owner", "负责部门", Shape::Text, "宣传科", "由谁复核，与提醒一起显示"),
    key("review", "审核签名", Shape::Rows(&REVIEW), "\n  - stage: 一审\n    name: 王某\n    date: 2026-03-05\n    hash: 1-0123456789abcdef", "由 shuyuan sign 或者编辑台写入，不显示在网站上；内容改了，签名就失效"),
    key("extra", "自定义", Shape::Anything, "\n  key: value", "自己定义的键放在这里，供自己的模板使用"),
    key("cascade", "下级默认值", Shape::Cascade, "\n  source: 宣传科", "只用于 _index.md：下面各页没写的键取这里的值"),
];

/// Front matter that makes no sense as a default for several pages.
pub static NOT_IN_CASCADE: [&str; 5] = ["title", "slug", "aliases", "review", "cascade"];

#[rustfmt::skip]
static REVIEW: Row = Row {
    keys: &[
    key("stage", "阶段", Shape::Text, "一审", ""),
    key("name", "姓名", Shape::Text, "王某", ""),
    key("date", "日期", Shape::Day, "2026-03-05", ""),
    key("hash", "所读内容", Shape::Text, "1-0123456789abcdef", ""),
    ],
    text_is_first: false,
    required: &["stage", "name"],
};

#[rustfmt::skip]
static ATTACHMENT: Row = Row {
    keys: &[
    key("file", "文件", Shape::Reference, "报名表.docx", ""),
    key("title", "名称", Shape::Text, "报名表", ""),
    ],
    text_is_first: true,
    required: &["file"],
};

#[rustfmt::skip]
static POLICY: [Key; 22] = [
    key("doc_no", "发文字号", Shape::Text, "示范委〔2026〕5号", "年份用六角括号〔〕"),
    key("doc_type", "文种", Shape::Text, "通知", "例如：通知、意见、办法、规定、细则"),
    key("issuers", "发文机关", Shape::Texts, "[示范单位办公室]", "联合发文时写多个"),
    key("letterhead", "发文机关标志", Shape::Text, "示范单位办公室文件", "红头上的字，显示在标题上面；可不填"),
    key("copies_to", "抄送", Shape::Text, "示范单位各科室。", "版记里“抄送：”后面的字；可不填"),
    key("printed", "印发", Shape::Text, "示范单位办公室 2026年3月2日印发", "版记里的印发机关和日期；可不填"),
    key("index_no", "索引号", Shape::Text, "SF-2026-005", "可不填"),
    key("subject", "主题分类", Shape::Text, "组织建设", "可不填"),
    key("signed_on", "成文日期", Shape::Day, "2026-03-01", "年-月-日"),
    key("adopted_on", "通过日期", Shape::Day, "2026-02-20", "可不填"),
    key("effective_on", "施行日期", Shape::Day, "2026-04-01", "从这一天起施行"),
    key("valid_until", "有效期至", Shape::Day, "2031-03-31", "过了这一天即失效；长期有效的不填"),
    key("repealed_on", "废止日期", Shape::Day, "2030-01-01", "已废止的才填"),
    key("history", "沿革", Shape::Rows(&HISTORY), "\n  - date: 2026-02-20\n    event: 通过\n    by: 示范单位委员会", "通过、公布、修订等各一条"),
    key("version_of", "版本族", Shape::Text, "学习管理办法", "同一文件的各个版本写同一个名称"),
    key("supersedes", "替代", Shape::References, "[/supervision/policies/old.md]", "本文件替代的旧文件"),
    key("superseded_by", "被替代", Shape::References, "[/supervision/policies/new.md]", "替代本文件的新文件"),
    key("amends", "修改", Shape::References, "[/supervision/policies/other.md]", "本文件修改了哪些文件"),
    key("basis", "制定依据", Shape::References, "[/supervision/policies/basis.md]", "依据哪些文件制定"),
    key("interprets", "解读对象", Shape::References, "[/supervision/policies/other.md]", "解读哪些文件"),
    key("short_title", "简称", Shape::Texts, "管理办法", "正文里用到的简称，可写多个"),
    key("status", "时效性", Shape::Choice(&STATUSES), "in_force", "一般不填，由日期得出；填写时不能与日期矛盾"),
];

#[rustfmt::skip]
static HISTORY: Row = Row {
    keys: &[
    key("date", "日期", Shape::Day, "2026-02-20", ""),
    key("event", "事项", Shape::Text, "通过", ""),
    key("by", "机关", Shape::Text, "示范单位委员会", ""),
    ],
    text_is_first: false,
    required: &["event"],
};

#[rustfmt::skip]
static ARTICLE: [Key; 1] = [key("interprets", "解读对象", Shape::References, "[/supervision/policies/other.md]", "解读文章写所解读的政策文件")];

#[rustfmt::skip]
static COURSE: [Key; 7] = [
    key("credit_hours", "学时", Shape::Amount, "4", "可以有小数，例如 0.5"),
    key("objectives", "学习目标", Shape::Texts, "\n  - 了解记录的基本要求", "每条一行"),
    key("audience", "适用对象", Shape::Text, "新任联络员", "可不填"),
    key("prerequisites", "先修", Shape::References, "[/education/basics/_index.md]", "先学完哪些课程"),
    key("lecturer", "主讲", Shape::Text, "王五", "可不填"),
    key("pass_score", "合格线", Shape::Whole(0, 100), "60", "自测的合格分数，0 到 100"),
    key("test_marks_unit", "自测合格算已学", Shape::Truth, "true", "单元的自测都达到合格线，就把单元记为已学"),
];

#[rustfmt::skip]
static UNIT: [Key; 7] = [
    key("duration_min", "时长", Shape::Whole(0, 100_000), "20", "分钟"),
    key("credit_hours", "学时", Shape::Amount, "0.5", "可以有小数，例如 0.5"),
    key("video", "视频", Shape::Reference, "lesson.mp4", "视频文件，放在同一个文件夹里"),
    key("audio", "音频", Shape::Reference, "lesson.mp3", "音频文件"),
    key("captions", "字幕", Shape::Reference, "lesson.vtt", "WebVTT 字幕文件"),
    key("transcript", "文字稿", Shape::Reference, "transcript.txt", "音视频的文字稿"),
    key("pass_score", "合格线", Shape::Whole(0, 100), "60", "不写时用课程的合格线"),
];

#[rustfmt::skip]
static PATH: [Key; 1] = [key("courses", "课程", Shape::References, "\n  - /education/basics/_index.md", "按学习的先后列出课程的 _index.md")];

#[rustfmt::skip]
static TOPIC: [Key; 3] = [
    key("items", "内容", Shape::Rows(&ITEM), "\n  - ref: /publicity/a.md\n    label: 学习月启动\n    date: 2026-03-05", "按先后列出页面；label、date、note 可不写"),
    key("timeline", "时间轴", Shape::Truth, "true", "true 表示按时间轴显示"),
    COMPENDIUM,
];

#[rustfmt::skip]
static READING_LIST: [Key; 2] = [
    key("items", "内容", Shape::Rows(&ITEM), "\n  - ref: /publicity/a.md\n    note: 先读这一篇", "按先后列出页面；note 写推荐理由"),
    COMPENDIUM,
];

#[rustfmt::skip]
const COMPENDIUM: Key = key("compendium", "汇编", Shape::Truth, "true", "true 表示另做一页汇编：所列各篇的全文合在一起，供打印");

#[rustfmt::skip]
static ITEM: Row = Row {
    keys: &[
    key("ref", "页面", Shape::Reference, "/publicity/a.md", ""),
    key("label", "显示文字", Shape::Text, "学习月启动", ""),
    key("date", "日期", Shape::Day, "2026-03-05", ""),
    key("note", "说明", Shape::Text, "先读这一篇", ""),
    ],
    text_is_first: true,
    required: &["ref"],
};

#[rustfmt::skip]
static GUIDE: [Key; 9] = [
    key("legal_basis", "办理依据", Shape::References, "[/supervision/policies/other.md]", "可以带条文锚点，例如 other.md#art-3"),
    key("conditions", "办理条件", Shape::Texts, "\n  - 在本单位工作满三个月", "每条一行"),
    key("materials", "申请材料", Shape::Rows(&MATERIAL), "\n  - name: 申请表\n    form: 纸质原件\n    copies: 1\n    note: 本人签名", "form 写原件或复印件，copies 写份数，template 写空表的路径"),
    key("steps", "办理流程", Shape::Rows(&STEP), "\n  - title: 提交材料\n    text: 把材料交到服务窗口。", "每步一条"),
    key("time_limit", "办理时限", Shape::Text, "5 个工作日", "可不填"),
    key("place", "办理地点", Shape::Text, "一楼服务窗口", "可不填"),
    key("office_hours", "办公时间", Shape::Text, "工作日 9:00—17:00", "可不填"),
    key("phone", "联系电话", Shape::Text, "0000-0000000", "可不填"),
    key("fee", "收费", Shape::Text, "不收费", "可不填"),
];

#[rustfmt::skip]
static MATERIAL: Row = Row {
    keys: &[
    key("name", "名称", Shape::Text, "申请表", ""),
    key("form", "形式", Shape::Text, "纸质原件", ""),
    key("copies", "份数", Shape::Whole(0, 1000), "1", ""),
    key("note", "说明", Shape::Text, "本人签名", ""),
    key("template", "空表", Shape::Reference, "/organization/forms/a.md", ""),
    ],
    text_is_first: true,
    required: &["name"],
};

#[rustfmt::skip]
static STEP: Row = Row {
    keys: &[
    key("title", "步骤", Shape::Text, "提交材料", ""),
    key("text", "说明", Shape::Text, "把材料交到服务窗口。", ""),
    ],
    text_is_first: true,
    required: &["title"],
};

#[rustfmt::skip]
static FAQ: [Key; 2] = [
    key("items", "问答", Shape::Rows(&QUESTION), "\n  - q: 怎样报名？\n    a: 填写报名表，交给联络员。", "也可以不写，改在正文里用“## 问题”作标题"),
    key("interprets", "解读对象", Shape::References, "[/supervision/policies/other.md#art-7]", "回答的是哪些文件，可以写到条"),
];

#[rustfmt::skip]
static QUESTION: Row = Row {
    keys: &[
    key("q", "问", Shape::Text, "怎样报名？", ""),
    key("a", "答", Shape::Text, "填写报名表。", ""),
    ],
    text_is_first: false,
    required: &["q", "a"],
};

#[rustfmt::skip]
static DISCLOSURE: [Key; 5] = [
    key("content", "公开内容", Shape::Text, "年度经费使用情况", "公开什么"),
    key("scope", "公开范围", Shape::Text, "全体人员", "向谁公开"),
    key("method", "公开方式", Shape::Text, "网站、公告栏", "怎样公开"),
    key("deadline", "公开时限", Shape::Text, "每年一月底前", "什么时候公开、公开多久"),
    key("unit", "责任单位", Shape::Text, "财务科", "由谁负责"),
];

#[rustfmt::skip]
static ORG: [Key; 3] = [
    key("parent", "上级机构", Shape::Reference, "office.md", "上级机构的页面；最高一级不填"),
    key("duties", "职责", Shape::Texts, "\n  - 负责学习资料的编写", "每条一行"),
    key("contacts", "联系方式", Shape::Rows(&CONTACT), "\n  - name: 办公室\n    phone: 0000-0000000\n    address: 一号楼 101\n    hours: 工作日 9:00—17:00", "每处一条"),
];

#[rustfmt::skip]
static CONTACT: Row = Row {
    keys: &[
    key("name", "名称", Shape::Text, "办公室", ""),
    key("phone", "电话", Shape::Text, "0000-0000000", ""),
    key("address", "地址", Shape::Text, "一号楼 101", ""),
    key("hours", "办公时间", Shape::Text, "工作日 9:00—17:00", ""),
    ],
    text_is_first: false,
    required: &[],
};

#[rustfmt::skip]
static EVENT: [Key; 4] = [
    key("start", "开始时间", Shape::Moment, "2026-03-10 14:00", "必填；只写日期表示全天"),
    key("end", "结束时间", Shape::Moment, "2026-03-10 16:00", "可不填"),
    key("recurrence", "重复", Shape::Recurrence, "FREQ=WEEKLY;COUNT=8", "例如 FREQ=WEEKLY;COUNT=8 表示每周一次共八次"),
    key("location", "地点", Shape::Text, "二楼会议室", "可不填"),
];

#[rustfmt::skip]
static TERM: [Key; 2] = [
    key("synonyms", "同义词", Shape::Texts, "[学习会]", "正文里的别的说法"),
    key("definition", "释义", Shape::Text, "定期举行的集体学习。", "一句话；不写时取正文第一段"),
];

#[rustfmt::skip]
static TEMPLATE: [Key; 1] = [key("form", "表格文件", Shape::Reference, "报名表.docx", "供下载的表格；正文是可以打印的样式")];

#[rustfmt::skip]
static COLUMN: [Key; 5] = [
    key("page_size", "每页条数", Shape::Whole(1, 1000), "20", "列表每页显示多少条"),
    key("sort", "排序", Shape::Choice(&SORTS), "date", "weight 按次序，date 按日期，title 按标题"),
    key("list", "列表样式", Shape::Choice(&LISTS), "list", "list 一行一条，cards 卡片，none 不显示"),
    COMPENDIUM,
    key("home", "首页版块", Shape::Rows(&HOME_BLOCK), "\n  - block: lead\n    items:\n      - ref: /publicity/a.md\n        until: 2026-03-31\n  - block: notices\n    count: 8", "只用于 content 文件夹里最上一级的 _index.md：首页从上到下有哪些版块；不写时自动安排"),
];

#[rustfmt::skip]
static HOME_BLOCK: Row = Row {
    keys: &[
    key("block", "版块", Shape::Choice(&BLOCKS), "lead", ""),
    key("title", "版块标题", Shape::Text, "要闻", ""),
    key("column", "取自栏目", Shape::Reference, "/publicity/notices/_index.md", ""),
    key("count", "条数", Shape::Whole(1, 50), "6", ""),
    key("items", "选定的内容", Shape::Rows(&HOME_ITEM), "\n      - ref: /publicity/a.md", ""),
    ],
    text_is_first: true,
    required: &["block"],
};

#[rustfmt::skip]
static HOME_ITEM: Row = Row {
    keys: &[
    key("ref", "页面", Shape::Reference, "/publicity/a.md", ""),
    key("label", "显示文字", Shape::Text, "学习月启动", ""),
    key("note", "说明", Shape::Text, "一句话说明", ""),
    key("cover", "图片", Shape::Reference, "/publicity/media/a.jpg", ""),
    key("cover_alt", "图片说明", Shape::Text, "会场全景", ""),
    key("icon", "图标", Shape::Choice(&ICONS), "book", ""),
    key("from", "开始显示", Shape::Day, "2026-03-01", ""),
    key("until", "显示到", Shape::Day, "2026-03-31", ""),
    ],
    text_is_first: true,
    required: &["ref"],
};

/// The blocks of the home page.
#[rustfmt::skip]
static BLOCKS: [(&str, &str); 12] = [
    ("lead", "要闻"),
    ("notices", "通知公告"),
    ("latest", "最新发布"),
    ("agenda", "近期日程"),
    ("study", "我的学习"),
    ("topics", "专题"),
    ("policies", "政策动态"),
    ("courses", "课程"),
    ("columns", "栏目"),
    ("entries", "快捷入口"),
    ("search", "搜索"),
    ("text", "正文"),
];

/// The signs that the default theme draws.
#[rustfmt::skip]
static ICONS: [(&str, &str); 12] = [
    ("book", "书"),
    ("course", "课程"),
    ("policy", "文件"),
    ("guide", "指南"),
    ("calendar", "日历"),
    ("phone", "电话"),
    ("people", "人员"),
    ("form", "表格"),
    ("news", "新闻"),
    ("question", "问答"),
    ("search", "搜索"),
    ("link", "链接"),
];

/// Kinds as choices.
#[rustfmt::skip]
static KINDS: [(&str, &str); 18] = [
    ("article", "文章"),
    ("notice", "通知公告"),
    ("page", "页面"),
    ("policy", "政策文件"),
    ("course", "课程"),
    ("unit", "课程单元"),
    ("part", "单元组"),
    ("path", "学习路径"),
    ("reading_list", "阅读清单"),
    ("topic", "专题"),
    ("guide", "办事指南"),
    ("faq", "常见问题"),
    ("disclosure", "公开事项"),
    ("org", "组织机构"),
    ("event", "日程"),
    ("term", "名词解释"),
    ("template", "模板表格"),
    ("column", "栏目"),
];

#[rustfmt::skip]
static STATUSES: [(&str, &str); 5] = [
    ("in_force", "有效"),
    ("amended", "已修改"),
    ("repealed", "已废止"),
    ("expired", "失效"),
    ("not_yet", "尚未生效"),
];

#[rustfmt::skip]
static SORTS: [(&str, &str); 3] = [("weight", "按次序"), ("date", "按日期"), ("title", "按标题")];

#[rustfmt::skip]
static LISTS: [(&str, &str); 3] = [("none", "不显示"), ("cards", "卡片"), ("list", "列表")];

/// The keys that `kind` has beside those of all kinds.
pub fn own(kind: Kind) -> &'static [Key] {
    match kind {
        Kind::Notice | Kind::Page | Kind::Part => &[],
        Kind::Article => &ARTICLE,
        Kind::Policy => &POLICY,
        Kind::Course => &COURSE,
        Kind::Unit => &UNIT,
        Kind::Path => &PATH,
        Kind::ReadingList => &READING_LIST,
        Kind::Topic => &TOPIC,
        Kind::Guide => &GUIDE,
        Kind::Faq => &FAQ,
        Kind::Disclosure => &DISCLOSURE,
        Kind::Org => &ORG,
        Kind::Event => &EVENT,
        Kind::Term => &TERM,
        Kind::Template => &TEMPLATE,
        Kind::Column => &COLUMN,
    }
}

/// The key `name` of `kind`.
pub fn find(kind: Kind, name: &str) -> Option<&'static Key> {
    all(kind).find(|key| key.name == name)
}

/// Every key that `kind` may have, its own last.
pub fn all(kind: Kind) -> impl Iterator<Item = &'static Key> + Clone {
    COMMON.iter().chain(own(kind))
}

/// The kinds that have the key `name` for themselves.
pub fn owners(name: &str) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| own(*kind).iter().any(|key| key.name == name)).collect()
}
