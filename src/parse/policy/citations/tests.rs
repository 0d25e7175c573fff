use super::*;

/// `{text}` marks the words of each citation; after `→` comes its target.
fn check_at(scanner: &mut Scanner, place: &Place<'_>, text: &str, expected: &[(&str, &str)]) {
    let file: Arc<str> = "a.md".into();
    let found: Vec<(String, String)> = scanner
        .scan(&file, 0, text, place)
        .into_iter()
        .map(|(range, c)| (text[range].to_owned(), target(&c)))
        .collect();
    let expected: Vec<(String, String)> = expected.iter().map(|(t, e)| ((*t).to_owned(), (*e).to_owned())).collect();
    assert_eq!(found, expected, "{text}");
}

fn target(c: &Citation) -> String {
    let mut out = match &c.document {
        CitedDocument::This => "此".to_owned(),
        CitedDocument::Title(title) => format!("《{title}》"),
        CitedDocument::Ending(words) => format!("…{words}"),
        CitedDocument::Known(words) => format!("此或…{words}"),
    };
    out.push(' ');
    out.push_str(&c.article);
    out.push_str(&c.part);
    for (mark, value) in [("p", c.paragraph), ("i", c.item), ("s", c.subitem)] {
        if let Some(value) = value {
            out.push_str(&format!("-{mark}{value}"));
        }
    }
    if let Some(end) = &c.range_end {
        out.push_str(&format!("..{end}"));
    }
    out
}

fn check(text: &str, expected: &[(&str, &str)]) {
    let before = ["9".to_owned(), "10".to_owned(), "10-1".to_owned(), "11".to_owned()];
    let place = Place {
        anchor: "art-12-p3",
        article: "12",
        paragraphs: 3,
        paragraph: Some(3),
        item: None,
        has_items: true,
        any_items: true,
        before: &before,
    };
    check_at(&mut Scanner::policy("学习办法"), &place, text, expected);
}

/// 同法 is the law named before, but 合同法 is a name.
#[test]
fn a_name_may_end_in_what_means_the_same_law() {
    check("依据劳动合同法第八十五条规定", &[("依据劳动合同法第八十五条", "…依据劳动合同法 85")]);
    check("依照《学习法》第三条和同法第五条", &[("《学习法》第三条", "《学习法》 3"), ("同法第五条", "《学习法》 5")]);
}

/// Whose 款 it is needs no word before it; a bare 项 does.
#[test]
fn items_of_a_paragraph_that_is_named() {
    check("进行第一款第一项至第二项活动的", &[("第一款第一项至第二项", "此 12-p1-i1")]);
    check("进行第一项活动", &[]);
}

#[test]
fn this_text() {
    check("依照本办法第三条第二款第（三）项的规定", &[("本办法第三条第二款第（三）项", "此 3-p2-i3")]);
    check(
        "违反第五条、第六条之一和第七条第一款、第三款",
        &[("第五条", "此 5"), ("第六条之一", "此 6-1"), ("第七条第一款", "此 7-p1"), ("第三款", "此 7-p3")],
    );
    check("第三条至第五条规定", &[("第三条至第五条", "此 3..5")]);
    check("第三条第一项、第二项至第四项", &[("第三条第一项", "此 3-i1"), ("第二项至第四项", "此 3-i2")]);
    check("有第12条第2款第3项情形", &[("第12条第2款第3项", "此 12-p2-i3")]);
    check("本法第三条", &[]);
}

#[test]
fn relative_references() {
    check("前款规定", &[("前款", "此 12-p2")]);
    check("前两款规定", &[("前两款", "此 12-p1")]);
    check("前三款规定", &[]);
    check("前款第（二）项", &[("前款第（二）项", "此 12-p2-i2")]);
    check("前条第二款", &[("前条第二款", "此 11-p2")]);
    check("前两条", &[("前两条", "此 10-1..11")]);
    check("本条第一款", &[("本条第一款", "此 12-p1")]);
    check("本款第（一）项", &[("本款第（一）项", "此 12-p3-i1")]);
    check("第二款规定的人员", &[("第二款", "此 12-p2")]);
    check("第（二）项所列", &[("第（二）项", "此 12-p3-i2")]);
    check("目前条件、此前款项、前项目、以前条件", &[]);
    check("以前条第一款规定期限的最后一日为准", &[("前条第一款", "此 11-p1")]);
    check("第一项工作和第三条道路", &[]);
}

