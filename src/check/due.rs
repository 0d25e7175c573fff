//! When time alone will change the site: what is built today is out of date from then on.

use std::collections::BTreeSet;
use std::sync::Arc;

use time::Date;

use crate::content::{Details, Draft, Moment, Status};
use crate::diagnostics::Span;
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

/// All that comes after the moment of the build, soonest first.
pub fn upcoming(options: &BuildOptions, built: &Built) -> Vec<Due> {
    upcoming_of(&built.drafts, &built.site, built.as_of, options.drafts)
}

/// The same of a site that is linked and not built to its end; `with_drafts` if drafts are shown.
pub fn upcoming_of(drafts: &[Arc<Draft>], site: &Site, as_of: Moment, with_drafts: bool) -> Vec<Due> {
    let mut due = Vec::new();
    let hidden = folders_of_drafts(drafts);
    for draft in drafts {
        let waits_for_editor = draft.meta.draft || in_folder(&hidden, draft.folder());
        if with_drafts || !waits_for_editor {
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
    let drafts = drafts.iter();
    drafts.filter(|draft| draft.is_index() && draft.meta.draft).map(|draft| draft.folder().to_owned()).collect()
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
