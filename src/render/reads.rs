//! What the pages of a site read of each other.
//!
//! Everything that a page shows of another one goes through [`Seen`], which notes it. A page whose readings would all be
//! the same again need not be made again: that is the whole of incremental rendering. So nothing here hands out more than
//! it notes, and `tests/it/tidy.rs` keeps the rest of `render` from reaching around it for texts and references.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::context::{MediaFile, RenderSite};
use super::lists;
use super::view::Link;
use crate::content::{Body, Kind, print_of};
use crate::link::policy::{CitedPlace, PolicyLinks, Resolved, StatusFacts};
use crate::link::{Page, PageId, Site, Target};
use crate::parse::data::Table;

/// A side of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Facet {
    /// What a link to it shows: title, summary, address; and the folder it lies in.
    Name,
    /// Kind, front matter, first sentences, address, and the folder it lies in.
    Facts,
    /// Its text.
    Body,
    /// What lies in it, in order.
    Children,
    /// Neighbours, related pages, and what its references mean.
    Links,
    /// Versions of a policy text, its citations and those of it, and what explains it.
    Policy,
    /// Its 时效性.
    Status,
}

const FACETS: usize = 7;

/// Something with a name that a page may show.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Named {
    /// A file beside the pages.
    Media(Arc<str>),
    /// A table of data.
    Table(Arc<str>),
    /// The list of a keyword.
    Keyword(String),
    /// A topic.
    Topic(String),
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Read {
    /// A side of a page.
    Page(PageId, Facet),
    /// What has a name.
    Named(Named),
    /// Anything of all pages but their texts.
    Whole,
}

/// The readings of one page.
pub(super) type Log = RefCell<Vec<Read>>;

/// The site as one page sees it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    whole: &'a RenderSite<'a>,
    log: Option<&'a Log>,
}

impl<'a> Seen<'a> {
    /// Notes readings in `log`, or nowhere.
    pub(super) fn new(whole: &'a RenderSite<'a>, log: Option<&'a Log>) -> Self {
        Self { whole, log }
    }

    fn note(self, read: Read) {
        if let Some(log) = self.log {
            let mut log = log.borrow_mut();
            if log.last() != Some(&read) {
                log.push(read);
            }
        }
    }

