//! SCORM 1.2 (ADL): a course as a package for learning platforms such as Moodle.
//!
//! One object that the platform starts (SCO): a frame with the contents, and the pages of the course in it, each a file
//! that needs nothing from elsewhere. The frame tells the platform what was read and answered. The same course has the
//! same bytes each time.

mod manifest;
mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Write as _};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A course that becomes a package.
#[derive(Debug, Default)]
pub struct Course {
    /// Its title.
    pub title: String,
    /// Language tag, such as `zh-CN`.
    pub language: String,
    /// A URI that no other course has.
    pub identifier: String,
    /// What it is about, in a sentence or two.
    pub summary: Option<String>,
    /// Full address of the portal with a trailing slash, for links that lead out of the course; without one they go.
    pub base_url: Option<String>,
    /// Percent needed to pass.
    pub pass_score: u8,
    /// Whether a unit counts as read when its tests are passed.
    pub test_marks_unit: bool,
    /// The home page of the course first, then its units and parts, in order.
    pub pages: Vec<CoursePage>,
    /// Files of the theme: name in the theme → where it lies in the package, and bytes.
    pub assets: BTreeMap<String, (String, Arc<[u8]>)>,
}

/// A page of a course.
#[derive(Debug, Default)]
pub struct CoursePage {
    /// Its address below the portal's root, with a trailing slash.
    pub url: String,
    /// Its title.
    pub title: String,
    /// 0 for the course's home page, 1 for units and parts of the course, 2 for units of a part …
    pub depth: usize,
    /// Whether it is a unit, which has to be read.
    pub unit: bool,
    /// Minutes that it takes.
    pub minutes: u32,
    /// 学时
    pub credit_hours: Option<f64>,
    /// Lines above the text: who it is for, who teaches.
    pub facts: Vec<String>,
    /// What is to be learnt.
    pub objectives: Vec<String>,
    /// The body as HTML; addresses in it are relative to the portal's root.
    pub html: String,
    /// Addresses of a film, a recording and subtitles, relative to the portal's root.
    pub video: Option<String>,
    /// See `video`.
    pub audio: Option<String>,
    /// See `video`.
    pub captions: Option<String>,
}

/// Words that the frame shows.
struct Labels {
    contents: &'static str,
    leave: &'static str,
    previous: &'static str,
    next: &'static str,
    minutes: &'static str,
    hours: &'static str,
    objectives: &'static str,
    /// For the frame's script.
    script: [(&'static str, &'static str); 9],
}

const CHINESE: Labels = Labels {
    contents: "目录",
    leave: "保存并退出",
    previous: "上一页",
    next: "下一页",
    minutes: "约 {} 分钟",
    hours: "{} 学时",
    objectives: "学习目标",
    script: [
        ("state", "已学 {read} 个单元，共 {of} 个。"),
        ("score", "成绩 {score} 分（合格 {pass} 分）。"),
        ("read", "✓ 已学"),
        ("passed", "已通过。"),
        ("completed", "已学完。"),
        ("failed", "自测成绩还不够，可以重做。"),
        ("alone", "没有连接到学习平台：可以阅读和自测，但学习进度和成绩不会保存。"),
        ("unsaved", "学习平台没有收下学习进度，请检查网络；离开以前请再试一次。"),
        ("left", "学习进度已经交给学习平台，可以关闭这个窗口。"),
    ],
};

const ENGLISH: Labels = Labels {
    contents: "Contents",
    leave: "Save and leave",
    previous: "Previous",
    next: "Next",
    minutes: "about {} minutes",
    hours: "{} credit hours",
    objectives: "Objectives",
    script: [
        ("state", "{read} of {of} units read. "),
        ("score", "Score {score} ({pass} to pass). "),
        ("read", "✓ read"),
        ("passed", "Passed."),
        ("completed", "Completed."),
        ("failed", "The score is too low yet; the tests can be taken again."),
        ("alone", "There is no learning platform: the course can be read and tested, but nothing is kept."),
        (
            "unsaved",
            "The learning platform did not take your progress. Check the network, and try again before you leave.",
        ),
        ("left", "The learning platform has your progress; this window can be closed."),
    ],
};

