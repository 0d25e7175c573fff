//! All that can be wrong at once, as an editor reads it: one run shows every fault with place, cause and remedy.
//!
//! After a change of wording, `INSTA_UPDATE=always cargo test --test it messages::` writes the snapshots anew; read them.

use crate::support::Site;

fn check(lang: &str) {
    let site = Site::fixture("faults");
    let run = site.build(&["--lang", lang]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(!site.out().exists());
    insta::assert_snapshot!(format!("faults_{lang}"), run.stderr);
    // The cache of the first run hides nothing from the second, and the number of threads changes no order.
    for jobs in ["1", "4"] {
        assert_eq!(site.build(&["--lang", lang, "--jobs", jobs]).stderr, run.stderr);
    }
}

#[test]
fn all_faults_in_chinese() {
    check("zh");
}

#[test]
fn all_faults_in_english() {
    check("en");
}

/// The language is that of the option, else of the locale, else Chinese.
#[test]
fn the_language_of_messages() {
    let site = Site::small();
    site.write("content/a.md", "---\ntitel: 甲\n---\n");
    let first = |arguments: &[&str]| site.build(arguments).stderr.lines().next().unwrap().to_owned();
    assert_eq!(first(&[]), "错误[unknown-key]: 不认识的键“titel”");
    assert_eq!(first(&["--lang", "en"]), "error[unknown-key]: unknown key `titel`");
    assert_eq!(first(&["--lang", "zh"]), "错误[unknown-key]: 不认识的键“titel”");
}

/// `shuyuan build | head`: what cannot be said is no reason to fail.
#[test]
fn who_reads_may_go_away() {
    let site = Site::small();
    let closed = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        writer
    };
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["build"], 0),
        (&["build", "--format", "json"], 0),
        (&["check"], 0),
        (&["search", "学习"], 0),
        (&["build", "--no-such"], 2),
    ] {
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_shuyuan"))
            .args(arguments)
            .current_dir(site.root())
            .stdout(closed())
            .stderr(closed())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(code), "{arguments:?}");
    }
}

/// What would fail on the day of a scheduled page is reported before, though the page is not public.
#[test]
fn faults_of_scheduled_pages_are_reported_at_once() {
    let site = Site::small();
    let page = "## 标题 {#here}\n\n[x](nope.md) [自己](#gone) [好](#here) [首页](/_index.md#gone) ![图](no.png)\n\n{{< nope >}}\n\n{{< table data=\"bad.csv\" >}}\n\n[同时](../later/) [以后](/c/later/) [文件](bad.csv)\n";
    let with = |more: &str| format!("---\ntitle: 页\n{more}---\n{page}");
    site.write("content/c/k.md", with("publish_at: 2099-12-01\n"));
    site.write("content/c/later.md", "---\ntitle: 以后\npublish_at: 2099-12-02\n---\n");
    site.write("content/later/_index.md", "---\ntitle: 以后\npublish_at: 2099-12-02\n---\n");
    site.write("content/c/draft.md", with("draft: true\npublish_at: 2099-12-01\n"));
    site.write("content/c/former.md", with("expire_at: 2020-12-01\n"));
    site.write("content/c/bad.csv", "a,b\n1,\"2\n");
    site.write("content/c/a.md", "---\ntitle: 甲\n---\n[a](k.md#zz) [b](k.md#here) [c](draft.md#zz)\n");
    for lang in ["zh", "en"] {
        let run = site.build(&["--lang", lang]);
        assert_eq!(run.code, 1);
        insta::assert_snapshot!(format!("scheduled_{lang}"), run.stderr);
    }
}

/// A folder with an `index.md` is one page: others in it are named, not a file that nobody wrote.
#[test]
fn pages_in_the_folder_of_a_page() {
    let site = Site::small();
    let unit = "---\ntitle: 听\naudio: a.mp3\ntranscript: wen.md\n---\n";
    site.write("content/c/_index.md", "---\ntitle: 课\nkind: course\n---\n");
    site.write("content/c/bun/index.md", unit).write("content/c/bun/a.mp3", "ID3");
    site.write("content/c/bun/wen.md", "文字稿\n");
    site.write("content/c/bun/deep/more.md", "---\ntitle: 更多\n---\n");
    for lang in ["zh", "en"] {
        let run = site.build(&["--lang", lang]);
        assert_eq!(run.code, 1);
        insta::assert_snapshot!(format!("page_in_bundle_{lang}"), run.stderr);
    }
}

