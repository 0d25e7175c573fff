//! `shuyuan verify`

use std::path::PathBuf;

use clap::ArgMatches;

use super::deploy::fail;
use super::site::say;
use super::target::{self, Target};
use super::{CLEAN, FAULTS};
use crate::deploy::verify::{self, Findings};
use crate::diagnostics::Lang;
use crate::outputs::MANIFEST;

/// Compares what readers get with what was published.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let given = matches.get_one::<String>("target").map_or("", String::as_str);
    let found = if given.starts_with("http://") || given.starts_with("https://") {
        let ca_file = matches.get_one::<String>("ca-file").map(PathBuf::from);
        verify::address(given, ca_file.as_deref(), 4)
            .map_err(|error| unreachable(given, &error.words.zh, &error.words.en, lang))
    } else {
        target::find(matches, lang).and_then(|target| look(&target, lang))
    };
    match found {
        Ok(found) => {
            tell(&found, lang);
            if found.is_whole() { CLEAN } else { FAULTS }
        }
        Err(text) => fail(&text),
    }
}

fn look(target: &Target, lang: Lang) -> Result<Findings, String> {
    let host = target.host(lang)?;
    let found = verify::target(host, target.target.connections, target::patience());
    let mut found = found.map_err(|error| unreachable(&host.name(), &error.words.zh, &error.words.en, lang))?;
    if let Some(url) = &target.target.url {
        let shown = verify::address(url, target.target.ca_file.as_deref(), target.target.connections);
        let shown = shown.map_err(|error| unreachable(url, &error.words.zh, &error.words.en, lang))?;
        found = Findings { extra: found.extra, ..shown };
    }
    Ok(found)
}

pub(super) fn unreachable(place: &str, zh: &str, en: &str, lang: Lang) -> String {
    let missing = zh == MANIFEST;
    say(
        lang,
        if missing {
            format!("错误: “{place}”上没有 shuyuan 发布的站点（没有 {MANIFEST}）")
        } else {
            format!("错误: 读不到“{place}”：{zh}")
        },
        if missing {
            format!("error: there is no site of shuyuan's at `{place}` (no {MANIFEST})")
        } else {
            format!("error: cannot read `{place}`: {en}")
        },
    )
}

fn tell(found: &Findings, lang: Lang) {
    let paths = |zh: &str, en: &str, paths: &[String]| {
        for path in paths.iter().take(20) {
            println!("{}", say(lang, format!("{zh}：{path}"), format!("{en}: {path}")));
        }
        if paths.len() > 20 {
            println!("{}", say(lang, format!("{zh}：共 {} 个", paths.len()), format!("{en}: {} in all", paths.len())));
        }
    };
    paths("缺少", "missing", &found.missing);
    paths("与发布的不同", "not what was published", &found.changed);
    paths("不是本站发布的", "not of this site", &found.extra);
    for (zh, en, list) in [("类型不对", "wrong type", &found.types), ("缓存不对", "wrong caching", &found.caches)]
    {
        for (path, said, wanted) in list.iter().take(10) {
            println!(
                "{}",
                say(
                    lang,
                    format!("{zh}：{path} 是“{said}”，应为“{wanted}”"),
                    format!("{en}: {path} has `{said}`, should have `{wanted}`"),
                )
            );
        }
        if list.len() > 10 {
            println!("{}", say(lang, format!("{zh}：共 {} 个", list.len()), format!("{en}: {} in all", list.len())));
        }
    }
    for line in advice(found, lang) {
        println!("{line}");
    }
    let (looked, bad) = (found.looked, found.missing.len() + found.changed.len());
    println!(
        "{}",
        say(
            lang,
            format!("看了 {looked} 个文件，{bad} 个有问题。"),
            format!("{looked} files looked at, {bad} with faults.")
        )
    );
}

fn advice(found: &Findings, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |zh: String, en: String| lines.push(say(lang, zh, en));
    match &found.search {
        Some(Ok(0)) => add("搜索：试搜没有找到任何页面".into(), "search: a query found nothing".into()),
        Some(Ok(pages)) => {
            add(format!("搜索：可以用（试搜找到 {pages} 个页面）"), format!("search: works ({pages} pages found)"))
        }
        Some(Err(why)) => add(format!("搜索：不能用（{why}）"), format!("search: does not work ({why})")),
        None => {}
    }
    if found.ranges == Some(false) {
        add(
            "提示：服务器不支持分段读取（Range），搜索要整个下载索引".into(),
            "note: the host sends no parts of files (Range), so searching fetches whole files".into(),
        );
    }
    if found.compresses == Some(false) {
        add("提示：服务器没有压缩网页".into(), "note: the host does not compress pages".into());
    }
    if found.says_404 == Some(false) {
        add(
            "提示：不存在的网址没有返回 404".into(),
            "note: addresses that do not exist are not answered with 404".into(),
        );
    }
    for name in &found.headers {
        add(format!("提示：没有发送 {name}"), format!("note: {name} is not sent"));
    }
    if found.compresses.is_some() && (!found.types.is_empty() || !found.caches.is_empty() || !found.headers.is_empty())
    {
        add(
            "服务器的设置可以用 shuyuan host-config nginx（或 apache、caddy、iis、s3）生成。".into(),
            "`shuyuan host-config nginx` (or apache, caddy, iis, s3) prints a configuration for the host.".into(),
        );
    }
    lines
}
