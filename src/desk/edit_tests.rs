//! What a form changes, and what it leaves alone.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::edit::{Unable, entries, set};
use super::value::of_node;
use crate::content::Kind;
use crate::parse::front_matter::keys::{self, Key, Shape};

#[track_caller]
fn check(kind: Kind, text: &str, name: &str, value: Json, expected: &str) {
    let made = set(text, kind, name, &value).expect("a form can do that");
    assert_eq!(made, expected);
    // What was meant is what is read, so saying it again changes nothing.
    assert_eq!(set(&made, kind, name, &value).as_deref(), Ok(&*made));
}

#[test]
fn what_is_said_twice_is_said_once_when_its_field_is_filled_in() {
    let text = "---\ntitle: 甲\n# 注\ntitle: 乙\nown: 1 # 一\nown: 2\nkeywords: [子]\nkeywords:\n- 丑\n# 二\n- 寅\n\n# 三\nauthor: 张\n---\n正文\n";
    let article = Kind::Article;
    check(article, text, "title", json!("丙"), &text.replace("title: 甲", "title: 丙").replace("title: 乙\n", ""));
    check(article, text, "title", json!("甲"), &text.replace("title: 乙\n", ""));
    check(article, text, "title", json!(null), &text.replace("title: 甲\n", "").replace("title: 乙\n", ""));
    let once = text.replace("keywords:\n- 丑\n# 二\n- 寅\n", "");
    check(article, text, "keywords", json!(["辰"]), &once.replace("子", "辰"));
    // Whatever else is said twice is not this field's.
    check(article, text, "author", json!("李"), &text.replace("张", "李"));
    check(article, text, "source", json!("丁"), &text.replace("[子]\n", "[子]\nsource: 丁\n"));
}

#[test]
fn a_text_is_changed_in_its_place() {
    let text = "---\n# 说明\ntitle: 旧   # 别动\nown: 1\nsource: \"甲\"\nauthor: '乙'\n---\n正文\n";
    let article = Kind::Article;
    check(article, text, "title", json!("新"), &text.replace("旧", "新"));
    check(article, text, "title", json!("新: 题"), &text.replace("旧", "\"新: 题\""));
    check(article, text, "source", json!("丙"), &text.replace("甲", "丙"));
    check(article, text, "author", json!("it's"), &text.replace("'乙'", "'it''s'"));
    check(article, text, "author", json!(""), &text.replace("author: '乙'\n", ""));
    check(article, text, "title", json!(null), &text.replace("title: 旧   # 别动\n", "# 别动\n"));
    check(
        article,
        text,
        "published_at",
        json!("2026-03-05"),
        &text.replace("---\n正文", "published_at: 2026-03-05\n---\n正文"),
    );
    check(article, text, "subtitle", json!("副"), &text.replace("own: 1\n", "subtitle: 副\nown: 1\n"));
}

#[test]
fn a_page_without_front_matter_gets_one() {
    check(Kind::Article, "正文\r\n", "title", json!("题"), "---\r\ntitle: 题\r\n---\r\n正文\r\n");
    check(Kind::Article, "---\n---\n", "title", json!("题"), "---\ntitle: 题\n---\n");
    check(Kind::Article, "正文", "title", json!(""), "正文");
}

#[test]
fn an_example_in_a_comment_shows_the_place() {
    let text = "---\ntitle: 题\n# 来源：转载时写\n#source: 宣传科\n# 附件：供下载\n#attachments:\n#  - file: 报名表.docx\n#    title: 报名表\n# 别的\nweight: 1\n---\n";
    check(
        Kind::Article,
        text,
        "source",
        json!("甲"),
        &text.replace("#source: 宣传科\n", "#source: 宣传科\nsource: 甲\n"),
    );
    let rows = json!([{ "file": "a.docx" }]);
    check(
        Kind::Article,
        text,
        "attachments",
        rows,
        &text.replace("# 别的\n", "attachments:\n  - file: \"a.docx\"\n# 别的\n").replace("\"a.docx\"", "a.docx"),
    );
}

