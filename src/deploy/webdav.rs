//! WebDAV: what nginx, Apache, IIS and many network drives offer over HTTP.

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use roxmltree::Document;
use ureq::http::Request;

use super::headers;
use super::http::{Answer, Http, refused};
use super::remote::{Host, Problem, Remote, RemoteError, Upload};
use super::secrets::Secrets;

/// What stands in a path as it is.
pub(super) const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A folder of a WebDAV server.
#[derive(Clone)]
pub(super) struct WebDav {
    /// With a slash at the end.
    base: String,
    authorization: Option<String>,
    http: Http,
    /// Folders that are known to be there.
    made: BTreeSet<String>,
}

impl WebDav {
    pub(super) fn new(base: &str, secrets: &Secrets, authorities: Option<&Path>) -> Result<Self, RemoteError> {
        let authorization = secrets.get("user").map(|user| {
            let pair = format!("{user}:{}", secrets.get("password").unwrap_or_default());
            format!("Basic {}", STANDARD.encode(pair.as_bytes()))
        });
        let base = format!("{}/", base.trim_end_matches('/'));
        Ok(Self { base, authorization, http: Http::new(authorities)?, made: BTreeSet::new() })
    }

    fn address(&self, path: &str) -> String {
        format!("{}{}", self.base, utf8_percent_encode(path, PLAIN))
    }

    fn run(&self, method: &str, path: &str, given: &[(&str, &str)], body: &[u8]) -> Result<Answer, RemoteError> {
        let mut request = Request::builder().method(method).uri(self.address(path));
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        for (name, value) in given {
            request = request.header(*name, *value);
        }
        let request = request.body(body).map_err(|error| RemoteError::new(Problem::Other, error.to_string()))?;
        self.http.run(request)
    }

    /// Makes the folders above `path`.
    fn folders(&mut self, path: &str) -> Result<(), RemoteError> {
        let ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at + 1).collect();
        // The one right above is usually there.
        let known = ends.iter().rposition(|end| self.made.contains(&path[..*end])).map_or(0, |at| at + 1);
        for end in &ends[known..] {
            let folder = &path[..*end];
            let answer = self.run("MKCOL", folder, &[], b"")?;
            // 405: it is there already; some servers say 301 to it, and nginx 409 if two are made at once.
            match answer.status {
                200..=299 | 301 | 405 => self.made.insert(folder.to_owned()),
                _ => return Err(refused(&answer)),
            };
        }
        Ok(())
    }
}

impl Host for WebDav {
    fn connect(&self) -> Result<Box<dyn Remote>, RemoteError> {
        Ok(Box::new(self.clone()))
    }

    fn renames(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        self.base.clone()
    }
}

impl Remote for WebDav {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, RemoteError> {
        let answer = self.run("GET", path, &[("accept-encoding", "identity")], b"")?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 | 410 => Ok(None),
            _ => Err(refused(&answer)),
        }
    }

    fn put(&mut self, path: &str, file: Upload<'_>) -> Result<(), RemoteError> {
        self.folders(path)?;
        let kind = headers::content_type(file.known_as);
        let answer = self.run("PUT", path, &[("content-type", kind)], file.bytes)?;
        if answer.status / 100 == 2 { Ok(()) } else { Err(refused(&answer)) }
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), RemoteError> {
        self.folders(to)?;
        let destination = self.address(to);
        let answer = self.run("MOVE", from, &[("destination", &destination), ("overwrite", "T")], b"")?;
        if answer.status / 100 == 2 { Ok(()) } else { Err(refused(&answer)) }
    }

    fn remove(&mut self, path: &str) -> Result<(), RemoteError> {
        let answer = self.run("DELETE", path, &[], b"")?;
        if matches!(answer.status, 200..=299 | 404 | 410) { Ok(()) } else { Err(refused(&answer)) }
    }

    fn list(&mut self) -> Result<Vec<(String, u64)>, RemoteError> {
        let mut files = Vec::new();
        let mut waiting = vec![String::new()];
        while let Some(folder) = waiting.pop() {
            let answer = self.run("PROPFIND", &folder, &[("depth", "1")], b"")?;
            match answer.status {
                207 => {}
                404 if folder.is_empty() => return Ok(files),
                _ => return Err(refused(&answer)),
            }
            let root = self.base.find("://").and_then(|at| self.base[at + 3..].find('/').map(|slash| at + 3 + slash));
            let root = root.map_or("/", |at| &self.base[at..]);
            for entry in read_list(&String::from_utf8_lossy(&answer.body), root) {
                match entry {
                    Entry::Folder(name) if name != folder && name.starts_with(&folder) => waiting.push(name),
                    Entry::File(name, size) => files.push((name, size)),
                    Entry::Folder(_) => {}
                }
            }
        }
        Ok(files)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Entry {
    /// With a slash at the end; empty for the site's own folder.
    Folder(String),
    File(String, u64),
}

/// What an answer to PROPFIND lists, below `root`.
fn read_list(xml: &str, root: &str) -> Vec<Entry> {
    let Ok(document) = Document::parse(xml) else { return Vec::new() };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let root = decoded(root);
    let mut entries = Vec::new();
    for node in document.descendants().filter(|node| node.tag_name().name() == "response") {
        let named = |name: &str| node.descendants().find(|found| found.tag_name().name() == name);
        let Some(address) = named("href").and_then(|found| found.text()) else { continue };
        // Some servers write whole addresses.
        let path = address.split_once("://").map_or(address, |(_, rest)| &rest[rest.find('/').unwrap_or(rest.len())..]);
        let path = decoded(path.trim());
        let Some(below) = path.strip_prefix(&root).or_else(|| (format!("{path}/") == root).then_some("")) else {
            continue;
        };
        if named("collection").is_some() {
            let end = if below.is_empty() || below.ends_with('/') { "" } else { "/" };
            entries.push(Entry::Folder(format!("{below}{end}")));
        } else {
            let size =
                named("getcontentlength").and_then(|found| found.text()).and_then(|text| text.trim().parse().ok());
            entries.push(Entry::File(below.to_owned(), size.unwrap_or(0)));
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_several_servers_are_read() {
        let xml = "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">\
            <D:response><D:href>/dav/site/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop></D:propstat></D:response>\
            <D:response><D:href>http://h/dav/site/%E7%94%B2/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop></D:propstat></D:response>\
            <D:response><D:href>/dav/site/a%20b.html</D:href><D:propstat><D:prop><D:getcontentlength>7</D:getcontentlength></D:prop></D:propstat></D:response>\
            </D:multistatus>";
        let expected =
            [Entry::Folder(String::new()), Entry::Folder("甲/".to_owned()), Entry::File("a b.html".to_owned(), 7)];
        assert_eq!(read_list(xml, "/dav/site/"), expected);
    }
}
