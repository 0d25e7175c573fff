//! Images made fit for the web: turned the right way up, without what cameras and phones write into them, and in several
//! sizes. Bytes in, bytes out; the same bytes and settings always give the same result.
//!
//! What needs neither turning nor shrinking is not encoded again: only its metadata is cut out, also of animations.

mod containers;
mod cut;
pub mod faults;
mod memo;
mod scale;
mod svg;
mod webp;

use std::io::Cursor;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};
use serde::{Deserialize, Serialize};

pub use cut::cut;
pub use memo::process_cached;

/// How images are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Widths in pixels in which an image is offered, if it is wider.
    pub widths: Vec<u32>,
    /// Quality of the sizes made, from 1 to 100.
    pub quality: u8,
    /// An image that is wider is published in this width; 0 for as wide as it is.
    pub most_width: u32,
    /// Images with more pixels are refused: a file of a few kilobytes can claim to fill all memory.
    pub most_pixels: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { widths: vec![480, 960, 1440], quality: 80, most_width: 2400, most_pixels: 120_000_000 }
    }
}

/// A finished image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processed {
    /// Width as it is shown, in pixels.
    pub width: u32,
    /// Height as it is shown.
    pub height: u32,
    /// The image without metadata and the right way up; none if the file may be published as it is.
    pub clean: Option<Vec<u8>>,
    /// Further sizes in WebP, narrowest first, each smaller in bytes than the original. In a `srcset` the original belongs
    /// beside them unless one has its full width.
    pub variants: Vec<Variant>,
}

/// One size of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The WebP file.
    pub bytes: Vec<u8>,
}

/// Why an image cannot be used; [`faults::diagnostic`] says it in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageFault {
    /// No image, or of a kind that is not known.
    Unknown,
    /// A kind that browsers of the readers do not show.
    Unsupported(&'static str),
    /// The file's name says another kind than its bytes.
    WrongName {
        /// What the bytes are, as an extension.
        actual: &'static str,
    },
    /// The end is missing.
    CutOff,
    /// The bytes make no image.
    Damaged(String),
    /// More pixels than [`Settings::most_pixels`].
    TooManyPixels {
        /// Width that the file claims.
        width: u32,
        /// Height that it claims.
        height: u32,
        /// What is allowed.
        limit: u64,
    },
    /// The SVG is not well-formed XML, or no SVG.
    BadSvg {
        /// What the parser says.
        reason: String,
        /// Where.
        range: Range<usize>,
    },
    /// The SVG holds what runs, or loads something from elsewhere.
    UnsafeSvg {
        /// The offending name or value.
        what: String,
        /// Where.
        range: Range<usize>,
    },
}

/// Whether the file at `path` is an image that [`process`] takes.
pub fn is_image(path: &str) -> bool {
    matches!(
        &*extension(path),
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "bmp" | "svg" | "avif" | "heic" | "heif" | "tif" | "tiff"
    )
}

/// Makes the image `bytes`, whose file is called `name`, fit for the web.
pub fn process(name: &str, bytes: &[u8], settings: &Settings) -> Result<Processed, ImageFault> {
    let extension = extension(name);
    let Some(format) = sniff(bytes)? else {
        if extension == "svg" || containers::looks_like_svg(bytes) {
            let (width, height) = svg::check(bytes)?;
            if extension != "svg" {
                return Err(ImageFault::WrongName { actual: "svg" });
            }
            return Ok(Processed { width, height, clean: None, variants: Vec::new() });
        }
        return Err(ImageFault::Unknown);
    };
    let (container, actual) = match format {
        ImageFormat::Jpeg => (containers::jpeg(bytes)?, "jpg"),
        ImageFormat::Png => (containers::png(bytes)?, "png"),
        ImageFormat::Gif => (containers::gif(bytes)?, "gif"),
        ImageFormat::WebP => (containers::webp(bytes)?, "webp"),
        _ => (containers::Container::default(), "bmp"),
    };
    if extension != actual && !(actual == "jpg" && extension == "jpeg") {
        return Err(ImageFault::WrongName { actual });
    }
    raster(bytes, format, container, settings)
}

