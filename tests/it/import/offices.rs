//! Documents in the ways in which offices set them: heads and imprints in tables, speeches, collections of rules, annexes,
//! banks in tables, lists that systems hand out as `.xls`.

use super::{body, codes, key, page, seen};
use crate::support::docx::{CENTER, Docx, cell, paragraph, run, styled, table};

fn centred(text: &str) -> String {
    paragraph(CENTER, &run(text))
}

#[test]
fn letterhead_and_imprint_in_tables() {
    let red = styled("<w:color w:val=\"FF0000\"/><w:sz w:val=\"72\"/>", "示例学习中心文件");
    let name = format!("<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}</w:tc>", paragraph(CENTER, &red));
    let head = table(&[&[name], &[cell("", "示学〔2026〕12号"), cell("", "签发人：某某")]]);
    let foot = table(&[
        &[cell("<w:gridSpan w:val=\"2\"/>", "抄送：各学习小组。")],
        &[cell("", "示例学习中心办公室"), cell("", "2026年3月3日印发")],
    ]);
    let docx = Docx::new()
        .xml(&head)
        .title("关于开展读书活动的通知")
        .lines(&["各学习小组：", "请按时参加。", "示例学习中心", "2026年3月2日"])
        .xml(&foot);
    let page = page("通知.docx", &docx.bytes());
    for (name, value) in [
        ("doc_no", "示学〔2026〕12号"),
        ("letterhead", "示例学习中心文件"),
        ("copies_to", "各学习小组。"),
        ("printed", "示例学习中心办公室　2026年3月3日印发"),
        ("issuers", "[\"示例学习中心\"]"),
    ] {
        assert_eq!(key(&page, name), value, "{name} in {}", page.text);
    }
    let told: Vec<&str> = page.source.dropped.iter().map(|d| d.place.as_str()).collect();
    assert!(told.contains(&"签发人：某某"), "{told:?}");
}

#[test]
fn a_speech_names_who_spoke_and_when() {
    let docx = Docx::new()
        .title("让读书成为习惯")
        .xml(&centred("——在读书月开始时的讲话"))
        .xml(&centred("某　某"))
        .xml(&centred("（2026年4月23日）"))
        .lines(&["各位读者：", "今天是读书日，我讲两点意见，与大家一起讨论。"]);
    let page = page("讲话.docx", &docx.bytes());
    for (name, value) in [("subtitle", "在读书月开始时的讲话"), ("author", "某某"), ("published_at", "2026-04-23")]
    {
        assert_eq!(key(&page, name), value, "{name} in {}", page.text);
    }
    assert!(body(&page).starts_with("各位读者："), "{}", page.text);
}

#[test]
fn a_collection_keeps_its_texts_apart() {
    let rules = |name: &str| {
        let first = format!("第一条　为了规范{name}，制定本规定。");
        [name.to_owned() + "规定", first, "第二条　本规定自2026年5月1日起施行。".to_owned()]
    };
    let (first, second) = (rules("考勤"), rules("用印"));
    let mut docx = Docx::new().title("学习中心制度汇编");
    for line in first.iter().chain(&second) {
        docx = docx.p(line);
    }
    let page = page("汇编.docx", &docx.bytes());
    assert!(codes(&page).contains(&"several-texts"), "{:?}", codes(&page));
    for title in ["\n# 考勤规定\n", "\n# 用印规定\n"] {
        assert!(page.text.contains(title), "{title} in {}", page.text);
    }
}

/// A number that stands alone, a title of two lines, and points of an annex below its name.
#[test]
fn annexes_have_their_titles_and_points() {
    let docx = Docx::new()
        .title("关于报送总结的通知")
        .lines(&["各学习小组：", "一、时间", "请于十二月二十日以前报送年度总结。", "附件5"])
        .xml("<w:p/>")
        .xml(&centred("学习小组年度总结和下一年度计划，以及"))
        .xml(&centred("经费使用情况统计表"))
        .xml(&centred("（参考格式）"))
        .lines(&["一、完成情况", "二、存在问题", "附件6-1", "联系表"]);
    let page = page("通知.docx", &docx.bytes());
    let headings: Vec<&str> = body(&page).lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        headings,
        [
            "## 一、时间",
            "## 附件5　学习小组年度总结和下一年度计划，以及经费使用情况统计表",
            "### 一、完成情况",
            "### 二、存在问题",
            "## 附件6-1　联系表"
        ],
        "{}",
        page.text
    );
    assert!(body(&page).contains("\n\n（参考格式）\n\n"), "{}", page.text);
}

