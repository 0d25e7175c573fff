//! `shuyuan consolidate`, and the rule of `check` that compares an amended text with its decision.

use std::fs;

use crate::support::{DAY, Site};

const OLD: &str = "---\ntitle: 借阅办法\nkind: policy\neffective_on: 2024-01-01\nversion_of: 借阅办法\n---\n\n第一条　办公室负责借阅。\n\n第二条　逾期的，依照第一条处理。\n";
const DECISION: &str = "---\ntitle: 关于修改《借阅办法》的决定\nkind: policy\neffective_on: 2025-01-01\namends: old.md\n---\n\n决定对《借阅办法》作如下修改：\n\n一、增加一条，作为第一条：“借阅免费。”\n\n二、将“办公室”修改为“服务部”。\n\n三、对条文顺序作相应调整。\n\n本决定自2025年1月1日起施行。\n";
const NEW: &str = "---\ntitle: 借阅办法\nkind: policy\neffective_on: 2025-01-01\nversion_of: 借阅办法\n---\n\n第一条　借阅免费。\n\n第二条　服务部负责借阅。\n\n第三条　逾期的，依照第二条处理。\n";

fn site(new: &str) -> Site {
    let site = Site::small();
    site.write("content/rules/_index.md", "---\ntitle: 制度\n---\n");
    site.write("content/rules/old.md", OLD);
    site.write("content/rules/decision.md", DECISION);
    site.write("content/rules/new.md", new);
    site
}

#[test]
fn a_decision_makes_the_published_text() {
    let site = site(NEW);
    let files = ["content/rules/old.md", "content/rules/decision.md"];
    let run = site.run(&[
        "consolidate",
        files[0],
        files[1],
        "--against",
        "content/rules/new.md",
        "--out",
        "made/new.md",
        "--lang",
        "zh",
    ]);
    let said = "决定里的修改执行了 3 处，0 处没有执行。\n与公布的文本核对：3 条中 3 条完全相同。\n";
    assert_eq!((run.code, run.stderr.as_str()), (0, said));
    let made = fs::read_to_string(site.root().join("made/new.md")).unwrap();
    assert_eq!(made, NEW.replace("2025-01-01", "2024-01-01"));
    let run = site.run(&["consolidate", files[0], files[1], "--lang", "en"]);
    assert_eq!((run.code, run.stdout), (0, made));
}

#[test]
fn what_is_not_understood_is_told_with_its_line() {
    let site = site(NEW);
    site.write("decision.md", "一、删去第九条。\n二、将第二条移到最后。\n三、删去第二条。\n");
    let run = site.run(&["consolidate", "content/rules/old.md", "decision.md", "--out", "made.md", "--lang", "zh"]);
    assert_eq!(run.code, 1);
    for part in [
        "错误[not-consolidated]: 文件里没有第九条\n  --> decision.md:1:",
        "错误[not-consolidated]: 没有看懂这一句要怎样修改\n  --> decision.md:2:",
        "= 改法: 这一句没有执行，请在改出来的文本里手工修改",
        "决定里的修改执行了 1 处，2 处没有执行。",
    ] {
        assert!(run.stderr.contains(part), "{part} in {}", run.stderr);
    }
    assert!(fs::read_to_string(site.root().join("made.md")).unwrap().ends_with("第一条　办公室负责借阅。\n"));
    let run = site.run(&["consolidate", "content/rules/old.md", "missing.md", "--lang", "zh"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with("错误: 没有“missing.md”这个文件"), "{}", run.stderr);
}

#[test]
fn machines_get_every_instruction() {
    let site = site(NEW);
    let run = site.run(&["consolidate", "content/rules/old.md", "content/rules/decision.md", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(value["instructions"].as_array().map(Vec::len), Some(3));
    assert_eq!(value["instructions"][0]["line"], 10);
    assert_eq!(value["instructions"][0]["outcome"], "done");
    assert_eq!(value["findings"].as_array().map(Vec::len), Some(0));
}

#[test]
fn check_names_the_article_that_is_not_what_the_decision_made_it() {
    let check = |site: &Site| site.run(&["check", "--as-of", DAY, "--lang", "zh"]).stderr;
    let said = check(&site(NEW));
    assert!(!said.contains("differs-from-published"), "{said}");
    let said = check(&site(&NEW.replace("服务部负责借阅", "服务部负责借书")));
    let expected =
        "警告[differs-from-published]: 第二条与公布的第二条不同：改出来“阅”，公布“书”\n  --> content/rules/new.md:10:1";
    assert!(said.contains(expected), "{said}");
}

/// The texts of `tests/fixtures/decisions`, written for this project as offices word them.
fn fixture(path: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/decisions");
    fs::read_to_string(folder.join(path)).unwrap().replace("\r\n", "\n")
}

fn consolidated(old: &str, decision: &str) -> shuyuan::consolidate::Consolidated {
    use shuyuan::consolidate::{Source, consolidate};
    consolidate(Source { path: "old.md", text: old }, Source { path: "decision.md", text: decision })
}

#[test]
fn whole_decisions_make_the_texts_that_were_published() {
    for folder in ["training", "library", "volunteers", "rooms"] {
        let read = |file: &str| fixture(&format!("{folder}/{file}.md"));
        let (old, decision) = (read("old"), read("decision"));
        let made = consolidated(&old, &decision);
        assert_eq!(made.counts().1, 0, "{folder}: {:?}", made.instructions);
        assert_eq!(made.faults, [], "{folder}");
        assert_eq!(made.text, read("new"), "{folder}");
        // Files from Windows stay files from Windows.
        let crlf = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(consolidated(&crlf(&old), &crlf(&decision)).text, crlf(&made.text), "{folder}");
    }
}

/// One wording after the other: the decision, and below it what becomes of the text (`-` old, `+` new words), or that it has
/// to be told (`= no`) and changes nothing. `⏎` is a line end.
#[test]
fn one_change_in_many_wordings() {
    let old = fixture("old.md");
    let mut failures = Vec::new();
    for block in fixture("wordings.txt").trim().split("\n\n") {
        let lines: Vec<String> = block.lines().map(|line| line.replace('⏎', "\n")).collect();
        let (decision, changes) = lines.split_first().unwrap();
        let mut expected = old.clone();
        for pair in changes.chunks(2).filter(|_| changes[0] != "= no") {
            let (from, to) = (pair[0].strip_prefix("- ").unwrap(), pair[1].strip_prefix('+').unwrap());
            assert!(expected.contains(from), "{decision}: {from}");
            expected = expected.replacen(from, to.strip_prefix(' ').unwrap_or(to), 1);
        }
        let made = consolidated(&old, decision);
        let told = made.counts().1 > 0 || !made.faults.is_empty();
        if told != (changes[0] == "= no") || made.text != expected {
            failures.push(format!("{decision}\n{:?} {:?}\n{}", made.instructions, made.faults, made.text));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
