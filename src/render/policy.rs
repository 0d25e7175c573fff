//! Policy texts as their template sees them.

use super::context::RenderInputs;
use super::view::{Link, PolicyRow, PolicyView, StatusView};
use crate::content::{Details, Policy, Spanned, Status, format_date};
use crate::link::PageId;

/// The view of a policy text.
pub(super) fn view(inputs: &RenderInputs<'_>, id: PageId) -> PolicyView {
    let page = inputs.site.page(id);
    let Details::Policy(policy) = &page.draft.details else { return PolicyView::default() };
    PolicyView {
        rows: rows(policy, &page.draft.meta.title.value),
        status: status_view(inputs, id),
        history: policy
            .history
            .iter()
            .map(|e| {
                (e.date.map(format_date).unwrap_or_default(), e.event.clone(), e.by.clone().unwrap_or_default())
            })
            .collect(),
        outline: super::pages::toc(&page.draft.body.headings),
        citation: citation(&page.draft.meta.title.value, policy),
        ..PolicyView::default()
    }
}

/// How to cite the text as a whole.
fn citation(title: &str, policy: &Policy) -> String {
    let number = policy.doc_no.as_ref().map(|no| format!("（{}）", no.value)).unwrap_or_default();
    format!("《{title}》{number}")
}

fn rows(policy: &Policy, title: &str) -> Vec<PolicyRow> {
    let day = |date: &Option<Spanned<time::Date>>| date.as_ref().map(|d| format_date(d.value));
    let plain = [
        ("名称", Some(title.to_owned())),
        ("索引号", policy.index_no.clone()),
        ("发文字号", policy.doc_no.as_ref().map(|no| no.value.clone())),
        ("文种", policy.doc_type.clone()),
        ("发文机关", (!policy.issuers.is_empty()).then(|| policy.issuers.join("、"))),
        ("主题分类", policy.subject.clone()),
        ("成文日期", day(&policy.signed_on)),
        ("通过日期", day(&policy.adopted_on)),
        ("施行日期", day(&policy.effective_on)),
        ("有效期至", day(&policy.valid_until)),
        ("废止日期", day(&policy.repealed_on)),
    ];
    let link = |title: String| Link { title, ..Link::default() };
    plain
        .into_iter()
        .filter_map(|(label, value)| Some(PolicyRow { label: label.to_owned(), values: vec![link(value?)] }))
        .collect()
}

/// 时效性 of a text.
pub(super) fn status_view(inputs: &RenderInputs<'_>, id: PageId) -> StatusView {
    let Details::Policy(policy) = &inputs.site.page(id).draft.details else { return StatusView::default() };
    let day = |date: &Option<Spanned<time::Date>>| date.as_ref().map(|d| d.value);
    let status = policy.status.as_ref().map_or_else(
        || {
            if day(&policy.repealed_on).is_some_and(|d| d <= inputs.as_of) {
                Status::Repealed
            } else if day(&policy.valid_until).is_some_and(|d| d < inputs.as_of) {
                Status::Expired
            } else if day(&policy.effective_on).is_some_and(|d| d > inputs.as_of) {
                Status::NotYet
            } else {
                Status::InForce
            }
        },
        |status| status.value,
    );
    StatusView {
        name: status.name().to_owned(),
        label: status.label().to_owned(),
        effective_on: day(&policy.effective_on).map(format_date),
        valid_until: day(&policy.valid_until).map(format_date),
        repealed_on: day(&policy.repealed_on).map(format_date),
    }
}

/// Where citation `index` of page `id` leads, relative to the root (or `#anchor` on the page itself), and its words.
pub(super) fn citation_url(_inputs: &RenderInputs<'_>, _id: PageId, _index: usize) -> Option<(String, String)> {
    None
}
