//! The protocol of S3, which OSS, COS, OBS, TOS, Kodo and MinIO speak too. An object appears whole or not at all.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use flate2::Compression;
use roxmltree::Document;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use ureq::http::Request;

use super::headers;
use super::http::{Answer, Http, refused};
use super::remote::{Host, Problem, Remote, RemoteError, Upload};
use super::secrets::Secrets;

/// How long a signed request may be under way.
const VALID: Duration = Duration::from_secs(15 * 60);

/// Where the bucket is and what is wanted of it.
#[derive(Debug, Clone)]
pub(super) struct Settings<'a> {
    pub(super) endpoint: &'a str,
    pub(super) region: &'a str,
    pub(super) bucket: &'a str,
    /// Folder in the bucket, without slashes at the ends.
    pub(super) prefix: &'a str,
    pub(super) path_style: bool,
    /// Whether text is stored compressed, for hosts that do not compress themselves.
    pub(super) gzip: bool,
}

/// A bucket.
pub(super) struct S3 {
    bucket: Bucket,
    credentials: Credentials,
    prefix: String,
    gzip: bool,
    http: Http,
    /// How far this machine's clock is behind the host's, in seconds, once the host has said so.
    behind: Mutex<i64>,
}

impl S3 {
    pub(super) fn new(
        settings: &Settings<'_>,
        secrets: &Secrets,
        authorities: Option<&Path>,
    ) -> Result<Self, RemoteError> {
        let wrong = |what: String| RemoteError::new(Problem::NoPlace, what);
        let endpoint = settings.endpoint.parse().map_err(|error| wrong(format!("endpoint: {error}")))?;
        let style = if settings.path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let bucket = Bucket::new(endpoint, style, settings.bucket.to_owned(), settings.region.to_owned())
            .map_err(|error| wrong(error.to_string()))?;
        let (Some(key), Some(secret)) = (secrets.get("key"), secrets.get("secret")) else {
            return Err(RemoteError::new(Problem::LogIn, "key, secret?"));
        };
        let credentials = match secrets.get("token") {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        };
        Ok(Self {
            bucket,
            credentials,
            prefix: settings.prefix.to_owned(),
            gzip: settings.gzip,
            http: Http::new(authorities)?,
            behind: Mutex::new(0),
        })
    }

    fn key(&self, path: &str) -> String {
        if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) }
    }

    /// Signs and sends; a second time if the clocks differ, by the host's.
    fn run<'a, A: S3Action<'a>>(
        &self,
        action: &A,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, RemoteError> {
        let mut corrected = false;
        loop {
            let behind = *self.behind.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let now = now(behind)?;
            let url = action.sign_with_time(VALID, &now);
            let method = match A::METHOD {
                rusty_s3::Method::Put => "PUT",
                rusty_s3::Method::Delete => "DELETE",
                rusty_s3::Method::Head => "HEAD",
                _ => "GET",
            };
            let mut request = Request::builder().method(method).uri(url.as_str());
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(body).map_err(|error| RemoteError::new(Problem::Other, error.to_string()))?;
            let answer = self.http.run(request)?;
            match clock_of(&answer).map(|theirs| theirs - now.as_second()) {
                Some(difference) if answer.status == 403 && difference.abs() > 300 && !corrected => {
                    *self.behind.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = behind + difference;
                    corrected = true;
                }
                _ => return Ok(answer),
            }
        }
    }
}

fn now(behind: i64) -> Result<jiff::Timestamp, RemoteError> {
    let now = jiff::Timestamp::from_second(super::work::seconds_now() as i64 + behind);
    now.map_err(|error| RemoteError::new(Problem::Clock, error.to_string()))
}

/// The host's clock, by its `Date`.
fn clock_of(answer: &Answer) -> Option<i64> {
    let format = time::macros::format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let at = time::PrimitiveDateTime::parse(answer.header("date")?, &format).ok()?;
    Some(at.assume_utc().unix_timestamp())
}

/// One connection; they share everything.
struct Connection(std::sync::Arc<S3>);

/// The host as it is handed out.
pub(super) struct Shared(pub(super) std::sync::Arc<S3>);

impl Host for Shared {
    fn connect(&self) -> Result<Box<dyn Remote>, RemoteError> {
        Ok(Box::new(Connection(std::sync::Arc::clone(&self.0))))
    }

    fn renames(&self) -> bool {
        false
    }

    fn name(&self) -> String {
        format!("s3://{}/{}", self.0.bucket.name(), self.0.prefix)
    }
}

impl Remote for Connection {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, RemoteError> {
        let s3 = &self.0;
        let key = s3.key(path);
        let answer = s3.run(&s3.bucket.get_object(Some(&s3.credentials), &key), &[], b"")?;
        match answer.status {
            200 if answer.header("content-encoding") == Some("gzip") => Ok(Some(unpacked(&answer.body)?)),
            200 => Ok(Some(answer.body)),
            404 if !String::from_utf8_lossy(&answer.body).contains("NoSuchBucket") => Ok(None),
            _ => Err(refused(&answer)),
        }
    }

