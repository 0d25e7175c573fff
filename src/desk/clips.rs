//! What is pasted or dropped: pictures made fit for the web, with names of their own.

use crate::content::{Place, folder_of, slug};
use crate::diagnostics::Diagnostic;
use crate::images::{self, ImageFault, Settings};

/// The picture `bytes`, whose file was called `name`, cleaned and no wider than `most_width`, under a name that every system
/// and every address can hold.
///
/// # Errors
/// It is no picture that readers could see; the diagnostic says what to do.
pub(crate) fn picture(name: &str, bytes: Vec<u8>, most_width: u32) -> Result<(String, Vec<u8>), Box<Diagnostic>> {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let (stem, end) = stem.rsplit_once('.').unwrap_or((stem, ""));
    // Browsers call whatever is pasted `image.png`.
    let stem = Some(slug(stem)).filter(|stem| !stem.is_empty() && stem != "image").unwrap_or_else(|| "tu".to_owned());
    let settings = Settings { widths: Vec::new(), most_width, ..Settings::default() };
    let end = end.to_ascii_lowercase();
    let mut name = format!("{stem}.{}", if end.is_empty() { "png" } else { &end });
    let mut done = images::process(&name, &bytes, &settings);
    if let Err(ImageFault::WrongName { actual }) = done {
        name = format!("{stem}.{actual}");
        done = images::process(&name, &bytes, &settings);
    }
    match done {
        Ok(done) => Ok((name, done.clean.unwrap_or(bytes))),
        Err(fault) => Err(Box::new(images::faults::diagnostic(&name.into(), &fault))),
    }
}

/// The name under which the attachment that was called `name` lies beside its page; none for what is no document. Readers
/// download it by this name, so it stays Chinese.
pub(crate) fn attachment(name: &str) -> Option<String> {
    const ENDS: [&str; 17] = [
        "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "dps", "pdf", "ofd", "odt", "ods", "odp", "csv",
        "txt", "zip",
    ];
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let (stem, end) = name.rsplit_once('.')?;
    let end = end.to_ascii_lowercase();
    let fit = |c: char| if c.is_alphanumeric() || "（）()《》〈〉〔〕_-".contains(c) { c } else { '-' };
    let stem: String = stem.trim().chars().map(fit).take(80).collect();
    let stem = stem.trim_matches('-');
    let stem = if stem.is_empty() { "fujian" } else { stem };
    ENDS.contains(&end.as_str()).then(|| format!("{stem}.{end}"))
}

/// Where the files of the page `page` lie: in its own folder, or in `media` beside it.
pub(crate) fn folder(page: &str) -> String {
    match (Place::of(page).has_folder(), folder_of(page)) {
        (true, folder) => folder.to_owned(),
        (false, "") => "media".to_owned(),
        (false, folder) => format!("{folder}/media"),
    }
}

/// How `page` names a file of [`folder`].
pub(crate) fn reference(page: &str, name: &str) -> String {
    if Place::of(page).has_folder() { name.to_owned() } else { format!("media/{name}") }
}

/// The `n`th name to try for a file, from 1.
pub(crate) fn numbered(name: &str, n: usize) -> String {
    match name.rsplit_once('.') {
        _ if n == 1 => name.to_owned(),
        Some((stem, end)) => format!("{stem}-{n}.{end}"),
        None => format!("{name}-{n}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_keep_their_names() {
        let check = |name, expected: Option<&str>| assert_eq!(attachment(name).as_deref(), expected, "{name}");
        check("附件1：报名表（2026）.DOCX", Some("附件1-报名表（2026）.docx"));
        check("C:\\文件\\a b?.pdf", Some("a-b.pdf"));
        check("../../x.xlsx", Some("x.xlsx"));
        check(".docx", Some("fujian.docx"));
        check("a.exe", None);
        check("a.html", None);
    }

    fn png(width: u32) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(width, 4).write_to(&mut bytes, image::ImageFormat::Png).expect("written");
        bytes.into_inner()
    }

    #[test]
    fn a_picture_gets_a_name_its_kind_and_a_width() {
        let (name, _) = picture("image.png", png(8), 100).expect("a picture");
        assert_eq!(name, "tu.png");
        let (name, bytes) = picture("C:\\桌面\\会场 全景.JPG", png(300), 100).expect("a picture");
        assert_eq!(name, "huichang-quanjing.png");
        assert_eq!(image::load_from_memory(&bytes).expect("a picture").width(), 100);
        assert_eq!(picture("a.png", b"<html>".to_vec(), 100).expect_err("none").code, "image-unknown");
        let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
        assert!(picture("a.svg", script, 100).is_err());
    }

    #[test]
    fn files_lie_beside_their_page() {
        assert_eq!(
            (folder("a/b/index.md"), reference("a/b/index.md", "x.png")),
            ("a/b".to_owned(), "x.png".to_owned())
        );
        assert_eq!((folder("a/b.md"), reference("a/b.md", "x.png")), ("a/media".to_owned(), "media/x.png".to_owned()));
        assert_eq!(folder("b.md"), "media");
        assert_eq!((numbered("a.png", 1), numbered("a.png", 2)), ("a.png".to_owned(), "a-2.png".to_owned()));
    }
}
