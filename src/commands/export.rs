//! `shuyuan export`

mod pdf;
mod sections;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::progress::Bar;
use super::report;
use super::site::{self, SiteJob, say};
use super::{CLEAN, FAULTS, USAGE};
use crate::content::{Kind, QuizQuestion};
use crate::diagnostics::{Diagnostic, Lang, has_errors, nearest};
use crate::export;
use crate::inputs::Inputs;
use crate::link::{PageId, Site};
use crate::outputs;
use crate::parse::quiz;
use crate::pipeline::{self, Memo, Ready};

/// Writes pages of a site in a format of other programs.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let what = matches.get_one::<String>("what").map_or("", String::as_str);
    let out = matches.get_one::<String>("out").map(PathBuf::from);
    let engine = matches.get_one::<String>("for").map(String::as_str);
    if engine.is_some() && what != "sections" {
        return refuse(
            lang,
            "--for 只用于 sections\n  = 改法: 写成 shuyuan export sections --for quickwit --out 门户.ndjson",
            "--for is for sections only\n  = help: write shuyuan export sections --for quickwit --out portal.ndjson",
        );
    }
    if out.is_none() && (what != "sections" || engine.is_some()) {
        let (zh, en) = match what {
            "akn" | "wechat" => ("文件夹", "a folder"),
            _ => ("文件", "a file"),
        };
        return refuse(
            lang,
            &format!("没有写明导出到哪里\n  = 改法: 加上 --out 和一个{zh}的名称"),
            &format!("there is no word where to write\n  = help: add --out and the name of {en}"),
        );
    }
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => {
            eprintln!("{sentence}");
            return USAGE;
        }
    };
    let bar = Bar::new(true, lang);
    let mut found = Vec::new();
    let (inputs, ready) = prepare(&job, &bar, &mut found);
    let names = matches.get_many::<String>("pages").into_iter().flatten();
    // A file of questions is no page.
    let (files, names): (Vec<&String>, Vec<&String>) =
        names.partition(|name| what == "gift" && name.ends_with(".quiz.yaml"));
    let pages = match has_errors(&found) {
        true => Ok(Vec::new()),
        false => names.into_iter().map(|name| page(&ready.site, &job, name)).collect(),
    };
    let written = match pages {
        Err(fault) => {
            found.push(*fault);
            None
        }
        Ok(_) if has_errors(&found) => None,
        Ok(pages) => match what {
            "akn" => policies(&ready, &pages, out.as_deref(), &mut found),
            "epub" => book(&ready, &pages, out.as_deref(), &mut found),
            "pdf" => pdf::print(&ready, &pages, matches, out.as_deref(), &mut found),
            "scorm" => scorm(&ready, &pages, out.as_deref(), &mut found),
            "wechat" => wechat(&ready, &pages, out.as_deref(), &mut found),
            "gift" => {
                let questions = questions(&inputs, &ready.site, &job, &pages, &files, &mut found);
                questions.and_then(|questions| quiz(&questions, out.as_deref(), &mut found))
            }
            "redirects" => redirects(&ready.site, out.as_deref(), &mut found),
            _ => sections::write(&ready, matches, out.as_deref(), &mut found),
        },
    };
    bar.clear();
    report::sort(&mut found);
    report::human(&found, &inputs, lang);
    if has_errors(&found) {
        return FAULTS;
    }
    if let Some(sentence) = written {
        eprintln!("{}", say(lang, sentence.0, sentence.1));
    }
    CLEAN
}

fn prepare(job: &SiteJob, bar: &Bar, found: &mut Vec<Diagnostic>) -> (Inputs, Ready) {
    let read = site::read(job, bar);
    let inputs = read.drain_into(found);
    let mut memo = Memo::recall(&job.cache, &job.options);
    let ready = pipeline::prepare(&inputs, &job.options, &mut memo, &job.cache, bar, found);
    // What editors should look at is said by `build` and `check`; here only what keeps the export from being right.
    found.retain(|fault| has_errors(std::slice::from_ref(fault)));
    (inputs, ready)
}

/// What was done, in both languages.
type Told = (String, String);

