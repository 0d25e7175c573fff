//! The command: what it writes, what it leaves alone, and what it says.

use std::fs;

use crate::support::Site;
use crate::support::docx::Docx;

fn document(words: &str) -> Vec<u8> {
    Docx::new().title("读书活动的心得").lines(&["读书使人进步，这是大家的体会，也是学习中心的愿望。", words]).bytes()
}

fn import(site: &Site, more: &[&str]) -> (i32, String) {
    let run = site.run(&[&["import", "in", "--to", "content/publicity", "--lang", "zh"], more].concat());
    (run.code, format!("{}{}", run.stdout, run.stderr))
}

#[test]
fn a_second_import_shows_the_difference_and_keeps_edits() {
    let site = Site::small();
    site.write("in/心得.docx", document("第一版。"));
    let (code, said) = import(&site, &["--dry-run"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("将新建") && !site.root().join("content/publicity/心得.md").exists(), "{said}");
    let (code, said) = import(&site, &[]);
    assert!(code == 0 && said.contains("新建 1"), "{said}");
    let file = site.root().join("content/publicity/心得.md");
    assert!(import(&site, &[]).1.contains("没有变化 1"));
    site.write("in/心得.docx", document("第二版。"));
    let (_, said) = import(&site, &[]);
    assert!(said.contains("- 第一版。\n") && said.contains("+ 第二版。\n") && said.contains("--update"), "{said}");
    assert!(fs::read_to_string(&file).unwrap().contains("第一版。"), "nothing is overwritten unless told");
    assert!(import(&site, &["--update"]).1.contains("更新 1"));
    let edited = fs::read_to_string(&file).unwrap().replace("第二版。", "手改。");
    fs::write(&file, &edited).unwrap();
    site.write("in/心得.docx", document("第三版。"));
    let (_, said) = import(&site, &["--update"]);
    assert!(said.contains("手工改过"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), edited, "what was edited by hand stays");
    assert!(import(&site, &["--replace"]).1.contains("更新 1"));
    assert!(fs::read_to_string(&file).unwrap().contains("第三版。"));
}

#[test]
fn what_comes_in_builds() {
    let site = Site::small();
    site.write("content/publicity/_index.md", "---\ntitle: 宣传\n---\n");
    site.write("in/心得.docx", document("第一版。"));
    site.write("in/坏的.docx", b"PK\x03\x04 x");
    let (code, said) = import(&site, &[]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("坏的.docx") && said.contains("新建 1，没有导入 1"), "{said}");
    let built = site.publish(&[]);
    let html = built.iter().find(|(path, _)| path.contains("xinde")).map(|(_, bytes)| bytes).expect("the page");
    assert!(String::from_utf8_lossy(html).contains("第一版。"));
}

#[test]
fn the_report_for_machines() {
    let site = Site::small();
    site.write("in/心得.docx", document("第一版。"));
    site.write("in/坏的.docx", b"PK\x03\x04 x");
    let run = site.run(&["import", "in", "--to", "a", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    let outcomes: Vec<(&str, &str)> =
        files.iter().map(|f| (f["outcome"].as_str().unwrap(), f["page"].as_str().unwrap())).collect();
    assert!(outcomes.contains(&("new", "content/a/心得.md")) && outcomes.contains(&("refused", "")), "{outcomes:?}");
    assert_eq!(report["faults"].as_array().unwrap().len(), 1);
}