fn raster(
    bytes: &[u8],
    format: ImageFormat,
    container: containers::Container,
    settings: &Settings,
) -> Result<Processed, ImageFault> {
    let decodable = container.decodable.as_deref().unwrap_or(bytes);
    let Decoded { mut image, orientation, profile, _guard } = decode(decodable, format, settings.most_pixels)?;
    if container.animated {
        let (width, height) = (image.width(), image.height());
        return Ok(Processed { width, height, clean: container.clean, variants: Vec::new() });
    }
    image.apply_orientation(orientation);
    // Other kinds are drawings of few colours, which are small whatever their width.
    let photo = matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP);
    let wide = photo && settings.most_width > 0 && image.width() > settings.most_width;
    if wide {
        image = scale::capped(image, settings.most_width);
    }
    let clean = if wide || orientation != Orientation::NoTransforms {
        Some(encode_again(&image, format, profile.as_deref())?)
    } else {
        container.clean
    };
    let (width, height) = (image.width(), image.height());
    let original = clean.as_ref().map_or(bytes.len(), Vec::len);
    let variants = scale::variants(image, profile.as_deref(), settings)?
        .into_iter()
        .filter(|variant| variant.bytes.len() < original)
        .collect();
    Ok(Processed { width, height, clean, variants })
}

/// Images with more pixels take hundreds of megabytes while they are made, and are made one at a time.
const MANY_PIXELS: u64 = 20_000_000;

static ONE_LARGE_IMAGE: Mutex<()> = Mutex::new(());

struct Decoded {
    image: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    /// Held as long as the pixels of a large image are.
    _guard: Option<MutexGuard<'static, ()>>,
}

fn decode(bytes: &[u8], format: ImageFormat, most_pixels: u64) -> Result<Decoded, ImageFault> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // The decoder's own buffers are bounded too; eight bytes a pixel is the widest form that is read.
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(most_pixels.saturating_mul(8));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most_pixels {
        return Err(ImageFault::TooManyPixels { width, height, limit: most_pixels });
    }
    if width == 0 || height == 0 {
        return Err(ImageFault::Damaged("0 × 0".to_owned()));
    }
    let large = u64::from(width) * u64::from(height) > MANY_PIXELS;
    let guard = large.then(|| ONE_LARGE_IMAGE.lock().unwrap_or_else(PoisonError::into_inner));
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| webp::is_worth_keeping(profile));
    let image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    Ok(Decoded { image, orientation, profile, _guard: guard })
}

/// Encodes a turned image in its own format.
fn encode_again(image: &DynamicImage, format: ImageFormat, profile: Option<&[u8]>) -> Result<Vec<u8>, ImageFault> {
    let mut bytes = Vec::new();
    match format {
        ImageFormat::Jpeg => {
            let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 92);
            if let Some(profile) = profile {
                let _ = encoder.set_icc_profile(profile.to_vec());
            }
            image.write_with_encoder(encoder).map_err(damaged)?;
        }
        ImageFormat::WebP => bytes = webp::encode(&image.to_rgba8(), image.color().has_alpha(), 92, profile)?,
        _ => {
            let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
            if let Some(profile) = profile {
                let _ = encoder.set_icc_profile(profile.to_vec());
            }
            image.write_with_encoder(encoder).map_err(damaged)?;
        }
    }
    Ok(bytes)
}

/// The kind of image that the first bytes say.
fn sniff(bytes: &[u8]) -> Result<Option<ImageFormat>, ImageFault> {
    match image::guess_format(bytes) {
        Ok(
            format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP | ImageFormat::Bmp),
        ) => Ok(Some(format)),
        Ok(ImageFormat::Avif) => Err(ImageFault::Unsupported("AVIF")),
        Ok(ImageFormat::Tiff) => Err(ImageFault::Unsupported("TIFF")),
        _ if bytes.get(4..8) == Some(b"ftyp") => Err(ImageFault::Unsupported("HEIC")),
        _ => Ok(None),
    }
}

fn damaged(error: image::ImageError) -> ImageFault {
    match error {
        image::ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => ImageFault::CutOff,
        error => ImageFault::Damaged(error.to_string()),
    }
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, end)| end.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
