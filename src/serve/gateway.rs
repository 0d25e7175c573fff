//! The gateway of a search page: questions of readers go to an engine that runs as a server, which itself has no log-in and
//! must not be reached from outside. Nothing but questions passes; what was asked is written down nowhere.

use std::io;
use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use tokio::sync::Semaphore;
use tower_http::services::ServeDir;

use super::http::{HEADERS, connections_with};
use crate::diagnostics::Text;
use crate::hub::gateway::{self, Engine, Question, Unanswered};

/// The longest question that is read.
const LONGEST: usize = 16 << 10;

/// Bytes of the head of a request.
const LONGEST_HEAD: usize = 16 << 10;

/// Headers of a request.
const MOST_HEADERS: usize = 64;

/// Questions that the engine is asked at a time; more are sent away at once instead of waiting for each other.
const AT_A_TIME: usize = 32;

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(15);

/// Only scripts of the page's own origin can send it: for others a browser asks first, and is told no.
const ASKS: &str = "shuyuan-search";

/// What is to be served.
pub struct Gateway {
    /// Who answers.
    pub engine: Box<dyn Engine>,
    /// Groups of words that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// A built portal that is served beside the answers.
    pub site: Option<PathBuf>,
    /// Whether other machines of the network may ask.
    pub lan: bool,
    /// Names by which this server is asked, beside addresses and `localhost`.
    pub hosts: Vec<String>,
    /// Is told once when the engine gives no answer, and none when it does again.
    pub tell: Box<dyn Fn(Option<&Text>) + Send + Sync>,
}

struct Shared {
    gateway: Gateway,
    places: Semaphore,
    /// Whether the engine has answered last.
    answers: AtomicBool,
}

/// Serves until Ctrl-C.
///
/// # Errors
/// The listener cannot be used.
pub fn run(listener: TcpListener, gateway: Gateway) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let served = runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
        http.max_buf_size(LONGEST_HEAD).max_headers(MOST_HEADERS);
        tokio::select! {
            () = connections_with(listener, app(gateway), http) => Ok(()),
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    });
    runtime.shutdown_background();
    served
}

fn app(gateway: Gateway) -> Router {
    let shared = Shared { gateway, places: Semaphore::new(AT_A_TIME), answers: AtomicBool::new(true) };
    Router::new().fallback(serve).with_state(Arc::new(shared))
}

async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let mut response = if !shared.gateway.is_for(request.headers()) {
        (StatusCode::FORBIDDEN, "forbidden: foreign host or origin\n").into_response()
    } else {
        match *request.method() {
            Method::POST => asked(&shared, request).await,
            Method::GET | Method::HEAD => file(&shared, request).await,
            _ => (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD, POST")], "").into_response(),
        }
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

impl Gateway {
    /// Names can be made to mean this machine by anyone; numbers cannot, and those given were meant.
    fn is_for(&self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("\0"));
        let site = text(HeaderName::from_static("sec-fetch-site"));
        let navigates = text(HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
        self.knows(text(header::HOST).unwrap_or_default())
            && (navigates || !matches!(site, Some("cross-site" | "same-site")))
    }

    fn knows(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        match name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(address) => self.lan || address.is_loopback(),
            Err(_) => std::iter::once("localhost")
                .chain(self.hosts.iter().map(String::as_str))
                .any(|known| name.eq_ignore_ascii_case(known)),
        }
    }

    /// Asks the engine; this takes as long as the engine does.
    fn answer(&self, question: &Question) -> Result<String, Unanswered> {
        match question {
            Question::Search(asked) => gateway::answer(&*self.engine, asked, &self.synonyms),
            Question::Suggest(typed, limit) => gateway::suggest(&*self.engine, typed, *limit),
        }
    }
}

async fn asked(shared: &Arc<Shared>, request: Request) -> Response {
    if !request.headers().contains_key(ASKS) {
        return fault(
            StatusCode::FORBIDDEN,
            "no-header",
            &told("没有这个提问的标头", "the header of questions is missing"),
        );
    }
    // Whoever sends letter by letter keeps a connection, and nothing else.
    let body = tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), LONGEST)).await;
    let Ok(Ok(body)) = body else {
        return fault(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-long",
            &told("提问太长，或者没有发完", "the question is too long or was not sent to its end"),
        );
    };
    let Some(question) = std::str::from_utf8(&body).ok().and_then(Question::read) else {
        return fault(StatusCode::BAD_REQUEST, "no-question", &told("看不懂这个提问", "this is no question"));
    };
    let Ok(_place) = shared.places.try_acquire() else {
        return fault(StatusCode::SERVICE_UNAVAILABLE, "busy", &told("提问的人太多", "too many questions at a time"));
    };
    let asking = Arc::clone(shared);
    let answered = tokio::task::spawn_blocking(move || asking.gateway.answer(&question)).await;
    let answered = answered
        .unwrap_or_else(|_| Err(Unanswered { late: false, words: told("程序出错", "a fault of the program") }));
    let answers = answered.is_ok();
    if shared.answers.swap(answers, Ordering::Relaxed) != answers {
        (shared.gateway.tell)(answered.as_ref().err().map(|unanswered| &unanswered.words));
    }
    match answered {
        Ok(json) => reply(StatusCode::OK, json),
        Err(Unanswered { late: true, words }) => fault(StatusCode::GATEWAY_TIMEOUT, "late", &words),
        Err(Unanswered { words, .. }) => fault(StatusCode::BAD_GATEWAY, "upstream", &words),
    }
}

