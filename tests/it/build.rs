//! The whole way from a folder of files to a published portal, by the program itself.
//!
//! After a change that is meant to change the portal, `INSTA_UPDATE=always cargo test --test it build::` writes the snapshots
//! anew; look at their difference before you commit it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::{Site, contains, differences, tree, without_seconds};

type Tree = BTreeMap<String, Vec<u8>>;

fn text<'t>(tree: &'t Tree, path: &str) -> &'t str {
    let bytes = tree.get(path).unwrap_or_else(|| panic!("there is no {path} among {:?}", tree.keys()));
    std::str::from_utf8(bytes).unwrap()
}

/// Asserts that nothing differs, naming what does without printing it.
fn check_same(one: &Tree, other: &Tree) {
    assert_eq!(differences(one, other), Vec::<String>::new());
}

/// What a reader sees in `<main>`: every run of text on a line of its own.
fn main_text(page: &str) -> String {
    let main = &page[page.find("<main").unwrap()..page.find("</main>").unwrap()];
    let runs = main.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim());
    runs.filter(|text| !text.is_empty()).map(|text| format!("{text}\n")).collect()
}

/// A path without the fingerprint of its content: `site.0123456789.css` → `site.*.css`.
fn without_fingerprint(path: &str) -> String {
    let is_hash = |part: &str| part.len() >= 10 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts = path.split('.').map(|part| match part.rsplit_once('-') {
        Some((name, hash)) if is_hash(hash) => format!("{name}-*"),
        _ if is_hash(part) => "*".to_owned(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join(".")
}

#[test]
fn every_output_of_the_fixture() {
    let portal = Site::fixture("portal").publish(&[]);
    let mut list: Vec<String> = portal.keys().map(|path| without_fingerprint(path) + "\n").collect();
    // The order must not depend on fingerprints.
    list.sort_unstable();
    insta::assert_snapshot!("outputs", list.concat());
    for (name, path) in [
        ("article", "zuzhi/chunji-dushu-hui/index.html"),
        ("shortcodes", "zuzhi/third/index.html"),
        ("policy", "jiandu/shouze/index.html"),
        ("unit", "jiaoyu/dushu/notes/index.html"),
        ("guide", "fuwu/card/index.html"),
        ("topic", "topics/dushu-d78892c0/index.html"),
    ] {
        insta::assert_snapshot!(name, main_text(text(&portal, path)));
    }
    for (name, path) in [("feed", "zuzhi/feed.xml"), ("sitemap", "sitemap.xml"), ("robots", "robots.txt")] {
        insta::assert_snapshot!(name, text(&portal, path));
    }
}

#[test]
fn the_manifest_lists_every_file_with_size_and_hash() {
    let mut portal = Site::fixture("portal").publish(&[]);
    let manifest: serde_json::Value = serde_json::from_slice(&portal.remove("shuyuan-manifest.json").unwrap()).unwrap();
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), portal.len());
    for (file, (path, bytes)) in listed.iter().zip(&portal) {
        assert_eq!(file["path"], path.as_str());
        assert_eq!(file["size"], bytes.len(), "{path}");
        assert_eq!(file["sha256"], shuyuan::cache::Hash::of(bytes).to_string(), "{path}");
    }
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let site = Site::fixture("portal");
    let config = fs::read_to_string(site.root().join("site-config.toml")).unwrap();
    let config = config.replace("[output]\n", "[output]\nprecompress = true\n");
    site.write("site-config.toml", &config);
    let first = site.publish(&["--jobs", "1"]);
    assert!(first.contains_key("index.html.br") && first.contains_key("index.html.gz"));
    // With what the first run kept, and over its output.
    check_same(&first, &site.publish(&["--jobs", "4"]));
    // Without either, in the other order of creation, in another folder.
    let other = Site::fixture_in("portal", |files| files.reverse());
    other.write("site-config.toml", &config);
    check_same(&first, &other.publish(&["--jobs", "4"]));
}

#[test]
fn an_edit_and_its_reversal_leave_no_trace() {
    let site = Site::fixture("portal");
    let first = site.publish(&[]);
    site.write("content/fuwu/new.md", "---\ntitle: 新\nkind: article\n---\n");
    assert!(site.publish(&[]).contains_key("fuwu/new/index.html"));
    fs::remove_file(site.root().join("content/fuwu/new.md")).unwrap();
    check_same(&first, &site.publish(&[]));
}

/// Every `href`, `src`, `action` and `srcset` of a page, with the tag that has it.
fn links(page: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for piece in page.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap();
        for name in [" href=", " src=", " action=", " poster=", " data-worker=", " data-engine="] {
            if let Some(at) = tag.find(name) {
                let rest = &tag[at + name.len()..];
                let value = match rest.chars().next() {
                    Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next().unwrap(),
                    _ => rest.split(' ').next().unwrap(),
                };
                found.push((tag, value));
            }
        }
        if let Some((_, rest)) = tag.split_once(" srcset=\"") {
            let list = rest.split('"').next().unwrap();
            found.extend(list.split(',').map(|one| (tag, one.trim().split(' ').next().unwrap())));
        }
    }
    found
}

