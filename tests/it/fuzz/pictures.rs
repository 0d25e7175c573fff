//! Pictures whose colour profiles and blocks of metadata are what chance makes of them.

use image::{ImageEncoder as _, RgbImage};
use shuyuan::images::{Settings, process};

use super::run;

/// A profile as far as it is looked at: its size, the colour space at 16, and words.
fn profile() -> Vec<u8> {
    let mut bytes = vec![0; 128];
    bytes[3] = 128;
    bytes[12..16].copy_from_slice(b"mntr");
    bytes[16..20].copy_from_slice(b"RGB ");
    bytes[36..40].copy_from_slice(b"acsp");
    bytes.extend(b"desc\0\0\0\0\0\0\0\x0aDisplay P3");
    bytes
}

/// Kinds that carry a profile.
const KINDS: [&str; 3] = ["a.png", "a.jpg", "a.webp"];

fn picture(name: &str, profile: &[u8]) -> Vec<u8> {
    let pixels = RgbImage::from_fn(24, 16, |x, y| image::Rgb([x as u8 * 10, y as u8 * 9, 90]));
    let mut out = Vec::new();
    let colours = image::ExtendedColorType::Rgb8;
    match name {
        "a.png" => {
            let mut encoder = image::codecs::png::PngEncoder::new(&mut out);
            let _ = encoder.set_icc_profile(profile.to_vec());
            encoder.write_image(&pixels, 24, 16, colours).unwrap();
        }
        "a.jpg" => {
            let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut out);
            let _ = encoder.set_icc_profile(profile.to_vec());
            encoder.write_image(&pixels, 24, 16, colours).unwrap();
        }
        _ => {
            let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut out);
            let _ = encoder.set_icc_profile(profile.to_vec());
            encoder.write_image(&pixels, 24, 16, colours).unwrap();
        }
    }
    out
}

/// What is published can be decoded and is no larger than a picture of its size may be.
fn sound(name: &str, bytes: &[u8]) {
    let Ok(made) = process(name, bytes, &Settings::default()) else { return };
    for clean in made.clean.iter() {
        assert!(clean.len() < bytes.len() + 200_000, "{name} grows from {} to {}", bytes.len(), clean.len());
        assert!(process(name, clean, &Settings::default()).is_ok(), "{name}: its own output is refused");
    }
}

#[test]
fn colour_profiles() {
    run(&[&profile(), b"", b"RGB sRGB"], |profile, random| {
        let name = *random.one(&KINDS);
        sound(name, &picture(name, profile));
    });
}

#[test]
fn files_with_a_profile() {
    let whole: Vec<Vec<u8>> = KINDS.iter().map(|name| picture(name, &profile())).collect();
    let corpus: Vec<&[u8]> = whole.iter().map(Vec::as_slice).collect();
    run(&corpus, |bytes, random| sound(random.one::<&str>(&KINDS), bytes));
}
