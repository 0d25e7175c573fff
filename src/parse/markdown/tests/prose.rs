//! What office people write, and what other programs understand.

use super::*;

/// The blocks of a page, one a line.
#[track_caller]
fn check_blocks(text: &str, expected: &[&str]) {
    let shown = html(text);
    let found: Vec<&str> = shown.lines().filter(|l| !l.is_empty()).collect();
    let expected: Vec<String> = expected.iter().map(|t| format!("<p>{t}</p>")).collect();
    assert_eq!(found, expected, "{text}");
}

#[track_caller]
fn check_codes(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text).diagnostics.iter().map(|d| d.code.clone()).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_notice_from_word_has_its_paragraphs() {
    check_blocks(
        "各乡镇：\n现将有关事项通知如下。\n一、时间\n12月1日上午9点。\n二、地点\n（一）一楼\n1、左边\n2.右边\n①前排\n特此通知。\n青山县宣传部\n2026年7月1日",
        &[
            "各乡镇：",
            "现将有关事项通知如下。",
            "一、时间",
            "12月1日上午9点。",
            "二、地点",
            "（一）一楼",
            "1、左边",
            "2.右边",
            "①前排",
            "特此通知。",
            "青山县宣传部",
            "2026年7月1日",
        ],
    );
    check_blocks("　　甲段\n　　乙段", &["　　甲段", "　　乙段"]);
    check_blocks("会议召开。\n大家发言。", &["会议召开。", "大家发言。"]);
    let long = "长".repeat(90);
    check_blocks(&format!("{long}。\n{long}{long}。\n短"), &[&format!("{long}。"), &format!("{long}{long}。"), "短"]);
    check_blocks("联系人：李四\n电　话：0000\n地址：青山路1号", &["联系人：李四", "电　话：0000", "地址：青山路1号"]);
    check("> 各乡镇：\n> 　　通知如下。", "<blockquote>\n<p>各乡镇：</p>\n<p>　　通知如下。</p>\n</blockquote>");
    check("- 甲\n一、乙", "<ul>\n<li>甲</li>\n</ul>\n<p>一、乙</p>");
    check_codes("各乡镇：\n　　通知如下。\n青山县宣传部\n2026年7月1日", &[]);
}

#[test]
fn lines_broken_at_a_margin_go_on() {
    let full = "这一行由作者在边上断开，".repeat(4);
    check_blocks(&format!("{full}句末。\n{full}再一句。\n{full}"), &[&format!("{full}句末。{full}再一句。{full}")]);
    check("达到\n1.5倍的部分", "<p>达到\n1.5倍的部分</p>");
    check_blocks("第一行，\n第二行", &["第一行，第二行"]);
    check("甲。  \n乙", "<p>甲。<br>\n乙</p>");
}

#[test]
fn headings_without_a_blank_and_fullwidth_marks() {
    let heading = |level: u8, text: &str, id: &str| {
        format!(
            "<h{level} id=\"{id}\">{text} <a class=\"permalink\" href=\"#{id}\" aria-label=\"本节链接：{text}\">#</a></h{level}>"
        )
    };
    check("##第二部分", &heading(2, "第二部分", "dier-bufen"));
    check("＃＃ 第二部分", &heading(2, "第二部分", "dier-bufen"));
    check("##　第二部分", &heading(2, "第二部分", "dier-bufen"));
    check("＃＃　　第二部分", &heading(2, "第二部分", "dier-bufen"));
    check("＃＃第二部分", &heading(2, "第二部分", "dier-bufen"));
    let page = read_with("#第一部分\n\n正文", &MarkdownOptions::default()).value;
    assert_eq!(page.title.map(|t| t.0).as_deref(), Some("第一部分"));
    check("#青山书屋# 开放了", "<p>#青山书屋# 开放了</p>");
    check("#1 号", "<p>#1 号</p>");
    check("文字\n---\n后", "<p>文字</p>\n<hr>\n<p>后</p>");
    check_faults("文字\n---\n后", &["stray-markup@\"---\": “---”上面没有空行，这里读作分隔线"]);
    check_codes("文字\n\n---\n\n后", &[]);
}

