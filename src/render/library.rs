//! The policy library: all texts by issuing body, type, subject, year and status, and what changed last.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::context::RenderInputs;
use super::jobs::{Job, Listing};
use super::lists::{self, Pages, grouped, made_page, ready};
use super::view::{Group, Link, ListView};
use crate::content::{Details, Kind, Policy, print_of, slug};
use crate::link::PageId;

/// Where the library lies.
pub(super) const LIBRARY: &str = "library/";
/// How many of the newest texts the first page shows.
const RECENT: usize = 20;

/// By what texts are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facet {
    /// 发文机关
    Issuer,
    /// 文种
    Type,
    /// 主题分类
    Subject,
    /// 年份
    Year,
    /// 时效性
    Status,
    /// 拼音
    Letter,
}

impl Facet {
    const ALL: [Facet; 6] = [Facet::Issuer, Facet::Type, Facet::Subject, Facet::Year, Facet::Status, Facet::Letter];

    fn name(self) -> &'static str {
        match self {
            Facet::Issuer => "issuer",
            Facet::Type => "type",
            Facet::Subject => "subject",
            Facet::Year => "year",
            Facet::Status => "status",
            Facet::Letter => "az",
        }
    }

    /// The key of its words.
    fn label(self) -> &'static str {
        match self {
            Facet::Issuer => "issuer",
            Facet::Type => "doc_type",
            Facet::Subject => "subject",
            Facet::Year => "year",
            Facet::Status => "status",
            Facet::Letter => "letter",
        }
    }

    /// The values that a text has.
    pub(super) fn values(self, inputs: &RenderInputs<'_>, id: PageId) -> Vec<String> {
        let page = inputs.site.page(id);
        let Details::Policy(policy) = &page.draft.details else { return Vec::new() };
        match self {
            Facet::Issuer => policy.issuers.clone(),
            Facet::Type => policy.doc_type.iter().cloned().collect(),
            Facet::Subject => policy.subject.iter().cloned().collect(),
            Facet::Year => year(policy, inputs, id).into_iter().collect(),
            Facet::Status => vec![super::policy::status_view(inputs, id).label],
            Facet::Letter => vec![crate::content::pinyin::letter(&page.draft.meta.title.value).to_string()],
        }
    }
}

fn year(policy: &Policy, inputs: &RenderInputs<'_>, id: PageId) -> Option<String> {
    let signed = policy.signed_on.as_ref().map(|d| d.value);
    let published = inputs.site.page(id).draft.meta.published_at.as_ref().map(|at| at.value.date());
    signed.or(published).map(|day| inputs.words.with("year_title", &day.year().to_string()))
}

/// The list of texts whose `facet` is `value`.
pub(super) fn url(facet: Facet, value: &str) -> String {
    let name = match slug(value) {
        made if made.is_empty() => "other".to_owned(),
        made => made,
    };
    format!("{LIBRARY}{}/{name}/", facet.name())
}

/// The library's pages; none if the site has no policy texts.
pub(super) fn jobs<'a>(listing: &Listing<'_>, out: &mut Vec<Job<'a>>) {
    let inputs = &listing.inputs;
    let mut texts = inputs.of_kind(Kind::Policy);
    if texts.is_empty() {
        return;
    }
    texts.sort_by_cached_key(|id| (Reverse(super::policy::version_date(inputs, *id)), *id));
    super::library_texts::job(listing, &texts, out);
    let mut groups = Vec::new();
    let up = Link { title: inputs.words.get("library").to_owned(), url: LIBRARY.to_owned(), external: false };
    for facet in Facet::ALL {
        for (value, url, members) in values(inputs, facet, &texts) {
            groups.push(Group {
                title: value.clone(),
                url: url.clone(),
                count: members.len(),
                summary: None,
                heading: Some(inputs.words.get(facet.label()).to_owned()),
                name: Some(facet.name().to_owned()),
            });
            let title = inputs
                .words
                .filled("label_and_value", &[("label", inputs.words.get(facet.label())), ("value", &value)]);
            lists::paged(listing, &url, "library_list", &title, &up, &members, out);
        }
    }
    let recent = Pages::new(LIBRARY, &texts[..texts.len().min(RECENT)], RECENT, "list");
    let shown: Vec<_> = groups.iter().map(|g| (&g.title, &g.url, g.count, &g.heading)).collect();
    let key = print_of(&(shown, listing.lasting(&texts[..texts.len().min(RECENT)]), texts.len()));
    let total = texts.len();
    out.push(Job::made(LIBRARY, key, move |inputs| {
        let list = ListView { groups: groups.clone(), total, ..recent.view(inputs, 1) };
        let mut view = made_page(inputs, LIBRARY, "library", inputs.words.get("library"));
        view.details.texts_url = Some(super::library_texts::TEXTS.to_owned());
        ready("library.html", LIBRARY.to_owned(), view, Some(list))
    }));
}

/// The values of a facet, each with where its list lies and its texts; two that would lie at one place are one.
fn values(inputs: &RenderInputs<'_>, facet: Facet, texts: &[PageId]) -> Vec<(String, String, Vec<PageId>)> {
    let mut all: Vec<(String, String, Vec<PageId>)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (value, members) in grouped(texts, |id| facet.values(inputs, id)) {
        let url = url(facet, &value);
        match places.get(&url) {
            Some(known) => all[*known].2.extend(members),
            None => {
                places.insert(url.clone(), all.len());
                all.push((value, url, members));
            }
        }
    }
    if facet == Facet::Year {
        all.reverse();
    }
    all
}
