//! One search over several portals: it ranks as one portal that has all their pages, and trusts none of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;

use shuyuan::cache::Spool;
use shuyuan::diagnostics::Text;
use shuyuan::hub::{About, FOLDER, HEAD, Members, Read, files, load};
use shuyuan::search::document::{IndexSettings, PageDocument};
use shuyuan::search::engine::Request;
use shuyuan::search::host::Host;
use shuyuan::search::index::{Documents, IndexCache, write_index};

use crate::search_sites::{Numbers, generated_site};
use crate::support::{Site, run_in, tree};

/// A portal's files in memory.
#[derive(Clone)]
struct Files(BTreeMap<String, Vec<u8>>);

impl Read for Files {
    fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, Text> {
        let bytes = self.0.get(path).ok_or_else(|| Text::new("没有", format!("no {path}")))?;
        Ok(bytes[..bytes.len().min(most)].to_vec())
    }
}

fn published(pages: &[PageDocument], title: &str) -> Files {
    Files(files(pages, About { title, address: None, language: "zh-CN" }).into_iter().collect())
}

fn answers(documents: &(impl Documents + ?Sized), queries: &[String]) -> Vec<Vec<(String, String, u32)>> {
    let files = write_index(documents, &IndexSettings::default(), &mut IndexCache::default()).unwrap();
    let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|file| (file.path, file.bytes.to_vec())).collect();
    let mut host = Host::open(files).unwrap();
    let mut answers = Vec::new();
    for query in queries {
        let answer = host.search(Request::new(query)).unwrap();
        let hit = |hit: &shuyuan::search::answer::Hit| {
            let url = hit.url.split_once(".example/").map_or(hit.url.as_str(), |(_, below)| below);
            (url.to_owned(), hit.anchor.clone(), hit.score.to_bits())
        };
        answers.push(answer.hits.iter().map(hit).collect());
    }
    answers
}

#[test]
fn ranking_is_that_of_one_portal_with_all_pages() {
    for seed in 1..4 {
        let mut numbers = Numbers(seed);
        let mut pages = generated_site(90, 6, 100);
        for page in &mut pages {
            page.linked = numbers.below(40) as u32;
            page.kind = if numbers.below(3) == 0 { "policy" } else { "article" }.to_owned();
        }
        // Texts cite each other across portals.
        for at in 0..pages.len() {
            let cited = pages[numbers.below(90) as usize].title.clone();
            pages[at].sections[0].text.push_str(&format!("\n依照《{cited}》。"));
        }
        let mut portals: Vec<Vec<PageDocument>> = vec![Vec::new(); 3];
        pages.into_iter().for_each(|page| portals[numbers.below(3) as usize].push(page));
        let folder = tempfile::tempdir().unwrap();
        let mut members = Members::aside(Spool::new(folder.path()));
        for (number, portal) in portals.iter().enumerate() {
            let address = format!("https://p{number}.example/");
            members.add(load(&published(portal, "门户"), Some(&address)).unwrap());
        }
        let whole: Vec<PageDocument> = portals.concat();
        assert_eq!(members.count(), whole.len());
        assert_eq!(members.document(0).sections, whole[0].sections);
        let queries: Vec<String> = (0..300)
            .map(|_| {
                let page = &whole[numbers.below(90) as usize];
                let text: Vec<char> = page.sections[numbers.below(6) as usize].text.chars().collect();
                let start = numbers.below(text.len() as u64 - 12) as usize;
                let piece = |at: usize| -> String { text[at..at + 2 + seed as usize].iter().collect() };
                if numbers.below(2) == 0 { piece(start) } else { format!("{} {}", piece(start), piece(start + 6)) }
            })
            .collect();
        let (one, many) = (answers(&whole, &queries), answers(&members, &queries));
        assert!(one.iter().filter(|hits| !hits.is_empty()).count() > 250, "the queries find something");
        for ((query, one), many) in queries.iter().zip(&one).zip(&many) {
            assert_eq!(one, many, "{query}");
        }
        let titles: Vec<&str> = members.iter().map(|member| member.place.title.as_str()).collect();
        assert_eq!(titles, ["门户", "门户（https://p1.example/）", "门户（https://p2.example/）"]);
    }
}

