//! Question banks come in, and go out as GIFT.

use super::{codes, page};
use crate::support::Site;
use crate::support::docx::Docx;

#[test]
fn a_list_as_units_write_it() {
    let docx = Docx::new().lines(&[
        "学习自测题",
        "一、单选题",
        "1.学习室几点开放？（B）",
        "A、八点",
        "B、九点",
        "C、十点",
        "2.谁可以借书？（　　）",
        "A.所有人 B.持证的人 C.没有人",
        "答案：B",
        "二、判断题",
        "3.学习室可以吃饭。（×）",
        "三、多选题",
        "4.下列哪些要登记？",
        "A、借书",
        "B、还书",
        "C、喝水",
        "答案：AB",
        "解析：借还都要登记。",
    ]);
    let page = page("自测.docx", &docx.bytes());
    assert_eq!(page.path, "content/a/自测.quiz.yaml");
    assert_eq!(page.source.counts.questions, 4, "{:?}\n{}", codes(&page), page.text);
    let answers: Vec<&str> = page.text.lines().filter_map(|l| l.trim().strip_prefix("answer: ")).collect();
    assert_eq!(answers, ["B", "B", "false", "AB"], "{}", page.text);
}

#[test]
fn what_cannot_be_read_is_listed() {
    let text = "::甲:: 1+1=? {=2 ~3}\n\n::乙:: 写一段话 {}\n\n::丙:: 天是蓝的。{T}\n";
    let page = page("a.gift", text.as_bytes());
    assert_eq!(page.source.counts.questions, 2);
    assert_eq!(codes(&page), ["question-left-out"]);
    assert!(page.source.noted[0].zh.contains("第 乙 题，第 3 行"), "{:?}", page.source.noted);
}

const BANK: &str = "- type: single
  topic: 时间
  question: 学习室几点开放{}~=#:？
  options: [八点, '九点 a=b', 十点]
  answer: B
  explanation: 见第二条。
- type: multiple
  question: 哪些要登记？
  options: [借书, 还书, 喝水]
  answer: AB
- type: true_false
  question: 学习室可以吃饭。
  answer: false
  explanation: 不可以。
- type: fill
  question: 学习室在____楼。
  answer: [[三, '3']]
- type: match
  question: 配对
  options: [{left: 甲, right: 子}, {left: 乙, right: 丑}]
";

#[test]
fn gift_goes_out_and_comes_in_again() {
    let site = Site::small();
    site.write("content/a/_index.md", "---\ntitle: 栏目\n---\n");
    site.write("content/a/题.quiz.yaml", BANK);
    site.write("content/a/页.md", "---\ntitle: 页\n---\n\n```quiz-draw\nbank: 题.quiz.yaml\ncount: 2\n```\n");
    let run = site.run(&["export", "gift", "--out", "out.gift", "--lang", "zh"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let gift = std::fs::read_to_string(site.root().join("out.gift")).unwrap();
    let first = page("out.gift", gift.as_bytes());
    assert_eq!(first.source.counts.questions, 5, "{gift}\n{}", first.text);
    for part in [
        "question: \"学习室几点开放{}~=#:？\"",
        "九点 a=b",
        "answer: B",
        "answer: AB",
        "answer: false",
        "不可以。",
        "学习室在____楼。",
        "[\"三\", \"3\"]",
        "{left: \"乙\", right: \"丑\"}",
        "topic: \"时间\"",
        "见第二条。",
    ] {
        assert!(first.text.replace("\\\\", "").contains(part), "{part} in {}\n{gift}", first.text);
    }
    // What came in goes out as the same.
    site.write("content/a/题.quiz.yaml", &first.text);
    let run = site.run(&["export", "gift", "--out", "again.gift"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(site.root().join("again.gift")).unwrap(), gift);
}

#[test]
fn what_gift_has_no_form_for_is_told() {
    let site = Site::small();
    site.write("content/题.quiz.yaml", "- type: order\n  question: 排一排\n  options: [一, 二, 三]\n- type: true_false\n  question: 对吗？\n  answer: true\n");
    let run = site.run(&["export", "gift", "题.quiz.yaml", "--out", "a.gift", "--lang", "zh"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("GIFT 没有排序题，“排一排”没有导出") && run.stderr.contains("导出了 1 道题。"),
        "{}",
        run.stderr
    );
    let none = site.run(&["export", "gift", "_index.md", "--out", "b.gift", "--lang", "zh"]);
    assert!(none.code == 1 && none.stderr.contains("这里没有自测题可以导出"), "{}", none.stderr);
}

#[test]
fn old_addresses_go_to_the_host() {
    let site = Site::small();
    site.write("content/a.md", "---\ntitle: 甲\naliases: [/old/a.html, \"/show.asp?id=12\"]\n---\n\n正文。\n");
    let run = site.run(&["export", "redirects", "--out", "r.txt"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(site.root().join("r.txt")).unwrap(), "/old/a.html /a/\n/show.asp?id=12 /a/\n");
    let run = site.run(&["host-config", "nginx", "--redirects", "r.txt"]);
    assert!(run.code == 0 && run.stdout.contains("show.asp"), "{}{}", run.stdout, run.stderr);
}
