//! Links and anchors of the finished pages: templates can be wrong too.

use std::collections::BTreeMap;

use crate::check::place::{Places, more};
use crate::check::web::LinkFault;
use crate::check::{Context, Rule};
use crate::diagnostics::{Diagnostic, Severity, nearest_several};

/// A link leads to no output.
pub(in crate::check) const LINK: Rule = Rule {
    id: "output-link",
    severity: Severity::Error,
    what: ("生成的网页里有打不开的链接、图片或者文件", "a finished page links to a file that is not there"),
    mend: ("改正页面或者主题模板里的地址", "correct the address in the page or the template"),
    find: Some(links),
    in_build: false,
};

/// A link leads to a page that has no such place.
pub(in crate::check) const ANCHOR: Rule = Rule {
    id: "output-anchor",
    severity: Severity::Error,
    what: (
        "生成的网页里，链接“#”后面的位置在目标网页里不存在",
        "a finished page links to a place that its target does not have",
    ),
    mend: ("改正“#”后面的锚点", "correct the anchor behind `#`"),
    find: Some(anchors),
    in_build: false,
};

fn links(context: &Context<'_>) -> Vec<Diagnostic> {
    each(context, false, |fault, page, count| {
        let (zh, en) = more(count);
        let LinkFault { value, target, .. } = fault;
        let message = LINK.fault(
            format!("生成的网页 {page} 里的“{value}”打不开：没有 {target} 这个文件{zh}"),
            format!("`{value}` in the finished page {page} leads nowhere: there is no file {target}{en}"),
        );
        let folder = format!("{target}/index.html");
        if context.built.outputs.get(&folder).is_some() {
            return message.hint(
                format!("它是一个文件夹，末尾要加“/”：{value}/"),
                format!("It is a folder; end the link with a slash: {value}/"),
            );
        }
        message.hint(
            "改正这个地址。引用 content 里的文件时写源文件的路径，生成时会换成网址；主题里的地址在模板里改。",
            "Correct the address. Refer to files below content by their source paths; addresses of the theme are in its templates.",
        )
    })
}

fn anchors(context: &Context<'_>) -> Vec<Diagnostic> {
    each(context, true, |fault, page, count| {
        let (zh, en) = more(count);
        let anchor = fault.anchor.as_deref().unwrap_or_default();
        let target = &fault.target;
        let there = if target == page {
            ("本页".to_owned(), "the page itself")
        } else {
            (format!("网页 {target} "), target.as_str())
        };
        let message = ANCHOR.fault(
            format!("生成的网页 {page} 里的“{}”找不到位置：{}里没有“#{anchor}”{zh}", fault.value, there.0),
            format!("`{}` in the finished page {page} finds no place: {} has no `#{anchor}`{en}", fault.value, there.1),
        );
        let near = nearest_several(anchor, page_anchors(context, target), 3);
        if near.is_empty() {
            return message.hint(
                "打开目标网页，复制标题或者条文旁的链接标记；不需要指到某一处时，删去“#”和后面的字。",
                "Copy the link beside the heading or article on the target page, or remove `#` and what follows.",
            );
        }
        let joined = |separator: &str| near.iter().map(|a| format!("#{a}")).collect::<Vec<_>>().join(separator);
        message.hint(format!("最接近的是：{}。", joined("、")), format!("Nearest: {}.", joined(", ")))
    })
}

/// The anchors of the page whose output is `path`, as its source gives them.
fn page_anchors<'a>(context: &'a Context<'_>, path: &str) -> impl Iterator<Item = &'a str> {
    let url = path.strip_suffix("index.html").unwrap_or(path);
    let page = context.built.site.pages.iter().find(|page| page.url == url);
    page.into_iter().flat_map(|page| page.draft.body.anchors.iter())
}

/// The faults of one of the two kinds, those that have the same target taken together.
fn each(
    context: &Context<'_>,
    anchors: bool,
    fault: impl Fn(&LinkFault, &str, usize) -> Diagnostic,
) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<(&str, Option<&str>), Vec<&LinkFault>> = BTreeMap::new();
    for found in context.web.faults.iter().filter(|f| f.anchor.is_some() == anchors) {
        groups.entry((&found.target, found.anchor.as_deref())).or_default().push(found);
    }
    if groups.is_empty() {
        return Vec::new();
    }
    let places = Places::new(context);
    // A place on the page itself is another one on every page; what a template repeats is told by its words.
    let mut own: BTreeMap<&str, Vec<&LinkFault>> = BTreeMap::new();
    let mut out = Vec::new();
    for ((target, _), group) in groups {
        if group.iter().all(|f| f.page == target) {
            for fault in group {
                own.entry(&fault.value).or_default().push(fault);
            }
            continue;
        }
        out.extend(one(&places, &group, &fault));
    }
    for group in own.into_values() {
        out.extend(one(&places, &group, &fault));
    }
    out
}

fn one(
    places: &Places<'_, '_>,
    group: &[&LinkFault],
    fault: impl Fn(&LinkFault, &str, usize) -> Diagnostic,
) -> Vec<Diagnostic> {
    let outputs: Vec<(&str, &str)> = group.iter().map(|f| (f.page.as_str(), f.value.as_str())).collect();
    places.blame(&outputs, |output, count| {
        let of_output = group.iter().find(|f| f.page == output).unwrap_or(&group[0]);
        fault(of_output, output, count)
    })
}