#[test]
fn an_edit_changes_one_file_of_pages() {
    let mut pages = generated_site(3000, 4, 200);
    let before = published(&pages, "门户").0;
    assert!(before.len() > 8, "{} files", before.len());
    assert_eq!(before, published(&pages, "门户").0);
    pages[1500].sections[1].text.push_str("改了");
    let after = published(&pages, "门户").0;
    let new: Vec<&String> = after.keys().filter(|path| !before.contains_key(*path)).collect();
    assert_eq!(new.len(), 1, "{new:?}");
}

#[test]
fn a_portal_that_is_not_what_it_says_is_refused() {
    let good = published(&generated_site(20, 2, 50), "门户");
    let fault = |files: &Files| load(files, Some("https://p.example/")).unwrap_err().zh;
    let head = |from: &str, to: &str| {
        let mut files = good.clone();
        let text = String::from_utf8(files.0[HEAD].clone()).unwrap();
        assert!(text.contains(from));
        files.0.insert(HEAD.to_owned(), text.replacen(from, to, 1).into_bytes());
        files
    };
    let with = |work: &dyn Fn(&mut Vec<u8>)| {
        let mut files = good.clone();
        files.0.iter_mut().filter(|(path, _)| *path != HEAD).for_each(|(_, bytes)| work(bytes));
        files
    };
    assert!(load(&good, None).unwrap_err().zh.contains("没有设 base_url"));
    assert!(fault(&with(&|bytes| bytes.truncate(bytes.len() / 2))).contains("不一致"));
    assert!(fault(&with(&|bytes| bytes.clear())).contains("不一致"));
    assert!(fault(&with(&|bytes| bytes[9] ^= 1)).contains("不一致"));
    assert!(fault(&head("\"format\": 1", "\"format\": 2")).contains("第 2 版格式"));
    assert!(fault(&head("\"pages\": 20", "\"pages\": 21")).contains("不一致"));
    for path in ["../secret", "hub/../secret", "http://elsewhere/x", "hub/.hidden", "C:\\\\secret"] {
        let name = good.0.keys().find(|path| *path != HEAD).unwrap();
        assert!(fault(&head(name, path)).contains("不一致"), "{path}");
    }
    let mut cut = good.clone();
    cut.0.get_mut(HEAD).unwrap().truncate(40);
    assert!(fault(&cut).contains("不完整"));
    // Lines that are no pages, rightly named.
    let text = shuyuan::search::codec::deflate(b"[1]\n");
    let hash = shuyuan::cache::Hash::of(&text).to_string();
    let head = format!(
        r#"{{"format":1,"title":"x","language":"zh-CN","files":[{{"path":"{FOLDER}a.pages","pages":1,"bytes":1,"sha256":"{hash}"}}]}}"#
    );
    let odd = Files([(HEAD.to_owned(), head.into_bytes()), (format!("{FOLDER}a.pages"), text)].into());
    assert!(fault(&odd).contains("不一致"));
}

fn portal(title: &str, base_url: &str, page: &str) -> Site {
    let site = Site::small();
    site.write("site-config.toml", format!("title = {title:?}\nbase_url = \"{base_url}\"\n[hub]\npublish = true\n"))
        .write("content/_index.md", "---\ntitle: 首页\n---\n")
        .write("content/a/_index.md", "---\ntitle: 栏目\n---\n")
        .write("content/a/x.md", page);
    site
}

/// Answers every request with the file below `folder`, for as long as the test runs.
fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let files = tree(folder);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let first = lines.next().unwrap_or_default();
            let _rest = lines.take_while(|line| !line.is_empty()).count();
            let path = first.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
            let (status, body) = files.get(&path).map_or(("404 Not Found", &[][..]), |bytes| ("200 OK", bytes));
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            // Whoever asked may have gone.
            let _ = (&stream).write_all(&[head.as_bytes(), body].concat());
        }
    });
    address
}

