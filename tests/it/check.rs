//! `shuyuan check` as editors and machines meet it: everything that a site can be told, severities, silencing, SARIF.
//!
//! After a change of wording, `INSTA_UPDATE=always cargo test --test it check::` writes the snapshots anew; read them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{DAY, Run, Site, tree};
use serde_json::Value;
use shuyuan::check::registry;
use shuyuan::diagnostics::Severity;

fn check(site: &Site, arguments: &[&str]) -> Run {
    let mut all = vec!["check", "--as-of", DAY];
    all.extend(arguments);
    site.run(&all)
}

fn json(site: &Site, arguments: &[&str]) -> Value {
    let mut all = vec!["--format", "json"];
    all.extend(arguments);
    serde_json::from_str(&check(site, &all).stdout).unwrap()
}

/// `warning heading-order content/a.md:3` for every finding.
fn lines(report: &Value) -> Vec<String> {
    let one = |d: &Value| {
        let text = |key: &str| d[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}:{}", text("severity"), text("code"), text("file"), d["line"])
    };
    report["diagnostics"].as_array().unwrap().iter().map(one).collect()
}

/// A site whose front page is linked from nowhere else and that has nothing to report.
fn clean() -> Site {
    let site = Site::small();
    site.write("content/a/_index.md", "---\ntitle: 文章\ncascade:\n  published_at: 2026-01-01\n---\n");
    site
}

#[test]
fn every_rule_speaks_in_both_languages() {
    let site = Site::fixture("check");
    for lang in ["zh", "en"] {
        let run = check(&site, &["--lang", lang]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""));
        insta::assert_snapshot!(format!("human_{lang}"), run.stderr);
        assert_eq!(check(&site, &["--lang", lang, "--jobs", "1"]).stderr, run.stderr);
    }
    assert!(!site.out().exists(), "check publishes nothing");
    let report = json(&site, &[]);
    let seen: BTreeSet<&str> =
        report["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect();
    // A name that Windows cannot hold cannot lie in the repository either, and nothing
    // was published here before; `consolidate.rs` has a site whose text differs from its decision, `downloads.rs` one with a book that
    // is too large, `external.rs` one that
    // links to others.
    let unseen: Vec<&str> = registry::all().map(|rule| rule.id).filter(|id| !seen.contains(id)).collect();
    assert_eq!(
        unseen,
        [
            "differs-from-published",
            "external-link",
            "external-moved",
            "external-certificate",
            "external-unsure",
            "external-offline",
            "address-gone",
            "download-large",
            "file-name",
            "move-taken-back",
            "move-theme",
            "out-repaired"
        ]
    );
}

