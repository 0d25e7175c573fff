//! Writes the index: prepares all pages, sorts their terms, has Tantivy serialize the lists, and packs the files.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::codec::{LIST_SUM, seal};
use super::dictionary::{DictionaryWriter, push_char};
use super::document::{IndexError, IndexFile, IndexSettings, PageDocument};
use super::layout::{FACETS, Facet, Layout, Part, Segment, index_id};
use super::names::{self, Name};
use super::postings;
use super::prepare::{FIRST_PAIR, Prepared, prepare};
use super::texts::{PageFacts, Run, SectionText, write_block};

/// Folder of the index below the site root.
pub const FOLDER: &str = "search/";

/// The file that says which index is current; the only one whose name never changes.
pub const START: &str = "search/start.json";

/// Up to this size the store travels with the start data.
const SMALL: usize = 200_000;

/// Size of the store's files; a host that knows no ranges delivers one whole.
const PART: usize = 512 << 10;

/// Documents of a segment fit 18 bits.
const SEGMENT_DOCS: usize = 1 << 18;

/// Raw size at which a block of texts is closed.
const TEXT_BLOCK: usize = 8 << 10;

/// Beyond this many entries, prepared pages are not kept for the next run: they would take too much memory.
const CACHED_ENTRIES: usize = 8 << 20;

/// Prepared pages of the last run.
#[derive(Default)]
pub struct IndexCache {
    pages: HashMap<u64, Arc<Prepared>>,
}

/// Writes the index of a site.
pub fn write_index(pages: &[PageDocument], settings: &IndexSettings) -> Result<Vec<IndexFile>, IndexError> {
    write_index_with_cache(pages, settings, &mut IndexCache::default())
}

/// The same, with the preparation of unchanged pages taken from the last run.
pub fn write_index_with_cache(
    pages: &[PageDocument],
    settings: &IndexSettings,
    cache: &mut IndexCache,
) -> Result<Vec<IndexFile>, IndexError> {
    let mut prepared = prepare_all(pages, cache);
    let mut layout = page_layout(pages, &prepared, settings);
    let mut store = Store::default();
    for range in segments(&prepared)? {
        let (pages, prepared) = (&pages[range.clone()], &mut prepared[range]);
        layout.segments.push(write_segment(pages, prepared, &mut store)?);
    }
    let names = names::write(names_of(pages, &layout));
    layout.names_at = store.push(&names);
    layout.names_bytes = names.len() as u32;
    Ok(files(layout, store))
}

fn prepare_all(pages: &[PageDocument], cache: &mut IndexCache) -> Vec<Arc<Prepared>> {
    let keys: Vec<u64> = pages.par_iter().map(content_key).collect();
    let known = &cache.pages;
    let prepared: Vec<Arc<Prepared>> = pages
        .par_iter()
        .zip(&keys)
        .map(|(page, key)| known.get(key).cloned().unwrap_or_else(|| Arc::new(prepare(page))))
        .collect();
    let small = prepared.iter().map(|page| page.entries.len()).sum::<usize>() <= CACHED_ENTRIES;
    cache.pages = if small { keys.into_iter().zip(prepared.iter().cloned()).collect() } else { HashMap::new() };
    prepared
}

fn content_key(page: &PageDocument) -> u64 {
    let mut hasher = DefaultHasher::new();
    page.hash(&mut hasher);
    hasher.finish()
}

