//! The order of the headings of a finished page, in which readers of screens find their way.

use std::collections::BTreeMap;

use crate::check::place::{Places, more};
use crate::check::web::HeadingFault;
use crate::check::{Context, Rule};
use crate::diagnostics::{Diagnostic, Severity};

/// A heading out of order.
pub(in crate::check) const RULE: Rule = Rule {
    id: "heading-order",
    severity: Severity::Warning,
    what: ("标题跳了级，或者一页有两个一级标题", "a heading skips a level, or a page has two first-level headings"),
    mend: ("逐级写标题，正文从“##”写起", "leave no level out, and begin the text with `##`"),
    find: Some(find),
    in_build: true,
};

fn find(context: &Context<'_>) -> Vec<Diagnostic> {
    let places = Places::new(context);
    let mut groups: BTreeMap<(u8, u8, &str), Vec<(&str, &str)>> = BTreeMap::new();
    for page in places.pages_without(RULE.id) {
        for HeadingFault { before, level, text } in &page.headings {
            groups.entry((*before, *level, text)).or_default().push((&page.path, text));
        }
    }
    let mut found = Vec::new();
    for ((before, level, text), outputs) in groups {
        found.extend(places.blame(&outputs, |page, count| fault(page, before, level, text, count)));
    }
    found
}

fn fault(page: &str, before: u8, level: u8, text: &str, count: usize) -> Diagnostic {
    let (zh, en) = more(count);
    if before == 0 {
        return RULE
            .fault(
                format!("生成的网页 {page} 有两个一级标题，后一个是“{text}”{zh}"),
                format!("the finished page {page} has two first-level headings; the later is `{text}`{en}"),
            )
            .hint(
                "页面的标题就是一级标题；正文、短代码和模板里的改成 <h2>（Markdown 里是“##”）。",
                "The page's title is the first-level heading; make others <h2> (`##` in Markdown).",
            );
    }
    let wanted = before + 1;
    RULE.fault(
        format!("生成的网页 {page} 的标题“{text}”从第{before}级跳到了第{level}级{zh}"),
        format!("the heading `{text}` of the finished page {page} jumps from level {before} to level {level}{en}"),
    )
    .hint(format!("改成第{wanted}级（<h{wanted}>）。"), format!("Make it level {wanted} (<h{wanted}>)."))
}
