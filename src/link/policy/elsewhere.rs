//! Texts of other portals: what their `policies.json` say, and citations that lead to them.
//!
//! A text of the site's own comes first; only what no text here is called is looked for elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::cites::{place, skipped};
use super::faults;
use super::listing::{FORMAT, Listed, Listing, VERSION};
use super::names::{Meaning, Names, TextId, normal};
use super::status::StatusFacts;
use crate::content::{Citation, CitedDocument, Status, parse_date, print_of};
use crate::diagnostics::Diagnostic;

/// The most texts that are taken from one portal.
const MOST_TEXTS: usize = 200_000;

/// The texts of other portals.
#[derive(Debug, Default)]
pub struct Elsewhere {
    texts: Vec<Text>,
    /// Versions of one text, in the order of time.
    families: Vec<Vec<usize>>,
    names: Names,
    print: u64,
}

/// A text of another portal.
#[derive(Debug)]
pub(super) struct Text {
    portal: String,
    /// Its whole address.
    pub(super) url: String,
    pub(super) title: String,
    date: Option<Date>,
    /// Its successor is a text here.
    facts: StatusFacts,
    articles: BTreeSet<String>,
}

/// Where a citation of a text of another portal leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abroad {
    /// The whole address, with an anchor where an article is cited.
    pub url: String,
    /// The title of the text.
    pub title: String,
    /// The portal.
    pub portal: String,
    /// `第十二条第二款`, or empty.
    pub place: String,
    /// How many bytes of the citation's words stand before the name that the link begins with.
    pub skip: usize,
    /// The day of the version that it leads to, if that is younger than the citing text.
    pub later: Option<Date>,
}

/// The text that cites.
pub(super) struct Citing {
    /// The day for which it was written.
    pub(super) date: Option<Date>,
    /// Whether it is a policy text; other pages speak of today.
    pub(super) is_policy: bool,
}

/// Why a file is no list of policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It is no JSON, or has another form.
    Form,
    /// It was written by a newer version of this program.
    Newer,
    /// It names no address of its portal, and none is known.
    NoAddress,
}

/// Reads a `policies.json`. `base` is the portal's address as it is known here, for portals that do not say it.
///
/// # Errors
/// The file is of no use.
pub fn read_listing(bytes: &[u8], base: Option<&str>) -> Result<Listing, Unusable> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let head: Head = serde_json::from_slice(bytes).map_err(|_| Unusable::Form)?;
    if head.format != FORMAT || head.version == 0 {
        return Err(Unusable::Form);
    }
    if head.version > VERSION {
        return Err(Unusable::Newer);
    }
    let mut listing: Listing = serde_json::from_slice(bytes).map_err(|_| Unusable::Form)?;
    let said = listing.base_url.as_deref().and_then(crate::config::base_url);
    listing.base_url = Some(said.or_else(|| base.and_then(crate::config::base_url)).ok_or(Unusable::NoAddress)?);
    listing.policies.truncate(MOST_TEXTS);
    listing.policies.retain(|text| is_below(&text.url) && !text.title.trim().is_empty());
    Ok(listing)
}

/// Whether `url` is an address below the portal's, and nothing that leads elsewhere or runs.
fn is_below(url: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"'<>\\:?#".contains(c);
    !url.starts_with('/') && url.chars().all(plain) && !url.split('/').any(|part| part == "..")
}

impl Elsewhere {
    /// The texts of `portals`: the name that the site has for each, and its list.
    pub fn new(portals: Vec<(String, Listing)>) -> Self {
        let mut all = Self { print: print_of(&format!("{portals:?}")), ..Self::default() };
        let mut families: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        let mut called: Vec<Vec<String>> = Vec::new();
        for (portal, listing) in portals {
            let base = listing.base_url.unwrap_or_default();
            let first = all.texts.len();
            let places: BTreeMap<String, usize> =
                listing.policies.iter().enumerate().map(|(at, text)| (text.url.clone(), first + at)).collect();
            for listed in listing.policies {
                let key = (normal(&listed.family), listed.issuers.first().cloned().unwrap_or_default());
                families.entry(key).or_default().push(all.texts.len());
                let mut names = vec![listed.title.clone(), listed.family.clone()];
                names.extend(listed.names.iter().cloned());
                called.push(names);
                let successor = listed.successor.as_ref().and_then(|url| places.get(url).copied());
                all.texts.push(Text::new(listed, &portal, &base, successor));
            }
        }
        for (_, mut members) in families {
            members.sort_by_key(|at| (all.texts[*at].date, *at));
            // What two portals have is that of the one that is named first. One portal has parts of a code under one name.
            members.dedup_by(|next, kept| {
                let (next, kept) = (&all.texts[*next], &all.texts[*kept]);
                next.date == kept.date && next.portal != kept.portal
            });
            all.families.push(members);
        }
        let texts = all.families.iter().enumerate();
        let named = texts.flat_map(|(at, members)| {
            let names = members.iter().flat_map(|member| &called[*member]);
            names.map(move |name| (name.as_str(), TextId::Family(at)))
        });
        all.names = Names::of(named);
        all
    }

