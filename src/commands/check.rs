//! `shuyuan check`

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::ArgMatches;
use serde::Serialize;

use super::ahead::{self, Ahead};
use super::fix::{self, Fixed};
use super::progress::Bar;
use super::report::{self, Counts};
use super::site::{self, SiteJob, say, shown};
use super::{CLEAN, FAULTS, usage};
use crate::check::due::{self, Change, Due, Words, upcoming};
use crate::check::external;
use crate::check::{self, Context, Ran, sarif};
use crate::content::Moment;
use crate::diagnostics::draw::{self, Json};
use crate::diagnostics::{Diagnostic, Lang};
use crate::external::Manners;
use crate::inputs::{Inputs, one_file};
use crate::outputs;
use crate::pipeline::{self, Memo, Progress as _, Stage};

/// Builds the site without publishing it, and looks at what came of it.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let format = matches.get_one::<String>("format").map_or("human", String::as_str);
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => {
            return usage::refuse(&sentence, format, lang);
        }
    };
    let bar = Bar::new(format == "human", lang);
    let asked = Asked::of(matches);
    let mut checked = look(&job, &asked, &bar);
    bar.clear();
    if let Some(path) = &asked.calendar {
        let dues = checked.ahead.as_ref().map_or(checked.dues.as_slice(), |ahead| &ahead.dues);
        let written = ahead::write_calendar(path, dues, &checked.title, checked.as_of, lang);
        checked.diagnostics.extend(written.err().map(|fault| *fault));
    }
    match format {
        "json" => tell_machine(&checked, lang),
        "sarif" => {
            let report = sarif::report(&checked.diagnostics, &checked.inputs, lang);
            println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
        }
        _ => tell(&checked, &asked, lang),
    }
    let counts = report::count(&checked.diagnostics);
    let strict = matches.get_flag("strict") && counts.warnings > 0;
    if counts.errors > 0 || strict { FAULTS } else { CLEAN }
}

/// What the command line asks for beside the report.
struct Asked {
    fix: bool,
    dry_run: bool,
    /// Whether other sites are asked for what the site links to.
    external: bool,
    /// How many days to look ahead.
    ahead: Option<u16>,
    /// Where to write the days to come.
    calendar: Option<PathBuf>,
}

impl Asked {
    fn of(matches: &ArgMatches) -> Self {
        Self {
            fix: matches.get_flag("fix"),
            dry_run: matches.get_flag("dry-run"),
            external: matches.get_flag("external"),
            ahead: matches.get_one::<u16>("ahead").copied(),
            calendar: matches.get_one::<String>("ics").map(PathBuf::from),
        }
    }
}

/// What was found.
struct Checked {
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
    pages: usize,
    files: usize,
    /// The changes that come by themselves, soonest first.
    dues: Vec<Due>,
    fixed: Option<Fixed>,
    ahead: Option<Ahead>,
    title: String,
    as_of: Moment,
    /// The site's clock, `+08:00`.
    utc_offset: String,
}

fn look(job: &SiteJob, asked: &Asked, bar: &Bar) -> Checked {
    // The days ahead are built one after the other from what the first build holds in memory.
    let spool = if asked.ahead.is_some() { None } else { job.cache.spool().map(Arc::new) };
    let read = site::read_aside(job, spool.as_ref(), bar);
    let (inputs, mut diagnostics) = (read.value, read.diagnostics);
    let mut memo = Memo::recall(&job.cache, &job.options);
    memo.put_aside_in(spool);
    let site = pipeline::build(&inputs, &job.options, &mut memo, &job.cache, bar).drain_into(&mut diagnostics);
    let context = Context::new(&inputs, &job.options, &site, &diagnostics);
    let mut more = check::check(&context);
    more.extend(asked.external.then(|| outer_links(job, &context, bar)).into_iter().flatten());
    more.extend(memo.fault().filter(|fault| diagnostics.iter().all(|known| known.code != fault.code)));
    let mut fixed = asked.fix.then(|| fix::fix(job, &context, asked.dry_run));
    let dues = upcoming(&job.options, &site);
    diagnostics.extend(more);
    diagnostics.extend(fixed.as_mut().and_then(|fixed| fixed.fault.take()).map(|fault| *fault));
    diagnostics.extend(outputs::gone(&job.out, &site.outputs));
    let mut diagnostics =
        check::settle(&inputs, &job.options.content, &site.config, &site.site, diagnostics, Ran::Check);
    let ahead = asked.ahead.map(|days| ahead::look(job, &inputs, &mut memo, (&site, &diagnostics), days, bar));
    diagnostics.extend(ahead.iter().flat_map(|ahead| ahead.found.clone()));
    // What was mended need not be told.
    if let Some(fixed) = fixed.as_ref().filter(|_| !asked.dry_run) {
        let mended = |found: &Diagnostic| {
            fix::RULES.contains(&found.code.as_str())
                && found.span.as_ref().is_some_and(|span| {
                    fixed.edits.iter().any(|edit| edit.file == span.file && edit.range.start == span.start)
                })
        };
        diagnostics.retain(|found| !mended(found));
    }
    report::sort(&mut diagnostics);
    let (title, as_of) = (site.config.title.clone(), site.as_of);
    let (pages, files, utc_offset) = (site.pages, site.outputs.len(), site.config.utc_offset);
    Checked { inputs, diagnostics, pages, files, dues, fixed, ahead, title, as_of, utc_offset }
}

