use super::*;
use crate::content::QuizType;

pub(super) const FILE: &str = "content/a/bank/a.quiz.yaml";

fn read(yaml: &str) -> Checked<Vec<QuizQuestion>> {
    questions(&FILE.into(), yaml, 0..yaml.len(), 1)
}

/// The only question of `yaml`, which has no fault.
fn one(yaml: &str) -> QuizQuestion {
    let mut read = read(yaml);
    assert_eq!(read.diagnostics, [], "{yaml}");
    assert_eq!(read.value.len(), 1);
    read.value.remove(0)
}

/// What is marked in the source, the message and the hints in both languages.
pub(super) fn said(yaml: &str, found: &[Diagnostic]) -> Vec<String> {
    let mut lines = Vec::new();
    for fault in found {
        let marked = fault.span.as_ref().map_or("", |s| &yaml[s.start..s.end]);
        lines.push(format!("{} ‹{marked}›", fault.code));
        for text in std::iter::once(&fault.message).chain(&fault.hints) {
            lines.push(format!("{} | {}", text.zh, text.en));
        }
        assert_eq!(fault.severity, crate::diagnostics::Severity::Error);
    }
    lines
}

/// `yaml` has exactly these faults.
fn check(yaml: &str, expected: &[&str]) {
    let read = read(yaml);
    assert_eq!(said(yaml, &read.diagnostics), expected, "{yaml}");
}

const SINGLE: &str = "type: single\nquestion: 由谁整理？\noptions: [联络员, 宣传委员, 值班员]\n";

#[test]
fn a_choice() {
    let question = one(&format!(
        "{SINGLE}answer: B\nexplanation: 依据第十二条。\ncites: /a.md#art-12\ntopic: 记录\nshuffle: true\n"
    ));
    assert_eq!(question.id, "q1");
    assert_eq!(question.form, QuizType::Single);
    assert_eq!(question.question.html, "由谁整理？");
    assert_eq!(question.plain, "由谁整理？");
    let options: Vec<&str> = question.options.iter().map(|o| o.html.as_str()).collect();
    assert_eq!(options, ["联络员", "宣传委员", "值班员"]);
    assert_eq!(question.correct, [1]);
    assert_eq!(question.explanation.map(|e| e.html).as_deref(), Some("依据第十二条。"));
    assert_eq!(question.cites[0].value, "/a.md#art-12");
    assert_eq!(question.topic.as_deref(), Some("记录"));
    assert!(question.shuffle);
}

#[test]
fn letters_are_understood_as_editors_write_them() {
    for (answer, expected) in [
        ("[A, C]", vec![0, 2]),
        ("[C, A]", vec![0, 2]),
        ("AC", vec![0, 2]),
        ("a、c", vec![0, 2]),
        ("Ａ，Ｃ", vec![0, 2]),
        ("\"A, C\"", vec![0, 2]),
        ("b", vec![1]),
    ] {
        let yaml = format!("type: multiple\nquestion: 哪些？\noptions: [甲, 乙, 丙]\nanswer: {answer}\n");
        assert_eq!(one(&yaml).correct, expected, "{answer}");
    }
}

#[test]
fn true_and_false() {
    for (answer, expected) in [("true", 0), ("对", 0), ("正确", 0), ("√", 0), ("false", 1), ("错", 1), ("错误", 1)]
    {
        let yaml = format!("type: true_false\nquestion: 是吗？\nanswer: {answer}\n");
        assert_eq!(one(&yaml).correct, [expected], "{answer}");
    }
}

#[test]
fn blanks_and_their_alternatives() {
    let question = one("type: fill\nquestion: 自____起，共 ___ 年。\nanswer: [[五月, \"5月\"], 3]\n");
    let blank = "<span class=\"quiz-blank\">____</span>";
    assert_eq!(question.question.html, format!("自{blank}起，共 {blank} 年。"));
    assert_eq!(question.plain, "自____起，共 ____ 年。");
    assert_eq!(question.blanks, [vec!["五月".to_owned(), "5月".to_owned()], vec!["3".to_owned()]]);
    assert_eq!(one("type: fill\nquestion: 共 ____ 日。\nanswer: 三十\n").blanks, [["三十"]]);
    assert_eq!(one("type: fill\nquestion: 号码 ____\nanswer: [[\"010\"]]\n").blanks, [["010"]]);
    assert_eq!(one("type: fill\nquestion: 满宽＿＿\nanswer: 甲\n").blanks, [["甲"]]);
    assert_eq!(
        one("type: fill\nquestion: ____甲____乙\nanswer: [丙, 丁]\n").question.html,
        format!("{blank}甲{blank}乙")
    );
}