    /// Two with the same print are the same.
    pub(super) fn print(&self) -> u64 {
        self.print
    }

    /// Where `citation`, which means no text here, leads; and what is to be said of it.
    pub(super) fn resolve(
        &self,
        citation: &Citation,
        citing: &Citing,
        as_of: Date,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Abroad> {
        let (meaning, skip) = match &citation.document {
            CitedDocument::Title(title) => (self.names.find(title)?, 0),
            CitedDocument::Ending(words) => {
                let (meaning, start) = self.names.ending(words)?;
                (meaning, skipped(words, start, &citation.text))
            }
            CitedDocument::This | CitedDocument::Known(_) => return None,
        };
        let day = citing.date.unwrap_or(as_of);
        let text = match meaning {
            Meaning::One(id) => self.on(*id, day, &citation.article)?,
            Meaning::Several(ids) => {
                let several: Vec<&str> =
                    ids.iter().filter_map(|id| Some(self.texts[self.on(*id, day, "")?].url.as_str())).collect();
                found.push(faults::ambiguous_elsewhere(citation, &several));
                return None;
            }
        };
        self.warn_if_over(text, citation, citing, as_of, found);
        let cited = &self.texts[text];
        let later = cited.date.filter(|date| citing.date.is_some_and(|own| *date > own));
        let anchor = self.anchor(cited, citation, later.is_some(), found)?;
        Some(Abroad {
            url: match &anchor {
                Some(anchor) => format!("{}#{anchor}", cited.url),
                None => cited.url.clone(),
            },
            title: cited.title.clone(),
            portal: cited.portal.clone(),
            place: anchor.map(|_| place(citation)).unwrap_or_default(),
            skip,
            later,
        })
    }

    /// The version that counted on `day`: the last that had begun, else the first; of several parts the one with `article`.
    fn on(&self, id: TextId, day: Date, article: &str) -> Option<usize> {
        let (TextId::Family(at) | TextId::Single(at)) = id;
        let members = self.families.get(at)?;
        let begun = members.iter().rev().find(|text| self.texts[**text].date.is_some_and(|date| date <= day));
        let counted = self.texts[*begun.or(members.first())?].date;
        let mut parts = members.iter().copied().filter(|text| self.texts[*text].date == counted);
        let anchor = format!("art-{article}");
        parts.clone().find(|part| self.texts[*part].articles.contains(&anchor)).or_else(|| parts.next())
    }

    /// The anchor of the cited article: none for the whole text, nothing where the text does not have it.
    fn anchor(
        &self,
        cited: &Text,
        citation: &Citation,
        later: bool,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Option<String>> {
        if citation.article.is_empty() || cited.articles.is_empty() {
            return Some(None);
        }
        let anchor = format!("art-{}", citation.article);
        if cited.articles.contains(&anchor) {
            return Some(Some(anchor));
        }
        if !later {
            let count = cited.articles.iter().filter(|anchor| anchor.starts_with("art-")).count();
            found.push(faults::missing_article(citation, &cited.title, count, false));
        }
        None
    }

    fn warn_if_over(
        &self,
        text: usize,
        citation: &Citation,
        citing: &Citing,
        as_of: Date,
        found: &mut Vec<Diagnostic>,
    ) {
        let cited = &self.texts[text];
        let status = cited.status(as_of);
        if matches!(status, Status::InForce | Status::NotYet) {
            return;
        }
        let day = citing.date.unwrap_or(as_of);
        let already = !matches!(cited.facts.on(day), Status::InForce | Status::NotYet);
        // An old text may well cite what counted then, unless it is a page that people read today.
        if status == Status::Amended && (!already || cited.facts.successor.is_none()) {
            return;
        }
        let next = cited.facts.successor.map(|at| &self.texts[at]);
        let loud = already || !citing.is_policy;
        found.push(faults::over_elsewhere(citation, &cited.title, &cited.portal, status, next, loud));
    }
}

impl Text {
    fn new(listed: Listed, portal: &str, base: &str, successor: Option<usize>) -> Self {
        let day = |date: &Option<String>| date.as_deref().and_then(parse_date);
        let plain = |anchor: &String| anchor.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        Self {
            portal: portal.to_owned(),
            url: format!("{base}{}", listed.url),
            date: day(&listed.date),
            facts: StatusFacts {
                status: listed.status.as_deref().and_then(Status::from_name).unwrap_or(Status::InForce),
                effective_on: day(&listed.effective_on),
                valid_until: day(&listed.valid_until),
                repealed_on: day(&listed.repealed_on),
                amended_on: day(&listed.amended_on),
                successor,
                unconsolidated: None,
                reasons: Vec::new(),
            },
            articles: listed.articles.into_iter().filter(plain).collect(),
            title: listed.title,
        }
    }

    /// By its dates, which may have come since its portal was built; what has none is what its portal says.
    fn status(&self, day: Date) -> Status {
        let facts = &self.facts;
        let over = matches!(facts.status, Status::Repealed | Status::Expired);
        if over && facts.repealed_on.is_none() && facts.valid_until.is_none() { facts.status } else { facts.on(day) }
    }
}

#[cfg(test)]
#[path = "elsewhere_tests.rs"]
mod tests;
