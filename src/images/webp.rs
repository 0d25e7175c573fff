//! WebP with a colour profile, which libwebp's encoder leaves to its caller.

use image::RgbaImage;

use super::ImageFault;

/// The longest side that WebP can hold.
pub(super) const LONGEST_SIDE: u32 = 16_383;

/// Encodes an image; `profile` is written beside the pixels.
pub(super) fn encode(
    image: &RgbaImage,
    alpha: bool,
    quality: u8,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, ImageFault> {
    let (width, height) = image.dimensions();
    let quality = f32::from(quality.clamp(1, 100));
    let failed = |error| ImageFault::Damaged(format!("WebP: {error:?}"));
    let file = if alpha {
        webp::Encoder::from_rgba(image, width, height).encode_simple(false, quality).map_err(failed)?
    } else {
        let rgb: Vec<u8> = image.pixels().flat_map(|p| [p[0], p[1], p[2]]).collect();
        webp::Encoder::from_rgb(&rgb, width, height).encode_simple(false, quality).map_err(failed)?
    };
    Ok(match profile {
        Some(profile) => with_profile(&file, width, height, profile).unwrap_or_else(|| file.to_vec()),
        None => file.to_vec(),
    })
}

/// Whether a colour profile changes how an image looks: one for RGB that is not sRGB, and not out of proportion.
pub(super) fn is_worth_keeping(profile: &[u8]) -> bool {
    let says = |name: &[u8]| profile.windows(name.len()).any(|window| window == name);
    profile.len() <= 64 * 1024
        && profile.get(16..20) == Some(b"RGB ")
        && !says(b"sRGB")
        && !says(&"sRGB".bytes().flat_map(|b| [0, b]).collect::<Vec<u8>>())
}

fn with_profile(file: &[u8], width: u32, height: u32, profile: &[u8]) -> Option<Vec<u8>> {
    const PROFILE: u8 = 0x20;
    let mut body = b"WEBP".to_vec();
    let first = file.get(12..20)?;
    let rest = if first.starts_with(b"VP8X") {
        body.extend(first);
        body.push(file.get(20)? | PROFILE);
        body.extend(file.get(21..30)?);
        file.get(30..)?
    } else {
        body.extend(b"VP8X\x0a\0\0\0");
        body.extend([PROFILE, 0, 0, 0]);
        body.extend(&(width - 1).to_le_bytes()[..3]);
        body.extend(&(height - 1).to_le_bytes()[..3]);
        file.get(12..)?
    };
    body.extend(b"ICCP");
    body.extend(u32::try_from(profile.len()).ok()?.to_le_bytes());
    body.extend(profile);
    body.extend(std::iter::repeat_n(0, profile.len() % 2));
    body.extend(rest);
    let mut whole = b"RIFF".to_vec();
    whole.extend(u32::try_from(body.len()).ok()?.to_le_bytes());
    whole.extend(body);
    Some(whole)
}
