//! Many small entries in one file: thousands of files would cost more to open than to make anew.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::Hash;

const MAGIC: &[u8; 4] = b"SYP2";
const SUM: usize = 32;

/// Entries as they were stored; empty if there were none or the file was not whole.
#[derive(Debug, Default)]
pub struct Pack {
    bytes: Vec<u8>,
    // Only ever asked for single keys, or for all in the order of the bytes, so its order shows nowhere.
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

    /// Keys and lengths of the values.
    pub(super) fn lengths(&self) -> HashMap<Hash, usize> {
        self.entries.iter().map(|(key, range)| (*key, range.len())).collect()
    }

    /// All values.
    pub(super) fn values(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.values().map(|range| &self.bytes[range.clone()])
    }

    /// The sum at the end of the file; none for a pack that was not stored.
    pub(super) fn sum(&self) -> Option<Hash> {
        Some(Hash(self.bytes.last_chunk::<SUM>().copied()?))
    }

    pub(super) fn decode(bytes: Vec<u8>) -> Option<Self> {
        let end = bytes.len().checked_sub(SUM)?;
        if !bytes.starts_with(MAGIC) || bytes[end..] != Hash::of(&bytes[..end]).0 {
            return None;
        }
        let mut entries = HashMap::new();
        let mut at = MAGIC.len();
        while at < end {
            let key: [u8; 32] = bytes.get(at..at + 32)?.try_into().ok()?;
            let len: [u8; 8] = bytes.get(at + 32..at + 40)?.try_into().ok()?;
            let start = at + 40;
            at = start.checked_add(usize::try_from(u64::from_le_bytes(len)).ok()?)?;
            bytes.get(start..at).filter(|_| at <= end)?;
            entries.insert(Hash(key), start..at);
        }
        Some(Self { bytes, entries })
    }
}

/// Writes a pack entry by entry, so that one of a large site is never in memory whole.
pub(super) struct PackWriter<'a> {
    out: &'a mut dyn Write,
    hasher: Sha256,
}

impl<'a> PackWriter<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = Self { out, hasher: Sha256::new() };
        writer.bytes(MAGIC)?;
        Ok(writer)
    }

    /// Adds an entry; the last one under a key counts.
    pub(super) fn push(&mut self, key: &Hash, value: &[u8]) -> io::Result<()> {
        self.bytes(&key.0)?;
        self.bytes(&(value.len() as u64).to_le_bytes())?;
        self.bytes(value)
    }

    /// Ends the pack with its sum.
    pub(super) fn finish(self) -> io::Result<Hash> {
        let sum = Hash(self.hasher.finalize().into());
        self.out.write_all(&sum.0)?;
        Ok(sum)
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.out.write_all(bytes)
    }
}
