//! Front matter in YAML, TOML or JSON, and its keys in our words.

use serde_json::Value;

use super::super::front::Front;
use super::super::model::Remark;
use crate::content::Kind;
use crate::parse::yaml;

/// Front matter of another generator, its keys in small letters.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::import) struct Matter {
    entries: Vec<(String, Value)>,
    /// It could not be read.
    pub(super) broken: bool,
}

/// Parts a file into its front matter and the rest.
pub(in crate::import) fn split(text: &str) -> (Matter, &str) {
    for mark in ["---", "+++"] {
        let Some(rest) = text.strip_prefix(mark).and_then(|r| r.trim_start_matches([' ', '\t']).strip_prefix('\n'))
        else {
            continue;
        };
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == mark {
                let matter = if mark == "---" { of_yaml(&rest[..at]) } else { of_toml(&rest[..at]) };
                return (matter, &rest[at + line.len()..]);
            }
            at += line.len();
        }
    }
    if let Some((matter, rest)) = without_head(text) {
        return (matter, rest);
    }
    if text.starts_with('{') {
        let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        if let Some(Ok(Value::Object(map))) = stream.next() {
            return (Matter::of(map), &text[stream.byte_offset()..]);
        }
    }
    (Matter::default(), text)
}

/// Hexo takes settings without the line above them too: lines of `key: value` up to `---`.
fn without_head(text: &str) -> Option<(Matter, &str)> {
    let first = text.split_once(':')?.0;
    if first.is_empty()
        || first.len() > 30
        || !first.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    {
        return None;
    }
    let end = text.find("\n---\n").filter(|end| *end < 4000)?;
    let (head, rest) = (&text[..end + 1], &text[end + 5..]);
    let setting = |line: &str| {
        let known = line.split_once(':').is_some_and(|(key, _)| KNOWN.contains(&key.to_ascii_lowercase().as_str()));
        known
            || line.starts_with([' ', '-', '#', '\t'])
            || line.trim().is_empty()
            || line.contains(": ")
            || line.ends_with(':')
    };
    let titled = head.lines().any(|line| line.starts_with("title:") || line.starts_with("date:"));
    (titled && head.lines().all(setting)).then(|| (of_yaml(head), rest))
}

fn of_yaml(text: &str) -> Matter {
    let read = yaml::parse(&"front matter".into(), text, 0..text.len());
    let failed = crate::diagnostics::has_errors(&read.diagnostics);
    match read.value.map(|node| node.to_json()) {
        Some(Value::Object(map)) => Matter { broken: failed, ..Matter::of(map) },
        Some(Value::Null) => Matter::default(),
        _ => Matter { broken: !text.trim().is_empty(), ..Matter::default() },
    }
}

fn of_toml(text: &str) -> Matter {
    match toml::from_str::<toml::Table>(text) {
        Ok(table) => match of_toml_value(toml::Value::Table(table)) {
            Value::Object(map) => Matter::of(map),
            _ => Matter::default(),
        },
        Err(_) => Matter { broken: true, ..Matter::default() },
    }
}

fn of_toml_value(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(n) => Value::from(n),
        toml::Value::Float(n) => Value::from(n),
        toml::Value::Boolean(b) => Value::Bool(b),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(of_toml_value).collect()),
        toml::Value::Table(map) => Value::Object(map.into_iter().map(|(k, v)| (k, of_toml_value(v))).collect()),
    }
}

impl Matter {
    fn of(map: serde_json::Map<String, Value>) -> Self {
        Self { entries: map.into_iter().map(|(k, v)| (k.to_lowercase(), v)).collect(), broken: false }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    pub(in crate::import) fn set(&mut self, key: &str, value: &str) {
        self.entries.push((key.to_owned(), Value::String(value.to_owned())));
    }

    /// Jekyll parts a single text of categories or tags by its spaces.
    pub(super) fn part_words(&mut self) {
        for (_, value) in self.entries.iter_mut().filter(|(key, _)| key == "categories" || key == "tags") {
            if let Value::String(text) = value
                && !text.contains([',', '，'])
            {
                *value = Value::Array(text.split_whitespace().map(|word| Value::String(word.to_owned())).collect());
            }
        }
    }

    /// A text, or a number as text.
    pub(in crate::import) fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(text_of)
    }

