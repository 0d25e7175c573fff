//! The desk's page and its requests at the door.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{self, Bytes};
use axum::extract::{DefaultBodyLimit, Extension, Form, Json as Body, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::Value as Json;

use super::access::Entry;
use super::uploads::To;
use super::{Refusal, Room, api, uploads};
use crate::diagnostics::Lang;

/// Where the desk lies.
pub(in crate::serve) const DESK: &str = "/_desk/";

/// What the desk's page may load: itself, and the preview in a frame. Nothing in it runs that was not there at the start.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Larger files are not for a web page.
const LARGEST: usize = 64 << 20;
/// A code is short.
const LARGEST_CODE: usize = 1 << 10;
/// How long somebody may take to send what they ask.
const PATIENCE: Duration = Duration::from_secs(120);
/// Where a code is tried.
const ENTER: &str = "/_desk/enter";

/// Scripts and styles, in the order in which the page has them.
const FILES: [(&str, &str); 14] = [
    ("desk.css", include_str!("page/desk.css")),
    ("words.js", include_str!("page/words.js")),
    ("base.js", include_str!("page/base.js")),
    ("text.js", include_str!("page/text.js")),
    ("form.js", include_str!("page/form.js")),
    ("dialogs.js", include_str!("page/dialogs.js")),
    ("changes.js", include_str!("page/changes.js")),
    ("list.js", include_str!("page/list.js")),
    ("grid.js", include_str!("page/grid.js")),
    ("sync.js", include_str!("page/sync.js")),
    ("quiz.js", include_str!("page/quiz.js")),
    ("move.js", include_str!("page/move.js")),
    ("editor.js", include_str!("page/editor.js")),
    ("desk.js", include_str!("page/desk.js")),
];

/// Who asks: the address at the other end of the connection.
#[derive(Clone, Copy)]
pub(in crate::serve) struct Peer(pub(in crate::serve) IpAddr);

/// What lies below [`DESK`].
pub(in crate::serve) fn routes(room: Arc<Room>) -> Router {
    Router::new()
        .route("/_desk", get(|| async { Redirect::permanent(DESK) }))
        .route(DESK, get(page))
        .route(ENTER, post(enter))
        .route("/_desk/{file}", get(file))
        .route("/_desk/api/{name}", post(ask))
        .route("/_desk/upload/{what}", post(upload))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(middleware::from_fn_with_state(Arc::clone(&room), admit))
        .with_state(room)
}

/// Who may not ask is sent away before anything of what they send is read: a neighbour in the network could fill the
/// memory with it. Nor may it trickle in for hours.
async fn admit(
    State(room): State<Arc<Room>>,
    Extension(Peer(peer)): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    if *request.method() != Method::POST {
        return next.run(request).await;
    }
    let enters = request.uri().path() == ENTER;
    let headers = request.headers();
    let may_ask = room.access.is_known(peer, headers) && room.access.is_ours(headers);
    if !enters && !may_ask {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (head, sent) = request.into_parts();
    match whole(sent, if enters { LARGEST_CODE } else { LARGEST }, PATIENCE).await {
        Ok(bytes) => next.run(Request::from_parts(head, body::Body::from(bytes))).await,
        Err(status) => status.into_response(),
    }
}

/// All of `sent`, if that is at most so much and comes within `patience`.
async fn whole(sent: body::Body, most: usize, patience: Duration) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(patience, body::to_bytes(sent, most)).await {
        Ok(bytes) => bytes.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

async fn page(State(room): State<Arc<Room>>, Extension(Peer(peer)): Extension<Peer>, headers: HeaderMap) -> Response {
    // Asked for by a script or for a frame, even by one of this host: no token for these.
    let wanted = |name: &'static str| headers.get(HeaderName::from_static(name)).and_then(|value| value.to_str().ok());
    let looked_at = wanted("sec-fetch-dest").is_none_or(|to| to == "document")
        && wanted("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    if !looked_at {
        return StatusCode::FORBIDDEN.into_response();
    }
    if !room.access.is_known(peer, &headers) {
        return html(StatusCode::OK, code_page(room.lang, ""));
    }
    html(StatusCode::OK, desk_page(&room))
}

fn html(status: StatusCode, page: String) -> Response {
    let head = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    (status, head, page).into_response()
}

fn desk_page(room: &Room) -> String {
    let lang = if room.lang == Lang::Zh { "zh-CN" } else { "en" };
    let scripts = FILES.iter().filter(|(name, _)| name.ends_with(".js"));
    let scripts: String = scripts.map(|(name, _)| format!("<script src=\"{DESK}{name}\" defer></script>")).collect();
    let title = if room.lang == Lang::Zh { "编辑台" } else { "Editing desk" };
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <meta name=\"desk-token\" content=\"{}\"><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"{DESK}desk.css\">{scripts}</head>\
         <body><div id=\"desk\"></div></body></html>",
        room.access.token()
    )
}

fn code_page(lang: Lang, fault: &str) -> String {
    let (code, title, what, field, go) = match lang {
        Lang::Zh => (
            "zh-CN",
            "编辑台",
            "请输入运行 shuyuan serve 的终端上显示的八位编辑码。每个编辑码只能用一次。",
            "编辑码",
            "进入",
        ),
        Lang::En => (
            "en",
            "Editing desk",
            "Type the code of eight digits that the terminal of `shuyuan serve` shows. Each code works once.",
            "Code",
            "Enter",
        ),
    };
    let fault = if fault.is_empty() { String::new() } else { format!("<p class=\"error\" role=\"alert\">{fault}</p>") };
    format!(
        "<!doctype html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"{DESK}desk.css\"></head><body><main class=\"code\"><h1>{title}</h1><p>{what}</p>{fault}\
         <form method=\"post\" action=\"{DESK}enter\"><label for=\"code\">{field}</label>\
         <input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"off\" required>\
         <button type=\"submit\" class=\"main\">{go}</button></form></main></body></html>"
    )
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

async fn enter(State(room): State<Arc<Room>>, Form(Code { code }): Form<Code>) -> Response {
    let zh = room.lang == Lang::Zh;
    let fault = match room.access.enter(&code) {
        Entry::Open(cookie) => {
            let mut response = Redirect::to(DESK).into_response();
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            return response;
        }
        Entry::Wrong if zh => "编辑码不对。看看终端上最新的一个。",
        Entry::Wrong => "That is not the code. Look for the newest one on the terminal.",
        Entry::Wait if zh => "请等一秒再试。",
        Entry::Wait => "Wait a second and try again.",
    };
    html(StatusCode::FORBIDDEN, code_page(room.lang, fault))
}

async fn file(Path(name): Path<String>) -> Response {
    let Some((_, text)) = FILES.iter().find(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], *text).into_response()
}

async fn ask(State(room): State<Arc<Room>>, Path(name): Path<String>, Body(given): Body<Json>) -> Response {
    work(move || api::answer(&room, &name, given)).await
}

async fn upload(
    State(room): State<Arc<Room>>,
    Path(what): Path<String>,
    Query(to): Query<To>,
    bytes: Bytes,
) -> Response {
    work(move || uploads::take(&room, &what, &to, bytes.to_vec())).await
}

/// Disk and builds, away from the threads that answer readers.
async fn work(make: impl FnOnce() -> Result<Json, Refusal> + Send + 'static) -> Response {
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    match tokio::task::spawn_blocking(make).await {
        Ok(Ok(answer)) => (no_store, Body(answer)).into_response(),
        Ok(Err(Refusal { status, body })) => {
            (StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), no_store, Body(body)).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_or_never_ends_is_not_waited_for() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let patient = Duration::from_secs(600);
        let come = |sent: &'static str, most| runtime.block_on(whole(sent.into(), most, patient));
        assert_eq!(come("abc", 3).as_deref(), Ok("abc".as_bytes()));
        assert_eq!(come("abcd", 3), Err(StatusCode::PAYLOAD_TOO_LARGE));
        let endless = body::Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let answer = runtime.block_on(whole(endless, 3, Duration::from_millis(1)));
        assert_eq!(answer, Err(StatusCode::REQUEST_TIMEOUT));
    }
}
