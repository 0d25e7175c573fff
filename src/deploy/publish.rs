//! One publication, from looking at the host to the last removal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::faults::Fault;
use super::line::{Crew, Line, Patience};
use super::plan::{Plan, Sent};
use super::remote::{Host, RemoteError, Upload};
use super::state::{self, Known, Mark, Publication, State, Unreadable, Waiting};
use super::store::{Journal, Store, read_site};
use super::work;
use crate::cache::Hash;
use crate::outputs::{MANIFEST, Manifest};

/// More than this of a former publication that another machine made is not fetched to keep it.
const MOST_FETCHED: u64 = 64 << 20;

/// What is to be published, and where.
pub struct Job<'a> {
    /// The folder with the built site.
    pub site: &'a Path,
    /// The files of it that are to be there.
    pub manifest: &'a Manifest,
    /// Which site it is.
    pub identity: &'a str,
    /// Where it goes.
    pub host: &'a dyn Host,
    /// What this machine keeps.
    pub store: &'a Store,
    /// How.
    pub options: Options,
}

/// How to publish.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many publications this machine keeps to go back to.
    pub keep: usize,
    /// How long open pages may ask for old files, in seconds.
    pub grace: u64,
    /// How many connections at a time.
    pub connections: usize,
    /// Whether to go on where somebody else has stopped, or to replace what is not this site's.
    pub take_over: bool,
    /// Whether to compare every file on the host with what it should be.
    pub verify: bool,
    /// At most so many of a hundred files may be removed.
    pub most_removed: usize,
    /// How hard to try.
    pub patience: Patience,
}

/// Is told how far it has come.
pub trait Watch: Sync {
    /// So many files and bytes are going to be sent.
    fn begin(&self, files: usize, bytes: u64);
    /// One more file has arrived.
    fn sent(&self, bytes: u64);
    /// Everything is there; now it takes its place.
    fn placing(&self);
}

/// What is known before anything is done.
pub struct Prepared {
    known: Known,
    /// What has to be done.
    pub plan: Plan,
    /// Files of former publications that nobody asks for any more.
    pub expired: Vec<String>,
    /// Whether an earlier publication is continued.
    pub continues: bool,
    journal: Journal,
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Done {
    /// The publication; none if the host had everything already.
    pub publication: Option<Publication>,
    /// Files and bytes sent.
    pub sent: (usize, u64),
    /// Files removed.
    pub removed: usize,
    /// Requests that were sent to the host for files: sent, placed, removed, asked for.
    pub requests: usize,
}

impl Prepared {
    /// Whether the host has everything already.
    pub fn is_done(&self) -> bool {
        self.plan.is_done() && self.expired.is_empty() && self.known.mark.is_none() && self.known.state.is_some()
    }

