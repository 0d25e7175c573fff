//! What is said of instructions that were not carried out, and of articles that differ from the published text.

use super::Why;
use crate::diagnostics::{Diagnostic, Span};
use crate::link::policy::{Change, Comparison, RowText};

/// What is said of an instruction at `span`, or of the whole decision.
pub fn diagnostic(why: &Why, span: Option<Span>) -> Diagnostic {
    let (zh, en) = words(why);
    let fault = Diagnostic::error("not-consolidated", zh, en);
    let fault = match why {
        Why::Unknown | Why::NoTarget | Why::NoWords => fault.hint(
            "这一句没有执行，请在改出来的文本里手工修改",
            "this was not carried out; amend the text by hand here",
        ),
        Why::OtherNumber(..) => {
            fault.hint("对照决定检查条文的顺序", "compare the order of the articles with the decision")
        }
        _ => fault.hint(
            "确认修改前的文件是决定所修改的那个版本；这一句没有执行",
            "make sure that the old text is the version that the decision amends; this was not carried out",
        ),
    };
    match span {
        Some(span) => fault.at(span),
        None => fault,
    }
}

fn words(why: &Why) -> (String, String) {
    match why {
        Why::Unknown => ("没有看懂这一句要怎样修改".into(), "it is not understood what this amends".into()),
        Why::NoPlace(place) => (format!("文件里没有{place}"), format!("the text has no {place}")),
        Why::NotThere(words) => {
            (format!("这里没有“{words}”这几个字"), format!("the words `{words}` do not stand there"))
        }
        Why::NoWords => ("没有写明改成什么".into(), "it is not said what is to stand there".into()),
        Why::NoTarget => ("没有写明加在哪里".into(), "it is not said where this goes".into()),
        Why::Unequal => (
            "引文的条、款、项数与指明的不一样多".into(),
            "the quotation has more or fewer parts than places are named".into(),
        ),
        Why::Exists(place) => (format!("文件里已经有{place}"), format!("the text has {place} already")),
        Why::OtherNumber(said, counted) => (
            format!("决定写的是{said}，按顺序数下来是{counted}"),
            format!("the decision says {said}, but counted through it is {counted}"),
        ),
    }
}

/// An article in which the consolidated text differs from the published one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs, in Chinese.
    pub zh: String,
    /// What differs, in English.
    pub en: String,
    /// The article of the published text.
    pub label: Option<String>,
}

/// Every article in which the consolidated text differs from the published one.
pub fn differences(comparison: &Comparison) -> Vec<Difference> {
    let rows = comparison.rows.iter().filter(|row| row.change != Change::Same);
    rows.map(|row| {
        let label = |side: &Option<RowText>| side.as_ref().map_or(String::new(), |side| side.label.clone());
        let (mine, theirs) = (label(&row.old), label(&row.new));
        let (zh, en) = match row.change {
            Change::Added => {
                (format!("公布的文本有{theirs}，改出来的没有"), format!("only the published text has {theirs}"))
            }
            Change::Removed => {
                (format!("改出来的有{mine}，公布的文本没有"), format!("the published text has no {mine}"))
            }
            Change::Moved => {
                (format!("改出来的{mine}在公布的文本里是{theirs}"), format!("{mine} is {theirs} in the published text"))
            }
            _ => (
                format!("{mine}与公布的{theirs}不同：改出来“{}”，公布“{}”", changed(&row.old), changed(&row.new)),
                format!(
                    "{mine} differs from the published {theirs}: `{}` here, `{}` there",
                    changed(&row.old),
                    changed(&row.new)
                ),
            ),
        };
        Difference { zh, en, label: row.new.as_ref().map(|side| side.label.clone()) }
    })
    .collect()
}

/// What only one side has.
fn changed(side: &Option<RowText>) -> String {
    const MOST: usize = 60;
    let pieces = side.iter().flat_map(|side| &side.pieces).filter(|piece| piece.changed);
    let words = pieces.map(|piece| piece.text.replace('\n', " ")).collect::<Vec<_>>().join("…");
    if words.chars().count() <= MOST {
        return words;
    }
    words.chars().take(MOST - 1).chain(['…']).collect()
}
