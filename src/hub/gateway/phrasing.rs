//! A query in the words of an engine. What is written here Quickwit and Lucene read alike: `field:"phrase"`, `AND`, `OR`,
//! `-`, brackets, `^` and `field:prefix*` (<https://quickwit.io/docs/main-branch/reference/query-language>).

use super::asked::Asked;
use crate::search::layout::FACETS;
use crate::search::query::{Alternative, Query, Word};
use crate::search::tokens::{Token, tokenize};

/// What a place that has a word in one piece counts more than one that has its pieces.
const IN_ONE_PIECE: u32 = 4;

/// What a text or article that is named counts.
const NAMED: u32 = 1000;

/// The field of the export that a facet looks at. The column of a page elsewhere says nothing here; its portal does.
pub(super) fn field_of(facet: usize) -> &'static str {
    match FACETS[facet] {
        "kind" => "kind",
        "column" => "portal_url",
        "topic" => "topics",
        "year" => "year",
        "issuer" => "issuers",
        _ => "status",
    }
}

/// Which lines hold what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    /// A section with what is said of its page.
    Section,
    /// A section alone.
    Own,
    /// What is said of a page.
    About,
    /// All of a page.
    Page,
}

impl In {
    fn fields(self) -> &'static [&'static str] {
        match self {
            In::Section => &["tokens", "about"],
            In::Own => &["tokens"],
            In::About => &["about"],
            In::Page => &["whole"],
        }
    }
}

/// Whether the words of a query are about the page, and not about one of its places.
pub(super) fn is_of_pages(query: &Query) -> bool {
    !query.excluded.is_empty() || query.words.len() > 1 && query.words.iter().any(|word| word.quoted)
}

/// Pages that have all words somewhere and none that was excluded.
pub(super) fn pages(query: &Query) -> String {
    let words = all(query.words.iter().map(|word| said(word, In::Page)));
    // Behind AND, a NOT would be a part of its own that has nothing but exclusions, and finds nothing.
    let mut text = format!("(level:\"page\" AND {words})");
    for word in &query.excluded {
        text.push_str(&format!(" -{}", any(word.alternatives.iter().map(|other| piece(other, In::Page)))));
    }
    text
}

/// Sections that have all words, with what is said of their pages, and pages of which all are said; `every` is false for
/// those that have some of the words.
pub(super) fn sections(query: &Query, every: bool) -> String {
    let together = |place| {
        let words = query.words.iter().map(|word| said(word, place));
        if every { all(words) } else { any(query.words.iter().map(|word| some(word, place.fields()))) }
    };
    // The title alone would find every section of a page.
    let own = any(query.words.iter().map(|word| some(word, In::Own.fields())));
    let places = format!("(level:\"section\" AND {own} AND {})", together(In::Section));
    let about = format!("(level:\"page\" AND {})", together(In::About));
    any([places, about].into_iter().chain(named(query)))
}

/// Sections of `pages` that have any of the words, and these pages themselves.
pub(super) fn places<'a>(query: &Query, pages: impl Iterator<Item = &'a str>) -> String {
    let own = any(query.words.iter().map(best));
    format!("level:\"section\" AND {own} AND {}", values("page", pages))
}

/// Titles that begin with what was typed, or are read like it.
pub(super) fn titles(typed: &str) -> Option<String> {
    let name = crate::search::fold::compact(typed);
    if name.is_empty() {
        return None;
    }
    let words = crate::search::query::parse(typed, &[], 0).words;
    let inside = all(words.iter().map(|word| said(word, In::About)));
    let begins = format!("called:{name}*^{IN_ONE_PIECE}");
    Some(format!(
        "level:\"page\" AND ({begins}{})",
        if words.is_empty() { String::new() } else { format!(" OR {inside}") }
    ))
}

/// What the reader narrowed the search to, without the filter of `open`.
pub(super) fn narrowed(query: String, asked: &Asked, open: Option<usize>) -> String {
    let mut text = format!("({query})");
    for (facet, chosen) in asked.filters.iter().enumerate() {
        if !chosen.is_empty() && Some(facet) != open {
            text.push_str(&format!(" AND {}", values(field_of(facet), chosen.iter().map(String::as_str))));
        }
    }
    if let Some(page) = &asked.page {
        text.push_str(&format!(" AND {}", phrase("page", page)));
    }
    text
}

