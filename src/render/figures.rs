//! What a site holds, in figures: for the page 数据, the open data beside it, and `shuyuan report`.

use std::collections::BTreeMap;

use serde::Serialize;
use time::Date;

use super::context::{RenderInputs, RenderSite};
use super::escape::escaped;
use super::jobs::{Job, Listing};
use super::lists;
use super::study;
use crate::content::{Kind, format_date, print_of_written};
use crate::link::PageId;

/// Where the page lies.
const FIGURES: &str = "figures/";
/// Months in the chart; the data has them all.
const CHARTED: usize = 24;

/// A site in figures.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figures {
    /// The day for which they hold.
    pub as_of: String,
    /// Pages, without those of folders.
    pub pages: usize,
    /// Top-level columns in the order of the menu.
    pub columns: Vec<ColumnFigures>,
    /// Pages by kind.
    pub kinds: Vec<Count>,
    /// Pages by the month of their publication, from the first to the last without a gap.
    pub months: Vec<Count>,
    /// Policy texts by what they count for.
    pub policies: Vec<Count>,
    /// Courses in the order of their paths.
    pub courses: Vec<CourseFigures>,
    /// 学时 of all courses.
    pub credit_hours: f64,
    /// Pages that somebody should have looked at by now, the longest overdue first.
    pub reviews: Vec<Overdue>,
}

/// A page that should have been looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overdue {
    /// Its title.
    pub title: String,
    /// Relative to the root.
    pub url: String,
    /// When.
    pub due: String,
    /// Days since then.
    pub days: i64,
    /// Who looks after it.
    pub owner: Option<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnFigures {
    /// Its title.
    pub title: String,
    /// Relative to the root.
    pub url: String,
    /// Pages in it and below.
    pub pages: usize,
    /// The last day on which one of them was published or changed.
    pub newest: Option<String>,
    /// Days since then.
    pub days: Option<i64>,
}

/// How many of one sort.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Count {
    /// For machines: `policy`, `in_force`, `2026-03`.
    pub name: String,
    /// For readers.
    pub label: String,
    /// How many.
    pub count: usize,
}

/// A course.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CourseFigures {
    /// Its title.
    pub title: String,
    /// Relative to the root.
    pub url: String,
    /// Units.
    pub units: usize,
    /// 学时; none if nobody says.
    pub credit_hours: Option<f64>,
}

/// What the page shows.
#[derive(Debug, Clone, Serialize)]
pub struct FiguresView {
    /// The figures.
    pub figures: Figures,
    /// Charts as SVG, by what they show: `columns`, `months`, `policies`.
    pub charts: BTreeMap<&'static str, String>,
    /// The same figures for machines, relative to the root.
    pub data_url: String,
}

/// The figures of `site`.
pub fn figures(site: &RenderSite<'_>) -> Figures {
    gather(&site.inputs(None))
}

/// The page and the data beside it, if the site wants them.
pub(super) fn jobs<'a>(listing: &Listing<'a>, out: &mut Vec<Job<'a>>) {
    if !listing.inputs.config.figures {
        return;
    }
    let figures = gather(&listing.inputs);
    let key = print_of_written(&figures);
    // Numbers and texts always have a form in JSON.
    let data = serde_json::to_string_pretty(&figures).unwrap_or_default() + "\n";
    let path = format!("{FIGURES}figures.json");
    let name = path.clone();
    out.push(Job::file(&path, key, move |_| vec![(name.clone(), Ok(data.clone()))]));
    out.push(Job::made(FIGURES, key, move |inputs| {
        let mut view = lists::made_page(inputs, FIGURES, "figures", inputs.words.get("figures"));
        let bars = |counts: &[Count]| bars(counts.iter().map(|c| (c.label.as_str(), c.count)));
        let charts = BTreeMap::from([
            ("columns", self::bars(figures.columns.iter().map(|column| (column.title.as_str(), column.pages)))),
            ("months", upright(&figures.months[figures.months.len().saturating_sub(CHARTED)..])),
            ("policies", bars(&figures.policies)),
        ]);
        view.details.figures =
            Some(FiguresView { figures: figures.clone(), charts, data_url: format!("{FIGURES}figures.json") });
        lists::ready("figures.html", FIGURES.to_owned(), view, None)
    }));
}

