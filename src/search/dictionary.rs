//! The dictionary: sorted keys in blocks, each key with the number of its documents and the length of its list.
//!
//! Keys are bytes: Han characters as two bytes each, other words in UTF-8 behind a byte that tells what they are.

use super::codec::{BLOCK_SUM, Damaged, Reader, unseal};
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
    /// Where its list lies, counted from the first list of the block.
    pub start: u32,
    /// Bytes of the list with its checksum.
    pub bytes: u32,
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

/// Reads a sealed block.
pub fn entries(block: &[u8]) -> Result<Vec<Entry>, Damaged> {
    let mut reader = Reader::new(unseal(block, BLOCK_SUM)?);
    let mut entries: Vec<Entry> = Vec::new();
    let mut start = 0u32;
    while !reader.is_empty() {
        let (keep, add) = (reader.size()?, reader.size()?);
        let mut key = match entries.last() {
            Some(previous) => previous.key.get(..keep).ok_or(Damaged)?.to_vec(),
            None if keep == 0 => Vec::new(),
            None => return Err(Damaged),
        };
        key.extend_from_slice(reader.take(add)?);
        let doc_freq = u32::try_from(reader.varint()?).map_err(|_| Damaged)?;
        let bytes = u32::try_from(reader.varint()?).map_err(|_| Damaged)?;
        entries.push(Entry { key, doc_freq, start, bytes });
        start = start.checked_add(bytes).ok_or(Damaged)?;
    }
    Ok(entries)
}

/// Collects keys in ascending order into sealed blocks.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Default)]
pub struct DictionaryWriter {
    pub blocks: Vec<Vec<u8>>,
    pub index: Vec<super::layout::DictionaryBlock>,
    block: Vec<u8>,
    first_key: Vec<u8>,
    previous: Vec<u8>,
    postings_bytes: u32,
}

#[cfg(not(target_arch = "wasm32"))]
impl DictionaryWriter {
    /// Block size at which the next key opens a new one: small, because a query reads one block per term.
    const TARGET: usize = 1400;

    pub fn push(&mut self, key: &[u8], doc_freq: u32, bytes: u32) {
        use super::codec::{put_size, put_varint};
        if self.block.len() >= Self::TARGET {
            self.close_block();
        }
        if self.block.is_empty() {
            self.first_key = key.to_vec();
            self.previous.clear();
        }
        let keep = self.previous.iter().zip(key).take_while(|(a, b)| a == b).count();
        put_size(&mut self.block, keep);
        put_size(&mut self.block, key.len() - keep);
        self.block.extend_from_slice(&key[keep..]);
        put_varint(&mut self.block, u64::from(doc_freq));
        put_varint(&mut self.block, u64::from(bytes));
        self.postings_bytes += bytes;
        self.previous.clear();
        self.previous.extend_from_slice(key);
    }

    pub fn close_block(&mut self) {
        if self.block.is_empty() {
            return;
        }
        let mut block = std::mem::take(&mut self.block);
        super::codec::seal(&mut block, 0, BLOCK_SUM);
        self.index.push(super::layout::DictionaryBlock {
            first_key: std::mem::take(&mut self.first_key),
            bytes: block.len() as u32,
            postings_bytes: std::mem::take(&mut self.postings_bytes),
        });
        self.blocks.push(block);
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
        let keys: Vec<Vec<u8>> = (0..2000u32).map(|n| named(WORD, &format!("{n:05}"))).collect();
        for (n, key) in keys.iter().enumerate() {
            writer.push(key, n as u32 + 1, n as u32 % 300 + 3);
        }
        writer.close_block();
        let back: Vec<Entry> = writer.blocks.iter().flat_map(|block| entries(block).unwrap()).collect();
        assert_eq!(back.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>(), keys);
        assert_eq!(back[1999].doc_freq, 2000);
        assert!(writer.blocks.len() > 3);
    }
}
