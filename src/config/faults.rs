//! What the configuration reports.

use std::collections::BTreeSet;

use crate::content::Spanned;
use crate::diagnostics::{Diagnostic, Span};

/// The settings that stand above all tables.
pub(super) const TOP: [&str; 10] = [
    "title",
    "subtitle",
    "description",
    "language",
    "base_url",
    "theme",
    "author",
    "unit_notice",
    "copyright",
    "utc_offset",
];

/// `line` is no TOML, for a `reason` in the words of the parser.
pub(super) fn syntax(span: Span, reason: &str, line: &str) -> Diagnostic {
    let fault = |zh: &str, en: &str| Diagnostic::error("config-syntax", zh, en).at(span.clone());
    if reason.contains("duplicate key") {
        return fault("同一项设置写了两次", "the same setting is given twice")
            .hint("删去其中一行。", "Remove one of them.");
    }
    // Quotation marks of an input method are fine inside of others.
    if line.contains(['“', '”', '＂', '‘', '’']) && !line.contains(['"', '\'']) {
        return fault("这一行用了中文引号", "the line has typographic quotation marks").hint(
            "切换到英文输入法，把引号改成英文双引号，例如 title = \"站点名称\"。",
            "Use straight quotation marks: `title = \"…\"`.",
        );
    }
    if line.contains('＝') || (!line.contains('=') && line.contains([':', '：'])) {
        return fault("这一行没有半角等号“=”", "the line has no `=`")
            .hint("写成“键 = 值”，例如 title = \"站点名称\"。", "Write `key = value`, for example `title = \"…\"`.");
    }
    if reason.contains("escape") {
        return fault("双引号里的反斜杠“\\”有特殊含义", "a backslash is special inside double quotes")
            .hint("路径里的“\\”改成“/”。", "Use `/` in paths.");
    }
    Diagnostic::error(
        "config-syntax",
        format!("站点设置写法有误（{reason}）"),
        format!("the configuration is not valid TOML: {reason}"),
    )
    .at(span)
    .hint(
        "每行写成“键 = 值”，文字加英文双引号，小节名加方括号；注释以 # 开头。",
        "Write `key = value`, text in double quotes, table names in brackets; comments begin with #.",
    )
}

pub(super) fn bad_width(span: Span) -> Diagnostic {
    Diagnostic::error(
        "config-value",
        "image_widths 里的宽度应当在 16 到 8192 之间",
        "the widths in `image_widths` must lie between 16 and 8192",
    )
    .at(span)
    .hint("写成 [480, 960] 的样子。", "Write it like [480, 960].")
}

pub(super) fn wrong_type(span: Span, key: &str, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error("config-value", format!("设置“{key}”的值不对，这里要写{zh}"), format!("`{key}` must be {en}"))
        .at(span)
        .hint(
            "照编辑手册里的例子改；删掉这一行就使用默认值。",
            "Change it as the manual shows, or delete the line to use the default.",
        )
}

pub(super) fn unknown_key(span: Span, path: &str, key: &str, known: &BTreeSet<&'static str>) -> Diagnostic {
    let fault = Diagnostic::error(
        "config-unknown-key",
        format!("站点设置里没有“{path}”这一项"),
        format!("the configuration has no key `{path}`"),
    )
    .at(span);
    // What is written below a table belongs to it, wherever its author meant it to go.
    if path != key && TOP.contains(&key) {
        return fault.hint(
            format!("“{key}”不属于任何小节：把这一行移到文件前部，第一个“[”的上面。"),
            format!("`{key}` belongs to no table: move the line up, above the first `[`."),
        );
    }
    let fault = fault.did_you_mean(key, known.iter().copied());
    if fault.hints.is_empty() {
        return fault.hint(
            "自己的设置请写在 [extra] 小节里；不需要的删掉。",
            "Put settings of your own into the [extra] table, or delete the line.",
        );
    }
    fault
}

pub(super) fn not_one_of(value: &Spanned<String>, key: &str, known: &[&str]) -> Diagnostic {
    let list = known.iter().map(|k| format!("\"{k}\"")).collect::<Vec<_>>().join(", ");
    Diagnostic::error(
        "config-value",
        format!("设置“{key}”不能是“{}”，只能是 {list}", value.value),
        format!("`{key}` cannot be `{}`, only {list}", value.value),
    )
    .at(value.span.clone())
    .did_you_mean(&value.value, known.iter().copied())
}

pub(super) fn bad_gateway(value: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "config-value",
        format!("gateway “{}”不是本站的路径", value.value),
        format!("gateway `{}` is no path of the portal's own host", value.value),
    )
    .at(value.span.clone())
    .hint(
        "写成 /_search 的样子，由网页服务器把这个路径转给检索网关；别的主机上的网址，浏览器不会去问。",
        "Write it like /_search and let the web server pass it on to the gateway; browsers do not ask other hosts.",
    )
}

