//! The desk over HTTP: its page, and what the page asks for.
//!
//! | part | what it does |
//! |---|---|
//! | [`access`] | token, one-time code |
//! | [`door`] | the page, its scripts, and who gets them |
//! | [`api`] | what the page asks for, one function each |
//! | [`uploads`] | pictures and documents |
//! | [`signing`] | what changed since the last publication, and signatures |
//! | [`seats`] | who has which page open |
//! | [`tables`] | data tables, for a grid |
//! | [`mover`] | pages and columns get other places |
//! | [`known`] | what the newest build knows |

pub(super) mod access;
mod api;
pub(super) mod door;
pub(super) mod known;
pub(super) mod mover;
mod seats;
mod signing;
mod tables;
mod uploads;

use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::session::Signal;
use super::shown::Shown;
use crate::desk::files::{Folders, Refused};
use crate::diagnostics::{Lang, Text};
use crate::sheet::Former;
use access::Access;
use known::{Book, Known};
use mover::Mover;
use seats::Seats;

/// The longest that a build is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a desk has typed into pages and not saved: path below the site's root → text.
pub(super) type Typed = BTreeMap<Arc<str>, Arc<str>>;

/// A page as a desk has it now, for the loop to build the site with.
pub(super) struct Drafted {
    /// Below the site's root.
    pub(super) file: Arc<str>,
    /// None if the file on disk counts again.
    pub(super) text: Option<Arc<str>>,
    /// Is told when the site has been built.
    pub(super) done: Sender<()>,
}

/// What was published last, or why that is not known.
pub type LastPublished = Box<dyn Fn() -> Result<Former, String> + Send + Sync>;

/// What a desk compares.
pub(super) struct Preview {
    /// The site as it is shown now.
    pub(super) shown: Arc<Shown>,
    /// The site as it was published.
    pub(super) former: LastPublished,
}

/// All that the desk's requests share.
pub(super) struct Room {
    pub(super) preview: Preview,
    pub(super) access: Access,
    pub(super) book: Arc<Book>,
    pub(super) folders: Folders,
    mover: Mover,
    pub(super) lang: Lang,
    /// The content folder's name in diagnostics.
    pub(super) content: String,
    signals: Mutex<Sender<Signal>>,
    seats: Seats,
    /// The files that desks have open, and how often each has had other words.
    typed: Mutex<BTreeMap<Arc<str>, u64>>,
}

/// An answer that is no success.
pub(super) struct Refusal {
    status: u16,
    body: Json,
}

impl Room {
    pub(super) fn new(
        access: Access,
        book: Arc<Book>,
        folders: Folders,
        lang: Lang,
        mover: Mover,
        signals: Sender<Signal>,
        preview: Preview,
    ) -> Self {
        let content = mover.options.content.clone();
        let signals = Mutex::new(signals);
        Self {
            preview,
            access,
            book,
            folders,
            mover,
            lang,
            content,
            signals,
            seats: Seats::default(),
            typed: Mutex::default(),
        }
    }

    fn known(&self) -> Result<Arc<Known>, Refusal> {
        let wait = Text::new("门户还在生成，请稍等", "the site is still being built; wait a moment");
        self.book.now().ok_or_else(|| self.refuse(503, &wait))
    }

    fn refuse(&self, status: u16, words: &Text) -> Refusal {
        Refusal { status, body: json!({ "message": words.get(self.lang) }) }
    }

    fn refused(&self, refused: &Refused) -> Refusal {
        let status = match refused {
            Refused::Name | Refused::Outside => 400,
            Refused::Missing => 404,
            Refused::Taken | Refused::Changed(_) => 409,
            Refused::ReadOnly => 422,
            Refused::Disk(_) => 500,
        };
        self.refuse(status, &refused.words())
    }

    /// Has the site built with `text` in the place of what the file at `path` holds, or without it; what is known then.
    fn build_with(&self, path: &str, text: Option<&str>) -> Result<Arc<Known>, Refusal> {
        let file: Arc<str> = format!("{}/{path}", self.content).into();
        {
            let mut typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
            match text {
                Some(_) => *typed.entry(Arc::clone(&file)).or_default() += 1,
                None => _ = typed.remove(&file),
            }
        }
        self.preview.shown.change(|state| match text {
            Some(text) => state.will_be_built(&file, text),
            None => state.untype(&file),
        });
        let (done, ended) = channel();
        let signal = Signal::Drafted(Drafted { file, text: text.map(Arc::from), done });
        let sent = self.signals.lock().unwrap_or_else(PoisonError::into_inner).send(signal);
        let stopped =
            Text::new("预览已经停止，请重新运行 shuyuan serve", "the preview has stopped; run `shuyuan serve` again");
        if sent.is_err() || ended.recv_timeout(PATIENCE).is_err() {
            return Err(self.refuse(503, &stopped));
        }
        self.known()
    }

    /// Shows what the page at `path` would be with `text`, before the site is built with it; false where only a build can
    /// say that.
    fn type_page(&self, path: &str, text: &str) -> Result<bool, Refusal> {
        let file: Arc<str> = format!("{}/{path}", self.content).into();
        let typed = || self.typed.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = {
            let mut typed = typed();
            let turn = typed.entry(Arc::clone(&file)).or_default();
            *turn += 1;
            *turn
        };
        let known = self.known()?;
        let Some((place, content)) = known.ready.typed(&known.inputs, &self.content, &path.into(), text) else {
            return Ok(false);
        };
        self.preview.shown.change(|state| {
            // It may have been closed meanwhile, or something newer may have come.
            if typed().get(&file) == Some(&turn) && state.ready {
                state.type_page(place, file, text.into(), content);
            }
        });
        Ok(true)
    }

    /// Takes back what was typed into pages that nobody has open any more.
    pub(super) fn tidy_up(&self, now: Instant) {
        let open = self.seats.open(now);
        let stale: Vec<String> = {
            let typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
            let below = typed.keys().filter_map(|file| file.strip_prefix(&*self.content)?.strip_prefix('/'));
            below.filter(|path| !open.iter().any(|open| open == path)).map(str::to_owned).collect()
        };
        for path in stale {
            // Nobody waits for what comes of it.
            let _ = self.build_with(&path, None);
        }
    }
}
