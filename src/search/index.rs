//! Writes the index: prepares pages, has their texts and posting lists written, and packs the files. Pages come some at a
//! time and go again, so that besides the index only what is prepared of them is held.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::authority::Citations;
use super::blocks::{Block, FileBytes, Known, KnownFile, Source, TextBlocks};
use super::dictionary::{DictionaryWriter, key_of};
use super::document::{IndexError, IndexFile, IndexSettings, PageDocument};
use super::fold::fold;
use super::kept::{Left, Shelf};
use super::layout::{FACETS, Facet, KIND, Layout, Segment, Version};
use super::lists::write_lists;
use super::names::{self, Name};
use super::parts::{Closed, Sort, Store};
pub use super::parts::{FOLDER, START};
use super::prepare::{Prepared, prepare};
use super::terms::{KeptPage, Terms};
use super::tokens::{Token, tokenize};

/// The most documents of a segment: the lists of a segment are held while they are written, and a query asks every segment for
/// its terms.
const SEGMENT_DOCS: usize = 9 << 15;

/// Pages that are prepared at a time.
const BATCH: usize = 96;

/// Terms that no page has any more are kept until they are so many times as many as the others.
const STALE_TERMS: usize = 2;

/// What the next index of the site can take from the last one. It never changes what is written.
#[derive(Default)]
pub struct IndexCache {
    pub(super) terms: Terms,
    /// Prepared pages by a hash of their content.
    pub(super) pages: HashMap<u64, Arc<KeptPage>>,
    /// Blocks of texts by a hash of what they hold.
    pub(super) blocks: HashMap<u64, Known>,
    /// There is no next index: nothing is kept but terms.
    pub(super) once: bool,
    /// Where prepared pages lie; none if they stay in memory.
    pub(super) shelf: Option<Arc<dyn Shelf>>,
    /// What lies there of an index that was written; such a cache has nothing else.
    pub(super) left: Option<Left>,
}

impl IndexCache {
    /// For an index that is written once: of millions of sections, what is prepared would be a large part of the memory.
    pub fn once() -> Self {
        IndexCache { once: true, ..Self::default() }
    }
}

/// The pages of a site, each made when its turn comes, so that they need not all be held at once.
pub trait Documents: Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// One of them.
    fn document(&self, at: usize) -> Cow<'_, PageDocument>;
}

impl<T: AsRef<[PageDocument]> + Sync + ?Sized> Documents for T {
    fn count(&self) -> usize {
        self.as_ref().len()
    }

    fn document(&self, at: usize) -> Cow<'_, PageDocument> {
        Cow::Borrowed(&self.as_ref()[at])
    }
}

/// Writes the index of a site, reusing what the last one has in common with it.
pub fn write_index<D: Documents + ?Sized>(
    documents: &D,
    settings: &IndexSettings,
    cache: &mut IndexCache,
) -> Result<Vec<IndexFile>, IndexError> {
    let mut files = Vec::new();
    write_index_to(documents, settings, cache, &mut |file| files.push(file))?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The same, its files given to `take` one by one as they are finished, each path once; what was given is of no use if this
/// fails.
pub fn write_index_to<D: Documents + ?Sized>(
    documents: &D,
    settings: &IndexSettings,
    cache: &mut IndexCache,
    take: &mut dyn FnMut(IndexFile),
) -> Result<(), IndexError> {
    // Who puts prepared pages aside wants the files to go too.
    let holds = cache.shelf.is_none();
    write_with(documents, settings, cache, Writer::new(SEGMENT_DOCS, holds, take))
}

fn write_with<'a, D: Documents + ?Sized>(
    documents: &'a D,
    settings: &IndexSettings,
    cache: &mut IndexCache,
    mut writer: Writer<'a, '_>,
) -> Result<(), IndexError> {
    let last = std::mem::take(&mut cache.pages);
    cache.left = None;
    writer.sounding = settings.sounds.iter().flat_map(|(word, _)| pairs(word)).map(|key| (key, false)).collect();
    let batch_at = |start: usize| -> Vec<Ready<'a>> {
        let batch = start..documents.count().min(start + BATCH);
        batch.into_par_iter().map(|at| Ready::new(documents.document(at), &last)).collect()
    };
    let (mut start, mut batch) = (0, batch_at(0));
    while !batch.is_empty() {
        start += BATCH;
        // Preparing goes on beside the numbering of terms, which only one thread can do.
        let number = || batch.into_iter().map(|page| page.number(cache)).collect();
        let (sources, next) = rayon::join(number, || batch_at(start));
        writer.add(sources, cache)?;
        batch = next;
    }
    writer.finish(settings, cache)
}

