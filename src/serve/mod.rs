//! The site while it is edited: watched, built again after each change, and shown to browsers that follow it.
//!
//! | part | what it does |
//! |---|---|
//! | [`watch`] | tells which files change |
//! | [`session`] | the loop: change → [`crate::pipeline`] → what is shown |
//! | [`indexer`] | the search index, which follows the pages |
//! | [`shown`] | the last good site in memory, and what is wrong since |
//! | [`http`], [`reply`] | sends it as a good host would |
//! | [`live`] | what open pages are told |
//! | [`desk`] | the editing desk, which writes the sources |
//! | [`guard`] | no thread ends without a word |
//! | [`gateway`] | another server: a search page's questions go to an engine |
//!
//! The site that browsers see lies in memory; in a pause it is left in the cache for the next run to begin with.

mod desk;
pub mod gateway;
mod guard;
mod http;
mod indexer;
mod live;
mod reply;
mod session;
mod shown;
mod watch;

use std::io;
use std::net::{IpAddr, Ipv4Addr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

pub use desk::LastPublished;
pub use guard::Part;
pub use session::{BuildReport, Desk, Event};

use crate::cache::Cache;
use crate::desk::files::Folders;
use crate::diagnostics::Lang;
use crate::inputs::Roots;
use crate::pipeline::BuildOptions;
use desk::access::Access;
use desk::known::Book;
use desk::mover::Mover;
use desk::{Preview, Room};
use session::{Session, Signal};
use shown::Shown;
use watch::{Watch, Watched};

/// Where what the server adds to a site lies; no page can have such an address.
const OURS: &str = "/__shuyuan/";

/// Where the report of the last import is shown.
pub const IMPORT_ADDRESS: &str = "/__shuyuan/import";
/// The style sheet of that report.
pub const IMPORT_STYLE: &str = "/__shuyuan/import.css";
/// Where an import leaves its report, below the site's folder.
pub const IMPORT_REPORT: &str = ".shuyuan-cache/import-report.html";
/// The port that is tried first.
const FIRST_PORT: u16 = 8000;
/// How many ports after a taken one are tried.
const TRIES: u16 = 100;

/// A site to be edited.
pub struct Workplace {
    /// Where its files lie.
    pub roots: Roots,
    /// How to build it.
    pub options: BuildOptions,
    /// Results of earlier builds.
    pub cache: Cache,
    /// Where `build` publishes; what lies there is shown at once if it is the very same site.
    pub out: PathBuf,
    /// The cache's folder: the watcher may make a file in it for a moment, and the site is left there for the next run.
    pub scratch: PathBuf,
    /// The language of the editing desk; none if there is to be no desk.
    pub desk: Option<Lang>,
    /// Finds what was published last.
    pub former: LastPublished,
}

/// Listens at `address` on the wanted port or, if it is taken, on the next free one.
pub fn listen(address: Ipv4Addr, wanted: Option<u16>) -> io::Result<TcpListener> {
    let first = wanted.unwrap_or(FIRST_PORT);
    let mut last = None;
    for port in (first..=first.saturating_add(TRIES)).take(usize::from(TRIES)) {
        match TcpListener::bind((IpAddr::V4(address), port)) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::other("no port left")))
}

/// The address of this machine in its network, if it is in one. Nothing is sent to find it out.
pub fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // Any address elsewhere shows which of ours leads there; this one is reserved for documentation (RFC 5737).
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// Builds the site, serves it and follows its sources until Ctrl-C.
///
/// # Errors
/// The listener cannot be used.
pub fn run(listener: TcpListener, workplace: Workplace, desk: Box<dyn Desk>, lan: bool) -> io::Result<()> {
    let shown = Arc::new(Shown::new(workplace.desk.is_some()));
    let stopped = Arc::new(AtomicBool::new(false));
    let (signals, received) = channel();
    let watch = Watch::start(watched(&workplace));
    let news = signals.clone();
    let ended = Arc::clone(&stopped);
    std::thread::spawn(move || {
        let watching = || watch.run(|told| !ended.load(Ordering::Relaxed) && news.send(Signal::News(told)).is_ok());
        if guard::guarded(watching).is_none() {
            // Nobody listens when the program ends.
            let _ = news.send(Signal::Broke(Part::Watch));
        }
    });
    let Workplace { roots, options, cache, out, scratch, desk: lang, former } = workplace;
    let preview = Preview { shown: Arc::clone(&shown), former };
    let report = roots.config.parent().unwrap_or(Path::new(".")).join(IMPORT_REPORT);
    let book = lang.map(|_| Arc::new(Book::default()));
    let mover = || Mover { roots: roots.clone(), options: options.clone(), cache: scratch.clone() };
    let room = lang.zip(book.clone()).and_then(|(lang, book)| room(lang, book, mover(), lan, &signals, preview));
    let folders = vec![out, scratch.join("preview")];
    let mut session = Session::new(roots, options, folders, cache, Arc::clone(&shown), desk, signals.clone());
    session.book = book;
    let ended = Arc::clone(&stopped);
    let session = std::thread::spawn(move || session.run(&received, &|| ended.load(Ordering::Relaxed)));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let served = runtime.block_on(http::serve(listener, shown, lan, report, room));
    runtime.shutdown_background();
    stopped.store(true, Ordering::Relaxed);
    // Wakes the session, which then closes its cache in good order.
    let _ = signals.send(Signal::Stop);
    let _ = session.join();
    served
}

/// The editing desk; none if the system has no randomness for its token.
fn room(
    lang: Lang,
    book: Arc<Book>,
    mover: Mover,
    lan: bool,
    signals: &Sender<Signal>,
    preview: Preview,
) -> Option<Arc<Room>> {
    let codes = Mutex::new(signals.clone());
    let announce = move |code: &str| {
        let signal = Signal::Code(code.to_owned());
        // Nobody listens when the program ends.
        let _ = codes.lock().unwrap_or_else(PoisonError::into_inner).send(signal);
    };
    let access = Access::new(lan, Box::new(announce))?;
    let folders = Folders::new(mover.roots.site.clone(), mover.roots.content.clone());
    Some(Arc::new(Room::new(access, book, folders, lang, mover, signals.clone(), preview)))
}

fn watched(workplace: &Workplace) -> Watched {
    let roots = &workplace.roots;
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let places = std::iter::once(&roots.content).chain(&roots.themes).chain([&roots.config]);
    Watched {
        places: places.map(|place| whole(place)).collect(),
        excluded: roots.excluded.iter().map(|folder| whole(folder)).collect(),
        scratch: whole(&workplace.scratch),
    }
}
