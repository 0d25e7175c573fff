use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::diagnostics::{Lang, draw};

fn file(path: &str, text: &str) -> ThemeFile {
    (path.to_owned(), Arc::from(text.as_bytes()))
}

struct Sources<'a>(&'a [ThemeFile]);

impl draw::Sources for Sources<'_> {
    fn text(&self, file: &str) -> Option<std::borrow::Cow<'_, str>> {
        let (_, bytes) = self.0.iter().find(|(path, _)| path == file)?;
        Some(std::str::from_utf8(bytes).ok()?.into())
    }
}

/// What an editor reads about `files`.
fn check(files: &[ThemeFile], lang: Lang, expected: &str) {
    let loaded = Theme::load(files);
    assert!(loaded.value.is_none());
    let drawn: Vec<String> = loaded.diagnostics.iter().map(|d| draw::human(d, &Sources(files), lang)).collect();
    assert_eq!(drawn.join("\n").trim_end(), expected.trim());
}

fn rendered(files: &[ThemeFile], template: &str, context: serde_json::Value) -> Result<String, String> {
    let loaded = Theme::load(files);
    assert_eq!(loaded.diagnostics, []);
    let theme = loaded.value.unwrap();
    let site = shared(&json!({ "title": "书院", "strings": theme.strings("zh-CN") }));
    theme.render(template, &context, &site).map_err(|fault| draw::human(&fault, &Sources(files), Lang::Zh))
}

#[test]
fn a_site_overrides_single_templates() {
    let files = [file("themes/mine/templates/robots.txt", "{{ site.title }} {{ x }} {{ t.search }}\n")];
    assert_eq!(rendered(&files, "robots.txt", json!({ "x": 1 })).unwrap(), "书院 1 搜索\n");
    let loaded = Theme::load(&files).value.unwrap();
    assert!(loaded.has_template("article.html"));
    assert_eq!(loaded.name(), "default");
}

#[test]
fn words_of_a_language_fall_back_to_chinese() {
    let files =
        [file("themes/mine/theme.toml", "name = \"mine\"\n[strings.zh-CN]\nsearch = \"检索\"\nown = \"自有\"\n")];
    let theme = Theme::load(&files).value.unwrap();
    assert_eq!(theme.name(), "mine");
    assert_eq!(theme.strings("zh-CN")["search"], "检索");
    assert_eq!(theme.strings("en-GB")["search"], "Search");
    assert_eq!(theme.strings("en")["own"], "自有");
}

#[test]
fn a_status_has_one_word_in_pages_lists_and_messages() {
    let theme = Theme::load(&[]).value.unwrap();
    let words = theme.strings("zh-CN");
    for status in crate::content::Status::ALL {
        assert_eq!(words[&format!("status_{}", status.name())], status.label());
    }
}

#[test]
fn both_languages_have_the_same_words() {
    let theme = Theme::load(&[]).value.unwrap();
    let keys = |language: &str| theme.manifest.strings[language].keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("zh-CN"), keys("en"));
}

#[test]
fn text_is_escaped_and_bodies_are_not() {
    let files = [file("themes/m/templates/a.html", "{{ x }}|{{ y | safe }}")];
    let html = rendered(&files, "a.html", json!({ "x": "<b a=\"'&\">", "y": "<b>" }));
    assert_eq!(html.unwrap(), "&lt;b a=&quot;&#39;&amp;&quot;&gt;|<b>");
}

#[test]
fn every_broken_template_is_reported_with_its_place() {
    check(
        &[file("themes/m/templates/a.html", "<p>\n{{ 标题 + }}\n"), file("themes/m/templates/b.html", "{% if x %}\n")],
        Lang::Zh,
        "
错误[template-syntax]: 模板有误：这里有不能识别的字符
  --> themes/m/templates/a.html:2:4
   |
 2 | {{ 标题 + }}
   |    ^
  = 改法: 模板用 Tera 2 的写法：{{ 值 }}、{% if … %}…{% endif %}、{% for … %}…{% endfor %}。

错误[template-syntax]: 模板有误：文件到头了，前面还有标记没有结束
  --> themes/m/templates/b.html:1:11
   |
 1 | {% if x %}
   |           ^
  = 改法: 模板用 Tera 2 的写法：{{ 值 }}、{% if … %}…{% endif %}、{% for … %}…{% endfor %}。
",
    );
}

