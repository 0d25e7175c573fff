//! The same image in several widths.

use image::imageops::{self, FilterType};
use image::{DynamicImage, RgbaImage};

use super::webp::{LONGEST_SIDE, encode};
use super::{ImageFault, Settings, Variant};

/// The image in this width. Much too large ones are averaged in their own form first, which takes no further memory.
pub(super) fn capped(image: DynamicImage, width: u32) -> DynamicImage {
    let full = (image.width(), image.height());
    let height = scaled_height(full, width);
    let rough = if full.0 > width.saturating_mul(3) {
        image.thumbnail_exact(width.saturating_mul(2), height.saturating_mul(2))
    } else {
        image
    };
    rough.resize_exact(width, height, FilterType::Lanczos3)
}

/// Every width of `settings` below that of `image`, and its full width if that is not more than the widest of them.
pub(super) fn variants(
    image: DynamicImage,
    profile: Option<&[u8]>,
    settings: &Settings,
) -> Result<Vec<Variant>, ImageFault> {
    let full = (image.width(), image.height());
    let widest = settings.widths.iter().copied().max().unwrap_or(0);
    let mut widths: Vec<u32> = settings.widths.iter().copied().filter(|w| *w > 0 && *w < full.0).collect();
    if full.0 <= widest {
        widths.push(full.0);
    }
    widths.sort_unstable();
    widths.dedup();
    let alpha = image.color().has_alpha();
    let mut current = image.into_rgba8();
    if alpha {
        premultiply(&mut current);
    }
    let mut variants = Vec::new();
    // Each size is made from the next larger one, which is as good and much cheaper than from the original.
    for width in widths.into_iter().rev() {
        let height = scaled_height(full, width);
        current = shrink(current, width, height);
        if height > LONGEST_SIDE {
            continue;
        }
        let bytes = if alpha {
            let mut straight = current.clone();
            unpremultiply(&mut straight);
            encode(&straight, true, settings.quality, profile)?
        } else {
            encode(&current, false, settings.quality, profile)?
        };
        variants.push(Variant { width, height, bytes });
    }
    variants.reverse();
    Ok(variants)
}

fn scaled_height(full: (u32, u32), width: u32) -> u32 {
    let (w, h, width) = (u64::from(full.0), u64::from(full.1), u64::from(width));
    u32::try_from((h * width + w / 2) / w).unwrap_or(u32::MAX).max(1)
}

fn shrink(image: RgbaImage, width: u32, height: u32) -> RgbaImage {
    if image.dimensions() == (width, height) {
        return image;
    }
    // A fast average first, if much is to be taken away; the good filter then has only the last halving to do.
    if image.width() > width.saturating_mul(3) {
        let rough = imageops::thumbnail(&image, width * 2, height.saturating_mul(2));
        return imageops::resize(&rough, width, height, FilterType::Lanczos3);
    }
    imageops::resize(&image, width, height, FilterType::Lanczos3)
}

/// Without this the invisible colour of transparent pixels would bleed into their neighbours.
fn premultiply(image: &mut RgbaImage) {
    for pixel in image.pixels_mut() {
        let alpha = u32::from(pixel[3]);
        for i in 0..3 {
            pixel[i] = ((u32::from(pixel[i]) * alpha + 127) / 255) as u8;
        }
    }
}

fn unpremultiply(image: &mut RgbaImage) {
    for pixel in image.pixels_mut() {
        let alpha = u32::from(pixel[3]);
        for i in 0..3 {
            let value = (u32::from(pixel[i]) * 255 + alpha / 2).checked_div(alpha);
            pixel[i] = value.unwrap_or(0).min(255) as u8;
        }
    }
}
