//! What readers get, compared with what was published: over HTTP as a browser asks, or at the target itself.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::sync::Mutex;

use ureq::http::Request;

use super::headers;
use super::http::{Answer, Http};
use super::line::{Crew, Patience};
use super::remote::{Host, Problem, RemoteError};
use super::state;
use crate::cache::Hash;
use crate::outputs::{MANIFEST, Manifest};
use crate::search::engine::Request as Query;
use crate::search::host::{Files, Host as SearchHost};

/// What is not as it should be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Files looked at.
    pub looked: usize,
    /// Files that are not there.
    pub missing: Vec<String>,
    /// Files that hold something else.
    pub changed: Vec<String>,
    /// Files that no manifest names; only where the target can be listed.
    pub extra: Vec<String>,
    /// Wrong types: path, what the host says, what it should say.
    pub types: Vec<(String, String, String)>,
    /// Kinds of files that browsers may keep for too long or not long enough: path, what the host says, what it should say.
    pub caches: Vec<(String, String, String)>,
    /// Whether the host sends parts of files; none if there is no search index.
    pub ranges: Option<bool>,
    /// Whether the host compresses pages; none if it was not asked.
    pub compresses: Option<bool>,
    /// The host's page for addresses that do not exist has the status 404; none if it was not asked.
    pub says_404: Option<bool>,
    /// Headers for the safety of readers that are not sent.
    pub headers: Vec<&'static str>,
    /// What the search said to its own first title: none if there is no index.
    pub search: Option<Result<usize, String>>,
}

impl Findings {
    /// Whether every file is there and what it should be, and the search works.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty() && !matches!(self.search, Some(Err(_) | Ok(0)))
    }

    fn sort(mut self) -> Self {
        for list in [&mut self.missing, &mut self.changed, &mut self.extra] {
            list.sort();
        }
        self.types.sort();
        self.caches.sort();
        self
    }
}

/// Compares what is at the target with its manifest.
pub fn target(host: &dyn Host, connections: usize, patience: Patience) -> Result<Findings, RemoteError> {
    let crew = Crew::new(host, connections, patience);
    let manifest = crew.with(&mut |remote| remote.read(MANIFEST))?;
    let manifest = manifest.and_then(|bytes| Manifest::parse(&bytes)).ok_or_else(no_manifest)?;
    let found = Mutex::new(Findings { looked: manifest.files.len(), ..Findings::default() });
    let files: Vec<_> = manifest.files.iter().collect();
    crew.each(&files, &|line, (path, entry)| {
        let bytes = line.with(&mut |remote| remote.read(path))?;
        note(&found, |found| match bytes {
            None => found.missing.push((*path).clone()),
            Some(bytes) if Hash::of(&bytes) != entry.sha256 => found.changed.push((*path).clone()),
            Some(_) => {}
        });
        Ok(())
    })
    .map_err(|(_, error)| error)?;
    let mut found = found.into_inner().unwrap_or_default();
    let waiting = crew.with(&mut |remote| Ok(state::read(remote).ok()))?;
    let waiting: BTreeSet<String> = waiting
        .and_then(|known| known.state)
        .into_iter()
        .flat_map(|state| state.waiting)
        .map(|file| file.path)
        .collect();
    for (path, _) in crew.with(&mut |remote| remote.list())? {
        let ours = manifest.files.contains_key(&path) || waiting.contains(&path) || path == MANIFEST;
        if !ours && !path.starts_with(state::FOLDER) {
            found.extra.push(path);
        }
    }
    Ok(found.sort())
}

fn note(found: &Mutex<Findings>, what: impl FnOnce(&mut Findings)) {
    if let Ok(mut found) = found.lock() {
        what(&mut found);
    }
}

fn no_manifest() -> RemoteError {
    RemoteError::new(Problem::NoPlace, MANIFEST)
}

/// Asks for every file of the site at `base` as a browser does.
pub fn address(base: &str, ca_file: Option<&std::path::Path>, connections: usize) -> Result<Findings, RemoteError> {
    let base = format!("{}/", base.trim_end_matches('/'));
    let http = Http::new(ca_file)?;
    let site = Site { base, http };
    let manifest = site.get(MANIFEST, &[("accept-encoding", "identity")])?;
    let manifest =
        Some(manifest).filter(|answer| answer.status == 200).and_then(|answer| Manifest::parse(&answer.body));
    let manifest = manifest.ok_or_else(no_manifest)?;
    let found = Mutex::new(Findings { looked: manifest.files.len(), ..Findings::default() });
    // A host that holds a compressed form beside each file need not hand that out under its own name.
    let files: Vec<_> = manifest.files.iter().filter(|(path, _)| headers::content_encoding(path).is_none()).collect();
    let crew = Crew::new(&site, connections, Patience::default());
    crew.each(&files, &|_, (path, entry)| {
        let answer = site.get(path, &[("accept-encoding", "identity")])?;
        note(&found, |found| look(found, path, &entry.sha256, &answer));
        Ok(())
    })
    .map_err(|(_, error)| error)?;
    let mut found = found.into_inner().unwrap_or_default();
    site.manners(&mut found)?;
    if manifest.files.contains_key("search/start.json") {
        site.search(&mut found, &manifest);
    }
    Ok(found.sort())
}

