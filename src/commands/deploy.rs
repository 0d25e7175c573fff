//! `shuyuan deploy`

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;

use clap::ArgMatches;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::progress::Bar;
use super::site::{self, say, shown};
use super::target::{self, Target};
use super::{CLEAN, FAULTS, USAGE, build, usage};
use crate::deploy::publish::{Done, Job, Prepared, Watch, carry_out, prepare};
use crate::deploy::{Place, archive};
use crate::diagnostics::Lang;
use crate::outputs::Manifest;

/// Builds the site, and publishes it if there is no error.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let target = match target::find(matches, lang) {
        Ok(target) => target,
        Err(text) => return fail(&text),
    };
    let site = match matches.get_one::<String>("site") {
        Some(site) => std::path::PathBuf::from(site),
        None => {
            let job = match site::job(matches, lang) {
                // Nobody knows where an archive will be unpacked: it opens from a disk and works on a host.
                Ok(mut job) => {
                    if matches!(target.place, Place::Zip(_)) {
                        job.portable = true;
                        job.out = job.roots.site.join("portable");
                    }
                    job
                }
                Err(sentence) => return usage::refuse(&sentence, "human", lang),
            };
            let bar = Bar::new(true, lang);
            let done = build::build_and_publish(&job, true, &bar);
            bar.clear();
            build::tell(&done, &job, std::time::Instant::now(), lang);
            if done.published.is_none() {
                return FAULTS;
            }
            job.out
        }
    };
    let Some(manifest) = target::manifest_of(&site, &target.place) else {
        return fail(&say(
            lang,
            format!("错误: “{}”里没有生成好的站点", shown(&site)),
            format!("error: there is no built site in `{}`", shown(&site)),
        ));
    };
    match publish(matches, &target, &site, &manifest, lang) {
        Ok(code) => code,
        Err(text) => fail(&text),
    }
}

pub(super) fn fail(text: &str) -> u8 {
    eprintln!("{}", text.trim_end());
    FAULTS
}

/// Publishes a folder.
pub(super) fn publish(
    matches: &ArgMatches,
    target: &Target,
    site: &Path,
    manifest: &Manifest,
    lang: Lang,
) -> Result<u8, String> {
    let only_show = matches.get_flag("dry-run");
    if let Place::Zip(to) = &target.place {
        return if only_show { Ok(CLEAN) } else { carry(site, manifest, to, lang) };
    }
    let host = target.host(lang)?;
    let store = target.store(lang)?;
    let options = target.options(matches);
    let job = Job { site, manifest, identity: &target.identity, host, store: &store, options };
    let prepared = prepare(&job).map_err(|fault| target.shown(&fault, lang))?;
    println!("{}", account(&prepared, &host.name(), lang));
    if prepared.is_done() || only_show {
        return Ok(CLEAN);
    }
    if !matches.get_flag("yes") {
        match agreed(lang) {
            Some(true) => {}
            Some(false) => return Ok(CLEAN),
            None => {
                return Err(say(
                    lang,
                    "错误: 这里不能提问\n  = 改法: 加 --yes 表示同意，或先用 --dry-run 看会做什么。".to_owned(),
                    "error: nobody can be asked here\n  = help: add --yes to agree, or look first with --dry-run"
                        .to_owned(),
                ));
            }
        }
    }
    let progress = Progress::new(lang);
    let done = carry_out(&job, prepared, &progress);
    progress.0.finish_and_clear();
    match done {
        Ok(done) => println!("{}", summary(&done, lang)),
        Err(fault) => return Err(target.shown(&fault, lang)),
    }
    Ok(CLEAN)
}

/// What is going to be done, in words.
fn account(prepared: &Prepared, name: &str, lang: Lang) -> String {
    let plan = &prepared.plan;
    if prepared.is_done() {
        return say(
            lang,
            format!("“{name}”上已经是这一版，没有要发布的。"),
            format!("`{name}` has this version already; there is nothing to publish."),
        );
    }
    let (files, bytes, removed) = (plan.files(), HumanBytes(plan.bytes()), plan.remove.len());
    let mut text = say(
        lang,
        format!("发布到“{name}”：上传 {files} 个文件（{bytes}），删除 {removed} 个，{} 个不变。", plan.kept),
        format!("To `{name}`: {files} files to send ({bytes}), {removed} to remove, {} unchanged.", plan.kept),
    );
    if prepared.continues {
        text.push_str(&say(
            lang,
            "接着上次没有完成的做。".to_owned(),
            " Goes on where the last run stopped.".to_owned(),
        ));
    }
    for path in plan.remove.iter().take(20) {
        text.push_str(&say(lang, format!("\n  删除 {path}"), format!("\n  remove {path}")));
    }
    if removed > 20 {
        text.push_str(&say(lang, format!("\n  …… 共 {removed} 个"), format!("\n  … {removed} in all")));
    }
    text
}

