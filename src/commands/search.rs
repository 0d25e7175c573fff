//! `shuyuan search`

use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::{CLEAN, FAULTS, USAGE, explained};
use crate::content::{Moment, format_date};
use crate::diagnostics::Lang;
use crate::inputs::built;
use crate::outputs::plain;
use crate::pipeline::AsOf;
use crate::search::answer::{Answer, Hit};
use crate::search::engine::Request;
use crate::search::explain::Explanation;
use crate::search::host::{Files, Host, HostError};
use crate::search::layout::FACETS;
use crate::search::unpack::unpack;

/// Searches a built site, or unpacks its index.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let site = PathBuf::from(text("site").unwrap_or_else(|| "public".to_owned()));
    let folder = Folder(site.join("search"));
    if !folder.0.join("start.json").is_file() {
        return fail(lang, &no_index(&site, lang));
    }
    let mut host = match Host::open(folder) {
        Ok(host) => host,
        Err(error) => return fail(lang, &said(&error, lang)),
    };
    if let Some(target) = text("unpack") {
        return match unpack(&mut host).map_err(|error| error.to_string()).and_then(|files| write(&files, &target)) {
            Ok(()) => CLEAN,
            Err(error) => fail(lang, &error),
        };
    }
    let words: Vec<&str> = matches.get_many::<String>("query").into_iter().flatten().map(String::as_str).collect();
    let query = words.join(" ");
    if query.trim().is_empty() {
        eprintln!(
            "{}",
            match lang {
                Lang::Zh => "错误: 没有写要找的词\n  = 改法: 例如 shuyuan search 党课",
                Lang::En => "error: no query given\n  = help: for example, shuyuan search 党课",
            }
        );
        return USAGE;
    }
    let mut request = Request::new(&query);
    request.limit = matches.get_one::<u16>("limit").map_or(10, |&limit| usize::from(limit));
    request.by_date = text("sort").as_deref() == Some("date");
    // The reader's day, as a browser knows it; of a built site it is not known where it is read.
    let Some(today) = day(text("as-of").as_deref()) else {
        let given = text("as-of").unwrap_or_default();
        return fail(
            lang,
            &match lang {
                Lang::Zh => format!("--as-of 的“{given}”不是日期，请写成 2026-03-05 的样子"),
                Lang::En => format!("--as-of `{given}` is no date; write it like 2026-03-05"),
            },
        );
    };
    request.today = today;
    for (facet, name) in FACETS.iter().enumerate().filter(|(_, name)| matches!(**name, "kind" | "column" | "status")) {
        request.filters[facet] = text(name).into_iter().collect();
    }
    let opening = host.opening;
    let explain = matches.get_flag("explain");
    match host.explained(request) {
        Ok((mut answer, parts)) => {
            let parts = if explain { parts } else { Vec::new() };
            answer.cost.rounds += opening.rounds;
            answer.cost.bytes += opening.bytes;
            answer.cost.requests += opening.requests;
            if text("format").as_deref() == Some("json") {
                let json = answer.to_json();
                println!("{}", if explain { explained::json(&json, &parts) } else { json });
            } else {
                print(&answer, &parts, lang);
            }
            CLEAN
        }
        Err(error) => fail(lang, &said(&error, lang)),
    }
}

/// A day as the engine has it: `20260305`.
pub(super) fn day(given: Option<&str>) -> Option<u32> {
    let moment = match given {
        Some(given) => Moment::parse(given)?,
        None => AsOf::Clock(time::OffsetDateTime::now_utc()).at("+08:00"),
    };
    format_date(moment.date()).replace('-', "").parse().ok()
}

/// The index of a built site.
pub(super) fn open(site: &Path) -> Result<Host<Folder>, crate::search::host::HostError> {
    Host::open(Folder(site.join("search")))
}

fn no_index(site: &Path, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("{} 里没有检索索引\n  = 改法: 先运行 shuyuan build，或用 --site 指明生成好的门户", site.display())
        }
        Lang::En => format!(
            "there is no search index in {}\n  = help: run shuyuan build first, or name the built portal with --site",
            site.display()
        ),
    }
}

fn said(error: &HostError, lang: Lang) -> String {
    if lang == Lang::Zh { error.to_string() } else { error.english() }
}

fn fail(lang: Lang, message: &str) -> u8 {
    eprintln!("{}: {message}", if lang == Lang::Zh { "错误" } else { "error" });
    FAULTS
}