/// The output file that `link` on the page `path` leads to; none if it leaves the portal.
fn target(path: &str, link: &str) -> Option<String> {
    let link = link.split(['#', '?']).next().unwrap();
    if link.is_empty() {
        return Some(path.to_owned());
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.trim_end_matches('/').split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    if link.ends_with(['/', '.']) {
        parts.push("index.html");
    }
    Some(parts.join("/"))
}

/// Every link within the portal is relative and leads to a file, and every fragment to a place in it.
fn check_links(portal: &Tree) {
    let mut faults = BTreeSet::new();
    for path in portal.keys().filter(|path| path.ends_with(".html") && *path != "404.html") {
        for (tag, link) in links(text(portal, path)) {
            let outside = ["https://", "http://", "mailto:", "tel:", "data:"].iter().any(|p| link.starts_with(p));
            if outside {
                assert!(!link.contains(".example/") || tag.contains("canonical"), "{path}: <{tag}>");
                continue;
            }
            let Some(file) = target(path, link).filter(|_| !link.starts_with('/')) else {
                faults.insert(format!("{path}: {link} leaves the portal"));
                continue;
            };
            match (portal.get(&file), link.split_once('#')) {
                (None, _) => {
                    faults.insert(format!("{path}: {link} leads to nothing"));
                }
                (Some(page), Some((_, anchor))) if !anchor.is_empty() => {
                    let ids = [format!("id=\"{anchor}\""), format!("id={anchor}")];
                    if !ids.iter().any(|id| contains(page, id.as_bytes())) {
                        faults.insert(format!("{path}: there is no #{anchor} in {file}"));
                    }
                }
                _ => {}
            }
        }
    }
    assert_eq!(faults, BTreeSet::new());
}

#[test]
fn the_portal_can_be_moved_to_any_path() {
    let portal = Site::fixture("portal").publish(&[]);
    check_links(&portal);
    // Addresses with a host stand only where a relative one is not allowed.
    let allowed = ["rel=\"canonical\"", "property=\"og:", "itemprop=\"image\"", "name=\"Url\"", "name=\"twitter:"];
    for (path, bytes) in portal.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = std::str::from_utf8(bytes).unwrap();
        let tags = page.split('<').filter_map(|piece| piece.split('>').next());
        for tag in tags.filter(|tag| tag.contains("qingxi.example")) {
            assert!(allowed.iter().any(|a| tag.contains(a)), "{path}: <{tag}>");
        }
    }
}

