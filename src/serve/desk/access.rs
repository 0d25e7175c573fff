//! Who may sit down at the desk.
//!
//! Whoever is at this machine gets the page, and with it a token that every request has to carry: a page elsewhere, which a
//! browser may be made to load, cannot read it. Whoever comes over the network has to type a code that the terminal shows,
//! which works once.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName, header};

/// The header that carries the token.
pub(super) const TOKEN: HeaderName = HeaderName::from_static("x-shuyuan-desk");
/// The cookie of those who typed the code.
const COOKIE: &str = "shuyuan-desk";
/// After so many wrong codes there is another.
const TRIES: u32 = 5;
/// So long nobody may try after a wrong code.
const PAUSE: Duration = Duration::from_secs(1);
/// So many browsers may have typed a code in one run.
const GUESTS: usize = 64;

/// What came of a code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Right; the value of the cookie.
    Open(String),
    Wrong,
    /// Too soon after a wrong one.
    Wait,
}

/// The keys of one run.
pub(in crate::serve) struct Access {
    token: String,
    door: Mutex<Door>,
    /// Is told each new code.
    announce: Box<dyn Fn(&str) + Send + Sync>,
}

#[derive(Default)]
struct Door {
    code: String,
    wrong: u32,
    last: Option<Instant>,
    guests: Vec<String>,
}

impl Access {
    /// With a code for others of the network if `lan`; none if the system has no randomness to give.
    pub(in crate::serve) fn new(lan: bool, announce: Box<dyn Fn(&str) + Send + Sync>) -> Option<Self> {
        let access = Self { token: secret()?, door: Mutex::default(), announce };
        if lan {
            access.renew(&mut access.door.lock().unwrap_or_else(PoisonError::into_inner));
        }
        Some(access)
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Whether a request comes from this machine, or from a browser in which the code was typed.
    pub(super) fn is_known(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        if peer.to_canonical().is_loopback() {
            return true;
        }
        let door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        let given = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|one| one.trim().split_once('='));
        given.filter(|(name, _)| *name == COOKIE).any(|(_, value)| door.guests.iter().any(|guest| same(guest, value)))
    }

    /// Whether a request carries the token, and says that it comes from this very host.
    pub(super) fn is_ours(&self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let origin = text(header::ORIGIN).and_then(|origin| origin.strip_prefix("http://"));
        let here = origin.is_some() && origin == text(header::HOST);
        here && text(TOKEN).is_some_and(|token| same(token, &self.token))
    }

    /// Tries a code; the right one works once.
    pub(super) fn enter(&self, code: &str) -> Entry {
        let mut door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        if door.last.is_some_and(|last| last.elapsed() < PAUSE) {
            return Entry::Wait;
        }
        let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if door.code.is_empty() || !same(&code, &door.code) || door.guests.len() >= GUESTS {
            door.last = Some(Instant::now());
            door.wrong += 1;
            if door.wrong >= TRIES && !door.code.is_empty() {
                self.renew(&mut door);
            }
            return Entry::Wrong;
        }
        let Some(guest) = secret() else { return Entry::Wrong };
        door.guests.push(guest.clone());
        self.renew(&mut door);
        Entry::Open(format!("{COOKIE}={guest}; Path=/_desk/; HttpOnly; SameSite=Strict"))
    }

    fn renew(&self, door: &mut Door) {
        door.wrong = 0;
        door.code = digits().unwrap_or_default();
        if !door.code.is_empty() {
            (self.announce)(&door.code);
        }
    }
}

/// Takes as long for any two texts of one length.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

fn secret() -> Option<String> {
    Some(random::<24>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Eight digits.
fn digits() -> Option<String> {
    let number = u64::from_le_bytes(random::<8>()?) % 100_000_000;
    Some(format!("{number:08}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::HeaderValue;

    use super::*;

    fn access() -> (Access, Arc<Mutex<Vec<String>>>) {
        let said = Arc::new(Mutex::new(Vec::new()));
        let codes = Arc::clone(&said);
        let announce = move |code: &str| codes.lock().expect("whole").push(code.to_owned());
        (Access::new(true, Box::new(announce)).expect("random"), said)
    }

    fn headers(given: &[(HeaderName, &str)]) -> HeaderMap {
        given.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("a value"))).collect()
    }

    /// As if the pause after a wrong code were over.
    fn later(access: &Access) {
        access.door.lock().expect("whole").last = None;
    }

    #[test]
    fn a_code_works_once() {
        let (access, said) = access();
        let code = said.lock().expect("whole")[0].clone();
        assert_eq!(code.len(), 8);
        let Entry::Open(cookie) = access.enter(&format!(" {}-{} ", &code[..4], &code[4..])) else { panic!("refused") };
        assert_eq!(access.enter(&code), Entry::Wrong);
        assert_eq!(said.lock().expect("whole").len(), 2, "the next code is announced");
        let far = "192.168.1.7".parse().expect("an address");
        let value = cookie.split(';').next().unwrap_or_default();
        assert!(access.is_known(far, &headers(&[(header::COOKIE, &format!("a=b; {value}"))])));
        for bad in ["", "shuyuan-desk=", "shuyuan-desk=0", "x=1"] {
            assert!(!access.is_known(far, &headers(&[(header::COOKIE, bad)])), "{bad}");
        }
        assert!(access.is_known("127.0.0.1".parse().expect("an address"), &HeaderMap::new()));
        assert!(access.is_known("::ffff:127.0.0.1".parse().expect("an address"), &HeaderMap::new()));
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    }

    #[test]
    fn guessing_gets_nowhere() {
        let (access, said) = access();
        let first = said.lock().expect("whole")[0].clone();
        for n in 0..TRIES {
            assert_eq!(access.enter(&format!("x{n}")), Entry::Wrong);
            assert_eq!(access.enter(&first), Entry::Wait, "nobody may try at once");
            later(&access);
        }
        assert_eq!(access.enter(&first), Entry::Wrong, "there is another code now");
        assert_eq!(said.lock().expect("whole").len(), 2);
        let quiet = Access::new(false, Box::new(|_| panic!("a code without a network"))).expect("random");
        assert_eq!(quiet.enter(""), Entry::Wrong);
    }

    #[test]
    fn requests_carry_the_token_and_come_from_here() {
        let (access, _) = access();
        let token = access.token().to_owned();
        let ask = |origin: &str, token: &str| {
            access.is_ours(&headers(&[(header::HOST, "127.0.0.1:8000"), (header::ORIGIN, origin), (TOKEN, token)]))
        };
        assert!(ask("http://127.0.0.1:8000", &token));
        for origin in ["http://evil.example", "https://127.0.0.1:8000", "null", "http://127.0.0.1:8001", ""] {
            assert!(!ask(origin, &token), "{origin}");
        }
        assert!(!ask("http://127.0.0.1:8000", ""));
        assert!(!ask("http://127.0.0.1:8000", &token[1..]));
        assert!(!access.is_ours(&headers(&[(header::HOST, "127.0.0.1:8000"), (TOKEN, &token)])), "no origin at all");
        assert!(
            !access.is_ours(&headers(&[(header::HOST, "127.0.0.1:8000"), (header::ORIGIN, "http://127.0.0.1:8000")]))
        );
    }
}