#[test]
fn unknown_names_in_templates_get_a_suggestion() {
    check(
        &[file(
            "themes/m/templates/a.html",
            "<p>标题</p>{{ page.title | uper }}\n{% include \"partials/heeder.html\" %}\n{{ <Lst items={x} /> }}\n",
        )],
        Lang::Zh,
        "
错误[template-syntax]: 模板有误：没有名为“uper”的过滤器
  --> themes/m/templates/a.html:1:26
   |
 1 | <p>标题</p>{{ page.title | uper }}
   |                            ^^^^
  = 改法: 您是不是想写“upper”？

错误[template-missing]: 没有名为“partials/heeder.html”的模板
  --> themes/m/templates/a.html:2:12
   |
 2 | {% include \"partials/heeder.html\" %}
   |            ^^^^^^^^^^^^^^^^^^^^^^
  = 改法: 您是不是想写“partials/header.html”？
  = 改法: 在主题的 templates 文件夹里放一个 partials/heeder.html，或者改用已有的模板。

错误[template-syntax]: 模板有误：没有名为“Lst”的组件
  --> themes/m/templates/a.html:3:4
   |
 3 | {{ <Lst items={x} /> }}
   |    ^^^^^^^^^^^^^^^^^
  = 改法: 您是不是想写“List”？
",
    );
}

#[test]
fn a_missing_parent_is_explained() {
    check(
        &[file("themes/m/templates/a.html", "{% extends \"bse.html\" %}\n")],
        Lang::En,
        "
error[template-missing]: there is no template `bse.html`
  --> themes/m/templates/a.html:1:13
   |
 1 | {% extends \"bse.html\" %}
   |             ^^^^^^^^
  = help: did you mean `base.html`?
  = help: Put a bse.html into the theme's templates folder, or use one that exists.
",
    );
}

#[test]
fn a_circle_is_explained() {
    check(
        &[
            file("themes/m/templates/a.html", "{% extends \"b.html\" %}\n"),
            file("themes/m/templates/b.html", "{% extends \"a.html\" %}\n"),
        ],
        Lang::Zh,
        "
错误[template-circle]: 模板互相引用，成了循环：a.html → b.html → a.html
  --> themes/m/templates/a.html:1:1
   |
 1 | {% extends \"b.html\" %}
   | ^
  = 改法: 去掉其中一处 extends 或 include。
",
    );
}

#[test]
fn a_fault_while_rendering_points_into_the_template() {
    let files = [file("themes/m/templates/a.html", "标题：\n  {{ page.titel }}\n")];
    let context = json!({ "page": { "title": "x", "url": "y" } });
    assert_eq!(
        rendered(&files, "a.html", context).unwrap_err(),
        "\
错误[template-render]: 模板有误：没有名为“titel”的字段
  --> themes/m/templates/a.html:2:11
   |
 2 |   {{ page.titel }}
   |           ^^^^^
  = 改法: 您是不是想写“title”？
  = 改法: 这里有的是：title、url。
  = 改法: 可能缺少的字段写成 a?.b 或 a.b or \"\"。
"
    );
}

#[test]
fn a_missing_template_names_the_nearest() {
    assert_eq!(
        rendered(&[], "artcle.html", json!({})).unwrap_err(),
        "\
错误[template-missing]: 没有名为“artcle.html”的模板
  = 改法: 您是不是想写“article.html”？
  = 改法: 在主题的 templates 文件夹里放一个 artcle.html，或者改用已有的模板。
"
    );
}

#[test]
fn a_feed_is_no_layout_to_propose() {
    assert_eq!(
        rendered(&[], "feed.xml.html", json!({})).unwrap_err(),
        "\
错误[template-missing]: 没有名为“feed.xml.html”的模板
  = 改法: 在主题的 templates 文件夹里放一个 feed.xml.html，或者改用已有的模板。
"
    );
}

#[test]
fn a_wrong_manifest_and_a_wrong_encoding_are_explained() {
    check(
        &[file("themes/m/theme.toml", "name = \"m\"\nverison = \"1\"\n")],
        Lang::Zh,
        "
错误[theme-manifest]: theme.toml 里有不认识的键“verison”
  --> themes/m/theme.toml:2:1
   |
 2 | verison = \"1\"
   | ^^^^^^^
  = 改法: 您是不是想写“version”？
  = 改法: 它可以有 name、version、page_words、[strings.zh-CN]、[strings.en]、[options] 和 [shortcodes]。
",
    );
    let gb18030: ThemeFile = ("themes/m/templates/a.html".to_owned(), Arc::from(*b"<p>\xd6\xd0</p>"));
    check(
        &[gb18030],
        Lang::Zh,
        "
错误[theme-encoding]: 主题文件不是 UTF-8 编码
  --> themes/m/templates/a.html
  = 改法: 请用编辑器把它另存为 UTF-8 编码。
",
    );
}

#[test]
fn hostile_files_end_in_a_message() {
    for text in ["", "{%", "{{", "{#", "{% component A(", "{% for", &"{{ ".repeat(10_000), &"{% if x %}".repeat(2_000)]
    {
        let loaded = Theme::load(&[file("themes/m/templates/a.html", text)]);
        assert_eq!(loaded.value.is_some(), text.is_empty(), "{text:.20}");
    }
}