/// Pages of each segment.
fn segments(prepared: &[Arc<Prepared>]) -> Result<Vec<std::ops::Range<usize>>, IndexError> {
    let mut ranges = Vec::new();
    let (mut start, mut docs, mut all) = (0, 0, 0);
    for (page, content) in prepared.iter().enumerate() {
        let more = content.ends.len();
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
    ranges.push(start..prepared.len());
    Ok(ranges)
}

fn write_segment(
    pages: &[PageDocument],
    prepared: &mut [Arc<Prepared>],
    store: &mut Store,
) -> Result<Segment, IndexError> {
    let (texts, lists) = rayon::join(|| text_blocks(pages, prepared), || sorted_entries(prepared));
    let mut segment = Segment { docs: prepared.iter().map(|page| page.ends.len() as u32).sum(), ..Segment::default() };
    segment.texts_at = store.at();
    for (docs, block) in texts {
        store.push(&block);
        segment.text_docs.push(docs);
        segment.text_bytes.push(block.len() as u32);
    }
    // Lists of large indexes take more memory than anything else: they are let go as soon as they are sorted.
    for page in prepared.iter_mut() {
        *page = Arc::default();
    }
    let (entries, words) = lists;
    let written = write_lists(&entries, &words)?;
    drop(entries);
    segment.dictionary_at = store.at();
    for block in &written.dictionary.blocks {
        store.push(block);
    }
    segment.postings_at = store.at();
    let mut rest = &written.postings[..];
    for length in written.lengths {
        let (list, tail) = rest.split_at(length as usize);
        store.push(list);
        rest = tail;
    }
    segment.dictionary = written.dictionary.index;
    Ok(segment)
}

/// All entries of a segment as `term << 22 | document << 4 | impact - 1`, sorted, and the keys of its words.
fn sorted_entries(prepared: &[Arc<Prepared>]) -> (Vec<u64>, Vec<Vec<u8>>) {
    let words: BTreeMap<&[u8], u64> = prepared
        .iter()
        .flat_map(|page| page.words.iter().map(Vec::as_slice))
        .map(|word| (word, 0))
        .collect::<BTreeMap<_, _>>()
        .into_keys()
        .enumerate()
        .map(|(rank, word)| (word, rank as u64))
        .collect();
    let mut entries = Vec::with_capacity(prepared.iter().map(|page| page.entries.len()).sum());
    let mut doc = 0u64;
    for page in prepared {
        let ranks: Vec<u64> = page.words.iter().map(|word| words[word.as_slice()]).collect();
        let mut start = 0;
        for &end in &page.ends {
            entries.extend(page.entries[start..end as usize].iter().map(|&entry| {
                let term = entry >> 4;
                let term = if term < FIRST_PAIR { ranks[term as usize] } else { term };
                term << 22 | doc << 4 | entry & 15
            }));
            start = end as usize;
            doc += 1;
        }
    }
    entries.par_sort_unstable();
    let words = words.into_keys().map(<[u8]>::to_vec).collect();
    (entries, words)
}

#[derive(Default)]
struct Lists {
    dictionary: DictionaryWriter,
    postings: Vec<u8>,
    lengths: Vec<u32>,
}

fn write_lists(entries: &[u64], words: &[Vec<u8>]) -> Result<Lists, IndexError> {
    let mut lists = Lists::default();
    let mut list = Vec::new();
    let mut key = Vec::new();
    for group in entries.chunk_by(|a, b| a >> 22 == b >> 22) {
        list.clear();
        list.extend(
            group.iter().map(|&entry| ((entry >> 4) as u32 & (SEGMENT_DOCS as u32 - 1), (entry & 15) as u32 + 1)),
        );
        let start = lists.postings.len();
        postings::encode(&list, &mut lists.postings).map_err(|error| IndexError::Serializer(error.to_string()))?;
        seal(&mut lists.postings, start, LIST_SUM);
        let length = (lists.postings.len() - start) as u32;
        lists.lengths.push(length);
        key_of_term(group[0] >> 22, words, &mut key);
        lists.dictionary.push(&key, list.len() as u32, length);
    }
    lists.dictionary.close_block();
    Ok(lists)
}

fn key_of_term(term: u64, words: &[Vec<u8>], key: &mut Vec<u8>) {
    key.clear();
    if term < FIRST_PAIR {
        key.extend_from_slice(&words[term as usize]);
        return;
    }
    for code in [term >> 21, term & (FIRST_PAIR - 1)] {
        if code != 0 {
            // Both halves of a pair came from characters.
            push_char(key, char::from_u32(code as u32).unwrap_or('\u{fffd}'));
        }
    }
}

fn text_blocks(pages: &[PageDocument], prepared: &[Arc<Prepared>]) -> Vec<(u32, Vec<u8>)> {
    let mut plans: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut plan = Vec::new();
    let mut size = 0;
    for (page, content) in prepared.iter().enumerate() {
        for doc in 0..content.ends.len() {
            let more = doc.checked_sub(1).map_or(120, |piece| content.pieces[piece].1.len() + 60);
            if size > 0 && (size + more > TEXT_BLOCK || (doc == 0 && size > TEXT_BLOCK / 2)) {
                plans.push(std::mem::take(&mut plan));
                size = 0;
            }
            plan.push((page, doc));
            size += more;
        }
    }
    if !plan.is_empty() {
        plans.push(plan);
    }
    plans.into_par_iter().map(|plan| (plan.len() as u32, write_block(runs(&plan, pages, prepared)))).collect()
}

fn runs(plan: &[(usize, usize)], pages: &[PageDocument], prepared: &[Arc<Prepared>]) -> Vec<Run> {
    plan.chunk_by(|a, b| a.0 == b.0)
        .map(|docs| {
            let page = &pages[docs[0].0];
            let sections = docs.iter().map(|&(index, doc)| section_text(page, &prepared[index], doc)).collect();
            Run { page: page_facts(page), sections }
        })
        .collect()
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

fn section_text(page: &PageDocument, prepared: &Prepared, doc: usize) -> SectionText {
    let Some(piece) = doc.checked_sub(1) else {
        let mut lines: Vec<&str> = page.summary.iter().map(String::as_str).collect();
        let keywords = page.keywords.join("；");
        let topics = page.topics.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join("；");
        let issuers = page.issuers.join("；");
        lines
            .extend([keywords.as_str(), topics.as_str(), issuers.as_str()].into_iter().filter(|line| !line.is_empty()));
        return SectionText { text: lines.join("\n"), ..SectionText::default() };
    };
    let (index, range) = prepared.pieces[piece].clone();
    let section = &page.sections[index as usize];
    SectionText {
        anchor: section.anchor.clone(),
        heading: section.heading.clone(),
        path: section.path.clone(),
        number: section.number.clone().unwrap_or_default(),
        text: section.text[range].to_owned(),
    }
}

fn page_layout(pages: &[PageDocument], prepared: &[Arc<Prepared>], settings: &IndexSettings) -> Layout {
    Layout {
        page_docs: prepared.iter().map(|page| page.ends.len() as u32).collect(),
        dates: pages.iter().map(|page| date_number(page.date.as_deref())).collect(),
        facets: (0..FACETS.len()).map(|facet| facet_of(pages, facet)).collect(),
        synonyms: settings.synonyms.clone(),
        ..Layout::default()
    }
}

/// `2024-06-01` as 20240601; anything else as 0.
fn date_number(date: Option<&str>) -> u32 {
    let digits: String = date.unwrap_or_default().chars().take(10).filter(char::is_ascii_digit).collect();
    if digits.len() == 8 { digits.parse().unwrap_or(0) } else { 0 }
}

fn facet_of(pages: &[PageDocument], facet: usize) -> Facet {
    let of_pages: Vec<Vec<(String, String)>> = pages.par_iter().map(|page| facet_values(page, facet)).collect();
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

/// The store while it is written: objects in files, none across a file's end.
#[derive(Default)]
struct Store {
    parts: Vec<Vec<u8>>,
    written: u64,
}

impl Store {
    fn at(&self) -> u64 {
        self.written
    }

    fn push(&mut self, object: &[u8]) -> u64 {
        let at = self.written;
        match self.parts.last_mut() {
            Some(part) if part.len() + object.len() <= PART => part.extend_from_slice(object),
            _ => self.parts.push(object.to_vec()),
        }
        self.written += object.len() as u64;
        at
    }
}

fn files(mut layout: Layout, store: Store) -> Vec<IndexFile> {
    let mut files = Vec::new();
    let mut inline = Vec::new();
    if store.written as usize <= SMALL {
        inline = store.parts.concat();
    } else {
        let hashes: Vec<[u8; 32]> = store.parts.par_iter().map(|part| Sha256::digest(part).into()).collect();
        for (bytes, hash) in store.parts.into_iter().zip(hashes) {
            let part = Part { name: hash[..8].to_vec(), bytes: bytes.len() as u32 };
            files.push(IndexFile { path: format!("{FOLDER}{}", part.file_name()), bytes });
            layout.parts.push(part);
        }
    }
    let pages = layout.page_docs.len();
    let hot = layout.write(&inline);
    let id = index_id(&hot);
    let path = format!("hot-{id}.bin");
    let start =
        format!("{{\"format\":1,\"id\":\"{id}\",\"pages\":{pages},\"hot\":\"{path}\",\"bytes\":{}}}\n", hot.len());
    files.push(IndexFile { path: format!("{FOLDER}{path}"), bytes: hot });
    files.push(IndexFile { path: START.to_owned(), bytes: start.into_bytes() });
    // Two parts with the same content are one file.
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    files
}
