//! What front matter shows on the page: the words of a home page, the picture of a post.

use serde_json::Value;

use super::front::Matter;

/// The text of a home page that its theme builds from settings: hero, buttons, features.
pub(super) fn text(matter: &Matter) -> String {
    let mut out = String::new();
    let hero = matter.get("hero").and_then(Value::as_object);
    let of_hero = |key: &str| hero.and_then(|h| h.get(key)).and_then(Value::as_str).map(str::to_owned);
    let lead = [of_hero("text"), matter.text("tagline"), of_hero("tagline")];
    for words in lead.into_iter().flatten() {
        out.push_str(&format!("{words}\n\n"));
    }
    let lists = [matter.get("actions"), hero.and_then(|h| h.get("actions"))];
    let links: Vec<String> =
        lists.into_iter().flatten().filter_map(Value::as_array).flatten().filter_map(link).collect();
    if !links.is_empty() {
        out.push_str(&format!("{}\n\n", links.join(" · ")));
    }
    for feature in matter.get("features").and_then(Value::as_array).into_iter().flatten() {
        let word = |key: &str| feature.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let (title, details) = (word("title"), word("details"));
        match (title.is_empty(), details.is_empty()) {
            (false, _) => out.push_str(&format!("## {title}\n\n{details}\n\n")),
            (true, false) => out.push_str(&format!("{details}\n\n")),
            _ => {}
        }
    }
    out
}

/// The title of a home page.
pub(super) fn title(matter: &Matter) -> Option<String> {
    let hero = matter.get("hero").and_then(|h| h.get("name")).and_then(Value::as_str);
    matter.text("herotext").or_else(|| hero.map(str::to_owned))
}

fn link(action: &Value) -> Option<String> {
    let word = |key: &str| action.get(key).and_then(Value::as_str);
    Some(format!("[{}]({})", word("text")?, word("link")?))
}

/// The picture that a post is shown with, under the names that themes have for it.
pub(super) fn cover(matter: &Matter) -> Option<String> {
    COVERS.iter().find_map(|key| {
        let value = matter.get(key)?;
        let inner = ["image", "src", "url", "teaser", "overlay_image", "path"].iter().find_map(|k| value.get(k));
        let first = value.as_array().and_then(|list| list.first());
        let path = inner.or(first).unwrap_or(value).as_str()?.trim();
        let picture =
            [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"].iter().any(|end| path.to_lowercase().ends_with(end));
        picture.then(|| path.to_owned())
    })
}

/// The names that themes have for a post's picture.
const COVERS: [&str; 12] = [
    "cover",
    "image",
    "images",
    "featuredimage",
    "featured_image",
    "thumbnail",
    "banner",
    "img",
    "header",
    "index_img",
    "heroimage",
    "teaser",
];

/// Whether a key is read here.
pub(super) fn reads(key: &str) -> bool {
    COVERS.contains(&key) || ["hero", "herotext", "tagline", "actions", "features"].contains(&key)
}
