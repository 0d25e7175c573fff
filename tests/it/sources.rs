//! `shuyuan sources update` and citations of other portals' texts.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::support::{DAY, Site};

fn province() -> Site {
    let site = Site::small();
    site.write("site-config.toml", "title = \"省门户\"\nbase_url = \"https://province.example/\"\n");
    site.write("content/law/_index.md", "---\ntitle: 制度\n---\n");
    site.write(
        "content/law/reading.md",
        "---\ntitle: 读书条例\nkind: policy\neffective_on: 2024-01-01\n---\n\n第一条　读书。\n\n第二条　登记。\n",
    );
    site.publish(&[]);
    site
}

fn district(source: &str) -> Site {
    let site = Site::small();
    site.write("site-config.toml", format!("title = \"区门户\"\n[policy.sources]\n\"省门户\" = {source:?}\n"));
    site.write("content/help/_index.md", "---\ntitle: 服务\n---\n");
    site.write(
        "content/help/note.md",
        "---\ntitle: 说明\npublished_at: 2026-01-02\n---\n\n依据《读书条例》第二条办理。\n",
    );
    site
}

fn note(site: &Site) -> String {
    String::from_utf8(site.publish(&[])["help/note/index.html"].clone()).unwrap()
}

#[test]
fn citations_lead_into_another_portal() {
    let province = province();
    let site = district(&province.out().to_string_lossy());
    let run = site.run(&["build", "--as-of", DAY, "--lang", "zh"]);
    assert!(run.stderr.contains("还没有取来“省门户”的文件清单"), "{}", run.stderr);
    let run = site.run(&["sources", "update", "--lang", "zh"]);
    assert_eq!((run.code, run.stderr.trim()), (0, "“省门户”：1 份文件"));
    let page = note(&site);
    let link = "<a class=\"cite\" href=\"https://province.example/law/reading/#art-2\" title=\"《读书条例》第二条（省门户）\">";
    assert!(page.contains(link), "{page}");
    assert!(!site.out().join("data").exists(), "what was fetched is no file for readers");
    // What was fetched stays when its portal is gone.
    drop(province);
    let run = site.run(&["sources", "update", "--lang", "zh"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("“省门户”的文件清单取不来"), "{}", run.stderr);
    assert!(note(&site).contains(link));
}

/// Answers one request after the other with `answer`, as long as the test asks.
fn host(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/portal/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let _ = stream.write_all(&answer);
        }
    });
    address
}

fn ok(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[test]
fn lists_come_by_http_too() {
    let province = province();
    let list = std::fs::read(province.out().join("policies.json")).unwrap();
    let site = district(&host(ok(&list)));
    let run = site.run(&["sources", "update", "--lang", "zh"]);
    assert_eq!((run.code, run.stderr.trim()), (0, "“省门户”：1 份文件"));
    assert!(note(&site).contains("https://province.example/law/reading/#art-2"));
}

#[test]
fn what_is_no_list_is_told_and_not_kept() {
    for (answer, said) in [
        (ok(b"<html>"), "不是书院门户的 policies.json"),
        (
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
            "没有 http://127.0.0.1:",
        ),
        (ok(br#"{"format":"shuyuan-policies","version":7}"#), "是更新的版本写的"),
    ] {
        let site = district(&host(answer));
        let run = site.run(&["sources", "update", "--lang", "zh"]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(said), "{said} in {}", run.stderr);
        assert!(!site.root().join("content/data").exists());
    }
}

/// Two portals, of which one cites the other, and a third that cites both: each text in the version of its day, in the portal
/// that has it.
#[test]
fn texts_of_two_portals_are_cited_in_the_version_that_is_meant() {
    let law = |day: &str, more: &str, articles: &str| {
        format!(
            "---\ntitle: 读书条例\nkind: policy\nversion_of: 读书条例\neffective_on: {day}\n{more}---\n\n{articles}"
        )
    };
    let province = Site::small();
    province.write("site-config.toml", "title = \"省门户\"\nbase_url = \"https://province.example/\"\n");
    province.write("content/law/_index.md", "---\ntitle: 制度\n---\n");
    province.write("content/law/old.md", law("2020-01-01", "", "第一条　读书。\n\n第二条　登记。\n"));
    province.write("content/law/new.md", law("2024-01-01", "", "第一条　读书。\n\n第二条　登记。\n\n第三条　归还。\n"));
    province.publish(&[]);
    let city = Site::small();
    let sources = |site: &Site| format!("\"省门户\" = {:?}\n", site.out().to_string_lossy());
    let head = "base_url = \"https://city.example/\"\n[policy.sources]\n";
    city.write("site-config.toml", format!("title = \"市门户\"\n{head}{}", sources(&province)));
    city.write("content/law/_index.md", "---\ntitle: 制度\n---\n");
    city.write(
        "content/law/halls.md",
        "---\ntitle: 场馆条例\nkind: policy\neffective_on: 2022-01-01\n---\n\n第一条　依照《读书条例》第二条办理。\n\n第二条　依照《读书条例》第三条办理。\n",
    );
    assert_eq!(city.run(&["sources", "update"]).code, 0);
    let run = city.run(&["build", "--as-of", DAY, "--lang", "zh"]);
    // The version of 2022 has no such article.
    assert!(run.stderr.contains("“《读书条例》第三条”：《读书条例》没有第三条"), "{}", run.stderr);
    let halls = String::from_utf8(city.publish(&[])["law/halls/index.html"].clone()).unwrap();
    assert!(halls.contains("href=\"https://province.example/law/old/#art-2\""), "{halls}");
    let district = Site::small();
    let both = format!("{}\"市门户\" = {:?}\n", sources(&province), city.out().to_string_lossy());
    district.write("site-config.toml", format!("title = \"区门户\"\n[policy.sources]\n{both}"));
    district.write("content/help/_index.md", "---\ntitle: 服务\n---\n");
    district.write(
        "content/help/note.md",
        "---\ntitle: 说明\npublished_at: 2026-01-02\n---\n\n依据《读书条例》第三条、《场馆条例》第二条办理。\n",
    );
    let run = district.run(&["sources", "update", "--lang", "zh"]);
    assert_eq!((run.code, run.stderr.trim()), (0, "“市门户”：1 份文件\n“省门户”：2 份文件"));
    let page = note(&district);
    assert!(
        page.contains("href=\"https://province.example/law/new/#art-3\" title=\"《读书条例》第三条（省门户）\""),
        "{page}"
    );
    assert!(
        page.contains("href=\"https://city.example/law/halls/#art-2\" title=\"《场馆条例》第二条（市门户）\""),
        "{page}"
    );
}
