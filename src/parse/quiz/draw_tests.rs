use super::tests::said;
use super::*;
use crate::content::QuizDraw;

fn read_draw(yaml: &str) -> Checked<Option<QuizDraw>> {
    draw(&"content/a.md".into(), yaml, 0..yaml.len())
}

#[test]
fn draws() {
    let read = read_draw("bank: /bank/a.quiz.yaml\ncount: 5\ntopic: 记录\nseed: 2026春\n");
    assert_eq!(read.diagnostics, []);
    let found = read.value.unwrap();
    assert_eq!((found.bank.value.as_str(), found.count), ("/bank/a.quiz.yaml", 5));
    assert_eq!((found.topic.as_deref(), found.seed.as_str()), (Some("记录"), "2026春"));
    assert!(!found.weekly);
    let usual = read_draw("bank: a\ncount: 1\nweekly: true\n").value.unwrap();
    assert_eq!((usual.seed.as_str(), usual.weekly), ("content/a.md", true));
}

#[test]
fn faulty_draws() {
    let check = |yaml: &str, expected: &[&str]| {
        let read = read_draw(yaml);
        assert_eq!(said(yaml, &read.diagnostics), expected);
        assert_eq!(read.value, None);
    };
    check(
        "bnak: a\ncount: 0\n",
        &[
            "unknown-key ‹bnak›",
            "抽题块里没有“bnak”这一项 | a draw from a bank has no key `bnak`",
            "您是不是想写“bank”？ | did you mean `bank`?",
            "可用的项：bank、count、topic、seed、weekly。 | the keys are: bank, count, topic, seed, weekly.",
            "quiz-missing-key ‹bnak›",
            "抽题块缺少“bank” | the draw from a bank has no `bank`",
            "补上“bank”，例如“bank: /education/bank/basics.quiz.yaml”。 | add `bank`, for example `bank: /education/bank/basics.quiz.yaml`.",
            "quiz-wrong-value ‹0›",
            "“count”应当是一个大于零的整数 | `count` takes a whole number above zero",
            "把这里改成一个大于零的整数。 | write a whole number above zero here.",
        ],
    );
    check(
        "- 五道题",
        &[
            "quiz-draw-shape ‹- 五道题›",
            "抽题块应当写成“键: 值”的若干行 | a draw from a bank is written as lines of `key: value`",
            "写出“bank: 题库文件”和“count: 题数”。 | write `bank: file` and `count: number`.",
        ],
    );
    check(
        "bank: a",
        &[
            "quiz-missing-key ‹bank›",
            "抽题块缺少“count” | the draw from a bank has no `count`",
            "补上“count”，例如“count: 5”。 | add `count`, for example `count: 5`.",
        ],
    );
}

fn question(at: &str) -> Checked<Vec<QuizQuestion>> {
    let yaml = format!("type: true_false\nquestion: 甲？\nanswer: 对\nat: {at}\n");
    questions(&"content/a.md".into(), &yaml, 0..yaml.len(), 1)
}

#[test]
fn moments_of_a_video_as_editors_write_them() {
    for (at, seconds) in [
        ("03:20", 200),
        ("\"03:20\"", 200),
        ("3:05", 185),
        ("3：05", 185),
        ("1:02:05", 3725),
        ("00:00", 0),
        ("75:00", 4500),
    ] {
        let read = question(at);
        assert_eq!(read.diagnostics, [], "{at}");
        assert_eq!(read.value[0].at, Some(seconds), "{at}");
    }
    for at in ["200", "3:60", "三分", "3:2x", ":20", "1:2:3:4", "-1:00", "99999:00", "[1]"] {
        let read = question(at);
        assert_eq!(read.value, [], "{at}");
        let texts = (read.diagnostics[0].message.zh.as_str(), read.diagnostics[0].message.en.as_str());
        let expected = (
            "“at”应当是视频里的时刻，写成“分:秒”，例如“03:20”",
            "`at` takes a moment of the video as minutes and seconds, such as `03:20`",
        );
        assert_eq!(texts, expected, "{at}");
    }
}
