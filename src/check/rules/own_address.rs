//! Links to the site itself by its whole address: on a stick or an intranet they lead elsewhere, and when the page moves
//! nobody is told.

use std::ops::Range;

use crate::check::address::host;
use crate::check::prose::PageText;
use crate::check::{Context, Rule};
use crate::diagnostics::{Diagnostic, Severity};

/// The own site by its address.
pub(in crate::check) const RULE: Rule = Rule {
    id: "own-address",
    severity: Severity::Warning,
    what: ("用完整网址链接自己的网站", "a link to the site itself has its whole address"),
    mend: ("写源文件的路径，例如 /publicity/a.md", "write the path of the file, such as /publicity/a.md"),
    find: Some(find),
    in_build: false,
};

fn find(context: &Context<'_>) -> Vec<Diagnostic> {
    let site = &context.built.site;
    let Some(base) = context.built.config.base_url.as_deref() else { return Vec::new() };
    let Some((_, own)) = host(base) else { return Vec::new() };
    // What listens at another port of the same computer is another site.
    let port = |whole: &str| whole.trim_end_matches(":443").trim_end_matches(":80").to_owned();
    let own = port(&own);
    let path = context.built.config.base_path();
    let mut found = Vec::new();
    for page in context.pages() {
        let links = page.links.iter().map(|(range, target)| (range.clone(), target.as_str()));
        for (range, target) in links.chain(elsewhere(page)) {
            if host(target).is_none_or(|(_, whole)| port(&whole) != own) {
                continue;
            }
            let rest = target.split_once("//").map_or("", |(_, rest)| rest);
            let rest = &rest[rest.find(['/', '?', '#']).unwrap_or(rest.len())..];
            let Some(inside) = rest.strip_prefix(path.as_str()).or_else(|| rest.is_empty().then_some("")) else {
                continue;
            };
            let (address, anchor) = inside.split_once('#').map_or((inside, ""), |(address, anchor)| (address, anchor));
            let fault = RULE
                .fault(format!("“{target}”是本站自己的页面"), format!("`{target}` is a page of this site"))
                .at(page.span(range));
            let file = site.pages.iter().find(|other| other.url.trim_end_matches('/') == address.trim_end_matches('/'));
            found.push(match file {
                Some(file) => {
                    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
                    let file = &file.draft.path;
                    fault.hint(format!("换成“/{file}{anchor}”。"), format!("Write `/{file}{anchor}`."))
                }
                None => fault.hint(
                    "换成源文件的路径，例如 /publicity/a.md。",
                    "Write the path of the file, such as /publicity/a.md.",
                ),
            });
        }
    }
    found
}

/// Addresses in HTML and in the front matter, where Markdown sees no link: what stands right behind `="`, `: ` or `- `.
fn elsewhere<'p>(page: &'p PageText<'_>) -> impl Iterator<Item = (Range<usize>, &'p str)> {
    let text = &*page.text;
    text.match_indices("http").filter_map(move |(at, _)| {
        let before = text[..at].trim_end_matches(['"', '\'']);
        let begins = match at < page.body {
            true => [": ", "- ", "["].iter().any(|sign| before.ends_with(sign)),
            false => before.len() < at && ["href=", "src="].iter().any(|name| before.ends_with(name)),
        };
        let known = page.links.iter().any(|(range, _)| range.contains(&at));
        let length = text[at..].find(|c: char| c.is_whitespace() || "\"'<>]},".contains(c)).unwrap_or(text.len() - at);
        (begins && !known).then(|| (at..at + length, &text[at..at + length]))
    })
}
