//! What the next index can take from the last one, in pieces that can be stored: numbered terms, a stretch at a time, and
//! prepared pages in these numbers. A piece never changes once it is made.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::blocks::Known;
use super::index::IndexCache;
use super::terms::{KeptPage, Terms};

/// Names a piece; unique among the pieces of all caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceName {
    /// A stretch of terms.
    Terms {
        /// Which numbering of terms it is part of.
        numbering: u64,
        /// Place among the stretches.
        stretch: u64,
    },
    /// A prepared page.
    Page {
        /// In which numbering of terms.
        numbering: u64,
        /// Hash of the page's content.
        content: u64,
    },
}

/// A block of texts in a file of the last index.
pub struct KnownBlock {
    /// Hash of what it holds.
    pub key: u64,
    /// The file.
    pub file: Arc<[u8]>,
    /// Where in it.
    pub range: Range<usize>,
}

impl PieceName {
    /// As bytes, which begin the piece.
    pub fn bytes(self) -> [u8; 17] {
        let (kind, numbering, number) = match self {
            Self::Terms { numbering, stretch } => (0, numbering, stretch),
            Self::Page { numbering, content } => (1, numbering, content),
        };
        let mut bytes = [kind; 17];
        bytes[1..9].copy_from_slice(&numbering.to_le_bytes());
        bytes[9..].copy_from_slice(&number.to_le_bytes());
        bytes
    }

    fn split(piece: &[u8]) -> Option<(Self, &[u8])> {
        let (name, rest) = piece.split_at_checked(17)?;
        let number = |at: usize| Some(u64::from_le_bytes(name.get(at..at + 8)?.try_into().ok()?));
        let (numbering, number) = (number(1)?, number(9)?);
        match name[0] {
            0 => Some((Self::Terms { numbering, stretch: number }, rest)),
            1 => Some((Self::Page { numbering, content: number }, rest)),
            _ => None,
        }
    }
}

impl IndexCache {
    /// The pieces that make up the cache.
    pub fn pieces(&mut self) -> Vec<PieceName> {
        let numbering = self.terms.close_stretch();
        let stretches = (0..self.terms.stretches() as u64).map(|stretch| PieceName::Terms { numbering, stretch });
        let mut contents: Vec<u64> = self.pages.keys().copied().collect();
        contents.sort_unstable();
        stretches.chain(contents.into_iter().map(|content| PieceName::Page { numbering, content })).collect()
    }

    /// One of [`IndexCache::pieces`].
    pub fn piece(&self, name: PieceName) -> Vec<u8> {
        let mut out = name.bytes().to_vec();
        match name {
            PieceName::Terms { stretch, .. } => self.terms.write_stretch(stretch as usize, &mut out),
            PieceName::Page { content, .. } => {
                if let Some(page) = self.pages.get(&content) {
                    page.write(&mut out);
                }
            }
        }
        out
    }

