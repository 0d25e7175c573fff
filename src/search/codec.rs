//! Reading and writing of the few binary shapes that the index files are made of.

/// The bytes are not what the index wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// Bytes of the checksum behind a block of the dictionary or of texts.
pub const BLOCK_SUM: usize = 4;

/// A cursor over bytes that answers `Damaged` instead of running past their end.
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes }
    }

    /// Bytes not read yet.
    pub fn rest(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn byte(&mut self) -> Result<u8, Damaged> {
        Ok(self.take(1)?[0])
    }

    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (head, rest) = self.bytes.split_at_checked(count).ok_or(Damaged)?;
        self.bytes = rest;
        Ok(head)
    }

    pub fn varint(&mut self) -> Result<u64, Damaged> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Damaged)
    }

    pub fn size(&mut self) -> Result<usize, Damaged> {
        usize::try_from(self.varint()?).map_err(|_| Damaged)
    }

    /// A count of things of which each takes at least one byte, so that damage cannot ask for endless memory.
    pub fn count(&mut self) -> Result<usize, Damaged> {
        let count = self.size()?;
        if count > self.bytes.len() { Err(Damaged) } else { Ok(count) }
    }

    pub fn text(&mut self) -> Result<&'a str, Damaged> {
        let length = self.size()?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Damaged)
    }
}

pub fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub fn put_size(out: &mut Vec<u8>, value: usize) {
    put_varint(out, value as u64);
}

pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put_size(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// FNV-1a over eight bytes at a time: quick everywhere, and enough against accidents.
pub fn checksum(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut sum = 0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.iter().rev().fold(0u64, |word, &byte| word << 8 | u64::from(byte));
        sum = (sum ^ word).wrapping_mul(PRIME);
        sum ^= sum >> 29;
    }
    for &byte in chunks.remainder() {
        sum = (sum ^ u64::from(byte)).wrapping_mul(PRIME);
    }
    sum ^ sum >> 32
}

/// Appends the checksum of everything from `start` on, cut to `width` bytes.
pub fn seal(out: &mut Vec<u8>, start: usize, width: usize) {
    let sum = checksum(&out[start..]).to_le_bytes();
    out.extend_from_slice(&sum[..width]);
}

/// Takes the checksum off sealed bytes and compares it.
pub fn unseal(bytes: &[u8], width: usize) -> Result<&[u8], Damaged> {
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(width).ok_or(Damaged)?).ok_or(Damaged)?;
    if checksum(content).to_le_bytes()[..width] == *sum { Ok(content) } else { Err(Damaged) }
}

/// Undoes [`deflate`], giving up beyond `limit` bytes.
pub fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Damaged> {
    miniz_oxide::inflate::decompress_to_vec_with_limit(bytes, limit).map_err(|_| Damaged)
}

#[cfg(not(target_arch = "wasm32"))]
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(bytes, 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_come_back() {
        let mut out = Vec::new();
        for value in [0, 127, 128, 300, u64::MAX >> 2] {
            put_varint(&mut out, value);
        }
        put_text(&mut out, "条例");
        let mut reader = Reader::new(&out);
        for value in [0, 127, 128, 300, u64::MAX >> 2] {
            assert_eq!(reader.varint(), Ok(value));
        }
        assert_eq!(reader.text(), Ok("条例"));
        assert_eq!(reader.byte(), Err(Damaged));
    }

    #[test]
    fn every_changed_byte_breaks_the_seal() {
        let mut sealed: Vec<u8> = (0..100).collect();
        seal(&mut sealed, 0, BLOCK_SUM);
        assert_eq!(unseal(&sealed, BLOCK_SUM).map(<[u8]>::len), Ok(100));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 0x10;
            assert_eq!(unseal(&changed, BLOCK_SUM), Err(Damaged), "byte {at}");
        }
        assert_eq!(unseal(&[1], BLOCK_SUM), Err(Damaged));
    }
}
