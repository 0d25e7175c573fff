use std::collections::BTreeMap;

use time::macros::date;

use super::fixture::{File, articles, docs, link};
use super::*;
use crate::content::{Spanned, Status};

fn day(value: Date) -> Option<Spanned<Date>> {
    Some(Spanned { value, span: Span::file(&"a.md".into()) })
}

fn policy_of(file: &mut File) -> &mut Policy {
    file.policy.as_mut().expect("a policy")
}

fn codes(checked: &Checked<PolicyLinks>) -> Vec<&str> {
    checked.diagnostics.iter().map(|d| d.code.as_str()).collect()
}

fn family() -> Vec<File> {
    vec![
        File::policy("a-2024.md", "学习办法", "2024-01-01", &articles(4)),
        File::policy("a-2020.md", "学习办法", "2020-01-01", &articles(3)),
        File::policy("a-2027.md", "学习办法（2027年修订）", "2027-01-01", &articles(5)),
    ]
}

#[test]
fn same_titles_with_different_dates_are_versions() {
    let files = family();
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    let links = &checked.value;
    assert_eq!(links.families.len(), 1);
    assert_eq!(links.families[0].members, [1, 0, 2]);
    assert_eq!(links.families[0].in_force, Some(0));
    assert_eq!(links.neighbours().collect::<Vec<_>>(), [(1, 0), (0, 2)]);
    assert_eq!((links.canonical(1), links.canonical(2)), (0, 0));
    let status: Vec<Status> = links.status.values().map(|s| s.status).collect();
    assert_eq!(status, [Status::InForce, Status::Amended, Status::NotYet]);
    assert_eq!(links.status[&0].on(date!(2027 - 06 - 01)), Status::Amended);
    assert_eq!(codes(&checked), Vec::<&str>::new());
}

#[test]
fn version_of_joins_texts_of_different_titles() {
    let mut files = vec![
        File::policy("a.md", "学习暂行办法", "2020-01-01", &articles(2)),
        File::policy("b.md", "学习办法", "2024-01-01", &articles(2)),
    ];
    for file in &mut files {
        let name = Spanned { value: "学习办法".to_owned(), span: Span::file(&"a.md".into()) };
        policy_of(file).version_of = Some(name);
    }
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    assert_eq!(links.families.len(), 1);
    policy_of(&mut files[1]).effective_on = day(date!(2020 - 01 - 01));
    assert_eq!(codes(&link(&files, &BTreeMap::new(), "2026-01-01")), ["policy-version-date"]);
}

#[test]
fn parts_of_a_code_are_no_versions_of_one_another() {
    let part = |path: &str, part: &str, date: &str, body: &str| File {
        part: Some(part.to_owned()),
        ..File::policy(path, "示例学习典", date, body)
    };
    let mut files = vec![
        // It does not say from when it counts, and is dated by its adoption.
        part("c.md", "课程编", "2020-05-28", "第四条 课程有名称。\n第五条 依照本法第一条、第六条办理。"),
        part("a.md", "总则", "2021-01-01", "第一条 甲。\n第二条 乙。\n第三条 丙。"),
        part("x.md", "附　则", "2021-01-01", "第六条 丁。"),
        File::policy(
            "d.md",
            "学习办法",
            "2022-01-01",
            "第一条 依照《示例学习典》第四条、《示例学习典》和《示例学习典》第九条。",
        ),
    ];
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    let links = &checked.value;
    assert_eq!(links.families, []);
    assert!(links.status.values().all(|facts| facts.status == Status::InForce));
    let targets = |links: &PolicyLinks, doc: usize| -> Vec<Option<(usize, Option<String>)>> {
        let of = &links.citations[doc].targets;
        of.iter().map(|target| target.as_ref().map(|target| (target.doc, target.anchor.clone()))).collect()
    };
    let article = |doc: usize, number: u32| Some((doc, Some(format!("art-{number}"))));
    assert_eq!(targets(links, 3), [article(0, 4), Some((1, None)), None]);
    assert_eq!(targets(links, 0), [article(1, 1), article(2, 6)]);
    assert_eq!(codes(&checked), ["cite-missing-article"]);
    // A part that is published anew is a version of that part alone.
    files.push(part("n.md", "附则", "2025-01-01", "第六条 戊。"));
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    assert_eq!(links.families.len(), 1);
    assert_eq!((links.families[0].name.as_str(), &links.families[0].members[..]), ("示例学习典（附则）", &[2, 4][..]));
    assert_eq!((links.status[&2].status, links.status[&0].status), (Status::Amended, Status::InForce));
    assert_eq!(targets(&links, 3), [article(0, 4), Some((1, None)), None]);
}

