//! What the next index can take from the last one, in pieces that can be stored: numbered terms, a stretch at a time, and
//! prepared pages in these numbers. A piece never changes once it is made.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

pub use super::blocks::Fetch;
use super::blocks::{FileBytes, Known, KnownFile};
use super::index::IndexCache;
use super::terms::{KeptPage, Terms};

/// The pieces of a cache that holds nothing else any more.
pub(super) struct Left {
    names: Vec<PieceName>,
    pieces: HashMap<PieceName, Held>,
}

/// Bytes of the name of a piece.
const NAME: usize = 17;

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
pub struct KnownBlock<'a> {
    /// Hash of what it holds.
    pub key: u64,
    /// Path of the file.
    pub file: &'a str,
    /// Where in it.
    pub range: Range<usize>,
}

impl PieceName {
    /// As bytes, which begin the piece.
    pub fn bytes(self) -> [u8; NAME] {
        let (kind, numbering, number) = match self {
            Self::Terms { numbering, stretch } => (0, numbering, stretch),
            Self::Page { numbering, content } => (1, numbering, content),
        };
        let mut bytes = [kind; NAME];
        bytes[1..9].copy_from_slice(&numbering.to_le_bytes());
        bytes[9..].copy_from_slice(&number.to_le_bytes());
        bytes
    }

    fn split(piece: &[u8]) -> Option<(Self, &[u8])> {
        let (name, rest) = piece.split_at_checked(NAME)?;
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
        if let Some(left) = &self.left {
            return left.names.clone();
        }
        let numbering = self.terms.close_stretch();
        let stretches = (0..self.terms.stretches() as u64).map(|stretch| PieceName::Terms { numbering, stretch });
        let mut contents: Vec<u64> = self.pages.keys().copied().collect();
        contents.sort_unstable();
        stretches.chain(contents.into_iter().map(|content| PieceName::Page { numbering, content })).collect()
    }

    /// One of [`IndexCache::pieces`].
    pub fn piece(&self, name: PieceName) -> Vec<u8> {
        let mut out = name.bytes().to_vec();
        if let Some(left) = &self.left {
            left.pieces.get(&name).into_iter().for_each(|piece| out.extend_from_slice(&piece.get()));
            return out;
        }
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

    /// Keeps only the pieces, on `shelf`: no other index follows in this process.
    pub(super) fn leave(&mut self, shelf: &Arc<dyn Shelf>) {
        let names = self.pieces();
        let mut pieces = HashMap::with_capacity(names.len());
        for name in &names {
            let lies_there = match name {
                PieceName::Page { content, .. } => self.pages.get(content).and_then(|page| page.written().cloned()),
                PieceName::Terms { .. } => None,
            };
            let piece = lies_there.unwrap_or_else(|| {
                let mut piece = Held::Here(self.piece(*name)[NAME..].into());
                piece.put_aside(shelf);
                piece
            });
            pieces.insert(*name, piece);
        }
        (self.terms, self.pages) = (Terms::default(), HashMap::new());
        self.left = Some(Left { names, pieces });
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
    pub fn blocks(&self) -> impl Iterator<Item = KnownBlock<'_>> {
        self.blocks.iter().map(|(&key, known)| KnownBlock { key, file: &known.file.path, range: known.range.clone() })
    }

    /// Adds blocks of one file of the last index, which `fetch` gives when it is wanted.
    pub fn add_blocks(&mut self, path: String, blocks: Vec<(u64, Range<usize>)>, fetch: &Arc<Fetch>) {
        let file = Arc::new(KnownFile { path, bytes: FileBytes::Fetched(Arc::clone(fetch)) });
        let known = |(key, range)| (key, Known { file: Arc::clone(&file), range });
        self.blocks.extend(blocks.into_iter().map(known));
    }

    /// From now on prepared pages lie on `shelf`, and the files of the index with whoever takes them.
    pub fn put_aside_in(&mut self, shelf: Arc<dyn Shelf>) {
        for page in self.pages.values_mut().filter_map(Arc::get_mut) {
            page.put_aside(&shelf);
        }
        self.shelf = Some(shelf);
    }
}

/// A place outside memory, for as long as the process lives.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// Puts `bytes` there and says where they begin; none if it does not take them, and then they stay in memory.
    fn put(&self, bytes: &[u8]) -> Option<u64>;

    /// The bytes that were put there; none if they cannot be read any more. The host remembers that: what was made without
    /// them is not to be published.
    fn load(&self, at: u64, len: usize) -> Option<Vec<u8>>;
}

