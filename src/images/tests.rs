use std::sync::Arc;

use image::{ImageBuffer, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::cache::{Cache, Hash};
use crate::diagnostics::Lang;

/// Four quarters: red, green above blue, white. Enough to see how an image was turned.
fn quarters(width: u32, height: u32) -> RgbImage {
    ImageBuffer::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([220, 20, 20]),
        (false, true) => Rgb([20, 200, 20]),
        (true, false) => Rgb([20, 20, 220]),
        (false, false) => Rgb([250, 250, 250]),
    })
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// An Exif block that says how the camera was held, and where.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block.extend(b"GPS-SECRET");
    block
}

fn jpeg_with(orientation: u8, image: RgbImage) -> Vec<u8> {
    let plain = encoded(image, ImageFormat::Jpeg);
    let mut payload = b"Exif\0\0".to_vec();
    payload.extend(exif(orientation));
    let mut bytes = plain[..2].to_vec();
    for (marker, payload) in [(0xe1, &payload[..]), (0xfe, b"a comment"), (0xed, b"Photoshop 3.0\0")] {
        bytes.extend([0xff, marker]);
        bytes.extend((payload.len() as u16 + 2).to_be_bytes());
        bytes.extend(payload);
    }
    bytes.extend(&plain[2..]);
    bytes
}

fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    [&(data.len() as u32).to_be_bytes(), &kind[..], data, &crc.sum().to_be_bytes()].concat()
}

/// `png` with chunks put in after its head.
fn png_with(png: &[u8], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut bytes = png[..33].to_vec();
    chunks.iter().for_each(|(kind, data)| bytes.extend(png_chunk(kind, data)));
    bytes.extend(&png[33..]);
    bytes
}

fn run(name: &str, bytes: &[u8]) -> Result<Processed, ImageFault> {
    process(name, bytes, &Settings { widths: vec![20, 40, 80], ..Settings::default() })
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Names of the colours in the four corners, by row.
fn corners(bytes: &[u8]) -> String {
    let image = image::load_from_memory(bytes).unwrap().to_rgb8();
    let (w, h) = image.dimensions();
    [(1, 1), (w - 2, 1), (1, h - 2), (w - 2, h - 2)]
        .map(|(x, y)| match image.get_pixel(x, y).0 {
            [r, g, b] if r > 180 && g > 180 && b > 180 => 'w',
            [r, g, b] if r > g && r > b => 'r',
            [_, g, b] if g > b => 'g',
            _ => 'b',
        })
        .iter()
        .collect()
}

#[test]
fn turns_an_image_as_the_camera_was_held() {
    for (orientation, size, expected) in [
        (1, (64, 32), "rgbw"),
        (2, (64, 32), "grwb"),
        (3, (64, 32), "wbgr"),
        (4, (64, 32), "bwrg"),
        (5, (32, 64), "rbgw"),
        (6, (32, 64), "brwg"),
        (7, (32, 64), "wgbr"),
        (8, (32, 64), "gwrb"),
    ] {
        let done = run("a.jpg", &jpeg_with(orientation, quarters(64, 32))).unwrap();
        let clean = done.clean.unwrap();
        assert_eq!((done.width, done.height), size, "{orientation}");
        assert_eq!(corners(&clean), expected, "{orientation}");
        for metadata in [&b"GPS-SECRET"[..], b"a comment", b"Photoshop", b"Exif"] {
            assert!(!contains(&clean, metadata));
        }
    }
}

#[test]
fn an_upright_image_loses_metadata_but_no_pixel() {
    let plain = encoded(quarters(64, 32), ImageFormat::Jpeg);
    let mut photo = jpeg_with(1, quarters(64, 32));
    photo.extend(b"a second image, as phones append");
    assert_eq!(run("a.jpg", &photo).unwrap().clean, Some(plain.clone()));
    assert_eq!(run("a.JPEG", &plain).unwrap().clean, None);

    let png = encoded(quarters(64, 32), ImageFormat::Png);
    let tagged =
        png_with(&png, &[(b"tEXt", b"Author\0somebody"), (b"tIME", &[7, 230, 1, 1, 0, 0, 0]), (b"eXIf", &exif(1))]);
    assert_eq!(run("a.png", &tagged).unwrap().clean, Some(png.clone()));
    let turned = run("a.png", &png_with(&png, &[(b"eXIf", &exif(6))])).unwrap();
    assert_eq!(corners(&turned.clean.unwrap()), "brwg");

    let plain = webp::encode(&DynamicImage::from(quarters(64, 32)).to_rgba8(), false, 80, Some(b"profile")).unwrap();
    let mut tagged = plain.clone();
    tagged[20] |= 0x08;
    tagged.extend(b"EXIF");
    tagged.extend((exif(1).len() as u32).to_le_bytes());
    tagged.extend(exif(1));
    let size = tagged.len() as u32 - 8;
    tagged[4..8].copy_from_slice(&size.to_le_bytes());
    assert_eq!(run("a.webp", &tagged).unwrap().clean, Some(plain));
}

#[test]
fn sizes_are_never_larger_than_the_image() {
    let noisy = |width, height| {
        let mut seed = 1u32;
        RgbImage::from_fn(width, height, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgb([(x * 3) as u8 ^ (seed >> 28) as u8, (y * 3) as u8 ^ (seed >> 29) as u8, 90])
        })
    };
    let sizes = |width, height| {
        let bytes = encoded(noisy(width, height), ImageFormat::Png);
        let done = run("a.png", &bytes).unwrap();
        for variant in &done.variants {
            let image = image::load_from_memory(&variant.bytes).unwrap();
            assert_eq!((image.width(), image.height()), (variant.width, variant.height));
            assert!(variant.bytes.len() < bytes.len());
        }
        done.variants.iter().map(|v| (v.width, v.height)).collect::<Vec<_>>()
    };
    assert_eq!(sizes(300, 151), [(20, 10), (40, 20), (80, 40)]);
    assert_eq!(sizes(60, 30), [(20, 10), (40, 20), (60, 30)]);
    assert_eq!(sizes(80, 1), [(20, 1), (40, 1), (80, 1)]);
}

