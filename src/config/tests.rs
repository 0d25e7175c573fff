use std::sync::Arc;

use super::*;
use crate::diagnostics::Lang;
use crate::diagnostics::draw::{self, Sources};

struct One<'a>(&'a str);

impl Sources for One<'_> {
    fn text(&self, _file: &str) -> Option<std::borrow::Cow<'_, str>> {
        Some(self.0.into())
    }
}

fn read(text: &str) -> (SiteConfig, String) {
    let file: Arc<str> = "site-config.toml".into();
    let checked = load(&file, text);
    let drawn = checked.diagnostics.iter().map(|d| draw::human(d, &One(text), Lang::Zh)).collect();
    (checked.value, drawn)
}

#[test]
fn the_example_site_uses_every_kind_of_setting() {
    let text = include_str!("../../site-config.toml");
    let (config, drawn) = read(text);
    assert_eq!(drawn, "");
    assert_eq!(config.base_path(), "/");
    assert!(!config.menu.is_empty() && !config.policy_aliases.is_empty() && config.synonyms.is_some());
}

#[test]
fn all_faults_are_found_in_one_run() {
    let (config, drawn) = read(
        "title = \"甲\"\nbase_ulr = \"x\"\nbase_url = \"example.org\"\n\n[output]\nminify = \"yes\"\n\n[markdown]\nraw_html = \"alow\"\n",
    );
    assert_eq!(config.raw_html, crate::parse::markdown::RawHtml::Sanitize);
    assert!(config.minify);
    assert_eq!(
        drawn,
        "错误[config-base-url]: base_url “example.org”不是完整的网址\n  --> site-config.toml:3:12\n   |\n 3 | base_url = \"example.org\"\n   |            ^^^^^^^^^^^^^\n  = 改法: 写成 https://example.org/ 或 https://example.org/study/ 的样子，不要带问号和井号。\n\
         错误[config-value]: 设置“output.minify”的值不对，这里要写 true 或 false\n  --> site-config.toml:6:10\n   |\n 6 | minify = \"yes\"\n   |          ^^^^^\n  = 改法: 照编辑手册里的例子改；删掉这一行就使用默认值。\n\
         错误[config-value]: 设置“markdown.raw_html”不能是“alow”，只能是 \"sanitize\", \"allow\", \"escape\"\n  --> site-config.toml:9:12\n   |\n 9 | raw_html = \"alow\"\n   |            ^^^^^^\n  = 改法: 您是不是想写“allow”？\n\
         错误[config-unknown-key]: 站点设置里没有“base_ulr”这一项\n  --> site-config.toml:2:1\n   |\n 2 | base_ulr = \"x\"\n   | ^^^^^^^^\n  = 改法: 您是不是想写“base_url”？\n"
    );
}

#[test]
fn hostile_and_broken_files_do_not_panic() {
    for text in ["", "\u{feff}title = \"甲\"", "title = ", "[[[[", "a = [[[[[[[[", "\0", "title = \"\"\"", "= = ="] {
        let _ = read(text);
    }
    let _ = read(&"[a]\n".repeat(10_000));
    let _ = read(&format!("a = {}", "[".repeat(100_000)));
}

#[test]
fn addresses() {
    assert_eq!(base_url("https://a.example"), Some("https://a.example/".into()));
    assert_eq!(base_url("http://a.example/x"), Some("http://a.example/x/".into()));
    for bad in ["", "a.example", "https://", "javascript:alert(1)", "https://a/?q", "https://a/../b", "https://a b/"] {
        assert_eq!(base_url(bad), None, "{bad}");
    }
    let (config, _) = read("title = \"a\"\nbase_url = \"https://a.example/x/y\"\n");
    assert_eq!(config.base_path(), "/x/y/");
}

/// Faults as `line:column message`, each followed by its remedies.
fn faulty(text: &str, zh: &[&str], en: &[&str]) {
    let checked = load(&"site-config.toml".into(), text);
    let listed = |lang| -> Vec<String> {
        let faults = checked.diagnostics.iter();
        faults
            .flat_map(|d| {
                let at = draw::place(text, d.span.as_ref().map_or(0, |s| s.start));
                let first = format!("{}:{} {}", at.line, at.column, d.message.get(lang));
                std::iter::once(first).chain(d.hints.iter().map(move |h| h.get(lang).to_owned()))
            })
            .collect()
    };
    assert_eq!(listed(Lang::Zh), zh, "{text}");
    assert_eq!(listed(Lang::En), en, "{text}");
}