    /// A list, a single text, or texts parted by commas.
    pub(in crate::import) fn list(&self, key: &str) -> Vec<String> {
        match self.get(key) {
            Some(Value::Array(list)) => list.iter().flat_map(flat).collect(),
            Some(Value::String(text)) => {
                text.split([',', '，']).map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The day on which it was published: `2024-03-05`.
    pub(in crate::import) fn date(&self) -> Option<String> {
        self.text("date").or_else(|| self.text("publishdate")).and_then(|d| day(&d))
    }

    /// Other addresses of the page.
    pub(in crate::import) fn aliases(&self) -> Vec<String> {
        ["aliases", "redirect_from", "alias"].iter().flat_map(|k| self.list(k)).collect()
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

fn flat(value: &Value) -> Vec<String> {
    match value {
        Value::Array(inner) => inner.iter().flat_map(flat).collect(),
        // Authors as {name: …}.
        Value::Object(map) => map.get("name").and_then(text_of).into_iter().collect(),
        value => text_of(value).into_iter().collect(),
    }
}

/// `2024-3-5 10:00`, `2024/03/05`, `2024年3月5日` → `2024-03-05`
fn day(text: &str) -> Option<String> {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).take(3).collect();
    let [year, month, day] = numbers.as_slice() else { return None };
    let date = crate::content::parse_date(&format!("{year}-{month}-{day}"))?;
    Some(crate::content::format_date(date))
}

/// Keys that are read here under one name or another.
const KNOWN: [&str; 39] = [
    "title",
    "subtitle",
    "date",
    "publishdate",
    "lastmod",
    "updated",
    "last_modified_at",
    "lastupdated",
    "description",
    "summary",
    "excerpt",
    "tags",
    "tag",
    "keywords",
    "categories",
    "category",
    "author",
    "authors",
    "draft",
    "published",
    "weight",
    "order",
    "nav_order",
    "sidebar_position",
    "slug",
    "url",
    "permalink",
    "aliases",
    "redirect_from",
    "alias",
    "expirydate",
    "source",
    "layout",
    "type",
    "id",
    "abbrlink",
    "linktitle",
    "sidebar_label",
    "cover",
];

/// Writes the front matter in our words and says what has no counterpart.
pub(in crate::import) fn write(
    front: &mut Front,
    matter: &Matter,
    title: &str,
    kind: Option<Kind>,
    old: &[String],
) -> Vec<Remark> {
    front.text("title", title);
    if let Some(kind) = kind {
        front.kind(kind);
    }
    let first = |keys: &[&str]| keys.iter().find_map(|k| matter.text(k)).unwrap_or_default();
    front.text("subtitle", &first(&["subtitle"]));
    front.text("summary", &one_line(&first(&["description", "summary", "excerpt"])));
    if let Some(cover) = matter.text("shuyuan-cover") {
        front.text("cover", &cover);
    }
    let mut keywords: Vec<String> = ["tags", "tag", "keywords"].iter().flat_map(|k| matter.list(k)).collect();
    // Topics here are pages of their own; categories become what readers can find the page by.
    keywords.extend(["categories", "category"].iter().flat_map(|k| matter.list(k)));
    let mut seen = std::collections::BTreeSet::new();
    keywords.retain(|k| seen.insert(k.clone()));
    front.texts("keywords", &keywords);
    let authors: Vec<String> = ["author", "authors"].iter().flat_map(|k| matter.list(k)).collect();
    front.text("author", &authors.join("、"));
    front.text("source", &first(&["source"]));
    if let Some(date) = matter.date() {
        front.plain("published_at", &date);
    }
    if let Some(date) = day(&first(&["lastmod", "updated", "last_modified_at", "lastupdated"])) {
        front.plain("updated_at", &date);
    }
    if let Some(date) = day(&first(&["expirydate"])) {
        front.plain("expire_at", &date);
    }
    let weight = ["weight", "order", "nav_order", "sidebar_position"].iter().find_map(|k| matter.get(k)?.as_i64());
    if let Some(weight) = weight {
        front.plain("weight", &weight.to_string());
    }
    let is = |key: &str, value: bool| matter.get(key).and_then(Value::as_bool) == Some(value);
    let locked = matter.text("password").is_some();
    if is("draft", true) || is("published", false) || locked {
        front.plain("draft", "true");
    }
    front.texts("aliases", old);
    let mut remarks = Vec::new();
    if locked {
        remarks.push(Remark::new(
            "password",
            "这一页在旧站上要密码才能看，导入成了草稿：确认可以公开，再去掉 draft",
            "the old site asked for a password here; the page is a draft now: remove `draft` if it may be published",
        ));
    }
    if matter.broken {
        remarks.push(Remark::new(
            "front-matter-broken",
            "页面开头的设置有语法错误，没有全部读出来：请对照原文件补上",
            "the front matter is broken and was read in part: compare it with the source",
        ));
    }
    let unknown: Vec<&str> = matter
        .entries
        .iter()
        .map(|(k, _)| k.as_str())
        .filter(|k| !KNOWN.contains(k) && !QUIET.contains(k) && !super::home::reads(k) && *k != "shuyuan-cover")
        .collect();
    if !unknown.is_empty() {
        let list = unknown.join("、");
        remarks.push(Remark::new(
            "keys-left-out",
            format!("页面开头的这些设置没有对应的项，没有导入：{list}"),
            format!("these keys of the front matter have no counterpart and were left out: {}", unknown.join(", ")),
        ));
    }
    remarks
}

/// Keys that say how the old theme shows a page, and nothing of its content.
const QUIET: [&str; 35] = [
    "password",
    "top_img",
    "icon",
    "star",
    "home",
    "head",
    "footer",
    "params",
    "sitemap",
    "hidden",
    "toc_number",
    "toc_label",
    "toc_icon",
    "avatar",
    "toc",
    "comments",
    "comment",
    "mathjax",
    "math",
    "katex",
    "sidebar",
    "aside",
    "outline",
    "editlink",
    "prev",
    "next",
    "navbar",
    "hide",
    "template",
    "excerpt_separator",
    "top",
    "sticky",
    "copyright",
    "pagetype",
    "showtoc",
];

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
