//! A library of invented texts, and citations whose targets were set by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use time::Date;

use super::{PolicyDoc, PolicyLinks, link_policies};
use crate::content::{Citation, Long, Policy, PolicyText, Spanned, numeral, parse_date};
use crate::diagnostics::{Checked, Span};
use crate::parse::policy::{PolicyOptions, citations, policy};

/// One file of a library.
pub(super) struct File {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) part: Option<String>,
    pub(super) policy: Option<Policy>,
    pub(super) published: Option<Date>,
    pub(super) text: Arc<PolicyText>,
    pub(super) supersedes: Vec<usize>,
    pub(super) superseded_by: Vec<usize>,
    pub(super) amends: Vec<usize>,
}

impl File {
    /// A policy in force from `date`.
    pub(super) fn policy(path: &str, title: &str, date: &str, body: &str) -> Self {
        let file: Arc<str> = path.into();
        let page =
            policy(&file, body, 0..body.len(), &PolicyOptions { title: Some(title), ..Default::default() }).value;
        let effective_on = parse_date(date).map(|value| Spanned { value, span: Span::file(&file) });
        Self {
            path: path.to_owned(),
            title: title.to_owned(),
            part: None,
            policy: Some(Policy { effective_on, ..Policy::default() }),
            published: None,
            text: page.body.policy.unwrap_or_default(),
            supersedes: Vec::new(),
            superseded_by: Vec::new(),
            amends: Vec::new(),
        }
    }

    /// A page of another kind.
    pub(super) fn page(path: &str, title: &str, date: &str, body: &str) -> Self {
        let file: Arc<str> = path.into();
        let mut scanner = citations::Scanner::page();
        let mut found: Vec<Citation> = Vec::new();
        let mut at = 0;
        for line in body.split_inclusive('\n') {
            let cites = scanner.scan(&file, at, line, &citations::Place::default());
            found.extend(cites.into_iter().map(|(_, c)| c));
            at += line.len();
        }
        let text = Arc::new(PolicyText { citations: Long::new(found), ..PolicyText::default() });
        Self { policy: None, published: parse_date(date), text, ..Self::policy(path, title, date, "") }
    }
}

/// Links `files` as of `day`.
pub(super) fn link(files: &[File], aliases: &BTreeMap<String, String>, day: &str) -> Checked<PolicyLinks> {
    link_policies(&docs(files), aliases, parse_date(day).expect("a date"))
}

pub(super) fn docs(files: &[File]) -> Vec<PolicyDoc<'_>> {
    files
        .iter()
        .map(|file| PolicyDoc {
            draft: None,
            path: &file.path,
            url: &file.path,
            title: &file.title,
            span: Span::file(&file.path.as_str().into()),
            part: file.part.as_deref(),
            policy: file.policy.as_ref(),
            text: file.policy.as_ref().map(|_| &*file.text),
            citations: &file.text.citations,
            published: file.published,
            supersedes: file.supersedes.clone(),
            superseded_by: file.superseded_by.clone(),
            amends: file.amends.clone(),
        })
        .collect()
}

/// Articles 1 to `count`: three 款 each, the second with four 项, the third of which has two 目; article 5 has one 款 with
/// three 项; after articles 10 and 20 come 之一 and 之二.
pub(super) fn articles(count: u32) -> String {
    let mut text = String::new();
    for n in 1..=count {
        let name = format!("第{}条", numeral::to_chinese(n));
        if n == 5 {
            text.push_str(&format!("{name} 下列事项应当登记：\n\n（一）甲；\n\n（二）乙；\n\n（三）丙。\n\n"));
            continue;
        }
        text.push_str(&format!("{name} 值班员负责事项{n}。\n\n"));
        text.push_str("联络员办理：\n\n（一）甲；\n\n（二）乙；\n\n（三）丙：\n\n1. 丁；\n\n2. 戊；\n\n（四）己。\n\n其他事项由办公室办理。\n\n");
        if n == 10 || n == 20 {
            for sub in ["一", "二"] {
                text.push_str(&format!("{name}之{sub} 另一事项。\n\n联络员办理：\n\n（一）甲；\n\n（二）乙。\n\n"));
            }
        }
    }
    text
}

const LIBRARY: [(&str, &str, &str, &str); 8] = [
    ("奖励2023", "policies/jiangli-2023.md", "书院单位奖励条例", "2023-01-01"),
    ("奖励2025", "policies/jiangli-2025.md", "书院单位奖励条例", "2025-01-01"),
    ("书院法", "policies/fa.md", "中华人民共和国书院法", "2020-01-01"),
    ("值班", "policies/zhiban.md", "书院单位值班工作规定", "2022-01-01"),
    ("章程", "policies/zhangcheng.md", "书院单位章程", "2021-01-01"),
    ("图书旧", "policies/tushu-old.md", "图书借阅规则", "2019-01-01"),
    ("图书新", "policies/tushu.md", "图书管理办法", "2025-05-01"),
    ("意见", "policies/yijian.md", "关于加强学习的意见", "2024-06-01"),
];

