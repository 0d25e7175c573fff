//! Every fault of a self-test, in both languages.

use crate::content::QuizType;
use crate::diagnostics::{Diagnostic, Span};

/// The keys of a question.
pub(super) const KEYS: [&str; 11] =
    ["id", "type", "question", "options", "match", "answer", "explanation", "cites", "topic", "shuffle", "at"];

/// The keys of a draw from a bank.
pub(super) const DRAW_KEYS: [&str; 5] = ["bank", "count", "topic", "seed", "weekly"];

/// The forms by their names in files and on pages.
pub(super) const FORMS: [(&str, &str, QuizType); 6] = [
    ("single", "单选", QuizType::Single),
    ("multiple", "多选", QuizType::Multiple),
    ("true_false", "判断", QuizType::TrueFalse),
    ("fill", "填空", QuizType::Fill),
    ("order", "排序", QuizType::Order),
    ("match", "连线", QuizType::Match),
];

const FORM_LIST_ZH: &str =
    "题型有：single（单选）、multiple（多选）、true_false（判断）、fill（填空）、order（排序）、match（连线）。";
const FORM_LIST_EN: &str = "the types are single, multiple, true_false, fill, order and match.";

pub(super) fn no_questions(at: Span) -> Diagnostic {
    Diagnostic::error("quiz-empty", "自测题里一道题也没有", "the self-test has no questions").at(at).hint(
        "至少写一道题（type、question、answer），或者删去这一块。",
        "write at least one question (type, question, answer), or remove the block.",
    )
}

pub(super) fn not_a_question(at: Span) -> Diagnostic {
    Diagnostic::error(
        "quiz-shape",
        "这里应当是一道题，写成“键: 值”的若干行",
        "expected a question, written as lines of `key: value`",
    )
    .at(at)
    .hint(
        "写出“type: …”“question: …”“answer: …”；有几道题时，每道题以“- ”开头。",
        "write `type: …`, `question: …`, `answer: …`; with several questions, begin each with `- `.",
    )
}

pub(super) fn not_a_draw(at: Span) -> Diagnostic {
    Diagnostic::error(
        "quiz-draw-shape",
        "抽题块应当写成“键: 值”的若干行",
        "a draw from a bank is written as lines of `key: value`",
    )
    .at(at)
    .hint("写出“bank: 题库文件”和“count: 题数”。", "write `bank: file` and `count: number`.")
}

pub(super) fn unknown_key(at: Span, key: &str) -> Diagnostic {
    Diagnostic::error(
        "unknown-key",
        format!("自测题里没有“{key}”这一项"),
        format!("a self-test question has no key `{key}`"),
    )
    .at(at)
    .did_you_mean(key, KEYS)
    .hint(format!("可用的项：{}。", KEYS.join("、")), format!("the keys are: {}.", KEYS.join(", ")))
}

pub(super) fn unknown_draw_key(at: Span, key: &str) -> Diagnostic {
    Diagnostic::error(
        "unknown-key",
        format!("抽题块里没有“{key}”这一项"),
        format!("a draw from a bank has no key `{key}`"),
    )
    .at(at)
    .did_you_mean(key, DRAW_KEYS)
    .hint(format!("可用的项：{}。", DRAW_KEYS.join("、")), format!("the keys are: {}.", DRAW_KEYS.join(", ")))
}

pub(super) fn repeated_key(at: Span, key: &str) -> Diagnostic {
    Diagnostic::error("repeated-key", format!("“{key}”写了两次"), format!("`{key}` is given twice"))
        .at(at)
        .hint("删去其中一个。", "remove one of them.")
}

pub(super) fn missing(at: Span, key: &str) -> Diagnostic {
    let fault =
        Diagnostic::error("quiz-missing-key", format!("这道题缺少“{key}”"), format!("the question has no `{key}`"))
            .at(at);
    match key {
        "type" => fault.hint(FORM_LIST_ZH, FORM_LIST_EN),
        "match" => fault.hint(
            "写出要连的各项，例如“match: [{left: 甲, right: 乙}, {left: 丙, right: 丁}]”。",
            "write the pairs, for example `match: [{left: a, right: b}, {left: c, right: d}]`.",
        ),
        "options" => fault
            .hint("写出选项，例如“options: [甲, 乙, 丙]”。", "write the options, for example `options: [a, b, c]`."),
        _ => fault.hint(format!("补上“{key}: …”。"), format!("add `{key}: …`.")),
    }
}

