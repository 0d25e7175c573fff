//! What Markdown becomes. Holes are shown as `⟦…⟧`, faults as `code@place: message`.

mod emphasis;
mod hostile;
mod messages;
mod pages;
mod prose;
mod raw_html;
mod shortcodes;

use std::sync::Arc;

use super::*;
use crate::content::{Fill, Hole};
use crate::diagnostics::{Diagnostic, Lang};

fn read(text: &str) -> Checked<MarkdownPage> {
    read_with(text, &MarkdownOptions { title: Some("标题"), ..MarkdownOptions::default() })
}

fn read_with(text: &str, options: &MarkdownOptions<'_>) -> Checked<MarkdownPage> {
    let file: Arc<str> = "content/a.md".into();
    let read = markdown(&file, text, 0..text.len(), options);
    check_invariants(text, &read);
    read
}

/// What must hold whatever the text.
fn check_invariants(text: &str, read: &Checked<MarkdownPage>) {
    check_holes(&read.value.body.html.get(), &read.value.body.holes);
    for fault in &read.diagnostics {
        let span = fault.span.as_ref().expect("every fault has a place");
        assert!(span.start <= span.end && span.end <= text.len(), "{span:?}");
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?}");
    }
    for heading in &read.value.body.headings {
        assert!(read.value.body.anchors.contains(&heading.anchor));
    }
}

fn check_holes(html: &str, holes: &[Hole]) {
    let mut last = 0;
    for hole in holes {
        assert!(hole.offset >= last && html.is_char_boundary(hole.offset));
        last = hole.offset;
        if let Fill::Shortcode(call) = &hole.fill
            && let Some(body) = &call.body
        {
            check_holes(&body.html.get(), &body.holes);
        }
    }
}

fn show(html: &str, holes: &[Hole]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for hole in holes {
        out.push_str(&html[at..hole.offset]);
        at = hole.offset;
        out.push_str(&match &hole.fill {
            Fill::Href(r) => format!("⟦{}⟧", r.value),
            Fill::Image { src, alt, title } => format!("⟦img {} {alt:?} {title:?}⟧", src.value),
            Fill::Shortcode(call) => {
                let args: String = call.args.iter().map(|(k, v, _)| format!(" {k}={v}")).collect();
                let body = call.body.as_ref().map(|b| format!(" {{{}}}", show(&b.html.get(), &b.holes)));
                format!("⟦{}{args}{}⟧", call.name, body.unwrap_or_default())
            }
            Fill::Quiz { from, to, .. } => format!("⟦quiz {from}..{to}⟧"),
            Fill::QuizDraw(draw) => format!("⟦draw {}⟧", draw.count),
            Fill::CiteOpen(n) => format!("⟦cite {n}⟧"),
            Fill::CiteClose(n) => format!("⟦/cite {n}⟧"),
        });
    }
    out.push_str(&html[at..]);
    out
}

fn html(text: &str) -> String {
    let page = read(text).value;
    show(&page.body.html.get(), &page.body.holes)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(html(text).trim_end(), expected, "{text}");
}

#[track_caller]
fn check_faults(text: &str, expected: &[&str]) {
    let found: Vec<String> = read(text).diagnostics.iter().map(|d| brief(text, d)).collect();
    assert_eq!(found, expected, "{text}");
}

fn brief(text: &str, fault: &Diagnostic) -> String {
    let span = fault.span.as_ref().expect("every fault has a place");
    format!("{}@{:?}: {}", fault.code, &text[span.start..span.end], fault.message.get(Lang::Zh))
}

fn inline_html(text: &str) -> (String, String) {
    let file: Arc<str> = "content/a.md".into();
    let read = inline(&file, text, 0..text.len(), &MarkdownOptions::default()).value;
    check_holes(&read.html, &read.holes);
    (show(&read.html, &read.holes), read.plain)
}
