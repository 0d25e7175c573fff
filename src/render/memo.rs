//! What rendering one build leaves for the next.
//!
//! An output is kept as long as all that it was made from is the same: what every page depends on (theme, configuration,
//! day, glossary), what it was given, and what it read of the site. It is never kept by its source file alone.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::context::RenderSite;
use super::jobs::{self, Job};
use super::reads::{Facet, Log, Marks, Named, PolicyMarks, Read, named_mark, named_marks};
use super::{FileBytes, Rendered};
use crate::content::{Store, print_of};
use crate::diagnostics::Diagnostic;

/// SHA-256 of a file.
pub type FileHash = [u8; 32];

/// Fetches a rendered file that an earlier process has left, by its path and hash; none if it is not there any more.
pub type Fetch = Box<dyn Fn(&str, &FileHash) -> Option<Arc<[u8]>> + Send + Sync>;

/// Outputs of the last build, with what they depend on.
#[derive(Default)]
pub struct RenderMemo {
    /// What every output depends on.
    common: u64,
    /// Asked for by name only, so its order shows nowhere.
    entries: HashMap<Arc<str>, Entry>,
    /// Lasting numbers of source files.
    pages: HashMap<Arc<str>, u32>,
    /// Names that have been read, by their numbers.
    names: Vec<Named>,
    numbers: HashMap<Named, u32>,
    policies: PolicyMarks,
    /// How many builds there were.
    round: u64,
    /// How many outputs the last build made.
    made: usize,
    /// Where files are that an earlier process has rendered.
    fetch: Option<Fetch>,
    /// Where the files go that this process renders; none if they stay in memory.
    aside: Option<Arc<dyn Store>>,
}

#[derive(Clone)]
struct Entry {
    /// The last build that it was part of.
    round: u64,
    key: u64,
    reads: Arc<[(Dep, u64)]>,
    made: Made,
}

#[derive(Clone)]
enum Made {
    /// By this process.
    Here(Arc<Rendered>),
    /// By an earlier one; nothing has asked for it yet.
    Before(Arc<LeftFiles>),
}

/// What one job made, without the bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct LeftFiles {
    files: Vec<(Arc<str>, FileHash)>,
    diagnostics: Vec<Diagnostic>,
    origin: Option<Arc<str>>,
}

/// What a [`RenderMemo`] knows, to be written down.
#[derive(Debug, Serialize, Deserialize)]
pub struct LeftPages {
    common: u64,
    pages: Vec<(Arc<str>, u32)>,
    names: Vec<Named>,
    entries: Vec<LeftEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LeftEntry {
    name: Arc<str>,
    key: u64,
    reads: Arc<[(Dep, u64)]>,
    made: LeftFiles,
}

/// A [`RenderMemo`] as it was at one moment; cheap to take.
pub struct RenderSnapshot {
    common: u64,
    entries: Vec<(Arc<str>, Entry)>,
    pages: Vec<(Arc<str>, u32)>,
    names: Vec<Named>,
}

/// [`Read`] in numbers that mean the same in every build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Dep {
    Page(u32, Facet),
    Named(u32),
    Whole,
}

/// One job's result.
enum Outcome {
    Kept(Arc<Rendered>),
    Made(Arc<Rendered>, Vec<Read>),
}

impl RenderMemo {
    /// Renders what has changed, and returns everything, in order.
    pub(super) fn render(&mut self, whole: &RenderSite<'_>, step: &(dyn Fn() + Sync)) -> Vec<Arc<Rendered>> {
        self.forget_if_foreign(whole);
        let lasting = self.lasting(whole);
        let marks = Marks::of(whole, &lasting, &mut self.policies);
        let jobs = jobs::all(whole, &lasting);
        let now = Now::of(whole, &marks, &lasting, &self.names);
        let outcomes: Vec<Outcome> = jobs
            .par_iter()
            // What takes long stands together; a thread that has none of it must be able to take over one by one.
            .with_max_len(1)
            .map(|job| {
                let outcome = self.one(whole, job, &now);
                step();
                outcome
            })
            .collect();
        drop(now);
        self.keep(whole, jobs, outcomes, &marks, &lasting)
    }

