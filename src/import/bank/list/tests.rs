use super::*;

fn bank(text: &str) -> Bank {
    read(&text.lines().map(str::to_owned).collect::<Vec<_>>())
}

fn one(text: &str) -> Question {
    let bank = bank(text);
    assert_eq!((bank.questions.len(), bank.unread.len()), (1, 0), "{bank:?}");
    bank.questions.into_iter().next().expect("one")
}

#[test]
fn the_ways_to_write_a_choice() {
    for text in [
        "1.值班记录保存（B）。\nA、一年\nB、三年\nC、五年",
        "1、值班记录保存（ B ）。\nA．一年 B．三年 C．五年",
        "1. 值班记录保存（　）。\nA.一年\tB.三年\tC.五年\n答案：B",
        "一、单选题\n1.值班记录保存（　）。 A.一年 B.三年 C.五年\n【答案】B\n【解析】见第三条。",
        "[单选] [B] 值班记录保存（　）。\n（A）一年\n（B）三年\n（C）五年",
        "1.值班记录保存（　）。\nA.一年\nB.三年（正确）\nC.五年",
        "一、单选题\n1.值班记录保存（　）。\nA.一年\nB.三年\nC.五年\n参考答案\n1.B",
        "值班记录保存（　）。\nA) 一年\nB) 三年\nC) 五年\nANSWER: B",
    ] {
        let question = one(text);
        assert_eq!(question.options, ["一年", "三年", "五年"], "{text}");
        assert_eq!(question.answer, Answer::Options(vec![1], false), "{text}");
        assert_eq!(question.text, "值班记录保存（　）。", "{text}");
    }
}

#[test]
fn truth_blanks_and_several() {
    assert_eq!(one("判断题\n1.记录可以代签。（×）").answer, Answer::Truth(false));
    assert_eq!(one("1.记录可以代签。\n答案：错").answer, Answer::Truth(false));
    assert_eq!(one("一、判断题\n1.记录可以代签。（ ）\n答案：B").answer, Answer::Truth(false));
    let fill = one("一、填空题\n1.记录保存____年，由____保管。\n答案：三；档案室/办公室");
    assert_eq!(fill.answer, Answer::Blanks(vec![vec!["三".into()], vec!["档案室".into(), "办公室".into()]]));
    let several = one("1.下列对的是（ABD）\nA.甲 B.乙\nC.丙 D.丁");
    assert_eq!(several.answer, Answer::Options(vec![0, 1, 3], true));
}

#[test]
fn keys_at_the_end_belong_to_their_sections() {
    let bank = bank(
        "一、单选题\n1.甲？\nA.子\nB.丑\n2.乙？\nA.子\nB.丑\n二、判断题\n1.丙。\n参考答案\n一、单选题\n1-2 BA\n二、判断题\n1.√",
    );
    let answers: Vec<_> = bank.questions.iter().map(|q| q.answer.clone()).collect();
    assert_eq!(answers, [Answer::Options(vec![1], false), Answer::Options(vec![0], false), Answer::Truth(true)]);
}

#[test]
fn what_cannot_be_read_is_listed() {
    let bank = bank(
        "一、单选题\n1.甲？（A）\nA.子\nB.丑\n2.乙？\nA.子\nB.丑\n3.丙？（D）\nA.子\nB.丑\n二、简答题\n1.谈谈体会。",
    );
    assert_eq!(bank.questions.len(), 1);
    let unread: Vec<_> = bank.unread.iter().map(|u| (u.number.as_str(), u.line, u.zh.as_str())).collect();
    assert_eq!(
        unread,
        [("3", 8, "答案不在选项里"), ("1", 12, "简答、论述一类的题不能自动判分，没有导入"), ("2", 5, "没有认出答案"),]
    );
}

/// The answers of a paper in one paragraph for each section, or on the line of the question.
#[test]
fn keys_as_papers_have_them() {
    let paper = "读书知识题\n一、单项选择题（每题2分）\n1．借期几天（　　）。\nＡ．10　　Ｂ．20　　Ｃ．30\n2. 谁管理？\nA、值班员 B、家属\n二、多项选择题\n1．谁可以借（ ）\nA．职工 B．家属 C．访客\n三、判断题\n1．可以迟还。（　）\n2．要登记。\n答案\n";
    for keys in [
        "一、1．C 2．A\n二、1．AB\n三、1．× 2．√",
        "一、单项选择题（每题2分）\n1．C 2．A\n二、多项选择题：1．AB\n三、判断题：1．× 2．√",
    ] {
        let text = format!("{paper}{keys}");
        assert!(is_bank(&text.lines().map(str::to_owned).collect::<Vec<_>>()), "{keys}");
        let bank = bank(&text);
        let answers: Vec<_> = bank.questions.iter().map(|q| q.answer.clone()).collect();
        assert_eq!(
            answers,
            [
                Answer::Options(vec![2], false),
                Answer::Options(vec![0], false),
                Answer::Options(vec![0, 1], true),
                Answer::Truth(false),
                Answer::Truth(true)
            ],
            "{keys}: {bank:?}"
        );
        assert!(bank.unread.is_empty(), "{bank:?}");
    }
    // An answer without a question is told with its line.
    let more = bank(&format!("{paper}一、1．C 2．A 9．B\n二、1．AB\n三、1．× 2．√"));
    let unread: Vec<_> = more.unread.iter().map(|u| (u.number.as_str(), u.line)).collect();
    assert_eq!(unread, [("9", 14)]);
    let inline = one("一、判断题\n1.迟还要罚款。答案：错误 解析：见第三条。");
    assert_eq!((inline.text.as_str(), inline.answer), ("迟还要罚款。", Answer::Truth(false)));
    assert_eq!(inline.explanation, "见第三条。");
}

