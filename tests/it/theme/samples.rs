//! Made-up pages of an invented unit, one for each template.

use std::collections::BTreeMap;

use shuyuan::render::view::*;

pub fn link(title: &str, url: &str) -> Link {
    Link { title: title.into(), url: url.into(), external: false }
}

fn nav(title: &str, url: &str, summary: &str, children: &[(&str, &str)]) -> NavItem {
    NavItem {
        title: title.into(),
        url: url.into(),
        slug: url.split('/').next().unwrap_or("").into(),
        summary: Some(summary.into()),
        children: children.iter().map(|(title, url)| nav(title, url, "", &[])).collect(),
    }
}

fn columns() -> Vec<NavItem> {
    vec![
        nav(
            "组织工作",
            "zuzhi/",
            "机构设置、组织生活与办事步骤。",
            &[("机构设置", "zuzhi/jigou/"), ("日程安排", "zuzhi/richeng/")],
        ),
        nav(
            "舆论宣传",
            "xuanchuan/",
            "文章、专题与通知公告。",
            &[("文章", "xuanchuan/wenzhang/"), ("通知公告", "xuanchuan/tongzhi/")],
        ),
        nav("教育培训", "peixun/", "课程、自测与阅读清单。", &[]),
        nav("监督工作", "jiandu/", "政策文件库与公开事项。", &[("政策文件", "jiandu/zhengce/")]),
        nav("服务群众", "fuwu/", "办事指南、常见问题与名词解释。", &[("办事指南", "fuwu/zhinan/")]),
    ]
}

pub fn site(strings: BTreeMap<String, String>, assets: BTreeMap<String, String>) -> SiteView {
    SiteView {
        title: "青禾书院".into(),
        subtitle: Some("青禾镇宣传与学习门户".into()),
        description: Some("青禾镇宣传与学习门户".into()),
        language: "zh-CN".into(),
        base_url: Some("https://portal.example.org/".into()),
        author: Some("青禾镇宣传办公室".into()),
        unit_notice: Some("本站为示例站点，“青禾镇”及其机构、人员、文件均为虚构。".into()),
        copyright: None,
        columns: columns(),
        menu: vec![],
        lists: vec![
            link("政策文件库", "library/"),
            link("全部专题", "topics/"),
            link("关键词", "keywords/"),
            link("按年份", "years/"),
            link("名词解释", "glossary/"),
        ],
        strings,
        assets,
        feed_url: "feed.xml".into(),
        search_url: "search/".into(),
        offline: false,
        hub: false,
        gateway: Some("/_search".into()),
        site_id_code: None,
        generator: "shuyuan 0.1.0".into(),
        as_of: "2026-03-01".into(),
        appearance: shuyuan::render::view::AppearanceView::default(),
        extra: serde_json::Value::Null,
    }
}

pub fn card(kind: &str, label: &str, title: &str, date: &str) -> Card {
    Card {
        title: title.into(),
        url: format!("xuanchuan/wenzhang/{}/", title.len()),
        kind: kind.into(),
        kind_label: label.into(),
        date: Some(date.into()),
        summary: Some(
            "这里是内容概述：说明这件事从哪里来、怎样做、由谁负责，读者看完就知道该不该点进去继续阅读。".into(),
        ),
        ..Card::default()
    }
}

pub fn articles() -> Vec<Card> {
    [
        ("春季学习安排：从一次读书会开始", "2026-02-26"),
        ("基层联络员工作手记：把话说到群众心里", "2026-02-20"),
        ("档案室开放日侧记", "2026-02-12"),
        ("关于做好党课记录整理工作的几点体会", "2026-01-30"),
        ("冬日里的流动课堂，走进九个村民小组的院坝", "2026-01-16"),
        ("一份通知怎样写得明白", "2026-01-08"),
    ]
    .iter()
    .map(|(title, date)| card("article", "文章", title, date))
    .collect()
}

