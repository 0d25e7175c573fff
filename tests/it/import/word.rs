//! What Word and WPS put into a document.

use super::{body, codes, key, page, seen};
use crate::support::docx::{CENTER, Docx, bold, cell, paragraph, picture, png, run, styled, table, text_box};

const CHAPTERS: &[(&str, &str, &str)] = &[
    ("chineseCountingThousand", "第%1章", ""),
    ("chineseCountingThousand", "第%2条", "<w:lvlRestart w:val=\"0\"/>"),
    ("japaneseCounting", "（%3）", ""),
];

#[test]
fn automatic_chapters_and_articles_are_the_typed_ones() {
    let mut docx = Docx::new().numbering(&[(1, CHAPTERS)], "").title("学习室管理办法");
    let mut expected = String::new();
    let mut article = 0;
    for chapter in 1..=3 {
        docx = docx.numbered(1, 0, "总则");
        expected.push_str(&format!("第{}章总则", ["一", "二", "三"][chapter - 1]));
        for _ in 0..5 {
            article += 1;
            docx = docx.numbered(1, 1, "学习室按时开放。").numbered(1, 2, "工作日；").numbered(1, 2, "节假日。");
            let labels =
                ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"];
            expected.push_str(&format!("第{}条学习室按时开放。（一）工作日；（二）节假日。", labels[article - 1]));
        }
    }
    let page = page("办法.docx", &docx.bytes());
    assert_eq!(key(&page, "kind"), "policy");
    assert_eq!(page.source.counts.articles, 15);
    let bare: String = body(&page).chars().filter(|c| !c.is_whitespace() && *c != '#').collect();
    assert_eq!(bare, expected);
}

#[test]
fn formats_of_numbers() {
    for (format, text, labels) in [
        ("chineseCounting", "%1、", ["一、", "二、", "三、"]),
        ("japaneseCounting", "（%1）", ["（一）", "（二）", "（三）"]),
        ("ideographTraditional", "%1、", ["甲、", "乙、", "丙、"]),
        ("decimalEnclosedCircle", "%1", ["①", "②", "③"]),
        ("chineseLegalSimplified", "%1、", ["壹、", "贰、", "叁、"]),
        ("decimalFullWidth", "%1．", ["１．", "２．", "３．"]),
        ("upperRoman", "%1)", ["I)", "II)", "III)"]),
        ("lowerLetter", "%1)", ["a)", "b)", "c)"]),
    ] {
        let docx = Docx::new().numbering(&[(1, &[(format, text, "")])], "").title("关于学习的说明");
        let docx = docx.p("说明如下，请大家照办，有问题请及时向学习中心办公室反映，以便改进。");
        let page = page("a.docx", &labels.iter().fold(docx, |docx, _| docx.numbered(1, 0, "内容。")).bytes());
        let seen = seen(&page);
        for label in labels {
            assert!(seen.contains(&format!("{label}内容。")), "{format}: {label} in {}", page.text);
        }
    }
}

