//! `shuyuan check --ahead`: the days to come on which something changes by itself, each built as it will be, with what will
//! be wrong then and is not today; and the same days as a calendar file.

use std::path::Path;

use super::progress::Bar;
use super::site::{SiteJob, say};
use crate::check::due::{Due, Words, upcoming};
use crate::check::{self, Ran};
use crate::content::Moment;
use crate::diagnostics::{Diagnostic, Lang, Severity};
use crate::inputs::Inputs;
use crate::outputs::scaffold;
use crate::pipeline::{self, AsOf, BuildOptions, Built, Memo};
use crate::render::calendar::{escape, fold};

/// A site that changes oftener is built for the first of these days only.
const DAYS: usize = 400;

/// What the days to come bring.
pub(super) struct Ahead {
    /// Every change, soonest first.
    pub(super) dues: Vec<Due>,
    /// What will be wrong and is not today.
    pub(super) found: Vec<Diagnostic>,
    /// How many days were built.
    pub(super) days: usize,
}

/// Builds `job` for each day of the next `days` on which something changes. `today` and `found` are of today's build.
pub(super) fn look(
    job: &SiteJob,
    inputs: &Inputs,
    memo: &mut Memo,
    today: (&Built, &[Diagnostic]),
    days: u16,
    bar: &Bar,
) -> Ahead {
    let (built, known) = today;
    let end = Moment::day(built.as_of.date().saturating_add(time::Duration::days(i64::from(days) + 1)));
    let mut ahead = Ahead { dues: Vec::new(), found: Vec::new(), days: 0 };
    let mut next = within(&job.options, built, end);
    while let Some(at) = next.first().map(|due| due.at) {
        // What changes at one moment is one day to look at.
        ahead.dues.extend(next.iter().filter(|due| due.at == at).cloned());
        if ahead.days == DAYS {
            break;
        }
        let options = BuildOptions { as_of: AsOf::Day(at), ..job.options.clone() };
        let mut then = Vec::new();
        let built = pipeline::build(inputs, &options, memo, &job.cache, bar).drain_into(&mut then);
        let then = check::settle(inputs, &options.content, &built.config, &built.site, then, Ran::Build);
        for fault in then.into_iter().filter(|fault| fault.severity != Severity::Note) {
            let same = |other: &Diagnostic| {
                other.code == fault.code && other.span == fault.span && other.message == fault.message
            };
            if !known.iter().chain(&ahead.found).any(same) {
                ahead.found.push(dated(fault, at));
            }
        }
        ahead.days += 1;
        next = within(&options, &built, end);
    }
    ahead
}

fn within(options: &BuildOptions, built: &Built, end: Moment) -> Vec<Due> {
    upcoming(options, built).into_iter().filter(|due| due.at < end).collect()
}

fn dated(fault: Diagnostic, at: Moment) -> Diagnostic {
    fault.hint(
        format!("现在还没有这个问题，到 {at} 才会出现；请在那以前改好。"),
        format!("This is not so today but from {at} on; mend it before."),
    )
}

/// The lines that say what comes.
pub(super) fn lines(ahead: &Ahead, days: u16, lang: Lang) -> Vec<String> {
    let count = ahead.dues.len();
    let mut lines = vec![say(
        lang,
        format!("今后 {days} 天里，有 {count} 处到时会自己改变，逐一生成了 {} 次：", ahead.days),
        format!(
            "In the next {days} days {count} things change by themselves; the site was built for {} moments:",
            ahead.days
        ),
    )];
    lines.extend(ahead.dues.iter().map(|due| {
        let Words { zh, en } = due.words();
        say(lang, format!("  {}　{zh}", due.at), format!("  {}  {en}", due.at))
    }));
    lines
}

/// Writes the days of `dues` as a calendar file.
pub(super) fn write_calendar(
    path: &Path,
    dues: &[Due],
    title: &str,
    stamp: Moment,
    lang: Lang,
) -> Result<(), Box<Diagnostic>> {
    let text = calendar(dues, title, stamp, lang);
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    scaffold::replace(folder, &[(&name, text.as_bytes())])
}

fn calendar(dues: &[Due], title: &str, stamp: Moment, lang: Lang) -> String {
    let compact = |at: Moment| at.date().to_string().replace('-', "");
    let mut out = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//shuyuan//due//ZH", "CALSCALE:GREGORIAN"] {
        fold(&mut out, line);
    }
    for due in dues {
        let Words { zh, en } = due.words();
        let words = escape(&say(lang, format!("{title}：{zh}"), format!("{title}: {en}")));
        let remedy = say(lang, "到时重新生成并上传一次。".into(), "Build and upload the portal again then.".into());
        let next = Moment::day(due.at.date().next_day().unwrap_or(due.at.date()));
        let (_, minute) = (due.at.0.hour(), due.at.0.minute());
        let id =
            format!("{}T{:02}{minute:02}-{}", compact(due.at), due.at.0.hour(), crate::cache::Hash::of(zh.as_bytes()));
        for line in [
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{id}@shuyuan"),
            format!("DTSTAMP:{}T000000Z", compact(stamp)),
            format!("DTSTART;VALUE=DATE:{}", compact(due.at)),
            format!("DTEND;VALUE=DATE:{}", compact(next)),
            format!("SUMMARY:{words}"),
            format!("DESCRIPTION:{}", escape(&format!("{} {remedy}", due.at))),
            "TRANSP:TRANSPARENT".to_owned(),
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            format!("DESCRIPTION:{words}"),
            "TRIGGER:-P1D".to_owned(),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
        ] {
            fold(&mut out, &line);
        }
    }
    fold(&mut out, "END:VCALENDAR");
    out
}
