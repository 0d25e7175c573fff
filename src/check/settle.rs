//! What a site decides about findings: how bad each rule is, and where a comment silences it. `build` and `check` both
//! settle what they found here, and nowhere else.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::registry::{self, Rule};
use super::silence::{self, Allow, UNUSED};
use crate::config::{RuleSetting, SiteConfig};
use crate::content::{Place, bundle_of, folder_of, index_of, page_stem};
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::inputs::Inputs;
use crate::link::Site;

/// Which rules had their chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// Those of `build`: a comment that silenced nothing may still be needed.
    Build,
    /// All of them.
    Check,
}

/// Gives every finding the severity that the site wants, and leaves out what is off or silenced. An error that building
/// found stays what it is.
pub fn settle(
    inputs: &Inputs,
    content: &str,
    config: &SiteConfig,
    site: &Site,
    found: Vec<Diagnostic>,
    ran: Ran,
) -> Vec<Diagnostic> {
    let comments = match ran {
        // An edit waits for this, and comments where nothing was found silence nothing.
        Ran::Build => {
            let files: HashSet<&str> = found.iter().filter_map(|fault| Some(&*fault.span.as_ref()?.file)).collect();
            Comments::read(inputs, |file| files.contains(file) || Place::of(file).has_folder())
        }
        Ran::Check => Comments::read(inputs, |_| true),
    };
    let mut settled: Vec<Diagnostic> = config.rules.iter().filter_map(bad_setting).collect();
    for mut fault in found {
        if is_settled_here(&fault) && (comments.silence(inputs, &fault) || !apply(config, &mut fault)) {
            continue;
        }
        settled.push(fault);
    }
    if ran == Ran::Check {
        let public = |file: &str| {
            let path = file.strip_prefix(content).map(|path| path.trim_start_matches('/'));
            path.is_none_or(|path| page_stem(path).is_none() || site.by_path.contains_key(path))
        };
        for mut fault in comments.unused(config, public) {
            if apply(config, &mut fault) {
                settled.push(fault);
            }
        }
    }
    settled
}

/// Errors of a build are not the site's to decide.
fn is_settled_here(fault: &Diagnostic) -> bool {
    match registry::find(&fault.code) {
        Some(rule) => !(rule.in_build && fault.severity == Severity::Error),
        None => false,
    }
}

fn setting<'a>(config: &'a SiteConfig, id: &str) -> Option<&'a RuleSetting> {
    config.rules.iter().find(|setting| setting.id.value == id)
}

/// Whether the finding is to be shown.
fn apply(config: &SiteConfig, fault: &mut Diagnostic) -> bool {
    match setting(config, &fault.code) {
        None => true,
        Some(setting) => {
            fault.severity = setting.severity.unwrap_or(fault.severity);
            setting.severity.is_some()
        }
    }
}

fn bad_setting(setting: &RuleSetting) -> Option<Diagnostic> {
    let id = setting.id.value.as_str();
    if registry::find(id).is_some() {
        return None;
    }
    if registry::is_fixed(id) {
        let fault = Diagnostic::error(
            "check-rule-fixed",
            format!("“{id}”是必须改正的错误，不能关闭，也不能降为警告"),
            format!("`{id}` is an error that must be mended; it can be neither turned off nor made a warning"),
        );
        return Some(
            fault
                .at(setting.id.span.clone())
                .hint("删去这一行，照信息里的改法改正。", "Delete the line and mend the fault."),
        );
    }
    let fault =
        Diagnostic::error("check-rule-unknown", format!("没有“{id}”这条规则"), format!("there is no rule `{id}`"))
            .at(setting.id.span.clone())
            .did_you_mean(id, registry::all().map(|rule| rule.id));
    Some(if fault.hints.is_empty() {
        fault.hint(
            "规则的编号写在每条信息的方括号里，编辑手册里有全部规则的表。",
            "A rule's id stands in the brackets of its messages; the manual has a table of all.",
        )
    } else {
        fault
    })
}

/// The silencing comments of all files that have any.
pub(super) struct Comments(BTreeMap<Arc<str>, Vec<Allow>>);

