use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;
use shuyuan::content::*;
use shuyuan::link::{self, LinkOptions};
use shuyuan::parse::{self, ParseOptions};
use shuyuan::parse::cascade::Cascade;
use rayon::prelude::*;

fn main() {
    let root = std::env::args().nth(1).unwrap();
    let mut files: Vec<String> = walkdir::WalkDir::new(format!("{root}/content")).into_iter().filter_map(Result::ok)
        .filter(|e| e.path().extension().is_some_and(|x| x == "md")).map(|e| e.path().display().to_string()).collect();
    files.sort();
    let prefix = format!("{root}/content/");
    let parse_one = |f: &String, extra: &str| {
        let below: Arc<str> = f.strip_prefix(&prefix).unwrap().into();
        let file: Arc<str> = format!("content/{below}").into();
        let kind = if below.ends_with("_index.md") { Kind::Column } else { Kind::Policy };
        let text = std::fs::read_to_string(f).unwrap() + extra;
        parse::parse(&below, &file, &text, &ParseOptions { kind, cascade: Cascade::default(), raw_html: Default::default() }).value.draft
    };
    let drafts: Vec<Arc<Draft>> = files.par_iter().filter_map(|f| parse_one(f, "")).collect();
    let options = LinkOptions { as_of: Moment::parse("2026-01-01").unwrap(), drafts: false, site_title: "t".into(), content: "content".into(), policy_aliases: BTreeMap::new() };
    let cites: usize = drafts.iter().map(|d| d.body.policy.as_ref().map_or(0, |p| p.citations.len())).sum();
    println!("{} drafts, {cites} citations", drafts.len());
    let set = BTreeSet::new();
    let mode = std::env::args().nth(2).unwrap_or_default();
    if mode == "cold" {
        for i in 0..6 {
            let d = drafts.clone();
            let mut memo = link::LinkMemo::default();
            let t = Instant::now();
            let site = link::link(d, &set, &options, &mut memo);
            println!("cold {i}: {:?}, {} found", t.elapsed(), site.diagnostics.len());
            std::mem::forget(site); std::mem::forget(memo);
        }
        return;
    }
    let mut memo = link::LinkMemo::default();
    let mut drafts = drafts;
    let n = drafts.len();
    let mut last = None;
    for i in 0..8 {
        if i > 2 {
            // One file changed: a law that others cite; then its title.
            let at = drafts.iter().position(|d| d.path.ends_with("刑法.md")).unwrap_or(n / 2);
            let f = format!("{prefix}{}", drafts[at].path);
            drafts[at] = parse_one(&f, if i % 2 == 1 { "\n\n增加一段。\n" } else { "" }).unwrap();
            if i > 5 { let mut d = (*drafts[at]).clone(); d.meta.title.value += "新"; drafts[at] = Arc::new(d); }
        }
        let d = drafts.clone();
        let t = Instant::now();
        let site = link::link(d, &set, &options, &mut memo);
        println!("link {i}: {:?}, {} found", t.elapsed(), site.diagnostics.len());
        let t = Instant::now();
        last = Some(site);
        println!("  drop {:?}", t.elapsed());
    }
    drop(last);
}
