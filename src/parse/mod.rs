//! One file → one [`Draft`]. Pure: the same bytes and options give the same draft, so a draft can be kept.

pub mod cascade;
pub mod data;
pub mod file_name;
pub mod front_matter;
pub mod markdown;
pub mod quiz;
pub mod yaml;

use std::sync::Arc;

use crate::content::{Details, Draft, Kind, Spanned};
use crate::diagnostics::{Checked, Diagnostic, Span};

use cascade::Cascade;
use front_matter::{Defaults, Head};
use markdown::RawHtml;

/// What a file's draft depends on beside its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct ParseOptions {
    /// What a page is that does not say so itself.
    pub kind: Kind,
    /// Front matter that the folders above declare for all below them.
    pub cascade: Cascade,
    /// What happens to HTML in Markdown.
    pub raw_html: RawHtml,
}

/// A draft and, for a folder's `_index.md`, what it declares for all below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The page; none if it is too broken to show.
    pub draft: Option<Arc<Draft>>,
    /// Front matter defaults for what lies below.
    pub cascade: Cascade,
}

/// Parses the file at `path` below the content folder. `file` is its path below the site's root, for places.
pub fn parse(path: &Arc<str>, file: &Arc<str>, text: &str, options: &ParseOptions) -> Checked<Parsed> {
    let mut found = Vec::new();
    let name = file_name::read(path);
    let defaults = Defaults {
        kind: options.kind,
        cascade: options.cascade.clone(),
        file_date: name.date,
        file_weight: name.weight,
    };
    let Some(head) = front_matter::read(file, text, &defaults).drain_into(&mut found) else {
        return Checked::with(Parsed { draft: None, cascade: options.cascade.clone() }, found);
    };
    let cascade = head.cascade.clone();
    let draft = draft(path, file, text, head, options, &name.stem, &mut found);
    Checked::with(Parsed { draft: Some(Arc::new(draft)), cascade }, found)
}

fn draft(
    path: &Arc<str>,
    file: &Arc<str>,
    text: &str,
    mut head: Head,
    options: &ParseOptions,
    stem: &str,
    found: &mut Vec<Diagnostic>,
) -> Draft {
    let title = head.title_given.then(|| head.meta.title.value.clone());
    let markdown_options = markdown::MarkdownOptions {
        raw_html: options.raw_html,
        title: title.as_deref(),
        quiz: Some(markdown::QuizParser { questions: quiz::questions, draw: quiz::draw }),
        ..Default::default()
    };
    let page = markdown::markdown(file, text, head.body_start..text.len(), &markdown_options).drain_into(found);
    let (body, found_title) = (page.body, page.title);
    if !head.title_given {
        head.meta.title = match found_title {
            Some((value, span)) => Spanned { value, span },
            None => Spanned { value: stem.to_owned(), span: Span::file(file) },
        };
    }
    Draft { path: Arc::clone(path), kind: head.kind, meta: head.meta, details: head.details, body }
}

