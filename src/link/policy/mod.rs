//! What policy texts are to each other: versions, status, citations.
//!
//! Pure functions over [`PolicyDoc`]: families of versions first, then the status of each text, then citations, which
//! need both. Nothing here reads bodies; the structure and the citations were found when the files were parsed.

mod articles;
mod cites;
mod compare;
mod families;
mod faults;
mod graph;
mod names;
mod site;
mod status;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use time::Date;

pub use cites::{Backlink, CiteTarget};
pub use compare::{Change, Comparison, Piece, Row, RowText, compare};
pub use families::Family;
pub use graph::citations_json;
pub use site::documents;
pub use status::StatusFacts;

use crate::content::{Citation, Policy, PolicyText};
use crate::diagnostics::{Checked, Diagnostic, Span};

/// A page that is, or may cite, a policy text.
#[derive(Debug, Clone)]
pub struct PolicyDoc<'a> {
    /// Path below the content folder.
    pub path: &'a str,
    /// Relative to the site's root.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Where the title stands.
    pub span: Span,
    /// Its front matter, if it is a policy.
    pub policy: Option<&'a Policy>,
    /// Its structure, if it is a policy.
    pub text: Option<&'a PolicyText>,
    /// What it cites.
    pub citations: &'a [Citation],
    /// The day of publication.
    pub published: Option<Date>,
    /// Texts that it replaces, as indices of the list of documents.
    pub supersedes: Vec<usize>,
    /// Texts that replace it.
    pub superseded_by: Vec<usize>,
    /// Texts that it changes.
    pub amends: Vec<usize>,
}

impl PolicyDoc<'_> {
    /// The day from which it counts: 施行, else 通过, 成文, the last day of its history, publication.
    pub fn date(&self) -> Option<Date> {
        let Some(policy) = self.policy else {
            return self.published;
        };
        let day = |date: &Option<crate::content::Spanned<Date>>| date.as_ref().map(|d| d.value);
        day(&policy.effective_on)
            .or_else(|| day(&policy.adopted_on))
            .or_else(|| day(&policy.signed_on))
            .or_else(|| policy.history.iter().filter_map(|e| e.date).max())
            .or(self.published)
    }
}

/// All that is known about policy texts. Documents are named by their index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PolicyLinks {
    /// Texts with several versions.
    pub families: Vec<Family>,
    /// Document → its family.
    pub family_of: BTreeMap<usize, usize>,
    /// Policy → its status.
    pub status: BTreeMap<usize, StatusFacts>,
    /// For every document, where each of its citations leads; none where nothing can be linked.
    pub citations: Vec<Vec<Option<CiteTarget>>>,
    /// Policy → anchor of the article (empty for the text as a whole) → what cites it.
    pub cited_by: BTreeMap<usize, BTreeMap<String, Vec<Backlink>>>,
}

impl PolicyLinks {
    /// Neighbours in time, older first: the pairs that have a page of comparison.
    pub fn neighbours(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.families.iter().flat_map(|family| family.members.windows(2).map(|pair| (pair[0], pair[1])))
    }

    /// The version that stands for `doc`: the one in force, or `doc` itself.
    pub fn canonical(&self, doc: usize) -> usize {
        self.family_of.get(&doc).and_then(|family| self.families[*family].in_force).unwrap_or(doc)
    }
}

/// Links `docs`. `aliases` are other names → titles; `as_of` is the day for which the site is built.
pub fn link_policies(docs: &[PolicyDoc<'_>], aliases: &BTreeMap<String, String>, as_of: Date) -> Checked<PolicyLinks> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let families = families::families(docs, as_of, &mut found);
    let family_of: BTreeMap<usize, usize> =
        families.iter().enumerate().flat_map(|(i, family)| family.members.iter().map(move |doc| (*doc, i))).collect();
    let mut links = PolicyLinks { families, family_of, ..PolicyLinks::default() };
    links.status = status::derive(docs, &links, as_of, &mut found);
    let names = names::Names::new(docs, &links, aliases);
    let resolved = cites::resolve(docs, &links, &names, as_of, &mut found);
    links.cited_by = cites::backlinks(docs, &resolved);
    links.citations = resolved;
    Checked::with(links, found)
}
