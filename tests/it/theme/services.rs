//! Made-up pages of service: guides, questions, bodies, dates, forms.

use shuyuan::render::view::*;

use super::samples::*;

pub fn pages() -> Vec<Sample> {
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
                summary: None,
                link: link("文书组", "org/b/"),
                children: vec![OrgNode { summary: None, link: link("档案室", "org/c/"), children: vec![] }],
            },
            OrgNode { summary: None, link: link("联络组", "org/d/"), children: vec![] },
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
        first: None,
        over: false,
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
        ("topic", "topic.html", PageView { cover: Some(picture("cover.png")), content: ARTICLE[..ARTICLE.find("<h2").unwrap()].into(), ..page("topic", "专题", "把档案用起来", DetailsView { items: Some(ItemsView { items: topic_items, timeline: true, others: articles(), ..ItemsView::default() }), ..details() }) }, None),
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
