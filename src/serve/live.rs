//! Open pages follow the site: what is added to each page, and the stream of events that it listens to.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Query, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde::Deserialize;
use tokio::sync::watch;

use super::OURS;
use super::shown::{Shown, State};

const SCRIPT: &str = include_str!("live.js");
const STYLE: &str = include_str!("live.css");

/// The script of every page.
pub(super) async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], SCRIPT)
        .into_response()
}

/// How the overlay looks.
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], STYLE).into_response()
}

/// How the report of an import looks.
pub(super) async fn import_style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("import.css")).into_response()
}

/// The report of the last import, which lies at `path`.
pub(super) async fn import_report(path: std::path::PathBuf) -> Response {
    match tokio::fs::read(&path).await {
        Ok(page) => {
            let head = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
            (head, page).into_response()
        }
        Err(_) => {
            let words = "还没有导入过文件。 Nothing has been imported yet.\n";
            (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response()
        }
    }
}

/// A page with the script at its end, where it runs before those that change the page; it says what it belongs to.
pub(super) fn with_script(page: &[u8], address: &str, state: &State) -> Vec<u8> {
    let print = state.print(address).map(|hash| hash.short(16)).unwrap_or_default();
    let tag = format!(
        "<script src=\"{OURS}live.js\" data-address=\"{}\" data-print=\"{print}\" data-companions=\"{}\"{}></script>",
        escaped(address),
        state.companions,
        if state.desk { " data-desk=\"on\"" } else { "" }
    );
    let end = memchr::memmem::rfind(page, b"</body>").unwrap_or(page.len());
    [&page[..end], tag.as_bytes(), &page[end..]].concat()
}

/// What is shown before there is a site: that it is being built, or what keeps it from being so.
pub(super) fn waiting(state: &State, path: &str) -> Response {
    let (title, text) = match &state.faults {
        Some(faults) => ("还不能预览 · Nothing to show yet", &**faults),
        None => ("正在生成…… · Building…", ""),
    };
    let page = format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"{OURS}live.css\"><body><section class=\"waiting\"><h1>{title}</h1>\
         <pre>{}</pre></section></body></html>",
        escaped(text)
    );
    let page = with_script(page.as_bytes(), path.trim_start_matches('/'), state);
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, page).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What an open page says of itself.
#[derive(Debug, Deserialize)]
pub(super) struct Open {
    address: String,
    print: String,
    companions: u64,
}

/// One open page's connection.
struct Follower {
    shown: Arc<Shown>,
    changes: watch::Receiver<u64>,
    open: Open,
    /// The faults that the page shows.
    faults: Option<Arc<str>>,
    /// The numbers of errors and warnings that it was told.
    counts: Option<(usize, usize)>,
    /// Whether the state now has been looked at.
    looked: bool,
}

/// The events of one open page: `counts`, `reload`, `style`, `faults`, `fine`.
pub(super) async fn events(
    Shared(shown): Shared<Arc<Shown>>,
    Query(open): Query<Open>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = shown.subscribe();
    let follower = Follower { shown, changes, open, faults: None, counts: None, looked: false };
    let stream = unfold(follower, |mut follower| async move {
        loop {
            if follower.looked && follower.changes.changed().await.is_err() {
                return None;
            }
            follower.looked = true;
            follower.changes.mark_unchanged();
            let state = follower.shown.now();
            if let Some(event) = follower.next(&state) {
                return Some((Ok(event), follower));
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

impl Follower {
    /// What the page must be told about `state`, if anything.
    fn next(&mut self, state: &State) -> Option<Event> {
        if state.desk && self.counts != Some(state.counts) {
            self.counts = Some(state.counts);
            // The page may have to be told more about this state.
            self.looked = false;
            return event("counts", state.counts);
        }
        if state.faults != self.faults {
            self.faults.clone_from(&state.faults);
            // The page may have to be told more about this state.
            self.looked = state.faults.is_some();
            if !self.looked {
                self.changes.mark_changed();
            }
            return match &state.faults {
                Some(faults) => event("faults", &**faults),
                None => event("fine", ""),
            };
        }
        if !state.ready {
            return None;
        }
        let print = state.print(&self.open.address).map(|hash| hash.short(16)).unwrap_or_default();
        if print == self.open.print && state.companions == self.open.companions {
            return None;
        }
        self.open.print = print;
        self.open.companions = state.companions;
        match state.restyled.is_empty() {
            true => event("reload", ""),
            false => event("style", &*state.restyled),
        }
    }
}

fn event(name: &str, data: impl serde::Serialize) -> Option<Event> {
    // Texts always have a form in JSON.
    Event::default().event(name).json_data(data).ok()
}
