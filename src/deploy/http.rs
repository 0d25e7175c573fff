//! HTTP for S3, WebDAV and verification: one agent, and what answers mean.

use std::path::Path;
use std::time::Duration;

use ureq::http::{Request, Response};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Error};

use super::remote::{Problem, RemoteError};
use super::store::read_site;

/// Longer than any answer of ours; a host that sends more is no host of ours.
const LONGEST_ANSWER: u64 = 4 << 30;

/// Asks and answers.
#[derive(Clone, Debug)]
pub(super) struct Http(Agent);

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: ureq::http::HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Http {
    /// An agent that trusts the usual authorities, or those of `authorities` (PEM) too.
    pub(super) fn new(authorities: Option<&Path>) -> Result<Self, RemoteError> {
        Self::within(authorities, None)
    }

    /// One that a reader waits for: everything within `wait`, straight to the server, and never elsewhere.
    pub(super) fn impatient(authorities: Option<&Path>, wait: Duration) -> Result<Self, RemoteError> {
        Self::within(authorities, Some(wait))
    }

    fn within(authorities: Option<&Path>, wait: Option<Duration>) -> Result<Self, RemoteError> {
        let mut tls = TlsConfig::builder();
        if let Some(path) = authorities {
            tls = tls.root_certs(RootCerts::new_with_certs(&certificates(path)?));
        }
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(4)
            .tls_config(tls.build())
            .user_agent("shuyuan")
            .timeout_connect(Some(Duration::from_secs(20)))
            .timeout_per_read(Some(Duration::from_secs(60)))
            .timeout_per_write(Some(Duration::from_secs(60)));
        if let Some(wait) = wait {
            config = config.timeout_global(Some(wait)).max_redirects(0).proxy(None);
        }
        Ok(Self(config.build().new_agent()))
    }

    /// Sends a request and reads the whole answer.
    pub(super) fn run(&self, request: Request<&[u8]>) -> Result<Answer, RemoteError> {
        self.run_within(request, LONGEST_ANSWER)
    }

    /// Sends a request and reads the whole answer, unless it is longer than `most` bytes.
    pub(super) fn run_within(&self, request: Request<&[u8]>, most: u64) -> Result<Answer, RemoteError> {
        self.try_within(request, most).map_err(|error| failed(&error))
    }

    /// The same, with the fault as it is.
    pub(super) fn try_within(&self, request: Request<&[u8]>, most: u64) -> Result<Answer, Error> {
        let has_body = !request.body().is_empty() || request.method() == "PUT";
        let answer = if has_body { self.0.run(request) } else { self.0.run(request.map(|_| ())) };
        read(answer?, most)
    }
}

fn read(answer: Response<Body>, most: u64) -> Result<Answer, Error> {
    let (head, body) = answer.into_parts();
    let body = body.into_with_config().limit(most).read_to_vec()?;
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
}

/// The certificates of a PEM file.
pub(super) fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, RemoteError> {
    let unreadable = |why: String| RemoteError::new(Problem::Certificate, format!("{}: {why}", path.display()));
    let pem = read_site(Path::new(""), &path.to_string_lossy()).map_err(|error| unreadable(error.to_string()))?;
    let found = parse_pem(&pem).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(Ok(certificate)),
        Ok(_) => None,
        Err(error) => Some(Err(unreadable(error.to_string()))),
    });
    let found: Vec<_> = found.collect::<Result<_, _>>()?;
    if found.is_empty() { Err(unreadable("no PEM certificate".to_owned())) } else { Ok(found) }
}

/// Why there was no answer.
pub(super) fn failed(error: &Error) -> RemoteError {
    let words = error.to_string();
    match error {
        Error::Io(error) => RemoteError::system(error),
        Error::Timeout(_) | Error::HostNotFound | Error::ConnectionFailed | Error::Protocol(_) => {
            RemoteError::new(Problem::Connection, words)
        }
        Error::Rustls(_) | Error::Tls(_) | Error::Pem(_) => RemoteError::new(Problem::Certificate, words),
        _ => RemoteError::new(Problem::Other, words),
    }
}

/// What a status that is no success means.
pub(super) fn refused(answer: &Answer) -> RemoteError {
    let text = String::from_utf8_lossy(&answer.body);
    let code = between(&text, "<Code>", "</Code>").unwrap_or_default();
    let problem = match (answer.status, code) {
        (_, "RequestTimeTooSkewed") => Problem::Clock,
        (
            _,
            "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken" | "InvalidToken" | "TokenRefreshRequired",
        ) => Problem::LogIn,
        (_, "NoSuchBucket") => Problem::NoPlace,
        (401, _) => Problem::LogIn,
        (403 | 405, _) => Problem::Permission,
        (404 | 409, _) => Problem::NoPlace,
        (408 | 429 | 500 | 502..=504, _) => Problem::Connection,
        (507 | 413, _) => Problem::Full,
        _ => Problem::Other,
    };
    let detail = between(&text, "<Message>", "</Message>").unwrap_or_default();
    RemoteError::new(problem, format!("HTTP {} {code} {detail}", answer.status).trim_end().to_owned())
}

/// What stands between two pieces of text.
pub(super) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let start = text.find(before)? + before.len();
    Some(&text[start..start + text[start..].find(after)?])
}
