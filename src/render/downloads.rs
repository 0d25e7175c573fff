//! Files of other formats beside a page, as `[downloads]` of the configuration wants them: an e-book, a package for
//! learning platforms, the structure of a policy text.
//!
//! They are made together with their page, so that the page knows their size, and both are made anew when anything that
//! either of them reads is another.

use std::sync::Arc;

use super::context::{RenderInputs, human_size};
use super::view::DownloadView;
use super::{books, faults};
use crate::content::Kind;
use crate::diagnostics::Diagnostic;
use crate::export;
use crate::link::PageId;

/// A book of more pages is left out.
const MOST_PAGES: usize = 1000;
/// A file of more bytes is left out: hosts and readers' phones have limits, and films make packages large.
const MOST_BYTES: usize = 200 * 1024 * 1024;

/// A file beside a page.
pub(super) struct Download {
    pub(super) path: String,
    pub(super) bytes: Arc<[u8]>,
    pub(super) view: DownloadView,
}

/// The downloads of the page `id`.
pub(super) fn of(inputs: &RenderInputs<'_>, id: PageId, diagnostics: &mut Vec<Diagnostic>) -> Vec<Download> {
    let wanted = &inputs.config.downloads;
    let page = inputs.site.page(id);
    let kind = page.draft.kind;
    // The home page would be a book of everything.
    if page.parent.is_none() {
        return Vec::new();
    }
    let name = page.url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let place = |ending: &str| format!("{}{name}{ending}", page.url);
    let mut made = Vec::new();
    let mut add = |format: &str, ending: &str, media_type: &str, bytes: Vec<u8>| {
        if bytes.len() > MOST_BYTES {
            return false;
        }
        let view = DownloadView {
            format: format.to_ascii_uppercase(),
            title: inputs.words.get(&format!("download_{format}")).to_owned(),
            url: place(ending),
            size: human_size(bytes.len() as u64),
            media_type: media_type.to_owned(),
        };
        made.push(Download { path: place(ending), bytes: bytes.into(), view });
        true
    };
    let mut too_large = false;
    if wanted.epub.contains(&kind) {
        match epub(inputs, id, diagnostics) {
            Some(bytes) => too_large |= !add("epub", ".epub", "application/epub+zip", bytes),
            None => too_large = true,
        }
    }
    if wanted.scorm && kind == Kind::Course {
        // The course's own pages say what is wrong in them.
        let mut said = Vec::new();
        let course = books::course(inputs, id, &mut said);
        let package = course.map(|c| export::scorm::package(&c, &mut |url| books::media(inputs, url, diagnostics)));
        match package {
            Some(Ok(bytes)) => too_large |= !add("scorm", ".zip", "application/zip", bytes),
            // Larger than the format of the archive allows.
            Some(Err(_)) => too_large = true,
            None => {}
        }
    }
    if wanted.akn && kind == Kind::Policy {
        let site = inputs.site.for_policy_export(id);
        if let Some(xml) = export::akoma_ntoso(site, id) {
            add("xml", ".xml", "application/akn+xml", xml.into_bytes());
        }
        if let Some(json) = export::policy_json(site, id, inputs.config.base_url.as_deref()) {
            add("json", ".json", "application/json", json.into_bytes());
        }
    }
    if too_large {
        diagnostics.push(faults::download_too_large(&page.draft.meta.title));
    }
    made
}

/// None if it would be too large.
fn epub(inputs: &RenderInputs<'_>, id: PageId, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
    if books::order(inputs, &[id]).len() > MOST_PAGES {
        return None;
    }
    // What is wrong in the chapters is said by their own pages.
    let mut said = Vec::new();
    let book = books::book(inputs, &[id], &mut said)?;
    diagnostics.extend(said.into_iter().filter(|fault| fault.code == "unreadable"));
    export::epub::epub(&book).ok()
}
