//! Data files that pages and the index use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::{MenuEntry, SiteConfig};
use crate::content::{Body, Fill};
use crate::diagnostics::{Diagnostic, Span};
use crate::inputs::Inputs;
use crate::link::{Site, Target};
use crate::parse::data::{self, Table};
use crate::parse::yaml;

/// The tables that public pages show.
pub(super) fn tables(
    inputs: &Inputs,
    content: &str,
    site: &Site,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<Arc<str>, Table> {
    let mut wanted: BTreeSet<Arc<str>> = BTreeSet::new();
    for page in &site.pages {
        let mut names = Vec::new();
        data_arguments(&page.draft.body, &mut names);
        wanted.extend(names.into_iter().filter_map(|name| match page.targets.get(name) {
            Some(Target::Media(path)) => Some(Arc::clone(path)),
            _ => None,
        }));
    }
    let mut tables = BTreeMap::new();
    for path in wanted {
        let file: Arc<str> = Arc::from(format!("{content}/{path}"));
        let Some(text) = inputs.get(&file).and_then(|input| input.text()) else { continue };
        if let Some(table) = data::table(&file, &text).drain_into(found) {
            tables.insert(path, table);
        }
    }
    tables
}

pub(super) fn data_arguments<'a>(body: &'a Body, names: &mut Vec<&'a str>) {
    for hole in &body.holes {
        if let Fill::Shortcode(call) = &hole.fill {
            names.extend(call.args.iter().filter(|(name, ..)| name == "data").filter_map(|(_, v, _)| v.as_str()));
            if let Some(inner) = &call.body {
                data_arguments(inner, names);
            }
        }
    }
}

/// The site's table of words that mean the same: a list of lists.
pub(super) fn synonyms(inputs: &Inputs, config: &SiteConfig, found: &mut Vec<Diagnostic>) -> Vec<Vec<String>> {
    let Some(path) = &config.synonyms else { return Vec::new() };
    let Some(text) = inputs.get(&path.value).and_then(|input| input.text()) else {
        found.push(missing_synonyms(&path.value, path.span.clone()));
        return Vec::new();
    };
    let file: Arc<str> = Arc::from(path.value.as_str());
    let Some(root) = yaml::parse(&file, &text, 0..text.len()).drain_into(found) else { return Vec::new() };
    let yaml::Value::List(groups) = &root.value else {
        found.push(bad_synonyms(root.span.clone()));
        return Vec::new();
    };
    let mut out = Vec::new();
    for group in groups {
        match &group.value {
            yaml::Value::List(words) => {
                let words: Vec<String> = words.iter().filter_map(|w| w.as_text().map(str::to_owned)).collect();
                if words.len() > 1 {
                    out.push(words);
                } else {
                    found.push(bad_synonyms(group.span.clone()));
                }
            }
            _ => found.push(bad_synonyms(group.span.clone())),
        }
    }
    out
}

fn missing_synonyms(path: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "synonyms-missing",
        format!("找不到同义词表“{path}”"),
        format!("the table of synonyms `{path}` does not exist"),
    )
    .at(span)
    .hint(
        "检查路径（从站点文件夹算起），或者删掉 synonyms 这一行。",
        "Check the path (from the site's folder), or delete the `synonyms` line.",
    )
}

fn bad_synonyms(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "synonyms-form",
        "同义词表的每一组应当是两个以上的词",
        "each group of synonyms must be a list of two or more words",
    )
    .at(span)
    .hint(
        "写成 - [党章, 中国共产党章程] 的样子，每行一组。",
        "Write one group a line, like `- [NPC, National People's Congress]`.",
    )
}

/// The index could not be written.
pub(super) fn index_failed(reason: &str) -> Diagnostic {
    Diagnostic::error(
        "search-index",
        format!("搜索索引没有建成：{reason}"),
        format!("the search index could not be written: {reason}"),
    )
    .hint("请减少内容的数量，或者把站点分成几个。", "Publish fewer pages, or split the site.")
}

/// What was put aside cannot be read again.
pub(super) fn lost_aside() -> Diagnostic {
    Diagnostic::error(
        "put-aside-lost",
        "构建时暂存在磁盘上的内容读不回来，没有发布",
        "what the build had put aside on the disk cannot be read again; nothing is published",
    )
    .hint(
        "检查存放站点的磁盘（网络盘是否断开），然后再运行一次。",
        "Check the disk on which the site lies (is a network drive disconnected?) and run again.",
    )
}

/// A menu entry names no public page.
pub(super) fn menu_leads_nowhere(entry: &MenuEntry) -> Diagnostic {
    let fault = Diagnostic::warning(
        "menu-missing",
        format!("菜单项“{}”指向的“{}”不存在或目前不公开，已略去", entry.title, entry.url),
        format!(
            "the menu entry `{}` leads to `{}`, which does not exist or is not public; it is left out",
            entry.title, entry.url
        ),
    )
    .at(entry.span.clone());
    if let Some(meant) = meant(&entry.url) {
        return fault.hint(format!("写成 url = \"{meant}\"。"), format!("Write url = \"{meant}\"."));
    }
    fault.hint(
        match entry.url.ends_with(".md") {
            true => "content 文件夹里没有这个文件，或者它是草稿、还没到发布时间：核对文件名和所在的文件夹。",
            false => "写 content 里的文件路径，以“/”开头、以“.md”结尾，例如 url = \"/about.md\"；栏目写 /publicity/_index.md；站外的写完整网址。",
        },
        match entry.url.ends_with(".md") {
            true => "There is no such file below content, or it is a draft or not due yet: check its name and folder.",
            false => "Write the path of a file below content, beginning with `/` and ending in `.md`, for example url = \"/about.md\" or \"/publicity/_index.md\", or a complete address.",
        },
    )
}

/// What the address of a menu entry should be, if its form alone shows it: www.gov.cn, https：//…, content/about.md.
fn meant(url: &str) -> Option<String> {
    let url = url.trim();
    let plain = url.replace('：', ":").replace(['／', '\\'], "/");
    if plain.starts_with("www.") {
        return Some(format!("https://{plain}"));
    }
    if let Some(inside) = plain.trim_start_matches('/').strip_prefix("content/") {
        return Some(format!("/{inside}"));
    }
    (plain != url).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_menu_that_show_what_was_meant() {
        for (url, expected) in [
            ("www.gov.cn", Some("https://www.gov.cn")),
            ("https：／／www.gov.cn", Some("https://www.gov.cn")),
            ("content/about.md", Some("/about.md")),
            ("\\content\\about.md", Some("/about.md")),
            ("/about.md", None),
            ("about", None),
        ] {
            assert_eq!(meant(url).as_deref(), expected, "{url}");
        }
    }
}