#[test]
fn order_and_match() {
    let question = one("type: order\nquestion: 排好。\noptions: [先, 中, 后]\n");
    assert_eq!(question.options.len(), 3);
    assert_eq!(question.correct, Vec::<usize>::new());
    for key in ["options", "match"] {
        let yaml = format!(
            "type: match\nquestion: 连好。\n{key}:\n  - {{left: 甲, right: 一}}\n  - {{left: 乙, right: 二}}\n"
        );
        let question = one(&yaml);
        let html = |texts: &[crate::content::RichText]| texts.iter().map(|t| t.html.clone()).collect::<Vec<_>>();
        assert_eq!(html(&question.options), ["甲", "乙"]);
        assert_eq!(html(&question.right), ["一", "二"]);
    }
}

#[test]
fn inline_markdown_in_every_text() {
    let question = one(
        "type: single\nquestion: 哪个*不*是？\noptions: [\"`甲`\", 乙]\nanswer: A\nexplanation: 见[第三条](/p.md#art-3)。\n",
    );
    assert_eq!(question.question.html, "哪个<em>不</em>是？");
    assert_eq!(question.plain, "哪个不是？");
    assert_eq!(question.options[0].html, "<code>甲</code>");
    let explanation = question.explanation.unwrap();
    assert_eq!(explanation.html, "见<a href=\"\">第三条</a>。");
    assert_eq!(explanation.holes.len(), 1);
    assert_eq!(&explanation.html[..explanation.holes[0].offset], "见<a href=\"");
    let crate::content::Fill::Href(reference) = &explanation.holes[0].fill else { panic!() };
    assert_eq!(reference.value, "/p.md#art-3");
}

#[test]
fn holes_move_with_the_blanks_before_them() {
    let question = one("type: fill\nquestion: 见____和[乙](/b.md)、____。\nanswer: [甲, 丙]\n");
    let offset = question.question.holes[0].offset;
    assert!(question.question.html[..offset].ends_with("<a href=\""));
}

#[test]
fn places_and_numbers_in_a_page() {
    let page = "# 页\n\n```quiz\n- type: true_false\n  question: 甲\n  answer: 对\n- id: own\n  type: true_false\n  question: 乙\n  answer: 错\n- type: true_false\n  question: 丙\n  answer: 错\n```\n";
    let start = page.find("- type").unwrap();
    let end = page.find("```\n").unwrap();
    let end = end.max(page.rfind("```").unwrap());
    let read = questions(&FILE.into(), page, start..end, 4);
    assert_eq!(read.diagnostics, []);
    let ids: Vec<&str> = read.value.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(ids, ["q4", "own", "q6"]);
    assert!(page[read.value[1].span.start..].starts_with("id: own"));
}

#[test]
fn nothing_in_it() {
    let expected = [
        "quiz-empty ‹›",
        "自测题里一道题也没有 | the self-test has no questions",
        "至少写一道题（type、question、answer），或者删去这一块。 | write at least one question (type, question, answer), or remove the block.",
    ];
    check("", &expected);
    check("# 只有一句注解\n", &["quiz-empty ‹# 只有一句注解›", expected[1], expected[2]]);
    check("[]", &["quiz-empty ‹[]›", expected[1], expected[2]]);
}

#[test]
fn not_a_question() {
    check(
        "- 随便写写\n",
        &[
            "quiz-shape ‹随便写写›",
            "这里应当是一道题，写成“键: 值”的若干行 | expected a question, written as lines of `key: value`",
            "写出“type: …”“question: …”“answer: …”；有几道题时，每道题以“- ”开头。 | write `type: …`, `question: …`, `answer: …`; with several questions, begin each with `- `.",
        ],
    );
}

