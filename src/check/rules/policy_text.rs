//! A policy whose text says something else than its front matter.

use std::collections::BTreeMap;

use time::Date;

use crate::check::{Context, Rule};
use crate::content::{Details, Node, NodeType, Policy, Spanned, format_date};
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::link::Page;
use crate::parse::policy::{Until, When, effective_in, signed_on_in, valid_in};

/// 施行日期, 有效期, 成文日期
pub(in crate::check) const DATE: Rule = Rule {
    id: "policy-text-date",
    severity: Severity::Warning,
    what: (
        "文件正文写的施行日期、有效期或者落款日期与设置不同",
        "a policy's text states another date than its front matter",
    ),
    mend: (
        "与印发件核对，改正其中一个；设置可以删去，由程序从正文得出",
        "compare with the official text; the setting may be removed, for the text says it",
    ),
    find: Some(dates),
    in_build: false,
};

/// 同时废止
pub(in crate::check) const REPEAL: Rule = Rule {
    id: "policy-text-repeal",
    severity: Severity::Warning,
    what: ("正文说同时废止的文件，另写了别的废止日期", "a text that another one repeals states another day"),
    mend: ("核对两个文件的日期", "check the dates of both"),
    find: Some(repeals),
    in_build: false,
};

/// 版本
pub(in crate::check) const FAMILY: Rule = Rule {
    id: "policy-family",
    severity: Severity::Warning,
    what: ("像是同一文件的几个版本，没有写 version_of", "texts look like versions of one and have no `version_of`"),
    mend: ("每个版本写同样的 version_of", "give each the same `version_of`"),
    find: Some(families),
    in_build: false,
};

fn policies<'a>(context: &'a Context<'_>) -> impl Iterator<Item = (&'a Page, &'a Policy)> {
    context.built.site.pages.iter().filter_map(|page| match &page.draft.details {
        Details::Policy(policy) => Some((page, policy)),
        _ => None,
    })
}

fn dates(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (page, policy) in policies(context) {
        let Some(text) = &page.draft.body.policy else { continue };
        // A text that was amended keeps the last article of its first version, and the versions after it have days of
        // their own.
        let amended =
            policy.version_of.is_some() || policy.history.iter().filter(|event| event.date.is_some()).count() > 1;
        let mut said = Said::default();
        read(&text.nodes.get(), &page.draft.meta.title.value, &mut said);
        let written = |date: &Option<Spanned<Date>>| date.clone().filter(|date| in_front(context, &date.span));
        if let (Some(stated), Some((day, span)), false) = (written(&policy.effective_on), &said.from, amended)
            && stated.value != *day
        {
            found.push(differs(("施行日期", "effective_on"), &stated, *day, span));
        }
        if let (Some(stated), Some((until, span)), false) = (written(&policy.valid_until), &said.until, amended) {
            let start = policy.effective_on.as_ref().map(|date| date.value);
            let ends = match until {
                Until::Day(day) => vec![*day],
                // The day behind the last is meant by many too.
                Until::Months(months) => start
                    .and_then(|day| crate::parse::last_day_of(day, *months))
                    .into_iter()
                    .flat_map(|end| [Some(end), end.next_day()])
                    .flatten()
                    .collect(),
            };
            if let Some(day) = ends.first().filter(|_| !ends.contains(&stated.value)) {
                found.push(differs(("有效期", "valid_until"), &stated, *day, span));
            }
        }
        if let (Some(stated), Some((day, span)), false) = (written(&policy.signed_on), said.signed, amended)
            && stated.value != day
        {
            found.push(differs(("落款日期", "signed_on"), &stated, day, &span));
        }
    }
    found
}

/// Whether an editor wrote it: a date that was taken from the text stands there.
fn in_front(context: &Context<'_>, span: &Span) -> bool {
    let text = context.inputs.get(&span.file).and_then(|input| input.text());
    text.is_some_and(|text| span.start < crate::parse::policy::body_start(&text))
}

fn differs((zh, en): (&str, &str), stated: &Spanned<Date>, said: Date, place: &Span) -> Diagnostic {
    let (written, said) = (format_date(stated.value), format_date(said));
    DATE.fault(
        format!("设置的{zh}是 {written}，正文说的是 {said}"),
        format!("`{en}` is {written}, but the text says {said}"),
    )
    .at(stated.span.clone())
    .also(place.clone(), "正文在这里：", "the text says so here:")
    .hint(
        format!("与印发件核对，改正其中一个；设置里的 {en} 也可以删去，由程序从正文得出。"),
        format!("Compare with the official text and correct one; `{en}` may also be removed, for the text says it."),
    )
}

/// What a text says of itself.
#[derive(Default)]
struct Said {
    from: Option<(Date, Span)>,
    until: Option<(Until, Span)>,
    signed: Option<(Date, Span)>,
}

fn read(nodes: &[Node], title: &str, said: &mut Said) {
    for node in nodes {
        match node.kind {
            // An attachment or a document within speaks of itself.
            NodeType::Attachment | NodeType::Document => continue,
            NodeType::Signature => {
                let lines: Vec<&str> = node.text.lines().collect();
                said.signed = signed_on_in(&lines).map(|day| (day, node.span.clone())).or(said.signed.take());
            }
            NodeType::Article | NodeType::Heading | NodeType::Paragraph | NodeType::Item
                if !node.text.starts_with(['“', '「']) =>
            {
                for sentence in node.text.split_inclusive('。') {
                    if let Some(When::Day(day)) = effective_in(sentence, title) {
                        said.from = Some((day, node.span.clone()));
                    }
                    if let Some(until) = valid_in(sentence) {
                        said.until = Some((until, node.span.clone()));
                    }
                }
            }
            _ => {}
        }
        read(&node.children, title, said);
    }
}