#[test]
fn portals_in_folders_and_on_the_web_are_searched_together() {
    let north = portal("北区<b>门户", "https://north.example/", "---\ntitle: 借书办法\n---\n凭证件借书，两周归还。\n");
    let south = portal("南区门户", "https://south.example/", "---\ntitle: 还书办法\n---\n借书以后按时归还。\n");
    assert!(north.publish(&[]).contains_key(HEAD));
    south.publish(&[]);
    let web = serve(&south.out());
    let hub = tempfile::tempdir().unwrap();
    let north_out = north.out().to_string_lossy().into_owned();
    let run = run_in(hub.path(), &["hub", "build", &north_out, "--as-of", "昨天"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("昨天”不是日期"), "{}", run.stderr);
    let run = run_in(hub.path(), &["hub", "build", &north_out, &web, "--as-of", "2026-05-01", "--title", "两区"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("2 个门户"), "{}", run.stderr);
    let found = run_in(hub.path(), &["search", "--site", "hub", "--format", "json", "借书"]);
    let answer: serde_json::Value = serde_json::from_str(&found.stdout).unwrap();
    let hits = answer["hits"].as_array().unwrap();
    let urls: BTreeSet<&str> = hits.iter().map(|hit| hit["url"].as_str().unwrap()).collect();
    // Where a portal was read from is where its readers find it.
    let southern = format!("{web}a/x/");
    assert_eq!(urls, ["https://north.example/a/x/", &southern].into());
    let columns = answer["facets"]["column"].to_string();
    assert!(columns.contains("北区<b>门户") && columns.contains("南区门户"), "{columns}");
    let home = std::fs::read_to_string(hub.path().join("hub/index.html")).unwrap();
    assert!(home.contains("北区&lt;b&gt;门户") && home.contains("href=\"https://north.example/\""), "{home}");
    // The search is right there, with and without script, and the portals with their pages below it.
    let form = home.find("<form class=\"search-box\" role=\"search\" action=\"./search/\" method=\"get\">");
    assert!(form < home.find("<table") && form.is_some() && home.contains("name=\"q\""), "{home}");
    assert!(home.contains("2 个门户的 4 个页面") && home.contains("<html lang=\"zh-CN\">"), "{home}");
    let page = std::fs::read_to_string(hub.path().join("hub/search/index.html")).unwrap();
    assert!(page.contains("data-hub"));
}

#[test]
fn a_hub_speaks_the_language_of_its_portals() {
    let north = portal("North", "https://north.example/", "---\ntitle: Lending\n---\nBooks are lent.\n");
    north.write(
        "site-config.toml",
        "title = \"North\"\nlanguage = \"en\"\nbase_url = \"https://north.example/\"\n[hub]\npublish = true\n",
    );
    north.publish(&[]);
    let hub = tempfile::tempdir().unwrap();
    let source = format!("{}=/north/", north.out().to_string_lossy());
    let run = run_in(
        hub.path(),
        &["hub", "build", &source, "--as-of", "2026-05-01", "--base-url", "https://hub.example/search/"],
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let home = std::fs::read_to_string(hub.path().join("hub/index.html")).unwrap();
    for part in [
        "<html lang=\"en\">",
        "Search of all portals",
        "Results open on the portals",
        "role=\"search\"",
        // Where the hub is known to be, a portal on the same host can be opened from its list.
        "href=\"https://hub.example/north/\"",
    ] {
        assert!(home.contains(part), "{part} in {home}");
    }
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(!home.contains(han), "{home}");
}

#[test]
fn a_site_of_its_own_names_its_portals() {
    let north = portal("北区", "https://north.example/", "---\ntitle: 借书办法\n---\n凭证件借书。\n");
    north.publish(&[]);
    let hub = Site::small();
    let run = hub.run(&["hub", "build"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("没有写要搜索哪些门户"), "{}", run.stderr);
    let folder = north.out().to_string_lossy().replace('\\', "/");
    hub.write(
        "site-config.toml",
        format!("title = \"总门户\"\n[hub]\nportals = [\"{folder}=/north/\", \"missing\", \"also-missing\"]\n"),
    );
    // All that is wrong is told at once, and nothing is published.
    let run = hub.run(&["hub", "build"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("missing”") && run.stderr.contains("also-missing”"), "{}", run.stderr);
    assert!(run.stderr.contains("publish = true"), "{}", run.stderr);
    assert!(!hub.out().exists());
    hub.write("site-config.toml", format!("title = \"总门户\"\n[hub]\nportals = [\"{folder}=/north/\"]\n"))
        .write("content/about.md", "---\ntitle: 关于\n---\n借书的说明。\n");
    let run = hub.run(&["hub", "build", "--as-of", "2026-05-01"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found = hub.run(&["search", "--site", "public", "--format", "json", "借书"]);
    assert!(found.stdout.contains("/north/a/x/") && found.stdout.contains("about/"), "{}", found.stdout);
}

/// A host with a portal in several states, told apart by the first part of the path.
fn odd_host(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let files = tree(folder);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let first = lines.next().unwrap_or_default();
            let _rest = lines.take_while(|line| !line.is_empty()).count();
            let path = first.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
            let (state, path) = path.split_once('/').unwrap_or((&path, ""));
            let mut body = files.get(path).cloned();
            let mut more = String::new();
            let mut status = "200 OK";
            match (state, path == HEAD) {
                ("gzip", _) => {
                    body = body.map(|bytes| {
                        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                        packer.write_all(&bytes).unwrap();
                        packer.finish().unwrap()
                    });
                    more = "content-encoding: gzip\r\n".to_owned();
                }
                ("moved", _) => {
                    status = "301 Moved Permanently";
                    more = format!("location: /gzip/{path}\r\n");
                    body = Some(Vec::new());
                }
                ("login", _) => body = Some("<!doctype html><title>登录</title>".into()),
                ("cut", false) => body = body.map(|bytes| bytes[..bytes.len() / 2].to_vec()),
                ("half", false) => body = None,
                ("loop", _) => {
                    status = "302 Found";
                    more = format!("location: /loop/{path}\r\n");
                }
                ("broken", _) => status = "500 Internal Server Error",
                ("odd", true) => body = Some(br#"{"format":1,"title":7}"#.to_vec()),
                _ => {}
            }
            if body.is_none() {
                status = "404 Not Found";
            }
            let body = body.unwrap_or_default();
            let head =
                format!("HTTP/1.1 {status}\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
            // Whoever asked may have gone.
            let _ = (&stream).write_all(&[head.as_bytes(), &body].concat());
        }
    });
    address
}

#[test]
fn hosts_as_they_are_and_each_fault_in_one_run() {
    let north = portal("北区门户", "https://north.example/", "---\ntitle: 借书办法\n---\n凭证件借书，两周归还。\n");
    north.publish(&[]);
    let web = odd_host(&north.out());
    let hub = tempfile::tempdir().unwrap();
    let at = |state: &str| format!("{web}{state}/");
    let run = run_in(hub.path(), &["hub", "build", &at("gzip"), &at("moved"), "--as-of", "2026-05-01"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let before = tree(&hub.path().join("hub"));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = format!("http://{}/", nobody.local_addr().unwrap());
    drop(nobody);
    let states = ["login", "cut", "half", "loop", "broken", "odd"].map(at);
    let mut arguments = vec!["hub", "build", "--as-of", "2026-05-01", &gone];
    arguments.extend(states.iter().map(String::as_str));
    let run = run_in(hub.path(), &arguments);
    assert_eq!(run.code, 1, "{}", run.stderr);
    for (source, words) in
        states.iter().zip(["是一个网页", "不一致", "可能正在发布", "", "", "不完整"]).chain([(&gone, "")])
    {
        let line = run.stderr.lines().find(|line| line.contains(&format!("“{source}”读不了：")));
        assert!(line.is_some_and(|line| line.contains(words)), "{source}: {}", run.stderr);
    }
    assert!(run.stderr.contains("没有生成"), "{}", run.stderr);
    assert_eq!(tree(&hub.path().join("hub")), before, "the hub that was there is as it was");
}
