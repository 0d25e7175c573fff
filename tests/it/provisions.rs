//! What stands at single articles: what explains them, what became of them, and amendments that no version contains yet.

use crate::support::{Site, contains};

fn site() -> Site {
    let site = Site::small();
    let mut file = |name: &str, text: &str| {
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
    let page = &portal["zd/new/index.html"];
    assert!(contains(page, b"data-explains=art-1"), "{}", String::from_utf8_lossy(page));
    assert!(contains(page, "借书问答".as_bytes()));
    assert!(contains(page, b"href=../../zd/new/provisions/ data-provisions="));
    let life = String::from_utf8_lossy(&portal["zd/new/provisions/index.html"]).into_owned();
    assert!(life.contains("<details class=provision id=art-1>"), "{life}");
    assert!(life.contains("<ins>四十五</ins>") && life.contains("书可以借三十日。"), "{life}");
    assert!(!life.contains("照价赔偿"), "what never changed is only named: {life}");
    // The older version leads there too, without places: its articles may have other numbers.
    assert!(contains(&portal["zd/old/index.html"], b"href=../../zd/new/provisions/>"));
    assert!(!portal.contains_key("zd/lone/provisions/index.html"));
}

#[test]
fn a_text_whose_amendment_is_in_no_version_says_so() {
    let site = site();
    let unconsolidated = b"banner-unconsolidated";
    let portal = site.publish(&[]);
    assert!(contains(&portal["zd/lone/index.html"], unconsolidated));
    assert!(contains(&portal["zd/lone/index.html"], "关于修改值班规定的决定".as_bytes()));
    assert!(!contains(&portal["zd/old/index.html"], unconsolidated));
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
    assert!(!contains(&site.publish(&[])["zd/lone/index.html"], unconsolidated));
}

#[test]
fn a_place_that_no_text_has_is_an_error_with_a_remedy() {
    let site = site();
    site.write("content/zd/answers.md", "---\ntitle: 问答\nkind: faq\ninterprets: new.md#art-9\n---\n\n## 问\n\n答\n");
    let run = site.build(&[]);
    assert_ne!(run.code, Some(0));
    assert!(run.stderr.contains("answers.md:4") && run.stderr.contains("art-9"), "{}", run.stderr);
}

#[test]
fn lists_by_sound_leave_out_the_name_of_the_state() {
    let site = Site::small();
    for (name, title) in [("a", "中华人民共和国安全生产法"), ("b", "中华人民共和国保险法"), ("c", "章程")] {
        site.write(
            &format!("content/{name}.md"),
            format!("---\ntitle: {title}\nkind: policy\n---\n\n第一条　正文。\n"),
        );
    }
    let page = String::from_utf8_lossy(&site.publish(&[])["az/index.html"]).into_owned();
    for letter in ["a", "b", "z"] {
        assert!(page.contains(&format!("id=letter-{letter}")), "{letter}: {page}");
    }
}
