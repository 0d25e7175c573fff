//! Smaller HTML, CSS and JavaScript that mean the same.

use html_minifier::HTMLMinifier;

/// Page without comments and spare white space; as it was if it cannot be read, for example because a tag is cut off.
pub fn html(text: &str) -> String {
    let mut minifier = HTMLMinifier::new();
    // White space in `code` is kept: editors quote commands and forms there.
    minifier.set_minify_code(false);
    let small = minifier
        .digest(text.as_bytes())
        .and_then(|()| minifier.into_html())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    small.unwrap_or_else(|| text.to_owned())
}

/// Style sheet without comments and spare spaces; as it was if it cannot be read.
pub fn css(text: &str) -> String {
    match minifier::css::minify(text) {
        Ok(small) => small.to_string().trim_start().to_owned(),
        Err(_) => text.to_owned(),
    }
}

/// Script without comments and spare spaces; as it was if it cannot be read.
pub fn js(text: &str) -> String {
    match minifier::js::minify(text) {
        Ok(small) => small.to_string(),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(html(input), expected);
    }

    #[test]
    fn white_space_shrinks_in_text_only() {
        check("<p>a  b\n\n  c</p>\n\n\n<p>d</p>", "<p>a b\nc</p>\n<p>d</p>");
        check("<pre>a  b\n\n c</pre>", "<pre>a  b\n\n c</pre>");
        check("<textarea>\n\n x</textarea>", "<textarea>\n\n x</textarea>");
        check("<p><code>a  b</code></p>", "<p><code>a  b</code></p>");
        check("<p title=\"a  >  b\">c</p>", "<p title=\"a  >  b\">c</p>");
        check("<p>a <b>b</b> <i>c</i></p>", "<p>a <b>b</b> <i>c</i></p>");
        check(
            "<script type=\"application/ld+json\">{ \"a\":  \"b  c\" }</script>",
            "<script type=\"application/ld+json\">{ \"a\":  \"b  c\" }</script>",
        );
    }

    #[test]
    fn chinese_white_space_survives() {
        let text = "<p>\u{3000}\u{3000}第十二条\u{3000}联络员\u{a0}\u{a0}应当——……</p>";
        check(text, text);
    }

    #[test]
    fn cut_off_and_hostile_input_is_kept() {
        check("", "");
        check("<p title=\"x", "<p title=\"x");
        check("<pre>a  b", "<pre>a  b");
        check("a < b", "a < b");
        let many = "<".repeat(100_000);
        assert!(!html(&many).is_empty());
    }

    #[test]
    fn scripts_and_styles_shrink() {
        assert_eq!(css("/* x */\na  {\n  color : red ;\n}\n"), "a{color:red;}");
        assert_eq!(js("/* x */\nvar a = 1; // y\n"), "var a=1;");
    }
}
