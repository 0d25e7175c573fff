//! One file as an answer: its type, how long it may be kept, compressed or in part where that was asked for.

use std::borrow::Cow;
use std::ops::Range;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::outputs::{Encoding, compressible, encode};

/// What a browser asked for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    encoding: Option<Encoding>,
    range: Option<String>,
    if_range: Option<String>,
    if_none_match: Option<String>,
}

impl Wanted {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self {
            encoding: text(header::ACCEPT_ENCODING).and_then(|accepted| best_encoding(&accepted)),
            range: text(header::RANGE),
            if_range: text(header::IF_RANGE),
            if_none_match: text(header::IF_NONE_MATCH),
        }
    }
}

/// Whether who asks wants a page to read.
pub(super) fn takes_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Brotli before gzip, neither if it is refused by `q=0`.
fn best_encoding(accepted: &str) -> Option<Encoding> {
    let takes = |name: &str| {
        accepted.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            let named = words.next().is_some_and(|word| word.eq_ignore_ascii_case(name));
            named && !words.any(|word| matches!(word.strip_prefix("q="), Some(q) if q.parse::<f32>() == Ok(0.0)))
        })
    };
    if takes("br") { Some(Encoding::Brotli) } else { takes("gzip").then_some(Encoding::Gzip) }
}

/// The answer that carries `bytes`, the file at `path` whose content has the name `tag`.
pub(super) fn bytes(path: &str, bytes: &[u8], tag: &str, wanted: &Wanted) -> Response {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = match kind.type_().as_str() {
        "text" => format!("{kind}; charset=utf-8"),
        _ => kind.to_string(),
    };
    let ranged = wanted.range.as_deref().filter(|_| {
        let tagged = |given: &String| given.trim_matches('"') == tag;
        wanted.if_range.as_ref().is_none_or(tagged)
    });
    let range = ranged.and_then(|range| part(range, bytes.len()));
    // A part is one of the file as it is.
    let encoding = wanted.encoding.filter(|_| range.is_none() && compressible(path));
    let sent = encoding.and_then(|encoding| Some((encode(bytes, encoding)?, encoding.name())));
    let tag = match &sent {
        Some((_, encoding)) => format!("\"{tag}-{encoding}\""),
        None => format!("\"{tag}\""),
    };
    let mut head = vec![
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, lifetime(path).to_owned()),
        (header::ETAG, tag.clone()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::VARY, "Accept-Encoding".to_owned()),
    ];
    if wanted.if_none_match.as_deref().is_some_and(|known| known == "*" || known.split(',').any(|k| k.trim() == tag)) {
        return with_head(StatusCode::NOT_MODIFIED, &head, Cow::Borrowed(&[]));
    }
    match range {
        Some(Ok(range)) => {
            let (first, last) = (range.start, range.end - 1);
            head.push((header::CONTENT_RANGE, format!("bytes {first}-{last}/{}", bytes.len())));
            with_head(StatusCode::PARTIAL_CONTENT, &head, Cow::Borrowed(&bytes[range]))
        }
        Some(Err(Unsatisfiable)) => {
            head.push((header::CONTENT_RANGE, format!("bytes */{}", bytes.len())));
            with_head(StatusCode::RANGE_NOT_SATISFIABLE, &head, Cow::Borrowed(&[]))
        }
        None => match sent {
            Some((small, encoding)) => {
                head.push((header::CONTENT_ENCODING, encoding.to_owned()));
                with_head(StatusCode::OK, &head, Cow::Owned(small))
            }
            None => with_head(StatusCode::OK, &head, Cow::Borrowed(bytes)),
        },
    }
}

