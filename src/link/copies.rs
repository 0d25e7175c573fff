//! Pages that a file manager made by copying another, and that nobody meant to publish.

use super::{Pages, faults};
use crate::content::page_stem;
use crate::diagnostics::Diagnostic;

/// Reports pages whose names say that they are copies of the page beside them.
pub(super) fn check(site: &Pages, diagnostics: &mut Vec<Diagnostic>) {
    for page in &site.pages {
        let path = &*page.draft.path;
        let (Some(stem), Some((_, end))) = (page_stem(path), path.rsplit_once('.')) else { continue };
        let Some(original) = original_of(stem).map(|stem| format!("{stem}.{end}")) else { continue };
        if let Some(original) = site.by_path.get(original.as_str()) {
            diagnostics.push(faults::file_copy(page, site.page(*original)));
        }
    }
}

/// The name of which `stem` is a copy: `通知 - 副本`, `通知 - 副本 (2)`, `通知(1)`, `notice - Copy`, `通知 副本`.
fn original_of(stem: &str) -> Option<&str> {
    let bare = counted(stem).unwrap_or(stem);
    let marked = ["副本", "复件", "拷贝", "Copy", "copy"].iter().find_map(|word| bare.strip_suffix(word));
    let original = match marked {
        Some(rest) => rest.trim_end_matches([' ', '-', '_', '—']),
        None => counted(stem)?,
    };
    (!original.is_empty() && !original.ends_with('/')).then_some(original)
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
        let check = |stem, expected| assert_eq!(original_of(stem), expected, "{stem}");
        for copy in [
            "a/通知 - 副本",
            "a/通知 - 副本 (2)",
            "a/通知(1)",
            "a/通知（12）",
            "a/通知 - Copy",
            "a/通知_副本",
            "a/通知 (3)",
        ] {
            check(copy, Some("a/通知"));
        }
        for name in ["a/通知", "a/副本", "a/刑法(2020)", "a/刑法(2015-07-01)", "a/通知（一）", "(1)"] {
            check(name, None);
        }
    }
}
