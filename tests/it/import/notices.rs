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

/// A text file, as mail programs and scanners leave it.
fn text(lines: &str) -> shuyuan::import::Page {
    page("文件.txt", lines.as_bytes())
}

#[test]
fn a_title_in_two_lines_and_broken_lines_in_plain_text() {
    let page = text(
        "示例学习中心关于印发《学习室开放\n管理办法》的通知\n\n各学习小组：\n　　为了规范学习室的开放管理，更好地服务读者，我们制定了《学习室开放管理办法》，现\n印发给你们，请结合实际认真贯彻执行。执行中遇到的问题，请及时向学习中心反映，以便\n研究解决。\n\n附件1：学习室开放管理办法\n附件2：学习室登记表\n\n示例学习中心\n2026年3月2日\n\n附件1\n学习室开放管理办法\n第一条　为了规范学习室的开放管理，更好地服务全体读者，根据有关规定，结合本地实际，制定\n本办法。\n第二条　本办法自2026年4月1日起施行。\n\n附件2\n学习室登记表\n填报单位：\n",
    );
    for (name, value) in [
        ("title", "示例学习中心关于印发《学习室开放管理办法》的通知"),
        ("kind", "policy"),
        ("issuers", "[\"示例学习中心\"]"),
        ("signed_on", "2026-03-02"),
        ("effective_on", "2026-04-01"),
    ] {
        assert_eq!(key(&page, name), value, "{name} in {}", page.text);
    }
    let text = body(&page);
    for whole in ["现印发给你们", "以便研究解决。", "制定本办法。", "附件2\n\n学习室登记表"]
    {
        assert!(text.contains(whole), "{whole} in {text}");
    }
}

#[test]
fn titles_spread_over_their_line() {
    let page = text(
        "通　　　　知\n\n各学习小组：\n　　定于十一月五日召开学习交流会，请准时参加。\n\n示 例 学 习 中 心\n2026年11月2日\n",
    );
    assert_eq!((key(&page, "title"), key(&page, "kind")), ("通知", "notice"), "{}", page.text);
    assert_eq!((key(&page, "source"), key(&page, "published_at")), ("示例学习中心", "2026-11-02"), "{}", page.text);
    assert!(codes(&page).contains(&"title-bare"), "{:?}", codes(&page));
    let docx = Docx::new()
        .title("示例学习中心    示例文化馆")
        .title("关于联合开展读书活动的通知")
        .lines(&["各学习小组：", "现将有关事项通知如下，请大家照办。"]);
    assert_eq!(key(&self::page("a.docx", &docx.bytes()), "title"), "示例学习中心 示例文化馆关于联合开展读书活动的通知");
}

#[test]
fn announcements_and_orders_with_their_numbers() {
    let page = text(
        "示例文化馆公告\n（2026年第3号）\n\n　　现将冬季开放时间公告如下：\n　　一、周一至周五上午九时至下午五时。\n　　二、除夕闭馆。\n　　特此公告。\n\n示例文化馆\n二〇二六年十一月二日\n",
    );
    assert_eq!(key(&page, "doc_no"), "示例文化馆公告2026年第3号", "{}", page.text);
    assert_eq!((key(&page, "signed_on"), key(&page, "issuers")), ("2026-11-02", "[\"示例文化馆\"]"));
    let page = text(
        "示例市人民政府令\n\n第12号\n\n　　《示例市全民阅读促进办法》已经2026年2月3日市人民政府第5次常务会议通过，现予公布，自2026年5月1日起施行。\n\n市长　某某某\n2026年3月2日\n\n示例市全民阅读促进办法\n\n第一条　为了促进全民阅读，制定本办法。\n第二条　本办法所称全民阅读，是指面向公众的阅读活动。\n第三条　本办法自2026年5月1日起施行。\n",
    );
    for (name, value) in [
        ("title", "示例市全民阅读促进办法"),
        ("doc_no", "示例市人民政府令第12号"),
        ("issuers", "[\"示例市人民政府\"]"),
        ("signed_on", "2026-03-02"),
        ("effective_on", "2026-05-01"),
    ] {
        assert_eq!(key(&page, name), value, "{name} in {}", page.text);
    }
}

#[test]
fn a_joint_proclamation_names_its_text_behind_those_who_make_it_known() {
    let docx = Docx::new()
        .title("示例市示例法院")
        .title("公    告")
        .lines(&["示例法院、示例检察院《关于办理读书案件〈若干〉问题的规定》已于2026年2月3日由示例法院审判委员会第2次会议通过，现予公布，自2026年4月1日起施行。"])
        .xml(&paragraph(RIGHT, &run("示 例 法 院")))
        .xml(&paragraph(RIGHT, &run("2026年3月2日")))
        .title("示例法院  示例检察院")
        .title("关于办理读书案件<若干>问题的规定")
        .xml(&paragraph(CENTER, &run("（2026年2月3日示例法院审判委员会第2次会议通过）")))
        .xml(&paragraph(CENTER, &run("示法释〔2026〕4号")))
        .lines(&["为了依法办理案件，制定本规定。", "第一条　甲。", "第二条　乙。", "第三条　丙。"]);
    let page = page("a.docx", &docx.bytes());
    assert_eq!(key(&page, "title"), "示例法院 示例检察院关于办理读书案件<若干>问题的规定", "{}", page.text);
    assert_eq!((key(&page, "doc_no"), key(&page, "signed_on")), ("示法释〔2026〕4号", "2026-03-02"), "{}", page.text);
    assert_eq!((key(&page, "issuers"), key(&page, "effective_on")), ("[\"示例法院\"]", "2026-04-01"), "{}", page.text);
}

