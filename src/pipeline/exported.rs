//! What exports read of a site that is ready: pages as documents, and pages as the chapters of a book.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Ready;
use crate::content::{Details, Kind, format_date};
use crate::diagnostics::Diagnostic;
use crate::export::epub::{Book, Chapter};
use crate::export::sections;
use crate::link::{Page, PageId, Site, Target};
use crate::render;
use crate::search::index::Documents;

impl Ready {
    /// Hands each section of the site to `take` as a line of JSON without its line feed.
    pub fn each_section(&self, take: &mut dyn FnMut(&str)) {
        let Some(whole) = self.render_site() else { return };
        let documents = render::SearchDocuments::new(whole);
        for at in 0..documents.count() {
            let page = documents.document(at);
            for line in sections::lines(&self.config.title, &page) {
                // Strings have always a form in JSON.
                take(&serde_json::to_string(&line).unwrap_or_default());
            }
        }
    }

    /// The book of `ids` and of all that lies below them, in the order in which readers meet it.
    pub fn book(&self, ids: &[PageId], found: &mut Vec<Diagnostic>) -> Option<Book> {
        let whole = self.render_site()?;
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        ids.iter().for_each(|id| collect(&self.site, *id, 1, &mut seen, &mut order));
        let first = self.site.page(*ids.first()?);
        let mut book = Book {
            title: first.draft.meta.title.value.clone(),
            language: self.config.language.clone(),
            creators: creators(first),
            identifier: self.identifier(first),
            modified: format_date(self.as_of.date()),
            contents_label: if self.config.language.starts_with("zh") { "目录" } else { "Contents" }.to_owned(),
            base_url: self.config.base_url.clone(),
            ..Book::default()
        };
        if book.creators.is_empty() {
            book.creators.push(self.config.title.clone());
        }
        for (id, depth) in order {
            let html = render::body_html(&whole, id).drain_into(found);
            book.chapters.push(chapter(self.site.page(id), depth, html));
        }
        book.pictures = self.pictures(&book.chapters, found);
        book.cover = first.draft.meta.cover.as_ref().and_then(|cover| match first.targets.get(&cover.value) {
            Some(Target::Media(path)) => self.site.media.get(path).cloned(),
            _ => None,
        });
        book.cover = book.cover.filter(|url| book.pictures.contains_key(url));
        Some(book)
    }

    fn identifier(&self, page: &Page) -> String {
        match &self.config.base_url {
            Some(base) => format!("{base}{}", page.url),
            None => format!("urn:shuyuan:{}:{}", crate::content::slug(&self.config.title), page.url),
        }
    }

    /// Every picture of the site that a chapter shows, as it is published.
    fn pictures(&self, chapters: &[Chapter], found: &mut Vec<Diagnostic>) -> BTreeMap<String, Arc<[u8]>> {
        let mut pictures = BTreeMap::new();
        for (path, content) in &self.media.outputs {
            if !chapters.iter().any(|chapter| chapter.html.contains(&format!("src=\"{path}\""))) {
                continue;
            }
            match content.load() {
                Ok(bytes) => _ = pictures.insert(path.to_string(), bytes),
                Err(error) => found.push(crate::export::unreadable_picture(path, &error)),
            }
        }
        pictures
    }
}

/// `id` and what lies below it: units of a course, pages of a column, items of a topic or reading list.
fn collect(site: &Site, id: PageId, depth: usize, seen: &mut BTreeSet<PageId>, order: &mut Vec<(PageId, usize)>) {
    if !seen.insert(id) {
        return;
    }
    order.push((id, depth));
    let page = site.page(id);
    let named = match &page.draft.details {
        Details::Topic(list) | Details::ReadingList(list) => list.items.iter().map(|item| &item.target).collect(),
        Details::Path(path) => path.courses.iter().collect(),
        _ => Vec::new(),
    };
    for reference in named {
        if let Some(Target::Page { id, .. }) = page.targets.get(&reference.value) {
            collect(site, *id, depth + 1, seen, order);
        }
    }
    page.children.iter().for_each(|child| collect(site, *child, depth + 1, seen, order));
}

fn creators(page: &Page) -> Vec<String> {
    match &page.draft.details {
        Details::Policy(policy) if !policy.issuers.is_empty() => policy.issuers.clone(),
        Details::Course(course) => course.lecturer.iter().cloned().collect(),
        _ => page.draft.meta.author.iter().cloned().collect(),
    }
}

fn chapter(page: &Page, depth: usize, html: String) -> Chapter {
    let mut facts = Vec::new();
    if let Details::Policy(policy) = &page.draft.details {
        facts.extend(policy.doc_no.as_ref().map(|number| number.value.clone()));
        facts.extend((!policy.issuers.is_empty()).then(|| policy.issuers.join("　")));
    }
    let headings = page.draft.body.headings.iter();
    let mut headings: Vec<_> = headings.map(|h| (h.level, h.anchor.clone(), h.text.clone())).collect();
    if page.draft.kind == Kind::Policy {
        headings.retain(|(_, anchor, _)| !anchor.is_empty());
    }
    Chapter { url: page.url.clone(), title: page.draft.meta.title.value.clone(), depth, facts, html, headings }
}