/// A list may begin with its third level, behind a text: no piece of code.
#[test]
fn lists_that_begin_deep() {
    let levels: &[(&str, &str, &str)] =
        &[("chineseCountingThousand", "%1、", ""), ("chineseCountingThousand", "（%2）", ""), ("decimal", "%3.", "")];
    let docx = Docx::new()
        .numbering(&[(1, levels)], "")
        .title("工作安排")
        .p("按下列次序进行，逐项落实到人。")
        .numbered(1, 2, "先到先办；")
        .numbered(1, 2, "逐个登记。");
    let page = page("安排.docx", &docx.bytes());
    assert!(body(&page).ends_with("\n\n1. 先到先办；\n2. 逐个登记。"), "{}", page.text);
    assert!(seen(&page).contains("先到先办；"), "{}", page.text);
}

#[test]
fn quotations_and_code_keep_their_form() {
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"a\"><w:name w:val=\"Quote\"/><w:rPr><w:i/></w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"b\"><w:name w:val=\"HTML Preformatted\"/></w:style>";
    let of = |style: &str, text: &str| paragraph(&format!("<w:pStyle w:val=\"{style}\"/>"), &run(text));
    let docx = Docx::new()
        .xml_part("styles.xml", "styles", "w:styles", styles)
        .title("读书札记")
        .p("书里这样说，值得记下来。")
        .xml(&of("a", "学而时习之。"))
        .xml(&of("a", "不亦说乎？"))
        .p("程序如下，请照着输入。")
        .xml(&of("b", "if a < b:"))
        .xml(&of("b", "    print('*')"));
    let page = page("札记.docx", &docx.bytes());
    let text = body(&page);
    assert!(text.contains("\n\n> 学而时习之。\n>\n> 不亦说乎？\n\n"), "{text}");
    assert!(text.ends_with("```\nif a < b:\n    print('*')\n```"), "{text}");
}

#[test]
fn quotations_and_code_of_saved_pages() {
    let html = "<html><head><title>札记</title></head><body><article><p>前面的话，讲的是怎样读书，怎样记笔记，怎样把读到的写下来给别人看。</p><blockquote><p>学而时习之，不亦说乎？</p><p>有朋自远方来。</p></blockquote><p>输入 <code>a*b</code> 再按回车，就能看到结果，再往下读，一直读到这一章的末尾为止，然后休息。</p><pre><code>一行\n  二行 ``` 三\n</code></pre><p>后面的话，再说一遍怎样读书，怎样记笔记，读完以后怎样跟别人谈。</p></article></body></html>";
    let page = page("a.html", html.as_bytes());
    let text = body(&page);
    assert!(text.contains("\n\n> 学而时习之，不亦说乎？\n>\n> 有朋自远方来。\n\n"), "{text}");
    assert!(text.contains("输入 `a*b` 再按回车"), "{text}");
    assert!(text.contains("\n\n````\n一行\n  二行 ``` 三\n````\n\n"), "{text}");
}

/// Drawn headings and framed articles of editors for WeChat are no quotations.
#[test]
fn frames_are_no_quotations() {
    let inner = "<blockquote><section><p>一段正文，很长，是整篇文章的内容，不是引用别人的话。</p></section></blockquote><p>完。</p>";
    let page = page("a.html", format!("<div id=\"js_content\">{inner}</div>").as_bytes());
    assert!(!body(&page).contains('>'), "{}", page.text);
}

