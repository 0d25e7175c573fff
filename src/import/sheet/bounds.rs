//! What a workbook claims, before its reader is let at it: the reader lays out every cell between the first and the last
//! that a sheet names, and has no bound of its own.

use std::io::{Cursor, Read};

/// All that the parts of a package may unpack to.
const LARGEST: u64 = 512 << 20;
/// Cells that the sheets of a workbook may span together, where the reader lays them out.
pub(super) const MOST_CELLS: u64 = 20_000_000;
/// Strings that a workbook may announce or hold: as many as the cells of the largest table that becomes a page. Twenty million
/// took the reader half a minute and a gigabyte.
const MOST_STRINGS: u64 = 4_000_000;

/// Whether the parts of a package (.xlsx, .ods) unpack to what a workbook holds. What its list of contents says of their
/// size is not believed: the parts are unpacked to nowhere.
pub(super) fn package_fits(bytes: &[u8]) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return true };
    let mut left = LARGEST;
    let mut strings = 0;
    let mut piece = vec![0_u8; 1 << 16];
    for index in 0..archive.len() {
        let Ok(mut part) = archive.by_index(index) else { continue };
        // What stands at the end of a piece is looked at again with the next one.
        let mut kept = 0;
        while let Ok(read) = part.read(&mut piece[kept..]) {
            if read == 0 {
                break;
            }
            left = match left.checked_sub(read as u64) {
                Some(left) => left,
                None => return false,
            };
            let end = kept + read;
            strings += strings_in(&piece[kept.saturating_sub(2)..end]);
            if strings > MOST_STRINGS || announces_too_much(&piece[..end]) {
                return false;
            }
            kept = end.min(64);
            piece.copy_within(end - kept..end, 0);
        }
    }
    true
}

/// How many shared strings begin in `text`, whatever stands before the name of their element.
fn strings_in(text: &[u8]) -> u64 {
    let begins = |name: &[u8]| memchr::memmem::find_iter(text, name).count() as u64;
    begins(b"<si") + begins(b":si")
}

/// The reader makes room for as many strings as are announced.
fn announces_too_much(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"uniqueCount").any(|at| {
        let rest =
            text[at + b"uniqueCount".len()..].iter().skip_while(|b| matches!(b, b' ' | b'=' | b'"' | b'\'' | b'+'));
        let digits: Vec<u8> = rest.copied().take_while(u8::is_ascii_digit).take(30).collect();
        let number = std::str::from_utf8(&digits).ok().filter(|digits| !digits.is_empty());
        number.is_some_and(|digits| digits.parse::<u64>().map_or(true, |n| n > MOST_STRINGS))
    })
}

/// What an old workbook (.xls) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Old {
    /// Excel 5.0 to 2003: it can be read.
    Book,
    /// Excel 2.1 to 4.0, of before 1993.
    Ancient,
    /// It spans more than any table.
    TooLarge,
    /// Not even its parts can be found.
    Damaged,
}

/// Looks at a file that begins as an old workbook.
pub(super) fn old(bytes: &[u8]) -> Old {
    // Before Excel 5.0 the records stood in the file as they are.
    if matches!(bytes, [0x09, 0 | 2 | 4, 4 | 6 | 8, 0, ..]) {
        return Old::Ancient;
    }
    let Some(stream) = Compound::new(bytes).and_then(|file| file.stream(&["WORKBOOK", "BOOK"])) else {
        return Old::Damaged;
    };
    let starts: Vec<usize> = Records(&stream)
        .take_while(|(kind, _)| *kind != 0x0a)
        .filter(|(kind, data)| *kind == 0x85 && data.len() > 5)
        .filter_map(|(_, data)| usize::try_from(number(data, 0)?).ok())
        .collect();
    if starts.len() > 300 {
        return Old::TooLarge;
    }
    let spans = starts.into_iter().map(|start| stream.get(start..).map_or(0, span));
    if spans.fold(0, u64::saturating_add) > MOST_CELLS { Old::TooLarge } else { Old::Book }
}

