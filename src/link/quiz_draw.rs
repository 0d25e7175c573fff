//! Draws n of m questions from a bank, the same ones for the same seed.
//!
//! Every question gets a number made from the seed and its id: FNV-1a (64 bits) over the seed, a zero byte and the id,
//! then mixed by the finaliser of SplitMix64. The questions with the lowest numbers are drawn, in ascending order of
//! their numbers. So a draw does not depend on the order of the bank, and a question added later replaces at most one.

use std::collections::BTreeSet;

use crate::content::{QuizDraw, QuizQuestion};
use crate::diagnostics::{Diagnostic, nearest};

/// Indices of the drawn questions in the order to ask them; all that there are if the bank has too few.
pub fn draw(bank: &[QuizQuestion], draw: &QuizDraw) -> Vec<usize> {
    let mut ranked: Vec<(u64, &str, usize)> =
        eligible(bank, draw).map(|(i, question)| (rank(&draw.seed, &question.id), question.id.as_str(), i)).collect();
    ranked.sort_unstable();
    ranked.into_iter().take(draw.count).map(|(.., i)| i).collect()
}

/// What keeps `draw` from being made from `bank`.
pub fn check(bank: &[QuizQuestion], draw: &QuizDraw) -> Vec<Diagnostic> {
    let found = eligible(bank, draw).count();
    if found >= draw.count {
        return Vec::new();
    }
    vec![match &draw.topic {
        Some(topic) if found == 0 && !bank.is_empty() => unknown_topic(bank, draw, topic),
        _ => too_few(draw, found),
    }]
}

/// Indices of all that may be drawn, by their ids: what the browser draws from for a quiz of the week.
pub fn pool(bank: &[QuizQuestion], draw: &QuizDraw) -> Vec<usize> {
    let mut pool: Vec<usize> = eligible(bank, draw).map(|(i, _)| i).collect();
    pool.sort_by(|a, b| bank[*a].id.cmp(&bank[*b].id));
    pool
}

fn eligible<'a>(bank: &'a [QuizQuestion], draw: &'a QuizDraw) -> impl Iterator<Item = (usize, &'a QuizQuestion)> {
    bank.iter().enumerate().filter(|(_, question)| draw.topic.is_none() || draw.topic == question.topic)
}