#[test]
fn a_bank_in_a_table_of_a_document() {
    let row = |cells: &[&str]| -> Vec<String> { cells.iter().map(|text| cell("", text)).collect() };
    let rows = [
        row(&["序号", "题型", "题干", "A", "B", "C", "答案", "解析"]),
        row(&["1", "单选题", "学习室几点开放？", "八点", "九点", "十点", "B", "见须知"]),
        row(&["2", "判断题", "可以带食品进来。", "", "", "", "错误", ""]),
        row(&["3", "单选题", "缺答案的一题？", "甲", "乙", "", "", ""]),
    ];
    let rows: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
    let docx = Docx::new().title("学习题库").p("由值班室整理。").xml(&table(&rows));
    let page = page("题库.docx", &docx.bytes());
    assert_eq!(page.path, "content/a/题库.quiz.yaml");
    assert_eq!((page.source.counts.questions, codes(&page)), (2, vec!["question-left-out"]), "{}", page.text);
    let told: Vec<&str> = page.source.dropped.iter().map(|d| d.place.as_str()).collect();
    assert_eq!(told, ["学习题库", "由值班室整理。"]);
}

#[test]
fn options_without_marks_and_forms_behind_the_text() {
    let docx = Docx::new().lines(&[
        "应知应会",
        "1、（A）是诗歌总集。",
        "A《诗集》",
        "B《文集》",
        "C《词典》",
        "2.电梯可以用来逃生。",
        "A.正确",
        "B.错误",
        "答案：B",
        "3.下列属于易燃物的是（）。[多选题]",
        "A.汽油",
        "B.酒精",
        "C.水",
        "【答案】AB",
    ]);
    let page = page("应知.docx", &docx.bytes());
    assert_eq!(page.source.counts.questions, 3, "{:?}\n{}", codes(&page), page.text);
    let of = |name: &str| -> Vec<&str> { page.text.lines().filter_map(|l| l.trim().strip_prefix(name)).collect() };
    assert_eq!(of("answer: "), ["A", "false", "AB"], "{}", page.text);
    assert_eq!(of("- type: "), ["single", "true_false", "multiple"], "{}", page.text);
    assert!(page.text.contains("\"《词典》\"") && !page.text.contains("多选题"), "{}", page.text);
    assert_eq!(page.source.dropped.len(), 1);
}

/// Pages, XML and separated values that are called sheets.
#[test]
fn what_systems_hand_out_as_sheets() {
    let html = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><meta charset=gb2312><table><tr><td colspan=2>办件一览</td></tr><tr><th>事项</th><th>状态</th></tr><tr><td>换证</td><td>已办</td></tr></table></html>";
    let xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"a\"><Table><Row><Cell><Data ss:Type=\"String\">事项</Data></Cell><Cell><Data ss:Type=\"String\">状态</Data></Cell></Row><Row><Cell><Data ss:Type=\"String\">换证</Data></Cell><Cell><Data ss:Type=\"String\">已办</Data></Cell></Row></Table></Worksheet></Workbook>";
    let csv = "事项,状态\n换证,已办\n";
    let tabs: Vec<u8> = "\u{feff}事项\t状态\r\n换证\t已办\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    for bytes in [gb(html), xml.as_bytes().to_vec(), csv.as_bytes().to_vec(), gb(csv), tabs] {
        let page = page("表.xls", &bytes);
        assert!(body(&page).contains("| 事项 | 状态 |\n|---|---|\n| 换证 | 已办 |"), "{}", page.text);
    }
    assert_eq!(key(&page("表.xls", &gb(html)), "title"), "办件一览");
}

#[test]
fn the_report_speaks_of_kinds_in_words() {
    use shuyuan::diagnostics::Lang;
    use shuyuan::import::{Outcome, Report};
    let made = |name: &str, bytes: &[u8]| Report {
        source: page(name, bytes).source,
        page: String::new(),
        outcome: Outcome::New,
        check: Vec::new(),
        difference: String::new(),
        queries: 0,
    };
    let rule = made("a.txt", "学习室管理办法\n\n第一条　甲。\n\n第二条　乙。\n\n第三条　丙。\n".as_bytes());
    assert!(rule.human(false, Lang::Zh).contains("《学习室管理办法》 政策文件："), "{}", rule.human(false, Lang::Zh));
    let bank = made("b.gift", "::甲:: 1+1=? {=2 ~3}\n".as_bytes());
    assert!(bank.human(false, Lang::Zh).contains("题库：1 道题"), "{}", bank.human(false, Lang::Zh));
    assert!(bank.human(false, Lang::En).contains("question bank: 1 questions"), "{}", bank.human(false, Lang::En));
}

