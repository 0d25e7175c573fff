//! What a finished site is checked for beyond what building it finds, and what a site decides about single rules.
//!
//! | part | what it does |
//! |---|---|
//! | [`registry`] | every rule with its id, severity, what it says and how to mend it; those of `build` included |
//! | `rules` | one file for each rule, or for a few that belong together |
//! | `web` | the HTML outputs read once: links, anchors, pictures, headings |
//! | `prose` | the pages' own words with their places, for rules about wording |
//! | [`fix`] | what `check --fix` changes |
//! | [`settle`](mod@settle) | severities that the site sets, and comments that silence a rule at a place |
//! | [`due`] | when time alone will change the site |
//! | [`sarif`] | the report for code-scanning services |
//!
//! A rule is a function of [`Context`]. To add one, write its file and name it in [`registry::RULES`].

pub(crate) mod address;
mod build_rules;
pub mod due;
pub mod external;
pub mod fix;
mod fixed;
pub(crate) mod html;
mod place;
mod prose;
pub mod registry;
mod rules;
pub mod sarif;
pub mod settle;
mod silence;
mod web;

use std::sync::OnceLock;

use crate::diagnostics::Diagnostic;
use crate::inputs::Inputs;
use crate::pipeline::{BuildOptions, Built};
use crate::review::FaultKind;

pub use registry::Rule;
pub use settle::{Ran, settle};

use prose::PageText;
use web::Web;

/// What a rule may look at.
pub struct Context<'a> {
    /// Every file of the site.
    pub inputs: &'a Inputs,
    /// How it was built.
    pub options: &'a BuildOptions,
    /// What came of it.
    pub built: &'a Built,
    /// What building found.
    pub found: &'a [Diagnostic],
    web: Web,
    pages: OnceLock<Vec<PageText<'a>>>,
    signatures: OnceLock<Vec<(FaultKind, Diagnostic)>>,
}

/// What there is to tell of a file called `name` that readers will download: whose name is in it, what was changed.
pub(crate) fn told_of_file(name: &str, bytes: &[u8]) -> Vec<Diagnostic> {
    rules::office_files::told(name, bytes)
}

impl<'a> Context<'a> {
    /// Reads the outputs of a build.
    pub fn new(inputs: &'a Inputs, options: &'a BuildOptions, built: &'a Built, found: &'a [Diagnostic]) -> Self {
        let web = Web::read(&built.outputs, &built.config);
        Self { inputs, options, built, found, web, pages: OnceLock::new(), signatures: OnceLock::new() }
    }

    /// The words of every public page, read once.
    fn pages(&self) -> &[PageText<'a>] {
        self.pages.get_or_init(|| prose::pages(self))
    }

    /// What is wrong with signatures, found once: a print of every page is made for it.
    fn signatures(&self) -> &[(FaultKind, Diagnostic)] {
        self.signatures.get_or_init(|| rules::signatures::all(self))
    }

    /// The path from the site's root of what lies at `path` below the content folder.
    fn file(&self, path: &str) -> std::sync::Arc<str> {
        std::sync::Arc::from(format!("{}/{path}", self.options.content))
    }
}

/// All that the rules find which look at the finished site. What a site turned off is not looked for.
pub fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let off = |id: &str| context.built.config.rules.iter().any(|r| r.id.value == id && r.severity.is_none());
    let mut found = Vec::new();
    for rule in registry::all().filter(|rule| !off(rule.id)) {
        if let Some(find) = rule.find {
            found.extend(find(context));
        }
    }
    found
}