#[test]
fn lists_keep_the_entries_that_stay() {
    let text = "---\ntitle: 题\nkeywords: [甲, \"乙\"]  # 两个\nobjectives:\n  # 第一条\n  - 会读\n  - '会写'   # 别动\n\n  # 第三条\n  - 会说\n---\n";
    let course = Kind::Course;
    check(course, text, "keywords", json!(["甲", "乙", "丙 丁"]), &text.replace("\"乙\"]", "\"乙\", 丙 丁]"));
    check(course, text, "keywords", json!([]), &text.replace("keywords: [甲, \"乙\"]  # 两个\n", "# 两个\n"));
    check(
        course,
        text,
        "objectives",
        json!(["会读", "会写", "会唱", "会说"]),
        &text.replace("# 别动\n", "# 别动\n  - 会唱\n"),
    );
    check(course, text, "objectives", json!(["会读", "会算", "会说"]), &text.replace("会写", "会算"));
    check(course, text, "objectives", json!(["会写", "会说"]), &text.replace("  - 会读\n", ""));
    check(
        course,
        text,
        "objectives",
        json!(["会说", "会读", "会写"]),
        &text.replace("  - 会说\n", "").replace("  - 会读\n", "  - 会说\n  - 会读\n"),
    );
    check(course, "---\ntitle: 题\ntopics: 甲\n---\n", "topics", json!(["乙"]), "---\ntitle: 题\ntopics: 乙\n---\n");
    check(
        course,
        "---\ntitle: 题\ntopics: 甲\n---\n",
        "topics",
        json!(["甲", "乙"]),
        "---\ntitle: 题\ntopics: [甲, 乙]\n---\n",
    );
    check(
        course,
        "---\ntitle: 题\nobjectives: # 空\n---\n",
        "objectives",
        json!(["甲"]),
        "---\ntitle: 题\nobjectives: # 空\n  - 甲\n---\n",
    );
}

#[test]
fn rows_keep_what_no_form_knows() {
    let text = "---\ntitle: 题\nmaterials:\n  - name: 申请表   # 蓝色\n    own: 9\n    copies: 1\n  # 下一项\n  - name: 照片\n    note: |\n      # 不是说明\n      两张\n---\n正文\n";
    let guide = Kind::Guide;
    let rows = |first: Json, second: Json| json!([first, second]);
    let photo = json!({ "name": "照片", "note": "# 不是说明\n两张" });
    check(
        guide,
        text,
        "materials",
        rows(json!({ "name": "申请表", "copies": "2" }), photo.clone()),
        &text.replace("copies: 1", "copies: 2"),
    );
    check(
        guide,
        text,
        "materials",
        rows(json!({ "name": "新表", "copies": "1" }), photo.clone()),
        &text.replace("申请表", "新表"),
    );
    check(
        guide,
        text,
        "materials",
        rows(json!({ "name": "申请表", "form": "原件", "copies": "1" }), photo.clone()),
        &text.replace("    own: 9\n", "    form: 原件\n    own: 9\n"),
    );
    check(
        guide,
        text,
        "materials",
        json!([photo]),
        &text.replace("  - name: 申请表   # 蓝色\n    own: 9\n    copies: 1\n", ""),
    );
    check(
        guide,
        text,
        "materials",
        rows(photo.clone(), json!({ "name": "申请表", "copies": "1" })),
        "---\ntitle: 题\nmaterials:\n  # 下一项\n  - name: 照片\n    note: |\n      # 不是说明\n      两张\n  - name: 申请表   # 蓝色\n    own: 9\n    copies: 1\n---\n正文\n",
    );
    let flow = "---\ntitle: 题\nmaterials: [{name: 表, own: [1, 2]}, 照片]\n---\n";
    check(
        guide,
        flow,
        "materials",
        json!([{ "name": "表", "copies": "3" }, { "name": "照片" }]),
        &flow.replace("{name: 表, own: [1, 2]}", "{name: 表, copies: 3, own: [1, 2]}"),
    );
    let one = "---\ntitle: 题\nattachments:\n  file: a.docx # 文件\n---\n";
    check(guide, one, "attachments", json!([{ "file": "b.docx" }]), &one.replace("a.docx", "b.docx"));
    let texts = "---\ntitle: 题\nattachments:\n  - a.docx\n  - b.docx\n---\n";
    check(
        guide,
        texts,
        "attachments",
        json!([{ "file": "a.docx" }, { "file": "b.docx", "title": "表" }]),
        "---\ntitle: 题\nattachments:\n  - a.docx\n  - file: b.docx\n    title: 表\n---\n",
    );
}

