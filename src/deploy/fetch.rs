//! A file of a published site, as readers get it.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use flate2::read::GzDecoder;
use ureq::Error;
use ureq::http::Request;

use super::http::{Http, failed, refused};
use super::remote::{Problem, RemoteError};

/// Fetches files over HTTP.
#[derive(Debug)]
pub struct Fetcher(Http);

impl Fetcher {
    /// One that trusts the usual authorities, or those of `authorities` (PEM) too.
    ///
    /// # Errors
    /// The file with the authorities cannot be read.
    pub fn new(authorities: Option<&Path>) -> Result<Self, RemoteError> {
        Http::new(authorities).map(Self)
    }

    /// The file at `url`, of at most `most` bytes; none if there is none.
    ///
    /// # Errors
    /// The host cannot be reached, or refuses.
    pub fn get(&self, url: &str, most: usize) -> Result<Option<Vec<u8>>, RemoteError> {
        let request = Request::get(url).body(&[][..]);
        let request = request.map_err(|error| RemoteError::new(Problem::Other, error.to_string()))?;
        let answer = self.0.run_within(request, most as u64)?;
        match answer.status {
            // Not asked for, and yet some hosts send what they have compressed beside the file.
            200 if answer.header("content-encoding").is_some_and(|name| name.eq_ignore_ascii_case("gzip")) => {
                let mut body = Vec::new();
                let plain = GzDecoder::new(answer.body.as_slice()).take(most as u64).read_to_end(&mut body);
                plain.map_err(|error| RemoteError::new(Problem::Other, error.to_string()))?;
                Ok(Some(body))
            }
            200 => Ok(Some(answer.body)),
            404 | 410 => Ok(None),
            _ => Err(refused(&answer)),
        }
    }
}

/// How long a server may take for an answer while a reader waits.
const WAIT: Duration = Duration::from_secs(8);

/// The longest answer: some hundred sections with their texts.
const LONGEST_ANSWER: u64 = 32 << 20;

/// Asks one address of a server on the network, again and again.
#[derive(Debug)]
pub struct Asker {
    http: Http,
    url: String,
}

impl Asker {
    /// One that trusts the usual authorities, or those of `authorities` (PEM) too.
    ///
    /// # Errors
    /// The file with the authorities cannot be read.
    pub fn new(url: String, authorities: Option<&Path>) -> Result<Self, RemoteError> {
        Ok(Self { http: Http::impatient(authorities, WAIT)?, url })
    }

    /// The answer to a request in JSON.
    ///
    /// # Errors
    /// Whether the server had no time left, and what is wrong.
    pub fn ask(&self, json: &[u8]) -> Result<Vec<u8>, (bool, RemoteError)> {
        let request = Request::post(&self.url).header("content-type", "application/json").body(json);
        let request = request.map_err(|error| (false, RemoteError::new(Problem::Other, error.to_string())))?;
        let answer = self.http.try_within(request, LONGEST_ANSWER);
        let answer = answer.map_err(|error| (matches!(error, Error::Timeout(_)), failed(&error)))?;
        if answer.status == 200 { Ok(answer.body) } else { Err((false, refused(&answer))) }
    }
}