/// The text or article that the query names.
fn named(query: &Query) -> Option<String> {
    let names = names(query, &query.names);
    if let Some(number) = query.article.and_then(|term| key(query, term)) {
        let texts = self::names(query, &query.article_names);
        let texts = values("called", texts.iter().map(String::as_str));
        return Some(format!("(level:\"section\" AND {} AND {texts})^{NAMED}", phrase("number", &number)));
    }
    let names: Vec<String> = names.into_iter().chain(query.doc_no.and_then(|term| key(query, term))).collect();
    let called = (!names.is_empty()).then(|| values("called", names.iter().map(String::as_str)));
    called.map(|called| format!("(level:\"page\" AND {called})^{NAMED}"))
}

/// Whole names among the terms of a query.
pub(super) fn names(query: &Query, terms: &[usize]) -> Vec<String> {
    terms.iter().filter_map(|&term| key(query, term)).collect()
}

/// The text of a term that stands behind a byte which tells what it is.
pub(super) fn key(query: &Query, term: usize) -> Option<String> {
    String::from_utf8(query.terms.get(term)?.key.get(1..)?.to_vec()).ok()
}

/// A word: in one piece if it is quoted, else all its pieces.
fn said(word: &Word, place: In) -> String {
    any(word.alternatives.iter().map(|other| {
        if word.quoted {
            return piece(other, place);
        }
        let fields = place.fields();
        let pieces = all(terms(other).iter().map(|term| any(fields.iter().map(|field| term.in_field(field)))));
        let whole = runs(other);
        if whole.iter().map(Vec::len).sum::<usize>() < 2 {
            pieces
        } else {
            format!("({pieces} OR {}^{IN_ONE_PIECE})", piece(other, place))
        }
    }))
}

/// Any piece of a word.
fn some(word: &Word, fields: &[&str]) -> String {
    let terms = word.alternatives.iter().flat_map(terms);
    any(terms.map(|term| any(fields.iter().map(|field| term.in_field(field)))))
}

/// Any piece of a word in a section, first of all the whole.
fn best(word: &Word) -> String {
    let whole = any(word.alternatives.iter().map(|other| piece(other, In::Own)));
    if word.quoted { whole } else { format!("({} OR {whole}^{IN_ONE_PIECE})", some(word, In::Own.fields())) }
}

/// A word in one piece, as far as an engine can tell: the numbers of articles are compared apart from what is around them.
fn piece(other: &Alternative, place: In) -> String {
    let ordinals = terms(other).into_iter().filter(|term| matches!(term, Term::Ordinal(_)));
    let numbers = ordinals.map(|term| term.in_field("ordinals"));
    let single = terms(other);
    let in_field = |field: &&str| {
        let parts: Vec<String> = match single.as_slice() {
            [one @ Term::Begins(_)] => vec![one.in_field(field)],
            _ => runs(other).iter().map(|run| phrase(field, &run.join(" "))).collect(),
        };
        if parts.is_empty() { None } else { Some(all(parts.into_iter())) }
    };
    let fields: Vec<String> = place.fields().iter().filter_map(in_field).collect();
    let text = (!fields.is_empty()).then(|| any(fields));
    all(numbers.chain(text))
}

/// A term of a word.
enum Term {
    Word(String),
    /// A single Han character: whatever begins with it.
    Begins(char),
    Ordinal(String),
}

impl Term {
    fn in_field(&self, field: &str) -> String {
        match self {
            Term::Word(word) => phrase(field, word),
            Term::Begins(character) => format!("{field}:{character}*"),
            Term::Ordinal(number) => phrase("ordinals", number),
        }
    }
}

/// The terms that the engine in the browser looks a word up by.
fn terms(other: &Alternative) -> Vec<Term> {
    let mut found = Vec::new();
    tokenize(&other.chars, |token, range| {
        if other.terms.iter().any(|(_, wanted)| *wanted == range) {
            found.push(match token {
                Token::Pair(first, second) => Term::Word(format!("{first}{second}")),
                Token::Last(last) => Term::Begins(last),
                Token::Word(word) => Term::Word(word.to_owned()),
                Token::Ordinal(number) => Term::Ordinal(number.to_owned()),
            });
        }
    });
    found
}