    /// The manifest of what is there now.
    pub fn former(&self) -> &Manifest {
        &self.known.manifest
    }
}

/// Looks at the host and decides what has to be done. Changes nothing.
pub fn prepare(job: &Job<'_>) -> Result<Prepared, Fault> {
    let mut line = Line::new(job.host, job.options.patience);
    let reading = |error| Fault::remote("读取站点的现状", "reading what is there", "", error);
    let mut known = match line.with(&mut |remote| match state::read(remote) {
        Err(Unreadable::Remote(error)) => Err(error),
        other => Ok(other),
    }) {
        Ok(Ok(known)) => known,
        Ok(Err(Unreadable::Damaged(file))) if !job.options.take_over => return Err(Fault::Damaged(file)),
        Ok(Err(_)) => Known { mark: Some(Mark::unknown()), ..Known::default() },
        Err(error) => return Err(reading(error)),
    };
    if let Some(theirs) = known.state.as_ref().map(|state| &state.site).filter(|site| *site != job.identity)
        && !job.options.take_over
    {
        return Err(Fault::OtherSite(theirs.clone()));
    }
    let journal = job.store.journal();
    let continues = known.mark.as_ref().is_some_and(|mark| mark.id == journal.id);
    if let Some(mark) = &known.mark
        && !continues
        && !job.options.take_over
    {
        return Err(Fault::Unfinished(mark.at));
    }
    let journal = if continues { journal } else { Journal::default() };
    let mut unsure: BTreeSet<String> = known.mark.iter().flat_map(|mark| mark.files.iter().cloned()).collect();
    if job.options.verify {
        let altered = altered(job, &known.manifest).map_err(reading)?;
        unsure.extend(altered.into_iter().filter(|path| job.manifest.files.contains_key(path)));
    }
    let placed = if job.options.verify { BTreeMap::new() } else { journal.placed.clone() };
    let plan = Plan::new(&known.manifest, job.manifest, &unsure, &placed);
    keep_off_others(job, &mut line, &plan, &unsure, known.print.is_none()).map_err(|error| match error {
        Ok(fault) => fault,
        Err(error) => reading(error),
    })?;
    let removals = plan.remove.len() * 100;
    if plan.remove.len() > 20 && removals > job.options.most_removed * known.manifest.files.len().max(1) {
        return Err(Fault::TooManyRemoved { removed: plan.remove.len(), of: known.manifest.files.len() });
    }
    let now = work::seconds_now();
    let waiting = known.state.iter().flat_map(|state| &state.waiting);
    let over = waiting.filter(|file| now.saturating_sub(file.since) >= job.options.grace);
    let expired = over.map(|file| file.path.clone()).filter(|path| !job.manifest.files.contains_key(path)).collect();
    if known.print.is_none() {
        known.manifest = Manifest::default();
    }
    Ok(Prepared { known, plan, expired, continues, journal })
}

/// The files on the host that are not what `manifest` says.
fn altered(job: &Job<'_>, manifest: &Manifest) -> Result<Vec<String>, RemoteError> {
    let files: Vec<_> = manifest.files.iter().collect();
    let crew = Crew::new(job.host, job.options.connections, job.options.patience);
    let found = std::sync::Mutex::new(Vec::new());
    let looked = crew.each(&files, &|line, (path, entry)| {
        let bytes = line.with(&mut |remote| remote.read(path))?;
        if bytes.is_none_or(|bytes| Hash::of(&bytes) != entry.sha256)
            && let Ok(mut found) = found.lock()
        {
            found.push((*path).clone());
        }
        Ok(())
    });
    looked.map_err(|(_, error)| error)?;
    Ok(found.into_inner().unwrap_or_default())
}

/// Files that are not ours must not be where ours would go.
fn keep_off_others(
    job: &Job<'_>,
    line: &mut Line<'_>,
    plan: &Plan,
    unsure: &BTreeSet<String>,
    first: bool,
) -> Result<(), Result<Fault, RemoteError>> {
    if job.options.take_over {
        return Ok(());
    }
    let new: Vec<&Sent> = plan.sent().filter(|sent| sent.new && !unsure.contains(&sent.path)).collect();
    let mut there = Vec::new();
    if first || new.len() > 200 {
        let listed: BTreeSet<String> = match line.with(&mut |remote| remote.list()) {
            Ok(files) => files.into_iter().map(|(path, _)| path).collect(),
            Err(error) => return Err(Err(error)),
        };
        there.extend(new.iter().filter(|sent| listed.contains(&sent.path)).map(|sent| sent.path.clone()));
    } else {
        for sent in new.iter().filter(|sent| !super::headers::is_fingerprinted(&sent.path)) {
            if line.with(&mut |remote| remote.exists(&sent.path)).map_err(Err)? {
                there.push(sent.path.clone());
            }
        }
    }
    if there.is_empty() { Ok(()) } else { Err(Ok(Fault::InTheWay(there))) }
}

/// Does what was prepared.
pub fn carry_out(job: &Job<'_>, prepared: Prepared, watch: &dyn Watch) -> Result<Done, Fault> {
    if prepared.is_done() {
        return Ok(Done { publication: None, sent: (0, 0), removed: 0, requests: 3 });
    }
    let Prepared { known, plan, expired, journal, .. } = prepared;
    let mut run = Run::new(job, known, plan, journal, watch);
    run.mark()?;
    run.keep_former()?;
    let bytes = run.plan.bytes();
    watch.begin(run.plan.files(), bytes);
    if job.host.renames() {
        let all: Vec<Sent> = run.plan.sent().cloned().collect();
        run.send_beside(&all)?;
        run.still_ours()?;
    }
    watch.placing();
    for turn in 0..run.plan.send.len() {
        let files = run.plan.send[turn].clone();
        run.place(&files)?;
        if !job.host.renames() {
            run.still_ours()?;
        }
    }
    let sent = (run.plan.files(), bytes);
    run.finish(&expired, sent)
}

/// A publication on its way.
struct Run<'a> {
    job: &'a Job<'a>,
    known: Known,
    plan: Plan,
    journal: std::sync::Mutex<Journal>,
    watch: &'a dyn Watch,
    crew: Crew<'a>,
    /// Requests beside those for files.
    requests: usize,
}

