//! Made-up policies: a text, two versions of it side by side, the library.

use shuyuan::render::view::*;

use super::samples::*;

const STATUTE: &str = include_str!("statute.html");

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

pub fn policies() -> Vec<Card> {
    vec![
        policy_card("青禾镇党课记录管理办法", "青宣发〔2024〕3号", status("in_force", "有效")),
        policy_card("青禾镇联络员工作规则（试行）", "青宣发〔2021〕11号", status("amended", "已修改")),
        policy_card("青禾镇宣传阵地管理暂行规定", "青宣发〔2016〕8号", status("repealed", "已废止")),
        policy_card("关于规范村级公告栏使用的通知", "青宣发〔2026〕1号", status("not_yet", "尚未生效")),
    ]
}

pub fn pages() -> Vec<Sample> {
    vec![
        ("policy", "policy.html", policy(), None),
        ("compare", "compare.html", compare(), None),
        ("library", "library.html", base("library", "政策文件库", "政策文件库", "library/", 3), Some(library())),
    ]
}

fn row(label: &str, value: &str, url: &str) -> PolicyRow {
    PolicyRow {
        name: if label == "发文字号" { "doc_no".into() } else { label.into() },
        label: label.into(),
        values: vec![link(value, url)],
    }
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
                letterhead: Some("青禾镇宣传办公室文件".into()),
                copies_to: Some("各村、各单位。".into()),
                printed: Some(("青禾镇宣传办公室".into(), "2024年4月18日印发".into())),
                part: None,
                explained: Vec::new(),
                provisions: None,
                newest: false,
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
                reasons: Vec::new(),
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
                    event("2016-02-20", "青禾镇宣传办公室制定", None),
                    event("2020-05-12", "第一次修订", None),
                    event("2024-04-18", "第二次修订", Some(link("《关于修改〈青禾镇党课记录管理办法〉的决定》", "c/"))),
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

fn event(date: &str, before: &str, link: Option<Link>) -> HistoryView {
    HistoryView { date: date.into(), before: before.into(), link, after: String::new(), ..HistoryView::default() }
}
