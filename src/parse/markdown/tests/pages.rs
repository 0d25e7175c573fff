use super::*;
use crate::content::{Citation, CitedDocument, TextSection};

#[test]
fn lines_of_chinese_are_joined_without_a_space() {
    check("第一行\n第二行", "<p>第一行第二行</p>");
    check("第一行，\n第二行", "<p>第一行，第二行</p>");
    check("他说“好”\n“是”", "<p>他说“好”“是”</p>");
    check("第一行\n**第二行**\n`第三行`", "<p>第一行<strong>第二行</strong><code>第三行</code></p>");
    check("**第一行**\n[第二行](a.md)", "<p><strong>第一行</strong><a href=\"⟦a.md⟧\">第二行</a></p>");
    check("第一行\nRust", "<p>第一行\nRust</p>");
    check("one\ntwo", "<p>one\ntwo</p>");
    check("한국어\n한국어", "<p>한국어\n한국어</p>");
    check("> 第一行\n> 第二行", "<blockquote>\n<p>第一行第二行</p>\n</blockquote>");
    check("第一行  \n第二行", "<p>第一行<br>\n第二行</p>");
    check("第一行\r\n第二行\r\n", "<p>第一行第二行</p>");
}

#[test]
fn fullwidth_spaces_survive() {
    check("　　第一条　为了", "<p>　　第一条　为了</p>");
    check("甲\n\n　　第一条", "<p>甲</p>\n<p>　　第一条</p>");
    check("甲\n　　第一条", "<p>甲</p>\n<p>　　第一条</p>");
    assert_eq!(inline_html("　　第一条　为了").0, "　　第一条　为了");
    assert_eq!(inline_html("　　**第一条**　为了").0, "　　<strong>第一条</strong>　为了");
}

#[test]
fn headings_get_anchors_and_links_to_themselves() {
    check(
        "## 学习要求\n\n## 学习要求\n\n### 说明 {#note .wide}",
        "<h2 id=\"xuexi-yaoqiu\">学习要求 <a class=\"permalink\" href=\"#xuexi-yaoqiu\" aria-label=\"本节链接：学习要求\">#</a></h2>\n\
         <h2 id=\"xuexi-yaoqiu-2\">学习要求 <a class=\"permalink\" href=\"#xuexi-yaoqiu-2\" aria-label=\"本节链接：学习要求\">#</a></h2>\n\
         <h3 id=\"note\" class=\"wide\">说明 <a class=\"permalink\" href=\"#note\" aria-label=\"本节链接：说明\">#</a></h3>",
    );
    let page = read("## 甲 **乙**\n\n### 🎉").value;
    let shown: Vec<_> = page
        .body
        .headings
        .iter()
        .map(|h| (h.level, h.text.as_str(), h.anchor.as_str(), h.span.start..h.span.end))
        .collect();
    assert_eq!(shown, [(2, "甲 乙", "jia-yi", 0..14), (3, "🎉", "section", 16..24)]);
    assert_eq!(page.body.anchors.iter().collect::<Vec<_>>(), ["jia-yi", "section"]);
    let options = MarkdownOptions { heading_prefix: "unit-", ..MarkdownOptions::default() };
    assert_eq!(read_with("## 甲", &options).value.body.anchors.iter().collect::<Vec<_>>(), ["unit-jia"]);
}

#[test]
fn the_first_heading_is_the_title() {
    check("# 标题\n\n正文", "<p>正文</p>");
    let page = read_with("前\n\n# 《办法》**全文**\n\n正文\n", &MarkdownOptions::default()).value;
    let (title, span) = page.title.unwrap();
    assert_eq!((title.as_str(), span.start, span.end), ("《办法》全文", 5, 29));
    assert_eq!(&**page.body.html.get(), "<p>前</p>\n<p>正文</p>\n");
    assert_eq!(page.body.headings, []);
    assert_eq!(read_with("标题\n====\n", &MarkdownOptions::default()).value.title.unwrap().0, "标题");
    assert_eq!(read_with("## 二级\n", &MarkdownOptions::default()).value.title, None);
}

#[test]
fn references_become_holes_and_addresses_stay() {
    check("[甲](a/b.md#c)", "<p><a href=\"⟦a/b.md#c⟧\">甲</a></p>");
    check("[甲](#c \"说明\")", "<p><a href=\"⟦#c⟧\" title=\"说明\">甲</a></p>");
    check("[甲][1]\n\n[1]: <a b.md>", "<p><a href=\"⟦a b.md⟧\">甲</a></p>");
    check(
        "[甲](https://example.com/?a=1&b=2)",
        "<p><a href=\"https://example.com/?a=1&amp;b=2\" rel=\"noopener noreferrer\">甲</a></p>",
    );
    check(
        "<https://example.com> <a@b.cn>",
        "<p><a href=\"https://example.com\" rel=\"noopener noreferrer\">https://example.com</a> <a href=\"mailto:a@b.cn\">a@b.cn</a></p>",
    );
    check("[电话](tel:12345)", "<p><a href=\"tel:12345\">电话</a></p>");
}