pub fn base(kind: &str, label: &str, title: &str, url: &str, column: usize) -> PageView {
    let column = columns().swap_remove(column);
    PageView {
        url: url.into(),
        canonical: Some(format!("https://portal.example.org/{url}")),
        kind: kind.into(),
        kind_label: label.into(),
        title: title.into(),
        summary: Some("内容概述。".into()),
        breadcrumb: vec![link("首页", ""), link(&column.title, &column.url)],
        government_meta: vec![("SiteName".into(), "青禾书院".into()), ("ArticleTitle".into(), title.into())],
        open_graph: vec![("og:title".into(), title.into())],
        json_ld: Some(r#"{"@context":"https://schema.org"}"#.into()),
        length: 1800,
        reading_minutes: 5,
        column: Some(column),
        ..PageView::default()
    }
}

type Heading<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

pub fn toc(list: &[Heading<'_>]) -> Vec<TocEntry> {
    list.iter()
        .map(|(title, anchor, children)| TocEntry {
            title: (*title).into(),
            anchor: (*anchor).into(),
            children: children
                .iter()
                .map(|(title, anchor)| TocEntry { title: (*title).into(), anchor: (*anchor).into(), children: vec![] })
                .collect(),
        })
        .collect()
}

pub fn attachments() -> Vec<AttachmentView> {
    vec![
        AttachmentView {
            title: "春季学习安排表".into(),
            url: "xuanchuan/a.xlsx".into(),
            format: "XLSX".into(),
            size: "35 KB".into(),
        },
        AttachmentView {
            title: "读书会书目（2026 年第一季度）".into(),
            url: "xuanchuan/b.pdf".into(),
            format: "PDF".into(),
            size: "1.2 MB".into(),
        },
    ]
}

pub fn picture(url: &str) -> Image {
    Image {
        url: url.into(),
        width: Some(1200),
        height: Some(675),
        alt: "读书会现场，众人围坐在长桌旁".into(),
        variants: vec![],
    }
}

pub const ARTICLE: &str = include_str!("article.html");

pub fn list_of(items: Vec<Card>, style: &str) -> ListView {
    let url = |n: usize| link(&n.to_string(), &format!("list/page/{n}/"));
    ListView {
        total: 84,
        items,
        style: style.into(),
        number: 2,
        pages: 9,
        pager: [1, 2, 3, 4, 5, 9].map(|n| PagerStep { number: n, url: (n != 5).then(|| url(n).url) }).into(),
        previous: Some(url(1)),
        next: Some(url(3)),
        groups: vec![],
    }
}

pub fn group(title: &str, url: &str, count: usize, heading: Option<&str>) -> Group {
    Group { title: title.into(), url: url.into(), count, summary: None, heading: heading.map(Into::into), name: None }
}

/// Name of the sample, template, page, list.
pub type Sample = (&'static str, &'static str, PageView, Option<ListView>);

pub fn samples() -> Vec<Sample> {
    let mut all = vec![
        ("home", "home.html", home(), None),
        ("article", "article.html", article(), None),
        ("column", "column.html", column(), Some(list_of(articles(), "list"))),
        ("cards", "column.html", column(), Some(ListView { number: 1, pages: 1, ..list_of(articles(), "cards") })),
    ];
    all.extend(super::policies::pages());
    all.extend(list_pages());
    all.extend(super::services::pages());
    all
}

fn block(kind: &str, title: &str, cards: Vec<Card>) -> HomeBlock {
    let items = cards.into_iter().map(|card| HomeItem { card, ..HomeItem::default() }).collect();
    HomeBlock { kind: kind.into(), title: title.into(), items, ..HomeBlock::default() }
}

fn home() -> PageView {
    let mut latest = articles();
    latest[0].cover = Some(picture("cover.png"));
    latest[0].column = Some("舆论宣传".into());
    let event = |title: &str, date: &str, place: &str| Card {
        facts: vec![place.into()],
        ..card("event", "日程", title, date)
    };
    PageView {
        kind: "home".into(),
        url: String::new(),
        title: "首页".into(),
        summary: Some("在这里读文章、查文件、学课程、办事情。".into()),
        summary_given: true,
        details: DetailsView {
            home: Some(HomeView {
                blocks: vec![
                    block("lead", "要闻", latest),
                    block("notices", "通知公告", articles()),
                    HomeBlock {
                        columns: columns()
                            .into_iter()
                            .enumerate()
                            .map(|(i, column)| HomeColumn {
                                column,
                                items: if i == 3 { super::policies::policies() } else { articles() },
                            })
                            .collect(),
                        ..block("columns", "栏目", Vec::new())
                    },
                    block(
                        "topics",
                        "专题",
                        vec![
                            card("topic", "专题", "把档案用起来", "2026-01-01"),
                            card("topic", "专题", "村级公告栏这一年", "2025-10-01"),
                        ],
                    ),
                    block(
                        "courses",
                        "课程",
                        vec![
                            Card {
                                facts: vec!["6 学时".into(), "8 个单元".into()],
                                date: None,
                                ..card("course", "课程", "联络员入门", "2026-01-01")
                            },
                            Card {
                                facts: vec!["3 学时".into()],
                                date: None,
                                cover: Some(picture("cover.png")),
                                ..card("course", "课程", "公文写作基础", "2026-01-01")
                            },
                        ],
                    ),
                    block(
                        "agenda",
                        "近期日程",
                        vec![
                            event("第一季度联络员例会", "2026-03-06", "镇文化站二楼"),
                            event("档案室开放日", "2026-03-20", "档案室"),
                        ],
                    ),
                    block("policies", "政策动态", super::policies::policies()),
                    block("entries", "快捷入口", articles()),
                    block("search", "搜索", Vec::new()),
                    block("study", "我的学习", Vec::new()),
                    block("text", "关于本站", Vec::new()),
                ],
            }),
            ..DetailsView::default()
        },
        ..base("home", "首页", "首页", "", 0)
    }
    .without_column()
}

trait WithoutColumn {
    fn without_column(self) -> Self;
}

impl WithoutColumn for PageView {
    fn without_column(mut self) -> Self {
        self.column = None;
        self.breadcrumb = vec![];
        self
    }
}

fn article() -> PageView {
    PageView {
        subtitle: Some("青禾镇读书会第一期回顾".into()),
        summary_given: true,
        summary: Some("读书会每月一次，先读后谈，不做考勤。第一期选了一封信，谈怎样把话说明白。".into()),
        published_at: Some("2026-02-26".into()),
        updated_at: Some("2026-02-28".into()),
        source: Some("青禾镇宣传办公室".into()),
        author: Some("文书组".into()),
        editor: Some("编辑组".into()),
        keywords: vec![link("读书会", "keywords/dushuhui/"), link("学习安排", "keywords/xuexi/")],
        topics: vec![link("把档案用起来", "topics/dangan/")],
        cover: Some(picture("cover.png")),
        attachments: attachments(),
        related: articles()[1..4].to_vec(),
        previous: Some(link("基层联络员工作手记：把话说到群众心里", "a/")),
        next: Some(link("档案室开放日侧记", "b/")),
        toc: toc(&[
            ("缘起", "yuanqi", &[]),
            ("怎样读", "zenyang", &[("先读后谈", "xiandu"), ("记一页纸", "jiyiye")]),
            ("下一期", "xiayiqi", &[]),
        ]),
        content: ARTICLE.into(),
        ..base("article", "文章", "春季学习安排：从一次读书会开始", "xuanchuan/wenzhang/dushuhui/", 1)
    }
}

fn column() -> PageView {
    PageView {
        summary_given: true,
        summary: Some("文章、专题与通知公告。".into()),
        details: DetailsView {
            column: Some(ColumnView {
                ics_url: None,
                orgs: Vec::new(),
                children: vec![
                    Card { date: None, ..card("column", "栏目", "文章", "2026") },
                    Card { date: None, ..card("column", "栏目", "通知公告", "2026") },
                ],
            }),
            ..DetailsView::default()
        },
        ..base("column", "栏目", "舆论宣传", "xuanchuan/", 1)
    }
}

fn list_pages() -> Vec<Sample> {
    let az = ListView {
        items: articles()
            .into_iter()
            .enumerate()
            .map(|(i, card)| Card { group: (i % 2 == 0).then(|| ["B", "D", "#"][i / 2].into()), ..card })
            .collect(),
        groups: vec![
            group("B", "#letter-b", 2, None),
            group("D", "#letter-d", 2, None),
            group("#", "#letter-other", 2, None),
        ],
        number: 1,
        pages: 1,
        ..list_of(vec![], "list")
    };
    let overview = |style: &str| ListView {
        groups: vec![
            Group {
                summary: Some("档案里的人和事。".into()), ..group("把档案用起来", "topics/dangan/", 12, None)
            },
            group("读书会", "topics/dushu/", 3, None),
        ],
        number: 1,
        pages: 1,
        ..list_of(vec![], style)
    };
    let made = |kind: &str, title: &str| PageView { column: None, ..base(kind, "", title, "x/", 1) };
    vec![
        ("az", "list_page.html", made("az", "按拼音浏览"), Some(az)),
        ("topics", "list_page.html", made("topics", "专题"), Some(overview("list"))),
        ("keywords", "list_page.html", made("keywords", "关键词"), Some(overview("none"))),
        (
            "empty",
            "list_page.html",
            made("keyword", "关键词：无"),
            Some(ListView { number: 1, pages: 1, ..ListView::default() }),
        ),
        ("search", "search.html", made("search", "搜索"), None),
        ("not_found", "not_found.html", made("not_found", "找不到页面"), None),
        ("redirect", "redirect.html", made("redirect", "旧页面"), None),
        (
            "glossary",
            "glossary.html",
            PageView {
                details: DetailsView { terms: terms(), ..DetailsView::default() },
                ..made("glossary", "名词解释")
            },
            None,
        ),
    ]
}

fn terms() -> Vec<TermView> {
    [("档案开放", "D"), ("党课", "D"), ("联络员", "L"), ("院坝会", "Y")]
        .iter()
        .map(|(title, letter)| TermView {
            title: (*title).into(),
            url: "terms/x/".into(),
            synonyms: vec!["别名甲".into(), "别名乙".into()],
            definition: "由村民小组推选、负责传达通知和整理记录的人员，每届两年。".into(),
            letter: (*letter).into(),
        })
        .collect()
}
