//! A file of a published site, as readers get it.

use std::path::Path;

use ureq::http::Request;

use super::http::{Http, refused};
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
            200 => Ok(Some(answer.body)),
            404 | 410 => Ok(None),
            _ => Err(refused(&answer)),
        }
    }
}
