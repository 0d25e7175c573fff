//! What linking reports.

use std::collections::HashSet;
use std::sync::Arc;

use super::Page;
use super::near::KnownNames;
use super::references::Ref;
use crate::content::{Draft, Moment, Reference, Spanned, format_date};
use crate::diagnostics::{Diagnostic, Span, nearest_several};

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

pub(super) fn reserved_url(page: &Draft, top: &str) -> Diagnostic {
    Diagnostic::error(
        "reserved-url",
        format!("网址 {}/ 由程序自己使用，页面不能放在这里", top),
        format!("the URL {top}/ is used by the program itself"),
    )
    .at(page.meta.title.span.clone())
    .hint(
        format!("给栏目或页面换一个 slug，例如 slug: {top}-1。"),
        format!("Give the column or page another slug, for example `slug: {top}-1`."),
    )
}

pub(super) fn reserved_alias(alias: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "reserved-url",
        format!("旧网址“{}”由程序自己使用，不能从这里转到别处", alias.value),
        format!("the URL `{}` is used by the program itself and cannot lead elsewhere", alias.value),
    )
    .at(alias.span.clone())
    .hint("从 aliases 里删掉它。", "Remove it from `aliases`.")
}

pub(super) fn reserved_media(content: &str, path: &str, url: &str) -> Diagnostic {
    Diagnostic::error(
        "reserved-url",
        format!("网址 {url} 由程序自己使用，文件不能放在这里"),
        format!("the URL {url} is used by the program itself"),
    )
    .at(Span::file(&Arc::from(format!("{content}/{path}"))))
    .hint("给这个文件改名，或者移到别的文件夹。", "Rename the file, or move it to another folder.")
}

pub(super) fn url_collision(page: &Draft, other: &Draft, url: &str) -> Diagnostic {
    let (path, other_path) = (&page.path, &other.path);
    Diagnostic::error(
        "url-collision",
        format!("两个文件的网址相同：content/{other_path} 和 content/{path} 都是 /{url}"),
        format!("content/{other_path} and content/{path} have the same URL /{url}"),
    )
    .at(page.meta.title.span.clone())
    .also(other.meta.title.span.clone(), "另一个在这里：", "The other one is here:")
    .hint("给其中一个写上不同的 slug，或者改文件名。", "Give one of them a different slug, or rename its file.")
}

pub(super) fn parent_no_org(reference: &Reference, parent: &Page) -> Diagnostic {
    let (title, path) = (&parent.draft.meta.title.value, &parent.draft.path);
    Diagnostic::error(
        "org-parent",
        format!("上级机构“{title}”（content/{path}）不是机构"),
        format!("the parent `{title}` (content/{path}) is no organisation"),
    )
    .at(reference.span.clone())
    .hint(
        "parent 写上级机构的页面（kind: org）；没有上级就删掉。",
        "`parent` is the page of an organisation (`kind: org`); remove it if there is none.",
    )
}

pub(super) fn org_circle<'a>(reference: &Reference, above: impl Iterator<Item = &'a Page>) -> Diagnostic {
    let titles: Vec<&str> = above.map(|page| page.draft.meta.title.value.as_str()).collect();
    let fault = match titles.as_slice() {
        [title] => Diagnostic::error(
            "org-circle",
            format!("“{title}”把自己写成了自己的上级"),
            format!("`{title}` is its own parent"),
        ),
        _ => {
            let round = format!("{} → {}", titles.last().copied().unwrap_or_default(), titles.join(" → "));
            Diagnostic::error(
                "org-circle",
                format!("上级机构绕成了圈：{round}"),
                format!("the parents of an organisation form a circle: {round}"),
            )
        }
    };
    fault.at(reference.span.clone()).hint("改正或删掉其中一个 parent。", "Correct or remove one `parent`.")
}

pub(super) fn media_collision(content: &str, path: &str, other: &str, url: &str) -> Diagnostic {
    let file = |path: &str| Span::file(&Arc::from(format!("{content}/{path}")));
    Diagnostic::error(
        "media-collision",
        format!("两个文件的网址相同：content/{other} 和 content/{path} 都是 /{url}"),
        format!("content/{other} and content/{path} have the same URL /{url}"),
    )
    .at(file(path))
    .also(file(other), "另一个在这里：", "The other one is here:")
    .hint(
        "网址里汉字写成拼音，标点略去。请给后来的那个文件改名，先发布的网址才不会变。",
        "URLs have pinyin for Chinese and no punctuation. Rename the newer file, so that the older keeps its URL.",
    )
}