#[test]
fn items_speak_of_their_parts() {
    let item = Place { anchor: "art-3-p1-i2-s3", article: "3", paragraph: Some(1), item: Some(2), ..Place::default() };
    let mut scanner = Scanner::policy("学习办法");
    check_at(
        &mut scanner,
        &item,
        "适用本项第１目和本项第（2）、（3）目，前项第2目另有规定的除外",
        &[
            ("本项第１目", "此 3-p1-i2-s1"),
            ("本项第（2）", "此 3-p1-i2-s2"),
            ("（3）目", "此 3-p1-i2-s3"),
            ("前项第2目", "此 3-p1-i1-s2"),
        ],
    );
    check("本项第1目、本项所指", &[]);
}

#[test]
fn items_before_nouns() {
    check("采取第（六）项措施的", &[("第（六）项", "此 12-p3-i6")]);
    check("无需提交第二项、第三项材料", &[("第二项", "此 12-p3-i2"), ("第三项", "此 12-p3-i3")]);
    check("第一项措施和第二项产品", &[]);
    let none = Place { anchor: "art-3-p1", article: "3", paragraphs: 1, paragraph: Some(1), ..Place::default() };
    check_at(&mut Scanner::policy("学习办法"), &none, "第二项材料", &[]);
    check_at(&mut Scanner::policy("学衔条例"), &none, "本法第三条", &[("本法第三条", "此 3")]);
}

#[test]
fn other_texts() {
    check(
        "《奖励条例》第三条第二款、《请假规定》第五条",
        &[("《奖励条例》第三条第二款", "《奖励条例》 3-p2"), ("《请假规定》第五条", "《请假规定》 5")],
    );
    check(
        "依照《奖励条例》（以下简称《条例》）和《条例》第三条",
        &[("《奖励条例》", "《奖励条例》 "), ("《条例》第三条", "《奖励条例》 3")],
    );
    // Which of these words are the name is known when all titles are.
    check("依照奖励条例第三条", &[("依照奖励条例第三条", "…依照奖励条例 3")]);
    check("根据《奖励条例》，该条例第四条", &[("《奖励条例》", "《奖励条例》 "), ("该条例第四条", "《奖励条例》 4")]);
    check("《学习办法》第三条", &[("《学习办法》第三条", "此 3")]);
    check("《奖励条例》第二章第三条", &[("《奖励条例》第二章第三条", "《奖励条例》 3")]);
    check("《未闭", &[]);
    check("附件第三条、违反国际公约第三条", &[("违反国际公约第三条", "…违反国际公约 3")]);
}

#[test]
fn laws_as_a_whole_without_marks() {
    check(
        "依照奖励条例的规定和书院法有关规定，适用值班办法规定的期限",
        &[("奖励条例", "…依照奖励条例 "), ("书院法", "…的规定和书院法 "), ("值班办法", "…适用值班办法 ")],
    );
    check(
        "依照书院法、奖励条例和值班办法的有关规定",
        &[("书院法", "…依照书院法 "), ("奖励条例", "…奖励条例 "), ("值班办法", "…奖励条例和值班办法 ")],
    );
    check("依照法律的规定，按照章程规定", &[]);
    check(
        "根据中华人民共和国书院法第三条和中华人民共和国奖励条例的规定",
        &[
            ("根据中华人民共和国书院法第三条", "…根据中华人民共和国书院法 3"),
            ("中华人民共和国奖励条例", "…和中华人民共和国奖励条例 "),
        ],
    );
    check(
        "落实学习中心管理办法第八条，依照学习中心管理办法的规定",
        &[("落实学习中心管理办法第八条", "…落实学习中心管理办法 8"), ("学习中心管理办法", "…依照学习中心管理办法 ")],
    );
    check("依照行政法规的规定，符合本办法的规定和有关条例的规定，不违反学习办法的规定", &[]);
    check("违反规定的，依法规定期限", &[]);
    check(
        "依照《奖励条例》（以下简称奖励规则）、奖励规则的规定，该规则第三条",
        &[("《奖励条例》", "《奖励条例》 "), ("奖励规则", "《奖励条例》 "), ("该规则第三条", "《奖励条例》 3")],
    );
}

