//! Linking policies again, when most of them are what they were.
//!
//! Three layers are kept, each with all that it was made from. What front matter says makes families, status and names;
//! these and the articles of the texts it cites make the outcome of a document; the outcomes make what cites an article.
//! The result is that of [`super::link_policies`], which starts with nothing.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use time::Date;

use super::cites::{self, CitedPlace, Outcome, Resolved, Texts};
use super::elsewhere::Elsewhere;
use super::names::{self, Names};
use super::{Family, PolicyDoc, PolicyLinks, StatusFacts, events, families, graph, status};
use crate::content::{Citation, Details, Draft, Node, PolicyText};
use crate::diagnostics::{Checked, Diagnostic};

/// What one link leaves for the next.
#[derive(Default)]
pub(crate) struct PolicyMemo {
    /// Aliases, the print of other portals' texts, and the day.
    made_for: Option<(BTreeMap<String, String>, u64, Date)>,
    docs: Vec<Known>,
    relations: Relations,
    names: Arc<Names>,
    cited_by: BTreeMap<usize, (Vec<Arc<Resolved>>, Arc<[CitedPlace]>)>,
    graph: Option<Arc<str>>,
    /// Whether nothing is to be kept, because no link follows in this process.
    once: bool,
}

/// A document of the last link.
struct Known {
    /// Held, so that no other draft can have its address.
    draft: Option<Arc<Draft>>,
    url: String,
    date: Option<Date>,
    supersedes: Vec<usize>,
    superseded_by: Vec<usize>,
    amends: Vec<usize>,
    outcome: Outcome,
}

/// What follows from front matter.
#[derive(Default, Clone)]
struct Relations {
    families: Vec<Family>,
    family_of: BTreeMap<usize, usize>,
    parts: BTreeMap<usize, Arc<[usize]>>,
    status: BTreeMap<usize, StatusFacts>,
    events: BTreeMap<usize, Vec<Option<usize>>>,
    faults: Vec<Diagnostic>,
}

/// How a document compares with that of the last link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    /// It is the same file.
    None,
    /// Its words changed, but neither its front matter nor which articles it has and where it begins.
    Words,
    /// Its articles changed, or the place of its title.
    Articles,
    /// Its front matter changed, but not what it is called and when it counts.
    FrontMatter,
    /// Whatever others may know it by.
    All,
}