impl<'a> Run<'a> {
    fn new(job: &'a Job<'a>, known: Known, plan: Plan, journal: Journal, watch: &'a dyn Watch) -> Self {
        let crew = Crew::new(job.host, job.options.connections, job.options.patience);
        Self { job, known, plan, journal: journal.into(), watch, crew, requests: 3 }
    }

    fn journal(&self) -> std::sync::MutexGuard<'_, Journal> {
        // A journal is whole after every step, whoever panicked.
        self.journal.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Leaves the mark. What it names is noted here first: a mark that this machine does not know would stop it.
    fn mark(&mut self) -> Result<(), Fault> {
        let before = self.known.mark.take();
        let mut files: BTreeSet<String> = before.iter().flat_map(|mark| mark.files.iter().cloned()).collect();
        files.extend(self.plan.sent().map(|sent| sent.path.clone()));
        files.extend(self.plan.remove.iter().chain(&self.plan.wait).cloned());
        let mut journal = self.journal();
        if journal.id.is_empty() {
            journal.id = work::unique();
        }
        let mark = Mark {
            id: journal.id.clone(),
            at: work::seconds_now(),
            from: self.known.print.unwrap_or_else(|| Hash::of(b"")),
            to: Hash::of(self.job.manifest.to_json().as_bytes()),
            files: files.into_iter().collect(),
        };
        self.job.store.note(&journal);
        drop(journal);
        let marking = |error| Fault::remote("登记这次发布", "announcing the publication", "", error);
        self.crew.with(&mut |remote| state::write_mark(remote, &mark)).map_err(marking)?;
        self.still_ours()
    }

    /// Whether the mark is still this publication's and nobody else has published meanwhile.
    fn still_ours(&mut self) -> Result<(), Fault> {
        self.requests += 2;
        let asking =
            |error| Fault::remote("确认没有别人在发布", "making sure that nobody else is publishing", "", error);
        let id = self.journal().id.clone();
        let (mark, print) = self
            .crew
            .with(&mut |remote| Ok((state::marked_by(remote)?, remote.read(MANIFEST)?.map(|bytes| Hash::of(&bytes)))))
            .map_err(asking)?;
        if mark.as_deref() != Some(&id) || print != self.known.print { Err(Fault::Overtaken) } else { Ok(()) }
    }

