//! Pages that no reader comes upon.

use crate::check::place::Places;
use crate::check::{Context, Rule};
use crate::diagnostics::{Diagnostic, Severity};
use crate::link::Page;

/// A page that nothing leads to.
pub(in crate::check) const RULE: Rule = Rule {
    id: "orphan-page",
    severity: Severity::Warning,
    what: (
        "从首页出发，经过栏目、菜单、专题和链接都到不了的页面",
        "no list, menu or link leads from the home page to a page",
    ),
    mend: ("在别的页面里链接它，或者让栏目列出它", "link it, or let its column list it"),
    find: Some(find),
    in_build: false,
};

/// Lists that hold every page by their nature, so that standing in them says nothing.
const EVERYTHING: [&str; 2] = ["az/", "years/"];

fn find(context: &Context<'_>) -> Vec<Diagnostic> {
    let web = &context.web;
    let Some(home) = web.by_path.get("index.html") else { return Vec::new() };
    let mut reached = vec![false; web.pages.len()];
    let mut waiting = vec![*home];
    reached[*home] = true;
    while let Some(at) = waiting.pop() {
        if EVERYTHING.iter().any(|list| web.pages[at].path.starts_with(list)) {
            continue;
        }
        for next in &web.pages[at].to {
            if !std::mem::replace(&mut reached[*next], true) {
                waiting.push(*next);
            }
        }
    }
    let places = Places::new(context);
    let unreached = context.built.site.pages.iter().filter(|page| {
        let index = web.by_path.get(&format!("{}index.html", page.url));
        index.is_some_and(|index| !reached[*index])
    });
    unreached.filter_map(|page| fault(context, &places, page)).collect()
}

fn fault(context: &Context<'_>, places: &Places<'_, '_>, page: &Page) -> Option<Diagnostic> {
    let output = format!("{}index.html", page.url);
    let parent = page.parent.map(|id| context.file(&context.built.site.page(id).draft.path));
    let parent = parent.filter(|file| context.inputs.get(file).is_some());
    let title = &page.draft.meta.title.value;
    let fault = RULE
        .fault(
            format!("读者到不了“{title}”：没有栏目、菜单、专题或者别的页面链接它"),
            format!("readers cannot come upon `{title}`: no column, menu, topic or other page links to it"),
        )
        .at(places.whole(&output)?);
    Some(match parent {
        Some(index) => fault.hint(
            format!("在别的页面里写一个链接，或者在 {index} 里去掉 list: none，让栏目列出它。"),
            format!("Link to it from another page, or let {index} list it by removing `list: none`."),
        ),
        None => fault.hint("在别的页面里写一个链接。", "Link to it from another page."),
    })
}
