//! What can be wrong with a theme, in words.

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Span};

/// A template that cannot be read as UTF-8.
pub(super) fn not_utf8(file: &Arc<str>, at: usize) -> Diagnostic {
    Diagnostic::error(
        "theme-encoding",
        "主题文件不是 UTF-8 编码",
        "a theme file is not UTF-8",
    )
    .at(Span::new(file, at..at + 1))
    .hint(
        "请用编辑器把它另存为 UTF-8 编码。",
        "Save it as UTF-8 with your editor.",
    )
}

/// `theme.toml` is no TOML, or has a wrong key.
pub(super) fn bad_manifest(file: &Arc<str>, range: std::ops::Range<usize>, why: &str) -> Diagnostic {
    Diagnostic::error(
        "theme-manifest",
        format!("theme.toml 有误：{why}"),
        format!("theme.toml is wrong: {why}"),
    )
    .at(Span::new(file, range))
    .hint(
        "它可以有 name、version、[strings.zh-CN]、[strings.en] 和 [options]。",
        "It may have name, version, [strings.zh-CN], [strings.en] and [options].",
    )
}

/// A template was asked for that no theme has.
pub(super) fn no_template<'a>(
    name: &str,
    asked_by: Option<Span>,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
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
pub(super) fn circle(file: Option<Arc<str>>, chain: &[String]) -> Diagnostic {
    let chain = chain.join(" → ");
    let fault = Diagnostic::error(
        "template-circle",
        format!("模板互相引用，成了循环：{chain}"),
        format!("templates refer to one another in a circle: {chain}"),
    )
    .hint(
        "去掉其中一处 extends 或 include。",
        "Remove one of the `extends` or `include`.",
    );
    match file {
        Some(file) => fault.at(Span::file(&file)),
        None => fault,
    }
}

/// A component that two templates define.
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
pub(super) fn in_template(
    message: &str,
    span: Option<Span>,
    rendering: bool,
    known: &Known<'_>,
) -> Diagnostic {
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
        "Field" => (format!("没有名为“{name}”的字段"), &[]),
        "Variable" => (format!("没有名为“{name}”的变量"), &[]),
        _ => return plain(code, message),
    };
    let fault = Diagnostic::error(code, format!("模板有误：{zh}"), format!("template: {message}"));
    let fault = fault.did_you_mean(name, candidates.iter().copied());
    match before {
        "Field" | "Variable" => fault.hint(
            "模板能用的字段见手册“模板里有什么”；可能缺少的字段写成 a?.b 或 a.b or \"\"。",
            "The manual lists what a template may use; write a?.b or a.b or \"\" for what may be absent.",
        ),
        _ => fault,
    }
}

fn plain(code: &str, message: &str) -> Diagnostic {
    Diagnostic::error(
        code,
        format!("模板有误：{message}"),
        format!("template: {message}"),
    )
    .hint(
        "模板用 Tera 2 的写法：{{ 值 }}、{% if … %}…{% endif %}、{% for … %}…{% endfor %}。",
        "Templates are written in Tera 2: {{ value }}, {% if … %}…{% endif %}, {% for … %}…{% endfor %}.",
    )
}