    /// A cache from pieces, in any order; empty if they do not belong together.
    pub fn from_pieces<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut stretches: HashMap<u64, HashMap<u64, &[u8]>> = HashMap::new();
        let mut pages: HashMap<u64, Vec<(u64, &[u8])>> = HashMap::new();
        for (name, rest) in pieces.filter_map(PieceName::split) {
            match name {
                PieceName::Terms { numbering, stretch } => {
                    stretches.entry(numbering).or_default().insert(stretch, rest);
                }
                PieceName::Page { numbering, content } => pages.entry(numbering).or_default().push((content, rest)),
            }
        }
        // Of several numberings, the one that most pages are in.
        let most = pages.into_iter().max_by_key(|(numbering, pages)| (pages.len(), *numbering));
        most.and_then(|(numbering, pages)| Self::of_numbering(numbering, stretches.get(&numbering)?, &pages))
            .unwrap_or_default()
    }

    fn of_numbering(numbering: u64, stretches: &HashMap<u64, &[u8]>, pages: &[(u64, &[u8])]) -> Option<Self> {
        let mut terms = Terms::default();
        for stretch in 0..stretches.len() as u64 {
            terms.read_stretch(stretches.get(&stretch)?)?;
        }
        if terms.close_stretch() != numbering {
            return None;
        }
        // A page that cannot be read is prepared again.
        let read = |&(content, bytes): &(u64, &[u8])| Some((content, Arc::new(KeptPage::read(bytes, terms.len())?)));
        let pages = pages.par_iter().filter_map(read).collect();
        Some(IndexCache { terms, pages, ..Self::default() })
    }

    /// The blocks of texts of the last index.
    pub fn blocks(&self) -> impl Iterator<Item = KnownBlock> {
        self.blocks.iter().map(|(&key, known)| KnownBlock {
            key,
            file: Arc::clone(&known.file),
            range: known.range.clone(),
        })
    }

    /// Adds a block of the last index.
    pub fn add_block(&mut self, block: KnownBlock) {
        if block.file.get(block.range.clone()).is_some() {
            self.blocks.insert(block.key, Known { file: block.file, range: block.range });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::{IndexSettings, PageDocument, SectionDocument};
    use super::super::index::write_index;
    use super::*;

    fn page(text: &str) -> PageDocument {
        let section = SectionDocument { text: text.to_owned(), ..SectionDocument::default() };
        PageDocument {
            title: "题".to_owned(),
            url: text.to_owned(),
            sections: vec![section],
            ..PageDocument::default()
        }
    }

    fn stored(cache: &mut IndexCache) -> Vec<Vec<u8>> {
        cache.pieces().into_iter().map(|name| cache.piece(name)).collect()
    }

    #[test]
    fn a_cache_from_its_pieces_is_the_same_cache() {
        let settings = IndexSettings::default();
        let mut cache = IndexCache::default();
        let mut pages = vec![page("学习贯彻，B2区第23条"), page("党课记录")];
        write_index(&pages, &settings, &mut cache).unwrap();
        let first = stored(&mut cache);
        // A further stretch of terms.
        pages.push(page("zeta 𠀀𠀁"));
        write_index(&pages, &settings, &mut cache).unwrap();
        let mut pieces = stored(&mut cache);
        assert_eq!(pieces.len(), first.len() + 2);
        assert!(first.iter().all(|piece| pieces.contains(piece)), "a piece never changes");
        pieces.reverse();
        let mut again = IndexCache::from_pieces(pieces.iter().map(Vec::as_slice));
        pieces.reverse();
        assert_eq!(stored(&mut again), pieces);
    }

    #[test]
    fn pieces_that_do_not_belong_together_are_no_cache() {
        let mut cache = IndexCache::default();
        write_index(&[page("学习贯彻"), page("党课")], &IndexSettings::default(), &mut cache).unwrap();
        let pieces = stored(&mut cache);
        let is_empty =
            |pieces: &[Vec<u8>]| stored(&mut IndexCache::from_pieces(pieces.iter().map(Vec::as_slice))).is_empty();
        assert!(!is_empty(&pieces));
        assert!(is_empty(&[]));
        assert!(is_empty(&pieces[1..]), "pages without their terms");
        for length in 0..pieces[0].len() {
            let mut cut = pieces.clone();
            cut[0].truncate(length);
            assert!(is_empty(&cut), "terms cut at {length}");
        }
    }
    /// Pieces of a page whose numbers are wrong, though they are as long as they should be.
    fn wrong(piece: &[u8], terms: u8) -> Vec<(&'static str, Vec<u8>)> {
        // Behind the name: two documents with their counts, one text with section, start and end, then the entries.
        assert_eq!((piece[17], piece[20]), (2, 1));
        let changed = |at: usize, byte: u8| {
            let mut changed = piece.to_vec();
            changed[at] = byte;
            changed
        };
        let entries = 24;
        vec![
            ("a term that there is not", changed(entries, terms << 3)),
            ("the same term twice", changed(entries + 1, piece[entries + 1] & 7)),
            ("an endless number", changed(piece.len() - 1, 0xff)),
            ("too few terms", changed(18, piece[18] - 1)),
            ("too many terms", changed(19, piece[19] + 1)),
            ("a section that there is not", changed(21, 1)),
            ("the middle of a character", changed(23, piece[23] - 1)),
            ("an end before the start", changed(22, piece[23] + 1)),
            ("cut off", piece[..piece.len() - 1].to_vec()),
            ("cut off in front of the entries", piece[..entries].to_vec()),
        ]
    }

    #[test]
    fn a_page_with_wrong_numbers_is_prepared_again() {
        let settings = IndexSettings::default();
        let (pages, mut cache) = ([page("学习贯彻"), page("党课")], IndexCache::default());
        let expected = write_index(&pages, &settings, &mut cache).unwrap();
        let pieces = stored(&mut cache);
        let [terms, of_pages @ ..] = &pieces[..] else { panic!("no pieces") };
        for (at, piece) in of_pages.iter().enumerate() {
            for (fault, piece) in wrong(piece, cache.terms.len() as u8) {
                let mut of_pages = of_pages.to_vec();
                of_pages[at] = piece;
                let pieces = std::iter::once(terms).chain(&of_pages).map(Vec::as_slice);
                let mut again = IndexCache::from_pieces(pieces);
                assert_eq!(write_index(&pages, &settings, &mut again).as_ref(), Ok(&expected), "{fault}");
                assert_eq!(stored(&mut again).len(), 3, "{fault}");
            }
        }
    }
}