#[test]
fn unknown_keys_and_types() {
    check(
        &format!("{SINGLE}anwser: A\nanswer: A\n"),
        &[
            "unknown-key ‹anwser›",
            "自测题里没有“anwser”这一项 | a self-test question has no key `anwser`",
            "您是不是想写“answer”？ | did you mean `answer`?",
            "可用的项：id、type、question、options、match、answer、explanation、cites、topic、shuffle、at。 | the keys are: id, type, question, options, match, answer, explanation, cites, topic, shuffle, at.",
        ],
    );
    let list = "题型有：single（单选）、multiple（多选）、true_false（判断）、fill（填空）、order（排序）、match（连线）。 | the types are single, multiple, true_false, fill, order and match.";
    check(
        "type: singel\nquestion: 甲\nanswer: A\n",
        &[
            "quiz-unknown-type ‹singel›",
            "没有“singel”这种题型 | there is no question type `singel`",
            "您是不是想写“single”？ | did you mean `single`?",
            list,
        ],
    );
    check(
        "type: 判断题\nquestion: 甲\nanswer: 对\n",
        &[
            "quiz-unknown-type ‹判断题›",
            "没有“判断题”这种题型 | there is no question type `判断题`",
            "判断题写作“true_false”。 | write it as `true_false`.",
            list,
        ],
    );
    check(
        "question: 甲\nanswer: 对\n",
        &["quiz-missing-key ‹question›", "这道题缺少“type” | the question has no `type`", list],
    );
}

#[test]
fn empty_or_missing_questions() {
    check(
        "type: true_false\nquestion: \"  \"\nanswer: 对\n",
        &[
            "quiz-empty-question ‹\"  \"›",
            "题目是空的 | the question is empty",
            "在“question:”后面写出题目。 | write the question after `question:`.",
        ],
    );
    check(
        "type: true_false\nanswer: 对\n",
        &[
            "quiz-missing-key ‹type›",
            "这道题缺少“question” | the question has no `question`",
            "补上“question: …”。 | add `question: …`.",
        ],
    );
    check(
        "type: true_false\nquestion: [甲]\nanswer: 对\n",
        &[
            "quiz-wrong-value ‹[甲]›",
            "“question”应当是一段文字 | `question` takes text",
            "把这里改成一段文字。 | write text here.",
        ],
    );
}

#[test]
fn no_right_answer() {
    check(
        SINGLE,
        &[
            "quiz-no-answer ‹type›",
            "这道题没有正确答案 | the question has no right answer",
            "写出正确选项的字母，例如“answer: A”。 | write the letter of the right option, for example `answer: A`.",
        ],
    );
    check(
        "type: multiple\nquestion: 甲\noptions: [乙, 丙]\nanswer: []\n",
        &[
            "quiz-no-answer ‹[]›",
            "这道题没有正确答案 | the question has no right answer",
            "写出正确选项的字母，例如“answer: [A, C]”。 | write the letters of the right options, for example `answer: [A, C]`.",
        ],
    );
    check(
        "type: true_false\nquestion: 甲\n",
        &[
            "quiz-no-answer ‹type›",
            "这道题没有正确答案 | the question has no right answer",
            "写“answer: 对”或者“answer: 错”。 | write `answer: true` or `answer: false`.",
        ],
    );
    check(
        "type: fill\nquestion: 甲____\n",
        &[
            "quiz-no-answer ‹type›",
            "这道题没有正确答案 | the question has no right answer",
            "写出每个空的答案，例如“answer: [第一空, 第二空]”。 | write the text of each blank, for example `answer: [first, second]`.",
        ],
    );
}

#[test]
fn answers_outside_the_options() {
    check(
        &format!("{SINGLE}answer: D\n"),
        &[
            "quiz-answer-outside ‹D›",
            "答案“D”不在选项之内 | the answer `D` is not one of the options",
            "这道题有 3 个选项，答案写 A 至 C 中的字母。 | there are 3 options; write letters from A to C.",
        ],
    );
    check(
        &format!("{SINGLE}answer: 宣传委员\n"),
        &[
            "quiz-answer-outside ‹宣传委员›",
            "答案“宣传委员”不在选项之内 | the answer `宣传委员` is not one of the options",
            "答案写字母：B。 | write the letter: B.",
        ],
    );
    check(
        "type: true_false\nquestion: 甲\nanswer: 也许\n",
        &[
            "quiz-answer-outside ‹也许›",
            "判断题的答案不能是“也许” | `也许` cannot be the answer of a question of type `true_false`",
            "写“对”或者“错”（也可以写 true、false）。 | write `true` or `false`.",
        ],
    );
}

#[test]
fn too_many_answers() {
    check(
        &format!("{SINGLE}answer: AB\n"),
        &[
            "quiz-several-answers ‹AB›",
            "单选题只能有一个答案，这里有 2 个 | a question of type `single` has one answer, found 2",
            "只留一个字母，或者改成“type: multiple”。 | keep one letter, or use `type: multiple`.",
        ],
    );
    check(
        "type: multiple\nquestion: 甲\noptions: [乙, 丙]\nanswer: [A, A]\n",
        &[
            "quiz-repeated-answer ‹A›",
            "答案里的“A”写了两次 | `A` is given twice in the answer",
            "删去其中一个。 | remove one of them.",
        ],
    );
}