/// 本法第一编第六章第三节 in the file of another 编.
#[test]
fn books_of_a_code_are_counted_across_its_files() {
    let part = |path: &str, part: &str, body: &str| File {
        part: Some(part.to_owned()),
        ..File::policy(path, "示例学习典", "2021-01-01", body)
    };
    let mut files = vec![
        part(
            "c.md",
            "课程编",
            "第一分编 通则\n第一章 课程\n第四条 适用本法第一编第二章第一节、本法第三编和本编第二章的规定。\n第二分编 分则\n第二章 名称\n第五条 甲。",
        ),
        part(
            "a.md",
            "总则",
            "第一章 甲\n第一条 乙。\n第二章 丙\n第一节 丁\n第二条 戊。\n第三条 依照本法第二编、第一编办理。",
        ),
        part("f.md", "附则", "第六条 丁。"),
        File::policy(
            "d.md",
            "学习办法",
            "2022-01-01",
            "第一条 依照《示例学习典》第二编第二章、《示例学习典》第一编和《示例学习典》第九编。",
        ),
    ];
    let targets = |links: &PolicyLinks, doc: usize| -> Vec<Option<(usize, Option<String>)>> {
        let of = &links.citations[doc].targets;
        of.iter().map(|target| target.as_ref().map(|target| (target.doc, target.anchor.clone()))).collect()
    };
    let at = |doc: usize, anchor: &str| Some((doc, Some(anchor.to_owned())));
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    assert_eq!(targets(&links, 0), [at(1, "ch-2-s-1"), Some((2, None)), at(0, "sub-2-ch-2")]);
    // The 编 itself needs no link in its own file.
    assert_eq!(targets(&links, 1), [Some((0, None)), None]);
    assert_eq!(targets(&links, 3)[..2], [at(0, "sub-2-ch-2"), Some((1, None))]);
    // In one file the 分编 between 编 and 章 is named by nobody.
    let whole = "第一编 总则\n第一章 甲\n第一条 依照本法第二编第二章和本编第一章。\n第二编 课程\n第一分编 通则\n第一章 乙\n第二条 依照本编第二章。\n第二分编 分则\n第二章 丙\n第三条 丁。";
    let links = link(&[File::policy("w.md", "示例典", "2021-01-01", whole)], &BTreeMap::new(), "2026-01-01").value;
    assert_eq!(targets(&links, 0), [at(0, "part-2-sub-2-ch-2"), at(0, "part-1-ch-1"), at(0, "part-2-sub-2-ch-2")]);
    // Without the file before it nobody knows which 编 a file is.
    files.remove(1);
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    assert_eq!(targets(&links, 0), [None, None, at(0, "sub-2-ch-2")]);
}

#[test]
fn a_citation_leads_to_the_version_of_its_day() {
    for (written, expected) in [("2021-01-01", 1), ("2025-01-01", 0), ("2027-02-01", 2), ("2010-01-01", 1)] {
        let mut files = family();
        files.push(File::page("p.md", "文章", written, "见《学习办法》第三条。"));
        let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
        assert_eq!(links.target(3, 0).map(|t| t.doc), Some(expected), "{written}");
        let backlinks = &links.cited_by[&expected][0].links;
        assert_eq!(links.cited_by[&expected][0].anchor, "art-3");
        assert_eq!(backlinks.len(), 1);
        assert_eq!(backlinks[0].text, "《学习办法》第三条");
    }
}

#[test]
fn status_follows_from_dates_and_successors() {
    let mut files = vec![
        File::policy("a.md", "旧规则", "2020-01-01", &articles(2)),
        File::policy("b.md", "新规则", "2025-01-01", &articles(2)),
        File::policy("c.md", "临时规则", "2020-01-01", &articles(2)),
        File::page("p.md", "文章", "2026-01-01", "见《旧规则》第一条和《临时规则》第二条。"),
    ];
    files[1].supersedes = vec![0];
    policy_of(&mut files[2]).valid_until = day(date!(2025 - 12 - 31));
    let checked = link(&files, &BTreeMap::new(), "2026-02-01");
    let status = &checked.value.status;
    assert_eq!((status[&0].status, status[&0].successor), (Status::Repealed, Some(1)));
    assert_eq!(status[&0].on(date!(2024 - 01 - 01)), Status::InForce);
    assert_eq!(status[&2].status, Status::Expired);
    let messages: Vec<&str> = checked.diagnostics.iter().map(|d| d.message.zh.as_str()).collect();
    assert_eq!(messages, ["引用的《旧规则》已废止", "引用的《临时规则》失效"]);
    assert_eq!(checked.diagnostics[0].hints[0].zh, "现行的是《新规则》（2025-01-01），请核对是否应当引用它：b.md");
}

