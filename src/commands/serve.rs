//! `shuyuan serve`

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use clap::ArgMatches;

use super::progress::Bar;
use super::report;
use super::site::{self, say};
use super::{CLEAN, FAULTS, USAGE, diff, target};
use crate::cache;
use crate::diagnostics::{Diagnostic, Lang, draw, system_words};
use crate::inputs::Inputs;
use crate::pipeline::Progress;
use crate::serve::{self, BuildReport, Desk, Event, Part, Workplace};

/// Builds the site and shows it, again after each change, until it is stopped.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => {
            eprintln!("{}", sentence.trim_end());
            return USAGE;
        }
    };
    let lan = matches.get_flag("lan");
    let address = if lan { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    let wanted = matches.get_one::<u16>("port").copied();
    let listener = match serve::listen(address, wanted) {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("{}", no_port(lang, &error));
            return FAULTS;
        }
    };
    let url = announce(&listener, wanted, lan, lang);
    if matches.get_flag("open") && open::that_detached(&url).is_err() {
        eprintln!(
            "{}",
            say(
                lang,
                format!("没能打开浏览器，请自己打开 {url}"),
                format!("No browser could be opened; open {url} yourself")
            )
        );
    }
    let scratch = job.roots.site.join(cache::FOLDER);
    let desk = (!matches.get_flag("no-desk")).then_some(lang);
    if desk.is_some() {
        println!("{}", say(lang, format!("编辑台在 {url}_desk/ 。"), format!("The editing desk is at {url}_desk/ .")));
    }
    let former = published(matches, &job.roots.site, &job.out, lang);
    let workplace =
        Workplace { roots: job.roots, options: job.options, cache: job.cache, out: job.out, scratch, desk, former };
    let terminal = Terminal { lang, bar: Bar::new(true, lang) };
    match serve::run(listener, workplace, Box::new(terminal), lan) {
        Ok(()) => CLEAN,
        Err(error) => {
            eprintln!("{}", system(lang, "错误: 预览中断：", "error: serving failed: ", &error));
            FAULTS
        }
    }
}

/// Finds what was published last whenever a desk asks, without asking any host.
fn published(matches: &ArgMatches, root: &Path, out: &Path, lang: Lang) -> serve::LastPublished {
    let (matches, root, out) = (matches.clone(), root.to_owned(), out.to_owned());
    Box::new(move || {
        // A site with several targets has no one publication; what was built last stands for it.
        let target = target::find_if_any(&matches, &root, lang).ok().flatten();
        diff::kept(target.as_ref(), &out, lang).or_else(|_| diff::kept(None, &out, lang))
    })
}

fn no_port(lang: Lang, error: &std::io::Error) -> String {
    let help = say(
        lang,
        "\n  = 改法: 用 --port 换一个端口。".to_owned(),
        "\n  = help: choose another with --port.".to_owned(),
    );
    system(lang, "错误: 打不开端口：", "error: no port could be opened: ", error) + &help
}

fn system(lang: Lang, zh: &str, en: &str, error: &std::io::Error) -> String {
    let why = system_words(error);
    say(lang, format!("{zh}{}", why.zh), format!("{en}{}", why.en))
}

/// Says where the preview is, and returns its address on this machine.
fn announce(listener: &TcpListener, wanted: Option<u16>, lan: bool, lang: Lang) -> String {
    let port = listener.local_addr().map(|a| a.port()).unwrap_or_default();
    if wanted.is_some_and(|wanted| wanted != port && wanted != 0) {
        eprintln!("{}", say(lang, format!("端口已被占用，改用 {port}。"), format!("The port is taken; using {port}.")));
    }
    let url = format!("http://127.0.0.1:{port}/");
    println!(
        "{}",
        say(
            lang,
            format!("预览在 {url} ，保存文件后网页自动更新，按 Ctrl-C 停止。"),
            format!("The preview is at {url} ; it follows what you save. Ctrl-C stops."),
        )
    );
    if lan {
        let address = serve::lan_address().map_or_else(|| "<IP>".to_owned(), |address| address.to_string());
        println!(
            "{}",
            say(
                lang,
                format!(
                    "同一网络里的手机和电脑可以打开 http://{address}:{port}/ 。任何能连到这台机器的人都看得到，包括草稿。"
                ),
                format!(
                    "Phones and computers in the same network can open http://{address}:{port}/ . Whoever reaches this machine sees it, drafts included."
                ),
            )
        );
    }
    url
}

