//! Self-tests: on the page that they stand on, among all of the site, and their answers for paper.

use super::Words;
use super::body::BodyWriter;
use super::context::RenderInputs;
use super::escape::escaped;
use super::study::pass_score;
use super::view::{AnswerView, KnownTest, QuestionCard, SelfTestView, TestAnswers, WeeklyView};
use crate::content::{Fill, QuizQuestion, QuizType, Weekly, numeral};
use crate::link::PageId;

/// The questions of one block.
pub(super) struct Test<'a> {
    /// The questions; all to draw from for a quiz of the week.
    pub(super) questions: &'a [QuizQuestion],
    /// Which of its page's questions is the first, from 0.
    pub(super) first: usize,
    /// For a quiz of the week.
    pub(super) weekly: Option<&'a Weekly>,
    /// Before anchors, where tests of several pages meet.
    pub(super) prefix: &'a str,
}

/// A self-test as HTML.
pub(super) fn write(writer: &mut BodyWriter<'_>, test: &Test<'_>) -> String {
    if test.questions.is_empty() {
        return String::new();
    }
    #[derive(serde::Serialize)]
    struct Context<'a> {
        root: &'a str,
        test: SelfTestView,
    }
    let inputs = writer.inputs;
    let context = Context { root: writer.root, test: view(writer, test) };
    match inputs.part("partials/self_test.html", &context) {
        Ok(html) => html,
        Err(fault) => {
            writer.diagnostics.push(fault);
            String::new()
        }
    }
}

fn view(writer: &mut BodyWriter<'_>, test: &Test<'_>) -> SelfTestView {
    let page = writer.inputs.site.page(writer.id);
    let questions: Vec<QuestionCard> =
        test.questions.iter().enumerate().map(|(i, question)| card(writer, question, i + 1)).collect();
    let id = id(test.first);
    SelfTestView {
        anchor: format!("{}{id}", test.prefix),
        id,
        page_id: page.url.clone(),
        title: page.draft.meta.title.value.clone(),
        pass_score: pass_score(writer.inputs, writer.id),
        hash: test_hash(test.questions),
        weekly: test.weekly.map(|weekly| WeeklyView { count: weekly.count, seed: weekly.seed.clone() }),
        questions,
    }
}

/// What a test is called on its page. `first` is its first question, from 0.
fn id(first: usize) -> String {
    format!("test-{}", first + 1)
}

/// Where the tests of `id` are in its questions, those of the week told apart.
fn tests<'a>(inputs: &RenderInputs<'a>, id: PageId) -> Vec<Test<'a>> {
    let body = inputs.site.body(id);
    let test = |fill: &'a Fill| match fill {
        Fill::Quiz { from, to, weekly } => Some(Test {
            questions: body.questions.get(*from..*to).unwrap_or_default(),
            first: *from,
            weekly: weekly.as_ref(),
            prefix: "",
        }),
        _ => None,
    };
    // Of policies, which have very many holes, only the few with questions are looked through.
    if body.questions.is_empty() {
        return Vec::new();
    }
    body.holes.iter().filter_map(|hole| test(&hole.fill)).filter(|test| !test.questions.is_empty()).collect()
}

/// Every test of the site, by what results are kept under.
pub(super) fn known(inputs: &RenderInputs<'_>) -> Vec<KnownTest> {
    let pages = inputs.site.all().iter();
    let known = |(page, test): (PageId, Test<'_>)| KnownTest {
        key: format!("{}#{}", inputs.site.page(page).url, id(test.first)),
        hash: test_hash(test.questions),
    };
    pages.flat_map(|(page, _)| tests(inputs, page).into_iter().map(move |test| (page, test))).map(known).collect()
}

/// Every test of the site as HTML, for a page with the way `root` to the root.
pub(super) fn every(inputs: &RenderInputs<'_>, root: &str) -> String {
    let mut html = String::new();
    for (page, _) in inputs.site.all().iter() {
        let prefix = format!("p{}-", page.0);
        // The pages themselves report what is wrong in them.
        let mut writer = BodyWriter { inputs, id: page, root, diagnostics: Vec::new() };
        for test in tests(inputs, page) {
            html.push_str(&write(&mut writer, &Test { prefix: &prefix, ..test }));
        }
    }
    html
}