pub(super) fn draw_missing(at: Span, key: &str, example: &str) -> Diagnostic {
    Diagnostic::error("quiz-missing-key", format!("抽题块缺少“{key}”"), format!("the draw from a bank has no `{key}`"))
        .at(at)
        .hint(format!("补上“{key}”，例如“{key}: {example}”。"), format!("add `{key}`, for example `{key}: {example}`."))
}

pub(super) fn unknown_form(at: Span, name: &str) -> Diagnostic {
    let fault = Diagnostic::error(
        "quiz-unknown-type",
        format!("没有“{name}”这种题型"),
        format!("there is no question type `{name}`"),
    )
    .at(at);
    let plain = name.trim().trim_end_matches('题');
    let fault = match FORMS.iter().find(|(_, label, _)| *label == plain) {
        Some((form, ..)) => fault.hint(format!("{plain}题写作“{form}”。"), format!("write it as `{form}`.")),
        None => fault.did_you_mean(name, FORMS.map(|(form, ..)| form)),
    };
    fault.hint(FORM_LIST_ZH, FORM_LIST_EN)
}

/// `wanted` names what the key takes, in both languages.
pub(super) fn wrong_value(at: Span, key: &str, wanted: (&str, &str)) -> Diagnostic {
    Diagnostic::error("quiz-wrong-value", format!("“{key}”应当是{}", wanted.0), format!("`{key}` takes {}", wanted.1))
        .at(at)
        .hint(format!("把这里改成{}。", wanted.0), format!("write {} here.", wanted.1))
}

/// `at` is where the first such question of the page stands.
pub(super) fn no_media(at: Span) -> Diagnostic {
    Diagnostic::warning(
        "quiz-at-no-media",
        "这道题写了“at”，这一页却没有视频或者音频",
        "the question has `at`, but the page has neither video nor audio",
    )
    .at(at)
    .hint(
        "给单元写上“video”或者“audio”，在正文里放一段视频，或者删去“at”。",
        "give the unit a `video` or `audio`, put a video into the text, or remove `at`.",
    )
}

pub(super) fn empty_question(at: Span) -> Diagnostic {
    Diagnostic::error("quiz-empty-question", "题目是空的", "the question is empty")
        .at(at)
        .hint("在“question:”后面写出题目。", "write the question after `question:`.")
}

pub(super) fn bad_id(at: Span, id: &str) -> Diagnostic {
    Diagnostic::error(
        "quiz-bad-id",
        format!("题目编号“{id}”不能用"),
        format!("`{id}` cannot be the id of a question"),
    )
    .at(at)
    .hint(
        "编号只用字母、数字、汉字、“-”和“_”，最多六十四个字，例如“q1”；也可以不写，由程序编号。",
        "use letters, digits, `-` and `_` only, at most 64, for example `q1`; or leave it out and let the program number it.",
    )
}

pub(super) fn repeated_id(at: Span, id: &str, first: &Span) -> Diagnostic {
    Diagnostic::error(
        "quiz-repeated-id",
        format!("有两道题的编号都是“{id}”"),
        format!("two questions have the id `{id}`"),
    )
    .at(at)
    .also(first.clone(), "先用这个编号的题在这里", "the first question with this id")
    .hint(
        "给其中一道题换一个编号；没有写编号的题依次编为 q1、q2……",
        "give one of them another id; questions without one are numbered q1, q2 and so on.",
    )
}

pub(super) fn few_options(at: Span, found: usize) -> Diagnostic {
    Diagnostic::error(
        "quiz-few-options",
        format!("选择题至少要有两个选项，这里有 {found} 个"),
        format!("a choice needs at least two options, found {found}"),
    )
    .at(at)
    .hint(
        "补上选项；只判断对错时用“type: true_false”。",
        "add options; to ask whether a sentence is right, use `type: true_false`.",
    )
}

