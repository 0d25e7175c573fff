//! What the index is written from: plain owned values that know nothing of the rest of the generator.

use std::fmt;
use std::sync::Arc;

/// One published page with everything that can be searched, filtered and shown of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(not(target_arch = "wasm32"), derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct PageDocument {
    /// Address below the site root, such as `supervision/policies/zhangcheng/`.
    pub url: String,
    pub title: String,
    pub subtitle: Option<String>,
    /// Short title and other names under which the page is looked for.
    pub short_titles: Vec<String>,
    /// 发文字号, such as `示党发〔2024〕12号`.
    pub doc_no: Option<String>,
    /// Machine name of the kind, such as `policy`.
    pub kind: String,
    pub kind_label: String,
    /// Slug of the column, and what readers call it.
    pub column: String,
    pub column_label: String,
    /// Slug and label of every topic.
    pub topics: Vec<(String, String)>,
    pub issuers: Vec<String>,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    pub year: Option<i32>,
    /// `in_force`, `amended`, `repealed`, `expired` or `not_yet`.
    pub status: Option<String>,
    pub effective_on: Option<String>,
    pub summary: Option<String>,
    pub keywords: Vec<String>,
    /// Pinyin of the whole title, with or without spaces, such as `dang ke`.
    pub title_pinyin: String,
    /// First letters of the title's pinyin, such as `dk`.
    pub title_initials: String,
    /// Other pages of the site that link to this one.
    pub linked: u32,
    /// Which text this is a version of; versions of one text are shown as one.
    pub family: Option<String>,
    /// The day from which this version counts, as `YYYY-MM-DD`.
    pub version_from: Option<String>,
    pub sections: Vec<SectionDocument>,
}

/// One section of a page: an article of a policy, the text below a heading, a part of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(not(target_arch = "wasm32"), derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct SectionDocument {
    /// Where the section begins in the page; empty for the top of the page.
    pub anchor: String,
    pub heading: String,
    /// Headings above it, such as `第二章 组织`.
    pub path: String,
    /// Number of an article of a policy, such as `12` or `120-1`.
    pub number: Option<String>,
    /// Plain text; paragraphs are separated by line feeds.
    pub text: String,
    /// Paragraphs of other places that cite this one: they say in other words what it is about.
    pub cited: Vec<String>,
}

/// What the site decides about its index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IndexSettings {
    /// Groups of words that mean the same, such as `["党章", "中国共产党章程"]`.
    pub synonyms: Vec<Vec<String>>,
    /// Words and the syllables that they are read in, such as `("党课", "dang ke")`. Those that stand in texts can be typed so.
    pub sounds: Vec<(String, String)>,
}

/// One file of the written index, its path relative to the site root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFile {
    pub path: String,
    pub bytes: Arc<[u8]>,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
}

#[cfg(not(target_arch = "wasm32"))]
impl IndexFile {
    /// A file of these bytes.
    pub fn new(path: String, bytes: impl Into<Arc<[u8]>>) -> Self {
        use sha2::Digest;
        let bytes = bytes.into();
        IndexFile { path, hash: sha2::Sha256::digest(&bytes).into(), bytes }
    }
}

/// Why an index could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexError {
    /// More pages or sections than an index can number.
    TooLarge { sections: usize },
    /// Tantivy's serializer refused a posting list; this does not happen with memory as the target.
    Serializer(String),
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IndexError::TooLarge { sections } => {
                write!(f, "the search index cannot hold {sections} sections")
            }
            IndexError::Serializer(reason) => {
                write!(f, "the search index could not be written: {reason}")
            }
        }
    }
}

impl std::error::Error for IndexError {}
