//! Amendments applied: a policy text and its 修改决定 become the consolidated text.
//!
//! A decision is read clause by clause ([`decision`]), each clause as one instruction ([`words`], [`grammar`]) that names
//! places ([`place`]); it is carried out on the text in pieces ([`text`], [`apply`], [`insert`]) and at the end the 条 get their numbers
//! ([`arrange`]). What is not understood is said and changes nothing: the result is a draft that its editors finish.

mod apply;
mod arrange;
mod decision;
mod faults;
mod grammar;
mod insert;
mod place;
mod text;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use faults::{Difference, diagnostic, differences};

use crate::diagnostics::Span;
use crate::link::policy::{Comparison, Pairings};
use crate::parse::policy::{self, PolicyOptions};
use grammar::{Context, Op};

/// A file as text.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its path.
    pub path: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// What became of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out.
    Done,
    /// It changes nothing, such as the day of effect.
    Nothing,
    /// It amends another text.
    Other,
    /// It was not carried out.
    Not(Why),
}

/// Why an instruction was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Its words are not understood.
    Unknown,
    /// The text has no such place.
    NoPlace(String),
    /// The words to be changed do not stand there.
    NotThere(String),
    /// It is not said what is to stand there.
    NoWords,
    /// It is not said where.
    NoTarget,
    /// The quotation has more or fewer parts than places are named.
    Unequal,
    /// What is to be inserted is there already.
    Exists(String),
    /// Counted through, a 条 has another number than the decision says.
    OtherNumber(String, String),
}

/// An instruction and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Where it stands in the decision.
    pub span: Span,
    /// What became of it.
    pub outcome: Outcome,
}

/// A consolidated text.
#[derive(Debug, Clone, Default)]
pub struct Consolidated {
    /// The text as a file.
    pub text: String,
    /// Every instruction of the decision, in order.
    pub instructions: Vec<Instruction>,
    /// What does not fit when all is in its place.
    pub faults: Vec<Why>,
}

impl Consolidated {
    /// How many instructions were carried out, and how many were not.
    pub fn counts(&self) -> (usize, usize) {
        let count = |is: &dyn Fn(&Outcome) -> bool| self.instructions.iter().filter(|i| is(&i.outcome)).count();
        (count(&|o| *o == Outcome::Done), count(&|o| matches!(o, Outcome::Not(_))))
    }
}

/// Applies `decision` to `old`.
pub fn consolidate(old: Source<'_>, decision: Source<'_>) -> Consolidated {
    let mut work = apply::Work::new(text::Text::read(old.path, old.text));
    let mut titles = vec![work.text.title.clone()];
    let file: Arc<str> = decision.path.into();
    let mut context = Context::default();
    let mut instructions = Vec::new();
    for clause in decision::clauses(decision.text) {
        let read = grammar::read(&clause, &mut context);
        let other = context.title.as_deref().is_some_and(|named| !titles.iter().any(|title| same_title(named, title)));
        let outcome = match read {
            Some(ops) if ops == [Op::Nothing] => Outcome::Nothing,
            _ if other => Outcome::Other,
            None => Outcome::Not(Why::Unknown),
            Some(ops) => match work.apply_all(&ops) {
                Ok(()) => {
                    // From here on the decision may call it by its new name.
                    titles.extend(ops.into_iter().filter_map(|op| match op {
                        Op::Retitle { with } => Some(with),
                        _ => None,
                    }));
                    Outcome::Done
                }
                Err(why) => Outcome::Not(why),
            },
        };
        if outcome != Outcome::Nothing {
            instructions.push(Instruction { span: Span::new(&file, clause.span), outcome });
        }
    }
    let (text, faults) = work.finish();
    Consolidated { text: text.write(), instructions, faults }
}

/// Compares the text that came out with the published one, article by article.
pub fn compare(consolidated: &str, published: Source<'_>) -> Comparison {
    let tree = |source: Source<'_>| {
        let file: Arc<str> = source.path.into();
        let range = policy::body_start(source.text)..source.text.len();
        policy::policy(&file, source.text, range, &PolicyOptions::default()).value.body.policy.unwrap_or_default()
    };
    let (mine, theirs) = (tree(Source { path: "", text: consolidated }), tree(published));
    crate::link::policy::compare((0, &mine), (1, &theirs), &Pairings::default())
}

/// Whether a decision that names `named` means the text with this title: 中华人民共和国 may be left out on either side.
fn same_title(named: &str, title: &str) -> bool {
    let plain = |text: &str| {
        let text: String = text.chars().filter(|c| !c.is_whitespace() && !"《》〈〉".contains(*c)).collect();
        text.trim_start_matches("中华人民共和国").to_owned()
    };
    let (named, title) = (plain(named), plain(title));
    title.is_empty() || named.is_empty() || named.ends_with(&title) || title.ends_with(&named)
}
