//! Reads a folder of real policy texts and reports how well their structure is found.
//!
//! `cargo bench --bench policy -- FOLDER [--misses] [--gaps] [--cites] [--links] [--marked]`; without a folder only the speed is measured.
// A bench prints what it measures and ends where it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    unreachable_pub
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use shuyuan::content::{Citation, Node, NodeType, Policy, PolicyText};
use shuyuan::diagnostics::Span;
use shuyuan::link::policy::{PolicyDoc, link_policies};
use shuyuan::parse::policy::{PolicyOptions, policy};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let has = |flag: &str| args.iter().any(|a| a == flag);
    speed();
    let Some(folder) = args.iter().find(|a| !a.starts_with("--")) else {
        return;
    };
    let mut files = Vec::new();
    collect(Path::new(folder), &mut files);
    files.sort();
    let mut total = Totals::default();
    let started = Instant::now();
    for path in &files {
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        let name = path.strip_prefix(folder).unwrap_or(path).display().to_string();
        total.file(&name, &text, has("--misses"), has("--gaps"), has("--cites"));
        if has("--marked") {
            marked(&name, &text);
        }
    }
    total.report(started.elapsed());
    if has("--links") {
        link(folder, &files);
    }
}

/// Prints every line of the text with its citations in ⟦⟧, for checking by hand what was missed.
fn marked(name: &str, text: &str) {
    let body = policy(&name.into(), text, 0..text.len(), &PolicyOptions::default()).value.body;
    let mut html = String::new();
    let mut at = 0;
    for hole in &body.holes {
        html.push_str(&body.html.get()[at..hole.offset]);
        at = hole.offset;
        html.push_str(if matches!(hole.fill, shuyuan::content::Fill::CiteOpen(_)) { "⟦" } else { "⟧" });
    }
    html.push_str(&body.html.get()[at..]);
    for line in html.lines() {
        let plain: String = line.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        println!("marked\t{name}\t{plain}");
    }
}

/// A text with its tree, as linking wants it.
struct Text {
    path: String,
    title: String,
    policy: Policy,
    tree: Arc<PolicyText>,
}

/// Links the whole folder and prints every citation with its target and every fault, for checking by hand.
fn link(folder: &str, files: &[PathBuf]) {
    let texts: Vec<Text> = files.iter().filter_map(|path| text(folder, path)).collect();
    let docs: Vec<PolicyDoc<'_>> = texts
        .iter()
        .map(|text| PolicyDoc {
            draft: None,
            path: &text.path,
            url: &text.path,
            title: &text.title,
            span: Span::file(&text.path.as_str().into()),
            part: None,
            policy: Some(&text.policy),
            text: Some(&text.tree),
            citations: &text.tree.citations,
            published: None,
            supersedes: Vec::new(),
            superseded_by: Vec::new(),
            amends: Vec::new(),
        })
        .collect();
    let started = Instant::now();
    let as_of = time::macros::date!(2025 - 01 - 01);
    let checked = link_policies(&docs, &BTreeMap::new(), as_of);
    let (mut all, mut resolved) = (0, 0);
    println!("linked in {:?}, {} families", started.elapsed(), checked.value.families.len());
    for (doc, targets) in docs.iter().zip(&checked.value.citations) {
        for (citation, target) in doc.citations.get().iter().zip(&targets.targets) {
            all += 1;
            resolved += usize::from(target.is_some());
            let goal = target
                .as_ref()
                .map_or("-".to_owned(), |t| format!("{}#{}", docs[t.doc].path, t.anchor.as_deref().unwrap_or("")));
            let skip = target.as_ref().map_or(0, |t| t.skip);
            let later = if target.as_ref().is_some_and(|t| t.later.is_some()) { "later" } else { "" };
            let Citation { within, text, document, span, .. } = citation;
            println!(
                "link\t{}\t{within}\t{}\t{document:?}\t{goal}\t{later}\t{}",
                doc.path,
                &text[skip..],
                span.start + skip
            );
        }
    }
    for fault in &checked.diagnostics {
        println!("fault\t{}\t{}\t{}", fault.code, fault.span.as_ref().map_or("", |s| &*s.file), fault.message.zh);
    }
    println!("{resolved} of {all} citations resolved, {} faults", checked.diagnostics.len());
}

fn text(folder: &str, path: &Path) -> Option<Text> {
    let text = std::fs::read_to_string(path).ok()?;
    let name = path.strip_prefix(folder).unwrap_or(path).display().to_string();
    let file: Arc<str> = name.as_str().into();
    let page = policy(&file, &text, 0..text.len(), &PolicyOptions::default()).value;
    let history = page.history.into_iter().map(|e| e.value).collect();
    Some(Text {
        title: page.title.map_or_else(|| name.clone(), |t| t.0),
        path: name,
        policy: Policy { history, ..Policy::default() },
        tree: page.body.policy?,
    })
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|e| e == "md") {
            out.push(path);
        }
    }
}

