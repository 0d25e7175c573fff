//! From the terms of pages to the posting lists of terms: counted, laid out, serialized by Tantivy.
//!
//! No sorting: documents come in ascending order, so putting each entry behind the one before it in the room of its term
//! gives sorted lists. Terms are laid out in shares of the pages, one for each thread.

use std::sync::Arc;

use rayon::prelude::*;
use tantivy::postings::serializer::PostingsSerializer;
use tantivy::schema::IndexRecordOption;

use super::document::IndexError;
use super::postings::BLOCK;
use super::terms::{KeptPage, Terms};

/// Terms that a thread serializes at a time.
const CHUNK: usize = 2048;

/// Chunks that are made before they are taken; enough for the threads of any machine.
const GROUP: usize = 64;

/// Neighbouring lists.
#[derive(Default)]
pub struct Chunk {
    bytes: Vec<u8>,
    /// Term, documents and bytes of each list.
    lists: Vec<(u32, u32, u32)>,
}

impl Chunk {
    /// Every list with its term and the number of its documents.
    pub fn lists(&self) -> impl Iterator<Item = (u32, u32, &[u8])> {
        let mut rest = &self.bytes[..];
        self.lists.iter().map(move |&(term, docs, length)| {
            let (list, tail) = rest.split_at(length as usize);
            rest = tail;
            (term, docs, list)
        })
    }

    pub fn len(&self) -> usize {
        self.lists.len()
    }
}

/// Gives the lists of a segment in the order of `terms`, which are sorted. They come some at a time, because all of them
/// are as large as the index.
pub fn write_lists(pages: &[Arc<KeptPage>], terms: &Terms, mut take: impl FnMut(&Chunk)) -> Result<(), IndexError> {
    let count = terms.len();
    let shares: Vec<Share> = shares(pages).into_par_iter().map(|(doc, pages)| Share::new(doc, pages, count)).collect();
    for group in terms.order().chunks(CHUNK * GROUP) {
        let chunks = group.par_chunks(CHUNK).map(|terms| serialize(terms, &shares));
        let chunks: Vec<Chunk> = chunks.collect::<std::io::Result<_>>().map_err(refused)?;
        chunks.iter().for_each(&mut take);
    }
    Ok(())
}

fn refused(error: std::io::Error) -> IndexError {
    IndexError::Serializer(error.to_string())
}

/// Pages for each thread, with the number of their first document.
fn shares(pages: &[Arc<KeptPage>]) -> Vec<(u32, &[Arc<KeptPage>])> {
    let mut doc = 0;
    let size = pages.len().div_ceil(rayon::current_num_threads()).max(1);
    pages
        .chunks(size)
        .map(|share| {
            let first = doc;
            doc += share.iter().map(|page| page.numbers() as u32).sum::<u32>();
            (first, share)
        })
        .collect()
}

/// Entries of some pages, term by term.
struct Share {
    /// `document << 3 | impact - 1`, by term, then by document.
    entries: Vec<u32>,
    /// Where the entries of each term end.
    ends: Vec<u32>,
}

impl Share {
    fn new(first: u32, pages: &[Arc<KeptPage>], terms: usize) -> Self {
        let mut ends = vec![0u32; terms];
        for page in pages {
            page.entries(|_, term, _| ends[term as usize] += 1);
        }
        let mut sum = 0;
        for end in &mut ends {
            // For now, where the entries of the term begin; each one that comes moves it on.
            sum += std::mem::replace(end, sum);
        }
        let mut entries = vec![0; sum as usize];
        let mut base = first;
        for page in pages {
            page.entries(|doc, term, level| {
                let end = &mut ends[term as usize];
                entries[*end as usize] = (base + doc) << 3 | level;
                *end += 1;
            });
            base += page.numbers() as u32;
        }
        Share { entries, ends }
    }

    fn of(&self, term: u32) -> &[u32] {
        let start = term.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.entries[start as usize..self.ends[term as usize] as usize]
    }
}

/// A serializer remembers the last document of the last block of 128; only shorter lists may follow each other in one.
fn new_serializer() -> PostingsSerializer {
    PostingsSerializer::new(0.0, IndexRecordOption::WithFreqs, None)
}

fn serialize(terms: &[u32], shares: &[Share]) -> std::io::Result<Chunk> {
    let mut chunk = Chunk::default();
    let mut serializer = new_serializer();
    for &term in terms {
        let docs = shares.iter().map(|share| share.of(term).len()).sum::<usize>() as u32;
        // A term that no page has any more.
        if docs == 0 {
            continue;
        }
        let start = chunk.bytes.len();
        serializer.new_term(docs, true);
        for &entry in shares.iter().flat_map(|share| share.of(term)) {
            serializer.write_doc(entry >> 3, (entry & 7) + 1);
        }
        serializer.close_term(docs, &mut chunk.bytes)?;
        if docs as usize >= BLOCK {
            serializer = new_serializer();
        }
        chunk.lists.push((term, docs, (chunk.bytes.len() - start) as u32));
    }
    Ok(chunk)
}