    fn one(&self, whole: &RenderSite<'_>, job: &Job<'_>, now: &Now) -> Outcome {
        let known = self.entries.get(&job.name).filter(|entry| entry.key == job.key);
        let same = known.filter(|entry| entry.reads.iter().all(|(dep, print)| now.print(*dep) == *print));
        if let Some(rendered) = same.and_then(|entry| entry.made.get(self.fetch.as_ref(), self.aside.as_ref())) {
            return Outcome::Kept(rendered);
        }
        let log = Log::default();
        let mut rendered = job.run(&whole.inputs(Some(&log)));
        if let Some(store) = &self.aside {
            rendered.files.iter_mut().for_each(|(_, bytes)| bytes.put_aside(store));
        }
        let mut reads = log.into_inner();
        reads.sort_unstable();
        reads.dedup();
        Outcome::Made(Arc::new(rendered), reads)
    }

    fn keep(
        &mut self,
        whole: &RenderSite<'_>,
        jobs: Vec<Job<'_>>,
        outcomes: Vec<Outcome>,
        marks: &Marks,
        lasting: &[u32],
    ) -> Vec<Arc<Rendered>> {
        self.round += 1;
        self.made = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Made(..))).count();
        let round = self.round;
        let mut all = Vec::with_capacity(jobs.len());
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Kept(rendered) => {
                    if let Some(entry) = self.entries.get_mut(&job.name) {
                        entry.round = round;
                        entry.made = Made::Here(Arc::clone(&rendered));
                    }
                    all.push(rendered);
                }
                Outcome::Made(rendered, reads) => {
                    let reads = reads.into_iter().map(|read| self.dep(whole, read, marks, lasting)).collect();
                    all.push(Arc::clone(&rendered));
                    self.entries.insert(job.name, Entry { round, key: job.key, reads, made: Made::Here(rendered) });
                }
            }
        }
        if self.entries.len() > all.len() {
            self.entries.retain(|_, entry| entry.round == round);
        }
        self.fetch = None;
        all
    }

    fn dep(&mut self, whole: &RenderSite<'_>, read: Read, marks: &Marks, lasting: &[u32]) -> (Dep, u64) {
        match read {
            Read::Page(id, facet) => (Dep::Page(lasting[id.0], facet), marks.page(id, facet)),
            Read::Whole => (Dep::Whole, marks.whole()),
            Read::Named(name) => {
                let print = named_mark(whole, &name);
                let next = self.names.len() as u32;
                let number = *self.numbers.entry(name.clone()).or_insert(next);
                if number == next {
                    self.names.push(name);
                }
                (Dep::Named(number), print)
            }
        }
    }

    /// Forgets everything if something that every page depends on is another now, or if most of what is known of names
    /// and files is of no use any more.
    fn forget_if_foreign(&mut self, whole: &RenderSite<'_>) {
        let config = whole.config;
        let common = print_of(&(
            whole.theme.print(),
            whole.site_view.print(),
            format!("{config:?}"),
            whole.as_of,
            print_of(&whole.terms),
        ));
        let stale = self.pages.len() > 2 * whole.site.pages.len() + 1000
            || self.names.len() > 4 * whole.site.pages.len() + 10_000;
        if common != self.common || stale {
            *self = Self { common, aside: self.aside.take(), ..Self::default() };
        }
    }

    fn lasting(&mut self, whole: &RenderSite<'_>) -> Vec<u32> {
        whole
            .site
            .pages
            .iter()
            .map(|page| match self.pages.get(&page.draft.path) {
                Some(number) => *number,
                None => {
                    let next = self.pages.len() as u32;
                    self.pages.insert(Arc::clone(&page.draft.path), next);
                    next
                }
            })
            .collect()
    }
}

/// For the next process.
impl RenderMemo {
    /// How many outputs the last build had to make.
    pub fn made(&self) -> usize {
        self.made
    }

