//! The sections of a site as NDJSON: one line for each place that a search can lead to, for engines and assistants.
//!
//! `tokens` has what our own tokenizer makes of heading and text, separated by blanks, so that an engine which splits at
//! blanks and keeps positions answers phrases as our search does: pairs of Han characters, words, article numbers. A line
//! before those of its sections stands for the page: an engine that cannot join documents knows only by it which pages have
//! one phrase here and another there, or have no place with a word that was excluded ([`crate::hub::gateway`]).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::search::document::{PageDocument, SectionDocument};
use crate::search::fold::{compact, fold};
use crate::search::tokens::{Token, tokenize};

/// Stands between texts, so that no phrase reaches from one into the next.
const APART: &str = "¶";

/// A line of the export. Fields that a page does not have are absent.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SectionLine<'a> {
    /// `section`, or `page` for the line that stands for a page as a whole.
    pub level: Cow<'a, str>,
    /// Unique in the portal: address and anchor; of a page, its address behind `page:`.
    pub id: String,
    /// The portal, by its title.
    pub portal: Cow<'a, str>,
    /// Where the portal lies: its `base_url`, or `/`.
    pub portal_url: Cow<'a, str>,
    /// Address of the page below the portal's root.
    pub url: Cow<'a, str>,
    /// Where readers open the page: below `base_url` if the portal has one.
    pub page: String,
    /// Where the section begins in the page; empty for its top.
    pub anchor: Cow<'a, str>,
    /// Title of the page.
    pub title: Cow<'a, str>,
    /// What stands below the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<Cow<'a, str>>,
    /// Heading of the section.
    pub heading: Cow<'a, str>,
    /// Headings above it, outermost first.
    pub path: Cow<'a, str>,
    /// Number of an article, `12` or `120-1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Cow<'a, str>>,
    /// Kind of the page, such as `policy`.
    pub kind: Cow<'a, str>,
    /// What readers call the kind.
    pub kind_label: Cow<'a, str>,
    /// Address of the column.
    pub column: Cow<'a, str>,
    /// What readers call the column.
    pub column_label: Cow<'a, str>,
    /// Topics, as readers call them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Cow<'a, str>>,
    /// 发文字号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_no: Option<Cow<'a, str>>,
    /// 发文机关
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<Cow<'a, str>>,
    /// Day of publication, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Cow<'a, str>>,
    /// The same as a number, `20260131`, to sort by; 0 if there is none.
    pub day: u64,
    /// The year of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
    /// 施行日期, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Cow<'a, str>>,
    /// `in_force`, `amended`, `repealed`, `expired` or `not_yet`, on the day of the export.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Cow<'a, str>>,
    /// The text, paragraphs separated by line feeds; of a page, its summary.
    pub text: Cow<'a, str>,
    /// Title, short titles and number of the document without signs and blanks: what the page is called.
    pub called: Vec<String>,
    /// What heading and text are found by, separated by blanks; empty for a page.
    pub tokens: String,
    /// What is said of the page is found by these: title, subtitle, number, short titles, keywords, summary.
    pub about: String,
    /// What all of the page is found by; only in the line of a page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub whole: String,
    /// The numbers of articles, chapters and so on that are named there, in digits (`第23条`), separated by blanks. A field
    /// of their own: among the tokens they would stand between the pairs of a phrase.
    pub ordinals: String,
}

/// The portal whose lines they are.
#[derive(Clone, Copy, Debug)]
pub struct Portal<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its `base_url`.
    pub address: Option<&'a str>,
}

/// The lines of one page: the page, then its sections.
pub fn lines<'a>(portal: Portal<'a>, page: &'a PageDocument) -> impl Iterator<Item = SectionLine<'a>> {
    let (about, numbers) = tokens(&about(page));
    let of_page = page_line(portal, page, &about, &numbers);
    let section = move |section| section_line(portal, page, section, &about, &numbers);
    std::iter::once(of_page).chain(page.sections.iter().map(section))
}

/// What is said of a page.
fn about(page: &PageDocument) -> Vec<&str> {
    let mut texts = vec![page.title.as_str()];
    texts.extend(page.subtitle.as_deref().into_iter().chain(page.doc_no.as_deref()));
    texts.extend(page.short_titles.iter().chain(&page.keywords).map(String::as_str));
    texts.extend(page.summary.as_deref());
    texts
}

