//! What was built into which folder, so that an unchanged site need not be built again.
//!
//! A record is found by everything that a build reads, and holds only for the stretch of time in which nothing becomes
//! public or ceases to be. It is believed only if the last user of the cache ended in good order, and if the folder is
//! still as it was left, to the time of each file.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{AsOf, BuildOptions, Memo};
use crate::cache::{Cache, Hash};
use crate::content::Moment;
use crate::diagnostics::{Diagnostic, Text};
use crate::inputs::Inputs;
use crate::outputs::folder_print;

const KIND: &str = "built";

/// A build that was published.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Pages of the site.
    pub pages: usize,
    /// Files of the site.
    pub files: usize,
    /// Bytes of the site.
    pub bytes: u64,
    /// When it must be built again because something changes by itself, in words.
    pub next: Option<Text>,
    /// The path at which the site lies on its host.
    pub base_path: String,
    span: Span,
    folder: Hash,
}

/// The stretch of time in which a build would give the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Span {
    utc_offset: String,
    built_for: Moment,
    /// The last moment at which something changed by itself.
    since: Option<Moment>,
    /// The next such moment.
    until: Option<Moment>,
}

impl Span {
    /// Of a build for `built_for`, whose sources `memo` has.
    pub fn of(memo: &Memo, built_for: Moment, utc_offset: &str) -> Self {
        Self {
            utc_offset: utc_offset.to_owned(),
            built_for,
            since: memo.last_change(built_for),
            until: memo.next_change(built_for),
        }
    }

    /// Pages show the day of the build, so another day is another build.
    fn holds(&self, as_of: AsOf) -> bool {
        let now = as_of.at(&self.utc_offset);
        now.date() == self.built_for.date()
            && self.since.is_none_or(|since| since <= now)
            && self.until.is_none_or(|until| now < until)
    }
}

/// What a build has to say of itself.
pub struct Summary<'a> {
    /// What was found.
    pub diagnostics: &'a [Diagnostic],
    /// Pages of the site.
    pub pages: usize,
    /// Files of the site.
    pub files: usize,
    /// Bytes of the site.
    pub bytes: u64,
    /// When it must be built again because something changes by itself, in words.
    pub next: Option<Text>,
    /// The path at which the site lies on its host.
    pub base_path: String,
    /// For which time it holds.
    pub span: Span,
}

/// Remembers that `inputs` were built with `options` into `folder`, as it is now.
pub fn remember(cache: &Cache, inputs: &Inputs, options: &BuildOptions, folder: &Path, summary: Summary<'_>) {
    let Some(print) = folder_print(folder) else { return };
    let record = Record {
        diagnostics: summary.diagnostics.to_vec(),
        pages: summary.pages,
        files: summary.files,
        bytes: summary.bytes,
        next: summary.next,
        base_path: summary.base_path,
        span: summary.span,
        folder: print,
    };
    // A record that cannot be written is none.
    if let Ok(bytes) = serde_json::to_vec(&record) {
        cache.put(KIND, &key(inputs, options, folder), &bytes);
    }
}

/// The record of what lies in `folder`, if that is what a build of `inputs` would give.
pub fn find(cache: &Cache, inputs: &Inputs, options: &BuildOptions, folder: &Path) -> Option<Record> {
    if !cache.trusts_times() {
        return None;
    }
    let bytes = cache.get(KIND, &key(inputs, options, folder))?;
    let record: Record = serde_json::from_slice(&bytes).ok()?;
    (record.span.holds(options.as_of) && folder_print(folder)? == record.folder).then_some(record)
}

fn key(inputs: &Inputs, options: &BuildOptions, folder: &Path) -> Hash {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut text =
        format!("{:?}\n{:?}\n", folder, (&options.config, &options.content, &options.base_url, options.drafts));
    for (path, file) in inputs.iter() {
        text.push_str(&format!("{path}\n{}\n", file.hash));
    }
    Hash::of(text.as_bytes())
}
