//! Where an editor mends what is wrong in a finished page: in the page's source file, or in a template of the theme.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Context;
use super::web::WebPage;
use crate::diagnostics::{Diagnostic, Span};

/// Source files of the outputs.
pub(super) struct Places<'a, 'c> {
    context: &'a Context<'c>,
    /// URL of a page → its source file, if there is one.
    sources: HashMap<&'a str, Arc<str>>,
}

impl<'a, 'c> Places<'a, 'c> {
    pub(super) fn new(context: &'a Context<'c>) -> Self {
        let pages = context.built.site.pages.iter();
        let sources = pages
            .map(|page| (page.url.as_str(), context.file(&page.draft.path)))
            // A folder that nobody described has a page but no file.
            .filter(|(_, file)| context.inputs.get(file).is_some())
            .collect();
        Self { context, sources }
    }

    /// The source file that `output` was made from: its page's, or that of the page below whose address it lies.
    pub(super) fn source(&self, output: &str) -> Option<&Arc<str>> {
        let mut folder = output.rfind('/').map_or("", |i| &output[..=i]);
        if folder.is_empty() {
            return if output == "index.html" { self.sources.get("") } else { None };
        }
        while !folder.is_empty() {
            if let Some(source) = self.sources.get(folder) {
                return Some(source);
            }
            folder = folder[..folder.len() - 1].rfind('/').map_or("", |i| &folder[..=i]);
        }
        None
    }

    /// The finished pages, without those whose source has a finding of `rule` already: what Markdown itself shows was said
    /// when it was read, with its line.
    pub(super) fn pages_without(&self, rule: &str) -> impl Iterator<Item = &'a WebPage> {
        let found = self.context.found.iter().filter(|fault| fault.code == rule);
        let known: HashSet<&str> = found.filter_map(|fault| Some(&*fault.span.as_ref()?.file)).collect();
        let said = move |page: &WebPage| self.source(&page.path).is_some_and(|source| known.contains(&**source));
        self.context.web.pages.iter().filter(move |page| !said(page))
    }

    /// Where `words` stand in the source of `output`, as a whole link or file name.
    pub(super) fn in_source(&self, output: &str, words: &str) -> Option<Span> {
        let file = self.source(output)?;
        let text = self.context.inputs.get(file)?.text()?;
        Some(Span::new(file, find(&text, words)?))
    }

    /// Where `words`, as they stand in a page, come from a template or style sheet of the site's own theme. Templates put
    /// the way to the root before an address, so that is left out.
    pub(super) fn in_theme(&self, words: &str) -> Option<Span> {
        let mut words = words;
        while let Some(rest) = words.strip_prefix("../").or_else(|| words.strip_prefix("./")) {
            words = rest;
        }
        if words.is_empty() {
            return None;
        }
        let folder = format!("themes/{}", self.context.built.config.theme);
        let mut files = self.context.inputs.below(&folder);
        files.find_map(|(file, input)| Some(Span::new(file, find(&input.text()?, words)?)))
    }

    /// The source of `output` as a whole.
    pub(super) fn whole(&self, output: &str) -> Option<Span> {
        self.source(output).map(Span::file)
    }

    /// One diagnostic for each place that is to blame. `all` are outputs with the same fault, and `words` as they stand in
    /// each; `fault` words it for an output and says how many more there are.
    pub(super) fn blame(&self, all: &[(&str, &str)], fault: impl Fn(&str, usize) -> Diagnostic) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut rest = Vec::new();
        for (output, words) in all {
            match self.in_source(output, words) {
                Some(span) => found.push(fault(output, 0).at(span)),
                None => rest.push((*output, *words)),
            }
        }
        // What no source says comes from a template, which is to be mended once.
        if let Some((output, words)) = rest.first() {
            let one = fault(output, rest.len() - 1);
            found.push(match self.in_theme(words).or_else(|| rest.iter().find_map(|(output, _)| self.whole(output))) {
                Some(span) => one.at(span),
                None => one,
            });
        }
        found
    }
}

/// `words` in `text` between characters that end an address.
fn find(text: &str, words: &str) -> Option<std::ops::Range<usize>> {
    if words.is_empty() {
        return None;
    }
    let before = |c: char| c.is_whitespace() || "\"'(=<}>,".contains(c);
    let after = |c: char| c.is_whitespace() || "\"')>,{?#".contains(c);
    text.match_indices(words).map(|(at, _)| at..at + words.len()).find(|r| {
        text[..r.start].chars().next_back().is_none_or(before) && text[r.end..].chars().next().is_none_or(after)
    })
}

/// `，另有 3 个网页也是这样`, or nothing.
pub(super) fn more(count: usize) -> (String, String) {
    match count {
        0 => (String::new(), String::new()),
        1 => ("，另有1个网页也是这样".to_owned(), "; so has 1 more page".to_owned()),
        n => (format!("，另有{n}个网页也是这样"), format!("; so have {n} more pages")),
    }
}
