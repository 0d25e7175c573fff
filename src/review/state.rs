//! Which stages a page needs, and how each of them stands.

use super::{Files, seen};
use crate::config::Review;
use crate::content::{Draft, Signature};

/// How a page stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State<'a> {
    /// The stages that it needs, the first one first.
    pub stages: Vec<Stage<'a>>,
    /// The print of what readers see of it now.
    pub print: String,
}

/// How a stage stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether somebody has signed.
    pub given: Given<'a>,
}

/// A signature of a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given<'a> {
    /// Nobody has signed.
    No,
    /// Somebody has, and the page is another by now.
    Void(&'a Signature),
    /// Somebody has read what readers will see.
    Valid(&'a Signature),
}

impl<'a> Given<'a> {
    /// The signature if it holds.
    pub fn valid(self) -> Option<&'a Signature> {
        match self {
            Self::Valid(signature) => Some(signature),
            _ => None,
        }
    }
}

/// How `draft` stands; none if nobody has to sign it.
pub fn state<'a>(draft: &'a Draft, review: &'a Review, files: &Files<'_>) -> Option<State<'a>> {
    let stages = review.stages_of(draft.kind, &draft.path);
    if stages.is_empty() || is_old(draft, review) {
        return None;
    }
    let print = seen::print(draft, files);
    let stage = |name: &'a String| {
        let mut of_stage = draft.meta.review.iter().filter(|signature| signature.stage.value == *name);
        let valid = of_stage.clone().find(|signature| signature.hash.as_deref() == Some(print.as_str()));
        let given = match (valid, of_stage.next_back()) {
            (Some(signature), _) => Given::Valid(signature),
            (None, Some(signature)) => Given::Void(signature),
            (None, None) => Given::No,
        };
        Stage { name, given }
    };
    Some(State { stages: stages.iter().map(stage).collect(), print })
}

/// Whether the page was there before anybody had to sign.
fn is_old(draft: &Draft, review: &Review) -> bool {
    let meta = &draft.meta;
    let days = [&meta.published_at, &meta.updated_at, &meta.publish_at];
    let last = days.into_iter().flatten().map(|at| at.value.date()).max();
    review.since.zip(last).is_some_and(|(since, last)| last < since)
}

impl<'a> State<'a> {
    /// Whether every stage is signed.
    pub fn is_complete(&self) -> bool {
        self.stages.iter().all(|stage| stage.given.valid().is_some())
    }

    /// The first stage that nobody has signed as the page is now.
    pub fn next(&self) -> Option<&'a str> {
        self.stages.iter().find(|stage| stage.given.valid().is_none()).map(|stage| stage.name)
    }

    /// The stages that nobody has signed at all.
    pub fn missing(&self) -> Vec<&'a str> {
        self.stages.iter().filter(|stage| stage.given == Given::No).map(|stage| stage.name).collect()
    }

    /// The stages whose signatures no longer hold.
    pub fn void(&self) -> Vec<(&'a str, &'a Signature)> {
        let void = |stage: &Stage<'a>| match stage.given {
            Given::Void(signature) => Some((stage.name, signature)),
            _ => None,
        };
        self.stages.iter().filter_map(void).collect()
    }

    /// Two stages that one person has signed: the earlier one, and the later one with its signature.
    pub fn same_person(&self) -> Option<(&'a str, &'a str, &'a Signature)> {
        let valid: Vec<(&str, &Signature)> =
            self.stages.iter().filter_map(|stage| Some((stage.name, stage.given.valid()?))).collect();
        valid.iter().enumerate().find_map(|(at, (stage, signature))| {
            let earlier = valid[..at].iter().find(|(_, other)| is_same(&other.name, &signature.name))?;
            Some((earlier.0, *stage, *signature))
        })
    }

    /// A stage that was signed before the one that comes first: that one, and the later one with its signature.
    pub fn out_of_order(&self) -> Option<(&'a str, &'a str, &'a Signature)> {
        self.stages.windows(2).find_map(|pair| {
            let signature = pair[1].given.valid()?;
            let early = match pair[0].given.valid() {
                Some(first) => first.date.as_ref().zip(signature.date.as_ref()).is_some_and(|(a, b)| b.value < a.value),
                None => true,
            };
            early.then_some((pair[0].name, pair[1].name, signature))
        })
    }
}

/// Whether two names are of one person: blanks, which some put between two characters, make no difference.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    letters(one) == letters(other)
}