fn page_line<'a>(portal: Portal<'a>, page: &'a PageDocument, about: &str, numbers: &str) -> SectionLine<'a> {
    let texts = page.sections.iter().flat_map(|section| [section.path.as_str(), &section.heading, &section.text]);
    let (own, own_numbers) = tokens(&texts.collect::<Vec<_>>());
    SectionLine {
        level: "page".into(),
        id: format!("page:{}", page.url),
        text: page.summary.as_deref().unwrap_or_default().into(),
        whole: joined(&[about, &own], &format!(" {APART} ")),
        ordinals: joined(&[numbers, &own_numbers], " "),
        about: about.to_owned(),
        ..said(portal, page)
    }
}

fn section_line<'a>(
    portal: Portal<'a>,
    page: &'a PageDocument,
    section: &'a SectionDocument,
    about: &str,
    numbers: &str,
) -> SectionLine<'a> {
    let hash = if section.anchor.is_empty() { "" } else { "#" };
    let (tokens, own_numbers) = tokens(&[&section.path, &section.heading, &section.text]);
    SectionLine {
        level: "section".into(),
        id: format!("{}{hash}{}", page.url, section.anchor),
        anchor: section.anchor.as_str().into(),
        heading: section.heading.as_str().into(),
        path: section.path.as_str().into(),
        number: section.number.as_deref().map(Into::into),
        text: section.text.as_str().into(),
        tokens,
        about: about.to_owned(),
        ordinals: joined(&[numbers, &own_numbers], " "),
        ..said(portal, page)
    }
}

fn joined(parts: &[&str], between: &str) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

