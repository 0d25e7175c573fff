use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::content::Node;
use crate::diagnostics::Diagnostic;

fn read(text: &str) -> (PolicyPage, Vec<Diagnostic>) {
    let file: Arc<str> = "content/a.md".into();
    let found = policy(&file, text, 0..text.len(), &PolicyOptions::default());
    (found.value, found.diagnostics)
}

/// Asserts the outline as people read it.
fn check(text: &str, expected: &[&str]) {
    let (page, _) = read(text);
    let tree = page.body.policy.expect("a policy has a tree");
    let outline = outline_text(&tree.nodes.get());
    assert_eq!(outline.lines().collect::<Vec<_>>(), expected, "{outline}");
}

fn warnings(text: &str) -> Vec<String> {
    read(text).1.into_iter().map(|d| d.message.zh).collect()
}

#[test]
fn chapters_articles_paragraphs_and_items() {
    check(
        "# 书院单位学习办法\n\n2025年3月5日 全体会议通过\n\n<!-- INFO END -->\n\n## 第一章　总　则\n\n第一条 为了学习，制定本办法。\n\n\
         第二条 下列人员应当学习：\n\n（一）新来的人：\n\n1. 第一年；\n\n2．第二年；\n\n（二）其他人。\n\n其他人员可以学习。\n\n## 附　则\n\n第三条 本办法自公布之日起施行。\n",
        &[
            "第一章 总则  #ch-1",
            "  第一条  #art-1",
            "    款 为了学习，制定本办法。  #art-1-p1",
            "  第二条  #art-2",
            "    款 下列人员应当学习：  #art-2-p1",
            "      （一） 新来的人：  #art-2-p1-i1",
            "        1. 第一年；  #art-2-p1-i1-s1",
            "        2． 第二年；  #art-2-p1-i1-s2",
            "      （二） 其他人。  #art-2-p1-i2",
            "    款 其他人员可以学习。  #art-2-p2",
            "附则  #ch-last",
            "  第三条  #art-3",
            "    款 本办法自公布之日起施行。  #art-3-p1",
        ],
    );
}

#[test]
fn headings_between_articles_are_no_items() {
    check(
        "# 某解释\n\n2020年12月23日 某院通过\n\n<!-- INFO END -->\n\n## 一、合同的成立\n\n第一条 甲。\n\n## 二、标的物交付\n\n第二条 乙：\n\n（一）子；\n\n（二）丑。\n\n## 三、其他\n\n第三条 丙。\n",
        &[
            "一、 合同的成立  #sec-1",
            "  第一条  #art-1",
            "    款 甲。  #art-1-p1",
            "二、 标的物交付  #sec-2",
            "  第二条  #art-2",
            "    款 乙：  #art-2-p1",
            "      （一） 子；  #art-2-p1-i1",
            "      （二） 丑。  #art-2-p1-i2",
            "三、 其他  #sec-3",
            "  第三条  #art-3",
            "    款 丙。  #art-3-p1",
        ],
    );
}

#[test]
fn contents_without_their_name_are_not_the_chapters() {
    check(
        "## 第一章 总则\n\n## 第二章 管理\n\n## 第三章 附则\n\n## 第一章 总则\n\n第一条 甲。\n\n## 第二章 管理\n\n第二条 乙。\n\n## 第三章 附则\n\n第三条 丙。\n",
        &[
            "目录  #contents",
            "  其他 第一章 总则",
            "  其他 第二章 管理",
            "  其他 第三章 附则",
            "第一章 总则  #ch-1",
            "  第一条  #art-1",
            "    款 甲。  #art-1-p1",
            "第二章 管理  #ch-2",
            "  第二条  #art-2",
            "    款 乙。  #art-2-p1",
            "第三章 附则  #ch-3",
            "  第三条  #art-3",
            "    款 丙。  #art-3-p1",
        ],
    );
}

