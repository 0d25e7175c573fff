//! Text → HTML.

/// Appends `text` so that it reads as text, also inside an attribute.
pub(super) fn escape(html: &mut String, text: &str) {
    let bytes = text.as_bytes();
    // Most text has nothing to escape, which two quick searches tell.
    if memchr::memchr3(b'&', b'<', b'>', bytes).is_none() && memchr::memchr2(b'"', 0, bytes).is_none() {
        return html.push_str(text);
    }
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let Some(entity) = ENTITIES[byte as usize & 0x7F] else {
            continue;
        };
        if byte >= 0x80 {
            continue;
        }
        html.push_str(&text[start..at]);
        html.push_str(entity);
        start = at + 1;
    }
    html.push_str(&text[start..]);
}

static ENTITIES: [Option<&str>; 128] = {
    let mut table = [None; 128];
    table[b'&' as usize] = Some("&amp;");
    table[b'<' as usize] = Some("&lt;");
    table[b'>' as usize] = Some("&gt;");
    table[b'"' as usize] = Some("&quot;");
    // Browsers do not agree on what a NUL is; the replacement character is what CommonMark wants.
    table[0] = Some("\u{FFFD}");
    table
};

/// Undoes the entities that stand in raw HTML, as far as plain text needs it.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((end, decode(&rest[1..end])?))) {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn decode(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "colon" => ':',
        "Tab" => '\t',
        "NewLine" => '\n',
        "emsp" => '\u{2003}',
        "ensp" => '\u{2002}',
        "middot" => '·',
        "hellip" => '…',
        "mdash" => '—',
        "ldquo" => '“',
        "rdquo" => '”',
        _ => return None,
    })
}
