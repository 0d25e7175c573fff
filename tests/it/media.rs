//! What lies beside the pages: pictures and files.

use crate::support::{Site, contains};

/// Builds a site with one file beside a page that links to it; the code of what is wrong, if anything.
fn check_file(name: &str, bytes: &[u8], settings: &str, expected: Option<&str>) {
    let site = Site::small();
    site.write("site-config.toml", format!("title = \"门户\"\nbase_url = \"https://portal.example/\"\n{settings}"));
    site.write("content/a/index.md", format!("---\ntitle: 甲\n---\n[文件]({name})\n"));
    site.write(&format!("content/a/{name}"), bytes);
    let run = site.build(&[]);
    match expected {
        None => {
            assert_eq!(run.code, 0, "{name}: {}", run.stderr);
            let published = crate::support::tree(&site.out());
            let end = name.rsplit_once('.').unwrap().1;
            let found = published.iter().find(|(path, _)| path.starts_with("a/") && path.ends_with(end));
            assert_eq!(found.map(|(_, bytes)| bytes.as_slice()), Some(bytes), "{name}");
        }
        Some(code) => {
            assert_eq!(run.code, 1, "{name} is published");
            assert!(run.stderr.contains(&format!("错误[{code}]")), "{name}: {}", run.stderr);
            assert!(!site.out().exists());
        }
    }
}

#[test]
fn only_files_that_are_known_to_be_harmless_are_published() {
    let script = b"<?xml version=\"1.0\"?><x xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></x>";
    for name in ["x.xml", "x.xsl", "x.svgz", "x.mht", "x.js", "x.swf", "x.hta", "x.exe", "x.lnk", "x.rss"] {
        check_file(name, script, "", Some("file-kind"));
    }
    check_file("x.xhtml", script, "", Some("html-file"));
    // A name does not make a page harmless.
    check_file("x.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "", Some("file-kind"));
    check_file("x.docx", script, "", Some("file-kind"));
    check_file("x.txt", b"  <html><script>alert(1)</script>", "", Some("file-kind"));
    check_file("x.xml", script, "[output]\nallow_files = [\".XML\"]\n", None);
    for (name, bytes) in [
        ("x.pdf", b"%PDF-1.7".as_slice()),
        ("x.pdf", b"\n\n%PDF-1.4"),
        ("x.docx", b"PK\x03\x04..."),
        ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("x.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("x.ofd", b"PK\x03\x04..."),
        ("x.zip", b"PK\x05\x06"),
        ("x.mp3", b"ID3\x03"),
        ("x.mp4", b"\0\0\0\x18ftypmp42"),
        ("x.txt", "纯文本".as_bytes()),
        ("x.txt", b""),
    ] {
        check_file(name, bytes, "", None);
    }
}

/// A PNG of `width` by `height` whose compressed bytes do not shrink much, so that smaller versions are worth making.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut seed = 1u32;
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(seed >> 24) as u8, (x % 256) as u8, (y % 256) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn a_picture_of_full_width_is_always_among_the_candidates() {
    let site = Site::small();
    site.write(
        "content/a/index.md",
        "---\ntitle: 甲\n---\n![图](wide.png)\n\n{{< figure src=\"wide.png\" alt=\"图\" >}}\n",
    );
    site.write("content/a/wide.png", picture(1600, 300));
    let published = site.publish(&[]);
    let page = String::from_utf8_lossy(&published["a/index.html"]).into_owned();
    let sets: Vec<&str> = page.split("srcset=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(sets.len(), 2, "{page}");
    for set in sets {
        assert!(set.contains("wide-480w.webp 480w") && set.ends_with("wide.png 1600w"), "{set}");
    }
}

#[test]
fn a_picture_is_no_wider_than_screens_need() {
    let site = Site::small();
    site.write("content/a/index.md", "---\ntitle: 甲\n---\n![图](wide.png)\n");
    site.write("content/a/wide.png", picture(3000, 60));
    let size = |bytes: &[u8]| {
        let image = image::load_from_memory(bytes).unwrap();
        (image.width(), image.height())
    };
    assert_eq!(size(&site.publish(&[])["a/wide.png"]), (2400, 48));
    let settings = |rest: &str| format!("title = \"门户\"\nbase_url = \"https://portal.example/\"\n[output]\n{rest}\n");
    site.write("site-config.toml", settings("image_max_width = 1000\nimage_originals = true"));
    let published = site.publish(&[]);
    assert_eq!(size(&published["a/wide.png"]), (1000, 20));
    assert_eq!(size(&published["a/wide-original.png"]), (3000, 60));
    site.write("site-config.toml", settings("image_max_width = 0"));
    assert_eq!(size(&site.publish(&[])["a/wide.png"]), (3000, 60));
}

/// A GIF of one frame with a comment, XMP and something behind its end.
fn gif() -> Vec<u8> {
    let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    gif.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    gif.extend(b"\x21\xfe\x06SECRET\0");
    gif.extend(b"\x21\xff\x0bXMP DataXMP\x08LOCATION\0");
    gif.extend(b"\x21\xf9\x04\0\0\0\0\0");
    gif.extend(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3bTRAILER");
    gif
}

#[test]
fn what_programs_write_into_a_gif_is_not_published() {
    let site = Site::small();
    site.write("content/a/index.md", "---\ntitle: 甲\n---\n![图](x.gif)\n");
    site.write("content/a/x.gif", gif());
    let published = site.publish(&[]);
    let bytes = &published["a/x.gif"];
    for secret in ["SECRET", "LOCATION", "TRAILER", "XMP"] {
        assert!(!contains(bytes, secret.as_bytes()), "{secret}");
    }
    assert!(contains(bytes, b"NETSCAPE2.0") && bytes.last() == Some(&0x3b));
    assert_eq!(image::load_from_memory(bytes).unwrap().width(), 1);
}

/// A PNG whose colour profile is 256 MB of zeros in a quarter of a megabyte.
#[test]
fn a_profile_that_would_fill_the_memory_is_left_out() {
    use std::io::Write as _;
    let plain = picture(40, 40);
    let mut packed = flate2::write::ZlibEncoder::new(b"x\0\0".to_vec(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..256 {
        packed.write_all(&zeros).unwrap();
    }
    let profile = packed.finish().unwrap();
    let mut chunk = (profile.len() as u32).to_be_bytes().to_vec();
    let mut body = b"iCCP".to_vec();
    body.extend(profile);
    let mut sum = flate2::Crc::new();
    sum.update(&body);
    chunk.extend(&body);
    chunk.extend(sum.sum().to_be_bytes());
    // Behind the header, which is 8 + 25 bytes long.
    let mut bytes = plain[..33].to_vec();
    bytes.extend(chunk);
    bytes.extend(&plain[33..]);
    let site = Site::small();
    site.write("content/a/index.md", "---\ntitle: 甲\n---\n![图](x.png)\n");
    site.write("content/a/x.png", bytes);
    let published = site.publish(&[]);
    assert_eq!(published["a/x.png"], plain);
}
