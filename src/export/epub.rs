//! EPUB 3.3 (W3C): a book of pages that e-readers and phones open without network.
//!
//! The same book has the same bytes each time: files in a fixed order, no clock (the day of the build is the day of
//! modification), an identifier from the address of what was exported.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Write as _};
use std::sync::Arc;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::xhtml::{NOWHERE, encoded, xhtml};

/// What becomes a book.
#[derive(Debug, Default)]
pub struct Book {
    /// Its title.
    pub title: String,
    /// Language tag, such as `zh-CN`.
    pub language: String,
    /// Who made it: issuers or authors, the site's title if nobody is named.
    pub creators: Vec<String>,
    /// A URI that no other book has.
    pub identifier: String,
    /// `YYYY-MM-DD`
    pub modified: String,
    /// The word above the table of contents.
    pub contents_label: String,
    /// Full address of the portal with a trailing slash, for links that lead out of the book; without one they go.
    pub base_url: Option<String>,
    /// In reading order.
    pub chapters: Vec<Chapter>,
    /// Address below the portal's root → bytes, of every picture that chapters show.
    pub pictures: BTreeMap<String, Arc<[u8]>>,
    /// Address of the picture for the cover, one of `pictures`.
    pub cover: Option<String>,
}

/// A page of the portal.
#[derive(Debug, Default)]
pub struct Chapter {
    /// Its address below the portal's root.
    pub url: String,
    /// Its title.
    pub title: String,
    /// How deep it lies below the book's title, from 1.
    pub depth: usize,
    /// Lines below the title: number, issuers, dates.
    pub facts: Vec<String>,
    /// The body as HTML; addresses in it are relative to the portal's root.
    pub html: String,
    /// Level, anchor and text of headings that belong into the contents.
    pub headings: Vec<(u8, String, String)>,
    /// Anchor and label of each 条, by which readers go to a place as by the pages of a printed book.
    pub articles: Vec<(String, String)>,
}

const STYLE: &str = "html { line-height: 1.8; }
body { margin: 0 4%; }
h1 { font-size: 1.5em; line-height: 1.4; text-align: center; margin: 1.5em 0 0.8em; }
h2 { font-size: 1.2em; } h3 { font-size: 1.1em; }
p { margin: 0.5em 0; }
p.fact { text-align: center; font-size: 0.9em; margin: 0.2em 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9em; }
th, td { border: 1px solid; padding: 0.2em 0.4em; vertical-align: top; }
img { max-width: 100%; height: auto; }
figure { margin: 1em 0; text-align: center; } figcaption { font-size: 0.9em; }
aside, blockquote { border-left: 0.2em solid; margin: 1em 0; padding: 0 0 0 1em; }
section.cover { text-align: center; }
";

/// The bytes of the EPUB file.
///
/// # Errors
/// The archive would be larger than the format allows.
pub fn epub(book: &Book) -> io::Result<Vec<u8>> {
    let files = Files::of(book);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    // The first entry, not compressed: readers recognise the format by these bytes.
    zip.start_file("mimetype", stored)?;
    zip.write_all(b"application/epub+zip")?;
    let mut add = |name: &str, bytes: &[u8]| -> io::Result<()> {
        zip.start_file(name, packed)?;
        zip.write_all(bytes)
    };
    add("META-INF/container.xml", CONTAINER.as_bytes())?;
    add("OEBPS/package.opf", package(book, &files).as_bytes())?;
    add("OEBPS/nav.xhtml", nav(book, &files).as_bytes())?;
    add("OEBPS/style.css", STYLE.as_bytes())?;
    add("OEBPS/cover.xhtml", cover(book, &files).as_bytes())?;
    for (at, chapter) in book.chapters.iter().enumerate() {
        add(&format!("OEBPS/{}", file_name(at)), page(book, &files, at, chapter).as_bytes())?;
    }
    for (url, picture) in &files.pictures {
        add(&format!("OEBPS/{}", picture.name), &book.pictures[url])?;
    }
    Ok(zip.finish()?.into_inner())
}

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">
<rootfiles><rootfile full-path=\"OEBPS/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>
</container>
";

struct Picture {
    name: String,
    media: &'static str,
}

/// Where everything lies in the book.
struct Files {
    pictures: BTreeMap<String, Picture>,
    /// Address of a page → place of its chapter.
    chapters: BTreeMap<String, usize>,
    /// The anchors that each chapter has, and the element of each.
    anchors: Vec<BTreeMap<String, String>>,
}

