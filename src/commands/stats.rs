//! `shuyuan stats`

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use flate2::read::MultiGzDecoder;

use super::deploy::fail;
use super::site::say;
use super::{CLEAN, search};
use crate::config;
use crate::diagnostics::Lang;
use crate::inputs::{Roots, built};
use crate::stats::{Summary, summarise};

/// At most so many lines of each list.
const SHOWN: usize = 20;
/// At most so many different queries are tried.
const TRIED: usize = 300;

/// Adds up logs of a web server.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let roots = Roots::of_site(Path::new(matches.get_one::<String>("root").map_or(".", String::as_str)));
    let file = built::read(&roots.config, None).unwrap_or_default();
    let site = config::load(&roots.config_path().as_str().into(), &String::from_utf8_lossy(&file)).value;
    let host = site.base_url.as_deref().and_then(|url| url.split("://").nth(1)?.split('/').next()).unwrap_or_default();
    let mut text = String::new();
    for path in matches.get_many::<String>("log").into_iter().flatten() {
        match read(Path::new(path)) {
            Ok(log) => text.push_str(&log),
            Err(error) => {
                return fail(&say(
                    lang,
                    format!("错误: 读不到“{path}”：{error}"),
                    format!("error: cannot read `{path}`: {error}"),
                ));
            }
        }
        text.push('\n');
    }
    let sum = summarise(text.lines(), &site.base_path(), host);
    tell(&sum, lang);
    let built = PathBuf::from(matches.get_one::<String>("site").map_or("public", String::as_str));
    tell_unanswered(&sum, &built, lang);
    CLEAN
}

fn read(path: &Path) -> std::io::Result<String> {
    let bytes = built::read(path, None)?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(&*bytes).read_to_end(&mut unpacked)?;
    Ok(String::from_utf8_lossy(&unpacked).into_owned())
}

fn tell(sum: &Summary, lang: Lang) {
    let (from, to) = sum.days.clone().unwrap_or_default();
    println!(
        "{}",
        say(
            lang,
            format!("{from} 到 {to}：网页打开 {} 次；另有程序（搜索引擎等）{} 次。", sum.views, sum.bots),
            format!(
                "{from} to {to}: {} pages opened; {} more by programs (search engines and others).",
                sum.views, sum.bots
            ),
        )
    );
    if sum.unreadable > 0 {
        println!(
            "{}",
            say(
                lang,
                format!("{} 行看不懂，没有计入。", sum.unreadable),
                format!("{} lines could not be read and were not counted.", sum.unreadable),
            )
        );
    }
    list(&say(lang, "网页".into(), "Pages".into()), sum.pages.iter().map(|(page, count)| (format!("/{page}"), *count)));
    list(&say(lang, "栏目".into(), "Columns".into()), sum.columns.iter().cloned());
    list(&say(lang, "搜索".into(), "Searches".into()), sum.searches.iter().cloned());
    let lost = sum.lost.iter().map(|(path, from, count)| (format!("/{path} ← {from}"), *count));
    list(&say(lang, "别处链接过来、打不开的网址".into(), "Addresses linked elsewhere that lead nowhere".into()), lost);
}

fn list(title: &str, lines: impl Iterator<Item = (String, usize)>) {
    let lines: Vec<_> = lines.take(SHOWN).collect();
    if !lines.is_empty() {
        println!("\n{title}");
    }
    for (text, count) in lines {
        println!("{count:>8}  {text}");
    }
}

/// Tries what was searched for in the built site: what finds nothing is worth a synonym or a test.
fn tell_unanswered(sum: &Summary, site: &Path, lang: Lang) {
    let Ok(mut host) = search::open(site) else { return };
    let mut shown = 0;
    for (query, count) in sum.searches.iter().take(TRIED) {
        let Ok(answer) = host.search(crate::search::engine::Request::new(query)) else { continue };
        if !answer.hits.is_empty() && answer.complete {
            continue;
        }
        if shown == 0 {
            println!(
                "\n{}",
                say(
                    lang,
                    "现在的门户里找不到的搜索".into(),
                    "Searches that find nothing in the portal as it is".into()
                )
            );
        }
        shown += 1;
        let near = answer.nearest.join("、");
        let near = if near.is_empty() {
            near
        } else {
            say(lang, format!("（相近的词：{near}）"), format!(" (near: {near})"))
        };
        println!("{count:>8}  {query}{near}");
    }
    if shown > 0 {
        println!(
            "{}",
            say(
                lang,
                "应当找到页面的，在搜索用例（search-tests.yaml）里写上这个词和页面，再到同义词表里补上说法。".into(),
                "Where a page should be found, add the query and the page to search-tests.yaml, and a synonym.".into(),
            )
        );
    }
}
