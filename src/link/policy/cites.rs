//! Where citations lead, and what cites an article.

use std::collections::BTreeMap;

use time::Date;

use super::articles::{Articles, Found};
use super::names::{Meaning, Names, TextId};
use super::{PolicyDoc, PolicyLinks, faults};
use crate::content::{Citation, CitedDocument, Status, numeral};
use crate::diagnostics::Diagnostic;

/// What a citation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiteTarget {
    /// The text.
    pub doc: usize,
    /// The anchor in it; none for the text as a whole.
    pub anchor: Option<String>,
    /// Anchors of the articles cited, several for a range.
    pub articles: Vec<String>,
    /// `第十二条第二款`, or empty.
    pub place: String,
}

/// One citation of an article, as the article's page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlink {
    /// The citing document.
    pub doc: usize,
    /// The anchor in it; empty for its start.
    pub within: String,
    /// `第三条`, or empty.
    pub place: String,
    /// The citation as written.
    pub text: String,
}

/// Resolves the citations of all `docs`.
pub(super) fn resolve(
    docs: &[PolicyDoc<'_>],
    links: &PolicyLinks,
    names: &Names,
    as_of: Date,
    found: &mut Vec<Diagnostic>,
) -> Vec<Vec<Option<CiteTarget>>> {
    let mut resolver = Resolver { docs, links, names, as_of, articles: BTreeMap::new(), found };
    docs.iter()
        .enumerate()
        .map(|(i, doc)| doc.citations.iter().map(|citation| resolver.one(i, citation)).collect())
        .collect()
}

struct Resolver<'a> {
    docs: &'a [PolicyDoc<'a>],
    links: &'a PolicyLinks,
    names: &'a Names,
    as_of: Date,
    /// Of the texts cited so far.
    articles: BTreeMap<usize, Articles<'a>>,
    found: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn one(&mut self, from: usize, citation: &Citation) -> Option<CiteTarget> {
        let doc = self.document(from, citation)?;
        if doc != from {
            self.warn_if_over(from, doc, citation);
        }
        if citation.article.is_empty() {
            return (doc != from).then(|| CiteTarget { doc, anchor: None, articles: Vec::new(), place: String::new() });
        }
        let text = self.docs[doc].text?;
        let later = self.later(from, doc);
        let articles = self.articles.entry(doc).or_insert_with(|| Articles::new(text));
        let within = if doc == from { citation.within.as_str() } else { "" };
        let title = self.docs[doc].title;
        let anchor = match articles.find(within, citation) {
            Found::Exact(anchor) => anchor,
            // A text without articles is a page about the law, or is cited by what it does not contain.
            Found::NoArticle if articles.is_empty() => {
                return (doc != from).then(|| CiteTarget {
                    doc,
                    anchor: None,
                    articles: Vec::new(),
                    place: String::new(),
                });
            }
            // An amendment speaks of the text as it was.
            Found::NoArticle if later => return None,
            Found::NoArticle => {
                self.found.push(faults::missing_article(citation, title, articles.len(), doc == from));
                return None;
            }
            Found::NoPart(anchor) => {
                if !later {
                    self.found.push(faults::missing_part(citation, title));
                }
                anchor
            }
        };
        let range = match &citation.range_end {
            Some(last) => articles.range(within, &citation.article, last),
            None => articles.article(within, &citation.article).into_iter().collect(),
        };
        let ends = citation.range_end.as_ref();
        if let Some(last) = ends.filter(|last| articles.article(within, last).is_none()) {
            let end = Citation { article: last.clone(), ..citation.clone() };
            self.found.push(faults::missing_article(&end, title, articles.len(), doc == from));
        }
        Some(CiteTarget {
            doc,
            anchor: Some(anchor),
            articles: range.iter().map(|node| node.anchor.clone()).collect(),
            place: place(citation),
        })
    }

    /// Whether the version cited is later than the citing text, so that what it lacks may have been there before.
    fn later(&self, from: usize, doc: usize) -> bool {
        let (own, cited) = (self.docs[from].date(), self.docs[doc].date());
        doc != from && own.zip(cited).is_some_and(|(own, cited)| cited > own)
    }

    /// The text that a citation means: the version that counted on the citing text's day.
    fn document(&mut self, from: usize, citation: &Citation) -> Option<usize> {
        let meaning = match &citation.document {
            CitedDocument::This => return self.docs[from].text.map(|_| from),
            CitedDocument::Title(title) => self.names.find(title)?,
            CitedDocument::Ending(words) => self.names.ending(words)?,
        };
        let day = self.docs[from].date().unwrap_or(self.as_of);
        match meaning {
            Meaning::One(TextId::Single(doc)) => Some(doc),
            Meaning::One(TextId::Family(family)) => {
                let family = &self.links.families[family];
                // A version that cites its own title speaks of itself.
                if family.members.contains(&from) { Some(from) } else { family.on(self.docs, day) }
            }
            Meaning::Several(texts) => {
                let several: Vec<&PolicyDoc<'_>> = texts
                    .iter()
                    .filter_map(|text| match text {
                        TextId::Single(doc) => Some(*doc),
                        TextId::Family(family) => self.links.families[*family].on(self.docs, day),
                    })
                    .map(|doc| &self.docs[doc])
                    .collect();
                self.found.push(faults::ambiguous(citation, &several));
                None
            }
        }
    }

    /// Says when what is cited no longer counts: loudly if it did not count any more when the citing text was written.
    fn warn_if_over(&mut self, from: usize, doc: usize, citation: &Citation) {
        let Some(facts) = self.links.status.get(&doc) else {
            return;
        };
        if matches!(facts.status, Status::InForce | Status::NotYet) {
            return;
        }
        // The text that replaces or amends another must name it.
        let own = &self.docs[from];
        if facts.successor == Some(from) || own.supersedes.contains(&doc) || own.amends.contains(&doc) {
            return;
        }
        let day = self.docs[from].date().unwrap_or(self.as_of);
        let already = facts.repealed_on.is_some_and(|d| d <= day)
            || facts.valid_until.is_some_and(|d| d < day)
            || facts.amended_on.is_some_and(|d| d <= day);
        // An old text may well cite what counted then, unless it is a page that people read today.
        let is_policy = self.docs[from].policy.is_some();
        if facts.status == Status::Amended && (!already || facts.successor.is_none()) {
            return;
        }
        let successor = facts.successor.map(|i| &self.docs[i]);
        let target = &self.docs[doc];
        self.found.push(faults::over(citation, target, facts.status, successor, already || !is_policy));
    }
}

