//! The outer form of image files: enough of it to cut out metadata without touching a pixel, and to see that the end is
//! there, which decoders forgive.

use super::ImageFault;

/// What the outer form tells.
#[derive(Debug, Default)]
pub(super) struct Container {
    /// The file without metadata, if it had any.
    pub(super) clean: Option<Vec<u8>>,
    /// Whether it moves.
    pub(super) animated: bool,
    /// What may be given to a decoder where the file itself may not: a profile of a few kilobytes can fill all memory.
    pub(super) decodable: Option<Vec<u8>>,
}

type Outcome = Result<Container, ImageFault>;

impl Container {
    fn new(bytes: &[u8], clean: Vec<u8>, animated: bool) -> Self {
        Self { clean: (clean != bytes).then_some(clean), animated, decodable: None }
    }
}

/// Keeps what pixels need, the colour profile included, and drops Exif, XMP, comments, maker notes and whatever follows the
/// image.
pub(super) fn jpeg(bytes: &[u8]) -> Outcome {
    let mut clean = vec![0xff, 0xd8];
    let mut at = 2;
    loop {
        if byte(bytes, at)? != 0xff {
            return Err(ImageFault::Damaged(format!("JPEG: no marker at byte {at}")));
        }
        // Any number of fill bytes may stand before a marker.
        while byte(bytes, at + 1)? == 0xff {
            at += 1;
        }
        let marker = byte(bytes, at + 1)?;
        if marker == 0xd9 {
            clean.extend([0xff, 0xd9]);
            return Ok(Container::new(bytes, clean, false));
        }
        if matches!(marker, 0x01 | 0xd0..=0xd7) {
            clean.extend([0xff, marker]);
            at += 2;
            continue;
        }
        let len = usize::from(u16::from_be_bytes([byte(bytes, at + 2)?, byte(bytes, at + 3)?]));
        let segment = bytes.get(at..at + 2 + len).ok_or(ImageFault::CutOff)?;
        let Some(payload) = segment.get(4..) else {
            return Err(ImageFault::Damaged(format!("JPEG: bad length at byte {at}")));
        };
        at += segment.len();
        if jpeg_keeps(marker, payload) {
            clean.extend(segment);
        }
        if marker == 0xda {
            let end = scan_end(bytes, at)?;
            clean.extend(&bytes[at..end]);
            at = end;
        }
    }
}