pub(super) fn bad_base_url(value: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "config-base-url",
        format!("base_url “{}”不是完整的网址", value.value),
        format!("base_url `{}` is not a complete address", value.value),
    )
    .at(value.span.clone())
    .hint(
        "写成 https://example.org/ 或 https://example.org/study/ 的样子，不要带问号和井号。",
        "Write it like https://example.org/ or https://example.org/study/, without `?` or `#`.",
    )
}

/// `--base-url` is no address.
pub fn bad_base_url_option(value: &str) -> Diagnostic {
    Diagnostic::error(
        "base-url-option",
        format!("--base-url “{value}”不是完整的网址"),
        format!("--base-url `{value}` is not a complete address"),
    )
    .hint(
        "写成 https://example.org/ 或 https://example.org/study/ 的样子，不要带问号和井号。",
        "Write it like https://example.org/ or https://example.org/study/, without `?` or `#`.",
    )
}

pub(super) fn bad_offset(value: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "config-value",
        format!("utc_offset “{}”不是时差", value.value),
        format!("utc_offset `{}` is not an offset", value.value),
    )
    .at(value.span.clone())
    .hint("写成 +08:00 的样子。", "Write it like +08:00.")
}

pub(super) fn bad_colour(value: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "config-colour",
        format!("accent “{}”不是颜色", value.value),
        format!("accent `{}` is not a colour", value.value),
    )
    .at(value.span.clone())
    .hint("写成井号加六位十六进制数，例如 \"#1f4e79\"。", "Write `#` and six hexadecimal digits, such as \"#1f4e79\".")
}

/// The colour reaches a contrast of `reached` on the paper; `near` is the nearest that is enough.
pub(super) fn pale_colour(value: &Spanned<String>, reached: f64, near: &str) -> Diagnostic {
    Diagnostic::error(
        "config-colour",
        format!("accent “{}”太浅，文字看不清：与底色的对比度是 {reached:.1}，至少要 4.5", value.value),
        format!("accent `{}` is too pale to be read: its contrast is {reached:.1}, and 4.5 is the least", value.value),
    )
    .at(value.span.clone())
    .hint(
        format!("换一个深一些的颜色，最接近的是 \"{near}\"。"),
        format!("Take a darker one; the nearest is \"{near}\"."),
    )
}

pub(super) fn missing_title(span: Span) -> Diagnostic {
    Diagnostic::warning("config-title", "站点没有名称", "the site has no title")
        .at(span)
        .hint("在 site-config.toml 里写 title = \"站点名称\"。", "Write `title = \"…\"` in site-config.toml.")
}

pub(super) fn incomplete_menu(span: Span) -> Diagnostic {
    Diagnostic::error("config-menu", "菜单项缺少 title 或 url", "a menu entry lacks its title or url").at(span).hint(
        "写上 title = \"文字\" 和 url = \"/文件路径.md\"（或完整网址）。",
        "Write `title = \"…\"` and `url = \"/path.md\"` (or a complete address).",
    )
}

pub(super) fn bad_theme(value: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "config-theme",
        format!("theme “{}”不是主题文件夹的名字", value.value),
        format!("theme `{}` is not the name of a theme's folder", value.value),
    )
    .at(value.span.clone())
    .hint(
        "只写 themes 里文件夹的名字，例如 \"default\"。",
        "Write the name of a folder in themes, for example \"default\".",
    )
}

/// The variable of the environment in which a target's secret is looked for.
pub(super) fn variable_of(target: &str, key: &str) -> String {
    let name: String = target.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("SHUYUAN_{name}_{}", key.to_ascii_uppercase())
}

/// `[review]` without stages.
pub(super) fn no_stages(span: Span) -> Diagnostic {
    Diagnostic::error("config-value", "[review] 没有写有哪些审核阶段", "`[review]` names no stages").at(span).hint(
        "写 stages = [\"一审\", \"二审\", \"三审\"]；不用审核的，删去 [review]。",
        "Write `stages = [\"一审\", \"二审\", \"三审\"]`, or delete the table if nobody has to sign.",
    )
}

/// A stage twice, or one without a name.
pub(super) fn bad_stage(stage: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "config-value",
        format!("审核阶段“{}”重复了，或者是空的", stage.value),
        format!("the stage `{}` is empty or stands there twice", stage.value),
    )
    .at(stage.span.clone())
    .hint("每个阶段写一个不同的名称。", "Give each stage a name of its own.")
}
