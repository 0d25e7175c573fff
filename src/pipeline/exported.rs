//! What exports read of a site that is ready: pages as documents, books and packages.

use std::io;
use std::sync::Arc;

use super::Ready;
use crate::diagnostics::Diagnostic;
use crate::export::epub::Book;
use crate::export::scorm::Course;
use crate::export::sections;
use crate::images;
use crate::link::PageId;
use crate::render::{self, Published};
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
        render::book(&self.render_site()?, ids).drain_into(found)
    }

    /// The course `id` as a package for learning platforms; none if the page is no course.
    pub fn course(&self, id: PageId, found: &mut Vec<Diagnostic>) -> Option<Course> {
        render::course(&self.render_site()?, id).drain_into(found)
    }

    /// The published bytes of the file at `url`; none if there is none.
    pub fn media_bytes(&self, url: &str, found: &mut Vec<Diagnostic>) -> Option<Arc<[u8]>> {
        let read = self.media(url)?;
        read.map_err(|error| found.push(crate::export::unreadable_picture(url, &error))).ok()
    }
}

/// The cover of `book` in the shapes that official accounts ask for: above all others of a day, and among them.
pub fn covers(book: &Book) -> Vec<(String, Vec<u8>)> {
    let Some(picture) = book.cover.as_ref().and_then(|url| book.pictures.get(url)) else { return Vec::new() };
    let shapes = [(900, 383), (200, 200)].into_iter();
    // A drawing in SVG has no pixels to cut.
    let cut =
        |(width, height)| Some((format!("cover-{width}x{height}.jpg"), images::cut(picture, width, height).ok()?));
    shapes.filter_map(cut).collect()
}

impl Published for Ready {
    fn media(&self, url: &str) -> Option<io::Result<Arc<[u8]>>> {
        Some(self.media.by_url(url)?.load())
    }

    fn asset(&self, name: &str) -> Option<(String, Arc<[u8]>)> {
        let theme = self.theme.as_ref()?;
        let path = theme.assets.urls.get(name)?;
        let file = theme.files.iter().find(|file| *file.path == **path)?;
        Some((path.clone(), file.content.load().ok()?))
    }
}