fn jpeg_keeps(marker: u8, payload: &[u8]) -> bool {
    match marker {
        0xe0 => payload.starts_with(b"JFIF\0"),
        0xe2 => payload.starts_with(b"ICC_PROFILE\0"),
        0xee => payload.starts_with(b"Adobe"),
        0xe0..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Where the coded data that begin at `at` end: at the next marker that is not part of them.
fn scan_end(bytes: &[u8], mut at: usize) -> Result<usize, ImageFault> {
    loop {
        let rest = bytes.get(at..).ok_or(ImageFault::CutOff)?;
        at += rest.iter().position(|b| *b == 0xff).ok_or(ImageFault::CutOff)?;
        match byte(bytes, at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}

/// Keeps the chunks that pixels, their colours and animation need.
pub(super) fn png(bytes: &[u8]) -> Outcome {
    const KEPT: [&[u8; 4]; 16] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
        b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut clean = bytes.get(..8).ok_or(ImageFault::CutOff)?.to_vec();
    // Cleaned, but with what says which way is up.
    let mut decodable = clean.clone();
    let (mut at, mut animated) = (8, false);
    loop {
        let head = bytes.get(at..at + 8).ok_or(ImageFault::CutOff)?;
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let kind = &head[4..];
        let chunk = at.checked_add(len + 12).and_then(|end| bytes.get(at..end)).ok_or(ImageFault::CutOff)?;
        at += chunk.len();
        animated |= kind == b"acTL";
        if kind == b"eXIf" {
            decodable.extend(chunk);
        }
        if KEPT.iter().any(|kept| *kept == kind) && (kind != b"iCCP" || is_small_profile(&chunk[8..8 + len])) {
            clean.extend(chunk);
            decodable.extend(chunk);
        }
        if kind == b"IEND" {
            return Ok(Container { decodable: Some(decodable), ..Container::new(bytes, clean, animated) });
        }
    }
}

/// Whether a compressed colour profile is not out of all proportion.
fn is_small_profile(chunk: &[u8]) -> bool {
    const MOST: usize = 1 << 20;
    let packed = chunk.iter().position(|b| *b == 0).and_then(|end| chunk.get(end + 2..));
    packed.is_some_and(|packed| miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, MOST).is_ok())
}

/// Keeps pictures, their times and how often they repeat; drops comments, XMP, other programs' notes and whatever follows.
pub(super) fn gif(bytes: &[u8]) -> Outcome {
    let table = |flags: u8| {
        if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
    };
    let mut at = 13 + table(byte(bytes, 10)?);
    let mut clean = bytes.get(..at).ok_or(ImageFault::CutOff)?.to_vec();
    let mut frames = 0;
    loop {
        let start = at;
        let keeps = match byte(bytes, at)? {
            0x3b => {
                clean.push(0x3b);
                return Ok(Container::new(bytes, clean, frames > 1));
            }
            0x21 => {
                let label = byte(bytes, at + 1)?;
                let program = bytes.get(at + 3..at + 14).unwrap_or_default();
                at = after_blocks(bytes, at + 2)?;
                label == 0xf9 || (label == 0xff && (program == b"NETSCAPE2.0" || program == b"ANIMEXTS1.0"))
            }
            0x2c => {
                frames += 1;
                at = after_blocks(bytes, at + 11 + table(byte(bytes, at + 9)?))?;
                true
            }
            _ => return Err(ImageFault::Damaged(format!("GIF: no block at byte {at}"))),
        };
        if keeps {
            clean.extend(bytes.get(start..at).ok_or(ImageFault::CutOff)?);
        }
    }
}

fn after_blocks(bytes: &[u8], mut at: usize) -> Result<usize, ImageFault> {
    loop {
        match byte(bytes, at)? {
            0 => return Ok(at + 1),
            len => at += 1 + usize::from(len),
        }
    }
}

/// Drops Exif and XMP.
pub(super) fn webp(bytes: &[u8]) -> Outcome {
    let size = bytes.get(4..8).ok_or(ImageFault::CutOff)?;
    let end = u32::from_le_bytes([size[0], size[1], size[2], size[3]]) as usize + 8;
    let bytes = bytes.get(..end).ok_or(ImageFault::CutOff)?;
    let mut clean = bytes.get(..12).ok_or(ImageFault::CutOff)?.to_vec();
    let (mut at, mut animated) = (12, false);
    while at < bytes.len() {
        let head = bytes.get(at..at + 8).ok_or(ImageFault::CutOff)?;
        let len = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        // Chunks fill whole words; the padding of the last one is missing in some files.
        let chunk = bytes.get(at..(at + 8 + len + len % 2).min(bytes.len())).ok_or(ImageFault::CutOff)?;
        if chunk.len() < 8 + len {
            return Err(ImageFault::CutOff);
        }
        at += chunk.len();
        match &head[..4] {
            b"EXIF" | b"XMP " => {}
            b"VP8X" if len >= 10 => {
                animated |= chunk[8] & 0x02 != 0;
                clean.extend(&chunk[..8]);
                clean.push(chunk[8] & !0x0c);
                clean.extend(&chunk[9..]);
            }
            _ => clean.extend(chunk),
        }
    }
    let size = u32::try_from(clean.len() - 8).unwrap_or(u32::MAX);
    clean[4..8].copy_from_slice(&size.to_le_bytes());
    Ok(Container::new(bytes, clean, animated))
}

/// Whether text that is no known image is meant to be an SVG.
pub(super) fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1000)];
    head.windows(4).any(|window| window == b"<svg")
}

fn byte(bytes: &[u8], at: usize) -> Result<u8, ImageFault> {
    bytes.get(at).copied().ok_or(ImageFault::CutOff)
}
