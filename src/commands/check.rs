//! `shuyuan check`

use clap::ArgMatches;
use serde::Serialize;

use super::progress::Bar;
use super::report::{self, Counts};
use super::site::{self, SiteJob, say};
use super::{CLEAN, FAULTS, usage};
use crate::check::due::{Change, Due, upcoming};
use crate::check::{self, Context, Ran, sarif};
use crate::diagnostics::draw::{self, Json};
use crate::diagnostics::{Diagnostic, Lang};
use crate::inputs::Inputs;
use crate::outputs;
use crate::pipeline::{self, Memo};

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
    let checked = look(&job, &bar);
    bar.clear();
    match format {
        "json" => tell_machine(&checked, lang),
        "sarif" => {
            let report = sarif::report(&checked.diagnostics, &checked.inputs, lang);
            println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
        }
        _ => tell(&checked, lang),
    }
    let counts = report::count(&checked.diagnostics);
    let strict = matches.get_flag("strict") && counts.warnings > 0;
    if counts.errors > 0 || strict { FAULTS } else { CLEAN }
}

/// What was found.
struct Checked {
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
    pages: usize,
    files: usize,
    /// The first change that comes by itself.
    next: Option<Due>,
    /// The site's clock, `+08:00`.
    utc_offset: String,
}

fn look(job: &SiteJob, bar: &Bar) -> Checked {
    let read = site::read(job, bar);
    let (inputs, mut diagnostics) = (read.value, read.diagnostics);
    let mut memo = Memo::recall(&job.cache, &job.options);
    let site = pipeline::build(&inputs, &job.options, &mut memo, &job.cache, bar).drain_into(&mut diagnostics);
    let context = Context::new(&inputs, &job.options, &site, &diagnostics);
    let more = check::check(&context);
    let next = upcoming(&context).into_iter().next();
    diagnostics.extend(more);
    diagnostics.extend(outputs::gone(&job.out, &site.outputs));
    let mut diagnostics =
        check::settle(&inputs, &job.options.content, &site.config, &site.site, diagnostics, Ran::Check);
    report::sort(&mut diagnostics);
    let (pages, files, utc_offset) = (site.pages, site.outputs.len(), site.config.utc_offset);
    Checked { inputs, diagnostics, pages, files, next, utc_offset }
}

fn tell(checked: &Checked, lang: Lang) {
    report::human(&checked.diagnostics, &checked.inputs, lang);
    let summary = report::summary(report::count(&checked.diagnostics), lang);
    let pages = checked.pages;
    let found = match (summary.is_empty(), lang) {
        (true, Lang::Zh) => "没有发现问题".to_owned(),
        (true, Lang::En) => "nothing to report".to_owned(),
        _ => summary,
    };
    eprintln!("{}", say(lang, format!("检查了 {pages} 个页面：{found}。"), format!("Checked {pages} pages: {found}.")));
    if let Some(due) = &checked.next {
        eprintln!("{}", next_rebuild(due, lang));
    }
}

/// The line that says when the portal must be built again.
fn next_rebuild(due: &Due, lang: Lang) -> String {
    let Due { at, title, .. } = due;
    let (zh, en) = match due.what {
        Change::Publish => (format!("“{title}”定时发布"), format!("`{title}` appears")),
        Change::Expire => (format!("“{title}”撤稿"), format!("`{title}` disappears")),
        Change::Status(status) => {
            (format!("《{title}》变为“{}”", status.label()), format!("`{title}` becomes {}", status.name()))
        }
        Change::EventMoves => {
            (format!("日程“{title}”换成下一次"), format!("the event `{title}` moves on to its next time"))
        }
        Change::EventOver => (format!("日程“{title}”已经结束"), format!("the event `{title}` is over")),
    };
    say(lang, format!("下次需要重新生成：{at}（{zh}）。"), format!("Next rebuild due: {at} ({en})."))
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
        next_rebuild: checked.next.as_ref().map(clock),
    };
    // Strings and numbers always have a form in JSON.
    println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
}