#[test]
fn faulty_options() {
    check(
        "type: single\nquestion: 甲\noptions: [学 习, 学习, \"\"]\nanswer: A\n",
        &[
            "quiz-repeated-option ‹学习›",
            "选项“学习”重复了 | the option `学习` is given twice",
            "改写或者删去其中一个。 | reword or remove one of them.",
            "quiz-empty-option ‹\"\"›",
            "有一个选项是空的 | an option is empty",
            "写出选项，或者删去它。 | write it out, or remove it.",
        ],
    );
    check(
        "type: single\nquestion: 甲\noptions: [乙]\nanswer: A\n",
        &[
            "quiz-few-options ‹[乙]›",
            "选择题至少要有两个选项，这里有 1 个 | a choice needs at least two options, found 1",
            "补上选项；只判断对错时用“type: true_false”。 | add options; to ask whether a sentence is right, use `type: true_false`.",
        ],
    );
    check(
        "type: single\nquestion: 甲\nanswer: A\n",
        &[
            "quiz-missing-key ‹type›",
            "这道题缺少“options” | the question has no `options`",
            "写出选项，例如“options: [甲, 乙, 丙]”。 | write the options, for example `options: [a, b, c]`.",
        ],
    );
    check(
        "type: fill\nquestion: 甲____\noptions: [乙, 丙]\nanswer: 乙\n",
        &[
            "quiz-options-not-wanted ‹[乙, 丙]›",
            "填空题没有选项 | a question of type `fill` has no options",
            "删去“options”，在“answer:”后面写出每个空的答案。 | remove `options`; write the text of each blank after `answer:`.",
        ],
    );
    check(
        "type: single\nquestion: 甲\nmatch: [{left: a, right: b}]\noptions: [乙, 丙]\nanswer: A\n",
        &[
            "quiz-options-not-wanted ‹[{left: a, right: b}]›",
            "只有连线题写“match” | only a question of type `match` has `match`",
            "改成“type: match”，或者把“match”改成“options”。 | use `type: match`, or write `options` instead of `match`.",
        ],
    );
    let many: Vec<String> = (0..27).map(|i| format!("o{i}")).collect();
    let list = many.join(", ");
    check(
        &format!("type: single\nquestion: 甲\noptions: [{list}]\nanswer: A\n"),
        &[
            &format!("quiz-many-options ‹[{list}]›"),
            "选项最多二十六个（A 至 Z），这里有 27 个 | there can be at most 26 options (A to Z), found 27",
            "拆成几道题。 | split it into several questions.",
        ],
    );
}

#[test]
fn faulty_blanks() {
    check(
        "type: fill\nquestion: 自____起，共____年。\nanswer: 五月\n",
        &[
            "quiz-blanks ‹五月›",
            "题目里有 2 个空，答案却有 1 个 | the question has 2 blanks but 1 answers",
            "每个空写一个答案；一个空有几种写法时，用方括号括在一起，例如“[[可选写法, 另一写法], [第二空]]”。 | give one answer for each blank; put several spellings of one blank in brackets, for example `[[one, another], [second blank]]`.",
        ],
    );
    check(
        "type: fill\nquestion: 没有空。\nanswer: 五月\n",
        &[
            "quiz-blanks ‹没有空。›",
            "填空题的题目里没有空 | the question of type `fill` has no blank",
            "在题目里用四条下划线“____”标出每个空。 | mark each blank in the question with four underscores, `____`.",
        ],
    );
    check(
        "type: fill\nquestion: 甲____乙____\nanswer: [丙, \"　\"]\n",
        &[
            "quiz-no-answer ‹\"　\"›",
            "第 2 个空的答案是空的 | the answer of blank 2 is empty",
            "写出这个空的答案。 | write the text of the blank.",
        ],
    );
}

