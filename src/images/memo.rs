//! Each image is made once.

use serde::{Deserialize, Serialize};

use super::{ImageFault, Processed, Settings, Variant, process};
use crate::cache::{Cache, Hash};

/// Raise whenever the bytes that [`process`] gives could differ.
const KIND: &str = "image-2";
/// [`process`], but taken from `cache` if it was done before. `hash` is that of `bytes`.
pub fn process_cached(
    cache: &Cache,
    name: &str,
    hash: &Hash,
    bytes: &[u8],
    settings: &Settings,
) -> Result<Processed, ImageFault> {
    let key = key(name, hash, settings);
    if let Some(done) = cache.get(KIND, &key).and_then(|entry| decode(&entry)) {
        return Ok(done);
    }
    let done = process(name, bytes, settings)?;
    cache.put(KIND, &key, &encode(&done));
    Ok(done)
}

fn key(name: &str, hash: &Hash, settings: &Settings) -> Hash {
    let widths: Vec<u8> = settings.widths.iter().flat_map(|w| w.to_le_bytes()).collect();
    let extension = super::extension(name);
    let limits = [settings.most_pixels.to_le_bytes(), u64::from(settings.most_width).to_le_bytes()].concat();
    Hash::of_parts([extension.as_bytes(), &hash.0, &widths, &[settings.quality], &limits])
}

/// The head of an entry; the files follow it.
#[derive(Serialize, Deserialize)]
struct Head {
    width: u32,
    height: u32,
    clean: Option<usize>,
    variants: Vec<(u32, u32, usize)>,
}

fn encode(done: &Processed) -> Vec<u8> {
    let head = Head {
        width: done.width,
        height: done.height,
        clean: done.clean.as_ref().map(Vec::len),
        variants: done.variants.iter().map(|v| (v.width, v.height, v.bytes.len())).collect(),
    };
    // Numbers always have a form in JSON.
    let head = serde_json::to_vec(&head).unwrap_or_default();
    let mut entry = (head.len() as u64).to_le_bytes().to_vec();
    entry.extend(head);
    entry.extend(done.clean.iter().flatten());
    done.variants.iter().for_each(|variant| entry.extend(&variant.bytes));
    entry
}

fn decode(entry: &[u8]) -> Option<Processed> {
    let mut rest = entry;
    let mut take = |len: usize| {
        let (taken, left) = rest.split_at_checked(len)?;
        rest = left;
        Some(taken)
    };
    let len: [u8; 8] = take(8)?.try_into().ok()?;
    let head: Head = serde_json::from_slice(take(usize::try_from(u64::from_le_bytes(len)).ok()?)?).ok()?;
    let clean = match head.clean {
        Some(len) => Some(take(len)?.to_vec()),
        None => None,
    };
    let variants: Option<Vec<Variant>> = head
        .variants
        .into_iter()
        .map(|(width, height, len)| Some(Variant { width, height, bytes: take(len)?.to_vec() }))
        .collect();
    Some(Processed { width: head.width, height: head.height, clean, variants: variants? })
}
