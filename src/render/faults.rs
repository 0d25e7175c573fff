//! What can be wrong with a theme, in words.

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Span};

/// A template that cannot be read as UTF-8.
pub(super) fn not_utf8(file: &Arc<str>, at: usize) -> Diagnostic {
    Diagnostic::error("theme-encoding", "主题文件不是 UTF-8 编码", "a theme file is not UTF-8")
        .at(Span::new(file, at..at + 1))
        .hint("请用编辑器把它另存为 UTF-8 编码。", "Save it as UTF-8 with your editor.")
}

/// `theme.toml` is no TOML, or has a wrong key.
pub(super) fn bad_manifest(file: &Arc<str>, range: std::ops::Range<usize>, why: &str) -> Diagnostic {
    let unknown = why.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    let fault = match unknown {
        Some(key) => Diagnostic::error(
            "theme-manifest",
            format!("theme.toml 里有不认识的键“{key}”"),
            format!("theme.toml has an unknown key `{key}`"),
        )
        .did_you_mean(key, ["name", "version", "strings", "options", "shortcodes", "page_words"]),
        None => Diagnostic::error(
            "theme-manifest",
            format!("theme.toml 有误：{why}"),
            format!("theme.toml is wrong: {why}"),
        ),
    };
    fault.at(Span::new(file, range)).hint(
        "它可以有 name、version、page_words、[strings.zh-CN]、[strings.en]、[options] 和 [shortcodes]。",
        "It may have name, version, page_words, [strings.zh-CN], [strings.en], [options] and [shortcodes].",
    )
}

/// A template was asked for that no theme has.
pub(super) fn no_template<'a>(
    name: &str,
    asked_by: Option<Span>,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    // A feed is no layout of a page, however alike the names are.
    let end = |name: &str| name.rsplit_once('.').map(|(_, end)| end.to_owned());
    let known = known.into_iter().filter(|known| end(known) == end(name));
    let fault = Diagnostic::error(
        "template-missing",
        format!("没有名为“{name}”的模板"),
        format!("there is no template `{name}`"),
    )
    .did_you_mean(name, known)
    .hint(
        format!("在主题的 templates 文件夹里放一个 {name}，或者改用已有的模板。"),
        format!("Put a {name} into the theme's templates folder, or use one that exists."),
    );
    match asked_by {
        Some(span) => fault.at(span),
        None => fault,
    }
}

/// Templates that extend or include one another in a circle.
pub(super) fn circle(file: Option<Arc<str>>, start: &str, chain: &[String]) -> Diagnostic {
    let mut names: Vec<&str> = chain.iter().map(String::as_str).collect();
    if names.first() != Some(&start) {
        names.insert(0, start);
    }
    let chain = names.join(" → ");
    let fault = Diagnostic::error(
        "template-circle",
        format!("模板互相引用，成了循环：{chain}"),
        format!("templates refer to one another in a circle: {chain}"),
    )
    .hint("去掉其中一处 extends 或 include。", "Remove one of the `extends` or `include`.");
    match file {
        Some(file) => fault.at(Span::file(&file)),
        None => fault,
    }
}

/// What the engine says only in words, for example of a component that two templates define.
pub(super) fn other(message: &str) -> Diagnostic {
    Diagnostic::error(
        "template-error",
        format!("主题模板有误：{message}"),
        format!("a theme's templates are wrong: {message}"),
    )
    .hint(
        "请检查最近改动的模板；去掉改动即回到默认主题。",
        "Look at the templates changed last; without the change the default theme is used.",
    )
}

/// A fault inside a template, in the engine's own words.
pub(super) fn in_template(message: &str, span: Option<Span>, rendering: bool, known: &Known<'_>) -> Diagnostic {
    let code = if rendering { "template-render" } else { "template-syntax" };
    let fault = match quoted(message) {
        Some((before, name)) => named(code, message, before, name, known),
        None => plain(code, message),
    };
    match span {
        Some(span) => fault.at(span),
        None => fault,
    }
}

/// What a name in a template could have meant.
pub(super) struct Known<'a> {
    /// Filters of the engine and of the program.
    pub filters: &'a [&'a str],
    /// Tests of the engine.
    pub tests: &'a [&'a str],
    /// Components of the theme.
    pub components: Vec<&'a str>,
    /// Templates of the theme.
    pub templates: Vec<&'a str>,
}

/// The text before the first backquoted word, and that word.
fn quoted(message: &str) -> Option<(&str, &str)> {
    let (before, rest) = message.split_once('`')?;
    let (name, _) = rest.split_once('`')?;
    Some((before.trim_end(), name))
}

