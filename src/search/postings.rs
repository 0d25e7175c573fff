//! Posting lists in Tantivy's format: written by Tantivy itself, read by the few lines below.
//!
//! Reading them here instead of through Tantivy's `Index` is what keeps the browser's engine small. A list holds blocks
//! of 128 documents, bit-packed in four interleaved lanes, and a rest in variable-length integers; the skip data in
//! front of them says how wide each block is. In place of a term frequency stands the *impact*: how much the term
//! says about this section, from 1 to 8, so that ranking needs no field lengths.

use super::codec::{Damaged, Reader};

/// Documents of a block.
pub const BLOCK: usize = 128;

/// Calls `each` with every document of a list and its impact, in ascending order.
pub fn decode(bytes: &[u8], doc_freq: u32, doc_count: u32, mut each: impl FnMut(u32, u32)) -> Result<(), Damaged> {
    let (skips, mut packed) = split(bytes, doc_freq)?;
    let mut last = 0;
    let mut docs = [0; BLOCK];
    let mut impacts = [0; BLOCK];
    for skip in skips.chunks_exact(8) {
        let strict = skip[4] & 0x40 != 0;
        let (doc_bits, impact_bits) = (usize::from(skip[4] & 0x1f), usize::from(skip[5]));
        if impact_bits > 32 || !strict {
            return Err(Damaged);
        }
        packed = unpack(packed, doc_bits, &mut docs)?;
        packed = unpack(packed, impact_bits, &mut impacts)?;
        let mut doc = if last == 0 { u32::MAX } else { last };
        for (&delta, &impact) in docs.iter().zip(&impacts) {
            doc = doc.wrapping_add(delta).wrapping_add(1);
            if doc >= doc_count {
                return Err(Damaged);
            }
            each(doc, impact.saturating_add(1));
        }
        last = doc;
        if skip[..4] != last.to_le_bytes() {
            return Err(Damaged);
        }
    }
    decode_rest(packed, doc_freq as usize % BLOCK, last, doc_count, each)
}

fn split(bytes: &[u8], doc_freq: u32) -> Result<(&[u8], &[u8]), Damaged> {
    let blocks = doc_freq as usize / BLOCK;
    if blocks == 0 {
        return Ok((&[], bytes));
    }
    let mut reader = Reader::new(bytes);
    let skip_len = tantivy_varint(&mut reader)? as usize;
    if skip_len != blocks * 8 {
        return Err(Damaged);
    }
    let skips = reader.take(skip_len)?;
    let packed = &bytes[bytes.len() - reader.rest()..];
    Ok((skips, packed))
}

fn decode_rest(
    packed: &[u8],
    count: usize,
    mut doc: u32,
    doc_count: u32,
    mut each: impl FnMut(u32, u32),
) -> Result<(), Damaged> {
    let mut reader = Reader::new(packed);
    let mut docs = [0; BLOCK];
    for slot in &mut docs[..count] {
        doc = doc.checked_add(tantivy_varint(&mut reader)?).ok_or(Damaged)?;
        if doc >= doc_count {
            return Err(Damaged);
        }
        *slot = doc;
    }
    for &doc in &docs[..count] {
        each(doc, tantivy_varint(&mut reader)?);
    }
    if reader.is_empty() { Ok(()) } else { Err(Damaged) }
}

/// Passes over a list of less than a block, which ends after so many integers.
pub fn short_list(reader: &mut Reader<'_>, doc_freq: u32) -> Result<(), Damaged> {
    (0..2 * doc_freq).try_for_each(|_| tantivy_varint(reader).map(|_| ()))
}

/// Tantivy marks the last byte of an integer instead of all others.
fn tantivy_varint(reader: &mut Reader<'_>) -> Result<u32, Damaged> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = reader.byte()?;
        value |= u32::from(byte & 0x7f).checked_shl(shift).ok_or(Damaged)?;
        if byte & 0x80 != 0 {
            return Ok(value);
        }
    }
    Err(Damaged)
}

/// Unpacks 128 integers of `bits` bits: integer `i` is the `i / 4`th of lane `i % 4`, and the lanes' words alternate.
fn unpack<'a>(packed: &'a [u8], bits: usize, out: &mut [u32; BLOCK]) -> Result<&'a [u8], Damaged> {
    let (block, rest) = packed.split_at_checked(bits * BLOCK / 8).ok_or(Damaged)?;
    if bits == 0 {
        out.fill(0);
        return Ok(rest);
    }
    let word = |index: usize, lane: usize| -> u64 {
        let at = (index * 4 + lane) * 4;
        block.get(at..at + 4).map_or(0, |b| u64::from(u32::from_le_bytes([b[0], b[1], b[2], b[3]])))
    };
    let mask = (1u64 << bits) - 1;
    for (position, slot) in out.iter_mut().enumerate() {
        let (lane, bit) = (position % 4, position / 4 * bits);
        let pair = word(bit / 32, lane) | word(bit / 32 + 1, lane) << 32;
        *slot = ((pair >> (bit % 32)) & mask) as u32;
    }
    Ok(rest)
}

/// Writes one list with Tantivy's serializer.
#[cfg(not(target_arch = "wasm32"))]
pub fn encode(list: &[(u32, u32)], out: &mut Vec<u8>) -> std::io::Result<()> {
    use tantivy::postings::serializer::PostingsSerializer;
    use tantivy::schema::IndexRecordOption;
    let doc_freq = list.len() as u32;
    let mut serializer = PostingsSerializer::new(0.0, IndexRecordOption::WithFreqs, None);
    serializer.new_term(doc_freq, true);
    for &(doc, impact) in list {
        serializer.write_doc(doc, impact);
    }
    serializer.close_term(doc_freq, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(list: &[(u32, u32)]) {
        let mut bytes = Vec::new();
        encode(list, &mut bytes).unwrap();
        let mut back = Vec::new();
        decode(&bytes, list.len() as u32, 1 << 20, |doc, impact| back.push((doc, impact))).unwrap();
        assert_eq!(back, list);
        for cut in 0..bytes.len() {
            assert_eq!(decode(&bytes[..cut], list.len() as u32, 1 << 20, |_, _| ()), Err(Damaged));
        }
    }

    #[test]
    fn lists_come_back_as_tantivy_wrote_them() {
        check(&[(0, 1)]);
        check(&[(7, 16), (8, 1)]);
        check(&(0..128).map(|doc| (doc, 1)).collect::<Vec<_>>());
        check(&(0..1000).map(|doc| (doc * 7 + doc % 5, doc % 16 + 1)).collect::<Vec<_>>());
        check(&(1..400).map(|doc| (doc * 2500, 3)).collect::<Vec<_>>());
    }
}
