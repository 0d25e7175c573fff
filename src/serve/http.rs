use std::io;
use std::net::TcpListener;
use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::services::{ServeDir, ServeFile};

/// Headers that a good host would send too.
const HEADERS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-cache"),
];

/// Serves `folder` with types, ranges and precompressed forms until Ctrl-C.
pub(super) async fn serve(listener: TcpListener, folder: &Path) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let files = ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip()
        .not_found_service(ServeFile::new(folder.join("404.html")));
    let app = Router::new()
        .fallback_service(files)
        .layer(middleware::from_fn(move |request, next| guard(port, request, next)));
    axum::serve(tokio::net::TcpListener::from_std(listener)?, app)
        .with_graceful_shutdown(async {
            // Without a signal handler the process simply ends at the signal.
            let _ = tokio::signal::ctrl_c().await;
        })
        .await
}

/// A page elsewhere must not reach this server under a name of its own (DNS rebinding).
async fn guard(port: u16, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let known = ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host == format!("{name}:{port}"));
    if !known {
        return (StatusCode::FORBIDDEN, "foreign Host header").into_response();
    }
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
