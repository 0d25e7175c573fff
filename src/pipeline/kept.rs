//! What a build leaves in the cache for the next one in another process: drafts, what rendered files depend on, prepared
//! pages of the index. The rendered files themselves lie in the published folder.
//!
//! Nothing here is believed by its place or time. Drafts and prepared pages are found by hashes of what they were made
//! from, everything stored carries a checksum, and a published file is taken only if it still has the hash that was noted:
//! what is damaged, half written or altered by hand is made anew. So it does not matter how the last process ended.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{BuildOptions, Memo};
use crate::cache::{Cache, Hash, LayerKeys, Layers};
use crate::content::{Draft, print_of};
use crate::diagnostics::{Checked, Diagnostic};
use crate::outputs::{Outputs, published_file};
use crate::parse::cascade::Cascade;
use crate::parse::{ParseOptions, Parsed};
use crate::render::{FileBytes, FileHash, LeftPages, RenderMemo, RenderSnapshot};
use crate::search::index::IndexCache;
use crate::search::kept::{Fetch, KnownBlock};

const DRAFTS: &str = "drafts";
const PIECES: &str = "index";
const SITE: &str = "site";

/// Drafts that an earlier process has left.
#[derive(Default)]
pub(super) struct KeptDrafts(Layers);

/// A draft as it is stored.
#[derive(Serialize, Deserialize)]
struct LeftDraft {
    draft: Option<Arc<Draft>>,
    /// None if it declares what was declared for it.
    cascade: Option<Cascade>,
    diagnostics: Vec<Diagnostic>,
}

/// What is stored of a published site as a whole.
#[derive(Serialize, Deserialize)]
struct LeftSite {
    folder: PathBuf,
    pages: LeftPages,
    blocks: Vec<LeftBlocks>,
}

/// Blocks of texts in one file of the index.
#[derive(Serialize, Deserialize)]
struct LeftBlocks {
    path: String,
    hash: FileHash,
    blocks: Vec<(u64, Range<usize>)>,
}

/// What can be left, as it was at one moment; cheap to take, so that it can be stored beside further builds.
pub struct Leaving {
    drafts: Vec<(Hash, Cascade, Checked<Parsed>)>,
    known: StoredKeys,
    pages: RenderSnapshot,
}

/// What the cache has.
#[derive(Debug, Clone, Default)]
pub struct StoredKeys {
    drafts: LayerKeys,
    pieces: LayerKeys,
}

impl KeptDrafts {
    /// The draft of `file`, if it was made from these bytes and options.
    pub(super) fn get(&self, file: &str, hash: &Hash, options: &ParseOptions) -> Option<Checked<Parsed>> {
        let stored = self.0.get(&draft_key(file, hash, options))?;
        let bytes = lz4_flex::decompress_size_prepended(stored).ok()?;
        let left: LeftDraft = rmp_serde::from_slice(&bytes).ok()?;
        let cascade = left.cascade.unwrap_or_else(|| options.cascade.clone());
        Some(Checked::with(Parsed { draft: left.draft, cascade }, left.diagnostics))
    }

    /// Frees what only the first build needs.
    pub(super) fn forget(&mut self) {
        self.0 = Layers::default();
    }
}

/// Of everything that decides a draft.
fn draft_key(file: &str, hash: &Hash, options: &ParseOptions) -> Hash {
    Hash::of_parts([file.as_bytes(), &hash.0, &print_of(options).to_le_bytes()])
}

impl Memo {
    /// What the last build with these options has left in `cache`, as far as it is whole.
    pub fn recall(cache: &Cache, options: &BuildOptions) -> Self {
        let (drafts, (index, site)) = rayon::join(
            || cache.layers(DRAFTS),
            || rayon::join(|| cache.layers(PIECES), || cache.get(SITE, &site_key(options))),
        );
        let mut memo = Self {
            stored: StoredKeys { drafts: drafts.keys(), pieces: index.keys() },
            kept_drafts: KeptDrafts(drafts),
            index: IndexCache::from_pieces(index.values()),
            ..Self::default()
        };
        let site = site.and_then(|bytes| rmp_serde::from_slice::<LeftSite>(&bytes).ok());
        if let Some(LeftSite { folder, pages, blocks }) = site {
            add_blocks(&mut memo.index, &folder, blocks);
            let fetch = move |path: &str, hash: &FileHash| published_file(&folder, path, &Hash(*hash));
            memo.render = RenderMemo::recall(pages, Box::new(fetch));
        }
        memo
    }

    /// What can be left now; `content` is the path under which the content folder is known.
    pub fn leaving(&self, content: &str) -> Leaving {
        let drafts = self.drafts.iter().map(|(path, (hash, options, parsed))| {
            (draft_key(&format!("{content}/{path}"), hash, options), options.cascade.clone(), parsed.clone())
        });
        Leaving { drafts: drafts.collect(), known: self.stored.clone(), pages: self.render.snapshot() }
    }
}

