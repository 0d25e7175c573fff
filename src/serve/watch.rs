//! Which files of the site change, told in batches.
//!
//! The system's own watching is quick but does not reach everywhere: changes on network shares and those that reach a
//! container from outside are often not told. So it has to pass a test, and goes on being checked: what a look at the
//! folders finds and the system did not tell means that from then on looking is relied on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use walkdir::WalkDir;

/// Files that are written together arrive within this time of each other.
const QUIET: Duration = Duration::from_millis(12);
/// Nobody waits longer than this for a burst to end.
const LONGEST_BURST: Duration = Duration::from_millis(300);
/// How long the system may take to tell of the test file.
const TEST: Duration = Duration::from_millis(1500);
/// How often the folders are looked at when that is all there is.
const POLL: Duration = Duration::from_millis(500);
/// How often the system's watching is checked.
const CHECK: Duration = Duration::from_secs(3);
/// Looking may take at most this part of the time.
const EFFORT: u32 = 20;

/// What is watched.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    /// Folders, with all that lies in them, and single files.
    pub(super) places: Vec<PathBuf>,
    /// Folders below them that are nobody's business: outputs and caches.
    pub(super) excluded: Vec<PathBuf>,
    /// A folder on the same disk in which a test file may be made.
    pub(super) scratch: PathBuf,
}

/// News from the watcher.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// These files or folders were changed, made, removed or renamed.
    Changed(Vec<PathBuf>),
    /// The system does not tell of changes here; from now on the folders are looked at.
    Polling,
}

/// Watching that has begun: what changes from now on will be told by [`Watch::run`].
pub(super) struct Watch {
    watched: Watched,
    seen: Snapshot,
    native: Option<(Native, Receiver<PathBuf>)>,
}

impl Watch {
    /// Begins to watch.
    pub(super) fn start(watched: Watched) -> Self {
        let (sender, events) = channel();
        let native = Native::start(&watched, sender).map(|native| (native, events));
        Self { seen: Snapshot::of(&watched), watched, native }
    }

    /// Tells of changes until `tell` returns false.
    pub(super) fn run(mut self, tell: impl Fn(News) -> bool) {
        if let Some((mut native, events)) = self.native.take() {
            let works = native.passes(&self.watched, &events);
            if works && !self.native(&mut native, &events, &tell) {
                return;
            }
        }
        if tell(News::Polling) {
            self.poll(&tell);
        }
    }