#[test]
fn texts_of_several_lines() {
    let text = "---\ntitle: 题\nsummary: >\n  一句\n  话\nsubtitle: 很长\n  的一行 # 说明\nsource: 甲\n---\n";
    check(Kind::Article, text, "summary", json!("短"), &text.replace(">\n  一句\n  话", "短"));
    check(
        Kind::Article,
        text,
        "source",
        json!("甲\n\n乙"),
        &text.replace("source: 甲\n", "source: |-\n  甲\n\n  乙\n"),
    );
    let windows = text.replace('\n', "\r\n");
    check(
        Kind::Article,
        &windows,
        "source",
        json!("甲\n乙"),
        &windows.replace("source: 甲\r\n", "source: |-\r\n  甲\r\n  乙\r\n"),
    );
}

#[test]
fn what_a_form_cannot_do_is_refused() {
    for text in ["---\ntitle: *x\n---\n", "---\n- 甲\n---\n", "---\ntitle: \"甲\nweight: 1\n---\n"] {
        assert_eq!(set(text, Kind::Article, "source", &json!("甲")), Err(Unable), "{text}");
    }
    assert_eq!(set("---\ntitle: 甲\n---\n", Kind::Article, "doc_no", &json!("甲")), Err(Unable));
}

/// Every page of the example site.
fn examples() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("content"), root.join("src/commands/starter/content"), root.join("tests/fixtures")];
    let files = folders.iter().flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name());
    let pages: Vec<(String, String)> = files
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "md"))
        .filter_map(|entry| {
            let text = fs::read_to_string(entry.path()).ok()?;
            Some((entry.path().display().to_string(), text))
        })
        .collect();
    assert!(pages.len() > 100, "{}", pages.len());
    pages
}

fn kind_of(text: &str) -> Kind {
    let named = entries(text).unwrap_or_default().into_iter().find(|entry| entry.key == "kind");
    named.and_then(|entry| Kind::from_name(entry.value.as_text()?)).unwrap_or(Kind::Article)
}

#[test]
fn saying_what_is_there_changes_no_byte() {
    for (path, text) in examples() {
        let kind = kind_of(&text);
        let Some(entries) = entries(&text) else { continue };
        for key in keys::all(kind) {
            let given = entries.iter().find(|entry| entry.key == key.name);
            let Some(value) = given.map_or(Some(Json::Null), |entry| of_node(key, &entry.value)) else { continue };
            assert_eq!(set(&text, kind, key.name, &value).as_deref(), Ok(&*text), "{path}: {}", key.name);
        }
    }
}

