//! Writes the index: prepares pages, has their texts and posting lists written, and packs the files.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::blocks::{Known, Source, text_blocks};
use super::dictionary::DictionaryWriter;
use super::document::{IndexError, IndexFile, IndexSettings, PageDocument};
use super::layout::{FACETS, Facet, Layout, Segment};
use super::lists::write_lists;
use super::names::{self, Name};
pub use super::parts::{FOLDER, START};
use super::parts::{Store, files};
use super::prepare::prepare;
use super::terms::{KeptPage, Terms};

/// Documents of a segment fit 18 bits.
const SEGMENT_DOCS: usize = 1 << 18;

/// Pages that are prepared at a time.
const BATCH: usize = 256;

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
}

/// Writes the index of a site, reusing what the last one has in common with it.
pub fn write_index(
    pages: &[PageDocument],
    settings: &IndexSettings,
    cache: &mut IndexCache,
) -> Result<Vec<IndexFile>, IndexError> {
    let sources = sources(pages, cache);
    let mut layout = page_layout(&sources, settings);
    let mut store = Store::default();
    let mut blocks = Vec::new();
    let mut lists = 0;
    for range in segments(&sources)? {
        let written = write_segment(&sources[range], cache, &mut store, &mut blocks)?;
        lists += written.lists;
        layout.segments.push(written.segment);
    }
    let names = names::write(names_of(pages, &layout));
    layout.names_at = store.push(&names);
    layout.names_bytes = names.len() as u32;
    let parts = store.into_parts();
    cache.blocks = known_blocks(&blocks, &parts);
    if cache.terms.len() > lists * STALE_TERMS {
        *cache = IndexCache::default();
    }
    Ok(files(layout, &parts))
}

/// Pages with what is prepared of them. Preparing goes on beside the numbering of terms, which only one thread can do.
fn sources<'a>(pages: &'a [PageDocument], cache: &mut IndexCache) -> Vec<Source<'a>> {
    let keys: Vec<u64> = pages.par_iter().map(content_key).collect();
    let new: Vec<usize> = (0..pages.len()).filter(|&page| !cache.pages.contains_key(&keys[page])).collect();
    let prepare_all = |batch: &[usize]| batch.par_iter().map(|&page| prepare(&pages[page])).collect::<Vec<_>>();
    let mut batches = new.chunks(BATCH);
    let mut batch = batches.next().unwrap_or_default();
    let mut prepared = prepare_all(batch);
    while !batch.is_empty() {
        let next = batches.next().unwrap_or_default();
        let number = || {
            for (&page, prepared) in batch.iter().zip(&prepared) {
                cache.pages.insert(keys[page], Arc::new(KeptPage::new(prepared, &mut cache.terms)));
            }
        };
        let ((), ready) = rayon::join(number, || prepare_all(next));
        (batch, prepared) = (next, ready);
    }
    let kept: Vec<Arc<KeptPage>> = keys.iter().map(|key| Arc::clone(&cache.pages[key])).collect();
    cache.pages = keys.iter().copied().zip(kept.iter().cloned()).collect();
    pages.iter().zip(kept).zip(keys).map(|((page, kept), key)| Source { page, kept, key }).collect()
}

fn content_key(page: &PageDocument) -> u64 {
    let mut hasher = DefaultHasher::new();
    page.hash(&mut hasher);
    hasher.finish()
}

