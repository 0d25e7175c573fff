//! `shuyuan build`

use std::sync::Arc;
use std::time::Instant;

use clap::ArgMatches;
use serde::Serialize;

use super::progress::Bar;
use super::report::{self, Counts, Format};
use super::site::{self, SiteJob, say, shown};
use super::{CLEAN, FAULTS, usage};
use crate::check::due::{self, upcoming};
use crate::check::{self, Ran};
use crate::diagnostics::draw::{self, Json};
use crate::diagnostics::{Diagnostic, Lang, Span, Text, has_errors};
use crate::inputs::Inputs;
use crate::outputs::{self, Manifest, Outputs, Report, Target};
use crate::pipeline::record::{self, Record};
use crate::pipeline::{self, Built, Memo, Progress as _, Stage};
use crate::portable::portable;
use crate::review;
use crate::sheet::prints;

/// Most bytes that the cache may take, pictures above all.
const CACHE_LIMIT: u64 = 2 << 30;

/// Builds the site and publishes it if there is no error.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let format = Format::from_name(matches.get_one::<String>("format").map_or("human", String::as_str));
    let started = Instant::now();
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => {
            return usage::refuse(&sentence, if format == Format::Json { "json" } else { "human" }, lang);
        }
    };
    let bar = Bar::new(format == Format::Human, lang);
    let done = build_and_publish(&job, !matches.get_flag("no-sync"), &bar);
    bar.clear();
    match format {
        Format::Human => tell(&done, &job, started, lang),
        Format::Json => tell_machine(&done, &job, lang),
    }
    if done.published.is_some() { CLEAN } else { FAULTS }
}

/// What came of a build.
pub(super) struct Done {
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
    pages: usize,
    /// Files of the site.
    files: usize,
    /// When it must be built again.
    next: Option<Text>,
    /// None if there was an error.
    pub(super) published: Option<Report>,
}

/// Builds, and publishes unless there is an error; waits for the disk if `sync`.
pub(super) fn build_and_publish(job: &SiteJob, sync: bool, bar: &Bar) -> Done {
    // Whether the folder may be written is better known before the work than after it.
    let target = Target::open(&job.out, &job.roots).map(|target| if sync { target } else { target.without_sync() });
    // What is to open from a disk is made of all pages at once.
    let spool = if job.portable { None } else { job.cache.spool().map(Arc::new) };
    let read = site::read_aside(job, spool.as_ref(), bar);
    let inputs = read.value;
    let mut diagnostics = read.diagnostics;
    // A record does not know who has signed.
    let known = target.as_ref().ok().filter(|_| !job.portable && !job.release);
    if let Some(record) = known.and_then(|_| record::find(&job.cache, &inputs, &job.options, &job.out)) {
        let published = Report { unchanged: record.files, bytes: record.bytes, ..Report::default() };
        let Record { diagnostics, pages, files, next, .. } = record;
        return Done { inputs, diagnostics, pages, files, next, published: Some(published) };
    }
    let mut memo = Memo::recall(&job.cache, &job.options);
    memo.put_aside_in(spool);
    let built = pipeline::build(&inputs, &job.options, &mut memo, &job.cache, bar).drain_into(&mut diagnostics);
    diagnostics.extend(target.as_ref().ok().and_then(|target| outputs::gone(target.folder(), &built.outputs)));
    let mut diagnostics =
        check::settle(&inputs, &job.options.content, &built.config, &built.site, diagnostics, Ran::Build);
    if job.release {
        diagnostics.extend(unsigned(&inputs, job, &built));
    }
    let portable = (job.portable && !has_errors(&diagnostics)).then(|| portable(&built.outputs));
    let mut published = publish(&target, portable.as_ref().unwrap_or(&built.outputs), &mut diagnostics, bar);
    let (pages, files) = (built.pages, built.outputs.len());
    let next = due::next(&upcoming(&job.options, &built));
    if published.is_some() {
        let manifest = Manifest::of(portable.as_ref().unwrap_or(&built.outputs));
        prints::keep(&job.cache, &manifest, &prints::prints(&built.site, &inputs, &job.options.content));
    }
    if let Some(report) = published.as_ref().filter(|_| !job.portable) {
        // What differs from the former publication is said once; there is no such difference the next time.
        let (lasting, gone): (Vec<Diagnostic>, Vec<Diagnostic>) =
            std::mem::take(&mut diagnostics).into_iter().partition(|found| found.code != "address-gone");
        let summary = record::Summary {
            diagnostics: &lasting,
            pages,
            files,
            bytes: report.bytes,
            next: next.clone(),
            base_path: built.config.base_path(),
            span: record::Span::of(&memo, built.as_of, &built.config.utc_offset),
        };
        record::remember(&job.cache, &inputs, &job.options, &job.out, summary);
        diagnostics = lasting;
        if !gone.is_empty() {
            diagnostics.extend(gone);
            report::sort(&mut diagnostics);
        }
        let leaving = memo.leave(&job.options.content);
        leaving.store(&job.cache, &job.options, &mut memo.index, &built.outputs, &job.out);
        job.cache.prune(CACHE_LIMIT);
    }
    // What was mended in the folder is said once; a record of it would repeat it.
    diagnostics.extend(published.iter_mut().flat_map(|report| std::mem::take(&mut report.findings)));
    // The process ends soon, and the system frees a large site faster than we would.
    std::mem::forget((memo, built));
    Done { inputs, diagnostics, pages, files, next, published }
}