/// What both kinds of lines say of the page.
fn said<'a>(portal: Portal<'a>, page: &'a PageDocument) -> SectionLine<'a> {
    let borrowed = |text: &'a Option<String>| text.as_deref().map(Cow::from);
    let digits: String = page.date.iter().flat_map(|date| date.chars()).filter(char::is_ascii_digit).take(8).collect();
    let called = std::iter::once(&page.title).chain(&page.short_titles).chain(&page.doc_no);
    let mut called: Vec<String> = called.map(|name| compact(name)).filter(|name| !name.is_empty()).collect();
    called.dedup();
    SectionLine {
        portal: portal.title.into(),
        portal_url: portal.address.unwrap_or("/").into(),
        url: page.url.as_str().into(),
        page: format!("{}{}", portal.address.unwrap_or_default(), page.url),
        title: page.title.as_str().into(),
        subtitle: borrowed(&page.subtitle),
        kind: page.kind.as_str().into(),
        kind_label: page.kind_label.as_str().into(),
        column: page.column.as_str().into(),
        column_label: page.column_label.as_str().into(),
        topics: page.topics.iter().map(|(_, label)| label.as_str().into()).collect(),
        doc_no: borrowed(&page.doc_no),
        issuers: page.issuers.iter().map(|issuer| issuer.as_str().into()).collect(),
        date: borrowed(&page.date),
        day: if digits.len() == 8 { digits.parse().unwrap_or(0) } else { 0 },
        year: page.year.map(|year| year.to_string()),
        effective_on: borrowed(&page.effective_on),
        status: borrowed(&page.status),
        called,
        ..SectionLine::default()
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
    for text in texts.iter().filter(|text| !text.is_empty()) {
        if !tokens.is_empty() {
            add(&mut tokens, &[APART]);
        }
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

/// Fields that are compared as they are.
const RAW: [&str; 17] = [
    "level",
    "id",
    "portal",
    "portal_url",
    "url",
    "page",
    "anchor",
    "kind",
    "kind_label",
    "column",
    "column_label",
    "doc_no",
    "date",
    "year",
    "effective_on",
    "status",
    "number",
];

/// The same, with several values.
const RAW_LISTS: [&str; 3] = ["topics", "issuers", "called"];

/// Fields that are shown and not searched.
const SHOWN: [&str; 5] = ["title", "subtitle", "heading", "path", "text"];

/// Fields with our tokens.
const TOKENS: [&str; 4] = ["tokens", "about", "whole", "ordinals"];

/// The definition of an index in Quickwit 0.9, as YAML. The field `tokens` is split at blanks and keeps positions:
/// Quickwit's own `ngram` gives every token position 0, so that a phrase would match in any order.
pub fn quickwit_index(index: &str) -> String {
    let field = |name: &str, rest: &str| format!("    - {{ name: {name}, type: text, {rest} }}\n");
    let raw = "tokenizer: raw, fast: true";
    let mut yaml = format!("version: 0.8\nindex_id: {index}\ndoc_mapping:\n  mode: lenient\n  field_mappings:\n");
    for name in RAW {
        yaml.push_str(&field(name, raw));
    }
    for name in RAW_LISTS {
        yaml.push_str(&format!("    - {{ name: {name}, type: array<text>, {raw} }}\n"));
    }
    yaml.push_str("    - { name: day, type: u64, fast: true }\n");
    for name in SHOWN {
        yaml.push_str(&field(name, "indexed: false, stored: true"));
    }
    for name in TOKENS {
        yaml.push_str(&field(name, "tokenizer: whitespace, record: position, fieldnorms: true, stored: false"));
    }
    yaml.push_str("search_settings:\n  default_search_fields: [tokens, about, ordinals]\n");
    yaml
}

/// The definition of an index in OpenSearch 2, as JSON.
pub fn opensearch_index() -> String {
    let keyword = serde_json::json!({ "type": "keyword" });
    let stored = serde_json::json!({ "type": "text", "index": false });
    let mut properties = serde_json::Map::new();
    for name in RAW.into_iter().chain(RAW_LISTS) {
        properties.insert(name.to_owned(), keyword.clone());
    }
    properties.insert("day".to_owned(), serde_json::json!({ "type": "long" }));
    for name in SHOWN {
        properties.insert(name.to_owned(), stored.clone());
    }
    for name in TOKENS {
        properties.insert(name.to_owned(), serde_json::json!({ "type": "text", "analyzer": "whitespace" }));
    }
    let index = serde_json::json!({ "mappings": { "_source": { "excludes": TOKENS }, "properties": properties } });
    format!("{index:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_those_of_the_search() {
        let (tokens, ordinals) = tokens(&["依照第23条", "党课 2026"]);
        assert_eq!(tokens, "依照 照第 第 23 条 ¶ 党课 课 2026");
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
        let portal = Portal { title: "门户", address: Some("https://p.example/") };
        let lines: Vec<String> = lines(portal, &page).map(|line| serde_json::to_string(&line).unwrap()).collect();
        let said =
            r##""kind":"policy","kind_label":"","column":"a","column_label":"","doc_no":"示〔2026〕1号","day":0,"##;
        assert_eq!(
            lines,
            [
                format!(
                    "{}{said}{}",
                    concat!(
                        r##"{"level":"page","id":"page:a/b/","portal":"门户","portal_url":"https://p.example/","##,
                        r##""url":"a/b/","page":"https://p.example/a/b/","anchor":"","title":"办法","heading":"","path":"","##,
                    ),
                    concat!(
                        r##""text":"","called":["办法","示20261号"],"tokens":"","about":"办法 法 ¶ 示 2026 1 号","##,
                        r##""whole":"办法 法 ¶ 示 2026 1 号 ¶ 第一 一章 章 总则 则 ¶ 第一 一条 条 ¶ 为了 了学 学习 习","##,
                        r##""ordinals":"第1章 第1条"}"##
                    )
                ),
                format!(
                    "{}{said}{}",
                    concat!(
                        r##"{"level":"section","id":"a/b/#art-1","portal":"门户","portal_url":"https://p.example/","##,
                        r##""url":"a/b/","page":"https://p.example/a/b/","anchor":"art-1","title":"办法","##,
                        r##""heading":"第一条","path":"第一章 总则","number":"1","##,
                    ),
                    concat!(
                        r##""text":"为了学习。","called":["办法","示20261号"],"##,
                        r##""tokens":"第一 一章 章 总则 则 ¶ 第一 一条 条 ¶ 为了 了学 学习 习","##,
                        r##""about":"办法 法 ¶ 示 2026 1 号","ordinals":"第1章 第1条"}"##
                    )
                ),
            ]
        );
    }
}