#[test]
fn emphasis_and_indents_as_they_are_meant() {
    check("请__重点__看", "<p>请<strong>重点</strong>看</p>");
    check("姓名____电话____", "<p>姓名____电话____</p>");
    check("文件snake__case__name", "<p>文件snake__case__name</p>");
    check("甲\n\n    这是缩进的一段话。", "<p>甲</p>\n<p>这是缩进的一段话。</p>");
    check("甲\n\n    let x = 1;", "<p>甲</p>\n<pre tabindex=\"0\"><code>let x = 1;</code></pre>");
    check_codes("＊＊重点＊＊", &["stray-markup"]);
    check_codes("==重点==和 a == b == c", &["stray-markup"]);
}

#[test]
fn a_paragraph_of_a_policy_is_read_alike() {
    assert_eq!(inline_html("见[名单](附件1 名单.xlsx)").0, "见<a href=\"⟦附件1 名单.xlsx⟧\">名单</a>");
    assert_eq!(inline_html("甲<o:p></o:p>乙").0, "甲乙");
    let file: Arc<str> = "content/a.md".into();
    let text = "见[[首页]]";
    let read = inline(&file, text, 0..text.len(), &MarkdownOptions::default());
    assert_eq!(read.diagnostics.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["stray-markup"]);
}

#[test]
fn code_over_two_lines_is_no_definition() {
    check("说明 `甲\n: 乙` 结束。", "<p>说明 <code>甲 : 乙</code> 结束。</p>");
    check("词\n: 释义", "<dl>\n<dt>词</dt>\n<dd>释义</dd>\n</dl>");
}

#[test]
fn anchors_of_old_pages_and_of_the_frame() {
    let page = read("<a name=\"jiu\"></a>\n\n## Main\n\n## Test 1\n\n## fn-1\n\n注[^1]。\n\n[^1]: 脚注。").value;
    let anchors: Vec<&str> = page.body.anchors.iter().collect();
    assert_eq!(anchors, ["fn-1", "fnref-1", "jiu", "main-2", "section-fn-1", "section-test-1"]);
    check_codes("## 甲 {#main}", &["duplicate-anchor"]);
    let page = read("## Test 1\n\n```quiz\n- id: a\n  type: true_false\n  question: 对吗\n  answer: 对\n```\n").value;
    assert_eq!(page.body.anchors.iter().collect::<Vec<_>>(), ["section-test-1", "test-1"]);
}

#[test]
fn a_heading_that_becomes_the_title_takes_its_footnote_mark_with_it() {
    let page = read_with("# 标题[^1]\n\n正文[^1]。\n\n[^1]: 注。", &MarkdownOptions::default()).value;
    let html = show(&page.body.html.get(), &page.body.holes);
    assert!(html.contains("id=\"fnref-1\"") && !html.contains("fnref-1-2"), "{html}");
    let alone = read_with("# 标题[^1]\n\n正文。\n\n[^1]: 注。", &MarkdownOptions::default());
    let html = show(&alone.value.body.html.get(), &alone.value.body.holes);
    assert!(html.contains("注。") && !html.contains("fnref") && alone.diagnostics.is_empty(), "{html}");
}

#[test]
fn how_a_character_is_read_is_no_word_of_the_text() {
    let page = read("## <ruby>书<rt>shū</rt></ruby>院\n\n<ruby>青<rp>(</rp><rt>qīng</rt><rp>)</rp></ruby>山").value;
    assert_eq!((page.body.headings[0].text.as_str(), page.body.headings[0].anchor.as_str()), ("书院", "shuyuan"));
    assert_eq!((page.body.sections.get()[0].text.as_str(), page.body.lead.as_str()), ("青山", "青山"));
}

#[test]
fn pictures_in_the_text_and_links_to_the_preview() {
    check_faults(
        "![图](data:image/png;base64,AAAA)",
        &["picture-in-text@\"data:image/\": 图片直接写进了正文（data:…），要存成单独的文件"],
    );
    check_codes("[甲](http://127.0.0.1:8000/a/)", &["preview-link"]);
}

fn table(rows: &[&[&str]]) -> String {
    let row = |cells: &[&str], open: &str, close: &str| -> String {
        cells.iter().map(|c| format!("{open}{c}{close}")).collect()
    };
    let body: String = rows[1..].iter().map(|r| format!("<tr>{}</tr>\n", row(r, "<td>", "</td>"))).collect();
    format!(
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"表格\"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>",
        row(rows[0], "<th scope=\"col\">", "</th>")
    )
}

