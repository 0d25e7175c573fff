use super::*;

#[track_caller]
fn check_mode(raw_html: RawHtml, text: &str, expected: &str) {
    let page = read_with(text, &MarkdownOptions { raw_html, title: Some(""), ..MarkdownOptions::default() }).value;
    assert_eq!(show(&page.body.html.get(), &page.body.holes).trim_end(), expected, "{text}");
}

#[test]
fn harmless_html_stays() {
    check("甲<br>乙", "<p>甲<br>乙</p>");
    check("<ruby>书<rt>shū</rt></ruby>", "<p><ruby>书<rt>shū</rt></ruby></p>");
    check(
        "<mark class=\"a\" id=\"b\" lang=\"zh\">甲</mark>",
        "<p><mark class=\"a\" id=\"b\" lang=\"zh\">甲</mark></p>",
    );
    check(
        "<details open>\n<summary>题</summary>\n\n甲**乙**\n\n</details>\n",
        "<details open=\"\">\n<summary>题</summary>\n<p>甲<strong>乙</strong></p>\n</details>",
    );
    check(
        "<table>\n<tr><td colspan=2>甲</td></tr>\n</table>",
        "<table>\n<tbody><tr><td colspan=\"2\">甲</td></tr>\n</tbody></table>",
    );
    let page = read("<p id=\"附\">甲</p>\n\n## 乙\n").value;
    assert_eq!(page.body.anchors.iter().collect::<Vec<_>>(), ["yi", "附"]);
}

#[test]
fn remedies_fit_what_is_written() {
    let hints = |text: &str| -> Vec<(String, String)> {
        let found = read(text).diagnostics;
        found.iter().flat_map(|d| &d.hints).map(|h| (h.zh.clone(), h.en.clone())).collect()
    };
    let pair = |zh: &str, en: &str| vec![(zh.to_owned(), en.to_owned())];
    let never = pair(
        "页面里不能放会运行的代码：它能替读者做事、把读者的资料送到别处。删去它，效果用短代码或主题来做。",
        "A page cannot hold code that runs: it could act for the reader and send away what is theirs. Remove it; use a shortcode or the theme instead.",
    );
    assert_eq!(hints("甲<script>alert(1)</script>乙"), never);
    assert_eq!(hints("<b onclick=\"x()\">甲</b>"), never);
    assert_eq!(hints("<img src=\"a.png\" alt=\"甲\" onerror=\"x()\">"), never);
    let instead = pair(
        "用 Markdown 写法或短代码代替；确实需要时，在 site-config.toml 的 [markdown] 里设 raw_html = \"allow\"。",
        "Use Markdown or a shortcode instead; if you really need it, set raw_html = \"allow\" under [markdown] in site-config.toml.",
    );
    assert_eq!(hints("<font>甲</font>"), instead);
    let alt = pair(
        "给 <img> 加上 alt=\"图片内容\"；纯装饰的图片写 alt=\"\"。",
        "Give the <img> an alt=\"what it shows\", or alt=\"\" if it is mere decoration.",
    );
    assert_eq!(hints("<img src=\"a.png\">"), alt);
    assert_eq!(hints("<img src=\"a.png\" class=\"x\" width=\"3\">"), alt);
    assert_eq!(hints("![](a.png)")[0].1, "Say in the brackets what the image shows, for example ![the meeting](…).");
}

#[test]
fn what_runs_is_removed_and_named() {
    check("甲<script>alert(1)</script>乙", "<p>甲alert(1)乙</p>");
    check("<script>\nalert(1)\n</script>\n\n甲", "<p>甲</p>");
    check("<b onclick=\"x()\" style='color:red'>甲</b>", "<p><b>甲</b></p>");
    check("<iframe src=\"https://example.com\"></iframe>", "");
    check("<svg><script>x</script></svg>甲", "<p>x甲</p>");
    check("<a href=\"&#106;avascript:x\">甲</a>", "<p><a>甲</a></p>");
    check("<img src=x onerror=alert(1)>", "<img src=\"⟦x⟧\">");
    check("<input type=\"password\">", "<input>");
    check_faults(
        "<b onclick=\"x()\">甲</b>\n<font color=red>乙</font><font>丙</font>\n",
        &[
            "html-removed@\"x()\": HTML 里 <b> 的属性“onclick”已去掉",
            "html-removed@\"<font color=red>\": HTML 里的标签“<font>”已去掉（共2处）",
        ],
    );
    check_faults(
        "<a href=\"javascript:x\">甲</a>",
        &["unsafe-link@\"javascript:x\": 链接用了“javascript:”，它会在读者的浏览器里运行代码"],
    );
    check_faults("甲\n\n<div\n", &["html-removed@\"<div\": HTML 标签没有写完，原样印在页面上"]);
}