    fn put(&mut self, path: &str, file: Upload<'_>) -> Result<(), RemoteError> {
        let s3 = &self.0;
        let key = s3.key(path);
        let kind = headers::content_type(file.known_as);
        let mut given = vec![("content-type", kind), ("cache-control", headers::cache_control(file.known_as))];
        let packed = (s3.gzip && crate::outputs::compressible(file.known_as) && file.bytes.len() > 512)
            .then(|| packed(file.bytes));
        if packed.is_some() {
            given.push(("content-encoding", "gzip"));
        }
        let body = packed.as_deref().unwrap_or(file.bytes);
        let answer = s3.run(&s3.bucket.put_object(Some(&s3.credentials), &key), &given, body)?;
        if answer.status / 100 == 2 { Ok(()) } else { Err(refused(&answer)) }
    }

    fn rename(&mut self, _: &str, _: &str) -> Result<(), RemoteError> {
        Err(RemoteError::new(Problem::Other, "an object cannot be renamed"))
    }

    fn remove(&mut self, path: &str) -> Result<(), RemoteError> {
        let s3 = &self.0;
        let key = s3.key(path);
        let answer = s3.run(&s3.bucket.delete_object(Some(&s3.credentials), &key), &[], b"")?;
        if answer.status / 100 == 2 || answer.status == 404 { Ok(()) } else { Err(refused(&answer)) }
    }

    fn list(&mut self) -> Result<Vec<(String, u64)>, RemoteError> {
        let s3 = &self.0;
        let prefix = if s3.prefix.is_empty() { String::new() } else { format!("{}/", s3.prefix) };
        let mut files = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let mut action = s3.bucket.get_object(Some(&s3.credentials), "");
            action.query_mut().insert("list-type", "2");
            action.query_mut().insert("prefix", prefix.clone());
            if let Some(token) = &next {
                action.query_mut().insert("continuation-token", token.clone());
            }
            let answer = s3.run(&action, &[], b"")?;
            if answer.status != 200 {
                return Err(refused(&answer));
            }
            let page = read_list(&String::from_utf8_lossy(&answer.body))
                .ok_or_else(|| RemoteError::new(Problem::Other, "the list of objects is damaged"))?;
            let below = |(key, size): (String, u64)| Some((key.strip_prefix(&prefix)?.to_owned(), size));
            files.extend(page.files.into_iter().filter_map(below));
            match page.next {
                Some(token) => next = Some(token),
                None => return Ok(files),
            }
        }
    }
}

struct ListPage {
    files: Vec<(String, u64)>,
    next: Option<String>,
}

fn read_list(xml: &str) -> Option<ListPage> {
    let document = Document::parse(xml).ok()?;
    let text = |node: roxmltree::Node<'_, '_>, name: &str| {
        let found = node.children().find(|child| child.tag_name().name() == name)?;
        Some(found.text().unwrap_or_default().to_owned())
    };
    let root = document.root_element();
    let objects = root.children().filter(|node| node.tag_name().name() == "Contents");
    let files = objects.map(|node| Some((text(node, "Key")?, text(node, "Size")?.parse().ok()?)));
    let more = text(root, "IsTruncated").as_deref() == Some("true");
    Some(ListPage { files: files.collect::<Option<_>>()?, next: text(root, "NextContinuationToken").filter(|_| more) })
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, RemoteError> {
    use std::io::Read as _;
    let mut out = Vec::new();
    let read = flate2::read::GzDecoder::new(bytes).read_to_end(&mut out);
    read.map(|_| out).map_err(|error| RemoteError::system(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_of_the_protocols_description() {
        // The example of "Authenticating Requests: Using Query Parameters" in the protocol's reference.
        let bucket = Bucket::new(
            "https://s3.amazonaws.com".parse().unwrap(),
            UrlStyle::VirtualHost,
            "examplebucket",
            "us-east-1",
        );
        let bucket = bucket.unwrap();
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let at: jiff::Timestamp = "2013-05-24T00:00:00Z".parse().unwrap();
        let url = bucket.get_object(Some(&credentials), "test.txt").sign_with_time(Duration::from_secs(86400), &at);
        let signature = url.query_pairs().find(|(name, _)| name == "X-Amz-Signature").unwrap().1.into_owned();
        assert_eq!(signature, "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    }

    #[test]
    fn a_list_is_read_in_pages() {
        let xml = "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"x\"><IsTruncated>true</IsTruncated>\
                   <NextContinuationToken>t</NextContinuationToken>\
                   <Contents><Key>a/甲 b.html</Key><Size>12</Size></Contents></ListBucketResult>";
        let page = read_list(xml).unwrap();
        assert_eq!((page.files, page.next), (vec![("a/甲 b.html".to_owned(), 12)], Some("t".to_owned())));
        assert!(read_list("<Contents").is_none());
        assert_eq!(unpacked(&packed("书院".as_bytes())).unwrap(), "书院".as_bytes());
    }
}
