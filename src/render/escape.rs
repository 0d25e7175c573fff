//! Escaping for the HTML that is written without a template.

/// Appends `text` as the content of an element.
pub(super) fn text(out: &mut String, text: &str) {
    push(out, text, false);
}

/// Appends `text` as the value of a double-quoted attribute.
pub(super) fn attribute(out: &mut String, text: &str) {
    push(out, text, true);
}

/// `text` as the content of an element.
pub(super) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    text(&mut out, value);
    out
}

fn push(out: &mut String, text: &str, quotes: bool) {
    let mut from = 0;
    for (i, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if quotes => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..i]);
        out.push_str(entity);
        from = i + 1;
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out() {
        assert_eq!(escaped("<b>&\"甲"), "&lt;b&gt;&amp;\"甲");
        let mut out = String::new();
        attribute(&mut out, "\" onclick=\"x");
        assert_eq!(out, "&quot; onclick=&quot;x");
    }
}