#[test]
fn a_sentence_in_several_lines_is_one_paragraph() {
    let text = "第一条　甲。\n\n第二条　依照《引用样本\n规定》第\n五条办理，还依照第一条\n- 2 -\n规定办理。\n\n乙。\n\n第三条　依照前条第二款办理。\n";
    check(
        text,
        &[
            "第一条  #art-1",
            "  款 甲。  #art-1-p1",
            "第二条  #art-2",
            "  款 依照《引用样本规定》第五条办理，还依照第一条规定…  #art-2-p1",
            "  款 乙。  #art-2-p2",
            "第三条  #art-3",
            "  款 依照前条第二款办理。  #art-3-p1",
        ],
    );
    let (page, _) = read(text);
    let tree = page.body.policy.expect("a policy has a tree");
    let citations = tree.citations.get();
    let cited: Vec<(&str, &str)> =
        citations.iter().map(|c| (c.text.as_str(), &text[c.span.start..c.span.end])).collect();
    assert_eq!(
        cited,
        [("《引用样本规定》第五条", "《引用样本\n规定》第\n五条"), ("第一条", "第一条"), ("前条第二款", "前条第二款"),]
    );
    assert!(!page.body.html.get().contains("- 2 -"));
}

#[test]
fn plain_paragraphs_with_contents_and_preamble() {
    check(
        "目　录\n第一章　总则……1\n第二章　附则……2\n为了学习，制定本章程。\n第一章　总则\n第一条　甲。\n第二章　附则\n第二条　乙。",
        &[
            "目录  #contents",
            "  其他 第一章　总则……1",
            "  其他 第二章　附则……2",
            "序言  #preamble",
            "  款 为了学习，制定本章程。  #preamble-p1",
            "第一章 总则  #ch-1",
            "  第一条  #art-1",
            "    款 甲。  #art-1-p1",
            "第二章 附则  #ch-2",
            "  第二条  #art-2",
            "    款 乙。  #art-2-p1",
        ],
    );
}

