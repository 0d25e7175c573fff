//! Links to the site itself by its whole address: on a stick or an intranet they lead elsewhere, and when the page moves
//! nobody is told.

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

/// The host of an address, without a port.
fn host(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("//")?;
    let is_web = scheme.is_empty() || scheme.eq_ignore_ascii_case("http:") || scheme.eq_ignore_ascii_case("https:");
    is_web.then(|| rest.split(['/', '?', '#', ':']).next().unwrap_or(rest))
}

fn find(context: &Context<'_>) -> Vec<Diagnostic> {
    let site = &context.built.site;
    let Some(base) = context.built.config.base_url.as_deref() else { return Vec::new() };
    let Some(own) = host(base) else { return Vec::new() };
    let path = context.built.config.base_path();
    let mut found = Vec::new();
    for page in context.pages() {
        for (range, target) in &page.links {
            let Some(rest) = host(target).filter(|host| host.eq_ignore_ascii_case(own)).and_then(|host| {
                let at = target.find("//")? + 2 + host.len();
                Some(target[at..].trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()))
            }) else {
                continue;
            };
            let Some(inside) = rest.strip_prefix(path.as_str()).or_else(|| rest.is_empty().then_some("")) else {
                continue;
            };
            let (address, anchor) = inside.split_once('#').map_or((inside, ""), |(address, anchor)| (address, anchor));
            let fault = RULE
                .fault(format!("“{target}”是本站自己的页面"), format!("`{target}` is a page of this site"))
                .at(page.span(range.clone()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_addresses() {
        assert_eq!(host("https://portal.example:8080/a/"), Some("portal.example"));
        assert_eq!(host("//portal.example"), Some("portal.example"));
        assert_eq!(host("mailto:a@portal.example"), None);
        assert_eq!(host("a//b"), None);
    }
}