pub(super) fn page_in_bundle(page: &Draft, bundle: &Draft) -> Diagnostic {
    let (path, bundle_path) = (&page.path, &bundle.path);
    let folder = bundle.folder();
    Diagnostic::error(
        "page-in-bundle",
        format!("content/{folder} 是一个页面（有 index.md），里面不能再放 content/{path}"),
        format!("content/{folder} is one page (it has an index.md) and cannot hold content/{path}"),
    )
    .at(page.meta.title.span.clone())
    .also(bundle.meta.title.span.clone(), "这个页面在这里：", "That page is here:")
    .hint(
        format!("把这个 .md 移到上一级文件夹，或者把 content/{bundle_path} 改名为 _index.md，让文件夹成为栏目；文字稿请存成 .txt。"),
        format!("Move this .md to the folder above, or rename content/{bundle_path} to _index.md to make the folder a column; save a transcript as .txt."),
    )
}

pub(super) fn bad_alias(alias: &Spanned<String>) -> Diagnostic {
    Diagnostic::error(
        "bad-alias",
        format!("旧网址“{}”不能用", alias.value),
        format!("alias `{}` cannot be used", alias.value),
    )
    .at(alias.span.clone())
    .hint(
        "写成站内路径，例如 aliases: [old/page/]，也可以带参数（old/show.asp?id=12）；不要有“..”、盘符和 Windows 不允许的字符；首页的参数（/?id=12）要在服务器上跳转。",
        "Write a path inside the site such as `aliases: [old/page/]`, with a query if it had one (`old/show.asp?id=12`), but without `..`, drives or characters that Windows forbids; queries of the home page (`/?id=12`) are for the server to redirect.",
    )
}

pub(super) fn alias_taken(alias: &Spanned<String>, other: &Draft) -> Diagnostic {
    Diagnostic::error(
        "alias-taken",
        format!("旧网址“{}”已被 content/{} 占用", alias.value, other.path),
        format!("alias `{}` is taken by content/{}", alias.value, other.path),
    )
    .at(alias.span.clone())
    .also(other.meta.title.span.clone(), "占用它的页面：", "The page that has it:")
    .hint("删掉其中一个。", "Remove one of the two.")
}

/// A page is public, but says that it was published on a day that has not come.
pub(super) fn date_ahead(at: &Spanned<Moment>) -> Diagnostic {
    let day = format_date(at.value.date());
    Diagnostic::warning(
        "date-ahead",
        format!("发布日期 {day} 还没有到，但页面现在就公开"),
        format!("the page says that it was published on {day}, which has not come, and is public now"),
    )
    .at(at.span.clone())
    .hint(
        format!("要到那天才出现，写成“publish_at: {day}”；日期写错了，就改正。"),
        format!("write `publish_at: {day}` if it is to wait for that day, or correct the date."),
    )
}

/// `page` has the name that a file manager gave it, `name`.
pub(super) fn file_left_over(page: &Page, name: &str) -> Diagnostic {
    let name = name.rsplit_once('/').map_or(name, |(_, name)| name);
    Diagnostic::warning(
        "file-copy",
        format!("“{name}”是复制或者新建文件时自动起的名字，页面的网址也由它而来"),
        format!(
            "`{name}` is the name that was given when the file was copied or made; the page's address comes from it"
        ),
    )
    .at(Span::file(&page.draft.meta.span.file))
    .hint(
        "不要的就删去；要用的，给文件起一个说明内容的名字。",
        "Remove it if nobody wants it, or give it a name that says what it holds.",
    )
}

/// `page` looks like a copy of `original` that a file manager made.
pub(super) fn file_copy(page: &Page, original: &Page) -> Diagnostic {
    Diagnostic::warning(
        "file-copy",
        format!("content/{} 像是 content/{} 的副本，也发布了", page.draft.path, original.draft.path),
        format!(
            "content/{} looks like a copy of content/{}, and is published too",
            page.draft.path, original.draft.path
        ),
    )
    .at(Span::file(&page.draft.meta.span.file))
    .hint(
        "不要的就删去；确实是两个页面，就改一个自己的名字。",
        "Remove it if nobody wants it, or give it a name of its own.",
    )
}