#[test]
fn a_notice_and_the_document_that_it_carries() {
    let text = "# 关于印发《学习办法》的通知\n\n书院发[2026]3号\n\n各科室：\n\n现将《学习办法》印发给你们。\n\n附件：1. 登记表\n\n书院单位办公室\n\n2026年3月5日\n\n\
                学习办法\n\n（2026年3月1日办公会议通过）\n\n第一条 甲。\n\n第二条 乙。\n\n附件1 登记表\n\n第一条 丙。\n";
    check(
        text,
        &[
            "款 各科室：  #p1",
            "款 现将《学习办法》印发给你们。  #p2",
            "款 附件：1. 登记表  #p3",
            "落款 书院单位办公室 2026年3月5日  #signature",
            "学习办法  #doc",
            "  第一条  #art-1",
            "    款 甲。  #art-1-p1",
            "  第二条  #art-2",
            "    款 乙。  #art-2-p1",
            "  附件1 登记表  #att-1",
            "    第一条  #att-1-art-1",
            "      款 丙。  #att-1-art-1-p1",
        ],
    );
    let (page, found) = read(text);
    assert_eq!(page.title.map(|t| t.0).as_deref(), Some("关于印发《学习办法》的通知"));
    assert_eq!(page.doc_no.map(|d| d.value).as_deref(), Some("书院发〔2026〕3号"));
    assert_eq!(page.signed_on.map(|d| d.value), Some(time::macros::date!(2026 - 03 - 05)));
    assert_eq!(page.history.len(), 1);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_text_without_articles() {
    check(
        "# 意见\n\n为了学习，提出如下意见。\n\n一、总体要求\n\n坚持学习。\n\n（一）甲。\n\n二、各单位应当学习。\n\n各单位还应当复习。",
        &[
            "序言  #preamble",
            "  款 为了学习，提出如下意见。  #preamble-p1",
            "一、 总体要求  #sec-1",
            "  款 坚持学习。  #sec-1-p1",
            "    （一） 甲。  #sec-1-p1-i1",
            "二、  #sec-2",
            "  款 各单位应当学习。  #sec-2-p1",
            "  款 各单位还应当复习。  #sec-2-p2",
        ],
    );
}

#[test]
fn quoted_articles_of_an_amendment_are_no_articles() {
    let text = "# 关于修改《学习办法》的决定\n\n一、将第三条修改为：“第三条 甲。\n\n“第四条 乙。”\n\n二、增加一条，作为第五条：“丙：\n\n“（一）丁；\n\n（二）戊。”\n\n本决定自公布之日起施行。";
    let (page, _) = read(text);
    assert!(page.body.anchors.iter().all(|a| !a.starts_with("art-")), "{:?}", page.body.anchors);
    assert_eq!(page.body.anchors.iter().collect::<Vec<_>>(), ["sec-1", "sec-1-p1", "sec-2", "sec-2-p1", "sec-2-p2"]);
}

#[test]
fn parts_begin_their_chapters_anew_and_sub_articles_have_anchors() {
    let text = "## 第一编 总则\n### 第一章 甲\n第一条 甲。\n第一条之一 乙。\n## 第二编 分则\n### 第一章 丙\n#### 第一节 丁\n##### 第二条 戊。\n## 附则\n第三条 己。";
    let (page, found) = read(text);
    assert_eq!(found, []);
    for anchor in ["part-1", "part-1-ch-1", "art-1-1", "part-2-ch-1-s-1", "art-2", "part-last", "art-3"] {
        assert!(page.body.anchors.contains(anchor), "{anchor} in {:?}", page.body.anchors);
    }
}

#[test]
fn what_stands_between_items_belongs_to_the_item_above() {
    check(
        "第一条 限额如下：\n（一）甲：\n每人一份；\n1. 丙；\n（二）乙。\n其他依照前款。",
        &[
            "第一条  #art-1",
            "  款 限额如下：  #art-1-p1",
            "    （一） 甲：  #art-1-p1-i1",
            "      其他 每人一份；",
            "      1. 丙；  #art-1-p1-i1-s1",
            "    （二） 乙。  #art-1-p1-i2",
            "  款 其他依照前款。  #art-1-p2",
        ],
    );
    check(
        "第一条 限额如下：\n（一）甲：\n1. 丙；\n2. 丁：\n每人一份；\n（二）乙。",
        &[
            "第一条  #art-1",
            "  款 限额如下：  #art-1-p1",
            "    （一） 甲：  #art-1-p1-i1",
            "      1. 丙；  #art-1-p1-i1-s1",
            "      2. 丁：  #art-1-p1-i1-s2",
            "      其他 每人一份；",
            "    （二） 乙。  #art-1-p1-i2",
        ],
    );
}

#[test]
fn numbering_faults_are_named_with_their_place() {
    assert_eq!(warnings("第一条 甲。\n笫二条 乙。\n第三条 丙。"), ["“笫二条”的“笫”是错字，已按“第二条”处理"]);
    assert_eq!(
        warnings("第一条 甲。\n第三条 乙。\n第三条 丙。\n第二条 丁。\n第六条 戊：\n（一）己；\n（三）庚。"),
        [
            "“第一条”之后是“第三条”，缺少“第二条”",
            "“第三条”出现了两次",
            "“第三条”之后是“第二条”，编号倒退",
            "“第二条”之后是“第六条”，缺少“第三条”至“第五条”",
            "“（一）”之后是“（三）”，缺少“二”",
        ]
    );
    assert_eq!(warnings("第五条 甲。"), ["编号从“第五条”开始"]);
    let (_, found) = read("第一条 甲。\n第三条 乙。");
    let span = found[0].span.clone().expect("a fault has a place");
    assert_eq!((span.start, span.end), (17, 26));
}

#[test]
fn whom_a_notice_speaks_to_stands_at_the_margin() {
    for (text, addressee) in [
        ("# 通知\n\n各部门、各街道学习点：\n\n现将有关事项通知如下：", true),
        ("# 通知\n\n各部门：\n\n一、总体要求\n\n坚持学习。", true),
        ("# 通知\n\n为了学习，现将有关事项通知如下：\n\n一、甲。", false),
        ("# 办法\n\n第一条 下列人员应当学习：\n\n（一）甲。", false),
    ] {
        let (page, _) = read(text);
        assert_eq!(
            page.body.html.get().matches("class=\"addressee\"").count(),
            usize::from(addressee),
            "{}",
            page.body.html.get()
        );
    }
}

#[test]
fn html_keeps_labels_and_can_be_cited() {
    let (page, _) = read("# 学习办法\n\n第一条 甲&乙，依照本办法第二条：\n\n（一）丙；\n\n第二条 丁。\n\n戊。");
    assert_eq!(
        &**page.body.html.get(),
        "<div class=\"article\" id=\"art-1\"><a class=\"label\" id=\"art-1-p1\" href=\"#art-1\">第一条</a>\u{3000}\
         甲&amp;乙，依照本办法第二条：<ul class=\"items\" role=\"list\">\n<li id=\"art-1-p1-i1\">（一）丙；</li></ul>\n</div>\n\
         <div class=\"article\" id=\"art-2\"><a class=\"label\" id=\"art-2-p1\" href=\"#art-2\">第二条</a>\u{3000}丁。\
         <p id=\"art-2-p2\">戊。</p>\n</div>\n"
    );
    let html = page.body.html.get();
    let holes: Vec<_> = page.body.holes.iter().map(|h| &html[h.offset..h.offset + "本".len()]).collect();
    assert_eq!(holes, ["本", "："]);
    assert_eq!(page.body.lead, "丁。戊。");
    assert_eq!(page.body.sections.get().len(), 2);
    assert_eq!(page.body.sections.get()[1].text, "丁。\n戊。");
    assert_eq!(page.body.sections.get()[1].number.as_deref(), Some("2"));
}

#[test]
fn markdown_inside_paragraphs_and_between_them() {
    let (page, found) = read(
        "第一条 为了**学习**，依照《甲办法》第三条[^1]：\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n[^1]: 注。\n\n第二条 丁。",
    );
    assert_eq!(found, []);
    let html = &page.body.html.get();
    assert!(html.contains("为了<strong>学习</strong>，依照《甲办法》第三条<sup class=\"footnote-ref\"><a href=\"#note-1\">1</a></sup>："), "{html}");
    assert!(html.contains("<div class=\"block\">") && html.contains("<td>1</td>"), "{html}");
    assert!(html.contains("<aside class=\"footnote\" id=\"note-1\">"), "{html}");
    let tree = page.body.policy.expect("a tree");
    assert_eq!(tree.citations.get().len(), 1);
    assert_eq!(tree.citations.get()[0].within, "art-1-p1");
    let open = &page.body.holes[0];
    assert!(html[open.offset..].starts_with("《甲办法》"));
}

/// Word breaks the line of history where its width ends.
#[test]
fn a_line_of_history_in_two_lines_is_one() {
    for header in [
        "（2019年1月5日云麓市第三次会议通过 2019年3月1日青禾\n\n区第五次会议批准）",
        "2019年1月5日云麓市第三次会议\n\n通过 2019年3月1日青禾区第五次会议批准",
    ] {
        let (page, _) = read(&format!("# 读书办法\n\n{header}\n\n第一条 甲。\n"));
        let history: Vec<String> = page
            .history
            .iter()
            .map(|e| format!("{} {}", e.value.by.as_deref().unwrap_or_default(), e.value.event))
            .collect();
        assert_eq!(history, ["云麓市第三次会议 通过", "青禾区第五次会议 批准"], "{header}");
        let tree = page.body.policy.expect("a policy has a tree");
        assert!(outline_text(&tree.nodes.get()).starts_with("第一条"), "{header}");
    }
}

/// 一、总体要求（一）指导思想。 in one line are a heading and its first point.
#[test]
fn a_point_that_runs_on_in_the_line_of_its_heading() {
    check(
        "# 读书活动方案\n\n一、总体要求（一）指导思想。以学为先。\n\n（二）目标。人人读书。\n\n二、违反第三条第（一）项的处理\n",
        &[
            "一、 总体要求  #sec-1",
            "  （一） 指导思想。以学为先。  #sec-1-i1",
            "  （二） 目标。人人读书。  #sec-1-i2",
            "二、 违反第三条第（一）项的处理  #sec-2",
        ],
    );
}

/// Numbers that only seem to be wrong.
#[test]
fn numbers_of_other_texts_are_not_counted() {
    for text in [
        // What an amendment adds is announced before it.
        "第一条 甲。\n\n第二条 增加二条，分别作为第五十三条、第五十四条。内容如下：\n\n第五十三条 乙。\n\n第五十四条 丙。\n",
        // The first points stand inside a paragraph.
        "判决：一、撤销。二、交付。三、支付。\n\n四、自一月起支付。\n",
        // A decision that is appended counts anew.
        "一、甲。\n\n二、乙。\n\n关于增加附件的决定\n\n（1998年11月4日通过）\n\n一、丙。\n\n二、丁。\n",
        // A part of a code.
        "# 书院法典\n\n# 合同编\n\n第四百六十三条 甲。\n",
        "一、甲。\n\n二、1997年7月1日以后申请的，乙。\n\n三、丙。\n",
    ] {
        assert_eq!(warnings(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(warnings("第一条 甲。\n\n第二条 增加值班。\n\n第五条 乙。\n").len(), 1);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "bounds the work, not the time: a linear reader is far below")]
fn hostile_texts_end_in_time() {
    for text in [
        String::new(),
        "第".repeat(100_000),
        "（".repeat(100_000),
        "《".repeat(100_000),
        "<!--\n".repeat(50_000),
        "{{< callout\n".repeat(50_000),
        "第一条 甲\n".repeat(50_000),
        "（一）甲\n1. 乙\n".repeat(50_000),
        format!("第一条 {}", "第一条、".repeat(100_000)),
        format!("第一条 “{}", "“".repeat(100_000)),
        "目录\n第一章 甲\n".repeat(20_000),
        "# 标题\n".repeat(20_000),
        "第".to_owned() + &"九".repeat(100_000) + "条",
    ] {
        let started = std::time::Instant::now();
        let (page, _) = read(&text);
        outline_text(&page.body.policy.expect("a tree").nodes.get());
        assert!(started.elapsed().as_secs() < 20, "{}", text.chars().take(10).collect::<String>());
    }
}

fn depth(nodes: &[Node]) -> usize {
    nodes.iter().map(|n| 1 + depth(&n.children)).max().unwrap_or(0)
}

proptest! {
    #[test]
    fn never_panics_and_holes_are_in_order(parts in proptest::collection::vec(
        prop_oneof![
            Just("第一条 ".to_owned()), Just("第二条".to_owned()), Just("第三章 总则\n".to_owned()), Just("第".to_owned()),
            Just("（一）".to_owned()), Just("1.".to_owned()), Just("一、".to_owned()), Just("\n".to_owned()), Just("\n\n".to_owned()),
            Just("目录\n".to_owned()), Just("附件1\n".to_owned()), Just("2026年3月5日".to_owned()), Just("《学习办法》".to_owned()),
            Just("第三条第二款".to_owned()), Just("前款".to_owned()), Just("本办法第四条".to_owned()), Just("“".to_owned()),
            Just("”".to_owned()), Just("**".to_owned()), Just("# ".to_owned()), Just("附则\n".to_owned()), Just("[^1]".to_owned()),
            Just("```\n".to_owned()), Just("<!--".to_owned()), Just("-->".to_owned()), Just("印发".to_owned()), "\\PC{0,6}",
        ], 0..60)
    ) {
        let text = parts.concat();
        let (page, _) = read(&text);
        let html = &page.body.html.get();
        let mut last = 0;
        for hole in &page.body.holes {
            prop_assert!(hole.offset >= last && html.is_char_boundary(hole.offset));
            last = hole.offset;
        }
        let mut seen = std::collections::HashSet::new();
        prop_assert!(page.body.anchors.iter().all(|anchor| seen.insert(anchor)), "{:?}", page.body.anchors);
        prop_assert!(depth(&page.body.policy.expect("a tree").nodes.get()) < 20);
    }
}
