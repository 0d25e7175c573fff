//! Files as they come: empty, huge, broken, in old encodings, hostile. Nothing panics, and each gets a message or a page.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use crate::support::{Run, Site, contains};

type Tree = BTreeMap<String, Vec<u8>>;

/// Builds a site that has `bytes` at `content/a/NAME`, and hands out the messages without the closing line.
fn messages(name: &str, bytes: impl AsRef<[u8]>) -> (i32, String) {
    let site = Site::small();
    site.write(&format!("content/a/{name}"), bytes);
    let run = site.build(&[]);
    (run.code, without_closing(&run))
}

/// The messages of a run, without the line that closes it.
fn without_closing(run: &Run) -> String {
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    let (messages, closing) = run.stderr.trim_end().rsplit_once('\n').unwrap_or(("", run.stderr.trim_end()));
    assert!(closing.starts_with("完成：") || closing.starts_with("没有发布："), "{closing}");
    messages.trim_end().to_owned()
}

fn without_closing_en(run: &Run) -> String {
    run.stderr.trim_end().rsplit_once('\n').map_or("", |(messages, _)| messages).trim_end().to_owned()
}

/// An error, with its whole text.
#[track_caller]
fn check_error(name: &str, bytes: impl AsRef<[u8]>, expected: &str) {
    let (code, found) = messages(name, bytes);
    assert_eq!(found, expected.trim());
    assert_eq!(code, 1);
}

/// A page that is published, with its messages and some of what a reader sees.
#[track_caller]
fn check_page(name: &str, bytes: impl AsRef<[u8]>, expected: &str, on_the_page: &[&str]) {
    let site = Site::small();
    site.write(&format!("content/a/{name}"), bytes);
    let run = site.build(&[]);
    assert_eq!((run.code, without_closing(&run)), (0, expected.trim().to_owned()));
    let stem = name.trim_end_matches(".md");
    let page = fs::read_to_string(site.out().join(format!("a/{stem}/index.html"))).unwrap();
    for words in on_the_page {
        assert!(page.contains(words), "{words} is not on the page: {page}");
    }
}

#[test]
fn empty_files() {
    let empty = |name: &str, source: &str| {
        format!(
            "警告[empty-body]: 这一页没有正文，读者只看到标题
  --> content/a/{name}.md:1:1
{source}  = 改法: 写上正文；还没写完时，在两行“---”之间加一行“draft: true”，它就不会发布"
        )
    };
    check_page("empty.md", "", &empty("empty", ""), &["<h1>empty</h1>"]);
    check_page("blank.md", " \n\n\t\n\u{3000}\n", &empty("blank", ""), &["<h1>blank</h1>"]);
    let bare = format!(
        "{}

警告[title-missing]: 这一页没有标题，用了文件名“bare”
  --> content/a/bare.md:1:1
   |
 1 | ---
   | ^
  = 改法: 在文件开头写三行：“---”、“title: 标题”、“---”；或者第一行写“# 标题”",
        empty("bare", "   |\n 1 | ---\n   | ^\n")
    );
    check_page("bare.md", "---\n---\n", &bare, &["<h1>bare</h1>"]);
}

#[test]
fn an_empty_site() {
    let site = Site::small();
    fs::remove_file(site.root().join("content/_index.md")).unwrap();
    fs::remove_file(site.root().join("site-config.toml")).unwrap();
    let run = site.build(&[]);
    assert!(run.code <= 1 && !run.stderr.contains("panicked"), "{}", run.stderr);
    site.write("site-config.toml", "");
    site.write("content/_index.md", "");
    site.publish(&[]);
}