/// A text of 100,000 articles, bare and with 款, 项 and citations.
fn speed() {
    const MORE: &str = "\n\n下列事项由联络员办理：\n\n（一）登记；\n\n（二）归档。";
    for (name, more) in [("one 款 each", ""), ("two 款 and two 项 each", MORE)] {
        let mut text = String::from("# 某办法\n\n");
        for n in 1..=100_000u32 {
            let number = shuyuan::content::numeral::to_chinese(n);
            text.push_str(&format!("第{number}条 值班员应当依照本办法第三条第二款和前条的规定登记。{more}\n\n"));
        }
        let file: Arc<str> = "a.md".into();
        let started = Instant::now();
        let page = policy(&file, &text, 0..text.len(), &PolicyOptions::default()).value;
        let time = started.elapsed();
        let articles = page.body.policy.map_or(0, |p| count(&p.nodes.get(), NodeType::Article));
        println!("{articles} articles, {name} ({} bytes) in {time:?}", text.len());
    }
}

fn count(nodes: &[Node], kind: NodeType) -> usize {
    nodes.iter().map(|n| usize::from(n.kind == kind) + count(&n.children, kind)).sum()
}

#[derive(Default)]
struct Totals {
    files: usize,
    bytes: usize,
    expected: usize,
    found: usize,
    right: usize,
    kinds: BTreeMap<NodeType, usize>,
    cites: BTreeMap<&'static str, usize>,
    warnings: BTreeMap<String, usize>,
    history: usize,
}

impl Totals {
    fn file(&mut self, name: &str, text: &str, misses: bool, gaps: bool, cites: bool) {
        let file: Arc<str> = name.into();
        let checked = policy(&file, text, 0..text.len(), &PolicyOptions::default());
        let page = checked.value;
        let tree = page.body.policy.clone().unwrap_or_default();
        let mut starts = Vec::new();
        walk(&tree.nodes.get(), &mut |node| {
            *self.kinds.entry(node.kind).or_default() += 1;
            if node.kind == NodeType::Article {
                starts.push(node.span.start);
            }
        });
        let lines = article_lines(text);
        let right = starts.iter().filter(|s| lines.binary_search(s).is_ok()).count();
        self.files += 1;
        self.bytes += text.len();
        self.expected += lines.len();
        self.found += starts.len();
        self.right += right;
        self.history += page.history.len();
        let line = |at: usize| text[at..].lines().next().unwrap_or("").chars().take(40).collect::<String>();
        if misses {
            for at in lines.iter().filter(|at| !starts.contains(at)) {
                println!("missed   {name}: {}", line(*at));
            }
            for at in starts.iter().filter(|at| !lines.contains(at)) {
                println!("invented {name}: {}", line(*at));
            }
        }
        for warning in &checked.diagnostics {
            *self.warnings.entry(warning.code.clone()).or_default() += 1;
            if gaps {
                let at = warning.span.as_ref().map_or(0, |s| s.start);
                println!("{} {name}: {} | {}", warning.code, warning.message.zh, line(at));
            }
        }
        for citation in tree.citations.get().iter() {
            let kind = match &citation.document {
                shuyuan::content::CitedDocument::This => "this",
                shuyuan::content::CitedDocument::Title(_) if citation.article.is_empty() => "title only",
                shuyuan::content::CitedDocument::Title(_) => "title",
                shuyuan::content::CitedDocument::Ending(_) => "ending",
                shuyuan::content::CitedDocument::Known(_) => "known",
            };
            *self.cites.entry(kind).or_default() += 1;
            if cites {
                println!(
                    "cite\t{name}\t{}\t{}\t{:?}\t{} {:?} {:?} {:?} {:?}",
                    citation.within,
                    citation.text,
                    citation.document,
                    citation.article,
                    citation.range_end,
                    citation.paragraph,
                    citation.item,
                    citation.subitem
                );
            }
        }
    }

    fn report(&self, time: std::time::Duration) {
        println!("{} files, {} bytes in {time:?}", self.files, self.bytes);
        println!(
            "article lines by independent count {}, articles found {}, of them right {}: precision {:.5}, recall {:.5}",
            self.expected,
            self.found,
            self.right,
            self.right as f64 / self.found.max(1) as f64,
            self.right as f64 / self.expected.max(1) as f64
        );
        println!(
            "nodes {:?}\nhistory {}\ncitations {:?}\nwarnings {:?}",
            self.kinds, self.history, self.cites, self.warnings
        );
    }
}

fn walk(nodes: &[Node], take: &mut impl FnMut(&Node)) {
    for node in nodes {
        take(node);
        walk(&node.children, take);
    }
}

/// Lines that begin an article, by a rule of their own: 第, numerals, 条, perhaps 之 and numerals, then space, after the
/// header. Byte offsets, ascending.
fn article_lines(text: &str) -> Vec<usize> {
    const NUMERALS: &str = "零一二三四五六七八九十百千0123456789";
    let body = text.find("INFO END").unwrap_or(0);
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start_matches(['#', ' ', '\u{3000}', '\u{200b}']);
        let start = at + line.len() - trimmed.len();
        at += line.len();
        let Some(rest) = trimmed.strip_prefix('第') else {
            continue;
        };
        let rest = rest.trim_start_matches(|c| NUMERALS.contains(c));
        let Some(mut rest) = rest.strip_prefix('条') else {
            continue;
        };
        if let Some(sub) = rest.strip_prefix('之') {
            rest = sub.trim_start_matches(|c| NUMERALS.contains(c));
        }
        if start > body && rest.starts_with(|c: char| c.is_whitespace()) {
            found.push(start);
        }
    }
    found
}
