//! The preview over HTTP: the newest good site from memory, as a good host would send it.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Extension;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use percent_encoding::percent_decode_str;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::services::ServeFile;

use super::desk::Room;
use super::desk::door::{self, DESK, Peer};
use super::reply::{self, Wanted};
use super::shown::{Found, Shown, State};
use super::{OURS, live};
use crate::outputs::Content;

/// What pages of the site may load: the Content-Security-Policy that the manual recommends to hosts. Pictures and media may
/// lie elsewhere, programs may not.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: https:; \
                      media-src 'self' https:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

/// Headers that a good host sends with everything.
pub(super) const HEADERS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
];

/// Who may ask.
#[derive(Clone, Copy)]
struct Doors {
    port: u16,
    /// Whether other machines of the network may.
    lan: bool,
    /// Whether pages may be edited.
    desk: bool,
}

/// Serves until Ctrl-C.
pub(super) async fn serve(
    listener: TcpListener,
    shown: Arc<Shown>,
    lan: bool,
    report: PathBuf,
    room: Option<Arc<Room>>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let doors = Doors { port: listener.local_addr()?.port(), lan, desk: room.is_some() };
    if let Some(room) = &room {
        tokio::spawn(tidy_up(Arc::clone(room)));
    }
    let app = Router::new()
        .route(&format!("{OURS}live.js"), get(live::script))
        .route(&format!("{OURS}live.css"), get(live::style))
        .route(&format!("{OURS}events"), get(live::events))
        .route(super::IMPORT_STYLE, get(live::import_style))
        .route(super::IMPORT_ADDRESS, get(move || live::import_report(report)))
        .fallback(answer)
        .with_state(shown)
        .merge(room.map(door::routes).unwrap_or_default())
        .layer(middleware::from_fn(move |request, next| guard(doors, request, next)));
    let listener = tokio::net::TcpListener::from_std(listener)?;
    tokio::select! {
        () = connections(listener, app, PATIENCE) => Ok(()),
        // Open pages keep a connection for events, so nobody waits for all to be closed.
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

/// Takes back what was typed at desks that have gone.
async fn tidy_up(room: Arc<Room>) {
    loop {
        tokio::time::sleep(Duration::from_secs(15)).await;
        let room = Arc::clone(&room);
        let tidied = tokio::task::spawn_blocking(move || room.tidy_up(Instant::now())).await;
        if tidied.is_err() {
            return;
        }
    }
}

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(15);

/// How many connections are held at a time; a browser opens six.
const CONNECTIONS: usize = 512;
/// Of these so many are kept for whoever sits at this machine, however many others come.
const OWN: usize = 64;

/// Serves every connection that comes, for ever. One that says nothing, or one letter a minute, is closed: a few hundred
/// of them would keep everybody else out.
async fn connections(listener: tokio::net::TcpListener, app: Router, patience: Duration) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    connections_with(listener, app, http).await;
}

/// The same, as `http` says.
pub(super) async fn connections_with(listener: tokio::net::TcpListener, app: Router, http: http1::Builder) {
    let places = Places::new(CONNECTIONS, OWN);
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // No more files may be open, for the moment.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        // Whoever finds no place is sent away at once.
        let Some(place) = places.take(peer.ip()) else { continue };
        let service = TowerToHyperService::new(app.clone().layer(Extension(Peer(peer.ip()))));
        let http = http.clone();
        tokio::spawn(async move {
            // A client that goes away is no fault of ours.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
            drop(place);
        });
    }
}

/// The connections that may be held.
struct Places {
    all: Arc<Semaphore>,
    guests: Arc<Semaphore>,
}

/// One of them, as long as it lives.
struct Place {
    _one: OwnedSemaphorePermit,
    _guest: Option<OwnedSemaphorePermit>,
}

impl Places {
    fn new(all: usize, own: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), guests: Arc::new(Semaphore::new(all - own)) }
    }

    /// A place for who comes from `address`, if there is one.
    fn take(&self, address: IpAddr) -> Option<Place> {
        let own = address.to_canonical().is_loopback();
        let guest = if own { None } else { Some(Arc::clone(&self.guests).try_acquire_owned().ok()?) };
        Some(Place { _one: Arc::clone(&self.all).try_acquire_owned().ok()?, _guest: guest })
    }
}

/// A page elsewhere must reach this server neither under a name of its own (DNS rebinding) nor by a reader's browser.
async fn guard(doors: Doors, request: Request, next: Next) -> Response {
    if !doors.open_to(request.headers()) {
        return (StatusCode::FORBIDDEN, "forbidden: foreign host or origin\n").into_response();
    }
    let edits = doors.desk && *request.method() == Method::POST && request.uri().path().starts_with(DESK);
    if !edits && !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")], "").into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

impl Doors {
    fn open_to(self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("\0"));
        let host = text(header::HOST).unwrap_or_default();
        let of_origin = |origin: &str| origin.strip_prefix("http://").is_some_and(|rest| rest == host);
        let navigates = text(HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
        let site = text(HeaderName::from_static("sec-fetch-site"));
        self.knows(host)
            && text(header::ORIGIN).is_none_or(of_origin)
            // Somebody may follow a link to here; nobody may use what lies here in a page of theirs.
            && (navigates || !matches!(site, Some("cross-site" | "same-site")))
    }

    /// Names can be made to mean this machine by anyone; numbers cannot.
    fn knows(self, host: &str) -> bool {
        let Some(name) = host.strip_suffix(&format!(":{}", self.port)) else {
            return false;
        };
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match address {
            Ok(address) => self.lan || address.is_loopback(),
            Err(_) => name.eq_ignore_ascii_case("localhost"),
        }
    }
}

async fn answer(Shared(shown): Shared<Arc<Shown>>, request: Request) -> Response {
    let state = shown.now();
    if !state.ready {
        return live::waiting(&state, request.uri().path());
    }
    let uri = request.uri().clone();
    let Ok(address) = percent_decode_str(uri.path()).decode_utf8() else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let address = address.trim_start_matches('/');
    let found = match state.find(address) {
        // The 404 page and the manual's examples may begin with the path that the site has on its host.
        Found::Nothing => state.find(below_base(&state, address)),
        found => found,
    };
    match found {
        Found::File(content) => file(&state, address, content, request).await,
        Found::Folder => {
            let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            Redirect::temporary(&format!("{}/{query}", uri.path())).into_response()
        }
        Found::Nothing => missing(&state, address, &request),
    }
}

fn below_base<'a>(state: &State, address: &'a str) -> &'a str {
    let base = state.base_path.trim_start_matches('/');
    address.strip_prefix(base).unwrap_or(address)
}

