use std::sync::Arc;

use super::*;
use crate::diagnostics::Lang;
use crate::diagnostics::draw::{self, Sources};

struct One<'a>(&'a str);

impl Sources for One<'_> {
    fn text(&self, _file: &str) -> Option<&str> {
        Some(self.0)
    }
}

fn read(text: &str) -> (SiteConfig, String) {
    let file: Arc<str> = "site-config.toml".into();
    let checked = load(&file, text);
    let drawn = checked
        .diagnostics
        .iter()
        .map(|d| draw::human(d, &One(text), Lang::Zh))
        .collect();
    (checked.value, drawn)
}

#[test]
fn the_example_site_uses_every_kind_of_setting() {
    let text = include_str!("../../site-config.toml");
    let (config, drawn) = read(text);
    assert_eq!(drawn, "");
    assert_eq!(config.base_path(), "/");
    assert!(
        !config.menu.is_empty() && !config.policy_aliases.is_empty() && config.synonyms.is_some()
    );
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
         错误[config-value]: 设置“output.minify”应当是true 或 false\n  --> site-config.toml:6:10\n   |\n 6 | minify = \"yes\"\n   |          ^^^^^\n  = 改法: 照编辑手册里的例子改；删掉这一行就使用默认值。\n\
         错误[config-value]: 设置“markdown.raw_html”不能是“alow”，只能是 \"sanitize\", \"allow\", \"escape\"\n  --> site-config.toml:9:12\n   |\n 9 | raw_html = \"alow\"\n   |            ^^^^^^\n  = 改法: 您是不是想写“allow”？\n\
         错误[config-unknown-key]: 站点设置里没有“base_ulr”这一项\n  --> site-config.toml:2:1\n   |\n 2 | base_ulr = \"x\"\n   | ^^^^^^^^\n  = 改法: 您是不是想写“base_url”？\n"
    );
}

#[test]
fn hostile_and_broken_files_do_not_panic() {
    for text in [
        "",
        "\u{feff}title = \"甲\"",
        "title = ",
        "[[[[",
        "a = [[[[[[[[",
        "\0",
        "title = \"\"\"",
        "= = =",
    ] {
        let _ = read(text);
    }
    let _ = read(&"[a]\n".repeat(10_000));
    let _ = read(&format!("a = {}", "[".repeat(100_000)));
}

#[test]
fn addresses() {
    assert_eq!(
        base_url("https://a.example"),
        Some("https://a.example/".into())
    );
    assert_eq!(
        base_url("http://a.example/x"),
        Some("http://a.example/x/".into())
    );
    for bad in [
        "",
        "a.example",
        "https://",
        "javascript:alert(1)",
        "https://a/?q",
        "https://a/../b",
        "https://a b/",
    ] {
        assert_eq!(base_url(bad), None, "{bad}");
    }
    let (config, _) = read("title = \"a\"\nbase_url = \"https://a.example/x/y\"\n");
    assert_eq!(config.base_path(), "/x/y/");
}
