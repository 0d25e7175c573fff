//! The editing loop: files change, the site is built again, the newest good one is shown.
//!
//! The pages come first, because somebody waits for them; the search index follows in a thread of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use super::desk::known::{Book, Known};
use super::desk::{Drafted, Typed};
use super::guard::{Part, guarded};
use super::indexer::{Indexed, Indexer};
use super::shown::{Shown, restyled};
use super::watch::News;
use crate::cache::Cache;
use crate::check::{self, Ran, due};
use crate::content::Moment;
use crate::diagnostics::{Diagnostic, Severity, Text, has_errors};
use crate::inputs::{InputFile, Inputs, Roots, Stats};
use crate::outputs::{self, Outputs, Target};
use crate::pipeline::{self, AsOf, BuildOptions, IndexCache, Memo, Progress, StoredKeys, record};

/// A day has passed, or what waits for a moment may be due: builds look at the clock at least this often.
const CLOCK: Duration = Duration::from_secs(20);

/// After so long without a change the site is left for the next run.
const IDLE: Duration = Duration::from_secs(4);

/// Larger sites are not: they would fill the disk.
const MOST_LEFT: u64 = 1 << 30;

/// What the session tells its user.
pub enum Event<'a> {
    /// The site was built, at the start or after a change.
    Built(&'a BuildReport<'a>),
    /// The search index is up to date again.
    Indexed(Duration),
    /// The system does not tell of changes; the folders are looked at instead.
    Polling,
    /// The code that lets somebody in the network edit, once.
    Code(&'a str),
    /// A part of the preview has stopped through a fault of this program.
    Broke(Part),
}

/// What came of a build.
pub struct BuildReport<'a> {
    /// The sources, for the places of faults.
    pub inputs: &'a Inputs,
    /// Everything found.
    pub diagnostics: &'a [Diagnostic],
    /// Pages of the site.
    pub pages: usize,
    /// Files that are new or different; all at the start.
    pub changed: usize,
    /// How long it took, reading included.
    pub took: Duration,
    /// Whether it is shown: it has no error.
    pub shown: bool,
    /// Whether it is the first.
    pub first: bool,
    /// What is due next, in words.
    pub next: Option<&'a Text>,
}

/// What the user of a session gives it.
pub trait Desk: Send {
    /// Is told what happens.
    fn tell(&self, event: Event<'_>);
    /// What to say of a part that has stopped.
    fn stopped(&self, part: Part) -> String;
    /// The faults as text, for the page that cannot be shown.
    fn text(&self, diagnostics: &[Diagnostic], inputs: &Inputs) -> String;
    /// Who wants to know how far the first build has come.
    fn progress(&self) -> &dyn Progress;
}

/// A site and what is known of it.
pub(super) struct Session {
    pub(super) roots: Roots,
    pub(super) options: BuildOptions,
    pub(super) cache: Arc<Cache>,
    pub(super) shown: Arc<Shown>,
    pub(super) desk: Box<dyn Desk>,
    /// Where the editing desk reads what was built; none if there is no desk.
    pub(super) book: Option<Arc<Book>>,
    /// What was typed at desks and is not saved; the site is built with it.
    typed: Typed,
    memo: Memo,
    inputs: Inputs,
    indexer: Indexer,
    /// Whether the day is today's, whichever that is.
    follows_clock: bool,
    /// The moment for which the last build was made, and the site's offset from UTC.
    built: Option<(Moment, String)>,
    /// Where earlier runs may have left the site; the last one is this program's own.
    folders: Vec<PathBuf>,
    /// What belongs to the site that is shown, until it is left for the next run.
    to_leave: Option<Left>,
    /// Leaves it.
    leaving: Option<JoinHandle<()>>,
}

/// What has to be remembered of a site beside its files.
struct Left {
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
    pages: usize,
    span: record::Span,
    next: Option<Text>,
}

/// Why a build is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Nothing is shown yet.
    First,
    /// What it will give is shown already.
    Known,
    /// Something changed.
    Edit,
    /// Something was typed at a desk; what is wrong with it is said there and nowhere else.
    Typed,
}