    /// The facts of a page; what else it has must be asked for by the methods below.
    pub(super) fn page(self, id: PageId) -> &'a Page {
        self.note(Read::Page(id, Facet::Facts));
        self.whole.site.page(id)
    }

    /// What a link to a page shows.
    pub(super) fn name(self, id: PageId) -> Name<'a> {
        self.note(Read::Page(id, Facet::Name));
        let page = self.whole.site.page(id);
        let meta = &page.draft.meta;
        Name { title: &meta.title.value, summary: meta.summary.as_ref(), url: &page.url }
    }

    /// The text of a page.
    pub(super) fn body(self, id: PageId) -> &'a Body {
        self.note(Read::Page(id, Facet::Body));
        &self.whole.site.page(id).draft.body
    }

    /// What lies directly in a folder.
    pub(super) fn children(self, id: PageId) -> &'a [PageId] {
        self.note(Read::Page(id, Facet::Children));
        &self.whole.site.page(id).children
    }

    /// What a reference on `from` means.
    pub(super) fn target(self, from: PageId, reference: &str) -> Option<&'a Target> {
        self.note(Read::Page(from, Facet::Links));
        self.whole.site.page(from).targets.get(reference)
    }

    /// The page that a reference on `from` means, if it means one.
    pub(super) fn target_page(self, from: PageId, reference: &str) -> Option<PageId> {
        self.note(Read::Page(from, Facet::Links));
        self.whole.site.target_page(from, reference)
    }

    /// Where a target lies, relative to the root.
    pub(super) fn target_url(self, target: &Target) -> Option<String> {
        match target {
            Target::Page { id, .. } => self.note(Read::Page(*id, Facet::Name)),
            Target::Media(path) => self.note(Read::Named(Named::Media(Arc::clone(path)))),
            Target::Hidden | Target::Missing => {}
        }
        self.whole.site.target_url(target)
    }

    /// The pages before and after `id`.
    pub(super) fn neighbours(self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        self.note(Read::Page(id, Facet::Links));
        let page = self.whole.site.page(id);
        (page.previous, page.next)
    }

    /// Pages that go with `id`.
    pub(super) fn related(self, id: PageId) -> &'a [PageId] {
        self.note(Read::Page(id, Facet::Links));
        &self.whole.site.related[id.0]
    }

    /// From the home page down to the folder of `id`.
    pub(super) fn ancestors(self, id: PageId) -> Vec<PageId> {
        self.note(Read::Page(id, Facet::Name));
        let chain = self.whole.site.ancestors(id);
        chain.iter().for_each(|ancestor| self.note(Read::Page(*ancestor, Facet::Name)));
        chain
    }

    /// The top-level column that `id` lies in, or is.
    pub(super) fn column(self, id: PageId) -> Option<PageId> {
        self.ancestors(id);
        self.whole.site.column(id)
    }

    /// All pages below `id`, depth first in order, without folders' own pages; for folders of few pages.
    pub(super) fn descendants(self, id: PageId) -> Vec<PageId> {
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            self.note(Read::Page(at, Facet::Facts));
            open.extend(self.children(at));
        }
        self.whole.site.descendants(id)
    }

    /// The home page.
    pub(super) fn home(self) -> Option<PageId> {
        self.whole.site.home()
    }

    /// What the policy text `id` is to others; only what concerns `id` may be read.
    pub(super) fn policies(self, id: PageId) -> &'a PolicyLinks {
        self.note(Read::Page(id, Facet::Policy));
        &self.whole.site.policies
    }

    /// Pages that explain the policy text `id`.
    pub(super) fn interpreted_by(self, id: PageId) -> &'a [PageId] {
        self.note(Read::Page(id, Facet::Policy));
        self.whole.site.interpreted_by.get(&id).map_or(&[], Vec::as_slice)
    }

    /// 时效性 of `id`, if it is a policy text.
    pub(super) fn status(self, id: PageId) -> Option<&'a StatusFacts> {
        self.note(Read::Page(id, Facet::Status));
        self.whole.site.policies.status.get(&id.0)
    }

    /// The link to the list of a keyword.
    pub(super) fn keyword(self, name: &str) -> Option<Link> {
        self.note(Read::Named(Named::Keyword(name.to_owned())));
        lists::keyword_link(self.whole.site, name)
    }

    /// The link to a topic.
    pub(super) fn topic(self, name: &str) -> Option<Link> {
        self.note(Read::Named(Named::Topic(name.to_owned())));
        lists::topic_link(self.whole.site, name)
    }

    /// A published file beside the pages.
    pub(super) fn media(self, path: &Arc<str>) -> Option<&'a MediaFile> {
        self.note(Read::Named(Named::Media(Arc::clone(path))));
        self.whole.media.get(path)
    }

    /// A table of data.
    pub(super) fn table(self, path: &Arc<str>) -> Option<&'a Table> {
        self.note(Read::Named(Named::Table(Arc::clone(path))));
        self.whole.tables.get(path)
    }

    /// The site for what is written of the policy text `id` alone in formats of other programs: its text, and of the texts
    /// that it cites or changes the dates and the address of their oldest versions.
    pub(super) fn for_policy_export(self, id: PageId) -> &'a Site {
        let site = self.whole.site;
        self.body(id);
        self.note(Read::Page(id, Facet::Links));
        self.note(Read::Page(id, Facet::Status));
        let cited =
            site.policies.citations.get(id.0).into_iter().flat_map(|resolved| resolved.targets.iter().flatten());
        let named = site.page(id).targets.values().filter_map(|target| match target {
            Target::Page { id, .. } => Some(*id),
            _ => None,
        });
        let mut others: Vec<PageId> = cited.map(|target| PageId(target.doc)).chain(named).chain([id]).collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            self.note(Read::Page(other, Facet::Facts));
            self.note(Read::Page(other, Facet::Policy));
            let family = site.policies.family_of.get(&other.0).map(|family| &site.policies.families[*family]);
            if let Some(first) = family.and_then(|family| family.members.first()) {
                self.note(Read::Page(PageId(*first), Facet::Facts));
            }
        }
        site
    }

    /// Everything but texts, for the few pages that gather from the whole site: any change of facts makes them anew.
    pub(super) fn all(self) -> &'a Site {
        self.note(Read::Whole);
        self.whole.site
    }
}