fn told(zh: &str, en: &str) -> Text {
    Text::new(zh, en)
}

/// The engine's own words are for whoever runs it; readers are told that it is away.
fn fault(status: StatusCode, code: &str, words: &Text) -> Response {
    let words = match status {
        StatusCode::BAD_GATEWAY => told("检索引擎没有应答", "the search engine gives no answer"),
        StatusCode::GATEWAY_TIMEOUT => told("检索引擎没有及时应答", "the search engine gave no answer in time"),
        _ => words.clone(),
    };
    reply(status, serde_json::json!({ "error": code, "zh": words.zh, "en": words.en }).to_string())
}

fn reply(status: StatusCode, json: String) -> Response {
    let head = [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, head, json).into_response()
}

async fn file(shared: &Shared, request: Request) -> Response {
    let Some(folder) = &shared.gateway.site else {
        return (
            StatusCode::NOT_FOUND,
            "这里只回答检索页的提问。\nOnly questions of the search page are answered here.\n",
        )
            .into_response();
    };
    let page = request.uri().path().ends_with('/') || request.uri().path().ends_with(".html");
    match ServeDir::new(folder).try_call(request).await {
        Ok(response) => {
            let mut response = response.map(Body::new).into_response();
            let lasting = if page { "no-cache" } else { "public, max-age=300" };
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
            response
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::gateway::Kind;

    struct Silent;

    impl Engine for Silent {
        fn kind(&self) -> Kind {
            Kind::Quickwit
        }

        fn ask(&self, _: &serde_json::Value) -> Result<serde_json::Value, Unanswered> {
            Err(Unanswered { late: true, words: told("内部地址 10.0.0.1", "secret") })
        }
    }

    fn gateway(lan: bool) -> Gateway {
        let hosts = vec!["search.example".to_owned()];
        Gateway { engine: Box::new(Silent), synonyms: Vec::new(), site: None, lan, hosts, tell: Box::new(|_| {}) }
    }

    #[test]
    fn who_is_answered() {
        for host in ["127.0.0.1:8090", "127.0.0.1", "localhost:1", "[::1]:8090", "search.example", "SEARCH.example:80"]
        {
            assert!(gateway(false).knows(host), "{host}");
        }
        for host in ["", "evil.example", "192.168.1.5:8090", "localhost.evil.example", "search.example.evil"] {
            assert!(!gateway(false).knows(host), "{host}");
        }
        assert!(gateway(true).knows("192.168.1.5:8090"));
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("localhost"));
        headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
        assert!(!gateway(false).is_for(&headers));
    }

    #[test]
    fn readers_are_not_told_where_the_engine_is() {
        let response = fault(StatusCode::BAD_GATEWAY, "upstream", &told("内部地址 10.0.0.1", "secret"));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = runtime.block_on(to_bytes(response.into_body(), 1000)).unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains("检索引擎没有应答") && !body.contains("10.0.0.1"), "{body}");
    }
}
