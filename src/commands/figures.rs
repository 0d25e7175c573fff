//! `shuyuan report`

use clap::ArgMatches;

use super::progress::Bar;
use super::report::{self, Format};
use super::site::{self, say};
use super::{CLEAN, FAULTS, usage};
use crate::diagnostics::draw::visible;
use crate::diagnostics::{Lang, has_errors};
use crate::pipeline::{self, Memo};
use crate::render::Figures;

/// Months that are listed; JSON has them all.
const MONTHS: usize = 12;

/// Shows the site in figures.
pub(super) fn run(matches: &ArgMatches, lang: Lang) -> u8 {
    let format = Format::from_name(matches.get_one::<String>("format").map_or("human", String::as_str));
    let job = match site::job(matches, lang) {
        Ok(job) => job,
        Err(sentence) => {
            return usage::refuse(&sentence, if format == Format::Json { "json" } else { "human" }, lang);
        }
    };
    let bar = Bar::new(format == Format::Human, lang);
    let read = site::read(&job, &bar);
    let mut found = read.diagnostics;
    let mut memo = Memo::recall(&job.cache, &job.options);
    let ready = pipeline::prepare(&read.value, &job.options, &mut memo, &job.cache, &bar, &mut found);
    let figures = ready.figures();
    bar.clear();
    // What is wrong with pages is for `check`; here only why figures may be wrong.
    found.retain(|fault| has_errors(std::slice::from_ref(fault)));
    report::sort(&mut found);
    report::human(&found, &read.value, lang);
    let Some(figures) = figures else { return FAULTS };
    match format {
        // Numbers and texts always have a form in JSON.
        Format::Json => println!("{}", serde_json::to_string_pretty(&figures).unwrap_or_default()),
        Format::Human => print!("{}", visible_lines(&text(&figures, lang))),
    }
    if found.is_empty() { CLEAN } else { FAULTS }
}

/// Titles may hold what terminals take for commands.
fn visible_lines(text: &str) -> String {
    text.lines().map(|line| visible(line) + "\n").collect()
}

fn text(figures: &Figures, lang: Lang) -> String {
    let word = |zh: &str, en: &str| say(lang, zh.to_owned(), en.to_owned());
    let mut out = say(
        lang,
        format!("截至 {}：{} 个页面\n", figures.as_of, figures.pages),
        format!("On {}: {} pages\n", figures.as_of, figures.pages),
    );
    let mut part = |title: String, lines: Vec<String>| {
        if !lines.is_empty() {
            out.push_str(&format!("\n{title}\n{}\n", lines.join("\n")));
        }
    };
    let column = |c: &crate::render::ColumnFigures| {
        let fresh = match (&c.newest, c.days) {
            (Some(day), Some(days)) => {
                say(lang, format!("最近更新 {day}，{days} 天前"), format!("last change {day}, {days} days ago"))
            }
            _ => word("页面都没有写日期", "no page has a date"),
        };
        say(
            lang,
            format!("  {}：{} 个页面，{fresh}", c.title, c.pages),
            format!("  {}: {} pages, {fresh}", c.title, c.pages),
        )
    };
    part(word("栏目", "Columns"), figures.columns.iter().map(column).collect());
    let count = |c: &crate::render::Count| format!("  {}  {}", c.label, c.count);
    let recent = &figures.months[figures.months.len().saturating_sub(MONTHS)..];
    part(word("每月发布（最近 12 个月）", "Publications by month (the last 12)"), recent.iter().map(count).collect());
    part(word("页面种类", "Kinds of pages"), figures.kinds.iter().map(count).collect());
    part(word("政策文件的时效", "Policy texts by status"), figures.policies.iter().map(count).collect());
    let course = |c: &crate::render::CourseFigures| {
        let hours = c.credit_hours.map_or_else(
            || word("没有写学时", "hours not said"),
            |hours| say(lang, format!("{hours} 学时"), format!("{hours} hours")),
        );
        say(
            lang,
            format!("  {}：{} 个单元，{hours}", c.title, c.units),
            format!("  {}: {} units, {hours}", c.title, c.units),
        )
    };
    let title = say(
        lang,
        format!("课程（共 {} 学时）", figures.credit_hours),
        format!("Courses ({} hours)", figures.credit_hours),
    );
    part(title, figures.courses.iter().map(course).collect());
    let overdue = |page: &crate::render::Overdue| {
        let owner = page.owner.as_ref().map(|owner| say(lang, format!("，{owner}"), format!(", {owner}")));
        let (title, due, days, owner) = (&page.title, &page.due, page.days, owner.unwrap_or_default());
        say(
            lang,
            format!("  {title}：{due}，过了 {days} 天{owner}"),
            format!("  {title}: {due}, {days} days ago{owner}"),
        )
    };
    part(word("过了复核日期的页面", "Pages to be reviewed"), figures.reviews.iter().map(overdue).collect());
    out
}
