//! Smaller HTML and CSS that mean the same.
//!
//! Scripts are published as they are: what is saved by taking away their comments and spaces is a few kilobytes once
//! compressed, and only a whole parser does it without breaking what relies on line ends, such as `let a = 1⏎let b = 2`.

use std::ops::Range;

use html_minifier::HTMLMinifierHelper;

/// Page without comments and spare white space; as it was if it cannot be read, for example because a tag is cut off.
///
/// `content` is a part of the page that may be small already, as the text of a regulation is when it comes out of its
/// parser; if it is, it is not read again, for it is most of the page.
pub fn html(page: Vec<u8>, content: &str) -> Vec<u8> {
    let mut minifier = HTMLMinifierHelper::new();
    // White space in `code` is kept: editors quote commands and forms there.
    minifier.minify_code = false;
    minifier.minify_js = false;
    let kept = middle(content).and_then(|middle| place(&page, middle)).unwrap_or(0..0);
    let mut small = Vec::with_capacity(page.len());
    let read = minifier
        .digest(&page[..kept.start], &mut small)
        .map(|()| small.extend_from_slice(&page[kept.clone()]))
        .and_then(|()| minifier.digest(&page[kept.end..], &mut small))
        .and_then(|()| minifier.finish(&mut small));
    if read.is_ok() { small } else { page }
}

/// `content` without its first and last tag, if minifying would leave it as it is: what stands between two tags
/// changes nothing in how the minifier reads what follows.
fn middle(content: &str) -> Option<&[u8]> {
    /// Less is not worth the search.
    const SHORTEST: usize = 1024;
    let bytes = content.as_bytes();
    let start = memchr::memchr(b'>', bytes)? + 1;
    let end = memchr::memrchr(b'<', bytes)?;
    (bytes.len() >= SHORTEST && start < end && bytes[end..].starts_with(b"</") && is_small(bytes))
        .then(|| &bytes[start..end])
}

/// Whether minifying cannot change `html`, which begins with a tag. May say no where it is yes.
fn is_small(html: &[u8]) -> bool {
    let spared = |b: u8| (b < b' ' && b != b'\n') || b == 0x7f;
    if !html.starts_with(b"<") || html.iter().fold(false, |found, &b| found | spared(b)) {
        return false;
    }
    // An empty value is written as its name alone.
    if memchr::memmem::find(html, b"=\"\"").is_some() || memchr::memmem::find(html, b"=''").is_some() {
        return false;
    }
    memchr::memchr3_iter(b' ', b'\n', b'<', html).all(|at| {
        let (before, after) = (&html[..at], &html[at + 1..]);
        match html[at] {
            b'<' => is_plain_tag(after),
            // Between two attributes it would become a space.
            b'\n' => before.ends_with(b">") && matches!(after.first(), None | Some(b'<')),
            _ => {
                ![&b"="[..], b"=\"", b"='"].iter().any(|end| before.ends_with(end))
                    && !matches!(after.first(), Some(b' ' | b'\n' | b'>' | b'=' | b'/' | b'"' | b'\''))
            }
        }
    })
}

/// Whether `tag`, which follows a `<`, is one whose content is read like a paragraph's.
fn is_plain_tag(tag: &[u8]) -> bool {
    /// Elements whose content is kept, dropped or minified by rules of its own.
    const OTHERS: &[&[u8]] = &[
        b"code",
        b"iframe",
        b"listing",
        b"math",
        b"noembed",
        b"noframes",
        b"plaintext",
        b"pre",
        b"script",
        b"style",
        b"svg",
        b"textarea",
        b"title",
        b"xmp",
    ];
    let name = tag.strip_prefix(b"/").unwrap_or(tag);
    let end = name.iter().position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit())).unwrap_or(name.len());
    // What stands behind the name of a closing tag goes.
    let ends = match name.get(end) {
        Some(b'>') => true,
        Some(b' ') => !tag.starts_with(b"/"),
        _ => false,
    };
    end > 0 && ends && !OTHERS.contains(&&name[..end])
}