impl PolicyMemo {
    /// Links `docs` as [`super::link_policies`] does.
    pub(crate) fn link(
        &mut self,
        docs: &[PolicyDoc<'_>],
        aliases: &BTreeMap<String, String>,
        elsewhere: &Elsewhere,
        as_of: Date,
    ) -> Checked<PolicyLinks> {
        let made_for = (aliases.clone(), elsewhere.print(), as_of);
        let mut changes = self.changes(docs, &made_for);
        let known = self.made_for.as_ref().is_some_and(|made| (made.1, made.2) == (made_for.1, made_for.2))
            && self.docs.len() == docs.len();
        let worst = changes.iter().copied().max().unwrap_or(Change::None);
        let mut renamed = Renamed::Nothing;
        if !known || worst >= Change::FrontMatter {
            let relations = Relations::new(docs, as_of);
            relations.mark_what_differs(&self.relations, &mut changes);
            self.relations = relations;
        }
        let Relations { families, family_of, parts, status, events, faults } = self.relations.clone();
        let mut links = PolicyLinks { families, family_of, parts, status, events, ..PolicyLinks::default() };
        let others = changes.contains(&Change::All);
        if !known || others {
            let names = Names::new(docs, &links, aliases);
            renamed = if known { Renamed::These(names.differing(&self.names)) } else { Renamed::All };
            self.names = Arc::new(names);
        }
        let mut outcomes = {
            let texts = Texts::new(docs, &links, &self.names, elsewhere, as_of);
            self.outcomes(&texts, docs, &changes, &renamed)
        };
        links.citations = outcomes.iter().map(|outcome| Arc::clone(&outcome.resolved)).collect();
        self.keep_graph(docs, &links, &mut outcomes, known && !others);
        links.cited_by = self.cited_by(&links);
        let mut found = faults;
        found.extend(outcomes.iter().flat_map(|outcome| outcome.faults.iter().cloned()));
        if self.once {
            *self = Self { graph: self.graph.take(), once: true, ..Self::default() };
        } else {
            self.made_for = Some(made_for);
            self.keep(docs, outcomes, &changes);
        }
        Checked::with(links, found)
    }

    /// What the texts that were linked last are called; nothing if no link follows in this process.
    pub(crate) fn names(&self) -> Arc<Names> {
        Arc::clone(&self.names)
    }

    /// The citation graph of what was linked last.
    pub(crate) fn graph(&mut self) -> Option<Arc<str>> {
        if self.once { self.graph.take() } else { self.graph.clone() }
    }

    /// From now on every link starts with nothing.
    pub(crate) fn forget(&mut self) {
        *self = Self { once: true, ..Self::default() };
    }

    /// How each document compares with that of the last link.
    fn changes(&self, docs: &[PolicyDoc<'_>], made_for: &(BTreeMap<String, String>, u64, Date)) -> Vec<Change> {
        if self.made_for.as_ref() != Some(made_for) || self.docs.len() != docs.len() {
            return vec![Change::All; docs.len()];
        }
        docs.iter().zip(&self.docs).map(|(doc, known)| known.change(doc)).collect()
    }

    fn outcomes(
        &self,
        texts: &Texts<'_>,
        docs: &[PolicyDoc<'_>],
        changes: &[Change],
        renamed: &Renamed,
    ) -> Vec<Outcome> {
        let outcome = |i: usize| {
            let Some(known) = self.docs.get(i).filter(|_| !matches!(renamed, Renamed::All)) else {
                return texts.resolve(i);
            };
            let seen_as_before = known.outcome.seen.iter().all(|doc| changes[*doc] <= Change::Words);
            if changes[i] == Change::None && seen_as_before && !renamed.touches(&docs[i].citations.get()) {
                return known.outcome.clone();
            }
            let mut outcome = texts.resolve(i);
            // What compares equal should also be the same value: those who keep what they made of it ask for that.
            if outcome.resolved == known.outcome.resolved {
                outcome.resolved = Arc::clone(&known.outcome.resolved);
            }
            if outcome.edges == known.outcome.edges {
                outcome.edges = Arc::clone(&known.outcome.edges);
            }
            outcome
        };
        (0..docs.len()).into_par_iter().with_min_len(16).map(outcome).collect()
    }

    /// What cites each text. Only texts that are cited anew, or no longer, need to be gone through.
    fn cited_by(&mut self, links: &PolicyLinks) -> BTreeMap<usize, Arc<[CitedPlace]>> {
        let mut citing: BTreeMap<usize, Vec<Arc<Resolved>>> = BTreeMap::new();
        for resolved in &links.citations {
            for outgoing in &resolved.outgoing {
                citing.entry(outgoing.doc).or_default().push(Arc::clone(resolved));
            }
        }
        let before = std::mem::take(&mut self.cited_by);
        let same = |a: &[Arc<Resolved>], b: &[Arc<Resolved>]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b))
        };
        self.cited_by = citing
            .into_par_iter()
            .map(|(doc, citing)| {
                let known = before.get(&doc).filter(|(known, _)| same(known, &citing));
                let places = match known {
                    Some((_, places)) => Arc::clone(places),
                    None => cites::cited_places(doc, citing.iter().map(|r| &**r)),
                };
                (doc, (citing, places))
            })
            .collect();
        let cited = self.cited_by.iter().filter(|(_, (_, places))| !places.is_empty());
        cited.map(|(doc, (_, places))| (*doc, Arc::clone(places))).collect()
    }