/// Tells the terminal what happens.
struct Terminal {
    lang: Lang,
    bar: Bar,
}

impl Desk for Terminal {
    fn tell(&self, event: Event<'_>) {
        let line = match event {
            Event::Built(report) => {
                self.bar.clear();
                self.built(report)
            }
            Event::Indexed(took) => {
                let seconds = took.as_secs_f64();
                say(self.lang, format!("搜索索引已更新，用时 {seconds:.2} 秒。"), format!("The search index is up to date ({seconds:.2} s)."))
            }
            Event::Code(code) => say(
                self.lang,
                format!("编辑码：{code}。同一网络里的电脑第一次打开编辑台时要输入，只能用一次。"),
                format!("Code: {code}. Another computer of the network is asked for it when it opens the editing desk; it works once."),
            ),
            Event::Broke(part) => {
                self.bar.clear();
                self.stopped(part)
            }
            Event::Polling => say(
                self.lang,
                "这里收不到系统的文件变动通知（常见于网络盘和容器），改为每半秒查看一遍文件夹。".to_owned(),
                "The system does not tell of changes here (network shares and containers often don't); looking at the folders every half second instead.".to_owned(),
            ),
        };
        eprintln!("{line}");
    }

    fn stopped(&self, part: Part) -> String {
        let (zh, en) = match part {
            Part::Watch => ("不再留意文件的变动", "changes of files are not seen any more"),
            Part::Build => ("不再跟随改动，网页停在上一次的样子", "the pages do not follow changes any more"),
            Part::Index => ("这一次没能更新搜索索引", "the search index was not updated this time"),
            Part::Leave => ("没能为下一次启动留下这个门户", "the site was not left for the next start"),
        };
        say(
            self.lang,
            format!(
                "错误: 预览的一部分因程序故障停止：{zh}。\n  = 改法: 按 Ctrl-C 停止，再运行 shuyuan serve；文件没有受影响。"
            ),
            format!(
                "error: a part of the preview has stopped through a fault of the program: {en}.\n  = help: stop it with Ctrl-C and run `shuyuan serve` again; your files are untouched."
            ),
        )
    }

    fn text(&self, diagnostics: &[Diagnostic], inputs: &Inputs) -> String {
        let sorted = sorted(diagnostics);
        sorted.iter().map(|d| draw::human(d, inputs, self.lang)).collect::<Vec<_>>().join("\n")
    }

    fn progress(&self) -> &dyn Progress {
        &self.bar
    }
}

impl Terminal {
    fn built(&self, report: &BuildReport<'_>) -> String {
        let sorted = sorted(report.diagnostics);
        report::human(&sorted, report.inputs, self.lang);
        let summary = report::summary(report::count(&sorted), self.lang);
        let seconds = report.took.as_secs_f64();
        let (pages, changed) = (report.pages, report.changed);
        let found = |comma: &str| if summary.is_empty() { String::new() } else { format!("{comma}{summary}") };
        match (report.shown, report.first) {
            (false, true) => say(
                self.lang,
                format!("还不能预览：{summary}。改好后保存即可。"),
                format!("Nothing to show yet: {summary}. Mend it and save."),
            ),
            (false, false) => say(
                self.lang,
                format!("没有更新：{summary}。网页仍是上一次正确的样子；改好后保存即可。"),
                format!("Not updated: {summary}. The last good site is still shown; mend it and save."),
            ),
            (true, true) => {
                let built = say(
                    self.lang,
                    format!("已生成 {pages} 个页面，用时 {seconds:.2} 秒{}。", found("，")),
                    format!("Built {pages} pages in {seconds:.2} s{}.", found(", ")),
                );
                // Once is enough: it stays so for days.
                report.next.map_or(built.clone(), |next| format!("{built}\n{}", next.get(self.lang)))
            }
            (true, false) => say(
                self.lang,
                format!("已更新 {changed} 个文件，用时 {seconds:.2} 秒{}。", found("，")),
                format!("Updated {changed} files in {seconds:.2} s{}.", found(", ")),
            ),
        }
    }
}

fn sorted(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut sorted = diagnostics.to_vec();
    report::sort(&mut sorted);
    sorted
}
