//! Which files may lie beside the pages: those that are known to be harmless, by what is in them.
//!
//! A file is published as it is. What browsers run when it is opened from the site runs as a part of the site, and what
//! Windows runs on a double click comes with the site's good name; so only kinds that do neither are let through, and only
//! if they are what their names say. Anything else needs a word of the site: `allow_files`.

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Span};
use crate::inputs::InputFile;

/// How a kind begins.
enum Form {
    /// With one of these, at the start.
    Begins(&'static [&'static [u8]]),
    /// With this somewhere in the first kilobyte.
    Holds(&'static [u8]),
    /// With this at the place.
    At(usize, &'static [u8]),
    /// It is text, which is shown as text.
    Text,
    /// In too many ways; no program takes it for anything that runs.
    Any,
}

const ZIP: &[&[u8]] = &[b"PK"];
/// Office programs of all ages; a new one may have an old name and the reverse.
const OFFICE: &[&[u8]] = &[b"PK", b"\xd0\xcf\x11\xe0", b"{\\rtf"];

/// The kinds that are published, with how they begin.
const KNOWN: &[(&[&str], Form)] = &[
    (&["pdf"], Form::Holds(b"%PDF")),
    (
        &[
            "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "dot", "dotx", "xlt", "xltx", "pot",
            "potx", "pps", "ppsx", "rtf",
        ],
        Form::Begins(OFFICE),
    ),
    (&["odt", "ods", "odp", "ofd", "epub", "zip"], Form::Begins(ZIP)),
    // Drawings of office programs: an import leaves them beside the page for whoever replaces them.
    (&["emf"], Form::At(40, b" EMF")),
    (&["wmf"], Form::Begins(&[b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00"])),
    (&["rar"], Form::Begins(&[b"Rar!"])),
    (&["7z"], Form::Begins(&[b"7z\xbc\xaf"])),
    (&["gz", "tgz"], Form::Begins(&[b"\x1f\x8b"])),
    (&["tar"], Form::At(257, b"ustar")),
    (&["mp4", "m4v", "mov", "m4a", "3gp"], Form::At(4, b"ftyp")),
    (&["mp3"], Form::Begins(&[b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"])),
    (&["aac"], Form::Begins(&[b"\xff\xf1", b"\xff\xf9", b"ID3"])),
    (&["wav", "avi"], Form::Begins(&[b"RIFF"])),
    (&["ogg", "oga", "ogv", "opus"], Form::Begins(&[b"OggS"])),
    (&["flac"], Form::Begins(&[b"fLaC"])),
    (&["webm", "mkv"], Form::Begins(&[b"\x1a\x45\xdf\xa3"])),
    (&["wmv", "wma"], Form::Begins(&[b"\x30\x26\xb2\x75"])),
    (&["flv"], Form::Begins(&[b"FLV"])),
    (&["woff", "woff2"], Form::Begins(&[b"wOFF", b"wOF2"])),
    (&["ttf", "otf"], Form::Begins(&[b"\0\x01\0\0", b"OTTO", b"true"])),
    (&["psd"], Form::Begins(&[b"8BPS"])),
    (
        &[
            "txt", "csv", "tsv", "json", "yaml", "yml", "toml", "log", "srt", "vtt", "lrc", "ics", "vcf", "bib",
            "geojson", "md", "markdown", "py", "rs", "sql",
        ],
        Form::Text,
    ),
    (&["bin", "dat", "dwg", "dxf", "caj", "ceb", "ai", "sketch", "xmind", "mm", "db", "sqlite"], Form::Any),
];

/// What a browser runs, or shows as a page of the site.
const RUNS: [&str; 21] = [
    "html", "htm", "xhtml", "xht", "shtml", "xml", "xsl", "xslt", "svgz", "mht", "mhtml", "js", "mjs", "cjs", "swf",
    "hta", "htc", "rdf", "rss", "atom", "wasm",
];

/// Why the file cannot be published; none if it can.
pub(super) fn fault(file: &Arc<str>, input: &InputFile, any_html: bool, allowed: &[String]) -> Option<Diagnostic> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    let html = ["html", "htm", "xhtml", "xht", "shtml"].contains(&end.as_str());
    if (html && any_html) || allowed.contains(&end) {
        return None;
    }
    if html {
        return Some(html_file(file));
    }
    if RUNS.contains(&end.as_str()) {
        return Some(runs(file, &end));
    }
    let Some((_, form)) = KNOWN.iter().find(|(ends, _)| ends.contains(&end.as_str())) else {
        return Some(unknown(file, &end));
    };
    // What cannot be read is reported where it is copied.
    let head = input.head(1024).ok()?;
    (!head.is_empty() && !form.fits(&head)).then(|| mismatch(file, &end))
}

impl Form {
    fn fits(&self, head: &[u8]) -> bool {
        match self {
            Self::Begins(beginnings) => beginnings.iter().any(|beginning| head.starts_with(beginning)),
            Self::Holds(part) => head.windows(part.len()).any(|window| window == *part),
            Self::At(at, part) => head.get(*at..).is_some_and(|rest| rest.starts_with(part)),
            Self::Text | Self::Any => !is_page(head),
        }
    }
}

/// Whether the bytes begin as a page does: some browsers look at that and not at the name.
fn is_page(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<script", "<svg", "<iframe", "<?xml"]
        .iter()
        .any(|tag| text.starts_with(tag))
}

fn html_file(file: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "html-file",
        "网页文件会原样发布，里面的脚本会在读者的浏览器里运行",
        "an HTML file is published as it is, and scripts in it run in the reader's browser",
    )
    .at(Span::file(file))
    .hint(
        "把内容写成 .md 页面，或者另存为 PDF；确实需要时，在 site-config.toml 的 [markdown] 里设 raw_html = \"allow\"。",
        "Write its content as a .md page, or save it as PDF; if you really need it, set raw_html = \"allow\" under [markdown] in site-config.toml.",
    )
}

fn runs(file: &Arc<str>, end: &str) -> Diagnostic {
    allow(
        Diagnostic::error(
            "file-kind",
            format!(".{end} 文件会原样发布，里面的程序会在读者的浏览器里运行"),
            format!("a .{end} file is published as it is, and what is in it runs in the reader's browser"),
        ),
        file,
        end,
    )
}

fn unknown(file: &Arc<str>, end: &str) -> Diagnostic {
    let kind = if end.is_empty() {
        ("没有扩展名的文件".to_owned(), "a file without an extension".to_owned())
    } else {
        (format!(".{end} 文件"), format!("a .{end} file"))
    };
    allow(
        Diagnostic::error(
            "file-kind",
            format!("不知道{}是否安全，没有发布", kind.0),
            format!("it is not known whether {} is safe, so it is not published", kind.1),
        ),
        file,
        end,
    )
}

fn mismatch(file: &Arc<str>, end: &str) -> Diagnostic {
    Diagnostic::error(
        "file-kind",
        format!("文件的内容不是 .{end}，扩展名与内容不符"),
        format!("the file is no .{end} inside: its extension and its content differ"),
    )
    .at(Span::file(file))
    .hint(
        "用原来的程序打开，重新另存一次；下载下来的文件可能其实是一个网页（例如登录页）。",
        "Open it in its program and save it again; a downloaded file may in fact be a web page, such as a login.",
    )
}

fn allow(fault: Diagnostic, file: &Arc<str>, end: &str) -> Diagnostic {
    let fault = fault.at(Span::file(file)).hint(
        "换成 PDF、Word、Excel 等常用格式，或者打包成 zip。",
        "Save it as PDF, Word, Excel or another common kind, or pack it as zip.",
    );
    if end.is_empty() {
        return fault;
    }
    fault.hint(
        format!("确认可信、确实需要时，在 site-config.toml 的 [output] 里写 allow_files = [\"{end}\"]。"),
        format!(
            "If you trust it and really need it, set allow_files = [\"{end}\"] under [output] in site-config.toml."
        ),
    )
}
