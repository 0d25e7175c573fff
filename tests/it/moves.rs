//! After a move every reference means what it meant, the old address leads on, and nothing else is another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use shuyuan::cache::Cache;
use shuyuan::content::Moment;
use shuyuan::diagnostics::Diagnostic;
use shuyuan::inputs::{Inputs, Roots, Stats};
use shuyuan::moves::{self, Plan, Refused};
use shuyuan::pipeline::{self, AsOf, BuildOptions, Built, Memo, Silent};

use crate::support::{DAY, Site, tree};

/// A site with references of every kind, written in every way.
fn of_all_kinds() -> Site {
    let site = Site::small();
    let files: [(&str, &str); 21] = [
        (
            "site-config.toml",
            "title = \"门户\"\nbase_url = \"https://portal.example/\"\n[[menu]]\ntitle = \"关于\"\nurl = \"/news/about.md\"\n\
             [search]\ntests = \"content/data/tests.yaml\"\n",
        ),
        (
            "content/_index.md",
            "---\ntitle: 首页\nhome:\n  - block: notices\n    column: /news/_index.md\n---\n[通知](news/甲.md) [栏目](news/)\n",
        ),
        ("content/data/tests.yaml", "- {query: 开放时间, expect: /news/甲.md, top: 20}\n"),
        ("content/data/t.csv", "名称,数\n甲,1\n"),
        ("content/news/_index.md", "---\ntitle: 要闻\n---\n"),
        (
            "content/news/about.md",
            "---\ntitle: 关于\n---\n![图](media/p.svg) 见 [通知][一] 和 [书](/rules/ban-fa/#art-1)。\n\n[一]: 甲.md \"甲.md\"\n",
        ),
        (
            "content/news/甲.md",
            "\u{feff}---\r\n# 说明\r\ntitle: 开放时间\r\nrelated: [about.md, \"../rules/办法.md\"]\r\nextra: {a: 1}\r\n---\r\n\r\n\
             {{< table data=\"/data/t.csv\" >}}\r\n\r\n<a href='bundle/'>包</a> [包](<bundle/index.md#er>) [自己](#kaifang)\r\n\r\n## 开放\r\n",
        ),
        ("content/news/own.md", "---\ntitle: 有图\ncover: own.svg\n---\n![自己的图](own.svg \"own.svg\")\n"),
        ("content/news/own.svg", SVG),
        ("content/news/media/p.svg", SVG),
        (
            "content/news/bundle/index.md",
            "---\ntitle: 包\naliases: [old/bundle/]\n---\n![图](1.svg)\n\n## 二\n\n[上](../甲.md) [法](../../rules/%E5%8A%9E%E6%B3%95.md#art-2)\n",
        ),
        ("content/news/bundle/1.svg", SVG),
        ("content/news/组/乙.md", "---\ntitle: 乙\n---\n[甲](../甲) [a\\_b](a\\_b.md)\n"),
        ("content/news/组/a_b.md", "---\ntitle: 下划线\n---\n正文\n"),
        ("content/rules/_index.md", "---\ntitle: 制度\ncascade:\n  kind: policy\n  related: [/news/about.md]\n---\n"),
        (
            "content/rules/办法.md",
            "---\ntitle: 办法\nslug: ban-fa\n---\n第一条 按照规定。\n\n第二条 自发布之日起施行。\n",
        ),
        ("content/rules/解读.md", "---\ntitle: 解读\nkind: article\ninterprets:\n  - 办法.md   # 主要的\n---\n正文\n"),
        ("content/course/_index.md", "---\ntitle: 课\nkind: course\n---\n"),
        (
            "content/course/01-一.md",
            "---\ntitle: 一\n---\n正文 [二](02-二.md)\n\n```quiz-draw\nbank: ../bank/题.quiz.yaml\ncount: 1\n```\n",
        ),
        ("content/course/02-二.md", "---\ntitle: 二\n---\n正文\n"),
        (
            "content/course/02-二.quiz.yaml",
            "- type: single\n  question: 见 [一](01-一.md)？\n  options: [是, 否]\n  answer: A\n  cites: ../rules/办法.md#art-1\n",
        ),
    ];
    for (path, text) in files {
        site.write(path, text);
    }
    site.write("content/bank/题.quiz.yaml", "- type: single\n  question: 按 [办法](../rules/办法.md)？\n  options: [是, 否]\n  answer: A\n  cites: [../rules/办法.md#art-2]\n");
    site
}

const SVG: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\"/></svg>\n";

struct Desk {
    options: BuildOptions,
    cache: Cache,
    inputs: Inputs,
}