/// Asks other sites; what came of it.
fn outer_links(job: &SiteJob, context: &Context<'_>, bar: &Bar) -> Vec<Diagnostic> {
    // Tests ask servers of their own, and do not wait for strangers.
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let usual = Manners::default();
    let (authorities, mut found) = authorities();
    let manners = Manners {
        authorities,
        pause: number("SHUYUAN_LINK_PAUSE_MILLISECONDS").map_or(usual.pause, Duration::from_millis),
        patience: number("SHUYUAN_LINK_PATIENCE_MILLISECONDS").map_or(usual.patience, Duration::from_millis),
        private: number("SHUYUAN_LINK_PRIVATE") == Some(1),
        ..usual
    };
    let links = external::links(context, manners.private);
    bar.begin(Stage::Ask, links.len());
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let answers = crate::external::ask(&links, &job.cache, now, &manners, &|_| bar.step());
    found.extend(external::faults(context, &answers.verdicts));
    if answers.offline > 0 {
        found.push(external::offline(answers.offline));
    }
    found
}

/// The certificates that are trusted instead of the usual ones, as other programs find them too: in the PEM file that
/// `SSL_CERT_FILE` names.
fn authorities() -> (Option<Arc<[u8]>>, Vec<Diagnostic>) {
    let Some(path) = std::env::var_os("SSL_CERT_FILE").filter(|path| !path.is_empty()).map(PathBuf::from) else {
        return (None, Vec::new());
    };
    match one_file(&path) {
        Ok(pem) if memchr::memmem::find(&pem, b"-----BEGIN CERTIFICATE").is_some() => (Some(pem.into()), Vec::new()),
        _ => (None, vec![external::no_authorities(&shown(&path))]),
    }
}

fn tell(checked: &Checked, asked: &Asked, lang: Lang) {
    report::human(&checked.diagnostics, &checked.inputs, lang);
    let summary = report::summary(report::count(&checked.diagnostics), lang);
    let pages = checked.pages;
    let found = match (summary.is_empty(), lang) {
        (true, Lang::Zh) => "没有发现问题".to_owned(),
        (true, Lang::En) => "nothing to report".to_owned(),
        _ => summary,
    };
    eprintln!("{}", say(lang, format!("检查了 {pages} 个页面：{found}。"), format!("Checked {pages} pages: {found}.")));
    if let Some(fixed) = &checked.fixed {
        fix::tell(fixed, asked.dry_run, lang);
    }
    if let Some((ahead, days)) = checked.ahead.as_ref().zip(asked.ahead) {
        for line in ahead::lines(ahead, days, lang) {
            eprintln!("{line}");
        }
    } else if let Some(next) = due::next(&checked.dues) {
        eprintln!("{}", next.get(lang));
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    diagnostics: Vec<Json<'a>>,
    counts: Counts,
    pages: usize,
    /// Never: `check` publishes nothing.
    published: bool,
    files: usize,
    next_rebuild: Option<String>,
    /// With `--ahead`: what changes by itself, soonest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    ahead: Option<Vec<Coming>>,
}

#[derive(Serialize)]
struct Coming {
    at: String,
    what: String,
    file: String,
}

fn tell_machine(checked: &Checked, lang: Lang) {
    let clock = |due: &Due| {
        let (day, time) = (due.at.0.date(), due.at.0.time());
        let (hour, minute, second) = time.as_hms();
        let day = crate::content::format_date(day);
        format!("{day}T{hour:02}:{minute:02}:{second:02}{}", checked.utc_offset)
    };
    let report = JsonReport {
        diagnostics: checked.diagnostics.iter().map(|d| draw::json(d, &checked.inputs, lang)).collect(),
        counts: report::count(&checked.diagnostics),
        pages: checked.pages,
        published: false,
        files: checked.files,
        next_rebuild: checked.dues.iter().find(|due| due.what != Change::Review).map(clock),
        ahead: checked.ahead.as_ref().map(|ahead| {
            let due = |due: &Due| {
                let Words { zh, en } = due.words();
                Coming { at: clock(due), what: say(lang, zh, en), file: due.span.file.to_string() }
            };
            ahead.dues.iter().map(due).collect()
        }),
    };
    // Strings and numbers always have a form in JSON.
    println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
}
