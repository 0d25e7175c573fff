//! A page as a fragment for the editor of WeChat's official accounts, and as plain text for notices.
//!
//! That editor keeps inline styles and drops style sheets, classes, ids, scripts and links to other sites; so every
//! element carries its style, links are numbers with a list of addresses at the end, and pictures are marks at which
//! their files are inserted by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use roxmltree::{Document, Node};

use super::epub::Book;
use super::xhtml::{encoded, xhtml};

/// The longest title and summary that the editor takes, in characters.
pub const LONGEST_TITLE: usize = 64;
/// See [`LONGEST_TITLE`].
pub const LONGEST_SUMMARY: usize = 120;

/// A page for an official account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// What is pasted into the editor.
    pub html: String,
    /// The same as plain text.
    pub plain: String,
    /// Names of the files of its pictures in their order, each with its address below the portal's root.
    pub pictures: Vec<(String, String)>,
}

/// The style of each element that is kept; all others leave their content.
const STYLES: &[(&str, &str)] = &[
    ("p", "margin:0 0 16px;line-height:1.75;font-size:16px;color:#333;"),
    ("h2", "margin:28px 0 14px;line-height:1.5;font-size:19px;font-weight:bold;color:#222;"),
    ("h3", "margin:24px 0 12px;line-height:1.5;font-size:17px;font-weight:bold;color:#222;"),
    ("h4", "margin:20px 0 10px;line-height:1.5;font-size:16px;font-weight:bold;color:#222;"),
    ("ul", "margin:0 0 16px;padding:0 0 0 24px;font-size:16px;color:#333;"),
    ("ol", "margin:0 0 16px;padding:0 0 0 24px;font-size:16px;color:#333;"),
    ("li", "margin:0 0 8px;line-height:1.75;"),
    (
        "blockquote",
        "margin:0 0 16px;padding:10px 14px;border-left:4px solid #c8c8c8;background-color:#f7f7f7;color:#555;",
    ),
    ("table", "width:100%;margin:0 0 16px;border-collapse:collapse;font-size:14px;color:#333;"),
    ("thead", ""),
    ("tbody", ""),
    ("tr", ""),
    ("th", "padding:6px 8px;border:1px solid #d0d0d0;background-color:#f2f2f2;font-weight:bold;word-break:break-all;"),
    ("td", "padding:6px 8px;border:1px solid #d0d0d0;word-break:break-all;"),
    (
        "pre",
        "margin:0 0 16px;padding:10px 14px;background-color:#f7f7f7;font-size:14px;white-space:pre-wrap;word-break:break-all;",
    ),
    ("code", "font-size:14px;background-color:#f2f2f2;"),
    ("strong", "font-weight:bold;"),
    ("em", "font-style:italic;"),
    ("sup", "font-size:12px;"),
    ("sub", "font-size:12px;"),
    ("del", ""),
    ("br", ""),
];

/// Elements that stand in lines of their own.
const BLOCKS: [&str; 14] =
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "blockquote", "pre", "div", "section", "figcaption"];

/// The first chapter of `book` as a post.
pub fn post(book: &Book) -> Post {
    let Some(chapter) = book.chapters.first() else { return Post::default() };
    let body = xhtml(&chapter.html, &|element, name, value| {
        let kept = match element {
            "a" => name == "href",
            "img" => matches!(name, "src" | "alt"),
            "td" | "th" => matches!(name, "colspan" | "rowspan"),
            "ol" => name == "start",
            _ => false,
        };
        kept.then(|| value.to_owned())
    });
    let source = format!("<x>{body}</x>");
    // What `xhtml` writes is well-formed; were it not, there would be nothing to show.
    let Ok(document) = Document::parse(&source) else { return Post::default() };
    let mut writer = Writer { book, url: &chapter.url, post: Post::default(), notes: Vec::new() };
    for fact in &chapter.facts {
        writer.post.html.push_str(&format!("<p style=\"{}\">{}</p>", style("p").unwrap_or_default(), encoded(fact)));
        writer.post.plain.push_str(&format!("{fact}\n\n"));
    }
    document.root_element().children().for_each(|node| writer.node(node));
    writer.finish()
}

fn style(element: &str) -> Option<&'static str> {
    STYLES.iter().find(|(name, _)| *name == element).map(|(_, style)| *style)
}

struct Writer<'a> {
    book: &'a Book,
    url: &'a str,
    post: Post,
    /// Addresses of links, in order.
    notes: Vec<String>,
}

