//! Sites on disk and the program that builds them, for tests that drive it as an editor would.
//!
//! Each test file uses its own part of this.
#![allow(dead_code)]

pub mod docx;
pub mod xls;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The day for which tests build.
pub const DAY: &str = "2026-05-01";

/// What a run of the program left.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A site in a folder of its own that goes with it.
pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// With a configuration and a home page, and nothing else.
    pub fn small() -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        site.write("site-config.toml", "title = \"门户\"\nbase_url = \"https://portal.example/\"\n");
        site.write("content/_index.md", "---\ntitle: 首页\n---\n");
        site
    }

    /// A copy of `tests/fixtures/NAME`.
    pub fn fixture(name: &str) -> Self {
        Self::fixture_in(name, |files| files.sort())
    }

    /// The same, its files made in another order.
    pub fn fixture_in(name: &str, order: impl Fn(&mut Vec<(String, Vec<u8>)>)) -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
        let mut files: Vec<_> = tree(&from).into_iter().collect();
        order(&mut files);
        for (path, bytes) in files {
            site.write(&path, bytes);
        }
        site
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn out(&self) -> PathBuf {
        self.root().join("public")
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Builds for [`DAY`] in Chinese; `arguments` are added.
    pub fn build(&self, arguments: &[&str]) -> Run {
        let mut all = vec!["build"];
        if !arguments.contains(&"--as-of") {
            all.extend(["--as-of", DAY]);
        }
        all.extend(arguments);
        self.run(&all)
    }

    /// Builds, and expects exit code 0.
    pub fn publish(&self, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let run = self.build(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        tree(&self.out())
    }

    /// Runs the program in the site's folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        run_in(self.root(), arguments)
    }
}

/// Runs the program in `folder`.
pub fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuyuan"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("messages are UTF-8").replace("\r\n", "\n");
    Run {
        code: output.status.code().expect("the program ends by itself"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Every file below `folder` by its path with `/`.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            (path, fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The paths at which two trees differ, for a message that can be read.
pub fn differences(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut paths: Vec<&String> = one.keys().chain(other.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

/// `text` with the seconds that the run took as `…`.
pub fn without_seconds(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let marks = [("用时 ", " 秒"), ("changed) in ", " s")];
        let cut = marks.iter().find_map(|(before, after)| {
            let start = line.find(before)? + before.len();
            let end = start + line[start..].find(after)?;
            Some((start, end))
        });
        match cut {
            Some((start, end)) => out.extend([&line[..start], "…", &line[end..]]),
            None => out.push_str(line),
        }
    }
    out
}

/// Whether `needle` stands anywhere in `bytes`.
pub fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(bytes, needle).is_some()
}

/// Starts the program in the site's folder and kills it after `delay`.
pub fn build_and_kill(site: &Site, delay: std::time::Duration) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuyuan"));
    command.args(["build", "--as-of", DAY]).current_dir(site.root());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    std::thread::sleep(delay);
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().unwrap();
}

/// How long this thread has run, so that a test may judge what something costs on a machine that does other things as well.
/// Linux alone says so in words (nanoseconds, the first number of `schedstat`, see `Documentation/scheduler/sched-stats.rst` of
/// its sources); elsewhere it is the time of day.
pub fn thread_time() -> std::time::Duration {
    static BEGIN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok())
        .filter(|ran| *ran > 0)
        .map_or_else(|| BEGIN.elapsed(), std::time::Duration::from_nanos)
}
