//! `policies.json`: what other portals must know of the texts of this one to cite them.
//!
//! One form for the writer here and the reader in [`super::elsewhere`]. The manual describes it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::Date;

use super::names::normal;
use super::{PolicyDoc, PolicyLinks};
use crate::content::{Node, NodeType, format_date};

/// What the file says it is.
pub(super) const FORMAT: &str = "shuyuan-policies";
/// The form that is written, and the newest that is read.
pub(super) const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// [`FORMAT`]
    pub format: String,
    /// [`VERSION`]
    pub version: u32,
    /// The portal.
    pub title: String,
    /// Its address with a trailing slash, if it knows it.
    #[serde(default)]
    pub base_url: Option<String>,
    /// Its texts.
    pub policies: Vec<Listed>,
}

/// A text, which is one version of its text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Listed {
    /// Below the portal's address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What versions of one text have in common.
    pub family: String,
    /// What it is called too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// 发文字号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_no: Option<String>,
    /// 发文机关
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<String>,
    /// The day from which this version counts, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// 施行
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<String>,
    /// The last day on which it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// The day from which it no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repealed_on: Option<String>,
    /// The day from which a newer version or an amendment counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amended_on: Option<String>,
    /// 时效性 on the day of the portal's build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The version before it, below the portal's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<String>,
    /// The text that replaced it, or its next version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// Anchors of its articles, in order. In the file `art-1..129` stands for all from the first to the last: one more article
    /// changes a list of thousands of texts, which is sent whole.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        serialize_with = "in_runs",
        deserialize_with = "from_runs"
    )]
    pub articles: Vec<String>,
}

/// The texts among `docs` as other portals read them; none if there are none. `base` is the portal's address.
pub fn policies_json(docs: &[PolicyDoc<'_>], links: &PolicyLinks, title: &str, base: Option<&str>) -> Option<String> {
    let policies: Vec<Listed> = (0..docs.len()).filter_map(|doc| listed(docs, links, doc)).collect();
    if policies.is_empty() {
        return None;
    }
    let listing = Listing {
        format: FORMAT.to_owned(),
        version: VERSION,
        title: title.to_owned(),
        base_url: base.map(str::to_owned),
        policies,
    };
    // Strings and lists only: this cannot fail.
    serde_json::to_string(&listing).ok()
}

fn listed(docs: &[PolicyDoc<'_>], links: &PolicyLinks, doc: usize) -> Option<Listed> {
    let policy = docs[doc].policy?;
    let facts = links.status.get(&doc);
    let family = links.family_of.get(&doc).map(|family| &links.families[*family]);
    let before = family.and_then(|family| {
        let at = family.members.iter().position(|member| *member == doc)?;
        family.members.get(at.checked_sub(1)?).copied()
    });
    let day = |date: Option<Date>| date.map(format_date);
    let mut names = policy.short_titles.clone();
    names.extend(policy.version_of.as_ref().map(|name| name.value.clone()));
    names.retain(|name| name != docs[doc].title);
    names.dedup();
    Some(Listed {
        url: docs[doc].url.to_owned(),
        title: docs[doc].title.to_owned(),
        family: family.map_or_else(|| normal(docs[doc].title), |family| normal(&family.name)),
        names,
        doc_no: policy.doc_no.as_ref().map(|number| number.value.clone()),
        issuers: policy.issuers.clone(),
        date: day(docs[doc].date()),
        effective_on: day(facts.and_then(|facts| facts.effective_on)),
        valid_until: day(facts.and_then(|facts| facts.valid_until)),
        repealed_on: day(facts.and_then(|facts| facts.repealed_on)),
        amended_on: day(facts.and_then(|facts| facts.amended_on)),
        status: facts.map(|facts| facts.status.name().to_owned()),
        predecessor: before.map(|before| docs[before].url.to_owned()),
        successor: facts.and_then(|facts| facts.successor).map(|next| docs[next].url.to_owned()),
        articles: docs[doc].text.map_or_else(Vec::new, |text| articles(&text.nodes.get())),
    })
}

/// Articles that a text may have; no list says more, whoever wrote it.
const MOST: usize = 10_000;

/// `art-12` as `art-` and 12.
fn counted(anchor: &str) -> Option<(&str, u32)> {
    let digits = anchor.len() - anchor.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (begin, number) = anchor.split_at(anchor.len() - digits);
    (!number.starts_with('0')).then_some((begin, number.parse().ok()?))
}

fn in_runs<S: Serializer>(anchors: &[String], out: S) -> Result<S::Ok, S::Error> {
    let mut runs: Vec<(String, Option<u32>)> = Vec::new();
    let mut last: Option<(&str, u32)> = None;
    for anchor in anchors {
        let this = counted(anchor);
        match (last, this, runs.last_mut()) {
            (Some((begin, number)), Some((same, next)), Some((_, end)))
                if begin == same && number.checked_add(1) == Some(next) =>
            {
                *end = Some(next);
            }
            _ => runs.push((anchor.clone(), None)),
        }
        last = this;
    }
    out.collect_seq(runs.into_iter().map(|(first, end)| match end {
        Some(end) => format!("{first}..{end}"),
        None => first,
    }))
}

fn from_runs<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let mut anchors: Vec<String> = Vec::new();
    for run in Vec::<String>::deserialize(from)? {
        let room = MOST.saturating_sub(anchors.len());
        let ends = run.split_once("..").and_then(|(first, end)| Some((counted(first)?, end.parse::<u32>().ok()?)));
        match ends {
            Some(((begin, first), end)) => {
                anchors.extend((first..=end).take(room).map(|number| format!("{begin}{number}")));
            }
            None if room > 0 => anchors.push(run),
            None => {}
        }
    }
    Ok(anchors)
}

/// Not by recursion: lists may be deep.
fn articles(nodes: &[Node]) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut open: Vec<&Node> = nodes.iter().rev().collect();
    while let Some(node) = open.pop() {
        if node.kind == NodeType::Article {
            anchors.push(node.anchor.clone());
        } else {
            open.extend(node.children.iter().rev());
        }
    }
    anchors.retain(|anchor| !anchor.is_empty());
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_in_a_row_are_one_entry() {
        let anchors = |list: &[&str]| list.iter().map(|anchor| (*anchor).to_owned()).collect::<Vec<_>>();
        let written =
            |list: &[&str]| serde_json::to_value(Listed { articles: anchors(list), ..Listed::default() }).unwrap();
        let all = ["art-1", "art-2", "art-3", "art-3-1", "art-3-2", "art-4", "x", "art-9", "art-010", "c-1", "art-2"];
        let value = written(&all);
        let runs = ["art-1..3", "art-3-1..2", "art-4", "x", "art-9", "art-010", "c-1", "art-2"];
        assert_eq!(value["articles"], serde_json::json!(runs));
        assert_eq!(serde_json::from_value::<Listed>(value).unwrap().articles, anchors(&all));
        assert!(written(&[]).get("articles").is_none());
        // What others write is no more than a text can have.
        let hostile = serde_json::json!({
            "url": "x", "title": "x", "family": "x",
            "articles": ["art-1..4294967295", "art-9..1", "..", "art-..3", "art-1..x", "art-5"],
        });
        assert_eq!(serde_json::from_value::<Listed>(hostile).unwrap().articles.len(), MOST);
    }
}
