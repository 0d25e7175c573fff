//! Addresses as QR codes.

use base64::prelude::{BASE64_STANDARD, Engine};
use qrcodegen::{QrCode as Code, QrCodeEcc};

use super::view::QrCode;

/// What scanners need free around a code, in modules.
const QUIET: i32 = 4;

/// The code for `address`; none if it is longer than a code can hold.
pub(super) fn code(address: &str) -> Option<QrCode> {
    let code = Code::encode_text(address, QrCodeEcc::Low).ok()?;
    let size = code.size() + 2 * QUIET;
    let picture = picture(&code, u32::try_from(size).ok()?)?;
    Some(QrCode { size, picture: format!("data:image/png;base64,{}", BASE64_STANDARD.encode(picture)) })
}

/// One bit a module. As an SVG path the code of a page was four times as large, an eighth of a short regulation's page.
fn picture(code: &Code, size: u32) -> Option<Vec<u8>> {
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, size, size);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::High);
    let mut rows = Vec::new();
    for y in 0..size as i32 {
        let light = |x: i32| u8::from(!code.get_module(x - QUIET, y - QUIET));
        rows.extend((0..(size as i32 + 7) / 8).map(|at| (0..8).fold(0, |byte, bit| byte << 1 | light(at * 8 + bit))));
    }
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&rows).ok()?;
    writer.finish().ok()?;
    Some(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_every_module() {
        let address = "https://qinghe.example/supervision/policies/guanli-banfa/";
        let made = code(address).expect("short enough");
        let bytes = BASE64_STANDARD
            .decode(made.picture.strip_prefix("data:image/png;base64,").expect("a PNG"))
            .expect("Base64");
        assert!(bytes.len() < 400, "{}", bytes.len());
        let drawn = image::load_from_memory(&bytes).expect("a picture").into_luma8();
        assert_eq!((drawn.width() as i32, drawn.height() as i32), (made.size, made.size));
        let code = Code::encode_text(address, QrCodeEcc::Low).expect("short enough");
        for (x, y, point) in drawn.enumerate_pixels() {
            let dark = code.get_module(x as i32 - QUIET, y as i32 - QUIET);
            assert_eq!(point.0 == [0], dark, "{x},{y}");
        }
    }

    #[test]
    fn what_no_code_can_hold_has_none() {
        assert!(code(&format!("https://qinghe.example/{}", "a".repeat(4000))).is_none());
    }
}
