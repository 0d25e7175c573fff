//! Official documents: letterhead, number, title, signature, annexes, and what belongs to the paper only.

use super::{body, codes, key, page};
use crate::support::docx::{CENTER, Docx, RIGHT, paragraph, run, styled};

fn notice() -> Docx {
    let red = styled("<w:color w:val=\"FF0000\"/><w:sz w:val=\"72\"/>", "示例学习中心文件");
    Docx::new()
        .xml(&paragraph("", &run("特急")))
        .xml(&paragraph(CENTER, &red))
        .xml(&paragraph(CENTER, &run("示学〔2026〕12号")))
        .xml("<w:p/>")
        .title("示例学习中心关于")
        .title("开展读书活动的通知")
        .xml("<w:p/>")
        .lines(&[
            "各学习小组：",
            "为了推动读书，现将有关事项通知如下。",
            "一、时间安排",
            "活动自2026年4月1日起施行，到年底结束。",
            "二、有关要求",
            "请各小组按时报送材料。联系人：某某，电话：0512-12345678。",
            "附件：1. 报名表",
            "2. 书目",
        ])
        .xml(&paragraph(RIGHT, &run("示例学习中心")))
        .xml(&paragraph(RIGHT, &run("2026年3月2日")))
        .lines(&["（此件公开发布）", "- 2 -", "抄送：各小组。", "示例学习中心办公室　　2026年3月3日印发"])
}

#[test]
fn a_notice_with_its_letterhead() {
    let page = page("通知.docx", &notice().bytes());
    for (name, value) in [
        ("title", "示例学习中心关于开展读书活动的通知"),
        ("kind", "policy"),
        ("doc_no", "示学〔2026〕12号"),
        ("issuers", "[\"示例学习中心\"]"),
        ("signed_on", "2026-03-02"),
        ("effective_on", "2026-04-01"),
        ("letterhead", "示例学习中心文件"),
        ("copies_to", "各小组。"),
    ] {
        assert_eq!(key(&page, name), value, "{name} in {}", page.text);
    }
    let printed = key(&page, "printed");
    assert!(printed.starts_with("示例学习中心办公室") && printed.ends_with("2026年3月3日印发"), "{printed}");
    let text = body(&page);
    for gone in ["特急", "示例学习中心文件", "抄送", "印发", "此件公开发布", "- 2 -", "12号"] {
        assert!(!text.contains(gone), "{gone} in {text}");
    }
    for kept in ["各学习小组：", "一、时间安排", "附件：1. 报名表", "书目", "2026年3月2日"] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    for code in ["secrecy", "contact"] {
        assert!(codes(&page).contains(&code), "{code} in {:?}", codes(&page));
    }
    let dropped: Vec<&str> = page.source.dropped.iter().map(|d| d.zh.as_str()).collect();
    for name in ["页码", "公开标注"] {
        assert!(dropped.contains(&name), "{name} in {dropped:?}");
    }
}

#[test]
fn a_typed_table_of_contents_is_dropped() {
    let chapters = ["第一章　总则", "第二章　开放", "第三章　附则"];
    let mut docx = Docx::new().title("学习室管理办法").p("目　录").lines(&chapters);
    for (at, chapter) in chapters.iter().enumerate() {
        let article =
            ["第一条　为了管理学习室，制定本办法。", "第二条　工作日开放。", "第三条　本办法自2026年5月1日起施行。"]
                [at];
        docx = docx.p(chapter).p(article);
    }
    let page = page("a.docx", &docx.bytes());
    assert_eq!(page.text.matches("第二章").count(), 1, "{}", page.text);
    assert_eq!((page.source.counts.articles, key(&page, "effective_on")), (3, "2026-05-01"));
}

#[test]
fn a_number_in_brackets_behind_the_title_and_a_signature_on_one_line() {
    let docx = Docx::new()
        .title("关于调整开放时间的通知（示学〔2026〕7号）")
        .lines(&["各学习小组：", "开放时间调整为每天上午九时到下午五时，请互相转告。"])
        .xml(&paragraph(RIGHT, &run("示例学习中心　2026年2月3日")));
    let page = page("a.docx", &docx.bytes());
    assert_eq!(key(&page, "doc_no"), "示学〔2026〕7号", "{}", page.text);
    assert_eq!(key(&page, "title"), "关于调整开放时间的通知", "{}", page.text);
    assert_eq!((key(&page, "signed_on"), key(&page, "issuers")), ("2026-02-03", "[\"示例学习中心\"]"));
}