fn rank(seed: &str, id: &str) -> u64 {
    let bytes = seed.bytes().chain([0]).chain(id.bytes());
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn unknown_topic(bank: &[QuizQuestion], draw: &QuizDraw, topic: &str) -> Diagnostic {
    let topics: BTreeSet<&str> = bank.iter().filter_map(|q| q.topic.as_deref()).collect();
    let fault = Diagnostic::error(
        "quiz-draw-topic",
        format!("题库里没有主题为“{topic}”的题"),
        format!("the bank has no question of the topic `{topic}`"),
    )
    .at(draw.span.clone());
    if topics.is_empty() {
        return fault.hint(
            "题库里的题都没有写“topic”：删去抽题块里的“topic”，或者给题补上。",
            "no question in the bank has a `topic`: remove `topic` from the draw, or add it to the questions.",
        );
    }
    let near = nearest(topic, topics.iter().copied());
    let fault = match near {
        Some(near) => fault.hint(format!("您是不是想写“{near}”？"), format!("did you mean `{near}`?")),
        None => fault,
    };
    let list: Vec<&str> = topics.into_iter().take(20).collect();
    fault.hint(
        format!("题库里的主题有：{}。", list.join("、")),
        format!("the topics of the bank are: {}.", list.join(", ")),
    )
}

fn too_few(draw: &QuizDraw, found: usize) -> Diagnostic {
    let count = draw.count;
    let (zh, en) = match &draw.topic {
        Some(topic) => (format!("题库里主题为“{topic}”的题"), format!(" of the topic `{topic}`")),
        None => ("题库里的题".to_owned(), String::new()),
    };
    Diagnostic::error(
        "quiz-draw-count",
        format!("要抽 {count} 道题，{zh}只有 {found} 道"),
        format!("{count} questions are to be drawn, but the bank has only {found}{en}"),
    )
    .at(draw.span.clone())
    .hint(
        format!("把“count”改成不大于 {found} 的数，或者给题库添题。"),
        format!("lower `count` to {found} or less, or add questions to the bank."),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::content::{QuizType, RichText, Spanned};
    use crate::diagnostics::Span;

    fn bank(questions: &[(&str, &str)]) -> Vec<QuizQuestion> {
        let file: Arc<str> = "content/bank/a.quiz.yaml".into();
        let question = |(id, topic): &(&str, &str)| QuizQuestion {
            id: (*id).to_owned(),
            form: QuizType::TrueFalse,
            question: RichText::default(),
            options: Vec::new(),
            right: Vec::new(),
            correct: vec![0],
            blanks: Vec::new(),
            explanation: None,
            cites: Vec::new(),
            topic: (!topic.is_empty()).then(|| (*topic).to_owned()),
            shuffle: false,
            plain: String::new(),
            at: None,
            banked: None,
            span: Span::file(&file),
        };
        questions.iter().map(question).collect()
    }

    fn of(count: usize, topic: Option<&str>, seed: &str) -> QuizDraw {
        let file: Arc<str> = "content/a.md".into();
        QuizDraw {
            bank: Spanned { value: "/bank/a.quiz.yaml".to_owned(), span: Span::file(&file) },
            count,
            topic: topic.map(str::to_owned),
            seed: seed.to_owned(),
            weekly: false,
            span: Span::new(&file, 3..9),
        }
    }

    fn ids<'a>(bank: &'a [QuizQuestion], by: &QuizDraw) -> Vec<&'a str> {
        draw(bank, by).into_iter().map(|i| bank[i].id.as_str()).collect()
    }

    const TWELVE: [(&str, &str); 12] = [
        ("a", "记录"),
        ("b", "记录"),
        ("c", "记录"),
        ("d", "会议"),
        ("e", "会议"),
        ("f", "会议"),
        ("g", ""),
        ("h", ""),
        ("i", "记录"),
        ("j", "记录"),
        ("k", "会议"),
        ("l", ""),
    ];

    #[test]
    fn the_algorithm_is_fixed_for_good() {
        let bank = bank(&TWELVE);
        assert_eq!(ids(&bank, &of(5, None, "2026春")), ["a", "g", "j", "d", "l"]);
        assert_eq!(ids(&bank, &of(2, Some("会议"), "2026春")), ["d", "f"]);
    }

    #[test]
    fn another_seed_draws_others_and_the_order_of_the_bank_does_not_matter() {
        let straight = bank(&TWELVE);
        let mut turned = TWELVE;
        turned.reverse();
        let turned = bank(&turned);
        let mut seen = BTreeSet::new();
        for seed in 0..200 {
            let by = of(3, None, &seed.to_string());
            assert_eq!(ids(&straight, &by), ids(&turned, &by));
            seen.insert(ids(&straight, &by));
        }
        assert!(seen.len() > 150, "{} different draws", seen.len());
    }

    #[test]
    fn each_question_is_drawn_about_equally_often() {
        let bank = bank(&TWELVE);
        let mut counts = [0_usize; 12];
        for seed in 0..6000 {
            for i in draw(&bank, &of(4, None, &format!("s{seed}"))) {
                counts[i] += 1;
            }
        }
        // Expected 2000 each; five standard deviations are about 180.
        assert!(counts.iter().all(|n| (1820..2180).contains(n)), "{counts:?}");
    }

    #[test]
    fn a_question_added_later_replaces_at_most_one() {
        let before = bank(&TWELVE[..11]);
        let after = bank(&TWELVE);
        for seed in 0..100 {
            let by = of(5, None, &seed.to_string());
            let old: BTreeSet<&str> = ids(&before, &by).into_iter().collect();
            let new: BTreeSet<&str> = ids(&after, &by).into_iter().collect();
            assert!(old.difference(&new).count() <= 1);
        }
    }

    fn check_fault(questions: &[(&str, &str)], by: &QuizDraw, expected: &[(&str, &str)]) {
        let bank = bank(questions);
        let found = check(&bank, by);
        let texts: Vec<(&str, &str)> = found
            .iter()
            .flat_map(|d| std::iter::once(&d.message).chain(&d.hints))
            .map(|t| (t.zh.as_str(), t.en.as_str()))
            .collect();
        assert_eq!(texts, expected);
        assert!(found.iter().all(|d| d.span == Some(by.span.clone())));
    }

    #[test]
    fn says_what_keeps_a_draw_from_being_made() {
        check_fault(&TWELVE, &of(12, None, "x"), &[]);
        check_fault(
            &TWELVE,
            &of(13, None, "x"),
            &[
                ("要抽 13 道题，题库里的题只有 12 道", "13 questions are to be drawn, but the bank has only 12"),
                (
                    "把“count”改成不大于 12 的数，或者给题库添题。",
                    "lower `count` to 12 or less, or add questions to the bank.",
                ),
            ],
        );
        check_fault(
            &TWELVE,
            &of(9, Some("会议"), "x"),
            &[
                (
                    "要抽 9 道题，题库里主题为“会议”的题只有 4 道",
                    "9 questions are to be drawn, but the bank has only 4 of the topic `会议`",
                ),
                (
                    "把“count”改成不大于 4 的数，或者给题库添题。",
                    "lower `count` to 4 or less, or add questions to the bank.",
                ),
            ],
        );
        check_fault(
            &[("a", "支部会议"), ("b", "学习记录")],
            &of(1, Some("支部会仪"), "x"),
            &[
                ("题库里没有主题为“支部会仪”的题", "the bank has no question of the topic `支部会仪`"),
                ("您是不是想写“支部会议”？", "did you mean `支部会议`?"),
                ("题库里的主题有：学习记录、支部会议。", "the topics of the bank are: 学习记录, 支部会议."),
            ],
        );
        check_fault(
            &[("a", "")],
            &of(1, Some("会议"), "x"),
            &[
                ("题库里没有主题为“会议”的题", "the bank has no question of the topic `会议`"),
                (
                    "题库里的题都没有写“topic”：删去抽题块里的“topic”，或者给题补上。",
                    "no question in the bank has a `topic`: remove `topic` from the draw, or add it to the questions.",
                ),
            ],
        );
    }
}
