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
        command.args(["-enc", "UTF-8", "-nopgbrk"]).arg(path).arg(&out);
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

/// A PDF breaks its lines by width: a long line that stops in mid-sentence goes on with the next one.
fn joined(text: &str) -> String {
    let mut out = String::new();
    let mut open = false;
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            open = false;
            continue;
        }
        let numbered = words.starts_with('第')
            || words.starts_with(['（', '('])
            || words.starts_with(|c: char| c.is_ascii_digit())
            || words.contains('、') && words.chars().nth(1) == Some('、');
        if open && !numbered {
            out.push_str(words);
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(words);
        }
        open = words.chars().count() >= 22 && !words.ends_with(['。', '；', '：', '！', '？']);
    }
    out
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