/// Where `part` stands in `page`.
fn place(page: &[u8], part: &[u8]) -> Option<Range<usize>> {
    /// Enough to be found once; the rest is compared.
    const SAMPLE: usize = 256;
    let sample = &part[..part.len().min(SAMPLE)];
    let at = memchr::memmem::find(page, sample)?;
    page[at..].starts_with(part).then(|| at..at + part.len())
}

/// Style sheet without comments and spare spaces; as it was if it cannot be read.
pub fn css(text: &str) -> String {
    match minifier::css::minify(text) {
        Ok(small) => small.to_string().trim_start().to_owned(),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(input: &str) -> String {
        String::from_utf8(html(input.as_bytes().to_vec(), "")).expect("UTF-8 stays UTF-8")
    }

    fn check(input: &str, expected: &str) {
        assert_eq!(whole(input), expected);
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
        assert!(!whole(&many).is_empty());
    }

    #[test]
    fn styles_shrink() {
        assert_eq!(css("/* x */\na  {\n  color : red ;\n}\n"), "a{color:red;}");
    }

    /// Fragments of pages, among them all that the minifier treats in its own way.
    const FRAGMENTS: &[&str] = &[
        "<p>",
        "</p>",
        "<p class=\"a\" id=\"b\">",
        "<p class=\"a  b\">",
        "<p class=\" a\">",
        "<p class=\"a>\nb\">",
        "<br/>",
        "<br />",
        "<p\nid=\"a\">",
        "<p id=\"a\"\nclass=\"b\">",
        "<p id = \"a\">",
        "<p id=a>",
        "<p id=\"\">",
        "<p id=''>",
        "<p id>",
        "<P>",
        "</p >",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<textarea>",
        "</textarea>",
        "<svg>",
        "</svg>",
        "<title>",
        "</title>",
        "<!-- 注 -->",
        "<!---->",
        "<!",
        "</>",
        "</",
        "<",
        "<?",
        "< ",
        ">",
        "&",
        "&amp;",
        "&co",
        "py;",
        "第一条",
        "\u{3000}",
        " ",
        "  ",
        "\n",
        "\n\n",
        " \n",
        "\r\n",
        "\t",
        "\u{c}",
        "\u{0}",
        "\u{7f}",
        "=",
        "\"",
        "'",
        "/",
        "a b",
        "<a href=\"#art-1\" title=\"a > b\">",
        "</a>",
        "<ul class=\"items\" role=\"list\">\n",
        "</li></ul>\n",
        "</section>\n",
    ];

    proptest::proptest! {
        #[test]
        fn a_part_that_counts_as_small_is_what_minifying_makes_of_it(
            parts in proptest::collection::vec(proptest::sample::select(FRAGMENTS), 1..12),
            plain in 0usize..3,
        ) {
            let long = "<p id=\"p1\">各单位应当公开办事流程。</p>\n".repeat(40);
            let mut content = format!("<section id=\"a\">{}", if plain == 0 { "" } else { &long });
            content.extend(parts);
            content.push_str(&long);
            content.push_str("</section>\n");
            let page = format!("<main>\n  <div>\n\n{content}\n\n</div>  </main>");
            let once = html(page.clone().into_bytes(), &content);
            proptest::prop_assert_eq!(String::from_utf8_lossy(&once), whole(&page));
        }
    }

    #[test]
    fn the_text_of_a_regulation_is_not_read_again() {
        let article = "<div class=\"article\" id=\"art-1\"><a class=\"label\" id=\"art-1-p1\" href=\"#art-1\">第一条</a>\u{3000}\
            依照<a class=\"cite\" href=\"../b/#art-2\" title=\"办法 第二条\">《办法》第二条</a>办理。<p id=\"art-1-p2\">\
            前款不适用。</p>\n</div>\n";
        let content = format!("<section class=\"chapter\" id=\"ch-1\">{}</section>\n", article.repeat(9));
        assert!(middle(&content).is_some());
        assert!(middle(&content.replace("第一条</a>", "<code>第一条</code></a>")).is_none());
        assert!(middle(&content.replace("办理", "办  理")).is_none());
    }
}