#[test]
fn no_cell_of_a_table_is_lost() {
    let wide = "| 项目 | 内容 |\n|---|---|\n| 开放时间 | 周一|周五 | 9:00 |\n";
    check(wide, &table(&[&["项目", "内容", "", ""], &["开放时间", "周一", "周五", "9:00"]]));
    check_faults(wide, &["table-ragged@\"| 开放时间 | 周一|周五 | 9:00 |\": 这一行有4格，表头只有2格"]);
    let plain = table(&[&["甲", "乙", "丙"], &["1", "2", "3"]]);
    check("| 甲 | 乙 | 丙 |\n|---|---|\n| 1 | 2 | 3 |", &plain);
    check("| 甲 | 乙 | 丙 |\n| 1 | 2 | 3 |", &plain);
    check("｜甲｜乙｜丙｜\n｜1｜2｜3｜", &plain);
    check("｜甲｜乙｜丙｜\n｜－－｜－－｜－－｜\n｜1｜2｜3｜", &plain);
    check("甲\t乙\t丙\n1\t2\t3", &plain);
    check("| 甲 | 乙 | 丙 |\n|---|---|---|\n| 1 | 2 | 3 |\n后文", &format!("{plain}\n<p>后文</p>"));
    check("前文\n| 甲 | 乙 | 丙 |\n|---|---|---|\n| 1 | 2 | 3 |", &format!("<p>前文</p>\n{plain}"));
    check_codes("| 甲 | 乙 |\n|---|---|\n| 1 | `a\\|b` |", &[]);
}

#[test]
fn addresses_with_blanks_and_fullwidth_brackets() {
    let link = |address: &str, text: &str| format!("<p><a href=\"⟦{address}⟧\">{text}</a></p>");
    check("[名单](附件1 名单.xlsx)", &link("附件1 名单.xlsx", "名单"));
    check("[名单](附件（一） 名单.xlsx)", &link("附件（一） 名单.xlsx", "名单"));
    check("[一](通知 一.md#第一 条)", &link("通知 一.md#第一 条", "一"));
    check("[通知]（y.md）", &link("y.md", "通知"));
    check("[通知](y.md）", &link("y.md", "通知"));
    check("【通知】(y.md)", &link("y.md", "通知"));
    check("【通知】（通知（一）.md）", &link("通知（一）.md", "通知"));
    check("![现场](IMG 2048.JPG)", "<figure class=\"figure\">⟦img IMG 2048.JPG \"现场\" None⟧</figure>");
    check("！[图](a.png)", "<figure class=\"figure\">⟦img a.png \"图\" None⟧</figure>");
    check(
        "![图](p q.png \"题\")",
        "<figure class=\"figure\">⟦img p q.png \"图\" None⟧<figcaption>题</figcaption></figure>",
    );
    check("![图](pic.png =300x200)", "<figure class=\"figure\">⟦img pic.png \"图\" None⟧</figure>");
    check("![图](pic.png){width=300}", "<figure class=\"figure\">⟦img pic.png \"图\" None⟧</figure>");
    check_codes("![图](pic.png){width=300}", &["stray-markup"]);
    check_codes("![图](pic.png =300x200)", &["stray-markup"]);
    for text in ["【注意】（见下文）", "[1]（见附件）", "[甲](乙 丙)", "`[a](b c.md)`", "\\[甲]（#）"]
    {
        check_codes(text, &[]);
        assert!(!html(text).contains("<a "), "{text}");
    }
}

#[test]
fn word_leaves_tags_and_the_text_stays() {
    let text = "<p>甲<o:p></o:p></p>\n<p>第二</p>\n<table><tr><td>丙</td></tr></table>";
    check(text, "<p>甲</p>\n<p>第二</p>\n<table><tbody><tr><td>丙</td></tr></tbody></table>");
    check_faults(text, &["html-removed@\"<o:p>\": HTML 里的标签“<o:p>”已去掉"]);
    check("甲<o:p></o:p>乙<st1:chsdate Year=\"2026\">2026年</st1:chsdate>", "<p>甲乙2026年</p>");
    check_codes("甲<o:p></o:p>乙", &["html-removed"]);
    check("<div>甲<v:shape style=\"x\">乙</v:shape></div>\n<p>丙</p>", "<div>甲乙</div>\n<p>丙</p>");
    check("甲<a<b乙", "<p>甲&lt;a&lt;b乙</p>");
    check("<div>甲 <x\n乙</div>", "<div>甲 &lt;x\n乙</div>");
    check("<div><iframe src=\"a\">\n甲</div>", "<div>\n甲</div>");
}