impl Writer<'_> {
    fn node(&mut self, node: Node<'_, '_>) {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            self.post.html.push_str(&encoded(text));
            let joined = text.replace('\n', " ");
            self.post.plain.push_str(if self.post.plain.ends_with('\n') { joined.trim_start() } else { &joined });
            return;
        }
        let name = node.tag_name().name();
        match name {
            "img" => self.picture(node),
            "hr" => {
                self.post.html.push_str("<section style=\"margin:24px 0;border-top:1px solid #d0d0d0;\"></section>")
            }
            "br" => {
                self.post.html.push_str("<br/>");
                self.line();
            }
            _ => self.element(node, name),
        }
    }

    fn element(&mut self, node: Node<'_, '_>, name: &str) {
        // A heading of the first rank is the title, which has a field of its own.
        let shown = match name {
            "h1" => "h2",
            "h5" | "h6" => "h4",
            "b" => "strong",
            "i" => "em",
            name => name,
        };
        let block = BLOCKS.contains(&name);
        if block {
            self.line();
        }
        if let Some(style) = style(shown) {
            self.post.html.push_str(&format!("<{shown}"));
            for attribute in node.attributes() {
                self.post.html.push_str(&format!(" {}=\"{}\"", attribute.name(), encoded(attribute.value())));
            }
            self.post.html.push_str(&if style.is_empty() { ">".to_owned() } else { format!(" style=\"{style}\">") });
        }
        match name {
            "li" => self.post.plain.push_str("· "),
            "td" | "th" if node.prev_sibling_element().is_some() => self.post.plain.push_str(" | "),
            _ => {}
        }
        node.children().for_each(|child| self.node(child));
        if style(shown).is_some() {
            self.post.html.push_str(&format!("</{shown}>"));
        }
        if name == "a" {
            self.note(node.attribute("href").unwrap_or_default());
        }
        if block {
            self.line();
            if matches!(name, "p" | "h2" | "h3" | "h4" | "blockquote" | "pre") {
                self.post.plain.push('\n');
            }
        }
    }

    /// Ends the line of plain text, unless nothing stands in it.
    fn line(&mut self) {
        if !self.post.plain.is_empty() && !self.post.plain.ends_with('\n') {
            self.post.plain.push('\n');
        }
    }

    /// A number for a link; places of the same page need none.
    fn note(&mut self, href: &str) {
        if href.is_empty()
            || href.starts_with('#')
            || href.starts_with(&format!("{}#", self.url)) && !self.url.is_empty()
        {
            return;
        }
        let outside = href.contains("://") || href.starts_with("mailto:") || href.starts_with("tel:");
        let address = match &self.book.base_url {
            _ if outside => href.to_owned(),
            Some(base) => format!("{base}{}", href.trim_start_matches('/')),
            None => return,
        };
        let number = match self.notes.iter().position(|known| *known == address) {
            Some(at) => at + 1,
            None => {
                self.notes.push(address);
                self.notes.len()
            }
        };
        self.post
            .html
            .push_str(&format!("<sup style=\"{}color:#888;\">[{number}]</sup>", style("sup").unwrap_or_default()));
        self.post.plain.push_str(&format!("[{number}]"));
    }

    fn picture(&mut self, node: Node<'_, '_>) {
        let (src, alt) = (node.attribute("src").unwrap_or_default(), node.attribute("alt").unwrap_or_default());
        let name = match self.book.pictures.contains_key(src) {
            true => {
                let ending = src.rsplit_once('.').map_or("png", |(_, ending)| ending);
                let name = format!("{:02}.{ending}", self.post.pictures.len() + 1);
                self.post.pictures.push((name.clone(), src.to_owned()));
                name
            }
            false => String::new(),
        };
        let words = match (name.is_empty(), alt.is_empty()) {
            (true, true) => return,
            (true, false) => alt.to_owned(),
            (false, true) => format!("【图片 {name}】"),
            (false, false) => format!("【图片 {name}：{alt}】"),
        };
        self.post.html.push_str(&format!("<span style=\"color:#b00020;\">{}</span>", encoded(&words)));
        self.post.plain.push_str(&words);
    }

    fn finish(mut self) -> Post {
        if !self.notes.is_empty() {
            let lines = self.notes.iter().enumerate().map(|(n, address)| format!("[{}] {address}", n + 1));
            let lines: Vec<String> = lines.collect();
            let style = "margin:0 0 6px;line-height:1.6;font-size:13px;color:#888;word-break:break-all;";
            let html: String = lines.iter().map(|line| format!("<p style=\"{style}\">{}</p>", encoded(line))).collect();
            let rule = "margin:28px 0 0;padding:14px 0 0;border-top:1px solid #d0d0d0;";
            self.post.html.push_str(&format!("<section style=\"{rule}\">{html}</section>"));
            self.line();
            self.post.plain.push_str(&format!("\n{}\n", lines.join("\n")));
        }
        while self.post.plain.contains("\n\n\n") {
            self.post.plain = self.post.plain.replace("\n\n\n", "\n\n");
        }
        self.post.plain = format!("{}\n", self.post.plain.trim());
        self.post
    }
}