/// A citation with the target that it should have.
struct Expected {
    start: usize,
    words: String,
    target: String,
}

/// `{words→target}` → the plain text and what is expected.
fn unmark(marked: &str) -> (String, Vec<Expected>) {
    let (mut text, mut expected) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (inner, after) = after.split_once('}').expect("a closed mark");
        let (words, target) = inner.split_once('→').expect("a target");
        expected.push(Expected { start: text.len(), words: words.to_owned(), target: target.to_owned() });
        text.push_str(words);
        rest = after;
    }
    text.push_str(rest);
    (text, expected)
}

#[test]
fn two_hundred_citations_lead_where_they_should() {
    let mut files: Vec<File> = Vec::new();
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    for (key, path, title, date) in LIBRARY {
        let body = if key == "意见" { "一、总体要求\n\n坚持学习。\n".to_owned() } else { articles(20) };
        let mut file = File::policy(path, title, date, &body);
        if let Some(policy) = &mut file.policy {
            match key {
                "奖励2023" | "奖励2025" => policy.short_titles.push("奖励条例".into()),
                "章程" => policy.short_titles.push("章程".into()),
                _ => {}
            }
        }
        files.push(file);
        keys.insert(key.into(), path.into());
    }
    files[6].supersedes = vec![5];
    keys.insert("档案".into(), "policies/dangan.md".into());
    let mut wanted: Vec<(usize, Vec<Expected>, usize)> = Vec::new();
    for case in include_str!("fixture.txt").split("== ").skip(1) {
        let (head, marked) = case.split_once('\n').expect("a body");
        let head: Vec<&str> = head.split(" | ").collect();
        let (text, expected) = unmark(marked);
        let is_page = head.get(3) == Some(&"page");
        // Policies of the fixture go on after twenty articles made by rule.
        let before = if is_page || text.starts_with("一、") { String::new() } else { articles(20) };
        let body = format!("{before}{text}");
        let make = if is_page { File::page } else { File::policy };
        wanted.push((files.len(), expected, before.len()));
        files.push(make(head[0], head[1], head[2], &body));
    }
    let alias = |name: &str, title: &str| (name.to_owned(), title.to_owned());
    let aliases =
        BTreeMap::from([alias("档案管理办法", "书院单位档案管理办法"), alias("值班规定", "书院单位值班工作规定")]);
    let links = link(&files, &aliases, "2026-07-01").value;
    let (mut right, mut found, mut expected_count, mut wrong) = (0, 0, 0, Vec::new());
    for (doc, expected, skip) in &wanted {
        let path = &files[*doc].path;
        let mut seen: BTreeMap<(usize, String), String> = BTreeMap::new();
        for (citation, target) in files[*doc].text.citations.get().iter().zip(&links.citations[*doc].targets) {
            let (Some(target), true) = (target, citation.span.start >= *skip) else {
                continue;
            };
            let anchor = target.anchor.as_ref().map_or(String::new(), |a| format!("#{a}"));
            seen.insert(
                (citation.span.start + target.skip - skip, citation.text[target.skip..].to_owned()),
                format!("{}{anchor}", files[target.doc].path),
            );
        }
        found += seen.len();
        for want in expected {
            expected_count += 1;
            let (key, anchor) = want
                .target
                .split_once('#')
                .map_or((want.target.as_str(), String::new()), |(k, a)| (k, format!("#{a}")));
            let goal = format!("{}{anchor}", if key.is_empty() { path } else { &keys[key] });
            match seen.remove(&(want.start, want.words.clone())) {
                Some(got) if got == goal => right += 1,
                got => wrong.push(format!("{path}: {} should lead to {goal}, leads to {got:?}", want.words)),
            }
        }
        wrong.extend(
            seen.into_iter().map(|((_, words), got)| format!("{path}: {words} should be no link, leads to {got}")),
        );
    }
    let report = wrong.join("\n");
    assert!(expected_count >= 200, "{expected_count}");
    assert!(f64::from(right) / f64::from(found as u32) >= 0.99, "precision {right}/{found}\n{report}");
    assert!(f64::from(right) / f64::from(expected_count) >= 0.97, "recall {right}/{expected_count}\n{report}");
    assert_eq!(report, "", "{right} of {expected_count}, {found} found");
}