#[test]
fn the_same_bytes_every_time() {
    let photo = jpeg_with(6, quarters(300, 200));
    let first = run("a.jpg", &photo).unwrap();
    assert!(first.variants.len() == 3 && first.clean.is_some());
    assert_eq!(run("a.jpg", &photo).unwrap(), first);
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    let settings = Settings { widths: vec![20, 40, 80], ..Settings::default() };
    for _ in 0..2 {
        assert_eq!(process_cached(&cache, "a.jpg", &Hash::of(&photo), &photo, &settings), Ok(first.clone()));
    }
    // The second time nobody looks at the bytes, but other settings or another name do.
    assert_eq!(process_cached(&cache, "b.jpg", &Hash::of(&photo), b"", &settings), Ok(first));
    assert!(process_cached(&cache, "b.jpg", &Hash::of(&photo), b"", &Settings::default()).is_err());
    assert!(process_cached(&cache, "b.png", &Hash::of(&photo), b"", &settings).is_err());
}

#[test]
fn transparent_pixels_do_not_bleed() {
    // Invisible pixels are pure green, visible ones red: no green may show.
    let image =
        RgbaImage::from_fn(200, 200, |x, _| if x % 2 == 0 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 255, 0, 0]) });
    let done =
        process("a.png", &encoded(image, ImageFormat::Png), &Settings { widths: vec![50], ..Settings::default() });
    for variant in done.unwrap().variants {
        for pixel in image::load_from_memory(&variant.bytes).unwrap().to_rgba8().pixels() {
            assert!(pixel[1] < 90, "{pixel:?}");
        }
    }
}

#[test]
fn colour_profiles_stay_with_the_image() {
    let mut profile = vec![0; 200];
    profile[16..20].copy_from_slice(b"RGB ");
    profile.extend(b"Display P3");
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile.clone()).unwrap();
    DynamicImage::from(quarters(300, 200)).write_with_encoder(encoder).unwrap();
    let done = run("a.jpg", &bytes).unwrap();
    assert_eq!(done.clean, None);
    for variant in done.variants {
        let mut decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&variant.bytes)).unwrap();
        assert_eq!(decoder.icc_profile().unwrap(), Some(profile.clone()));
        assert_eq!(corners(&variant.bytes), "rgbw");
    }
}

#[test]
fn animations_are_left_alone() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for _ in 0..3 {
        encoder.encode_frame(image::Frame::new(DynamicImage::from(quarters(100, 60)).to_rgba8())).unwrap();
    }
    drop(encoder);
    let done = run("a.gif", &bytes).unwrap();
    assert_eq!(done, Processed { width: 100, height: 60, clean: None, variants: vec![] });
    assert_eq!(run("a.gif", &bytes[..bytes.len() - 1]), Err(ImageFault::CutOff));
}

