//! Where citations lead, and what cites an article.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use time::Date;

use super::articles::{Articles, Found, Part};
use super::elsewhere::{Abroad, Citing, Elsewhere};
use super::names::{Meaning, Names, TextId, normal};
use super::{PolicyDoc, PolicyLinks, faults, graph};
use crate::content::{Citation, CitedDocument, Status, numeral};
use crate::diagnostics::Diagnostic;
use crate::parse::policy::citations::may_precede_a_name;

/// What a citation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiteTarget {
    /// The text.
    pub doc: usize,
    /// The anchor in it; none for the text as a whole.
    pub anchor: Option<String>,
    /// `第十二条第二款`, or empty.
    pub place: String,
    /// How many bytes of the citation's words stand before the name that the link begins with.
    pub skip: usize,
    /// The day of the version that it leads to, if that is younger than the citing text: no older one is there.
    pub later: Option<Date>,
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

/// An article, and what cites it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedPlace {
    /// The article's anchor; empty for the text as a whole.
    pub anchor: String,
    /// What cites it, in the order of documents and of their text.
    pub links: Vec<Arc<Backlink>>,
}

/// Where the citations of a document lead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolved {
    /// For each citation its target; none where nothing can be linked.
    pub targets: Vec<Option<CiteTarget>>,
    /// Citation → the text of another portal that it leads to.
    pub elsewhere: BTreeMap<usize, Abroad>,
    /// What it cites, in the order of documents.
    pub(super) outgoing: Vec<Outgoing>,
}

/// What a document cites in another, or in itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outgoing {
    /// The cited text.
    pub(super) doc: usize,
    /// Place of an article among all of its text (0 for the text as a whole) → the article and its citations.
    places: BTreeMap<usize, CitedPlace>,
}

/// What was found of one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) resolved: Arc<Resolved>,
    /// Its citations as the graph shows them.
    pub(super) edges: Arc<str>,
    pub(super) faults: Vec<Diagnostic>,
    /// The documents that were looked into; the outcome stays as it is while they do.
    pub(super) seen: Vec<usize>,
}

/// All that resolving citations reads.
pub(super) struct Texts<'a> {
    docs: &'a [PolicyDoc<'a>],
    dates: Vec<Option<Date>>,
    links: &'a PolicyLinks,
    names: &'a Names,
    elsewhere: &'a Elsewhere,
    as_of: Date,
    /// By document; made when it is first cited.
    articles: Vec<OnceLock<Articles>>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(
        docs: &'a [PolicyDoc<'a>],
        links: &'a PolicyLinks,
        names: &'a Names,
        elsewhere: &'a Elsewhere,
        as_of: Date,
    ) -> Self {
        let dates = docs.iter().map(PolicyDoc::date).collect();
        let articles = docs.iter().map(|_| OnceLock::new()).collect();
        Self { docs, dates, links, names, elsewhere, as_of, articles }
    }

    /// Resolves the citations of document `from`.
    pub(super) fn resolve(&self, from: usize) -> Outcome {
        let citations = self.docs[from].citations.get();
        if citations.is_empty() {
            return Outcome::default();
        }
        let mut resolver = Resolver {
            texts: self,
            from,
            found: Vec::new(),
            seen: BTreeSet::from([from]),
            outgoing: BTreeMap::new(),
            named: None,
            full: Vec::new(),
        };
        let targets: Vec<Option<CiteTarget>> = citations.iter().map(|citation| resolver.one(citation)).collect();
        let elsewhere = self.abroad(from, (&citations, &targets), &mut resolver.found);
        let outgoing = resolver.outgoing.into_iter().map(|(doc, places)| Outgoing { doc, places }).collect();
        let edges = graph::edges(self.docs, from, &citations, &targets).into();
        Outcome {
            resolved: Arc::new(Resolved { targets, elsewhere, outgoing }),
            edges,
            faults: resolver.found,
            seen: resolver.seen.into_iter().collect(),
        }
    }

    /// The citations of `from` that mean no text here, but one of another portal.
    fn abroad(
        &self,
        from: usize,
        (citations, targets): (&[Citation], &[Option<CiteTarget>]),
        found: &mut Vec<Diagnostic>,
    ) -> BTreeMap<usize, Abroad> {
        let unknown = |citation: &Citation| match &citation.document {
            CitedDocument::Title(title) => self.names.find(title).is_none(),
            CitedDocument::Ending(words) => self.names.ending(words).is_none(),
            CitedDocument::This | CitedDocument::Known(_) => false,
        };
        let doc = &self.docs[from];
        let citing = Citing { date: self.dates[from], is_policy: doc.policy.is_some() };
        let cited = citations.iter().zip(targets).enumerate();
        cited
            .filter(|(_, (citation, target))| target.is_none() && unknown(citation))
            .filter_map(|(at, (citation, _))| Some((at, self.elsewhere.resolve(citation, &citing, self.as_of, found)?)))
            .collect()
    }

    fn articles(&self, doc: usize) -> Option<&Articles> {
        let text = self.docs[doc].text?;
        Some(self.articles[doc].get_or_init(|| Articles::new(text)))
    }
}