/// Publishes `outputs` unless something found is an error; what goes wrong joins it, and all is sorted.
pub(super) fn publish(
    target: &Result<Target, Box<Diagnostic>>,
    outputs: &Outputs,
    found: &mut Vec<Diagnostic>,
    bar: &Bar,
) -> Option<Report> {
    let report = match target {
        Err(fault) => Err(fault.clone()),
        Ok(target) if !has_errors(found) => {
            bar.begin(Stage::Write, outputs.len());
            target.publish(outputs).map(Some)
        }
        Ok(_) => Ok(None),
    };
    let report = report.unwrap_or_else(|fault| {
        found.push(*fault);
        None
    });
    report::sort(found);
    report
}

/// What keeps a site from being released: pages that were not read by all who should.
fn unsigned(inputs: &Inputs, job: &SiteJob, built: &Built) -> Vec<Diagnostic> {
    let Some(review) = &built.config.review else {
        let fault = Diagnostic::error(
            "release-no-review",
            "--release 要核对签名，而 site-config.toml 里没有 [review]",
            "`--release` looks at signatures, and site-config.toml has no `[review]`",
        );
        return vec![fault.at(Span::file(&Arc::from(job.options.config.as_str()))).hint(
            "写 [review] 和 stages = [\"一审\", \"二审\", \"三审\"]；不用审核的，去掉 --release。",
            "Write `[review]` with `stages = [\"一审\", \"二审\", \"三审\"]`, or leave out --release if nobody has to sign.",
        )];
    };
    let files = review::files(inputs, &job.options.content);
    review::release(built.site.pages.iter().map(|page| &*page.draft), review, &files)
}

pub(super) fn tell(done: &Done, job: &SiteJob, started: Instant, lang: Lang) {
    report::human(&done.diagnostics, &done.inputs, lang);
    let summary = report::summary(report::count(&done.diagnostics), lang);
    let seconds = started.elapsed().as_secs_f64();
    let out = shown(&job.out);
    match &done.published {
        Some(report) => {
            let found = if summary.is_empty() { String::new() } else { format!("，{summary}") };
            let found_en = if summary.is_empty() { String::new() } else { format!(", {summary}") };
            eprintln!(
                "{}",
                say(
                    lang,
                    format!(
                        "完成：{} 个页面，{} 个文件（{} 个有变化），用时 {seconds:.2} 秒{found}。门户在 {out}",
                        done.pages,
                        report.written + report.unchanged,
                        report.written
                    ),
                    format!(
                        "Done: {} pages, {} files ({} changed) in {seconds:.2} s{found_en}. The portal lies in {out}",
                        done.pages,
                        report.written + report.unchanged,
                        report.written
                    ),
                )
            );
            if let Some(next) = &done.next {
                eprintln!("{}", next.get(lang));
            }
        }
        None => eprintln!(
            "{}",
            say(
                lang,
                format!("没有发布：{summary}。原来的门户没有改动；改好以后再运行一次。"),
                format!("Nothing was published: {summary}. The former portal is unchanged; mend this and run again."),
            )
        ),
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    diagnostics: Vec<Json<'a>>,
    counts: Counts,
    pages: usize,
    published: bool,
    files: usize,
    out: String,
}

fn tell_machine(done: &Done, job: &SiteJob, lang: Lang) {
    let report = JsonReport {
        diagnostics: done.diagnostics.iter().map(|d| draw::json(d, &done.inputs, lang)).collect(),
        counts: report::count(&done.diagnostics),
        pages: done.pages,
        published: done.published.is_some(),
        files: done.files,
        out: shown(&job.out),
    };
    // Strings and numbers always have a form in JSON.
    println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
}
