//! `policies.json`: what other portals must know of the texts of this one to cite them.
//!
//! One form for the writer here and the reader in [`super::elsewhere`]. The manual describes it.

use serde::{Deserialize, Serialize};
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
    /// Anchors of its articles, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
