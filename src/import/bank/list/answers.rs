//! Answers that are found in what a question says, or in the words of its key.

use super::super::key::{self, Key};
use super::super::{Question, write};
use super::Form;

/// A.正确 B.错误 asks whether the text is true.
pub(super) fn truth_of_options(question: &mut Question, key: Option<Key>) -> Option<Key> {
    let truths: Vec<Option<bool>> = question.options.iter().map(|o| key::truth(o)).collect();
    let [Some(first), Some(second)] = truths[..] else { return key };
    let right = match &key {
        Some(Key::Letters(right)) if right.len() == 1 => truths.get(right[0]).copied().flatten(),
        Some(Key::Truth(truth)) => Some(*truth),
        _ => None,
    };
    match right.filter(|_| first != second) {
        Some(right) => {
            question.options.clear();
            Some(Key::Truth(right))
        }
        None => key,
    }
}

/// 每月第（周六）举行例会: where blanks are asked for, what stands in the brackets of a text fills them.
pub(super) fn filled_in(question: &mut Question, form: Option<Form>) -> Option<Key> {
    let text = question.text.clone();
    if form != Some(Form::Fill) || !question.options.is_empty() || write::blanks(&text) > 0 {
        return None;
    }
    let (mut asked, mut answers, mut rest) = (String::new(), Vec::new(), text.as_str());
    while let Some((before, after)) = rest.split_once(['（', '(']) {
        let (inner, after) = after.split_once(['）', ')'])?;
        if inner.trim().is_empty() || inner.chars().count() > 20 {
            return None;
        }
        asked.push_str(before);
        asked.push_str("____");
        answers.push(inner.trim());
        rest = after;
    }
    (!answers.is_empty()).then(|| {
        question.text = asked + rest;
        Key::Text(answers.join("；"))
    })
}

/// 甲；乙 for two blanks; 甲/乙 are two words for one.
pub(super) fn blanks(text: &str, count: usize) -> Vec<Vec<String>> {
    let clean = |part: &str| part.trim().trim_end_matches('。').to_owned();
    let split = |by: &[char]| text.split(|c| by.contains(&c)).map(clean).filter(|t| !t.is_empty()).collect::<Vec<_>>();
    let candidates = [
        split(&['；', ';']),
        split(&['；', ';', '，', ',']),
        split(&['；', ';', '，', ',', '、']),
        split(&['；', ';', '，', ',', '、', ' ', '\u{3000}']),
    ];
    let parts = candidates.into_iter().find(|parts| parts.len() == count.max(1)).unwrap_or_else(|| vec![clean(text)]);
    let alternatives = |part: String| part.split(['/', '|']).map(clean).filter(|t| !t.is_empty()).collect::<Vec<_>>();
    parts.into_iter().map(alternatives).collect()
}
