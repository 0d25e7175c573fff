//! The words of finished HTML, as a reader sees them.

/// Elements whose content is not read: code, what stands in for media, and how characters are read.
const UNREAD: [&str; 8] = ["script", "style", "template", "audio", "video", "rt", "rp", "noscript"];

/// Elements that stand inside a line.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "ruby", "small", "span",
    "strong", "sub", "sup", "u",
];

/// The words of `html`: blocks on lines of their own, cells parted by a blank, pictures by what they show.
pub(super) fn words(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push(&mut out, &rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |i| at + i + 1);
        let tag = &rest[at..end];
        rest = &rest[end..];
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if UNREAD.contains(&name) && !tag.starts_with("</") {
            let close = format!("</{name}");
            rest = rest.find(&close).map_or("", |i| &rest[i..]);
        } else if name == "img" {
            let alt = tag.split_once(" alt=\"").and_then(|(_, value)| value.split('"').next());
            push(&mut out, alt.unwrap_or_default());
            out.push('\n');
        } else if matches!(name, "td" | "th") {
            out.push(' ');
        } else if !INLINE.contains(&name) && !matches!(name, "rt" | "rp") {
            out.push('\n');
        }
    }
    push(&mut out, rest);
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Adds text, its entities resolved.
fn push(out: &mut String, text: &str) {
    out.push_str(&html_escape::decode_html_entities(text));
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_as_they_are_seen() {
        for (html, expected) in [
            ("<figure><img src=\"a\" alt=\"甲&amp;乙\"><figcaption>丙</figcaption></figure>", "甲&乙\n丙"),
            ("<table><caption>题</caption><tr><td>甲</td><td>乙</td></tr></table>", "题\n甲 乙"),
            ("<ruby>书<rt>shū</rt></ruby>院", "书院"),
            ("<video>看不了<a href=\"x\">下载</a></video><p>题</p>", "题"),
            ("a &lt; b &#x4e66;&unknown;", "a < b 书&unknown;"),
            ("<b", ""),
        ] {
            assert_eq!(words(html), expected, "{html}");
        }
    }
}