/// The tokens of a word that stand one after the other in every text that has it: without numbers of articles, which may be
/// written in another way, and without the last character, which may not end a run there.
fn runs(other: &Alternative) -> Vec<Vec<String>> {
    let mut all: Vec<(String, bool, std::ops::Range<usize>)> = Vec::new();
    let mut numbers: Vec<std::ops::Range<usize>> = Vec::new();
    tokenize(&other.chars, |token, range| match token {
        Token::Pair(first, second) => all.push((format!("{first}{second}"), false, range)),
        Token::Last(last) => all.push((last.to_string(), true, range)),
        Token::Word(word) => all.push((word.to_owned(), false, range)),
        Token::Ordinal(_) => numbers.push(range),
    });
    while all.len() > 1 && all.last().is_some_and(|(_, last, range)| *last && range.end == other.chars.len()) {
        all.pop();
    }
    let mut runs = vec![Vec::new()];
    for (token, _, range) in all {
        if numbers.iter().any(|number| number.start <= range.start && range.end <= number.end) {
            runs.push(Vec::new());
        } else if let Some(run) = runs.last_mut() {
            run.push(token);
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn values<'a>(field: &str, values: impl Iterator<Item = &'a str>) -> String {
    any(values.map(|value| phrase(field, value)))
}

fn phrase(field: &str, words: &str) -> String {
    let mut text = format!("{field}:\"");
    for character in words.chars().filter(|c| !c.is_control()) {
        if matches!(character, '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
    text.push('"');
    text
}

fn all(parts: impl Iterator<Item = String>) -> String {
    joined(parts.collect(), " AND ")
}

fn any(parts: impl IntoIterator<Item = String>) -> String {
    joined(parts.into_iter().collect(), " OR ")
}

fn joined(mut parts: Vec<String>, word: &str) -> String {
    parts.retain(|part| !part.is_empty());
    match parts.len() {
        1 => parts.remove(0),
        _ => format!("({})", parts.join(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::parse;

    #[test]
    fn words_phrases_and_numbers() {
        let one = |text: &str| said(&parse(text, &[], 0).words[0], In::About);
        assert_eq!(one("借书证"), r#"((about:"借书" AND about:"书证") OR about:"借书 书证"^4)"#);
        assert_eq!(one("“借书 证”"), r#"about:"借书 书""#);
        assert_eq!(one("书"), "about:书*");
        assert_eq!(one("iPhone"), r#"about:"iphone""#);
        assert_eq!(one("“依照第二十三条办理”"), r#"(ordinals:"第23条" AND (about:"依照 照第" AND about:"条办 办理"))"#);
        assert_eq!(one("“第二十三条”"), r#"ordinals:"第23条""#);
    }

    #[test]
    fn excluded_words_are_about_pages() {
        let query = parse("培训 -报名", &[], 0);
        assert!(is_of_pages(&query) && !is_of_pages(&parse("培训 报名", &[], 0)));
        assert_eq!(pages(&query), r#"(level:"page" AND whole:"培训") -whole:"报名""#);
        assert!(is_of_pages(&parse("\"甲乙\" \"丙丁\"", &[], 0)));
    }

    #[test]
    fn nothing_that_is_typed_leaves_its_quotes() {
        let asked = Asked { page: Some("a\" OR level:\"x\\\n".into()), ..Asked::default() };
        assert_eq!(narrowed("x".into(), &asked, None), r#"(x) AND page:"a\" OR level:\"x\\""#);
        for odd in
            ["\"", "\\", "a:b", "*", "-", "(", "a* OR b", "\u{0}", "^4", "[a TO b]", "-\"", "NOT", "～！@#￥%……&*（）"]
        {
            let query = parse(odd, &[], 0);
            let text = if query.is_empty() { continue } else { sections(&query, true) };
            assert!(!text.contains("()"), "{odd}: {text}");
        }
    }
}
