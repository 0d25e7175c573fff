//! Pages that a file manager made by copying another, and that nobody meant to publish.

use super::{Pages, faults};
use crate::content::page_stem;
use crate::diagnostics::Diagnostic;

/// Reports pages whose names say that they are copies of the page beside them.
pub(super) fn check(site: &Pages, diagnostics: &mut Vec<Diagnostic>) {
    for page in &site.pages {
        let path = &*page.draft.path;
        let (Some(stem), Some((_, end))) = (page_stem(path), path.rsplit_once('.')) else { continue };
        // A copied folder is told once, by its page.
        let (named, after) = match ["/index", "/_index"].iter().find(|name| stem.ends_with(**name)) {
            Some(name) => (stem.strip_suffix(name).unwrap_or(stem), *name),
            None => (stem, ""),
        };
        let original = original_of(named).map(|original| format!("{original}{after}.{end}"));
        match original.as_deref().and_then(|original| site.by_path.get(original)) {
            Some(original) => diagnostics.push(faults::file_copy(page, site.page(*original))),
            None if is_left_over(named) => diagnostics.push(faults::file_left_over(page, named)),
            None => {}
        }
    }
}

/// Whether nobody gave the file its name: a copy whose original is gone, or a new file of the file manager.
fn is_left_over(stem: &str) -> bool {
    const NEW: [&str; 9] = [
        "新建文本文档",
        "新建Markdown文档",
        "新建MicrosoftWord文档",
        "新建DOCX文档",
        "新建DOC文档",
        "NewTextDocument",
        "未命名",
        "无标题",
        "Untitled",
    ];
    let name = stem.rsplit_once('/').map_or(stem, |(_, name)| name);
    let bare = counted(name).unwrap_or(name);
    let together: String = bare.split_whitespace().collect();
    let without = |word: &str| bare.strip_suffix(word).is_some_and(|rest| rest.ends_with([' ', '-', '_', '—', '的']));
    // 营业执照副本 and 副本管理 are what they say.
    NEW.contains(&together.as_str())
        || ["副本", "冲突副本", "Copy", "copy", "快捷方式"].into_iter().any(without)
        || ["复件 ", "副本 ", "Copy of "].iter().any(|word| bare.starts_with(word))
}

/// The name of which `stem` is a copy: `通知 - 副本`, `通知 - 副本 (2)`, `通知(1)`, `notice - Copy`, `通知 副本`.
fn original_of(stem: &str) -> Option<String> {
    let bare = counted(stem).unwrap_or(stem);
    let marked = ["冲突副本", "副本", "复件", "拷贝", "Copy", "copy"].iter().find_map(|word| bare.strip_suffix(word));
    let (folder, name) = bare.rsplit_once('/').map_or(("", bare), |(_, name)| (&bare[..bare.len() - name.len()], name));
    let led = ["复件 ", "副本 ", "Copy of "].iter().find_map(|word| name.strip_prefix(word));
    if let Some(name) = led.filter(|name| !name.is_empty()) {
        return Some(format!("{folder}{name}"));
    }
    let original = match marked {
        Some(rest) => rest.trim_end_matches([' ', '-', '_', '—', '的']),
        None => counted(stem)?,
    };
    (!original.is_empty() && !original.ends_with('/')).then(|| original.to_owned())
}

/// `text` without the number in brackets at its end. Four digits are a year.
fn counted(text: &str) -> Option<&str> {
    let (rest, number) = text.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let short = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    short.then(|| rest.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_copies() {
        let check = |stem, expected| assert_eq!(original_of(stem).as_deref(), expected, "{stem}");
        for copy in [
            "a/通知 - 副本",
            "a/通知 - 副本 (2)",
            "a/通知(1)",
            "a/通知（12）",
            "a/通知 - Copy",
            "a/通知_副本",
            "a/通知 (3)",
            "a/通知的副本",
            "a/通知 的冲突副本",
            "a/复件 通知",
            "a/Copy of 通知",
            "a/副本 通知",
        ] {
            check(copy, Some("a/通知"));
        }
        for name in ["a/通知", "a/副本", "a/刑法(2020)", "a/刑法(2015-07-01)", "a/通知（一）", "(1)"] {
            check(name, None);
        }
    }

    #[test]
    fn names_that_nobody_gave() {
        for name in [
            "a/新建 文本文档",
            "新建文本文档 (2)",
            "a/通知 - 副本",
            "a/通知_副本(3)",
            "a/Copy of x",
            "a/通知的冲突副本",
        ] {
            assert!(is_left_over(name), "{name}");
        }
        for name in ["a/营业执照副本", "a/副本管理办法", "a/新建小区公告", "a/通知(1)", "a/photocopy", "a/无标题音乐"]
        {
            assert!(!is_left_over(name), "{name}");
        }
    }
}
