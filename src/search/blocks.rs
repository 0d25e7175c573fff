//! Which sections stand together in a block of texts, and blocks of the last build that are the same again.

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
#[derive(Clone)]
pub struct Source<'a> {
    pub page: &'a PageDocument,
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
    Known(Known),
}

/// A stretch of a file.
#[derive(Clone)]
pub struct Known {
    pub file: Arc<[u8]>,
    pub range: Range<usize>,
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::New(bytes) => bytes,
            Bytes::Known(known) => &known.file[known.range.clone()],
        }
    }
}

/// The blocks of a segment; those of the last build are taken as they are.
pub fn text_blocks(sources: &[Source<'_>], last: &HashMap<u64, Known>) -> Vec<Block> {
    plans(sources)
        .into_par_iter()
        .map(|plan| {
            let mut hasher = DefaultHasher::new();
            plan.iter().for_each(|(page, docs)| (sources[*page].key, docs).hash(&mut hasher));
            let key = hasher.finish();
            let bytes = match last.get(&key) {
                Some(known) => Bytes::Known(known.clone()),
                None => Bytes::New(write_block(plan.iter().map(|(page, docs)| run(&sources[*page], docs)).collect())),
            };
            Block { key, docs: plan.iter().map(|(_, docs)| docs.len() as u32).sum(), bytes }
        })
        .collect()
}

/// Pages and documents of each block. A block ends early where a page does, so that a change shifts few blocks.
fn plans(sources: &[Source<'_>]) -> Vec<Vec<(usize, Range<usize>)>> {
    let mut plans = Vec::new();
    let mut plan: Vec<(usize, Range<usize>)> = Vec::new();
    let mut size = 0;
    for (page, source) in sources.iter().enumerate() {
        for doc in 0..source.kept.docs() {
            let more = source.kept.piece(doc).map_or(120, |(_, text)| text.len() + 60);
            if size > 0 && (size + more > TEXT_BLOCK || (doc == 0 && size > TEXT_BLOCK / 2)) {
                plans.push(std::mem::take(&mut plan));
                size = 0;
            }
            match plan.last_mut() {
                Some((last, docs)) if *last == page => docs.end = doc + 1,
                _ => plan.push((page, doc..doc + 1)),
            }
            size += more;
        }
    }
    if !plan.is_empty() {
        plans.push(plan);
    }
    plans
}

fn run(source: &Source<'_>, docs: &Range<usize>) -> Run {
    Run { page: page_facts(source.page), sections: docs.clone().map(|doc| section_text(source, doc)).collect() }
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
    let page = source.page;
    let Some((section, range)) = source.kept.piece(doc) else {
        let mut lines: Vec<&str> = page.summary.iter().map(String::as_str).collect();
        let keywords = page.keywords.join("；");
        let topics = page.topics.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join("；");
        let issuers = page.issuers.join("；");
        lines
            .extend([keywords.as_str(), topics.as_str(), issuers.as_str()].into_iter().filter(|line| !line.is_empty()));
        return SectionText { text: lines.join("\n"), ..SectionText::default() };
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