/// The answers of the tests of `page`, in order; for a quiz of the week there are none to print.
pub(super) fn answers(inputs: &RenderInputs<'_>, page: PageId, root: &str) -> Vec<TestAnswers> {
    let mut writer = BodyWriter { inputs, id: page, root, diagnostics: Vec::new() };
    let mut all = Vec::new();
    for test in tests(inputs, page).iter().filter(|test| test.weekly.is_none()) {
        let answer = |card: QuestionCard| AnswerView {
            number: card.number,
            answer_html: card.answer_html,
            explanation_html: card.explanation_html,
        };
        all.push(TestAnswers { answers: view(&mut writer, test).questions.into_iter().map(answer).collect() });
    }
    all
}

/// FNV-1a of `parts`, twelve digits. Results in browsers are kept beside it, so it must never come out otherwise.
fn print<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let bytes = parts.into_iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{:012x}", (hash ^ (hash >> 48)) & 0xffff_ffff_ffff)
}

/// Of what is asked and what is right; explanations and citations may be mended without making it another question.
fn question_hash(question: &QuizQuestion) -> String {
    let numbers: Vec<String> = question.correct.iter().map(ToString::to_string).collect();
    let texts = question.options.iter().chain(&question.right).map(|text| text.html.as_str());
    // A separator between the lists: what moves from one to the other is a change.
    let blanks =
        question.blanks.iter().flat_map(|blank| std::iter::once("\u{1}").chain(blank.iter().map(String::as_str)));
    let own = [form_name(question.form), question.question.html.as_str()];
    print(own.into_iter().chain(texts).chain(["\u{2}"]).chain(numbers.iter().map(String::as_str)).chain(blanks))
}

/// Of the questions whatever their order.
fn test_hash(questions: &[QuizQuestion]) -> String {
    let mut all: Vec<String> = questions.iter().map(|q| format!("{}:{}", q.id, question_hash(q))).collect();
    all.sort();
    print(all.iter().map(String::as_str))
}

fn clock(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes:02}:{rest:02}") }
}

fn card(writer: &mut BodyWriter<'_>, question: &QuizQuestion, number: usize) -> QuestionCard {
    let inputs = writer.inputs;
    let rich = Rich {
        options: question.options.iter().map(|o| writer.rich(o)).collect(),
        right: question.right.iter().map(|o| writer.rich(o)).collect(),
    };
    let mut rich = rich;
    if question.form == QuizType::TrueFalse {
        rich.options = ["true", "false"].map(|key| inputs.words.get(key).to_owned()).to_vec();
    }
    let (options, correct) = shown_options(question, &rich);
    QuestionCard {
        id: question.id.clone(),
        number,
        form: form_name(question.form).to_owned(),
        form_label: inputs.words.get(form_label(question.form)).to_owned(),
        question_html: writer.rich(&question.question),
        letters: (0..options.len()).map(letter).collect(),
        answer_html: answer(inputs.words, question, &rich),
        options_html: options,
        right_html: rich.right,
        correct,
        blanks: question.blanks.clone(),
        explanation_html: question.explanation.as_ref().map(|e| writer.rich(e)),
        cites: question.cites.iter().map(|r| inputs.link(writer.id, r)).filter(|link| !link.url.is_empty()).collect(),
        shuffle: question.shuffle,
        key: question.banked.clone().unwrap_or_else(|| format!("{}#{}", inputs.site.page(writer.id).url, question.id)),
        hash: question_hash(question),
        at: question.at,
        at_label: question.at.map(clock),
    }
}

/// The texts of a question as HTML.
struct Rich {
    options: Vec<String>,
    right: Vec<String>,
}

/// Options in the order to show, and which are right. The right order of an `order` question must not be the shown one:
/// they are shown by their text.
fn shown_options(question: &QuizQuestion, rich: &Rich) -> (Vec<String>, Vec<usize>) {
    match question.form {
        QuizType::TrueFalse => (rich.options.clone(), question.correct.clone()),
        QuizType::Order => {
            let mut shown: Vec<usize> = (0..rich.options.len()).collect();
            shown.sort_by(|a, b| rich.options[*a].cmp(&rich.options[*b]));
            if shown.windows(2).all(|pair| pair[0] < pair[1]) {
                shown.reverse();
            }
            let right = (0..shown.len()).filter_map(|i| shown.iter().position(|s| *s == i)).collect();
            (shown.into_iter().map(|i| rich.options[i].clone()).collect(), right)
        }
        QuizType::Match => (rich.options.clone(), (0..rich.options.len()).collect()),
        _ => (rich.options.clone(), question.correct.clone()),
    }
}