fn policies(ready: &Ready, pages: &[PageId], out: Option<&Path>, found: &mut Vec<Diagnostic>) -> Option<Told> {
    let all: Vec<PageId> = match pages {
        [] => ready.site.iter().filter(|(_, page)| page.draft.kind == Kind::Policy).map(|(id, _)| id).collect(),
        pages => pages.to_vec(),
    };
    let mut files = Vec::new();
    for id in all {
        let page = ready.site.page(id);
        let name = page.url.trim_end_matches('/').replace('/', "_");
        match export::akoma_ntoso(&ready.site, id) {
            Some(xml) => {
                files.push((format!("{name}.xml"), xml));
                let json = export::policy_json(&ready.site, id, ready.config.base_url.as_deref());
                files.extend(json.map(|json| (format!("{name}.json"), json)));
            }
            None => found.push(no_policy(&page.draft.meta.title.value)),
        }
    }
    let count = files.iter().filter(|(name, _)| name.ends_with(".xml")).count();
    write(out?, files.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())), found)?;
    Some((format!("导出了 {count} 份政策文件。"), format!("Exported {count} policy texts.")))
}

fn wechat(ready: &Ready, pages: &[PageId], out: Option<&Path>, found: &mut Vec<Diagnostic>) -> Option<Told> {
    use export::wechat::{LONGEST_SUMMARY, LONGEST_TITLE};
    let [id] = pages else {
        found.push(no_page());
        return None;
    };
    let book = ready.book(&[*id], found)?;
    if has_errors(found) {
        return None;
    }
    let post = export::wechat::post(&book);
    let mut files = export::wechat::files(&book, &post);
    let covers = pipeline::covers(&book);
    let has_covers = !covers.is_empty();
    files.extend(covers.into_iter().map(|(name, bytes)| (name, bytes.into())));
    write(out?, files.iter().map(|(name, bytes)| (name.as_str(), &**bytes)), found)?;
    let meta = &ready.site.page(*id).draft.meta;
    let title = meta.title.value.chars().count();
    let summary: String = meta.summary.iter().flat_map(|summary| summary.chars()).take(LONGEST_SUMMARY).collect();
    let (mut zh, mut en) = (
        format!(
            "打开 wechat.html，全选复制到公众号编辑器；通知用 plain.txt。图片 {} 张，按编号插入。",
            post.pictures.len()
        ),
        format!(
            "Open wechat.html and copy all of it into the editor; plain.txt is for notices. Pictures: {}.",
            post.pictures.len()
        ),
    );
    if has_covers {
        zh.push_str("\n封面：头条用 cover-900x383.jpg，次条用 cover-200x200.jpg。");
        en.push_str("\nCovers: cover-900x383.jpg for the first post of a day, cover-200x200.jpg for others.");
    }
    if title > LONGEST_TITLE {
        zh.push_str(&format!("\n标题有 {title} 个字，公众号最多 {LONGEST_TITLE} 个。"));
        en.push_str(&format!("\nThe title has {title} characters, and the most is {LONGEST_TITLE}."));
    }
    if !summary.is_empty() {
        zh.push_str(&format!("\n摘要：{summary}"));
        en.push_str(&format!("\nSummary: {summary}"));
    }
    Some((zh, en))
}

fn book(ready: &Ready, pages: &[PageId], out: Option<&Path>, found: &mut Vec<Diagnostic>) -> Option<Told> {
    if pages.is_empty() {
        found.push(no_page());
        return None;
    }
    let book = ready.book(pages, found)?;
    if has_errors(found) {
        return None;
    }
    match export::epub::epub(&book) {
        Ok(bytes) => {
            let (name, folder) = split(out?)?;
            write(folder, [(name, bytes.as_slice())].into_iter(), found)?;
            let count = book.chapters.len();
            Some((format!("电子书有 {count} 章。"), format!("The book has {count} chapters.")))
        }
        Err(error) => {
            found.push(unwritten(&error));
            None
        }
    }
}

fn scorm(ready: &Ready, pages: &[PageId], out: Option<&Path>, found: &mut Vec<Diagnostic>) -> Option<Told> {
    let [id] = pages else {
        found.push(one_course());
        return None;
    };
    let Some(course) = ready.course(*id, found) else {
        found.push(no_course(&ready.site.page(*id).draft.meta.title.value));
        return None;
    };
    let made = export::scorm::package(&course, &mut |url| ready.media_bytes(url, found));
    if has_errors(found) {
        return None;
    }
    match made {
        Ok(bytes) => {
            let (name, folder) = split(out?)?;
            write(folder, [(name, bytes.as_slice())].into_iter(), found)?;
            let units = course.pages.iter().filter(|page| page.unit).count();
            let size = bytes.len().div_ceil(1024);
            Some((
                format!("课程包有 {units} 个单元，{size} KB。"),
                format!("The package has {units} units, {size} KB."),
            ))
        }
        Err(error) => {
            found.push(unwritten(&error));
            None
        }
    }
}

