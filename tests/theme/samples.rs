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
        site_id_code: None,
        generator: "shuyuan 0.1.0".into(),
        as_of: "2026-03-01".into(),
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

fn articles() -> Vec<Card> {
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

fn status(name: &str, label: &str) -> StatusView {
    StatusView {
        name: name.into(),
        label: label.into(),
        effective_on: Some("2024-05-01".into()),
        valid_until: None,
        repealed_on: (name == "repealed").then(|| "2025-12-31".into()),
        amended_on: (name == "amended").then(|| "2024-05-01".into()),
    }
}

fn policy_card(title: &str, doc_no: &str, state: StatusView) -> Card {
    Card {
        facts: vec![doc_no.into()],
        status: Some(state),
        summary: None,
        ..card("policy", "政策文件", title, "2024-04-18")
    }
}

fn policies() -> Vec<Card> {
    vec![
        policy_card("青禾镇党课记录管理办法", "青宣发〔2024〕3号", status("in_force", "有效")),
        policy_card("青禾镇联络员工作规则（试行）", "青宣发〔2021〕11号", status("amended", "已修改")),
        policy_card("青禾镇宣传阵地管理暂行规定", "青宣发〔2016〕8号", status("repealed", "已废止")),
        policy_card("关于规范村级公告栏使用的通知", "青宣发〔2026〕1号", status("not_yet", "尚未生效")),
    ]
}

fn base(kind: &str, label: &str, title: &str, url: &str, column: usize) -> PageView {
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

fn toc(list: &[Heading<'_>]) -> Vec<TocEntry> {
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

fn attachments() -> Vec<AttachmentView> {
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

const ARTICLE: &str = include_str!("article.html");
const STATUTE: &str = include_str!("statute.html");

fn list_of(items: Vec<Card>, style: &str) -> ListView {
    let url = |n: usize| link(&n.to_string(), &format!("list/page/{n}/"));
    ListView {
        total: 84,
        items,
        style: style.into(),
        number: 2,
        pages: 9,
        pager: (1..=9).map(url).collect(),
        previous: Some(url(1)),
        next: Some(url(3)),
        groups: vec![],
    }
}

fn group(title: &str, url: &str, count: usize, heading: Option<&str>) -> Group {
    Group { title: title.into(), url: url.into(), count, summary: None, heading: heading.map(Into::into) }
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
    all.extend(policy_pages());
    all.extend(list_pages());
    all.extend(services());
    all
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
                latest,
                columns: columns()
                    .into_iter()
                    .enumerate()
                    .map(|(i, column)| HomeColumn { column, items: if i == 3 { policies() } else { articles() } })
                    .collect(),
                topics: vec![
                    card("topic", "专题", "把档案用起来", "2026-01-01"),
                    card("topic", "专题", "村级公告栏这一年", "2025-10-01"),
                ],
                courses: vec![
                    Card {
                        facts: vec!["6 学时".into(), "8 个单元".into()],
                        date: None,
                        ..card("course", "课程", "联络员入门", "2026-01-01")
                    },
                    Card {
                        facts: vec!["4 学时".into(), "5 个单元".into()],
                        date: None,
                        ..card("course", "课程", "编辑手册", "2026-01-01")
                    },
                    Card {
                        facts: vec!["3 学时".into()],
                        date: None,
                        cover: Some(picture("cover.png")),
                        ..card("course", "课程", "公文写作基础", "2026-01-01")
                    },
                ],
                events: vec![
                    event("第一季度联络员例会", "2026-03-06", "镇文化站二楼"),
                    event("读书会：从一封信谈起", "2026-03-12", "青禾书屋"),
                    event("档案室开放日", "2026-03-20", "档案室"),
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

fn policy_pages() -> Vec<Sample> {
    vec![
        ("policy", "policy.html", policy(), None),
        ("compare", "compare.html", compare(), None),
        ("library", "library.html", base("library", "政策文件库", "政策文件库", "library/", 3), Some(library())),
    ]
}

fn row(label: &str, value: &str, url: &str) -> PolicyRow {
    PolicyRow { label: label.into(), values: vec![link(value, url)] }
}

fn version(title: &str, date: &str, state: StatusView, canonical: bool) -> VersionView {
    VersionView {
        title: title.into(),
        url: format!("{date}/"),
        date: Some(date.into()),
        status: state,
        current_page: canonical,
        canonical,
    }
}

fn policy() -> PageView {
    let title = "青禾镇党课记录管理办法";
    let articles = |from: usize, to: usize| {
        (from..=to)
            .map(|n| TocEntry { title: format!("第{n}条"), anchor: format!("art-{n}"), children: vec![] })
            .collect()
    };
    let chapter = |title: &str, anchor: &str, from, to| TocEntry {
        title: title.into(),
        anchor: anchor.into(),
        children: articles(from, to),
    };
    PageView {
        source: Some("青禾镇宣传办公室".into()),
        published_at: Some("2024-04-18".into()),
        attachments: attachments(),
        content: STATUTE.into(),
        details: DetailsView {
            policy: Some(PolicyView {
                rows: vec![
                    row("名称", title, ""),
                    row("索引号", "QH-2024-0003", ""),
                    row("发文字号", "青宣发〔2024〕3号", ""),
                    row("发文机关", "青禾镇宣传办公室", "library/issuer/"),
                    row("文种", "办法", "library/type/"),
                    row("主题分类", "宣传工作／记录", ""),
                    row("成文日期", "2024-04-18", ""),
                    row("施行日期", "2024-05-01", ""),
                ],
                status: status("in_force", "有效"),
                banners: vec![BannerView {
                    name: "amended".into(),
                    text: "本办法于 2024 年修订，本页是修订后的文本。".into(),
                    link: Some(link("查看修订对照", "compare/")),
                }],
                successor: None,
                places: String::new(),
                versions: vec![
                    version("青禾镇党课记录管理暂行办法", "2016-03-01", status("repealed", "已废止"), false),
                    version("青禾镇党课记录管理办法", "2020-06-01", status("amended", "已修改"), false),
                    version("青禾镇党课记录管理办法", "2024-05-01", status("in_force", "有效"), true),
                ],
                comparisons: vec![link("与 2020 年版对照", "compare/")],
                interpretations: vec![card("article", "文章", "《青禾镇党课记录管理办法》修订要点解读", "2024-04-25")],
                cited_by: vec![CitedBy {
                    anchor: "art-3".into(),
                    label: "第三条".into(),
                    links: vec![
                        link("青禾镇联络员工作规则（试行）第八条", "a/#art-8"),
                        link("春季学习安排：从一次读书会开始", "b/"),
                    ],
                }],
                history: vec![
                    ("2016-02-20".into(), "制定".into(), "青禾镇宣传办公室".into()),
                    ("2020-05-12".into(), "第一次修订".into(), String::new()),
                    ("2024-04-18".into(), "第二次修订".into(), String::new()),
                ],
                outline: vec![
                    chapter("第一章 总则", "ch-1", 1, 4),
                    chapter("第二章 记录", "ch-2", 5, 13),
                    chapter("第三章 归档", "ch-3", 14, 21),
                ],
                citation: "《青禾镇党课记录管理办法》（青宣发〔2024〕3号）".into(),
            }),
            ..DetailsView::default()
        },
        ..base("policy", "政策文件", title, "jiandu/zhengce/banfa/", 3)
    }
}

fn compare() -> PageView {
    let row = |change: &str, label: &str, old: Option<(&str, &str)>, new: Option<(&str, &str)>| CompareRow {
        change: change.into(),
        change_label: label.into(),
        old: old.map(|(title, _)| link(title, "old/#art-1")),
        new: new.map(|(title, _)| link(title, "new/#art-1")),
        old_html: old.map(|(_, html)| html.into()).unwrap_or_default(),
        new_html: new.map(|(_, html)| html.into()).unwrap_or_default(),
    };
    let same = "<p>为了规范党课记录的整理、保存和使用，方便群众查阅，制定本办法。</p>";
    PageView {
        details: DetailsView {
            compare: Some(CompareView {
                old: link("青禾镇党课记录管理办法（2020年版）", "old/"),
                new: link("青禾镇党课记录管理办法（2024年版）", "new/"),
                old_date: Some("2020-06-01".into()),
                new_date: Some("2024-05-01".into()),
                counts: vec![
                    ("新增".into(), 2),
                    ("删去".into(), 1),
                    ("修改".into(), 5),
                    ("移动".into(), 1),
                    ("未变".into(), 12),
                ],
                rows: vec![
                    row("same", "未变", Some(("第一条", same)), Some(("第一条", same))),
                    row(
                        "changed",
                        "修改",
                        Some((
                            "第三条",
                            "<p>联络员应当在党课结束后<del>五</del>个工作日内整理记录，写明时间、地点、人数和<del>主要情况</del>。</p>",
                        )),
                        Some((
                            "第三条",
                            "<p>联络员应当在党课结束后<ins>三</ins>个工作日内整理记录，写明时间、地点、人数<ins>、主题</ins>和<ins>主要内容，并由主讲人核对</ins>。</p>",
                        )),
                    ),
                    row("moved", "移动", Some(("第九条", same)), Some(("第七条", same))),
                    row(
                        "removed",
                        "删去",
                        Some(("第十条", "<p><del>记录由宣传委员统一保管，保管期限为三年。</del></p>")),
                        None,
                    ),
                    row(
                        "added",
                        "新增",
                        None,
                        Some((
                            "第十二条",
                            "<p><ins>群众可以凭有效证件查阅本村民小组的记录；查阅不收取费用。</ins></p>",
                        )),
                    ),
                ],
            }),
            ..DetailsView::default()
        },
        ..base("compare", "版本对照", "青禾镇党课记录管理办法：2020 年版与 2024 年版对照", "compare/", 3)
    }
}

fn library() -> ListView {
    let mut groups = Vec::new();
    for (heading, names) in [
        ("发文机关", vec!["青禾镇宣传办公室", "青禾镇党政综合办公室", "青禾镇档案室"]),
        ("文种", vec!["办法", "规定", "通知", "意见"]),
        ("年份", vec!["2026年", "2025年", "2024年"]),
        ("时效性", vec!["有效", "已修改", "已废止", "尚未生效"]),
    ] {
        groups.extend(names.iter().map(|name| group(name, "library/x/", name.len(), Some(heading))));
    }
    ListView { groups, number: 1, pages: 1, ..list_of(policies(), "list") }
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

fn services() -> Vec<Sample> {
    let details = DetailsView::default;
    let page = |kind: &str, label: &str, title: &str, details: DetailsView| PageView {
        summary_given: true,
        summary: Some("一句话说明这一页讲什么。".into()),
        published_at: Some("2026-01-05".into()),
        details,
        ..base(kind, label, title, "fuwu/x/", 4)
    };
    let org = OrgView {
        parent: Some(link("青禾镇党政综合办公室", "org/a/")),
        children: vec![
            OrgNode {
                link: link("文书组", "org/b/"),
                children: vec![OrgNode { link: link("档案室", "org/c/"), children: vec![] }],
            },
            OrgNode { link: link("联络组", "org/d/"), children: vec![] },
        ],
        duties: vec!["编发通知和简报；".into(), "管理宣传阵地和公告栏；".into()],
        contacts: vec![
            vec![
                ("联系人".into(), "值班员".into()),
                ("电话".into(), "000-0000000".into()),
                ("地址".into(), "青禾镇文化站二楼".into()),
            ],
            vec![("电话".into(), "000-0000001".into())],
        ],
    };
    let event = EventView {
        start: "2026-03-06 14:30".into(),
        end: Some("2026-03-06 16:00".into()),
        recurrence: Some("每季度一次，共4次".into()),
        location: Some("镇文化站二楼".into()),
        ics_url: "event.ics".into(),
    };
    let topic_items = ["第一次座谈", "档案室开放", "目录上线"]
        .iter()
        .zip(["2025-10-01", "2026-02-12", "2026-02-28"])
        .map(|(title, date)| card("article", "文章", title, date))
        .collect();
    vec![
        ("guide", "guide.html", page("guide", "办事指南", "档案查阅办理", DetailsView { guide: Some(guide()), ..details() }), None),
        ("faq", "faq.html", page("faq", "常见问题", "查阅档案常见问题", DetailsView { faq: Some(vec![QuestionView { question: "查阅要带什么？".into(), answer: "带有效证件即可。\n复印另行登记。".into() }, QuestionView { question: "可以代查吗？".into(), answer: "可以，需要书面委托。".into() }]), ..details() }), None),
        ("disclosure", "disclosure.html", page("disclosure", "公开事项", "公告栏更新情况", DetailsView { facts: vec![("公开内容".into(), "各村公告栏更新日期".into()), ("公开范围".into(), "全镇".into()), ("公开方式".into(), "网站、公告栏".into())], ..details() }), None),
        ("org", "org.html", page("org", "组织机构", "青禾镇宣传办公室", DetailsView { org: Some(org), ..details() }), None),
        ("event", "event.html", PageView { content: "<p>请各村联络员带上本季度记录。</p>".into(), ..page("event", "日程", "第一季度联络员例会", DetailsView { event: Some(event), ..details() }) }, None),
        ("template", "template.html", PageView { content: "<h2>档案查阅登记表</h2><table><tbody><tr><th>姓名</th><td></td><th>日期</th><td></td></tr><tr><th>事由</th><td colspan=\"3\"></td></tr></tbody></table>".into(), ..page("template", "模板表格", "档案查阅登记表", DetailsView { form: Some(attachments().remove(0)), ..details() }) }, None),
        ("topic", "topic.html", PageView { cover: Some(picture("cover.png")), content: ARTICLE[..ARTICLE.find("<h2").unwrap()].into(), ..page("topic", "专题", "把档案用起来", DetailsView { items: Some(ItemsView { items: topic_items, timeline: true, others: articles() }), ..details() }) }, None),
    ]
}

fn guide() -> GuideView {
    GuideView {
        legal_basis: vec![
            link("《青禾镇党课记录管理办法》第十二条", "jiandu/zhengce/banfa/#art-12"),
            link("《青禾镇档案工作规定》", ""),
        ],
        conditions: vec!["本镇居民或受委托人；".into(), "查阅的档案已经开放。".into()],
        materials: vec![
            MaterialView {
                name: "有效证件".into(),
                form: Some("原件".into()),
                copies: Some(1),
                note: None,
                template: None,
            },
            MaterialView {
                name: "查阅登记表".into(),
                form: Some("纸质".into()),
                copies: Some(2),
                note: Some("现场填写也可以。".into()),
                template: Some(link("登记表", "t/")),
            },
        ],
        steps: vec![
            StepView {
                title: "登记".into(), text: Some("在档案室窗口填写登记表，核对证件。".into())
            },
            StepView {
                title: "调卷".into(), text: Some("档案员按目录调卷，一般十五分钟内送到阅览桌。".into())
            },
            StepView { title: "查阅和复印".into(), text: None },
        ],
        facts: vec![
            ("办理时限".into(), "当日".into()),
            ("办理地点".into(), "青禾镇档案室".into()),
            ("办理时间".into(), "工作日 9:00—11:30，14:00—17:00".into()),
            ("咨询电话".into(), "000-0000000".into()),
            ("收费".into(), "不收费".into()),
        ],
    }
}