/// How many cells the sheet that begins with `stream` spans.
fn span(stream: &[u8]) -> u64 {
    let (mut rows, mut columns, mut claimed, mut depth) = ((u64::MAX, 0), (u64::MAX, 0), 0, 0);
    for (kind, data) in Records(stream) {
        let word = |at: usize| data.get(at..at + 2).map_or(0, |b| u64::from(u16::from_le_bytes([b[0], b[1]])));
        match kind {
            // A chart in the sheet has cells of its own.
            0x0809 => depth += 1,
            0x0a if depth > 1 => depth -= 1,
            0x0a => break,
            0x0200 => {
                let long = data.len() >= 14;
                let at = |i: usize| if long { u64::from(number(data, i * 4).unwrap_or(0)) } else { word(i * 2) };
                let wide = if long { word(10) } else { word(6) };
                // An end before its beginning is a claim of everything.
                claimed = at(1).max(1).checked_sub(at(0)).map_or(u64::MAX, |tall| tall.saturating_mul(wide.max(1)));
            }
            0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | 0x00bd | 0x0006 if data.len() >= 4 => {
                let last = if kind == 0x00bd { word(data.len() - 2) } else { word(2) };
                rows = (rows.0.min(word(0)), rows.1.max(word(0)));
                columns = (columns.0.min(word(2)), columns.1.max(last.max(word(2))));
            }
            _ => {}
        }
    }
    let side = |(first, last): (u64, u64)| if first == u64::MAX { 0 } else { last - first + 1 };
    (side(rows) * side(columns)).max(claimed)
}

/// The records of a stream: kind, length, data.
struct Records<'s>(&'s [u8]);

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_at_checked(4)?;
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (data, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((kind, data))
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// A file of OLE: sectors that are chained by a table.
struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    table: Vec<u32>,
    entries: Vec<u8>,
}

/// Numbers from here on end a chain or mark what is free.
const RESERVED: u32 = 0xffff_fffa;

impl<'b> Compound<'b> {
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let sector = match bytes.get(30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self { bytes, sector, table: Vec::new(), entries: Vec::new() };
        let most = bytes.len() / sector + 1;
        let words = |bytes: &[u8]| -> Vec<u32> { (0..bytes.len() / 4).filter_map(|i| number(bytes, i * 4)).collect() };
        let mut places = words(bytes.get(76..512)?);
        let mut next = number(bytes, 68)?;
        for _ in 0..most {
            let Some(more) = file.at(next) else { break };
            places.extend(words(more));
            next = places.pop()?;
        }
        let parts = places.into_iter().take(most).filter_map(|place| file.at(place)).map(words);
        file.table = parts.flatten().collect();
        file.entries = file.chain(number(bytes, 48)?, usize::MAX);
        Some(file)
    }

    fn at(&self, place: u32) -> Option<&'b [u8]> {
        let start =
            usize::try_from(place).ok().filter(|_| place < RESERVED)?.checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..)?;
        Some(&rest[..rest.len().min(self.sector)])
    }

    /// What is chained from `place` on; a chain that leads back into itself ends with the file's length.
    fn chain(&self, mut place: u32, length: usize) -> Vec<u8> {
        let mut out = Vec::new();
        while let Some(sector) = self.at(place).filter(|_| out.len() < length.min(self.bytes.len())) {
            out.extend_from_slice(sector);
            let Some(next) = self.table.get(place as usize) else { break };
            place = *next;
        }
        out.truncate(length);
        out
    }

    /// The first entry with one of these names, with all it holds.
    fn stream(&self, names: &[&str]) -> Option<Vec<u8>> {
        let entry = |wanted: &str| {
            self.entries.chunks_exact(128).find(|entry| {
                let letters = entry[..64].chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
                let name: Vec<u16> = letters.take_while(|letter| *letter != 0).collect();
                String::from_utf16_lossy(&name).eq_ignore_ascii_case(wanted)
            })
        };
        let entry = names.iter().find_map(|name| entry(name))?;
        let (start, length) = (number(entry, 116)?, number(entry, 120)? as usize);
        if length >= 4096 {
            return Some(self.chain(start, length));
        }
        // What is short lies in sectors of 64 bytes in the stream of the first entry.
        let root = self.entries.get(..128)?;
        let small = self.chain(number(root, 116)?, number(root, 120)? as usize);
        let table = self.chain(number(self.bytes, 60)?, usize::MAX);
        let (mut out, mut place) = (Vec::new(), start);
        while out.len() < length && place < RESERVED {
            let from = (place as usize).checked_mul(64)?;
            let Some(rest) = small.get(from..) else { break };
            out.extend_from_slice(&rest[..rest.len().min(64)]);
            let Some(next) = number(&table, (place as usize).checked_mul(4)?) else { break };
            place = next;
        }
        out.truncate(length);
        Some(out)
    }
}