/// A static page cannot look at its query before it shows itself.
pub(super) fn alias_query_on_page(alias: &Spanned<String>, other: &Draft) -> Diagnostic {
    Diagnostic::error(
        "alias-taken",
        format!("旧网址“{}”去掉参数就是 content/{} 的网址，不能再跳转", alias.value, other.path),
        format!(
            "alias `{}` without its query is where content/{} lies, so it cannot lead elsewhere",
            alias.value, other.path
        ),
    )
    .at(alias.span.clone())
    .also(other.meta.title.span.clone(), "占用它的页面：", "The page that has it:")
    .hint(
        "删去这个旧网址，请网站的管理员在服务器上设置跳转；或者给那个页面换一个 slug。",
        "Remove this alias and have the server redirect it, or give that page another `slug`.",
    )
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

/// The files of which somebody made one with fullwidth commas or a lone `-`, as a list.
fn several(value: &str) -> Option<String> {
    let bare = value.trim_matches(['［', '］', '｛', '｝', '【', '】', '[', ']']);
    let parts: Vec<&str> =
        bare.split(['，', '、', '；', ',']).map(|part| part.trim().trim_start_matches('-')).collect();
    let named = |part: &&str| part.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && ending.len() <= 5);
    let marked = bare.len() < value.len() || value.starts_with('-');
    ((parts.len() > 1 || marked) && parts.iter().all(named))
        .then(|| parts.iter().map(|part| format!("- {}", part.trim())).collect::<Vec<_>>().join("⏎"))
}

pub(super) fn reference_missing(reference: Ref<'_>, wanted: &str, known: &KnownNames<'_>) -> Diagnostic {
    let fault = Diagnostic::error(
        "reference-missing",
        format!("找不到“{}”（content/{wanted}）", reference.value),
        format!("`{}` does not exist (content/{wanted})", reference.value),
    )
    .at(reference.span.clone());
    if is_host(reference.value) {
        return fault.hint(
            format!("站外的网址要写全：https://{}。", reference.value),
            format!("Write the whole address of another site: https://{}.", reference.value),
        );
    }
    if let Some(list) = several(reference.value) {
        return fault.hint(
            format!("几个文件要各占一行：{list}（⏎ 表示换行）；或者写在半角方括号里，用半角逗号隔开。"),
            format!(
                "Put each file on a line of its own: {list} (⏎ is a line break), or write [a, b] with ASCII signs."
            ),
        );
    }
    let near = known.near(wanted);
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

/// Whether what was to be a path is the address of another site without its scheme.
fn is_host(reference: &str) -> bool {
    let host = reference.split(['/', '?', '#', ':']).next().unwrap_or_default().to_ascii_lowercase();
    host.starts_with("www.")
        || [".com", ".cn", ".net", ".org"].iter().any(|end| host.strip_suffix(end).is_some_and(|name| !name.is_empty()))
}

pub(super) fn anchor_missing(reference: Ref<'_>, anchor: &str, page: &Draft) -> Diagnostic {
    let near = anchors_near(anchor, page);
    let fault = Diagnostic::error(
        "anchor-missing",
        format!("“{}”里没有锚点“#{anchor}”", page.meta.title.value),
        format!("`{}` has no anchor `#{anchor}`", page.meta.title.value),
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

/// The anchors of headings that read as `anchor`, or of those that look alike, or anchors that do.
fn anchors_near<'a>(anchor: &str, page: &'a Draft) -> Vec<&'a str> {
    let headings = &page.body.headings;
    // A heading that is the same is the nearest there is.
    let texts = nearest_several(anchor.trim(), headings.iter().map(|h| h.text.as_str()), 3);
    let mut near: Vec<&str> = Vec::new();
    for text in texts {
        near.extend(headings.iter().filter(|h| h.text == text).map(|h| h.anchor.as_str()));
    }
    near.extend(nearest_several(anchor, page.body.anchors.iter(), 3));
    let mut seen = HashSet::new();
    near.retain(|anchor| seen.insert(*anchor));
    near.truncate(3);
    near
}
