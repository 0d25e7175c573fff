//! Files beside the pages that nothing uses.

use std::collections::BTreeSet;

use crate::check::{Context, Rule};
use crate::content::page_stem;
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::link::{Target, named_paths};
use crate::pipeline::elsewhere;

/// A file that nothing uses.
pub(in crate::check) const RULE: Rule = Rule {
    id: "orphan-media",
    severity: Severity::Warning,
    what: ("图片、附件或者数据文件没有任何页面使用", "no page uses an image, attachment or data file"),
    mend: ("在页面里用上，或者移出 content", "use it on a page, or move it out of content"),
    find: Some(find),
    in_build: false,
};

fn find(context: &Context<'_>) -> Vec<Diagnostic> {
    let used = used(context);
    let config = &context.built.config;
    let tables: BTreeSet<&str> = [&config.synonyms, &config.search_tests, &config.word_list]
        .into_iter()
        .flatten()
        .map(|path| path.value.as_str())
        .collect();
    // What other portals said of their texts is read by linking.
    let lists = elsewhere::places(&config.policy_sources);
    let content = context.options.content.as_str();
    let mut found = Vec::new();
    for (file, input) in context.inputs.below(content).filter(|(file, _)| page_stem(file).is_none()) {
        let path = file[content.len()..].trim_start_matches('/');
        if !used.contains(path) && !tables.contains(&**file) && !lists.iter().any(|list| list == path) {
            found.push(fault(path, input.len).at(Span::file(file)));
        }
    }
    found
}

fn fault(path: &str, bytes: u64) -> Diagnostic {
    let size = match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    // Notepad adds an ending that Windows does not show.
    if let Some(meant) = name.strip_suffix(".txt").filter(|stem| stem.ends_with(".md") || stem.ends_with(".markdown")) {
        return RULE
            .fault(
                format!("“{name}”没有成为页面：记事本在文件名后面加了“.txt”"),
                format!("`{name}` is no page: an editor put `.txt` behind its name"),
            )
            .hint(
                format!("把文件名改成“{meant}”；在资源管理器的“查看”里勾选“文件扩展名”才看得见。"),
                format!("Rename it to `{meant}`; Windows shows endings when “File name extensions” is ticked."),
            );
    }
    RULE.fault(format!("没有页面用到文件“{name}”（{size}）"), format!("no page uses the file `{name}` ({size})")).hint(
        "在页面里链接它、显示它，或者写进 attachments；不再需要的移出 content 文件夹。",
        "Link it, show it or name it under `attachments`; if it is no longer needed, move it out of the content folder.",
    )
}

/// Paths below the content folder that any page uses, public or not: a page that waits keeps its pictures.
fn used(context: &Context<'_>) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for page in &context.built.site.pages {
        used.extend(page.targets.values().filter_map(|target| match target {
            Target::Media(path) => Some(path.to_string()),
            _ => None,
        }));
    }
    let content = context.options.content.as_str();
    let below = |file: &str| file.strip_prefix(content).map(|path| path.trim_start_matches('/').to_owned());
    for draft in &context.built.drafts {
        used.extend(named_paths(draft));
        // Questions come from files beside a unit, and from banks.
        used.extend(draft.body.questions.iter().filter_map(|question| below(&question.span.file)));
    }
    // Files in a bundle are published with it and may be linked in ways of their own.
    let linked = &context.web.linked;
    let published = context.built.site.media.iter().filter(|(_, url)| linked.contains(url.as_str()));
    used.extend(published.map(|(path, _)| path.to_string()));
    used
}