#[test]
fn faulty_order_and_match() {
    check(
        "type: order\nquestion: 甲\noptions: [乙]\nanswer: A\n",
        &[
            "quiz-answer-not-wanted ‹A›",
            "排序题不写“answer” | a question of type `order` has no `answer`",
            "删去“answer”，options 里的次序就是答案，页面上会自动打乱。 | remove `answer`; the order of `options` is the answer; the page shuffles them.",
            "quiz-few-options ‹[乙]›",
            "排序题至少要有两项，这里有 1 项 | a question of type `order` needs at least two entries, found 1",
            "补上其余各项。 | add the other entries.",
        ],
    );
    check(
        "type: match\nquestion: 甲\nmatch:\n  - {left: 乙, right: 丙}\n",
        &[
            "quiz-few-options ‹{left: 乙, right: 丙}›",
            "连线题至少要有两项，这里有 1 项 | a question of type `match` needs at least two entries, found 1",
            "补上其余各项。 | add the other entries.",
        ],
    );
    check(
        "type: match\nquestion: 甲\nmatch:\n  - {left: 乙, right: 丙}\n  - {left: 丁, right: 丙}\n  - {left: 戊}\n",
        &[
            "quiz-match-shape ‹{left: 戊}›",
            "连线题的每一项都要有 left（左边）和 right（右边） | each entry of a `match` question has a `left` and a `right`",
            "写成“- {left: 主持人, right: 掌握会议进程}”。 | write `- {left: chair, right: keeps the meeting going}`.",
            "quiz-repeated-option ‹丙›",
            "选项“丙”重复了 | the option `丙` is given twice",
            "改写或者删去其中一个。 | reword or remove one of them.",
        ],
    );
    check(
        "type: match\nquestion: 甲\n",
        &[
            "quiz-missing-key ‹type›",
            "这道题缺少“match” | the question has no `match`",
            "写出要连的各项，例如“match: [{left: 甲, right: 乙}, {left: 丙, right: 丁}]”。 | write the pairs, for example `match: [{left: a, right: b}, {left: c, right: d}]`.",
        ],
    );
}

#[test]
fn ids() {
    check(
        "- {id: a b, type: true_false, question: 甲, answer: 对}\n",
        &[
            "quiz-bad-id ‹a b›",
            "题目编号“a b”不能用 | `a b` cannot be the id of a question",
            "编号只用字母、数字、汉字、“-”和“_”，最多六十四个字，例如“q1”；也可以不写，由程序编号。 | use letters, digits, `-` and `_` only, at most 64, for example `q1`; or leave it out and let the program number it.",
        ],
    );
    let yaml =
        "- {id: q2, type: true_false, question: 甲, answer: 对}\n- {type: true_false, question: 乙, answer: 错}\n";
    let found = read(yaml);
    assert_eq!(
        said(yaml, &found.diagnostics)[1..],
        [
            "有两道题的编号都是“q2” | two questions have the id `q2`",
            "给其中一道题换一个编号；没有写编号的题依次编为 q1、q2…… | give one of them another id; questions without one are numbered q1, q2 and so on.",
        ],
    );
    assert_eq!(found.diagnostics[0].related[0].1.zh, "先用这个编号的题在这里");
    assert_eq!(repeated_between([&found.value[..1], &found.value[1..]]).len(), 1);
    assert_eq!(repeated_between([&found.value[..]]), []);
}

#[test]
fn one_fault_does_not_hide_the_others() {
    let yaml = "- {type: single, question: 甲}\n- {type: true_false, question: 乙, answer: 错}\n- {type: x, question: 丙, shuffle: 是}\n";
    let read = read(yaml);
    let codes: Vec<&str> = read.diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["quiz-missing-key", "quiz-no-answer", "quiz-unknown-type", "quiz-wrong-value"]);
    assert_eq!(read.value.len(), 1);
    assert_eq!(read.value[0].id, "q2");
}

#[test]
fn cut_off_huge_and_hostile_input_is_survived() {
    let whole = format!("{SINGLE}answer: [A\nexplanation: \"[x](y\n- {{left: &a *a}}\n\u{0}\u{E000}____\n");
    for end in (0..=whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let _ = questions(&FILE.into(), &whole, 0..end, 1);
        let _ = questions(&FILE.into(), &whole[end..], 0..whole.len() - end, usize::MAX);
        let _ = draw(&FILE.into(), &whole, 0..end);
    }
    let blanks = format!("type: fill\nquestion: {}\nanswer: a\n", "____ ".repeat(20_000));
    assert_eq!(read(&blanks).diagnostics.len(), 1);
    let options = format!("type: order\nquestion: 甲\noptions:\n{}", "  - 同样\n".repeat(20_000));
    assert_eq!(read(&options).diagnostics.len(), 19_999);
    let answer = format!("{SINGLE}answer: {}\n", "A".repeat(1_000_000));
    assert_eq!(read(&answer).diagnostics.len(), 1);
}
