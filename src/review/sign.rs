//! One more signature.

use serde_json::{Value as Json, json};
use time::Date;

use super::state::is_same;
use super::{Files, Given, state};
use crate::config::Review;
use crate::content::{Draft, Signature, format_date};
use crate::diagnostics::Text;

/// Why a page is not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The site has no such stage.
    NoStage(Vec<String>),
    /// The page does not need this stage.
    NotNeeded(Vec<String>),
    /// A stage that comes first is not signed.
    Earlier(String),
    /// The same person has signed at this stage.
    SamePerson(String),
    /// Nobody is named.
    NoName,
}

impl Refused {
    /// What to tell who wanted to sign.
    pub fn words(&self) -> Text {
        let list = |stages: &[String], comma: &str| stages.join(comma);
        match self {
            Self::NoStage(all) => Text::new(
                format!("没有这个审核阶段，site-config.toml 里写的是：{}", list(all, "、")),
                format!("there is no such stage; site-config.toml has: {}", list(all, ", ")),
            ),
            Self::NotNeeded(needed) if needed.is_empty() => Text::new(
                "按 site-config.toml 的 [review]，这一页不用签",
                "by `[review]` in site-config.toml nobody has to sign this page",
            ),
            Self::NotNeeded(needed) => Text::new(
                format!("这一页没有这个阶段，只有：{}", list(needed, "、")),
                format!("this page does not have that stage, only: {}", list(needed, ", ")),
            ),
            Self::Earlier(stage) => Text::new(
                format!("还没有“{stage}”的有效签名，按次序应当先签它"),
                format!("`{stage}` comes first and has no valid signature"),
            ),
            Self::SamePerson(stage) => Text::new(
                format!("这个人已经签了“{stage}”，一人只能签一个阶段"),
                format!("this person has signed `{stage}`; nobody signs a page at two stages"),
            ),
            Self::NoName => Text::new("没有写姓名", "a name is missing"),
        }
    }
}

/// The value of `review` in the front matter of `draft` when `name` has signed `stage` on `day`.
///
/// # Errors
/// The signature may not be given.
pub fn signed(
    draft: &Draft,
    review: &Review,
    files: &Files<'_>,
    (stage, name, day): (&str, &str, Date),
) -> Result<Json, Refused> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Refused::NoName);
    }
    if !review.stages.iter().any(|known| known == stage) {
        return Err(Refused::NoStage(review.stages.clone()));
    }
    let Some(state) = state(draft, review, files) else { return Err(Refused::NotNeeded(Vec::new())) };
    let Some(at) = state.stages.iter().position(|one| one.name == stage) else {
        return Err(Refused::NotNeeded(state.stages.iter().map(|stage| stage.name.to_owned()).collect()));
    };
    if let Some(first) = state.stages[..at].iter().find(|stage| stage.given.valid().is_none()) {
        return Err(Refused::Earlier(first.name.to_owned()));
    }
    let others = state.stages.iter().filter(|other| other.name != stage);
    let same = |given: Given<'_>| given.valid().is_some_and(|signature| is_same(&signature.name, &name));
    if let Some(other) = others.clone().find(|other| review.one_person_one_stage && same(other.given)) {
        return Err(Refused::SamePerson(other.name.to_owned()));
    }
    let row = |stage: &str, name: &str, date: Option<String>, hash: Option<&str>| json!({ "stage": stage, "name": name, "date": date, "hash": hash });
    let own = row(stage, &name, Some(format_date(day)), Some(&state.print));
    let old = |signature: &Signature| {
        let date = signature.date.as_ref().map(|date| format_date(date.value));
        row(&signature.stage.value, &signature.name, date, signature.hash.as_deref())
    };
    // The new one stands where the former one of its stage did, or at the end.
    let place = draft.meta.review.iter().position(|signature| signature.stage.value == stage);
    let kept = draft.meta.review.iter().enumerate().filter(|(at, s)| Some(*at) == place || s.stage.value != stage);
    let mut rows: Vec<Json> =
        kept.map(|(at, signature)| if Some(at) == place { own.clone() } else { old(signature) }).collect();
    if place.is_none() {
        rows.push(own);
    }
    Ok(Json::Array(rows))
}
