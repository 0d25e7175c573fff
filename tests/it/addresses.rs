//! Addresses are promises: none hangs on another page, old ones lead on, and one that goes is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Site, tree};

/// Names that sound alike, differ in case or signs, or have nothing that a URL can hold.
const NAMES: [&str; 14] = [
    "事实",
    "实施",
    "shishi",
    "Shishi",
    "失实",
    "C",
    "C++",
    "c#",
    "党课",
    "🎉",
    "重庆",
    "AI 学习",
    "ai学习",
    "ＡＩ 学习",
];

/// A column with one page for each number, each with a keyword, a topic and a file of its own.
fn portal(numbers: &BTreeSet<usize>) -> Site {
    let site = Site::small();
    site.write("content/docs/_index.md", "---\ntitle: 文档\n---\n");
    for n in numbers {
        let (keyword, topic) = (NAMES[n % NAMES.len()], NAMES[(n * 5 + 3) % NAMES.len()]);
        let name = ["学习", "学习 ", "通知", "tongzhi", "同志"][n % 5];
        site.write(
            &format!("content/docs/{name}-{n}.md"),
            format!(
                "---\ntitle: 页面{n}\nkeywords: [{keyword}]\ntopics: [{topic}]\n---\n\n[附件](名单-{n}.pdf) 记号{n}号\n"
            ),
        );
        site.write(&format!("content/docs/名单-{n}.pdf"), format!("%PDF-1.4 {n}"));
    }
    site
}

/// What each address of the published site shows: `记号3号`, `关键词：事实`, the text of an attachment.
fn addresses(published: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (path, bytes) in published {
        let text = String::from_utf8_lossy(bytes);
        if path.ends_with(".pdf") {
            found.insert(text.into_owned(), path.clone());
        } else if path.starts_with("docs/") && path.ends_with("index.html") {
            if let Some(mark) = text.split("记号").nth(1).and_then(|rest| rest.split('号').next()) {
                found.insert(format!("页面{mark}"), path.clone());
            }
        } else if path.starts_with("keywords/") || path.starts_with("topics/") {
            let title = text.split("<title>").nth(1).and_then(|rest| rest.split(" - ").next()).unwrap_or_default();
            // However its letters are written, it is one term.
            found.insert(title.to_lowercase().replace("ａｉ", "ai"), path.clone());
        }
    }
    found
}

#[test]
fn no_address_hangs_on_another_page() {
    let all: BTreeSet<usize> = (0..20).collect();
    let whole = addresses(&portal(&all).publish(&[]));
    assert!(whole.len() > 55, "{whole:?}");
    let mut seed = 7u64;
    for _ in 0..6 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let some: BTreeSet<usize> = all.iter().copied().filter(|n| seed >> (20 + n) & 1 == 1).collect();
        for (what, path) in addresses(&portal(&some).publish(&[])) {
            assert_eq!(whole.get(&what), Some(&path), "{what} with {some:?}");
        }
    }
}

#[test]
fn keywords_that_sound_alike_have_addresses_of_their_own() {
    let site = Site::small();
    let page = |name: &str, keyword: &str| {
        site.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\nkeywords: [{keyword}]\n---\n正文\n"));
    };
    page("b1", "事实");
    let before = addresses(&site.publish(&[]));
    assert_eq!(before["关键词：事实"], "keywords/shishi-d422e4d7/index.html");
    page("a0", "实施");
    page("z", "shishi");
    page("z2", "SHISHI");
    let after = site.publish(&[]);
    assert_eq!(addresses(&after)["关键词：事实"], before["关键词：事实"]);
    assert_eq!(addresses(&after)["关键词：shishi"], "keywords/shishi/index.html");
    let z = String::from_utf8_lossy(&after["z/index.html"]).into_owned();
    assert!(z.contains("keywords/shishi/\"") && z.contains(">shishi<") && !z.contains("实施"), "{z}");
    let upper = String::from_utf8_lossy(&after["z2/index.html"]).into_owned();
    assert!(upper.contains("keywords/shishi/\""), "letter case makes no other keyword: {upper}");
}

