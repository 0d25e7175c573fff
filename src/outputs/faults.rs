//! What can keep a site, or one file of it, from being published.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::MANIFEST;
use super::paths::PathFault;
use crate::diagnostics::{Diagnostic, Span, Text, system_words};
use crate::inputs::name_reason;

pub(super) fn bad_path(path: &str, fault: PathFault, origin: Option<&Arc<str>>) -> Diagnostic {
    let (zh, en): (String, String) = match fault {
        PathFault::Empty => ("其中有一段为空".into(), "a part of it is empty".into()),
        PathFault::Absolute => ("它是绝对路径".into(), "it is absolute".into()),
        PathFault::Dots => ("它含有“.”或“..”".into(), "it contains `.` or `..`".into()),
        PathFault::TooLong => ("它超过 1024 字节".into(), "it is longer than 1024 bytes".into()),
        PathFault::Ours => ("这个名称留给构建清单".into(), "this name is kept for the build manifest".into()),
        PathFault::Name(fault) => name_reason(fault),
    };
    let shown = clipped(path);
    let fault = Diagnostic::error(
        "output-path",
        format!("不能发布到“{shown}”：{zh}"),
        format!("cannot publish to `{shown}`: {en}"),
    )
    .hint("请重命名源文件，或为它设置 slug", "rename the source file, or give it a `slug`");
    placed(fault, origin)
}

pub(super) fn collision(
    path: &str,
    origin: Option<&Arc<str>>,
    other: &str,
    other_origin: Option<&Arc<str>>,
) -> Diagnostic {
    let fault = if path == other {
        Diagnostic::error(
            "output-collision",
            format!("有两个文件要发布到“{path}”"),
            format!("two files would be published to `{path}`"),
        )
    } else {
        Diagnostic::error(
            "output-collision",
            format!("“{path}”与“{other}”在不区分大小写的系统上是同一个文件"),
            format!("`{path}` and `{other}` are the same file where letter case does not count"),
        )
    };
    let fault = fault.hint(
        "请重命名其中一个源文件，或为它设置不同的 slug",
        "rename one of the source files, or give it another `slug`",
    );
    with_other(placed(fault, origin.or(other_origin)), other_origin.filter(|_| origin.is_some()))
}

pub(super) fn file_and_folder(
    file: &str,
    origin: Option<&Arc<str>>,
    inside: &str,
    inside_origin: Option<&Arc<str>>,
) -> Diagnostic {
    let fault = Diagnostic::error(
        "output-collision",
        format!("“{file}”既要作为文件，又要作为“{inside}”所在的文件夹"),
        format!("`{file}` would be both a file and the folder of `{inside}`"),
    )
    .hint("请重命名其中一个源文件", "rename one of the source files");
    with_other(placed(fault, origin.or(inside_origin)), inside_origin.filter(|_| origin.is_some()))
}

pub(super) fn folder_case(
    folder: &str,
    other: &str,
    inside: &str,
    path: &str,
    origin: Option<&Arc<str>>,
) -> Diagnostic {
    let fault = Diagnostic::error(
        "output-collision",
        format!("“{path}”所在的文件夹“{folder}”与“{inside}”所在的“{other}”只有大小写不同"),
        format!("the folder `{folder}` of `{path}` and the folder `{other}` of `{inside}` differ only in letter case"),
    )
    .hint("请统一文件夹名称的大小写", "write the folder's name in one way");
    placed(fault, origin)
}

fn placed(fault: Diagnostic, origin: Option<&Arc<str>>) -> Diagnostic {
    match origin {
        Some(origin) => fault.at(Span::file(origin)),
        None => fault,
    }
}

fn with_other(fault: Diagnostic, origin: Option<&Arc<str>>) -> Diagnostic {
    match origin {
        Some(origin) => fault.also(Span::file(origin), "另一个文件", "the other file"),
        None => fault,
    }
}

fn clipped(path: &str) -> String {
    let shown: String = path.chars().take(120).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if path.chars().count() > 120 { shown + "…" } else { shown }
}

pub(super) fn not_a_folder(out: &Path) -> Diagnostic {
    let out = out.display();
    Diagnostic::error("out-not-a-folder", format!("输出位置“{out}”是一个文件"), format!("the output `{out}` is a file"))
        .hint("请用 --out 指定一个文件夹", "give a folder with --out")
}

