//! The form of a kind: made from the very table that reads front matter, so that neither knows what the other does not.

use serde::Serialize;
use serde_json::Value as Json;

use super::edit::entries;
use super::english;
use super::value::of_node;
use crate::content::Kind;
use crate::diagnostics::{Lang, Text};
use crate::parse::front_matter::keys::{self, Key, Shape};

/// One field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Field {
    /// The key in files.
    name: &'static str,
    label: Text,
    help: Text,
    /// What to draw: `text`, `texts`, `truth`, `number`, `day`, `moment`, `page`, `pages`, `choice`, `rows`, `other`.
    input: &'static str,
    /// Whether the kind has it for itself.
    own: bool,
    /// Names and labels of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<(&'static str, Text)>,
    /// What a row is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    row: Vec<Field>,
    /// What the file says; none if it is empty.
    #[serde(skip_serializing_if = "Json::is_null")]
    value: Json,
    /// The file's own words, where the form cannot show them.
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<String>,
}

/// Signatures are made with a button, each by the one who has read the page, and not typed.
const SIGNATURES: &str = "review";

/// The form of a page of `kind` with what `text` says; none if its front matter cannot be read.
pub(crate) fn of(kind: Kind, text: &str, is_index: bool) -> Option<Vec<Field>> {
    let entries = entries(text)?;
    let own: Vec<&str> = keys::own(kind).iter().map(|key| key.name).collect();
    let fields = keys::all(kind)
        .filter(|key| key.shape != Shape::Cascade || is_index)
        .filter(|key| key.name != SIGNATURES)
        .map(|key| {
            let mut field = bare(key);
            field.own = own.contains(&key.name);
            if let Some(entry) = entries.iter().find(|entry| entry.key == key.name) {
                match of_node(key, &entry.value) {
                    Some(value) => field.value = value,
                    None => field.written = text.get(entry.value.span.start..entry.value.span.end).map(str::to_owned),
                }
            }
            field
        });
    Some(fields.collect())
}

fn bare(key: &'static Key) -> Field {
    let (choices, row) = match key.shape {
        Shape::Choice(choices) => {
            (choices.iter().map(|(name, label)| (*name, choice(name, label))).collect(), Vec::new())
        }
        Shape::Rows(row) => (Vec::new(), row.keys.iter().map(bare).collect()),
        _ => (Vec::new(), Vec::new()),
    };
    Field {
        name: key.name,
        label: Text::new(key.label, english::label(key.name)),
        help: Text::new(key.advice, english::advice(key.name)),
        input: input(key),
        own: false,
        choices,
        row,
        value: Json::Null,
        written: None,
    }
}

fn choice(name: &str, label: &str) -> Text {
    Text::new(label, english::label(name))
}

fn input(key: &Key) -> &'static str {
    const LONG: [&str; 6] = ["summary", "text", "a", "note", "definition", "content"];
    match key.shape {
        Shape::Text if LONG.contains(&key.name) => "long",
        Shape::Text | Shape::Address | Shape::Slug | Shape::Recurrence | Shape::Period => "text",
        Shape::Texts | Shape::OldUrls => "texts",
        Shape::Truth => "truth",
        Shape::Whole(..) | Shape::Amount => "number",
        Shape::Day => "day",
        Shape::Moment => "moment",
        Shape::Reference => "page",
        Shape::References => "pages",
        Shape::Choice(_) => "choice",
        Shape::Rows(_) => "rows",
        Shape::Cascade | Shape::Anything => "other",
    }
}

/// The kinds that a new page may have.
pub(crate) fn kinds(lang: Lang) -> Vec<(&'static str, String)> {
    let label = |kind: Kind| match lang {
        Lang::Zh => kind.label().to_owned(),
        Lang::En => english::label(kind.name()),
    };
    Kind::ALL.into_iter().map(|kind| (kind.name(), label(kind))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_has_every_key_with_what_the_file_says() {
        let text = "---\ntitle: 题\nkeywords: [甲]\nsteps:\n  - 第一步\nextra:\n  a: 1\n---\n";
        for kind in Kind::ALL {
            let fields = of(kind, text, kind.is_folder()).expect("readable");
            let keys = keys::all(kind)
                .filter(|key| (key.shape != Shape::Cascade || kind.is_folder()) && key.name != SIGNATURES)
                .count();
            assert_eq!(fields.len(), keys);
            assert!(fields.iter().all(|f| !f.label.zh.is_empty() && !f.label.en.is_empty()));
        }
        let fields = of(Kind::Guide, text, false).expect("readable");
        let field = |name: &str| fields.iter().find(|f| f.name == name).expect("a field");
        assert_eq!((field("title").value.clone(), field("title").input), (json!("题"), "text"));
        assert_eq!(field("keywords").value, json!(["甲"]));
        assert_eq!(field("steps").value, json!([{ "title": "第一步" }]));
        assert!(field("steps").own && !field("title").own);
        assert_eq!(field("extra").written.as_deref(), Some("a: 1"));
        assert_eq!(of(Kind::Guide, "---\ntitle: *x\n---\n", false), None);
    }
}