#[test]
fn images_become_holes_and_figures() {
    check("文字![甲 **乙**](a.png)", "<p>文字⟦img a.png \"甲 乙\" None⟧</p>");
    check(
        "![甲](a.png \"题\")",
        "<figure class=\"figure\">⟦img a.png \"甲\" None⟧<figcaption>题</figcaption></figure>",
    );
    check("![甲](a.png)", "<figure class=\"figure\">⟦img a.png \"甲\" None⟧</figure>");
    check("![甲](a.png) ![乙](b.png)", "<p>⟦img a.png \"甲\" None⟧ ⟦img b.png \"乙\" None⟧</p>");
    check("[![甲](a.png)](b.md)", "<p><a href=\"⟦b.md⟧\">⟦img a.png \"甲\" None⟧</a></p>");
    check("![甲![乙](b.png)丙](a.png)后", "<p>⟦img a.png \"甲乙丙\" None⟧后</p>");
}

#[test]
fn footnotes_are_numbered_by_reference_and_lead_back() {
    check(
        "甲[^b]乙[^a]丙[^b]\n\n[^a]: 注**一**\n\n[^b]: 注二\n\n    第二段\n",
        "<p>甲<sup class=\"footnote-ref\"><a id=\"fnref-1\" href=\"#fn-1\" role=\"doc-noteref\" aria-label=\"脚注1\">1</a></sup>\
         乙<sup class=\"footnote-ref\"><a id=\"fnref-2\" href=\"#fn-2\" role=\"doc-noteref\" aria-label=\"脚注2\">2</a></sup>\
         丙<sup class=\"footnote-ref\"><a id=\"fnref-1-2\" href=\"#fn-1\" role=\"doc-noteref\" aria-label=\"脚注1\">1</a></sup></p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n\
         <li id=\"fn-1\"><p>注二</p>\n<p>第二段 \
         <a class=\"footnote-back\" href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"返回正文脚注1\">↩</a> \
         <a class=\"footnote-back\" href=\"#fnref-1-2\" role=\"doc-backlink\" aria-label=\"返回正文脚注1（2）\">↩<sup>2</sup></a></p>\n</li>\n\
         <li id=\"fn-2\"><p>注<strong>一</strong> <a class=\"footnote-back\" href=\"#fnref-2\" role=\"doc-backlink\" aria-label=\"返回正文脚注2\">↩</a></p>\n</li>\n\
         </ol>\n</section>",
    );
    check(
        "甲[^1]\n\n[^1]: 见[乙](b.md)\n",
        "<p>甲<sup class=\"footnote-ref\"><a id=\"fnref-1\" href=\"#fn-1\" role=\"doc-noteref\" aria-label=\"脚注1\">1</a></sup></p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n\
         <li id=\"fn-1\"><p>见<a href=\"⟦b.md⟧\">乙</a> <a class=\"footnote-back\" href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"返回正文脚注1\">↩</a></p>\n</li>\n\
         </ol>\n</section>",
    );
}

#[test]
fn lists_tables_alerts_and_code() {
    check("3. 甲\n4. 乙", "<ol start=\"3\">\n<li>甲</li>\n<li>乙</li>\n</ol>");
    check(
        "- [x] 甲\n- [ ] 乙",
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"已完成\"> 甲</li>\n<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"未完成\"> 乙</li>\n</ul>",
    );
    check(
        "| 甲 | 乙 |\n|:-:|--:|\n| 一 | 二 |",
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"表格\"><table>\n<thead><tr><th scope=\"col\" class=\"align-center\">甲</th><th scope=\"col\" class=\"align-right\">乙</th></tr></thead>\n<tbody>\n<tr><td class=\"align-center\">一</td><td class=\"align-right\">二</td></tr>\n</tbody>\n</table></div>",
    );
    check(
        "> [!TIP]\n> 甲",
        "<aside class=\"alert alert-tip\" aria-label=\"提示\">\n<p class=\"alert-title\">提示</p>\n<p>甲</p>\n</aside>",
    );
    check("术语\n: 解释", "<dl>\n<dt>术语</dt>\n<dd>解释</dd>\n</dl>");
    check(
        "```rust\nlet a = \"<\";\n```",
        "<pre tabindex=\"0\"><code class=\"language-rust\">let a = &quot;&lt;&quot;;\n</code></pre>",
    );
    check("~~~\n甲\n~~~", "<pre tabindex=\"0\"><code>甲\n</code></pre>");
    check("甲\n\n---\n\n乙", "<p>甲</p>\n<hr>\n<p>乙</p>");
    check("a\0b &amp; &lt;", "<p>a\u{FFFD}b &amp; &lt;</p>");
}

