//! The tests that need a browser: runs `tests/browser/*.test.mjs` with Node against the example portal in Chromium.
//!
//! Installs the npm packages they need. What it cannot install it names, and fails. `BROWSER_TESTS` names a part of the
//! files' names, to run only those.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How long one file of tests may take. On two busy cores the longest needs a fifth of it.
const LIMIT: Duration = Duration::from_secs(600);

/// What `package.json` names.
const PACKAGES: [&str; 7] =
    ["axe-core", "chrome-aws-lambda", "pdfjs-dist", "playwright-core", "puppeteer-core", "scorm-again", "ws"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// The output of `program --version`, if it can be run.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// npm is a script with another name on Windows.
fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn chromium() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let usual = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];
    named.into_iter().chain(usual.map(str::to_owned)).find(|path| Path::new(path).exists())
}

#[test]
fn the_example_portal_works_in_a_browser() {
    let mut missing = Vec::new();
    let node = version("node").unwrap_or_default();
    let major: u32 = node.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok()).unwrap_or(0);
    if major < 20 {
        missing.push("Node.js 20 or later (`node`)".to_owned());
    }
    if version(npm()).is_none() {
        missing.push("npm".to_owned());
    }
    let chromium = chromium();
    if chromium.is_none() {
        missing.push(
            "Chromium or Chrome (Debian: apt-get install chromium fonts-noto-cjk), or its path in CHROMIUM".to_owned(),
        );
    }
    assert!(
        missing.is_empty(),
        "the browser tests need what this machine does not have:\n  - {}",
        missing.join("\n  - ")
    );
    if PACKAGES.iter().any(|package| !folder().join("node_modules").join(package).exists()) {
        // What reads PDF files can draw them too, with a canvas that nobody needs here.
        let installed = Command::new(npm())
            .args(["install", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(folder())
            .status()
            .expect("npm was found above");
        assert!(installed.success(), "`npm install` in tests/browser failed; it needs the npm registry once");
    }
    let mut tests: Vec<String> = std::fs::read_dir(folder())
        .expect("tests/browser is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.mjs"))
        .collect();
    tests.sort();
    assert!(tests.len() >= 3, "the browser tests are gone: {tests:?}");
    let part = std::env::var("BROWSER_TESTS").unwrap_or_default();
    tests.retain(|name| name.contains(&part));
    assert!(!tests.is_empty(), "BROWSER_TESTS={part} is part of no file's name");
    // Two at a time: a browser waits for much, and on two cores the other tests are done before half of these.
    let waiting = Mutex::new(tests.into_iter());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(test) = next(&waiting) {
                    if let Err(why) = run(&test, chromium.as_deref().unwrap_or_default()) {
                        failed.lock().expect("no thread panics here").push(why);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("no thread panics here");
    assert!(failed.is_empty(), "browser tests failed, all they said stands above: {}", failed.join("\n"));
}

fn next(waiting: &Mutex<std::vec::IntoIter<String>>) -> Option<String> {
    waiting.lock().expect("no thread panics here").next()
}

/// Runs one file of tests and prints what it says; an error says which file failed and how it ended.
fn run(test: &str, chromium: &str) -> Result<(), String> {
    let mut command = Command::new("node");
    command
        .args(["--test-reporter=spec", test])
        .current_dir(folder())
        .env("SHUYUAN_BIN", env!("CARGO_BIN_EXE_shuyuan"))
        .env("CHROMIUM", chromium)
        .stdout(Stdio::piped());
    let (succeeded, output) = run_within(&mut command, LIMIT);
    print!("{test}\n{output}");
    match succeeded {
        Some(true) => Ok(()),
        Some(false) => Err(format!("{test}\n{}", summary(&output))),
        None => Err(format!("{test}, ended after {} minutes", LIMIT.as_secs() / 60)),
    }
}

/// What a run says at its end of the tests that failed: whoever sees only the last lines of a long run sees this.
fn summary(output: &str) -> &str {
    output.find("failing tests:").map_or("", |at| &output[at..])
}

/// Whether `command` succeeded; None if it had to be ended, with all that it had started, because it took longer than
/// `limit`. And what it wrote to its output, if that is piped.
fn run_within(command: &mut Command, limit: Duration) -> (Option<bool>, String) {
    // A group of its own: browsers and servers that a test started end with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn().expect("node was found above");
    let reader = child.stdout.take().map(|mut stdout| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            // What was read before a fault is still worth showing.
            let _ = stdout.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        })
    });
    let begun = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break Some(status.success()),
            None if begun.elapsed() > limit => break None,
            None => std::thread::sleep(Duration::from_millis(100)),
        }
    };
    #[cfg(unix)]
    {
        // Fails where nothing is left of the group, which is as it should be.
        let group = format!("-{}", child.id());
        drop(Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status());
    }
    if status.is_none() {
        // It may have ended in this moment.
        drop(child.kill());
        drop(child.wait());
    }
    (status, reader.map(|reader| reader.join().expect("reading does not panic")).unwrap_or_default())
}

#[test]
fn what_never_ends_is_ended() {
    if version("node").is_none() {
        return; // the test above says what is missing
    }
    let mut hanging = Command::new("node");
    hanging.args(["-e", "setInterval(() => {}, 1000)"]);
    assert_eq!(run_within(&mut hanging, Duration::from_millis(300)).0, None);
    let mut failing = Command::new("node");
    failing.args(["-e", "console.log('✖ failing tests:'); process.exit(3)"]).stdout(Stdio::piped());
    let (succeeded, output) = run_within(&mut failing, LIMIT);
    assert_eq!((succeeded, summary(&output)), (Some(false), "failing tests:\n"));
}
