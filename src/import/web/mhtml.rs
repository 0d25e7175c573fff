//! .mhtml: a page and its files in one message.

/// A page and the files that were saved with it.
#[derive(Debug, Default)]
pub(in crate::import) struct Message {
    pub(in crate::import) page: Vec<u8>,
    /// Where the page was.
    base: String,
    /// By their address.
    files: Vec<(String, Vec<u8>)>,
}

impl Message {
    /// The file that the page calls `place`, which may be an address from where the page was.
    pub(in crate::import) fn file(&self, place: &str) -> Option<Vec<u8>> {
        let found = |place: &str| self.files.iter().find(|(p, _)| p == place).map(|(_, bytes)| bytes.clone());
        found(place).or_else(|| found(&self.resolved(place)?))
    }

    fn resolved(&self, place: &str) -> Option<String> {
        let (scheme, rest) = self.base.split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let whole = match place.strip_prefix('/') {
            Some(rooted) => rooted.to_owned(),
            None => format!("{folder}/{place}"),
        };
        let mut parts: Vec<&str> = Vec::new();
        for part in whole.split('/') {
            match part {
                "" | "." => {}
                ".." => _ = parts.pop(),
                part => parts.push(part),
            }
        }
        Some(format!("{scheme}://{host}/{}", parts.join("/")))
    }
}

/// A message without parts is a page alone.
fn alone(bytes: &[u8]) -> Option<Message> {
    let (head, body) = split(bytes)?;
    let head = String::from_utf8_lossy(head).to_lowercase();
    if !head.contains("content-type: text/html") {
        return None;
    }
    let packed = head.lines().find_map(|line| line.strip_prefix("content-transfer-encoding:")).unwrap_or_default();
    Some(Message { page: unpacked(packed.trim(), body), ..Message::default() })
}

fn unpacked(packed: &str, body: &[u8]) -> Vec<u8> {
    match packed {
        "base64" => base64(&String::from_utf8_lossy(body)),
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    }
}

/// The page of a message, and its files.
pub(in crate::import) fn unpack(bytes: &[u8]) -> Option<Message> {
    let Some(boundary) = boundary(bytes) else { return alone(bytes) };
    let mark = format!("--{boundary}");
    let mut page = None;
    let mut base = String::new();
    let mut files = Vec::new();
    let starts: Vec<usize> = memchr::memmem::find_iter(bytes, mark.as_bytes()).take(20_000).collect();
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(bytes.len());
        let part = &bytes[start + mark.len()..end];
        let Some((head, body)) = split(part) else { continue };
        let head = String::from_utf8_lossy(head).replace("\r\n ", " ").replace("\r\n\t", " ").replace("\n ", " ");
        let field = |name: &str| {
            let line = head.lines().find(|l| l.to_ascii_lowercase().starts_with(name))?;
            line.split_once(':').map(|(_, v)| v.trim().to_owned())
        };
        let body = unpacked(&field("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase(), body);
        let kind = field("content-type").unwrap_or_default();
        if page.is_none() && kind.starts_with("text/html") {
            page = Some(body);
            base = field("content-location").unwrap_or_default();
            continue;
        }
        for name in ["content-location", "content-id"] {
            if let Some(place) = field(name) {
                let place = place.trim_matches(['<', '>']);
                files
                    .push((if name == "content-id" { format!("cid:{place}") } else { place.to_owned() }, body.clone()));
            }
        }
    }
    page.map(|page| Message { page, base, files })
}

/// Whether the message ends before its end.
pub(in crate::import) fn is_cut(bytes: &[u8]) -> bool {
    let Some(boundary) = boundary(bytes) else { return false };
    let end = format!("--{boundary}--");
    memchr::memmem::rfind(bytes, end.as_bytes()).is_none()
}

fn boundary(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(8192)]).into_owned();
    let (_, rest) = head.split_once("boundary=")?;
    let rest = rest.trim_start();
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split(|c: char| c.is_whitespace() || c == ';').next()?,
    };
    Some(value.to_owned()).filter(|v| !v.is_empty())
}

fn split(part: &[u8]) -> Option<(&[u8], &[u8])> {
    for gap in [&b"\r\n\r\n"[..], b"\n\n"] {
        if let Some(at) = memchr::memmem::find(part, gap) {
            return Some((&part[..at], &part[at + gap.len()..]));
        }
    }
    None
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        if body[at] == b'=' {
            let hex = body.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
            if let Some(byte) = hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                out.push(byte);
                at += 3;
                continue;
            }
            // A soft line break.
            at += if body[at..].starts_with(b"=\r\n") { 3 } else { 2 };
            continue;
        }
        out.push(body[at]);
        at += 1;
    }
    out
}

/// Whatever is no letter of base64 is passed over.
pub(super) fn base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_apart() {
        let text = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"xx\"\r\n\r\n--xx\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E7=94=B2=\r\n</p>\r\n--xx\r\nContent-Type: image/png\r\nContent-Location: https://x.example/a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--xx--";
        let message = unpack(text.as_bytes()).expect("a page");
        assert_eq!(String::from_utf8_lossy(&message.page).trim(), "<p>甲</p>");
        assert_eq!(message.file("https://x.example/a.png"), Some(vec![0x89, b'P', b'N', b'G']));
    }

    /// Internet Explorer writes a page without pictures as a message of one part; pictures may be called from the page's place.
    #[test]
    fn one_part_and_relative_places() {
        let text = "MIME-Version: 1.0\r\nContent-Type: text/html;\r\n\tcharset=\"gb2312\"\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+YTwvcD4=\r\n";
        let message = unpack(text.as_bytes()).expect("a page");
        assert_eq!((String::from_utf8_lossy(&message.page).as_ref(), is_cut(text.as_bytes())), ("<p>a</p>", false));
        assert!(unpack(b"MIME-Version: 1.0\r\n\r\nx").is_none());
        let message = Message {
            base: "http://x.example/news/2026/1.html".to_owned(),
            files: vec![
                ("http://x.example/news/2026/pic/1.jpg".to_owned(), vec![1]),
                ("http://x.example/logo.png".to_owned(), vec![2]),
            ],
            ..Message::default()
        };
        assert_eq!(message.file("./pic/1.jpg"), Some(vec![1]));
        assert_eq!(message.file("../../logo.png"), Some(vec![2]));
        assert_eq!(message.file("/logo.png"), Some(vec![2]));
        assert_eq!(message.file("../../../../logo.gif"), None);
    }
}