#[test]
fn the_report_for_machines() {
    let site = Site::fixture("check");
    let run = check(&site, &["--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    insta::assert_snapshot!("json", run.stdout);
}

#[test]
fn the_report_for_code_scanning() {
    let site = Site::fixture("check");
    let run = check(&site, &["--format", "sarif"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    insta::assert_snapshot!("sarif", run.stdout);
    is_sarif(&serde_json::from_str(&run.stdout).unwrap(), site.root());
    let english = check(&site, &["--format", "sarif", "--lang", "en"]).stdout;
    is_sarif(&serde_json::from_str(&english).unwrap(), site.root());
    // Errors of the build have rules too.
    let site = Site::fixture("faults");
    is_sarif(&serde_json::from_str(&check(&site, &["--format", "sarif"]).stdout).unwrap(), site.root());
}

/// What the schema of SARIF 2.1.0 requires of the parts that are used here, with all keys of each object known to it.
fn is_sarif(log: &Value, root: &Path) {
    only(log, &["$schema", "version", "runs"]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    only(run, &["tool", "columnKind", "originalUriBaseIds", "results"]);
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert!(run["originalUriBaseIds"]["ROOT"].is_object());
    let driver = &run["tool"]["driver"];
    only(driver, &["name", "semanticVersion", "language", "rules"]);
    assert_eq!(driver["name"], "shuyuan");
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        only(rule, &["id", "shortDescription", "help", "defaultConfiguration"]);
        for key in ["shortDescription", "help"] {
            assert!(!rule[key]["text"].as_str().unwrap().is_empty(), "{rule}");
        }
        is_level(&rule["defaultConfiguration"]["level"]);
    }
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len(), "an id comes twice");
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        only(result, &["ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations"]);
        is_level(&result["level"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        for key in ["locations", "relatedLocations"] {
            for location in result[key].as_array().into_iter().flatten() {
                only(location, &["physicalLocation", "id", "message"]);
                is_place(&location["physicalLocation"], root);
            }
        }
    }
}

fn is_place(place: &Value, root: &Path) {
    only(place, &["artifactLocation", "region"]);
    only(&place["artifactLocation"], &["uri", "uriBaseId"]);
    assert_eq!(place["artifactLocation"]["uriBaseId"], "ROOT");
    let uri = place["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.is_ascii() && !uri.starts_with('/') && !uri.contains([' ', '\\', ':']), "{uri}");
    let path = percent_encoding::percent_decode_str(uri).decode_utf8().unwrap();
    assert!(root.join(&*path).is_file(), "{path}");
    let Some(region) = place["region"].as_object() else { return };
    let number = |key: &str| region[key].as_u64().unwrap();
    assert!(region.len() == 4 && region.values().all(|n| n.as_u64().unwrap() >= 1));
    let start = (number("startLine"), number("startColumn"));
    assert!(start <= (number("endLine"), number("endColumn")));
}

fn only(object: &Value, known: &[&str]) {
    for key in object.as_object().unwrap().keys() {
        assert!(known.contains(&key.as_str()), "{key} in {object}");
    }
}

fn is_level(level: &Value) {
    assert!(["error", "warning", "note"].contains(&level.as_str().unwrap()), "{level}");
}

#[test]
fn a_clean_site_passes() {
    let site = clean();
    let run = check(&site, &["--strict"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "检查了 2 个页面：没有发现问题。\n"));
    assert_eq!(check(&site, &["--lang", "en"]).stderr, "Checked 2 pages: nothing to report.\n");
    assert_eq!(json(&site, &[])["next_rebuild"], Value::Null);
    assert!(!site.out().exists());
}

#[test]
fn exit_codes() {
    let site = clean();
    site.write("content/a/a.md", "---\ntitle: 甲\n---\n\n#### 乙\n");
    assert_eq!(check(&site, &[]).code, 0, "warnings pass");
    assert_eq!(check(&site, &["--strict"]).code, 1);
    assert_eq!(check(&site, &["--format", "xml"]).code, 2);
    assert_eq!(site.run(&["check", "--root", "nowhere"]).code, 2);
}

/// Who reads the report by program reads this too.
#[test]
fn a_wrong_command_line_in_the_form_that_it_asks_for() {
    let site = clean();
    let told = |arguments: &[&str]| {
        let run = site.run(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (2, ""), "{arguments:?}");
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(report["counts"]["errors"], 1);
        assert_eq!(report["diagnostics"][0]["code"], "usage");
        let hints = report["diagnostics"][0]["hints"].as_array().unwrap().clone();
        (report["diagnostics"][0]["message"].as_str().unwrap().to_owned(), hints)
    };
    let help = "用“shuyuan --help”看全部命令，用“shuyuan 命令 --help”看一个命令的选项。";
    assert_eq!(
        told(&["build", "--format", "json", "--outt", "x"]),
        ("没有“--outt”这个选项或参数".to_owned(), vec!["您是不是想写“--out”？".into(), help.into()])
    );
    assert_eq!(
        told(&["check", "--as-of", "明天", "--format=json", "--lang", "en"]),
        ("--as-of `明天` is no date; write it like 2026-03-05 or \"2026-03-05 09:30\"".to_owned(), Vec::new())
    );
    assert_eq!(told(&["build", "--root", "nowhere", "--format", "json"]).0, "站点文件夹“nowhere”不存在");
    let sarif = site.run(&["check", "--root", "nowhere", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&sarif.stdout).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["message"]["text"], "站点文件夹“nowhere”不存在");
    let url = "写成 https://example.org/ 或 https://example.org/study/ 的样子，不要带问号和井号。";
    assert_eq!(
        told(&["build", "--base-url", "foo", "--format", "json"]),
        ("--base-url “foo”不是完整的网址".to_owned(), vec![url.into()])
    );
    // What is no form is told to people.
    let run = site.run(&["build", "--format", "xml"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.starts_with("错误: “--format <FORMAT>”不能是“xml”\n  = 可以写: human、json\n"),
        "{}",
        run.stderr
    );
}

/// Each says what may be written, and nothing where that is anything.
#[test]
fn values_of_options_that_cannot_be() {
    let site = clean();
    let help = "  = 改法: 用“shuyuan --help”看全部命令，用“shuyuan 命令 --help”看一个命令的选项。\n";
    for (arguments, expected) in [
        (&["build", "--out"][..], "错误: “--out <DIR>”后面缺少内容\n"),
        (&["new", "article", "a/b", "--title"], "错误: “--title <TEXT>”后面缺少内容\n"),
        (&["build", "--jobs", "0"], "错误: “--jobs <N>”不能是“0”\n  = 可以写: 1 到 1024 的整数\n"),
        (&["serve", "--port", "80000"], "错误: “--port <N>”不能是“80000”\n  = 可以写: 0 到 65535 的整数\n"),
        (&["search", "a", "--limit", "x"], "错误: “--limit <N>”不能是“x”\n  = 可以写: 1 到 1000 的整数\n"),
    ] {
        let run = site.run(arguments);
        assert_eq!((run.code, run.stderr), (2, format!("{expected}{help}")), "{arguments:?}");
    }
    for command in ["build", "serve", "check"] {
        assert!(site.run(&[command, "--help"]).stdout.contains("按这一天的 0 点决定定时发布和撤稿"), "{command}");
    }
    let run = site.run(&["check", "--base-url", "foo"]);
    let expected = "错误[base-url-option]: --base-url “foo”不是完整的网址
  = 改法: 写成 https://example.org/ 或 https://example.org/study/ 的样子，不要带问号和井号。\n";
    assert_eq!((run.code, run.stderr.as_str()), (2, expected));
}

/// The repository's own portal, as its editors check it.
#[test]
fn the_example_portal_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = crate::support::run_in(root, &["check", "--as-of", "2026-11-23", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let bad: Vec<String> = lines(&report).into_iter().filter(|line| !line.starts_with("note ")).collect();
    assert_eq!((run.code, bad), (0, Vec::new()));
    assert_eq!(report["next_rebuild"], "2026-11-27T00:00:00+08:00");
}

#[test]
fn severities_are_the_sites_to_decide() {
    let site = clean();
    site.write("content/a/a.md", "---\ntitle: 甲\n---\n\n#### 乙\n\n[](_index.md)\n");
    site.write("content/a/spare.txt", "无\n");
    let config = "title = \"门户\"\n[check.rules]\n\"heading-order\" = \"error\"\norphan-media = \"off\"\nempty-link-text = \"note\"\n";
    site.write("site-config.toml", config);
    let expected = ["error heading-order content/a/a.md:5", "note empty-link-text content/a/a.md:7"];
    assert_eq!(lines(&json(&site, &[])), expected);
    // `build` keeps to the same, and publishes nothing then.
    let build = site.build(&["--format", "json"]);
    assert_eq!(build.code, 1);
    assert_eq!(lines(&serde_json::from_str(&build.stdout).unwrap()), expected);
    assert!(!site.out().exists());
}

#[test]
fn settings_of_rules_that_cannot_be() {
    let site = clean();
    site.write(
        "site-config.toml",
        "title = \"门户\"\n\n[check]\nrules = { \"orphan-medai\" = \"off\", reference-missing = \"warn\", missing-alt = \"maybe\", x = \"off\" }\n",
    );
    for lang in ["zh", "en"] {
        let run = check(&site, &["--lang", lang]);
        assert_eq!(run.code, 1);
        insta::assert_snapshot!(format!("settings_{lang}"), run.stderr);
    }
    assert_eq!(site.build(&[]).code, 1);
}

#[test]
fn comments_silence_a_rule_at_a_place() {
    let site = clean();
    site.write(
        "content/a/a.md",
        "---\ntitle: 甲\n# shuyuan: allow orphan-page, separators 正式名称如此\nkeywords: [乙、丙]\n---\n\n\
         <!-- shuyuan: allow heading-order -->\n\n#### 丁\n\n\
         [](_index.md) <!-- shuyuan: allow empty-link-text -->\n\n[](_index.md)\n\n\
         <!-- shuyuan: allow missing-alt\n纯装饰 -->\n![](p.png)\n\n##### 戊\n\n####### 己\n\n## 庚\n\n#### 辛\n",
    );
    site.write("content/a/p.png", fs::read(fixture("check/content/a/photo.png")).unwrap());
    let expected = [
        // The page is linked by its column, so nothing had to be allowed.
        "warning unused-allow content/a/a.md:3",
        "warning empty-link-text content/a/a.md:13",
        "warning heading-order content/a/a.md:25",
    ];
    assert_eq!(lines(&json(&site, &[])), expected);
    // `build` does not look for what only `check` finds, so it cannot tell which comments are used.
    let build = site.build(&["--format", "json"]);
    assert_eq!(lines(&serde_json::from_str(&build.stdout).unwrap()), expected[1..]);
}

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// What is said to the program is not for readers, in whatever way HTML is treated.
#[test]
fn comments_reach_no_reader() {
    for raw_html in ["sanitize", "allow", "escape"] {
        let site = clean();
        let config = format!("title = \"门户\"\n[output]\nminify = false\n[markdown]\nraw_html = \"{raw_html}\"\n");
        site.write("site-config.toml", config);
        let body = "<!-- shuyuan: allow a -->\n甲 <!-- shuyuan: allow b --> 乙\n\n<div>\n<!-- shuyuan: allow c -->\n丙</div>\n";
        site.write("content/a/a.md", format!("---\ntitle: 甲\n# shuyuan: allow d\n---\n{body}"));
        site.write(
            "content/a/p.md",
            "---\ntitle: 办法\nkind: policy\n---\n\n第一条 甲。<!-- shuyuan: allow e -->\n\n<!-- shuyuan: allow policy-number-gap -->\n第三条 乙。\n",
        );
        for (path, bytes) in site.publish(&[]) {
            assert!(!crate::support::contains(&bytes, b"shuyuan: allow"), "{raw_html}: {path}");
        }
        assert!(!site.build(&[]).stderr.contains("policy-number-gap"));
    }
}

/// A comment in the front matter speaks of the file as a whole, one in a folder's page of files that can hold none.
#[test]
fn findings_about_whole_files_can_be_silenced() {
    let site = clean();
    site.write("content/a/spare.bin", [0, 1, 2]);
    assert_eq!(lines(&json(&site, &[])), ["warning orphan-media content/a/spare.bin:null"]);
    site.write("content/a/_index.md", "---\n# shuyuan: allow orphan-media 留待下期\ntitle: 文章\n---\n");
    assert_eq!(lines(&json(&site, &[])), Vec::<String>::new());
}

#[test]
fn places_count_in_the_text_as_it_is_read() {
    let site = clean();
    let text = "---\ntitle: 甲\n---\n\n正文 <!-- shuyuan: allow x -->\n\n乙乙[](_index.md)\n";
    site.write("content/a/bom.md", format!("\u{feff}{}", text.replace('\n', "\r\n")));
    let (gbk, _, _) = encoding_rs::GB18030.encode(text);
    site.write("content/a/gbk.md", gbk);
    let report = json(&site, &[]);
    let found: Vec<(&str, u64, u64)> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["code"] != "encoding" && d["code"] != "duplicate-title")
        .map(|d| (d["file"].as_str().unwrap(), d["line"].as_u64().unwrap(), d["column"].as_u64().unwrap()))
        .collect();
    let expected = ["content/a/bom.md", "content/a/gbk.md"].map(|file| [(file, 5, 24), (file, 7, 3)]).concat();
    assert_eq!(found, expected);
}

#[test]
fn the_next_rebuild_is_the_next_change() {
    let site = clean();
    site.write("content/a/a.md", "---\ntitle: 甲\npublish_at: 2026-05-03 08:30\nexpire_at: 2026-06-01\n---\n");
    site.write("content/a/b.md", "---\ntitle: 乙\npublish_at: 2026-05-02\ndraft: true\n---\n");
    site.write("content/a/p.md", "---\ntitle: 办法\nkind: policy\nvalid_until: 2026-05-31\n---\n\n第一条 甲。\n");
    assert_eq!(json(&site, &[])["next_rebuild"], "2026-05-03T08:30:00+08:00");
    assert_eq!(json(&site, &["--drafts"])["next_rebuild"], "2026-05-02T00:00:00+08:00");
    let last = |run: Run| run.stderr.lines().last().unwrap().to_owned();
    assert_eq!(last(check(&site, &[])), "下次需要重新生成：2026-05-03 08:30（“甲”定时发布）。");
    assert_eq!(last(check(&site, &["--lang", "en"])), "Next rebuild due: 2026-05-03 08:30 (`甲` appears).");
    let later = site.run(&["check", "--as-of", "2026-05-20"]);
    assert_eq!(last(later), "下次需要重新生成：2026-06-01（“甲”撤稿）。");
}

/// A page that waits for its day keeps its pictures, a question bank its units.
#[test]
fn what_is_used_in_any_way_is_no_orphan() {
    let site = clean();
    let photo = fs::read(fixture("check/content/a/photo.png")).unwrap();
    for name in ["draft", "raw", "cover", "style"] {
        site.write(&format!("content/a/{name}.png"), &photo);
    }
    site.write("content/a/file.pdf", "%PDF");
    site.write("content/a/table.csv", "甲,乙\n1,2\n");
    site.write("content/a/d.md", "---\ntitle: 甲\ndraft: true\ncover: draft.png\n---\n");
    site.write(
        "content/a/e.md",
        "---\ntitle: 乙\ncover: cover.png\nattachments: [file.pdf]\n---\n\n<p><img src=\"raw.png\" alt=\"\" class=\"x\"></p>\n\n{{< table data=\"table.csv\" >}}\n\n![式样](style.png)\n",
    );
    site.write("content/k/_index.md", "---\ntitle: 课\nkind: course\n---\n");
    site.write("content/k/u.md", "---\ntitle: 单元\n---\n");
    site.write("content/k/u.quiz.yaml", "- {type: true_false, question: 甲, answer: true}\n");
    let orphans: Vec<String> = lines(&json(&site, &[])).into_iter().filter(|line| line.contains("orphan")).collect();
    assert_eq!(orphans, Vec::<String>::new());
}

/// Pages with all that a theme may print by mistake are read in a moment and never end the program.
#[test]
fn hostile_pages() {
    let site = clean();
    site.write(
        "site-config.toml",
        "title = \"门户\"\ntheme = \"own\"\n[markdown]\nraw_html = \"allow\"\n[output]\nminify = false\n",
    );
    site.write("themes/own/theme.toml", "name = \"own\"\nversion = \"1.0.0\"\n");
    let deep = "<div>".repeat(60_000);
    let links: String = (0..30_000).map(|i| format!("<a href=\"#x{i}\"><a href=x{i}>")).collect();
    let page = format!("<h1>甲</h1>{deep}{links}<p><a href=\"x<!-- <script> \u{0}&#x110000;&bogus; <img src='");
    site.write("themes/own/templates/page.html", "");
    site.write("themes/own/templates/term.html", page);
    site.write("content/a/t.md", "---\ntitle: 词\nkind: term\n---\n\n释义。\n");
    let started = std::time::Instant::now();
    let report = json(&site, &[]);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    assert!(report["counts"]["errors"].as_u64().unwrap() >= 30_000, "{}", report["counts"]);
}

/// The manual's table and the registry say the same.
#[test]
fn the_manual_has_every_rule() {
    let manual = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("content/education/editors-manual/04-发布/03-检查的规则.md"),
    )
    .unwrap()
    .replace("\r\n", "\n");
    let is_rule = |line: &&str| line.starts_with("| `") && !line.starts_with("| `--");
    let rows: Vec<&str> = manual.lines().filter(is_rule).collect();
    let expected: Vec<String> = registry::all()
        .map(|rule| {
            let level = match rule.severity {
                Severity::Error => "错误",
                Severity::Warning => "警告",
                Severity::Note => "说明",
            };
            let mend = rule.mend.0.replace("<!--", "`<!--`").replace("-->", "`-->`");
            let what = rule.what.0.replace("<!--", "`<!--`");
            format!("| `{}` | {what} | {level} | {mend} |", rule.id)
        })
        .collect();
    assert_eq!(rows, expected, "the table should be:\n{}", expected.join("\n"));
}

/// Every warning and note that the sources can make is a rule, every error known as one that no site can turn off.
#[test]
fn the_registry_has_every_code_of_the_sources() {
    let sources = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let mut errors = BTreeSet::new();
    let mut others = BTreeSet::new();
    for (path, bytes) in sources.iter().filter(|(path, _)| path.ends_with(".rs") && !path.contains("tests")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let text = text.split("mod tests {").next().unwrap();
        for call in ["::error(", "::warning(", "::note("] {
            let codes = if call == "::error(" { &mut errors } else { &mut others };
            for rest in text.split(call).skip(1) {
                if let Some((code, _)) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                    codes.insert(code.to_owned());
                }
            }
        }
        assert!(!text.contains("Diagnostic::warning(code") && !text.contains("Diagnostic::note(code"), "{path}");
    }
    let rules: BTreeSet<String> = registry::all().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(rules.len(), registry::all().count(), "an id comes twice");
    let in_build: BTreeSet<String> = registry::all().filter(|r| r.in_build).map(|r| r.id.to_owned()).collect();
    // What an export leaves out, or an import does not know, is told by these commands and by nothing else.
    others.retain(|code| !["gift-left-out", "sitemap-unknown", "files-left-out"].contains(&code.as_str()));
    assert_eq!(others, in_build);
    let unknown: Vec<&String> =
        errors.iter().filter(|code| !registry::is_fixed(code) && !rules.contains(*code)).collect();
    assert_eq!(unknown, Vec::<&String>::new(), "not in src/check/fixed.rs");
}

/// The page after `--fix`, what a comment or another encoding keeps, and the diff before.
#[test]
fn what_has_one_right_answer_is_fixed() {
    let site = clean();
    site.write(
        "site-config.toml",
        "base_url = \"https://portal.example/\"\n[check]\nwords = \"content/data/words.yaml\"\n",
    );
    site.write("content/data/words.yaml", "words:\n  登陆网站: 登录网站\n  帐号: [账号, 账户]\n");
    let before = "---\r\ntitle: 甲\r\npublished_at: 2026-01-01\r\n---\r\n\r\n请登陆网站, 填写帐号。写成 [甲, 乙] 或者 a, b。\r\n\r\n<!-- shuyuan: allow mixed-punctuation 原文如此 -->\r\n原文,照录。`代码,不改`\r\n";
    site.write("content/a/a.md", before);
    let shown = check(&site, &["--fix", "--dry-run"]);
    assert_eq!(fs::read_to_string(site.root().join("content/a/a.md")).unwrap(), before);
    assert_eq!(
        shown.stdout,
        "--- a/content/a/a.md\n+++ b/content/a/a.md\n@@ -5,3 +5,3 @@\n \n-请登陆网站, 填写帐号。写成 [甲, 乙] 或者 a, b。\n+请登录网站，填写帐号。写成 [甲, 乙] 或者 a, b。\n \n"
    );
    assert!(
        shown.stderr.ends_with("可以自动改 2 处，在 1 个文件里；没有写文件。去掉 --dry-run 就改。\n"),
        "{}",
        shown.stderr
    );
    let run = check(&site, &["--fix"]);
    assert!(run.stderr.ends_with("自动改了 2 处，在 1 个文件里。\n"), "{}", run.stderr);
    assert!(
        !run.stderr.contains("mixed-punctuation") && run.stderr.contains("“帐号”应当写成“账号”或者“账户”"),
        "{}",
        run.stderr
    );
    let after = before.replace("登陆网站, ", "登录网站，");
    assert_eq!(fs::read_to_string(site.root().join("content/a/a.md")).unwrap(), after);
    assert!(check(&site, &["--fix"]).stderr.contains("没有可以自动改的。"));
    assert_eq!(check(&site, &["--dry-run"]).code, 2, "nothing is fixed without --fix");
}

#[test]
fn a_file_in_another_encoding_is_not_fixed() {
    let site = clean();
    let (gbk, _, _) = encoding_rs::GBK.encode("---\ntitle: 甲\npublished_at: 2026-01-01\n---\n\n这一页,是旧编码。\n");
    fs::write(site.root().join("content/a/a.md"), &gbk).unwrap();
    let run = check(&site, &["--fix"]);
    assert!(run.stderr.contains("content/a/a.md 不是 UTF-8，没有改；请先另存为 UTF-8。"), "{}", run.stderr);
    assert_eq!(fs::read(site.root().join("content/a/a.md")).unwrap(), gbk.as_ref());
}

#[test]
fn the_days_to_come_are_built() {
    let site = clean();
    site.write("content/a/a.md", "---\ntitle: 甲\npublished_at: 2026-01-01\n---\n\n见[乙](b.md)。\n");
    site.write("content/a/b.md", "---\ntitle: 乙\npublished_at: 2026-01-01\nexpire_at: 2026-06-01\n---\n\n正文。\n");
    site.write("content/a/c.md", "---\ntitle: 丙\npublish_at: 2026-09-01\npublished_at: 2026-09-01\n---\n\n正文。\n");
    let run = check(&site, &["--ahead", "90", "--ics", site.root().join("due.ics").to_str().unwrap()]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("到 2026-06-01 才会出现；请在那以前改好。"), "{}", run.stderr);
    assert!(
        run.stderr.ends_with("今后 90 天里，有 1 处到时会自己改变，逐一生成了 1 次：\n  2026-06-01　“乙”撤稿\n"),
        "{}",
        run.stderr
    );
    let calendar = fs::read_to_string(site.root().join("due.ics")).unwrap();
    assert!(
        calendar.contains("DTSTART;VALUE=DATE:20260601\r\n") && calendar.ends_with("END:VCALENDAR\r\n"),
        "{calendar}"
    );
    assert!(calendar.lines().all(|line| line.len() <= 75));
    let report = json(&site, &["--ahead", "200"]);
    let at: Vec<&str> = report["ahead"].as_array().unwrap().iter().map(|due| due["at"].as_str().unwrap()).collect();
    assert_eq!(at, ["2026-06-01T00:00:00+08:00", "2026-09-01T00:00:00+08:00"]);
    let built = site.run(&["build", "--as-of", DAY]);
    assert!(built.stderr.ends_with("下次需要重新生成：2026-06-01（“乙”撤稿）。\n"), "{}", built.stderr);
    assert!(
        site.run(&["build", "--as-of", DAY]).stderr.contains("下次需要重新生成：2026-06-01"),
        "from the record too"
    );
}
