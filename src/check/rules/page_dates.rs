//! Pages whose time is missing or over: news without a date, pages that nobody looked at for long, columns that sleep,
//! deadlines that have passed.

use time::{Date, Duration};

use super::written_dates::dates;
use crate::check::prose::PageText;
use crate::check::{Context, Rule};
use crate::content::{Kind, format_date};
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::link::Page;

/// News of no day.
pub(in crate::check) const UNDATED: Rule = Rule {
    id: "undated",
    severity: Severity::Warning,
    what: ("文章或者通知没有日期", "an article or notice has no date"),
    mend: ("写上 published_at", "write `published_at`"),
    find: Some(undated),
    in_build: false,
};

/// Nobody changed it for long.
pub(in crate::check) const STALE: Rule = Rule {
    id: "stale-page",
    severity: Severity::Warning,
    what: ("办事指南等页面很久没有更新", "a guide or another standing page was not renewed for long"),
    mend: (
        "看一遍，改正过时的内容，再写上新的 updated_at",
        "read it, correct what is out of date and write a new `updated_at`",
    ),
    find: Some(stale),
    in_build: false,
};

/// Nothing new came for long.
pub(in crate::check) const IDLE: Rule = Rule {
    id: "idle-column",
    severity: Severity::Warning,
    what: ("栏目很久没有新内容，或者是空的", "a column has had nothing new for long, or is empty"),
    mend: ("补上内容，或者并入别的栏目", "add to it, or join it with another"),
    find: Some(idle),
    in_build: false,
};

/// The last day is over.
pub(in crate::check) const DEADLINE: Rule = Rule {
    id: "deadline-passed",
    severity: Severity::Note,
    what: ("通知里的截止日期刚过", "the deadline in a notice has passed"),
    mend: ("写明已经结束，或者写 expire_at 撤下", "say that it is over, or take it down with `expire_at`"),
    find: Some(|context| context.pages().iter().filter_map(|page| passed(page, context.built.as_of.date())).collect()),
    in_build: false,
};

/// Somebody should have looked at it again.
pub(in crate::check) const REVIEW: Rule = Rule {
    id: "review-overdue",
    severity: Severity::Warning,
    what: ("页面过了复核的日期", "a page should have been reviewed"),
    mend: (
        "看一遍，改正过时的内容，再写上新的 updated_at",
        "read it, correct what is out of date and write a new `updated_at`",
    ),
    find: Some(review),
    in_build: false,
};

fn review(context: &Context<'_>) -> Vec<Diagnostic> {
    let today = context.built.as_of.date();
    let mut found = Vec::new();
    for page in &context.built.site.pages {
        let meta = &page.draft.meta;
        let Some(period) = &meta.review_in else { continue };
        let owner =
            |zh: &str, en: &str| meta.owner.as_ref().map(|owner| (format!("{zh}{owner}"), format!("{en}{owner}")));
        let (owner_zh, owner_en) = owner("，由", ", ").unwrap_or_default();
        let in_charge = if owner_zh.is_empty() { "" } else { "负责" };
        let fault = match meta.review_due() {
            None => REVIEW
                .fault(
                    "写了复核周期，没有日期，算不出什么时候复核",
                    "there is a `review_in`, but no date to count from",
                )
                .hint("写上 updated_at，从那一天算起。", "Write `updated_at`, from which it counts."),
            Some(day) if day <= today => {
                let age = (today - day).whole_days();
                let day = format_date(day);
                REVIEW
                    .fault(
                        format!("这一页应当在 {day} 复核，已经过了 {age} 天{owner_zh}{in_charge}"),
                        format!("this page was to be reviewed on {day}, {age} days ago{owner_en}"),
                    )
                    .hint(
                        "看一遍，改正过时的内容；仍然有效的，把 updated_at 写成今天。",
                        "Read it and correct what is out of date; if all is still true, write today as `updated_at`.",
                    )
            }
            Some(_) => continue,
        };
        found.push(fault.at(period.span.clone()));
    }
    found
}

fn undated(context: &Context<'_>) -> Vec<Diagnostic> {
    let meant = |page: &&Page| {
        let draft = &page.draft;
        matches!(draft.kind, Kind::Article | Kind::Notice)
            && draft.meta.published_at.is_none()
            && draft.meta.publish_at.is_none()
    };
    context
        .built
        .site
        .pages
        .iter()
        .filter(meant)
        .map(|page| {
            let (zh, en) = if page.draft.kind == Kind::Notice { ("通知", "notice") } else { ("文章", "article") };
            UNDATED
                .fault(
                    format!("这篇{zh}没有日期，读者不知道是什么时候的，列表里也排在最后"),
                    format!("this {en} has no date: readers cannot tell when it was, and lists show it last"),
                )
                .at(page.draft.meta.title.span.clone())
                .hint(
                    "在开头写 published_at: 年-月-日；不是动态的，写 kind: page。",
                    "Write `published_at`; if it is no news, write `kind: page`.",
                )
        })
        .collect()
}