impl Files {
    fn of(book: &Book) -> Self {
        let known = book.pictures.iter().filter_map(|(url, bytes)| Some((url, media_type(bytes)?)));
        let pictures = known
            .enumerate()
            .map(|(at, (url, (media, ending)))| {
                (url.clone(), Picture { name: format!("images/{:03}.{ending}", at + 1), media })
            })
            .collect();
        let chapters = book.chapters.iter().enumerate().map(|(at, chapter)| (chapter.url.clone(), at)).collect();
        let anchors = book.chapters.iter().map(|chapter| anchors(&chapter.html)).collect();
        Self { pictures, chapters, anchors }
    }

    /// Where a link of chapter `at` leads.
    fn href(&self, book: &Book, at: usize, href: &str) -> String {
        let (url, anchor) = href.split_once('#').map_or((href, None), |(url, anchor)| (url, Some(anchor)));
        let chapter = if url.is_empty() { Some(at) } else { self.chapters.get(url).copied() };
        if let Some(chapter) = chapter {
            let known = anchor.map(percent_decoded).filter(|anchor| self.anchors[chapter].contains_key(anchor));
            return match known {
                Some(anchor) => format!("{}#{anchor}", file_name(chapter)),
                None => file_name(chapter),
            };
        }
        let absolute = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme));
        match &book.base_url {
            _ if absolute => href.to_owned(),
            Some(base) if !url.contains(':') => format!("{base}{href}"),
            _ => NOWHERE.to_owned(),
        }
    }
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Every `id` in the chapter, and the element that has it first.
fn anchors(html: &str) -> BTreeMap<String, String> {
    let found = std::cell::RefCell::new(BTreeMap::new());
    xhtml(html, &|element, name, value| {
        if name == "id" {
            found.borrow_mut().entry(value.to_owned()).or_insert_with(|| element.to_owned());
        }
        None
    });
    found.into_inner()
}

/// Media type and ending of a picture that e-readers must know (EPUB 3.3, core media types).
fn media_type(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let start = bytes.get(..12)?;
    match start {
        [0x89, b'P', b'N', b'G', ..] => Some(("image/png", "png")),
        [0xff, 0xd8, 0xff, ..] => Some(("image/jpeg", "jpg")),
        [b'G', b'I', b'F', b'8', ..] => Some(("image/gif", "gif")),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Some(("image/webp", "webp")),
        _ => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
            head.contains("<svg").then_some(("image/svg+xml", "svg"))
        }
    }
}

fn file_name(at: usize) -> String {
    format!("c{:04}.xhtml", at + 1)
}

fn document(language: &str, title: &str, body: &str) -> String {
    let (language, title) = (encoded(language), encoded(title));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\">\n<head>\
         <title>{title}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n\
         <body>\n{body}\n</body>\n</html>\n"
    )
}

fn page(book: &Book, files: &Files, at: usize, chapter: &Chapter) -> String {
    let ids = std::cell::RefCell::new(BTreeSet::new());
    let attribute = |element: &str, name: &str, value: &str| -> Option<String> {
        match (element, name) {
            ("details", "open") => Some("open".to_owned()),
            (_, "id") => ids.borrow_mut().insert(value.to_owned()).then(|| value.to_owned()),
            ("a", "href") => Some(files.href(book, at, value)),
            ("img", "src") => Some(files.pictures.get(value).map_or_else(|| NOWHERE.to_owned(), |p| p.name.clone())),
            ("img", "alt" | "width" | "height" | "title") => Some(value.to_owned()),
            ("td" | "th", "colspan" | "rowspan") | ("ol", "start" | "type") | ("li", "value") => Some(value.to_owned()),
            (_, "class" | "lang" | "title" | "dir") => Some(value.to_owned()),
            _ => None,
        }
    };
    // Nothing is folded away where readers cannot be sure to unfold it.
    let html = chapter.html.replace("<details open", "<details").replace("<details", "<details open=\"open\"");
    let body = with_marks(without_lost_pictures(&xhtml(&html, &attribute)), chapter, &files.anchors[at]);
    let facts: String = chapter.facts.iter().map(|fact| format!("<p class=\"fact\">{}</p>\n", encoded(fact))).collect();
    let title = encoded(&chapter.title);
    document(
        &book.language,
        &chapter.title,
        &format!(
            "<section epub:type=\"chapter\" role=\"doc-chapter\" aria-label=\"{title}\">\n<h1>{title}</h1>\n{facts}{body}\n</section>"
        ),
    )
}

