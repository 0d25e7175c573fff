use super::*;

const OLD: &str = "# 借阅办法

第一章　总则

第一条　为了方便借阅，制定本办法。

第二条　办公室负责借阅。

第二章　借阅

第三条　借阅分为下列几种：

（一）外借；

（二）阅览。

外借的期限为三十日。

第四条　办公室按照第三条、本办法第六条办理。

第五条　逾期的，依照第四条处理。

第三章　附则

第六条　本办法自发布之日起施行。
";

/// Consolidates `OLD` with `decision`; the text after the title and the instructions that were not carried out.
fn amended(decision: &str) -> (String, Vec<Why>) {
    let made = consolidate(Source { path: "old.md", text: OLD }, Source { path: "decision.md", text: decision });
    let nots = made.instructions.into_iter().filter_map(|i| match i.outcome {
        Outcome::Not(why) => Some(why),
        _ => None,
    });
    (made.text.clone(), nots.chain(made.faults).collect())
}

fn check(decision: &str, changes: &[(&str, &str)]) {
    let (text, nots) = amended(decision);
    assert_eq!(nots, [], "{decision}");
    let expected = changes.iter().fold(OLD.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    });
    assert_eq!(text, expected, "{decision}");
}

fn check_not(decision: &str, why: &Why) {
    let (text, nots) = amended(decision);
    assert_eq!(nots, std::slice::from_ref(why), "{decision}");
    assert_eq!(text, OLD);
}

#[test]
fn parts_are_replaced() {
    check("一、第二条修改为：“服务部负责借阅。”", &[("办公室负责借阅。", "服务部负责借阅。")]);
    check("将第三条第二款修改为：“外借的期限为二十日。”", &[("外借的期限为三十日。", "外借的期限为二十日。")]);
    check("一、第三条第（二）项修改为：“（二）馆内阅览。”", &[("（二）阅览。", "（二）馆内阅览。")]);
    check("第三条第二项修改为“馆内阅览。”", &[("（二）阅览。", "（二）馆内阅览。")]);
    check(
        "将第五条修改为：\n“第五条　逾期的，提醒。\n“再逾期的，停借。”",
        &[("逾期的，依照第四条处理。", "逾期的，提醒。\n\n再逾期的，停借。")],
    );
}

#[test]
fn words_are_exchanged_in_places_and_everywhere() {
    check("将第二条中的“办公室”修改为“服务部”。", &[("第二条　办公室", "第二条　服务部")]);
    check(
        "将“办公室”统一修改为“服务部”。",
        &[("第二条　办公室", "第二条　服务部"), ("第四条　办公室", "第四条　服务部")],
    );
    check("删去第一条中的“为了方便借阅，”。", &[("为了方便借阅，", "")]);
    check("在第二条“借阅”后增加“和归还”。", &[("负责借阅", "负责借阅和归还")]);
    check(
        "第三条第二款中的“外借”修改为“借出”，“三十日”修改为“二十日”。",
        &[("外借的期限为三十日", "借出的期限为二十日")],
    );
}

#[test]
fn paragraphs_in_a_row_become_others() {
    check(
        "第三条第二款“外借的期限为三十日。”修改为：“期限为二十日。”“可以续借。”",
        &[("外借的期限为三十日。", "期限为二十日。\n\n可以续借。")],
    );
}

#[test]
fn new_articles_move_the_others_and_the_citations_of_them() {
    check(
        "一、增加一条，作为第三条：“读者凭证借阅。”\n二、对条文顺序作相应调整。",
        &[
            ("第二条　办公室负责借阅。\n", "第二条　办公室负责借阅。\n\n第三条　读者凭证借阅。\n"),
            ("第三条　借阅分为", "第四条　借阅分为"),
            ("第四条　办公室按照第三条、本办法第六条", "第五条　办公室按照第四条、本办法第七条"),
            ("第五条　逾期的，依照第四条", "第六条　逾期的，依照第五条"),
            ("第六条　本办法", "第七条　本办法"),
        ],
    );
    check(
        "第二条后增加一条，作为第二条之一：“读者凭证借阅。”",
        &[("办公室负责借阅。\n", "办公室负责借阅。\n\n第二条之一　读者凭证借阅。\n")],
    );
}

#[test]
fn what_is_deleted_is_counted_no_more() {
    check(
        "一、删去第二条。\n二、第三条改为第二条。\n三、此外，对条文顺序作相应调整。",
        &[
            ("第二条　办公室负责借阅。\n\n", ""),
            ("第三条　借阅", "第二条　借阅"),
            ("第四条　办公室按照第三条、本办法第六条", "第三条　办公室按照第二条、本办法第五条"),
            ("第五条　逾期的，依照第四条", "第四条　逾期的，依照第三条"),
            ("第六条　", "第五条　"),
        ],
    );
    check("删去第三条第一款第一项。", &[("（一）外借；\n\n（二）阅览", "（一）阅览")]);
}