/// Full-width numbers, all of a question on one line, one row of letters, answers of blanks with numbers in them.
#[test]
fn papers_of_other_habits() {
    let all = |text: &str| {
        assert!(is_bank(&text.lines().map(str::to_owned).collect::<Vec<_>>()), "{text}");
        bank(text)
    };
    let wide = all(
        "（一）单选题\n１．　有效期为（　Ｂ　）\nＡ．一年　　Ｂ．两年　　Ｃ．三年\n２．　遗失应（　Ａ　）\nＡ．赔偿　　Ｂ．不管\n（二）判断题\n１．可以转借。（×）\n",
    );
    assert_eq!((wide.questions.len(), wide.questions[1].number.as_str()), (3, "2"), "{wide:?}");
    let line =
        all("1、共有几类？A、20 B、22 答案：B\n2、哪个不是？A、诗歌 B、公式 答案：B\n3、能增长见识。答案：正确\n");
    assert_eq!((line.questions.len(), line.unread.len()), (3, 0), "{line:?}");
    let row = all(
        "阅读考试卷\n一、选择题\n1．选A（　）\nA．a B．b\n2．选B\nA．a B．b C．c D．d\n3．选B\nA．a\nB．b\n答案：1—3 ABB\n",
    );
    assert_eq!((row.questions.len(), row.unread.len()), (3, 0), "{row:?}");
    let words = all(
        "一、填空题\n1. 自____年____月起施行。\n2. 每次____册。\n二、简答题\n1. 怎样借书？\n三、判断题\n1. 要登记。\n答案\n一、填空题\n1. 2026；5  2. 3\n二、简答题\n1. 选书，2本以内。\n三、判断题\n1. √\n",
    );
    let filled: Vec<_> = words.questions.iter().map(|q| q.answer.clone()).collect();
    let one = |text: &str| vec![text.to_owned()];
    let expected = [Answer::Blanks(vec![one("2026"), one("5")]), Answer::Blanks(vec![one("3")]), Answer::Truth(true)];
    assert_eq!(filled, expected, "{words:?}");
    assert_eq!(words.unread.len(), 1, "{words:?}");
}

/// What platforms print, a number with 第…题, blanks that are filled in; an answer alone is told.
#[test]
fn nothing_of_a_list_is_lost_without_a_word() {
    let platform = bank("1. (单选题, 2分) 哪个对\nA. 甲\nB. 乙\n我的答案: B  正确答案: A\n难度：易\n");
    assert_eq!(platform.questions[0].answer, Answer::Options(vec![0], false), "{platform:?}");
    let named = bank("第1题：【判断】古籍可以外借。\n答案：F\n第2题：【判断】要登记。\n答案：T\n");
    let answers: Vec<_> = named.questions.iter().map(|q| q.answer.clone()).collect();
    assert_eq!(answers, [Answer::Truth(false), Answer::Truth(true)], "{named:?}");
    let filled = bank("一、填空题\n1.每月第（周六）举行（例会）。\n");
    assert_eq!(filled.questions[0].text, "每月第____举行____。");
    let alone = bank("一、单选题\n答案：B\n");
    assert_eq!((alone.unread.len(), alone.unread[0].line), (1, 2), "{alone:?}");
}

/// A blank behind the number, 选项A：, small letters, numbers that run through all sections.
#[test]
fn papers_of_further_habits() {
    let count = |text: &str| {
        assert!(is_bank(&text.lines().map(str::to_owned).collect::<Vec<_>>()), "{text}");
        let bank = bank(text);
        (bank.questions.len(), bank.unread.len())
    };
    assert_eq!(
        count("单选题（1-2题）\n1 几点开门 （ A ）\nA、8点 B、9点\n2 几点关门（ B ）\nA、18点 B、19点\n"),
        (2, 0)
    );
    assert_eq!(
        count(
            "题目：谁可以借书？\n选项A：读者\n选项B：路人\n答案：A\n题目：借期？\n选项A：30天\n选项B：60天\n答案：A\n"
        ),
        (2, 0)
    );
    assert_eq!(
        count(
            "Q1: What is a library?\na) A place\nb) A shop\nAnswer: a\n\nQ2: Reading is good.\na) True\nb) False\nAnswer: a\n"
        ),
        (2, 0)
    );
    assert_eq!(
        count(
            "一、单选\n1.甲( )\nA.甲;B.乙\n2.乙( )\nA.甲;B.乙\n二、判断\n3.对的( )\n4.错的( )\n答案：\n1.B;2.A;3.对;4.错\n"
        ),
        (4, 0)
    );
    let led = bank("二、是非题\n( √ )1、阅读使人进步。\n（ × ）2．书不用还。\n");
    let texts: Vec<_> = led.questions.iter().map(|q| (q.text.as_str(), q.answer.clone())).collect();
    assert_eq!(texts, [("阅读使人进步。", Answer::Truth(true)), ("书不用还。", Answer::Truth(false))], "{led:?}");
}
