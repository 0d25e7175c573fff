//! What linking wants to know of a page that follows from its file alone, so that it is found once while the file stays
//! the same.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{references, urls};
use crate::content::{Draft, pinyin};
use crate::diagnostics::Diagnostic;

/// What follows from a page's file alone.
#[derive(Debug, PartialEq)]
pub struct PageFacts {
    /// Sorts titles by pinyin.
    pub sort_key: String,
    /// Sorts titles within A–Z lists.
    pub az_key: String,
    /// The letter under which A–Z lists show it.
    pub letter: char,
    /// Last part of its URL, and what is wrong with it.
    pub(super) component: (String, Vec<Diagnostic>),
    /// Whether it refers to anything on the site.
    pub(super) refers: bool,
}

impl PageFacts {
    fn new(draft: &Draft) -> Self {
        let title = &draft.meta.title.value;
        let sort_key = pinyin::sort_key(title);
        Self {
            letter: pinyin::letter(told_apart(title)),
            az_key: pinyin::sort_key(told_apart(title)),
            sort_key,
            component: urls::component(draft),
            refers: !references::references(draft).is_empty(),
        }
    }
}

/// A title without what most titles of laws begin with, so that not all of them stand under Z.
fn told_apart(title: &str) -> &str {
    const STATE: &str = "中华人民共和国";
    let bare = title.trim_start_matches(['《', '“', '"', '〈', '（', '(', ' ', '\u{3000}']);
    bare.strip_prefix(STATE).map(str::trim_start).filter(|rest| rest.chars().count() > 1).unwrap_or(bare)
}

/// The facts of the drafts of the last link, by path. An entry holds its draft, so that no other draft can have the same
/// address.
#[derive(Default)]
pub(super) struct FactsMemo(HashMap<Arc<str>, (Arc<Draft>, Arc<PageFacts>)>);

impl FactsMemo {
    /// The facts of `drafts`, in their order; forgets those of all others.
    pub(super) fn of(&mut self, drafts: &[Arc<Draft>]) -> Vec<Arc<PageFacts>> {
        let known = |draft: &Arc<Draft>| {
            let (of, facts) = self.0.get(&draft.path)?;
            Arc::ptr_eq(of, draft).then(|| Arc::clone(facts))
        };
        let all: Vec<Arc<PageFacts>> = drafts
            .par_iter()
            .with_min_len(64)
            .map(|draft| known(draft).unwrap_or_else(|| Arc::new(PageFacts::new(draft))))
            .collect();
        if self.0.len() != drafts.len() {
            self.0.clear();
        }
        for (draft, facts) in drafts.iter().zip(&all) {
            match self.0.get_mut(&draft.path) {
                Some((of, _)) if Arc::ptr_eq(of, draft) => {}
                Some(entry) => *entry = (Arc::clone(draft), Arc::clone(facts)),
                None => {
                    self.0.insert(Arc::clone(&draft.path), (Arc::clone(draft), Arc::clone(facts)));
                }
            }
        }
        all
    }

    /// The facts of the file of `draft` hold for this draft of it too.
    pub(super) fn holds_for(&mut self, draft: &Arc<Draft>) {
        if let Some((of, _)) = self.0.get_mut(&draft.path) {
            *of = Arc::clone(draft);
        }
    }
}