/// A value of the shape of `key`, made of `word`.
fn some(key: &Key, word: &str) -> Option<Json> {
    Some(match key.shape {
        Shape::Cascade | Shape::Anything => return None,
        Shape::Texts | Shape::OldUrls | Shape::References => json!([word, "乙: 2"]),
        Shape::Rows(row) => {
            let fields = row.keys.iter().filter_map(|key| Some((key.name.to_owned(), some(key, word)?)));
            Json::Array(vec![Json::Object(fields.collect())])
        }
        Shape::Truth => json!("true"),
        Shape::Whole(least, _) => json!(least.max(0).to_string()),
        Shape::Amount => json!("0.5"),
        Shape::Day | Shape::Moment => json!("2026-03-05"),
        Shape::Choice(choices) => json!(choices[0].0),
        _ => json!(word),
    })
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// Whether every line of `part` is in `whole`, in this order.
fn within(part: &[&str], whole: &[&str]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|line| rest.any(|other| other == line))
}

#[test]
fn setting_one_value_changes_its_lines_only() {
    let (mut done, mut refused) = (0, Vec::new());
    for (path, text) in examples() {
        let kind = kind_of(&text);
        let Some(map) = entries(&text) else { continue };
        for key in keys::all(kind).filter(|key| key.name != "kind") {
            let Some(value) = some(key, "新的值") else { continue };
            let given = map.iter().position(|entry| entry.key == key.name);
            if given.is_some_and(|at| of_node(key, &map[at].value).is_none()) {
                continue;
            }
            let Ok(made) = set(&text, kind, key.name, &value) else {
                refused.push(format!("{path}: {}", key.name));
                continue;
            };
            done += 1;
            // All that stood before and behind the value is still there.
            let (old, new) = (lines(&text), lines(&made));
            match given {
                None => assert!(within(&old, &new), "{path}: {}\n{made}", key.name),
                Some(at) => {
                    let start = text[..map[at].key_span.start].lines().count();
                    let start = start - usize::from(!text[..map[at].key_span.start].ends_with('\n'));
                    assert_eq!(old[..start], new[..start], "{path}: {}", key.name);
                    let comments: Vec<&str> =
                        old.iter().copied().filter(|line| line.trim_start().starts_with('#')).collect();
                    if !text.contains(": |") && !text.contains(": >") {
                        assert!(within(&comments, &new), "{path}: {}\n{made}", key.name);
                    }
                    if let Some(next) = map.get(at + 1) {
                        let behind = lines(&text[next.key_span.start..]);
                        assert!(new.ends_with(&behind), "{path}: {}\n{made}", key.name);
                    }
                }
            }
            // And back again by removing it.
            let gone = set(&made, kind, key.name, &Json::Null).expect("what was written can be removed");
            if given.is_none() && !map.is_empty() {
                assert_eq!(gone, text, "{path}: {}", key.name);
            }
        }
    }
    assert!(done > 1000, "{done}");
    // Pages of the fixtures of bad input; everything else can be edited.
    refused.retain(|path| path.contains("/content/") && !path.contains("fixtures"));
    assert_eq!(refused, Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever is typed into a field is read back as it was typed, and nothing else is touched.
    #[test]
    fn anything_typed_is_read_back(value in "\\PC{0,30}", second in "[ -~\n：，。“”#甲乙]{0,20}", at in 0_usize..5) {
        let text = "---\n# 甲\ntitle: 题 # 乙\nsummary: >\n  丙\n\n# 丁\ntopics:\n  - 戊 # 己\nattachments:\n  - file: a.docx\n    own: 1\nextra:\n  a: [1]\n---\n正文\n";
        let rows = json!([{ "file": "a.docx", "title": value }, { "file": second }]);
        let (name, value) = [
            ("title", json!(value)),
            ("summary", json!(second)),
            ("topics", json!(["戊", value, second])),
            ("attachments", rows),
            ("author", json!(second)),
        ][at].clone();
        let made = set(text, Kind::Article, name, &value);
        prop_assert!(made.is_ok(), "{name} {value}");
        let made = made.unwrap_or_default();
        for kept in ["# 甲\n", "# 丁\n", "extra:\n  a: [1]\n---\n正文\n", "# 乙", "    own: 1\n"] {
            prop_assert!(made.contains(kept), "{kept} {made}");
        }
    }
}
