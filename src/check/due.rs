//! When time alone will change the site: what is built today is out of date from then on.

use std::collections::BTreeSet;
use std::sync::Arc;

use time::Date;

use crate::content::{Details, Draft, Moment, Status, format_date};
use crate::diagnostics::{Span, Text};
use crate::link::Site;
use crate::link::policy::StatusFacts;
use crate::pipeline::{BuildOptions, Built};

/// A change that comes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub at: Moment,
    /// What.
    pub what: Change,
    /// Title of the page.
    pub title: String,
    /// Where the date stands, or the page.
    pub span: Span,
}

/// What time changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// 定时发布
    Publish,
    /// 撤稿
    Expire,
    /// 时效性
    Status(Status),
    /// One time of a recurring event is over, and the next is shown.
    EventMoves,
    /// An event is over and leaves the home page.
    EventOver,
    /// Somebody should look at the page again; readers are told so by their own day.
    Review,
}

/// What happens, without when.
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Due {
    /// What happens.
    pub fn words(&self) -> Words {
        let title = &self.title;
        let (zh, en) = match self.what {
            Change::Publish => (format!("“{title}”定时发布"), format!("`{title}` appears")),
            Change::Expire => (format!("“{title}”撤稿"), format!("`{title}` disappears")),
            Change::Status(status) => {
                (format!("《{title}》变为“{}”", status.label()), format!("`{title}` becomes {}", status.name()))
            }
            Change::EventMoves => {
                (format!("日程“{title}”换成下一次"), format!("the event `{title}` moves on to its next time"))
            }
            Change::EventOver => (format!("日程“{title}”已经结束"), format!("the event `{title}` is over")),
            Change::Review => (format!("“{title}”该复核了"), format!("`{title}` is to be reviewed")),
        };
        Words { zh, en }
    }

    /// The line that says when the portal must be built again.
    pub fn next_rebuild(&self) -> Words {
        let (Words { zh, en }, at) = (self.words(), self.at);
        Words {
            zh: format!("下次需要重新生成：{at}（{zh}）。"), en: format!("Next rebuild due: {at} ({en}).")
        }
    }
}

/// What is due next: the line that says when the portal must be built again, and the one of the page that is to be reviewed
/// first, for which nothing need be built. None if nothing is due.
pub fn next(dues: &[Due]) -> Option<Text> {
    let rebuild = dues.iter().find(|due| due.what != Change::Review).map(Due::next_rebuild);
    let review = dues.iter().find(|due| due.what == Change::Review).map(|due| {
        let (Words { zh, en }, day) = (due.words(), format_date(due.at.date()));
        Words { zh: format!("下次复核：{day}（{zh}）。"), en: format!("Next review: {day} ({en}).") }
    });
    let lines: Vec<Words> = rebuild.into_iter().chain(review).collect();
    let joined = |of: fn(&Words) -> &str| lines.iter().map(of).collect::<Vec<_>>().join("\n");
    (!lines.is_empty()).then(|| Text::new(joined(|words| &words.zh), joined(|words| &words.en)))
}

/// All that comes after the moment of the build, soonest first.
pub fn upcoming(options: &BuildOptions, built: &Built) -> Vec<Due> {
    coming(options, &built.drafts, &built.site, built.as_of)
}

/// The same for a site that is only linked.
pub fn coming(options: &BuildOptions, drafts: &[Arc<Draft>], site: &Site, as_of: Moment) -> Vec<Due> {
    let mut due = Vec::new();
    let hidden = folders_of_drafts(drafts);
    for draft in drafts {
        let waits_for_editor = draft.meta.draft || in_folder(&hidden, draft.folder());
        if options.drafts || !waits_for_editor {
            dates(draft, as_of, &mut due);
        }
    }
    for (index, facts) in &site.policies.status {
        let Some(page) = site.pages.get(*index) else { continue };
        statuses(&page.draft, facts, &mut due);
    }
    due.retain(|due| due.at > as_of);
    due.sort_by(|a, b| (a.at, &a.span).cmp(&(b.at, &b.span)));
    due
}

fn folders_of_drafts(drafts: &[Arc<Draft>]) -> BTreeSet<String> {
    drafts.iter().filter(|draft| draft.is_index() && draft.meta.draft).map(|draft| draft.folder().to_owned()).collect()
}

fn in_folder(folders: &BTreeSet<String>, folder: &str) -> bool {
    let mut at = folder;
    loop {
        if folders.contains(at) {
            return true;
        }
        match at.rsplit_once('/') {
            Some((up, _)) => at = up,
            None if at.is_empty() => return false,
            None => at = "",
        }
    }
}

fn dates(draft: &Arc<Draft>, as_of: Moment, due: &mut Vec<Due>) {
    let meta = &draft.meta;
    let title = &meta.title.value;
    let mut add = |at: Moment, what, span: &Span| {
        due.push(Due { at, what, title: title.clone(), span: span.clone() });
    };
    if let Some(at) = &meta.publish_at {
        add(at.value, Change::Publish, &at.span);
    }
    if let Some(at) = &meta.expire_at {
        add(at.value, Change::Expire, &at.span);
    }
    if let Some((day, period)) = meta.review_due().zip(meta.review_in.as_ref()) {
        add(Moment::day(day), Change::Review, &period.span);
    }
    if let Details::Event(event) = &draft.details {
        // Each time but the last gives way to the next one, which is what the portal shows from then on.
        let span = &event.end.as_ref().unwrap_or(&event.start).span;
        if let Some(now) = event.next(as_of.date()) {
            let over = now.last_day().next_day().unwrap_or(Date::MAX);
            let more = event.next(over).is_some();
            add(Moment::day(over), if more { Change::EventMoves } else { Change::EventOver }, span);
        }
    }
}

/// The days on which the status of a policy becomes another one.
fn statuses(draft: &Draft, facts: &StatusFacts, due: &mut Vec<Due>) {
    for day in facts.changes() {
        let status = facts.on(day);
        if day.previous_day().is_none_or(|before| facts.on(before) != status) {
            let span = place(draft, facts, day);
            due.push(Due {
                at: Moment::day(day),
                what: Change::Status(status),
                title: draft.meta.title.value.clone(),
                span,
            });
        }
    }
}

/// Where the date stands that makes the change; the page's title if another file says it.
fn place(draft: &Draft, facts: &StatusFacts, day: Date) -> Span {
    let Details::Policy(policy) = &draft.details else { return draft.meta.title.span.clone() };
    let of = |date: Option<Date>| date == Some(day);
    let written = if of(facts.effective_on) {
        &policy.effective_on
    } else if of(facts.valid_until.and_then(Date::next_day)) {
        &policy.valid_until
    } else {
        &policy.repealed_on
    };
    written.as_ref().map_or_else(|| draft.meta.title.span.clone(), |date| date.span.clone())
}