#[test]
fn who_adopted_a_law_issues_it() {
    let docx = Docx::new()
        .title("示例市读书条例")
        .xml(&paragraph(CENTER, &run("（2026年2月3日示例市第十三届人民代表大会常务委员会第三十次会议通过）")))
        .lines(&["第一条　甲。", "第二条　乙。", "第三条　本条例自2026年5月1日起施行。"]);
    assert_eq!(key(&page("a.docx", &docx.bytes()), "issuers"), "[\"示例市人民代表大会常务委员会\"]");
    let docx = Docx::new()
        .title("读书法")
        .xml(&paragraph(CENTER, &run("（2026年2月3日第十三届全国人民代表大会常务委员会第三十次会议通过）")))
        .lines(&["第一条　甲。", "第二条　乙。", "第三条　本法自2026年5月1日起施行。"]);
    let page = page("a.docx", &docx.bytes());
    assert_eq!((key(&page, "issuers"), key(&page, "kind")), ("[\"全国人民代表大会常务委员会\"]", "policy"));
}

#[test]
fn nothing_above_a_title_or_at_it_vanishes() {
    let note = "<w:r><w:footnoteReference w:id=\"2\"/></w:r>";
    let notes = "<w:footnote w:id=\"2\"><w:p><w:r><w:t>本文有删节。</w:t></w:r></w:p></w:footnote>";
    let large = styled("<w:sz w:val=\"44\"/>", "读书使人进步");
    let docx = Docx::new()
        .part("media/a.png", "image", crate::support::docx::png())
        .xml_part("footnotes.xml", "footnotes", "w:footnotes", notes)
        .xml(&paragraph(CENTER, &crate::support::docx::picture("r1", "徽标")))
        .xml(&paragraph(CENTER, &(large + note)))
        .lines(&["读书使人进步，这是大家的体会。", "大家都来读书，都来谈读书。"]);
    let page = page("a.docx", &docx.bytes());
    assert_eq!(key(&page, "title"), "读书使人进步");
    let text = body(&page);
    assert!(text.contains("![徽标](image-1.png)") && text.contains("本文有删节。"), "{text}");
    assert!(codes(&page).contains(&"note-of-title"), "{:?}", codes(&page));
}

#[test]
fn what_is_left_out_is_told_with_all_of_its_words() {
    let chapters = ["第一章　总则", "第二章　开放和管理的时间、地点以及读者应当遵守的秩序", "第三章　附则"];
    let mut docx = Docx::new().title("学习室管理办法").p("目　录").lines(&chapters);
    for chapter in chapters {
        docx = docx.p(chapter).p("第一条　工作日开放。");
    }
    let page = page("a.docx", &docx.bytes());
    let told = page.source.dropped.iter().find(|d| d.zh == "目录").expect("the table of contents is told");
    assert_eq!(told.place, chapters.join("；"));
    // The word alone is a heading like any other.
    let docx = Docx::new().title("展览说明").lines(&["展览分三个部分，说明如下。", "目录", "展品的目录另行公布。"]);
    assert!(body(&self::page("a.docx", &docx.bytes())).contains("目录\n"));
}

#[test]
fn annexes_of_a_notice_are_headings_with_their_names() {
    let docx = Docx::new()
        .title("关于报名的通知")
        .lines(&["各学习小组：", "请按时报名，报名表见附件。", "附件：1. 报名表", "2. 书目"])
        .xml(&paragraph(RIGHT, &run("示例学习中心")))
        .xml(&paragraph(RIGHT, &run("2026年3月2日")))
        .lines(&["附件1", "报名表", "姓名："])
        .lines(&["附件2", "书目", "《读书》。"]);
    let page = page("a.docx", &docx.bytes());
    let text = body(&page);
    assert!(text.contains("## 附件1　报名表\n") && text.contains("## 附件2　书目\n"), "{text}");
    assert!(!text.contains("## 附件：") && key(&page, "published_at") == "2026-03-02", "{}", page.text);
}

/// As pdftotext hands it out: nothing is set off, and the title stands below the letterhead and its number.
#[test]
fn a_letterhead_in_plain_text() {
    let text = "          示例学习中心文件\n\n          示学〔2026〕15 号\n\n\n\n      关于开展“书香六月”活动的通知\n\n各学习小组：\n\n    现就开展活动有关事项通知如下，请遵照执行。\n\n                示例学习中心\n              2026年5月20日\n";
    let page = page("通知.txt", text.as_bytes());
    for (name, value) in [
        ("title", "关于开展“书香六月”活动的通知"),
        ("doc_no", "示学〔2026〕15号"),
        ("letterhead", "示例学习中心文件"),
        ("signed_on", "2026-05-20"),
    ] {
        assert_eq!(key(&page, name), value, "{}", page.text);
    }
    assert!(body(&page).starts_with("各学习小组："), "{}", page.text);
}

/// What a notice hands on begins a page, with its title in the middle.
#[test]
fn a_text_that_is_handed_on_has_its_title() {
    let docx = Docx::new()
        .title("关于转发《暑期阅读工作的通知》的通知")
        .lines(&["各小组：", "现转发给你们，请认真贯彻执行。"])
        .xml(&paragraph(RIGHT, &run("示例学习中心")))
        .xml(&paragraph(RIGHT, &run("2026年6月20日")))
        .xml(&paragraph(&format!("<w:pageBreakBefore/>{CENTER}"), &run("关于做好暑期阅读工作的通知")))
        .lines(&["各成员单位：", "一、开放场馆。"]);
    let page = page("转发.docx", &docx.bytes());
    assert_eq!(key(&page, "kind"), "notice");
    assert!(body(&page).contains("\n\n## 关于做好暑期阅读工作的通知\n\n各成员单位："), "{}", page.text);
}
