//! The print of what readers see of a page: its words and what they are (heading, table, struck out), where its links
//! lead, its pictures and attachments to the byte, and what the front matter has the page show.
//!
//! The form of the source, the order of its front matter, when the page is published and what its address is make no
//! difference, nor do signatures. A new version of the program may write other HTML for the same words, so neither
//! classes nor wrappers count.

use serde_json::{Value as Json, json};

use super::Files;
use crate::cache::Hash;
use crate::content::{Body, Details, Draft, Fill, RichText, page_stem};
use crate::link::{is_external, named_paths, relative_path};

/// Which way of making a print this is. A later one gets another number, so that its signatures can be told apart.
const WAY: &str = "1-";

/// So many digits tell any two texts apart and can still be compared by eye.
const DIGITS: usize = 16;

/// What a reference names; none for what is to count as it is written.
pub type Named<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The print of a page. `files` has the bytes that it shows beside its words.
pub fn print(draft: &Draft, files: &Files<'_>) -> String {
    made(draft, files, &|written| target(written, draft.folder()), true)
}

/// The print of what a page means, wherever it and what it refers to lie: two pages with the same one differ for readers in
/// nothing but addresses, if `named` says the same of what is the same.
pub fn meaning(draft: &Draft, files: &Files<'_>, named: &Named<'_>) -> String {
    made(draft, files, named, false)
}

fn made(draft: &Draft, files: &Files<'_>, named: &Named<'_>, file_names: bool) -> String {
    let mut parts = vec![draft.kind.name().to_owned(), front(draft, named)];
    body(&draft.body, named, &mut parts);
    for path in named_paths(draft).filter(|path| page_stem(path).is_none()) {
        if let Some(hash) = files(&path) {
            let name = path.rsplit('/').next().filter(|_| file_names).unwrap_or_default();
            parts.push(format!("{name} {hash}"));
        }
    }
    format!("{WAY}{}", Hash::of(parts.join("\u{1e}").as_bytes()).short(DIGITS))
}

/// What the front matter has the page show.
fn front(draft: &Draft, named: &Named<'_>) -> String {
    let meta = &draft.meta;
    let mut details = draft.details.clone();
    if let Details::Policy(policy) = &mut details {
        // Read from the text, which counts itself.
        (policy.effective_said, policy.valid_said) = (None, None);
        policy.repeals.clear();
        policy.amends_said.clear();
    }
    let shown = json!({
        "title": meta.title, "subtitle": meta.subtitle, "summary": meta.summary, "topics": meta.topics,
        "keywords": meta.keywords, "source": meta.source, "source_url": meta.source_url, "author": meta.author,
        "editor": meta.editor, "published_at": meta.published_at, "updated_at": meta.updated_at,
        "cover_alt": meta.cover_alt, "attachments": meta.attachments, "related": meta.related, "extra": meta.extra,
        "details": details,
    });
    bare(shown, named).to_string()
}

