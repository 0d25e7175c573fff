//! The start data of an index: where everything lies, and the facts of every page that filters and ranking need.
//!
//! It is read whole when the search opens. All else lies in the *store*, a run of objects (blocks of texts, blocks of the
//! dictionary with its posting lists) cut into files of a quarter to three quarters of a megabyte; no object crosses a file's
//! end, and every object ends in a checksum, so each can be fetched and verified alone. A very small index carries its store
//! behind the start data.

use super::codec::{Damaged, Reader, checksum, inflate, unseal};
use super::wire::Wire;

/// First bytes of the start data; the last is the version of the format.
pub const MAGIC: [u8; 4] = *b"SYX\x04";

/// Names of the facets, in the order of [`Layout::facets`].
pub const FACETS: [&str; 6] = ["kind", "column", "topic", "year", "issuer", "status"];

pub const KIND: usize = 0;
pub const COLUMN: usize = 1;
pub const STATUS: usize = 5;

const LARGEST: usize = 256 << 20;

/// Everything about an index except its words and texts.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub parts: Vec<Part>,
    pub segments: Vec<Segment>,
    /// Documents of every page: the page itself, then its sections, then numbers that are left free for more of them.
    pub page_docs: Vec<u32>,
    /// `YYYYMMDD`, or 0.
    pub dates: Vec<u32>,
    pub facets: Vec<Facet>,
    /// What ranking knows of every page: its authority, and [`LOCAL`] beside it.
    pub standing: Vec<u32>,
    /// Pages that are versions of a text, versions of one text together and in the order of time.
    pub versions: Vec<Version>,
    pub synonyms: Vec<Vec<String>>,
    /// Where the table of titles lies in the store.
    pub names_at: u64,
    pub names_bytes: u32,
    /// And how words of the texts are read.
    pub sounds_at: u64,
    pub sounds_bytes: u32,
    /// First document of every page, and behind the last one the number of documents.
    pub page_starts: Vec<u32>,
}

/// The bits of [`Layout::standing`] that are the authority: from 0 to 15.
pub const AUTHORITY: u32 = 15;
/// A local rule, where others are for the whole country.
pub const LOCAL: u32 = 16;

/// A page that is one of several versions of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    pub page: u32,
    /// Which text.
    pub family: u32,
    /// The day from which it counts as `YYYYMMDD`, or 0.
    pub from: u32,
    pub url: String,
}

/// One file of the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Beginning of the SHA-256 of its content, which is also its name.
    pub name: Vec<u8>,
    pub bytes: u32,
}

/// Documents indexed together.
#[derive(Clone, Debug, Default)]
pub struct Segment {
    pub docs: u32,
    /// Places in the store.
    pub texts_at: u64,
    pub dictionary_at: u64,
    /// Documents and bytes of every block of texts.
    pub text_docs: Vec<u32>,
    pub text_bytes: Vec<u32>,
    pub dictionary: Vec<DictionaryBlock>,
    /// Hashes of all whole names, ascending: nearly every query that is no name is spared a look for one.
    pub names: Vec<u32>,
    /// First document, among all of the index.
    pub base: u32,
}

/// A block of the dictionary, with a key that none in it is before, and all in earlier blocks are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DictionaryBlock {
    pub first_key: Vec<u8>,
    pub bytes: u32,
    /// Holds a single term with a long list, whose key is `first_key`.
    pub alone: bool,
}

/// One thing to filter by, and which of its values every page has.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// Value and label.
    pub values: Vec<(String, String)>,
    counts: Vec<u32>,
    items: Vec<u32>,
    starts: Vec<u32>,
}

impl Facet {
    /// Indices into `values` of one page.
    pub fn of_page(&self, page: u32) -> &[u32] {
        let page = page as usize;
        &self.items[self.starts[page] as usize..self.starts[page + 1] as usize]
    }

    pub fn value_of(&self, page: u32) -> Option<&(String, String)> {
        self.of_page(page).first().map(|&value| &self.values[value as usize])
    }

