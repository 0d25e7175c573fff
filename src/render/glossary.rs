//! Links the first use of each glossary term on a page.

use std::collections::{BTreeMap, BTreeSet};

/// A term as a page may link it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GlossaryTerm {
    /// The word; a synonym is an entry of its own with the same URL.
    pub word: String,
    /// The term's title, for the explanation.
    pub title: String,
    /// Its page, relative to the site's root.
    pub url: String,
    /// 释义, plain text.
    pub definition: String,
}

/// All words that link, by their first characters; made once, since every page looks for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Glossary {
    /// Longer words first.
    by_start: BTreeMap<char, Vec<GlossaryTerm>>,
}

impl Glossary {
    /// Of two words that begin at one place the longer is taken.
    pub fn new(terms: impl IntoIterator<Item = GlossaryTerm>) -> Self {
        let mut by_start: BTreeMap<char, Vec<GlossaryTerm>> = BTreeMap::new();
        for term in terms {
            if let Some(first) = term.word.chars().next() {
                by_start.entry(first).or_default().push(term);
            }
        }
        for same in by_start.values_mut() {
            same.sort_by(|a, b| b.word.len().cmp(&a.word.len()).then(a.word.cmp(&b.word)));
        }
        Self { by_start }
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.by_start.is_empty()
    }
}

/// Elements whose text is left alone.
const CLOSED: [&str; 16] = [
    "a", "button", "code", "dfn", "fieldset", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "script", "style",
    "summary",
];

/// `html` with a link at the first use of each term (each page once, synonyms included). `here` is the URL of the page,
/// which does not link to itself.
pub fn link_terms(html: &str, glossary: &Glossary, root: &str, here: &str) -> String {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut out = String::with_capacity(html.len() + 256);
    let mut closed: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').map_or(rest.len(), |i| i + 1);
            track(&rest[..end], &mut closed);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let found = glossary.by_start.get(&c).filter(|_| closed.is_empty()).and_then(|same| {
            same.iter().find(|t| rest.starts_with(&t.word) && t.url != here && !used.contains(t.url.as_str()))
        });
        match found {
            Some(term) => {
                used.insert(&term.url);
                push_link(&mut out, term, root);
                rest = &rest[term.word.len()..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// Notes that an element of [`CLOSED`] opens or closes.
fn track<'a>(tag: &'a str, closed: &mut Vec<&'a str>) {
    let inner = tag.trim_start_matches('<');
    let (ends, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if !CLOSED.contains(&name) {
        return;
    }
    if !ends {
        closed.push(name);
    } else if let Some(at) = closed.iter().rposition(|open| *open == name) {
        closed.truncate(at);
    }
}

fn push_link(out: &mut String, term: &GlossaryTerm, root: &str) {
    out.push_str("<a class=\"term\" href=\"");
    escaped(out, root);
    escaped(out, &term.url);
    out.push_str("\" data-term=\"");
    escaped(out, &term.title);
    out.push_str("\" data-definition=\"");
    escaped(out, &term.definition);
    out.push_str("\">");
    escaped(out, &term.word);
    out.push_str("</a>");
}

fn escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let term = |word: &str, url: &str| GlossaryTerm {
            word: word.into(),
            title: word.into(),
            url: url.into(),
            definition: "\"释\"".into(),
        };
        let terms = [term("学时", "x/"), term("学时认定", "y/"), term("课时", "x/"), term("本页", "here/")];
        let link = |word: &str, url: &str| {
            format!(
                "<a class=\"term\" href=\"../{url}\" data-term=\"{word}\" data-definition=\"&quot;释&quot;\">{word}</a>"
            )
        };
        let expected = expected.replace("[学时认定]", &link("学时认定", "y/")).replace("[学时]", &link("学时", "x/"));
        assert_eq!(link_terms(html, &Glossary::new(terms), "../", "here/"), expected);
    }

    #[test]
    fn the_first_use_only_and_the_longer_word() {
        check("<p>学时和学时，课时。</p>", "<p>[学时]和学时，课时。</p>");
        check("<p>学时认定和学时</p>", "<p>[学时认定]和[学时]</p>");
    }

    #[test]
    fn headings_links_code_and_the_page_itself_are_left_alone() {
        check(
            "<h2>学时</h2><a href=\"z\">学时</a><code>学时</code>本页学时",
            "<h2>学时</h2><a href=\"z\">学时</a><code>学时</code>本页[学时]",
        );
        check("<img alt=\"学时\">学时", "<img alt=\"学时\">[学时]");
    }

    #[test]
    fn broken_html_is_passed_on() {
        check("<a href", "<a href");
        check("</a></a>学时<", "</a></a>[学时]<");
    }
}
