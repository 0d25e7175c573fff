//! 汇编: the texts of a list in one page, to be printed as a book.

use std::collections::HashMap;

use super::bound::Binding;
use super::context::{RenderInputs, root_of};
use super::pages::{self, Ready, page_link};
use super::view::{CompendiumText, CompendiumView};
use super::{lists, policy};
use crate::content::{Details, Kind};
use crate::diagnostics::Diagnostic;
use crate::link::PageId;

/// Where the book of `id` lies, if its editor wants one.
pub(super) fn url(inputs: &RenderInputs<'_>, id: PageId) -> Option<String> {
    let page = inputs.site.page(id);
    let wanted = match &page.draft.details {
        Details::Column(column) => column.compendium && page.parent.is_some(),
        Details::Topic(list) | Details::ReadingList(list) => list.compendium,
        _ => false,
    };
    (wanted && !members(inputs, id).is_empty()).then(|| format!("{}compendium/", page.url))
}

/// The book's texts in their order, each once: the chosen ones of a topic or reading list, or what lies in a column.
fn members(inputs: &RenderInputs<'_>, id: PageId) -> Vec<PageId> {
    let mut found: Vec<PageId> = match &inputs.site.page(id).draft.details {
        Details::Topic(list) | Details::ReadingList(list) => {
            list.items.iter().filter_map(|item| inputs.site.target_page(id, &item.target.value)).collect()
        }
        _ => {
            let inside = inputs.site.children(id).iter().copied();
            let own: Vec<PageId> = inside.filter(|child| !inputs.site.page(*child).draft.kind.is_folder()).collect();
            if own.is_empty() { inputs.site.descendants(id) } else { own }
        }
    };
    let mut known = std::collections::HashSet::new();
    found.retain(|text| {
        let kind = inputs.site.page(*text).draft.kind;
        !kind.is_folder() && !matches!(kind, Kind::Part | Kind::Event) && known.insert(*text)
    });
    found
}

/// The book of `id`.
pub(super) fn page(inputs: &RenderInputs<'_>, id: PageId, diagnostics: &mut Vec<Diagnostic>) -> Option<Ready> {
    let url = url(inputs, id)?;
    let title = inputs.words.with("compendium_title", &inputs.site.page(id).draft.meta.title.value);
    let mut view = lists::made_page(inputs, &url, "compendium", &title);
    view.breadcrumb = pages::breadcrumb(inputs, id);
    view.breadcrumb.push(page_link(inputs, id));
    view.column = inputs.site.column(id).map(|column| pages::nav_item(inputs, column));
    let root = root_of(&url);
    let members = members(inputs, id);
    let numbered = members.iter().enumerate();
    let parts: HashMap<&str, usize> = numbered.map(|(i, text)| (inputs.site.name(*text).url, i + 1)).collect();
    let binding = Binding { root: &root, parts, prefix: "c", whole: "text-" };
    let mut seen = Vec::new();
    let texts = members.iter().enumerate().map(|(i, text)| self::text(inputs, *text, i + 1, &binding, &mut seen));
    view.details.compendium = Some(CompendiumView { of: page_link(inputs, id), texts: texts.collect() });
    // The texts' own pages report what is wrong in them.
    diagnostics.extend(seen.into_iter().filter(|found| found.span.is_none()));
    Some(lists::ready("compendium.html", url, view, None))
}

fn text(
    inputs: &RenderInputs<'_>,
    id: PageId,
    number: usize,
    binding: &Binding<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> CompendiumText {
    let page = inputs.site.page(id);
    let body = inputs.site.body(id);
    let content = pages::content(inputs, id, binding.root, body, diagnostics);
    let mut facts = Vec::new();
    if let Details::Policy(details) = &page.draft.details {
        facts.extend(details.doc_no.as_ref().map(|no| no.value.clone()));
        facts.extend(policy::version_date(inputs, id));
        facts.push(policy::status_view(inputs, id).label);
    } else {
        facts.extend(page.draft.meta.author.clone());
        facts.extend(pages::published_day(page));
    }
    CompendiumText {
        title: super::context::listed_title(page),
        anchor: format!("text-{number}"),
        url: page.url.clone(),
        kind: page.draft.kind.name().to_owned(),
        facts,
        summary: content.trim().is_empty().then(|| page.draft.meta.summary.clone()).flatten(),
        content: binding.bind(&content, number),
    }
}
