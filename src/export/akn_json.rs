//! The tree of a policy text as JSON, for programs that know no Akoma Ntoso: the same elements under the same names and
//! `eId`s, and the anchors of the portal's page.

use serde::Serialize;

use super::akn::{eid, element, references};
use super::frbr::Uris;
use crate::content::{Details, Node, Policy, format_date};
use crate::link::{PageId, Site};

#[derive(Serialize)]
struct Document<'a> {
    /// FRBR address of the text in all of its versions.
    work: &'a str,
    /// FRBR address of this version.
    expression: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_no: Option<&'a str>,
    issuers: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adopted_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repealed_on: Option<String>,
    /// The page, if the address of the portal is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    body: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    element: &'static str,
    #[serde(rename = "eId", skip_serializing_if = "String::is_empty")]
    eid: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    anchor: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    num: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    heading: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refs: Vec<Ref>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    children: Vec<Part<'a>>,
}

#[derive(Serialize, Clone)]
struct Ref {
    text: String,
    href: String,
}

/// The policy text `id` of `site` as JSON; none if the page is no policy. `base` is the portal's address.
pub fn policy_json(site: &Site, id: PageId, base: Option<&str>) -> Option<String> {
    let page = site.page(id);
    let text = page.draft.body.policy.as_deref()?;
    let nodes = text.nodes.get();
    let none = Policy::default();
    let policy = match &page.draft.details {
        Details::Policy(policy) => policy,
        _ => &none,
    };
    let uris = Uris::of(site, id);
    let refs = references(site, id, text);
    let own = |anchor: &str| -> Vec<Ref> {
        let found = refs.get(anchor).into_iter().flatten();
        found.map(|(text, href)| Ref { text: text.clone(), href: href.clone() }).collect()
    };
    let day = |date: &Option<crate::content::Spanned<time::Date>>| date.as_ref().map(|d| format_date(d.value));
    let document = Document {
        work: uris.work(),
        expression: &uris.expression,
        title: &page.draft.meta.title.value,
        doc_no: policy.doc_no.as_ref().map(|number| number.value.as_str()),
        issuers: &policy.issuers,
        status: site.policies.status.get(&id.0).map(|facts| facts.status.name()),
        adopted_on: day(&policy.adopted_on),
        effective_on: day(&policy.effective_on),
        repealed_on: day(&policy.repealed_on),
        url: base.map(|base| format!("{base}{}", page.url)),
        body: nodes.iter().map(|node| part(node, &own)).collect(),
    };
    // Fails only for maps whose keys are no strings.
    serde_json::to_string(&document).ok()
}

fn part<'a>(node: &'a Node, refs: &dyn Fn(&str) -> Vec<Ref>) -> Part<'a> {
    Part {
        element: element(node.kind),
        eid: if node.anchor.is_empty() { String::new() } else { eid(&node.anchor) },
        anchor: &node.anchor,
        num: &node.label,
        heading: &node.heading,
        text: &node.text,
        refs: refs(&node.anchor),
        children: node.children.iter().map(|child| part(child, refs)).collect(),
    }
}
