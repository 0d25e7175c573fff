//! What will change by itself, a note for each page: the portal must be built again by then.

use crate::check::due::{Change, Due, upcoming};
use crate::check::{Context, Rule};
use crate::diagnostics::{Diagnostic, Severity};

/// A page appears.
pub(in crate::check) const PUBLISH: Rule = Rule {
    id: "publish-due",
    severity: Severity::Note,
    what: ("有页面定时发布", "a page is scheduled to appear"),
    mend: ("到时重新生成一次", "build the portal again then"),
    find: Some(|context| notes(context, &PUBLISH, |change| change == Change::Publish)),
    in_build: false,
};

/// A page disappears.
pub(in crate::check) const EXPIRE: Rule = Rule {
    id: "expire-due",
    severity: Severity::Note,
    what: ("有页面定时撤稿", "a page is scheduled to disappear"),
    mend: ("到时重新生成一次", "build the portal again then"),
    find: Some(|context| notes(context, &EXPIRE, |change| change == Change::Expire)),
    in_build: false,
};

/// The status of a policy changes.
pub(in crate::check) const STATUS: Rule = Rule {
    id: "status-due",
    severity: Severity::Note,
    what: ("有文件的时效性将要改变", "the status of a policy will change"),
    mend: ("到时重新生成一次", "build the portal again then"),
    find: Some(|context| notes(context, &STATUS, |change| matches!(change, Change::Status(_)))),
    in_build: false,
};

fn notes(context: &Context<'_>, rule: &Rule, is_meant: impl Fn(Change) -> bool) -> Vec<Diagnostic> {
    upcoming(context.options, context.built)
        .iter()
        .filter(|due| is_meant(due.what))
        .map(|due| note(rule, due))
        .collect()
}

fn note(rule: &Rule, due: &Due) -> Diagnostic {
    let Due { at, title, .. } = due;
    let (zh, en) = match due.what {
        Change::Publish => (format!("“{title}”到{at}定时发布"), format!("`{title}` appears on {at}")),
        Change::Expire => (format!("“{title}”到{at}撤稿"), format!("`{title}` disappears on {at}")),
        Change::Status(status) => (
            format!("《{title}》到{at}变为“{}”", status.label()),
            format!("`{title}` becomes {} on {at}", status.name()),
        ),
        Change::EventMoves => {
            (format!("日程“{title}”到{at}换成下一次"), format!("the event `{title}` moves on to its next time on {at}"))
        }
        Change::EventOver => (format!("日程“{title}”到{at}已经结束"), format!("the event `{title}` is over on {at}")),
        Change::Review => (format!("“{title}”到{at}该复核了"), format!("`{title}` is to be reviewed on {at}")),
    };
    rule.fault(zh, en).at(due.span.clone()).hint(
        "到时重新生成并上传一次，网站才会变。",
        "Build and upload the portal again then; it does not change by itself.",
    )
}