/// Files that a desk has written or moved, which the watcher will tell of too.
pub(super) struct Written {
    pub(super) paths: Vec<PathBuf>,
    /// What was typed into these is of no use any more.
    pub(super) forgotten: Vec<Arc<str>>,
    /// Is told when the site has been built.
    pub(super) done: Sender<()>,
}

/// What reaches the loop.
pub(super) enum Signal {
    /// From the watcher.
    News(News),
    /// From the thread that writes the index.
    Indexed(Box<Indexed>),
    /// From the thread that leaves the site for the next run.
    Left(Box<(IndexCache, StoredKeys)>),
    /// From a desk.
    Drafted(Drafted),
    /// Files that a desk has written or moved.
    Written(Written),
    /// A new code for the network.
    Code(String),
    /// A thread has ended through a fault of this program.
    Broke(Part),
    /// The program ends.
    Stop,
}

impl Session {
    pub(super) fn new(
        roots: Roots,
        options: BuildOptions,
        folders: Vec<PathBuf>,
        cache: Cache,
        shown: Arc<Shown>,
        desk: Box<dyn Desk>,
        signals: Sender<Signal>,
    ) -> Self {
        let cache = Arc::new(cache);
        let indexer = Indexer::new(signals);
        let follows_clock = matches!(options.as_of, AsOf::Clock(_));
        let (memo, inputs) = (Memo::default(), Inputs::default());
        Self {
            roots,
            options,
            cache,
            shown,
            desk,
            book: None,
            typed: Typed::new(),
            memo,
            inputs,
            indexer,
            follows_clock,
            built: None,
            folders,
            to_leave: None,
            leaving: None,
        }
    }

    /// Builds now and after each change, until nobody sends signals any more or `stopped` says so. Files that are being
    /// written then are written to their end.
    pub(super) fn run(mut self, signals: &Receiver<Signal>, stopped: &dyn Fn() -> bool) {
        if guarded(|| self.follow(signals, stopped)).is_none() {
            // What it knew of the site may be half changed, so nothing goes on from there; open pages say so too.
            self.desk.tell(Event::Broke(Part::Build));
            let text = self.desk.stopped(Part::Build);
            self.shown.change(|state| state.faults = Some(Arc::from(text)));
        }
        if let Some(thread) = self.leaving.take() {
            let _ = thread.join();
        }
    }

    fn follow(&mut self, signals: &Receiver<Signal>, stopped: &dyn Fn() -> bool) {
        let started = Instant::now();
        let stats = Stats::load(&self.cache);
        let read = Inputs::read(&self.roots, &stats);
        stats.store(&self.cache);
        self.inputs = read.value;
        let known = self.show_known(started);
        self.memo = Memo::recall(&self.cache, &self.options);
        self.indexer.cache = Some(std::mem::take(&mut self.memo.index));
        let first = if known { Turn::Known } else { Turn::First };
        self.build(read.diagnostics, started, first, &[]);
        if known {
            self.to_leave = None;
        }
        while !stopped() {
            match signals.recv_timeout(if self.to_leave.is_some() { IDLE } else { CLOCK }) {
                Ok(Signal::News(News::Polling)) => self.desk.tell(Event::Polling),
                Ok(Signal::News(News::Changed(paths))) => self.changed(&paths),
                Ok(Signal::Indexed(indexed)) => self.indexed(*indexed),
                Ok(Signal::Left(left)) => {
                    let (index, stored) = *left;
                    self.memo.stored = stored;
                    self.indexer.give_back(index);
                }
                Ok(Signal::Drafted(drafted)) => self.drafted(drafted),
                Ok(Signal::Written(written)) => {
                    written.forgotten.iter().for_each(|file| _ = self.typed.remove(file));
                    self.changed(&written.paths);
                    // Whoever asked may have gone.
                    let _ = written.done.send(());
                }
                Ok(Signal::Code(code)) => self.desk.tell(Event::Code(&code)),
                Ok(Signal::Broke(part)) => self.desk.tell(Event::Broke(part)),
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.leave_for_next(),
            }
            if self.is_due() {
                self.changed(&[]);
            }
        }
    }