/// The value without places and without what is empty; instead of paths what they name.
fn bare(value: Json, named: &Named<'_>) -> Json {
    match value {
        Json::Object(map) => {
            let mut fields =
                map.into_iter().filter(|(key, _)| key != "span").map(|(key, value)| (key, bare(value, named)));
            let fields: serde_json::Map<String, Json> = fields.by_ref().filter(|(_, value)| !is_empty(value)).collect();
            match fields.len() {
                1 if fields.contains_key("value") => {
                    fields.into_iter().map(|(_, value)| value).next().unwrap_or_default()
                }
                _ => Json::Object(fields),
            }
        }
        Json::Array(list) => Json::Array(list.into_iter().map(|value| bare(value, named)).collect()),
        // A word without a sign of a path is a word.
        Json::String(text) if text.contains(['/', '.']) => Json::String(named(&text).unwrap_or(text)),
        value => value,
    }
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::String(text) => text.is_empty(),
        Json::Array(list) => list.is_empty(),
        Json::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Where a reference to a page leads, however it is written; none for what is no such reference.
fn target(written: &str, folder: &str) -> Option<String> {
    let (path, anchor) = written.split_once('#').map_or((written, ""), |(path, anchor)| (path, anchor));
    if is_external(written) || page_stem(path).is_none() || path.contains(char::is_whitespace) {
        return None;
    }
    Some(format!("/{}#{anchor}", relative_path(folder, path)?))
}

fn body(body: &Body, named: &Named<'_>, parts: &mut Vec<String>) {
    parts.push(words(&body.html.get()));
    for hole in &body.holes {
        fill(&hole.fill, named, parts);
    }
    for question in &body.questions {
        // What is made of texts and numbers always has a form in JSON.
        parts.push(bare(serde_json::to_value(question).unwrap_or_default(), named).to_string());
        let texts = question.options.iter().chain(&question.right).chain(&question.explanation);
        std::iter::once(&question.question).chain(texts).for_each(|text| rich(text, named, parts));
    }
}

fn rich(text: &RichText, named: &Named<'_>, parts: &mut Vec<String>) {
    parts.push(words(&text.html));
    for hole in &text.holes {
        fill(&hole.fill, named, parts);
    }
}

fn fill(fill: &Fill, named: &Named<'_>, parts: &mut Vec<String>) {
    match fill {
        Fill::Href(reference) => {
            parts.push(named(&reference.value).unwrap_or_else(|| reference.value.clone()));
        }
        // The bytes of the picture count; its name and place do not.
        Fill::Image { alt, title, .. } => parts.push(format!("img {alt}|{}", title.as_deref().unwrap_or_default())),
        Fill::Shortcode(call) => {
            parts.push(call.name.clone());
            for (name, value, _) in &call.args {
                parts.push(format!("{name}={}", bare(value.clone(), named)));
            }
            if let Some(inner) = &call.body {
                body(inner, named, parts);
            }
        }
        Fill::QuizDraw(draw) => {
            let topic = draw.topic.as_deref().unwrap_or_default();
            parts.push(format!("draw {} {} {topic} {}", draw.bank.value, draw.count, draw.seed));
        }
        Fill::Quiz { .. } | Fill::CiteOpen(_) | Fill::CiteClose(_) => {}
    }
}

/// Tags that change what a reader takes from the words.
const TELLING: [&str; 21] = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "td",
    "th",
    "del",
    "s",
    "ins",
    "strong",
    "em",
    "b",
    "i",
    "sup",
    "sub",
    "blockquote",
    "pre",
    "code",
];

/// Tags inside of a line: no word ends with them.
const INLINE: [&str; 8] = ["a", "span", "abbr", "mark", "u", "small", "wbr", "rt"];

/// The words of HTML with what they are, each run of blanks as one.
fn words(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            continue;
        }
        let end = end_of_tag(rest);
        tag(&rest[1..end.saturating_sub(1).max(1)], &mut out);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One past the `>` of the tag at the beginning; quoted ones are part of a value.
fn end_of_tag(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    html.len()
}

fn tag(tag: &str, out: &mut String) {
    let bare = tag.trim_start_matches('/');
    let name = bare.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    if TELLING.contains(&name.as_str()) {
        out.push_str(&format!(" <{}{name}> ", if tag.starts_with('/') { "/" } else { "" }));
    } else if !INLINE.contains(&name.as_str()) {
        out.push(' ');
    }
    // Where it leads or what it loads; what `link` fills in is empty here and counts as a hole.
    for attribute in ["href", "src", "alt", "poster"] {
        if let Some(value) = value_of(bare, attribute).filter(|value| !value.is_empty() && !value.starts_with('#')) {
            out.push_str(&format!(" [{value}] "));
        }
    }
}

fn value_of<'t>(tag: &'t str, attribute: &str) -> Option<&'t str> {
    let rest = tag.match_indices(attribute).find_map(|(at, _)| {
        let before = tag[..at].ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        tag[at + attribute.len()..].trim_start().strip_prefix('=').filter(|_| before)
    })?;
    let rest = rest.trim_start();
    match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next(),
        _ => rest.split(char::is_whitespace).next(),
    }
}