    /// From now on rendered files are put into `store`.
    pub fn put_aside(&mut self, store: Arc<dyn Store>) {
        self.aside = Some(store);
    }

    /// What is known now.
    pub fn snapshot(&self) -> RenderSnapshot {
        RenderSnapshot {
            common: self.common,
            entries: self.entries.iter().map(|(name, entry)| (Arc::clone(name), entry.clone())).collect(),
            pages: self.pages.iter().map(|(path, number)| (Arc::clone(path), *number)).collect(),
            names: self.names.clone(),
        }
    }

    /// What an earlier process has left, whose files `fetch` has.
    pub fn recall(left: LeftPages, fetch: Fetch) -> Self {
        let entry = |left: LeftEntry| {
            let made = Made::Before(Arc::new(left.made));
            (left.name, Entry { round: 0, key: left.key, reads: left.reads, made })
        };
        Self {
            common: left.common,
            entries: left.entries.into_iter().map(entry).collect(),
            pages: left.pages.into_iter().collect(),
            numbers: left.names.iter().cloned().zip(0..).collect(),
            names: left.names,
            fetch: Some(fetch),
            ..Self::default()
        }
    }
}

impl RenderSnapshot {
    /// Everything whose files `published` has: it gives the hash of a file if that lies at the path with those bytes.
    pub fn left(self, published: &(dyn Fn(&str, &FileBytes) -> Option<FileHash> + Sync)) -> LeftPages {
        let entries = self
            .entries
            .into_par_iter()
            .filter_map(|(name, entry)| {
                let Made::Here(rendered) = entry.made else { return None };
                let hash = |(path, bytes): &(Arc<str>, FileBytes)| Some((Arc::clone(path), published(path, bytes)?));
                let made = LeftFiles {
                    files: rendered.files.iter().map(hash).collect::<Option<_>>()?,
                    diagnostics: rendered.diagnostics.clone(),
                    origin: rendered.origin.clone(),
                };
                Some(LeftEntry { name, key: entry.key, reads: entry.reads, made })
            })
            .collect();
        LeftPages { common: self.common, pages: self.pages, names: self.names, entries }
    }
}

impl Made {
    /// None if the files are not what they were.
    fn get(&self, fetch: Option<&Fetch>, aside: Option<&Arc<dyn Store>>) -> Option<Arc<Rendered>> {
        let left = match self {
            Made::Here(rendered) => return Some(Arc::clone(rendered)),
            Made::Before(left) => left,
        };
        let fetched = |(path, hash): &(Arc<str>, FileHash)| {
            let mut bytes = FileBytes::Here(fetch?(path, hash)?);
            aside.into_iter().for_each(|store| bytes.put_aside(store));
            Some((Arc::clone(path), bytes))
        };
        Some(Arc::new(Rendered {
            files: left.files.iter().map(fetched).collect::<Option<_>>()?,
            hashes: left.files.iter().map(|(_, hash)| *hash).collect(),
            diagnostics: left.diagnostics.clone(),
            origin: left.origin.clone(),
        }))
    }
}

/// The prints of this build by lasting numbers.
struct Now<'a> {
    marks: &'a Marks,
    /// Lasting number → index of this build.
    places: Vec<Option<usize>>,
    names: Vec<u64>,
}

impl<'a> Now<'a> {
    fn of(whole: &RenderSite<'_>, marks: &'a Marks, lasting: &[u32], names: &[Named]) -> Self {
        let most = lasting.iter().max().map_or(0, |most| *most as usize + 1);
        let mut places = vec![None; most];
        for (index, number) in lasting.iter().enumerate() {
            places[*number as usize] = Some(index);
        }
        Self { marks, places, names: named_marks(whole, names) }
    }

    fn print(&self, dep: Dep) -> u64 {
        match dep {
            // What is no more has no print that anything else has.
            Dep::Page(number, facet) => match self.places.get(number as usize).copied().flatten() {
                Some(index) => self.marks.page(crate::link::PageId(index), facet),
                None => 0,
            },
            Dep::Named(number) => self.names[number as usize],
            Dep::Whole => self.marks.whole(),
        }
    }
}