#[test]
fn the_address_may_have_a_sub_path() {
    let site = Site::fixture("portal");
    let plain = site.publish(&[]);
    let below = site.publish(&["--base-url", "https://intranet.example/study/portal/"]);
    check_links(&below);
    let name = |path: &String| without_fingerprint(path);
    assert_eq!(plain.keys().map(name).collect::<Vec<_>>(), below.keys().map(name).collect::<Vec<_>>());
    for (path, bytes) in &below {
        assert!(!contains(bytes, b"qingxi.example"), "{path} has the address from the configuration");
    }
    let address = "https://intranet.example/study/portal/";
    let canonical = format!("<link rel=\"canonical\" href=\"{address}jiandu/shouze/\">");
    assert!(text(&below, "jiandu/shouze/index.html").contains(&canonical));
    assert!(text(&below, "sitemap.xml").contains(&format!("<loc>{address}jiandu/shouze/</loc>")));
    assert!(text(&below, "robots.txt").contains(&format!("Sitemap: {address}sitemap.xml")));
    assert!(text(&below, "feed.xml").contains(&format!("href=\"{address}zuzhi/third/\"")));
    // A page that the server shows at any path cannot have relative links.
    assert!(text(&below, "404.html").contains("href=\"/study/portal/\""));
}

const SECRET: &str = "夜航西飞";
const SECRET_URL: &str = "yehang-xifei";

/// Pages that are not public on [`crate::support::DAY`], each with words that stand nowhere else.
fn with_hidden_pages() -> Site {
    let site = Site::fixture("portal");
    let page = |more: &str| {
        format!(
            "---\ntitle: {SECRET}\nkind: article\npublished_at: 2026-04-20\ntopics: [{SECRET}]\nkeywords: [{SECRET}]\n\
             aliases: [old/{SECRET_URL}/]\n{more}\n---\n## {SECRET}的标题\n\n{SECRET}的正文。![{SECRET}](hidden.png)\n"
        )
    };
    let picture = site.root().join("content/zuzhi/photos/window.png");
    for (folder, more) in
        [("draft", "draft: true"), ("later", "publish_at: 2026-06-01 08:00"), ("former", "expire_at: 2026-04-30")]
    {
        let more = format!("slug: {folder}-{SECRET_URL}\n{more}");
        let folder = format!("content/zuzhi/{folder}-{SECRET}");
        site.write(
            &format!("{folder}/index.md"),
            page(&more).replace(&format!("old/{SECRET_URL}"), &format!("old/{}", folder.len())),
        );
        fs::copy(&picture, site.root().join(&folder).join("hidden.png")).unwrap();
        site.write(&format!("{folder}/{SECRET_URL}.txt"), SECRET);
    }
    // A public page that names a hidden one shows the words only.
    site.write("content/fuwu/refers.md", format!("---\ntitle: 提到\nkind: article\nrelated: ['/zuzhi/draft-{SECRET}/index.md']\n---\n见[那一页](/zuzhi/draft-{SECRET}/index.md)。\n"));
    site
}