#[test]
fn contradictions_are_told_before_their_day_and_break_nothing() {
    let mut files = vec![File::policy("a.md", "办法", "2020-01-01", &articles(2))];
    policy_of(&mut files[0]).repealed_on = day(date!(2025 - 01 - 01));
    let span = Span::file(&"a.md".into());
    policy_of(&mut files[0]).status = Some(Spanned { value: Status::InForce, span });
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    assert_eq!(
        checked.diagnostics[0].message.zh,
        "时效性写的是“有效”，但到2026-01-01应当是“已废止”（施行日期 2020-01-01，废止日期 2025-01-01）"
    );
    assert!(!checked.has_errors());
    assert_eq!(checked.value.status[&0].status, Status::Repealed);
    // On a day before its repeal the statement holds, but not for ever.
    let before = link(&files, &BTreeMap::new(), "2024-01-01");
    assert_eq!(before.value.status[&0].status, Status::InForce);
    assert_eq!(
        before.diagnostics[0].message.zh,
        "时效性写的是“有效”，但到2025-01-01应当是“已废止”（施行日期 2020-01-01，废止日期 2025-01-01）"
    );
}

#[test]
fn an_editors_word_counts_where_dates_say_nothing() {
    let mut files = vec![File::policy("a.md", "办法", "2020-01-01", &articles(2))];
    let span = Span::file(&"a.md".into());
    policy_of(&mut files[0]).status = Some(Spanned { value: Status::Repealed, span });
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    assert_eq!(codes(&checked), Vec::<&str>::new());
    assert_eq!(checked.value.status[&0].status, Status::Repealed);
}

#[test]
fn successors_that_cannot_be() {
    let mut files = vec![
        File::policy("a.md", "甲规则", "2020-01-01", &articles(2)),
        File::policy("b.md", "乙规则", "2025-01-01", &articles(2)),
    ];
    files[0].supersedes = vec![1];
    files[1].superseded_by = vec![1];
    assert_eq!(
        codes(&link(&files, &BTreeMap::new(), "2026-01-01")),
        ["policy-supersedes-order", "policy-supersedes-itself", "policy-supersedes-one-sided"]
    );
    let mut files = vec![
        File::policy("a.md", "甲规则", "2020-01-01", &articles(2)),
        File::policy("b.md", "乙规则", "2020-01-01", &articles(2)),
    ];
    files[0].supersedes = vec![1];
    files[1].supersedes = vec![0];
    assert_eq!(codes(&link(&files, &BTreeMap::new(), "2026-01-01")), ["policy-supersedes-circle"]);
}

#[test]
fn citations_that_lead_nowhere_are_named() {
    let files = vec![
        File::policy("a.md", "学习办法", "2020-01-01", &articles(3)),
        File::policy("b.md", "请假规则", "2020-01-01", &articles(3)),
        File::policy("c.md", "请假规则", "2020-01-01", &articles(3)),
        File::page(
            "p.md",
            "文章",
            "2026-01-01",
            "见《学习办法》第九条、第三条第九款，《请假规则》第一条，《借阅证》第二条。",
        ),
    ];
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    let messages: Vec<&str> = checked.diagnostics.iter().map(|d| d.message.zh.as_str()).collect();
    assert_eq!(
        messages,
        [
            "“《学习办法》第九条”：《学习办法》没有第九条",
            "“第三条第九款”：《学习办法》第三条没有这一款、项",
            "“《请假规则》第一条”可以指2个文本",
        ]
    );
    let anchors: Vec<Option<&str>> =
        checked.value.citations[3].targets.iter().map(|t| t.as_ref().and_then(|t| t.anchor.as_deref())).collect();
    assert_eq!(anchors, [None, Some("art-3"), None, None]);
}