fn repeals(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut by_title: BTreeMap<&str, Vec<(&Page, &Policy)>> = BTreeMap::new();
    for (page, policy) in policies(context) {
        by_title.entry(&page.draft.meta.title.value).or_default().push((page, policy));
    }
    let mut found = Vec::new();
    for (page, policy) in policies(context) {
        let Some(from) = policy.effective_on.as_ref().map(|date| date.value) else { continue };
        for repeal in policy.repeals.iter().filter(|repeal| repeal.said.sentence.contains("同时废止")) {
            let Some([(old, other)]) = by_title.get(repeal.title.as_str()).map(Vec::as_slice) else { continue };
            let Some(stated) = other.repealed_on.as_ref().filter(|day| day.value != from) else { continue };
            if std::ptr::eq(*old, page) {
                continue;
            }
            let (title, written, day) = (&page.draft.meta.title.value, format_date(stated.value), format_date(from));
            found.push(
                REPEAL
                    .fault(
                        format!("废止日期写的是 {written}，而《{title}》从 {day} 起施行，同时废止了它"),
                        format!("`repealed_on` is {written}, but `{title}` repeals this text from {day} on"),
                    )
                    .at(stated.span.clone())
                    .also(repeal.said.span.clone(), "那句话在这里：", "it says so here:")
                    .hint(
                        "核对两个文件；repealed_on 可以删去，由程序得出。",
                        "Check both; `repealed_on` may be removed, for it follows from that.",
                    ),
            );
        }
    }
    found
}

/// The title without what tells versions apart: （2020年修订）, (2018修正), （试行）.
fn bare_title(title: &str) -> &str {
    let title = title.trim();
    let Some((before, inside)) = title.strip_suffix(['）', ')']).and_then(|t| t.rsplit_once(['（', '('])) else {
        return title;
    };
    let version = inside.ends_with(['版', '本'])
        || ["修订", "修正", "试行", "暂行", "修改"].iter().any(|word| inside.contains(word))
        || is_year(inside);
    if version { before.trim_end() } else { title }
}

fn is_year(text: &str) -> bool {
    let digits = text.trim_end_matches('年');
    digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a title ends in a year and nothing else: 宪法修正案（1988年） and （1993年） are two texts, 学习办法 and
/// 学习办法（2019） two versions of one.
fn only_a_year(title: &str) -> bool {
    let inside = title.trim().strip_suffix(['）', ')']).and_then(|t| t.rsplit_once(['（', '(']));
    inside.is_some_and(|(_, inside)| is_year(inside))
}

fn families(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut by_title: BTreeMap<&str, Vec<(&Page, &Policy)>> = BTreeMap::new();
    for (page, policy) in policies(context) {
        by_title.entry(bare_title(&page.draft.meta.title.value)).or_default().push((page, policy));
    }
    let mut found = Vec::new();
    for (title, versions) in by_title.into_iter().filter(|(_, versions)| versions.len() > 1) {
        let linked = |policy: &Policy| !policy.supersedes.is_empty() || !policy.superseded_by.is_empty();
        // Equal titles are a family already; only titles that differ must be told so.
        let differ = versions.iter().any(|(page, _)| page.draft.meta.title.value.trim() != title)
            && !versions.iter().all(|(page, _)| only_a_year(&page.draft.meta.title.value));
        let other_issuer = versions.windows(2).any(|pair| {
            !pair[0].1.issuers.is_empty() && !pair[1].1.issuers.is_empty() && pair[0].1.issuers != pair[1].1.issuers
        });
        let without = versions.iter().find(|(_, policy)| policy.version_of.is_none() && !linked(policy));
        let Some((page, _)) = without.filter(|_| differ && !other_issuer) else { continue };
        let Some((other, _)) = versions.iter().find(|(other, _)| !std::ptr::eq(*other, *page)) else { continue };
        found.push(
            FAMILY
                .fault(
                    format!("与“{}”像是同一文件的两个版本，没有写 version_of", other.draft.meta.title.value),
                    format!(
                        "this and `{}` look like versions of one text, and have no `version_of`",
                        other.draft.meta.title.value
                    ),
                )
                .at(page.draft.meta.title.span.clone())
                .also(other.draft.meta.title.span.clone(), "另一个在这里：", "the other one is here:")
                .hint(
                    format!("每个版本都写 version_of: {title}；不是同一文件的，用注释放行。"),
                    format!("Write `version_of: {title}` in each; allow it by a comment if they are different texts."),
                ),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_without_their_version() {
        for title in
            ["学习办法", "学习办法（2020年修订）", "学习办法(2018修正)", "学习办法（试行）", "学习办法（2019）"]
        {
            assert_eq!(bare_title(title), "学习办法");
        }
        assert_eq!(bare_title("学习办法（青禾区）"), "学习办法（青禾区）");
        assert!(only_a_year("学习办法修正案（1993年）") && only_a_year("学习办法(2019)"));
        assert!(!only_a_year("学习办法") && !only_a_year("学习办法（2024年修订）"));
    }
}