    /// A facet from the values of each page.
    pub fn new(values: Vec<(String, String)>, of_pages: &[Vec<u32>]) -> Self {
        let mut facet = Facet {
            values,
            counts: of_pages.iter().map(|items| items.len() as u32).collect(),
            items: of_pages.concat(),
            starts: Vec::new(),
        };
        facet.starts = running_sums(&facet.counts);
        facet
    }

    fn walk<W: Wire>(&mut self, wire: &mut W) -> Result<(), Damaged> {
        wire.list(&mut self.values, |wire, (value, label)| {
            wire.text(value)?;
            wire.text(label)
        })?;
        wire.smalls(&mut self.counts)?;
        wire.smalls(&mut self.items)
    }

    fn finish(&mut self, pages: usize) -> Result<(), Damaged> {
        self.starts = running_sums(&self.counts);
        let known = self.items.iter().all(|&item| (item as usize) < self.values.len());
        let sums = self.starts.last().copied() == Some(self.items.len() as u32);
        if self.counts.len() == pages && known && sums { Ok(()) } else { Err(Damaged) }
    }
}

impl Layout {
    /// Reads start data: the layout, and the store of a small index.
    pub fn open(bytes: &[u8]) -> Result<(Layout, Vec<u8>), Damaged> {
        let content = unseal(bytes, 8)?;
        let mut reader = Reader::new(content);
        if reader.take(4)? != MAGIC {
            return Err(Damaged);
        }
        let packed = reader.size()?;
        let raw = inflate(reader.take(packed)?, LARGEST)?;
        let mut layout = Layout::default();
        let mut raw_reader = Reader::new(&raw);
        layout.walk(&mut raw_reader)?;
        layout.finish()?;
        Ok((layout, reader.take(reader.rest())?.to_vec()))
    }

    /// Start data as a file.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn write(mut self, store: &[u8]) -> Vec<u8> {
        use super::codec::{deflate, put_size, seal};
        let mut raw = super::wire::Writing::default();
        // Writing into memory never fails.
        let _ = self.walk(&mut raw);
        let packed = deflate(&raw.0);
        let mut out = MAGIC.to_vec();
        put_size(&mut out, packed.len());
        out.extend_from_slice(&packed);
        out.extend_from_slice(store);
        seal(&mut out, 0, 8);
        out
    }

    pub fn pages(&self) -> u32 {
        self.page_docs.len() as u32
    }

    pub fn docs(&self) -> u32 {
        self.page_starts.last().copied().unwrap_or(0)
    }

    /// The page that a document belongs to.
    pub fn page_of(&self, doc: u32) -> u32 {
        self.page_starts.partition_point(|&start| start <= doc) as u32 - 1
    }

    /// Where a place in the store lies: file and offset.
    pub fn locate(&self, at: u64) -> Option<(u32, u32)> {
        let mut start = 0;
        for (part, known) in self.parts.iter().enumerate() {
            let end = start + u64::from(known.bytes);
            if at < end {
                return Some((part as u32, (at - start) as u32));
            }
            start = end;
        }
        None
    }

    fn walk<W: Wire>(&mut self, wire: &mut W) -> Result<(), Damaged> {
        wire.list(&mut self.parts, |wire, part| {
            wire.bytes(&mut part.name)?;
            wire.small(&mut part.bytes)
        })?;
        wire.list(&mut self.segments, |wire, segment| segment.walk(wire))?;
        wire.smalls(&mut self.page_docs)?;
        wire.smalls(&mut self.dates)?;
        wire.list(&mut self.facets, |wire, facet| facet.walk(wire))?;
        wire.smalls(&mut self.standing)?;
        wire.list(&mut self.versions, |wire, version| {
            wire.small(&mut version.page)?;
            wire.small(&mut version.family)?;
            wire.small(&mut version.from)?;
            wire.text(&mut version.url)
        })?;
        wire.list(&mut self.synonyms, |wire, group| wire.texts(group))?;
        wire.number(&mut self.names_at)?;
        wire.small(&mut self.names_bytes)?;
        wire.number(&mut self.sounds_at)?;
        wire.small(&mut self.sounds_bytes)
    }

    fn finish(&mut self) -> Result<(), Damaged> {
        let pages = self.page_docs.len();
        self.page_starts = running_sums(&self.page_docs);
        let strange = self.versions.iter().any(|version| version.page as usize >= pages);
        if self.dates.len() != pages || self.standing.len() != pages || strange || self.facets.len() != FACETS.len() {
            return Err(Damaged);
        }
        self.facets.iter_mut().try_for_each(|facet| facet.finish(pages))?;
        let mut base = 0;
        for segment in &mut self.segments {
            segment.base = base;
            base += segment.docs;
            if running_sums(&segment.text_docs).last() != Some(&segment.docs) {
                return Err(Damaged);
            }
        }
        if base == self.docs() && self.page_docs.iter().all(|&docs| docs > 0) { Ok(()) } else { Err(Damaged) }
    }
}