/// 刑法第五条规定的甲罪，第六条规定的乙罪: the second article is that of the text named before, where the own text has none.
#[test]
fn a_list_goes_on_in_the_text_that_it_names() {
    let files = vec![
        File::policy("a.md", "学习法", "2020-01-01", &articles(6)),
        File::policy(
            "b.md",
            "解释",
            "2021-01-01",
            "第一条 构成学习法第五条规定的甲，第六条规定的乙或者第二条规定的丙的，依照规定处理。\n\n第二条 依照第九条办理。\n\n\
             第三条 符合学习法第五条规定的，适用第八条。\n\n第四条 符合戊法第五条规定的甲，第七条规定的乙的，从其规定。",
        ),
    ];
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    let found: Vec<&str> = checked.diagnostics.iter().map(|d| d.message.en.as_str()).collect();
    assert_eq!(found, ["“第九条”: “解释” has no article 9", "“第八条”: “解释” has no article 8"]);
    let places = checked.value.citations[1].targets.iter().flatten();
    let places: Vec<(usize, &str)> = places.map(|t| (t.doc, t.anchor.as_deref().unwrap_or_default())).collect();
    // 第二条 is there, so it is meant.
    assert_eq!(places, [(0, "art-5"), (0, "art-6"), (1, "art-2"), (0, "art-5")]);
}

#[test]
fn ranges_are_listed_at_every_article() {
    let files = vec![
        File::policy("a.md", "学习办法", "2020-01-01", &articles(6)),
        File::policy("b.md", "细则", "2021-01-01", "第一条 依照《学习办法》第二条至第四条执行。"),
    ];
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    let cited: Vec<&str> = links.cited_by[&0].iter().map(|place| place.anchor.as_str()).collect();
    assert_eq!(cited, ["art-2", "art-3", "art-4"]);
    let backlink = &links.cited_by[&0][1].links[0];
    assert_eq!((backlink.within.as_str(), backlink.place.as_str()), ("art-1-p1", "第一条"));
    for once in [false, true] {
        let mut memo = PolicyMemo::default();
        if once {
            memo.forget();
        }
        memo.link(&docs(&files), &BTreeMap::new(), &Elsewhere::default(), date!(2026 - 01 - 01));
        let graph = memo.graph();
        assert_eq!(graph.as_deref(), Some(GRAPH));
    }
}

const GRAPH: &str = "{\"nodes\":[{\"path\":\"a.md\",\"url\":\"a.md\",\"title\":\"学习办法\",\"kind\":\"policy\",\"status\":\"in_force\"},\
         {\"path\":\"b.md\",\"url\":\"b.md\",\"title\":\"细则\",\"kind\":\"policy\",\"status\":\"in_force\"}],\
         \"edges\":[{\"from\":\"b.md\",\"from_anchor\":\"art-1-p1\",\"to\":\"a.md\",\"to_anchor\":\"art-2\",\
         \"place\":\"第二条至第四条\",\"text\":\"《学习办法》第二条至第四条\"}]}";

/// Rows as `change old → new: text`, removed characters in [-…-] and added ones in {+…+}.
fn compared(old: &str, new: &str) -> Vec<String> {
    let old = File::policy("a.md", "办法", "2020-01-01", old);
    let new = File::policy("b.md", "办法", "2021-01-01", new);
    let side = |text: &Option<RowText>, open: &str, close: &str| {
        let Some(text) = text else {
            return "-".to_owned();
        };
        let pieces =
            text.pieces.iter().map(|p| if p.changed { format!("{open}{}{close}", p.text) } else { p.text.clone() });
        format!("{}:{}", text.label, pieces.collect::<String>().replace('\n', "/"))
    };
    compare((0, &old.text), (1, &new.text), &Pairings::default())
        .rows
        .iter()
        .map(|row| format!("{} {} | {}", row.change.name(), side(&row.old, "[", "]"), side(&row.new, "{", "}")))
        .collect()
}

#[test]
fn versions_are_compared_by_article() {
    assert_eq!(
        compared(
            "第一条 为了学习，制定本办法。\n第二条 每月学习一次。\n第三条 值班员负责登记并保管记录。\n第四条 本办法自公布之日起施行。",
            "第一条 为了学习，制定本办法。\n第二条 联络员由各科室推荐产生，任期二年。\n第三条 每月学习两次。\n第四条 本办法自公布之日起施行。",
        ),
        [
            "same 第一条:为了学习，制定本办法。 | 第一条:为了学习，制定本办法。",
            "added - | 第二条:{联络员由各科室推荐产生，任期二年。}",
            "changed 第二条:每月学习[一]次。 | 第三条:每月学习{两}次。",
            "removed 第三条:[值班员负责登记并保管记录。] | -",
            "same 第四条:本办法自公布之日起施行。 | 第四条:本办法自公布之日起施行。",
        ]
    );
    assert_eq!(
        compared("第一条 甲乙丙丁。\n第二条 戊己庚辛。", "第一条 戊己庚辛。\n第二条 甲乙丙丁。"),
        ["moved 第二条:戊己庚辛。 | 第一条:戊己庚辛。", "moved 第一条:甲乙丙丁。 | 第二条:甲乙丙丁。"]
    );
    assert_eq!(compared("", ""), Vec::<String>::new());
}

