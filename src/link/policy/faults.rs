//! What linking policies says to editors.

use time::Date;

use super::elsewhere::Text;
use super::{PolicyDoc, StatusFacts};
use crate::content::{Citation, Spanned, Status, format_date, numeral, quoted};
use crate::diagnostics::Diagnostic;

/// The cited text has no such article.
pub(super) fn missing_article(citation: &Citation, title: &str, count: usize, own: bool) -> Diagnostic {
    let name = numeral::article_name(&citation.article);
    let zh = if own { "本文".to_owned() } else { quoted(title) };
    Diagnostic::warning(
        "cite-missing-article",
        format!("“{}”：{zh}没有{name}", citation.text),
        format!("“{}”: “{title}” has no article {}", citation.text, citation.article),
    )
    .at(citation.span.clone())
    .hint(
        format!("{zh}共{count}条；请核对条号，或确认引用的是哪个版本"),
        format!("it has {count} articles; check the number, or which version is meant"),
    )
}

/// The article is there, but not the 款, 项 or 目.
pub(super) fn missing_part(citation: &Citation, title: &str) -> Diagnostic {
    let name = numeral::article_name(&citation.article);
    Diagnostic::warning(
        "cite-missing-part",
        format!("“{}”：{}{name}没有这一款、项", citation.text, quoted(title)),
        format!("“{}”: article {} of “{title}” has no such paragraph or item", citation.text, citation.article),
    )
    .at(citation.span.clone())
    .hint(
        format!("链接暂时指向{name}；请核对款、项的序号"),
        "the link leads to the nearest place above; check the numbers",
    )
}

fn not_in_force(citation: &Citation, (zh, en): (String, String), loud: bool) -> Diagnostic {
    let found = if loud {
        Diagnostic::warning("cite-not-in-force", zh, en)
    } else {
        Diagnostic::note("cite-not-in-force", zh, en)
    };
    found.at(citation.span.clone())
}

/// The cited text no longer counts.
pub(super) fn over(
    citation: &Citation,
    target: &PolicyDoc<'_>,
    status: Status,
    successor: Option<&PolicyDoc<'_>>,
    loud: bool,
) -> Diagnostic {
    let title = target.title;
    let zh = format!("引用的{}{}", quoted(title), status.label());
    let en = format!("“{title}” is cited but {}", english(status));
    let found = not_in_force(citation, (zh, en), loud);
    match successor {
        Some(next) => {
            let date = next.date().map_or(String::new(), |d| format!("（{}）", format_date(d)));
            found
                .hint(
                    format!("现行的是{}{date}，请核对是否应当引用它：{}", quoted(next.title), next.path),
                    format!(
                        "it was followed by “{}”{date}; check whether that should be cited: {}",
                        next.title, next.path
                    ),
                )
                .also(next.span.clone(), "后来的文本在这里", "the later text is here")
        }
        None => found.hint("请核对是否仍应引用它", "check whether it should still be cited"),
    }
}

/// The cited text of another portal no longer counts.
pub(super) fn over_elsewhere(
    citation: &Citation,
    title: &str,
    portal: &str,
    status: Status,
    successor: Option<&Text>,
    loud: bool,
) -> Diagnostic {
    let zh = format!("引用的{}{}（据“{portal}”）", quoted(title), status.label());
    let en = format!("“{title}” is cited but {}, as `{portal}` says", english(status));
    let found = not_in_force(citation, (zh, en), loud);
    match successor {
        Some(next) => found.hint(
            format!("现行的是{}，请核对是否应当引用它：{}", quoted(&next.title), next.url),
            format!("it was followed by “{}”; check whether that should be cited: {}", next.title, next.url),
        ),
        None => found.hint("请核对是否仍应引用它", "check whether it should still be cited"),
    }
}

/// Several texts of other portals have the cited name.
pub(super) fn ambiguous_elsewhere(citation: &Citation, several: &[&str]) -> Diagnostic {
    Diagnostic::warning(
        "cite-ambiguous",
        format!("“{}”在别的门户有{}个同名的文本，没有加链接", citation.text, several.len()),
        format!("“{}” may mean {} texts of other portals and is no link", citation.text, several.len()),
    )
    .at(citation.span.clone())
    .hint(
        format!("请写出全称，或者直接写成链接：{}", several.join("、")),
        format!("write the full title, or a link: {}", several.join(", ")),
    )
}

fn english(status: Status) -> &'static str {
    match status {
        Status::InForce => "in force",
        Status::Amended => "amended",
        Status::Repealed => "repealed",
        Status::Expired => "expired",
        Status::NotYet => "not yet in force",
    }
}

