//! Several bodies bound into one page: each keeps anchors of its own, and links between them stay in the page.

use std::collections::HashMap;

/// Where the parts of a bound page are found.
pub(super) struct Binding<'a> {
    /// From the bound page to the site's root.
    pub(super) root: &'a str,
    /// The number of each page that is a part, by its address from the root.
    pub(super) parts: HashMap<&'a str, usize>,
    /// What stands before a part's number in its anchors: `u` for `u3-heading`.
    pub(super) prefix: &'a str,
    /// What stands before it in the anchor of the part as a whole: `unit-` for `unit-3`.
    pub(super) whole: &'a str,
}

/// Attributes that name one anchor or several.
const NAMES: [&str; 6] = ["id", "for", "aria-labelledby", "aria-describedby", "headers", "list"];

impl Binding<'_> {
    /// `html` of part `number` as it stands in the bound page. Only tags are changed: words that look like one are words.
    pub(super) fn bind(&self, html: &str, number: usize) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 16);
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            let tag_end = end_of_tag(&rest[start..]).map_or(rest.len(), |end| start + end);
            out.push_str(&rest[..start]);
            self.tag(&rest[start..tag_end], number, &mut out);
            rest = &rest[tag_end..];
        }
        out.push_str(rest);
        out
    }

    fn tag(&self, tag: &str, number: usize, out: &mut String) {
        let mut rest = tag;
        // What parsing and sanitising write has double quotes.
        while let Some(at) = rest.find("=\"") {
            let name = rest[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
            let value_start = at + 2;
            let value_end = rest[value_start..].find('"').map_or(rest.len(), |end| value_start + end);
            let value = &rest[value_start..value_end];
            out.push_str(&rest[..value_start]);
            if NAMES.contains(&name) {
                let own = value.split_whitespace().map(|anchor| format!("{}{number}-{anchor}", self.prefix));
                out.push_str(&own.collect::<Vec<_>>().join(" "));
            } else if name == "href" {
                out.push_str(&self.link(value, number).unwrap_or_else(|| value.to_owned()));
            } else {
                out.push_str(value);
            }
            rest = &rest[value_end..];
        }
        out.push_str(rest);
    }

    /// Where a link leads within the bound page; none if it leads out of it.
    fn link(&self, link: &str, own: usize) -> Option<String> {
        let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
        let number = match path {
            "" => own,
            path => *self.parts.get(path.strip_prefix(self.root)?)?,
        };
        Some(match anchor {
            "" => format!("#{}{number}", self.whole),
            anchor => format!("#{}{number}-{anchor}", self.prefix),
        })
    }
}

/// The length of the tag that `text` begins with: a `>` in a quoted value does not end it.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (i, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(i + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let parts = HashMap::from([("a/", 1), ("b/c/", 2)]);
        let binding = Binding { root: "../../", parts, prefix: "c", whole: "text-" };
        assert_eq!(binding.bind(html, 2), expected);
    }

    #[test]
    fn anchors_are_a_parts_own() {
        check(
            "<p id=\"x\">甲</p><a href=\"#x\">乙</a><i aria-labelledby=\"x y\">",
            "<p id=\"c2-x\">甲</p><a href=\"#c2-x\">乙</a><i aria-labelledby=\"c2-x c2-y\">",
        );
        check("<a href=\"#\">", "<a href=\"#text-2\">");
    }

    #[test]
    fn links_between_parts_stay() {
        check("<a class=\"cite\" href=\"../../a/#art-3\">", "<a class=\"cite\" href=\"#c1-art-3\">");
        check("<a href=\"../../b/c/\">", "<a href=\"#text-2\">");
        for out in ["../../z/#art-3", "https://example.org/#x", "../a/", "mailto:a@b"] {
            check(&format!("<a href=\"{out}\">"), &format!("<a href=\"{out}\">"));
        }
    }

    #[test]
    fn words_are_left_alone() {
        for text in
            ["<p>写作 id=\"x\"</p>", "<p title=\"a > b\">id</p>", "1 < 2", "<b", "<img alt=\"x\" src=\"../../m.png\">"]
        {
            check(text, text);
        }
    }
}
