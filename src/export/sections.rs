//! The sections of a site as NDJSON: one line for each place that a search can lead to, for engines and assistants.
//!
//! `tokens` has what our own tokenizer makes of heading and text, separated by blanks, so that an engine which splits at
//! blanks and keeps positions answers phrases as our search does: pairs of Han characters, words, article numbers.

use serde::Serialize;

use crate::search::document::{PageDocument, SectionDocument};
use crate::search::fold::fold;
use crate::search::tokens::{Token, tokenize};

/// A line of the export. Fields that a page does not have are absent.
#[derive(Debug, Serialize)]
pub struct SectionLine<'a> {
    /// Unique in the portal: address and anchor.
    pub id: String,
    /// The portal, by its title.
    pub portal: &'a str,
    /// Address of the page below the portal's root.
    pub url: &'a str,
    /// Where the section begins in the page; empty for its top.
    pub anchor: &'a str,
    /// Title of the page.
    pub title: &'a str,
    /// Headings above the section and its own, outermost first.
    pub heading: String,
    /// Number of an article, `12` or `120-1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<&'a str>,
    /// Kind of the page, such as `policy`.
    pub kind: &'a str,
    /// Address of the column.
    pub column: &'a str,
    /// 发文字号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_no: Option<&'a str>,
    /// 发文机关
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub issuers: &'a [String],
    /// Day of publication, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<&'a str>,
    /// 施行日期, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<&'a str>,
    /// `in_force`, `amended`, `repealed`, `expired` or `not_yet`, on the day of the export.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'a str>,
    /// The text, paragraphs separated by line feeds.
    pub text: &'a str,
    /// What title, heading and text are found by, separated by blanks.
    pub tokens: String,
    /// The numbers of articles, chapters and so on that are named there, in digits (`第23条`), separated by blanks. A field
    /// of their own: among the tokens they would stand between the pairs of a phrase.
    pub ordinals: String,
}

/// The lines of one page.
pub fn lines<'a>(portal: &'a str, page: &'a PageDocument) -> impl Iterator<Item = SectionLine<'a>> {
    page.sections.iter().map(move |section| line(portal, page, section))
}

fn line<'a>(portal: &'a str, page: &'a PageDocument, section: &'a SectionDocument) -> SectionLine<'a> {
    let parts = [section.path.as_str(), section.heading.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let heading = parts.join(" ");
    let hash = if section.anchor.is_empty() { "" } else { "#" };
    let (tokens, ordinals) = tokens(&[&page.title, &heading, &section.text]);
    SectionLine {
        id: format!("{}{hash}{}", page.url, section.anchor),
        portal,
        url: &page.url,
        anchor: &section.anchor,
        title: &page.title,
        number: section.number.as_deref(),
        kind: &page.kind,
        column: &page.column,
        doc_no: page.doc_no.as_deref(),
        issuers: &page.issuers,
        date: page.date.as_deref(),
        effective_on: page.effective_on.as_deref(),
        status: page.status.as_deref(),
        text: &section.text,
        tokens,
        ordinals,
        heading,
    }
}

/// What `texts` are found by: their words and pairs, and the numbers that they name.
pub fn tokens(texts: &[&str]) -> (String, String) {
    let (mut tokens, mut ordinals) = (String::new(), String::new());
    let add = |list: &mut String, parts: &[&str]| {
        if !list.is_empty() {
            list.push(' ');
        }
        list.extend(parts.iter().copied());
    };
    for text in texts {
        tokenize(&fold(text), |token, _| match token {
            Token::Pair(first, second) => {
                add(&mut tokens, &[first.encode_utf8(&mut [0; 4]), second.encode_utf8(&mut [0; 4])]);
            }
            Token::Last(last) => add(&mut tokens, &[last.encode_utf8(&mut [0; 4])]),
            Token::Word(word) => add(&mut tokens, &[word]),
            Token::Ordinal(number) => add(&mut ordinals, &[number]),
        });
    }
    (tokens, ordinals)
}

/// The definition of an index in Quickwit 0.9, as YAML. The field `tokens` is split at blanks and keeps positions:
/// Quickwit's own `ngram` gives every token position 0, so that a phrase would match in any order.
pub fn quickwit_index(index: &str) -> String {
    let field = |name: &str, rest: &str| format!("    - {{ name: {name}, type: text, {rest} }}\n");
    let raw = "tokenizer: raw, fast: true";
    let mut yaml = format!("version: 0.8\nindex_id: {index}\ndoc_mapping:\n  mode: lenient\n  field_mappings:\n");
    for name in
        ["id", "portal", "url", "anchor", "kind", "column", "doc_no", "date", "effective_on", "status", "number"]
    {
        yaml.push_str(&field(name, raw));
    }
    yaml.push_str("    - { name: issuers, type: array<text>, tokenizer: raw, fast: true }\n");
    for name in ["title", "heading", "text"] {
        yaml.push_str(&field(name, "indexed: false, stored: true"));
    }
    for name in ["tokens", "ordinals"] {
        yaml.push_str(&field(name, "tokenizer: whitespace, record: position, fieldnorms: true, stored: false"));
    }
    yaml.push_str("search_settings:\n  default_search_fields: [tokens, ordinals]\n");
    yaml
}

/// The definition of an index in OpenSearch 2, as JSON.
pub fn opensearch_index() -> String {
    let keyword = serde_json::json!({ "type": "keyword" });
    let stored = serde_json::json!({ "type": "text", "index": false });
    let mut properties = serde_json::Map::new();
    for name in [
        "id",
        "portal",
        "url",
        "anchor",
        "kind",
        "column",
        "doc_no",
        "date",
        "effective_on",
        "status",
        "number",
        "issuers",
    ] {
        properties.insert(name.to_owned(), keyword.clone());
    }
    for name in ["title", "heading", "text"] {
        properties.insert(name.to_owned(), stored.clone());
    }
    for name in ["tokens", "ordinals"] {
        properties.insert(name.to_owned(), serde_json::json!({ "type": "text", "analyzer": "whitespace" }));
    }
    let index = serde_json::json!({ "mappings": { "_source": { "excludes": ["tokens", "ordinals"] }, "properties": properties } });
    format!("{index:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_those_of_the_search() {
        let (tokens, ordinals) = tokens(&["依照第23条", "党课 2026"]);
        assert_eq!(tokens, "依照 照第 第 23 条 党课 课 2026");
        assert_eq!(ordinals, "第23条");
    }

    #[test]
    fn a_line_has_what_a_page_has() {
        let page = PageDocument {
            url: "a/b/".into(),
            title: "办法".into(),
            kind: "policy".into(),
            column: "a".into(),
            doc_no: Some("示〔2026〕1号".into()),
            sections: vec![SectionDocument {
                anchor: "art-1".into(),
                heading: "第一条".into(),
                path: "第一章 总则".into(),
                number: Some("1".into()),
                text: "为了学习。".into(),
                cited: Vec::new(),
            }],
            ..PageDocument::default()
        };
        let line = lines("门户", &page).next().map(|line| serde_json::to_string(&line).unwrap());
        assert_eq!(
            line.as_deref(),
            Some(concat!(
                r##"{"id":"a/b/#art-1","portal":"门户","url":"a/b/","anchor":"art-1","title":"办法","##,
                r##""heading":"第一章 总则 第一条","number":"1","kind":"policy","column":"a","doc_no":"示〔2026〕1号","##,
                r##""text":"为了学习。","tokens":"办法 法 第一 一章 章 总则 则 第一 一条 条 为了 了学 学习 习","ordinals":"第1章 第1条"}"##
            ))
        );
    }
}
