//! Why something cannot move.

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Span};
use crate::inputs::{ignored, name_fault};

pub(super) fn nothing_there<'a>(given: &str, all: impl Iterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error(
        "move-nothing",
        format!("没有“{given}”这个页面或者文件夹"),
        format!("there is no page or folder `{given}`"),
    )
    .did_you_mean(given, all)
    .hint(
        "路径从 content 文件夹算起，例如 publicity/a.md；首页不能移动。",
        "Paths start at the content folder, such as publicity/a.md; the home page cannot move.",
    )
}

pub(super) fn taken(path: &str) -> Diagnostic {
    Diagnostic::error(
        "move-taken",
        format!("“{path}”已经有了，没有移动"),
        format!("`{path}` is there already; nothing was moved"),
    )
    .hint("换一个名称，或者先移走那一个。", "Choose another name, or move that one first.")
}

/// Whether `from` may become `to`.
pub(super) fn possible(from: &str, to: &str, is_file: bool) -> Result<(), Box<Diagnostic>> {
    let inside = !is_file && to.starts_with(&format!("{from}/"));
    let outside = to.split('/').any(|part| matches!(part, ".." | "." | ""));
    let bad = to.split('/').any(|part| name_fault(part).is_some() || ignored(part)) || to.len() > 900;
    if from != to && !inside && !outside && !bad {
        return Ok(());
    }
    let fault = Diagnostic::error("move-place", format!("不能移动到“{to}”"), format!("it cannot be moved to `{to}`"));
    Err(Box::new(if inside {
        fault.hint("文件夹不能移到它自己里面。", "A folder cannot be moved into itself.")
    } else if from == to {
        fault.hint("新旧位置相同。", "That is where it lies.")
    } else {
        fault.hint(
            "新的位置要在 content 文件夹里面；名称不能含有 < > : \" | ? * \\，不能以点开头，也不能是 con、nul 等 Windows 保留的名称。",
            "The new place must lie in the content folder; names hold none of < > : \" | ? * \\, do not begin with a dot and are none that Windows reserves.",
        )
    }))
}

/// A reference has to change, and nobody knows how it is written.
pub(super) fn by_hand(span: &Span, old: &str, new: &str) -> Diagnostic {
    Diagnostic::error(
        "move-by-hand",
        format!("没有移动：“{old}”写得特殊，不能自动改"),
        format!("nothing was moved: `{old}` is written in a way that cannot be changed by itself"),
    )
    .at(span.clone())
    .hint(
        format!("把它写成普通的路径，再移动一次；移动以后会是“{new}”。"),
        format!("Write it as a plain path and move again; it will become `{new}`."),
    )
}

/// The front matter holds its old addresses in a way that no program can add to.
pub(super) fn alias_by_hand(file: &Arc<str>, url: &str) -> Diagnostic {
    Diagnostic::error(
        "move-by-hand",
        format!("没有移动：旧网址“{url}”不能自动写进这个页面的开头"),
        format!("nothing was moved: the old address `{url}` cannot be written into the front matter of this page"),
    )
    .at(Span::file(file))
    .hint(
        "把 aliases 写成一行一个网址，再移动一次。",
        "Write `aliases` as a list with an address to each line, and move again.",
    )
}

/// A page that cannot be read may hold references that nobody sees.
pub(super) fn unread(file: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "move-unread",
        "没有移动：这个页面有错误，读不出来，里面的链接改不了",
        "nothing was moved: this page has errors and cannot be read, so its links could not be changed",
    )
    .at(Span::file(file))
    .hint("先改好它（shuyuan check），再移动。", "Mend it first (`shuyuan check`), then move.")
}

pub(super) fn encoding(file: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "move-encoding",
        format!("没有移动：“{file}”不是 UTF-8，里面的链接不能改"),
        format!("nothing was moved: `{file}` is not in UTF-8, so its links cannot be changed"),
    )
    .at(Span::file(file))
    .hint("把它另存为 UTF-8，再移动一次。", "Save it as UTF-8 and move again.")
}

/// A reference that would mean something else; a fault of this program, but nothing is lost by it.
pub(super) fn means_another(span: &Span, value: &str) -> Diagnostic {
    Diagnostic::error(
        "move-by-hand",
        format!("没有移动：移动以后“{value}”会指到别处"),
        format!("nothing was moved: `{value}` would lead elsewhere afterwards"),
    )
    .at(span.clone())
    .hint("先改写或者删去这个链接，再移动。", "Rewrite or remove this link first, then move.")
}

/// A theme has the old address in one of its files.
pub(super) fn written_out(span: &Span, url: &str) -> Diagnostic {
    Diagnostic::warning(
        "move-theme",
        format!("主题里写死了旧网址“{url}”，不会跟着改"),
        format!("the theme has the old address `{url}` written out, which does not follow"),
    )
    .at(span.clone())
    .hint(
        "旧网址会自动跳转，但最好请做主题的人改成新的。",
        "The old address leads on; have whoever makes the theme write the new one.",
    )
}
