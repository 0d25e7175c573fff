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

pub(crate) use completion::after as last_day_of;
use std::sync::Arc;

use crate::content::{Body, Details, Draft, Kind, Long, Place, Prints, Spanned, print_of};
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
        body.citations = Long::new(page.citations);
        (body, page.title)
    };
    if !head.title_given {
        head.meta.title = match found_title {
            Some((value, span)) => Spanned { value, span },
            None => {
                if !has_errors(found) && !text.trim().is_empty() {
                    found.push(title_missing(file, stem, has_keys(&text[..head.body_start])));
                }
                Spanned { value: stem.to_owned(), span: Span::file(file) }
            }
        };
    }
    if !has_errors(found) && is_left_empty(&head, &body) {
        found.push(empty_body(file));
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

/// Whether a page that is there to be read has nothing to read.
fn is_left_empty(head: &Head, body: &Body) -> bool {
    let is_text = match &head.details {
        Details::Unit(unit) => unit.video.is_none() && unit.audio.is_none(),
        _ => matches!(head.kind, Kind::Article | Kind::Notice | Kind::Policy),
    };
    let meta = &head.meta;
    let elsewhere = meta.draft
        || meta.template.is_some()
        || !meta.attachments.is_empty()
        || meta.cover.is_some()
        || meta.summary.is_some();
    // Blanks of any kind are a paragraph to Markdown.
    let html = body.html.get();
    let blank = html.len() < 64 && html.replace("<p>", "").replace("</p>", "").trim().is_empty();
    is_text && !elsewhere && blank && body.holes.is_empty()
}

fn empty_body(file: &Arc<str>) -> Diagnostic {
    Diagnostic::warning(
        "empty-body",
        "这一页没有正文，读者只看到标题",
        "the page has no text; readers see only its title",
    )
    .hint(
        "写上正文；还没写完时，在两行“---”之间加一行“draft: true”，它就不会发布",
        "write the text; until it is done, add `draft: true` between the `---` lines and it is not published",
    )
    .at(Span::file(file))
}

fn title_missing(file: &Arc<str>, stem: &str, has_keys: bool) -> Diagnostic {
    let (zh, en) =
        if Place::of(file).has_folder() { ("文件夹名", "its folder") } else { ("文件名", "its file") };
    Diagnostic::warning(
        "title-missing",
        format!("这一页没有标题，用了{zh}“{stem}”"),
        format!("the page has no title and is named after {en}: `{stem}`"),
    )
    .hint(
        match has_keys {
            true => "在两行“---”之间加一行“title: 标题”",
            false => "在文件开头写三行：“---”、“title: 标题”、“---”；或者第一行写“# 标题”",
        },
        match has_keys {
            true => "add a line `title: …` between the `---` lines",
            false => "begin the file with the lines `---`, `title: …` and `---`, or with `# Title`",
        },
    )
    .at(Span::file(file))
}
