use std::sync::Arc;

use super::{FaultKind, Refused, faults, release, seen, signed, state};
use crate::cache::Hash;
use crate::config::{self, Review};
use crate::content::{Draft, Kind};
use crate::diagnostics::Severity;
use crate::parse::cascade::Cascade;
use crate::parse::markdown::RawHtml;
use crate::parse::{ParseOptions, parse};

const CONFIG: &str = "title = \"站\"\n[review]\nstages = [\"一审\", \"二审\", \"三审\"]\n[review.kinds]\nterm = []\nnotice = [\"一审\"]\n[review.columns]\n\"a/b\" = [\"三审\", \"一审\"]\n";

fn review(text: &str) -> Review {
    let loaded = config::load(&"site-config.toml".into(), text);
    assert_eq!(loaded.diagnostics, []);
    loaded.value.review.expect("a table")
}

fn draft_at(path: &str, text: &str) -> Arc<Draft> {
    let (path, file): (Arc<str>, Arc<str>) = (path.into(), format!("content/{path}").into());
    let options = ParseOptions { kind: Kind::Article, cascade: Cascade::default(), raw_html: RawHtml::Sanitize };
    parse(&path, &file, text, &options).value.draft.expect("a page")
}

fn draft(text: &str) -> Arc<Draft> {
    draft_at("x/a.md", text)
}

fn no_files(_: &str) -> Option<Hash> {
    None
}

fn print(text: &str) -> String {
    seen::print(&draft(text), &no_files)
}

const PAGE: &str =
    "---\ntitle: 通知\nsource: 办公室\n---\n\n定于五月一日开会，见[办法](../p/b.md#art-3)。\n\n- 甲\n- 乙\n";

#[test]
fn the_form_of_the_source_makes_no_difference() {
    let same = [
        PAGE.replace('\n', "\r\n"),
        PAGE.replace("title: 通知\nsource: 办公室", "# 说明\nsource: \"办公室\"\ntitle: '通知'"),
        PAGE.replace("source:", "review:\n  - stage: 一审\n    name: 王某\nsource:"),
        PAGE.replace(
            "source:",
            "draft: true\nweight: 3\npublish_at: 2026-01-01\nexpire_at: 2030-01-01\nslug: a\nsource:",
        ),
        PAGE.replace("- 甲\n- 乙", "* 甲\n* 乙"),
        PAGE.replace("../p/b.md", "/p/b.md"),
        PAGE.replace("定于五月", "定于<!-- 注 -->五月"),
    ];
    for text in same {
        assert_eq!(print(&text), print(PAGE), "{text}");
    }
    let elsewhere = draft_at("y/z/a.md", &PAGE.replace("../p/b.md", "../../p/b.md"));
    assert_eq!(seen::print(&elsewhere, &no_files), print(PAGE), "a page may move");
}

#[test]
fn what_readers_see_does() {
    let mut seen = std::collections::BTreeSet::from([print(PAGE)]);
    let others = [
        PAGE.replace("一日", "二日"),
        PAGE.replace("title: 通知", "title: 通告"),
        PAGE.replace("办公室", "宣传科"),
        PAGE.replace("#art-3", "#art-4"),
        PAGE.replace("b.md", "c.md"),
        PAGE.replace("- 乙", "- ~~乙~~"),
        PAGE.replace("- 乙", "## 乙"),
        PAGE.replace("source:", "published_at: 2026-03-05\nsource:"),
        PAGE.replace("source:", "attachments: [{file: a.docx, title: 表}]\nsource:"),
        PAGE.replace("- 甲", "- ![图](a.png)"),
        PAGE.replace("- 甲", "- [网](https://a.example/)"),
        PAGE.replace("- 甲", "- [网](https://b.example/)"),
        PAGE.replace("source:", "kind: notice\nsource:"),
    ];
    for text in others {
        assert!(seen.insert(print(&text)), "{text}");
    }
    let pictured = draft(&PAGE.replace("- 甲", "- ![图](a.png)"));
    let bytes = |text: &'static str| move |path: &str| (path == "x/a.png").then(|| Hash::of(text.as_bytes()));
    assert_ne!(seen::print(&pictured, &bytes("1")), seen::print(&pictured, &bytes("2")), "another picture is seen");
}

/// Signatures outlive the program: a print may change only together with the number at its beginning, or because readers
/// see something else.
#[test]
fn prints_stay_what_they_are() {
    assert_eq!(print(PAGE), "1-07e4997bcd751d4f");
}

#[test]
fn stages_of_kinds_and_columns() {
    let review = review(CONFIG);
    let check = |kind: Kind, path: &str, stages: &[&str]| assert_eq!(review.stages_of(kind, path), stages, "{path}");
    check(Kind::Article, "x/a.md", &["一审", "二审", "三审"]);
    check(Kind::Notice, "x/a.md", &["一审"]);
    check(Kind::Notice, "a/b/c/d.md", &["一审", "三审"]);
    check(Kind::Article, "a/bc.md", &["一审", "二审", "三审"]);
    check(Kind::Term, "x/a.md", &[]);
    check(Kind::Column, "a/b/_index.md", &[]);
    let bad = config::load(
        &"site-config.toml".into(),
        "title = \"站\"\n[review]\nstages = [\"一审\", \"一审\"]\nsince = \"x\"\n[review.kinds]\nnews = []\nterm = [\"初审\"]\n",
    );
    let codes: Vec<&str> = bad.diagnostics.iter().map(|fault| fault.code.as_str()).collect();
    assert_eq!(codes, ["config-value"; 4]);
    assert_eq!(config::load(&"site-config.toml".into(), "title = \"站\"\n[review]\n").diagnostics.len(), 1);
}