pub(super) fn is_link(out: &Path, target: Option<&Path>) -> Diagnostic {
    let target = target.unwrap_or(out).display();
    let out = out.display();
    Diagnostic::error(
        "out-is-a-link",
        format!("输出位置“{out}”是一个链接，指向“{target}”"),
        format!("the output `{out}` is a link to `{target}`"),
    )
    .hint(
        format!("新站点要整体替换旧文件夹；请直接指定真实的文件夹：--out {target}"),
        format!("the new site replaces the folder as a whole; give the real folder: --out {target}"),
    )
}

pub(super) fn no_name(out: &Path) -> Diagnostic {
    let out = out.display();
    Diagnostic::error("out-no-name", format!("不能输出到“{out}”"), format!("cannot publish to `{out}`")).hint(
        "请用 --out 指定一个可以整体替换的文件夹，例如 public",
        "give a folder that may be replaced as a whole with --out, such as `public`",
    )
}

pub(super) fn holds_sources(out: &Path, source: &Path) -> Diagnostic {
    let (out, source) = (out.display(), source.display());
    Diagnostic::error(
        "out-holds-sources",
        format!("输出位置“{out}”包含站点的源文件“{source}”"),
        format!("the output `{out}` holds the site's sources `{source}`"),
    )
    .hint("请用 --out 指定另一个文件夹，例如 public", "give another folder with --out, such as `public`")
}

pub(super) fn inside_sources(out: &Path, source: &Path) -> Diagnostic {
    let (out, source) = (out.display(), source.display());
    Diagnostic::error(
        "out-inside-sources",
        format!("输出位置“{out}”在站点的源文件夹“{source}”之内"),
        format!("the output `{out}` lies inside the site's sources `{source}`"),
    )
    .hint(
        "请用 --out 指定源文件夹之外的位置，例如 public",
        "give a folder outside the sources with --out, such as `public`",
    )
}

pub(super) fn foreign_folder(out: &Path, example: &str) -> Diagnostic {
    let out = out.display();
    Diagnostic::error(
        "out-not-ours",
        format!("输出文件夹“{out}”不是空的，也不是 shuyuan 生成的（其中有“{example}”，没有 {MANIFEST}），未作任何改动"),
        format!("the output folder `{out}` is not empty and was not made by shuyuan (it holds `{example}` and no {MANIFEST}); nothing was changed"),
    )
    .hint("请用 --out 指定一个新的或空的文件夹；如果其中的文件已不需要，请先自行移走", "give a new or empty folder with --out; if its files are not needed, move them away yourself first")
}

pub(super) fn other_manifest(out: &Path) -> Diagnostic {
    let out = out.display();
    Diagnostic::error(
        "out-not-ours",
        format!("输出文件夹“{out}”中的 {MANIFEST} 是别的程序或另一版本的 shuyuan 写的，无法分辨哪些文件可以替换，未作任何改动"),
        format!("the {MANIFEST} in the output folder `{out}` was written by another program or another version of shuyuan, so that it cannot be told which files may be replaced; nothing was changed"),
    )
    .hint("请确认其中没有别的文件后删除该文件夹，再重新构建", "make sure that the folder holds nothing else, remove it and build again")
}

/// Addresses of the last publication that lead nowhere now.
pub(super) fn addresses_gone(gone: &[&str]) -> Diagnostic {
    let some = gone.iter().take(10).map(|path| clipped(path)).collect::<Vec<_>>();
    let n = gone.len();
    let more = if n > some.len() { (" 等", " and others") } else { ("", "") };
    Diagnostic::warning(
        "address-gone",
        format!("上次发布的 {n} 个网址不再有了：{}{}", some.join("、"), more.0),
        format!("{n} addresses of the last publication lead nowhere now: {}{}", some.join(", "), more.1),
    )
    .hint(
        format!("如果是改名或者移动，在新的页面里写 aliases: [{}]，旧网址就会跳转（以后用 shuyuan move 移动，会自动写上）；如果是有意撤下的，不必改。", some.first().map_or("", String::as_str)),
        format!("if a page was renamed or moved, write `aliases: [{}]` in the new one, and the old address leads there (`shuyuan move` writes it by itself); if it was taken down on purpose, leave it", some.first().map_or("", String::as_str)),
    )
}

