//! What can be wrong with files before anybody reads what they say.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::NameFault;
use crate::diagnostics::{Diagnostic, Span, system_words};

pub(super) fn unreadable(path: &Arc<str>, error: &io::Error) -> Diagnostic {
    let why = system_words(error);
    Diagnostic::error(
        "unreadable",
        format!("无法读取“{path}”：{}", why.zh),
        format!("cannot read `{path}`: {}", why.en),
    )
    .at(Span::file(path))
    .hint(
        "请检查文件权限，或关闭正在占用它的程序后重试",
        "check the file's permissions, or close the program that holds it, and try again",
    )
}

pub(super) fn too_long(path: &Arc<str>, len: u64, limit: u64) -> Diagnostic {
    let (len, limit) = (megabytes(len), limit / 1024 / 1024);
    Diagnostic::error(
        "file-too-large",
        format!("“{path}”有 {len} MB，超过文本文件 {limit} MB 的上限，未读取"),
        format!("`{path}` has {len} MB, more than the {limit} MB that a text file may have; it was not read"),
    )
    .at(Span::file(path))
    .hint(
        "请拆分为几个文件，或改作附件（例如 zip、pdf）",
        "split it, or offer it as an attachment (for example zip or pdf)",
    )
}

pub(super) fn not_unicode(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "file-name",
        format!("文件名“{path}”不是有效的 Unicode 文字，未读取"),
        format!("the name of `{path}` is not valid Unicode; it was not read"),
    )
    .at(Span::file(path))
    .hint(
        "请重命名该文件；从旧压缩包解出的中文名常有此问题，可换用支持 GB18030 的解压工具",
        "rename it; names unpacked from an old archive often have this fault",
    )
}

pub(super) fn bad_name(path: &Arc<str>, fault: NameFault) -> Diagnostic {
    let (zh, en) = name_reason(fault);
    Diagnostic::warning(
        "file-name",
        format!("Windows 上不能使用“{path}”这个名称：{zh}"),
        format!("`{path}` cannot exist on Windows: {en}"),
    )
    .at(Span::file(path))
    .hint("请重命名，以便站点源文件可在任何电脑上编辑", "rename it, so that the site can be edited on any computer")
}

/// Why a name is refused, to follow a colon.
pub(crate) fn name_reason(fault: NameFault) -> (String, String) {
    match fault {
        NameFault::Reserved => ("这是系统保留的设备名".into(), "it is the name of a device".into()),
        NameFault::Character(c) if c.is_control() => (
            format!("含有控制字符 U+{:04X}", u32::from(c)),
            format!("it contains the control character U+{:04X}", u32::from(c)),
        ),
        NameFault::Character(c) => (format!("含有字符“{c}”"), format!("it contains `{c}`")),
        NameFault::Tail => ("以点或空格结尾".into(), "it ends in a dot or a space".into()),
        NameFault::TooLong => ("名称超过 255 字节".into(), "it is longer than 255 bytes".into()),
    }
}

pub(super) fn same_but_for_case(first: &Arc<str>, second: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "same-name",
        format!("“{second}”与“{first}”只有大小写不同，在 Windows 和 macOS 上会互相覆盖"),
        format!("`{second}` and `{first}` differ only in letter case and overwrite each other on Windows and macOS"),
    )
    .at(Span::file(second))
    .also(Span::file(first), "另一个文件", "the other file")
    .hint("请重命名其中一个", "rename one of them")
}

pub(super) fn link_outside(path: &Arc<str>, target: &Path) -> Diagnostic {
    let target = target.display();
    Diagnostic::error(
        "link-outside",
        format!("链接“{path}”指向站点之外的“{target}”，未读取"),
        format!("the link `{path}` leads out of the site to `{target}`; it was not followed"),
    )
    .at(Span::file(path))
    .hint("请把文件复制到站点内，或删除此链接", "copy what it leads to into the site, or remove the link")
}

pub(super) fn link_loop(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "link-loop",
        format!("链接“{path}”指向包含它自己的文件夹，形成循环"),
        format!("the link `{path}` leads to a folder that contains it"),
    )
    .at(Span::file(path))
    .hint("请删除此链接", "remove the link")
}