#[test]
fn a_list_begins_anew_after_a_table_only_if_it_says_so() {
    let again = "<w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>";
    let grid = table(&[&[cell("", "名称"), cell("", "数")], &[cell("", "书"), cell("", "3")]]);
    let docx = Docx::new().numbering(&[(1, &[("japaneseCounting", "%1、", "")])], again).title("关于采购的说明");
    let docx = docx.numbered(1, 0, "首先说明。").xml(&grid).numbered(1, 0, "接着说明。").numbered(2, 0, "另起说明。");
    let text = seen(&page("a.docx", &docx.bytes()));
    for part in ["一、首先说明。", "二、接着说明。", "一、另起说明。"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn tables_with_merged_cells_and_without_a_grid() {
    let rows: [&[String]; 3] = [
        &[cell("<w:gridSpan w:val=\"2\"/>", "合计"), cell("", "备注")],
        &[cell("<w:vMerge w:val=\"restart\"/>", "书"), cell("", "3"), cell("", "新")],
        &[cell("<w:vMerge/>", ""), cell("", "4"), cell("", "旧")],
    ];
    let docx = Docx::new().title("关于图书的说明").p("图书数量见下面的表格。").xml(&table(&rows));
    let text = body(&page("a.docx", &docx.bytes())).to_owned();
    assert!(text.contains("<th colspan=\"2\">合计</th>") && text.contains("<td rowspan=\"2\">书</td>"), "{text}");
    assert_eq!(text.matches("<td").count() + text.matches("<th").count(), 7, "{text}");
    let plain = table(&[&[cell("", "名称"), cell("", "数|量")], &[cell("", "书"), cell("", "3")]]);
    let docx = Docx::new().title("关于图书的说明").p("图书数量见下面的表格。").xml(&plain);
    assert!(body(&page("a.docx", &docx.bytes())).contains("| 名称 | 数\\|量 |\n|---|---|\n| 书 | 3 |"));
}

#[test]
fn text_boxes_come_once() {
    let docx = Docx::new()
        .xml(&paragraph("", &text_box(&paragraph("", &run("示学〔2026〕5号")))))
        .title("关于学习的通知")
        .lines(&["各学习小组：", "现将有关事项通知如下。"])
        .xml(&paragraph("", &(run("正文在前。") + &text_box(&paragraph("", &run("框里的话。"))))));
    let page = page("a.docx", &docx.bytes());
    assert_eq!(key(&page, "doc_no"), "示学〔2026〕5号");
    assert_eq!(page.text.matches("框里的话").count(), 1, "{}", page.text);
    assert_eq!(page.text.matches("5号").count(), 1, "{}", page.text);
}

#[test]
fn notes_changes_comments_and_ruby() {
    let note = "<w:r><w:footnoteReference w:id=\"2\"/></w:r>";
    let notes = "<w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:t>见第三页。</w:t></w:r></w:p></w:footnote>";
    let changed = "<w:ins w:id=\"1\" w:author=\"某\"><w:r><w:t>新增</w:t></w:r></w:ins><w:del w:id=\"2\" w:author=\"某\"><w:r><w:delText>删去</w:delText></w:r></w:del>";
    let ruby = "<w:r><w:ruby><w:rt><w:r><w:t>shū</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>书</w:t></w:r></w:rubyBase></w:ruby></w:r>";
    let comment = "<w:commentRangeStart w:id=\"0\"/><w:r><w:t>批过</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>";
    let docx = Docx::new()
        .xml_part("footnotes.xml", "footnotes", "w:footnotes", notes)
        .xml_part(
            "comments.xml",
            "comments",
            "w:comments",
            "<w:comment w:id=\"0\"><w:p><w:r><w:t>这里不对</w:t></w:r></w:p></w:comment>",
        )
        .title("读书的说明")
        .xml(&paragraph("", &format!("{}{note}{changed}{ruby}{comment}{}", run("开头"), run("。"))));
    let page = page("a.docx", &docx.bytes());
    let text = body(&page);
    assert!(text.contains("开头[^1]新增") && text.contains("[^1]: 见第三页。") && text.contains("书"), "{text}");
    for lost in ["删去", "这里不对"] {
        assert!(!page.text.contains(lost), "{}", page.text);
    }
    assert!(codes(&page).contains(&"tracked-changes") && codes(&page).contains(&"comments"), "{:?}", codes(&page));
}

#[test]
fn a_paragraph_whose_mark_was_deleted_goes_on() {
    let mark = "<w:rPr><w:del w:id=\"1\" w:author=\"某\"/></w:rPr>";
    let docx = Docx::new().title("读书的说明").p("说明如下。").xml(&paragraph(mark, &run("前半句，"))).p("后半句。");
    assert!(body(&page("a.docx", &docx.bytes())).contains("前半句，后半句。"));
}

#[test]
fn nested_controls_links_fields_and_circles() {
    let field = |code: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let sdt = |inner: &str| format!("<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>");
    let docx = Docx::new()
        .title("控件的说明")
        .xml(&sdt(&sdt(&paragraph("", &(run("控件里的话") + &sdt(&run("，再里面的话。")))))))
        .xml(&paragraph(
            "",
            &(field("HYPERLINK \"https://a.example/x\"", "链接")
                + &field("eq \\o\\ac(○,1)", "")
                + &field("PAGEREF a", "7")),
        ));
    let text = body(&page("a.docx", &docx.bytes())).to_owned();
    assert!(text.contains("控件里的话，再里面的话。"), "{text}");
    assert!(text.contains("[链接](https://a.example/x)①"), "{text}");
}

#[test]
fn pictures_lie_beside_the_page() {
    let docx = Docx::new()
        .part("media/image1.png", "image", png())
        .title("读书的说明")
        .p("图片如下。")
        .xml(&paragraph("", &picture("r1", "学习室平面图")));
    let page = page("说明.docx", &docx.bytes());
    assert_eq!(page.path, "content/a/说明/index.md");
    assert_eq!(page.files.len(), 1);
    let (file, bytes) = &page.files[0];
    assert!(file.starts_with("content/a/说明/") && file.ends_with(".png") && bytes.starts_with(b"\x89PNG"));
    assert!(body(&page).contains(&format!("![学习室平面图]({})", file.rsplit('/').next().unwrap())), "{}", page.text);
}

#[test]
fn bold_at_the_edges_of_punctuation() {
    let runs =
        run("请") + &bold("“认真”") + &run("学习《") + &bold("办法 ") + &run("》：") + &bold("注意：") + &run("甲。");
    let docx = Docx::new().title("读书的说明").p("说明如下。").xml(&paragraph("", &runs));
    let page = page("a.docx", &docx.bytes());
    assert!(seen(&page).contains("请“认真”学习《办法》：注意：甲。"), "{}", page.text);
}

#[test]
fn strict_documents_are_the_same() {
    let made = |docx: Docx| {
        let docx = docx.numbering(&[(1, &[("japaneseCounting", "%1、", "")])], "");
        let docx = docx.title("读书的说明").p("说明如下。").numbered(1, 0, "第一件事。");
        page("a.docx", &docx.bytes()).text
    };
    assert_eq!(made(Docx::strict()), made(Docx::new()));
}

#[test]
fn styles_of_wps_are_known_by_name() {
    let styles = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"1\"><w:name w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"2\"><w:name w:val=\"heading 1\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"3\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"1\"/></w:style>";
    let long = "学习中心一年来开放了二百多天，大家在这里读书、讨论、写心得，有了不少收获。";
    let docx = Docx::new()
        .xml_part("styles.xml", "styles", "w:styles", styles)
        .title("学习中心工作总结")
        .p(long)
        .xml(&paragraph("<w:pStyle w:val=\"2\"/>", &run("主要做法")))
        .p(long)
        .xml(&paragraph("<w:pStyle w:val=\"3\"/>", &run("开放时间")))
        .p(long)
        .xml(&paragraph("<w:outlineLvl w:val=\"0\"/>", &run("下一步打算")))
        .p(long);
    let text = body(&page("a.docx", &docx.bytes())).to_owned();
    let heads: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(heads, ["## 主要做法", "### 开放时间", "## 下一步打算"], "{text}");
}

#[test]
fn short_runs_are_joined() {
    let runs: String =
        "第一条　为了读书，制定本办法。".chars().map(|c| styled("<w:lang w:val=\"zh-CN\"/>", &c.to_string())).collect();
    let docx = Docx::new().title("读书办法").xml(&paragraph("", &runs)).p("第二条　按时。").p("第三条　安静。");
    let page = page("a.docx", &docx.bytes());
    assert_eq!(page.source.counts.articles, 3);
    assert!(body(&page).contains("第一条　为了读书，制定本办法。"), "{}", page.text);
}

/// A number in a text box of the page's header is the document's; what else stands there is told.
#[test]
fn what_stands_in_headers_and_footers() {
    let number = paragraph("", &text_box(&paragraph("", &run("青读办〔2026〕7号"))));
    let header = format!("{number}{}", paragraph("", &run("内部资料请妥善保管")));
    let docx = || {
        Docx::new().xml_part("header1.xml", "header", "w:hdr", &header).xml_part(
            "footer1.xml",
            "footer",
            "w:ftr",
            &paragraph("", &run("第 3 页 共 9 页")),
        )
    };
    let told = |page: &shuyuan::import::Page| {
        let noted = page.source.noted.iter().filter(|n| n.code == "page-frame");
        noted.map(|n| n.place.clone()).collect::<Vec<_>>()
    };
    let notice = page("通知.docx", &docx().title("关于读书的通知").lines(&["各单位：", "请认真读书。"]).bytes());
    assert_eq!(key(&notice, "doc_no"), "青读办〔2026〕7号");
    assert_eq!(told(&notice), ["内部资料请妥善保管"]);
    let article = page("说明.docx", &docx().title("读书角说明").lines(&["请认真读书。"]).bytes());
    assert_eq!(told(&article), ["青读办〔2026〕7号", "内部资料请妥善保管"]);
}

/// What is typed in a font of symbols, ticked in a form or left to be filled in.
#[test]
fn signs_ticks_and_prompts() {
    let font = |name: &str, text: &str| styled(&format!("<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\"/>"), text);
    let tick = |on: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox><w:default w:val=\"{on}\"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let prompt = format!(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        paragraph("", &run("单击此处输入文字。"))
    );
    let line = [
        font("Wingdings", "\u{f0fe}"),
        run("是"),
        font("Wingdings 2", "R"),
        run("对"),
        font("Webdings", "a"),
        run("完"),
        tick("1"),
        run("已读"),
        tick("0"),
        run("未读"),
        font("Wingdings", "\u{f021}甲"),
        "<w:r><w:footnoteReference w:id=\"9\"/></w:r>".to_owned(),
    ];
    let docx = Docx::new().title("读书角登记表").xml(&paragraph("", &line.concat())).xml(&prompt).p("请交回办公室。");
    let page = page("a.docx", &docx.bytes());
    assert_eq!(body(&page), "☑是☑对✓完☑已读☐未读甲\n\n请交回办公室。");
    let codes = codes(&page);
    for code in ["sign", "prompt", "note-lost"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
}

#[test]
fn a_fraction_beside_something_is_bracketed() {
    let part = |name: &str, text: &str| format!("<m:{name}><m:r><m:t>{text}</m:t></m:r></m:{name}>");
    let fraction = format!("<m:f>{}{}</m:f>", part("num", "a"), part("den", "b"));
    let power = format!("<m:sSup>{}{}</m:sSup>", part("e", "x"), part("sup", "2"));
    let formula = |inner: &str| paragraph("", &format!("<m:oMath>{inner}</m:oMath>"));
    let docx =
        Docx::new().title("公式说明").xml(&formula(&format!("{fraction}{power}"))).xml(&formula(&fraction)).p("完。");
    assert_eq!(body(&page("a.docx", &docx.bytes())), "(a/b)x^2\n\na/b\n\n完。");
}

/// WPS puts the end of the table of contents into the first chapter's paragraph; that is no entry of it.
#[test]
fn the_first_chapter_outlives_the_table_of_contents() {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let begin = format!("{}<w:r><w:instrText>TOC \\o \"1-2\"</w:instrText></w:r>{}", mark("begin"), mark("separate"));
    let docx = Docx::new()
        .title("学习室管理规则")
        .p("目　录")
        .xml(&paragraph("", &format!("{begin}{}", run("第一章　通　则"))))
        .p("第二章　借　阅")
        .xml(&paragraph(CENTER, &format!("{}{}", mark("end"), run("第一章　通　则"))))
        .lines(&["第一条　为了读书，制定本规则。", "第二条　人人可以读书。"])
        .xml(&paragraph(CENTER, &run("第二章　借　阅")))
        .lines(&["第三条　借书要登记。", "第四条　本规则自公布之日起施行。"]);
    let page = page("规则.docx", &docx.bytes());
    let heads: Vec<&str> = body(&page).lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(heads, ["## 第一章　通　则", "## 第二章　借　阅"], "{}", page.text);
    assert_eq!(body(&page).matches("第一章").count(), 1);
}

#[test]
fn captions_head_nothing() {
    let caption = |text: &str| paragraph(CENTER, &styled("<w:rFonts w:eastAsia=\"黑体\"/><w:b/>", text));
    let grid = table(&[&[cell("", "地点"), cell("", "册数")], &[cell("", "总馆"), cell("", "300")]]);
    let docx = Docx::new().title("读书角情况说明").p("各读书角的情况如下。").xml(&caption("表1　藏书情况")).xml(&grid);
    let page = page("a.docx", &docx.p("请大家查阅。").bytes());
    assert!(!body(&page).contains('#'), "{}", page.text);
    assert!(seen(&page).contains("表1藏书情况"));
}