fn print(answer: &Answer, parts: &[Option<Explanation>], lang: Lang) {
    let Answer { total, hits, .. } = answer;
    match lang {
        Lang::Zh if hits.is_empty() => println!("没有找到。"),
        Lang::Zh if !answer.complete => println!("没有同时含有全部词语的页面；下面的页面含有其中一部分。"),
        Lang::Zh if answer.by_sound => println!("按读音找到 {total} 个页面"),
        Lang::Zh => println!("{}{total} 个页面", if answer.exact { "" } else { "约 " }),
        Lang::En if hits.is_empty() => println!("Nothing found."),
        Lang::En if !answer.complete => println!("No page has all words; these have some of them."),
        Lang::En if answer.by_sound => println!("{total} pages, found by how their titles are read"),
        Lang::En => println!("{}{total} pages", if answer.exact { "" } else { "about " }),
    }
    if !answer.meant.is_empty() {
        match lang {
            Lang::Zh => println!("您要找的是“{}”吗？", answer.meant.join("”“")),
            Lang::En => println!("Did you mean: {}", answer.meant.join(", ")),
        }
    }
    for (index, hit) in hits.iter().enumerate() {
        print_hit(index + 1, hit, lang);
        if let Some(parts) = parts.get(index) {
            explained::lines(parts.as_ref(), lang).iter().filter(|l| !l.is_empty()).for_each(|l| println!("   {l}"));
        }
    }
    if hits.is_empty() && !answer.nearest.is_empty() {
        println!("{}{}", if lang == Lang::Zh { "可以试试：" } else { "Try: " }, answer.nearest.join("  "));
    } else if hits.is_empty() {
        println!(
            "{}",
            match lang {
                Lang::Zh => "可以少写几个词，换一个说法，或者用拼音、首字母找标题；门户的 A–Z 和各栏目列出全部页面。",
                Lang::En =>
                    "Use fewer or other words, or look for a title by pinyin or initials; the portal's A–Z and its columns list every page.",
            }
        );
    }
}

fn print_hit(number: usize, hit: &Hit, lang: Lang) {
    let anchor = if hit.anchor.is_empty() { String::new() } else { format!("#{}", hit.anchor) };
    println!("\n{number}. {}  {}", hit.title, hit.section);
    println!("   {}{anchor}  {}", hit.url, [hit.kind.1.as_str(), &hit.date].join(" "));
    println!("   {}", marked(&hit.excerpt, &hit.marks));
    if !hit.versions.is_empty() {
        println!("   {}", versions(&hit.versions, lang));
    }
}

/// 另有 2023、2021 版本, and their addresses.
fn versions(others: &[(String, String)], lang: Lang) -> String {
    let named = |(from, _): &(String, String)| {
        let year = from.get(..4).unwrap_or(from);
        // Two of one year are told apart by their days.
        let alone = others.iter().filter(|(other, _)| other.get(..4) == Some(year)).count() == 1;
        if alone { year.to_owned() } else { from.clone() }
    };
    let years: Vec<String> = others.iter().map(named).filter(|year| !year.is_empty()).collect();
    let urls: Vec<&str> = others.iter().map(|(_, url)| url.as_str()).collect();
    match lang {
        Lang::Zh => format!("另有 {} 版本：{}", years.join("、"), urls.join("  ")),
        Lang::En => format!("Other versions, {}: {}", years.join(", "), urls.join("  ")),
    }
}

/// The excerpt with its marks as 【…】.
fn marked(excerpt: &str, marks: &[(u32, u32)]) -> String {
    let mut out = String::new();
    for (at, character) in (0u32..).zip(excerpt.chars()) {
        if marks.iter().any(|&(start, _)| start == at) {
            out.push('【');
        }
        out.push(character);
        if marks.iter().any(|&(_, end)| end == at + 1) {
            out.push('】');
        }
    }
    out
}

fn write(files: &[crate::search::document::IndexFile], target: &str) -> Result<(), String> {
    let files = files.iter().map(|file| (file.path.as_str(), &*file.bytes));
    plain::write(Path::new(target), files).map_err(|error| error.to_string())
}

/// The index's folder on disk.
pub(super) struct Folder(PathBuf);

impl Files for Folder {
    fn read(&mut self, name: &str, range: Option<Range<u64>>) -> std::io::Result<Vec<u8>> {
        built::read(&self.0.join(name), range)
    }
}
