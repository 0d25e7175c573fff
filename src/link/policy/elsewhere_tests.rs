use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::fixture::{File, docs, link};
use super::super::memo::PolicyMemo;
use super::super::{PolicyLinks, policies_json};
use super::*;
use crate::diagnostics::Checked;

fn listing_of(files: &[File], day: &str) -> Vec<u8> {
    let links = link(files, &BTreeMap::new(), day).value;
    policies_json(&docs(files), &links, "省门户", Some("https://province.example/")).unwrap().into_bytes()
}

fn linked(files: &[File], elsewhere: &Elsewhere, day: &str) -> Checked<PolicyLinks> {
    PolicyMemo::default().link(&docs(files), &BTreeMap::new(), elsewhere, parse_date(day).unwrap())
}

fn province() -> Vec<File> {
    vec![
        File::policy("old.md", "读书条例", "2015-01-01", "第一条　读书。\n\n第二条　登记。\n"),
        File::policy("new.md", "读书条例", "2024-01-01", "第一条　读书。\n\n第二条　登记。\n\n第三条　归还。\n"),
    ]
}

fn elsewhere(bytes: &[u8]) -> Elsewhere {
    Elsewhere::new(vec![("省里".to_owned(), read_listing(bytes, None).unwrap())])
}

#[test]
fn a_citation_leads_to_the_version_of_its_day_in_another_portal() {
    let all = elsewhere(&listing_of(&province(), "2026-01-01"));
    let files = [
        File::policy(
            "a.md",
            "借书办法",
            "2025-01-01",
            "第一条　依照《读书条例》第三条办理。\n\n第二条　见《读书条例》第九条。\n",
        ),
        File::policy("b.md", "旧办法", "2016-01-01", "第一条　依照《读书条例》第二条办理。\n"),
    ];
    let Checked { value, diagnostics } = linked(&files, &all, "2026-01-01");
    let abroad = value.abroad(0, 0).unwrap();
    assert_eq!(
        (abroad.url.as_str(), abroad.portal.as_str(), abroad.place.as_str()),
        ("https://province.example/new.md#art-3", "省里", "第三条")
    );
    assert_eq!(value.abroad(1, 0).unwrap().url, "https://province.example/old.md#art-2");
    let said: Vec<&str> = diagnostics.iter().map(|fault| fault.message.zh.as_str()).collect();
    assert_eq!(said, ["“《读书条例》第九条”：《读书条例》没有第九条"]);
}

#[test]
fn a_text_of_the_site_comes_first() {
    let all = elsewhere(&listing_of(&province(), "2026-01-01"));
    let files = [
        File::policy("own.md", "读书条例", "2020-01-01", "第一条　自己的。\n"),
        File::policy("a.md", "借书办法", "2025-01-01", "第一条　依照《读书条例》第一条办理。\n"),
    ];
    let value = linked(&files, &all, "2026-01-01").value;
    assert!(value.abroad(1, 0).is_none());
    assert_eq!(value.target(1, 0).unwrap().doc, 0);
}

#[test]
fn a_page_that_cites_what_another_portal_repealed_is_told() {
    let mut listing = read_listing(&listing_of(&province()[1..], "2026-01-01"), None).unwrap();
    listing.policies[0].repealed_on = Some("2025-06-01".to_owned());
    let all = Elsewhere::new(vec![("省里".to_owned(), listing)]);
    let files = [File::page("p.md", "问答", "2025-12-01", "依据《读书条例》第一条。\n")];
    let said = |day| {
        linked(&files, &all, day).diagnostics.iter().map(|f| (f.code.clone(), f.message.zh.clone())).collect::<Vec<_>>()
    };
    assert_eq!(said("2026-01-01"), [("cite-not-in-force".into(), "引用的《读书条例》已废止（据“省里”）".into())]);
    assert!(said("2025-01-01").is_empty());
}

