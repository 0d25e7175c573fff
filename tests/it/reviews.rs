//! Pages that are to be looked at again: `review_in` with its owner, and links that only some can follow.

use std::fs;

use crate::support::{Run, Site};

fn site() -> Site {
    let site = Site::small();
    let config = fs::read_to_string(site.root().join("site-config.toml")).unwrap();
    site.write("site-config.toml", format!("{config}[lists]\nfigures = true\n"));
    site.write(
        "content/guide.md",
        "---\ntitle: 办事指南\nkind: page\nupdated_at: 2026-04-01\nreview_in: 3个月\nowner: 综合科\n---\n\n正文\n",
    );
    site
}

fn check(site: &Site, day: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["check", "--as-of", day];
    arguments.extend(more);
    site.run(&arguments)
}

#[test]
fn a_page_tells_its_readers_by_their_own_day() {
    let site = site();
    let portal = site.publish(&[]);
    let page = String::from_utf8_lossy(&portal["guide/index.html"]).replace('"', "");
    let note = page.split("data-review-due=2026-07-01").nth(1).unwrap_or_else(|| panic!("{page}"));
    let note = &note[..note.find("</p>").unwrap()];
    assert!(note.starts_with(" hidden>") && note.contains("综合科"), "nothing without scripts: {note}");
    // The same on whatever day it is built.
    assert_eq!(site.publish(&["--as-of", "2027-01-01"])["guide/index.html"], portal["guide/index.html"]);
    assert!(!String::from_utf8_lossy(&portal["index.html"]).contains("data-review-due"));
}

#[test]
fn editors_are_told_before_and_after() {
    let site = site();
    let before = check(&site, "2026-06-30", &["--ahead", "10"]);
    assert!(before.code == 0 && before.stderr.contains("“办事指南”该复核了"), "{}", before.stderr);
    assert!(!before.stderr.contains("review-overdue"), "{}", before.stderr);
    let next = check(&site, "2026-05-01", &[]);
    assert!(next.stderr.contains("下次复核：2026-07-01（“办事指南”该复核了）。"), "{}", next.stderr);
    assert!(!next.stderr.contains("下次需要重新生成"), "nothing has to be built for it: {}", next.stderr);
    assert!(site.build(&[]).stderr.contains("下次复核：2026-07-01"));
    let after = check(&site, "2026-07-11", &[]);
    assert!(
        after.stderr.contains("警告[review-overdue]: 这一页应当在 2026-07-01 复核，已经过了 10 天，由综合科负责"),
        "{}",
        after.stderr
    );
    let ics = site.root().join("due.ics");
    assert_eq!(check(&site, "2026-05-01", &["--ics", &ics.to_string_lossy()]).code, 0);
    let calendar = fs::read_to_string(&ics).unwrap().replace("\r\n ", "");
    assert!(calendar.contains("20260701") && calendar.contains("该复核了"), "{calendar}");
    // Whoever reads the report sees whose turn it is.
    let report = site.run(&["report", "--as-of", "2026-07-11"]);
    assert!(report.stdout.contains("办事指南：2026-07-01，过了 10 天，综合科"), "{}", report.stdout);
    let portal = site.publish(&["--as-of", "2026-07-11"]);
    let page = String::from_utf8_lossy(&portal["figures/index.html"]).into_owned();
    assert!(page.contains("综合科") && page.contains("过了复核日期的页面"), "{page}");
    let data: serde_json::Value = serde_json::from_slice(&portal["figures/figures.json"]).unwrap();
    assert_eq!(data["reviews"][0]["days"], 10);
}

#[test]
fn a_length_of_time_that_is_none_is_told() {
    let site = site();
    site.write("content/guide.md", "---\ntitle: 甲\nkind: page\nreview_in: 三个月后\n---\n\n正文\n");
    let run = check(&site, "2026-05-01", &[]);
    assert!(run.code == 1 && run.stderr.contains("review_in") && run.stderr.contains("6 months"), "{}", run.stderr);
    site.write("content/guide.md", "---\ntitle: 甲\nkind: page\nreview_in: 6 months\n---\n\n正文\n");
    let run = check(&site, "2026-05-01", &[]);
    assert!(run.code == 0 && run.stderr.contains("写了复核周期，没有日期"), "{}", run.stderr);
}

/// `private-link 3` for each finding about links that only some can follow.
fn found(site: &Site) -> Vec<String> {
    let run = check(site, "2026-05-01", &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let wanted = |code: &str| ["private-link", "preview-link", "own-address"].contains(&code);
    let found = report["diagnostics"].as_array().unwrap().iter();
    let found = found.filter(|d| wanted(d["code"].as_str().unwrap()));
    found.map(|d| format!("{} {}", d["code"].as_str().unwrap(), d["line"])).collect()
}

const LINKS: &str = "---\ntitle: 甲\nkind: page\nsource_url: http://192.168.1.5:9000/x\n---\n\n[一](http://10.0.0.8/a)\n\n\
![二](http://172.20.1.1:81/b.png)\n\n<a href=\"http://169.254.3.3/c\">三</a>\n\n[四](http://[fe80::1]/d)\n\n\
<a href=\"http://localhost:3000/e\">五</a>\n\n[六](https://elsewhere.example/f)\n\n<a href=\"https://portal.example/guide/\">七</a>\n";

#[test]
fn links_into_private_networks_are_told_wherever_they_stand() {
    let site = site();
    site.write("content/a.md", LINKS);
    assert_eq!(
        found(&site),
        [
            "private-link 4",
            "private-link 7",
            "private-link 9",
            "private-link 11",
            "private-link 13",
            "preview-link 15",
            "own-address 19",
        ]
    );
    let here = LINKS.replace("<a href=\"http://localhost:3000/e\">五</a>", "[五](http://127.0.0.1:3000/e)");
    site.write("content/a.md", here);
    assert!(found(&site).contains(&"preview-link 15".to_owned()));
}

#[test]
fn an_intranet_portal_is_not_nagged() {
    let site = site();
    site.write("content/a.md", LINKS);
    let config = fs::read_to_string(site.root().join("site-config.toml")).unwrap();
    let private = config.replace("https://portal.example/", "http://192.168.1.5:8080/");
    site.write("site-config.toml", private);
    let left = found(&site);
    assert!(left.iter().all(|line| !line.starts_with("private-link")), "{left:?}");
    site.write("site-config.toml", format!("{config}\n[check]\nallow_hosts = [\"10.0.0.8\", \"172.20.1.1:81\"]\n"));
    assert_eq!(found(&site).iter().filter(|line| line.starts_with("private-link")).count(), 3);
}
