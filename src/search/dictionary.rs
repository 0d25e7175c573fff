//! The dictionary: sorted keys in blocks, each key with the number of its documents and its posting list.
//!
//! The lists stand among the keys, so that one fetch answers what a term is and where it occurs. A long list has a block
//! of its own: whether its term exists is then known from the start data, and a query may do without it.
//! Keys are bytes: Han characters as two bytes each, other words in UTF-8 behind a byte that tells what they are.

use std::ops::Range;

use super::codec::{BLOCK_SUM, Damaged, Reader, unseal};
use super::postings::{BLOCK, short_list};
use super::tokens::Token;

/// Kinds of keys that are not Han text; a Han character's first byte is always larger.
pub const WORD: u8 = 1;
/// A mention of an article's number: `第12条`.
pub const ORDINAL: u8 = 2;
/// The whole name of a page.
pub const NAME: u8 = 3;
/// The section that is this article: `12`.
pub const NUMBER: u8 = 4;
/// The document number of a page.
pub const DOC_NO: u8 = 5;

/// What a dictionary block says of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: Vec<u8>,
    pub doc_freq: u32,
    /// Where its list lies in the block.
    pub list: Range<usize>,
}

/// The key of a token.
pub fn key_of(token: &Token<'_>) -> Vec<u8> {
    let mut key = Vec::new();
    match token {
        Token::Pair(first, second) => {
            push_char(&mut key, *first);
            push_char(&mut key, *second);
        }
        Token::Last(last) => push_char(&mut key, *last),
        Token::Word(word) => return named(WORD, word),
        Token::Ordinal(ordinal) => return named(ORDINAL, ordinal),
    }
    key
}

/// A key of one of the kinds above.
pub fn named(kind: u8, word: &str) -> Vec<u8> {
    let mut key = vec![kind];
    key.extend_from_slice(word.as_bytes());
    key
}

/// A key as people write it, for export.
pub fn display(key: &[u8]) -> String {
    match key.first() {
        Some(&WORD) => String::from_utf8_lossy(&key[1..]).into_owned(),
        Some(&kind) if kind <= DOC_NO => format!(
            "{}{}",
            ["=", "#", "@"].get(usize::from(kind).wrapping_sub(3)).copied().unwrap_or(""),
            String::from_utf8_lossy(&key[1..])
        ),
        _ => han_chars(key).into_iter().collect(),
    }
}

/// The Han characters of a key.
pub fn han_chars(key: &[u8]) -> Vec<char> {
    let mut chars = Vec::new();
    let mut rest = key;
    while let [high, tail @ ..] = rest {
        let take = if *high == 0xff { 3 } else { 1 };
        let Some((low, after)) = tail.split_at_checked(take) else { break };
        let start = if take == 3 { 0 } else { u32::from(*high) };
        chars.extend(char::from_u32(low.iter().fold(start, |code, &byte| code << 8 | u32::from(byte))));
        rest = after;
    }
    chars
}

pub fn push_char(key: &mut Vec<u8>, character: char) {
    let bytes = (character as u32).to_be_bytes();
    if character < '\u{ff00}' {
        key.extend_from_slice(&bytes[2..]);
    } else {
        key.push(0xff);
        key.extend_from_slice(&bytes[1..]);
    }
}

/// Bytes that a key shares with the one before it, as far as they fit the byte that also says how many are new.
const MOST_KEPT: usize = 31;

/// Reads a sealed block.
pub fn entries(block: &[u8]) -> Result<Vec<Entry>, Damaged> {
    let mut reader = Reader::new(unseal(block, BLOCK_SUM)?);
    let whole = reader.rest();
    let mut entries: Vec<Entry> = Vec::new();
    while !reader.is_empty() {
        let lengths = reader.size()?;
        let (keep, add) = (lengths & MOST_KEPT, lengths >> 5);
        let mut key = match entries.last() {
            Some(previous) => previous.key.get(..keep).ok_or(Damaged)?.to_vec(),
            None if keep == 0 => Vec::new(),
            None => return Err(Damaged),
        };
        key.extend_from_slice(reader.take(add)?);
        let doc_freq = u32::try_from(reader.varint()?).map_err(|_| Damaged)?;
        let bytes = if doc_freq as usize >= BLOCK { Some(reader.size()?) } else { None };
        let start = whole - reader.rest();
        match bytes {
            Some(bytes) => drop(reader.take(bytes)?),
            None => short_list(&mut reader, doc_freq)?,
        }
        entries.push(Entry { key, doc_freq, list: start..whole - reader.rest() });
    }
    Ok(entries)
}