/// A page with what is prepared of it, its terms not numbered yet unless the last index had the page.
struct Ready<'a> {
    page: Cow<'a, PageDocument>,
    key: u64,
    prepared: Result<Arc<KeptPage>, Prepared>,
}

impl<'a> Ready<'a> {
    fn new(page: Cow<'a, PageDocument>, last: &HashMap<u64, Arc<KeptPage>>) -> Self {
        let mut hasher = DefaultHasher::new();
        page.hash(&mut hasher);
        let key = hasher.finish();
        let known = last.get(&key).filter(|kept| kept.is_of(&page));
        let prepared = known.map(Arc::clone).ok_or_else(|| prepare(&page));
        Ready { page, key, prepared }
    }

    fn number(self, cache: &mut IndexCache) -> Source<'a> {
        let kept = self.prepared.unwrap_or_else(|prepared| {
            let mut new = KeptPage::new(&prepared, &mut cache.terms);
            cache.shelf.iter().for_each(|shelf| new.put_aside(shelf));
            Arc::new(new)
        });
        if !cache.once {
            cache.pages.insert(self.key, Arc::clone(&kept));
        }
        Source { page: self.page, kept, key: self.key }
    }
}

/// The index as far as it is written.
struct Writer<'a, 't> {
    /// The most documents of a segment.
    segment_docs: usize,
    table: PageTable,
    segments: Vec<Segment>,
    store: Store<'t>,
    /// Key, place and bytes of every block of texts.
    blocks: Vec<(u64, u64, usize)>,
    /// How many terms the segments have.
    lists: usize,
    /// Keys of the words that are asked for by sound, and whether they stand anywhere.
    sounding: HashMap<Vec<u8>, bool>,
    /// What is open of the last segment: itself, its prepared pages, and texts that are in no block yet.
    open: Segment,
    kept: Vec<Arc<KeptPage>>,
    texts: TextBlocks<'a>,
}

impl<'a, 't> Writer<'a, 't> {
    /// `holds` says whether the next index of this process is to take what it can from the files.
    fn new(segment_docs: usize, holds: bool, take: &'t mut dyn FnMut(IndexFile)) -> Self {
        Writer {
            segment_docs,
            table: PageTable::default(),
            segments: Vec::new(),
            store: Store::new(holds, take),
            blocks: Vec::new(),
            lists: 0,
            sounding: HashMap::new(),
            open: Segment::default(),
            kept: Vec::new(),
            texts: TextBlocks::default(),
        }
    }

    fn add(&mut self, sources: Vec<Source<'a>>, cache: &mut IndexCache) -> Result<(), IndexError> {
        let mut together = Vec::with_capacity(sources.len());
        for source in sources {
            let docs = source.kept.numbers();
            let all = self.table.docs + docs;
            if docs > self.segment_docs || u32::try_from(all).is_err() {
                return Err(IndexError::TooLarge { sections: docs.max(all) });
            }
            if self.open.docs as usize + docs > self.segment_docs {
                self.add_texts(std::mem::take(&mut together), cache);
                self.close_segment(cache)?;
            }
            if self.kept.is_empty() {
                self.open.texts_at = self.store.at();
            }
            self.open.docs += docs as u32;
            self.kept.push(Arc::clone(&source.kept));
            self.table.add(&source.page, &source.kept, docs);
            together.push(source);
        }
        self.add_texts(together, cache);
        Ok(())
    }

    fn add_texts(&mut self, sources: Vec<Source<'a>>, cache: &IndexCache) {
        let blocks = self.texts.add(sources, &cache.blocks);
        self.push_blocks(blocks);
    }