#[test]
fn every_cut_off_file_is_noticed() {
    let image = || quarters(40, 30);
    for (name, bytes) in [
        ("a.jpg", encoded(image(), ImageFormat::Jpeg)),
        ("a.png", encoded(image(), ImageFormat::Png)),
        ("a.gif", encoded(image(), ImageFormat::Gif)),
        ("a.webp", webp::encode(&DynamicImage::from(image()).to_rgba8(), false, 80, None).unwrap()),
        ("a.bmp", encoded(image(), ImageFormat::Bmp)),
    ] {
        assert!(run(name, &bytes).is_ok(), "{name}");
        for len in 0..bytes.len() {
            assert!(run(name, &bytes[..len]).is_err(), "{name} cut to {len} of {}", bytes.len());
        }
    }
}

#[test]
fn damage_never_panics() {
    let mut seed = 7u32;
    let mut random = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize
    };
    for (name, bytes) in [
        ("a.jpg", jpeg_with(6, quarters(40, 30))),
        ("a.png", encoded(quarters(40, 30), ImageFormat::Png)),
        ("a.gif", encoded(quarters(40, 30), ImageFormat::Gif)),
        ("a.webp", webp::encode(&DynamicImage::from(quarters(40, 30)).to_rgba8(), true, 80, Some(b"p")).unwrap()),
        ("a.svg", br##"<svg xmlns="http://www.w3.org/2000/svg" width="3em"><a href="#b"/></svg>"##.to_vec()),
    ] {
        for _ in 0..150 {
            let mut bytes = bytes.clone();
            for _ in 0..1 + random() % 4 {
                let at = random() % bytes.len();
                bytes[at] = random() as u8;
            }
            let settings = Settings { widths: vec![20], most_pixels: 1_000_000, ..Settings::default() };
            let _ = process(name, &bytes, &settings);
        }
    }
}

#[test]
fn a_small_file_that_claims_a_huge_image_is_refused() {
    let mut png = encoded(quarters(40, 30), ImageFormat::Png);
    let mut head = png[16..29].to_vec();
    head[..8].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let chunk = png_chunk(b"IHDR", &head);
    png[8..33].copy_from_slice(&chunk);
    let fault = ImageFault::TooManyPixels { width: 65_536, height: 65_536, limit: 120_000_000 };
    assert_eq!(run("a.png", &png), Err(fault));
}

fn check_fault(name: &str, bytes: &[u8], zh: &str, en: &str) {
    let fault = run(name, bytes).unwrap_err();
    let path: Arc<str> = format!("content/{name}").into();
    let fault = faults::diagnostic(&path, &fault);
    let text = |lang| format!("{} | {}", fault.message.get(lang), fault.hints[0].get(lang));
    assert_eq!((text(Lang::Zh).as_str(), text(Lang::En).as_str()), (zh, en));
    assert!(fault.span.is_some());
}

#[test]
fn says_what_is_wrong() {
    let jpeg = encoded(quarters(40, 30), ImageFormat::Jpeg);
    check_fault(
        "a.png",
        &jpeg,
        "图片“content/a.png”实际是 jpg 格式，与扩展名不符 | 请把扩展名改为 .jpg，并同时修改引用它的地方",
        "the image `content/a.png` is in fact of kind jpg, unlike its extension | change the extension to .jpg, also where it is referred to",
    );
    check_fault(
        "a.jpg",
        &jpeg[..jpeg.len() / 2],
        "图片“content/a.jpg”不完整，文件末尾缺失 | 请重新复制或下载该图片",
        "the image `content/a.jpg` is incomplete: its end is missing | copy or download it again",
    );
    check_fault(
        "a.jpg",
        b"<!doctype html><title>404</title>",
        "图片“content/a.jpg”不是可识别的图片 | 请换成 JPEG、PNG、WebP、GIF 或 SVG 图片",
        "the image `content/a.jpg` is no image of a known kind | use a JPEG, PNG, WebP, GIF or SVG image",
    );
    check_fault(
        "a.jpg",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "图片“content/a.jpg”是 HEIC 格式，很多浏览器不能显示 | 请另存为 JPEG 或 PNG；iPhone 可在“设置 › 相机 › 格式”中选“兼容性最佳”",
        "the image `content/a.jpg` is HEIC, which many browsers do not show | save it as JPEG or PNG; on an iPhone choose Settings › Camera › Formats › Most Compatible",
    );
    check_fault(
        "a.svg",
        br#"<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>"#,
        "图片“content/a.svg”含有脚本或站外内容“onload”，不予发布 | 请用绘图软件另存为“纯 SVG”，或删除标出的内容",
        "the image `content/a.svg` holds a script or something from elsewhere, `onload`, and is not published | save it as plain SVG in a drawing program, or remove the marked part",
    );
    check_fault(
        "a.svg",
        b"<svg",
        "图片“content/a.svg”不是有效的 SVG：the document does not have a root node | 请用绘图软件打开并另存为 SVG",
        "the image `content/a.svg` is no valid SVG: the document does not have a root node | open it in a drawing program and save it as SVG",
    );
}

