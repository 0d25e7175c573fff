//! What stands at single articles: what explains them, what became of them, and amendments that no version contains yet.

use std::collections::BTreeMap;

use crate::support::Site;

/// A page without the quotation marks that shrinking may take away.
fn bare(portal: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8_lossy(&portal[path]).replace('"', "")
}

fn site() -> Site {
    let site = Site::small();
    let file = |name: &str, text: &str| {
        site.write(&format!("content/zd/{name}.md"), text);
    };
    file("_index", "---\ntitle: 制度\n---\n");
    file(
        "old",
        "---\ntitle: 借阅办法\nkind: policy\nversion_of: 借阅办法\neffective_on: 2024-01-01\n---\n\n第一条　书可以借三十日。\n\n第二条　损坏的，照价赔偿。\n",
    );
    file(
        "new",
        "---\ntitle: 借阅办法\nkind: policy\nversion_of: 借阅办法\neffective_on: 2025-01-01\n---\n\n第一条　书可以借四十五日。\n\n第二条　损坏的，照价赔偿。\n",
    );
    file("lone", "---\ntitle: 值班规定\nkind: policy\neffective_on: 2024-01-01\n---\n\n第一条　每日两人值班。\n");
    file(
        "decision",
        "---\ntitle: 关于修改值班规定的决定\nkind: policy\namends: lone.md\neffective_on: 2025-06-01\n---\n\n第一条　“两人”改为“三人”。\n",
    );
    file(
        "answers",
        "---\ntitle: 借书问答\nkind: faq\ninterprets: [new.md#art-1, new.md]\nitems:\n  - q: 借多久？\n    a: 四十五日。\n---\n",
    );
    site
}

#[test]
fn an_article_shows_what_explains_it_and_what_became_of_it() {
    let portal = site().publish(&[]);
    let page = bare(&portal, "zd/new/index.html");
    assert!(page.contains("data-explains=art-1"), "{page}");
    assert!(page.contains("借书问答"));
    assert!(page.contains("href=../../zd/new/provisions/ data-provisions="), "{page}");
    let life = bare(&portal, "zd/new/provisions/index.html");
    assert!(life.contains("<details class=provision id=art-1>"), "{life}");
    assert!(life.contains("<ins>四十五</ins>") && life.contains("书可以借三十日。"), "{life}");
    assert!(!life.contains("照价赔偿"), "what never changed is only named: {life}");
    // The older version leads there too, without places: its articles may have other numbers.
    assert!(bare(&portal, "zd/old/index.html").contains("href=../../zd/new/provisions/>"));
    assert!(!portal.contains_key("zd/lone/provisions/index.html"));
}

#[test]
fn a_text_whose_amendment_is_in_no_version_says_so() {
    let site = site();
    let unconsolidated = "banner-unconsolidated";
    let portal = site.publish(&[]);
    let page = bare(&portal, "zd/lone/index.html");
    assert!(page.contains(unconsolidated) && page.contains("关于修改值班规定的决定"), "{page}");
    assert!(!bare(&portal, "zd/old/index.html").contains(unconsolidated));
    // A version that came with the amendment contains it.
    let text = "kind: policy\nversion_of: 值班规定\n";
    site.write(
        "content/zd/lone.md",
        format!("---\ntitle: 值班规定\n{text}effective_on: 2024-01-01\n---\n\n第一条　每日两人值班。\n"),
    );
    site.write(
        "content/zd/three.md",
        format!("---\ntitle: 值班规定\n{text}effective_on: 2025-06-01\n---\n\n第一条　每日三人值班。\n"),
    );
    assert!(!bare(&site.publish(&[]), "zd/lone/index.html").contains(unconsolidated));
}