/// The URL of a file hangs on no other: two that would have the same one are named.
#[test]
fn files_and_keywords_keep_their_urls() {
    let site = Site::small();
    site.write("content/c/附件.pdf", "%PDF-1.4\n").write("content/c/！！.pdf", "%PDF-1.4\n");
    let page = "---\ntitle: 甲\nkeywords: [C++, C#]\n---\n[a](附件.pdf) [b](！！.pdf)\n";
    site.write("content/c/a.md", page);
    let addresses = |portal: &std::collections::BTreeMap<String, Vec<u8>>| {
        let wanted = |path: &&String| path.ends_with(".pdf") || path.starts_with("keywords/c");
        portal.keys().filter(wanted).cloned().collect::<Vec<_>>()
    };
    let before = addresses(&site.publish(&[]));
    insta::assert_snapshot!("stable_urls", before.join("\n"));
    // `C` comes first, and takes no URL from the others.
    site.write("content/c/0.md", "---\ntitle: 零\nkeywords: [C]\n---\n");
    let after = addresses(&site.publish(&[]));
    assert!(before.iter().all(|path| after.contains(path)), "{after:?}");

    site.write("content/c/fujian.pdf", "%PDF-1.4\n");
    site.write("content/c/b.md", "---\ntitle: 乙\n---\n[c](fujian.pdf)\n");
    for lang in ["zh", "en"] {
        let run = site.build(&["--lang", lang]);
        assert_eq!(run.code, 1);
        insta::assert_snapshot!(format!("media_collision_{lang}"), run.stderr);
    }
}

/// What the program makes itself is no place for old URLs, pages and files.
#[test]
fn urls_of_the_program_itself() {
    let site = Site::small();
    let aliases = "aliases: [search/, az/, years/2026/, 404.html, feed.xml, robots.txt, sitemap.xml, index.html, c/index.html, c/feed.xml, shuyuan-manifest.json, old/]";
    site.write("content/c/_index.md", "---\ntitle: 栏目\n---\n");
    site.write("content/c/a.md", format!("---\ntitle: 甲\n{aliases}\n---\n[a](/feed.xml) [b](/robots.txt)\n"));
    site.write("content/feed.xml", "<feed/>").write("content/robots.txt", "x").write("content/az.md", "甲\n");
    for lang in ["zh", "en"] {
        let run = site.build(&["--lang", lang]);
        assert_eq!(run.code, 1);
        insta::assert_snapshot!(format!("reserved_{lang}"), run.stderr);
    }
}

/// Only what may be meant is offered, and a page that cannot be read is reported once.
#[test]
fn what_a_reference_may_have_meant() {
    let site = Site::small();
    site.write("content/c/bom.md", "---\ntitle: 全然不同\n---\n## 标题\n").write("content/c/cr.md", "甲\n");
    site.write("content/c/通知.md", "---\ntitle: 学习通知\n---\n").write("content/c/photo.png", "x");
    site.write("content/c/y5.md", b"PK\x03\x04\x14\x00\x00\x00\x08\x00".as_slice());
    site.write("content/c/a.md", "---\ntitle: 甲\n---\n![a](no.png) [b](phto.md) [c](../d/通知.md) [d](学习通知.md) [e](www.baidu.com) [f](bom.md#标题) [g](y5.md) [h](b/photo.jpg)\n");
    for lang in ["zh", "en"] {
        let run = site.build(&["--lang", lang]);
        assert_eq!(run.code, 1);
        insta::assert_snapshot!(format!("nearest_{lang}"), run.stderr);
    }
}

/// A path that no host can hold is reported at the page, not at folders that nobody described. Windows cannot hold the
/// source either.
#[cfg(unix)]
#[test]
fn a_path_too_long_is_reported_once() {
    let site = Site::small();
    let deep = "abcdefghij".repeat(8);
    site.write(&format!("content/{}a.md", format!("{deep}/").repeat(14)), "---\ntitle: 甲\n---\n");
    for lang in ["zh", "en"] {
        let run = site.build(&["--lang", lang]);
        assert_eq!(run.code, 1);
        insta::assert_snapshot!(format!("too_long_{lang}"), run.stderr);
    }
}

#[test]
fn parents_of_organisations() {
    let site = Site::small();
    let org = |title: &str, parent: &str| format!("---\ntitle: {title}\nkind: org\nparent: {parent}\n---\n");
    site.write("content/o/a.md", org("甲", "b.md")).write("content/o/b.md", org("乙", "a.md"));
    site.write("content/o/c.md", org("丙", "c.md")).write("content/o/d.md", org("丁", "page.md"));
    site.write("content/o/e.md", org("戊", "a.md")).write("content/o/page.md", "---\ntitle: 页\nkind: page\n---\n");
    for lang in ["zh", "en"] {
        let run = site.build(&["--lang", lang]);
        assert_eq!(run.code, 1);
        insta::assert_snapshot!(format!("orgs_{lang}"), run.stderr);
    }
}
