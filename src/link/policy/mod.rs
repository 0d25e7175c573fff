//! What policy texts are to each other: versions, status, citations.
//!
//! Pure functions over [`PolicyDoc`]: families of versions first, then the status of each text, then citations, which
//! need both. Nothing here reads bodies; the structure and the citations were found when the files were parsed.

mod articles;
mod cites;
mod compare;
mod elsewhere;
mod events;
mod families;
mod faults;
mod graph;
mod listing;
mod memo;
mod names;
mod repeals;
mod site;
mod status;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use time::Date;

pub use cites::{Backlink, CiteTarget, CitedPlace, Resolved};
pub use compare::{Change, Comparison, Pairings, Piece, Row, RowText, changes, compare, marks, moved};
pub use elsewhere::{Abroad, Elsewhere, Unusable, read_listing};
pub(crate) use events::event_title;
pub use families::Family;
pub use listing::{Listed, Listing, policies_json};
pub(super) use memo::PolicyMemo;
pub(crate) use names::Names;
pub use site::documents;
pub use status::{Reason, StatusFacts};

use crate::content::{Citation, Draft, Long, Policy, PolicyText};
use crate::diagnostics::{Checked, Span};

/// A page that is, or may cite, a policy text.
#[derive(Debug, Clone)]
pub struct PolicyDoc<'a> {
    /// The file it was made from. What is known of it may be kept for the next link, as long as its file is the same.
    pub draft: Option<&'a Arc<Draft>>,
    /// Path below the content folder.
    pub path: &'a str,
    /// Relative to the site's root.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Where the title stands.
    pub span: Span,
    /// Which part of a code it is (合同编), if the code is published in parts.
    pub part: Option<&'a str>,
    /// Its front matter, if it is a policy.
    pub policy: Option<&'a Policy>,
    /// Its structure, if it is a policy.
    pub text: Option<&'a PolicyText>,
    /// What it cites.
    pub citations: &'a Long<Vec<Citation>>,
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
    /// The day from which it counts: 施行, else 通过 or the last day of its history, whichever is later, 成文, publication.
    pub fn date(&self) -> Option<Date> {
        let Some(policy) = self.policy else {
            return self.published;
        };
        policy.counts_from().or(self.published)
    }
}

/// All that is known about policy texts. Documents are named by their index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PolicyLinks {
    /// Texts with several versions.
    pub families: Vec<Family>,
    /// Document → its family.
    pub family_of: BTreeMap<usize, usize>,
    /// Part of a code → all of its parts. They are one text, no versions of one another.
    pub parts: BTreeMap<usize, Arc<[usize]>>,
    /// Policy → its status.
    pub status: BTreeMap<usize, StatusFacts>,
    /// Policy → the texts that its history speaks of, one for each event; without policies whose history names none.
    pub events: BTreeMap<usize, Vec<Option<usize>>>,
    /// For every document, where its citations lead.
    pub citations: Vec<Arc<Resolved>>,
    /// Policy → what cites its articles, in the order of its text; what cites it as a whole comes first.
    pub cited_by: BTreeMap<usize, Arc<[CitedPlace]>>,
}

impl PolicyLinks {
    /// Neighbours in time, older first: the pairs that have a page of comparison.
    pub fn neighbours(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.families.iter().flat_map(|family| family.members.windows(2).map(|pair| (pair[0], pair[1])))
    }

    /// Those of [`Self::neighbours`] that `doc` belongs to.
    pub fn neighbours_of(&self, doc: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let family = self.family_of.get(&doc).map(|family| &self.families[*family]);
        let pairs = family.into_iter().flat_map(|family| family.members.windows(2).map(|pair| (pair[0], pair[1])));
        pairs.filter(move |(old, new)| *old == doc || *new == doc)
    }

    /// The version that stands for `doc`: the one in force, or `doc` itself.
    pub fn canonical(&self, doc: usize) -> usize {
        let family = self.family_of.get(&doc).map(|family| &self.families[*family]);
        family.and_then(|family| family.in_force).unwrap_or(doc)
    }

    /// Where citation `index` of `doc` leads; none where nothing can be linked.
    pub fn target(&self, doc: usize, index: usize) -> Option<&CiteTarget> {
        self.citations.get(doc)?.targets.get(index)?.as_ref()
    }
}

impl PolicyLinks {
    /// The text of another portal that citation `index` of `doc` leads to.
    pub fn abroad(&self, doc: usize, index: usize) -> Option<&Abroad> {
        self.citations.get(doc)?.elsewhere.get(&index)
    }
}

/// Where the citations of page `id` lead, whose draft is another than when `site` was linked.
pub(super) fn cited_anew(site: &super::Site, id: super::PageId, elsewhere: &Elsewhere, as_of: Date) -> Arc<Resolved> {
    let docs = documents(site);
    cites::Texts::new(&docs, &site.policies, &site.names, elsewhere, as_of).resolve(id.0).resolved
}

/// Links `docs`. `aliases` are other names → titles; `as_of` is the day for which the site is built.
pub fn link_policies(docs: &[PolicyDoc<'_>], aliases: &BTreeMap<String, String>, as_of: Date) -> Checked<PolicyLinks> {
    PolicyMemo::default().link(docs, aliases, &Elsewhere::default(), as_of)
}