impl Desk {
    fn of(site: &Site) -> Self {
        let roots = Roots::of_site(site.root());
        let cache = Cache::open(&site.root().join(".shuyuan-cache"));
        let inputs = Inputs::read(&roots, &Stats::load(&cache)).value;
        let options = BuildOptions {
            config: roots.config_path(),
            content: roots.content_path(),
            base_url: None,
            drafts: false,
            as_of: AsOf::Day(Moment::parse(DAY).unwrap()),
        };
        Self { options, cache, inputs }
    }

    fn plan(&self, inputs: &Inputs, old: &str, new: &str) -> Result<Plan, Refused> {
        moves::plan(inputs, &self.options, &self.cache, (old, new), &Silent)
    }

    /// The site of `inputs`, and all that building and checking says of it.
    fn look(&self, inputs: &Inputs) -> (Built, Vec<Diagnostic>) {
        let built = pipeline::build(inputs, &self.options, &mut Memo::default(), &self.cache, &Silent);
        let mut found = built.diagnostics;
        let context = shuyuan::check::Context::new(inputs, &self.options, &built.value, &found);
        let more = shuyuan::check::check(&context);
        found.extend(more);
        (built.value, found)
    }
}

/// Every text but the lines of `aliases`, whose blocks a move may fill, and front matter that holds nothing else.
fn without_aliases(inputs: &Inputs) -> BTreeMap<String, String> {
    let bare = |text: &str| {
        let mut inside = false;
        let mut out = String::new();
        for line in text.trim_start_matches('\u{feff}').split_inclusive('\n') {
            let key = line.starts_with("aliases:");
            inside = key || inside && line.starts_with([' ', '-']) && !line.starts_with("---");
            if !inside {
                out.push_str(line);
            }
        }
        // An underscore means the same with and without its backslash.
        let out = out.replace("\\_", "_");
        out.strip_prefix("---\n---\n").map_or(out.clone(), str::to_owned)
    };
    let file = |(path, file): (&std::sync::Arc<str>, &std::sync::Arc<shuyuan::inputs::InputFile>)| {
        let text = file.text().as_deref().map_or_else(|| file.hash.to_string(), bare);
        (path.to_string(), text)
    };
    inputs.iter().map(file).collect()
}

/// How often each finding is made, whatever file it is in.
fn counts(found: &[Diagnostic]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for fault in found {
        *counts.entry(fault.code.clone()).or_default() += 1;
    }
    counts
}

