//! Files that readers take from a page.

use serde::Serialize;

/// A file to download.
#[derive(Debug, Clone, Serialize)]
pub struct AttachmentView {
    /// Its name on the page.
    pub title: String,
    /// Relative to the root.
    pub url: String,
    /// `PDF`, `DOCX` …
    pub format: String,
    /// `35 KB`
    pub size: String,
}

/// The page as a file of another format.
#[derive(Debug, Clone, Serialize)]
pub struct DownloadView {
    /// What it is for: 电子书, 课程包 …
    pub title: String,
    /// Relative to the root.
    pub url: String,
    /// `EPUB`, `SCORM`, `XML`, `JSON`
    pub format: String,
    /// `35 KB`
    pub size: String,
    /// `application/epub+zip` …
    pub media_type: String,
}