/// Names at the side or on top of a table are its heads, where Markdown has no means for it; words of a generated table of
/// contents are told.
#[test]
fn heads_of_tables_and_contents_that_word_made() {
    let row = |cells: &[&str]| -> Vec<String> { cells.iter().map(|text| cell("", text)).collect() };
    let side = [row(&["时间", "2026年5月6日上午"]), row(&["地点", "三楼会议室"])];
    let wide = [
        row(&["任务", "责任单位", "期限"]),
        vec![cell("<w:vMerge w:val=\"restart\"/>", "办书屋"), cell("", "甲组"), cell("", "6月")],
        vec![cell("<w:vMerge/>", ""), cell("", "乙组"), cell("", "8月")],
    ];
    let rows = |rows: &[Vec<String>]| table(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let contents = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>总体要求　3</w:t></w:r></w:p></w:sdtContent></w:sdt>";
    let docx = Docx::new()
        .title("工作方案")
        .xml(contents)
        .p("总体要求如下，请照着做，不要拖延。")
        .xml(&rows(&side))
        .p("分工如下表所列。")
        .xml(&rows(&wide));
    let page = page("方案.docx", &docx.bytes());
    let text = body(&page);
    for part in [
        "<th>时间</th>\n<td>2026年5月6日上午</td>",
        "<th>任务</th>\n<th>责任单位</th>\n<th>期限</th>",
        "<td rowspan=\"2\">办书屋</td>",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("　3"), "{text}");
    let told: Vec<&str> = page.source.dropped.iter().map(|d| d.place.as_str()).collect();
    assert_eq!(told, ["总体要求　3"]);
}

/// A first letter over several lines, bullets of Wingdings, a backslash at the end, a text that is no law.
#[test]
fn letters_and_signs() {
    let sign = |font: &str, code: &str| format!("<w:r><w:sym w:font=\"{font}\" w:char=\"{code}\"/></w:r>");
    let docx = Docx::new()
        .title("论阅读的方法")
        .xml(&paragraph("<w:framePr w:dropCap=\"drop\" w:lines=\"2\"/>", &run("春")))
        .p("天来了。")
        .xml(&paragraph("", &(sign("Wingdings", "F0D8") + &run("甲"))))
        .xml(&paragraph("", &(sign("Wingdings 3", "F07D") + &run("乙"))))
        .p("目录是 C:\\书\\");
    let page = page("方法.docx", &docx.bytes());
    assert_eq!(key(&page, "kind"), "article");
    assert_eq!(body(&page), "春天来了。\n\n➢甲\n\n▶乙\n\n目录是 C:\\\\书\\\\");
    assert!(codes(&page).is_empty(), "{:?}", codes(&page));
}

/// Running text in a row of a form is text; lines that are set in by hand are paragraphs; 壹、 stands above 一、.
#[test]
fn frames_set_in_lines_and_formal_numerals() {
    let essay = [
        "心得体会：",
        "读书须有恒，每天半小时，一年便有一百八十小时。",
        "读书须有法，先读目录，再读正文，还要联系实际。",
    ];
    let essay = format!(
        "<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}</w:tc>",
        essay.map(|text| paragraph("", &run(text))).concat()
    );
    let form = table(&[&[cell("", "姓名"), cell("", "张某")], &[essay], &[cell("", "意见"), cell("", "同意。")]]);
    let lines = "<w:r><w:t>　　甲段。</w:t><w:br/><w:t>　　乙段。</w:t><w:br/><w:t>（某某）</w:t></w:r>";
    let docx = Docx::new().title("登记表").xml(&form).xml(&paragraph("", lines));
    let text = page("表.docx", &docx.bytes());
    let text = body(&text);
    assert!(text.contains("\n\n心得体会：\n\n读书须有恒"), "{text}");
    assert!(text.ends_with("甲段。\n\n乙段。\n\n（某某）"), "{text}");
    let docx =
        Docx::new().title("工作報告").lines(&["壹、總則", "一、目的", "為便利讀者。", "貳、附則", "公布後施行。"]);
    let page = page("報告.docx", &docx.bytes());
    assert_eq!(body(&page), "## 壹、總則\n\n### 一、目的\n\n為便利讀者。\n\n## 貳、附則\n\n公布後施行。");
}
