//! Dates that cannot follow each other as they stand. What the front matter alone shows is an error of `build`; here the
//! dates count that the text of a policy gives, and those that may be right though they rarely are.

use std::collections::BTreeSet;

use time::Date;

use crate::check::{Context, Rule};
use crate::content::{Details, Policy, Spanned, format_date};
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::link::Page;

/// A date lies before one that it must follow.
pub(in crate::check) const ORDER: Rule = Rule {
    id: "date-order",
    severity: Severity::Error,
    what: (
        "日期的先后不对，如成文日期晚于发布日期",
        "dates are in an impossible order, such as signed after published",
    ),
    mend: ("核对两个日期，改正写错的一个", "check both dates and correct the wrong one"),
    find: Some(order),
    in_build: false,
};

/// A policy took effect before it was published.
pub(in crate::check) const EFFECTIVE: Rule = Rule {
    id: "effective-early",
    severity: Severity::Warning,
    what: ("施行日期早于发布日期", "a policy takes effect before it is published"),
    mend: (
        "核对两个日期；补发的旧文件，发布日期写当初发布的那一天",
        "check both dates; give an old text the date on which it was first published",
    ),
    find: Some(effective),
    in_build: false,
};

/// A date of a policy with its name.
struct Named {
    zh: &'static str,
    en: &'static str,
    date: Date,
    span: Span,
}

/// The dates of a policy that may be compared, those of the page included.
struct Dates {
    adopted: Option<Named>,
    signed: Option<Named>,
    published: Option<Named>,
    effective: Option<Named>,
    until: Option<Named>,
    repealed: Option<Named>,
}

impl Dates {
    fn of(page: &Page) -> Option<Self> {
        let Details::Policy(policy) = &page.draft.details else { return None };
        let Policy { adopted_on, signed_on, effective_on, valid_until, repealed_on, .. } = policy;
        let named = |zh, en, date: &Option<Spanned<Date>>| {
            date.as_ref().map(|date| Named { zh, en, date: date.value, span: date.span.clone() })
        };
        let published = page.draft.meta.published_at.as_ref().map(|at| Named {
            zh: "发布日期",
            en: "published_at",
            date: at.value.date(),
            span: at.span.clone(),
        });
        Some(Self {
            adopted: named("通过日期", "adopted_on", adopted_on),
            signed: named("成文日期", "signed_on", signed_on),
            published,
            effective: named("施行日期", "effective_on", effective_on),
            until: named("有效期至", "valid_until", valid_until),
            repealed: named("废止日期", "repealed_on", repealed_on),
        })
    }
}

fn order(context: &Context<'_>) -> Vec<Diagnostic> {
    // The front matter's own contradictions are errors already.
    let known: BTreeSet<&Span> =
        context.found.iter().filter(|fault| fault.code == "bad-date").filter_map(|fault| fault.span.as_ref()).collect();
    let mut found = Vec::new();
    for dates in context.built.site.pages.iter().filter_map(Dates::of) {
        let Dates { adopted, signed, published, effective, until, repealed } = &dates;
        let pairs = [
            (adopted, signed),
            (adopted, published),
            (signed, published),
            (adopted, effective),
            (effective, until),
            (effective, repealed),
        ];
        for (early, late) in pairs {
            if let (Some(early), Some(late)) = (early, late)
                && late.date < early.date
                && !known.contains(&late.span)
            {
                found.push(out_of_order(early, late));
            }
        }
    }
    found
}

fn out_of_order(early: &Named, late: &Named) -> Diagnostic {
    let (first, second) = (format_date(early.date), format_date(late.date));
    ORDER
        .fault(
            format!("{}（{second}）早于{}（{first}）", late.zh, early.zh),
            format!("`{}` ({second}) lies before `{}` ({first})", late.en, early.en),
        )
        .at(late.span.clone())
        .also(early.span.clone(), format!("{}在这里：", early.zh), format!("`{}` is here:", early.en))
        .hint(
            "与印发件核对这两个日期，改正写错的一个。",
            "Compare both with the official text and correct the wrong one.",
        )
}

/// An amended text is published again on the day of the amendment, long after it took effect.
fn is_amended(page: &Page) -> bool {
    let Details::Policy(policy) = &page.draft.details else { return false };
    policy.history.iter().any(|event| event.event.contains('修'))
}

fn effective(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for dates in context.built.site.pages.iter().filter(|page| !is_amended(page)).filter_map(Dates::of) {
        if let (Some(effective), Some(published)) = (dates.effective, dates.published)
            && effective.date < published.date
        {
            let (first, second) = (format_date(effective.date), format_date(published.date));
            found.push(
                EFFECTIVE
                    .fault(
                        format!("施行日期（{first}）早于发布日期（{second}）"),
                        format!("`effective_on` ({first}) lies before `published_at` ({second})"),
                    )
                    .at(effective.span)
                    .also(published.span, "发布日期在这里：", "`published_at` is here:")
                    .hint(
                        "文件一般在发布以后施行，请核对。补发的旧文件，published_at 写当初发布的那一天。",
                        "A text rarely takes effect before it is published; check both. Give an old text the date of its first publication.",
                    ),
            );
        }
    }
    found
}