#[test]
fn several_changes_in_one_sentence_are_carried_out_one_by_one() {
    check("将第三条第一款第（一）项删除，第（二）项改为第（一）项。", &[("（一）外借；\n\n（二）阅览", "（一）阅览")]);
    check(
        "删去第二条，第三条改为第二条，第四条改为第三条。",
        &[
            ("第二条　办公室负责借阅。\n\n", ""),
            ("第三条　借阅", "第二条　借阅"),
            ("第四条　办公室按照第三条、本办法第六条", "第三条　办公室按照第二条、本办法第五条"),
            ("第五条　逾期的，依照第四条", "第四条　逾期的，依照第三条"),
            ("第六条　", "第五条　"),
        ],
    );
    check(
        "第三章增加一条，作为第六条：“办公室解释本办法。”原第六条改为第七条。",
        &[("第六条　本办法", "第六条　办公室解释本办法。\n\n第七条　本办法"), ("本办法第六条", "本办法第七条")],
    );
}

#[test]
fn paragraphs_and_items_are_inserted() {
    check(
        "第二条增加一款，作为第二款：“周末照常开放。”",
        &[("办公室负责借阅。\n", "办公室负责借阅。\n\n周末照常开放。\n")],
    );
    check("第三条第一款增加一项，作为第三项：“（三）互借。”", &[("（二）阅览。\n", "（二）阅览；\n\n（三）互借。\n")]);
    check(
        "第三条增加一项作为第二项：“（二）互借；”原第二项改为第三项。",
        &[("（二）阅览。", "（二）互借；\n\n（三）阅览。")],
    );
}

#[test]
fn a_paragraph_becomes_an_article_and_two_become_one() {
    check(
        "将第三条第二款单列一条，作为第四条。对条文顺序作相应调整。",
        &[
            ("外借的期限为三十日。", "第四条　外借的期限为三十日。"),
            ("第四条　办公室按照第三条、本办法第六条", "第五条　办公室按照第三条、本办法第七条"),
            ("第五条　逾期的，依照第四条", "第六条　逾期的，依照第五条"),
            ("第六条　本办法", "第七条　本办法"),
        ],
    );
    check(
        "将第一条、第二条合并，作为第一条，修改为：“为了方便借阅，办公室制定本办法。”对条文顺序作相应调整。",
        &[
            (
                "第一条　为了方便借阅，制定本办法。\n\n第二条　办公室负责借阅。",
                "第一条　为了方便借阅，办公室制定本办法。",
            ),
            ("第三条　借阅", "第二条　借阅"),
            ("第四条　办公室按照第三条、本办法第六条", "第三条　办公室按照第二条、本办法第五条"),
            ("第五条　逾期的，依照第四条", "第四条　逾期的，依照第三条"),
            ("第六条　", "第五条　"),
        ],
    );
}

#[test]
fn chapters_are_inserted_and_renamed() {
    check("将第二章章名修改为“外借和阅览”。", &[("第二章　借阅", "第二章　外借和阅览")]);
    check(
        "增加一章，作为第三章“责任”。增加一条，作为第六条：“损坏的应当赔偿。”对条文顺序作相应调整。",
        &[
            ("第三章　附则\n\n第六条　", "第三章　责任\n\n第六条　损坏的应当赔偿。\n\n第四章　附则\n\n第七条　"),
            ("本办法第六条", "本办法第七条"),
        ],
    );
}

#[test]
fn annexes_stay_what_happens_to_the_last_article() {
    let old = format!(
        "{OLD}\n附件1\n\n读者登记表\n\n| 姓名 | 办公室 |\n|---|---|\n| 甲 | 一 |\n\n附件2\n\n第一条　办公室的卡。\n"
    );
    let amended = |decision: &str| {
        let made = consolidate(Source { path: "old.md", text: &old }, Source { path: "d.md", text: decision });
        (made.text.clone(), made.counts())
    };
    let check = |decision: &str, changes: &[(&str, &str)]| {
        let expected = changes.iter().fold(old.clone(), |text, (old, new)| {
            assert!(text.contains(old), "{old}");
            text.replacen(old, new, 1)
        });
        assert_eq!(amended(decision), (expected, (1, 0)), "{decision}");
    };
    check("第六条修改为：“本办法自公布之日起施行。”", &[("自发布之日", "自公布之日")]);
    check("第六条增加一款，作为第二款：“原办法废止。”", &[("施行。\n\n附件1", "施行。\n\n原办法废止。\n\n附件1")]);
    check("增加一条，作为第七条：“原办法废止。”", &[("施行。\n\n附件1", "施行。\n\n第七条　原办法废止。\n\n附件1")]);
    check("将附件1中的“办公室”修改为“服务部”。", &[("| 办公室 |", "| 服务部 |")]);
    check("将附件二中的“办公室”修改为“服务部”。", &[("第一条　办公室的卡", "第一条　服务部的卡")]);
    check("删去附件1。", &[("附件1\n\n读者登记表\n\n| 姓名 | 办公室 |\n|---|---|\n| 甲 | 一 |\n\n", "")]);
    // Which of them, what its table becomes, and where its 第一条 is: none of this is known.
    for decision in [
        "将附件中的“办公室”修改为“服务部”。",
        "附件2修改为：“卡。”",
        "将附件2第一条中的“办公室”修改为“服务部”。",
        "将所附目录中的“办公室”修改为“服务部”。",
        "附件1增加一款：“乙。”",
    ] {
        assert_eq!(amended(decision), (old.clone(), (0, 1)), "{decision}");
    }
}

