//! What pages give to the reader's browser for study: names of questions that stay, questions that may be asked again, and no others.

use crate::support::Site;

const BANK: &str = "- {id: one, type: true_false, question: 甲？, answer: 对}\n\
                    - {id: two, type: true_false, question: 乙？, answer: 错}\n\
                    - {id: three, type: true_false, question: 丙？, answer: 对}\n";

fn course(unit: &str) -> Site {
    let site = Site::small();
    site.write("content/bank/a.quiz.yaml", BANK);
    site.write("content/kc/_index.md", "---\ntitle: 课\nkind: course\ntest_marks_unit: true\n---\n");
    site.write("content/kc/dy.md", unit);
    site
}

fn page(site: &Site, path: &str) -> String {
    std::fs::read_to_string(site.out().join(path).join("index.html")).unwrap()
}

/// The values of `attribute` on a page, in order.
fn values(html: &str, attribute: &str) -> Vec<String> {
    let start = format!(" {attribute}=\"");
    html.split(&start).skip(1).map(|rest| rest[..rest.find('"').unwrap()].to_owned()).collect()
}

#[test]
fn what_is_written_above_gives_drawn_questions_no_other_names() {
    let draw = "```quiz-draw\nbank: /bank/a.quiz.yaml\ncount: 2\nseed: x\n```\n";
    let site = course(&format!("---\ntitle: 单元\n---\n文字。\n\n{draw}"));
    assert_eq!(site.build(&[]).code, 0);
    let before = page(&site, "kc/dy");
    let keys = values(&before, "data-key");
    assert!(keys.len() == 2 && keys.iter().all(|key| key.starts_with("/bank/a.quiz.yaml#")), "{keys:?}");
    site.write(
        "content/kc/dy.md",
        format!("---\ntitle: 单元\n---\n见[课](_index.md)、[课](/kc/_index.md)。\n\n{draw}"),
    );
    assert_eq!(site.build(&[]).code, 0);
    let after = page(&site, "kc/dy");
    for attribute in ["data-key", "data-id", "data-hash"] {
        assert_eq!(values(&before, attribute), values(&after, attribute));
    }
    assert!(after.contains(" data-test-marks"));
}

#[test]
fn the_page_of_wrong_answers_has_what_public_pages_ask_and_nothing_more() {
    let site = course("---\ntitle: 单元\n---\n```quiz-draw\nbank: /bank/a.quiz.yaml\ncount: 1\nseed: x\n```\n");
    site.write(
        "content/kc/own.md",
        "---\ntitle: 另一单元\n---\n```quiz\ntype: true_false\nquestion: 丁？\nanswer: 对\n```\n",
    );
    site.write(
        "content/kc/draft.md",
        "---\ntitle: 草稿\ndraft: true\n---\n```quiz\ntype: true_false\nquestion: 戊？\nanswer: 对\n```\n",
    );
    assert_eq!(site.build(&[]).code, 0);
    let book = page(&site, "study-record/wrong-answers");
    let asked = [values(&page(&site, "kc/dy"), "data-key"), values(&page(&site, "kc/own"), "data-key")].concat();
    assert_eq!(values(&book, "data-key"), asked);
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1], "kc/own/#q1");
    assert!(!book.contains("戊"));
    let record = page(&site, "study-record");
    assert!(record.contains("data-key=\"kc/own/#test-1\""), "{record}");
}

#[test]
fn a_quiz_of_the_week_has_all_that_it_draws_from() {
    let site =
        course("---\ntitle: 单元\n---\n```quiz-draw\nbank: /bank/a.quiz.yaml\ncount: 2\nweekly: true\nseed: 甲\n```\n");
    assert_eq!(site.build(&[]).code, 0);
    let html = page(&site, "kc/dy");
    assert_eq!(values(&html, "data-key").len(), 3);
    assert_eq!(
        (values(&html, "data-weekly"), values(&html, "data-seed")),
        (vec!["2".to_owned()], vec!["甲".to_owned()])
    );
    // There is no week on paper.
    assert!(!page(&site, "kc/booklet").contains("id=\"answer-key\""));
}

#[test]
fn a_question_for_a_video_is_told_where_there_is_none() {
    let quiz = "```quiz\ntype: true_false\nat: 03:20\nquestion: 甲？\nanswer: 对\n```\n";
    let site = course(&format!("---\ntitle: 单元\n---\n{quiz}"));
    let run = site.build(&[]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("这道题写了“at”，这一页却没有视频或者音频"), "{}", run.stderr);
    assert!(run.stderr.contains("content/kc/dy.md:"), "{}", run.stderr);
    site.write("content/kc/a.webm", "x");
    site.write("content/kc/dy.md", format!("---\ntitle: 单元\nvideo: a.webm\n---\n{quiz}"));
    let run = site.build(&[]);
    assert!(!run.stderr.contains("quiz-at-no-media"), "{}", run.stderr);
    assert!(page(&site, "kc/dy").contains(" data-at=\"200\""));
}