/// The day on which an editor last vouched for the page.
fn vouched(page: &Page) -> Option<(Date, Span)> {
    let meta = &page.draft.meta;
    let at = meta.updated_at.as_ref().into_iter().chain(&meta.published_at).max_by_key(|at| at.value)?;
    Some((at.value.date(), at.span.clone()))
}

fn stale(context: &Context<'_>) -> Vec<Diagnostic> {
    let (days, today) = (context.built.config.stale_days, context.built.as_of.date());
    if days == 0 {
        return Vec::new();
    }
    let standing = |page: &&Page| {
        matches!(page.draft.kind, Kind::Page | Kind::Guide | Kind::Faq | Kind::Disclosure | Kind::Org | Kind::Template)
    };
    let mut found = Vec::new();
    for page in context.built.site.pages.iter().filter(standing) {
        let Some((day, span)) = vouched(page) else { continue };
        let age = (today - day).whole_days();
        if age > i64::from(days) {
            found.push(
                STALE
                    .fault(
                        format!("这一页上次更新是 {}，已经过了 {age} 天", format_date(day)),
                        format!("this page was last renewed on {}, {age} days ago", format_date(day)),
                    )
                    .at(span)
                    .hint(
                        "看一遍，改正过时的内容；仍然有效的，把 updated_at 写成今天。",
                        "Read it and correct what is out of date; if all is still true, write today as `updated_at`.",
                    ),
            );
        }
    }
    found
}

fn idle(context: &Context<'_>) -> Vec<Diagnostic> {
    let (days, today) = (context.built.config.idle_days, context.built.as_of.date());
    if days == 0 {
        return Vec::new();
    }
    let site = &context.built.site;
    let mut found = Vec::new();
    for page in site.pages.iter().filter(|page| page.draft.kind == Kind::Column && !page.url.is_empty()) {
        let inside = || {
            site.pages.iter().filter(|other| {
                other.url.len() > page.url.len() && other.url.starts_with(&page.url) && other.draft.kind != Kind::Column
            })
        };
        let newest = inside().filter_map(vouched).map(|(day, _)| day).max();
        let (zh, en) = match newest {
            // What has no dates at all, such as terms, does not grow old.
            None if inside().next().is_some() => continue,
            None => ("这个栏目是空的".to_owned(), "this column is empty".to_owned()),
            Some(day) if today - day <= Duration::days(i64::from(days)) => continue,
            Some(day) => (
                format!("这个栏目最新的内容是 {} 的", format_date(day)),
                format!("the newest in this column is of {}", format_date(day)),
            ),
        };
        found.push(IDLE.fault(zh, en).at(page.draft.meta.title.span.clone()).hint(
            "补上内容；不再用的栏目，并入别的栏目或者删去。不该按天数检查的，在 _index.md 里用注释放行。",
            "Add to it, or join it with another; allow by a comment in its _index.md what is not to be checked.",
        ));
    }
    found
}

/// A deadline of the last two months: older notices are read as what they are.
fn passed(page: &PageText<'_>, today: Date) -> Option<Diagnostic> {
    if !matches!(page.draft.kind, Kind::Notice | Kind::Article | Kind::Guide | Kind::Event) {
        return None;
    }
    let text = &page.words[page.body..];
    for written in dates(text) {
        let (Some(_), Some(date)) = (written.year, written.date(0)) else { continue };
        let before: String =
            text[..written.range.start].chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
        let after = &text[written.range.end..];
        let meant = before.contains("截止")
            || before.contains("截至报名")
            || after.starts_with("截止")
            || ["前报名", "前报送", "前提交", "前反馈", "前报"].iter().any(|words| after.starts_with(words));
        let age = (today - date).whole_days();
        if meant && (1..=60).contains(&age) {
            let range = written.range.start + page.body..written.range.end + page.body;
            let day = format_date(date);
            return Some(
                DEADLINE
                    .fault(format!("截止日期 {day} 已经过了"), format!("the deadline {day} has passed"))
                    .at(page.span(range))
                    .hint(
                        "写明已经结束；不用再给读者看的，写 expire_at 撤下。",
                        "Say that it is over, or take the page down with `expire_at`.",
                    ),
            );
        }
    }
    None
}