#[test]
fn files_past_any_sense() {
    for megabytes in [21, 100] {
        let text = "Text, line after line, without end.\n".repeat(megabytes * 1024 * 1024 / 36 + 1);
        let text = &text[..megabytes * 1024 * 1024];
        let started = Instant::now();
        check_error(
            "big.md",
            text,
            &format!(
                "错误[file-too-large]: “content/a/big.md”有 {megabytes} MB，超过文本文件 20 MB 的上限，未读取
  --> content/a/big.md
  = 改法: 请拆分为几个文件，或改作附件（例如 zip、pdf）"
            ),
        );
        assert!(started.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn files_that_are_no_text() {
    let picture = include_bytes!("../fixtures/portal/content/zuzhi/photos/window.png");
    let hint = "改扩展名不能转换格式：请在原来的软件里打开，把文字复制到记事本，再保存成 UTF-8 文本";
    check_error(
        "picture.md",
        picture,
        &format!("错误[binary]: 这不是文本文件，而是图片（png）\n  --> content/a/picture.md\n  = 改法: {hint}"),
    );
    check_error(
        "word.md",
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0word/document.xml",
        &format!(
            "错误[binary]: 这不是文本文件，而是 Word、WPS 或压缩文件（docx、xlsx、zip）\n  --> content/a/word.md\n  = 改法: {hint}"
        ),
    );
    let noise: Vec<u8> = (0..5_120u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    check_error(
        "noise.md",
        noise,
        "错误[binary]: 这不是文本文件
  --> content/a/noise.md
  = 改法: 用记事本或 Markdown 编辑器重新保存成文本；如果是附件，请换回原来的扩展名",
    );
}

#[test]
fn encodings() {
    let page = "---\ntitle: 编码\n---\n这个文件的内容是汉字，从旧电脑里拷来。\n";
    let warning = |name: &str, encoding: &str| {
        format!(
            "警告[encoding]: 这个文件是 {encoding}编码，已转换成 UTF-8 读取
  --> content/a/{name}:1:1
   |
 1 | ---
   | ^
  = 改法: 用记事本打开，选“文件 → 另存为”，在“编码”处选“UTF-8”后保存；WPS 文字里选“文件 → 另存为”，类型选“纯文本”，编码选“UTF-8”"
        )
    };
    let words = ["<h1>编码</h1>", "这个文件的内容是汉字，从旧电脑里拷来。"];
    let (gb, ..) = encoding_rs::GB18030.encode(page);
    check_page("gb.md", &gb, &warning("gb.md", "GB18030（GBK、ANSI）"), &words);
    let little: Vec<u8> = "\u{feff}".encode_utf16().chain(page.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    check_page("little.md", &little, &warning("little.md", "UTF-16（小端）"), &words);
    let big: Vec<u8> = "\u{feff}".encode_utf16().chain(page.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    check_page("big.md", &big, &warning("big.md", "UTF-16（大端）"), &words);
    check_page("mark.md", format!("\u{feff}{page}"), "", &words);
    check_error(
        "cut.md",
        &page.as_bytes()[..page.len() - 3],
        "错误[garbled]: 有 1 处字符无法识别，显示为“\u{fffd}”
  --> content/a/cut.md:4:19
   |
 4 | 这个文件的内容是汉字，从旧电脑里拷来\u{fffd}
   |                                     ^
  = 改法: 从原稿重新复制这一段，或者删去这些字符；如果文件没有传完，请重新传送",
    );
}

/// A camera or an old system writes the end of a name in capitals, other editors write it out.
#[test]
fn pages_with_other_ends_of_names() {
    let site = Site::small();
    site.write("content/a/yi.MD", "---\ntitle: 甲\npublished_at: 2026-01-05\n---\n[乙](er.markdown)、[丙](san.md)\n");
    site.write("content/a/er.markdown", "---\ntitle: 乙\npublished_at: 2026-01-05\n---\n[甲](yi.MD)\n");
    site.write("content/a/san.md", "---\ntitle: 丙\npublished_at: 2026-01-05\n---\n正文\n");
    let run = site.build(&[]);
    assert_eq!((run.code, without_closing(&run)), (0, String::new()));
    let page = |path: &str| fs::read_to_string(site.out().join(path)).unwrap();
    assert!(page("a/yi/index.html").contains("<a href=\"../../a/er/\">乙</a>、<a href=\"../../a/san/\">丙</a>"));
    assert!(page("a/er/index.html").contains("<a href=\"../../a/yi/\">甲</a>"));
    let check = site.run(&["check", "--as-of", crate::support::DAY, "--strict"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    site.write("content/a/_INDEX.MD", "---\ntitle: 栏目\n---\n正文\n");
    let run = site.build(&[]);
    let expected = "错误[index-name]: “_INDEX.MD”的名称不是 _index.md，不会当作这个文件夹的页面
  --> content/a/_INDEX.MD:1:1
   |
 1 | ---
   | ^
  = 改法: 把文件改名为 _index.md";
    assert_eq!((run.code, without_closing(&run).as_str()), (1, expected));
    let english = site.build(&["--lang", "en"]).stderr;
    let expected =
        "error[index-name]: `_INDEX.MD` is not called _index.md, so it is not taken for the page of its folder
  --> content/a/_INDEX.MD:1:1
   |
 1 | ---
   | ^
  = help: rename the file to _index.md\n";
    assert!(english.starts_with(expected), "{english}");
}

#[test]
fn ends_of_lines() {
    let page = "---\r\ntitle: 换行\r\nkeywords:\r\n  - 甲\r\n---\r\n第一行\r\n第二行\r\n\r\n- 项\r\n";
    let words = ["<h1>换行</h1>", "<p>第一行第二行</p>", "<li>项</li>"];
    check_page("crlf.md", page, "", &words);
    check_page("lf.md", page.replace("\r\n", "\n"), "", &words);
    check_page("cr.md", page.replace("\r\n", "\r"), "", &words);
}

#[test]
fn slips_in_front_matter() {
    check_error(
        "tab.md",
        "---\ntitle: 制表符\nextra:\n\ta: 1\n---\n",
        "错误[yaml-tab]: 行首用了制表符（Tab 键）
  --> content/a/tab.md:4:1
   |
 4 |  a: 1
   | ^
  = 改法: 把行首的制表符改成空格，每一层缩进两个空格",
    );
    check_error(
        "colon.md",
        "---\ntitle: 甲\nsummary：全角\n---\n",
        "错误[yaml-colon]: “summary”后面是全角冒号“：”
  --> content/a/colon.md:3:8
   |
 3 | summary：全角
   |        ^^
  = 改法: 把全角冒号“：”改成半角“:”，并在后面加一个空格",
    );
    check_error(
        "twice.md",
        "---\ntitle: 一\ntitle: 二\n---\n",
        "错误[duplicate-key]: “title”写了两次
  --> content/a/twice.md:3:1
   |
 3 | title: 二
   | ^^^^^
  第一次写在这里：
  --> content/a/twice.md:2:1
   |
 2 | title: 一
   | ^^^^^
  = 改法: 删去其中一行",
    );
    check_error(
        "open.md",
        "---\ntitle: 没有结束\n\n正文\n",
        "错误[front-matter-unclosed]: 开头的“---”没有配对：找不到结束的“---”
  --> content/a/open.md:1:1
   |
 1 | ---
   | ^^^
  = 改法: 在最后一个“键: 值”的下一行加上“---”，单独成行，前面不留空格",
    );
}

#[test]
fn front_matter_that_is_not_seen() {
    let hint = "  = 改法: 在这一行上面加一行“---”，是三个半角减号";
    check_error(
        "unopened.md",
        "title: 甲\ntopics:\n  - 乙\n---\n正文\n",
        &format!(
            "错误[front-matter-fence]: 页面信息上面缺少一行“---”
  --> content/a/unopened.md:1:1
   |
 1 | title: 甲
   | ^^^^^^^^^
{hint}"
        ),
    );
    // Prose stays prose, and a rule a rule.
    check_page(
        "prose.md",
        "提示: 甲\n---\n正文\n",
        "警告[title-missing]: 这一页没有标题，用了文件名“prose”
  --> content/a/prose.md:1:1
   |
 1 | 提示: 甲
   | ^
  = 改法: 在文件开头写三行：“---”、“title: 标题”、“---”；或者第一行写“# 标题”

警告[stray-markup]: “---”上面没有空行，这里读作分隔线
  --> content/a/prose.md:2:1
   |
 2 | ---
   | ^^^
  = 改法: 要分隔线，就在它上面空一行；要标题，就在上一行前面写“## ”，删去这些短横。",
        &["<hr", "提示: 甲"],
    );
    check_error(
        "later.md",
        "title: 甲\n\n正文\n\n---\n",
        "错误[front-matter-fence]: 页面信息上面缺少一行“---”
  --> content/a/later.md:1:1
   |
 1 | title: 甲
   | ^^^^^^^^^
  = 改法: 在这一行上面和最后一个“键: 值”下面各加一行“---”，是三个半角减号",
    );
}

#[test]
fn a_title_that_is_forgotten() {
    check_page(
        "k.md",
        "---\nsummary: 甲\n---\n正文\n",
        "警告[title-missing]: 这一页没有标题，用了文件名“k”
  --> content/a/k.md:1:1
   |
 1 | ---
   | ^
  = 改法: 在两行“---”之间加一行“title: 标题”",
        &["<h1>k</h1>"],
    );
    check_page("heading.md", "---\nsummary: 甲\n---\n# 标题\n\n正文\n", "", &["<h1>标题</h1>"]);
    let site = Site::small();
    site.write("content/a/index.md", "---\nsummary: 甲\n---\n");
    let english = site.build(&["--lang", "en"]);
    assert_eq!(
        (english.code, without_closing_en(&english).as_str()),
        (
            0,
            "warning[title-missing]: the page has no title and is named after its folder: `a`
  --> content/a/index.md:1:1
   |
 1 | ---
   | ^
  = help: add a line `title: …` between the `---` lines"
        )
    );
}

#[test]
fn yaml_that_would_fill_all_memory() {
    let deep = |extra: String| messages("deep.md", format!("---\ntitle: 深\nextra: {extra}\n---\n"));
    let nested: String = (0..3_000).map(|n| format!("\n{}a:", " ".repeat(n + 1))).collect();
    for extra in
        ["[".repeat(50_000), "{a: ".repeat(50_000), format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)), nested]
    {
        let (code, found) = deep(extra);
        assert_eq!((code, found.lines().next()), (1, Some("错误[yaml-too-deep]: 嵌套超过 32 层")));
    }
    // Aliases that double at every step.
    let bomb: String = (0..30).map(|n| format!("\n  a{}: &a{} [*a{n}, *a{n}]", n + 1, n + 1)).collect();
    let (code, found) = deep(format!("\n  a0: &a0 [x]{bomb}"));
    assert!(code == 1 && found.starts_with("错误[yaml-special]: "), "{found}");
}

#[test]
fn text_nested_past_any_sense() {
    let started = Instant::now();
    let lists: String = (0..600).map(|n| format!("{}- x\n", "  ".repeat(n))).collect();
    for text in [">".repeat(20_000), "> ".repeat(20_000) + "深", lists, "*a _b ".repeat(5_000)] {
        let (code, found) = messages("deep.md", text);
        assert!(code == 0 || found.starts_with("错误[nesting-too-deep]: 引用、列表或强调套了超过100层"), "{found}");
    }
    for text in
        ["[".repeat(50_000), "![".repeat(20_000), "*".repeat(50_000), "`a``b".repeat(9_000), "<div>".repeat(10_000)]
    {
        messages("deep.md", text);
    }
    let boxes = "{{< callout >}}\n".repeat(200) + &"{{< /callout >}}\n".repeat(200);
    let (code, found) = messages("deep.md", boxes);
    assert!(code == 1 && found.starts_with("错误[nesting-too-deep]: 短代码套了超过"), "{found}");
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn an_unclosed_fence() {
    check_page(
        "fence.md",
        "---\ntitle: 代码\n---\n```\n没有结束\n",
        "警告[unclosed-fence]: “```”开始的代码块没有结束，后面的内容都成了代码
  --> content/a/fence.md:4:1
   |
 4 | ```
   | ^^^
  = 改法: 在代码后面另起一行写“```”。",
        &["没有结束"],
    );
}

/// Names that Windows keeps for itself may be sources, with a warning, but never become outputs.
#[cfg(unix)]
#[test]
fn names_that_windows_reserves() {
    let site = Site::small();
    for name in ["con.md", "nul/index.md", "aux.md", "com1.md"] {
        site.write(&format!("content/a/{name}"), "---\ntitle: 保留名\n---\n正文\n");
    }
    let run = site.build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let first = "警告[file-name]: Windows 上不能使用“content/a/aux.md”这个名称：这是系统保留的设备名";
    assert_eq!(run.stderr.lines().next(), Some(first));
    for path in crate::support::tree(&site.out()).keys() {
        assert!(path.split('/').all(|part| shuyuan::inputs::name_fault(part).is_none()), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn names_that_differ_only_in_case() {
    let site = Site::small();
    site.write("content/a/Case.md", "---\ntitle: 大写\n---\n");
    if site.root().join("content/a/case.md").exists() {
        return; // The system itself does not tell the two apart.
    }
    site.write("content/a/case.md", "---\ntitle: 小写\n---\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!("letter_case", run.stderr);
}

#[cfg(unix)]
#[test]
fn links_among_files() {
    use std::os::unix::fs::symlink;
    let site = Site::small();
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("secret.md");
    fs::write(&target, "---\ntitle: 别处\n---\n").unwrap();
    site.write("content/a/good.md", "---\ntitle: 好\n---\n");
    let place = |name: &str| site.root().join("content/a").join(name);
    symlink(".", place("loop")).unwrap();
    symlink("../../content", place("up")).unwrap();
    symlink("second", place("first")).unwrap();
    symlink("first", place("second")).unwrap();
    symlink(&target, place("outside.md")).unwrap();
    symlink("gone.md", place("broken.md")).unwrap();
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    let shown = target.canonicalize().unwrap().display().to_string();
    insta::assert_snapshot!("links_among_files", run.stderr.replace(&shown, "ELSEWHERE"));
}

#[test]
fn folders_nested_past_any_sense() {
    let site = Site::small();
    site.write(&format!("content/{}page.md", "d/".repeat(100)), "---\ntitle: 深\n---\n");
    let run = site.build(&[]);
    assert!(run.code <= 1 && !run.stderr.contains("panicked"), "{}", run.stderr);
    assert!(run.code == 0 || run.stderr.contains("错误[folder-depth]"), "{}", run.stderr);
}

#[test]
fn no_path_leads_out_of_the_site() {
    let (code, found) = messages(
        "paths.md",
        "---\ntitle: 路径\nslug: ../../up\naliases: [../old/, /etc/x/, 'C:/x/', '//host/x/']\ncover: ../../../etc/passwd\n\
         attachments: [../../../../etc/hosts]\ntemplate: ../../base.html\n---\n[甲](../../up.md) ![乙](/../x.png)\n",
    );
    assert_eq!(code, 1);
    insta::assert_snapshot!("paths", found);
}

/// Ends every kind of context that a value may stand in.
const ATTACK: &str = "\"'></title></script><script>alert(1)</script><svg onload=alert(2)>";

/// What the attack must never become.
fn check_harmless(portal: &Tree) {
    let mut seen = 0;
    for (path, bytes) in portal {
        let is_text = [".html", ".xml", ".json", ".txt", ".ics", ".svg"].iter().any(|end| path.ends_with(end));
        if !is_text || path.starts_with("assets/") {
            continue;
        }
        let text = std::str::from_utf8(bytes).unwrap();
        seen += usize::from(text.contains("alert(1)"));
        if path.ends_with(".html") || path.ends_with(".xml") {
            assert!(!text.contains("<script>alert"), "{path}: {}", around(text, "<script>alert"));
            assert!(!text.contains("<svg onload"), "{path}: {}", around(text, "<svg onload"));
            check_tags(path, text);
        }
        if path.ends_with(".xml") {
            roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    assert!(seen > 3, "the attack is nowhere to be seen, so that nothing was tried");
}

/// No tag has an attribute that a value has broken out into: the attack's words stand in quotation marks only.
fn check_tags(path: &str, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(script) = rest.strip_prefix("script type=\"application/ld+json\">") {
            let end = script.find("</script>").unwrap();
            serde_json::from_str::<serde_json::Value>(&script[..end])
                .unwrap_or_else(|error| panic!("{path}: {error}: {}", &script[..end]));
            rest = &script[end..];
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let mut quote = None;
        let end = rest.char_indices().find_map(|(at, c)| {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (None, '>') => return Some(at),
                (None, '<') => panic!("{path}: a tag in a tag: <{}", &rest[..at]),
                (Some(open), c) if open == c => quote = None,
                _ => {}
            }
            None
        });
        let tag = &rest[..end.unwrap_or_else(|| panic!("{path}: an open tag: <{rest}"))];
        let mut outside = String::new();
        let mut quote = None;
        for c in tag.chars() {
            match (quote, c) {
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                (None, c) => outside.push(c),
                _ => {}
            }
        }
        for word in ["alert", "onload", "onclick", "&quot;", "&#x27;", "&#39;"] {
            assert!(!outside.contains(word), "{path}: <{tag}>");
        }
    }
}

fn around<'t>(text: &'t str, needle: &str) -> &'t str {
    let at = text.find(needle).unwrap();
    let mut from = at.saturating_sub(200);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    &text[from..at + needle.len()]
}

/// A page of each kind with the attack in every key that holds text.
fn hostile_site() -> Site {
    let site = Site::small();
    let attack = format!("'{}'", ATTACK.replace('\'', "''"));
    let config = ["title", "subtitle", "description", "author", "unit_notice", "copyright"];
    let config: String = config.iter().map(|key| format!("{key} = '''{ATTACK}'''\n")).collect();
    site.write("site-config.toml", format!("base_url = \"https://portal.example/\"\n{config}\n[[menu]]\ntitle = '''{ATTACK}'''\nurl = \"/a/article.md\"\n"));
    let common = format!(
        "title: {attack}\nsubtitle: {attack}\nsummary: {attack}\ntopics: [{attack}]\nkeywords: [{attack}]\nsource: {attack}\n\
         author: {attack}\neditor: {attack}\ncover: /a/window.png\ncover_alt: {attack}\npublished_at: 2026-04-01\n\
         attachments: [{{file: /a/list.txt, title: {attack}}}]\nextra: {{note: {attack}}}\n"
    );
    site.write("content/a/window.png", include_bytes!("../fixtures/portal/content/zuzhi/photos/window.png"));
    site.write("content/a/list.txt", "甲");
    site.write("content/a/_index.md", format!("---\ntitle: {attack}\nsummary: {attack}\n---\n"));
    let kinds = [
        ("article", String::new()),
        ("notice", String::new()),
        ("page", String::new()),
        (
            "policy",
            format!(
                "issuers: [{attack}]\nindex_no: {attack}\nsubject: {attack}\nshort_title: {attack}\nhistory: [{{date: 2025-01-01, event: {attack}, by: {attack}}}]\n"
            ),
        ),
        ("topic", format!("items: [{{ref: article.md, label: {attack}}}]\n")),
        (
            "guide",
            format!(
                "conditions: [{attack}]\nmaterials: [{{name: {attack}, form: {attack}, note: {attack}}}]\nsteps: [{{title: {attack}, text: {attack}}}]\ntime_limit: {attack}\nplace: {attack}\noffice_hours: {attack}\nphone: {attack}\nfee: {attack}\n"
            ),
        ),
        ("faq", format!("items: [{{q: {attack}, a: {attack}}}]\n")),
        (
            "disclosure",
            format!("content: {attack}\nscope: {attack}\nmethod: {attack}\ndeadline: {attack}\nunit: {attack}\n"),
        ),
        (
            "org",
            format!(
                "duties: [{attack}]\ncontacts: [{{name: {attack}, phone: {attack}, address: {attack}, hours: {attack}}}]\n"
            ),
        ),
        ("event", format!("start: 2026-05-10 09:00\nend: 2026-05-10 11:00\nlocation: {attack}\n")),
        ("term", format!("synonyms: [{attack}]\ndefinition: {attack}\n")),
        ("reading_list", format!("items: [{{ref: article.md, note: {attack}}}]\n")),
    ];
    let body = format!(
        "## {ATTACK}\n\n{ATTACK}\n\n[{ATTACK}](article.md '{}')\n\n![{}](window.png)\n\n{{{{< callout type=\"tip\" title='{}' >}}}}\n{ATTACK}\n{{{{< /callout >}}}}\n\n{{{{< figure src=\"window.png\" alt='{}' caption='{}' >}}}}\n",
        ATTACK.replace('\'', ""),
        ATTACK.replace(['[', ']'], ""),
        ATTACK.replace('\'', ""),
        ATTACK.replace('\'', ""),
        ATTACK.replace('\'', ""),
    );
    for (kind, keys) in &kinds {
        let keys = format!("---\nkind: {kind}\nslug: {}\n{common}{keys}---\n", kind.replace('_', "-"));
        site.write(&format!("content/a/{kind}.md"), format!("{keys}\n{body}"));
    }
    let course = format!("title: {attack}\nobjectives: [{attack}]\naudience: {attack}\nlecturer: {attack}\n");
    site.write("content/a/course/_index.md", format!("---\nkind: course\n{course}---\n"));
    let quiz = format!(
        "```quiz\ntype: single\nquestion: {attack}\noptions: [{attack}, 乙]\nanswer: A\nexplanation: {attack}\n```\n"
    );
    site.write("content/a/course/01-unit.md", format!("---\ntitle: {attack}\n---\n\n{quiz}"));
    site.write("content/data/table.csv", format!("甲,乙\n\"{}\",2\n", ATTACK.replace('"', "\"\"")));
    site.write("content/a/table.md", "---\ntitle: 表\n---\n\n{{< table data=\"/data/table.csv\" >}}\n");
    site
}

#[test]
fn html_in_any_key_stays_text() {
    let site = hostile_site();
    let run = site.build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    check_harmless(&crate::support::tree(&site.out()));
}

#[test]
fn html_in_markdown_is_sanitised_or_shown() {
    let body = "---\ntitle: 甲\n---\n<script>alert(1)</script>\n\n<p onclick=\"alert(1)\">好<b>字</b></p>\n\n<iframe src=\"https://x.example/\"></iframe>\n\n\
                <svg onload=alert(1)> <style>*{display:none}</style>\n";
    for switch in ["sanitize", "escape"] {
        let site = Site::small();
        site.write("site-config.toml", format!("title = \"门户\"\n[markdown]\nraw_html = \"{switch}\"\n"));
        site.write("content/a/raw.md", body);
        let run = site.build(&[]);
        let page = fs::read(site.out().join("a/raw/index.html")).unwrap_or_else(|_| panic!("{}", run.stderr));
        for harm in ["<script>alert", "<p onclick", "<iframe", "href=\"javascript:", "<svg onload", "<style>*"] {
            assert!(!contains(&page, harm.as_bytes()), "{switch}: {harm}");
        }
    }
}