fn with_head(status: StatusCode, head: &[(HeaderName, String)], body: Cow<'_, [u8]>) -> Response {
    let mut response = (status, body.into_owned()).into_response();
    for (name, value) in head {
        // Names of files and hashes are ASCII here.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// What carries a fingerprint in its name never changes; all else is asked for again.
fn lifetime(path: &str) -> &'static str {
    let fingerprinted = path.starts_with("assets/") || (path.starts_with("search/") && path.ends_with(".bin"));
    if fingerprinted { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// A range that begins after the end.
#[derive(Debug, PartialEq, Eq)]
struct Unsatisfiable;

/// The part of `len` bytes that a `Range` header names; none if it is not one range of bytes, which may be ignored
/// (RFC 9110, section 14.2).
fn part(header: &str, len: usize) -> Option<Result<Range<usize>, Unsatisfiable>> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (first.trim(), last.trim());
    if first.is_empty() {
        let count: usize = last.parse().ok()?;
        return Some(if count == 0 || len == 0 { Err(Unsatisfiable) } else { Ok(len.saturating_sub(count)..len) });
    }
    let first: usize = first.parse().ok()?;
    let end = if last.is_empty() { len } else { last.parse::<usize>().ok()?.saturating_add(1).min(len) };
    if first >= len {
        return Some(Err(Unsatisfiable));
    }
    (first < end).then_some(Ok(first..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let check = |header: &str, expected| assert_eq!(part(header, 100), expected, "{header}");
        check("bytes=0-9", Some(Ok(0..10)));
        check("bytes=90-", Some(Ok(90..100)));
        check("bytes=90-1000", Some(Ok(90..100)));
        check("bytes=-5", Some(Ok(95..100)));
        check("bytes=-500", Some(Ok(0..100)));
        check("bytes=100-", Some(Err(Unsatisfiable)));
        check("bytes=-0", Some(Err(Unsatisfiable)));
        for ignored in ["bytes=9-5", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes=", "bytes=--1", ""] {
            check(ignored, None);
        }
        check("bytes=18446744073709551615-", Some(Err(Unsatisfiable)));
        check("bytes=99999999999999999999-", None);
    }

    #[test]
    fn encodings() {
        assert_eq!(best_encoding("gzip, deflate, br, zstd"), Some(Encoding::Brotli));
        assert_eq!(best_encoding("gzip;q=0.5, br;q=0"), Some(Encoding::Gzip));
        assert_eq!(best_encoding("identity"), None);
        assert_eq!(best_encoding("xbr, gzip;q=0"), None);
    }

    #[test]
    fn an_answer_is_known_by_its_tag() {
        let ask = |headers: &[(HeaderName, &str)]| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(name, HeaderValue::from_str(value).unwrap());
            }
            bytes("a/index.html", "书院".repeat(200).as_bytes(), "abc", &Wanted::of(&map))
        };
        let plain = ask(&[]);
        assert_eq!(
            (plain.status(), &plain.headers()[header::ETAG]),
            (StatusCode::OK, &HeaderValue::from_static("\"abc\""))
        );
        assert_eq!(plain.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        let small = ask(&[(header::ACCEPT_ENCODING, "br")]);
        assert_eq!(small.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(small.headers()[header::ETAG], "\"abc-br\"");
        assert_eq!(ask(&[(header::IF_NONE_MATCH, "\"x\", \"abc\"")]).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(&[(header::IF_NONE_MATCH, "\"abc-br\"")]).status(), StatusCode::OK);
        let part = ask(&[(header::RANGE, "bytes=0-5"), (header::ACCEPT_ENCODING, "br")]);
        assert_eq!(
            (part.status(), &part.headers()[header::CONTENT_RANGE]),
            (StatusCode::PARTIAL_CONTENT, &HeaderValue::from_static("bytes 0-5/1200"))
        );
        assert_eq!(ask(&[(header::RANGE, "bytes=0-5"), (header::IF_RANGE, "\"old\"")]).status(), StatusCode::OK);
        assert_eq!(ask(&[(header::RANGE, "bytes=5000-")]).status(), StatusCode::RANGE_NOT_SATISFIABLE);
    }
}