fn svg(attributes: &str, inside: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>"#
    )
}

#[test]
fn the_size_of_a_drawing() {
    for (attributes, expected) in [
        (r#"width="20" height="10""#, (20, 10)),
        (r#"width="1in" height="72pt""#, (96, 96)),
        (r#"viewBox="0 0 40 30""#, (40, 30)),
        (r#"viewBox="0,0,40,30" width="80px""#, (80, 60)),
        (r#"width="100%" height="100%" viewBox="0 0 7 5""#, (7, 5)),
        (r#"width="-5" viewBox="0 0 0 0""#, (300, 150)),
        (r#"width="1e9999" height="99999999999999999999""#, (300, u32::MAX)),
        ("", (300, 150)),
    ] {
        let done = run("a.svg", svg(attributes, "").as_bytes()).unwrap();
        assert_eq!((done.width, done.height), expected, "{attributes}");
    }
}

#[test]
fn drawings_that_run_or_fetch_are_refused() {
    for bad in [
        "<script>alert(1)</script>",
        "<SCRIPT/>",
        r#"<g onclick="x()"/>"#,
        "<foreignObject/>",
        r#"<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>"#,
        r#"<image href="https://example.org/x.png"/>"#,
        r#"<image xlink:href="//example.org/x.png"/>"#,
        r#"<image xlink:href="other.png"/>"#,
        r#"<image href="data:image/svg+xml;base64,AAAA"/>"#,
        r#"<use xlink:href="other.svg#a"/>"#,
        r#"<a href="javascript:alert(1)"/>"#,
        r#"<a xlink:href="java&#10;script:alert(1)"/>"#,
        r#"<a href=" &#1;data:text/html,x"/>"#,
        r#"<animate attributeName="xlink:href" values="javascript:x"/>"#,
        r#"<set attributeName="onclick" to="x"/>"#,
        "<style>@import 'https://example.org/x.css';</style>",
        "<style>a { fill: url( 'https://example.org/x' ) }</style>",
        r"<style>a { fill: \75 rl(https://example.org/x) }</style>",
        r#"<g style="background: url(https://example.org/x)"/>"#,
        r#"<g fill="URL(https://example.org/x#a)"/>"#,
        r#"<g xml:base="https://example.org/"/>"#,
        "<?xml-stylesheet href='https://example.org/x.css'?>",
    ] {
        let fault = run("a.svg", svg("", bad).as_bytes());
        assert!(matches!(fault, Err(ImageFault::UnsafeSvg { .. } | ImageFault::BadSvg { .. })), "{bad}: {fault:?}");
    }
    let entity = r#"<!DOCTYPE svg [<!ENTITY a "<script/>">]>"#.to_owned() + &svg("", "&a;");
    assert!(matches!(run("a.svg", entity.as_bytes()), Err(ImageFault::UnsafeSvg { .. })));
}

#[test]
fn what_drawing_programs_write_is_accepted() {
    for good in [
        r##"<a href="https://example.org/"><use xlink:href="#a"/></a>"##,
        r##"<g fill="url(#a)" style="stroke: url('#b')"/>"##,
        r#"<image href="data:image/png;base64,iVBORw0KGgo="/>"#,
        r#"<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>"#,
        "<style>text { font-family: 宋体; font-weight: bold }</style><text>党</text>",
        r#"<i:grid xmlns:i="http://www.inkscape.org/namespaces/inkscape" units="px"/>"#,
    ] {
        assert_eq!(run("a.svg", svg("", good).as_bytes()).map(|done| done.clean), Ok(None), "{good}");
    }
    let head = "\u{feff}<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n";
    assert!(run("a.svg", (head.to_owned() + &svg("", "")).as_bytes()).is_ok());
}

#[test]
fn deep_and_wide_drawings_end() {
    for open in ["<g>", "<g a='/>'>", "<!-- </g></g> --><g>", "<?x </g> ?><g>"] {
        let deep = open.repeat(200_000) + &"</g>".repeat(200_000);
        let fault = run("a.svg", svg("", &deep).as_bytes());
        assert!(
            matches!(&fault, Err(ImageFault::BadSvg { reason, .. }) if reason == "nested more than 400 levels deep"),
            "{fault:?}"
        );
    }
    let nested = "<g a='>'>".repeat(390) + "<g/>" + &"</g>".repeat(390);
    assert!(run("a.svg", svg("", &nested).as_bytes()).is_ok());
    let wide = "<g/>".repeat(600_000);
    assert!(matches!(run("a.svg", svg("", &wide).as_bytes()), Err(ImageFault::BadSvg { .. })));
}