#[test]
fn numbers_that_share_their_unit() {
    check(
        "本办法第三条第一款第（一）、（二）、（五）项和第（六）项",
        &[
            ("本办法第三条第一款第（一）", "此 3-p1-i1"),
            ("（二）", "此 3-p1-i2"),
            ("（五）项", "此 3-p1-i5"),
            ("第（六）项", "此 3-p1-i6"),
        ],
    );
    check(
        "依照第三、四条和第五条第一、二款",
        &[("第三", "此 3"), ("四条", "此 4"), ("第五条第一", "此 5-p1"), ("二款", "此 5-p2")],
    );
    check("前款第（一）、（二）项", &[("前款第（一）", "此 12-p2-i1"), ("（二）项", "此 12-p2-i2")]);
    check("有第（一）、（三）项情形的", &[("第（一）", "此 12-p3-i1"), ("（三）项", "此 12-p3-i3")]);
    check(
        "依照第三条（一）、（二）项和（四）、（五）两项",
        &[("第三条（一）", "此 3-i1"), ("（二）项", "此 3-i2"), ("（四）", "此 3-i4"), ("（五）两项", "此 3-i5")],
    );
    check("第（一）、（二）两项所列", &[("第（一）", "此 12-p3-i1"), ("（二）两项", "此 12-p3-i2")]);
    check("第（一）、（二）三项所列", &[]);
    check("第一、二、三等奖", &[]);
}

/// Each wording that an editor may use for several 条, 款 or 项, one of which shares its unit with the next.
#[test]
fn ranges_and_lists_in_every_wording() {
    for (text, expected) in [
        ("第二条第一款第（一）至（三）项", &[("第二条第一款第（一）至（三）项", "此 2-p1-i1")][..]),
        ("第二条第一款第一至三项", &[("第二条第一款第一至三项", "此 2-p1-i1")]),
        ("第二条第一款（一）至（三）项", &[("第二条第一款（一）至（三）项", "此 2-p1-i1")]),
        ("第三至五条", &[("第三至五条", "此 3..5")]),
        ("第三条至五条", &[("第三条至五条", "此 3..5")]),
        ("第五条第1、2款", &[("第五条第1", "此 5-p1"), ("2款", "此 5-p2")]),
        ("第三、第四条", &[("第三", "此 3"), ("第四条", "此 4")]),
        ("第三条及第四条", &[("第三条", "此 3"), ("第四条", "此 4")]),
        ("第二条第一款第㈠、㈢项", &[("第二条第一款第㈠", "此 2-p1-i1"), ("㈢项", "此 2-p1-i3")]),
        ("第二条第一款第（一）—（三）项", &[("第二条第一款第（一）—（三）项", "此 2-p1-i1")]),
        ("第三条－第五条", &[("第三条－第五条", "此 3..5")]),
        ("第三～五条", &[("第三～五条", "此 3..5")]),
        ("第三条到第五条", &[("第三条到第五条", "此 3..5")]),
        ("第二条第一款第1至3项", &[("第二条第一款第1至3项", "此 2-p1-i1")]),
        (
            "第二条第一款第（一）、（二）及（五）项",
            &[("第二条第一款第（一）", "此 2-p1-i1"), ("（二）", "此 2-p1-i2"), ("（五）项", "此 2-p1-i5")],
        ),
    ] {
        check(text, expected);
    }
    check("第一，第三条规定", &[("第三条", "此 3")]);
}

