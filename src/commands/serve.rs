//! `shuyuan serve`

use std::net::Ipv4Addr;

use clap::ArgMatches;

use super::build::build_and_publish;
use super::progress::Bar;
use super::report;
use super::site::{self, say};
use super::{CLEAN, FAULTS, USAGE};
use crate::diagnostics::Lang;
use crate::serve;

/// Builds the site, publishes it and serves the result on this machine until it is stopped.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => {
            eprintln!("{sentence}");
            return USAGE;
        }
    };
    let bar = Bar::new(true, lang);
    let done = build_and_publish(&job, &bar);
    bar.clear();
    report::human(&done.diagnostics, &done.inputs, lang);
    if done.published.is_none() {
        let summary = report::summary(report::count(&done.diagnostics), lang);
        eprintln!("{}", say(lang, format!("没有发布：{summary}。"), format!("Nothing was published: {summary}.")));
        return FAULTS;
    }
    let wanted = matches.get_one::<u16>("port").copied();
    let listener = match serve::listen(Ipv4Addr::LOCALHOST, wanted) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!(
                "{}",
                say(
                    lang,
                    format!("错误: 打不开端口（{error}）\n  = 改法: 用 --port 换一个端口。"),
                    format!("error: no port could be opened ({error})\n  = help: choose another with --port."),
                )
            );
            return FAULTS;
        }
    };
    let port = listener.local_addr().map(|a| a.port()).unwrap_or_default();
    if wanted.is_some_and(|wanted| wanted != port) {
        eprintln!("{}", say(lang, format!("端口已被占用，改用 {port}。"), format!("The port is taken; using {port}.")));
    }
    println!(
        "{}",
        say(
            lang,
            format!("门户在 http://127.0.0.1:{port}/ ，按 Ctrl-C 停止。"),
            format!("The portal is at http://127.0.0.1:{port}/ ; Ctrl-C stops."),
        )
    );
    match serve::run(listener, &job.out) {
        Ok(()) => CLEAN,
        Err(error) => {
            eprintln!(
                "{}",
                say(lang, format!("错误: 预览中断（{error}）"), format!("error: serving failed ({error})"))
            );
            FAULTS
        }
    }
}
