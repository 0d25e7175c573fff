//! Blocks of texts: what a result shows of its page and section, and what phrases are verified in.
//!
//! A block holds neighbouring sections with the facts of their pages in front, deflated, so that a hit costs one small
//! fetch.

use super::codec::{BLOCK_SUM, Damaged, Reader, inflate, unseal};
use super::wire::Wire;

const LARGEST: usize = 64 << 20;

/// Neighbouring sections of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub page: PageFacts,
    pub sections: Vec<SectionText>,
}

/// What a result shows of its page, apart from its facets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    pub url: String,
    pub title: String,
    pub subtitle: String,
    pub names: Vec<String>,
    pub doc_no: String,
    pub effective_on: String,
}

/// One document: a section, a piece of a long one, or (first of its page) summary and keywords.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionText {
    pub anchor: String,
    pub heading: String,
    pub path: String,
    pub number: String,
    pub text: String,
}

/// Reads a sealed block.
pub fn read_block(block: &[u8]) -> Result<Vec<Run>, Damaged> {
    let raw = inflate(unseal(block, BLOCK_SUM)?, LARGEST)?;
    let mut runs = Vec::new();
    walk(&mut Reader::new(&raw), &mut runs)?;
    Ok(runs)
}

/// Writes a sealed block.
#[cfg(not(target_arch = "wasm32"))]
pub fn write_block(mut runs: Vec<Run>) -> Vec<u8> {
    let mut raw = super::wire::Writing::default();
    // Writing into memory never fails.
    let _ = walk(&mut raw, &mut runs);
    let mut block = super::codec::deflate(&raw.0);
    super::codec::seal(&mut block, 0, BLOCK_SUM);
    block
}

fn walk<W: Wire>(wire: &mut W, runs: &mut Vec<Run>) -> Result<(), Damaged> {
    wire.list(runs, |wire, run| {
        let page = &mut run.page;
        wire.text(&mut page.url)?;
        wire.text(&mut page.title)?;
        wire.text(&mut page.subtitle)?;
        wire.texts(&mut page.names)?;
        wire.text(&mut page.doc_no)?;
        wire.text(&mut page.effective_on)?;
        wire.list(&mut run.sections, |wire, section| {
            wire.text(&mut section.anchor)?;
            wire.text(&mut section.heading)?;
            wire.text(&mut section.path)?;
            wire.text(&mut section.number)?;
            wire.text(&mut section.text)
        })
    })
}