    /// What another machine published is fetched before it is replaced, so that there is a way back.
    fn keep_former(&mut self) -> Result<(), Fault> {
        let Some(print) = self.known.print else { return Ok(()) };
        let store = self.job.store;
        if store.kept().iter().any(|kept| kept.publication.manifest == print) {
            return Ok(());
        }
        let goes = self.plan.sent().map(|sent| &sent.path).chain(&self.plan.remove).chain(&self.plan.wait);
        let former = goes.filter_map(|path| Some((path.clone(), *self.known.manifest.files.get(path)?)));
        // Equal files are kept once: two connections would write the same file.
        let mut hashes = BTreeSet::new();
        let missing: Vec<_> =
            former.filter(|(_, entry)| !store.has(&entry.sha256) && hashes.insert(entry.sha256)).collect();
        if missing.iter().map(|(_, entry)| entry.size).sum::<u64>() > MOST_FETCHED {
            return Ok(());
        }
        self.requests += missing.len();
        let kept = self.crew.each(&missing, &|line, (path, entry)| {
            let bytes = line.with(&mut |remote| remote.read(path))?;
            // What was altered on the host is nothing to go back to.
            match bytes.filter(|bytes| Hash::of(bytes) == entry.sha256) {
                Some(bytes) => store.keep_bytes(&entry.sha256, &bytes).map_err(|error| RemoteError::system(&error)),
                None => Ok(()),
            }
        });
        kept.map_err(|(at, error)| Fault::remote("保留上一版", "keeping the former version", &missing[at].0, error))?;
        let last = self.known.state.iter().flat_map(|state| &state.publications).find(|last| last.manifest == print);
        let unknown = Publication { number: 0, at: 0, manifest: print, files: self.known.manifest.files.len() };
        let publication = last.cloned().unwrap_or(unknown);
        // A file that is neither here nor there any more leaves no way back, and that is all.
        let _ = store.keep(&publication, &self.known.manifest, self.job.site, self.job.options.keep + 1);
        Ok(())
    }

    /// Sends files beside the site.
    fn send_beside(&self, files: &[Sent]) -> Result<(), Fault> {
        self.each("上传", "sending", files, &|line, sent| {
            let name = beside(sent);
            if self.journal().beside.contains(&name) {
                self.watch.sent(sent.size);
                return Ok(());
            }
            let bytes = self.bytes(sent)?;
            let place = state::beside(&name);
            line.with(&mut |remote| remote.put(&place, Upload { bytes: &bytes, known_as: &sent.path }))?;
            self.watch.sent(sent.size);
            let mut journal = self.journal();
            journal.beside.insert(name);
            self.note(&journal, journal.beside.len());
            Ok(())
        })
    }

    /// Puts files in their places.
    fn place(&self, files: &[Sent]) -> Result<(), Fault> {
        let renames = self.job.host.renames();
        self.each("更新", "placing", files, &|line, sent| {
            let from = state::beside(&beside(sent));
            line.with(&mut |remote| {
                // What a killed run had moved already, or one whose answer was lost, no longer lies beside the site.
                if renames {
                    match remote.rename(&from, &sent.path) {
                        Err(error) if !error.may_pass() => {}
                        other => return other,
                    }
                }
                let bytes = self.bytes(sent)?;
                remote.put(if renames { &from } else { &sent.path }, Upload { bytes: &bytes, known_as: &sent.path })?;
                if renames { remote.rename(&from, &sent.path) } else { Ok(()) }
            })?;
            if !renames {
                self.watch.sent(sent.size);
            }
            let mut journal = self.journal();
            journal.beside.remove(&beside(sent));
            journal.placed.insert(sent.path.clone(), sent.hash);
            self.note(&journal, journal.placed.len());
            Ok(())
        })
    }

    /// Writing the journal for every file would take longer than sending a small one; what is not noted is sent again.
    fn note(&self, journal: &Journal, count: usize) {
        if count.is_multiple_of(16) {
            self.job.store.note(journal);
        }
    }

    /// The bytes of a file, which must be those of the manifest.
    fn bytes(&self, sent: &Sent) -> Result<Vec<u8>, RemoteError> {
        let bytes = read_site(self.job.site, &sent.path).map_err(|error| RemoteError::local(&error))?;
        if Hash::of(&bytes) == sent.hash { Ok(bytes) } else { Err(RemoteError::changed()) }
    }