impl Course {
    fn labels(&self) -> &'static Labels {
        if self.language.starts_with("zh") { &CHINESE } else { &ENGLISH }
    }
}

const PLAYER: &[u8] = include_bytes!("player.js");
const PAGE: &[u8] = include_bytes!("page.js");
const SUSPEND: &[u8] = include_bytes!("suspend.js");
const STYLE: &[u8] = include_bytes!("player.css");

/// Styles of the portal's theme that pages are shown with.
pub const STYLES: [&str; 2] = ["css/site.css", "study/study.css"];
/// Scripts of the theme that pages run, in their order; the script of the package that gives them their store comes second.
pub const SCRIPTS: [&str; 5] =
    ["words.js", "study/questions.js", "study/video.js", "study/self-test.js", "study/progress.js"];

/// The bytes of the package. `media` has the published bytes of a file beside the pages, by its address below the root.
///
/// # Errors
/// The archive would be larger than the format allows.
pub fn package(course: &Course, media: &mut dyn FnMut(&str) -> Option<Arc<[u8]>>) -> io::Result<Vec<u8>> {
    let keys = keys(course);
    let mut files: Vec<(String, Arc<[u8]>)> = Vec::new();
    let mut add = |name: &str, bytes: &[u8]| files.push((name.to_owned(), Arc::from(bytes)));
    let mut shared = BTreeMap::new();
    let mut listed = Vec::new();
    for at in 0..course.pages.len() {
        let made = pages::page(course, at, media, &mut shared);
        add(&page_name(at), made.html.as_bytes());
        listed.push(made);
    }
    add("index.html", pages::frame(course, &keys, &listed).as_bytes());
    for (name, bytes) in [("player.js", PLAYER), ("page.js", PAGE), ("suspend.js", SUSPEND), ("player.css", STYLE)] {
        add(&format!("course/{name}"), bytes);
    }
    files.extend(course.assets.values().cloned());
    files.extend(shared.into_iter().map(|(url, bytes): (String, Arc<[u8]>)| (media_name(&url), bytes)));
    files.sort();
    files.dedup_by(|a, b| a.0 == b.0);
    let manifest = manifest::manifest(course, files.iter().map(|(name, _)| name.as_str()));
    zip(&manifest, &files)
}

fn zip(manifest: &str, files: &[(String, Arc<[u8]>)]) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    // Films and pictures are compressed as they are.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("imsmanifest.xml", packed)?;
    zip.write_all(manifest.as_bytes())?;
    for (name, bytes) in files {
        let text = [".html", ".js", ".css", ".svg", ".vtt", ".txt"].iter().any(|ending| name.ends_with(ending));
        zip.start_file(name.as_str(), if text { packed } else { stored })?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn page_name(at: usize) -> String {
    format!("page-{at:03}.html")
}

/// Where a file of the portal lies in the package.
fn media_name(url: &str) -> String {
    format!("files/{url}")
}

/// Four characters for each page that a platform keeps between visits, the same as long as the page has its address in
/// the course.
fn keys(course: &Course) -> Vec<String> {
    let root = course.pages.first().map_or("", |page| page.url.as_str());
    let mut taken = BTreeSet::new();
    let below = |page: &CoursePage| page.url.strip_prefix(root).unwrap_or(&page.url).to_owned();
    course.pages.iter().map(|page| key(&below(page), &mut taken)).collect()
}

/// Four characters for `name` that are not `taken`.
fn key(name: &str, taken: &mut BTreeSet<String>) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut round = 0_u32;
    loop {
        let digest = Sha256::digest(format!("{round}{name}").as_bytes());
        let key: String = digest.iter().take(4).map(|byte| char::from(DIGITS[usize::from(*byte) % 36])).collect();
        if taken.insert(key.clone()) {
            return key;
        }
        round += 1;
    }
}

#[cfg(test)]
mod tests;
