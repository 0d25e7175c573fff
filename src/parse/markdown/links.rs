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

/// Whether `dest` is what `serve` shows in the address bar: this computer, or its port on a computer of the office.
pub(super) fn is_preview(dest: &str) -> bool {
    let Some((_, rest)) = dest.trim().split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let private = ["192.168.", "10.", "172."].iter().any(|net| name.starts_with(net));
    matches!(name, "localhost" | "127.0.0.1" | "0.0.0.0") || private && port.starts_with("800")
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
        assert!(is_preview("http://127.0.0.1:8000/a/") && is_preview("http://localhost:8001/"));
        assert!(is_preview("http://192.168.1.5:8000/a/"));
        assert!(!is_preview("http://192.168.1.5/a/") && !is_preview("https://example.org:8000/"));
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