fn letter(index: usize) -> String {
    u8::try_from(index)
        .ok()
        .filter(|i| *i < 26)
        .map_or_else(|| (index + 1).to_string(), |i| char::from(b'A' + i).to_string())
}

fn answer(words: &Words, question: &QuizQuestion, rich: &Rich) -> String {
    match question.form {
        QuizType::Single | QuizType::Multiple => {
            let right = |i: &usize| Some(format!("{}. {}", letter(*i), rich.options.get(*i)?));
            question.correct.iter().filter_map(right).collect::<Vec<_>>().join("；")
        }
        QuizType::TrueFalse => question.correct.first().and_then(|i| rich.options.get(*i)).cloned().unwrap_or_default(),
        QuizType::Fill => {
            let blank = |accepted: &Vec<String>| escaped(&accepted.join(words.get("or")));
            question.blanks.iter().map(blank).collect::<Vec<_>>().join("；")
        }
        QuizType::Order => {
            let step = |(i, option): (usize, &String)| format!("{}. {option}", numeral_or_digit(i + 1));
            rich.options.iter().enumerate().map(step).collect::<Vec<_>>().join("；")
        }
        QuizType::Match => {
            let pairs = rich.options.iter().zip(&rich.right);
            pairs.map(|(left, right)| format!("{left} — {right}")).collect::<Vec<_>>().join("；")
        }
    }
}

fn numeral_or_digit(n: usize) -> String {
    u32::try_from(n).map_or_else(|_| n.to_string(), numeral::to_chinese)
}

fn form_name(form: QuizType) -> &'static str {
    match form {
        QuizType::Single => "single",
        QuizType::Multiple => "multiple",
        QuizType::TrueFalse => "true_false",
        QuizType::Fill => "fill",
        QuizType::Order => "order",
        QuizType::Match => "match",
    }
}

/// The key of the words for a form.
fn form_label(form: QuizType) -> &'static str {
    match form {
        QuizType::Single => "question_single",
        QuizType::Multiple => "question_multiple",
        QuizType::TrueFalse => "question_true_false",
        QuizType::Fill => "question_fill",
        QuizType::Order => "question_order",
        QuizType::Match => "question_match",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::parse::quiz;

    fn read(text: &str) -> Vec<QuizQuestion> {
        let file: Arc<str> = "a.quiz.yaml".into();
        quiz::questions(&file, text, 0..text.len(), 1).value
    }

    const ONE: &str = "- {id: a, type: single, question: 哪个？, options: [甲, 乙], answer: A}\n";

    #[test]
    fn a_question_is_another_only_when_what_is_asked_or_right_changes() {
        let hash = |text: &str| question_hash(&read(text)[0]);
        assert_eq!(hash(ONE), "8a13806efb66", "results kept in browsers would all be told as changed");
        assert_eq!(
            hash(ONE),
            hash(&ONE.replace("answer: A", "answer: A, explanation: 因为, topic: 记录, shuffle: true"))
        );
        for (from, to) in [("answer: A", "answer: B"), ("乙", "丙"), ("哪个", "哪一个"), ("[甲, 乙]", "[甲, 乙, 丙]")]
        {
            assert_ne!(hash(ONE), hash(&ONE.replace(from, to)), "{to}");
        }
        let fill = |answer: &str| hash(&format!("- {{type: fill, question: ____ ____, answer: {answer}}}\n"));
        assert_ne!(fill("[[甲, 乙], [丙]]"), fill("[[甲], [乙, 丙]]"));
    }

    #[test]
    fn the_order_of_a_test_does_not_make_it_another() {
        let two = ONE.replace("id: a", "id: b");
        assert_eq!(test_hash(&read(&format!("{ONE}{two}"))), test_hash(&read(&format!("{two}{ONE}"))));
        assert_ne!(test_hash(&read(ONE)), test_hash(&read(&two)));
        assert_ne!(test_hash(&read(ONE)), test_hash(&read(&format!("{ONE}{two}"))));
    }

    #[test]
    fn moments_as_players_show_them() {
        assert_eq!([0, 200, 3725].map(clock), ["00:00", "03:20", "1:02:05"]);
    }
}
