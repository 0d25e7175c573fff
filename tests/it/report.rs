//! `shuyuan report` and the page of figures, `shuyuan doctor`, `shuyuan man`.

use std::net::TcpListener;

use crate::support::Site;

fn site() -> Site {
    let site = Site::small();
    site.write(
        "site-config.toml",
        "title = \"门户\"\nbase_url = \"https://portal.example/\"\n[lists]\nfigures = true\n",
    )
    .write("content/news/_index.md", "---\ntitle: 新闻\n---\n")
    .write("content/news/a.md", "---\ntitle: 甲\npublished_at: 2025-11-02\n---\n正文。\n")
    .write("content/news/b.md", "---\ntitle: 乙\npublished_at: 2026-02-03\nupdated_at: 2026-02-20\n---\n正文。\n")
    .write("content/news/later.md", "---\ntitle: 以后\npublish_at: 2027-01-01\n---\n正文。\n")
    .write("content/law/_index.md", "---\ntitle: 制度\n---\n")
    .write(
        "content/law/old.md",
        "---\ntitle: 旧办法\nkind: policy\neffective_on: 2020-01-01\nrepealed_on: 2021-01-01\n---\n第一条　正文。\n",
    )
    .write("content/law/new.md", "---\ntitle: 新办法\nkind: policy\neffective_on: 2021-01-01\n---\n第一条　正文。\n")
    .write("content/course/_index.md", "---\ntitle: 课程\nkind: course\n---\n")
    .write("content/course/one.md", "---\ntitle: 第一课\nkind: unit\ncredit_hours: 1.5\n---\n正文。\n");
    site
}

#[test]
fn the_site_in_figures() {
    let run = site().run(&["report", "--root", ".", "--as-of", "2026-03-02"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("report_zh", run.stdout);
}

#[test]
fn the_command_the_page_and_the_data_say_the_same() {
    let site = site();
    assert_eq!(site.build(&["--as-of", "2026-03-02"]).code, 0);
    let data = std::fs::read_to_string(site.out().join("figures/figures.json")).unwrap();
    let run = site.run(&["report", "--root", ".", "--format", "json", "--as-of", "2026-03-02"]);
    assert_eq!(run.stdout, data);
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let months: Vec<i64> = data["months"].as_array().unwrap().iter().map(|m| m["count"].as_i64().unwrap()).collect();
    assert_eq!(months, [1, 0, 0, 1]);
    let page = std::fs::read_to_string(site.out().join("figures/index.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("figures/figures.json") && page.contains("2026-02-20"), "{page}");
    // What is repealed on the next day is counted so in a build that follows.
    site.write(
        "content/law/new.md",
        "---\ntitle: 新办法\nkind: policy\neffective_on: 2021-01-01\nrepealed_on: 2026-01-01\n---\n第一条　正文。\n",
    );
    assert_eq!(site.build(&["--as-of", "2026-03-02"]).code, 0);
    let data = std::fs::read_to_string(site.out().join("figures/figures.json")).unwrap();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(
        (data["policies"][0]["name"].as_str(), data["policies"][0]["count"].as_i64()),
        (Some("repealed"), Some(2))
    );
}

#[test]
fn the_doctor_names_what_is_wrong_and_what_to_do() {
    let site = Site::small();
    // A port that was free a moment ago and that nobody listens at.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = format!(
        "title = \"门户\"\n[deploy.share]\nto = \"share\"\n[deploy.web]\nto = \"ftp://127.0.0.1:{port}/x\"\nuser = \"u\"\n"
    );
    site.write("site-config.toml", &config).write("share/keep.txt", "");
    let run = site.run(&["doctor", "--root", "."]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("[正常] 磁盘"), "{}", run.stdout);
    assert!(run.stdout.contains("发布目标 share") && run.stdout.contains("还没有发布过"), "{}", run.stdout);
    assert!(run.stdout.contains("[不行] 发布目标 web"), "{}", run.stdout);
    let run = site.run(&["doctor", "--root", ".", "--offline", "--lang", "en"]);
    assert_eq!((run.code, run.stdout.contains("Target")), (0, false), "{}{}", run.stdout, run.stderr);
}

#[test]
fn every_command_has_a_manual_page() {
    let site = Site::small();
    let run = site.run(&["man", "man1"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let page = |name: &str| std::fs::read_to_string(site.root().join("man1").join(name)).unwrap();
    assert!(page("shuyuan.1").contains(".TH SHUYUAN 1"));
    assert!(page("shuyuan-deploy.1").contains("dry\\-run"));
    assert!(site.run(&["man", "--lang", "en"]).stdout.contains("rollback"));
}
