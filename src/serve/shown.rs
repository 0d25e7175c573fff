//! What the server shows: the last good site, and what is wrong with the sources since.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::cache::Hash;
use crate::content::print_of;
use crate::inputs::{Inputs, Roots};
use crate::outputs::{Content, Outputs};

/// One state of the preview. Cheap to clone; the site in it never changes.
#[derive(Clone, Default)]
pub(super) struct State {
    /// Everything but the search index.
    pub(super) pages: Arc<Outputs>,
    /// The files of the search index; they follow the pages when they are ready.
    pub(super) index: Arc<Outputs>,
    /// Whether there has been a good build.
    pub(super) ready: bool,
    /// What keeps the newest sources from being shown, as the terminal says it.
    pub(super) faults: Option<Arc<str>>,
    /// The path at which the site will lie on its host, `/` or `/study/`: absolute links of the 404 page begin with it.
    pub(super) base_path: Arc<str>,
    /// Style sheets of this and of the last change: former address, new address.
    pub(super) restyled: Arc<Vec<(String, String)>>,
    /// Of every file that pages show but do not contain: pictures, scripts, media.
    pub(super) companions: u64,
    /// Errors and warnings of the newest build.
    pub(super) counts: (usize, usize),
    /// Whether pages may be edited.
    pub(super) desk: bool,
    /// Pages that are being typed, by where they lie: they are shown in the place of those that were built.
    typed: Arc<BTreeMap<Arc<str>, TypedPage>>,
}

/// A page that is being typed, and that no build has seen yet.
#[derive(Clone)]
struct TypedPage {
    /// Its source, below the site's root.
    file: Arc<str>,
    text: Arc<str>,
    content: Content,
}

impl State {
    /// A good build takes the place of the last one.
    pub(super) fn show(&mut self, outputs: Outputs, restyled: Vec<(String, String)>, base_path: &str) {
        self.companions = companions(&outputs);
        self.pages = Arc::new(outputs);
        self.ready = true;
        self.restyled = Arc::new(restyled);
        self.base_path = Arc::from(base_path);
    }

    /// The file at `path`.
    pub(super) fn get(&self, path: &str) -> Option<&Content> {
        let typed = self.typed.get(path).map(|page| &page.content);
        typed.or_else(|| self.pages.get(path)).or_else(|| self.index.get(path))
    }

    /// The page at `path` is `content` now, because `text` was typed into `file`.
    pub(super) fn type_page(&mut self, path: Arc<str>, file: Arc<str>, text: Arc<str>, content: Content) {
        Arc::make_mut(&mut self.typed).insert(path, TypedPage { file, text, content });
    }

    /// What was typed into `file` is of no use any more.
    pub(super) fn untype(&mut self, file: &str) {
        if self.typed.values().any(|page| *page.file == *file) {
            Arc::make_mut(&mut self.typed).retain(|_, page| *page.file != *file);
        }
    }

    /// A build with `text` in `file` comes; what was typed before gives way to it.
    pub(super) fn will_be_built(&mut self, file: &str, text: &str) {
        if self.typed.values().any(|page| *page.file == *file && *page.text != *text) {
            let pages = Arc::make_mut(&mut self.typed).values_mut();
            pages.filter(|page| *page.file == *file).for_each(|page| page.text = text.into());
        }
    }

    /// A build has seen `inputs`; of the pages that are being typed only those have newer words for which `open` says that
    /// the build took what was typed a moment before.
    pub(super) fn built_with(&mut self, inputs: &Inputs, open: impl Fn(&str) -> bool) {
        if self.typed.is_empty() {
            return;
        }
        let seen = |page: &TypedPage| inputs.get(&page.file).and_then(|file| file.text()).as_ref() == Some(&page.text);
        Arc::make_mut(&mut self.typed).retain(|_, page| open(&page.file) && !seen(page));
    }

    /// The page or file that an address means, without its leading slash.
    pub(super) fn find(&self, address: &str) -> Found<'_> {
        if address.is_empty() || address.ends_with('/') {
            return match self.get(&format!("{address}index.html")) {
                Some(content) => Found::File(content),
                None => Found::Nothing,
            };
        }
        match self.get(address) {
            Some(content) => Found::File(content),
            None if self.get(&format!("{address}/index.html")).is_some() => Found::Folder,
            None => Found::Nothing,
        }
    }

    /// The hash of what is at an address, by which an open page sees that it is out of date.
    pub(super) fn print(&self, address: &str) -> Option<Hash> {
        match self.find(address) {
            Found::File(content) => Some(content.hash()),
            Found::Folder | Found::Nothing => None,
        }
    }
}

/// What lies at an address.
pub(super) enum Found<'a> {
    File(&'a Content),
    /// A folder, whose address must end with a slash.
    Folder,
    Nothing,
}

/// The state that is shown now, and who waits for the next.
pub(super) struct Shown {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
}

impl Shown {
    pub(super) fn new(desk: bool) -> Self {
        Self { state: Mutex::new(State { desk, ..State::default() }), changes: watch::Sender::new(0) }
    }

    /// The state now.
    pub(super) fn now(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the state in one step and tells all who wait.
    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changes.send_modify(|number| *number += 1);
    }

    /// Becomes ready after each change.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}

/// Style sheets that have another address now, if nothing but style sheets of the theme changed.
pub(super) fn restyled(former: &Outputs, now: &Outputs, changed: &[PathBuf], roots: &Roots) -> Vec<(String, String)> {
    let is_style = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "css") && roots.themes.iter().any(|theme| path.starts_with(theme))
    };
    if changed.is_empty() || !changed.iter().all(is_style) {
        return Vec::new();
    }
    let styles = |outputs: &Outputs| -> Vec<String> {
        outputs.iter().filter(|(path, _)| path.ends_with(".css")).map(|(path, _)| path.to_owned()).collect()
    };
    let (old, new) = (styles(former), styles(now));
    let gone = old.iter().filter(|path| !new.contains(path));
    gone.filter_map(|path| Some((path.clone(), new.iter().find(|new| name(new) == name(path))?.clone()))).collect()
}

/// `assets/css/site` of `assets/css/site.0123456789.css`.
fn name(path: &str) -> &str {
    let stem = path.strip_suffix(".css").unwrap_or(path);
    stem.rsplit_once('.').map_or(stem, |(name, _)| name)
}

/// The print of every file that a page shows without containing it. What is only downloaded is not shown: an edit of one page
/// makes the books new in which it stands.
fn companions(outputs: &Outputs) -> u64 {
    let shown = |path: &str| {
        let end = Path::new(path).extension().and_then(|end| end.to_str()).unwrap_or_default();
        !matches!(end, "html" | "css" | "xml" | "txt" | "ics" | "epub" | "pdf" | "zip") && path != "citations.json"
    };
    print_of(&outputs.iter().filter(|(path, _)| shown(path)).map(|(path, c)| (path, c.hash())).collect::<Vec<_>>())
}