/// A folder whose list of files was damaged is whole again; `unknown` stayed because nobody can say whose it is.
pub(super) fn repaired(out: &Path, mut unknown: Vec<PathBuf>) -> Diagnostic {
    unknown.sort();
    let out = out.display();
    let found = Diagnostic::warning(
        "out-repaired",
        format!("输出文件夹“{out}”中的 {MANIFEST} 已损坏（可能曾经断电，或复制中断），已按这次的结果修复整个门户"),
        format!(
            "the {MANIFEST} in the output folder `{out}` was damaged (a power failure, or a copy that was cut off?); the whole portal was repaired"
        ),
    );
    if unknown.is_empty() {
        return found;
    }
    let some = unknown.iter().take(5).map(|path| clipped(&path.to_string_lossy())).collect::<Vec<_>>();
    let more = if unknown.len() > some.len() { (" 等", " and others") } else { ("", "") };
    let n = unknown.len();
    found.hint(
        format!("其中有 {n} 个文件不属于现在的门户，已原样保留：{}{}；如果是以前的网页，请删除", some.join("、"), more.0),
        format!("{n} files in it are not part of the portal now and stayed as they were: {}{}; remove them if they are former pages", some.join(", "), more.1),
    )
}

pub(super) fn in_the_way(out: &Path, paths: &[String]) -> Diagnostic {
    let out = out.display();
    let some = paths.iter().take(5).map(|path| clipped(path)).collect::<Vec<_>>();
    let more = paths.len() - some.len();
    let zh_more = if more > 0 { format!(" 等 {} 个", paths.len()) } else { String::new() };
    let en_more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Diagnostic::error(
        "out-file-in-the-way",
        format!("输出文件夹“{out}”中有不是 shuyuan 生成的文件占用了要发布的位置：{}{zh_more}；未作任何改动", some.join("、")),
        format!("the output folder `{out}` holds files that shuyuan did not make where it would publish: {}{en_more}; nothing was changed", some.join(", ")),
    )
    .hint("请把这些文件移走或改名，再重新构建", "move or rename these files and build again")
}

pub(super) fn busy(out: &Path, process: Option<u32>) -> Diagnostic {
    let out = out.display();
    let (zh, en) = process.map_or_else(Default::default, |id| (format!("（进程号 {id}）"), format!(" (process {id})")));
    Diagnostic::error(
        "out-busy",
        format!("另一个 shuyuan{zh}正在向“{out}”发布"),
        format!("another shuyuan{en} is publishing to `{out}`"),
    )
    .hint("请等它结束，或用 --out 指定另一个文件夹", "wait until it has ended, or give another folder with --out")
}

pub(super) fn changed_meanwhile(source: &Path) -> Diagnostic {
    let source = source.display();
    Diagnostic::error(
        "changed-meanwhile",
        format!("“{source}”在构建过程中被改动，站点未发布"),
        format!("`{source}` was changed while the site was being built; nothing was published"),
    )
    .hint("请重新构建", "build again")
}

pub(super) fn read_failed(path: &Path, error: &io::Error) -> Diagnostic {
    let (path, why) = (path.display(), system_words(error));
    Diagnostic::error(
        "publish-failed",
        format!("无法读取“{path}”：{}；原有站点保持不变", why.zh),
        format!("cannot read `{path}`: {}; the former site is unchanged", why.en),
    )
    .hint(
        "请检查文件权限，或关闭正在占用它的程序后重试",
        "check the file's permissions, or close the program that holds it, and try again",
    )
}

pub(super) fn write_failed(path: &Path, error: &io::Error) -> Diagnostic {
    let (hint_zh, hint_en) = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => (
            "请清理磁盘后重试；发布时需要容纳新旧两份中有变化的文件",
            "free some space and try again; publishing needs room for what has changed, beside the former site",
        ),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => (
            "请检查输出文件夹及其上级文件夹的写入权限，或用 --out 指定别处",
            "check that the output folder and the folder above it are writable, or give another one with --out",
        ),
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => {
            ("请用 --out 指定挂载点下面的一个文件夹", "give a folder below the mount point with --out")
        }
        _ => (
            "请检查输出文件夹及其上级文件夹，或用 --out 指定别处",
            "check the output folder and the folder above it, or give another one with --out",
        ),
    };
    let why = match error.kind() {
        // Only the output folder itself is exchanged as a whole.
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => Text::new(
            format!("它是挂载点，不能整体替换（{error}）"),
            format!("it is a mount point and cannot be replaced as a whole ({error})"),
        ),
        _ => system_words(error),
    };
    let path = path.display();
    Diagnostic::error(
        "publish-failed",
        format!("无法写入“{path}”：{}；原有站点保持不变", why.zh),
        format!("cannot write `{path}`: {}; the former site is unchanged", why.en),
    )
    .hint(hint_zh, hint_en)
}
