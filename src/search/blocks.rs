//! Which sections stand together in a block of texts, and blocks of the last build that are the same again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;

use rayon::prelude::*;

use super::document::PageDocument;
use super::terms::KeptPage;
use super::texts::{PageFacts, Run, SectionText, write_block};

/// Raw size at which a block of texts is closed.
const TEXT_BLOCK: usize = 8 << 10;

/// A page, what was prepared of it, and a hash of its content.
pub struct Source<'a> {
    pub page: Cow<'a, PageDocument>,
    pub kept: Arc<KeptPage>,
    pub key: u64,
}

/// A sealed block of texts.
pub struct Block {
    /// Hash of what it is made of.
    pub key: u64,
    pub docs: u32,
    pub bytes: Bytes,
}

/// Bytes of a block: new, or within a file of the last build.
pub enum Bytes {
    New(Vec<u8>),
    Known(Arc<[u8]>, Range<usize>),
}

/// A stretch of a file.
pub struct Known {
    pub file: Arc<KnownFile>,
    pub range: Range<usize>,
}

/// A file of the last index.
pub struct KnownFile {
    pub path: String,
    pub bytes: FileBytes,
}

/// Where the bytes of a file of the last index are.
#[derive(Clone)]
pub enum FileBytes {
    Here(Arc<[u8]>),
    /// Whoever has the file gives it by its path, if it still is what it was.
    Fetched(Arc<Fetch>),
    /// Written elsewhere, and not wanted again by this process.
    Gone,
}

/// Gives a file of the last index by its path.
pub type Fetch = dyn Fn(&str) -> Option<Arc<[u8]>> + Send + Sync;

impl Known {
    /// The file with the bytes, if they are still there.
    fn bytes(&self) -> Option<Bytes> {
        let file = match &self.file.bytes {
            FileBytes::Here(bytes) => Arc::clone(bytes),
            FileBytes::Fetched(fetch) => fetch(&self.file.path)?,
            FileBytes::Gone => return None,
        };
        file.get(self.range.clone())?;
        Some(Bytes::Known(file, self.range.clone()))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::New(bytes) => bytes,
            Bytes::Known(file, range) => &file[range.clone()],
        }
    }
}

/// Pages and documents of a block.
type Plan = Vec<(usize, Range<usize>)>;

/// The blocks of a segment, whose pages come some at a time; held are only those with texts that are in no block yet.
#[derive(Default)]
pub struct TextBlocks<'a> {
    sources: Vec<Source<'a>>,
    /// The block that is not full yet, and its raw size.
    open: Plan,
    size: usize,
}

impl<'a> TextBlocks<'a> {
    /// The blocks that are full with these pages; those of the last build are taken as they are.
    pub fn add(&mut self, sources: Vec<Source<'a>>, last: &HashMap<u64, Known>) -> Vec<Block> {
        let first = self.sources.len();
        self.sources.extend(sources);
        let plans: Vec<Plan> = (first..self.sources.len()).flat_map(|page| self.plan(page)).collect();
        let blocks = self.write(plans, last);
        let done = self.open.first().map_or(self.sources.len(), |(page, _)| *page);
        self.sources.drain(..done);
        self.open.iter_mut().for_each(|(page, _)| *page -= done);
        blocks
    }

    /// The last block.
    pub fn finish(&mut self, last: &HashMap<u64, Known>) -> Vec<Block> {
        let open = std::mem::take(&mut self.open);
        let blocks = self.write(if open.is_empty() { Vec::new() } else { vec![open] }, last);
        *self = Self::default();
        blocks
    }

    /// Puts the documents of a page into the open block. A block ends early where a page does, so that a change shifts
    /// few blocks.
    fn plan(&mut self, page: usize) -> Vec<Plan> {
        let mut full = Vec::new();
        let kept = &self.sources[page].kept;
        for doc in 0..kept.docs() {
            let more = kept.piece(doc).map_or(120, |(_, text)| text.len() + 60);
            if self.size > 0 && (self.size + more > TEXT_BLOCK || (doc == 0 && self.size > TEXT_BLOCK / 2)) {
                full.push(std::mem::take(&mut self.open));
                self.size = 0;
            }
            match self.open.last_mut() {
                Some((last, docs)) if *last == page => docs.end = doc + 1,
                _ => self.open.push((page, doc..doc + 1)),
            }
            self.size += more;
        }
        if let Some((_, docs)) = self.open.last_mut() {
            // Numbers left free stand in the page's last block, as sections without words.
            docs.end = kept.numbers();
        }
        full
    }

    fn write(&self, plans: Vec<Plan>, last: &HashMap<u64, Known>) -> Vec<Block> {
        let source = |page: usize| &self.sources[page];
        let block = |plan: Plan| {
            let mut hasher = DefaultHasher::new();
            plan.iter().for_each(|(page, docs)| (source(*page).key, docs).hash(&mut hasher));
            let key = hasher.finish();
            let new = || Bytes::New(write_block(plan.iter().map(|(page, docs)| run(source(*page), docs)).collect()));
            let bytes = last.get(&key).and_then(Known::bytes).unwrap_or_else(new);
            Block { key, docs: plan.iter().map(|(_, docs)| docs.len() as u32).sum(), bytes }
        };
        plans.into_par_iter().map(block).collect()
    }
}

fn run(source: &Source<'_>, docs: &Range<usize>) -> Run {
    Run { page: page_facts(&source.page), sections: docs.clone().map(|doc| section_text(source, doc)).collect() }
}

fn page_facts(page: &PageDocument) -> PageFacts {
    PageFacts {
        url: page.url.clone(),
        title: page.title.clone(),
        subtitle: page.subtitle.clone().unwrap_or_default(),
        names: page.short_titles.clone(),
        doc_no: page.doc_no.clone().unwrap_or_default(),
        effective_on: page.effective_on.clone().unwrap_or_default(),
    }
}

fn section_text(source: &Source<'_>, doc: usize) -> SectionText {
    let page = &*source.page;
    if doc >= source.kept.docs() {
        return SectionText::default();
    }
    let Some((section, range)) = source.kept.piece(doc) else {
        let keywords = page.keywords.join("；");
        let topics = page.topics.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join("；");
        let issuers = page.issuers.join("；");
        // They are found, but they are no sentences to be shown.
        let lines = [keywords.as_str(), topics.as_str(), issuers.as_str()];
        let path = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        return SectionText { text: page.summary.clone().unwrap_or_default(), path, ..SectionText::default() };
    };
    let section = &page.sections[section];
    SectionText {
        anchor: section.anchor.clone(),
        heading: section.heading.clone(),
        path: section.path.clone(),
        number: section.number.clone().unwrap_or_default(),
        text: section.text[range].to_owned(),
    }
}
