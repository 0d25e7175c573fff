//! What exports read of a site that is ready: pages as documents, and pages as the chapters of a book.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Ready;
use crate::content::{Details, Kind, format_date};
use crate::diagnostics::Diagnostic;
use crate::export::epub::{Book, Chapter};
use crate::export::scorm::{self, Course, CoursePage};
use crate::export::sections;
use crate::link::{Page, PageId, Site, Target};
use crate::render;
use crate::search::index::Documents;

impl Ready {
    /// Hands each section of the site to `take` as a line of JSON without its line feed.
    pub fn each_section(&self, take: &mut dyn FnMut(&str)) {
        let Some(whole) = self.render_site() else { return };
        let documents = render::SearchDocuments::new(whole);
        let portal = sections::Portal { title: &self.config.title, address: self.config.base_url.as_deref() };
        for at in 0..documents.count() {
            let page = documents.document(at);
            for line in sections::lines(portal, &page) {
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

    /// The course `id` as a package for learning platforms; none if the page is no course.
    pub fn course(&self, id: PageId, found: &mut Vec<Diagnostic>) -> Option<Course> {
        let whole = self.render_site()?;
        let home = self.site.page(id);
        let Details::Course(details) = &home.draft.details else { return None };
        let mut order = vec![(id, 0)];
        below(&self.site, id, 1, &mut order);
        let meta = &home.draft.meta;
        let mut course = Course {
            title: meta.title.value.clone(),
            language: self.config.language.clone(),
            identifier: self.identifier(home),
            summary: meta.summary.clone(),
            base_url: self.config.base_url.clone(),
            pass_score: details.pass_score.unwrap_or(PASS_SCORE),
            test_marks_unit: details.test_marks_unit,
            ..Course::default()
        };
        for (id, depth) in order {
            let html = render::body_html(&whole, id).drain_into(found);
            course.pages.push(course_page(&self.site, id, depth, html));
        }
        if let Some(theme) = &self.theme {
            let file = |path: &String| theme.files.iter().find(|file| *file.path == **path)?.content.load().ok();
            course.assets = (scorm::STYLES.into_iter().chain(scorm::SCRIPTS))
                .filter_map(|name| {
                    let path = theme.assets.urls.get(name)?;
                    Some((name.to_owned(), (path.clone(), file(path)?)))
                })
                .collect();
        }
        Some(course)
    }

    /// The published bytes of the file at `url`; none if there is none.
    pub fn media(&self, url: &str, found: &mut Vec<Diagnostic>) -> Option<Arc<[u8]>> {
        let (path, content) = self.media.outputs.iter().find(|(path, _)| **path == *url)?;
        content.load().map_err(|error| found.push(crate::export::unreadable_picture(path, &error))).ok()
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

/// Percent needed to pass where the course does not say.
const PASS_SCORE: u8 = 60;

/// All that lies below a course, in order.
fn below(site: &Site, id: PageId, depth: usize, order: &mut Vec<(PageId, usize)>) {
    for child in &site.page(id).children {
        order.push((*child, depth));
        below(site, *child, depth + 1, order);
    }
}

fn course_page(site: &Site, id: PageId, depth: usize, html: String) -> CoursePage {
    let page = site.page(id);
    let mut made = CoursePage {
        url: page.url.clone(),
        title: page.draft.meta.title.value.clone(),
        depth,
        html,
        ..CoursePage::default()
    };
    let file = |reference: &Option<crate::content::Reference>| {
        let target = page.targets.get(&reference.as_ref()?.value)?;
        site.target_url(target)
    };
    match &page.draft.details {
        Details::Unit(unit) => {
            made.unit = true;
            let reading = || u32::try_from(page.draft.body.length.div_ceil(400).max(1)).unwrap_or(u32::MAX);
            made.minutes = unit.duration_min.unwrap_or_else(reading);
            made.credit_hours = unit.credit_hours.as_ref().map(|hours| hours.value);
            (made.video, made.audio, made.captions) = (file(&unit.video), file(&unit.audio), file(&unit.captions));
        }
        Details::Course(course) => {
            made.facts = course.lecturer.iter().chain(&course.audience).cloned().collect();
            made.credit_hours = course.credit_hours.as_ref().map(|hours| hours.value);
            made.objectives.clone_from(&course.objectives);
        }
        _ => {}
    }
    made
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