    /// Shows what an earlier run has left of the very same site, if there is such a thing; the build that follows then
    /// changes nothing, but knows what depends on what.
    fn show_known(&mut self, started: Instant) -> bool {
        let known = self.folders.iter().find_map(|folder| {
            let record = record::find(&self.cache, &self.inputs, &self.options, folder)?;
            Some((record, outputs::published(folder)?))
        });
        let Some((record, published)) = known else { return false };
        let (index, pages) = published.split(pipeline::is_of_index);
        self.shown.change(|state| {
            state.show(pages, Vec::new(), &record.base_path);
            state.index = Arc::new(index);
        });
        self.desk.tell(Event::Built(&BuildReport {
            inputs: &self.inputs,
            diagnostics: &record.diagnostics,
            pages: record.pages,
            changed: record.files,
            took: started.elapsed(),
            shown: true,
            first: true,
            next: record.next.as_ref(),
        }));
        true
    }

    /// Leaves the site for the next run to show at once; in a thread of its own, because it takes as long as publishing.
    fn leave_for_next(&mut self) {
        let Some(folder) = self.folders.last().cloned().filter(|_| self.to_leave.is_some()) else { return };
        // While the index is written, what is shown has the one of an older site.
        let Some(mut index) = self.indexer.cache.take() else { return };
        let state = self.shown.now();
        let left =
            self.to_leave.take().filter(|_| state.faults.is_none() && state.ready && state.pages.bytes() <= MOST_LEFT);
        let Some(left) = left else {
            self.indexer.cache = Some(index);
            return;
        };
        let (leaving, stored) = (self.memo.leaving(&self.options.content), self.memo.stored.clone());
        let signals = self.indexer.signals.clone();
        let (cache, roots, options) = (Arc::clone(&self.cache), self.roots.clone(), self.options.clone());
        self.leaving = Some(std::thread::spawn(move || {
            let leave = || {
                let outputs = state.pages.with(&state.index);
                // What a power failure takes from the cache is built again.
                let published =
                    Target::open(&folder, &roots).and_then(|target| target.without_sync().publish(&outputs));
                // What cannot be left is built again the next time.
                let stored = match published {
                    Ok(report) => {
                        let summary = record::Summary {
                            diagnostics: &left.diagnostics,
                            pages: left.pages,
                            files: outputs.len(),
                            bytes: report.bytes,
                            next: left.next,
                            base_path: state.base_path.to_string(),
                            span: left.span,
                        };
                        record::remember(&cache, &left.inputs, &options, &folder, summary);
                        leaving.store(&cache, &options, &mut index, &outputs, &folder)
                    }
                    Err(_) => stored,
                };
                (index, stored)
            };
            let left = guarded(leave).unwrap_or_else(|| {
                let _ = signals.send(Signal::Broke(Part::Leave));
                (IndexCache::default(), StoredKeys::default())
            });
            // Nobody listens when the program ends.
            let _ = signals.send(Signal::Left(Box::new(left)));
        }));
    }

    /// Whether a day has begun, or a moment has passed for which something waits, since the last build.
    fn is_due(&self) -> bool {
        let Some((built_for, offset)) = self.built.as_ref().filter(|_| self.follows_clock) else { return false };
        let now = AsOf::Clock(OffsetDateTime::now_utc()).at(offset);
        now.date() != built_for.date() || self.memo.next_change(*built_for).is_some_and(|next| next <= now)
    }

    fn changed(&mut self, paths: &[PathBuf]) {
        let started = Instant::now();
        let stats = Stats::load(&Cache::disabled());
        let read = self.inputs.update(&self.roots, paths, &stats);
        self.inputs = read.value;
        self.build(read.diagnostics, started, Turn::Edit, paths);
    }

    fn drafted(&mut self, drafted: Drafted) {
        let Drafted { file, text, done } = drafted;
        let same = match &text {
            Some(text) => self.inputs.get(&file).and_then(|input| input.text()).as_ref() == Some(text),
            None => true,
        };
        let changed = match text.filter(|_| !same) {
            Some(text) => self.typed.insert(file, Arc::clone(&text)).is_none_or(|former| former != text),
            None => self.typed.remove(&file).is_some(),
        };
        if changed {
            self.build(Vec::new(), Instant::now(), Turn::Typed, &[]);
        }
        // Whoever asked may have gone.
        let _ = done.send(());
    }