impl Comments {
    /// Those of all files.
    pub(super) fn of(inputs: &Inputs) -> Self {
        Self::read(inputs, |_| true)
    }

    fn read(inputs: &Inputs, is_wanted: impl Fn(&str) -> bool) -> Self {
        let wanted = inputs.iter().filter(|(file, _)| is_wanted(file));
        let texts = wanted.filter_map(|(file, input)| Some((file, input.text()?)));
        Self(
            texts
                .map(|(file, text)| (Arc::clone(file), silence::allows(file, &text)))
                .filter(|(_, allows)| !allows.is_empty())
                .collect(),
        )
    }

    /// Whether a comment silences `fault`; the comment counts as used then.
    pub(super) fn silence(&self, inputs: &Inputs, fault: &Diagnostic) -> bool {
        let Some(span) = &fault.span else { return false };
        let mut silenced = false;
        for (allow, whole) in self.concerning(inputs, span).filter(|(allow, _)| allow.id == fault.code) {
            let covers = whole
                || inputs.get(&span.file).and_then(|f| f.text()).is_some_and(|text| {
                    allow
                        .lines
                        .contains(&memchr::memchr_iter(b'\n', &text.as_bytes()[..span.start.min(text.len())]).count())
                });
            if covers {
                allow.used.set(true);
                silenced = true;
            }
        }
        silenced
    }

    /// The comments that may speak of `span`, and whether they do wherever they stand: a finding about a whole file is
    /// silenced by any comment in it, one about a file that can hold no comment by one in its folder's page.
    fn concerning<'a>(&'a self, inputs: &Inputs, span: &Span) -> impl Iterator<Item = (&'a Allow, bool)> {
        let whole = span.start == 0 && span.end == 0;
        let has_text = inputs.get(&span.file).is_none_or(|input| input.is_text());
        let folder = folder_of(&span.file);
        let pages = [index_of(folder), bundle_of(folder)];
        let own = self.0.get(&span.file).into_iter().flatten().map(move |allow| (allow, whole));
        let above = pages.into_iter().filter(move |_| !has_text).filter_map(|page| self.0.get(page.as_str()));
        own.chain(above.flatten().map(|allow| (allow, true)))
    }

    fn unused(&self, config: &SiteConfig, public: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (file, allow) in self.0.iter().flat_map(|(file, allows)| allows.iter().map(move |allow| (file, allow))) {
            let rule = registry::find(&allow.id);
            let off = setting(config, &allow.id).is_some_and(|setting| setting.severity.is_none());
            // The rules of `check` do not look at pages that nobody can see yet.
            let looked_at = rule.is_none_or(|rule| rule.in_build || public(file));
            if !allow.used.get() && !off && looked_at {
                found.push(unused(allow, rule));
            }
        }
        found
    }
}

fn unused(allow: &Allow, rule: Option<&Rule>) -> Diagnostic {
    let id = allow.id.as_str();
    if registry::is_fixed(id) {
        return UNUSED
            .fault(
                format!("“{id}”是必须改正的错误，不能用注释放行"),
                format!("`{id}` is an error that must be mended; no comment can allow it"),
            )
            .at(allow.span.clone())
            .hint("删去这条注释，照信息里的改法改正。", "Remove the comment and mend the fault.");
    }
    if rule.is_none() {
        let fault = UNUSED
            .fault(format!("放行注释里的“{id}”不是规则的编号"), format!("`{id}` in this comment is no rule"))
            .at(allow.span.clone())
            .did_you_mean(id, registry::all().map(|rule| rule.id));
        return if fault.hints.is_empty() { remove(fault) } else { fault };
    }
    remove(
        UNUSED
            .fault(
                format!("这里已经没有“{id}”的问题，放行注释不再需要"),
                format!("nothing here needs `{id}` to be allowed any more"),
            )
            .at(allow.span.clone()),
    )
}

fn remove(fault: Diagnostic) -> Diagnostic {
    fault.hint(
        "删去这条注释；注释要写在有问题的那一行的末尾，或者紧靠它的上一行。",
        "Remove the comment; it belongs at the end of the line in question, or right above it.",
    )
}