    /// Passes on what the system tells; true when it turns out not to tell everything.
    fn native(&mut self, native: &mut Native, events: &Receiver<PathBuf>, tell: &impl Fn(News) -> bool) -> bool {
        let mut wait = CHECK;
        loop {
            match events.recv_timeout(wait) {
                Ok(first) => {
                    let mut changed = self.relevant(burst(first, events));
                    self.seen.refresh(&self.watched, &changed);
                    if native.renew(&self.watched) {
                        // What was put there before it was watched has to be looked for.
                        changed.extend(self.look());
                    }
                    if !changed.is_empty() && !tell(News::Changed(changed)) {
                        return false;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let started = Instant::now();
                    let missed = self.look();
                    wait = CHECK.max(started.elapsed() * EFFORT);
                    if missed.is_empty() {
                        continue;
                    }
                    // Told a moment too late is told all the same.
                    let told = events.recv_timeout(QUIET * 4).is_ok();
                    if !tell(News::Changed(missed)) {
                        return false;
                    }
                    if !told {
                        return true;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
    }

    fn poll(&mut self, tell: &impl Fn(News) -> bool) {
        let mut wait = POLL;
        loop {
            std::thread::sleep(wait);
            let started = Instant::now();
            let changed = self.look();
            wait = POLL.max(started.elapsed() * EFFORT);
            if !changed.is_empty() && !tell(News::Changed(changed)) {
                return;
            }
        }
    }

    /// What has changed since the last look.
    fn look(&mut self) -> Vec<PathBuf> {
        let now = Snapshot::of(&self.watched);
        let changed = now.changes_since(&self.seen);
        self.seen = now;
        changed
    }

    fn relevant(&self, paths: BTreeSet<PathBuf>) -> Vec<PathBuf> {
        paths.into_iter().filter_map(|path| self.watched.own(path)).collect()
    }
}

impl Watched {
    /// `path` under the name by which its place is known; none if it is none of ours. Some systems tell real paths where
    /// a place was named through a link.
    fn own(&self, path: PathBuf) -> Option<PathBuf> {
        let own = self.places.iter().find_map(|place| {
            if path.starts_with(place) {
                return Some(path.clone());
            }
            let below = path.strip_prefix(place.canonicalize().ok()?).ok()?;
            Some(if below.as_os_str().is_empty() { place.clone() } else { place.join(below) })
        });
        own.filter(|path| !self.excludes(path))
    }

    /// The folders to be watched, and whether with all below them. A file that is saved by renaming is another file
    /// afterwards, and a place may be made later: there the folder above is watched.
    fn folders(&self) -> BTreeSet<(PathBuf, bool)> {
        let above = self.places.iter().filter_map(|place| place.parent()).map(|folder| (folder.to_owned(), false));
        let places = self.places.iter().filter(|place| place.is_dir()).map(|place| (place.clone(), true));
        let scratch = (self.scratch.clone(), false);
        above.chain(places).chain([scratch]).filter(|(folder, _)| folder.is_dir()).collect()
    }

    fn excludes(&self, path: &Path) -> bool {
        self.excluded.iter().any(|folder| path.starts_with(folder))
    }
}

/// Everything that is told until it has been quiet for a moment.
fn burst(first: PathBuf, events: &Receiver<PathBuf>) -> BTreeSet<PathBuf> {
    let started = Instant::now();
    let mut paths = BTreeSet::from([first]);
    while started.elapsed() < LONGEST_BURST {
        match events.recv_timeout(QUIET) {
            Ok(path) => _ = paths.insert(path),
            Err(_) => break,
        }
    }
    paths
}

/// The system's own watching.
struct Native {
    watcher: RecommendedWatcher,
    /// The folders that are watched, and whether with all below them.
    folders: BTreeSet<(PathBuf, bool)>,
}

impl Native {
    fn start(watched: &Watched, sender: Sender<PathBuf>) -> Option<Self> {
        let handler = move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            // Reading a file is no change of it.
            if matches!(event.kind, notify::EventKind::Access(kind) if !is_closed_after_writing(kind)) {
                return;
            }
            for path in event.paths {
                // Fails only when nobody listens any more.
                let _ = sender.send(path);
            }
        };
        let watcher = notify::recommended_watcher(handler).ok()?;
        let mut native = Self { watcher, folders: BTreeSet::new() };
        let wanted = watched.folders();
        native.renew(watched);
        wanted.is_subset(&native.folders).then_some(native)
    }

    /// Watches places that have been made since, and forgets those that are gone; true if there are new ones.
    fn renew(&mut self, watched: &Watched) -> bool {
        let wanted = watched.folders();
        self.folders.retain(|folder| wanted.contains(folder));
        let mut new = false;
        for (folder, deep) in wanted {
            let mode = if deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            if !self.folders.contains(&(folder.clone(), deep)) && self.watcher.watch(&folder, mode).is_ok() {
                self.folders.insert((folder, deep));
                new = true;
            }
        }
        new
    }

    /// Whether the system tells of a file that is made.
    fn passes(&self, watched: &Watched, events: &Receiver<PathBuf>) -> bool {
        let probe = watched.scratch.join(format!("watch-{}", std::process::id()));
        if fs::write(&probe, b"").is_err() {
            // Where nothing can be written nothing can be tested; the checks that follow will show.
            return true;
        }
        let until = Instant::now() + TEST;
        let mut told = false;
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|_| !told) {
            match events.recv_timeout(left) {
                Ok(path) => told = path.file_name() == probe.file_name(),
                Err(_) => break,
            }
        }
        let _ = fs::remove_file(&probe);
        told
    }
}

fn is_closed_after_writing(kind: notify::event::AccessKind) -> bool {
    kind == notify::event::AccessKind::Close(notify::event::AccessMode::Write)
}

/// Time and length of every file.
struct Snapshot(BTreeMap<PathBuf, Option<(SystemTime, u64)>>);

impl Snapshot {
    fn of(watched: &Watched) -> Self {
        let mut files = BTreeMap::new();
        for place in &watched.places {
            // What a link leads to is read like the rest. The system tells nothing of it: looking has to find it.
            let walk = WalkDir::new(place)
                .follow_links(true)
                .into_iter()
                .filter_entry(|entry| !watched.excludes(entry.path()));
            // What cannot be looked at now is looked at the next time.
            for entry in walk.filter_map(Result::ok) {
                let facts = facts(&entry);
                files.insert(entry.into_path(), facts);
            }
        }
        Self(files)
    }

    /// Looks again at what is known to have changed.
    fn refresh(&mut self, watched: &Watched, changed: &[PathBuf]) {
        for path in changed {
            // Paths below a folder follow it.
            let known =
                self.0.range(path.clone()..).map(|(known, _)| known).take_while(|known| known.starts_with(path));
            for known in known.cloned().collect::<Vec<_>>() {
                self.0.remove(&known);
            }
            let one = Watched { places: vec![path.clone()], ..watched.clone() };
            if path.exists() {
                self.0.extend(Self::of(&one).0);
            }
        }
    }

    fn changes_since(&self, former: &Self) -> Vec<PathBuf> {
        let new = self.0.iter().filter(|(path, facts)| former.0.get(*path) != Some(facts)).map(|(path, _)| path);
        let gone = former.0.keys().filter(|path| !self.0.contains_key(*path));
        let all: BTreeSet<&PathBuf> = new.chain(gone).collect();
        all.into_iter().cloned().collect()
    }
}

/// A folder changes with its files, which are looked at themselves.
fn facts(entry: &walkdir::DirEntry) -> Option<(SystemTime, u64)> {
    if entry.file_type().is_dir() {
        return None;
    }
    let meta = fs::metadata(entry.path()).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::Receiver;

    struct Site {
        folder: tempfile::TempDir,
        news: Receiver<News>,
    }

    impl Site {
        fn watched(folder: &Path) -> Watched {
            for name in ["content", "cache"] {
                fs::create_dir(folder.join(name)).unwrap();
            }
            let places = ["content", "themes", "site-config.toml"].map(|name| folder.join(name)).to_vec();
            Watched { places, excluded: vec![folder.join("content/out")], scratch: folder.join("cache") }
        }

        fn start(run: impl FnOnce(Watch, Sender<News>) + Send + 'static) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let watch = Watch::start(Self::watched(folder.path()));
            let (sender, news) = channel();
            std::thread::spawn(move || run(watch, sender));
            Self { folder, news }
        }

        fn path(&self, path: &str) -> PathBuf {
            self.folder.path().join(path)
        }

        /// Waits until a change of `path` is told.
        fn expect(&self, path: &str) {
            let wanted = self.path(path);
            loop {
                match self.news.recv_timeout(Duration::from_secs(20)).expect("the change is told") {
                    News::Changed(paths) if paths.iter().any(|p| wanted.starts_with(p)) => return,
                    _ => {}
                }
            }
        }

        fn check(&self) {
            fs::write(self.path("content/a.md"), "a").unwrap();
            self.expect("content/a.md");
            fs::create_dir_all(self.path("content/b/c")).unwrap();
            fs::write(self.path("content/b/c/d.md"), "d").unwrap();
            self.expect("content/b/c/d.md");
            // A place that did not exist.
            fs::create_dir_all(self.path("themes/own/static")).unwrap();
            fs::write(self.path("themes/own/static/x.css"), "x").unwrap();
            self.expect("themes/own/static/x.css");
            fs::write(self.path("site-config.toml"), "x").unwrap();
            self.expect("site-config.toml");
            fs::rename(self.path("content/b"), self.path("content/e")).unwrap();
            self.expect("content/b/c/d.md");
            fs::remove_file(self.path("content/a.md")).unwrap();
            self.expect("content/a.md");
        }
    }

    #[test]
    fn the_system_tells() {
        Site::start(|watch, news| watch.run(|told| news.send(told).is_ok())).check();
    }

    #[test]
    fn looking_finds_the_same() {
        Site::start(|mut watch, news| watch.poll(&|told| news.send(told).is_ok())).check();
    }

    #[test]
    fn what_the_system_keeps_to_itself_is_found_and_said() {
        let site = Site::start(|mut watch, news| {
            // A channel on which nothing ever arrives.
            let (_silent, events) = channel();
            let mut native = watch.native.take().unwrap().0;
            let tell = |told| news.send(told).is_ok();
            if watch.native(&mut native, &events, &tell) && tell(News::Polling) {
                watch.poll(&tell);
            }
        });
        fs::write(site.path("content/a.md"), "a").unwrap();
        site.expect("content/a.md");
        assert_eq!(site.news.recv_timeout(Duration::from_secs(20)), Ok(News::Polling));
        fs::write(site.path("content/a.md"), "more").unwrap();
        site.expect("content/a.md");
    }

    /// A folder that is linked in while the site is served, such as one on a share.
    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_followed() {
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("q.md"), "q").unwrap();
        let site = Site::start(|watch, news| watch.run(|told| news.send(told).is_ok()));
        std::os::unix::fs::symlink(elsewhere.path(), site.path("content/linked")).unwrap();
        site.expect("content/linked/q.md");
        for text in ["more", "and more"] {
            fs::write(elsewhere.path().join("q.md"), text).unwrap();
            site.expect("content/linked/q.md");
        }
        // A link to a folder above has no end, and must not stop the watching.
        std::os::unix::fs::symlink(site.path("content"), site.path("content/round")).unwrap();
        fs::write(site.path("content/a.md"), "a").unwrap();
        site.expect("content/a.md");
    }

    #[test]
    fn outputs_and_caches_are_nobodys_business() {
        let folder = tempfile::tempdir().unwrap();
        let watched = Site::watched(folder.path());
        assert_eq!(watched.own(folder.path().join("content/out/index.html")), None);
        assert_eq!(watched.own(folder.path().join("elsewhere")), None);
        assert_eq!(watched.own(folder.path().join("content/a.md")), Some(folder.path().join("content/a.md")));
    }
}