#[test]
fn a_list_below_what_is_violated_speaks_of_the_items_of_that_article() {
    let mut scanner = Scanner::policy("学习条例");
    let lead = Place {
        anchor: "art-9-p1",
        article: "9",
        paragraphs: 1,
        paragraph: Some(1),
        has_items: true,
        any_items: true,
        ..Place::default()
    };
    check_at(
        &mut scanner,
        &lead,
        "违反本条例第六条规定，有下列行为之一的，依照第八条处理：",
        &[("本条例第六条", "此 6"), ("第八条", "此 8")],
    );
    let item = Place { anchor: "art-9-p1-i1", item: Some(1), ..lead };
    check_at(&mut scanner, &item, "违反第一项、第二项规定的", &[("第一项", "此 6-i1"), ("第二项", "此 6-i2")]);
    check_at(&mut scanner, &item, "违反第三款规定的", &[("第三款", "此 6-p3")]);
    // In the next 款 it is forgotten.
    let next = Place { anchor: "art-9-p2", ..lead };
    check_at(&mut scanner, &next, "违反第一项规定的", &[("第一项", "此 9-p1-i1")]);
}

#[test]
fn names_are_not_known_by_their_ends_alone() {
    let place = Place { anchor: "art-1-p1", article: "1", paragraphs: 1, paragraph: Some(1), ..Place::default() };
    let mut scanner = Scanner::policy("学习解释");
    check_at(&mut scanner, &place, "符合公司法第二条规定的", &[("符合公司法第二条", "…符合公司法 2")]);
    check_at(&mut scanner, &place, "对照学习工作要点第二条", &[("对照学习工作要点第二条", "此或…对照学习工作要点 2")]);
    check_at(
        &mut Scanner::policy("学习工作要点"),
        &place,
        "本要点第二条、本工作要点第三条",
        &[("本要点第二条", "此 2"), ("本工作要点第三条", "此 3")],
    );
}

#[test]
fn decisions_that_amend_several_texts() {
    let mut scanner = Scanner::policy("关于修改《甲解释》等二件解释的决定");
    check_at(&mut scanner, &Place::default(), "一、修改《甲解释》", &[("《甲解释》", "《甲解释》 ")]);
    check_at(&mut scanner, &Place::default(), "1.将第二条修改为：", &[("第二条", "《甲解释》 2")]);
    check_at(&mut scanner, &Place::default(), "“第二条 新文，依照第八条。", &[]);
    check_at(&mut scanner, &Place::default(), "“第三款，依照第九条。”", &[]);
    check_at(&mut scanner, &Place::default(), "二、对《乙解释》作如下修改：", &[("《乙解释》", "《乙解释》 ")]);
    check_at(&mut scanner, &Place::default(), "删除第九条。", &[("第九条", "《乙解释》 9")]);
    check_at(&mut scanner, &Place::default(), "本决定第三条", &[("本决定第三条", "此 3")]);
    let mut unknown = Scanner::policy("关于修改部分规定的决定");
    check_at(&mut unknown, &Place::default(), "1.将第二条修改为", &[]);
}

