//! Signing off: signatures in front matter, what keeps a site from being released, and the sheet that is printed.

use std::fs;

use crate::support::{Run, Site, tree};

const REVIEW: &str = "[review]\nstages = [\"一审\", \"二审\"]\n";
const NAMES: [&str; 3] = ["欧阳审甲", "司徒审乙", "诸葛审丙"];

/// A small site whose pages have to be signed.
fn site() -> Site {
    let site = Site::small();
    let config = fs::read_to_string(site.root().join("site-config.toml")).unwrap();
    site.write("site-config.toml", format!("{config}\n{REVIEW}"));
    site.write("content/about.md", "---\ntitle: 关于\nkind: page\n---\n\n关于本站。\n");
    site
}

fn file(site: &Site, path: &str) -> String {
    fs::read_to_string(site.root().join("content").join(path)).unwrap()
}

fn sign(site: &Site, page: &str, stage: &str, name: &str) -> Run {
    site.run(&["sign", page, "--stage", stage, "--name", name, "--date", "2026-03-05"])
}

/// Signs every page at both stages.
fn sign_all(site: &Site) {
    for (stage, name) in [("一审", NAMES[0]), ("二审", NAMES[1])] {
        let run = sign(site, "content", stage, name);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}

#[test]
fn a_release_waits_for_all_signatures() {
    let site = site();
    let refused = site.build(&["--release"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("错误[unsigned]") && refused.stderr.contains("没有发布"), "{}", refused.stderr);
    assert!(!site.out().exists(), "an error publishes nothing");
    assert_eq!(site.build(&[]).code, 0, "a build that is no release does not ask");
    sign_all(&site);
    let released = site.build(&["--release"]);
    assert_eq!(released.code, 0, "{}", released.stderr);
    assert_eq!(site.build(&["--release"]).code, 0);
    // A comma voids it, after a build that was recorded too.
    let before = tree(&site.out());
    site.write("content/new.md", "---\ntitle: 新页\nkind: page\n---\n\n定于五月一日。\n");
    assert_eq!((sign(&site, "new.md", "一审", NAMES[0]).code, sign(&site, "new.md", "二审", NAMES[1]).code), (0, 0));
    assert_eq!(site.build(&["--release"]).code, 0);
    site.write("content/new.md", file(&site, "new.md").replace("一日。", "一日，"));
    assert_eq!(site.build(&[]).code, 0);
    let void = site.build(&["--release"]);
    assert!(void.code == 1 && void.stderr.contains("错误[signature-void]"), "{}", void.stderr);
    assert!(!before.is_empty());
}

#[test]
fn a_release_of_a_site_that_asks_nobody_is_refused() {
    let run = Site::small().build(&["--release"]);
    assert!(run.code == 1 && run.stderr.contains("release-no-review"), "{}", run.stderr);
}

#[test]
fn a_signature_changes_nothing_else_in_the_file() {
    let site = site();
    let text =
        "\u{feff}---\r\n# 说明\r\ntitle:   '甲'  # 题\r\nkind: page\r\nunknown_to_forms: x\r\n---\r\n\r\n正文 \r\n";
    let text = text.replace("unknown_to_forms: x\r\n", "extra: {b: 1, a: 2}\r\n");
    site.write("content/p.md", &text);
    let run = sign(&site, "content/p.md", "一审", NAMES[0]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let signed = fs::read_to_string(site.root().join("content/p.md")).unwrap();
    let at = signed.find("review:").unwrap();
    let end = at + signed[at..].find("extra:").or_else(|| signed[at..].find("---")).unwrap();
    assert!(signed[at..end].contains(NAMES[0]) && signed[at..end].contains("hash: \"1-"), "{signed}");
    assert_eq!(format!("{}{}", &signed[..at], &signed[end..]), text);
    // The second one is written beside the first, and by another person.
    let same = sign(&site, "p.md", "二审", NAMES[0]);
    assert!(same.code == 1 && same.stderr.contains("一人只能签一个阶段"), "{}", same.stderr);
    assert_eq!(sign(&site, "p.md", "二审", NAMES[1]).code, 0);
    let check = site.run(&["check", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&check.stdout).unwrap();
    let of_page: Vec<&str> = found["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["file"] == "content/p.md")
        .filter_map(|d| d["code"].as_str())
        .filter(|code| code.contains("sign"))
        .collect();
    assert_eq!(of_page, Vec::<&str>::new());
}

#[test]
fn wrong_signatures_are_refused_and_nothing_is_written() {
    let site = site();
    site.write("content/p.md", "---\ntitle: 甲\nkind: page\n---\n\n正文\n");
    site.write("content/q.md", "---\ntitle: 乙\nkind: page\n---\n\n正文\n");
    let before = tree(&site.root().join("content"));
    for (pages, stage, name, words) in [
        (&["p.md"][..], "二审", "甲", "还没有“一审”的有效签名"),
        (&["p.md"], "终审", "甲", "没有这个审核阶段"),
        (&["p.md"], "一审", "  ", "没有写姓名"),
        (&["q.md", "nowhere.md"], "一审", "甲", "没有“nowhere.md”这个页面"),
    ] {
        let mut arguments = vec!["sign"];
        arguments.extend(pages);
        arguments.extend(["--stage", stage, "--name", name]);
        let run = site.run(&arguments);
        assert!(run.code == 1 && run.stderr.contains(words) && run.stderr.contains("没有签名"), "{}", run.stderr);
    }
    assert_eq!(tree(&site.root().join("content")), before);
    assert_eq!(site.run(&["sign", "p.md", "--stage", "一审", "--name", "甲", "--date", "五月"]).code, 2);
}

/// Everything that a site can publish, searched for those who signed it.
#[test]
fn names_reach_no_public_file() {
    let site = Site::fixture("portal");
    let config = fs::read_to_string(site.root().join("site-config.toml")).unwrap();
    let kinds = "[review.kinds]\ncolumn = [\"一审\", \"二审\"]\npart = [\"一审\", \"二审\"]\n";
    site.write("site-config.toml", format!("{config}\n{REVIEW}{kinds}"));
    sign_all(&site);
    let signed = tree(&site.root().join("content"));
    let holds = |bytes: &[u8]| NAMES.iter().any(|name| crate::support::contains(bytes, name.as_bytes()));
    assert!(signed.values().filter(|bytes| holds(bytes)).count() > 3, "pages were signed");
    for arguments in [&["--release"], &["--portable"]] {
        let run = site.build(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    for folder in [site.out(), site.root().join("portable")] {
        let public = tree(&folder);
        let names: Vec<&String> = public
            .iter()
            .filter(|(_, bytes)| holds(bytes) || crate::support::contains(bytes, b"hash: \"1-"))
            .map(|(path, _)| path)
            .collect();
        assert_eq!(names, Vec::<&String>::new(), "{}", folder.display());
    }
    for format in ["sections", "epub", "wechat", "akn"] {
        let out = site.root().join(format!("exported-{format}"));
        let run = site.run(&["export", format, "--out", &out.to_string_lossy()]);
        let bytes = if out.is_dir() {
            tree(&out).into_values().flatten().collect()
        } else {
            fs::read(&out).unwrap_or_default()
        };
        assert!(!holds(&bytes) && !holds(run.stdout.as_bytes()), "{format}");
    }
}

#[test]
fn the_sheet_shows_old_beside_new_with_room_to_sign() {
    let site = site();
    site.write("content/p.md", "---\ntitle: 春季通知\nkind: page\n---\n\n定于五月一日在二楼开会。\n\n会期一天。\n");
    site.write("content/gone.md", "---\ntitle: 旧页\nkind: page\n---\n\n旧的正文。\n");
    assert_eq!(site.build(&[]).code, 0);
    fs::remove_file(site.root().join("content/gone.md")).unwrap();
    site.write("content/p.md", file(&site, "p.md").replace("一日", "八日"));
    site.write("content/new.md", "---\ntitle: 新页 <b>\nkind: page\n---\n\n新的正文。\n");
    assert_eq!(sign(&site, "new.md", "一审", NAMES[0]).code, 0);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("审核单.html");
    let before = tree(&site.out());
    let run = site.run(&["diff", "--sheet", &path.to_string_lossy()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(tree(&site.out()), before, "nothing is published");
    let sheet = fs::read_to_string(&path).unwrap();
    assert!(
        sheet.contains("定于五月<del>一</del>日在二楼开会。") && sheet.contains("定于五月<ins>八</ins>日在二楼开会。"),
        "{sheet}"
    );
    assert!(
        sheet.contains("新页 &lt;b&gt;") && sheet.contains("新的正文。") && sheet.contains("旧的正文。"),
        "{sheet}"
    );
    assert!(sheet.contains(NAMES[0]) && sheet.contains("2026-03-05") && sheet.contains("二审"), "{sheet}");
    assert!(!sheet.contains("<script") && !sheet.contains("src=") && !sheet.contains("http"), "it needs nothing else");
    // The list on the terminal says the same, and a sheet with names never goes where it would be published.
    let listed = site.run(&["diff"]);
    assert!(listed.stdout.contains("新增 1 页") && listed.stdout.contains("撤下 1 页"), "{}", listed.stdout);
    for inside in ["public/a.html", "content/a.html"] {
        let refused = site.run(&["diff", "--sheet", &site.root().join(inside).to_string_lossy()]);
        assert!(refused.code == 1 && refused.stderr.contains("签名人"), "{}", refused.stderr);
        assert!(!site.root().join(inside).exists());
    }
}

/// Pages of a column with pictures and links, of which all but lists and neighbours stay.
fn with_neighbours() -> Site {
    let site = site();
    site.write("content/news/_index.md", "---\ntitle: 要闻\n---\n");
    for (name, title) in [("a", "甲事"), ("b", "乙事"), ("c", "丙事")] {
        site.write(
            &format!("content/news/{name}.md"),
            format!("---\ntitle: {title}\nkind: article\npublished_at: 2026-03-01\n---\n\n{title}的正文。\n\n![图](pic-{name}.svg)\n\n[关于](/about.md)\n"),
        );
        site.write(&format!("content/news/pic-{name}.svg"), svg(1));
    }
    site
}

fn svg(width: usize) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"9\"><rect width=\"{width}\" height=\"9\"/></svg>"
    )
}

/// The sheet of what has changed: what it lists to be signed, and the folded rest.
fn sheet(site: &Site) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.html");
    let run = site.run(&["diff", "--sheet", &path.to_string_lossy()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let sheet = fs::read_to_string(&path).unwrap();
    let (main, rest) = sheet.split_once("<summary>只因其他页面而变").unwrap_or((&sheet, ""));
    (main.to_owned(), rest.split("</details>").next().unwrap().to_owned())
}

#[test]
fn pages_that_others_have_changed_are_folded() {
    let site = with_neighbours();
    sign_all(&site);
    assert_eq!(site.build(&["--release"]).code, 0);
    site.write("content/news/b.md", file(&site, "news/b.md").replace("title: 乙事", "title: 乙事续"));
    let (main, others) = sheet(&site);
    assert!(main.contains("乙事续") && !main.contains("甲事的正文"), "{main}");
    assert!(!main.contains(">甲事<") && !main.contains(". 要闻"), "{main}");
    assert!(others.contains("要闻") && others.contains("甲事"), "the column and the neighbours: {others}");
    // Without what was kept beside the last publication, the words alone are compared.
    fs::remove_dir_all(site.root().join(".shuyuan-cache")).unwrap();
    let (main, others) = sheet(&site);
    assert!(main.contains("乙事续") && main.contains(". 要闻") && others.is_empty(), "{main}");
}

#[test]
fn a_picture_or_a_link_that_changed_is_a_change() {
    let site = with_neighbours();
    sign_all(&site);
    assert_eq!(site.build(&["--release"]).code, 0);
    site.write("content/news/pic-a.svg", svg(2));
    site.write("content/news/c.md", file(&site, "news/c.md").replace("[关于](/about.md)", "[关于](/news/a.md)"));
    let (main, others) = sheet(&site);
    let of = |title: &str| {
        let at = main.find(&format!(". {title}")).unwrap_or_else(|| panic!("{title}: {main}"));
        &main[at..at + main[at..].find("</section>").unwrap()]
    };
    assert!(of("甲事").contains("文字没有变化") && of("甲事").contains("pic-a"), "{}", of("甲事"));
    assert!(of("甲事").contains("原签名失效"), "{}", of("甲事"));
    assert!(of("丙事").contains("文字没有变化") && of("丙事").contains("原签名失效"), "{}", of("丙事"));
    assert!(!main.contains(". 乙事") && !others.contains("乙事"), "{main}");
    // Signed again, it goes out.
    for (stage, name) in [("一审", NAMES[0]), ("二审", NAMES[1])] {
        assert_eq!(sign(&site, "content", stage, name).code, 0);
    }
    assert_eq!(site.build(&["--release"]).code, 0);
    let (main, others) = sheet(&site);
    assert!(main.contains("没有变化的页面") && others.is_empty(), "{main}");
}

#[test]
fn a_move_keeps_signatures_of_pages_that_say_the_same() {
    let site = with_neighbours();
    let config = fs::read_to_string(site.root().join("site-config.toml")).unwrap();
    site.write("site-config.toml", format!("{config}[review.columns]\n\"news\" = [\"二审\"]\nnews2 = []\n"));
    site.write(
        "content/ref.md",
        "---\ntitle: 引用\nkind: page\nrelated: [news/a.md]\n---\n\n[甲](news/a.md) ![图](news/pic-b.svg) [栏目](news/)\n",
    );
    site.write("content/other/_index.md", "---\ntitle: 别处\ncascade:\n  source: 别处编辑部\n---\n");
    sign_all(&site);
    assert_eq!(site.build(&["--release"]).code, 0);
    let run = site.run(&["move", "news", "press/要闻"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("签名仍然有效") && !run.stdout.contains("签名失效"), "{}", run.stdout);
    let moved = fs::read_to_string(site.root().join("site-config.toml")).unwrap();
    assert_eq!(moved, format!("{config}[review.columns]\n\"press/要闻\" = [\"二审\"]\nnews2 = []\n"));
    assert!(file(&site, "ref.md").contains("[甲](press/要闻/a.md)"), "{}", file(&site, "ref.md"));
    let released = site.build(&["--release"]);
    assert_eq!(released.code, 0, "{}", released.stderr);
    // A column that gives its pages a source changes what readers see: that is said before it is done.
    let dry = site.run(&["move", "press/要闻/b.md", "other/b.md", "--dry-run"]);
    assert!(dry.stdout.contains("other/b.md") && dry.stdout.contains("签名失效"), "{}", dry.stdout);
    assert_eq!(site.run(&["move", "press/要闻/b.md", "other/b.md"]).code, 0);
    let refused = site.build(&["--release"]);
    assert!(refused.code == 1 && refused.stderr.contains("content/other/b.md"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("content/ref.md"), "{}", refused.stderr);
}
