//! All pages, as the table of the desk shows them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::content::{Draft, Moment, format_date, pinyin};
use crate::diagnostics::{Diagnostic, Severity};
use crate::link::Site;

/// One page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// Below the content folder.
    pub(crate) path: Arc<str>,
    title: String,
    kind: &'static str,
    /// Its day; empty if it has none.
    date: String,
    /// The day on which somebody last vouched for it: of its last update, else its own; empty if nobody did.
    vouched: String,
    /// The day on which it is to be looked at again; empty if none is set.
    review: String,
    /// Who has to.
    owner: String,
    /// `public`, `draft`, `scheduled` or `expired`.
    status: &'static str,
    errors: usize,
    warnings: usize,
    /// When the file was changed, in seconds since 1970; 0 if unknown.
    pub(crate) changed: u64,
    /// Its address below the site's root; none if it is not shown.
    url: Option<String>,
    /// By what it is found beside its title: its sounds and their first letters.
    sounds: String,
}

/// Every page that can be read. `content` is the folder's name in diagnostics.
pub(crate) fn rows(drafts: &[Arc<Draft>], site: &Site, found: &[Diagnostic], as_of: Moment, content: &str) -> Vec<Row> {
    let mut problems: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (file, severity) in found.iter().filter_map(|d| Some((&*d.span.as_ref()?.file, d.severity))) {
        let (errors, warnings) = problems.entry(file).or_default();
        match severity {
            Severity::Error => *errors += 1,
            Severity::Warning => *warnings += 1,
            Severity::Note => {}
        }
    }
    drafts.iter().map(|draft| row(draft, site, &problems, as_of, content)).collect()
}

fn row(draft: &Draft, site: &Site, problems: &BTreeMap<&str, (usize, usize)>, as_of: Moment, content: &str) -> Row {
    let meta = &draft.meta;
    let page = site.by_path.get(&draft.path).map(|id| site.page(*id));
    let is = |moment: &Option<crate::content::Spanned<Moment>>, test: fn(Moment, Moment) -> bool| {
        moment.as_ref().is_some_and(|moment| test(moment.value, as_of))
    };
    let status = match page {
        _ if meta.draft => "draft",
        Some(_) => "public",
        None if is(&meta.expire_at, |end, now| end <= now) => "expired",
        None if is(&meta.publish_at, |start, now| start > now) => "scheduled",
        None => "hidden",
    };
    let file = format!("{content}/{}", draft.path);
    let (errors, warnings) = problems.get(file.as_str()).copied().unwrap_or_default();
    let title = &meta.title.value;
    Row {
        path: Arc::clone(&draft.path),
        title: title.clone(),
        kind: draft.kind.name(),
        date: meta.published_at.as_ref().map(|at| at.value.to_string()).unwrap_or_default(),
        vouched: meta.vouched().map(format_date).unwrap_or_default(),
        review: meta.review_due().map(format_date).unwrap_or_default(),
        owner: meta.owner.clone().unwrap_or_default(),
        status,
        errors,
        warnings,
        changed: 0,
        url: page.map(|page| page.url.clone()),
        sounds: format!("{} {}", pinyin::full(title), pinyin::initials(title)),
    }
}
