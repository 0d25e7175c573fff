//! Which raw HTML is harmless. [`super::raw`] uses the same lists to say what is removed; ammonia, which parses as
//! browsers do, has the last word.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::source::Marks;
use crate::content::Hole;

/// Elements that may stay.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "big",
    "dir",
    "hgroup",
    "address",
    "menu",
    "picture",
];

/// Attributes that any element may have.
const GENERIC: &[&str] = &["align", "class", "dir", "hidden", "id", "lang", "role", "tabindex", "title", "translate"];

const PREFIXES: &[&str] = &["aria-", "data-"];

/// Attributes that some elements may have.
const OF_TAG: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang", "name", "rel", "target", "download"]),
    ("audio", &["controls", "loop", "preload", "src"]),
    ("blockquote", &["cite"]),
    ("col", &["span", "width"]),
    ("colgroup", &["span", "width"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open", "name"]),
    ("hr", &["size", "width"]),
    ("img", &["alt", "height", "loading", "src", "width"]),
    ("input", &["checked", "disabled", "type"]),
    ("ins", &["cite", "datetime"]),
    ("label", &["for"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("q", &["cite"]),
    ("source", &["media", "src", "type"]),
    ("table", &["border", "cellpadding", "cellspacing", "summary", "width"]),
    ("td", &["colspan", "headers", "rowspan", "valign", "width", "height"]),
    ("th", &["abbr", "colspan", "headers", "rowspan", "scope", "valign", "width", "height"]),
    ("time", &["datetime"]),
    ("tr", &["valign"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    ("video", &["controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"]),
];

/// Attributes that hold the URL of something to load or to go to.
pub(super) fn is_url(name: &str) -> bool {
    matches!(name, "href" | "src" | "poster")
}

/// Whether an element may stay.
pub(super) fn allows_tag(tag: &str) -> bool {
    TAGS.contains(&tag)
}

/// Whether an attribute may stay on an element that may.
pub(super) fn allows_attribute(tag: &str, name: &str) -> bool {
    GENERIC.contains(&name)
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || OF_TAG.iter().any(|(t, names)| *t == tag && names.contains(&name))
}

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::empty();
    cleaner
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(HashSet::from(["script", "style", "template", "noscript", "title", "textarea", "iframe"]))
        .generic_attributes(GENERIC.iter().copied().collect())
        .generic_attribute_prefixes(PREFIXES.iter().copied().collect())
        .tag_attributes(OF_TAG.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect())
        .tag_attribute_values(HashMap::from([("input", HashMap::from([("type", HashSet::from(["checkbox"]))]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "sms", "ftp"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    // A checkbox that does nothing must say so; `type` is then given by its value list.
    cleaner.rm_tag_attributes("input", &["type"]);
    cleaner
});

/// Cleans `html`. Holes travel through as marks and come back where their marks are, in order; what stood inside
/// something removed is gone, and what the repair of unclosed elements repeats is repeated.
pub(super) fn clean(html: &str, holes: &[Hole], marks: &Marks) -> (String, Vec<Hole>) {
    let slot = marks.slot;
    let mut marked = String::with_capacity(html.len() + holes.len() * 10);
    let mut at = 0;
    for (i, hole) in holes.iter().enumerate() {
        marked.push_str(&html[at..hole.offset]);
        marked.push_str(&format!("{slot}{i}{slot}"));
        at = hole.offset;
    }
    marked.push_str(&html[at..]);
    let cleaned = CLEANER.clean(&marked).to_string();
    let mut out = String::with_capacity(cleaned.len());
    let mut found = Vec::new();
    for (i, part) in cleaned.split(slot).enumerate() {
        if i % 2 == 0 {
            out.push_str(part);
        } else if let Some(hole) = part.parse::<usize>().ok().and_then(|n| holes.get(n)) {
            found.push(Hole { offset: out.len(), fill: hole.fill.clone() });
        }
    }
    (out, found)
}