    fn push_blocks(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            let at = self.store.push(&block.bytes);
            self.blocks.push((block.key, at, block.bytes.len()));
            self.open.text_docs.push(block.docs);
            self.open.text_bytes.push(block.bytes.len() as u32);
        }
    }

    fn close_segment(&mut self, cache: &mut IndexCache) -> Result<(), IndexError> {
        let blocks = self.texts.finish(&cache.blocks);
        self.push_blocks(blocks);
        let kept = std::mem::take(&mut self.kept);
        cache.terms.sort();
        let mut segment = std::mem::take(&mut self.open);
        self.store.begin(Sort::Lists);
        segment.dictionary_at = self.store.at();
        let mut dictionary = DictionaryWriter::default();
        let mut key = Vec::new();
        let (terms, lists, store) = (&cache.terms, &mut self.lists, &mut self.store);
        let sounding = &mut self.sounding;
        write_lists(&kept, terms, |chunk| {
            *lists += chunk.len();
            for (term, docs, list) in chunk.lists() {
                terms.key(term, &mut key);
                sounding.get_mut(&key).into_iter().for_each(|stands| *stands = true);
                dictionary.push(&key, docs, list, |block| {
                    store.push(block);
                });
            }
        })?;
        dictionary.close_block(false, |block| {
            self.store.push(block);
        });
        self.store.begin(Sort::Texts);
        segment.names = Segment::name_hashes(&dictionary.names);
        segment.dictionary = dictionary.index;
        self.segments.push(segment);
        Ok(())
    }

    fn finish(mut self, settings: &IndexSettings, cache: &mut IndexCache) -> Result<(), IndexError> {
        self.close_segment(cache)?;
        let (mut layout, names) = self.table.finish();
        layout.synonyms.clone_from(&settings.synonyms);
        layout.segments = self.segments;
        let names = names::write(names);
        layout.names_at = self.store.push(&names);
        layout.names_bytes = names.len() as u32;
        let stands = |word: &str| pairs(word).iter().all(|key| self.sounding.get(key) == Some(&true));
        let sounds = settings.sounds.iter().filter(|(word, _)| stands(word)).cloned().collect();
        let sounds = names::write_sounds(sounds);
        layout.sounds_at = self.store.push(&sounds);
        layout.sounds_bytes = sounds.len() as u32;
        let parts = self.store.finish(layout);
        if !cache.once {
            cache.blocks = known_blocks(&self.blocks, parts);
        }
        if cache.terms.len() > self.lists * STALE_TERMS {
            *cache = IndexCache { shelf: cache.shelf.take(), ..IndexCache::default() };
        }
        if let Some(shelf) = cache.shelf.clone() {
            cache.leave(&shelf);
        }
        Ok(())
    }
}

/// The keys that a text with a word has all of.
fn pairs(word: &str) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    tokenize(&fold(word), |token, _| {
        if !matches!(token, Token::Last(_)) {
            keys.push(key_of(&token));
        }
    });
    keys
}

/// Blocks with their places in the store, as stretches of the parts.
fn known_blocks(blocks: &[(u64, u64, usize)], parts: Vec<Closed>) -> HashMap<u64, Known> {
    let mut known = HashMap::with_capacity(blocks.len());
    let mut parts = parts.into_iter().map(|part| {
        let bytes = part.bytes.map_or(FileBytes::Gone, FileBytes::Here);
        (part.len, Arc::new(KnownFile { path: part.path, bytes }))
    });
    let (mut part, mut before) = (parts.next(), 0);
    for &(key, at, bytes) in blocks {
        while let Some((len, _)) = part.as_ref().filter(|(len, _)| at >= before + len) {
            before += len;
            part = parts.next();
        }
        let Some((_, file)) = &part else { break };
        let start = (at - before) as usize;
        known.insert(key, Known { file: Arc::clone(file), range: start..start + bytes });
    }
    known
}

/// What the start data and the table of titles say of every page.
#[derive(Default)]
struct PageTable {
    page_docs: Vec<u32>,
    dates: Vec<u32>,
    facets: [FacetTable; FACETS.len()],
    names: Vec<Name>,
    authority: Citations,
    versions: Vec<(String, Version)>,
    /// Documents of all pages.
    docs: usize,
}

/// Values of a facet.
#[derive(Default)]
struct FacetTable {
    /// Label of each value, and its number in the order of coming.
    values: BTreeMap<String, (String, u32)>,
    /// Numbers of the values of each page.
    of_pages: Vec<Vec<u32>>,
}

impl PageTable {
    fn add(&mut self, page: &PageDocument, kept: &KeptPage, docs: usize) {
        self.docs += docs;
        self.authority.add(page, kept.cites());
        if let Some(family) = &page.family {
            let from = date_number(page.version_from.as_deref());
            let version = Version { page: self.dates.len() as u32, family: 0, from, url: page.url.clone() };
            self.versions.push((family.clone(), version));
        }
        self.page_docs.push(docs as u32);
        self.dates.push(date_number(page.date.as_deref()));
        for (facet, table) in self.facets.iter_mut().enumerate() {
            table.add(facet_values(page, facet));
        }
        self.names.push(Name {
            title: page.title.clone(),
            url: page.url.clone(),
            kind: 0,
            others: page.short_titles.clone(),
            pinyin: page.title_pinyin.clone(),
            initials: page.title_initials.clone(),
        });
    }

