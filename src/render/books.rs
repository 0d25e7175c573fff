//! Pages as books and packages: what exports and downloads are made from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::body::BodyWriter;
use super::context::RenderInputs;
use crate::content::{Details, Kind, Node, NodeType, Reference, format_date};
use crate::diagnostics::Diagnostic;
use crate::export::epub::{Book, Chapter};
use crate::export::scorm::{self, Course, CoursePage};
use crate::link::{Page, PageId};

/// Percent needed to pass where the course does not say.
const PASS_SCORE: u8 = 60;

/// The body of `id` as HTML whose addresses are relative to the site's root.
pub(super) fn body(inputs: &RenderInputs<'_>, id: PageId, diagnostics: &mut Vec<Diagnostic>) -> String {
    let mut writer = BodyWriter { inputs, id, root: "", diagnostics: Vec::new() };
    let html = writer.write(inputs.site.body(id));
    diagnostics.append(&mut writer.diagnostics);
    html
}

/// The book of `ids` and of all that lies below them, in the order in which readers meet it.
pub(super) fn book(inputs: &RenderInputs<'_>, ids: &[PageId], diagnostics: &mut Vec<Diagnostic>) -> Option<Book> {
    let first = inputs.site.page(*ids.first()?);
    let order = order(inputs, ids);
    let config = inputs.config;
    let mut book = Book {
        title: first.draft.meta.title.value.clone(),
        language: config.language.clone(),
        creators: creators(first),
        identifier: identifier(inputs, first),
        modified: modified(inputs, order.iter().map(|(id, _)| *id)),
        contents_label: if config.language.starts_with("zh") { "目录" } else { "Contents" }.to_owned(),
        base_url: config.base_url.clone(),
        ..Book::default()
    };
    if book.creators.is_empty() {
        book.creators.push(config.title.clone());
    }
    for (id, depth) in order {
        let html = super::front::front(inputs, id) + &body(inputs, id, diagnostics);
        book.chapters.push(chapter(inputs, id, depth, html));
    }
    book.pictures = pictures(inputs, &book.chapters, diagnostics);
    let cover = first.draft.meta.cover.as_ref();
    let cover = cover.and_then(|cover| inputs.site.target_url(inputs.site.target(ids[0], &cover.value)?));
    if let Some(url) = cover
        && let Some(bytes) = media(inputs, &url, diagnostics)
    {
        book.pictures.insert(url.clone(), bytes);
        book.cover = Some(url);
    }
    Some(book)
}

/// What a book of `ids` holds, with how deep it lies.
pub(super) fn order(inputs: &RenderInputs<'_>, ids: &[PageId]) -> Vec<(PageId, usize)> {
    let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
    ids.iter().for_each(|id| collect(inputs, *id, 1, &mut seen, &mut order));
    order
}

/// `id` and what lies below it: units of a course, pages of a column, items of a topic or reading list.
fn collect(
    inputs: &RenderInputs<'_>,
    id: PageId,
    depth: usize,
    seen: &mut BTreeSet<PageId>,
    order: &mut Vec<(PageId, usize)>,
) {
    if !seen.insert(id) {
        return;
    }
    order.push((id, depth));
    let named: Vec<&Reference> = match &inputs.site.page(id).draft.details {
        Details::Topic(list) | Details::ReadingList(list) => list.items.iter().map(|item| &item.target).collect(),
        Details::Path(path) => path.courses.iter().collect(),
        _ => Vec::new(),
    };
    for target in named.into_iter().filter_map(|reference| inputs.site.target_page(id, &reference.value)) {
        collect(inputs, target, depth + 1, seen, order);
    }
    inputs.site.children(id).iter().for_each(|child| collect(inputs, *child, depth + 1, seen, order));
}

/// The day of the newest page: a book whose pages stay the same is the same every day.
fn modified(inputs: &RenderInputs<'_>, ids: impl Iterator<Item = PageId>) -> String {
    let day = |id: PageId| {
        let meta = &inputs.site.page(id).draft.meta;
        meta.updated_at.as_ref().or(meta.published_at.as_ref()).map(|at| at.value.date())
    };
    format_date(ids.filter_map(day).max().unwrap_or(inputs.as_of))
}

fn identifier(inputs: &RenderInputs<'_>, page: &Page) -> String {
    match &inputs.config.base_url {
        Some(base) => format!("{base}{}", page.url),
        None => format!("urn:shuyuan:{}:{}", crate::content::slug(&inputs.config.title), page.url),
    }
}