fn one_course() -> Diagnostic {
    Diagnostic::error("unknown-page", "没有写明导出哪一门课程", "there is no word which course to export").hint(
        "写上一门课程的 _index.md，例如 shuyuan export scorm education/course/_index.md --out 课程.zip",
        "name the _index.md of one course, as in shuyuan export scorm education/course/_index.md --out course.zip",
    )
}

fn no_course(title: &str) -> Diagnostic {
    Diagnostic::error("no-course", format!("“{title}”不是课程"), format!("`{title}` is no course")).hint(
        "scorm 只用于 kind: course 的页面；别的页面可以导出成 epub",
        "scorm is for pages of kind course; others can be exported as epub",
    )
}

/// The questions of `pages` and `files`; without any, all that the site has, each once.
fn questions(
    inputs: &Inputs,
    site: &Site,
    job: &SiteJob,
    pages: &[PageId],
    files: &[&String],
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<QuizQuestion>> {
    let all = pages.is_empty() && files.is_empty();
    let content = job.options.content.as_str();
    let mut wanted: Vec<QuizQuestion> = Vec::new();
    for (file, input) in inputs.below(content).filter(|(path, _)| path.ends_with(".quiz.yaml")) {
        let below = file.strip_prefix(content).unwrap_or(file).trim_start_matches('/');
        let named = |name: &&String| name.replace('\\', "/").trim_start_matches("./").ends_with(below);
        if let Some(text) = input.text().filter(|_| all || files.iter().any(named)) {
            // What is wrong in them was said when the site was read.
            wanted.extend(quiz::questions(file, &text, 0..text.len(), 1).value);
        }
    }
    if !files.is_empty() && wanted.is_empty() {
        found.push(unknown_page(site, files[0], files[0]));
        return None;
    }
    let ids: Vec<PageId> = if all { site.iter().map(|(id, _)| id).collect() } else { pages.to_vec() };
    for id in ids {
        wanted.extend(site.page(id).draft.body.questions.iter().cloned());
    }
    let mut seen = BTreeSet::new();
    wanted.retain(|question| seen.insert((question.span.file.clone(), question.span.start)));
    Some(wanted)
}

fn quiz(questions: &[QuizQuestion], out: Option<&Path>, found: &mut Vec<Diagnostic>) -> Option<Told> {
    let (text, count, left_out) = export::gift::gift(questions);
    found.extend(left_out);
    if count == 0 {
        found.push(no_questions());
        return None;
    }
    let (name, folder) = split(out?)?;
    write(folder, [(name, text.as_bytes())].into_iter(), found)?;
    Some((format!("导出了 {count} 道题。"), format!("Exported {count} questions.")))
}

/// Old addresses and where they lead, one pair a line, as `host-config --redirects` takes them.
fn redirects(site: &Site, out: Option<&Path>, found: &mut Vec<Diagnostic>) -> Option<Told> {
    let (mut text, mut count) = (String::new(), 0);
    for (old, redirect) in &site.redirects {
        // The page that leads on lies in a folder of this name; what was asked for was a file.
        let file = old.trim_end_matches('/');
        let old = if file.rsplit('/').next().is_some_and(|last| last.contains('.')) { file } else { old };
        let plain = redirect.to.map(|id| (old.to_owned(), id));
        let asked = redirect.queries.iter().map(|(query, id)| (format!("{old}?{query}"), *id));
        for (from, id) in plain.into_iter().chain(asked) {
            text.push_str(&format!("/{} /{}\n", encoded(&from), encoded(&site.page(id).url)));
            count += 1;
        }
    }
    let (name, folder) = split(out?)?;
    write(folder, [(name, text.as_bytes())].into_iter(), found)?;
    Some((format!("导出了 {count} 个旧网址。"), format!("Exported {count} old addresses.")))
}

/// An address as servers compare it.
fn encoded(address: &str) -> String {
    address.replace('%', "%25").replace(' ', "%20")
}

fn no_questions() -> Diagnostic {
    Diagnostic::error("no-questions", "这里没有自测题可以导出", "there are no self-tests to export here").hint(
        "写上有自测题的页面或者 .quiz.yaml 文件；不写就是全部",
        "name pages or .quiz.yaml files with questions; none means all",
    )
}

/// The name of a file and the folder it lies in.
fn split(path: &Path) -> Option<(&str, &Path)> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some((path.file_name()?.to_str()?, folder))
}