#[test]
fn sentences_are_added_to_what_stands() {
    for decision in [
        "在第五条末尾增加“屡次逾期的，停借。”",
        "第五条最后增加一句：“屡次逾期的，停借。”",
        "第五条第一款后增加一句“屡次逾期的，停借。”",
        "第五条第一款增加“屡次逾期的，停借。”",
    ] {
        check(decision, &[("依照第四条处理。", "依照第四条处理。屡次逾期的，停借。")]);
    }
    check("第二条末尾增加“，但节假日除外”。", &[("办公室负责借阅。", "办公室负责借阅，但节假日除外。")]);
    check("第二条末尾增加“，但节假日除外。”", &[("办公室负责借阅。", "办公室负责借阅，但节假日除外。")]);
    check("第三条第一项末尾增加“，每次两册；”", &[("（一）外借；", "（一）外借，每次两册；")]);
    check("第五条最后增加一款：“再逾期的，停借。”", &[("第四条处理。\n", "第四条处理。\n\n再逾期的，停借。\n")]);
    // The last sentence is not the 条.
    check_not("将第五条最后一句修改为：“甲。”", &Why::Unknown);
}

#[test]
fn items_in_one_paragraph_are_told_apart() {
    check(
        "第三条第一款增加两项，分别作为第三项、第四项：“（三）互借；（四）预约。”",
        &[("（二）阅览。\n", "（二）阅览；\n\n（三）互借；\n\n（四）预约。\n")],
    );
}

#[test]
fn words_are_not_changed_beyond_what_is_meant() {
    // The number of a 条 is no word of it.
    check("将“第四条”修改为“前条”。", &[("依照第四条", "依照前条")]);
    // One of the places does not have the words: the text is another.
    check_not("将第二条、第六条中的“办公室”修改为“服务部”。", &Why::NotThere("办公室".to_owned()));
}

#[test]
fn what_is_not_understood_changes_nothing_and_is_said() {
    check_not("将第二条移到附则。", &Why::Unknown);
    check_not("第九条修改为：“甲。”", &Why::NoPlace("第九条".to_owned()));
    check_not("将第二条中的“读者”修改为“市民”。", &Why::NotThere("读者".to_owned()));
    check_not("第二条增加一款，作为第五款：“甲。”", &Why::NoPlace("第二条第五款".to_owned()));
    check_not("第二条修改为：“", &Why::NoWords);
    // It has no 款 that could be told from the 条: nothing is left of it.
    check_not("删去第二条第一款。", &Why::NoPlace("第二条第一款".to_owned()));
    check_not("删去第三条，再议第四条。", &Why::Unknown);
    check_not("附则中增加一条，作为第六条：“甲。”", &Why::Unknown);
}

#[test]
fn the_day_of_effect_and_other_texts_are_no_amendments_of_this_one() {
    let (text, nots) = amended(
        "决定对《归还办法》作如下修改：\n一、删去第二条。\n对《借阅办法》作如下修改：\n一、删去第五条。\n本决定自2026年1月1日起施行。",
    );
    assert_eq!(nots, []);
    assert_eq!(text, OLD.replace("第五条　逾期的，依照第四条处理。\n\n", ""));
}

#[test]
fn hostile_texts_are_survived() {
    for decision in
        ["", "“", "”””", "第第第条", "第99999999999条修改为“甲”", "增加一条，作为第0条：“甲”", "第三条至第九千条删去。"]
    {
        _ = amended(decision);
    }
    let empty = Source { path: "a", text: "" };
    assert_eq!(consolidate(empty, empty).instructions, []);
    let deep = "“".repeat(10_000);
    _ = consolidate(Source { path: "a", text: OLD }, Source { path: "b", text: &deep });
}
