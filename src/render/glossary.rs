//! Links the first use of each glossary term on a page.

use std::cmp::Reverse;
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
    by_start: BTreeMap<char, Vec<OfLength>>,
}

/// Words of one length, each as it stands in HTML: R&D is `R&amp;D` there. A field has thousands of terms that begin alike, and
/// a text that is full of such beginnings is not compared with each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct OfLength {
    bytes: usize,
    words: BTreeMap<String, Vec<GlossaryTerm>>,
}

impl Glossary {
    /// Of two words that begin at one place the longer is taken.
    pub fn new(terms: impl IntoIterator<Item = GlossaryTerm>) -> Self {
        let mut by_start: BTreeMap<char, BTreeMap<Reverse<usize>, OfLength>> = BTreeMap::new();
        for term in terms {
            let mut word = String::with_capacity(term.word.len());
            escaped(&mut word, &term.word);
            if let Some(first) = word.chars().next() {
                let bytes = word.len();
                let lengths = by_start.entry(first).or_default();
                let same = lengths.entry(Reverse(bytes)).or_insert_with(|| OfLength { bytes, ..OfLength::default() });
                same.words.entry(word).or_default().push(term);
            }
        }
        Self { by_start: by_start.into_iter().map(|(first, same)| (first, same.into_values().collect())).collect() }
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
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').map_or(rest.len(), |i| i + 1);
            track(&rest[..end], &mut closed);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            before = ' ';
            continue;
        }
        let found = glossary.by_start.get(&c).filter(|_| closed.is_empty()).and_then(|lengths| {
            lengths.iter().find_map(|of_length| {
                let (word, terms) = of_length.words.get_key_value(rest.get(..of_length.bytes)?)?;
                let is_wanted = |term: &&GlossaryTerm| term.url != here && !used.contains(term.url.as_str());
                let term = terms.iter().find(is_wanted)?;
                is_whole(before, word, &rest[of_length.bytes..]).then_some((word, term))
            })
        });
        let end = match found {
            Some((word, term)) => {
                used.insert(&term.url);
                push_link(&mut out, term, root);
                word.len()
            }
            None => {
                let end = if c == '&' { entity(rest) } else { c.len_utf8() };
                out.push_str(&rest[..end]);
                end
            }
        };
        before = rest[..end].chars().next_back().unwrap_or(' ');
        rest = &rest[end..];
    }
    out
}

/// Bytes of the entity that `html` begins with; what is inside it is no text.
fn entity(html: &str) -> usize {
    let name = html[1..].bytes().take(32).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    if name > 0 && html[1 + name..].starts_with(';') { name + 2 } else { 1 }
}

/// Whether a word of Latin letters is one here and no part of another: AI is not in MAIL.
fn is_whole(before: char, word: &str, after: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !('\u{2E80}'..='\u{2FA1F}').contains(&c));
    let begins = latin(word.chars().next()) && latin(Some(before));
    let ends = latin(word.chars().next_back()) && latin(after.chars().next());
    !begins && !ends
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
    fn latin_words_are_whole_and_entities_are_no_text() {
        let term = |word: &str| GlossaryTerm {
            word: word.into(),
            title: word.into(),
            url: format!("{}/", word.to_lowercase()),
            definition: String::new(),
        };
        let terms = Glossary::new([term("AI"), term("lt"), term("R&D"), term("amp")]);
        let linked = |html: &str| {
            let out = link_terms(html, &terms, "", "here/");
            let parts = out.split("<a class=\"term\"").skip(1);
            parts.map(|p| p.split_once('>').unwrap().1.split("</a>").next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(linked("MAIL 信箱。AI 助手"), ["AI"]);
        assert_eq!(linked("用AI助手"), ["AI"]);
        assert_eq!(linked("AI3 与 3AI"), [] as [&str; 0]);
        assert_eq!(linked("3 &lt; 5 &amp; 6"), [] as [&str; 0]);
        assert_eq!(linked("部门 R&amp;D 预算"), ["R&amp;D"]);
        assert_eq!(link_terms("3 &lt; 5", &terms, "", "here/"), "3 &lt; 5");
    }

    #[test]
    fn broken_html_is_passed_on() {
        check("<a href", "<a href");
        check("</a></a>学时<", "</a></a>[学时]<");
    }
}
