//! Links that only some can follow: to the computer of whoever follows them, and to a private network, wherever they come
//! from (Markdown, HTML, front matter, a template).

use std::collections::BTreeMap;

use crate::check::address::{Reach, host, reach, unbracketed};
use crate::check::place::{Places, more};
use crate::check::prose::PageText;
use crate::check::{Context, Rule};
use crate::diagnostics::{Diagnostic, Severity};

/// A link to a private network.
pub(in crate::check) const RULE: Rule = Rule {
    id: "private-link",
    severity: Severity::Warning,
    what: (
        "链接指向内网地址，内网以外的读者打不开",
        "a link leads into a private network, where other readers cannot follow",
    ),
    mend: (
        "换成大家都能打开的网址；内网门户写 base_url，或者在 [check] 里写 allow_hosts",
        "write an address that all can open; for an intranet set `base_url`, or name the host in `allow_hosts` of `[check]`",
    ),
    find: Some(private),
    in_build: false,
};

/// A link to the computer of whoever follows it. `build` finds it in Markdown; here it is looked for everywhere else.
pub(in crate::check) const PREVIEW: Rule = Rule {
    id: "preview-link",
    severity: Severity::Warning,
    what: ("链接指向自己电脑上的预览", "a link leads to the preview on the editor's own computer"),
    mend: ("写文件的路径，例如 /publicity/a.md", "write the path of the file, such as /publicity/a.md"),
    find: Some(preview),
    in_build: true,
};

const HINT: (&str, &str) = (
    "换成大家都能打开的网址。门户本来就在内网的，在 site-config.toml 里写 base_url，或者在 [check] 里写 allow_hosts = [\"地址\"]。",
    "Write an address that all can open. If the portal itself is on that network, set `base_url` in site-config.toml, or name the host in `allow_hosts` of `[check]`.",
);

/// Links of finished pages to hosts of `wanted` reach: address → outputs that have it.
fn links<'c>(context: &'c Context<'_>, wanted: Reach) -> BTreeMap<&'c str, Vec<&'c str>> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for page in &context.web.pages {
        for address in &page.out {
            let Some((name, whole)) = host(address).filter(|(name, _)| reach(name) == wanted) else { continue };
            if !is_allowed(context, &name, &whole) {
                found.entry(address).or_default().push(&page.path);
            }
        }
    }
    found
}

/// Whether readers reach it all the same: it is the site's own host or of its kind, or the site says so.
fn is_allowed(context: &Context<'_>, name: &str, whole: &str) -> bool {
    let config = &context.built.config;
    let own = config.base_url.as_deref().and_then(host);
    own.is_some_and(|(own, _)| own == name || reach(&own) == Reach::Private && reach(name) == Reach::Private)
        || config.allow_hosts.iter().any(|allowed| allowed == name || allowed == whole)
}

fn private(context: &Context<'_>) -> Vec<Diagnostic> {
    let places = Places::new(context);
    let mut found = Vec::new();
    for (address, outputs) in links(context, Reach::Private) {
        let address = unbracketed(address);
        let address = address.as_str();
        let all: Vec<(&str, &str)> = outputs.iter().map(|output| (*output, address)).collect();
        found.extend(places.blame(&all, |_, count| {
            let (zh, en) = more(count);
            RULE.fault(
                format!("“{address}”是内网地址，内网以外的读者打不开{zh}"),
                format!("`{address}` lies in a private network; readers elsewhere cannot open it{en}"),
            )
            .hint(HINT.0, HINT.1)
        }));
    }
    found.extend(context.pages().iter().flat_map(|page| in_words(context, page)));
    found
}

/// Private addresses that are written out and no links; readers copy them. Those of one's own computer are what
/// instructions speak of.
fn in_words(context: &Context<'_>, page: &PageText<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, _) in page.words[page.body..].match_indices("://") {
        let at = page.body + at;
        let scheme = ["https", "http"].into_iter().find(|scheme| page.words[..at].ends_with(scheme));
        let Some(start) = scheme.map(|scheme| at - scheme.len()) else { continue };
        let rest = &page.words[start..];
        let end = rest.find(|c: char| !c.is_ascii_graphic() || "\"'<>`|*\\".contains(c)).unwrap_or(rest.len());
        let address = rest[..end].trim_end_matches(['.', ',', ';', ')', '?', '!']);
        let Some((name, whole)) = host(address).filter(|(name, _)| reach(name) == Reach::Private) else { continue };
        let linked = page.links.iter().any(|(link, _)| link.contains(&start));
        if !linked && !is_allowed(context, &name, &whole) {
            found.push(
                RULE.fault(
                    format!("“{address}”是内网地址，内网以外的读者打不开"),
                    format!("`{address}` lies in a private network; readers elsewhere cannot open it"),
                )
                .at(page.span(start..start + address.len()))
                .hint(HINT.0, HINT.1),
            );
        }
    }
    found
}

/// Links to the reader's own computer that Markdown does not show: in HTML, front matter and templates.
fn preview(context: &Context<'_>) -> Vec<Diagnostic> {
    let places = Places::new(context);
    let open: std::collections::BTreeSet<&str> =
        places.pages_without(PREVIEW.id).map(|page| page.path.as_str()).collect();
    let mut found = Vec::new();
    for (address, outputs) in links(context, Reach::Own) {
        let address = unbracketed(address);
        let address = address.as_str();
        let outputs = outputs.into_iter().filter(|output| open.contains(output));
        let all: Vec<(&str, &str)> = outputs.map(|output| (output, address)).collect();
        found.extend(places.blame(&all, |_, count| {
            let (zh, en) = more(count);
            PREVIEW
                .fault(
                    format!("“{address}”是读者自己的电脑，谁也打不开{zh}"),
                    format!("`{address}` is the reader's own computer; nobody can open it{en}"),
                )
                .hint(
                    "换成正式的网址；站内的页面写源文件的路径，例如 /publicity/a.md。",
                    "Write the real address; for a page of this site the path of its file, such as /publicity/a.md.",
                )
        }));
    }
    found
}