pub(super) fn broken_link(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "link-broken",
        format!("链接“{path}”指向的文件不存在"),
        format!("the link `{path}` leads to nothing"),
    )
    .at(Span::file(path))
    .hint("请删除此链接，或恢复它指向的文件", "remove the link, or restore what it leads to")
}

pub(super) fn too_many_links(path: &Arc<str>, limit: usize) -> Diagnostic {
    Diagnostic::error(
        "link-depth",
        format!("“{path}”经过的链接超过 {limit} 层，未读取"),
        format!("the way to `{path}` leads through more than {limit} links; it was not followed"),
    )
    .at(Span::file(path))
    .hint("请让链接直接指向目标", "let the link lead to its target directly")
}

pub(super) fn too_deep(path: &Arc<str>, limit: usize) -> Diagnostic {
    Diagnostic::error(
        "folder-depth",
        format!("文件夹“{path}”超过 {limit} 层，其中的内容未读取"),
        format!("the folder `{path}` lies more than {limit} levels deep; it was not read"),
    )
    .at(Span::file(path))
    .hint("请减少文件夹的层数", "use fewer levels of folders")
}

pub(super) fn not_a_file(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "not-a-file",
        format!("“{path}”是设备、管道或套接字，不是文件"),
        format!("`{path}` is a device, a pipe or a socket, not a file"),
    )
    .at(Span::file(path))
    .hint("请把它移出站点", "move it out of the site")
}

fn megabytes(len: u64) -> u64 {
    len.div_ceil(1024 * 1024)
}

pub(super) fn encoding(path: &Arc<str>, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::warning(
        "encoding",
        format!("这个文件是 {zh}编码，已转换成 UTF-8 读取"),
        format!("this file is {en}; it was converted to UTF-8"),
    )
    .at(Span::file(path))
    .hint(
        "用记事本打开，选“文件 → 另存为”，在“编码”处选“UTF-8”后保存；WPS 文字里选“文件 → 另存为”，类型选“纯文本”，编码选“UTF-8”",
        "save it as UTF-8: in Notepad choose Save As and the encoding UTF-8",
    )
}

pub(super) fn big5(path: &Arc<str>) -> Diagnostic {
    Diagnostic::warning(
        "encoding",
        "这个文件是 Big5（繁体中文）编码，已转换成 UTF-8 读取",
        "this file is Big5 (traditional Chinese); it was converted to UTF-8",
    )
    .at(Span::file(path))
    .hint(
        "记事本打开会是乱码：用 Word 或 WPS 打开，编码选“繁体中文（Big5）”，核对文字后另存为“纯文本”，编码选“UTF-8”",
        "Notepad would show it garbled: open it in Word or WPS as “Traditional Chinese (Big5)”, compare the text and save it as plain text in UTF-8",
    )
}

pub(super) fn garbled(span: Span, count: usize) -> Diagnostic {
    Diagnostic::error(
        "garbled",
        format!("有 {count} 处字符无法识别，显示为“\u{FFFD}”"),
        format!("{count} places cannot be read and are shown as `\u{FFFD}`"),
    )
    .at(span)
    .hint(
        "从原稿重新复制这一段，或者删去这些字符；如果文件没有传完，请重新传送",
        "copy this passage again from its source, or delete the characters; if the file arrived incomplete, send it again",
    )
}

pub(super) fn binary(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error("binary", "这不是文本文件", "this is not a text file").at(Span::file(path)).hint(
        "用记事本或 Markdown 编辑器重新保存成文本；如果是附件，请换回原来的扩展名",
        "save it as text; if it is an attachment, give it back its extension",
    )
}

pub(super) fn disguised(path: &Arc<str>, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error("binary", format!("这不是文本文件，而是{zh}"), format!("this is not text but {en}"))
        .at(Span::file(path))
        .hint(
            "改扩展名不能转换格式：请在原来的软件里打开，把文字复制到记事本，再保存成 UTF-8 文本",
            "changing the extension converts nothing: open it in its own program and copy the text into a text file",
        )
}