pub(super) fn many_options(at: Span, found: usize) -> Diagnostic {
    Diagnostic::error(
        "quiz-many-options",
        format!("选项最多二十六个（A 至 Z），这里有 {found} 个"),
        format!("there can be at most 26 options (A to Z), found {found}"),
    )
    .at(at)
    .hint("拆成几道题。", "split it into several questions.")
}

pub(super) fn few_entries(at: Span, form: QuizType, found: usize) -> Diagnostic {
    let (name, en) = match form {
        QuizType::Match => ("连线", "match"),
        _ => ("排序", "order"),
    };
    Diagnostic::error(
        "quiz-few-options",
        format!("{name}题至少要有两项，这里有 {found} 项"),
        format!("a question of type `{en}` needs at least two entries, found {found}"),
    )
    .at(at)
    .hint("补上其余各项。", "add the other entries.")
}

pub(super) fn empty_option(at: Span) -> Diagnostic {
    Diagnostic::error("quiz-empty-option", "有一个选项是空的", "an option is empty")
        .at(at)
        .hint("写出选项，或者删去它。", "write it out, or remove it.")
}

pub(super) fn repeated_option(at: Span, text: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "quiz-repeated-option",
        format!("选项“{text}”重复了"),
        format!("the option `{text}` is given twice"),
    )
    .at(at)
    .also(first, "第一次在这里", "the first is here")
    .hint("改写或者删去其中一个。", "reword or remove one of them.")
}

pub(super) fn bad_pair(at: Span) -> Diagnostic {
    Diagnostic::error(
        "quiz-match-shape",
        "连线题的每一项都要有 left（左边）和 right（右边）",
        "each entry of a `match` question has a `left` and a `right`",
    )
    .at(at)
    .hint("写成“- {left: 主持人, right: 掌握会议进程}”。", "write `- {left: chair, right: keeps the meeting going}`.")
}

pub(super) fn pairs_not_wanted(at: Span) -> Diagnostic {
    Diagnostic::error("quiz-options-not-wanted", "只有连线题写“match”", "only a question of type `match` has `match`")
        .at(at)
        .hint(
            "改成“type: match”，或者把“match”改成“options”。",
            "use `type: match`, or write `options` instead of `match`.",
        )
}

pub(super) fn pairs_twice(at: Span) -> Diagnostic {
    Diagnostic::error(
        "quiz-options-not-wanted",
        "“match”和“options”只能写一个",
        "give either `match` or `options`, not both",
    )
    .at(at)
    .hint("连线的各项写在“match”里，删去“options”。", "keep the pairs under `match` and remove `options`.")
}

pub(super) fn options_not_wanted(at: Span, form: QuizType) -> Diagnostic {
    let (name, en, answer_zh, answer_en) = match form {
        QuizType::Fill => {
            ("填空", "fill", "在“answer:”后面写出每个空的答案。", "write the text of each blank after `answer:`.")
        }
        _ => ("判断", "true_false", "在“answer:”后面写“对”或者“错”。", "write `true` or `false` after `answer:`."),
    };
    Diagnostic::error(
        "quiz-options-not-wanted",
        format!("{name}题没有选项"),
        format!("a question of type `{en}` has no options"),
    )
    .at(at)
    .hint(format!("删去“options”，{answer_zh}"), format!("remove `options`; {answer_en}"))
}

pub(super) fn answer_not_wanted(at: Span, form: QuizType) -> Diagnostic {
    let (name, en, zh_hint, en_hint) = match form {
        QuizType::Match => (
            "连线",
            "match",
            "每一项的 left 和 right 就是答案。",
            "the `left` and `right` of each entry are the answer.",
        ),
        _ => (
            "排序",
            "order",
            "options 里的次序就是答案，页面上会自动打乱。",
            "the order of `options` is the answer; the page shuffles them.",
        ),
    };
    Diagnostic::error(
        "quiz-answer-not-wanted",
        format!("{name}题不写“answer”"),
        format!("a question of type `{en}` has no `answer`"),
    )
    .at(at)
    .hint(format!("删去“answer”，{zh_hint}"), format!("remove `answer`; {en_hint}"))
}