    fn finish(self) -> (Layout, Vec<Name>) {
        let (page_docs, dates, mut names) = (self.page_docs, self.dates, self.names);
        let facets: Vec<Facet> = self.facets.into_iter().map(FacetTable::finish).collect();
        for (name, page) in names.iter_mut().zip(0..) {
            name.kind = facets[KIND].of_page(page).first().map_or(0, |&kind| kind + 1);
        }
        let (standing, versions) = (self.authority.standing(), versions(self.versions));
        (Layout { page_docs, dates, facets, standing, versions, ..Layout::default() }, names)
    }
}

/// Versions of one text together, in the order of time; a text of which only one version is there has none. Pages that count
/// from the same day are parts of a text, like those of 民法典, and none of them stands for another.
fn versions(mut all: Vec<(String, Version)>) -> Vec<Version> {
    all.sort_by(|(a, one), (b, other)| (a, one.from, one.page).cmp(&(b, other.from, other.page)));
    let apart = |family: &&[(String, Version)]| family.windows(2).all(|two| two[0].1.from != two[1].1.from);
    let families = all.chunk_by(|(a, _), (b, _)| a == b).filter(|family| family.len() > 1).filter(apart);
    let numbered = |(number, family): (u32, &[(String, Version)])| {
        family.iter().map(|(_, version)| Version { family: number, ..version.clone() }).collect::<Vec<_>>()
    };
    (0..).zip(families).flat_map(numbered).collect()
}

impl FacetTable {
    fn add(&mut self, values: Vec<(String, String)>) {
        let mut number = |(value, label)| {
            let next = self.values.len() as u32;
            self.values.entry(value).or_insert((label, next)).1
        };
        let numbers = values.into_iter().map(&mut number).collect();
        self.of_pages.push(numbers);
    }

    fn finish(mut self) -> Facet {
        let mut ranks = vec![0; self.values.len()];
        for (rank, (_, number)) in (0..).zip(self.values.values()) {
            ranks[*number as usize] = rank;
        }
        self.of_pages.iter_mut().flatten().for_each(|number| *number = ranks[*number as usize]);
        Facet::new(self.values.into_iter().map(|(value, (label, _))| (value, label)).collect(), &self.of_pages)
    }
}

/// `2024-06-01` as 20240601; anything else as 0.
fn date_number(date: Option<&str>) -> u32 {
    let digits: String = date.unwrap_or_default().chars().take(10).filter(char::is_ascii_digit).collect();
    if digits.len() == 8 { digits.parse().unwrap_or(0) } else { 0 }
}

fn facet_values(page: &PageDocument, facet: usize) -> Vec<(String, String)> {
    let same = |text: &String| (text.clone(), text.clone());
    let values = match FACETS[facet] {
        "kind" => vec![(page.kind.clone(), page.kind_label.clone())],
        "column" => vec![(page.column.clone(), page.column_label.clone())],
        "topic" => page.topics.clone(),
        "year" => page.year.iter().map(|year| (year.to_string(), format!("{year}年"))).collect(),
        "issuer" => page.issuers.iter().map(same).collect(),
        _ => page.status.iter().map(|status| (status.clone(), status_label(status).to_owned())).collect(),
    };
    let mut seen = Vec::new();
    values
        .into_iter()
        .filter(|(value, _)| {
            !value.is_empty() && !seen.contains(value) && {
                seen.push(value.clone());
                true
            }
        })
        .collect()
}

