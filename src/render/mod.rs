//! Site + theme → output files.

mod anchors;
mod arguments;
pub mod assets;
mod body;
mod books;
mod bound;
pub(crate) mod calendar;
mod compare;
mod compendium;
mod context;
pub mod default_theme;
mod details;
mod downloads;
mod escape;
mod faults;
mod feeds;
mod figures;
mod front;
pub mod glossary;
mod history;
mod home;
mod jobs;
mod library;
mod library_texts;
mod lists;
mod memo;
mod meta;
pub mod minify;
mod months;
mod org;
mod pager;
mod pages;
mod policy;
mod provisions;
mod qr;
mod reads;
mod scheduled;
mod search_documents;
mod self_test;
mod site;
mod study;
pub mod templates;
mod text;
pub mod theme;
pub mod view;
mod words;

use std::sync::Arc;

use context::RenderInputs;
pub use context::{ImageFacts, MediaFile, Published, RenderSite, SharedView};
pub use details::glossary_terms;
pub use figures::{ColumnFigures, Count, CourseFigures, Figures, Overdue, figures};
pub use memo::{Fetch, FileHash, LeftPages, RenderMemo, RenderSnapshot};
pub use scheduled::unknown_shortcodes;
pub use search_documents::{SearchDocuments, sounds};
pub use site::site_view;
pub use words::Words;

use sha2::{Digest, Sha256};

use crate::content::{Aside, Details, Kind, Store};
use crate::diagnostics::{Checked, Diagnostic};
use crate::export::epub::Book;
use crate::export::scorm::Course;
use crate::link::PageId;
use pages::Ready;
use view::ListView;

/// Name and version of this program, for `<meta name="generator">` and feeds.
pub(crate) fn generator() -> String {
    format!("shuyuan {}", env!("CARGO_PKG_VERSION"))
}

/// Renders the whole site: what `memo` has of the last build and would be the same again is kept. `step` is called after
/// each page, from several threads.
pub fn render(whole: &RenderSite<'_>, memo: &mut RenderMemo, step: &(dyn Fn() + Sync)) -> Checked<Vec<RenderedFile>> {
    let mut diagnostics = Vec::new();
    let mut files = Vec::new();
    for rendered in memo.render(whole, step) {
        diagnostics.extend(rendered.diagnostics.iter().cloned());
        let file = |(at, (path, bytes)): (usize, &(Arc<str>, FileBytes))| RenderedFile {
            path: Arc::clone(path),
            bytes: bytes.clone(),
            hash: rendered.hashes.get(at).copied(),
            origin: rendered.origin.clone(),
        };
        files.extend(rendered.files.iter().enumerate().map(file));
    }
    Checked::with(files, diagnostics)
}

/// Where the page `id` lies, which is no folder's, and what it is: of its files only the one that is read.
pub fn page(whole: &RenderSite<'_>, id: PageId) -> Checked<Option<(Arc<str>, FileBytes)>> {
    let inputs = whole.inputs(None);
    let mut diagnostics = Vec::new();
    let mut ready = pages::page(&inputs, id, None, &mut diagnostics);
    ready.context.page.downloads = downloads::of(&inputs, id, &mut diagnostics).into_iter().map(|d| d.view).collect();
    let made = finish(&inputs, ready, diagnostics);
    Checked::with(made.files.into_iter().next(), made.diagnostics)
}

/// The book of `ids` and of all that lies below them, in the order in which readers meet it.
pub fn book(whole: &RenderSite<'_>, ids: &[PageId]) -> Checked<Option<Book>> {
    let mut diagnostics = Vec::new();
    let book = books::book(&whole.inputs(None), ids, &mut diagnostics);
    Checked::with(book, diagnostics)
}

/// The course `id` as a package for learning platforms; none if the page is no course.
pub fn course(whole: &RenderSite<'_>, id: PageId) -> Checked<Option<Course>> {
    let mut diagnostics = Vec::new();
    let course = books::course(&whole.inputs(None), id, &mut diagnostics);
    Checked::with(course, diagnostics)
}

