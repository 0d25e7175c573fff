//! Entries of a site most of which are the same from build to build: a large pack that is seldom written, and a small one
//! with what came since.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use rayon::prelude::*;

use super::{Cache, Hash, Pack};

/// The large pack is written anew when so many times the bytes that came since, or that nobody wants any more, would
/// exceed it.
const SHARE: usize = 4;

/// Entries that are made at a time when they are stored.
const BATCH: usize = 256;

/// Both packs.
#[derive(Debug, Default)]
pub struct Layers {
    base: Pack,
    since: Pack,
}

/// What lies in which pack, without the bytes.
#[derive(Debug, Clone, Default)]
pub struct LayerKeys {
    /// The sum of the large pack.
    base_sum: Option<Hash>,
    base: HashMap<Hash, usize>,
    since: HashSet<Hash>,
}

impl Layers {
    /// The value under `key`.
    pub fn get(&self, key: &Hash) -> Option<&[u8]> {
        self.since.get(key).or_else(|| self.base.get(key))
    }

    /// All values, in no order.
    pub fn values(&self) -> impl Iterator<Item = &[u8]> {
        self.base.values().chain(self.since.values())
    }

    /// What is where.
    pub fn keys(&self) -> LayerKeys {
        LayerKeys {
            base_sum: self.base.sum(),
            base: self.base.lengths(),
            since: self.since.lengths().into_keys().collect(),
        }
    }
}

impl Cache {
    /// The entries of `kind`.
    pub fn layers(&self, kind: &str) -> Layers {
        let (base, mut since) = rayon::join(|| self.pack(&base_name(kind)), || self.pack(&since_name(kind)));
        // The small pack of another large one: somebody else has stored in between.
        if since.get(&sum_key()) != base.sum().as_ref().map(|sum| &sum.0[..]) {
            since = Pack::default();
        }
        Layers { base, since }
    }

    /// Makes `wanted` the entries of `kind`; `make` gives the value of the one at an index. `known` is what was stored
    /// already when it was last looked at; what is in it need not be made. Returns what is stored now.
    pub fn store_layers(
        &self,
        kind: &str,
        known: &LayerKeys,
        wanted: &[Hash],
        make: &(dyn Fn(usize) -> Vec<u8> + Sync),
    ) -> LayerKeys {
        let new: Vec<usize> = (0..wanted.len()).filter(|&at| !known.base.contains_key(&wanted[at])).collect();
        let is_same = new.len() == known.since.len().saturating_sub(1)
            && new.iter().all(|&at| known.since.contains(&wanted[at]))
            && known.base_sum.is_some();
        if is_same {
            return known.clone();
        }
        let base_sum = known.base_sum.filter(|sum| self.last_sum(&base_name(kind)).as_ref() == Some(sum));
        let all: usize = known.base.values().sum();
        let used: usize = wanted.iter().filter_map(|key| known.base.get(key)).sum();
        // Values are not made to learn their size: entries of a kind are about as long as each other.
        let mean = all.checked_div(known.base.len()).unwrap_or(0);
        let waste = new.len() * mean + (all - used);
        if base_sum.is_none() || waste * SHARE > all {
            self.remove_pack(&since_name(kind));
            let every: Vec<usize> = (0..wanted.len()).collect();
            let (base_sum, base) = self.store_made(&base_name(kind), None, wanted, &every, make);
            return LayerKeys { base_sum, base, since: HashSet::new() };
        }
        let (_, since) = self.store_made(&since_name(kind), base_sum, wanted, &new, make);
        LayerKeys { base_sum, base: known.base.clone(), since: since.into_keys().collect() }
    }

    /// Stores the `picked` ones; returns the sum of the pack and the length of each value.
    fn store_made(
        &self,
        name: &str,
        base_sum: Option<Hash>,
        wanted: &[Hash],
        picked: &[usize],
        make: &(dyn Fn(usize) -> Vec<u8> + Sync),
    ) -> (Option<Hash>, HashMap<Hash, usize>) {
        let mut lengths = HashMap::with_capacity(picked.len() + 1);
        let sum = self.store_pack(name, &mut |writer| {
            let mut push = |key: &Hash, value: &[u8]| {
                lengths.insert(*key, value.len());
                writer.push(key, value)
            };
            if let Some(sum) = base_sum {
                push(&sum_key(), &sum.0)?;
            }
            for batch in picked.chunks(BATCH) {
                let made: Vec<Vec<u8>> = batch.par_iter().map(|&at| make(at)).collect();
                batch.iter().zip(&made).try_for_each(|(&at, value)| push(&wanted[at], value))?;
            }
            Ok(())
        });
        (sum, lengths)
    }

    /// The sum of a pack as it lies there now.
    fn last_sum(&self, name: &str) -> Option<Hash> {
        let mut file = File::open(self.pack_place(name)?).ok()?;
        file.seek(SeekFrom::End(-32)).ok()?;
        let mut sum = [0; 32];
        file.read_exact(&mut sum).ok()?;
        Some(Hash(sum))
    }

    fn remove_pack(&self, name: &str) {
        if let Some(place) = self.pack_place(name) {
            let _ = fs::remove_file(place);
        }
    }
}

fn base_name(kind: &str) -> String {
    format!("{kind}-base")
}

fn since_name(kind: &str) -> String {
    format!("{kind}-since")
}

/// Under which the small pack names the large one that it belongs to.
fn sum_key() -> Hash {
    Hash::of(b"base")
}