/// Bytes in memory or on a shelf.
#[derive(Debug, Clone)]
pub(super) enum Held {
    Here(Box<[u8]>),
    Aside(Arc<dyn Shelf>, u64, usize),
}

impl Held {
    /// The bytes; none of them if they are lost.
    pub(super) fn get(&self) -> Cow<'_, [u8]> {
        match self {
            Held::Here(bytes) => Cow::Borrowed(bytes),
            Held::Aside(shelf, at, len) => Cow::Owned(shelf.load(*at, *len).unwrap_or_default()),
        }
    }

    pub(super) fn put_aside(&mut self, shelf: &Arc<dyn Shelf>) {
        if let Held::Here(bytes) = self
            && let Some(at) = shelf.put(bytes)
        {
            *self = Held::Aside(Arc::clone(shelf), at, bytes.len());
        }
    }
}

impl Default for Held {
    fn default() -> Self {
        Held::Here(Box::default())
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

    #[derive(Debug, Default)]
    struct Bytes(std::sync::Mutex<Vec<u8>>);

    impl Shelf for Bytes {
        fn put(&self, bytes: &[u8]) -> Option<u64> {
            let mut held = self.0.lock().unwrap();
            held.extend_from_slice(bytes);
            Some((held.len() - bytes.len()) as u64)
        }

        fn load(&self, at: u64, len: usize) -> Option<Vec<u8>> {
            Some(self.0.lock().unwrap().get(at as usize..at as usize + len)?.to_vec())
        }
    }

    #[test]
    fn a_cache_on_a_shelf_writes_and_leaves_the_same() {
        let settings = IndexSettings::default();
        let mut pages: Vec<PageDocument> = (0..300).map(|at| page(&format!("第{at}次读书会，own{at}"))).collect();
        let mut here = IndexCache::default();
        let expected = write_index(&pages, &settings, &mut here).unwrap();
        let mut aside = IndexCache::default();
        aside.put_aside_in(Arc::new(Bytes::default()));
        assert_eq!(write_index(&pages, &settings, &mut aside).unwrap(), expected);
        assert!(aside.left.is_some() && aside.pages.is_empty());
        let pieces = stored(&mut aside);
        assert_eq!(pieces, stored(&mut here));
        // What an earlier process left goes onto the shelf as well.
        let mut again = IndexCache::from_pieces(pieces.iter().map(Vec::as_slice));
        again.put_aside_in(Arc::new(Bytes::default()));
        pages.push(page("党课记录"));
        let more = write_index(&pages, &settings, &mut here).unwrap();
        assert_eq!(write_index(&pages, &settings, &mut again).unwrap(), more);
        assert_eq!(stored(&mut again), stored(&mut here));
        // A cache that has nothing else than its pieces begins anew.
        assert_eq!(write_index(&pages, &settings, &mut again).unwrap(), more);
    }

    #[test]
    fn blocks_are_taken_from_files_as_far_as_they_are_there() {
        let settings = IndexSettings::default();
        let long = |at: usize| page(&format!("第{at}次。{}", "依照办法登记借阅的场地和课程。".repeat(300)));
        // Characters that compress badly, so that the texts do not travel with the start data.
        let rare = |at: usize| {
            let mut x = at as u32 * 7919 + 1;
            let next = |_| {
                x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from_u32(0x4e00 + (x >> 8) % 0x5000).unwrap()
            };
            page(&(0..1500).map(next).collect::<String>())
        };
        let pages: Vec<PageDocument> = (0..120).map(|at| if at % 4 == 0 { long(at) } else { rare(at) }).collect();
        let mut cache = IndexCache::default();
        let files = write_index(&pages, &settings, &mut cache).unwrap();
        assert!(files.len() > 3, "{}", files.len());
        let known: Vec<(String, u64, Range<usize>)> =
            cache.blocks().map(|block| (block.file.to_owned(), block.key, block.range)).collect();
        for all in [true, false] {
            let there: HashMap<String, Arc<[u8]>> =
                files.iter().filter(|_| all).map(|file| (file.path.clone(), Arc::clone(&file.bytes))).collect();
            let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
            let count = Arc::clone(&asked);
            let fetch: Arc<Fetch> = Arc::new(move |path: &str| {
                count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                there.get(path).cloned()
            });
            let mut next = IndexCache::default();
            for (path, key, range) in &known {
                next.add_blocks(path.clone(), vec![(*key, range.clone())], &fetch);
            }
            assert_eq!(write_index(&pages, &settings, &mut next).unwrap(), files);
            assert!(asked.load(std::sync::atomic::Ordering::Relaxed) >= known.len());
        }
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