fn summary(done: &Done, lang: Lang) -> String {
    let number = done.publication.as_ref().map_or(0, |publication| publication.number);
    let (files, bytes) = (done.sent.0, HumanBytes(done.sent.1));
    say(
        lang,
        format!(
            "发布完成，这是第 {number} 次：上传 {files} 个文件（{bytes}），删除 {} 个，{} 次请求。",
            done.removed, done.requests
        ),
        format!(
            "Published, number {number}: {files} files sent ({bytes}), {} removed, {} requests.",
            done.removed, done.requests
        ),
    )
}

/// Asks on the terminal; none if there is none.
fn agreed(lang: Lang) -> Option<bool> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    eprint!("{}", say(lang, "开始发布吗？[y/N] ".to_owned(), "Publish? [y/N] ".to_owned()));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).ok()?;
    Some(matches!(line.trim(), "y" | "Y" | "yes" | "是" | "好"))
}

fn carry(site: &Path, manifest: &Manifest, to: &Path, lang: Lang) -> Result<u8, String> {
    let name = to.file_stem().map_or_else(|| "portal".to_owned(), |stem| stem.to_string_lossy().into_owned());
    match archive::write(site, manifest, to, &name) {
        Ok(bytes) => {
            let (files, size) = (manifest.files.len() + 1, HumanBytes(bytes));
            println!(
                "{}",
                say(
                    lang,
                    format!("已写入 {}（{files} 个文件，{size}）。", shown(to)),
                    format!("Wrote {} ({files} files, {size}).", shown(to)),
                )
            );
            Ok(CLEAN)
        }
        Err(error) => Err(say(
            lang,
            format!("错误: 不能写入“{}”：{error}", shown(to)),
            format!("error: cannot write `{}`: {error}", shown(to)),
        )),
    }
}

/// Bytes on a bar.
struct Progress(ProgressBar, Lang);

impl Progress {
    fn new(lang: Lang) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self(if terminal { ProgressBar::new(0) } else { ProgressBar::hidden() }, lang)
    }
}

impl Watch for Progress {
    fn begin(&self, _: usize, bytes: u64) {
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {eta}") {
            self.0.set_style(style);
        }
        self.0.set_length(bytes);
        self.0.set_message(say(self.1, "上传".to_owned(), "Sending".to_owned()));
    }

    fn sent(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    fn placing(&self) {
        self.0.set_message(say(self.1, "更新".to_owned(), "Placing".to_owned()));
    }
}

/// `shuyuan rollback`
pub(super) fn rollback(matches: &ArgMatches, lang: Lang) -> u8 {
    let done = target::find(matches, lang).and_then(|target| {
        let number = matches.get_one::<String>("to").and_then(|text| text.parse().ok());
        if matches.contains_id("to") && number.is_none() {
            return Ok(USAGE);
        }
        let store = target.store(lang)?;
        if matches.get_flag("list") {
            list(&store.kept(), lang);
            return Ok(CLEAN);
        }
        let former = crate::deploy::rollback::lay_out(&store, number).map_err(|fault| target.shown(&fault, lang))?;
        drop(store);
        println!(
            "{}",
            say(
                lang,
                format!("回到第 {} 次发布。", former.kept.publication.number),
                format!("Back to publication {}.", former.kept.publication.number),
            )
        );
        publish(matches, &target, &former.folder, &former.kept.manifest, lang)
    });
    done.unwrap_or_else(|text| fail(&text))
}

fn list(kept: &[crate::deploy::Kept], lang: Lang) {
    for kept in kept {
        let publication = &kept.publication;
        let at = i64::try_from(publication.at).ok().and_then(|at| time::OffsetDateTime::from_unix_timestamp(at).ok());
        let at = at.map_or_else(String::new, |at| format!("{} {:02}:{:02} UTC", at.date(), at.hour(), at.minute()));
        println!(
            "{}",
            say(
                lang,
                format!("第 {} 次  {at}  {} 个文件", publication.number, publication.files),
                format!("{}  {at}  {} files", publication.number, publication.files),
            )
        );
    }
}
