//! One request after the other.

use ureq::config::Config;
use ureq::http::{Request, StatusCode, Uri};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use super::Manners;
use crate::check::address::{Reach, of_ip};
use crate::check::external::{TIMEOUT, Verdict};

use super::certificate;

/// Asks for addresses.
pub(super) struct Asker {
    agent: Agent,
    redirects: usize,
}

impl Asker {
    pub(super) fn new(manners: &Manners) -> Self {
        let mut tls = TlsConfig::builder();
        if let Some(pem) = &manners.authorities {
            let found = parse_pem(pem).filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            });
            tls = tls.root_certs(RootCerts::new_with_certs(&found.collect::<Vec<_>>()));
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Each step is looked at here.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent("Mozilla/5.0 (compatible; shuyuan link check)")
            .timeout_global(Some(manners.patience))
            .tls_config(tls.build())
            .build();
        let resolver = PublicResolver { private: manners.private, usual: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, redirects: manners.redirects }
    }

    /// What becomes of asking for `address`.
    pub(super) fn verdict(&self, address: &str) -> Verdict {
        let mut at = address.to_owned();
        let mut for_good = true;
        for _ in 0..=self.redirects {
            let (status, location) = match self.one(&at) {
                Ok(answer) => answer,
                Err(error) => return silent(&error),
            };
            match (status.as_u16(), location) {
                (200..=299, _) if at == address || !for_good || is_sign_in(&at) => return Verdict::Fine,
                (200..=299, _) => return Verdict::Moved(at),
                (status @ 300..=399, Some(to)) => {
                    for_good &= matches!(status, 301 | 308);
                    let Some(next) = joined(&at, &to) else { return Verdict::Refused(status) };
                    at = next;
                }
                (status @ (404 | 410), _) => return Verdict::Gone(status),
                (status, _) => return Verdict::Refused(status),
            }
        }
        Verdict::Circle
    }

    /// Asks without the page, and with it where a host does not know that or answers it with a fault.
    fn one(&self, address: &str) -> Result<(StatusCode, Option<String>), Error> {
        match self.send("HEAD", address) {
            Ok((status, _)) if status.as_u16() >= 400 => self.send("GET", address),
            // A certificate is the same for both.
            Err(error @ (Error::Protocol(_) | Error::Io(_))) if certificate::fault(&error).is_none() => {
                self.send("GET", address)
            }
            answer => answer,
        }
    }

    fn send(&self, method: &str, address: &str) -> Result<(StatusCode, Option<String>), Error> {
        let request = Request::builder().method(method).uri(address).header("accept", "*/*").body(())?;
        let answer = self.agent.run(request)?;
        let location = answer.headers().get("location").and_then(|to| to.to_str().ok()).map(str::to_owned);
        Ok((answer.status(), location))
    }
}

/// A page that leads everybody to its front door has not moved there.
fn is_sign_in(address: &str) -> bool {
    let path = address.split_once("//").map_or(address, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    path.is_empty()
        || ["login", "signin", "sso", "passport"].iter().any(|word| path.to_ascii_lowercase().contains(word))
}

fn silent(error: &Error) -> Verdict {
    if let Some(verdict) = certificate::fault(error) {
        return verdict;
    }
    match error {
        Error::HostNotFound => Verdict::NoHost,
        Error::Other(why) if why.is::<OnlyPrivate>() => Verdict::Private,
        Error::Timeout(_) => Verdict::Silent(TIMEOUT.to_owned()),
        Error::ConnectionFailed => Verdict::Unconnected,
        // The system says in many words that it does not know a name.
        Error::Io(error) if is_unknown_name(&error.to_string()) => Verdict::NoHost,
        Error::Io(error) if is_cut(error.kind()) => Verdict::Unconnected,
        error => Verdict::Silent(error.to_string()),
    }
}

fn is_cut(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind as Kind;
    matches!(kind, Kind::ConnectionRefused | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::UnexpectedEof)
}

fn is_unknown_name(words: &str) -> bool {
    ["lookup address", "not known", "No such host", "nodename nor servname", "os error 11001"]
        .iter()
        .any(|sign| words.contains(sign))
}

/// Where a redirect leads.
fn joined(from: &str, to: &str) -> Option<String> {
    let to = to.trim();
    let scheme = from.split_once("//").map(|(scheme, _)| scheme)?;
    let rest = &from[scheme.len() + 2..];
    let host = rest.split(['/', '?']).next()?;
    let lower = to.to_ascii_lowercase();
    Some(match to {
        _ if lower.starts_with("http://") || lower.starts_with("https://") => to.to_owned(),
        _ if to.starts_with("//") => format!("{scheme}{to}"),
        _ if to.starts_with('/') => format!("{scheme}//{host}{to}"),
        _ if lower.split(['/', '?']).next().is_some_and(|first| first.contains(':')) => return None,
        _ => {
            let path = rest.split('?').next().unwrap_or(rest);
            let folder = path.rfind('/').map_or("", |at| &path[host.len()..at]);
            format!("{scheme}//{host}{folder}/{to}")
        }
    })
}

/// Every address of a host is a private one.
#[derive(Debug)]
struct OnlyPrivate;

impl std::fmt::Display for OnlyPrivate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a private address")
    }
}

impl std::error::Error for OnlyPrivate {}

/// Names, but for those that mean a computer of a private network: a link must not make this one knock at its neighbours.
struct PublicResolver {
    private: bool,
    usual: DefaultResolver,
}

impl std::fmt::Debug for PublicResolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PublicResolver").field("private", &self.private).finish_non_exhaustive()
    }
}

impl Resolver for PublicResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.usual.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        for address in found.iter().filter(|address| self.private || of_ip(address.ip()) == Reach::Public) {
            public.push(*address);
        }
        if public.is_empty() { Err(Error::Other(Box::new(OnlyPrivate))) } else { Ok(public) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_not_asked() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("possible");
        let port = listener.local_addr().expect("an address").port();
        let asker = Asker::new(&Manners::default());
        for host in ["127.0.0.1", "localhost"] {
            assert_eq!(asker.verdict(&format!("http://{host}:{port}/")), Verdict::Private, "{host}");
        }
        assert!(listener.accept().is_err(), "nobody knocked");
    }

    #[test]
    fn where_redirects_lead() {
        let check = |from: &str, to: &str, expected: Option<&str>| {
            assert_eq!(joined(from, to).as_deref(), expected, "{from} {to}");
        };
        check("http://a.cn/x/y?z", "https://b.cn/", Some("https://b.cn/"));
        check("https://a.cn/x/y", "//b.cn/c", Some("https://b.cn/c"));
        check("http://a.cn:81/x/y", "/c?d", Some("http://a.cn:81/c?d"));
        check("http://a.cn/x/y?z=/w", "c", Some("http://a.cn/x/c"));
        check("http://a.cn", "c", Some("http://a.cn/c"));
        check("http://a.cn/", "javascript:x", None);
    }
}