impl Segment {
    /// Hashes as [`Segment::names`] has them, of checksums of keys.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn name_hashes(sums: &[u64]) -> Vec<u32> {
        let mut hashes: Vec<u32> = sums.iter().map(|&sum| name_hash(sum, sums.len())).collect();
        hashes.sort_unstable();
        hashes
    }

    /// False when the key of a whole name is certainly not in the dictionary.
    pub fn may_have_name(&self, key: &[u8]) -> bool {
        self.names.binary_search(&name_hash(checksum(key), self.names.len())).is_ok()
    }

    fn walk<W: Wire>(&mut self, wire: &mut W) -> Result<(), Damaged> {
        wire.small(&mut self.docs)?;
        wire.number(&mut self.texts_at)?;
        wire.number(&mut self.dictionary_at)?;
        wire.smalls(&mut self.text_docs)?;
        wire.smalls(&mut self.text_bytes)?;
        let mut hash = 0u32;
        wire.list(&mut self.names, |wire, name| {
            let mut step = name.wrapping_sub(hash);
            wire.small(&mut step)?;
            hash = hash.wrapping_add(step);
            *name = hash;
            Ok(())
        })?;
        let mut key = Vec::new();
        wire.list(&mut self.dictionary, |wire, block| {
            let same = key.iter().zip(&block.first_key).take_while(|(a, b)| a == b).count();
            let (mut kept, mut rest) = (same as u32, block.first_key[same..].to_vec());
            wire.small(&mut kept)?;
            wire.bytes(&mut rest)?;
            key.truncate(kept as usize);
            key.extend_from_slice(&rest);
            block.first_key.clone_from(&key);
            Ok(())
        })?;
        self.dictionary.iter_mut().try_for_each(|block| {
            let mut sized = u64::from(block.bytes) << 1 | u64::from(block.alone);
            wire.number(&mut sized)?;
            block.alone = sized & 1 == 1;
            block.bytes = u32::try_from(sized >> 1).map_err(|_| Damaged)?;
            Ok(())
        })
    }
}

/// One of so many values that a name which is not there is hardly ever taken for one that is.
fn name_hash(sum: u64, names: usize) -> u32 {
    (sum % (names.max(1) as u64 * 32)) as u32
}

/// Sums of everything before each element, and of all behind the last.
pub fn running_sums(counts: &[u32]) -> Vec<u32> {
    let mut sum = 0u32;
    let mut sums = Vec::with_capacity(counts.len() + 1);
    sums.push(0);
    for &count in counts {
        sum = sum.saturating_add(count);
        sums.push(sum);
    }
    sums
}

/// What an index is called: two with the same start data are the same.
pub fn index_id(start_data: &[u8]) -> String {
    format!("{:016x}", checksum(start_data))
}

impl Part {
    /// Name of the file in the index's folder.
    pub fn file_name(&self) -> String {
        let digits: String = self.name.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("part-{digits}.bin")
    }
}
