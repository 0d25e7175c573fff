//! Every rule: what it is called, how bad it is, what it says and how to mend it.

use super::{Context, build_rules, rules};
use crate::diagnostics::{Diagnostic, Severity};

/// A rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name in configuration, comments and reports.
    pub id: &'static str,
    /// How bad a finding is unless the site decides otherwise.
    pub severity: Severity,
    /// What it finds, in Chinese and in English.
    pub what: (&'static str, &'static str),
    /// How to mend it, in Chinese and in English.
    pub mend: (&'static str, &'static str),
    /// Finds it in a finished site; none for what building itself finds, and what is found beside another rule.
    pub find: Option<fn(&Context<'_>) -> Vec<Diagnostic>>,
    /// Whether `build` finds it too.
    pub in_build: bool,
}

/// What only `check` looks for.
pub const RULES: &[Rule] = &[
    rules::output_links::LINK,
    rules::output_links::ANCHOR,
    rules::orphan_media::RULE,
    rules::orphan_page::RULE,
    rules::date_order::ORDER,
    rules::date_order::EFFECTIVE,
    rules::consolidated::RULE,
    rules::due::PUBLISH,
    rules::due::EXPIRE,
    rules::due::STATUS,
    rules::search_tests::FOUND,
    rules::search_tests::FORM,
    rules::search_tests::HIDDEN,
    rules::sample_text::RULE,
    rules::written_dates::IMPOSSIBLE,
    rules::written_dates::WEEKDAY,
    rules::punctuation::UNPAIRED,
    rules::punctuation::MIXED,
    rules::personal_numbers::IDENTITY,
    rules::personal_numbers::MOBILE,
    rules::personal_numbers::BANK,
    rules::word_list::WORDS,
    rules::word_list::TITLE,
    rules::word_list::ORDER,
    rules::word_list::FORM,
    rules::duplicates::TITLE,
    rules::policy_text::DATE,
    rules::policy_text::REPEAL,
    rules::policy_text::FAMILY,
    rules::page_dates::UNDATED,
    rules::page_dates::STALE,
    rules::page_dates::IDLE,
    rules::page_dates::DEADLINE,
    rules::page_dates::REVIEW,
    rules::own_address::RULE,
    rules::private_link::RULE,
    super::external::GONE,
    super::external::MOVED,
    super::external::CERTIFICATE,
    super::external::UNSURE,
    super::external::OFFLINE,
    rules::signatures::UNSIGNED,
    rules::signatures::VOID,
    rules::signatures::SAME_PERSON,
    rules::signatures::ORDER,
    rules::signatures::STAGE,
    rules::office_files::AUTHOR,
    rules::office_files::CHANGES,
    super::silence::UNUSED,
];

/// Every rule: what `check` looks for, then what `build` finds too.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(build_rules::RULES)
}

/// The rule called `id`.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// Whether `id` names an error that keeps a site from being published and that no site can turn off.
pub fn is_fixed(id: &str) -> bool {
    super::fixed::ERRORS.binary_search(&id).is_ok()
}

impl Rule {
    /// A finding of this rule, as bad as the rule is.
    pub(super) fn fault(&self, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        let mut fault = Diagnostic::warning(self.id, zh, en);
        fault.severity = self.severity;
        fault
    }
}