#[test]
fn slips_of_the_keyboard() {
    faulty(
        "title = “甲”\n",
        &["1:9 这一行用了中文引号", "切换到英文输入法，把引号改成英文双引号，例如 title = \"站点名称\"。"],
        &["1:9 the line has typographic quotation marks", "Use straight quotation marks: `title = \"…\"`."],
    );
    faulty(
        "title = \"甲\"\nauthor: 乙\n",
        &["2:9 这一行没有半角等号“=”", "写成“键 = 值”，例如 title = \"站点名称\"。"],
        &["2:9 the line has no `=`", "Write `key = value`, for example `title = \"…\"`."],
    );
    faulty(
        "title = \"甲\"\ntitle = \"乙\"\n",
        &["2:1 同一项设置写了两次", "删去其中一行。"],
        &["2:1 the same setting is given twice", "Remove one of them."],
    );
    faulty(
        "title = \"甲\"\n[search]\nsynonyms = \"a\\d.yaml\"\n",
        &["3:15 双引号里的反斜杠“\\”有特殊含义", "路径里的“\\”改成“/”。"],
        &["3:15 a backslash is special inside double quotes", "Use `/` in paths."],
    );
}

#[test]
fn settings_below_a_table_that_belong_above_it() {
    faulty(
        "title = \"甲\"\n[[menu]]\ntitle = \"乙\"\nurl = \"/a.md\"\n\ncopyright = \"丙\"\n[output]\ntheme = \"x\"\n",
        &[
            "6:1 站点设置里没有“menu.copyright”这一项",
            "“copyright”不属于任何小节：把这一行移到文件前部，第一个“[”的上面。",
            "8:1 站点设置里没有“output.theme”这一项",
            "“theme”不属于任何小节：把这一行移到文件前部，第一个“[”的上面。",
        ],
        &[
            "6:1 the configuration has no key `menu.copyright`",
            "`copyright` belongs to no table: move the line up, above the first `[`.",
            "8:1 the configuration has no key `output.theme`",
            "`theme` belongs to no table: move the line up, above the first `[`.",
        ],
    );
    // All of them are settings above it.
    let lines: String = faults::TOP.iter().map(|key| format!("{key} = 1\n")).collect();
    let (_, drawn) = read(&lines);
    assert_eq!(drawn.matches("错误[config-value]").count(), faults::TOP.len(), "{drawn}");
}

#[test]
fn impossible_settings() {
    faulty(
        "utc_offset = \"8\"\ntheme = \"../x\"\n[[menu]]\ntitle = \"a\"\n[lists]\npage_size = 0\n[output]\nimage_widths = [1]\n",
        &[
            "1:1 站点没有名称",
            "在 site-config.toml 里写 title = \"站点名称\"。",
            "2:9 theme “../x”不是主题文件夹的名字",
            "只写 themes 里文件夹的名字，例如 \"default\"。",
            "1:14 utc_offset “8”不是时差",
            "写成 +08:00 的样子。",
            "8:16 image_widths 里的宽度应当在 16 到 8192 之间",
            "写成 [480, 960] 的样子。",
            "6:13 设置“lists.page_size”的值不对，这里要写 1 到 1000 之间的整数",
            "照编辑手册里的例子改；删掉这一行就使用默认值。",
            "3:1 菜单项缺少 title 或 url",
            "写上 title = \"文字\" 和 url = \"/文件路径.md\"（或完整网址）。",
        ],
        &[
            "1:1 the site has no title",
            "Write `title = \"…\"` in site-config.toml.",
            "2:9 theme `../x` is not the name of a theme's folder",
            "Write the name of a folder in themes, for example \"default\".",
            "1:14 utc_offset `8` is not an offset",
            "Write it like +08:00.",
            "8:16 the widths in `image_widths` must lie between 16 and 8192",
            "Write it like [480, 960].",
            "6:13 `lists.page_size` must be a whole number from 1 to 1000",
            "Change it as the manual shows, or delete the line to use the default.",
            "3:1 a menu entry lacks its title or url",
            "Write `title = \"…\"` and `url = \"/path.md\"` (or a complete address).",
        ],
    );
}

#[test]
fn a_colour_that_cannot_be_read_is_an_error_with_the_nearest_that_can() {
    let (config, drawn) = read("title = \"甲\"\n[appearance]\naccent = \"#ffcc00\"\n");
    assert_eq!(config.appearance.accent, None);
    assert!(
        drawn.contains("site-config.toml:3:10") && drawn.contains("对比度是 1.3") && drawn.contains("\"#"),
        "{drawn}"
    );
    let near = drawn.rsplit("\"#").next().and_then(|rest| rest.get(..6)).unwrap_or_default();
    let (config, drawn) = read(&format!("title = \"甲\"\n[appearance]\naccent = \"#{near}\"\n"));
    assert_eq!(drawn, "");
    assert!(config.appearance.accent.is_some_and(|accent| accent.css().contains(near)));
    assert!(read("title = \"甲\"\n[appearance]\naccent = \"红\"\n").1.contains("不是颜色"));
}