#[test]
fn sections_hold_the_text_for_the_index() {
    let page = read("前言[^1]。\n\n## 第一章\n\n### 一、要求\n\n甲**乙**\n丙。\n\n![图](a.png)\n\n| 列 | 值 |\n|-|-|\n| 一 | 二 |\n\n- 项\n- 目\n\n## 第二章\n\n`码`\n\n[^1]: 注。").value;
    let section = |anchor: &str, heading: &str, path: &str, text: &str| TextSection {
        anchor: anchor.into(),
        heading: heading.into(),
        path: path.into(),
        number: None,
        text: text.into(),
    };
    assert_eq!(
        page.body.sections.get().as_slice(),
        [
            section("", "", "", "前言。"),
            section("diyizhang", "第一章", "", ""),
            section("yi-yaoqiu", "一、要求", "第一章", "甲乙丙。\n图\n列 值\n一 二\n项\n目"),
            section("dierzhang", "第二章", "", "码\n注。"),
        ]
    );
    assert_eq!(page.body.lead, "前言。甲乙丙。码");
    assert_eq!(page.body.length, 2 + 3 + 3 + 10 + 3 + 2);
    assert_eq!(read("").value, MarkdownPage { body: crate::content::Body::default(), ..MarkdownPage::default() });
}

#[test]
fn citations_are_marked_in_running_text_only() {
    let scan = |text: &str| -> Vec<(Range<usize>, Citation)> {
        text.match_indices("第十二条")
            .map(|(at, found)| {
                let citation = Citation {
                    document: CitedDocument::This,
                    article: "12".into(),
                    part: String::new(),
                    paragraph: None,
                    item: None,
                    subitem: None,
                    range_end: None,
                    within: String::new(),
                    text: found.into(),
                    span: crate::diagnostics::Span::file(&"".into()),
                };
                (at..at + found.len(), citation)
            })
            .collect()
    };
    let options = MarkdownOptions { title: Some(""), citations: Some(&scan), ..MarkdownOptions::default() };
    let text = "## 第十二条\n\n依据第十二条，`第十二条`，[第十二条](a.md)。";
    let page = read_with(text, &options).value;
    assert!(show(&page.body.html.get(), &page.body.holes).ends_with(
        "</h2>\n<p>依据⟦cite 0⟧第十二条⟦/cite 0⟧，<code>第十二条</code>，<a href=\"⟦a.md⟧\">第十二条</a>。</p>\n"
    ));
    assert_eq!(page.citations.len(), 1);
    let span = &page.citations[0].span;
    assert_eq!(
        (&text[span.start..span.end], span.start, page.citations[0].within.as_str()),
        ("第十二条", 23, "dishiertiao")
    );
}

#[test]
fn a_body_is_read_where_it_stands() {
    let text = "---\ntitle: 甲\n---\n[乙](b.md)\n";
    let file: Arc<str> = "content/a.md".into();
    let start = text.rfind("---\n").unwrap() + 4;
    let page = markdown(&file, text, start..text.len(), &MarkdownOptions::default()).value;
    let Fill::Href(reference) = &page.body.holes[0].fill else { panic!() };
    assert_eq!(&text[reference.span.start..reference.span.end], "b.md");
}

#[test]
fn inline_text_begins_no_blocks() {
    for text in [
        "# 甲",
        "1. 甲",
        "- 甲",
        "> 甲",
        "```甲",
        "| 甲 |",
        "---",
        "a\n===",
        "甲\n- 乙",
        "[^1]: 甲",
        ": 甲",
        "    甲\n\n乙",
        "[甲]: b",
    ] {
        let (html, plain) = inline_html(text);
        assert!(
            !html.contains("<h") && !html.contains("<li") && !html.contains("<p") && !html.contains("<blockquote"),
            "{html}"
        );
        assert!(!plain.is_empty() && !html.contains('\u{FDD0}'), "{text:?} {html:?}");
    }
    assert_eq!(inline_html("1. 甲**乙**").0, "1. 甲<strong>乙</strong>");
    assert_eq!(inline_html("  甲**乙**\n  丙"), ("甲<strong>乙</strong>丙".into(), "甲乙丙".into()));
    assert_eq!(inline_html("甲 < 乙 & \"丙\""), ("甲 &lt; 乙 &amp; &quot;丙&quot;".into(), "甲 < 乙 & \"丙\"".into()));
    assert_eq!(inline_html("见[甲](a.md)").0, "见<a href=\"⟦a.md⟧\">甲</a>");
    assert_eq!(inline_html("").0, "");
}