fn gather(inputs: &RenderInputs<'_>) -> Figures {
    let site = inputs.site;
    let all: Vec<PageId> =
        site.all().iter().filter(|(_, page)| !page.draft.kind.is_folder()).map(|(id, _)| id).collect();
    let courses: Vec<CourseFigures> = inputs.of_kind(Kind::Course).into_iter().map(|id| course(inputs, id)).collect();
    Figures {
        as_of: format_date(inputs.as_of),
        pages: all.len(),
        columns: columns(inputs),
        kinds: tally(all.iter().map(|id| {
            let kind = site.page(*id).draft.kind;
            (kind.name().to_owned(), inputs.kind_label(kind))
        })),
        months: months(inputs, &all),
        policies: tally(inputs.of_kind(Kind::Policy).into_iter().map(|id| {
            let status = super::policy::status_view(inputs, id);
            (status.name, status.label)
        })),
        credit_hours: courses.iter().filter_map(|course| course.credit_hours).sum(),
        courses,
        reviews: reviews(inputs),
    }
}

fn reviews(inputs: &RenderInputs<'_>) -> Vec<Overdue> {
    let mut overdue: Vec<Overdue> = Vec::new();
    for (_, page) in inputs.site.all().iter() {
        let meta = &page.draft.meta;
        let Some(due) = meta.review_due().filter(|due| *due <= inputs.as_of) else { continue };
        overdue.push(Overdue {
            title: meta.title.value.clone(),
            url: page.url.clone(),
            due: format_date(due),
            days: (inputs.as_of - due).whole_days(),
            owner: meta.owner.clone(),
        });
    }
    overdue.sort_by(|a, b| (&a.due, &a.url).cmp(&(&b.due, &b.url)));
    overdue
}

fn course(inputs: &RenderInputs<'_>, id: PageId) -> CourseFigures {
    let view = study::course(inputs, id);
    let page = inputs.site.page(id);
    CourseFigures {
        title: page.draft.meta.title.value.clone(),
        url: page.url.clone(),
        units: view.unit_count,
        credit_hours: view.credit_hours,
    }
}

fn columns(inputs: &RenderInputs<'_>) -> Vec<ColumnFigures> {
    let Some(home) = inputs.site.home() else { return Vec::new() };
    let is_folder = |id: &PageId| inputs.site.page(*id).draft.kind.is_folder();
    let figures = |id: PageId| {
        let below = inputs.site.descendants(id);
        let pages: Vec<PageId> = below.into_iter().filter(|id| !is_folder(id)).collect();
        let newest = pages.iter().filter_map(|id| last_change(inputs, *id)).max();
        let page = inputs.site.page(id);
        ColumnFigures {
            title: page.draft.meta.title.value.clone(),
            url: page.url.clone(),
            pages: pages.len(),
            newest: newest.map(format_date),
            days: newest.map(|day| (inputs.as_of - day).whole_days()),
        }
    };
    let children: Vec<PageId> = inputs.site.children(home).to_vec();
    children.into_iter().filter(is_folder).map(figures).collect()
}

fn last_change(inputs: &RenderInputs<'_>, id: PageId) -> Option<Date> {
    let meta = &inputs.site.page(id).draft.meta;
    let day = |at: &Option<crate::content::Spanned<crate::content::Moment>>| at.as_ref().map(|at| at.value.date());
    day(&meta.updated_at).max(day(&meta.published_at))
}

/// Months without publications are there too, or a gap would look like none.
fn months(inputs: &RenderInputs<'_>, pages: &[PageId]) -> Vec<Count> {
    let mut counts: BTreeMap<(i32, u8), usize> = BTreeMap::new();
    for id in pages {
        if let Some(at) = &inputs.site.page(*id).draft.meta.published_at {
            let day = at.value.date();
            *counts.entry((day.year(), u8::from(day.month()))).or_default() += 1;
        }
    }
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value()) else {
        return Vec::new();
    };
    let (mut at, last) = (*first, *last);
    let mut months = Vec::new();
    while at <= last {
        let name = format!("{:04}-{:02}", at.0, at.1);
        months.push(Count { label: name.clone(), name, count: counts.get(&at).copied().unwrap_or_default() });
        at = if at.1 == 12 { (at.0 + 1, 1) } else { (at.0, at.1 + 1) };
    }
    months
}