/// Whether a page has questions. Whether the site has any decides which pages there are, which is asked in every build.
pub(super) fn asks(page: &Page) -> bool {
    !page.draft.body.questions.is_empty()
}

/// What a link to a page shows.
pub(super) struct Name<'a> {
    pub(super) title: &'a str,
    pub(super) summary: Option<&'a String>,
    pub(super) url: &'a str,
}

/// Prints of all that can be read, for one build.
pub(super) struct Marks {
    /// By page, then by facet.
    pages: Vec<[u64; FACETS]>,
    whole: u64,
}

impl Marks {
    /// The prints of `whole`, whose pages have the lasting numbers `lasting`: an index means another page in another build.
    pub(super) fn of(whole: &RenderSite<'_>, lasting: &[u32], policies: &mut PolicyMarks) -> Self {
        policies.refresh(&whole.site.policies, lasting);
        let policies = &*policies;
        let ids: Vec<PageId> = whole.site.iter().map(|(id, _)| id).collect();
        let pages: Vec<[u64; FACETS]> =
            ids.par_iter().map(|id| page_marks(whole.site, *id, lasting, policies)).collect();
        let mut all = std::hash::DefaultHasher::new();
        for [_, facts, _, children, links, _, status] in &pages {
            (facts, children, links, status).hash(&mut all);
        }
        Self { pages, whole: all.finish() }
    }

    pub(super) fn page(&self, id: PageId, facet: Facet) -> u64 {
        self.pages[id.0][facet as usize]
    }

    /// The print of all facts.
    pub(super) fn whole(&self) -> u64 {
        self.whole
    }
}

/// Prints of the citations in each text and of those of it, the longest lists that there are, kept while linking keeps
/// the lists.
#[derive(Default)]
pub(super) struct PolicyMarks {
    lasting: Vec<u32>,
    cites: Vec<(Arc<Resolved>, u64)>,
    cited: BTreeMap<usize, (Arc<[CitedPlace]>, u64)>,
}

impl PolicyMarks {
    fn refresh(&mut self, policies: &PolicyLinks, lasting: &[u32]) {
        if self.lasting != lasting {
            *self = Self { lasting: lasting.to_vec(), ..Self::default() };
        }
        let numbers = Lasting(lasting);
        let known = &self.cites;
        self.cites = policies
            .citations
            .par_iter()
            .enumerate()
            .map(|(doc, resolved)| match known.get(doc) {
                Some((kept, print)) if Arc::ptr_eq(kept, resolved) => (Arc::clone(resolved), *print),
                _ => (Arc::clone(resolved), cites_mark(resolved, &numbers)),
            })
            .collect();
        let known = &self.cited;
        self.cited = policies
            .cited_by
            .par_iter()
            .map(|(doc, places)| match known.get(doc) {
                Some((kept, print)) if Arc::ptr_eq(kept, places) => (*doc, (Arc::clone(places), *print)),
                _ => (*doc, (Arc::clone(places), cited_mark(places, &numbers))),
            })
            .collect();
    }
}

fn cites_mark(resolved: &Resolved, lasting: &Lasting<'_>) -> u64 {
    let targets = resolved.targets.iter();
    let targets: Vec<_> = targets
        .map(|target| target.as_ref().map(|t| (lasting.0[t.doc], &t.anchor, &t.place, t.skip, t.later)))
        .collect();
    let abroad: Vec<_> = resolved
        .elsewhere
        .iter()
        .map(|(at, abroad)| (at, &abroad.url, &abroad.title, &abroad.portal, abroad.skip, abroad.later))
        .collect();
    print_of(&(targets, abroad))
}

fn cited_mark(places: &[CitedPlace], lasting: &Lasting<'_>) -> u64 {
    let cited: Vec<_> = places
        .iter()
        .map(|place| {
            let links = place.links.iter();
            let links: Vec<_> = links.map(|link| (lasting.0[link.doc], &link.within, &link.place)).collect();
            (&place.anchor, links)
        })
        .collect();
    print_of(&cited)
}

/// Lasting numbers of pages as a hash sees them.
struct Lasting<'a>(&'a [u32]);