#[test]
fn a_topic_that_gets_a_page_leads_on_from_its_list() {
    let site = Site::small();
    site.write("content/a.md", "---\ntitle: 甲\ntopics: [学习周]\n---\n正文\n");
    let list = addresses(&site.publish(&[]))["专题：学习周"].clone();
    site.write("content/zhuanti.md", "---\ntitle: 学习周\nkind: topic\n---\n正文\n");
    let published = site.publish(&[]);
    let moved = String::from_utf8_lossy(&published[&list]).into_owned();
    assert!(moved.contains("data-kind=\"redirect\"") && moved.contains("href=\"../../zhuanti/\""), "{moved}");
}

#[test]
fn old_addresses_as_browsers_copy_them_lead_on() {
    let site = Site::small();
    site.write(
        "content/new.md",
        "---\ntitle: 新页\naliases: [/old/%E5%85%9A%E8%AF%BE/, \"/show.asp?id=12\", \"/list/?cat=3&id=7\", /list/]\n---\n正文\n",
    );
    site.write("content/other.md", "---\ntitle: 另一页\naliases: [\"/show.asp?id=13\"]\n---\n正文\n");
    let published = site.publish(&[]);
    let at = |path: &str| String::from_utf8_lossy(&published[path]).into_owned();
    assert!(at("old/党课/index.html").contains("<a href=\"../../new/\" data-moved>新页</a>"));
    let show = at("show.asp/index.html");
    assert!(show.contains("<a href=\"../new/\" data-query=\"id=12\">新页</a>"), "{show}");
    assert!(
        show.contains("<a href=\"../other/\" data-query=\"id=13\">另一页</a>") && !show.contains("refresh"),
        "{show}"
    );
    let list = at("list/index.html");
    assert!(list.contains("data-moved>新页") && list.contains("data-query=\"cat=3&amp;id=7\""), "{list}");
    // Where a page lies there is nobody to look at the query.
    site.write("content/other.md", "---\ntitle: 另一页\naliases: [\"/new/?id=13\"]\n---\n正文\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("旧网址“/new/?id=13”去掉参数就是 content/new.md 的网址，不能再跳转"), "{}", run.stderr);
}

#[test]
fn an_address_that_goes_is_told() {
    let site = Site::small();
    site.write("content/a/_index.md", "---\ntitle: 公告\n---\n");
    site.write("content/a/tongzhi.md", "---\ntitle: 通知\n---\n正文\n");
    site.publish(&[]);
    std::fs::rename(site.root().join("content/a/tongzhi.md"), site.root().join("content/a/tongzhi-1.md")).unwrap();
    let expected = "警告[address-gone]: 上次发布的 1 个网址不再有了：a/tongzhi/\n  = 改法: 如果是改名或者移动，在新的页面里写 aliases: [a/tongzhi/]，旧网址就会跳转（以后用 shuyuan move 移动，会自动写上）；如果是有意撤下的，不必改。\n";
    let check = site.run(&["check", "--as-of", crate::support::DAY]);
    assert!(check.stderr.contains(expected), "{}", check.stderr);
    let run = site.build(&[]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains(expected), "{}", run.stderr);
    // Said once: the next publication differs from this one in nothing.
    assert!(!site.build(&[]).stderr.contains("address-gone"));
    site.write("content/a/tongzhi-2.md", "---\ntitle: 通知\naliases: [a/tongzhi-1/]\n---\n正文\n");
    std::fs::remove_file(site.root().join("content/a/tongzhi-1.md")).unwrap();
    assert!(!site.build(&[]).stderr.contains("address-gone"));
    assert!(tree(&site.out()).contains_key("a/tongzhi-1/index.html"));
}
