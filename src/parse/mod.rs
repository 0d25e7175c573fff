//! One file → one [`Draft`]. Pure: the same bytes and options give the same draft, so a draft can be kept.

pub mod cascade;
mod completion;
pub mod data;
pub mod file_name;
pub mod front_matter;
pub mod markdown;
pub mod policy;
pub mod quiz;
pub mod yaml;

use std::sync::Arc;

use crate::content::{Draft, Kind, Prints, Spanned, print_of};
use crate::diagnostics::{Checked, Diagnostic, Span, has_errors};

use cascade::Cascade;
use front_matter::{Defaults, Head};
use markdown::RawHtml;

/// What a file's draft depends on beside its bytes.
#[derive(Debug, Clone, PartialEq, Hash)]
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
    let made_from = print_of(&(path, text, options));
    Checked::with(Parsed { draft: Some(Arc::new(draft.printed(made_from))), cascade }, found)
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
    let range = head.body_start..text.len();
    let (body, found_title) = if head.kind == Kind::Policy {
        let policy_options = policy::PolicyOptions {
            title: title.as_deref(),
            markdown: markdown::MarkdownOptions { raw_html: options.raw_html, ..Default::default() },
        };
        let page = policy::policy(file, text, range, &policy_options).drain_into(found);
        completion::complete(&mut head, &page, found);
        (page.body, page.title)
    } else {
        let citations = policy::citations::page_scanner(file);
        let markdown_options = markdown::MarkdownOptions {
            raw_html: options.raw_html,
            title: title.as_deref(),
            citations: Some(&citations),
            ..Default::default()
        };
        let page = markdown::markdown(file, text, range, &markdown_options).drain_into(found);
        let mut body = page.body;
        body.citations = page.citations;
        (body, page.title)
    };
    if !head.title_given {
        head.meta.title = match found_title {
            Some((value, span)) => Spanned { value, span },
            None => {
                if has_keys(&text[..head.body_start]) && !has_errors(found) {
                    found.push(title_missing(file, stem));
                }
                Spanned { value: stem.to_owned(), span: Span::file(file) }
            }
        };
    }
    Draft {
        path: Arc::clone(path),
        kind: head.kind,
        meta: head.meta,
        details: head.details,
        body,
        prints: Prints::default(),
    }
}

/// Whether there is anything between the fences.
fn has_keys(front_matter: &str) -> bool {
    front_matter.lines().map(str::trim).any(|line| !line.is_empty() && line != "---")
}

fn title_missing(file: &Arc<str>, stem: &str) -> Diagnostic {
    let is_folder = file.ends_with("/index.md") || file.ends_with("/_index.md");
    let (zh, en) = if is_folder { ("文件夹名", "its folder") } else { ("文件名", "its file") };
    Diagnostic::warning(
        "title-missing",
        format!("这一页没有标题，用了{zh}“{stem}”"),
        format!("the page has no title and is named after {en}: `{stem}`"),
    )
    .hint("在两行“---”之间加一行“title: 标题”", "add a line `title: …` between the `---` lines")
    .at(Span::file(file))
}
