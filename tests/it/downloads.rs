//! `[downloads]`: pages offer themselves in other formats, whole and up to date.

use std::io::{Cursor, Read};

use crate::support::{DAY, Site, differences, tree};

const CONFIG: &str = "title = \"门户\"\nbase_url = \"https://portal.example/\"\n[downloads]\n\
                      epub = [\"course\", \"policy\", \"专题\"]\nscorm = true\nakn = true\n";

fn site() -> Site {
    let site = Site::small();
    site.write("site-config.toml", CONFIG);
    site.write("content/learn/_index.md", "---\ntitle: 学习\n---\n");
    site.write("content/learn/course/_index.md", "---\ntitle: 课程\nkind: course\n---\n\n开头。\n");
    site.write("content/learn/course/1.md", "---\ntitle: 第一单元\nkind: unit\n---\n\n第一课。\n\n![图](map.png)\n");
    site.write("content/learn/course/map.png", crate::support::docx::png());
    site.write("content/law/_index.md", "---\ntitle: 制度\n---\n");
    site.write(
        "content/law/rules.md",
        "---\ntitle: 借阅办法\nkind: policy\neffective_on: 2026-01-01\n---\n\n第一条　借书登记。\n\n第二条　依照本办法第一条办理。\n",
    );
    site
}

fn entry(zip: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn pages_name_their_other_formats_with_size_and_type() {
    let site = site();
    let files = site.publish(&[]);
    let page = String::from_utf8(files["learn/course/index.html"].clone()).unwrap();
    for part in [
        "rel=\"alternate\" type=\"application/epub+zip\"",
        "href=\"../../learn/course/course.epub\"",
        "href=\"../../learn/course/course.zip\"",
        "<span class=\"file-format\">SCORM</span>",
        "其他格式",
        " KB</span>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(entry(&files["learn/course/course.epub"], "OEBPS/c0002.xhtml").contains("第一课"));
    assert!(entry(&files["learn/course/course.zip"], "page-001.html").contains("第一课"));
    let law = String::from_utf8(files["law/rules/index.html"].clone()).unwrap();
    assert!(law.contains("type=\"application/akn+xml\"") && law.contains("type=\"application/json\""), "{law}");
    let json: serde_json::Value = serde_json::from_slice(&files["law/rules/rules.json"]).unwrap();
    let second = &json["body"][1];
    assert_eq!(
        (&second["element"], &second["eId"], &second["num"]),
        (&"article".into(), &"art_2".into(), &"第二条".into())
    );
    assert_eq!(json["url"], "https://portal.example/law/rules/");
    assert!(second.to_string().contains("\"href\":\"#art_1\""), "{second}");
    let xml = String::from_utf8(files["law/rules/rules.xml"].clone()).unwrap();
    assert!(roxmltree::Document::parse(&xml).is_ok());
    // Readers of the e-book go to an article as to a page.
    let nav = entry(&files["law/rules/rules.epub"], "OEBPS/nav.xhtml");
    assert!(nav.contains("epub:type=\"page-list\"") && nav.contains(">第二条</a>"), "{nav}");
    // Only what the site asks for.
    assert!(!files.contains_key("law/law.epub") && files.contains_key("law/rules/rules.epub"));
}

#[test]
fn an_edit_anywhere_in_a_book_makes_it_anew() {
    let site = site();
    site.publish(&[]);
    site.write("content/learn/course/1.md", "---\ntitle: 第一单元\nkind: unit\n---\n\n改过的课。\n\n![图](map.png)\n");
    let again = site.publish(&[]);
    assert!(entry(&again["learn/course/course.epub"], "OEBPS/c0002.xhtml").contains("改过的课"));
    let out = site.root().join("clean").to_string_lossy().into_owned();
    std::fs::remove_dir_all(site.root().join(".shuyuan-cache")).unwrap();
    let run = site.run(&["build", "--out", &out, "--as-of", DAY]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let clean = tree(&site.root().join("clean"));
    assert_eq!(differences(&again, &clean), Vec::<String>::new());
}

#[test]
fn a_page_that_would_be_too_large_says_so_and_offers_nothing() {
    let site = site();
    site.write("site-config.toml", "title = \"门户\"\n[downloads]\nepub = [\"column\"]\n");
    for at in 0..1000 {
        site.write(&format!("content/law/{at}.md"), format!("---\ntitle: 第{at}篇\n---\n\n一句。\n"));
    }
    let run = site.run(&["build", "--as-of", DAY, "--lang", "zh"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("[download-large]") && run.stderr.contains("“制度”做成一个文件太大"), "{}", run.stderr);
    assert!(run.stderr.contains("shuyuan export"), "{}", run.stderr);
    assert!(!site.out().join("law/law.epub").exists() && site.out().join("learn/learn.epub").exists());
}

#[test]
fn a_kind_that_does_not_exist_is_told() {
    let site = site();
    site.write("site-config.toml", "title = \"门户\"\n[downloads]\nepub = [\"curse\"]\n");
    let run = site.run(&["build", "--as-of", DAY, "--lang", "zh"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("设置“downloads.epub”不能是“curse”"), "{}", run.stderr);
    assert!(run.stderr.contains("course"), "{}", run.stderr);
}