/// A picture that is not in the book (of another site, or of a kind that e-readers do not know) leaves its description.
fn without_lost_pictures(xhtml: &str) -> String {
    let mark = format!("src=\"{NOWHERE}\"");
    let mut out = String::with_capacity(xhtml.len());
    let mut rest = xhtml;
    while let Some(at) = rest.find("<img ") {
        let end = at + rest[at..].find("/>").map_or(rest.len() - at, |end| end + 2);
        out.push_str(&rest[..at]);
        let tag = &rest[at..end];
        if !tag.contains(&mark) && tag.contains("src=") {
            out.push_str(tag);
        } else if let Some(alt) = tag.split_once("alt=\"").and_then(|(_, alt)| alt.split('"').next()) {
            out.push_str(alt);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The `id` of the mark at an article, where a mark may stand: e-readers know the places of a list by marks of their own.
fn mark(anchor: &str, anchors: &BTreeMap<String, String>) -> Option<String> {
    let mark = format!("place-{anchor}");
    let element = anchors.get(anchor)?.as_str();
    let holds_words = ["div", "section", "article", "p", "li", "h2", "h3", "h4", "h5", "h6"].contains(&element);
    (holds_words && !anchors.contains_key(&mark)).then_some(mark)
}

/// A mark that shows nothing at the start of every article.
fn with_marks(mut xhtml: String, chapter: &Chapter, anchors: &BTreeMap<String, String>) -> String {
    for (anchor, label) in &chapter.articles {
        let Some(mark) = mark(anchor, anchors) else { continue };
        let id = format!(" id=\"{}\"", encoded(anchor));
        let Some(at) = xhtml.find(&id).and_then(|at| Some(at + xhtml[at..].find('>')? + 1)) else { continue };
        let (mark, label) = (encoded(&mark), encoded(label));
        let mark = format!(
            "<span id=\"{mark}\" epub:type=\"pagebreak\" role=\"doc-pagebreak\" aria-label=\"{label}\"></span>"
        );
        xhtml.insert_str(at, &mark);
    }
    xhtml
}

fn cover(book: &Book, files: &Files) -> String {
    let picture = book.cover.as_ref().and_then(|url| files.pictures.get(url));
    let picture = picture.map(|p| format!("<p><img src=\"{}\" alt=\"\"/></p>\n", p.name)).unwrap_or_default();
    let creators: String = book.creators.iter().map(|c| format!("<p>{}</p>\n", encoded(c))).collect();
    let title = encoded(&book.title);
    document(
        &book.language,
        &book.title,
        &format!(
            "<section class=\"cover\" epub:type=\"titlepage\" aria-label=\"{title}\">\n<h1>{title}</h1>\n{picture}{creators}</section>"
        ),
    )
}

fn package(book: &Book, files: &Files) -> String {
    let mut manifest = String::from(
        "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
         <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n\
         <item id=\"cover\" href=\"cover.xhtml\" media-type=\"application/xhtml+xml\"/>\n",
    );
    let mut spine = String::from("<itemref idref=\"cover\"/>\n<itemref idref=\"nav\"/>\n");
    for at in 0..book.chapters.len() {
        let (id, name) = (format!("c{:04}", at + 1), file_name(at));
        manifest.push_str(&format!("<item id=\"{id}\" href=\"{name}\" media-type=\"application/xhtml+xml\"/>\n"));
        spine.push_str(&format!("<itemref idref=\"{id}\"/>\n"));
    }
    for (at, (url, picture)) in files.pictures.iter().enumerate() {
        let cover = if book.cover.as_ref() == Some(url) { " properties=\"cover-image\"" } else { "" };
        let (name, media) = (&picture.name, picture.media);
        manifest.push_str(&format!("<item id=\"p{:03}\" href=\"{name}\" media-type=\"{media}\"{cover}/>\n", at + 1));
    }
    let creators: String = book.creators.iter().map(|c| format!("<dc:creator>{}</dc:creator>\n", encoded(c))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
         unique-identifier=\"id\" xml:lang=\"{language}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <dc:identifier id=\"id\">{identifier}</dc:identifier>\n<dc:title>{title}</dc:title>\n\
         <dc:language>{language}</dc:language>\n{creators}\
         <meta property=\"dcterms:modified\">{modified}T00:00:00Z</meta>\n{access}</metadata>\n\
         <manifest>\n{manifest}</manifest>\n<spine>\n{spine}</spine>\n</package>\n",
        language = encoded(&book.language),
        identifier = encoded(&book.identifier),
        title = encoded(&book.title),
        modified = encoded(&book.modified),
        access = access(book, files),
    )
}

/// What EPUB Accessibility 1.1 asks a book to say of itself.
fn access(book: &Book, files: &Files) -> String {
    let summary = match book.language.starts_with("zh") {
        true => "正文为文字，有目录，图片有文字说明。",
        false => "Text with a table of contents; pictures have descriptions.",
    };
    // The list of articles is this book's own: no printed edition has its places, which readers of `none` are told.
    let pages = match articles(book, files).next() {
        Some(_) => {
            "<meta property=\"schema:accessibilityFeature\">pageNavigation</meta>\n\
             <meta property=\"pageBreakSource\">none</meta>\n"
        }
        None => "",
    };
    format!("{ACCESS}{pages}<meta property=\"schema:accessibilitySummary\">{summary}</meta>\n")
}

const ACCESS: &str = "<meta property=\"schema:accessMode\">textual</meta>
<meta property=\"schema:accessMode\">visual</meta>
<meta property=\"schema:accessModeSufficient\">textual</meta>
<meta property=\"schema:accessibilityFeature\">structuralNavigation</meta>
<meta property=\"schema:accessibilityFeature\">tableOfContents</meta>
<meta property=\"schema:accessibilityFeature\">alternativeText</meta>
<meta property=\"schema:accessibilityHazard\">none</meta>
";

/// An entry of the contents.
struct Entry {
    depth: usize,
    href: String,
    text: String,
}

fn nav(book: &Book, files: &Files) -> String {
    let mut entries = Vec::new();
    for (at, chapter) in book.chapters.iter().enumerate() {
        let own = chapter.depth.max(1);
        entries.push(Entry { depth: own, href: file_name(at), text: chapter.title.clone() });
        for (level, anchor, text) in &chapter.headings {
            if files.anchors[at].contains_key(anchor) && !text.trim().is_empty() {
                let depth = own + usize::from(level.saturating_sub(1).max(1));
                entries.push(Entry { depth, href: format!("{}#{anchor}", file_name(at)), text: text.clone() });
            }
        }
    }
    let label = encoded(&book.contents_label);
    let first = if book.chapters.is_empty() { "cover.xhtml".to_owned() } else { file_name(0) };
    let body = format!(
        "<nav epub:type=\"toc\" id=\"toc\" role=\"doc-toc\" aria-label=\"{label}\">\n<h1>{label}</h1>\n{}</nav>\n\
         <nav epub:type=\"landmarks\" id=\"landmarks\" hidden=\"hidden\" aria-label=\"landmarks\">\n<ol>\
         <li><a epub:type=\"toc\" href=\"#toc\">{label}</a></li>\
         <li><a epub:type=\"bodymatter\" href=\"{first}\">{}</a></li></ol>\n</nav>",
        list(&entries),
        encoded(&book.title)
    ) + &page_list(book, files);
    document(&book.language, &book.contents_label, &body)
}

/// Chapter, anchor and label of every article that the book has a place for.
fn articles<'a>(book: &'a Book, files: &'a Files) -> impl Iterator<Item = (usize, &'a str, &'a str)> {
    let chapters = book.chapters.iter().zip(&files.anchors).enumerate();
    chapters.flat_map(|(at, (chapter, anchors))| {
        let known = chapter.articles.iter().filter(|(anchor, _)| anchors.contains_key(anchor));
        known.map(move |(anchor, label)| (at, anchor.as_str(), label.as_str()))
    })
}

/// The articles of policy texts as places to go to.
fn page_list(book: &Book, files: &Files) -> String {
    let several = articles(book, files).map(|(at, ..)| at).collect::<BTreeSet<_>>().len() > 1;
    let mut out = String::new();
    for (at, anchor, label) in articles(book, files) {
        let before = if several { format!("{} ", book.chapters[at].title) } else { String::new() };
        let label = encoded(&format!("{before}{label}"));
        let place = mark(anchor, &files.anchors[at]).unwrap_or_else(|| anchor.to_owned());
        out.push_str(&format!("<li><a href=\"{}#{}\">{label}</a></li>\n", file_name(at), encoded(&place)));
    }
    if out.is_empty() {
        return out;
    }
    format!(
        "\n<nav epub:type=\"page-list\" id=\"page-list\" role=\"doc-pagelist\" hidden=\"hidden\" aria-label=\"{}\">\n<ol>\n{out}</ol>\n</nav>",
        encoded(if book.language.starts_with("zh") { "条文" } else { "Articles" })
    )
}

/// Nested lists. A level that is left out (an article right below a part) does not open an empty list.
fn list(entries: &[Entry]) -> String {
    let mut out = String::new();
    let mut open: Vec<usize> = Vec::new();
    for entry in entries {
        // An entry between the depths of two open lists goes into the deeper one: no item may hold two lists.
        while open.len() > 1 && open[open.len() - 2] >= entry.depth {
            out.push_str("</li></ol>\n");
            open.pop();
        }
        match open.last_mut() {
            Some(last) if *last >= entry.depth => {
                out.push_str("</li>\n");
                *last = entry.depth;
            }
            _ => {
                out.push_str("<ol>\n");
                open.push(entry.depth);
            }
        }
        out.push_str(&format!("<li><a href=\"{}\">{}</a>", encoded(&entry.href), encoded(entry.text.trim())));
    }
    for _ in open {
        out.push_str("</li></ol>\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book {
        Book {
            title: "学习<手册>".into(),
            language: "zh-CN".into(),
            creators: vec!["学习中心".into()],
            identifier: "https://portal.example/a/".into(),
            modified: "2026-05-01".into(),
            contents_label: "目录".into(),
            base_url: Some("https://portal.example/".into()),
            chapters: vec![
                Chapter {
                    url: "a/".into(),
                    title: "第一单元".into(),
                    depth: 1,
                    html: "<h2 id=\"x\">一</h2><p><a href=\"b/#y\">乙</a><a href=\"c/\">丙</a><a href=\"#no\">丁</a>\
                           <img src=\"m.png\" alt=\"图\"><img src=\"gone.png\" alt=\"没了\"></p>"
                        .into(),
                    headings: vec![(2, "x".into(), "一".into())],
                    ..Chapter::default()
                },
                Chapter {
                    url: "b/".into(),
                    title: "第二单元".into(),
                    depth: 1,
                    html: "<p id=\"y\">乙</p>".into(),
                    ..Chapter::default()
                },
            ],
            pictures: BTreeMap::from([("m.png".to_owned(), Arc::from(&b"\x89PNG\r\n\x1a\n0000"[..]))]),
            cover: None,
        }
    }

    fn entry(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
        text
    }

    #[test]
    fn links_lead_into_the_book_or_to_the_portal() {
        let bytes = epub(&book()).unwrap();
        assert_eq!(bytes, epub(&book()).unwrap());
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
        let first = entry(&bytes, "OEBPS/c0001.xhtml");
        assert!(
            first.contains(
                "<a href=\"c0002.xhtml#y\">乙</a><a href=\"https://portal.example/c/\">丙</a>\
                 <a href=\"c0001.xhtml\">丁</a><img src=\"images/001.png\" alt=\"图\"/>没了"
            ),
            "{first}"
        );
        for name in ["OEBPS/c0001.xhtml", "OEBPS/nav.xhtml", "OEBPS/package.opf", "OEBPS/cover.xhtml"] {
            let text = entry(&bytes, name);
            let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
            roxmltree::Document::parse_with_options(&text, options).unwrap();
        }
        assert!(entry(&bytes, "OEBPS/nav.xhtml").contains(
            "<ol>\n<li><a href=\"c0001.xhtml\">第一单元</a><ol>\n<li><a href=\"c0001.xhtml#x\">一</a></li></ol>\n</li>\n\
             <li><a href=\"c0002.xhtml\">第二单元</a></li></ol>"
        ));
    }

    #[test]
    fn a_book_with_a_list_of_articles_says_that_no_printed_edition_has_its_places() {
        let mut book = book();
        let pages = ["<meta property=\"pageBreakSource\">none</meta>", "accessibilityFeature\">pageNavigation</meta>"];
        let package = entry(&epub(&book).unwrap(), "OEBPS/package.opf");
        assert!(pages.iter().all(|part| !package.contains(part)), "{package}");
        assert!(package.contains("accessibilitySummary\">正文为文字"), "{package}");
        // An article whose place is not in the chapter is none that a reader can go to.
        book.chapters[0].articles = vec![("gone".into(), "第九条".into())];
        assert!(!entry(&epub(&book).unwrap(), "OEBPS/package.opf").contains(pages[0]));
        book.chapters[1].articles = vec![("y".into(), "第一条".into())];
        let package = entry(&epub(&book).unwrap(), "OEBPS/package.opf");
        assert!(pages.iter().all(|part| package.contains(part)), "{package}");
        // The list leads to a mark that e-readers know as a place of such a list.
        let bytes = epub(&book).unwrap();
        assert!(entry(&bytes, "OEBPS/nav.xhtml").contains("<a href=\"c0002.xhtml#place-y\">第一条</a>"));
        let mark = "<p id=\"y\"><span id=\"place-y\" epub:type=\"pagebreak\" role=\"doc-pagebreak\" aria-label=\"第一条\"></span>乙";
        assert!(entry(&bytes, "OEBPS/c0002.xhtml").contains(mark));
    }
}
