//! What a file is, and how long browsers may keep it. One table for all hosts and for the configurations that
//! `host-config` prints.

/// How long a name that changes with its content may be kept: a year, the longest that caches heed.
pub const FOREVER: &str = "public, max-age=31536000, immutable";
/// Pages: kept, but asked for again each time, so that nobody reads what was withdrawn.
pub const ASK_AGAIN: &str = "no-cache";
/// Pictures and documents under names that stay: an hour.
pub const AN_HOUR: &str = "public, max-age=3600";

/// Ends of names and the types that browsers need for them.
pub const TYPES: [(&str, &str); 79] = [
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("xml", "application/xml"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("ics", "text/calendar; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("bin", "application/octet-stream"),
    ("webmanifest", "application/manifest+json"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("ico", "image/x-icon"),
    ("bmp", "image/bmp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("wav", "audio/wav"),
    ("ogg", "audio/ogg"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("epub", "application/epub+zip"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("rtf", "application/rtf"),
    ("wps", "application/vnd.ms-works"),
    ("et", "application/vnd.ms-excel"),
    ("dps", "application/vnd.ms-powerpoint"),
    ("ofd", "application/ofd"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("dotx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template"),
    ("xltx", "application/vnd.openxmlformats-officedocument.spreadsheetml.template"),
    ("potx", "application/vnd.openxmlformats-officedocument.presentationml.template"),
    ("ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
    ("rar", "application/vnd.rar"),
    ("7z", "application/x-7z-compressed"),
    ("gz", "application/gzip"),
    ("tgz", "application/gzip"),
    ("tar", "application/x-tar"),
    ("mov", "video/quicktime"),
    ("m4v", "video/mp4"),
    ("3gp", "video/3gpp"),
    ("avi", "video/x-msvideo"),
    ("mkv", "video/x-matroska"),
    ("wmv", "video/x-ms-wmv"),
    ("flv", "video/x-flv"),
    ("ogv", "video/ogg"),
    ("aac", "audio/aac"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("flac", "audio/flac"),
    ("wma", "audio/x-ms-wma"),
    ("tsv", "text/tab-separated-values; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("vcf", "text/vcard; charset=utf-8"),
    ("yaml", "text/plain; charset=utf-8"),
    ("log", "text/plain; charset=utf-8"),
    ("srt", "text/plain; charset=utf-8"),
    ("lrc", "text/plain; charset=utf-8"),
    ("geojson", "application/geo+json"),
    ("pages", "application/octet-stream"),
];

/// The type of the file at `path`; for `page.html.gz` that of the page.
pub fn content_type(path: &str) -> &'static str {
    if path.ends_with("feed.xml") {
        return "application/atom+xml; charset=utf-8";
    }
    let end = bare(path).rsplit_once('.').map_or("", |(_, end)| end);
    let lower = end.to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == lower).map_or("application/octet-stream", |(_, kind)| kind)
}

/// `gzip` for `page.html.gz`, and so on.
pub fn content_encoding(path: &str) -> Option<&'static str> {
    let (name, end) = path.rsplit_once('.')?;
    // `files.tar.gz` is a file of its own, which readers want as it is.
    let is_form = name.rsplit('/').next()?.contains('.') && crate::outputs::compressible(name);
    match end {
        "gz" if is_form => Some("gzip"),
        "br" if is_form => Some("br"),
        _ => None,
    }
}

fn bare(path: &str) -> &str {
    match content_encoding(path) {
        Some(_) => &path[..path.len() - 3],
        None => path,
    }
}

/// What `Cache-Control` should say of the file at `path`.
pub fn cache_control(path: &str) -> &'static str {
    let path = bare(path);
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    if is_fingerprinted(path) {
        FOREVER
    } else if matches!(end, "html" | "json" | "xml" | "txt" | "webmanifest") || path == "offline.js" {
        ASK_AGAIN
    } else {
        AN_HOUR
    }
}

/// Whether the name changes with the content: `site.9cfc5bbf59.css` below `assets/`, `hot-b82c8a2164989e82.bin` below
/// `search/`. Elsewhere editors choose the names, and a name that looks like it means nothing.
pub fn is_fingerprinted(path: &str) -> bool {
    let path = bare(path);
    let hex = |text: &str| text.len() >= 8 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let name = path.rsplit('/').next().unwrap_or_default();
    if path.starts_with("assets/") {
        return name.rsplit('.').nth(1).is_some_and(hex);
    }
    if let Some(pages) = path.strip_prefix("hub/") {
        return pages.strip_suffix(".pages").is_some_and(hex);
    }
    path.starts_with("search/")
        && name.rsplit_once('.').is_some_and(|(stem, _)| stem.rsplit('-').next().is_some_and(hex))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_caches_fit_the_names() {
        let facts = |path| (content_type(path), cache_control(path), content_encoding(path));
        let html = "text/html; charset=utf-8";
        assert_eq!(facts("a/index.html"), (html, ASK_AGAIN, None));
        assert_eq!(facts("a/index.html.gz"), (html, ASK_AGAIN, Some("gzip")));
        assert_eq!(facts("assets/site.f67d813e24.css"), ("text/css; charset=utf-8", FOREVER, None));
        assert_eq!(facts("assets/e.19f86ee142.wasm.br"), ("application/wasm", FOREVER, Some("br")));
        assert_eq!(facts("search/hot-b82c8a2164989e82.bin"), ("application/octet-stream", FOREVER, None));
        assert_eq!(facts("search/start.json").1, ASK_AGAIN);
        assert_eq!(facts("publicity/20260302.deadbeef00.jpg"), ("image/jpeg", AN_HOUR, None));
        assert_eq!(facts("publicity/feed.xml"), ("application/atom+xml; charset=utf-8", ASK_AGAIN, None));
        assert_eq!(facts("a/archive.GZ").0, "application/gzip");
        assert_eq!(facts("a/公文.ofd"), ("application/ofd", AN_HOUR, None));
        assert_eq!(facts("hub/01dc73704ec0efe8.pages"), ("application/octet-stream", FOREVER, None));
        assert_eq!(facts("a/FILM.MP4").0, "video/mp4");
        assert_eq!(content_encoding("a.b/data.gz"), None);
        assert_eq!(facts("a/files.tar.gz"), ("application/gzip", AN_HOUR, None));
    }
}