/// Puts keys in ascending order into sealed blocks.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Default)]
pub struct DictionaryWriter {
    pub index: Vec<super::layout::DictionaryBlock>,
    /// Checksums of the keys of whole names.
    pub names: Vec<u64>,
    block: Vec<u8>,
    first_key: Vec<u8>,
    previous: Vec<u8>,
}

#[cfg(not(target_arch = "wasm32"))]
impl DictionaryWriter {
    /// Block size at which the next key opens a new one: small, because a query reads one block per term.
    const TARGET: usize = 2500;

    /// Lists from this size on have a block of their own.
    const LONG: usize = 8 << 10;

    /// Adds a term; calls `done` with every block that is full.
    pub fn push(&mut self, key: &[u8], doc_freq: u32, list: &[u8], mut done: impl FnMut(&[u8])) {
        use super::codec::{put_size, put_varint};
        if key.first() == Some(&NAME) {
            self.names.push(super::codec::checksum(key));
        }
        let alone = list.len() >= Self::LONG;
        if alone || self.block.len() >= Self::TARGET {
            self.close_block(false, &mut done);
        }
        let same = self.previous.iter().zip(key).take_while(|(a, b)| a == b).count();
        if self.block.is_empty() {
            // The name of a block says no more than what tells it from the one before; that of a long list says all.
            self.first_key = key[..if alone { key.len() } else { key.len().min(same + 1) }].to_vec();
        }
        let keep = if self.block.is_empty() { 0 } else { same.min(MOST_KEPT) };
        put_size(&mut self.block, (key.len() - keep) << 5 | keep);
        self.block.extend_from_slice(&key[keep..]);
        put_varint(&mut self.block, u64::from(doc_freq));
        if doc_freq as usize >= BLOCK {
            put_size(&mut self.block, list.len());
        }
        self.block.extend_from_slice(list);
        self.previous.clear();
        self.previous.extend_from_slice(key);
        if alone {
            self.close_block(true, &mut done);
        }
    }

    pub fn close_block(&mut self, alone: bool, mut done: impl FnMut(&[u8])) {
        if self.block.is_empty() {
            return;
        }
        super::codec::seal(&mut self.block, 0, BLOCK_SUM);
        let (first_key, bytes) = (std::mem::take(&mut self.first_key), self.block.len() as u32);
        self.index.push(super::layout::DictionaryBlock { first_key, bytes, alone });
        done(&self.block);
        self.block.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_kind_then_character() {
        let keys = [
            named(WORD, "2024"),
            named(DOC_NO, "示党发"),
            key_of(&Token::Last('一')),
            key_of(&Token::Pair('一', '丁')),
            key_of(&Token::Pair('党', '课')),
            key_of(&Token::Pair('\u{20000}', '课')),
        ];
        assert!(keys.is_sorted());
        assert_eq!(han_chars(&keys[5]), ['\u{20000}', '课']);
        assert_eq!(display(&keys[4]), "党课");
        assert_eq!(display(&keys[1]), "@示党发");
    }

    #[test]
    fn blocks_come_back() {
        let mut writer = DictionaryWriter::default();
        let mut blocks = Vec::new();
        let keys: Vec<Vec<u8>> = (0..2000u32).map(|n| named(WORD, &format!("{n:05}"))).collect();
        let lists: Vec<Vec<(u32, u32)>> = (0..2000u32)
            .map(|n| (0..if n == 700 { 20_000 } else { n % 200 + 1 }).map(|doc| (doc * 3 + n, 1 + doc % 8)).collect())
            .collect();
        for (key, list) in keys.iter().zip(&lists) {
            let mut bytes = Vec::new();
            crate::search::postings::encode(list, &mut bytes).unwrap();
            writer.push(key, list.len() as u32, &bytes, |block| blocks.push(block.to_vec()));
        }
        writer.close_block(false, |block| blocks.push(block.to_vec()));
        let mut back = Vec::new();
        for (block, known) in blocks.iter().zip(&writer.index) {
            assert_eq!(known.bytes as usize, block.len());
            let entries = entries(block).unwrap();
            assert!(known.first_key <= entries[0].key && (!known.alone || entries.len() == 1));
            for entry in entries {
                let mut list = Vec::new();
                let bytes = &block[entry.list.clone()];
                crate::search::postings::decode(bytes, entry.doc_freq, 1 << 18, |d, i| list.push((d, i))).unwrap();
                back.push((entry.key, list));
            }
        }
        assert_eq!(back, keys.into_iter().zip(lists).collect::<Vec<_>>());
        let alone: Vec<&[u8]> = writer.index.iter().filter(|b| b.alone).map(|b| &b.first_key[..]).collect();
        assert_eq!(alone, [named(WORD, "00700")]);
        assert!(writer.index.is_sorted_by_key(|block| &block.first_key));
    }
}