#[test]
fn unclosed_elements_are_closed() {
    check("<div>\n\n甲", "<div>\n<p>甲</p>\n</div>");
    check("甲<b>乙\n\n丙", "<p>甲<b>乙</b></p><b>\n<p>丙</p>\n</b>");
    check("</div>甲", "甲");
}

#[test]
fn references_in_html_become_holes() {
    check("<a href=\"a.md\">甲</a>和[乙](b.md)", "<p><a href=\"⟦a.md⟧\">甲</a>和<a href=\"⟦b.md⟧\">乙</a></p>");
    check("<img src='a.png' alt='甲'>", "⟦img a.png \"甲\" None⟧");
    check("<img src='a.png' alt='甲' width=20>", "<img src=\"⟦a.png⟧\" alt=\"甲\" width=\"20\">");
    check(
        "<video src=\"a.mp4\" poster=\"a.jpg\" controls></video>\n",
        "<p><video src=\"⟦a.mp4⟧\" poster=\"⟦a.jpg⟧\" controls=\"\"></video></p>",
    );
    check(
        "<a href=\"https://example.com\" target=_blank rel=opener>甲</a>",
        "<p><a href=\"https://example.com\" target=\"_blank\" rel=\"noopener noreferrer\">甲</a></p>",
    );
    let text = "> <div>\n> <a href=\"a.md\">甲</a>\n> </div>";
    let page = read(text).value;
    let Fill::Href(reference) = &page.body.holes[0].fill else { panic!() };
    assert_eq!(&text[reference.span.start..reference.span.end], "a.md");
}

#[test]
fn comments_are_left_out() {
    check("甲<!-- 注 -->乙\n\n<!-- INFO END -->\n\n丙", "<p>甲乙</p>\n<p>丙</p>");
    check("<!--\n{{< figure src=\"a\" >}}\n-->\n\n丙", "<p>丙</p>");
    check_faults("甲\n\n<!-- 注\n\n乙", &["unclosed-comment@\"<!--\": 注释“<!--”没有结束，后面的内容都不会显示"]);
}

#[test]
fn the_site_may_choose_otherwise() {
    check_mode(
        RawHtml::Allow,
        "<script>x</script>\n\n<a href=\"a.md\" onclick=\"y\">甲</a>",
        "<script>x</script>\n<p><a href=\"⟦a.md⟧\" onclick=\"y\">甲</a></p>",
    );
    check_mode(RawHtml::Escape, "<b>甲</b><!-- 注 -->", "<p>&lt;b&gt;甲&lt;/b&gt;</p>");
    check_mode(RawHtml::Escape, "<div>\n甲 &amp;\n</div>", "&lt;div&gt;\n甲 &amp;amp;\n&lt;/div&gt;");
}

#[test]
fn text_of_html_is_indexed() {
    let page = read("<table><tr><td>甲&amp;</td><td>乙</td></tr></table>\n").value;
    assert_eq!(page.body.sections.get()[0].text, "甲& 乙");
}

#[test]
fn what_we_write_ourselves_passes_the_sanitiser() {
    let text = "## 甲\n\n> [!NOTE]\n> 乙[^1]\n\n- [x] 丙\n\n| 一 |\n|:-:|\n| 二 |\n\n```rust\nx\n```\n\n[外](https://example.com)\n\n![图](a.png)\n\n~~删~~\n\n[^1]: 注\n";
    let without = html(text).replace(" disabled ", " disabled=\"\" ").replace(" checked ", " checked=\"\" ");
    let with = html(&format!("{text}\n<div></div>\n"));
    let order = |s: &str| {
        s.replace(
            "<input type=\"checkbox\" disabled=\"\" checked=\"\"",
            "<input disabled=\"\" checked=\"\" type=\"checkbox\"",
        )
    };
    assert_eq!(order(&with.replace("<div></div>\n", "")), order(&without));
}
