use proptest::prelude::*;

use super::*;

fn survive(text: &str) {
    read(text);
    inline_html(text);
}

#[test]
fn deep_nesting_is_flattened_and_reported() {
    for unit in [">", "> ", "- ", "1. ", "> - "] {
        for count in [150, 10_000] {
            let text = unit.repeat(count) + "甲";
            let read = read(&text);
            let codes: Vec<&str> = read.diagnostics.iter().map(|d| d.code.as_str()).collect();
            assert_eq!(codes, ["nesting-too-deep"], "{unit}");
            let html = &read.value.body.html.get();
            let opened = html.matches("<blockquote>").count() + html.matches("<li>").count();
            assert!(opened <= 100, "{unit}");
        }
    }
    let text = "**甲 ".repeat(10_000) + &"乙**".repeat(10_000);
    assert!(read(&text).value.body.html.get().matches("<strong>").count() <= 100);
    survive(&"<b>".repeat(10_000));
    survive(&"<div>\n\n甲\n\n".repeat(2_000));
    survive(&"{{< callout >}}\n".repeat(5_000));
    survive(&("{{< callout >}}\n".repeat(500) + &"{{< /callout >}}\n".repeat(500)));
}

#[test]
fn unclosed_and_repeated_marks_stay_cheap() {
    for unit in [
        "*",
        "**a ",
        "_a ",
        "~~a",
        "**（",
        "[",
        "![",
        "[a](",
        "]",
        "`a",
        "<",
        "<!--",
        "<a ",
        "<a b=\"",
        "<?",
        "</",
        "&",
        "\\",
        "\0",
        "{{<",
        "{{< a >}}\n",
        "[^a]",
        "[^a]: ",
        "|",
        "|-\n",
        "# ",
        "```\n",
        "a\n: b\n",
        "{#",
        "- [ ] ",
        "> [!NOTE]\n",
        "\t",
        "\r",
        "\u{FDD0}",
        "<script>",
        "<p x=\"",
        "甲\n",
    ] {
        survive(&unit.repeat(5_000));
        survive(&format!("甲{}乙", unit.repeat(5_000)));
    }
    survive(&"法".repeat(1_000_000));
}

const PIECES: &[&str] = &[
    "甲",
    "乙。",
    "（",
    "）",
    "“",
    "”",
    " ",
    "　",
    "\n",
    "\n\n",
    "\r\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "```quiz\n",
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "> [!TIP]\n",
    "[",
    "](",
    ")",
    "![",
    "](a.md)",
    "[^1]",
    "[^1]: ",
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>\n",
    "</div>\n",
    "<!--",
    "-->",
    "<img src=a>",
    "<a href='b.md'>",
    "</a>",
    "<script>",
    "<table><tr>",
    "{{< callout >}}\n",
    "{{< /callout >}}\n",
    "{{< figure src=\"a\" >}}\n",
    "{{<",
    ">}}",
    "{#a}",
    "|",
    "|-|-|\n",
    "\\",
    "&amp;",
    "\0",
    "\u{FDD0}",
    "\u{FDD8}",
    "0",
    "\u{FDD8}",
    "?>",
    "<?",
    ": ",
    "a",
    "question: x\n",
    "https://a.cn",
    "javascript:",
    "😀",
    "\u{FE00}",
    "\t",
    "    ",
];

/// The HTML of a body and of the bodies of its shortcodes. What else fills a hole, such as the alternative text of
/// `![\<script>](a.md)`, is escaped where it is filled.
fn written(body: &Body) -> String {
    let mut out = body.html.get().to_string();
    for hole in &body.holes {
        if let Fill::Shortcode(call) = &hole.fill
            && let Some(body) = &call.body
        {
            out.push_str(&written(body));
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        survive(&text);
    }

    #[test]
    fn any_markup_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let text: String = pieces.concat();
        survive(&text);
        for raw_html in [RawHtml::Allow, RawHtml::Escape] {
            read_with(&text, &MarkdownOptions { raw_html, ..MarkdownOptions::default() });
        }
    }

    #[test]
    fn nothing_that_runs_gets_through(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let html = written(&read(&pieces.concat()).value.body).to_lowercase();
        prop_assert!(!html.contains("<script") && !html.contains("=\"javascript:"));
    }
}
