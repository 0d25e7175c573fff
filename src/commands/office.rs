//! Formats that only their own programs read: LibreOffice or pdftotext turn them into .docx or text, where they are
//! installed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::diagnostics::Diagnostic;
use crate::import::{self, Options, Page};
use crate::inputs;

/// Longer than any document takes; the program is ended then.
const LONGEST: Duration = Duration::from_secs(180);

/// Converts the file at `path`, called `name`, and imports what comes out.
pub(super) fn convert(path: &Path, name: &str, options: &Options) -> Result<Vec<Page>, Box<Diagnostic>> {
    let folder = tempfile::tempdir().map_err(|_| Box::new(not_installed(name)))?;
    let pdf = name.to_lowercase().ends_with(".pdf");
    let stem = path.file_stem().unwrap_or_default();
    let (made, end) = if pdf {
        let out = folder.path().join("text.txt");
        let mut command = Command::new("pdftotext");
        command.args(["-enc", "UTF-8", "-nopgbrk", "-layout"]).arg(path).arg(&out);
        (run(command).then_some(out), "txt")
    } else {
        let out = folder.path().join(stem).with_extension("docx");
        (office(path, folder.path()).then_some(out), "docx")
    };
    let Some(made) = made else { return Err(Box::new(not_installed(name))) };
    let bytes = inputs::one_file(&made).map_err(|_| Box::new(not_converted(name)))?;
    let bytes = if pdf { joined(&String::from_utf8_lossy(&bytes)).into_bytes() } else { bytes };
    let renamed = match name.rsplit_once('.') {
        Some((stem, _)) => format!("{stem}.{end}"),
        None => name.to_owned(),
    };
    let mut pages = import::convert(&renamed, &bytes, options, &|_| None)?;
    for page in &mut pages {
        name.clone_into(&mut page.source.name);
    }
    Ok(pages)
}

fn office(path: &Path, folder: &Path) -> bool {
    // A profile of its own: an open LibreOffice would take the call and do nothing.
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.to_string_lossy().replace('\\', "/"));
    let names = [
        "soffice",
        "libreoffice",
        "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    ];
    names.into_iter().any(|program| {
        let mut command = Command::new(program);
        command.args([profile.as_str(), "--headless", "--convert-to", "docx", "--outdir"]).arg(folder).arg(path);
        run(command)
    })
}

/// Runs a program to its end, but not for ever.
fn run(mut command: Command) -> bool {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    child.is_ok_and(|mut child| ended_well(&mut child))
}

fn ended_well(child: &mut Child) -> bool {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if start.elapsed() < LONGEST => std::thread::sleep(Duration::from_millis(50)),
            _ => {
                // It may have ended by itself in this moment.
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

/// A PDF breaks its lines by width: a line that fills it and stops in mid-sentence goes on with the next one, also over
/// the end of a page.
fn joined(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(closed).collect();
    let mut lengths: Vec<usize> = lines.iter().map(|l| l.chars().count()).filter(|n| *n > 4).collect();
    lengths.sort_unstable();
    // A few lines run over; most of those of a paragraph are as long as the page is wide.
    let wide = lengths.get(lengths.len() * 8 / 10).copied().unwrap_or(0) * 3 / 4;
    let mut out = String::new();
    let (mut open, mut gap) = (false, false);
    for words in &lines {
        if words.is_empty() {
            gap = true;
            continue;
        }
        if is_page_number(words) {
            // The space around it belongs to the page.
            gap = false;
            continue;
        }
        let numbered = words.starts_with('第')
            || words.starts_with(['（', '('])
            || words.starts_with(|c: char| c.is_ascii_digit())
            || words.chars().nth(1) == Some('、');
        if open && !numbered && !gap {
            out.push_str(words);
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(words);
        }
        gap = false;
        open = words.chars().count() >= wide.max(12) && !words.ends_with(['。', '；', '：', '！', '？']);
    }
    out
}

/// A line without the space by which it was justified; columns of a table stay apart.
fn closed(line: &str) -> String {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let single = parts.iter().filter(|p| p.chars().count() == 1).count();
    if parts.len() > 2 && single * 10 >= parts.len() * 6 {
        return parts.concat();
    }
    let mut out = String::new();
    let mut rest = line.trim();
    while let Some(at) = rest.find(char::is_whitespace) {
        let after = rest[at..].trim_start();
        out.push_str(&rest[..at]);
        let width = rest[at..].len() - after.len();
        let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
        if width > 1 || !wide(out.chars().next_back()) && !wide(after.chars().next()) {
            out.push(' ');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `- 2 -`, `－3－`, `— 4`
fn is_page_number(words: &str) -> bool {
    let dash = |c: char| matches!(c, '-' | '－' | '—' | '–' | ' ');
    let inner = words.trim_matches(dash);
    words.chars().count() <= 9
        && words.starts_with(dash)
        && !inner.is_empty()
        && inner.chars().all(|c| c.is_ascii_digit())
}

fn not_installed(name: &str) -> Diagnostic {
    let pdf = name.to_lowercase().ends_with(".pdf");
    let fault = Diagnostic::error(
        "import-needs-program",
        format!("“{name}”要先转换格式，这台机器上没有找到能转换的程序，或者转换失败"),
        format!("`{name}` must be converted first, and no program for that was found here, or it failed"),
    );
    if pdf {
        fault.hint(
            "最好找到 PDF 的 Word 原件；也可以用 WPS 或 Word 打开 PDF，另存为 .docx 再导入",
            "best find the Word document behind it; else open the PDF in WPS or Word, save it as .docx and import that",
        )
    } else {
        fault.hint(
            "用 Word 或 WPS 打开，另存为 .docx 再导入；文件很多的，安装 LibreOffice 后会自动转换",
            "open it in Word or WPS, save it as .docx and import that; with many files install LibreOffice, which is then used by itself",
        )
    }
}

fn not_converted(name: &str) -> Diagnostic {
    Diagnostic::error(
        "import-needs-program",
        format!("“{name}”没有转换成功"),
        format!("`{name}` could not be converted"),
    )
    .hint("用 Word 或 WPS 打开，另存为 .docx 再导入", "open it in Word or WPS, save it as .docx and import that")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_pdf_are_joined_over_pages() {
        let text = "            公 告\n\n     第  一   条    为  了  管  理  各  处  公  共  学  习  室\n的 开 放 和 借 阅 ， 方 便 居 民 ， 制 定 本 办\n\n\n－1－\n法 的 各 项 规 定 ， 请 照 办 。\n     第 二 条 工 作 日 开 放 。\n名称        数量\n";
        assert_eq!(
            joined(text),
            "公告\n第一条为了管理各处公共学习室的开放和借阅，方便居民，制定本办法的各项规定，请照办。\n第二条工作日开放。\n名称 数量"
        );
    }
}