    /// The files with what was typed at desks in the place of what is on disk.
    fn with_typed(&self) -> Option<Inputs> {
        let mut inputs = (!self.typed.is_empty()).then(|| self.inputs.clone())?;
        for (file, text) in &self.typed {
            inputs.insert(file, InputFile::in_memory(file, text.as_bytes()));
        }
        Some(inputs)
    }

    fn build(&mut self, mut found: Vec<Diagnostic>, started: Instant, turn: Turn, changed: &[PathBuf]) {
        if self.follows_clock {
            self.options.as_of = AsOf::Clock(OffsetDateTime::now_utc());
        }
        let silent = pipeline::Silent;
        let progress = if turn == Turn::First { self.desk.progress() } else { &silent };
        let with_typed = self.with_typed();
        let inputs = with_typed.as_ref().unwrap_or(&self.inputs);
        let of_files = found.clone();
        let ready = pipeline::prepare(inputs, &self.options, &mut self.memo, &self.cache, progress, &mut found);
        let ready = Arc::new(ready);
        let no_index = Outputs::default();
        let outputs = pipeline::pages(&ready, inputs, &mut self.memo, &no_index, progress, &mut found);
        let content = &self.options.content;
        let found = check::settle(inputs, content, &ready.config, &ready.site, found, Ran::Build);
        let shown = !has_errors(&found);
        if let Some(book) = &self.book {
            book.put(|number| Known {
                number,
                ready: Arc::clone(&ready),
                inputs: inputs.clone(),
                drafts: ready.drafts().to_vec(),
                site: Arc::clone(&ready.site),
                config: Arc::new(ready.config.clone()),
                found: found.clone(),
                as_of: ready.as_of,
            });
        }
        let of_typed = |fault: &Diagnostic| {
            let file = fault.span.as_ref().map(|span| &span.file);
            fault.severity == Severity::Error && file.is_some_and(|file| self.typed.contains_key(file))
        };
        if turn != Turn::Typed && found.iter().any(of_typed) {
            // What is saved does not wait for what somebody is typing.
            self.typed.clear();
            return self.build(of_files, started, turn, changed);
        }
        if turn == Turn::Typed && !shown {
            return;
        }
        let former = self.shown.now();
        let changes = outputs.changes_since(&former.pages);
        let text = (!shown).then(|| Arc::from(self.desk.text(&found, inputs)));
        let restyled = restyled(&former.pages, &outputs, changed, &self.roots);
        let base_path = ready.config.base_path();
        let counts = counts(&found);
        self.shown.change(|state| {
            state.faults = text;
            state.counts = counts;
            if shown {
                state.show(outputs, restyled, &base_path);
                state.built_with(inputs, |file| self.typed.contains_key(file));
            }
        });
        let next = due::next(&due::coming(&self.options, ready.drafts(), &ready.site, ready.as_of));
        if !matches!(turn, Turn::Known | Turn::Typed) {
            self.desk.tell(Event::Built(&BuildReport {
                inputs,
                diagnostics: &found,
                pages: ready.site.pages.len(),
                changed: changes.written.len() + changes.removed.len(),
                took: started.elapsed(),
                shown,
                first: turn == Turn::First,
                next: next.as_ref(),
            }));
        }
        self.built = Some((ready.as_of, ready.config.utc_offset.clone()));
        if shown {
            let span = record::Span::of(&self.memo, ready.as_of, &ready.config.utc_offset);
            let pages = ready.site.pages.len();
            // A site with what nobody has saved is not left for the next run.
            let as_on_disk = with_typed.is_none();
            let left = Left { inputs: self.inputs.clone(), diagnostics: found, pages, span, next };
            self.to_leave = as_on_disk.then_some(left);
            if turn != Turn::Typed || as_on_disk {
                self.indexer.want(ready);
            }
        }
    }

    fn indexed(&mut self, indexed: Indexed) {
        if let Some(files) = indexed.files {
            self.shown.change(|state| state.index = Arc::new(files));
            self.desk.tell(Event::Indexed(indexed.took));
        }
        self.indexer.give_back(indexed.cache);
    }
}

/// Errors and warnings.
fn counts(found: &[Diagnostic]) -> (usize, usize) {
    let count = |severity| found.iter().filter(|fault| fault.severity == severity).count();
    (count(Severity::Error), count(Severity::Warning))
}