#[test]
fn the_syntax_of_other_programs_is_named() {
    for text in [
        "::: tip 提示\n内容\n:::",
        "!!! note\n    内容",
        "=== \"标签\"",
        "{% raw %}",
        "{{ $frontmatter.title }}",
        "<<< @/a.js",
        "[[toc]]",
        "[TOC]",
        "段落{ .class }",
        "公式 $x^2$ 在此",
        "$$\na = b\n$$",
        "见[[首页]]",
        "｛｛< figure src=\"a.png\" >｝｝",
        "{{&lt; figure src=\"a.png\" &gt;}}",
        "> [!XYZ]\n> 内容",
        "\\newpage",
        "＞ 引文",
    ] {
        let codes: Vec<String> = read(text).diagnostics.iter().map(|d| d.code.clone()).collect();
        assert!(codes.contains(&"stray-markup".to_owned()), "{text}: {codes:?}");
    }
    check("[TOC]\n\n正文", "<p>正文</p>");
    for text in ["每人$100，两人$200", "`{{ x }}`", "```\n::: tip\n[[toc]]\n```", "\\[1\\] 注", "价 $5 = 35 元 $"]
    {
        check_codes(text, &[]);
    }
    let alert = |class: &str, name: &str, inner: &str| {
        format!(
            "<aside class=\"alert alert-{class}\" aria-label=\"{name}\">\n<p class=\"alert-title\">{name}</p>\n{inner}\n</aside>"
        )
    };
    check("> [!INFO]\n> 内容", &alert("note", "说明", "<p>内容</p>"));
    check("> [!tip] 窍门\n> 内容", &alert("tip", "提示", "<p><strong>窍门</strong></p>\n<p>内容</p>"));
    check_codes("> [!INFO]\n> 内容", &[]);
}

#[test]
fn signs_that_offices_mean_stay() {
    for (text, expected) in [
        ("值班实行5*8小时制，面积3*4*2.5米，共2*3间。", "值班实行5*8小时制，面积3*4*2.5米，共2*3间。"),
        ("见*重点*和**2026**年。", "见<em>重点</em>和<strong>2026</strong>年。"),
        (
            r"存于 D:\资料\_稿件\*.docx，备份在 \\server\share\_x。",
            r"存于 D:\资料\_稿件\*.docx，备份在 \\server\share\_x。",
        ),
        (r"已写成 D:\\资料\\2026 的，写出 \*星号\*。", r"已写成 D:\资料\2026 的，写出 *星号*。"),
        ("`D:\\_a` 和 `3*4*5`", "<code>D:\\_a</code> 和 <code>3*4*5</code>"),
        ("2026. 11. 3", "2026. 11. 3"),
        ("甲<![if !supportLists]>1.<![endif]>乙", "甲1.乙"),
    ] {
        check(text, &format!("<p>{expected}</p>"));
    }
    check("词\n\n:smile: 乙", "<p>词</p>\n<p>:smile: 乙</p>");
    check("词\n: 义", "<dl>\n<dt>词</dt>\n<dd>义</dd>\n</dl>");
    check("1999. 甲", "<ol start=\"1999\">\n<li>甲</li>\n</ol>");
    check_codes("甲<![if !supportLists]>1.<![endif]>乙", &["html-removed"]);
}

#[test]
fn short_lines_stand_below_each_other() {
    check(
        "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
        "<p>床前明月光，<br>\n疑是地上霜。</p>\n<p>举头望明月，<br>\n低头思故乡。</p>",
    );
    check("姓名，单位\n王某，一科\n李某，二科", "<p>姓名，单位<br>\n王某，一科<br>\n李某，二科</p>");
}

#[test]
fn a_row_that_ends_early_belongs_to_its_table() {
    let expected = table(&[&["单位", "名额", "备注"], &["一科", "3", "甲"], &["合计", "3", ""]]);
    check("单位\t名额\t备注\n一科\t3\t甲\n合计\t3", &expected);
}