#[test]
fn two_bodies_with_one_title_are_not_chosen_between() {
    let one = |portal: &str, issuer: &str| {
        let mut listing = read_listing(&listing_of(&province()[1..], "2026-01-01"), None).unwrap();
        listing.policies[0].issuers = vec![issuer.to_owned()];
        listing.base_url = Some(format!("https://{portal}.example/"));
        (portal.to_owned(), listing)
    };
    let files = [File::policy("a.md", "借书办法", "2025-01-01", "第一条　依照《读书条例》第一条办理。\n")];
    let several = Elsewhere::new(vec![one("a", "甲局"), one("b", "乙局")]);
    let Checked { value, diagnostics } = linked(&files, &several, "2026-01-01");
    assert!(value.abroad(0, 0).is_none());
    assert_eq!(diagnostics[0].code.as_str(), "cite-ambiguous");
    // The same text in two portals is one text; the first that is named has it.
    let same = Elsewhere::new(vec![one("b", "甲局"), one("a", "甲局")]);
    assert_eq!(linked(&files, &same, "2026-01-01").value.abroad(0, 0).unwrap().portal, "b");
}

#[test]
fn of_a_code_in_parts_the_part_with_the_article_is_cited() {
    let mut listing = read_listing(&listing_of(&province()[1..], "2026-01-01"), None).unwrap();
    let mut part = listing.policies[0].clone();
    (part.url, part.articles) = ("second/".to_owned(), vec!["art-7".to_owned()]);
    listing.policies.push(part);
    let all = Elsewhere::new(vec![("省里".to_owned(), listing)]);
    let text = "第一条　依照《读书条例》第七条办理。\n\n第二条　依照《读书条例》第一条和《读书条例》办理。\n";
    let files = [File::policy("a.md", "借书办法", "2025-01-01", text)];
    let value = linked(&files, &all, "2026-01-01").value;
    let urls: Vec<_> = (0..3).filter_map(|at| Some(value.abroad(0, at)?.url.as_str())).collect();
    let base = "https://province.example/";
    assert_eq!(urls, [format!("{base}second/#art-7"), format!("{base}new.md#art-1"), format!("{base}new.md")]);
}

#[test]
fn what_changes_elsewhere_is_seen_by_the_next_link() {
    let files = [File::policy("a.md", "借书办法", "2025-01-01", "第一条　依照《读书条例》第一条办理。\n")];
    let day = parse_date("2026-01-01").unwrap();
    let mut memo = PolicyMemo::default();
    let none = Elsewhere::default();
    let all = elsewhere(&listing_of(&province(), "2026-01-01"));
    let mut cites = |elsewhere: &Elsewhere| {
        memo.link(&docs(&files), &BTreeMap::new(), elsewhere, day).value.abroad(0, 0).map(|a| a.url.clone())
    };
    assert_eq!(cites(&none), None);
    assert_eq!(cites(&all).as_deref(), Some("https://province.example/new.md#art-1"));
    assert_eq!(cites(&none), None);
}

#[test]
fn hostile_lists_do_no_harm() {
    for (text, why) in [
        ("", Unusable::Form),
        ("[]", Unusable::Form),
        ("{\"format\":\"x\",\"version\":1,\"title\":\"\",\"policies\":[]}", Unusable::Form),
        ("{\"format\":\"shuyuan-policies\",\"version\":9}", Unusable::Newer),
        ("{\"format\":\"shuyuan-policies\",\"version\":1,\"title\":\"\",\"policies\":[]}", Unusable::NoAddress),
        (
            "{\"format\":\"shuyuan-policies\",\"version\":1,\"title\":\"\",\"base_url\":\"javascript:x\",\"policies\":[]}",
            Unusable::NoAddress,
        ),
    ] {
        assert_eq!(read_listing(text.as_bytes(), None).unwrap_err(), why, "{text}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(read_listing(deep.as_bytes(), None).unwrap_err(), Unusable::Form);
    let texts = ["javascript:alert(1)", "../x", "/etc", "a\\b", "a\" onclick=\"x", "good/"].map(|url| {
        serde_json::json!({"url": url, "title": "读书条例", "family": "读书条例", "date": "2024-13-99", "articles": ["art-1", "\"><script>"]})
    });
    let list = serde_json::json!({"format": FORMAT, "version": 1, "title": "x", "base_url": "https://p.example/", "policies": texts});
    let listing = read_listing(list.to_string().as_bytes(), None).unwrap();
    assert_eq!(listing.policies.len(), 1);
    let files = [File::policy("a.md", "借书办法", "2025-01-01", "第一条　依照《读书条例》第一条办理。\n")];
    let all = Arc::new(Elsewhere::new(vec![("甲".to_owned(), listing)]));
    assert_eq!(linked(&files, &all, "2026-01-01").value.abroad(0, 0).unwrap().url, "https://p.example/good/#art-1");
}