#[test]
fn regulations_speak_of_themselves() {
    let place = Place { anchor: "art-2-p1", article: "2", paragraphs: 1, paragraph: Some(1), ..Place::default() };
    check_at(
        &mut Scanner::policy("学习条例"),
        &place,
        "但本条例第三条和本条第一款，依照本条例第四条",
        &[("本条例第三条", "此 3"), ("本条第一款", "此 2-p1"), ("本条例第四条", "此 4")],
    );
    check_at(&mut Scanner::policy("学习条例实施细则"), &place, "按照本实施细则第三条", &[("本实施细则第三条", "此 3")]);
    check_at(
        &mut Scanner::policy("学习条例"),
        &place,
        "第三条第二款至第四款规定的和第五款规定的，第一款",
        &[("第三条第二款至第四款", "此 3-p2"), ("第五款", "此 3-p5"), ("第一款", "此 2-p1")],
    );
    check_at(&mut Scanner::policy("学习法典"), &place, "本法第三条", &[("本法第三条", "此 3")]);
    check_at(
        &mut Scanner::policy("学习条例"),
        &place,
        "本条例第三条第一款第一项规定的人员，第三项除外。第四项规定",
        &[("本条例第三条第一款第一项", "此 3-p1-i1"), ("第三项", "此 3-p1-i3"), ("第四项", "此 3-p1-i4")],
    );
}

#[test]
fn amendments_speak_of_what_they_amend() {
    let mut scanner = Scanner::policy("奖励条例修正案（二）");
    check_at(
        &mut scanner,
        &Place::default(),
        "一、将第三条修改为：“前款规定和第五条。”",
        &[("第三条", "《奖励条例》 3")],
    );
    // These are the numbers of a text that is no more.
    check_at(&mut scanner, &Place::default(), "第三条至第五条相应改为第四条至第六条。", &[]);
    check_at(
        &mut scanner,
        &Place::default(),
        "二、将第七条修改为：“有本章第三条至第五条、第六条之一情形的，不适用第八条。”",
        &[("第七条", "《奖励条例》 7"), ("第三条至第五条", "《奖励条例》 3..5"), ("第六条之一", "《奖励条例》 6-1")],
    );
}

#[test]
fn pages_cite_named_texts_only() {
    let file: Arc<str> = "a.md".into();
    let scan = page_scanner(&file);
    assert_eq!(scan("《奖励条例》（以下简称《条例》）").len(), 1);
    let found = scan("见第三条、前款和《条例》第三条");
    assert_eq!(found.len(), 1);
    assert_eq!(target(&found[0].1), "《奖励条例》 3");
}

/// 编, 章 and 节 are cited as wholes, alone, in lists and below 分则.
#[test]
fn chapters_as_wholes() {
    check("依照本办法第四章的规定", &[("本办法第四章", "此 ch-4")]);
    check(
        "参照本办法第二章第二节、第三节和第五章的规定",
        &[("本办法第二章第二节", "此 ch-2-s-2"), ("第三节", "此 ch-2-s-3"), ("第五章", "此 ch-5")],
    );
    check("适用《奖励条例》第二编第六章", &[("《奖励条例》第二编第六章", "《奖励条例》 part-2-ch-6")]);
    check("依照奖励条例第二十五章的规定", &[("依照奖励条例第二十五章", "…依照奖励条例 ch-25")]);
    check("涉嫌奖励法分则第三章第三节的", &[("涉嫌奖励法分则第三章第三节", "…涉嫌奖励法 分则/ch-3-s-3")]);
    check("适用奖励法总则第十二条", &[("适用奖励法总则第十二条", "…适用奖励法 12")]);
    check("本办法第二章第七条", &[("本办法第二章第七条", "此 7")]);
    check("本办法第三章至第五章", &[("本办法第三章至第五章", "此 ch-3")]);
    check("第二章另有规定的，本章的规定不适用", &[]);
}

/// （以下分别简称…） after several texts names them in their order.
#[test]
fn several_short_names_at_once() {
    let mut scanner = Scanner::policy("学习办法");
    let place = Place::default();
    let text = "根据《奖励条例》、《请假规定》和《值班规则》（以下分别简称《条例》、《规定》及《规则》），";
    assert_eq!(scanner.scan(&"a.md".into(), 0, text, &place).len(), 3);
    check_at(
        &mut scanner,
        &place,
        "《条例》第三条、《规则》第五条和《规定》第四条",
        &[
            ("《条例》第三条", "《奖励条例》 3"),
            ("《规则》第五条", "《值班规则》 5"),
            ("《规定》第四条", "《请假规定》 4"),
        ],
    );
}