pub(super) fn no_answer(at: Span, form: QuizType) -> Diagnostic {
    let (zh, en) = match form {
        QuizType::Single => {
            ("写出正确选项的字母，例如“answer: A”。", "write the letter of the right option, for example `answer: A`.")
        }
        QuizType::Multiple => (
            "写出正确选项的字母，例如“answer: [A, C]”。",
            "write the letters of the right options, for example `answer: [A, C]`.",
        ),
        QuizType::TrueFalse => ("写“answer: 对”或者“answer: 错”。", "write `answer: true` or `answer: false`."),
        _ => (
            "写出每个空的答案，例如“answer: [第一空, 第二空]”。",
            "write the text of each blank, for example `answer: [first, second]`.",
        ),
    };
    Diagnostic::error("quiz-no-answer", "这道题没有正确答案", "the question has no right answer").at(at).hint(zh, en)
}

pub(super) fn several_answers(at: Span, found: usize) -> Diagnostic {
    Diagnostic::error(
        "quiz-several-answers",
        format!("单选题只能有一个答案，这里有 {found} 个"),
        format!("a question of type `single` has one answer, found {found}"),
    )
    .at(at)
    .hint("只留一个字母，或者改成“type: multiple”。", "keep one letter, or use `type: multiple`.")
}

/// `count` is how many options there are; `letter` the option whose text the answer repeats.
pub(super) fn answer_outside(at: Span, answer: &str, count: usize, meant: Option<char>) -> Diagnostic {
    let last = letter(count.saturating_sub(1));
    let fault = Diagnostic::error(
        "quiz-answer-outside",
        format!("答案“{answer}”不在选项之内"),
        format!("the answer `{answer}` is not one of the options"),
    )
    .at(at);
    match meant {
        Some(meant) => fault.hint(format!("答案写字母：{meant}。"), format!("write the letter: {meant}.")),
        None => fault.hint(
            format!("这道题有 {count} 个选项，答案写 A 至 {last} 中的字母。"),
            format!("there are {count} options; write letters from A to {last}."),
        ),
    }
}

pub(super) fn repeated_answer(at: Span, letter: char) -> Diagnostic {
    Diagnostic::error(
        "quiz-repeated-answer",
        format!("答案里的“{letter}”写了两次"),
        format!("`{letter}` is given twice in the answer"),
    )
    .at(at)
    .hint("删去其中一个。", "remove one of them.")
}

pub(super) fn not_true_or_false(at: Span, answer: &str) -> Diagnostic {
    Diagnostic::error(
        "quiz-answer-outside",
        format!("判断题的答案不能是“{answer}”"),
        format!("`{answer}` cannot be the answer of a question of type `true_false`"),
    )
    .at(at)
    .hint("写“对”或者“错”（也可以写 true、false）。", "write `true` or `false`.")
}

pub(super) fn no_blanks(at: Span) -> Diagnostic {
    Diagnostic::error("quiz-blanks", "填空题的题目里没有空", "the question of type `fill` has no blank").at(at).hint(
        "在题目里用四条下划线“____”标出每个空。",
        "mark each blank in the question with four underscores, `____`.",
    )
}

pub(super) fn blanks_differ(at: Span, blanks: usize, answers: usize) -> Diagnostic {
    Diagnostic::error(
        "quiz-blanks",
        format!("题目里有 {blanks} 个空，答案却有 {answers} 个"),
        format!("the question has {blanks} blanks but {answers} answers"),
    )
    .at(at)
    .hint(
        "每个空写一个答案；一个空有几种写法时，用方括号括在一起，例如“[[可选写法, 另一写法], [第二空]]”。",
        "give one answer for each blank; put several spellings of one blank in brackets, for example `[[one, another], [second blank]]`.",
    )
}

pub(super) fn empty_blank(at: Span, number: usize) -> Diagnostic {
    Diagnostic::error(
        "quiz-no-answer",
        format!("第 {number} 个空的答案是空的"),
        format!("the answer of blank {number} is empty"),
    )
    .at(at)
    .hint("写出这个空的答案。", "write the text of the blank.")
}

/// A, B, C …
pub(super) fn letter(index: usize) -> char {
    char::from(b'A' + u8::try_from(index.min(25)).unwrap_or(25))
}
