//! What is said of pages that are not signed.

use super::{Files, State, state};
use crate::config::Review;
use crate::content::{Draft, format_date};
use crate::diagnostics::{Diagnostic, Severity};

/// What is wrong with the signatures of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nobody has signed.
    Unsigned,
    /// The page changed since.
    Void,
    /// One person at two stages.
    SamePerson,
    /// A later stage before an earlier one.
    Order,
    /// A stage that the page does not have.
    Stage,
}

impl Kind {
    /// The rule's name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Void => "signature-void",
            Self::SamePerson => "signature-same-person",
            Self::Order => "signature-order",
            Self::Stage => "signature-stage",
        }
    }
}

/// All that is wrong with the signatures of `draft`.
pub fn faults(draft: &Draft, review: &Review, files: &Files<'_>) -> Vec<(Kind, Diagnostic)> {
    let mut found = unknown(draft, review);
    let Some(state) = state(draft, review, files) else { return found };
    found.extend(unsigned(draft, &state));
    found.extend(void(&state));
    if review.one_person_one_stage
        && let Some((first, second, signature)) = state.same_person()
    {
        let name = &signature.name;
        let fault = warning(
            Kind::SamePerson,
            format!("{name}签了“{first}”，又签了“{second}”"),
            format!("{name} has signed both `{first}` and `{second}`"),
        );
        found.push((
            Kind::SamePerson,
            fault.at(signature.stage.span.clone()).hint(
                format!("“{second}”由另一个人看过以后签；本单位允许的，在 [review] 里写 one_person_one_stage = false。"),
                format!("Have somebody else sign `{second}`; where that is allowed, write `one_person_one_stage = false` in `[review]`."),
            ),
        ));
    }
    if let Some((first, second, signature)) = state.out_of_order() {
        let fault = warning(
            Kind::Order,
            format!("“{second}”签在“{first}”的前面"),
            format!("`{second}` was signed before `{first}`"),
        );
        found.push((
            Kind::Order,
            fault.at(signature.stage.span.clone()).hint(
                format!("先签“{first}”，再重新签“{second}”。"),
                format!("Sign `{first}` first, then `{second}` again."),
            ),
        ));
    }
    found
}

/// What keeps the site from being released, as errors.
pub fn release<'a>(drafts: impl Iterator<Item = &'a Draft>, review: &Review, files: &Files<'_>) -> Vec<Diagnostic> {
    let stops = |(kind, mut fault): (Kind, Diagnostic)| {
        fault.severity = Severity::Error;
        matches!(kind, Kind::Unsigned | Kind::Void | Kind::SamePerson).then_some(fault)
    };
    drafts.flat_map(|draft| faults(draft, review, files)).filter_map(stops).collect()
}

fn warning(kind: Kind, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(kind.id(), zh, en)
}

fn unsigned(draft: &Draft, state: &State<'_>) -> Option<(Kind, Diagnostic)> {
    let missing = state.missing();
    let first = missing.first()?;
    let fault = warning(
        Kind::Unsigned,
        format!("这一页还没有签：{}", missing.join("、")),
        format!("nobody has signed this page yet: {}", missing.join(", ")),
    );
    let path = &draft.path;
    let fault = fault.at(draft.meta.title.span.clone()).hint(
        format!("看过以后，在编辑台里点“签名”，或者运行 shuyuan sign {path} --stage {first} --name 姓名。"),
        format!("Read it and press “Sign” in the desk, or run `shuyuan sign {path} --stage {first} --name NAME`."),
    );
    Some((Kind::Unsigned, fault))
}

fn void(state: &State<'_>) -> Option<(Kind, Diagnostic)> {
    let void = state.void();
    let (_, first) = void.first()?;
    let names = |comma: &str, day: &str| {
        let one = |(stage, signature): &(&str, &crate::content::Signature)| {
            let date = signature.date.as_ref().map(|date| format!("{day}{}", format_date(date.value)));
            format!("{stage} {}{}", signature.name, date.unwrap_or_default())
        };
        void.iter().map(one).collect::<Vec<_>>().join(comma)
    };
    let fault = warning(
        Kind::Void,
        format!("签名以后内容改过，签名已经失效：{}", names("、", " ")),
        format!("the page changed after it was signed, so this no longer holds: {}", names(", ", " ")),
    );
    let fault = fault.at(first.stage.span.clone()).hint(
        "把改动给签过的人再看一遍，重新签；想知道改了什么，运行 shuyuan diff --sheet 审核单.html。",
        "Have it read and signed again; `shuyuan diff --sheet FILE.html` shows what changed.",
    );
    Some((Kind::Void, fault))
}

fn unknown(draft: &Draft, review: &Review) -> Vec<(Kind, Diagnostic)> {
    let needed = review.stages_of(draft.kind, &draft.path);
    let mut found = Vec::new();
    for signature in draft.meta.review.iter().filter(|signature| !needed.contains(&signature.stage.value)) {
        let stage = &signature.stage.value;
        let (zh, en) = match review.stages.contains(stage) {
            true => (format!("这一页不需要“{stage}”"), format!("this page does not need `{stage}`")),
            false => (format!("没有“{stage}”这个审核阶段"), format!("there is no stage `{stage}`")),
        };
        let fault = warning(Kind::Stage, zh, en).at(signature.stage.span.clone());
        let fault = fault.did_you_mean(stage, needed.iter().map(String::as_str));
        found.push((
            Kind::Stage,
            fault.hint(
                "改成 site-config.toml 的 [review] 里有的阶段，或者删去这一条。",
                "Write a stage of `[review]` in site-config.toml, or delete the entry.",
            ),
        ));
    }
    found
}
