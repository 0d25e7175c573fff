//! Two pages that are probably one.

use std::collections::BTreeMap;

use crate::check::{Context, Rule};
use crate::content::Kind;
use crate::diagnostics::{Diagnostic, Severity};
use crate::link::Page;

/// Two titles are equal.
pub(in crate::check) const TITLE: Rule = Rule {
    id: "duplicate-title",
    severity: Severity::Warning,
    what: ("同一栏目里有两个标题相同的页面", "two pages of one column have the same title"),
    mend: ("重复的删去一个；不同的在标题里写明区别", "remove one, or say in the titles what differs"),
    find: Some(titles),
    in_build: false,
};

fn titles(context: &Context<'_>) -> Vec<Diagnostic> {
    // Versions of a policy share its title, units of different courses theirs, and a folder's page is no neighbour.
    let meant = |page: &&Page| {
        page.draft.kind != Kind::Policy
            && !page.draft.is_index()
            && context.inputs.get(&context.file(&page.draft.path)).is_some()
    };
    let mut first: BTreeMap<(&str, String), &Page> = BTreeMap::new();
    let mut found = Vec::new();
    for page in context.built.site.pages.iter().filter(meant) {
        let title: String = page.draft.meta.title.value.split_whitespace().collect();
        // The folder of a page with its media is the page itself.
        let folder = match page.draft.path.ends_with("/index.md") {
            true => page.draft.folder().rsplit_once('/').map_or("", |(above, _)| above),
            false => page.draft.folder(),
        };
        let other = *first.entry((folder, title)).or_insert(page);
        if !std::ptr::eq(other, page) {
            let title = &page.draft.meta.title.value;
            found.push(
                TITLE
                    .fault(
                        format!("“{title}”与同一栏目的“{}”标题相同", other.draft.path),
                        format!("`{title}` is also the title of `{}` in the same column", other.draft.path),
                    )
                    .at(page.draft.meta.title.span.clone())
                    .also(other.draft.meta.title.span.clone(), "另一页在这里：", "the other one is here:")
                    .hint(
                        "重复的删去一个；不是同一件事的，在标题里写明区别，例如年份、期数。",
                        "Remove one; if they differ, say in the titles how, by year or number.",
                    ),
            );
        }
    }
    found
}