async fn file(state: &State, address: &str, content: &Content, request: Request) -> Response {
    let path =
        if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() };
    let wanted = Wanted::of(request.headers());
    match content {
        Content::CopyOf(original) if path.ends_with(".html") => match tokio::fs::read(&original.source).await {
            Ok(page) => {
                let tag = format!("{}-live", original.hash.short(16));
                reply::bytes(&path, &live::with_script(&page, address, state), &tag, &wanted)
            }
            Err(error) => (StatusCode::NOT_FOUND, format!("{error}\n")).into_response(),
        },
        Content::CopyOf(original) => {
            // Never held in memory: films of gigabytes are among these.
            let mut response = match ServeFile::new(&original.source).try_call(request).await {
                Ok(response) => response.map(Body::new).into_response(),
                Err(error) => (StatusCode::NOT_FOUND, format!("{error}\n")).into_response(),
            };
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            response
        }
        Content::Bytes(_) | Content::Aside(..) => {
            let bytes = &*content.load().unwrap_or_default();
            let tag = content.hash().short(16);
            if path.ends_with(".html") {
                let page = live::with_script(bytes, address, state);
                return reply::bytes(&path, &page, &format!("{tag}-live"), &wanted);
            }
            reply::bytes(&path, bytes, &tag, &wanted)
        }
    }
}

fn missing(state: &State, address: &str, request: &Request) -> Response {
    let Some(page) =
        state.get("404.html").and_then(Content::in_memory).filter(|_| reply::takes_html(request.headers()))
    else {
        return (StatusCode::NOT_FOUND, "404\n").into_response();
    };
    let page = live::with_script(page, address, state);
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (StatusCode::NOT_FOUND, headers, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(lan: bool, headers: &[(&str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        Doors { port: 8000, lan, desk: true }.open_to(&map)
    }

    #[test]
    fn hosts_by_name() {
        for host in ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"] {
            assert!(open(false, &[("host", host)]), "{host}");
        }
        for host in
            ["", "127.0.0.1", "127.0.0.1:8001", "evil.example:8000", "localhost.evil.example:8000", "192.168.1.5:8000"]
        {
            assert!(!open(false, &[("host", host)]), "{host}");
        }
        assert!(open(true, &[("host", "192.168.1.5:8000")]));
        assert!(!open(true, &[("host", "evil.example:8000")]));
        assert!(!open(false, &[]));
    }

    #[test]
    fn neighbours_leave_places_for_this_machine() {
        let places = Places::new(3, 1);
        let (near, far): (IpAddr, IpAddr) = ("127.0.0.1".parse().unwrap(), "192.168.1.7".parse().unwrap());
        let mut held: Vec<Place> = [far, far].iter().filter_map(|address| places.take(*address)).collect();
        assert!(held.len() == 2 && places.take(far).is_none());
        held.extend(places.take(near));
        assert!(held.len() == 3 && places.take("::1".parse().unwrap()).is_none());
        held.remove(0);
        assert!(places.take(far).is_some());
    }

    #[test]
    fn who_never_says_what_they_want_is_sent_away() {
        use std::io::{ErrorKind, Read as _, Write as _};

        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        let app = Router::new().fallback(|| async { "here" });
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            connections(listener, app, Duration::from_millis(200)).await;
        });
        let connect = || {
            let stream = std::net::TcpStream::connect(address).unwrap();
            // Long enough for a busy machine; the server is to end it long before.
            stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
            stream
        };
        let all = |mut stream: std::net::TcpStream| {
            let mut said = Vec::new();
            match stream.read_to_end(&mut said) {
                Ok(_) => {}
                Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "the connection is held"),
            }
            String::from_utf8_lossy(&said).into_owned()
        };
        let silent = connect();
        let mut halting = connect();
        halting.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX: ").unwrap();
        for stream in [silent, halting] {
            assert!(!all(stream).contains("here"));
        }
        let mut quick = connect();
        quick.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        assert!(all(quick).ends_with("here"));
        runtime.shutdown_background();
    }

    #[test]
    fn pages_elsewhere_get_nothing() {
        let here = ("host", "127.0.0.1:8000");
        assert!(open(false, &[here, ("sec-fetch-site", "same-origin")]));
        assert!(open(false, &[here, ("sec-fetch-site", "none")]));
        assert!(!open(false, &[here, ("sec-fetch-site", "cross-site")]));
        assert!(open(false, &[here, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]));
        assert!(open(false, &[here, ("origin", "http://127.0.0.1:8000")]));
        for origin in ["http://evil.example", "https://127.0.0.1:8000", "null", "http://127.0.0.1:8001"] {
            assert!(!open(false, &[here, ("origin", origin)]), "{origin}");
        }
    }
}
