//! `shuyuan doctor`: whether this computer has what the program can make use of, and what to do where it has not.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use clap::ArgMatches;

use super::site::{self, say, shown};
use super::{CLEAN, FAULTS, target};
use crate::diagnostics::Lang;
use crate::diagnostics::draw::visible;
use crate::outputs;

/// A host that says nothing for longer is said to be silent.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a build of a middling site needs beside the site itself.
const ROOM: usize = 64 << 20;
/// Windows programs without a setting of their own know no longer paths.
const LONGEST_PATH: usize = 259;

/// How it stands with one thing.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Good,
    /// Something cannot be used; all else can.
    Lacks,
    Bad,
}

/// What was found of one thing.
struct Line {
    state: State,
    what: String,
    /// What to do.
    help: Option<String>,
}

/// Looks at this computer.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let root = site::root(matches);
    let mut lines = programs(lang);
    lines.push(clock(&root, SystemTime::now(), lang));
    lines.push(disk(&root, lang));
    lines.push(longest_path(&root, lang));
    lines.push(terminal(lang));
    let mut bad = tell(&lines, lang);
    if !matches.get_flag("offline") {
        bad |= targets(&root, lang);
    }
    if bad { FAULTS } else { CLEAN }
}

fn tell(lines: &[Line], lang: Lang) -> bool {
    for line in lines {
        let state = match line.state {
            State::Good => say(lang, "正常".into(), "fine".into()),
            State::Lacks => say(lang, "没有".into(), "none".into()),
            State::Bad => say(lang, "不行".into(), "bad ".into()),
        };
        println!("[{state}] {}", visible(&line.what));
        if let Some(help) = &line.help {
            println!("       = {}", say(lang, format!("改法: {}", visible(help)), format!("help: {}", visible(help))));
        }
    }
    lines.iter().any(|line| line.state == State::Bad)
}

/// A program that something needs: names, what for, and where it comes from.
struct Program {
    names: &'static [&'static str],
    title: &'static str,
    zh: [&'static str; 2],
    en: [&'static str; 2],
}

/// What prints PDF files. Windows has Edge.
const BROWSERS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// An installed browser that prints.
pub(super) fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    BROWSERS.iter().find_map(|name| find(name, &folders))
}

const PROGRAMS: [Program; 4] = [
    Program {
        names: &[
            "soffice",
            "libreoffice",
            r"C:\Program Files\LibreOffice\program\soffice.exe",
            "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        ],
        title: "LibreOffice",
        zh: ["导入 .doc、.wps、.rtf", "装上 LibreOffice；或者先在 WPS 里另存为 .docx 再导入。"],
        en: ["imports .doc, .wps and .rtf", "Install LibreOffice, or save as .docx before importing."],
    },
    Program {
        names: &["pdftotext"],
        title: "pdftotext",
        zh: ["导入 PDF", "装上 poppler（Debian 的 poppler-utils）；或者把 PDF 里的文字复制到 Word。"],
        en: ["imports PDF", "Install poppler (Debian: poppler-utils), or copy the text into a Word document."],
    },
    Program {
        names: BROWSERS,
        title: "Chromium / Chrome / Edge",
        zh: ["把课程讲义打印成 PDF", "装上其中一个，或者在浏览器里打开讲义，打印时选“另存为 PDF”。"],
        en: ["prints booklets as PDF", "Install one of them, or print to PDF from your browser."],
    },
    Program {
        names: &["sftp"],
        title: "sftp",
        zh: ["用 SFTP 发布", "Windows：设置 → 可选功能 → 添加“OpenSSH 客户端”；Debian：openssh-client。"],
        en: ["publishes by SFTP", "Windows: Settings, Optional features, OpenSSH client; Debian: openssh-client."],
    },
];

fn programs(lang: Lang) -> Vec<Line> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    PROGRAMS
        .iter()
        .map(|program| {
            let found = program.names.iter().find_map(|name| find(name, &folders));
            let [use_of, help] = if lang == Lang::Zh { program.zh } else { program.en };
            let what = say(lang, format!("{}（{use_of}）", program.title), format!("{} ({use_of})", program.title));
            match found {
                Some(place) => Line { state: State::Good, what: format!("{what}: {}", shown(&place)), help: None },
                None => Line { state: State::Lacks, what, help: Some(help.to_owned()) },
            }
        })
        .collect()
}

fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    if name.contains(['/', '\\']) {
        return Some(PathBuf::from(name)).filter(|path| path.is_file());
    }
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// A clock that is behind hides what was scheduled; files cannot have been changed after now.
fn clock(root: &Path, now: SystemTime, lang: Lang) -> Line {
    let changed = |path: PathBuf| path.metadata().and_then(|facts| facts.modified()).ok();
    let newest = ["site-config.toml", "content"].into_iter().filter_map(|name| changed(root.join(name))).max();
    let behind = newest.is_some_and(|newest| newest > now + Duration::from_secs(3600));
    let day = time::OffsetDateTime::from(now);
    let what = say(
        lang,
        format!("时钟：{}（世界时 {:02}:{:02}）", day.date(), day.hour(), day.minute()),
        format!("Clock: {}, {:02}:{:02} UTC", day.date(), day.hour(), day.minute()),
    );
    let help = say(
        lang,
        "站点里有文件的修改时间在此之后。请对准时钟，否则定时发布、撤稿和文件时效都会算错。".into(),
        "Files of the site were changed after that. Set the clock, or what is scheduled, expired or in force will be wrong.".into(),
    );
    Line { state: if behind { State::Bad } else { State::Good }, what, help: behind.then_some(help) }
}

/// By trying: what systems say of free room leaves out quotas.
fn disk(root: &Path, lang: Lang) -> Line {
    let written = tempfile::NamedTempFile::new_in(root).and_then(|mut file| {
        let block = vec![0x5a; 1 << 20];
        (0..ROOM >> 20).try_for_each(|_| file.write_all(&block))?;
        file.flush()
    });
    let place = shown(root);
    match written {
        Ok(()) => Line {
            state: State::Good,
            what: say(
                lang,
                format!("磁盘：“{place}”可以写入，至少还有 64 MB"),
                format!("Disk: `{place}` can be written and has at least 64 MB"),
            ),
            help: None,
        },
        Err(error) => Line {
            state: State::Bad,
            what: say(
                lang,
                format!("磁盘：“{place}”写不进去：{error}"),
                format!("Disk: cannot write to `{place}`: {error}"),
            ),
            help: Some(say(
                lang,
                "腾出空间，或者把站点放到自己有权写入的文件夹里。".into(),
                "Make room, or put the site into a folder that you may write to.".into(),
            )),
        },
    }
}

fn longest_path(root: &Path, lang: Lang) -> Line {
    let out = std::path::absolute(root.join("public")).unwrap_or_else(|_| root.join("public"));
    let length = |path: &str| path.encode_utf16().count();
    let longest = outputs::published(&out)
        .into_iter()
        .flat_map(|files| files.iter().map(|(path, _)| length(path)).collect::<Vec<_>>());
    let longest = length(&shown(&out)) + 1 + longest.max().unwrap_or_default();
    let what =
        say(lang, format!("最长的文件路径：{longest} 个字符"), format!("Longest path of a file: {longest} characters"));
    let bad = longest > LONGEST_PATH;
    let help = say(
        lang,
        "Windows 上不少程序只认 259 个字符：把站点移到靠近盘符的文件夹（例如 D:\\站点），或者缩短文件夹名称。".into(),
        "Many programs on Windows know only 259: move the site closer to the drive (D:\\site), or shorten names of folders.".into(),
    );
    Line { state: if bad { State::Bad } else { State::Good }, what, help: bad.then_some(help) }
}

