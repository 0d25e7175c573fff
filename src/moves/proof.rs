//! What a site says before a move and after it: nothing may have become wrong, and every reference means what it meant.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::faults;
use super::rewrite::{Moved, Places};
use crate::cache::Cache;
use crate::content::Draft;
use crate::content::folder_of;
use crate::diagnostics::{Diagnostic, Severity, Span};
use crate::inputs::Inputs;
use crate::link;
use crate::outputs::Outputs;
use crate::pipeline::{self, BuildOptions, Memo, Progress, Ready};

/// A site as it is, or would be.
pub(super) struct Stand {
    pub(super) ready: Ready,
    /// Without the search index.
    pub(super) outputs: Outputs,
    found: Vec<Diagnostic>,
    /// All files below the content folder.
    files: BTreeSet<Arc<str>>,
}

impl Stand {
    pub(super) fn of(
        inputs: &Inputs,
        options: &BuildOptions,
        memo: &mut Memo,
        cache: &Cache,
        progress: &dyn Progress,
    ) -> Self {
        let mut found = Vec::new();
        let ready = pipeline::prepare(inputs, options, memo, cache, progress, &mut found);
        let outputs = pipeline::pages(&ready, inputs, memo, &Outputs::default(), progress, &mut found);
        let content = options.content.as_str();
        let files = inputs.below(content).map(|(file, _)| Arc::from(file[content.len()..].trim_start_matches('/')));
        Self { ready, outputs, found, files: files.collect() }
    }

    /// Only what is needed to know where pages lie.
    pub(super) fn linked(
        inputs: &Inputs,
        options: &BuildOptions,
        memo: &mut Memo,
        cache: &Cache,
        progress: &dyn Progress,
    ) -> Ready {
        pipeline::prepare(inputs, options, memo, cache, progress, &mut Vec::new())
    }

    /// The files whose settings cannot be read, and with them what they refer to.
    pub(super) fn unread_settings(&self) -> impl Iterator<Item = Arc<str>> {
        let unread = |code: &str| ["yaml-", "front-matter-", "quiz-shape"].iter().any(|start| code.starts_with(start));
        let errors = self.found.iter().filter(|fault| fault.severity == Severity::Error);
        errors.filter(move |fault| unread(&fault.code)).filter_map(|fault| Some(Arc::clone(&fault.span.as_ref()?.file)))
    }

    pub(super) fn places(&self) -> Places<'_> {
        Places::new(self.files.iter().map(|file| &**file).collect(), &self.ready.site)
    }
}

/// What a move would make of a site.
#[derive(Default)]
pub(super) struct Outcome {
    /// What keeps it from being done.
    pub(super) errors: Vec<Diagnostic>,
    /// What its editor should know.
    pub(super) noted: Vec<Diagnostic>,
}

/// Compares a site before and after.
pub(super) fn compare(before: &Stand, after: &Stand, moved: &Moved<'_>, content: &str) -> Outcome {
    let mut outcome = Outcome::default();
    // The severity that the site gives to a finding does not count here.
    for fault in new_findings(&before.found, &after.found, moved, content) {
        match fault.severity {
            Severity::Error => outcome.errors.push(fault),
            _ => outcome.noted.push(fault),
        }
    }
    if outcome.errors.is_empty() {
        outcome.errors = other_meanings(before, after, moved);
    }
    outcome
}

/// What is said of the site afterwards and was not said before, of the file in its former place or of any other.
fn new_findings(before: &[Diagnostic], after: &[Diagnostic], moved: &Moved<'_>, content: &str) -> Vec<Diagnostic> {
    let whole: HashMap<String, String> =
        moved.files.iter().map(|(old, new)| (format!("{content}/{old}"), format!("{content}/{new}"))).collect();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for fault in before {
        let file = fault.span.as_ref().map_or("", |span| &*span.file);
        let file = whole.get(file).map_or(file, String::as_str);
        *known.entry((fault.code.as_str(), file)).or_default() += 1;
    }
    let said: BTreeSet<(&str, &str)> =
        before.iter().map(|fault| (fault.code.as_str(), fault.message.zh.as_str())).collect();
    let mut new = Vec::new();
    // What is said in the same words comes first, so that a new one is not taken for an old one.
    let (same, other): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        after.iter().partition(|fault| said.contains(&(fault.code.as_str(), fault.message.zh.as_str())));
    for fault in same.into_iter().chain(other) {
        let file = fault.span.as_ref().map_or("", |span| &*span.file);
        match known.get_mut(&(fault.code.as_str(), file)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => new.push(fault.clone()),
        }
    }
    new
}

/// References that would name something else.
fn other_meanings(before: &Stand, after: &Stand, moved: &Moved<'_>) -> Vec<Diagnostic> {
    let (old_places, new_places) = (before.places(), after.places());
    let now: BTreeMap<&str, &Arc<Draft>> = after.ready.drafts().iter().map(|draft| (&*draft.path, draft)).collect();
    let mut found = Vec::new();
    for draft in before.ready.drafts() {
        let new_path = moved.now(&draft.path);
        let Some(new) = now.get(new_path) else { continue };
        // What a column gives to its pages is another column's business after the move.
        let own = |draft: &'_ Arc<Draft>, span: &Span| span.file == draft.meta.span.file;
        let mut old_refs = link::references_of(draft);
        old_refs.retain(|(_, span)| own(draft, span));
        let mut new_refs = link::references_of(new);
        new_refs.retain(|(_, span)| own(new, span));
        for ((old, span), (new, _)) in old_refs.iter().zip(&new_refs) {
            let meant = old_places.goal(draft.folder(), old).map(|goal| moved.now(goal.file()));
            let means = new_places.goal(folder_of(new_path), new).map(|goal| goal.file());
            if meant != means && meant.is_some() {
                found.push(faults::means_another(span, old));
            }
        }
    }
    found
}