/// Pages of each segment.
fn segments(sources: &[Source<'_>]) -> Result<Vec<std::ops::Range<usize>>, IndexError> {
    let mut ranges = Vec::new();
    let (mut start, mut docs, mut all) = (0, 0, 0);
    for (page, source) in sources.iter().enumerate() {
        let more = source.kept.docs();
        all += more;
        if more > SEGMENT_DOCS || u32::try_from(all).is_err() {
            return Err(IndexError::TooLarge { sections: more.max(all) });
        }
        if docs + more > SEGMENT_DOCS {
            ranges.push(start..page);
            (start, docs) = (page, 0);
        }
        docs += more;
    }
    ranges.push(start..sources.len());
    Ok(ranges)
}

struct Written {
    segment: Segment,
    /// How many terms it has.
    lists: usize,
}

fn write_segment(
    sources: &[Source<'_>],
    cache: &mut IndexCache,
    store: &mut Store,
    blocks: &mut Vec<(u64, u64, usize)>,
) -> Result<Written, IndexError> {
    let mut segment =
        Segment { docs: sources.iter().map(|source| source.kept.docs() as u32).sum(), ..Segment::default() };
    segment.texts_at = store.at();
    for block in text_blocks(sources, &cache.blocks) {
        let at = store.push(&block.bytes);
        blocks.push((block.key, at, block.bytes.len()));
        segment.text_docs.push(block.docs);
        segment.text_bytes.push(block.bytes.len() as u32);
    }
    let kept: Vec<&KeptPage> = sources.iter().map(|source| &*source.kept).collect();
    let chunks = write_lists(&kept, &mut cache.terms)?;
    segment.dictionary_at = store.at();
    let mut dictionary = DictionaryWriter::default();
    let (mut key, mut lists) = (Vec::new(), 0);
    for chunk in chunks {
        lists += chunk.len();
        for (term, docs, list) in chunk.lists() {
            cache.terms.key(term, &mut key);
            dictionary.push(&key, docs, list, |block| {
                store.push(block);
            });
        }
    }
    dictionary.close_block(false, |block| {
        store.push(block);
    });
    segment.names = Segment::name_hashes(&dictionary.names);
    segment.dictionary = dictionary.index;
    Ok(Written { segment, lists })
}

/// Blocks with their places in the store, as stretches of the parts.
fn known_blocks(blocks: &[(u64, u64, usize)], parts: &[Arc<[u8]>]) -> HashMap<u64, Known> {
    let mut known = HashMap::with_capacity(blocks.len());
    let (mut part, mut before) = (0, 0);
    for &(key, at, bytes) in blocks {
        while at >= before + parts[part].len() as u64 {
            before += parts[part].len() as u64;
            part += 1;
        }
        let start = (at - before) as usize;
        known.insert(key, Known { file: Arc::clone(&parts[part]), range: start..start + bytes });
    }
    known
}

fn page_layout(sources: &[Source<'_>], settings: &IndexSettings) -> Layout {
    Layout {
        page_docs: sources.iter().map(|source| source.kept.docs() as u32).collect(),
        dates: sources.iter().map(|source| date_number(source.page.date.as_deref())).collect(),
        facets: (0..FACETS.len()).map(|facet| facet_of(sources, facet)).collect(),
        synonyms: settings.synonyms.clone(),
        ..Layout::default()
    }
}

/// `2024-06-01` as 20240601; anything else as 0.
fn date_number(date: Option<&str>) -> u32 {
    let digits: String = date.unwrap_or_default().chars().take(10).filter(char::is_ascii_digit).collect();
    if digits.len() == 8 { digits.parse().unwrap_or(0) } else { 0 }
}

fn facet_of(sources: &[Source<'_>], facet: usize) -> Facet {
    let of_pages: Vec<Vec<(String, String)>> =
        sources.par_iter().map(|source| facet_values(source.page, facet)).collect();
    let mut values: BTreeMap<&str, &str> = BTreeMap::new();
    for (value, label) in of_pages.iter().flatten() {
        values.entry(value).or_insert(label);
    }
    let ranks: HashMap<&str, u32> = values.keys().zip(0..).map(|(&value, rank)| (value, rank)).collect();
    let items: Vec<Vec<u32>> =
        of_pages.iter().map(|values| values.iter().map(|(value, _)| ranks[value.as_str()]).collect()).collect();
    Facet::new(values.iter().map(|(&value, &label)| (value.to_owned(), label.to_owned())).collect(), &items)
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

fn names_of(pages: &[PageDocument], layout: &Layout) -> Vec<Name> {
    pages
        .iter()
        .zip(0..)
        .map(|(page, index)| Name {
            title: page.title.clone(),
            url: page.url.clone(),
            kind: layout.facets[super::layout::KIND].of_page(index).first().map_or(0, |&kind| kind + 1),
            others: page.short_titles.clone(),
            pinyin: page.title_pinyin.clone(),
            initials: page.title_initials.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::document::SectionDocument;
    use super::*;

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