/// Windows is spoken to in its own characters, whatever its code page; elsewhere the locale decides.
fn terminal(lang: Lang) -> Line {
    let given =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let encoding = given.unwrap_or_default();
    let lower = encoding.to_lowercase();
    let fine = cfg!(windows) || lower.contains("utf-8") || lower.contains("utf8");
    let said = if cfg!(windows) { "Windows".to_owned() } else { encoding };
    let what = say(lang, format!("终端的文字编码：{said}"), format!("Encoding of the terminal: {said}"));
    let help = say(
        lang,
        "如果上面的汉字显示不对，把 LANG 设为 zh_CN.UTF-8 或 C.UTF-8，或者加 --lang en。".into(),
        "If Chinese is not shown well, set LANG to C.UTF-8, or use --lang en.".into(),
    );
    // Many systems without a locale show UTF-8 all the same.
    Line { state: if fine { State::Good } else { State::Lacks }, what, help: (!fine).then_some(help) }
}

/// Says of each target whether it answers, each as soon as it is known.
fn targets(root: &Path, lang: Lang) -> bool {
    let found = match target::all(root, lang) {
        Ok(found) => found,
        Err(sentence) => {
            eprintln!("{sentence}");
            return true;
        }
    };
    let mut bad = false;
    for (name, target) in found {
        let line = match target {
            Err(sentence) => Line { state: State::Bad, what: sentence, help: None },
            Ok(target) => reach(&name, target, lang),
        };
        bad |= tell(&[line], lang);
    }
    bad
}

fn reach(name: &str, target: target::Target, lang: Lang) -> Line {
    let what = |said: &str| say(lang, format!("发布目标 {name}：{said}"), format!("Target {name}: {said}"));
    let Some(host) = target.host else {
        return Line {
            state: State::Good, what: what(&say(lang, "压缩文件".into(), "an archive".into())), help: None
        };
    };
    let place = host.name();
    // A host that says nothing must not keep the reader; the thread ends with the program.
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let read = host.connect().and_then(|mut remote| remote.read(outputs::MANIFEST));
        // Nobody listens any more after a while.
        let _ = send.send(read);
    });
    match receive.recv_timeout(PATIENCE) {
        Ok(Ok(manifest)) => {
            let said = match manifest {
                Some(_) => say(lang, "连得上，那里有一个门户".into(), "answers, and has a portal".into()),
                None => say(lang, "连得上，还没有发布过".into(), "answers, nothing was published yet".into()),
            };
            Line { state: State::Good, what: what(&format!("{place} {said}")), help: None }
        }
        Ok(Err(error)) => {
            let words = if lang == Lang::Zh { &error.words.zh } else { &error.words.en };
            let help = say(
                lang,
                format!("运行 shuyuan deploy {name} --dry-run 看详细的说明；地址、用户名和密码见手册“发布到哪里”。"),
                format!("`shuyuan deploy {name} --dry-run` explains it; address, user and password: see the manual."),
            );
            Line { state: State::Bad, what: what(&format!("{place} {words}")), help: Some(help) }
        }
        Err(_) => Line {
            state: State::Bad,
            what: what(&say(lang, format!("{place} 20 秒没有回答"), format!("{place} did not answer for 20 seconds"))),
            help: Some(say(
                lang,
                "看看网线、代理和防火墙，端口是不是放行。".into(),
                "Look at cable, proxy and firewall, and whether the port is open.".into(),
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_behind_the_files_is_noticed() {
        let site = tempfile::tempdir().unwrap();
        std::fs::write(site.path().join("site-config.toml"), "").unwrap();
        let now = SystemTime::now();
        assert!(clock(site.path(), now, Lang::Zh).state == State::Good);
        let line = clock(site.path(), now - Duration::from_secs(86_400 * 3), Lang::Zh);
        assert!(line.state == State::Bad && line.help.is_some());
    }

    #[test]
    fn a_folder_that_is_not_there_cannot_be_written() {
        assert!(disk(Path::new("no/such/folder"), Lang::En).state == State::Bad);
    }
}
