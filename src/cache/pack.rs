//! Many small entries in one file: thousands of files would cost more to open than to make anew.

use std::collections::HashMap;
use std::ops::Range;

use super::Hash;

const MAGIC: &[u8; 4] = b"SYP1";
const HEAD: usize = 4 + 32;

/// Entries as they were stored; empty if there were none or the file was not whole.
#[derive(Debug, Default)]
pub struct Pack {
    bytes: Vec<u8>,
    // Only ever asked for single keys, so its order shows nowhere.
    entries: HashMap<Hash, Range<usize>>,
}

impl Pack {
    /// The value under `key`.
    pub fn get(&self, key: &Hash) -> Option<&[u8]> {
        self.entries.get(key).map(|range| &self.bytes[range.clone()])
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn decode(bytes: Vec<u8>) -> Option<Self> {
        let sum = bytes.get(MAGIC.len()..HEAD)?;
        if !bytes.starts_with(MAGIC) || sum != Hash::of(&bytes[HEAD..]).0 {
            return None;
        }
        let mut entries = HashMap::new();
        let mut at = HEAD;
        while at < bytes.len() {
            let key: [u8; 32] = bytes.get(at..at + 32)?.try_into().ok()?;
            let len: [u8; 8] = bytes.get(at + 32..at + 40)?.try_into().ok()?;
            let start = at + 40;
            at = start.checked_add(usize::try_from(u64::from_le_bytes(len)).ok()?)?;
            bytes.get(start..at)?;
            entries.insert(Hash(key), start..at);
        }
        Some(Self { bytes, entries })
    }
}

/// Entries to be stored.
#[derive(Debug, Default)]
pub struct PackWriter {
    body: Vec<u8>,
}

impl PackWriter {
    /// Adds an entry; the last one under a key counts.
    pub fn push(&mut self, key: &Hash, value: &[u8]) {
        self.body.extend(key.0);
        self.body.extend((value.len() as u64).to_le_bytes());
        self.body.extend(value);
    }

    pub(super) fn encode(&self) -> (Vec<u8>, &[u8]) {
        let mut head = MAGIC.to_vec();
        head.extend(Hash::of(&self.body).0);
        (head, &self.body)
    }
}