fn status_label(status: &str) -> &str {
    match status {
        "in_force" => "有效",
        "amended" => "已修改",
        "repealed" => "已废止",
        "expired" => "失效",
        "not_yet" => "尚未生效",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::SectionDocument;
    use super::super::engine::Request;
    use super::super::host::Host;
    use super::*;

    /// Pages of several batches, each made when it is asked for; every one has a word of its own.
    struct Many;

    const MANY: usize = 602;

    impl Documents for Many {
        fn count(&self) -> usize {
            MANY
        }

        fn document(&self, at: usize) -> Cow<'_, PageDocument> {
            let texts = [format!("溪山第{at}次读书会，own{at}"), "借阅登记。".repeat(at % 7 * 40)];
            let section = |text| SectionDocument { text, ..SectionDocument::default() };
            let sections = texts.into_iter().map(section).collect();
            let (url, title) = (format!("{at}/"), format!("通知{at}"));
            let kind = ["article", "policy"][at % 2].to_owned();
            Cow::Owned(PageDocument { url, title, kind, sections, ..PageDocument::default() })
        }
    }

    #[test]
    fn parts_of_a_text_are_no_versions_of_it() {
        let version = |page, from| ("民法典".to_owned(), Version { page, family: 0, from, url: format!("{page}/") });
        let pages = |all: Vec<(String, Version)>| versions(all).iter().map(|version| version.page).collect::<Vec<_>>();
        assert_eq!(pages(vec![version(0, 20_210_101), version(1, 20_180_101)]), [1, 0]);
        assert!(pages(vec![version(0, 20_210_101), version(1, 20_210_101), version(2, 20_200_528)]).is_empty());
    }

    #[test]
    fn the_index_depends_neither_on_threads_nor_on_who_holds_the_pages() {
        let settings = IndexSettings::default();
        let held: Vec<PageDocument> = (0..MANY).map(|at| Many.document(at).into_owned()).collect();
        let expected = write_index(&held, &settings, &mut IndexCache::default()).unwrap();
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut cache = IndexCache::default();
            let first = pool.install(|| write_index(&Many, &settings, &mut cache));
            assert_eq!(first.as_ref(), Ok(&expected), "{threads} threads");
            let again = pool.install(|| write_index(&held, &settings, &mut cache));
            assert_eq!(again.as_ref(), Ok(&expected), "{threads} threads, from the cache");
            let mut cache = IndexCache::once();
            assert_eq!(write_index(&Many, &settings, &mut cache).as_ref(), Ok(&expected), "{threads} threads, once");
            assert!(cache.pages.is_empty() && cache.blocks.is_empty());
        }
    }

    #[test]
    fn pages_of_all_batches_and_segments_are_found() {
        let segment_docs = 444;
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut take = |file: IndexFile| _ = files.insert(file.path, file.bytes.to_vec());
        let writer = Writer::new(segment_docs, false, &mut take);
        write_with(&Many, &IndexSettings::default(), &mut IndexCache::default(), writer).unwrap();
        let mut host = Host::open(files).unwrap();
        let docs: Vec<u32> = host.engine().layout().segments.iter().map(|segment| segment.docs).collect();
        assert_eq!(docs, [444, 444, 444, 444, 444, 188]);
        for at in 0..MANY {
            let answer = host.search(Request::new(&format!("own{at}"))).unwrap();
            let hits: Vec<(&str, &str)> =
                answer.hits.iter().map(|hit| (hit.url.as_str(), hit.excerpt.as_str())).collect();
            assert_eq!(hits, [(format!("{at}/").as_str(), format!("溪山第{at}次读书会，own{at}").as_str())]);
        }
    }

    /// An article more gives no other page other numbers: the lists of words that it does not have stay as they are.
    #[test]
    fn a_section_more_changes_few_files() {
        let settings = IndexSettings::default();
        let mut pages: Vec<PageDocument> = (0..MANY).map(|at| Many.document(at).into_owned()).collect();
        for (at, page) in pages.iter_mut().enumerate() {
            // Words of few pages each, so that there are many files of lists.
            let mut code = at as u32 * 37;
            let mut next = || {
                code = code.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from_u32(0x4e00 + (code >> 8) % 0x5000).unwrap()
            };
            page.sections[0].text.extend((0..2000).map(|_| next()));
        }
        let mut cache = IndexCache::default();
        let before = write_index(&pages, &settings, &mut cache).unwrap();
        assert!(before.len() > 30, "{} files", before.len());
        pages[7].sections.push(SectionDocument { text: "附则另行公布".to_owned(), ..SectionDocument::default() });
        let after = write_index(&pages, &settings, &mut cache).unwrap();
        assert_eq!(after, write_index(&pages, &settings, &mut IndexCache::default()).unwrap());
        let changed = after.iter().filter(|file| !before.contains(file)).count();
        // Start data, a file of texts, and one for each of its six words at most.
        assert!(changed <= 12, "{changed} of {} files", after.len());
    }

    #[test]
    fn words_that_no_page_has_any_more_do_not_pile_up() {
        let mut cache = IndexCache::default();
        let settings = IndexSettings::default();
        for step in 0..60 {
            let text: String = (0..40).map(|word| format!("w{step}x{word} ")).collect();
            let section = SectionDocument { text, ..SectionDocument::default() };
            let page = PageDocument { title: "题".to_owned(), sections: vec![section], ..PageDocument::default() };
            let cached = write_index(std::slice::from_ref(&page), &settings, &mut cache);
            assert_eq!(cached, write_index(&[page], &settings, &mut IndexCache::default()), "step {step}");
            assert!(cache.terms.len() < 130, "step {step}: {}", cache.terms.len());
        }
    }
}