/// A file of the site.
pub struct RenderedFile {
    /// Where it goes, below the output folder.
    pub path: Arc<str>,
    /// What it holds.
    pub bytes: FileBytes,
    /// The hash of that, if it is known.
    pub hash: Option<FileHash>,
    /// The source that it was made from, if it is one page's.
    pub origin: Option<Arc<str>>,
}

/// What a rendered file holds.
#[derive(Clone)]
pub enum FileBytes {
    /// In memory.
    Here(Arc<[u8]>),
    /// Put aside, with its hash.
    Aside(Aside, FileHash),
}

impl<T: Into<Arc<[u8]>>> From<T> for FileBytes {
    fn from(bytes: T) -> Self {
        Self::Here(bytes.into())
    }
}

impl FileBytes {
    /// Short files are as many as long ones and cost little.
    const LONG: usize = 4096;

    /// Puts the bytes into `store` if they are many.
    fn put_aside(&mut self, store: &Arc<dyn Store>) {
        if let Self::Here(bytes) = self
            && bytes.len() >= Self::LONG
            && let Some(aside) = Aside::put(store, bytes)
        {
            *self = Self::Aside(aside, Sha256::digest(&**bytes).into());
        }
    }
}

#[derive(Default)]
struct Rendered {
    /// Of exactly the size needed: a template leaves room at the end that a large site would pay for.
    files: Vec<(Arc<str>, FileBytes)>,
    /// Of each file; empty if the files were made by this process.
    hashes: Vec<FileHash>,
    diagnostics: Vec<Diagnostic>,
    origin: Option<Arc<str>>,
}

impl Rendered {
    fn join(&mut self, other: Rendered) {
        self.files.extend(other.files);
        self.diagnostics.extend(other.diagnostics);
    }
}

/// All files that one page of the site makes; a folder's with the list of what lies in it.
fn page_files(inputs: &RenderInputs<'_>, id: PageId, list: Option<ListView>) -> Rendered {
    let page = inputs.site.page(id);
    let mut diagnostics = Vec::new();
    let mut ready = pages::page(inputs, id, list, &mut diagnostics);
    let made = downloads::of(inputs, id, &mut diagnostics);
    ready.context.page.downloads = made.iter().map(|download| download.view.clone()).collect();
    let mut out = finish(inputs, ready, diagnostics);
    out.files.extend(made.into_iter().map(|download| (download.path.into(), download.bytes.into())));
    out.origin = Some(Arc::clone(&page.draft.meta.span.file));
    if page.draft.kind == Kind::Course {
        let mut diagnostics = Vec::new();
        if let Some(booklet) = study::booklet(inputs, id, &mut diagnostics) {
            out.join(finish(inputs, booklet, diagnostics));
        }
    }
    let mut diagnostics = Vec::new();
    if let Some(book) = compendium::page(inputs, id, &mut diagnostics) {
        out.join(finish(inputs, book, diagnostics));
    }
    if let Details::Event(event) = &page.draft.details {
        let ics = calendar::ics(None, &[months::entry(inputs, page, event)]);
        out.files.push((format!("{}event.ics", page.url).into(), ics.into_bytes().into()));
    }
    out
}

/// Room for what a page has beside its content, in bytes.
const FRAME: usize = 24 * 1024;

fn finish(inputs: &RenderInputs<'_>, ready: Ready, mut diagnostics: Vec<Diagnostic>) -> Rendered {
    let path = if ready.url.is_empty() || ready.url.ends_with('/') {
        format!("{}index.html", ready.url)
    } else {
        ready.url.clone()
    };
    let content = &ready.context.page.content;
    match inputs.theme.page(&ready.template, &ready.context, inputs.site_view, content.len() + FRAME) {
        Ok(html) => {
            let html = if inputs.config.minify { minify::html(html, content) } else { html };
            Rendered { files: vec![(path.into(), html.into())], diagnostics, ..Rendered::default() }
        }
        Err(mut fault) => {
            if !inputs.theme.has_template(&ready.template) {
                fault.span = ready.template_span.or(fault.span);
            }
            diagnostics.push(fault);
            Rendered { diagnostics, ..Rendered::default() }
        }
    }
}
