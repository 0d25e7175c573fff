//! Neighbouring versions of a policy text side by side.

use super::context::RenderInputs;
use super::escape;
use super::lists;
use super::pages::{Ready, page_link};
use super::view::{CompareRow, CompareView, Link};
use crate::link::PageId;
use crate::link::policy::{Change, Piece, RowText, compare};

/// Where the comparison of two versions lies: below the newer one.
pub(super) fn url(inputs: &RenderInputs<'_>, old: PageId, new: PageId) -> String {
    let older = inputs.site.name(old).url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    format!("{}compare-{older}/", inputs.site.name(new).url)
}

/// The page that compares two neighbours in time.
pub(super) fn page(inputs: &RenderInputs<'_>, old: PageId, new: PageId) -> Option<Ready> {
    let text = |id: PageId| inputs.site.body(id).policy.as_deref();
    let comparison = compare((old.0, text(old)?), (new.0, text(new)?), inputs.pairings);
    let new_page = inputs.site.page(new);
    let url = url(inputs, old, new);
    let title = inputs.words.with("compare_title", &new_page.draft.meta.title.value);
    let mut view = lists::made_page(inputs, &url, "compare", &title);
    view.breadcrumb = super::pages::breadcrumb(inputs, new);
    view.breadcrumb.push(page_link(inputs, new));
    view.column = inputs.site.column(new).map(|column| super::pages::nav_item(inputs, column));
    let label = |change: Change| inputs.words.get(&format!("change_{}", change.name())).to_owned();
    let link = |id: PageId, side: &Option<RowText>| {
        side.as_ref().map(|side| Link {
            title: side.label.clone(),
            url: format!("{}#{}", inputs.site.name(id).url, side.anchor),
            external: false,
        })
    };
    view.details.compare = Some(CompareView {
        old: page_link(inputs, old),
        new: page_link(inputs, new),
        old_date: super::policy::version_date(inputs, old),
        new_date: super::policy::version_date(inputs, new),
        counts: [Change::Added, Change::Removed, Change::Moved, Change::Changed, Change::Same]
            .into_iter()
            .map(|change| (label(change), comparison.counts.get(&change).copied().unwrap_or_default()))
            .collect(),
        rows: comparison
            .rows
            .iter()
            .map(|row| CompareRow {
                change: row.change.name().to_owned(),
                change_label: label(row.change),
                old: link(old, &row.old),
                new: link(new, &row.new),
                old_html: marked(row.old.as_ref(), "del"),
                new_html: marked(row.new.as_ref(), "ins"),
            })
            .collect(),
    });
    Some(lists::ready("compare.html", url, view, None))
}

/// The text with what only this version has in `<del>` or `<ins>`, or, without an element, unmarked.
pub(super) fn marked(side: Option<&RowText>, element: &str) -> String {
    let Some(side) = side else { return String::new() };
    let mut out = String::from("<p>");
    for Piece { changed, text } in &side.pieces {
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                out.push_str("</p><p>");
            }
            if line.is_empty() {
                continue;
            }
            let marks = *changed && !element.is_empty();
            if marks {
                out.push_str(&format!("<{element}>"));
            }
            escape::text(&mut out, line);
            if marks {
                out.push_str(&format!("</{element}>"));
            }
        }
    }
    out.push_str("</p>");
    out
}