#[test]
fn history_leads_to_what_amended_the_text() {
    let mut files = vec![
        File::policy("fa.md", "学习法", "2024-01-01", &articles(3)),
        File::policy("xiuzheng-an.md", "中华人民共和国学习法修正案（二）", "2023-06-01", "一、删去第一条。\n"),
        File::policy("jueding.md", "关于修改《学习法》的决定", "2024-01-01", "删去第二条。\n"),
        File::policy("bie.md", "关于修改《书院法》的决定", "2024-01-01", "删去第二条。\n"),
    ];
    files[2].amends = vec![0];
    let event = |date: Date, event: &str| crate::content::HistoryEvent {
        date: Some(date),
        event: event.to_owned(),
        by: Some("第五次会议".to_owned()),
    };
    policy_of(&mut files[0]).history = vec![
        event(date!(2020 - 01 - 01), "通过"),
        event(date!(2023 - 06 - 01), "通过的《学习法修正案（二）》"),
        event(date!(2023 - 06 - 01), "通过的《学习法修正案（三）》"),
        event(date!(2024 - 01 - 01), "修正"),
        event(date!(2025 - 01 - 01), "修正"),
    ];
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    assert_eq!(links.events, BTreeMap::from([(0, vec![None, Some(1), None, Some(2), None])]));
}

/// The 编 of a code as files of their own: they are no versions of each other, and an article is in one of them.
#[test]
fn a_code_in_several_files() {
    let part = |path: &str, first: u32, last: u32, more: &str, date: &str| {
        let articles = (first..=last).map(|n| format!("第{}条 事项。\n\n", crate::content::numeral::to_chinese(n)));
        File::policy(path, "中华人民共和国书院法典", date, &format!("{}{more}", articles.collect::<String>()))
    };
    let files = vec![
        part("zongze.md", 1, 9, "", "2021-01-01"),
        // One file does not say when it takes effect.
        part("hetong.md", 10, 19, "第二十条 适用本法第三条的规定，本法第九十条除外。\n", "2020-05-28"),
        part("fuze.md", 21, 25, "", "2021-01-01"),
        File::policy(
            "a.md",
            "值班办法",
            "2022-01-01",
            "第一条 依照书院法典第十二条、第二十二条，根据书院法典的规定办理。\n",
        ),
    ];
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    let links = &checked.value;
    assert!(links.families.is_empty());
    let target = |doc: usize, index: usize| links.target(doc, index).map(|t| (t.doc, t.anchor.clone()));
    let anchor = |doc: usize, anchor: &str| Some((doc, Some(anchor.to_owned())));
    assert_eq!((target(1, 0), target(1, 1)), (anchor(0, "art-3"), None));
    assert_eq!((target(3, 0), target(3, 1), target(3, 2)), (anchor(1, "art-12"), anchor(2, "art-22"), None));
    assert_eq!(codes(&checked), ["cite-missing-article"]);
}

/// The same text in two columns is one text for those who cite it; two texts of one title are not.
#[test]
fn copies_are_one_text_for_citations() {
    let page = || File::page("p.md", "文章", "2025-01-01", "见《学习办法》第三条。");
    let mut files = vec![
        File::policy("a.md", "学习办法", "2024-01-01", &articles(7)),
        File::policy("b.md", "学习办法", "2024-01-01", &articles(7)),
        page(),
    ];
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    assert_eq!(checked.value.target(2, 0).map(|t| t.doc), Some(0));
    assert!(!codes(&checked).contains(&"cite-ambiguous"));
    files[1] = File::policy("b.md", "学习办法", "2024-01-01", &articles(8));
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    assert_eq!(checked.value.target(2, 0), None);
    assert!(codes(&checked).contains(&"cite-ambiguous"));
}