    fn each(
        &self,
        zh: &'static str,
        en: &'static str,
        files: &[Sent],
        job: &(dyn Fn(&mut Line<'_>, &Sent) -> Result<(), RemoteError> + Sync),
    ) -> Result<(), Fault> {
        let done = self.crew.each(files, job);
        if !files.is_empty() {
            self.job.store.note(&self.journal());
        }
        done.map_err(|(at, error)| Fault::remote(zh, en, &files[at].path, error))
    }

    /// The manifest, which makes it true; then what is to be removed; then the mark.
    fn finish(mut self, expired: &[String], sent: (usize, u64)) -> Result<Done, Fault> {
        let json = self.job.manifest.to_json();
        let print = Hash::of(json.as_bytes());
        let switching = |error| Fault::remote("写入清单", "writing the manifest", MANIFEST, error);
        if self.known.print != Some(print) {
            let (host, from) = (self.job.host, state::beside(&print));
            let file = Upload { bytes: json.as_bytes(), known_as: MANIFEST };
            self.requests += 1;
            let put = self.crew.with(&mut |remote| {
                if !host.renames() {
                    return remote.put(MANIFEST, file);
                }
                remote.put(&from, file)?;
                remote.rename(&from, MANIFEST)
            });
            put.map_err(switching)?;
        }
        let gone: Vec<String> = self.plan.remove.iter().chain(expired).cloned().collect();
        let removed = self.crew.each(&gone, &|line, path| line.with(&mut |remote| remote.remove(path)));
        removed.map_err(|(at, error)| Fault::remote("删除旧文件", "removing an old file", &gone[at], error))?;
        let mut leftover: Vec<Hash> = self.journal().beside.iter().copied().collect();
        leftover.truncate(1000);
        let left =
            self.crew.each(&leftover, &|line, name| line.with(&mut |remote| remote.remove(&state::beside(name))));
        left.map_err(|(_, error)| Fault::remote("删除临时文件", "removing a temporary file", "", error))?;
        let publication = self.close(print, expired)?;
        let placed = if self.job.host.renames() { 2 } else { 1 };
        let requests = self.requests + sent.0 * placed + gone.len() + leftover.len() + 2;
        Ok(Done { publication: Some(publication), sent, removed: gone.len(), requests })
    }

    /// Writes down the publication, on the host and here.
    fn close(&mut self, print: Hash, expired: &[String]) -> Result<Publication, Fault> {
        let (job, now) = (self.job, work::seconds_now());
        let former = self.known.state.take().unwrap_or_default();
        let last = former.publications.last();
        let number = last.map_or(1, |last| if last.manifest == print { last.number } else { last.number + 1 });
        let publication = Publication { number, at: now, manifest: print, files: job.manifest.files.len() };
        let mut publications = former.publications;
        publications.retain(|before| before.number != number);
        publications.push(publication.clone());
        let surplus = publications.len().saturating_sub(job.options.keep.max(1));
        publications.drain(..surplus);
        let mut waiting: Vec<Waiting> = former.waiting;
        waiting.retain(|file| !expired.contains(&file.path) && !job.manifest.files.contains_key(&file.path));
        for path in &self.plan.wait {
            if !waiting.iter().any(|file| file.path == *path) {
                waiting.push(Waiting { path: path.clone(), since: now });
            }
        }
        let state = State { site: job.identity.to_owned(), publications, waiting };
        let closing = |error| Fault::remote("登记发布完成", "noting that it is done", "", error);
        self.crew
            .with(&mut |remote| state::write_state(remote, &state).and_then(|()| state::remove_mark(remote)))
            .map_err(closing)?;
        job.store.finished();
        let kept = job.store.keep(&publication, job.manifest, job.site, job.options.keep);
        kept.map_err(|error| Fault::Store(error.to_string()))?;
        Ok(publication)
    }
}

/// The name under which a file lies beside the site: of place and content, because two files may be equal.
fn beside(sent: &Sent) -> Hash {
    Hash::of_parts([sent.path.as_bytes(), &sent.hash.0])
}