/// The files of a post: the fragment in a page to open and copy from, the plain text, the pictures in their order.
pub fn files(book: &Book, post: &Post) -> BTreeMap<String, Arc<[u8]>> {
    let title = book.chapters.first().map(|chapter| chapter.title.as_str()).unwrap_or_default();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}</title></head>\n<body style=\"max-width:677px;margin:0 auto;padding:16px;\">\n\
         <section>{}</section>\n</body>\n</html>\n",
        encoded(&book.language),
        encoded(title),
        post.html
    );
    let mut files: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    files.insert("wechat.html".to_owned(), page.into_bytes().into());
    files.insert("plain.txt".to_owned(), format!("{title}\n\n{}", post.plain).into_bytes().into());
    for (name, address) in &post.pictures {
        if let Some(bytes) = book.pictures.get(address) {
            files.insert(name.clone(), Arc::clone(bytes));
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::epub::Chapter;

    fn made(html: &str) -> Post {
        let chapter = Chapter { url: "a/".into(), title: "甲".into(), html: html.into(), ..Chapter::default() };
        let pictures = [("m/x.png".to_owned(), Arc::from(&b"png"[..]))].into();
        let base_url = Some("https://portal.example/".to_owned());
        post(&Book { chapters: vec![chapter], pictures, base_url, ..Book::default() })
    }

    #[test]
    fn links_are_numbers_and_pictures_are_marks() {
        let post = made(
            "<p id=\"x\" class=\"y\">看<a href=\"b/\">乙</a>、<a href=\"https://c.example/\">丙</a>和<a href=\"b/\">乙</a>，见<a href=\"#x\">上</a>。</p><p><img src=\"m/x.png\" alt=\"丁\"></p>",
        );
        assert_eq!(
            post.plain,
            "看乙[1]、丙[2]和乙[1]，见上。\n\n【图片 01.png：丁】\n\n[1] https://portal.example/b/\n[2] https://c.example/\n"
        );
        assert_eq!(post.pictures, [("01.png".to_owned(), "m/x.png".to_owned())]);
        for gone in ["<a", "href", "class=", "id=", "<img"] {
            assert!(!post.html.contains(gone), "{gone} in {}", post.html);
        }
    }

    #[test]
    fn only_what_the_editor_keeps_is_written() {
        let post = made(
            "<h1>一</h1><div class=\"k\"><table><tr><th colspan=\"2\">二</th><td>三</td></tr></table></div><script>x</script><ul><li>四</li></ul><svg><path d=\"\"/></svg>",
        );
        let document = format!("<x>{}</x>", post.html);
        let tree = Document::parse(&document).unwrap();
        for node in tree.root_element().descendants().skip(1).filter(Node::is_element) {
            let name = node.tag_name().name();
            assert!(style(name).is_some() || matches!(name, "section" | "span"), "{name}");
            for attribute in node.attributes() {
                assert!(matches!(attribute.name(), "style" | "colspan" | "rowspan" | "start"), "{}", attribute.name());
                for property in ["position", "float", "var(", "grid", "url("] {
                    assert!(!attribute.value().contains(property), "{}", attribute.value());
                }
            }
        }
        assert_eq!(post.plain, "一\n二 | 三\n· 四\n");
    }

    proptest::proptest! {
        #[test]
        fn anything_becomes_well_formed(html in "[<>/a-cpr =\"'&;!\\-甲\u{b}]{0,60}") {
            let post = made(&html);
            let document = format!("<x>{}</x>", post.html);
            Document::parse(&document).map_err(|e| proptest::test_runner::TestCaseError::fail(format!("{e}: {document}")))?;
        }
    }
}