struct Resolver<'a, 'b> {
    texts: &'b Texts<'a>,
    from: usize,
    found: Vec<Diagnostic>,
    seen: BTreeSet<usize>,
    outgoing: BTreeMap<usize, BTreeMap<usize, CitedPlace>>,
    /// The paragraph of the last citation that names another text, and that text if it is in the library.
    named: Option<(String, Option<usize>)>,
    /// Titles in 《》 so far, in normal form.
    full: Vec<String>,
}

impl Resolver<'_, '_> {
    fn one(&mut self, citation: &Citation) -> Option<CiteTarget> {
        let document = self.document(citation);
        let names = !matches!(citation.document, CitedDocument::This);
        if names && document.is_none_or(|(doc, _)| doc != self.from) {
            self.named = Some((citation.within.clone(), document.map(|(doc, _)| doc)));
        }
        let (doc, skip) = document?;
        if skip == 0 {
            return self.target(doc, citation, skip);
        }
        let mut cut = citation.clone();
        cut.text.drain(..skip);
        // In Markdown the place may be that of the whole run; then it stays.
        if citation.span.end - citation.span.start == citation.text.len() {
            cut.span.start += skip;
        }
        self.target(doc, &cut, skip)
    }

    fn target(&mut self, doc: usize, citation: &Citation, skip: usize) -> Option<CiteTarget> {
        let from = self.from;
        self.seen.insert(doc);
        if doc != from {
            self.warn_if_over(doc, citation);
        }
        if !citation.part.is_empty() {
            return self.division(doc, citation, skip);
        }
        if citation.article.is_empty() {
            return self.whole(doc, citation, skip);
        }
        let later = self.later(doc);
        let articles = self.texts.articles(doc)?;
        let within = if doc == from { citation.within.as_str() } else { "" };
        let title = self.texts.docs[doc].title;
        let anchor = match articles.find(within, citation) {
            Found::Exact(anchor) => anchor,
            // A text without articles is a page about the law, or is cited by what it does not contain.
            Found::NoArticle if articles.is_empty() => return self.whole(doc, citation, skip),
            // 本法第一千零四十条 in another part of the code.
            Found::NoArticle if self.other_part(doc, citation).is_some() => {
                let other = self.other_part(doc, citation)?;
                return self.target(other, citation, skip);
            }
            // An amendment speaks of the text as it was.
            Found::NoArticle if later => return None,
            Found::NoArticle if self.goes_on(doc, citation).is_some() => {
                let other = self.goes_on(doc, citation).flatten()?;
                return self.target(other, citation, skip);
            }
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
        self.note(doc, citation, &range);
        Some(CiteTarget { doc, anchor: Some(anchor), place: place(citation), skip, later: self.later_day(doc) })
    }

    /// The part that has an article.
    fn part_with(&self, parts: &[usize], article: &str) -> Option<usize> {
        self.counting(parts).into_iter().find(|doc| self.has_article(*doc, article))
    }

    /// The parts, of versions of a part the one that counted on the citing text's day.
    fn counting(&self, parts: &[usize]) -> Vec<usize> {
        let Texts { docs, links, .. } = self.texts;
        let day = self.texts.dates[self.from].unwrap_or(self.texts.as_of);
        let counts = |doc: &usize| match links.family_of.get(doc) {
            Some(family) => links.families[*family].on(docs, day) == Some(*doc),
            None => true,
        };
        parts.iter().copied().filter(counts).collect()
    }

    /// 刑法第二百二十一条规定的…罪，第二百七十八条规定的…罪: an article that the text itself does not have is one of the text
    /// that was named before it in the same paragraph. Some(None) if that text is not in the library.
    fn goes_on(&self, doc: usize, citation: &Citation) -> Option<Option<usize>> {
        let bare = doc == self.from && citation.document == CitedDocument::This && citation.text.starts_with('第');
        let (_, named) = self.named.as_ref().filter(|(within, _)| bare && *within == citation.within)?;
        match named {
            None => Some(None),
            Some(other) => {
                let found = self.texts.articles(*other)?.find("", citation);
                matches!(found, Found::Exact(_)).then_some(Some(*other))
            }
        }
    }

    /// 本法第一百四十一条 in a file that has another 编 of the same law: the file that has the article.
    fn other_part(&mut self, doc: usize, citation: &Citation) -> Option<usize> {
        let parts = self.texts.links.parts.get(&doc)?;
        self.seen.extend(parts.iter());
        self.part_with(parts, &citation.article).filter(|part| *part != doc)
    }

    fn has_article(&self, doc: usize, article: &str) -> bool {
        self.texts.articles(doc).is_some_and(|articles| articles.article("", article).is_some())
    }

    fn single(&self, text: &TextId) -> Option<usize> {
        let day = self.texts.dates[self.from].unwrap_or(self.texts.as_of);
        match text {
            TextId::Single(doc) => Some(*doc),
            TextId::Family(family) => self.texts.links.families[*family].on(self.texts.docs, day),
        }
    }

    /// 本法第一编第六章 where each 编 is a file of its own: the file, and what is left of the place in it. The files are counted
    /// by their articles, if these go on from one to the next, unless their headings number the 编.
    fn book(&mut self, doc: usize, part: &str) -> Option<(usize, String)> {
        let rest = part.strip_prefix("part-")?;
        let (number, rest) = rest.split_once('-').unwrap_or((rest, ""));
        let number: usize = number.parse().ok()?;
        let parts = Arc::clone(self.texts.links.parts.get(&doc)?);
        self.seen.extend(parts.iter());
        let parts = self.counting(&parts);
        let heading = |doc: &usize| self.texts.articles(*doc)?.division(&format!("part-{number}"), "");
        if let Some(holds) = parts.iter().find(|doc| heading(doc).is_some()) {
            return Some((*holds, part.to_owned()));
        }
        let mut books: Vec<(usize, usize, usize)> = Vec::new();
        for doc in parts {
            let first = self.texts.docs[doc].text?.first.parse().ok()?;
            books.push((first, self.texts.articles(doc)?.len(), doc));
        }
        books.sort_unstable();
        let mut next = 1;
        for (first, length, _) in books.iter().take(number) {
            if *first != next {
                return None;
            }
            next += length;
        }
        Some((books.get(number.checked_sub(1)?)?.2, rest.to_owned()))
    }

    /// A citation of 编, 章 or 节; without such a heading the text as a whole is meant.
    fn division(&mut self, doc: usize, citation: &Citation, skip: usize) -> Option<CiteTarget> {
        if let Some((book, rest)) = self.book(doc, &citation.part) {
            let anchor = self.texts.articles(book).and_then(|articles| articles.division(&rest, ""));
            return match anchor {
                Some(anchor) => Some(self.at_division(book, anchor, citation, skip)),
                None => self.whole(book, citation, skip),
            };
        }
        let anchor = self.texts.articles(doc).and_then(|articles| articles.division(&citation.part, &citation.within));
        let Some(anchor) = anchor else {
            return self.whole(doc, citation, skip);
        };
        Some(self.at_division(doc, anchor, citation, skip))
    }

    fn at_division(&mut self, doc: usize, anchor: String, citation: &Citation, skip: usize) -> CiteTarget {
        if doc != self.from {
            self.note(doc, citation, &[]);
        }
        CiteTarget { doc, anchor: Some(anchor), place: place(citation), skip, later: self.later_day(doc) }
    }

    /// A citation of a whole text; that of the text itself needs no link.
    fn whole(&mut self, doc: usize, citation: &Citation, skip: usize) -> Option<CiteTarget> {
        if doc == self.from {
            return None;
        }
        self.note(doc, citation, &[]);
        Some(CiteTarget { doc, anchor: None, place: String::new(), skip, later: self.later_day(doc) })
    }

    /// Notes that `citation` cites `articles` of `doc`, or all of it, for the pages of those articles.
    fn note(&mut self, doc: usize, citation: &Citation, articles: &[(usize, Part<'_>)]) {
        let (own, place) = article_of(&citation.within);
        let link =
            Arc::new(Backlink { doc: self.from, within: citation.within.clone(), place, text: citation.text.clone() });
        let places = self.outgoing.entry(doc).or_default();
        let mut add = |at: usize, anchor: &str| {
            let entry = places.entry(at).or_insert_with(|| CitedPlace { anchor: anchor.to_owned(), links: Vec::new() });
            // A paragraph that cites an article twice is listed once.
            if entry.links.last().is_none_or(|last| last.within != link.within) {
                entry.links.push(Arc::clone(&link));
            }
        };
        if articles.is_empty() {
            add(0, "");
        }
        for (at, article) in articles {
            if doc != self.from || article.anchor != own {
                add(*at, &article.anchor);
            }
        }
    }

    /// Whether the version cited is later than the citing text, so that what it lacks may have been there before.
    fn later(&self, doc: usize) -> bool {
        let (own, cited) = (self.texts.dates[self.from], self.texts.dates[doc]);
        doc != self.from && own.zip(cited).is_some_and(|(own, cited)| cited > own)
    }

    /// The day of the version that is cited, for readers of a citing text that is older.
    fn later_day(&self, doc: usize) -> Option<Date> {
        self.texts.dates[doc].filter(|_| self.later(doc))
    }

    /// The text that a citation means: the version that counted on the citing text's day. Also how many bytes of the
    /// citation's words stand before its name.
    fn document(&mut self, citation: &Citation) -> Option<(usize, usize)> {
        let Texts { docs, names, .. } = self.texts;
        let itself = |skip: usize| docs[self.from].text.map(|_| (self.from, skip));
        let (meaning, skip) = match &citation.document {
            CitedDocument::This => return itself(0),
            CitedDocument::Title(title) => {
                let meaning = names.find(title)?;
                let normal = normal(title);
                // What a hostile text names is not kept without end.
                if self.full.len() < 200 && !self.full.contains(&normal) {
                    self.full.push(normal);
                }
                (meaning, 0)
            }
            CitedDocument::Ending(words) => {
                let (meaning, start) = names.ending(words).or_else(|| shortened(names, &self.full, words))?;
                (meaning, skipped(words, start, &citation.text))
            }
            CitedDocument::Known(words) => match names.ending(words) {
                Some((meaning, start)) => (meaning, skipped(words, start, &citation.text)),
                None => return itself(skipped(words, words.len(), &citation.text)),
            },
        };
        Some((self.meant(meaning, citation)?, skip))
    }

    fn meant(&mut self, meaning: &Meaning, citation: &Citation) -> Option<usize> {
        let Texts { docs, links, .. } = self.texts;
        let day = self.texts.dates[self.from].unwrap_or(self.texts.as_of);
        match meaning {
            Meaning::One(TextId::Single(doc)) => Some(*doc),
            Meaning::One(TextId::Family(family)) => {
                let family = &links.families[*family];
                // A version that cites its own title speaks of itself.
                if family.members.contains(&self.from) || family.copies.contains(&self.from) {
                    Some(self.from)
                } else {
                    family.on(docs, day)
                }
            }
            Meaning::Several(texts) => {
                let several: Vec<usize> = texts.iter().filter_map(|text| self.single(text)).collect();
                self.seen.extend(several.iter().copied());
                if let Some(parts) = several.first().and_then(|first| links.parts.get(first))
                    && several.iter().all(|doc| parts.contains(doc))
                {
                    // One text in parts: the one with the article; as a whole it is what begins with its first, if that says
                    // of which part it is.
                    let first = || self.part_with(parts, "1").or(several.first().copied());
                    let whole = || first().filter(|doc| docs[*doc].part.is_some());
                    return self.part_with(parts, &citation.article).or_else(whole);
                }
                if let Some(doc) = self.one_of(&several, citation) {
                    return Some(doc);
                }
                let several: Vec<&PolicyDoc<'_>> = several.into_iter().map(|doc| &docs[doc]).collect();
                self.found.push(faults::ambiguous(citation, &several));
                None
            }
        }
    }

    /// Which of several texts with one name is meant: the one that has the article; of two copies of one text the first.
    fn one_of(&self, several: &[usize], citation: &Citation) -> Option<usize> {
        let dates = &self.texts.dates;
        if several.contains(&self.from) {
            return Some(self.from);
        }
        let first = several.first().copied()?;
        // Short texts of two bodies may well have the same articles and 款.
        const LEAST: usize = 5;
        let shape = |doc: usize| self.texts.articles(doc).filter(|a| a.len() >= LEAST).map(Articles::shape);
        let copies = |doc: &usize| dates[*doc] == dates[first] && shape(*doc) == shape(first);
        if shape(first).is_some() && several.iter().all(copies) {
            return Some(first);
        }
        let mut having = several.iter().filter(|doc| self.has_article(**doc, &citation.article));
        having.next().filter(|_| having.next().is_none()).copied()
    }

    /// Says when what is cited no longer counts: loudly if it did not count any more when the citing text was written.
    fn warn_if_over(&mut self, doc: usize, citation: &Citation) {
        let Texts { docs, links, dates, .. } = self.texts;
        let Some(facts) = links.status.get(&doc) else {
            return;
        };
        if matches!(facts.status, Status::InForce | Status::NotYet) {
            return;
        }
        // The text that replaces or amends another must name it.
        let own = &docs[self.from];
        if facts.successor == Some(self.from) || own.supersedes.contains(&doc) || own.amends.contains(&doc) {
            return;
        }
        let day = dates[self.from].unwrap_or(self.texts.as_of);
        let already = facts.repealed_on.is_some_and(|d| d <= day)
            || facts.valid_until.is_some_and(|d| d < day)
            || facts.amended_on.is_some_and(|d| d <= day);
        // An old text may well cite what counted then, unless it is a page that people read today.
        let is_policy = own.policy.is_some();
        if facts.status == Status::Amended && (!already || facts.successor.is_none()) {
            return;
        }
        self.seen.extend(facts.successor);
        let successor = facts.successor.map(|i| &docs[i]);
        let target = &docs[doc];
        self.found.push(faults::over(citation, target, facts.status, successor, already || !is_policy));
    }
}

/// 调解仲裁法 after 《劳动争议调解仲裁法》: the one title named in full before that ends alike.
fn shortened<'n>(names: &'n Names, full: &[String], words: &str) -> Option<(&'n Meaning, usize)> {
    const LEAST: usize = 4;
    let starts = words.char_indices().map(|(i, _)| i).filter(|i| may_precede_a_name(&words[..*i]));
    for start in starts {
        let short = &words[start..];
        if short.chars().count() < LEAST {
            return None;
        }
        let mut fitting = full.iter().filter(|title| title.ends_with(short));
        if let Some(title) = fitting.next() {
            return fitting.next().is_none().then_some((names.find(title)?, start));
        }
    }
    None
}

/// How many bytes of a citation's words stand before byte `start` of `words`, which they begin with some end of.
pub(super) fn skipped(words: &str, start: usize, text: &str) -> usize {
    let shared = words.char_indices().map(|(i, _)| i).find(|i| text.starts_with(&words[*i..]));
    shared.map_or(0, |shared| start.saturating_sub(shared))
}

/// `第十二条第二款第（三）项` of a citation's numbers.
pub(super) fn place(citation: &Citation) -> String {
    if !citation.part.is_empty() {
        let at = citation.text.find('第').unwrap_or(0);
        return citation.text[at..].to_owned();
    }
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

/// What cites each article of a text, of what the `citing` documents (in their order) cite in it.
pub(super) fn cited_places<'a>(doc: usize, citing: impl Iterator<Item = &'a Resolved>) -> Arc<[CitedPlace]> {
    let mut all: BTreeMap<usize, CitedPlace> = BTreeMap::new();
    for resolved in citing {
        let Ok(at) = resolved.outgoing.binary_search_by_key(&doc, |outgoing| outgoing.doc) else {
            continue;
        };
        for (place, cited) in &resolved.outgoing[at].places {
            match all.get_mut(place) {
                Some(known) => known.links.extend(cited.links.iter().cloned()),
                None => {
                    all.insert(*place, cited.clone());
                }
            }
        }
    }
    all.into_values().collect()
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