/// How often each occurs, the most frequent first.
fn tally(names: impl Iterator<Item = (String, String)>) -> Vec<Count> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<Count> =
        counts.into_iter().map(|((name, label), count)| Count { name, label, count }).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}

/// One bar to a line. The table beside it says the same, so that nobody has to read it from a picture.
fn bars<'a>(counts: impl Iterator<Item = (&'a str, usize)> + Clone) -> String {
    const LINE: usize = 26;
    let most = counts.clone().map(|(_, count)| count).max().unwrap_or_default().max(1);
    let lines = counts.clone().count();
    let mut svg = format!("<svg class=\"chart\" viewBox=\"0 0 600 {}\" aria-hidden=\"true\">", lines * LINE);
    for (at, (label, count)) in counts.enumerate() {
        let (top, width) = (at * LINE, count * 360 / most);
        let label = short(label);
        svg.push_str(&format!(
            "<text x=\"150\" y=\"{}\" text-anchor=\"end\">{}</text><rect x=\"160\" y=\"{}\" width=\"{}\" height=\"16\"/><text x=\"{}\" y=\"{}\">{count}</text>",
            top + 18, escaped(&label), top + 5, width.max(1), 168 + width, top + 18
        ));
    }
    svg + "</svg>"
}

/// A bar to a month, with the first month of each year written below.
fn upright(months: &[Count]) -> String {
    let most = months.iter().map(|month| month.count).max().unwrap_or_default().max(1);
    let mut svg = "<svg class=\"chart\" viewBox=\"0 0 600 150\" aria-hidden=\"true\">".to_owned();
    for (at, month) in months.iter().enumerate() {
        let (left, height) = (at * 25, month.count * 100 / most);
        svg.push_str(&format!("<rect x=\"{left}\" y=\"{}\" width=\"19\" height=\"{height}\"/>", 120 - height));
        if month.count > 0 {
            let x = left + 9;
            svg.push_str(&format!(
                "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                115 - height,
                month.count
            ));
        }
        // The first month is written only where the next January leaves room for it.
        let room = months.iter().take(3).all(|month| !month.name.ends_with("-01"));
        if (at == 0 && room) || month.name.ends_with("-01") {
            svg.push_str(&format!("<text x=\"{left}\" y=\"142\">{}</text>", escaped(&month.name)));
        }
    }
    svg + "</svg>"
}

/// At most as much as there is room for.
fn short(label: &str) -> String {
    let mut width = 0;
    let mut cut = String::new();
    for c in label.chars() {
        width += if c.is_ascii() { 1 } else { 2 };
        if width > 19 {
            return cut + "…";
        }
        cut.push(c);
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_hold_any_label_and_any_count() {
        let svg = bars([("<很长很长很长很长很长的栏目>", 0), ("b", usize::from(u16::MAX))].into_iter());
        assert!(
            svg.contains("&lt;很长很长很长很长很…") && svg.contains("width=\"360\"") && svg.contains("width=\"1\""),
            "{svg}"
        );
        assert_eq!(bars([].into_iter()), "<svg class=\"chart\" viewBox=\"0 0 600 0\" aria-hidden=\"true\"></svg>");
        let month = |name: &str, count| Count { name: name.into(), label: name.into(), count };
        let svg = upright(&[month("2025-12", 0), month("2026-01", 3)]);
        assert!(!svg.contains(">2025-12<") && svg.contains(">2026-01<") && svg.contains(">3<"), "{svg}");
        assert!(upright(&[month("2025-05", 1)]).contains(">2025-05<"));
        assert!(upright(&[]).ends_with("</svg>"));
    }

    #[test]
    fn the_most_frequent_comes_first() {
        let names = ["a", "b", "b"].map(|name| (name.to_owned(), name.to_owned()));
        let counts: Vec<(String, usize)> = tally(names.into_iter()).into_iter().map(|c| (c.name, c.count)).collect();
        assert_eq!(counts, [("b".to_owned(), 2), ("a".to_owned(), 1)]);
    }
}