fn creators(page: &Page) -> Vec<String> {
    match &page.draft.details {
        Details::Policy(policy) if !policy.issuers.is_empty() => policy.issuers.clone(),
        Details::Course(course) => course.lecturer.iter().cloned().collect(),
        _ => page.draft.meta.author.iter().cloned().collect(),
    }
}

fn chapter(inputs: &RenderInputs<'_>, id: PageId, depth: usize, html: String) -> Chapter {
    let page = inputs.site.page(id);
    let mut facts = Vec::new();
    if let Details::Policy(policy) = &page.draft.details {
        facts.extend(policy.doc_no.as_ref().map(|number| number.value.clone()));
        facts.extend((!policy.issuers.is_empty()).then(|| policy.issuers.join("　")));
    }
    let headings = inputs.site.body(id).headings.iter();
    let mut headings: Vec<_> = headings.map(|h| (h.level, h.anchor.clone(), h.text.clone())).collect();
    if page.draft.kind == Kind::Policy {
        headings.retain(|(_, anchor, _)| !anchor.is_empty());
    }
    let text = inputs.site.body(id).policy.as_deref();
    let articles = text.map(|text| articles(&text.nodes.get())).unwrap_or_default();
    Chapter {
        url: page.url.clone(),
        title: page.draft.meta.title.value.clone(),
        depth,
        facts,
        html,
        headings,
        articles,
    }
}

/// Anchor and label of each 条. Not by recursion: lists may be deep.
fn articles(nodes: &[Node]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<&Node> = nodes.iter().rev().collect();
    while let Some(node) = open.pop() {
        if node.kind == NodeType::Article && !node.anchor.is_empty() && !node.label.is_empty() {
            found.push((node.anchor.clone(), node.label.clone()));
        }
        open.extend(node.children.iter().rev());
    }
    found
}

/// Every picture of the site that a chapter shows, as it is published.
fn pictures(
    inputs: &RenderInputs<'_>,
    chapters: &[Chapter],
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Arc<[u8]>> {
    let mut pictures = BTreeMap::new();
    for chapter in chapters {
        for url in chapter.html.split(" src=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if !pictures.contains_key(url)
                && let Some(bytes) = media(inputs, url, diagnostics)
            {
                pictures.insert(url.to_owned(), bytes);
            }
        }
    }
    pictures
}

/// The published bytes of the file at `url`; none if there is none.
pub(super) fn media(inputs: &RenderInputs<'_>, url: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<[u8]>> {
    let read = inputs.published.media(url)?;
    read.map_err(|error| diagnostics.push(crate::export::unreadable_picture(url, &error))).ok()
}

/// The course `id` as a package for learning platforms; none if the page is no course.
pub(super) fn course(inputs: &RenderInputs<'_>, id: PageId, diagnostics: &mut Vec<Diagnostic>) -> Option<Course> {
    let home = inputs.site.page(id);
    let Details::Course(details) = &home.draft.details else { return None };
    let mut order = vec![(id, 0)];
    below(inputs, id, 1, &mut order);
    let meta = &home.draft.meta;
    let asset = |name: &str| Some((name.to_owned(), inputs.published.asset(name)?));
    Some(Course {
        title: meta.title.value.clone(),
        language: inputs.config.language.clone(),
        identifier: identifier(inputs, home),
        summary: meta.summary.clone(),
        base_url: inputs.config.base_url.clone(),
        pass_score: details.pass_score.unwrap_or(PASS_SCORE),
        test_marks_unit: details.test_marks_unit,
        pages: order.into_iter().map(|(id, depth)| course_page(inputs, id, depth, diagnostics)).collect(),
        assets: scorm::STYLES.into_iter().chain(scorm::SCRIPTS).filter_map(asset).collect(),
    })
}

/// All that lies below a course, in order.
fn below(inputs: &RenderInputs<'_>, id: PageId, depth: usize, order: &mut Vec<(PageId, usize)>) {
    for child in inputs.site.children(id) {
        order.push((*child, depth));
        below(inputs, *child, depth + 1, order);
    }
}

fn course_page(inputs: &RenderInputs<'_>, id: PageId, depth: usize, diagnostics: &mut Vec<Diagnostic>) -> CoursePage {
    let html = body(inputs, id, diagnostics);
    let page = inputs.site.page(id);
    let title = page.draft.meta.title.value.clone();
    let mut made = CoursePage { url: page.url.clone(), title, depth, html, ..CoursePage::default() };
    let file =
        |reference: &Option<Reference>| inputs.site.target_url(inputs.site.target(id, &reference.as_ref()?.value)?);
    match &page.draft.details {
        Details::Unit(unit) => {
            made.unit = true;
            made.minutes = inputs.minutes(id);
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
