//! A picture cut to a shape that another place asks for.

use image::imageops::FilterType;
use image::{DynamicImage, Rgba, RgbaImage};

use super::{ImageFault, Settings, decode, encode_again, sniff};

/// The middle of the picture `bytes` as a JPEG file of exactly this size, what is transparent on white.
///
/// # Errors
/// It is no picture of pixels, or cannot be read.
pub fn cut(bytes: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ImageFault> {
    let format = sniff(bytes)?.ok_or(ImageFault::Unknown)?;
    let mut decoded = decode(bytes, format, Settings::default().most_pixels)?;
    decoded.image.apply_orientation(decoded.orientation);
    let filled = decoded.image.resize_to_fill(width, height, FilterType::Lanczos3);
    let mut paper = RgbaImage::from_pixel(width, height, Rgba([255; 4]));
    image::imageops::overlay(&mut paper, &filled.to_rgba8(), 0, 0);
    let flat = DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(paper).into_rgb8());
    encode_again(&flat, image::ImageFormat::Jpeg, decoded.profile.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_kept_and_nothing_is_stretched() {
        let mut wide = RgbaImage::from_pixel(400, 100, Rgba([255, 0, 0, 255]));
        for x in 150..250 {
            for y in 0..100 {
                wide.put_pixel(x, y, Rgba([0, 0, 0, 0]));
            }
        }
        let png = encode_again(&DynamicImage::ImageRgba8(wide), image::ImageFormat::Png, None).unwrap();
        let square = image::load_from_memory(&cut(&png, 50, 50).unwrap()).unwrap().into_rgb8();
        assert_eq!(square.dimensions(), (50, 50));
        assert!(square.pixels().all(|p| p.0.iter().all(|c| *c > 240)), "the transparent middle is white");
        let band = image::load_from_memory(&cut(&png, 90, 38).unwrap()).unwrap();
        assert_eq!((band.width(), band.height()), (90, 38));
        assert!(cut(b"<svg/>", 9, 9).is_err() && cut(b"", 9, 9).is_err() && cut(&png[..40], 9, 9).is_err());
    }
}