#[test]
fn chapters_are_cited_as_wholes() {
    let law = "## 第一编 总则\n\n## 第一章 目的\n\n第一条 甲。\n\n## 第二编 分则\n\n## 第一章 登记\n\n第二条 乙。\n\n\
               ## 第二章 借阅\n\n第三条 依照本法第二编第一章的规定，本法第二章除外，本法第九章除外。\n";
    let files = vec![
        File::policy("fa.md", "学习法", "2024-01-01", law),
        File::policy(
            "a.md",
            "值班办法",
            "2025-01-01",
            "第一条 依照学习法分则第一章、《学习法》第一章和《学习法》第九章的规定。\n",
        ),
    ];
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    let anchor = |doc: usize, index: usize| links.target(doc, index).map(|t| t.anchor.clone().unwrap_or_default());
    let some = |anchor: &str| Some(anchor.to_owned());
    assert_eq!((anchor(0, 0), anchor(0, 1), anchor(0, 2)), (some("part-2-ch-1"), some("part-2-ch-2"), None));
    // Two 编 have a first chapter, and none a ninth: then the law as a whole is meant.
    assert_eq!((anchor(1, 0), anchor(1, 1), anchor(1, 2)), (some("part-2-ch-1"), some(""), some("")));
    assert_eq!(links.target(0, 0).map(|t| t.place.clone()), some("第二编第一章"));
}

/// 本章 and 本编 are those where the citation stands.
#[test]
fn divisions_of_the_division_where_a_citation_stands() {
    let law = "## 第一编 总则\n\n## 第一章 目的\n\n### 第一节 甲\n\n第一条 甲。\n\n## 第二编 分则\n\n## 第一章 登记\n\n\
               ### 第一节 乙\n\n第二条 乙。\n\n### 第二节 丙\n\n第三条 适用本章第一节、第九节的规定。\n\n\
               ## 第二章 借阅\n\n第四条 适用本编第一章第二节和本章第一节的规定。\n";
    let files = vec![File::policy("fa.md", "学习法", "2024-01-01", law)];
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    let anchors: Vec<_> = (0..4).map(|i| links.target(0, i).and_then(|t| t.anchor.clone())).collect();
    let some = |anchor: &str| Some(anchor.to_owned());
    assert_eq!(anchors, [some("part-2-ch-1-s-1"), None, some("part-2-ch-1-s-2"), None]);
}

/// Names that no library has may still be told: shortened ones by the title above, long laws by themselves, and names
/// with （试行）. A draft is another text.
#[test]
fn names_are_known_by_the_text_above_and_by_themselves() {
    let files = vec![
        File::policy("a.md", "书院争议调解仲裁法", "2020-01-01", &articles(9)),
        File::policy("b.md", "借阅争议调解仲裁法", "2020-01-01", &articles(9)),
        File::policy("c.md", "书院诉讼特别程序法", "2020-01-01", &articles(9)),
        File::policy("d.md", "值班办法", "2020-01-01", &articles(9)),
        File::policy(
            "x.md",
            "学习解释",
            "2025-01-01",
            "第一条 根据《书院争议调解仲裁法》，依据调解仲裁法第三条的规定；请求书院诉讼特别程序法第四条的保全；\
             依照值班办法（试行）第三条；《值班办法（修正草案）》第三条；依照新值班办法第三条。\n",
        ),
        File::policy(
            "y.md",
            "借阅解释",
            "2025-01-01",
            "第一条 《书院争议调解仲裁法》和《借阅争议调解仲裁法》，依据调解仲裁法第三条的规定。\n",
        ),
    ];
    let links = link(&files, &BTreeMap::new(), "2026-01-01").value;
    let docs = |doc: usize, count: usize| (0..count).map(|i| links.target(doc, i).map(|t| t.doc)).collect::<Vec<_>>();
    assert_eq!(docs(4, 6), [Some(0), Some(0), Some(2), Some(3), None, None]);
    assert_eq!(docs(5, 3), [Some(0), Some(1), None]);
}

/// Older interpretations count 1. to 137. through all of 一、二、三、.
#[test]
fn points_that_count_through_a_text_are_its_articles() {
    let body =
        "一、机构\n\n1. 甲。\n\n2. 乙：\n\n（1）子；\n\n（2）丑。\n\n二、办理\n\n3. 丙。\n\n4. 依照本规定第3条办理。\n";
    let files = vec![File::policy("a.md", "值班规定", "2024-01-01", body)];
    let checked = link(&files, &BTreeMap::new(), "2026-01-01");
    assert_eq!(checked.value.target(0, 0).and_then(|t| t.anchor.clone()).as_deref(), Some("sec-2-i3"));
    assert_eq!(codes(&checked), Vec::<&str>::new());
}