fn entry(stage: &str, name: &str, date: &str, hash: &str) -> String {
    format!("  - {{stage: {stage}, name: {name}, date: {date}, hash: {hash}}}\n")
}

fn with(entries: &[String]) -> Arc<Draft> {
    draft(&PAGE.replace("source:", &format!("review:\n{}source:", entries.concat())))
}

fn kinds(draft: &Draft) -> Vec<FaultKind> {
    faults(draft, &review(CONFIG), &no_files).into_iter().map(|(kind, _)| kind).collect()
}

#[test]
fn what_is_wrong_with_signatures() {
    let now = print(PAGE);
    let one = entry("一审", "王某", "2026-03-01", &now);
    let two = entry("二审", "李某", "2026-03-02", &now);
    let three = entry("三审", "张某", "2026-03-02", &now);
    assert_eq!(kinds(&draft(PAGE)), [FaultKind::Unsigned]);
    assert_eq!(kinds(&with(&[one.clone(), two.clone(), three.clone()])), []);
    assert_eq!(kinds(&with(&[three.clone(), one.clone(), two.clone()])), [], "stages count, not lines");
    let old = entry("一审", "王某", "2026-03-01", "1-ffff");
    assert_eq!(kinds(&with(&[old.clone(), two.clone(), three.clone()])), [FaultKind::Void, FaultKind::Order]);
    assert_eq!(kinds(&with(&[old, one.clone(), two.clone(), three.clone()])), [], "signed again");
    let same = entry("二审", "王 某", "2026-03-02", &now);
    assert_eq!(kinds(&with(&[one.clone(), same.clone(), three.clone()])), [FaultKind::SamePerson]);
    let early = entry("二审", "李某", "2026-02-28", &now);
    assert_eq!(kinds(&with(&[one.clone(), early, three.clone()])), [FaultKind::Order]);
    let unknown = entry("初审", "王某", "2026-03-01", &now);
    assert_eq!(kinds(&with(&[unknown, one.clone(), two.clone(), three.clone()])), [FaultKind::Stage]);
    // What may not go out, and what is only told.
    let all = [with(&[one.clone(), same, three]), with(&[two])];
    let stopped = release(all.iter().map(|draft| &**draft), &review(CONFIG), &no_files);
    let codes: Vec<&str> = stopped.iter().map(|fault| fault.code.as_str()).collect();
    assert_eq!(codes, ["signature-same-person", "unsigned"]);
    assert!(stopped.iter().all(|fault| fault.severity == Severity::Error));
    // Pages from before, and sites that allow it.
    let since = review(&CONFIG.replace("[review]\n", "[review]\nsince = 2026-04-01\none_person_one_stage = false\n"));
    let dated = |day: &str| draft(&PAGE.replace("source:", &format!("published_at: {day}\nsource:")));
    assert_eq!(state(&dated("2026-03-31"), &since, &no_files), None);
    assert!(state(&dated("2026-04-01"), &since, &no_files).is_some());
    assert!(state(&draft(PAGE), &since, &no_files).is_some(), "a page of no day may be new");
}

#[test]
fn who_may_sign() {
    let review = review(CONFIG);
    let day = time::macros::date!(2026 - 03 - 05);
    let now = print(PAGE);
    let sign = |draft: &Draft, stage: &str, name: &str| signed(draft, &review, &no_files, (stage, name, day));
    let first = sign(&draft(PAGE), "一审", " 王某 ").expect("may sign");
    assert_eq!(first, serde_json::json!([{ "stage": "一审", "name": "王某", "date": "2026-03-05", "hash": now }]));
    let one = entry("一审", "王某", "2026-03-01", &now);
    let check = |entries: &[String], stage: &str, name: &str, expected: Refused| {
        assert_eq!(sign(&with(entries), stage, name), Err(expected));
    };
    check(&[], "二审", "李某", Refused::Earlier("一审".to_owned()));
    check(std::slice::from_ref(&one), "二审", "王某", Refused::SamePerson("一审".to_owned()));
    check(std::slice::from_ref(&one), "二审", " ", Refused::NoName);
    check(&[], "初审", "王某", Refused::NoStage(["一审", "二审", "三审"].map(str::to_owned).into()));
    let notice = draft(&PAGE.replace("source:", "kind: notice\nsource:"));
    assert_eq!(sign(&notice, "二审", "李某"), Err(Refused::NotNeeded(vec!["一审".to_owned()])));
    // A void one gives its place to the new one of its stage; those of other stages stay.
    let old = entry("一审", "赵某", "2026-02-01", "1-ffff");
    let again = sign(&with(&[old, entry("二审", "李某", "2026-02-02", "1-ffff")]), "一审", "王某").expect("may sign");
    let names: Vec<&str> = again.as_array().expect("a list").iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names, ["王某", "李某"]);
}