/// Several texts have the cited name.
pub(super) fn ambiguous(citation: &Citation, several: &[&PolicyDoc<'_>]) -> Diagnostic {
    let paths: Vec<&str> = several.iter().map(|doc| doc.path).collect();
    let mut found = Diagnostic::warning(
        "cite-ambiguous",
        format!("“{}”可以指{}个文本", citation.text, several.len()),
        format!("“{}” may mean {} texts", citation.text, several.len()),
    )
    .at(citation.span.clone())
    .hint(
        format!("请写出全称，或在这些文件里用 version_of、short_title 区分：{}", paths.join("、")),
        format!(
            "write the full title, or tell the texts apart with `version_of` or `short_title`: {}",
            paths.join(", ")
        ),
    );
    for doc in several.iter().take(5) {
        found = found.also(doc.span.clone(), quoted(doc.title), format!("“{}”", doc.title));
    }
    found
}

/// The stated status cannot be.
pub(super) fn contradiction(
    stated: &Spanned<Status>,
    derived: Status,
    facts: &StatusFacts,
    docs: &[PolicyDoc<'_>],
    as_of: Date,
) -> Diagnostic {
    let mut because = Vec::new();
    for (zh, en, date) in [
        ("施行日期", "in force from", facts.effective_on),
        ("有效期至", "valid until", facts.valid_until),
        ("废止日期", "repealed on", facts.repealed_on),
        ("修改日期", "amended on", facts.amended_on),
    ] {
        if let Some(date) = date {
            because.push((format!("{zh} {}", format_date(date)), format!("{en} {}", format_date(date))));
        }
    }
    let zh: Vec<&str> = because.iter().map(|b| b.0.as_str()).collect();
    let en: Vec<&str> = because.iter().map(|b| b.1.as_str()).collect();
    let reason =
        |list: Vec<&str>, sep: &str| if list.is_empty() { String::new() } else { format!("（{}）", list.join(sep)) };
    // Never an error: the dates decide what is shown, and a portal that builds today builds on every later day.
    let found = Diagnostic::warning(
        "policy-status",
        format!(
            "时效性写的是“{}”，但到{}应当是“{}”{}",
            stated.value.label(),
            format_date(as_of),
            derived.label(),
            reason(zh, "，")
        ),
        format!(
            "the status is given as {}, but on {} it is {}{}",
            stated.value.name(),
            format_date(as_of),
            derived.name(),
            reason(en, ", ")
        ),
    )
    .at(stated.span.clone())
    .hint(
        "请删去 status（会按日期自动得出），或改正有关日期",
        "remove `status`, which follows from the dates, or correct the dates",
    );
    match facts.successor {
        Some(next) => found.also(docs[next].span.clone(), "后来的文本在这里", "the later text is here"),
        None => found,
    }
}

/// Two versions with one date.
pub(super) fn same_date(name: &str, older: &PolicyDoc<'_>, newer: &PolicyDoc<'_>) -> Diagnostic {
    let date = older.date().map_or("没有".to_owned(), format_date);
    Diagnostic::warning(
        "policy-version-date",
        format!("“{name}”有两个版本日期相同（{date}），分不出先后"),
        format!("two versions of “{name}” have the same date ({date}), so their order is unknown"),
    )
    .at(newer.span.clone())
    .also(older.span.clone(), "另一个版本在这里", "the other version is here")
    .hint(
        "请给每个版本写明 effective_on；同一版本放了两份的，删去一份",
        "give each version its own `effective_on`, or remove one of two copies",
    )
}

/// A copy without a date beside versions that have one.
pub(super) fn undated(name: &str, copy: &PolicyDoc<'_>) -> Diagnostic {
    Diagnostic::warning(
        "policy-version-undated",
        format!("“{name}”有几个版本，这一份没有日期，排不进先后"),
        format!("“{name}” has several versions, and this copy of it has no date"),
    )
    .at(copy.span.clone())
    .hint(
        "请写上 effective_on；多余的副本请删去，引用不会指向它",
        "write `effective_on`, or remove the copy if it is one; no citation leads to it",
    )
}

/// A text names itself as its successor.
pub(super) fn replaces_itself(doc: &PolicyDoc<'_>) -> Diagnostic {
    Diagnostic::error(
        "policy-supersedes-itself",
        format!("{}写着被自己取代", quoted(doc.title)),
        format!("“{}” is said to replace itself", doc.title),
    )
    .at(doc.span.clone())
    .hint("请改正 supersedes 或 superseded_by", "correct `supersedes` or `superseded_by`")
}

/// The successor is older.
pub(super) fn successor_older(old: &PolicyDoc<'_>, new: &PolicyDoc<'_>, at: &PolicyDoc<'_>) -> Diagnostic {
    let date = |doc: &PolicyDoc<'_>| doc.date().map_or(String::new(), format_date);
    Diagnostic::error(
        "policy-supersedes-order",
        format!("{}（{}）早于它所取代的{}（{}）", quoted(new.title), date(new), quoted(old.title), date(old)),
        format!("“{}” ({}) is older than “{}” ({}), which it replaces", new.title, date(new), old.title, date(old)),
    )
    .at(at.span.clone())
    .hint(
        "请核对两者的日期，或把 supersedes 和 superseded_by 对调",
        "check the dates, or exchange `supersedes` and `superseded_by`",
    )
}

/// Only one side of the relation knows of it.
pub(super) fn one_sided(new: &PolicyDoc<'_>, old: &PolicyDoc<'_>) -> Diagnostic {
    Diagnostic::warning(
        "policy-supersedes-one-sided",
        format!("{}取代{}，但后者的 superseded_by 里没有它", quoted(new.title), quoted(old.title)),
        format!("“{}” replaces “{}”, whose `superseded_by` does not name it", new.title, old.title),
    )
    .at(old.span.clone())
    .also(new.span.clone(), "取代它的文本在这里", "the text that replaces it is here")
    .hint("请在 superseded_by 里补上，或删去 superseded_by", "add it to `superseded_by`, or remove `superseded_by`")
}

/// Texts that replace each other in a circle.
pub(super) fn circle(docs: &[PolicyDoc<'_>], ring: &[usize]) -> Diagnostic {
    let titles: Vec<String> = ring.iter().map(|i| quoted(docs[*i].title)).collect();
    let mut found = Diagnostic::error(
        "policy-supersedes-circle",
        format!("{}互相取代，成了一个圈", titles.join("、")),
        format!("{} replace each other in a circle", titles.join(", ")),
    )
    .hint("请核对 supersedes 和 superseded_by", "check `supersedes` and `superseded_by`");
    if let Some(first) = ring.first() {
        found = found.at(docs[*first].span.clone());
    }
    found
}