/// How many pages the search finds.
fn hits(site: &Site) -> u64 {
    let run = site.run(&["search", SECRET, "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    answer["total"].as_u64().unwrap()
}

/// The slugs of hidden pages that are in a portal.
fn shown(portal: &Tree) -> Vec<&str> {
    let hidden = ["draft", "later", "former"];
    hidden.into_iter().filter(|name| portal.contains_key(&format!("zuzhi/{name}-{SECRET_URL}/index.html"))).collect()
}

#[test]
fn what_is_not_public_is_in_no_byte_of_the_portal() {
    let site = with_hidden_pages();
    let portal = site.publish(&[]);
    for (path, bytes) in &portal {
        assert!(!path.contains(SECRET_URL) && !path.contains("hidden"), "{path}");
        for word in [SECRET, SECRET_URL, "hidden.png"] {
            assert!(!contains(bytes, word.as_bytes()), "{path} has {word}");
        }
    }
    assert_eq!(hits(&site), 0);
    assert!(text(&portal, "fuwu/refers/index.html").contains("<p>见那一页。</p>"));

    // The index is compressed: that it holds nothing shows in its being the one of a site without the pages.
    let without = Site::fixture("portal");
    without.write("content/fuwu/refers.md", "---\ntitle: 提到\nkind: article\n---\n见那一页。\n");
    check_same(&without.publish(&[]), &portal);
}

#[test]
fn drafts_and_days_bring_hidden_pages_to_light() {
    let site = with_hidden_pages();
    let drafts = site.publish(&["--drafts"]);
    assert_eq!(shown(&drafts), ["draft"]);
    assert_eq!(hits(&site), 1);
    assert!(text(&drafts, "zuzhi/feed.xml").contains(SECRET));
    assert!(text(&drafts, "sitemap.xml").contains(SECRET_URL));
    assert!(drafts.contains_key(&format!("zuzhi/draft-{SECRET_URL}/hidden.png")));
    assert!(
        drafts.keys().any(|path| path.starts_with(&format!("topics/{SECRET_URL}-")) && path.ends_with("/index.html"))
    );
    assert_eq!(shown(&site.publish(&["--as-of", "2026-04-29"])), ["former"]);
    assert_eq!(shown(&site.publish(&["--as-of", "2026-06-01T07:59"])), [""; 0]);
    assert_eq!(shown(&site.publish(&["--as-of", "2026-06-01T08:00"])), ["later"]);
    assert_eq!(shown(&site.publish(&["--as-of", "2026-07-01"])), ["later"]);
}

#[test]
fn an_error_in_one_page_publishes_nothing() {
    let site = Site::fixture("portal");
    let former = site.publish(&[]);
    site.write("content/fuwu/good.md", "---\ntitle: 好\nkind: article\n---\n正文\n");
    site.write("content/fuwu/bad.md", "---\ntitle: 坏\ntitel: 错\n---\n");
    let run = site.build(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    check_same(&former, &tree(&site.out()));
    let last = run.stderr.lines().last().unwrap();
    assert_eq!(last, "没有发布：1 个错误。原来的门户没有改动；改好以后再运行一次。");

    fs::remove_file(site.root().join("content/fuwu/bad.md")).unwrap();
    assert!(site.publish(&[]).contains_key("fuwu/good/index.html"));
}

#[test]
fn a_killed_build_leaves_one_whole_portal() {
    let site = Site::fixture("portal");
    let page = |n: usize| format!("---\ntitle: 第{n}版\n---\n{}", format!("## 第{n}版\n\n正文\n\n").repeat(20));
    let editions: Vec<Tree> = (0..2)
        .map(|n| {
            site.write("content/fuwu/edition.md", page(n).replace("title:", "kind: article\ntitle:"));
            site.publish(&[])
        })
        .collect();
    let started = std::time::Instant::now();
    site.publish(&[]);
    let longest = started.elapsed().as_micros() as u64;
    let mut random = 0x2026_u64;
    for round in 0..24 {
        site.write("content/fuwu/edition.md", page(round % 2).replace("title:", "kind: article\ntitle:"));
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        crate::support::build_and_kill(&site, std::time::Duration::from_micros((random >> 33) % longest));
        let left = tree(&site.out());
        assert!(editions.contains(&left), "half a portal: {:?}", differences(&editions[0], &left));
    }
    // What the killed ones left behind is in nobody's way.
    check_same(&editions[1], &site.publish(&[]));
}

#[test]
fn without_a_former_site_an_error_makes_no_folder() {
    let site = Site::small();
    site.write("content/a/bad.md", "---\ntitle: 坏\npublished_at: 2026-02-30\n---\n");
    assert_eq!(site.build(&[]).code, 1);
    assert!(!site.out().exists());
}

#[test]
fn a_folder_with_files_of_others_is_refused() {
    let site = Site::small();
    site.write("public/thesis.docx", "years of work");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert_eq!(tree(&site.out()).keys().collect::<Vec<_>>(), ["thesis.docx"]);
    let shown = site.out().canonicalize().unwrap().display().to_string();
    insta::assert_snapshot!("not_ours", run.stderr.replace(&shown, "OUT").replace("./public", "OUT"));

    // What others add to a portal of ours stays.
    fs::remove_file(site.root().join("public/thesis.docx")).unwrap();
    site.publish(&[]);
    site.write("public/thesis.docx", "years of work");
    site.write("content/a.md", "---\ntitle: 甲\n---\n");
    let portal = site.publish(&[]);
    assert_eq!(portal["thesis.docx"], b"years of work");
    assert!(portal.contains_key("a/index.html"));
}

#[test]
fn where_nothing_can_be_written_the_message_says_so() {
    let site = Site::small();
    site.write("note.txt", "a file");
    let run = site.build(&["--out", "note.txt", "--lang", "en"]);
    assert_eq!(run.code, 1);
    let plain = site.root().join("note.txt");
    let real = plain.canonicalize().unwrap();
    let message = run.stderr.replace(&real.display().to_string(), "OUT").replace(&plain.display().to_string(), "OUT");
    insta::assert_snapshot!("out_is_a_file", message);
    let run = site.build(&["--out", "note.txt/portal", "--lang", "en"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("note.txt"), "{}", run.stderr);
    assert_eq!(fs::read(site.root().join("note.txt")).unwrap(), b"a file");
    // The portal cannot be put over its own source.
    for place in [".", "content", "content/portal"] {
        let before = tree(&site.root().join("content"));
        let run = site.build(&["--out", place]);
        assert_eq!(run.code, 1, "{place}: {}", run.stderr);
        assert_eq!(tree(&site.root().join("content")), before, "{place}");
    }
}

#[test]
fn exit_codes() {
    let site = Site::small();
    assert_eq!(site.build(&[]).code, 0);
    site.write("content/a.md", "---\ntitle: 甲\n---\n[^1]\n\n```\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("个警告。门户在 "), "{}", run.stderr);
    site.write("content/a.md", "---\ntitle: 甲\ntitel: 乙\n---\n");
    assert_eq!(site.build(&[]).code, 1);
    for wrong in [
        &["build", "--rooot", "."][..],
        &["build", "--jobs", "0"],
        &["build", "--as-of", "yesterday"],
        &["build", "--as-of", "2026-02-30"],
        &["build", "--root", "nowhere"],
        &["build", "--content", "nowhere"],
        &["build", "--format", "xml"],
        &["build", "--lang", "fr"],
        &["bild"],
        &[],
    ] {
        let run = site.run(wrong);
        assert_eq!(run.code, 2, "{wrong:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty() || !run.stdout.is_empty(), "{wrong:?}");
    }
    for help in [&["--help"][..], &["build", "--help"], &["--version"]] {
        assert_eq!(site.run(help).code, 0);
    }
}

#[test]
fn the_closing_line_says_how_much_and_where() {
    let site = Site::fixture("portal");
    let first = site.build(&["--out", "portal"]);
    let files = tree(&site.root().join("portal")).len() - 1;
    let closing = format!("完成：18 个页面，{files} 个文件（{files} 个有变化），用时 … 秒。门户在 portal\n");
    assert_eq!(without_seconds(&first.stderr), closing);
    let second = site.build(&["--out", "portal", "--lang", "en"]);
    let closing = format!("Done: 18 pages, {files} files (0 changed) in … s. The portal lies in portal\n");
    assert_eq!(without_seconds(&second.stderr), closing);
    assert_eq!((first.stdout, second.stdout), (String::new(), String::new()));
}

#[test]
fn machines_get_the_same_diagnostics() {
    let site = Site::fixture("faults");
    for lang in ["zh", "en"] {
        let people = site.build(&["--lang", lang]);
        let machine = site.build(&["--lang", lang, "--format", "json"]);
        assert_eq!((people.code, machine.code, machine.stderr.as_str()), (1, 1, ""));
        let report: serde_json::Value = serde_json::from_str(&machine.stdout).unwrap();
        let listed = report["diagnostics"].as_array().unwrap();
        let mut lines = people.stderr.lines();
        for one in listed {
            let severity = match (one["severity"].as_str().unwrap(), lang) {
                (en, "en") => en,
                ("error", _) => "错误",
                ("warning", _) => "警告",
                _ => "说明",
            };
            let words = |key: &str| one[key].as_str().unwrap();
            let head = format!("{severity}[{}]: {}", words("code"), words("message"));
            assert!(lines.any(|line| line == head), "not shown to people, or in another order: {head}");
            if let Some(file) = one["file"].as_str() {
                let place = match one["line"].as_u64() {
                    Some(line) => format!("  --> {file}:{line}:{}", one["column"]),
                    None => format!("  --> {file}"),
                };
                assert_eq!(lines.next(), Some(place.as_str()));
            }
        }
        assert_eq!(report["counts"]["errors"], listed.iter().filter(|d| d["severity"] == "error").count());
        assert_eq!((&report["published"], &report["out"]), (&false.into(), &"./public".into()));
    }
}

#[test]
fn init_makes_a_site_that_builds_and_new_adds_to_it() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(crate::support::run_in(folder.path(), &["init", "portal"]).code, 0);
    let root = folder.path().join("portal");
    let run = crate::support::run_in(&root, &["new", "article", "news/春季读书会.md", "--title", "春季读书会"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = crate::support::run_in(&root, &["build", "--drafts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let portal = tree(&Path::new(&root).join("public"));
    assert!(portal.contains_key("news/chunji-dushu-hui/index.html"), "{:?}", portal.keys());
    check_links(&portal);
}

/// Columns that are not named, such as telephone numbers, are nowhere in the portal; a wrong name shows nothing.
#[test]
fn a_table_shows_only_the_columns_it_names() {
    let site = Site::small();
    site.write("content/list.csv", "姓名,手机,单位\n甲,13900000000,一室\n");
    let page =
        |columns: &str| format!("---\ntitle: 名单\n---\n\n{{{{< table data=\"list.csv\" columns=\"{columns}\" >}}}}\n");
    site.write("content/a.md", page("单位，姓名"));
    let portal = site.publish(&[]);
    assert!(text(&portal, "a/index.html").contains("<th scope=\"col\">单位</th><th scope=\"col\">姓名</th>"));
    assert!(text(&portal, "a/index.html").contains("<td>一室</td><td>甲</td>"));
    let leaks =
        portal.iter().filter(|(_, bytes)| crate::support::contains(bytes, b"13900000000")).map(|(path, _)| path);
    assert_eq!(leaks.collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(!portal.contains_key("list.csv"));

    site.write("content/b.md", "---\ntitle: 下载\n---\n\n[名单](list.csv)\n");
    assert!(site.publish(&[]).contains_key("list.csv"));

    site.write("content/a.md", page("姓名,单立"));
    let message = |lang: &str| site.build(&["--lang", lang]).stderr.split_once("\n\n").unwrap().0.to_owned();
    let place = "\n  --> content/a.md:5:27\n   |\n 5 | {{< table data=\"list.csv\" columns=\"姓名,单立\" >}}\n   |                           ^^^^^^^^^^^^^^^^^^^\n";
    assert_eq!(
        message("zh"),
        format!(
            "错误[unknown-column]: 表格的数据里没有“单立”这一栏{place}  = 改法: 可以写的栏有：姓名、手机、单位；几栏之间用逗号隔开。"
        )
    );
    assert_eq!(
        message("en"),
        format!(
            "error[unknown-column]: the table's data has no column `单立`{place}  = help: These columns exist: 姓名, 手机, 单位; separate several with commas."
        )
    );
}

#[test]
fn a_figure_is_as_wide_as_it_asks() {
    let site = Site::small();
    site.write("content/i.png", fs::read("tests/fixtures/portal/content/zuzhi/photos/window.png").unwrap());
    site.write("content/a.md", "---\ntitle: 甲\n---\n\n{{< figure src=\"i.png\" alt=\"窗\" width=10 >}}\n");
    let portal = site.publish(&[]);
    assert!(
        text(&portal, "a/index.html").contains("alt=\"窗\" width=\"10\" height=\""),
        "{}",
        text(&portal, "a/index.html")
    );
}

/// What a shortcode does not take, lacks or cannot use is said, never left out in silence.
#[test]
fn arguments_of_shortcodes_are_checked() {
    let site = Site::small();
    for file in ["d.csv", "y.xlsx", "i.png"] {
        site.write(&format!("content/{file}"), "甲,乙\n1,2\n");
    }
    site.write("content/i.png", fs::read("tests/fixtures/portal/content/zuzhi/photos/window.png").unwrap());
    let message = |lang: &str, call: &str| {
        site.write("content/a.md", format!("---\ntitle: 甲\n---\n\n{call}\n"));
        let run = site.build(&["--lang", lang]);
        assert_eq!(run.code, 1, "{call}: {}", run.stderr);
        let said = run.stderr.lines().filter(|line| line.contains("[shortcode-argument]") || line.contains("= "));
        said.map(|line| line.trim().to_owned() + "\n").collect::<String>()
    };
    let calls = [
        "{{< table date=\"d.csv\" >}}",
        "{{< table data=\"y.xlsx\" >}}",
        "{{< attachment flie=\"d.csv\" >}}",
        "{{< embed >}}",
        "{{< video src=\"d.csv\" >}}",
        "{{< figure src=\"d.csv\" alt=\"甲\" >}}",
        "{{< figure src=\"i.png\" alt=\"甲\" width=\"一半\" >}}",
        "{{< callout type=\"tips\" titel=\"甲\" >}}\n乙\n{{< /callout >}}",
        "{{< figure src=\"i.png\" alt=\"甲\" >}}\n文字\n{{< /figure >}}",
    ];
    for lang in ["zh", "en"] {
        let all: String = calls.iter().map(|call| format!("{call}\n{}\n", message(lang, call))).collect();
        insta::assert_snapshot!(format!("arguments_{lang}"), all);
    }
}

#[test]
fn a_theme_that_does_not_exist_is_an_error() {
    let site = Site::small();
    site.write("site-config.toml", "title = \"门户\"\nbase_url = \"https://portal.example/\"\ntheme = \"nope\"\n");
    site.write("themes/own/theme.toml", "name = \"own\"\n");
    let message = |lang: &str| site.build(&["--lang", lang]).stderr.split_once("\n\n").unwrap().0.to_owned();
    let place = "\n  --> site-config.toml:3:1\n   |\n 3 | theme = \"nope\"\n   | ^^^^^^^^^^^^^^\n";
    assert_eq!(
        message("zh"),
        format!(
            "错误[theme-missing]: themes 里没有主题文件夹“nope”{place}  = 改法: 可以写的有：default、own；用默认主题就删掉 theme 这一行。"
        )
    );
    assert_eq!(
        message("en"),
        format!(
            "error[theme-missing]: there is no theme `nope` in the folder themes{place}  = help: These exist: default, own; for the default theme, delete the `theme` line."
        )
    );
}

/// An HTML file runs scripts like a scripted SVG; it needs the same leave as HTML in pages.
#[test]
fn html_files_are_published_only_where_html_is_allowed() {
    let site = Site::small();
    site.write("content/r.HTM", "<script>alert(1)</script>");
    site.write("content/a.md", "---\ntitle: 甲\n---\n\n[报表](r.HTM)\n");
    let message = |lang: &str| site.build(&["--lang", lang]).stderr.split_once("\n\n").unwrap().0.to_owned();
    assert_eq!(
        message("zh"),
        "错误[html-file]: 网页文件会原样发布，里面的脚本会在读者的浏览器里运行\n  --> content/r.HTM:1:1\n   |\n 1 | <script>alert(1)</script>\n   | ^\n  = 改法: 把内容写成 .md 页面，或者另存为 PDF；确实需要时，在 site-config.toml 的 [markdown] 里设 raw_html = \"allow\"。"
    );
    assert_eq!(
        message("en"),
        "error[html-file]: an HTML file is published as it is, and scripts in it run in the reader's browser\n  --> content/r.HTM:1:1\n   |\n 1 | <script>alert(1)</script>\n   | ^\n  = help: Write its content as a .md page, or save it as PDF; if you really need it, set raw_html = \"allow\" under [markdown] in site-config.toml."
    );
    let config = "title = \"门户\"\nbase_url = \"https://portal.example/\"\n[markdown]\nraw_html = ";
    site.write("site-config.toml", format!("{config}\"allow\"\n"));
    assert!(site.publish(&[]).values().any(|bytes| bytes == b"<script>alert(1)</script>"));
    site.write("site-config.toml", format!("{config}\"sanitize\"\n"));
    assert_eq!(site.build(&[]).code, 1);
}