/// （二）不能采取第一项措施的 speaks of the item above it; 奖励法第二十第三款 forgot its 条.
#[test]
fn items_above_and_forgotten_units() {
    let place = Place {
        anchor: "art-3-p1-i2",
        article: "3",
        paragraphs: 1,
        paragraph: Some(1),
        item: Some(2),
        has_items: true,
        any_items: true,
        ..Place::default()
    };
    let mut scanner = Scanner::policy("学习办法");
    check_at(&mut scanner, &place, "不能采取第一项措施的", &[("第一项", "此 3-p1-i1")]);
    check("应当认定为奖励法第二十第三款第二项规定的情形", &[]);
}

/// 依, 照 and 据 govern alone, （试行） belongs to a name, and a 编 may stand between name and article.
#[test]
fn names_behind_short_verbs_with_remarks_and_books() {
    check("依海商法的规定", &[("海商法", "…依海商法 ")]);
    check("并照执照管理办法的规定", &[("执照管理办法", "…并照执照管理办法 ")]);
    check("依照国家赔偿法的规定和国家有关法律的规定", &[("国家赔偿法", "…依照国家赔偿法 ")]);
    check("依照值班办法（试行）第三条", &[("依照值班办法（试行）第三条", "…依照值班办法（试行） 3")]);
    check("依据值班办法(试行)的规定", &[("值班办法(试行)", "…依据值班办法(试行) ")]);
    check(
        "依照书院法典人事编第三条和《书院法典》合同编的第五条",
        &[("依照书院法典人事编第三条", "…依照书院法典 3"), ("《书院法典》合同编的第五条", "《书院法典》 5")],
    );
}

/// 根据宪法，制定本法: laws as a whole behind a verb, without 的规定.
#[test]
fn laws_as_a_whole_behind_a_verb() {
    check("根据宪法和书院法，制定本办法", &[("宪法", "…宪法 "), ("书院法", "…书院法 ")]);
    check("违反治安管理处罚法的，触犯刑法构成犯罪的", &[("治安管理处罚法", "…治安管理处罚法 "), ("刑法", "…刑法 ")]);
    check(
        "依照前款规定处罚，适用前两款规定，比照本条规定，按照前条规定，参照本款规定",
        &[("前款", "此 12-p2"), ("前两款", "此 12-p1"), ("前条", "此 11")],
    );
    check("参照适用前款规定，参照适用民法典", &[("前款", "此 12-p2"), ("民法典", "…民法典 ")]);
    check("适用民事诉讼法关于期间的规定", &[("民事诉讼法", "…民事诉讼法 ")]);
    check("依照公司法定程序，按照本办法，违反法律、行政法规的，违反法律的规定", &[]);
}

/// 本章第一节 and 本编第三章 speak of the 章 and 编 where they stand.
#[test]
fn divisions_of_the_same_division() {
    check("适用本章第一节、第二节的规定", &[("本章第一节", "此 本章/s-1"), ("第二节", "此 本章/s-2")]);
    check("参照适用本编第三章第一节", &[("本编第三章第一节", "此 本编/ch-3-s-1")]);
    check("本章第三条", &[("第三条", "此 3")]);
}

/// 条例 alone is what the text with this title carries out.
#[test]
fn what_a_text_carries_out_has_a_short_name() {
    let place = Place { anchor: "art-1-p1", article: "1", paragraphs: 1, paragraph: Some(1), ..Place::default() };
    let mut scanner = Scanner::policy("奖励条例实施细则");
    check_at(
        &mut scanner,
        &place,
        "条例第三条所称奖励，依照《条例》第五条和本细则第二条",
        &[("条例第三条", "《奖励条例》 3"), ("《条例》第五条", "《奖励条例》 5"), ("本细则第二条", "此 2")],
    );
    check_at(&mut scanner, &place, "依照请假条例第三条", &[("依照请假条例第三条", "…依照请假条例 3")]);
}