    fn keep_graph(&mut self, docs: &[PolicyDoc<'_>], links: &PolicyLinks, outcomes: &mut [Outcome], same_facts: bool) {
        let is_same = |(known, now): (&Known, &Outcome)| {
            Arc::ptr_eq(&known.outcome.resolved, &now.resolved) && known.outcome.edges == now.edges
        };
        let same = same_facts && self.docs.iter().zip(outcomes.iter()).all(is_same);
        if !same || self.graph.is_none() {
            let any = !links.status.is_empty();
            self.graph = any.then(|| Arc::from(graph::citations_json(docs, links, outcomes, self.once)));
        }
    }

    fn keep(&mut self, docs: &[PolicyDoc<'_>], outcomes: Vec<Outcome>, changes: &[Change]) {
        if self.docs.len() != docs.len() {
            self.docs = docs.iter().zip(outcomes).map(|(doc, outcome)| Known::new(doc, outcome)).collect();
            return;
        }
        for (i, outcome) in outcomes.into_iter().enumerate() {
            match changes[i] {
                Change::None => self.docs[i].outcome = outcome,
                _ => self.docs[i] = Known::new(&docs[i], outcome),
            }
        }
    }
}

impl Relations {
    fn new(docs: &[PolicyDoc<'_>], as_of: Date) -> Self {
        let mut faults = Vec::new();
        let families = families::families(docs, as_of, &mut faults);
        let family_of = families
            .iter()
            .enumerate()
            .flat_map(|(i, family)| family.members.iter().chain(&family.copies).map(move |doc| (*doc, i)))
            .collect();
        let mut links = PolicyLinks { families, family_of, ..PolicyLinks::default() };
        let status = status::derive(docs, &links, as_of, &mut faults);
        let events = events::by_history(docs, &links.families, &links.family_of);
        let families = std::mem::take(&mut links.families);
        Self { families, family_of: links.family_of, parts: families::parts(docs), status, events, faults }
    }

    /// Marks the documents whose status, family or other parts are others than before.
    fn mark_what_differs(&self, before: &Relations, changes: &mut [Change]) {
        for (i, change) in changes.iter_mut().enumerate() {
            if self.status.get(&i) != before.status.get(&i)
                || self.family(i) != before.family(i)
                || self.parts.get(&i) != before.parts.get(&i)
            {
                *change = Change::All;
            }
        }
    }

    fn family(&self, doc: usize) -> Option<&Family> {
        self.family_of.get(&doc).map(|family| &self.families[*family])
    }
}

/// The names that mean something else than before.
enum Renamed {
    Nothing,
    These(HashSet<String>),
    /// Nothing is known of before.
    All,
}

impl Renamed {
    /// Whether one of `citations` may mean something else than before.
    fn touches(&self, citations: &[Citation]) -> bool {
        match self {
            Renamed::Nothing => false,
            Renamed::These(names) => {
                !names.is_empty() && citations.iter().any(|citation| names::may_mean(&citation.document, names))
            }
            Renamed::All => true,
        }
    }
}

impl Known {
    fn new(doc: &PolicyDoc<'_>, outcome: Outcome) -> Self {
        Self {
            draft: doc.draft.cloned(),
            url: doc.url.to_owned(),
            date: doc.date(),
            supersedes: doc.supersedes.clone(),
            superseded_by: doc.superseded_by.clone(),
            amends: doc.amends.clone(),
            outcome,
        }
    }

    /// How `doc` differs from this.
    fn change(&self, doc: &PolicyDoc<'_>) -> Change {
        let (Some(old), Some(new)) = (&self.draft, doc.draft) else {
            return Change::All;
        };
        let same_place = self.url == doc.url
            && self.supersedes == doc.supersedes
            && self.superseded_by == doc.superseded_by
            && self.amends == doc.amends;
        if !same_place {
            return Change::All;
        }
        if Arc::ptr_eq(old, new) {
            return Change::None;
        }
        let same_name = old.path == new.path
            && old.meta.title.value == new.meta.title.value
            && old.part() == new.part()
            && self.date == doc.date()
            && same_names(&old.details, &new.details)
            && old.body.policy.as_ref().map(|text| &text.first) == new.body.policy.as_ref().map(|text| &text.first);
        if !same_name {
            return Change::All;
        }
        if old.details != new.details || old.meta.title.span != new.meta.title.span {
            return Change::FrontMatter;
        }
        if same_articles(old.body.policy.as_deref(), new.body.policy.as_deref()) {
            Change::Words
        } else {
            Change::Articles
        }
    }
}

/// Whether two pages are known by the same names.
fn same_names(old: &Details, new: &Details) -> bool {
    match (old, new) {
        (Details::Policy(old), Details::Policy(new)) => {
            let name = |policy: &crate::content::Policy| policy.version_of.as_ref().map(|name| name.value.clone());
            name(old) == name(new) && old.short_titles == new.short_titles
        }
        (Details::Policy(_), _) | (_, Details::Policy(_)) => false,
        _ => true,
    }
}

/// Whether every citation leads to the same place in both. Not by recursion: lists may be deep.
fn same_articles(old: Option<&PolicyText>, new: Option<&PolicyText>) -> bool {
    let (Some(old), Some(new)) = (old, new) else {
        return old.is_none() && new.is_none();
    };
    let (old, new) = (old.nodes.get(), new.nodes.get());
    let mut open: Vec<(&[Node], &[Node])> = vec![(&old, &new)];
    while let Some((old, new)) = open.pop() {
        if old.len() != new.len() {
            return false;
        }
        for (old, new) in old.iter().zip(new) {
            if (old.kind, &old.number, &old.anchor) != (new.kind, &new.number, &new.anchor) {
                return false;
            }
            // 刑法分则第三章 leads by what a 编 is called.
            if old.kind == crate::content::NodeType::Part && old.heading != new.heading {
                return false;
            }
            open.push((&old.children, &new.children));
        }
    }
    true
}