impl Lasting<'_> {
    fn of(&self, ids: impl IntoIterator<Item = PageId>) -> Vec<u32> {
        ids.into_iter().map(|id| self.0[id.0]).collect()
    }
}

fn page_marks(site: &Site, id: PageId, lasting: &[u32], policies: &PolicyMarks) -> [u64; FACETS] {
    let page = site.page(id);
    let lasting = Lasting(lasting);
    let facts = (page.draft.prints.facts, &page.url, lasting.of(page.parent));
    let targets: Vec<(&str, u8, u32, &str)> = page
        .targets
        .iter()
        .map(|(written, target)| match target {
            Target::Page { id, anchor } => (written.as_str(), 0, lasting.0[id.0], anchor.as_deref().unwrap_or("")),
            Target::Media(path) => (written.as_str(), 1, 0, &**path),
            Target::Hidden => (written.as_str(), 2, 0, ""),
            Target::Missing => (written.as_str(), 3, 0, ""),
        })
        .collect();
    let links =
        (lasting.of(page.previous), lasting.of(page.next), lasting.of(site.related[id.0].iter().copied()), targets);
    let status = site.policies.status.get(&id.0);
    let cites = site.policies.citations.get(id.0).is_some_and(|citations| !citations.targets.is_empty());
    let policy = page.draft.kind == Kind::Policy || cites;
    let meta = &page.draft.meta;
    let name = (page.draft.kind, &meta.title.value, &meta.summary, &page.url, lasting.of(page.parent));
    [
        print_of(&name),
        print_of(&facts),
        page.draft.prints.whole,
        print_of(&lasting.of(page.children.iter().copied())),
        print_of(&links),
        if policy { policy_mark(site, id, &lasting, policies) } else { 0 },
        status.map_or(0, status_mark),
    ]
}

fn policy_mark(site: &Site, id: PageId, lasting: &Lasting<'_>, marks: &PolicyMarks) -> u64 {
    let policies = &site.policies;
    let doc = |doc: usize| lasting.0[doc];
    let family = policies.family_of.get(&id.0).map(|family| &policies.families[*family]);
    let members =
        family.map(|family| (lasting.of(family.members.iter().map(|d| PageId(*d))), family.in_force.map(doc)));
    let cites = marks.cites.get(id.0).map(|(_, print)| print);
    let cited = marks.cited.get(&id.0).map(|(_, print)| print);
    let reasons = |facts: &StatusFacts| -> Vec<u64> {
        let reasons = facts.reasons.iter();
        reasons.map(|reason| print_of(&(doc(reason.doc), &reason.said.sentence, &reason.said.anchor))).collect()
    };
    let facts = policies.status.get(&id.0).map(|facts| {
        let unconsolidated = facts.unconsolidated.map(|(by, date)| (doc(by), date));
        (status_mark(facts), facts.successor.map(doc), unconsolidated, reasons(facts))
    });
    let events = policies.events.get(&id.0);
    let events = events.map(|made| made.iter().map(|by| by.map(doc)).collect::<Vec<_>>());
    let interpreted_by = site.interpreted_by.get(&id).map(|pages| lasting.of(pages.iter().copied()));
    print_of(&(members, cites, cited, facts, doc(policies.canonical(id.0)), events, interpreted_by))
}

/// Without the successor, whose number is another in another build.
fn status_mark(facts: &StatusFacts) -> u64 {
    print_of(&(facts.status, facts.effective_on, facts.valid_until, facts.repealed_on, facts.amended_on))
}

/// The prints of the things with names that earlier builds have read.
pub(super) fn named_marks(whole: &RenderSite<'_>, names: &[Named]) -> Vec<u64> {
    names.par_iter().map(|name| named_mark(whole, name)).collect()
}

/// The print of what has this name now.
pub(super) fn named_mark(whole: &RenderSite<'_>, name: &Named) -> u64 {
    let link = |link: Option<Link>| print_of(&link.map(|link| (link.title, link.url)));
    match name {
        Named::Media(path) => print_of(&(whole.site.media.get(path), whole.media.get(path))),
        Named::Table(path) => print_of(&whole.tables.get(path)),
        Named::Keyword(name) => link(lists::keyword_link(whole.site, name)),
        Named::Topic(name) => link(lists::topic_link(whole.site, name)),
    }
}