/// A text of 2020, amended in 2022 and 2024; each version as its editors file it.
fn amended(versions: &[u32]) -> Site {
    let site = Site::small();
    site.write("content/zd/_index.md", "---\ntitle: 制度\n---\n");
    let all = [
        (2020, "第一条　书可以借三十日。\n\n第二条　损坏的，照价赔偿。\n\n第三条　本办法自公布之日起施行。\n"),
        (2022, "第一条　书可以借四十五日。\n\n第二条　损坏的，照价赔偿。\n\n第三条　本办法自公布之日起施行。\n"),
        (
            2024,
            "第一条　书可以借六十日。\n\n第二条　可以续借一次。\n\n第三条　本办法自公布之日起施行。\n\n第四条　古籍不外借。\n",
        ),
    ];
    for (year, text) in all.iter().filter(|(year, _)| versions.contains(year)) {
        let mut history =
            String::from("  - date: 2020-01-05\n    event: 通过\n  - date: 2020-01-08\n    event: 公布\n");
        for amended in [2022, 2024].iter().filter(|amended| *amended <= year) {
            history.push_str(&format!(
                "  - date: {amended}-03-01\n    event: 修正\n  - date: {amended}-05-01\n    event: 施行\n"
            ));
        }
        site.write(
            &format!("content/zd/v{year}.md"),
            format!("---\ntitle: 借阅办法\nkind: policy\nversion_of: 借阅办法\neffective_on: {year}-05-01\nhistory:\n{history}---\n\n{text}"),
        );
    }
    site
}

#[test]
fn history_says_what_each_amendment_changed() {
    let portal = amended(&[2020, 2022, 2024]).publish(&[]);
    let page = bare(&portal, "zd/v2024/index.html");
    let events: Vec<&str> = page.split("<ol class=history>").nth(1).expect("a history").split("<li>").collect();
    let second = "<span>修改：第一条</span><a href=../../zd/v2022/compare-v2020/>逐条对照</a>";
    let third = "<span>修改：第一条</span><span>新增：第二条、第四条</span><span>删去原来的：第二条</span>\
                 <a href=../../zd/v2024/compare-v2022/>逐条对照</a>";
    let of = |day: &str| *events.iter().find(|event| event.contains(day)).expect("the event");
    assert!(of("2022-03-01").contains(second), "{}", of("2022-03-01"));
    assert!(of("2024-03-01").contains(third), "{}", of("2024-03-01"));
    for day in ["2020-01-05", "2020-01-08", "2022-05-01", "2024-05-01"] {
        assert!(!of(day).contains("compare"), "{}", of(day));
    }
    // The version of 2022 knows nothing of what came later, its history says the same of what came before.
    assert!(bare(&portal, "zd/v2022/index.html").contains(second));
}

#[test]
fn of_two_amendments_between_two_versions_neither_is_said_to_have_done_it() {
    let portal = amended(&[2020, 2024]).publish(&[]);
    let page = bare(&portal, "zd/v2024/index.html");
    assert!(page.contains("<ol class=history>") && !page.contains("history-changes"), "{page}");
    assert!(portal.contains_key("zd/v2024/compare-v2020/index.html"), "the versions are compared all the same");
}

#[test]
fn a_place_that_no_text_has_is_an_error_with_a_remedy() {
    let site = site();
    site.write("content/zd/answers.md", "---\ntitle: 问答\nkind: faq\ninterprets: new.md#art-9\n---\n\n## 问\n\n答\n");
    let run = site.build(&[]);
    assert_ne!(run.code, 0);
    assert!(run.stderr.contains("answers.md:4") && run.stderr.contains("art-9"), "{}", run.stderr);
}

#[test]
fn lists_by_sound_leave_out_the_name_of_the_state() {
    let site = Site::small();
    for (name, title) in [("a", "中华人民共和国安全生产法"), ("b", "中华人民共和国保险法"), ("c", "章程")]
    {
        site.write(
            &format!("content/{name}.md"),
            format!("---\ntitle: {title}\nkind: policy\n---\n\n第一条　正文。\n"),
        );
    }
    let page = bare(&site.publish(&[]), "az/index.html");
    for letter in ["a", "b", "z"] {
        assert!(page.contains(&format!("id=letter-{letter}")), "{letter}: {page}");
    }
}