/// Moves there and back in memory, and looks at all that must hold; the addresses that changed.
fn check(desk: &Desk, before: &(Built, Vec<Diagnostic>), old: &str, new: &str) -> usize {
    let whole = |refused: Refused| {
        refused
            .found
            .iter()
            .map(|fault| format!("{}: {} {:?}", fault.code, fault.message.zh, fault.span))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let plan = desk.plan(&desk.inputs, old, new).unwrap_or_else(|refused| panic!("{old} → {new}: {}", whole(refused)));
    let (after, found) = desk.look(&plan.after);
    let (was, is) = (counts(&before.1), counts(&found));
    for (code, count) in &is {
        let all: Vec<_> = found.iter().filter(|fault| fault.code == *code).collect();
        assert!(count <= was.get(code).unwrap_or(&0), "{old} → {new}: {all:#?}");
    }
    let moved: BTreeMap<&str, &str> = plan.files.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    let after_urls: BTreeMap<&str, &str> =
        after.site.pages.iter().map(|page| (&*page.draft.path, page.url.as_str())).collect();
    let mut changed = 0;
    for page in &before.0.site.pages {
        let inside = page.draft.path.strip_prefix(plan.from.as_str()).and_then(|rest| rest.strip_prefix('/'));
        let new_path = match (moved.get(&*page.draft.path), inside) {
            (Some(new), _) => (*new).to_owned(),
            (None, Some(rest)) => format!("{}/{rest}", plan.to),
            (None, None) => page.draft.path.to_string(),
        };
        let url = after_urls[new_path.as_str()];
        if url == page.url {
            continue;
        }
        changed += 1;
        assert_ne!(new_path, *page.draft.path, "{old} → {new}: the address of a page that stays has changed");
        let redirect = after.site.redirects.get(&page.url).and_then(|redirect| redirect.to);
        assert_eq!(
            redirect.map(|id| &*after.site.page(id).draft.path),
            Some(new_path.as_str()),
            "{old} → {new}: {}",
            page.url
        );
        let html = format!("{}index.html", page.url);
        assert!(after.outputs.get(&html).is_some(), "{old} → {new}: {html}");
    }
    // Whatever had an address as a page has one still.
    let addresses: BTreeSet<&str> = shuyuan::outputs::addresses(&after.outputs).collect();
    for path in shuyuan::outputs::addresses(&before.0.outputs).filter(|path| path.ends_with(".html")) {
        assert!(addresses.contains(path), "{old} → {new}: {path} leads nowhere");
    }
    let back = desk.plan(&plan.after, &plan.to, &plan.from);
    let back = back.unwrap_or_else(|refused| panic!("{new} → {old}: {}", whole(refused)));
    let (mut one, mut other) = (without_aliases(&desk.inputs), without_aliases(&back.after));
    // A folder that nobody described has a page now that says where it was.
    other.retain(|path, text| one.contains_key(path) || !(path.ends_with("/_index.md") && text.lines().count() <= 3));
    let same: Vec<String> = one.keys().filter(|path| one.get(*path) == other.get(*path)).cloned().collect();
    for path in same {
        one.remove(&path);
        other.remove(&path);
    }
    assert_eq!(one, other, "{old} → {new} and back");
    changed
}

#[test]
fn every_page_and_folder_of_a_small_site_moves() {
    let site = of_all_kinds();
    let desk = Desk::of(&site);
    let before = desk.look(&desk.inputs);
    let errors: Vec<_> =
        before.1.iter().filter(|fault| fault.severity == shuyuan::diagnostics::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let moves = [
        ("news/甲.md", "news/乙 (新).md"),
        ("news/甲.md", "extra/deep/甲.md"),
        ("news/about.md", "about.md"),
        ("news/own.md", "rules2/own.md"),
        ("news/bundle", "news/组/书"),
        ("news", "公告"),
        ("news", "course2/news"),
        ("news/组", "组"),
        ("news/组/a_b.md", "news/a_b, c.md"),
        ("news/media/p.svg", "news/图 1.svg"),
        ("rules", "制度/现行"),
        ("rules/办法.md", "rules/旧/办法.md"),
        ("rules/解读.md", "news/解读.md"),
        ("course", "学习/课程"),
        ("course/02-二.md", "course/03-三.md"),
        ("bank/题.quiz.yaml", "bank/新/题.quiz.yaml"),
        ("data/t.csv", "news/t.csv"),
        ("data", "资料"),
    ];
    let changed: usize = moves.iter().map(|(old, new)| check(&desk, &before, old, new)).sum();
    assert!(changed > 25, "{changed}");
}

/// The example portal has what no list of cases thinks of.
#[test]
fn columns_of_the_example_portal_move() {
    let site = Site::small();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, bytes) in tree(&project.join("content")) {
        site.write(&format!("content/{path}"), &bytes);
    }
    site.write("site-config.toml", std::fs::read(project.join("site-config.toml")).unwrap());
    let desk = Desk::of(&site);
    let before = desk.look(&desk.inputs);
    assert!(check(&desk, &before, "supervision", "zhidu/jiandu") > 10);
    assert!(check(&desk, &before, "education/editors-manual/02-写作", "education/editors-manual/05-写稿") > 4);
}

#[test]
fn a_move_on_the_disk() {
    let site = of_all_kinds();
    site.publish(&[]);
    let was = tree(&site.root().join("content"));
    let dry = site.run(&["move", "news/bundle", "公告/包", "--dry-run", "--as-of", DAY]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert_eq!(tree(&site.root().join("content")), was, "nothing is written");
    assert!(dry.stdout.contains("+aliases: [old/bundle/, news/bundle/]"), "{}", dry.stdout);
    // A page of that column is a policy, and says so only where it lies.
    let run = site.run(&["move", "news/bundle", "公告/包", "--as-of", DAY]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        run.stdout,
        "news/bundle/1.svg → 公告/包/1.svg\nnews/bundle/index.md → 公告/包/index.md\n旧网址 /news/bundle/ → 公告/包/index.md\n"
    );
    assert_eq!(run.stderr, "移动了 2 个文件，改了 2 个文件的内容，留下 1 个旧网址。\n");
    let is = tree(&site.root().join("content"));
    let text = |path: &str| String::from_utf8(is[path].clone()).unwrap();
    assert_eq!(
        text("news/甲.md"),
        String::from_utf8(was["news/甲.md"].clone())
            .unwrap()
            .replace("'bundle/'", "'../公告/包/'")
            .replace("<bundle/index.md#", "<../公告/包/index.md#"),
        "its mark, its line breaks and all else stay"
    );
    assert_eq!(
        text("公告/包/index.md"),
        "---\ntitle: 包\naliases: [old/bundle/, news/bundle/]\n---\n![图](1.svg)\n\n## 二\n\n[上](../../news/甲.md) [法](../../rules/%E5%8A%9E%E6%B3%95.md#art-2)\n"
    );
    assert!(!is.keys().any(|path| path.starts_with("news/bundle") || path.contains(".shuyuan")), "{:?}", is.keys());
    let build = site.build(&[]);
    assert_eq!(build.code, 0, "{}", build.stderr);
    assert!(!build.stderr.contains("address-gone"), "{}", build.stderr);
}

#[test]
fn what_lies_beside_the_pages_follows() {
    let site = of_all_kinds();
    let template = "---\r\ntitle: {{title}}\r\nrelated: [/news/甲.md]\r\n---\r\n\r\n见[开放时间](/news/甲.md#kaifang)、</news/>、2026/3/5。\r\n";
    site.write("templates/每月通知.md", template);
    site.write("content/data/links.csv", "名称,网页\n甲,/news/甲.md\n乙,\"/news/甲/#x\"\n日期,2026/03/05\n");
    site.write("content/data/cards.yaml", "- {名称: 甲, 说明: \"见 [甲](/news/甲.md)\"}\n");
    site.write("themes/own/theme.toml", "");
    site.write("themes/own/templates/x.html", "<a href=\"{{ root }}news/jia/\">甲</a>");
    site.write(
        "content/news/甲.md",
        std::fs::read_to_string(site.root().join("content/news/甲.md")).unwrap().replace("# 说明", "slug: jia"),
    );
    let dry = site.run(&["move", "news/甲.md", "press/开放.md", "--dry-run", "--as-of", DAY]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert!(dry.stdout.contains("+见[开放时间](/press/开放.md#kaifang)"), "{}", dry.stdout);
    let run = site.run(&["move", "news/甲.md", "press/开放.md", "--as-of", DAY]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("move-theme") && run.stderr.contains("themes/own/templates/x.html"), "{}", run.stderr);
    let read = |path: &str| std::fs::read_to_string(site.root().join(path)).unwrap();
    assert_eq!(read("templates/每月通知.md"), template.replace("/news/甲.md", "/press/开放.md"));
    assert_eq!(read("content/data/cards.yaml"), "- {名称: 甲, 说明: \"见 [甲](/press/开放.md)\"}\n");
    assert!(
        read("content/data/links.csv").starts_with("名称,网页\n甲,/press/开放.md\n"),
        "{}",
        read("content/data/links.csv")
    );
    assert!(read("content/data/links.csv").ends_with("日期,2026/03/05\n"));
}

#[test]
fn what_cannot_move_says_why_and_stays() {
    let site = of_all_kinds();
    let was = tree(&site.root().join("content"));
    let refused = |arguments: &[&str], expected: &str| {
        let run = site.run(&[&["move"], arguments, &["--as-of", DAY]].concat());
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    };
    refused(&["news/加.md", "x.md"], "没有“news/加.md”这个页面或者文件夹");
    refused(&["news/甲.md", "news/about.md"], "“news/about.md”已经有了，没有移动");
    refused(&["news", "news/a"], "文件夹不能移到它自己里面");
    refused(&["news/甲.md", "../甲.md"], "不能移动到“../甲.md”");
    // The folder of a page is no place for another.
    refused(&["news/甲.md", "news/bundle/"], "没有移动：移动以后门户会有上面的错误，所有文件都和原来一样。");
    assert_eq!(tree(&site.root().join("content")), was);
    site.write("content/坏.md", "---\ntitle: [\n---\n");
    refused(&["news/甲.md", "x.md"], "没有移动：这个页面有错误，读不出来，里面的链接改不了");
    std::fs::remove_file(site.root().join("content/坏.md")).unwrap();
    let gb: &[u8] = b"---\ntitle: gb\n---\n[\xbc\xd7](/news/own.md) \xd5\xe2\xca\xc7\xd2\xbb\xb6\xce\xd6\xd0\xce\xc4\xce\xc4\xd7\xd6\xa1\xa3\n";
    site.write("content/gb.md", gb);
    refused(&["news/own.md", "x.md"], "“content/gb.md”不是 UTF-8，里面的链接不能改");
    assert_eq!(std::fs::read(site.root().join("content/gb.md")).unwrap(), gb);
    let english = site.run(&["move", "news", "news", "--lang", "en"]);
    assert!(
        english.stderr.contains("it cannot be moved to `news/news`")
            || english.stderr.contains("That is where it lies"),
        "{}",
        english.stderr
    );
}
