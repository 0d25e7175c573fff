//! What linking reports.

use super::Page;
use super::references::Ref;
use crate::content::Spanned;
use crate::diagnostics::{Diagnostic, nearest_several};

pub(super) fn slug_with_path(slug: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "slug-with-path",
        format!("slug “{}”里不能有“/”、“\\”或“..”", slug.value),
        format!("slug `{}` must not contain `/`, `\\` or `..`", slug.value),
    )
    .at(slug.span.clone())
    .hint(
        "slug 只是网址的最后一段；要换目录，请移动文件。",
        "A slug is only the last part of the URL; move the file to change its folder.",
    )
}

pub(super) fn slug_changed(slug: &Spanned<String>, made: &str) -> Diagnostic {
    Diagnostic::warning(
        "slug-changed",
        format!("slug “{}”不能原样用作网址，已改为“{made}”", slug.value),
        format!("slug `{}` cannot stand in a URL as it is; `{made}` is used", slug.value),
    )
    .at(slug.span.clone())
    .hint(
        format!("网址只用小写字母、数字和连字符，请写成 slug: {made}。"),
        format!("URLs have lower-case letters, digits and hyphens only: write `slug: {made}`."),
    )
}

pub(super) fn reserved_url(page: &Page, top: &str) -> Diagnostic {
    Diagnostic::error(
        "reserved-url",
        format!("网址 {}/ 由程序自己使用，页面不能放在这里", top),
        format!("the URL {top}/ is used by the program itself"),
    )
    .at(page.draft.meta.title.span.clone())
    .hint(
        format!("给栏目或页面换一个 slug，例如 slug: {top}-1。"),
        format!("Give the column or page another slug, for example `slug: {top}-1`."),
    )
}

pub(super) fn url_collision(page: &Page, other: &Page) -> Diagnostic {
    let (path, other_path) = (&page.draft.path, &other.draft.path);
    Diagnostic::error(
        "url-collision",
        format!("两个文件的网址相同：content/{other_path} 和 content/{path} 都是 /{}", page.url),
        format!("content/{other_path} and content/{path} have the same URL /{}", page.url),
    )
    .at(page.draft.meta.title.span.clone())
    .also(other.draft.meta.title.span.clone(), "另一个在这里：", "The other one is here:")
    .hint("给其中一个写上不同的 slug，或者改文件名。", "Give one of them a different slug, or rename its file.")
}

pub(super) fn bad_alias(alias: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "bad-alias",
        format!("旧网址“{}”不能用", alias.value),
        format!("alias `{}` cannot be used", alias.value),
    )
    .at(alias.span.clone())
    .hint(
        "写成站内路径，例如 aliases: [old/page/]；不要有“..”、问号、盘符和 Windows 不允许的字符。",
        "Write a path inside the site such as `aliases: [old/page/]`, without `..`, `?`, drives or characters that Windows forbids.",
    )
}

pub(super) fn alias_taken(alias: &Spanned<String>, other: &Page) -> Diagnostic {
    Diagnostic::error(
        "alias-taken",
        format!("旧网址“{}”已被 content/{} 占用", alias.value, other.draft.path),
        format!("alias `{}` is taken by content/{}", alias.value, other.draft.path),
    )
    .at(alias.span.clone())
    .also(other.draft.meta.title.span.clone(), "占用它的页面：", "The page that has it:")
    .hint("删掉其中一个。", "Remove one of the two.")
}

pub(super) fn reference_escapes(reference: Ref<'_>) -> Diagnostic {
    Diagnostic::error(
        "reference-outside",
        format!("链接“{}”指到了 content 文件夹之外", reference.value),
        format!("`{}` leads out of the content folder", reference.value),
    )
    .at(reference.span.clone())
    .hint(
        "把文件放进 content，并减少“../”；从 content 开始的路径以“/”开头。",
        "Put the file below content and use fewer `../`; a path from content begins with `/`.",
    )
}

pub(super) fn reference_hidden(reference: Ref<'_>) -> Diagnostic {
    Diagnostic::warning(
        "reference-hidden",
        format!("链接“{}”指向的页面目前不公开（草稿、定时或已撤稿），这里只显示文字", reference.value),
        format!("`{}` is not public now (draft, scheduled or expired); only the text is shown", reference.value),
    )
    .at(reference.span.clone())
    .hint(
        "等它公开后会自动变成链接；不再需要时请删掉这个链接。",
        "It becomes a link once the page is public; remove it if it is no longer wanted.",
    )
}

pub(super) fn reference_missing<'a>(
    reference: Ref<'_>,
    wanted: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let near = candidates(wanted, known);
    let fault = Diagnostic::error(
        "reference-missing",
        format!("找不到“{}”（content/{wanted}）", reference.value),
        format!("`{}` does not exist (content/{wanted})", reference.value),
    )
    .at(reference.span.clone());
    if near.is_empty() {
        return fault.hint(
            "检查路径和文件名：相对路径从本文件所在文件夹算起，以“/”开头的从 content 算起。",
            "Check the path: it is relative to this file's folder, or to content when it begins with `/`.",
        );
    }
    let list =
        |quote: (&str, &str)| near.iter().map(|p| format!("{}/{p}{}", quote.0, quote.1)).collect::<Vec<_>>().join(", ");
    fault.hint(
        format!("最接近的是：{}。", list(("“", "”")).replace(", ", "、")),
        format!("Nearest: {}.", list(("`", "`"))),
    )
}

/// Paths with the same file name come first, then those that look alike.
fn candidates<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let wanted_name = name(wanted);
    let known: Vec<&str> = known.collect();
    let mut near: Vec<&str> = known.iter().copied().filter(|p| name(p) == wanted_name).take(3).collect();
    // Comparing with a hundred thousand paths for each of many faults would take minutes.
    for path in nearest_several(wanted, known.into_iter().take(5_000), 3) {
        if near.len() < 3 && !near.contains(&path) {
            near.push(path);
        }
    }
    near
}

pub(super) fn anchor_missing(reference: Ref<'_>, anchor: &str, page: &Page) -> Diagnostic {
    let near = nearest_several(anchor, page.draft.body.anchors.iter(), 3);
    let fault = Diagnostic::error(
        "anchor-missing",
        format!("“{}”里没有锚点“#{anchor}”", page.draft.meta.title.value),
        format!("`{}` has no anchor `#{anchor}`", page.draft.meta.title.value),
    )
    .at(reference.span.clone());
    if near.is_empty() {
        return fault.hint(
            "打开目标页面，点标题或条文旁的链接标记，可以复制正确的锚点。",
            "Open the page and copy the anchor from the link beside the heading or article.",
        );
    }
    let joined = |separator: &str| near.iter().map(|a| format!("#{a}")).collect::<Vec<_>>().join(separator);
    fault.hint(format!("最接近的是：{}。", joined("、")), format!("Nearest: {}.", joined(", ")))
}