fn write<'a>(
    folder: &Path,
    files: impl Iterator<Item = (&'a str, &'a [u8])>,
    found: &mut Vec<Diagnostic>,
) -> Option<()> {
    outputs::plain::write(folder, files).map_err(|error| found.push(unwritten(&error))).ok()
}

/// The page that `name` names: a file below the content folder or below the site's, or an address of the portal.
fn page(site: &Site, job: &SiteJob, name: &str) -> Result<PageId, Box<Diagnostic>> {
    let path = name.replace('\\', "/");
    let below = path.strip_prefix(&format!("{}/", job.options.content)).unwrap_or(&path);
    let below = below.strip_prefix("./").unwrap_or(below).trim_start_matches('/');
    let address = below.trim_end_matches('/');
    site.by_path
        .get(below)
        .copied()
        .or_else(|| site.by_path.get(format!("{address}/_index.md").as_str()).copied())
        .or_else(|| site.by_path.get(format!("{address}/index.md").as_str()).copied())
        .or_else(|| addresses(&path).into_iter().find_map(|address| at_address(site, &address)))
        .ok_or_else(|| Box::new(unknown_page(site, name, below)))
}

/// What `text` may be as an address of the portal: as it is written, or as a browser copies it, with the host and perhaps a
/// folder of it before.
fn addresses(text: &str) -> Vec<String> {
    let copied = text.split_once("://").map(|(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = copied.unwrap_or(text).split(['?', '#']).next().unwrap_or_default();
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let path = path.trim_start_matches('/').trim_end_matches("index.html").trim_end_matches('/');
    let inner = path.split_once('/').map(|(_, inner)| inner).filter(|_| copied.is_some());
    std::iter::once(path).chain(inner).map(str::to_owned).collect()
}

/// The page at an address; the books made of one are exported as the page itself is.
fn at_address(site: &Site, address: &str) -> Option<PageId> {
    let at = |address: &str| site.iter().find(|(_, page)| page.url.trim_end_matches('/') == address).map(|(id, _)| id);
    let book = || ["/compendium", "/booklet"].iter().find_map(|book| at(address.strip_suffix(book)?));
    at(address).or_else(book)
}

fn unknown_page(site: &Site, name: &str, below: &str) -> Diagnostic {
    let fault = Diagnostic::error(
        "unknown-page",
        format!("没有页面“{name}”，或者它还没有公开"),
        format!("there is no page `{name}`, or it is not public"),
    );
    match nearest(below, site.by_path.keys().map(|path| &**path)) {
        Some(near) => fault.hint(format!("是不是 {near}"), format!("did you mean {near}")),
        None => fault.hint(
            "写文件在 content 里的路径，例如 supervision/policies/办法.md",
            "name the file by its path below content, such as supervision/policies/rules.md",
        ),
    }
}

fn no_policy(title: &str) -> Diagnostic {
    Diagnostic::error(
        "no-policy",
        format!("“{title}”不是政策文件，没有章、条可以导出"),
        format!("`{title}` is no policy text and has no articles to export"),
    )
    .hint(
        "akn 只用于 kind: policy 的页面；别的页面可以导出成 epub",
        "akn is for pages of kind policy; others can be exported as epub",
    )
}

fn no_page() -> Diagnostic {
    Diagnostic::error("unknown-page", "没有写明导出哪些页面", "there is no word which pages to export").hint(
        "写上课程、栏目或页面的文件，例如 shuyuan export epub education/editors-manual/_index.md --out 手册.epub",
        "name the file of a course, column or page, as in shuyuan export epub education/editors-manual/_index.md --out manual.epub",
    )
}

pub(super) fn unwritten(error: &std::io::Error) -> Diagnostic {
    let words = crate::diagnostics::system_words(error);
    Diagnostic::error(
        "unwritten",
        format!("写不了导出的文件：{}", words.zh),
        format!("cannot write the export: {}", words.en),
    )
    .hint(
        "检查 --out 的文件夹能不能写、磁盘有没有空间",
        "make sure that the folder of --out can be written and the disk has room",
    )
}

fn refuse(lang: Lang, zh: &str, en: &str) -> u8 {
    eprintln!("{}", say(lang, format!("错误: {zh}"), format!("error: {en}")));
    USAGE
}
