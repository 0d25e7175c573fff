//! Where a link leads.

/// The target of a link or image.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// A file of the site, an anchor, or both.
    Source,
    /// An address that goes into the page as it is.
    External,
    /// Would run code.
    Unsafe(&'a str),
    /// A scheme that browsers know nothing of, or that leads to the editor's own disk.
    Unknown(&'a str),
    /// Nothing.
    Empty,
}

/// Decides where `dest` leads. Browsers drop blanks and control characters before and inside a scheme, and so does
/// this.
pub(super) fn target(dest: &str) -> Target<'_> {
    let dest = dest.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_control());
    if dest.is_empty() {
        return Target::Empty;
    }
    if dest.starts_with("//") {
        return Target::External;
    }
    // A colon after these belongs to a path, query or anchor.
    let Some(colon) = dest.bytes().take(64).position(|b| matches!(b, b':' | b'/' | b'?' | b'#')) else {
        return Target::Source;
    };
    if dest.as_bytes()[colon] != b':' || colon == 0 {
        return Target::Source;
    }
    let scheme = &dest[..colon];
    let bare: String = scheme
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && !c.is_control())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let is_scheme = bare.starts_with(|c: char| c.is_ascii_alphabetic())
        && bare.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    match bare.as_str() {
        "http" | "https" | "mailto" | "tel" | "sms" | "ftp" => Target::External,
        "javascript" | "vbscript" | "data" | "blob" => Target::Unsafe(scheme),
        _ if is_scheme => Target::Unknown(scheme),
        _ => Target::Source,
    }
}

/// Whether `dest` leads to the computer of whoever follows it, whatever the port: what `serve` shows in the address bar.
pub(super) fn is_preview(dest: &str) -> bool {
    let dest = dest.trim();
    let rest = dest.split_once("://").map(|(_, rest)| rest).or_else(|| dest.strip_prefix("//"));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let host = host.rsplit('@').next().unwrap_or(host).to_ascii_lowercase();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(&host),
    };
    let is_number = name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback() || ip.is_unspecified());
    is_number || name == "localhost" || name.ends_with(".localhost")
}

/// Whether following `dest` leaves the site for another one.
pub(super) fn leaves_site(dest: &str) -> bool {
    let start = dest.get(..8).unwrap_or(dest).to_ascii_lowercase();
    start.starts_with("http:") || start.starts_with("https:") || start.starts_with("//") || start.starts_with("ftp:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preview_is_no_place_for_readers() {
        for here in [
            "http://127.0.0.1:8000/a/",
            "http://localhost:8001/",
            "https://127.8.0.1/",
            "http://[::1]:3000/",
            "http://0.0.0.0",
            "http://a@localhost?x",
            "//LOCALHOST/",
            "http://a.localhost/",
        ] {
            assert!(is_preview(here), "{here}");
        }
        for elsewhere in
            ["http://192.168.1.5:8000/a/", "https://example.org:8000/", "localhost/a.md", "http://localhost.example/"]
        {
            assert!(!is_preview(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn schemes_are_seen_through_disguise() {
        assert_eq!(target("a/b.md#c"), Target::Source);
        assert_eq!(target("#c:d"), Target::Source);
        assert_eq!(target("第一章:总则.md"), Target::Source);
        assert_eq!(target("https://a.cn"), Target::External);
        assert_eq!(target("//a.cn"), Target::External);
        assert_eq!(target("tel:12345"), Target::External);
        assert_eq!(target(" JavaScript:alert(1)"), Target::Unsafe("JavaScript"));
        assert_eq!(target("java\nscript:alert(1)"), Target::Unsafe("java\nscript"));
        assert_eq!(target("\u{1}javascript:alert(1)"), Target::Unsafe("javascript"));
        assert_eq!(target("data:text/html,x"), Target::Unsafe("data"));
        assert_eq!(target("C:\\文件.docx"), Target::Unknown("C"));
        assert_eq!(target("weixin://x"), Target::Unknown("weixin"));
        assert_eq!(target("  "), Target::Empty);
    }
}