fn named(code: &str, message: &str, before: &str, name: &str, known: &Known<'_>) -> Diagnostic {
    let (zh, candidates): (String, &[&str]) = match before {
        "Unknown filter" => (format!("没有名为“{name}”的过滤器"), known.filters),
        "Unknown test" => (format!("没有名为“{name}”的判断"), known.tests),
        "Unknown component" => (format!("没有名为“{name}”的组件"), &known.components),
        "Unknown template" => return no_template(name, None, known.templates.iter().copied()),
        "Unknown function" => (format!("没有名为“{name}”的函数"), &["range", "throw", "super"]),
        "Field" => return absent("字段", code, message, name),
        "Variable" => return absent("变量", code, message, name),
        _ => return plain(code, message),
    };
    let message = format!("template: {message}");
    Diagnostic::error(code, format!("模板有误：{zh}"), message).did_you_mean(name, candidates.iter().copied())
}

/// A field or variable that does not exist; the engine appends those that do, in no fixed order.
fn absent(what: &str, code: &str, message: &str, name: &str) -> Diagnostic {
    let (sentence, list) = message.split_once(" Available ").unwrap_or((message, ""));
    let list = list.split_once(": ").map_or("", |(_, list)| list);
    let mut names: Vec<&str> = list.split(", ").filter(|n| !n.is_empty()).collect();
    names.sort_unstable();
    let fault = Diagnostic::error(
        code,
        format!("模板有误：没有名为“{name}”的{what}"),
        format!("template: {}", sentence.trim_end_matches('.')),
    )
    .did_you_mean(name, names.iter().copied());
    let fault = if names.is_empty() {
        fault
    } else {
        fault.hint(format!("这里有的是：{}。", names.join("、")), format!("There are: {}.", names.join(", ")))
    };
    fault.hint("可能缺少的字段写成 a?.b 或 a.b or \"\"。", "Write a?.b or a.b or \"\" for what may be absent.")
}

/// The engine's commonest complaints, which carry no names.
const PLAIN: [(&str, &str); 3] = [
    ("Unexpected end of input", "文件到头了，前面还有标记没有结束"),
    ("Unexpected character", "这里有不能识别的字符"),
    ("Unknown tag", "没有这种标签"),
];

fn plain(code: &str, message: &str) -> Diagnostic {
    let known = PLAIN.iter().find(|(en, _)| *en == message);
    let zh = known.map(|(_, zh)| (*zh).to_owned());
    let zh = zh.or_else(|| wrong_mark(message)).unwrap_or_else(|| message.to_owned());
    Diagnostic::error(code, format!("模板有误：{zh}"), format!("template: {message}")).hint(
        "模板用 Tera 2 的写法：{{ 值 }}、{% if … %}…{% endif %}、{% for … %}…{% endfor %}。",
        "Templates are written in Tera 2: {{ value }}, {% if … %}…{% endif %}, {% for … %}…{% endfor %}.",
    )
}

/// The engine's sentence about one mark in the place of another.
fn wrong_mark(message: &str) -> Option<String> {
    let (found, expected) = message.strip_prefix("Found ")?.split_once(" but expected ")?;
    let quoted = |mark: &str| format!("“{}”", mark.trim_end_matches('.').trim_matches('`'));
    Some(format!("这里是{}，应当是{}", quoted(found), quoted(expected)))
}

/// A shortcode that the theme does not have.
pub(super) fn unknown_shortcode<'a>(
    call: &crate::content::Shortcode,
    templates: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<&str> = templates.filter_map(|t| t.strip_prefix("shortcodes/")?.strip_suffix(".html")).collect();
    let fault = Diagnostic::error(
        "unknown-shortcode",
        format!("没有名为“{}”的短代码", call.name),
        format!("there is no shortcode `{}`", call.name),
    )
    .at(call.span.clone())
    .did_you_mean(&call.name, known.iter().copied());
    fault.hint(format!("可以用的有：{}。", known.join("、")), format!("These exist: {}.", known.join(", ")))
}

/// A table is to show a column that its data does not have.
pub(super) fn unknown_column(span: Span, name: &str, columns: &[String]) -> Diagnostic {
    Diagnostic::error(
        "unknown-column",
        format!("表格的数据里没有“{name}”这一栏"),
        format!("the table's data has no column `{name}`"),
    )
    .at(span)
    .did_you_mean(name, columns.iter().map(String::as_str))
    .hint(
        format!("可以写的栏有：{}；几栏之间用逗号隔开。", columns.join("、")),
        format!("These columns exist: {}; separate several with commas.", columns.join(", ")),
    )
}

/// What `[downloads]` wants of a page would be too large for hosts and readers.
pub(super) fn download_too_large(title: &crate::content::Spanned<String>) -> Diagnostic {
    Diagnostic::warning(
        "download-large",
        format!("“{}”做成一个文件太大，页面上不提供下载", title.value),
        format!("`{}` is too large for one file; the page offers no download", title.value),
    )
    .at(title.span.clone())
    .hint(
        "需要时用 shuyuan export 另做；或者把这一类从 [downloads] 里去掉。",
        "Make it with `shuyuan export` if it is needed, or take this kind out of [downloads].",
    )
}

/// A shortcode's template failed: the page that calls it is named too.
pub(super) fn in_shortcode(fault: Diagnostic, call: &crate::content::Shortcode) -> Diagnostic {
    fault.also(call.span.clone(), "由这里的短代码引起：", "Called from here:")
}