/// `第十二条第二款第（三）项` of a citation's numbers.
fn place(citation: &Citation) -> String {
    let mut place = numeral::article_name(&citation.article);
    if let Some(last) = &citation.range_end {
        place = format!("{place}至{}", numeral::article_name(last));
    }
    for (unit, number) in [("款", citation.paragraph), ("项", citation.item), ("目", citation.subitem)] {
        if let Some(number) = number {
            let number = numeral::to_chinese(number);
            let number = if unit == "项" { format!("（{number}）") } else { number };
            place.push_str(&format!("第{number}{unit}"));
        }
    }
    place
}

/// What cites each article, in the order of documents and of their text.
pub(super) fn backlinks(
    docs: &[PolicyDoc<'_>],
    resolved: &[Vec<Option<CiteTarget>>],
) -> BTreeMap<usize, BTreeMap<String, Vec<Backlink>>> {
    let mut all: BTreeMap<usize, BTreeMap<String, Vec<Backlink>>> = BTreeMap::new();
    for (from, targets) in resolved.iter().enumerate() {
        for (citation, target) in docs[from].citations.iter().zip(targets) {
            let Some(target) = target else {
                continue;
            };
            let own = article_of(&citation.within);
            let whole = vec![String::new()];
            let anchors = if target.articles.is_empty() { &whole } else { &target.articles };
            for anchor in anchors {
                if target.doc == from && *anchor == own.0 {
                    continue;
                }
                let links = all.entry(target.doc).or_default().entry(anchor.clone()).or_default();
                let link = Backlink {
                    doc: from,
                    within: citation.within.clone(),
                    place: own.1.clone(),
                    text: citation.text.clone(),
                };
                // A paragraph that cites an article twice is listed once.
                if links.last().is_none_or(|last| (last.doc, &last.within) != (from, &link.within)) {
                    links.push(link);
                }
            }
        }
    }
    all
}

/// The article that contains the node `anchor`, as anchor and as name.
fn article_of(anchor: &str) -> (String, String) {
    let Some(start) = anchor.find("art-") else {
        return (anchor.to_owned(), String::new());
    };
    let number: Vec<&str> = anchor[start + 4..]
        .split('-')
        .take_while(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    let number = number.join("-");
    (format!("{}art-{number}", &anchor[..start]), numeral::article_name(&number))
}