impl Memo {
    /// [`Memo::leaving`] of a memo that is not used again: what is wrong with a large site is not held once more.
    pub fn leave(&mut self, content: &str) -> Leaving {
        let drafts = std::mem::take(&mut self.drafts).into_iter().map(|(path, (hash, options, parsed))| {
            (draft_key(&format!("{content}/{path}"), &hash, &options), options.cascade, parsed)
        });
        Leaving { drafts: drafts.collect(), known: self.stored.clone(), pages: self.render.snapshot() }
    }
}

impl Leaving {
    /// Stores it for the next process; `outputs` is what was published to `folder`. A failure costs time later and nothing
    /// else. Returns what the cache has now.
    pub fn store(
        self,
        cache: &Cache,
        options: &BuildOptions,
        index: &mut IndexCache,
        outputs: &Outputs,
        folder: &Path,
    ) -> StoredKeys {
        let names = index.pieces();
        let index = &*index;
        let site = || {
            let published = |path: &str, bytes: &FileBytes| {
                let content = outputs.get(path)?;
                let same = match bytes {
                    FileBytes::Here(bytes) => content.in_memory()? == bytes,
                    FileBytes::Aside(_, hash) => content.hash().0 == *hash,
                };
                same.then(|| content.hash().0)
            };
            let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
            let left = LeftSite { folder, pages: self.pages.left(&published), blocks: left_blocks(index, outputs) };
            if let Ok(bytes) = rmp_serde::to_vec(&left) {
                cache.put(SITE, &site_key(options), &bytes);
            }
        };
        let drafts = || store_drafts(cache, &self.known.drafts, &self.drafts);
        let pieces = || {
            let keys: Vec<Hash> = names.iter().map(|name| Hash::of(&name.bytes())).collect();
            cache.store_layers(PIECES, &self.known.pieces, &keys, &|at| index.piece(names[at]))
        };
        let (drafts, (pieces, ())) = rayon::join(drafts, || rayon::join(pieces, site));
        StoredKeys { drafts, pieces }
    }
}

fn store_drafts(cache: &Cache, known: &LayerKeys, drafts: &[(Hash, Cascade, Checked<Parsed>)]) -> LayerKeys {
    let keys: Vec<Hash> = drafts.iter().map(|(key, ..)| *key).collect();
    cache.store_layers(DRAFTS, known, &keys, &|at| {
        let (_, above, parsed) = &drafts[at];
        let left = LeftDraft {
            draft: parsed.value.draft.clone(),
            cascade: (parsed.value.cascade != *above).then(|| parsed.value.cascade.clone()),
            diagnostics: parsed.diagnostics.clone(),
        };
        // What cannot be written down is not found again. Compressed, because every place names its file.
        lz4_flex::compress_prepend_size(&rmp_serde::to_vec(&left).unwrap_or_default())
    })
}

/// Builds of one site that differ in more than its sources.
fn site_key(options: &BuildOptions) -> Hash {
    Hash::of(format!("{:?}", (&options.config, &options.content, &options.base_url, options.drafts)).as_bytes())
}

fn left_blocks(index: &IndexCache, outputs: &Outputs) -> Vec<LeftBlocks> {
    let mut by_file: HashMap<&str, Vec<(u64, Range<usize>)>> = HashMap::new();
    for KnownBlock { key, file, range } in index.blocks() {
        by_file.entry(file).or_default().push((key, range));
    }
    // Files of an index are called by what they hold.
    let left = |(path, blocks): (&str, _)| {
        Some(LeftBlocks { path: path.to_owned(), hash: outputs.get(path)?.hash().0, blocks })
    };
    by_file.into_iter().filter_map(left).collect()
}

/// A file of the last index by its path; none if it is not what it was.
type FetchedFile = (String, Option<Arc<[u8]>>);

/// Files of the last index that are held at a time: blocks are asked for about in the order in which they lie.
const FETCHED: usize = 8;

fn add_blocks(index: &mut IndexCache, folder: &Path, left: Vec<LeftBlocks>) {
    let hashes: HashMap<String, FileHash> = left.iter().map(|left| (left.path.clone(), left.hash)).collect();
    let folder = folder.to_owned();
    let held: Mutex<VecDeque<FetchedFile>> = Mutex::default();
    let fetch: Arc<Fetch> = Arc::new(move |path: &str| {
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = held.iter().find(|(known, _)| known == path) {
            return file.clone();
        }
        let file = published_file(&folder, path, &Hash(*hashes.get(path)?));
        held.truncate(FETCHED - 1);
        held.push_front((path.to_owned(), file.clone()));
        file
    });
    for LeftBlocks { path, blocks, .. } in left {
        index.add_blocks(path, blocks, &fetch);
    }
}