/// One answer against the manifest and against what browsers need to be told.
fn look(found: &mut Findings, path: &str, hash: &Hash, answer: &Answer) {
    // The page for what does not exist may have its own status, and hosts may know `/a/` and not `/a/index.html`.
    let is_404 = path == "404.html" && answer.status == 404;
    if answer.status != 200 && !is_404 {
        found.missing.push(path.to_owned());
        return;
    }
    if Hash::of(&answer.body) != *hash {
        found.changed.push(path.to_owned());
    }
    let said = answer.header("content-type").unwrap_or("-").to_owned();
    let wanted = headers::content_type(path);
    if !same_type(&said, wanted) {
        found.types.push((path.to_owned(), said, wanted.to_owned()));
    }
    let said = answer.header("cache-control").unwrap_or("-").to_owned();
    let wanted = headers::cache_control(path);
    let age = max_age(&said);
    let bad = match wanted {
        headers::FOREVER => age.is_none_or(|age| age < 86_400),
        headers::ASK_AGAIN => age.is_some_and(|age| age > 600) && !said.contains("no-cache"),
        _ => age.is_some_and(|age| age > 604_800),
    };
    if bad {
        found.caches.push((path.to_owned(), said, wanted.to_owned()));
    }
}

/// Types that do the same for readers.
fn same_type(said: &str, wanted: &str) -> bool {
    let bare = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (a, b) = (bare(said), bare(wanted));
    let alike: [&[&str]; 5] = [
        &["text/javascript", "application/javascript", "application/x-javascript"],
        &["application/xml", "text/xml", "application/atom+xml"],
        &["application/octet-stream", "-", ""],
        &["image/x-icon", "image/vnd.microsoft.icon"],
        &["audio/wav", "audio/x-wav", "audio/wave"],
    ];
    // Bytes of no known type are handed to the reader as they are: that does for files to be saved.
    a == b || alike.iter().any(|group| group.contains(&a.as_str()) && group.contains(&b.as_str()))
}

fn max_age(said: &str) -> Option<u64> {
    said.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok())
}

struct Site {
    base: String,
    http: Http,
}

/// Only so that the crew can be used: every answer is asked for through [`Site::get`].
impl Host for Site {
    fn connect(&self) -> Result<Box<dyn super::remote::Remote>, RemoteError> {
        Err(RemoteError::new(Problem::Other, "only to be read"))
    }

    fn renames(&self) -> bool {
        false
    }

    fn name(&self) -> String {
        self.base.clone()
    }
}

impl Site {
    fn get(&self, path: &str, given: &[(&str, &str)]) -> Result<Answer, RemoteError> {
        let path = percent_encoding::utf8_percent_encode(path, super::webdav::PLAIN);
        let mut request = Request::builder().uri(format!("{}{path}", self.base));
        for (name, value) in given {
            request = request.header(*name, *value);
        }
        let request = request.body(&b""[..]).map_err(|error| RemoteError::new(Problem::Other, error.to_string()))?;
        self.http.run(request)
    }

    /// What a host should do beside handing out files.
    fn manners(&self, found: &mut Findings) -> Result<(), RemoteError> {
        let home = self.get("", &[("accept-encoding", "br, gzip")])?;
        found.compresses = Some(home.header("content-encoding").is_some());
        let wanted = ["content-security-policy", "x-content-type-options", "referrer-policy"];
        found.headers = wanted.into_iter().filter(|name| home.header(name).is_none()).collect();
        found.says_404 = Some(self.get("shuyuan-no-such-page/", &[])?.status == 404);
        Ok(())
    }

    /// Searches there for the title of a page, as the search box does.
    fn search(&self, found: &mut Findings, manifest: &Manifest) {
        let hot = manifest.files.keys().find(|path| path.starts_with("search/hot-"));
        if let Some(hot) = hot {
            let part = self.get(hot, &[("range", "bytes=0-15"), ("accept-encoding", "identity")]);
            found.ranges = part.ok().map(|answer| answer.status == 206 && answer.body.len() == 16);
        }
        found.search = Some(self.first_title().map_err(|error| error.to_string()));
    }

    fn first_title(&self) -> Result<usize, Box<dyn std::error::Error>> {
        let mut engine = SearchHost::open(Reader(self))?;
        let home = self.get("", &[("accept-encoding", "identity")])?;
        let html = String::from_utf8_lossy(&home.body).into_owned();
        // Words of the home page stand on some page.
        let title = super::http::between(&html, "<title>", "</title>").unwrap_or_default();
        let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let answer = engine.search(Query::new(words.first().copied().unwrap_or("a")))?;
        Ok(answer.total as usize)
    }
}

/// The index's files over HTTP.
struct Reader<'a>(&'a Site);

impl Files for Reader<'_> {
    fn read(&mut self, name: &str, range: Option<Range<u64>>) -> io::Result<Vec<u8>> {
        let part = range.as_ref().map(|range| format!("bytes={}-{}", range.start, range.end.saturating_sub(1)));
        let mut given = vec![("accept-encoding", "identity")];
        given.extend(part.as_deref().map(|part| ("range", part)));
        let answer =
            self.0.get(&format!("search/{name}"), &given).map_err(|error| io::Error::other(error.to_string()))?;
        match (answer.status, range) {
            (206, _) | (200, None) => Ok(answer.body),
            (200, Some(range)) => {
                let end = (range.end as usize).min(answer.body.len());
                Ok(answer.body[(range.start as usize).min(end)..end].to_vec())
            }
            (status, _) => Err(io::Error::other(format!("HTTP {status}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_that_do_the_same_are_the_same() {
        assert!(same_type("application/javascript", "text/javascript; charset=utf-8"));
        assert!(same_type("TEXT/HTML;charset=UTF-8", "text/html; charset=utf-8"));
        assert!(!same_type("text/plain", "text/html; charset=utf-8"));
        assert_eq!(max_age("public, max-age=31536000, immutable"), Some(31_536_000));
        assert_eq!(max_age("no-cache"), None);
    }
}
